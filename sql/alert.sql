
-- alert: judged results -> alert, alert_event
--
-- Windows are taken in their order, each once: pending at the first window beyond the limit, firing
-- at k of the last n, or at once when critical; resolved after some windows in a row that are clear:
-- within the limit by some margin. Windows that could not be evaluated count for nothing. A window
-- that is judged again later (late labels) only changes the counts at the newest window, so that the
-- past is not replayed. What follows from the alerts together (suppression, incidents, messages) is
-- settled after them, in alert_group.

CREATE FUNCTION drift.dedup_key(monitor_id bigint, column_name name, segment_key text,
	segment_value text)
	RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN octet_length(k) <= 255 THEN k ELSE left(k, 55) || '...' || md5(k) END
	FROM (SELECT format('drift:%s:%s:%s:%s', current_database(), monitor_id,
		coalesce(column_name, ':table'),
		coalesce(segment_key || '=' || coalesce(quote_literal(segment_value), 'NULL'),
			':all'))) AS x(k)
$$;
COMMENT ON FUNCTION drift.dedup_key(bigint, name, text, text) IS 'Key of an alert: database, monitor, column and segment; at most 255 bytes, longer ones end in their hash.';

-- Append what happened; who and when fill themselves in.
CREATE FUNCTION drift.record_event(a drift.alert, event text, r drift.result, run_id bigint,
								   note text DEFAULT NULL)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	INSERT INTO drift.alert_event (alert_id, incident_id, run_id, window_start, event, severity,
		value, limit_value, note)
	SELECT a.alert_id, a.incident_id, run_id, r.window_start, event, a.severity, r.value,
		a.limit_value, coalesce(note, r.reason)
	WHERE a.alert_id IS NOT NULL
$$;
COMMENT ON FUNCTION drift.record_event(drift.alert, text, drift.result, bigint, text) IS 'Append a transition of an alert to drift.alert_event.';

CREATE FUNCTION drift.broken_limit(r drift.result) RETURNS float8
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN r.value > r.critical_high THEN r.critical_high
		WHEN r.value < r.critical_low THEN r.critical_low
		WHEN r.value > r.warn_high THEN r.warn_high
		WHEN r.value < r.warn_low THEN r.warn_low END;
COMMENT ON FUNCTION drift.broken_limit(drift.result) IS 'The limit that a result is beyond, or NULL.';

-- The margin is a share of the way from warn to critical, and at most half of the limit, or a
-- quarter of the band, so that some values are always clear.
CREATE FUNCTION drift.near_limit(r drift.result, hysteresis float8) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(r.value > high - least(hysteresis * coalesce(nullif(r.critical_high - high, 0),
				abs(high)), coalesce((high - low) / 4, abs(high) / 2)), false)
		OR coalesce(r.value < low + least(hysteresis * coalesce(nullif(low - r.critical_low, 0),
				abs(low)), coalesce((high - low) / 4, abs(low) / 2)), false)
	FROM (SELECT coalesce(r.warn_high, r.critical_high), coalesce(r.warn_low, r.critical_low))
		AS l(high, low)
	WHERE hysteresis > 0
$$;
COMMENT ON FUNCTION drift.near_limit(drift.result, float8) IS 'Whether a value within its limits is too near to one to end an alert.';

-- How often a series fired and resolved lately, with the resolution that is about to come.
CREATE FUNCTION drift.transitions(a drift.alert, after timestamptz) RETURNS bigint
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT 1 + count(*) FILTER (WHERE x.fired_window > after)
		+ count(*) FILTER (WHERE x.state = 'resolved' AND x.fired_window IS NOT NULL
			AND x.resolved_window > after)
	FROM drift.alert x
	WHERE x.monitor_id = a.monitor_id AND x.dedup_key = a.dedup_key
$$;
COMMENT ON FUNCTION drift.transitions(drift.alert, timestamptz) IS 'Times that a series fired or resolved after a window, one for now included.';

