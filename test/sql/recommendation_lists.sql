-- recommended lists: values of test/gen/recommendation.py
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(14);

CREATE TABLE shown AS
SELECT i % 23 AS user_id, item, CASE WHEN item % 11 <> 0 THEN item % 5 END AS category,
	CASE WHEN item % 7 <> 0 THEN (item + 1) / 64.0 END AS popularity
FROM (SELECT i, (i * i * 7 + i / 23) % 61 AS item FROM generate_series(1, 400) i) q;
INSERT INTO shown VALUES (NULL, 5, 1, 0.5), (1, NULL, 1, 0.5);

SELECT is((SELECT string_agg(format('%s is %s, %s [%s, %s]', m.metric, m.value, m.n, m.ci_low, m.ci_high), '; ')
	FROM drift.recommendation_metrics('shown', 'user_id', 'item', 'category', 'popularity', 80) m JOIN (VALUES
		('lists', 23::float8, 23::bigint, NULL::float8, NULL::float8), ('items', 61, 346, NULL, NULL), ('coverage', 0.7625, 346, NULL, NULL),
		('exposure_gini', 0.3773843930635838, 346, NULL, NULL), ('personalization', 0.7622344548296902, 23, NULL, NULL),
		('category_diversity', 0.8287573608545477, 23, 0.8169798224100232, 0.8405348992990721),
		('distinct_categories', 0.3868552589780211, 23, 0.34646916057428206, 0.4272413573817601),
		('novelty', 1.2510877577853672, 23, 1.1432692159450153, 1.358906299625719),
		('popularity', 0.5153885588183662, 23, 0.4936306163862973, 0.5371465012504352)) e (metric, value, n, low, high) USING (metric)
	WHERE abs(m.value - e.value) > 1e-12 OR m.n <> e.n OR (m.ci_low IS NULL) <> (e.low IS NULL) OR abs(m.ci_low - e.low) > 1e-9 OR abs(m.ci_high - e.high) > 1e-9),
	NULL, 'every metric');
SELECT is((SELECT count(*) FROM drift.recommendation_metrics('shown', 'user_id', 'item')), 9::bigint, 'nine of them');
SELECT ok(abs(m.value - 0.18345494172273288) < 1e-12, 'exposure of the items recommended alone')
FROM drift.recommendation_metrics('shown', 'user_id', 'item') m WHERE metric = 'exposure_gini';
SELECT is((SELECT string_agg(metric || ': ' || reason, '; ') FROM drift.recommendation_metrics('shown', 'user_id', 'item') WHERE value IS NULL),
	'coverage: no catalogue_size was given; category_diversity: no list has two items with a category; distinct_categories: no item has a category; '
	'novelty: no item has a popularity; popularity: no item has a popularity', 'undefined with a reason');
SELECT is((SELECT string_agg(metric || ' ' || value, ' ') FROM drift.recommendation_metrics('shown', 'user_id', 'item', condition => 'false') WHERE value IS NOT NULL),
	'lists 0 items 0', 'no rows');
CREATE TABLE same AS SELECT u, i FROM generate_series(1, 5) u, generate_series(1, 4) i;
SELECT ok(abs(value) < 1e-12, 'the same list for everyone: nothing personal') FROM drift.recommendation_metrics('same', 'u', 'i') WHERE metric = 'personalization';
SELECT ok(abs(value) < 1e-12, 'and all items alike') FROM drift.recommendation_metrics('same', 'u', 'i') WHERE metric = 'exposure_gini';
CREATE VIEW apart AS SELECT u, u * 10 + i AS i, 'odd "kind" ' || i % 1 AS k, 'NaN'::float8 AS p FROM same;
SELECT is(value, 1::float8, 'lists without a common item') FROM drift.recommendation_metrics('apart', 'u', 'i') WHERE metric = 'personalization';
SELECT is(value, 0::float8, 'one category alone') FROM drift.recommendation_metrics('apart', 'u', 'i', 'k', 'p') WHERE metric = 'category_diversity';
SELECT is(reason, 'no item has a popularity', 'NaN is no popularity') FROM drift.recommendation_metrics('apart', 'u', 'i', 'k', 'p') WHERE metric = 'novelty';

SELECT throws_ok($$SELECT drift.recommendation_metrics('shown', 'user_id', 'itm')$$, '42703', NULL, 'no such column');
SELECT throws_ok($$SELECT drift.recommendation_metrics('shown', 'user_id', 'item', popularity => 'user_id')$$, '22023', NULL, 'popularity that is no share');
SELECT throws_ok($$SELECT drift.recommendation_metrics('shown', 'user_id', 'item', catalogue_size => 0)$$, '22023', NULL, 'no catalogue');
SELECT throws_ok($$SELECT drift.recommendation_metrics('shown', 'user_id', 'item', alpha => 1)$$, '22023', NULL, 'alpha is no level');

SELECT * FROM finish();
ROLLBACK;
