-- profile: drift.profile, the bounded profile of one column; numbers here, categories in category.sql

CREATE FUNCTION drift.profile_add(drift.profile, float8) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, float8) IS
'Transition of drift.profile_agg(float8): adds one number; NULL and NaN are counted apart, -0 becomes 0. Raises 42804 if the profile holds categories.';

CREATE FUNCTION drift.profile_combine(drift.profile, drift.profile) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_combine(drift.profile, drift.profile) IS
'Combine step of the aggregates over drift.profile; NULL is the empty profile. Raises 42804 when one is numeric and the other holds categories. To merge two profiles yourself call drift.merge().';

CREATE FUNCTION drift.profile_final(drift.profile) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_final(drift.profile) IS
'Final step of drift.profile_agg and drift.merge: the stored form.';

CREATE AGGREGATE drift.profile_agg(value float8) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 8192,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(float8) IS
'Profile of a numeric column. NULL and NaN are counted apart, infinities take part at the ends, -0 counts as 0; NULL when there are no rows at all. Exact while there are at most 2,048 distinct values (drift.profile_distinct); beyond, an equi-depth summary of 17 KiB whose hard rank-error bound drift.rank_error() tells: about 0.05 % of n for rows in random or sorted order, however many; the worst order known (values closing in on one point from both sides) gives 0.093 % at ten million rows. The 256 smallest and largest rows are always kept exactly. Rank intervals after Greenwald and Khanna, SIGMOD 2001.';

CREATE FUNCTION drift.profile_add(drift.profile, float8, float8) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, float8, float8) IS
'Transition of drift.profile_agg(float8, float8): adds one number with a weight. A row whose weight is NULL or 0 is ignored; 22023 if it is negative, NaN or infinite. Raises 42804 if the profile holds categories.';

CREATE AGGREGATE drift.profile_agg(value float8, weight float8) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 8192,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(float8, float8) IS
'Profile of a numeric column whose rows count as much as their weights say: profile_agg(value, weight). A row whose weight is NULL or 0 is ignored; 22023 if it is negative, NaN or infinite, 22003 if the total is beyond the largest number. Shares are right to 1e-15 of the total, weights that are whole numbers count exactly as so many equal rows, and the error bound holds in shares of the total weight. All distances, quantiles and moments read from it are weighted, tests use drift.n_effective() rows; drift.n() tells the rows. Otherwise as drift.profile_agg(float8).';

