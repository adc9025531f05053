
-- watch: one call that finds the columns of a log and makes model, source, baseline and monitors

-- A column by the names people give it; the order of the alternatives is the order of preference.
CREATE FUNCTION drift.guess_column(log regclass, names text, kinds text[],
	taken name[]) RETURNS name
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT a.attname
	FROM pg_attribute a, unnest(string_to_array(names, ' ')) WITH ORDINALITY AS n(name, ord)
	WHERE a.attrelid = log AND a.attnum > 0 AND NOT a.attisdropped
		AND lower(a.attname) = n.name AND drift.type_kind(a.atttypid) = ANY (kinds)
		AND (a.attname = ANY (taken)) IS NOT TRUE
	ORDER BY n.ord, a.attnum LIMIT 1
$$;
COMMENT ON FUNCTION drift.guess_column(regclass, text, text[], name[]) IS 'The column of a relation whose name comes first in a list of usual names, of a fitting type and not taken yet.';

-- Choose one column: what the caller says ('' says none), else a guess by name.
CREATE FUNCTION drift.choose_column(log regclass, given name, argument text, names text,
	kinds text[],
									taken name[], OUT chosen name, OUT why text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF given = '' THEN
		why := argument || ' => '''' was given';
	ELSIF given IS NOT NULL THEN
		PERFORM drift.check_column(log, given, argument);
		chosen := given;
		why := 'given';
	ELSE
		chosen := drift.guess_column(log, names, kinds, taken);
		why := CASE WHEN chosen IS NOT NULL THEN 'by its name and type'
			ELSE format('no column is named like one; say %s => ''...''', argument) END;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.choose_column(regclass, name, text, text, text[], name[]) IS 'The column for a role, and why.';

