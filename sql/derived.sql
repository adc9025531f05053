
-- derived: the ratio or difference of what two other monitors measured in the same window

CREATE FUNCTION drift.operand(m drift.monitor, which int) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE m.metric
		WHEN 'ratio' THEN m.params ->> CASE which WHEN 1 THEN 'numerator' ELSE 'denominator' END
		WHEN 'difference' THEN m.params ->> CASE which WHEN 1 THEN 'minuend' ELSE 'subtrahend' END
		END
$$;
COMMENT ON FUNCTION drift.operand(drift.monitor, int) IS 'Name of the first or second monitor that a derived metric is made of; NULL for other metrics.';

-- Both monitors must have their results in the same windows and segments.
CREATE FUNCTION drift.check_derived(m drift.monitor) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	x drift.monitor;
	wanted text;
BEGIN
	IF m.metric NOT IN ('ratio', 'difference') THEN
		RETURN;
	END IF;
	FOR i IN 1 .. 2 LOOP
		wanted := drift.operand(m, i);
		SELECT y.* INTO x FROM drift.monitor y WHERE y.source_id = m.source_id
			AND y.model_id = m.model_id AND y.name = wanted;
		IF x.monitor_id IS NULL OR x.metric IN ('ratio', 'difference') THEN
			RAISE EXCEPTION 'metric "%" cannot be made of monitor "%"', m.metric, wanted
				USING ERRCODE = 'invalid_parameter_value',
				HINT = coalesce(format('The nearest is "%s".', drift.nearest(wanted, array(
					SELECT y.name FROM drift.monitor y WHERE y.source_id = m.source_id
						AND y.model_id = m.model_id AND y.metric NOT IN ('ratio', 'difference')))),
					'Create the two monitors first; their names are the parameters.');
		ELSIF ROW(x.window_length, x.step, x.segment_key)
			IS DISTINCT FROM ROW(m.window_length, m.step, m.segment_key) THEN
			RAISE EXCEPTION 'monitor "%" has other windows or segments', wanted
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Give both, and this one, the same window_length, step and segment_key.';
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.check_derived(drift.monitor) IS 'Refuse a derived metric of monitors that do not exist or have other windows or segments.';

CREATE FUNCTION drift.derive(metric text, a float8, b float8) RETURNS float8
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	RETURN CASE metric WHEN 'ratio' THEN a / nullif(b, 0) ELSE a - b END;
EXCEPTION WHEN numeric_value_out_of_range THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION drift.derive(text, float8, float8) IS 'Ratio or difference of two values; NULL where it is not defined.';

-- The two monitors have been measured before; what one of them lacks, the result lacks.
CREATE FUNCTION drift.measure_derived(monitor_ids bigint[], starts timestamptz[],
									  ends timestamptz[], run_id bigint)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	written bigint;
BEGIN
	INSERT INTO drift.result (run_id, monitor_id, source_id, model_id, baseline_id, window_start,
		window_end, metric, column_name, segment_key, segment_value, value, n_current, n_baseline,
		reason)
	SELECT run_id, m.monitor_id, m.source_id, m.model_id, p.baseline_id, w.s, w.e, m.metric, NULL,
		p.segment_key, p.segment_value, drift.derive(m.metric, p.a, p.b), p.n, p.n_baseline,
		CASE WHEN p.a IS NULL OR p.b IS NULL THEN format('no value of monitor "%s"',
			CASE WHEN p.a IS NULL THEN drift.operand(m, 1) ELSE drift.operand(m, 2) END) END
	FROM drift.monitor m
	CROSS JOIN unnest(starts, ends) AS w(s, e)
	CROSS JOIN LATERAL (
		SELECT x.segment_key, x.segment_value, max(x.value) FILTER (WHERE x.name
				= drift.operand(m, 1)) AS a,
			max(x.value) FILTER (WHERE x.name = drift.operand(m, 2)) AS b,
			min(x.n_current) AS n, min(x.n_baseline) AS n_baseline,
			min(x.baseline_id) AS baseline_id
		FROM (SELECT r.*, o.name FROM drift.monitor o
			JOIN drift.result r ON r.monitor_id = o.monitor_id AND r.window_start = w.s
			WHERE o.source_id = m.source_id AND o.model_id = m.model_id
				AND o.name IN (drift.operand(m, 1), drift.operand(m, 2))
				AND (m.segment_value IS NULL OR r.segment_value = m.segment_value)
			UNION ALL
			SELECT (NULL::drift.result).*, NULL WHERE m.segment_key IS NULL) x
		GROUP BY x.segment_key, x.segment_value) p
	WHERE m.monitor_id = ANY (monitor_ids)
	ON CONFLICT (monitor_id, window_start, column_name, segment_key, segment_value) DO UPDATE SET
		run_id = excluded.run_id, baseline_id = excluded.baseline_id,
		window_end = excluded.window_end, value = excluded.value, n_current = excluded.n_current,
		n_baseline = excluded.n_baseline, reason = excluded.reason, status = NULL,
		judged_at = NULL, limit_kind = NULL, measured_at = clock_timestamp();
	GET DIAGNOSTICS written = ROW_COUNT;
	RETURN written;
END
$$;
COMMENT ON FUNCTION drift.measure_derived(bigint[], timestamptz[], timestamptz[], bigint) IS 'Measure derived monitors from the results of the monitors they are made of.';

CREATE FUNCTION drift.prepare_derived(monitor_ids bigint[]) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	DELETE FROM drift.baseline_metric bm WHERE bm.monitor_id = ANY (monitor_ids);
	INSERT INTO drift.baseline_metric (monitor_id, baseline_id, window_start, segment_key,
		segment_value, value, n_current)
	SELECT m.monitor_id, a.baseline_id, a.window_start, a.segment_key, a.segment_value,
		drift.derive(m.metric, a.value, b.value), least(a.n_current, b.n_current)
	FROM drift.monitor m
	JOIN drift.monitor first ON first.source_id = m.source_id AND first.model_id = m.model_id
		AND first.name = drift.operand(m, 1)
	JOIN drift.monitor second ON second.source_id = m.source_id AND second.model_id = m.model_id
		AND second.name = drift.operand(m, 2)
	JOIN drift.baseline_metric a ON a.monitor_id = first.monitor_id
	JOIN drift.baseline_metric b ON b.monitor_id = second.monitor_id
		AND b.window_start = a.window_start AND b.baseline_id = a.baseline_id
		AND b.segment_key IS NOT DISTINCT FROM a.segment_key
		AND b.segment_value IS NOT DISTINCT FROM a.segment_value
	WHERE m.monitor_id = ANY (monitor_ids)
		AND (m.segment_value IS NULL OR a.segment_value = m.segment_value);
	UPDATE drift.monitor m SET prepared_for = b.baseline_id FROM drift.baseline b
	WHERE m.monitor_id = ANY (monitor_ids) AND b.source_id = m.source_id
		AND b.model_id = m.model_id AND b.name = m.baseline AND b.active
$$;
COMMENT ON FUNCTION drift.prepare_derived(bigint[]) IS 'Measure derived monitors on the windows of their baselines.';
