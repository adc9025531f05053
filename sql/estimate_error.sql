
-- estimate_error: errors of a numeric model without labels, and performance under another mix of rows
--
-- Both learn from cells: rows whose features fall into the same bins. What a cell was like in the
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
	edges float8[];
	found text[] := '{}';
BEGIN
	IF bins < 1 OR bins > 100 OR bins IS NULL THEN
		RAISE EXCEPTION 'bins must be between 1 and 100, but is %', bins
			USING ERRCODE = 'invalid_parameter_value', HINT = 'The default is 10.';
	END IF;
	FOREACH c IN ARRAY columns LOOP
		IF drift.type_kind(drift.check_column(relation, c, 'columns')) IN ('numeric', 'integer') THEN
			EXECUTE format('SELECT drift.quantiles(drift.profile_agg(t.%I::float8), array('
				'SELECT i / %s::float8 FROM generate_series(1, %s) i)) FROM %s AS t WHERE (%s)',
				c, bins, bins - 1, drift.qualified_name(relation), coalesce(condition, 'true') || E'\n') INTO edges;
			edges := coalesce(array(SELECT DISTINCT e FROM unnest(edges) e WHERE e IS NOT NULL ORDER BY e), '{}');
			found := found || CASE WHEN cardinality(edges) = 0
				THEN format('CASE WHEN t.%I IS NULL THEN ''null'' ELSE ''0'' END', c)
				ELSE format('coalesce(width_bucket(t.%I::float8, %L::float8[])::text, ''null'')', c, edges) END;
		ELSE
			found := found || format('coalesce(''='' || left(t.%I::text, 64), ''null'')', c);
		END IF;
	END LOOP;
	RETURN found;
END
$$;
COMMENT ON FUNCTION drift.cell_expressions(regclass, name[], int, text) IS
'SQL expressions that name the bin of each column of a row of t: numbers by quantiles of the relation, anything else by its value, NULL a bin of its own.';

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
			('sle', CASE WHEN r.p > -1 AND r.y > -1 THEN (ln(1 + r.p) - ln(1 + r.y)) ^ 2 END)) AS l(loss, v)
		WHERE l.loss = ANY ($1) AND r.p IS NOT NULL
		GROUP BY r.b, r.cells, l.loss WINDOW chunk AS (PARTITION BY r.b) $q$,
		period, chunk, order_by, array_to_string(cells, ', '),
		CASE WHEN drift.has_column(relation, actual) THEN format('t.%I::float8', actual) ELSE 'NULL::float8' END,
		predicted, drift.qualified_name(relation), coalesce(condition, 'true') || E'\n')
$$;
COMMENT ON FUNCTION drift.loss_cells(text, regclass, name, name, text, name, text[], text) IS
'Query that sums the losses of a numeric model by chunk and cell.';

CREATE FUNCTION drift.estimate_error(reference regclass, log regclass, actual name, predicted name,
	features name[] DEFAULT '{}', order_by name DEFAULT NULL, rows_per_chunk int DEFAULT NULL,
	every interval DEFAULT NULL, bins int DEFAULT 10, shrinkage float8 DEFAULT 20,
	reference_where text DEFAULT NULL, log_where text DEFAULT NULL, metrics text[] DEFAULT '{mae,rmse}')
	RETURNS TABLE (period text, chunk bigint, chunk_start text, chunk_end text, n bigint, metric text,
		value float8, sampling_error float8, ci_low float8, ci_high float8, lower_threshold float8,
		upper_threshold float8, alert boolean, realized float8, n_realized bigint,
		estimator_error float8, naive_error float8, earned boolean)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	known constant text[] := '{mae,mse,rmse,mape,msle,rmsle}';
	unknown text;
	cells text[];
