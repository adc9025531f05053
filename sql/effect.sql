-- effect: further tests, critical values, distances beyond them, effect sizes

CREATE FUNCTION drift.brown_forsythe_test(drift.sample)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_brown_forsythe_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.brown_forsythe_test(drift.sample) IS
'Test of equal spread, about the medians: drift.levene_test(.., center => ''median'') under its other name. df is the denominator''s, the numerator''s is 1. NULL if a side is empty. Raises 42804 for categories. Source: Brown and Forsythe 1974; scipy.stats.levene(center=''median'').';

CREATE FUNCTION drift.brown_forsythe_test(reference drift.profile, current drift.profile)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_brown_forsythe_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.brown_forsythe_test(drift.profile, drift.profile) IS
'Test of equal spread, about the medians: drift.levene_test(.., center => ''median'') under its other name, between two profiles. Range, options and errors as drift.brown_forsythe_test(drift.sample). Source: Brown and Forsythe 1974; scipy.stats.levene(center=''median'').';

CREATE FUNCTION drift.mood_test(drift.sample, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_mood_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.mood_test(drift.sample, text) IS
'Mood''s rank test of equal spread; the statistic is z, its p-value normal, ties with their permutation variance. alternative ''greater'': the reference is spread wider; ''two-sided'', ''less''. The medians should agree. NULL if a side is empty, NULL fields below 3 rows or for one distinct value. Raises 42804 for categories, 22023 for an unknown alternative. Source: Mood 1954; Mielke 1967; scipy.stats.mood.';

CREATE FUNCTION drift.mood_test(reference drift.profile, current drift.profile, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_mood_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.mood_test(drift.profile, drift.profile, text) IS
'Mood''s rank test of equal spread; the statistic is z, its p-value normal, ties with their permutation variance, between two profiles. Range, options and errors as drift.mood_test(drift.sample). Source: Mood 1954; Mielke 1967; scipy.stats.mood.';

CREATE FUNCTION drift.energy_test(drift.sample, permutations int DEFAULT 999, seed bigint DEFAULT 1)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_energy_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.energy_test(drift.sample, int, bigint) IS
'Energy test: the energy distance, its p-value by drawing which rows are the current ones, permutations times (1 to 1000000) from a seed: the same arguments give the same p-value, at least 1 / (permutations + 1). An infinite distance has no p-value. Costs a step per distinct value and permutation, about a second for 999 permutations of 100,000 values; can be cancelled. NULL if a side is empty. Raises 42804 for categories, 22023 for permutations out of range. Source: Szekely and Rizzo 2004; Phipson and Smyth 2010.';

CREATE FUNCTION drift.energy_test(reference drift.profile, current drift.profile, permutations int DEFAULT 999, seed bigint DEFAULT 1)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_energy_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.energy_test(drift.profile, drift.profile, int, bigint) IS
'Energy test: the energy distance, its p-value by drawing which rows are the current ones, permutations times (1 to 1000000) from a seed: the same arguments give the same p-value, at least 1 / (permutations + 1), between two profiles. Range, options and errors as drift.energy_test(drift.sample). Source: Szekely and Rizzo 2004; Phipson and Smyth 2010.';

CREATE FUNCTION drift.tvd_test(drift.sample, permutations int DEFAULT 999, seed bigint DEFAULT 1, bins int DEFAULT 10,
	binning text DEFAULT 'quantile', edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4,
	dialect text DEFAULT NULL, nulls_as_bin boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_tvd_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.tvd_test(drift.sample, int, bigint, int, text, float8[], float8, text, boolean) IS
'Permutation test of the total variation distance over bins or categories, its p-value by drawing which rows are the current ones, permutations times (1 to 1000000) from a seed: the same arguments give the same p-value, at least 1 / (permutations + 1). Valid with rare categories, where chi-square is not. Can be cancelled. Bins, options and errors as drift.tv_distance(drift.sample); no dialect has it. NULL if a side is empty. Source: Phipson and Smyth 2010.';

CREATE FUNCTION drift.tvd_test(reference drift.profile, current drift.profile, permutations int DEFAULT 999, seed bigint DEFAULT 1, bins int DEFAULT 10,
	binning text DEFAULT 'quantile', edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4,
	dialect text DEFAULT NULL, nulls_as_bin boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_tvd_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.tvd_test(drift.profile, drift.profile, int, bigint, int, text, float8[], float8, text, boolean) IS
'Permutation test of the total variation distance over bins or categories, its p-value by drawing which rows are the current ones, permutations times (1 to 1000000) from a seed: the same arguments give the same p-value, at least 1 / (permutations + 1), between two profiles. Range, options and errors as drift.tvd_test(drift.sample). Source: Phipson and Smyth 2010.';

CREATE FUNCTION drift.goodness_of_fit_test(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_goodness_of_fit_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.goodness_of_fit_test(drift.sample, int, text, float8[], float8, text, boolean) IS
'Pearson''s chi-square test of the current counts per bin or category against the reference''s shares, taken as known; df is the number of bins anybody fell into, less one. For a reference that is much larger than the current side; drift.chi2_test() counts both as samples. Infinity with p-value 0 where current rows fell into a bin that the reference lacks. Bins, options and errors as drift.chi2_stat(drift.sample); no dialect has it. NULL if a side is empty. Source: Pearson 1900; scipy.stats.chisquare(current, reference * m / n).';

CREATE FUNCTION drift.goodness_of_fit_test(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_goodness_of_fit_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.goodness_of_fit_test(drift.profile, drift.profile, int, text, float8[], float8, text, boolean) IS
'Pearson''s chi-square test of the current counts per bin or category against the reference''s shares, between two profiles. Range, options and errors as drift.goodness_of_fit_test(drift.sample). Source: Pearson 1900; scipy.stats.chisquare(current, reference * m / n).';

CREATE FUNCTION drift.ks_critical(n_reference bigint, n_current bigint, alpha float8 DEFAULT 0.05)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ks_critical' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_critical(bigint, bigint, float8) IS
'The Kolmogorov-Smirnov statistic that chance alone exceeds with probability alpha when nothing drifted: the quantile of the one-sample distribution with round(n m / (n + m)) rows. Range: 0 to 1. Raises 22023 for no rows and for alpha outside (0, 1). Source: Smirnov 1939; the inverse of scipy.stats.kstwo.sf(d, round(n m / (n + m))), whose own isf stops at four digits.';

CREATE FUNCTION drift.ks_excess(drift.sample, alpha float8 DEFAULT 0.05)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ks_excess_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_excess(drift.sample, float8) IS
'Kolmogorov-Smirnov statistic less its critical value at alpha, at least 0. It neither fires because there are few rows, nor grows because there are many. Range: 0 to 1. NULL if a side is empty. Raises 42804 for categories, 22023 for alpha outside (0, 1). Source: Deequ, robust L-infinity distance, which takes 1.8 sqrt((n + m) / (n m)) as critical value: alpha about 0.003.';

CREATE FUNCTION drift.ks_excess(reference drift.profile, current drift.profile, alpha float8 DEFAULT 0.05)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ks_excess_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_excess(drift.profile, drift.profile, float8) IS
'Kolmogorov-Smirnov statistic less its critical value at alpha, at least 0, between two profiles. Range, options and errors as drift.ks_excess(drift.sample). Source: Deequ, robust L-infinity distance, which takes 1.8 sqrt((n + m) / (n m)) as critical value: alpha about 0.003.';

CREATE FUNCTION drift.l_infinity_excess(drift.sample, alpha float8 DEFAULT 0.05, bins int DEFAULT 10,
	binning text DEFAULT 'quantile', edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4,
	dialect text DEFAULT NULL, nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_l_infinity_excess_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.l_infinity_excess(drift.sample, float8, int, text, float8[], float8, text, boolean) IS
'Largest difference in share of any one bin less drift.ks_critical() of so many rows, at least 0. The critical value is that of the Kolmogorov-Smirnov statistic, so it is on the safe side for one bin. Range: 0 to 1. Bins, options and errors as drift.l_infinity(drift.sample), 22023 for alpha outside (0, 1); the dialect ''deequ'' is on drift.l_infinity(). NULL if a side is empty. Source: Deequ, robust L-infinity distance of categories.';

CREATE FUNCTION drift.l_infinity_excess(reference drift.profile, current drift.profile, alpha float8 DEFAULT 0.05, bins int DEFAULT 10,
	binning text DEFAULT 'quantile', edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4,
	dialect text DEFAULT NULL, nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_l_infinity_excess_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.l_infinity_excess(drift.profile, drift.profile, float8, int, text, float8[], float8, text, boolean) IS
'Largest difference in share of any one bin less drift.ks_critical() of so many rows, at least 0, between two profiles. Range, options and errors as drift.l_infinity_excess(drift.sample). Source: Deequ, robust L-infinity distance of categories.';

CREATE FUNCTION drift.cohens_d(drift.sample)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cohens_d_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cohens_d(drift.sample) IS
'Cohen''s d: the mean of the reference less that of the current side, over the pooled standard deviation. Positive where the reference is larger, as drift.t_test(). 0.2 is called small, 0.5 medium, 0.8 large. NULL if a side is empty, for fewer than 3 rows or with infinities. Raises 42804 for categories. Source: Cohen 1988.';

CREATE FUNCTION drift.cohens_d(reference drift.profile, current drift.profile)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cohens_d_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cohens_d(drift.profile, drift.profile) IS
'Cohen''s d: the mean of the reference less that of the current side, over the pooled standard deviation, between two profiles. Range, options and errors as drift.cohens_d(drift.sample). Source: Cohen 1988.';

CREATE FUNCTION drift.cliffs_delta(drift.sample)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cliffs_delta_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cliffs_delta(drift.sample) IS
'Cliff''s delta: the probability that a row of the reference is larger than a current one, less that of smaller. Range: -1 to 1, 0 without difference; 2 U / (n m) - 1 of drift.mann_whitney_test(). NULL if a side is empty. Raises 42804 for categories. Source: Cliff 1993.';

CREATE FUNCTION drift.cliffs_delta(reference drift.profile, current drift.profile)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cliffs_delta_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cliffs_delta(drift.profile, drift.profile) IS
'Cliff''s delta: the probability that a row of the reference is larger than a current one, less that of smaller, between two profiles. Range, options and errors as drift.cliffs_delta(drift.sample). Source: Cliff 1993.';
