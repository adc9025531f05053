
-- judge: result -> result.status, with the limit used
--
-- A value is beyond a limit only if it is unlikely by chance for its sample sizes, unlike the
-- baseline's own windows, and large enough to matter. doc/detection.md gives the reasons and the
-- false-alarm rates.

-- Widen k to a Student quantile of the same tail (Cornish-Fisher), and for the error of the mean:
-- few windows know their own spread badly.
CREATE FUNCTION drift.sigma_factor(k float8, history bigint) RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT sqrt(1 + 1.0 / history)
		* (k + (k ^ 3 + k) / (4 * v) + (5 * k ^ 5 + 16 * k ^ 3 + 3 * k) / (96 * v * v))
	FROM (SELECT history - 1.0::float8) AS x(v);
END;
COMMENT ON FUNCTION drift.sigma_factor(float8, bigint) IS
'Standard deviations, estimated from so many windows, that stand for k known ones in a prediction interval.';

-- Limits of a distance: beyond the baseline's windows, not trifling, not chance.
CREATE FUNCTION drift.distance_limits(m drift.monitor, default_warn float8, default_critical float8,
									  floor_warn float8, floor_critical float8, history bigint,
									  center float8, sigma float8, significance float8,
									  OUT warn_high float8, OUT critical_high float8,
									  OUT limit_kind text)
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF m.method <> 'fixed' AND history >= m.min_history AND sigma IS NOT NULL THEN
		limit_kind := 'reference';
		warn_high := center + drift.sigma_factor(m.sigma_warn, history) * sigma;
		critical_high := center + drift.sigma_factor(m.sigma_warn, history) * sigma
			* m.sigma_critical / m.sigma_warn;
		IF warn_high < floor_warn THEN
			limit_kind := limit_kind || '+floor';
		END IF;
		warn_high := greatest(warn_high, floor_warn);
		critical_high := greatest(critical_high, floor_critical);
	ELSE
		limit_kind := 'fixed';
		warn_high := CASE m.method WHEN 'fixed' THEN m.warn ELSE default_warn END;
		critical_high := CASE m.method WHEN 'fixed' THEN m.critical ELSE default_critical END;
	END IF;
	IF significance > least(warn_high, critical_high) THEN
		limit_kind := limit_kind || '+significance';
		warn_high := CASE WHEN warn_high < significance THEN significance ELSE warn_high END;
		critical_high := CASE WHEN critical_high < significance THEN significance
			ELSE critical_high END;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.distance_limits(drift.monitor, float8, float8, float8, float8, bigint, float8, float8, float8) IS 'Limits of a distance.';

-- Limits of a level: how far it may be from the baseline, in the direction that is bad.
CREATE FUNCTION drift.level_limits(m drift.monitor, floor_warn float8, floor_critical float8,
								   history bigint, center float8, sigma float8, error float8,
								   OUT away_warn float8, OUT away_critical float8,
								   OUT limit_kind text)
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	limit_kind := 'baseline';
	IF history >= m.min_history AND sigma IS NOT NULL THEN
		limit_kind := 'reference';
		away_warn := drift.sigma_factor(m.sigma_warn, history) * sigma;
		away_critical := away_warn * m.sigma_critical / m.sigma_warn;
	END IF;
	IF floor_warn > coalesce(greatest(away_warn, m.sigma_warn * error), 0) THEN
		limit_kind := limit_kind || '+floor';
	ELSIF m.sigma_warn * error > coalesce(away_warn, 0) THEN
		limit_kind := limit_kind || '+significance';
	END IF;
	away_warn := greatest(away_warn, m.sigma_warn * error, floor_warn);
	away_critical := greatest(away_critical, m.sigma_critical * error, floor_critical, away_warn);
END
$$;
COMMENT ON FUNCTION drift.level_limits(drift.monitor, float8, float8, bigint, float8, float8, float8) IS 'How far a level may be from the baseline.';

-- The limits of one result.
CREATE FUNCTION drift.limits(m drift.monitor, family text, default_warn float8,
							 default_critical float8, floor_warn float8, floor_critical float8,
							 history bigint, center float8, sigma float8, error float8,
							 significance float8, OUT warn_low float8, OUT warn_high float8,
							 OUT critical_low float8, OUT critical_high float8, OUT limit_kind text)
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	l record;
BEGIN
	IF family = 'distance' THEN
		l := drift.distance_limits(m, default_warn, default_critical, floor_warn, floor_critical,
			history, center, sigma, significance);
		warn_high := l.warn_high;
		critical_high := l.critical_high;
		limit_kind := l.limit_kind;
		RETURN;
	ELSIF m.method = 'fixed' AND m.direction <> 'both' THEN
		limit_kind := 'fixed';
		warn_high := CASE m.direction WHEN 'up' THEN m.warn END;
		critical_high := CASE m.direction WHEN 'up' THEN m.critical END;
		warn_low := CASE m.direction WHEN 'down' THEN m.warn END;
		critical_low := CASE m.direction WHEN 'down' THEN m.critical END;
		RETURN;
	ELSIF m.method = 'fixed' THEN
		SELECT m.warn AS away_warn, m.critical AS away_critical, 'fixed' AS limit_kind INTO l;
	ELSE
		l := drift.level_limits(m, floor_warn, floor_critical, history, center, sigma, error);
	END IF;
	limit_kind := l.limit_kind;
	IF m.direction <> 'up' THEN
		warn_low := center - l.away_warn;
		critical_low := center - l.away_critical;
	END IF;
	IF m.direction <> 'down' THEN
		warn_high := center + l.away_warn;
		critical_high := center + l.away_critical;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.limits(drift.monitor, text, float8, float8, float8, float8, bigint, float8, float8, float8, float8) IS
