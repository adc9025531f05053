
-- run: the five steps for what is due
--
-- One transaction a source and batch of windows, with all monitors, where COMMIT is allowed, so that
-- a run that is killed loses a batch at most and the next run goes on from there. The row of the
-- source is the lock: who may not update it cannot hold it, and it ends with the transaction, however
-- that ends. A run waits for locks and reads the log as long as the source allows.

-- Prepare, collect what is custom, measure, judge and alert some monitors with one metric.
CREATE FUNCTION drift.run_group(src drift.source, ids bigint[], starts timestamptz[],
								ends timestamptz[], run_id bigint)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	unprepared bigint[] := array(
		SELECT x.monitor_id FROM drift.monitor x
		JOIN drift.baseline b ON b.source_id = x.source_id AND b.model_id = x.model_id
			AND b.name = x.baseline AND b.active
		WHERE x.monitor_id = ANY (ids) AND x.prepared_for IS DISTINCT FROM b.baseline_id);
	m drift.monitor;
	base_starts timestamptz[];
	base_ends timestamptz[];
	written bigint;
BEGIN
	IF EXISTS (SELECT FROM drift.monitor x WHERE x.monitor_id = ids[1]
			   AND x.metric IN ('ratio', 'difference')) THEN
		PERFORM drift.prepare_derived(unprepared);
		written := drift.measure_derived(ids, starts, ends, run_id);
		PERFORM drift.judge(src, ids, starts);
		PERFORM drift.raise_alerts(src, ids, starts, run_id);
		RETURN written;
	END IF;
	FOR m IN SELECT x.* FROM drift.monitor x WHERE x.monitor_id = ANY (ids)
		AND (x.metric = 'custom' OR x.monitor_id = ANY (unprepared) AND drift.is_counted(x.metric))
		LOOP
		SELECT array_agg(w.window_start), array_agg(w.window_end) INTO base_starts, base_ends
		FROM drift.baseline b, drift.windows(src, lower(b.range), upper(b.range)) w
		WHERE m.monitor_id = ANY (unprepared) AND b.source_id = m.source_id
			AND b.model_id = m.model_id AND b.name = m.baseline AND b.active
			AND b.kind = 'range';
		IF m.metric <> 'custom' THEN
			PERFORM drift.collect_checks(src, ARRAY[m.monitor_id], base_starts, base_ends, run_id)
			WHERE base_starts IS NOT NULL;
			CONTINUE;
		END IF;
		PERFORM drift.collect_custom(src, m, coalesce(base_starts, '{}') || starts,
									 coalesce(base_ends, '{}') || ends, run_id);
	END LOOP;
	IF cardinality(unprepared) > 0 THEN
		PERFORM drift.prepare(src, unprepared);
	END IF;
	written := drift.measure(src, ids, starts, ends, run_id);
	PERFORM drift.mark_uncollected(src, ids, starts);
	PERFORM drift.judge(src, ids, starts);
	PERFORM drift.raise_alerts(src, ids, starts, run_id);
	RETURN written;
END
$$;
COMMENT ON FUNCTION drift.run_group(drift.source, bigint[], timestamptz[], timestamptz[], bigint) IS 'Steps measure, judge and alert for monitors that share metric and parameters.';

-- A monitor that failed has a result that says so in every window.
CREATE FUNCTION drift.record_error(ids bigint[], starts timestamptz[], ends timestamptz[],
								   run_id bigint, message text)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	INSERT INTO drift.result (run_id, monitor_id, source_id, model_id, window_start, window_end,
		metric,
		column_name, segment_key, segment_value, status, reason, judged_at)
	SELECT $4, m.monitor_id, m.source_id, m.model_id, w.s, w.e, m.metric, m.column_name,
		m.segment_key,
		m.segment_value, 'error', $5, clock_timestamp()
	FROM drift.monitor m, unnest(starts, ends) AS w(s, e)
	WHERE m.monitor_id = ANY (ids)
	ON CONFLICT (monitor_id, window_start, column_name, segment_key, segment_value) DO UPDATE SET
		run_id = excluded.run_id, value = NULL, n_current = NULL, n_baseline = NULL, n_null = NULL,
		critical_value = NULL, p_value = NULL, ci_low = NULL, ci_high = NULL, limit_kind = NULL,
		basis = NULL, history = NULL, p_adjusted = NULL, reason_code = NULL,
		warn_low = NULL, warn_high = NULL, critical_low = NULL, critical_high = NULL,
		status = 'error', reason = excluded.reason,
		measured_at = excluded.measured_at, judged_at = excluded.judged_at
