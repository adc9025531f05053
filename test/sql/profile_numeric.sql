\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(169);

-- Is a within a relative distance of b?
CREATE FUNCTION pg_temp.near(a float8, b float8, relative float8 DEFAULT 1e-12) RETURNS boolean
LANGUAGE sql AS 'SELECT abs(a - b) <= relative * abs(b)';

-- Exact profiles against NumPy and SciPy (test/gen/profile_numeric.py, column SKEWED).
CREATE TEMP TABLE skewed AS
SELECT u * u * u * 100 - 5 AS x
FROM (SELECT ((i * 7919 + 13) % 10007) / 10007.0::float8 AS u FROM generate_series(1, 2000) i) q;
CREATE TEMP TABLE skewed_profile AS SELECT drift.profile_agg(x) AS p FROM skewed;

SELECT ok(drift.is_exact(p), '2,000 distinct values are exact') FROM skewed_profile;
SELECT is(drift.rank_error(p), 0::float8, 'no rank error') FROM skewed_profile;
SELECT ok(pg_temp.near((drift.summary(p)).mean, 20.045977406870964), 'mean') FROM skewed_profile;
SELECT ok(pg_temp.near((drift.summary(p)).stddev, 28.375175757967597), 'stddev') FROM skewed_profile;
SELECT ok(pg_temp.near((drift.summary(p)).skewness, 1.0558758675971733), 'skewness') FROM skewed_profile;
SELECT ok(pg_temp.near((drift.summary(p)).kurtosis, -0.098208691287108435, 1e-9), 'kurtosis')
FROM skewed_profile;
SELECT ok(bool_and(pg_temp.near(drift.quantile(p, q), (SELECT percentile_cont(q) WITHIN GROUP (ORDER BY x) FROM skewed))),
	'quantiles as percentile_cont()')
FROM skewed_profile, unnest(ARRAY[0, 0.001, 0.01, 0.3333, 0.5, 0.9, 0.999, 1]::float8[]) q;
SELECT ok(bool_and(pg_temp.near(v, drift.quantile(p, q))), 'quantiles() as quantile()')
FROM skewed_profile, unnest(drift.quantiles(p, '{0.1,0.5,0.7}'), '{0.1,0.5,0.7}'::float8[]) AS r(v, q);
SELECT is(drift.cdf(p, 10), (SELECT avg((x <= 10)::int)::float8 FROM skewed), 'cdf counts rows <= x')
FROM skewed_profile;
SELECT is((drift.summary(p)).n_distinct, 2000::float8, 'distinct values are counted while exact')
FROM skewed_profile;

-- Nothing, one row, only NULL, only NaN, all equal.
SELECT is((SELECT drift.profile_agg(x)::text FROM skewed WHERE false), NULL, 'no rows: NULL');
SELECT is(drift.n(p) || ' ' || drift.n_null(p), '0 3', 'NULLs are counted') FROM
	(SELECT drift.profile_agg(NULL::float8) p FROM generate_series(1, 3)) q;
SELECT is(coalesce(drift.quantile(p, 0.5), drift.cdf(p, 0), drift.rank_error(p), s.mean, s.min, s.stddev), NULL,
	'nothing to read from nothing') FROM
	(SELECT drift.profile_agg(NULL::float8) p FROM generate_series(1, 3)) q, drift.summary(p) s;
SELECT is_empty('SELECT * FROM drift.histogram((SELECT drift.profile_agg(NULL::float8)))', 'no histogram of nothing');
SELECT is(ROW(s.n, s.n_nan), ROW(1::bigint, 2::bigint), 'NaN is counted apart')
FROM (SELECT drift.profile_agg(x) p FROM unnest('{NaN,1,NaN}'::float8[]) x) q, drift.summary(p) s;
SELECT is(ROW(s.n, s.mean, s.stddev, s.skewness, s.p01, s.max), ROW(1::bigint, 7::float8, NULL::float8, NULL::float8, 7::float8, 7::float8), 'one row')
FROM (SELECT drift.profile_agg(7) p) q, drift.summary(p) s;
SELECT is(ROW(s.n, s.mean, s.stddev, s.skewness, s.n_distinct), ROW(50000::bigint, 0.1::float8, 0::float8, NULL::float8, 1::float8), 'all equal')
FROM (SELECT drift.profile_agg(0.1) p FROM generate_series(1, 50000)) q, drift.summary(p) s;

