
-- estimation: how good a model is while its labels are not known

-- Calibration

CREATE FUNCTION drift.calibrator_accum(drift.calibrator, float8, boolean) RETURNS drift.calibrator
AS 'MODULE_PATHNAME', 'drift_calibrator_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_accum(drift.calibrator, float8, boolean) IS
'Transition of drift.calibrator_agg: state, score, label.';

CREATE FUNCTION drift.calibrator_combine(drift.calibrator, drift.calibrator) RETURNS drift.calibrator
AS 'MODULE_PATHNAME', 'drift_calibrator_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_combine(drift.calibrator, drift.calibrator) IS
'Adds two calibrators. Combine function of drift.calibrator_agg and transition of drift.merge.';

CREATE FUNCTION drift.calibrator_final(drift.calibrator) RETURNS drift.calibrator
AS 'MODULE_PATHNAME', 'drift_calibrator_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_final(drift.calibrator) IS
'Final function of the aggregates that give a drift.calibrator: the stored form, its curve fitted.';

CREATE AGGREGATE drift.calibrator_agg(score float8, label boolean) (
	SFUNC = drift.calibrator_accum, STYPE = drift.calibrator, SSPACE = 65536,
	FINALFUNC = drift.calibrator_final, COMBINEFUNC = drift.calibrator_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.calibrator_agg(float8, boolean) IS
'Isotonic regression of labels on scores (pool adjacent violators, equal to scikit-learn''s IsotonicRegression(out_of_bounds="clip")). Any finite score; rows without label or finite score are counted and take no part. Up to 262,144 distinct scores are exact; beyond that scores are rounded towards zero to the most bits with which they fit (drift.is_exact), which depends on the rows alone, not on their order or on how states were merged.';

CREATE AGGREGATE drift.merge(drift.calibrator) (
	SFUNC = drift.calibrator_combine, STYPE = drift.calibrator, SSPACE = 65536,
	FINALFUNC = drift.calibrator_final, COMBINEFUNC = drift.calibrator_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.merge(drift.calibrator) IS
'Adds stored calibrators and fits the curve to all their rows: the same as one calibrator over all rows, in any order.';

CREATE FUNCTION drift.calibrate(calibrator drift.calibrator, score float8) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_calibrate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrate(drift.calibrator, float8) IS
'Probability of a positive label at a score: linear between the knots of the curve, constant outside of them. NULL for a NaN score and for a calibrator without rows.';

CREATE FUNCTION drift.calibrator_knots(calibrator drift.calibrator)
RETURNS TABLE (score float8, probability float8)
AS 'MODULE_PATHNAME', 'drift_calibrator_knots' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 200;
COMMENT ON FUNCTION drift.calibrator_knots(drift.calibrator) IS
'The corners of the calibration curve, ascending in both columns.';

CREATE FUNCTION drift.calibration_check(calibrator drift.calibrator, OUT needed boolean,
	OUT roc_auc float8, OUT ece_raw float8, OUT ece_calibrated float8, OUT n bigint,
	OUT n_missing bigint, OUT reason text)
AS 'MODULE_PATHNAME', 'drift_calibration_check' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibration_check(drift.calibrator) IS
'Should scores be calibrated before performance is estimated from them? NannyML''s rule: not if labels are all alike or roc_auc > 0.999; else if that lowers the expected calibration error (ten bins of equally many rows) of rows not seen in fitting. Ten test sets by a fixed hash, so that the answer is the same for the same rows. Scores outside [0, 1] always need it.';

CREATE FUNCTION drift.is_exact(drift.calibrator) RETURNS boolean
AS 'MODULE_PATHNAME', 'drift_is_exact_calibrator' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.is_exact(drift.calibrator) IS
'True while every score is kept as it came; false once there were more than 262,144 distinct ones and scores have been rounded.';

-- Expected outcomes

CREATE FUNCTION drift.outcome_accum(drift.outcome, boolean, float8, float8) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_estimated' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, boolean, float8, float8) IS
'Transition of drift.estimated_outcome_agg: state, predicted, probability, score.';

CREATE AGGREGATE drift.estimated_outcome_agg(predicted boolean, probability float8, score float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 65536,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.estimated_outcome_agg(boolean, float8, float8) IS
'State of a binary model whose labels are not known, but how probable a positive label is (confidence-based performance estimation): a row predicted positive adds its probability to the true positives and the rest to the false ones, and so on. Read it with drift.metric and drift.metrics; roc_auc, average_precision, log_loss, brier and ece are of score, the raw one. Rows without probability (NULL, NaN) are counted and take no part; a probability outside [0, 1]: SQLSTATE 22003. Counts are exact in any order; more than 8,192 distinct scores are rounded (drift.is_exact; error_bound in drift.metrics).';

CREATE FUNCTION drift.expected_count(state drift.outcome, label boolean, predicted boolean) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_expected_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.expected_count(drift.outcome, boolean, boolean) IS
'One cell of the confusion matrix of an estimated or binary state: rows expected, or counted, with this label and this prediction. Other kinds: SQLSTATE 42804.';

-- The same from stored states: what was learned, and the scores by prediction

CREATE FUNCTION drift.calibrator(outcome drift.outcome) RETURNS drift.calibrator
AS 'MODULE_PATHNAME', 'drift_calibrator_of_outcome' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator(drift.outcome) IS
'The calibrator of the labels and finite scores of a binary state: as drift.calibrator_agg over its rows while drift.is_exact(outcome), else from its summary of scores. Other kinds: SQLSTATE 42804.';

CREATE FUNCTION drift.estimate(calibrator drift.calibrator, scored drift.outcome,
	calibrate boolean DEFAULT NULL) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_estimate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.estimate(drift.calibrator, drift.outcome, boolean) IS
'Estimated outcome of rows whose scores were stored by prediction: scored is drift.binary_outcome_agg(predicted, predicted, score), the prediction standing in for the label. So scores can be collected before it is known what they mean. calibrate NULL: as drift.calibration_check says. Equal to drift.estimated_outcome_agg over the rows while drift.is_exact(scored). NULL without anything to learn from.';

-- Sampling error

CREATE FUNCTION drift.sampling_error(reference drift.outcome, metric text, n bigint) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sampling_error_outcome' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.sampling_error(drift.outcome, text, bigint) IS
'Standard error of a metric over n rows, from labelled reference rows: the spread of what a row contributes over sqrt(n times the share of rows that count). Metrics: accuracy, balanced_accuracy, precision, recall, specificity, npv, fpr, fnr, f1, positive_rate, roc_auc, average_precision; others: SQLSTATE 22023. NULL when n < 1 or no row counts. Formulas are NannyML''s; average_precision by the delta method, where NannyML bootstraps.';

CREATE FUNCTION drift.sampling_error(reference drift.calibrator, metric text, n bigint) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sampling_error_calibrator' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.sampling_error(drift.calibrator, text, bigint) IS
'Standard error of roc_auc or average_precision over n rows, from the scores and labels of a calibrator, which keeps more of them than an outcome. Other metrics: SQLSTATE 22023.';

-- Two relations in, one row per chunk and metric out

-- The metrics estimated by default, and the range each of them can have.
CREATE FUNCTION drift.estimated_metrics()
	RETURNS TABLE (metric text, lowest float8, highest float8, sampled boolean, by_default boolean)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	VALUES ('roc_auc', 0::float8, 1::float8, true, true), ('average_precision', 0, 1, true, true),
		('accuracy', 0, 1, true, true), ('precision', 0, 1, true, true), ('recall', 0, 1, true, true),
		('specificity', 0, 1, true, true), ('f1', 0, 1, true, true), ('npv', 0, 1, true, false),
		('balanced_accuracy', 0, 1, true, false), ('fpr', 0, 1, true, false), ('fnr', 0, 1, true, false),
		('positive_rate', 0, 1, true, false), ('mcc', -1, 1, false, false),
		('log_loss', 0, NULL, false, false), ('brier', 0, 1, false, false), ('ece', 0, 1, false, false)
$$;
COMMENT ON FUNCTION drift.estimated_metrics() IS
'Metrics that drift.estimate_performance can estimate: their range, whether they have a sampling error, and whether they are estimated without being asked for.';

-- A relation's name with its schema, so that no name in a query can stand in its way.
CREATE FUNCTION drift.qualified_name(relation regclass) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.oid = relation
$$;
COMMENT ON FUNCTION drift.qualified_name(regclass) IS 'Name of a relation, always with its schema.';

-- The chunk that a row of relation t falls into: so many rows, or so much time.
CREATE FUNCTION drift.chunk_expression(relation regclass, order_by name, rows_per_chunk int, every interval)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	months int := extract(year FROM every) * 12 + extract(month FROM every);
	-- bins of time are those of UTC, whatever the session's time zone
	at text := format(CASE drift.base_type(drift.check_column(relation, order_by, 'order_by'))
		WHEN 'timestamptz'::regtype THEN '(t.%I AT TIME ZONE ''UTC'')' ELSE 't.%I::timestamp' END, order_by);
BEGIN
	IF months > 0 AND every <> make_interval(months => months) THEN
		RAISE EXCEPTION 'every must be whole months or less than one, but is %', every
			USING ERRCODE = 'invalid_parameter_value', HINT = 'every => ''1 month'' or every => ''1 week''.';
	END IF;
	RETURN CASE
		WHEN rows_per_chunk IS NOT NULL THEN
			format('(row_number() OVER (ORDER BY t.%I) - 1) / %s', order_by, rows_per_chunk)
		WHEN months > 0 THEN
			format('((extract(year FROM %1$s) * 12 + extract(month FROM %1$s) - 1)::bigint / %2$s)', at, months)
		ELSE format('extract(epoch FROM date_bin(%L::interval, %s, timestamp ''2000-01-03''))::bigint',
			every, at) END;
END
$$;
COMMENT ON FUNCTION drift.chunk_expression(regclass, name, int, interval) IS
'SQL expression of the chunk of a row of t: blocks of rows in the order of a column, or bins of UTC time from Monday 2000-01-03 on.';

-- Rows of a relation as (chunk b, key k, label y, prediction p, score s).
CREATE FUNCTION drift.estimation_rows(relation regclass, label name, predicted name, score name,
	order_by name, rows_per_chunk int, every interval, condition text, positive text)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_column(relation, score, 'score');
	RETURN format('SELECT %s AS b, t.%I AS k, %s AS y, %s AS p, t.%I::float8 AS s FROM %s AS t WHERE (%s)',
		drift.chunk_expression(relation, order_by, rows_per_chunk, every), order_by,
		CASE WHEN drift.has_column(relation, label) THEN
			format(drift.positive_expression(relation, label, positive), format('t.%I', label))
			ELSE 'NULL::boolean' END,
		format(drift.positive_expression(relation, predicted, positive), format('t.%I', predicted)),
		score, drift.qualified_name(relation), coalesce(condition, 'true') || E'\n');
END
$$;
COMMENT ON FUNCTION drift.estimation_rows(regclass, name, name, name, name, int, interval, text, text) IS
'Query that gives the rows of a relation as drift.estimate_performance needs them.';

CREATE FUNCTION drift.estimate_performance(reference regclass, log regclass, label name, predicted name,
	score name, order_by name, rows_per_chunk int DEFAULT NULL, every interval DEFAULT NULL,
	reference_where text DEFAULT NULL, log_where text DEFAULT NULL, metrics text[] DEFAULT NULL,
	positive text DEFAULT NULL, calibrate boolean DEFAULT NULL)
	RETURNS TABLE (period text, chunk bigint, chunk_start text, chunk_end text, n bigint, metric text,
		value float8, sampling_error float8, ci_low float8, ci_high float8, lower_threshold float8,
		upper_threshold float8, alert boolean, realized float8, n_realized bigint, reason text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	c drift.calibrator;
	unknown text;
	ref_rows text;
	log_rows text;
	chunks text := $q$
		SELECT %L AS period, row_number() OVER (ORDER BY r.b) - 1 AS chunk, min(r.k)::text AS k_first,
			max(r.k)::text AS k_last, count(*) FILTER (WHERE r.p IS NOT NULL AND r.s IS NOT NULL) AS n,
			count(*) FILTER (WHERE r.p IS NOT NULL AND r.s IS NOT NULL AND r.y IS NOT NULL) AS n_realized,
			drift.binary_outcome_agg(r.y, r.p, r.s) AS realized,
			drift.estimated_outcome_agg(r.p, %s, r.s) AS estimated
		FROM (%s) r GROUP BY r.b $q$;
BEGIN
	IF (rows_per_chunk IS NULL) = (every IS NULL) OR rows_per_chunk < 1 OR every <= interval '0' THEN
		RAISE EXCEPTION 'give either rows_per_chunk or every, and let it be positive'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'rows_per_chunk => 5000 makes chunks of 5,000 rows, every => ''1 day'' one a day.';
	END IF;
	metrics := coalesce(metrics, array(SELECT e.metric FROM drift.estimated_metrics() e WHERE e.by_default));
	SELECT m INTO unknown FROM unnest(metrics) m
	WHERE m IS NULL OR m NOT IN (SELECT e.metric FROM drift.estimated_metrics() e) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'unknown metric "%"', unknown USING ERRCODE = 'invalid_parameter_value',
			DETAIL = 'Valid: ' || (SELECT string_agg(e.metric, ', ') FROM drift.estimated_metrics() e) || '.';
	END IF;
	PERFORM drift.check_column(reference, label, 'label');
	ref_rows := drift.estimation_rows(reference, label, predicted, score, order_by, rows_per_chunk, every,
		reference_where, positive);
	log_rows := drift.estimation_rows(log, label, predicted, score, order_by, rows_per_chunk, every,
		log_where, positive);

	EXECUTE format('SELECT drift.calibrator_agg(r.s, r.y) FROM (%s) r', ref_rows) INTO c;
	IF (SELECT k.n = 0 FROM drift.calibration_check(c) k) IS NOT FALSE THEN
		RAISE EXCEPTION 'no row of % has both label and score', reference
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'The reference is where labels are known: performance is learned from it.';
	END IF;
	calibrate := coalesce(calibrate, (drift.calibration_check(c)).needed);
	RETURN QUERY EXECUTE format($q$
		WITH chunk AS MATERIALIZED ((%s) UNION ALL (%s)),
		whole AS MATERIALIZED (SELECT drift.merge(c.realized) AS o FROM chunk c WHERE c.period = 'reference'),
		spread AS MATERIALIZED (
			SELECT e.metric, e.lowest, e.highest, CASE
				WHEN e.metric IN ('roc_auc', 'average_precision') THEN drift.sampling_error($1, e.metric, 1)
				WHEN e.sampled THEN drift.sampling_error(w.o, e.metric, 1) END AS error
			FROM drift.estimated_metrics() e, whole w WHERE e.metric = ANY ($2)
		), value AS MATERIALIZED (
			SELECT c.*, m.metric, m.value, m.reason, drift.metric(c.realized, m.metric) AS got
			FROM chunk c, drift.metrics(c.estimated) m WHERE m.metric = ANY ($2)
		), threshold AS (
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
		ORDER BY v.period DESC, v.chunk, array_position($2, v.metric)
		$q$,
		format(chunks, 'reference', CASE WHEN calibrate THEN 'drift.calibrate($1, r.s)' ELSE 'r.s' END, ref_rows),
		format(chunks, 'analysis', CASE WHEN calibrate THEN 'drift.calibrate($1, r.s)' ELSE 'r.s' END, log_rows))
	USING c, metrics;
END
$$;
COMMENT ON FUNCTION drift.estimate_performance(regclass, regclass, name, name, name, name, int, interval, text, text, text[], text, boolean) IS
'Performance of a binary model estimated without labels (CBPE), chunk by chunk, next to what was realized. reference: rows with labels, from which the calibration (calibrate: NULL decides by drift.calibration_check), the sampling error and the thresholds (mean plus and minus 3 standard deviations of the realized values of its chunks, within the metric''s range) are learned; log: rows to estimate, whose label column may be missing or NULL. Chunks: rows_per_chunk rows in the order of order_by, or the time every in order_by (UTC; weeks begin on Monday). ci_low, ci_high: value plus and minus 3 sampling errors. alert: value outside of the thresholds; NULL where value is, and reason says why. Valid while the relation between score and label stays what it was: under concept drift an estimate looks fine and is wrong. Wrong arguments: SQLSTATE 22023.';

CREATE FUNCTION drift.estimation_quality(estimated float8[], realized float8[], sampling_error float8[],
	known float8, OUT chunks bigint, OUT mean_error float8, OUT mean_absolute_error float8,
	OUT naive_error float8, OUT correlation float8, OUT share_in_band float8, OUT earned boolean)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT x.chunks, x.mean_error, x.mean_absolute_error, x.naive_error, x.correlation, x.share_in_band,
		x.chunks >= 5 AND x.share_in_band >= 0.9
			AND x.mean_absolute_error <= greatest(x.naive_error, x.by_chance)
	FROM (
		SELECT count(*) AS chunks, avg(e - r) AS mean_error,
			avg(abs(e - r)) AS mean_absolute_error,
			avg(abs(known - r)) AS naive_error, corr(e, r) AS correlation,
			avg((abs(e - r) <= 3 * se)::int)::float8 AS share_in_band, avg(se) AS by_chance
		FROM unnest(estimated, realized, sampling_error) AS u(e, r, se)
		WHERE e IS NOT NULL AND r IS NOT NULL) x
$$;
COMMENT ON FUNCTION drift.estimation_quality(float8[], float8[], float8[], float8) IS
'How good estimates have been, where labels came in later: arrays of one element a chunk. known: the value of the reference; naive_error is the mean absolute error of expecting just that. share_in_band: realized values within 3 sampling errors of the estimate. earned: at least 5 chunks, 90 % of them within the band, and the mean absolute error no larger than the naive one or than the mean sampling error, which is what chance explains: only then is the estimate worth an alert.';
