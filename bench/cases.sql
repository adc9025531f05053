-- cases.sql: what is measured, against what, and the limit
--
-- kind        figure                                                    limit is
-- ratio       time of query / time of yardstick, one process            the most allowed
-- faster      time of yardstick / time of query, one process            the least allowed
-- gain        query serial / query with two workers                     the least allowed
-- gain-avg    the same, divided by the yardstick's own gain             the least allowed
-- value       what query returns                                        the most allowed
-- Without a limit the figure is only told. The report gives the gain of the yardstick, too.

CREATE TABLE bench.cases (
	position serial,
	name text PRIMARY KEY,
	kind text NOT NULL,
	query text NOT NULL,
	yardstick text,
	bound float8);

\set avg1 '$$SELECT avg(f1) FROM bench.log$$'
\set avg8 '$$SELECT avg(f1), avg(f2), avg(f3), avg(f4), avg(f5), avg(f6), avg(f7), avg(f8) FROM bench.log$$'

-- twenty numeric columns out of eight
SELECT 'SELECT ' || string_agg('avg(' || x || ')', ', ') || ' FROM bench.log' AS avg20,
	'SELECT ' || string_agg('drift.profile_agg(' || x || ')', ', ') || ' FROM bench.log' AS profile20
FROM (SELECT format('f%s * %s', 1 + i % 8, 1 + i / 8) AS x FROM generate_series(0, 19) AS i) q \gset

-- memory that a query with 10,000 groups of 100 rows takes for each group, beyond that of count(*), in bytes
CREATE FUNCTION bench.group_memory(aggregate text) RETURNS float8 LANGUAGE plpgsql
SET work_mem = '1GB' SET max_parallel_workers_per_gather = 0 SET enable_sort = off AS $$
DECLARE
	kilobytes float8[] := '{}';
	plan json;
BEGIN
	FOR i IN 0 .. 1 LOOP
		EXECUTE format('EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) SELECT g, %s FROM (SELECT i %% 10000 AS g,
			(i::bigint * 7919 %% 100003)::float8 AS x, i %% 3 = 0 AS c, (i %% 31)::text AS v, 0.5 + i %% 7 AS w
			FROM generate_series(1, 1000000) AS i) q GROUP BY g', CASE i WHEN 0 THEN 'count(*)' ELSE aggregate END) INTO plan;
		kilobytes := kilobytes || (jsonb_path_query_first(plan::jsonb, '$.**."Peak Memory Usage"')::text)::float8;
	END LOOP;
	RETURN (kilobytes[2] - kilobytes[1]) * 1024 / 10000;
END $$;

