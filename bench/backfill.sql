-- backfill.sql: a log of small windows, watched. psql -v windows=N -f backfill.sql
--
-- Ten rows a minute, one model, a number and a category; an hour is the baseline.
CREATE SCHEMA fill;
SET client_min_messages = warning;
CREATE TABLE fill.log AS
SELECT '2025-01-01 00:00+00'::timestamptz + i * interval '6 seconds' AS ts, i % 97 + sin(i) AS amount,
	'c' || i % 7 AS kind
FROM generate_series(0, 10 * (:windows + 60) - 1) i;
CREATE INDEX ON fill.log USING brin (ts);
VACUUM (ANALYZE) fill.log;
SELECT drift.watch('fill.log', "window" => '1 minute', time_zone => 'UTC', label_lateness => '1 minute', name => 'fill',
	reference => '[2025-01-01 00:00+00,2025-01-01 01:00+00)') \g /dev/null
UPDATE drift.monitor SET min_rows = 5 WHERE metric <> 'row_count'
	AND source_id = (SELECT source_id FROM drift.source WHERE name = 'fill');
