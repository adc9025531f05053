
-- monitor: what is measured for a model, checked before it is stored
--
-- A monitor is created, changed, cloned and imported through its settings as jsonb, by names of
-- columns of drift.monitor, so that one function checks them all.

-- Every column of drift.monitor that is a setting, not a key or a trace.
CREATE FUNCTION drift.monitor_settings() RETURNS text[]
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
	WHERE a.attrelid = 'drift.monitor'::regclass AND a.attnum > 0 AND NOT a.attisdropped
		AND a.attname NOT IN ('monitor_id', 'source_id', 'model_id', 'prepared_for', 'created_at',
			'created_by')
$$;
COMMENT ON FUNCTION drift.monitor_settings() IS 'Settings of a monitor: what drift.change_monitor takes.';

-- Write the settings given to a row that exists, or to a new one; columns left out keep their value
-- or get their default, whichever columns the table has.
CREATE FUNCTION drift.store_settings(relation regclass, key name, id bigint, settings jsonb)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	columns text;
	stored bigint;
BEGIN
	SELECT string_agg(quote_ident(k), ', ' ORDER BY k) INTO columns
	FROM jsonb_object_keys(settings) k;
	IF id IS NULL THEN
		EXECUTE format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM '
			'jsonb_populate_record(NULL::%1$s, $1) ON CONFLICT DO NOTHING RETURNING %3$I',
			relation, columns, key) INTO stored USING settings;
	ELSE
		EXECUTE format('UPDATE %1$s SET (%2$s) = (SELECT %2$s FROM '
			'jsonb_populate_record(NULL::%1$s, $1)) WHERE %3$I = $2 RETURNING %3$I',
			relation, columns, key) INTO stored USING settings, id;
		IF stored IS NULL THEN
			RAISE EXCEPTION '% may not change row % of %', current_user, id, relation
				USING ERRCODE = 'insufficient_privilege',
				HINT = 'Only who could become its owner may, and only while it exists.';
		END IF;
	END IF;
	RETURN stored;
EXCEPTION WHEN check_violation OR not_null_violation OR unique_violation THEN
	RAISE EXCEPTION 'a setting is out of range: %', SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = CASE relation WHEN 'drift.monitor'::regclass THEN
			'method is auto, fixed, critical, reference or one of '
				'drift.method_setting; direction up, down or both; sigma_warn above 0, '
				'sigma_critical not below it; alpha between 0 and 1; min_history from 3; alert_k '
				'from 1 to alert_n; min_rows, cool_down and weight not negative.'
			ELSE format('\d %s shows what is allowed.', relation) END;
END
$$;
COMMENT ON FUNCTION drift.store_settings(regclass, name, bigint, jsonb) IS 'Insert (id NULL) or update a row of a table from jsonb; its key, or NULL where the new row exists already. A value that the table refuses is an error with a hint (22023).';

-- Longer windows consist of whole windows of the source, wherever they lie.
CREATE FUNCTION drift.check_monitor_window(src drift.source, m drift.monitor, family text)
	RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	step interval := coalesce(m.step, m.window_length);
BEGIN
	IF family = 'check' AND m.window_length IS NOT NULL THEN
		RAISE EXCEPTION 'metric "%" has the windows of its source', m.metric
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave window_length out.';
	ELSIF m.window_length IS NULL THEN
		IF m.step IS NOT NULL THEN
			RAISE EXCEPTION 'step % needs a window_length', m.step
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Such as window_length => ''1 day'', step => ''1 hour''.';
		END IF;
		RETURN;
	END IF;
	PERFORM drift.check_window(m.window_length), drift.check_window(step);
	IF m.window_length <= src.window_length OR step < src.window_length
		OR step > m.window_length THEN
		RAISE EXCEPTION 'windows of % every % do not fit windows of %', m.window_length, step,
			src.window_length
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'window_length must be longer than the source''s window, step between the two.';
	ELSIF family = 'custom' AND step <> m.window_length THEN
		RAISE EXCEPTION 'a custom expression cannot have windows that slide'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Its rows would be read again for each; leave step out.';
	ELSIF m.window_length > 200 * step THEN
		RAISE EXCEPTION 'windows of % every % overlap more than 200 times', m.window_length, step
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Take a longer step.';
	ELSIF EXISTS (SELECT FROM drift.long_windows(src, m.window_length, step,
			src.watch_from, src.watch_from + 12 * m.window_length) w
			WHERE drift.window_floor(src, w.window_start) <> w.window_start
				OR drift.window_floor(src, w.window_end) <> w.window_end) THEN
		RAISE EXCEPTION 'windows of % every % do not consist of whole windows of %',
			m.window_length, step, src.window_length
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('Take a multiple. Windows shorter than a day follow UTC, longer ones %s.',
				src.time_zone);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_monitor_window(drift.source, drift.monitor, text) IS 'Refuse a window or step that windows of the source do not make up.';

