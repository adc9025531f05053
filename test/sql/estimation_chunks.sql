-- estimated performance by chunk: binary, classes, numbers, another mix; against the definitions in SQL
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
SET extra_float_digits = 1;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT no_plan();

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE TABLE pg_temp.ref AS
SELECT i, timestamptz '2026-01-05 00:00+00' + i * interval '1 hour' AS at, (s > 0.5)::int AS guess, s * s AS score,
	v < s AS label, CASE WHEN i % 3 = 0 THEN 'x' ELSE 'y' END AS grp
FROM (SELECT i, pg_temp.u(0, i) AS s, pg_temp.u(1, i) AS v FROM generate_series(1, 3050) AS i) AS q;
CREATE TABLE pg_temp.log AS
SELECT i, at, guess, score, label, grp FROM ref WHERE score > 0.2 OR i % 2 = 0;
CREATE TABLE pg_temp.unlabelled AS SELECT i, at, guess, score, grp FROM log;

CREATE TEMP TABLE got AS
SELECT * FROM drift.estimate_performance('ref', 'log', 'label', 'guess', 'score', 'i', rows_per_chunk => 500);
SELECT is(count(*) || ' ' || count(DISTINCT (period, chunk)) || ' ' || count(value), '84 12 84', 'a row for each chunk and metric') FROM got;
SELECT is(array_agg(DISTINCT n ORDER BY n), '{50,362,500}', 'the last chunk takes what is left') FROM got;
SELECT is(chunk_start || '-' || chunk_end, '501-1000', 'chunks know their rows') FROM got WHERE period = 'reference' AND chunk = 1 AND metric = 'f1';

-- the definition, row by row
CREATE TEMP TABLE definition AS
WITH cal AS (SELECT drift.calibrator_agg(score, label) AS c FROM ref),
rows AS (SELECT (row_number() OVER (ORDER BY i) - 1) / 500 AS chunk, guess = 1 AS p, label AS y, drift.calibrate(c, score) AS q FROM log, cal),
sums AS (SELECT chunk, count(*) AS n, sum(q) FILTER (WHERE p) AS tp, sum(1 - q) FILTER (WHERE p) AS fp,
	sum(q) FILTER (WHERE NOT p) AS fn, sum(1 - q) FILTER (WHERE NOT p) AS tn, avg((p = y)::int) AS right FROM rows GROUP BY chunk)
SELECT chunk, metric, value FROM sums, LATERAL (VALUES ('accuracy', (tp + tn) / n), ('precision', tp / (tp + fp)),
	('recall', tp / (tp + fn)), ('specificity', tn / (tn + fp)), ('f1', 2 * tp / (2 * tp + fp + fn))) AS m(metric, value);
SELECT is(string_agg(g.metric || ' ' || g.chunk || ': ' || g.value || ' not ' || d.value, '; '), NULL, 'estimates are what the definition says')
FROM got AS g JOIN definition AS d USING (chunk, metric) WHERE g.period = 'analysis' AND abs(g.value - d.value) > 1e-12;
SELECT is((SELECT count(*) FROM got JOIN definition USING (chunk, metric) WHERE period = 'analysis')::int, 25, 'all of them');
SELECT is(string_agg(g.metric, ', '), NULL, 'realized values, thresholds, bands, alerts')
FROM got AS g JOIN (
	SELECT metric, avg(realized) - 3 * stddev_pop(realized) AS low, avg(realized) + 3 * stddev_pop(realized) AS high
	FROM got WHERE period = 'reference' GROUP BY metric) AS t USING (metric)
JOIN (SELECT (row_number() OVER (ORDER BY i) - 1) / 500 AS chunk, * FROM ref) AS r ON r.chunk = g.chunk AND g.period = 'reference'
GROUP BY g.metric, g.chunk, g.value, g.realized, g.sampling_error, g.ci_low, g.ci_high, g.lower_threshold, g.upper_threshold, g.alert, t.low, t.high
HAVING g.realized IS DISTINCT FROM drift.metric(drift.binary_outcome_agg(r.label, r.guess = 1, r.score), g.metric)
	OR abs(greatest(t.low, 0) - g.lower_threshold) > 1e-12 OR abs(least(t.high, 1) - g.upper_threshold) > 1e-12
	OR abs(g.ci_low - greatest(g.value - 3 * g.sampling_error, 0)) > 1e-12 OR abs(g.ci_high - least(g.value + 3 * g.sampling_error, 1)) > 1e-12
	OR g.alert <> (g.value < g.lower_threshold OR g.value > g.upper_threshold);
