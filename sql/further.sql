-- further: more distances and shares between two sides, and Kuiper's test

CREATE FUNCTION drift.bhattacharyya(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_bhattacharyya_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.bhattacharyya(drift.sample, int, text, float8[], float8, text, boolean, float8) IS
'Bhattacharyya distance over bins: -ln(sum of sqrt(reference * current)). Range: 0 to infinity, in nats, or in units of base; Infinity where the sides share no bin. Bins, options and errors as drift.psi(drift.sample), epsilon is not used; no dialect has it. NULL if a side is empty. Source: Bhattacharyya 1943.';

CREATE FUNCTION drift.bhattacharyya(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_bhattacharyya_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.bhattacharyya(drift.profile, drift.profile, int, text, float8[], float8, text, boolean, float8) IS
'Bhattacharyya distance over bins: -ln(sum of sqrt(reference * current)), between two profiles. Range, options and errors as drift.bhattacharyya(drift.sample). Source: Bhattacharyya 1943.';

CREATE FUNCTION drift.normalized_abs_difference(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_normalized_abs_difference_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.normalized_abs_difference(drift.sample, int, text, float8[], float8, text, boolean) IS
'Normalized absolute difference: the largest difference in the number of rows of any one bin, over the rows of both sides. It sees a change of volume, too. Range: 0 to 1. Bins, options and errors as drift.psi(drift.sample), epsilon is not used; dialect: tfdv has it. NULL if a side is empty. Source: TensorFlow Data Validation, normalized_abs_difference.';

CREATE FUNCTION drift.normalized_abs_difference(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_normalized_abs_difference_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.normalized_abs_difference(drift.profile, drift.profile, int, text, float8[], float8, text, boolean) IS
'Normalized absolute difference: the largest difference in the number of rows of any one bin, over the rows of both sides. It sees a change of volume, too, between two profiles. Range, options and errors as drift.normalized_abs_difference(drift.sample). Source: TensorFlow Data Validation, normalized_abs_difference.';

CREATE FUNCTION drift.cramers_v(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cramers_v_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramers_v(drift.sample, int, text, float8[], float8, text, boolean) IS
'Cramer''s V of the 2 x k table of counts per bin, bias-corrected: the strength of the association between side and bin, whatever the number of rows. Range: 0 to 1; NULL where one bin holds everything. Bins, options and errors as drift.psi(drift.sample), epsilon is not used; dialect: deepchecks has it. NULL if a side is empty. Source: Bergsma 2013.';

CREATE FUNCTION drift.cramers_v(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cramers_v_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramers_v(drift.profile, drift.profile, int, text, float8[], float8, text, boolean) IS
'Cramer''s V of the 2 x k table of counts per bin, bias-corrected: the strength of the association between side and bin, whatever the number of rows, between two profiles. Range, options and errors as drift.cramers_v(drift.sample). Source: Bergsma 2013.';

CREATE FUNCTION drift.kuiper(drift.sample, dialect text DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_kuiper_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kuiper(drift.sample, text) IS
'Kuiper''s statistic: the largest difference of the distribution functions upwards plus the largest downwards; as sensitive in the tails as in the middle, and independent of where a cycle (hours, angles) is cut open. Range: 0 to 1. Exact while drift.is_exact(). NULL if a side is empty. No dialect has it. Raises 42804 for categories, 22023 for a dialect. Source: Kuiper 1960.';

CREATE FUNCTION drift.kuiper(reference drift.profile, current drift.profile, dialect text DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_kuiper_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kuiper(drift.profile, drift.profile, text) IS
'Kuiper''s statistic: the largest difference of the distribution functions upwards plus the largest downwards; as sensitive in the tails as in the middle, and independent of where a cycle (hours, angles) is cut open, between two profiles. Range, options and errors as drift.kuiper(drift.sample). Source: Kuiper 1960.';

CREATE FUNCTION drift.kuiper_test(drift.sample)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_kuiper_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kuiper_test(drift.sample) IS
'Kuiper''s test of two samples; the p-value is that of the limit distribution with Stephens'' correction for the number of rows. NULL if a side is empty. Raises 42804 for categories. Source: Kuiper 1960; Stephens 1965; Press et al., Numerical Recipes, 14.3.';

CREATE FUNCTION drift.kuiper_test(reference drift.profile, current drift.profile)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_kuiper_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kuiper_test(drift.profile, drift.profile) IS
'Kuiper''s test of two samples; the p-value is that of the limit distribution with Stephens'' correction for the number of rows, between two profiles. Range, options and errors as drift.kuiper_test(drift.sample). Source: Kuiper 1960; Stephens 1965; Press et al., Numerical Recipes, 14.3.';

CREATE FUNCTION drift.unseen_share(drift.sample)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_unseen_share_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.unseen_share(drift.sample) IS
'Share of the current rows whose category (or number) the reference does not have. Range: 0 to 1. NULL if a side is empty; NULL values do not count. Raises 22023 where a side is a bounded summary, which does not hold every value. Source: NannyML, unseen values.';

CREATE FUNCTION drift.unseen_share(reference drift.profile, current drift.profile)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_unseen_share_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.unseen_share(drift.profile, drift.profile) IS
'Share of the current rows whose category (or number) the reference does not have, between two profiles. Range, options and errors as drift.unseen_share(drift.sample). Source: NannyML, unseen values.';

CREATE FUNCTION drift.missing_categories_share(drift.sample)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_missing_categories_share_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.missing_categories_share(drift.sample) IS
'Share of the reference''s categories (or distinct numbers) that no current row has. Range: 0 to 1. NULL if a side is empty; NULL values do not count. Raises 22023 where a side is a bounded summary, which does not hold every value. Source: the counterpart of drift.unseen_share().';

CREATE FUNCTION drift.missing_categories_share(reference drift.profile, current drift.profile)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_missing_categories_share_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.missing_categories_share(drift.profile, drift.profile) IS
'Share of the reference''s categories (or distinct numbers) that no current row has, between two profiles. Range, options and errors as drift.missing_categories_share(drift.sample). Source: the counterpart of drift.unseen_share().';
