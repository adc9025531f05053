\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(30);
\i test/sql/alert_setup.psql
CREATE FUNCTION pg_temp.overdue() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(m.name, ', ' ORDER BY m.name) FROM drift.alert a JOIN drift.monitor m USING (monitor_id) WHERE a.metric = 'no_run' AND a.state = 'firing' $$;

-- Nobody calls run_due: twice the interval, and not earlier.
SELECT pg_temp.days(0, 3) \g /dev/null
SELECT drift.escalate_due(pg_temp.at(6)) \g /dev/null
SELECT is(pg_temp.overdue(), NULL, 'two intervals after the last window: not yet');
SELECT drift.escalate_due(pg_temp.at(6.01)) \g /dev/null
SELECT is(pg_temp.overdue(), 'mean(x), mean(y), mean(z), row_count', 'later: every monitor has an alert');
SELECT is((SELECT count(*) FROM drift.notification)::int, 1, 'in one message');
SELECT is((SELECT payload ->> 'metric' || ' ' || severity || ' ' || (payload ->> 'n_alerts') FROM drift.notification), 'no_run critical 4', 'critical');
SELECT is((SELECT DISTINCT reason FROM drift.alert), 'no successful run since 2100-01-05 00:00:00+00; the last run of the source: ok', 'which says since when');
SELECT drift.escalate_due(pg_temp.at(6.5)), drift.escalate_due(pg_temp.at(7)) \g /dev/null
SELECT is((SELECT count(*) FROM drift.notification)::int || ' ' || (SELECT count(*) FROM drift.alert)::int, '1 4', 'once');
SELECT pg_temp.days(4, 6) \g /dev/null
SELECT is(pg_temp.overdue(), NULL, 'it runs again');
SELECT is((SELECT string_agg(DISTINCT event, ' ') FROM drift.alert_event WHERE alert_id IS NOT NULL) || ', ' || (SELECT string_agg(event, ' ' ORDER BY notification_id) FROM drift.notification), 'firing resolved, firing resolved', 'and that is told');

-- Resolved by hand: quiet until it has run again and stops again.
SELECT drift.escalate_due(pg_temp.at(10)) \g /dev/null
SELECT drift.resolve_incident((SELECT incident_id FROM drift.incident_open), 'we moved') \g /dev/null
SELECT drift.escalate_due(pg_temp.at(11)) \g /dev/null
SELECT is(pg_temp.overdue(), NULL, 'resolved by hand');
SELECT pg_temp.days(7, 11) \g /dev/null
SELECT drift.escalate_due(pg_temp.at(15)) \g /dev/null
SELECT is(pg_temp.overdue(), 'mean(x), mean(y), mean(z), row_count', 'fires again on new evidence');
SELECT pg_temp.days(12, 15) \g /dev/null

-- Suspended is not broken.
SELECT drift.suspend_monitor(:x) \g /dev/null
SELECT drift.escalate_due(pg_temp.at(19)) \g /dev/null
SELECT is(pg_temp.overdue(), 'mean(y), mean(z), row_count', 'a suspended monitor is not missed');
SELECT drift.suspend_source('log') \g /dev/null
SELECT drift.escalate_due(pg_temp.at(19.1)) \g /dev/null
SELECT is(pg_temp.overdue(), NULL, 'nor those of a suspended source');
SELECT drift.resume_source('log') \g /dev/null
SELECT pg_temp.days(16, 19) \g /dev/null
SELECT pg_temp.day(20, 0, 2.5) \g /dev/null
SELECT drift.suspend_monitor(:y) \g /dev/null
CALL drift.run_due(pg_temp.at(21.1));
SELECT is((SELECT state || ': ' || e.note FROM drift.alert a JOIN drift.alert_event e USING (alert_id) WHERE a.column_name = 'y' AND a.metric = 'mean' ORDER BY event_id DESC LIMIT 1),
	'resolved: the monitor is suspended', 'an alert of a monitor that is suspended ends, and says why');
SELECT is((SELECT count(*) FROM drift.incident_open)::int, 0, 'and so does its incident');
UPDATE drift.monitor SET resumed_at = pg_temp.at(21), enabled = true WHERE monitor_id IN (:x, :y);
SELECT drift.escalate_due(pg_temp.at(22.9)) \g /dev/null
SELECT is(pg_temp.overdue(), NULL, 'resumed: it has twice its interval');
SELECT drift.suspend_monitor(:x), drift.suspend_monitor(:y), drift.resume_monitor(:x), drift.resume_monitor(:y) \g /dev/null
SELECT is((SELECT count(*) FROM drift.monitor WHERE resumed_at = now())::int, 2, 'resume_monitor notes the time');
SELECT pg_temp.days(21, 22) \g /dev/null

