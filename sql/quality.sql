
-- quality: what is wrong with the data itself, whatever the model makes of it
--
-- A column's quality is read from its profile, so it costs no scan of its own; what a profile does
-- not hold (the newest row, the number of duplicate ids, rows that break a rule) is counted by the
-- collecting statement. Reason codes are those of TFDV (anomalies.proto) where it has one that
-- fits, so that what reads its anomalies can read ours.

CREATE FUNCTION drift.out_of_range(drift.profile, min float8, max float8) RETURNS float8
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'drift_out_of_range';
COMMENT ON FUNCTION drift.out_of_range(drift.profile, float8, float8) IS
'Share of the rows of a numeric profile below min or above max, in [0, 1]; NULL for a bound: none on that side; infinities are outside every finite bound. Exact while fewer than 256 rows are outside on a side or the profile is exact, else no further off than drift.rank_error() on each side. NULL where no row has a value. min above max and NaN are errors (22023), categories too (42804).';

-- Learnt range: what the reference held, widened by a share of its width.
CREATE FUNCTION drift.outside_reference(reference drift.profile, current drift.profile,
										tolerance float8 DEFAULT 0)
	RETURNS float8
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	s record;
	margin float8;
BEGIN
	IF tolerance IS NULL OR tolerance = 'NaN' OR tolerance < 0 THEN
		RAISE EXCEPTION 'tolerance is %, but must be 0 or more', tolerance
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'It widens the range by a share of its width, such as 0.1.';
	END IF;
	IF reference IS NULL OR current IS NULL THEN
		RETURN NULL;
	END IF;
	SELECT x.* INTO s FROM drift.summary(reference) x;
	margin := CASE WHEN tolerance = 0 OR abs(s.min) = 'Infinity' OR abs(s.max) = 'Infinity' THEN 0
		ELSE (s.max / 2 - s.min / 2) * least(tolerance, 1e6) END;
	-- halves, and a sum that saturates, keep the widest columns from overflowing
	RETURN CASE WHEN s.n > 0 THEN drift.out_of_range(current,
		CASE WHEN margin > 4e307 THEN NULL ELSE s.min - margin - margin END,
		CASE WHEN margin > 4e307 THEN NULL ELSE s.max + margin + margin END) END;
EXCEPTION WHEN numeric_value_out_of_range THEN
	RETURN 0;
END
$$;
COMMENT ON FUNCTION drift.outside_reference(drift.profile, drift.profile, float8) IS
'Share of the current rows outside the range of the reference, widened on both sides by tolerance times its width; as drift.out_of_range(profile, min, max). NULL where either has no values; a negative tolerance is an error (22023).';

CREATE FUNCTION drift.unlisted_share(drift.profile, listed text[]) RETURNS float8
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	s record;
	seen float8;
BEGIN
	SELECT x.* INTO s FROM drift.summary($1) x;
	IF s.kind <> 'category' THEN
		RAISE EXCEPTION 'a list of values needs a profile of categories, not a % one', s.kind
			USING ERRCODE = 'datatype_mismatch', HINT = 'For numbers use drift.out_of_range().';
	END IF;
	SELECT sum(t.share) INTO seen
	FROM drift.top($1, least(coalesce(s.n_listed, 0), 2147483647)::int) t
	WHERE t.category = ANY (listed);
	RETURN CASE WHEN s.n > 0 THEN CASE WHEN seen > 1 - 1e-12 THEN 0 ELSE 1 - coalesce(seen, 0) END
		END;
END
$$;
COMMENT ON FUNCTION drift.unlisted_share(drift.profile, text[]) IS
'Share of the rows of a profile of categories whose value is not in a list, in [0, 1]; NULL where no row has a value. Exact while the profile is; else at most drift.rank_error() times the number of listed values too high. Raises 42804 for a numeric profile.';

CREATE FUNCTION drift.is_castable(value text, type regtype) RETURNS boolean
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'drift_is_castable';
COMMENT ON FUNCTION drift.is_castable(text, regtype) IS
'Whether a text could be cast to a type, without trying: numbers (decimal), boolean, uuid, date, timestamp, timestamptz. Blanks around it are allowed; dates are read by DateStyle. Never raises for a value; another type is an error (0A000). NULL for NULL.';