$$;
COMMENT ON FUNCTION drift.record_error(bigint[], timestamptz[], timestamptz[], bigint, text) IS 'Write results with status error and a message for monitors and windows.';

-- Monitors one by one, each in a subtransaction of its own.
CREATE FUNCTION drift.run_alone(src drift.source, ids bigint[], starts timestamptz[],
								ends timestamptz[], run_id bigint, OUT results bigint,
									OUT failed int)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint;
BEGIN
	results := 0;
	failed := 0;
	FOREACH id IN ARRAY ids LOOP
		BEGIN
			results := results + drift.run_group(src, ARRAY[id], starts, ends, run_id);
		EXCEPTION WHEN OTHERS THEN
			PERFORM drift.record_error(ARRAY[id], starts, ends, run_id,
									   format('%s (SQLSTATE %s)', SQLERRM, SQLSTATE));
			PERFORM drift.raise_alerts(src, ARRAY[id], starts, run_id);
			failed := failed + 1;
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.run_alone(drift.source, bigint[], timestamptz[], timestamptz[], bigint) IS 'Run monitors one by one, so that one that fails does not stop another.';

-- The columns that monitors of a source cannot be measured in any more, each looked up once.
CREATE FUNCTION drift.broken_columns(src drift.source)
	RETURNS TABLE (column_name name, metric text, broken text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT m.column_name, m.metric, format(CASE WHEN c.present
		THEN 'column %I of %s has changed its type'
		ELSE 'column %I of %s does not exist any more' END, m.column_name, src.log)
	FROM (SELECT x.column_name, drift.has_feature(src, x.column_name) AS present,
			x.column_name IN (SELECT k.column_name
				FROM drift.collected_columns(src, src.log) k) AS usable
		FROM (SELECT DISTINCT m.column_name FROM drift.monitor m
			WHERE m.source_id = src.source_id AND m.enabled AND m.column_name IS NOT NULL) x
		OFFSET 0) c
	JOIN (SELECT DISTINCT m.column_name, m.metric FROM drift.monitor m
		WHERE m.source_id = src.source_id AND m.enabled) m ON m.column_name = c.column_name
	WHERE NOT c.present OR NOT c.usable AND NOT drift.is_counted(m.metric)
$$;
COMMENT ON FUNCTION drift.broken_columns(drift.source) IS 'Monitored columns that the log does not have any more, or not in a usable type, by metric, and what to say of them.';

-- All monitors of a source for some windows: by metric, and one by one where that fails. Monitors
-- with longer windows of their own come last, and derived ones after what they are made of.
CREATE FUNCTION drift.run_monitors(src drift.source, starts timestamptz[], ends timestamptz[],
								   run_id bigint, OUT results bigint, OUT failed int)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	g record;
	w record;
	alone record;
BEGIN
	results := 0;
	failed := 0;
	FOR g IN
		SELECT array_agg(m.monitor_id ORDER BY m.monitor_id) AS ids, m.window_length, m.step,
			row_number() OVER (PARTITION BY m.window_length, m.step
				ORDER BY drift.judge_order(m.metric), m.metric, min(m.monitor_id)) AS place,
			x.broken
		FROM drift.monitor m
		LEFT JOIN drift.broken_columns(src) x ON x.column_name = m.column_name
			AND x.metric = m.metric
		WHERE m.source_id = src.source_id AND m.enabled
		GROUP BY m.metric, m.params, x.broken, m.window_length, m.step,
			CASE WHEN m.metric = 'custom' THEN m.monitor_id END
		ORDER BY m.window_length NULLS FIRST, m.step NULLS FIRST, place
	LOOP
		IF g.place = 1 THEN
			w := drift.monitor_windows(src, g.window_length, g.step, starts, ends, run_id);
		END IF;
		CONTINUE WHEN w.starts IS NULL;
		IF g.broken IS NOT NULL THEN
			PERFORM drift.record_error(g.ids, w.starts, w.ends, run_id, g.broken);
			PERFORM drift.raise_alerts(w.src, g.ids, w.starts, run_id);
			failed := failed + cardinality(g.ids);
			CONTINUE;
		END IF;
		BEGIN
			results := results + drift.run_group(w.src, g.ids, w.starts, w.ends, run_id);
		EXCEPTION WHEN OTHERS THEN
			alone := drift.run_alone(w.src, g.ids, w.starts, w.ends, run_id);
			results := results + alone.results;
			failed := failed + alone.failed;
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.run_monitors(drift.source, timestamptz[], timestamptz[], bigint) IS 'Steps measure, judge and alert for all monitors of a source in some windows.';

-- What a run has to do: new complete windows, and old ones that rows or labels were added to.
CREATE FUNCTION drift.due_windows(src drift.source, as_of timestamptz, batch int, recheck boolean,
								  OUT starts timestamptz[], OUT ends timestamptz[],
								  OUT reached timestamptz, OUT new_windows int)
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH new AS (
		SELECT w.* FROM drift.windows(src, coalesce(src.collected_until, src.watch_from),
			-- no further than the batch: the years that may follow are not counted each time
			least(as_of - src.lateness, coalesce(src.collected_until, src.watch_from)
				+ (batch + 2) * src.window_length)) w
		ORDER BY w.window_start LIMIT batch
	), changed AS (
		SELECT c.* FROM drift.changed_windows(src, as_of) c WHERE recheck
			ORDER BY c.window_start LIMIT 4 * batch
	), due AS (
		SELECT * FROM new UNION SELECT * FROM changed
	)
	SELECT array_agg(due.window_start ORDER BY due.window_start),
		array_agg(due.window_end ORDER BY due.window_start),
		(SELECT max(new.window_end) FROM new), (SELECT count(*)::int FROM new)
	FROM due
$$;
COMMENT ON FUNCTION drift.due_windows(drift.source, timestamptz, int, boolean) IS 'The next batch of windows a run must collect, in order, and how far it gets; with recheck also the old ones that changed.';

-- One batch: collect, then all monitors. Runs inside one transaction.
CREATE FUNCTION drift.run_batch(src drift.source, starts timestamptz[], ends timestamptz[],
								reached timestamptz, as_of timestamptz, run_id bigint)
	RETURNS text
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
	SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
	b bigint;
	got record;
	done record;
	unsettled text;
BEGIN
	FOR b IN SELECT x.baseline_id FROM drift.baseline x
			 WHERE x.source_id = src.source_id AND x.active AND x.frozen_at IS NULL
				AND x.kind IN ('range', 'relation') LOOP
		PERFORM drift.freeze_baseline(b, as_of, run_id);
	END LOOP;
	got := drift.collect(src, starts, ends, as_of, run_id);
	done := drift.run_monitors(src, starts, ends, run_id);
	UPDATE drift.window_state ws SET final = true
	WHERE ws.source_id = src.source_id AND ws.kind = 'rows' AND NOT ws.final
		AND ws.window_end + src.label_lateness <= as_of;
	UPDATE drift.source s SET collected_until = greatest(s.collected_until, reached)
	WHERE s.source_id = src.source_id AND reached IS NOT NULL;
	unsettled := drift.try_settle(src, as_of, run_id);
	UPDATE drift.run r SET finished_at = clock_timestamp(), windows = cardinality(starts),
		rows_read = got.rows_read, states_written = got.states_written,
		results_written = done.results, monitors_failed = done.failed,
		alerts_fired = (SELECT count(*) FROM drift.alert_event e
						WHERE e.run_id = r.run_id AND e.event = 'firing' AND e.alert_id IS NOT NULL),
		status = CASE WHEN done.failed > 0 OR unsettled IS NOT NULL THEN 'partial' ELSE 'ok' END,
		message = nullif(concat_ws('; ', got.message, unsettled), '')
	WHERE r.run_id = run_id;
	RETURN format('%s windows up to %s, %s rows, %s results%s', cardinality(starts),
		ends[cardinality(ends)], got.rows_read, done.results,
		CASE WHEN done.failed > 0 THEN format(', %s monitors failed', done.failed) ELSE '' END);
END
$$;
COMMENT ON FUNCTION drift.run_batch(drift.source, timestamptz[], timestamptz[], timestamptz, timestamptz, bigint) IS 'All five steps for one batch of windows of a source.';

-- The log could not be read: every monitor says so for the newest of the windows that were due; the
-- volume monitors alone raise it, so that one failure is one alert a model. Who waited for a lock in
-- vain, or lost against another transaction, has nothing to say but to the log of runs: the next run
-- tries again, and if that goes on, the watchdog tells.
CREATE FUNCTION drift.run_failed(src drift.source, starts timestamptz[], ends timestamptz[],
								 run_id bigint, message text)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	n int := cardinality(starts);
	late timestamptz[] := starts[greatest(1, n - 2) :];
	all_ids bigint[] := array(SELECT m.monitor_id FROM drift.monitor m
		WHERE m.source_id = src.source_id AND m.enabled AND m.window_length IS NULL);
BEGIN
	IF message ~ '\(SQLSTATE (55P03|40001|40P01)\)$' THEN
		UPDATE drift.run r SET finished_at = clock_timestamp(), status = 'error', windows = 0,
			message = message
		WHERE r.run_id = run_id;
		RETURN;
	END IF;
	PERFORM drift.record_error(all_ids, late, ends[greatest(1, n - 2) :], run_id, message);
	PERFORM drift.raise_alerts(src, array(SELECT m.monitor_id FROM drift.monitor m
		WHERE m.monitor_id = ANY (all_ids) AND m.metric = 'row_count'), late, run_id);
	UPDATE drift.run r SET finished_at = clock_timestamp(), status = 'error', windows = 0,
		monitors_failed = cardinality(all_ids),
		message = concat_ws('; ', message, drift.try_settle(src, r.as_of, run_id))
	WHERE r.run_id = run_id;
END
$$;
COMMENT ON FUNCTION drift.run_failed(drift.source, timestamptz[], timestamptz[], bigint, text) IS 'Record that a source could not be collected.';

-- The session's search_path must not decide what the procedures below mean; they cannot have a SET
-- clause, because they commit.
CREATE FUNCTION drift.enter() RETURNS text
	LANGUAGE sql
	RETURN pg_catalog.set_config('search_path', 'pg_catalog, drift, pg_temp', true);
COMMENT ON FUNCTION drift.enter() IS 'Set a safe search_path until the end of the transaction.';

-- A caller who cannot become the owner leaves the source alone and says so.
CREATE FUNCTION drift.skip_source(src drift.source, as_of timestamptz, kind text) RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known boolean := EXISTS (SELECT FROM pg_roles r WHERE r.rolname = src.owner);
	message text := CASE WHEN known THEN format('%s cannot become %s, the owner of the source',
			current_user, src.owner)
		ELSE format('the owner of the source, %s, does not exist any more', src.owner) END;
BEGIN
	PERFORM drift.check_owner(src.owner);
	RETURN false;
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
	INSERT INTO drift.run (source_id, as_of, kind, status, finished_at, windows, message)
	VALUES (src.source_id, as_of, kind, 'skipped', clock_timestamp(), 0, message);
	RAISE WARNING 'drift: source "%" is skipped: %', src.name, message
		USING HINT = CASE WHEN known THEN format('GRANT %I TO %I, or let another role call this.',
			src.owner, current_user) ELSE format('Give it another owner: '
			'drift.change_source(%L, ''{"owner": "..."}'').', src.name) END;
	RETURN true;
END
$$;
COMMENT ON FUNCTION drift.skip_source(drift.source, timestamptz, text) IS 'Whether the caller may not run a source, or its owner is gone; recorded and warned of.';

-- Schedulers are never on time to the millisecond: a run may come a little early.
CREATE FUNCTION drift.is_due(src drift.source, as_of timestamptz) RETURNS boolean
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT src.enabled AND coalesce(as_of < src.last_run_at OR as_of >= src.last_run_at
		+ src.run_every - least(src.run_every / 10, interval '30 seconds'), true)
$$;
COMMENT ON FUNCTION drift.is_due(drift.source, timestamptz) IS 'Whether drift.run_due runs a source at as_of: it is enabled, and run_every has passed.';

-- Until the end of the transaction; the session's own lock_timeout holds where it is shorter.
CREATE FUNCTION drift.limit_waits(src drift.source, session_limit text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT set_config('lock_timeout', least(nullif(m.session, 0), nullif(m.lock, 0))::text, true),
		set_config('drift.read_timeout', m.read::text, true)
	FROM (SELECT (extract(epoch FROM session_limit::interval) * 1000)::int AS session,
		least(extract(epoch FROM src.lock_timeout) * 1000, 2147483647)::int AS lock,
		least(extract(epoch FROM src.read_timeout) * 1000, 2147483647)::int AS read) m
	WHERE src.source_id IS NOT NULL
$$;
COMMENT ON FUNCTION drift.limit_waits(drift.source, text) IS 'Set lock_timeout and drift.read_timeout for a source until the end of the transaction.';

-- Windows that were collected before they were over, because the clock ran ahead, are collected
-- again in their time: nothing that was said about them holds.
CREATE FUNCTION drift.rewind_source(src drift.source, as_of timestamptz) RETURNS drift.source
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	ahead timestamptz := greatest(as_of, clock_timestamp());
	back timestamptz;
BEGIN
	IF (src.collected_until > ahead) IS NOT TRUE THEN
		RETURN src;
	END IF;
	back := greatest(src.watch_from, drift.window_floor(src, ahead - src.lateness));
	RAISE WARNING 'drift: source "%" was collected until %: the clock ran ahead', src.name,
		src.collected_until USING HINT = format('Windows from %s on are collected again.', back);
	DELETE FROM drift.result r USING drift.monitor m
	WHERE m.source_id = src.source_id AND r.monitor_id = m.monitor_id AND r.window_end > back;
	DELETE FROM drift.rollup_state w WHERE w.source_id = src.source_id AND w.window_end > back;
	DELETE FROM drift.window_state w WHERE w.source_id = src.source_id AND w.window_start >= back;
	UPDATE drift.window_state w SET final = false
	WHERE w.source_id = src.source_id AND w.kind = 'rows' AND w.final
		AND w.window_end + src.label_lateness > ahead;
	WITH closed AS (
		UPDATE drift.alert a SET state = CASE a.state WHEN 'pending' THEN 'inactive'
				ELSE 'resolved' END, resolved_at = clock_timestamp(), resolved_window = back,
			last_window = back, first_window = least(a.first_window, back),
			fired_window = least(a.fired_window, back)
		WHERE a.source_id = src.source_id AND a.metric <> 'no_run' AND a.last_window >= back
			AND a.state IN ('pending', 'firing', 'suppressed', 'no_data')
		RETURNING a.*
	)
	INSERT INTO drift.alert_event (alert_id, incident_id, window_start, event, severity, note)
	SELECT c.alert_id, c.incident_id, back, c.state, c.severity, 'the clock ran ahead'
	FROM closed c;
	UPDATE drift.source s SET collected_until = back
	WHERE s.source_id = src.source_id RETURNING s.* INTO src;
	RETURN src;
END
$$;
COMMENT ON FUNCTION drift.rewind_source(drift.source, timestamptz) IS 'Forget windows that end after both as_of and the clock; those before stay.';

-- What is to be done next, and what went wrong in finding it.
CREATE FUNCTION drift.next_windows(src drift.source, as_of timestamptz, kind text,
								   from_time timestamptz, to_time timestamptz, recheck boolean,
								   batch int DEFAULT 50, OUT starts timestamptz[],
								   OUT ends timestamptz[], OUT reached timestamptz,
								   OUT new_windows int, OUT error text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	due record;
BEGIN
	BEGIN
		IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = src.log) THEN
			RAISE EXCEPTION 'the log of source "%" was dropped', src.name
				USING ERRCODE = 'undefined_table', HINT = 'drift.change_source(..., ''{"log": '
					'"..."}'') takes another relation, drift.drop_source ends the watch.';
		ELSIF kind = 'backfill' THEN
			due := drift.backfill_windows(src, from_time, to_time, batch);
		ELSE
			due := drift.due_windows(src, as_of, batch, recheck);
		END IF;
	EXCEPTION WHEN OTHERS THEN
		-- Even counting failed; the new windows are due all the same.
		error := format('%s (SQLSTATE %s)', SQLERRM, SQLSTATE);
		due := drift.backfill_windows(src, coalesce(src.collected_until, src.watch_from),
									  as_of - src.lateness, 50);
	END;
	starts := due.starts;
	ends := due.ends;
	reached := due.reached;
	new_windows := coalesce(due.new_windows, 0);
	IF error IS NOT NULL AND starts IS NULL THEN
		INSERT INTO drift.run (source_id, as_of, kind, status, finished_at, windows, message)
		VALUES (src.source_id, as_of, kind, 'error', clock_timestamp(), 0, error);
		RAISE WARNING 'drift: source "%": %', src.name, error;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.next_windows(drift.source, timestamptz, text, timestamptz, timestamptz, boolean, int) IS 'The next batch of a run or backfill.';

-- A batch that fails is undone and recorded; true when it went well.
CREATE FUNCTION drift.try_batch(src drift.source, starts timestamptz[], ends timestamptz[],
								reached timestamptz, as_of timestamptz, run_id bigint, error text)
	RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF error IS NULL THEN
		BEGIN
			RAISE NOTICE 'drift: source "%": %', src.name,
				drift.run_batch(src, starts, ends, reached, as_of, run_id);
			RETURN true;
		EXCEPTION WHEN OTHERS THEN
			error := format('%s (SQLSTATE %s)', SQLERRM, SQLSTATE);
		END;
	END IF;
	PERFORM drift.run_failed(src, starts, ends, run_id, error);
	RAISE WARNING 'drift: source "%": %', src.name, error;
	RETURN false;
END
$$;
COMMENT ON FUNCTION drift.try_batch(drift.source, timestamptz[], timestamptz[], timestamptz, timestamptz, bigint, text) IS 'Run one batch, or record why it could not be run.';

-- The source is locked: note that it is run, who was killed while running it, and what is due.
CREATE FUNCTION drift.begin_batch(src drift.source, as_of timestamptz, kind text,
								  from_time timestamptz, to_time timestamptz, done int, batch int,
								  this_run bigint, job bigint,
								  OUT starts timestamptz[], OUT ends timestamptz[],
								  OUT reached timestamptz, OUT new_windows int, OUT error text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	due record;
BEGIN
	UPDATE drift.run r SET status = 'aborted', finished_at = clock_timestamp()
	WHERE r.source_id = src.source_id AND r.status = 'running'
		AND r.run_id IS DISTINCT FROM this_run;
	IF kind = 'due' THEN
		src := drift.rewind_source(src, as_of);
		UPDATE drift.source s SET last_run_at = as_of
		WHERE s.source_id = src.source_id AND s.last_run_at IS DISTINCT FROM as_of;
	END IF;
	due := drift.next_windows(src, as_of, kind, from_time, to_time, done = 0,
							  least(batch, CASE kind WHEN 'due' THEN src.max_windows END));
	IF due.starts IS NULL THEN
		PERFORM drift.finish_backfill(job);
	END IF;
	starts := due.starts;
	ends := due.ends;
	reached := due.reached;
	new_windows := due.new_windows;
	error := due.error;
END
$$;
COMMENT ON FUNCTION drift.begin_batch(drift.source, timestamptz, text, timestamptz, timestamptz, int, int, bigint, bigint) IS 'Begin the next batch of a run or backfill of a source that is locked; starts is NULL where there is none.';

CREATE PROCEDURE drift.run_one(id bigint, as_of timestamptz, kind text, from_time timestamptz,
							   to_time timestamptz, job bigint DEFAULT NULL, batch int DEFAULT 50,
							   throttle interval DEFAULT '0')
	LANGUAGE plpgsql
AS $$
#variable_conflict use_variable
DECLARE
	waits text := pg_catalog.current_setting('lock_timeout');
	src drift.source;
	due record;
	this_run bigint;
	position timestamptz := from_time;
	done int := 0;
	well boolean := true;
BEGIN
	LOOP
		PERFORM drift.enter();
		SELECT s.* INTO src FROM drift.source s WHERE s.source_id = id;
		EXIT WHEN kind = 'due' AND done = 0 AND NOT drift.is_due(src, as_of)
			OR drift.skip_source(src, as_of, kind);
		SELECT s.* INTO src FROM drift.source s WHERE s.source_id = id FOR UPDATE SKIP LOCKED;
		IF NOT FOUND THEN
			RAISE NOTICE 'drift: source % is being run by another session, or was dropped', id;
			EXIT;
		END IF;
		PERFORM drift.limit_waits(src, waits);
		due := drift.begin_batch(src, as_of, kind, position, to_time, done, batch, this_run, job);
		EXIT WHEN due.starts IS NULL OR done >= src.max_windows AND kind = 'due';

		IF this_run IS NULL THEN
			INSERT INTO drift.run (source_id, as_of, kind, status)
			VALUES (id, as_of, kind, 'running') RETURNING run_id INTO this_run;
			IF drift.can_commit() THEN
				COMMIT;
				CONTINUE;
			END IF;
		END IF;
		well := drift.try_batch(src, due.starts, due.ends,
			CASE WHEN kind = 'due' OR position <= coalesce(src.collected_until, src.watch_from)
				 THEN due.reached END, as_of, this_run, due.error);
		PERFORM drift.move_backfill(job, this_run, due.reached, well);
		this_run := NULL;
		position := due.reached;
		done := done + greatest(due.new_windows, 1);
		IF drift.can_commit() THEN
			COMMIT;
			PERFORM pg_catalog.pg_sleep_for(throttle);
		END IF;
		EXIT WHEN NOT well;
	END LOOP;
	DELETE FROM drift.run r WHERE r.run_id = this_run AND r.status = 'running';
	IF drift.can_commit() THEN
		COMMIT;
	ELSE
		PERFORM pg_catalog.set_config('lock_timeout', waits, true),
			pg_catalog.set_config('drift.read_timeout', '0', true);
	END IF;
END
$$;
COMMENT ON PROCEDURE drift.run_one(bigint, timestamptz, text, timestamptz, timestamptz, bigint, int, interval) IS 'Run one source, batch by batch; one that another session is running is left to it. job: the backfill whose position it moves; throttle: pause after each batch.';

CREATE FUNCTION drift.check_writable(what text) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF pg_is_in_recovery() THEN
		RAISE EXCEPTION '% cannot run on a standby', what
			USING ERRCODE = 'read_only_sql_transaction', HINT = 'Call it on the primary.';
	ELSIF current_setting('transaction_read_only')::boolean THEN
		RAISE EXCEPTION '% cannot run in a read-only transaction', what
			USING ERRCODE = 'read_only_sql_transaction',
			HINT = 'SET default_transaction_read_only = off.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_writable(text) IS 'Raise 25006 on a standby and in a read-only transaction.';

CREATE PROCEDURE drift.run_due(as_of timestamptz DEFAULT now())
	LANGUAGE plpgsql
AS $$
#variable_conflict use_variable
DECLARE
	path text := pg_catalog.current_setting('search_path');
	atomic boolean := NOT drift.can_commit();
	ids bigint[];
	id bigint;
BEGIN
	PERFORM drift.enter();
	PERFORM drift.check_writable('drift.run_due');
	IF as_of IS NULL OR NOT isfinite(as_of) THEN
		RAISE EXCEPTION 'as_of is NULL or infinite'
			USING ERRCODE = 'null_value_not_allowed', HINT = 'Leave it out, or pass a time.';
	END IF;
	ids := array(SELECT s.source_id FROM drift.source s WHERE drift.is_due(s, as_of)
				 ORDER BY s.source_id);
	FOREACH id IN ARRAY ids LOOP
		CALL drift.run_one(id, as_of, 'due', NULL, NULL);
	END LOOP;
	PERFORM drift.enter();
	PERFORM drift.try_escalate(as_of);
	IF atomic THEN
		PERFORM pg_catalog.set_config('search_path', path, true);
	ELSE
		COMMIT;
		CALL drift.purge_due(as_of, 10000, false);
	END IF;
END
$$;
COMMENT ON PROCEDURE drift.run_due(timestamptz) IS
'Collect, measure and judge every window that is complete at as_of and not yet collected, and those that labels or rows were added to; open, resolve, group and escalate alerts. Safe to call twice and from two sessions at once. Commits batch by batch when called outside a transaction block, and then also purges once a day (drift.purge). A source that fails is recorded in drift.run and in its monitors'' results; the others still run. Sources with run_every are left out until it has passed. Refused on a standby (25006).';
