\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(109);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- Mallory is an operator with a log of her own. She wants the rights of whoever runs it, a superuser here, or of Alice.
CREATE ROLE drift_test_alice;
CREATE ROLE drift_test_mallory;
CREATE ROLE drift_test_intern;
CREATE ROLE drift_test_chief;
CREATE ROLE "drift test ""o'role";
SELECT drift.grant_operator('drift_test_alice'), drift.grant_operator('drift_test_mallory'), drift.grant_viewer('drift_test_intern') \g /dev/null
CREATE SCHEMA den AUTHORIZATION drift_test_mallory;
CREATE SCHEMA vault AUTHORIZATION drift_test_alice;
CREATE TABLE vault.secret (s text);
INSERT INTO vault.secret VALUES ('gold');
ALTER TABLE vault.secret OWNER TO drift_test_alice;
CREATE TABLE den.loot (who name, what text);
GRANT ALL ON den.loot TO PUBLIC;
GRANT USAGE ON SCHEMA den, vault TO PUBLIC;
CREATE FUNCTION pg_temp.as_role(role name, command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text := 'ok';
BEGIN
	PERFORM set_config('role', role, true);
	BEGIN
		EXECUTE command;
	EXCEPTION WHEN OTHERS THEN
		outcome := SQLSTATE;
	END;
	PERFORM set_config('role', 'none', true);
	RETURN outcome;
END $$;

-- What she tries with, all hers. Whoever runs it writes his name into her table; what may not is an error.
SET LOCAL ROLE drift_test_mallory;
CREATE FUNCTION den.steal() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO den.loot VALUES (current_user, 'something');
	RETURN true;
END $$;
CREATE FUNCTION den.who(x float8) RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'I am %, session %', current_user, CASE WHEN session_user = current_user THEN 'mine' ELSE 'not mine' END USING ERRCODE = 'P0666';
END $$;
CREATE FUNCTION den.become(role text) RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	RETURN 1;
END $$;
CREATE FUNCTION den.reset() RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN RESET ROLE; RETURN 1; END $$;
CREATE FUNCTION den.authorize() RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN RESET SESSION AUTHORIZATION; RETURN 1; END $$;
CREATE FUNCTION den.grant() RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN GRANT drift_test_alice TO drift_test_mallory; RETURN 1; END $$;
CREATE FUNCTION den.temp() RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE run (x int); RETURN 1; END $$;
CREATE FUNCTION den.make() RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN CREATE FUNCTION pg_temp.width_bucket(x float8) RETURNS int LANGUAGE sql AS 'SELECT 1'; RETURN 1; END $$;
CREATE FUNCTION den.commit() RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN COMMIT; RETURN 1; END $$;
CREATE FUNCTION den.dynamic(q text) RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN EXECUTE q; RETURN 1; END $$;
CREATE FUNCTION den.cast_it(text) RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN RETURN den.who(1); END $$;
CREATE FUNCTION den.is_fine(float8) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN PERFORM den.who(1); RETURN true; END $$;
CREATE FUNCTION den.key(float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN $1; END $$;
CREATE DOMAIN den.checked AS float8;
CREATE TABLE den.log (ts timestamptz NOT NULL, x float8, d den.checked, t text);
CREATE INDEX ON den.log (den.key(x));
INSERT INTO den.log SELECT '2026-01-01'::timestamptz + i * interval '1 hour', i % 97, i % 7, 'c' || i % 3 FROM generate_series(0, 24 * 20 - 1) i;
SELECT count(*) FROM drift.watch('den.log', time_column => 'ts', "window" => '1 day', reference => '[2026-01-01,2026-01-11)') \g /dev/null
RESET ROLE;
UPDATE drift.monitor SET min_rows = 1;
SELECT is((SELECT owner FROM drift.source), 'drift_test_mallory'::name, 'the source is hers');

-- A filter or expression of hers, run by a superuser: what the run says, and the window stays due.
CREATE SEQUENCE pg_temp.day START 15;
CREATE FUNCTION pg_temp.run_with(filter text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	PERFORM pg_temp.as_role('drift_test_mallory', format('UPDATE drift.source SET row_filter = %L', filter));
	CALL drift.run_due('2026-01-13');
	SELECT coalesce(substring(message FROM '.*SQLSTATE (.....)'), status) INTO outcome FROM drift.run ORDER BY run_id DESC LIMIT 1;
	IF current_user <> session_user OR current_setting('transaction_read_only') <> 'off' THEN
		RETURN 'escaped';
	END IF;
	RETURN outcome;
END $$;
SELECT is(pg_temp.run_with(f), e, f) FROM (VALUES
	('den.steal()', '25006'),
	('den.who(x) > 0', 'P0666'),
	('den.become(''drift_test_alice'') > 0', '42501'),
	('den.become(''none'') > 0', '42501'),
	('den.reset() > 0', '42501'),
	('den.authorize() > 0', '42501'),
	('den.grant() > 0', '25006'),
	('den.temp() > 0', '25006'),
	('den.make() > 0', '25006'),
	('den.commit() > 0', '2D000'),
	('den.dynamic(''SET LOCAL transaction_read_only = off'') > 0', '25001'),
	('den.dynamic(''SET TRANSACTION READ WRITE'') > 0', '25001'),
	('den.dynamic(''COPY den.loot FROM PROGRAM ''''id'''''') > 0', '42501'),
	('den.dynamic(''COPY (SELECT 1) TO PROGRAM ''''id'''''') > 0', '42501'),
	('den.dynamic(''DO $x$ BEGIN SET ROLE none; END $x$'') > 0', '42501'),
	('den.dynamic(''LISTEN x'') > 0', '42501'),
	('den.dynamic(''DECLARE c CURSOR WITH HOLD FOR SELECT den.who(1)'') > 0', '42501'),
	('den.dynamic(''CALL drift.run_due()'') > 0', '25006'),
	('set_config(''role'', ''drift_test_alice'', false) IS NOT NULL', '42501'),
	('set_config(''role'', ''none'', true) IS NOT NULL', '42501'),
	('set_config(''session_authorization'', ''drift_test_alice'', false) IS NOT NULL', '42501'),
	('(SELECT count(*) FROM vault.secret) > 0', '42501'),
	('(SELECT count(*) FROM pg_authid) > 0', '42501'),
	('pg_read_file(''postgresql.conf'') IS NOT NULL', '42501'),
	('EXISTS (SELECT FROM drift.select_as(''drift_test_alice'', ''SELECT s FROM vault.secret'') AS t(s text))', '42501'),
	('EXISTS (SELECT FROM drift.select_as(10, ''SELECT 1'') AS t(s int))', '42501'),
	('true) OR (SELECT den.steal()', '25006'),
	('true; DROP TABLE den.loot', '42601'),
	('true) UNION ALL SELECT 1, NULL::text, s FROM vault.secret --', '42601'),
	('true /*', '42601'),
	('x > 0 --', 'ok')) AS v(f, e);
SELECT is((SELECT string_agg(who || what, ',') FROM den.loot), NULL, 'nothing was stolen');
SELECT is((SELECT message FROM drift.run WHERE message LIKE '%P0666%'), 'I am drift_test_mallory, session not mine (SQLSTATE P0666)', 'she was herself all the time');
SELECT is((SELECT count(*)::int FROM pg_auth_members WHERE member = 'drift_test_mallory'::regrole), 0, 'and became nobody');
SELECT is(pg_temp.as_role('drift_test_mallory', 'UPDATE drift.source SET row_filter = NULL'), 'ok', 'no filter');

-- Expressions of monitors
CREATE FUNCTION pg_temp.monitor_with(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
	day timestamptz;
BEGIN
	UPDATE drift.monitor SET expression = $1 WHERE name = 'hers';
	UPDATE drift.source SET collected_until = collected_until - interval '1 day' RETURNING collected_until INTO day;
	CALL drift.run_due(day + interval '1 day');
	SELECT coalesce(substring(r.reason FROM 'SQLSTATE (.....)'), r.status) INTO outcome FROM drift.result r JOIN drift.monitor m USING (monitor_id)
	WHERE m.name = 'hers' AND r.window_start = day;
	RETURN outcome;
END $$;
SELECT is(pg_temp.as_role('drift_test_mallory', $$SELECT drift.create_monitor('log', 'log', 'custom', expression => 'avg(x)', name => 'hers', min_rows => 0)$$), 'ok', 'a monitor of hers');
SELECT is(pg_temp.monitor_with(f), e, f) FROM (VALUES
	('avg(den.who(x))', 'P0666'), ('max(den.become(''none''))', '42501'), ('max(den.reset())', '42501'),
	('count(*) FILTER (WHERE den.steal())', '25006'), ('max((SELECT length(s) FROM vault.secret))', '42501'),
	('avg(x)) FROM den.log; DROP TABLE den.loot; --', '42601')) AS v(f, e);
SELECT is((SELECT count(*)::int FROM den.loot), 0, 'nothing was stolen by monitors');
SELECT is(pg_temp.as_role('drift_test_alice', $$UPDATE drift.monitor SET expression = 'max(den.steal()::int)' WHERE name = 'hers'$$), 'ok', 'another operator''s change');
SELECT isnt((SELECT expression FROM drift.monitor WHERE name = 'hers'), 'max(den.steal()::int)', 'changes nothing');
DELETE FROM drift.monitor WHERE name = 'hers';

-- A condition that the scan of another's source would count.
SET LOCAL ROLE drift_test_alice;
CREATE TABLE vault.log (ts timestamptz NOT NULL, x float8);
INSERT INTO vault.log SELECT '2026-01-01'::timestamptz + i * interval '1 hour', i % 97 FROM generate_series(0, 24 * 20 - 1) i;
SELECT count(*) FROM drift.watch('vault.log', time_column => 'ts', "window" => '1 day', model => 'vault', reference => '[2026-01-01,2026-01-11)') \g /dev/null
RESET ROLE;
CREATE TEMP TABLE alices AS SELECT source_id, model_id FROM drift.source JOIN drift.source_model USING (source_id) WHERE owner = 'drift_test_alice';
GRANT SELECT ON alices TO PUBLIC;
SELECT is(pg_temp.as_role('drift_test_mallory', $$SELECT drift.create_monitor(source_id::text, 'vault', 'failing_share', expression => '(SELECT count(*) FROM vault.secret) > 0') FROM alices$$), '42501',
	'no condition on another''s source');
SELECT is(pg_temp.as_role('drift_test_mallory', $$INSERT INTO drift.monitor (source_id, model_id, name, metric, expression, direction)
	SELECT source_id, model_id, 'spy', 'failing_share', '(SELECT length(s) FROM vault.secret) > 3', 'up' FROM alices$$), 'ok', 'put in by hand');
CALL drift.run_due('2026-01-13');
SELECT is((SELECT string_agg(DISTINCT status, ',') FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'spy'), 'error', 'it is not evaluated');
SELECT is((SELECT count(*)::int FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.name = 'spy' AND value IS NOT NULL), 0, 'and tells nothing');
SELECT is(pg_temp.as_role('drift_test_alice', 'SELECT drift.drop_source(source_id::text) FROM alices'), 'ok', 'Alice leaves');

-- What is behind the log: a view that calls functions, a security barrier, a check of a domain, a cast, a hidden operator.
CREATE FUNCTION pg_temp.run_again() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE drift.source SET collected_until = collected_until - interval '1 day';
	CALL drift.run_due('2026-01-13');
	RETURN (SELECT coalesce(substring(message FROM '.*SQLSTATE (.....)'), status) FROM drift.run ORDER BY run_id DESC LIMIT 1);
END $$;
SET LOCAL ROLE drift_test_mallory;
CREATE VIEW den.seen AS SELECT ts, x, d, t FROM den.log WHERE den.is_fine(x);
CREATE VIEW den.barrier WITH (security_barrier) AS SELECT ts, den.who(x) AS x, d, t FROM den.log;
CREATE VIEW den.direct AS SELECT l.ts, l.x, l.d, s.s AS t FROM den.log l, vault.secret s;
CREATE VIEW den.cast AS SELECT ts, den.cast_it(t) AS x, d, t FROM den.log;
RESET ROLE;
UPDATE drift.source SET log = 'den.seen';
SELECT is(pg_temp.run_again(), 'P0666', 'a view that calls functions');
UPDATE drift.source SET log = 'den.barrier';
SELECT is(pg_temp.run_again(), 'P0666', 'a security barrier');
UPDATE drift.source SET log = 'den.direct';
SELECT is(pg_temp.run_again(), '42501', 'a view of what she may not read');
UPDATE drift.source SET log = 'den.cast';
SELECT is(pg_temp.run_again(), 'P0666', 'a cast');
SELECT is((SELECT string_agg(DISTINCT substring(message FROM 'I am [a-z_]+'), ',') FROM drift.run WHERE message LIKE 'I am%'), 'I am drift_test_mallory', 'she is herself behind views, too');
UPDATE drift.source SET log = 'den.log';
SET LOCAL ROLE drift_test_mallory;
CREATE FUNCTION den.leak(timestamptz, timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM den.steal(); RETURN true; END $$;
CREATE OPERATOR den.>= (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = den.leak);
CREATE FUNCTION den.count() RETURNS bigint LANGUAGE sql AS 'SELECT den.steal()::int::bigint';
CREATE FUNCTION den.format(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS $$SELECT 'SELECT den.steal()'$$;
CREATE FUNCTION den.format(text, text) RETURNS text LANGUAGE sql AS $$SELECT 'SELECT den.steal()'$$;
CREATE FUNCTION den.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT den.steal(); SELECT '2026-01-01'::timestamptz$$;
RESET ROLE;
SET LOCAL search_path = den, pg_catalog, public;
SELECT is(pg_temp.run_again(), 'ok', 'operators and functions in the runner''s search_path are not found');
SELECT lives_ok('SELECT * FROM drift.health()', 'nor by health()');
SELECT lives_ok('SELECT * FROM drift.storage', 'nor by views');
SELECT lives_ok('CALL drift.purge()', 'nor by purge()');
RESET search_path;
SELECT is((SELECT count(*)::int FROM den.loot), 0, 'nothing was stolen that way');
CREATE TEMP TABLE run (x int);
CREATE TEMP TABLE source (x int);
SELECT is(pg_temp.run_again(), 'ok', 'nor are temporary tables');

-- Names that end statements.
CREATE SCHEMA "x"";DROP TABLE den.loot;--" AUTHORIZATION drift_test_mallory;
SET LOCAL ROLE drift_test_mallory;
CREATE TABLE "x"";DROP TABLE den.loot;--"."it's; %I %s $1 ""q"""
	("ts'); DROP TABLE den.loot; --" timestamptz NOT NULL, "a"" || den.steal() || """ float8, "'||den.steal()||'" text);
INSERT INTO "x"";DROP TABLE den.loot;--"."it's; %I %s $1 ""q"""
SELECT '2026-01-01'::timestamptz + i * interval '1 hour', i % 97, '''); SELECT den.steal(); --' || i % 2 FROM generate_series(0, 24 * 20 - 1) i;
SELECT lives_ok($$SELECT drift.watch('"x"";DROP TABLE den.loot;--"."it''s; %I %s $1 ""q"""', time_column => 'ts''); DROP TABLE den.loot; --',
	"window" => '1 day', reference => '[2026-01-01,2026-01-11)', segment_columns => '{"''||den.steal()||''"}')$$, 'names that end statements are watched');
RESET ROLE;
CALL drift.run_due('2026-01-14');
SELECT is((SELECT status FROM drift.run ORDER BY run_id DESC LIMIT 1), 'ok', 'and run');
SELECT is((SELECT count(*)::int FROM den.loot), 0, 'and do nothing');

-- Roles with such names, and what belongs to whom.
SELECT is(pg_temp.as_role('drift_test_mallory', 'SELECT drift.grant_admin(''drift_test_mallory'')'), '42501', 'nobody makes himself an admin');
SELECT is(pg_temp.as_role('drift_test_mallory', 'INSERT INTO drift.access VALUES (''drift_test_mallory'', ''admin'')'), '42501', 'nor by hand');
SELECT is(pg_temp.as_role('drift_test_mallory', 'UPDATE drift.access SET level = ''admin'''), '42501', 'nor changes what he was given');
SELECT is(pg_temp.as_role('drift_test_mallory', 'SELECT drift.set_retention(''result'', ''1 day'')'), '42501', 'nor has the history deleted');
SELECT is(pg_temp.as_role('drift_test_mallory', 'ALTER TABLE drift.source DISABLE ROW LEVEL SECURITY'), '42501', 'nor opens a table');
SELECT lives_ok($$SELECT drift.grant_viewer('drift test "o''role'), drift.grant_operator('drift test "o''role'), drift.revoke_access('drift test "o''role')$$, 'a role with quotes');

-- Teams: who was let in to his own models sees nothing else, in tables and in views.
CREATE ROLE drift_test_risk;
CREATE ROLE drift_test_ray IN ROLE drift_test_risk;
SELECT drift.grant_viewer('drift_test_risk', own_models => true), drift.grant_operator('drift_test_ray', own_models => true) \g /dev/null
CREATE TABLE den.risk AS SELECT ts, x FROM den.log;
GRANT SELECT ON den.risk TO PUBLIC;
SELECT is(pg_temp.as_role('drift_test_ray', $$SELECT drift.watch('den.risk', time_column => 'ts', "window" => '1 day', reference => '[2026-01-01,2026-01-11)')$$), 'ok', 'a team watches its own log');
SELECT is(pg_temp.as_role('drift_test_ray', $$CALL drift.run_due('2026-01-14')$$), 'ok', 'and runs it');
SELECT is((SELECT count(*)::int FROM drift.run r JOIN drift.source s USING (source_id) WHERE s.owner = 'drift_test_ray' AND r.status = 'ok'), 1, 'with success');
SELECT drift.change_model('risk', '{"team": "drift_test_risk"}') \g /dev/null
UPDATE drift.result SET status = 'critical' WHERE window_start = '2026-01-13';
INSERT INTO drift.incident (dedup_key, group_by, group_key, model_id, severity, first_window, last_window)
SELECT 'i' || model_id, 'model', name, model_id, 'critical', '2026-01-13', '2026-01-13' FROM drift.model;
INSERT INTO drift.alert (dedup_key, incident_id, monitor_id, source_id, model_id, metric, state, severity, first_window, last_window)
SELECT 'a' || i.model_id, i.incident_id, m.monitor_id, m.source_id, i.model_id, 'psi', 'firing', 'critical', '2026-01-13', '2026-01-13'
FROM drift.incident i JOIN drift.monitor m USING (model_id) WHERE i.dedup_key LIKE 'i%' AND m.metric = 'row_count';
INSERT INTO drift.alert_event (alert_id, incident_id, event) SELECT alert_id, incident_id, 'firing' FROM drift.alert WHERE dedup_key LIKE 'a%';
INSERT INTO drift.notification (incident_id, alert_id, event_id, recipient, dedup_key, event, severity, summary, payload)
SELECT incident_id, alert_id, event_id, 'x', 'k', 'firing', 'critical', 's', '{}' FROM drift.alert_event JOIN drift.alert a USING (alert_id, incident_id) WHERE a.dedup_key LIKE 'a%';
CREATE FUNCTION pg_temp.models_seen(role name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	t record;
	n int;
	seen text := '';
BEGIN
	PERFORM set_config('role', role, true);
	FOR t IN SELECT DISTINCT ON (c.oid::regclass::text) c.oid::regclass AS name, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'drift'::regnamespace AND c.relkind IN ('r', 'v') AND a.attname IN ('model_id', 'model')
			AND c.relname NOT IN ('silence', 'maintenance', 'alert_policy') ORDER BY c.oid::regclass::text, a.attname DESC LOOP
		EXECUTE format('SELECT count(DISTINCT %I) FROM %s', t.attname, t.name) INTO n;
		seen := seen || CASE WHEN n > 1 THEN format(' %s:%s', t.name, n) ELSE '' END;
	END LOOP;
	PERFORM set_config('role', 'none', true);
	RETURN seen;
END $$;
SELECT matches(pg_temp.models_seen('drift_test_intern'), 'drift.result_latest:3.*drift.window_state:3', 'a viewer of everything sees all models');
SELECT is(pg_temp.models_seen('drift_test_risk'), '', 'a team sees its own only, in every table and view');
SELECT is(pg_temp.models_seen('drift_test_ray'), '', 'so do its members');
CREATE FUNCTION pg_temp.count_as(role name, relation text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE n int;
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE 'SELECT count(*) FROM ' || relation INTO n;
	PERFORM set_config('role', 'none', true);
	RETURN n;
END $$;
SELECT is(pg_temp.count_as('drift_test_risk', r), n, r) FROM (VALUES ('drift.model', 1), ('drift.source', 1), ('drift.alert', 1), ('drift.incident', 1),
	('drift.alert_event', 1), ('drift.notification', 1), ('drift.alert_open', 1), ('drift.model_health', 1), ('drift.baseline', 1)) AS v(r, n);
SELECT cmp_ok(pg_temp.count_as('drift_test_risk', r), '>', 0, r) FROM (VALUES ('drift.result'), ('drift.window_state'), ('drift.monitor'), ('drift.run'),
	('drift.baseline_state'), ('drift.source_column')) AS v(r);
SELECT is(pg_temp.count_as('drift_test_risk', 'drift.source_column WHERE source_id NOT IN (SELECT source_id FROM drift.source)'), 0, 'columns of others neither');
SELECT is(pg_temp.as_role('drift_test_ray', $$UPDATE drift.result SET status = 'ok'$$), 'ok', 'what they change');
SELECT is((SELECT count(DISTINCT m.name)::int FROM drift.result r JOIN drift.model m USING (model_id) WHERE window_start = '2026-01-13' AND status = 'critical' AND m.name = 'risk'), 0, 'is their own');
SELECT cmp_ok((SELECT count(DISTINCT model_id)::int FROM drift.result WHERE window_start = '2026-01-13' AND status = 'critical'), '>', 0, 'and nobody else''s');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'drift'::regnamespace AND c.relkind = 'v'
	AND NOT coalesce(c.reloptions, '{}') @> '{security_invoker=true}'$$, 'every view asks for the rights of its reader');
SELECT set_eq($$SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'drift'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity$$,
	ARRAY['access', 'alert_policy', 'escalation', 'inhibition', 'maintenance', 'purge_log', 'retention', 'silence'], 'tables that name no model are for all; every other is protected');

-- Admins
SELECT drift.grant_admin('drift_test_chief') \g /dev/null
SELECT is(pg_temp.as_role('drift_test_chief', $$SELECT drift.set_retention('result', '2 years')$$), 'ok', 'an admin sets retention');
SELECT is(pg_temp.as_role('drift_test_chief', $$SELECT drift.grant_viewer('drift_test_alice'), drift.grant_operator('drift_test_intern')$$), 'ok', 'and lets others in');
SELECT is(pg_temp.as_role('drift_test_chief', $$UPDATE drift.source SET row_filter = 'den.steal()'$$), 'ok', 'but writes no filter');
SELECT is((SELECT count(*)::int FROM drift.source WHERE row_filter IS NOT NULL), 0, 'of others');
SELECT is(pg_temp.as_role('drift_test_chief', $$CALL drift.run_due('2026-01-20')$$), 'ok', 'and runs nothing');
SELECT is((SELECT count(*)::int FROM drift.run r WHERE r.as_of = '2026-01-20' AND r.status <> 'skipped'), 0, 'of theirs');
SELECT is(pg_temp.as_role('drift_test_chief', $$SELECT drift.drop_source('risk')$$), 'ok', 'what others left he drops');
SELECT is((SELECT count(*)::int FROM drift.source WHERE name = 'risk'), 0, 'for good');
SELECT is(drift.revoke_access('drift_test_chief'), true, 'what was given can be taken back');
SELECT is(pg_temp.as_role('drift_test_chief', 'SELECT * FROM drift.model'), '42501', 'entirely');
SELECT is((SELECT level FROM drift.access WHERE role = 'drift_test_alice'), 'operator', 'being let in again takes nothing away');

SELECT * FROM finish();
ROLLBACK;
