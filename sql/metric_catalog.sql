
-- metric_catalog: the metrics that monitors can have, one row each
--
-- A row is all that a metric needs: the function that measures and the one that judges read it from
-- here. Limits of distances are values; those of all other metrics are deviations from the
-- baseline. Where params and expression are NULL, those of the family take their place.

-- The metric that an estimated_* metric estimates.
CREATE FUNCTION drift.estimated_metric(metric text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN CASE WHEN metric LIKE 'estimated\_%' THEN pg_catalog.substr(metric, 11) END;
COMMENT ON FUNCTION drift.estimated_metric(text) IS 'The metric that a monitor''s metric estimates, such as accuracy for estimated_accuracy; NULL for metrics that are no estimates.';

-- A test as a metric of monitors: the smaller the p-value, the larger, and 3 is one in a thousand.
CREATE FUNCTION drift.surprise_expression(test text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN pg_catalog.format(
		'log(1 / greatest((drift.%I(b.profile, c.profile)).p_value, 1e-300))', test);
COMMENT ON FUNCTION drift.surprise_expression(text) IS 'SQL expression of -log10 of the p-value of a test between the profiles of baseline and window, 300 at most; NULL where the test has none.';

CREATE VIEW drift.metric_definition AS
SELECT v.metric, v.aliases::text[], v.family, v.kinds, v.direction, v.warn, v.critical,
	v.floor_warn, v.floor_critical, v.min_rows, v.params::jsonb, v.expression, v.description
FROM (VALUES
	('psi', '{}', 'distance', 'any', 'up', 0.1::float8, 0.25::float8, 0.05::float8, 0.2::float8,
		100, NULL::text, NULL::text,
		'population stability index'),
	('ks', '{ks_stat}', 'distance', 'numeric', 'up', 0.1, 0.2, 0.05, 0.15, 100,
		'{"dialect": "text"}', 'drift.ks_stat(b.profile, c.profile%s)',
		'Kolmogorov-Smirnov statistic'),
	('js_distance', '{}', 'distance', 'any', 'up', 0.12, 0.2, 0.09, 0.18, 100, NULL, NULL,
		'Jensen-Shannon distance, base 2'),
	('js_divergence', '{}', 'distance', 'any', 'up', 0.015, 0.04, 0.008, 0.032, 100, NULL, NULL,
		'Jensen-Shannon divergence, base 2'),
	('kl_divergence', '{}', 'distance', 'any', 'up', 0.05, 0.125, 0.025, 0.1, 100, NULL, NULL,
		'Kullback-Leibler divergence'),
	('hellinger', '{}', 'distance', 'any', 'up', 0.11, 0.18, 0.08, 0.16, 100, NULL, NULL,
		'Hellinger distance'),
	('tv_distance', '{}', 'distance', 'any', 'up', 0.12, 0.2, 0.08, 0.16, 100, NULL, NULL,
		'total variation distance'),
	('l_infinity', '{}', 'distance', 'any', 'up', 0.1, 0.2, 0.05, 0.15, 100, NULL, NULL,
		'largest difference in the share of a bin or category'),
	('chi2', '{chi2_stat}', 'distance', 'any', 'up', 0.1, 0.25, 0.05, 0.2, 100, NULL,
		'drift.chi2_stat(b.profile, c.profile%s)',
		'chi-square statistic; its default limits are a PSI times n m / (n + m)'),
	('wasserstein', '{}', 'distance', 'numeric', 'up', 0.15, 0.3, 0.1, 0.25, 100,
		'{"dialect": "text"}', NULL,
		'Wasserstein distance; its default limits are in standard deviations of the baseline'),
	('kuiper', '{}', 'distance', 'numeric', 'up', 0.1, 0.2, 0.05, 0.15, 100,
		'{"dialect": "text"}', NULL,
		'Kuiper''s statistic'),
	('bhattacharyya', '{}', 'distance', 'any', 'up', 0.012, 0.033, 0.006, 0.026, 100, NULL, NULL,
		'Bhattacharyya distance'),
	('cramers_v', '{}', 'distance', 'any', 'up', 0.15, 0.25, 0.1, 0.2, 100, NULL, NULL,
		'Cramer''s V, corrected for bias'),
	('normalized_abs_difference', '{}', 'distance', 'any', 'up', NULL, NULL, NULL, NULL, 100,
		NULL, NULL,
		'normalized absolute difference of counts, volume included'),
	('energy_distance', '{}', 'distance', 'numeric', 'up', NULL, NULL, NULL, NULL, 100,
		'{"dialect": "text"}', NULL,
		'energy distance, in the square root of the column''s unit'),
	('cramer_von_mises', '{}', 'distance', 'numeric', 'up', NULL, NULL, NULL, NULL, 100,
		'{"dialect": "text"}', NULL,
		'Cramer-von Mises criterion, which grows with the rows'),
	('anderson_darling', '{}', 'distance', 'numeric', 'up', NULL, NULL, NULL, NULL, 100,
		'{"dialect": "text"}', NULL,
		'Anderson-Darling statistic, which grows with the rows'),
	('ks_excess', '{}', 'distance', 'numeric', 'up', 0.05, 0.15, 0.02, 0.1, 100, '{}', NULL,
		'Kolmogorov-Smirnov statistic less its critical value'),
	('l_infinity_excess', '{}', 'distance', 'any', 'up', 0.05, 0.15, 0.02, 0.1, 100, NULL, NULL,
		'largest difference in the share of a bin or category less its critical value'),
	('cohens_d', '{}', 'distance', 'numeric', 'up', 0.2, 0.5, 0.1, 0.4, 100, '{}',
		'abs(drift.cohens_d(b.profile, c.profile))',
		'size of Cohen''s d: difference of the means in standard deviations'),
	('cliffs_delta', '{}', 'distance', 'numeric', 'up', 0.147, 0.33, 0.1, 0.28, 100, '{}',
		'abs(drift.cliffs_delta(b.profile, c.profile))',
		'size of Cliff''s delta'),
	('unseen_share', '{unseen}', 'distance', 'category', 'up', 0.01, 0.05, 0.005, 0.03, 100,
		'{}', NULL,
		'share of rows whose category the baseline does not have'),
	('missing_categories_share', '{}', 'distance', 'category', 'up', 0.2, 0.5, 0.1, 0.4, 100,
		'{}', NULL,
		'share of the baseline''s categories that no row has'),
	('ks_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('ks_test'),
		'-log10 of the p-value of the Kolmogorov-Smirnov test'),
	('kuiper_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('kuiper_test'),
		'-log10 of the p-value of the Kuiper''s test'),
	('t_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('t_test'),
		'-log10 of the p-value of the Student''s t test'),
	('welch_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('welch_test'),
		'-log10 of the p-value of the Welch''s t test'),
	('mann_whitney_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('mann_whitney_test'),
		'-log10 of the p-value of the Mann-Whitney test'),
	('cramer_von_mises_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('cramer_von_mises_test'),
		'-log10 of the p-value of the Cramer-von Mises test'),
	('anderson_darling_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('anderson_darling_test'),
		'-log10 of the p-value of the Anderson-Darling test'),
	('epps_singleton_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('epps_singleton_test'),
		'-log10 of the p-value of the Epps-Singleton test'),
	('levene_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('levene_test'),
		'-log10 of the p-value of the Levene''s test'),
	('brown_forsythe_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('brown_forsythe_test'),
		'-log10 of the p-value of the Brown-Forsythe test'),
	('mood_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('mood_test'),
		'-log10 of the p-value of the Mood''s test'),
	('energy_test', '{}', 'distance', 'numeric', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('energy_test'),
		'-log10 of the p-value of the energy test'),
	('chi2_test', '{}', 'distance', 'any', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('chi2_test'),
		'-log10 of the p-value of the chi-square test'),
	('g_test', '{}', 'distance', 'any', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('g_test'),
		'-log10 of the p-value of the G test'),
	('goodness_of_fit_test', '{}', 'distance', 'any', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('goodness_of_fit_test'),
		'-log10 of the p-value of the chi-square test of goodness of fit'),
	('tvd_test', '{}', 'distance', 'any', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('tvd_test'),
		'-log10 of the p-value of the permutation test of the total variation distance'),
	('z_test', '{}', 'distance', 'category', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('z_test'),
		'-log10 of the p-value of the z test of two proportions'),
	('fisher_test', '{}', 'distance', 'category', 'up', 1.30103, 3, 1.30103, 3, 100, '{}',
		drift.surprise_expression('fisher_test'),
		'-log10 of the p-value of the Fisher''s exact test'),
	('null_rate', '{missing_rate}', 'profile', 'any', 'up', NULL, NULL, 0.02, 0.1, 50, '{}',
		'drift.missing_rate(c.profile)',
		'share of rows without a value (NULL or NaN)'),
	('mean', '{avg}', 'profile', 'numeric', 'both', NULL, NULL, 0.2, 0.5, 50, '{}',
		'(drift.summary(c.profile)).mean',
		'mean; its default limits are in standard deviations of the baseline'),
	('row_count', '{volume}', 'rows', 'any', 'both', NULL, NULL, 0.3, 0.6, 0, '{}',
		'c.n_rows::float8',
		'rows in the window, against the same weekday or hour of the baseline; limits are '
			'shares of it'),
	('accuracy', '{}', 'outcome', 'binary', 'down', NULL, NULL, 0.02, 0.06, 100, '{}', NULL,
		'share of labelled rows predicted right'),
	('precision', '{ppv}', 'outcome', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100, '{}', NULL,
		'share of positive predictions that are right'),
	('recall', '{sensitivity,tpr}', 'outcome', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100,
		'{}', NULL,
		'share of positive labels that are found'),
	('specificity', '{tnr}', 'outcome', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100, '{}',
		NULL,
		'share of negative labels that are found'),
	('f1', '{f1_score}', 'outcome', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100, '{}', NULL,
		'harmonic mean of precision and recall'),
	('mcc', '{}', 'outcome', 'binary', 'down', NULL, NULL, 0.04, 0.12, 100, '{}', NULL,
		'Matthews correlation'),
	('balanced_accuracy', '{}', 'outcome', 'binary', 'down', NULL, NULL, 0.02, 0.06, 100, '{}',
		NULL,
		'mean of recall and specificity'),
	('roc_auc', '{auc}', 'outcome', 'binary', 'down', NULL, NULL, 0.02, 0.06, 100, '{}', NULL,
		'area under the ROC curve'),
	('average_precision', '{}', 'outcome', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100, '{}',
		NULL,
		'area under the precision-recall curve'),
	('log_loss', '{}', 'outcome', 'binary', 'up', NULL, NULL, 0.05, 0.15, 100, '{}', NULL,
		'mean negative log likelihood'),
	('brier', '{}', 'outcome', 'binary', 'up', NULL, NULL, 0.02, 0.05, 100, '{}', NULL,
		'mean squared error of the score'),
	('ece', '{}', 'outcome', 'binary', 'up', NULL, NULL, 0.03, 0.1, 100, '{}', NULL,
		'expected calibration error'),
	('class_accuracy', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.02, 0.06, 100, '{}',
		NULL,
		'share of labelled rows predicted right'),
	('macro_f1', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.03, 0.1, 100, '{}', NULL,
		'mean F1 of the classes'),
	('weighted_f1', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.03, 0.1, 100, '{}', NULL,
		'F1 weighted by class'),
	('kappa', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.04, 0.12, 100, '{}', NULL,
		'Cohen''s kappa'),
	('kappa_quadratic', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.04, 0.12, 100, '{}', NULL,
		'Cohen''s kappa, classes that are numbers weighted by their squared distance'),
	('class_mcc', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.04, 0.12, 100, '{}',
		'drift.metric(c.outcome, ''mcc'')',
		'correlation of label and prediction over all classes'),
	('macro_precision', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.03, 0.1, 100, '{}', NULL,
		'mean precision of the classes'),
	('macro_recall', '{class_balanced_accuracy}', 'outcome', 'class', 'down', NULL, NULL, 0.03,
		0.1, 100, '{}', NULL,
		'mean recall of the classes'),
	('macro_jaccard', '{}', 'outcome', 'class', 'down', NULL, NULL, 0.03, 0.1, 100, '{}', NULL,
		'mean Jaccard index of the classes'),
	('mae', '{}', 'outcome', 'regression', 'up', NULL, NULL, NULL, NULL, 100, '{}', NULL,
		'mean absolute error'),
	('mse', '{}', 'outcome', 'regression', 'up', NULL, NULL, NULL, NULL, 100, '{}', NULL,
		'mean squared error'),
	('rmse', '{}', 'outcome', 'regression', 'up', NULL, NULL, NULL, NULL, 100, '{}', NULL,
		'root mean squared error'),
	('mape', '{}', 'outcome', 'regression', 'up', NULL, NULL, 0.02, 0.1, 100, '{}', NULL,
		'mean absolute percentage error'),
	('smape', '{}', 'outcome', 'regression', 'up', NULL, NULL, 0.02, 0.1, 100, '{}', NULL,
		'symmetric mean absolute percentage error'),
	('r2', '{}', 'outcome', 'regression', 'down', NULL, NULL, 0.05, 0.15, 100, '{}', NULL,
		'coefficient of determination'),
	('mean_error', '{bias}', 'outcome', 'regression', 'both', NULL, NULL, NULL, NULL, 100, '{}',
		NULL,
		'mean error'),
	('estimated_accuracy', '{}', 'estimated', 'binary', 'down', NULL, NULL, 0.02, 0.06, 100,
		'{}', NULL, 'accuracy, estimated without labels'),
	('estimated_precision', '{}', 'estimated', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100,
		'{}', NULL, 'precision, estimated without labels'),
	('estimated_recall', '{}', 'estimated', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100,
		'{}', NULL, 'recall, estimated without labels'),
	('estimated_specificity', '{}', 'estimated', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100,
		'{}', NULL, 'specificity, estimated without labels'),
	('estimated_f1', '{}', 'estimated', 'binary', 'down', NULL, NULL, 0.03, 0.1, 100,
		'{}', NULL, 'F1, estimated without labels'),
	('estimated_roc_auc', '{}', 'estimated', 'binary', 'down', NULL, NULL, 0.02, 0.06, 100,
		'{}', NULL, 'area under the ROC curve, estimated without labels'),
	('estimated_average_precision', '{}', 'estimated', 'binary', 'down', NULL, NULL, 0.03, 0.1,
		100, '{}', NULL, 'area under the precision-recall curve, estimated without labels'),
	('demographic_parity', '{}', 'fairness', 'binary', 'up', NULL, NULL, 0.05, 0.12, 100, '{}',
		NULL,
		'largest difference between groups in the share of positive predictions'),
	('equal_opportunity', '{}', 'fairness', 'binary', 'up', NULL, NULL, 0.06, 0.15, 100, '{}',
		NULL,
		'largest difference between groups in recall'),
	('equalized_odds', '{}', 'fairness', 'binary', 'up', NULL, NULL, 0.06, 0.15, 100, '{}',
		NULL,
		'the worse of the differences in recall and false positive rate'),
	('predictive_equality', '{fpr_gap}', 'fairness', 'binary', 'up', NULL, NULL, 0.06, 0.15,
		100, '{}', NULL,
		'largest difference between groups in the false positive rate'),
	('predictive_parity', '{}', 'fairness', 'binary', 'up', NULL, NULL, 0.06, 0.15, 100, '{}',
		NULL,
		'largest difference between groups in precision'),
	('fnr_gap', '{}', 'fairness', 'binary', 'up', NULL, NULL, 0.06, 0.15, 100, '{}',
		'drift.fairness_gap(c.fairness, ''fnr'', 30)',
		'largest difference between groups in the false negative rate'),
	('accuracy_gap', '{}', 'fairness', 'binary', 'up', NULL, NULL, 0.05, 0.12, 100, '{}',
		'drift.fairness_gap(c.fairness, ''accuracy'', 30)',
		'largest difference between groups in accuracy'),
	('ratio', '{}', 'derived', 'any', 'both', NULL, NULL, NULL, NULL, 1,
		'{"numerator": "monitor", "denominator": "monitor"}', NULL,
		'value of one monitor divided by that of another, in the same window'),
	('difference', '{}', 'derived', 'any', 'both', NULL, NULL, NULL, NULL, 1,
		'{"minuend": "monitor", "subtrahend": "monitor"}', NULL,
		'value of one monitor minus that of another, in the same window'),
	('drift_share', '{}', 'share', 'any', 'up', 0.25, 0.5, NULL, NULL, 3, '{}', NULL,
		'share of the columns'' weight whose distance is beyond its limits'),
	('custom', '{business}', 'custom', 'any', 'both', NULL, NULL, NULL, NULL, 1, '{}', 'c.value',
		'an SQL aggregate over the rows of the window')
) AS v(metric, aliases, family, kinds, direction, warn, critical, floor_warn, floor_critical,
	min_rows, params, expression, description);
COMMENT ON VIEW drift.metric_definition IS 'One row a metric, as written down; drift.metric_catalog() fills in what the family gives.';
COMMENT ON COLUMN drift.metric_definition.metric IS 'Name, unique.';
COMMENT ON COLUMN drift.metric_definition.aliases IS 'Other names that mean the same.';
COMMENT ON COLUMN drift.metric_definition.family IS 'What it is computed from, and so which rooms know it: distance (baseline against window), profile, rows, outcome, estimated, fairness, derived (of two monitors), share (of columns that drifted), custom.';
COMMENT ON COLUMN drift.metric_definition.kinds IS 'Kind of column (any, numeric) or task (binary, class, regression) it needs.';
COMMENT ON COLUMN drift.metric_definition.direction IS 'Which way is bad: up, down or both.';
COMMENT ON COLUMN drift.metric_definition.warn IS 'Limit for warn without history; NULL: none.';
COMMENT ON COLUMN drift.metric_definition.critical IS 'Limit for critical without history.';
COMMENT ON COLUMN drift.metric_definition.floor_warn IS 'Smallest effect that can warn: a value for distances, a deviation from the baseline for the others.';
COMMENT ON COLUMN drift.metric_definition.floor_critical IS 'Smallest effect that can be critical.';
COMMENT ON COLUMN drift.metric_definition.min_rows IS 'Values that a window needs by default.';
COMMENT ON COLUMN drift.metric_definition.params IS 'Parameters it takes and their types, as a JSON object; NULL: those of its family.';
COMMENT ON COLUMN drift.metric_definition.expression IS 'SQL over b (baseline) and c (window); %s: place of the parameters; NULL: that of its family.';
COMMENT ON COLUMN drift.metric_definition.description IS 'What it is, in words.';
GRANT SELECT ON drift.metric_definition TO PUBLIC;

CREATE FUNCTION drift.metric_catalog()
	RETURNS TABLE (metric text, aliases text[], family text, kinds text, direction text,
				   warn float8, critical float8, floor_warn float8, floor_critical float8,
				   min_rows int, params jsonb, expression text, description text)
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT v.metric, v.aliases, v.family, v.kinds, v.direction, v.warn, v.critical,
		v.floor_warn, v.floor_critical, v.min_rows,
		coalesce(v.params, CASE WHEN v.family = 'distance' THEN
			'{"bins": "int", "binning": "text", "edges": "float8[]", "epsilon": "float8", '
				'"dialect": "text"}'
			ELSE '{}' END::jsonb),
		coalesce(v.expression, CASE v.family
			WHEN 'distance' THEN format('drift.%s(b.profile, c.profile%%s)', v.metric)
			WHEN 'outcome' THEN format('drift.metric(c.outcome, %L)', v.metric)
			WHEN 'estimated' THEN format(
				'drift.metric(drift.estimate(drift.calibrator(b.outcome), c.outcome), %L)',
				drift.estimated_metric(v.metric))
			WHEN 'fairness' THEN format('drift.fairness_gap(c.fairness, %L, 30)', v.metric) END),
		v.description
	FROM drift.metric_definition v
$$;
COMMENT ON FUNCTION drift.metric_catalog() IS
'The metrics a monitor can have. family: distance (baseline against window), profile, rows, outcome, estimated (outcome before there are labels), fairness, derived (from the results of two monitors), share (of columns that drifted), custom; kinds: what column or task it needs; warn, critical: limits without history; floor_*: smallest effect that counts, a value for distances, a deviation from the baseline for the others; min_rows: default; params: the parameters it takes and their types.';
