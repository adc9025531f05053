
-- views: flat, one value a row, text labels and a numeric status, for people and for dashboards

CREATE FUNCTION drift.status_code(status text) RETURNS int
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE status WHEN 'ok' THEN 0 WHEN 'warn' THEN 1 WHEN 'critical' THEN 2 WHEN 'error'
		THEN 3
		WHEN 'insufficient_data' THEN -1 END;
COMMENT ON FUNCTION drift.status_code(text) IS 'Status as a number: 0 ok, 1 warn, 2 critical, 3 error, -1 insufficient_data.';

CREATE VIEW drift.result_latest AS
SELECT DISTINCT ON (r.monitor_id, r.column_name, r.segment_key, r.segment_value)
	mo.name AS model, mo.version AS model_version, s.name AS source, m.name AS monitor, b.purpose,
	r.*, drift.status_code(r.status) AS status_code
FROM drift.result r
JOIN drift.monitor m ON m.monitor_id = r.monitor_id
JOIN drift.model mo ON mo.model_id = r.model_id
JOIN drift.source s ON s.source_id = r.source_id
LEFT JOIN drift.baseline b ON b.baseline_id = r.baseline_id
ORDER BY r.monitor_id, r.column_name, r.segment_key, r.segment_value, r.window_start DESC;
COMMENT ON VIEW drift.result_latest IS 'The newest result of every monitor, column and segment.';
COMMENT ON COLUMN drift.result_latest.model_version IS 'Version of the model.';
COMMENT ON COLUMN drift.result_latest.purpose IS 'Purpose of the baseline it was compared with: drift or skew.';
COMMENT ON COLUMN drift.result_latest.result_id IS 'Key.';
COMMENT ON COLUMN drift.result_latest.run_id IS 'Run that measured it last.';
COMMENT ON COLUMN drift.result_latest.monitor_id IS 'The monitor.';
COMMENT ON COLUMN drift.result_latest.source_id IS 'The source.';
COMMENT ON COLUMN drift.result_latest.model_id IS 'The model.';
COMMENT ON COLUMN drift.result_latest.baseline_id IS 'The baseline it was compared with.';
COMMENT ON COLUMN drift.result_latest.window_start IS 'Start of the window, included.';
COMMENT ON COLUMN drift.result_latest.window_end IS 'End of the window, excluded.';
COMMENT ON COLUMN drift.result_latest.metric IS 'The monitor''s metric.';
COMMENT ON COLUMN drift.result_latest.column_name IS 'Column or protected attribute; NULL for rows and performance.';
COMMENT ON COLUMN drift.result_latest.segment_key IS 'Segment column; NULL: all rows.';
COMMENT ON COLUMN drift.result_latest.segment_value IS 'Value of the segment column, as text.';
COMMENT ON COLUMN drift.result_latest.value IS 'Value of the metric; NULL where it could not be computed, and reason says why.';
COMMENT ON COLUMN drift.result_latest.n_current IS 'Values, or labelled rows, of the window behind the value.';
COMMENT ON COLUMN drift.result_latest.n_baseline IS 'The same of the baseline.';
COMMENT ON COLUMN drift.result_latest.n_null IS 'Rows of the window that took no part: missing values, or rows without label.';
COMMENT ON COLUMN drift.result_latest.critical_value IS 'Value that chance alone exceeds with probability alpha at these sample sizes.';
COMMENT ON COLUMN drift.result_latest.p_value IS 'Probability of such a value without drift, where the metric has a test.';
COMMENT ON COLUMN drift.result_latest.ci_low IS 'Lower end of the 95 % confidence interval of the value, where there is one.';
COMMENT ON COLUMN drift.result_latest.ci_high IS 'Upper end of it.';
COMMENT ON COLUMN drift.result_latest.status IS 'ok, warn, critical, insufficient_data or error; NULL until judged.';
COMMENT ON COLUMN drift.result_latest.warn_low IS 'Values below warn; NULL: no lower limit.';
COMMENT ON COLUMN drift.result_latest.warn_high IS 'Values above warn; NULL: no upper limit.';
COMMENT ON COLUMN drift.result_latest.critical_low IS 'Values below are critical.';
COMMENT ON COLUMN drift.result_latest.critical_high IS 'Values above are critical.';
COMMENT ON COLUMN drift.result_latest.limit_kind IS 'Where the limits come from: fixed, reference, season, and what widened them: +floor, +significance.';
COMMENT ON COLUMN drift.result_latest.basis IS 'What the limits were derived from, in words.';
COMMENT ON COLUMN drift.result_latest.history IS 'Windows behind the limits.';
COMMENT ON COLUMN drift.result_latest.p_adjusted IS 'p_value adjusted for the number of columns tested together.';
COMMENT ON COLUMN drift.result_latest.tier IS 'page or digest.';
COMMENT ON COLUMN drift.result_latest.reason_code IS 'Code of what is wrong with the data, for machines.';
COMMENT ON COLUMN drift.result_latest.reason IS 'Why the status is what it is, in words.';
COMMENT ON COLUMN drift.result_latest.measured_at IS 'When it was measured last.';
COMMENT ON COLUMN drift.result_latest.judged_at IS 'When it was judged last.';
COMMENT ON COLUMN drift.result_latest.alerted_at IS 'When the alert step took it in; NULL: not yet, or not evaluable.';
COMMENT ON COLUMN drift.result_latest.model IS 'Name of the model.';
COMMENT ON COLUMN drift.result_latest.source IS 'Name of the source.';
COMMENT ON COLUMN drift.result_latest.monitor IS 'Name of the monitor.';
COMMENT ON COLUMN drift.result_latest.status_code IS 'Status as a number, see drift.status_code().';

