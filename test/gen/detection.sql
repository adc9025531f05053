-- detection.sql - how often the default monitors raise a false alarm, and what they find: the figures
-- in doc/detection.md.
--
-- psql -v seed=1 -v rows=1500 -f test/gen/detection.sql, in a database of its own. Sixty days, a weekly
-- season in volume and in the mix; 28 days of reference. Columns named clean_* never change; the others
-- change on day 45 by the amount in their name. Prints one line: seed, results on clean columns, those
-- beyond warn, alerts fired on clean columns, PSI results and those above 0.25, results with a 3 sigma
-- limit and those beyond it; then one line for each column that changes: days until its alert fired
-- (NULL: not found), until PSI > 0.25 and until mean +- 3 sigma; then the same columns with charts.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset fieldsep ' '
\pset tuples_only true
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE EXTENSION IF NOT EXISTS drift;
DROP SCHEMA IF EXISTS detection CASCADE;
CREATE SCHEMA detection;

-- The hash of consecutive numbers alone is more even than chance: blocks of rows vary half as much.
CREATE FUNCTION detection.u(i bigint, name text, seed int) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ((hashint8extended(hashint8extended(i, hashtextextended(name, seed)), 1) >> 12) + 2251799813685248.5) / 4503599627370496.0;
CREATE FUNCTION detection.normal(i bigint, name text, seed int) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN sqrt(-2 * ln(detection.u(i, name, seed))) * cos(2 * pi() * detection.u(i, name || '''', seed));

CREATE TABLE detection.log AS
WITH day AS (
	SELECT d, round(:rows * (ARRAY[1.15, 1.2, 1.15, 1.1, 1.05, 0.75, 0.6])[1 + d % 7]
		* (1 + 0.04 * detection.normal(d, 'volume', :seed)))::int AS n,
		(d % 7 >= 5)::int AS weekend, (d >= 45)::int AS late
	FROM generate_series(0, 59) d
)
SELECT '2026-01-01'::timestamptz + d * interval '1 day' + u.t * interval '1 day' AS ts,
	(ARRAY['DE', 'FR', 'ES', 'PT'])[1 + floor(4 * u.c ^ 1.6)::int] AS country,
	CASE WHEN u.g < 0.4 THEN 'f' ELSE 'm' END AS sex,
	u.z1 + 0.1 * weekend AS clean_normal,
	exp(9 + 0.8 * u.z2) AS clean_lognormal,
	CASE WHEN u.p0 < 0.6 THEN 0 ELSE exp(u.z3) END AS clean_zeros,
	u.p1 ^ (-1 / 1.2) AS clean_pareto,
	floor(ln(u.p2) / ln(0.75))::int AS clean_count,
	'c' || floor(6 * u.p3 ^ (1.5 + 0.1 * weekend)) AS clean_category,
	'm' || floor(400 * u.p4 ^ 2) AS clean_many,
	CASE WHEN u.p5 < 0.03 THEN NULL ELSE u.z1 END AS clean_nulls,
	u.z4 + 0.1 * late AS shift_10, u.z5 + 0.2 * late AS shift_20, u.z6 + 0.3 * late AS shift_30, u.z7 + 0.5 * late AS shift_50,
	u.z9 * (1 + 0.3 * late) AS scale_30, exp(3 + 0.8 * u.z10) * (1 + 1.54 * late) AS unit_change,
	CASE WHEN late = 1 AND u.p6 < 0.005 THEN 'new' ELSE 'old' || floor(5 * u.p7) END AS new_0_5,
	CASE WHEN late = 1 AND u.p6 < 0.02 THEN 'new' ELSE 'old' || floor(5 * u.p7) END AS new_2,
	CASE WHEN late = 1 AND u.p6 < 0.05 THEN 'new' ELSE 'old' || floor(5 * u.p7) END AS new_5,
	CASE WHEN u.p8 < 0.01 + 0.02 * late THEN NULL ELSE u.z1 END AS null_2,
	CASE WHEN u.p8 < 0.01 + 0.05 * late THEN NULL ELSE u.z1 END AS null_5,
	CASE WHEN u.p8 < 0.01 + 0.2 * late THEN NULL ELSE u.z1 END AS null_20,
	1 / (1 + exp(-2 * u.z8)) AS score, u.z8 > 0 AS prediction,
	u.p9 < 1 / (1 + exp(-(2 - 0.7 * late) * u.z8)) AS label
FROM day, generate_series(0, n - 1) k, LATERAL (SELECT d * 1000000::bigint + k AS i) id,
	LATERAL (SELECT detection.u(i, 't', :seed) AS t, detection.u(i, 'c', :seed) AS c, detection.u(i, 'g', :seed) AS g,
		detection.u(i, 'p0', :seed) AS p0, detection.u(i, 'p1', :seed) AS p1, detection.u(i, 'p2', :seed) AS p2,
		detection.u(i, 'p3', :seed) AS p3, detection.u(i, 'p4', :seed) AS p4, detection.u(i, 'p5', :seed) AS p5,
		detection.u(i, 'p6', :seed) AS p6, detection.u(i, 'p7', :seed) AS p7, detection.u(i, 'p8', :seed) AS p8,
		detection.u(i, 'p9', :seed) AS p9, detection.normal(i, 'z1', :seed) AS z1, detection.normal(i, 'z2', :seed) AS z2,
		detection.normal(i, 'z3', :seed) AS z3, detection.normal(i, 'z4', :seed) AS z4, detection.normal(i, 'z5', :seed) AS z5,
		detection.normal(i, 'z6', :seed) AS z6, detection.normal(i, 'z7', :seed) AS z7, detection.normal(i, 'z8', :seed) AS z8,
		detection.normal(i, 'z9', :seed) AS z9, detection.normal(i, 'z10', :seed) AS z10) u;

SELECT count(*) AS choices FROM drift.watch('detection.log', reference => '[2026-01-01,2026-01-29)', label_lateness => '0') \gset
CALL drift.run_due('2026-03-02');

-- What the same streams give with a fixed PSI above 0.25, and with mean +- 3 sigma of the reference's chunks as NannyML
-- does: each chunk of the reference is compared with the whole of it, sigma is that of the population, one chunk alarms.
CREATE TEMP TABLE chunk AS
SELECT m.monitor_id, ws.segment_key, ws.segment_value,
	CASE m.metric WHEN 'psi' THEN drift.psi(bs.profile, ws.profile) ELSE drift.ks_stat(bs.profile, ws.profile) END AS value
FROM drift.monitor m
JOIN drift.baseline b ON b.source_id = m.source_id AND b.active
JOIN drift.window_state ws ON ws.source_id = m.source_id AND ws.kind = 'profile' AND ws.column_name = m.column_name
	AND ws.segment_key IS NOT DISTINCT FROM m.segment_key AND ws.window_start >= lower(b.range) AND ws.window_end <= upper(b.range)
JOIN drift.baseline_state bs ON bs.baseline_id = b.baseline_id AND bs.kind = 'profile' AND bs.column_name = ws.column_name
	AND bs.segment_key IS NOT DISTINCT FROM ws.segment_key AND bs.segment_value IS NOT DISTINCT FROM ws.segment_value
WHERE m.metric IN ('psi', 'ks')
UNION ALL
SELECT bm.monitor_id, bm.segment_key, bm.segment_value, bm.value
FROM drift.baseline_metric bm JOIN drift.monitor m USING (monitor_id) WHERE m.metric NOT IN ('psi', 'ks');

CREATE TEMP TABLE verdict AS
SELECT r.monitor_id, r.metric, coalesce(r.column_name::text, r.metric) AS what, r.segment_key, r.window_start, r.status,
	r.metric = 'psi' AND r.value > 0.25 AS psi_fixed,
	r.value > c.mean + 3 * c.sigma OR r.value < c.mean - 3 * c.sigma AND r.metric NOT IN ('psi', 'ks') AS three_sigma,
	coalesce(m.column_name ~ '^(clean|country|sex|score|prediction)', false) AND m.metric <> 'equal_opportunity'
		OR m.metric = 'row_count' OR r.window_start < '2026-02-15' AS clean
FROM drift.result r JOIN drift.monitor m USING (monitor_id)
LEFT JOIN (SELECT monitor_id, segment_key, segment_value, avg(value) AS mean, stddev_pop(value) AS sigma FROM chunk GROUP BY 1, 2, 3) c
	ON c.monitor_id = r.monitor_id AND c.segment_key IS NOT DISTINCT FROM r.segment_key AND c.segment_value IS NOT DISTINCT FROM r.segment_value
WHERE r.status <> 'insufficient_data';

SELECT 'clean', :seed, count(*), count(*) FILTER (WHERE status IN ('warn', 'critical')),
	(SELECT count(*) FROM drift.alert_event e JOIN drift.alert a USING (alert_id)
	 WHERE e.event = 'firing' AND (a.column_name ~ '^(clean|country|sex|score|prediction)' AND a.metric <> 'equal_opportunity'
		OR a.metric = 'row_count' OR e.window_start < '2026-02-15')),
	count(*) FILTER (WHERE metric = 'psi'), count(*) FILTER (WHERE psi_fixed),
	count(three_sigma), count(*) FILTER (WHERE three_sigma)
FROM verdict WHERE clean;
SELECT 'found', :seed, x.what, (SELECT extract(day FROM min(a.fired_window) - '2026-02-15')::int + 1 FROM drift.alert a
		WHERE a.segment_key IS NULL AND a.fired_window >= '2026-02-15' AND coalesce(a.column_name::text, a.metric) = x.what),
	(SELECT extract(day FROM min(v.window_start) - '2026-02-15')::int + 1 FROM verdict v
		WHERE v.what = x.what AND v.segment_key IS NULL AND v.window_start >= '2026-02-15' AND v.psi_fixed),
	(SELECT extract(day FROM min(v.window_start) - '2026-02-15')::int + 1 FROM verdict v
		WHERE v.what = x.what AND v.segment_key IS NULL AND v.window_start >= '2026-02-15' AND v.three_sigma)
FROM unnest('{shift_10,shift_20,shift_30,shift_50,scale_30,unit_change,new_0_5,new_2,new_5,null_2,null_5,null_20,accuracy,roc_auc,f1}'::text[]) AS x(what);

-- The same streams with charts: a CUSUM of means and null rates. Clean windows, those beyond warn, days until the first.
SELECT count(drift.create_monitor('log', 'log', metric, column_name, method => 'cusum', name => 'cusum ' || column_name)) AS made
FROM unnest('{clean_normal,clean_lognormal,clean_zeros,clean_count,shift_10,shift_20,shift_30}'::name[]) column_name, (VALUES ('mean')) v(metric) \gset
SELECT count(drift.create_monitor('log', 'log', 'null_rate', column_name, method => 'cusum', name => 'cusum ' || column_name)) AS made
FROM unnest('{clean_nulls,null_2,null_5,null_20}'::name[]) column_name \gset
UPDATE drift.monitor SET enabled = method = 'cusum';
CALL drift.backfill('log', '2026-01-29', '2026-03-02');
SELECT 'chart', :seed, column_name, count(*) FILTER (WHERE clean), count(*) FILTER (WHERE clean AND beyond),
	extract(day FROM min(window_start) FILTER (WHERE beyond AND NOT clean) - '2026-02-15')::int + 1
FROM (SELECT m.column_name, r.window_start, r.status IN ('warn', 'critical') AS beyond,
		m.column_name ~ '^clean' OR r.window_start < '2026-02-15' AS clean
	FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE m.method = 'cusum') q
GROUP BY 3 ORDER BY 3;
SELECT drift.unwatch('detection.log') AS done \gset
