
-- register: create models, sources, baselines and monitors, and keep their integrity
--
-- No foreign keys exist among the tables, so these functions check what a constraint would.

CREATE FUNCTION drift.select_as(owner regrole, query text) RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'drift_select_as';
COMMENT ON FUNCTION drift.select_as(regrole, text) IS
'Run one read-only SELECT with the rights of owner, as REFRESH MATERIALIZED VIEW does: SET ROLE, writing and temporary objects are refused, search_path is pg_catalog. The caller must be able to SET ROLE to owner (SQLSTATE 42501 otherwise) and states the columns: SELECT * FROM drift.select_as(''alice'', ''SELECT 1'') AS t(a int).';

CREATE FUNCTION drift.can_commit() RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'drift_can_commit';
COMMENT ON FUNCTION drift.can_commit() IS
'Whether COMMIT is allowed where this is called: true in a procedure that was called outside a transaction block.';

-- Levenshtein distance, so that an error about a typo can name what was meant.
CREATE FUNCTION drift.edit_distance(a text, b text) RETURNS int
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	prev int[];
	curr int[];
BEGIN
	prev := array(SELECT generate_series(0, length(b)));
	FOR i IN 1 .. length(a) LOOP
		curr := ARRAY[i];
		FOR j IN 1 .. length(b) LOOP
			curr := curr || least(curr[j] + 1, prev[j + 1] + 1,
								  prev[j] + (substr(a, i, 1) <> substr(b, j, 1))::int);
		END LOOP;
		prev := curr;
	END LOOP;
	RETURN prev[length(b) + 1];
END
$$;
COMMENT ON FUNCTION drift.edit_distance(text, text) IS 'Levenshtein distance: how many letters to insert, delete or replace.';

CREATE FUNCTION drift.nearest(wanted text, candidates text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT c FROM unnest(candidates) c
	WHERE c IS NOT NULL
	ORDER BY drift.edit_distance(lower(left(wanted, 63)), lower(left(c, 63))), c
	LIMIT 1
$$;
COMMENT ON FUNCTION drift.nearest(text, text[]) IS 'The candidate that is nearest to a mistyped name.';

-- Look through domains: a column is treated as its base type.
CREATE FUNCTION drift.base_type(type oid) RETURNS oid
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	base oid := type;
	under oid;
BEGIN
	LOOP
		SELECT t.typbasetype INTO under FROM pg_type t WHERE t.oid = base AND t.typtype = 'd';
		EXIT WHEN NOT FOUND;
		base := under;
	END LOOP;
	RETURN base;
END
$$;
COMMENT ON FUNCTION drift.base_type(oid) IS 'Type under a domain.';

CREATE FUNCTION drift.type_kind(type oid) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN t.oid IN ('float4'::regtype, 'float8'::regtype, 'numeric'::regtype) THEN 'numeric'
		WHEN t.oid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN 'integer'
		WHEN t.oid = 'bool'::regtype THEN 'boolean'
		WHEN t.oid IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'name'::regtype,
					   '"char"'::regtype, 'uuid'::regtype) OR t.typtype = 'e' THEN 'category'
		WHEN t.oid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) THEN 'time'
		ELSE 'other' END
	FROM pg_type t WHERE t.oid = drift.base_type(type)
$$;
COMMENT ON FUNCTION drift.type_kind(oid) IS 'How a column of this type is treated: numeric, integer, boolean, category, time or other.';

CREATE FUNCTION drift.check_column(relation regclass, column_name name, argument text) RETURNS oid
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	type oid;
BEGIN
	SELECT a.atttypid INTO type FROM pg_attribute a
	WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'column "%" of % does not exist (argument %)', column_name, relation,
			argument
			USING ERRCODE = 'undefined_column',
			HINT = format('The nearest column is "%s".', drift.nearest(column_name::text, array(
				SELECT a.attname::text FROM pg_attribute a
				WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped)));
	END IF;
	RETURN type;
END
$$;
COMMENT ON FUNCTION drift.check_column(regclass, name, text) IS 'Type of a column; a name that does not exist is an error that tells the nearest one.';

-- A column whose values can be read as numbers.
CREATE FUNCTION drift.check_number(relation regclass, column_name name, argument text) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_column(relation, column_name, argument);
	EXECUTE format('SELECT t.%I::float8 FROM %s AS t LIMIT 0', column_name, relation);
EXCEPTION WHEN cannot_coerce THEN
	RAISE EXCEPTION 'column "%" of % is no number (argument %)', column_name, relation, argument
		USING ERRCODE = 'datatype_mismatch',
		HINT = 'Name a column of scores, such as probabilities.';
