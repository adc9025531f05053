
-- backfill: the windows of years, batch by batch, to be continued after any break
--
-- Position and results of a batch are committed together, so that nothing is done twice or left
-- out, however it ends. A batch looks at its own windows only: the cost of each is the same whether
-- a hundred or a hundred thousand follow.

-- Windows of a backfill; those of a baseline are never measured against it.
CREATE FUNCTION drift.backfill_windows(src drift.source, from_time timestamptz, to_time timestamptz,
									   batch int, OUT starts timestamptz[], OUT ends timestamptz[],
									   OUT reached timestamptz, OUT new_windows int)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	position timestamptz := from_time;
	until timestamptz;
	behind timestamptz;
BEGIN
	new_windows := 0;
	WHILE starts IS NULL AND position < to_time AND isfinite(position) LOOP
		until := least(to_time, position + (greatest(batch, 1) + 2) * src.window_length);
		SELECT array_agg(w.window_start ORDER BY w.window_start),
			array_agg(w.window_end ORDER BY w.window_start), max(w.window_end), count(*)::int
		INTO starts, ends, reached, new_windows
		FROM (
			SELECT w.* FROM drift.windows(src, position, until) w
			WHERE NOT EXISTS (SELECT FROM drift.baseline b WHERE b.source_id = src.source_id
				AND b.active AND b.range && tstzrange(w.window_start, w.window_end))
			ORDER BY w.window_start LIMIT batch
		) w;
		-- jump over a baseline's range
		SELECT max(upper(b.range)) INTO behind FROM drift.baseline b
		WHERE b.source_id = src.source_id AND b.active AND b.range @> position;
		EXIT WHEN until = to_time AND (behind < to_time) IS NOT TRUE;
		position := greatest(behind, until - src.window_length);
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.backfill_windows(drift.source, timestamptz, timestamptz, int) IS 'The next batch of windows of a backfill, in order, and how far it gets.';

CREATE FUNCTION drift.move_backfill(job bigint, run_id bigint, reached timestamptz, well boolean)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	j drift.backfill_job;
	r drift.run;
BEGIN
	IF job IS NULL THEN
		RETURN;
	END IF;
	SELECT x.* INTO r FROM drift.run x WHERE x.run_id = run_id;
	UPDATE drift.backfill_job x SET moved_at = clock_timestamp(), pid = pg_backend_pid(),
		position = CASE WHEN well THEN reached ELSE x.position END,
		windows_done = x.windows_done + CASE WHEN well THEN coalesce(r.windows, 0) ELSE 0 END,
		rows_read = x.rows_read + CASE WHEN well THEN coalesce(r.rows_read, 0) ELSE 0 END,
		windows_failed = x.windows_failed + CASE WHEN well THEN 0 ELSE 1 END
	WHERE x.job_id = job
	RETURNING x.* INTO j;
	IF well THEN
		RAISE NOTICE 'drift: backfill % of % windows, up to %', j.windows_done, j.windows_total,
			j.position;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.move_backfill(bigint, bigint, timestamptz, boolean) IS 'Write down how far a backfill has come, in the transaction of its batch.';

CREATE FUNCTION drift.finish_backfill(job bigint) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.backfill_job j SET finished_at = clock_timestamp() WHERE j.job_id = $1
$$;
COMMENT ON FUNCTION drift.finish_backfill(bigint) IS 'A backfill has reached its end.';

-- The job to continue, or a new one.
CREATE FUNCTION drift.begin_backfill(src drift.source, from_time timestamptz,
									 to_time timestamptz, restart boolean)
	RETURNS drift.backfill_job
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	j drift.backfill_job;
	total int := (SELECT count(*) FROM drift.windows(src, from_time, to_time) w
		WHERE NOT EXISTS (SELECT FROM drift.baseline b WHERE b.source_id = src.source_id
			AND b.active AND b.range && tstzrange(w.window_start, w.window_end)));
BEGIN
	IF restart THEN
		DELETE FROM drift.backfill_job x WHERE x.source_id = src.source_id
			AND x.from_time = from_time AND x.finished_at IS NULL;
	END IF;
	UPDATE drift.backfill_job x SET to_time = to_time, windows_total = total, calls = x.calls + 1,
		continued_at = clock_timestamp(), position_at_call = x.position, pid = pg_backend_pid()
	WHERE x.source_id = src.source_id AND x.from_time = from_time AND x.finished_at IS NULL
	RETURNING x.* INTO j;
	IF FOUND THEN
		RAISE NOTICE 'drift: backfill of "%" is continued at %, % of % windows are done', src.name,
			j.position, j.windows_done, j.windows_total;
	ELSE
		INSERT INTO drift.backfill_job (source_id, from_time, to_time, position, position_at_call,
			windows_total)
		VALUES (src.source_id, from_time, to_time, from_time, from_time, total)
		RETURNING * INTO j;
	END IF;
	RETURN j;
END
$$;
COMMENT ON FUNCTION drift.begin_backfill(drift.source, timestamptz, timestamptz, boolean) IS 'The backfill of a source from a time: the one that broke off, or a new one.';

CREATE PROCEDURE drift.backfill(source text, from_time timestamptz DEFAULT NULL,
								to_time timestamptz DEFAULT now(),
								throttle interval DEFAULT '0', batch int DEFAULT 50,
								restart boolean DEFAULT false)
	LANGUAGE plpgsql
AS $$
#variable_conflict use_variable
DECLARE
	path text := pg_catalog.current_setting('search_path');
	atomic boolean := NOT drift.can_commit();
	src drift.source;
	job drift.backfill_job;
