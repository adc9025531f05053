
-- silence: alerts that nobody needs to be told of, for a time
--
-- A silence or a maintenance window keeps messages back, never the alerts; what still fires when it
-- ends is told then. Silences hold by the clock, or by the as_of of a run that looks ahead;
-- maintenance holds by as_of, and for windows of the log that lie at least half in it.

CREATE FUNCTION drift.matches(value text, pattern text) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN pattern IS NULL THEN true
		WHEN pattern LIKE '%\%%' THEN coalesce(value LIKE pattern, false)
		ELSE coalesce(value = pattern, false) END;
COMMENT ON FUNCTION drift.matches(text, text) IS 'Whether a value matches: NULL matches everything, a text with % is a LIKE pattern, any other must be equal.';

-- One of several patterns matches one of several values.
CREATE FUNCTION drift.matches_any(name_list text[], patterns text[]) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM unnest(name_list) v, unnest(patterns) p
		WHERE p IS NOT NULL AND drift.matches(v, p))
$$;
COMMENT ON FUNCTION drift.matches_any(text[], text[]) IS 'Whether one of the values matches one of the patterns.';

CREATE FUNCTION drift.silence_for(a drift.alert, as_of timestamptz)
	RETURNS bigint
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT min(s.silence_id) FROM drift.silence s
	JOIN drift.model mo ON mo.model_id = a.model_id
	JOIN drift.source so ON so.source_id = a.source_id
	WHERE (clock_timestamp() >= s.starts_at AND clock_timestamp() < s.ends_at
			OR as_of >= s.starts_at AND as_of < s.ends_at)
		AND (s.model_id IS NULL OR s.model_id = a.model_id)
		AND (s.monitor_id IS NULL OR s.monitor_id = a.monitor_id)
		AND (s.severity IS NULL OR s.severity = a.severity)
		AND drift.matches(mo.name, s.model) AND drift.matches(so.name, s.source)
		AND drift.matches(a.metric, s.metric) AND drift.matches(a.column_name, s.column_name)
		AND drift.matches(a.segment_key, s.segment_key)
		AND drift.matches(a.segment_value, s.segment_value)
$$;
COMMENT ON FUNCTION drift.silence_for(drift.alert, timestamptz) IS 'The silence that covers an alert now or at as_of, or NULL.';

-- How much of a range of time lies in maintenance.
CREATE FUNCTION drift.maintenance_in(m drift.maintenance, from_time timestamptz,
	to_time timestamptz)
	RETURNS interval
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT sum(least(upper(r), to_time) - greatest(lower(r), from_time))
	FROM (
		SELECT tstzrange(m.starts_at, m.ends_at) AS r WHERE m.weekdays IS NULL
		UNION ALL
		SELECT tstzrange((d::date + m.from_time) AT TIME ZONE m.time_zone,
			((d::date + m.to_time) + CASE WHEN m.to_time <= m.from_time THEN interval '1 day'
				ELSE interval '0' END) AT TIME ZONE m.time_zone)
			* tstzrange(m.starts_at, m.ends_at)
		FROM generate_series((from_time AT TIME ZONE m.time_zone)::date - 1,
			least(to_time, from_time + interval '400 days') AT TIME ZONE m.time_zone,
			interval '1 day') AS d
		WHERE extract(isodow FROM d)::int = ANY (m.weekdays)
	) AS x(r)
	WHERE NOT isempty(r) AND r && tstzrange(from_time, to_time, '[]')
$$;
COMMENT ON FUNCTION drift.maintenance_in(drift.maintenance, timestamptz, timestamptz) IS 'How much of the time between two moments lies in a maintenance; NULL where it does not touch it.';

CREATE FUNCTION drift.maintenance_for(a drift.alert, as_of timestamptz)
	RETURNS bigint
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT min(m.maintenance_id) FROM drift.maintenance m
	JOIN drift.model mo ON mo.model_id = a.model_id
	JOIN drift.source so ON so.source_id = a.source_id
	JOIN drift.monitor_alerting p ON p.monitor_id = a.monitor_id
	WHERE drift.matches(mo.name, m.model) AND drift.matches(so.name, m.source)
		AND (drift.maintenance_in(m, as_of, as_of + interval '1 microsecond') > interval '0'
			OR 2 * drift.maintenance_in(m, a.last_window, a.last_window + p.window_length)
				>= a.last_window + p.window_length - a.last_window)
$$;
COMMENT ON FUNCTION drift.maintenance_for(drift.alert, timestamptz) IS 'The maintenance that covers as_of or at least half of the last window of an alert, or NULL.';

-- Who silences nothing should know at once.
CREATE FUNCTION drift.warn_unmatched(s drift.silence) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (
		SELECT FROM drift.monitor m
		JOIN drift.model mo ON mo.model_id = m.model_id
		JOIN drift.source so ON so.source_id = m.source_id
		WHERE (s.model_id IS NULL OR s.model_id = m.model_id)
			AND (s.monitor_id IS NULL OR s.monitor_id = m.monitor_id)
			AND drift.matches(mo.name, s.model) AND drift.matches(so.name, s.source)
			AND (drift.matches(m.metric, s.metric) OR drift.matches('no_run', s.metric))
			AND drift.matches(m.column_name, s.column_name)
			AND drift.matches(m.segment_key, s.segment_key)) THEN
		RAISE NOTICE 'drift: silence % matches no monitor that exists now', s.silence_id;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.warn_unmatched(drift.silence) IS 'A NOTICE when a silence matches no monitor.';

-- A name is looked up, so that a typo is an error; a pattern is stored as it is.
CREATE FUNCTION drift.check_pattern(source text) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN source LIKE '%\%%' OR source IS NULL THEN source
		ELSE (drift.find_source(source)).name END
