\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(305);
SET LOCAL timezone = 'UTC';
SET LOCAL jit = off;

-- Wrong input: every function of the schema, then at least one mistake for each that users call.

-- Something to call with: a log under watch, and states of every kind.
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE entry AS
SELECT i AS id, '2026-01-01'::timestamptz + i * interval '1 hour' AS ts, i * 37 % 101 / 7.0::float8 AS amount,
	(ARRAY['DE', 'FR', 'ES'])[1 + i % 3] AS country, (i * 31 % 100) / 100.0::float8 AS score, i * 31 % 100 >= 50 AS prediction,
	i % 7 <> 0 AS label
FROM generate_series(1, 300) i;
CREATE INDEX entry_id ON entry (id);
CREATE SEQUENCE counter;
DO $$ BEGIN PERFORM drift.watch('entry', segment_columns => '{country}'); END $$;
UPDATE drift.source SET name = 'watched';

CREATE TABLE kept AS
SELECT 'empty' AS what, (SELECT drift.sample_agg(NULL::float8, NULL)) AS sample, (SELECT drift.profile_agg(NULL::float8) WHERE false) AS profile,
	NULL::drift.outcome AS outcome, NULL::drift.fairness AS fairness, NULL::drift.calibrator AS calibrator
UNION ALL SELECT 'one row', drift.sample_agg(1::float8, false), drift.profile_agg('-Infinity'::float8), drift.binary_outcome_agg(true, true, 0.5),
	drift.fairness_agg('a', true, true), drift.calibrator_agg(0.5, true)
UNION ALL SELECT 'numbers', drift.sample_agg(i % 50 * 0.1, i % 2 = 0), drift.profile_agg(i % 50 * 0.1), drift.regression_outcome_agg(i, i + 1.5),
	drift.fairness_agg(chr(97 + i % 3), i % 2 = 0, i % 5 = 0), drift.calibrator_agg(i % 10 / 10.0, i % 3 = 0) FROM generate_series(1, 200) i
UNION ALL SELECT 'categories', drift.sample_agg(chr(97 + i % 3), i % 2 = 0), drift.profile_agg(chr(97 + i % 3)), drift.class_outcome_agg(chr(97 + i % 3), chr(97 + i % 2)),
	drift.fairness_agg(NULL, i % 2 = 0, NULL), drift.calibrator_agg('NaN', NULL) FROM generate_series(1, 200) i
UNION ALL SELECT 'no labels', drift.sample_agg('NaN'::float8, true), drift.profile_agg(NULL::text), drift.binary_outcome_agg(NULL, i % 2 = 0, i / 200.0),
	drift.fairness_agg(chr(97 + i % 3), i % 2 = 0, NULL), drift.calibrator_agg(i, NULL) FROM generate_series(1, 200) i;
SET LOCAL drift.sample_memory = '1MB';
INSERT INTO kept
SELECT 'compact', drift.sample_agg(i * 0.001, i % 2 = 0), drift.profile_agg(i * 0.001), drift.binary_outcome_agg(i % 2 = 0, i % 3 = 0, i * 0.00001),
	drift.fairness_agg((i % 500)::text, i % 2 = 0, i % 5 = 0), drift.calibrator_agg(i * 0.00001, i % 3 = 0) FROM generate_series(1, 70000) i;


CREATE TABLE one AS
SELECT n.sample, c.sample AS categories_sample, n.profile, c.profile AS categories, b.outcome AS binary_outcome,
	c.outcome AS class_outcome, n.outcome AS regression_outcome, n.fairness, n.calibrator
FROM kept n, kept c, kept b WHERE n.what = 'numbers' AND c.what = 'categories' AND b.what = 'one row';
CREATE TABLE timeless AS SELECT 1 AS id, true AS label;
CREATE TABLE fresh AS TABLE entry;
SET LOCAL drift.sample_overflow = error; -- beyond drift.sample_memory

