-- champion against challenger: verdicts, designs, edges, errors
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(37);

CREATE TEMP TABLE "re ""quests" AS
SELECT i AS id, i % 3 = 0 AS label, (i % 3 = 0) <> (i % 10 < 3) AS old, (i % 3 = 0) <> (i % 20 < 4) AS new,
	(i % 3 = 0) <> (i % 10 = 7) AS "b ad", (i % 3)::text AS class, (i % 4)::text AS class_old, CASE WHEN i % 5 = 0 THEN (i % 4)::text ELSE (i % 3)::text END AS class_new,
	CASE WHEN i % 2 = 0 THEN 'x' ELSE 'y' END AS part
FROM generate_series(1, 6000) i;
CREATE TEMP VIEW verdict AS SELECT metric, verdict, reason, non_inferior FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'new');

SELECT is(verdict, 'better', 'ten points of accuracy') FROM verdict WHERE metric = 'accuracy';
SELECT is(non_inferior, true, 'better is not inferior') FROM verdict WHERE metric = 'accuracy';
SELECT is(verdict, 'worse', 'and the other way round') FROM drift.compare_models('"re ""quests"', 'label', 'new', challenger_predicted => 'old', metrics => '{accuracy}');
SELECT is(verdict, 'equivalent', 'a model is as good as itself') FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'old', metrics => '{accuracy}');
SELECT is(ARRAY[verdict, non_inferior::text], ARRAY['equivalent', 'true'], 'worse, but within a wide margin')
FROM drift.compare_models('"re ""quests"', 'label', 'new', challenger_predicted => 'old', metrics => '{accuracy}', margin => 0.15);
SELECT is(ARRAY[verdict, reason, non_inferior::text], ARRAY['undecided', 'below_min_n', NULL], 'few rows decide nothing')
FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'new', metrics => '{accuracy}', condition => 'id < 100');
SELECT is(ARRAY[verdict, reason], ARRAY['undecided', 'interval_includes_0'], 'some rows, not enough')
FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'new', metrics => '{accuracy}', condition => 'id <= 120');
SELECT is(verdict, 'better', 'the ordinary interval decides sooner')
FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'new', metrics => '{accuracy}', condition => 'id <= 120', sequential => false);
SELECT is((SELECT bool_and(always_low < ci_low AND always_high > ci_high)
	FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'new', condition => 'id < 2000')), true, 'looking often costs width');
SELECT is((SELECT array_agg(metric) FROM verdict), ARRAY['accuracy', 'balanced_accuracy', 'precision', 'recall', 'specificity', 'npv', 'f1', 'mcc'],
	'the metrics without scores, in order');
SELECT is((SELECT bool_and(verdict = 'undecided' AND champion IS NULL AND reason = 'no_denominator') FROM drift.compare_models('"re ""quests"', 'label', 'old',
	challenger_predicted => 'new', condition => 'false')), true, 'no rows: nothing, not 0');
SELECT is((SELECT reason FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'new', condition => 'label', metrics => '{specificity}')),
	'no_denominator', 'no negative label, no specificity');
SELECT is((SELECT n_champion FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'b ad', metrics => '{accuracy}')), 6000::bigint,
	'hostile names of relation and column');
SELECT is((SELECT n_champion FROM drift.compare_models('"re ""quests"', 'label', 'old', challenger_predicted => 'new', metrics => '{accuracy}',
	condition => 'id <= 1000 -- the first')), 1000::bigint, 'a condition may end in a comment');

-- split traffic

CREATE TEMP VIEW split_log AS SELECT id, label, CASE part WHEN 'x' THEN old ELSE new END AS p, part, id % 100 / 200.0 + label::int / 4.0 AS s FROM "re ""quests";
SELECT is(ARRAY[design, verdict, n_champion::text, n_challenger::text], ARRAY['split', 'better', '3000', '3000'], 'split traffic by a column')
FROM drift.compare_models('split_log', 'label', 'p', model_column => 'part', champion_model => 'x', challenger_model => 'y', metrics => '{accuracy}');
SELECT is((SELECT count(*) FROM drift.compare_models('split_log', 'label', 'p', model_column => 'part', champion_model => 'x', challenger_model => 'y', score => 's')
	WHERE metric IN ('roc_auc', 'average_precision', 'brier', 'log_loss') AND difference IS NOT NULL), 4::bigint, 'with scores');
