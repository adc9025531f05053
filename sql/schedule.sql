
-- schedule: run_due under pg_cron, and whether all is well
--
-- pg_cron is called dynamically and by the interface of 1.4: it need not exist. It lives in one
-- database; where it is not, any scheduler can call CALL drift.run_due().

CREATE FUNCTION drift.cron_schema() RETURNS name
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	schema name;
BEGIN
	SELECT n.nspname INTO schema FROM pg_extension e
	JOIN pg_proc p ON p.proname = 'schedule'
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		AND d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	JOIN pg_namespace n ON n.oid = p.pronamespace
	WHERE e.extname = 'pg_cron' LIMIT 1;
	IF schema IS NULL THEN
		RAISE EXCEPTION 'pg_cron is not installed in database %', current_database()
			USING ERRCODE = 'undefined_object',
			HINT = format('CREATE EXTENSION pg_cron, or let any scheduler (cron, a systemd timer, '
				'Airflow) call: psql -d %s -c "CALL drift.run_due()"', current_database());
	END IF;
	RETURN schema;
END
$$;
COMMENT ON FUNCTION drift.cron_schema() IS 'Schema of pg_cron''s functions; an error that says what to call instead where it is missing.';

CREATE FUNCTION drift.schedule(schedule text DEFAULT '*/5 * * * *') RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	job bigint;
	cron name := drift.cron_schema();
BEGIN
	EXECUTE format('SELECT %I.schedule(%L, $1, %L)', cron, 'drift', 'CALL drift.run_due()')
	INTO job USING schedule;
	RETURN job;
END
$$;
COMMENT ON FUNCTION drift.schedule(text) IS
'Let pg_cron call drift.run_due with the caller''s rights; returns the job''s number. schedule: five cron fields, in pg_cron''s time zone. Called again it changes the schedule. Without pg_cron it is an error whose hint says what to call from another scheduler.';

CREATE FUNCTION drift.unschedule() RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	cron name := drift.cron_schema();
	job bigint;
BEGIN
	EXECUTE format('SELECT j.jobid FROM %I.job j WHERE j.jobname = %L AND j.username = '
		'current_user', cron, 'drift')
	INTO job;
	IF job IS NULL THEN
		RAISE NOTICE 'drift is not scheduled by %', current_user;
		RETURN false;
	END IF;
	EXECUTE format('SELECT %I.unschedule($1)', cron) USING job;
	RETURN true;
END
$$;
COMMENT ON FUNCTION drift.unschedule() IS 'Take the caller''s drift.schedule back; false when there was none.';

CREATE FUNCTION drift.health(OUT subject text, OUT status text,
	OUT detail text) RETURNS SETOF record
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH s AS (
		SELECT s.*, coalesce(s.collected_until, s.watch_from) AS reached,
			(SELECT r FROM drift.run r WHERE r.source_id = s.source_id
				AND r.status <> 'skipped' ORDER BY r.run_id DESC LIMIT 1) AS last
		FROM drift.source s
	)
	SELECT 'source ' || s.name,
		CASE
			WHEN NOT s.enabled THEN 'suspended'
			WHEN (s.last).status IN ('error', 'aborted') THEN 'error'
			WHEN now() > s.reached + s.lateness + 2 * s.window_length THEN 'behind'
			WHEN (s.last).status = 'partial' THEN 'partial'
			ELSE 'ok' END,
		format('collected until %s; last run %s%s', s.reached,
			coalesce((s.last).status || ' at ' || (s.last).started_at, 'never'),
			coalesce(': ' || (s.last).message, ''))
	FROM s
	UNION ALL
	SELECT format('monitor %s: %s', m.monitor_id, m.name), 'error', r.reason
	FROM drift.monitor m
	JOIN LATERAL (SELECT r.status, r.reason FROM drift.result r WHERE r.monitor_id = m.monitor_id
				  ORDER BY r.window_start DESC LIMIT 1) r ON r.status = 'error'
	WHERE m.enabled
	UNION ALL
	SELECT 'alerts', CASE WHEN count(*) > 0 THEN 'firing' ELSE 'ok' END, count(*) || ' firing'
	FROM drift.alert a WHERE a.state = 'firing'
	UNION ALL
	SELECT 'outbox', 'ok', count(*) || ' queued'
	FROM drift.notification n WHERE n.status = 'queued'
	ORDER BY 1
$$;
COMMENT ON FUNCTION drift.health() IS
'Whether the watch itself works: a source is behind when no run has collected it for twice its window, error when its last run failed; monitors whose last result is an error; alerts that fire; messages in the outbox.';
