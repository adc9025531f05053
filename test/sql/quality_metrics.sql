\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(46);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- Shares of a profile, alone.
CREATE TEMP TABLE p AS SELECT drift.profile_agg(v) AS x, drift.profile_agg(v) FILTER (WHERE v <= 50) AS low
FROM (SELECT i::float8 FROM generate_series(1, 100) i UNION ALL SELECT unnest('{NaN,Infinity,NULL,-3}'::float8[])) u(v);
SELECT is(drift.out_of_range(x, 1, 100), 2 / 102.0::float8, 'below and above') FROM p;
SELECT is(drift.out_of_range(x, NULL, 50), 51 / 102.0::float8, 'one bound, which is inside') FROM p;
SELECT is(drift.out_of_range(x, NULL, NULL), 0::float8, 'no bound') FROM p;
SELECT is(drift.outside_reference(low, x), 51 / 102.0::float8, 'outside what was learnt') FROM p;
SELECT is(drift.outside_reference(low, x, 0.1), 46 / 102.0::float8, 'widened: up to 55.3') FROM p;
SELECT is(drift.out_of_range(NULL::drift.profile, 1, 2), NULL, 'nothing, no share');
SELECT throws_ok($$SELECT drift.out_of_range(x, 2, 1) FROM p$$, '22023', NULL, 'bounds the wrong way round');
SELECT throws_ok($$SELECT drift.out_of_range(x, 'NaN', 1) FROM p$$, '22023', NULL, 'NaN is no bound');
SELECT is(drift.quality('nan_rate', x), 1 / 104.0::float8, 'NaN') FROM p;
SELECT is(drift.quality('infinite_rate', x), 1 / 104.0::float8, 'infinite') FROM p;
SELECT is(drift.quality('null_rate_change', x, low), (2 / 104.0 - 0)::float8, 'null rate against the reference') FROM p;
SELECT is(drift.quality('constant', drift.profile_agg(7::float8)), 1::float8, 'constant numbers') FROM generate_series(1, 9);
SELECT is(drift.quality('constant', drift.profile_agg('a'::text)), 1::float8, 'constant texts') FROM generate_series(1, 9);
SELECT is(drift.quality('constant', x), 0::float8, 'not constant') FROM p;
CREATE TEMP TABLE c AS SELECT drift.profile_agg(v) AS x FROM unnest('{red,red,blue,green,NULL,"grün"}'::text[]) v;
SELECT is(round(drift.unlisted_share(x, '{red,blue,black}')::numeric, 12), 0.4, 'not in the list') FROM c;
SELECT is(drift.unlisted_share(x, '{}'), 1::float8, 'nothing is in an empty list') FROM c;
SELECT is(drift.quality('length_max', x) || ' ' || drift.quality('length_min', x), '5 3', 'lengths in characters') FROM c;
SELECT is(drift.quality('distinct_count', x), 4::float8, 'distinct') FROM c;
SELECT throws_ok($$SELECT drift.unlisted_share(x, '{a}') FROM p$$, '42804', NULL, 'a list is not for numbers');
SELECT throws_ok($$SELECT drift.quality('nan_rat', x) FROM p$$, '22023', '"nan_rat" is no quality metric of a column', 'a typo');
SELECT throws_ok($$SELECT drift.quality('out_of_range', x, NULL, '{"mim": 1}') FROM p$$, '22023', NULL, 'a typo in a parameter');
SELECT throws_ok($$SELECT drift.quality('unlisted_share', x) FROM c$$, '22023', NULL, 'a list is needed');

-- What could be cast.
SELECT is((SELECT string_agg(v, ' ') FROM unnest('{1,-1.5e3,.5,5.,NaN,-inf," 7 ",1e400,"",e5,1e,0x1F,1 2,--1,abc}'::text[]) v
	WHERE drift.is_castable(v, 'numeric')), '1 -1.5e3 .5 5. NaN -inf  7  1e400', 'numbers');
SELECT is((SELECT string_agg(v, ' ') FROM unnest('{1e308,1e400,1e-400,0}'::text[]) v WHERE drift.is_castable(v, 'float8')), '1e308 0', 'a double has a range');
SELECT is((SELECT string_agg(v, ' ') FROM unnest('{32767,32768,-32768,1.0,99999999999999999999}'::text[]) v
	WHERE drift.is_castable(v, 'int2')), '32767 -32768', 'so has a smallint');
SELECT is((SELECT string_agg(v, ' ') FROM unnest('{t,yes,off,1,2,maybe,""}'::text[]) v WHERE drift.is_castable(v, 'boolean')), 't yes off 1', 'booleans');
SELECT is((SELECT string_agg(v, ' ') FROM unnest('{2026-02-28,2026-02-30,20260228,"1 Jan 2026",infinity,12:00,soon}'::text[]) v
	WHERE drift.is_castable(v, 'date')), '2026-02-28 20260228 1 Jan 2026 infinity', 'dates');
SELECT is((SELECT string_agg(v, ' ') FROM unnest('{2026-02-28 25:00,2026-02-28 23:00+02,2026-02-28 23:00 Nowhere/Town}'::text[]) v
	WHERE drift.is_castable(v, 'timestamptz')), '2026-02-28 23:00+02', 'times');
SELECT is((SELECT count(*)::int FROM unnest('{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,"{a0eebc999c0b4ef8bb6d6bb9bd380a11}",a0eebc99}'::text[]) v
	WHERE drift.is_castable(v, 'uuid')), 2, 'uuids');
SELECT throws_ok($$SELECT drift.is_castable('x', 'point')$$, '0A000', NULL, 'a type it does not know');

