
-- rollup: windows of the source merged to the longer windows of monitors
--
-- A monitor may look at a day or week of hourly windows, also sliding. Its windows are merged from
-- window_state when the last of their hours has been collected, and again when one of them changes;
-- the log is not read. Only the states that such monitors need are merged and kept.

-- Windows that have some length and begin at each step, and that overlap a range of time.
CREATE FUNCTION drift.long_windows(src drift.source, length interval, step interval,
								   from_time timestamptz, to_time timestamptz)
	RETURNS TABLE (window_start timestamptz, window_end timestamptz)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	zone text;
	stepped drift.source := src;
BEGIN
	stepped.window_length := length;
	zone := drift.window_zone(stepped);
	IF length + coalesce(step, length) > '2000 years' OR to_time - from_time > interval '200 years'
		OR NOT isfinite(from_time) OR NOT isfinite(to_time)
		OR coalesce(step, length) < '1 minute' THEN
		RAISE EXCEPTION 'windows of % every % from % to % are too many', length, step, from_time,
			to_time
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Take a shorter range of time.';
	END IF;
	stepped.window_length := coalesce(step, length);
	RETURN QUERY SELECT x.s, x.e
	FROM drift.windows(stepped, from_time - length - coalesce(step, length),
					   to_time + coalesce(step, length)) w
	CROSS JOIN LATERAL (SELECT w.window_start,
		(w.window_start AT TIME ZONE zone + length) AT TIME ZONE zone) AS x(s, e)
	WHERE x.s < to_time AND x.e > from_time;
END
$$;
COMMENT ON FUNCTION drift.long_windows(drift.source, interval, interval, timestamptz, timestamptz) IS 'Windows of a length, one each step, that overlap a range of time.';

-- The longer windows that some windows of the source are part of: whole ones, not of a baseline.
CREATE FUNCTION drift.due_rollups(src drift.source, length interval, step interval,
								  INOUT starts timestamptz[], INOUT ends timestamptz[])
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT array_agg(w.window_start ORDER BY w.window_start),
		array_agg(w.window_end ORDER BY w.window_start)
	FROM (SELECT DISTINCT l.* FROM unnest(starts, ends) AS u(s, e)
		CROSS JOIN LATERAL drift.long_windows(src, length, step, u.s, u.e) l) w
	WHERE NOT EXISTS (SELECT FROM drift.baseline b WHERE b.source_id = src.source_id
			AND b.active AND b.range && tstzrange(w.window_start, w.window_end))
		AND w.window_end - w.window_start = (
			SELECT sum(d.window_end - d.window_start) FROM (
				SELECT DISTINCT ws.window_start, ws.window_end FROM drift.window_state ws
				WHERE ws.source_id = src.source_id AND ws.kind = 'rows'
					AND ws.segment_key IS NULL AND ws.window_start >= w.window_start
					AND ws.window_start < w.window_end) d)
$$;
COMMENT ON FUNCTION drift.due_rollups(drift.source, interval, interval, timestamptz[], timestamptz[]) IS 'Longer windows that hold one of the given windows, all of whose windows are collected.';

-- src.window_length is the length of the longer windows.
CREATE FUNCTION drift.roll_up(src drift.source, starts timestamptz[], ends timestamptz[],
							  run_id bigint)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	written bigint;
BEGIN
	DELETE FROM drift.rollup_state ws
	WHERE ws.source_id = src.source_id AND ws.window_length = src.window_length
		AND ws.window_start = ANY (starts);
	INSERT INTO drift.rollup_state (source_id, model_id, window_length, window_start, window_end,
		segment_key, segment_value, kind, column_name, n_rows, n_labelled, profile, outcome,
		fairness, final, run_id)
	SELECT src.source_id, ws.model_id, src.window_length, t.s, t.e, ws.segment_key,
		ws.segment_value, ws.kind, ws.column_name, sum(ws.n_rows), sum(ws.n_labelled),
		drift.merge(ws.profile), drift.merge(ws.outcome), drift.merge(ws.fairness),
		bool_and(ws.final), run_id
	FROM unnest(starts, ends) AS t(s, e)
	JOIN drift.window_state ws ON ws.source_id = src.source_id AND ws.window_start >= t.s
		AND ws.window_start < t.e AND ws.kind NOT IN ('check', 'custom')
		AND ws.window_start >= (SELECT min(u) FROM unnest(starts) u)
		AND ws.window_start < (SELECT max(u) FROM unnest(ends) u)
	JOIN drift.needed_states(src.source_id, src.window_length) n ON n.model_id = ws.model_id
		AND n.kind = ws.kind AND n.column_name IS NOT DISTINCT FROM ws.column_name
		AND n.segment_key IS NOT DISTINCT FROM ws.segment_key
	GROUP BY t.s, t.e, ws.model_id, ws.kind, ws.column_name, ws.segment_key, ws.segment_value;
	GET DIAGNOSTICS written = ROW_COUNT;
	RETURN written;
END
$$;
COMMENT ON FUNCTION drift.roll_up(drift.source, timestamptz[], timestamptz[], bigint) IS 'Merge windows of a source to longer ones, of src.window_length, in drift.rollup_state; returns the states written.';

-- The windows of the monitors with one length and step, ready to be measured: states merged, also
-- those of baselines that move. src comes back with the length as its own.
CREATE FUNCTION drift.monitor_windows(INOUT src drift.source, length interval, step interval,
									  INOUT starts timestamptz[], INOUT ends timestamptz[],
									  run_id bigint)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	base_starts timestamptz[];
	base_ends timestamptz[];
BEGIN
	IF length IS NOT NULL THEN
		SELECT d.starts, d.ends INTO starts, ends
		FROM drift.due_rollups(src, length, step, starts, ends) d;
		src.window_length := length;
		-- the windows of a baseline whose monitors have not been prepared
		SELECT array_agg(w.window_start), array_agg(w.window_end) INTO base_starts, base_ends
		FROM (SELECT DISTINCT b.range FROM drift.baseline b
			JOIN drift.monitor m ON m.source_id = b.source_id AND m.model_id = b.model_id
				AND m.baseline = b.name
			WHERE b.source_id = src.source_id AND b.active AND b.kind = 'range' AND m.enabled
				AND m.window_length = length AND m.prepared_for IS DISTINCT FROM b.baseline_id) b,
			drift.windows(src, lower(b.range), upper(b.range)) w;
		IF starts IS NULL THEN
			RETURN;
		END IF;
		PERFORM drift.roll_up(src, coalesce(base_starts, '{}') || starts,
							  coalesce(base_ends, '{}') || ends, run_id);
	END IF;
	PERFORM drift.merge_baselines(src, starts, length IS NOT NULL);
END
$$;
COMMENT ON FUNCTION drift.monitor_windows(drift.source, interval, interval, timestamptz[], timestamptz[], bigint) IS 'The windows that monitors of a length and step must be measured in after some windows of the source were collected.';