-- The statement fails with this SQLSTATE, a message, and a hint.
CREATE FUNCTION pg_temp.refuses(expected text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	code text := 'no error';
	message text;
	hint text;
BEGIN
	BEGIN
		EXECUTE statement;
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	END;
	RETURN ok(code = expected AND message <> '' AND hint <> '', statement)
		|| CASE WHEN code = expected AND hint <> '' THEN ''
			ELSE E'\n' || diag(format('%s: %s, hint: %s', code, message, hint)) END;
END
$$;


-- distances
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('22023', $$SELECT drift.psi(sample, bins => 0) FROM one$$),
	('22023', $$SELECT drift.psi(sample, bins => 1000000) FROM one$$),
	('22023', $$SELECT drift.psi(sample, binning => 'quantiles') FROM one$$),
	('22023', $$SELECT drift.psi(sample, edges => '{}') FROM one$$),
	('22023', $$SELECT drift.psi(sample, edges => '{3,1,2}') FROM one$$),
	('22023', $$SELECT drift.psi(sample, edges => '{1,NULL}') FROM one$$),
	('22023', $$SELECT drift.psi(sample, edges => '{1,NaN}') FROM one$$),
	('22023', $$SELECT drift.psi(sample, epsilon => 0) FROM one$$),
	('22023', $$SELECT drift.psi(sample, epsilon => 'NaN') FROM one$$),
	('22023', $$SELECT drift.psi(sample, epsilon => 1) FROM one$$),
	('22023', $$SELECT drift.psi(sample, dialect => 'evidentaly') FROM one$$),
	('42804', $$SELECT drift.psi(profile, categories) FROM one$$),
	('22023', $$SELECT drift.psi(profile, profile, bins => -1) FROM one$$),
	('22023', $$SELECT drift.kl_divergence(sample, bins => -5) FROM one$$),
	('22023', $$SELECT drift.js_divergence(sample, binning => '') FROM one$$),
	('22023', $$SELECT drift.js_distance(sample, dialect => 'nany') FROM one$$),
	('22023', $$SELECT drift.hellinger(sample, edges => '{{1,2},{3,4}}') FROM one$$),
	('22023', $$SELECT drift.tv_distance(sample, epsilon => -1) FROM one$$),
	('22023', $$SELECT drift.l_infinity(sample, bins => 2147483647) FROM one$$),
	('42804', $$SELECT drift.chi2_stat(profile, categories) FROM one$$),
	('42804', $$SELECT drift.ks_stat(categories_sample) FROM one$$),
	('42804', $$SELECT drift.ks_stat(profile, categories) FROM one$$),
	('22023', $$SELECT drift.ks_stat(sample, dialect => 'x') FROM one$$),
	('42804', $$SELECT drift.wasserstein(categories_sample) FROM one$$),
	('42804', $$SELECT drift.energy_distance(categories_sample) FROM one$$),
	('42804', $$SELECT drift.cramer_von_mises(categories_sample) FROM one$$),
	('42804', $$SELECT drift.anderson_darling(categories_sample) FROM one$$),
	('22023', $$SELECT drift.psi(sample, base => 1) FROM one$$),
	('22023', $$SELECT drift.js_divergence(sample, base => -2) FROM one$$),
	('22023', $$SELECT drift.bhattacharyya(sample, bins => 0) FROM one$$),
	('22023', $$SELECT drift.cramers_v(sample, binning => 'x') FROM one$$),
	('22023', $$SELECT drift.normalized_abs_difference(sample, epsilon => 2) FROM one$$),
	('42804', $$SELECT drift.kuiper(categories_sample) FROM one$$),
	('22023', $$SELECT drift.kuiper(sample, dialect => 'x') FROM one$$),
	('42804', $$SELECT drift.cohens_d(categories_sample) FROM one$$),
	('42804', $$SELECT drift.cliffs_delta(categories_sample) FROM one$$),
	('22023', $$SELECT drift.ks_excess(sample, alpha => 0) FROM one$$),
	('22023', $$SELECT drift.ks_critical(0, 10)$$),
	('22023', $$SELECT drift.ks_critical(10, 10, alpha => 'NaN')$$),
	('54000', $$SELECT drift.sample_agg(i::float8, true) FROM generate_series(1, 300000) i$$)) c (code, statement);

-- tests
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('22023', $$SELECT drift.ks_test(sample, alternative => 'more') FROM one$$),
	('42804', $$SELECT drift.ks_test(categories_sample) FROM one$$),
	('22023', $$SELECT drift.chi2_test(sample, bins => 1) FROM one$$),
	('22023', $$SELECT drift.g_test(sample, binning => 'x') FROM one$$),
	('22023', $$SELECT drift.goodness_of_fit_test(sample, bins => 1) FROM one$$),
	('22023', $$SELECT drift.t_test(sample, alternative => 'both') FROM one$$),
	('42804', $$SELECT drift.welch_test(categories_sample) FROM one$$),
	('22023', $$SELECT drift.z_test(categories_sample) FROM one$$),
	('22023', $$SELECT drift.z_test(sample, alternative => NULL) FROM one$$),
	('42804', $$SELECT drift.mann_whitney_test(categories_sample) FROM one$$),
	('42804', $$SELECT drift.cramer_von_mises_test(categories_sample) FROM one$$),
	('42804', $$SELECT drift.anderson_darling_test(categories_sample) FROM one$$),
	('22023', $$SELECT drift.fisher_test(sample) FROM one$$),
	('42804', $$SELECT drift.epps_singleton_test(categories_sample) FROM one$$),
	('42804', $$SELECT drift.energy_test(categories_sample) FROM one$$),
	('22023', $$SELECT drift.energy_test(sample, permutations => 0) FROM one$$),
	('42804', $$SELECT drift.levene_test(categories_sample) FROM one$$),
	('42804', $$SELECT drift.kuiper_test(categories_sample) FROM one$$),
	('22023', $$SELECT drift.mood_test(sample, alternative => 'both') FROM one$$),
	('42804', $$SELECT drift.brown_forsythe_test(categories_sample) FROM one$$),
	('22023', $$SELECT drift.tvd_test(sample, permutations => 0) FROM one$$),
	('22023', $$SELECT drift.mcnemar_test(-1, 1)$$),
	('22023', $$SELECT drift.mcnemar_test(1, 1, method => 'mid')$$),
	('22023', $$SELECT drift.sequential_mcnemar(-1, 1)$$),
	('22023', $$SELECT drift.proportion_test(2, 1, 1, 1)$$),
	('22023', $$SELECT drift.paired_metrics('{1,2}')$$),
	('22023', $$SELECT drift.paired_metrics('{1,2,3,4,5,6,7,8}', alpha => 2)$$),
	('22023', $$SELECT drift.psi_critical(0, 100)$$),
	('22023', $$SELECT drift.psi_critical(100, 100, bins => 1)$$),
	('22023', $$SELECT drift.psi_critical(100, 100, alpha => 1.5)$$)) c (code, statement);

