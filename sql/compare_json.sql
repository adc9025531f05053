
-- compare_json: drift.compare for two sets of profiles, key by key, from stored states alone

-- The JSON types seen under a key, the most frequent first.
CREATE FUNCTION drift.json_types(n_number bigint, n_string bigint, n_boolean bigint, n_array bigint,
								 n_object bigint, n_null bigint)
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT string_agg(v.type, '|' ORDER BY v.n DESC, v.place)
	FROM (VALUES (1, 'number', n_number), (2, 'string', n_string), (3, 'boolean', n_boolean),
		(4, 'array', n_array), (5, 'object', n_object), (6, 'null', n_null)) v(place, type, n)
	WHERE v.n > 0
$$;
COMMENT ON FUNCTION drift.json_types(bigint, bigint, bigint, bigint, bigint, bigint) IS 'The JSON types a key has values of, the most frequent first, as number|string.';

-- The profiles that two sets have in common, in the order of their keys.
CREATE FUNCTION drift.profile_pairs(reference drift.profiles, current drift.profiles, keys text[])
	RETURNS TABLE (ord int, column_name text, kind text, type_reference text, type_current text,
				   r0 drift.profile, c0 drift.profile, rows_r bigint, rows_c bigint)
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT (row_number() OVER (ORDER BY r.place))::int, r.key, r.kind,
		drift.json_types(r.n_number, r.n_string, r.n_boolean, r.n_array, r.n_object, r.n_null),
		drift.json_types(c.n_number, c.n_string, c.n_boolean, c.n_array, c.n_object, c.n_null),
		r.profile, c.profile, r.n + r.n_missing, c.n + c.n_missing
	FROM drift.entries(reference) WITH ORDINALITY r(key, kind, n, n_missing, profile, n_absent,
		n_null, n_number, n_string, n_boolean, n_array, n_object, place)
	JOIN drift.entries(current) c ON c.key = r.key AND c.kind = r.kind
	WHERE r.kind <> 'other' AND (keys IS NULL OR r.key = ANY (keys))
$$;
COMMENT ON FUNCTION drift.profile_pairs(drift.profiles, drift.profiles, text[]) IS 'The keys and kinds of profile that two sets have in common, with their profiles and rows.';

