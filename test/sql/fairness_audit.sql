-- bias audit, fairness report, calibration by group: counts against plain SQL, unknown and small groups, errors
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(40);

-- 1000 applicants: two sexes and unknown, races of which one has 1 %, a column with a hostile name
CREATE TEMP TABLE applicant AS
SELECT i AS id, (ARRAY['female', 'male', 'female', 'male', 'male', NULL])[1 + i % 6] AS sex,
	CASE WHEN i % 100 = 0 THEN 'tiny' WHEN i % 17 = 0 THEN NULL WHEN i % 3 = 0 THEN 'a & b' ELSE 'c' END AS "the ""race""",
	CASE WHEN i % 50 = 7 THEN NULL ELSE h % 10 < 3 + i % 2 * 3 END AS hired,
	CASE WHEN i % 40 = 3 THEN NULL WHEN i % 40 = 4 THEN 'NaN' ELSE (h % 1000) / 1000.0 END::float8 AS score,
	CASE WHEN i % 30 = 1 THEN NULL ELSE (h % 7 < 3)::int END AS good, (ARRAY['x', 'y'])[1 + i % 2] AS stratum
FROM (SELECT i, abs(hashint4(i)) AS h FROM generate_series(1, 1000) AS i) AS q;
CREATE TEMP TABLE audit AS SELECT * FROM drift.bias_audit('applicant', ARRAY['sex', 'the "race"'], 'hired');

SELECT results_eq('SELECT category, n, n_selected, n_undecided FROM audit WHERE attribute = ''sex''',
	'SELECT sex, count(hired), count(*) FILTER (WHERE hired), count(*) FILTER (WHERE hired IS NULL)
	FROM applicant GROUP BY sex ORDER BY sex NULLS LAST', 'counts by sex, the unknown last');
SELECT results_eq('SELECT category, n, n_selected FROM audit WHERE attribute LIKE ''sex & %'' AND category IS NOT NULL',
	$$SELECT sex || ' & ' || replace("the ""race""", '&', '\&'), count(hired), count(*) FILTER (WHERE hired) FROM applicant
	WHERE sex IS NOT NULL AND "the ""race""" IS NOT NULL GROUP BY sex, "the ""race""" ORDER BY (sex || ' & ' || replace("the ""race""", '&', '\&')) COLLATE "C"$$, 'counts of intersections');
SELECT is((SELECT n + n_undecided FROM audit WHERE attribute LIKE 'sex & %' AND category IS NULL),
	(SELECT count(*) FROM applicant WHERE sex IS NULL OR "the ""race""" IS NULL), 'unknown intersections are one row');
SELECT is((SELECT count(*) FROM audit GROUP BY attribute HAVING sum(n + n_undecided) <> 1000), NULL, 'every applicant is in each attribute once');
SELECT is((SELECT array_agg(DISTINCT excluded) FROM audit WHERE category LIKE '%tiny'), ARRAY[true], 'below 2 % is excluded');
SELECT is((SELECT count(*) FROM audit WHERE category LIKE '%tiny' AND impact_ratio IS NULL AND rate IS NOT NULL AND n > 0), 3::bigint,
	'and shown with counts and rate');
SELECT is((SELECT bool_and(impact_ratio = 1) FROM audit WHERE remark = 'highest rate'), true, 'the highest rate is the reference');
SELECT is((SELECT max(abs(a.impact_ratio - a.rate / b.best)) < 1e-12 FROM audit a,
	LATERAL (SELECT max(rate) AS best FROM audit c WHERE c.attribute = a.attribute AND NOT c.excluded AND c.category IS NOT NULL) b),
	true, 'impact ratios');
SELECT is((SELECT count(*) FROM audit WHERE below_four_fifths IS DISTINCT FROM (impact_ratio < 0.8)), 0::bigint, 'four fifths');
SELECT is((SELECT bool_and(abs(s - 1) < 1e-12) FROM (SELECT sum(share) AS s FROM audit GROUP BY attribute) q), true, 'shares add up');
SELECT is((SELECT count(*) FROM drift.bias_audit('applicant', ARRAY['sex', 'the "race"'], 'hired', intersections => false)
	WHERE attribute LIKE 'sex & %'), 0::bigint, 'no intersections on demand');
SELECT results_eq($$SELECT category, n, n_selected FROM drift.bias_audit('applicant', ARRAY['sex'], score => 'score')$$,
	$$SELECT sex, count(*), count(*) FILTER (WHERE score > (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY score)
		FROM applicant WHERE score <> 'NaN')) FROM applicant WHERE score <> 'NaN' GROUP BY sex ORDER BY sex NULLS LAST$$,
	'scoring rates: above the median of all scores');