END
$$;
COMMENT ON FUNCTION drift.check_number(regclass, name, text) IS 'Raise 42804 unless the column can be cast to float8, 42703 unless it exists.';

CREATE FUNCTION drift.relation_name(relation regclass) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT c.relname::text FROM pg_class c WHERE c.oid = relation
$$;
COMMENT ON FUNCTION drift.relation_name(regclass) IS 'Name of a relation without its schema.';

CREATE FUNCTION drift.find_source(source text) RETURNS drift.source
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	found drift.source;
BEGIN
	SELECT s.* INTO found FROM drift.source s WHERE s.name = source;
	IF found.source_id IS NULL AND source ~ '^[0-9]{1,18}$' THEN
		SELECT s.* INTO found FROM drift.source s WHERE s.source_id = source::bigint;
	END IF;
	IF found.source_id IS NULL THEN
		RAISE EXCEPTION 'source "%" does not exist', source
			USING ERRCODE = 'undefined_object',
			HINT = coalesce('The nearest source is '
				|| quote_ident(drift.nearest(source, array(SELECT s.name FROM drift.source s)))
					|| '.',
				'No source is registered yet: call drift.watch(''your_log'').');
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION drift.find_source(text) IS 'A source by name or number; an unknown name is an error that tells the nearest one.';

CREATE FUNCTION drift.find_model(model text) RETURNS bigint
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	found bigint;
BEGIN
	SELECT m.model_id INTO found FROM drift.model m
	WHERE m.name = model ORDER BY m.version NULLS FIRST LIMIT 1;
	IF found IS NULL THEN
		RAISE EXCEPTION 'model "%" does not exist', model
			USING ERRCODE = 'undefined_object',
			HINT = coalesce('The nearest model is '
				|| quote_ident(drift.nearest(model, array(SELECT m.name FROM drift.model m)))
					|| '.',
				'No model is registered yet: call drift.watch(''your_log'').');
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION drift.find_model(text) IS 'A model''s number by name; an unknown name is an error that tells the nearest one.';

-- Only who may write a source's row may change it: refuse others before anything is stored.
CREATE FUNCTION drift.check_owner(owner name) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF owner IS NULL OR NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = owner) THEN
		RAISE EXCEPTION 'role "%" does not exist', owner USING ERRCODE = 'undefined_object',
			HINT = 'Name a role that may read the log; \du lists them.';
	END IF;
	PERFORM 1 FROM drift.select_as(quote_ident(owner)::regrole, 'SELECT 1') AS t(one int);
END
$$;
COMMENT ON FUNCTION drift.check_owner(name) IS 'Refuse (42501) unless the caller could SET ROLE to owner.';

CREATE FUNCTION drift.register_model(name text, version text DEFAULT NULL,
									 role text DEFAULT 'champion', owner name DEFAULT current_user,
									 team text DEFAULT NULL, tier text DEFAULT NULL,
									 intended_use text DEFAULT NULL, metadata jsonb DEFAULT '{}')
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint;
BEGIN
	IF name IS NULL OR name = '' THEN
		RAISE EXCEPTION 'a model needs a name' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass name => ''...''.';
	END IF;
	IF owner IS NULL THEN
		RAISE EXCEPTION 'a model needs an owner' USING ERRCODE = 'null_value_not_allowed',
			HINT = 'Name the role that answers for it, or leave owner out.';
	ELSIF role IS NULL OR role NOT IN ('champion', 'challenger', 'canary', 'shadow') THEN
		RAISE EXCEPTION 'model role "%" is not known', role
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Use champion, challenger, canary or shadow.';
	END IF;
	INSERT INTO drift.model (name, version, role, owner, team, tier, intended_use, metadata)
	VALUES (name, version, role, owner, team, tier, intended_use, coalesce(metadata, '{}'))
	ON CONFLICT DO NOTHING
	RETURNING model_id INTO id;
	IF id IS NULL THEN
		RAISE EXCEPTION 'model "%"% is registered already', name, coalesce(' version ' || version,
			'')
			USING ERRCODE = 'duplicate_object',
			HINT = 'Use another name or version, or UPDATE drift.model.';
	END IF;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.register_model(text, text, text, name, text, text, text, jsonb) IS
'Register a model and return its number. A name and version that exist are an error (42710). drift.watch registers models itself.';