BEGIN
	IF (rows_per_chunk IS NULL) = (every IS NULL) OR rows_per_chunk < 1 OR every <= interval '0' THEN
		RAISE EXCEPTION 'give either rows_per_chunk or every, and let it be positive'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'rows_per_chunk => 5000 makes chunks of 5,000 rows, every => ''1 day'' one a day.';
	END IF;
	SELECT m INTO unknown FROM unnest(metrics) m WHERE m IS NULL OR m <> ALL (known) LIMIT 1;
	IF FOUND OR metrics IS NULL THEN
		RAISE EXCEPTION 'unknown metric "%"', unknown USING ERRCODE = 'invalid_parameter_value',
			DETAIL = 'Valid: ' || array_to_string(known, ', ') || '.';
	END IF;
	IF shrinkage IS NULL OR NOT shrinkage BETWEEN 0 AND 1e9 THEN
		RAISE EXCEPTION 'shrinkage must be between 0 and 1e9 rows, but is %', shrinkage
			USING ERRCODE = 'invalid_parameter_value', HINT = 'The default is 20.';
	END IF;
	PERFORM drift.check_column(reference, actual, 'actual'), drift.check_column(log, predicted, 'predicted');
	cells := drift.cell_expressions(reference, predicted || coalesce(features, '{}'), bins, reference_where);
	RETURN QUERY EXECUTE format($q$
		WITH RECURSIVE summed AS MATERIALIZED ((%1$s) UNION ALL (%2$s)),
		cell AS MATERIALIZED (
			SELECT s.*, dense_rank() OVER (PARTITION BY s.period ORDER BY s.b) - 1 AS chunk FROM summed s
		),
		-- three models: even chunks are estimated from odd ones and the other way round, the log from all
		node AS MATERIALIZED (
			SELECT m.fold, c.loss, d.depth, c.cells[1:d.depth] AS key, sum(c.n_known)::float8 AS n, sum(c.s) AS s
			FROM cell c JOIN generate_series(0, 2) AS m(fold) ON m.fold = 2 OR m.fold <> c.chunk %% 2
			CROSS JOIN generate_series(0, %3$s) AS d(depth)
			WHERE c.period = 'reference' GROUP BY 1, 2, 3, 4 HAVING sum(c.n_known) > 0
		), model AS (
			SELECT n.fold, n.loss, n.depth, n.key, n.s / n.n AS mean FROM node n WHERE n.depth = 0
			UNION ALL
			SELECT n.fold, n.loss, n.depth, n.key, (n.s + $2 * m.mean) / (n.n + $2)
			FROM model m JOIN node n ON n.fold = m.fold AND n.loss = m.loss AND n.depth = m.depth + 1
				AND n.key[1:m.depth] = m.key
		), best AS (
			SELECT DISTINCT ON (c.period, c.chunk, c.loss, c.cells) c.*, m.mean
			FROM cell c CROSS JOIN generate_series(0, %3$s) AS d(depth)
			LEFT JOIN model m ON m.fold = CASE c.period WHEN 'reference' THEN c.chunk %% 2 ELSE 2 END
				AND m.loss = c.loss AND m.depth = d.depth AND m.key = c.cells[1:d.depth]
			ORDER BY c.period, c.chunk, c.loss, c.cells, m.depth DESC NULLS LAST
		), chunk AS (
			SELECT b.period, b.chunk, b.loss, min(b.k_first) AS k_first, max(b.k_last) AS k_last,
				sum(b.n)::bigint AS n, sum(b.n_known)::bigint AS n_realized,
				sum(b.n * b.mean) / nullif(sum(b.n) FILTER (WHERE b.mean IS NOT NULL), 0) AS value,
				sum(b.s) / nullif(sum(b.n_known), 0) AS got
			FROM best b GROUP BY b.period, b.chunk, b.loss
		), spread AS (
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
			FROM chunk c JOIN (VALUES ('mae', 'abs', false), ('mse', 'sq', false), ('rmse', 'sq', true),
				('mape', 'ape', false), ('msle', 'sle', false), ('rmsle', 'sle', true)) AS m(metric, loss, root)
				ON m.loss = c.loss AND m.metric = ANY ($3)
			LEFT JOIN spread s ON s.loss = c.loss
			LEFT JOIN model naive ON naive.loss = c.loss AND naive.depth = 0
				AND naive.fold = CASE c.period WHEN 'reference' THEN c.chunk %% 2 ELSE 2 END
		), learned AS (
			SELECT v.metric, greatest(avg(v.got) - 3 * stddev_pop(v.got), 0) AS low,
				avg(v.got) + 3 * stddev_pop(v.got) AS high, avg(abs(v.value - v.got)) AS estimator_error,
				avg(abs(v.naive - v.got)) AS naive_error
			FROM value v WHERE v.period = 'reference' GROUP BY v.metric
		)
		SELECT v.period, v.chunk, v.k_first, v.k_last, v.n, v.metric, v.value, v.error,
			greatest(v.value - 3 * v.error, 0), v.value + 3 * v.error, l.low, l.high,
			v.value < l.low OR v.value > l.high, v.got, v.n_realized, l.estimator_error, l.naive_error,
			l.estimator_error <= l.naive_error
		FROM value v JOIN learned l ON l.metric = v.metric
		ORDER BY v.period DESC, v.chunk, array_position($3, v.metric)
		$q$,
		drift.loss_cells('reference', reference, actual, predicted,
			drift.chunk_expression(reference, order_by, rows_per_chunk, every), order_by, cells, reference_where),
		drift.loss_cells('analysis', log, actual, predicted,
			drift.chunk_expression(log, order_by, rows_per_chunk, every), order_by, cells, log_where),
		cardinality(cells))
	USING array(SELECT DISTINCT m.loss FROM (VALUES ('mae', 'abs'), ('mse', 'sq'), ('rmse', 'sq'),
		('mape', 'ape'), ('msle', 'sle'), ('rmsle', 'sle')) AS m(metric, loss) WHERE m.metric = ANY (metrics)),
		shrinkage, metrics;
