-- distance: how far the current side of a column is from its reference, and tests of it

CREATE TYPE drift.test_result AS (
	statistic float8,
	p_value float8,
	df float8,
	n_reference bigint,
	n_current bigint,
	method text
);
COMMENT ON TYPE drift.test_result IS
'Result of a hypothesis test: its statistic, the p-value, degrees of freedom (NULL where the test has none), rows of both sides that took part, and the method that gave the p-value.';
COMMENT ON COLUMN drift.test_result.statistic IS 'Statistic of the test.';
COMMENT ON COLUMN drift.test_result.p_value IS 'Probability of a statistic at least as extreme when both sides have one distribution.';
COMMENT ON COLUMN drift.test_result.df IS 'Degrees of freedom; NULL where the test has none.';
COMMENT ON COLUMN drift.test_result.n_reference IS 'Reference rows that took part.';
COMMENT ON COLUMN drift.test_result.n_current IS 'Current rows that took part.';
COMMENT ON COLUMN drift.test_result.method IS 'How the p-value was computed.';

-- Accessors of a sample, with options

CREATE FUNCTION drift.psi(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_psi_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.psi(drift.sample, int, text, float8[], float8, text, boolean, float8) IS
'Population stability index: sum over bins of (current - reference) * ln(current / reference), shares floored at epsilon. Range: 0 to infinity, unbounded; no unit. Rules of thumb: below 0.1 little, above 0.25 large; drift.psi_critical() says what chance alone reaches. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. base: of the logarithm, above 1 (NULL: as stated). NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: Siddiqi, Credit Risk Scorecards, 2006.';

CREATE FUNCTION drift.kl_divergence(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL,
	direction text DEFAULT 'forward')
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_kl_divergence_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kl_divergence(drift.sample, int, text, float8[], float8, text, boolean, float8, text) IS
'Kullback-Leibler divergence of the reference from the current side: sum over bins of reference * ln(reference / current), shares floored at epsilon. Range: 0 to infinity, in nats; the floor can make it slightly negative. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. base: of the logarithm, above 1 (NULL: as stated). direction ''reverse'': current * ln(current / reference). NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: Kullback and Leibler 1951.';

CREATE FUNCTION drift.js_divergence(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_js_divergence_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.js_divergence(drift.sample, int, text, float8[], float8, text, boolean, float8) IS
'Jensen-Shannon divergence, base 2, over bins (epsilon is not used). Range: 0 to 1, in bits. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. base: of the logarithm, above 1 (NULL: as stated). NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: Lin 1991.';

CREATE FUNCTION drift.js_distance(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_js_distance_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.js_distance(drift.sample, int, text, float8[], float8, text, boolean, float8) IS
'Jensen-Shannon distance: the square root of js_divergence, a metric (epsilon is not used). Range: 0 to 1. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. base: of the logarithm, above 1 (NULL: as stated). NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: Endres and Schindelin 2003.';

CREATE FUNCTION drift.hellinger(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_hellinger_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.hellinger(drift.sample, int, text, float8[], float8, text, boolean) IS
'Hellinger distance over bins: sqrt(1 - sum of sqrt(reference * current)) (epsilon is not used). Range: 0 to 1. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: Hellinger 1909.';

CREATE FUNCTION drift.tv_distance(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_tv_distance_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.tv_distance(drift.sample, int, text, float8[], float8, text, boolean) IS
'Total variation distance over bins: half the sum of absolute differences of shares (epsilon is not used). Range: 0 to 1. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: Levin and Peres, Markov Chains and Mixing Times, 2017, section 4.1.';

CREATE FUNCTION drift.l_infinity(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_l_infinity_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.l_infinity(drift.sample, int, text, float8[], float8, text, boolean) IS
'Largest difference in share of any one bin (epsilon is not used). Range: 0 to 1. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: TensorFlow Data Validation''s L-infinity distance.';

CREATE FUNCTION drift.chi2_stat(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_chi2_stat_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.chi2_stat(drift.sample, int, text, float8[], float8, text, boolean) IS
'Pearson''s chi-square statistic of the 2 x k table of counts per bin, without continuity correction (epsilon is not used). Range: 0 to infinity; grows with the number of rows. Numbers: bins (2 to 10000) at the reference''s quantiles (binning ''quantile''), equally wide over the union (''uniform''), one per distinct value (''distinct''), or as many equally wide ones as a rule of NumPy''s histogram_bin_edges finds (''sturges'', ''doane'', ''scott'', ''fd'', ''auto''); edges, strictly ascending, override both: (-Inf,e1], (e1,e2], .., (ek,Inf). Categories: one bin each, bins, binning and edges are not used. nulls_as_bin: rows that are NULL are one more bin, and take part. NULL if a side is empty. dialect: as that project defines it, the other options are not used (drift.dialect_metrics). Raises 22023 for an option out of range, an unknown dialect, or one without this metric. Source: Pearson 1900; scipy.stats.chi2_contingency(correction=False).';

CREATE FUNCTION drift.ks_stat(drift.sample, dialect text DEFAULT NULL) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ks_stat_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_stat(drift.sample, text) IS
'Kolmogorov-Smirnov statistic: the largest difference of the two distribution functions. Range: 0 to 1. Exact while drift.is_exact(). NULL if a side is empty. dialect: as that project defines it (drift.dialect_metrics). Raises 42804 for categories, 22023 for an unknown dialect or one without this metric. Source: Smirnov 1939; scipy.stats.ks_2samp.';

CREATE FUNCTION drift.wasserstein(drift.sample, dialect text DEFAULT NULL,
	scale text DEFAULT NULL) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_wasserstein_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.wasserstein(drift.sample, text, text) IS
'First Wasserstein (earth mover''s) distance: the area between the two distribution functions. Range: 0 to infinity, in the unit of the value; Infinity where an infinite value has more mass on one side. scale ''std'': divided by the reference''s standard deviation (over n, as numpy.std); ''range'': by the range of both sides, from 0 to 1; over finite values, Infinity where that is 0. Exact while drift.is_exact(). NULL if a side is empty. dialect: as that project defines it (drift.dialect_metrics). Raises 42804 for categories, 22023 for an unknown dialect or one without this metric. Source: Vallender 1974; scipy.stats.wasserstein_distance.';

CREATE FUNCTION drift.energy_distance(drift.sample, dialect text DEFAULT NULL) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_energy_distance_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.energy_distance(drift.sample, text) IS
'Energy distance: the square root of twice the integral of the squared difference of the two distribution functions. Range: 0 to infinity, in the square root of the value''s unit; Infinity where an infinite value has more mass on one side. Exact while drift.is_exact(). NULL if a side is empty. dialect: as that project defines it (drift.dialect_metrics). Raises 42804 for categories, 22023 for an unknown dialect or one without this metric. Source: Szekely and Rizzo 2013; scipy.stats.energy_distance.';

CREATE FUNCTION drift.cramer_von_mises(drift.sample, dialect text DEFAULT NULL) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cramer_von_mises_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramer_von_mises(drift.sample, text) IS
'Two-sample Cramer-von Mises criterion T, with mid-ranks for ties. Range: 0 to infinity; grows with the number of rows. Exact while drift.is_exact(). NULL if a side is empty. dialect: as that project defines it (drift.dialect_metrics). Raises 42804 for categories, 22023 for an unknown dialect or one without this metric. Source: Anderson 1962; scipy.stats.cramervonmises_2samp(..).statistic.';

CREATE FUNCTION drift.anderson_darling(drift.sample, dialect text DEFAULT NULL) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_anderson_darling_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.anderson_darling(drift.sample, text) IS
'Two-sample Anderson-Darling statistic with mid-ranks, standardized to mean 0 and variance 1 under no difference; NULL for one distinct value or fewer than 4 rows. Range: about -1.3 to infinity; grows with the number of rows. Exact while drift.is_exact(). NULL if a side is empty. dialect: as that project defines it (drift.dialect_metrics). Raises 42804 for categories, 22023 for an unknown dialect or one without this metric. Source: Scholz and Stephens 1987; scipy.stats.anderson_ksamp(..).statistic.';

-- Tests on a sample

CREATE FUNCTION drift.ks_test(drift.sample, alternative text DEFAULT 'two-sided', dialect text DEFAULT NULL)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_ks_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_test(drift.sample, text, text) IS
'Two-sample Kolmogorov-Smirnov test: p-value exact while both sides have at most 10,000 rows (one-sided and unequal: while the number of lattice paths fits a double), else from the limit distribution (Simard and L''Ecuyer 2011). alternative says which difference reference - current of the distribution functions counts. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. dialect: as that project does it (drift.dialect_metrics), two-sided only. Raises 42804 for categories, 22023 for an unknown alternative or dialect. Source: scipy.stats.ks_2samp.';

CREATE FUNCTION drift.t_test(drift.sample, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_t_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.t_test(drift.sample, text) IS
'Student''s t test of the means, equal variances. alternative ''less'': the reference''s mean is less. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 42804 for categories, 22023 for an unknown alternative. Source: Student 1908; scipy.stats.ttest_ind.';

CREATE FUNCTION drift.welch_test(drift.sample, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_welch_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.welch_test(drift.sample, text) IS
'Welch''s t test of the means, unequal variances. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 42804 for categories, 22023 for an unknown alternative. Source: Welch 1947; scipy.stats.ttest_ind(equal_var=False).';

CREATE FUNCTION drift.mann_whitney_test(drift.sample, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_mann_whitney_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.mann_whitney_test(drift.sample, text) IS
'Mann-Whitney U test; the statistic is U of the reference. Exact where no value is tied, a side has at most 8 rows and the other at most 10,000; else normal with tie and continuity correction. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 42804 for categories, 22023 for an unknown alternative. Source: Mann and Whitney 1947; scipy.stats.mannwhitneyu.';

CREATE FUNCTION drift.z_test(drift.sample, alternative text DEFAULT 'two-sided', dialect text DEFAULT NULL)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_z_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.z_test(drift.sample, text, text) IS
'z test of two proportions, pooled variance: the share of rows that are not the smaller of two values or categories (so: of true, of 1), reference less current. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. dialect: as that project does it (drift.dialect_metrics), two-sided only. Raises 22023 for a column of more than two values and for an unknown alternative. Source: Fleiss 1981, section 2.4; statsmodels proportions_ztest.';

CREATE FUNCTION drift.fisher_test(drift.sample, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_fisher_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.fisher_test(drift.sample, text) IS
'Fisher''s exact test of the 2 x 2 table of two values or categories; the statistic is the odds ratio of the smaller one. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 22023 for a column of more than two values and for an unknown alternative. Source: Fisher 1934; scipy.stats.fisher_exact.';

CREATE FUNCTION drift.levene_test(drift.sample, center text DEFAULT 'median') RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_levene_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.levene_test(drift.sample, text) IS
'Test of equal spread, about the medians (center ''median'', Brown-Forsythe) or the means (''mean''); 22023 for another center; df is the denominator''s, the numerator''s is 1. NULL if a side is empty. Raises 42804 for categories. Source: Brown and Forsythe 1974; scipy.stats.levene.';

CREATE FUNCTION drift.anderson_darling_test(drift.sample) RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_anderson_darling_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.anderson_darling_test(drift.sample) IS
'Two-sample Anderson-Darling test with mid-ranks; the p-value is interpolated between 0.001 and 0.25 and stops there. NULL if a side is empty. Raises 42804 for categories. Source: Scholz and Stephens 1987; scipy.stats.anderson_ksamp.';

CREATE FUNCTION drift.cramer_von_mises_test(drift.sample) RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_cramer_von_mises_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramer_von_mises_test(drift.sample) IS
'Two-sample Cramer-von Mises test: p-value exact while both sides have at most 20 rows (Xiao, Gordon and Yakovlev 2006), else of the limit distribution, accurate in relative terms however small. NULL if a side is empty. Raises 42804 for categories. Source: Anderson 1962; scipy.stats.cramervonmises_2samp.';

CREATE FUNCTION drift.epps_singleton_test(drift.sample) RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_epps_singleton_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.epps_singleton_test(drift.sample) IS
'Epps-Singleton test: do the empirical characteristic functions agree at 0.4 and 0.8 over the semi-interquartile range of both sides; NULL fields for fewer than 5 rows on a side, infinities, or no interquartile range. NULL if a side is empty. Raises 42804 for categories. Source: Epps and Singleton 1986; scipy.stats.epps_singleton_2samp.';

CREATE FUNCTION drift.chi2_test(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, correction boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_chi2_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.chi2_test(drift.sample, int, text, float8[], float8, text, boolean, boolean) IS
'Pearson''s chi-square test of the 2 x k table of counts per bin or category, with Yates'' continuity correction if correction is true and there are two bins; df is the number of bins anybody fell into, less one (epsilon is not used). Options and errors as drift.chi2_stat(drift.sample). NULL if a side is empty. Source: Pearson 1900; scipy.stats.chi2_contingency(correction=..).';

CREATE FUNCTION drift.g_test(drift.sample, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, correction boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_g_test_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.g_test(drift.sample, int, text, float8[], float8, text, boolean, boolean) IS
'Likelihood ratio test of the 2 x k table of counts per bin or category, with Yates'' continuity correction if correction is true and there are two bins (epsilon is not used). Options and errors as drift.chi2_stat(drift.sample). NULL if a side is empty. Source: Wilks 1938; scipy.stats.chi2_contingency(correction=.., lambda_=''log-likelihood'').';

CREATE FUNCTION drift.error_bound(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_error_bound_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.error_bound(drift.sample) IS
'Hard bound on the error of drift.ks_stat() (numbers), or of the difference in share of one category (categories): 0 while the sample is exact. NULL if a side is empty.';

CREATE FUNCTION drift.psi_critical(n_reference bigint, n_current bigint, bins int DEFAULT 10,
	alpha float8 DEFAULT 0.05)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_psi_critical' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.psi_critical(bigint, bigint, int, float8) IS
'The PSI that chance alone exceeds with probability alpha when nothing drifted: (1/n_reference + 1/n_current) times the chi-square quantile with bins - 1 degrees of freedom. Raises 22023 for no rows, bins outside 2 to 10000, alpha outside (0, 1). Source: Yurdakul, Statistical properties of population stability index, 2018.';

CREATE FUNCTION drift.psi_p_value(psi float8, n_reference bigint, n_current bigint,
								  bins int DEFAULT 10)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_psi_p_value' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.psi_p_value(float8, bigint, bigint, int) IS
'Probability that chance alone gives a PSI of at least psi with n_reference and n_current rows in so many bins: psi / (1/n_reference + 1/n_current) is chi-square with bins - 1 degrees of freedom. Range: 0 to 1; NULL for NaN. The counterpart of drift.psi_critical, with its errors (22023). Source: Yurdakul, Statistical Properties of Population Stability Index, 2018.';

-- Accessors of two profiles, with options; bounded error where a profile is a summary

CREATE FUNCTION drift.psi(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_psi_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.psi(drift.profile, drift.profile, int, text, float8[], float8, text, boolean, float8) IS
'Population stability index: sum over bins of (current - reference) * ln(current / reference), shares floored at epsilon, between two profiles. Options, range and errors as drift.psi(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: Siddiqi, Credit Risk Scorecards, 2006.';

CREATE FUNCTION drift.kl_divergence(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL,
	direction text DEFAULT 'forward')
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_kl_divergence_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kl_divergence(drift.profile, drift.profile, int, text, float8[], float8, text, boolean, float8, text) IS
'Kullback-Leibler divergence of the reference from the current side: sum over bins of reference * ln(reference / current), shares floored at epsilon, between two profiles. Options, range and errors as drift.kl_divergence(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: Kullback and Leibler 1951.';

CREATE FUNCTION drift.js_divergence(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_js_divergence_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.js_divergence(drift.profile, drift.profile, int, text, float8[], float8, text, boolean, float8) IS
'Jensen-Shannon divergence, base 2, over bins (epsilon is not used), between two profiles. Options, range and errors as drift.js_divergence(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: Lin 1991.';

CREATE FUNCTION drift.js_distance(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, base float8 DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_js_distance_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.js_distance(drift.profile, drift.profile, int, text, float8[], float8, text, boolean, float8) IS
'Jensen-Shannon distance: the square root of js_divergence, a metric (epsilon is not used), between two profiles. Options, range and errors as drift.js_distance(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: Endres and Schindelin 2003.';

CREATE FUNCTION drift.hellinger(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_hellinger_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.hellinger(drift.profile, drift.profile, int, text, float8[], float8, text, boolean) IS
'Hellinger distance over bins: sqrt(1 - sum of sqrt(reference * current)) (epsilon is not used), between two profiles. Options, range and errors as drift.hellinger(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: Hellinger 1909.';

CREATE FUNCTION drift.tv_distance(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_tv_distance_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.tv_distance(drift.profile, drift.profile, int, text, float8[], float8, text, boolean) IS
'Total variation distance over bins: half the sum of absolute differences of shares (epsilon is not used), between two profiles. Options, range and errors as drift.tv_distance(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: Levin and Peres, Markov Chains and Mixing Times, 2017, section 4.1.';

CREATE FUNCTION drift.l_infinity(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_l_infinity_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.l_infinity(drift.profile, drift.profile, int, text, float8[], float8, text, boolean) IS
'Largest difference in share of any one bin (epsilon is not used), between two profiles. Options, range and errors as drift.l_infinity(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: TensorFlow Data Validation''s L-infinity distance.';

CREATE FUNCTION drift.chi2_stat(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_chi2_stat_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.chi2_stat(drift.profile, drift.profile, int, text, float8[], float8, text, boolean) IS
'Pearson''s chi-square statistic of the 2 x k table of counts per bin, without continuity correction (epsilon is not used), between two profiles. Options, range and errors as drift.chi2_stat(drift.sample); 42804 if one profile is numeric and the other holds categories. Source: Pearson 1900; scipy.stats.chi2_contingency(correction=False).';

CREATE FUNCTION drift.ks_stat(reference drift.profile, current drift.profile, dialect text DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ks_stat_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_stat(drift.profile, drift.profile, text) IS
'Kolmogorov-Smirnov statistic: the largest difference of the two distribution functions, between two profiles. Range and errors as drift.ks_stat(drift.sample). Source: Smirnov 1939; scipy.stats.ks_2samp.';

CREATE FUNCTION drift.wasserstein(reference drift.profile, current drift.profile, dialect text DEFAULT NULL,
	scale text DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_wasserstein_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.wasserstein(drift.profile, drift.profile, text, text) IS
'First Wasserstein (earth mover''s) distance: the area between the two distribution functions, between two profiles. Range and errors as drift.wasserstein(drift.sample). Source: Vallender 1974; scipy.stats.wasserstein_distance.';

CREATE FUNCTION drift.energy_distance(reference drift.profile, current drift.profile, dialect text DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_energy_distance_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.energy_distance(drift.profile, drift.profile, text) IS
'Energy distance: the square root of twice the integral of the squared difference of the two distribution functions, between two profiles. Range and errors as drift.energy_distance(drift.sample). Source: Szekely and Rizzo 2013; scipy.stats.energy_distance.';

CREATE FUNCTION drift.cramer_von_mises(reference drift.profile, current drift.profile, dialect text DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cramer_von_mises_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramer_von_mises(drift.profile, drift.profile, text) IS
'Two-sample Cramer-von Mises criterion T, with mid-ranks for ties, between two profiles. Range and errors as drift.cramer_von_mises(drift.sample). Source: Anderson 1962; scipy.stats.cramervonmises_2samp(..).statistic.';

CREATE FUNCTION drift.anderson_darling(reference drift.profile, current drift.profile, dialect text DEFAULT NULL)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_anderson_darling_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.anderson_darling(drift.profile, drift.profile, text) IS
'Two-sample Anderson-Darling statistic with mid-ranks, standardized to mean 0 and variance 1 under no difference; NULL for one distinct value or fewer than 4 rows, between two profiles. Range and errors as drift.anderson_darling(drift.sample). Source: Scholz and Stephens 1987; scipy.stats.anderson_ksamp(..).statistic.';

-- Tests between two profiles; where one is a summary, ranks are off by at most drift.rank_error()

CREATE FUNCTION drift.ks_test(reference drift.profile, current drift.profile, alternative text DEFAULT 'two-sided',
	dialect text DEFAULT NULL)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_ks_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_test(drift.profile, drift.profile, text, text) IS
'Two-sample Kolmogorov-Smirnov test: p-value exact while both sides have at most 10,000 rows (one-sided and unequal: while the number of lattice paths fits a double), else from the limit distribution (Simard and L''Ecuyer 2011). alternative says which difference reference - current of the distribution functions counts. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. dialect: as that project does it (drift.dialect_metrics), two-sided only. Raises 42804 for categories, 22023 for an unknown alternative or dialect. Source: scipy.stats.ks_2samp.';

CREATE FUNCTION drift.t_test(reference drift.profile, current drift.profile, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_t_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.t_test(drift.profile, drift.profile, text) IS
'Student''s t test of the means, equal variances. alternative ''less'': the reference''s mean is less. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 42804 for categories, 22023 for an unknown alternative. Source: Student 1908; scipy.stats.ttest_ind.';

CREATE FUNCTION drift.welch_test(reference drift.profile, current drift.profile, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_welch_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.welch_test(drift.profile, drift.profile, text) IS
'Welch''s t test of the means, unequal variances. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 42804 for categories, 22023 for an unknown alternative. Source: Welch 1947; scipy.stats.ttest_ind(equal_var=False).';

CREATE FUNCTION drift.mann_whitney_test(reference drift.profile, current drift.profile, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_mann_whitney_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.mann_whitney_test(drift.profile, drift.profile, text) IS
'Mann-Whitney U test; the statistic is U of the reference. Exact where no value is tied, a side has at most 8 rows and the other at most 10,000; else normal with tie and continuity correction. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 42804 for categories, 22023 for an unknown alternative. Source: Mann and Whitney 1947; scipy.stats.mannwhitneyu.';

CREATE FUNCTION drift.z_test(reference drift.profile, current drift.profile, alternative text DEFAULT 'two-sided',
	dialect text DEFAULT NULL)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_z_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.z_test(drift.profile, drift.profile, text, text) IS
'z test of two proportions, pooled variance: the share of rows that are not the smaller of two values or categories (so: of true, of 1), reference less current. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. dialect: as that project does it (drift.dialect_metrics), two-sided only. Raises 22023 for a column of more than two values and for an unknown alternative. Source: Fleiss 1981, section 2.4; statsmodels proportions_ztest.';

CREATE FUNCTION drift.fisher_test(reference drift.profile, current drift.profile, alternative text DEFAULT 'two-sided')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_fisher_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.fisher_test(drift.profile, drift.profile, text) IS
'Fisher''s exact test of the 2 x 2 table of two values or categories; the statistic is the odds ratio of the smaller one. alternative: ''two-sided'', ''less'' or ''greater''. NULL if a side is empty. Raises 22023 for a column of more than two values and for an unknown alternative. Source: Fisher 1934; scipy.stats.fisher_exact.';

CREATE FUNCTION drift.levene_test(reference drift.profile, current drift.profile, center text DEFAULT 'median') RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_levene_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.levene_test(drift.profile, drift.profile, text) IS
'Test of equal spread, about the medians (center ''median'', Brown-Forsythe) or the means (''mean''); 22023 for another center; df is the denominator''s, the numerator''s is 1. NULL if a side is empty. Raises 42804 for categories. Source: Brown and Forsythe 1974; scipy.stats.levene.';

CREATE FUNCTION drift.anderson_darling_test(reference drift.profile, current drift.profile) RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_anderson_darling_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.anderson_darling_test(drift.profile, drift.profile) IS
'Two-sample Anderson-Darling test with mid-ranks; the p-value is interpolated between 0.001 and 0.25 and stops there. NULL if a side is empty. Raises 42804 for categories. Source: Scholz and Stephens 1987; scipy.stats.anderson_ksamp.';

CREATE FUNCTION drift.cramer_von_mises_test(reference drift.profile, current drift.profile) RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_cramer_von_mises_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramer_von_mises_test(drift.profile, drift.profile) IS
'Two-sample Cramer-von Mises test: p-value exact while both sides have at most 20 rows (Xiao, Gordon and Yakovlev 2006), else of the limit distribution, accurate in relative terms however small. NULL if a side is empty. Raises 42804 for categories. Source: Anderson 1962; scipy.stats.cramervonmises_2samp.';

CREATE FUNCTION drift.epps_singleton_test(reference drift.profile, current drift.profile) RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_epps_singleton_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.epps_singleton_test(drift.profile, drift.profile) IS
'Epps-Singleton test: do the empirical characteristic functions agree at 0.4 and 0.8 over the semi-interquartile range of both sides; NULL fields for fewer than 5 rows on a side, infinities, or no interquartile range. NULL if a side is empty. Raises 42804 for categories. Source: Epps and Singleton 1986; scipy.stats.epps_singleton_2samp.';

CREATE FUNCTION drift.chi2_test(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, correction boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_chi2_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.chi2_test(drift.profile, drift.profile, int, text, float8[], float8, text, boolean, boolean) IS
'Pearson''s chi-square test of the 2 x k table of counts per bin or category, with Yates'' continuity correction if correction is true and there are two bins; df is the number of bins anybody fell into, less one (epsilon is not used). Options and errors as drift.chi2_stat(drift.sample). NULL if a side is empty. Source: Pearson 1900; scipy.stats.chi2_contingency(correction=..).';

CREATE FUNCTION drift.g_test(reference drift.profile, current drift.profile, bins int DEFAULT 10, binning text DEFAULT 'quantile',
	edges float8[] DEFAULT NULL, epsilon float8 DEFAULT 1e-4, dialect text DEFAULT NULL,
	nulls_as_bin boolean DEFAULT false, correction boolean DEFAULT false)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_g_test_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.g_test(drift.profile, drift.profile, int, text, float8[], float8, text, boolean, boolean) IS
'Likelihood ratio test of the 2 x k table of counts per bin or category, with Yates'' continuity correction if correction is true and there are two bins (epsilon is not used). Options and errors as drift.chi2_stat(drift.sample). NULL if a side is empty. Source: Wilks 1938; scipy.stats.chi2_contingency(correction=.., lambda_=''log-likelihood'').';

CREATE FUNCTION drift.error_bound(reference drift.profile, current drift.profile) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_error_bound_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.error_bound(drift.profile, drift.profile) IS
'Hard bound on the error of drift.ks_stat() between two profiles (numbers), or of the difference in share of one category (categories): 0 while both are exact. NULL if a side is empty.';

-- One-step aggregates: one shared transition, defaults only

CREATE FUNCTION drift.psi_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_psi_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.psi_final(drift.sample) IS
'Final step of the aggregate drift.psi: as drift.psi(drift.sample) with the default options.';

CREATE FUNCTION drift.kl_divergence_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_kl_divergence_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kl_divergence_final(drift.sample) IS
'Final step of the aggregate drift.kl_divergence: as drift.kl_divergence(drift.sample) with the default options.';

CREATE FUNCTION drift.js_divergence_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_js_divergence_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.js_divergence_final(drift.sample) IS
'Final step of the aggregate drift.js_divergence: as drift.js_divergence(drift.sample) with the default options.';

CREATE FUNCTION drift.js_distance_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_js_distance_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.js_distance_final(drift.sample) IS
'Final step of the aggregate drift.js_distance: as drift.js_distance(drift.sample) with the default options.';

CREATE FUNCTION drift.hellinger_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_hellinger_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.hellinger_final(drift.sample) IS
'Final step of the aggregate drift.hellinger: as drift.hellinger(drift.sample) with the default options.';

CREATE FUNCTION drift.tv_distance_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_tv_distance_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.tv_distance_final(drift.sample) IS
'Final step of the aggregate drift.tv_distance: as drift.tv_distance(drift.sample) with the default options.';

CREATE FUNCTION drift.l_infinity_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_l_infinity_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.l_infinity_final(drift.sample) IS
'Final step of the aggregate drift.l_infinity: as drift.l_infinity(drift.sample) with the default options.';

CREATE FUNCTION drift.chi2_stat_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_chi2_stat_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.chi2_stat_final(drift.sample) IS
'Final step of the aggregate drift.chi2_stat: as drift.chi2_stat(drift.sample) with the default options.';

CREATE FUNCTION drift.ks_stat_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_ks_stat_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.ks_stat_final(drift.sample) IS
'Final step of the aggregate drift.ks_stat: as drift.ks_stat(drift.sample) with the default options.';

CREATE FUNCTION drift.wasserstein_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_wasserstein_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.wasserstein_final(drift.sample) IS
'Final step of the aggregate drift.wasserstein: as drift.wasserstein(drift.sample) with the default options.';

CREATE FUNCTION drift.energy_distance_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_energy_distance_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.energy_distance_final(drift.sample) IS
'Final step of the aggregate drift.energy_distance: as drift.energy_distance(drift.sample) with the default options.';

CREATE FUNCTION drift.cramer_von_mises_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cramer_von_mises_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramer_von_mises_final(drift.sample) IS
'Final step of the aggregate drift.cramer_von_mises: as drift.cramer_von_mises(drift.sample) with the default options.';

CREATE FUNCTION drift.anderson_darling_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_anderson_darling_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.anderson_darling_final(drift.sample) IS
'Final step of the aggregate drift.anderson_darling: as drift.anderson_darling(drift.sample) with the default options.';

CREATE AGGREGATE drift.psi(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.psi_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.psi(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.psi_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.psi(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.psi_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.psi(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.psi_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.psi(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.psi_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.psi(float8, boolean) IS
'Population stability index: sum over bins of (current - reference) * ln(current / reference), shares floored at epsilon; of numbers, with the default options of drift.psi(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.psi(text, boolean) IS
'Population stability index: sum over bins of (current - reference) * ln(current / reference), shares floored at epsilon; of categories, with the default options of drift.psi(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.psi(boolean, boolean) IS
'Population stability index: sum over bins of (current - reference) * ln(current / reference), shares floored at epsilon; of categories, with the default options of drift.psi(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.psi(uuid, boolean) IS
'Population stability index: sum over bins of (current - reference) * ln(current / reference), shares floored at epsilon; of categories, with the default options of drift.psi(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.psi(anyenum, boolean) IS
'Population stability index: sum over bins of (current - reference) * ln(current / reference), shares floored at epsilon; of categories, with the default options of drift.psi(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.kl_divergence(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.kl_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.kl_divergence(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.kl_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.kl_divergence(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.kl_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.kl_divergence(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.kl_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.kl_divergence(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.kl_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.kl_divergence(float8, boolean) IS
'Kullback-Leibler divergence of the reference from the current side: sum over bins of reference * ln(reference / current), shares floored at epsilon; of numbers, with the default options of drift.kl_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.kl_divergence(text, boolean) IS
'Kullback-Leibler divergence of the reference from the current side: sum over bins of reference * ln(reference / current), shares floored at epsilon; of categories, with the default options of drift.kl_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.kl_divergence(boolean, boolean) IS
'Kullback-Leibler divergence of the reference from the current side: sum over bins of reference * ln(reference / current), shares floored at epsilon; of categories, with the default options of drift.kl_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.kl_divergence(uuid, boolean) IS
'Kullback-Leibler divergence of the reference from the current side: sum over bins of reference * ln(reference / current), shares floored at epsilon; of categories, with the default options of drift.kl_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.kl_divergence(anyenum, boolean) IS
'Kullback-Leibler divergence of the reference from the current side: sum over bins of reference * ln(reference / current), shares floored at epsilon; of categories, with the default options of drift.kl_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.js_divergence(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_divergence(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_divergence(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_divergence(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.js_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_divergence(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_divergence_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.js_divergence(float8, boolean) IS
'Jensen-Shannon divergence, base 2, over bins (epsilon is not used); of numbers, with the default options of drift.js_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_divergence(text, boolean) IS
'Jensen-Shannon divergence, base 2, over bins (epsilon is not used); of categories, with the default options of drift.js_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_divergence(boolean, boolean) IS
'Jensen-Shannon divergence, base 2, over bins (epsilon is not used); of categories, with the default options of drift.js_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_divergence(uuid, boolean) IS
'Jensen-Shannon divergence, base 2, over bins (epsilon is not used); of categories, with the default options of drift.js_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_divergence(anyenum, boolean) IS
'Jensen-Shannon divergence, base 2, over bins (epsilon is not used); of categories, with the default options of drift.js_divergence(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.js_distance(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_distance(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_distance(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_distance(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.js_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.js_distance(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.js_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.js_distance(float8, boolean) IS
'Jensen-Shannon distance: the square root of js_divergence, a metric (epsilon is not used); of numbers, with the default options of drift.js_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_distance(text, boolean) IS
'Jensen-Shannon distance: the square root of js_divergence, a metric (epsilon is not used); of categories, with the default options of drift.js_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_distance(boolean, boolean) IS
'Jensen-Shannon distance: the square root of js_divergence, a metric (epsilon is not used); of categories, with the default options of drift.js_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_distance(uuid, boolean) IS
'Jensen-Shannon distance: the square root of js_divergence, a metric (epsilon is not used); of categories, with the default options of drift.js_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.js_distance(anyenum, boolean) IS
'Jensen-Shannon distance: the square root of js_divergence, a metric (epsilon is not used); of categories, with the default options of drift.js_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.hellinger(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.hellinger_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.hellinger(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.hellinger_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.hellinger(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.hellinger_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.hellinger(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.hellinger_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.hellinger(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.hellinger_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.hellinger(float8, boolean) IS
'Hellinger distance over bins: sqrt(1 - sum of sqrt(reference * current)) (epsilon is not used); of numbers, with the default options of drift.hellinger(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.hellinger(text, boolean) IS
'Hellinger distance over bins: sqrt(1 - sum of sqrt(reference * current)) (epsilon is not used); of categories, with the default options of drift.hellinger(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.hellinger(boolean, boolean) IS
'Hellinger distance over bins: sqrt(1 - sum of sqrt(reference * current)) (epsilon is not used); of categories, with the default options of drift.hellinger(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.hellinger(uuid, boolean) IS
'Hellinger distance over bins: sqrt(1 - sum of sqrt(reference * current)) (epsilon is not used); of categories, with the default options of drift.hellinger(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.hellinger(anyenum, boolean) IS
'Hellinger distance over bins: sqrt(1 - sum of sqrt(reference * current)) (epsilon is not used); of categories, with the default options of drift.hellinger(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.tv_distance(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.tv_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.tv_distance(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.tv_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.tv_distance(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.tv_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.tv_distance(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.tv_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.tv_distance(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.tv_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.tv_distance(float8, boolean) IS
'Total variation distance over bins: half the sum of absolute differences of shares (epsilon is not used); of numbers, with the default options of drift.tv_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.tv_distance(text, boolean) IS
'Total variation distance over bins: half the sum of absolute differences of shares (epsilon is not used); of categories, with the default options of drift.tv_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.tv_distance(boolean, boolean) IS
'Total variation distance over bins: half the sum of absolute differences of shares (epsilon is not used); of categories, with the default options of drift.tv_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.tv_distance(uuid, boolean) IS
'Total variation distance over bins: half the sum of absolute differences of shares (epsilon is not used); of categories, with the default options of drift.tv_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.tv_distance(anyenum, boolean) IS
'Total variation distance over bins: half the sum of absolute differences of shares (epsilon is not used); of categories, with the default options of drift.tv_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.l_infinity(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.l_infinity_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.l_infinity(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.l_infinity_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.l_infinity(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.l_infinity_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.l_infinity(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.l_infinity_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.l_infinity(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.l_infinity_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.l_infinity(float8, boolean) IS
'Largest difference in share of any one bin (epsilon is not used); of numbers, with the default options of drift.l_infinity(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.l_infinity(text, boolean) IS
'Largest difference in share of any one bin (epsilon is not used); of categories, with the default options of drift.l_infinity(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.l_infinity(boolean, boolean) IS
'Largest difference in share of any one bin (epsilon is not used); of categories, with the default options of drift.l_infinity(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.l_infinity(uuid, boolean) IS
'Largest difference in share of any one bin (epsilon is not used); of categories, with the default options of drift.l_infinity(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.l_infinity(anyenum, boolean) IS
'Largest difference in share of any one bin (epsilon is not used); of categories, with the default options of drift.l_infinity(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.chi2_stat(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.chi2_stat_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.chi2_stat(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.chi2_stat_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.chi2_stat(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.chi2_stat_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.chi2_stat(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.chi2_stat_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.chi2_stat(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.chi2_stat_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.chi2_stat(float8, boolean) IS
'Pearson''s chi-square statistic of the 2 x k table of counts per bin, without continuity correction (epsilon is not used); of numbers, with the default options of drift.chi2_stat(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.chi2_stat(text, boolean) IS
'Pearson''s chi-square statistic of the 2 x k table of counts per bin, without continuity correction (epsilon is not used); of categories, with the default options of drift.chi2_stat(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.chi2_stat(boolean, boolean) IS
'Pearson''s chi-square statistic of the 2 x k table of counts per bin, without continuity correction (epsilon is not used); of categories, with the default options of drift.chi2_stat(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.chi2_stat(uuid, boolean) IS
'Pearson''s chi-square statistic of the 2 x k table of counts per bin, without continuity correction (epsilon is not used); of categories, with the default options of drift.chi2_stat(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.chi2_stat(anyenum, boolean) IS
'Pearson''s chi-square statistic of the 2 x k table of counts per bin, without continuity correction (epsilon is not used); of categories, with the default options of drift.chi2_stat(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.ks_stat(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.ks_stat_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.ks_stat(float8, boolean) IS
'Kolmogorov-Smirnov statistic: the largest difference of the two distribution functions; of numbers, with the default options of drift.ks_stat(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.wasserstein(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.wasserstein_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.wasserstein(float8, boolean) IS
'First Wasserstein (earth mover''s) distance: the area between the two distribution functions; of numbers, with the default options of drift.wasserstein(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.energy_distance(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.energy_distance_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.energy_distance(float8, boolean) IS
'Energy distance: the square root of twice the integral of the squared difference of the two distribution functions; of numbers, with the default options of drift.energy_distance(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.cramer_von_mises(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.cramer_von_mises_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.cramer_von_mises(float8, boolean) IS
'Two-sample Cramer-von Mises criterion T, with mid-ranks for ties; of numbers, with the default options of drift.cramer_von_mises(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.anderson_darling(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.anderson_darling_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.anderson_darling(float8, boolean) IS
'Two-sample Anderson-Darling statistic with mid-ranks, standardized to mean 0 and variance 1 under no difference; NULL for one distinct value or fewer than 4 rows; of numbers, with the default options of drift.anderson_darling(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

