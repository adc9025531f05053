\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(59);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

CREATE SCHEMA "Ex'pect";
CREATE TABLE "Ex'pect"."Log %s" (id bigint, ts timestamptz, amount float8, units int, "k""ind" text, code text, score float8, features jsonb);
INSERT INTO "Ex'pect"."Log %s" SELECT i, '2026-01-01'::timestamptz + i * interval '3 minutes', i * 7919 % 1000, i % 7, (ARRAY['a', 'b''s', 'c'])[1 + i * 31 % 3],
	lpad((i * 17 % 5000)::text, 6, '0'), (i % 97) / 97.0, jsonb_build_object('age', 20 + i % 50, 'job', 'j' || i % 4)
FROM generate_series(0, 480 * 14 - 1) i;
-- day 12 is broken in every way
UPDATE "Ex'pect"."Log %s" SET amount = CASE id % 8 WHEN 0 THEN NULL WHEN 1 THEN -5 WHEN 2 THEN 1e6 WHEN 3 THEN 'NaN' WHEN 4 THEN 'Infinity' ELSE amount END,
	units = CASE WHEN id % 4 = 0 THEN 99 ELSE units END, "k""ind" = CASE WHEN id % 3 = 0 THEN 'z' ELSE "k""ind" END,
	code = CASE id % 5 WHEN 0 THEN 'not a code' WHEN 1 THEN repeat('1', 40) ELSE code END, id = id - id % 2, score = score + (id % 6 = 0)::int,
	features = CASE WHEN id % 10 = 0 THEN '{"age": "old"}' ELSE features END
WHERE ts >= '2026-01-12' AND ts < '2026-01-13';
SELECT drift.watch('"Ex''pect"."Log %s"', name => 'ex', model => 'ex', reference => '[2026-01-01,2026-01-11)', score_column => 'score', id_column => 'id', prediction_column => '',
	label_column => '', category_columns => '{code,"k\"ind"}', numeric_columns => '{units}', features_column => 'features', "window" => '1 day') IS NOT NULL \g /dev/null
DELETE FROM drift.monitor WHERE metric IN ('psi', 'ks');

-- Declared.
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', 'amount', not_null_rate => 0.95, min => 0, max => 1000, is_finite => true)),
	'amount not null, amount finite, amount >= 0, amount <= 1000', 'several things of one column');
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', 'units', max => 6)), 'units <= 6', 'whole numbers');
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', 'k"ind', allowed => '{a,b''s,c}')), 'k"ind allowed', 'a list');
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', 'code', matches => '^\d{6}$', max_length => 6, type => 'int', tolerance => 0.01, severity => 'warn')),
	'code matches, code max_length, code is int', 'texts');
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', 'id', is_unique => true)), 'id unique', 'unique');
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', 'age', type => 'integer', min => 18)), 'age >= 18, age is integer', 'a feature in a document');
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', 'few or dear', rule => 'units < 50 OR amount = 7')), 'few or dear', 'a rule by name');
SELECT is((SELECT string_agg(expectation, ', ') FROM drift.expect('ex', rule => '100 / (units - 99) < 0', name => 'error')), 'error', 'a rule that will fail');
SELECT is((SELECT string_agg(DISTINCT m.metric, ' ' ORDER BY m.metric) FROM drift.expectation e JOIN drift.monitor m USING (monitor_id)),
	'duplicate_ids failing_share null_rate out_of_range unlisted_share', 'profiles are read where they know');