END
$$;
COMMENT ON FUNCTION drift.estimate_error(regclass, regclass, name, name, name[], name, int, interval, int, float8, text, text, text[]) IS
'Error of a numeric model estimated without labels, chunk by chunk, next to what was realized. The expected loss of a row is the mean loss of its cell in the reference: bins (so many quantiles of the reference) of the prediction, within them of the first feature, and so on, each mean drawn to that of the larger cell by shrinkage rows; put the most telling feature first. metrics: mae, mse, rmse, mape (rows with actual 0 left out), msle, rmsle. Reference chunks are estimated from the other half of the reference, which gives estimator_error, the mean absolute difference from realized values, beside naive_error, that of expecting the mean; earned: it is not larger. Needs at least two reference chunks for that. Other columns as in drift.estimate_performance. Says nothing about concept drift: rows like those of the reference are expected to have errors like those of the reference. Wrong arguments: SQLSTATE 22023.';

CREATE FUNCTION drift.reweighted_performance(reference regclass, log regclass, label name, predicted name,
	columns name[], bins int DEFAULT 10, max_weight float8 DEFAULT NULL, reference_where text DEFAULT NULL,
	log_where text DEFAULT NULL, positive text DEFAULT NULL)
	RETURNS TABLE (metric text, reference_value float8, value float8, sampling_error float8,
		realized float8, n_effective float8, covered float8)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	cells text;
	side text := $q$
		SELECT r.cells, count(*)::float8 AS n, count(*) FILTER (WHERE r.y AND r.p)::float8 AS tp,
			count(*) FILTER (WHERE NOT r.y AND r.p)::float8 AS fp, count(*) FILTER (WHERE r.y AND NOT r.p)::float8 AS fn,
			count(*) FILTER (WHERE NOT r.y AND NOT r.p)::float8 AS tn
		FROM (SELECT ARRAY[%s]::text[] AS cells, %s AS y, %s AS p FROM %s AS t WHERE (%s)) AS r
		WHERE r.p IS NOT NULL%s GROUP BY 1 $q$;