CREATE FUNCTION drift.choose_time(log regclass, given name, OUT chosen name, OUT why text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	times name[];
BEGIN
	SELECT c.chosen, c.why INTO chosen, why
	FROM drift.choose_column(log, given, 'time_column',
		'ts time timestamp datetime event_time event_ts '
		'predicted_at prediction_time scored_at decided_at decision_time requested_at request_time '
		'logged_at occurred_at created_at at date day', ARRAY['time'], '{}') c;
	IF chosen IS NULL THEN
		times := array(SELECT a.attname FROM pg_attribute a
			WHERE a.attrelid = log AND a.attnum > 0 AND NOT a.attisdropped
				AND drift.type_kind(a.atttypid) = 'time'
					AND a.attname !~* '(label|outcome|birth|dob)'
			ORDER BY a.attnum);
		chosen := CASE WHEN cardinality(times) = 1 AND given IS NULL THEN times[1] END;
		why := 'the only time';
	ELSIF drift.type_kind(drift.check_column(log, chosen, 'time_column')) <> 'time' THEN
		RAISE EXCEPTION 'time column "%" of % is not a time', chosen, log
			USING ERRCODE = 'datatype_mismatch',
			HINT = 'It must be timestamptz, timestamp or date; watch a view that converts it.';
	END IF;
	IF chosen IS NULL THEN
		RAISE EXCEPTION 'no time column found in %', log
			USING ERRCODE = 'undefined_column',
			HINT = CASE WHEN cardinality(times) > 1 THEN
				format('Say which: time_column => %s.', array_to_string(array(
					SELECT quote_literal(t) FROM unnest(times) t), ' or time_column => '))
				ELSE 'The log needs a column of type timestamptz, timestamp or date; watch a view '
					'that makes one.' END;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.choose_time(regclass, name) IS 'The time column of a log, and why; an error that tells the candidates where none stands out.';

-- Distinct values of some columns among the first rows, the number of rows first.
CREATE FUNCTION drift.count_distinct(log regclass, columns name[], filter text) RETURNS bigint[]
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	counts bigint[];
BEGIN
	EXECUTE format('SELECT q.n FROM drift.select_as(%L::regrole, %L) AS q(n bigint[])',
		quote_ident(current_user),
		format('SELECT ARRAY[count(*)%s] FROM (SELECT * FROM %s%s LIMIT 10000) t',
			   (SELECT string_agg(format(', count(DISTINCT t.%I::text)', c), '' ORDER BY o)
				FROM unnest(columns) WITH ORDINALITY AS u(c, o)),
			   log, ' WHERE ' || '(' || filter || E'\n)'))
	INTO counts;
	RETURN counts;
END
$$;
COMMENT ON FUNCTION drift.count_distinct(regclass, name[], text) IS 'Rows and distinct values of columns among the first 10,000 rows, read with the caller''s rights.';

CREATE FUNCTION drift.distinct_values(log regclass, column_name name, filter text,
	most int) RETURNS text[]
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	found text[];
BEGIN
	EXECUTE format('SELECT array_agg(q.v ORDER BY q.v) FROM drift.select_as(%L::regrole, %L) AS '
		'q(v text)',
		quote_ident(current_user),
		format('SELECT DISTINCT t.%I::text FROM %s t WHERE t.%I IS NOT NULL%s LIMIT %s',
			column_name,
			   log, column_name, ' AND (' || filter || E'\n)', most + 1))
	INTO found;
	RETURN coalesce(found, '{}');
END
$$;
COMMENT ON FUNCTION drift.distinct_values(regclass, name, text, int) IS 'Distinct values of a column as text, one more than most at most, read with the caller''s rights.';

-- Time span and rows of a log.
CREATE FUNCTION drift.log_span(src drift.source, OUT first timestamptz, OUT last timestamptz,
	OUT n bigint)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	zoned boolean := drift.base_type(drift.check_column(src.log, src.time_column, 'time_column'))
		= 'timestamptz'::regtype;
BEGIN
	EXECUTE format('SELECT * FROM drift.select_as(%L::regrole, %L) AS q(a timestamptz, z '
		'timestamptz, n bigint)',
		quote_ident(src.owner),
		format(CASE WHEN zoned
			THEN 'SELECT min(%1$I), max(%1$I), count(*) FROM %2$s WHERE isfinite(%1$I)%3$s'
			ELSE 'SELECT min(%1$I)::timestamp AT TIME ZONE %4$L, max(%1$I)::timestamp AT TIME ZONE '
				'%4$L, '
				 'count(*) FROM %2$s WHERE isfinite(%1$I)%3$s' END,
			src.time_column, src.log, ' AND (' || src.row_filter || E'\n)', src.time_zone))
	INTO first, last, n;
END
$$;
COMMENT ON FUNCTION drift.log_span(drift.source) IS 'First and last time of a log and its rows.';

-- Which value of a label or prediction is the positive one.
CREATE FUNCTION drift.guess_positive(relation regclass, column_name name, filter text,
									 OUT positive text, OUT task text, OUT why text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	kind text := drift.type_kind(drift.check_column(relation, column_name, 'label_column'));
	seen text[];
BEGIN
	IF kind = 'boolean' THEN
		task := 'binary';
		why := 'boolean';
		RETURN;
	END IF;
	seen := drift.distinct_values(relation, column_name, filter, 50);
	IF kind IN ('integer', 'numeric') AND seen <@ '{0,1,0.0,1.0}' THEN
		task := 'binary';
		positive := '1';
		why := '0 or 1';
	ELSIF kind = 'numeric' OR kind = 'integer' AND cardinality(seen) > 20 THEN
		task := 'regression';
		why := 'numbers';
	ELSIF cardinality(seen) <= 2 THEN
		SELECT s INTO positive FROM unnest(seen) s
		WHERE lower(s) IN ('1', 't', 'true', 'y', 'yes', 'positive', 'pos', 'approve', 'approved',
			'accept', 'accepted', 'grant', 'granted', 'default', 'defaulted', 'fraud', 'churn',
			'churned', 'bad', 'spam', 'converted', 'click', 'clicked');
		task := CASE WHEN positive IS NULL THEN 'class' ELSE 'binary' END;
		why := CASE WHEN positive IS NULL THEN format('%s, neither of which says yes',
			array_to_string(seen, ' or '))
			ELSE array_to_string(seen, ' or ') END;
	ELSE
		task := 'class';
		why := format('%s classes', CASE WHEN cardinality(seen) > 50 THEN 'more than 50'
			ELSE cardinality(seen)::text END);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.guess_positive(regclass, name, text) IS 'Task of a label or prediction column, and its positive value.';

-- Days where a model logs hundreds of rows a day, hours where thousands an hour, weeks where few.
CREATE FUNCTION drift.choose_window(given interval, first timestamptz, last timestamptz, n bigint,
									models int, dates boolean, OUT chosen interval, OUT why text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	per_hour float8 := n::float8 / greatest(models, 1) / greatest(extract(epoch
		FROM last - first) / 3600, 1);
BEGIN
	IF given IS NOT NULL THEN
		chosen := drift.check_window(given);
		why := 'given';
		IF dates AND chosen < interval '1 day' THEN
			RAISE EXCEPTION 'windows of % need times, but the time column holds dates', chosen
				USING ERRCODE = 'invalid_parameter_value',
					HINT = 'Use "window" => ''1 day'' or longer.';
		END IF;
		RETURN;
	END IF;
	chosen := CASE WHEN per_hour >= 5000 AND NOT dates THEN interval '1 hour'
		WHEN per_hour * 24 >= 200 OR n IS NULL OR n = 0 THEN interval '1 day'
		WHEN per_hour * 168 >= 200 THEN interval '7 days' ELSE interval '1 month' END;
	why := format('about %s rows a model in each', round(per_hour * extract(epoch
		FROM chosen) / 3600));
END
$$;
COMMENT ON FUNCTION drift.choose_window(interval, timestamptz, timestamptz, bigint, int, boolean) IS 'Window length by the density of the log, and why.';

-- The reference range: given, or the first 28 days (windows), at most half of what there is.
CREATE FUNCTION drift.choose_reference(src drift.source, given tstzrange, first timestamptz,
									   last timestamptz, OUT chosen tstzrange, OUT why text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	start timestamptz := drift.window_floor(src, first);
	windows timestamptz[];
	wanted int;
BEGIN
	IF isempty(given) OR lower_inf(given) OR upper_inf(given) THEN
		RAISE EXCEPTION 'reference % needs a start and an end', given
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Write ''[2026-01-01,2026-02-01)''.';
	ELSIF given IS NOT NULL THEN
		chosen := given;
		why := 'given';
		RETURN;
	END IF;
	IF first - start > src.window_length / 10 THEN
		start := (SELECT min(w.window_end) FROM drift.windows(src, start,
			start + 2 * src.window_length) w);
	END IF;
	windows := array(SELECT w.window_end FROM drift.windows(src, start, last + src.window_length) w
		ORDER BY 1);
	wanted := greatest(1, least(cardinality(windows) / 2,
		CASE WHEN src.window_length < interval '1 day'
			THEN ceil(14 * 86400 / extract(epoch FROM src.window_length))::int ELSE 28 END));
	IF cardinality(windows) = 0 THEN
		RAISE EXCEPTION 'the log holds no whole window of %', src.window_length
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass a shorter "window", or reference_relation => ''training_data''.';
	END IF;
	chosen := tstzrange(start, windows[wanted]);
	why := format('the first %s windows, half of the log at most%s', wanted,
		CASE WHEN wanted < 7 THEN '; fewer than 7, so limits are fixed, not learnt' ELSE '' END);
END
$$;
COMMENT ON FUNCTION drift.choose_reference(drift.source, tstzrange, timestamptz, timestamptz) IS 'Time range of the log to compare with, and why.';
