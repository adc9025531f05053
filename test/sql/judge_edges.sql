\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(37);

-- A rule and one window with a reference: mean 0.02, sigma 0.01 of 28 windows; k = 4 is then 4.8 sigma.
CREATE FUNCTION pg_temp.one(method text, fallback text, distance boolean, counts boolean, direction text, value float8, error float8,
	critical_value float8, center float8, sigma float8, history bigint, warn float8 DEFAULT NULL, critical float8 DEFAULT NULL,
	floor float8 DEFAULT 0.05, guard boolean DEFAULT true, unit float8 DEFAULT 1)
RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', l.limit_kind, l.warn_low::numeric(9,4), l.warn_high::numeric(9,4), l.critical_low::numeric(9,4), l.critical_high::numeric(9,4),
		CASE WHEN l.missing THEN 'missing' END)
	FROM drift.limits(ROW(method, fallback, distance, counts, direction, guard, true, 7, 0, 1, 0.001, 4, 8, warn, critical, 0.1, 0.25, floor, 4 * floor,
		NULL)::drift.limit_rule, ARRAY[ROW(1, value, 100, 0, false, true, error, unit, critical_value, center, sigma, history)::drift.series_point]) l $$;

-- Distances: values, upwards only, never below floor and chance.
SELECT is(pg_temp.one('auto', 'auto', true, false, 'both', 0, NULL, 0.03, 0.02, 0.01, 28), 'reference 0.0680 0.2000', 'a distance: mean + k sigma, the larger floor');
SELECT is(pg_temp.one('auto', 'auto', true, false, 'up', 0, NULL, 0.03, 0.02, 0.001, 28), 'reference+floor 0.0500 0.2000', 'never below the floor');
SELECT is(pg_temp.one('auto', 'auto', true, false, 'up', 0, NULL, 0.3, 0.02, 0.001, 28), 'reference+floor+significance 0.3000 0.3000', 'nor below chance');
SELECT is(pg_temp.one('auto', 'auto', true, false, 'up', 0, NULL, 0.3, 0.02, 0.001, 28, guard => false), 'reference 0.0240 0.0280', 'unless asked for');
SELECT is(pg_temp.one('auto', 'auto', true, false, 'up', 0, NULL, 0.03, 0.02, 0.01, 6), 'fixed 0.1000 0.2500', 'few windows: the metric''s defaults');
SELECT is(pg_temp.one('auto', 'auto', true, false, 'up', 0, NULL, 0.03, NULL, NULL, 0, unit => 20), 'fixed 2.0000 5.0000', 'in its unit');
SELECT is(pg_temp.one('auto', 'auto', true, false, 'up', 0, NULL, 0.2, NULL, NULL, 0), 'fixed+significance 0.2000 0.2500', 'guarded as well');
SELECT is(pg_temp.one('fixed', 'auto', true, false, 'up', 0, NULL, 0.01, 0.02, 0.01, 28, 0.03, NULL), 'fixed 0.0300', 'one limit of its own');
SELECT is(pg_temp.one('critical', 'none', true, false, 'up', 0, NULL, 0.03, NULL, NULL, 0), 'critical 0.0300 0.2000', 'what chance reaches');
SELECT is(pg_temp.one('critical', 'none', true, false, 'up', 0, NULL, NULL, NULL, NULL, 0), 'critical missing', 'a metric without a test');
SELECT is(pg_temp.one('critical', 'auto', true, false, 'up', 0, NULL, NULL, NULL, NULL, 0), 'fixed 0.1000 0.2500', 'falls back');
SELECT is(pg_temp.one('reference', 'none', true, false, 'up', 0, NULL, 0.03, 0.02, 0.01, 6), 'reference missing', 'no reference, no fallback');

