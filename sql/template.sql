
-- template: a log of predictions and a table of labels for those who have none
--
-- The tables and their partitions belong to the caller, not to the extension: pg_dump dumps them as
-- any other table. The log is partitioned by time with a BRIN index, because windows are read in
-- the order in which rows came; labels have their key, because they are joined by it.

-- Columns from jsonb: {"amount": "float8", "country": "text"}.
CREATE FUNCTION drift.template_columns(features jsonb) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	one record;
	columns text := '';
BEGIN
	IF features IS NULL THEN
		RETURN ', features jsonb NOT NULL DEFAULT ''{}''';
	ELSIF jsonb_typeof(features) <> 'object' THEN
		RAISE EXCEPTION 'features must be a JSON object, not %', features
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Such as ''{"amount": "float8", "country": "text"}''; NULL for one jsonb column.';
	END IF;
	FOR one IN SELECT e.key, e.value, to_regtype(e.value) AS type FROM jsonb_each_text(features) e
			   ORDER BY e.key LOOP
		IF one.type IS NULL OR drift.type_kind(one.type) = 'other' OR one.key = '' THEN
			RAISE EXCEPTION 'feature "%" cannot have type "%"', one.key, one.value
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Use float8, int, text, boolean, an enum, or another type of numbers or text.';
		ELSIF one.key IN ('prediction_id', 'ts', 'model', 'model_version', 'score', 'prediction',
			'features') THEN
			RAISE EXCEPTION 'feature "%" has the name of a column that every log has', one.key
				USING ERRCODE = 'duplicate_column', HINT = 'Name it otherwise.';
		END IF;
		columns := columns || format(', %I %s', one.key, one.type);
	END LOOP;
	RETURN columns;
EXCEPTION WHEN syntax_error OR invalid_name OR data_exception THEN
	IF SQLSTATE = '22023' THEN
		RAISE;
	END IF;
	RAISE EXCEPTION 'a feature has a type that cannot be read: %', SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = 'Such as ''{"amount": "float8", "country": "text"}''.';
END
$$;
COMMENT ON FUNCTION drift.template_columns(jsonb) IS 'Column definitions of features, from names and types; one jsonb column for NULL.';

CREATE FUNCTION drift.create_prediction_log(schema_name name, name name,
											features jsonb DEFAULT NULL,
											prediction_type regtype DEFAULT 'boolean',
											label_type regtype DEFAULT NULL,
											partition_length interval DEFAULT '1 month',
											ahead interval DEFAULT '3 months',
											from_time timestamptz DEFAULT now())
	RETURNS text
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	label_name text := name || '_label';
	columns text := drift.template_columns(features);
BEGIN
	IF name IS NULL OR octet_length(name) NOT BETWEEN 1 AND 45
		OR to_regnamespace(quote_ident(schema_name)) IS NULL THEN
		RAISE EXCEPTION 'no log "%" can be made in schema "%"', name, schema_name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'The schema must exist; the name has 1 to 45 bytes.';
	ELSIF prediction_type IS NULL OR drift.type_kind(prediction_type) IN ('other', 'time')
		OR coalesce(drift.type_kind(label_type), 'boolean') IN ('other', 'time') THEN
		RAISE EXCEPTION 'prediction and label cannot be % and %', prediction_type, label_type
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Use boolean, text or float8.';
	ELSIF to_regclass(format('%I.%I', schema_name, name)) IS NOT NULL
		OR to_regclass(format('%I.%I', schema_name, label_name)) IS NOT NULL THEN
		RAISE EXCEPTION 'relation "%" or "%" exists already', name, label_name
			USING ERRCODE = 'duplicate_table', HINT = 'Pass another name.';
	END IF;
	EXECUTE format('CREATE TABLE %1$I.%2$I (prediction_id uuid NOT NULL DEFAULT gen_random_uuid(), '
		'ts timestamptz NOT NULL DEFAULT now(), model text NOT NULL, model_version text%3$s, '
		'score float8, prediction %4$s, PRIMARY KEY (prediction_id, ts)) PARTITION BY RANGE (ts)',
		schema_name, name, columns, prediction_type);
	EXECUTE format('CREATE INDEX %I ON %I.%I USING brin (ts)', name || '_ts', schema_name, name);
	EXECUTE format('CREATE TABLE %I.%I (prediction_id uuid PRIMARY KEY, label %s NOT NULL, '
		'labelled_at timestamptz NOT NULL DEFAULT now())', schema_name, label_name,
		coalesce(label_type, prediction_type));
	EXECUTE format('CREATE INDEX %I ON %I.%I USING brin (labelled_at)', label_name || '_at',
		schema_name, label_name);
	EXECUTE format('COMMENT ON TABLE %I.%I IS %L', schema_name, name,
		'Predictions, one row each; partitions are added by drift.add_partitions.');
	EXECUTE format('COMMENT ON TABLE %I.%I IS %L', schema_name, label_name,
		'What turned out to be true, by prediction_id.');
	PERFORM drift.add_partitions(format('%I.%I', schema_name, name)::regclass, ahead,
								 partition_length, from_time);
	RETURN format('SELECT * FROM drift.watch(%L, label_relation => %L, model => ''...'', '
		'reference_kind => ''rolling'')', format('%I.%I', schema_name, name),
		format('%I.%I', schema_name, label_name));
