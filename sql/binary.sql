-- binary: further metrics of binary models, and what decisions cost

CREATE FUNCTION drift.npv(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_npv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.npv(drift.outcome) IS
'Negative predictive value: share of negative predictions that are right, tn / (tn + fn); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.npv(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.npv, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.npv(boolean, boolean) IS
'Negative predictive value: share of negative predictions that are right, tn / (tn + fn). Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.fpr(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fpr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fpr(drift.outcome) IS
'False positive rate: share of negative labels predicted positive, fp / (fp + tn); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.fpr(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.fpr, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.fpr(boolean, boolean) IS
'False positive rate: share of negative labels predicted positive, fp / (fp + tn). Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.fnr(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fnr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fnr(drift.outcome) IS
'False negative rate: share of positive labels predicted negative, fn / (fn + tp); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.fnr(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.fnr, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.fnr(boolean, boolean) IS
'False negative rate: share of positive labels predicted negative, fn / (fn + tp). Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.fdr(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fdr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fdr(drift.outcome) IS
'False discovery rate: share of positive predictions that are wrong, fp / (fp + tp); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.fdr(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.fdr, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.fdr(boolean, boolean) IS
'False discovery rate: share of positive predictions that are wrong, fp / (fp + tp). Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.jaccard(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_jaccard' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.jaccard(drift.outcome) IS
'Jaccard index of positive labels and positive predictions, tp / (tp + fp + fn), in [0, 1]; from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.jaccard(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.jaccard, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.jaccard(boolean, boolean) IS
'Jaccard index of positive labels and positive predictions, tp / (tp + fp + fn), in [0, 1]. Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.informedness(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_informedness' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.informedness(drift.outcome) IS
'Youden''s J: recall + specificity - 1, in [-1, 1] (Youden 1950); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.informedness(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.informedness, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.informedness(boolean, boolean) IS
'Youden''s J: recall + specificity - 1, in [-1, 1] (Youden 1950). Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.markedness(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_markedness' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.markedness(drift.outcome) IS
'Precision + negative predictive value - 1, in [-1, 1] (Powers 2011); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.markedness(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.markedness, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.markedness(boolean, boolean) IS
'Precision + negative predictive value - 1, in [-1, 1] (Powers 2011). Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.g_mean(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_g_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.g_mean(drift.outcome) IS
'Geometric mean of recall and specificity, in [0, 1] (Kubat and Matwin 1997); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.g_mean(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.g_mean, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.g_mean(boolean, boolean) IS
'Geometric mean of recall and specificity, in [0, 1] (Kubat and Matwin 1997). Rows without label or prediction take no part. NULL when undefined (0/0).';

CREATE FUNCTION drift.gini(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_gini' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.gini(drift.outcome) IS
'Gini coefficient of the score, 2 ROC AUC - 1, in [-1, 1]; from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.ks_score(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ks_score' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_score(drift.outcome) IS
'Largest distance between the distribution functions of the positive and the negative rows'' scores, in [0, 1]: how well the score separates; from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.mce(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_mce' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.mce(drift.outcome) IS
'Maximum calibration error: largest distance of mean score and share of positives in 10 equally wide bins, in [0, 1] (Naeini et al. 2015); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.brier_skill(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_brier_skill' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.brier_skill(drift.outcome) IS
'Brier skill score: 1 - Brier score / that of the share of positives as constant score; at most 1; from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.calibration_slope(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_calibration_slope' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibration_slope(drift.outcome) IS
'Slope of the logistic recalibration of the scores (Cox 1958): below 1 the scores are too extreme; from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.calibration_intercept(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_calibration_intercept' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibration_intercept(drift.outcome) IS
'Intercept of the logistic recalibration of the scores, fitted with the slope (Cox 1958); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.calibration_in_the_large(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_calibration_in_the_large' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibration_in_the_large(drift.outcome) IS
'Intercept of the logistic recalibration with slope 1: positive when the scores are too low on the whole; from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.f_beta(state drift.outcome, beta float8) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_f_beta' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.f_beta(drift.outcome, float8) IS
'F-beta, (1 + beta^2) tp / ((1 + beta^2) tp + beta^2 fn + fp), in [0, 1], from a binary state; beta > 1 weighs recall more. NULL when undefined. beta not in (0, 1e6]: SQLSTATE 22023; another kind of state: 42804.';

CREATE FUNCTION drift.gain_at(state drift.outcome, share float8 DEFAULT 0.1) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_gain_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.gain_at(drift.outcome, float8) IS
'Share of all positive rows that is among the given share of rows with the highest scores (recall at k), in [0, 1], from a binary state; ties at the border count in proportion. NULL without positive rows that have a score. share not in (0, 1]: SQLSTATE 22023; another kind of state: 42804.';

CREATE FUNCTION drift.lift_at(state drift.outcome, share float8 DEFAULT 0.1) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_lift_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.lift_at(drift.outcome, float8) IS
'drift.gain_at over share: how many times more positive rows than in a random selection, from a binary state. NULL and errors as drift.gain_at.';

CREATE FUNCTION drift.precision_at(state drift.outcome, share float8 DEFAULT 0.1) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_precision_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.precision_at(drift.outcome, float8) IS
'Share of positive rows among the given share of rows with the highest scores (precision at k), in [0, 1], from a binary state; ties at the border count in proportion. NULL without scores. Errors as drift.gain_at.';

CREATE FUNCTION drift.expected_cost(state drift.outcome, tp float8 DEFAULT 0, fp float8 DEFAULT 0,
	fn float8 DEFAULT 0, tn float8 DEFAULT 0, alpha float8 DEFAULT 0.05,
	OUT total float8, OUT per_row float8, OUT ci_low float8, OUT ci_high float8, OUT baseline float8, OUT n bigint)
AS 'MODULE_PATHNAME', 'drift_expected_cost' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.expected_cost(drift.outcome, float8, float8, float8, float8, float8) IS
'What the decisions of a binary state cost: tp, fp, fn, tn are the cost of one such row (negative: a gain, so this is drift.business_value with its sign turned). total; per_row with its 1 - alpha interval (delta method); baseline: per row when all are predicted alike, the cheaper way; n rows with label and prediction. NULL values without such rows. A cost that is NULL: SQLSTATE 22004, not finite: 22023; another kind of state: 42804.';

CREATE FUNCTION drift.best_threshold(state drift.outcome, tp float8 DEFAULT 0, fp float8 DEFAULT 1,
	fn float8 DEFAULT 1, tn float8 DEFAULT 0,
	OUT threshold float8, OUT total float8, OUT per_row float8, OUT predicted_positive_rate float8,
	OUT baseline float8, OUT n bigint)
AS 'MODULE_PATHNAME', 'drift_best_threshold' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.best_threshold(drift.outcome, float8, float8, float8, float8) IS
'The threshold at which the scores of a binary state cost least, rows with score >= threshold being predicted positive: costs as in drift.expected_cost; Infinity: predict none positive. Of equally cheap ones the highest. total and per_row: the cost there, on the rows that chose the threshold, so lower than to be expected of others; baseline: per row when all are predicted alike. NULL values without scores. Errors as drift.expected_cost.';