-- A monitor that fails: its errors fire; the others go on.
SELECT drift.create_monitor('log', 'credit', 'custom', expression => 'sum(1 / (x - x))', name => 'broken', warn => 1) AS broken \gset
UPDATE drift.monitor SET created_at = pg_temp.at(23) WHERE monitor_id = :broken;
SELECT pg_temp.days(23, 24) \g /dev/null
SELECT is((SELECT state || ' ' || reason FROM drift.alert WHERE monitor_id = :broken), 'firing division by zero (SQLSTATE 22012)', 'errors fire');
SELECT is((SELECT count(*) FROM drift.result WHERE window_start = pg_temp.at(24) AND status = 'ok')::int, 4, 'the others are evaluated');
SELECT pg_temp.days(25, 27) \g /dev/null
SELECT is((SELECT count(*) FROM drift.alert WHERE monitor_id = :broken)::int, 1, 'and not reported twice');
SELECT is((SELECT string_agg(status, ' ') FROM (SELECT DISTINCT status FROM drift.run ORDER BY 1) q), 'ok partial', 'the run says partial');
SELECT drift.resolve(alert_id, 'known') FROM drift.alert WHERE monitor_id = :broken \g /dev/null
SELECT drift.escalate_due(pg_temp.at(28)) \g /dev/null
SELECT is(pg_temp.overdue(), 'broken', 'errors that nobody hears of any more: it had no successful run');
SELECT matches((SELECT reason FROM drift.alert WHERE metric = 'no_run' AND state = 'firing'), 'the last result is an error: division by zero', 'and why');
SELECT drift.drop_monitor(:broken) \g /dev/null

-- The source is broken.
SELECT pg_temp.day(28) \g /dev/null
ALTER TABLE shop.log RENAME COLUMN ts TO tz;
CALL drift.run_due(pg_temp.at(30));
SELECT is((SELECT status FROM drift.run ORDER BY run_id DESC LIMIT 1), 'error', 'the run fails');
CALL drift.run_due(pg_temp.at(31.5));
SELECT is(pg_temp.overdue(), 'mean(x), mean(y), mean(z)', 'no successful run; the volume''s errors fire already');
SELECT is((SELECT count(*) FROM drift.incident_open)::int, 1, 'one incident');
DROP TABLE shop.log CASCADE;
CALL drift.run_due(pg_temp.at(33.5));
SELECT is(pg_temp.overdue(), 'mean(x), mean(y), mean(z)', 'a log that is gone stops nothing');

-- The alert step itself fails: the run is kept, and says so.
CREATE TABLE shop.more AS SELECT pg_temp.at(i / 10.0) AS ts, CASE WHEN i >= 350 THEN 3.0 ELSE 0 END::float8 AS v FROM generate_series(300, 359) i;
SELECT drift.register_model('more') AS more, drift.create_source('shop.more', 'ts', feature_columns => '{v}', label_lateness => '0', time_zone => 'UTC', watch_from => pg_temp.at(30)) AS more_source \gset
SELECT drift.add_source_model('more', 'more'), drift.create_monitor('more', 'more', 'mean', 'v', warn => 1, critical => 2, direction => 'up', min_rows => 1) \g /dev/null
ALTER TABLE drift.incident ADD CONSTRAINT trap CHECK (state <> 'firing') NOT VALID;
CALL drift.run_due(pg_temp.at(36));
SELECT matches((SELECT status || ': ' || message FROM drift.run WHERE source_id = :more_source), '^partial: alerts could not be settled: ', 'the run says so');
SELECT is((SELECT count(*) FROM drift.result WHERE source_id = :more_source)::int || ' ' || (SELECT state FROM drift.alert WHERE source_id = :more_source), '6 firing', 'results and alerts are kept');
ALTER TABLE drift.incident DROP CONSTRAINT trap;
SELECT is((SELECT count(*) FROM drift.notification n JOIN drift.alert a USING (alert_id) WHERE a.source_id = :more_source)::int, 0, 'nobody was told');
CALL drift.run_due(pg_temp.at(36.1));
SELECT is((SELECT count(*) FROM drift.notification n JOIN drift.alert a USING (alert_id) WHERE a.source_id = :more_source)::int, 1, 'the next run tells it');

SELECT * FROM finish();
ROLLBACK;
