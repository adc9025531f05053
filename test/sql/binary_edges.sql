-- binary models: mistakes in arguments, states of weights, what has no scores
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(29);

CREATE TEMP TABLE log AS
SELECT i, (i * 37 % 100) / 100.0::float8 AS score, i * 53 % 100 < i * 37 % 100 AS label, i * 37 % 100 >= 50 AS predicted, i % 5 / 2.0::float8 AS weight
FROM generate_series(1, 1000) AS i;
CREATE TEMP TABLE one AS
SELECT drift.binary_outcome_agg(label, predicted, score) AS b, drift.binary_outcome_agg(label, predicted, score, weight) AS w,
	drift.binary_outcome_agg(label, predicted, NULL) AS unscored, drift.class_outcome_agg('a', 'b') AS c,
	drift.binary_outcome_agg(NULL, predicted, score) AS unlabelled, drift.binary_outcome_agg(label, predicted, score, 0) AS weightless
FROM log;

SELECT throws_ok(statement, code, NULL, statement) FROM (VALUES
	('SELECT drift.binary_outcome_agg(true, true, 0.5, -1)', '22023'),
	('SELECT drift.binary_outcome_agg(true, true, 0.5, ''NaN'')', '22023'),
	('SELECT drift.binary_outcome_agg(true, true, 0.5, ''Infinity'')', '22023'),
	('SELECT drift.merge(o) FROM (SELECT b FROM one UNION ALL SELECT w FROM one) AS q(o)', '42804'),
	('SELECT drift.f_beta(b, 0) FROM one', '22023'),
	('SELECT drift.f_beta(c, 1) FROM one', '42804'),
	('SELECT drift.lift_at(b, 2) FROM one', '22023'),
	('SELECT drift.roc_curve(b, 1) FROM one', '22023'),
	('SELECT drift.calibration_curve(b, 0) FROM one', '22023'),
	('SELECT drift.calibration_curve(b, 10, ''quantiles'') FROM one', '22023'),
	('SELECT drift.expected_cost(b, fp => ''NaN'') FROM one', '22023'),
	('SELECT drift.best_threshold(b, fn => NULL) FROM one', '22004'),
	('SELECT drift.threshold_table(c) FROM one', '42804'),
	('SELECT drift.metrics(b, metrics => ''{acuracy}'') FROM one', '22023')) AS c(statement, code);

SELECT is(drift.binary_outcome_agg(true, true, 0.5, NULL)::text, NULL, 'rows without a weight leave nothing');
SELECT is(drift.metric(w, 'n'), 1000::float8, 'n is rows') FROM one;
SELECT is(drift.metric(w, 'effective_n'), 1000 / 1.5::float8, 'and worth fewer') FROM one;
SELECT is(w::text::drift.outcome::text, w::text, 'weighted: text round trip') FROM one;
SELECT ok(drift.is_exact(w), 'a hundred scores are exact') FROM one;
SELECT is(round(drift.metric(drift.merge(o), 'log_loss')::numeric, 12), (SELECT round(drift.metric(w, 'log_loss')::numeric, 12) FROM one), 'merged in parts')
FROM (SELECT drift.binary_outcome_agg(label, predicted, score, weight) AS o FROM log GROUP BY i % 7) AS q;
SELECT is(string_agg(metric || ': ' || reason, ', '), NULL, 'all metrics are defined') FROM one, drift.metrics(w) WHERE value IS NULL;
SELECT is(count(*), 0::bigint, 'what is undefined says why') FROM one, unnest(ARRAY[unscored, unlabelled, weightless]) AS o, drift.metrics(o)
WHERE (value IS NULL) <> (reason IS NOT NULL) OR value IS NULL AND (ci_low IS NOT NULL OR ci_high IS NOT NULL);
SELECT is(count(*), 0::bigint, 'limits hold the value') FROM one, unnest(ARRAY[b, w]) AS o, drift.metrics(o) WHERE NOT value BETWEEN ci_low AND ci_high;
SELECT is((SELECT count(*) FROM one, unnest(ARRAY[unscored, unlabelled, weightless, NULL]) AS o, drift.roc_curve(o)), 0::bigint, 'no scores, no curve');
SELECT is((SELECT b.threshold FROM one, drift.best_threshold(unscored) AS b), NULL, 'no scores, no threshold');
SELECT is((SELECT b.threshold FROM one, drift.best_threshold(b, fp => 1, fn => 0) AS b), 'Infinity'::float8, 'nothing is predicted positive if that is free');
SELECT is((SELECT array_agg(metric) FROM one, drift.metrics(b, metrics => '{f2,n}')), '{f2,n}'::text[], 'metrics by name, in that order');
SELECT ok(NOT drift.is_exact(s) AND abs(drift.roc_auc(s) - e) <= m.error_bound AND m.error_bound BETWEEN 1e-9 AND 0.01, 'rounded scores: the bound holds')
FROM (SELECT drift.binary_outcome_agg(label, true, score, 1) AS s, drift.roc_auc(label, score) AS e FROM (
	SELECT (h % 1000003) / 1000003.0::float8 AS score, (h / 1000) % 1000 < 1000 * ((h % 1000003) / 1000003.0) AS label
	FROM (SELECT abs(hashint4(i)::bigint * 7919 + i) AS h FROM generate_series(1, 60000) AS i) AS q) AS r) AS q,
	drift.metrics(s, metrics => '{roc_auc}') AS m;
SELECT ok(o.n = 1 AND o.value > 0 AND NOT o.value = 'Infinity', 'one row') FROM drift.metrics(drift.outcome_final(drift.outcome_accum(NULL::drift.outcome, true, true, 0.25, 3.0)), metrics => '{log_loss}') AS o;
SELECT * FROM finish();
ROLLBACK;
