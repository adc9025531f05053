
-- validate: expectations held against any relation at once, without a log, windows or monitors

-- What an expectation counts in a relation: the share of rows that break it, as an aggregate.
CREATE FUNCTION drift.validation_aggregate(relation regclass, src drift.source, column_name name,
										   kind text, definition jsonb)
	RETURNS text
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF kind = 'unique' THEN
		PERFORM drift.check_column(relation, column_name, 'column');
		RETURN format('drift.duplicate_share(%I::text)', column_name);
	END IF;
	RETURN format(E'count(*) FILTER (WHERE (%s\n) IS FALSE)::float8 / nullif(count(*), 0)',
		drift.expectation_condition(relation, src, column_name, kind, definition));
END
$$;
COMMENT ON FUNCTION drift.validation_aggregate(regclass, drift.source, name, text, jsonb) IS 'SQL aggregate that gives the share of a relation''s rows (for unique: of its values) that break an expectation.';

-- Run some aggregates as one query, with the rights of reader.
CREATE FUNCTION drift.run_validation(relation regclass, reader name, condition text,
									 aggregates text[], OUT n bigint, OUT shares float8[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	EXECUTE format('SELECT q.* FROM drift.select_as(%L::regrole, %L) '
		'AS q(n bigint, shares float8[])',
		quote_ident(reader), format('SELECT count(*), ARRAY[%s]::float8[] FROM %s%s',
			array_to_string(aggregates, ', '), relation, ' WHERE (' || condition || E'\n)'))
	INTO n, shares;
END
$$;
COMMENT ON FUNCTION drift.run_validation(regclass, name, text, text[]) IS 'Rows of a relation and the values of some aggregates over them, read with the rights of a role.';

-- The expectations of a source, or of a JSON array of specifications.
CREATE FUNCTION drift.wanted_expectations(src drift.source, expectations jsonb)
	RETURNS TABLE (place bigint, name text, column_name name, kind text, definition jsonb,
				   tolerance float8, severity text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF expectations IS NULL THEN
		RETURN QUERY SELECT row_number() OVER (ORDER BY e.expectation_id), e.name, e.column_name,
			e.kind, e.definition, e.tolerance, e.severity
		FROM drift.expectation e WHERE e.source_id = src.source_id AND e.enabled;
		RETURN;
	ELSIF jsonb_typeof(expectations) <> 'array' THEN
		RAISE EXCEPTION 'expectations must be a JSON array'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Such as [{"column": "amount", "min": 0}, {"rule": "a < b"}].';
	END IF;
	PERFORM drift.check_specification(s) FROM jsonb_array_elements(expectations) s;
	RETURN QUERY SELECT row_number() OVER (ORDER BY s.place), o.name, o.column_name, o.kind,
		o.definition, o.tolerance, o.severity
	FROM jsonb_array_elements(expectations) WITH ORDINALITY AS s(spec, place),
		drift.expectations_of(s.spec) o;
END
$$;
COMMENT ON FUNCTION drift.wanted_expectations(drift.source, jsonb) IS 'The enabled expectations of a source or, where given, those of a JSON array of specifications.';

-- The aggregates of some expectations; what a relation cannot be asked is NULL, and why.
CREATE FUNCTION drift.validation_plan(relation regclass, src drift.source, expectations jsonb,
									  OUT aggregates text[], OUT wrong text[], OUT codes text[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	x record;
BEGIN
	aggregates := '{}';
	wrong := '{}';
	codes := '{}';
	FOR x IN SELECT w.* FROM drift.wanted_expectations(src, expectations) w ORDER BY w.place LOOP
		BEGIN
			aggregates := aggregates || drift.validation_aggregate(relation, src, x.column_name,
				x.kind, x.definition);
			wrong := wrong || NULL::text;
			codes := codes || NULL::text;
		EXCEPTION WHEN undefined_column OR datatype_mismatch THEN
			aggregates := aggregates || 'NULL'::text;
			wrong := wrong || SQLERRM;
			codes := codes || CASE SQLSTATE WHEN '42703' THEN 'SCHEMA_MISSING_COLUMN'
				ELSE 'UNEXPECTED_DATA_TYPE' END;
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.validation_plan(regclass, drift.source, jsonb) IS 'For each expectation the aggregate that counts it in a relation or, where a column is missing or of another type, the reason and its code.';

-- All at once; if that fails one by one, so that the one that fails is known.
CREATE FUNCTION drift.try_validation(relation regclass, reader name, condition text,
									 aggregates text[], INOUT wrong text[], OUT n bigint,
									 OUT shares float8[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	SELECT r.n, r.shares INTO n, shares
	FROM drift.run_validation(relation, reader, condition, aggregates) r;
EXCEPTION WHEN OTHERS THEN
	IF SQLSTATE = '42501' THEN
		RAISE;
	END IF;
	SELECT r.n, r.shares INTO n, shares
	FROM drift.run_validation(relation, reader, condition, '{}') r;
	FOR i IN 1 .. cardinality(aggregates) LOOP
		BEGIN
			shares := shares || (drift.run_validation(relation, reader, condition,
				ARRAY[aggregates[i]])).shares;
		EXCEPTION WHEN OTHERS THEN
			shares := shares || NULL::float8;
			wrong[i] := SQLERRM;
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.try_validation(regclass, name, text, text[], text[]) IS 'Values of the aggregates of drift.validation_plan, and of those that fail the error.';

CREATE FUNCTION drift.validate(relation regclass, expectations jsonb DEFAULT NULL,
							   source text DEFAULT NULL, condition text DEFAULT NULL)
	RETURNS TABLE (expectation text, column_name name, status text, share float8, n bigint,
				   tolerance float8, reason_code text, reason text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source;
	plan record;
	got record;
BEGIN
	PERFORM drift.check_relation(relation, 'relation');
	IF (expectations IS NULL) = (source IS NULL) THEN
		RAISE EXCEPTION 'validate needs expectations, or a source that has some'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass one: expectations => ''[{"column": "amount", "min": 0}]'', or source => '
				'''...''.';
	ELSIF source IS NOT NULL THEN
		src := drift.find_source(source);
	END IF;
	plan := drift.validation_plan(relation, src, expectations);
	-- the rules of a source are the words of its owner
	got := drift.try_validation(relation, coalesce(src.owner, current_user), condition,
								plan.aggregates, plan.wrong);
	RETURN QUERY SELECT w.name, w.column_name, v.status, v.share, got.n, w.tolerance,
		CASE WHEN v.status IN ('warn', 'critical') THEN coalesce(plan.codes[w.place],
			drift.expectation_code(w.kind, w.definition, (SELECT format_type(a.atttypid, NULL)
				FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = w.column_name)))
			END,
		coalesce(got.wrong[w.place], CASE WHEN v.status IN ('warn', 'critical') THEN
			format('%s of the %s break %s, %s may', drift.show(v.share),
				CASE w.kind WHEN 'unique' THEN 'values' ELSE 'rows' END, w.definition,
				drift.show(w.tolerance))
			WHEN v.status = 'insufficient_data' THEN 'there are no rows' END)
	FROM drift.wanted_expectations(src, expectations) w
	CROSS JOIN LATERAL (SELECT CASE WHEN plan.codes[w.place] IS NOT NULL THEN 'critical'
			WHEN got.wrong[w.place] IS NOT NULL THEN 'error'
			WHEN got.shares[w.place] IS NULL THEN 'insufficient_data'
			WHEN got.shares[w.place] > w.tolerance THEN w.severity ELSE 'ok' END,
		got.shares[w.place]) AS v(status, share)
	ORDER BY w.place;
END
$$;
COMMENT ON FUNCTION drift.validate(regclass, jsonb, text, text) IS
'Hold expectations against a relation in one scan, one row each: status ok, warn, critical, insufficient_data (no rows) or error, share of rows that break it, TFDV''s reason code. expectations: a JSON array of specifications, as [{"column": "amount", "min": 0, "not_null_rate": 0.99}, {"rule": "a < b", "tolerance": 0.01}], read with the caller''s rights; or source: its enabled expectations, read with the rights of its owner, which the caller could become (42501). condition: SQL condition on the rows. A column that the relation lacks is critical.';

CREATE FUNCTION drift.validate_gate(relation regclass, expectations jsonb DEFAULT NULL,
									source text DEFAULT NULL, condition text DEFAULT NULL,
									allow_warnings boolean DEFAULT true)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	broken text;
	n bigint;
BEGIN
	SELECT count(*), string_agg(format(E'\n  %s  %s  %s', rpad(v.expectation, 32),
		coalesce(v.reason_code, v.status), v.reason), '')
	INTO n, broken
	FROM drift.validate(relation, expectations, source, condition) v
	WHERE v.status <> 'ok' AND NOT (v.status = 'warn' AND allow_warnings IS NOT FALSE);
	IF n > 0 THEN
		RAISE EXCEPTION 'validation failed: % of % broken%', CASE n WHEN 1 THEN '1 expectation'
			ELSE n || ' expectations' END, relation, broken
			USING ERRCODE = 'DR001',
			HINT = 'SELECT * FROM drift.validate(...) shows every one; tolerance is the share of '
				'rows that may break it.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.validate_gate(regclass, jsonb, text, text, boolean) IS
'A CI step: drift.validate, and SQLSTATE DR001 with a line for each expectation that is critical, could not be evaluated or, with allow_warnings => false, is a warning; returns nothing otherwise.';
