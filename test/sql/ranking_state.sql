-- drift.ranking: edges, merges, parallel plans, round trips, limits, errors
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(40);

CREATE TABLE item AS
SELECT i, 'query ' || h % 700 AS query, (h / 700 % 4)::float8 AS relevance, (h / 2800 % 50)::float8 AS score
FROM (SELECT i, abs(hashint4(i)) AS h FROM generate_series(1, 20000) AS i) AS q;
CREATE TEMP TABLE whole AS SELECT drift.ranking_agg(query, relevance, score) AS r FROM item;

-- nothing
SELECT is(drift.ranking_agg(query, relevance, score)::text, NULL, 'no rows give no state') FROM item WHERE false;
SELECT is(drift.ranking_agg(NULL, relevance, score)::text, 'drift.ranking 1 queries {rows:[0 0 0 20000] waiting:[] queries:[0 0] sums:[]}',
	'rows without a query are counted') FROM item;
SELECT is((SELECT count(*) FROM drift.ranking_metrics(NULL)), 0::bigint, 'no state has no metrics');
SELECT results_eq($$SELECT metric, k, value, n, reason FROM drift.ranking_metrics((SELECT drift.ranking_agg(NULL, 1, 1)), '{5}') WHERE metric IN ('queries', 'map', 'ndcg')$$,
	$$VALUES ('queries', NULL::int, 0::float8, 0::bigint, NULL), ('ndcg', 5, NULL, 0, 'no queries'), ('ndcg', NULL, NULL, 0, 'no queries'),
		('map', 5, NULL, 0, 'no queries'), ('map', NULL, NULL, 0, 'no queries')$$, 'no query: undefined with a reason');
SELECT results_eq($$SELECT metric, value, n, reason FROM drift.ranking_metrics((SELECT drift.ranking_agg('a', NULL, 1) FROM item WHERE i < 4), '{}')
		WHERE metric IN ('queries', 'queries_without_relevant', 'unjudged', 'mrr')$$,
	$$VALUES ('queries', 1::float8, 1::bigint, NULL), ('queries_without_relevant', 1, 1, NULL), ('unjudged', 3, 3, NULL),
		('mrr', NULL, 0, 'no query has a relevant item')$$, 'no judgement: undefined with a reason');
SELECT is(drift.ranking_metric(r, 'mrr', no_relevant => 'zero'), 0::float8, 'or 0, if one wants it so')
FROM (SELECT drift.ranking_agg('a', NULL, 1) AS r) q;
SELECT is(drift.ranking_metric(NULL, 'mrr'), NULL, 'no state, no metric');

-- one query by hand: relevance 3 0 2 1, in this order, one relevant item more not retrieved
CREATE TEMP TABLE hand AS
SELECT drift.ranking_query('{3,0,2,1,2}', '{0.9,0.8,0.7,0.6,NULL}') AS q, drift.ranking_query('{3,0,2,1,2}', '{0.9,0.8,0.7,0.6,NULL}', 3) AS q3,
	drift.ranking_query('{3,0,2,1,2}', '{0.9,0.8,0.7,0.6,NULL}', 1000000000) AS far;
SELECT is(ARRAY[(q).n_items, (q).n_relevant], '{5,4}', 'items and relevant ones') FROM hand;
SELECT ok(abs((q).ndcg - (3 + 2 / 2 + 1 / log(2.0, 5)) / (3 + 2 / log(2.0, 3) + 2 / 2 + 1 / log(2.0, 5))) < 1e-12, 'NDCG') FROM hand;
SELECT ok(abs((q).ndcg_exp - (7 + 3 / 2.0 + 1 / log(2.0, 5)) / (7 + 3 / log(2.0, 3) + 3 / 2.0 + 1 / log(2.0, 5))) < 1e-12, 'NDCG, exponential gain') FROM hand;
SELECT ok(abs((q).map - (1 + 2 / 3.0 + 3 / 4.0) / 4) < 1e-12, 'average precision: over all relevant items') FROM hand;
SELECT ok(abs((q3).map - (1 + 2 / 3.0) / 3) < 1e-12, 'at 3: over as many as can be among 3') FROM hand;
SELECT is(ARRAY[(q).mrr, (q)."precision", (q).recall, (q).hit_rate], '{1,0.75,0.75,1}', 'the others') FROM hand;
SELECT is((far)."precision", 3e-9::float8, 'precision beyond the list: of k') FROM hand;
SELECT is((far).ndcg, (q).ndcg, 'NDCG beyond the list: that of the list') FROM hand;
SELECT is((drift.ranking_query('{}', '{}')).n_items, 0::bigint, 'a query without items');
SELECT is((drift.ranking_query(NULL, '{1}')).n_items, NULL, 'no query');
SELECT ok(abs((drift.ranking_query('{1e308,1e308,0}', '{1,2,3}')).ndcg - (1 / log(2.0, 3) + 0.5) / (1 + 1 / log(2.0, 3))) < 1e-12,
	'relevances whose sum is beyond float8');
SELECT ok(abs((drift.ranking_query('{2000,1999}', '{1,2}')).ndcg_exp - (0.5 + 1 / log(2.0, 3)) / (1 + 0.5 / log(2.0, 3))) < 1e-12,
	'gains beyond float8');

