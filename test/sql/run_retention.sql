\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(33);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- Half a year of days, and what may go at its end.
CREATE SCHEMA shop;
CREATE TABLE shop.log (ts timestamptz NOT NULL, x float8);
INSERT INTO shop.log SELECT '2026-01-01'::timestamptz + i * interval '24 minutes', i % 97
FROM generate_series(0, 60 * 180 - 1) i WHERE i / 60 NOT IN (100, 101, 140, 141);
SELECT count(*) FROM drift.watch('shop.log', reference => '[2026-01-01,2026-02-01)', "window" => '1 day', label_lateness => '2 days') \g /dev/null
UPDATE drift.monitor SET min_rows = 1;
CALL drift.run_due('2026-06-30');
CREATE FUNCTION pg_temp.deleted(kind text) RETURNS int LANGUAGE sql AS $$ SELECT coalesce(max((deleted ->> kind)::int), 0) FROM drift.purge_log $$;
CREATE FUNCTION pg_temp.oldest(relation text) RETURNS date LANGUAGE sql AS $$ SELECT oldest::date FROM drift.storage s WHERE s.relation = $1 $$;
SELECT is((SELECT count(*)::int FROM drift.purge_log), 0, 'a run in a transaction block does not purge');
SELECT is(drift.retention_of('window_state'), '180 days'::interval, 'states are kept for half a year');
SELECT is(drift.retention_of('change_log'), NULL::interval, 'changes for ever');
SELECT throws_ok($$SELECT drift.set_retention('results', '1 year')$$, '22023', NULL, 'a kind that does not exist');
SELECT throws_ok($$SELECT drift.set_retention('result', '1 hour')$$, '22023', NULL, 'too short');
SELECT throws_ok($$SELECT drift.set_retention(NULL, '1 year')$$, '22023', NULL, 'no kind');
SELECT throws_ok($$CALL drift.purge(NULL)$$, '22023', NULL, 'no time');
SELECT throws_ok($$CALL drift.purge(batch => 0)$$, '22023', NULL, 'no batch');
CALL drift.purge('2026-06-30');
SELECT is((SELECT deleted FROM drift.purge_log), '{}', 'nothing is too old yet');
SELECT drift.set_retention('window_state', '30 days'), drift.set_retention('result', '40 days'), drift.set_retention('run', '1 day') \g /dev/null
UPDATE drift.run SET started_at = '2026-06-01';
CREATE TEMP TABLE before AS SELECT r.result_id, r.monitor_id, r.window_start FROM drift.result r;
CALL drift.purge('2026-06-30', 7);
SELECT is((SELECT count(*)::int FROM drift.purge_log), 1, 'one row a day');
SELECT cmp_ok(pg_temp.deleted('window_state'), '>', 100, 'old states go, in batches of seven');
SELECT is(pg_temp.oldest('window_state'), '2026-01-01'::date, 'but not those of the reference');
SELECT is((SELECT min(window_start)::date FROM drift.window_state w WHERE window_start >= '2026-02-01'), '2026-04-28'::date, 'nor 60 windows that an alert looks back to');
SELECT cmp_ok(pg_temp.deleted('result'), '>', 0, 'old results go');
SELECT is((SELECT count(*)::int FROM drift.result r WHERE NOT EXISTS (SELECT FROM before b WHERE b.result_id = r.result_id)), 0, 'and none comes');
SELECT cmp_ok((SELECT max(min) FROM (SELECT min(window_start) FROM drift.result GROUP BY monitor_id) x), '<=',
	(SELECT drift.results_needed_from(s, '2026-06-30') + s.window_length FROM drift.source s), 'the history that limits need stays');
SELECT is((SELECT count(*)::int FROM drift.run), 1, 'the last run stays');
SELECT is((SELECT count(*)::int FROM drift.alert WHERE state = 'resolved') > 0, true, 'there are alerts');
CALL drift.purge('2026-06-30', 7);
SELECT is((SELECT count(*)::int FROM drift.purge_log), 1, 'purged again, the same row');

