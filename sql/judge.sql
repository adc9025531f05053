
-- judge: result -> result.status, with the limits used
--
-- A value is beyond a limit only if it is unlikely by chance for its sample sizes, unlike what was
-- usual before, and large enough to matter. doc/detection.md gives the reasons and the false-alarm
-- rates, doc/thresholds.md the methods. Where a value lies is decided in drift.judge_verdicts, from
-- limits that drift.limits gives series by series; what is known about each result beforehand is
-- gathered in drift.judge_points. Nothing here looks at more than the windows a method needs.

-- Which windows of the baseline a window is like: the same weekday, or the same time of the same
-- kind of day for windows shorter than a day.
CREATE FUNCTION drift.season(src drift.source, at timestamptz) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN src.window_length < interval '1 day' THEN
			to_char(at AT TIME ZONE src.time_zone, 'HH24:MI ')
				|| (extract(isodow FROM at AT TIME ZONE src.time_zone) < 6)::text
		WHEN src.window_length = interval '1 day' THEN
			extract(isodow FROM at AT TIME ZONE src.time_zone)::text
		ELSE '' END
$$;
COMMENT ON FUNCTION drift.season(drift.source, timestamptz) IS 'Key of the season that a window belongs to.';

-- Volume: expected rows and relative spread around the season's mean.
CREATE FUNCTION drift.expected_volume(src drift.source, monitor_ids bigint[])
	RETURNS TABLE (monitor_id bigint, segment_key text, segment_value text, season text,
				   history bigint, center float8, sigma float8)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	WITH v AS (
		SELECT bm.monitor_id, bm.segment_key, bm.segment_value, bm.value,
			drift.season(src, bm.window_start) AS season
		FROM drift.baseline_metric bm WHERE bm.monitor_id = ANY (monitor_ids)
	), s AS (
		SELECT v.*, count(*) OVER like_it AS alike, avg(v.value) OVER like_it AS of_season,
			avg(v.value) OVER (PARTITION BY v.monitor_id, v.segment_key, v.segment_value) AS of_all
		FROM v
		WINDOW like_it AS (PARTITION BY v.monitor_id, v.segment_key, v.segment_value, v.season)
	), e AS (
		SELECT s.*, CASE WHEN s.alike >= 2 THEN s.of_season ELSE s.of_all END AS expected FROM s
	), spread AS (
		SELECT e.monitor_id, e.segment_key, e.segment_value, count(*) AS history,
			sqrt(sum((e.value / nullif(e.expected, 0) - 1) ^ 2)
				/ nullif(greatest(count(*) - count(DISTINCT e.season) FILTER (WHERE e.alike >= 2),
					1), 0)) AS sigma,
			avg(e.value) AS of_all
		FROM e GROUP BY 1, 2, 3
	)
	SELECT spread.monitor_id, spread.segment_key, spread.segment_value, e.season, spread.history,
		e.expected, e.expected * spread.sigma
	FROM spread JOIN (SELECT DISTINCT e.monitor_id, e.segment_key, e.segment_value, e.season,
		e.expected FROM e) e
		ON e.monitor_id = spread.monitor_id AND e.segment_key IS NOT DISTINCT
			FROM spread.segment_key
		AND e.segment_value IS NOT DISTINCT FROM spread.segment_value
	UNION ALL
	SELECT spread.monitor_id, spread.segment_key, spread.segment_value, NULL, spread.history,
		spread.of_all, spread.of_all * spread.sigma
	FROM spread
$$;
COMMENT ON FUNCTION drift.expected_volume(drift.source, bigint[]) IS 'Rows expected in a window of each season, and their standard deviation; season NULL: any other.';