CALL drift.run_due('2026-01-14');
CREATE TEMP VIEW got AS SELECT e.name AS what, r.*, e.origin FROM drift.result r JOIN drift.expectation e USING (monitor_id);
SELECT is((SELECT string_agg(what || ' ' || status, ', ' ORDER BY what) FROM got WHERE window_start IN ('2026-01-11', '2026-01-13') AND status <> 'ok'), NULL, 'what is as expected is ok');
SELECT is((SELECT count(*)::int FROM got WHERE window_start = '2026-01-11'), 14, 'all of it');
SELECT is((SELECT format('%s %s %s', status, round(value::numeric, 4), reason_code) FROM got WHERE what = g.what AND window_start = '2026-01-12'), g.wanted, g.what)
FROM (VALUES (1, 'amount not null', 'critical 0.2500 FEATURE_TYPE_LOW_FRACTION_PRESENT'), (2, 'amount finite', 'critical 0.2500 FLOAT_TYPE_HAS_NAN'),
	(3, 'amount >= 0', 'critical 0.1667 FLOAT_TYPE_SMALL_FLOAT'), (4, 'amount <= 1000', 'critical 0.3333 FLOAT_TYPE_BIG_FLOAT'), (5, 'units <= 6', 'critical 0.2500 INT_TYPE_BIG_INT'),
	(6, 'k"ind allowed', 'critical 0.3333 ENUM_TYPE_UNEXPECTED_STRING_VALUES'), (7, 'code matches', 'warn 0.4000 STRING_TYPE_UNEXPECTED_FORMAT'),
	(8, 'code max_length', 'warn 0.4000 STRING_TYPE_TOO_LONG'), (9, 'code is int', 'warn 0.4000 INT_TYPE_NOT_INT_STRING'), (10, 'id unique', 'critical 1.0000 EXAMPLE_ID_NOT_UNIQUE'),
	(11, 'age is integer', 'critical 0.1000 INT_TYPE_NOT_INT_STRING'), (12, 'few or dear', 'critical 0.1250 CUSTOM_VALIDATION')) g(o, what, wanted) ORDER BY o;
SELECT is((SELECT status || ' ' || reason FROM got WHERE what = 'error' AND window_start = '2026-01-12'), 'error division by zero (SQLSTATE 22012)', 'its own error');
SELECT ok((SELECT count(*) FROM drift.alert a JOIN drift.expectation e USING (monitor_id) WHERE e.name = 'amount >= 0') > 0, 'it alerts');

-- The rows that fail.
CREATE FUNCTION pg_temp.failing(what text, at timestamptz DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint; BEGIN EXECUTE format('SELECT count(*) FROM (%s) q', drift.failing_rows('ex', what, at, 1000)) INTO n; RETURN n; END $$;
SELECT is(pg_temp.failing(g.what, '2026-01-12 15:00'), g.n::bigint, 'rows: ' || g.what)
FROM (VALUES ('amount not null', 120), ('amount >= 0', 60), ('k"ind allowed', 160), ('code matches', 192), ('id unique', 480), ('age is integer', 48), ('few or dear', 60)) g(what, n);
SELECT is(pg_temp.failing('few or dear', '2026-01-13'), 0::bigint, 'none on the next day');

-- Changed, suspended, dropped.
SELECT ok(drift.change_expectation('ex', 'units <= 6', '{"tolerance": 0.3, "definition": {"max": 5}}', 'why not') > 0, 'changed');
SELECT ok(drift.change_expectation('ex', 'error', '{"enabled": false}') > 0, 'suspended');
SELECT is((SELECT m.params::text || m.critical || m.enabled FROM drift.monitor m WHERE name = 'units <= 6'), '{"max": 5}0.3true', 'its monitor follows');
SELECT is((SELECT enabled FROM drift.monitor WHERE name = 'error'), false, 'the other, too');
SELECT drift.drop_expectation('ex', 'error') \g /dev/null
SELECT is((SELECT count(*)::int FROM drift.monitor WHERE name = 'error'), 0, 'dropped with its monitor');

-- Learnt.
CREATE TEMP TABLE learnt AS SELECT * FROM drift.learn_expectations('ex');
SELECT is((SELECT string_agg(expectation, ', ' ORDER BY expectation) FROM learnt),
	'age allowed, age not null, code not null, job allowed, job not null, k"ind not null, score <= 1, score >= 0, score finite, score not null, units >= 0, units finite, units not null',
	'what the baseline suggests and nobody declared');
SELECT is((SELECT definition -> 'allowed' FROM learnt WHERE expectation = 'job allowed'), '["j0", "j1", "j2", "j3"]', 'a list');
CALL drift.backfill('ex');
SELECT is((SELECT string_agg(what || ' ' || status, ', ' ORDER BY what) FROM got WHERE origin = 'learnt' AND window_start IN ('2026-01-11', '2026-01-13') AND status <> 'ok'), NULL, 'learnt, ok');
SELECT is((SELECT string_agg(what || ' ' || status, ', ' ORDER BY what) FROM got WHERE origin = 'learnt' AND window_start = '2026-01-12' AND status <> 'ok'),
	'age allowed warn, job not null warn, score <= 1 warn', 'learnt, broken');
SELECT is((SELECT count(*)::int FROM drift.learn_expectations('ex', enabled => false)), 13, 'learnt again, what was learnt is replaced');
SELECT is((SELECT count(*)::int FROM drift.expectation WHERE origin = 'learnt' AND NOT enabled), 13, 'as proposals');

-- In the configuration.
CREATE TEMP TABLE config AS SELECT drift.export_config() AS c;
SELECT is((SELECT string_agg(DISTINCT action, ', ') FROM config, drift.import_config(c)), 'left', 'an import of what is there changes nothing');
SELECT drift.drop_expectation('ex', e) FROM unnest('{amount >= 0,few or dear,age is integer,score finite}'::text[]) e \g /dev/null
SELECT is((SELECT string_agg(object || ' ' || name, ', ' ORDER BY object, name) FROM config, drift.import_config(c) WHERE action = 'created'),
	'expectation age is integer of ex, expectation amount >= 0 of ex, expectation few or dear of ex, expectation score finite of ex, '
	'monitor age is integer of ex, monitor amount >= 0 of ex, monitor few or dear of ex, monitor score finite of ex', 'what was dropped comes back');
SELECT is(drift.export_config(), c, 'as it was') FROM config;
SELECT is((SELECT string_agg(action, ', ') FROM drift.import_config('{"format": "drift configuration 1", "expectations": [{"source": "ex", "model": "ex", "name": "units <= 6",
	"column_name": "units", "kind": "max", "definition": {"max": 6}}, {"source": "ex", "model": "ex", "name": "new", "kind": "rule", "definition": {"rule": "units < 100"}}]}')),
	'changed, created', 'written by hand');

