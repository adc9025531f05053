\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(42);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- What limits a run: time for locks and reads, intervals of sources, clocks, owners and tables that go.
CREATE SCHEMA shop;
CREATE TABLE shop.log (ts timestamptz NOT NULL, x float8) PARTITION BY RANGE (ts);
CREATE TABLE shop.log_1 PARTITION OF shop.log FOR VALUES FROM ('2026-01-01') TO ('2026-01-15');
CREATE TABLE shop.log_2 PARTITION OF shop.log FOR VALUES FROM ('2026-01-15') TO ('2026-02-01');
CREATE TABLE shop.log_3 PARTITION OF shop.log DEFAULT;
INSERT INTO shop.log SELECT '2026-01-01'::timestamptz + i * interval '288 seconds', i % 97 FROM generate_series(0, 300 * 40 - 1) i;
SELECT count(*) FROM drift.watch('shop.log', reference => '[2026-01-01,2026-01-11)', label_lateness => '1 day') \g /dev/null
CREATE FUNCTION pg_temp.last_run() RETURNS text LANGUAGE sql AS $$
	SELECT status || coalesce(': ' || message, '') FROM drift.run ORDER BY run_id DESC LIMIT 1 $$;
CREATE FUNCTION pg_temp.set(settings jsonb) RETURNS bigint LANGUAGE sql AS $$ SELECT drift.change_source('log', settings) $$;

-- The interval of a source.
CALL drift.run_due('2026-01-12');
SELECT is((SELECT last_run_at FROM drift.source), '2026-01-12'::timestamptz, 'a run is noted');
SELECT pg_temp.set('{"run_every": "2 days"}') \g /dev/null
CALL drift.run_due('2026-01-13');
SELECT is((SELECT collected_until FROM drift.source), '2026-01-12'::timestamptz, 'a source is left out until its time has come');
CALL drift.run_due('2026-01-13 23:59:31');
SELECT is((SELECT collected_until FROM drift.source), '2026-01-13'::timestamptz, 'or nearly');
CALL drift.run_due('2026-01-12');
SELECT is((SELECT last_run_at FROM drift.source), '2026-01-12'::timestamptz, 'a clock that was set back does not stop it');
SELECT throws_ok($$SELECT pg_temp.set('{"run_every": "0"}')$$, '22023', NULL, 'an interval is longer than nothing');
SELECT throws_ok($$SELECT pg_temp.set('{"lock_timeout": "-1 s"}')$$, '22023', NULL, 'so is a wait');
SELECT throws_ok($$SELECT pg_temp.set('{"last_run_at": null}')$$, '22023', NULL, 'what a run notes is no setting');
SELECT pg_temp.set('{"run_every": null}') \g /dev/null

-- Waiting and reading.
SET LOCAL lock_timeout = '3s';
CALL drift.run_due('2026-01-14');
SELECT is(current_setting('lock_timeout'), '3s', 'the session''s lock_timeout comes back');
SELECT is(current_setting('drift.read_timeout'), '0', 'and drift.read_timeout');
CREATE FUNCTION shop.limits() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'lock % read %', current_setting('lock_timeout'), current_setting('drift.read_timeout'); END $$;
CREATE FUNCTION shop.slow() RETURNS boolean LANGUAGE sql AS $$ SELECT true FROM pg_sleep(10) $$;
CREATE FUNCTION shop.stubborn() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_sleep(10);
	RETURN true;
EXCEPTION WHEN query_canceled THEN
	RETURN true;
