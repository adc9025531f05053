\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(90);

-- a column of documents with a bit of everything; the oracle reads it key by key
CREATE TEMP TABLE docs AS
SELECT i, i % 3 AS grp, CASE WHEN i % 97 = 0 THEN NULL WHEN i % 89 = 0 THEN '[1, {"amount": 2}]'::jsonb
	WHEN i % 83 = 0 THEN '"amount"' WHEN i % 79 = 0 THEN '{}'
	ELSE jsonb_build_object('amount', (i * 7919 % 1000)::numeric / 100, 'big', (i % 1000)::numeric * 1e12,
			'country', (ARRAY['DE', 'FR', 'IT'])[1 + i % 3], 'flag', i % 2 = 0, 'nested', jsonb_build_object(
				'x', (i % 13) * 0.1, 'deep', jsonb_build_object('y', i % 5)))
		|| CASE WHEN i % 4 = 0 THEN jsonb_build_object('mixed', i % 10) WHEN i % 4 = 1 THEN '{"mixed": "none"}'
			WHEN i % 4 = 2 THEN '{"mixed": null}' ELSE '{}' END
		|| CASE WHEN i % 10 = 0 THEN '{"list": [1, 2], "nested": 5}' ELSE '{}'::jsonb END END AS d
FROM generate_series(1, 4000) i;
CREATE TEMP TABLE keys (key text, path text[]);
INSERT INTO keys VALUES ('amount', '{amount}'), ('big', '{big}'), ('country', '{country}'), ('flag', '{flag}'),
	('mixed', '{mixed}'), ('nested', '{nested}'), ('nested.x', '{nested,x}'), ('nested.deep.y', '{nested,deep,y}');
