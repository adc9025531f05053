-- stream.sql - from typed files to a prediction log that fills up window by window
--
-- Reference and log become one stream (demo.future) with a time for every row; the log relation that
-- drift watches (demo.log) starts with the reference only, and demo.arrive() lets one window at a time
-- in, with the labels of the window so many windows ago. Without a time column the clock is synthetic:
-- a window is a block of so many rows in file order and counts as one day.
--
-- Columns of ours are called incoming_...; csv.sql keeps the user's columns off these names.

CREATE TABLE demo.arrival (
	window_no int PRIMARY KEY,		-- below 0: reference
	starts timestamptz NOT NULL,
	ends timestamptz NOT NULL,
	n bigint NOT NULL,
	covers text						-- the span of the user's time column
);

-- One file as typed rows: its place in the file, its time, its columns, its label.
CREATE FUNCTION demo.file_query(part text, r demo.roles) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	joined boolean := part = 'log' AND to_regclass('demo.label') IS NOT NULL;
	clock text := 'NULL::timestamptz';
	label text := '';
	rows text;
BEGIN
	IF EXISTS (SELECT FROM incoming.found WHERE file = part AND name = r.time) THEN
		clock := demo.clock(r.time);
	END IF;
	IF r.label IS NOT NULL AND NOT joined THEN
		label := ', ' || demo.typed_columns(part, ARRAY[r.label]);
	END IF;
	rows := format('SELECT %L AS incoming_file, s.* FROM (
			SELECT incoming_line, %s AS incoming_clock, %s%s FROM incoming.%I) AS s',
		part, clock, demo.typed_columns(part, demo.columns()), label, part);
	IF joined THEN
		RETURN format('SELECT q.*, l.value AS %I FROM (%s) AS q LEFT JOIN demo.label AS l ON l.key = q.%I::text',
			r.label, rows, r.id);
	END IF;
	RETURN rows;
END
$$;

-- Reference and log as one table, typed, with the labels.
CREATE PROCEDURE demo.make_stream()
LANGUAGE plpgsql AS $$
DECLARE
	r demo.roles;
BEGIN
	SELECT * INTO r FROM demo.roles;
	EXECUTE format('CREATE UNLOGGED TABLE demo.stream AS %s', (
		SELECT string_agg(demo.file_query(file, r), ' UNION ALL ')
		FROM (SELECT DISTINCT file FROM incoming.found WHERE file <> 'labels') AS files));
	IF NOT EXISTS (SELECT FROM demo.stream WHERE incoming_file = 'log') THEN
		RAISE EXCEPTION 'the log has a header but no rows'
			USING ERRCODE = 'no_data_found', HINT = 'Give a file with rows to --log.';
	END IF;
	IF EXISTS (SELECT FROM incoming.found WHERE file = 'reference')
		AND NOT EXISTS (SELECT FROM demo.stream WHERE incoming_file = 'reference') THEN
		RAISE EXCEPTION 'the reference has a header but no rows'
			USING ERRCODE = 'no_data_found', HINT = 'Give a file with rows to --reference, or leave it away.';
	END IF;
END
$$;

-- Blocks of so many rows in file order, one block a day; the last block of the log was yesterday. The
-- reference is counted from its end, so that only its first block can be short.
CREATE PROCEDURE demo.arrive_by_block(n bigint)
LANGUAGE plpgsql AS $$
DECLARE
	today timestamptz := date_trunc('day', now());
	blocks int;
