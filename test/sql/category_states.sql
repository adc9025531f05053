\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(170);

-- what is counted, and how
CREATE TEMP TABLE few (x text, c boolean);
INSERT INTO few VALUES ('b', false), ('a', true), ('a', false), ('a', false), ('', true), (NULL, false),
	(NULL, true), (NULL, true), ('z', NULL), (NULL, NULL);
SELECT is(drift.sample_agg(x, c)::text,
	'drift.sample 1 category {n_reference:3 n_current:2 n_null_reference:1 n_null_current:2'
	' names:["" "a" "b"] reference:[0 2 1] current:[1 1 0]}',
	'sample: empty string counted, NULL apart, a row without side ignored') FROM few;
SELECT is(drift.profile_agg(x)::text,
	'drift.profile 1 category {n:6 n_null:4 names:["" "a" "b" "z"] counts:[1 3 1 1]}', 'profile') FROM few;
SELECT is(drift.sample_agg(x, c)::text, NULL, 'sample of no row: NULL') FROM few WHERE false;
SELECT is(drift.profile_agg(x)::text, NULL, 'profile of no row: NULL') FROM few WHERE false;
SELECT is(drift.sample_agg(x, NULL)::text, NULL, 'sample of no row with a side: NULL') FROM few;
SELECT is(drift.profile_agg(NULL::text)::text, 'drift.profile 1 category {n:0 n_null:10 names:[] counts:[]}', 'profile: all NULL') FROM few;
SELECT is(drift.sample_agg(NULL::text, c)::text,
	'drift.sample 1 category {n_reference:0 n_current:0 n_null_reference:4 n_null_current:4 names:[] reference:[] current:[]}',
	'sample: all NULL') FROM few WHERE c IS NOT NULL;
SELECT is(drift.profile_agg('one'::text)::text, 'drift.profile 1 category {n:10 n_null:0 names:["one"] counts:[10]}', 'one category') FROM few;
SELECT ok(drift.is_exact(drift.sample_agg(x, c)) AND drift.is_exact(drift.profile_agg(x)), 'few categories are exact') FROM few;

-- other types come by their text form
CREATE TYPE pg_temp.mood AS ENUM ('sad', 'ok', 'happy');
SELECT is(drift.profile_agg(x::varchar)::text, drift.profile_agg(x)::text, 'varchar resolves to text') FROM few;
SELECT is(drift.sample_agg(x::varchar(3), c)::text, drift.sample_agg(x, c)::text, 'varchar(n) as well') FROM few;
SELECT is(drift.profile_agg(c)::text, drift.profile_agg(c::text)::text, 'profile of boolean') FROM few;
SELECT is(drift.sample_agg(c, c)::text, drift.sample_agg(c::text, c)::text, 'sample of boolean') FROM few;
SELECT is(drift.profile_agg(u)::text, drift.profile_agg(u::text)::text, 'profile of uuid')
FROM (SELECT md5((i % 7)::text)::uuid u FROM generate_series(1, 50) i) q;
SELECT is(drift.sample_agg(u, c)::text, drift.sample_agg(u::text, c)::text, 'sample of uuid')
FROM (SELECT md5((i % 7)::text)::uuid u, i % 2 = 0 c FROM generate_series(1, 50) i) q;
SELECT is(drift.profile_agg(m)::text, drift.profile_agg(m::text)::text, 'profile of enum')
FROM (VALUES ('ok'::pg_temp.mood), ('sad'), (NULL), ('ok')) v (m);
SELECT is(drift.sample_agg(m, c)::text, drift.sample_agg(m::text, c)::text, 'sample of enum')
FROM (VALUES ('ok'::pg_temp.mood, true), ('sad', false), (NULL, true), ('ok', NULL)) v (m, c);
SELECT is(drift.sample_agg(NULL::boolean, true)::text, drift.sample_agg(NULL::text, true)::text, 'NULL boolean')
FROM few;
SELECT ok(drift.profile_agg(i)::text LIKE 'drift.profile 1 numeric%', 'integers stay numbers') FROM generate_series(1, 3) i;