-- Levels: deviations, in the direction that is bad.
SELECT is(pg_temp.one('auto', 'auto', false, false, 'both', 0, 0.001, NULL, 0.5, 0.02, 28), 'reference 0.4040 0.5960 0.3000 0.7000', 'a level: both ways');
SELECT is(pg_temp.one('auto', 'auto', false, false, 'down', 0, 0.001, NULL, 0.5, 0.02, 28), 'reference 0.4040 0.3000', 'downwards');
SELECT is(pg_temp.one('auto', 'auto', false, false, 'up', 0, 0.05, NULL, 0.5, 0.02, 28), 'reference+significance 0.7000 0.9000', 'small windows must be further off');
SELECT is(pg_temp.one('auto', 'auto', false, false, 'up', 0, 0.001, NULL, 0.5, 0.002, 28), 'reference+floor 0.5500 0.7000', 'the floor is a deviation');
SELECT is(pg_temp.one('auto', 'auto', false, false, 'up', 0, 0.1, NULL, 0.5, NULL, 0), 'baseline+significance 0.9000 1.3000', 'no windows: the standard error alone');
SELECT is(pg_temp.one('auto', 'auto', false, false, 'up', 0, NULL, NULL, 0.5, NULL, 0), 'baseline+floor 0.5500 0.7000', 'or the floor alone');
SELECT is(pg_temp.one('auto', 'auto', false, false, 'up', 0, NULL, NULL, 0.5, NULL, 0, floor => NULL), 'baseline+floor', 'or nothing');
SELECT is(pg_temp.one('auto', 'auto', false, false, 'up', 0, NULL, NULL, NULL, NULL, 0), 'fixed 0.1000 0.2500', 'no baseline: the metric''s defaults');
SELECT is(pg_temp.one('fixed', 'auto', false, false, 'down', 0, 0.1, NULL, 0.5, 0.02, 28, 0.4, 0.3), 'fixed 0.4000 0.3000', 'fixed limits of a level are as they are');
SELECT is(pg_temp.one('fixed', 'auto', false, false, 'both', 0, 0.1, NULL, 0.5, 0.02, 28, 0.1, 0.2), 'fixed 0.4000 0.6000 0.3000 0.7000', 'both ways they are distances');
SELECT is(pg_temp.one('critical', 'none', false, false, 'up', 0, 0.01, NULL, 0.5, NULL, 0), 'critical 0.5309 0.7000', 'alpha as a normal quantile');
SELECT is(pg_temp.one('auto', 'auto', false, true, 'both', 0, NULL, NULL, 400, 10, 28), 'reference+significance 320.0000 480.0000 240.0000 560.0000', 'counts: square roots and shares');

-- Rules and series that cannot be.
SELECT throws_ok(format('SELECT * FROM drift.limits(%s, %s)', r, p), '22023', NULL, what) FROM (VALUES
	('an unknown method', 'ROW(''mean'', ''auto'', false, false, ''up'', true, true, 7, 0, 1, 0.001, 4, 8, 1, 2, NULL, NULL, NULL, NULL, NULL)::drift.limit_rule',
		'ARRAY[ROW(1,1,1,0,false,true,1,1,1,1,1,1)::drift.series_point]'),
	('no windows of history', 'ROW(''auto'', ''auto'', false, false, ''up'', true, true, 0, 0, 1, 0.001, 4, 8, 1, 2, NULL, NULL, NULL, NULL, NULL)::drift.limit_rule', 'ARRAY[]::drift.series_point[]'),
	('too many windows', 'ROW(''rolling'', ''auto'', false, false, ''up'', true, true, 7, 0, 1, 0.001, 4, 8, 1, 2, NULL, NULL, NULL, NULL, ''{1e9}'')::drift.limit_rule', 'ARRAY[]::drift.series_point[]'),
	('a period of zero', 'ROW(''holt_winters'', ''auto'', false, false, ''up'', true, true, 7, 0, 1, 0.001, 4, 8, 1, 2, NULL, NULL, NULL, NULL, ''{28,0,0,0,0}'')::drift.limit_rule', 'ARRAY[]::drift.series_point[]'),
	('an endless span', 'ROW(''burn_rate'', ''auto'', false, false, ''up'', true, true, 7, 0, 1, 0.001, 4, 8, 1, 2, NULL, NULL, NULL, NULL, ''{28,0.9,NaN}'')::drift.limit_rule', 'ARRAY[]::drift.series_point[]'),
	('a window twice', 'ROW(''auto'', ''auto'', false, false, ''up'', true, true, 7, 0, 1, 0.001, 4, 8, 1, 2, NULL, NULL, NULL, NULL, NULL)::drift.limit_rule',
		'ARRAY[ROW(1,1,1,0,false,true,1,1,1,1,1,1)::drift.series_point, ROW(1,1,1,0,false,true,1,1,1,1,1,1)::drift.series_point]'),
	('a NULL window', 'ROW(''auto'', ''auto'', false, false, ''up'', true, true, 7, 0, 1, 0.001, 4, 8, 1, 2, NULL, NULL, NULL, NULL, NULL)::drift.limit_rule', 'ARRAY[NULL]::drift.series_point[]')) AS v(what, r, p);
SELECT is((SELECT count(*) FROM drift.limits(NULL, NULL)), 0::bigint, 'NULL: no rows');
SELECT ok(abs(drift.psi_p_value(0.05, 1000, 500, 10) / 0.05419912101503975 - 1) < 1e-12, 'scipy.stats.chi2.sf(0.05 / (1/1000 + 1/500), 9)');
SELECT is(drift.psi_p_value(p, 1000, 500, 10), v, 'psi_p_value of ' || p) FROM (VALUES (0::float8, 1::float8), ('Infinity', 0), ('NaN', NULL)) AS v(p, v);
SELECT is(drift.p_adjust('{}', 'bh')::text, '{}', 'no p-values');

SELECT * FROM finish();
ROLLBACK;