-- Nobody who could not become the owner.
CREATE ROLE expect_other;
SELECT drift.grant_operator('expect_other') \g /dev/null
GRANT USAGE ON SCHEMA "Ex'pect" TO expect_other; GRANT SELECT ON "Ex'pect"."Log %s" TO expect_other;
SET ROLE expect_other;
SELECT throws_ok($$SELECT drift.expect('ex', 'amount', min => 7)$$, '42501', NULL, 'nothing can be declared');
SELECT throws_ok($$SELECT drift.learn_expectations('ex')$$, '42501', NULL, 'nor learnt');
SELECT throws_ok($$SELECT drift.change_expectation('ex', 'units <= 6', '{"tolerance": 1}')$$, '42501', NULL, 'nor changed');
SELECT throws_ok($$SELECT drift.drop_expectation('ex', 'units <= 6')$$, '42501', NULL, 'nor dropped');
SELECT throws_ok($$SELECT * FROM drift.validate('"Ex''pect"."Log %s"', source => 'ex')$$, '42501', NULL, 'nor its rules run');
SELECT throws_ok($$INSERT INTO drift.expectation (source_id, model_id, monitor_id, name, kind, definition, tolerance, severity, origin)
	SELECT source_id, model_id, 0, 'mine', 'rule', '{"rule": "pg_sleep(0) IS NULL"}', 0, 'warn', 'declared' FROM drift.expectation LIMIT 1$$, '42501', NULL, 'nor written by hand');
WITH u AS (UPDATE drift.expectation SET definition = '{"rule": "pg_sleep(0) IS NULL"}' RETURNING 1) SELECT is((SELECT count(*)::int FROM u), 0, 'nor updated');
RESET ROLE;
SELECT is((SELECT count(*)::int FROM drift.validate('"Ex''pect"."Log %s"', source => 'ex', condition => 'ts < ''2026-01-11''') WHERE status <> 'ok'), 0, 'the owner can');

-- Refused.
SELECT throws_ok($$SELECT drift.expect('ex', 'amuont', min => 0)$$, '42703', NULL, 'a typo in a column');
SELECT throws_ok($$SELECT drift.expect('ex', 'amount')$$, '22023', NULL, 'nothing expected');
SELECT throws_ok($$SELECT drift.expect('ex', 'code', min => 0)$$, '42804', NULL, 'a text has no least number');

SELECT * FROM finish();
ROLLBACK;
