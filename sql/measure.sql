
-- measure: window_state, baseline -> result
--
-- Monitors of one source that share metric and parameters are measured by one statement over all
-- their columns, segments and windows. If that fails, drift.run_monitors() takes them one by one,
-- so that a failure stays with the monitor that caused it.

-- NaN counts as missing.
CREATE FUNCTION drift.missing_rate(p drift.profile) RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT (s.n_null + coalesce(s.n_nan, 0))::float8
		/ nullif(s.n + s.n_null + coalesce(s.n_nan, 0), 0)
	FROM drift.summary(p) s;
END;
COMMENT ON FUNCTION drift.missing_rate(drift.profile) IS 'Share of rows without a value (NULL or NaN), in [0, 1]; NULL for no rows.';

-- The value of a metric as SQL over b (baseline) and c (current window).
CREATE FUNCTION drift.metric_expression(metric text, params jsonb) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN k.family = 'distance' THEN format(k.expression, coalesce((
			SELECT string_agg(format(', %I => %L::%s', p.key, CASE jsonb_typeof(p.value)
				WHEN 'array' THEN translate(p.value::text, '[]', '{}')
				ELSE p.value #>> '{}' END, k.params ->> p.key), '')
			FROM jsonb_each(metric_expression.params) p), ''))
		ELSE replace(k.expression, '{params}',
			quote_literal(metric_expression.params) || '::jsonb') END
	FROM drift.metric_catalog() k WHERE k.metric = metric_expression.metric
$$;
COMMENT ON FUNCTION drift.metric_expression(text, jsonb) IS 'SQL expression of a metric over b.profile and the states of c.';

-- Value that chance exceeds with probability alpha when nothing drifted. PSI: Yurdakul 2018; its
-- second-order relatives JS, KL, Hellinger and total variation from it; KS: Smirnov's limit.
CREATE FUNCTION drift.critical_value(metric text, n_reference bigint, n_current bigint, bins int,
	alpha float8)
	RETURNS float8
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	inverse_n float8;
	psi float8;
BEGIN
	IF n_reference IS NULL OR n_current IS NULL OR n_reference < 1 OR n_current < 1 THEN
		RETURN NULL;
	END IF;
	inverse_n := 1.0 / n_reference + 1.0 / n_current;
	IF metric = 'ks' THEN
		RETURN sqrt(-ln(alpha / 2) / 2 * inverse_n);
	ELSIF metric = 'l_infinity' THEN
		RETURN sqrt(-ln(alpha / 2) / 2 * inverse_n);
	ELSIF metric NOT IN ('psi', 'chi2', 'js_divergence', 'js_distance', 'kl_divergence',
		'hellinger',
						 'tv_distance') THEN
		RETURN NULL;
	END IF;
	psi := drift.psi_critical(n_reference, n_current, least(greatest(coalesce(bins, 10), 2), 10000),
		alpha);
	RETURN CASE metric
		WHEN 'psi' THEN psi
		WHEN 'chi2' THEN psi / inverse_n
		WHEN 'js_divergence' THEN psi / (8 * ln(2::float8))
		WHEN 'js_distance' THEN sqrt(psi / (8 * ln(2::float8)))
		WHEN 'kl_divergence' THEN psi / 2
		WHEN 'hellinger' THEN sqrt(psi / 8)
		ELSE sqrt(psi) / 2 END;
END
$$;
COMMENT ON FUNCTION drift.critical_value(text, bigint, bigint, int, float8) IS
'Value of a distance that chance alone exceeds with probability alpha for n_reference and n_current values in so many bins or categories; NULL for metrics without one.';

-- Asymptotic p-value of a Kolmogorov-Smirnov statistic.
CREATE FUNCTION drift.ks_p_value(d float8, n_reference bigint, n_current bigint) RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN l < 0.3 THEN 1
		WHEN l > 3.5 THEN 2 * exp(-2 * least(l, 18) ^ 2)
		ELSE greatest(0, least(1, 2 * (exp(-2 * l * l) - exp(-8 * l * l) + exp(-18 * l * l)
									   - exp(-32 * l * l) + exp(-50 * l * l)))) END
	FROM (SELECT d / sqrt(1.0 / n_reference + 1.0 / n_current)) AS x(l)
	WHERE n_reference > 0 AND n_current > 0
$$;
COMMENT ON FUNCTION drift.ks_p_value(float8, bigint, bigint) IS 'Probability of a KS statistic of at least d without drift, from the limit distribution (Smirnov 1939).';

-- The same scales as in drift.critical_value.
CREATE FUNCTION drift.distance_p_value(metric text, value float8, n_reference bigint,
									   n_current bigint, bins int)
	RETURNS float8
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN value IS NULL OR (n_reference >= 1 AND n_current >= 1) IS NOT TRUE THEN NULL
		WHEN metric = 'ks' THEN drift.ks_p_value(value, n_reference, n_current)
		WHEN metric IN ('psi', 'chi2', 'js_divergence', 'js_distance', 'kl_divergence',
			'hellinger') THEN drift.psi_p_value(CASE metric WHEN 'psi' THEN value
				WHEN 'chi2' THEN value * (1.0 / n_reference + 1.0 / n_current)
				WHEN 'js_divergence' THEN value * 8 * ln(2::float8)
				WHEN 'js_distance' THEN value * value * 8 * ln(2::float8)
				WHEN 'kl_divergence' THEN 2 * value ELSE 8 * value * value END,
			n_reference, n_current, least(greatest(coalesce(bins, 10), 2), 10000)) END;
END;
COMMENT ON FUNCTION drift.distance_p_value(text, float8, bigint, bigint, int) IS
'Probability that chance alone gives a distance of at least this value for n_reference and n_current values in so many bins or categories; NULL for metrics without a test.';

-- Interval of the largest gap: the two groups that make it, as independent proportions.
CREATE FUNCTION drift.gap_error(state drift.fairness, metric text) RETURNS float8
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT sqrt(sum(x.v)) FROM (
		SELECT greatest(r.rate * (1 - r.rate), 0.25 / r.denominator) / r.denominator AS v
		FROM drift.fairness_table(state, 'majority', 0.05, 30, CASE metric
			WHEN 'demographic_parity' THEN 'selection_rate' WHEN 'equal_opportunity' THEN 'tpr'
			WHEN 'predictive_equality' THEN 'fpr' WHEN 'predictive_parity' THEN 'ppv'
			WHEN 'fnr_gap' THEN 'fnr' WHEN 'accuracy_gap' THEN 'accuracy' ELSE 'tpr' END) r
		WHERE r.denominator >= 30 AND r.grp IS NOT NULL AND r.rate IS NOT NULL
		ORDER BY v DESC LIMIT 2) x
$$;
COMMENT ON FUNCTION drift.gap_error(drift.fairness, text) IS 'Standard error of a gap between groups, from the two groups with the widest intervals.';

-- The windows, segments and columns that monitors must have a result for, whether they have rows
-- or not: segments known to the baseline or seen in one of the windows. The monitors have one source,
-- which is looked up first, so that an index leads to the windows.
CREATE FUNCTION drift.measure_targets(monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (monitor_id bigint, baseline_id bigint, segment_key text, segment_value text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
	WITH m AS (
		SELECT m.*, b.baseline_id FROM drift.monitor m
		LEFT JOIN drift.baseline b ON b.source_id = m.source_id AND b.model_id = m.model_id
			AND b.name = m.baseline AND b.active
		WHERE m.monitor_id = ANY (monitor_ids)
	), segment AS (
		SELECT x.baseline_id, x.model_id, bs.segment_key, bs.segment_value
		FROM (SELECT DISTINCT m.baseline_id, m.model_id, m.segment_key FROM m) x
		JOIN drift.baseline_state bs ON bs.baseline_id = x.baseline_id AND bs.kind = 'rows'
			AND bs.column_name IS NULL AND bs.segment_key = x.segment_key
		UNION
		SELECT x.baseline_id, x.model_id, ws.segment_key, ws.segment_value
		FROM (SELECT DISTINCT m.baseline_id, m.source_id, m.model_id, m.segment_key FROM m) x
		JOIN drift.window_state ws ON ws.source_id = (SELECT max(m.source_id) FROM m)
			AND ws.model_id = x.model_id AND ws.window_start = ANY (starts) AND ws.kind = 'rows'
			AND ws.segment_key = x.segment_key
		UNION
		SELECT x.baseline_id, x.model_id, ws.segment_key, ws.segment_value
		FROM (SELECT DISTINCT m.baseline_id, m.source_id, m.model_id, m.segment_key,
				m.window_length FROM m) x
		JOIN drift.rollup_state ws ON ws.source_id = (SELECT max(m.source_id) FROM m)
			AND ws.model_id = x.model_id AND ws.window_length = x.window_length
			AND ws.window_start = ANY (starts) AND ws.kind = 'rows'
			AND ws.segment_key = x.segment_key
	)
	SELECT m.monitor_id, m.baseline_id, NULL, NULL FROM m WHERE m.segment_key IS NULL
	UNION ALL
	SELECT m.monitor_id, m.baseline_id, s.segment_key, s.segment_value
	FROM m JOIN segment s ON s.model_id = m.model_id AND s.segment_key = m.segment_key
		AND s.baseline_id IS NOT DISTINCT FROM m.baseline_id
		AND (m.segment_value IS NULL OR m.segment_value = s.segment_value)
$$;
COMMENT ON FUNCTION drift.measure_targets(bigint[], timestamptz[]) IS 'Segments that monitors must have a result for.';

-- The two sides of a measurement: c, the states of the windows $2 of source $4, and b, those of its
-- active baselines; key says where they meet. $6: length of windows that are merged, or NULL.
CREATE FUNCTION drift.measure_sides(window_kind text, baseline_kind text,
									long boolean DEFAULT false)
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		WITH c AS MATERIALIZED (
			SELECT ws.*, ROW(ws.model_id, ws.window_start, ws.column_name, ws.segment_key,
				ws.segment_value, ws.monitor_id)::text AS key
			FROM %s ws
			WHERE ws.source_id = $4 AND ws.window_start = ANY ($2) AND ws.kind = %L
				AND ($6 IS NULL OR %s)
		), b AS MATERIALIZED (
			SELECT bs.*, ROW(bs.baseline_id, bs.window_start, bs.column_name, bs.segment_key,
				bs.segment_value)::text AS key
			FROM drift.baseline_state bs
			WHERE bs.kind = %L AND bs.baseline_id IN (
				SELECT x.baseline_id FROM drift.baseline x WHERE x.source_id = $4 AND x.active)
		)$q$, CASE WHEN long THEN 'drift.rollup_state' ELSE 'drift.window_state' END, window_kind,
		CASE WHEN long THEN 'ws.window_length = $6' ELSE 'true' END, baseline_kind)
$$;
COMMENT ON FUNCTION drift.measure_sides(text, text, boolean) IS 'The WITH clause of a measurement: states of the windows as c, of the baselines as b.';

-- The kinds of state, of the window and of the baseline, that a family of metrics reads.
CREATE FUNCTION drift.state_kind(family text, side text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE family WHEN 'distance' THEN 'profile' WHEN 'quality' THEN 'profile'
		WHEN 'log' THEN 'rows'
		WHEN 'estimated' THEN CASE side WHEN 'c' THEN 'scores' ELSE 'outcome' END
		ELSE family END;
COMMENT ON FUNCTION drift.state_kind(text, text) IS 'Kind of the rows of window_state (side c) or baseline_state (side b) that a family of metrics reads.';

-- One row a monitor, window, segment: $1 monitors, $2 and $3 windows, $4 source, $5 run, $6 length of
-- windows that are merged, or NULL.
CREATE FUNCTION drift.measure_query(family text, metric text, params jsonb,
									long boolean DEFAULT false)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.measure_sides(drift.state_kind(family, 'c'), drift.state_kind(family, 'b'), long)
		|| format($q$
		SELECT $5, m.monitor_id, m.source_id, m.model_id, t.baseline_id, w.s, w.e, m.metric,
			m.column_name, t.segment_key, t.segment_value, x.value, x.n_current, x.n_baseline,
			%6$s, y.critical, y.p_value, y.ci_low, y.ci_high,
			CASE WHEN c.error IS NOT NULL THEN c.error
				WHEN x.n_rows = 0 AND NOT %7$L THEN 'no rows in the window' END
		FROM drift.monitor m
		JOIN drift.measure_targets($1, $2) t ON t.monitor_id = m.monitor_id
		CROSS JOIN unnest($2, $3) AS w(s, e)
		LEFT JOIN c ON c.key = ROW(m.model_id, w.s, m.column_name, t.segment_key, t.segment_value,
			CASE WHEN %2$L IN ('check', 'custom') THEN m.monitor_id END)::text
		LEFT JOIN drift.baseline bl ON bl.baseline_id = t.baseline_id
		LEFT JOIN b ON b.key = ROW(t.baseline_id,
			CASE WHEN bl.windows IS NOT NULL THEN w.s END, m.column_name, t.segment_key,
			t.segment_value)::text
		CROSS JOIN LATERAL (SELECT %1$s, %3$s AS n_current, %4$s AS n_baseline,
			coalesce(c.n_rows, 0) AS n_rows OFFSET 0) AS x(value, n_current, n_baseline, n_rows)
		CROSS JOIN LATERAL (SELECT %5$s OFFSET 0) AS y(critical, p_value, ci_low, ci_high)
		WHERE m.monitor_id = ANY ($1)$q$,
		CASE family WHEN 'rows' THEN 'coalesce(c.n_rows, 0)::float8'
			ELSE drift.metric_expression(metric, params) END,
		family, drift.count_expression(family, metric, 'c'),
		drift.count_expression(family, metric, 'b'),
		drift.significance_expression(family, metric, coalesce((params ->> 'bins')::int, 10)),
		CASE drift.state_kind(family, 'c')
			WHEN 'profile' THEN 'x.n_rows - coalesce(drift.n(c.profile), 0)'
			ELSE 'x.n_rows - x.n_current' END,
		family IN ('rows', 'log') OR metric = 'freshness')
$$;
COMMENT ON FUNCTION drift.measure_query(text, text, jsonb, boolean) IS 'The SELECT that measures monitors of one metric and parameters; the columns are those that drift.measure inserts.';

-- Measure monitors that share metric and parameters in the given windows. States are wide and the
-- planner cannot know how few rows the joins keep, so it must not take a nested loop.
CREATE FUNCTION drift.measure(src drift.source, monitor_ids bigint[], starts timestamptz[],
							  ends timestamptz[], run_id bigint)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	query text;
	length interval;
	written bigint;
BEGIN
	IF EXISTS (SELECT FROM drift.monitor m
			   WHERE m.monitor_id = monitor_ids[1] AND m.metric = 'drift_share') THEN
		RETURN drift.measure_share(monitor_ids, starts, ends, run_id);
	END IF;
	SELECT drift.measure_query(k.family, m.metric, m.params, long.length IS NOT NULL), long.length
	INTO STRICT query, length
	FROM drift.monitor m JOIN drift.metric_catalog() k ON k.metric = m.metric
	CROSS JOIN LATERAL (SELECT CASE WHEN k.family <> 'custom' THEN m.window_length END)
		AS long(length)
	WHERE m.monitor_id = monitor_ids[1];
	EXECUTE format($q$
		INSERT INTO drift.result (run_id, monitor_id, source_id, model_id, baseline_id,
			window_start, window_end, metric, column_name, segment_key, segment_value, value,
			n_current, n_baseline, n_null, critical_value, p_value, ci_low, ci_high, reason)
		%s
		ON CONFLICT (monitor_id, window_start, column_name, segment_key,
			segment_value) DO UPDATE SET
			run_id = excluded.run_id, baseline_id = excluded.baseline_id,
			window_end = excluded.window_end, value = excluded.value,
			n_current = excluded.n_current, n_baseline = excluded.n_baseline,
			n_null = excluded.n_null, critical_value = excluded.critical_value,
			p_value = excluded.p_value, ci_low = excluded.ci_low, ci_high = excluded.ci_high,
			reason = excluded.reason, reason_code = NULL, status = NULL, judged_at = NULL, limit_kind = NULL,
			measured_at = clock_timestamp()$q$, query)
	USING monitor_ids, starts, ends, src.source_id, run_id, length;
	GET DIAGNOSTICS written = ROW_COUNT;
	RETURN written;
END
$$;
COMMENT ON FUNCTION drift.measure(drift.source, bigint[], timestamptz[], timestamptz[], bigint) IS 'Measure monitors that share metric and parameters in windows; returns the results written.';

-- How many values stand behind a metric.
CREATE FUNCTION drift.count_expression(family text, metric text, side text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format(CASE
		WHEN metric = 'null_rate' OR family = 'quality' THEN 'coalesce(%1$s.n_rows, 0)'
		WHEN family IN ('distance', 'profile') THEN 'coalesce(drift.n(%1$s.profile), 0)'
		WHEN family = 'outcome' OR family = 'fairness' AND metric <> 'demographic_parity'
			THEN 'coalesce(%1$s.n_labelled, 0)'
		WHEN family IN ('check', 'custom') AND side = 'b' THEN 'NULL::bigint'
		ELSE 'coalesce(%1$s.n_rows, 0)' END, side)
$$;
COMMENT ON FUNCTION drift.count_expression(text, text, text) IS 'SQL expression of the number of values behind a metric, of side b or c.';

-- Critical value, p-value and interval of x.value, as four SQL expressions.
CREATE FUNCTION drift.significance_expression(family text, metric text, bins int) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN family = 'distance' THEN format(
			'drift.critical_value(%1$L, x.n_baseline, x.n_current, k.bins, m.alpha), '
			'drift.distance_p_value(%1$L, x.value, x.n_baseline, x.n_current, k.bins), '
			'NULL::float8, NULL::float8 FROM (SELECT drift.bin_count(m, b.profile, c.profile, %2$s) '
			'OFFSET 0) AS k(bins)', metric, bins)
		WHEN metric ~ '(_rate|_share|_range)$' AND family IN ('profile', 'quality', 'check') THEN
			'NULL::float8, NULL::float8, x.value - 1.96 * e.se, x.value + 1.96 * e.se FROM (SELECT '
			'sqrt(greatest(x.value * (1 - x.value), 1.0 / nullif(x.n_current, 0)) / '
				'nullif(x.n_current, 0))) AS e(se)'
		WHEN metric = 'mean' THEN
			'NULL::float8, NULL::float8, x.value - 1.96 * e.se, x.value + 1.96 * e.se FROM (SELECT '
			'(drift.summary(c.profile)).stddev / sqrt(nullif(x.n_current, 0))) AS e(se)'
		WHEN family = 'outcome' THEN format(
			'NULL::float8, NULL::float8, i.ci_low, i.ci_high FROM (SELECT 1) one '
			'LEFT JOIN drift.metrics(c.outcome, metrics => ARRAY[%L]) i ON true',
			drift.outcome_metric(metric))
		WHEN family = 'estimated' THEN format(
			'NULL::float8, NULL::float8, x.value - 1.96 * e.se, x.value + 1.96 * e.se '
			'FROM (SELECT drift.sampling_error(b.outcome, %L, x.n_current, ''drift'')) AS e(se)',
			drift.estimated_metric(metric))
		WHEN family = 'fairness' THEN format(
			'NULL::float8, NULL::float8, x.value - 1.96 * e.se, x.value + 1.96 * e.se '
			'FROM (SELECT drift.gap_error(c.fairness, %L)) AS e(se)', metric)
		ELSE 'NULL::float8, NULL::float8, NULL::float8, NULL::float8' END
$$;
COMMENT ON FUNCTION drift.significance_expression(text, text, int) IS 'SQL expressions of critical value, p-value and the ends of the interval of a metric.';

CREATE FUNCTION drift.bin_count(m drift.monitor, reference drift.profile, current drift.profile,
	bins int)
	RETURNS int
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF EXISTS (SELECT FROM drift.source_column sc WHERE sc.source_id = m.source_id
			   AND sc.column_name = m.column_name AND sc.kind = 'numeric') THEN
		RETURN bins;
	END IF;
	RETURN greatest(2, (drift.summary(reference)).n_distinct, (drift.summary(current)).n_distinct);
END
$$;
COMMENT ON FUNCTION drift.bin_count(drift.monitor, drift.profile, drift.profile, int) IS 'Bins a monitor''s distance uses: bins for numbers, one a category.';

-- What monitors $1 measure on the windows of their baselines; $2: length of windows that are merged, or
-- NULL. A distance is taken against the baseline without the window: every fifth window is left out
-- together with it, so that five merges serve all windows.
CREATE FUNCTION drift.prepare_query(family text, metric text, params jsonb, long boolean)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		WITH c AS MATERIALIZED (
			SELECT ws.*, m.monitor_id AS for_monitor, bl.baseline_id, m.min_rows,
				ROW(m.monitor_id, ws.segment_key, ws.segment_value)::text AS series,
				dense_rank() OVER (PARTITION BY m.monitor_id ORDER BY ws.window_start) %% 5 AS fold
			FROM drift.monitor m
			JOIN drift.baseline bl ON bl.source_id = m.source_id AND bl.model_id = m.model_id
				AND bl.name = m.baseline AND bl.active AND bl.kind = 'range'
			JOIN %5$s ws ON ws.source_id = m.source_id AND ws.model_id = m.model_id
				AND ws.window_start >= lower(bl.range) AND ws.window_end <= upper(bl.range)
				AND ($2 IS NULL OR %6$s)
			WHERE m.monitor_id = ANY ($1) AND ws.kind = %1$L
				AND coalesce(ws.column_name, '') = coalesce(m.column_name, '')
				AND coalesce(ws.segment_key, '') = coalesce(m.segment_key, '')
				AND (m.segment_value IS NULL OR m.segment_value = ws.segment_value)
				AND (%1$L NOT IN ('check', 'custom') OR ws.monitor_id = m.monitor_id)
		), part AS MATERIALIZED (
			SELECT c.series, c.fold, drift.merge(c.profile) AS profile FROM c
			WHERE %4$L IN ('distance', 'quality') GROUP BY 1, 2
		), b AS MATERIALIZED (
			SELECT a.series, a.fold, drift.merge(o.profile) AS profile
			FROM part a JOIN part o ON o.series = a.series AND o.fold <> a.fold GROUP BY 1, 2
		)
		SELECT c.for_monitor, c.baseline_id, c.window_start, c.column_name, c.segment_key,
			c.segment_value, %2$s, %3$s
		FROM c LEFT JOIN b ON b.series = c.series AND b.fold = c.fold
		WHERE %3$s >= c.min_rows OR %4$L = 'rows'
		$q$, drift.state_kind(family, 'b'),
		-- what an estimate is to stay near to is what was realized
		drift.metric_expression(coalesce(drift.estimated_metric(metric), metric), params),
		drift.count_expression(CASE family WHEN 'estimated' THEN 'outcome' ELSE family END,
			metric, 'c'), family,
		CASE WHEN long THEN 'drift.rollup_state' ELSE 'drift.window_state' END,
		CASE WHEN long THEN 'ws.window_length = $2' ELSE 'true' END)
$$;
COMMENT ON FUNCTION drift.prepare_query(text, text, jsonb, boolean) IS 'The SELECT that measures monitors of one metric and parameters on the windows of their baselines; the columns are those that drift.prepare inserts.';

-- Measure the baseline's own windows.
CREATE FUNCTION drift.prepare(src drift.source, monitor_ids bigint[]) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_nestloop = off
	SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	k record;
	m drift.monitor;
	length interval;
BEGIN
	SELECT x.* INTO STRICT m FROM drift.monitor x WHERE x.monitor_id = monitor_ids[1];
	SELECT c.* INTO STRICT k FROM drift.metric_catalog() c WHERE c.metric = m.metric;
	length := CASE WHEN k.family <> 'custom' THEN m.window_length END;
	DELETE FROM drift.baseline_metric bm WHERE bm.monitor_id = ANY (monitor_ids);
	IF k.family = 'share' OR k.metric = 'schema_change' THEN
		RETURN;
	END IF;
	EXECUTE 'INSERT INTO drift.baseline_metric (monitor_id, baseline_id, window_start, '
		'column_name, segment_key, segment_value, value, n_current) '
		|| drift.prepare_query(k.family, k.metric, m.params, length IS NOT NULL)
	USING monitor_ids, length;
	UPDATE drift.monitor x SET prepared_for = bl.baseline_id
	FROM drift.baseline bl
	WHERE x.monitor_id = ANY (monitor_ids) AND bl.source_id = x.source_id
		AND bl.model_id = x.model_id AND bl.name = x.baseline AND bl.active;
END
$$;
COMMENT ON FUNCTION drift.prepare(drift.source, bigint[]) IS 'Measure monitors on the windows of their baselines, each window against the others.';
