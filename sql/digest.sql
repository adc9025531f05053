
-- digest: what need not call anybody is told once a day
--
-- Alerts of monitors of tier digest (drift.set_importance) open, fire and resolve like others, but
-- hold_alerts keeps their messages back. Once a day and model a digest lists those that fire, and
-- those that ended since the last one, unless nothing has changed. The row of the model in
-- drift.digest is the lock, and alerts remember what a digest said of them: so each is told once,
-- whoever calls, and what a run that was killed did not tell the next one tells.

CREATE FUNCTION drift.digest_slot(as_of timestamptz, at time, time_zone text) RETURNS timestamptz
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN (pg_catalog.date_trunc('day', (as_of AT TIME ZONE time_zone) - at::interval)
		+ at::interval) AT TIME ZONE time_zone;
COMMENT ON FUNCTION drift.digest_slot(timestamptz, time, text) IS 'The last moment up to as_of at which it was that time of the day in a zone.';

-- A slot ahead of every clock comes from a clock that was wrong.
CREATE FUNCTION drift.due_digests(as_of timestamptz)
	RETURNS TABLE (model_id bigint, slot timestamptz)
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH wanted AS MATERIALIZED (
		SELECT DISTINCT ON (p.model_id) p.model_id,
			drift.digest_slot(as_of, p.digest_at, s.time_zone) AS slot
		FROM drift.monitor_alerting p JOIN drift.source s ON s.source_id = p.source_id
		WHERE p.tier = 'digest' AND p.digest <> 'none'
		ORDER BY p.model_id, p.monitor_id
	), free AS MATERIALIZED (
		SELECT d.model_id, w.slot FROM drift.digest d JOIN wanted w ON w.model_id = d.model_id
		WHERE d.slot < w.slot OR d.slot > greatest(as_of, clock_timestamp())
		ORDER BY d.model_id FOR UPDATE OF d SKIP LOCKED
	), moved AS (
		UPDATE drift.digest d SET slot = f.slot, sent_at = clock_timestamp()
		FROM free f WHERE d.model_id = f.model_id
		RETURNING d.model_id, d.slot
	), made AS (
		INSERT INTO drift.digest AS d (model_id, slot) SELECT w.model_id, w.slot FROM wanted w
		ORDER BY w.model_id
		ON CONFLICT DO NOTHING
		RETURNING d.model_id, d.slot
	)
	SELECT * FROM moved UNION ALL SELECT * FROM made
$$;
COMMENT ON FUNCTION drift.due_digests(timestamptz) IS 'Models whose digest is due at as_of, and when it was due; they are the caller''s to send, and of no other session.';

-- What a digest of a model lists, the news first.
CREATE FUNCTION drift.digest_alerts(model_id bigint)
	RETURNS TABLE (a drift.alert, says text, news boolean, place bigint)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT x, s.says, x.digested IS DISTINCT FROM s.says,
		row_number() OVER (ORDER BY x.digested IS DISTINCT FROM s.says DESC,
			s.says = 'resolved', x.severity, x.weight DESC, x.segment_key IS NULL DESC,
			x.alert_id)
	FROM drift.alert x
	CROSS JOIN LATERAL (SELECT CASE x.state WHEN 'resolved' THEN 'resolved'
		ELSE x.severity END) s(says)
	WHERE x.model_id = $1 AND x.held = 'digest' AND x.digested IS DISTINCT FROM 'resolved'
		AND x.state IN ('firing', 'no_data', 'resolved') AND x.incident_id IS NOT NULL
$$;
COMMENT ON FUNCTION drift.digest_alerts(bigint) IS 'Alerts of a model for a digest: open ones, and those that ended since the last; what it says of them, whether that is news, and their order.';

