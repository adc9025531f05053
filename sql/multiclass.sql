-- multiclass: rows with a score for each class; each class by itself, and the matrix of all

CREATE FUNCTION drift.outcome_accum(drift.outcome, text, text, jsonb) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_class_json' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, text, text, jsonb) IS
'Transition of drift.class_outcome_agg with scores as JSON: state, label, predicted, scores. No object: SQLSTATE 22023; too many classes: 54000.';

CREATE FUNCTION drift.outcome_accum(drift.outcome, text, text, float8[], text[])
RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_accum_class_array' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_accum(drift.outcome, text, text, float8[], text[]) IS
'Transition of drift.class_outcome_agg with scores as an array: state, label, predicted, scores, classes. Arrays of different lengths or several dimensions, a class that is NULL or listed twice: SQLSTATE 22023; too many classes: 54000.';

CREATE AGGREGATE drift.class_outcome_agg(label text, predicted text, scores jsonb) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 65536,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.class_outcome_agg(text, text, jsonb) IS
'State of a classifier with a probability for each class, {"class": probability, ..}; the confusion matrix as in the form without scores, and of rows with a label: sums for log loss, Brier score, calibration and top-k accuracy, and the distributions of each class''s score, exact up to 2,048 distinct values on either side, then bounded (error_bound in drift.metrics). A class that is not listed has probability 0. Probabilities outside [0, 1], not numbers, or with a sum off 1 by more than 0.05: the row counts as unusable_scores and takes part without them. At most 100 classes with scores, else SQLSTATE 54000; no object: 22023.';

CREATE AGGREGATE drift.class_outcome_agg(label text, predicted text, scores float8[], classes text[]) (
	SFUNC = drift.outcome_accum, STYPE = drift.outcome, SSPACE = 65536,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.class_outcome_agg(text, text, float8[], text[]) IS
'The same with an array of probabilities and one of the classes they belong to. NULL, NaN and what else is no probability: as there. Arrays of different lengths or several dimensions, a class that is NULL or listed twice: SQLSTATE 22023; more than 100 classes: 54000.';

CREATE FUNCTION drift.top_k_accuracy(state drift.outcome, k int) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_top_k_accuracy' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.top_k_accuracy(drift.outcome, int) IS
'Share of the rows with scores whose label is among the k most probable classes, k from 1 to 10; of equal ones the later in byte order is first, as in scikit-learn. NULL without scores; another k: SQLSTATE 22023; another kind of state: 42804.';

CREATE FUNCTION drift.class_table(state drift.outcome, alpha float8 DEFAULT 0.05)
RETURNS TABLE (class text, support bigint, predicted bigint, tp bigint, fp bigint, fn bigint,
	tn bigint, "precision" float8, precision_low float8, precision_high float8,
	recall float8, recall_low float8, recall_high float8,
	specificity float8, specificity_low float8, specificity_high float8,
	f1 float8, f1_low float8, f1_high float8,
	roc_auc float8, roc_auc_low float8, roc_auc_high float8)
AS 'MODULE_PATHNAME', 'drift_class_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION drift.class_table(drift.outcome, float8) IS
'Each class of a class state against the rest, in byte order: support (rows with the label and a prediction), predicted, the four counts, and precision, recall, specificity and F1 with 1 - alpha Wilson intervals, and ROC AUC of the class''s score with DeLong''s where there are scores. Undefined (0/0) is NULL. Another kind of state: SQLSTATE 42804; alpha not in (0, 1): 22023.';

CREATE FUNCTION drift.confusion_matrix(state drift.outcome, normalized text DEFAULT NULL)
RETURNS TABLE (label text, predicted text, n bigint, share float8)
AS 'MODULE_PATHNAME', 'drift_confusion_matrix' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.confusion_matrix(drift.outcome, text) IS
'The counts of a binary state (all nine, NULL being unknown) or of a class state (pairs that occur). normalized as scikit-learn''s normalize: share is of the rows with the label (true), with the prediction (pred), of all with both (all); NULL: no share. A regression state: SQLSTATE 42804; another value: 22023.';