CREATE TEMP TABLE oracle AS
SELECT key, drift.profile_agg(CASE WHEN jsonb_typeof(v) = 'number' THEN v::text::float8 END) AS numeric_profile,
	drift.profile_agg(CASE WHEN jsonb_typeof(v) IN ('string', 'boolean') THEN v #>> '{}' END) AS category_profile,
	count(*) FILTER (WHERE jsonb_typeof(v) = 'number') AS numbers, count(*) FILTER (WHERE jsonb_typeof(v) = 'string') AS strings,
	count(*) FILTER (WHERE jsonb_typeof(v) = 'boolean') AS booleans, count(*) FILTER (WHERE jsonb_typeof(v) = 'null') AS nulls,
	count(*) FILTER (WHERE jsonb_typeof(v) = 'object') AS objects, count(*) - count(v) AS absent
FROM (SELECT i, key, CASE WHEN jsonb_typeof(d) = 'object' THEN d #> path END AS v FROM docs, keys ORDER BY i) q GROUP BY key;
CREATE TEMP TABLE made AS SELECT drift.profile_json_agg(d ORDER BY i) AS p FROM docs;

SELECT is(drift.profile(p, key, 'numeric')::text, CASE WHEN numbers > 0 THEN numeric_profile::text END, key || ': the profile of its numbers')
FROM made, oracle ORDER BY key;
SELECT is(drift.profile(p, key, 'category')::text, CASE WHEN strings + booleans > 0 THEN category_profile::text END,
	key || ': the profile of its categories') FROM made, oracle ORDER BY key;
SELECT is(row(n_number, n_string, n_boolean, n_null, n_object, n_absent)::text,
	row(numbers, strings, booleans, nulls, objects, absent)::text, o.key || ', ' || kind || ': JSON types')
FROM made, drift.entries(p) e JOIN oracle o USING (key) ORDER BY o.key, kind;
SELECT is(array_agg(key || ' ' || kind), ARRAY['amount numeric', 'big numeric', 'country category', 'flag category', 'list other',
	'mixed numeric', 'mixed category', 'nested numeric', 'nested.deep other', 'nested.deep.y numeric', 'nested.x numeric'],
	'entries: keys in byte order, a row for each kind') FROM made, drift.entries(p);
SELECT is((SELECT count(*) FROM drift.entries(p) WHERE n + n_missing <> 4000 OR n <> coalesce(drift.n(profile), 0)
	OR n_missing <> coalesce(drift.n_null(profile), 4000)), 0::bigint, 'n and n_missing add up to the rows') FROM made;
SELECT is(drift.keys(p), (SELECT array_agg(DISTINCT key ORDER BY key) FROM drift.entries(p)), 'keys') FROM made;
SELECT is(drift.summary(p)::text, '(4000,41,92,10,0,t)', 'summary') FROM made;
SELECT is((SELECT row(count(*) FILTER (WHERE d IS NULL), count(*) FILTER (WHERE jsonb_typeof(d) <> 'object'))::text FROM docs), '(41,92)',
	'as counted by hand');
SELECT ok(drift.is_exact(p), 'exact') FROM made;
SELECT is(drift.profile(p, 'mixed')::text, drift.profile(p, 'mixed', 'numeric')::text, 'the kind of more rows by default') FROM made;
SELECT is(drift.profile(p, 'country')::text, drift.profile(p, 'country', 'category')::text, 'the only kind by default') FROM made;
SELECT is(drift.profile(p, 'list')::text, NULL, 'a key of arrays has no profile'), is(drift.profile(p, 'no')::text, NULL, 'nor has one that is not there') FROM made;
SELECT throws_ok($$SELECT drift.profile(p, 'mixed', 'text') FROM made$$, '22023', NULL, 'unknown kind');
SELECT is(drift.profile_json_agg(d)::text, NULL, 'no rows: NULL') FROM docs WHERE false;
SELECT is(drift.profile_json_agg(NULL::jsonb)::text, 'drift.profiles 1 keys {rows:3 null:3 other:0 left_out:0}', 'only NULL') FROM generate_series(1, 3);
SELECT is(drift.profile_json_agg(x::jsonb)::text, 'drift.profiles 1 keys {rows:5 null:0 other:4 left_out:0}', 'no object among them but an empty one')
FROM unnest(ARRAY['{}', '[]', '1', 'null', '"a"']) x;

-- partial states, groups, windows, parallel plans: the same bytes
SELECT is((SELECT drift.merge(g ORDER BY grp)::text FROM (SELECT grp, drift.profile_json_agg(d ORDER BY i) g FROM docs GROUP BY grp) q), p::text,
	'merge of groups') FROM made;
SELECT is(drift.merge(drift.merge(a, b), NULL)::text, p::text, 'merge of two'), is(drift.merge(NULL, b)::text, b::text, 'merge with NULL')
FROM made, (SELECT drift.profile_json_agg(d ORDER BY i) FILTER (WHERE i <= 1000) a, drift.profile_json_agg(d ORDER BY i) FILTER (WHERE i > 1000) b FROM docs) q;
SELECT is(drift.merge(NULL::drift.profiles, NULL)::text, NULL, 'merge of nothing');
SET LOCAL enable_sort = off;
SELECT is(count(*), 0::bigint, 'hashed groups as filtered ones') FROM (SELECT grp, drift.profile_json_agg(d) g FROM docs GROUP BY grp) q
WHERE g::text <> (SELECT drift.profile_json_agg(d)::text FROM docs WHERE docs.grp = q.grp);
SELECT is(count(*), 2000::bigint, 'thousands of small groups')
FROM (SELECT i / 2, drift.summary(drift.profile_json_agg(d)) s FROM docs WHERE i < 4000 GROUP BY i / 2) q WHERE (s).n_rows IN (1, 2);
RESET enable_sort;
SELECT is(w::text, (SELECT drift.profile_json_agg(d)::text FROM docs o WHERE o.i BETWEEN q.i - 1500 AND q.i), 'window that ends at ' || i)
FROM (SELECT i, drift.profile_json_agg(d) OVER (ORDER BY i ROWS 1500 PRECEDING) w FROM docs WHERE i <= 3000) q WHERE i IN (1, 900, 1700, 3000);
SELECT is(w::text, (SELECT drift.profile_json_agg(d)::text FROM docs o WHERE o.i <= q.i), 'running window at ' || i)
FROM (SELECT i, drift.profile_json_agg(d) OVER (ORDER BY i) w FROM docs) q WHERE i IN (1, 900, 1700, 4000);
CREATE TABLE shared_docs AS SELECT * FROM docs;
ALTER TABLE shared_docs SET (parallel_workers = 2);
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0;
SELECT is((SELECT drift.profile_json_agg(d)::text FROM shared_docs), p::text, 'in parallel') FROM made;
SELECT is((SELECT array_agg(g::text ORDER BY grp) FROM (SELECT grp, drift.profile_json_agg(d) g FROM shared_docs GROUP BY grp) q),
	(SELECT array_agg(g::text ORDER BY grp) FROM (SELECT grp, drift.profile_json_agg(d ORDER BY i) g FROM docs GROUP BY grp) q), 'groups in parallel');

-- stored and sent: the same bytes; what is read is checked
SELECT is(p::text::drift.profiles::text, p::text, 'text round trip'),
	is(drift.profiles_send(p::text::drift.profiles), drift.profiles_send(p), 'binary form of what was read') FROM made;
CREATE TEMP TABLE stored AS SELECT p FROM made;
SELECT is(s.p::text, m.p::text, 'stored and read') FROM stored s, made m;
SELECT is(drift.profiles_add(p, '{"amount": 1}')::text, (SELECT drift.profile_json_agg(d)::text FROM
	(SELECT d FROM docs UNION ALL SELECT '{"amount": 1}') q), 'a row added to a stored state') FROM stored;
SELECT is((drift.summary(p)).n_rows, 4000::bigint, 'which has not changed') FROM stored;
SELECT throws_ok(format('SELECT %L::drift.profiles', x), '22P02', NULL, 'refused: ' || x) FROM unnest(ARRAY['', 'drift.profiles 1 keys {', 'drift.profile 1 keys {}',
	'drift.profiles 1 numeric {rows:1 null:0 other:0 left_out:0}', 'drift.profiles 1 keys {rows:1 null:2 other:0 left_out:0}',
	'drift.profiles 1 keys {rows:1 null:1 other:1 left_out:0}', 'drift.profiles 1 keys {rows:1 null:0 other:0 left_out:-1}',
	'drift.profiles 1 keys {rows:1 null:0 other:0 left_out:0} x',
	'drift.profiles 1 keys {rows:1 null:0 other:0 left_out:0 key:"a" nulls:0 numbers:0 strings:0 booleans:0 arrays:0 objects:0}',
	'drift.profiles 1 keys {rows:1 null:0 other:0 left_out:0 key:"a" nulls:1 numbers:0 strings:0 booleans:0 arrays:1 objects:0}',
	'drift.profiles 1 keys {rows:1 null:0 other:0 left_out:0 key:"a\\b" nulls:1 numbers:0 strings:0 booleans:0 arrays:0 objects:0}',
	'drift.profiles 1 keys {rows:1 null:0 other:0 left_out:0 key:"b" nulls:1 numbers:0 strings:0 booleans:0 arrays:0 objects:0 key:"a" nulls:1 numbers:0 strings:0 booleans:0 arrays:0 objects:0}',
	'drift.profiles 1 keys {rows:2 null:0 other:0 left_out:0 key:"a" nulls:0 numbers:0 strings:2 booleans:0 arrays:0 objects:0 n:1 n_null:0 names:["x"] counts:[1]}',
	'drift.profiles 1 keys {rows:2 null:0 other:0 left_out:0 key:"a" nulls:0 numbers:0 strings:1 booleans:0 arrays:0 objects:0 n:1 n_null:1 names:["x"] counts:[1]}',
	'drift.profiles 1 keys {rows:1 null:0 other:0 left_out:0 key:"a" nulls:0 numbers:1 strings:0 booleans:0 arrays:0 objects:0}']) x;
SELECT lives_ok(format('SELECT %L::drift.profiles', 'drift.profiles 1 keys {rows:2 null:0 other:0 left_out:0 key:"a" nulls:0 numbers:0 strings:1 '
	'booleans:1 arrays:0 objects:0 n:2 n_null:0 names:["true" "x"] counts:[1 1]}'), 'a right one is taken');

-- keys of every sort
CREATE TEMP TABLE hostile AS SELECT drift.profile_json_agg(d) p FROM (VALUES (jsonb_build_object('', 1, '.', 2, '\', 3, 'a.b', 4, 'a', '{"b": 5, "": {"": 6}}'::jsonb,
	'"', 7, 'é', 8, E'\n', 9, repeat('k', 512), 10, repeat('k', 513), 11, repeat('.', 300), 12))) v (d);
SELECT is(string_agg(CASE WHEN length(key) > 100 THEN 'long' ELSE key END || '=' || (drift.summary(profile)).mean, ' ' ORDER BY key COLLATE "C"),
	E'=1 \n=9 "=7 \\.=2 \\\\=3 a..=6 a.b=5 a\\.b=4 long=10 é=8', 'odd keys, escaped') FROM hostile, drift.entries(p) WHERE kind = 'numeric';
SELECT is((drift.summary(p)).n_left_out, 2::bigint, 'paths that are too long') FROM hostile;
SELECT ok(NOT drift.is_exact(p), 'then it is not exact'), is(p::text::drift.profiles::text, p::text, 'odd keys: round trip') FROM hostile;
SELECT is(drift.merge(p, p)::text, (SELECT drift.merge(x)::text FROM (SELECT p x FROM hostile UNION ALL SELECT p FROM hostile) q), 'odd keys: merge') FROM hostile;
CREATE TEMP TABLE many AS SELECT drift.profile_json_agg(d ORDER BY j) p FROM (SELECT j, jsonb_object_agg('key' || lpad(i::text, 5, '0'), i + j) d
	FROM generate_series(1, 3000) i, generate_series(0, 3) j GROUP BY j) q;
SELECT is(drift.summary(p)::text, '(4,0,0,1024,7904,f)', 'more than 1,024 keys: the rest is left out and counted') FROM many;
SELECT is((drift.keys(p))[1024], 'key01024', 'the first ones stay') FROM many;
SELECT is(drift.summary(drift.merge(p, q))::text, '(5,0,0,1024,7905,f)', 'also in a merge')
FROM many, (SELECT drift.profile_json_agg('{"one more": 1}') q) o;
SELECT is((SELECT drift.summary(drift.profile_json_agg((repeat('{"a":', n) || '1' || repeat('}', n))::jsonb))::text), format('(1,0,0,%s,%s,f)', 256, 1),
	'deep documents end where the path does') FROM (VALUES (1000)) v (n);

-- numbers: the same bits as the cast of their text
CREATE TEMP TABLE numbers AS
SELECT x::numeric x FROM unnest(ARRAY['0', '-0', '0.0', '1', '-1', '0.1', '9007199254740993', '9007199254740992.5', '9007199254740993.5', '1e22', '1e23', '1.5e300',
	'5e-324', '2.5e-324', '1.7976931348623157e308', '0.3', '123456789012345678', '9223372036854775807', '9223372036854775808', '18446744073709551616',
	'0.000000000000000000000001', '1.00000000000000011102230246251565', '1.000000000000000111022302462515654042363166809082031250',
	'72057594037927945', '72057594037927955', '0.98765432109876543', '100.50', '1000000', '10000', '1e-22', '3e-23', '12345678901234567e-22']) x
UNION ALL SELECT (i::numeric * 7919 % 100003) / 10 ^ (i % 9) FROM generate_series(1, 5000) i
UNION ALL SELECT (sin(i) * 10 ^ (i % 15))::numeric FROM generate_series(1, 5000) i
UNION ALL SELECT sin(i)::text::numeric FROM generate_series(1, 20000) i
UNION ALL SELECT (cos(i) * exp(i % 40 - 20))::text::numeric FROM generate_series(1, 20000) i
UNION ALL SELECT (9007199254740992 + 2 * i + 1)::numeric / 1000 FROM generate_series(1, 2000) i
UNION ALL SELECT (('0x1p52'::float8 + i)::numeric + 0.5) / 4 FROM generate_series(1, 0) i;
SELECT is(count(*), 0::bigint, 'every number is read as its text is')
FROM (SELECT x, (drift.summary(drift.profile(drift.profile_json_agg(jsonb_build_object('x', x)), 'x'))).min m FROM numbers GROUP BY x, ctid) q
WHERE float8send(m) <> float8send(x::text::float8 + 0.0) AND x::text !~ '2[.]?5?e?-324';
SELECT is(drift.profile(drift.profile_json_agg(jsonb_build_object('x', x)), 'x')::text, drift.profile_agg(x::text::float8)::text, 'and so is a column of them')
FROM (SELECT x FROM numbers LIMIT 2000) q;
SELECT is((SELECT row(n_high_inf, n_low_inf, n_zero, n)::text FROM drift.summary(drift.profile(drift.profile_json_agg(x::jsonb), 'x'))), '(1,1,1,3)',
	'beyond float8: infinite or 0') FROM (SELECT 1) o, LATERAL (SELECT array_agg(x) a FROM unnest(ARRAY['{"x": 1e400}', '{"x": -1e400}', '{"x": 1e-400}']) x) q, LATERAL unnest(a) x
GROUP BY ();

-- arrays: by element, and by position
CREATE TEMP TABLE arrays AS SELECT i, ARRAY['t' || i % 3, 't' || i % 5] AS tags, ARRAY[i % 7, 10.0 + i % 11, NULL]::float8[] AS x FROM generate_series(1, 1000) i;
SELECT is((SELECT drift.profile_agg(tag)::text FROM arrays, unnest(tags) AS tag), (SELECT drift.profile_agg(tag)::text FROM (SELECT tags[1] tag FROM arrays UNION ALL SELECT tags[2] FROM arrays) q),
	'arrays by element');
SELECT is((SELECT array_agg(p::text ORDER BY position) FROM (SELECT position, drift.profile_agg(v) p FROM arrays, unnest(x) WITH ORDINALITY AS u(v, position) GROUP BY position) q),
	(SELECT ARRAY[drift.profile_agg(x[1])::text, drift.profile_agg(x[2])::text, drift.profile_agg(x[3])::text] FROM arrays), 'arrays by position');
SELECT * FROM finish();
ROLLBACK;