-- One value a metric, in one place: monitors, baselines and drift.validate read it from here.
CREATE FUNCTION drift.quality(metric text, profile drift.profile, reference drift.profile
	DEFAULT NULL, params jsonb DEFAULT '{}') RETURNS float8
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	s record;
BEGIN
	PERFORM drift.check_quality(metric, params);
	IF profile IS NULL THEN
		RETURN NULL;
	END IF;
	SELECT x.*, nullif(x.n + x.n_null + coalesce(x.n_nan, 0), 0)::float8 AS all_rows INTO s
	FROM drift.summary(profile) x;
	RETURN CASE metric
		WHEN 'null_rate_change' THEN drift.missing_rate(profile) - drift.missing_rate(reference)
		WHEN 'nan_rate' THEN s.n_nan / s.all_rows
		WHEN 'infinite_rate' THEN (s.n_low_inf + s.n_high_inf) / s.all_rows
		WHEN 'constant' THEN CASE WHEN s.n > 0 THEN
			(coalesce(s.min = s.max, s.is_exact AND s.n_distinct = 1))::int END
		WHEN 'score_out_of_range' THEN drift.out_of_range(profile, 0, 1)
		WHEN 'out_of_range' THEN CASE WHEN params ?| '{min,max}' THEN drift.out_of_range(profile,
				(params ->> 'min')::float8, (params ->> 'max')::float8)
			ELSE drift.outside_reference(reference, profile,
				coalesce((params ->> 'tolerance')::float8, 0)) END
		WHEN 'unlisted_share' THEN drift.unlisted_share(profile, CASE WHEN params ? 'values'
			THEN array(SELECT jsonb_array_elements_text(params -> 'values')) END)
		WHEN 'length_min' THEN s.length_min
		WHEN 'length_mean' THEN s.length_mean
		WHEN 'length_max' THEN s.length_max
		WHEN 'distinct_count' THEN s.n_distinct END;
END
$$;
COMMENT ON FUNCTION drift.quality(text, drift.profile, drift.profile, jsonb) IS
'A quality metric of a column''s profile: null_rate_change (against the reference), nan_rate, infinite_rate, constant (1 or 0), out_of_range (params min, max; without them the range of the reference, widened by params tolerance), score_out_of_range, unlisted_share (params values), length_min, length_mean, length_max (characters), distinct_count. NULL where it is not defined; an unknown metric or parameter is an error (22023) that names the nearest.';

-- Names and parameters that drift.quality takes.
CREATE FUNCTION drift.check_quality(metric text, params jsonb) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known jsonb := '{"null_rate_change": {}, "nan_rate": {}, "infinite_rate": {}, "constant": {}, '
		'"score_out_of_range": {}, "out_of_range": {"min": "number", "max": "number", '
		'"tolerance": "number"}, "unlisted_share": {"values": "array"}, "length_min": {}, '
		'"length_mean": {}, "length_max": {}, "distinct_count": {}}';
	p record;
BEGIN
	IF (known ? metric) IS NOT TRUE THEN
		RAISE EXCEPTION '"%" is no quality metric of a column', metric
			USING ERRCODE = 'invalid_parameter_value', HINT = format('The nearest is "%s".',
				drift.nearest(coalesce(metric, ''), array(SELECT jsonb_object_keys(known))));
	ELSIF jsonb_typeof(params) IS DISTINCT FROM 'object' THEN
		RAISE EXCEPTION 'params must be a JSON object' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Such as {"min": 0, "max": 1}.';
	END IF;
	FOR p IN SELECT e.key, e.value, known -> metric ->> e.key AS type FROM jsonb_each(params) e LOOP
		IF p.type IS NULL OR jsonb_typeof(p.value) <> p.type THEN
			RAISE EXCEPTION 'metric "%" has no parameter "%" that is %', metric, p.key, p.value
				USING ERRCODE = 'invalid_parameter_value', HINT = format('It takes %s.',
					CASE known -> metric WHEN '{}' THEN 'none' ELSE known ->> metric END);
		END IF;
	END LOOP;
	IF (params ->> 'min')::numeric > (params ->> 'max')::numeric
		OR (params ->> 'tolerance')::numeric < 0
		OR abs((params ->> 'min')::numeric) > 1.7e308 OR abs((params ->> 'max')::numeric) > 1.7e308
		OR (params ->> 'tolerance')::numeric > 1e300 THEN
		RAISE EXCEPTION 'parameters % of metric "%" are out of range', params, metric
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'min must not be above max, tolerance not below 0.';
	ELSIF metric = 'unlisted_share' AND NOT params ? 'values' THEN
		RAISE EXCEPTION 'metric "unlisted_share" needs the values that are allowed'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass params => ''{"values": ["a", "b"]}'', or use unseen_share, which learns '
				'them from the baseline.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_quality(text, jsonb) IS 'Raise 22023 unless drift.quality takes a metric with these parameters.';

