\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(32);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';
CREATE SCHEMA shop;
CREATE TYPE shop.size AS ENUM ('small', 'large');
CREATE DOMAIN shop.money AS numeric CHECK (VALUE >= 0);

-- Several classes, in a view, by date, weekly, the day as the only time.
CREATE TABLE shop.classes (d date, predicted_class text, label text, s shop.size, m shop.money, codes int, parts int, tags text[], blob bytea);
INSERT INTO shop.classes
SELECT '2026-01-05'::date + (i / 60)::int, (ARRAY['a', 'b', 'c'])[1 + i % 3],
	(ARRAY['a', 'b', 'c'])[1 + (i + (i % 10 = 0)::int) % 3], (ARRAY['small', 'large']::shop.size[])[1 + i % 2], i % 89, i % 7, i % 7
FROM generate_series(0, 60 * 70 - 1) i;
CREATE VIEW shop.class_view AS SELECT * FROM shop.classes;
CREATE TEMP TABLE choice AS SELECT * FROM drift.watch('shop.class_view', "window" => '7 days', reference => '[2026-01-05,2026-02-16)',
	numeric_columns => '{codes}', time_column => 'd', name => 'classes', label_lateness => '0');
SELECT is((SELECT choice FROM choice WHERE item = 'task'), 'class', 'three classes');
SELECT is((SELECT string_agg(choice || ': ' || why, ', ' ORDER BY choice) FROM choice WHERE item = 'feature'),
	'codes: numeric, m: numeric, parts: category: 7 distinct values, s: category by its type', 'kinds: enum, domain, few values, the caller''s word');
SELECT is((SELECT string_agg(choice, ' ' ORDER BY choice) FROM choice WHERE item = 'skipped'), 'blob tags', 'arrays and bytea are skipped');
CALL drift.run_due('2026-03-16');
SELECT is((SELECT status FROM drift.run), 'ok', 'it runs');
SELECT is((SELECT count(DISTINCT window_start) FROM drift.result)::int, 4, 'four weeks');
SELECT is((SELECT round(avg(value)::numeric, 3) FROM drift.result WHERE metric = 'class_accuracy'), 0.9, 'accuracy of classes');
SELECT is((SELECT count(*) FROM drift.result WHERE metric = 'macro_f1' AND value BETWEEN 0.85 AND 0.95)::int, 4, 'macro F1');
SELECT is((SELECT count(*) FROM drift.result WHERE status NOT IN ('ok'))::int, 0, 'nothing drifted');
SELECT is((SELECT string_agg(extract(isodow FROM window_start)::text, '' ORDER BY window_start) FROM
	(SELECT DISTINCT window_start FROM drift.result) w), '1111', 'weeks begin on Monday');
SELECT drift.drop_source('classes') \g /dev/null

-- Numbers predicted; time without zone; days of Berlin over the change to summer time.
CREATE TABLE shop.numbers (ts timestamp, prediction float8, actual float8, x real);
INSERT INTO shop.numbers
SELECT g, 100 + i % 50, 100 + i % 50 + (i % 3 - 1), i % 31
FROM generate_series('2026-03-01'::timestamptz, '2026-04-10'::timestamptz, '5 minutes') WITH ORDINALITY AS u(t, i),
	LATERAL (SELECT t AT TIME ZONE 'Europe/Berlin') x(g);
CREATE TEMP TABLE numbers AS SELECT * FROM drift.watch('shop.numbers', time_zone => 'Europe/Berlin', reference => '[2026-03-02 00:00+01,2026-03-16 00:00+01)', label_lateness => '0');
SELECT is((SELECT choice FROM numbers WHERE item = 'task'), 'regression', 'numbers');
CALL drift.run_due('2026-04-06');
SELECT is((SELECT value FROM drift.result WHERE metric = 'mae' LIMIT 1)::numeric(6,4), 0.6667, 'mean absolute error');
SELECT is((SELECT window_end - window_start FROM drift.result WHERE window_start = '2026-03-29 00:00+01' LIMIT 1), '23 hours'::interval, 'a day of 23 hours');
SELECT is((SELECT value FROM drift.result WHERE metric = 'row_count' AND window_start = '2026-03-29 00:00+01'), 276::float8, 'has fewer rows');
SELECT is((SELECT value FROM drift.result WHERE metric = 'row_count' AND window_start = '2026-03-30 00:00+02'), 288::float8, 'the next has all');
SELECT is((SELECT count(*) FROM drift.result WHERE metric = 'row_count' AND status <> 'ok')::int, 0, 'neither is worth an alert');
SELECT drift.unwatch('shop.numbers') \g /dev/null

