
-- method_catalog: how limits can be derived, and the settings of each method, one row each
--
-- The arithmetic is in src/stats: control.c, history.c, chart.c, holt_winters.c, burn_rate.c. What is
-- here says which settings a method takes, in the order in which C reads them, and how far back it
-- looks. doc/thresholds.md tells when to use which.

CREATE VIEW drift.method_setting AS
SELECT v.method, v.setting, v.place, v.whole, v.preset, v.low, v.high, v.description
FROM (VALUES
	('rolling', 'windows', 1, true, 28::float8, 2::float8, 10000::float8,
		'windows whose mean and sigma count'),
	('median', 'windows', 1, true, 28, 3, 10000, 'windows whose median and MAD count'),
	('ewma', 'windows', 1, true, 100, 2, 10000, 'windows that the chart runs over'),
	('ewma', 'lambda', 2, false, 0.2, 0.001, 1, 'weight of the newest window'),
	('seasonal', 'windows', 1, true, 8, 2, 1000, 'like windows that count'),
	('seasonal', 'robust', 2, true, 1, 0, 1, '1: median and MAD; 0: mean and sigma'),
	('seasonal', 'season', NULL, NULL, NULL, NULL, NULL, 'what makes windows alike'),
	('holt_winters', 'windows', 1, true, NULL, 5, 10000,
		'windows it is smoothed over; four periods where it is left out'),
	('holt_winters', 'period', 2, true, NULL, 1, 3000,
		'windows in a season; a day for windows below a day, else a week, else a year'),
	('holt_winters', 'alpha', 3, false, 0.2, 0, 1, 'smoothing of the level'),
	('holt_winters', 'beta', 4, false, 0.01, 0, 1, 'smoothing of the trend'),
	('holt_winters', 'gamma', 5, false, 0.1, 0, 1, 'smoothing of the season'),
	('relative', 'windows', 1, true, 1, 1, 10000, 'windows whose mean is compared with'),
	('relative', 'warn', 2, false, 0.2, 0, 1e6, 'share of it that is a warning'),
	('relative', 'critical', 3, false, 0.5, 0, 1e6, 'share of it that is critical'),
	('relative', 'season', NULL, NULL, NULL, NULL, NULL, 'compare with windows like it'),
	('quantile', 'windows', 1, true, 100, 10, 10000, 'windows whose quantiles count'),
	('quantile', 'warn', 2, false, 0.99, 0.5, 1, 'quantile that is the limit for warn'),
	('quantile', 'critical', 3, false, 1, 0.5, 1, 'quantile that is the limit for critical'),
	('burn_rate', 'slo', 2, false, 0.99, 0, 0.999999999, 'objective: share of good rows'),
	('burn_rate', 'fast', 3, true, 6, 1, 10000, 'long span of the fast burn, in windows'),
	('burn_rate', 'fast_short', 4, true, 1, 1, 10000, 'its short span'),
	('burn_rate', 'fast_factor', 5, false, 6, 0, 1e4, 'burn rate that is critical'),
	('burn_rate', 'slow', 6, true, 72, 1, 10000, 'long span of the slow burn'),
	('burn_rate', 'slow_short', 7, true, 6, 1, 10000, 'its short span'),
	('burn_rate', 'slow_factor', 8, false, 1, 0, 1e4, 'burn rate that is a warning'),
	('burn_rate', 'limit', 9, false, NULL, '-Infinity', 'Infinity',
		'a window beyond it is all error; without it the value is the share of errors'),
	('cusum', 'windows', 1, true, 100, 2, 10000, 'windows that the chart runs over'),
	('cusum', 'slack', 2, false, 0.5, 0, 100, 'sigmas that do not count (k)'),
	('cusum', 'decision', 3, false, 8, 0.1, 1000, 'sum of sigmas that is a warning (h)'),
	('cusum', 'decision_critical', 4, false, 16, 0.1, 1000, 'sum of sigmas that is critical'),
	('page_hinkley', 'windows', 1, true, 100, 2, 10000, 'windows that the chart runs over'),
	('page_hinkley', 'slack', 2, false, 0.5, 0, 100, 'sigmas that do not count (delta)'),
	('page_hinkley', 'decision', 3, false, 8, 0.1, 1000, 'sum that is a warning (lambda)'),
	('page_hinkley', 'decision_critical', 4, false, 16, 0.1, 1000, 'sum that is critical')
) AS v(method, setting, place, whole, preset, low, high, description);
COMMENT ON VIEW drift.method_setting IS 'The settings that methods of limits take, as limits => ''{"windows": 50}''; auto, fixed, critical and reference take none.';
COMMENT ON COLUMN drift.method_setting.method IS 'The method.';
COMMENT ON COLUMN drift.method_setting.setting IS 'Its setting.';
COMMENT ON COLUMN drift.method_setting.place IS 'Place among the numbers that drift.limits reads; NULL: a word.';
COMMENT ON COLUMN drift.method_setting.whole IS 'Whether it is a whole number.';
COMMENT ON COLUMN drift.method_setting.preset IS 'Its value where it is left out.';
COMMENT ON COLUMN drift.method_setting.low IS 'Smallest value.';
COMMENT ON COLUMN drift.method_setting.high IS 'Largest value.';
COMMENT ON COLUMN drift.method_setting.description IS 'What it means.';
GRANT SELECT ON drift.method_setting TO PUBLIC;