'Warn and critical limits of a result from the monitor''s settings, the metric''s defaults, mean and sigma of the baseline''s windows, the standard error of the value and the critical value.';

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

-- What a result is compared with: history, center and sigma of its reference windows, the standard
-- error of its value, the unit of its floors.
CREATE FUNCTION drift.judge_basis(src drift.source, monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (result_id bigint, history bigint, center float8, sigma float8, error float8,
				   unit float8, coverage float8)
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
	), base AS MATERIALIZED (
		SELECT ROW(m.monitor_id, b.segment_key, b.segment_value)::text AS series, m.metric,
			k.family,
			b.n_labelled::float8 / nullif(b.n_rows, 0) AS coverage,
			CASE WHEN m.metric IN ('mean', 'wasserstein')
				THEN (drift.summary(b.profile)).stddev END AS spread,
			CASE m.metric WHEN 'null_rate' THEN drift.missing_rate(b.profile)
				WHEN 'mean' THEN (drift.summary(b.profile)).mean END AS value,
			b.outcome, b.fairness
		FROM drift.monitor m
		JOIN drift.metric_catalog() k ON k.metric = m.metric
		JOIN drift.baseline bl ON bl.source_id = m.source_id AND bl.model_id = m.model_id
			AND bl.active
		JOIN drift.baseline_state b ON b.baseline_id = bl.baseline_id
			AND b.kind = CASE k.family WHEN 'distance' THEN 'profile' WHEN 'estimated' THEN 'outcome'
				ELSE k.family END
			AND coalesce(b.column_name, '') = coalesce(m.column_name, '')
			AND coalesce(b.segment_key, '') = coalesce(m.segment_key, '')
		WHERE m.monitor_id = ANY (monitor_ids)
	)
	SELECT r.result_id,
		coalesce(v.history, any_season.history, h.history, 0),
		CASE WHEN r.metric = 'row_count' THEN coalesce(v.center, any_season.center)
			ELSE coalesce(h.center, b.value, CASE b.family
				WHEN 'outcome' THEN drift.metric(b.outcome, b.metric)
				WHEN 'estimated' THEN drift.metric(b.outcome, drift.estimated_metric(b.metric))
				WHEN 'fairness' THEN drift.fairness_gap(b.fairness, CASE b.metric
					WHEN 'fnr_gap' THEN 'fnr' WHEN 'accuracy_gap' THEN 'accuracy'
					ELSE b.metric END, 30) END) END,
		CASE WHEN r.metric = 'row_count' THEN coalesce(v.sigma, any_season.sigma) ELSE h.sigma END,
		CASE WHEN r.metric = 'row_count'
				THEN sqrt(greatest(coalesce(v.center, any_season.center), 1))
			ELSE (r.ci_high - r.ci_low) / (2 * 1.96) END,
		CASE WHEN r.metric = 'row_count' THEN coalesce(v.center, any_season.center)
			WHEN r.metric IN ('mean', 'wasserstein') THEN b.spread
			WHEN r.metric = 'chi2' THEN
				r.n_current::float8 * r.n_baseline / nullif(r.n_current + r.n_baseline, 0)
			ELSE 1 END,
		b.coverage
	FROM (
		SELECT r.*, ROW(r.monitor_id, r.segment_key, r.segment_value)::text AS series
		FROM drift.result r
		WHERE r.monitor_id = ANY (monitor_ids) AND r.window_start = ANY (starts)
	) r
	LEFT JOIN h ON h.series = r.series
	LEFT JOIN base b ON b.series = r.series
	LEFT JOIN volume v ON v.key = ROW(r.series, drift.season(src, r.window_start))::text
	LEFT JOIN volume any_season ON any_season.key = ROW(r.series, NULL::text)::text
$$;
COMMENT ON FUNCTION drift.judge_basis(drift.source, bigint[], timestamptz[]) IS 'What each result of some monitors and windows is compared with.';

