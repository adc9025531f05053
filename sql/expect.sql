
-- expect: what every row of a log should be, declared or learnt, and checked like everything else
--
-- An expectation is a condition on a row, a share of rows that may break it, and a monitor: so it
-- has results, a status, reasons, alerts and silences as any metric. What a profile knows (missing
-- values, ranges, lists) costs no scan; other conditions are counted by the scan that collects.
-- drift.validate holds the same expectations against any relation at once.

CREATE TABLE drift.expectation (
	expectation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	monitor_id bigint NOT NULL UNIQUE,
	name text NOT NULL CHECK (name <> ''),
	column_name name,
	kind text NOT NULL CHECK (kind IN ('not_null', 'finite', 'min', 'max', 'allowed', 'matches',
		'min_length', 'max_length', 'type', 'unique', 'rule')),
	definition jsonb NOT NULL,
	tolerance float8 NOT NULL CHECK (tolerance BETWEEN 0 AND 1),
	severity text NOT NULL CHECK (severity IN ('warn', 'critical')),
	origin text NOT NULL CHECK (origin IN ('declared', 'learnt')),
	enabled boolean NOT NULL DEFAULT true,
	baseline_id bigint,
	description text,
	created_at timestamptz NOT NULL DEFAULT now(),
	created_by name NOT NULL DEFAULT current_user,
	UNIQUE (source_id, model_id, name)
);
COMMENT ON TABLE drift.expectation IS 'What the rows of a source should be; each has a monitor. Written by drift.expect, drift.learn_expectations, drift.change_expectation and drift.drop_expectation.';
COMMENT ON COLUMN drift.expectation.expectation_id IS 'Key.';
COMMENT ON COLUMN drift.expectation.source_id IS 'The source.';
COMMENT ON COLUMN drift.expectation.model_id IS 'The model whose rows it is about.';
COMMENT ON COLUMN drift.expectation.monitor_id IS 'The monitor that checks it.';
COMMENT ON COLUMN drift.expectation.name IS 'Name, unique for source and model; the monitor''s, too.';
COMMENT ON COLUMN drift.expectation.column_name IS 'Column or feature; NULL for a rule over several.';
COMMENT ON COLUMN drift.expectation.kind IS 'not_null, finite, min, max, allowed, matches, min_length, max_length, type, unique or rule.';
COMMENT ON COLUMN drift.expectation.definition IS 'What is expected, as {"min": 0}, {"allowed": ["a", "b"]} or {"rule": "a < b"}.';
COMMENT ON COLUMN drift.expectation.tolerance IS 'Share of rows that may break it.';
COMMENT ON COLUMN drift.expectation.severity IS 'Status of a window in which more rows break it: warn or critical.';
COMMENT ON COLUMN drift.expectation.origin IS 'declared by somebody, or learnt from a baseline.';
COMMENT ON COLUMN drift.expectation.enabled IS 'false: proposed or suspended, not checked.';
COMMENT ON COLUMN drift.expectation.baseline_id IS 'Baseline it was learnt from.';
COMMENT ON COLUMN drift.expectation.description IS 'Why it is expected.';
COMMENT ON COLUMN drift.expectation.created_at IS 'When it was made.';
COMMENT ON COLUMN drift.expectation.created_by IS 'Who made it.';
SELECT pg_catalog.pg_extension_config_dump('drift.expectation', '');
SELECT pg_catalog.pg_extension_config_dump('drift.expectation_expectation_id_seq', '');

-- The keys of a specification; those that are expectations themselves have a type.
CREATE FUNCTION drift.expectation_keys() RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN '{"not_null_rate": "number", "finite": "boolean", "min": "number", "max": "number", '
		'"allowed": "array", "matches": "string", "min_length": "number", "max_length": "number", '
		'"type": "string", "unique": "boolean", "rule": "string", "column": "string", '
		'"name": "string", "tolerance": "number", "severity": "string", "description": "string"}'
		::pg_catalog.jsonb;
COMMENT ON FUNCTION drift.expectation_keys() IS 'What a specification of expectations may say, and the JSON type of each.';

CREATE FUNCTION drift.check_specification(spec jsonb) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	keys jsonb := drift.expectation_keys();
	e record;