-- profiles
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('22003', $$SELECT drift.quantile(profile, 1.5) FROM one$$),
	('22003', $$SELECT drift.quantile(profile, 'NaN') FROM one$$),
	('42804', $$SELECT drift.quantile(categories, 0.5) FROM one$$),
	('22003', $$SELECT drift.quantiles(profile, '{0.1,2}') FROM one$$),
	('42804', $$SELECT drift.cdf(categories, 1) FROM one$$),
	('22003', $$SELECT drift.cdf(profile, 'NaN') FROM one$$),
	('22023', $$SELECT drift.histogram(profile, 0) FROM one$$),
	('22023', $$SELECT drift.histogram(profile, 2147483647) FROM one$$),
	('42804', $$SELECT drift.histogram(categories) FROM one$$),
	('22023', $$SELECT drift.top(categories, -1) FROM one$$),
	('42804', $$SELECT drift.top(profile, 3) FROM one$$),
	('42804', $$SELECT drift.merge(profile, categories) FROM one$$),
	('42804', $$SELECT drift.merge(p) FROM (SELECT profile p FROM one UNION ALL SELECT categories FROM one) q$$),
	('42804', $$SELECT drift.merge(p) FROM (SELECT sample p FROM one UNION ALL SELECT categories_sample FROM one) q$$),
	('42804', $$SELECT drift.merge(p) FROM (SELECT binary_outcome p FROM one UNION ALL SELECT class_outcome FROM one) q$$),
	('42804', $$SELECT drift.mean(categories_sample, true) FROM one$$),
	('42804', $$SELECT drift.stddev(categories_sample, true) FROM one$$),
	('22P02', $$SELECT 'garbage'::drift.profile$$),
	('22P02', $$SELECT 'garbage'::drift.sample$$),
	('22P02', $$SELECT '{}'::drift.outcome$$),
	('22P02', $$SELECT ''::drift.fairness$$),
	('22P02', $$SELECT '[1,2'::drift.calibrator$$)) c (code, statement);

-- performance
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('42804', $$SELECT drift.recall(class_outcome) FROM one$$),
	('42804', $$SELECT drift.precision(class_outcome) FROM one$$),
	('42804', $$SELECT drift.f1(regression_outcome) FROM one$$),
	('42804', $$SELECT drift.specificity(class_outcome) FROM one$$),
	('42804', $$SELECT drift.mcc(regression_outcome) FROM one$$),
	('42804', $$SELECT drift.balanced_accuracy(regression_outcome) FROM one$$),
	('42804', $$SELECT drift.average_precision(class_outcome) FROM one$$),
	('42804', $$SELECT drift.class_accuracy(binary_outcome) FROM one$$),
	('42804', $$SELECT drift.macro_f1(binary_outcome) FROM one$$),
	('42804', $$SELECT drift.weighted_f1(regression_outcome) FROM one$$),
	('42804', $$SELECT drift.mae(binary_outcome) FROM one$$),
	('42804', $$SELECT drift.mse(binary_outcome) FROM one$$),
	('42804', $$SELECT drift.mape(binary_outcome) FROM one$$),
	('42804', $$SELECT drift.smape(binary_outcome) FROM one$$),
	('42804', $$SELECT drift.r2(class_outcome) FROM one$$),
	('42804', $$SELECT drift.mean_error(class_outcome) FROM one$$),
	('42804', $$SELECT drift.calibrator(class_outcome) FROM one$$),
	('22023', $$SELECT drift.metric(binary_outcome, 'acuracy') FROM one$$),
	('22023', $$SELECT drift.metric(binary_outcome, 'rmse') FROM one$$),
	('22023', $$SELECT drift.metrics(binary_outcome, 2) FROM one$$),
	('42804', $$SELECT drift.accuracy(class_outcome) FROM one$$),
	('42804', $$SELECT drift.roc_auc(regression_outcome) FROM one$$),
	('42804', $$SELECT drift.rmse(binary_outcome) FROM one$$),
	('42804', $$SELECT drift.kappa(regression_outcome) FROM one$$),
	('22023', $$SELECT drift.ece(binary_outcome, 0) FROM one$$),
	('42804', $$SELECT drift.confusion_matrix(regression_outcome) FROM one$$),
	('22023', $$SELECT drift.confusion_matrix(class_outcome, 'rows') FROM one$$),
	('42804', $$SELECT drift.class_table(binary_outcome) FROM one$$),
	('22023', $$SELECT drift.class_outcome_agg('a', 'a', '"a"'::jsonb)$$),
	('22023', $$SELECT drift.class_outcome_agg('a', 'a', '{1,0}', '{a}')$$),
	('22023', $$SELECT drift.class_outcome_agg('a', 'a', '{{1},{0}}', '{a,b}')$$),
	('22023', $$SELECT drift.class_outcome_agg('a', 'a', '{1,0}', '{a,a}')$$),
	('22023', $$SELECT drift.top_k_accuracy(class_outcome, 0) FROM one$$),
	('42804', $$SELECT drift.top_k_accuracy(regression_outcome, 1) FROM one$$),
	('22023', $$SELECT drift.class_table(class_outcome, 2) FROM one$$),
	('42703', $$SELECT drift.recommendation_metrics('entry', 'country', 'idd')$$),
	('42703', $$SELECT drift.recommendation_metrics('entry', 'country', NULL)$$),
	('22023', $$SELECT drift.recommendation_metrics('entry', 'country', 'id', popularity => 'amount')$$),
	('22023', $$SELECT drift.recommendation_metrics('entry', 'country', 'id', catalogue_size => -1)$$),
	('22023', $$SELECT drift.recommendation_metrics('entry', 'country', 'id', alpha => NULL)$$),
	('42601', $$SELECT drift.recommendation_metrics('entry', 'country', 'id', condition => 'id >')$$),
	('22023', $$SELECT drift.ranking_agg('a', -1, 0.5)$$),
	('22023', $$SELECT drift.ranking_agg('{1}'::float8[], '{1,2}')$$),
	('54000', $$SELECT drift.ranking_agg(i::text, 1, 1) FROM generate_series(1, 50000) i$$),
	('22023', $$SELECT drift.ranking_query('{1}', '{1}', 0)$$),
	('22023', $$SELECT drift.ranking_query('{{1},{2}}', '{1,2}')$$),
	('22023', $$SELECT drift.ranking_metric(drift.ranking_agg('a', 1, 1), 'map@10')$$),
	('22023', $$SELECT drift.ranking_metric(drift.ranking_agg('a', 1, 1), 'map', 12)$$),
	('22023', $$SELECT drift.ranking_metric(drift.ranking_agg('a', 1, 1), 'map', no_relevant => 'skip')$$),
	('22023', $$SELECT drift.ranking_metrics(drift.ranking_agg('a', 1, 1), '{0}')$$),
	('22003', $$SELECT drift.log_loss(true, 1.5)$$),
	('22003', $$SELECT drift.brier(true, -1)$$),
	('22003', $$SELECT drift.estimated_outcome_agg(true, 1.5, 0.5)$$),
	('42804', $$SELECT drift.estimate(calibrator, class_outcome) FROM one$$),
	('22023', $$SELECT drift.sampling_error(binary_outcome, 'acuracy', 100) FROM one$$),
	('42804', $$SELECT drift.expected_count(class_outcome, true, true) FROM one$$),
	('42804', $$SELECT drift.business_value(class_outcome, 1, 1, 1, 1) FROM one$$)) c (code, statement);