-- Limits that nothing could keep.
CREATE FUNCTION drift.check_monitor_limits(m drift.monitor) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF 'NaN' IN (m.warn, m.critical, m.floor_warn, m.floor_critical, m.sigma_warn,
		m.sigma_critical, m.weight) THEN
		RAISE EXCEPTION 'a limit or the weight of the monitor is NaN'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave it out to get its default.';
	ELSIF m.direction IN ('up', 'both') AND m.critical < m.warn
		OR m.direction = 'down' AND m.critical > m.warn THEN
		RAISE EXCEPTION 'critical limit % is on the wrong side of the warn limit %', m.critical,
			m.warn
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('Direction is %s: critical must be the stricter one.', m.direction);
	ELSIF m.method = 'burn_rate' AND m.direction = 'both' THEN
		RAISE EXCEPTION 'method burn_rate cannot tell which values are errors'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass direction => ''up'' where high values are, ''down'' where low ones are.';
	END IF;
	PERFORM drift.check_limits(coalesce(m.method, 'auto'), coalesce(m.limits, '{}'));
END
$$;
COMMENT ON FUNCTION drift.check_monitor_limits(drift.monitor) IS 'Refuse limits that are NaN or in the wrong order, and settings that the method does not take.';

-- Check a monitor as a whole, and complete it: canonical metric, direction, minimum rows, name.
CREATE FUNCTION drift.complete_monitor(src drift.source, INOUT m drift.monitor)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known record;
BEGIN
	SELECT c.* INTO known FROM drift.check_monitor(src, m.model_id, m.metric, m.column_name,
		m.segment_key, m.params, m.expression) c;
	m.metric := known.metric;
	m.params := coalesce(m.params, '{}');
	m.direction := coalesce(m.direction, known.direction);
	m.min_rows := coalesce(m.min_rows, known.min_rows);
	m.cool_down := coalesce(m.cool_down, greatest(interval '1 day', 3 * src.window_length));
	m.baseline := coalesce(m.baseline, 'drift');
	-- a column that changed is a fact, not chance
	m.alert_k := coalesce(m.alert_k, CASE m.metric WHEN 'schema_change' THEN 1 ELSE 2 END);
	IF known.family = 'check' THEN
		m.owner := coalesce(m.owner, src.owner);
		IF m.owner <> src.owner THEN
			RAISE EXCEPTION 'metric "%" runs with the rights of %, the owner of source "%"', m.metric,
				src.owner, src.name USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Leave the owner out.';
		END IF;
	END IF;
	IF m.metric = 'schema_change' AND NOT EXISTS (SELECT FROM drift.source_schema x
			WHERE x.source_id = src.source_id) THEN
		PERFORM drift.accept_schema(src.name);
	END IF;
	IF coalesce(m.method, 'auto') = 'auto' AND (m.warn IS NOT NULL OR m.critical IS NOT NULL) THEN
		m.method := 'fixed';
	END IF;
	m.name := coalesce(m.name, m.metric || coalesce('(' || m.column_name || ')', '')
		|| coalesce(' by ' || m.segment_key, '') || coalesce(' = ' || m.segment_value, '')
		|| coalesce(' over ' || m.window_length, '') || coalesce(' every ' || m.step, '')
		|| CASE m.baseline WHEN 'drift' THEN '' ELSE ' against ' || m.baseline END);
	PERFORM drift.check_monitor_limits(m),
		drift.check_monitor_window(src, m, known.family),
		drift.check_derived(m);
	IF m.baseline <> 'drift' AND NOT EXISTS (SELECT FROM drift.baseline b
			WHERE b.source_id = m.source_id AND b.model_id = m.model_id AND b.name = m.baseline
				AND b.active) THEN
		RAISE EXCEPTION 'model "%" of source "%" has no baseline "%"',
			drift.model_name(m.model_id), src.name, m.baseline
			USING ERRCODE = 'undefined_object',
			HINT = coalesce(format('The nearest is "%s".', drift.nearest(m.baseline, array(
				SELECT b.name FROM drift.baseline b WHERE b.source_id = m.source_id
					AND b.model_id = m.model_id AND b.active))),
				'Make it first: drift.create_baseline(..., name => ''...'').');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.complete_monitor(drift.source, drift.monitor) IS 'A monitor with its defaults; an error where source, model, metric and settings do not fit.';

