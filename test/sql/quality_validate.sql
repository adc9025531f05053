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
SET LOCAL timezone = 'UTC';

CREATE SCHEMA v;
CREATE TABLE v."t'est" (id int, amount float8, "st""ate" text, at text);
INSERT INTO v."t'est" SELECT i, CASE WHEN i % 10 = 0 THEN -1 WHEN i % 10 = 1 THEN NULL ELSE i END, (ARRAY['ok', 'bad'])[1 + (i % 4 = 0)::int], '2026-01-' || (1 + i % 40)
FROM generate_series(1, 200) i;
CREATE TEMP TABLE spec AS SELECT '[{"column": "amount", "min": 0, "not_null_rate": 0.85}, {"column": "amount", "min": 0, "tolerance": 0.1, "name": "tolerant"},
	{"column": "st\"ate", "allowed": ["ok", "it''s"], "severity": "warn"}, {"column": "at", "type": "date"}, {"column": "id", "unique": true},
	{"column": "amuont", "min": 0}, {"column": "st\"ate", "max": 1}, {"rule": "amount > 0 OR \"st\"\"ate\" = ''bad''", "name": "rule"}, {"rule": "1 / (id - 7) < 2", "name": "error"}]'::jsonb AS s;
CREATE TEMP TABLE done AS SELECT v.* FROM spec, drift.validate('v."t''est"', s) v;
SELECT is((SELECT concat_ws(' ', status, round(share::numeric, 3), reason_code) FROM done WHERE expectation = g.e), g.wanted, g.e)
FROM (VALUES (1, 'amount not null', 'ok 0.100'), (2, 'amount >= 0', 'critical 0.100 FLOAT_TYPE_SMALL_FLOAT'), (3, 'tolerant', 'ok 0.100'), (4, 'st"ate allowed', 'warn 0.250 ENUM_TYPE_UNEXPECTED_STRING_VALUES'),
	(5, 'at is date', 'critical 0.225 UNEXPECTED_DATA_TYPE'), (6, 'id unique', 'ok 0.000'), (7, 'amuont >= 0', 'critical SCHEMA_MISSING_COLUMN'), (8, 'st"ate <= 1', 'critical UNEXPECTED_DATA_TYPE'),
	(9, 'rule', 'critical 0.050 CUSTOM_VALIDATION'), (10, 'error', 'error')) g(o, e, wanted) ORDER BY o;
SELECT is((SELECT reason FROM done WHERE expectation = 'error'), 'division by zero', 'why');
SELECT is((SELECT reason FROM done WHERE expectation = 'st"ate allowed'), '0.25 of the rows break {"allowed": ["ok", "it''s"]}, 0 may', 'in words');
SELECT is((SELECT string_agg(expectation, ', ') FROM spec, drift.validate('v."t''est"', s, condition => 'id <= 3') WHERE status = 'ok'),
	'amount >= 0, tolerant, st"ate allowed, at is date, id unique, rule, error', 'some rows only');
SELECT is((SELECT DISTINCT status FROM drift.validate('v."t''est"', '[{"column": "id", "min": 1, "unique": true}]', condition => 'false')), 'insufficient_data', 'no rows');
SELECT is((SELECT count(*)::int FROM drift.validate('v."t''est"', '[]')), 0, 'nothing expected');
SELECT throws_ok($$SELECT drift.validate_gate('v."t''est"', '[{"column": "amount", "min": 0}]')$$, 'DR001', NULL, 'the gate closes');
SELECT throws_ok($$SELECT drift.validate_gate('v."t''est"', '[{"rule": "1 / (id - 7) < 2"}]')$$, 'DR001', NULL, 'on an error, too');
SELECT lives_ok($$SELECT drift.validate_gate('v."t''est"', '[{"column": "amount", "min": 0, "severity": "warn"}, {"column": "id", "min": 1}]')$$, 'not on warnings');
SELECT throws_ok($$SELECT drift.validate_gate('v."t''est"', '[{"column": "amount", "min": 0, "severity": "warn"}]', allow_warnings => false)$$, 'DR001', NULL, 'unless it shall');
SELECT throws_ok($$SELECT * FROM drift.validate('v."t''est"', '[{"column": "amount", "mim": 0}]')$$, '22023', 'an expectation has no "mim" that is 0', 'a typo');
SELECT throws_ok($$SELECT * FROM drift.validate('v."t''est"')$$, '22023', NULL, 'no expectations');
SELECT throws_ok($$SELECT * FROM drift.validate('v."t''est"', source => 'non')$$, '42704', NULL, 'no such source');
-- A rule runs with the rights of whoever may use it, and cannot write.
CREATE FUNCTION v.write(x int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN INSERT INTO v."t'est" VALUES (x); RETURN true; END $$;
SELECT is((SELECT status FROM drift.validate('v."t''est"', '[{"rule": "v.write(id)"}]')), 'error', 'a rule cannot write');
SELECT is((SELECT count(*)::int FROM v."t'est"), 200, 'nothing was written');

SELECT * FROM finish();
ROLLBACK;
