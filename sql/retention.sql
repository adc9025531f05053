
-- retention: how long what was stored is kept, and how much there is
--
-- A row of drift.retention overrides what drift.retention_defaults() returns, so that a dump holds
-- only what somebody chose. Purging deletes in small batches, each its own transaction. What is still
-- needed stays, however old: open alerts, states that a baseline or a window that may still change is
-- made of, results that limits are derived from, the newest of everything.

CREATE TABLE drift.retention (
	kind text PRIMARY KEY,
	keep interval CHECK (keep >= interval '1 day'),
	changed_at timestamptz NOT NULL DEFAULT now(),
	changed_by name NOT NULL DEFAULT current_user
);
COMMENT ON TABLE drift.retention IS 'How long rows are kept, where that is not the default: drift.set_retention.';
COMMENT ON COLUMN drift.retention.kind IS 'A kind of drift.retention_defaults().';
COMMENT ON COLUMN drift.retention.keep IS 'So long; NULL: for ever.';
COMMENT ON COLUMN drift.retention.changed_at IS 'When it was set.';
COMMENT ON COLUMN drift.retention.changed_by IS 'By whom.';

CREATE TABLE drift.purge_log (
	day date PRIMARY KEY,
	as_of timestamptz NOT NULL,
	started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	finished_at timestamptz,
	deleted jsonb NOT NULL DEFAULT '{}',
	caller name NOT NULL DEFAULT current_user
);
COMMENT ON TABLE drift.purge_log IS 'What drift.purge deleted, one row a day.';
COMMENT ON COLUMN drift.purge_log.day IS 'Day of as_of, in UTC.';
COMMENT ON COLUMN drift.purge_log.as_of IS 'Time from which ages were counted.';
COMMENT ON COLUMN drift.purge_log.started_at IS 'Start, by the clock.';
COMMENT ON COLUMN drift.purge_log.finished_at IS 'End, by the clock; NULL: it was broken off, the next day goes on.';
COMMENT ON COLUMN drift.purge_log.deleted IS 'Rows deleted of each kind.';
COMMENT ON COLUMN drift.purge_log.caller IS 'Role that called it.';
SELECT pg_catalog.pg_extension_config_dump('drift.retention', '');
SELECT pg_catalog.pg_extension_config_dump('drift.purge_log', '');

