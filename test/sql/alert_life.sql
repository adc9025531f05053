\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(41);
\i test/sql/alert_setup.psql

-- k of n, and what is forgotten.
SELECT pg_temp.days(0, 4) \g /dev/null
SELECT is((SELECT count(*) FROM drift.alert)::int, 0, 'quiet days, no alert');
SELECT is((SELECT count(*) FROM drift.result WHERE status <> 'ok')::int, 0, 'all evaluated');
SELECT pg_temp.day(5, 1.5) \g /dev/null
SELECT is(pg_temp.states('x'), 'pending 1', 'one window beyond waits');
SELECT is(pg_temp.told(), 'nothing', 'and nobody is told');
SELECT pg_temp.days(6, 8) \g /dev/null
SELECT is(pg_temp.states('x'), 'inactive 1', 'three within the limit forget it');
SELECT is(pg_temp.events('x'), 'pending inactive', 'both are recorded');
SELECT pg_temp.day(9, 1.5) \g /dev/null
SELECT pg_temp.day(10) \g /dev/null
SELECT is(pg_temp.states('x'), 'inactive 1, pending 1', 'one of two waits');
SELECT pg_temp.day(11, 1.5) \g /dev/null
SELECT is(pg_temp.states('x'), 'inactive 1, firing 2', 'two of three fire');
SELECT is(pg_temp.told(), 'firing warning x', 'and are told');
CALL drift.run_due(pg_temp.at(12));
CALL drift.run_due(pg_temp.at(12.9));
SELECT is(pg_temp.told(), 'nothing', 'once');
SELECT is((SELECT first_window || ' ' || fired_window || ' ' || last_window FROM drift.alert_open),
	'2100-01-10 00:00:00+00 2100-01-12 00:00:00+00 2100-01-12 00:00:00+00', 'the windows of its life');
SELECT is((SELECT array_agg(value ORDER BY event_id) FROM drift.alert_event WHERE alert_id = pg_temp.last('x')), '{1.5,1.5}', 'events keep the value');

-- Hysteresis: limits 1 and 2, so a window is clear below 0.9.
SELECT pg_temp.days(12, 15, 0.95) \g /dev/null
SELECT is((SELECT status FROM drift.result WHERE monitor_id = :x ORDER BY window_start DESC LIMIT 1), 'ok', 'near the limit is ok');
SELECT is(pg_temp.states('x'), 'inactive 1, firing 2', 'but does not end the alert');
SELECT pg_temp.day(16, 0.85) \g /dev/null
SELECT is(pg_temp.states('x'), 'inactive 1, firing 2', 'one clear window is not two');
SELECT pg_temp.day(17, 0.85) \g /dev/null
SELECT is(pg_temp.states('x'), 'inactive 1, resolved 2', 'two are');
SELECT is(pg_temp.told(), 'resolved warning x', 'people who were told are told');
SELECT is((SELECT resolved_window FROM drift.alert WHERE alert_id = pg_temp.last('x')), pg_temp.at(17), 'the window that closed it');
SELECT is(ARRAY[drift.near_limit(r, 0.1), drift.near_limit(r, 0), drift.near_limit(r, 0.3)], ARRAY[false, NULL, true], 'the margin is a share of the way from warn to critical')
FROM (SELECT (jsonb_populate_record(NULL::drift.result, '{"value": 0.8, "warn_high": 1, "critical_high": 2}')).*) r;
SELECT is(ARRAY[drift.near_limit(r, 0.9), drift.near_limit(s, 0.9)], ARRAY[false, true], 'the middle of a band is always clear')
FROM jsonb_populate_record(NULL::drift.result, '{"value": 0.5, "warn_low": 0, "warn_high": 1, "critical_high": 9}') r,
	jsonb_populate_record(NULL::drift.result, '{"value": 0.2, "warn_low": 0, "warn_high": 1, "critical_low": -9}') s;

