
-- schedule: run_due under pg_cron, and whether all is well
--
-- pg_cron is called dynamically and by the interface of 1.4: it need not exist. It lives in one
-- database and can run commands in others; where it is not at all, any scheduler can call
-- CALL drift.run_due() (doc/scheduling.md).

-- Where pg_cron lives; NULL where nobody says, or may say.
CREATE FUNCTION drift.cron_database() RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	RETURN nullif(current_setting('cron.database_name', true), '');
EXCEPTION WHEN insufficient_privilege THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION drift.cron_database() IS 'Database of pg_cron; NULL where the server does not run it, or the caller may not know.';

CREATE FUNCTION drift.find_cron() RETURNS name
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT n.nspname FROM pg_extension e
	JOIN pg_proc p ON p.proname = 'schedule'
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		AND d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	JOIN pg_namespace n ON n.oid = p.pronamespace
	WHERE e.extname = 'pg_cron' LIMIT 1
$$;
COMMENT ON FUNCTION drift.find_cron() IS 'Schema of pg_cron''s functions; NULL where it is not in this database.';

CREATE FUNCTION drift.cron_schema() RETURNS name
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	schema name := drift.find_cron();
	home text := drift.cron_database();
BEGIN
	IF schema IS NULL THEN
		RAISE EXCEPTION 'pg_cron is not installed in database %', current_database()
			USING ERRCODE = 'undefined_object',
			HINT = CASE WHEN home <> current_database() THEN format('It lives in database %s: '
				'there call SELECT cron.schedule_in_database(%L, ''*/5 * * * *'', '
				'''CALL drift.run_due()'', %L).', home, 'drift:' || current_database(),
				current_database())
			ELSE format('CREATE EXTENSION pg_cron, or let any scheduler (cron, a systemd timer, '
				'Airflow) call: psql -d %s -c "CALL drift.run_due()"', current_database()) END;
	END IF;
	RETURN schema;
END
$$;
COMMENT ON FUNCTION drift.cron_schema() IS 'Schema of pg_cron''s functions; an error that says what to call instead where it is missing.';

CREATE FUNCTION drift.job_name(database name) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN database IS NULL OR database = current_database() THEN 'drift'
		ELSE 'drift:' || database END
$$;
COMMENT ON FUNCTION drift.job_name(name) IS 'Name of the pg_cron job that runs drift in a database.';

CREATE FUNCTION drift.schedule(schedule text DEFAULT '*/5 * * * *', database name DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	job bigint;
	cron name := drift.cron_schema();
	label text := drift.job_name(database);
BEGIN
	IF label = 'drift' THEN
		EXECUTE format('SELECT %I.schedule(%L, $1, %L)', cron, label, 'CALL drift.run_due()')
		INTO job USING schedule;
	ELSIF NOT EXISTS (SELECT FROM pg_database d WHERE d.datname = database) THEN
		RAISE EXCEPTION 'database "%" does not exist', database
			USING ERRCODE = 'undefined_database', HINT = 'Leave it out for this one.';
	ELSE
		EXECUTE format('SELECT %I.schedule_in_database(%L, $1, %L, $2)', cron, label,
			'CALL drift.run_due()') INTO job USING schedule, database;
	END IF;
	RETURN job;
END
$$;
COMMENT ON FUNCTION drift.schedule(text, name) IS
'Let pg_cron call drift.run_due with the caller''s rights; returns the job''s number. schedule: five cron fields, in pg_cron''s time zone. database: another one than this, for which pg_cron asks a superuser. Called again it changes the schedule. How often a source is run at most is its run_every. Without pg_cron it is an error whose hint says what to call, where.';

CREATE FUNCTION drift.unschedule(database name DEFAULT NULL) RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	cron name := drift.cron_schema();
	job bigint;
BEGIN
	EXECUTE format('SELECT j.jobid FROM %I.job j WHERE j.jobname = %L AND j.username = '
		'current_user', cron, drift.job_name(database))
	INTO job;
	IF job IS NULL THEN
		RAISE NOTICE 'drift is not scheduled by %', current_user;
		RETURN false;
	END IF;
	EXECUTE format('SELECT %I.unschedule($1)', cron) USING job;
	RETURN true;
END
$$;
COMMENT ON FUNCTION drift.unschedule(name) IS 'Take the caller''s drift.schedule back, for this or another database; false when there was none.';

-- Jobs of other roles are seen by superusers only: what is not seen is not known.
CREATE FUNCTION drift.cron_health(OUT status text, OUT detail text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	cron name := drift.find_cron();
	job record;
	run record;
BEGIN
	status := 'unknown';
	detail := CASE WHEN cron IS NULL THEN 'pg_cron is not in this database'
		ELSE 'pg_cron has no job here that you may see' END;
	IF cron IS NOT NULL THEN
		EXECUTE format('SELECT j.jobid, j.schedule, j.active FROM %I.job j WHERE j.database = '
			'current_database() AND j.command LIKE ''%%drift.run_due%%'' '
			'ORDER BY j.active DESC, j.jobid LIMIT 1', cron) INTO job;
		IF job.jobid IS NULL THEN
			status := CASE WHEN current_setting('is_superuser')::boolean THEN 'missing'
				ELSE 'unknown' END;
			RETURN;
		END IF;
		EXECUTE format('SELECT d.status, d.return_message, d.start_time FROM '
			'%I.job_run_details d WHERE d.jobid = $1 AND d.status IN (''failed'', ''succeeded'') '
			'ORDER BY d.runid DESC LIMIT 1', cron) INTO run USING job.jobid;
		status := CASE WHEN NOT job.active THEN 'missing' WHEN run.status = 'failed' THEN 'failing'
			ELSE 'ok' END;
		detail := format('pg_cron job %s, %s%s%s', job.jobid, job.schedule, CASE WHEN NOT job.active
			THEN ', not active' ELSE '' END, CASE WHEN run.status IS NOT NULL THEN
			format(': %s at %s, %s', run.status, run.start_time, run.return_message) END);
	END IF;
EXCEPTION WHEN insufficient_privilege OR undefined_table OR undefined_column THEN
	detail := 'pg_cron does not let you look: ' || SQLERRM;
END
$$;
COMMENT ON FUNCTION drift.cron_health() IS 'Whether pg_cron runs drift in this database: ok, failing (the last run did), missing, or unknown: another scheduler may.';

CREATE FUNCTION drift.source_health(OUT subject text, OUT status text, OUT detail text)
	RETURNS SETOF record
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH s AS (
		SELECT s.*, coalesce(s.collected_until, s.watch_from) AS reached, r AS last,
			(SELECT count(DISTINCT w.window_start) FROM drift.window_state w
				WHERE w.source_id = s.source_id AND w.kind = 'rows' AND NOT w.final) AS unfinal
		FROM drift.source s LEFT JOIN LATERAL (SELECT r.* FROM drift.run r
			WHERE r.source_id = s.source_id ORDER BY r.run_id DESC LIMIT 1) r ON true
	)
	SELECT 'source ' || s.name,
		CASE WHEN NOT s.enabled THEN 'suspended'
			WHEN (s.last).status IN ('error', 'aborted', 'skipped') THEN (s.last).status
			WHEN now() > s.reached + s.lateness + 2 * greatest(s.window_length, s.run_every)
				THEN 'behind'
			WHEN (s.last).status = 'partial' THEN 'partial'
			ELSE 'ok' END,
		format('last run %s; collected until %s, %s behind; %s windows not final%s',
			coalesce(date_trunc('second', clock_timestamp() - (s.last).started_at)
				|| ' ago: ' || (s.last).status, 'never'), s.reached,
			date_trunc('second', greatest(now() - s.reached - s.lateness, '0')), s.unfinal,
			coalesce('; ' || (s.last).message, ''))
	FROM s
$$;
COMMENT ON FUNCTION drift.source_health() IS 'The lines of drift.health() about sources.';

CREATE FUNCTION drift.outbox_health(OUT status text, OUT detail text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN count(*) FILTER (WHERE n.status = 'failed') > 0 THEN 'failed'
			WHEN min(n.next_attempt_at) FILTER (WHERE n.channel <> 'outbox')
				< now() - interval '1 hour' THEN 'undelivered' ELSE 'ok' END,
		format('%s queued for delivery, %s to be read in the outbox, %s failed%s',
			count(*) FILTER (WHERE n.status <> 'failed' AND n.channel <> 'outbox'),
			count(*) FILTER (WHERE n.status <> 'failed' AND n.channel = 'outbox'),
			count(*) FILTER (WHERE n.status = 'failed'), coalesce('; the oldest is from '
				|| min(n.created_at) FILTER (WHERE n.channel <> 'outbox'), ''))
	FROM drift.notification n
	WHERE n.status IN ('queued', 'sending')
		OR n.status = 'failed' AND n.created_at > now() - interval '7 days'
$$;
COMMENT ON FUNCTION drift.outbox_health() IS 'The line of drift.health() about messages: failed ones of the last 7 days, and those that wait for more than an hour.';

CREATE FUNCTION drift.health(OUT subject text, OUT status text,
	OUT detail text) RETURNS SETOF record
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT h.* FROM drift.source_health() h
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
	SELECT 'outbox', o.* FROM drift.outbox_health() o
	UNION ALL
	SELECT 'scheduler', c.* FROM drift.cron_health() c
	UNION ALL
	SELECT 'storage', CASE WHEN p.started_at < now() - interval '3 days' THEN 'not purged'
			WHEN p.finished_at IS NULL AND p.started_at < now() - interval '1 day' THEN 'not purged'
			ELSE 'ok' END,
		format('%s; most in %s, %s; purged %s', pg_size_pretty(t.bytes), t.relation,
			pg_size_pretty(t.most), coalesce(p.finished_at::text, 'never'))
	FROM (SELECT sum(s.bytes)::bigint AS bytes, max(s.bytes) AS most,
			(array_agg(s.relation ORDER BY s.bytes DESC))[1] AS relation FROM drift.storage s) t
	LEFT JOIN (SELECT max(l.started_at) AS started_at, max(l.finished_at) AS finished_at
		FROM drift.purge_log l) p ON true
	ORDER BY 1
$$;
COMMENT ON FUNCTION drift.health() IS
'Whether the watch itself works. Sources: behind when no run has collected them for twice their window (or run_every), error, aborted or skipped when their last run was; how far behind, and windows that still wait for labels. Monitors whose last result is an error; alerts that fire; messages not delivered; pg_cron''s job missing or failing; sizes, and whether old rows are purged. All is well where no status is other than ok, firing, suspended and unknown.';
