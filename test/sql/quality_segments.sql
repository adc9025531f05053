\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(15);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- Two models in one log, segments and their combination, hours, a filter, a baseline that moves.
CREATE SCHEMA seg;
CREATE TABLE seg.log (id int, ts timestamptz, model text, region text, device text, amount float8, note text);
INSERT INTO seg.log SELECT i, '2026-01-01'::timestamptz + i * interval '6 seconds', (ARRAY['m1', 'm2'])[1 + i % 2], (ARRAY['north', 'sou%th'])[1 + i / 2 % 2],
	(ARRAY['a', 'b', 'c'])[1 + i / 4 % 3], i % 100, 'test' FROM generate_series(0, 600 * 12 - 1) i;
INSERT INTO seg.log SELECT -1, '2026-01-01 00:30', 'm1', 'north', 'a', -99, 'skip me';
-- hour 10: model m1 breaks in the south, on device b
UPDATE seg.log SET amount = -1 WHERE model = 'm1' AND region = 'sou%th' AND device = 'b' AND ts >= '2026-01-01 10:00' AND ts < '2026-01-01 11:00';
SELECT drift.watch('seg.log', name => 'seg', model_column => 'model', reference_kind => 'rolling', "window" => '1 hour', time_column => 'ts', segment_columns => '{region,"region x device"}',
	row_filter => $$note <> 'skip me' -- not these$$, label_column => '', id_column => 'id', exclude_columns => '{note}') IS NOT NULL \g /dev/null
DELETE FROM drift.monitor WHERE metric <> 'row_count';
SELECT throws_ok($$SELECT drift.expect('seg', 'amount', min => 0)$$, '22023', 'source "seg" logs 2 models', 'which model');
SELECT is((SELECT count(*)::int FROM unnest('{m1,m2}'::text[]) m, drift.expect('seg', 'amount', min => 0, model => m)), 2, 'one for each');
SELECT drift.create_monitor('seg', m, 'failing_share', expression => 'amount >= 0', segment_key => k, segment_value => v, name => n, critical => 0) > 0
FROM (VALUES ('m1', NULL, NULL, 'all'), ('m2', NULL, NULL, 'all'), ('m1', 'region', NULL, 'by region'), ('m1', 'region x device', 'sou%th x b', 'one pair')) g(m, k, v, n) \g /dev/null
SELECT drift.create_monitor('seg', 'm1', 'duplicate_ids', segment_key => 'region') > 0 \g /dev/null
SELECT drift.create_monitor('seg', 'm1', 'freshness', segment_key => 'region', warn => 60) > 0 \g /dev/null
SELECT drift.create_monitor('seg', 'm1', 'out_of_range', 'amount', window_length => '3 hours', name => 'long', params => '{"min": 0}', warn => 0) > 0 \g /dev/null
SELECT drift.create_monitor('seg', 'm1', 'out_of_range', 'amount', name => 'learnt') > 0 \g /dev/null
SELECT drift.create_monitor('seg', 'm1', 'label_coverage', name => 'labels') > 0 \g /dev/null
UPDATE drift.source SET watch_from = '2026-01-01';
CALL drift.run_due('2026-01-01 12:00');
CREATE TEMP VIEW got AS SELECT m.name, d.name AS model, r.* FROM drift.result r JOIN drift.monitor m USING (monitor_id) JOIN drift.model d ON d.model_id = r.model_id;
SELECT is((SELECT string_agg(format('%s %s', model, round(value::numeric, 4)), ', ' ORDER BY model) FROM got WHERE name = 'all' AND window_start = '2026-01-01 10:00'), 'm1 0.1667, m2 0.0000', 'each model has its rows');
SELECT is((SELECT string_agg(format('%s %s', segment_value, round(value::numeric, 4)), ', ' ORDER BY segment_value) FROM got WHERE name = 'by region' AND window_start = '2026-01-01 10:00'),
	'north 0.0000, sou%th 0.3333', 'each segment');
SELECT is((SELECT string_agg(format('%s %s %s', segment_value, round(value::numeric, 4), status), ', ') FROM got WHERE name = 'one pair' AND window_start = '2026-01-01 10:00'),
	'sou%th x b 1.0000 critical', 'one value of a combination');
SELECT is((SELECT sum(n_current) FROM got WHERE name = 'all' AND model = 'm1' AND window_start = '2026-01-01'), 300::numeric, 'the filter keeps rows out');
SELECT is((SELECT count(*)::int FROM got WHERE metric = 'failing_share' AND value > 0), 3, 'and out of the rules');
SELECT is((SELECT string_agg(DISTINCT value::text, ' ') FROM got WHERE metric = 'duplicate_ids'), '0', 'no duplicates in a segment');
SELECT is((SELECT count(*)::int FROM got WHERE metric = 'freshness' AND status = 'ok'), 24, 'each segment is fresh');
SELECT is((SELECT string_agg(format('%s %s', status, round(value::numeric, 4)), ', ') FROM got WHERE name = 'long' AND window_start = '2026-01-01 09:00'), 'warn 0.0556', 'longer windows');
SELECT is((SELECT string_agg(format('%s %s', status, round(value::numeric, 4)), ', ') FROM got WHERE name = 'learnt' AND window_start = '2026-01-01 10:00'), 'warn 0.1667', 'learnt from a baseline that moves');
SELECT is((SELECT string_agg(model || ' ' || status, ', ' ORDER BY model) FROM got WHERE name = 'amount >= 0' AND window_start = '2026-01-01 10:00'), 'm1 critical, m2 ok', 'expectations of each model');
SELECT is((SELECT DISTINCT status FROM got WHERE name = 'labels'), 'insufficient_data', 'no window is so old');
SELECT matches(drift.failing_rows('seg', 'amount >= 0', '2026-01-01 10:30', model => 'm1'), 'note <> ''skip me'' -- not these\n.* AND model = ''m1''', 'the query has filter and model');
SELECT is((SELECT count(*)::int FROM drift.run WHERE status <> 'ok'), 0, 'all runs went well');

SELECT * FROM finish();
ROLLBACK;