-- What is told of a key beside its distances; NULL: nothing.
CREATE FUNCTION drift.profile_key_fault(types_reference text, types_current text, kinds_reference text[],
										kinds_current text[], OUT status text, OUT reason text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT v.status, v.reason FROM (VALUES
		(coalesce(types_reference, 'object') = 'object' AND coalesce(types_current, 'object') = 'object',
			NULL, NULL),
		(types_reference IS NULL, 'critical', 'new key: not in the reference'),
		(types_current IS NULL, 'critical', 'missing key: not in the current state'),
		(kinds_reference = '{other}' AND kinds_current = '{other}', 'insufficient_data',
			format('values of type %s are not compared', types_reference)),
		(NOT kinds_reference && kinds_current, 'critical',
			format('type changed from %s to %s', types_reference, types_current)),
		(kinds_reference <> kinds_current, 'warn',
			format('types changed from %s to %s', types_reference, types_current))
	) v(holds, status, reason) WHERE v.holds LIMIT 1
$$;
COMMENT ON FUNCTION drift.profile_key_fault(text, text, text[], text[]) IS 'Status and reason of a key that only one side has, whose type changed or whose values are not compared; objects that hold keys are told by those.';

-- The rows of metric schema.
CREATE FUNCTION drift.profiles_schema(reference drift.profiles, current drift.profiles, keys text[])
	RETURNS SETOF drift.comparison
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH one AS (
		SELECT false AS side, e.* FROM drift.entries(reference) e
		UNION ALL SELECT true, e.* FROM drift.entries(current) e
	), by_side AS (
		SELECT key, side, array_agg(kind ORDER BY kind) AS kinds, drift.json_types(max(n_number),
			max(n_string), max(n_boolean), max(n_array), max(n_object), max(n_null)) AS types
		FROM one WHERE keys IS NULL OR key = ANY (keys) GROUP BY key, side
	)
	SELECT (jsonb_populate_record(NULL::drift.comparison, jsonb_build_object(
		'column_name', coalesce(r.key, c.key), 'metric', 'schema', 'params', '{}'::jsonb,
		'type_reference', r.types, 'type_current', c.types, 'status', f.status,
		'reason', f.reason))).*
	FROM (SELECT * FROM by_side WHERE NOT side) r
	FULL JOIN (SELECT * FROM by_side WHERE side) c ON c.key = r.key
	CROSS JOIN LATERAL drift.profile_key_fault(r.types, c.types, r.kinds, c.kinds) f
	WHERE f.status IS NOT NULL
	ORDER BY coalesce(r.key, c.key) COLLATE "C"
$$;
COMMENT ON FUNCTION drift.profiles_schema(drift.profiles, drift.profiles, text[]) IS 'The rows of drift.compare_profiles that tell of new and missing keys, changed types and values that are not compared.';

-- The rows of all keys of a kind, in the shape that compare_judged() reads.
CREATE FUNCTION drift.profiles_query(kind text, metrics text[], dialect text, choose boolean, bins int)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('SELECT q.ord, v.metric, v.result, v.own_p, v.cells, v.unit, v.n_r, v.n_c, '
			'v.null_r, v.null_c, v.rows_r, v.rows_c, v.bound, v.exact '
			'FROM drift.profile_pairs($1, $2, $3) q%s CROSS JOIN LATERAL (%s) v(ord, metric, result, '
			'own_p, cells, unit, n_r, n_c, null_r, null_c, rows_r, rows_c, bound, exact) '
			'WHERE q.kind = %L',
		CASE WHEN choose THEN format(' CROSS JOIN LATERAL (SELECT %s OFFSET 0) chosen',
			drift.compare_choice(0, kind, dialect, false)) END,
		string_agg(o.query || CASE WHEN choose
			THEN format(' WHERE chosen.m0 = %L', w.metric) ELSE '' END,
			E'\nUNION ALL ' ORDER BY w.place), kind)
	FROM unnest(metrics) WITH ORDINALITY w(metric, place)
	LEFT JOIN drift.compare_dialect(profiles_query.dialect) d
		ON d.metric = w.metric AND d.kinds IN ('any', profiles_query.kind)
	CROSS JOIN LATERAL (SELECT drift.compare_output(0, kind, w.metric, false, bins, dialect)
		WHERE dialect IS NULL OR d.metric IS NOT NULL) o(query)
	WHERE o.query IS NOT NULL
	HAVING count(*) > 0
$$;
COMMENT ON FUNCTION drift.profiles_query(text, text[], text, boolean, int) IS 'The statement behind drift.compare_profiles for the keys of one kind; NULL where no metric applies.';

CREATE FUNCTION drift.compare_profiles(reference drift.profiles, current drift.profiles,
									   keys text[] DEFAULT NULL, metrics text[] DEFAULT NULL,
									   dialect text DEFAULT NULL, bins int DEFAULT 10,
									   warn float8 DEFAULT NULL, critical float8 DEFAULT NULL,
									   alpha float8 DEFAULT 0.05, adjust text DEFAULT 'holm',
									   min_rows int DEFAULT 30)
	RETURNS SETOF drift.comparison
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	names text[];
	query text;
	known text[] := drift.keys(reference) || drift.keys(current);
	wanted text;
BEGIN
	PERFORM drift.check_compare(bins, warn, critical, alpha, adjust, min_rows);
	names := drift.compare_names(metrics, dialect);
	FOREACH wanted IN ARRAY coalesce(keys, '{}') LOOP
		IF wanted IS NULL OR (wanted = ANY (known)) IS NOT TRUE THEN
			RAISE EXCEPTION 'key "%" is in neither state', wanted
				USING ERRCODE = 'undefined_column',
				HINT = format('The nearest key is "%s".', drift.nearest(coalesce(wanted, ''), known));
		END IF;
	END LOOP;
	IF reference IS NULL OR current IS NULL THEN
		RETURN;
	END IF;
	SELECT string_agg(q.query, E'\nUNION ALL ') INTO query
	FROM unnest('{numeric,category}'::text[]) k(kind) CROSS JOIN LATERAL (SELECT drift.profiles_query(
		k.kind, names, dialect, dialect IS NOT NULL AND metrics IS NULL, bins)) q(query);
	RETURN QUERY SELECT * FROM drift.profiles_schema(reference, current, keys);
	IF query IS NOT NULL THEN
		RETURN QUERY EXECUTE format(drift.compare_judged(), query,
			'SELECT * FROM drift.profile_pairs($1, $2, $3)')
		USING reference, current, keys, coalesce(min_rows, 1), warn, critical, alpha, adjust,
			bins, dialect, names;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.compare_profiles(drift.profiles, drift.profiles, text[], text[], text, int, float8, float8, float8, text, int) IS
'drift.compare for two states of drift.profile_json_agg(): one row for each key, kind of profile and metric, with the columns, limits, adjusted p-values and status of drift.compare(); column_name is the key, the types are JSON types, n_null counts the rows without such a value. keys: which, default all. New and missing keys and changed types are rows of metric ''schema'': critical, or warn where values of a further type have come in or gone. Values are exact where exact is true, else off by error_bound at most. No rows where a state is NULL. Errors: 42703 unknown key, 22023 unknown metric or argument out of range.';
