\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(38);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

CREATE ROLE drift_test_owner;
CREATE ROLE drift_test_intern;
CREATE ROLE drift_test_operator;
SELECT drift.grant_operator('drift_test_owner'), drift.grant_operator('drift_test_operator') \g /dev/null
SELECT drift.grant_viewer('drift_test_intern') \g /dev/null
GRANT drift_test_owner TO drift_test_operator;
CREATE SCHEMA shop;
GRANT USAGE ON SCHEMA shop TO PUBLIC;
CREATE TABLE shop.log (ts timestamptz NOT NULL, x float8);
INSERT INTO shop.log SELECT '2026-01-01'::timestamptz + i * interval '288 seconds', i % 97 FROM generate_series(0, 300 * 20 - 1) i;
GRANT SELECT ON shop.log TO drift_test_owner;
CREATE TABLE shop.loot (t text);
GRANT ALL ON shop.loot TO PUBLIC;

-- Run a command as a role; its error, or 'ok'.
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

-- select_as
SELECT is((SELECT u FROM drift.select_as('drift_test_owner', 'SELECT current_user') AS t(u name)), 'drift_test_owner', 'the query runs as the owner');
SELECT is(current_user::text, session_user::text, 'and the caller is himself again');
SELECT is(current_setting('transaction_read_only'), 'off', 'and may write again');
SELECT is((SELECT p FROM drift.select_as('drift_test_owner', $$SELECT current_setting('search_path')$$) AS t(p text)),
	'pg_catalog, pg_temp', 'nothing is found by accident');
SELECT is(pg_temp.as_role('drift_test_operator', $$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT x FROM shop.log') AS t(x float8)$$),
	'ok', 'who may become the owner may run as the owner');
SELECT is(pg_temp.as_role('drift_test_intern', $$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT x FROM shop.log') AS t(x float8)$$),
	'42501', 'who may not, may not');
SELECT is(pg_temp.as_role('drift_test_intern', format($$SELECT * FROM drift.select_as(%L, 'SELECT 1') AS t(x int)$$, session_user)),
	'42501', 'least of all as a superuser');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_intern', 'SELECT x FROM shop.log') AS t(x float8)$$,
	'42501', NULL, 'rights of the owner, not of the caller');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT set_config(''role'', ''drift_test_operator'', true)') AS t(x text)$$,
	'42501', NULL, 'SET ROLE is refused inside');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT set_config(''session_authorization'', ''drift_test_intern'', true)') AS t(x text)$$,
	'42501', NULL, 'SET SESSION AUTHORIZATION, too');
CREATE FUNCTION shop.steal() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN INSERT INTO shop.loot VALUES (current_user); RETURN true; END $$;
CREATE FUNCTION shop.stain() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN CREATE TEMP TABLE stain (x int); RETURN true; END $$;
CREATE FUNCTION shop.unlock() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN SET LOCAL transaction_read_only = off; INSERT INTO shop.loot VALUES (current_user); RETURN true; END $$;
CREATE FUNCTION shop.escape() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN RETURN (SELECT true FROM drift.select_as('drift_test_operator', 'SELECT 1') AS t(x int)); END $$;
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT shop.steal()') AS t(x boolean)$$, '25006', NULL, 'a function cannot write');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT shop.stain()') AS t(x boolean)$$, '25006', NULL, 'nor make a temporary table');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT shop.unlock()') AS t(x boolean)$$, '25001', NULL, 'nor lift the lock');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT shop.escape()') AS t(x boolean)$$, '42501', NULL, 'nor go on to a third role');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'INSERT INTO shop.loot VALUES (1) RETURNING t') AS t(x text)$$, '22023', NULL, 'SELECT only');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'WITH w AS (INSERT INTO shop.loot VALUES (1) RETURNING t) SELECT t FROM w') AS t(x text)$$, '0A000', NULL, 'not hidden in WITH');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT 1; SELECT 2') AS t(x int)$$, '22023', NULL, 'one statement');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT 1, 2') AS t(x int)$$, '42804', NULL, 'the declared columns');
SELECT throws_ok($$SELECT * FROM drift.select_as('drift_test_owner', 'SELECT 1::int') AS t(x text)$$, '42804', NULL, 'of the declared types');
SELECT throws_ok($$SELECT * FROM drift.select_as(99::oid::regrole, 'SELECT 1') AS t(x int)$$, '42704', NULL, 'a role that does not exist');
SELECT is((SELECT count(*) FROM shop.loot)::int, 0, 'nothing was written');
SELECT is(current_user::text, session_user::text, 'errors give the caller back, too');

-- A watch reads with the rights of the one who set it up.
SELECT is(pg_temp.as_role('drift_test_intern', $$SELECT drift.watch('shop.log')$$), '42501', 'no right to the log, no watch');
SELECT is(pg_temp.as_role('drift_test_owner', $$SELECT count(*) FROM drift.watch('shop.log', row_filter => 'x < 96')$$), 'ok', 'the owner watches');
SELECT is((SELECT owner FROM drift.source), 'drift_test_owner'::name, 'and owns the source');
SELECT is(pg_temp.as_role('drift_test_intern', $$CALL drift.run_due('2026-01-12')$$), '42501', 'a viewer does not run it');
SELECT is(pg_temp.as_role('drift_test_operator', $$CALL drift.run_due('2026-01-12')$$), 'ok', 'an operator does');
SELECT is((SELECT status FROM drift.run), 'ok', 'and it works');
UPDATE drift.source SET row_filter = 'shop.steal()';
CALL drift.run_due('2026-01-13');
SELECT matches((SELECT message FROM drift.run ORDER BY run_id DESC LIMIT 1), '25006', 'a filter that writes fails the run');
SELECT is((SELECT count(*) FROM shop.loot)::int, 0, 'and writes nothing');
UPDATE drift.source SET row_filter = NULL;
REVOKE drift_test_owner FROM drift_test_operator;
SELECT pg_temp.as_role('drift_test_operator', $$CALL drift.run_due('2026-01-14')$$) \g /dev/null
SELECT is((SELECT status || ': ' || message FROM drift.run ORDER BY run_id DESC LIMIT 1),
	'skipped: drift_test_operator cannot become drift_test_owner, the owner of the source', 'a caller who cannot become the owner is told so');
SELECT is((SELECT count(*) FROM drift.result WHERE window_start = '2026-01-13')::int, 0, 'and does no harm');
SELECT is(pg_temp.as_role('drift_test_operator', $$UPDATE drift.source SET row_filter = 'shop.steal()'$$), 'ok', 'nor can he');
SELECT is((SELECT row_filter FROM drift.source), NULL, 'write into what is another''s');
SELECT is(pg_temp.as_role('drift_test_owner', format('UPDATE drift.source SET owner = %L', session_user)), '42501', 'an owner cannot make a superuser the owner');
SELECT is(pg_temp.as_role('drift_test_owner', format('UPDATE drift.monitor SET owner = %L, expression = ''1''', session_user)), '42501', 'of a monitor, neither');
SELECT is(pg_temp.as_role('drift_test_owner', 'UPDATE drift.source SET row_filter = ''x < 50'''), 'ok', 'his own he changes');
SELECT is((SELECT row_filter FROM drift.source), 'x < 50', 'as he likes');

SELECT * FROM finish();
ROLLBACK;
