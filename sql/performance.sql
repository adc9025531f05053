-- performance: label against prediction; every metric from one state, or in one step

-- Transitions, one for each argument list

CREATE FUNCTION drift.outcome_accum(drift.outcome, boolean, boolean, float8) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_binary' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, boolean, boolean, float8) IS
'Transition of drift.binary_outcome_agg: state, label, predicted, score.';

CREATE FUNCTION drift.outcome_accum(drift.outcome, boolean, boolean, float8, float8) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, boolean, boolean, float8, float8) IS
'Transition of drift.binary_outcome_agg with weights: state, label, predicted, score, weight.';

CREATE FUNCTION drift.outcome_accum(drift.outcome, boolean, boolean) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_counts' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, boolean, boolean) IS
'Transition of accuracy, precision and the like in one step: state, label, predicted.';

CREATE FUNCTION drift.outcome_accum(drift.outcome, text, text) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_class' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, text, text) IS
'Transition of drift.class_outcome_agg and the metrics of classes: state, label, predicted.';

CREATE FUNCTION drift.outcome_accum(drift.outcome, float8, float8) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_regression' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, float8, float8) IS
'Transition of drift.regression_outcome_agg and the metrics of numbers: state, actual, predicted.';

CREATE FUNCTION drift.score_accum(drift.outcome, boolean, float8) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_score' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.score_accum(drift.outcome, boolean, float8) IS
'Transition of log_loss, brier and ece in one step: state, label, score. Keeps exact sums, no scores.';

CREATE FUNCTION drift.rank_accum(drift.sample, boolean, float8) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_rank_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.rank_accum(drift.sample, boolean, float8) IS
'Transition of roc_auc and average_precision in one step: state, label, score. Scores of negative rows are the sample''s reference side, of positive rows its current side.';

CREATE FUNCTION drift.outcome_combine(drift.outcome, drift.outcome) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_combine(drift.outcome, drift.outcome) IS
'Adds two states of one kind. Combine function of the outcome aggregates and transition of drift.merge. Different kinds: SQLSTATE 42804.';

CREATE FUNCTION drift.outcome_final(drift.outcome) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_final(drift.outcome) IS
'Final function of the aggregates that give a drift.outcome: the stored form.';