CREATE FUNCTION drift.judge(src drift.source, monitor_ids bigint[],
	starts timestamptz[]) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	WITH basis AS MATERIALIZED (
		SELECT * FROM drift.judge_basis(src, monitor_ids, starts)
	), judged AS (
		SELECT r.result_id, l.*, m.min_rows, m.method, k.family, b.history, b.center, b.sigma,
			CASE
				WHEN r.status = 'error' THEN 'error'
				WHEN r.value IS NULL OR k.family <> 'rows' AND r.n_current < m.min_rows
					OR k.family = 'distance' AND coalesce(r.n_baseline, 0) < m.min_rows
					OR r.value = 'NaN' THEN 'insufficient_data'
				WHEN k.family = 'outcome' AND r.n_current::float8 / nullif(r.n_current + r.n_null,
					0)
					< 0.8 * b.coverage THEN 'few_labels'
				WHEN k.family = 'estimated' AND NOT q.earned THEN 'not_earned'
				WHEN r.value > l.critical_high OR r.value < l.critical_low THEN 'critical'
				WHEN r.value > l.warn_high OR r.value < l.warn_low THEN 'warn'
				WHEN coalesce(l.warn_high, l.warn_low, l.critical_high, l.critical_low) IS NULL
					THEN 'no_limit'
				ELSE 'ok' END AS verdict,
			b.coverage, q.chunks, q.mean_absolute_error, q.naive_error, q.share_in_band
		FROM basis b
		JOIN drift.result r ON r.result_id = b.result_id
		JOIN drift.monitor m ON m.monitor_id = r.monitor_id
		JOIN drift.metric_catalog() k ON k.metric = m.metric
		CROSS JOIN LATERAL drift.limits(m, k.family, k.warn * b.unit, k.critical * b.unit,
			coalesce(m.floor_warn, k.floor_warn) * b.unit,
			coalesce(m.floor_critical, k.floor_critical) * b.unit,
			b.history, b.center, b.sigma, b.error, r.critical_value) l
		LEFT JOIN drift.estimation_record(array(SELECT e.monitor_id FROM drift.monitor e
			WHERE e.monitor_id = ANY (monitor_ids)
				AND drift.estimated_metric(e.metric) IS NOT NULL)) q ON q.monitor_id = r.monitor_id
			AND q.segment_key IS NOT DISTINCT FROM r.segment_key
			AND q.segment_value IS NOT DISTINCT FROM r.segment_value AND q.chunks >= 5
	)
	UPDATE drift.result r SET
		status = CASE WHEN j.verdict IN ('few_labels', 'no_limit', 'not_earned')
				THEN 'insufficient_data'
			ELSE j.verdict END,
		warn_low = j.warn_low, warn_high = j.warn_high, critical_low = j.critical_low,
		critical_high = j.critical_high, limit_kind = j.limit_kind, judged_at = clock_timestamp(),
		reason = CASE j.verdict
			WHEN 'error' THEN r.reason
			WHEN 'insufficient_data' THEN coalesce(r.reason, CASE
				WHEN r.n_current < j.min_rows THEN
					format('%s values, at least %s are needed', coalesce(r.n_current, 0),
						j.min_rows)
				WHEN j.family = 'distance' AND coalesce(r.n_baseline, 0) < j.min_rows THEN
					format('%s values in the baseline, at least %s are needed',
						   coalesce(r.n_baseline, 0), j.min_rows)
				ELSE 'the metric is not defined for these values' END)
			WHEN 'few_labels' THEN format('%s %% of the rows have labels, %s %% in the baseline',
				round((100.0 * r.n_current / (r.n_current + r.n_null))::numeric, 1),
				round((100 * j.coverage)::numeric, 1))
			WHEN 'not_earned' THEN format('the estimate has not proved itself: off by %s in %s '
				'labelled windows, the baseline''s value by %s, %s %% within the band',
				drift.show(j.mean_absolute_error), j.chunks, drift.show(j.naive_error),
				round((100 * j.share_in_band)::numeric))
			WHEN 'no_limit'
				THEN 'no limit is set and the baseline has too few windows to derive one'
			WHEN 'ok' THEN NULL
			ELSE format('%s %s %s the %s limit %s%s', r.metric, drift.show(r.value),
				CASE WHEN r.value > coalesce(j.warn_high, j.critical_high) THEN 'above'
					ELSE 'below' END,
				j.verdict,
				drift.show(CASE
					WHEN j.verdict = 'critical' AND r.value > j.critical_high THEN j.critical_high
					WHEN j.verdict = 'critical' THEN j.critical_low
					WHEN r.value > j.warn_high THEN j.warn_high ELSE j.warn_low END),
				CASE WHEN j.limit_kind LIKE 'reference%' THEN
					format(' (baseline windows: mean %s, sigma %s, %s windows)',
						drift.show(j.center), drift.show(j.sigma), j.history)
					WHEN j.limit_kind LIKE 'baseline%' THEN format(' (baseline: %s)',
						drift.show(j.center))
					ELSE '' END) END
	FROM judged j WHERE j.result_id = r.result_id
$$;
COMMENT ON FUNCTION drift.judge(drift.source, bigint[], timestamptz[]) IS 'Give the results of some monitors and windows their status, limits and reason.';

-- A number for a sentence: four significant digits.
CREATE FUNCTION drift.show(x float8) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN x = 0 OR x IN ('Infinity', '-Infinity', 'NaN') THEN x::text
		WHEN abs(x) < 1e-4 OR abs(x) >= 1e9 THEN btrim(to_char(x, '9.999EEEE'))
		ELSE trim_scale(round(x::numeric, greatest(0, 3 - floor(log(abs(x)))::int)))::text END
$$;
COMMENT ON FUNCTION drift.show(float8) IS 'A number with four significant digits.';
