
-- limits: from the monitor's settings and a series of windows to the limits of each
--
-- The arithmetic is C (src/stats/control.c): one call a series, in order of time, because a window
-- that is beyond its limits is no history for the next. Here are its types, and what chance says
-- about many columns at once.

CREATE TYPE drift.limit_rule AS (
	method text,
	fallback text,
	distance boolean,
	counts boolean,
	direction text,
	guard boolean,
	exclude_fired boolean,
	min_history int,
	reach bigint,
	apart bigint,
	alpha float8,
	sigma_warn float8,
	sigma_critical float8,
	warn float8,
	critical float8,
	preset_warn float8,
	preset_critical float8,
	floor_warn float8,
	floor_critical float8,
	settings float8[]
);
COMMENT ON TYPE drift.limit_rule IS 'How a series is judged: what drift.limits reads, in this order. drift.monitor_rules makes it from a monitor.';
COMMENT ON COLUMN drift.limit_rule.method IS 'As in drift.monitor.';
COMMENT ON COLUMN drift.limit_rule.fallback IS 'Method where there is too little history; none: no limits.';
COMMENT ON COLUMN drift.limit_rule.distance IS 'Values are distances: high is bad, floors are values instead of deviations.';
COMMENT ON COLUMN drift.limit_rule.counts IS 'Values are counts: floors are shares, standard errors square roots.';
COMMENT ON COLUMN drift.limit_rule.direction IS 'up, down or both.';
COMMENT ON COLUMN drift.limit_rule.guard IS 'Never within the floor or the reach of chance.';
COMMENT ON COLUMN drift.limit_rule.exclude_fired IS 'Windows beyond their limits are no history.';
COMMENT ON COLUMN drift.limit_rule.min_history IS 'Windows that a method needs.';
COMMENT ON COLUMN drift.limit_rule.reach IS 'How many windows back history may lie.';
COMMENT ON COLUMN drift.limit_rule.apart IS 'Nearer windows overlap with the window itself and are no history; 1: windows do not overlap.';
COMMENT ON COLUMN drift.limit_rule.alpha IS 'Significance, for method critical.';
COMMENT ON COLUMN drift.limit_rule.sigma_warn IS 'Standard deviations.';
COMMENT ON COLUMN drift.limit_rule.sigma_critical IS 'Standard deviations.';
COMMENT ON COLUMN drift.limit_rule.warn IS 'The monitor''s own limit.';
COMMENT ON COLUMN drift.limit_rule.critical IS 'The monitor''s own limit.';
COMMENT ON COLUMN drift.limit_rule.preset_warn IS 'The metric''s default, in units.';
COMMENT ON COLUMN drift.limit_rule.preset_critical IS 'The metric''s default, in units.';
COMMENT ON COLUMN drift.limit_rule.floor_warn IS 'Smallest effect that can warn, in units.';
COMMENT ON COLUMN drift.limit_rule.floor_critical IS 'Smallest effect that can be critical, in units.';
COMMENT ON COLUMN drift.limit_rule.settings IS 'What drift.method_settings gives.';

CREATE TYPE drift.series_point AS (
	window_number bigint,
	value float8,
	weight float8,
	season int,
	fired boolean,
	target boolean,
	error float8,
	unit float8,
	critical_value float8,
	center float8,
	sigma float8,
	history bigint
);
COMMENT ON TYPE drift.series_point IS 'One window of a series, for drift.limits.';
COMMENT ON COLUMN drift.series_point.window_number IS 'Number of the window; a gap is a missing window.';
COMMENT ON COLUMN drift.series_point.value IS 'Value of the metric; NULL where it was not evaluated.';
COMMENT ON COLUMN drift.series_point.weight IS 'Values behind it.';
COMMENT ON COLUMN drift.series_point.season IS 'The same for windows that are alike.';
COMMENT ON COLUMN drift.series_point.fired IS 'Was beyond its limits.';
COMMENT ON COLUMN drift.series_point.target IS 'To be judged; otherwise history.';
COMMENT ON COLUMN drift.series_point.error IS 'Standard error of the value.';
COMMENT ON COLUMN drift.series_point.unit IS 'Unit of defaults and floors.';
COMMENT ON COLUMN drift.series_point.critical_value IS 'Value that chance exceeds with probability alpha.';
COMMENT ON COLUMN drift.series_point.center IS 'Mean of the baseline''s windows, or the baseline''s value.';
COMMENT ON COLUMN drift.series_point.sigma IS 'Their standard deviation.';
COMMENT ON COLUMN drift.series_point.history IS 'Their number.';

CREATE FUNCTION drift.limits(rule drift.limit_rule, points drift.series_point[],
							 OUT window_number bigint, OUT limit_kind text, OUT missing boolean,
							 OUT basis text, OUT history bigint, OUT warn_low float8,
							 OUT warn_high float8, OUT critical_low float8,
							 OUT critical_high float8)
	RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 10
	AS 'MODULE_PATHNAME', 'drift_limits';