BEGIN
	IF coalesce(cardinality(columns), 0) = 0 OR max_weight <= 0 THEN
		RAISE EXCEPTION 'columns must name at least one column, and max_weight be positive'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'columns => ''{country}'' weighs the reference''s countries by today''s mix.';
	END IF;
	PERFORM drift.check_column(reference, label, 'label'), drift.check_column(reference, predicted, 'predicted');
	PERFORM drift.check_column(log, c, 'columns') FROM unnest(columns) c;
	cells := array_to_string(drift.cell_expressions(reference, columns, bins, reference_where), ', ');
	RETURN QUERY EXECUTE format($q$
		WITH ref AS MATERIALIZED (%s), cur AS MATERIALIZED (%s),
		weight AS MATERIALIZED (
			SELECT r.*, coalesce(least(c.n / sum(c.n) OVER () / (r.n / sum(r.n) OVER ()), $1), 0) AS w
			FROM ref r LEFT JOIN cur c ON c.cells = r.cells
		), part AS (
			SELECT m.metric, sum(m.k) AS k0, sum(m.d) AS d0, sum(w.w * m.k) AS k, sum(w.w * m.d) AS d,
				sum(w.w ^ 2 * m.d) AS d2
			FROM weight w CROSS JOIN LATERAL (VALUES ('accuracy', w.tp + w.tn, w.tp + w.fp + w.fn + w.tn),
				('precision', w.tp, w.tp + w.fp), ('recall', w.tp, w.tp + w.fn), ('specificity', w.tn, w.tn + w.fp),
				('f1', 2 * w.tp, 2 * w.tp + w.fp + w.fn), ('positive_rate', w.tp + w.fn, w.tp + w.fp + w.fn + w.tn)
				) AS m(metric, k, d)
			GROUP BY m.metric
		), got AS (
			SELECT m.metric, sum(m.k) / nullif(sum(m.d), 0) AS value
			FROM cur w CROSS JOIN LATERAL (VALUES ('accuracy', w.tp + w.tn, w.tp + w.fp + w.fn + w.tn),
				('precision', w.tp, w.tp + w.fp), ('recall', w.tp, w.tp + w.fn), ('specificity', w.tn, w.tn + w.fp),
				('f1', 2 * w.tp, 2 * w.tp + w.fp + w.fn), ('positive_rate', w.tp + w.fn, w.tp + w.fp + w.fn + w.tn)
				) AS m(metric, k, d)
			GROUP BY m.metric
		)
		SELECT p.metric, p.k0 / nullif(p.d0, 0), v.value, sqrt(v.value * (1 - v.value) / (p.d ^ 2 / nullif(p.d2, 0))),
			g.value, p.d ^ 2 / nullif(p.d2, 0), (SELECT sum(c.n) FILTER (WHERE EXISTS (SELECT FROM ref r WHERE r.cells = c.cells))
				/ sum(c.n) FROM cur c)
		FROM part p JOIN got g ON g.metric = p.metric
		CROSS JOIN LATERAL (SELECT p.k / nullif(p.d, 0)) AS v(value)
		ORDER BY array_position('{accuracy,precision,recall,specificity,f1,positive_rate}', p.metric)
		$q$,
		format(side, cells, format(drift.positive_expression(reference, label, positive), format('t.%I', label)),
			format(drift.positive_expression(reference, predicted, positive), format('t.%I', predicted)),
			drift.qualified_name(reference), coalesce(reference_where, 'true') || E'\n', ' AND r.y IS NOT NULL'),
		format(side, cells, CASE WHEN drift.has_column(log, label)
			THEN format(drift.positive_expression(log, label, positive), format('t.%I', label)) ELSE 'NULL::boolean' END,
			format(drift.positive_expression(log, predicted, positive), format('t.%I', predicted)),
			drift.qualified_name(log), coalesce(log_where, 'true') || E'\n', ''))
	USING max_weight;
END
$$;
COMMENT ON FUNCTION drift.reweighted_performance(regclass, regclass, name, name, name[], int, float8, text, text, text) IS
'Performance of a binary model under today''s mix of rows: labelled reference rows, each weighted by how much more frequent its cell (segments, or bins of features: the share of all columns together) is in the log. With one segment column that is the reference''s performance by segment times today''s mix; with features it is importance weighting under covariate shift, the density ratio being one of histograms. max_weight caps the weights. sampling_error rests on n_effective, the effective number of reference rows: few of them mean that the two relations hardly overlap. covered: share of the log in cells that the reference knows. realized: where the log has labels. f1''s sampling error is approximate. Says nothing about concept drift. Wrong arguments: SQLSTATE 22023.';