-- Infinities, -0, the largest and the smallest numbers.
CREATE TEMP TABLE odd AS SELECT drift.profile_agg(x) AS p
FROM unnest('{NULL,NaN,Infinity,Infinity,-Infinity,0,-0,1e308,-1e308,5e-324}'::float8[]) x;
SELECT is(ROW(s.n, s.n_null, s.n_nan, s.n_low_inf, s.n_high_inf, s.n_zero, s.n_negative),
	ROW(8::bigint, 1::bigint, 1::bigint, 1::bigint, 2::bigint, 2::bigint, 2::bigint), 'special values')
FROM odd, drift.summary(p) s;
SELECT is(ROW(s.min, s.max, s.mean), ROW('-Infinity'::float8, 'Infinity'::float8, 0::float8),
	'infinities stand at the ends and take no part in moments') FROM odd, drift.summary(p) s;
SELECT ok(pg_temp.near(s.stddev, 1e308 / sqrt(2::float8)), 'no overflow in moments') FROM odd, drift.summary(p) s;
SELECT is(drift.quantiles(p, '{0,0.05,0.5,0.8,1}'), '{-Infinity,-Infinity,2.5e-324,Infinity,Infinity}'::float8[], 'no NaN from infinities')
FROM odd;
SELECT is(drift.cdf(p, '-Infinity') || ' ' || drift.cdf(p, 0) || ' ' || drift.cdf(p, 'Infinity'), '0.125 0.5 1', 'cdf with infinities')
FROM odd;
SELECT is(drift.quantile(drift.profile_agg(x), 1)::text, '0', '-0 becomes 0') FROM unnest('{-0,-0}'::float8[]) x;
SELECT results_eq('SELECT bin, low, high, count FROM odd, drift.histogram(p, 2)',
	$$VALUES (0, '-Infinity'::float8, '-Infinity'::float8, 1::bigint), (1, -1e308, 0, 1), (2, 0, 1e308, 4), (3, 'Infinity', 'Infinity', 2)$$,
	'infinities have bins of their own');
SELECT results_eq('SELECT * FROM drift.histogram((SELECT drift.profile_agg(i) FROM generate_series(1, 1000) i), 4)',
	$$VALUES (1, 1::float8, 250.75::float8, 250::bigint, 0.25::float8), (2, 250.75, 500.5, 250, 0.25), (3, 500.5, 750.25, 250, 0.25), (4, 750.25, 1000, 250, 0.25)$$,
	'histogram');
SELECT results_eq('SELECT bin, low, high, count FROM drift.histogram((SELECT drift.profile_agg(3) FROM generate_series(1, 10)), 4)',
	$$VALUES (1, 3::float8, 3::float8, 10::bigint)$$, 'one bin when all are equal');
SELECT is(sum(count)::bigint, 40000::bigint, 'a histogram of a summary counts every row')
FROM (SELECT drift.profile_agg(sqrt(i)) p FROM generate_series(1, 40000) i) q, drift.histogram(p, 37);

-- Beyond 2,048 distinct values: within the bound, the bound within 0.1 %, 17 KiB.
CREATE TEMP TABLE many AS
SELECT i, ((i * 7919) % 300007)::float8 AS x, i::float8 AS sorted, -i::float8 AS reversed,
	CASE WHEN i % 2 = 0 THEN i ELSE 600000 - i END::float8 AS zigzag,
	CASE WHEN i % 3 > 0 THEN 0 ELSE ((i * 7919) % 300007) END::float8 AS atom,
	(i % 7)::float8 AS few, exp(((i * 7919) % 300007) / 1000.0::float8) AS heavy