BEGIN
	IF jsonb_typeof(spec) IS DISTINCT FROM 'object' THEN
		RAISE EXCEPTION 'an expectation is a JSON object, not %', coalesce(spec::text, 'NULL')
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Such as {"column": "amount", "min": 0, "not_null_rate": 0.99}.';
	END IF;
	FOR e IN SELECT x.key, x.value FROM jsonb_each(spec) x LOOP
		IF NOT keys ? e.key OR jsonb_typeof(e.value) <> keys ->> e.key THEN
			RAISE EXCEPTION 'an expectation has no "%" that is %', e.key, e.value
				USING ERRCODE = 'invalid_parameter_value', HINT = CASE WHEN keys ? e.key
					THEN format('It is a JSON %s.', keys ->> e.key)
					ELSE format('The nearest is "%s".', drift.nearest(e.key,
						array(SELECT jsonb_object_keys(keys)))) END;
		END IF;
	END LOOP;
	IF NOT coalesce((spec ->> 'tolerance')::numeric, 0) BETWEEN 0 AND 1
		OR NOT coalesce((spec ->> 'not_null_rate')::numeric, 0) BETWEEN 0 AND 1
		OR coalesce(spec ->> 'severity', 'warn') NOT IN ('warn', 'critical') THEN
		RAISE EXCEPTION 'tolerance or not_null_rate is no share, or severity is not known: %', spec
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Shares are from 0 to 1; severity is warn or critical.';
	ELSIF NOT spec ?| '{not_null_rate,finite,min,max,allowed,matches,min_length,max_length,type,'
		'unique,rule}' OR spec ->> 'finite' = 'false' OR spec ->> 'unique' = 'false' THEN
		RAISE EXCEPTION 'nothing is expected: %', spec USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Say not_null_rate, min, max, allowed, matches, type, unique or rule.';
	ELSIF spec ->> 'column' IS NULL AND spec ?| '{not_null_rate,finite,min,max,allowed,matches,'
		'min_length,max_length,type,unique}' THEN
		RAISE EXCEPTION 'only a rule has no column: %', spec
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Name the column.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_specification(jsonb) IS 'Raise 22023 for a specification of expectations that says nothing, or what is not known.';

