\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(57);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- 300 rows a day; u is spread evenly over (0, 1) in every window. From day 30 on x is shifted.
CREATE SCHEMA shop;
CREATE TABLE shop.log (id bigint PRIMARY KEY, ts timestamptz NOT NULL, country text, sex text, x float8,
	colour text, score float8, prediction boolean, label boolean);
CREATE FUNCTION shop.fill(first int, last int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO shop.log
	SELECT i, '2026-01-01'::timestamptz + i * interval '288 seconds', (ARRAY['DE', 'FR'])[1 + i % 2],
		(ARRAY['f', 'm'])[1 + (i / 2) % 2], u + CASE WHEN i >= 30 * 300 THEN 0.5 ELSE 0 END,
		CASE WHEN u < 0.5 THEN 'red' WHEN u < 0.8 THEN 'green' ELSE 'blue' END, v, v >= 0.5, NULL
	FROM generate_series(first * 300, last * 300 - 1) i,
		LATERAL (SELECT i * 0.6180339887498949 - floor(i * 0.6180339887498949) AS u,
			i * 0.7548776662466927 - floor(i * 0.7548776662466927) AS v) q
$$;
SELECT shop.fill(0, 28);
UPDATE shop.log SET label = CASE WHEN id % 10 = 0 THEN NOT prediction ELSE prediction END;
SELECT count(*) AS choices FROM drift.watch('shop.log', reference => '[2026-01-01,2026-01-15)', label_lateness => '10 days') \gset

-- What is due is done once.
CALL drift.run_due('2026-01-29');
SELECT is((SELECT count(DISTINCT window_start) FROM drift.result)::int, 14, 'fourteen windows after the reference');
SELECT is((SELECT count(*) FROM drift.result WHERE status NOT IN ('ok'))::int, 0, 'all is well');
SELECT is((SELECT count(*) FROM drift.alert)::int, 0, 'no alert');
SELECT is((SELECT collected_until FROM drift.source), '2026-01-29'::timestamptz, 'collected until');
SELECT is((SELECT status || ' ' || windows || ' ' || rows_read FROM drift.run), 'ok 14 4200', 'the run says what it read');
SELECT is((SELECT value FROM drift.result WHERE metric = 'accuracy' AND window_start = '2026-01-20'), 0.9::float8, 'accuracy');
SELECT is((SELECT sum(n_rows) FROM drift.window_state WHERE kind = 'rows' AND segment_key = 'country'
	AND window_start = '2026-01-20')::int, 300, 'segments add up');
SELECT is((SELECT n_rows FROM drift.baseline), 4200::bigint, 'the baseline is frozen');
SELECT is((SELECT count(*) FROM drift.baseline_metric bm JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'psi(x)')::int,
	14, 'the reference''s own windows are measured');
SELECT ok((SELECT bool_and(limit_kind LIKE 'reference%') FROM drift.result WHERE metric = 'psi'), 'and give the limits');
CREATE TEMP TABLE before AS SELECT result_id, measured_at FROM drift.result;
CALL drift.run_due('2026-01-29');
SELECT is((SELECT count(*) FROM drift.result r JOIN before b USING (result_id, measured_at)), (SELECT count(*) FROM before),
	'a second run changes nothing');
SELECT is((SELECT count(*) FROM drift.run)::int, 1, 'and leaves no trace');
SELECT is((SELECT count(*) FROM drift.result)::int, (SELECT count(*) FROM before)::int, 'nor new results');
CALL drift.run_due('2026-01-29 23:59');
SELECT is((SELECT count(*) FROM drift.run)::int, 1, 'a window that is not complete waits');

-- A distance by hand: the state is the sum of its rows.
SELECT is((SELECT value FROM drift.result WHERE metric = 'psi' AND column_name = 'x' AND segment_key IS NULL AND window_start = '2026-01-20'),
	(SELECT drift.psi(r, c) FROM (SELECT drift.profile_agg(x) FILTER (WHERE ts < '2026-01-15') r,
		drift.profile_agg(x) FILTER (WHERE ts >= '2026-01-20' AND ts < '2026-01-21') c FROM shop.log) q),
	'psi of the stored states is psi of the rows');

-- An empty window is a result, not a silence.
CALL drift.run_due('2026-01-30');
SELECT is((SELECT status FROM drift.result WHERE metric = 'row_count' AND window_start = '2026-01-29'), 'critical', 'no rows is critical volume');
SELECT is((SELECT value FROM drift.result WHERE metric = 'row_count' AND window_start = '2026-01-29'), 0::float8, 'of zero');
SELECT is((SELECT string_agg(DISTINCT status, ',') FROM drift.result WHERE metric <> 'row_count' AND window_start = '2026-01-29'),
	'insufficient_data', 'and nothing else is claimed');
SELECT is((SELECT state FROM drift.alert), 'firing', 'critical fires at once');

-- Late rows: the window is collected again.
SELECT shop.fill(28, 30);
CALL drift.run_due('2026-01-31');
SELECT is((SELECT value FROM drift.result WHERE metric = 'row_count' AND window_start = '2026-01-29'), 300::float8, 'late rows are counted');
SELECT is((SELECT status FROM drift.result WHERE metric = 'row_count' AND window_start = '2026-01-29'), 'ok', 'and judged');
SELECT is((SELECT state || ' ' || event FROM drift.alert a JOIN drift.notification n USING (alert_id) ORDER BY notification_id DESC LIMIT 1),
	'resolved resolved', 'two windows in a row within the limits resolve');

-- Late labels.
SELECT is((SELECT string_agg(DISTINCT status, ',') FROM drift.result WHERE metric = 'accuracy' AND window_start >= '2026-01-29'),
	'insufficient_data', 'no labels, no accuracy');
UPDATE shop.log SET label = CASE WHEN id % 10 < 4 THEN NOT prediction ELSE prediction END
WHERE ts >= '2026-01-29' AND ts < '2026-01-30' AND id % 2 = 0;
CALL drift.run_due('2026-01-31');
SELECT is((SELECT status || ': ' || reason FROM drift.result WHERE metric = 'accuracy' AND window_start = '2026-01-29'),
	'insufficient_data: 50.0 % of the rows have labels, 100.0 % in the baseline', 'half of the labels may be the wrong half');
UPDATE shop.log SET label = CASE WHEN id % 10 < 4 THEN NOT prediction ELSE prediction END
WHERE ts >= '2026-01-29' AND ts < '2026-01-30';
CALL drift.run_due('2026-01-31');
SELECT is((SELECT status || ' ' || value FROM drift.result WHERE metric = 'accuracy' AND window_start = '2026-01-29'),
	'critical 0.6', 'labels that came later measure their window again');
SELECT is((SELECT count(*) FROM drift.alert WHERE metric = 'accuracy' AND state = 'firing')::int, 1, 'and raise the alert');
SELECT is((SELECT count(*) FROM drift.result WHERE metric = 'accuracy' AND window_start = '2026-01-29')::int, 1, 'one result a window');

-- Drift: pending, firing, one alert a series, resolved.
SELECT drift.set_alert_policy(join_windows => 0) \g /dev/null
SELECT shop.fill(30, 34);
CALL drift.run_due('2026-02-01');
SELECT is((SELECT status FROM drift.result WHERE metric = 'psi' AND column_name = 'x' AND segment_key IS NULL AND window_start = '2026-01-31'),
	'critical', 'the shift is seen');
SELECT is((SELECT count(*) FROM drift.alert WHERE column_name = 'x' AND metric = 'psi' AND segment_key IS NULL)::int, 1, 'one alert');
CALL drift.run_due('2026-02-04');
SELECT is((SELECT occurrences FROM drift.alert WHERE column_name = 'x' AND metric = 'psi' AND segment_key IS NULL), 4, 'that goes on');
SELECT is((SELECT count(*) FROM drift.alert WHERE column_name = 'x' AND metric = 'psi' AND segment_key = 'country')::int, 2, 'one in each segment');
SELECT is((SELECT string_agg(n.event, ' ') FROM drift.notification n, jsonb_path_query(n.payload, '$.alerts[*]') p
	WHERE p ->> 'column' = 'x' AND p ->> 'metric' = 'psi' AND p ->> 'segment_key' IS NULL), 'firing', 'told once');
SELECT is((SELECT count(*) FROM drift.alert WHERE column_name IN ('colour', 'country', 'sex') AND metric = 'psi')::int, 0, 'untouched columns are silent');
SELECT ok((SELECT payload ->> 'column' = 'x' AND (payload ->> 'value')::float8 > (payload ->> 'limit')::float8
	FROM drift.notification n JOIN drift.alert a USING (alert_id) WHERE a.column_name = 'x' LIMIT 1),
	'the outbox tells what is needed');
SELECT is((SELECT DISTINCT status FROM drift.model_health), 'critical', 'model_health');
SELECT ok((SELECT count(*) > 0 FROM drift.alert_open WHERE column_name = 'x'), 'alert_open');
SELECT is((SELECT count(*) FROM drift.metric_series WHERE metric = 'ks' AND column_name = 'x')::int, 20, 'metric_series');
SELECT is((SELECT window_start FROM drift.result_latest WHERE metric = 'ks' AND column_name = 'x'), '2026-02-03'::timestamptz, 'result_latest');

-- k of n without the short cut, cool-down, silence.
SELECT drift.create_monitor('log', 'log', 'psi', 'colour', name => 'slow', warn => 0.01, critical => 9, alert_k => 2, alert_n => 3,
	cool_down => '3 days') AS slow \gset
CREATE FUNCTION pg_temp.day(day int, red float8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM shop.fill(day, day + 1);
	UPDATE shop.log SET x = x - 0.5, colour = CASE WHEN id % 300 < 300 * red THEN 'red' ELSE 'blue' END
	WHERE id >= day * 300;
	CALL drift.run_due('2026-01-01'::timestamptz + (day + 1) * interval '1 day');
END $$;
CREATE FUNCTION pg_temp.state() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(state || ' ' || occurrences, ', ' ORDER BY alert_id) FROM drift.alert a
	JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'slow' $$;
UPDATE drift.source SET collected_until = '2026-02-04';
UPDATE drift.monitor SET enabled = false WHERE name <> 'slow';
SELECT pg_temp.day(34, 0.9);
SELECT is(pg_temp.state(), 'pending 1', 'one window beyond the limit waits');
DELETE FROM shop.log WHERE id >= 35 * 300;
SELECT shop.fill(35, 38);
UPDATE shop.log SET x = x - 0.5 WHERE id >= 35 * 300;
CALL drift.run_due('2026-02-08');
SELECT is(pg_temp.state(), 'inactive 1', 'and is forgotten when none follows');
SELECT is((SELECT count(*) FROM drift.notification n JOIN drift.alert a USING (alert_id) JOIN drift.monitor m USING (monitor_id)
	WHERE m.name = 'slow')::int, 0, 'without a word');
SELECT pg_temp.day(38, 0.9);
SELECT pg_temp.day(39, 0.9);
SELECT is(pg_temp.state(), 'inactive 1, firing 2', 'two of three fire');
SELECT shop.fill(40, 42);
CALL drift.run_due('2026-02-12');
SELECT is(pg_temp.state(), 'inactive 1, resolved 2', 'two within the limit resolve');
SELECT pg_temp.day(42, 0.9);
SELECT pg_temp.day(43, 0.9);
SELECT is(pg_temp.state(), 'inactive 1, resolved 2, firing 2', 'it comes again');
SELECT is((SELECT string_agg(e.event, ' ' ORDER BY e.event_id) FROM drift.alert_event e JOIN drift.alert a USING (alert_id)
	JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'slow'),
	'pending inactive pending firing resolved pending firing held', 'every transition is recorded; within the cool-down the message is held');
SELECT is((SELECT string_agg(n.event, ' ' ORDER BY n.notification_id) FROM drift.notification n JOIN drift.alert a USING (alert_id)
	JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'slow'), 'firing resolved', 'so two messages');
SELECT shop.fill(44, 50);
CALL drift.run_due('2026-02-20');
SELECT drift.create_silence(now() + interval '1 day', 'known', model => 'log') > 0 AS silenced \gset
SELECT pg_temp.day(50, 0.9);
SELECT pg_temp.day(51, 0.9);
SELECT is((SELECT a.silenced_by IS NOT NULL AND a.state = 'firing' FROM drift.alert a JOIN drift.monitor m USING (monitor_id)
	WHERE m.name = 'slow' ORDER BY alert_id DESC LIMIT 1), true, 'a silence keeps the message back, not the alert');
SELECT throws_ok($$SELECT drift.create_silence(now() - interval '1 day', 'late')$$, '22023', NULL, 'a silence that is over');
SELECT throws_ok(format('SELECT drift.suspend_monitor(%s)', -1), '42704', NULL, 'no such monitor');

-- A monitor that fails stays alone.
SELECT drift.create_monitor('log', 'log', 'custom', expression => 'avg(1 / (x - x))', name => 'broken') AS broken \gset
SELECT drift.create_monitor('log', 'log', 'custom', expression => 'avg(score)', name => 'mean score', warn => 0.2) AS mean_score \gset
UPDATE drift.monitor SET enabled = true;
SELECT pg_temp.day(52, 0.5);
SELECT is((SELECT status || ': ' || reason FROM drift.result JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'broken'),
	'error: division by zero (SQLSTATE 22012)', 'an expression that fails gives an error result');
SELECT is((SELECT status FROM drift.result JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'mean score'), 'ok', 'another runs');
SELECT is((SELECT status || ' ' || monitors_failed FROM drift.run ORDER BY run_id DESC LIMIT 1), 'partial 1', 'the run says so');
ALTER TABLE shop.log DROP COLUMN colour;
UPDATE drift.source SET collected_until = collected_until - interval '1 day';
CALL drift.run_due('2026-02-23');
SELECT is((SELECT string_agg(DISTINCT m.column_name, ',') FROM drift.result r JOIN drift.monitor m USING (monitor_id)
	WHERE r.window_start = '2026-02-22' AND r.status = 'error' AND m.metric <> 'custom'), 'colour', 'a column that went away is an error of its monitors only');
ALTER TABLE shop.log RENAME COLUMN ts TO t;
CALL drift.run_due('2026-02-24');
SELECT is((SELECT status FROM drift.run ORDER BY run_id DESC LIMIT 1), 'error', 'a log that cannot be read is an error of the run');
SELECT ok((SELECT count(*) > 20 FROM drift.result WHERE window_start = '2026-02-23' AND status = 'error'), 'and of every monitor');
SELECT is((SELECT collected_until FROM drift.source), '2026-02-23'::timestamptz, 'the windows stay due');
ALTER TABLE shop.log RENAME COLUMN t TO ts;
CALL drift.run_due('2026-02-24');
SELECT is((SELECT status FROM drift.result WHERE window_start = '2026-02-23' AND metric = 'row_count'), 'critical', 'and are measured when it can be read again');

SELECT * FROM finish();
ROLLBACK;