-- What can make windows alike, and after how many days they come again.
CREATE FUNCTION drift.season_days(season text) RETURNS int
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE season WHEN 'hour_of_day' THEN 1 WHEN 'workday_hour' THEN 1
		WHEN 'day_of_week' THEN 7 WHEN 'hour_of_week' THEN 7 WHEN 'none' THEN 0 END;
COMMENT ON FUNCTION drift.season_days(text) IS 'Days after which windows of a season come again: hour_of_day and workday_hour 1, day_of_week and hour_of_week 7, none 0; NULL for another word.';

CREATE FUNCTION drift.check_limits(method text, limits jsonb) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	one record;
	known record;
BEGIN
	IF limits IS NULL OR jsonb_typeof(limits) <> 'object' THEN
		RAISE EXCEPTION 'limits must be a JSON object, not %', coalesce(limits::text, 'NULL')
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Such as limits => ''{"windows": 50}''.';
	END IF;
	FOR one IN SELECT e.key, e.value, jsonb_typeof(e.value) AS type FROM jsonb_each(limits) e LOOP
		SELECT s.* INTO known FROM drift.method_setting s
		WHERE s.method = method AND s.setting = one.key;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'method "%" has no setting "%"', method, one.key
				USING ERRCODE = 'invalid_parameter_value',
				HINT = coalesce(format('The nearest is "%s".', drift.nearest(one.key, array(
					SELECT s.setting FROM drift.method_setting s WHERE s.method = method))),
					'It takes none; drift.method_setting lists them.');
		ELSIF known.place IS NULL AND (one.type <> 'string'
			OR drift.season_days(one.value #>> '{}') IS NULL AND one.value #>> '{}' <> 'auto') THEN
			RAISE EXCEPTION 'season % is not known', one.value
				USING ERRCODE = 'invalid_parameter_value', HINT = 'Use auto, hour_of_day, '
					'workday_hour, day_of_week, hour_of_week or none.';
		ELSIF known.place IS NOT NULL AND (one.type <> 'number'
			OR NOT (one.value #>> '{}')::numeric BETWEEN known.low::numeric AND known.high::numeric
			OR known.whole AND (one.value #>> '{}')::numeric % 1 <> 0) THEN
			RAISE EXCEPTION 'setting "%" of method "%" cannot be %', one.key, method, one.value
				USING ERRCODE = 'invalid_parameter_value',
				HINT = format('It is a %snumber from %s to %s: %s.',
					CASE WHEN known.whole THEN 'whole ' ELSE '' END, known.low, known.high,
					known.description);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.check_limits(text, jsonb) IS 'Raise 22023 unless limits holds nothing but settings of a method with values that they can have; names the nearest setting.';

-- Where a season is not named, the one that is usual for the length of the window.
CREATE FUNCTION drift.season_name(src drift.source, method text, limits jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN given <> 'auto' THEN given
		WHEN src.window_length < interval '1 day' THEN 'workday_hour'
		WHEN src.window_length = interval '1 day' THEN 'day_of_week' ELSE 'none' END
	FROM (SELECT coalesce(limits ->> 'season',
		CASE method WHEN 'seasonal' THEN 'auto' ELSE 'none' END)) AS g(given)
$$;
COMMENT ON FUNCTION drift.season_name(drift.source, text, jsonb) IS 'Season of a method: auto is workday_hour for windows below a day, day_of_week for days, else none.';

-- Windows of one season have one key.
CREATE FUNCTION drift.season_key(src drift.source, season text, at timestamptz) RETURNS int
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE season WHEN 'hour_of_day' THEN t.minute
		WHEN 'workday_hour' THEN t.minute + 1440 * (t.day < 6)::int
		WHEN 'day_of_week' THEN t.day
		WHEN 'hour_of_week' THEN t.minute + 1440 * t.day ELSE 0 END
	FROM (SELECT extract(isodow FROM l.local)::int,
			extract(hour FROM l.local)::int * 60 + extract(minute FROM l.local)::int
		FROM (SELECT at AT TIME ZONE src.time_zone) AS l(local)) AS t(day, minute)
$$;
COMMENT ON FUNCTION drift.season_key(drift.source, text, timestamptz) IS 'Number that is the same for windows that are alike, by local time of the source.';

-- Windows are numbered without gaps, so that a missing one shows.
CREATE FUNCTION drift.window_number(src drift.source, at timestamptz) RETURNS bigint
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN l.months > 0 THEN floor(((extract(year FROM l.local)
				- extract(year FROM src.window_origin)) * 12 + extract(month FROM l.local)
				- extract(month FROM src.window_origin)) / l.months)
			ELSE floor(extract(epoch FROM l.local - src.window_origin)
				/ extract(epoch FROM src.window_length)) END::bigint
	FROM (SELECT at AT TIME ZONE drift.window_zone(src), extract(year FROM src.window_length) * 12
		+ extract(month FROM src.window_length)) AS l(local, months)
$$;
COMMENT ON FUNCTION drift.window_number(drift.source, timestamptz) IS 'Number of the window that starts at a time, counted from window_origin; of windows in a row they differ by 1.';

-- What drift.limits needs to know of windows, once for all series.
CREATE FUNCTION drift.window_places(src drift.source, season text, windows timestamptz[])
	RETURNS TABLE (window_start timestamptz, number bigint, season int)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT w, drift.window_number(src, w), drift.season_key(src, $2, w) FROM unnest(windows) w
$$;
COMMENT ON FUNCTION drift.window_places(drift.source, text, timestamptz[]) IS 'Number and season of windows.';

-- Windows in a season where a method needs to know it.
CREATE FUNCTION drift.season_period(src drift.source) RETURNS int
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT greatest(1, least(3000, round(CASE WHEN src.window_length < interval '1 day' THEN 86400
		WHEN src.window_length < interval '7 days' THEN 604800 ELSE 31557600 END
		/ extract(epoch FROM src.window_length))))::int
$$;
COMMENT ON FUNCTION drift.season_period(drift.source) IS 'Windows in a day for windows below a day, in a week for days, in a year for longer ones.';

-- The numbers that drift.limits reads, in their places.
CREATE FUNCTION drift.method_settings(src drift.source, method text, limits jsonb) RETURNS float8[]
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH s AS (
		SELECT s.place, s.setting, coalesce((limits ->> s.setting)::float8, s.preset,
			CASE s.setting WHEN 'period' THEN drift.season_period(src) END) AS value
		FROM drift.method_setting s WHERE s.method = $2 AND s.place IS NOT NULL
	)
	SELECT array_agg(CASE
			WHEN p = 1 AND $2 = 'burn_rate' THEN (SELECT max(s.value) FROM s
				WHERE s.setting IN ('fast', 'fast_short', 'slow', 'slow_short'))
			WHEN p = 1 AND s.value IS NULL THEN least(10000, 4 * (SELECT o.value FROM s o
				WHERE o.place = 2))
			ELSE s.value END ORDER BY p)
	FROM generate_series(1, (SELECT max(s.place) FROM s)) p LEFT JOIN s ON s.place = p
$$;
COMMENT ON FUNCTION drift.method_settings(drift.source, text, jsonb) IS 'The settings of a method in the order of their places, defaults filled in; NULL for a method without any.';

-- History is looked for in at most so many steps back: twice as many as count, because windows that
-- fired do not.
CREATE FUNCTION drift.method_steps(src drift.source, method text, limits jsonb) RETURNS int
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(windows * CASE WHEN method IN ('holt_winters', 'burn_rate') THEN 1
		WHEN drift.season_name(src, method, limits) = 'workday_hour' THEN 7 ELSE 2 END, 0)::int
	FROM (SELECT (drift.method_settings(src, method, limits))[1]) AS s(windows)
$$;
COMMENT ON FUNCTION drift.method_steps(drift.source, text, jsonb) IS 'Windows, or days or weeks for seasons, that a method looks back; 0 for a method that needs no history of its own.';

CREATE FUNCTION drift.method_reach(src drift.source, method text, limits jsonb, apart bigint)
	RETURNS bigint
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN days = 0 THEN steps + apart - 1
		ELSE ceil((steps * days + 1) * 86400.0 / extract(epoch FROM src.window_length)) END::bigint
	FROM (SELECT drift.method_steps(src, method, limits),
		drift.season_days(drift.season_name(src, method, limits))) AS s(steps, days)
$$;
COMMENT ON FUNCTION drift.method_reach(drift.source, text, jsonb, bigint) IS 'The same as a number of windows, with those between that overlap with the tested one (apart - 1).';

-- The very windows that history is read of: an index finds them, however long the history is.
CREATE FUNCTION drift.history_windows(src drift.source, method text, limits jsonb,
									  starts timestamptz[], apart bigint)
	RETURNS timestamptz[]
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH s AS MATERIALIZED (
		SELECT drift.method_steps(src, method, limits) AS steps,
			drift.season_days(drift.season_name(src, method, limits)) AS days
	), z AS MATERIALIZED (
		SELECT CASE WHEN s.days = 0 AND s.steps > 0 THEN s.steps + apart - 1 ELSE s.steps END AS steps,
			CASE WHEN s.days = 0 THEN drift.window_zone(src) ELSE src.time_zone END AS zone,
			CASE WHEN s.days = 0 THEN src.window_length ELSE s.days * interval '1 day' END AS step
		FROM s
	)
	SELECT coalesce(array_agg(w.at), '{}') FROM (
		SELECT (u.start AT TIME ZONE z.zone - k * z.step) AT TIME ZONE z.zone AS at
		FROM z, unnest(starts) AS u(start), generate_series(1, z.steps::int) AS k
		EXCEPT SELECT u FROM unnest(starts) u) w
$$;
COMMENT ON FUNCTION drift.history_windows(drift.source, text, jsonb, timestamptz[], bigint) IS 'Starts of the windows whose values a method needs to judge some windows, without those themselves.';
