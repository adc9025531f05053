\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(23);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- Names that try to be SQL: quotes, spaces, capitals, percent signs, 63 bytes; and values as bad.
CREATE SCHEMA "Bobby'; DROP SCHEMA drift; --";
SET LOCAL search_path = "Bobby'; DROP SCHEMA drift; --", public;
CREATE TABLE "the ""log"" %s" ("When it ""was""" timestamptz, "ID" bigint PRIMARY KEY, "Model %I" text, "x'y" float8,
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" text, "Select" boolean, "Seg ment" text, "Gr""oup" text, "s %L" float8);
INSERT INTO "the ""log"" %s"
SELECT '2026-01-01'::timestamptz + i * interval '288 seconds', i, 'it''s a "model" %s', i % 89,
	(ARRAY['a''b', 'c"d', '%s', '', repeat('long ', 200)])[1 + i % 5], i % 2 = 0, (ARRAY['x, y', '(z)', NULL, repeat('ä', 300)])[1 + i % 4],
	(ARRAY['\', '}'])[1 + i % 2], (i % 100) / 100.0
FROM generate_series(0, 300 * 16 - 1) i;
CREATE TABLE "la""bels" ("I'D" bigint, "Truth?" text);
INSERT INTO "la""bels" SELECT i, CASE WHEN i % 10 = 0 THEN 'no, 100 %' WHEN i % 2 = 0 THEN 'yes, 100 %' ELSE 'no, 100 %' END
FROM generate_series(0, 300 * 15 - 1) i;
INSERT INTO "la""bels" SELECT * FROM "la""bels" WHERE "I'D" < 100;

SELECT lives_ok($$SELECT * FROM drift.watch('"the ""log"" %s"', time_column => 'When it "was"', id_column => 'ID', model_column => 'Model %I',
	prediction_column => 'Select', score_column => 's %L', label_relation => '"la""bels"', label_column => 'Truth?', label_id_column => 'I''D',
	positive_label => 'yes, 100 %', segment_columns => ARRAY['Seg ment'], protected_columns => ARRAY['Gr"oup'],
	row_filter => '"x''y" <> 3 -- all', label_lateness => '30 days')$$, 'hostile names are names');
SELECT lives_ok($$CALL drift.run_due('2026-01-16')$$, 'and run');
SELECT is((SELECT status FROM drift.run), 'ok', 'without a failure');
SELECT is((SELECT message FROM drift.run), NULL, 'or complaint');
SELECT is((SELECT name FROM drift.model), 'it''s a "model" %s', 'the model');
SELECT ok((SELECT n_rows < 2400 FROM drift.baseline), 'a filter with a comment filters');
SELECT is((SELECT count(*) FROM drift.result WHERE column_name = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
	AND segment_key IS NULL AND metric = 'psi')::int, 7, 'a name of 63 bytes');
SELECT is((SELECT count(DISTINCT coalesce(segment_value, 'NULL')) FROM drift.result WHERE segment_key = 'Seg ment')::int, 4, 'segment values, NULL among them');
SELECT ok((SELECT max(octet_length(segment_value)) <= 255 FROM drift.result), 'long values are cut');
SELECT ok((SELECT bool_and(abs(value - 0.9) < 0.01) FROM drift.result WHERE metric = 'accuracy'), 'labels are joined once, doubled or not');
SELECT ok((SELECT bool_and(octet_length(drift.dedup_key(monitor_id, column_name, segment_key, segment_value)) <= 255
	AND drift.dedup_key(monitor_id, column_name, segment_key, segment_value) LIKE 'drift:%') FROM drift.result), 'keys of alerts fit');
SELECT is((SELECT count(DISTINCT drift.dedup_key(monitor_id, column_name, segment_key, segment_value)) FROM drift.result),
	(SELECT count(*) FROM (SELECT DISTINCT monitor_id, column_name, segment_key, segment_value FROM drift.result) s), 'and differ');
SELECT is((SELECT DISTINCT status FROM drift.result WHERE metric = 'psi' AND segment_key IS NULL), 'ok', 'nothing drifted');
SELECT isnt((SELECT to_regnamespace('drift')), NULL, 'drift is still there');

-- A new model, a relation as baseline, a backfill.
INSERT INTO "the ""log"" %s" SELECT '2026-01-16 12:00', 100000, 'another', 1, 'a', true, 'x, y', '\', 0.5;
CALL drift.run_due('2026-01-17');
SELECT is((SELECT message FROM drift.run ORDER BY run_id DESC LIMIT 1), 'rows of models that are not registered: ''another''', 'rows of an unknown model are not passed over in silence');
CREATE TABLE "train" AS SELECT * FROM "the ""log"" %s" WHERE "ID" < 1500;
ALTER TABLE "train" ADD "Truth?" text;
UPDATE "train" SET "Truth?" = CASE WHEN "Select" THEN 'yes, 100 %' ELSE 'no, 100 %' END;
SELECT lives_ok($$SELECT drift.create_baseline('the "log" %s', 'it''s a "model" %s', relation => '"train"', relation_filter => '"ID" >= 300', reason => 'test')$$, 'a new baseline');
SELECT throws_ok($$SELECT drift.create_baseline('the "log" %s', 'it''s a "model" %s')$$, '22023', NULL, 'of nothing');
SELECT lives_ok($$CALL drift.backfill('the "log" %s', '2026-01-10', '2026-01-16')$$, 'a backfill');
SELECT is((SELECT n_rows FROM drift.baseline WHERE active), 1200::bigint, 'the relation is frozen');
SELECT is((SELECT count(DISTINCT baseline_id) FROM drift.result WHERE window_start BETWEEN '2026-01-10' AND '2026-01-15')::int, 1, 'windows are measured against it');
SELECT is((SELECT DISTINCT limit_kind FROM drift.result WHERE metric = 'psi' AND column_name = 'x''y' AND segment_key IS NULL AND window_start = '2026-01-12'),
	'fixed+significance', 'without windows of its own the limits are fixed');
SELECT ok((SELECT bool_and(status = 'warn' AND reason LIKE 'accuracy 0.% below the warn limit%') FROM drift.result
	WHERE metric = 'accuracy' AND window_start BETWEEN '2026-01-10' AND '2026-01-15'), 'performance is held against the relation''s');
SELECT throws_ok($$CALL drift.backfill('the "log" %s', '2026-01-16', '2026-01-10')$$, '22023', NULL, 'backwards');

SELECT * FROM finish();
ROLLBACK;
