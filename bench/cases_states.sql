-- cases_states.sql: what a state that is there already costs to read, many columns, many categories

-- Each further accessor beside psi(): at most a twentieth more.
INSERT INTO bench.cases (name, kind, query, yardstick, bound)
SELECT 'further-' || a, 'ratio',
	format('SELECT drift.psi(s), drift.%s(s) FROM (SELECT drift.sample_agg(f1, is_ref) AS s FROM bench.log) q', a),
	'SELECT drift.psi(s) FROM (SELECT drift.sample_agg(f1, is_ref) AS s FROM bench.log) q', 1.05
FROM unnest('{js_distance,kl_divergence,hellinger,tv_distance,wasserstein,energy_distance,ks_stat,kuiper,
	cramer_von_mises,anderson_darling,cohens_d,cliffs_delta,ks_test,chi2_test,t_test,mann_whitney_test,
	cramer_von_mises_test,epps_singleton_test,levene_test,brown_forsythe_test,mood_test}'::text[]) AS a;

\set by_category '$$SELECT c2, count(*) FROM bench.log GROUP BY c2$$'
\set avg20 '(SELECT string_agg(format($$avg(c%s)$$, i), $$, $$) FROM generate_series(1, 20) i)'
INSERT INTO bench.cases (name, kind, query, yardstick, bound) VALUES
	('psi-20000-categories', 'ratio', $$SELECT drift.psi(c2, is_ref) FROM bench.log$$, :by_category, 1.0),
	('chi2-20000-categories', 'ratio', $$SELECT drift.chi2_stat(c2, is_ref) FROM bench.log$$, :by_category, 1.0),
	('compare-20', 'ratio', $$SELECT count(*) FROM drift.compare('bench.wide_reference', 'bench.wide_current')$$,
		(SELECT format('SELECT * FROM (SELECT %1$s FROM bench.wide_reference) r, (SELECT %1$s FROM bench.wide_current) c',
			:avg20)), 2.0),
	('roc_auc-limit', 'ratio', $$SELECT drift.roc_auc(label, score) FROM bench.log$$,
		$$SELECT avg(score) FROM bench.log$$, 1.5),
	('all-binary-metrics', 'ratio',
		$$SELECT (SELECT count(*) FROM drift.metrics(o)) FROM
			(SELECT drift.binary_outcome_agg(label, predicted, score) AS o FROM bench.log) q$$,
		$$SELECT drift.roc_auc(label, score) FROM bench.log$$, 1.2),
	('fairness_table', 'ratio',
		$$SELECT (SELECT count(*) FROM drift.fairness_table(f)) FROM
			(SELECT drift.fairness_agg(grp, predicted, label) AS f FROM bench.log) q$$,
		$$SELECT grp, predicted, label, count(*) FROM bench.log GROUP BY grp, predicted, label$$, 0.8),
	('sql-roc_auc', 'faster', $$SELECT drift.roc_auc(label, score) FROM bench.log$$,
		$$SELECT (sum(r) FILTER (WHERE label) - p * (p + 1) / 2) / p / (count(*) - p) FROM (
			SELECT label, rank() OVER w + (count(*) OVER (PARTITION BY score) - 1) / 2.0::float8 AS r
			FROM bench.log WINDOW w AS (ORDER BY score)) q, (SELECT count(*)::float8 AS p FROM bench.log WHERE label) n
			GROUP BY p$$, 5);
