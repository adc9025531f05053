-- drift.outcome: edges, merges, round trips, parallel plans, errors
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(71);

CREATE TEMP TABLE log AS
SELECT i, CASE WHEN i % 9 = 0 THEN NULL ELSE h % 5 < 2 END AS label,
	CASE WHEN i % 10 = 0 THEN NULL ELSE h % 7 < 3 END AS predicted,
	CASE WHEN i % 11 = 0 THEN 'NaN' WHEN i % 13 = 0 THEN NULL ELSE (h % 101) / 100.0 END::float8 AS score,
	'c' || h % 4 AS class, 'c' || (h / 7) % 5 AS guess, (h % 1000)::float8 AS actual, (h % 977)::float8 AS number
FROM (SELECT i, abs(hashint4(i)) AS h FROM generate_series(1, 20000) AS i) AS q;

-- nothing, one row, one side

SELECT is(drift.binary_outcome_agg(label, predicted, score)::text, NULL, 'no rows give no state') FROM log WHERE false;
SELECT is(drift.accuracy(label, predicted), NULL, 'no rows give no accuracy') FROM log WHERE false;
SELECT is(drift.roc_auc(label, score), NULL, 'no rows give no area') FROM log WHERE false;
SELECT is(drift.roc_auc(NULL::boolean, score), NULL, 'no labels give no area') FROM log;
SELECT is(drift.log_loss(NULL::boolean, score), NULL, 'no labels give no log loss') FROM log;
SELECT is(drift.mae(NULL::float8, number), NULL, 'no actual values give no error') FROM log;
SELECT is(drift.macro_f1(NULL::text, guess), NULL, 'no labels give no F1') FROM log;
SELECT results_eq(
	$$SELECT metric, value, n, reason FROM drift.metrics(
		(SELECT drift.binary_outcome_agg(NULL, predicted, score) FROM log WHERE i <= 20))
	WHERE metric IN ('n', 'label_coverage', 'accuracy', 'roc_auc', 'predicted_positive_rate')$$,
	$$VALUES ('n', 20::float8, 20::bigint, NULL),
		('label_coverage', 0, 20, NULL),
		('predicted_positive_rate', (SELECT avg(predicted::int)::float8 FROM log WHERE i <= 20), 18, NULL),
		('accuracy', NULL, 0, 'no row has both label and prediction'),
		('roc_auc', NULL, 0, 'no row has both label and score')$$,
	'without labels: coverage 0, rates of predictions, reasons for the rest');
SELECT is(drift.precision(label, false), NULL, 'precision without positive predictions is NULL, not 0') FROM log;
SELECT is(drift.recall(false, predicted), NULL, 'recall without positive labels is NULL, not 0') FROM log;
SELECT is(drift.f1(false, false), NULL, 'F1 without any positive is NULL') FROM log;
SELECT is(drift.mcc(label, true), NULL, 'MCC of a constant prediction is NULL') FROM log;
SELECT is(drift.roc_auc(true, score), NULL, 'area with one label is NULL') FROM log;
SELECT is(drift.average_precision(false, score), NULL, 'average precision without positives is NULL') FROM log;
SELECT is(drift.kappa('a', 'a'), NULL, 'kappa of one class is NULL') FROM log;
SELECT is(drift.r2(5, number), NULL, 'R2 of a constant is NULL') FROM log;
SELECT is(drift.mape(0, number), NULL, 'MAPE of zeros is NULL') FROM log;
SELECT is(drift.roc_auc(label, 0.5), 0.5::float8, 'equal scores rank like a coin') FROM log;
SELECT is(drift.roc_auc(label, 'NaN'), NULL, 'NaN scores are missing') FROM log;
SELECT is(drift.mse('Infinity'::float8, number), NULL, 'infinite values are counted apart') FROM log;
SELECT results_eq(
	$$SELECT metric, value, n FROM drift.metrics((SELECT drift.regression_outcome_agg(a, p) FROM (VALUES
		(1::float8, 2::float8), (NULL, 1), (1, NULL), ('NaN', 1), (1, '-Infinity')) AS v(a, p)))
	WHERE metric IN ('n', 'label_coverage', 'mae')$$,
	$$VALUES ('n', 5::float8, 5::bigint), ('label_coverage', 0.8, 5), ('mae', 1, 1)$$,
	'regression counts what takes no part');
