
-- estimate_class: performance of a classifier without labels, one class against the rest

CREATE FUNCTION drift.estimate_class_performance(reference regclass, log regclass, label name,
	predicted name, classes text[], scores name[], order_by name, rows_per_chunk int DEFAULT NULL,
	every interval DEFAULT NULL, reference_where text DEFAULT NULL, log_where text DEFAULT NULL,
	metrics text[] DEFAULT NULL)
	RETURNS TABLE (period text, chunk bigint, chunk_start text, chunk_end text, n bigint, metric text,
		value float8, sampling_error float8, ci_low float8, ci_high float8, lower_threshold float8,
		upper_threshold float8, alert boolean, realized float8, n_realized bigint)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	c drift.calibrator[];
	needed boolean[];
	unknown text;
	ref_rows text;
	log_rows text;
	raw text;
	fitted text;
	chunks text := $q$
		SELECT %1$L AS period, r.b, min(r.k)::text AS k_first, max(r.k)::text AS k_last, x.class,
			count(*) FILTER (WHERE x.probability IS NOT NULL AND r.p IS NOT NULL) AS n,
			count(*) FILTER (WHERE x.probability IS NOT NULL AND r.p IS NOT NULL AND r.y IS NOT NULL) AS n_realized,
			drift.binary_outcome_agg(r.y = x.class, r.p = x.class, x.score) AS realized,
			drift.estimated_outcome_agg(r.p = x.class, x.probability, x.score) AS estimated
		FROM (
			SELECT q.b, q.k, q.y, q.p, q.s, ARRAY[%3$s]::float8[] AS f FROM (%2$s) q OFFSET 0
		) r CROSS JOIN LATERAL (SELECT sum(f) AS total, count(f) AS known FROM unnest(r.f) f) t
		CROSS JOIN LATERAL (
			SELECT u.class, u.score, CASE WHEN t.known < cardinality(r.f) THEN NULL
				WHEN t.total > 0 THEN least(u.f / t.total, 1) ELSE 1.0 / cardinality(r.f) END AS probability
			FROM unnest($3, r.s, r.f) AS u(class, score, f)
		) x
		GROUP BY r.b, x.class $q$;
