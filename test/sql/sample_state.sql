\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(54);

-- what a sample holds
CREATE TEMP TABLE odd (x float8, c boolean);
INSERT INTO odd VALUES (1, false), (NULL, false), ('NaN', false), ('-Infinity', false), ('-0', false),
	(5e-324, true), ('Infinity', true), (1e308, true), (NULL, true), (NULL, true), (7, NULL);
SELECT is(drift.sample_agg(x, c ORDER BY x)::text,
	'drift.sample 1 numeric {nulls:1 nans:1 form:1 values:[-Infinity 0 1]'
	' nulls:2 nans:0 form:1 values:[5e-324 1e+308 Infinity]}',
	'NULL and NaN are counted, -0 becomes 0, infinities and denormals stay, a row without side is ignored')
FROM odd;
SELECT is(drift.n(s, false), 3::bigint, 'rows of the reference that take part') FROM (SELECT drift.sample_agg(x, c) s FROM odd) q;
SELECT is(drift.n(s, true), 3::bigint, 'rows of the current side that take part') FROM (SELECT drift.sample_agg(x, c) s FROM odd) q;
SELECT is(drift.n_null(s, true), 2::bigint, 'NULL rows of the current side') FROM (SELECT drift.sample_agg(x, c) s FROM odd) q;
SELECT is(drift.sample_agg(x, c)::text, NULL, 'no row: NULL') FROM odd WHERE false;
SELECT is(drift.sample_agg(x, NULL)::text, NULL, 'no row with a side: NULL') FROM odd;
SELECT is(drift.sample_agg(NULL::float8, c)::text,
	'drift.sample 1 numeric {nulls:5 nans:0 form:1 values:[] nulls:5 nans:0 form:1 values:[]}', 'all NULL')
FROM odd WHERE c IS NOT NULL;
SELECT is(drift.sample_agg(3, c)::text,
	'drift.sample 1 numeric {nulls:0 nans:0 form:2 values:[3] counts:[5] nulls:0 nans:0 form:2 values:[3] counts:[5]}',
	'all equal: counted') FROM odd;
SELECT is(drift.sample_agg(x, c)::text, drift.sample_agg(x::numeric, c)::text, 'numeric resolves to float8')
FROM (VALUES (1.5::float8, true), (2.25, false)) v (x, c);
SELECT is(drift.sample_agg(i, i > 2)::text, drift.sample_agg(i::smallint, i > 2)::text, 'integers resolve to float8')
FROM generate_series(1, 5) i;

-- every size on the way from flat to expanded and to pairs holds the same rows
CREATE TEMP TABLE big AS
	SELECT i, (i::bigint * 7919 % 300007)::float8 AS x, i % 3 = 0 AS c, (i % 90)::float8 AS few
	FROM generate_series(1, 300000) i;
SELECT is((SELECT count(*) FROM unnest(string_to_array(substring(s::text FROM 'values:\[([^]]*)\]'), ' ')::float8[])), (n - n / 3)::bigint,
	format('%s rows: none lost', n))
FROM (VALUES (3), (30), (48), (300), (30000), (98304), (300000)) v (n),
	LATERAL (SELECT drift.sample_agg(x, c) s FROM big WHERE i <= n) q;
SELECT is(drift.sample_agg(x, c)::text, drift.sample_agg(x, c ORDER BY i DESC)::text, 'order of rows does not matter') FROM big;
SELECT is(md5(drift.sample_agg(few, c)::text),
	(SELECT md5(format('drift.sample 1 numeric {nulls:0 nans:0 form:2 values:[%s] counts:[%s] nulls:0 nans:0 form:2 values:[%s] counts:[%s]}',
		string_agg(few::text, ' ' ORDER BY few) FILTER (WHERE NOT c), string_agg(n::text, ' ' ORDER BY few) FILTER (WHERE NOT c),
		string_agg(few::text, ' ' ORDER BY few) FILTER (WHERE c), string_agg(n::text, ' ' ORDER BY few) FILTER (WHERE c)))
		FROM (SELECT few, c, count(*) n FROM big GROUP BY 1, 2) g),
	'few distinct values in many rows are counted, exactly as GROUP BY does') FROM big;
CREATE TEMP TABLE part AS SELECT i % 13 AS p, drift.sample_agg(x, c) AS s, drift.sample_agg(few, c) AS f FROM big GROUP BY 1;
SELECT is((SELECT md5(drift.merge(s)::text) FROM part), (SELECT md5(drift.sample_agg(x, c)::text) FROM big),
	'stored samples of parts merge to the sample of the whole');
SELECT is((SELECT md5(drift.merge(s ORDER BY p DESC)::text) FROM part), (SELECT md5(drift.merge(s ORDER BY p)::text) FROM part), 'in any order');
SELECT is((SELECT md5(drift.merge(f)::text) FROM part), (SELECT md5(drift.sample_agg(few, c)::text) FROM big), 'also when values are counted');
SELECT is((SELECT md5(drift.merge(m)::text) FROM (SELECT drift.merge(s) m FROM part GROUP BY p % 4) t),
	(SELECT md5(drift.sample_agg(x, c)::text) FROM big), 'and in a tree');
SELECT is(drift.merge(s)::text, (SELECT s::text FROM part WHERE p = 1), 'NULL is the empty sample')
FROM (SELECT s FROM part WHERE p = 1 UNION ALL SELECT NULL) v;

