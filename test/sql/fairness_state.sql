-- drift.fairness: edges, hostile groups, merges, round trips, parallel plans, errors
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(59);

CREATE TEMP TABLE log AS
SELECT i, (ARRAY['a', 'b', 'c', 'd', NULL])[1 + h % 5] AS grp,
	CASE WHEN i % 10 = 0 THEN NULL ELSE h % 7 < 3 - h % 5 % 2 END AS predicted,
	CASE WHEN i % 9 = 0 THEN NULL ELSE h % 11 < 4 END AS label
FROM (SELECT i, abs(hashint4(i)) AS h FROM generate_series(1, 20000) AS i) AS q;

-- nothing, one group, missing values

SELECT is(drift.fairness_gap(grp, predicted), NULL, 'no rows give no gap') FROM log WHERE false;
SELECT is(drift.fairness_gap(grp, predicted, label, 'fnr'), NULL, 'no rows give no gap of a metric') FROM log WHERE false;
SELECT is(drift.fairness_agg(grp, predicted, label)::text, NULL, 'no rows give no state') FROM log WHERE false;
SELECT is(drift.fairness_gap('a', predicted), NULL, 'one group has no gap') FROM log;
SELECT is(drift.fairness_gap(NULL, predicted), NULL, 'unknown groups have no gap') FROM log;
SELECT is(drift.fairness_gap(grp, NULL), NULL, 'no predictions give no gap') FROM log;
SELECT is(drift.fairness_gap(grp, predicted, NULL, 'equal_opportunity'), NULL, 'no labels give no gap of tpr') FROM log;
SELECT is(drift.fairness_ratio(grp, false), NULL, 'the ratio of 0 to 0 is NULL') FROM log;
SELECT is(drift.fairness_gap(grp, false), 0::float8, 'the gap of 0 to 0 is 0') FROM log;
SELECT is(drift.fairness_gap(g, p), 1::float8, 'all against nothing')
FROM (VALUES ('a', true), ('b', false), (NULL, true), ('c', NULL)) AS v(g, p);
SELECT is(drift.fairness_gap(g, p, y, 'equal_opportunity'), NULL, 'a group without positive labels is left out')
FROM (VALUES ('a', true, true), ('b', false, false)) AS v(g, p, y);
SELECT is(drift.fairness_gap(g::varchar, p), 1::float8, 'varchar groups')
FROM (VALUES ('a', true), ('b', false)) AS v(g, p);
SELECT is(drift.fairness_gap(NULL::drift.fairness), NULL, 'no state has no gap');
SELECT is((SELECT count(*) FROM drift.fairness_table(NULL)), 0::bigint, 'no state has no table');

CREATE TEMP TABLE whole AS SELECT drift.fairness_agg(grp, predicted, label) AS f FROM log;

-- counts against plain SQL

SELECT results_eq(
	'SELECT grp, n, numerator, denominator FROM whole, drift.fairness_table(f)',
	$$SELECT grp, count(*), count(*) FILTER (WHERE predicted), count(predicted) FROM log GROUP BY grp
	ORDER BY grp NULLS LAST$$, 'selection rates: all rows with a prediction');
SELECT results_eq(
	$$SELECT grp, numerator, denominator FROM whole, drift.fairness_table(f, metric => 'tpr')$$,
	$$SELECT grp, count(*) FILTER (WHERE predicted AND label), count(predicted) FILTER (WHERE label)
	FROM log GROUP BY grp ORDER BY grp NULLS LAST$$, 'true positive rates: rows with a positive label');
SELECT results_eq('SELECT drift.fairness_gap(f), drift.fairness_ratio(f) FROM whole',
	'SELECT drift.fairness_gap(grp, predicted), drift.fairness_ratio(grp, predicted) FROM log',
	'state and one step agree');
SELECT is(drift.fairness_gap(f, m), v, 'state and one step agree on ' || m)
FROM whole, (SELECT drift.fairness_gap(grp, predicted, label, 'equalized_odds'),
	drift.fairness_gap(grp, predicted, label, 'fpr'), drift.fairness_gap(grp, predicted, label, 'fnr'),
	drift.fairness_gap(grp, predicted, label, 'predictive_parity') FROM log) AS o(a, b, c, d),
	LATERAL (VALUES ('equalized_odds', a), ('fpr', b), ('fnr', c), ('predictive_parity', d)) AS v(m, v);
SELECT is(drift.fairness_gap(f, min_n => 1000000), NULL, 'groups below min_n are left out') FROM whole;
SELECT results_eq(
	$$SELECT DISTINCT metric FROM whole, drift.fairness_table(f, metric => 'equalized_odds') ORDER BY 1$$,
	$$VALUES ('fpr'), ('tpr')$$, 'equalized odds are two rates');
SELECT is((SELECT count(DISTINCT metric) FROM whole, drift.fairness_table(f, metric => 'all')), 13::bigint, 'all rates');

-- statuses and reasons

