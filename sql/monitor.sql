
-- monitor: what is measured for a model, checked before it is stored

CREATE FUNCTION drift.create_monitor(
	source text,
	model text,
	metric text,
	column_name name DEFAULT NULL,
	segment_key name DEFAULT NULL,
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
	alert_k int DEFAULT 2,
	alert_n int DEFAULT 3,
	critical_at_once boolean DEFAULT true,
	cool_down interval DEFAULT NULL,
	runbook text DEFAULT NULL,
	weight float8 DEFAULT 1)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	known record;
	id bigint;
	model_id bigint := drift.find_model(model);
BEGIN
	SELECT c.* INTO known FROM drift.check_monitor(src, model_id, metric, column_name, segment_key,
												   params, expression) c;
	method := CASE WHEN method = 'auto' AND (warn IS NOT NULL OR critical IS NOT NULL)
				   THEN 'fixed' ELSE method END;
	direction := coalesce(direction, known.direction);
	IF 'NaN' IN (warn, critical, floor_warn, floor_critical, sigma_warn, sigma_critical, weight)
		THEN
		RAISE EXCEPTION 'a limit or the weight of the monitor is NaN'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave it out to get its default.';
	END IF;
	IF direction IN ('up', 'both') AND critical < warn OR direction = 'down' AND critical > warn
		THEN
		RAISE EXCEPTION 'critical limit % is on the wrong side of the warn limit %', critical, warn
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('Direction is %s: critical must be the stricter one.', direction);
	END IF;
	name := coalesce(name, known.metric || coalesce('(' || column_name || ')', '')
		|| coalesce(' by ' || segment_key, '') || coalesce(' = ' || segment_value, ''));
	BEGIN
		INSERT INTO drift.monitor (source_id, model_id, name, metric, params, column_name,
			segment_key, segment_value, expression, method, warn, critical, direction,
			floor_warn, floor_critical,
			sigma_warn, sigma_critical, alpha, min_rows, min_history, alert_k, alert_n,
			critical_at_once, cool_down, runbook, weight)
		VALUES (src.source_id, model_id, name, known.metric, coalesce(params, '{}'), column_name,
			segment_key, segment_value, expression, method, warn, critical, direction, floor_warn,
			floor_critical, sigma_warn, sigma_critical, alpha, coalesce(min_rows, known.min_rows),
			min_history, alert_k, alert_n, critical_at_once,
			coalesce(cool_down, greatest(interval '1 day', 3 * src.window_length)), runbook, weight)
		ON CONFLICT DO NOTHING
		RETURNING monitor_id INTO id;
	EXCEPTION WHEN check_violation OR not_null_violation THEN
		RAISE EXCEPTION 'monitor "%" has a setting out of range: %', name, SQLERRM
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'method is auto, fixed or reference; direction up, down or both; sigma_warn '
				'above 0, sigma_critical not below it; alpha between 0 and 1; min_history from 3; '
				'alert_k from 1 to alert_n; min_rows, cool_down and weight not negative.';
	END;
	IF id IS NULL THEN
		RAISE EXCEPTION 'monitor "%" of model "%" exists already', name, model
			USING ERRCODE = 'duplicate_object', HINT = 'Pass another name.';
	END IF;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.create_monitor(text, text, text, name, name, text, jsonb, text, text, text, float8, float8, text, float8, float8, float8, float8, float8, int, int, int, int, boolean, interval, text, float8) IS
'Create a monitor and return its number. metric is one of drift.metric_catalog(); params are its parameters as jsonb; a typo in either is an error that names the nearest. segment_key without segment_value watches each value on its own. warn and critical are absolute limits (for direction both: distances from the baseline''s value); without them the limits come from the baseline''s windows (doc/detection.md). metric custom takes an SQL aggregate over the log as expression, which runs with the rights of the caller, the monitor''s owner.';

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
	IF known.family = 'distance' THEN
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

-- A column that a monitor needs in some role and kind; family says which roles.
CREATE FUNCTION drift.check_monitor_column(src drift.source, family text, metric text, kinds text,
										   col name)
	RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	roles text[] := CASE family WHEN 'fairness' THEN '{protected}' WHEN 'segment' THEN '{segment}'
		ELSE '{feature,prediction,score}' END;
	needed text := CASE WHEN family IN ('distance', 'profile') THEN kinds ELSE 'any' END;
	candidates text[];
BEGIN
	IF family IN ('rows', 'outcome', 'estimated', 'custom') THEN
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
COMMENT ON FUNCTION drift.check_monitor_column(drift.source, text, text, text, name) IS 'Refuse a column that a source does not collect in the role that a metric or segment needs.';

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
CREATE FUNCTION drift.check_monitor(src drift.source, model bigint, wanted text, col name, seg name,
									params jsonb, expression text,
									OUT metric text, OUT direction text, OUT min_rows int)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known record := drift.check_metric(wanted, params);
BEGIN
	PERFORM drift.check_monitor_column(src, known.family, known.metric, known.kinds, col);
	IF seg IS NOT NULL THEN
		PERFORM drift.check_monitor_column(src, 'segment', known.metric, 'any', seg);
	END IF;
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
	ELSIF (known.family = 'custom') <> (expression IS NOT NULL) THEN
		RAISE EXCEPTION 'metric "%" and expression do not fit', known.metric
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Metric custom takes an expression such as ''avg(amount)''; no other metric '
				'does.';
	ELSIF NOT EXISTS (SELECT FROM drift.source_model sm
					  WHERE sm.source_id = src.source_id AND sm.model_id = model) THEN
		RAISE EXCEPTION 'source "%" does not log that model', src.name
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Call drift.add_source_model first.';
	END IF;
	PERFORM drift.check_expression(src.log, expression);
	metric := known.metric;
	direction := known.direction;
	min_rows := known.min_rows;
END
$$;
COMMENT ON FUNCTION drift.check_monitor(drift.source, bigint, text, name, name, jsonb, text) IS 'Canonical metric, direction and minimum rows of a monitor; an error where source and metric do not fit.';