-- ranks are scores turned round; equal ranks are ties
SELECT is(drift.ranking_by_rank_agg(query, relevance, 50 - score)::text, r::text, 'by rank') FROM item, whole GROUP BY r::text;

-- the same bits in any order of rows, from arrays, merged, in text and binary
SELECT is(drift.ranking_agg(query, relevance, score ORDER BY i DESC)::text, r::text, 'rows backwards') FROM item, whole GROUP BY r::text;
SELECT is(drift.ranking_agg(a.relevance, a.score)::text, r::text, 'queries as arrays')
FROM (SELECT array_agg(relevance) AS relevance, array_agg(score) AS score FROM item GROUP BY query) AS a, whole GROUP BY r::text;
SELECT is(drift.merge(part.r ORDER BY part.p DESC)::text, whole.r::text, 'states of different queries, merged')
FROM (SELECT hashtext(query) % 5 AS p, drift.ranking_agg(query, relevance, score)::text::drift.ranking AS r FROM item GROUP BY 1) AS part, whole
GROUP BY whole.r::text;
SELECT is(r::text::drift.ranking::text, r::text, 'text form') FROM whole;
CREATE FUNCTION pg_temp.recv(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/ranking_state.bin';
	result text;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', bytes, file);
	CREATE TEMP TABLE received (s drift.ranking);
	EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
	SELECT s::text INTO result FROM received;
	DROP TABLE received;
	EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'cat >/dev/null; rm -f ' || file);
	RETURN result;
END $$;
SELECT is(pg_temp.recv(drift.ranking_send(r)), r::text, 'binary form') FROM whole;
SELECT is(pg_temp.recv(drift.ranking_send(s)), s::text, 'binary form with waiting items')
FROM (SELECT drift.ranking_accum(drift.ranking_accum(NULL, 'a', 1, 0.5), 'b', NULL, NULL) AS s) AS x;
SELECT throws_ok(format('SELECT pg_temp.recv(%L)', overlay(drift.ranking_send(r) PLACING int8send(-1) FROM 3)), '22P03', NULL, 'binary form with a negative count') FROM whole;
-- a state that has not ended, as workers and shards send it
SELECT is(drift.ranking_final(s::text::drift.ranking)::text, drift.ranking_agg(q, rel, sc)::text, 'waiting items through text')
FROM (SELECT drift.ranking_accum(drift.ranking_accum(NULL, 'a"b', 1, 0.5), 'a"b', NULL, NULL) AS s) AS x,
	(VALUES ('a"b', 1::float8, 0.5::float8), ('a"b', NULL, NULL)) AS v(q, rel, sc) GROUP BY s::text;
SELECT is(drift.ranking_combine(s, r)::text LIKE 'drift.ranking 1 queries {rows:[20002 1 1 0] waiting:[% 1 0.5 % 0 NaN] queries:[700 %', true,
	'items wait beside sums') FROM (SELECT drift.ranking_accum(drift.ranking_accum(NULL, 'a', 1, 0.5), 'b', NULL, NULL) AS s) AS x, whole;
SELECT is(drift.ranking_metric(s, 'mrr'), 1::float8, 'a metric of a state that has not ended')
FROM (SELECT drift.ranking_accum(NULL, 'a', 1, 0.5) AS s) AS x;
SELECT ok(drift.is_exact(r), 'always exact') FROM whole;

-- parallel
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 4;
ALTER TABLE item SET (parallel_workers = 4);
SELECT is((SELECT drift.ranking_agg(query, relevance, score)::text FROM item), r::text, 'parallel plan: the same bits') FROM whole;

-- limits and errors
SET LOCAL drift.sample_memory = '1MB';
SELECT throws_ok($$SELECT drift.ranking_agg(i::text, 1, i) FROM generate_series(1, 50000) i$$, '54000', NULL, 'too many items wait');
SELECT lives_ok($$SELECT drift.ranking_agg(ARRAY[1, i], ARRAY[1, 2]::float8[]) FROM generate_series(1, 50000) i$$, 'whole queries do not wait');
SELECT throws_ok($$SELECT drift.ranking_agg('a', -1, 1)$$, '22023', 'relevance must be a finite number that is not negative, but is -1', 'negative relevance');
SELECT throws_ok($$SELECT drift.ranking_agg('a', 'Infinity', 1)$$, '22023', NULL, 'infinite relevance');
SELECT throws_ok($$SELECT drift.ranking_query('{1,2}', '{1}')$$, '22023', '2 relevances, but 1 scores', 'arrays of different lengths');
SELECT throws_ok($$SELECT drift.ranking_metric(r, 'ndgc') FROM whole$$, '22023', 'unknown metric of a ranking "ndgc"', 'no such metric');
SELECT throws_ok($$SELECT drift.ranking_metric(r, 'ndcg', 11) FROM whole$$, '22023', NULL, 'no such k');
SELECT throws_ok($$SELECT ('drift.ranking 1 queries {rows:[1 0 0 0] waiting:[5 -1 1] queries:[0 0] sums:[]}')::drift.ranking$$, '22P02', NULL, 'text with a negative relevance');

SELECT * FROM finish();
ROLLBACK;