-- fairness
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('22023', $$SELECT drift.fairness_gap('a', true, true, 'equal_odds')$$),
	('22004', $$SELECT drift.fairness_gap('a', true, true, NULL)$$),
	('22023', $$SELECT drift.fairness_ratio('a', true, true, '')$$),
	('22023', $$SELECT drift.fairness_gap(fairness, 'parity') FROM one$$),
	('22023', $$SELECT drift.fairness_gap(fairness, min_n => -1) FROM one$$),
	('22023', $$SELECT drift.fairness_ratio(fairness, 'parity') FROM one$$),
	('22004', $$SELECT drift.fairness_table(fairness, reference => NULL) FROM one$$),
	('22023', $$SELECT drift.fairness_table(fairness, metric => 'tprr') FROM one$$),
	('22023', $$SELECT drift.fairness_table(fairness, alpha => 0) FROM one$$),
	('22023', $$SELECT drift.fairness_table(fairness, min_n => -1) FROM one$$),
	('22023', $$SELECT drift.fairness_table(fairness, min_ratio => 2) FROM one$$),
	('22023', $$SELECT drift.fairness_gaps(fairness, metric => 'x') FROM one$$),
	('22023', $$SELECT drift.fairness_indexes(fairness, alpha => 'NaN') FROM one$$),
	('22023', $$SELECT drift.stratum_disparity(fairness, 'a', 'x') FROM one$$),
	('22023', $$SELECT drift.conditional_disparity(fairness, 'a', 'x') FROM one$$),
	('42703', $$SELECT drift.fairness_report('entry', 'prediction', 'label', '{cuntry}')$$),
	('22023', $$SELECT drift.fairness_report('entry', 'prediction', 'label', '{}')$$),
	('42601', $$SELECT drift.fairness_report('entry', 'prediction', 'label', '{country}', condition => 'no such thing')$$),
	('22023', $$SELECT drift.bias_audit('entry', '{country}')$$),
	('42804', $$SELECT drift.bias_audit('entry', '{country}', score => 'ts')$$),
	('22023', $$SELECT drift.bias_audit('entry', '{country}', 'prediction', min_share => 2)$$),
	('42804', $$SELECT drift.group_calibration('entry', 'country', 'label', 'prediction')$$),
	('42703', $$SELECT drift.group_calibration('entry', 'country', 'lable', 'score')$$)) c (code, statement);