-- The code of what is wrong, for machines. TFDV has none for what only we look at: those are ours.
CREATE FUNCTION drift.reason_code(metric text, params jsonb DEFAULT '{}', data_type text
	DEFAULT NULL, is_high boolean DEFAULT true) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN metric = 'null_rate' OR metric = 'null_rate_change' AND is_high
			THEN 'FEATURE_TYPE_LOW_FRACTION_PRESENT'
		WHEN metric = 'null_rate_change' THEN 'FEATURE_TYPE_HIGH_FRACTION_PRESENT'
		WHEN metric = 'nan_rate' THEN 'FLOAT_TYPE_HAS_NAN'
		WHEN metric = 'infinite_rate' THEN 'FLOAT_TYPE_HAS_INF'
		WHEN metric = 'constant' THEN 'FEATURE_TYPE_LOW_UNIQUE'
		WHEN metric = 'distinct_count' THEN CASE WHEN is_high THEN 'FEATURE_TYPE_HIGH_UNIQUE'
			ELSE 'FEATURE_TYPE_LOW_UNIQUE' END
		WHEN metric = 'out_of_range' AND params ? 'min' AND NOT params ? 'max'
			THEN CASE WHEN whole.number THEN 'INT_TYPE_SMALL_INT' ELSE 'FLOAT_TYPE_SMALL_FLOAT' END
		WHEN metric = 'out_of_range' AND params ? 'max' AND NOT params ? 'min'
			THEN CASE WHEN whole.number THEN 'INT_TYPE_BIG_INT' ELSE 'FLOAT_TYPE_BIG_FLOAT' END
		WHEN metric = 'out_of_range' THEN 'VALUE_OUT_OF_RANGE'
		WHEN metric = 'score_out_of_range' THEN 'SCORE_OUT_OF_RANGE'
		WHEN metric IN ('unlisted_share', 'unseen_share') THEN 'ENUM_TYPE_UNEXPECTED_STRING_VALUES'
		WHEN metric = 'missing_categories_share' THEN 'ENUM_TYPE_MISSING_VALUES'
		WHEN metric IN ('length_min', 'length_mean', 'length_max') THEN CASE WHEN is_high
			THEN 'STRING_TYPE_TOO_LONG' ELSE 'STRING_TYPE_TOO_SHORT' END
		WHEN metric = 'row_count' THEN CASE WHEN is_high THEN 'COMPARATOR_HIGH_NUM_EXAMPLES'
			ELSE 'COMPARATOR_LOW_NUM_EXAMPLES' END
		WHEN metric = 'js_divergence' THEN 'COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH'
		WHEN metric = 'l_infinity' THEN 'COMPARATOR_L_INFTY_HIGH'
		WHEN metric = 'freshness' THEN 'DATA_NOT_FRESH'
		WHEN metric = 'label_coverage' THEN 'LABEL_LOW_FRACTION_PRESENT'
		WHEN metric = 'label_delay' THEN 'LABEL_LATE'
		WHEN metric = 'duplicate_ids' THEN 'EXAMPLE_ID_NOT_UNIQUE'
		WHEN metric = 'schema_change' THEN 'SCHEMA_CHANGED'
		WHEN metric = 'failing_share' THEN coalesce(params ->> 'reason_code', 'CUSTOM_VALIDATION')
		END
	FROM (SELECT coalesce(data_type IN ('smallint', 'integer', 'bigint'), false)) AS whole(number)
$$;
COMMENT ON FUNCTION drift.reason_code(text, jsonb, text, boolean) IS
'Code of what a metric beyond its limits means, such as FEATURE_TYPE_LOW_FRACTION_PRESENT: TFDV''s where it has one (doc/quality.md lists them); NULL for metrics that are not about the quality of data. data_type: of the column; is_high: above the limit and not below.';

