
-- change: suspend, resume, clone and drop what was registered

-- Suspend or resume, and say so once.
CREATE FUNCTION drift.set_source_enabled(source text, enabled boolean) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
BEGIN
	UPDATE drift.source s SET enabled = enabled,
		resumed_at = CASE WHEN enabled THEN now() ELSE s.resumed_at END
	WHERE s.source_id = src.source_id AND s.enabled <> enabled;
	IF FOUND THEN
		PERFORM drift.log_change('source', src.source_id, src.name,
			CASE WHEN enabled THEN 'resume' ELSE 'suspend' END,
			jsonb_build_object('enabled', NOT enabled), jsonb_build_object('enabled', enabled));
	END IF;
END
$$;
COMMENT ON FUNCTION drift.set_source_enabled(text, boolean) IS 'Suspend or resume a source.';

CREATE FUNCTION drift.suspend_source(source text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.set_source_enabled($1, false)
$$;
COMMENT ON FUNCTION drift.suspend_source(text) IS 'Runs leave the source out until drift.resume_source; the windows are caught up then.';

CREATE FUNCTION drift.resume_source(source text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.set_source_enabled($1, true)
$$;
COMMENT ON FUNCTION drift.resume_source(text) IS 'Let runs take the source in again.';

CREATE FUNCTION drift.check_monitor_id(monitor_id bigint) RETURNS bigint
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM drift.monitor m WHERE m.monitor_id = $1) THEN
		RAISE EXCEPTION 'monitor % does not exist', monitor_id
			USING ERRCODE = 'undefined_object',
				HINT = 'SELECT monitor_id, name FROM drift.monitor.';
	END IF;
	RETURN monitor_id;
END
$$;
COMMENT ON FUNCTION drift.check_monitor_id(bigint) IS 'The number of a monitor that exists; an error otherwise.';

CREATE FUNCTION drift.set_monitor_enabled(monitor_id bigint, enabled boolean) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	changed text;
BEGIN
	UPDATE drift.monitor m SET enabled = enabled,
		resumed_at = CASE WHEN enabled THEN now() ELSE m.resumed_at END
	WHERE m.monitor_id = drift.check_monitor_id(monitor_id) AND m.enabled <> enabled
	RETURNING m.name INTO changed;
	IF FOUND THEN
		PERFORM drift.log_change('monitor', monitor_id, changed,
			CASE WHEN enabled THEN 'resume' ELSE 'suspend' END,
			jsonb_build_object('enabled', NOT enabled), jsonb_build_object('enabled', enabled));
	END IF;
END
$$;
COMMENT ON FUNCTION drift.set_monitor_enabled(bigint, boolean) IS 'Suspend or resume a monitor.';

CREATE FUNCTION drift.suspend_monitor(monitor_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.set_monitor_enabled($1, false)
$$;
COMMENT ON FUNCTION drift.suspend_monitor(bigint) IS 'Runs leave the monitor out until drift.resume_monitor.';

CREATE FUNCTION drift.resume_monitor(monitor_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.set_monitor_enabled($1, true)
$$;
COMMENT ON FUNCTION drift.resume_monitor(bigint) IS 'Let runs take the monitor in again; drift.backfill measures the windows between.';

-- Without foreign keys the order does not matter, but nothing may be left behind.
CREATE FUNCTION drift.drop_monitor(monitor_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	old drift.monitor;
	used text;
BEGIN
	SELECT m.* INTO old FROM drift.monitor m
	WHERE m.monitor_id = drift.check_monitor_id(monitor_id);
	-- What a run is about to write must not stay behind: wait for it.
	PERFORM FROM drift.source s WHERE s.source_id = old.source_id FOR UPDATE;
	SELECT m.name INTO used FROM drift.monitor m
	WHERE m.source_id = old.source_id AND m.model_id = old.model_id
		AND old.name IN (drift.operand(m, 1), drift.operand(m, 2)) LIMIT 1;
	IF used IS NOT NULL THEN
		RAISE EXCEPTION 'monitor "%" is made of monitor "%"', used, old.name
			USING ERRCODE = 'dependent_objects_still_exist', HINT = 'Drop that one first.';
	END IF;
	PERFORM drift.forget_alerts(ARRAY[monitor_id]);
	DELETE FROM drift.result r WHERE r.monitor_id = monitor_id;
	DELETE FROM drift.baseline_metric bm WHERE bm.monitor_id = monitor_id;
	DELETE FROM drift.expectation e WHERE e.monitor_id = monitor_id;
	DELETE FROM drift.window_state ws USING drift.monitor m
	WHERE m.monitor_id = monitor_id AND ws.source_id = m.source_id AND ws.monitor_id = monitor_id;
	DELETE FROM drift.monitor m WHERE m.monitor_id = monitor_id;
	PERFORM drift.log_change('monitor', monitor_id, old.name, 'drop', to_jsonb(old), NULL);
END
$$;
COMMENT ON FUNCTION drift.drop_monitor(bigint) IS 'Drop a monitor with its results and alerts; refused (2BP01) while a ratio or difference is made of it. To keep them, suspend it.';

-- Everything that a source has of a model, or of all models.
CREATE FUNCTION drift.drop_source_rows(id bigint, model_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.forget_alerts(array(SELECT m.monitor_id FROM drift.monitor m
		WHERE m.source_id = id AND m.model_id = coalesce(model_id, m.model_id)));
	DELETE FROM drift.result r
	WHERE r.source_id = id AND r.model_id = coalesce(model_id, r.model_id);
	DELETE FROM drift.baseline_metric bm USING drift.monitor m
	WHERE m.monitor_id = bm.monitor_id AND m.source_id = id
		AND m.model_id = coalesce(model_id, m.model_id);
	DELETE FROM drift.window_state ws
	WHERE ws.source_id = id AND ws.model_id = coalesce(model_id, ws.model_id);
	DELETE FROM drift.rollup_state ws
	WHERE ws.source_id = id AND ws.model_id = coalesce(model_id, ws.model_id);
	DELETE FROM drift.expectation e
	WHERE e.source_id = id AND e.model_id = coalesce(model_id, e.model_id);
	DELETE FROM drift.monitor m
	WHERE m.source_id = id AND m.model_id = coalesce(model_id, m.model_id);
	DELETE FROM drift.baseline_state bs USING drift.baseline b
	WHERE b.baseline_id = bs.baseline_id AND b.source_id = id
		AND b.model_id = coalesce(model_id, b.model_id);
	DELETE FROM drift.baseline b
	WHERE b.source_id = id AND b.model_id = coalesce(model_id, b.model_id);
	DELETE FROM drift.source_model sm
	WHERE sm.source_id = id AND sm.model_id = coalesce(model_id, sm.model_id);
END
$$;
COMMENT ON FUNCTION drift.drop_source_rows(bigint, bigint) IS 'Delete baselines, monitors, states, results and alerts of a source: of one model, or with NULL of all.';

CREATE FUNCTION drift.drop_source(source text) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	old drift.source := drift.find_source(source);
	id bigint := old.source_id;
	models bigint[];
BEGIN
	PERFORM FROM drift.source s WHERE s.source_id = id FOR UPDATE;
	models := array(SELECT sm.model_id FROM drift.source_model sm WHERE sm.source_id = id);
	PERFORM drift.drop_source_rows(id, NULL);
	DELETE FROM drift.source_column sc WHERE sc.source_id = id;
	DELETE FROM drift.source_segment ss WHERE ss.source_id = id;
	DELETE FROM drift.source_schema x WHERE x.source_id = id;
	DELETE FROM drift.backfill_job j WHERE j.source_id = id;
	DELETE FROM drift.run r WHERE r.source_id = id;
	DELETE FROM drift.source s WHERE s.source_id = id;
	DELETE FROM drift.silence s
	WHERE s.model_id = ANY (models) AND NOT EXISTS (
		SELECT FROM drift.source_model sm WHERE sm.model_id = s.model_id);
	DELETE FROM drift.alert_policy p
	WHERE p.model_id = ANY (models) AND NOT EXISTS (
		SELECT FROM drift.source_model sm WHERE sm.model_id = p.model_id);
	DELETE FROM drift.digest d
	WHERE d.model_id = ANY (models) AND NOT EXISTS (
		SELECT FROM drift.source_model sm WHERE sm.model_id = d.model_id);
	DELETE FROM drift.model m
	WHERE m.model_id = ANY (models) AND NOT EXISTS (
		SELECT FROM drift.source_model sm WHERE sm.model_id = m.model_id);
	PERFORM drift.log_change('source', id, old.name, 'drop', to_jsonb(old), NULL);
END
$$;
COMMENT ON FUNCTION drift.drop_source(text) IS 'Drop a source with its baselines, monitors, states, results and alerts, and models that no other source logs. The log itself is not touched.';

CREATE FUNCTION drift.drop_model(model text, reason text DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint := drift.find_model(model);
	label text := drift.model_name(id);
	old drift.model;
	source bigint;
BEGIN
	FOR source IN SELECT sm.source_id FROM drift.source_model sm WHERE sm.model_id = id LOOP
		PERFORM FROM drift.source s WHERE s.source_id = source FOR UPDATE;
		PERFORM drift.drop_source_rows(source, id);
	END LOOP;
	DELETE FROM drift.silence s WHERE s.model_id = id;
	DELETE FROM drift.alert_policy p WHERE p.model_id = id;
	DELETE FROM drift.digest d WHERE d.model_id = id;
	DELETE FROM drift.model m WHERE m.model_id = id RETURNING m.* INTO old;
	PERFORM drift.log_change('model', id, label, 'drop', to_jsonb(old), NULL, reason);
END
$$;
COMMENT ON FUNCTION drift.drop_model(text, text) IS 'Drop a model with its baselines, monitors, states, results and alerts in every source. The sources stay.';

CREATE FUNCTION drift.clone_model(model text, name text, version text DEFAULT NULL,
								  role text DEFAULT 'challenger', log_value text DEFAULT NULL,
								  log_version text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	old drift.model;
	id bigint;
	label text;
	x record;
BEGIN
	SELECT m.* INTO old FROM drift.model m WHERE m.model_id = drift.find_model(model);
	id := drift.register_model(name, version, role, current_user, old.team, old.tier,
							   old.intended_use, old.metadata, old.links);
	label := drift.model_name(id);
	FOR x IN SELECT s.name, sm.log_value, sm.log_version FROM drift.source_model sm
			 JOIN drift.source s ON s.source_id = sm.source_id
			 WHERE sm.model_id = old.model_id AND (s.model_column IS NOT NULL
				OR sm.log_version IS NOT NULL) ORDER BY 1 LOOP
		PERFORM drift.add_source_model(x.name, label, coalesce(log_value,
			CASE WHEN name = old.name THEN x.log_value ELSE name END),
			CASE WHEN x.log_version IS NOT NULL THEN coalesce(log_version, version) END);
	END LOOP;
	FOR x IN SELECT b.*, s.name AS source FROM drift.baseline b
			 JOIN drift.source s ON s.source_id = b.source_id
			 WHERE b.model_id = old.model_id AND b.active AND EXISTS (SELECT
				FROM drift.source_model sm WHERE sm.source_id = b.source_id AND sm.model_id = id)
			 ORDER BY b.baseline_id LOOP
		PERFORM drift.create_baseline(x.source, label, x.range, x.relation, x.relation_filter,
			'clone of ' || model, x.kind, x.windows, x.purpose, x.name, x.skip_alerted,
			x.final_only);
	END LOOP;
	FOR x IN SELECT m.monitor_id, s.name AS source FROM drift.monitor m
			 JOIN drift.source s ON s.source_id = m.source_id
			 WHERE m.model_id = old.model_id AND EXISTS (SELECT
				FROM drift.source_model sm WHERE sm.source_id = m.source_id AND sm.model_id = id)
			 ORDER BY m.metric IN ('ratio', 'difference'), m.monitor_id LOOP
		PERFORM drift.clone_monitor(x.monitor_id, '{}', label, x.source);
	END LOOP;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.clone_model(text, text, text, text, text, text) IS
'Register a model like another one, by default as challenger, with baselines and monitors of its own in every source that tells models apart by a model or version column. log_value and log_version: what its rows have in those columns, by default its name and version. Returns its number.';
