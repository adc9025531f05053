
-- notify: incidents -> notification, an outbox
--
-- Nothing is delivered from inside a transaction; whoever delivers reads the outbox. A message is
-- about an incident: its first alert (the most severe and important one) in full, then all of them.

-- The alerts of an incident, the most important first.
CREATE FUNCTION drift.incident_alerts(incident_id bigint)
	RETURNS TABLE (a drift.alert, place bigint)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT a, row_number() OVER (ORDER BY a.state IN ('firing', 'no_data') DESC, a.held IS NULL
			DESC, a.severity, a.weight DESC, a.segment_key IS NULL DESC,
			abs(a.value / nullif(a.limit_value, 0)) DESC NULLS LAST, a.alert_id)
	FROM drift.alert a WHERE a.incident_id = $1
$$;
COMMENT ON FUNCTION drift.incident_alerts(bigint) IS 'The alerts of an incident in order: open ones, critical ones, important ones first.';

CREATE FUNCTION drift.json_number(x float8) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN x IN ('NaN', 'Infinity', '-Infinity') THEN to_jsonb(x::text)
		ELSE to_jsonb(x) END;
COMMENT ON FUNCTION drift.json_number(float8) IS 'A number for JSON, which has no NaN and no infinity: those as text.';

CREATE FUNCTION drift.alert_payload(a drift.alert) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT jsonb_build_object('alert_id', a.alert_id, 'monitor_id', a.monitor_id, 'monitor', m.name,
		'model', mo.name, 'model_version', mo.version, 'source', s.name, 'metric', a.metric,
		'column', a.column_name, 'segment_key', a.segment_key, 'segment_value', a.segment_value,
		'state', a.state, 'severity', a.severity, 'value', drift.json_number(a.value),
		'limit', drift.json_number(a.limit_value), 'n', a.n_current, 'reason', a.reason,
		'first_window', a.first_window, 'window_start', a.last_window,
		'window_end', a.last_window + p.window_length, 'weight', a.weight, 'held', a.held,
		'owner', a.owner, 'runbook', a.runbook, 'alert_key', a.dedup_key)
	FROM drift.model mo, drift.source s, drift.monitor m, drift.monitor_alerting p
	WHERE mo.model_id = a.model_id AND s.source_id = a.source_id AND m.monitor_id = a.monitor_id
		AND p.monitor_id = a.monitor_id
$$;
COMMENT ON FUNCTION drift.alert_payload(drift.alert) IS 'An alert as JSON for receivers of messages.';

CREATE FUNCTION drift.alert_title(a drift.alert) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('%s%s%s', a.metric, coalesce(' of ' || a.column_name, ''),
		coalesce(' where ' || a.segment_key || ' = ' || coalesce(a.segment_value, 'NULL'), ''))
$$;
COMMENT ON FUNCTION drift.alert_title(drift.alert) IS 'Metric, column and segment of an alert in words.';

-- One line for a person: the first alert in words, and how many more in which columns.
CREATE FUNCTION drift.incident_summary(i drift.incident, event text, severity text) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT left(format('[%s] %s%s: %s%s%s', CASE event WHEN 'resolved' THEN 'resolved'
			WHEN 'escalated' THEN severity || ', not acknowledged' ELSE severity END,
		mo.name, coalesce(' ' || mo.version, ''), drift.alert_title(f.a),
		coalesce(': ' || (f.a).reason, ''),
		CASE WHEN n.alerts > 1 THEN format(', and %s more%s', n.alerts - 1,
			CASE WHEN cardinality(n.columns) > 1 THEN ' in columns '
				|| array_to_string(n.columns[1:10], ', ')
				|| CASE WHEN cardinality(n.columns) > 10 THEN ', ...' ELSE '' END
			ELSE '' END) ELSE '' END), 1024)
	FROM drift.incident_alerts(i.incident_id) f
	JOIN drift.model mo ON mo.model_id = (f.a).model_id
	CROSS JOIN LATERAL (
		SELECT count(*) AS alerts, array(SELECT (y.a).column_name
			FROM drift.incident_alerts(i.incident_id) y WHERE (y.a).column_name IS NOT NULL
			GROUP BY 1 ORDER BY min(y.place))::text[] AS columns
		FROM drift.alert a WHERE a.incident_id = i.incident_id) n
	WHERE f.place = 1