FROM generate_series(1, 300000::bigint) i;
CREATE TEMP TABLE many_profile AS
SELECT c.name, c.p FROM (SELECT drift.profile_agg(x) x, drift.profile_agg(sorted) sorted, drift.profile_agg(reversed) reversed,
	drift.profile_agg(zigzag) zigzag, drift.profile_agg(atom) atom, drift.profile_agg(few) few, drift.profile_agg(heavy) heavy FROM many) q,
	LATERAL (VALUES ('x', x), ('sorted', sorted), ('reversed', reversed), ('zigzag', zigzag), ('atom', atom), ('few', few), ('heavy', heavy)) c(name, p);
SELECT ok(drift.is_exact(p) = (name = 'few'), name || ': exact or not') FROM many_profile ORDER BY name;
SELECT ok(drift.rank_error(p) <= 0.001, name || ': rank error at most 0.1 %') FROM many_profile ORDER BY name;
SELECT ok(pg_column_size(p) <= 17 * 1024, name || ': at most 17 KiB') FROM many_profile ORDER BY name;
SELECT is(drift.n(p), 300000::bigint, name || ': n') FROM many_profile ORDER BY name;
CREATE TEMP TABLE truth AS
SELECT name, v, le, row_number() OVER (PARTITION BY name ORDER BY v) AS r
FROM (SELECT name, v, sum(count(*)) OVER (PARTITION BY name ORDER BY v)::bigint AS le
	FROM many, LATERAL (VALUES ('atom', atom), ('heavy', heavy)) c(name, v) GROUP BY name, v) q;
DELETE FROM truth WHERE r % 199 <> 1 AND le > 300 AND le < 300000 - 300;
CREATE FUNCTION pg_temp.observed(profile drift.profile, column_name text) RETURNS float8 LANGUAGE sql AS $$
	SELECT max(abs(drift.cdf(profile, v) - le / 300000.0::float8)) - 1e-12 FROM truth WHERE name = column_name $$;
SELECT ok(pg_temp.observed(p, name) <= drift.rank_error(p), name || ': every cdf within the bound')
FROM many_profile WHERE name IN ('atom', 'heavy') ORDER BY name;
SELECT ok(bool_and(abs(drift.quantile(p, q) - 300000 * q) <= 300000 * drift.rank_error(p) + 1), 'quantiles within the bound')
FROM many_profile, generate_series(0, 1, 0.01) q WHERE name = 'sorted';
SELECT ok(bool_and(round(drift.cdf(p, v) * 300000) = le) AND count(*) = 512, 'the 256 smallest and largest rows are exact')
FROM many_profile JOIN truth USING (name) WHERE name = 'heavy' AND (le <= 256 OR le > 300000 - 256);
SELECT ok(pg_temp.near((drift.summary(p)).mean, (SELECT avg(x) FROM many)) AND pg_temp.near((drift.summary(p)).stddev, (SELECT stddev(x) FROM many)), 'moments are exact')
FROM many_profile WHERE name = 'x';
SELECT ok(pg_temp.near((drift.summary(p)).n_distinct, 300000, 0.13), 'distinct estimate') FROM many_profile WHERE name = 'x';
SELECT is((drift.summary(p)).n_zero, (SELECT count(*) FROM many WHERE atom = 0), 'zeros') FROM many_profile WHERE name = 'atom';
SELECT is((SELECT drift.profile_agg(x)::text FROM many), p::text, 'deterministic') FROM many_profile WHERE name = 'x';