END
$$;
COMMENT ON FUNCTION drift.create_prediction_log(name, name, jsonb, regtype, regtype, interval, interval, timestamptz) IS
'Make a log of predictions and, beside it, NAME_label: the log is partitioned by time with a BRIN index, labels are joined by prediction_id. features: names and types as {"amount": "float8"}, NULL for one jsonb column; partitions of partition_length reach from from_time to ahead of now. The tables belong to the caller. Returns the call of drift.watch that watches them. A name that exists is an error (42P07).';

-- Bounds come from the catalogue as text in the session's time zone and are read back in it.
CREATE FUNCTION drift.last_partition(log regclass) RETURNS timestamptz
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT max(substring(pg_get_expr(c.relpartbound, c.oid)
		FROM 'TO \(''([^'']+)''\)$')::timestamptz)
	FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
	WHERE i.inhparent = log AND c.relpartbound IS NOT NULL
$$;
COMMENT ON FUNCTION drift.last_partition(regclass) IS 'Where the last partition of a table ends; NULL without one.';

CREATE FUNCTION drift.add_partitions(log regclass, ahead interval DEFAULT '3 months',
									 partition_length interval DEFAULT '1 month',
									 from_time timestamptz DEFAULT now())
	RETURNS int
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	first timestamptz;
	after timestamptz;
	stem text;
	space text;
	made int := 0;
BEGIN
	SELECT c.relname, c.relnamespace::regnamespace::text INTO stem, space
	FROM pg_class c JOIN pg_partitioned_table p ON p.partrelid = c.oid
	WHERE c.oid = log AND p.partstrat = 'r' AND p.partnatts = 1 AND EXISTS (
		SELECT FROM pg_attribute a WHERE a.attrelid = log AND a.attnum = p.partattrs[0]
			AND a.atttypid = 'timestamptz'::regtype);
	IF stem IS NULL THEN
		RAISE EXCEPTION '% is not partitioned by a range of timestamptz', log
			USING ERRCODE = 'wrong_object_type',
			HINT = 'drift.create_prediction_log makes such a table.';
	ELSIF (partition_length BETWEEN '1 hour' AND '10 years') IS NOT TRUE
		OR (ahead BETWEEN '0' AND '10 years') IS NOT TRUE
		OR (from_time > now() - interval '100 years' AND from_time < now() + ahead
			+ interval '1 year') IS NOT TRUE THEN
		RAISE EXCEPTION 'no partitions of % can be made from % to % ahead', partition_length,
			from_time, ahead
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Such as ahead => ''3 months'', partition_length => ''1 month''.';
	END IF;
	first := coalesce(drift.last_partition(log), CASE
		WHEN partition_length >= '1 month' THEN date_trunc('month', from_time)
		WHEN partition_length >= '1 day' THEN date_trunc('day', from_time)
		ELSE date_trunc('hour', from_time) END);
	WHILE first <= now() + ahead LOOP
		IF made >= 5000 THEN
			RAISE EXCEPTION 'partitions of % are too many', partition_length
				USING ERRCODE = 'invalid_parameter_value', HINT = 'Take longer ones.';
		END IF;
		after := first + partition_length;
		EXECUTE format('CREATE TABLE %s.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', space,
			left(stem, 45) || to_char(first, CASE WHEN partition_length < '1 day'
				THEN '"_p"YYYYMMDD"_"HH24' ELSE '"_p"YYYYMMDD' END), log, first, after);
		made := made + 1;
		first := after;
	END LOOP;
	RETURN made;
END
$$;
COMMENT ON FUNCTION drift.add_partitions(regclass, interval, interval, timestamptz) IS
'Add partitions to a table that is partitioned by a range of one timestamptz column, from the end of its last one, or from_time, until they reach ahead of now; returns how many. Call it from cron, such as daily: SELECT drift.add_partitions(''ml.fraud'').';