CREATE AGGREGATE drift.merge(drift.profile) (
	SFUNC = drift.profile_combine, STYPE = drift.profile, SSPACE = 8192,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.merge(drift.profile) IS
'Merges stored profiles of one column: counts and error bounds add up, and the result is reduced once, at the end. Exact profiles stay exact while together they have at most 2,048 distinct values. Raises 42804 when numeric profiles meet profiles of categories.';

CREATE FUNCTION drift.merge(drift.profile, drift.profile) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.merge(drift.profile, drift.profile) IS
'Two profiles of one column in one; NULL is the empty profile. To merge many use the aggregate drift.merge(drift.profile), which reduces once and not once a step. Raises 42804 when one is numeric and the other holds categories.';

CREATE FUNCTION drift.n(drift.profile) RETURNS bigint
AS 'MODULE_PATHNAME', 'drift_profile_n' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.n(drift.profile) IS
'Rows that take part: neither NULL nor NaN.';

CREATE FUNCTION drift.weight(drift.profile) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_profile_weight' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.weight(drift.profile) IS
'The sum of the weights of the rows that take part; their number where rows had no weights.';

CREATE FUNCTION drift.n_effective(drift.profile) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_profile_n_effective' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.n_effective(drift.profile) IS
'How many rows of equal weight tell as much: (sum of w)^2 / (sum of w^2), from 1 to drift.n() (Kish, Survey Sampling, 1965); drift.n() where rows had no weights.';

CREATE FUNCTION drift.n_null(drift.profile) RETURNS bigint
AS 'MODULE_PATHNAME', 'drift_profile_n_null' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.n_null(drift.profile) IS
'Rows whose value was NULL.';

CREATE FUNCTION drift.is_exact(drift.profile) RETURNS boolean
AS 'MODULE_PATHNAME', 'drift_profile_is_exact' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.is_exact(drift.profile) IS
'True while the profile knows every distinct value, or category, and its count; then all that is read from it is exact.';

CREATE FUNCTION drift.rank_error(drift.profile) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_rank_error' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.rank_error(drift.profile) IS
'A hard bound, as a share of n: no value of drift.cdf() is further than this from the truth, and drift.quantile(p) is a true quantile of some p'' no further from p. 0 when exact, NULL when n is 0. For categories: the bound of the error of each count, as a share of n.';

CREATE FUNCTION drift.quantile(drift.profile, p float8) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_quantile' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.quantile(drift.profile, float8) IS
'The quantile p of a numeric profile, 0 <= p <= 1 (22003 otherwise); NULL when n is 0. Exact profiles: linear interpolation (type 7 of Hyndman and Fan 1996, as NumPy and percentile_cont). Others: the value at that rank, no further off than drift.rank_error(). Raises 42804 for categories.';

CREATE FUNCTION drift.quantiles(drift.profile, p float8[]) RETURNS float8[]
AS 'MODULE_PATHNAME', 'drift_quantiles' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.quantiles(drift.profile, float8[]) IS
'As drift.quantile() for each element of an array; NULL elements stay NULL.';

CREATE FUNCTION drift.cdf(drift.profile, x float8) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cdf' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cdf(drift.profile, float8) IS
'The share of rows <= x, in [0, 1], no further off than drift.rank_error(); NULL when n is 0. x may be infinite, not NaN (22003). Raises 42804 for categories.';

CREATE FUNCTION drift.histogram(drift.profile, bins int DEFAULT 20,
	OUT bin int, OUT low float8, OUT high float8, OUT count bigint, OUT share float8)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'drift_histogram' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION drift.histogram(drift.profile, int) IS
'Bins of equal width from the smallest to the largest finite value, 1 to 10,000 of them (22023 otherwise): number, bounds, rows with low <= value < high (the last bin is closed), share of n. Infinite values, if any, are in bin 0 and in bin bins + 1, as with width_bucket(). One bin when all finite values are equal, none when n is 0. Raises 42804 for categories: there use drift.top().';

CREATE FUNCTION drift.summary(drift.profile,
	OUT kind text, OUT n bigint, OUT n_null bigint, OUT n_nan bigint,
	OUT n_low_inf bigint, OUT n_high_inf bigint, OUT n_zero bigint, OUT n_negative bigint,
	OUT n_distinct float8, OUT min float8, OUT max float8,
	OUT mean float8, OUT stddev float8, OUT skewness float8, OUT kurtosis float8,
	OUT p01 float8, OUT p05 float8, OUT p10 float8, OUT p25 float8, OUT p50 float8,
	OUT p75 float8, OUT p90 float8, OUT p95 float8, OUT p99 float8,
	OUT n_listed bigint, OUT length_min float8, OUT length_max float8, OUT length_mean float8,
	OUT is_exact boolean, OUT rank_error float8)
AS 'MODULE_PATHNAME', 'drift_summary' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.summary(drift.profile) IS
'One row with all that a profile tells in single numbers. kind: numeric or category. n: rows that take part; n_null, n_nan: rows that do not; n_low_inf, n_high_inf: infinite rows. n_distinct: exact while is_exact, else estimated (HyperLogLog, standard error 3.3 % for numbers). mean to kurtosis: of the finite rows and exact whatever n is; stddev is that of the sample (n - 1), skewness and excess kurtosis are g1 and g2, without bias correction, as in SciPy; NULL where undefined. p01 to p99: drift.quantile(). n_listed: categories with a count of their own; length_*: characters of the texts. rank_error: drift.rank_error(). NULL where a column does not apply.';
