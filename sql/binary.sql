-- binary: further metrics of binary models, and what decisions cost

CREATE FUNCTION drift.npv(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_npv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.npv(drift.outcome) IS
'Negative predictive value: share of negative predictions that are right, tn / (tn + fn); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.fpr(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fpr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fpr(drift.outcome) IS
'False positive rate: share of negative labels predicted positive, fp / (fp + tn); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.fnr(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fnr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fnr(drift.outcome) IS
'False negative rate: share of positive labels predicted negative, fn / (fn + tp); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.fdr(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fdr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fdr(drift.outcome) IS
'False discovery rate: share of positive predictions that are wrong, fp / (fp + tp); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.jaccard(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_jaccard' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.jaccard(drift.outcome) IS
'Jaccard index of positive labels and positive predictions, tp / (tp + fp + fn), in [0, 1]; from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.informedness(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_informedness' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.informedness(drift.outcome) IS
'Youden''s J: recall + specificity - 1, in [-1, 1] (Youden 1950); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.markedness(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_markedness' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.markedness(drift.outcome) IS
'Precision + negative predictive value - 1, in [-1, 1] (Powers 2011); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE FUNCTION drift.g_mean(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_g_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.g_mean(drift.outcome) IS
'Geometric mean of recall and specificity, in [0, 1] (Kubat and Matwin 1997); from a binary state. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

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