CREATE TEMP TABLE cases AS SELECT drift.fairness_agg(g, p, NULL) AS f FROM (
	SELECT 'large' AS g, i <= 500 AS p FROM generate_series(1, 1000) AS i
	UNION ALL SELECT 'low', i <= 100 FROM generate_series(1, 500) AS i
	UNION ALL SELECT 'same', i <= 250 FROM generate_series(1, 500) AS i
	UNION ALL SELECT 'tiny', true FROM generate_series(1, 10)
	UNION ALL SELECT 'mute', NULL FROM generate_series(1, 40)
	UNION ALL SELECT NULL, true FROM generate_series(1, 5)) AS q;
SELECT results_eq('SELECT grp, status, reason, reference FROM cases, drift.fairness_table(f)',
	$$VALUES ('large', 'reference', NULL, 'large'), ('low', 'fail', NULL, 'large'),
		('mute', 'insufficient_data', 'no_denominator', 'large'), ('same', 'pass', NULL, 'large'),
		('tiny', 'insufficient_data', 'denominator_below_min_n', 'large'),
		(NULL, 'insufficient_data', 'unknown_group', NULL)$$, 'every status with its reason');
SELECT results_eq($$SELECT grp, reference, status FROM cases, drift.fairness_table(f, 'best') WHERE denominator >= 30$$,
	$$VALUES ('large', 'large', 'reference'), ('low', 'large', 'fail'), ('same', 'large', 'pass')$$,
	'the best is sought among large groups');
SELECT is((SELECT string_agg(DISTINCT reason, ',') FROM cases, drift.fairness_table(f, 'nobody') WHERE grp IS NOT NULL),
	'reference_missing', 'a reference that is not there');
SELECT is((SELECT string_agg(DISTINCT reason, ',' ORDER BY reason) FROM cases, drift.fairness_table(f, 'tiny') WHERE denominator >= 30),
	'reference_below_min_n', 'a reference that is too small');
SELECT is((SELECT status FROM cases, drift.fairness_table(f, 'tiny', min_n => 5) WHERE grp = 'low'), 'fail',
	'unless asked for');
SELECT is((SELECT status FROM cases, drift.fairness_table(f, min_ratio => 0.3) WHERE grp = 'low'), 'warn',
	'significant, but within the ratio');
SELECT is((SELECT reference FROM drift.fairness_table((SELECT drift.fairness_agg(g, p, NULL) FROM
	(VALUES ('majority', true), ('x', false), ('x', true)) AS v(g, p)), 'group:majority') LIMIT 1), 'majority',
	'a group named like a keyword');

-- hostile names

CREATE TEMP TABLE hostile AS SELECT g, i % 2 = 0 AS p FROM generate_series(1, 4) AS i, unnest(ARRAY[
	'', ' ', '"', '\', '\"', '[', ']', '}', ' groups:[', E'\n', E'\t', 'a"b\c', '''; DROP TABLE x', 'é', '日本', 'majority', 'NULL',
	repeat('x', 100000), '0', '-1', '1 2 3']) AS g;
SELECT is(drift.fairness_agg(g, p, p)::text::drift.fairness::text, drift.fairness_agg(g, p, p)::text,
	'hostile names go through text and back') FROM hostile;
SELECT results_eq($$SELECT grp, n FROM drift.fairness_table((SELECT drift.fairness_agg(g, p, p) FROM hostile))$$,
	$$SELECT g, count(*) FROM hostile GROUP BY g ORDER BY convert_to(g, 'UTF8')$$, 'and come out as they were, in byte order');

-- merges in any order, storage, windows, metrics

SELECT is(drift.merge(f ORDER BY k DESC)::text, (SELECT f::text FROM whole), 'parts merge to the whole')
FROM (SELECT i % 17 AS k, drift.fairness_agg(grp, predicted, label) AS f FROM log GROUP BY 1) AS q;
SELECT is(drift.merge(f)::text, (SELECT f::text FROM whole), 'parts of one group each merge to the whole')
FROM (SELECT drift.fairness_agg(grp, predicted, label) AS f FROM log GROUP BY grp) AS q;
CREATE TEMP TABLE stored AS SELECT * FROM whole;
SELECT is((SELECT f::text FROM stored), (SELECT f::text FROM whole), 'stored and read again');
SELECT is(drift.fairness_accum(f, 'new', true, true)::text <> f::text AND f::text = (SELECT f::text FROM whole), true,
	'a transition called outside an aggregate leaves its argument alone') FROM stored;
SELECT is(count(*), 500::bigint, 'as a window aggregate') FROM (
	SELECT drift.fairness_gap(grp, predicted) OVER (ORDER BY i) AS running FROM log WHERE i <= 500) AS q
WHERE running IS NULL OR running BETWEEN 0 AND 1;
SELECT is((SELECT count(*) FROM drift.fairness_table(f)), 10000::bigint, '10,000 groups')
FROM (SELECT drift.fairness_agg((i % 10000)::text, true, true) AS f FROM generate_series(1, 20000) AS i) AS q;
SELECT is(drift.fairness_gap(grp, predicted, label, CASE WHEN i % 2 = 0 THEN 'recall' ELSE 'equal_opportunity' END),
	drift.fairness_gap((SELECT f FROM whole), 'tpr'), 'synonyms are one metric') FROM log;