-- One row for each thing that a specification expects.
CREATE FUNCTION drift.expectations_of(spec jsonb)
	RETURNS TABLE (name text, column_name name, kind text, definition jsonb, tolerance float8,
				   severity text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN spec ->> 'name' IS NULL THEN concat_ws(' ', spec ->> 'column', k.words)
			WHEN count(*) OVER () > 1 THEN concat_ws(' ', spec ->> 'name', k.words)
			ELSE spec ->> 'name' END,
		(spec ->> 'column')::name, k.kind, jsonb_build_object(k.key, spec -> k.key),
		CASE k.key WHEN 'not_null_rate' THEN 1 - (spec ->> 'not_null_rate')::numeric
			ELSE coalesce((spec ->> 'tolerance')::numeric, 0) END::float8,
		coalesce(spec ->> 'severity', 'critical')
	FROM (VALUES (1, 'not_null_rate', 'not_null', 'not null'), (2, 'finite', 'finite', 'finite'),
		(3, 'min', 'min', '>= ' || (spec ->> 'min')), (4, 'max', 'max', '<= ' || (spec ->> 'max')),
		(5, 'allowed', 'allowed', 'allowed'), (6, 'matches', 'matches', 'matches'),
		(7, 'min_length', 'min_length', 'min_length'),
		(8, 'max_length', 'max_length', 'max_length'),
		(9, 'type', 'type', 'is ' || (spec ->> 'type')), (10, 'unique', 'unique', 'unique'),
		(11, 'rule', 'rule', left(spec ->> 'rule', 60))) AS k(place, key, kind, words)
	WHERE spec ? k.key ORDER BY k.place
$$;
COMMENT ON FUNCTION drift.expectations_of(jsonb) IS 'The single expectations of a specification such as {"column": "amount", "min": 0, "max": 10}, in a fixed order.';

-- A column or feature as SQL over a row of a relation: as text, or as number.
CREATE FUNCTION drift.expectation_value(relation regclass, src drift.source, column_name name,
										as_number boolean)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	key text := (SELECT sc.json_key FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.column_name = $3 AND sc.json_key IS NOT NULL
			AND drift.has_column(relation, src.features_column) LIMIT 1);
	kind text;
BEGIN
	IF key IS NOT NULL THEN
		RETURN format(CASE WHEN as_number THEN 'drift.document_number(%I::jsonb -> %L)'
			ELSE '(%I::jsonb ->> %L)' END, src.features_column, key);
	END IF;
	kind := drift.type_kind(drift.check_column(relation, column_name, 'column'));
	IF as_number AND kind NOT IN ('numeric', 'integer') THEN
		RAISE EXCEPTION 'column "%" of % is no number', column_name, relation
			USING ERRCODE = 'datatype_mismatch',
			HINT = 'min, max and finite are for numbers; for text say type or matches.';
	END IF;
	RETURN format(CASE WHEN as_number THEN '%I::float8' ELSE '%I::text' END, column_name);
END
$$;
COMMENT ON FUNCTION drift.expectation_value(regclass, drift.source, name, boolean) IS 'SQL expression of a column, or of a feature in a document, as text or number; a column that does not exist is an error that tells the nearest.';

-- What must be true of a row; as a CHECK constraint, NULL lets it pass.
CREATE FUNCTION drift.expectation_condition(relation regclass, src drift.source, column_name name,
											kind text, definition jsonb)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	v text := CASE WHEN kind <> 'rule' THEN drift.expectation_value(relation, src, column_name,
		kind IN ('min', 'max', 'finite')) END;
	given text := definition ->> kind;
BEGIN
	IF kind = 'matches' THEN
		PERFORM '' ~ given;
	ELSIF kind IN ('min_length', 'max_length') THEN
		PERFORM given::int;
	ELSIF kind = 'type' THEN
		PERFORM drift.is_castable('', given::regtype);
	ELSIF kind IN ('min', 'max') THEN
		PERFORM given::float8;
	END IF;
	RETURN CASE kind
		WHEN 'not_null' THEN CASE WHEN drift.type_kind((SELECT a.atttypid FROM pg_attribute a
				WHERE a.attrelid = relation AND a.attname = $3)) = 'numeric'
			THEN format('nullif(%s, ''NaN'') IS NOT NULL', v) ELSE v || ' IS NOT NULL' END
		WHEN 'finite' THEN v || ' NOT IN (''NaN'', ''Infinity'', ''-Infinity'')'
		WHEN 'min' THEN format('%s >= %L::float8', v, given)
		WHEN 'max' THEN format('(%1$s <= %2$L::float8 OR %1$s = ''NaN'')', v, given)
		WHEN 'allowed' THEN format('%s = ANY (%L::text[])', v,
			array(SELECT jsonb_array_elements_text(definition -> 'allowed'))::text)
		WHEN 'matches' THEN format('%s ~ %L', v, given)
		WHEN 'min_length' THEN format('length(%s) >= %s', v, given)
		WHEN 'max_length' THEN format('length(%s) <= %s', v, given)
		WHEN 'type' THEN format('drift.is_castable(%s, %L::regtype)', v, given::regtype)
		WHEN 'rule' THEN given END;
EXCEPTION WHEN invalid_regular_expression OR invalid_text_representation
	OR undefined_object OR numeric_value_out_of_range OR syntax_error THEN
	RAISE EXCEPTION 'expectation % of column "%" cannot be used: %', definition, column_name,
		SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = 'matches is a regular expression, type a type such as integer, lengths are whole.';
END
$$;
COMMENT ON FUNCTION drift.expectation_condition(regclass, drift.source, name, text, jsonb) IS 'SQL condition on a row of a relation that an expectation stands for; NULL for unique, which is none on one row.';

-- TFDV's code of a broken expectation.
CREATE FUNCTION drift.expectation_code(kind text, definition jsonb, data_type text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE kind
		WHEN 'not_null' THEN drift.reason_code('null_rate')
		WHEN 'finite' THEN drift.reason_code('nan_rate')
		WHEN 'min' THEN drift.reason_code('out_of_range', '{"min": 0}', data_type)
		WHEN 'max' THEN drift.reason_code('out_of_range', '{"max": 0}', data_type)
		WHEN 'allowed' THEN drift.reason_code('unlisted_share')
		WHEN 'matches' THEN 'STRING_TYPE_UNEXPECTED_FORMAT'
		WHEN 'min_length' THEN drift.reason_code('length_min', is_high => false)
		WHEN 'max_length' THEN drift.reason_code('length_max')
		WHEN 'unique' THEN drift.reason_code('duplicate_ids')
		WHEN 'type' THEN CASE
			WHEN definition ->> 'type' ~* '^(smallint|integer|bigint|int[248]?)$'
				THEN 'INT_TYPE_NOT_INT_STRING'
			WHEN definition ->> 'type' ~* '^(real|double precision|float[48]?|numeric|decimal)$'
				THEN 'FLOAT_TYPE_STRING_NOT_FLOAT'
			WHEN definition ->> 'type' ~* '^bool' THEN 'BOOL_TYPE_UNEXPECTED_STRING'
			ELSE 'UNEXPECTED_DATA_TYPE' END
		WHEN 'rule' THEN 'CUSTOM_VALIDATION' END
$$;
COMMENT ON FUNCTION drift.expectation_code(text, jsonb, text) IS 'Reason code of an expectation that is broken, as drift.reason_code.';

-- The settings of its monitor: from the profile where that knows it, else counted.
CREATE FUNCTION drift.expectation_monitor(src drift.source, x drift.expectation) RETURNS jsonb
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	c record;
	by_profile jsonb;
	condition text := CASE WHEN x.kind <> 'unique' THEN drift.expectation_condition(src.log, src,
		x.column_name, x.kind, x.definition) END;
BEGIN
	IF x.kind = 'unique' THEN
		PERFORM drift.check_column(src.log, x.column_name, 'column');
	END IF;
	SELECT sc.kind, sc.data_type INTO c FROM drift.source_column sc
	WHERE sc.source_id = src.source_id AND sc.column_name = x.column_name
		AND sc.role IN ('feature', 'prediction', 'score') LIMIT 1;
	by_profile := CASE
		WHEN c.kind IS NULL OR src.weight_column IS NOT NULL THEN NULL
		WHEN x.kind = 'not_null' THEN '{"metric": "null_rate"}'
		WHEN x.kind IN ('min', 'max') AND c.kind = 'numeric' THEN
			jsonb_build_object('metric', 'out_of_range', 'params', x.definition)
		WHEN x.kind = 'allowed' AND c.kind = 'category' THEN jsonb_build_object('metric',
			'unlisted_share', 'params', jsonb_build_object('values', x.definition -> 'allowed'))
		END || jsonb_build_object('column_name', x.column_name);
	RETURN coalesce(by_profile, CASE x.kind WHEN 'unique' THEN jsonb_build_object(
			'metric', 'duplicate_ids', 'params', jsonb_build_object('column', x.column_name))
		ELSE jsonb_build_object('metric', 'failing_share', 'expression', condition,
			'params', jsonb_build_object('reason_code', drift.expectation_code(x.kind,
				x.definition, c.data_type))) END
		|| jsonb_build_object('column_name', x.column_name))
		|| jsonb_build_object('name', x.name, 'method', 'fixed', 'direction', 'up',
			'warn', CASE x.severity WHEN 'warn' THEN x.tolerance END,
			'critical', CASE x.severity WHEN 'critical' THEN x.tolerance END,
			'min_rows', 1, 'alert_k', 1, 'alert_n', 1, 'enabled', x.enabled);
END
$$;
COMMENT ON FUNCTION drift.expectation_monitor(drift.source, drift.expectation) IS 'Settings of the monitor that checks an expectation.';

-- The model that expectations are about: the only one, unless it is named.
CREATE FUNCTION drift.expectation_model(src drift.source, model text) RETURNS bigint
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	ids bigint[] := array(SELECT sm.model_id FROM drift.source_model sm
		WHERE sm.source_id = src.source_id ORDER BY 1);
BEGIN
	IF model IS NOT NULL THEN
		RETURN drift.find_model(model);
	ELSIF cardinality(ids) = 1 THEN
		RETURN ids[1];
	END IF;
	RAISE EXCEPTION 'source "%" logs % models', src.name, cardinality(ids)
		USING ERRCODE = 'invalid_parameter_value', HINT = format('Say which: model => %s.',
			coalesce(array_to_string(array(SELECT quote_literal(drift.model_name(i))
				FROM unnest(ids) i), ' or '), '''...'''));
END
$$;
COMMENT ON FUNCTION drift.expectation_model(drift.source, text) IS 'Number of the model that is named, or of the only one of a source; an error that names them where there are several.';

-- Store what a specification says, and make the monitors.
CREATE FUNCTION drift.add_expectations(src drift.source, model_id bigint, spec jsonb, origin text,
									   enabled boolean, baseline_id bigint)
	RETURNS SETOF drift.expectation
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	x drift.expectation;
	e record;
BEGIN
	PERFORM drift.check_owner(src.owner), drift.check_specification(spec);
	FOR e IN SELECT o.* FROM drift.expectations_of(spec) o LOOP
		x := NULL;
		x.source_id := src.source_id;
		x.model_id := model_id;
		x.name := e.name;
		x.column_name := e.column_name;
		x.kind := e.kind;
		x.definition := e.definition;
		x.tolerance := e.tolerance;
		x.severity := e.severity;
		x.enabled := enabled;
		x.monitor_id := drift.add_monitor(src, model_id, drift.expectation_monitor(src, x)
			|| jsonb_build_object('owner', src.owner));
		INSERT INTO drift.expectation (source_id, model_id, monitor_id, name, column_name, kind,
			definition, tolerance, severity, origin, enabled, baseline_id, description)
		VALUES (x.source_id, model_id, x.monitor_id, x.name, x.column_name, x.kind, x.definition,
			x.tolerance, x.severity, origin, enabled, baseline_id, spec ->> 'description')
		RETURNING * INTO x;
		RETURN NEXT x;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.add_expectations(drift.source, bigint, jsonb, text, boolean, bigint) IS 'Store the expectations of a specification with their monitors. Only who could become the source''s owner may (42501).';

CREATE FUNCTION drift.expect(source text, column_name name DEFAULT NULL, rule text DEFAULT NULL,
							 not_null_rate float8 DEFAULT NULL, min float8 DEFAULT NULL,
							 max float8 DEFAULT NULL, allowed text[] DEFAULT NULL,
							 matches text DEFAULT NULL, min_length int DEFAULT NULL,
							 max_length int DEFAULT NULL, type text DEFAULT NULL,
							 is_unique boolean DEFAULT NULL, is_finite boolean DEFAULT NULL,
							 tolerance float8 DEFAULT 0, severity text DEFAULT 'critical',
							 name text DEFAULT NULL, model text DEFAULT NULL,
							 description text DEFAULT NULL)
	RETURNS TABLE (expectation_id bigint, expectation text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	is_name boolean := rule IS NOT NULL AND name IS NULL AND column_name IS NOT NULL
		AND NOT drift.has_feature(src, column_name);
BEGIN
	IF 'NaN' IN (not_null_rate, min, max, tolerance)
		OR 'Infinity' IN (abs(not_null_rate), abs(min), abs(max), abs(tolerance)) THEN
		RAISE EXCEPTION 'a bound or share is NaN or infinite'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave out what has no bound.';
	END IF;
	RETURN QUERY SELECT x.expectation_id, x.name
	FROM drift.add_expectations(src, drift.expectation_model(src, model), jsonb_strip_nulls(
		jsonb_build_object('column', CASE WHEN NOT is_name THEN column_name END, 'rule', rule,
			'not_null_rate', not_null_rate, 'min', min, 'max', max,
			'allowed', to_jsonb(array_remove(allowed, NULL)), 'matches', matches,
			'min_length', min_length, 'max_length', max_length, 'type', type,
			'unique', is_unique, 'finite', is_finite, 'tolerance', tolerance,
			'severity', severity, 'name', CASE WHEN is_name THEN column_name::text ELSE name END,
			'description', description)), 'declared', true, NULL) x;
END
$$;
COMMENT ON FUNCTION drift.expect(text, name, text, float8, float8, float8, text[], text, int, int, text, boolean, boolean, float8, text, text, text, text) IS
'Declare what the rows of a source should be: drift.expect(''log'', ''amount'', min => 0, not_null_rate => 0.99), drift.expect(''log'', ''positive'', rule => ''amount > 0 OR status = ''''refund''''''). Each thing expected becomes an expectation with a monitor of its own. not_null_rate: least share of rows with a value; allowed: values, as text; matches: regular expression; lengths in characters; type: what the text could be cast to; is_unique: no value twice within a window; rule: SQL condition on a row, which runs with the rights of the source''s owner, and NULL passes. tolerance: share of rows that may break it; severity: warn or critical. For who could become the source''s owner (42501); names with typos are errors that tell the nearest.';

CREATE FUNCTION drift.find_expectation(src drift.source, expectation text, model text)
	RETURNS drift.expectation
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	x drift.expectation;
BEGIN
	SELECT e.* INTO x FROM drift.expectation e WHERE e.source_id = src.source_id
		AND e.name = expectation AND (model IS NULL OR e.model_id = drift.find_model(model))
	ORDER BY e.expectation_id LIMIT 1;
	IF x.expectation_id IS NULL THEN
		RAISE EXCEPTION 'source "%" has no expectation "%"', src.name, expectation
			USING ERRCODE = 'undefined_object', HINT = coalesce(format('The nearest is "%s".',
				drift.nearest(expectation, array(SELECT e.name FROM drift.expectation e
					WHERE e.source_id = src.source_id))), 'It has none; drift.expect makes them.');
	END IF;
	RETURN x;
END
$$;
COMMENT ON FUNCTION drift.find_expectation(drift.source, text, text) IS 'An expectation of a source by name; an unknown name is an error that tells the nearest.';

CREATE FUNCTION drift.change_expectation(source text, expectation text, settings jsonb,
										 reason text DEFAULT NULL, model text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	x drift.expectation := drift.find_expectation(src, expectation, model);
BEGIN
	PERFORM drift.check_owner(src.owner);
	x := jsonb_populate_record(x, drift.apply_settings('drift.expectation',
		format('expectation "%s"', x.name), to_jsonb(x), settings,
		'{definition,tolerance,severity,enabled,description,name}'));
	PERFORM drift.check_specification(x.definition || jsonb_strip_nulls(jsonb_build_object('column',
		x.column_name, 'tolerance', x.tolerance, 'severity', x.severity)));
	IF NOT x.definition ? (CASE x.kind WHEN 'not_null' THEN 'not_null_rate' ELSE x.kind END)
		OR x.enabled IS NULL OR x.tolerance IS NULL OR coalesce(x.name, '') = '' THEN
		RAISE EXCEPTION 'expectation "%" is of kind % and needs a definition, tolerance and name',
			expectation, x.kind USING ERRCODE = 'invalid_parameter_value',
			HINT = 'For another kind drop it and declare a new one.';
	ELSIF x.kind = 'not_null' AND settings ? 'definition' AND NOT settings ? 'tolerance' THEN
		x.tolerance := 1 - (x.definition ->> 'not_null_rate')::numeric;
	END IF;
	PERFORM drift.change_monitor(x.monitor_id, drift.expectation_monitor(src, x), reason);
	PERFORM drift.store_settings('drift.expectation', 'expectation_id', x.expectation_id,
		jsonb_build_object('definition', x.definition, 'tolerance', x.tolerance, 'severity',
			x.severity, 'enabled', x.enabled, 'description', x.description, 'name', x.name));
	RETURN x.expectation_id;
END
$$;
COMMENT ON FUNCTION drift.change_expectation(text, text, jsonb, text, text) IS
'Change an expectation: definition, tolerance, severity, enabled, description, name, such as drift.change_expectation(''log'', ''amount >= 0'', ''{"enabled": false}'', ''known gap''). Its monitor changes with it, which drift.change_log tells. Returns its number.';

CREATE FUNCTION drift.drop_expectation(source text, expectation text, model text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	src drift.source := drift.find_source(source);
	x drift.expectation := drift.find_expectation(src, expectation, model);
BEGIN
	PERFORM drift.check_owner(src.owner);
	PERFORM drift.drop_monitor(x.monitor_id);
	DELETE FROM drift.expectation e WHERE e.expectation_id = x.expectation_id;
END
$$;
COMMENT ON FUNCTION drift.drop_expectation(text, text, text) IS 'Remove an expectation with its monitor, results and alerts.';

CREATE FUNCTION drift.failing_rows(source text, expectation text, window_start timestamptz
	DEFAULT NULL, max_rows int DEFAULT 100, model text DEFAULT NULL)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	x drift.expectation := drift.find_expectation(src, expectation, model);
	at timestamptz := coalesce(drift.window_floor(src, window_start), (
		SELECT max(r.window_start) FROM drift.result r WHERE r.monitor_id = x.monitor_id
			AND r.status IN ('warn', 'critical')), (
		SELECT max(r.window_start) FROM drift.result r WHERE r.monitor_id = x.monitor_id));
	window_end timestamptz;
	rows text;
BEGIN
	IF at IS NULL OR max_rows IS NULL OR max_rows < 0 THEN
		RAISE EXCEPTION 'expectation "%" has no results yet, or max_rows is %', x.name, max_rows
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Name a window: failing_rows(''...'', ''...'', ''2026-01-31'').';
	END IF;
	window_end := (SELECT w.window_end FROM drift.windows(src, at, at + 2 * src.window_length) w
				   ORDER BY w.window_start LIMIT 1);
	rows := format('%s WHERE (%s)%s%s', src.log, drift.time_condition(src, ARRAY[at],
			ARRAY[window_end]), ' AND (' || src.row_filter || E'\n)', (
		SELECT format(' AND %I = %L', src.model_column, sm.log_value) FROM drift.source_model sm
		WHERE sm.source_id = src.source_id AND sm.model_id = x.model_id
			AND src.model_column IS NOT NULL));
	RETURN CASE x.kind
		WHEN 'unique' THEN format('SELECT * FROM %1$s AND %2$I IN (SELECT %2$I FROM %1$s '
			'GROUP BY 1 HAVING count(*) > 1) ORDER BY %2$I LIMIT %3$s', rows, x.column_name,
			max_rows)
		ELSE format(E'SELECT * FROM %s AND (%s\n) IS FALSE LIMIT %s', rows,
			drift.expectation_condition(src.log, src, x.column_name, x.kind, x.definition),
			max_rows) END;
END
$$;
COMMENT ON FUNCTION drift.failing_rows(text, text, timestamptz, int, text) IS
'The query that shows the rows of a window that break an expectation, to be run with one''s own rights: in psql SELECT drift.failing_rows(''log'', ''amount >= 0'') \gexec. window_start: by default the last window that was beyond the limit. It has the source''s row_filter and the rule in it: read it before you run what others wrote.';

-- The type that all of some texts can be cast to; NULL where there is none but text.
CREATE FUNCTION drift.common_type(texts text[]) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT c.type FROM unnest('{bigint,numeric,uuid,date,"timestamp with time zone"}'::text[])
		WITH ORDINALITY AS c(type, place)
	WHERE cardinality(texts) > 0 AND (SELECT bool_and(drift.is_castable(t, c.type::regtype))
		FROM unnest(texts) t) ORDER BY c.place LIMIT 1
$$;
COMMENT ON FUNCTION drift.common_type(text[]) IS 'The narrowest of bigint, numeric, uuid, date and timestamp with time zone that all texts could be cast to, or NULL.';

-- What one profile of the baseline suggests. What n rows never showed is rarer than 3 / n (95 %).
CREATE FUNCTION drift.suggest(column_name name, role text, profile drift.profile, n_window float8,
							  margin float8)
	RETURNS SETOF jsonb
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	s record;
	missing float8 := drift.missing_rate(profile);
	slack numeric := least(1, round((3 / greatest(n_window, 3))::numeric, 6));
	listed text[];
	low float8;
	high float8;
BEGIN
	SELECT x.* INTO s FROM drift.summary(profile) x;
	IF missing < 0.5 THEN
		RETURN NEXT jsonb_build_object('column', column_name, 'not_null_rate', greatest(0,
			round((1 - missing - 3 * sqrt(missing * (1 - missing)
				/ greatest(n_window, 1)))::numeric, 6) - CASE WHEN missing > 0 THEN slack ELSE 0 END));
	END IF;
	IF s.n = 0 THEN
		RETURN;
	ELSIF s.kind = 'numeric' THEN
		IF s.n_nan + s.n_low_inf + s.n_high_inf = 0 THEN
			RETURN NEXT jsonb_build_object('column', column_name, 'finite', true);
		END IF;
		IF abs(s.min) < 1e300 AND abs(s.max) < 1e300 THEN
			low := s.min - margin * (s.max - s.min);
			high := s.max + margin * (s.max - s.min);
			IF s.min >= 0 AND (low < 0 OR role = 'score') THEN
				low := 0;
			END IF;
			IF role = 'score' AND s.min >= 0 AND s.max <= 1 THEN
				high := 1;
			END IF;
			RETURN NEXT jsonb_build_object('column', column_name, 'min', low, 'max', high,
				'tolerance', CASE role WHEN 'score' THEN 0 ELSE slack END);
		END IF;
		RETURN;
	END IF;
	listed := array(SELECT t.category FROM drift.top(profile, 1000) t);
	IF s.is_exact AND s.n_distinct <= 50 AND s.n >= 20 * s.n_distinct THEN
		RETURN NEXT jsonb_build_object('column', column_name, 'allowed', to_jsonb(listed),
			'tolerance', slack);
	ELSIF drift.common_type(listed) IS NOT NULL THEN
		RETURN NEXT jsonb_build_object('column', column_name, 'type', drift.common_type(listed),
			'tolerance', slack);
	ELSE
		RETURN NEXT jsonb_build_object('column', column_name, 'max_length',
			ceil(s.length_max * (1 + margin))::int, 'tolerance', slack);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.suggest(name, text, drift.profile, float8, float8) IS 'Specifications of expectations that a column''s profile suggests; n_window: rows of a usual window, margin: how far beyond what was seen a range may reach.';

CREATE FUNCTION drift.learn_expectations(source text, model text DEFAULT NULL, baseline text
	DEFAULT 'drift', columns name[] DEFAULT NULL, margin float8 DEFAULT 0.1,
	enabled boolean DEFAULT true, severity text DEFAULT 'warn')
	RETURNS TABLE (expectation_id bigint, expectation text, definition jsonb, tolerance float8)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	id bigint := drift.expectation_model(src, model);
	b drift.baseline;
	p record;
	spec jsonb;
	n_windows bigint;
BEGIN
	PERFORM drift.check_owner(src.owner);
	IF margin IS NULL OR margin = 'NaN' OR NOT margin BETWEEN 0 AND 100 OR enabled IS NULL
		OR severity IS NULL OR severity NOT IN ('warn', 'critical') THEN
		RAISE EXCEPTION 'margin %, enabled % or severity % cannot be', margin, enabled, severity
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'margin widens ranges by a share of their width, 0 to 100; severity is warn or '
				'critical.';
	END IF;
	SELECT x.* INTO b FROM drift.baseline x WHERE x.source_id = src.source_id AND x.model_id = id
		AND x.name = baseline AND x.active;
	IF b.frozen_at IS NULL THEN
		RAISE EXCEPTION 'baseline "%" of model "%" does not exist or is not collected yet',
			baseline, drift.model_name(id) USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'CALL drift.run_due() collects it; one that moves cannot be learnt from.';
	END IF;
	n_windows := CASE WHEN b.range IS NULL THEN 1 ELSE (SELECT count(*)
		FROM drift.windows(src, lower(b.range), upper(b.range))) END;
	PERFORM drift.drop_expectation(source, e.name, drift.model_name(id)) FROM drift.expectation e
	WHERE e.source_id = src.source_id AND e.model_id = id AND e.origin = 'learnt'
		AND (columns IS NULL OR e.column_name = ANY (columns));
	FOR p IN SELECT bs.column_name, bs.profile, bs.n_rows, c.role FROM drift.baseline_state bs
		CROSS JOIN LATERAL (SELECT min(sc.role) AS role FROM drift.source_column sc
			WHERE sc.source_id = src.source_id AND sc.column_name = bs.column_name
				AND sc.role IN ('feature', 'prediction', 'score')) c
		WHERE bs.baseline_id = b.baseline_id AND bs.kind = 'profile' AND bs.segment_key IS NULL
			AND (columns IS NULL OR bs.column_name = ANY (columns)) AND bs.profile IS NOT NULL
			AND drift.has_feature(src, bs.column_name)
		ORDER BY bs.column_name LOOP
		FOR spec IN SELECT g FROM drift.suggest(p.column_name, p.role, p.profile,
			p.n_rows::float8 / greatest(n_windows, 1), margin) g LOOP
			-- what somebody declared needs no proposal
			spec := spec - array(SELECT k.key FROM drift.expectation e,
					drift.expectations_of(spec) o, jsonb_object_keys(o.definition) AS k(key)
				WHERE e.source_id = src.source_id AND e.model_id = id
					AND e.column_name = o.column_name AND e.kind = o.kind);
			CONTINUE WHEN NOT EXISTS (SELECT FROM drift.expectations_of(spec));
			RETURN QUERY SELECT x.expectation_id, x.name, x.definition, x.tolerance
			FROM drift.add_expectations(src, id, spec || jsonb_build_object('severity', severity),
				'learnt', enabled, b.baseline_id) x;
		END LOOP;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.learn_expectations(text, text, text, name[], float8, boolean, text) IS
'Expectations that the profiles of a baseline suggest, stored with origin learnt: share of rows with a value, range of numbers widened by margin, no NaN or infinity, lists of at most 50 values, type that all texts could be cast to, length. What was learnt before for these columns is replaced, what was declared stays. enabled => false: proposals that drift.change_expectation turns on. For who could become the source''s owner; a baseline that is not collected yet, or moves, is an error (55000).';

-- In the configuration document: by names, without what the monitor already says of itself.
CREATE FUNCTION drift.export_expectations(model_ids bigint[]) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(jsonb_agg((SELECT jsonb_object_agg(k.key, k.value)
			FROM jsonb_each(to_jsonb(e)) k WHERE k.value <> 'null' AND k.key = ANY
				('{name,column_name,kind,definition,tolerance,severity,origin,enabled,'
				'description}'))
			|| jsonb_build_object('source', s.name, 'model', drift.model_name(e.model_id))
		ORDER BY s.name, drift.model_name(e.model_id), e.name), '[]')
	FROM drift.expectation e JOIN drift.source s ON s.source_id = e.source_id
	WHERE e.model_id = ANY (model_ids)
$$;
COMMENT ON FUNCTION drift.export_expectations(bigint[]) IS 'Expectations of some models as drift.export_config writes them.';

CREATE FUNCTION drift.import_expectation(c jsonb) RETURNS text
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	src drift.source := drift.find_source(c ->> 'source');
	model bigint := drift.find_model(c ->> 'model');
	old drift.expectation;
	x drift.expectation;
	settings jsonb;
BEGIN
	PERFORM drift.check_owner(src.owner);
	x := jsonb_populate_record(NULL::drift.expectation, drift.apply_settings('drift.expectation',
		'an expectation', '{"tolerance": 0, "severity": "critical", "origin": "declared", '
		'"enabled": true}', c - '{source,model}'::text[], '{name,column_name,kind,definition,'
		'tolerance,severity,origin,enabled,description}'));
	PERFORM drift.check_specification(x.definition || jsonb_strip_nulls(jsonb_build_object('column',
		x.column_name, 'tolerance', x.tolerance, 'severity', x.severity)));
	SELECT e.* INTO old FROM drift.expectation e WHERE e.source_id = src.source_id
		AND e.model_id = model AND e.name = x.name;
	settings := drift.expectation_monitor(src, x);
	IF old.expectation_id IS NOT NULL AND (to_jsonb(x) - '{expectation_id,source_id,model_id,'
			'monitor_id,baseline_id,created_at,created_by}'::text[]) <@ to_jsonb(old) THEN
		RETURN 'left';
	END IF;
	x.monitor_id := coalesce(old.monitor_id, (SELECT m.monitor_id FROM drift.monitor m
		WHERE m.source_id = src.source_id AND m.model_id = model AND m.name = x.name));
	IF x.monitor_id IS NULL THEN
		x.monitor_id := drift.add_monitor(src, model, settings
			|| jsonb_build_object('owner', src.owner));
	ELSE
		PERFORM drift.change_monitor(x.monitor_id, settings, 'drift.import_config');
	END IF;
	DELETE FROM drift.expectation e WHERE e.expectation_id = old.expectation_id;
	INSERT INTO drift.expectation (source_id, model_id, monitor_id, name, column_name, kind,
		definition, tolerance, severity, origin, enabled, baseline_id, description)
	VALUES (src.source_id, model, x.monitor_id, x.name, x.column_name, x.kind, x.definition,
		x.tolerance, x.severity, x.origin, x.enabled, old.baseline_id, x.description);
	RETURN CASE WHEN old.expectation_id IS NULL THEN 'created' ELSE 'changed' END;
EXCEPTION WHEN check_violation OR not_null_violation THEN
	RAISE EXCEPTION 'expectation % cannot be imported: %', c, SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = 'It has name, kind, definition and what else drift.export_config writes.';
END
$$;
COMMENT ON FUNCTION drift.import_expectation(jsonb) IS 'Create or change an expectation, and its monitor, as a configuration says; returns what was done.';
