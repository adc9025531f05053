
-- notify: alert transitions -> notification, an outbox
--
-- Nothing is delivered from inside a transaction; whoever delivers reads the outbox.

CREATE FUNCTION drift.notify(a drift.alert, event_id bigint, event text,
	r drift.result) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	INSERT INTO drift.notification (alert_id, event_id, dedup_key, event, severity, summary,
		payload)
	SELECT a.alert_id, $2, a.dedup_key, $3, a.severity,
		left(format('[%s] %s: %s%s%s of model %s%s', CASE $3 WHEN 'resolved' THEN 'resolved'
			ELSE a.severity END,
			m.name, a.metric, coalesce(' of ' || a.column_name, ''),
			coalesce(' where ' || a.segment_key || ' = ' || coalesce(a.segment_value, 'NULL'), ''),
			mo.name, coalesce(': ' || a.reason, '')), 1024),
		jsonb_build_object('alert_id', a.alert_id, 'dedup_key', a.dedup_key, 'event', $3,
			'severity', a.severity, 'model', mo.name, 'model_version', mo.version, 'source', s.name,
			'monitor_id', m.monitor_id, 'monitor', m.name, 'metric', a.metric,
			'column', a.column_name, 'segment_key', a.segment_key, 'segment_value', a.segment_value,
			'window_start', r.window_start, 'window_end', r.window_end,
			'value', CASE WHEN r.value IN ('NaN', 'Infinity', '-Infinity') THEN to_jsonb(r.value::text)
				ELSE to_jsonb(r.value) END,
			'limit', a.limit_value, 'n', r.n_current, 'reason', a.reason,
			'first_window', a.first_window, 'owner', a.owner, 'runbook', a.runbook)
	FROM drift.monitor m, drift.model mo, drift.source s
	WHERE m.monitor_id = a.monitor_id AND mo.model_id = a.model_id AND s.source_id = a.source_id
$$;
COMMENT ON FUNCTION drift.notify(drift.alert, bigint, text, drift.result) IS 'Put a transition of an alert into the outbox drift.notification.';
