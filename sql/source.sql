
-- source: a relation that logs predictions, its columns and its windows

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

CREATE FUNCTION drift.is_combination(log regclass, segment text) RETURNS boolean
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT segment LIKE '% x %' AND NOT drift.has_column(log, left(segment, 63)::name)
$$;
COMMENT ON FUNCTION drift.is_combination(regclass, text) IS 'Whether a segment is a combination of columns, such as region x device, and not a column of that name.';

CREATE FUNCTION drift.add_combination(src drift.source, segment text) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	names name[] := array(SELECT DISTINCT btrim(n)::name
		FROM unnest(string_to_array(segment, ' x ')) n ORDER BY 1);
	one name;
	type oid;
BEGIN
	IF cardinality(names) NOT BETWEEN 2 AND 5 THEN
		RAISE EXCEPTION 'segment "%" does not combine two to five columns', segment
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Such as "region x device".';
	END IF;
	FOREACH one IN ARRAY names LOOP
		type := drift.check_column(src.log, one, 'segment_columns');
		IF drift.type_kind(type) IN ('other', 'time') THEN
			RAISE EXCEPTION 'column "%" of % has type %, which cannot be a segment', one, src.log,
				format_type(type, NULL)
				USING ERRCODE = 'datatype_mismatch', HINT = 'Watch a view that casts it.';
		END IF;
	END LOOP;
	INSERT INTO drift.source_segment (source_id, segment_key, column_names)
	SELECT src.source_id, string_agg(n, ' x ' ORDER BY o), array_agg(n ORDER BY o)
	FROM (SELECT btrim(n)::name AS n, min(o) AS o
		FROM unnest(string_to_array(segment, ' x ')) WITH ORDINALITY u(n, o) GROUP BY 1) p
	ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION drift.add_combination(drift.source, text) IS 'Store a segment that combines columns after checking them.';

-- The keys of a document among the first rows, and how their values are to be read.
CREATE FUNCTION drift.document_keys(src drift.source)
	RETURNS TABLE (key text, kind text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT q.* FROM drift.select_as(%L::regrole, %L) AS q(key text, '
		'kind text) ORDER BY 1', quote_ident(src.owner), format(
		'SELECT e.key, CASE WHEN bool_and(jsonb_typeof(e.value) IN (''number'', ''null'')) THEN '
		'''numeric'' ELSE ''category'' END FROM (SELECT t.%1$I::jsonb AS d FROM %2$s AS t WHERE '
		'jsonb_typeof(t.%1$I::jsonb) = ''object'' AND (%3$s' || E'\n' || ') LIMIT 10000) r, '
		'jsonb_each(r.d) e GROUP BY 1 HAVING bool_and(jsonb_typeof(e.value) NOT IN (''array'', '
		'''object'')) AND NOT bool_and(jsonb_typeof(e.value) = ''null'') '
		'AND octet_length(e.key) BETWEEN 1 AND 63', src.features_column, src.log,
		coalesce(src.row_filter, 'true')));
END
$$;
COMMENT ON FUNCTION drift.document_keys(drift.source) IS 'Keys of a source''s features_column with plain values among the first 10,000 rows, and their kind.';