BEGIN
	IF (rows_per_chunk IS NULL) = (every IS NULL) OR rows_per_chunk < 1 OR every <= interval '0' THEN
		RAISE EXCEPTION 'give either rows_per_chunk or every, and let it be positive'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'rows_per_chunk => 5000 makes chunks of 5,000 rows, every => ''1 day'' one a day.';
	END IF;
	IF cardinality(classes) IS DISTINCT FROM cardinality(scores) OR cardinality(classes) < 2
		OR array_position(classes, NULL) IS NOT NULL OR array_position(scores, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'classes and scores must have one element for each class, at least two'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'classes => ''{a,b,c}'', scores => ''{score_a,score_b,score_c}''.';
	END IF;
	metrics := coalesce(metrics, array(SELECT e.metric FROM drift.estimated_metrics() e WHERE e.by_default));
	SELECT m INTO unknown FROM unnest(metrics) m
	WHERE m IS NULL OR m NOT IN (SELECT e.metric FROM drift.estimated_metrics() e WHERE e.sampled) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'unknown metric "%"', unknown USING ERRCODE = 'invalid_parameter_value',
			DETAIL = 'Valid: ' || (SELECT string_agg(e.metric, ', ') FROM drift.estimated_metrics() e WHERE e.sampled) || '.';
	END IF;
	PERFORM drift.check_column(reference, label, 'label'), drift.check_column(reference, predicted, 'predicted'),
		drift.check_column(log, predicted, 'predicted');
	PERFORM drift.check_column(reference, s, 'scores'), drift.check_column(log, s, 'scores') FROM unnest(scores) s;
	SELECT string_agg(format('t.%I::float8', s), ', ' ORDER BY i) INTO raw
	FROM unnest(scores) WITH ORDINALITY AS u(s, i);
	ref_rows := format('SELECT %s AS b, t.%I AS k, t.%I::text AS y, t.%I::text AS p, ARRAY[%s] AS s FROM %s AS t WHERE (%s)',
		drift.chunk_expression(reference, order_by, rows_per_chunk, every), order_by, label, predicted, raw,
		drift.qualified_name(reference), coalesce(reference_where, 'true') || E'\n');
	log_rows := format('SELECT %s AS b, t.%I AS k, %s::text AS y, t.%I::text AS p, ARRAY[%s] AS s FROM %s AS t WHERE (%s)',
		drift.chunk_expression(log, order_by, rows_per_chunk, every), order_by,
		CASE WHEN drift.has_column(log, label) THEN format('t.%I', label) ELSE 'NULL' END, predicted, raw,
		drift.qualified_name(log), coalesce(log_where, 'true') || E'\n');

	EXECUTE format('SELECT ARRAY[%s] FROM (%s) r',
		(SELECT string_agg(format('drift.calibrator_agg(r.s[%s], r.y = %L)', i, u), ', ' ORDER BY i)
		 FROM unnest(classes) WITH ORDINALITY AS u(u, i)), ref_rows) INTO c;
	SELECT array_agg((drift.calibration_check(x)).needed ORDER BY i) INTO needed
	FROM unnest(c) WITH ORDINALITY AS u(x, i);
	IF (SELECT bool_or(k.n > 0) FROM unnest(c) x, drift.calibration_check(x) k) IS NOT TRUE THEN
		RAISE EXCEPTION 'no row of % has both label and scores', reference
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'The reference is where labels are known: performance is learned from it.';
	END IF;
	SELECT string_agg(CASE WHEN needed[i] THEN format('drift.calibrate($1[%1$s], q.s[%1$s])', i)
					  ELSE format('q.s[%s]', i) END, ', ' ORDER BY i) INTO fitted
	FROM generate_subscripts(classes, 1) i;

	RETURN QUERY EXECUTE format($q$
		WITH chunk AS MATERIALIZED ((%s) UNION ALL (%s)),
		whole AS MATERIALIZED (
			SELECT c.class, drift.merge(c.realized) AS o, $1[array_position($3, c.class)] AS calibrator
			FROM chunk c WHERE c.period = 'reference' GROUP BY c.class
		), correct AS (
			SELECT sum(drift.expected_count(w.o, true, true)) / nullif(max(drift.metric(w.o, 'n')), 0) AS share
			FROM whole w
		), spread AS MATERIALIZED (
			SELECT e.metric, e.lowest, e.highest, CASE WHEN e.metric = 'accuracy' THEN sqrt(k.share * (1 - k.share))
				ELSE (SELECT sqrt(sum(s.error ^ 2)) / count(s.error) FROM whole w CROSS JOIN LATERAL (SELECT
					CASE WHEN e.metric IN ('roc_auc', 'average_precision')
						THEN drift.sampling_error(w.calibrator, e.metric, 1)
						ELSE drift.sampling_error(w.o, e.metric, 1) END) AS s(error)) END AS error
			FROM drift.estimated_metrics() e, correct k WHERE e.metric = ANY ($2)
		), value AS MATERIALIZED (
			SELECT c.period, dense_rank() OVER (PARTITION BY c.period ORDER BY c.b) - 1 AS chunk,
				min(c.k_first) AS k_first, max(c.k_last) AS k_last, max(c.n) AS n,
				max(c.n_realized) AS n_realized, m.metric, CASE m.metric WHEN 'accuracy'
					THEN sum(drift.expected_count(c.estimated, true, true)) / nullif(max(c.n), 0)
					ELSE avg(drift.metric(c.estimated, m.metric)) END AS value,
				CASE m.metric WHEN 'accuracy'
					THEN sum(drift.expected_count(c.realized, true, true)) / nullif(max(c.n_realized), 0)
					ELSE avg(drift.metric(c.realized, m.metric)) END AS got
			FROM chunk c, unnest($2) AS m(metric) GROUP BY c.period, c.b, m.metric
		), threshold AS (
			SELECT v.metric, greatest(avg(v.got) - 3 * stddev_pop(v.got), s.lowest) AS low,
				least(avg(v.got) + 3 * stddev_pop(v.got), s.highest) AS high
			FROM value v JOIN spread s ON s.metric = v.metric
			WHERE v.period = 'reference' GROUP BY v.metric, s.lowest, s.highest
		)
		SELECT v.period, v.chunk, v.k_first, v.k_last, v.n, v.metric, v.value, x.error,
			greatest(v.value - 3 * x.error, s.lowest), least(v.value + 3 * x.error, s.highest),
			t.low, t.high, v.value < t.low OR v.value > t.high, v.got, v.n_realized
		FROM value v JOIN spread s ON s.metric = v.metric JOIN threshold t ON t.metric = v.metric
		CROSS JOIN LATERAL (SELECT s.error / sqrt(nullif(v.n, 0)) AS error) x
		ORDER BY v.period DESC, v.chunk, array_position($2, v.metric)
		$q$, format(chunks, 'reference', ref_rows, fitted), format(chunks, 'analysis', log_rows, fitted))
	USING c, metrics, classes;
END
$$;
COMMENT ON FUNCTION drift.estimate_class_performance(regclass, regclass, name, name, text[], name[], name, int, interval, text, text, text[]) IS
'Performance of a classifier estimated without labels, chunk by chunk, next to what was realized: CBPE of each class against the rest. classes and scores: the classes and the columns with their scores, in the same order. Every class has a calibration curve of its own, used where drift.calibration_check says so, after which the probabilities of a row are divided by their sum (a row of zeros: all classes alike). accuracy is the mean probability of the predicted class; the other metrics are means over the classes for which they are defined. All else as in drift.estimate_performance. Wrong arguments: SQLSTATE 22023.';