-- Windows of a source from a time to another, whole windows only. Days and longer follow the
-- source's time zone; shorter windows follow UTC, where no hour is missing or comes twice.
CREATE FUNCTION drift.window_zone(src drift.source) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN src.window_length < interval '1 day' THEN 'UTC' ELSE src.time_zone END
$$;
COMMENT ON FUNCTION drift.window_zone(drift.source) IS 'Zone in which the windows of a source are counted.';

CREATE FUNCTION drift.window_floor(src drift.source, at timestamptz) RETURNS timestamptz
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	local timestamp := at AT TIME ZONE drift.window_zone(src);
	months int := extract(year FROM src.window_length) * 12 + extract(month FROM src.window_length);
	passed int;
BEGIN
	IF months = 0 THEN
		local := date_bin(src.window_length, local, src.window_origin);
	ELSE
		passed := (extract(year FROM local) - extract(year FROM src.window_origin)) * 12
			+ extract(month FROM local) - extract(month FROM src.window_origin);
		passed := floor(passed::float8 / months)::int * months;
		local := src.window_origin + make_interval(months => passed);
	END IF;
	RETURN local AT TIME ZONE drift.window_zone(src);
END
$$;
COMMENT ON FUNCTION drift.window_floor(drift.source, timestamptz) IS 'Start of the window that holds a time.';

CREATE FUNCTION drift.windows(src drift.source, from_time timestamptz, to_time timestamptz)
	RETURNS TABLE (window_start timestamptz, window_end timestamptz)
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT g AT TIME ZONE z.zone, (g + src.window_length) AT TIME ZONE z.zone
	FROM drift.window_zone(src) AS z(zone),
		generate_series(drift.window_floor(src, from_time) AT TIME ZONE z.zone,
						to_time AT TIME ZONE z.zone, src.window_length) AS g
	WHERE g AT TIME ZONE z.zone >= from_time
		AND (g + src.window_length) AT TIME ZONE z.zone <= to_time
	ORDER BY 1
$$;
COMMENT ON FUNCTION drift.windows(drift.source, timestamptz, timestamptz) IS 'The whole windows of a source between two times.';

-- Whole months, whole days, or at least a minute and less than a day; 24 hours become a day.
CREATE FUNCTION drift.check_window(length interval) RETURNS interval
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	months int := extract(year FROM length) * 12 + extract(month FROM length);
	seconds numeric := extract(epoch FROM length - make_interval(months => months));
BEGIN
	IF months > 0 AND seconds = 0 OR months = 0 AND seconds BETWEEN 60 AND 86399 THEN
		RETURN length;
	ELSIF months = 0 AND seconds > 0 AND seconds % 86400 = 0 THEN
		RETURN make_interval(days => (seconds / 86400)::int);
	END IF;
	RAISE EXCEPTION 'a window cannot be % long', length
		USING ERRCODE = 'invalid_parameter_value',
		HINT = 'Use whole months, whole days, or something from one minute to less than a day.';
END
$$;
COMMENT ON FUNCTION drift.check_window(interval) IS 'A window length in normal form; mixtures of months, days and hours are refused.';

-- The kind under which a column is collected: by type, unless the caller says otherwise.
CREATE FUNCTION drift.add_source_column(source_id bigint, log regclass, column_name name,
										role text, kind text, argument text)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	type oid := drift.check_column(log, column_name, argument);
	by_type text := drift.type_kind(type);
BEGIN
	IF by_type IN ('other', 'time') THEN
		RAISE EXCEPTION 'column "%" of % has type %, which cannot be a %', column_name, log,
			format_type(type, NULL), role
			USING ERRCODE = 'datatype_mismatch',
			HINT = 'Numbers, text, boolean, enum and uuid can; for anything else watch a view that '
				'casts it.';
	ELSIF kind = 'numeric' AND by_type IN ('boolean', 'category') THEN
		RAISE EXCEPTION 'column "%" of % has type % and cannot be numeric', column_name, log,
			format_type(type, NULL)
			USING ERRCODE = 'datatype_mismatch', HINT = 'Watch a view that casts it to a number.';
	END IF;
	IF role IN ('segment', 'protected') THEN
		kind := 'category';
	END IF;
	INSERT INTO drift.source_column (source_id, column_name, role, kind, data_type)
	VALUES (source_id, column_name, role,
			coalesce(kind, CASE WHEN by_type IN ('numeric', 'integer') THEN 'numeric'
				ELSE 'category' END),
			format_type(type, NULL));
END
$$;
COMMENT ON FUNCTION drift.add_source_column(bigint, regclass, name, text, text, text) IS 'Store a column of a source after checking that it exists and can play the role.';