-- Sizes on both sides of every step of growth.
SELECT ok(bool_and(drift.n(p) = n AND (drift.summary(p)).max = n AND drift.is_exact(p) = (n <= 2048) AND drift.rank_error(p) <= 0.001), 'every size')
FROM unnest('{1,63,64,65,127,128,129,2047,2048,2049,16383,16384,16385,16448,32768,32769}'::int[]) n,
	LATERAL (SELECT drift.profile_agg(i) p FROM generate_series(1, n) i) q;

-- Text and binary, storage.
SELECT is(p::text::drift.profile::text, p::text, name || ': text round trip') FROM many_profile ORDER BY name;
SELECT is(drift.profile_send(p::text::drift.profile), drift.profile_send(p), name || ': same bytes') FROM many_profile ORDER BY name;
SELECT is(p::text::drift.profile::text, p::text, 'text round trip of special values') FROM odd;
SELECT is((SELECT drift.profile_agg(x) FROM (VALUES (0), (2), (2), (2), (NULL)) v(x))::text,
	'drift.profile 1 numeric {n:4 null:1 nan:0 low_inf:0 high_inf:0 zero:1 negative:0 finite:4 scale:0 '
	'mean:1.5 m2:3 m3:-3 m4:5.25 rank_error:0 values:[0 2] counts:[1 3]}', 'the text form');
SET LOCAL extra_float_digits = -10;
SELECT is(p::text::drift.profile::text, p::text, 'text form does not depend on extra_float_digits') FROM many_profile WHERE name = 'heavy';
RESET extra_float_digits;

-- Merging.
CREATE TEMP TABLE part AS
SELECT i % 37 AS g, drift.profile_agg(x) AS x, drift.profile_agg(few) AS few, drift.profile_agg(heavy) AS heavy FROM many GROUP BY 1;
SELECT is((SELECT drift.merge(few) FROM part)::text ~ 'n:300000 .* rank_error:0 ', true, 'exact parts merge exactly');
SELECT is((SELECT drift.histogram(drift.merge(few), 7)::text FROM part LIMIT 1), (SELECT drift.histogram(p, 7)::text FROM many_profile WHERE name = 'few' LIMIT 1), 'to the same counts');
SELECT ok(drift.n(m) = 300000 AND pg_temp.observed(m, 'heavy') <= drift.rank_error(m) AND drift.rank_error(m) < 0.0011, 'merged summaries keep their bound')
FROM (SELECT drift.merge(heavy) m FROM part) q;
SELECT ok(drift.n(m) = 300000 AND pg_temp.observed(m, 'heavy') <= drift.rank_error(m), 'in another order, too')
FROM (SELECT drift.merge(heavy ORDER BY g DESC) m FROM part) q;
SELECT ok(pg_temp.near((drift.summary(m)).mean, (SELECT avg(x) FROM many)) AND pg_temp.near((drift.summary(m)).stddev, (SELECT stddev(x) FROM many)), 'moments of merged profiles')
FROM (SELECT drift.merge(x) m FROM part) q;
SELECT ok(pg_temp.observed(m, 'heavy') <= drift.rank_error(m) AND (drift.summary(m)).max = (SELECT max(heavy) FROM many), 'pairwise merging keeps its bound')
FROM (SELECT drift.merge(drift.merge(a.heavy, b.heavy), (SELECT drift.merge(heavy) FROM part WHERE g > 1)) m FROM part a, part b WHERE a.g = 0 AND b.g = 1) q;
SELECT is(drift.merge(p, NULL)::text, p::text, 'merging with NULL') FROM odd;
SELECT is(drift.n(drift.merge(p, p)), 16::bigint, 'merging with itself') FROM odd;
SELECT is((SELECT drift.merge(p)::text FROM odd WHERE false), NULL, 'merging nothing');
SELECT is((SELECT drift.merge(p)::text FROM odd), (SELECT p::text FROM odd), 'merging one');
-- 2,000 copies of one summary: the normalized bound grows by one reduction, not with each merge
SELECT ok(drift.rank_error(m) < drift.rank_error(p) + 0.0006, 'the bound does not grow with the number of merges')
FROM many_profile, LATERAL (SELECT drift.merge(copy.p) m FROM (SELECT p FROM generate_series(1, 2000)) copy) q WHERE name = 'x';