INSERT INTO bench.cases (name, kind, query, yardstick, bound) VALUES
	('psi', 'ratio', $$SELECT drift.psi(f1, is_ref) FROM bench.log$$, :avg1, 1.4),
	('ks_stat', 'ratio', $$SELECT drift.ks_stat(f1, is_ref) FROM bench.log$$, :avg1, 1.4),
	('four-one-step', 'ratio',
		$$SELECT drift.psi(f1, is_ref), drift.ks_stat(f1, is_ref), drift.js_divergence(f1, is_ref),
			drift.wasserstein(f1, is_ref) FROM bench.log$$, :avg1, 1.6),
	('four-two-step', 'ratio',
		$$SELECT drift.psi(s), drift.ks_stat(s), drift.js_divergence(s), drift.wasserstein(s)
			FROM (SELECT drift.sample_agg(f1, is_ref) AS s FROM bench.log) q$$, :avg1, 1.6),
	('profile', 'ratio', $$SELECT drift.profile_agg(f1) FROM bench.log$$, :avg1, 1.2),
	('profile-8', 'ratio',
		$$SELECT drift.profile_agg(f1), drift.profile_agg(f2), drift.profile_agg(f3), drift.profile_agg(f4),
			drift.profile_agg(f5), drift.profile_agg(f6), drift.profile_agg(f7), drift.profile_agg(f8)
			FROM bench.log$$, :avg8, 1.4),
	('profile-12-categories', 'ratio', $$SELECT drift.profile_agg(c1) FROM bench.log$$,
		$$SELECT c1, count(*) FROM bench.log GROUP BY c1$$, 0.8),
	('profile-20000-categories', 'ratio', $$SELECT drift.profile_agg(c2) FROM bench.log$$,
		$$SELECT c2, count(*) FROM bench.log GROUP BY c2$$, NULL),
	('outcome', 'ratio', $$SELECT drift.binary_outcome_agg(label, predicted, score) FROM bench.log$$,
		$$SELECT avg(score) FROM bench.log$$, NULL),
	('roc_auc', 'ratio', $$SELECT drift.roc_auc(label, score) FROM bench.log$$,
		$$SELECT avg(score) FROM bench.log$$, NULL),
	('binary-metrics', 'ratio',
		$$SELECT m.* FROM (SELECT drift.binary_outcome_agg(label, predicted, score) AS o FROM bench.log) q,
			drift.metrics(q.o) m$$,
		$$SELECT drift.roc_auc(label, score) FROM bench.log$$, 1.2),
	('regression-outcome', 'ratio', $$SELECT drift.regression_outcome_agg(f1, f2) FROM bench.log$$,
		$$SELECT avg(f1), avg(f2) FROM bench.log$$, NULL),
	('fairness_gap', 'ratio', $$SELECT drift.fairness_gap(grp, predicted) FROM bench.log$$,
		$$SELECT grp, avg(predicted::int) FROM bench.log GROUP BY grp$$, NULL),
	('merge-100-profiles', 'ratio',
		$$SELECT drift.ks_stat(drift.merge(p) FILTER (WHERE w < 50), drift.merge(p) FILTER (WHERE w >= 50))
			FROM bench.windows$$, :avg1, NULL),

	('profile-20', 'ratio', :'profile20', :'avg20', 1.7),
	('profile-weighted', 'ratio', $$SELECT drift.profile_agg(f1, 1.5) FROM bench.log$$, :avg1, NULL),

	('bytes-a-group-profile', 'value', $$SELECT bench.group_memory('drift.profile_agg(x)')$$, NULL, 8192),
	('bytes-a-group-sample', 'value', $$SELECT bench.group_memory('drift.sample_agg(x, c)')$$, NULL, 8192),
	('bytes-a-group-categories', 'value', $$SELECT bench.group_memory('drift.profile_agg(v)')$$, NULL, 8192),
	('bytes-a-group-weighted', 'value', $$SELECT bench.group_memory('drift.profile_agg(x, w)')$$, NULL, 8192),
	('stored-bytes', 'value',
		$$SELECT max(pg_column_size(p)) FROM bench.profiles$$, NULL, 17 * 1024),
	('rank-error', 'value', $$SELECT max(drift.rank_error(p)) FROM bench.profiles$$, NULL, 0.001),

	('gain-profile', 'gain-avg', $$SELECT drift.profile_agg(f1) FROM bench.log$$, :avg1, 0.9),
	('gain-profile-8', 'gain-avg',
		$$SELECT drift.profile_agg(f1), drift.profile_agg(f2), drift.profile_agg(f3), drift.profile_agg(f4),
			drift.profile_agg(f5), drift.profile_agg(f6), drift.profile_agg(f7), drift.profile_agg(f8)
			FROM bench.log$$, :avg8, 0.9),
	('gain-categories', 'gain-avg', $$SELECT drift.profile_agg(c1) FROM bench.log$$, :avg1, 0.9),
	('gain-outcome', 'gain-avg',
		$$SELECT drift.binary_outcome_agg(label, predicted, score) FROM bench.log$$, :avg1, 0.9),
	('gain-fairness', 'gain-avg', $$SELECT drift.fairness_agg(grp, predicted, label) FROM bench.log$$,
		:avg1, NULL),
	('gain-psi', 'gain', $$SELECT drift.psi(f1, is_ref) FROM bench.log$$, :avg1, 1.2),
	('gain-ks_stat', 'gain', $$SELECT drift.ks_stat(f1, is_ref) FROM bench.log$$, :avg1, 1.2),
	('gain-four-two-step', 'gain',
		$$SELECT drift.psi(s), drift.ks_stat(s), drift.js_divergence(s), drift.wasserstein(s)
			FROM (SELECT drift.sample_agg(f1, is_ref) AS s FROM bench.log) q$$, :avg1, 1.0),

	('sql-ks', 'faster', $$SELECT drift.ks_stat(f1, is_ref) FROM bench.log$$,
		$$SELECT max(abs(r::float8 / n_ref - (k - r)::float8 / n_cur)) FROM (
			SELECT count(*) FILTER (WHERE is_ref) OVER w AS r, count(*) OVER w AS k
			FROM (SELECT f1, is_ref FROM bench.log WHERE f1 IS NOT NULL ORDER BY f1) s
			WINDOW w AS (ORDER BY f1)) q,
			(SELECT count(*) FILTER (WHERE is_ref) AS n_ref, count(*) FILTER (WHERE NOT is_ref) AS n_cur
			FROM bench.log WHERE f1 IS NOT NULL) n$$, 7),

	('json-10-short', 'faster', $$SELECT drift.profile_json_agg(features) FROM bench.documents$$,
		$$SELECT sum((features->>'amount')::float8), sum((features->>'age')::float8),
			sum((features->>'income')::float8), sum((features->>'score')::float8),
			sum((features->>'ratio')::float8), sum((features->>'percent')::float8),
			sum((features->>'price')::float8), sum((features->>'balance')::float8),
			sum((features->>'visits')::float8), sum((features->>'days')::float8)
			FROM bench.documents$$, 6),
	('json-10-long', 'faster', $$SELECT drift.profile_json_agg(features) FROM bench.long_documents$$,
		$$SELECT sum((features->>'f0')::float8), sum((features->>'f1')::float8),
			sum((features->>'f2')::float8), sum((features->>'f3')::float8),
			sum((features->>'f4')::float8), sum((features->>'f5')::float8),
			sum((features->>'f6')::float8), sum((features->>'f7')::float8),
			sum((features->>'f8')::float8), sum((features->>'f9')::float8)
			FROM bench.long_documents$$, 1.5);
