
-- estimate_chunks: two relations in, one row a chunk and metric out
--
-- The reference has labels and tells what a score means, how much a metric varies by chance and
-- from chunk to chunk; the log is estimated with that. The functions here write one query each;
-- drift.estimate_performance runs it.

-- The metrics estimated, and the range each of them can have.
CREATE FUNCTION drift.estimated_metrics()
	RETURNS TABLE (metric text, lowest float8, highest float8, sampled boolean, by_default boolean)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	VALUES ('roc_auc', 0::float8, 1::float8, true, true), ('average_precision', 0, 1, true, true),
		('accuracy', 0, 1, true, true), ('precision', 0, 1, true, true),
		('recall', 0, 1, true, true), ('specificity', 0, 1, true, true), ('f1', 0, 1, true, true),
		('npv', 0, 1, true, false), ('balanced_accuracy', 0, 1, true, false),
		('fpr', 0, 1, true, false), ('fnr', 0, 1, true, false),
		('positive_rate', 0, 1, true, false), ('mcc', -1, 1, false, false),
		('log_loss', 0, NULL, false, false), ('brier', 0, 1, false, false),
		('ece', 0, 1, false, false)
$$;
COMMENT ON FUNCTION drift.estimated_metrics() IS
'Metrics that drift.estimate_performance can estimate: their range, whether they have a sampling error, and whether they are estimated without being asked for.';

CREATE FUNCTION drift.check_metrics(metrics text[], valid text[]) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	m text;
BEGIN
	FOREACH m IN ARRAY coalesce(metrics, '{NULL}') LOOP
		IF m IS NULL OR m <> ALL (valid) THEN
			RAISE EXCEPTION 'unknown metric "%"', m USING ERRCODE = 'invalid_parameter_value',
				DETAIL = format('Valid: %s.', array_to_string(valid, ', ')),
				HINT = coalesce('The nearest is "' || drift.nearest(m, valid) || '".',
					'Give the name of a metric.');
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.check_metrics(text[], text[]) IS
'Refuse metrics that are not among the valid ones.';

-- A relation's name with its schema, so that no name in a query can stand in its way.
CREATE FUNCTION drift.qualified_name(relation regclass) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('%I.%I', n.nspname, c.relname)
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = relation
$$;
COMMENT ON FUNCTION drift.qualified_name(regclass) IS
'Name of a relation, always with its schema.';

-- The chunk that a row of relation t falls into: so many rows, or so much time.
CREATE FUNCTION drift.chunk_expression(relation regclass, order_by name, rows_per_chunk int,
	every interval)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	months int := extract(year FROM every) * 12 + extract(month FROM every);
	-- bins of time are those of UTC, whatever the session's time zone
	at text := format(CASE drift.base_type(drift.check_column(relation, order_by, 'order_by'))
		WHEN 'timestamptz'::regtype THEN '(t.%I AT TIME ZONE ''UTC'')'
		ELSE 't.%I::timestamp' END, order_by);
BEGIN
	IF (rows_per_chunk IS NULL) = (every IS NULL) OR rows_per_chunk < 1
		OR every <= interval '0' THEN
		RAISE EXCEPTION 'give either rows_per_chunk or every, and let it be positive'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'rows_per_chunk => 5000: chunks of 5,000 rows; every => ''1 day'': one a day.';
	ELSIF months > 0 AND every <> make_interval(months => months) THEN
		RAISE EXCEPTION 'every must be whole months or less than one, but is %', every
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'every => ''1 month'' or every => ''1 week''.';
	ELSIF every IS NOT NULL AND drift.base_type(drift.check_column(relation, order_by, 'order_by'))
		NOT IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) THEN
		RAISE EXCEPTION 'column "%" of % is not a time, so that every cannot cut it', order_by, relation
			USING ERRCODE = 'datatype_mismatch',
			HINT = 'Order by a timestamp or date, or give rows_per_chunk.';
	END IF;
	RETURN CASE
		WHEN rows_per_chunk IS NOT NULL THEN
			format('(row_number() OVER (ORDER BY t.%I) - 1) / %s', order_by, rows_per_chunk)
		WHEN months > 0 THEN
			format('((extract(year FROM %1$s) * 12 + extract(month FROM %1$s) - 1)::bigint / %2$s)',
				at, months)
		ELSE format('extract(epoch FROM date_bin(%L::interval, %s, '
			'timestamp ''2000-01-03''))::bigint', every, at) END;