BEGIN
	SELECT ceil(count(*)::numeric / n) INTO blocks FROM demo.stream WHERE incoming_file = 'log';
	CREATE UNLOGGED TABLE demo.future AS
		SELECT (CASE incoming_file WHEN 'log' THEN (incoming_number - 1) / n
				ELSE -((incoming_rows - incoming_number) / n) - 1 END)::int AS incoming_window,
			today + interval '1 day' * (CASE incoming_file WHEN 'log' THEN (incoming_number - 0.5) / n
				ELSE (incoming_number - incoming_rows - 0.5) / n END - blocks) AS arrived_at, s.*
		FROM (SELECT row_number() OVER (PARTITION BY incoming_file ORDER BY incoming_clock, incoming_line)
					AS incoming_number,
				count(*) OVER (PARTITION BY incoming_file) AS incoming_rows, *
			FROM demo.stream) AS s;
	INSERT INTO demo.note (note) VALUES (format(
		'synthetic clock: each block of %s rows, in %s, counts as one day, the last one as yesterday', n,
		coalesce('the order of ' || demo.option('time'), 'file order')));
END
$$;

-- By the time column, in windows as drift cuts them (days from a Monday on). A reference without a
-- time of its own, or one that is not older than the log, is laid before it in file order.
CREATE PROCEDURE demo.arrive_by_time(step interval)
LANGUAGE plpgsql AS $$
DECLARE
	first timestamptz;				-- start of the log's first window
	untimed bigint;
	older boolean;
	windows int;					-- how many windows the reference is laid over
BEGIN
	SELECT date_bin(step, min(incoming_clock) FILTER (WHERE incoming_file = 'log'), '2001-01-01'),
			count(*) FILTER (WHERE incoming_clock IS NULL AND incoming_file = 'log')
		INTO first, untimed FROM demo.stream;
	SELECT coalesce(bool_and(coalesce(incoming_clock < first, false)), true) INTO older
		FROM demo.stream WHERE incoming_file = 'reference';
	SELECT greatest(8, least(60, count(*) FILTER (WHERE incoming_file = 'reference')
			* (SELECT count(DISTINCT date_bin(step, incoming_clock, '2001-01-01')) FROM demo.stream
				WHERE incoming_file = 'log')
			/ count(*) FILTER (WHERE incoming_file = 'log')))
		INTO windows FROM demo.stream;
	CREATE UNLOGGED TABLE demo.future AS
		SELECT floor(extract(epoch FROM arrived_at - first) / extract(epoch FROM step))::int AS incoming_window, *
		FROM (SELECT CASE WHEN incoming_file = 'log' OR older THEN incoming_clock
				ELSE first - step * windows * ((incoming_rows - incoming_number + 0.5) / incoming_rows)
				END AS arrived_at, q.*
			FROM (SELECT row_number() OVER (PARTITION BY incoming_file ORDER BY incoming_line) AS incoming_number,
					count(*) OVER (PARTITION BY incoming_file)::float8 AS incoming_rows, *
				FROM demo.stream) AS q) AS s
		WHERE arrived_at IS NOT NULL;
	IF untimed > 0 THEN
		INSERT INTO demo.note (note) VALUES (format('%s rows of the log without a time were left out', untimed));
	END IF;
	IF NOT older THEN
		INSERT INTO demo.note (note) VALUES (format('the reference is not older than the log (or has no time): '
			'its rows are laid over the %s windows before it, in file order', windows));
	END IF;
END
$$;

-- Without a file of its own, the reference is the first third of the log's windows.
CREATE PROCEDURE demo.cut_reference()
LANGUAGE plpgsql AS $$
DECLARE
	windows int;
BEGIN
	IF EXISTS (SELECT FROM incoming.found WHERE file = 'reference') THEN
		RETURN;
	END IF;
	SELECT (max(incoming_window) + 1) / 3 INTO windows FROM demo.future;
	IF windows < 2 THEN
		RAISE EXCEPTION 'the log fills % windows: too few to make a reference of them',
			(SELECT max(incoming_window) + 1 FROM demo.future)
			USING ERRCODE = 'data_exception', HINT = 'Make windows shorter (--window, --rows-per-window), or give '
				'a --reference.';
	END IF;
	UPDATE demo.future SET incoming_window = incoming_window - windows;
	INSERT INTO demo.note (note) VALUES (format('no --reference: the first %s windows of the log are it', windows));
