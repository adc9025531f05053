\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT * FROM no_plan();

-- exact while few values are distinct, however many rows: a thousand values over a billion rows
CREATE TEMP TABLE billion AS SELECT drift.profile_agg(i % 1000, 2e4) AS p, drift.sample_agg(i % 1000, i % 2 = 0, 2e4) AS s
FROM generate_series(1, 50000) AS i;
SELECT ok(drift.is_exact(p) AND drift.is_exact(s) AND drift.weight(p) = 1e9 AND drift.weight(s, true) = 5e8
	AND drift.cdf(p, 499) = 0.5 AND pg_column_size(p) < 20000, 'a thousand values over a billion rows by weight') FROM billion;
CREATE TEMP TABLE grown AS SELECT drift.profile_agg(i % 1000) AS p FROM generate_series(1, 50000) AS i;
DO $$ BEGIN FOR i IN 1..14 LOOP UPDATE grown SET p = drift.merge(p, p); END LOOP; END $$;
SELECT ok(drift.is_exact(p) AND drift.n(p) = 50000::bigint << 14 AND drift.cdf(p, 499) = 0.5, 'and by rows, merged') FROM grown;

-- drift.profile_distinct
CREATE FUNCTION pg_temp.profile_of(n int) RETURNS drift.profile LANGUAGE sql AS
	$$ SELECT drift.profile_agg((i::bigint * 7919 % n)::float8) FROM generate_series(1, 100000) i $$;
SELECT ok(drift.is_exact(pg_temp.profile_of(2048)) AND NOT drift.is_exact(pg_temp.profile_of(2049)), '2,048 distinct values by default');
SET LOCAL drift.profile_distinct = 8192;
CREATE TEMP TABLE wide AS SELECT pg_temp.profile_of(8192) AS p;
SELECT ok(drift.is_exact(p) AND p::text::drift.profile::text = p::text AND drift.is_exact(drift.merge(p, p))
	AND (drift.summary(p)).n_distinct = 8192, 'drift.profile_distinct: 8,192') FROM wide;
SELECT ok(NOT drift.is_exact(pg_temp.profile_of(8193)) AND pg_column_size(pg_temp.profile_of(8193)) < 17500, 'a summary beyond');
RESET drift.profile_distinct;
SELECT throws_ok('SET drift.profile_distinct = ' || v, '22023', NULL, v || ' is refused') FROM unnest('{2047,8193}'::text[]) v;

-- categories: flat and skewed, bounded memory, the bound never exceeded, with the setting and without
CREATE TEMP TABLE words AS SELECT i, 'flat-' || i::bigint * 7919 % 60000 AS flat,
	'skewed-' || floor(60000 * ((i::bigint * 7919 % 100003) / 100003.0) ^ 5)::int AS skewed FROM generate_series(1, 120000) AS i;
CREATE FUNCTION pg_temp.bounded(col text, most int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE holds boolean; p drift.profile;
BEGIN
	PERFORM set_config('drift.profile_categories', most::text, true);
	EXECUTE format('SELECT drift.profile_agg(%I) FROM words', col) INTO p;
	EXECUTE format('SELECT bool_and(g.n BETWEEN coalesce(t.count, 0) AND coalesce(t.count + t.error, $2)) FROM
		(SELECT %I AS v, count(*) AS n FROM words GROUP BY 1) g LEFT JOIN drift.top($1, 100000) t ON t.category = g.v', col)
		INTO holds USING p, drift.rank_error(p) * drift.n(p);
	RETURN NEXT ok(holds AND drift.rank_error(p) <= 1.0 / (most + 1), format('%s, %s categories: the bound holds', col, most));
	RETURN NEXT ok((SELECT count(*) FROM drift.top(p, 100000)) <= most AND pg_column_size(p) < 2000 + 52 * most,
		format('%s, %s categories: bounded', col, most));
END $$;
SELECT pg_temp.bounded(col, most) FROM unnest('{flat,skewed}'::text[]) col, unnest('{64,1024,4096}'::int[]) most;
RESET drift.profile_categories;

-- a long text takes no more room than a short one; collations make no difference
SELECT ok(pg_column_size(drift.profile_agg(repeat('x', 1000000) || i % 3)) < 2000, 'texts of a megabyte') FROM generate_series(1, 9) i;
SELECT is(drift.profile_agg(flat COLLATE "C")::text, drift.profile_agg(flat COLLATE "und-x-icu")::text, 'collations: profile')
FROM words WHERE i <= 3000;
SELECT is(drift.sample_agg(v COLLATE "C", c)::text, drift.sample_agg(v COLLATE "und-x-icu", c)::text, 'collations: sample')
FROM (VALUES ('a', true), ('A', true), ('ä', false), ('a', false), ('a' || U&'\0308', true), ('', true)) v (v, c);

SELECT * FROM finish();
ROLLBACK;