CREATE FUNCTION drift.score_final_log_loss(drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_score_final_log_loss' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.score_final_log_loss(drift.outcome) IS
'Final function of drift.log_loss in one step.';

CREATE FUNCTION drift.score_final_brier(drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_score_final_brier' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.score_final_brier(drift.outcome) IS
'Final function of drift.brier in one step.';

CREATE FUNCTION drift.score_final_ece(drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_score_final_ece' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.score_final_ece(drift.outcome) IS
'Final function of drift.ece in one step.';

CREATE FUNCTION drift.rank_final_roc_auc(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_rank_final_roc_auc' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.rank_final_roc_auc(drift.sample) IS
'Final function of drift.roc_auc in one step.';

CREATE FUNCTION drift.rank_final_average_precision(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_rank_final_average_precision' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.rank_final_average_precision(drift.sample) IS
'Final function of drift.average_precision in one step.';

-- States

CREATE AGGREGATE drift.binary_outcome_agg(label boolean, predicted boolean, score float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.binary_outcome_agg(boolean, boolean, float8) IS
'State of a binary model: counts of label x prediction (NULL counted as unknown), exact sums for log loss, Brier score and calibration, and the distribution of scores for either label, exact while small, then bounded (drift.is_exact, error_bound in drift.metrics). score may be NULL throughout: no score metrics then; NaN counts as missing. Read it with drift.metrics, drift.metric or the accessors named after the metrics.';

CREATE AGGREGATE drift.binary_outcome_agg(label boolean, predicted boolean, score float8, weight float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.binary_outcome_agg(boolean, boolean, float8, float8) IS
'State of a binary model whose rows have weights (scikit-learn''s sample_weight), of kind weighted: every metric of drift.metrics, with intervals from Kish''s effective number of rows; n stays the number of rows. weight 0: counted, without effect; NULL: row ignored; negative, NaN or above 1e100: SQLSTATE 22023. Scores are exact up to 8,192 distinct ones, then rounded to as many bits as still fit. Merges with its own kind only.';

CREATE AGGREGATE drift.class_outcome_agg(label text, predicted text) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 1024,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.class_outcome_agg(text, text) IS
'State of a classifier: the confusion matrix of all classes. Classes are compared as bytes; at most 1,000, else SQLSTATE 54000. Rows without label or prediction are counted apart. Cast other types to text.';

CREATE AGGREGATE drift.merge(drift.outcome) (
	SFUNC = drift.outcome_combine, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.merge(drift.outcome) IS
'Adds stored states of one kind; counts and score sums are the same in any order. Different kinds: SQLSTATE 42804.';

-- In one step, and the same read off a state

CREATE FUNCTION drift.accuracy(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_accuracy' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.accuracy(drift.outcome) IS
'Share of rows predicted right, (tp + tn) / n, from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.accuracy(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.accuracy, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.accuracy(boolean, boolean) IS
'Share of rows predicted right, (tp + tn) / n. Rows without label or prediction take no part. NULL, not 0, when no row has both label and prediction.';

CREATE FUNCTION drift.precision(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_precision' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.precision(drift.outcome) IS
'Share of positive predictions that are right, tp / (tp + fp), from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.precision(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.precision, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.precision(boolean, boolean) IS
'Share of positive predictions that are right, tp / (tp + fp). Rows without label or prediction take no part. NULL, not 0, when nothing is predicted positive.';

CREATE FUNCTION drift.recall(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_recall' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.recall(drift.outcome) IS
'Share of positive labels that are predicted, tp / (tp + fn); also sensitivity, true positive rate, from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.recall(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.recall, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.recall(boolean, boolean) IS
'Share of positive labels that are predicted, tp / (tp + fn); also sensitivity, true positive rate. Rows without label or prediction take no part. NULL, not 0, when no label is positive.';

CREATE FUNCTION drift.specificity(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_specificity' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.specificity(drift.outcome) IS
'Share of negative labels that are predicted, tn / (tn + fp); also true negative rate, from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.specificity(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.specificity, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.specificity(boolean, boolean) IS
'Share of negative labels that are predicted, tn / (tn + fp); also true negative rate. Rows without label or prediction take no part. NULL, not 0, when no label is negative.';

CREATE FUNCTION drift.f1(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_f1' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.f1(drift.outcome) IS
'Harmonic mean of precision and recall, 2 tp / (2 tp + fp + fn), from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.f1(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.f1, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.f1(boolean, boolean) IS
'Harmonic mean of precision and recall, 2 tp / (2 tp + fp + fn). Rows without label or prediction take no part. NULL, not 0, when nothing is labelled or predicted positive.';

CREATE FUNCTION drift.mcc(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_mcc' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.mcc(drift.outcome) IS
'Matthews correlation coefficient, the phi coefficient of label and prediction, in [-1, 1], from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.mcc(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.mcc, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.mcc(boolean, boolean) IS
'Matthews correlation coefficient, the phi coefficient of label and prediction, in [-1, 1]. Rows without label or prediction take no part. NULL, not 0, when labels or predictions are all alike.';

CREATE FUNCTION drift.balanced_accuracy(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_balanced_accuracy' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.balanced_accuracy(drift.outcome) IS
'Mean of recall and specificity, from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.balanced_accuracy(label boolean, predicted boolean) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 128,
	FINALFUNC = drift.balanced_accuracy, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.balanced_accuracy(boolean, boolean) IS
'Mean of recall and specificity. Rows without label or prediction take no part. NULL, not 0, when one of the two labels is missing.';

CREATE FUNCTION drift.roc_auc(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_roc_auc' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.roc_auc(drift.outcome) IS
'Area under the ROC curve: the share of pairs of a positive and a negative row that the score puts in order, ties counting one half, from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.roc_auc(label boolean, score float8) (
	SFUNC = drift.rank_accum, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.rank_final_roc_auc, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.roc_auc(boolean, float8) IS
'Area under the ROC curve: the share of pairs of a positive and a negative row that the score puts in order, ties counting one half, in [0, 1]. Any score, larger meaning more likely positive; rows without label or score (NULL, NaN) take no part. Exact up to drift.sample_memory. NULL when a label has no rows.';

CREATE FUNCTION drift.average_precision(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_average_precision' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.average_precision(drift.outcome) IS
'Average precision: precision times gain in recall, summed over the distinct scores, without interpolation, from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.average_precision(label boolean, score float8) (
	SFUNC = drift.rank_accum, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.rank_final_average_precision, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.average_precision(boolean, float8) IS
'Average precision: precision times gain in recall, summed over the distinct scores, without interpolation, in [0, 1]. Any score, larger meaning more likely positive; rows without label or score (NULL, NaN) take no part. Exact up to drift.sample_memory. NULL when no label is positive.';

CREATE FUNCTION drift.log_loss(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_log_loss' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.log_loss(drift.outcome) IS
'Mean of -ln of the probability given to what happened, probabilities moved 2.2e-16 away from 0 and 1 (as scikit-learn), from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.log_loss(label boolean, score float8) (
	SFUNC = drift.score_accum, STYPE = drift.outcome, SSPACE = 2200,
	FINALFUNC = drift.score_final_log_loss, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.log_loss(boolean, float8) IS
'Mean of -ln of the probability given to what happened, probabilities moved 2.2e-16 away from 0 and 1 (as scikit-learn). Rows without label or score (NULL, NaN) take no part. Exact, whatever the number of rows. Scores outside [0, 1]: SQLSTATE 22003. NULL without rows.';

CREATE FUNCTION drift.brier(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_brier' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.brier(drift.outcome) IS
'Mean squared difference of score and label, in [0, 1] (Brier 1950), from a binary state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.brier(label boolean, score float8) (
	SFUNC = drift.score_accum, STYPE = drift.outcome, SSPACE = 2200,
	FINALFUNC = drift.score_final_brier, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.brier(boolean, float8) IS
'Mean squared difference of score and label, in [0, 1] (Brier 1950). Rows without label or score (NULL, NaN) take no part. Exact, whatever the number of rows. Scores outside [0, 1]: SQLSTATE 22003. NULL without rows.';

CREATE FUNCTION drift.ece(state drift.outcome, bins int DEFAULT 10) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ece_bins' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.ece(drift.outcome, int) IS
'Expected calibration error from a binary state: mean distance of mean score and share of positives in equally wide bins, closed on the right, weighted by their rows; in [0, 1]. bins divides 60, else SQLSTATE 22023. NULL when undefined or a score lies outside [0, 1].';

CREATE AGGREGATE drift.ece(label boolean, score float8) (
	SFUNC = drift.score_accum, STYPE = drift.outcome, SSPACE = 2200,
	FINALFUNC = drift.score_final_ece, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.ece(boolean, float8) IS
'Expected calibration error: mean distance of mean score and share of positives in 10 equally wide bins, closed on the right, weighted by their rows; in [0, 1] (Guo et al. 2017). Rows without label or score (NULL, NaN) take no part. Exact, whatever the number of rows. Scores outside [0, 1]: SQLSTATE 22003. NULL without rows.';

CREATE FUNCTION drift.class_accuracy(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_class_accuracy' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.class_accuracy(drift.outcome) IS
'Share of rows predicted right, from a class state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.class_accuracy(label text, predicted text) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 1024,
	FINALFUNC = drift.class_accuracy, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.class_accuracy(text, text) IS
'Share of rows predicted right. Rows without label or prediction take no part; classes are compared as bytes, at most 1,000. NULL without rows.';

CREATE FUNCTION drift.macro_f1(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_macro_f1' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.macro_f1(drift.outcome) IS
'F1 of each class that occurs as label or prediction, averaged, from a class state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.macro_f1(label text, predicted text) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 1024,
	FINALFUNC = drift.macro_f1, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.macro_f1(text, text) IS
'F1 of each class that occurs as label or prediction, averaged. Rows without label or prediction take no part; classes are compared as bytes, at most 1,000. NULL without rows.';

CREATE FUNCTION drift.weighted_f1(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_weighted_f1' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.weighted_f1(drift.outcome) IS
'F1 of each class, averaged with its labels as weights, from a class state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.weighted_f1(label text, predicted text) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 1024,
	FINALFUNC = drift.weighted_f1, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.weighted_f1(text, text) IS
'F1 of each class, averaged with its labels as weights. Rows without label or prediction take no part; classes are compared as bytes, at most 1,000. NULL without rows.';

CREATE FUNCTION drift.kappa(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_kappa' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.kappa(drift.outcome) IS
'Cohen''s kappa: agreement beyond chance, at most 1, from a class state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.kappa(label text, predicted text) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 1024,
	FINALFUNC = drift.kappa, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.kappa(text, text) IS
'Cohen''s kappa: agreement beyond chance, at most 1. Rows without label or prediction take no part; classes are compared as bytes, at most 1,000. NULL when there is only one class.';

CREATE FUNCTION drift.mae(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_mae' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.mae(drift.outcome) IS
'Mean absolute error, from a regression state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.mae(actual float8, predicted float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 256,
	FINALFUNC = drift.mae, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.mae(float8, float8) IS
'Mean absolute error. Rows with NULL, NaN or an infinite value take no part. NULL without rows.';

CREATE FUNCTION drift.mse(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_mse' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.mse(drift.outcome) IS
'Mean squared error, from a regression state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.mse(actual float8, predicted float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 256,
	FINALFUNC = drift.mse, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.mse(float8, float8) IS
'Mean squared error. Rows with NULL, NaN or an infinite value take no part. NULL without rows.';

CREATE FUNCTION drift.rmse(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_rmse' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.rmse(drift.outcome) IS
'Square root of the mean squared error, from a regression state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.rmse(actual float8, predicted float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 256,
	FINALFUNC = drift.rmse, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.rmse(float8, float8) IS
'Square root of the mean squared error. Rows with NULL, NaN or an infinite value take no part. NULL without rows.';

CREATE FUNCTION drift.mape(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_mape' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.mape(drift.outcome) IS
'Mean absolute percentage error, mean of |predicted - actual| / |actual|, as a fraction, from a regression state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.mape(actual float8, predicted float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 256,
	FINALFUNC = drift.mape, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.mape(float8, float8) IS
'Mean absolute percentage error, mean of |predicted - actual| / |actual|, as a fraction. Rows with NULL, NaN or an infinite value take no part. Rows with an actual value of 0 are left out (scikit-learn divides by 2.2e-16). NULL without rows.';

CREATE FUNCTION drift.smape(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_smape' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.smape(drift.outcome) IS
'Symmetric percentage error, mean of 2 |predicted - actual| / (|actual| + |predicted|), in [0, 2], from a regression state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.smape(actual float8, predicted float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 256,
	FINALFUNC = drift.smape, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.smape(float8, float8) IS
'Symmetric percentage error, mean of 2 |predicted - actual| / (|actual| + |predicted|), in [0, 2]. Rows with NULL, NaN or an infinite value take no part. 0/0 counts as 0. NULL without rows.';

CREATE FUNCTION drift.r2(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_r2' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.r2(drift.outcome) IS
'Coefficient of determination, 1 - squared error / squared deviation of actual; at most 1, from a regression state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.r2(actual float8, predicted float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 256,
	FINALFUNC = drift.r2, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.r2(float8, float8) IS
'Coefficient of determination, 1 - squared error / squared deviation of actual; at most 1. Rows with NULL, NaN or an infinite value take no part. NULL when actual values are all alike. NULL without rows.';

CREATE FUNCTION drift.mean_error(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_mean_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.mean_error(drift.outcome) IS
'Mean of predicted - actual: positive when the model predicts too much, from a regression state; NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.mean_error(actual float8, predicted float8) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 256,
	FINALFUNC = drift.mean_error, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.mean_error(float8, float8) IS
'Mean of predicted - actual: positive when the model predicts too much. Rows with NULL, NaN or an infinite value take no part. NULL without rows.';

-- Reading a state

CREATE FUNCTION drift.metric(state drift.outcome, name text) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_metric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.metric(drift.outcome, text) IS
'One metric of a state by its name in drift.metrics. NULL when undefined; a name the state''s kind has not: SQLSTATE 22023, with all names.';

CREATE FUNCTION drift.metrics(state drift.outcome, alpha float8 DEFAULT 0.05, metrics text[] DEFAULT NULL)
RETURNS TABLE (metric text, value float8, n bigint, ci_low float8, ci_high float8,
	error_bound float8, reason text, baseline float8)
AS 'MODULE_PATHNAME', 'drift_metrics' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 40;
COMMENT ON FUNCTION drift.metrics(drift.outcome, float8, text[]) IS
'Every metric of a state, or those named, with the rows it rests on and its 1 - alpha confidence interval: Wilson for proportions, DeLong for roc_auc, logit for average_precision, a test turned over for calibration errors, order statistics for quantiles, Student''s t on the logarithmic scale for means of squares, else normal or by the delta method (doc/metrics.md); with weights from the effective number of rows. error_bound: how much at most the value is off because the state had to summarize scores; 0 is exact, NULL: no bound. baseline: what the best constant prediction or score has on the same rows. An undefined value is NULL, never 0, and reason says why. A name the state''s kind has not, alpha not in (0, 1): SQLSTATE 22023.';

CREATE FUNCTION drift.is_exact(drift.outcome) RETURNS boolean
AS 'MODULE_PATHNAME', 'drift_is_exact_outcome' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.is_exact(drift.outcome) IS
'True while every metric of the state is exact; false once its scores, or a numeric model''s errors, are summarized: drift.metrics tells what that affects, and how much.';