-- What the baseline says about each series of some monitors, beside its windows.
CREATE FUNCTION drift.baseline_facts(monitor_ids bigint[])
	RETURNS TABLE (series text, for_window timestamptz, coverage float8, spread float8,
				   value float8)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	SELECT ROW(m.monitor_id, b.segment_key, b.segment_value)::text, b.window_start,
		b.n_labelled::float8 / nullif(b.n_rows, 0),
		CASE WHEN m.metric IN ('mean', 'wasserstein') THEN (drift.summary(b.profile)).stddev END,
		CASE WHEN m.metric = 'null_rate' THEN drift.missing_rate(b.profile)
			WHEN m.metric = 'mean' THEN (drift.summary(b.profile)).mean
			WHEN m.metric = 'label_coverage' THEN b.n_labelled::float8 / nullif(b.n_rows, 0)
			WHEN k.family = 'quality'
				THEN drift.quality(m.metric, b.profile, b.profile, m.params)
			WHEN k.family = 'outcome' THEN drift.metric(b.outcome, drift.outcome_metric(m.metric))
			WHEN k.family = 'estimated'
				THEN drift.metric(b.outcome, drift.estimated_metric(m.metric))
			WHEN k.family = 'fairness' THEN drift.fairness_gap(b.fairness, CASE m.metric
				WHEN 'fnr_gap' THEN 'fnr' WHEN 'accuracy_gap' THEN 'accuracy'
				ELSE m.metric END, 30) END
	FROM drift.monitor m
	JOIN drift.metric_catalog() k ON k.metric = m.metric
	JOIN drift.baseline bl ON bl.source_id = m.source_id AND bl.model_id = m.model_id
		AND bl.name = m.baseline AND bl.active
	JOIN drift.baseline_state b ON b.baseline_id = bl.baseline_id
		AND b.kind = drift.state_kind(k.family, 'b')
		AND coalesce(b.column_name, '') = coalesce(m.column_name, '')
		AND coalesce(b.segment_key, '') = coalesce(m.segment_key, '')
	WHERE m.monitor_id = ANY (monitor_ids)
$$;
COMMENT ON FUNCTION drift.baseline_facts(bigint[]) IS 'Share of rows with a label, standard deviation of the column and value of the metric in the baseline, for each series; for_window: the tested window, where the baseline moves.';