-- names: bytes in byte order, whatever they are
CREATE TEMP TABLE odd (i int, x text COLLATE "C");
INSERT INTO odd VALUES (1, ''), (2, '"'), (3, '\'), (4, '\"'), (5, E'\n'), (6, E'a\tb\r\n'), (7, ' '), (8, '  '),
	(9, '] counts:[9'), (10, 'é'), (11, E'e\u0301'), (12, '日本'), (13, E'\U0001F600'), (14, 'A'), (15, 'a'), (16, 'NULL'),
	(17, '{}'), (18, E'\x01'), (19, repeat('x', 255)), (20, repeat('é', 127)), (21, 'a '), (22, '''');
SELECT is(p::text::drift.profile::text, p::text, 'odd names: text round trip'),
	is(drift.profile_send(p::text::drift.profile), drift.profile_send(p), 'odd names: binary form the same')
FROM (SELECT drift.profile_agg(x) p FROM odd) q;
SELECT is((SELECT array_agg(category) FROM drift.top(p, 100)), (SELECT array_agg(x ORDER BY x) FROM odd), 'odd names: all listed, in byte order')
FROM (SELECT drift.profile_agg(x) p FROM odd) q;
SELECT is((SELECT md5(drift.profile_agg(x ORDER BY i DESC)::text) FROM odd),
	(SELECT md5(drift.profile_agg(x ORDER BY i)::text) FROM odd), 'order of rows does not matter');
SELECT is(drift.profile_agg(x COLLATE "C")::text, drift.profile_agg(x COLLATE "default")::text, 'nor does the collation') FROM odd;

-- long names are folded, and stay distinct
CREATE TEMP TABLE long (x text);
INSERT INTO long VALUES (repeat('p', 300)), (repeat('p', 300) || 'a'), (repeat('p', 300) || 'b'), (repeat('p', 300) || 'b'),
	(repeat('é', 5000)), (repeat('日', 86)), (repeat('x', 255)), (repeat('x', 256)), (repeat('x', 255) || 'é');
SELECT is((SELECT array_agg(count) FROM drift.top(p, 100)), '{2,1,1,1,1,1,1,1}'::bigint[], 'texts equal in 300 bytes stay distinct'),
	ok((SELECT max(octet_length(category)) <= 300 AND count(*) FILTER (WHERE octet_length(category) > 255) = 7 FROM drift.top(p, 100)),
		'names over 255 bytes are cut'),
	ok((SELECT bool_or(category LIKE repeat('é', 120) || ' ~5000:%') FROM drift.top(p, 100)), 'between characters, with the number of characters'),
	is(p::text::drift.profile::text, p::text, 'long names: text round trip')
FROM (SELECT drift.profile_agg(x) p FROM long) q;
SELECT is((SELECT drift.merge(p)::text FROM (SELECT drift.profile_agg(x) p FROM long UNION ALL SELECT drift.profile_agg(x) FROM long) q),
	(SELECT drift.profile_agg(x)::text FROM (SELECT x FROM long UNION ALL SELECT x FROM long) q), 'long names: merged');
SELECT is((SELECT count(*) FROM drift.top((SELECT drift.profile_agg(v) FROM (SELECT x AS v FROM long UNION ALL SELECT t.category FROM
	(SELECT drift.profile_agg(x) p FROM long) q, drift.top(q.p, 100) t WHERE octet_length(t.category) > 255) u), 100)), 15::bigint,
	'a text that looks like a folded name is none');

-- parts merge to the whole, in any order and in any plan
CREATE TEMP TABLE many AS
	SELECT i, 'c' || (i::bigint * i % 3001) AS x, i % 3 = 0 AS c, 'k' || i % 12 AS few FROM generate_series(1, 60000) i;
CREATE TEMP TABLE part AS SELECT i % 13 AS p, drift.sample_agg(x, c) AS s, drift.profile_agg(x) AS f FROM many GROUP BY 1;
SELECT is(md5(drift.sample_agg(x, c)::text),
	(SELECT md5(format('drift.sample 1 category {n_reference:40000 n_current:20000 n_null_reference:0 n_null_current:0 names:[%s] reference:[%s] current:[%s]}',
		string_agg('"' || x || '"', ' ' ORDER BY x COLLATE "C"), string_agg(r::text, ' ' ORDER BY x COLLATE "C"), string_agg(n::text, ' ' ORDER BY x COLLATE "C")))
		FROM (SELECT x, count(*) FILTER (WHERE NOT c) r, count(*) FILTER (WHERE c) n FROM many GROUP BY 1) g),
	'a sample counts exactly as GROUP BY does') FROM many;
SELECT is(md5(drift.profile_agg(x)::text),
	(SELECT md5(format('drift.profile 1 category {n:60000 n_null:0 names:[%s] counts:[%s]}',
		string_agg('"' || x || '"', ' ' ORDER BY x COLLATE "C"), string_agg(n::text, ' ' ORDER BY x COLLATE "C")))
		FROM (SELECT x, count(*) n FROM many GROUP BY 1) g),
	'a profile as well') FROM many;
SELECT is((SELECT md5(drift.merge(s)::text) FROM part), (SELECT md5(drift.sample_agg(x, c)::text) FROM many), 'sample: parts merge to the whole');
SELECT is((SELECT md5(drift.merge(f)::text) FROM part), (SELECT md5(drift.profile_agg(x)::text) FROM many), 'profile: parts merge to the whole');
SELECT is((SELECT md5(drift.merge(s ORDER BY p DESC)::text) FROM part), (SELECT md5(drift.merge(s ORDER BY p)::text) FROM part), 'sample: in any order');
SELECT is((SELECT md5(drift.merge(f ORDER BY p DESC)::text) FROM part), (SELECT md5(drift.merge(f ORDER BY p)::text) FROM part), 'profile: in any order');
SELECT is((SELECT md5(drift.merge(m)::text) FROM (SELECT drift.merge(f) m FROM part GROUP BY p % 4) t), (SELECT md5(drift.profile_agg(x)::text) FROM many), 'profile: in a tree');
SELECT is((SELECT drift.merge(f)::text FROM (SELECT f FROM part WHERE p = 1 UNION ALL SELECT NULL) v), (SELECT f::text FROM part WHERE p = 1), 'NULL is the empty profile');
SELECT is((SELECT drift.merge(f)::text FROM (SELECT f FROM part WHERE p = 1 UNION ALL (SELECT drift.profile_agg(NULL::text) FROM many LIMIT 1)) v),
	(SELECT replace(f::text, 'n_null:0', 'n_null:60000') FROM part WHERE p = 1), 'NULLs add up');

CREATE TABLE par AS SELECT * FROM many;
ALTER TABLE par SET (parallel_workers = 2);
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
CREATE FUNCTION pg_temp.plan_has(query text, node text) RETURNS boolean LANGUAGE plpgsql AS
$$ DECLARE p text; BEGIN EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO p; RETURN p LIKE '%' || node || '%'; END $$;
SELECT ok(pg_temp.plan_has('SELECT drift.sample_agg(x, c), drift.profile_agg(x), drift.profile_agg(c) FROM par', '"Partial Mode": "Partial"'), 'the aggregates run in parallel');
SELECT is((SELECT md5(drift.sample_agg(x, c)::text) FROM par), (SELECT md5(drift.sample_agg(x, c)::text) FROM many), 'parallel: the same sample');
SELECT is((SELECT md5(drift.profile_agg(x)::text) FROM par), (SELECT md5(drift.profile_agg(x)::text) FROM many), 'parallel: the same profile');
SELECT is((SELECT array_agg(md5(s::text) ORDER BY g) FROM (SELECT i % 50 g, drift.profile_agg(few) s FROM par GROUP BY 1) t),
	(SELECT array_agg(md5(s::text) ORDER BY g) FROM (SELECT i % 50 g, drift.profile_agg(few) s FROM many GROUP BY 1) t), 'parallel: and by group');
SET LOCAL max_parallel_workers_per_gather = 0;

-- windows and states outside of aggregates
SELECT is(array_agg((s::text LIKE '%{n:' || i || ' %')::text ORDER BY i), array_fill('true'::text, ARRAY[50]), 'as a window aggregate, each row sees its own frame')
FROM (SELECT i, drift.profile_agg(x) OVER (ORDER BY i) s FROM many WHERE i <= 50) t;
CREATE TEMP TABLE kept AS SELECT drift.profile_agg(few) AS f, drift.sample_agg(few, c) AS s FROM many;
SELECT is(drift.profile_final(drift.profile_add(f, 'k1'::text))::text, replace(f::text, 'n:60000 n_null:0 names:["k0" "k1" "k10" "k11" "k2" "k3" "k4" "k5" "k6" "k7" "k8" "k9"] counts:[5000 5000',
	'n:60001 n_null:0 names:["k0" "k1" "k10" "k11" "k2" "k3" "k4" "k5" "k6" "k7" "k8" "k9"] counts:[5000 5001'), 'a row may be added to a stored profile') FROM kept;
SELECT is(drift.sample_final(drift.sample_add(s, NULL::text, NULL))::text, s::text, 'or none') FROM kept;
SELECT is((SELECT drift.profile_agg(few)::text FROM many), f::text, 'which leaves the stored one as it was') FROM kept;
SELECT ok(pg_column_size(drift.profile_agg('male'::text)) < 400 AND pg_column_size(drift.sample_agg('male'::text, true)) < 400, 'few categories take few bytes') FROM few;
SELECT ok(pg_column_size(drift.profile_add(NULL, 'a'::text)) < 2048 AND pg_column_size(drift.sample_add(NULL, 'a'::text, true)) < 2048, 'in flight as well') FROM few LIMIT 1;
SELECT is(f::text::drift.profile::text, f::text, 'profile: text round trip') FROM kept;
SELECT is(s::text::drift.sample::text, s::text, 'sample: text round trip') FROM kept;
UPDATE kept SET s = s::text::drift.sample;
SELECT is((SELECT s::text FROM kept), (SELECT drift.sample_agg(few, c)::text FROM many), 'read states are stored as well');
SELECT throws_ok('SELECT drift.profile_add(p, ''a''::text) FROM (SELECT drift.profile_agg(1.0) p) q', '42804', NULL, 'a text does not go into a numeric profile');
SELECT throws_ok('SELECT drift.sample_add(s, ''a''::text, true) FROM (SELECT drift.sample_agg(1.0, true) s) q', '42804', NULL, 'nor into a numeric sample');
SELECT throws_ok('SELECT drift.merge(s) FROM (SELECT drift.sample_agg(1.0, true) s UNION ALL SELECT drift.sample_agg(''a'', true)) q', '42804', NULL, 'nor does one merge with the other');

-- top
SELECT results_eq('SELECT category, count, share, error FROM drift.top((SELECT drift.profile_agg(x) FROM few), 2)',
	$$VALUES ('a'::text, 3::bigint, 0.5::float8, 0::bigint), ('', 1, 1 / 6::float8, 0)$$, 'top: by count, then by bytes');
SELECT is((SELECT count(*) FROM drift.top((SELECT f FROM kept))), 10::bigint, 'top: ten by default');
SELECT is_empty('SELECT * FROM drift.top((SELECT f FROM kept), 0)', 'top: none');
SELECT is_empty('SELECT * FROM drift.top(NULL)', 'top of NULL');
SELECT is_empty('SELECT * FROM drift.top((SELECT drift.profile_agg(NULL::text) FROM kept))', 'top of a profile without rows');
SELECT throws_ok('SELECT * FROM drift.top((SELECT f FROM kept), -1)', '22023', NULL, 'top: k must not be negative');
SELECT throws_ok('SELECT * FROM drift.top((SELECT drift.profile_agg(1.0)))', '42804', NULL, 'top: not of numbers');

-- beyond the exact stage: every bound holds
CREATE TEMP TABLE wide AS
	SELECT i, 's' || floor(exp(12 * ((i * 7919::bigint % 1000003) / 1000003.0)))::int AS skewed, 'f' || i % 100000 AS flat,
		CASE WHEN i % 4 = 0 THEN 'heavy' || i % 5 ELSE 'f' || i % 99991 END AS mixed, i % 3 = 0 AS c FROM generate_series(1, 200000) i;
CREATE TEMP TABLE truth AS
	SELECT col, x, count(*) AS n, count(*) FILTER (WHERE c) AS n_current FROM wide,
		LATERAL (VALUES ('skewed', skewed), ('flat', flat), ('mixed', mixed)) v (col, x) GROUP BY 1, 2;
CREATE TEMP TABLE whole AS
	SELECT 'skewed' AS col, drift.profile_agg(skewed) AS p FROM wide UNION ALL SELECT 'flat', drift.profile_agg(flat) FROM wide
	UNION ALL SELECT 'mixed', drift.profile_agg(mixed) FROM wide;
CREATE TEMP TABLE merged AS
	SELECT 'skewed' AS col, drift.merge(p) AS p FROM (SELECT drift.profile_agg(skewed) p FROM wide GROUP BY i % 7) q
	UNION ALL SELECT 'flat', drift.merge(p) FROM (SELECT drift.profile_agg(flat) p FROM wide GROUP BY i % 7) q
	UNION ALL SELECT 'mixed', drift.merge(p) FROM (SELECT drift.profile_agg(mixed) p FROM wide GROUP BY i / 20000) q;
CREATE TEMP TABLE every AS
	SELECT col, p, substring(p::text FROM ' error:(\d+)')::bigint AS bound FROM (SELECT * FROM whole UNION ALL SELECT * FROM merged) w;
ANALYZE truth;
SELECT is((SELECT count(*) FROM drift.top(p, 100000) t JOIN truth ON truth.x = t.category
		WHERE truth.col = w.col AND truth.n NOT BETWEEN t.count AND t.count + t.error), 0::bigint, col || ': listed counts are within their bounds'),
	is((SELECT count(*) FROM truth LEFT JOIN drift.top(p, 100000) t ON t.category = x
		WHERE truth.col = w.col AND t.category IS NULL AND truth.n > w.bound), 0::bigint, col || ': counts not listed as well'),
	ok(w.bound BETWEEN 1 AND 200000 / 4097, col || ': the bound is the published one'),
	ok((SELECT count(*) <= 4096 FROM drift.top(p, 100000)) AND pg_column_size(p) < 256 * 1024, col || ': the state is bounded'),
	ok(NOT drift.is_exact(p), col || ': and says that it is not exact'),
	is(p::text::drift.profile::text, p::text, col || ': round trip')
FROM every w;
SELECT ok(abs(s.n_distinct / (SELECT count(*) FROM truth WHERE truth.col = w.col) - 1) < 0.15, col || ': distinct categories are estimated'),
	is((s.n, s.length_min, s.length_max, round(s.length_mean::numeric, 9))::text,
		(SELECT (sum(n), min(length(x)), max(length(x)), round(sum(n * length(x)) / sum(n), 9))::text FROM truth WHERE truth.col = w.col),
		col || ': text lengths are exact')
FROM (SELECT * FROM whole UNION ALL SELECT * FROM merged) w, drift.summary(p) s;
SELECT is((s.n, s.n_null, s.n_distinct, s.length_min, s.length_max, s.length_mean, s.is_exact)::text, '(4,1,3,0,3,1.75,t)', 'lengths are in characters')
FROM (SELECT drift.profile_agg(x) p FROM (VALUES ('日本語'), ('é'), ('日本語'), (''), (NULL)) v (x)) q, drift.summary(p) s;
SELECT is(s.length_max, 5000::float8, 'also those of folded texts') FROM (SELECT drift.profile_agg(x) p FROM long) q, drift.summary(p) s;
SELECT is((SELECT array_agg(t::text) FROM drift.top(p, 4) t),
	'{"(heavy0,10000,0.05,0)","(heavy1,10000,0.05,0)","(heavy2,10000,0.05,0)","(heavy3,10000,0.05,0)"}'::text[],
	'heavy hitters that are there from the start are exact') FROM whole WHERE col = 'mixed';

-- samples: exact up to drift.sample_memory
SET LOCAL drift.sample_memory = '1MB';
CREATE TEMP TABLE bounded AS SELECT drift.sample_agg(skewed, c) AS s FROM wide;
SELECT ok(NOT drift.is_exact(s) AND pg_column_size(s) < 1024 * 1024, 'a sample beyond drift.sample_memory is bounded, and says so'),
	is(s::text::drift.sample::text, s::text, 'round trip'),
	is(drift.n(s, true) + drift.n(s, false), 200000::bigint, 'all rows are counted') FROM bounded;
SELECT is((SELECT count(*) FROM (SELECT regexp_split_to_table(trim('"' FROM substring(s::text FROM 'names:\[([^]]*)\]')), '" "') x,
		regexp_split_to_table(substring(s::text FROM ' reference:\[([^]]*)\]'), ' ')::bigint r, regexp_split_to_table(substring(s::text FROM ' current:\[([^]]*)\]'), ' ')::bigint n,
		regexp_split_to_table(substring(s::text FROM 'errors_reference:\[([^]]*)\]'), ' ')::bigint er, regexp_split_to_table(substring(s::text FROM 'errors_current:\[([^]]*)\]'), ' ')::bigint en FROM bounded) t
	JOIN truth USING (x) WHERE col = 'skewed' AND (truth.n_current NOT BETWEEN t.n AND t.n + en OR truth.n - truth.n_current NOT BETWEEN r AND r + er)), 0::bigint,
	'and within its bounds on both sides');
SET LOCAL drift.sample_overflow = 'error';
SELECT throws_ok('SELECT drift.sample_agg(skewed, c) FROM wide', '54000', NULL, 'or it is refused');
SELECT lives_ok('SELECT drift.sample_agg(few, c) FROM many', 'few categories fit any limit');
RESET drift.sample_memory;
SELECT ok(drift.is_exact(drift.sample_agg(skewed, c)), 'by default 100,000 categories are exact') FROM wide;

-- what a dump from a database of another encoding may hold
SELECT is('drift.profile 1 category {n:3 n_null:0 names:["b" "a"] counts:[1 2]}'::drift.profile::text,
	'drift.profile 1 category {n:3 n_null:0 names:["a" "b"] counts:[2 1]}', 'names are taken in any order');
SELECT is(format('drift.profile 1 category {n:1 n_null:0 names:["%s"] counts:[1]}', repeat('é', 200))::drift.profile::text,
	drift.profile_agg(repeat('é', 200))::text, 'and folded where they have become too long');

-- malformed text
SELECT throws_ok(format('SELECT %L::drift.profile', v), '22P02', NULL, 'refused: ' || left(v, 90))
FROM (VALUES ('drift.profile 1 category {}'),
	('drift.profile 1 category {n:2 n_null:0 names:["a" "a"] counts:[1 1]}'),
	('drift.profile 1 category {n:3 n_null:0 names:["a" "b"] counts:[1 1]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a" "b"] counts:[1 1]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a" "b"] counts:[2 -1]}'),
	('drift.profile 1 category {n:1 n_null:-1 names:["a"] counts:[1]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a"] counts:[1 0]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a" "b"] counts:[1]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a" "b"] counts:[1 0]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a] counts:[1]}'),
	('drift.profile 1 category {n:1 n_null:0 names:[a] counts:[1]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a"] counts:[1'),
	('drift.profile 1 category {n:1 n_null:0 names:["a"] counts:[1]} x'),
	('drift.profile 1 category {n:1e3 n_null:0 names:["a"] counts:[1000]}'),
	('drift.profile 1 category {n:9223372036854775807 n_null:0 names:["a"] counts:[9223372036854775807]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["a"] counts:[1] error:0 errors:[0] dropped_chars:0 dropped_min:0 dropped_max:0 distinct:[]}'),
	('drift.profile 1 category {n:1 n_null:0 names:["' || repeat('a', 10000) || '"] counts:[1]}'),
	('drift.sample 1 category {n:1 n_null:0 names:["a"] counts:[1]}')) t (v);
SELECT throws_ok(format('SELECT %L::drift.profile', regexp_replace(p::text, e, n)), '22P02', NULL, 'refused: ' || n)
FROM whole, (VALUES ('error:\d+', 'error:0'), ('error:\d+', 'error:200001'), ('errors:\[\d+', 'errors:[999'), ('dropped_chars:', 'dropped_chars:-'),
	('dropped_chars:[^ ]*', 'dropped_chars:NaN'), ('dropped_min:\d+', 'dropped_min:99'), ('distinct:\[\d+', 'distinct:[56'), ('distinct:\[\d+', 'distinct:['),
	('n:\d+', 'n:19')) v (e, n) WHERE col = 'mixed';

-- malformed binary
CREATE FUNCTION pg_temp.recv(type text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/category_states.bin';
	result text;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', bytes, file);
	EXECUTE format('CREATE TEMP TABLE received (s %s) ON COMMIT DROP', type);
	EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
	SELECT s::text INTO result FROM received;
	DROP TABLE received;
	RETURN result;
END $$;
SELECT is(pg_temp.recv('drift.profile', drift.profile_send(p)), p::text, col || ': binary round trip') FROM whole;
SELECT is(pg_temp.recv('drift.sample', drift.sample_send(s)), s::text, 'sample: binary round trip') FROM bounded;
SELECT is(pg_temp.recv('drift.profile', drift.profile_send(p)), p::text, 'odd names: binary round trip') FROM (SELECT drift.profile_agg(x) p FROM odd) q;
CREATE TEMP TABLE bin AS SELECT drift.profile_send(drift.profile_agg(x)) AS b FROM (VALUES ('a'), ('b')) v (x);
SELECT is(b, '\x0102' || int8send(2) || int8send(0) || int8send(0) || int8send(2) || int4send(1) || 'a'::bytea || int8send(1)
	|| int4send(1) || 'b'::bytea || int8send(1), 'binary form') FROM bin;
SELECT throws_ok(format('SELECT pg_temp.recv(''drift.profile'', %L)', v), state, NULL, 'refused: ' || why)
FROM bin, LATERAL (VALUES (overlay(b PLACING '\xff' FROM 39), '22021', 'name not valid in UTF-8'),
	(overlay(b PLACING '\x00' FROM 39), '22021', 'name with a zero byte'),
	(overlay(b PLACING 'b' FROM 39), '22P03', 'name twice'),
	(overlay(b PLACING int4send(-1) FROM 35), '22P03', 'negative length of a name'),
	(overlay(b PLACING int4send(1000000) FROM 35), '22P03', 'length of a name'),
	(overlay(b PLACING int8send(-1) FROM 3), '22P03', 'negative number of rows'),
	(overlay(b PLACING int8send(3) FROM 3), '22P03', 'number of rows'),
	(overlay(b PLACING int8send(-1) FROM 40), '22P03', 'negative count'),
	(overlay(b PLACING int8send(1000000000) FROM 27), '22P03', 'number of categories'),
	(overlay(b PLACING int8send(1) FROM 19), '22P03', 'an error bound without errors'),
	(overlay(b PLACING '\x05' FROM 2), '22P03', 'kind'),
	(overlay(b PLACING '\x07' FROM 1), '22P03', 'version'),
	(b || '\x00', '22P03', 'a byte too many'),
	(substring(b FOR 50), '22P03', 'cut short'),
	(substring(b FOR 59), '08P01', 'cut short by a byte')) v (v, state, why);
DO $$ BEGIN EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'cat >/dev/null; rm -f ' || current_setting('data_directory') || '/category_states.bin'); END $$;

SELECT * FROM finish();
ROLLBACK;
