-- scores of classes: what counts as one, late classes, bounds, merges, parallel plans, limits, errors
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(33);

CREATE FUNCTION pg_temp.count_of(o drift.outcome, name text) RETURNS bigint LANGUAGE sql AS 'SELECT drift.metric(o, name)::bigint';
CREATE FUNCTION pg_temp.one(label text, scores jsonb) RETURNS drift.outcome LANGUAGE sql AS 'SELECT drift.class_outcome_agg(label, ''a'', scores)';

-- what counts
SELECT is(ARRAY[pg_temp.count_of(o, 'scored'), pg_temp.count_of(o, 'unusable_scores'), pg_temp.count_of(o, 'n')], x.expected::bigint[], why)
FROM (VALUES ('{"a": 0.7, "b": 0.3}', '{1,0,1}', 'probabilities'), ('{"a": 1.0000001, "b": 0}', '{1,0,1}', 'a rounding error above 1'),
	('{"a": 0.66, "b": 0.3}', '{1,0,1}', 'a sum of 0.96'), ('{"a": 0.6, "b": 0.3}', '{0,1,1}', 'a sum of 0.9'), ('{"a": 0.8, "b": 0.3}', '{0,1,1}', 'a sum of 1.1'),
	('{"a": -0.1, "b": 1.1}', '{0,1,1}', 'outside [0, 1]'), ('{"a": null, "b": 1}', '{0,1,1}', 'null'), ('{"a": "0.5", "b": 0.5}', '{0,1,1}', 'a text'),
	('{"a": [1], "b": {"c": 1}}', '{0,1,1}', 'nested'), ('{}', '{0,1,1}', 'no class'), ('null', '{0,0,1}', 'JSON null: no scores'),
	(NULL, '{0,0,1}', 'NULL: no scores'), ('{"b": 1}', '{1,0,1}', 'a label that is not listed'), ('{"a": 1e999, "b": 0}', '{0,1,1}', 'beyond float8')) x (scores, expected, why),
	LATERAL pg_temp.one('a', x.scores::jsonb) o;
SELECT is(ARRAY[pg_temp.count_of(o, 'scored'), pg_temp.count_of(o, 'unusable_scores'), pg_temp.count_of(o, 'unlabelled'), pg_temp.count_of(o, 'unpredicted')], '{1,1,2,1}',
	'arrays: NaN, without label, without prediction')
FROM (SELECT drift.class_outcome_agg(l, p, s, '{a,b}') AS o FROM (VALUES ('a', 'a', '{NaN,1}'::float8[]), (NULL, 'a', '{1,0}'), (NULL, NULL, '{NULL,9}'),
	('b', NULL, '{0.5,0.5}')) r (l, p, s)) q;
SELECT is(ARRAY[pg_temp.count_of(o, 'label_not_scored'), round(drift.metric(o, 'log_loss'))::bigint, drift.metric(o, 'brier')::bigint, drift.top_k_accuracy(o, 10)::bigint],
	'{1,36,2,0}', 'a label that is not listed has probability 0') FROM pg_temp.one('z', '{"a": 1}') o;
SELECT results_eq($$SELECT metric, value, reason FROM drift.metrics((SELECT drift.class_outcome_agg('a', 'b', NULL::jsonb))) WHERE metric IN ('log_loss', 'macro_roc_auc', 'top_3_accuracy')$$,
	$$VALUES ('macro_roc_auc', NULL::float8, 'no row has both label and scores'), ('log_loss', NULL, 'no row has both label and scores'),
		('top_3_accuracy', NULL, 'no row has both label and scores')$$, 'no scores: undefined with a reason');
SELECT is(drift.metric(o, 'macro_roc_auc'), NULL, 'one class: no area') FROM pg_temp.one('a', '{"a": 1}') o;

-- classes that come late had the score 0 before: the same as listed with 0 throughout
CREATE TABLE log AS
SELECT i, 'odd "name" ' || l AS label, CASE WHEN i % 2000 < 1500 AND l < 3 THEN jsonb_build_object('odd "name" 0', a, 'odd "name" 1', b, 'odd "name" 2', 1 - a - b)
	ELSE jsonb_build_object('odd "name" 3', 1 - a, 'odd "name" 1', a) END AS few,
	CASE WHEN i % 2000 < 1500 AND l < 3 THEN ARRAY[a, b, 1 - a - b, 0, 0] ELSE ARRAY[0, a, 0, 1 - a, 0] END AS many
FROM (SELECT i, h / 7 % 5 AS l, (h / 35 % 40 / 100.0)::float8 AS a, (h / 1400 % 60 / 100.0)::float8 AS b
	FROM (SELECT i, abs(hashint4(hashint4(i))) AS h FROM generate_series(1, 6000) AS i) AS q) AS q;
CREATE TEMP TABLE whole AS SELECT drift.class_outcome_agg(label, NULL, few) AS wf,
	drift.class_outcome_agg(label, NULL, many, ARRAY(SELECT 'odd "name" ' || c FROM generate_series(0, 4) c)) AS wm FROM log;