-- The code of a result that is beyond its limits.
CREATE FUNCTION drift.result_code(r drift.result, is_high boolean) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.reason_code(m.metric, m.params, (SELECT min(sc.data_type)
		FROM drift.source_column sc WHERE sc.source_id = m.source_id
			AND sc.column_name = m.column_name AND sc.role <> 'segment'), is_high)
	FROM drift.monitor m WHERE m.monitor_id = r.monitor_id
$$;
COMMENT ON FUNCTION drift.result_code(drift.result, boolean) IS 'drift.reason_code of a result that is above (is_high) or below its limits.';

-- The ids of rows, sampled, and how many come twice.
CREATE FUNCTION drift.ids_add(bytea, text) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'drift_ids_add';
COMMENT ON FUNCTION drift.ids_add(bytea, text) IS 'Transition of drift.ids_agg(text): adds one row of an id; NULL is no id. An error (0A000) outside an aggregate.';

CREATE FUNCTION drift.ids_combine(bytea, bytea) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'drift_ids_combine';
COMMENT ON FUNCTION drift.ids_combine(bytea, bytea) IS 'Combine step of drift.ids_agg and drift.merge_ids. A bytea that is no sample of ids is an error (22023), as is a call outside an aggregate (0A000).';

CREATE FUNCTION drift.ids_duplicated(bytea) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'drift_ids_duplicated';
COMMENT ON FUNCTION drift.ids_duplicated(bytea) IS 'Share of the ids in a sample of drift.ids_agg that have more than one row, in [0, 1]; NULL for none. A bytea that is no sample of ids is an error (22023).';