SELECT is(drift.mean_error(1, 3), 2::float8, 'a positive mean error says: predicted too much');
SELECT is(drift.smape(0, 0), 0::float8, 'sMAPE of a perfect zero is 0');
SELECT results_eq(
	$$SELECT metric, reason FROM drift.metrics((SELECT drift.binary_outcome_agg(label, predicted, 2 * score) FROM log),
		metrics => '{roc_auc,log_loss,brier,ece,mcc}')
	WHERE value IS NULL$$,
	$$VALUES ('log_loss', 'some scores lie outside [0, 1] and are no probabilities'),
		('brier', 'some scores lie outside [0, 1] and are no probabilities'),
		('ece', 'some scores lie outside [0, 1] and are no probabilities')$$,
	'scores that are no probabilities still rank');
SELECT is((SELECT count(*) FROM drift.metrics(NULL)), 0::bigint, 'no state has no metrics');
SELECT is(drift.accuracy(NULL::drift.outcome), NULL, 'no state has no accuracy');

-- what one state says and what one step says

CREATE TEMP TABLE whole AS
SELECT drift.binary_outcome_agg(label, predicted, score) AS b, drift.class_outcome_agg(class, guess) AS c,
	drift.regression_outcome_agg(actual, number) AS r FROM log;

SELECT results_eq(
	'SELECT drift.accuracy(b), drift.precision(b), drift.recall(b), drift.specificity(b), drift.f1(b), drift.mcc(b),
		drift.balanced_accuracy(b), drift.roc_auc(b), drift.average_precision(b), drift.log_loss(b), drift.brier(b),
		drift.ece(b) FROM whole',
	'SELECT drift.accuracy(label, predicted), drift.precision(label, predicted), drift.recall(label, predicted),
		drift.specificity(label, predicted), drift.f1(label, predicted), drift.mcc(label, predicted),
		drift.balanced_accuracy(label, predicted), drift.roc_auc(label, score), drift.average_precision(label, score),
		drift.log_loss(label, score), drift.brier(label, score), drift.ece(label, score) FROM log',
	'binary: accessors and one-step aggregates agree');
SELECT results_eq(
	'SELECT drift.class_accuracy(c), drift.macro_f1(c), drift.weighted_f1(c), drift.kappa(c), drift.mae(r),
		drift.mse(r), drift.rmse(r), drift.mape(r), drift.smape(r), drift.r2(r), drift.mean_error(r) FROM whole',
	'SELECT drift.class_accuracy(class, guess), drift.macro_f1(class, guess), drift.weighted_f1(class, guess),
		drift.kappa(class, guess), drift.mae(actual, number), drift.mse(actual, number), drift.rmse(actual, number),
		drift.mape(actual, number), drift.smape(actual, number), drift.r2(actual, number),
		drift.mean_error(actual, number) FROM log',
	'class and regression: accessors and one-step aggregates agree');
SELECT is(string_agg(metric, ', '), NULL, 'drift.metric gives what drift.metrics does')
FROM whole, drift.metrics(b) WHERE drift.metric(b, metric) IS DISTINCT FROM value;
SELECT isnt(drift.ece(b, 3), drift.ece(b), 'ece takes its bins') FROM whole;
SELECT results_eq(
	$$SELECT label, predicted, n FROM drift.confusion_matrix((SELECT b FROM whole)) ORDER BY 1, 2$$,
	$$SELECT label::text, predicted::text, count(*) FROM log GROUP BY 1, 2 ORDER BY 1, 2$$,
	'confusion matrix of a binary state');
SELECT results_eq(
	$$SELECT label, predicted, n FROM drift.confusion_matrix((SELECT c FROM whole)) ORDER BY 1, 2$$,
	$$SELECT class, guess, count(*) FROM log GROUP BY 1, 2 ORDER BY 1, 2$$,
	'confusion matrix of classes');
