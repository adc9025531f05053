\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(43);
\i test/sql/alert_setup.psql

-- One cause, one message.
SELECT pg_temp.day(0);
SELECT pg_temp.day(1, 1.5, 1.5, 1.5), pg_temp.day(2, 1.5, 1.5, 1.5) \g /dev/null
SELECT is((SELECT count(*) FROM drift.alert WHERE state = 'firing')::int, 3, 'three alerts');
SELECT is((SELECT count(*) FROM drift.incident)::int, 1, 'one incident');
SELECT is(pg_temp.told(), 'firing warning x+z+y', 'one message, columns by importance');
SELECT is((SELECT n.summary FROM drift.notification n),
	'[warning] credit 1: mean of x: mean 1.5 above the warn limit 1, and 2 more in columns x, z, y', 'in one line');
SELECT is((SELECT payload ->> 'column' || ' ' || (payload ->> 'n_alerts') || ' ' || (payload #>> '{alerts,1,column}') || ' ' || (payload #>> '{alerts,2,value}')
	FROM drift.notification), 'x 3 z 1.5', 'the payload holds the first alert and all of them');
SELECT is((SELECT string_agg(k, ' ' ORDER BY k) FROM drift.notification n, jsonb_object_keys(n.payload) k),
	'acknowledged_by alert_id alert_key alerts assigned_to channel column columns dedup_key event event_id first_window group_by '
	'group_key held incident_first_window incident_id incident_last_window level limit metric model model_version monitor monitor_id n n_alerts n_open '
	'n_suppressed opened_at owner reason recipient runbook segment_key segment_value severity source state summary ticket value weight window_end window_start',
	'and all a client needs');
SELECT is((SELECT channel || ' ' || (recipient = current_user) || ' ' || status || ' ' || attempts || ' ' || (next_attempt_at <= clock_timestamp())
	FROM drift.notification), 'outbox true queued 0 true', 'without escalation the owner, in the outbox');
SELECT is((SELECT alerts || ' ' || open || ' ' || array_to_string(columns, '+') || ' ' || told_severity FROM drift.incident_open), '3 3 x+z+y warning', 'incident_open');

-- It goes on, gets worse, gets better.
SELECT pg_temp.day(3, 1.5, 1.5, 1.5) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'it goes on');
SELECT pg_temp.day(4, 1.5, 2.5, 1.5) \g /dev/null
SELECT is(pg_temp.told(), 'worsened critical y+x+z', 'a warning becomes critical: told, the critical column first');
SELECT is((SELECT array_agg(DISTINCT dedup_key) FROM drift.notification), (SELECT ARRAY[dedup_key] FROM drift.incident), 'under one key');
SELECT is((SELECT dedup_key FROM drift.incident), format('drift:%s:model:%s:2100-01-03T00:00Z', current_database(), :model), 'of group and first window');
SELECT pg_temp.day(5, 1.5, 1.5, 1.5), pg_temp.day(6, 1.5, 2.5, 1.5) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'critical again is no news');
SELECT pg_temp.days(7, 8, 1.5) \g /dev/null
SELECT is((SELECT open || ' of ' || alerts || ' ' || severity FROM drift.incident_open), '1 of 3 warning', 'the worst of those still open');
SELECT is(pg_temp.told(), 'nothing', 'not over yet');
SELECT pg_temp.days(9, 10) \g /dev/null
SELECT is(pg_temp.told(), 'resolved critical y+x+z', 'over: told once');
SELECT is((SELECT state || ' ' || severity || ' ' || resolved_window FROM drift.incident), 'resolved critical 2100-01-11 00:00:00+00', 'the incident remembers the worst');
SELECT is((SELECT string_agg(event, ' ' ORDER BY event_id) FROM drift.alert_event WHERE alert_id IS NULL), 'firing worsened resolved', 'every message is an event');
SELECT is((SELECT count(*) FROM drift.notification n JOIN drift.alert_event e USING (event_id) WHERE e.event = n.event AND e.incident_id = n.incident_id)::int, 3, 'and the message knows it');

-- Who joins, and who comes too late.
SELECT pg_temp.days(11, 15) \g /dev/null
SELECT pg_temp.day(16, 0, 1.5, 0), pg_temp.day(17, 0, 1.5, 0), pg_temp.day(18, 0, 1.5, 1.5), pg_temp.day(19, 0, 1.5, 1.5) \g /dev/null
SELECT is((SELECT array_to_string(columns, '+') FROM drift.incident_open), 'z+y', 'an alert two windows later joins');
SELECT is(pg_temp.told(), 'firing warning y', 'quietly');
SELECT pg_temp.day(20, 0, 1.5, 1.5), pg_temp.day(21, 2.5, 1.5, 1.5) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical x', 'one more than three windows later is another incident');
SELECT is((SELECT count(*) FROM drift.incident_open)::int, 2, 'two are open');
SELECT is((SELECT count(DISTINCT dedup_key) FROM drift.incident_open)::int, 2, 'with keys of their own');
SELECT pg_temp.days(22, 24) \g /dev/null
SELECT is(pg_temp.told(), 'resolved warning z+y, resolved critical x', 'each ends by itself');