-- Refuse columns that do not exist, or cannot be what they are said to be.
CREATE FUNCTION drift.check_source_columns(src drift.source) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	one name;
BEGIN
	IF src.task NOT IN ('binary', 'class', 'regression', 'none') THEN
		RAISE EXCEPTION 'task "%" is not known', src.task
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Use binary, class, regression or none.';
	ELSIF drift.type_kind(drift.check_column(src.log, src.time_column, 'time_column')) <> 'time'
		THEN
		RAISE EXCEPTION 'time column "%" of % is not a time', src.time_column, src.log
			USING ERRCODE = 'datatype_mismatch',
			HINT = 'It must be timestamptz, timestamp or date; watch a view that converts it.';
	ELSIF src.label_relation IS NOT NULL AND (src.id_column IS NULL OR src.label_column IS NULL)
		THEN
		RAISE EXCEPTION 'labels in % need id_column and label_column', src.label_relation
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'id_column => the column of the log, label_id_column => the one of the label '
				'relation that equals it.';
	END IF;
	FOREACH one IN ARRAY array_remove(ARRAY[src.model_column, src.version_column, src.id_column],
		NULL)
	LOOP
		PERFORM drift.check_column(src.log, one, 'model_column, version_column or id_column');
	END LOOP;
	IF src.label_column IS NOT NULL THEN
		PERFORM drift.check_column(coalesce(src.label_relation, src.log), src.label_column,
								   'label_column');
	END IF;
	IF src.label_relation IS NOT NULL THEN
		PERFORM drift.check_column(src.label_relation, src.label_id_column, 'label_id_column');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_source_columns(drift.source) IS 'Refuse a source whose columns do not exist or cannot play their role.';

-- What the table would refuse, in words; lengths: window, lateness, lateness of labels.
CREATE FUNCTION drift.check_source_settings(name text, time_zone text, threshold float8,
											lengths interval[], watch_from timestamptz)
	RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF name = '' OR threshold IS NULL OR threshold = 'NaN' OR watch_from IS NULL
		OR array_position(lengths, NULL) IS NOT NULL OR least(lengths[2], lengths[3]) < '0' THEN
		RAISE EXCEPTION 'source "%" has an empty name, a setting NULL or NaN, or a negative lateness',
			name USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Leave out what you do not want to choose: every one of them has a default.';
	END IF;
	PERFORM now() AT TIME ZONE time_zone;
EXCEPTION WHEN invalid_parameter_value THEN
	IF SQLERRM LIKE 'source %' THEN
		RAISE;
	END IF;
	RAISE EXCEPTION '%', SQLERRM USING ERRCODE = 'invalid_parameter_value',
		HINT = 'SELECT name FROM pg_timezone_names lists what is known, such as Europe/Berlin.';
END
$$;
COMMENT ON FUNCTION drift.check_source_settings(text, text, float8, interval[], timestamptz) IS 'Raise 22023 for settings that drift.create_source cannot take.';

CREATE FUNCTION drift.create_source(
	log regclass,
	time_column name,
	name text DEFAULT NULL,
	model_column name DEFAULT NULL,
	version_column name DEFAULT NULL,
	id_column name DEFAULT NULL,
	prediction_column name DEFAULT NULL,
	score_column name DEFAULT NULL,
	label_column name DEFAULT NULL,
	label_relation regclass DEFAULT NULL,
	label_id_column name DEFAULT NULL,
	feature_columns name[] DEFAULT '{}',
	category_columns name[] DEFAULT '{}',
	segment_columns name[] DEFAULT '{}',
	protected_columns name[] DEFAULT '{}',
	task text DEFAULT NULL,
	positive_label text DEFAULT NULL,
	positive_prediction text DEFAULT NULL,
	threshold float8 DEFAULT 0.5,
	row_filter text DEFAULT NULL,
	window_length interval DEFAULT '1 day',
	time_zone text DEFAULT NULL,
	lateness interval DEFAULT '0',
	label_lateness interval DEFAULT '30 days',
	watch_from timestamptz DEFAULT now())
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source;
	c record;