-- estimation
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('22023', $$SELECT drift.estimate_performance('entry', 'entry', 'label', 'prediction', 'score', 'ts')$$),
	('42804', $$SELECT drift.estimate_performance('entry', 'entry', 'label', 'prediction', 'score', 'amount', every => '1 day')$$),
	('22023', $$SELECT drift.estimate_performance('entry', 'entry', 'label', 'prediction', 'score', 'ts', every => '1 day', metrics => '{auc_roc}')$$),
	('42703', $$SELECT drift.estimate_performance('entry', 'entry', 'label', 'prediction', 'score', 'ts', every => '1 day', log_where => 'ammount > 1')$$),
	('22023', $$SELECT drift.estimate_class_performance('entry', 'entry', 'country', 'country', '{DE}', '{score}', 'ts', every => '1 day')$$),
	('22023', $$SELECT drift.estimate_error('entry', 'entry', 'amount', 'score', '{}', 'ts', every => '1 day', shrinkage => -1)$$),
	('42703', $$SELECT drift.estimate_error('entry', 'entry', 'amount', 'score', '{contry}', 'ts', every => '1 day')$$),
	('22023', $$SELECT drift.reweighted_performance('entry', 'entry', 'label', 'prediction', '{}')$$),
	('42703', $$SELECT drift.reweighted_performance('entry', 'entry', 'label', 'prediction', '{contry}')$$),
	('22P02', $$SELECT drift.fairness_report('entry', 'amount', 'label', '{country}', positive => 'yes')$$),
	('22P02', $$SELECT drift.fairness_report('entry', 'prediction', 'label', '{country}', positive => 'perhaps')$$)) c (code, statement);

-- relations
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('22023', $$SELECT drift.compare_models('entry', 'label', 'prediction')$$),
	('42703', $$SELECT drift.compare_models('entry', 'lable', 'prediction', challenger_predicted => 'label')$$),
	('22023', $$SELECT drift.compare_models('entry', 'label', 'prediction', challenger_predicted => 'label', task => 'binry')$$),
	('22023', $$SELECT drift.compare_models('entry', 'label', 'prediction', challenger_predicted => 'label', alpha => 2)$$),
	('42703', $$SELECT drift.compare_models('entry', 'label', 'prediction', challenger_predicted => 'label', condition => 'ammount > 1')$$),
	('42809', $$SELECT drift.compare('entry_id', 'entry')$$),
	('22004', $$SELECT drift.compare('entry', NULL)$$),
	('42703', $$SELECT drift.compare('entry', 'entry', columns => '{ammount}')$$),
	('22023', $$SELECT drift.compare('entry', 'entry', metrics => '{pssi}')$$),
	('22023', $$SELECT drift.compare('entry', 'entry', dialect => 'evidentaly')$$),
	('42703', $$SELECT drift.compare('entry', 'entry', reference_where => 'ammount > 1')$$),
	('42601', $$SELECT drift.compare('entry', 'entry', current_where => 'amount >')$$),
	('22023', $$SELECT drift.compare('entry', 'entry', bins => 1)$$),
	('22023', $$SELECT drift.compare('entry', 'entry', alpha => 2)$$),
	('22023', $$SELECT drift.compare('entry', 'entry', adjust => 'holms')$$),
	('22023', $$SELECT drift.compare('entry', 'entry', warn => 2, critical => 1)$$),
	('22023', $$SELECT drift.compare('entry', 'entry', min_rows => -1)$$),
	('22023', $$SELECT drift.dataset_drift('entry', 'entry', drift_share => 0)$$),
	('42809', $$SELECT drift.describe('counter')$$),
	('42703', $$SELECT drift.describe('entry', columns => '{ammount}')$$),
	('42804', $$SELECT drift.describe('entry', condition => 'amount')$$),
	('22023', $$SELECT drift.describe('entry', top_k => -1)$$),
	('42703', $$SELECT drift.gate('entry', 'entry', columns => '{ammount}', max_psi => 0.1)$$),
	('22023', $$SELECT drift.gate('entry', 'entry', max_psi => 'NaN')$$),
	('22023', $$SELECT drift.gate('entry', 'entry', max_psi => -1)$$),
	('DR001', $$SELECT drift.gate('entry', 'entry', current_where => 'score > 0.7', max_psi => 0.01)$$),
	('42704', $$SELECT * FROM drift.select_as('4294967295'::regrole, 'SELECT 1') AS t(a int)$$),
	('22023', $$SELECT * FROM drift.select_as(current_user::regrole, 'SELECT 1; SELECT 2') AS t(a int)$$),
	('22023', $$SELECT * FROM drift.select_as(current_user::regrole, 'DELETE FROM entry') AS t(a int)$$),
	('22023', $$SELECT * FROM drift.select_as(current_user::regrole, '') AS t(a int)$$)) c (code, statement);