CREATE VIEW drift.alert_open AS
SELECT a.alert_id, mo.name AS model, mo.version AS model_version, s.name AS source,
	m.name AS monitor, a.metric, a.column_name,
	a.segment_key, a.segment_value, a.state, a.severity, a.value, a.limit_value, a.n_current,
	a.first_window, a.fired_window, a.last_window, a.occurrences, a.fired_at, a.reason,
	a.silenced_by, a.owner, a.runbook, a.dedup_key, a.incident_id, a.suppressed_by, a.held,
	a.acknowledged_by, a.acknowledged_at, a.assigned_to, a.ticket, a.weight
FROM drift.alert a
JOIN drift.monitor m ON m.monitor_id = a.monitor_id
JOIN drift.model mo ON mo.model_id = a.model_id
JOIN drift.source s ON s.source_id = a.source_id
WHERE a.state IN ('pending', 'firing', 'suppressed', 'no_data');
COMMENT ON VIEW drift.alert_open IS 'Alerts that are not over: pending, firing, suppressed or without data; drift.incident_open groups them.';
COMMENT ON COLUMN drift.alert_open.model_version IS 'Version of the model.';
COMMENT ON COLUMN drift.alert_open.incident_id IS 'The incident that collects it.';
COMMENT ON COLUMN drift.alert_open.suppressed_by IS 'The alert that explains it.';
COMMENT ON COLUMN drift.alert_open.held IS 'What keeps messages about it back.';
COMMENT ON COLUMN drift.alert_open.acknowledged_by IS 'Who acknowledged it.';
COMMENT ON COLUMN drift.alert_open.acknowledged_at IS 'When.';
COMMENT ON COLUMN drift.alert_open.assigned_to IS 'Who works on it.';
COMMENT ON COLUMN drift.alert_open.ticket IS 'Its ticket.';
COMMENT ON COLUMN drift.alert_open.weight IS 'The monitor''s importance.';
COMMENT ON COLUMN drift.alert_open.alert_id IS 'Key.';
COMMENT ON COLUMN drift.alert_open.metric IS 'The metric.';
COMMENT ON COLUMN drift.alert_open.column_name IS 'Column, or NULL.';
COMMENT ON COLUMN drift.alert_open.segment_key IS 'Segment column, or NULL.';
COMMENT ON COLUMN drift.alert_open.segment_value IS 'Segment value, or NULL.';
COMMENT ON COLUMN drift.alert_open.severity IS 'warning or critical: the worst of the last n windows.';
COMMENT ON COLUMN drift.alert_open.value IS 'Value in last_window.';
COMMENT ON COLUMN drift.alert_open.limit_value IS 'Limit it broke there.';
COMMENT ON COLUMN drift.alert_open.n_current IS 'Values behind it.';
COMMENT ON COLUMN drift.alert_open.first_window IS 'Start of the window that opened it.';
COMMENT ON COLUMN drift.alert_open.fired_window IS 'Start of the window that made it fire.';
COMMENT ON COLUMN drift.alert_open.last_window IS 'Start of the last window beyond the limit.';
COMMENT ON COLUMN drift.alert_open.occurrences IS 'Windows beyond the limit while it was open.';
COMMENT ON COLUMN drift.alert_open.fired_at IS 'When it fired, by the clock.';
COMMENT ON COLUMN drift.alert_open.reason IS 'Reason of the last result.';
COMMENT ON COLUMN drift.alert_open.silenced_by IS 'The silence that keeps its message back.';
COMMENT ON COLUMN drift.alert_open.owner IS 'The monitor''s owner.';
COMMENT ON COLUMN drift.alert_open.runbook IS 'The monitor''s runbook.';
COMMENT ON COLUMN drift.alert_open.dedup_key IS 'Names monitor, column and segment; the same over severities and episodes, at most 255 bytes.';
COMMENT ON COLUMN drift.alert_open.model IS 'Name of the model.';
COMMENT ON COLUMN drift.alert_open.source IS 'Name of the source.';
COMMENT ON COLUMN drift.alert_open.monitor IS 'Name of the monitor.';
COMMENT ON COLUMN drift.alert_open.state IS 'pending: beyond the limit, not often enough; firing; suppressed: another alert explains it; no_data: it fired and cannot be evaluated any more.';