-- Keys of groups.
CREATE FUNCTION pg_temp.groups(by text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(k, ' ' ORDER BY k) FROM (SELECT DISTINCT replace(drift.group_key(by, a), ':' || current_database(), '') AS k
		FROM drift.alert a WHERE a.column_name IN ('x', 'y')) q $$;
SELECT is(pg_temp.groups('model'), 'model:' || :model, 'model');
SELECT is(pg_temp.groups('model_family'), 'family:credit', 'model_family');
SELECT is(pg_temp.groups('source'), 'source:' || :source, 'source');
SELECT is(pg_temp.groups('column'), format('model:%1$s:x model:%1$s:y', :model), 'column');
SELECT is(pg_temp.groups('monitor'), format('monitor:%s monitor:%s', :x, :y), 'monitor');
SELECT is(pg_temp.groups('alert'), format('drift:%s:x::all drift:%s:y::all', :x, :y), 'alert');
SELECT drift.set_alert_policy(model => 'credit', group_by => 'alert'), drift.set_alert_policy(monitor_id => :z, group_by => 'model_family') \g /dev/null
SELECT pg_temp.days(25, 30) \g /dev/null
SELECT pg_temp.day(31, 2.5, 2.5, 2.5) \g /dev/null
SELECT is((SELECT string_agg(group_by || ' ' || array_to_string(columns, '+'), ', ' ORDER BY columns) FROM drift.incident_open JOIN drift.incident USING (incident_id)),
	'alert x, alert y, model_family z', 'the monitor''s key, else the model''s');
SELECT is((SELECT string_agg(i.dedup_key, ' ') FROM drift.incident i JOIN drift.alert a USING (incident_id, dedup_key) WHERE i.state = 'firing' AND a.column_name = 'x'),
	format('drift:%s:%s:x::all', current_database(), :x), 'an alert on its own keeps its key');
SELECT is(pg_temp.told(), 'firing critical x, firing critical y, firing critical z', 'three messages');
SELECT pg_temp.days(32, 33) \g /dev/null

-- Two models in one family, two windows in one run.
SELECT drift.drop_alert_policy(model => 'credit'), drift.drop_alert_policy(monitor_id => :z), drift.set_alert_policy(group_by => 'model_family') \g /dev/null
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.days(34, 40) \g /dev/null
SELECT pg_temp.day(41, 2.5, 0, 0, run => false), pg_temp.day(42, 0, 0, 0, run => false), pg_temp.day(43, 0, 0, 0, run => false),
	pg_temp.day(44, 0, 2.5, 0, run => false) \g /dev/null
CALL drift.run_due(pg_temp.at(45));
SELECT is(pg_temp.told(), 'firing critical y+x', 'what came and went in one run is in the message of what is left');
SELECT is((SELECT open || ' of ' || alerts FROM drift.incident_open), '1 of 2', 'one is over already');
SELECT pg_temp.days(45, 46) \g /dev/null
SELECT is(pg_temp.told(), 'resolved critical x+y', 'over');
SELECT pg_temp.days(47, 50) \g /dev/null
SELECT pg_temp.day(51, 0, 0, 2.5, run => false), pg_temp.day(52, run => false), pg_temp.day(53, run => false) \g /dev/null
CALL drift.run_due(pg_temp.at(54));
SELECT is(pg_temp.told(), 'firing critical z, resolved critical z', 'nothing is lost: what came and went in one run is told with its end');
CALL drift.run_due(pg_temp.at(54.5));
SELECT drift.escalate_due(pg_temp.at(54.5)) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'and not again');

-- The first alert: open, told, critical, important, whole before segment, furthest from its limit.
SELECT drift.create_monitor('log', 'credit', 'mean', 'x', 'country', warn => 1, critical => 2, direction => 'up', min_rows => 1, weight => 3) AS seg \gset
SELECT pg_temp.days(54, 56) \g /dev/null
SELECT pg_temp.day(57, 2.5, 9, 0) \g /dev/null
SELECT is((SELECT payload #>> '{alerts,0,column}' || ' ' || coalesce(payload #>> '{alerts,0,segment_value}', 'all') || ', ' || (payload #>> '{alerts,1,column}') || ' '
	|| (payload #>> '{alerts,1,segment_value}') || ', ' || (payload #>> '{alerts,3,column}') FROM drift.notification ORDER BY notification_id DESC LIMIT 1),
	'x all, x DE, y', 'importance, then the whole before its segments');
SELECT is((SELECT payload ->> 'n_alerts' FROM drift.notification ORDER BY notification_id DESC LIMIT 1), '4', 'segments are alerts of the same incident');
SELECT drift.set_alert_policy(monitor_id => :seg, group_by => 'monitor') \g /dev/null
SELECT is((SELECT group_by FROM drift.monitor_alerting WHERE monitor_id = :seg), 'monitor', 'what is in force for a monitor');

-- Wrong input
SELECT is(pg_temp.error('SELECT drift.set_alert_policy(group_by => ''modell'')') || ' ' || pg_temp.error('SELECT drift.set_alert_policy(hysteresis => 1)') || ' '
	|| pg_temp.error('SELECT drift.set_alert_policy(flap_windows => 0)') || ' ' || pg_temp.error('SELECT drift.set_alert_policy(repeat_interval => ''-1 day'')') || ' '
	|| pg_temp.error('SELECT drift.set_alert_policy(model => ''debit'')') || ' ' || pg_temp.error('SELECT drift.set_alert_policy(monitor_id => -1)') || ' '
	|| pg_temp.error('SELECT drift.set_alert_policy(model => ''credit'', monitor_id => 1)') || ' ' || pg_temp.error('SELECT drift.set_alert_policy(escalation => ''nobody'')'),
	'22023 22023 22023 22023 42704 42704 22023 42704', 'policies are checked');

SELECT * FROM finish();
ROLLBACK;