-- Resolve, unless the alert comes and goes: then it stays firing until it is calm.
CREATE FUNCTION drift.alert_resolve(a drift.alert, p drift.monitor_alerting, r drift.result,
	run_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	IF a.flapping_since IS NULL AND a.state = 'firing'
		AND drift.transitions(a, r.window_start - p.flap_windows * p.step) >= p.flap_transitions
		THEN
		UPDATE drift.alert x SET flapping_since = r.window_start, state = 'firing'
		WHERE x.alert_id = a.alert_id;
		PERFORM drift.record_event(a, 'flapping', r, run_id, format('came and went %s times in '
			'%s windows', p.flap_transitions / 2, p.flap_windows));
		RETURN;
	ELSIF a.flapping_since IS NOT NULL THEN
		IF r.window_start < a.last_window + p.flap_windows * p.step / 2 THEN
			RETURN;
		END IF;
		PERFORM drift.record_event(a, 'calm', r, run_id, 'not beyond a limit since window '
			|| a.last_window);
	END IF;
	UPDATE drift.alert x SET state = CASE a.state WHEN 'pending' THEN 'inactive'
			ELSE 'resolved' END,
		resolved_window = r.window_start, resolved_at = clock_timestamp(), flapping_since = NULL
	WHERE x.alert_id = a.alert_id
	RETURNING x.* INTO a;
	PERFORM drift.record_event(a, a.state, r, run_id);
END
$$;
COMMENT ON FUNCTION drift.alert_resolve(drift.alert, drift.monitor_alerting, drift.result, bigint) IS 'Close an alert; one that is flapping only when it is calm.';

-- Fire; within the cool-down of an episode that people were told of, without a word.
CREATE FUNCTION drift.alert_fire(a drift.alert, m drift.monitor, r drift.result,
	run_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	UPDATE drift.alert x SET state = 'firing', fired_window = r.window_start,
		fired_at = clock_timestamp(),
		held_until = (SELECT max(y.resolved_window) + m.cool_down FROM drift.alert y
			WHERE y.monitor_id = a.monitor_id AND y.dedup_key = a.dedup_key
				AND y.state = 'resolved' AND y.notified_at IS NOT NULL
				AND y.resolved_window + m.cool_down >= r.window_start)
	WHERE x.alert_id = a.alert_id
	RETURNING x.* INTO a;
	PERFORM drift.record_event(a, 'firing', r, run_id);
END
$$;
COMMENT ON FUNCTION drift.alert_fire(drift.alert, drift.monitor, drift.result, bigint) IS 'Make a pending alert fire.';

-- An open alert moves on.
CREATE FUNCTION drift.alert_continue(a drift.alert, m drift.monitor, p drift.monitor_alerting,
	r drift.result, run_id bigint, fires boolean, severity text, recent text[])
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	beyond boolean := r.status <> 'ok';
	clear boolean := cardinality(recent) >= p.resolve_windows
		AND recent[cardinality(recent) - p.resolve_windows + 1 :] <@ '{ok}';
	worse boolean := a.severity = 'warning' AND severity = 'critical' AND beyond;
BEGIN
	IF a.state = 'no_data' AND NOT clear THEN
		UPDATE drift.alert x SET state = 'firing' WHERE x.alert_id = a.alert_id
		RETURNING x.* INTO a;
		PERFORM drift.record_event(a, 'released', r, run_id, 'evaluated again');
	END IF;
	IF beyond THEN
		UPDATE drift.alert x SET last_window = greatest(x.last_window, r.window_start),
			occurrences = x.occurrences + (r.window_start > x.last_window)::int,
			value = r.value, limit_value = drift.broken_limit(r), n_current = r.n_current,
			reason = r.reason, severity = CASE WHEN worse THEN 'critical' ELSE x.severity END
		WHERE x.alert_id = a.alert_id
		RETURNING x.* INTO a;
		IF a.state = 'pending' AND fires THEN
			PERFORM drift.alert_fire(a, m, r, run_id);
		ELSIF a.state <> 'pending' AND worse THEN
			PERFORM drift.record_event(a, 'worsened', r, run_id);
		END IF;
	ELSIF a.state <> 'pending' AND clear
		OR a.state = 'pending' AND recent[greatest(1, cardinality(recent) - m.alert_n + 1) :]
			<@ '{ok,near}' THEN
		PERFORM drift.alert_resolve(a, p, r, run_id);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.alert_continue(drift.alert, drift.monitor, drift.monitor_alerting, drift.result, bigint, boolean, text, text[]) IS 'Take one window into an open alert.';

-- One window of one series, in order.
CREATE FUNCTION drift.alert_window(m drift.monitor, p drift.monitor_alerting, r drift.result,
	recent text[], run_id bigint)
	RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	a drift.alert;
	dedup text := drift.dedup_key(m.monitor_id, r.column_name, r.segment_key, r.segment_value);
	last_n text[] := recent[greatest(1, cardinality(recent) - m.alert_n + 1) :];
	beyond int := cardinality(array_remove(array_remove(last_n, 'ok'), 'near'));
	fires boolean := beyond >= m.alert_k OR m.critical_at_once AND r.status = 'critical';
	severity text := CASE WHEN 'critical' = ANY (last_n) THEN 'critical' ELSE 'warning' END;
BEGIN
	SELECT x.* INTO a FROM drift.alert x
	WHERE x.dedup_key = dedup AND x.state IN ('pending', 'firing', 'suppressed', 'no_data');
	IF a.alert_id IS NOT NULL THEN
		PERFORM drift.alert_continue(a, m, p, r, run_id, fires, severity, recent);
		RETURN true;
	ELSIF r.status = 'ok' THEN
		RETURN false;
	END IF;
	INSERT INTO drift.alert (dedup_key, monitor_id, source_id, model_id, metric, column_name,
		segment_key, segment_value, state, severity, first_window, last_window, value, limit_value,
		n_current, reason, owner, runbook, weight)
	VALUES (dedup, m.monitor_id, m.source_id, m.model_id, m.metric, r.column_name, r.segment_key,
		r.segment_value, 'pending', severity, r.window_start, r.window_start, r.value,
		drift.broken_limit(r), r.n_current, r.reason, m.owner, m.runbook, m.weight)
	RETURNING * INTO a;
	IF fires THEN
		PERFORM drift.alert_fire(a, m, r, run_id);
	ELSE
		PERFORM drift.record_event(a, 'pending', r, run_id);
	END IF;
	RETURN true;
END
$$;
COMMENT ON FUNCTION drift.alert_window(drift.monitor, drift.monitor_alerting, drift.result, text[], bigint) IS 'Take one window of one series into its alert; true while an alert is open.';

-- The results that can change an alert, series by series and window by window. Where nothing is
-- beyond a limit and no alert is open, nothing can change; of the others only the new windows and
-- those that k of n and resolution look back on are needed.
CREATE FUNCTION drift.alert_input(src drift.source, monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (r drift.result, series text, takes_part boolean, again boolean)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH open AS MATERIALIZED (
		SELECT a.monitor_id, a.column_name, a.segment_key, a.segment_value FROM drift.alert a
		WHERE a.monitor_id = ANY (monitor_ids)
			AND a.state IN ('pending', 'firing', 'suppressed', 'no_data')
	), moving AS MATERIALIZED (
		SELECT p.monitor_id, p.step, greatest(m.alert_n, p.resolve_windows) AS back
		FROM drift.monitor m JOIN drift.monitor_alerting p USING (monitor_id)
		WHERE m.monitor_id IN (
			SELECT r.monitor_id FROM drift.result r
			WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
				AND r.status IN ('warn', 'critical', 'error')
			UNION SELECT open.monitor_id FROM open)
	), s AS (
		SELECT r, r.window_start = ANY (starts) AND r.alerted_at IS NULL AS new,
			r.alerted_at IS NOT NULL AND r.judged_at > r.alerted_at AS changed,
			max(r.window_start) FILTER (WHERE r.alerted_at IS NOT NULL) OVER series AS folded,
			bool_or(r.window_start = ANY (starts)
				AND (r.alerted_at IS NULL OR r.judged_at > r.alerted_at)) OVER series AS touched,
			bool_or(r.status <> 'ok') OVER series AS beyond,
			count(*) OVER (PARTITION BY r.monitor_id, r.column_name, r.segment_key, r.segment_value
				ORDER BY r.window_start DESC) AS place
		FROM drift.result r
		WHERE r.monitor_id = ANY (array(SELECT moving.monitor_id FROM moving))
			AND r.window_start >= (SELECT min(u) FROM unnest(starts) u)
				- 60 * (SELECT max(moving.step) FROM moving)
			AND r.status IN ('ok', 'warn', 'critical', 'error')
		WINDOW series AS (PARTITION BY r.monitor_id, r.column_name, r.segment_key, r.segment_value)
	), t AS (
		SELECT s.*, s.new AND (s.folded IS NULL OR (s.r).window_start > s.folded) AS takes_part,
			count(*) FILTER (WHERE s.new AND (s.folded IS NULL
				OR (s.r).window_start > s.folded)) OVER series AS fresh,
			bool_or(s.new OR s.changed) OVER series AS moved
		FROM s
		WHERE s.touched AND (s.beyond OR EXISTS (SELECT FROM open
			WHERE open.monitor_id = (s.r).monitor_id
				AND open.column_name IS NOT DISTINCT FROM (s.r).column_name
				AND open.segment_key IS NOT DISTINCT FROM (s.r).segment_key
				AND open.segment_value IS NOT DISTINCT FROM (s.r).segment_value))
		WINDOW series AS (PARTITION BY (s.r).monitor_id, (s.r).column_name, (s.r).segment_key,
			(s.r).segment_value)
	)
	SELECT t.r, drift.dedup_key((t.r).monitor_id, (t.r).column_name, (t.r).segment_key,
		(t.r).segment_value), t.takes_part, t.moved AND t.fresh = 0
	FROM t JOIN moving ON moving.monitor_id = (t.r).monitor_id
	WHERE t.place <= t.fresh + moving.back
	ORDER BY 2, (t.r).window_start
$$;
COMMENT ON FUNCTION drift.alert_input(drift.source, bigint[], timestamptz[]) IS 'Results that can change an alert, in order: takes_part: a new window in its turn; again: none is new, but one was judged anew, or came late.';

-- A window for the counts: near is within the limits, but not clear of them.
CREATE FUNCTION drift.alert_status(r drift.result, hysteresis float8) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN r.status = 'ok' AND drift.near_limit(r, hysteresis) THEN 'near'
		ELSE r.status END;
COMMENT ON FUNCTION drift.alert_status(drift.result, float8) IS 'Status of a result, or near: ok, but not clear of the limits.';

-- Take the results of some monitors and windows into the alerts.
CREATE FUNCTION drift.raise_alerts(src drift.source, monitor_ids bigint[], starts timestamptz[],
								   run_id bigint)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	x record;
	m drift.monitor;
	p drift.monitor_alerting;
	previous drift.result;
	series text;
	recent text[];
	again boolean := false;
	open boolean;
	handled timestamptz;
BEGIN
	FOR x IN SELECT i.* FROM drift.alert_input(src, monitor_ids, starts) i LOOP
		IF series IS DISTINCT FROM x.series THEN
			IF again THEN
				PERFORM drift.alert_window(m, p, previous, recent, run_id);
			END IF;
			IF m.monitor_id IS DISTINCT FROM (x.r).monitor_id THEN
				SELECT y.* INTO m FROM drift.monitor y WHERE y.monitor_id = (x.r).monitor_id;
				SELECT y.* INTO p FROM drift.monitor_alerting y
				WHERE y.monitor_id = (x.r).monitor_id;
			END IF;
			series := x.series;
			recent := '{}';
			again := false;
			SELECT bool_or(a.state IN ('pending', 'firing', 'suppressed', 'no_data')),
				max(a.resolved_window) FILTER (WHERE a.state = 'resolved'
					AND a.resolved_by IS NOT NULL)
			INTO open, handled
			FROM drift.alert a WHERE a.monitor_id = m.monitor_id AND a.dedup_key = series;
		END IF;
		-- What was resolved by hand fires again on new evidence only.
		CONTINUE WHEN (x.r).window_start <= handled;
		recent := (recent || drift.alert_status(x.r, p.hysteresis))
			[greatest(1, cardinality(recent) + 2 - greatest(m.alert_n, p.resolve_windows)) :];
		IF x.takes_part AND (open OR (x.r).status <> 'ok') THEN
			open := drift.alert_window(m, p, x.r, recent, run_id);
		END IF;
		again := x.again;
		previous := x.r;
	END LOOP;
	IF again THEN
		PERFORM drift.alert_window(m, p, previous, recent, run_id);
	END IF;
	UPDATE drift.result r SET alerted_at = clock_timestamp()
	WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
		AND r.status IN ('ok', 'warn', 'critical', 'error')
		AND (r.alerted_at IS NULL OR r.judged_at > r.alerted_at);
END
$$;
COMMENT ON FUNCTION drift.raise_alerts(drift.source, bigint[], timestamptz[], bigint) IS 'Take judged results into the alerts, each window once and in order.';
