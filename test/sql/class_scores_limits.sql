\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(12);

-- 100 classes with scores are the most
CREATE FUNCTION pg_temp.scores(n int, best int) RETURNS jsonb LANGUAGE sql AS
'SELECT jsonb_object_agg(c, CASE WHEN c = best THEN 0.5 ELSE 0.5 / (n - 1) END) FROM generate_series(1, n) c';
CREATE TEMP TABLE hundred AS
SELECT drift.class_outcome_agg((1 + i % 100)::text, NULL, pg_temp.scores(100, 1 + (i + (i % 4 = 0)::int) % 100)) AS o FROM generate_series(1, 400) i;
SELECT is(drift.metric(o, 'classes'), 100::float8, '100 classes') FROM hundred;
SELECT is(drift.metric(o, 'top_1_accuracy'), 0.75::float8, 'top 1') FROM hundred;
SELECT ok(drift.metric(o, 'macro_roc_auc') BETWEEN 0.8 AND 0.95, 'an area for each') FROM hundred;
SELECT is(o::text::drift.outcome::text, o::text, 'text form') FROM hundred;
SELECT throws_ok($$SELECT drift.class_outcome_agg('1', NULL, pg_temp.scores(101, 1))$$, '54000', NULL, 'scores of 101 classes are refused');
SELECT throws_ok($$SELECT drift.class_outcome_agg('x', NULL, pg_temp.scores(100, 1))$$, '54000', NULL, 'the label is one of them');
SELECT throws_ok($$SELECT drift.class_outcome_agg('1', NULL, '[0.5, 0.5]'::jsonb)$$, '22023', NULL, 'a JSON array');
SELECT throws_ok($$SELECT drift.class_outcome_agg('1', NULL, '{0.5,0.5}', '{a}')$$, '22023', '2 scores, but 1 classes', 'arrays of different lengths');
SELECT throws_ok($$SELECT drift.class_outcome_agg('1', NULL, '{0.5,0.5}', '{a,NULL}')$$, '22023', NULL, 'a class that is NULL');
SELECT throws_ok($$SELECT drift.class_outcome_agg('1', NULL, '{0.5,0.5}', '{a,a}')$$, '22023', 'class "a" is listed twice with a score', 'a class listed twice');
SELECT throws_ok($$SELECT drift.top_k_accuracy(o, 11) FROM hundred$$, '22023', NULL, 'k beyond 10');
SELECT throws_ok($$SELECT drift.top_k_accuracy(drift.binary_outcome_agg(true, true, 1), 1)$$, '42804', NULL, 'another kind of state');

SELECT * FROM finish();
ROLLBACK;
