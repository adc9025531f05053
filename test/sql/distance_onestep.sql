\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(21);

CREATE TYPE color AS ENUM ('red', 'green', 'blue');
CREATE TABLE log AS SELECT i, i % 3 = 0 AS cur, (i * 7919 % 1009)::float8 + CASE WHEN i % 3 = 0 THEN 100.5 ELSE 0 END AS x,
	CASE WHEN i % 11 > 0 THEN (ARRAY['a', 'b', 'c', 'd'])[1 + (i / 3) % CASE WHEN i % 3 = 0 THEN 4 ELSE 3 END] END AS c,
	i % 7 < CASE WHEN i % 3 = 0 THEN 3 ELSE 2 END AS b, md5((i % 13)::text)::uuid AS u, enum_range(NULL::color) AS e
FROM generate_series(1, 3000) i;

-- each is the accessor of the same sample; the accessors have independent values in tests of their own
SELECT is(drift.bhattacharyya(x, cur), drift.bhattacharyya(drift.sample_agg(x, cur)), 'bhattacharyya of numbers'),
	is(drift.bhattacharyya(c, cur), drift.bhattacharyya(drift.sample_agg(c, cur)), 'and of text'),
	is(drift.normalized_abs_difference(x, cur), drift.normalized_abs_difference(drift.sample_agg(x, cur)), 'normalized_abs_difference of numbers'),
	is(drift.normalized_abs_difference(c, cur), drift.normalized_abs_difference(drift.sample_agg(c, cur)), 'and of text'),
	is(drift.cramers_v(x, cur), drift.cramers_v(drift.sample_agg(x, cur)), 'cramers_v of numbers'),
	is(drift.cramers_v(b, cur), drift.cramers_v(drift.sample_agg(b, cur)), 'and of boolean'),
	is(drift.kuiper(x, cur), drift.kuiper(drift.sample_agg(x, cur)), 'kuiper'),
	is(drift.cohens_d(x, cur), drift.cohens_d(drift.sample_agg(x, cur)), 'cohens_d'),
	is(drift.cliffs_delta(x, cur), drift.cliffs_delta(drift.sample_agg(x, cur)), 'cliffs_delta'),
	is(drift.unseen_share(u, cur), drift.unseen_share(drift.sample_agg(u, cur)), 'unseen_share of uuid'),
	is(drift.missing_categories_share(e[1 + i % 3], cur), drift.missing_categories_share(drift.sample_agg(e[1 + i % 3], cur)), 'missing_categories_share of enum')
FROM log;
SELECT is(drift.unseen_share(c, cur), (count(*) FILTER (WHERE cur AND c = 'd'))::float8 / count(c) FILTER (WHERE cur), 'unseen_share, by hand'),
	ok(drift.unseen_share(c, cur) > 0, 'there are some') FROM log;
SELECT is(drift.missing_categories_share(c, NOT cur), 0.25::float8, 'missing_categories_share, by hand: one of four') FROM log;
SELECT ok(abs(drift.cohens_d(x, cur) - (avg(x) FILTER (WHERE NOT cur) - avg(x) FILTER (WHERE cur)) / sqrt(((count(*) FILTER (WHERE NOT cur) - 1)
	* var_samp(x) FILTER (WHERE NOT cur) + (count(*) FILTER (WHERE cur) - 1) * var_samp(x) FILTER (WHERE cur)) / (count(*) - 2))) < 1e-12, 'cohens_d, by hand') FROM log;
SELECT is(drift.kuiper(x, cur), NULL, 'kuiper: an empty side'), is(drift.bhattacharyya(c, cur), NULL, 'bhattacharyya: an empty side'),
	is(drift.unseen_share(c, cur), NULL, 'unseen_share: an empty side'), is(drift.cohens_d(x, cur), NULL, 'cohens_d: an empty side') FROM log WHERE cur;
SELECT is(drift.cliffs_delta(x, cur), NULL, 'cliffs_delta: no rows'), is(drift.cramers_v(c, cur), NULL, 'cramers_v: no rows') FROM log WHERE false;
SELECT * FROM finish();
ROLLBACK;