-- Make a monitor from its settings; NULL settings get their defaults.
CREATE FUNCTION drift.add_monitor(src drift.source, model_id bigint, settings jsonb) RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	m drift.monitor;
	given jsonb := (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}')
					FROM jsonb_each(settings) e WHERE e.value <> 'null');
	id bigint;
BEGIN
	m := jsonb_populate_record(m, drift.apply_settings('drift.monitor', 'a monitor',
		jsonb_build_object('source_id', src.source_id, 'model_id', model_id), given,
		drift.monitor_settings()));
	m := drift.complete_monitor(src, m);
	IF m.owner IS NOT NULL AND m.owner <> current_user THEN
		PERFORM drift.check_owner(m.owner);
	END IF;
	given := (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(m)) e
			  WHERE e.value <> 'null' AND e.key <> 'monitor_id');
	id := drift.store_settings('drift.monitor', 'monitor_id', NULL, given);
	IF id IS NULL THEN
		RAISE EXCEPTION 'monitor "%" of model "%" exists already', m.name,
			drift.model_name(model_id)
			USING ERRCODE = 'duplicate_object', HINT = 'Pass another name.';
	END IF;
	PERFORM drift.log_change('monitor', id, m.name, 'create', NULL, (SELECT to_jsonb(x)
		FROM drift.monitor x WHERE x.monitor_id = id));
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.add_monitor(drift.source, bigint, jsonb) IS 'Create a monitor from its settings, the columns of drift.monitor; what is left out or NULL gets its default.';

CREATE FUNCTION drift.create_monitor(
	source text,
	model text,
	metric text,
	column_name name DEFAULT NULL,
	segment_key text DEFAULT NULL,
	segment_value text DEFAULT NULL,
	params jsonb DEFAULT '{}',
	expression text DEFAULT NULL,
	name text DEFAULT NULL,
	method text DEFAULT 'auto',
	warn float8 DEFAULT NULL,
	critical float8 DEFAULT NULL,
	direction text DEFAULT NULL,
	floor_warn float8 DEFAULT NULL,
	floor_critical float8 DEFAULT NULL,
	sigma_warn float8 DEFAULT 4,
	sigma_critical float8 DEFAULT 8,
	alpha float8 DEFAULT 0.001,
	min_rows int DEFAULT NULL,
	min_history int DEFAULT 7,
	alert_k int DEFAULT NULL,
	alert_n int DEFAULT 3,
	critical_at_once boolean DEFAULT true,
	cool_down interval DEFAULT NULL,
	runbook text DEFAULT NULL,
	weight float8 DEFAULT 1,
	baseline text DEFAULT 'drift',
	window_length interval DEFAULT NULL,
	step interval DEFAULT NULL,
	settings jsonb DEFAULT '{}')
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.apply_settings('drift.monitor', 'a monitor', '{}', coalesce(settings, '{}'),
								 drift.monitor_settings());
	RETURN drift.add_monitor(drift.find_source(source), drift.find_model(model),
		jsonb_build_object('metric', metric, 'column_name', column_name,
			'segment_key', segment_key, 'segment_value', segment_value,
			'params', coalesce(params, '{}'), 'expression', expression, 'name', name,
			'method', method, 'warn', warn, 'critical', critical, 'direction', direction,
			'floor_warn', floor_warn, 'floor_critical', floor_critical, 'sigma_warn', sigma_warn,
			'sigma_critical', sigma_critical, 'alpha', alpha, 'min_rows', min_rows,
			'min_history', min_history, 'alert_k', alert_k, 'alert_n', alert_n,
			'critical_at_once', critical_at_once, 'cool_down', cool_down, 'runbook', runbook,
			'weight', weight, 'baseline', baseline, 'window_length', window_length, 'step', step)
		|| coalesce(settings, '{}'));