BEGIN
	PERFORM drift.check_relation(log, 'log'), drift.check_column(log, time_column, 'time_column');
	PERFORM drift.check_source_settings(coalesce(name, drift.relation_name(log)), time_zone,
		threshold, ARRAY[window_length, lateness, label_lateness], watch_from);
	INSERT INTO drift.source (name, log, time_column, model_column, version_column, id_column,
		prediction_column, score_column, label_column, label_relation, label_id_column, task,
		positive_label, positive_prediction, threshold, row_filter, window_length, time_zone,
		lateness, label_lateness, watch_from)
	SELECT coalesce(name, drift.relation_name(log)), log, time_column, model_column,
		version_column, id_column, prediction_column, score_column, label_column, label_relation,
		CASE WHEN label_relation IS NOT NULL THEN coalesce(label_id_column, id_column) END,
		CASE WHEN t.task IN ('binary', 'class', 'regression') THEN t.task ELSE 'none' END,
		positive_label, positive_prediction, threshold, nullif(row_filter, ''),
		drift.check_window(window_length), coalesce(time_zone, current_setting('TimeZone')),
		lateness, label_lateness, watch_from
	FROM (SELECT coalesce(task, CASE WHEN prediction_column IS NULL AND score_column IS NULL
								THEN 'none' ELSE 'binary' END)) AS t(task)
	ON CONFLICT DO NOTHING
	RETURNING * INTO src;
	IF src.source_id IS NULL THEN
		RAISE EXCEPTION 'source "%" exists already', coalesce(name, drift.relation_name(log))
			USING ERRCODE = 'duplicate_object',
			HINT = 'Pass another name, or drop it first: SELECT drift.drop_source(''...'').';
	END IF;
	src.task := coalesce(task, src.task);
	PERFORM drift.check_source_columns(src);

	FOR c IN
		SELECT f AS name, 'feature' AS role, CASE WHEN f = ANY (category_columns)
			THEN 'category' END AS kind
		FROM unnest(feature_columns) f
		UNION ALL SELECT s, 'segment', NULL FROM unnest(segment_columns) s
		UNION ALL SELECT p, 'protected', NULL FROM unnest(protected_columns) p
		UNION ALL SELECT prediction_column, 'prediction',
			CASE WHEN task IS DISTINCT FROM 'regression' THEN 'category' END
		UNION ALL SELECT score_column, 'score', 'numeric'
	LOOP
		CONTINUE WHEN c.name IS NULL;
		PERFORM drift.add_source_column(src.source_id, log, c.name, c.role, c.kind, c.role
			|| '_columns');
	END LOOP;
	UPDATE drift.source s SET watch_from = drift.window_floor(src, watch_from)
	WHERE s.source_id = src.source_id;
	PERFORM drift.check_source(src);
	RETURN src.source_id;
END
$$;
COMMENT ON FUNCTION drift.create_source(regclass, name, text, name, name, name, name, name, name, regclass, name, name[], name[], name[], name[], text, text, text, float8, text, interval, text, interval, interval, timestamptz) IS
'Register a log and what its columns mean; returns the source''s number. Nothing is guessed here (drift.watch guesses). Names that do not exist, types that cannot play their role and a row_filter that does not run are errors.';