END
$$;

-- How long a window is, where nobody said it: the shortest of these that makes at most a hundred.
CREATE FUNCTION demo.usual_window() RETURNS interval
LANGUAGE plpgsql STABLE AS $$
DECLARE
	span interval := (SELECT max(incoming_clock) - min(incoming_clock) FROM demo.stream
		WHERE incoming_file = 'log');
	step interval;
BEGIN
	FOREACH step IN ARRAY '{1 hour,6 hours,1 day,7 days,28 days}'::interval[] LOOP
		EXIT WHEN span <= 100 * step;
	END LOOP;
	RETURN step;
END
$$;

-- The span of a window in the user's time column, as short as it can be said.
CREATE FUNCTION demo.span_text(first timestamptz, last timestamptz) RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT low || CASE WHEN high <> low THEN ' to ' || high ELSE '' END
	FROM (SELECT to_char(first, form) AS low, to_char(last, form) AS high
		FROM (SELECT CASE WHEN type IN ('integer', 'bigint') AND extract(doy FROM first) = 1
					AND extract(doy FROM last) = 1 AND first = date_trunc('day', first) THEN 'YYYY'
				ELSE 'YYYY-MM-DD' END AS form
			FROM demo.roles JOIN incoming.typed ON name = "time") AS f) AS t);

-- Give every row its window, by time or by block, and list the windows.
CREATE PROCEDURE demo.lay_out()
LANGUAGE plpgsql AS $$
DECLARE
	step interval := '1 day';
	n bigint := demo.option('rows-per-window');
BEGIN
	IF n IS NOT NULL OR demo.option('time') IS NULL THEN
		n := coalesce(n, (SELECT ceil(count(*) / 40.0) FROM demo.stream WHERE incoming_file = 'log'));
		CALL demo.arrive_by_block(n);
	ELSE
		step := coalesce(demo.option('window')::interval, demo.usual_window());
		CALL demo.arrive_by_time(step);
	END IF;
	CALL demo.cut_reference();
	IF (SELECT max(incoming_window) - min(incoming_window) FROM demo.future) > 2000 THEN
		RAISE EXCEPTION 'this makes % windows: more than 2000',
			(SELECT max(incoming_window) - min(incoming_window) + 1 FROM demo.future)
			USING ERRCODE = 'program_limit_exceeded',
				HINT = 'Make them longer with --window, or with more --rows-per-window.';
	END IF;
	INSERT INTO demo.arrival
		SELECT incoming_window, date_bin(step, min(arrived_at), '2001-01-01'),
			date_bin(step, min(arrived_at), '2001-01-01') + step, count(*),
			demo.span_text(min(incoming_clock), max(incoming_clock))
		FROM demo.future GROUP BY incoming_window;
	CREATE INDEX ON demo.future (incoming_window);
	INSERT INTO demo.options VALUES ('step', step);
END
$$;

-- The log as drift first sees it: the reference, with its labels.
CREATE PROCEDURE demo.start_log()
LANGUAGE plpgsql AS $$
BEGIN
	CREATE TABLE demo.log AS SELECT * FROM demo.future WHERE incoming_window < 0;
	ALTER TABLE demo.log DROP COLUMN incoming_window, DROP COLUMN incoming_number, DROP COLUMN incoming_rows,
		DROP COLUMN incoming_clock, DROP COLUMN incoming_file;
	CREATE INDEX ON demo.log (arrived_at);
	CREATE INDEX ON demo.log (incoming_line);
	INSERT INTO demo.options VALUES ('columns', (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
		FROM pg_attribute WHERE attrelid = 'demo.log'::regclass AND attnum > 0 AND NOT attisdropped));
END
$$;

-- Labels that come in a file of their own come later.
CREATE FUNCTION demo.label_delay() RETURNS int
LANGUAGE sql STABLE
RETURN coalesce(demo.option('label-delay')::int, CASE WHEN to_regclass('demo.label') IS NULL THEN 0 ELSE 2 END);

