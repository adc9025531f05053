\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(20);
\i test/sql/alert_setup.psql
SELECT drift.set_alert_policy(flap_transitions => 100), drift.drop_monitor(:rows) \g /dev/null
UPDATE drift.monitor SET cool_down = '0';

-- A series that is not evaluated any more, where somebody wants to know.
SELECT drift.set_alert_policy(monitor_id => :x, alert_no_data => true, no_data_windows => 2, give_up_windows => 10) \g /dev/null
SELECT pg_temp.days(0, 3) \g /dev/null
SELECT pg_temp.day(4, NULL, NULL) \g /dev/null
SELECT is(pg_temp.states('x') || pg_temp.told(), NULL, 'one window is not enough');
SELECT pg_temp.day(5, NULL, NULL) \g /dev/null
SELECT is(pg_temp.states('x') || ': ' || pg_temp.told(), 'no_data 1: firing warning x', 'two are, where it was asked for');
SELECT is(pg_temp.states('y'), NULL, 'and nowhere else');
SELECT is((SELECT state || ' ' || severity || ' ' || reason FROM drift.alert_open), 'no_data warning not evaluated since the window that ended 2100-01-05 00:00:00+00', 'since when');
SELECT is((SELECT state FROM drift.incident_open), 'no_data', 'its incident has no data, too');
SELECT pg_temp.day(6, NULL) \g /dev/null
SELECT is(pg_temp.states('x') || ': ' || pg_temp.told(), 'no_data 1: nothing', 'once');
SELECT pg_temp.day(7) \g /dev/null
SELECT is(pg_temp.states('x') || ': ' || pg_temp.told(), 'resolved 1: resolved warning x', 'evaluated again, and within its limits');
SELECT is(pg_temp.events('x'), 'no_data resolved', 'its events');
SELECT pg_temp.day(8, NULL), pg_temp.day(9, NULL), pg_temp.told(), pg_temp.day(10, 2.5) \g /dev/null
SELECT is(pg_temp.events('x') || ': ' || pg_temp.told(), 'no_data resolved no_data released worsened: worsened critical x', 'evaluated again, and beyond: it fires');
SELECT pg_temp.days(11, 13), pg_temp.told() \g /dev/null
SELECT pg_temp.day(d, NULL) FROM generate_series(14, 26) d \g /dev/null
SELECT is((SELECT state || ' ' || (SELECT string_agg(event, ' ' ORDER BY event_id) FROM drift.alert_event e WHERE e.alert_id = a.alert_id) FROM drift.alert a WHERE alert_id = pg_temp.last('x')),
	'resolved no_data resolved', 'given up after long, and not opened again');
SELECT pg_temp.told() \g /dev/null

-- A week that slides by a day, and weeks: 2100-02-01 (day 31) is a Monday.
SELECT drift.create_monitor('log', 'credit', 'mean', 'y', window_length => '7 days', step => '1 day', warn => 1, critical => 2, direction => 'up', min_rows => 1, cool_down => '0') AS slides,
	drift.create_monitor('log', 'credit', 'mean', 'y', window_length => '7 days', warn => 1, critical => 2, direction => 'up', min_rows => 1, cool_down => '0') AS weeks \gset
SELECT drift.suspend_monitor(:y) \g /dev/null
UPDATE drift.monitor SET created_at = pg_temp.at(27) WHERE monitor_id IN (:slides, :weeks);
CREATE FUNCTION pg_temp.of(id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', a.state, a.first_window::date - '2100-01-01', a.last_window::date - '2100-01-01', a.occurrences), ', ' ORDER BY a.alert_id)
	FROM drift.alert a WHERE monitor_id = id AND metric <> 'no_run' $$;
SELECT pg_temp.days(27, 40) \g /dev/null
SELECT is(pg_temp.of(:slides) || pg_temp.of(:weeks), NULL, 'weeks without drift');
SELECT pg_temp.day(41, 0, 9) \g /dev/null
SELECT is(pg_temp.of(:slides), 'pending 35 35 1', 'a ninth of a week is a warning');
SELECT pg_temp.days(42, 44, 0, 9) \g /dev/null
SELECT is(pg_temp.of(:slides), 'firing 35 38 4', 'each day is a window');
SELECT is(pg_temp.of(:weeks), 'firing 38 38 1', 'the week from day 38 on is beyond at its end');
SELECT is(pg_temp.told(), 'firing critical y', 'one incident');
SELECT pg_temp.days(45, 50) \g /dev/null
SELECT is(pg_temp.of(:slides) || ', ' || pg_temp.of(:weeks), 'firing 35 44 10, firing 38 38 1', 'six days later no week has come: that is no lack of data');
SELECT pg_temp.days(51, 52) \g /dev/null
SELECT is(pg_temp.of(:slides), 'resolved 35 44 10', 'the sliding week has left it behind');
SELECT pg_temp.days(53, 58) \g /dev/null
SELECT is(pg_temp.of(:weeks), 'resolved 38 38 1', 'two weeks within the limits');
SELECT is(pg_temp.told(), 'repeated critical y, repeated critical y, resolved critical y', 'and the incident is over');
SELECT is((SELECT count(*)::int FROM drift.alert WHERE metric = 'no_run'), 0, 'a monitor of weeks is not overdue after two days');

SELECT * FROM finish();
ROLLBACK;