CREATE FUNCTION drift.add_source_model(source text, model text, log_value text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	id bigint := drift.find_model(model);
BEGIN
	IF src.model_column IS NULL AND EXISTS (SELECT FROM drift.source_model sm
											WHERE sm.source_id = src.source_id) THEN
		RAISE EXCEPTION 'source "%" has no model column and a model already', src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Give the source a model column to log several models.';
	END IF;
	INSERT INTO drift.source_model (source_id, model_id, log_value)
	VALUES (src.source_id, id,
			CASE WHEN src.model_column IS NOT NULL THEN coalesce(log_value, model) END);
END
$$;
COMMENT ON FUNCTION drift.add_source_model(text, text, text) IS 'State that a source logs a model; log_value is what its model column says for it, by default the model''s name.';

CREATE FUNCTION drift.create_baseline(source text, model text, range tstzrange DEFAULT NULL,
									  relation regclass DEFAULT NULL,
										relation_filter text DEFAULT NULL,
									  reason text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	id bigint;
	model_id bigint := drift.find_model(model);
	first timestamptz;
	last timestamptz;
	missing text;
BEGIN
	IF relation IS NOT NULL THEN
		PERFORM drift.check_relation(relation, 'relation'),
			drift.check_condition(relation, nullif(relation_filter, ''), 'relation_filter');
	END IF;
	IF (range IS NULL) = (relation IS NULL) THEN
		RAISE EXCEPTION 'a baseline is either a time range of the log or another relation'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass range => ''[2026-01-01,2026-02-01)'' or relation => ''training_data''.';
	END IF;
	IF NOT EXISTS (SELECT FROM drift.source_model sm
				   WHERE sm.source_id = src.source_id AND sm.model_id = model_id) THEN
		RAISE EXCEPTION 'source "%" does not log model "%"', src.name, model
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Call drift.add_source_model first.';
	END IF;
	IF range IS NOT NULL THEN
		IF isempty(range) OR lower_inf(range) OR upper_inf(range) THEN
			RAISE EXCEPTION 'baseline range % needs a start and an end', range
				USING ERRCODE = 'invalid_parameter_value',
					HINT = 'Write ''[2026-01-01,2026-02-01)''.';
		END IF;
		SELECT min(w.window_start), max(w.window_end) INTO first, last
		FROM drift.windows(src, lower(range), upper(range)) w;
		IF first IS NULL THEN
			RAISE EXCEPTION 'baseline range % holds no whole window of %', range, src.window_length
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Take a longer range or shorter windows.';
		END IF;
		range := tstzrange(first, last);
	ELSE
		SELECT string_agg(quote_ident(sc.column_name), ', ') INTO missing
		FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.role = 'feature' AND NOT EXISTS (
			SELECT FROM pg_attribute a WHERE a.attrelid = relation
				AND a.attname = sc.column_name AND a.attnum > 0 AND NOT a.attisdropped);
		IF missing IS NOT NULL THEN
			RAISE WARNING 'baseline % lacks columns of the log: %', relation, missing
				USING HINT = 'Their monitors will say insufficient_data.';
		END IF;
	END IF;
	UPDATE drift.baseline b SET active = false
	WHERE b.source_id = src.source_id AND b.model_id = model_id AND b.active;
	INSERT INTO drift.baseline (source_id, model_id, kind, range, relation, relation_filter,
		version, reason)
	SELECT src.source_id, model_id, CASE WHEN range IS NULL THEN 'relation' ELSE 'range' END,
		range, relation, nullif(relation_filter, ''), coalesce(max(b.version), 0) + 1, reason
	FROM drift.baseline b WHERE b.source_id = src.source_id AND b.model_id = model_id
	RETURNING baseline_id INTO id;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.create_baseline(text, text, tstzrange, regclass, text, text) IS
'Make a new active baseline for a model of a source: a time range of the log (cut to whole windows) or another relation with the same column names. The one before stays in the table, inactive. The next run freezes its states.';

CREATE FUNCTION drift.create_monitor(
	source text,
	model text,
	metric text,
	column_name name DEFAULT NULL,
	segment_key name DEFAULT NULL,
	segment_value text DEFAULT NULL,
	params jsonb DEFAULT '{}',
	expression text DEFAULT NULL,
	name text DEFAULT NULL,
	method text DEFAULT 'auto',
	warn float8 DEFAULT NULL,
	critical float8 DEFAULT NULL,
	direction text DEFAULT NULL,
	floor_warn float8 DEFAULT NULL,
	floor_critical float8 DEFAULT NULL,
	sigma_warn float8 DEFAULT 4,
	sigma_critical float8 DEFAULT 8,
	alpha float8 DEFAULT 0.001,
	min_rows int DEFAULT NULL,
	min_history int DEFAULT 7,
	alert_k int DEFAULT 2,
	alert_n int DEFAULT 3,
	critical_at_once boolean DEFAULT true,
	cool_down interval DEFAULT NULL,
	runbook text DEFAULT NULL,
	weight float8 DEFAULT 1)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	known record;
	id bigint;
	model_id bigint := drift.find_model(model);
BEGIN
	SELECT c.* INTO known FROM drift.check_monitor(src, model_id, metric, column_name, segment_key,
												   params, expression) c;
	method := CASE WHEN method = 'auto' AND (warn IS NOT NULL OR critical IS NOT NULL)
				   THEN 'fixed' ELSE method END;
	direction := coalesce(direction, known.direction);
	IF 'NaN' IN (warn, critical, floor_warn, floor_critical, sigma_warn, sigma_critical, weight)
		THEN
		RAISE EXCEPTION 'a limit or the weight of the monitor is NaN'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave it out to get its default.';
	END IF;
	IF direction IN ('up', 'both') AND critical < warn OR direction = 'down' AND critical > warn
		THEN
		RAISE EXCEPTION 'critical limit % is on the wrong side of the warn limit %', critical, warn
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('Direction is %s: critical must be the stricter one.', direction);
	END IF;
	name := coalesce(name, known.metric || coalesce('(' || column_name || ')', '')
		|| coalesce(' by ' || segment_key, '') || coalesce(' = ' || segment_value, ''));
	BEGIN
		INSERT INTO drift.monitor (source_id, model_id, name, metric, params, column_name,
			segment_key, segment_value, expression, method, warn, critical, direction,
			floor_warn, floor_critical,
			sigma_warn, sigma_critical, alpha, min_rows, min_history, alert_k, alert_n,
			critical_at_once, cool_down, runbook, weight)
		VALUES (src.source_id, model_id, name, known.metric, coalesce(params, '{}'), column_name,
			segment_key, segment_value, expression, method, warn, critical, direction, floor_warn,
			floor_critical, sigma_warn, sigma_critical, alpha, coalesce(min_rows, known.min_rows),
			min_history, alert_k, alert_n, critical_at_once,
			coalesce(cool_down, greatest(interval '1 day', 3 * src.window_length)), runbook, weight)
		ON CONFLICT DO NOTHING
		RETURNING monitor_id INTO id;
	EXCEPTION WHEN check_violation OR not_null_violation THEN
		RAISE EXCEPTION 'monitor "%" has a setting out of range: %', name, SQLERRM
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'method is auto, fixed or reference; direction up, down or both; sigma_warn '
				'above 0, sigma_critical not below it; alpha between 0 and 1; min_history from 3; '
				'alert_k from 1 to alert_n; min_rows, cool_down and weight not negative.';
	END;
	IF id IS NULL THEN
		RAISE EXCEPTION 'monitor "%" of model "%" exists already', name, model
			USING ERRCODE = 'duplicate_object', HINT = 'Pass another name.';
	END IF;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.create_monitor(text, text, text, name, name, text, jsonb, text, text, text, float8, float8, text, float8, float8, float8, float8, float8, int, int, int, int, boolean, interval, text, float8) IS
'Create a monitor and return its number. metric is one of drift.metric_catalog(); params are its parameters as jsonb; a typo in either is an error that names the nearest. segment_key without segment_value watches each value on its own. warn and critical are absolute limits (for direction both: distances from the baseline''s value); without them the limits come from the baseline''s windows (doc/detection.md). metric custom takes an SQL aggregate over the log as expression, which runs with the rights of the caller, the monitor''s owner.';

-- Try the parameters of a distance on a small profile, so that a wrong value is refused at once.
CREATE FUNCTION drift.check_params(metric text, params jsonb) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	hint text;
BEGIN
	IF params <> '{}' THEN
		EXECUTE format('WITH s AS (SELECT drift.profile_agg(v::float8) AS profile '
			'FROM generate_series(1, 9) v) SELECT %s FROM s AS b, s AS c',
			drift.metric_expression(metric, params));
	END IF;
EXCEPTION WHEN data_exception OR syntax_error_or_access_rule_violation THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RAISE EXCEPTION 'params % do not fit metric "%": %', params, metric, SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = coalesce(nullif(hint, ''), 'Such as params => ''{"bins": 20}''.');
END
$$;
COMMENT ON FUNCTION drift.check_params(text, jsonb) IS 'Raise 22023 when a parameter of a metric has a value that the metric refuses.';

-- The metric of a monitor and its parameters.
CREATE FUNCTION drift.check_metric(wanted text, given jsonb, OUT metric text, OUT family text,
								   OUT kinds text, OUT direction text, OUT min_rows int)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known record;
	param text;
BEGIN
	SELECT c.* INTO known FROM drift.metric_catalog() c
	WHERE wanted = c.metric OR wanted = ANY (c.aliases);
	IF NOT FOUND THEN
		RAISE EXCEPTION 'metric "%" is not known', wanted
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('The nearest is "%s"; SELECT * FROM drift.metric_catalog() lists them.',
				drift.nearest(wanted, array(SELECT c.metric FROM drift.metric_catalog() c)));
	END IF;
	IF jsonb_typeof(given) <> 'object' THEN
		RAISE EXCEPTION 'params must be a JSON object, not %', given
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Such as params => ''{"bins": 20}''.';
	END IF;
	FOR param IN SELECT jsonb_object_keys(coalesce(given, '{}')) LOOP
		IF NOT known.params ? param THEN
			RAISE EXCEPTION 'metric "%" has no parameter "%"', known.metric, param
				USING ERRCODE = 'invalid_parameter_value',
				HINT = coalesce('The nearest is "'
					|| drift.nearest(param, array(SELECT jsonb_object_keys(known.params))) || '".',
					'It takes none.');
		END IF;
	END LOOP;
	IF known.family = 'distance' THEN
		PERFORM drift.check_params(known.metric, given);
	END IF;
	metric := known.metric;
	family := known.family;
	kinds := known.kinds;
	direction := known.direction;
	min_rows := known.min_rows;
END
$$;
COMMENT ON FUNCTION drift.check_metric(text, jsonb) IS 'Canonical name and nature of a metric; an unknown metric or parameter is an error that names the nearest.';

-- A column that a monitor needs in some role and kind; family says which roles.
CREATE FUNCTION drift.check_monitor_column(src drift.source, family text, metric text, kinds text,
										   col name)
	RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	roles text[] := CASE family WHEN 'fairness' THEN '{protected}' WHEN 'segment' THEN '{segment}'
		ELSE '{feature,prediction,score}' END;
	needed text := CASE WHEN family IN ('distance', 'profile') THEN kinds ELSE 'any' END;
	candidates text[];
BEGIN
	IF family IN ('rows', 'outcome', 'estimated', 'custom') THEN
		IF col IS NOT NULL THEN
			RAISE EXCEPTION 'metric "%" takes no column, "%" was given', metric, col
				USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave column_name out.';
		END IF;
		RETURN;
	END IF;
	candidates := array(SELECT DISTINCT sc.column_name::text FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.role = ANY (roles)
			AND needed IN ('any', sc.kind));
	IF (col = ANY (candidates)) IS NOT TRUE THEN
		RAISE EXCEPTION '"%" is not a % column% of source "%"', col,
			array_to_string(roles, ' or '),
			CASE needed WHEN 'any' THEN '' ELSE ' (' || needed || ')' END, src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = coalesce('The nearest is "' || drift.nearest(coalesce(col, ''), candidates)
				|| '".',
				'The source has none; name them in drift.watch or drift.create_source.');
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_monitor_column(drift.source, text, text, text, name) IS 'Refuse a column that a source does not collect in the role that a metric or segment needs.';

-- Try an expression on no rows; what depends on rights or rows shows when it runs.
CREATE FUNCTION drift.check_expression(relation regclass, expression text) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF expression IS NOT NULL THEN
		EXECUTE format(E'SELECT count(*), (%s\n)::float8 FROM %s AS t WHERE false',
					   expression, relation);
	END IF;
EXCEPTION
	WHEN insufficient_privilege OR data_exception THEN
		NULL;
	WHEN syntax_error_or_access_rule_violation OR feature_not_supported THEN
		RAISE EXCEPTION 'expression cannot be used on %: %', relation, SQLERRM
			USING ERRCODE = SQLSTATE,
			HINT = 'Write an aggregate over the rows of a window, such as avg(amount).';
END
$$;
COMMENT ON FUNCTION drift.check_expression(regclass, text) IS 'Raise an error unless the expression gives one number for a group of rows; NULL is fine.';

-- Say what is wrong with a monitor before it is stored.
CREATE FUNCTION drift.check_monitor(src drift.source, model bigint, wanted text, col name, seg name,
									params jsonb, expression text,
									OUT metric text, OUT direction text, OUT min_rows int)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known record := drift.check_metric(wanted, params);
BEGIN
	PERFORM drift.check_monitor_column(src, known.family, known.metric, known.kinds, col);
	IF seg IS NOT NULL THEN
		PERFORM drift.check_monitor_column(src, 'segment', known.metric, 'any', seg);
	END IF;
	IF known.family IN ('outcome', 'estimated')
		AND (src.label_column IS NULL OR src.task <> known.kinds) THEN
		RAISE EXCEPTION 'metric "%" needs labels and a % prediction, which source "%" lacks',
			known.metric, known.kinds, src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Register the source with label_column and prediction_column.';
	ELSIF (known.family = 'estimated'
		OR known.metric IN ('roc_auc', 'average_precision', 'log_loss', 'brier', 'ece'))
		AND src.score_column IS NULL THEN
		RAISE EXCEPTION 'metric "%" needs a score, which source "%" lacks', known.metric, src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Register the source with score_column.';
	ELSIF (known.family = 'custom') <> (expression IS NOT NULL) THEN
		RAISE EXCEPTION 'metric "%" and expression do not fit', known.metric
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Metric custom takes an expression such as ''avg(amount)''; no other metric '
				'does.';
	ELSIF NOT EXISTS (SELECT FROM drift.source_model sm
					  WHERE sm.source_id = src.source_id AND sm.model_id = model) THEN
		RAISE EXCEPTION 'source "%" does not log that model', src.name
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Call drift.add_source_model first.';
	END IF;
	PERFORM drift.check_expression(src.log, expression);
	metric := known.metric;
	direction := known.direction;
	min_rows := known.min_rows;
END
$$;
COMMENT ON FUNCTION drift.check_monitor(drift.source, bigint, text, name, name, jsonb, text) IS 'Canonical metric, direction and minimum rows of a monitor; an error where source and metric do not fit.';