CREATE FUNCTION drift.retention_defaults()
	RETURNS TABLE (kind text, keep interval, what text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	VALUES ('window_state', interval '180 days', 'states of the windows of sources'),
		('rollup_state', '400 days', 'states merged to longer windows'),
		('result', '3 years', 'results and their verdicts'),
		('alert', '3 years', 'alerts and incidents that are over, with their events'),
		('notification', '180 days', 'messages that were delivered or failed, or lie in the outbox'),
		('run', '180 days', 'the log of runs, backfills and purges'),
		('baseline_state', NULL, 'states of baselines that were replaced'),
		('change_log', NULL, 'who changed what')
$$;
COMMENT ON FUNCTION drift.retention_defaults() IS 'Kinds of rows that can be purged, and how long each is kept by default; NULL: for ever.';

CREATE FUNCTION drift.retention_of(kind text) RETURNS interval
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN r.kind IS NOT NULL THEN r.keep ELSE d.keep END
	FROM drift.retention_defaults() d LEFT JOIN drift.retention r ON r.kind = d.kind
	WHERE d.kind = $1
$$;
COMMENT ON FUNCTION drift.retention_of(text) IS 'How long rows of a kind are kept; NULL: for ever.';

CREATE FUNCTION drift.set_retention(kind text, keep interval) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	IF kind IS NULL OR NOT EXISTS (SELECT FROM drift.retention_defaults() d WHERE d.kind = kind)
		THEN
		RAISE EXCEPTION 'there is no kind of rows "%"', kind
			USING ERRCODE = 'invalid_parameter_value', HINT = format('The nearest is "%s"; '
				'drift.retention_defaults() lists them.', drift.nearest(coalesce(kind, ''),
				array(SELECT d.kind FROM drift.retention_defaults() d)));
	ELSIF keep < interval '1 day' THEN
		RAISE EXCEPTION 'rows cannot be kept for % only', keep
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Keep them for a day at least; NULL keeps them for ever.';
	END IF;
	INSERT INTO drift.retention AS r (kind, keep) VALUES (kind, keep)
	ON CONFLICT ON CONSTRAINT retention_pkey DO UPDATE SET keep = excluded.keep,
		changed_at = now(), changed_by = current_user;
END
$$;
COMMENT ON FUNCTION drift.set_retention(text, interval) IS 'Keep rows of a kind (drift.retention_defaults) for so long; NULL: for ever. Less than a day or an unknown kind is an error (22023). For admins.';

-- A moving baseline that leaves windows out looks back further than its number of windows.
CREATE FUNCTION drift.states_needed_from(src drift.source, as_of timestamptz) RETURNS timestamptz
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT least(as_of - greatest(src.lateness, src.label_lateness),
		coalesce(src.collected_until, src.watch_from))
		- coalesce((SELECT max(m.window_length) FROM drift.monitor m
			WHERE m.source_id = src.source_id), '0') - 60 * src.window_length
		- 2 * coalesce((SELECT max(b.windows * CASE b.kind WHEN 'same_hour' THEN interval '1 day'
				WHEN 'same_weekday' THEN interval '7 days' ELSE greatest(src.window_length,
					(SELECT max(m.window_length) FROM drift.monitor m
						WHERE m.source_id = src.source_id)) END)
			FROM drift.baseline b WHERE b.source_id = src.source_id AND b.active
				AND b.windows IS NOT NULL), '0')
$$;
COMMENT ON FUNCTION drift.states_needed_from(drift.source, timestamptz) IS 'Windows of a source from here on may still change, or be merged into longer windows and moving baselines.';

-- History that limits are derived from, with as much again for windows that were left out.
CREATE FUNCTION drift.results_needed_from(src drift.source, as_of timestamptz) RETURNS timestamptz
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT least(as_of, coalesce(src.collected_until, src.watch_from),
			(SELECT min(a.first_window) FROM drift.alert a WHERE a.source_id = src.source_id
				AND a.state IN ('pending', 'firing', 'suppressed', 'no_data')))
		- greatest(60, coalesce((SELECT max(2 * drift.method_reach(src, m.method, m.limits, 1))
			FROM drift.monitor m WHERE m.source_id = src.source_id), 0))
			* greatest(src.window_length, (SELECT max(coalesce(m.step, m.window_length))
				FROM drift.monitor m WHERE m.source_id = src.source_id))
$$;
COMMENT ON FUNCTION drift.results_needed_from(drift.source, timestamptz) IS 'Results of a source from here on may still give limits or explain an alert that is open.';

-- What may go, as conditions on one table, one after the other.
CREATE FUNCTION drift.purge_conditions(as_of timestamptz)
	RETURNS TABLE (kind text, relation name, condition text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH k AS (
		SELECT d.kind, as_of - drift.retention_of(d.kind) AS until FROM drift.retention_defaults() d
	), s AS (
		SELECT s.source_id, w.relation, least(k.until, CASE WHEN k.kind = 'result'
				THEN drift.results_needed_from(s, as_of)
				ELSE drift.states_needed_from(s, as_of) END) AS until, k.kind
		FROM drift.source s, k
		JOIN (VALUES ('window_state', 'window_state'), ('rollup_state', 'rollup_state'),
			('result', 'result')) AS w(kind, relation) ON w.kind = k.kind
	)
	SELECT s.kind, s.relation, format('t.source_id = %s AND t.window_end < %L', s.source_id,
			s.until) || CASE s.kind
		WHEN 'window_state' THEN format(' AND t.window_start < %L AND NOT EXISTS (SELECT FROM '
			'drift.baseline b WHERE b.source_id = t.source_id AND b.active AND b.range && '
			'tstzrange(t.window_start, t.window_end))', s.until)
		WHEN 'result' THEN format(' AND t.model_id = ANY (ARRAY(SELECT m.model_id FROM '
			'drift.source_model m WHERE m.source_id = %s)) AND t.window_start < %L AND '
			't.window_start < (SELECT max(r.window_start) FROM drift.result r WHERE '
			'r.monitor_id = t.monitor_id)', s.source_id, s.until) ELSE '' END
	FROM s WHERE s.until IS NOT NULL
	UNION ALL
	SELECT c.kind, c.relation, c.condition FROM (
	SELECT k.kind, c.relation, format(c.condition, k.until) AS condition, c.place
	FROM k JOIN (VALUES
		(1, 'alert', 'alert_event', 't.at < %1$L AND NOT EXISTS (SELECT FROM drift.alert a WHERE '
			'a.alert_id = t.alert_id AND (a.resolved_at IS NULL OR a.resolved_at >= %1$L)) AND '
			'NOT EXISTS (SELECT FROM drift.incident i WHERE i.incident_id = t.incident_id AND '
			'(i.resolved_at IS NULL OR i.resolved_at >= %1$L))'),
		(2, 'alert', 'alert', 't.state IN (''resolved'', ''inactive'') AND t.resolved_at < %1$L AND '
			'NOT EXISTS (SELECT FROM drift.incident i WHERE i.incident_id = t.incident_id AND '
			'(i.resolved_at IS NULL OR i.resolved_at >= %1$L))'),
		(3, 'alert', 'incident', 't.state = ''resolved'' AND t.resolved_at < %1$L AND NOT EXISTS '
			'(SELECT FROM drift.alert a WHERE a.incident_id = t.incident_id)'),
		(4, 'notification', 'notification', 't.created_at < %1$L AND (t.status IN (''delivered'', '
			'''failed'') OR t.status = ''queued'' AND t.channel = ''outbox'') AND NOT EXISTS '
			'(SELECT FROM drift.incident i WHERE i.incident_id = t.incident_id AND '
			'i.state <> ''resolved'')'),
		(5, 'run', 'run', 't.started_at < %1$L AND t.status <> ''running'' AND t.run_id < '
			'(SELECT max(r.run_id) FROM drift.run r WHERE r.source_id = t.source_id)'),
		(6, 'run', 'backfill_job', 't.finished_at < %1$L'),
		(7, 'run', 'purge_log', 't.started_at < %1$L'),
		(8, 'baseline_state', 'baseline_state', 't.baseline_id IN (SELECT b.baseline_id FROM '
			'drift.baseline b WHERE NOT b.active AND b.frozen_at < %1$L)'),
		(9, 'change_log', 'change_log', 't.changed_at < %1$L')) AS c(place, kind, relation,
		condition) ON c.kind = k.kind
	WHERE k.until IS NOT NULL ORDER BY c.place) c
$$;
COMMENT ON FUNCTION drift.purge_conditions(timestamptz) IS 'What is older than its retention at as_of and not needed any more: tables and conditions on them, in the order of deletion.';

CREATE FUNCTION drift.purge_batch(relation name, condition text, batch int) RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	deleted bigint;
BEGIN
	EXECUTE format('DELETE FROM drift.%I WHERE ctid = ANY (ARRAY(SELECT t.ctid FROM drift.%1$I t '
		'WHERE %s LIMIT %s))', relation, condition, batch);
	GET DIAGNOSTICS deleted = ROW_COUNT;
	RETURN deleted;
END
$$;
COMMENT ON FUNCTION drift.purge_batch(name, text, int) IS 'Delete up to batch rows of one of drift''s tables; returns how many.';

-- The row of the day is the lock: of two schedulers one purges.
CREATE FUNCTION drift.begin_purge(as_of timestamptz, again boolean) RETURNS date
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	begun date;
BEGIN
	INSERT INTO drift.purge_log AS p (day, as_of) VALUES ((as_of AT TIME ZONE 'UTC')::date, as_of)
	ON CONFLICT (day) DO UPDATE SET as_of = excluded.as_of, finished_at = NULL,
		caller = current_user WHERE again
	RETURNING p.day INTO begun;
	RETURN begun;
END
$$;
COMMENT ON FUNCTION drift.begin_purge(timestamptz, boolean) IS 'The day that is purged; NULL where it was purged already and is not to be again.';

CREATE PROCEDURE drift.purge_due(as_of timestamptz, batch int, again boolean)
	LANGUAGE plpgsql
AS $$
#variable_conflict use_variable
DECLARE
	today date;
	c record;
	n bigint;
BEGIN
	PERFORM drift.enter();
	-- A clock that runs ahead must not delete what is young.
	as_of := least(as_of, pg_catalog.clock_timestamp());
	today := drift.begin_purge(as_of, again);
	IF today IS NULL THEN
		RETURN;
	END IF;
	FOR c IN SELECT x.* FROM drift.purge_conditions(as_of) x LOOP
		CONTINUE WHEN NOT has_table_privilege(format('drift.%I', c.relation), 'DELETE');
		LOOP
			PERFORM drift.enter();
			n := drift.purge_batch(c.relation, c.condition, batch);
			UPDATE drift.purge_log p SET deleted = p.deleted || jsonb_build_object(c.kind,
				coalesce((p.deleted ->> c.kind)::bigint, 0) + n)
			WHERE p.day = today AND n > 0;
			IF drift.can_commit() THEN
				COMMIT;
			END IF;
			EXIT WHEN n < batch;
		END LOOP;
	END LOOP;
	PERFORM drift.enter();
	UPDATE drift.purge_log p SET finished_at = pg_catalog.clock_timestamp() WHERE p.day = today;
	IF drift.can_commit() THEN
		COMMIT;
	END IF;
END
$$;
COMMENT ON PROCEDURE drift.purge_due(timestamptz, int, boolean) IS 'Purge unless the day has been purged already, or again.';

CREATE PROCEDURE drift.purge(as_of timestamptz DEFAULT now(), batch int DEFAULT 10000)
	LANGUAGE plpgsql
AS $$
DECLARE
	path text := pg_catalog.current_setting('search_path');
	atomic boolean := NOT drift.can_commit();
BEGIN
	PERFORM drift.enter();
	PERFORM drift.check_writable('drift.purge');
	IF as_of IS NULL OR NOT isfinite(as_of) OR batch IS NULL OR batch NOT BETWEEN 1 AND 1000000 THEN
		RAISE EXCEPTION 'as_of must be a time and batch between 1 and 1000000'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave them out.';
	END IF;
	CALL drift.purge_due(as_of, batch, true);
	IF atomic THEN
		PERFORM pg_catalog.set_config('search_path', path, true);
	END IF;
END
$$;
COMMENT ON PROCEDURE drift.purge(timestamptz, int) IS
'Delete what is older than drift.retention at as_of (never later than the clock) and not needed any more, in batches that are transactions of their own outside a transaction block; drift.purge_log says what went. drift.run_due does it once a day. Open alerts and their results, active baselines, windows that may still change and the history that limits need are kept. What the caller may not delete is left.';

CREATE FUNCTION drift.row_estimate(relation regclass) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	n bigint := (SELECT c.reltuples FROM pg_class c WHERE c.oid = relation AND c.reltuples >= 0);
BEGIN
	IF n IS NULL AND EXISTS (SELECT FROM pg_class c WHERE c.oid = relation) THEN
		EXECUTE format('SELECT count(*) FROM %s', relation) INTO n;
	END IF;
	RETURN n;
END
$$;
COMMENT ON FUNCTION drift.row_estimate(regclass) IS 'Rows of a table as VACUUM or ANALYZE estimated them last; counted before the first.';

-- Oldest and newest are read from the ends of an index, source by source or model by model.
CREATE VIEW drift.storage AS
WITH t AS (
	SELECT v.relation, v.kind, v.oldest, v.newest, c.oid
	FROM (
		SELECT 'window_state' AS relation, 'window_state' AS kind,
			min(o.window_start) AS oldest, max(n.window_start) AS newest
		FROM drift.source s
		LEFT JOIN LATERAL (SELECT x.window_start FROM drift.window_state x
			WHERE x.source_id = s.source_id ORDER BY x.window_start LIMIT 1) o ON true
		LEFT JOIN LATERAL (SELECT x.window_start FROM drift.window_state x
			WHERE x.source_id = s.source_id ORDER BY x.window_start DESC LIMIT 1) n ON true
		UNION ALL
		SELECT 'result', 'result', min(o.window_start), max(n.window_start)
		FROM drift.model m
		LEFT JOIN LATERAL (SELECT x.window_start FROM drift.result x
			WHERE x.model_id = m.model_id ORDER BY x.window_start LIMIT 1) o ON true
		LEFT JOIN LATERAL (SELECT x.window_start FROM drift.result x
			WHERE x.model_id = m.model_id ORDER BY x.window_start DESC LIMIT 1) n ON true
		UNION ALL
		SELECT 'rollup_state', 'rollup_state', min(x.window_start), max(x.window_start)
		FROM drift.rollup_state x
		UNION ALL
		SELECT 'alert', 'alert', min(x.pending_at), max(x.pending_at) FROM drift.alert x
		UNION ALL
		SELECT 'alert_event', 'alert', min(x.at), max(x.at) FROM drift.alert_event x
		UNION ALL
		SELECT 'incident', 'alert', min(x.opened_at), max(x.opened_at) FROM drift.incident x
		UNION ALL
		SELECT 'notification', 'notification', min(x.created_at), max(x.created_at)
		FROM drift.notification x
		UNION ALL
		SELECT 'run', 'run', min(x.started_at), max(x.started_at) FROM drift.run x
		UNION ALL
		SELECT 'baseline_state', 'baseline_state', min(x.created_at), max(x.created_at)
		FROM drift.baseline x
		UNION ALL
		SELECT 'change_log', 'change_log', min(x.changed_at), max(x.changed_at)
		FROM drift.change_log x
	) v
	JOIN pg_catalog.pg_class c ON c.relnamespace = 'drift'::pg_catalog.regnamespace
		AND c.relname = v.relation
)
SELECT t.relation::text AS relation, drift.row_estimate(t.oid) AS rows,
	pg_catalog.pg_total_relation_size(t.oid) AS bytes, t.oldest, t.newest, t.kind,
	drift.retention_of(t.kind) AS retention
FROM t;
COMMENT ON VIEW drift.storage IS 'How much the tables that grow hold, and how long they keep it.';
COMMENT ON COLUMN drift.storage.relation IS 'The table.';
COMMENT ON COLUMN drift.storage.rows IS 'Rows, as VACUUM or ANALYZE estimated them last; counted before the first.';
COMMENT ON COLUMN drift.storage.bytes IS 'Bytes on disk with indexes and TOAST.';
COMMENT ON COLUMN drift.storage.oldest IS 'Oldest window, or time by the clock where there is no window.';
COMMENT ON COLUMN drift.storage.newest IS 'The newest.';
COMMENT ON COLUMN drift.storage.kind IS 'Kind for drift.set_retention.';
COMMENT ON COLUMN drift.storage.retention IS 'How long rows are kept; NULL: for ever.';
