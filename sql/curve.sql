-- curve: a binary state at every threshold, as rows for plotting

CREATE FUNCTION drift.roc_curve(state drift.outcome, max_points int DEFAULT 500)
RETURNS TABLE (threshold float8, fpr float8, tpr float8)
AS 'MODULE_PATHNAME', 'drift_roc_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 500;
COMMENT ON FUNCTION drift.roc_curve(drift.outcome, int) IS
'ROC curve of a binary state, from (0, 0) at threshold Infinity down: false and true positive rate when scores >= threshold are predicted positive. Every distinct score (scikit-learn''s roc_curve with drop_intermediate=False); if there are more than max_points, points at equal steps of fpr + tpr and both ends; max_points NULL: all. A rate without rows is NULL; no scores: no rows. max_points below 2: SQLSTATE 22023; another kind of state: 42804.';

CREATE FUNCTION drift.precision_recall_curve(state drift.outcome, max_points int DEFAULT 500)
RETURNS TABLE (threshold float8, "precision" float8, recall float8)
AS 'MODULE_PATHNAME', 'drift_precision_recall_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 500;
COMMENT ON FUNCTION drift.precision_recall_curve(drift.outcome, int) IS
'Precision and recall of a binary state when scores >= threshold are predicted positive, from precision 1 and recall 0 without a threshold (scikit-learn''s convention) down; thinned, and errors, as drift.roc_curve.';

CREATE FUNCTION drift.gain_curve(state drift.outcome, max_points int DEFAULT 500)
RETURNS TABLE (threshold float8, share float8, gain float8, lift float8)
AS 'MODULE_PATHNAME', 'drift_gain_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 500;
COMMENT ON FUNCTION drift.gain_curve(drift.outcome, int) IS
'Cumulative gain of a binary state: which share of the positive rows is in the share of rows with the highest scores, and lift = gain / share (NULL at 0); thinned, and errors, as drift.roc_curve.';

CREATE FUNCTION drift.threshold_table(state drift.outcome, points int DEFAULT 100)
RETURNS TABLE (threshold float8, tp float8, fp float8, fn float8, tn float8,
	predicted_positive_rate float8, accuracy float8, balanced_accuracy float8, "precision" float8,
	recall float8, specificity float8, npv float8, f1 float8, mcc float8, kappa float8, informedness float8)
AS 'MODULE_PATHNAME', 'drift_threshold_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION drift.threshold_table(drift.outcome, int) IS
'What a binary state would be at each threshold, scores >= threshold being predicted positive: counts (with weights: their sums) and metrics, undefined ones NULL; to choose a threshold by. From Infinity (nothing predicted positive) down; thinned to so many points, and errors, as drift.roc_curve.';

CREATE FUNCTION drift.calibration_curve(state drift.outcome, bins int DEFAULT 10,
	strategy text DEFAULT 'uniform', alpha float8 DEFAULT 0.05)
RETURNS TABLE (bin float8, low float8, high float8, weight float8, mean_score float8,
	positive_rate float8, ci_low float8, ci_high float8)
AS 'MODULE_PATHNAME', 'drift_calibration_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION drift.calibration_curve(drift.outcome, int, text, float8) IS
'Reliability curve of a binary state: for each bin (low, high] of scores its rows (weight: with weights their sum), mean score, share of positives and its 1 - alpha Wilson interval. strategy uniform: equally wide bins on [0, 1], exact for any number of rows if bins divides 60; quantile: edges at quantiles of the scores. Empty bins are left out (scikit-learn''s calibration_curve). Scores outside [0, 1]: SQLSTATE 22003; bins not in 1..1000, another strategy, alpha not in (0, 1): 22023.';