CREATE AGGREGATE drift.ids_agg(id text) (
	SFUNC = drift.ids_add, STYPE = bytea, SSPACE = 8192,
	COMBINEFUNC = drift.ids_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.ids_agg(text) IS 'Sample of the ids of rows by their hash, for drift.ids_duplicated: all while there are at most 4,095, else about 2,000 or more; at most 128 KiB. Of one version and machine: not for storing.';

CREATE AGGREGATE drift.merge_ids(bytea) (
	SFUNC = drift.ids_combine, STYPE = bytea, SSPACE = 8192,
	COMBINEFUNC = drift.ids_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.merge_ids(bytea) IS 'Merges samples of drift.ids_agg. A bytea that is none is an error (22023).';

CREATE AGGREGATE drift.duplicate_share(id text) (
	SFUNC = drift.ids_add, STYPE = bytea, SSPACE = 8192, FINALFUNC = drift.ids_duplicated,
	COMBINEFUNC = drift.ids_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.duplicate_share(text) IS 'Share of the ids that come more than once, in [0, 1]; NULL ids do not count, NULL for none. Exact up to 4,095 ids; beyond, from a sample of about 2,000 or more of them by hash: standard error sqrt(p (1 - p) / 2000) or less. Gibbons, VLDB 2001.';

-- What the collecting statement computes for a monitor beside the profiles: an expression over a
-- row of the log (row_value) or over t and l (value), its aggregate, and how parts merge (%s: part).
CREATE FUNCTION drift.check_items(src drift.source, ids bigint[])
	RETURNS TABLE (monitor_id bigint, model_id bigint, column_name name, segment_key text,
				   segment_value text, row_value text, value text, aggregate text, type text,
				   merge text, final text, label_column name)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT m.monitor_id, m.model_id, m.column_name, m.segment_key, m.segment_value, x.*
	FROM drift.monitor m
	CROSS JOIN LATERAL (
		SELECT format(E'((%s\n)) IS FALSE', m.expression), NULL, 'count(*) FILTER (WHERE %s)',
			'bigint', 'sum(%s)::bigint', '%s::float8 / nullif(q.n_rows, 0)', NULL::name
		WHERE m.metric = 'failing_share'
		UNION ALL
		SELECT NULL, format('t.%I::text', coalesce(m.params ->> 'column', src.id_column)),
			'drift.ids_agg(%s)', 'bytea', 'drift.merge_ids(%s)', 'drift.ids_duplicated(%s)', NULL
		WHERE m.metric = 'duplicate_ids'
		UNION ALL
		SELECT NULL, 't.' || quote_ident(src.time_column), 'max(%s)', z.type, 'max(%s)',
			format(CASE z.type WHEN 'timestamptz' THEN 'extract(epoch FROM %%s)::float8'
				ELSE 'extract(epoch FROM %%s::timestamp AT TIME ZONE %L)::float8' END,
				src.time_zone), NULL
		FROM (SELECT drift.base_type(drift.check_column(src.log, src.time_column, 'time_column'))
			::regtype::text) AS t(type),
			LATERAL (SELECT CASE t.type WHEN 'timestamp with time zone' THEN 'timestamptz'
				ELSE t.type END) AS z(type)
		WHERE m.metric = 'freshness'
		UNION ALL
		SELECT NULL, format('extract(epoch FROM %s - %s)::float8',
				drift.zoned_expression(coalesce(src.label_relation, src.log),
					CASE WHEN src.label_relation IS NULL THEN 't' ELSE 'l' END,
					(m.params ->> 'column')::name, src.time_zone),
				drift.zoned_expression(src.log, 't', src.time_column, src.time_zone)),
			'drift.profile_agg(%s)', 'drift.profile', 'drift.merge(%s)',
			format('drift.quantile(%%s, %L)', coalesce((m.params ->> 'quantile')::float8, 0.5)),
			(m.params ->> 'column')::name
		WHERE m.metric = 'label_delay'
	) AS x
	WHERE m.source_id = src.source_id AND m.monitor_id = ANY (ids)
$$;
COMMENT ON FUNCTION drift.check_items(drift.source, bigint[]) IS 'Expressions and aggregates that the collecting statement computes for monitors of family check.';

-- The same, as the parts of the collecting statement.
CREATE FUNCTION drift.check_expressions(src drift.source, ids bigint[], OUT row_values text,
										OUT casts text, OUT aggregates text, OUT parts text,
										OUT merges text, OUT row_type text,
										OUT label_columns name[])
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(string_agg(format(', %s AS "drift check %s"', i.row_value, i.monitor_id), ''
			ORDER BY i.monitor_id) FILTER (WHERE i.row_value IS NOT NULL), ''),
		coalesce(string_agg(format(', %s AS k%s', coalesce(i.value,
			format('t."drift check %s"', i.monitor_id)), i.monitor_id), ''
			ORDER BY i.monitor_id), ''),
		coalesce(string_agg(format(', %s AS f%s', format(i.aggregate, 'k' || i.monitor_id),
			i.monitor_id), '' ORDER BY i.monitor_id), ''),
		coalesce(string_agg(format(', f%s', i.monitor_id), '' ORDER BY i.monitor_id), ''),
		coalesce(string_agg(', ' || format(i.merge, 'f' || i.monitor_id), ''
			ORDER BY i.monitor_id), ''),
		coalesce(string_agg(format(', f%s %s', i.monitor_id, i.type), ''
			ORDER BY i.monitor_id), ''),
		coalesce(array_agg(i.label_column) FILTER (WHERE i.label_column IS NOT NULL), '{}')
	FROM drift.check_items(src, ids) i
$$;
COMMENT ON FUNCTION drift.check_expressions(drift.source, bigint[]) IS 'What monitors of family check add to the parts of the collecting statement.';

-- Their values, from the rows q that the collecting statement gave.
CREATE FUNCTION drift.check_insert(src drift.source, ids bigint[]) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		INSERT INTO drift.window_state (source_id, model_id, window_start, window_end, segment_key,
			segment_value, kind, column_name, monitor_id, n_rows, n_labelled, value, run_id)
		SELECT $1, q.model_id, n.window_start, n.window_end, q.segment_key, q.segment_value,
			'check', v.column_name, v.monitor_id, q.n_rows, q.n_labelled, v.value, $6
		FROM got q
		JOIN drift.window_number($2, $3) n ON n.w = q.w
		CROSS JOIN LATERAL (VALUES (NULL::bigint, NULL::bigint, NULL::name, NULL::text, NULL::text,
			NULL::float8)%s) AS v(monitor_id, model_id, column_name, segment_key, segment_value,
			value)
		WHERE v.model_id = q.model_id AND v.segment_key IS NOT DISTINCT FROM q.segment_key
			AND (v.segment_value IS NULL OR v.segment_value = q.segment_value)$q$,
		(SELECT string_agg(format(', (%s, %s, %L, %L, %L, %s)', i.monitor_id, i.model_id,
			i.column_name, i.segment_key, i.segment_value, format(i.final, 'q.f' || i.monitor_id)),
			'' ORDER BY i.monitor_id) FROM drift.check_items(src, ids) i))
$$;
COMMENT ON FUNCTION drift.check_insert(drift.source, bigint[]) IS 'INSERT that stores the values of monitors of family check.';

-- Before a monitor is stored: its columns exist, its condition runs, and who sets it may.
CREATE FUNCTION drift.check_counted(src drift.source, metric text, params jsonb, expression text)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_owner(src.owner);
	IF (metric = 'failing_share') <> (expression IS NOT NULL) THEN
		RAISE EXCEPTION 'metric "%" and expression do not fit', metric
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Metric failing_share takes a condition such as ''amount > 0''; no other of its '
				'kind does.';
	ELSIF metric = 'failing_share' THEN
		PERFORM drift.check_rule(src.log, src.owner, expression);
	ELSIF metric = 'duplicate_ids' THEN
		IF coalesce(params ->> 'column', src.id_column) IS NULL THEN
			RAISE EXCEPTION 'source "%" has no id column', src.name
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Name a column: params => ''{"column": "prediction_id"}''.';
		END IF;
		PERFORM drift.check_column(src.log, (coalesce(params ->> 'column', src.id_column))::name,
								   'column');
	ELSIF metric = 'label_delay' THEN
		IF params ->> 'column' IS NULL OR NOT coalesce((params ->> 'quantile')::numeric, 0.5)
			BETWEEN 0 AND 1 THEN
			RAISE EXCEPTION 'label_delay needs the time of the label, and a quantile in [0, 1]'
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Such as params => ''{"column": "labelled_at", "quantile": 0.9}''.';
		END IF;
		PERFORM drift.zoned_expression(coalesce(src.label_relation, src.log), 'l',
			(params ->> 'column')::name, src.time_zone);
	END IF;
EXCEPTION WHEN invalid_text_representation OR invalid_datetime_format THEN
	RAISE EXCEPTION 'parameters % of metric "%" cannot be read', params, metric
		USING ERRCODE = 'invalid_parameter_value',
		HINT = 'SELECT params FROM drift.metric_catalog() tells their types.';
END
$$;
COMMENT ON FUNCTION drift.check_counted(drift.source, text, jsonb, text) IS 'Refuse a monitor of family check that the collecting statement could not compute, and a caller who could not become the source''s owner.';

-- A condition on one row, tried on none with the rights it will have.
CREATE FUNCTION drift.check_rule(relation regclass, owner name, rule text) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM 1 FROM drift.select_as(quote_ident(owner)::regrole, format(
		E'SELECT ((%s\n)) IS FALSE FROM %s WHERE false AND ((%s\n)) IS FALSE', rule, relation,
		rule)) AS q(ok boolean);
EXCEPTION WHEN syntax_error_or_access_rule_violation OR data_exception OR feature_not_supported THEN
	IF SQLSTATE = '42501' THEN
		RAISE;
	END IF;
	RAISE EXCEPTION 'rule "%" cannot be used on %: %', rule, relation, SQLERRM
		USING ERRCODE = SQLSTATE,
		HINT = 'Write a condition on one row, as in a CHECK constraint, such as amount > 0.';
END
$$;
COMMENT ON FUNCTION drift.check_rule(regclass, name, text) IS 'Raise an error unless a condition on a row of a relation can be evaluated with the rights of owner.';

-- A time of whatever type as timestamptz.
CREATE FUNCTION drift.zoned_expression(relation regclass, alias text, column_name name,
									   time_zone text)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	type oid := drift.base_type(drift.check_column(relation, column_name, 'column'));
BEGIN
	IF drift.type_kind(type) <> 'time' THEN
		RAISE EXCEPTION 'column "%" of % is not a time', column_name, relation
			USING ERRCODE = 'datatype_mismatch',
			HINT = 'Name a column of type timestamptz, timestamp or date.';
	END IF;
	RETURN format(CASE type WHEN 'timestamptz'::regtype THEN '%s.%I'
		ELSE '(%s.%I::timestamp AT TIME ZONE %L)' END, alias, column_name, time_zone);
END
$$;
COMMENT ON FUNCTION drift.zoned_expression(regclass, text, name, text) IS 'SQL expression of a time column of a relation as timestamptz; a column that is no time is an error (42804).';

-- Monitors that the collecting statement works for; those that failed lately come apart.
CREATE FUNCTION drift.due_checks(src drift.source, starts timestamptz[], OUT together bigint[],
								 OUT apart bigint[])
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(array_agg(x.monitor_id) FILTER (WHERE NOT x.failed), '{}'),
		coalesce(array_agg(x.monitor_id) FILTER (WHERE x.failed), '{}')
	FROM (SELECT m.monitor_id, m.owner <> src.owner OR EXISTS (SELECT FROM drift.window_state ws
			WHERE ws.source_id = src.source_id AND ws.monitor_id = m.monitor_id
				AND ws.kind = 'check' AND ws.error IS NOT NULL
				AND ws.window_start >= starts[1] - 3 * src.window_length
				AND ws.window_start <= starts[cardinality(starts)]) AS failed
		FROM drift.monitor m JOIN drift.metric_catalog() k ON k.metric = m.metric
		WHERE m.source_id = src.source_id AND m.enabled AND k.family = 'check'
		ORDER BY m.monitor_id) x
$$;
COMMENT ON FUNCTION drift.due_checks(drift.source, timestamptz[]) IS 'Monitors of family check that are collected together with the profiles, and those whose expression failed in these windows or just before.';

-- A window without rows is as old as the newest row before it.
CREATE FUNCTION drift.freshness(monitor_id bigint, segment_key text, segment_value text,
								window_start timestamptz, window_end timestamptz, newest float8)
	RETURNS float8
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT extract(epoch FROM $5)::float8 - coalesce($6, (
		SELECT ws.value FROM drift.monitor m
		JOIN drift.window_state ws ON ws.source_id = m.source_id AND ws.model_id = m.model_id
			AND ws.kind = 'check' AND ws.monitor_id = m.monitor_id
		WHERE m.monitor_id = $1 AND ws.window_start < $4 AND ws.value IS NOT NULL
			AND ws.segment_key IS NOT DISTINCT FROM $2 AND ws.segment_value IS NOT DISTINCT FROM $3
		ORDER BY ws.window_start DESC LIMIT 1))
$$;
COMMENT ON FUNCTION drift.freshness(bigint, text, text, timestamptz, timestamptz, float8) IS 'Seconds from the newest row (seconds since 1970) to the end of a window; without one, from the newest of the windows before.';

CREATE FUNCTION drift.label_coverage(source_id bigint, model_id bigint, segment_key text,
									 segment_value text, window_start timestamptz,
									 window_end timestamptz, params jsonb DEFAULT '{}')
	RETURNS float8
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT sum(ws.n_labelled)::float8 / nullif(sum(ws.n_rows), 0)
	FROM drift.source s
	CROSS JOIN LATERAL (SELECT coalesce(($7 ->> 'after')::interval, s.label_lateness)) AS p(after)
	JOIN drift.window_state ws ON ws.source_id = s.source_id AND ws.model_id = $2
		AND ws.kind = 'rows' AND ws.window_end > $5 - p.after AND ws.window_end <= $6 - p.after
		AND ws.segment_key IS NOT DISTINCT FROM $3 AND ws.segment_value IS NOT DISTINCT FROM $4
	WHERE s.source_id = $1
$$;
COMMENT ON FUNCTION drift.label_coverage(bigint, bigint, text, text, timestamptz, timestamptz, jsonb) IS 'Share of rows with a label in the windows that ended by so much (params after, by default the source''s label_lateness) before a window, as far as they are collected; NULL for none.';

-- What the log looked like when it was registered, so that a change shows.
CREATE TABLE drift.source_schema (
	source_id bigint NOT NULL,
	column_name name NOT NULL,
	data_type text NOT NULL,
	seen_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (source_id, column_name)
);
COMMENT ON TABLE drift.source_schema IS 'Columns of a log when the first schema_change monitor was made, or drift.accept_schema was called last.';
COMMENT ON COLUMN drift.source_schema.source_id IS 'The source.';
COMMENT ON COLUMN drift.source_schema.column_name IS 'Column of the log.';
COMMENT ON COLUMN drift.source_schema.data_type IS 'Its type.';
COMMENT ON COLUMN drift.source_schema.seen_at IS 'When that was so.';
SELECT pg_catalog.pg_extension_config_dump('drift.source_schema', '');

CREATE FUNCTION drift.accept_schema(source text) RETURNS int
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	src drift.source := drift.find_source(source);
	n int;
BEGIN
	PERFORM drift.check_owner(src.owner);
	DELETE FROM drift.source_schema x WHERE x.source_id = src.source_id;
	INSERT INTO drift.source_schema (source_id, column_name, data_type)
	SELECT src.source_id, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
	WHERE a.attrelid = src.log AND a.attnum > 0 AND NOT a.attisdropped;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END
$$;
COMMENT ON FUNCTION drift.accept_schema(text) IS 'Take the columns that the log has now as what drift.schema_changes and metric schema_change compare with; returns their number. For who could become the source''s owner.';

CREATE FUNCTION drift.schema_changes(source text)
	RETURNS TABLE (column_name name, change text, old_type text, new_type text, reason_code text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(o.column_name, n.attname),
		CASE WHEN n.attname IS NULL THEN 'missing' WHEN o.column_name IS NULL THEN 'new'
			ELSE 'retyped' END, o.data_type, n.type,
		CASE WHEN n.attname IS NULL THEN 'SCHEMA_MISSING_COLUMN'
			WHEN o.column_name IS NULL THEN 'SCHEMA_NEW_COLUMN' ELSE 'UNEXPECTED_DATA_TYPE' END
	FROM (SELECT s.* FROM drift.find_source(source) s) src
	JOIN LATERAL (SELECT x.* FROM drift.source_schema x WHERE x.source_id = src.source_id) o
		ON true
	FULL JOIN (SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type
		FROM drift.find_source(source) s JOIN pg_attribute a ON a.attrelid = s.log
		WHERE a.attnum > 0 AND NOT a.attisdropped) n ON n.attname = o.column_name
	WHERE n.type IS DISTINCT FROM o.data_type
		AND EXISTS (SELECT FROM drift.source_schema x
			WHERE x.source_id = (SELECT s.source_id FROM drift.find_source(source) s))
	ORDER BY 1
$$;
COMMENT ON FUNCTION drift.schema_changes(text) IS
'Columns of a source''s log that are new, missing or of another type than when drift.accept_schema was called last (creating a monitor schema_change calls it), with TFDV''s codes. No rows: nothing changed, or nothing to compare with.';

CREATE FUNCTION drift.schema_change_count(source_id bigint) RETURNS float8
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT (SELECT count(*) FROM drift.schema_changes(s.name))::float8
	FROM drift.source s WHERE s.source_id = $1
$$;
COMMENT ON FUNCTION drift.schema_change_count(bigint) IS 'How many columns drift.schema_changes tells for a source.';

-- What stands behind a number, in the words of the reason.
CREATE FUNCTION drift.quality_note(r drift.result) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE r.metric
		WHEN 'schema_change' THEN (SELECT left(string_agg(format('%s %s', c.column_name,
				CASE c.change WHEN 'retyped' THEN c.old_type || ' is now ' || c.new_type
					ELSE c.change END), ', '), 500)
			FROM drift.source s, drift.schema_changes(s.name) c WHERE s.source_id = r.source_id)
		WHEN 'failing_share' THEN (SELECT format('%s of %s rows, rule %s',
				round((r.value * r.n_current)::numeric), r.n_current, left(m.expression, 200))
			FROM drift.monitor m WHERE m.monitor_id = r.monitor_id) END
$$;
COMMENT ON FUNCTION drift.quality_note(drift.result) IS 'What a result about the quality of data means in detail: columns that changed, rows that break a rule; NULL for others.';

CREATE FUNCTION drift.is_counted(metric text) RETURNS boolean
	LANGUAGE sql STABLE
	RETURN metric = ANY ('{failing_share,duplicate_ids,label_delay,freshness}'::pg_catalog.text[]);
COMMENT ON FUNCTION drift.is_counted(text) IS 'Whether a metric is one of family check: counted by the collecting statement for the monitor itself.';

-- What could not be collected is the monitor's error, not a window without data.
CREATE FUNCTION drift.mark_uncollected(src drift.source, ids bigint[], starts timestamptz[])
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.result r SET status = 'error', reason = ws.error
	FROM drift.window_state ws
	WHERE ws.source_id = src.source_id AND ws.window_start = ANY (starts) AND ws.kind = 'check'
		AND ws.monitor_id = ANY (ids) AND ws.error IS NOT NULL
		AND r.monitor_id = ws.monitor_id AND r.window_start = ws.window_start
$$;
COMMENT ON FUNCTION drift.mark_uncollected(drift.source, bigint[], timestamptz[]) IS 'Results of monitors of family check whose condition failed when their windows were collected become errors that say why.';
