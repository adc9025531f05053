
-- alert_statistics: can one trust the alerts, and how fast are they dealt with?

CREATE VIEW drift.alert_statistics AS
SELECT mo.name AS model, mo.version AS model_version, a.metric,
	date_trunc('month', a.pending_at) AS month,
	count(*) AS opened, count(*) FILTER (WHERE a.fired_at IS NOT NULL) AS fired,
	count(*) FILTER (WHERE a.notified_at IS NOT NULL) AS told,
	count(*) FILTER (WHERE a.suppressed_by IS NOT NULL) AS suppressed,
	count(*) FILTER (WHERE a.state = 'resolved') AS resolved,
	count(*) FILTER (WHERE a.acknowledged_at IS NOT NULL) AS acknowledged,
	avg(greatest(a.acknowledged_at - a.fired_at, interval '0')) AS mean_time_to_acknowledge,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(a.acknowledged_at - a.fired_at,
		interval '0')) AS median_time_to_acknowledge,
	avg(greatest(a.resolved_at - a.fired_at, interval '0')) AS mean_time_to_resolve,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(a.resolved_at - a.fired_at,
		interval '0')) AS median_time_to_resolve,
	avg(a.occurrences) FILTER (WHERE a.fired_at IS NOT NULL) AS mean_windows,
	count(*) FILTER (WHERE a.verdict = 'true_alarm') AS true_alarms,
	count(*) FILTER (WHERE a.verdict = 'false_alarm') AS false_alarms,
	count(*) FILTER (WHERE a.verdict = 'expected') AS expected,
	count(*) FILTER (WHERE a.verdict = 'true_alarm')::float8
		/ nullif(count(*) FILTER (WHERE a.verdict IN ('true_alarm', 'false_alarm', 'expected')),
			0) AS "precision"
FROM drift.alert a
JOIN drift.model mo ON mo.model_id = a.model_id
GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW drift.alert_statistics IS 'Alerts by model, metric and month: how many, how fast they were acknowledged and resolved (by the clock), and how many were worth it.';
COMMENT ON COLUMN drift.alert_statistics.model IS 'Name of the model.';
COMMENT ON COLUMN drift.alert_statistics.model_version IS 'Its version.';
COMMENT ON COLUMN drift.alert_statistics.metric IS 'The metric.';
COMMENT ON COLUMN drift.alert_statistics.month IS 'Month in which they were opened, by the clock.';
COMMENT ON COLUMN drift.alert_statistics.opened IS 'Alerts opened, those that never fired included.';
COMMENT ON COLUMN drift.alert_statistics.fired IS 'Those that fired.';
COMMENT ON COLUMN drift.alert_statistics.told IS 'Those of which a message was queued.';
COMMENT ON COLUMN drift.alert_statistics.suppressed IS 'Those that another alert explained to the end.';
COMMENT ON COLUMN drift.alert_statistics.resolved IS 'Those that are resolved.';
COMMENT ON COLUMN drift.alert_statistics.acknowledged IS 'Those that somebody acknowledged.';
COMMENT ON COLUMN drift.alert_statistics.mean_time_to_acknowledge IS 'MTTA: from firing to acknowledgement; NULL: none was.';
COMMENT ON COLUMN drift.alert_statistics.median_time_to_acknowledge IS 'Its median.';
COMMENT ON COLUMN drift.alert_statistics.mean_time_to_resolve IS 'MTTR: from firing to the end; NULL: none ended.';
COMMENT ON COLUMN drift.alert_statistics.median_time_to_resolve IS 'Its median.';
COMMENT ON COLUMN drift.alert_statistics.mean_windows IS 'Windows beyond the limit of those that fired.';
COMMENT ON COLUMN drift.alert_statistics.true_alarms IS 'Verdict true_alarm.';
COMMENT ON COLUMN drift.alert_statistics.false_alarms IS 'Verdict false_alarm.';
COMMENT ON COLUMN drift.alert_statistics.expected IS 'Verdict expected: real, and no harm.';
COMMENT ON COLUMN drift.alert_statistics."precision" IS 'Share of true alarms among those with verdict true_alarm, false_alarm or expected; NULL: no verdict.';

CREATE VIEW drift.incident_open AS
SELECT i.incident_id, mo.name AS model, mo.version AS model_version, i.state, i.severity,
	n.alerts, n.open, n.columns, i.first_window, i.last_window, i.opened_at, i.told_severity,
	i.acknowledged_by, i.acknowledged_at, i.assigned_to, i.ticket, i.escalation_level,
	n.held, drift.incident_summary(i, 'firing', i.severity) AS summary, i.dedup_key
FROM drift.incident i
JOIN drift.model mo ON mo.model_id = i.model_id
CROSS JOIN LATERAL (
	SELECT count(*) AS alerts, count(*) FILTER (WHERE a.state IN ('firing', 'no_data')) AS open,
		string_agg(DISTINCT a.held, ', ') AS held,
		array(SELECT (f.a).column_name::text FROM drift.incident_alerts(i.incident_id) f
			WHERE (f.a).column_name IS NOT NULL GROUP BY 1 ORDER BY min(f.place)) AS columns
	FROM drift.alert a WHERE a.incident_id = i.incident_id
) n
WHERE i.state <> 'resolved';
COMMENT ON VIEW drift.incident_open IS 'Incidents that are not over: what a person on call looks at first.';
COMMENT ON COLUMN drift.incident_open.incident_id IS 'Key.';
COMMENT ON COLUMN drift.incident_open.model IS 'Name of the model, or one of the group.';
COMMENT ON COLUMN drift.incident_open.model_version IS 'Its version.';
COMMENT ON COLUMN drift.incident_open.state IS 'firing, or no_data: none of its alerts can be evaluated.';
COMMENT ON COLUMN drift.incident_open.severity IS 'The worst of its open alerts.';
COMMENT ON COLUMN drift.incident_open.alerts IS 'Alerts it has collected.';
COMMENT ON COLUMN drift.incident_open.open IS 'Those still open.';
COMMENT ON COLUMN drift.incident_open.columns IS 'Their columns, the most important first.';
COMMENT ON COLUMN drift.incident_open.first_window IS 'The first window in which one of its alerts fired.';
COMMENT ON COLUMN drift.incident_open.last_window IS 'The last window beyond a limit.';
COMMENT ON COLUMN drift.incident_open.opened_at IS 'When it was opened, by the clock.';
COMMENT ON COLUMN drift.incident_open.told_severity IS 'The severity that people were told; NULL: nobody was.';
COMMENT ON COLUMN drift.incident_open.acknowledged_by IS 'Who acknowledged it.';
COMMENT ON COLUMN drift.incident_open.acknowledged_at IS 'When.';
COMMENT ON COLUMN drift.incident_open.assigned_to IS 'Who works on it.';
COMMENT ON COLUMN drift.incident_open.ticket IS 'Its ticket.';
COMMENT ON COLUMN drift.incident_open.escalation_level IS 'The level of escalation it has reached.';
COMMENT ON COLUMN drift.incident_open.held IS 'What keeps messages about some of its alerts back.';
COMMENT ON COLUMN drift.incident_open.summary IS 'One line for a person.';
COMMENT ON COLUMN drift.incident_open.dedup_key IS 'Names it to receivers of messages.';
