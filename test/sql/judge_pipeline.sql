\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(56);
SET LOCAL timezone = 'UTC';

-- 300 rows a day, 100 days; a: weekly season; b, c: nothing happens but on days 70 to 73; labels fall from day 90.
CREATE SCHEMA shop;
CREATE TABLE shop.log (id bigint, ts timestamptz, a float8, b float8, c float8, score float8, prediction boolean, label boolean);
INSERT INTO shop.log
SELECT i, '2026-01-05'::timestamptz + i * interval '288 seconds', u + CASE WHEN i / 300 % 7 >= 5 THEN 3 ELSE 0 END,
	u + CASE WHEN i / 300 BETWEEN 70 AND 73 THEN 2 ELSE 0 END, v + CASE WHEN i / 300 >= 90 THEN 2 ELSE 0 END, v, v >= 0.5,
	CASE WHEN i % 10 < CASE WHEN i / 300 >= 90 THEN 4 ELSE 1 END THEN v < 0.5 ELSE v >= 0.5 END
FROM generate_series(0, 100 * 300 - 1) i,
	LATERAL (SELECT i * 0.6180339887498949 - floor(i * 0.6180339887498949) AS u, i * 0.7548776662466927 - floor(i * 0.7548776662466927) AS v) q;
SELECT count(*) AS choices FROM drift.watch('shop.log', reference => '[2026-01-05,2026-02-02)', label_lateness => '0', segment_columns => '{}') \gset
UPDATE drift.monitor SET enabled = false;

CREATE FUNCTION pg_temp.add(name text, metric text, col name, method text, limits jsonb DEFAULT '{}')
RETURNS bigint LANGUAGE sql AS $$
	SELECT drift.create_monitor('log', 'log', metric, col, name => name, method => method, settings => jsonb_build_object('limits', limits)) $$;
SELECT pg_temp.add('rolling', 'mean', 'b', 'rolling') \g /dev/null
SELECT pg_temp.add('median', 'mean', 'b', 'median', '{"windows": 21}') \g /dev/null
SELECT pg_temp.add('seasonal', 'mean', 'a', 'seasonal') \g /dev/null
SELECT pg_temp.add('seasonal, mean', 'mean', 'a', 'seasonal', '{"robust": 0, "windows": 10}') \g /dev/null
SELECT pg_temp.add('holt_winters', 'mean', 'a', 'holt_winters') \g /dev/null
SELECT pg_temp.add('relative', 'mean', 'b', 'relative') \g /dev/null
SELECT pg_temp.add('relative, week', 'mean', 'a', 'relative', '{"season": "day_of_week"}') \g /dev/null
SELECT pg_temp.add('quantile', 'mean', 'b', 'quantile', '{"windows": 20}') \g /dev/null
SELECT pg_temp.add('burn_rate', 'accuracy', NULL, 'burn_rate', '{"slo": 0.85, "fast_factor": 1.9}') \g /dev/null
SELECT pg_temp.add('cusum', 'mean', 'b', 'cusum') \g /dev/null
SELECT pg_temp.add('page_hinkley', 'mean', 'b', 'page_hinkley') \g /dev/null
SELECT pg_temp.add('ewma', 'mean', 'b', 'ewma') \g /dev/null
SELECT pg_temp.add('critical', 'ks', 'b', 'critical') \g /dev/null
SELECT pg_temp.add('reference', 'psi', 'b', 'reference') \g /dev/null
SELECT pg_temp.add('rolling psi', 'psi', 'b', 'rolling') \g /dev/null
SELECT pg_temp.add('volume', 'row_count', NULL, 'rolling') \g /dev/null
CALL drift.run_due('2026-04-15');
CREATE FUNCTION pg_temp.fired(monitor text) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg((r.window_start::date - '2026-01-05')::text, ' ' ORDER BY r.window_start), 'none')
	FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = monitor AND r.status IN ('warn', 'critical') $$;

-- Days 70 to 73 differ in b, from day 90 on accuracy is lower; nothing else may fire.
SELECT is(pg_temp.fired(name), wanted, name) FROM (VALUES ('rolling', '70 71 72 73'), ('median', '70 71 72 73'), ('seasonal', 'none'),
	('seasonal, mean', 'none'), ('holt_winters', 'none'), ('relative', '70 74'), ('relative, week', 'none'),
	('quantile', '70 71 72 73'), ('cusum', '70 71 72 73'), ('page_hinkley', '70 71 72 73'), ('ewma', '70 71 72 73'),
	('critical', '70 71 72 73'), ('reference', '70 71 72 73'), ('rolling psi', '70 71 72 73'), ('volume', 'none'),
	('burn_rate', '93 94 95 96 97 98 99')) AS v(name, wanted);
