
-- estimate_error: errors of a numeric model without labels
--
-- What a cell (rows whose prediction and features fall into the same bins) was like in the
-- reference it is expected to be like today; only the share of each cell is taken from today. That
-- is right under covariate shift, and wrong under concept drift, which no estimate without labels
-- can see.

-- Bins of columns, learned from a relation: SQL expressions over t that name the bin of a row.
CREATE FUNCTION drift.cell_expressions(relation regclass, columns name[], bins int, condition text)
	RETURNS text[]
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	c name;
	kind text;
	edges float8[];
	found text[] := '{}';
BEGIN
	IF bins < 1 OR bins > 100 OR bins IS NULL THEN
		RAISE EXCEPTION 'bins must be between 1 and 100, but is %', bins
			USING ERRCODE = 'invalid_parameter_value', HINT = 'The default is 10.';
	END IF;
	PERFORM drift.check_condition(relation, condition, 'condition of the reference');
	FOREACH c IN ARRAY columns LOOP
		kind := drift.type_kind(drift.check_column(relation, c, 'columns'));
		IF kind NOT IN ('numeric', 'integer') THEN
			found := found || format('coalesce(''='' || left(t.%I::text, 64), ''null'')', c);
			CONTINUE;
		END IF;
		EXECUTE format('SELECT drift.quantiles(drift.profile_agg(t.%I::float8), array('
			'SELECT i / %s::float8 FROM generate_series(1, %s) i)) FROM %s AS t WHERE (%s)',
			c, bins, bins - 1, drift.qualified_name(relation),
			coalesce(condition, 'true') || E'\n') INTO edges;
		edges := array(SELECT DISTINCT e FROM unnest(edges) e WHERE e IS NOT NULL ORDER BY e);
		found := found || CASE WHEN cardinality(edges) = 0
			THEN format('CASE WHEN t.%I IS NULL THEN ''null'' ELSE ''0'' END', c)
			ELSE format('coalesce(width_bucket(t.%I::float8, %L::float8[])::text, ''null'')',
				c, edges) END;
	END LOOP;
	RETURN found;
END
$$;
COMMENT ON FUNCTION drift.cell_expressions(regclass, name[], int, text) IS
'SQL expressions that name the bin of each column of a row of t: numbers by quantiles of the relation, anything else by its value, NULL a bin of its own.';

-- Metrics of a numeric model that are means of a loss, or roots of them.
CREATE FUNCTION drift.loss_metrics() RETURNS TABLE (metric text, loss text, root boolean)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	VALUES ('mae', 'abs', false), ('mse', 'sq', false), ('rmse', 'sq', true),
		('mape', 'ape', false), ('msle', 'sle', false), ('rmsle', 'sle', true)
$$;
COMMENT ON FUNCTION drift.loss_metrics() IS
'Metrics that drift.estimate_error can estimate, and the loss of a row that each is the mean of: abs, sq (squared), ape (absolute percentage), sle (squared logarithmic).';

-- Losses by chunk and cell, as rows (period, b, k_first, k_last, cells, loss, n, n_known, s, q).
CREATE FUNCTION drift.loss_cells(period text, relation regclass, actual name, predicted name,
	chunk text, order_by name, cells text[], condition text)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		SELECT %L AS period, r.b, (min(min(r.k)) OVER chunk)::text AS k_first,
			(max(max(r.k)) OVER chunk)::text AS k_last, r.cells, l.loss, count(*) AS n,
			count(l.v) AS n_known, sum(l.v) AS s, sum(l.v * l.v) AS q
		FROM (SELECT %s AS b, t.%I AS k, ARRAY[%s]::text[] AS cells, %s AS y, t.%I::float8 AS p
			FROM %s AS t WHERE (%s)) r
		CROSS JOIN LATERAL (VALUES ('abs', abs(r.p - r.y)), ('sq', (r.p - r.y) * (r.p - r.y)),
			('ape', abs(r.p - r.y) / nullif(abs(r.y), 0)),
			('sle', CASE WHEN r.p > -1 AND r.y > -1
				THEN (ln(1 + r.p) - ln(1 + r.y)) ^ 2 END)) AS l(loss, v)
		WHERE l.loss = ANY ($1) AND r.p IS NOT NULL
		GROUP BY r.b, r.cells, l.loss WINDOW chunk AS (PARTITION BY r.b) $q$,
		period, chunk, order_by, array_to_string(cells, ', '),
		CASE WHEN drift.has_column(relation, actual) THEN format('t.%I::float8', actual)
			ELSE 'NULL::float8' END,
		predicted, drift.qualified_name(relation), coalesce(condition, 'true') || E'\n')
