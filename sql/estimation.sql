
-- estimation: how good a model is while its labels are not known

-- Calibration

CREATE FUNCTION drift.calibrator_accum(drift.calibrator, float8, boolean) RETURNS drift.calibrator
AS 'MODULE_PATHNAME', 'drift_calibrator_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_accum(drift.calibrator, float8, boolean) IS
'Transition of drift.calibrator_agg: state, score, label.';

CREATE FUNCTION drift.calibrator_combine(drift.calibrator, drift.calibrator)
	RETURNS drift.calibrator
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

CREATE FUNCTION drift.expected_count(state drift.outcome, label boolean, predicted boolean)
	RETURNS float8
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

CREATE FUNCTION drift.sampling_error(reference drift.outcome, metric text, n bigint,
	dialect text DEFAULT 'nannyml')
	RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sampling_error_outcome' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.sampling_error(drift.outcome, text, bigint, text) IS
'Standard error of a metric over n rows, from labelled reference rows: the spread of what a row contributes over sqrt(n times the share of rows that count). Metrics: accuracy, balanced_accuracy, precision, recall, specificity, npv, fpr, fnr, f1, positive_rate, roc_auc, average_precision; others: SQLSTATE 22023. NULL when n < 1 or no row counts. dialect nannyml: its formulas, of which that of roc_auc is too small (it leaves out the spread of one class) and that of f1 too large; drift: DeLong''s for roc_auc, the delta method for f1, all others alike. average_precision by the delta method, where NannyML bootstraps.';

CREATE FUNCTION drift.sampling_error(reference drift.calibrator, metric text, n bigint,
	dialect text DEFAULT 'nannyml')
	RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sampling_error_calibrator' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.sampling_error(drift.calibrator, text, bigint, text) IS
'Standard error of roc_auc or average_precision over n rows, from the scores and labels of a calibrator, which keeps more of them than an outcome. Other metrics: SQLSTATE 22023.';

CREATE FUNCTION drift.business_value(state drift.outcome, true_positive float8,
	false_positive float8, false_negative float8, true_negative float8,
	per_row boolean DEFAULT false)
	RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT (c.tp * true_positive + c.fp * false_positive + c.fn * false_negative
		+ c.tn * true_negative)
		/ CASE WHEN per_row THEN nullif(c.tp + c.fp + c.fn + c.tn, 0) ELSE 1 END
	FROM (SELECT drift.expected_count(state, true, true) AS tp,
		drift.expected_count(state, false, true) AS fp,
		drift.expected_count(state, true, false) AS fn,
		drift.expected_count(state, false, false) AS tn) AS c;
END;
COMMENT ON FUNCTION drift.business_value(drift.outcome, float8, float8, float8, float8, boolean) IS
'What predictions were worth, or are expected to be: each cell of the confusion matrix of a binary or estimated state times the value of one such row (costs are negative); per_row: divided by the rows with prediction and label, NULL without any. Other kinds: SQLSTATE 42804.';

CREATE FUNCTION drift.business_value_error(reference drift.outcome, true_positive float8,
	false_positive float8, false_negative float8, true_negative float8, n bigint,
	per_row boolean DEFAULT false)
	RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT sqrt(greatest(m.squares - m.mean ^ 2, 0)) * sqrt(n::float8)
		/ CASE WHEN per_row THEN nullif(n, 0) ELSE 1 END
	FROM (SELECT
		drift.business_value(reference, true_positive, false_positive, false_negative,
			true_negative, true) AS mean,
		drift.business_value(reference, true_positive ^ 2, false_positive ^ 2, false_negative ^ 2,
			true_negative ^ 2, true) AS squares) AS m
	WHERE n >= 0;
END;
COMMENT ON FUNCTION drift.business_value_error(drift.outcome, float8, float8, float8, float8, bigint, boolean) IS
'Standard error of drift.business_value over n rows, from labelled reference rows: the standard deviation of the value of a row times sqrt(n), or over sqrt(n) per row. NULL without reference rows.';

-- Was it right?

CREATE FUNCTION drift.estimation_quality(estimated float8[], realized float8[],
	sampling_error float8[], known float8, OUT chunks bigint, OUT mean_error float8,
	OUT mean_absolute_error float8, OUT naive_error float8, OUT correlation float8,
	OUT share_in_band float8, OUT earned boolean)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT x.chunks, x.mean_error, x.mean_absolute_error, x.naive_error, x.correlation,
		x.share_in_band, x.chunks >= 5 AND x.share_in_band >= 0.9
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
