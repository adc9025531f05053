\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(36);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';
CREATE SCHEMA ml;

-- A log and its labels.
SELECT is(drift.create_prediction_log('ml', 'fraud', '{"amount": "float8", "Country": "text"}', from_time => now() - interval '70 days'),
	'SELECT * FROM drift.watch(''ml.fraud'', label_relation => ''ml.fraud_label'', model => ''...'', reference_kind => ''rolling'')', 'says how to watch it');
SELECT is((SELECT string_agg(attname || ' ' || atttypid::regtype, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'ml.fraud'::regclass AND attnum > 0),
	'prediction_id uuid, ts timestamp with time zone, model text, model_version text, Country text, amount double precision, score double precision, prediction boolean', 'columns');
SELECT is((SELECT relkind::text FROM pg_class WHERE oid = 'ml.fraud'::regclass), 'p', 'partitioned');
SELECT ok((SELECT count(*) BETWEEN 5 AND 7 FROM pg_inherits WHERE inhparent = 'ml.fraud'::regclass), 'by months, from then to three months ahead');
SELECT ok((SELECT bool_and(EXISTS (SELECT FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am a ON a.oid = c.relam
	WHERE x.indrelid = i.inhrelid AND a.amname = 'brin')) FROM pg_inherits i WHERE inhparent = 'ml.fraud'::regclass), 'each with a BRIN index');
SELECT is((SELECT count(*)::int FROM pg_depend d WHERE d.deptype = 'e' AND d.objid IN ('ml.fraud'::regclass, 'ml.fraud_label'::regclass)), 0, 'the tables are the caller''s');
SELECT ok(drift.last_partition('ml.fraud') > now() + interval '3 months', 'reaching ahead');
SELECT is(drift.add_partitions('ml.fraud'), 0, 'nothing to add yet');
SELECT ok(drift.add_partitions('ml.fraud', '5 months') BETWEEN 2 AND 3, 'further ahead');
SELECT is(drift.add_partitions('ml.fraud', '5 months'), 0, 'once');

-- It can be watched at once, before there are rows.
SELECT is((SELECT choice FROM drift.watch('ml.fraud', label_relation => 'ml.fraud_label', model => 'fraud', reference_kind => 'rolling') WHERE item = 'reference'), 'rolling', 'watched while it is empty');
SELECT is((SELECT string_agg(column_name, ', ' ORDER BY column_name) FROM drift.source_column WHERE role = 'feature'), 'Country, amount', 'with its features');
SELECT is((SELECT label_relation::text || ' ' || label_id_column || ' ' || id_column FROM drift.source), 'ml.fraud_label prediction_id prediction_id', 'and labels');
UPDATE drift.source SET watch_from = date_trunc('day', now()) - interval '40 days';
INSERT INTO ml.fraud (ts, model, "Country", amount, score, prediction)
SELECT date_trunc('day', now()) - interval '40 days' + i * interval '6 minutes', 'fraud', (ARRAY['DE', 'FR'])[1 + i % 2], i * 0.618 - floor(i * 0.618) + CASE WHEN i >= 39 * 240 THEN 1 ELSE 0 END,
	(i % 100) / 100.0, i % 100 >= 50 FROM generate_series(0, 40 * 240 - 1) i;
INSERT INTO ml.fraud_label (prediction_id, label) SELECT prediction_id, prediction FROM ml.fraud;
CALL drift.run_due();
SELECT is((SELECT string_agg(DISTINCT status, ',') FROM drift.run), 'ok', 'it runs');
SELECT is((SELECT value FROM drift.result WHERE metric = 'accuracy' ORDER BY window_start DESC LIMIT 1), 1::float8, 'labels are joined');
SELECT is((SELECT status FROM drift.result r WHERE metric = 'psi' AND column_name = 'amount' ORDER BY window_start LIMIT 1), 'insufficient_data', 'the first window has nothing before it');
SELECT is((SELECT status FROM drift.result r WHERE metric = 'psi' AND column_name = 'amount' ORDER BY window_start DESC LIMIT 1), 'critical', 'a shift against the days before');
SELECT is((SELECT n_baseline FROM drift.result r WHERE metric = 'psi' AND column_name = 'amount' ORDER BY window_start DESC LIMIT 1), 28 * 240::bigint, 'which are 28');
SELECT is((SELECT status FROM drift.result r WHERE metric = 'row_count' ORDER BY window_start DESC LIMIT 1), 'ok', 'rows against the windows before');
SELECT is((SELECT count(DISTINCT window_start)::int FROM drift.baseline_state), 39, 'states of the windows measured last');

-- Features in a document.
SELECT lives_ok($$SELECT drift.create_prediction_log('ml', 'any', NULL, 'text', 'int', '1 day', '2 days')$$, 'with a document, days');
SELECT ok((SELECT count(*) BETWEEN 3 AND 4 FROM pg_inherits WHERE inhparent = 'ml.any'::regclass), 'partitions of a day');
INSERT INTO ml.any (model, prediction, features) SELECT 'm', 'yes', jsonb_build_object('x', i) FROM generate_series(1, 50) i;
SELECT is((SELECT why FROM drift.watch('ml.any', model => 'm', reference_kind => 'previous') WHERE choice = 'x'), 'key of features, numeric', 'keys are features');

-- Mistakes.
SELECT throws_ok($$SELECT drift.create_prediction_log('ml', 'fraud')$$, '42P07', NULL, 'a name that exists');
SELECT throws_ok($$SELECT drift.create_prediction_log('no such', 'fraud')$$, '22023', NULL, 'no schema');
SELECT throws_ok($$SELECT drift.create_prediction_log('ml', 'b', '{"x": "floot8"}')$$, '22023', NULL, 'no type');
SELECT throws_ok($$SELECT drift.create_prediction_log('ml', 'b', '{"ts": "text"}')$$, '42701', NULL, 'a column twice');
SELECT throws_ok($$SELECT drift.create_prediction_log('ml', 'b', partition_length => '1 minute')$$, '22023', NULL, 'partitions too short');
SELECT throws_ok($$SELECT drift.add_partitions('ml.fraud_label')$$, '42809', NULL, 'not partitioned');

-- Backfill: one batch after another, and again from where it ended.
UPDATE drift.source SET enabled = false WHERE name <> 'fraud';
DELETE FROM drift.result;
DELETE FROM drift.window_state;
CALL drift.backfill('fraud', date_trunc('day', now()) - interval '40 days', date_trunc('day', now()) - interval '20 days', batch => 3);
SELECT is((SELECT status || ' ' || windows_done || ' of ' || windows_total || ' ' || share FROM drift.backfill_progress), 'finished 20 of 20 1', 'all windows');
SELECT is((SELECT count(*)::int FROM drift.run WHERE kind = 'backfill'), 7, 'in batches');
UPDATE drift.backfill_job SET finished_at = NULL, position = position - interval '5 days', windows_done = 15, pid = 0;
SELECT is((SELECT status FROM drift.backfill_progress), 'stopped', 'as if it had been killed');
CALL drift.backfill('fraud', date_trunc('day', now()) - interval '40 days', date_trunc('day', now()) - interval '20 days', batch => 50);
SELECT is((SELECT status || ' ' || windows_done || ' ' || calls FROM drift.backfill_progress), 'finished 20 2', 'it is continued');
SELECT is((SELECT windows FROM drift.run ORDER BY run_id DESC LIMIT 1), 5, 'with what was left');
SELECT is((SELECT bool_or(final) FROM drift.window_state WHERE kind = 'rows' AND window_end > now() - interval '30 days'), false, 'labels may still come');
SELECT throws_ok($$CALL drift.backfill('fraud', batch => 0)$$, '22023', NULL, 'no batch');
SELECT * FROM finish();
ROLLBACK;