$$;
COMMENT ON FUNCTION drift.loss_cells(text, regclass, name, name, text, name, text[], text) IS
'Query that sums the losses of a numeric model by chunk and cell.';

-- Expected loss of every chunk, from losses by cell: CTEs cell, model and chunk, with losses $1,
-- shrinkage $2. Three models: even chunks of the reference are estimated from odd ones (fold 0) and
-- the other way round (fold 1), the log from all (fold 2).
CREATE FUNCTION drift.loss_model(ref_cells text, log_cells text, depth int) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		WITH RECURSIVE summed AS MATERIALIZED ((%1$s) UNION ALL (%2$s)),
		cell AS MATERIALIZED (
			SELECT s.*, dense_rank() OVER (PARTITION BY s.period ORDER BY s.b) - 1 AS chunk
			FROM summed s
		), node AS MATERIALIZED (
			SELECT m.fold, c.loss, d.depth, c.cells[1:d.depth] AS key,
				sum(c.n_known)::float8 AS n, sum(c.s) AS s
			FROM cell c JOIN generate_series(0, 2) AS m(fold)
				ON m.fold = 2 OR m.fold <> c.chunk %% 2
			CROSS JOIN generate_series(0, %3$s) AS d(depth)
			WHERE c.period = 'reference' GROUP BY 1, 2, 3, 4 HAVING sum(c.n_known) > 0
		), model AS (
			SELECT n.fold, n.loss, n.depth, n.key, n.s / n.n AS mean FROM node n WHERE n.depth = 0
			UNION ALL
			SELECT n.fold, n.loss, n.depth, n.key, (n.s + $2 * m.mean) / (n.n + $2)
			FROM model m JOIN node n ON n.fold = m.fold AND n.loss = m.loss
				AND n.depth = m.depth + 1 AND n.key[1:m.depth] = m.key
		), best AS (
			SELECT DISTINCT ON (c.period, c.chunk, c.loss, c.cells) c.*, m.mean
			FROM cell c CROSS JOIN generate_series(0, %3$s) AS d(depth)
			LEFT JOIN model m ON m.loss = c.loss AND m.depth = d.depth
				AND m.key = c.cells[1:d.depth]
				AND m.fold = CASE c.period WHEN 'reference' THEN c.chunk %% 2 ELSE 2 END
			ORDER BY c.period, c.chunk, c.loss, c.cells, m.depth DESC NULLS LAST
		), chunk AS (
			SELECT b.period, b.chunk, b.loss, min(b.k_first) AS k_first, max(b.k_last) AS k_last,
				sum(b.n)::bigint AS n, sum(b.n_known)::bigint AS n_realized,
				sum(b.n * b.mean) / nullif(sum(b.n) FILTER (WHERE b.mean IS NOT NULL), 0) AS value,
				sum(b.s) / nullif(sum(b.n_known), 0) AS got
			FROM best b GROUP BY b.period, b.chunk, b.loss
		) $q$, ref_cells, log_cells, depth)
$$;
COMMENT ON FUNCTION drift.loss_model(text, text, int) IS
'The beginning of the query of drift.estimate_error: the expected loss of every chunk.';

CREATE FUNCTION drift.estimate_error(reference regclass, log regclass, actual name,
	predicted name, features name[] DEFAULT '{}', order_by name DEFAULT NULL,
	rows_per_chunk int DEFAULT NULL, every interval DEFAULT NULL, bins int DEFAULT 10,
	shrinkage float8 DEFAULT 20, reference_where text DEFAULT NULL, log_where text DEFAULT NULL,
	metrics text[] DEFAULT '{mae,rmse}')
	RETURNS TABLE (period text, chunk bigint, chunk_start text, chunk_end text, n bigint,
		metric text, value float8, sampling_error float8, ci_low float8, ci_high float8,
		lower_threshold float8, upper_threshold float8, alert boolean, realized float8,
		n_realized bigint, estimator_error float8, naive_error float8, earned boolean)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	cells text[];
	ref_chunk text := drift.chunk_expression(reference, order_by, rows_per_chunk, every);
	log_chunk text := drift.chunk_expression(log, order_by, rows_per_chunk, every);
