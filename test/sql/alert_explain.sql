\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(27);
\i test/sql/alert_setup.psql

SELECT drift.set_alert_policy(flap_transitions => 100) \g /dev/null
-- Two rows instead of ten, and nonsense in them: the volume explains the rest.
SELECT pg_temp.days(0, 2) \g /dev/null
SELECT pg_temp.day(3, 2.5, 2.5, 0, 2) \g /dev/null
SELECT is(pg_temp.states('rows'), 'firing 1', 'the volume fires');
SELECT is(pg_temp.states('x') || ', ' || pg_temp.states('y'), 'suppressed 1, suppressed 1', 'what it explains is suppressed');
SELECT is(pg_temp.events('x'), 'firing suppressed', 'both are recorded');
SELECT is((SELECT note FROM drift.alert_event e WHERE e.event = 'suppressed' AND e.alert_id = pg_temp.last('x')),
	format('alert %s explains it (rule volume: rows are missing, or far too many came)', pg_temp.last('rows')), 'with the alert that explains it');
SELECT is(pg_temp.told(), 'firing critical ', 'one message');
SELECT is((SELECT payload ->> 'metric' || ' ' || (payload ->> 'n_alerts') || ' ' || (payload ->> 'n_suppressed') FROM drift.notification), 'row_count 1 2', 'which says how much it explains');
SELECT is((SELECT string_agg(column_name || ' ' || (suppressed_by = pg_temp.last('rows')), ' ' ORDER BY column_name) FROM drift.alert_open WHERE state = 'suppressed'), 'x true y true', 'alert_open shows it');
SELECT pg_temp.day(4, 2.5, 0, 0), pg_temp.day(5, 2.5, 0, 0) \g /dev/null
SELECT is(pg_temp.states('y'), 'resolved 1', 'what ends with its cause was never told');
SELECT is(pg_temp.states('x'), 'firing 3', 'what outlasts it is released');
SELECT is(pg_temp.events('x'), 'firing suppressed released', 'and says so');
SELECT is(pg_temp.told(), 'resolved critical , firing critical x', 'and is told now');
SELECT pg_temp.days(6, 7) \g /dev/null
SELECT is(pg_temp.told(), 'resolved critical x', 'to its end');
-- A cause that flaps is no cause, or its calm would hide what is new.
UPDATE drift.alert SET state = 'firing', resolved_window = NULL, flapping_since = last_window WHERE alert_id = pg_temp.last('rows');
SELECT pg_temp.day(8, 2.5, 0, 0, 2) \g /dev/null
SELECT is((SELECT state FROM drift.alert WHERE alert_id = pg_temp.last('x')), 'firing', 'a cause that flaps explains nothing');
SELECT pg_temp.days(9, 10) \g /dev/null
UPDATE drift.alert SET state = 'resolved', resolved_window = last_window, flapping_since = NULL WHERE alert_id = pg_temp.last('rows');

-- Before and after: only what came with or after the cause.
SELECT pg_temp.days(11, 12) \g /dev/null
SELECT pg_temp.day(13, 0, 0, 2.5) \g /dev/null
SELECT pg_temp.day(14, 0, 0, 2.5, 2) \g /dev/null
SELECT is(pg_temp.states('z'), 'firing 2', 'an alert that people know stays');
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.days(15, 20) \g /dev/null
-- Four rows are a warning only.
SELECT pg_temp.day(21, 2.5, 0, 0, 4), pg_temp.day(22, 2.5, 0, 0, 4) \g /dev/null
SELECT is(pg_temp.states('rows') || ', ' || (SELECT state FROM drift.alert WHERE alert_id = pg_temp.last('x')), 'resolved 2, resolved 1, firing 2, firing', 'a warning explains nothing');
SELECT pg_temp.days(23, 30) \g /dev/null