-- parallel plans

CREATE TABLE drift_fairness_parallel AS SELECT * FROM log;
ALTER TABLE drift_fairness_parallel SET (parallel_workers = 2);
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
CREATE FUNCTION pg_temp.is_parallel(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan::text LIKE '%"Partial Mode": "Partial"%';
END $$;
SELECT ok(pg_temp.is_parallel('SELECT drift.fairness_agg(grp, predicted, label) FROM drift_fairness_parallel'),
	'the aggregate is planned in parts');
SELECT is(drift.fairness_agg(grp, predicted, label)::text, (SELECT f::text FROM whole), 'parallel equals serial')
FROM drift_fairness_parallel;
SELECT is(drift.fairness_gap(grp, predicted, label, 'fnr'), (SELECT drift.fairness_gap(f, 'fnr') FROM whole),
	'parallel in one step equals serial') FROM drift_fairness_parallel;

-- errors say what to do

SELECT throws_ok('SELECT drift.fairness_gap(grp, predicted, label, ''equalised_odds'') FROM log', '22023', NULL, 'unknown metric');
SELECT throws_ok('SELECT drift.fairness_gap(grp, predicted, label, NULL) FROM log', '22004', NULL, 'metric NULL');
SELECT throws_ok('SELECT drift.fairness_gap(grp, predicted, label, CASE WHEN i > 9 THEN ''fnr'' ELSE ''fpr'' END) FROM log',
	'22023', NULL, 'two metrics in one aggregate');
SELECT throws_ok('SELECT drift.fairness_gap(grp, predicted, label, CASE WHEN i > 9 THEN ''nonsense'' ELSE ''fpr'' END) FROM log',
	'22023', NULL, 'a metric that turns unknown');
SELECT throws_ok('SELECT drift.fairness_gap(f, ''x'') FROM whole', '22023', NULL, 'unknown metric of a state');
SELECT throws_ok('SELECT drift.fairness_gap(f, min_n => -1) FROM whole', '22023', NULL, 'negative min_n');
SELECT throws_ok('SELECT drift.fairness_table(f, metric => ''x'') FROM whole', '22023', NULL, 'table of an unknown metric');
SELECT throws_ok('SELECT drift.fairness_table(f, alpha => 1) FROM whole', '22023', NULL, 'alpha 1');
SELECT throws_ok('SELECT drift.fairness_table(f, alpha => ''NaN'') FROM whole', '22023', NULL, 'alpha NaN');
SELECT throws_ok('SELECT drift.fairness_table(f, min_ratio => 1.25) FROM whole', '22023', NULL, 'min_ratio above 1');
SELECT throws_ok('SELECT drift.fairness_table(f, NULL) FROM whole', '22004', NULL, 'reference NULL');
SELECT throws_ok('SELECT drift.fairness_agg(i::text, true, true) FROM log', '54000', NULL, 'too many groups');
SELECT throws_ok('SELECT drift.merge(f) FROM (SELECT drift.fairness_agg(i::text, true, true) AS f FROM log GROUP BY i % 3) AS q',
	'54000', NULL, 'too many groups in a merge');

-- malformed text

CREATE TEMP TABLE broken(input, why) AS VALUES
	('', 'empty'), ('drift.fairness', 'no version'), ('drift.fairness 2 groups {}', 'another version'),
	('drift.fairness 1 binary {}', 'another kind'), ('drift.fairness 1 groups {}', 'no fields'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0] groups:[]}', 'too few counts'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 0 0] groups:[]}', 'too many counts'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 0] groups:["a" 1 2]}', 'too few counts of a group'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 -1] groups:[]}', 'negative count'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 9223372036854775807] groups:[]}', 'count that would overflow'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 99999999999999999999] groups:[]}', 'count beyond 64 bits'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 0] groups:["a" 0 0 0 0 0 0 0 0 0 "a" 0 0 0 0 0 0 0 0 0]}', 'group twice'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 0] groups:["a]}', 'open string'),
	('drift.fairness 1 groups {metric:"x" unknown:[0 0 0 0 0 0 0 0 0] groups:[]}', 'unknown metric'),
	('drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 0] groups:[]} x', 'something after the end');
CREATE FUNCTION pg_temp.refused(input text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM input::drift.fairness;
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT is((SELECT string_agg(why || ': ' || pg_temp.refused(input), ', ') FROM broken
	WHERE pg_temp.refused(input) <> '22P02'), NULL, 'malformed text is refused with 22P02');
SELECT is((SELECT count(*) FROM whole, generate_series(0, length(f::text) - 1) AS cut
	WHERE pg_temp.refused(left(f::text, cut)) <> '22P02'), 0::bigint, 'text cut anywhere is refused with 22P02');
SELECT throws_ok($$SELECT drift.merge(f::drift.fairness) FROM (SELECT
	'drift.fairness 1 groups {unknown:[0 0 0 0 0 0 0 0 200000000000000000] groups:[]}' AS f FROM generate_series(1, 100)) AS q$$,
	'22003', NULL, 'counts that overflow in a merge');

SELECT * FROM finish();
ROLLBACK;