BEGIN
	PERFORM drift.enter();
	PERFORM drift.check_writable('drift.backfill');
	src := drift.find_source(source);
	from_time := coalesce(from_time, src.watch_from);
	to_time := least(to_time, now());
	IF to_time IS NULL OR to_time <= from_time OR NOT isfinite(from_time) THEN
		RAISE EXCEPTION 'backfill of "%" from % to % holds no window', src.name, from_time, to_time
			USING ERRCODE = 'invalid_parameter_value', HINT = 'to_time must be after from_time.';
	ELSIF batch IS NULL OR batch NOT BETWEEN 1 AND 1000 OR throttle IS NULL
		OR throttle NOT BETWEEN interval '0' AND interval '1 hour' OR restart IS NULL THEN
		RAISE EXCEPTION 'a backfill cannot have batch % and throttle %', batch, throttle
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'batch is between 1 and 1000 windows, throttle between 0 and an hour.';
	END IF;
	job := drift.begin_backfill(src, from_time, to_time, restart);
	IF NOT atomic THEN
		COMMIT;
	END IF;
	CALL drift.run_one(src.source_id, to_time, 'backfill', job.position, to_time, job.job_id,
		batch, throttle);
	IF atomic THEN
		PERFORM pg_catalog.set_config('search_path', path, true);
	END IF;
END
$$;
COMMENT ON PROCEDURE drift.backfill(text, timestamptz, timestamptz, interval, int, boolean) IS
'Collect, measure and judge the whole windows of a source between two times, again where that was done before; windows of its baseline are left out. from_time: by default the first window watched; throttle: pause after each batch; batch: windows in one transaction, 1 to commit each. Commits batch by batch outside a transaction block; NOTICE and the view drift.backfill_progress show how far it is. After any break, call it again with the same from_time: it goes on from there, unless restart. A batch that fails ends it; drift.run says why.';

CREATE PROCEDURE drift.backfill(source_id bigint, from_time timestamptz DEFAULT NULL,
								to_time timestamptz DEFAULT now(),
								throttle interval DEFAULT '0', batch int DEFAULT 50,
								restart boolean DEFAULT false)
	LANGUAGE plpgsql
AS $$
BEGIN
	CALL drift.backfill(source_id::text, from_time, to_time, throttle, batch, restart);
END
$$;
COMMENT ON PROCEDURE drift.backfill(bigint, timestamptz, timestamptz, interval, int, boolean) IS 'drift.backfill for a source by its number.';

CREATE VIEW drift.backfill_progress AS
SELECT j.job_id, s.name AS source,
	CASE WHEN j.finished_at IS NOT NULL THEN 'finished'
		WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
			WHERE a.pid = j.pid AND a.backend_start <= j.continued_at) THEN 'running'
		ELSE 'stopped' END AS status,
	j.from_time, j.to_time, j.position, j.windows_done, j.windows_total,
	CASE WHEN j.finished_at IS NOT NULL THEN 1 ELSE least(1,
		j.windows_done::float8 / nullif(j.windows_total, 0)) END AS share,
	j.rows_read, j.windows_failed, j.calls, j.started_at, j.continued_at, j.moved_at,
	j.finished_at,
	CASE WHEN j.finished_at IS NULL AND j.moved_at > j.continued_at
		AND j.position > j.position_at_call THEN (j.moved_at - j.continued_at)
			* (extract(epoch FROM j.to_time - j.position)
				/ extract(epoch FROM j.position - j.position_at_call))::float8 END AS time_left,
	j.pid, j.caller
FROM drift.backfill_job j
JOIN drift.source s ON s.source_id = j.source_id;
COMMENT ON VIEW drift.backfill_progress IS 'Every backfill and how far it is, as the pg_stat_progress views show it.';
COMMENT ON COLUMN drift.backfill_progress.job_id IS 'Key.';
COMMENT ON COLUMN drift.backfill_progress.source IS 'Name of the source.';
COMMENT ON COLUMN drift.backfill_progress.status IS 'running; stopped: its backend is gone, CALL drift.backfill again; finished.';
COMMENT ON COLUMN drift.backfill_progress.from_time IS 'Start of the backfill.';
COMMENT ON COLUMN drift.backfill_progress.to_time IS 'Its end.';
COMMENT ON COLUMN drift.backfill_progress.position IS 'Everything before this is done.';
COMMENT ON COLUMN drift.backfill_progress.windows_done IS 'Windows done.';
COMMENT ON COLUMN drift.backfill_progress.windows_total IS 'Windows between from_time and to_time, without those of a baseline.';
COMMENT ON COLUMN drift.backfill_progress.share IS 'Share of the windows done, in [0, 1].';
COMMENT ON COLUMN drift.backfill_progress.rows_read IS 'Rows of the log read.';
COMMENT ON COLUMN drift.backfill_progress.windows_failed IS 'Batches that could not be collected.';
COMMENT ON COLUMN drift.backfill_progress.calls IS 'How often it was begun or continued.';
COMMENT ON COLUMN drift.backfill_progress.started_at IS 'When it was begun.';
COMMENT ON COLUMN drift.backfill_progress.continued_at IS 'When it was last begun or continued.';
COMMENT ON COLUMN drift.backfill_progress.moved_at IS 'When it last came further.';
COMMENT ON COLUMN drift.backfill_progress.finished_at IS 'When it ended; NULL: not yet.';
COMMENT ON COLUMN drift.backfill_progress.time_left IS 'Time that the rest takes at the pace since it was last begun or continued.';
COMMENT ON COLUMN drift.backfill_progress.pid IS 'Backend that works, or worked, on it.';
COMMENT ON COLUMN drift.backfill_progress.caller IS 'Role that began it.';
