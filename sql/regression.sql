-- regression: numeric models: sums and distribution of errors

CREATE FUNCTION drift.regression_accum(drift.outcome, float8, float8) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_regression_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.regression_accum(drift.outcome, float8, float8) IS
'Transition of drift.regression_outcome_agg: state, actual, predicted.';

CREATE FUNCTION drift.regression_accum(drift.outcome, float8, float8, float8) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_regression_accum_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.regression_accum(drift.outcome, float8, float8, float8) IS
'Transition of drift.regression_outcome_agg with weights: state, actual, predicted, weight.';

CREATE AGGREGATE drift.regression_outcome_agg(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.regression_outcome_agg(float8, float8) IS
'State of a numeric model: sums of errors and their distribution, for every metric of drift.metrics. Quantiles of the errors are exact up to 8,192 distinct errors, then bounded (drift.metrics tells by how much); means always are. NULL, and NaN or infinite values, are counted apart.';

CREATE AGGREGATE drift.regression_outcome_agg(actual float8, predicted float8, weight float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.outcome_final, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.regression_outcome_agg(float8, float8, float8) IS
'State of a numeric model whose rows have weights (scikit-learn''s sample_weight): intervals from Kish''s effective number of rows, n stays the number of rows. weight 0: counted, without effect; NULL: row ignored; negative, NaN or above 1e100: SQLSTATE 22023. Does not merge with states without weights (42804).';

CREATE FUNCTION drift.wmape(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_wmape' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.wmape(drift.outcome) IS
'Sum of absolute errors over the sum of absolute actual values; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.wmape(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.wmape, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.wmape(float8, float8) IS
'Sum of absolute errors over the sum of absolute actual values. Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.msle(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_msle' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.msle(drift.outcome) IS
'Mean squared difference of ln(1 + predicted) and ln(1 + actual); NULL with negative values; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.msle(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.msle, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.msle(float8, float8) IS
'Mean squared difference of ln(1 + predicted) and ln(1 + actual). Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.rmsle(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_rmsle' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.rmsle(drift.outcome) IS
'Square root of drift.msle; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.rmsle(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.rmsle, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.rmsle(float8, float8) IS
'Square root of drift.msle. Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.explained_variance(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_explained_variance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.explained_variance(drift.outcome) IS
'1 - variance of the errors / variance of actual; at most 1; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.explained_variance(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.explained_variance, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.explained_variance(float8, float8) IS
'1 - variance of the errors / variance of actual; at most 1. Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.median_absolute_error(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_median_absolute_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.median_absolute_error(drift.outcome) IS
'Median of the absolute errors; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.median_absolute_error(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.median_absolute_error, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.median_absolute_error(float8, float8) IS
'Median of the absolute errors. Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.max_error(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_max_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.max_error(drift.outcome) IS
'Largest absolute error, exact for any number of rows; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.max_error(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.max_error, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.max_error(float8, float8) IS
'Largest absolute error, exact for any number of rows. Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.poisson_deviance(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_poisson_deviance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.poisson_deviance(drift.outcome) IS
'Mean Poisson deviance, 2 (a ln(a / p) - a + p); NULL with actual values below 0 or predicted ones not above 0; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.poisson_deviance(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.poisson_deviance, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.poisson_deviance(float8, float8) IS
'Mean Poisson deviance, 2 (a ln(a / p) - a + p). Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.gamma_deviance(state drift.outcome) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_gamma_deviance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.gamma_deviance(drift.outcome) IS
'Mean gamma deviance, 2 (ln(p / a) + a / p - 1); NULL with values not above 0; from a state of drift.regression_outcome_agg. NULL when undefined, drift.metrics says why. Another kind of state: SQLSTATE 42804.';

CREATE AGGREGATE drift.gamma_deviance(actual float8, predicted float8) (
	SFUNC = drift.regression_accum, STYPE = drift.outcome, SSPACE = 8192,
	FINALFUNC = drift.gamma_deviance, COMBINEFUNC = drift.outcome_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.gamma_deviance(float8, float8) IS
'Mean gamma deviance, 2 (ln(p / a) + a / p - 1). Rows with NULL, NaN or an infinite value take no part. NULL without rows, or where a value has no such error.';

CREATE FUNCTION drift.error_quantile(state drift.outcome, p float8, absolute boolean DEFAULT false) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_error_quantile' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.error_quantile(drift.outcome, float8, boolean) IS
'Quantile p of the errors predicted - actual, or of their absolute values, from a state of drift.regression_outcome_agg: linear between order statistics (NumPy''s default); with weights the first error up to which there is p of the weight. NULL without rows. p not in [0, 1]: SQLSTATE 22023; another kind of state: 42804.';

CREATE FUNCTION drift.pinball_loss(state drift.outcome, quantile float8 DEFAULT 0.5) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_pinball_loss' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.pinball_loss(drift.outcome, float8) IS
'Mean pinball loss of predictions of this quantile: quantile times the error where predicted is below actual, 1 - quantile times it where above; from a state of drift.regression_outcome_agg. NULL without rows. quantile not in [0, 1]: SQLSTATE 22023; another kind of state: 42804.';