-- Months, partitions, a score alone, hours.
CREATE TABLE shop.parts (ts timestamptz NOT NULL, score float8, label int) PARTITION BY RANGE (ts);
CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
CREATE TABLE shop.parts_2 PARTITION OF shop.parts FOR VALUES FROM ('2025-07-01') TO ('2026-07-01');
INSERT INTO shop.parts SELECT '2025-01-01'::timestamptz + i * interval '3 hours', (i % 100) / 100.0, (i % 100 >= 40)::int
FROM generate_series(0, 8 * 365) i;
SELECT lives_ok($$SELECT drift.watch('shop.parts', "window" => '1 month', reference => '[2025-01-01,2025-09-01)', label_lateness => '0')$$, 'months');
CALL drift.run_due('2026-01-01');
SELECT is((SELECT string_agg(value::text, ' ' ORDER BY window_start) FROM drift.result WHERE metric = 'row_count'), '240 248 240 248', 'of 30 and 31 days');
SELECT is((SELECT task FROM drift.source), 'binary', 'a score alone predicts by its threshold');
SELECT is((SELECT round(avg(value)::numeric, 2) FROM drift.result WHERE metric = 'accuracy'), 0.90, 'from 0.5');
SELECT is((SELECT round(avg(value)::numeric, 2) FROM drift.result WHERE metric = 'roc_auc'), 1.00, 'it ranks well');
SELECT is((SELECT rows_read FROM drift.run), 976::bigint, 'only new rows are read');
SELECT drift.unwatch('shop.parts') \g /dev/null
SELECT lives_ok($$SELECT drift.watch('shop.parts', "window" => '12 hours', reference => '[2025-01-01,2025-01-15)', label_column => '')$$, 'half days');
UPDATE drift.source SET max_windows = 60;
CALL drift.run_due('2025-06-01');
SELECT is((SELECT count(DISTINCT window_start) FROM drift.result)::int, 100, 'a run ends after the batch that reaches max_windows');
CALL drift.run_due('2025-06-01');
SELECT is((SELECT count(DISTINCT window_start) FROM drift.result)::int, 200, 'the next goes on');
SELECT is((SELECT DISTINCT status FROM drift.result WHERE metric = 'psi'), 'insufficient_data', 'four rows are no distribution');
SELECT is((SELECT DISTINCT reason FROM drift.result WHERE metric = 'psi'), '4 values, at least 100 are needed', 'and it says so');
SELECT drift.unwatch('shop.parts') \g /dev/null

-- Text labels need a word.
CREATE TABLE shop.words (ts timestamptz, decision text, outcome text, v float8);
INSERT INTO shop.words SELECT '2026-01-01'::timestamptz + i * interval '5 minutes', (ARRAY['approve', 'reject'])[1 + i % 2],
	(ARRAY['fine', 'trouble'])[1 + (i + (i % 10 = 0)::int) % 2], i % 17 FROM generate_series(0, 288 * 16 - 1) i;
CREATE TEMP TABLE words AS SELECT * FROM drift.watch('shop.words');
SELECT is((SELECT count(*) FROM words WHERE why LIKE 'not used: the label is fine or trouble%')::int, 1, 'a label nobody can read is not used, and it says so');
SELECT drift.unwatch('shop.words') \g /dev/null
CREATE TEMP TABLE words2 AS SELECT * FROM drift.watch('shop.words', positive_label => 'fine');
CALL drift.run_due('2026-01-17');
SELECT is((SELECT round(avg(value)::numeric, 2) FROM drift.result WHERE metric = 'accuracy'), 0.90, 'with a word it is');
SELECT is((SELECT positive_prediction FROM drift.source), 'approve', 'approve means yes');

-- Other metrics by name, with parameters.
SELECT drift.create_monitor('words', 'words', m, 'v', name => m) > 0 FROM unnest('{js_distance,js_divergence,hellinger,tv_distance,l_infinity,kl_divergence,chi2,wasserstein,mean}'::text[]) m \g /dev/null
SELECT drift.create_monitor('words', 'words', m, name => m) > 0 FROM unnest('{precision,recall,specificity,mcc,balanced_accuracy}'::text[]) m \g /dev/null
SELECT drift.create_monitor('words', 'words', 'psi', 'v', params => '{"bins": 5}', name => 'five') > 0 \g /dev/null
CALL drift.backfill('words');
SELECT is((SELECT string_agg(m.name || ' ' || r.status, ', ' ORDER BY m.name) FROM drift.result r JOIN drift.monitor m USING (monitor_id)
	WHERE r.window_start = '2026-01-12' AND (r.status <> 'ok' OR r.value IS NULL)), NULL, 'every metric has a value, and none is beyond its limits');
SELECT is((SELECT count(DISTINCT metric) FROM drift.result WHERE window_start = '2026-01-12')::int, 20, 'twenty metrics');
SELECT is((SELECT status FROM drift.run ORDER BY run_id DESC LIMIT 1), 'ok', 'no monitor failed');

SELECT * FROM finish();
ROLLBACK;