END
$$;
COMMENT ON FUNCTION drift.create_monitor(text, text, text, name, text, text, jsonb, text, text, text, float8, float8, text, float8, float8, float8, float8, float8, int, int, int, int, boolean, interval, text, float8, text, interval, interval, jsonb) IS
'Create a monitor and return its number. metric is one of drift.metric_catalog(); params are its parameters as jsonb; a typo in either is an error that names the nearest. segment_key (a column, or a combination such as "region x device") without segment_value watches each value on its own. warn and critical are absolute limits (for direction both: distances from the baseline''s value); without them the limits come from the baseline''s windows (doc/detection.md). metric custom takes an SQL aggregate over the log as expression, which runs with the rights of the caller, the monitor''s owner; ratio and difference take the names of two monitors. baseline: name of a baseline; window_length and step: longer windows merged from the source''s, sliding where step is shorter; settings: any other column of drift.monitor, as {"owner": "mlops"}. An argument that is NULL gets its default.';

CREATE FUNCTION drift.create_monitors(source text, model text, metric text,
									  columns name[] DEFAULT NULL, settings jsonb DEFAULT '{}')
	RETURNS TABLE (monitor_id bigint, name text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	known record := drift.check_metric(metric, coalesce(settings -> 'params', '{}'));
	one name;
BEGIN
	PERFORM drift.apply_settings('drift.monitor', 'a monitor', '{}', coalesce(settings, '{}'),
		array_remove(array_remove(drift.monitor_settings(), 'column_name'), 'name'));
	IF known.family NOT IN ('distance', 'profile', 'quality', 'fairness') THEN
		RAISE EXCEPTION 'metric "%" has no columns', metric
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Use drift.create_monitor.';
	END IF;
	columns := coalesce(columns, array(SELECT DISTINCT sc.column_name FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND known.kinds IN ('any', 'binary', sc.kind)
			AND (sc.role = 'protected') = (known.family = 'fairness')
			AND sc.role NOT IN ('segment') ORDER BY 1));
	FOREACH one IN ARRAY columns LOOP
		monitor_id := drift.add_monitor(src, drift.find_model(model), coalesce(settings, '{}')
			|| jsonb_build_object('metric', metric, 'column_name', one));
		name := (SELECT m.name FROM drift.monitor m WHERE m.monitor_id = monitor_id);
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.create_monitors(text, text, text, name[], jsonb) IS
'Create a monitor of one metric for each of several columns, by default all features, predictions and scores (for fairness metrics: protected attributes) that the metric can take. settings: columns of drift.monitor, such as {"warn": 0.2, "segment_key": "region"}. Returns their numbers and names.';

CREATE FUNCTION drift.change_monitor(monitor_id bigint, settings jsonb, reason text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	old drift.monitor;
	new drift.monitor;
	changed jsonb;
BEGIN
	SELECT m.* INTO old FROM drift.monitor m
	WHERE m.monitor_id = drift.check_monitor_id(monitor_id) FOR UPDATE;
	IF NOT FOUND THEN
		-- row-level security hides from FOR UPDATE what the caller may not write
		RAISE EXCEPTION '% may not change monitor %', current_user, monitor_id
			USING ERRCODE = 'insufficient_privilege',
			HINT = 'Only who could become its owner may.';
	END IF;
	new := jsonb_populate_record(old, drift.apply_settings('drift.monitor',
		format('monitor "%s"', old.name), to_jsonb(old), settings, drift.monitor_settings()));
	new := drift.complete_monitor((SELECT s FROM drift.source s
								   WHERE s.source_id = old.source_id), new);
	IF new.owner IS DISTINCT FROM old.owner THEN
		PERFORM drift.check_owner(new.owner);
	END IF;
	IF EXISTS (SELECT FROM drift.monitor m WHERE m.source_id = old.source_id
			   AND m.model_id = old.model_id AND m.name = new.name AND m.monitor_id <> monitor_id)
		THEN
		RAISE EXCEPTION 'monitor "%" of model "%" exists already', new.name,
			drift.model_name(old.model_id)
			USING ERRCODE = 'duplicate_object', HINT = 'Pass another name.';
	ELSIF ROW(new.metric, new.params, new.column_name, new.segment_key, new.segment_value,
			new.expression, new.baseline, new.window_length, new.min_rows)
		IS DISTINCT FROM ROW(old.metric, old.params, old.column_name, old.segment_key,
			old.segment_value, old.expression, old.baseline, old.window_length, old.min_rows) THEN
		new.prepared_for := NULL;
	END IF;
	changed := (SELECT jsonb_object_agg(n.key, n.value) FROM jsonb_each(to_jsonb(new)) n
				WHERE n.value IS DISTINCT FROM to_jsonb(old) -> n.key);
	IF changed IS NOT NULL THEN
		PERFORM drift.store_settings('drift.monitor', 'monitor_id', monitor_id, changed);
		PERFORM drift.log_change('monitor', monitor_id, new.name, 'change', to_jsonb(old),
								 to_jsonb(new), reason);
	END IF;
	RETURN monitor_id;
END
$$;
COMMENT ON FUNCTION drift.change_monitor(bigint, jsonb, text) IS
'Change settings of a monitor, named as the columns of drift.monitor, such as drift.change_monitor(7, ''{"warn": 0.2, "runbook": null}'', ''too many alerts''). Checked as by drift.create_monitor; written to drift.change_log. Results that exist stay as they were judged.';

CREATE FUNCTION drift.clone_monitor(monitor_id bigint, settings jsonb DEFAULT '{}',
									model text DEFAULT NULL, source text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	m drift.monitor;
	src drift.source;
	copied jsonb;
BEGIN
	SELECT x.* INTO m FROM drift.monitor x
	WHERE x.monitor_id = drift.check_monitor_id(monitor_id);
	SELECT s.* INTO src FROM drift.source s WHERE s.source_id = m.source_id;
	PERFORM drift.apply_settings('drift.monitor', format('monitor "%s"', m.name), '{}',
		coalesce(settings, '{}'), drift.monitor_settings());
	SELECT jsonb_object_agg(e.key, e.value) INTO copied FROM jsonb_each(to_jsonb(m)) e
	WHERE e.key = ANY (drift.monitor_settings()) AND e.key <> 'owner'
		AND (e.key <> 'name' OR model IS NOT NULL OR source IS NOT NULL);
	RETURN drift.add_monitor(CASE WHEN source IS NULL THEN src ELSE drift.find_source(source) END,
		CASE WHEN model IS NULL THEN m.model_id ELSE drift.find_model(model) END,
		copied || coalesce(settings, '{}'));
END
$$;
COMMENT ON FUNCTION drift.clone_monitor(bigint, jsonb, text, text) IS
'Create a monitor like another one, with the settings given changed, for the same or another model and source; returns its number. The caller owns it. For the same model it gets a name of its own.';

-- Try the parameters of a distance on a small profile, so that a wrong value is refused at once.
CREATE FUNCTION drift.check_params(metric text, params jsonb) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	hint text;
BEGIN
	IF params <> '{}' THEN
		EXECUTE format('WITH s AS (SELECT drift.profile_agg(v::float8) AS profile '
			'FROM generate_series(1, 9) v) SELECT %s FROM s AS b, s AS c',
			drift.metric_expression(metric, params));
	END IF;
EXCEPTION WHEN data_exception OR syntax_error_or_access_rule_violation THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RAISE EXCEPTION 'params % do not fit metric "%": %', params, metric, SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = coalesce(nullif(hint, ''), 'Such as params => ''{"bins": 20}''.');
END
$$;
COMMENT ON FUNCTION drift.check_params(text, jsonb) IS 'Raise 22023 when a parameter of a metric has a value that the metric refuses.';

-- The metric of a monitor and its parameters.
CREATE FUNCTION drift.check_metric(wanted text, given jsonb, OUT metric text, OUT family text,
								   OUT kinds text, OUT direction text, OUT min_rows int)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known record;
	param text;
BEGIN
	SELECT c.* INTO known FROM drift.metric_catalog() c
	WHERE wanted = c.metric OR wanted = ANY (c.aliases);
	IF NOT FOUND THEN
		RAISE EXCEPTION 'metric "%" is not known', wanted
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('The nearest is "%s"; SELECT * FROM drift.metric_catalog() lists them.',
				drift.nearest(wanted, array(SELECT c.metric FROM drift.metric_catalog() c)));
	END IF;
	IF jsonb_typeof(given) <> 'object' THEN
		RAISE EXCEPTION 'params must be a JSON object, not %', given
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Such as params => ''{"bins": 20}''.';
	END IF;
	FOR param IN SELECT jsonb_object_keys(coalesce(given, '{}')) LOOP
		IF NOT known.params ? param THEN
			RAISE EXCEPTION 'metric "%" has no parameter "%"', known.metric, param
				USING ERRCODE = 'invalid_parameter_value',
				HINT = coalesce('The nearest is "'
					|| drift.nearest(param, array(SELECT jsonb_object_keys(known.params))) || '".',
					'It takes none.');
		END IF;
	END LOOP;
	IF known.family = 'quality' THEN
		PERFORM drift.check_quality(known.metric, coalesce(given, '{}'));
	ELSIF known.family = 'distance' THEN
		PERFORM drift.check_params(known.metric, given);
	END IF;
	metric := known.metric;
	family := known.family;
	kinds := known.kinds;
	direction := known.direction;
	min_rows := known.min_rows;
END
$$;
COMMENT ON FUNCTION drift.check_metric(text, jsonb) IS 'Canonical name and nature of a metric; an unknown metric or parameter is an error that names the nearest.';

-- A segment is a column, or a combination of columns.
CREATE FUNCTION drift.check_segment(src drift.source, seg text) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known text[] := array(
		SELECT sc.column_name::text FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.role = 'segment'
		UNION SELECT ss.segment_key FROM drift.source_segment ss
		WHERE ss.source_id = src.source_id);
BEGIN
	IF seg IS NOT NULL AND seg <> ALL (known) THEN
		RAISE EXCEPTION '"%" is not a segment of source "%"', seg, src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = coalesce('The nearest is "' || drift.nearest(seg, known) || '".',
				'The source has none; name them in drift.watch or drift.create_source.');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_segment(drift.source, text) IS 'Refuse a segment that a source does not collect; NULL is fine.';

-- A column that a monitor needs in some role and kind; family says which roles.
CREATE FUNCTION drift.check_monitor_column(src drift.source, family text, metric text, kinds text,
										   col name)
	RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	roles text[] := CASE family WHEN 'fairness' THEN '{protected}'
		ELSE '{feature,prediction,score}' END;
	needed text := CASE WHEN family IN ('distance', 'profile', 'quality') THEN kinds ELSE 'any' END;
	candidates text[];
BEGIN
	IF family = 'check' AND (col IS NULL OR drift.has_feature(src, col)) THEN
		RETURN;
	ELSIF family IN ('rows', 'log', 'outcome', 'estimated', 'custom', 'derived', 'share') THEN
		IF col IS NOT NULL THEN
			RAISE EXCEPTION 'metric "%" takes no column, "%" was given', metric, col
				USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave column_name out.';
		END IF;
		RETURN;
	END IF;
	candidates := array(SELECT DISTINCT sc.column_name::text FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.role = ANY (roles)
			AND needed IN ('any', sc.kind));
	IF (col = ANY (candidates)) IS NOT TRUE THEN
		RAISE EXCEPTION '"%" is not a % column% of source "%"', col,
			array_to_string(roles, ' or '),
			CASE needed WHEN 'any' THEN '' ELSE ' (' || needed || ')' END, src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = coalesce('The nearest is "' || drift.nearest(coalesce(col, ''), candidates)
				|| '".',
				'The source has none; name them in drift.watch or drift.create_source.');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_monitor_column(drift.source, text, text, text, name) IS 'Refuse a column that a source does not collect in the role that a metric needs.';

-- Try an expression on no rows; what depends on rights or rows shows when it runs.
CREATE FUNCTION drift.check_expression(relation regclass, expression text) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF expression IS NOT NULL THEN
		EXECUTE format(E'SELECT count(*), (%s\n)::float8 FROM %s AS t WHERE false',
					   expression, relation);
	END IF;
EXCEPTION
	WHEN insufficient_privilege OR data_exception THEN
		NULL;
	WHEN syntax_error_or_access_rule_violation OR feature_not_supported THEN
		RAISE EXCEPTION 'expression cannot be used on %: %', relation, SQLERRM
			USING ERRCODE = SQLSTATE,
			HINT = 'Write an aggregate over the rows of a window, such as avg(amount).';
END
$$;
COMMENT ON FUNCTION drift.check_expression(regclass, text) IS 'Raise an error unless the expression gives one number for a group of rows; NULL is fine.';

-- Say what is wrong with a monitor before it is stored.
CREATE FUNCTION drift.check_monitor(src drift.source, model bigint, wanted text, col name, seg text,
									params jsonb, expression text,
									OUT metric text, OUT family text, OUT direction text,
									OUT min_rows int)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known record := drift.check_metric(wanted, params);
BEGIN
	PERFORM drift.check_monitor_column(src, known.family, known.metric, known.kinds, col);
	PERFORM drift.check_segment(src, seg);
	IF known.family IN ('outcome', 'estimated')
		AND (src.label_column IS NULL OR src.task <> known.kinds) THEN
		RAISE EXCEPTION 'metric "%" needs labels and a % prediction, which source "%" lacks',
			known.metric, known.kinds, src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Register the source with label_column and prediction_column.';
	ELSIF (known.family = 'estimated'
		OR known.metric IN ('roc_auc', 'average_precision', 'log_loss', 'brier', 'ece'))
		AND src.score_column IS NULL THEN
		RAISE EXCEPTION 'metric "%" needs a score, which source "%" lacks', known.metric, src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Register the source with score_column.';
	ELSIF known.family <> 'check' AND (known.family = 'custom') <> (expression IS NOT NULL) THEN
		RAISE EXCEPTION 'metric "%" and expression do not fit', known.metric
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Metric custom takes an expression such as ''avg(amount)''; no other metric '
				'does.';
	ELSIF NOT EXISTS (SELECT FROM drift.source_model sm
					  WHERE sm.source_id = src.source_id AND sm.model_id = model) THEN
		RAISE EXCEPTION 'source "%" does not log that model', src.name
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Call drift.add_source_model first.';
	END IF;
	IF known.family = 'check' THEN
		PERFORM drift.check_counted(src, known.metric, coalesce(params, '{}'), expression);
	ELSE
		PERFORM drift.check_expression(src.log, expression);
	END IF;
	metric := known.metric;
	family := known.family;
	direction := known.direction;
	min_rows := known.min_rows;
END
$$;
COMMENT ON FUNCTION drift.check_monitor(drift.source, bigint, text, name, text, jsonb, text) IS 'Canonical metric, direction and minimum rows of a monitor; an error where source and metric do not fit.';