-- Let a window's rows in without their labels, if those come later.
CREATE PROCEDURE demo.arrive(no int)
LANGUAGE plpgsql AS $$
DECLARE
	label name := (SELECT label FROM demo.roles);
	columns text := demo.option('columns');
BEGIN
	EXECUTE format('INSERT INTO demo.log (%s) SELECT %s FROM demo.future WHERE incoming_window = %s',
		columns, columns, no);
	IF label IS NOT NULL AND demo.label_delay() > 0 THEN
		EXECUTE format('UPDATE demo.log SET %I = NULL FROM demo.arrival
			WHERE window_no = %s AND arrived_at >= starts AND arrived_at < ends', label, no);
	END IF;
END
$$;

-- Let the labels of a window in.
CREATE PROCEDURE demo.label(no int)
LANGUAGE plpgsql AS $$
DECLARE
	label name := (SELECT label FROM demo.roles);
BEGIN
	IF label IS NOT NULL AND demo.label_delay() > 0 THEN
		EXECUTE format('UPDATE demo.log SET %1$I = f.%1$I FROM demo.future AS f, demo.arrival AS a
			WHERE f.incoming_window = %2$s AND a.window_no = %2$s AND f.incoming_line = log.incoming_line
				AND log.arrived_at >= a.starts AND log.arrived_at < a.ends', label, no);
	END IF;
END
$$;

-- The rates of each group in the reference or in the log.
CREATE FUNCTION demo.groups(attribute name, of_reference boolean) RETURNS SETOF drift.fairness_row
LANGUAGE plpgsql STABLE AS $$
DECLARE
	r demo.roles;
	metric text;
BEGIN
	SELECT * INTO r FROM demo.roles;
	FOREACH metric IN ARRAY CASE WHEN r.label IS NULL THEN '{selection_rate}' ELSE '{selection_rate,tpr,fpr}' END::text[] LOOP
		RETURN QUERY EXECUTE format('SELECT t.* FROM (SELECT drift.fairness_agg(%I, %I, %s) AS state FROM demo.log
				WHERE (arrived_at < (SELECT min(starts) FROM demo.arrival WHERE window_no >= 0)) = $1) AS s,
			drift.fairness_table(s.state, metric => $2) AS t',
			attribute, r.prediction, coalesce(quote_ident(r.label), 'NULL::boolean')) USING of_reference, metric;
	END LOOP;
END
$$;

-- The groups of one protected attribute, reference and log side by side.
CREATE FUNCTION demo.group_query(attribute name) RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT format($q$
		SELECT coalesce(l.grp, '(unknown)') AS %1$I, l.metric,
			r.denominator AS "n reference", l.denominator AS "n log",
			round(r.rate::numeric, 3) AS "rate reference", round(l.rate::numeric, 3) AS "rate log",
			round(r.ratio::numeric, 2) AS "ratio reference", round(l.ratio::numeric, 2) AS "ratio log",
			l.status || coalesce(': ' || replace(l.reason, '_', ' '), '') AS "log, against the largest group"
		FROM demo.groups(%1$L, false) AS l LEFT JOIN demo.groups(%1$L, true) AS r USING (grp, metric)
		ORDER BY array_position(ARRAY[$$selection_rate$$, $$tpr$$, $$fpr$$], l.metric), l.grp$q$, attribute));

-- The labels of the last windows, which had no later window to come with.
CREATE PROCEDURE demo.label_rest()
LANGUAGE plpgsql AS $$
DECLARE
	no int;
BEGIN
	FOR no IN SELECT window_no FROM demo.arrival
		WHERE window_no > (SELECT max(window_no) FROM demo.arrival) - demo.label_delay() LOOP
		CALL demo.label(no);
	END LOOP;
END
$$;
