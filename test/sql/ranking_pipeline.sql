\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(7);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';

-- doc/ranking.md: rankings and classifiers in the pipeline. From day 25 on the scores mean nothing.
CREATE SCHEMA shop;
CREATE TABLE shop.shown AS
SELECT '2026-01-01'::timestamptz + day * interval '1 day' + user_id * interval '20 minutes' AS ts, user_id, item,
	h % 100 < 20 AS clicked, CASE WHEN day < 25 AND h % 100 < 20 THEN 0.5 ELSE 0 END + (h / 100 % 1000) / 1000.0 AS score
FROM generate_series(0, 29) day, generate_series(1, 60) user_id, generate_series(1, 12) item,
	LATERAL (SELECT abs(hashint4(hashint4(day * 1000 + user_id) # item)) AS h) x;
SELECT drift.watch('shop.shown', reference => '[2026-01-01,2026-01-21)', score_column => 'score', prediction_column => NULL, label_column => NULL,
	id_column => 'item', name => 'shown', label_lateness => '0') \g /dev/null
SELECT drift.create_monitor('shown', 'shown', 'custom', name => 'ndcg at 10', direction => 'down', expression =>
	'drift.ranking_metric(drift.ranking_agg(user_id::text, clicked::int, score), ''ndcg'', 10)') AS ndcg \gset
CALL drift.run_due('2026-01-31');
SELECT is((SELECT count(*) FROM drift.result WHERE monitor_id = :ndcg), 10::bigint, 'NDCG of each day after the baseline');
SELECT is((SELECT round(value::numeric, 9) FROM drift.result WHERE monitor_id = :ndcg AND window_start = '2026-01-23'),
	(SELECT round(drift.ranking_metric(drift.ranking_agg(user_id::text, clicked::int, score), 'ndcg', 10)::numeric, 9) FROM shop.shown
		WHERE ts >= '2026-01-23' AND ts < '2026-01-24'), 'is that of its rows');
SELECT is((SELECT string_agg(DISTINCT status, ' ') FROM drift.result WHERE monitor_id = :ndcg AND window_start < '2026-01-26'), 'ok', 'good at first');
SELECT is((SELECT string_agg(DISTINCT status, ' ') FROM drift.result WHERE monitor_id = :ndcg AND window_start >= '2026-01-26'), 'critical', 'then bad');

-- the further metrics of classes
CREATE TABLE shop.classes AS
SELECT '2026-01-01'::timestamptz + i * interval '10 minutes' AS ts, (1 + h % 5)::text AS label,
	CASE WHEN h / 5 % 10 < 8 THEN 1 + h % 5 ELSE 1 + h / 50 % 5 END::text AS prediction
FROM generate_series(0, 30 * 144 - 1) i, LATERAL (SELECT abs(hashint4(hashint4(i))) AS h) x;
SELECT drift.watch('shop.classes', "window" => '1 day', reference => '[2026-01-01,2026-01-21)', name => 'classes', label_lateness => '0') \g /dev/null
SELECT drift.create_monitor('classes', 'classes', metric, name => metric)
FROM unnest('{kappa_quadratic,class_mcc,macro_precision,class_balanced_accuracy,macro_jaccard}'::text[]) metric \g /dev/null
CALL drift.run_due('2026-01-31');
SELECT results_eq($$SELECT m.name, round(r.value::numeric, 9), r.status FROM drift.result r JOIN drift.monitor m USING (monitor_id)
		WHERE m.name ~ 'kappa_q|mcc|macro_[pj]|balanced' AND r.window_start = '2026-01-25' ORDER BY m.name COLLATE "C"$$,
	$$SELECT v.name, round(drift.metric(o, v.metric)::numeric, 9), 'ok'
		FROM (SELECT drift.class_outcome_agg(label, prediction) AS o FROM shop.classes WHERE ts >= '2026-01-25' AND ts < '2026-01-26') q,
			(VALUES ('kappa_quadratic', 'kappa_quadratic'), ('class_mcc', 'mcc'), ('macro_precision', 'macro_precision'),
				('class_balanced_accuracy', 'balanced_accuracy'), ('macro_jaccard', 'macro_jaccard')) v (name, metric) ORDER BY v.name COLLATE "C"$$,
	'every metric of classes is measured');

-- doc/multiclass.md: metrics of scores, as an expression
CREATE TABLE shop.scored AS
SELECT ts, label, prediction, jsonb_build_object(prediction, 0.6, (1 + prediction::int % 5)::text, 0.4) AS scores FROM shop.classes;
SELECT drift.watch('shop.scored', "window" => '1 day', reference => '[2026-01-01,2026-01-21)', name => 'scored', label_lateness => '0') \g /dev/null
SELECT drift.create_monitor('scored', 'scored', 'custom', name => metric, direction => direction, expression =>
	format('drift.metric(drift.class_outcome_agg(label, prediction, scores), %L)', metric))
FROM (VALUES ('log_loss', 'up'), ('macro_roc_auc', 'down'), ('top_2_accuracy', 'down')) v (metric, direction) \g /dev/null
CALL drift.run_due('2026-01-31');
SELECT results_eq($$SELECT m.name, round(r.value::numeric, 9) FROM drift.result r JOIN drift.monitor m USING (monitor_id)
		WHERE m.name IN ('log_loss', 'macro_roc_auc', 'top_2_accuracy') AND r.window_start = '2026-01-25' ORDER BY m.name COLLATE "C"$$,
	$$SELECT m.metric, round(m.value::numeric, 9)
		FROM (SELECT drift.class_outcome_agg(label, prediction, scores) AS o FROM shop.scored WHERE ts >= '2026-01-25' AND ts < '2026-01-26') q,
			drift.metrics(o, metrics => '{log_loss,macro_roc_auc,top_2_accuracy}') m ORDER BY m.metric COLLATE "C"$$,
	'metrics of scores of classes are measured by an expression');
SELECT is((SELECT string_agg(DISTINCT r.status, ' ') FROM drift.result r JOIN drift.monitor m USING (monitor_id)
	WHERE m.name IN ('log_loss', 'macro_roc_auc', 'top_2_accuracy')), 'ok', 'and judged');

SELECT * FROM finish();
ROLLBACK;