SELECT ok(drift.is_exact(b) AND drift.is_exact(c) AND drift.is_exact(r), 'few distinct scores are exact') FROM whole;

-- merges in any order, round trips, windows

SELECT is(drift.merge(b ORDER BY k)::text, (SELECT b::text FROM whole), 'binary: 7 parts merge to the whole')
FROM (SELECT i % 7 AS k, drift.binary_outcome_agg(label, predicted, score) AS b FROM log GROUP BY 1) AS q;
SELECT is(drift.metric(drift.merge(b ORDER BY k DESC), 'log_loss'), (SELECT drift.log_loss(b) FROM whole),
	'binary: sums are the same to the last bit in another order')
FROM (SELECT i % 61 AS k, drift.binary_outcome_agg(label, predicted, score) AS b FROM log GROUP BY 1) AS q;
SELECT is(drift.merge(c ORDER BY k DESC)::text, (SELECT c::text FROM whole), 'class: parts merge to the whole')
FROM (SELECT i % 7 AS k, drift.class_outcome_agg(class, guess) AS c FROM log GROUP BY 1) AS q;
SELECT ok(abs(drift.rmse(drift.merge(r ORDER BY k DESC)) / (SELECT drift.rmse(r) FROM whole) - 1) < 1e-14,
	'regression: parts merge to the whole')
FROM (SELECT i % 7 AS k, drift.regression_outcome_agg(actual, number) AS r FROM log GROUP BY 1) AS q;
SELECT is(drift.merge(b ORDER BY k)::text, (SELECT drift.binary_outcome_agg(label, predicted, NULL) FROM log)::text,
	'states without scores merge')
FROM (SELECT i % 3 AS k, drift.binary_outcome_agg(label, predicted, NULL) AS b FROM log GROUP BY 1) AS q;
SELECT is(drift.roc_auc(drift.merge(b ORDER BY k)), drift.roc_auc((SELECT drift.binary_outcome_agg(label, predicted,
	CASE WHEN i % 2 = 0 THEN score END) FROM log)), 'a state without scores and one with them merge')
FROM (SELECT i % 2 AS k, drift.binary_outcome_agg(label, predicted, CASE WHEN i % 2 = 0 THEN score END) AS b
	FROM log GROUP BY 1) AS q;
SELECT is(b::text::drift.outcome::text, b::text, 'binary: text round trip') FROM whole;
SELECT is(c::text::drift.outcome::text, c::text, 'class: text round trip') FROM whole;
SELECT is(r::text::drift.outcome::text, r::text, 'regression: text round trip') FROM whole;
CREATE TEMP TABLE stored AS SELECT * FROM whole;
SELECT is((SELECT b::text || c::text || r::text FROM stored), (SELECT b::text || c::text || r::text FROM whole),
	'stored and read again');
SELECT is(count(*), 1000::bigint, 'as a window aggregate')
FROM (SELECT drift.accuracy(label, predicted) OVER w AS running,
	count(*) FILTER (WHERE label = predicted) OVER w / nullif(count(label = predicted) OVER w, 0)::float8 AS slow
	FROM log WHERE i <= 1000 WINDOW w AS (ORDER BY i)) AS q WHERE running IS NOT DISTINCT FROM slow;
SELECT is(drift.outcome_accum(b, true, true)::text <> b::text AND b::text = (SELECT b::text FROM whole), true,
	'a transition called outside an aggregate leaves its argument alone') FROM stored;

-- beyond what is exact: bounded, and it says so

CREATE TEMP TABLE many AS
SELECT i, (h % 1000003) / 1000003.0::float8 AS score, (h / 1000) % 1000 < 1000 * ((h % 1000003) / 1000003.0) AS label
FROM (SELECT i, abs(hashint4(i)::bigint * 7919 + i) AS h FROM generate_series(1, 60000) AS i) AS q;
SELECT ok(bool_and(NOT drift.is_exact(b) AND m.error_bound > 0 AND abs(m.value - e.value) <= m.error_bound),
	'summarized scores: the bound holds and is not 0')
