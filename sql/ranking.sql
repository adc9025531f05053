-- ranking: queries and the order in which a model gives their items

CREATE TYPE drift.ranking;
CREATE FUNCTION drift.ranking_in(cstring) RETURNS drift.ranking
AS 'MODULE_PATHNAME', 'drift_ranking_in' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_in(cstring) IS 'Input of drift.ranking; raises 22P02 for anything that drift.ranking_out() could not have printed.';
CREATE FUNCTION drift.ranking_out(drift.ranking) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_ranking_out' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_out(drift.ranking) IS 'Output of drift.ranking, lossless and independent of settings.';
CREATE FUNCTION drift.ranking_recv(internal) RETURNS drift.ranking
AS 'MODULE_PATHNAME', 'drift_ranking_recv' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_recv(internal) IS 'Binary input of drift.ranking; raises 22P03 for anything that drift.ranking_send() could not have sent.';
CREATE FUNCTION drift.ranking_send(drift.ranking) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_ranking_send' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_send(drift.ranking) IS 'Binary output of drift.ranking.';
CREATE TYPE drift.ranking (
	INPUT = drift.ranking_in, OUTPUT = drift.ranking_out,
	RECEIVE = drift.ranking_recv, SEND = drift.ranking_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external);
COMMENT ON TYPE drift.ranking IS
'What queries'' rankings are worth: NDCG, MAP, MRR, precision, recall and hit rate at 17 cut-offs, as exact sums over queries, some 4 kB. Made by drift.ranking_agg, merged by drift.merge, read by drift.ranking_metrics.';

-- Transitions and what they share

CREATE FUNCTION drift.ranking_accum(drift.ranking, text, float8, float8) RETURNS drift.ranking
AS 'MODULE_PATHNAME', 'drift_ranking_accum_score' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_accum(drift.ranking, text, float8, float8) IS
'Transition of drift.ranking_agg: state, query, relevance, score. Negative or infinite relevance: SQLSTATE 22023; too many items: 54000.';

CREATE FUNCTION drift.ranking_accum_rank(drift.ranking, text, float8, float8) RETURNS drift.ranking
AS 'MODULE_PATHNAME', 'drift_ranking_accum_rank' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_accum_rank(drift.ranking, text, float8, float8) IS
'Transition of drift.ranking_by_rank_agg: state, query, relevance, rank. Errors as of drift.ranking_accum.';

CREATE FUNCTION drift.ranking_accum(drift.ranking, float8[], float8[]) RETURNS drift.ranking
AS 'MODULE_PATHNAME', 'drift_ranking_accum_query' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_accum(drift.ranking, float8[], float8[]) IS
'Transition of drift.ranking_agg over whole queries: state, relevances, scores. Arrays of different lengths or several dimensions: SQLSTATE 22023.';

CREATE FUNCTION drift.ranking_combine(drift.ranking, drift.ranking) RETURNS drift.ranking
AS 'MODULE_PATHNAME', 'drift_ranking_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_combine(drift.ranking, drift.ranking) IS
'Adds two states. Combine function of the ranking aggregates and transition of drift.merge.';

CREATE FUNCTION drift.ranking_final(drift.ranking) RETURNS drift.ranking
AS 'MODULE_PATHNAME', 'drift_ranking_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_final(drift.ranking) IS
'Final function of the ranking aggregates: evaluates every query whose items wait.';

-- States

