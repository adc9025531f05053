
-- reweight: reference performance under today's mix of rows

-- Counts by cell, as rows (cells, n, tp, fp, fn, tn).
CREATE FUNCTION drift.cell_counts(relation regclass, label name, predicted name, cells text[],
	condition text, positive text, labelled_only boolean)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	y text := 'NULL::boolean';
	p text := format(drift.positive_expression(relation, predicted, positive),
		format('t.%I', predicted));
BEGIN
	IF drift.has_column(relation, label) THEN
		y := format(drift.positive_expression(relation, label, positive), format('t.%I', label));
	END IF;
	RETURN format($q$
		SELECT r.cells, count(*)::float8 AS n, count(*) FILTER (WHERE r.y AND r.p)::float8 AS tp,
			count(*) FILTER (WHERE NOT r.y AND r.p)::float8 AS fp,
			count(*) FILTER (WHERE r.y AND NOT r.p)::float8 AS fn,
			count(*) FILTER (WHERE NOT r.y AND NOT r.p)::float8 AS tn
		FROM (SELECT ARRAY[%s]::text[] AS cells, %s AS y, %s AS p FROM %s AS t WHERE (%s)) AS r
		WHERE r.p IS NOT NULL AND (r.y IS NOT NULL OR NOT %L) GROUP BY r.cells $q$,
		array_to_string(cells, ', '), y, p, drift.qualified_name(relation),
		coalesce(condition, 'true') || E'\n', labelled_only);
END
$$;
COMMENT ON FUNCTION drift.cell_counts(regclass, name, name, text[], text, text, boolean) IS
'Query that counts labels against predictions by cell.';

-- Metrics as a numerator over a denominator of counts.
CREATE FUNCTION drift.count_metrics(tp float8, fp float8, fn float8, tn float8)
	RETURNS TABLE (metric text, numerator float8, denominator float8)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	VALUES ('accuracy', tp + tn, tp + fp + fn + tn), ('precision', tp, tp + fp),
		('recall', tp, tp + fn), ('specificity', tn, tn + fp),
		('f1', 2 * tp, 2 * tp + fp + fn), ('positive_rate', tp + fn, tp + fp + fn + tn)
$$;
COMMENT ON FUNCTION drift.count_metrics(float8, float8, float8, float8) IS
'Metrics of a binary model as numerator and denominator, so that they can be added over cells.';

CREATE FUNCTION drift.reweighted_performance(reference regclass, log regclass, label name,
	predicted name, columns name[], bins int DEFAULT 10, max_weight float8 DEFAULT NULL,
	reference_where text DEFAULT NULL, log_where text DEFAULT NULL, positive text DEFAULT NULL)
	RETURNS TABLE (metric text, reference_value float8, value float8, sampling_error float8,
		realized float8, n_effective float8, covered float8)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	cells text[];
BEGIN
	IF coalesce(cardinality(columns), 0) = 0 OR max_weight <= 0 THEN
		RAISE EXCEPTION 'columns must name at least one column, and max_weight be positive'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'columns => ''{country}'' weighs the reference''s countries by today''s mix.';
	END IF;
	PERFORM drift.check_column(reference, label, 'label'),
		drift.check_column(reference, predicted, 'predicted'),
		drift.check_column(log, predicted, 'predicted'),
		drift.check_condition(log, log_where, 'log_where');
	PERFORM drift.check_column(log, c, 'columns') FROM unnest(columns) c;
	cells := drift.cell_expressions(reference, columns, bins, reference_where);
	RETURN QUERY EXECUTE format($q$
		WITH ref AS MATERIALIZED (%s), cur AS MATERIALIZED (%s),
		weight AS MATERIALIZED (
			SELECT r.*, coalesce(least(c.n / sum(c.n) OVER () / (r.n / sum(r.n) OVER ()), $1), 0)
				AS w
			FROM ref r LEFT JOIN cur c ON c.cells = r.cells
		), part AS (
			SELECT m.metric, sum(m.numerator) AS k0, sum(m.denominator) AS d0,
				sum(w.w * m.numerator) AS k, sum(w.w * m.denominator) AS d,
				sum(w.w ^ 2 * m.denominator) AS d2
			FROM weight w, drift.count_metrics(w.tp, w.fp, w.fn, w.tn) m GROUP BY m.metric
		), got AS (
			SELECT m.metric, sum(m.numerator) / nullif(sum(m.denominator), 0) AS value
			FROM cur c, drift.count_metrics(c.tp, c.fp, c.fn, c.tn) m GROUP BY m.metric
		), cover AS (
			SELECT sum(c.n) FILTER (WHERE r.cells IS NOT NULL) / sum(c.n) AS share
			FROM cur c LEFT JOIN ref r ON r.cells = c.cells
		)
		SELECT p.metric, p.k0 / nullif(p.d0, 0), v.value, sqrt(v.value * (1 - v.value) / e.n),
			g.value, e.n, coalesce(o.share, 0)
		FROM cover o CROSS JOIN part p LEFT JOIN got g ON g.metric = p.metric
		CROSS JOIN LATERAL (SELECT p.k / nullif(p.d, 0)) AS v(value)
		CROSS JOIN LATERAL (SELECT p.d ^ 2 / nullif(p.d2, 0)) AS e(n)
		ORDER BY array_position(array(SELECT m.metric FROM drift.count_metrics(0, 0, 0, 0) m),
			p.metric) $q$,
		drift.cell_counts(reference, label, predicted, cells, reference_where, positive, true),
		drift.cell_counts(log, label, predicted, cells, log_where, positive, false))
	USING max_weight;
END
$$;
COMMENT ON FUNCTION drift.reweighted_performance(regclass, regclass, name, name, name[], int, float8, text, text, text) IS
'Performance of a binary model under today''s mix of rows: labelled reference rows, each weighted by how much more frequent its cell (segments, or bins of features: the share of all columns together) is in the log. With one segment column that is the reference''s performance by segment times today''s mix; with features it is importance weighting under covariate shift, the density ratio being one of histograms. max_weight caps the weights. sampling_error rests on n_effective, the effective number of reference rows: few of them mean that the two relations hardly overlap. covered: share of the log in cells that the reference knows. realized: where the log has labels. f1''s sampling error is approximate. Says nothing about concept drift. Wrong arguments: SQLSTATE 22023.';
