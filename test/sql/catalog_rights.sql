\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(17);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';
CREATE ROLE drift_test_one;
CREATE ROLE drift_test_two;
CREATE SCHEMA shop;
CREATE TABLE shop.log AS SELECT '2026-01-01'::timestamptz + i * interval '10 minutes' AS ts, (i % 97)::float8 AS x, (ARRAY['a', 'b'])[1 + i % 2] AS region
FROM generate_series(0, 144 * 40 - 1) i;
GRANT USAGE ON SCHEMA shop TO drift_test_one, drift_test_two;
GRANT SELECT ON shop.log TO drift_test_one, drift_test_two;
GRANT ALL ON SCHEMA shop TO drift_test_one;
DO $$ BEGIN PERFORM drift.grant_operator('drift_test_one'), drift.grant_operator('drift_test_two'); END $$;

-- Operators keep to their own.
SET LOCAL ROLE drift_test_one;
SELECT lives_ok($$SELECT drift.watch('shop.log', reference => '[2026-01-01,2026-01-20)', time_column => 'ts', "window" => '1 day')$$, 'an operator watches');
SELECT lives_ok($$SELECT drift.change_source('log', '{"lateness": "1 hour"}', 'why not')$$, 'and changes what is his');
SELECT throws_ok($$SELECT drift.change_source('log', '{"owner": "drift_test_two"}')$$, '42501', NULL, 'but gives it to nobody');
SELECT throws_ok($$SELECT drift.change_monitor(min(monitor_id), '{"owner": "drift_test_two"}') FROM drift.monitor$$, '42501', NULL, 'nor a monitor');
SELECT throws_ok($$UPDATE drift.change_log SET changed_by = 'somebody'$$, '42501', NULL, 'the change log cannot be changed');
SELECT throws_ok($$DELETE FROM drift.change_log$$, '42501', NULL, 'nor cut');
SELECT throws_ok($$INSERT INTO drift.change_log (changed_by, object, name, action) VALUES ('somebody', 'model', 'm', 'drop')$$, '42501', NULL, 'nor written in another''s name');
SELECT is((SELECT DISTINCT changed_by FROM drift.change_log), 'drift_test_one', 'it says who');
RESET ROLE;
SET LOCAL ROLE drift_test_two;
SELECT throws_ok($$SELECT drift.change_source('log', '{"row_filter": "x > 1"}')$$, '42501', NULL, 'another operator does not');
SELECT throws_ok($$SELECT drift.change_monitor((SELECT min(monitor_id) FROM drift.monitor), '{"alert_k": 1}')$$, '42501', NULL, 'nor change a monitor');
SELECT drift.clone_monitor((SELECT monitor_id FROM drift.monitor WHERE name = 'psi(x)'), '{"name": "mine"}') \g /dev/null
SELECT is((SELECT owner FROM drift.monitor WHERE name = 'mine'), 'drift_test_two', 'a clone belongs to who made it');
SELECT throws_ok($$SELECT drift.create_prediction_log('shop', 'mine')$$, '42501', NULL, 'a log is made with the caller''s rights');
RESET ROLE;
SET LOCAL ROLE drift_test_one;
SELECT lives_ok($$SELECT drift.create_prediction_log('shop', 'mine')$$, 'where he may');
RESET ROLE;
SELECT is((SELECT relowner::regrole::text FROM pg_class WHERE oid = 'shop.mine'::regclass), 'drift_test_one', 'and is his');

-- A moving baseline leaves out windows in which an alert was firing.
SELECT drift.create_baseline('log', 'log', kind => 'rolling', windows => 3, name => 'calm', skip_alerted => true) \g /dev/null
SELECT drift.create_baseline('log', 'log', kind => 'rolling', windows => 3, name => 'any') \g /dev/null
SELECT drift.create_baseline('log', 'log', kind => 'same_weekday', windows => 1, name => 'week') \g /dev/null
CALL drift.run_due('2026-02-05');
INSERT INTO drift.alert (dedup_key, monitor_id, source_id, model_id, metric, state, severity, first_window, fired_window, last_window, resolved_window)
SELECT 'test', min(monitor_id), min(source_id), min(model_id), 'psi', 'resolved', 'critical', '2026-01-28', '2026-01-28', '2026-01-29', '2026-01-30' FROM drift.monitor;
SELECT is((SELECT string_agg(b.name || ' ' || to_char(r.reference_start, 'DD'), ', ' ORDER BY b.name, r.reference_start DESC)
	FROM drift.source s, drift.baseline b, drift.reference_windows(s, b, ARRAY['2026-01-31'::timestamptz], false) r WHERE b.name IN ('calm', 'any')),
	'any 30, any 29, any 28, calm 30, calm 27, calm 26', 'the alerted ones');
SELECT is((SELECT string_agg(to_char(r.reference_start, 'DD'), ', ') FROM drift.source s, drift.baseline b, drift.reference_windows(s, b, ARRAY['2026-01-31'::timestamptz], false) r WHERE b.name = 'week'),
	'24', 'the same weekday');
UPDATE drift.baseline SET final_only = true WHERE name = 'any';
UPDATE drift.window_state SET final = window_start < '2026-01-29' WHERE kind = 'rows';
SELECT is((SELECT string_agg(to_char(r.reference_start, 'DD'), ', ' ORDER BY 1 DESC) FROM drift.source s, drift.baseline b, drift.reference_windows(s, b, ARRAY['2026-01-31'::timestamptz], false) r WHERE b.name = 'any'),
	'28, 27, 26', 'windows that may change');
SELECT * FROM finish();
ROLLBACK;
