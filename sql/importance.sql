
-- importance: which columns matter, and how many of them have drifted
--
-- A model with forty features and one alert for each that moves teaches people to look away. Columns
-- have a weight (drift.monitor.weight) and a tier: page for the few that carry the model, digest for
-- the rest, which is told together; and one monitor of metric drift_share a model says how much of
-- the weight has drifted at all.

-- What importances say: known columns, numbers that are not negative.
CREATE FUNCTION drift.check_importance(model_id bigint, importance jsonb) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	known text[] := array(SELECT DISTINCT m.column_name::text FROM drift.monitor m
		WHERE m.model_id = model_id AND m.column_name IS NOT NULL);
	one record;
BEGIN
	IF importance IS NULL OR jsonb_typeof(importance) <> 'object' THEN
		RAISE EXCEPTION 'importance must be a JSON object, not %', coalesce(importance::text, 'NULL')
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Such as ''{"income": 0.31, "age": 0.12}''.';
	END IF;
	FOR one IN SELECT e.key, e.value, jsonb_typeof(e.value) AS type FROM jsonb_each(importance) e
	LOOP
		IF NOT one.key = ANY (known) THEN
			RAISE EXCEPTION 'no monitor of the model watches a column "%"', one.key
				USING ERRCODE = 'invalid_parameter_value',
				HINT = coalesce(format('The nearest is "%s".', drift.nearest(one.key, known)),
					'None of its monitors has a column.');
		ELSIF one.type <> 'number' OR (one.value #>> '{}')::numeric < 0
			OR (one.value #>> '{}')::numeric > 1e100 THEN
			RAISE EXCEPTION 'the importance of column "%" cannot be %', one.key, one.value
				USING ERRCODE = 'invalid_parameter_value',
					HINT = 'Pass a number that is not negative.';
		END IF;
	END LOOP;
	IF (SELECT sum((e.value #>> '{}')::numeric) FROM jsonb_each(importance) e) > 0 IS NOT TRUE THEN
		RAISE EXCEPTION 'no column has an importance above 0'
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Such as ''{"income": 0.31, "age": 0.12}''.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_importance(bigint, jsonb) IS 'Raise 22023 unless importance is an object of columns that monitors of the model watch, with numbers that are not negative nor all 0.';

CREATE FUNCTION drift.set_importance(model text, importance jsonb, page_share float8 DEFAULT 0.8)
	RETURNS TABLE (column_name name, weight float8, tier text, monitors bigint)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	id bigint := drift.find_model(model);
BEGIN
	PERFORM drift.check_importance(id, importance);
	IF (page_share >= 0 AND page_share <= 1) IS NOT TRUE THEN
		RAISE EXCEPTION 'page_share is %, but must be from 0 to 1', page_share
			USING ERRCODE = 'invalid_parameter_value', HINT = 'It is the share of the importance '
				'that the columns make up together whose alerts call somebody.';
	END IF;
	RETURN QUERY WITH given AS (
		SELECT e.key::name AS name, (e.value #>> '{}')::float8 AS importance
		FROM jsonb_each(importance) e
	), ranked AS (
		SELECT g.name, g.importance / avg(g.importance) OVER () AS weight,
			CASE WHEN g.importance > 0 AND coalesce(sum(g.importance) OVER before, 0)
				< page_share * sum(g.importance) OVER () THEN 'page' ELSE 'digest' END AS tier
		FROM given g
		WINDOW before AS (ORDER BY g.importance DESC, g.name
			ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
	), changed AS (
		UPDATE drift.monitor m SET weight = r.weight, tier = r.tier FROM ranked r
		WHERE m.model_id = id AND m.column_name = r.name
		RETURNING m.column_name AS name
	)
	SELECT r.name, r.weight, r.tier, (SELECT count(*) FROM changed c WHERE c.name = r.name)
	FROM ranked r ORDER BY r.weight DESC, r.name;
END
$$;
COMMENT ON FUNCTION drift.set_importance(text, jsonb, float8) IS
'Give the monitors of a model''s columns their importance, such as ''{"income": 0.31, "age": 0.12}'': weights with a mean of 1, and tier page for the most important columns that together make up page_share of the importance, digest for the others. Columns that are not named keep theirs. Returns what was set. An unknown model is an error (42704), as are unknown columns and numbers out of range (22023), which name the nearest.';

-- One row a monitor of metric drift_share, window and segment: weight of the columns that drifted.
CREATE FUNCTION drift.drift_shares(monitor_ids bigint[], starts timestamptz[])
	RETURNS TABLE (monitor_id bigint, window_start timestamptz, segment_key text,
				   segment_value text, share float8, columns bigint, which text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
	SELECT c.monitor_id, c.window_start, c.segment_key, c.segment_value,
		coalesce(sum(c.weight) FILTER (WHERE c.drifted), 0) / nullif(sum(c.weight), 0), count(*),
		string_agg(quote_ident(c.column_name), ', ' ORDER BY c.weight DESC, c.column_name)
			FILTER (WHERE c.drifted)
	FROM (
		SELECT m.monitor_id, r.window_start, r.segment_key, r.segment_value, r.column_name,
			max(x.weight) AS weight, bool_or(r.status <> 'ok') AS drifted
		FROM drift.monitor m
		JOIN drift.monitor x ON x.source_id = m.source_id AND x.model_id = m.model_id
			AND x.enabled AND x.segment_key IS NOT DISTINCT FROM m.segment_key
			AND x.baseline = m.baseline AND x.step IS NOT DISTINCT FROM m.step
			AND x.window_length IS NOT DISTINCT FROM m.window_length
			AND x.metric IN (SELECT k.metric FROM drift.metric_catalog() k
				WHERE k.family = 'distance')
		JOIN drift.result r ON r.monitor_id = x.monitor_id AND r.window_start = ANY (starts)
			AND r.status IN ('ok', 'warn', 'critical')
		WHERE m.monitor_id = ANY (monitor_ids)
			AND (m.segment_value IS NULL OR r.segment_value = m.segment_value)
		GROUP BY 1, 2, 3, 4, 5
	) c
	GROUP BY 1, 2, 3, 4
$$;
COMMENT ON FUNCTION drift.drift_shares(bigint[], timestamptz[]) IS 'For monitors of metric drift_share: share of the weight of the columns with a distance that is beyond its limits in any of its monitors, columns judged, and which drifted.';

-- The monitors of the columns have been judged before.
CREATE FUNCTION drift.measure_share(monitor_ids bigint[], starts timestamptz[], ends timestamptz[],
									run_id bigint)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	written bigint;
BEGIN
	INSERT INTO drift.result (run_id, monitor_id, source_id, model_id, window_start, window_end,
		metric, segment_key, segment_value, value, n_current, reason)
	SELECT run_id, m.monitor_id, m.source_id, m.model_id, w.s, w.e, m.metric,
		s.segment_key, s.segment_value, s.share, coalesce(s.columns, 0),
		CASE WHEN s.columns IS NULL THEN 'no distance of a column was judged in the window' END
	FROM drift.monitor m
	CROSS JOIN unnest(starts, ends) AS w(s, e)
	LEFT JOIN drift.drift_shares(monitor_ids, starts) s ON s.monitor_id = m.monitor_id
		AND s.window_start = w.s
	WHERE m.monitor_id = ANY (monitor_ids) AND (m.segment_key IS NULL OR s.columns IS NOT NULL)
	ON CONFLICT (monitor_id, window_start, column_name, segment_key, segment_value) DO UPDATE SET
		run_id = excluded.run_id, window_end = excluded.window_end, value = excluded.value,
		n_current = excluded.n_current, reason = excluded.reason, status = NULL,
		judged_at = NULL, limit_kind = NULL, measured_at = clock_timestamp();
	GET DIAGNOSTICS written = ROW_COUNT;
	RETURN written;
END
$$;
COMMENT ON FUNCTION drift.measure_share(bigint[], timestamptz[], timestamptz[], bigint) IS 'Measure monitors of metric drift_share from the judged results of the columns; returns the results written.';