-- watch and the catalogue
SELECT pg_temp.refuses(code, statement) FROM (VALUES
	('42809', $$SELECT drift.watch('entry_id')$$),
	('42809', $$SELECT drift.watch('counter')$$),
	('22004', $$SELECT drift.watch(NULL)$$),
	('42703', $$SELECT drift.watch('timeless')$$),
	('42703', $$SELECT drift.watch('fresh', 'tss')$$),
	('42804', $$SELECT drift.watch('fresh', 'amount')$$),
	('42703', $$SELECT drift.watch('fresh', label_column => 'lable')$$),
	('42703', $$SELECT drift.watch('fresh', feature_columns => '{ammount}')$$),
	('42703', $$SELECT drift.watch('fresh', segment_columns => '{cuntry}')$$),
	('22023', $$SELECT drift.watch('fresh', "window" => '-1 day')$$),
	('22023', $$SELECT drift.watch('fresh', time_zone => 'Mars')$$),
	('42703', $$SELECT drift.watch('fresh', row_filter => 'ammount > 1')$$),
	('22023', $$SELECT drift.watch('fresh', reference => 'empty')$$),
	('22023', $$SELECT drift.watch('fresh', task => 'binry')$$),
	('22023', $$SELECT drift.watch('fresh', threshold => 'NaN')$$),
	('22023', $$SELECT drift.watch('fresh', lateness => '-1 day')$$),
	('42703', $$SELECT drift.watch('fresh', label_relation => 'timeless', label_column => 'lable')$$),
	('42710', $$SELECT drift.watch('entry')$$),
	('42704', $$SELECT drift.unwatch('timeless')$$),
	('22023', $$SELECT drift.register_model('')$$),
	('22023', $$SELECT drift.register_model('m', role => 'boss')$$),
	('22004', $$SELECT drift.register_model('m', owner => NULL)$$),
	('42710', $$SELECT drift.register_model(name) FROM drift.model$$),
	('42703', $$SELECT drift.create_source('entry', 'tss')$$),
	('42804', $$SELECT drift.create_source('entry', 'amount')$$),
	('22004', $$SELECT drift.create_source(NULL, 'ts')$$),
	('42710', $$SELECT drift.create_source('entry', 'ts', 'watched')$$),
	('22023', $$SELECT drift.create_source('entry', 'ts', window_length => '25 hours 1 second')$$),
	('22023', $$SELECT drift.create_source('entry', 'ts', lateness => '-1 day')$$),
	('42703', $$SELECT drift.create_source('entry', 'ts', row_filter => 'ammount > 1')$$),
	('22023', $$SELECT drift.create_source('entry', 'ts', time_zone => 'Mars')$$),
	('22023', $$SELECT drift.create_source('entry', 'ts', prediction_column => 'prediction', task => 'binry')$$),
	('22023', $$SELECT drift.create_source('entry', 'ts', label_relation => 'timeless', label_column => 'label')$$),
	('42704', $$SELECT drift.create_baseline('watchd', 'entry', '[2026-01-01,2026-01-05)')$$),
	('42704', $$SELECT drift.create_baseline('watched', 'nobody', '[2026-01-01,2026-01-05)')$$),
	('22023', $$SELECT drift.create_baseline('watched', 'entry')$$),
	('42809', $$SELECT drift.create_baseline('watched', 'entry', relation => 'entry_id')$$),
	('22023', $$SELECT drift.create_baseline('watched', 'entry', 'empty')$$),
	('42703', $$SELECT drift.create_baseline('watched', 'entry', relation => 'fresh', relation_filter => 'ammount > 1')$$),
	('42704', $$SELECT drift.create_default_monitors('watchd', 'entry')$$),
	('42704', $$SELECT drift.create_default_monitors('watched', 'nobody')$$),
	('42704', $$SELECT drift.create_monitor('watchd', 'entry', 'psi', 'amount')$$),
	('42704', $$SELECT drift.create_monitor('watched', 'nobody', 'psi', 'amount')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'pssi', 'amount')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'ammount')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', params => '{"bin": 20}')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', params => '{"bins": "many"}', name => 'new')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', params => '[]')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', warn => 2, critical => 1)$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', warn => 'NaN', name => 'new')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', params => '{"bins": 1}', name => 'new')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', segment_key => 'cuntry')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', method => 'sigma')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', direction => 'sideways')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', sigma_warn => -1)$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', alpha => 2)$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', min_rows => -1)$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', alert_k => 4, alert_n => 3)$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', cool_down => '-1 hour')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'psi', 'amount', weight => -1)$$),
	('42601', $$SELECT drift.create_monitor('watched', 'entry', 'custom', expression => 'nonsense here')$$),
	('22023', $$SELECT drift.create_monitor('watched', 'entry', 'accuracy', 'amount')$$),
	('42704', $$SELECT drift.drop_monitor(-1)$$),
	('42704', $$SELECT drift.suspend_monitor(-1)$$),
	('42704', $$SELECT drift.resume_monitor(-1)$$),
	('42704', $$SELECT drift.drop_source('watchd')$$),
	('42704', $$SELECT drift.suspend_source('watchd')$$),
	('42704', $$SELECT drift.resume_source('watchd')$$),
	('22023', $$SELECT drift.create_silence(now() - interval '1 day', 'past')$$),
	('22023', $$SELECT drift.create_silence(now() + interval '1 day', '')$$),
	('42704', $$SELECT drift.create_silence(now() + interval '1 day', 'why', model => 'nobody')$$),
	('42704', $$SELECT drift.create_silence(now() + interval '1 day', 'why', monitor_id => -1)$$),
	('42704', $$SELECT drift.end_silence(-1)$$),
	('42704', $$SELECT drift.grant_viewer('nobody at all')$$),
	('42704', $$SELECT drift.grant_operator(NULL)$$),
	('42704', $$SELECT drift.check_owner('nobody at all')$$),
	('42704', $$CALL drift.backfill('watchd', '2026-01-01', '2026-01-02')$$),
	('22023', $$CALL drift.backfill('watched', '2026-01-03', '2026-01-02')$$),
	('22023', $$CALL drift.backfill('watched', NULL, '2026-01-02')$$),
	('42704', $$CALL drift.backfill(-1::bigint, '2026-01-01', '2026-01-02')$$),
	('22004', $$CALL drift.run_due(NULL)$$),
	('42704', $$SELECT drift.add_source_model('watchd', 'entry')$$),
	('42704', $$SELECT drift.add_source_model('watched', 'nobody')$$),
	('42704', $$SELECT drift.schedule('every now and then')$$),
	('42704', $$SELECT drift.schedule(NULL)$$),
	('22023', $$SELECT drift.dialect_threshold('evidentaly', 'psi')$$)) c (code, statement);