-- What limits are made of is what they were made of before.
INSERT INTO shop.log SELECT '2026-06-30'::timestamptz + i * interval '24 minutes', i % 97 FROM generate_series(0, 119) i;
CALL drift.run_due('2026-07-01');
SELECT is((SELECT count(*)::int FROM drift.result WHERE window_start = '2026-06-30' AND status NOT IN ('ok', 'insufficient_data', 'warn', 'critical')), 0, 'runs go on');

-- Alerts: open ones never; others with all that belongs to them.
SELECT drift.set_retention('alert', '1 day'), drift.set_retention('notification', '1 day') \g /dev/null
UPDATE drift.alert SET pending_at = pending_at - interval '10 days', resolved_at = resolved_at - interval '10 days';
UPDATE drift.alert SET state = 'firing', resolved_at = NULL WHERE alert_id = (SELECT min(alert_id) FROM drift.alert WHERE incident_id IS NOT NULL);
UPDATE drift.incident i SET resolved_at = resolved_at - interval '10 days';
UPDATE drift.incident i SET state = 'firing', resolved_at = NULL FROM drift.alert a WHERE a.state = 'firing' AND a.incident_id = i.incident_id;
UPDATE drift.alert_event SET at = at - interval '10 days';
UPDATE drift.notification SET created_at = created_at - interval '10 days';
CREATE TEMP TABLE alerts AS SELECT count(*) AS n FROM drift.alert;
CREATE TEMP TABLE open AS SELECT incident_id, (SELECT count(*) FROM drift.alert_event e WHERE e.alert_id = a.alert_id) AS events FROM drift.alert a WHERE state = 'firing';
CALL drift.purge(now());
SELECT is((SELECT string_agg(DISTINCT state, ',') FROM drift.alert a JOIN open USING (incident_id)), (SELECT string_agg(DISTINCT state, ',') FROM drift.alert a JOIN open USING (incident_id)), 'what belongs to an open incident stays');
SELECT is((SELECT count(*)::int FROM drift.alert a WHERE a.state = 'firing'), 1, 'the open alert stays');
SELECT is((SELECT count(*) FROM drift.alert_event e JOIN drift.alert a USING (alert_id) WHERE a.state = 'firing'), (SELECT events FROM open), 'with its events');
SELECT is((SELECT count(*)::int FROM drift.alert a WHERE incident_id IS NULL OR incident_id NOT IN (SELECT incident_id FROM open)), 0, 'the others go');
SELECT is((SELECT count(*)::int FROM drift.alert_event e WHERE alert_id IS NOT NULL AND NOT EXISTS (SELECT FROM drift.alert a WHERE a.alert_id = e.alert_id)), 0, 'with theirs');
SELECT is((SELECT count(*)::int FROM drift.incident WHERE state = 'resolved'), 0, 'and their incidents');
SELECT is((SELECT count(*)::int FROM drift.notification n WHERE n.incident_id NOT IN (SELECT incident_id FROM open)), 0, 'and messages');

-- A clock that runs ahead deletes nothing that is young.
SELECT drift.set_retention('change_log', '1 year') \g /dev/null
CREATE TEMP TABLE changes AS SELECT count(*) AS n FROM drift.change_log;
CALL drift.purge('2999-01-01');
SELECT is((SELECT count(*) FROM drift.change_log), (SELECT n FROM changes), 'no clock ahead of the clock');
SELECT drift.set_retention('result', NULL) \g /dev/null
SELECT is(drift.retention_of('result'), NULL::interval, 'NULL keeps for ever');

-- Sizes
SELECT is((SELECT rows FROM drift.storage WHERE relation = 'result'), (SELECT count(*) FROM drift.result), 'rows are counted');
SELECT is((SELECT bool_and(bytes > 0) FROM drift.storage), true, 'bytes, too');
SELECT is((SELECT newest::date FROM drift.storage WHERE relation = 'result'), '2026-06-30'::date, 'the newest');
SELECT is((SELECT detail ~ '^[0-9]+ .*most in [a-z_]+, .*purged (?!never)' FROM drift.health() WHERE subject = 'storage'), true, 'health() knows');

SELECT * FROM finish();
ROLLBACK;