BEGIN
	PERFORM drift.check_metrics(metrics, array(SELECT l.metric FROM drift.loss_metrics() l));
	IF shrinkage IS NULL OR NOT shrinkage BETWEEN 0 AND 1e9 THEN
		RAISE EXCEPTION 'shrinkage must be between 0 and 1e9 rows, but is %', shrinkage
			USING ERRCODE = 'invalid_parameter_value', HINT = 'The default is 20.';
	END IF;
	PERFORM drift.check_column(reference, actual, 'actual'),
		drift.check_column(log, predicted, 'predicted'),
		drift.check_condition(log, log_where, 'log_where');
	cells := drift.cell_expressions(reference, predicted || coalesce(features, '{}'), bins,
		reference_where);
	RETURN QUERY EXECUTE drift.loss_model(
		drift.loss_cells('reference', reference, actual, predicted, ref_chunk, order_by, cells,
			reference_where),
		drift.loss_cells('analysis', log, actual, predicted, log_chunk, order_by, cells,
			log_where), cardinality(cells)) || $q$, spread AS (
			SELECT c.loss, sum(c.s) / sum(c.n_known) AS mean,
				greatest(sum(c.q) / sum(c.n_known) - (sum(c.s) / sum(c.n_known)) ^ 2, 0) AS variance
			FROM cell c WHERE c.period = 'reference' GROUP BY c.loss HAVING sum(c.n_known) > 0
		), value AS MATERIALIZED (
			SELECT c.period, c.chunk, c.k_first, c.k_last, c.n, c.n_realized, m.metric,
				CASE WHEN m.root THEN sqrt(c.value) ELSE c.value END AS value,
				CASE WHEN m.root THEN sqrt(c.got) ELSE c.got END AS got,
				CASE WHEN m.root THEN sqrt(naive.mean) ELSE naive.mean END AS naive,
				CASE WHEN m.root THEN sqrt(s.variance / (4 * c.n * nullif(s.mean, 0)))
					ELSE sqrt(s.variance / c.n) END AS error
			FROM chunk c JOIN drift.loss_metrics() m ON m.loss = c.loss AND m.metric = ANY ($3)
			LEFT JOIN spread s ON s.loss = c.loss
			LEFT JOIN model naive ON naive.loss = c.loss AND naive.depth = 0
				AND naive.fold = CASE c.period WHEN 'reference' THEN c.chunk % 2 ELSE 2 END
		), learned AS (
			SELECT v.metric, greatest(avg(v.got) - 3 * stddev_pop(v.got), 0) AS low,
				avg(v.got) + 3 * stddev_pop(v.got) AS high,
				avg(abs(v.value - v.got)) AS estimator_error,
				avg(abs(v.naive - v.got)) AS naive_error
			FROM value v WHERE v.period = 'reference' GROUP BY v.metric
		)
		SELECT v.period, v.chunk, v.k_first, v.k_last, v.n, v.metric, v.value, v.error,
			greatest(v.value - 3 * v.error, 0), v.value + 3 * v.error, l.low, l.high,
			v.value < l.low OR v.value > l.high, v.got, v.n_realized, l.estimator_error,
			l.naive_error, l.estimator_error <= l.naive_error
		FROM value v JOIN learned l ON l.metric = v.metric
		ORDER BY v.period DESC, v.chunk, array_position($3, v.metric) $q$
	USING array(SELECT DISTINCT l.loss FROM drift.loss_metrics() l
		WHERE l.metric = ANY (metrics)), shrinkage, metrics;
END
$$;
COMMENT ON FUNCTION drift.estimate_error(regclass, regclass, name, name, name[], name, int, interval, int, float8, text, text, text[]) IS
'Error of a numeric model estimated without labels, chunk by chunk, next to what was realized. The expected loss of a row is the mean loss of its cell in the reference: bins (so many quantiles of the reference) of the prediction, within them of the first feature, and so on, each mean drawn to that of the larger cell by shrinkage rows; put the most telling feature first. metrics: mae, mse, rmse, mape (rows with actual 0 left out), msle, rmsle. Reference chunks are estimated from the other half of the reference, which gives estimator_error, the mean absolute difference from realized values, beside naive_error, that of expecting the mean; earned: it is not larger. Needs at least two reference chunks for that. Other columns as in drift.estimate_performance. Says nothing about concept drift: rows like those of the reference are expected to have errors like those of the reference. Wrong arguments: SQLSTATE 22023.';
