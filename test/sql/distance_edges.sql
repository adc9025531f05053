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
	('drift.chi2_stat(s, bins => 1)'), ('drift.chi2_test(s, bins => 1)'), ('drift.g_test(s, bins => 1)'),
	('drift.ks_test(s, ''both'')'), ('drift.t_test(s, ''both'')'), ('drift.welch_test(s, ''both'')'),
	('drift.mann_whitney_test(s, ''both'')'), ('drift.z_test(s, ''both'')'),
	('drift.fisher_test(s, ''both'')'), ('drift.z_test(s)'), ('drift.z_test(cat)'),
	('drift.fisher_test(s)'), ('drift.fisher_test(cat)'),
	('drift.psi_critical(0, 10)'), ('drift.psi_critical(10, -1)'), ('drift.psi_critical(10, 10, 1)'),
	('drift.psi_critical(10, 10, 10001)'), ('drift.psi_critical(10, 10, 10, 0)'),
	('drift.psi_critical(10, 10, 10, 1)'), ('drift.psi_critical(10, 10, 10, ''NaN'')')
) AS t(call);

-- a dialect that is not there
SELECT throws_ok(format('SELECT drift.%s(s, dialect => ''esperanto'') FROM state', name), '22023', NULL,
	name || ' in an unknown dialect')
FROM unnest('{psi,js_divergence,js_distance,kl_divergence,hellinger,tv_distance,l_infinity,chi2_stat,ks_stat,wasserstein,energy_distance,cramer_von_mises,anderson_darling,chi2_test,g_test}'::text[]) AS name;

-- categories have no order: 42804
SELECT throws_ok(format('SELECT drift.%s(cat) FROM state', name), '42804', NULL, name || ' of categories')
FROM unnest('{ks_stat,ks_test,wasserstein,energy_distance,cramer_von_mises,anderson_darling,t_test,welch_test,mann_whitney_test,levene_test,anderson_darling_test,cramer_von_mises_test,epps_singleton_test}'::text[]) AS name;
SELECT throws_ok('SELECT drift.ks_stat(c, cur) FROM log', '42883', NULL, 'one-step ks_stat of text');

-- two profiles
CREATE TEMP TABLE profile AS
SELECT drift.profile_agg(x) FILTER (WHERE NOT cur) AS r, drift.profile_agg(x) FILTER (WHERE cur) AS c,
	drift.profile_agg(c) AS cat, drift.profile_agg(NULL::float8) AS nothing FROM log;
SELECT is(drift.psi(r, c), drift.psi(s), 'two exact profiles agree with the sample: psi') FROM profile, state;
SELECT is(drift.ks_test(r, c), drift.ks_test(s), 'two exact profiles agree with the sample: ks_test')
FROM profile, state;
SELECT is(drift.error_bound(r, c), 0::float8, 'exact profiles have no error') FROM profile;
SELECT is(drift.psi(r, NULL), NULL, 'no current profile gives NULL') FROM profile;
SELECT is(drift.psi(NULL, c), NULL, 'no reference profile gives NULL') FROM profile;
SELECT is(drift.wasserstein(r, nothing), NULL, 'a profile of NULL values gives NULL') FROM profile;
SELECT throws_ok('SELECT drift.psi(r, cat) FROM profile', '42804', NULL, 'numbers against categories');
SELECT throws_ok('SELECT drift.psi(cat, r) FROM profile', '42804', NULL, 'categories against numbers');
SELECT throws_ok('SELECT drift.ks_test(cat, cat) FROM profile', '42804', NULL, 'ks_test between profiles of categories');
SELECT throws_ok('SELECT drift.psi(r, c, bins => 1) FROM profile', '22023', NULL, 'bins between profiles');
SELECT throws_ok('SELECT drift.error_bound(r, cat) FROM profile', '42804', NULL, 'error_bound of numbers against categories');

-- a summary stays within its bound
CREATE TEMP TABLE many AS
SELECT ((g::bigint * 48271 + 11) % 2147483647 * 69621 % 2147483647) / 2147483647.0::float8 + (g % 2) * 0.02 AS x,
	g % 2 = 1 AS cur
FROM generate_series(1, 60000) AS g;
CREATE TEMP TABLE summary AS
SELECT drift.sample_agg(x, cur) AS s, drift.profile_agg(x) FILTER (WHERE NOT cur) AS r,
	drift.profile_agg(x) FILTER (WHERE cur) AS c FROM many;
SELECT ok(drift.error_bound(r, c) > 0 AND drift.error_bound(r, c) <= 0.004, 'profiles say how far off they may be')
FROM summary;
SELECT ok(abs(drift.ks_stat(r, c) - drift.ks_stat(s)) <= drift.error_bound(r, c), 'ks_stat keeps its bound') FROM summary;
SELECT ok(abs(drift.wasserstein(r, c) - drift.wasserstein(s)) <= drift.error_bound(r, c) * 1.02,
	'wasserstein keeps the bound times the range') FROM summary;
SELECT ok(abs(drift.psi(r, c) - drift.psi(s)) < 0.001, 'psi of profiles is near') FROM summary;

-- psi_critical: (1/n + 1/m) times a chi-square quantile
SELECT ok(abs(drift.psi_critical(1000, 500) / (0.003 * 16.918977604620448) - 1) < 1e-12, 'psi_critical');
SELECT ok(abs(drift.psi_critical(1000, 500, alpha => 1e-6) / (0.003 * 44.81093787068782) - 1) < 1e-9,
	'psi_critical far out');

SELECT * FROM finish();
ROLLBACK;
