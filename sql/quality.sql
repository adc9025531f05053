
-- quality: what is wrong with the data itself, whatever the model makes of it
--
-- A column's quality is read from its profile, so it costs no scan of its own; what a profile does
-- not hold (the newest row, the number of duplicate ids, rows that break a rule) is counted by the
-- collecting statement. Reason codes are those of TFDV (anomalies.proto) where it has one that fits,
-- so that what reads its anomalies can read ours.

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