SELECT is((SELECT string_agg(m.metric, ' ') FROM whole, drift.metrics(wf) m JOIN whole w ON true JOIN LATERAL drift.metrics(w.wm) e USING (metric)
	WHERE metric NOT LIKE 'top%' AND metric NOT LIKE 'label_not%' AND abs(m.value - e.value) > 1e-9 AND metric <> 'log_loss'), NULL, 'late classes are as if always listed');
SELECT is((SELECT string_agg(t.class || t.roc_auc, ' ') FROM whole, drift.class_table(wf) t JOIN whole w ON true JOIN LATERAL drift.class_table(w.wm) e USING (class)
	WHERE abs(t.roc_auc - e.roc_auc) > 1e-12), NULL, 'each class, too');
SELECT is(drift.class_outcome_agg(label, NULL, few ORDER BY i DESC)::text, whole.wf::text, 'rows backwards: the same bits')
FROM log, whole GROUP BY whole.wf::text;
SELECT is(drift.merge(p.o ORDER BY k DESC)::text, whole.wf::text, 'merged, parts with different classes: the same bits')
FROM (SELECT i % 2000 / 500 AS k, drift.class_outcome_agg(label, NULL, few) AS o FROM log GROUP BY 1) p, whole GROUP BY whole.wf::text;
SELECT is(drift.merge(o ORDER BY k)::text, whole.wf::text, 'with a part without scores before') FROM (
	SELECT 0 AS k, drift.class_outcome_agg('odd "name" 0', NULL) AS o FROM log WHERE false
	UNION ALL SELECT 1, w.wf FROM whole w) p, whole GROUP BY whole.wf::text;
SELECT is(wf::text::drift.outcome::text, wf::text, 'text form') FROM whole;
CREATE FUNCTION pg_temp.recv(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/class_scores_edges.bin';
	result text;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', bytes, file);
	CREATE TEMP TABLE received (s drift.outcome);
	EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
	SELECT s::text INTO result FROM received;
	DROP TABLE received;
	EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'rm -f ' || file);
	RETURN result;
END $$;
SELECT is(pg_temp.recv(drift.outcome_send(wf)), wf::text, 'binary form') FROM whole;
SELECT throws_ok(format('SELECT %L::drift.outcome', regexp_replace(wf::text, 'scored:\d+', 'scored:5999')), '22P02', NULL, 'text that does not add up') FROM whole;
SELECT ok(drift.is_exact(wf), 'few distinct scores: exact') FROM whole;

-- parallel
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
ALTER TABLE log SET (parallel_workers = 4);
SELECT is((SELECT drift.class_outcome_agg(label, NULL, few)::text FROM log), wf::text, 'parallel plan: the same bits') FROM whole;

-- many distinct scores: bounded
CREATE TEMP TABLE large AS
SELECT i % 100 AS part, (ARRAY['a', 'b', 'c'])[1 + (i % 5 < 3)::int + (i % 7 = 0)::int] AS label, a / (a + b + 1) AS a, b / (a + b + 1) AS b, 1 / (a + b + 1) AS c
FROM (SELECT i, (abs(hashint4(i)) % 1000003) / 5e5 + (i % 5 >= 3)::int AS a, (abs(hashint4(hashint4(i))) % 1000033) / 5e5 AS b FROM generate_series(1, 60000) i) q;
CREATE TEMP TABLE large_state AS
SELECT drift.class_outcome_agg(label, NULL, ARRAY[a, b, c], '{a,b,c}') AS o, drift.roc_auc(label = 'a', a) AS exact_a FROM large;
SELECT ok(NOT drift.is_exact(o), 'beyond 2,048 distinct scores a summary') FROM large_state;
SELECT ok((SELECT abs(t.roc_auc - exact_a) < 0.005 FROM drift.class_table(o) t WHERE class = 'a'), 'near the exact value') FROM large_state;
SELECT ok((SELECT m.error_bound BETWEEN 1e-6 AND 0.02 FROM drift.metrics(o) m WHERE metric = 'macro_roc_auc'), 'the bound is told') FROM large_state;
SELECT ok((SELECT abs(drift.metric(drift.merge(p.o), 'macro_roc_auc') - drift.metric(l.o, 'macro_roc_auc')) < 0.01
	FROM (SELECT drift.class_outcome_agg(label, NULL, ARRAY[a, b, c], '{a,b,c}') AS o FROM large GROUP BY part) p), 'merged: within bounds') FROM large_state l;
SELECT is((SELECT drift.metric(drift.merge(p.o), 'log_loss') FROM (SELECT drift.class_outcome_agg(label, NULL, ARRAY[a, b, c], '{a,b,c}') AS o FROM large GROUP BY part) p),
	drift.metric(l.o, 'log_loss'), 'sums stay exact') FROM large_state l;

SELECT * FROM finish();
ROLLBACK;
