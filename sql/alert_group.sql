
-- alert_group: what follows from the alerts together
--
-- After each batch of windows, and at the end of every run, the open alerts are settled: those that
-- another explains are suppressed or released, those that cannot be evaluated become no_data, those
-- that fire are collected into incidents, and people are told of an incident what they do not know
-- yet. What was told is kept in the incident, and the difference is what is told now: so each
-- transition is told once, whoever settles, and what was kept back is told when nothing holds it
-- any more. All of it is set-based; sessions take the incidents in one order.

-- A window's label coverage speaks of windows whose labels should be there by then.
CREATE FUNCTION drift.cause_lag(a drift.alert) RETURNS interval
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN a.metric = 'label_coverage' THEN (
		SELECT coalesce((m.params ->> 'after')::interval, s.label_lateness)
		FROM drift.monitor m JOIN drift.source s ON s.source_id = m.source_id
		WHERE m.monitor_id = a.monitor_id) ELSE interval '0' END
$$;
COMMENT ON FUNCTION drift.cause_lag(drift.alert) IS 'How much earlier than its first window an alert may explain others.';

-- Pairs of an alert and the one that explains it: a new alert only if both are beyond in its window;
-- it stays explained until the cause ends, or is found to flap.
CREATE FUNCTION drift.inhibited(source_ids bigint[], effect_state text)
	RETURNS TABLE (alert_id bigint, cause_id bigint, rule text, why text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH rule AS MATERIALIZED (
		SELECT i.* FROM drift.inhibitions() i WHERE i.enabled
	), open AS MATERIALIZED (
		SELECT a.* FROM drift.alert a
		WHERE a.state IN ('firing', 'suppressed', 'no_data')
			AND (source_ids IS NULL OR a.source_id = ANY (source_ids))
	), named AS MATERIALIZED (
		SELECT DISTINCT open.metric, ARRAY[open.metric, k.family] AS names
		FROM open LEFT JOIN drift.metric_catalog() k ON k.metric = open.metric
	), cause AS MATERIALIZED (
		SELECT open.*, rule.name AS rule, rule.same, rule.reason AS why,
			open.first_window - drift.cause_lag(open) AS since
		FROM open JOIN named USING (metric)
		JOIN rule ON drift.matches_any(named.names, rule.cause)
			AND (open.severity = 'critical' OR rule.cause_severity = 'warning')
		WHERE open.state <> 'suppressed' AND open.flapping_since IS NULL
	), effect AS MATERIALIZED (
		SELECT named.metric, rule.name AS rule
		FROM named JOIN rule ON drift.matches_any(named.names, rule.effect)
	)
	SELECT DISTINCT ON (a.alert_id) a.alert_id, c.alert_id, c.rule, c.why
	FROM open a
	JOIN effect e ON e.metric = a.metric
	JOIN cause c ON c.rule = e.rule AND c.source_id = a.source_id AND c.alert_id <> a.alert_id
		AND (c.same = 'source' OR c.model_id = a.model_id)
		AND (c.same <> 'column' OR c.column_name = a.column_name)
		AND (c.segment_key IS NULL OR c.segment_key = a.segment_key
			AND c.segment_value IS NOT DISTINCT FROM a.segment_value)
		AND c.since <= a.last_window
		AND (effect_state <> 'firing' OR c.last_window >= a.last_window)
	WHERE a.state = effect_state AND (effect_state <> 'firing' OR a.incident_id IS NULL)
	ORDER BY a.alert_id, c.severity, c.alert_id
$$;
COMMENT ON FUNCTION drift.inhibited(bigint[], text) IS 'Alerts in a state (firing: not told yet) that another open alert of the same source explains, that alert, and the rule.';

-- Suppress what another alert explains; release what none explains any more. Two that explain each
-- other are both told.
CREATE FUNCTION drift.inhibit(source_ids bigint[], run_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH pair AS MATERIALIZED (
		SELECT * FROM drift.inhibited(source_ids, 'firing')
	), done AS (
		UPDATE drift.alert x SET state = 'suppressed', suppressed_by = p.cause_id
		FROM pair p
		WHERE x.alert_id = p.alert_id AND x.state = 'firing'
			AND NOT EXISTS (SELECT FROM pair q WHERE q.alert_id = p.cause_id)
		RETURNING x.alert_id, x.last_window, x.severity, p.cause_id, p.rule, p.why
	)
	INSERT INTO drift.alert_event (alert_id, run_id, window_start, event, severity, note)
	SELECT d.alert_id, $2, d.last_window, 'suppressed', d.severity, format('alert %s explains it '
		'(rule %s%s)', d.cause_id, d.rule, coalesce(': ' || d.why, ''))
	FROM done d;

	WITH still AS MATERIALIZED (
		SELECT i.alert_id FROM drift.inhibited(source_ids, 'suppressed') i
	), done AS (
		UPDATE drift.alert x SET state = 'firing', suppressed_by = NULL
		WHERE x.state = 'suppressed' AND (source_ids IS NULL OR x.source_id = ANY (source_ids))
			AND x.alert_id NOT IN (SELECT still.alert_id FROM still)
		RETURNING x.alert_id, x.last_window, x.severity
	)
	INSERT INTO drift.alert_event (alert_id, run_id, window_start, event, severity, note)
	SELECT d.alert_id, $2, d.last_window, 'released', d.severity, 'nothing explains it any more'
	FROM done d
$$;
COMMENT ON FUNCTION drift.inhibit(bigint[], bigint) IS 'Suppress and release alerts by the rules of drift.inhibitions().';

-- When the newest evaluated window of each series ended, against what should have been evaluated.
CREATE FUNCTION drift.evaluated_until(a drift.alert) RETURNS timestamptz
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT r.window_end FROM drift.result r
	WHERE r.monitor_id = a.monitor_id AND r.column_name IS NOT DISTINCT FROM a.column_name
		AND r.segment_key IS NOT DISTINCT FROM a.segment_key
		AND r.segment_value IS NOT DISTINCT FROM a.segment_value
		AND r.status IN ('ok', 'warn', 'critical', 'error')
	ORDER BY r.window_start DESC LIMIT 1
$$;
COMMENT ON FUNCTION drift.evaluated_until(drift.alert) IS 'End of the newest evaluated window of an alert''s series.';

-- Labels come late: metrics that need them are waited for.
CREATE FUNCTION drift.label_metrics() RETURNS text[]
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT array_agg(k.metric) FROM drift.metric_catalog() k
	WHERE k.family IN ('outcome', 'fairness')
$$;
COMMENT ON FUNCTION drift.label_metrics() IS 'Metrics that may need labels.';

CREATE FUNCTION drift.label_wait(metric text, label_metrics text[], src drift.source)
	RETURNS interval
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN metric = ANY (label_metrics) THEN src.label_lateness ELSE interval '0' END;
COMMENT ON FUNCTION drift.label_wait(text, text[], drift.source) IS 'How long after a window its labels, which a metric may need, can come.';

CREATE FUNCTION drift.settle_no_data(source_ids bigint[], run_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH labels AS MATERIALIZED (
		SELECT drift.label_metrics() AS metrics
	), quiet AS MATERIALIZED (
		SELECT a.alert_id, CASE
			WHEN e.until + p.give_up_windows * p.step <= h.horizon THEN 'resolved'
			WHEN a.state <> 'no_data'
				AND e.until + p.no_data_windows * p.step <= h.horizon THEN 'no_data'
			END AS becomes, e.until
		FROM drift.alert a
		JOIN drift.monitor_alerting p ON p.monitor_id = a.monitor_id
		JOIN drift.source s ON s.source_id = a.source_id
		CROSS JOIN labels l
		CROSS JOIN LATERAL (SELECT s.collected_until - drift.label_wait(a.metric, l.metrics, s)) h(horizon)
		CROSS JOIN LATERAL (SELECT drift.evaluated_until(a)) e(until)
		WHERE a.state IN ('firing', 'suppressed', 'no_data') AND a.metric <> 'no_run'
			AND (source_ids IS NULL OR a.source_id = ANY (source_ids))
			AND a.last_window + p.no_data_windows * p.step + p.window_length <= h.horizon
	), done AS (
		UPDATE drift.alert x SET state = q.becomes,
			resolved_window = CASE q.becomes WHEN 'resolved' THEN q.until END,
			resolved_at = CASE q.becomes WHEN 'resolved' THEN clock_timestamp() END
		FROM quiet q WHERE x.alert_id = q.alert_id AND q.becomes IS NOT NULL
		RETURNING x.*, q.until
	)
	INSERT INTO drift.alert_event (alert_id, incident_id, run_id, window_start, event, severity,
		note)
	SELECT d.alert_id, d.incident_id, $2, d.last_window, d.state, d.severity,
		format('not evaluated since the window that ended %s', d.until)
	FROM done d
$$;
COMMENT ON FUNCTION drift.settle_no_data(bigint[], bigint) IS 'Alerts whose series is not evaluated any more become no_data, and resolved after long.';

-- Only where somebody asked for it: series that were evaluated and are not any more.
CREATE FUNCTION drift.raise_no_data(source_ids bigint[], run_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH labels AS MATERIALIZED (
		SELECT drift.label_metrics() AS metrics
	), asked AS MATERIALIZED (
		SELECT p.*, s.collected_until - drift.label_wait(m.metric, l.metrics, s) AS horizon,
			m.metric, m.owner, m.runbook, m.weight
		FROM drift.monitor_alerting p
		JOIN drift.monitor m ON m.monitor_id = p.monitor_id
		JOIN drift.source s ON s.source_id = p.source_id
		CROSS JOIN labels l
		WHERE p.alert_no_data AND m.enabled AND s.enabled
			AND (source_ids IS NULL OR p.source_id = ANY (source_ids))
	), series AS (
		-- monitor by monitor, so that each is looked up by index: all results may be many
		SELECT q.monitor_id, x.*
		FROM asked q CROSS JOIN LATERAL (
			SELECT r.column_name, r.segment_key, r.segment_value,
				max(r.window_start) AS last_window, max(r.window_end) AS until
			FROM drift.result r
			WHERE r.monitor_id = q.monitor_id AND r.status IN ('ok', 'warn', 'critical', 'error')
				AND r.window_start > q.horizon - q.give_up_windows * q.step
			GROUP BY 1, 2, 3) x
	), done AS (
		INSERT INTO drift.alert (dedup_key, monitor_id, source_id, model_id, metric, column_name,
			segment_key, segment_value, state, severity, first_window, fired_window, last_window,
			fired_at, reason, owner, runbook, weight)
		SELECT k.key, q.monitor_id, q.source_id, q.model_id, q.metric, x.column_name,
			x.segment_key, x.segment_value, 'no_data', 'warning', x.until, x.until, x.until,
			clock_timestamp(), format('not evaluated since the window that ended %s', x.until),
			q.owner, q.runbook, q.weight
		FROM asked q JOIN series x ON x.monitor_id = q.monitor_id
		CROSS JOIN LATERAL (SELECT drift.dedup_key(x.monitor_id, x.column_name, x.segment_key,
			x.segment_value)) k(key)
		WHERE x.until + q.no_data_windows * q.step <= q.horizon
			AND NOT EXISTS (SELECT FROM drift.alert a WHERE a.monitor_id = x.monitor_id
				AND a.dedup_key = k.key AND (a.state IN ('pending', 'firing', 'suppressed',
					'no_data') OR a.resolved_by IS NOT NULL AND a.last_window >= x.until))
		ON CONFLICT DO NOTHING
		RETURNING *
	)
	INSERT INTO drift.alert_event (alert_id, run_id, window_start, event, severity, note)
	SELECT d.alert_id, $2, d.last_window, 'no_data', d.severity, d.reason FROM done d
$$;
COMMENT ON FUNCTION drift.raise_no_data(bigint[], bigint) IS 'Open alerts for series that are not evaluated any more, where drift.alert_policy.alert_no_data asks for it.';

-- What is not watched does not fire.
CREATE FUNCTION drift.close_suspended(source_ids bigint[], run_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH done AS (
		UPDATE drift.alert x SET state = CASE x.state WHEN 'pending' THEN 'inactive'
				ELSE 'resolved' END,
			resolved_window = x.last_window, resolved_at = clock_timestamp(),
			flapping_since = NULL
		FROM drift.monitor m, drift.source s
		WHERE m.monitor_id = x.monitor_id AND s.source_id = x.source_id
			AND NOT (m.enabled AND s.enabled)
			AND x.state IN ('pending', 'firing', 'suppressed', 'no_data')
			AND (source_ids IS NULL OR x.source_id = ANY (source_ids))
		RETURNING x.*, m.enabled
	)
	INSERT INTO drift.alert_event (alert_id, incident_id, run_id, window_start, event, severity,
		note)
	SELECT d.alert_id, d.incident_id, $2, d.last_window, d.state, d.severity,
		CASE WHEN d.enabled THEN 'the source is suspended' ELSE 'the monitor is suspended' END
	FROM done d
$$;
COMMENT ON FUNCTION drift.close_suspended(bigint[], bigint) IS 'Close the open alerts of monitors and sources that are suspended.';

-- Incidents.

CREATE FUNCTION drift.group_key(group_by text, a drift.alert) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE group_by WHEN 'model' THEN 'model:' || a.model_id
		WHEN 'model_family' THEN 'family:'
			|| (SELECT m.name FROM drift.model m WHERE m.model_id = a.model_id)
		WHEN 'source' THEN 'source:' || a.source_id
		WHEN 'column' THEN format('model:%s:%s', a.model_id, coalesce(a.column_name, ':table'))
		WHEN 'monitor' THEN 'monitor:' || a.monitor_id
		ELSE a.dedup_key END
$$;
COMMENT ON FUNCTION drift.group_key(text, drift.alert) IS 'What an alert shares with the others of its incident.';

CREATE FUNCTION drift.incident_key(group_by text, group_key text, first_window timestamptz)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN octet_length(k) <= 255 THEN k ELSE left(k, 55) || '...' || md5(k) END
	FROM (SELECT CASE group_by WHEN 'alert' THEN group_key
		ELSE format('drift:%s:%s:%s', current_database(), group_key,
			to_char(first_window AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')) END) AS x(k)
$$;
COMMENT ON FUNCTION drift.incident_key(text, text, timestamptz) IS 'Key of an incident for receivers of messages; at most 255 bytes.';

-- Alerts that fire find their incident: an open one of their group and time, or a new one.
CREATE FUNCTION drift.group_alerts(source_ids bigint[], run_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	made int;
BEGIN
	FOR round IN 1 .. 1000 LOOP
		UPDATE drift.alert x SET incident_id = q.found
		FROM (
			SELECT a.alert_id, (
				SELECT i.incident_id FROM drift.incident i
				WHERE i.state <> 'resolved' AND i.group_by = p.group_by
					AND i.group_key = k.key
					AND (p.group_by = 'alert' OR a.fired_window BETWEEN
						i.first_window - p.join_windows * p.step
						AND i.first_window + p.join_windows * p.step)
				ORDER BY i.first_window DESC LIMIT 1) AS found
			FROM drift.alert a
			JOIN drift.monitor_alerting p ON p.monitor_id = a.monitor_id
			JOIN drift.source s ON s.source_id = a.source_id
			CROSS JOIN LATERAL (SELECT drift.group_key(p.group_by, a) OFFSET 0) k(key)
			WHERE a.incident_id IS NULL AND a.fired_window IS NOT NULL AND a.suppressed_by IS NULL
				AND (source_ids IS NULL OR a.source_id = ANY (source_ids))
		) q
		WHERE x.alert_id = q.alert_id AND q.found IS NOT NULL;
		INSERT INTO drift.incident (dedup_key, group_by, group_key, model_id, severity,
			first_window, last_window, escalation)
		SELECT DISTINCT ON (k.key) drift.incident_key(p.group_by, k.key, a.fired_window),
			p.group_by, k.key, a.model_id, a.severity, a.fired_window, a.last_window, p.escalation
		FROM drift.alert a
		JOIN drift.monitor_alerting p ON p.monitor_id = a.monitor_id
		CROSS JOIN LATERAL (SELECT drift.group_key(p.group_by, a) OFFSET 0) k(key)
		WHERE a.incident_id IS NULL AND a.fired_window IS NOT NULL AND a.suppressed_by IS NULL
			AND (source_ids IS NULL OR a.source_id = ANY (source_ids))
		ORDER BY k.key, a.fired_window, a.alert_id
		ON CONFLICT DO NOTHING;
		GET DIAGNOSTICS made = ROW_COUNT;
		EXIT WHEN made = 0 AND NOT EXISTS (SELECT FROM drift.alert a
			WHERE a.incident_id IS NULL AND a.fired_window IS NOT NULL
				AND a.suppressed_by IS NULL
				AND (source_ids IS NULL OR a.source_id = ANY (source_ids)));
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.group_alerts(bigint[], bigint) IS 'Put alerts that fired into incidents.';

-- Why messages about alerts are kept back, now.
CREATE FUNCTION drift.hold_alerts(incident_ids bigint[], as_of timestamptz, age_from timestamptz,
	run_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH labels AS MATERIALIZED (
		SELECT drift.label_metrics() AS metrics
	), hold AS MATERIALIZED (
		SELECT a.alert_id, a.held AS before, h.silence, CASE
			WHEN h.silence IS NOT NULL THEN 'silence ' || h.silence
			WHEN h.maintenance IS NOT NULL THEN 'maintenance ' || h.maintenance
			WHEN a.notified_at IS NULL AND a.metric <> 'no_run'
				AND a.last_window + p.window_length + s.lateness
				+ drift.label_wait(a.metric, l.metrics, s) + p.backfill_after < age_from
				THEN 'backfilled'
			WHEN p.tier = 'digest' AND a.metric <> 'no_run' AND (p.digest = 'all'
				OR p.digest = 'warning' AND a.severity = 'warning') THEN 'digest'
			WHEN a.last_window <= a.held_until THEN 'cool-down until window ' || a.held_until
			WHEN a.flapping_since IS NOT NULL THEN 'flapping' END AS now
		FROM drift.alert a
		JOIN drift.monitor_alerting p ON p.monitor_id = a.monitor_id
		JOIN drift.source s ON s.source_id = a.source_id
		CROSS JOIN labels l
		CROSS JOIN LATERAL (SELECT
			CASE WHEN (SELECT count(*) FROM drift.silence) > 0
				THEN drift.silence_for(a, as_of) END,
			CASE WHEN (SELECT count(*) FROM drift.maintenance) > 0
				THEN drift.maintenance_for(a, as_of) END) h(silence, maintenance)
		WHERE a.incident_id = ANY (incident_ids)
			AND (a.state IN ('firing', 'no_data') OR a.notified_at IS NULL)
	), done AS (
		UPDATE drift.alert x SET held = h.now, silenced_by = h.silence
		FROM hold h WHERE x.alert_id = h.alert_id AND h.now IS DISTINCT FROM h.before
		RETURNING x.*
	)
	INSERT INTO drift.alert_event (alert_id, incident_id, run_id, window_start, event, severity,
		note)
	SELECT d.alert_id, d.incident_id, $4, d.last_window, CASE
		WHEN d.silenced_by IS NOT NULL THEN 'silenced'
		WHEN d.held = 'backfilled' THEN 'backfilled' ELSE 'held' END, d.severity, d.held
	FROM done d WHERE d.held <> 'flapping'
$$;
COMMENT ON FUNCTION drift.hold_alerts(bigint[], timestamptz, timestamptz, bigint) IS 'Find out which alerts of some incidents people are not told of now, and why.';

-- What incidents are made of, and how bad that is.
CREATE FUNCTION drift.weigh_incidents(incident_ids bigint[])
	RETURNS TABLE (incident_id bigint, open bigint, evaluated bigint, worst text, tell text,
				   last_window timestamptz, resolved_window timestamptz)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT x.incident_id, x.open, x.evaluated,
		CASE WHEN CASE WHEN x.open > 0 THEN x.critical_open ELSE x.critical END > 0
			THEN 'critical' ELSE 'warning' END,
		CASE WHEN x.open > 0 THEN CASE WHEN x.tell_critical > 0 THEN 'critical'
				WHEN x.tell > 0 THEN 'warning' END
			ELSE CASE WHEN x.was_critical > 0 THEN 'critical' WHEN x.was > 0 THEN 'warning' END
		END, x.last_window, x.resolved_window
	FROM (
		SELECT a.incident_id, count(*) FILTER (WHERE o.open) AS open,
			count(*) FILTER (WHERE o.open AND a.state <> 'no_data') AS evaluated,
			count(*) FILTER (WHERE a.severity = 'critical') AS critical,
			count(*) FILTER (WHERE o.open AND a.severity = 'critical') AS critical_open,
			count(*) FILTER (WHERE o.open AND a.held IS NULL) AS tell,
			count(*) FILTER (WHERE o.open AND a.held IS NULL
				AND a.severity = 'critical') AS tell_critical,
			count(*) FILTER (WHERE a.held IS NULL) AS was,
			count(*) FILTER (WHERE a.held IS NULL AND a.severity = 'critical') AS was_critical,
			max(a.last_window) AS last_window, max(a.resolved_window) AS resolved_window
		FROM drift.alert a
		CROSS JOIN LATERAL (SELECT a.state IN ('firing', 'no_data')) o(open)
		WHERE a.incident_id = ANY (incident_ids)
		GROUP BY 1
	) x
$$;
COMMENT ON FUNCTION drift.weigh_incidents(bigint[]) IS 'For incidents: open alerts, those evaluated, the worst severity, the worst that people are to be told (NULL: all is held back).';

-- Tell people what they do not know yet, and bring the incidents up to date.
CREATE FUNCTION drift.tell_incidents(incident_ids bigint[], as_of timestamptz, run_id bigint)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	told bigint := 0;
BEGIN
	IF coalesce(cardinality(incident_ids), 0) = 0 THEN
		RETURN 0;
	END IF;
	UPDATE drift.incident i SET state = CASE WHEN w.open = 0 THEN 'resolved'
			WHEN w.evaluated = 0 THEN 'no_data' ELSE 'firing' END,
		severity = w.worst, last_window = w.last_window,
		resolved_window = CASE WHEN w.open = 0 THEN w.resolved_window END,
		resolved_at = CASE WHEN w.open = 0 THEN clock_timestamp() END
	FROM drift.weigh_incidents(incident_ids) w WHERE i.incident_id = w.incident_id;

	told := told + drift.tell(array(SELECT w.incident_id
		FROM drift.weigh_incidents(incident_ids) w JOIN drift.incident i USING (incident_id)
		WHERE i.told_severity IS NULL AND w.tell IS NOT NULL), 'firing', as_of, run_id);
	told := told + drift.tell(array(SELECT w.incident_id
		FROM drift.weigh_incidents(incident_ids) w JOIN drift.incident i USING (incident_id)
		WHERE i.told_severity = 'warning' AND w.tell = 'critical' AND w.open > 0),
		'worsened', as_of, run_id);
	told := told + drift.tell(array(SELECT i.incident_id FROM drift.incident i
		WHERE i.incident_id = ANY (incident_ids) AND i.state = 'resolved'
			AND i.told_severity IS NOT NULL), 'resolved', as_of, run_id);
	told := told + drift.tell(array(SELECT w.incident_id
		FROM drift.weigh_incidents(incident_ids) w JOIN drift.incident i USING (incident_id)
		WHERE i.state <> 'resolved' AND w.tell IS NOT NULL AND i.acknowledged_at IS NULL
			AND EXISTS (SELECT FROM drift.due_levels(i, as_of))), 'escalated', as_of, run_id);
	told := told + drift.tell(array(SELECT w.incident_id
		FROM drift.weigh_incidents(incident_ids) w JOIN drift.incident i USING (incident_id)
		WHERE i.state <> 'resolved' AND w.tell IS NOT NULL AND i.acknowledged_at IS NULL
			AND i.repeat_at <= as_of), 'repeated', as_of, run_id);
	RETURN told;
END
$$;
COMMENT ON FUNCTION drift.tell_incidents(bigint[], timestamptz, bigint) IS 'Bring incidents up to date and queue the messages that follow; returns how many.';

-- Lock the open incidents of some sources, in order. Between runs, what another session is settling
-- is left to it.
CREATE FUNCTION drift.lock_incidents(source_ids bigint[]) RETURNS bigint[]
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF source_ids IS NULL THEN
		RETURN array(SELECT i.incident_id FROM drift.incident i WHERE i.state <> 'resolved'
			ORDER BY i.incident_id FOR UPDATE SKIP LOCKED);
	END IF;
	RETURN array(SELECT i.incident_id FROM drift.incident i WHERE i.state <> 'resolved'
		AND EXISTS (SELECT FROM drift.alert a WHERE a.incident_id = i.incident_id
			AND a.source_id = ANY (source_ids))
		ORDER BY i.incident_id FOR UPDATE);
END
$$;
COMMENT ON FUNCTION drift.lock_incidents(bigint[]) IS 'The open incidents of some sources (NULL: all that no other session holds), locked.';

-- Incidents that are over end before new alerts are grouped: what comes after an end is new.
CREATE FUNCTION drift.settle_alerts(as_of timestamptz, source_ids bigint[] DEFAULT NULL,
	run_id bigint DEFAULT NULL, age_from timestamptz DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	ids bigint[];
	over bigint[];
	told bigint;
BEGIN
	IF as_of IS NULL THEN
		RAISE EXCEPTION 'as_of is NULL'
			USING ERRCODE = 'null_value_not_allowed', HINT = 'Pass a time, such as now().';
	END IF;
	PERFORM drift.close_suspended(source_ids, run_id), drift.settle_no_data(source_ids, run_id),
		drift.raise_no_data(source_ids, run_id), drift.inhibit(source_ids, run_id);
	ids := drift.lock_incidents(source_ids);
	over := array(SELECT w.incident_id FROM drift.weigh_incidents(ids) w WHERE w.open = 0);
	PERFORM drift.hold_alerts(over, as_of, coalesce(age_from, as_of), run_id);
	told := drift.tell_incidents(over, as_of, run_id);

	PERFORM drift.group_alerts(source_ids, run_id);
	ids := drift.lock_incidents(source_ids);
	PERFORM drift.hold_alerts(ids, as_of, coalesce(age_from, as_of), run_id);
	RETURN told + drift.tell_incidents(ids, as_of, run_id);
END
$$;
COMMENT ON FUNCTION drift.settle_alerts(timestamptz, bigint[], bigint, timestamptz) IS
'Suppress, release and group the alerts of some sources (NULL: all) and queue the messages that follow; returns how many. age_from: the time from which windows are old (NULL: as_of).';
