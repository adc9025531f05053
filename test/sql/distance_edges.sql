-- distances and tests: options, empty sides, missing values, kinds, and every error
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT no_plan();

CREATE TYPE pg_temp.colour AS ENUM ('red', 'green', 'blue');
CREATE TEMP TABLE log AS
SELECT g AS x, g % 3 = 0 AS cur, (g % 5)::text AS c FROM generate_series(1, 300) AS g;
CREATE TEMP TABLE state AS
SELECT drift.sample_agg(x, cur) AS s, drift.sample_agg(c, cur) AS cat,
	drift.sample_agg(x, NOT cur AND false) AS half, NULL::drift.sample AS none FROM log;

-- empty sides and missing values
SELECT is(drift.psi(half), NULL, 'an empty side gives NULL: psi') FROM state;
SELECT is(drift.ks_stat(half), NULL, 'an empty side gives NULL: ks_stat') FROM state;
SELECT is(drift.wasserstein(half), NULL, 'an empty side gives NULL: wasserstein') FROM state;
SELECT ok(drift.ks_test(half) IS NULL, 'an empty side gives NULL: ks_test') FROM state;
SELECT is(drift.error_bound(half), NULL, 'an empty side gives NULL: error_bound') FROM state;
SELECT is(drift.psi(none, epsilon => 0.01), NULL, 'no state gives NULL: psi') FROM state;
SELECT ok(drift.ks_test(none) IS NULL, 'no state gives NULL: ks_test') FROM state;
SELECT is(drift.psi(x, cur), NULL, 'no row at all gives NULL') FROM log WHERE false;
SELECT is(drift.psi(NULL::float8, cur), NULL, 'nothing but NULL gives NULL') FROM log;
SELECT is(drift.psi('NaN'::float8, cur), NULL, 'nothing but NaN gives NULL') FROM log;
SELECT is(drift.chi2_stat(NULL::text, cur), NULL, 'nothing but NULL gives NULL: categories') FROM log;
SELECT is(drift.ks_stat(x, cur),
	(SELECT drift.ks_stat(v, w) FROM (SELECT x::float8, cur FROM log UNION ALL
		VALUES (NULL, true), ('NaN'::float8, false), (5, NULL), (NULL, NULL)) AS t(v, w)),
	'NULL, NaN and rows without a side take no part') FROM log;
SELECT is((drift.ks_test(s)).n_reference, 200::bigint, 'a test says how many rows: reference') FROM state;
SELECT is((drift.ks_test(s)).n_current, 100::bigint, 'a test says how many rows: current') FROM state;
SELECT is((drift.ks_test(s)).df, NULL, 'Kolmogorov-Smirnov has no degrees of freedom') FROM state;
SELECT is(drift.error_bound(s), 0::float8, 'an exact sample has no error') FROM state;
SELECT is(drift.error_bound(cat), 0::float8, 'exact categories have no error') FROM state;

-- options
SELECT is(drift.psi(s, NULL, NULL, NULL, NULL, NULL), drift.psi(s), 'NULL options are the defaults')
FROM state;
SELECT is(drift.psi(s, bins => 4), drift.psi(s, edges => (SELECT percentile_cont(ARRAY[0.25, 0.5, 0.75])
	WITHIN GROUP (ORDER BY x) FROM log WHERE NOT cur)), 'edges at the quantiles are quantile bins')
FROM state;
SELECT is(drift.psi(s, edges => ARRAY['-Infinity', 100, 'Infinity']::float8[]),
	drift.psi(s, edges => ARRAY[100]), 'outer edges change nothing') FROM state;
SELECT is(drift.psi(s, bins => 7, binning => 'uniform', edges => ARRAY[100]),
	drift.psi(s, edges => ARRAY[100]), 'edges override bins and binning') FROM state;
SELECT is(drift.psi(cat, bins => 2), drift.psi(cat), 'categories take no bins') FROM state;
SELECT is((SELECT drift.psi(x, cur) FROM log), drift.psi(s), 'one step and two steps agree: psi')
FROM state;
SELECT is((SELECT drift.js_distance(CASE WHEN x % 2 = 0 THEN 'red' ELSE 'blue' END::pg_temp.colour, cur) FROM log),
	(SELECT drift.js_distance(x % 2 = 0, cur) FROM log), 'enum and boolean are categories');
SELECT is((SELECT drift.psi(md5(c)::uuid, cur) FROM log), (SELECT drift.psi(c::varchar, cur) FROM log),
	'uuid and varchar are categories');

-- wrong options: 22023
SELECT throws_ok(format('SELECT %s FROM state', call), '22023', NULL, call) FROM (VALUES
	('drift.psi(s, bins => 1)'), ('drift.psi(s, bins => 10001)'), ('drift.psi(s, bins => -5)'),
	('drift.psi(s, binning => ''deciles'')'), ('drift.psi(s, epsilon => 0)'),
	('drift.psi(s, epsilon => 0.11)'), ('drift.psi(s, epsilon => ''NaN'')'),
	('drift.psi(s, edges => ''{}'')'), ('drift.psi(s, edges => ''{1,NULL}'')'),
	('drift.psi(s, edges => ''{1,NaN}'')'), ('drift.psi(s, edges => ''{2,1}'')'),
	('drift.psi(s, edges => ''{1,1}'')'), ('drift.psi(s, edges => ''{{1,2},{3,4}}'')'),
	('drift.js_divergence(s, bins => 0)'), ('drift.js_distance(cat, bins => 0)'),
	('drift.kl_divergence(s, epsilon => -1)'), ('drift.hellinger(s, binning => '''')'),
	('drift.tv_distance(s, bins => 1)'), ('drift.l_infinity(s, bins => 1)'),
	('drift.chi2_stat(s, bins => 1)'), ('drift.ks_test(s, ''both'')'),
	('drift.psi_critical(0, 10)'), ('drift.psi_critical(10, -1)'), ('drift.psi_critical(10, 10, 1)'),
	('drift.psi_critical(10, 10, 10001)'), ('drift.psi_critical(10, 10, 10, 0)'),
	('drift.psi_critical(10, 10, 10, 1)'), ('drift.psi_critical(10, 10, 10, ''NaN'')')
) AS t(call);

-- a dialect that is not there: 0A000
SELECT throws_ok(format('SELECT drift.%s(s, dialect => ''esperanto'') FROM state', name), '0A000', NULL,
	name || ' in an unknown dialect')
FROM unnest('{psi,js_divergence,js_distance,kl_divergence,hellinger,tv_distance,l_infinity,chi2_stat,ks_stat,wasserstein}'::text[]) AS name;

-- categories have no order: 42804
SELECT throws_ok(format('SELECT drift.%s(cat) FROM state', name), '42804', NULL, name || ' of categories')
FROM unnest('{ks_stat,ks_test,wasserstein}'::text[]) AS name;
SELECT throws_ok('SELECT drift.ks_stat(c, cur) FROM log', '42883', NULL, 'one-step ks_stat of text');

-- psi_critical: (1/n + 1/m) times a chi-square quantile
SELECT ok(abs(drift.psi_critical(1000, 500) / (0.003 * 16.918977604620448) - 1) < 1e-12, 'psi_critical');
SELECT ok(abs(drift.psi_critical(1000, 500, alpha => 1e-6) / (0.003 * 44.81093787068782) - 1) < 1e-9,
	'psi_critical far out');

SELECT * FROM finish();
ROLLBACK;
