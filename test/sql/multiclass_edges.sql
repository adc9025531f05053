\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(21);

CREATE TEMP TABLE whole AS
SELECT drift.class_outcome_agg(label, predicted) AS c, drift.binary_outcome_agg(label = 'a', predicted = 'a', NULL) AS b
FROM (VALUES ('a', 'a'), ('a', 'a'), ('a', 'b'), ('b', 'b'), ('b', 'c'), ('c', 'c'), (NULL, 'a'), ('a', NULL)) r (label, predicted);

-- the four normalizations
SELECT results_eq($$SELECT label, predicted, n, share FROM whole, drift.confusion_matrix(c)$$,
	$$VALUES ('a', 'a', 2::bigint, NULL::float8), ('a', 'b', 1, NULL), ('b', 'b', 1, NULL), ('b', 'c', 1, NULL), ('c', 'c', 1, NULL)$$,
	'counts alone');
SELECT results_eq($$SELECT label, predicted, round(share::numeric, 6) FROM whole, drift.confusion_matrix(c, 'true')$$,
	$$VALUES ('a', 'a', 0.666667), ('a', 'b', 0.333333), ('b', 'b', 0.5), ('b', 'c', 0.5), ('c', 'c', 1)$$, 'shares of the labels');
SELECT results_eq($$SELECT label, predicted, share FROM whole, drift.confusion_matrix(c, normalized => 'pred')$$,
	$$VALUES ('a', 'a', 1::float8), ('a', 'b', 0.5), ('b', 'b', 0.5), ('b', 'c', 0.5), ('c', 'c', 0.5)$$, 'shares of the predictions');
SELECT results_eq($$SELECT label, predicted, round(share::numeric, 6) FROM whole, drift.confusion_matrix(c, 'all')$$,
	$$VALUES ('a', 'a', 0.333333), ('a', 'b', 0.166667), ('b', 'b', 0.166667), ('b', 'c', 0.166667), ('c', 'c', 0.166667)$$, 'shares of all');
SELECT results_eq($$SELECT label, predicted, n, round(share::numeric, 6) FROM whole, drift.confusion_matrix(b, 'true')
		WHERE n > 0$$,
	$$VALUES ('false', 'false', 3::bigint, 1::numeric), ('true', 'false', 1, 0.333333), ('true', 'true', 2, 0.666667), ('true', NULL, 1, NULL),
		(NULL, 'true', 1, NULL)$$, 'a binary state: unknown cells have no share');
SELECT is_empty($$SELECT * FROM drift.confusion_matrix(NULL::drift.outcome, 'true')$$, 'no state, no matrix');
SELECT throws_ok($$SELECT * FROM whole, drift.confusion_matrix(c, 'rows')$$, '22023', 'unknown normalization "rows"', 'no such normalization');
SELECT throws_ok($$SELECT drift.class_table(b) FROM whole$$, '42804', NULL, 'a table of classes needs classes');
SELECT throws_ok($$SELECT drift.class_table(c, 1) FROM whole$$, '22023', NULL, 'alpha is no level');

-- nothing known
CREATE TEMP TABLE nothing AS
SELECT drift.class_outcome_agg(NULL, NULL) AS o FROM generate_series(1, 5);
SELECT results_eq($$SELECT metric, value, n, reason FROM nothing, drift.metrics(o)
		WHERE metric IN ('n', 'label_coverage', 'unlabelled', 'unpredicted', 'macro_f1', 'weighted_precision', 'micro_jaccard', 'mcc', 'kappa_linear')$$,
	$$VALUES ('n', 5::float8, 5::bigint, NULL), ('label_coverage', 0, 5, NULL), ('unlabelled', 5, 5, NULL), ('unpredicted', 0, 0, NULL),
		('macro_f1', NULL, 0, 'no row has both label and prediction'),
		('weighted_precision', NULL, 0, 'no row has both label and prediction'), ('micro_jaccard', NULL, 0, 'no row has both label and prediction'),
		('mcc', NULL, 0, 'no row has both label and prediction'), ('kappa_linear', NULL, 0, 'no row has both label and prediction')$$,
	'all NULL: counted, undefined with a reason');
SELECT is_empty($$SELECT drift.class_table(o) FROM nothing$$, 'all NULL: no classes');

-- names: as bytes, numbers only where all are
CREATE TEMP TABLE named AS
SELECT drift.class_outcome_agg(l, p) AS o FROM (VALUES ('10', '9'), ('9', '9'), ('1e1', '10'), ('-2.5', '9')) r (l, p);
SELECT is(array_agg(class), '{-2.5,10,1e1,9}', 'classes in byte order, told apart by their bytes') FROM named, drift.class_table(o);
-- observed: 1, 0, 0, 11.5; by chance: labels 10, 9, 10, -2.5 against 9, 9, 10, 9
SELECT is(round(drift.metric(o, 'kappa_linear')::numeric, 9), round(1 - (12.5 / 4) / ((2 * (3 * 1 + 0) + (0 * 3 + 1) + (3 * 11.5 + 12.5)) / 16), 9),
	'linear weights by the distance of the numbers') FROM named;
SELECT is(drift.metric(o, 'kappa_linear'), NULL, n || ' is no number')
FROM (SELECT n, drift.class_outcome_agg(n, '1') AS o FROM unnest('{NaN,0x10,1 ,infinity,1e999}'::text[]) n GROUP BY n) q ORDER BY n COLLATE "C";

-- 1,000 classes are the most
CREATE TEMP TABLE many AS
SELECT drift.class_outcome_agg((i % 1000)::text, ((i + (i % 3 = 0)::int) % 1000)::text) AS o FROM generate_series(1, 6000) i;
SELECT is((SELECT count(*) FROM many, drift.class_table(o)), 1000::bigint, '1,000 classes: a row for each');
SELECT is((SELECT count(*) FROM many, drift.metrics(o) WHERE value IS NULL AND reason !~ 'scores$'), 0::bigint, '1,000 classes: every metric is there');
SELECT throws_ok($$SELECT drift.class_outcome_agg(i::text, '0') FROM generate_series(0, 1000) i$$, '54000', NULL, 'one class more is refused');

SELECT * FROM finish();
ROLLBACK;
