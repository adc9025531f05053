
-- estimate_class: performance of a classifier without labels, one class against the rest

-- Rows of a relation as (chunk b, key k, label y, prediction p, scores s).
CREATE FUNCTION drift.estimation_class_rows(relation regclass, label name, predicted name,
	scores name[], order_by name, chunk text, condition text)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_column(relation, predicted, 'predicted'),
		drift.check_condition(relation, condition, 'condition');
	PERFORM drift.check_number(relation, s, 'scores') FROM unnest(scores) s;
	RETURN format('SELECT %s AS b, t.%I AS k, %s::text AS y, t.%I::text AS p, ARRAY[%s] AS s '
		'FROM %s AS t WHERE (%s)', chunk, order_by,
		CASE WHEN drift.has_column(relation, label) THEN format('t.%I', label) ELSE 'NULL' END,
		predicted, (SELECT string_agg(format('t.%I::float8', s), ', ' ORDER BY i)
			FROM unnest(scores) WITH ORDINALITY AS u(s, i)),
		drift.qualified_name(relation), coalesce(condition, 'true') || E'\n');
END
$$;
COMMENT ON FUNCTION drift.estimation_class_rows(regclass, name, name, name[], name, text, text) IS
'Query that gives the rows of a relation as drift.estimate_class_performance needs them.';

-- States of every chunk and class; fitted: calibrated scores as expressions over q.s and $1.
CREATE FUNCTION drift.estimation_class_chunks(period text, rows text, fitted text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		SELECT %L AS period, r.b, min(r.k)::text AS k_first, max(r.k)::text AS k_last, x.class,
			count(*) FILTER (WHERE x.probability IS NOT NULL AND r.p IS NOT NULL) AS n,
			count(*) FILTER (WHERE x.probability IS NOT NULL AND r.p IS NOT NULL
				AND r.y IS NOT NULL) AS n_realized,
			drift.binary_outcome_agg(r.y = x.class, r.p = x.class, x.score) AS realized,
			drift.estimated_outcome_agg(r.p = x.class, x.probability, x.score) AS estimated
		FROM (SELECT q.b, q.k, q.y, q.p, q.s, ARRAY[%s]::float8[] AS f FROM (%s) q OFFSET 0) r
		CROSS JOIN LATERAL (SELECT sum(f) AS total, count(f) AS known FROM unnest(r.f) f) t
		CROSS JOIN LATERAL (
			SELECT u.class, u.score, CASE WHEN t.known < cardinality(r.f) THEN NULL
				WHEN t.total > 0 THEN least(u.f / t.total, 1)
				ELSE 1.0 / cardinality(r.f) END AS probability
			FROM unnest($3, r.s, r.f) AS u(class, score, f)
		) x
		GROUP BY r.b, x.class $q$, period, fitted, rows)
$$;
COMMENT ON FUNCTION drift.estimation_class_chunks(text, text, text) IS
'Query that gives the states of every chunk and class of a relation.';

-- The estimating query, with calibrators $1, metrics $2, classes $3, dialect $4.
CREATE FUNCTION drift.estimation_class_query(ref_chunks text, log_chunks text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		WITH chunk AS MATERIALIZED ((%s) UNION ALL (%s)),
		whole AS MATERIALIZED (
			SELECT c.class, drift.merge(c.realized) AS o,
				$1[array_position($3, c.class)] AS calibrator
			FROM chunk c WHERE c.period = 'reference' GROUP BY c.class
		), correct AS (
			SELECT sum(drift.expected_count(w.o, true, true))
				/ nullif(max(drift.metric(w.o, 'n')), 0) AS share
			FROM whole w
		), by_class AS MATERIALIZED (
			SELECT e.metric, CASE WHEN e.metric IN ('roc_auc', 'average_precision')
				THEN drift.sampling_error(w.calibrator, e.metric, 1, $4)
				ELSE drift.sampling_error(w.o, e.metric, 1, $4) END AS error
			FROM drift.estimated_metrics() e, whole w WHERE e.metric = ANY ($2)
		), spread AS MATERIALIZED (
			SELECT e.metric, e.lowest, e.highest, CASE e.metric
				WHEN 'accuracy' THEN (SELECT sqrt(k.share * (1 - k.share)) FROM correct k)
				ELSE (SELECT sqrt(sum(b.error ^ 2)) / count(b.error) FROM by_class b
					WHERE b.metric = e.metric) END AS error
			FROM drift.estimated_metrics() e WHERE e.metric = ANY ($2)
		), value AS MATERIALIZED (
			SELECT c.period, dense_rank() OVER (PARTITION BY c.period ORDER BY c.b) - 1 AS chunk,
				min(c.k_first) AS k_first, max(c.k_last) AS k_last, max(c.n) AS n,
				max(c.n_realized) AS n_realized, m.metric,
				CASE WHEN count(drift.metric(c.estimated, m.metric)) = 0
					THEN 'the metric is defined for no class' END AS reason,
				CASE m.metric WHEN 'accuracy'
					THEN sum(drift.expected_count(c.estimated, true, true)) / nullif(max(c.n), 0)
					ELSE avg(drift.metric(c.estimated, m.metric)) END AS value,
				CASE m.metric WHEN 'accuracy'
					THEN sum(drift.expected_count(c.realized, true, true))
						/ nullif(max(c.n_realized), 0)
					ELSE avg(drift.metric(c.realized, m.metric)) END AS got
			FROM chunk c, unnest($2) AS m(metric) GROUP BY c.period, c.b, m.metric
		) $q$, ref_chunks, log_chunks) || drift.estimation_verdict()