SELECT is((SELECT count(*) FROM drift.result WHERE limit_kind IS NULL OR basis IS NULL OR history IS NULL OR tier IS NULL)::int, 0,
	'every result says what its limits are made of');
SELECT is((SELECT count(*) FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'rolling' AND history <> 28)::int, 0,
	'the baseline''s windows are history, too, and windows that fired are not');
SELECT is((SELECT warn_high FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'volume' AND window_start = '2026-03-20'),
	390::float8, 'the floor of a volume is a share');

-- Judged one by one or fifty at once, forwards or backwards: the same.
CREATE TEMP TABLE before AS SELECT monitor_id, window_start, status, warn_low, warn_high, critical_low, critical_high, limit_kind, basis, history, reason
FROM drift.result;
CREATE FUNCTION pg_temp.again() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM (SELECT * FROM before EXCEPT
		SELECT monitor_id, window_start, status, warn_low, warn_high, critical_low, critical_high, limit_kind, basis, history, reason FROM drift.result) x $$;
SELECT drift.judge(s, array(SELECT monitor_id FROM drift.monitor WHERE enabled), ARRAY[w]) FROM drift.source s,
	(SELECT DISTINCT window_start FROM drift.result WHERE window_start >= '2026-04-06' ORDER BY 1) x(w) \g /dev/null
SELECT is(pg_temp.again(), 0::bigint, 'one by one');
SELECT drift.judge(s, array(SELECT monitor_id FROM drift.monitor WHERE enabled), array(SELECT DISTINCT window_start FROM drift.result)) FROM drift.source s \g /dev/null
SELECT is(pg_temp.again(), 0::bigint, 'all at once');
UPDATE drift.result SET value = value + 100 WHERE window_start = '2026-04-10';
SELECT drift.judge(s, array(SELECT monitor_id FROM drift.monitor WHERE enabled), ARRAY['2026-04-10'::timestamptz]) FROM drift.source s \g /dev/null
SELECT is((SELECT count(*) FROM drift.result r JOIN before b USING (monitor_id, window_start) JOIN drift.monitor m USING (monitor_id)
	WHERE window_start = '2026-04-10' AND (r.warn_high, r.warn_low, r.critical_high) IS DISTINCT FROM (b.warn_high, b.warn_low, b.critical_high))::int, 0,
	'a value has no part in its own limits');
UPDATE drift.result SET value = value - 100 WHERE window_start = '2026-04-10';

-- Too little history.
SELECT drift.create_monitor('log', 'log', 'mean', 'c', name => 'short') AS short \gset
UPDATE drift.monitor SET enabled = name = 'short', method = CASE name WHEN 'short' THEN 'seasonal' ELSE method END;
UPDATE drift.monitor SET limits = '{"windows": 30}', min_history = 12 WHERE name = 'short';
CALL drift.backfill('log', '2026-02-02', '2026-03-02');
SELECT is((SELECT string_agg(DISTINCT limit_kind, ' ') FROM drift.result WHERE monitor_id = :short), 'reference+significance', 'fallback to the baseline, and it says so');
UPDATE drift.monitor SET fallback = 'none' WHERE name = 'short';
CALL drift.backfill('log', '2026-02-02', '2026-02-10');
SELECT is((SELECT status || ': ' || reason FROM drift.result WHERE monitor_id = :short AND window_start = '2026-02-05'),
	'insufficient_data: too little history: seasonal: only 4 windows', 'or no verdict');
UPDATE drift.monitor SET fallback = 'fixed', warn = -1, critical = 9, direction = 'up' WHERE name = 'short';
CALL drift.backfill('log', '2026-02-02', '2026-02-10');
SELECT is((SELECT status || ': ' || limit_kind FROM drift.result WHERE monitor_id = :short AND window_start = '2026-02-05'), 'warn: fixed', 'or fixed limits');

-- Windows that fired are history where the monitor says so.
UPDATE drift.monitor SET enabled = name = 'rolling', exclude_fired = false;
CALL drift.backfill('log', '2026-03-01', '2026-04-15');
SELECT ok((SELECT warn_high FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'rolling' AND window_start = '2026-03-20')
	> 3 + (SELECT warn_high FROM before b JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'rolling' AND window_start = '2026-03-20'),
	'then they widen the limits');