-- Every form meets every other: small, exact with many rows, summary; stored and in flight.
CREATE TEMP TABLE form AS
SELECT n, drift.profile_agg(CASE WHEN n > 0 THEN (i * 7919 % d)::float8 END) AS p
FROM (VALUES (0, 1), (1, 1), (64, 64), (2049, 2049), (16384, 16384), (16383, 3), (40000, 5), (40000, 2048), (17000, 3000), (40000, 40000)) v(n, d),
	generate_series(1::bigint, greatest(n, 1)) i
GROUP BY n, d;
SELECT ok(bool_and(drift.n(m) = a.n + b.n AND drift.rank_error(m) <= 0.001 IS NOT FALSE AND m::text::drift.profile::text = m::text), 'all pairs')
FROM form a, form b, LATERAL (SELECT drift.merge(a.p, b.p) m) q;
SELECT ok(bool_and(drift.n(m) = a.n + b.n + 2), 'all pairs in flight')
FROM form a, form b, LATERAL (SELECT drift.profile_combine(drift.profile_add(a.p, 0.5), drift.profile_add(b.p, 1.5)) m) q;
SELECT ok(bool_and(drift.n(m) = a.n + b.n + c.n + 1), 'all triples')
FROM form a, form b, form c, LATERAL (SELECT drift.merge(x) m FROM (VALUES (a.p), (drift.profile_add(b.p, 0.5)), (c.p)) v(x)) q
WHERE (a.n + b.n + c.n) % 3 = 0;

-- The aggregate in groups, as a window, and called by hand on a stored value.
SELECT is(count(*), 3000::bigint, 'many groups') FROM (SELECT i % 3000 g, drift.profile_agg(x) p FROM many GROUP BY 1) q WHERE drift.n(p) = 100 AND drift.is_exact(p);
SELECT is(array_agg(n), ARRAY[1, 2, 3]::bigint[], 'running window')
FROM (SELECT drift.n(drift.profile_agg(i) OVER (ORDER BY i)) n FROM generate_series(1, 3) i) q;
SELECT is(drift.n(drift.profile_add(p, 5)) || ' ' || drift.n(p), '9 8', 'a stored profile is not changed') FROM odd;
SELECT is(drift.n(drift.profile_add(p, 5)), 300001::bigint, 'a stored summary takes a row, too') FROM many_profile WHERE name = 'x';