CREATE VIEW drift.metric_series AS
SELECT r.window_start AS "time", r.metric, r.value, mo.name AS model,
	mo.version AS model_version, s.name AS source,
	m.name AS monitor, coalesce(r.column_name::text, ':table') AS column_name,
	coalesce(r.segment_key, ':all') AS segment_key,
	CASE WHEN r.segment_key IS NULL THEN ':all' ELSE coalesce(r.segment_value,
		'NULL') END AS segment_value,
	coalesce(r.status, 'measured') AS status, drift.status_code(r.status) AS status_code,
	r.warn_low, r.warn_high, r.critical_low, r.critical_high, r.n_current AS n, r.window_end,
	b.purpose
FROM drift.result r
JOIN drift.monitor m ON m.monitor_id = r.monitor_id
JOIN drift.model mo ON mo.model_id = r.model_id
JOIN drift.source s ON s.source_id = r.source_id
LEFT JOIN drift.baseline b ON b.baseline_id = r.baseline_id;
COMMENT ON COLUMN drift.metric_series.purpose IS 'Purpose of the baseline it was compared with: drift or skew.';
COMMENT ON VIEW drift.metric_series IS 'Every result as a point of a time series, for Grafana and other tools: time, metric, value, labels as text, status as text and number.';
COMMENT ON COLUMN drift.metric_series.model_version IS 'Version of the model.';
COMMENT ON COLUMN drift.metric_series.metric IS 'The monitor''s metric.';
COMMENT ON COLUMN drift.metric_series.value IS 'Value of the metric; NULL where it could not be computed, and reason says why.';
COMMENT ON COLUMN drift.metric_series.warn_low IS 'Values below warn; NULL: no lower limit.';
COMMENT ON COLUMN drift.metric_series.warn_high IS 'Values above warn; NULL: no upper limit.';
COMMENT ON COLUMN drift.metric_series.critical_low IS 'Values below are critical.';
COMMENT ON COLUMN drift.metric_series.critical_high IS 'Values above are critical.';
COMMENT ON COLUMN drift.metric_series.window_end IS 'End of the window, excluded.';
COMMENT ON COLUMN drift.metric_series."time" IS 'Start of the window.';
COMMENT ON COLUMN drift.metric_series.model IS 'Name of the model.';
COMMENT ON COLUMN drift.metric_series.source IS 'Name of the source.';
COMMENT ON COLUMN drift.metric_series.monitor IS 'Name of the monitor.';
COMMENT ON COLUMN drift.metric_series.column_name IS 'Column or protected attribute; '':table'' for rows and performance.';
COMMENT ON COLUMN drift.metric_series.segment_key IS 'Segment column; '':all'': all rows.';
COMMENT ON COLUMN drift.metric_series.segment_value IS 'Value of the segment column, as text; '':all'': all rows.';
COMMENT ON COLUMN drift.metric_series.status IS 'ok, warn, critical, insufficient_data or error; measured: not judged yet.';
COMMENT ON COLUMN drift.metric_series.status_code IS 'Status as a number, see drift.status_code().';
COMMENT ON COLUMN drift.metric_series.n IS 'Values, or labelled rows, of the window behind the value.';

