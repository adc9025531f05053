
-- alert: judged results -> alert, alert_event
--
-- Windows are taken in their order, each once: pending at the first window beyond the limit, firing
-- at k of the last n, or at once when critical; resolved after k windows in a row within it.
-- Windows that could not be evaluated count for nothing. A window that is judged again later (late
-- labels) only changes the counts at the newest window, so that the past is not replayed.

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

CREATE FUNCTION drift.silence_for(monitor_id bigint, model_id bigint, column_name name,
								  segment_key text, segment_value text)
	RETURNS bigint
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT min(s.silence_id) FROM drift.silence s
	WHERE clock_timestamp() >= s.starts_at AND clock_timestamp() < s.ends_at
		AND (s.model_id IS NULL OR s.model_id = $2)
		AND (s.monitor_id IS NULL OR s.monitor_id = $1)
		AND (s.column_name IS NULL OR s.column_name = $3)
		AND (s.segment_key IS NULL OR s.segment_key = $4)
		AND (s.segment_value IS NULL OR s.segment_value = $5)
$$;
COMMENT ON FUNCTION drift.silence_for(bigint, bigint, name, text, text) IS 'The silence that covers an alert now, or NULL.';

-- Write one transition, and tell it unless a silence or the cool-down keeps it back.
CREATE FUNCTION drift.record_event(a drift.alert, event text, r drift.result, run_id bigint,
								   held text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	silence bigint;
	id bigint;
BEGIN
	INSERT INTO drift.alert_event (alert_id, run_id, window_start, event, severity, value,
		limit_value, note)
	VALUES (a.alert_id, run_id, r.window_start, event, a.severity, r.value, a.limit_value, r.reason)
	RETURNING event_id INTO id;
	IF event NOT IN ('firing', 'escalated', 'resolved')
		OR event = 'resolved' AND a.notified_at IS NULL THEN
		RETURN;
	END IF;
	silence := drift.silence_for(a.monitor_id, a.model_id, a.column_name, a.segment_key,
		a.segment_value);
	IF silence IS NOT NULL OR held IS NOT NULL THEN
		INSERT INTO drift.alert_event (alert_id, run_id, window_start, event, severity, note)
		VALUES (a.alert_id, run_id, r.window_start,
				CASE WHEN silence IS NOT NULL THEN 'silenced' ELSE 'held' END, a.severity,
				coalesce('silence ' || silence, held));
		UPDATE drift.alert x SET silenced_by = silence WHERE x.alert_id = a.alert_id;
		RETURN;
	END IF;
	PERFORM drift.notify(a, id, event, r);
	UPDATE drift.alert x SET notified_at = clock_timestamp(), notified_window = r.window_start,
		silenced_by = NULL
	WHERE x.alert_id = a.alert_id;
END
$$;
COMMENT ON FUNCTION drift.record_event(drift.alert, text, drift.result, bigint, text) IS 'Append a transition to drift.alert_event and put it into the outbox.';

-- An open alert moves on.
CREATE FUNCTION drift.alert_continue(a drift.alert, m drift.monitor, r drift.result, run_id bigint,
									 fires boolean, severity text, recent text[])
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	beyond boolean := r.status <> 'ok';
	clear boolean := recent[greatest(1, cardinality(recent) - m.alert_k + 1) :] <@ '{ok}';
	escalates boolean := a.severity = 'warning' AND severity = 'critical' AND beyond;
BEGIN
	IF beyond THEN
		UPDATE drift.alert x SET last_window = greatest(x.last_window, r.window_start),
			occurrences = x.occurrences + (r.window_start > x.last_window)::int,
			value = r.value, limit_value = drift.broken_limit(r), n_current = r.n_current,
			reason = r.reason, severity = CASE WHEN escalates THEN 'critical' ELSE x.severity END
		WHERE x.alert_id = a.alert_id
		RETURNING x.* INTO a;
		IF a.state = 'pending' AND fires THEN
			PERFORM drift.alert_fire(a, m, r, run_id);
		ELSIF a.state = 'firing' AND escalates THEN
			PERFORM drift.record_event(a, 'escalated', r, run_id);
		END IF;
	ELSIF a.state = 'firing' AND clear AND cardinality(recent) >= m.alert_k
		OR a.state = 'pending' AND recent <@ '{ok}' THEN
		UPDATE drift.alert x SET state = CASE a.state WHEN 'firing' THEN 'resolved'
			ELSE 'inactive' END,
			resolved_window = r.window_start, resolved_at = clock_timestamp()
		WHERE x.alert_id = a.alert_id
		RETURNING x.* INTO a;
		PERFORM drift.record_event(a, a.state, r, run_id);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.alert_continue(drift.alert, drift.monitor, drift.result, bigint, boolean, text, text[]) IS 'Take one window into an open alert.';

CREATE FUNCTION drift.broken_limit(r drift.result) RETURNS float8
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN r.value > r.critical_high THEN r.critical_high
		WHEN r.value < r.critical_low THEN r.critical_low
		WHEN r.value > r.warn_high THEN r.warn_high
		WHEN r.value < r.warn_low THEN r.warn_low END;
COMMENT ON FUNCTION drift.broken_limit(drift.result) IS 'The limit that a result is beyond, or NULL.';

-- Fire, and say so unless the same alert was resolved within the cool-down.
CREATE FUNCTION drift.alert_fire(a drift.alert, m drift.monitor, r drift.result,
	run_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	before timestamptz;
BEGIN
	UPDATE drift.alert x SET state = 'firing', fired_window = r.window_start,
		fired_at = clock_timestamp()
	WHERE x.alert_id = a.alert_id
	RETURNING x.* INTO a;
	SELECT max(x.resolved_window) INTO before FROM drift.alert x
	WHERE x.monitor_id = a.monitor_id AND x.dedup_key = a.dedup_key AND x.state = 'resolved'
		AND x.resolved_window + m.cool_down >= r.window_start;
	PERFORM drift.record_event(a, 'firing', r, run_id,
		CASE WHEN before IS NOT NULL THEN 'cool-down: resolved at window ' || before END);
END
$$;
COMMENT ON FUNCTION drift.alert_fire(drift.alert, drift.monitor, drift.result, bigint) IS 'Make a pending alert fire.';

-- One window of one series, in order.
CREATE FUNCTION drift.alert_window(m drift.monitor, r drift.result, recent text[], run_id bigint)
	RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	a drift.alert;
	dedup text := drift.dedup_key(m.monitor_id, r.column_name, r.segment_key, r.segment_value);
	beyond int := cardinality(array_remove(recent, 'ok'));
	fires boolean := beyond >= m.alert_k OR m.critical_at_once AND r.status = 'critical';
	severity text := CASE WHEN 'critical' = ANY (recent) THEN 'critical' ELSE 'warning' END;
BEGIN
	SELECT x.* INTO a FROM drift.alert x
	WHERE x.dedup_key = dedup AND x.state IN ('pending', 'firing');
	IF a.alert_id IS NOT NULL THEN
		PERFORM drift.alert_continue(a, m, r, run_id, fires, severity, recent);
		RETURN true;
	ELSIF r.status = 'ok' THEN
		RETURN false;
	END IF;
	INSERT INTO drift.alert (dedup_key, monitor_id, source_id, model_id, metric, column_name,
		segment_key, segment_value, state, severity, first_window, last_window, value, limit_value,
		n_current, reason, owner, runbook)
	VALUES (dedup, m.monitor_id, m.source_id, m.model_id, m.metric, r.column_name, r.segment_key,
		r.segment_value, 'pending', severity, r.window_start, r.window_start, r.value,
		drift.broken_limit(r), r.n_current, r.reason, m.owner, m.runbook)
	RETURNING * INTO a;
	IF fires THEN
		PERFORM drift.alert_fire(a, m, r, run_id);
	ELSE
		PERFORM drift.record_event(a, 'pending', r, run_id);
	END IF;
	RETURN true;
END
$$;
COMMENT ON FUNCTION drift.alert_window(drift.monitor, drift.result, text[], bigint) IS 'Take one window of one series into its alert; true while an alert is open.';

-- The results that can change an alert, series by series and window by window. Where nothing is
-- beyond a limit and no alert is open, nothing can change; of the others the last windows are
-- needed for k of n.
CREATE FUNCTION drift.alert_input(src drift.source, monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (r drift.result, m drift.monitor, series text, takes_part boolean, again boolean)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH moving AS MATERIALIZED (
		SELECT i FROM unnest(monitor_ids) i
		WHERE EXISTS (SELECT FROM drift.result r WHERE r.monitor_id = i
				AND r.window_start = ANY (starts) AND r.status IN ('warn', 'critical', 'error'))
			OR EXISTS (SELECT FROM drift.alert a WHERE a.monitor_id = i
				AND a.state IN ('pending', 'firing'))
	), s AS (
		SELECT r, r.window_start = ANY (starts) AND r.alerted_at IS NULL AS new,
			r.alerted_at IS NOT NULL AND r.judged_at > r.alerted_at AS changed,
			max(r.window_start) FILTER (WHERE r.alerted_at IS NOT NULL) OVER series AS folded,
			bool_or(r.window_start = ANY (starts)
				AND (r.alerted_at IS NULL OR r.judged_at > r.alerted_at)) OVER series AS touched
		FROM drift.result r
		WHERE r.monitor_id = ANY (array(SELECT moving.i FROM moving))
			AND r.window_start >= (SELECT min(u) FROM unnest(starts) u) - 60 * src.window_length
			AND r.status IN ('ok', 'warn', 'critical', 'error')
		WINDOW series AS (PARTITION BY r.monitor_id, r.column_name, r.segment_key, r.segment_value)
	)
	SELECT s.r, m, drift.dedup_key((s.r).monitor_id, (s.r).column_name, (s.r).segment_key,
		(s.r).segment_value), s.new AND ((s.r).window_start <= s.folded) IS NOT TRUE,
		s.new OR s.changed
	FROM s JOIN drift.monitor m ON m.monitor_id = (s.r).monitor_id
	WHERE s.touched
	ORDER BY 3, (s.r).window_start
$$;
COMMENT ON FUNCTION drift.alert_input(drift.source, bigint[], timestamptz[]) IS 'Results that can change an alert, in order: takes_part: a new window in its turn; again: one that was judged anew, or came late.';

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
	previous record;
	series text;
	recent text[];
	again boolean := false;
	open boolean;
BEGIN
	FOR x IN SELECT i.* FROM drift.alert_input(src, monitor_ids, starts) i LOOP
		IF series IS DISTINCT FROM x.series THEN
			IF again THEN
				PERFORM drift.alert_window(previous.m, previous.r, recent, run_id);
			END IF;
			series := x.series;
			recent := '{}';
			again := false;
			open := EXISTS (SELECT FROM drift.alert a
				WHERE a.dedup_key = series AND a.state IN ('pending', 'firing'));
		END IF;
		recent := (recent || (x.r).status)
			[greatest(1, cardinality(recent) + 2 - (x.m).alert_n) :];
		IF x.takes_part THEN
			IF open OR (x.r).status <> 'ok' THEN
				open := drift.alert_window(x.m, x.r, recent, run_id);
			END IF;
			again := false;
		ELSE
			again := again OR x.again;
		END IF;
		previous := x;
	END LOOP;
	IF again THEN
		PERFORM drift.alert_window(previous.m, previous.r, recent, run_id);
	END IF;
	UPDATE drift.result r SET alerted_at = clock_timestamp()
	WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
		AND r.status IN ('ok', 'warn', 'critical', 'error')
		AND (r.alerted_at IS NULL OR r.judged_at > r.alerted_at);
END
$$;
COMMENT ON FUNCTION drift.raise_alerts(drift.source, bigint[], timestamptz[], bigint) IS 'Take judged results into the alerts, each window once and in order.';

CREATE FUNCTION drift.create_silence(ends_at timestamptz, reason text, model text DEFAULT NULL,
									 monitor_id bigint DEFAULT NULL, column_name name DEFAULT NULL,
									 segment_key text DEFAULT NULL, segment_value text DEFAULT NULL,
									 starts_at timestamptz DEFAULT now())
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint;
BEGIN
	IF coalesce(reason, '') = '' OR (ends_at > starts_at) IS NOT TRUE THEN
		RAISE EXCEPTION 'a silence needs a reason and an end after its start'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'drift.create_silence(now() + ''2 hours'', ''planned reload'', model => '
				'''...'').';
	ELSIF monitor_id IS NOT NULL AND NOT EXISTS (SELECT FROM drift.monitor m
												 WHERE m.monitor_id = monitor_id) THEN
		RAISE EXCEPTION 'monitor % does not exist', monitor_id
			USING ERRCODE = 'undefined_object',
				HINT = 'SELECT monitor_id, name FROM drift.monitor.';
	END IF;
	INSERT INTO drift.silence (model_id, monitor_id, column_name, segment_key, segment_value,
							   starts_at, ends_at, reason)
	VALUES (CASE WHEN model IS NOT NULL THEN drift.find_model(model) END, monitor_id, column_name,
			segment_key, segment_value, starts_at, ends_at, reason)
	RETURNING silence_id INTO id;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.create_silence(timestamptz, text, text, bigint, name, text, text, timestamptz) IS
'Keep notifications back until ends_at for the alerts that match every argument given; the alerts themselves go on. Returns the silence''s number.';

CREATE FUNCTION drift.end_silence(silence_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	UPDATE drift.silence s SET ends_at = greatest(clock_timestamp(),
		s.starts_at + interval '1 microsecond')
	WHERE s.silence_id = silence_id AND s.ends_at > clock_timestamp();
	IF NOT FOUND THEN
		RAISE EXCEPTION 'silence % does not exist or is over', silence_id
			USING ERRCODE = 'undefined_object', HINT = 'SELECT * FROM drift.silence.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.end_silence(bigint) IS 'End a silence now.';