-- Features that are keys of a document, under the key's name where no column has it.
CREATE FUNCTION drift.add_features(src drift.source, keys text[], categories name[]) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	wrong text;
BEGIN
	IF src.features_column IS NULL THEN
		IF keys IS NOT NULL THEN
			RAISE EXCEPTION 'feature_keys need a features_column'
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Name the jsonb column: features_column => ''features''.';
		END IF;
		RETURN;
	END IF;
	SELECT k INTO wrong FROM unnest(keys) k WHERE k IS NULL OR octet_length(k) NOT BETWEEN 1 AND 63;
	IF FOUND THEN
		RAISE EXCEPTION 'key "%" cannot be the name of a feature', wrong
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Names have 1 to 63 bytes; watch a view that makes it a column.';
	END IF;
	INSERT INTO drift.source_column (source_id, column_name, role, kind, data_type, json_key)
	SELECT src.source_id, CASE WHEN drift.has_column(src.log, k.key::name)
			THEN left(src.features_column || '.' || k.key, 63) ELSE k.key END, 'feature',
		CASE WHEN k.key = ANY (categories) THEN 'category' ELSE k.kind END, 'jsonb', k.key
	FROM (
		SELECT d.key, d.kind FROM drift.document_keys(src) d
		WHERE keys IS NULL OR d.key = ANY (keys)
		UNION ALL
		SELECT DISTINCT u.key, 'numeric' FROM unnest(keys) AS u(key)
		WHERE u.key NOT IN (SELECT d.key FROM drift.document_keys(src) d)
	) k
	ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION drift.add_features(drift.source, text[], name[]) IS 'Store the keys of a source''s features_column as features: those given, or all that are seen. A key that is not seen yet is taken for a number.';

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
	IF src.weight_column IS NOT NULL AND drift.type_kind(drift.check_column(src.log,
			src.weight_column, 'weight_column')) NOT IN ('numeric', 'integer') THEN
		RAISE EXCEPTION 'column "%" of % is no number (argument weight_column)', src.weight_column,
			src.log
			USING ERRCODE = 'datatype_mismatch', HINT = 'Name a column of weights.';
	END IF;
	IF src.features_column IS NOT NULL AND drift.base_type(drift.check_column(src.log,
			src.features_column, 'features_column')) NOT IN ('jsonb'::regtype, 'json'::regtype) THEN
		RAISE EXCEPTION 'column "%" of % is no jsonb (argument features_column)',
			src.features_column, src.log
			USING ERRCODE = 'datatype_mismatch', HINT = 'Name columns as feature_columns.';
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
	segment_columns text[] DEFAULT '{}',
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
	watch_from timestamptz DEFAULT now(),
	weight_column name DEFAULT NULL,
	features_column name DEFAULT NULL,
	feature_keys text[] DEFAULT NULL)
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
		lateness, label_lateness, watch_from, weight_column, features_column)
	SELECT coalesce(name, drift.relation_name(log)), log, time_column, model_column,
		version_column, id_column, prediction_column, score_column, label_column, label_relation,
		CASE WHEN label_relation IS NOT NULL THEN coalesce(label_id_column, id_column) END,
		CASE WHEN t.task IN ('binary', 'class', 'regression') THEN t.task ELSE 'none' END,
		positive_label, positive_prediction, threshold, nullif(row_filter, ''),
		drift.check_window(window_length), coalesce(time_zone, current_setting('TimeZone')),
		lateness, label_lateness, watch_from, weight_column, features_column
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
		UNION ALL SELECT s::name, 'segment', NULL FROM unnest(segment_columns) s
			WHERE NOT drift.is_combination(log, s)
		UNION ALL SELECT p, 'protected', NULL FROM unnest(protected_columns) p
		UNION ALL SELECT prediction_column, 'prediction',
			CASE WHEN task IS DISTINCT FROM 'regression' THEN 'category' END
		UNION ALL SELECT score_column, 'score', 'numeric'
	LOOP
		CONTINUE WHEN c.name IS NULL;
		PERFORM drift.add_source_column(src.source_id, log, c.name, c.role, c.kind, c.role
			|| '_columns');
	END LOOP;
	PERFORM drift.add_features(src, feature_keys, category_columns);
	PERFORM drift.add_combination(src, s) FROM unnest(segment_columns) s
	WHERE drift.is_combination(log, s);
	UPDATE drift.source s SET watch_from = drift.window_floor(src, watch_from)
	WHERE s.source_id = src.source_id;
	PERFORM drift.check_source(src);
	PERFORM drift.log_change('source', src.source_id, src.name, 'create', NULL, to_jsonb(src));
	RETURN src.source_id;
END
$$;
COMMENT ON FUNCTION drift.create_source(regclass, name, text, name, name, name, name, name, name, regclass, name, name[], name[], text[], name[], text, text, text, float8, text, interval, text, interval, interval, timestamptz, name, name, text[]) IS
'Register a log and what its columns mean; returns the source''s number. segment_columns: columns, and combinations such as "region x device". weight_column: rows count as much as it says; NULL, 0, negative and infinite weights count nothing. features_column: a jsonb column whose keys are features, all that are seen in the first rows or feature_keys. Nothing is guessed here (drift.watch guesses). Names that do not exist, types that cannot play their role and a row_filter that does not run are errors.';