SELECT results_eq($$SELECT * FROM drift.compare_models('split_log', 'label', 'p', model_column => 'part', champion_model => 'x', challenger_model => 'y', score => 's')$$,
	$$SELECT c.* FROM (SELECT drift.binary_outcome_agg(label, p, s) FILTER (WHERE part = 'x') AS a, drift.binary_outcome_agg(label, p, s) FILTER (WHERE part = 'y') AS b
	FROM split_log) s, drift.compare_outcomes(s.a, s.b) c$$, 'and from states');
SELECT is((SELECT bool_and(verdict = 'undecided') FROM drift.compare_models('split_log', 'label', 'p', model_column => 'part', champion_model => 'x', challenger_model => 'nobody')),
	true, 'a model without rows decides nothing');
SELECT is((SELECT count(*) FROM drift.compare_outcomes(NULL, NULL)), 0::bigint, 'no states, no rows');

-- other tasks

SELECT is(ARRAY[metric, design, verdict], ARRAY['class_accuracy', 'paired', 'better'], 'classes, the same requests')
FROM drift.compare_models('"re ""quests"', 'class', 'class_old', challenger_predicted => 'class_new', task => 'class');
SELECT is((SELECT array_agg(metric || ' ' || verdict) FROM drift.compare_models('"re ""quests"', 'id', 'id', challenger_predicted => 'class_old', task => 'regression')),
	ARRAY['mae worse', 'mse worse', 'rmse undecided'], 'regression: lower is better');
SELECT is((SELECT champion FROM drift.compare_models('"re ""quests"', 'class', 'class_old', challenger_predicted => 'class_new', task => 'class')),
	(SELECT drift.class_accuracy(class, class_old) FROM "re ""quests"), 'accuracy of classes');

-- pairing by id

CREATE TEMP TABLE a(id int, y boolean, p boolean);
CREATE TEMP TABLE b(id int, p boolean);
INSERT INTO a SELECT i, i % 2 = 0, i % 3 = 0 FROM generate_series(1, 300) i;
INSERT INTO b SELECT i, i % 5 = 0 FROM generate_series(101, 500) i;
SELECT is((SELECT n_champion FROM drift.compare_models('a', 'y', 'p', challenger => 'b', id => 'id', metrics => '{accuracy}')), 200::bigint, 'only requests both saw');
INSERT INTO b VALUES (101, true);
SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'y', 'p', challenger => 'b', id => 'id')$$, '21000', NULL, 'an id that repeats');

-- errors

SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'y', 'p')$$, '22023', NULL, 'no challenger');
SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'y', 'p', challenger_predicted => 'pp')$$, '42703', NULL, 'misspelt column');
SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'yy', 'p', challenger_predicted => 'p')$$, '42703', NULL, 'misspelt label');
SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'y', 'p', challenger_predicted => 'p', metrics => '{acuracy}')$$, '22023', NULL, 'misspelt metric');
SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'y', 'p', challenger_predicted => 'p', alpha => 1)$$, '22023', NULL, 'impossible alpha');
SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'y', 'p', challenger_predicted => 'p', margin => -1)$$, '22023', NULL, 'negative margin');
SELECT throws_ok($$SELECT * FROM drift.compare_models('a', 'y', 'p', challenger_predicted => 'p', task => 'ranking')$$, '22023', NULL, 'unknown task');
SELECT throws_ok($$SELECT drift.mcnemar_test(-1, 2)$$, '22023', NULL, 'negative count');
SELECT throws_ok($$SELECT drift.mcnemar_test(1, 2, 'exat')$$, '22023', NULL, 'misspelt method');
SELECT throws_ok($$SELECT drift.proportion_test(3, 2, 1, 2)$$, '22023', NULL, 'a part above the whole');
SELECT throws_ok($$SELECT drift.paired_metrics('{1,2,3}')$$, '22023', NULL, 'too few counts');
SELECT throws_ok($$SELECT drift.paired_metrics('{1,2,3,4,5,6,7,NULL}')$$, '22023', NULL, 'a count is NULL');
SELECT throws_ok($$SELECT drift.sequential_interval(0.1, 'NaN', 100)$$, '22023', NULL, 'no standard error');

SELECT * FROM finish();
ROLLBACK;