SELECT results_eq($$SELECT category, n FROM drift.bias_audit('applicant', ARRAY['sex'], 'hired', condition => 'stratum = ''x'' -- all')$$,
	'SELECT sex, count(hired) FROM applicant WHERE stratum = ''x'' GROUP BY sex ORDER BY sex NULLS LAST', 'condition');
SELECT is((SELECT count(*) FROM drift.bias_audit('applicant', ARRAY['sex'], 'hired', condition => 'false')), 0::bigint, 'no rows, no categories');
SELECT is((SELECT bool_and(rate IS NULL AND impact_ratio IS NULL) FROM drift.bias_audit('applicant', ARRAY['sex'], 'hired', condition => 'hired IS NULL')),
	true, 'nobody decided on: no rate, not 0');
SELECT is((SELECT bool_and(impact_ratio IS NULL AND (category IS NULL OR remark = 'nobody was selected in any category'))
	FROM drift.bias_audit('applicant', ARRAY['sex'], 'hired', condition => 'NOT hired')), true, 'nobody selected: no ratio');
SELECT throws_ok($$SELECT drift.bias_audit('applicant', ARRAY['sexx'], 'hired')$$, '42703', NULL, 'misspelt attribute');
SELECT throws_ok($$SELECT drift.bias_audit('applicant', ARRAY['sex'], 'hire')$$, '42703', NULL, 'misspelt decision');
SELECT throws_ok($$SELECT drift.bias_audit('applicant', ARRAY['sex'])$$, '22023', NULL, 'neither decision nor score');
SELECT throws_ok($$SELECT drift.bias_audit('applicant', ARRAY['sex'], 'hired', 'score')$$, '22023', NULL, 'decision and score');
SELECT throws_ok($$SELECT drift.bias_audit('applicant', '{}', 'hired')$$, '22023', NULL, 'no attribute');
SELECT throws_ok($$SELECT drift.bias_audit('applicant', ARRAY['sex'], 'hired', min_share => 2)$$, '22023', NULL, 'impossible share');

-- report

SELECT results_eq($$SELECT grp, numerator, denominator, ratio, status FROM drift.fairness_report('applicant', 'hired', 'good', ARRAY['sex'], metric => 'tpr')$$,
	$$SELECT grp, numerator, denominator, ratio, status FROM drift.fairness_table((SELECT drift.fairness_agg(sex, hired, good = 1) FROM applicant), metric => 'tpr')$$,
	'a report of one attribute is its table');
SELECT results_eq($$SELECT stratum, attribute, sum(n)::bigint FROM drift.fairness_report('applicant', 'hired', NULL, ARRAY['sex', 'the "race"'],
	metric => 'selection_rate', control => ARRAY['stratum']) GROUP BY 1, 2 ORDER BY 1, 2$$,
	$$SELECT s, a, 500::bigint FROM unnest(ARRAY['x', 'y']) s, unnest(ARRAY['sex', 'sex & the "race"', 'the "race"']) a ORDER BY 1, 2$$,
	'strata and intersections hold every row');
SELECT is((SELECT count(*) FROM drift.fairness_report('applicant', 'hired', 'good', ARRAY['sex', 'the "race"']) WHERE finding IS NULL), 0::bigint,
	'every row has a finding');
