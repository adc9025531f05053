\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(48);

CREATE TEMP TABLE state AS
SELECT drift.sample_agg(x, cur) AS s, drift.sample_agg(c, cur) AS cat, drift.sample_agg(x, false) AS no_current,
	drift.sample_agg(CASE WHEN cur THEN 'Infinity' ELSE x END, cur) AS infinite, drift.sample_agg(7.0, cur) AS constant,
	drift.sample_agg(x, hashint4(x::int) % 3 = 0) AS odd
FROM (SELECT i::float8 AS x, i % 3 = 1 AS cur, 'c' || i * i % 7 AS c FROM generate_series(1, 60) AS i) AS log;

-- an option out of range: 22023
SELECT throws_ok('SELECT ' || call || ' FROM state', '22023', NULL, call) FROM (VALUES
	('drift.energy_test(s, 0)'), ('drift.energy_test(s, 1000001)'), ('drift.tvd_test(s, permutations => -1)'),
	('drift.tvd_test(s, bins => 1)'), ('drift.tvd_test(s, dialect => ''evidently'')'),
	('drift.mood_test(s, ''both'')'), ('drift.levene_test(s, ''trimmed'')'), ('drift.ks_critical(0, 10)'),
	('drift.ks_critical(10, 0)'), ('drift.ks_critical(10, 10, 0)'), ('drift.ks_critical(10, 10, 1)'),
	('drift.ks_critical(10, 10, ''NaN'')'), ('drift.ks_excess(s, 2)'), ('drift.l_infinity_excess(s, -1)'),
	('drift.l_infinity_excess(s, bins => 1)'), ('drift.l_infinity_excess(s, dialect => ''deequ'')')
) AS t(call);

-- categories have no order: 42804
SELECT throws_ok('SELECT drift.' || name || '(cat) FROM state', '42804', NULL, name || ' of categories')
FROM unnest('{energy_test,mood_test,brown_forsythe_test,ks_excess,cohens_d,cliffs_delta}'::text[]) AS name;

-- an empty side gives NULL
SELECT is(t.actual, NULL, 'no current rows: ' || t.name) FROM state, LATERAL (VALUES
	('energy_test', drift.energy_test(no_current)::text), ('tvd_test', drift.tvd_test(no_current)::text),
	('mood_test', drift.mood_test(no_current)::text), ('ks_excess', drift.ks_excess(no_current)::text),
	('brown_forsythe_test', drift.brown_forsythe_test(no_current)::text),
	('l_infinity_excess', drift.l_infinity_excess(no_current)::text), ('cohens_d', drift.cohens_d(no_current)::text),
	('cliffs_delta', drift.cliffs_delta(no_current)::text)) AS t(name, actual);

-- drawing: the same seed, the same p-value; another, another; never 0
SELECT is(drift.energy_test(s), drift.energy_test(s, 999, 1), 'energy_test: defaults') FROM state;
SELECT isnt(drift.energy_test(odd, 9999, 1), drift.energy_test(odd, 9999, 2), 'energy_test: another seed') FROM state;
SELECT is(drift.tvd_test(s, seed => 5), drift.tvd_test(s, seed => 5), 'tvd_test: the same seed') FROM state;
SELECT is((drift.energy_test(s)).statistic, drift.energy_distance(s), 'energy_test: statistic') FROM state;
SELECT is((drift.tvd_test(s, bins => 5)).statistic, drift.tv_distance(s, bins => 5), 'tvd_test: statistic') FROM state;
SELECT is((drift.tvd_test(cat, seed => -9)).n_reference, 40::bigint, 'tvd_test of categories, negative seed') FROM state;
SELECT is((drift.energy_test(infinite)).p_value, NULL, 'an infinite distance has no p-value') FROM state;
SELECT is((drift.tvd_test(infinite, 99)).p_value, 0.01::float8, 'infinities on one side: the least p-value of tvd_test') FROM state;
SELECT is((drift.energy_test(constant)).p_value, 1::float8, 'one value: energy_test') FROM state;
SELECT is((drift.tvd_test(constant)).p_value, 1::float8, 'one value: tvd_test') FROM state;
SELECT is((drift.mood_test(constant)).p_value, NULL, 'one value: mood_test') FROM state;
SELECT is(drift.cliffs_delta(constant), 0::float8, 'one value: cliffs_delta') FROM state;
SELECT is(drift.cohens_d(infinite), NULL, 'infinities: cohens_d') FROM state;
SELECT is(drift.cliffs_delta(infinite), -1::float8, 'infinities: cliffs_delta') FROM state;

-- under no difference p-values are as likely as each other, with values of many rows, too
SELECT ok(count(*) FILTER (WHERE p <= 0.1) BETWEEN 8 AND 34, 'tvd_test: a tenth of p-values below 0.1')
FROM (SELECT (drift.tvd_test(drift.sample_agg(hashint4(i * 1000 + g) % 3, i % 2 = 0), 99, g)).p_value AS p
	FROM generate_series(1, 200) AS g, generate_series(1, 400) AS i GROUP BY g) q;

-- a long one can be cancelled
CREATE FUNCTION pg_temp.cancelled(call text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE call;
	RETURN false;
EXCEPTION WHEN query_canceled THEN
	RETURN true;
END $$;
SET LOCAL statement_timeout = '300ms';
SELECT ok(pg_temp.cancelled('SELECT drift.energy_test(s, 1000000)
	FROM (SELECT drift.sample_agg(i, i % 2 = 0) AS s FROM generate_series(1, 20000) AS i) q'), 'energy_test is cancelled');
SET LOCAL statement_timeout = 0;

-- two profiles
SELECT is(drift.energy_test(r, c, 99, 3), drift.energy_test(s, 99, 3), 'two exact profiles agree with the sample')
FROM (SELECT drift.profile_agg(i) FILTER (WHERE i % 3 > 0) AS r, drift.profile_agg(i) FILTER (WHERE i % 3 = 0) AS c,
	drift.sample_agg(i, i % 3 = 0) AS s FROM generate_series(1, 50) AS i) q;
SELECT ok(drift.ks_critical(1000, 1000) BETWEEN 0.0595 AND 0.0607, 'ks_critical is near 1.36 sqrt(2 / 1000)');

SELECT * FROM finish();
ROLLBACK;
