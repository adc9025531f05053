-- sample: drift.sample, two samples side by side (reference and current), exact while memory allows

CREATE FUNCTION drift.sample_add(drift.sample, float8, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, float8, boolean) IS
'Transition of drift.sample_agg(float8, boolean) and of every numeric one-step distance: adds one value to the reference (false) or current (true) side; a row whose side is NULL is ignored.';

CREATE FUNCTION drift.sample_combine(drift.sample, drift.sample) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_combine(drift.sample, drift.sample) IS
'Combine step of every aggregate over drift.sample: both sides of two samples of one kind put together; NULL is the empty sample. Raises 42804 when one is numeric and the other holds categories.';

CREATE FUNCTION drift.sample_final(drift.sample) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_final(drift.sample) IS
'Final step of drift.sample_agg: the sample, sorted, values that repeat counted.';

CREATE AGGREGATE drift.sample_agg(float8, boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(float8, boolean) IS
'Collects a column''s values on two sides: sample_agg(value, is_current). is_current: true current, false reference, NULL row ignored. NULL and NaN values are counted apart; infinities take part at the ends. Exact up to drift.sample_memory, then a bounded summary, or an error if drift.sample_overflow = ''error''; drift.is_exact() tells. Read it with drift.psi(), drift.ks_test() and the other accessors.';

CREATE FUNCTION drift.sample_add(drift.sample, float8, boolean, float8) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, float8, boolean, float8) IS
'Transition of drift.sample_agg(float8, boolean, float8): adds one value with a weight to its side. A row whose side or weight is NULL, or whose weight is 0, is ignored; 22023 if it is negative, NaN or infinite.';

CREATE AGGREGATE drift.sample_agg(value float8, is_current boolean, weight float8) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(float8, boolean, float8) IS
'Collects a column''s values on two sides, each row counting as much as its weight says: sample_agg(value, is_current, weight). A row whose weight is NULL or 0 is ignored; 22023 if it is negative, NaN or infinite, 22003 if the total is beyond the largest number. All distances read from it are weighted, tests use drift.n_effective() rows and say so in method; weights that are whole numbers count exactly as so many equal rows. A distinct value takes 16 bytes of drift.sample_memory. Otherwise as drift.sample_agg(float8, boolean).';

CREATE AGGREGATE drift.merge(drift.sample) (
	SFUNC = drift.sample_combine, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.merge(drift.sample) IS
'Merges stored samples of one column into one. Exact samples merge to the same bytes in any order, as long as the result fits drift.sample_memory.';

CREATE FUNCTION drift.is_exact(drift.sample) RETURNS boolean
AS 'MODULE_PATHNAME', 'drift_sample_is_exact' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.is_exact(drift.sample) IS
'True while the sample holds every value (or every category''s count); false once it outgrew drift.sample_memory and became a bounded summary.';

CREATE FUNCTION drift.n(drift.sample, is_current boolean) RETURNS bigint
AS 'MODULE_PATHNAME', 'drift_sample_n' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.n(drift.sample, boolean) IS
'Rows of one side (false reference, true current) that take part in distances: neither NULL nor NaN.';

CREATE FUNCTION drift.weight(drift.sample, is_current boolean) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sample_weight' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.weight(drift.sample, boolean) IS
'The sum of the weights of the rows of one side (false reference, true current) that take part; their number where rows had no weights.';

CREATE FUNCTION drift.n_effective(drift.sample, is_current boolean) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sample_n_effective' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.n_effective(drift.sample, boolean) IS
'How many rows of equal weight of one side (false reference, true current) tell as much: (sum of w)^2 / (sum of w^2) (Kish, Survey Sampling, 1965); drift.n() where rows had no weights.';

CREATE FUNCTION drift.n_null(drift.sample, is_current boolean) RETURNS bigint
AS 'MODULE_PATHNAME', 'drift_sample_n_null' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.n_null(drift.sample, boolean) IS
'Rows of one side (false reference, true current) whose value is NULL.';

CREATE FUNCTION drift.mean(drift.sample, is_current boolean) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sample_mean' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.mean(drift.sample, boolean) IS
'Mean of the finite values of one side (false reference, true current) of a numeric sample; NULL where there is none.';

CREATE FUNCTION drift.stddev(drift.sample, is_current boolean) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sample_stddev' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.stddev(drift.sample, boolean) IS
'Standard deviation (n - 1) of the finite values of one side (false reference, true current) of a numeric sample; NULL below two values. With weights as numpy.cov(aweights): sum of w (x - mean)^2 / sum of w, times n_effective / (n_effective - 1).';