CREATE AGGREGATE drift.ranking_agg(query text, relevance float8, score float8) (
	SFUNC = drift.ranking_accum, STYPE = drift.ranking, SSPACE = 8192,
	FINALFUNC = drift.ranking_final, COMBINEFUNC = drift.ranking_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.ranking_agg(text, float8, float8) IS
'State of a ranking model, an item a row: its query, relevance (at least 0; more than 0 is relevant; NULL or NaN: not judged, taken as 0) and score (larger is better; NULL or NaN: not retrieved, counts among the relevant only). Rows without a query are counted and ignored. Items wait for the rest of their query, 24 bytes each, up to drift.sample_memory, else SQLSTATE 54000; queries are told apart by a 64-bit hash. A query split over two states counts twice when they are merged. Negative or infinite relevance: 22023.';

CREATE AGGREGATE drift.ranking_by_rank_agg(query text, relevance float8, rank float8) (
	SFUNC = drift.ranking_accum_rank, STYPE = drift.ranking, SSPACE = 8192,
	FINALFUNC = drift.ranking_final, COMBINEFUNC = drift.ranking_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.ranking_by_rank_agg(text, float8, float8) IS
'As drift.ranking_agg, with the item''s rank in place of its score: the lower the better, equal ranks are ties, NULL or NaN: not retrieved. Errors as of drift.ranking_agg.';

CREATE AGGREGATE drift.ranking_agg(relevance float8[], score float8[]) (
	SFUNC = drift.ranking_accum, STYPE = drift.ranking, SSPACE = 4096,
	FINALFUNC = drift.ranking_final, COMBINEFUNC = drift.ranking_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.ranking_agg(float8[], float8[]) IS
'State of a ranking model, a whole query a row: the relevances and scores of its items, as in drift.ranking_agg by item. Nothing waits: any number of queries in 4 kB. A row with a NULL array is counted and ignored. Arrays of different lengths or several dimensions, negative or infinite relevance: SQLSTATE 22023.';

CREATE AGGREGATE drift.merge(drift.ranking) (
	SFUNC = drift.ranking_combine, STYPE = drift.ranking, SSPACE = 4096,
	FINALFUNC = drift.ranking_final, COMBINEFUNC = drift.ranking_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.merge(drift.ranking) IS
'Adds stored states, of different queries each: bit for bit the same in any order.';

-- Reading a state

CREATE FUNCTION drift.ranking_metric(state drift.ranking, name text, k int DEFAULT NULL,
	no_relevant text DEFAULT 'exclude') RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ranking_metric' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_metric(drift.ranking, text, int, text) IS
'Mean over queries of ndcg, ndcg_exp, map, mrr, precision, recall or hit_rate at k (1 to 10, 15, 20, 25, 30, 50, 100; NULL: the whole list), in [0, 1]. no_relevant: queries without a relevant item are left out (exclude) or worth 0 (zero, as in scikit-learn). NULL when there is no query; another name, k or no_relevant: SQLSTATE 22023.';

CREATE FUNCTION drift.ranking_metrics(state drift.ranking, k int[] DEFAULT '{1,3,5,10}',
	alpha float8 DEFAULT 0.05, no_relevant text DEFAULT 'exclude')
RETURNS TABLE (metric text, k int, value float8, n bigint, ci_low float8, ci_high float8,
	reason text)
AS 'MODULE_PATHNAME', 'drift_ranking_metrics' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 41;
COMMENT ON FUNCTION drift.ranking_metrics(drift.ranking, int[], float8, text) IS
'Counts, and every metric at each k and over the whole list (k NULL): mean over n queries with a 1 - alpha interval, Student''s t over the queries'' values, Wilson where all of them are 0 or 1. Undefined is NULL with a reason. Arguments and errors as of drift.ranking_metric.';

CREATE TYPE drift.query_ranking AS (
	n_items bigint,
	n_relevant bigint,
	ndcg float8,
	ndcg_exp float8,
	map float8,
	mrr float8,
	"precision" float8,
	recall float8,
	hit_rate float8
);
COMMENT ON TYPE drift.query_ranking IS
'What the ranking of one query is worth; the values are in [0, 1], NULL when no item is relevant. Means over equal scores: over all orders of them.';
COMMENT ON COLUMN drift.query_ranking.n_items IS 'Items.';
COMMENT ON COLUMN drift.query_ranking.n_relevant IS 'Items with a relevance above 0.';
COMMENT ON COLUMN drift.query_ranking.ndcg IS 'Discounted cumulative gain over that of the best order; gain: relevance.';
COMMENT ON COLUMN drift.query_ranking.ndcg_exp IS 'The same; gain: 2^relevance - 1.';
COMMENT ON COLUMN drift.query_ranking.map IS 'Average precision: mean precision at the relevant items, of which min(k, n_relevant) can be found.';
COMMENT ON COLUMN drift.query_ranking.mrr IS 'Reciprocal rank of the first relevant item, 0 when there is none up to k.';
COMMENT ON COLUMN drift.query_ranking."precision" IS 'Relevant items up to k, over k; over the items retrieved when k is NULL.';
COMMENT ON COLUMN drift.query_ranking.recall IS 'Relevant items up to k, over all relevant ones.';
COMMENT ON COLUMN drift.query_ranking.hit_rate IS '1 when a relevant item is up to k, else 0; with equal scores the probability of it.';

CREATE FUNCTION drift.ranking_query(relevance float8[], score float8[], k int DEFAULT NULL)
RETURNS drift.query_ranking
AS 'MODULE_PATHNAME', 'drift_ranking_query' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ranking_query(float8[], float8[], int) IS
'One query: the relevances and scores of its items (NULL as in drift.ranking_agg), at any k from 1 on, NULL being the whole list. NULL when an array is NULL. Arrays of different lengths or several dimensions, k below 1, negative or infinite relevance: SQLSTATE 22023.';

CREATE FUNCTION drift.is_exact(drift.ranking) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN true;
COMMENT ON FUNCTION drift.is_exact(drift.ranking) IS 'True: sums over queries are exact.';