CREATE FUNCTION drift.digest_payload(model_id bigint, slot timestamptz) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH x AS MATERIALIZED (
		SELECT * FROM drift.digest_alerts(model_id)
	), n AS (
		SELECT count(*) AS alerts, count(*) FILTER (WHERE news) AS news,
			count(*) FILTER (WHERE says <> 'resolved') AS open,
			CASE WHEN bool_or(says = 'critical') THEN 'critical' ELSE 'warning' END AS severity,
			string_agg(drift.alert_title(x.a) || CASE WHEN says = 'resolved' THEN ' (resolved)'
				WHEN news THEN ' (new)' ELSE '' END, ', ' ORDER BY place)
				FILTER (WHERE place <= 10) AS titles
		FROM x
	)
	SELECT drift.alert_payload(f.a) || jsonb_build_object('event', 'digest', 'due', slot,
		'dedup_key', format('drift:%s:digest:%s:%s', current_database(), model_id,
			to_char(slot AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')),
		'severity', n.severity, 'incident_id', (f.a).incident_id,
		'summary', left(format('[digest] %s%s: %s open, %s resolved: %s%s', mo.name,
			coalesce(' ' || mo.version, ''), n.open, n.alerts - n.open, n.titles,
			CASE WHEN n.alerts > 10 THEN ', ...' ELSE '' END), 1024),
		'columns', (SELECT coalesce(jsonb_agg(c.column_name ORDER BY c.place), '[]')
			FROM (SELECT (x.a).column_name, min(x.place) AS place FROM x
				WHERE (x.a).column_name IS NOT NULL GROUP BY 1) c),
		'alerts', (SELECT jsonb_agg(drift.alert_payload(x.a) || jsonb_build_object('news', x.news)
			ORDER BY x.place) FROM x WHERE x.place <= 100),
		'n_alerts', n.alerts, 'n_open', n.open, 'n_news', n.news)
	FROM x f, n, drift.model mo
	WHERE f.place = 1 AND f.news AND mo.model_id = $1
$$;
COMMENT ON FUNCTION drift.digest_payload(bigint, timestamptz) IS 'The digest of a model as JSON, its first alert at the top and up to 100 alerts; NULL where there is no news.';

CREATE FUNCTION drift.send_digest(model_id bigint, slot timestamptz) RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	p jsonb := drift.digest_payload(model_id, slot);
	first_event bigint;
	told bigint;
BEGIN
	IF p IS NULL THEN
		RETURN 0;
	END IF;
	WITH e AS (
		INSERT INTO drift.alert_event (alert_id, incident_id, window_start, event, severity, note)
		SELECT (x.a).alert_id, (x.a).incident_id, (x.a).last_window, 'digest', (x.a).severity,
			format('digest of %s: %s', slot, x.says)
		FROM drift.digest_alerts(model_id) x WHERE x.news ORDER BY x.place
		RETURNING event_id
	)
	SELECT min(e.event_id) INTO first_event FROM e;
	UPDATE drift.alert a SET digested = x.says, notified_at = clock_timestamp(),
		notified_window = a.last_window
	FROM drift.digest_alerts(model_id) x WHERE a.alert_id = (x.a).alert_id;
	INSERT INTO drift.notification (incident_id, alert_id, event_id, channel, recipient, dedup_key,
		event, severity, summary, payload)
	SELECT (p ->> 'incident_id')::bigint, (p ->> 'alert_id')::bigint, first_event, r.channel,
		r.recipient, p ->> 'dedup_key', 'digest', p ->> 'severity', p ->> 'summary',
		p || jsonb_build_object('event_id', first_event, 'channel', r.channel,
			'recipient', r.recipient, 'level', 0)
	FROM drift.digest_recipients((p ->> 'monitor_id')::bigint, p ->> 'severity') r
	ORDER BY r.channel, r.recipient;
	GET DIAGNOSTICS told = ROW_COUNT;
	RETURN told;
END
$$;
COMMENT ON FUNCTION drift.send_digest(bigint, timestamptz) IS 'Queue the digest of a model, if there is news; returns the number of messages.';

CREATE FUNCTION drift.digest_recipients(monitor_id bigint, severity text)
	RETURNS TABLE (channel text, recipient text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT e.channel, e.recipient
	FROM drift.monitor_alerting p
	JOIN drift.escalation e ON e.policy = p.digest_to AND e.level = 0
		AND (e.min_severity = 'warning' OR $2 = 'critical')
	WHERE p.monitor_id = $1
	UNION ALL
	SELECT 'outbox', m.owner
	FROM drift.monitor_alerting p JOIN drift.monitor m ON m.monitor_id = p.monitor_id
	WHERE p.monitor_id = $1 AND NOT EXISTS (SELECT FROM drift.escalation e
		WHERE e.policy = p.digest_to AND e.level = 0)
$$;
COMMENT ON FUNCTION drift.digest_recipients(bigint, text) IS 'Who receives a digest whose first alert is of a monitor: level 0 of its digest_to, else its owner, in the outbox.';

CREATE FUNCTION drift.send_digests(as_of timestamptz) RETURNS bigint
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
	SELECT coalesce(sum(drift.send_digest(d.model_id, d.slot)), 0)::bigint
	FROM drift.due_digests(as_of) d
$$;
COMMENT ON FUNCTION drift.send_digests(timestamptz) IS 'Queue the digests that are due at as_of, each once; returns the number of messages.';
