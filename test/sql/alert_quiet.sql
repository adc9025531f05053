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
\i test/sql/alert_setup.psql
SELECT drift.set_alert_policy(flap_transitions => 100) \g /dev/null
UPDATE drift.monitor SET cool_down = '0';

-- A silence keeps the message back while it lasts, and no longer.
SELECT pg_temp.days(0, 1) \g /dev/null
SELECT drift.create_silence(pg_temp.at(5), 'campaign', model => 'credit', column_name => 'x', starts_at => pg_temp.at(1)) AS s1 \gset
SELECT pg_temp.day(2, 2.5) \g /dev/null
SELECT is(pg_temp.states('x') || ': ' || pg_temp.told(), 'firing 1: nothing', 'the alert fires, nobody is told');
SELECT is((SELECT silenced_by || ' ' || held FROM drift.alert_open), :s1 || ' silence ' || :s1, 'it says by which silence');
SELECT is(pg_temp.events('x'), 'firing silenced', 'and so do its events');
SELECT pg_temp.day(3, 2.5, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical y+x', 'another column of the incident is told');
SELECT is((SELECT payload #>> '{alerts,1,held}' FROM drift.notification), 'silence ' || :s1, 'with the silenced one marked as such');
SELECT pg_temp.days(4, 8) \g /dev/null
SELECT is(pg_temp.told(), 'resolved critical x+y', 'over');
SELECT drift.create_silence(pg_temp.at(11), 'again', column_name => 'x', starts_at => pg_temp.at(9)) AS s2 \gset
SELECT pg_temp.day(9, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'silenced');
SELECT drift.escalate_due(pg_temp.at(10.9)) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'to the end');
SELECT drift.escalate_due(pg_temp.at(11)) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical x', 'what still fires at the end is told then');
SELECT pg_temp.days(10, 12) \g /dev/null
SELECT is(pg_temp.told(), 'resolved critical x', 'over');
SELECT drift.create_silence(pg_temp.at(20), 'mute', column_name => 'x', starts_at => pg_temp.at(13)) AS s3 \gset
SELECT pg_temp.day(13, 2.5), pg_temp.days(14, 15) \g /dev/null
SELECT is(pg_temp.states('x') || ': ' || pg_temp.told(), 'resolved 2, resolved 1, resolved 1: nothing', 'what comes and goes in a silence is only recorded');

-- What a silence can match.
CREATE FUNCTION pg_temp.covers(VARIADIC args text[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
	a drift.alert;
	covered boolean;
BEGIN
	EXECUTE format('SELECT drift.create_silence(%L, %L, starts_at => %L, %s)', pg_temp.at(101), 'test', pg_temp.at(99), array_to_string(args, ', ')) INTO id;
	SELECT * INTO a FROM drift.alert ORDER BY alert_id DESC LIMIT 1;
	a.segment_key := 'country';
	a.segment_value := 'DE';
	covered := drift.silence_for(a, pg_temp.at(100)) IS NOT DISTINCT FROM id AND drift.silence_for(a, pg_temp.at(101)) IS NULL;
	PERFORM drift.end_silence(id);
	RETURN covered AND drift.silence_for(a, pg_temp.at(100)) IS NULL;
END $$;
SELECT is(string_agg(args::text, ' ' ORDER BY n) FILTER (WHERE pg_temp.covers(VARIADIC args)),
	$${"model => 'credit'"} {"model => 'cre%'"} {"source => 'log'"} {"source => 'l%'"} {"metric => 'mean'"} {"metric => 'm%n'"} {"column_name => 'x'"} {"column_name => '%x%'"} {"segment_key => 'country'","segment_value => 'D%'"} {"severity => 'critical'"}$$,
	'exact names and patterns; all that is given must match')
FROM (VALUES (1, ARRAY[$$model => 'credit'$$]), (2, ARRAY[$$model => 'cre%'$$]), (3, ARRAY[$$source => 'log'$$]), (4, ARRAY[$$source => 'l%'$$]),
	(5, ARRAY[$$metric => 'mean'$$]), (6, ARRAY[$$metric => 'm%n'$$]), (7, ARRAY[$$column_name => 'x'$$]), (8, ARRAY[$$column_name => '%x%'$$]),
	(9, ARRAY[$$segment_key => 'country'$$, $$segment_value => 'D%'$$]), (10, ARRAY[$$severity => 'critical'$$]),
	(11, ARRAY[$$severity => 'warning'$$]), (12, ARRAY[$$model => 'deb%'$$]), (13, ARRAY[$$column_name => 'y'$$]), (14, ARRAY[$$metric => 'mea_'$$]),
	(15, ARRAY[$$column_name => 'x'$$, $$segment_value => 'FR'$$])) v(n, args);
SELECT is(ARRAY[drift.matches('a_b', 'a_b'), drift.matches('axb', 'a_b'), drift.matches(NULL, 'a'), drift.matches(NULL, '%'), drift.matches('a', NULL), drift.matches('50%', '50\%%')],
	ARRAY[true, false, false, false, true, true], 'an underscore is itself unless there is a %');
SELECT is(pg_temp.error('SELECT drift.create_silence(now(), ''x'')') || ' ' || pg_temp.error('SELECT drift.create_silence(now() + interval ''1 h'', '''')') || ' '
	|| pg_temp.error('SELECT drift.create_silence(now() + interval ''1 h'', ''x'', model => ''debit'')') || ' ' || pg_temp.error('SELECT drift.create_silence(now() + interval ''1 h'', ''x'', source => ''lag'')') || ' '
	|| pg_temp.error('SELECT drift.create_silence(now() + interval ''1 h'', ''x'', severity => ''bad'')') || ' ' || pg_temp.error('SELECT drift.create_silence(now() + interval ''1 h'', ''x'', monitor_id => -1)') || ' '
	|| pg_temp.error('SELECT drift.end_silence(-1)'), '22023 22023 42704 42704 22023 42704 42704', 'silences are checked');
SELECT is((SELECT count(*) FROM drift.silence WHERE author = current_user AND reason <> '')::int, (SELECT count(*) FROM drift.silence)::int, 'author and reason are kept');

-- Maintenance: a range, and hours of the week. 2100-01-01 is a Friday.
SELECT drift.create_maintenance('migration', pg_temp.at(20), pg_temp.at(22), source => 'log') AS m1 \gset
SELECT pg_temp.days(16, 19) \g /dev/null
SELECT pg_temp.day(20, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told() || ', ' || (SELECT held FROM drift.alert_open), 'nothing, maintenance ' || :m1, 'windows in maintenance are not told');
SELECT pg_temp.day(21, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'its last window lies in it, though the run does not');
SELECT pg_temp.day(22, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical y', 'what goes on after it is told');
SELECT drift.create_maintenance('weekly load', pg_temp.at(0), weekdays => '{6}', from_time => '22:00', to_time => '02:00', time_zone => 'UTC') AS m2 \gset
SELECT is((SELECT array_agg(drift.maintenance_in(m, t, t + interval '1 hour')::text) FROM drift.maintenance m,
	unnest(ARRAY['2100-01-02 21:00', '2100-01-02 22:30', '2100-01-03 01:30', '2100-01-03 02:00', '2100-01-09 23:00', '2100-01-10 22:00']::timestamptz[]) t
	WHERE m.maintenance_id = :m2), '{00:00:00,01:00:00,00:30:00,NULL,01:00:00,NULL}', 'hours of the week, over midnight');
SELECT is(drift.maintenance_in(m, pg_temp.at(0), pg_temp.at(14)), interval '8 hours', 'two of them in two weeks') FROM drift.maintenance m WHERE m.maintenance_id = :m2;
SELECT drift.end_maintenance(:m2) \g /dev/null
SELECT is(drift.maintenance_in(m, pg_temp.at(7), pg_temp.at(14)), NULL, 'ended') FROM drift.maintenance m WHERE m.maintenance_id = :m2;
SELECT is(pg_temp.error('SELECT drift.create_maintenance(''x'')') || ' ' || pg_temp.error('SELECT drift.create_maintenance(''x'', weekdays => ''{1}'')') || ' '
	|| pg_temp.error('SELECT drift.create_maintenance(''x'', weekdays => ''{8}'', from_time => ''1:00'', to_time => ''2:00'')') || ' '
	|| pg_temp.error('SELECT drift.create_maintenance(''x'', ends_at => now() - interval ''1 h'')') || ' '
	|| pg_temp.error('SELECT drift.create_maintenance(''x'', weekdays => ''{1}'', from_time => ''1:00'', to_time => ''2:00'', time_zone => ''Mars'')') || ' '
	|| pg_temp.error('SELECT drift.create_maintenance(''x'', ends_at => now() + interval ''1 h'', model => ''debit'')') || ' ' || pg_temp.error('SELECT drift.end_maintenance(-1)'),
	'22023 22023 22023 22023 22023 42704 42704', 'maintenance is checked');
SELECT pg_temp.days(23, 25) \g /dev/null
SELECT pg_temp.told() \g /dev/null

UPDATE drift.monitor SET enabled = false WHERE monitor_id = :rows;
-- Old windows do not page: a run that catches up, and a backfill.
SELECT pg_temp.day(26, 0, 0, 2.5, run => false), pg_temp.day(27, run => false), pg_temp.day(28, run => false) \g /dev/null
CALL drift.run_due(pg_temp.at(40));
SELECT is((SELECT string_agg(DISTINCT e.event, ' ') FROM drift.alert_event e WHERE e.alert_id = pg_temp.last('z')), 'backfilled firing resolved', 'a window from two weeks ago is recorded');
SELECT is((SELECT count(*) FROM drift.notification n, jsonb_array_elements_text(n.payload -> 'columns') c WHERE c = 'z')::int, 0, 'and not told');
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.days(40, 42) \g /dev/null
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.day(43, 0, 2.5, run => false), pg_temp.day(44, 0, 2.5, run => false), pg_temp.day(45, 0, 2.5, run => false) \g /dev/null
CALL drift.run_due(pg_temp.at(46));
SELECT is(pg_temp.told(), 'firing critical y', 'what came while runs were missing and goes on is told');
SELECT is((SELECT occurrences FROM drift.alert WHERE alert_id = pg_temp.last('y')), 3, 'once');
SELECT pg_temp.days(46, 48) \g /dev/null
SELECT drift.set_alert_policy(backfill_after => '30 days') \g /dev/null
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.day(49, 0, 0, 2.5, run => false), pg_temp.day(50, run => false), pg_temp.day(51, run => false) \g /dev/null
CALL drift.run_due(pg_temp.at(60));
SELECT is(pg_temp.told(), 'firing critical z, resolved critical z', 'how old is old is a choice');

-- Years ago, by backfill: from now, by the clock.
CREATE TABLE shop.old AS SELECT '2020-01-01'::timestamptz + i * interval '2 hours' AS ts, CASE WHEN i >= 60 THEN 3.0 ELSE 0 END::float8 AS v FROM generate_series(0, 119) i;
SELECT drift.register_model('old') AS old, drift.create_source('shop.old', 'ts', feature_columns => '{v}', label_lateness => '0', time_zone => 'UTC', watch_from => '2020-01-01') AS old_source \gset
SELECT drift.add_source_model('old', 'old'), drift.create_monitor('old', 'old', 'mean', 'v', warn => 1, critical => 2, direction => 'up', min_rows => 1) \g /dev/null
CALL drift.backfill('old', '2020-01-01', '2020-01-11');
SELECT is((SELECT state || ' ' || held FROM drift.alert WHERE column_name = 'v'), 'firing backfilled', 'a backfill opens alerts');
SELECT is((SELECT string_agg(event, ' ' ORDER BY event_id) FROM drift.alert_event e JOIN drift.alert a USING (alert_id) WHERE a.column_name = 'v'), 'firing backfilled', 'that are recorded as such');
SELECT is((SELECT count(*) FROM drift.notification n JOIN drift.alert a USING (alert_id) WHERE a.column_name = 'v')::int, 0, 'and page nobody');
SELECT is((SELECT told_severity FROM drift.incident WHERE model_id = :old), NULL, 'nobody was told');
SELECT is((SELECT message FROM drift.run WHERE source_id = :old_source), NULL, 'the run went well');
SELECT is(drift.silence_for(a, NULL), NULL, 'no time, no silence') FROM drift.alert a WHERE a.column_name = 'v';

SELECT * FROM finish();
ROLLBACK;