END
$$;
COMMENT ON FUNCTION drift.chunk_expression(regclass, name, int, interval) IS
'SQL expression of the chunk of a row of t: blocks of rows in the order of a column, or bins of UTC time from Monday 2000-01-03 on.';

-- Rows of a relation as (chunk b, key k, label y, prediction p, score s).
CREATE FUNCTION drift.estimation_rows(relation regclass, label name, predicted name, score name,
	order_by name, chunk text, condition text, positive text)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	y text := 'NULL::boolean';
	p text := format(drift.positive_expression(relation, predicted, positive),
		format('t.%I', predicted));
BEGIN
	PERFORM drift.check_number(relation, score, 'score'),
		drift.check_condition(relation, condition, 'condition');
	IF drift.has_column(relation, label) THEN
		y := format(drift.positive_expression(relation, label, positive), format('t.%I', label));
	END IF;
	RETURN format('SELECT %s AS b, t.%I AS k, %s AS y, %s AS p, t.%I::float8 AS s '
		'FROM %s AS t WHERE (%s)', chunk, order_by, y, p, score, drift.qualified_name(relation),
		coalesce(condition, 'true') || E'\n');
END
$$;
COMMENT ON FUNCTION drift.estimation_rows(regclass, name, name, name, name, text, text, text) IS
'Query that gives the rows of a relation as drift.estimate_performance needs them.';

-- Realized and estimated outcome of every chunk; probability: an expression over r.s and $1; labelled:
-- false where no row can have a label, so that nothing is realized.
CREATE FUNCTION drift.estimation_chunks(period text, rows text, probability text,
	labelled boolean DEFAULT true) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		SELECT %L AS period, row_number() OVER (ORDER BY r.b) - 1 AS chunk,
			min(r.k)::text AS k_first, max(r.k)::text AS k_last,
			count(*) FILTER (WHERE r.p IS NOT NULL AND r.s IS NOT NULL) AS n,
			%s AS n_realized, %s AS realized,
			drift.estimated_outcome_agg(r.p, %s, r.s) AS estimated
		FROM (%s) r GROUP BY r.b $q$, period,
		CASE WHEN labelled THEN 'count(*) FILTER (WHERE r.p IS NOT NULL AND r.s IS NOT NULL AND r.y IS NOT NULL)'
			ELSE '0::bigint' END,
		CASE WHEN labelled THEN 'drift.binary_outcome_agg(r.y, r.p, r.s)' ELSE 'NULL::drift.outcome' END,
		probability, rows)
$$;
COMMENT ON FUNCTION drift.estimation_chunks(text, text, text, boolean) IS
'Query that gives the states of every chunk of a relation.';

-- The end of such a query: CTE value (estimate, realized value got) and CTE spread (error of one
-- row, range) are judged by the chunks of the reference.
CREATE FUNCTION drift.estimation_verdict() RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT $q$, threshold AS (
			SELECT v.metric, greatest(avg(v.got) - 3 * stddev_pop(v.got), s.lowest) AS low,
				least(avg(v.got) + 3 * stddev_pop(v.got), s.highest) AS high
			FROM value v JOIN spread s ON s.metric = v.metric
			WHERE v.period = 'reference' GROUP BY v.metric, s.lowest, s.highest
		)
		SELECT v.period, v.chunk, v.k_first, v.k_last, v.n, v.metric, v.value, x.error,
			greatest(v.value - 3 * x.error, s.lowest), least(v.value + 3 * x.error, s.highest),
			t.low, t.high, v.value < t.low OR v.value > t.high, v.got, v.n_realized, v.reason
		FROM value v JOIN spread s ON s.metric = v.metric JOIN threshold t ON t.metric = v.metric
		CROSS JOIN LATERAL (SELECT s.error / sqrt(nullif(v.n, 0)) AS error) x
		ORDER BY v.period DESC, v.chunk, array_position($2, v.metric) $q$::text
$$;
COMMENT ON FUNCTION drift.estimation_verdict() IS
'The end of the queries of drift.estimate_performance and drift.estimate_class_performance.';

