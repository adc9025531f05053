\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(34);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- Duplicate ids, sampled: exact while few, near where many, the same in whatever order they merge.
SELECT is(drift.duplicate_share(id::text), 0.5::float8, 'half of the ids come twice') FROM unnest('{1,2,2,3,4,4,NULL,NULL}'::int[]) id;
SELECT is(drift.duplicate_share(NULL::text), NULL, 'no ids');
SELECT is(drift.duplicate_share((i % 4000)::text), 0.25::float8, 'exact up to 4,095 ids') FROM generate_series(0, 4999) i;
SELECT ok(abs(drift.duplicate_share(i::text) - 0.02) < 4 * sqrt(0.02 * 0.98 / 2047), 'near 2 % of 100,000 ids')
FROM (SELECT i FROM generate_series(1, 100000) i UNION ALL SELECT i * 50 FROM generate_series(1, 2000) i) u;
SELECT is(drift.ids_duplicated(drift.merge_ids(s ORDER BY g)), drift.ids_duplicated(drift.merge_ids(s ORDER BY g DESC)), 'merged in another order')
FROM (SELECT g, drift.ids_agg((i % 30000)::text) AS s FROM generate_series(1, 40000) i, LATERAL (SELECT i % 7) x(g) GROUP BY g) p;
SELECT throws_ok($$SELECT drift.ids_duplicated('\x0102')$$, '22023', NULL, 'not any bytea');
SELECT throws_ok($$SELECT drift.ids_add(NULL, 'a')$$, '0A000', NULL, 'only within an aggregate');

CREATE SCHEMA "Shop; x";
CREATE TABLE "Shop; x"."Log" (id bigint, ts timestamp, amount float8, "st""ate" text, age text, label boolean, score float8);
CREATE TABLE "Shop; x"."Labels" (id bigint, label boolean, "at" timestamptz, amount text);
INSERT INTO "Shop; x"."Log" SELECT i, '2026-01-01'::timestamp + i * interval '6 minutes', 1 + i * 7919 % 1000,
	(ARRAY['sale', 'refund'])[1 + (i % 10 = 0)::int], (20 + i % 50)::text, NULL, (i % 97) / 97.0
FROM generate_series(0, 240 * 13 - 1) i;
INSERT INTO "Shop; x"."Labels" SELECT id, id % 3 = 0, ts AT TIME ZONE 'UTC' + interval '1 hour' * (1 + id % 3), 'x' FROM "Shop; x"."Log";
-- day 11 is broken: negative amounts, ids twice, ages that are no numbers, nothing after 12:00, late and few labels
UPDATE "Shop; x"."Log" SET amount = -1 WHERE ts >= '2026-01-11' AND ts < '2026-01-12' AND id % 5 = 0;
UPDATE "Shop; x"."Log" SET age = 'old' WHERE ts >= '2026-01-11' AND ts < '2026-01-12' AND id % 4 = 0;
DELETE FROM "Shop; x"."Log" WHERE ts >= '2026-01-11 12:00' AND ts < '2026-01-12';
INSERT INTO "Shop; x"."Log" SELECT * FROM "Shop; x"."Log" WHERE ts >= '2026-01-11 09:00' AND ts < '2026-01-11 10:00';
UPDATE "Shop; x"."Labels" l SET "at" = "at" + interval '5 hours' FROM "Shop; x"."Log" g WHERE g.id = l.id AND g.ts >= '2026-01-11' AND g.ts < '2026-01-12';
DELETE FROM "Shop; x"."Labels" l USING "Shop; x"."Log" g WHERE g.id = l.id AND g.ts >= '2026-01-11' AND g.ts < '2026-01-12' AND l.id % 2 = 0;
SELECT drift.watch('"Shop; x"."Log"', name => 'shop', model => 'shop', reference => '[2026-01-01,2026-01-10)', label_relation => '"Shop; x"."Labels"', label_id_column => 'id',
	label_column => 'label', id_column => 'id', score_column => 'score', "window" => '1 day', label_lateness => '1 day') IS NOT NULL \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'failing_share', expression => $r$amount > 0 OR "st""ate" = 'refund' -- refunds are negative$r$, name => 'amount', warn => 0) > 0 \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'failing_share', 'age', expression => 'drift.is_castable(age, ''int4'')', name => 'age', params => '{"reason_code": "INT_TYPE_NOT_INT_STRING"}') > 0 \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'failing_share', expression => '100 / nullif(amount, -1) > 0 AND 1 / (amount + 1) > 0', name => 'broken', critical => 0) > 0 \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'duplicate_ids') > 0 \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'freshness', warn => 3600) > 0 \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'label_delay', params => '{"column": "at", "quantile": 0.5}') > 0 \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'label_coverage', params => '{"after": "0"}') > 0 \g /dev/null
SELECT drift.create_monitor('shop', 'shop', 'schema_change') > 0 \g /dev/null
CALL drift.run_due('2026-01-11');
CREATE TEMP VIEW got AS SELECT m.name, r.* FROM drift.result r JOIN drift.monitor m USING (monitor_id)
WHERE m.metric IN ('failing_share', 'duplicate_ids', 'freshness', 'label_delay', 'label_coverage', 'schema_change');
SELECT is((SELECT string_agg(format('%s %s %s %s', name, status, value, reason), ', ' ORDER BY name) FROM got WHERE window_start = '2026-01-10' AND status <> 'ok'),
	NULL, 'a clean window is ok everywhere');
