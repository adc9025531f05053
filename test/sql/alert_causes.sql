\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(24);
\i test/sql/alert_setup.psql
SELECT drift.set_alert_policy(flap_transitions => 100) \g /dev/null
UPDATE drift.monitor SET cool_down = '0';

-- The default rules name what there is.
SELECT is((SELECT string_agg(DISTINCT v, ', ') FROM drift.default_inhibitions() i, unnest(i.cause || i.effect) v
	WHERE v NOT IN (SELECT metric FROM drift.metric_catalog() UNION SELECT family FROM drift.metric_catalog())), NULL, 'metrics and families of the catalogue');

-- The log is altered: a second model of the same source is silent, too, until somebody accepts the change.
SELECT drift.create_monitor('log', 'credit', 'schema_change') AS schema,
	drift.create_monitor('log', 'credit', 'freshness', warn => 60000, critical => 70000) AS fresh \gset
UPDATE drift.monitor SET cool_down = '0';
SELECT is((SELECT alert_k || ' of ' || alert_n FROM drift.monitor WHERE monitor_id = :schema), '1 of 3', 'a changed column is a fact');
SELECT pg_temp.days(0, 2) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'all is well');
ALTER TABLE shop.log ALTER COLUMN z TYPE numeric, ADD COLUMN added int;
SELECT pg_temp.day(3, 2.5) \g /dev/null
SELECT is((SELECT string_agg(metric || ' ' || state, ', ' ORDER BY metric) FROM drift.alert_open), 'mean suppressed, schema_change firing', 'the altered log explains the drift');
SELECT matches((SELECT note FROM drift.alert_event WHERE event = 'suppressed'), 'rule schema: the log was altered', 'by its rule');
SELECT is(pg_temp.told(), 'firing warning ', 'people are told of the log');
SELECT is((SELECT payload ->> 'metric' || ' ' || (payload ->> 'n_suppressed') FROM drift.notification), 'schema_change 1', 'and how much it explains');
SELECT drift.accept_schema('log') \g /dev/null
SELECT pg_temp.day(4, 2.5) \g /dev/null
SELECT is(pg_temp.states('x'), 'firing 2', 'what outlasts the change is released');
SELECT is(pg_temp.told(), 'resolved warning , firing critical x', 'and told');
SELECT pg_temp.days(5, 8), pg_temp.told() \g /dev/null

-- The feed stops in the afternoon: four rows of ten, which is a warning of the volume only.
SELECT pg_temp.day(9, 2.5, 2.5, 0, 4) \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', metric, column_name, state), ', ' ORDER BY metric, column_name) FROM drift.alert_open WHERE state <> 'pending'),
	'freshness firing, mean x suppressed, mean y suppressed', 'a log that stands still explains the drift');
SELECT matches((SELECT note FROM drift.alert_event WHERE event = 'suppressed' ORDER BY event_id DESC LIMIT 1), 'rule freshness: the log stands still', 'by its rule');
SELECT is(pg_temp.told(), 'firing critical ', 'one message');
SELECT pg_temp.day(10, 0, 2.5), pg_temp.day(11, 0, 2.5) \g /dev/null
SELECT is(pg_temp.states('y') || ', ' || (SELECT state FROM drift.alert WHERE alert_id = pg_temp.last('x')), 'firing 3, resolved', 'what outlasts it is released; what is calm by then');
SELECT pg_temp.days(12, 13) \g /dev/null
SELECT is((SELECT string_agg(state, ', ') FROM drift.alert_open), NULL, 'ends');
SELECT is((SELECT count(*)::int FROM drift.notification n, jsonb_array_elements(n.payload -> 'alerts') a WHERE a ->> 'alert_id' = pg_temp.last('x')::text), 0, 'without having been told');

-- Labels fail to come: performance is no news, drift is.
CREATE TABLE shop.loans (ts timestamptz NOT NULL, x float8, prediction boolean, label boolean);
SELECT drift.register_model('loan') AS loan, drift.create_source('shop.loans', 'ts', name => 'loans', feature_columns => '{x}', prediction_column => 'prediction',
	label_column => 'label', label_lateness => '1 day', time_zone => 'UTC', watch_from => '2100-01-01') AS loans \gset
SELECT drift.add_source_model('loans', 'loan'),
	drift.create_monitor('loans', 'loan', 'label_coverage', warn => 0.8, critical => 0.5),
	drift.create_monitor('loans', 'loan', 'accuracy', warn => 0.8, critical => 0.6, min_rows => 1),
	drift.create_monitor('loans', 'loan', 'mean', 'x', warn => 1, critical => 2, direction => 'up', min_rows => 1) \g /dev/null
UPDATE drift.source SET enabled = source_id = :loans;
UPDATE drift.monitor SET cool_down = '0';
CREATE FUNCTION pg_temp.loans(day int, labelled int, wrong int, x float8 DEFAULT 0) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO shop.loans SELECT pg_temp.at(day) + i * interval '1 hour', x, true, CASE WHEN i <= labelled THEN i > wrong END FROM generate_series(1, 20) i;
	CALL drift.run_due(pg_temp.at(day + 1));
END $$;
CREATE FUNCTION pg_temp.open() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(metric || ' ' || state, ', ' ORDER BY metric) FROM drift.alert_open WHERE model = 'loan' $$;
SELECT pg_temp.loans(d, 20, 0) FROM generate_series(0, 3) d \g /dev/null
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.loans(4, 4, 0) \g /dev/null
SELECT is(pg_temp.open(), NULL, 'labels may take a day');
SELECT pg_temp.loans(5, 4, 3, 2.5) \g /dev/null
SELECT is(pg_temp.open(), 'accuracy suppressed, label_coverage firing, mean firing', 'missing labels explain performance, also of newer windows, and not drift');
SELECT matches((SELECT note FROM drift.alert_event WHERE event = 'suppressed' ORDER BY event_id DESC LIMIT 1), 'rule labels: labels are missing', 'by their rule');
SELECT is(pg_temp.told(), 'firing critical x', 'in one incident');
SELECT pg_temp.loans(6, 20, 12), pg_temp.loans(7, 20, 12) \g /dev/null
SELECT is(pg_temp.open(), 'accuracy suppressed, label_coverage firing', 'while labels are missing');
SELECT pg_temp.loans(8, 20, 12), pg_temp.loans(9, 20, 12) \g /dev/null
SELECT is(pg_temp.open(), 'accuracy firing', 'labels are back: performance that is still bad is told');
SELECT is((SELECT string_agg(event || ' ' || coalesce(payload ->> 'metric', ''), ', ' ORDER BY notification_id) FROM drift.notification WHERE notification_id > (SELECT upto FROM asked)), 'resolved mean, firing accuracy', 'then, in an incident of its own');
SELECT pg_temp.told() \g /dev/null
SELECT pg_temp.loans(d, 20, 0) FROM generate_series(10, 13) d \g /dev/null
SELECT is(pg_temp.open(), NULL, 'all is over');
SELECT is((SELECT string_agg(DISTINCT e.note, '; ') FROM drift.alert_event e WHERE e.event = 'released'), 'nothing explains it any more', 'what was released says so');

SELECT * FROM finish();
ROLLBACK;
