-- tick_history.sql: history for the log of tick.sql, of every table that grows. psql -v until=TIME -v hours=N -f tick_history.sql
--
-- Copies of the newest window that was run, one an hour, ending :until. Results are whole; profiles are
-- left out of window_state (two years of them would be terabytes, and they lie beside the table, where
-- no plan looks at them unless it has found the row).
SELECT max(window_start) AS newest FROM drift.result \gset
INSERT INTO drift.result (run_id, monitor_id, source_id, model_id, baseline_id, window_start, window_end,
	metric, column_name, segment_key, segment_value, value, n_current, n_baseline, n_null, critical_value,
	p_value, ci_low, ci_high, status, warn_low, warn_high, critical_low, critical_high, limit_kind, basis,
	history, p_adjusted, tier, reason, measured_at, judged_at, alerted_at)
SELECT r.run_id, r.monitor_id, r.source_id, r.model_id, r.baseline_id, w.s, w.s + interval '1 hour',
	r.metric, r.column_name, r.segment_key, r.segment_value, r.value * (0.9 + 0.2 * random()), r.n_current,
	r.n_baseline, r.n_null, r.critical_value, r.p_value, r.ci_low, r.ci_high, r.status, r.warn_low,
	r.warn_high, r.critical_low, r.critical_high, r.limit_kind, r.basis, r.history, r.p_adjusted, r.tier,
	r.reason, w.s + interval '61 minutes', w.s + interval '61 minutes', w.s + interval '61 minutes'
FROM generate_series(:'until'::timestamptz - :hours * interval '1 hour', :'until'::timestamptz - interval '1 hour',
	interval '1 hour') AS w(s)
JOIN drift.result r ON r.window_start = :'newest'
ON CONFLICT DO NOTHING;
INSERT INTO drift.window_state (source_id, model_id, window_start, window_end, segment_key, segment_value,
	kind, column_name, n_rows, n_labelled, final, run_id)
SELECT ws.source_id, ws.model_id, w.s, w.s + interval '1 hour', ws.segment_key, ws.segment_value, ws.kind,
	ws.column_name, ws.n_rows, ws.n_labelled, ws.kind = 'rows', ws.run_id
FROM generate_series(:'until'::timestamptz - :hours * interval '1 hour', :'until'::timestamptz - interval '1 hour',
	interval '1 hour') AS w(s)
JOIN drift.window_state ws ON ws.window_start = :'newest'
ON CONFLICT DO NOTHING;
INSERT INTO drift.run (source_id, as_of, status, started_at, finished_at, windows, rows_read, states_written,
	results_written, monitors_failed, alerts_fired)
SELECT s.source_id, w.s + interval '1 hour', 'ok', w.s + interval '61 minutes', w.s + interval '62 minutes', 1,
	5000, 420, 600, 0, 0
FROM drift.source s, generate_series(:'until'::timestamptz - :hours * interval '1 hour',
	:'until'::timestamptz - interval '1 hour', interval '1 hour') AS w(s);
-- one alert in three hours that came and went, each an incident
WITH i AS (
	INSERT INTO drift.incident (dedup_key, group_by, group_key, model_id, state, severity, first_window,
		last_window, resolved_window, resolved_at, told_severity, escalation)
	SELECT 'history ' || w.s, 'alert', m.monitor_id::text, m.model_id, 'resolved', 'warning', w.s, w.s,
		w.s + interval '1 hour', w.s + interval '2 hours', 'warning', 'default'
	FROM generate_series(:'until'::timestamptz - :hours * interval '1 hour',
		:'until'::timestamptz - interval '9 hours', interval '3 hours') WITH ORDINALITY AS w(s, i)
	JOIN (SELECT m.*, row_number() OVER (ORDER BY m.monitor_id) - 1 AS place, count(*) OVER () AS monitors
		FROM drift.monitor m WHERE m.segment_key IS NULL) m ON m.place = w.i % m.monitors
	RETURNING *
), a AS (
	INSERT INTO drift.alert (dedup_key, monitor_id, source_id, model_id, metric, column_name, state,
		severity, first_window, fired_window, last_window, resolved_window, fired_at, resolved_at,
		notified_at, value, limit_value, reason, owner, incident_id)
	SELECT drift.dedup_key(m.monitor_id, m.column_name, NULL, NULL), m.monitor_id, m.source_id, m.model_id,
		m.metric, m.column_name, 'resolved', 'warning', i.first_window, i.first_window, i.last_window,
		i.resolved_window, i.resolved_window, i.resolved_at, i.resolved_at, 1, 0.5, 'history', m.owner,
		i.incident_id
	FROM i JOIN drift.monitor m ON m.monitor_id = i.group_key::bigint
	RETURNING *
)
INSERT INTO drift.alert_event (alert_id, incident_id, window_start, event, severity, note)
SELECT a.alert_id, a.incident_id, a.first_window, e.event, a.severity, 'history'
FROM a, unnest(ARRAY['firing', 'resolved']) AS e(event);
VACUUM (ANALYZE) drift.result;
VACUUM (ANALYZE) drift.window_state;
VACUUM (ANALYZE) drift.run;
VACUUM (ANALYZE) drift.alert;
VACUUM (ANALYZE) drift.incident;
VACUUM (ANALYZE) drift.alert_event;