SELECT is((SELECT count(*)::int FROM got WHERE window_start = '2026-01-10' AND value IS NOT NULL), 8, 'and has all values');
SELECT is((SELECT value FROM got WHERE name = 'label_delay' AND window_start = '2026-01-10'), 7200::float8, 'the median label comes after two hours');
SELECT is((SELECT value FROM got WHERE name = 'freshness' AND window_start = '2026-01-10'), 360::float8, 'the newest row is six minutes old');
SELECT is((SELECT count(*)::int FROM drift.baseline_metric b JOIN drift.monitor m USING (monitor_id) WHERE m.metric = 'duplicate_ids'), 9, 'they are measured in the baseline, too');
ALTER TABLE "Shop; x"."Log" ADD COLUMN "new; one" int, ALTER COLUMN amount TYPE numeric;
CALL drift.run_due('2026-01-12');
SELECT is((SELECT format('%s %s %s', status, round(value::numeric, 4), coalesce(reason_code, '-')) FROM got WHERE name = g.name AND window_start = '2026-01-11'), g.wanted, g.name)
FROM (VALUES (1, 'amount', 'warn 0.1000 CUSTOM_VALIDATION'), (2, 'age', 'warn 0.2462 INT_TYPE_NOT_INT_STRING'),
	(3, 'duplicate_ids', 'critical 0.0833 EXAMPLE_ID_NOT_UNIQUE'), (4, 'freshness', 'warn 43560.0000 DATA_NOT_FRESH'), (5, 'label_delay', 'critical 25200.0000 LABEL_LATE'),
	(6, 'label_coverage', 'critical 0.5000 LABEL_LOW_FRACTION_PRESENT'), (7, 'schema_change', 'warn 2.0000 SCHEMA_CHANGED')) g(o, name, wanted) ORDER BY o;
SELECT is((SELECT status || ': ' || reason FROM got WHERE name = 'broken' AND window_start = '2026-01-11'), 'error: division by zero (SQLSTATE 22012)', 'a rule with an error is an error of its own');
SELECT is((SELECT reason FROM got WHERE name = 'schema_change' AND window_start = '2026-01-11'),
	'schema_change 2 above the warn limit 0; amount double precision is now numeric, new; one new', 'what changed is told');
SELECT matches((SELECT reason FROM got WHERE name = 'amount' AND window_start = '2026-01-11'), '13 of 130 rows, rule amount > 0', 'how many rows fail, too');
SELECT is((SELECT count(*)::int FROM drift.result WHERE window_start = '2026-01-11' AND metric = 'psi' AND status = 'error'), 0, 'the others went on');
SELECT is((SELECT string_agg(column_name || ' ' || change || ' ' || reason_code, ', ') FROM drift.schema_changes('shop')),
	'amount retyped UNEXPECTED_DATA_TYPE, new; one new SCHEMA_NEW_COLUMN', 'as rows');
SELECT is(drift.accept_schema('shop'), 8, 'accepted');
CALL drift.run_due('2026-01-13');
SELECT is((SELECT string_agg(name || ' ' || status, ', ' ORDER BY name) FROM got WHERE window_start = '2026-01-12' AND status <> 'ok'), NULL, 'all is well again, the broken rule, too');
SELECT is((SELECT count(*)::int FROM drift.window_state WHERE kind = 'check' AND window_start = '2026-01-12'), 6, 'the rule that failed is back in the common scan');
-- nothing at all
DELETE FROM "Shop; x"."Log" WHERE ts >= '2026-01-13';
CALL drift.run_due('2026-01-14');
SELECT is((SELECT status || ' ' || value FROM got WHERE name = 'freshness' AND window_start = '2026-01-13'), 'warn 86760', 'a window without rows is as old as the one before says');

-- Refused.
SELECT throws_ok($$SELECT drift.create_monitor('shop', 'shop', 'failing_share', expression => 'amuont > 0')$$, '42703', NULL, 'a column that does not exist');
SELECT throws_ok($$SELECT drift.create_monitor('shop', 'shop', 'failing_share', expression => 'true)) IS FALSE, ((true')$$, '42601', NULL, 'more than a condition');
SELECT throws_ok($$SELECT drift.create_monitor('shop', 'shop', 'failing_share', expression => 'max(amount) > 0')$$, '42803', NULL, 'an aggregate');
SELECT throws_ok($$SELECT drift.create_monitor('shop', 'shop', 'label_delay', params => '{"column": "label"}')$$, '42804', NULL, 'a label is no time');
SELECT throws_ok($$SELECT drift.create_monitor('shop', 'shop', 'duplicate_ids', window_length => '7 days')$$, '22023', NULL, 'longer windows');
CREATE ROLE quality_owner; CREATE ROLE quality_other; GRANT USAGE ON SCHEMA drift, "Shop; x" TO quality_other;
SELECT drift.grant_operator('quality_other') \g /dev/null
GRANT SELECT ON "Shop; x"."Log" TO quality_other;
SET ROLE quality_other;
SELECT throws_ok($$SELECT drift.create_monitor('shop', 'shop', 'failing_share', expression => 'pg_sleep(0) IS NULL')$$, '42501', NULL, 'only who could become the source''s owner');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