CREATE FUNCTION drift.estimate_performance(reference regclass, log regclass, label name,
	predicted name, score name, order_by name, rows_per_chunk int DEFAULT NULL,
	every interval DEFAULT NULL, reference_where text DEFAULT NULL, log_where text DEFAULT NULL,
	metrics text[] DEFAULT NULL, positive text DEFAULT NULL, calibrate boolean DEFAULT NULL,
	dialect text DEFAULT 'nannyml')
	RETURNS TABLE (period text, chunk bigint, chunk_start text, chunk_end text, n bigint,
		metric text, value float8, sampling_error float8, ci_low float8, ci_high float8,
		lower_threshold float8, upper_threshold float8, alert boolean, realized float8,
		n_realized bigint, reason text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	c drift.calibrator;
	checked record;
	probability text;
	ref_rows text := drift.estimation_rows(reference, label, predicted, score, order_by,
		drift.chunk_expression(reference, order_by, rows_per_chunk, every), reference_where,
		positive);
	log_rows text := drift.estimation_rows(log, label, predicted, score, order_by,
		drift.chunk_expression(log, order_by, rows_per_chunk, every), log_where, positive);
BEGIN
	PERFORM drift.check_column(reference, label, 'label');
	metrics := coalesce(metrics, array(SELECT e.metric FROM drift.estimated_metrics() e
		WHERE e.by_default));
	PERFORM drift.check_metrics(metrics, array(SELECT e.metric FROM drift.estimated_metrics() e));

	EXECUTE format('SELECT drift.calibrator_agg(r.s, r.y) FROM (%s) r', ref_rows) INTO c;
	SELECT * INTO checked FROM drift.calibration_check(c);
	IF checked.n > 0 IS NOT TRUE THEN
		RAISE EXCEPTION 'no row of % has both label and score', reference
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'The reference is where labels are known: performance is learned from it.';
	END IF;
	probability := CASE WHEN coalesce(calibrate, checked.needed)
		THEN 'drift.calibrate($1, r.s)' ELSE 'r.s' END;
	RETURN QUERY EXECUTE format($q$
		WITH chunk AS MATERIALIZED ((%s) UNION ALL (%s)),
		whole AS MATERIALIZED (
			SELECT drift.merge(c.realized) AS o FROM chunk c WHERE c.period = 'reference'
		), spread AS MATERIALIZED (
			SELECT e.metric, e.lowest, e.highest, CASE
				WHEN e.metric IN ('roc_auc', 'average_precision')
					THEN drift.sampling_error($1, e.metric, 1, $3)
				WHEN e.sampled THEN drift.sampling_error(w.o, e.metric, 1, $3) END AS error
			FROM drift.estimated_metrics() e, whole w WHERE e.metric = ANY ($2)
		), value AS MATERIALIZED (
			SELECT c.*, m.metric, m.value, m.reason, drift.metric(c.realized, m.metric) AS got
			FROM chunk c, drift.metrics(c.estimated) m WHERE m.metric = ANY ($2)
		) $q$ || drift.estimation_verdict(),
		drift.estimation_chunks('reference', ref_rows, probability),
		drift.estimation_chunks('analysis', log_rows, probability, drift.has_column(log, label)))
	USING c, metrics, coalesce(dialect, 'drift');
END
$$;
COMMENT ON FUNCTION drift.estimate_performance(regclass, regclass, name, name, name, name, int, interval, text, text, text[], text, boolean, text) IS
'Performance of a binary model estimated without labels (CBPE), chunk by chunk, next to what was realized. reference: rows with labels, from which the calibration (calibrate: NULL decides by drift.calibration_check), the sampling error and the thresholds (mean plus and minus 3 standard deviations of the realized values of its chunks, within the metric''s range) are learned; log: rows to estimate, whose label column may be missing or NULL. Chunks: rows_per_chunk rows in the order of order_by, or the time every in order_by (UTC; weeks begin on Monday). ci_low, ci_high: value plus and minus 3 sampling errors, by the formulas of dialect (drift.sampling_error: nannyml or drift). alert: value outside of the thresholds; NULL where value is, and reason says why. Valid while the relation between score and label stays what it was: under concept drift an estimate looks fine and is wrong. Wrong arguments: SQLSTATE 22023.';