SELECT throws_ok($$SELECT drift.fairness_report('applicant', 'hired', 'god', ARRAY['sex'])$$, '42703', NULL, 'misspelt label');
SELECT throws_ok($$SELECT drift.fairness_report('applicant', 'hired', 'good', ARRAY['sex'], metric => 'tprr')$$, '22023', NULL, 'misspelt metric');

-- calibration

SELECT results_eq($$SELECT grp, n, n_positive, round(calibration_in_the_large::numeric, 9), round(brier::numeric, 9), round(generalized_fpr::numeric, 9)
	FROM drift.group_calibration('applicant', 'sex', 'good', 'score')$$,
	$$SELECT sex, count(*), sum(good), round((avg(score) - avg(good))::numeric, 9), round(avg((score - good) ^ 2)::numeric, 9),
	round((avg(score) FILTER (WHERE good = 0))::numeric, 9)
	FROM applicant WHERE good IS NOT NULL AND score <> 'NaN' GROUP BY sex ORDER BY sex NULLS LAST$$, 'calibration by group');
SELECT is((SELECT array_agg(DISTINCT status || coalesce(brier::text, '')) FROM drift.group_calibration('applicant', 'sex', 'good', 'score', min_n => 1000)),
	ARRAY['insufficient_data'], 'small groups show counts only');

-- weights

SELECT is((SELECT drift.fairness_agg(sex, hired, good = 1, n)::text FROM (SELECT sex, hired, good, count(*) AS n FROM applicant GROUP BY 1, 2, 3) q),
	(SELECT drift.fairness_agg(sex, hired, good = 1)::text FROM applicant), 'a grouped table with counts gives the state of its rows');
SELECT is((SELECT drift.fairness_agg(sex, hired, true, CASE WHEN id > 10 THEN 1 END)::text FROM applicant),
	(SELECT drift.fairness_agg(sex, hired, true)::text FROM applicant WHERE id > 10), 'a row without weight takes no part');
SELECT throws_ok('SELECT drift.fairness_agg(''a'', true, true, -1)', '22023', NULL, 'negative weight');
SELECT throws_ok('SELECT drift.fairness_agg(''a'', true, true, 9223372036854775807) FROM generate_series(1, 2)', '22003', NULL, 'too many rows');

-- small functions

SELECT is(drift.intersect_key('a&b', 'c\'), 'a\&b & c\\', 'parts are escaped');
SELECT isnt(drift.intersect_key('a & b', 'c'), drift.intersect_key('a', 'b & c'), 'different parts, different keys');
SELECT is(drift.intersect_key('a', NULL), NULL, 'an unknown part');
SELECT is(ARRAY[drift.fairness_alert(-0.3, -0.11, -0.1, 0.1), drift.fairness_alert(-0.3, -0.1, -0.1, 0.1),
	drift.fairness_alert(0.2, 0.3, -0.1, 0.1), drift.fairness_alert(0.2, 0.3, -0.1, NULL), drift.fairness_alert(NULL, 0.3, -0.1, 0.1)],
	ARRAY[true, false, true, false, NULL], 'alert only without overlap');
SELECT throws_ok($$SELECT * FROM drift.fairness_gaps((SELECT drift.fairness_agg('a', true, true)), metric => 'disparate_impct')$$, '22023', NULL, 'misspelt disparity');
SELECT is((SELECT array_agg(DISTINCT reason) FROM drift.fairness_gaps((SELECT drift.fairness_agg(sex, hired, good = 1) FROM applicant), 'nobody')),
	ARRAY['reference_missing'], 'a reference that does not occur');
SELECT throws_ok($$SELECT * FROM drift.fairness_indexes((SELECT drift.fairness_agg('a', true, true)), 'NaN')$$, '22023', NULL, 'impossible alpha');

SELECT * FROM finish();
ROLLBACK;