$$;
COMMENT ON FUNCTION drift.check_pattern(text) IS 'The name of a source that exists, or a pattern.';

CREATE FUNCTION drift.create_silence(ends_at timestamptz, reason text, model text DEFAULT NULL,
									 monitor_id bigint DEFAULT NULL, column_name text DEFAULT NULL,
									 segment_key text DEFAULT NULL, segment_value text DEFAULT NULL,
									 starts_at timestamptz DEFAULT now(),
									 metric text DEFAULT NULL, source text DEFAULT NULL,
									 severity text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	s drift.silence;
BEGIN
	IF coalesce(reason, '') = '' OR (ends_at > starts_at) IS NOT TRUE THEN
		RAISE EXCEPTION 'a silence needs a reason and an end after its start'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'drift.create_silence(now() + ''2 hours'', ''planned reload'', model => '
				'''...'').';
	END IF;
	PERFORM drift.check_operator(), drift.check_one_of(severity, '{warning,critical}', 'severity');
	IF monitor_id IS NOT NULL THEN
		PERFORM drift.check_monitor_id(monitor_id);
	END IF;
	INSERT INTO drift.silence AS x (model_id, model, source, monitor_id, metric, column_name,
		segment_key, segment_value, severity, starts_at, ends_at, reason)
	VALUES (CASE WHEN model NOT LIKE '%\%%' THEN drift.find_model(model) END,
		CASE WHEN model LIKE '%\%%' THEN model END, drift.check_pattern(source), monitor_id,
		metric, column_name, segment_key, segment_value, severity, starts_at, ends_at, reason)
	RETURNING x.* INTO s;
	PERFORM drift.warn_unmatched(s);
	RETURN s.silence_id;
END
$$;
COMMENT ON FUNCTION drift.create_silence(timestamptz, text, text, bigint, text, text, text, timestamptz, text, text, text) IS
'Keep messages back until ends_at for the alerts that match every argument given; the alerts themselves go on, and what still fires at the end is told then. Texts with % are LIKE patterns, others must be equal; severity: warning or critical only. Returns the silence''s number. For operators.';

CREATE FUNCTION drift.end_silence(silence_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.check_operator();
	UPDATE drift.silence s SET ends_at = greatest(clock_timestamp(),
		s.starts_at + interval '1 microsecond')
	WHERE s.silence_id = silence_id AND s.ends_at > clock_timestamp();
	IF NOT FOUND THEN
		RAISE EXCEPTION 'silence % does not exist or is over', silence_id
			USING ERRCODE = 'undefined_object', HINT = 'SELECT * FROM drift.silence.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.end_silence(bigint) IS 'End a silence now. For operators.';

CREATE FUNCTION drift.create_maintenance(reason text, starts_at timestamptz DEFAULT now(),
	ends_at timestamptz DEFAULT NULL, weekdays int[] DEFAULT NULL, from_time time DEFAULT NULL,
	to_time time DEFAULT NULL, time_zone text DEFAULT NULL, model text DEFAULT NULL,
	source text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint;
	weekly boolean := num_nonnulls(weekdays, from_time, to_time) > 0;
BEGIN
	PERFORM drift.check_operator();
	IF coalesce(reason, '') = '' OR starts_at IS NULL OR ends_at <= starts_at
		OR NOT weekly AND ends_at IS NULL
		OR weekly AND (num_nulls(weekdays, from_time, to_time) > 0
			OR (weekdays <@ '{1,2,3,4,5,6,7}' AND cardinality(weekdays) > 0) IS NOT TRUE) THEN
		RAISE EXCEPTION 'a maintenance needs a reason and an end, or weekdays with hours'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'drift.create_maintenance(''nightly reload'', weekdays => ''{6,7}'', from_time '
				'=> ''22:00'', to_time => ''02:00''); Monday is 1. Or starts_at and ends_at.';
	ELSIF time_zone IS NOT NULL
		AND NOT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = time_zone) THEN
		RAISE EXCEPTION 'time zone "%" is not known', time_zone
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'SELECT name FROM pg_timezone_names lists them, such as Europe/Berlin.';
	ELSIF model IS NOT NULL AND model NOT LIKE '%\%%' THEN
		PERFORM drift.find_model(model);
	END IF;
	INSERT INTO drift.maintenance (model, source, starts_at, ends_at, weekdays, from_time,
		to_time, time_zone, reason)
	VALUES (model, drift.check_pattern(source), starts_at, ends_at, weekdays, from_time, to_time,
		CASE WHEN weekly THEN coalesce(time_zone, current_setting('TimeZone')) END, reason)
	RETURNING maintenance_id INTO id;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.create_maintenance(text, timestamptz, timestamptz, int[], time, time, text, text, text) IS
'Keep messages back in planned times: from starts_at to ends_at, or every week on weekdays (1: Monday) from from_time to to_time, local time of time_zone (the session''s), until ends_at. It holds for runs in that time and for windows of the log that lie at least half in it. model, source: name or LIKE pattern. Returns its number. For operators.';

CREATE FUNCTION drift.end_maintenance(maintenance_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.check_operator();
	UPDATE drift.maintenance m SET ends_at = greatest(clock_timestamp(),
		m.starts_at + interval '1 microsecond')
	WHERE m.maintenance_id = maintenance_id
		AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp());
	IF NOT FOUND THEN
		RAISE EXCEPTION 'maintenance % does not exist or is over', maintenance_id
			USING ERRCODE = 'undefined_object', HINT = 'SELECT * FROM drift.maintenance.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.end_maintenance(bigint) IS 'End a maintenance now. For operators.';