-- What a result is compared with: history, center and sigma of the baseline's windows, the standard
-- error of its value, the unit of its floors.
CREATE FUNCTION drift.judge_basis(src drift.source, monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (result_id bigint, series text, history bigint, center float8, sigma float8,
				   error float8, unit float8, coverage float8)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	WITH h AS MATERIALIZED (
		SELECT ROW(bm.monitor_id, bm.segment_key, bm.segment_value)::text AS series,
			count(bm.value) AS history, avg(bm.value) AS center, stddev_samp(bm.value) AS sigma
		FROM drift.baseline_metric bm
		WHERE bm.monitor_id = ANY (monitor_ids)
		GROUP BY 1
	), volume AS MATERIALIZED (
		SELECT ROW(ROW(v.monitor_id, v.segment_key, v.segment_value)::text, v.season)::text AS key,
			v.*
		FROM drift.expected_volume(src, array(
			SELECT m.monitor_id FROM drift.monitor m
			WHERE m.monitor_id = ANY (monitor_ids) AND m.metric = 'row_count')) v
	), r AS (
		SELECT r.*, ROW(r.monitor_id, r.segment_key, r.segment_value)::text AS series
		FROM drift.result r
		WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
	)
	SELECT r.result_id, r.series, coalesce(v.history, any_season.history, h.history, 0),
		CASE WHEN r.metric = 'row_count' THEN coalesce(v.center, any_season.center)
			ELSE coalesce(h.center, b.value) END,
		CASE WHEN r.metric = 'row_count' THEN coalesce(v.sigma, any_season.sigma) ELSE h.sigma END,
		(r.ci_high - r.ci_low) / (2 * 1.96),
		CASE WHEN r.metric IN ('mean', 'wasserstein') THEN b.spread
			WHEN r.metric = 'chi2' THEN
				r.n_current::float8 * r.n_baseline / nullif(r.n_current + r.n_baseline, 0)
			ELSE 1 END,
		b.coverage
	FROM r
	LEFT JOIN h ON h.series = r.series
	LEFT JOIN drift.baseline_facts(monitor_ids) b ON b.series = r.series
		AND (b.for_window IS NULL OR b.for_window = r.window_start)
	LEFT JOIN volume v ON v.key = CASE WHEN r.metric = 'row_count'
		THEN ROW(r.series, drift.season(src, r.window_start))::text END
	LEFT JOIN volume any_season ON any_season.key = CASE WHEN r.metric = 'row_count'
		THEN ROW(r.series, NULL::text)::text END
$$;
COMMENT ON FUNCTION drift.judge_basis(drift.source, bigint[], timestamptz[]) IS 'What each result of some monitors and windows is compared with in the baseline.';

-- The results to judge: what cannot be evaluated, and why.
CREATE FUNCTION drift.judge_fitness(src drift.source, monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (result_id bigint, unfit text, note text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	SELECT r.result_id, CASE WHEN r.status = 'error' THEN 'error' ELSE 'insufficient_data' END,
		CASE WHEN r.reason IS NOT NULL THEN r.reason
			WHEN r.n_current < m.min_rows THEN
				format('%s values, at least %s are needed', coalesce(r.n_current, 0), m.min_rows)
			WHEN k.family = 'distance' AND coalesce(r.n_baseline, 0) < m.min_rows THEN
				format('%s values in the baseline, at least %s are needed',
					coalesce(r.n_baseline, 0), m.min_rows)
			WHEN r.value IS NULL OR r.value = 'NaN' THEN
				'the metric is not defined for these values'
			WHEN k.family = 'estimated' THEN format('the estimate has not proved itself: off by %s '
				'in %s labelled windows, the baseline''s value by %s, %s %% within the band',
				drift.show(q.mean_absolute_error), q.chunks, drift.show(q.naive_error),
				round((100 * q.share_in_band)::numeric)) END
	FROM drift.result r
	JOIN drift.monitor m ON m.monitor_id = r.monitor_id
	JOIN drift.metric_catalog() k ON k.metric = m.metric
	LEFT JOIN drift.estimation_record(array(SELECT e.monitor_id FROM drift.monitor e
		WHERE e.monitor_id = ANY (monitor_ids)
			AND drift.estimated_metric(e.metric) IS NOT NULL), (SELECT min(u) FROM unnest(starts) u)
		- src.label_lateness - 500 * src.window_length) q ON q.monitor_id = r.monitor_id
		AND q.segment_key IS NOT DISTINCT FROM r.segment_key
		AND q.segment_value IS NOT DISTINCT FROM r.segment_value AND q.chunks >= 5
	WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
		AND (r.status = 'error' OR r.value IS NULL OR r.value = 'NaN'
			OR k.family <> 'rows' AND r.n_current < m.min_rows
			OR k.family = 'distance' AND coalesce(r.n_baseline, 0) < m.min_rows
			OR k.family = 'estimated' AND NOT q.earned)
$$;
COMMENT ON FUNCTION drift.judge_fitness(drift.source, bigint[], timestamptz[]) IS 'Results that cannot be judged: status error or insufficient_data, and why.';

-- Everything that the limits of the results depend on, but for the windows before.
CREATE FUNCTION drift.judge_points(src drift.source, monitor_ids bigint[], starts timestamptz[],
								   season text)
	RETURNS TABLE (result_id bigint, monitor_id bigint, series text, point drift.series_point,
				   unfit text, note text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	SELECT r.result_id, r.monitor_id, b.series,
		ROW(w.number, CASE WHEN x.unfit IS NULL THEN r.value END, r.n_current, w.season, false,
			true, b.error, b.unit, r.critical_value, b.center, b.sigma, b.history)::drift.series_point,
		x.unfit, x.note
	FROM drift.judge_basis(src, monitor_ids, starts) b
	JOIN drift.result r ON r.result_id = b.result_id
	JOIN drift.window_places(src, season, starts) w ON w.window_start = r.window_start
	LEFT JOIN drift.judge_fitness(src, monitor_ids, starts) f ON f.result_id = b.result_id
	CROSS JOIN LATERAL (SELECT r.n_current::float8 / nullif(r.n_current + r.n_null, 0)
			< 0.8 * b.coverage AND r.metric IN (SELECT k.metric FROM drift.metric_catalog() k
				WHERE k.family = 'outcome')) AS l(few)
	CROSS JOIN LATERAL (SELECT CASE WHEN f.unfit IS NULL AND l.few THEN 'insufficient_data'
			ELSE f.unfit END,
		CASE WHEN f.unfit IS NULL AND l.few THEN
			format('%s %% of the rows have labels, %s %% in the baseline',
				round((100.0 * r.n_current / (r.n_current + r.n_null))::numeric, 1),
				round((100 * b.coverage)::numeric, 1)) ELSE f.note END) AS x(unfit, note)
	WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
$$;
COMMENT ON FUNCTION drift.judge_points(drift.source, bigint[], timestamptz[], text) IS 'The results to judge as points of their series.';

-- The windows before: results, and where there are none yet, the baseline's own windows. A scan of
-- all history may look cheap while there is little of it; it must not be what the run gets used to.
CREATE FUNCTION drift.judge_history(src drift.source, monitor_ids bigint[], windows timestamptz[],
									season text)
	RETURNS TABLE (monitor_id bigint, series text, point drift.series_point)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET plan_cache_mode = force_custom_plan
	SET enable_seqscan = off
	SET jit = off
AS $$
#variable_conflict use_column
BEGIN
	IF cardinality(windows) = 0 THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT DISTINCT ON (h.series, h.window_start) h.monitor_id, h.series,
		ROW(w.number, h.value, h.n_current, w.season, h.fired, false, NULL, NULL, NULL, NULL,
			NULL, NULL)::drift.series_point
	FROM (
		SELECT r.monitor_id, ROW(r.monitor_id, r.segment_key, r.segment_value)::text AS series,
			r.window_start, r.value, r.n_current,
			coalesce(r.value > coalesce(r.warn_high, r.critical_high), false)
				OR coalesce(r.value < coalesce(r.warn_low, r.critical_low), false) AS fired,
			0 AS origin
		FROM drift.result r
		WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (windows)
			AND r.status IN ('ok', 'warn', 'critical')
		UNION ALL
		SELECT bm.monitor_id, ROW(bm.monitor_id, bm.segment_key, bm.segment_value)::text,
			bm.window_start, bm.value, bm.n_current, false, 1
		FROM drift.baseline_metric bm
		WHERE bm.monitor_id = ANY (monitor_ids) AND bm.window_start = ANY (windows)
	) h JOIN drift.window_places(src, season, windows) w ON w.window_start = h.window_start
	ORDER BY h.series, h.window_start, h.origin;
END
$$;
COMMENT ON FUNCTION drift.judge_history(drift.source, bigint[], timestamptz[], text) IS 'Values of some monitors in the windows given, by index, as points of their series.';

-- The limits of the results of monitors that share method and settings.
CREATE FUNCTION drift.judge_limits(src drift.source, monitor_ids bigint[], starts timestamptz[],
								   apart bigint)
	RETURNS TABLE (result_id bigint, unfit text, note text, limit_kind text, missing boolean,
				   basis text, history bigint, warn_low float8, warn_high float8,
				   critical_low float8, critical_high float8)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
	WITH m AS MATERIALIZED (
		SELECT * FROM drift.monitor_rules(src, monitor_ids, apart)
	), needed AS MATERIALIZED (
		SELECT drift.history_windows(src, m.method, m.limits, starts, apart) AS windows,
			drift.season_name(src, m.method, m.limits) AS season
		FROM drift.monitor m WHERE m.monitor_id = monitor_ids[1]
	), p AS MATERIALIZED (
		SELECT p.* FROM needed, drift.judge_points(src, monitor_ids, starts, needed.season) p
	), s AS MATERIALIZED (
		SELECT a.monitor_id, a.series, array_agg(a.point ORDER BY (a.point).window_number) AS points
		FROM (
			SELECT p.monitor_id, p.series, p.point FROM p
			UNION ALL
			SELECT h.* FROM needed,
				drift.judge_history(src, monitor_ids, needed.windows, needed.season) h
		) a
		GROUP BY 1, 2
	), l AS MATERIALIZED (
		SELECT s.series, l.* FROM s JOIN m ON m.monitor_id = s.monitor_id
		CROSS JOIN LATERAL drift.limits(m.rule, s.points) l
	)
	SELECT p.result_id, p.unfit, p.note, l.limit_kind, l.missing, l.basis, l.history, l.warn_low,
		l.warn_high, l.critical_low, l.critical_high
	FROM p JOIN l ON l.series = p.series AND l.window_number = (p.point).window_number
$$;
COMMENT ON FUNCTION drift.judge_limits(drift.source, bigint[], timestamptz[], bigint) IS 'Limits of the results of monitors that share method, settings and the step of their windows (window_length of src); apart: how many steps a window is long.';

-- Where performance was judged in the same window, and whether it was beyond its limits.
CREATE FUNCTION drift.judge_performance(src drift.source, model_ids bigint[], starts timestamptz[])
	RETURNS TABLE (model_id bigint, window_start timestamptz, window_end timestamptz,
				   segment_key text, segment_value text, known boolean, dropped text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
	SELECT r.model_id, r.window_start, r.window_end, r.segment_key, r.segment_value,
		bool_or(r.status IN ('ok', 'warn', 'critical')),
		string_agg(DISTINCT r.metric, ', ' ORDER BY r.metric) FILTER (WHERE r.status IN ('warn',
			'critical'))
	FROM drift.result r
	WHERE r.model_id = ANY (model_ids) AND r.window_start = ANY (starts)
		AND r.source_id = src.source_id
		AND r.metric IN (SELECT k.metric FROM drift.metric_catalog() k
			WHERE k.family IN ('outcome', 'estimated'))
	GROUP BY 1, 2, 3, 4, 5
$$;
COMMENT ON FUNCTION drift.judge_performance(drift.source, bigint[], timestamptz[]) IS 'Performance metrics of models that are beyond their limits, by window and segment.';

-- Where each value lies, and what keeps it from being as bad as it looks.
CREATE FUNCTION drift.judge_verdicts(src drift.source, monitor_ids bigint[], all_ids bigint[],
									 starts timestamptz[], apart bigint)
	RETURNS TABLE (result_id bigint, verdict text, note text, limit_kind text, basis text,
				   history bigint, p_adjusted float8, tier text, warn_low float8,
				   warn_high float8, critical_low float8, critical_high float8)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	WITH performance AS MATERIALIZED (
		SELECT p.* FROM drift.judge_performance(src, array(SELECT DISTINCT m.model_id
			FROM drift.monitor m WHERE m.monitor_id = ANY (monitor_ids) AND m.confirm), starts) p
	)
	SELECT l.result_id,
		CASE d.decision WHEN 'unfit' THEN l.unfit WHEN 'missing' THEN 'insufficient_data'
			WHEN 'no limit' THEN 'insufficient_data' WHEN 'unconfirmed' THEN 'warn'
			WHEN 'beyond' THEN b.beyond WHEN 'confirmed' THEN b.beyond ELSE 'ok' END,
		CASE d.decision WHEN 'unfit' THEN l.note
			WHEN 'missing' THEN 'too little history: ' || l.basis
			WHEN 'chance' THEN format('beyond the %s limit, but with %s columns tested together '
				'p is %s', b.beyond, a.tests, drift.show(a.p_adjusted))
			WHEN 'unconfirmed' THEN 'not confirmed: performance is '
				|| CASE WHEN p.known OR q.known THEN 'within its limits' ELSE 'not known yet' END
			WHEN 'confirmed' THEN 'confirmed by ' || coalesce(p.dropped, q.dropped)
			WHEN 'no limit'
				THEN 'no limit is set and the baseline has too few windows to derive one' END,
		l.limit_kind, l.basis, l.history, a.p_adjusted, m.tier, l.warn_low, l.warn_high,
		l.critical_low, l.critical_high
	FROM drift.judge_limits(src, monitor_ids, starts, apart) l
	JOIN drift.result r ON r.result_id = l.result_id
	JOIN drift.monitor m ON m.monitor_id = r.monitor_id
	CROSS JOIN LATERAL (SELECT CASE
		WHEN r.value > l.critical_high OR r.value < l.critical_low THEN 'critical'
		WHEN r.value > l.warn_high OR r.value < l.warn_low THEN 'warn' END) AS b(beyond)
	LEFT JOIN drift.adjust_results(all_ids, starts) a ON a.result_id = l.result_id
	LEFT JOIN performance p ON p.model_id = r.model_id AND p.window_start = r.window_start
		AND p.window_end = r.window_end AND p.segment_key IS NULL
	LEFT JOIN performance q ON q.model_id = r.model_id AND q.window_start = r.window_start
		AND q.window_end = r.window_end AND q.segment_key = r.segment_key
		AND q.segment_value = r.segment_value
	CROSS JOIN LATERAL (SELECT CASE WHEN l.unfit IS NOT NULL THEN 'unfit'
		WHEN l.missing THEN 'missing'
		WHEN b.beyond IS NULL AND coalesce(l.warn_high, l.warn_low, l.critical_high,
			l.critical_low) IS NULL THEN 'no limit'
		WHEN b.beyond IS NULL THEN 'within'
		WHEN m.guard AND m.correction <> 'none' AND a.p_adjusted > m.alpha THEN 'chance'
		WHEN b.beyond = 'warn' OR NOT m.confirm THEN 'beyond'
		WHEN p.dropped IS NULL AND q.dropped IS NULL THEN 'unconfirmed'
		ELSE 'confirmed' END) AS d(decision)
	WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
$$;
COMMENT ON FUNCTION drift.judge_verdicts(drift.source, bigint[], bigint[], timestamptz[], bigint) IS 'Status and limits of the results of monitors that share method and settings; all_ids: the monitors whose p-values are adjusted together.';

-- Why a value is beyond a limit.
CREATE FUNCTION drift.judge_reason(metric text, value float8, verdict text, warn_low float8,
								   warn_high float8, critical_low float8, critical_high float8,
								   basis text, note text)
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('%s %s %s the %s limit %s%s%s', metric, drift.show(value),
		CASE WHEN value > coalesce(warn_high, critical_high) THEN 'above' ELSE 'below' END,
		verdict,
		drift.show(CASE
			WHEN verdict = 'critical' AND value > critical_high THEN critical_high
			WHEN verdict = 'critical' THEN critical_low
			WHEN value > coalesce(warn_high, critical_high) THEN coalesce(warn_high, critical_high)
			ELSE coalesce(warn_low, critical_low) END),
		CASE WHEN basis <> 'fixed limits' THEN ' (' || basis || ')' END,
		'; ' || note)
$$;
COMMENT ON FUNCTION drift.judge_reason(text, float8, text, float8, float8, float8, float8, text, text) IS 'Sentence that says which limit a value is beyond, and where the limit comes from.';

-- Volume says whether there is anything to judge, performance confirms drift, the share of columns
-- that drifted counts verdicts.
CREATE FUNCTION drift.judge_order(metric text) RETURNS int
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE k.family WHEN 'rows' THEN 0 WHEN 'outcome' THEN 1 WHEN 'estimated' THEN 1
		WHEN 'derived' THEN 3 WHEN 'share' THEN 4 ELSE 2 END
	FROM drift.metric_catalog() k WHERE k.metric = $1
$$;
COMMENT ON FUNCTION drift.judge_order(text) IS 'Place of a metric in a run: 0 rows, 1 performance, 2 others, 3 what is derived of two monitors, 4 drift_share.';

-- Judge monitors that share method, settings and windows. src: with their step as window_length.
CREATE FUNCTION drift.judge_alike(src drift.source, monitor_ids bigint[], all_ids bigint[],
								  starts timestamptz[], apart bigint)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
	UPDATE drift.result r SET status = j.verdict, warn_low = j.warn_low, warn_high = j.warn_high,
		critical_low = j.critical_low, critical_high = j.critical_high, limit_kind = j.limit_kind,
		basis = j.basis, history = j.history, p_adjusted = j.p_adjusted, tier = j.tier,
		judged_at = clock_timestamp(),
		reason_code = CASE WHEN j.verdict IN ('warn', 'critical') THEN drift.result_code(r,
			coalesce(r.value > coalesce(j.warn_high, j.critical_high), false)) END,
		reason = CASE WHEN j.verdict IN ('warn', 'critical') THEN drift.judge_reason(r.metric,
				r.value, j.verdict, j.warn_low, j.warn_high, j.critical_low, j.critical_high,
				j.basis, nullif(concat_ws('; ', j.note, drift.quality_note(r)), ''))
			ELSE j.note END
	FROM drift.judge_verdicts(src, monitor_ids, all_ids, starts, apart) j
	WHERE j.result_id = r.result_id
$$;
COMMENT ON FUNCTION drift.judge_alike(drift.source, bigint[], bigint[], timestamptz[], bigint) IS 'Judge the results of monitors that share method, settings and windows.';

CREATE FUNCTION drift.judge(src drift.source, monitor_ids bigint[],
	starts timestamptz[]) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	alike bigint[];
	stepped drift.source := src;
	apart bigint := 1;
	step interval := (SELECT m.step FROM drift.monitor m WHERE m.monitor_id = monitor_ids[1]);
BEGIN
	IF step IS NOT NULL THEN
		apart := ceil(extract(epoch FROM src.window_length) / extract(epoch FROM step));
		stepped.window_length := step;
	END IF;
	FOR alike IN SELECT array_agg(m.monitor_id ORDER BY m.monitor_id) FROM drift.monitor m
		WHERE m.monitor_id = ANY (monitor_ids) GROUP BY m.method, m.limits LOOP
		PERFORM drift.judge_alike(stepped, alike, monitor_ids, starts, apart);
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.judge(drift.source, bigint[], timestamptz[]) IS 'Give the results of some monitors and windows their status, limits and reason.';
