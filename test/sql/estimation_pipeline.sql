-- monitors of estimated performance: before labels come, beside them, and after the world has changed
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT no_plan();
SET LOCAL timezone = 'UTC';

-- 400 rows a day; the score is the probability of the label. From day 20 on it is never sure.
CREATE SCHEMA bank;
CREATE TABLE bank.log (id bigint PRIMARY KEY, ts timestamptz NOT NULL, country text, score float8, prediction boolean);
CREATE TABLE bank.truth (id bigint PRIMARY KEY, label boolean);
CREATE FUNCTION bank.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
INSERT INTO bank.log
SELECT i, timestamptz '2026-01-01' + i * interval '216 seconds', (ARRAY['DE', 'FR'])[1 + i % 2], s, s >= 0.5
FROM generate_series(0, 30 * 400 - 1) AS i,
	LATERAL (SELECT CASE WHEN i < 20 * 400 THEN bank.u(1, i) ELSE 0.45 + 0.1 * bank.u(1, i) END AS s) AS q;
-- the truth follows the scores until day 25, then it is the opposite half of the time
CREATE FUNCTION bank.reveal(first int, last int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO bank.truth
	SELECT id, bank.u(2, id) < CASE WHEN id < 25 * 400 THEN score ELSE 0.5 END
	FROM bank.log WHERE id >= first * 400 AND id < last * 400
$$;
SELECT count(*) AS revealed FROM bank.reveal(0, 14) \gset
SELECT drift.register_model('credit') AS model \gset
SELECT drift.create_source('bank.log', 'ts', name => 'bank', id_column => 'id', prediction_column => 'prediction', score_column => 'score',
	label_column => 'label', label_relation => 'bank.truth', label_id_column => 'id', segment_columns => '{country}',
	label_lateness => '30 days', watch_from => '2026-01-15') AS source \gset
SELECT count(drift.add_source_model('bank', 'credit')) AS added \gset
SELECT drift.create_baseline('bank', 'credit', range => '[2026-01-01,2026-01-15)') AS baseline \gset
SELECT count(drift.create_monitor('bank', 'credit', m)) AS monitors FROM unnest('{accuracy,estimated_accuracy,estimated_roc_auc}'::text[]) AS m \gset
SELECT drift.create_monitor('bank', 'credit', 'estimated_accuracy', segment_key => 'country') AS monitor \gset

CALL drift.run_due('2026-01-25');
SELECT is(string_agg(DISTINCT status, ','), NULL, 'no estimate fails: ' || coalesce(min(reason), ''))
FROM drift.result WHERE status = 'error';
SELECT is(string_agg(DISTINCT status, ','), 'insufficient_data', 'no labels, no accuracy') FROM drift.result WHERE metric = 'accuracy';
SELECT is(string_agg(DISTINCT status, ','), 'ok', 'estimates are at hand') FROM drift.result
WHERE metric LIKE 'estimated%' AND segment_key IS NULL AND window_start < '2026-01-21';
SELECT is(string_agg(DISTINCT metric || ' ' || status, ', '), 'estimated_accuracy warn, estimated_roc_auc critical', 'and fall when the model is never sure')
FROM drift.result WHERE metric LIKE 'estimated%' AND segment_key IS NULL AND window_start >= '2026-01-21';
SELECT is(count(*)::int, 20, 'segments are estimated, too') FROM drift.result WHERE segment_key = 'country' AND value BETWEEN 0.5 AND 0.9;
SELECT is(count(*)::int, 0, 'the estimate of stored states is the estimate of the rows')
FROM drift.result AS r JOIN (
	SELECT date_trunc('day', l.ts) AS day, drift.metric(drift.estimated_outcome_agg(prediction,
		CASE WHEN (drift.calibration_check(c)).needed THEN drift.calibrate(c, score) ELSE score END, score), 'accuracy') AS value
	FROM bank.log AS l, (SELECT drift.calibrator_agg(score, label) AS c FROM bank.log JOIN bank.truth USING (id) WHERE ts < '2026-01-15') AS q
	GROUP BY 1) AS e ON e.day = r.window_start
WHERE r.metric = 'estimated_accuracy' AND r.segment_key IS NULL AND (abs(r.value - e.value) < 1e-9) IS NOT TRUE;
SELECT ok(bool_and(estimated IS NOT NULL AND realized IS NULL), 'nothing is realized yet') FROM drift.estimate_realized WHERE window_start >= '2026-01-15';
SELECT is(array_agg(chunks), '{0,0}', 'and nothing proved') FROM drift.estimation_record() WHERE segment_key IS NULL;

-- labels come: the estimate was right
SELECT count(*) AS revealed FROM bank.reveal(14, 25) \gset
CALL drift.run_due('2026-01-26');
SELECT ok(count(*) = 11 AND bool_and(abs(estimated - realized) < 4 * sampling_error), 'estimated and realized stand side by side')
FROM drift.estimate_realized WHERE metric = 'accuracy' AND segment_key IS NULL AND realized IS NOT NULL AND window_start >= '2026-01-15';
SELECT ok(chunks = 11 AND earned AND mean_absolute_error < naive_error + 0.01, 'the estimate has earned trust: ' || metric)
FROM drift.estimation_record() WHERE segment_key IS NULL ORDER BY metric;
SELECT is(status, 'warn', 'and its alerts count') FROM drift.result WHERE metric = 'estimated_accuracy' AND segment_key IS NULL AND window_start = '2026-01-25';

-- the world changes: only labels tell, and then the estimate is not believed any more
SELECT count(*) AS revealed FROM bank.reveal(25, 30) \gset
UPDATE bank.truth SET label = NOT (SELECT prediction FROM bank.log WHERE log.id = truth.id) WHERE id >= 14 * 400;
CALL drift.run_due('2026-01-31');
SELECT ok(NOT earned, 'trust is lost: ' || metric) FROM drift.estimation_record() WHERE segment_key IS NULL AND metric = 'accuracy';
SELECT is(status || ': ' || left(reason, 35), 'insufficient_data: the estimate has not proved itself:', 'an estimate that was wrong raises no alert')
FROM drift.result WHERE metric = 'estimated_accuracy' AND segment_key IS NULL AND window_start = '2026-01-30';

SELECT throws_ok('SELECT drift.create_monitor(''bank'', ''credit'', ''estimated_accuracy'', column_name => ''score'')', '22023', NULL, 'an estimate has no column');

SELECT * FROM finish();
ROLLBACK;
