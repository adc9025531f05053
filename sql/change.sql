
-- change: suspend, resume and drop what was registered

CREATE FUNCTION drift.suspend_source(source text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.source s SET enabled = false WHERE s.source_id = (drift.find_source($1)).source_id
$$;
COMMENT ON FUNCTION drift.suspend_source(text) IS 'Runs leave the source out until drift.resume_source; the windows are caught up then.';

CREATE FUNCTION drift.resume_source(source text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.source s SET enabled = true, resumed_at = now()
	WHERE s.source_id = (drift.find_source($1)).source_id
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

CREATE FUNCTION drift.suspend_monitor(monitor_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.monitor m SET enabled = false WHERE m.monitor_id = drift.check_monitor_id($1)
$$;
COMMENT ON FUNCTION drift.suspend_monitor(bigint) IS 'Runs leave the monitor out until drift.resume_monitor.';

CREATE FUNCTION drift.resume_monitor(monitor_id bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.monitor m SET enabled = true, resumed_at = now()
	WHERE m.monitor_id = drift.check_monitor_id($1)
$$;
COMMENT ON FUNCTION drift.resume_monitor(bigint) IS 'Let runs take the monitor in again; drift.backfill measures the windows between.';

-- Without foreign keys the order does not matter, but nothing may be left behind.
CREATE FUNCTION drift.drop_monitor(monitor_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.check_monitor_id(monitor_id);
	PERFORM drift.forget_alerts(ARRAY[monitor_id]);
	DELETE FROM drift.result r WHERE r.monitor_id = monitor_id;
	DELETE FROM drift.baseline_metric bm WHERE bm.monitor_id = monitor_id;
	DELETE FROM drift.window_state ws USING drift.monitor m
	WHERE m.monitor_id = monitor_id AND ws.source_id = m.source_id AND ws.monitor_id = monitor_id;
	DELETE FROM drift.monitor m WHERE m.monitor_id = monitor_id;
END
$$;
COMMENT ON FUNCTION drift.drop_monitor(bigint) IS 'Drop a monitor with its results and alerts. To keep them, suspend it.';

CREATE FUNCTION drift.drop_source(source text) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint := (drift.find_source(source)).source_id;
	models bigint[];
BEGIN
	PERFORM FROM drift.source s WHERE s.source_id = id FOR UPDATE;
	models := array(SELECT sm.model_id FROM drift.source_model sm WHERE sm.source_id = id);
	PERFORM drift.forget_alerts(array(SELECT m.monitor_id FROM drift.monitor m
		WHERE m.source_id = id));
	DELETE FROM drift.result r WHERE r.source_id = id;
	DELETE FROM drift.baseline_metric bm USING drift.monitor m
	WHERE m.monitor_id = bm.monitor_id AND m.source_id = id;
	DELETE FROM drift.window_state ws WHERE ws.source_id = id;
	DELETE FROM drift.monitor m WHERE m.source_id = id;
	DELETE FROM drift.baseline_state bs USING drift.baseline b
	WHERE b.baseline_id = bs.baseline_id AND b.source_id = id;
	DELETE FROM drift.baseline b WHERE b.source_id = id;
	DELETE FROM drift.source_column sc WHERE sc.source_id = id;
	DELETE FROM drift.source_model sm WHERE sm.source_id = id;
	DELETE FROM drift.run r WHERE r.source_id = id;
	DELETE FROM drift.source s WHERE s.source_id = id;
	DELETE FROM drift.silence s
	WHERE s.model_id = ANY (models) AND NOT EXISTS (
		SELECT FROM drift.source_model sm WHERE sm.model_id = s.model_id);
	DELETE FROM drift.alert_policy p
	WHERE p.model_id = ANY (models) AND NOT EXISTS (
		SELECT FROM drift.source_model sm WHERE sm.model_id = p.model_id);
	DELETE FROM drift.model m
	WHERE m.model_id = ANY (models) AND NOT EXISTS (
		SELECT FROM drift.source_model sm WHERE sm.model_id = m.model_id);
END
$$;
COMMENT ON FUNCTION drift.drop_source(text) IS 'Drop a source with its baselines, monitors, states, results and alerts, and models that no other source logs. The log itself is not touched.';

CREATE FUNCTION drift.grant_viewer(role name) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF role IS NULL OR role <> 'public'
		AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
		RAISE EXCEPTION 'role "%" does not exist', role USING ERRCODE = 'undefined_object',
			HINT = 'Name an existing role, or make it first: CREATE ROLE ...';
	END IF;
	EXECUTE format('GRANT USAGE ON SCHEMA drift TO %I', role);
	EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA drift TO %I', role);
END
$$;
COMMENT ON FUNCTION drift.grant_viewer(name) IS 'Let a role read all of drift''s tables and views. States and results can tell about the rows of a log: grant it to those who may know them.';

-- A row that carries an expression may be written by those only who could become its owner, or else
-- an operator could have his expression run with another's rights by the scheduler. The policies
-- are made here, not by the install script: pg_dump dumps them and a restore would find them there.
CREATE FUNCTION drift.protect_owners() RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	p record;
	command text;
BEGIN
	FOR p IN SELECT * FROM (VALUES
			('source', 'pg_has_role(owner, ''MEMBER'')'),
			('monitor', 'pg_has_role(owner, ''MEMBER'')'),
			('baseline',
				'EXISTS (SELECT FROM drift.source s WHERE s.source_id = baseline.source_id '
				'AND pg_has_role(s.owner, ''MEMBER''))')) AS v(relation, mine)
	LOOP
		CONTINUE WHEN EXISTS (SELECT FROM pg_policy y WHERE y.polname = 'drift_read'
			AND y.polrelid = format('drift.%I', p.relation)::regclass);
		EXECUTE format('ALTER TABLE drift.%I ENABLE ROW LEVEL SECURITY', p.relation);
		EXECUTE format('CREATE POLICY drift_read ON drift.%I FOR SELECT USING (true)', p.relation);
		FOREACH command IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
			EXECUTE format('CREATE POLICY %I ON drift.%I FOR %s %s (%s)', 'drift_'
				|| lower(command),
				p.relation, command, CASE command WHEN 'INSERT' THEN 'WITH CHECK' ELSE 'USING' END,
					p.mine);
		END LOOP;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.protect_owners() IS 'Row-level security on sources, monitors and baselines: everybody who may read the tables sees them, only who could become the owner writes them.';

CREATE FUNCTION drift.grant_operator(role name) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.protect_owners();
	PERFORM drift.grant_viewer(role);
	EXECUTE format('GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA drift TO %I', role);
	-- The history of alerts can be added to, under one's own name and now.
	EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON drift.alert_event FROM %I', role);
	EXECUTE format('GRANT INSERT (%s) ON drift.alert_event TO %I', (
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
		WHERE a.attrelid = 'drift.alert_event'::regclass AND a.attnum > 0
			AND NOT a.attisdropped AND a.attname NOT IN ('event_id', 'at', 'actor')), role);
	EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA drift TO %I', role);
END
$$;
COMMENT ON FUNCTION drift.grant_operator(name) IS 'Let a role watch logs and call drift.run_due. Logs are still read with the rights of their source''s owner, whom the role must be able to become; sources, monitors and baselines of other owners it can neither run nor change (drift.protect_owners).';