SELECT is(string_agg(a.metric, ', '), NULL, 'a log without labels is estimated alike, and nothing is realized')
FROM drift.estimate_performance('ref', 'unlabelled', 'label', 'guess', 'score', 'i', rows_per_chunk => 500) AS a
JOIN got AS g USING (period, chunk, metric)
WHERE period = 'analysis' AND (a.value <> g.value OR a.realized IS NOT NULL OR a.n_realized <> 0);
SELECT is(array_agg(n ORDER BY chunk), '{167,168,168}', 'weeks begin on Monday, in UTC')
FROM drift.estimate_performance('ref', 'log', 'label', 'guess', 'score', 'at', every => '1 week', metrics => '{accuracy}')
WHERE period = 'reference' AND chunk < 3;
SELECT is(count(*)::int, 5, 'months') FROM drift.estimate_performance('ref', 'log', 'label', 'guess', 'score', 'at',
	every => '1 month', metrics => '{accuracy}', log_where => 'false') WHERE period = 'reference';
SELECT is(count(*) FILTER (WHERE (a.value = b.value) IS NOT TRUE)::int, 0, 'raw scores on request')
FROM drift.estimate_performance('ref', 'log', 'label', 'guess', 'score', 'i', 500, metrics => '{positive_rate}', calibrate => false) AS a
JOIN (SELECT (row_number() OVER (ORDER BY i) - 1) / 500 AS chunk, i, score FROM log) AS r USING (chunk)
JOIN LATERAL (SELECT a.value) AS b ON true WHERE a.period = 'analysis';
SELECT throws_ok(format('SELECT * FROM drift.estimate_performance(''ref'', ''log'', %s)', args), state, NULL, why)
FROM (VALUES ('''label'', ''guess'', ''score'', ''i''', '22023', 'chunks must be chosen'),
	('''label'', ''guess'', ''score'', ''i'', 500, ''1 day''', '22023', 'but not twice'),
	('''label'', ''guess'', ''score'', ''i'', 0', '22023', 'chunks without rows'),
	('''label'', ''guess'', ''score'', ''at'', every => ''1 month 1 day''', '22023', 'uneven months'),
	('''label'', ''guess'', ''scores'', ''i'', 500', '42703', 'a misspelt column'),
	('''lable'', ''guess'', ''score'', ''i'', 500', '42703', 'a misspelt label'),
	('''label'', ''guess'', ''score'', ''i'', 500, metrics => ''{auc}''', '22023', 'an unknown metric'),
	('''label'', ''guess'', ''score'', ''i'', 500, reference_where => ''false''', '22023', 'no reference')) AS v(args, state, why);

-- business value
SELECT is(drift.business_value(o, 10, -4, -20, 1), (2 * 10 - 4 - 20 + 3)::float8, 'the value of predictions')
FROM (SELECT drift.binary_outcome_agg(y, p, NULL) AS o FROM (VALUES (true, true), (true, true), (false, true), (true, false),
	(false, false), (false, false), (false, false), (NULL, true), (true, NULL)) AS v(y, p)) AS q;
SELECT is(round(drift.business_value(o, 10, -4, -20, 1, true)::numeric, 12), round(((10 * 0.9 - 4 * 0.1) - 20 * 0.2 + 0.8) / 2, 12), 'expected, by row')
FROM (SELECT drift.estimated_outcome_agg(p, q, NULL) AS o FROM (VALUES (true, 0.9), (false, 0.2)) AS v(p, q)) AS q;
SELECT is(round(drift.business_value_error(o, 10, -4, -20, 1, 100)::numeric, 9), (SELECT round((stddev_pop(CASE WHEN label AND guess = 1 THEN 10 WHEN guess = 1 THEN -4 WHEN label THEN -20 ELSE 1 END::float8) * 10)::numeric, 9) FROM ref), 'its sampling error')
FROM (SELECT drift.binary_outcome_agg(label, guess = 1, NULL) AS o FROM ref) AS q;

-- quality
SELECT is((chunks, round(mean_error::numeric, 6), round(mean_absolute_error::numeric, 6), round(naive_error::numeric, 6), round(share_in_band::numeric, 6), earned)::text,
	'(5,0.004000,0.012000,0.100000,1.000000,t)', 'quality of estimates')
FROM drift.estimation_quality('{0.8,0.7,0.6,0.9,0.7,NULL}', '{0.79,0.71,0.58,0.89,0.71,0.5}', array_fill(0.01::float8, '{6}'), 0.8);
SELECT ok(NOT earned, 'worse than the naive expectation earns nothing')
FROM drift.estimation_quality('{0.5,0.7,0.6,0.9,0.7}', '{0.8,0.8,0.8,0.8,0.8}', array_fill(0.1::float8, '{5}'), 0.8);

-- classes: two classes are the binary model, its metrics the mean of both sides
CREATE TABLE pg_temp.classes AS SELECT i, label::text AS y, (guess = 1)::text AS p, score AS s_true, 1 - score AS s_false FROM ref;
SELECT is(string_agg(format('%s %s: %s not %s', metric, chunk, c.value, b.value), '; '), NULL, 'two classes: ' || metric)
FROM drift.estimate_class_performance('classes', 'classes', 'y', 'p', '{true,false}', '{s_true,s_false}', 'i', 500) AS c
JOIN (
	SELECT period, chunk, 'accuracy' AS metric, value FROM got WHERE metric = 'accuracy'
	UNION ALL SELECT period, chunk, 'roc_auc', value FROM got WHERE metric = 'roc_auc'
	UNION ALL SELECT period, chunk, 'recall', sum(value) / 2 FROM got WHERE metric IN ('recall', 'specificity') GROUP BY period, chunk) AS b
	USING (period, chunk, metric)
WHERE period = 'reference' AND abs(c.value - b.value) > 1e-9 OR false GROUP BY metric;
SELECT is(count(*)::int, 0, 'realized accuracy of classes')
FROM drift.estimate_class_performance('classes', 'classes', 'y', 'p', '{true,false}', '{s_true,s_false}', 'i', 500, metrics => '{accuracy}') AS c
JOIN got AS g ON g.period = 'reference' AND g.chunk = c.chunk AND g.metric = 'accuracy'
WHERE c.period = 'reference' AND (abs(c.realized - g.realized) > 1e-12 OR abs(c.sampling_error - g.sampling_error) > 1e-12);
SELECT throws_ok('SELECT * FROM drift.estimate_class_performance(''classes'', ''classes'', ''y'', ''p'', ''{true}'', ''{s_true,s_false}'', ''i'', 500)',
	'22023', NULL, 'as many scores as classes');

-- numbers: without features or shrinkage the estimate is the mean of the prediction's bin in the other half
CREATE TABLE pg_temp.numbers AS SELECT i, pg_temp.u(2, i) AS p, pg_temp.u(2, i) * (0.5 + pg_temp.u(3, i)) AS y, grp FROM ref WHERE i <= 2000;
CREATE TEMP TABLE errors AS
SELECT * FROM drift.estimate_error('numbers', 'numbers', 'y', 'p', order_by => 'i', rows_per_chunk => 400, bins => 4, shrinkage => 0,
	metrics => '{mae,mse,rmse,mape,msle,rmsle}', log_where => 'p > 0.75');
SELECT is(string_agg(format('%s %s', e.metric, e.chunk), '; '), NULL, 'errors by bins: the definition')
FROM (
	WITH edge AS (SELECT percentile_cont('{0.25,0.5,0.75}'::float8[]) WITHIN GROUP (ORDER BY p) AS e FROM numbers),
	r AS (SELECT (i - 1) / 400 AS chunk, width_bucket(p, e) AS bin, p, y FROM numbers, edge),
	m AS (SELECT fold, bin, avg(abs(p - y)) AS mae, avg((p - y) ^ 2) AS mse, avg(abs(p - y) / abs(y)) AS mape, avg((ln(1 + p) - ln(1 + y)) ^ 2) AS msle
		FROM r, generate_series(0, 1) AS fold WHERE fold <> chunk % 2 GROUP BY fold, bin)
	SELECT chunk, v.metric, v.value FROM (
		SELECT chunk, avg(mae) AS mae, avg(mse) AS mse, avg(mape) AS mape, avg(msle) AS msle
		FROM r JOIN m ON m.bin = r.bin AND m.fold = r.chunk % 2 GROUP BY chunk) AS a,
		LATERAL (VALUES ('mae', mae), ('mse', mse), ('rmse', sqrt(mse)), ('mape', mape), ('msle', msle), ('rmsle', sqrt(msle))) AS v(metric, value)
) AS d FULL JOIN (SELECT * FROM errors WHERE period = 'reference') AS e USING (chunk, metric)
WHERE (abs(d.value - e.value) <= 1e-12) IS NOT TRUE;
SELECT is(string_agg(metric, ', '), NULL, 'realized errors are those of drift.outcome')
FROM errors AS e JOIN (SELECT (i - 1) / 400 AS chunk, drift.regression_outcome_agg(y, p) AS o FROM numbers GROUP BY 1) AS n USING (chunk)
WHERE period = 'reference' AND metric IN ('mae', 'mse', 'rmse', 'mape') AND abs(realized - drift.metric(o, metric)) > 1e-12;
SELECT ok(bool_and(abs(value - realized) < 0.3 * (realized - known)), 'high predictions have larger errors, and are estimated to')
FROM errors AS e JOIN (SELECT metric, avg(realized) AS known FROM errors WHERE period = 'reference' GROUP BY metric) AS k USING (metric)
WHERE period = 'analysis' AND metric IN ('mae', 'rmse');
SELECT is(array_agg(DISTINCT earned), '{t}', 'the estimator knows how good it is') FROM errors WHERE metric = 'mae';
SELECT is(count(value) || ' ' || count(*), '0 2', 'one chunk leaves nothing to learn from: no estimate of itself')
FROM drift.estimate_error('numbers', 'numbers', 'y', 'p', order_by => 'i', rows_per_chunk => 9999) WHERE period = 'reference';
SELECT is(count(value) || ' ' || count(*), '2 2', 'but of the log')
FROM drift.estimate_error('numbers', 'numbers', 'y', 'p', '{grp}', 'i', 9999) WHERE period = 'analysis';
SELECT throws_ok(format('SELECT * FROM drift.estimate_error(''numbers'', ''numbers'', ''y'', ''p'', order_by => ''i'', %s)', args), state, NULL, why)
FROM (VALUES ('rows_per_chunk => 500, bins => 0', '22023', 'no bins'), ('rows_per_chunk => 500, shrinkage => -1', '22023', 'negative shrinkage'),
	('rows_per_chunk => 500, metrics => ''{r2}''', '22023', 'a metric that is no mean loss'),
	('rows_per_chunk => 500, features => ''{q}''', '42703', 'a feature that is not there')) AS v(args, state, why);

-- another mix: segments
SELECT is(string_agg(metric, ', '), NULL, 'performance by segment times today''s mix')
FROM drift.reweighted_performance('ref', 'ref', 'label', 'guess', '{grp}', log_where => 'grp = ''x'' OR i % 7 = 0') AS w
JOIN (
	SELECT v.metric, v.value FROM (
		SELECT sum(w * tp) AS tp, sum(w * fp) AS fp, sum(w * fn) AS fn, sum(w * tn) AS tn FROM (
			SELECT grp, sum((label AND guess = 1)::int) / count(*)::float8 AS tp, sum((NOT label AND guess = 1)::int) / count(*)::float8 AS fp,
				sum((label AND guess = 0)::int) / count(*)::float8 AS fn, sum((NOT label AND guess = 0)::int) / count(*)::float8 AS tn,
				count(*) FILTER (WHERE grp = 'x' OR i % 7 = 0) AS w
			FROM ref GROUP BY grp) AS s) AS t,
	LATERAL (VALUES ('accuracy', (tp + tn) / (tp + fp + fn + tn)), ('precision', tp / (tp + fp)), ('recall', tp / (tp + fn)),
		('specificity', tn / (tn + fp)), ('f1', 2 * tp / (2 * tp + fp + fn)), ('positive_rate', (tp + fn) / (tp + fp + fn + tn))) AS v(metric, value)) AS d USING (metric)
WHERE (abs(w.value - d.value) <= 1e-12 AND covered = 1 AND n_effective > 0) IS NOT TRUE;
SELECT is(string_agg(metric, ', '), NULL, 'the same mix, the same performance')
FROM drift.reweighted_performance('ref', 'ref', 'label', 'guess', '{grp,score}')
WHERE abs(value - reference_value) > 1e-12 OR abs(value - realized) > 1e-12;
SELECT is(round(covered::numeric, 2), 0.67, 'what the reference does not know is said')
FROM drift.reweighted_performance('ref', 'ref', 'label', 'guess', '{grp}', reference_where => 'grp = ''y''') WHERE metric = 'accuracy';
SELECT throws_ok('SELECT * FROM drift.reweighted_performance(''ref'', ''ref'', ''label'', ''guess'', ''{}'')', '22023', NULL, 'no columns');

SELECT * FROM finish();
ROLLBACK;
