-- csv_report.sql - what the watch found in the user's files, read from drift's own tables

\pset tuples_only off
\pset format aligned
\pset border 1
\pset footer off
\pset null '-'

CREATE TEMP VIEW measured AS
	SELECT r.*, a.window_no, m.name AS model, c.family,
		round(r.value::numeric, 3) || CASE status WHEN 'critical' THEN ' !!' WHEN 'warn' THEN ' !'
			WHEN 'insufficient_data' THEN ' ?' ELSE '' END AS shown
	FROM drift.result AS r
		JOIN demo.arrival AS a ON a.starts = r.window_start
		JOIN drift.model AS m USING (model_id)
		JOIN drift.metric_catalog() AS c USING (metric)
	WHERE r.segment_key IS NULL;

-- At most some forty windows are printed: all, or every second, every third ...
SELECT greatest(1, (max(window_no) + 1) / 40) AS every, max(window_no) + 1 AS windows,
	(SELECT count(DISTINCT model_id) > 1 FROM drift.result) AS many_models FROM demo.arrival \gset

SELECT EXISTS (SELECT FROM measured WHERE family IN ('distance', 'profile') AND status IN ('warn', 'critical')) AS any \gset
\echo
\if :any
\echo What drifted (all rows together; ! is beyond the warning limit, !! beyond the critical one)
SELECT CASE WHEN :'many_models' THEN m.model || ': ' ELSE '' END || m.column_name AS "column", m.metric,
	coalesce(min('window ' || a.window_no + 1 || coalesce(' (' || a.covers || ')', '')), 'no alert') AS "first alert",
	(array_agg(m.shown ORDER BY m.window_no))[1] AS "first window",
	(array_agg(m.shown ORDER BY m.value DESC NULLS LAST))[1] AS "worst",
	'window ' || (array_agg(m.window_no + 1 ORDER BY m.value DESC NULLS LAST))[1] AS "in",
	(array_agg(m.shown ORDER BY m.window_no DESC))[1] AS "last window",
	count(*) FILTER (WHERE m.status IN ('warn', 'critical')) || ' of ' || count(m.value) AS "beyond limit"
FROM measured AS m LEFT JOIN LATERAL (
		SELECT f.window_no, f.covers FROM drift.alert AS al JOIN demo.arrival AS f ON f.starts = al.fired_window
		WHERE al.monitor_id = m.monitor_id AND al.column_name IS NOT DISTINCT FROM m.column_name
			AND al.segment_key IS NULL
		ORDER BY f.window_no LIMIT 1) AS a ON true
WHERE m.family IN ('distance', 'profile')
GROUP BY m.model, m.column_name, m.metric
HAVING count(*) FILTER (WHERE m.status IN ('warn', 'critical')) > 0
ORDER BY min(a.window_no) NULLS LAST, count(*) FILTER (WHERE m.status IN ('warn', 'critical')) DESC, 1, 2;

\else
\echo Nothing drifted.
\endif
\echo Columns that stayed within their limits in every window:
\pset tuples_only on
SELECT coalesce(string_agg(column_name, ', ' ORDER BY column_name), 'none') FROM (
	SELECT column_name FROM measured WHERE family IN ('distance', 'profile') GROUP BY column_name
	HAVING count(*) FILTER (WHERE status IN ('warn', 'critical')) = 0) AS q;
\pset tuples_only off

SELECT EXISTS (SELECT FROM measured WHERE family = 'outcome' AND value IS NOT NULL) AS any \gset
\if :any
\echo How good the predictions were, window by window, first the reference (? too few rows to judge)
SELECT * FROM (
	SELECT CASE WHEN :'many_models' THEN m.name || ': ' ELSE '' END || 'reference' AS "window", b.metric,
		round(avg(bm.value)::numeric, 3)::text AS shown, -1 AS "no"
	FROM drift.baseline_metric AS bm JOIN drift.monitor AS b USING (monitor_id) JOIN drift.model AS m USING (model_id)
		JOIN drift.metric_catalog() AS c ON c.metric = b.metric
	WHERE c.family = 'outcome' AND bm.segment_key IS NULL
	GROUP BY m.name, b.metric
	UNION ALL
	SELECT CASE WHEN :'many_models' THEN model || ': ' ELSE '' END || (window_no + 1) || coalesce('  (' || a.covers || ')', ''),
		metric, shown, window_no
	FROM measured AS m JOIN demo.arrival AS a USING (window_no)
	WHERE family = 'outcome' AND window_no % :every = 0
) AS q ORDER BY "no", "window"
\crosstabview "window" metric shown
\else
\echo No performance: no labels, or no prediction.
\endif

SELECT EXISTS (SELECT FROM measured WHERE family = 'fairness' AND value IS NOT NULL) AS any \gset
\if :any
\echo
\echo Gaps between groups, window by window, first the reference (? too few rows to judge)
SELECT * FROM (
	SELECT CASE WHEN :'many_models' THEN m.name || ': ' ELSE '' END || 'reference' AS "window",
		bm.column_name || ' ' || b.metric AS "what", round(avg(bm.value)::numeric, 3)::text AS shown, -1 AS "no"
	FROM drift.baseline_metric AS bm JOIN drift.monitor AS b USING (monitor_id) JOIN drift.model AS m USING (model_id)
		JOIN drift.metric_catalog() AS c ON c.metric = b.metric
	WHERE c.family = 'fairness' AND bm.segment_key IS NULL
	GROUP BY m.name, bm.column_name, b.metric
	UNION ALL
	SELECT CASE WHEN :'many_models' THEN model || ': ' ELSE '' END || (window_no + 1) || coalesce('  (' || a.covers || ')', ''),
		column_name || ' ' || metric, shown, window_no
	FROM measured AS m JOIN demo.arrival AS a USING (window_no)
	WHERE family = 'fairness' AND window_no % :every = 0
) AS q ORDER BY "no", "window"
\crosstabview "window" what shown
\endif
SELECT cardinality(protected) > 0 AND type = 'boolean' AS any FROM demo.roles JOIN incoming.typed ON name = prediction
UNION ALL SELECT false LIMIT 1 \gset
\if :any
\echo
\echo Rates in each group, all windows of the reference and of the log
SELECT demo.group_query(p) FROM demo.roles, unnest(protected) AS p \gexec
\endif

SELECT EXISTS (SELECT FROM drift.alert WHERE fired_at IS NOT NULL) AS any \gset
\echo
\if :any
\echo Alerts
SELECT 'window ' || f.window_no + 1 || coalesce(' (' || f.covers || ')', '') AS "raised", al.severity, m.name AS model,
	coalesce(al.column_name, '-') AS "column", al.metric, coalesce(al.segment_key || '=' || al.segment_value, 'all') AS segment,
	round(e.value::numeric, 3) AS "value", round(e.limit_value::numeric, 3) AS "limit",
	coalesce('window ' || g.window_no + 1, 'still firing') AS "resolved"
FROM drift.alert AS al JOIN drift.model AS m USING (model_id)
	JOIN LATERAL (SELECT value, limit_value FROM drift.alert_event
		WHERE alert_id = al.alert_id AND event = 'firing' ORDER BY event_id LIMIT 1) AS e ON true
	LEFT JOIN demo.arrival AS f ON f.starts = al.fired_window
	LEFT JOIN demo.arrival AS g ON g.starts = al.resolved_window
ORDER BY f.window_no, al.severity, m.name, al.column_name, al.metric, al.segment_key, al.segment_value;
\else
\echo No alerts.
\endif
