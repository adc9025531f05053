
-- config: the configuration as one jsonb document, for git, and back
--
-- Names stand for numbers, so that a document made in one database means the same in another. What
-- is exported is what an import reads: exporting after an import gives the same document. Only
-- active baselines are part of it; states, results and alerts are not.

-- A row as settings: what is NULL or not a setting is left out.
CREATE FUNCTION drift.settings_of(stored jsonb, without text[]) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') FROM jsonb_each(stored) e
	WHERE e.key <> ALL (without || '{created_at,created_by,model_id,source_id}') AND e.value <> 'null'
$$;
COMMENT ON FUNCTION drift.settings_of(jsonb, text[]) IS 'A row as jsonb without keys, traces of its making, NULLs and some more columns.';

CREATE FUNCTION drift.export_source(s drift.source) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
	SELECT drift.settings_of(to_jsonb(s), '{collected_until,resumed_at,last_run_at}') || jsonb_build_object(
		'columns', coalesce((SELECT jsonb_agg(jsonb_strip_nulls(to_jsonb(c) - 'source_id')
				ORDER BY c.role, c.column_name)
			FROM drift.source_column c WHERE c.source_id = s.source_id), '[]'),
		'combinations', coalesce((SELECT jsonb_agg(g.segment_key ORDER BY g.segment_key)
			FROM drift.source_segment g WHERE g.source_id = s.source_id), '[]'),
		'models', coalesce((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
				'model', drift.model_name(m.model_id), 'log_value', m.log_value,
				'log_version', m.log_version)) ORDER BY drift.model_name(m.model_id))
			FROM drift.source_model m WHERE m.source_id = s.source_id), '[]'))
$$;
COMMENT ON FUNCTION drift.export_source(drift.source) IS 'A source with its columns, segments and models as jsonb.';

