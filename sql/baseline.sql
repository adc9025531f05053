
-- baseline: what a model is compared with
--
-- A range of the log or another relation is frozen by the first run: its states are merged once and
-- stay. The other kinds move: for each tested window the states of earlier windows are merged, the
-- tested one never among them. A baseline is found by its name; a new version takes its place.

-- Refuse a baseline that its kind does not describe.
CREATE FUNCTION drift.check_baseline(b drift.baseline) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	moves boolean := b.kind IN ('previous', 'rolling', 'same_hour', 'same_weekday');
BEGIN
	IF b.kind IS NULL OR NOT moves AND b.kind NOT IN ('range', 'relation') THEN
		RAISE EXCEPTION 'baseline kind "%" is not known', b.kind
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Use range, relation, previous, rolling, same_hour or same_weekday.';
	ELSIF (b.range IS NOT NULL) <> (b.kind = 'range')
		OR (b.relation IS NOT NULL) <> (b.kind = 'relation') THEN
		RAISE EXCEPTION 'a baseline is a time range of the log, another relation, or moves'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass one of range => ''[2026-01-01,2026-02-01)'', relation => '
				'''training_data'', kind => ''rolling''.';
	ELSIF NOT moves AND (b.windows IS NOT NULL OR b.skip_alerted OR b.final_only) THEN
		RAISE EXCEPTION 'windows, skip_alerted and final_only are for baselines that move'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Leave them out, or pass kind => ''rolling''.';
	ELSIF moves AND (b.windows BETWEEN 1 AND 1000) IS NOT TRUE
		OR b.kind = 'previous' AND b.windows <> 1 THEN
		RAISE EXCEPTION 'a baseline of kind "%" cannot have % windows', b.kind, b.windows
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Between 1 and 1000; the kind previous has one.';
	ELSIF b.purpose IS NULL OR b.purpose NOT IN ('drift', 'skew') THEN
		RAISE EXCEPTION 'baseline purpose "%" is not known', b.purpose
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'drift: against the log''s own past; skew: serving against training.';
	ELSIF b.name = '' OR b.skip_alerted IS NULL OR b.final_only IS NULL THEN
		RAISE EXCEPTION 'a baseline has an empty name or a setting that is NULL'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Leave out what you do not want to choose.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_baseline(drift.baseline) IS 'Refuse a baseline whose settings do not fit its kind.';

-- Cut a range to whole windows.
CREATE FUNCTION drift.baseline_range(src drift.source, range tstzrange) RETURNS tstzrange
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	first timestamptz;
	last timestamptz;
BEGIN
	IF isempty(range) OR lower_inf(range) OR upper_inf(range)
		OR NOT (isfinite(lower(range)) AND isfinite(upper(range))) THEN
		RAISE EXCEPTION 'baseline range % needs a start and an end', range
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Write ''[2026-01-01,2026-02-01)''.';
	END IF;
	SELECT min(w.window_start), max(w.window_end) INTO first, last
	FROM drift.windows(src, lower(range), upper(range)) w;
	IF first IS NULL THEN
		RAISE EXCEPTION 'baseline range % holds no whole window of %', range, src.window_length
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Take a longer range or shorter windows.';
	END IF;
	RETURN tstzrange(first, last);
END
$$;
COMMENT ON FUNCTION drift.baseline_range(drift.source, tstzrange) IS 'A range of time cut to the whole windows of a source.';

-- A relation need not have all columns, but its owner should know.
CREATE FUNCTION drift.warn_missing_columns(src drift.source, relation regclass) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	missing text;
BEGIN
	SELECT string_agg(quote_ident(sc.column_name), ', ') INTO missing
	FROM drift.source_column sc
	WHERE sc.source_id = src.source_id AND sc.role = 'feature' AND NOT EXISTS (
		SELECT FROM drift.collected_columns(src, relation) c
		WHERE c.column_name = sc.column_name);
	IF missing IS NOT NULL THEN
		RAISE WARNING 'baseline % lacks columns of the log: %', relation, missing
			USING HINT = 'Their monitors will say insufficient_data.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.warn_missing_columns(drift.source, regclass) IS 'Warn of features of a source that a baseline''s relation does not have.';

CREATE FUNCTION drift.create_baseline(source text, model text, range tstzrange DEFAULT NULL,
									  relation regclass DEFAULT NULL,
									  relation_filter text DEFAULT NULL,
									  reason text DEFAULT NULL, kind text DEFAULT NULL,
									  windows int DEFAULT NULL, purpose text DEFAULT 'drift',
									  name text DEFAULT NULL, skip_alerted boolean DEFAULT false,
									  final_only boolean DEFAULT false)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	b drift.baseline;
	old drift.baseline;
BEGIN
	b.kind := coalesce(kind, CASE WHEN range IS NOT NULL THEN 'range' ELSE 'relation' END);
	b.windows := coalesce(windows, CASE b.kind WHEN 'previous' THEN 1 WHEN 'rolling' THEN 28
		WHEN 'same_hour' THEN 14 WHEN 'same_weekday' THEN 4 END);
	b.source_id := src.source_id;
	b.model_id := drift.find_model(model);
	b.range := range;
	b.relation := relation;
	b.purpose := purpose;
	b.name := coalesce(name, purpose);
	b.skip_alerted := skip_alerted;
	b.final_only := final_only;
	PERFORM drift.check_baseline(b);
	IF NOT EXISTS (SELECT FROM drift.source_model sm
				   WHERE sm.source_id = src.source_id AND sm.model_id = b.model_id) THEN
		RAISE EXCEPTION 'source "%" does not log model "%"', src.name, model
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Call drift.add_source_model first.';
	ELSIF range IS NOT NULL THEN
		b.range := drift.baseline_range(src, range);
	ELSIF relation IS NOT NULL THEN
		PERFORM drift.check_relation(relation, 'relation'),
			drift.check_condition(relation, nullif(relation_filter, ''), 'relation_filter'),
			drift.warn_missing_columns(src, relation);
	END IF;
	UPDATE drift.baseline x SET active = false
	WHERE x.source_id = b.source_id AND x.model_id = b.model_id AND x.name = b.name AND x.active
	RETURNING x.* INTO old;
	INSERT INTO drift.baseline (source_id, model_id, name, purpose, kind, range, relation,
		relation_filter, windows, skip_alerted, final_only, version, reason)
	SELECT b.source_id, b.model_id, b.name, b.purpose, b.kind, b.range, b.relation,
		nullif(relation_filter, ''), b.windows, b.skip_alerted, b.final_only,
		coalesce(max(x.version), 0) + 1, reason
	FROM drift.baseline x
	WHERE x.source_id = b.source_id AND x.model_id = b.model_id AND x.name = b.name
	RETURNING * INTO b;
	PERFORM drift.log_change('baseline', b.baseline_id, drift.baseline_name(b),
		CASE WHEN old.baseline_id IS NULL THEN 'create' ELSE 'replace' END,
		CASE WHEN old.baseline_id IS NOT NULL THEN to_jsonb(old) END, to_jsonb(b), reason);
	RETURN b.baseline_id;
END
$$;
COMMENT ON FUNCTION drift.create_baseline(text, text, tstzrange, regclass, text, text, text, int, text, text, boolean, boolean) IS
'Make a new active baseline for a model of a source, the next version of its name. kind: range, a time range of the log (cut to whole windows); relation, another relation with the same column names; previous, the window before the tested one; rolling, the last windows; same_hour, the same time of the last days; same_weekday, the same time of the same weekday of the last weeks. windows: how many of the moving kinds, by default 28, 14 and 4; skip_alerted leaves out windows in which an alert was firing, final_only those that may still change. purpose: drift, or skew for training against serving; name: what monitors refer to, by default the purpose. The version before stays in the table, inactive. The next run freezes the states of a range or relation.';

CREATE FUNCTION drift.replace_baseline(source text, model text, reason text,
									   range tstzrange DEFAULT NULL,
									   relation regclass DEFAULT NULL,
									   relation_filter text DEFAULT NULL, kind text DEFAULT NULL,
									   windows int DEFAULT NULL, name text DEFAULT 'drift',
									   skip_alerted boolean DEFAULT false,
									   final_only boolean DEFAULT false)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	model_id bigint := drift.find_model(model);
	old drift.baseline;
BEGIN
	IF reason IS NULL OR reason = '' THEN
		RAISE EXCEPTION 'a baseline is replaced for a reason'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Such as reason => ''retrained on May, model 1.4''.';
	END IF;
	SELECT b.* INTO old FROM drift.baseline b
	WHERE b.source_id = src.source_id AND b.model_id = model_id AND b.name = name AND b.active;
	IF old.baseline_id IS NULL THEN
		RAISE EXCEPTION 'model "%" of source "%" has no baseline "%"', model, src.name, name
			USING ERRCODE = 'undefined_object',
			HINT = coalesce('The nearest is ' || quote_ident(drift.nearest(name, array(
				SELECT b.name FROM drift.baseline b WHERE b.source_id = src.source_id
					AND b.model_id = model_id AND b.active))) || '.',
				'Make one: drift.create_baseline.');
	END IF;
	RETURN drift.create_baseline(source, model, range, relation, relation_filter, reason, kind,
		windows, old.purpose, name, skip_alerted, final_only);
END
$$;
COMMENT ON FUNCTION drift.replace_baseline(text, text, text, tstzrange, regclass, text, text, int, text, boolean, boolean) IS
'Replace a baseline by a new version, with a reason; arguments as of drift.create_baseline. The old one stays readable in drift.baseline and drift.baseline_state; results keep the number of the one they were compared with.';

CREATE FUNCTION drift.baseline_name(b drift.baseline) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('%s of %s in %s', b.name, drift.model_name(b.model_id),
		(SELECT s.name FROM drift.source s WHERE s.source_id = b.source_id))
$$;
COMMENT ON FUNCTION drift.baseline_name(drift.baseline) IS 'A baseline in words, for the change log.';

CREATE FUNCTION drift.drop_baseline(source text, model text, name text) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	model_id bigint := drift.find_model(model);
	used text;
	b drift.baseline;
	found boolean := false;
BEGIN
	SELECT m.name INTO used FROM drift.monitor m
	WHERE m.source_id = src.source_id AND m.model_id = model_id AND m.baseline = name LIMIT 1;
	IF used IS NOT NULL THEN
		RAISE EXCEPTION 'monitor "%" compares with baseline "%"', used, name
			USING ERRCODE = 'dependent_objects_still_exist',
			HINT = 'Give it another baseline with drift.change_monitor, or drop it.';
	END IF;
	FOR b IN DELETE FROM drift.baseline x WHERE x.source_id = src.source_id
			 AND x.model_id = model_id AND x.name = name RETURNING x.* LOOP
		found := true;
		DELETE FROM drift.baseline_state bs WHERE bs.baseline_id = b.baseline_id;
		DELETE FROM drift.baseline_metric bm WHERE bm.baseline_id = b.baseline_id;
		PERFORM drift.log_change('baseline', b.baseline_id, drift.baseline_name(b), 'drop',
								 to_jsonb(b), NULL);
	END LOOP;
	IF NOT found THEN
		RAISE EXCEPTION 'model "%" of source "%" has no baseline "%"', model, src.name, name
			USING ERRCODE = 'undefined_object',
			HINT = 'SELECT name, kind FROM drift.baseline WHERE active.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.drop_baseline(text, text, text) IS 'Drop all versions of a baseline; refused (2BP01) while a monitor compares with it.';

-- The windows that a moving baseline is merged from, for each tested window. Candidates are looked
-- up one by one, newest first, and not further back than four times as many as are wanted.
CREATE FUNCTION drift.reference_windows(src drift.source, b drift.baseline, starts timestamptz[],
										long boolean)
	RETURNS TABLE (window_start timestamptz, reference_start timestamptz)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT t.s, r.at
	FROM unnest(starts) AS t(s)
	CROSS JOIN (SELECT CASE b.kind WHEN 'same_hour' THEN interval '1 day'
			WHEN 'same_weekday' THEN interval '7 days' ELSE src.window_length END,
		CASE WHEN b.kind IN ('same_hour', 'same_weekday') THEN src.time_zone
			ELSE drift.window_zone(src) END) AS p(period, zone)
	CROSS JOIN LATERAL (
		SELECT w.at
		FROM generate_series(1, 4 * b.windows) k
		CROSS JOIN LATERAL (SELECT (t.s AT TIME ZONE p.zone - k * p.period)
			AT TIME ZONE p.zone) AS c(at)
		CROSS JOIN LATERAL (SELECT CASE WHEN long THEN c.at
			ELSE drift.window_floor(src, c.at) END) AS w(at)
		WHERE w.at < t.s AND EXISTS (
				SELECT FROM drift.window_state ws WHERE NOT long AND ws.source_id = b.source_id
					AND ws.window_start = w.at AND ws.model_id = b.model_id AND ws.kind = 'rows'
					AND ws.segment_key IS NULL AND ws.n_rows > 0
					AND (ws.final OR NOT b.final_only)
				UNION ALL
				SELECT FROM drift.rollup_state ws WHERE long AND ws.source_id = b.source_id
					AND ws.window_length = src.window_length AND ws.window_start = w.at
					AND ws.window_end <= t.s
					AND ws.model_id = b.model_id AND ws.kind = 'rows' AND ws.segment_key IS NULL
					AND ws.n_rows > 0 AND (ws.final OR NOT b.final_only))
			AND NOT (b.skip_alerted AND EXISTS (
				SELECT FROM drift.alert a WHERE a.source_id = b.source_id
					AND a.model_id = b.model_id AND a.fired_window IS NOT NULL
					AND w.at >= a.first_window
					AND w.at < coalesce(a.resolved_window, 'infinity')))
		ORDER BY k LIMIT b.windows) r
$$;
COMMENT ON FUNCTION drift.reference_windows(drift.source, drift.baseline, timestamptz[], boolean) IS 'Earlier windows with rows that a moving baseline consists of, for each tested window; long: of drift.rollup_state.';

-- What the monitors of a source need of a state: nothing else is merged.
CREATE FUNCTION drift.needed_states(source_id bigint, window_length interval,
									baseline text DEFAULT NULL)
	RETURNS TABLE (model_id bigint, kind text, column_name name, segment_key text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT DISTINCT m.model_id, k.kind, CASE WHEN k.kind IN ('profile', 'fairness')
		THEN m.column_name END, m.segment_key
	FROM drift.monitor m
	JOIN drift.metric_catalog() c ON c.metric = m.metric
	CROSS JOIN LATERAL (VALUES ('rows'), (drift.state_kind(c.family, 'c')),
		(drift.state_kind(c.family, 'b'))) AS k(kind)
	WHERE m.source_id = $1 AND m.window_length IS NOT DISTINCT FROM $2 AND m.enabled
		AND ($3 IS NULL OR m.baseline = $3) AND k.kind NOT IN ('custom', 'derived')
	UNION
	SELECT DISTINCT m.model_id, 'rows', NULL::name, NULL FROM drift.monitor m
	WHERE m.source_id = $1 AND m.window_length IS NOT DISTINCT FROM $2 AND m.enabled
$$;
COMMENT ON FUNCTION drift.needed_states(bigint, interval, text) IS 'Kinds, columns and segments of states that the enabled monitors of a window length, and baseline, read.';

-- Merge the moving baselines of a source for the windows that are about to be measured.
CREATE FUNCTION drift.merge_baselines(src drift.source, starts timestamptz[], long boolean)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	b drift.baseline;
	tested timestamptz[];
	reference timestamptz[];
BEGIN
	FOR b IN SELECT x.* FROM drift.baseline x WHERE x.source_id = src.source_id AND x.active
			 AND x.kind NOT IN ('range', 'relation') ORDER BY x.baseline_id LOOP
		DELETE FROM drift.baseline_state bs WHERE bs.baseline_id = b.baseline_id;
		SELECT array_agg(r.window_start), array_agg(r.reference_start) INTO tested, reference
		FROM drift.reference_windows(src, b, starts, long) r;
		CONTINUE WHEN tested IS NULL;
		EXECUTE format($q$
			INSERT INTO drift.baseline_state (baseline_id, window_start, segment_key,
				segment_value, kind, column_name, n_rows, n_labelled, profile, outcome, fairness)
			SELECT $1, r.window_start, ws.segment_key, ws.segment_value, ws.kind,
				ws.column_name, sum(ws.n_rows), sum(ws.n_labelled), drift.merge(ws.profile),
				drift.merge(ws.outcome), drift.merge(ws.fairness)
			FROM unnest($2, $3) AS r(window_start, reference_start)
			JOIN %s ws ON ws.source_id = $4 AND ws.model_id = $5
				AND ws.window_start = r.reference_start AND ws.window_start = ANY ($3)
				AND ws.kind NOT IN ('check', 'custom')%s
			JOIN drift.needed_states($4, $6, $7) n ON n.model_id = ws.model_id
				AND n.kind = ws.kind AND n.column_name IS NOT DISTINCT FROM ws.column_name
				AND n.segment_key IS NOT DISTINCT FROM ws.segment_key
			GROUP BY r.window_start, ws.segment_key, ws.segment_value, ws.kind, ws.column_name
			$q$, CASE WHEN long THEN 'drift.rollup_state' ELSE 'drift.window_state' END,
			CASE WHEN long THEN ' AND ws.window_length = $6' ELSE '' END)
		USING b.baseline_id, tested, reference, b.source_id, b.model_id,
			CASE WHEN long THEN src.window_length END, b.name;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.merge_baselines(drift.source, timestamptz[], boolean) IS 'Merge the states of moving baselines for some tested windows; what was merged for others before is replaced.';