$$;
COMMENT ON FUNCTION drift.incident_summary(drift.incident, text, text) IS 'An incident in one line.';

CREATE FUNCTION drift.incident_payload(i drift.incident, event text, severity text) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.alert_payload(f.a) || jsonb_build_object('incident_id', i.incident_id,
		'dedup_key', i.dedup_key, 'event', event, 'severity', severity, 'state', i.state,
		'group_by', i.group_by, 'group_key', i.group_key, 'opened_at', i.opened_at,
		'incident_first_window', i.first_window, 'incident_last_window', i.last_window,
		'acknowledged_by', i.acknowledged_by, 'assigned_to', i.assigned_to, 'ticket', i.ticket,
		'columns', (SELECT coalesce(jsonb_agg(c.column_name ORDER BY c.place), '[]')
			FROM (SELECT (y.a).column_name, min(y.place) AS place
				FROM drift.incident_alerts(i.incident_id) y
				WHERE (y.a).column_name IS NOT NULL GROUP BY 1) c),
		'alerts', (SELECT jsonb_agg(drift.alert_payload(y.a) ORDER BY y.place)
			FROM drift.incident_alerts(i.incident_id) y WHERE y.place <= 100),
		'n_alerts', n.alerts, 'n_open', n.open, 'n_suppressed', n.suppressed)
	FROM drift.incident_alerts(i.incident_id) f
	CROSS JOIN LATERAL (
		SELECT count(*) AS alerts, count(*) FILTER (WHERE a.state IN ('firing', 'no_data')) AS open,
			(SELECT count(*) FROM drift.alert x WHERE x.state = 'suppressed' AND x.suppressed_by
				IN (SELECT y.alert_id FROM drift.alert y WHERE y.incident_id = i.incident_id))
				AS suppressed
		FROM drift.alert a WHERE a.incident_id = i.incident_id) n
	WHERE f.place = 1
$$;
COMMENT ON FUNCTION drift.incident_payload(drift.incident, text, text) IS 'An incident as JSON: its first alert at the top, the columns by importance, and up to 100 of its alerts.';

-- Levels of escalation that an incident has waited for long enough.
CREATE FUNCTION drift.due_levels(i drift.incident, as_of timestamptz)
	RETURNS SETOF drift.escalation
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT e.* FROM drift.escalation e
	WHERE e.policy = i.escalation AND e.level > i.escalation_level
		AND i.escalate_from + e.after <= as_of
		AND (e.min_severity = 'warning' OR i.severity = 'critical')
$$;
COMMENT ON FUNCTION drift.due_levels(drift.incident, timestamptz) IS 'Levels above the one an incident has reached whose time without acknowledgement is over at as_of.';

-- Who is told: at first level 0, then everybody it has reached; of the end, who knew of it.
CREATE FUNCTION drift.recipients(i drift.incident, event text, severity text, as_of timestamptz)
	RETURNS TABLE (channel text, recipient text, level int)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT e.channel, e.recipient, e.level FROM drift.due_levels(i, as_of) e
	WHERE $2 = 'escalated'
	UNION ALL
	SELECT n.channel, n.recipient, min(n.level) FROM drift.notification n
	WHERE $2 = 'resolved' AND n.incident_id = i.incident_id AND n.event <> 'digest' GROUP BY 1, 2
	UNION ALL
	SELECT e.channel, e.recipient, min(e.level) FROM drift.escalation e
	WHERE $2 IN ('firing', 'worsened', 'repeated') AND e.policy = i.escalation
		AND (e.level = 0 OR e.level <= i.escalation_level)
		AND (e.min_severity = 'warning' OR $3 = 'critical')
	GROUP BY 1, 2
	UNION ALL
	SELECT 'outbox', coalesce((SELECT (f.a).owner FROM drift.incident_alerts(i.incident_id) f
		WHERE f.place = 1), 'nobody'), 0
	WHERE $2 IN ('firing', 'worsened', 'repeated') AND NOT EXISTS (
		SELECT FROM drift.escalation e WHERE e.policy = i.escalation AND e.level = 0)