END $$;
UPDATE drift.source SET row_filter = 'shop.limits()';
CALL drift.run_due('2026-01-15');
SELECT is(pg_temp.last_run(), 'error: lock 3s read 1h (SQLSTATE P0001)', 'the shorter wait holds');
SET LOCAL lock_timeout = 0;
CALL drift.run_due('2026-01-15');
SELECT is(pg_temp.last_run(), 'error: lock 10s read 1h (SQLSTATE P0001)', 'else the source''s');
SELECT is(current_setting('lock_timeout'), '0', 'for the run only');
UPDATE drift.source SET row_filter = 'shop.slow()', read_timeout = '100 ms';
CALL drift.run_due('2026-01-15');
SELECT is(pg_temp.last_run(), 'error: the query took longer than drift.read_timeout, 100 ms (SQLSTATE DR002)', 'a read that takes too long is ended');
SELECT is((SELECT string_agg(DISTINCT reason, ', ') FROM drift.result WHERE status = 'error' AND window_start = '2026-01-14'),
	'the query took longer than drift.read_timeout, 100 ms (SQLSTATE DR002)', 'and told');
SET LOCAL drift.read_timeout = 100;
SELECT throws_ok($$SELECT * FROM drift.select_as(current_user::regrole, 'SELECT shop.slow()') AS t(x boolean)$$, 'DR002', NULL, 'select_as alone');
SELECT throws_ok($$SELECT * FROM drift.select_as(current_user::regrole, 'SELECT shop.stubborn()') AS t(x boolean)$$, 'DR002', NULL, 'who catches the cancel is late all the same');
SELECT throws_ok($$SELECT * FROM drift.select_as(current_user::regrole, 'SELECT 1 / 0') AS t(x int)$$, '22012', NULL, 'other errors stay');
SELECT is((SELECT x FROM drift.select_as(current_user::regrole, 'SELECT 1') AS t(x int)), 1, 'a quick query is answered');
SELECT is((SELECT count(*)::int FROM pg_sleep(0.2)), 1, 'and what follows is not cancelled');
SET LOCAL drift.read_timeout = 0;
UPDATE drift.source SET row_filter = NULL, read_timeout = '1 hour';
CALL drift.run_due('2026-01-15');
SELECT is(pg_temp.last_run(), 'ok', 'the windows were due all the same');
SELECT is((SELECT count(*)::int FROM drift.alert WHERE state = 'firing'), 0, 'and the alert is over');

-- Batches no larger than a run may be.
UPDATE drift.source SET max_windows = 1;
CALL drift.run_due('2026-01-18');
SELECT is((SELECT collected_until FROM drift.source), '2026-01-16'::timestamptz, 'one window in a run');
UPDATE drift.source SET max_windows = 1000;

-- The log changes.
ALTER TABLE shop.log DETACH PARTITION shop.log_2;
CALL drift.run_due('2026-01-18');
SELECT is((SELECT string_agg(value::text, ' ' ORDER BY window_start) FROM drift.result WHERE metric = 'row_count' AND window_start >= '2026-01-14'),
	'300 300 0 0', 'rows of a partition that was detached are missing; what is final stays');
ALTER TABLE shop.log ATTACH PARTITION shop.log_2 FOR VALUES FROM ('2026-01-15') TO ('2026-02-01');
CALL drift.backfill('log', '2026-01-15', '2026-01-18');
SELECT is((SELECT string_agg(value::text, ' ' ORDER BY window_start) FROM drift.result WHERE metric = 'row_count' AND window_start >= '2026-01-14'),
	'300 300 300 300', 'and are there again after a backfill');
ALTER TABLE shop.log RENAME COLUMN x TO y;
CALL drift.run_due('2026-01-19');
SELECT is((SELECT DISTINCT reason FROM drift.result WHERE status = 'error' AND window_start = '2026-01-18'), 'column x of shop.log does not exist any more', 'a column that was renamed');
ALTER TABLE shop.log ADD COLUMN x text;
CALL drift.run_due('2026-01-20');
SELECT is((SELECT DISTINCT reason FROM drift.result WHERE status = 'error' AND window_start = '2026-01-19'), 'column x of shop.log has changed its type', 'or has another type');
ALTER TABLE shop.log DROP COLUMN x;
ALTER TABLE shop.log RENAME COLUMN y TO x;
ALTER TABLE shop.log RENAME TO diary;
ALTER SCHEMA shop RENAME TO store;
CALL drift.run_due('2026-01-21');
SELECT is(pg_temp.last_run(), 'ok', 'a table that is renamed is followed');