COMMENT ON FUNCTION drift.limits(drift.limit_rule, drift.series_point[]) IS
'Limits of the windows of a series that are marked as target, each from the windows before it. points: in the order of their numbers. missing: too little history and no method to fall back on. basis: what they were derived from, in words; history: windows behind them. NULL limits: none on that side. A rule that no monitor can have or windows out of order are an error (22023). Methods and sources: doc/thresholds.md.';

CREATE FUNCTION drift.sigma_factor(k float8, history bigint) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'drift_sigma_factor';
COMMENT ON FUNCTION drift.sigma_factor(float8, bigint) IS
'Standard deviations, estimated from so many windows, that stand for k known ones in a prediction interval: the Student quantile of the same tail (Cornish-Fisher expansion, Abramowitz and Stegun 26.7.5) times sqrt(1 + 1/history); NULL for fewer than two windows.';

CREATE FUNCTION drift.show(x float8) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'drift_show';
COMMENT ON FUNCTION drift.show(float8) IS 'A number with four significant digits.';

-- The rule of monitors that share method and settings: src has the step of their windows as
-- window_length.
CREATE FUNCTION drift.monitor_rules(src drift.source, monitor_ids bigint[], apart bigint)
	RETURNS TABLE (monitor_id bigint, rule drift.limit_rule)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH method AS MATERIALIZED (
		SELECT drift.method_settings(src, m.method, m.limits) AS settings,
			drift.method_reach(src, m.method, m.limits, apart) AS reach
		FROM drift.monitor m WHERE m.monitor_id = monitor_ids[1]
	)
	SELECT m.monitor_id, ROW(m.method, m.fallback, k.family = 'distance', k.family = 'rows',
		m.direction, m.guard, m.exclude_fired, m.min_history, method.reach, apart, m.alpha,
		m.sigma_warn, m.sigma_critical, m.warn, m.critical, k.warn, k.critical,
		coalesce(m.floor_warn, k.floor_warn), coalesce(m.floor_critical, k.floor_critical),
		method.settings)::drift.limit_rule
	FROM method, drift.monitor m JOIN drift.metric_catalog() k ON k.metric = m.metric
	WHERE m.monitor_id = ANY (monitor_ids)
$$;
COMMENT ON FUNCTION drift.monitor_rules(drift.source, bigint[], bigint) IS 'How the series of monitors that share method and settings are judged; apart: how many of its steps a window is long.';

-- p-values of many tests at once. Bonferroni; Holm 1979; Benjamini and Hochberg 1995.
CREATE FUNCTION drift.p_adjust(p float8[], correction text) RETURNS float8[]
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF correction NOT IN ('none', 'bonferroni', 'holm', 'bh') THEN
		RAISE EXCEPTION 'correction "%" is not known', correction
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Use none, bonferroni, holm or bh.';
	ELSIF EXISTS (SELECT FROM unnest(p) u WHERE NOT u BETWEEN 0 AND 1) THEN
		RAISE EXCEPTION 'a p-value is not between 0 and 1' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass probabilities; NULL where there was no test.';
	END IF;
	RETURN coalesce((SELECT array_agg(CASE WHEN a.p IS NULL OR correction = 'none' THEN a.p
			ELSE CASE correction WHEN 'bonferroni' THEN least(1, a.p * a.m)
			WHEN 'holm' THEN a.holm ELSE a.bh END END ORDER BY a.i)
		FROM (SELECT r.*, least(1, max((r.m - r.place + 1) * r.p) OVER (ORDER BY r.place)) AS holm,
				least(1, min(r.m * r.p / r.place) OVER (ORDER BY r.place DESC)) AS bh
			FROM (SELECT u.*, count(u.p) OVER () AS m, row_number() OVER (ORDER BY u.p, u.i) AS place
				FROM unnest(p) WITH ORDINALITY AS u(p, i)) r) a), '{}');
END
$$;
COMMENT ON FUNCTION drift.p_adjust(float8[], text) IS
'Adjust p-values of tests made together. correction: none, bonferroni, holm (family-wise error rate) or bh (false discovery rate). NULL entries stay NULL and do not count. An unknown correction or a number outside [0, 1] is an error (22023).';

-- The same for results: columns of one model, window, metric and kind of segment are one family.
CREATE FUNCTION drift.adjust_results(monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (result_id bigint, p_adjusted float8, tests bigint)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT u.result_id, u.p_adjusted, f.tests
	FROM (
		SELECT array_agg(r.result_id ORDER BY r.result_id) AS ids, count(*) AS tests,
			drift.p_adjust(array_agg(r.p_value ORDER BY r.result_id), m.correction) AS adjusted
		FROM drift.result r JOIN drift.monitor m ON m.monitor_id = r.monitor_id
		WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
			AND r.p_value IS NOT NULL AND r.n_current >= m.min_rows
		GROUP BY r.model_id, r.window_start, r.window_end, r.metric, r.segment_key, m.correction
	) f, unnest(f.ids, f.adjusted) AS u(result_id, p_adjusted)
$$;
COMMENT ON FUNCTION drift.adjust_results(bigint[], timestamptz[]) IS 'Adjusted p-values of results that were tested together.';