FROM (SELECT drift.binary_outcome_agg(label, score > 0.5, score) AS b FROM many) AS s
CROSS JOIN LATERAL drift.metrics(b) AS m
JOIN (SELECT 'roc_auc' AS metric, drift.roc_auc(label, score) AS value FROM many
	UNION ALL SELECT 'average_precision', drift.average_precision(label, score) FROM many) AS e USING (metric);
SELECT ok(drift.is_exact(b) AND drift.roc_auc(b) = one AND drift.roc_auc(b::text::drift.outcome) = one,
	'a window of 10,000 rows is exact')
FROM (SELECT drift.binary_outcome_agg(label, score > 0.5, score) AS b, drift.roc_auc(label, score) AS one
	FROM many WHERE i <= 10000) AS q;
SELECT is(drift.log_loss(drift.merge(b)), (SELECT drift.log_loss(label, score) FROM many), 'sums stay exact')
FROM (SELECT drift.binary_outcome_agg(label, NULL, score) AS b FROM many GROUP BY i % 5) AS q;

-- parallel plans

CREATE TABLE drift_outcome_parallel AS SELECT * FROM log;
ALTER TABLE drift_outcome_parallel SET (parallel_workers = 2);
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
CREATE FUNCTION pg_temp.is_parallel(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan::text LIKE '%"Partial Mode": "Partial"%';
END $$;
SELECT ok(pg_temp.is_parallel('SELECT drift.binary_outcome_agg(label, predicted, score) FROM drift_outcome_parallel'),
	'the aggregate is planned in parts');
SELECT is(drift.binary_outcome_agg(label, predicted, score)::text, (SELECT b::text FROM whole),
	'binary: parallel equals serial') FROM drift_outcome_parallel;
SELECT is(drift.class_outcome_agg(class, guess)::text, (SELECT c::text FROM whole),
	'class: parallel equals serial') FROM drift_outcome_parallel;
SELECT ok(abs(drift.mse(actual, number) / (SELECT drift.mse(r) FROM whole) - 1) < 1e-14,
	'regression: parallel equals serial') FROM drift_outcome_parallel;
SELECT is(drift.roc_auc(label, score), (SELECT drift.roc_auc(b) FROM whole), 'area: parallel equals serial')
FROM drift_outcome_parallel;

-- errors say what to do

SELECT throws_ok('SELECT drift.metric(b, ''accurracy'') FROM whole', '22023', NULL, 'unknown metric');
SELECT throws_ok('SELECT drift.metric(r, ''accuracy'') FROM whole', '22023', NULL, 'metric of another kind');
SELECT throws_ok('SELECT drift.metric(b, '''') FROM whole', '22023', NULL, 'empty metric');
SELECT throws_ok('SELECT drift.metric(b, repeat(''x'', 100000)) FROM whole', '22023', NULL, 'endless metric');
SELECT throws_ok('SELECT * FROM whole, drift.metrics(b, 0)', '22023', NULL, 'alpha 0');
SELECT throws_ok('SELECT * FROM whole, drift.metrics(b, ''NaN'')', '22023', NULL, 'alpha NaN');
SELECT throws_ok('SELECT * FROM whole, drift.metrics(b, NULL)', '22004', NULL, 'alpha NULL');
SELECT throws_ok('SELECT drift.ece(b, 7) FROM whole', '22023', NULL, 'bins that do not divide 60');
SELECT throws_ok('SELECT drift.ece(b, 0) FROM whole', '22023', NULL, 'no bins');
SELECT throws_ok('SELECT drift.accuracy(r) FROM whole', '42804', NULL, 'accuracy of a regression state');
SELECT throws_ok('SELECT drift.mae(b) FROM whole', '42804', NULL, 'mae of a binary state');
SELECT throws_ok('SELECT * FROM whole, drift.confusion_matrix(r)', '42804', NULL, 'confusion matrix of numbers');
SELECT throws_ok('SELECT drift.merge(s) FROM (SELECT b FROM whole UNION ALL SELECT c FROM whole) AS q(s)', '42804',
	NULL, 'kinds do not mix');
SELECT throws_ok('SELECT drift.log_loss(label, 100 * score) FROM log', '22003', NULL, 'log loss of percentages');
SELECT throws_ok('SELECT drift.brier(label, score - 1) FROM log', '22003', NULL, 'Brier score of negative scores');
SELECT throws_ok('SELECT drift.class_outcome_agg(i::text, i::text) FROM log', '54000', NULL, 'too many classes');

-- malformed text

CREATE TEMP TABLE broken(input, why) AS VALUES
	('', 'empty'), ('x', 'noise'), ('drift.outcome', 'no version'), ('drift.outcome 2 binary {}', 'another version'),
	('drift.outcome 1 numeric {}', 'another type''s kind'), ('drift.outcome 1 groups {}', 'a kind of fairness'),
	('drift.outcome 1 binary {}', 'no fields'), ('drift.outcome 1 binary {counts:[1 2 3] scores:0}', 'too few counts'),
	('drift.outcome 1 binary {counts:[0 0 0 0 0 0 0 0 0 0] scores:0}', 'too many counts'),
	('drift.outcome 1 binary {counts:[0 0 0 0 0 0 0 0 -1] scores:0}', 'negative count'),
	('drift.outcome 1 binary {counts:[0 0 0 0 0 0 0 0 9223372036854775807] scores:0}', 'count that would overflow'),
	('drift.outcome 1 binary {counts:[0 0 0 0 0 0 0 0 0] scores:3}', 'unknown part'),
	('drift.outcome 1 binary {counts:[1 0 0 0 0 0 0 0 0] scores:0', 'no end'),
	('drift.outcome 1 binary {counts:[1 0 0 0 0 0 0 0 0] scores:0} x', 'something after the end'),
	('drift.outcome 1 binary {counts:[1 0 0 0 0 0 0 0 0] scores:1 sums:[2 0 0 0 0 0 0 0 0 0] bins:[1 2 0 0 0]}',
		'more scores than rows'),
	('drift.outcome 1 binary {counts:[1 0 0 0 0 0 0 0 0] scores:1 sums:[1 0 0 0 0 0 0 0 0 0] bins:[]}',
		'bins that do not add up'),
	('drift.outcome 1 binary {counts:[1 0 0 0 0 0 0 0 0] scores:1 sums:[1 0 0 0 0 0 0 0 0 0] bins:[60 1 0 0 0]}',
		'bin out of range'),
	('drift.outcome 1 class {unlabelled:0 unpredicted:0 classes:["a" "a"] pairs:[]}', 'class twice'),
	('drift.outcome 1 class {unlabelled:0 unpredicted:0 classes:["a"] pairs:[0 1 1]}', 'pair out of range'),
	('drift.outcome 1 class {unlabelled:0 unpredicted:0 classes:["a"] pairs:[0 0 1 0 0 1]}', 'pair twice'),
	('drift.outcome 1 class {unlabelled:0 unpredicted:0 classes:["a] pairs:[]}', 'open string'),
	('drift.outcome 1 class {unlabelled:0 unpredicted:0 classes:[] pairs:[0 0 1]}', 'pair of no classes'),
	('drift.outcome 1 regression {counts:[1 0 0 0 0] sums:[1 2]}', 'too few sums'),
	('drift.outcome 1 regression {counts:[1 0 0 0 2] sums:[0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0]}', 'more zeros than rows'),
	('drift.outcome 1 regression {counts:[1 0 0 0 0] sums:[0 0 0 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0]}', 'negative squares');
CREATE FUNCTION pg_temp.refused(input text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM input::drift.outcome;
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT is((SELECT string_agg(why || ': ' || pg_temp.refused(input), ', ') FROM broken
	WHERE pg_temp.refused(input) <> '22P02'), NULL, 'malformed text is refused with 22P02');
SELECT is((SELECT count(*) FROM whole, LATERAL (VALUES (b::text), (c::text), (r::text)) AS v(t),
	generate_series(0, length(t) - 1, 37) AS cut WHERE pg_temp.refused(left(t, cut)) <> '22P02'),
	0::bigint, 'text cut anywhere is refused with 22P02');

SELECT * FROM finish();
ROLLBACK;