$$;
COMMENT ON FUNCTION drift.estimation_class_query(text, text) IS
'The query of drift.estimate_class_performance.';

CREATE FUNCTION drift.estimate_class_performance(reference regclass, log regclass, label name,
	predicted name, classes text[], scores name[], order_by name, rows_per_chunk int DEFAULT NULL,
	every interval DEFAULT NULL, reference_where text DEFAULT NULL, log_where text DEFAULT NULL,
	metrics text[] DEFAULT NULL, dialect text DEFAULT 'nannyml')
	RETURNS TABLE (period text, chunk bigint, chunk_start text, chunk_end text, n bigint,
		metric text, value float8, sampling_error float8, ci_low float8, ci_high float8,
		lower_threshold float8, upper_threshold float8, alert boolean, realized float8,
		n_realized bigint, reason text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	c drift.calibrator[];
	fitted text;
	ref_rows text := drift.estimation_class_rows(reference, label, predicted, scores, order_by,
		drift.chunk_expression(reference, order_by, rows_per_chunk, every), reference_where);
	log_rows text := drift.estimation_class_rows(log, label, predicted, scores, order_by,
		drift.chunk_expression(log, order_by, rows_per_chunk, every), log_where);
BEGIN
	IF cardinality(classes) IS DISTINCT FROM cardinality(scores) OR cardinality(classes) < 2
		OR array_position(classes, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'classes and scores must have one element for each class, at least two'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'classes => ''{a,b,c}'', scores => ''{score_a,score_b,score_c}''.';
	END IF;
	metrics := coalesce(metrics, array(SELECT e.metric FROM drift.estimated_metrics() e
		WHERE e.by_default));
	PERFORM drift.check_metrics(metrics, array(SELECT e.metric FROM drift.estimated_metrics() e
			WHERE e.sampled)), drift.check_column(reference, label, 'label');

	EXECUTE format('SELECT ARRAY[%s] FROM (%s) r', (
		SELECT string_agg(format('drift.calibrator_agg(r.s[%s], r.y = %L)', i, u), ', ' ORDER BY i)
		FROM unnest(classes) WITH ORDINALITY AS u(u, i)), ref_rows) INTO c;
	IF (SELECT bool_or(k.n > 0) FROM unnest(c) x, drift.calibration_check(x) k) IS NOT TRUE THEN
		RAISE EXCEPTION 'no row of % has both label and scores', reference
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'The reference is where labels are known: performance is learned from it.';
	END IF;
	SELECT string_agg(format(CASE WHEN (drift.calibration_check(u.x)).needed
		THEN 'drift.calibrate($1[%1$s], q.s[%1$s])' ELSE 'q.s[%s]' END, u.i), ', ' ORDER BY u.i)
	INTO fitted FROM unnest(c) WITH ORDINALITY AS u(x, i);
	RETURN QUERY EXECUTE drift.estimation_class_query(
		drift.estimation_class_chunks('reference', ref_rows, fitted),
		drift.estimation_class_chunks('analysis', log_rows, fitted)) USING c, metrics, classes,
		coalesce(dialect, 'drift');
END
$$;
COMMENT ON FUNCTION drift.estimate_class_performance(regclass, regclass, name, name, text[], name[], name, int, interval, text, text, text[], text) IS
'Performance of a classifier estimated without labels, chunk by chunk, next to what was realized: CBPE of each class against the rest. classes and scores: the classes and the columns with their scores, in the same order. Every class has a calibration curve of its own, used where drift.calibration_check says so, after which the probabilities of a row are divided by their sum (a row of zeros: all classes alike). accuracy is the mean probability of the predicted class; the other metrics are means over the classes for which they are defined. All else as in drift.estimate_performance. Wrong arguments: SQLSTATE 22023.';
