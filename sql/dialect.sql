
-- Dialects: metrics as other projects define them (the accessors' argument dialect)

CREATE FUNCTION drift.dialect_metrics()
	RETURNS TABLE (dialect text, metric text, kinds text, warn float8, critical float8,
				   p_value boolean, by_default boolean)
AS 'MODULE_PATHNAME', 'drift_dialect_metrics' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.dialect_metrics() IS
'What each dialect has: the accessor (metric), the kinds of column it takes (numeric, category, any), and the project''s own default thresholds: drift where the value is above critical (NULL: none, or learned from the reference''s chunks, see drift.nannyml_threshold), or, where p_value is true, where the p-value is below it. warn: a weaker verdict, where the project has one. by_default: whether the project takes it for some data when nobody chooses (drift.dialect_metric).';

CREATE FUNCTION drift.dialect_metric(drift.sample, dialect text) RETURNS text
AS 'MODULE_PATHNAME', 'drift_dialect_metric_sample' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.dialect_metric(drift.sample, text) IS
'The metric that a project takes for such data when nobody chooses: Evidently''s depends on the rows of the reference (1000 or fewer: a test) and on the distinct values, the others'' on numbers or categories. NULL if a side is empty. Raises 22023 for an unknown dialect.';

CREATE FUNCTION drift.dialect_metric(reference drift.profile, current drift.profile, dialect text)
RETURNS text
AS 'MODULE_PATHNAME', 'drift_dialect_metric_profiles' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.dialect_metric(drift.profile, drift.profile, text) IS
'The metric that a project takes for such data when nobody chooses, for two profiles. NULL if a side is empty. Raises 22023 for an unknown dialect.';

CREATE FUNCTION drift.dialect_threshold(dialect text, metric text) RETURNS float8
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	found_metric text;
	limit_value float8;
	known text;
BEGIN
	IF dialect IS NULL OR metric IS NULL THEN
		RETURN NULL;
	END IF;
	SELECT m.metric, m.critical INTO found_metric, limit_value FROM drift.dialect_metrics() m
	WHERE m.dialect = dialect_threshold.dialect AND m.metric = dialect_threshold.metric;
	IF found_metric IS NULL THEN
		SELECT string_agg(m.metric, ', ') INTO known FROM drift.dialect_metrics() m
		WHERE m.dialect = dialect_threshold.dialect;
		IF known IS NULL THEN
			RAISE EXCEPTION 'unknown dialect "%"', dialect
				USING ERRCODE = 'invalid_parameter_value',
				HINT = format('Dialects: %s.', (SELECT string_agg(DISTINCT m.dialect, ', ')
												FROM drift.dialect_metrics() m));
		END IF;
		RAISE EXCEPTION 'dialect "%" has no metric "%"', dialect, metric
			USING ERRCODE = 'invalid_parameter_value', HINT = format('It has: %s.', known);
	END IF;
	RETURN limit_value;
END
$$;
COMMENT ON FUNCTION drift.dialect_threshold(text, text) IS
'The project''s own default threshold of a metric: drift above it, or, for tests, for a p-value below it. NULL where it has none, or learns it (NannyML: drift.nannyml_threshold). Raises 22023 for an unknown dialect or a metric that it does not have.';

CREATE FUNCTION drift.nannyml_threshold(chunk_values float8[],
										lower_multiplier float8 DEFAULT NULL,
										upper_multiplier float8 DEFAULT 3,
										lower_limit float8 DEFAULT 0,
										upper_limit float8 DEFAULT NULL,
										OUT lower float8, OUT upper float8)
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	mean float8;
	spread float8;
BEGIN
	IF lower_multiplier < 0 OR upper_multiplier < 0
		OR 'NaN' IN (lower_multiplier, upper_multiplier) THEN
		RAISE EXCEPTION 'multipliers are % and %, but must not be negative',
			lower_multiplier, upper_multiplier
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'They count standard deviations; NULL is no threshold on that side.';
	END IF;
	SELECT avg(v), stddev_pop(v) INTO mean, spread FROM unnest(chunk_values) v WHERE v <> 'NaN';
	lower := mean - lower_multiplier * spread;
	upper := mean + upper_multiplier * spread;
	IF lower <= lower_limit THEN
		lower := lower_limit;
	END IF;
	IF upper >= upper_limit THEN
		upper := upper_limit;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.nannyml_threshold(float8[], float8, float8, float8, float8) IS
'NannyML''s standard deviation threshold: the mean of the values of the reference''s chunks, less and plus a multiple of their population standard deviation, NULL and NaN left out. A multiplier of NULL: no threshold on that side (its univariate drift metrics have no lower one). A threshold beyond lower_limit or upper_limit (what the metric can be at all: 0, and 1 for ks_stat) becomes that limit. NannyML alerts where value < lower or value > upper; for chi2 where the p-value is below 0.05. NULL without values. Raises 22023 for a negative multiplier.';