CREATE FUNCTION drift.export_config(model text DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
	SET extra_float_digits = 1
AS $$
#variable_conflict use_variable
DECLARE
	ids bigint[] := CASE WHEN model IS NULL THEN array(SELECT m.model_id FROM drift.model m)
		ELSE ARRAY[drift.find_model(model)] END;
BEGIN
	RETURN jsonb_build_object('format', 'drift configuration 1',
		'models', coalesce((SELECT jsonb_agg(drift.settings_of(to_jsonb(m), '{}')
				ORDER BY m.name, m.version)
			FROM drift.model m WHERE m.model_id = ANY (ids)), '[]'),
		'sources', coalesce((SELECT jsonb_agg(jsonb_set(x.s, '{models}', (
				SELECT coalesce(jsonb_agg(e), '[]') FROM jsonb_array_elements(x.s -> 'models') e
				WHERE drift.find_model(e ->> 'model') = ANY (ids))) ORDER BY x.s ->> 'name')
			FROM (SELECT drift.export_source(s) AS s FROM drift.source s
				WHERE model IS NULL OR EXISTS (SELECT FROM drift.source_model sm
					WHERE sm.source_id = s.source_id AND sm.model_id = ANY (ids))) x), '[]'),
		'baselines', coalesce((SELECT jsonb_agg(drift.settings_of(to_jsonb(b),
					'{baseline_id,version,active,frozen_at,n_rows}') || jsonb_build_object(
					'source', s.name, 'model', drift.model_name(b.model_id))
				ORDER BY s.name, drift.model_name(b.model_id), b.name)
			FROM drift.baseline b JOIN drift.source s ON s.source_id = b.source_id
			WHERE b.active AND b.model_id = ANY (ids)), '[]'),
		'monitors', coalesce((SELECT jsonb_agg(drift.settings_of(to_jsonb(m),
					'{monitor_id,prepared_for,resumed_at}') || jsonb_build_object('source', s.name,
					'model', drift.model_name(m.model_id))
				ORDER BY s.name, drift.model_name(m.model_id), m.name)
			FROM drift.monitor m JOIN drift.source s ON s.source_id = m.source_id
			WHERE m.model_id = ANY (ids)), '[]'), 'expectations', drift.export_expectations(ids))
		|| drift.export_alerting(ids, model IS NULL);
END
$$;
COMMENT ON FUNCTION drift.export_config(text) IS
'The configuration - models, sources, active baselines, monitors, expectations, how alerts behave - of one model, or of all, as jsonb in a stable order: psql -Atc "SELECT jsonb_pretty(drift.export_config())" > drift.json. drift.import_config reads it.';

CREATE FUNCTION drift.import_model(c jsonb, OUT action text, OUT id bigint)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	now_there jsonb;
BEGIN
	PERFORM drift.apply_settings('drift.model', 'a model', '{}', c, '{name,version,role,owner,team,'
		'tier,intended_use,links,metadata}');
	SELECT m.model_id, drift.settings_of(to_jsonb(m), '{}') INTO id, now_there FROM drift.model m
	WHERE m.name = c ->> 'name' AND m.version IS NOT DISTINCT FROM c ->> 'version';
	IF id IS NULL THEN
		action := 'created';
		id := drift.register_model(c ->> 'name', c ->> 'version', coalesce(c ->> 'role', 'champion'),
			coalesce((c ->> 'owner')::name, current_user), c ->> 'team', c ->> 'tier',
			c ->> 'intended_use', coalesce(c -> 'metadata', '{}'), coalesce(c -> 'links', '{}'));
	ELSIF now_there = c THEN
		action := 'left';
	ELSE
		action := 'changed';
		-- what the document does not say is NULL, or the default
		PERFORM drift.change_model(drift.model_name(id), '{"team": null, "tier": null, '
			'"intended_use": null, "links": {}, "metadata": {}}' || c, 'drift.import_config');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_model(jsonb) IS 'Create or change a model as a configuration says.';

-- What cannot be changed once there are states must be as it is.
CREATE FUNCTION drift.import_source(c jsonb, OUT action text, OUT id bigint)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
#variable_conflict use_column
DECLARE
	s drift.source;
	settings jsonb := c - '{columns,combinations,models}'::text[];
	now_there jsonb;
	one jsonb;
BEGIN
	SELECT x.* INTO s FROM drift.source x WHERE x.name = c ->> 'name';
	now_there := CASE WHEN s.source_id IS NOT NULL THEN drift.export_source(s) END;
	IF now_there = c THEN
		action := 'left';
		id := s.source_id;
		RETURN;
	ELSIF s.source_id IS NULL THEN
		action := 'created';
		settings := drift.apply_settings('drift.source', format('source "%s"', c ->> 'name'), '{}',
			settings, array(SELECT a.attname::text FROM pg_attribute a
				WHERE a.attrelid = 'drift.source'::regclass AND a.attnum > 0));
		id := drift.store_settings('drift.source', 'source_id', NULL, (
			SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(settings) e
			WHERE e.value <> 'null'));
		SELECT x.* INTO s FROM drift.source x WHERE x.source_id = id;
		PERFORM drift.check_source_columns(s), drift.check_relation(s.log, 'log'),
			drift.check_owner(s.owner);
	ELSIF (now_there -> 'columns', now_there -> 'combinations')
		IS DISTINCT FROM (c -> 'columns', c -> 'combinations') THEN
		RAISE EXCEPTION 'source "%" has other columns or segments than the configuration', s.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'States depend on them: drop the source, or give the other one a new name.';
	ELSE
		action := 'changed';
		id := s.source_id;
		PERFORM drift.change_source(s.name, (SELECT coalesce(jsonb_object_agg(k, settings -> k),
				'{}') FROM (SELECT jsonb_object_keys(settings || now_there) AS k) u
			WHERE k NOT IN ('columns', 'combinations', 'models')
				AND settings -> k IS DISTINCT FROM now_there -> k), 'drift.import_config');
	END IF;
	IF action = 'created' THEN
		FOR one IN SELECT jsonb_array_elements(coalesce(c -> 'columns', '[]')) LOOP
			PERFORM drift.import_column(s, one);
		END LOOP;
		PERFORM drift.add_combination(s, g)
		FROM jsonb_array_elements_text(coalesce(c -> 'combinations', '[]')) g;
	END IF;
	FOR one IN SELECT jsonb_array_elements(coalesce(c -> 'models', '[]')) LOOP
		PERFORM drift.add_source_model(s.name, one ->> 'model', one ->> 'log_value',
									   one ->> 'log_version');
	END LOOP;
	PERFORM drift.check_source(x) FROM drift.source x WHERE x.source_id = id;
	IF action = 'created' THEN
		PERFORM drift.log_change('source', id, s.name, 'create', NULL, to_jsonb(s),
			'drift.import_config');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_source(jsonb) IS 'Create or change a source as a configuration says.';

CREATE FUNCTION drift.import_column(s drift.source, c jsonb) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF c ->> 'json_key' IS NULL THEN
		PERFORM drift.add_source_column(s.source_id, s.log, (c ->> 'column_name')::name,
			c ->> 'role', c ->> 'kind', 'columns');
	ELSE
		INSERT INTO drift.source_column SELECT r.* FROM jsonb_populate_record(
			NULL::drift.source_column, c || jsonb_build_object('source_id', s.source_id)) r;
	END IF;
EXCEPTION WHEN check_violation OR not_null_violation OR unique_violation
	OR invalid_text_representation THEN
	RAISE EXCEPTION 'column % of source "%" cannot be imported: %', c, s.name, SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = 'It has column_name, role and kind as drift.source_column.';
END
$$;
COMMENT ON FUNCTION drift.import_column(drift.source, jsonb) IS 'Store a column of a source as a configuration says.';

CREATE FUNCTION drift.import_baseline(c jsonb, OUT action text, OUT id bigint)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
#variable_conflict use_column
DECLARE
	b drift.baseline;
	src drift.source := drift.find_source(c ->> 'source');
	model bigint := drift.find_model(c ->> 'model');
BEGIN
	SELECT x.* INTO b FROM drift.baseline x WHERE x.source_id = src.source_id
		AND x.model_id = model AND x.name = c ->> 'name' AND x.active;
	id := b.baseline_id;
	action := CASE WHEN b.baseline_id IS NULL THEN 'created' ELSE 'changed' END;
	IF b.baseline_id IS NOT NULL AND drift.settings_of(to_jsonb(b),
			'{baseline_id,version,active,frozen_at,n_rows}') = c - '{source,model}'::text[] THEN
		action := 'left';
		RETURN;
	END IF;
	b := jsonb_populate_record(NULL::drift.baseline, drift.apply_settings('drift.baseline',
		'a baseline', '{}', c - '{source,model}'::text[], '{name,purpose,kind,range,relation,'
		'relation_filter,windows,skip_alerted,final_only,reason}'));
	id := drift.create_baseline(src.name, c ->> 'model', b.range, b.relation, b.relation_filter,
		b.reason, b.kind, b.windows, coalesce(b.purpose, 'drift'), b.name,
		coalesce(b.skip_alerted, false), coalesce(b.final_only, false));
END
$$;
COMMENT ON FUNCTION drift.import_baseline(jsonb) IS 'Create or replace a baseline as a configuration says.';

CREATE FUNCTION drift.import_monitor(c jsonb, OUT action text, OUT id bigint)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
#variable_conflict use_column
DECLARE
	m drift.monitor;
	src drift.source := drift.find_source(c ->> 'source');
	model bigint := drift.find_model(c ->> 'model');
	settings jsonb := c - '{source,model}'::text[];
	now_there jsonb;
BEGIN
	SELECT x.* INTO m FROM drift.monitor x WHERE x.source_id = src.source_id
		AND x.model_id = model AND x.name = c ->> 'name';
	id := m.monitor_id;
	now_there := drift.settings_of(to_jsonb(m), '{monitor_id,prepared_for,resumed_at}');
	IF m.monitor_id IS NULL THEN
		action := 'created';
		id := drift.add_monitor(src, model, settings);
	ELSIF now_there = settings THEN
		action := 'left';
	ELSE
		action := 'changed';
		PERFORM drift.change_monitor(id, (SELECT jsonb_object_agg(k, settings -> k)
			FROM (SELECT jsonb_object_keys(settings || now_there) AS k) u
			WHERE settings -> k IS DISTINCT FROM now_there -> k
				AND (settings ? k OR k = ANY ('{column_name,segment_key,segment_value,expression,'
					'warn,critical,floor_warn,floor_critical,runbook,window_length,step}'))),
			'drift.import_config');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_monitor(jsonb) IS 'Create or change a monitor as a configuration says; settings it does not name stay, or become NULL where that is their default.';

-- The lists of a document, in the order in which one thing needs another.
CREATE FUNCTION drift.config_parts() RETURNS TABLE (place int, object text, key text)
	LANGUAGE sql IMMUTABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	VALUES (1, 'model', 'models'), (2, 'source', 'sources'), (3, 'baseline', 'baselines'),
		(4, 'monitor', 'monitors'), (5, 'escalation', 'escalations'),
		(6, 'alert_policy', 'alert_policies'), (7, 'inhibition', 'inhibitions'),
		(8, 'maintenance', 'maintenance'), (9, 'silence', 'silences'),
		(10, 'expectation', 'expectations')
$$;
COMMENT ON FUNCTION drift.config_parts() IS 'What a configuration has lists of, and their keys; drift.import_part reads one entry.';

CREATE FUNCTION drift.import_part(object text, c jsonb) RETURNS text
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE object WHEN 'model' THEN (drift.import_model(c)).action
		WHEN 'source' THEN (drift.import_source(c)).action
		WHEN 'baseline' THEN (drift.import_baseline(c)).action
		WHEN 'monitor' THEN (drift.import_monitor(c)).action
		WHEN 'escalation' THEN drift.import_escalation(c)
		WHEN 'alert_policy' THEN drift.import_alert_policy(c)
		WHEN 'inhibition' THEN drift.import_inhibition(c)
		WHEN 'maintenance' THEN drift.import_maintenance(c)
		WHEN 'silence' THEN drift.import_silence(c)
		WHEN 'expectation' THEN drift.import_expectation(c) END
$$;
COMMENT ON FUNCTION drift.import_part(text, jsonb) IS 'Create or change one object of a configuration; returns what was done.';

CREATE FUNCTION drift.config_name(object text, c jsonb) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE object
		WHEN 'escalation' THEN concat_ws(' ', c ->> 'policy', c ->> 'level', c ->> 'recipient')
		WHEN 'alert_policy' THEN coalesce(drift.config_name('monitor', c -> 'monitor'),
			c ->> 'model', 'everything')
		WHEN 'maintenance' THEN c ->> 'reason'
		WHEN 'silence' THEN c ->> 'reason'
		ELSE nullif(concat_ws(' of ', (c ->> 'name') || coalesce('@' || (c ->> 'version'), ''),
			c ->> 'model'), '') END
$$;
COMMENT ON FUNCTION drift.config_name(text, jsonb) IS 'What to call an object of a configuration.';

-- Everything the document says.
CREATE FUNCTION drift.apply_config(config jsonb)
	RETURNS TABLE (object text, name text, action text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	x record;
BEGIN
	FOR x IN SELECT p.object, e.value AS c FROM drift.config_parts() p,
		jsonb_array_elements(coalesce(config -> p.key, '[]')) WITH ORDINALITY AS e(value, o)
		ORDER BY p.place, (e.value ->> 'metric' IN ('ratio', 'difference')) IS TRUE, e.o
	LOOP
		object := x.object;
		name := drift.config_name(x.object, x.c);
		action := drift.import_part(x.object, x.c);
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.apply_config(jsonb) IS 'Create and change what a configuration names, and say what was done.';

CREATE FUNCTION drift.import_config(config jsonb, dry_run boolean DEFAULT false)
	RETURNS TABLE (object text, name text, action text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
DECLARE
	wrong text;
	done jsonb;
BEGIN
	IF config ->> 'format' IS DISTINCT FROM 'drift configuration 1' OR dry_run IS NULL THEN
		RAISE EXCEPTION 'that is no configuration of drift' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass what drift.export_config() gave: its "format" is "drift configuration 1".';
	END IF;
	SELECT k INTO wrong FROM jsonb_object_keys(config) k
	WHERE k NOT IN (SELECT 'format' UNION ALL SELECT p.key FROM drift.config_parts() p)
		OR k <> 'format' AND jsonb_typeof(config -> k) <> 'array' LIMIT 1;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'a configuration has no "%", or not as a list', wrong
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('It has lists of %s.', (SELECT string_agg(p.key, ', ' ORDER BY p.place)
				FROM drift.config_parts() p));
	END IF;
	BEGIN
		done := (SELECT jsonb_agg(a) FROM drift.apply_config(config) a);
		IF dry_run THEN
			RAISE EXCEPTION USING ERRCODE = 'DR000', MESSAGE = 'undo';
		END IF;
	EXCEPTION WHEN SQLSTATE 'DR000' THEN
		NULL;
	END;
	RETURN QUERY SELECT a.* FROM jsonb_to_recordset(coalesce(done, '[]'))
		AS a(object text, name text, action text);
END
$$;
COMMENT ON FUNCTION drift.import_config(jsonb, boolean) IS
'Create and change what a document of drift.export_config names; returns a row for each object: created, changed, left as it was, or over (silences and maintenance). What it does not name stays. dry_run: say what would be done, and do nothing. An error undoes everything. Relations and roles that it names must exist here.';
