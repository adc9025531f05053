
-- views: flat, one value a row, text labels and a numeric status, for people and for dashboards

CREATE FUNCTION drift.status_code(status text) RETURNS int
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE status WHEN 'ok' THEN 0 WHEN 'warn' THEN 1 WHEN 'critical' THEN 2 WHEN 'error'
		THEN 3
		WHEN 'insufficient_data' THEN -1 END;
COMMENT ON FUNCTION drift.status_code(text) IS 'Status as a number: 0 ok, 1 warn, 2 critical, 3 error, -1 insufficient_data.';

CREATE VIEW drift.result_latest AS
SELECT DISTINCT ON (r.monitor_id, r.column_name, r.segment_key, r.segment_value)
	mo.name AS model, s.name AS source, m.name AS monitor, r.*,
		drift.status_code(r.status) AS status_code
FROM drift.result r
JOIN drift.monitor m ON m.monitor_id = r.monitor_id
JOIN drift.model mo ON mo.model_id = r.model_id
JOIN drift.source s ON s.source_id = r.source_id
ORDER BY r.monitor_id, r.column_name, r.segment_key, r.segment_value, r.window_start DESC;
COMMENT ON VIEW drift.result_latest IS 'The newest result of every monitor, column and segment.';

CREATE VIEW drift.alert_open AS
SELECT a.alert_id, mo.name AS model, s.name AS source, m.name AS monitor, a.metric, a.column_name,
	a.segment_key, a.segment_value, a.state, a.severity, a.value, a.limit_value, a.n_current,
	a.first_window, a.fired_window, a.last_window, a.occurrences, a.fired_at, a.reason,
	a.silenced_by, a.owner, a.runbook, a.dedup_key
FROM drift.alert a
JOIN drift.monitor m ON m.monitor_id = a.monitor_id
JOIN drift.model mo ON mo.model_id = a.model_id
JOIN drift.source s ON s.source_id = a.source_id
WHERE a.state IN ('pending', 'firing');
COMMENT ON VIEW drift.alert_open IS 'Alerts that are pending or firing.';

CREATE VIEW drift.metric_series AS
SELECT r.window_start AS "time", r.metric, r.value, mo.name AS model, s.name AS source,
	m.name AS monitor, coalesce(r.column_name::text, ':table') AS column_name,
	coalesce(r.segment_key, ':all') AS segment_key,
	CASE WHEN r.segment_key IS NULL THEN ':all' ELSE coalesce(r.segment_value,
		'NULL') END AS segment_value,
	coalesce(r.status, 'measured') AS status, drift.status_code(r.status) AS status_code,
	r.warn_low, r.warn_high, r.critical_low, r.critical_high, r.n_current AS n, r.window_end
FROM drift.result r
JOIN drift.monitor m ON m.monitor_id = r.monitor_id
JOIN drift.model mo ON mo.model_id = r.model_id
JOIN drift.source s ON s.source_id = r.source_id;
COMMENT ON VIEW drift.metric_series IS 'Every result as a point of a time series, for Grafana and other tools: time, metric, value, labels as text, status as text and number.';

CREATE VIEW drift.model_health AS
SELECT mo.name AS model, s.name AS source,
	CASE WHEN l.criticals > 0 OR al.criticals > 0 THEN 'critical'
		WHEN l.errors > 0 THEN 'error'
		WHEN l.warns > 0 OR al.firing > 0 THEN 'warn'
		WHEN coalesce(l.oks, 0) = 0 THEN 'insufficient_data' ELSE 'ok' END AS status,
	l.last_window, coalesce(l.oks, 0) AS ok, coalesce(l.warns, 0) AS warn,
	coalesce(l.criticals, 0) AS critical, coalesce(l.insufficient, 0) AS insufficient_data,
	coalesce(l.errors, 0) AS error, al.firing AS alerts_firing, al.pending AS alerts_pending,
	s.collected_until, s.enabled
FROM drift.source_model sm
JOIN drift.model mo ON mo.model_id = sm.model_id
JOIN drift.source s ON s.source_id = sm.source_id
LEFT JOIN (
	SELECT r.source_id, r.model_id, max(r.window_start) AS last_window,
		count(*) FILTER (WHERE r.status = 'ok') AS oks,
		count(*) FILTER (WHERE r.status = 'warn') AS warns,
		count(*) FILTER (WHERE r.status = 'critical') AS criticals,
		count(*) FILTER (WHERE r.status = 'insufficient_data') AS insufficient,
		count(*) FILTER (WHERE r.status = 'error') AS errors
	FROM drift.result_latest r GROUP BY 1, 2
) l ON l.source_id = sm.source_id AND l.model_id = sm.model_id
CROSS JOIN LATERAL (
	SELECT count(*) FILTER (WHERE a.state = 'firing') AS firing,
		count(*) FILTER (WHERE a.state = 'pending') AS pending,
		count(*) FILTER (WHERE a.state = 'firing' AND a.severity = 'critical') AS criticals
	FROM drift.alert a
	WHERE a.source_id = sm.source_id AND a.model_id = sm.model_id AND a.state IN ('pending',
		'firing')
) al;
COMMENT ON VIEW drift.model_health IS 'One row a model and source: the worst of its newest results and open alerts, and how many of each.';

CREATE VIEW drift.drift_heatmap AS
SELECT r.window_start AS "time", mo.name AS model, coalesce(r.column_name::text,
	':table') AS column_name,
	max(drift.status_code(r.status)) AS status_code,
	max(r.value) FILTER (WHERE r.metric = 'psi') AS psi,
	count(*) FILTER (WHERE r.status IN ('warn', 'critical')) AS beyond, count(*) AS results
FROM drift.result r
JOIN drift.model mo ON mo.model_id = r.model_id
GROUP BY r.window_start, mo.name, r.column_name;
COMMENT ON VIEW drift.drift_heatmap IS 'Column by window: the worst status over all metrics and segments, and the largest PSI.';