CREATE VIEW drift.model_health AS
SELECT mo.name AS model, mo.version AS model_version, s.name AS source,
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
COMMENT ON COLUMN drift.model_health.model_version IS 'Version of the model.';
COMMENT ON COLUMN drift.model_health.collected_until IS 'End of the last window collected by a run; NULL before the first.';
COMMENT ON COLUMN drift.model_health.model IS 'Name of the model.';
COMMENT ON COLUMN drift.model_health.source IS 'Name of the source.';
COMMENT ON COLUMN drift.model_health.status IS 'The worst of the newest results and open alerts: critical, error, warn, ok; insufficient_data where nothing could be evaluated.';
COMMENT ON COLUMN drift.model_health.last_window IS 'Start of the newest window with a result.';
COMMENT ON COLUMN drift.model_health.ok IS 'Newest results that are ok.';
COMMENT ON COLUMN drift.model_health.warn IS 'Newest results with status warn.';
COMMENT ON COLUMN drift.model_health.critical IS 'Newest results that are critical.';
COMMENT ON COLUMN drift.model_health.insufficient_data IS 'Newest results that could not be evaluated.';
COMMENT ON COLUMN drift.model_health.error IS 'Newest results that are errors.';
COMMENT ON COLUMN drift.model_health.alerts_firing IS 'Alerts that are firing.';
COMMENT ON COLUMN drift.model_health.alerts_pending IS 'Alerts that are pending.';
COMMENT ON COLUMN drift.model_health.enabled IS 'Is the source watched? false: suspended.';

CREATE VIEW drift.drift_heatmap AS
SELECT r.window_start AS "time", mo.name AS model, mo.version AS model_version,
	coalesce(r.column_name::text, ':table') AS column_name,
	max(drift.status_code(r.status)) AS status_code,
	max(r.value) FILTER (WHERE r.metric = 'psi') AS psi,
	count(*) FILTER (WHERE r.status IN ('warn', 'critical')) AS beyond, count(*) AS results
FROM drift.result r
JOIN drift.model mo ON mo.model_id = r.model_id
GROUP BY r.window_start, mo.name, mo.version, r.column_name;
COMMENT ON VIEW drift.drift_heatmap IS 'Column by window: the worst status over all metrics and segments, and the largest PSI.';
COMMENT ON COLUMN drift.drift_heatmap.model_version IS 'Version of the model.';
COMMENT ON COLUMN drift.drift_heatmap."time" IS 'Start of the window.';
COMMENT ON COLUMN drift.drift_heatmap.model IS 'Name of the model.';
COMMENT ON COLUMN drift.drift_heatmap.column_name IS 'Column or protected attribute; '':table'' for rows and performance.';
COMMENT ON COLUMN drift.drift_heatmap.status_code IS 'The worst status over all metrics and segments, as a number, see drift.status_code().';
COMMENT ON COLUMN drift.drift_heatmap.psi IS 'The largest PSI over all segments.';
COMMENT ON COLUMN drift.drift_heatmap.beyond IS 'Results with status warn or critical.';
COMMENT ON COLUMN drift.drift_heatmap.results IS 'All results.';