-- As monitors: a window in which all is well, and one in which it is not.
CREATE SCHEMA "Bad; Data";
CREATE TABLE "Bad; Data"."Log" (ts timestamptz, score float8, "a ""mount" float8, "Kind %s" text, code text, flag text);
INSERT INTO "Bad; Data"."Log"
SELECT '2026-01-01'::timestamptz + i * interval '6 minutes', (i * 37 % 101) / 100.0, i * 7919 % 1000,
	(ARRAY['a', 'b', 'c'])[1 + i * 31 % 3], 'c' || (i * 17 % 50), (ARRAY['x', 'y'])[1 + i % 2]
FROM generate_series(0, 240 * 12 - 1) i;
-- day 10 is clean; on day 11 everything breaks
UPDATE "Bad; Data"."Log" SET score = CASE WHEN extract(minute FROM ts)::int % 4 = 0 THEN 1.5 ELSE score END,
	"a ""mount" = CASE extract(minute FROM ts)::int / 6 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN 5000 WHEN 3 THEN NULL ELSE "a ""mount" END,
	"Kind %s" = CASE extract(minute FROM ts)::int / 6 WHEN 0 THEN 'new one' ELSE "Kind %s" END, code = code || repeat('x', 100), flag = 'x'
WHERE ts >= '2026-01-11' AND ts < '2026-01-12';
SELECT drift.watch('"Bad; Data"."Log"', name => 'bad', reference => '[2026-01-01,2026-01-10)', score_column => 'score', id_column => '', "window" => '1 day',
	category_columns => '{code,"Kind %s",flag}') IS NOT NULL \g /dev/null
SELECT drift.create_monitor('bad', 'bad', m, c, params => p::jsonb) FROM (VALUES ('null_rate_change', 'a "mount', '{}'), ('nan_rate', 'a "mount', '{}'),
	('infinite_rate', 'a "mount', '{}'), ('out_of_range', 'a "mount', '{}'), ('out_of_range', 'a "mount', '{"max": 1000, "min": 0}'), ('score_out_of_range', 'score', '{}'),
	('unlisted_share', 'Kind %s', '{"values": ["a", "b", "c", "it''s {params}"]}'), ('constant', 'flag', '{}')) v(m, c, p) WHERE p NOT LIKE '%max%' \g /dev/null
SELECT drift.create_monitor('bad', 'bad', 'out_of_range', 'a "mount', params => '{"max": 1000}', name => 'declared', warn => 0) > 0 \g /dev/null
SELECT drift.create_monitor('bad', 'bad', 'length_max', 'code', warn => 10, direction => 'up') > 0 \g /dev/null
SELECT drift.create_monitor('bad', 'bad', 'unseen_share', 'Kind %s') > 0 \g /dev/null
CALL drift.run_due('2026-01-13');
CREATE TEMP VIEW got AS SELECT m.name, r.* FROM drift.result r JOIN drift.monitor m USING (monitor_id);
SELECT is((SELECT string_agg(name || ' ' || coalesce(reason, ''), ', ' ORDER BY name) FROM got WHERE window_start = '2026-01-10' AND (status <> 'ok' OR reason_code IS NOT NULL)),
	NULL, 'a clean window is ok everywhere');
SELECT is((SELECT status || ' ' || reason_code FROM got WHERE metric = g.metric AND name = coalesce(g.name, got.name) AND window_start = '2026-01-11' AND segment_key IS NULL
	AND column_name = g.col), g.wanted, coalesce(g.name, g.metric))
FROM (VALUES (1, 'null_rate_change', NULL, 'a "mount', 'critical FEATURE_TYPE_LOW_FRACTION_PRESENT'), (2, 'nan_rate', NULL, 'a "mount', 'warn FLOAT_TYPE_HAS_NAN'),
	(3, 'infinite_rate', NULL, 'a "mount', 'warn FLOAT_TYPE_HAS_INF'), (4, 'out_of_range', 'out_of_range(a "mount)', 'a "mount', 'critical VALUE_OUT_OF_RANGE'),
	(5, 'out_of_range', 'declared', 'a "mount', 'warn FLOAT_TYPE_BIG_FLOAT'), (6, 'score_out_of_range', NULL, 'score', 'critical SCORE_OUT_OF_RANGE'),
	(7, 'unlisted_share', NULL, 'Kind %s', 'warn ENUM_TYPE_UNEXPECTED_STRING_VALUES'), (8, 'constant', NULL, 'flag', 'critical FEATURE_TYPE_LOW_UNIQUE'),
	(9, 'length_max', NULL, 'code', 'warn STRING_TYPE_TOO_LONG'), (10, 'unseen_share', NULL, 'Kind %s', 'critical ENUM_TYPE_UNEXPECTED_STRING_VALUES')) g(o, metric, name, col, wanted)
ORDER BY o;
SELECT is((SELECT count(*)::int FROM got WHERE metric = 'null_rate' AND window_start = '2026-01-11' AND reason_code = 'FEATURE_TYPE_LOW_FRACTION_PRESENT'), 1, 'old metrics have codes, too');
SELECT is((SELECT string_agg(name, ', ') FROM got WHERE window_start = '2026-01-12' AND metric <> 'row_count' AND status IN ('warn', 'critical')), NULL, 'well again');
SELECT throws_ok($$SELECT drift.create_monitor('bad', 'bad', 'out_of_range', 'a "mount', params => '{"min": 3, "max": 1}')$$, '22023', NULL, 'a range the wrong way round');
SELECT throws_ok($$SELECT drift.create_monitor('bad', 'bad', 'out_of_range', 'code')$$, '22023', NULL, 'texts have no range');
SELECT throws_ok($$SELECT drift.create_monitor('bad', 'bad', 'unlisted_share', 'code', params => '{"values": "a"}')$$, '22023', NULL, 'a list is a list');

SELECT * FROM finish();
ROLLBACK;