-- Critical at once, worse, cool-down.
SELECT pg_temp.day(18, 0, 2.5) \g /dev/null
SELECT is(pg_temp.states('y'), 'firing 1', 'critical does not wait');
SELECT is(pg_temp.told(), 'firing critical y', 'and is told');
SELECT pg_temp.days(19, 20) \g /dev/null
SELECT is(pg_temp.told(), 'resolved critical y', 'over');
SELECT pg_temp.day(21, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'again within the cool-down of three days: nobody is told');
SELECT is((SELECT state || ', ' || held FROM drift.alert_open), 'firing, cool-down until window 2100-01-24 00:00:00+00', 'the alert says why');
SELECT pg_temp.days(22, 23, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'still');
SELECT pg_temp.day(24, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical y', 'it outlasts the cool-down, and is told');
SELECT is(pg_temp.events('y'), 'firing resolved firing held', 'each once');
SELECT pg_temp.days(25, 26) \g /dev/null
SELECT is(pg_temp.told(), 'resolved critical y', 'over again');

-- A value that comes and goes.
SELECT pg_temp.days(27, 40) \g /dev/null
SELECT drift.set_alert_policy(monitor_id => :z, flap_windows => 20, flap_transitions => 4, resolve_windows => 1) \g /dev/null
UPDATE drift.monitor SET cool_down = '0' WHERE monitor_id = :z;
SELECT pg_temp.day(41, 0, 0, 3), pg_temp.day(42), pg_temp.day(43, 0, 0, 3) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical z, resolved critical z, firing critical z', 'coming and going is told');
SELECT pg_temp.day(44) \g /dev/null
SELECT is(pg_temp.states('z'), 'resolved 1, firing 1', 'too often: it stays firing');
SELECT is((SELECT string_agg(event, ' ' ORDER BY event_id) FROM drift.alert_event WHERE alert_id = pg_temp.last('z')), 'firing flapping', 'one event says so');
SELECT pg_temp.day(45, 0, 0, 3), pg_temp.day(46), pg_temp.day(47, 0, 0, 3) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'and no message more');
SELECT is((SELECT held FROM drift.alert_open), 'flapping', 'messages are held');
SELECT pg_temp.days(48, 55) \g /dev/null
SELECT is(pg_temp.states('z'), 'resolved 1, firing 3', 'not calm yet');
SELECT pg_temp.days(56, 57) \g /dev/null
SELECT is(pg_temp.states('z') || ': ' || pg_temp.told(), 'resolved 1, resolved 3: resolved critical z', 'calm: resolved, and told');

-- No data: the column is NULL, nothing can be said.
SELECT pg_temp.day(58, 3) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical x', 'an alert');
SELECT pg_temp.day(59, NULL), pg_temp.day(60, NULL), pg_temp.day(61, NULL) \g /dev/null
SELECT is((SELECT state FROM drift.alert WHERE alert_id = pg_temp.last('x')), 'no_data', 'three windows without data: no_data, still open');
SELECT is((SELECT state FROM drift.incident_open), 'no_data', 'so is its incident');
SELECT pg_temp.day(62, 3) \g /dev/null
SELECT is((SELECT string_agg(event, ' ' ORDER BY event_id) FROM drift.alert_event WHERE alert_id = pg_temp.last('x')) || ': ' || pg_temp.told(),
	'firing no_data released: nothing', 'data again: it fires on, without another message');
SELECT drift.set_alert_policy(monitor_id => :x, give_up_windows => 5) \g /dev/null
SELECT pg_temp.day(63, NULL), pg_temp.day(64, NULL), pg_temp.day(65, NULL), pg_temp.day(66, NULL), pg_temp.day(67, NULL) \g /dev/null
SELECT is((SELECT state FROM drift.alert WHERE alert_id = pg_temp.last('x')) || ': ' || pg_temp.told(), 'resolved: repeated critical x, resolved critical x',
	'after long, and after a reminder, it is given up');

SELECT * FROM finish();
ROLLBACK;
