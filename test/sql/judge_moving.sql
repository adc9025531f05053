\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(10);
SET LOCAL timezone = 'UTC';

-- Baselines that move, with every method of limits: windows of eight hours for five weeks.
-- On the last day x is elsewhere.
CREATE SCHEMA shop;
CREATE TABLE shop.log (ts timestamptz NOT NULL, x float8);
INSERT INTO shop.log
SELECT '2026-01-05'::timestamptz + i * interval '8 hours' / 120, 10 + u + CASE WHEN i / 360 = 34 THEN 3 ELSE 0 END
FROM generate_series(0, 35 * 360 - 1) i, LATERAL (SELECT ((hashint8extended(i, 7) >> 12) + 2251799813685248.5) / 4503599627370496.0 AS u) q;
SELECT drift.register_model('m') AS m, drift.create_source('shop.log', 'ts', name => 'log', feature_columns => '{x}', window_length => '8 hours',
	label_lateness => '0', time_zone => 'UTC', watch_from => '2026-01-05') AS log \gset
SELECT drift.add_source_model('log', 'm') \g /dev/null
CREATE TEMP TABLE kind AS SELECT unnest('{previous,rolling,same_hour,same_weekday}'::text[]) AS kind;
CREATE TEMP TABLE method AS SELECT unnest('{auto,fixed,critical,reference,rolling,median,seasonal,holt_winters,relative,quantile,burn_rate,ewma,cusum,page_hinkley}'::text[]) AS method;
SELECT drift.create_baseline('log', 'm', kind => kind, windows => CASE kind WHEN 'previous' THEN NULL ELSE 3 END, name => kind) FROM kind \g /dev/null
SELECT drift.create_monitor('log', 'm', metric, CASE metric WHEN 'row_count' THEN NULL ELSE 'x' END::name, baseline => kind, method => method, name => concat_ws(' ', metric, kind, method), direction => CASE method WHEN 'burn_rate' THEN 'up' END,
	warn => CASE method WHEN 'fixed' THEN CASE metric WHEN 'psi' THEN 0.3 ELSE 1 END END, critical => CASE method WHEN 'fixed' THEN CASE metric WHEN 'psi' THEN 0.5 ELSE 2 END END,
	settings => CASE method WHEN 'burn_rate' THEN jsonb_build_object('limits', jsonb_build_object('slo', 0.9, 'fast_factor', 3, 'limit', CASE metric WHEN 'psi' THEN 0.5 ELSE 12 END)) ELSE '{}' END)
FROM kind, method, unnest('{psi,mean}'::text[]) metric WHERE method <> 'critical' OR metric = 'psi' \g /dev/null
SELECT drift.create_monitor('log', 'm', 'row_count', baseline => kind, name => 'row_count ' || kind, method => 'rolling') FROM kind \g /dev/null
CALL drift.run_due('2026-02-09');
CREATE TEMP VIEW got AS SELECT m.name, m.method, m.baseline AS kind, (r.window_start::date - '2026-01-05') AS day, r.* FROM drift.result r JOIN drift.monitor m USING (monitor_id);

SELECT is((SELECT string_agg(DISTINCT status || coalesce(': ' || message, ''), '; ') FROM drift.run), 'ok', 'the run goes well');
SELECT is((SELECT string_agg(DISTINCT name || ': ' || reason, '; ') FROM got WHERE status = 'error'), NULL, 'no monitor fails');
SELECT is((SELECT count(*)::int FROM got), (SELECT count(*)::int * 105 FROM drift.monitor), 'every monitor has a result in every window');
SELECT is((SELECT count(*)::int FROM got WHERE status IS NULL OR status NOT IN ('ok', 'warn', 'critical', 'insufficient_data')), 0, 'with a status');
SELECT is((SELECT count(*)::int FROM got WHERE status = 'insufficient_data' AND coalesce(reason, '') = ''), 0, 'and a reason where it was not judged');
SELECT ok((SELECT avg((status IN ('warn', 'critical'))::int) FROM got WHERE day < 34 AND status <> 'insufficient_data') < 0.005, 'where nothing happens next to nothing is found');
SELECT is((SELECT string_agg(name, ', ' ORDER BY name) FROM (SELECT name FROM got GROUP BY name HAVING count(*) FILTER (WHERE day BETWEEN 28 AND 33 AND status = 'ok') < 16) q), NULL, 'all judge once they have a history');
SELECT is((SELECT count(*)::int FROM got WHERE status = 'ok' AND day = 33 AND num_nonnulls(warn_low, warn_high, critical_low, critical_high) = 0), 0, 'by limits');
-- Against the window before it moves once, which burns no budget.
SELECT is((SELECT string_agg(name, ', ' ORDER BY name) FROM (SELECT name FROM got WHERE metric <> 'row_count' AND name <> 'psi previous burn_rate' GROUP BY name HAVING count(*) FILTER (WHERE day = 34 AND status IN ('warn', 'critical')) = 0) q), NULL, 'and find what moves by three times its width');
SELECT is((SELECT string_agg(DISTINCT a.metric, ', ') FROM drift.alert_open a WHERE a.state = 'firing' AND a.fired_window >= '2026-02-08'), 'mean, psi', 'alerts follow');

SELECT * FROM finish();
ROLLBACK;