-- Confirmation: c moves on day 90, accuracy falls with it; b moves on day 70, accuracy does not.
UPDATE drift.monitor SET enabled = name IN ('rolling psi', 'ks(c)', 'accuracy'), exclude_fired = true, confirm = metric <> 'accuracy';
CALL drift.backfill('log', '2026-03-01', '2026-04-15');
SELECT is((SELECT string_agg(DISTINCT r.status || ': ' || substr(reason, strpos(reason, ';') + 2), ', ') FROM drift.result r JOIN drift.monitor m USING (monitor_id)
	WHERE m.name = 'rolling psi' AND r.status <> 'ok'), 'warn: not confirmed: performance is within its limits', 'drift without a drop is no more than a warning');
SELECT is((SELECT string_agg(DISTINCT r.status || ': ' || substr(reason, strpos(reason, ';') + 2), ', ') FROM drift.result r JOIN drift.monitor m USING (monitor_id)
	WHERE m.name = 'ks(c)' AND r.status <> 'ok'), 'critical: confirmed by accuracy', 'with a drop it is critical');
UPDATE drift.monitor SET enabled = name = 'ks(c)';
DELETE FROM drift.result WHERE metric = 'accuracy';
CALL drift.backfill('log', '2026-04-01', '2026-04-15');
SELECT is((SELECT string_agg(DISTINCT r.status || ': ' || substr(reason, strpos(reason, ';') + 2), ', ') FROM drift.result r JOIN drift.monitor m USING (monitor_id)
	WHERE m.name = 'ks(c)' AND r.status <> 'ok' AND r.window_start >= '2026-04-01'), 'warn: not confirmed: performance is not known yet', 'unknown performance confirms nothing');

-- Columns tested together.
UPDATE drift.monitor SET enabled = metric = 'ks', confirm = false, correction = 'bonferroni';
CALL drift.backfill('log', '2026-03-15', '2026-03-18');
SELECT is((SELECT count(*) FROM drift.result WHERE window_start = '2026-03-16' AND metric = 'ks' AND abs(p_adjusted - least(1, 5 * p_value)) < 1e-12)::int, 5,
	'five columns, five times the p-value');
UPDATE drift.result SET p_value = 0.0009, value = 0.5 WHERE window_start = '2026-03-20' AND column_name = 'b' AND metric = 'ks';
UPDATE drift.monitor SET method = 'fixed', warn = 0.3 WHERE metric = 'ks';
SELECT drift.judge(s, array(SELECT monitor_id FROM drift.monitor WHERE metric = 'ks'), ARRAY['2026-03-20'::timestamptz]) FROM drift.source s \g /dev/null
SELECT is((SELECT string_agg(DISTINCT status || ': ' || reason, ' | ') FROM drift.result WHERE window_start = '2026-03-20' AND column_name = 'b' AND metric = 'ks'),
	'ok: beyond the warn limit, but with 2 columns tested together p is 0.0018', 'significant alone, not among others');
UPDATE drift.monitor SET correction = 'none' WHERE metric = 'ks';
SELECT drift.judge(s, array(SELECT monitor_id FROM drift.monitor WHERE metric = 'ks'), ARRAY['2026-03-20'::timestamptz]) FROM drift.source s \g /dev/null
SELECT is((SELECT string_agg(DISTINCT status, ' ') FROM drift.result WHERE window_start = '2026-03-20' AND column_name = 'b' AND metric = 'ks'), 'warn', 'unless asked for');

-- Windows that slide: those that overlap with the tested one are no history.
SELECT drift.create_monitor('log', 'log', 'mean', 'b', name => 'sliding', method => 'rolling', window_length => '7 days', step => '1 day',
	settings => '{"limits": {"windows": 10}, "fallback": "none"}') AS sliding \gset
UPDATE drift.monitor SET enabled = name = 'sliding';
CALL drift.backfill('log', '2026-02-02', '2026-04-15');
CREATE FUNCTION pg_temp.limit_after(id bigint, from_day date, to_day date) RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	UPDATE drift.result SET value = value + 50 WHERE monitor_id = id AND window_start BETWEEN from_day AND to_day;
	PERFORM drift.judge(w.src, ARRAY[id], ARRAY['2026-03-30'::timestamptz]) FROM (SELECT s FROM drift.source s) x(s),
		LATERAL (SELECT (jsonb_populate_record(x.s, '{"window_length": "7 days"}')).*) y, LATERAL (SELECT y::drift.source AS src) w;
	RETURN (SELECT warn_high FROM drift.result WHERE monitor_id = id AND window_start = '2026-03-30');
