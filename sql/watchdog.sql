
-- watchdog: what time alone brings about
--
-- A monitor that has no successful run within twice its interval raises an alert of its own, metric
-- no_run: whatever is broken, the log, the monitor, or whoever should call drift.run_due. Messages
-- that nobody acknowledged are repeated and escalated. drift.run_due does this at its end; a
-- scheduler job of its own may do it besides, for the case that runs hang.

CREATE FUNCTION drift.overdue_monitors(as_of timestamptz)
	RETURNS TABLE (monitor_id bigint, since timestamptz, due timestamptz, reason text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT m.monitor_id, x.since, x.due, format('no successful run since %s; %s', x.since,
		coalesce('the last result is an error: ' || (
			SELECT r.reason FROM drift.result r WHERE r.monitor_id = m.monitor_id
				AND r.status = 'error' AND r.window_start >= x.since
			ORDER BY r.window_start DESC LIMIT 1), (
			SELECT format('the last run of the source: %s%s', u.status, coalesce(', ' || u.message,
				'')) FROM drift.run u WHERE u.source_id = m.source_id
			ORDER BY u.run_id DESC LIMIT 1), 'nobody called drift.run_due'))
	FROM drift.monitor m
	JOIN drift.source s ON s.source_id = m.source_id
	JOIN drift.monitor_alerting p ON p.monitor_id = m.monitor_id
	CROSS JOIN LATERAL (
		SELECT b.since, b.since + s.lateness + 2 * p.step AS due
		FROM (SELECT greatest(s.watch_from, m.created_at, m.resumed_at, s.resumed_at,
			(SELECT max(r.window_end) FROM (SELECT q.window_end FROM drift.result q
				WHERE q.monitor_id = m.monitor_id
					AND q.status IN ('ok', 'warn', 'critical', 'insufficient_data')
				ORDER BY q.window_start DESC LIMIT 1) r)) AS since) b
	) x
	WHERE m.enabled AND s.enabled AND as_of > x.due
		AND NOT EXISTS (SELECT FROM drift.run u WHERE u.source_id = m.source_id
			AND u.status = 'running'
			AND u.started_at > clock_timestamp() - 2 * s.window_length)
$$;
COMMENT ON FUNCTION drift.overdue_monitors(timestamptz) IS 'Monitors, not suspended, without a successful run in twice their interval (and lateness) before as_of, and why; those being run now are not among them.';

-- One alert a monitor; a monitor whose errors fire already is not reported twice.
CREATE FUNCTION drift.check_overdue(as_of timestamptz, run_id bigint DEFAULT NULL) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH late AS MATERIALIZED (
		SELECT o.*, 'no_run:' || drift.dedup_key(o.monitor_id, NULL, NULL, NULL) AS key
		FROM drift.overdue_monitors(as_of) o
	), over AS (
		UPDATE drift.alert x SET state = 'resolved', resolved_at = clock_timestamp(),
			resolved_window = x.last_window
		WHERE x.metric = 'no_run' AND x.state IN ('firing', 'no_data')
			AND NOT EXISTS (SELECT FROM late WHERE late.monitor_id = x.monitor_id)
		RETURNING x.alert_id, x.incident_id, x.last_window, x.severity
	), more AS (
		UPDATE drift.alert x SET last_window = drift.window_floor(s, $1 - s.lateness
				- s.window_length), reason = late.reason
		FROM late, drift.source s
		WHERE x.monitor_id = late.monitor_id AND x.metric = 'no_run' AND x.state = 'firing'
			AND s.source_id = x.source_id
		RETURNING x.monitor_id
	), made AS (
		INSERT INTO drift.alert (dedup_key, monitor_id, source_id, model_id, metric, column_name,
			segment_key, state, severity, first_window, fired_window, last_window, fired_at,
			reason, owner, runbook, weight)
		SELECT late.key, m.monitor_id, m.source_id, m.model_id, 'no_run', m.column_name,
			m.segment_key, 'firing', 'critical', late.since, w.at, w.at, clock_timestamp(),
			late.reason, m.owner, m.runbook, m.weight
		FROM late
		JOIN drift.monitor m ON m.monitor_id = late.monitor_id
		JOIN drift.source s ON s.source_id = m.source_id
		CROSS JOIN LATERAL (SELECT drift.window_floor(s, $1 - s.lateness - s.window_length)) w(at)
		WHERE NOT EXISTS (SELECT FROM drift.alert a WHERE a.monitor_id = m.monitor_id
			AND (a.metric = 'no_run' AND (a.state = 'firing'
					OR a.resolved_by IS NOT NULL AND a.first_window >= late.since)
				OR a.metric <> 'no_run' AND a.state = 'firing' AND EXISTS (
					SELECT FROM drift.result r WHERE r.monitor_id = m.monitor_id
						AND r.window_start = a.last_window AND r.status = 'error')))
		ON CONFLICT DO NOTHING
		RETURNING *
	)
	INSERT INTO drift.alert_event (alert_id, incident_id, run_id, window_start, event, severity,
		note)
	SELECT alert_id, NULL, $2, last_window, 'firing', severity, reason FROM made
	UNION ALL
	SELECT alert_id, incident_id, $2, last_window, 'resolved', severity, 'it runs again'
	FROM over
$$;
COMMENT ON FUNCTION drift.check_overdue(timestamptz, bigint) IS 'Raise and resolve the no_run alerts of monitors.';

CREATE FUNCTION drift.escalate_due(as_of timestamptz DEFAULT now()) RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
BEGIN
	IF as_of IS NULL OR NOT isfinite(as_of) THEN
		RAISE EXCEPTION 'as_of is NULL or infinite'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave it out, or pass a time.';
	END IF;
	PERFORM drift.check_operator(), drift.check_overdue(as_of);
	RETURN drift.settle_alerts(as_of) + drift.send_digests(as_of);
END
$$;
COMMENT ON FUNCTION drift.escalate_due(timestamptz) IS
'Do what time alone brings about at as_of: raise alerts of monitors without a successful run, tell what silences and maintenance held back, repeat and escalate what nobody acknowledged, send the digests of the day. drift.run_due calls it at its end; a scheduler job of its own can call it besides. Returns the number of messages queued. For operators.';

-- The end of a run: an error here is told, and does not undo the run.
CREATE FUNCTION drift.try_escalate(as_of timestamptz) RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.escalate_due(as_of);
	RETURN true;
EXCEPTION WHEN OTHERS THEN
	RAISE WARNING 'drift: alerts could not be settled: % (SQLSTATE %)', SQLERRM, SQLSTATE
		USING HINT = 'SELECT drift.escalate_due() shows the error; the next run tries again.';
	RETURN false;
END
$$;
COMMENT ON FUNCTION drift.try_escalate(timestamptz) IS 'drift.escalate_due; an error becomes a WARNING.';

-- The end of a batch of windows; what fails here is tried again at the end of the run.
CREATE FUNCTION drift.try_settle(src drift.source, as_of timestamptz, run_id bigint)
	RETURNS text
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.settle_alerts(as_of, ARRAY[src.source_id], run_id,
		CASE WHEN (SELECT r.kind FROM drift.run r WHERE r.run_id = run_id) = 'backfill'
			THEN now() ELSE as_of END);
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN format('alerts could not be settled: %s (SQLSTATE %s)', SQLERRM, SQLSTATE);
END
$$;
COMMENT ON FUNCTION drift.try_settle(drift.source, timestamptz, bigint) IS 'drift.settle_alerts for the source of a run; returns what went wrong, or NULL.';