-- The owner goes.
CREATE ROLE drift_test_gone;
UPDATE drift.source SET owner = 'drift_test_gone';
DROP ROLE drift_test_gone;
CALL drift.run_due('2026-01-22');
SELECT is(pg_temp.last_run(), 'skipped: the owner of the source, drift_test_gone, does not exist any more', 'a source whose owner is gone is skipped and says so');
SELECT is((SELECT status FROM drift.health() WHERE subject = 'source log'), 'skipped', 'also in health()');
UPDATE drift.source SET owner = current_user;
SELECT drift.create_monitor('log', 'log', 'custom', expression => 'avg(x)', name => 'mine') AS mine \gset
UPDATE drift.monitor SET owner = 'drift_test_gone' WHERE name = 'mine';
CALL drift.run_due('2026-01-22');
SELECT is((SELECT status FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'mine'), 'error', 'a monitor whose owner is gone is an error');
SELECT is((SELECT count(*)::int FROM drift.result WHERE window_start = '2026-01-21' AND status = 'error'), 1, 'of its own');
DELETE FROM drift.monitor WHERE name = 'mine';

-- The clock. What was collected before its time, when it ran ahead, is collected again.
CREATE TEMP TABLE kept AS SELECT monitor_id, window_start, value, status FROM drift.result r WHERE metric <> 'custom' AND window_end <= '2026-01-21';
UPDATE drift.monitor SET enabled = metric = 'row_count';
CALL drift.run_due('2026-01-25');
CALL drift.run_due('2026-01-23');
SELECT is((SELECT collected_until FROM drift.source), '2026-01-25'::timestamptz, 'an as_of before an earlier one changes nothing');
CREATE FUNCTION pg_temp.ahead() RETURNS timestamptz LANGUAGE sql AS $$ SELECT date_trunc('day', clock_timestamp()) + interval '20 days' $$;
UPDATE drift.source SET collected_until = date_trunc('day', clock_timestamp()) - interval '5 days', watch_from = '2026-01-11';
DO $$ BEGIN CALL drift.run_due(pg_temp.ahead()); END $$;
SELECT is((SELECT collected_until FROM drift.source), pg_temp.ahead(), 'a clock that runs ahead is believed');
SELECT ok((SELECT count(*) > 0 FROM drift.alert WHERE state = 'firing' AND last_window > now()), 'the empty future raises alerts');
CALL drift.run_due(now());
SELECT is((SELECT collected_until FROM drift.source), date_trunc('day', clock_timestamp()), 'until it is right again');
SELECT is((SELECT count(*)::int FROM drift.result WHERE window_end > clock_timestamp()), 0, 'then nothing is known of the future');
SELECT is((SELECT count(*)::int FROM drift.window_state WHERE window_end > clock_timestamp()), 0, 'nor collected');
SELECT is((SELECT count(*)::int FROM drift.alert WHERE state = 'firing' AND metric <> 'no_run' AND last_window > now()), 0, 'nor alarming');
SELECT is((SELECT count(*)::int FROM drift.window_state WHERE kind = 'rows' AND final AND window_end > now() - interval '1 day'), 0, 'and windows that may still change are not final');
SELECT is((SELECT count(*)::int FROM kept k LEFT JOIN drift.result r USING (monitor_id, window_start) WHERE r.value IS DISTINCT FROM k.value), 0, 'what was before stays');
SELECT throws_ok($$CALL drift.run_due('infinity')$$, '22004', NULL, 'no infinite clock');
SET LOCAL transaction_read_only = on;
SELECT throws_ok($$CALL drift.run_due('2026-01-25')$$, '25006', 'drift.run_due cannot run in a read-only transaction', 'no run where nothing can be written');

SELECT * FROM finish();
ROLLBACK;