$$;
COMMENT ON FUNCTION drift.recipients(drift.incident, text, text, timestamptz) IS 'Channels and recipients of a message about an incident; without level 0 in its policy the owner, in the outbox.';

-- Queue one message for each recipient of some incidents, and remember that they know.
CREATE FUNCTION drift.tell(incident_ids bigint[], event text, as_of timestamptz, run_id bigint)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	told bigint;
BEGIN
	IF coalesce(cardinality(incident_ids), 0) = 0 THEN
		RETURN 0;
	END IF;
	WITH x AS MATERIALIZED (
		SELECT i, coalesce(CASE WHEN event = 'resolved' THEN i.told_severity END, w.tell,
			i.severity) AS severity
		FROM drift.incident i JOIN drift.weigh_incidents(incident_ids) w USING (incident_id)
	), e AS (
		INSERT INTO drift.alert_event (incident_id, run_id, window_start, event, severity, note)
		SELECT (x.i).incident_id, run_id, (x.i).last_window, event, x.severity,
			drift.incident_summary(x.i, event, x.severity)
		FROM x
		RETURNING event_id, incident_id, note
	)
	INSERT INTO drift.notification (incident_id, alert_id, event_id, channel, recipient, level,
		dedup_key, event, severity, summary, payload)
	SELECT (x.i).incident_id, (p.payload ->> 'alert_id')::bigint, e.event_id, r.channel,
		r.recipient, r.level, (x.i).dedup_key, event, x.severity, e.note,
		p.payload || jsonb_build_object('event_id', e.event_id, 'summary', e.note,
			'channel', r.channel, 'recipient', r.recipient, 'level', r.level)
	FROM x
	JOIN e ON e.incident_id = (x.i).incident_id
	CROSS JOIN LATERAL (SELECT drift.incident_payload(x.i, event, x.severity)) p(payload)
	CROSS JOIN LATERAL drift.recipients(x.i, event, x.severity, as_of) r
	ORDER BY (x.i).incident_id, r.level, r.channel, r.recipient
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS told = ROW_COUNT;
	PERFORM drift.remember_told(incident_ids, event, as_of);
	RETURN told;
END
$$;
COMMENT ON FUNCTION drift.tell(bigint[], text, timestamptz, bigint) IS 'Put a transition of incidents into the outbox drift.notification; returns the number of messages.';

CREATE FUNCTION drift.remember_told(incident_ids bigint[], event text, as_of timestamptz)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.incident i SET
		told_severity = CASE WHEN $2 IN ('firing', 'worsened') THEN w.tell
			ELSE i.told_severity END,
		told_at = $3, repeat_at = $3 + p.repeat_interval,
		escalation_level = CASE WHEN $2 = 'escalated' THEN coalesce((SELECT max(d.level)
			FROM drift.due_levels(i, $3) d), i.escalation_level) ELSE i.escalation_level END,
		escalate_from = CASE WHEN $2 IN ('firing', 'worsened') THEN $3
			ELSE i.escalate_from END,
		acknowledged_at = CASE WHEN $2 <> 'worsened' THEN i.acknowledged_at END,
		acknowledged_by = CASE WHEN $2 <> 'worsened' THEN i.acknowledged_by END
	FROM drift.weigh_incidents(incident_ids) w
	CROSS JOIN LATERAL drift.incident_alerts(w.incident_id) f
	JOIN drift.monitor_alerting p ON p.monitor_id = (f.a).monitor_id
	WHERE i.incident_id = w.incident_id AND f.place = 1;

	UPDATE drift.alert a SET notified_at = clock_timestamp(), notified_window = a.last_window,
		acknowledged_at = CASE WHEN $2 <> 'worsened' THEN a.acknowledged_at END,
		acknowledged_by = CASE WHEN $2 <> 'worsened' THEN a.acknowledged_by END
	WHERE a.incident_id = ANY (incident_ids) AND a.held IS NULL AND $2 <> 'resolved'
$$;
COMMENT ON FUNCTION drift.remember_told(bigint[], text, timestamptz) IS 'Note in incidents and alerts that people were told.';