-- The sweep: whatever is in the schema, with nasty arguments.
-- An expression for each nasty value of each type; base: what the other arguments get meanwhile.
-- everywhere: not for C functions alone.
CREATE TABLE nasty (type regtype, base boolean, everywhere boolean, expression text);
INSERT INTO nasty
SELECT r.type::regtype, ord = 1, NOT v = ANY ('{-Infinity,-0,1e308,5e-324,1,-2147483648,-9223372036854775808}'), format('%L::%s', v, r.type) FROM (VALUES
	('boolean', ARRAY['true', 'false']),
	('float8', ARRAY['0.5', 'NaN', 'Infinity', '-Infinity', '-0', '1e308', '5e-324', '-1']),
	('int', ARRAY['10', '-1', '0', '1', '2147483647', '-2147483648']),
	('bigint', ARRAY['100', '-1', '0', '9223372036854775807', '-9223372036854775808']),
	('text', ARRAY['accuracy', '', 'o''re "x"; -- %s \', repeat('long ', 200)]),
	('name', ARRAY['amount', 'ts', 'label', '', 'no "such'' column']),
	('float8[]', ARRAY['{1,2,3}', '{}', '{NULL}', '{1,NaN,3}', '{3,1,2}', '{-Infinity,Infinity}', '{{1,2},{3,4}}']),
	('text[]', ARRAY['{psi}', '{}', '{NULL}', '{"",''}', '{{a,b},{c,d}}']),
	('name[]', ARRAY['{amount}', '{}', '{NULL}', '{"",nothing}', '{{amount,score},{id,ts}}']),
	('bigint[]', ARRAY['{1}', '{}', '{NULL}', '{-1,9223372036854775807}']),
	('timestamptz', ARRAY['2026-01-05 UTC', 'infinity', '-infinity', '0001-01-01 UTC']),
	('timestamptz[]', ARRAY['{2026-01-05 UTC,2026-01-06 UTC}', '{}', '{NULL}', '{infinity,-infinity}']),
	('tstzrange', ARRAY['[2026-01-01 UTC,2026-01-05 UTC)', 'empty', '(,)', '(infinity,)']),
	('timestamp', ARRAY['2026-01-05', 'infinity', '-infinity', '0001-01-01']),
	('date', ARRAY['2026-01-05', 'infinity', '-infinity', '0001-01-01']),
	('interval[]', ARRAY['{1 day,0,0}', '{}', '{NULL}', '{-1 day}']),
	('interval', ARRAY['1 day', '0', '-1 day', '1 month 3 days', '100000 years']),
	('jsonb', ARRAY['{}', '[]', 'null', '"x"', '{"bins": "many", "no": 1}']),
	('regclass', ARRAY['entry', 'entry_id', 'counter', 'drift.model_health', '4294967295']),
	('oid', ARRAY['701', '0', '4294967295']),
	('regrole', ARRAY[current_user::text, '4294967295']),
	('uuid', ARRAY['00000000-0000-0000-0000-000000000000']),
	('cstring', ARRAY['', '1', '{}', '[', '{"v":1}', 'profile', repeat('[', 100000)])) r (type, list),
	unnest(list) WITH ORDINALITY u (v, ord);
INSERT INTO nasty
SELECT t, what = 'numbers', true, format('(SELECT %s FROM kept WHERE what = %L)', n, what) FROM kept,
	(VALUES ('drift.sample'::regtype, 'sample'), ('drift.profile', 'profile'), ('drift.outcome', 'outcome'), ('drift.fairness', 'fairness'), ('drift.calibrator', 'calibrator')) s (t, n);
INSERT INTO nasty VALUES ('mood', true, true, '''sad''::mood'),
	('drift.ranking', true, true, '(SELECT drift.ranking_agg(chr(97 + i % 9), i % 3, i) FROM generate_series(1, 90) i)'),
	('drift.ranking', false, true, '(SELECT drift.ranking_agg(NULL, 1, 1))');
-- rows of tables and composite types: an empty one and, where there is one, a real one
INSERT INTO nasty
SELECT t.oid, c.relkind <> 'r', true, format('jsonb_populate_record(NULL::%s, ''{}'')', t.oid::regtype) FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid
WHERE t.typnamespace = 'drift'::regnamespace AND c.relkind IN ('r', 'c')
UNION ALL
SELECT c.reltype, true, true, format('(SELECT r FROM %s r LIMIT 1)', c.oid::regclass) FROM pg_class c
WHERE c.relnamespace = 'drift'::regnamespace AND c.relkind = 'r';

-- Every call: each argument in turn NULL and each nasty value while the others are plain, then all NULL.
CREATE TABLE call AS
WITH p AS (
	SELECT p.oid, p.proname, l.lanname, p.prokind, p.prorettype, p.pronargs, p.pronargs - p.pronargdefaults AS needed, p.proargnames,
		ARRAY(SELECT CASE t WHEN 'anyenum'::regtype THEN 'mood'::regtype ELSE t END FROM unnest(p.proargtypes::regtype[]) WITH ORDINALITY u (t, ord) ORDER BY ord) AS types
	FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
	WHERE p.pronamespace = 'drift'::regnamespace AND p.prokind IN ('f', 'a') AND 'internal'::regtype <> ALL (p.proargtypes::regtype[])
), variant AS (
	SELECT p.*, v.turn, n.expression FROM p, generate_series(1, p.pronargs) v (turn),
		LATERAL (SELECT expression FROM nasty WHERE type = p.types[v.turn] AND (everywhere OR p.lanname = 'c') UNION ALL SELECT format('NULL::%s', p.types[v.turn])) n
	UNION ALL SELECT p.*, 0, NULL FROM p
)
SELECT oid, proname, format(CASE WHEN prokind = 'a' THEN 'SELECT (drift.%I(%s))::text FROM generate_series(1, 2)'
		WHEN prorettype = 'void'::regtype OR proname = 'select_as' THEN 'SELECT drift.%I(%s)' ELSE 'SELECT x::text FROM drift.%I(%s) x' END, proname,
	(SELECT string_agg(coalesce(CASE WHEN i > needed THEN quote_ident(proargnames[i]) || ' => ' END, '')
		|| CASE WHEN turn = i THEN expression WHEN turn = 0 THEN format('NULL::%s', types[i])
			ELSE coalesce((SELECT n.expression FROM nasty n WHERE n.type = types[i] AND n.base), format('NULL::%s', types[i])) END, ', ' ORDER BY i)
	FROM generate_series(1, pronargs) i WHERE i <= needed OR turn IN (0, i))) AS statement
FROM variant;

CREATE TABLE outcome (oid oid, proname name, statement text, code text, message text, hint text, context text);
CREATE FUNCTION pg_temp.sweep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	c call;
	code text;
	message text;
	hint text;
	context text;
BEGIN
	FOR c IN SELECT DISTINCT * FROM call ORDER BY 1, 3 LOOP
		code := NULL;
		message := NULL;
		BEGIN
			EXECUTE c.statement;
			RAISE EXCEPTION USING ERRCODE = 'OK000', MESSAGE = 'undo';
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
		END;
		INSERT INTO outcome VALUES (c.oid, c.proname, c.statement, code, message, hint, context);
	END LOOP;
END
$$;
SET LOCAL drift.sample_overflow = summarize;
SET client_min_messages = error; -- run_due and its like report what fails as warnings
DO $$ BEGIN PERFORM pg_temp.sweep(); END $$;

SELECT is((SELECT count(DISTINCT oid) FROM outcome), (SELECT count(*) FROM pg_proc p
	WHERE p.pronamespace = 'drift'::regnamespace AND p.prokind IN ('f', 'a')
		AND 'internal'::regtype <> ALL (p.proargtypes::regtype[])), 'every function was called, and the backend lives');
SELECT ok(count(*) FILTER (WHERE code = 'OK000') > 1000 AND count(*) FILTER (WHERE code <> 'OK000') > 1000,
	'some calls succeed, some fail') FROM outcome;
SELECT is_empty($$SELECT DISTINCT ON (o.oid) o.proname, o.code, o.message, left(o.statement, 300) FROM outcome o
	WHERE o.code ~ '^(XX|53|58)' OR coalesce(o.message, '') = ''
		OR o.message LIKE 'RAISE statement option%' ORDER BY o.oid$$,
	'no internal error, no lack of resources, no empty message');

-- What our own code raises: C functions (called here directly) and RAISE.
SELECT is_empty($$SELECT DISTINCT ON (o.oid) o.proname, o.code, o.message, left(o.statement, 300)
	FROM outcome o JOIN pg_proc p ON p.oid = o.oid JOIN pg_language l ON l.oid = p.prolang
	WHERE o.code <> 'OK000' AND coalesce(o.hint, '') = '' AND (l.lanname = 'c' OR o.context ~ '^PL/pgSQL function [^\n]* at RAISE(\n|$)')
		AND NOT (o.proname = 'select_as' AND o.code = '42601') -- the parser's
	ORDER BY o.oid$$, 'an error that our own code raises has a hint');

-- Functions meant for users: the contract, and whatever no other function of drift calls.
CREATE TABLE public_function AS
SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'drift'::regnamespace AND (p.prokind = 'a'
	OR p.proname ~ '^(watch|unwatch|register_model|create_(source|baseline|monitor|default_monitors|silence)|drop_source|compare|describe|gate|report|grant_viewer|psi|js_|ks_|kl_|chi2_|merge|quantile|cdf|top|histogram|metric|metrics|summary|calibrate|business_value)'
		AND p.proname !~ '^compare_|_(add|accum|combine|final|catalog|expression|p_value)$'
	OR l.lanname IN ('sql', 'plpgsql') AND NOT EXISTS (SELECT FROM pg_proc q WHERE q.pronamespace = p.pronamespace AND q.oid <> p.oid
		AND concat(q.prosrc, pg_get_function_sqlbody(q.oid)) ~ ('drift\.' || p.proname || '\(')));
SELECT is_empty($$SELECT DISTINCT ON (o.oid) o.proname, o.code, o.message, left(o.statement, 300)
	FROM outcome o JOIN public_function f ON f.oid = o.oid
	WHERE o.code ~ '^(22|42|23|0A|P0|2[0-9A-Z])' AND coalesce(o.hint, '') = ''
		AND o.message !~ '^value out of range: (over|under)flow$' -- weights or values near the ends of float8
	ORDER BY o.oid$$, 'a wrong argument of a function for users gives an error with a hint, wherever it is raised');

SELECT * FROM finish();
ROLLBACK;
