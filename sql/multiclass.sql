-- multiclass: each class by itself, and the matrix of all

CREATE FUNCTION drift.class_table(state drift.outcome, alpha float8 DEFAULT 0.05)
RETURNS TABLE (class text, support bigint, predicted bigint, tp bigint, fp bigint, fn bigint,
	tn bigint, "precision" float8, precision_low float8, precision_high float8,
	recall float8, recall_low float8, recall_high float8,
	specificity float8, specificity_low float8, specificity_high float8,
	f1 float8, f1_low float8, f1_high float8)
AS 'MODULE_PATHNAME', 'drift_class_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION drift.class_table(drift.outcome, float8) IS
'Each class of a class state against the rest, in byte order: support (rows with the label and a prediction), predicted, the four counts, and precision, recall, specificity and F1 with 1 - alpha Wilson intervals. Undefined (0/0) is NULL. Another kind of state: SQLSTATE 42804; alpha not in (0, 1): 22023.';

CREATE FUNCTION drift.confusion_matrix(state drift.outcome, normalized text DEFAULT NULL)
RETURNS TABLE (label text, predicted text, n bigint, share float8)
AS 'MODULE_PATHNAME', 'drift_confusion_matrix' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.confusion_matrix(drift.outcome, text) IS
'The counts of a binary state (all nine, NULL being unknown) or of a class state (pairs that occur). normalized as scikit-learn''s normalize: share is of the rows with the label (true), with the prediction (pred), of all with both (all); NULL: no share. A regression state: SQLSTATE 42804; another value: 22023.';