END $$;
SELECT warn_high AS usual FROM drift.result WHERE monitor_id = :sliding AND window_start = '2026-03-30' \gset
SELECT is((SELECT min(history) || ' ' || max(history) FROM drift.result WHERE monitor_id = :sliding AND window_start >= '2026-03-01'), '10 10', 'ten windows');
SELECT is(pg_temp.limit_after(:sliding, '2026-03-24', '2026-04-10'), :usual::float8, 'what overlaps does not count');
SELECT isnt(pg_temp.limit_after(:sliding, '2026-03-23', '2026-03-23'), :usual::float8, 'what ends before does');

-- Importance: weights, tiers, and how much of the weight has drifted.
SELECT is((SELECT string_agg(concat_ws(' ', column_name, weight, tier, monitors > 0), ', ') FROM drift.set_importance('log', '{"a": 1, "b": 6, "c": 5}')),
	'b 1.5 page t, c 1.25 page t, a 0.25 digest t', 'importance: mean 1, the first 80 % page');
SELECT drift.change_monitor(monitor_id, '{"alert_k": 1, "alert_n": 1}') AS share FROM drift.monitor WHERE metric = 'drift_share' \gset
UPDATE drift.monitor SET enabled = metric = 'drift_share' OR name IN ('psi(a)', 'psi(b)', 'psi(c)', 'ks(b)', 'psi(score)', 'psi(prediction)'),
	method = 'auto', correction = 'bh';
CALL drift.backfill('log', '2026-03-10', '2026-04-15');
SELECT is((SELECT string_agg(DISTINCT value::numeric(4,3) || ' ' || status || ' ' || n_current, ', ') FROM drift.result WHERE monitor_id = :share
	AND window_start BETWEEN '2026-03-16' AND '2026-03-19'), '0.300 warn 5', 'drift_share: b of a, b, c, score, prediction, by weight');
SELECT is((SELECT string_agg(DISTINCT value || ' ' || status, ', ') FROM drift.result WHERE monitor_id = :share
	AND window_start BETWEEN '2026-03-21' AND '2026-04-04'), '0 ok', 'nothing drifted, nothing shared');
SELECT is((SELECT string_agg(DISTINCT r.tier, ' ') FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'psi(a)'
	AND r.window_start = '2026-03-21'), 'digest', 'results know their tier');
SELECT throws_ok(format('SELECT * FROM drift.set_importance(%L, %L, %s)', m, i, p), e, NULL, m || ' ' || i || ' ' || p) FROM (VALUES
	('lgo', '{"a": 1}', '0.8', '42704'), ('log', '{"aa": 1}', '0.8', '22023'), ('log', '{"a": -1}', '0.8', '22023'), ('log', '{"a": 0}', '0.8', '22023'),
	('log', '[]', '0.8', '22023'), ('log', '{"a": 1}', '1.5', '22023')) AS v(m, i, p, e);

-- Settings are checked.
SELECT throws_ok(format('SELECT drift.check_limits(%L, %L)', m, l), '22023', NULL, m || ' ' || l) FROM (VALUES ('rolling', '{"window": 5}'),
	('rolling', '{"windows": 1}'), ('rolling', '{"windows": 2.5}'), ('seasonal', '{"season": "hour"}'), ('auto', '{"windows": 5}'), ('rolling', '[]')) AS v(m, l);
SELECT throws_ok(format('SELECT drift.create_monitor(''log'', ''log'', ''mean'', ''a'', method => %L, settings => %L, name => ''x'')', m, l), '22023', NULL, 'create_monitor: ' || m || ' ' || l)
FROM (VALUES ('rolling', '{"limits": {"window": 5}}'), ('burn_rate', '{}'), ('rollling', '{}'), ('auto', '{"fallback": "rolling"}')) AS v(m, l);
SELECT lives_ok($$SELECT drift.check_limits('seasonal', '{"season": "hour_of_week", "windows": 5, "robust": 0}')$$, 'valid settings');

SELECT * FROM finish();
ROLLBACK;