CREATE FUNCTION drift.change_source(source text, settings jsonb, reason text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	old drift.source := drift.find_source(source);
	new drift.source;
	changed jsonb;
BEGIN
	new := jsonb_populate_record(old, drift.apply_settings('drift.source',
		format('source "%s"', old.name), to_jsonb(old), settings, '{name,log,owner,id_column,'
		'prediction_column,score_column,label_column,label_relation,label_id_column,weight_column,'
		'positive_label,positive_prediction,threshold,row_filter,lateness,label_lateness,'
		'max_windows,run_every,lock_timeout,read_timeout,enabled}'));
	PERFORM drift.check_source_settings(new.name, new.time_zone, new.threshold,
		ARRAY[new.window_length, new.lateness, new.label_lateness], new.watch_from),
		drift.check_relation(new.log, 'log'), drift.check_source_columns(new);
	IF new.owner IS DISTINCT FROM old.owner THEN
		PERFORM drift.check_owner(new.owner);
	ELSIF EXISTS (SELECT FROM drift.source s WHERE s.name = new.name
				  AND s.source_id <> old.source_id) THEN
		RAISE EXCEPTION 'source "%" exists already', new.name
			USING ERRCODE = 'duplicate_object', HINT = 'Pass another name.';
	END IF;
	changed := (SELECT jsonb_object_agg(n.key, n.value) FROM jsonb_each(to_jsonb(new)) n
				WHERE n.value IS DISTINCT FROM to_jsonb(old) -> n.key);
	IF changed IS NOT NULL THEN
		PERFORM drift.store_settings('drift.source', 'source_id', old.source_id, changed);
		PERFORM drift.check_source(new);
		PERFORM drift.log_change('source', old.source_id, new.name, 'change', to_jsonb(old),
								 to_jsonb(new), reason);
	END IF;
	RETURN old.source_id;
END
$$;
COMMENT ON FUNCTION drift.change_source(text, jsonb, text) IS
'Change settings of a source, named as the columns of drift.source, such as drift.change_source(''log'', ''{"lateness": "2 hours"}''). What the states already collected depend on (windows, time zone, features) cannot be changed: make another source. Windows collected before keep their states; drift.backfill collects them again. Returns the source''s number; written to drift.change_log.';

CREATE FUNCTION drift.add_source_model(source text, model text, log_value text DEFAULT NULL,
									   log_version text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	id bigint := drift.find_model(model);
	value text := CASE WHEN src.model_column IS NOT NULL THEN coalesce(log_value,
		(SELECT m.name FROM drift.model m WHERE m.model_id = id)) END;
	others drift.source_model[] := array(SELECT sm FROM drift.source_model sm
		WHERE sm.source_id = src.source_id AND sm.model_id <> id);
BEGIN
	IF src.model_column IS NULL AND log_version IS NULL AND cardinality(others) > 0 THEN
		RAISE EXCEPTION 'source "%" has no model column and a model already', src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Give the source a model column to log several models, or versions.';
	ELSIF log_version IS NOT NULL AND src.version_column IS NULL THEN
		RAISE EXCEPTION 'source "%" has no version column', src.name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Register it with version_column => ''...''.';
	ELSIF EXISTS (SELECT FROM unnest(others) o WHERE o.log_value IS NOT DISTINCT FROM value
			AND (o.log_version IS NULL OR log_version IS NULL OR o.log_version = log_version)) THEN
		RAISE EXCEPTION 'rows of model "%" in source "%" are those of another model', model,
			src.name
			USING ERRCODE = 'duplicate_object',
			HINT = 'Give each model its own log_value or log_version; where one version has a '
				'log_version, all have.';
	END IF;
	INSERT INTO drift.source_model (source_id, model_id, log_value, log_version)
	VALUES (src.source_id, id, value, log_version)
	ON CONFLICT (source_id, model_id) DO UPDATE SET log_value = excluded.log_value,
		log_version = excluded.log_version;
END
$$;
COMMENT ON FUNCTION drift.add_source_model(text, text, text, text) IS 'Say that a source logs a model: log_value is what the rows have in the model column, by default the model''s name; log_version what they have in the version column, where each version is a model of its own. Rows of two models must differ (42710).';