-- parallel plans
CREATE TABLE par AS SELECT * FROM big;
ALTER TABLE par SET (parallel_workers = 2);
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
CREATE FUNCTION pg_temp.plan_has(query text, node text) RETURNS boolean LANGUAGE plpgsql AS
$$ DECLARE p text; BEGIN EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO p; RETURN p LIKE '%' || node || '%'; END $$;
SELECT ok(pg_temp.plan_has('SELECT drift.sample_agg(x, c) FROM par', '"Partial Mode": "Partial"'), 'the aggregate runs in parallel');
SELECT is((SELECT md5(drift.sample_agg(x, c)::text) FROM par), (SELECT md5(drift.sample_agg(x, c)::text) FROM big), 'to the same bytes');
SELECT is((SELECT md5(drift.sample_agg(few, c)::text) FROM par), (SELECT md5(drift.sample_agg(few, c)::text) FROM big), 'counted values, too');
SELECT is((SELECT array_agg(md5(s::text) ORDER BY g) FROM (SELECT i % 5 g, drift.sample_agg(x, c) s FROM par GROUP BY 1) t),
	(SELECT array_agg(md5(s::text) ORDER BY g) FROM (SELECT i % 5 g, drift.sample_agg(x, c) s FROM big GROUP BY 1) t), 'and by group');
SET LOCAL max_parallel_workers_per_gather = 0;

-- windows
SELECT is(count(DISTINCT s::text), 20::bigint, 'as a window aggregate, each row sees its own frame')
FROM (SELECT drift.sample_agg(x, c) OVER (ORDER BY i) s FROM big WHERE i <= 20) t;
SELECT is((SELECT drift.n(drift.sample_agg(x, c) OVER (ORDER BY i), false) FROM big WHERE i <= 80000 ORDER BY i DESC LIMIT 1), 53334::bigint,
	'also when it has become large');

-- a stored state is not changed by those who read or extend it
CREATE TEMP TABLE kept AS SELECT drift.sample_agg(x, c) s FROM big WHERE i <= 10;
SELECT isnt(drift.sample_add(s, 5, true)::text, s::text, 'sample_add by hand adds') FROM kept;
SELECT is(drift.n(s, true), 3::bigint, 'to a copy') FROM kept, LATERAL (SELECT drift.sample_add(s, 5, true)) x;
SELECT is(drift.n(drift.sample_combine(s, s), false), 14::bigint, 'sample_combine by hand') FROM kept;
SELECT is(drift.sample_add(s, 5, NULL)::text, s::text, 'no side, no change') FROM kept;

-- the bound: beyond drift.sample_memory
SELECT ok(drift.is_exact(drift.sample_agg(x, c)), 'exact while memory allows') FROM big;
SET LOCAL drift.sample_memory = '1MB';
SELECT ok(drift.is_exact(drift.sample_agg(few, c)), 'few distinct values stay exact in little memory') FROM big;
SELECT ok(NOT drift.is_exact(drift.sample_agg(x, c)), 'many distinct ones do not') FROM big;
SELECT is(drift.n(drift.sample_agg(x, c), true), 100000::bigint, 'but all rows are counted') FROM big;
SELECT cmp_ok(pg_column_size(drift.sample_agg(x, c)), '<', 65536, 'and the state is small') FROM big;
SELECT is(s::text::drift.sample::text, s::text, 'its text form is lossless') FROM (SELECT drift.sample_agg(x, c) s FROM big) q;
SELECT is((SELECT drift.n(drift.merge(s), true) FROM part), 100000::bigint, 'merging into the bound counts all rows');
SET LOCAL drift.sample_overflow = 'error';
SELECT throws_ok('SELECT drift.sample_agg(x, c) FROM big', '54000', NULL, 'drift.sample_overflow = error');
RESET drift.sample_overflow;
RESET drift.sample_memory;

-- text and binary form
SELECT is(s::text::drift.sample::text, s::text, 'text form read back') FROM part WHERE p = 3;
SELECT is(drift.sample_send(s::text::drift.sample), drift.sample_send(s), 'binary form the same') FROM part WHERE p = 3;
SET LOCAL extra_float_digits = -3;
SELECT is(drift.sample_agg(0.1::float8 + 0.2::float8, true)::text,
	'drift.sample 1 numeric {nulls:0 nans:0 form:1 values:[] nulls:0 nans:0 form:1 values:[0.30000000000000004]}', 'no setting changes the text form');
SELECT throws_ok(format('SELECT %L::drift.sample', t), '22P02', NULL, 'refused: ' || t)
FROM (VALUES (''), ('x'), ('drift.sample 2 numeric {}'), ('drift.profile 1 numeric {}'),
	('drift.sample 1 numeric {nulls:0 nans:0 form:1 values:[2 1] nulls:0 nans:0 form:1 values:[]}'),
	('drift.sample 1 numeric {nulls:0 nans:0 form:2 values:[1] counts:[0] nulls:0 nans:0 form:1 values:[]}'),
	('drift.sample 1 numeric {nulls:-1 nans:0 form:1 values:[] nulls:0 nans:0 form:1 values:[]}'),
	('drift.sample 1 numeric {nulls:0 nans:0 form:1 values:[NaN] nulls:0 nans:0 form:1 values:[]}'),
	('drift.sample 1 numeric {nulls:0 nans:0 form:1 values:[1] nulls:0 nans:0 form:1 values:[]} x')) v (t);

SELECT * FROM finish();
ROLLBACK;