-- A rule switched off, changed, added, dropped.
SELECT drift.set_inhibition('volume', enabled => false) \g /dev/null
SELECT is((SELECT string_agg(name || ' ' || enabled, ', ' ORDER BY name) FROM drift.inhibitions()), 'freshness true, labels true, schema true, volume false', 'the defaults, one of them off');
SELECT pg_temp.day(31, 2.5, 0, 0, 2) \g /dev/null
SELECT is((SELECT state FROM drift.alert WHERE alert_id = pg_temp.last('x')), 'firing', 'a rule that is off does nothing');
SELECT pg_temp.days(32, 40) \g /dev/null
SELECT is(drift.drop_inhibition('volume'), true, 'forgotten');
SELECT is((SELECT enabled FROM drift.inhibitions() WHERE name = 'volume'), true, 'the default holds again');
SELECT drift.create_monitor('log', 'credit', 'null_rate', 'x', method => 'fixed', warn => 0.5, critical => 0.9, min_rows => 1) AS nulls \gset
SELECT drift.set_inhibition('nulls', '{null_%}', '{mean}', same => 'column', reason => 'the rest is not a sample') \g /dev/null
SELECT pg_temp.day(41, 2.5, 2.5, run => false) \g /dev/null
UPDATE shop.log SET x = NULL WHERE ts >= pg_temp.at(41) AND country = 'DE';
INSERT INTO shop.log SELECT pg_temp.at(41.1), 'DE', NULL, 2.5 FROM generate_series(1, 30);
UPDATE drift.monitor SET warn = 0.1, critical = 0.5 WHERE monitor_id = :nulls;
CALL drift.run_due(pg_temp.at(42));
SELECT is((SELECT string_agg(metric || ' ' || column_name || ' ' || state, ', ' ORDER BY metric, column_name) FROM drift.alert_open), 'mean x suppressed, mean y firing, null_rate x firing',
	'the same column only');
SELECT pg_temp.days(42, 48) \g /dev/null

-- Two that explain each other are both told; a cause must not be explained itself.
SELECT drift.set_inhibition('circle', '{mean}', '{null_rate}', same => 'column') \g /dev/null
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.day(49, 2.5, run => false) \g /dev/null
INSERT INTO shop.log SELECT pg_temp.at(49.1), 'DE', NULL, 0 FROM generate_series(1, 30);
CALL drift.run_due(pg_temp.at(50));
SELECT is((SELECT string_agg(metric || ' ' || state, ', ' ORDER BY metric) FROM drift.alert_open), 'mean firing, null_rate firing', 'a circle suppresses nothing');
SELECT is(pg_temp.told(), 'firing critical x', 'and is told');
SELECT pg_temp.days(50, 56) \g /dev/null

-- A cause in one segment explains that segment.
SELECT drift.drop_inhibition('circle'), drift.drop_inhibition('nulls') \g /dev/null
SELECT drift.create_monitor('log', 'credit', 'row_count', NULL, 'country', warn => 3, critical => 2, direction => 'down', name => 'rows by country') AS seg_rows,
	drift.create_monitor('log', 'credit', 'mean', 'x', 'country', warn => 1, critical => 2, direction => 'up', min_rows => 1) AS seg_x \gset
SELECT pg_temp.day(57, 0, 0, 0) \g /dev/null
SELECT pg_temp.day(58, 2.5, run => false) \g /dev/null
DELETE FROM shop.log WHERE ts >= pg_temp.at(58) AND country = 'DE' AND ts > pg_temp.at(58);
CALL drift.run_due(pg_temp.at(59));
SELECT is((SELECT string_agg(concat_ws(' ', metric, column_name, segment_value, state), ', ' ORDER BY metric, segment_value NULLS FIRST) FROM drift.alert_open WHERE metric = 'mean'),
	'mean x firing, mean x DE suppressed, mean x FR firing', 'the segment, not the others and not the whole');

-- Labels: families are matched as well as names.
SELECT is(drift.matches_any('{recall,outcome}', (SELECT effect FROM drift.inhibitions() WHERE name = 'labels')), true, 'missing labels explain performance');
SELECT is(drift.matches_any('{psi,distance}', (SELECT effect FROM drift.inhibitions() WHERE name = 'labels')), false, 'and not drift');
SELECT is(drift.matches_any('{schema_change}', (SELECT cause FROM drift.inhibitions() WHERE name = 'schema')), true, 'patterns of metrics');
SELECT is(pg_temp.error('SELECT drift.set_inhibition(''new'')') || ' ' || pg_temp.error('SELECT drift.set_inhibition(NULL, ''{a}'', ''{b}'')') || ' '
	|| pg_temp.error('SELECT drift.set_inhibition(''new'', ''{a}'', ''{b}'', same => ''colum'')') || ' ' || pg_temp.error('SELECT drift.set_inhibition(''new'', ''{NULL}'', ''{b}'')') || ' '
	|| pg_temp.error('SELECT drift.set_inhibition(''volume'', cause_severity => ''bad'')'), '22023 22023 22023 22023 22023', 'rules are checked');

SELECT * FROM finish();
ROLLBACK;