-- In parallel.
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
CREATE TABLE drift_test_many AS SELECT * FROM many;
ANALYZE drift_test_many;
CREATE FUNCTION pg_temp.plan_has(query text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan::text LIKE '%"' || node || '"%';
END $$;
SELECT ok(pg_temp.plan_has('SELECT drift.profile_agg(few), drift.profile_agg(x) FROM drift_test_many', 'Gather'), 'the plan is parallel');
SELECT is((SELECT drift.quantiles(drift.profile_agg(few), '{0,0.3,0.5,1}') FROM drift_test_many), drift.quantiles(p, '{0,0.3,0.5,1}'), 'exact states: the same answer')
FROM many_profile WHERE name = 'few';
SELECT ok(drift.n(m) = 300000 AND pg_temp.observed(m, 'heavy') <= drift.rank_error(m) AND drift.rank_error(m) <= 0.001, 'summaries: within the bound')
FROM (SELECT drift.profile_agg(heavy) m FROM drift_test_many) q;
DROP TABLE drift_test_many;

-- Wrong arguments.
SELECT throws_ok('SELECT drift.quantile(p, 1.1) FROM odd', '22003', NULL, 'quantile above 1');
SELECT throws_ok('SELECT drift.quantile(p, -0.1) FROM odd', '22003', NULL, 'quantile below 0');
SELECT throws_ok('SELECT drift.quantile(p, ''NaN'') FROM odd', '22003', NULL, 'quantile NaN');
SELECT throws_ok('SELECT drift.quantiles(p, ''{0.5,2}'') FROM odd', '22003', NULL, 'one quantile of many');
SELECT throws_ok('SELECT drift.cdf(p, ''NaN'') FROM odd', '22003', NULL, 'cdf of NaN');
SELECT throws_ok('SELECT drift.histogram(p, 0) FROM odd', '22023', NULL, 'no bins');
SELECT throws_ok('SELECT drift.histogram(p, 10001) FROM odd', '22023', NULL, 'too many bins');
SELECT is(drift.quantiles(p, '{NULL,0}'), '{NULL,-Infinity}'::float8[], 'NULL among quantiles') FROM odd;
SELECT is(drift.quantile(p, NULL), NULL, 'quantile NULL') FROM odd;

-- Malformed text: 22P02, whatever is wrong with it.
CREATE FUNCTION pg_temp.changed(pattern text, replacement text) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace('drift.profile 1 numeric {n:4 null:1 nan:0 low_inf:0 high_inf:0 zero:1 negative:1 finite:4 scale:0 '
		'mean:0.25 m2:2.75 m3:1.125 m4:3.578125 rank_error:0 values:[-1 0 1] counts:[1 1 2]}', pattern, replacement) $$;
SELECT lives_ok(format('SELECT %L::drift.profile', pg_temp.changed('x', 'x')), 'this one is well-formed');
SELECT throws_ok(format('SELECT %L::drift.profile', pg_temp.changed(a, b)), '22P02', NULL, format('malformed: %s for %s', b, a))
FROM (VALUES ('drift.profile', 'drift.sample'), ('profile 1', 'profile 2'), ('numeric', 'binary'), ('n:4', 'n:5'), ('n:4', 'n:-4'),
	('n:4', 'n:99999999999999999999'), ('n:4', 'n:1e3'), ('null:1', 'null:-1'), ('null:1', ''), ('low_inf:0', 'low_inf:1'), ('zero:1', 'zero:2'),
	('negative:1', 'negative:0'), ('finite:4', 'finite:3'), ('scale:0', 'scale:5000'), ('mean:0.25', 'mean:NaN'), ('mean:0.25', 'mean:Infinity'),
	('m2:2.75', 'm2:-1'), ('m4:3.578125', 'm4:-Infinity'), ('rank_error:0', 'rank_error:1'), ('rank_error:0', 'rank_error:-1'),
	('-1 0 1', '0 -1 1'), ('-1 0 1', '-1 0 0'), ('-1 0 1', '-1 -0 1'), ('-1 0 1', '-1 0 NaN'), ('-1 0 1', '-1 0 x'), ('-1 0 1', '-1 0'),
	('-1 0 1', '-1 0 1 2'), ('-1 0 1', '-1 0 0x1'), ('1 1 2', '1 1 1'), ('1 1 2', '1 0 3'), ('1 1 2', '1 -1 4'), ('1 1 2', '1 1'),
	('1 1 2', '1 1 2 3'), ('1 1 2', '9223372036854775807 1 2'), (' counts.*]', ''), ('}', ''), ('}', '} x'), ('.*', ''), ('\[-1 0 1\]', '-1 0 1'),
	('values', 'registers:[1 2] values')) v(a, b);
CREATE FUNCTION pg_temp.summary_changed(pattern text, replacement text) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace(p::text, pattern, replacement) FROM many_profile WHERE name = 'sorted' $$;
SELECT throws_ok(format('SELECT %L::drift.profile', pg_temp.summary_changed(a, b)), '22P02', NULL, format('malformed summary: %s for %s', b, a))
FROM (VALUES ('n:300000', 'n:2048'), ('rank_error:\d+', 'rank_error:0'), ('rank_error:\d+', 'rank_error:300001'), ('values:\[1 ', 'values:['),
	('values:\[1 ', 'values:[1 1 '), ('values:\[1 2 ', 'values:[2 1 '), ('values:\[1 ', 'values:[-1 '), ('registers:\[\d+', 'registers:[56'),
	('registers:\[\d+', 'registers:['), ('registers:\[\d+', 'registers:[1 1'), ('values:.*', 'values:[]}'), ('zero:0', 'zero:300001'),
	('300000\]', 'Infinity]')) v(a, b);

-- Every single character of a text changed: an error or a profile that works.
CREATE FUNCTION pg_temp.use(p drift.profile) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM drift.summary(p), drift.histogram(p, 3), drift.merge(p, (SELECT o.p FROM odd o)), drift.quantile(drift.profile_add(p, 1), 0.3);
	IF p::text::drift.profile::text <> p::text THEN
		RAISE EXCEPTION 'no round trip';
	END IF;
END $$;
CREATE FUNCTION pg_temp.text_survives() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	original text := pg_temp.changed('x', 'x');
	c text;
BEGIN
	FOR i IN 1 .. length(original) LOOP
		FOREACH c IN ARRAY ARRAY['', '9', '-', ' ', 'e', ']', '"', '00'] LOOP
			BEGIN
				PERFORM pg_temp.use(overlay(original PLACING c FROM i FOR 1)::drift.profile);
			EXCEPTION WHEN invalid_text_representation OR numeric_value_out_of_range THEN
			END;
		END LOOP;
	END LOOP;
	RETURN 'survived';
END $$;
SELECT is(pg_temp.text_survives(), 'survived', 'no changed text does harm');

-- The same for the binary form, which only COPY reads.
CREATE TEMP TABLE received (p drift.profile);
CREATE FUNCTION pg_temp.receive(body bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	message bytea := '\x5047434f50590aff0d0a00'::bytea || '\x0000000000000000'::bytea || '\x0001'::bytea
		|| int4send(length(body)) || body || '\xffff'::bytea;
BEGIN
	TRUNCATE received;
	EXECUTE format('COPY received FROM PROGRAM %L (FORMAT binary)',
		'echo ' || translate(encode(message, 'base64'), E'\n', '') || ' | base64 -d');
END $$;
CREATE FUNCTION pg_temp.binary_survives(original bytea, step int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	change int;
BEGIN
	FOR i IN 0 .. length(original) - 1 BY step LOOP
		FOREACH change IN ARRAY ARRAY[0, 127, 255] LOOP
			BEGIN
				PERFORM pg_temp.receive(set_byte(original, i, change));
				PERFORM pg_temp.use(p) FROM received;
			EXCEPTION WHEN invalid_binary_representation OR protocol_violation OR numeric_value_out_of_range THEN
			END;
		END LOOP;
		BEGIN
			PERFORM pg_temp.receive(substr(original, 1, i));
			RETURN 'took a message cut at ' || i;
		EXCEPTION WHEN invalid_binary_representation OR protocol_violation THEN
		END;
	END LOOP;
	RETURN 'survived';
END $$;
SELECT is(p2::text, p::text, 'binary round trip') FROM (SELECT pg_temp.receive(drift.profile_send(p)), p FROM odd) q, LATERAL (SELECT r.p AS p2 FROM received r WHERE q.p IS NOT NULL) r;
SELECT is(pg_temp.binary_survives(drift.profile_send(p), 2), 'survived', 'no changed byte of a small profile does harm') FROM odd;
SELECT is(pg_temp.binary_survives(drift.profile_send(p), 1217), 'survived', 'nor in a summary') FROM many_profile WHERE name = 'atom';
SELECT throws_ok(format('SELECT pg_temp.receive(%L::bytea)', drift.profile_send(p) || '\x00'::bytea), '22P03', NULL, 'a byte too many') FROM odd;

SELECT * FROM finish();
ROLLBACK;
