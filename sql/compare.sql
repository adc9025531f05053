
-- compare: two relations, or two parts of one, column by column; the gate of a CI pipeline
--
-- Each relation is read once for all columns. Nothing is written and no temporary table is made, so
-- that all of this runs on a read replica. Conditions run with the caller's rights.

CREATE TYPE drift.comparison AS (
	column_name text,
	kind text,
	type_reference text,
	type_current text,
	metric text,
	value float8,
	error_bound float8,
	warn float8,
	critical float8,
	critical_value float8,
	p_value float8,
	p_adjusted float8,
	status text,
	reason text,
	n_reference bigint,
	n_current bigint,
	n_null_reference bigint,
	n_null_current bigint,
	n_unused_reference bigint,
	n_unused_current bigint,
	exact boolean,
	params jsonb
);
COMMENT ON TYPE drift.comparison IS 'One column and metric of drift.compare.';
COMMENT ON COLUMN drift.comparison.column_name IS 'The column, or the key of documents.';
COMMENT ON COLUMN drift.comparison.kind IS 'numeric or category; NULL where the column cannot be compared.';
COMMENT ON COLUMN drift.comparison.type_reference IS 'Type in the reference; NULL: no such column.';
COMMENT ON COLUMN drift.comparison.type_current IS 'Type in the current relation; NULL: no such column.';
COMMENT ON COLUMN drift.comparison.metric IS 'The metric, one of drift.compare_metrics(), or ''schema''.';
COMMENT ON COLUMN drift.comparison.value IS 'Its value: a distance, or the statistic of a test. NULL where it is undefined.';
COMMENT ON COLUMN drift.comparison.error_bound IS 'Hard bound on the error of the distribution functions compared; 0: exact.';
COMMENT ON COLUMN drift.comparison.warn IS 'Limit above which the status is warn.';
COMMENT ON COLUMN drift.comparison.critical IS 'Limit above which the status is critical.';
COMMENT ON COLUMN drift.comparison.critical_value IS 'Value that chance alone exceeds with probability alpha at these sample sizes; NULL where unknown.';
COMMENT ON COLUMN drift.comparison.p_value IS 'p-value: of the test, else of Kolmogorov-Smirnov (numeric) or chi-square (category).';
COMMENT ON COLUMN drift.comparison.p_adjusted IS 'p-value adjusted for the number of columns tested with this metric.';
COMMENT ON COLUMN drift.comparison.status IS 'ok, warn, critical, insufficient_data or error.';
COMMENT ON COLUMN drift.comparison.reason IS 'Why the status is not plainly ok.';
COMMENT ON COLUMN drift.comparison.n_reference IS 'Reference rows that took part.';
COMMENT ON COLUMN drift.comparison.n_current IS 'Current rows that took part.';
COMMENT ON COLUMN drift.comparison.n_null_reference IS 'Reference rows whose value is NULL.';
COMMENT ON COLUMN drift.comparison.n_null_current IS 'Current rows whose value is NULL.';
COMMENT ON COLUMN drift.comparison.n_unused_reference IS 'Reference rows that took no part: NULL or NaN.';
COMMENT ON COLUMN drift.comparison.n_unused_current IS 'Current rows that took no part: NULL or NaN.';
COMMENT ON COLUMN drift.comparison.exact IS 'true: computed from all values; false: from profiles of bounded error.';
COMMENT ON COLUMN drift.comparison.params IS 'Parameters the value was computed with.';

CREATE FUNCTION drift.compare_metrics()
	RETURNS TABLE (metric text, kinds text, is_test boolean, expression text, takes_dialect boolean,
				   takes_bins boolean, warn float8, critical float8, unit text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT k.metric, k.kinds, false, k.expression, k.params ? 'dialect', k.params ? 'bins', k.warn,
		k.critical, CASE k.metric WHEN 'wasserstein' THEN 'stddev' WHEN 'chi2' THEN 'size' END
	FROM drift.metric_catalog() k WHERE k.family = 'distance' AND k.metric NOT LIKE '%\_test'
	UNION ALL
	SELECT k.metric, k.kinds, true, format('drift.%s(b.profile, c.profile%%s)', k.metric),
		k.metric IN ('ks_test', 'chi2_test', 'g_test', 'z_test'), k.kinds = 'any', NULL, NULL, NULL
	FROM drift.metric_catalog() k WHERE k.family = 'distance' AND k.metric LIKE '%\_test'
$$;
COMMENT ON FUNCTION drift.compare_metrics() IS 'The metrics of drift.compare and drift.gate: distances with their default limits, and tests, which are judged by their adjusted p-value.';

-- The metric's canonical name, or an error that names the nearest.
CREATE FUNCTION drift.check_compare_metric(wanted text) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	found_name text;
	known text[] := array(SELECT m.metric FROM drift.compare_metrics() m);
BEGIN
	SELECT k.metric INTO found_name FROM drift.metric_catalog() k
	WHERE k.family = 'distance' AND lower(wanted) = ANY (k.metric || k.aliases);
	found_name := coalesce(found_name, (SELECT m FROM unnest(known) m WHERE m = lower(wanted)));
	IF found_name IS NULL THEN
		RAISE EXCEPTION 'unknown metric "%"', wanted
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('Did you mean "%s"? Metrics: %s.', drift.nearest(wanted, known),
						  array_to_string(known, ', '));
	END IF;
	RETURN found_name;
END
$$;
COMMENT ON FUNCTION drift.check_compare_metric(text) IS 'Canonical name of a metric of drift.compare; 22023 and the nearest name otherwise.';

-- How a column of a type is read: as numbers, as categories, or not at all.
CREATE FUNCTION drift.compare_kind(type oid) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN type = 'interval'::regtype THEN 'numeric'
		WHEN drift.type_kind(type) IN ('numeric', 'integer', 'time') THEN 'numeric'
		WHEN drift.type_kind(type) IN ('boolean', 'category') THEN 'category' END
$$;
COMMENT ON FUNCTION drift.compare_kind(oid) IS 'numeric (numbers, times and intervals in seconds), category, or NULL for a type that is not compared.';

CREATE FUNCTION drift.compare_cast(type oid, column_name name) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN type = 'interval'::regtype OR drift.type_kind(type) = 'time'
			THEN format('extract(epoch FROM t.%I)::float8', column_name)
		WHEN drift.compare_kind(type) = 'numeric' THEN format('t.%I::float8', column_name)
		ELSE format('t.%I::text', column_name) END
$$;
COMMENT ON FUNCTION drift.compare_cast(oid, name) IS 'SQL expression that reads a column as float8 (times and intervals in seconds) or text.';

-- A relation whose rows can be read.
CREATE FUNCTION drift.check_relation(relation regclass, argument text) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF relation IS NULL THEN
		RAISE EXCEPTION 'argument % is NULL', argument
			USING ERRCODE = 'null_value_not_allowed', HINT = 'Name a table or view.';
	END IF;
	IF NOT EXISTS (SELECT FROM pg_class c
				   WHERE c.oid = relation AND c.relkind IN ('r', 'p', 'v', 'm', 'f')) THEN
		RAISE EXCEPTION '% is not a table or view (argument %)', relation, argument
			USING ERRCODE = 'wrong_object_type', HINT = 'Name a table, view or foreign table.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_relation(regclass, text) IS 'Raise 42809 unless rows can be read from the relation.';

-- Try a condition on no rows, so that a typing error says which argument it is in.
CREATE FUNCTION drift.check_condition(relation regclass, condition text, argument text) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF condition IS NOT NULL THEN
		EXECUTE format(E'SELECT FROM %s AS t WHERE (%s\n) LIMIT 0', relation, condition);
	END IF;
EXCEPTION WHEN syntax_error_or_access_rule_violation OR data_exception OR feature_not_supported THEN
	IF SQLSTATE = '42501' THEN
		RAISE;
	END IF;
	RAISE EXCEPTION '% cannot be used on %: %', argument, relation, SQLERRM
		USING ERRCODE = SQLSTATE,
		HINT = 'Write what would follow WHERE, such as country = ''DE'' AND amount > 0.';
END
$$;
COMMENT ON FUNCTION drift.check_condition(regclass, text, text) IS 'Raise an error that names the argument unless the condition can be planned on the relation; NULL is fine.';

-- The columns of either relation, in the reference's order.
CREATE FUNCTION drift.compare_columns(reference regclass, current regclass, columns text[])
	RETURNS TABLE (ord int, column_name name, type_reference oid, type_current oid)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	names text[] := array(SELECT DISTINCT a.attname::text FROM pg_attribute a
		WHERE a.attrelid IN (reference, current) AND a.attnum > 0 AND NOT a.attisdropped);
	wanted text;
BEGIN
	FOREACH wanted IN ARRAY coalesce(columns, '{}') LOOP
		IF wanted IS NULL OR wanted <> ALL (names) THEN
			RAISE EXCEPTION 'column "%" exists neither in % nor in %', wanted, reference, current
				USING ERRCODE = 'undefined_column',
				HINT = format('The nearest column is "%s".', drift.nearest(wanted, names));
		END IF;
	END LOOP;
	RETURN QUERY
	SELECT (row_number() OVER (ORDER BY coalesce(array_position(columns, n), 0), r.attnum,
							   c.attnum))::int,
		n::name, r.atttypid, c.atttypid
	FROM unnest(names) n
	LEFT JOIN pg_attribute r ON r.attrelid = reference AND r.attname = n AND r.attnum > 0
		AND NOT r.attisdropped
	LEFT JOIN pg_attribute c ON c.attrelid = current AND c.attname = n AND c.attnum > 0
		AND NOT c.attisdropped
	WHERE columns IS NULL OR n = ANY (columns)
	ORDER BY 1;
END
$$;
COMMENT ON FUNCTION drift.compare_columns(regclass, regclass, text[]) IS 'The columns to compare and their types on both sides; a name found on neither is an error.';

-- Rows the planner expects from a relation under a condition.
CREATE FUNCTION drift.expected_rows(relation regclass, condition text) RETURNS float8
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE format(E'EXPLAIN (FORMAT json) SELECT FROM %s AS t WHERE (%s\n)', relation, condition)
	INTO plan;
	RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8;
END
$$;
COMMENT ON FUNCTION drift.expected_rows(regclass, text) IS 'Number of rows the planner expects from a relation under a condition.';

-- The columns that can be compared, and how each side reads them.
CREATE FUNCTION drift.compare_pairs(reference regclass, current regclass, columns text[])
	RETURNS TABLE (ord int, column_name name, type_reference text, type_current text,
				   kind text, cast_reference text, cast_current text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT k.ord, k.column_name, format_type(k.type_reference, NULL),
		format_type(k.type_current, NULL), drift.compare_kind(k.type_reference),
		drift.compare_cast(k.type_reference, k.column_name),
		drift.compare_cast(k.type_current, k.column_name)
	FROM drift.compare_columns(reference, current, columns) k
	WHERE drift.compare_kind(k.type_reference) = drift.compare_kind(k.type_current)
$$;
COMMENT ON FUNCTION drift.compare_pairs(regclass, regclass, text[]) IS 'The columns of two relations that can be compared, with their kind and the SQL expression that reads them on either side.';

-- One side's rows: c1, c2, ... and which side they are.
CREATE FUNCTION drift.compare_rows(relation regclass, condition text, side boolean, casts text[])
	RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format(E'SELECT %L::boolean AS side%s FROM %s AS t WHERE (%s\n)', side,
		(SELECT string_agg(', ' || c, '' ORDER BY o) FROM unnest(casts) WITH ORDINALITY u(c, o)),
		relation, coalesce(condition, 'true'))
$$;
COMMENT ON FUNCTION drift.compare_rows(regclass, text, boolean, text[]) IS 'SELECT over the rows of one side of a comparison.';

-- The states of all columns in one row: samples over both sides, or a profile of each side.
CREATE FUNCTION drift.compare_states(reference regclass, current regclass, columns text[],
									 reference_where text, current_where text, exact boolean)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	rows_r text;
	rows_c text;
	samples text;
	profiles_r text;
	profiles_c text;
BEGIN
	SELECT drift.compare_rows(reference, reference_where, false,
			array_agg(p.cast_reference || ' AS c' || p.ord ORDER BY p.ord)),
		drift.compare_rows(current, current_where, true,
			array_agg(p.cast_current || ' AS c' || p.ord ORDER BY p.ord)),
		string_agg(format(', drift.sample_agg(c%1$s, side) AS s%1$s', p.ord), ''),
		string_agg(format(', drift.profile_agg(c%1$s) AS r%1$s', p.ord), ''),
		string_agg(format(', drift.profile_agg(c%1$s) AS c%1$s', p.ord), '')
	INTO rows_r, rows_c, samples, profiles_r, profiles_c
	FROM drift.compare_pairs(reference, current, columns) p;
	IF exact THEN
		RETURN format('SELECT count(*) FILTER (WHERE NOT side) AS rows_r, '
			'count(*) FILTER (WHERE side) AS rows_c%s FROM (%s UNION ALL %s) u',
			samples, rows_r, rows_c);
	END IF;
	RETURN format('SELECT * FROM (SELECT count(*) AS rows_r%s FROM (%s) u) a, '
		'(SELECT count(*) AS rows_c%s FROM (%s) u) b', profiles_r, rows_r, profiles_c, rows_c);
END
$$;
COMMENT ON FUNCTION drift.compare_states(regclass, regclass, text[], text, text, boolean) IS 'The statement that reads both relations once and makes the states of all columns; NULL where no column can be compared.';

-- Sizes, error bound and exactness of a column's states, in the order of drift.compare's query.
CREATE FUNCTION drift.compare_sizes(ord int, exact boolean) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format(CASE WHEN exact THEN
		'drift.n(q.s%1$s, false), drift.n(q.s%1$s, true), drift.n_null(q.s%1$s, false), '
		'drift.n_null(q.s%1$s, true), q.rows_r, q.rows_c, drift.error_bound(q.s%1$s), '
		'drift.is_exact(q.s%1$s)'
	ELSE
		'drift.n(q.r%1$s), drift.n(q.c%1$s), drift.n_null(q.r%1$s), drift.n_null(q.c%1$s), '
		'q.rows_r, q.rows_c, drift.error_bound(q.r%1$s, q.c%1$s), '
		'drift.is_exact(q.r%1$s) AND drift.is_exact(q.c%1$s)' END, ord)
$$;
COMMENT ON FUNCTION drift.compare_sizes(int, boolean) IS 'SQL expressions of the sizes behind a comparison.';

-- What a dialect has, by the names of drift.compare_metrics().
CREATE FUNCTION drift.compare_dialect(dialect text)
	RETURNS TABLE (metric text, kinds text, warn float8, critical float8, by_default boolean)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(k.metric, d.metric), d.kinds, d.warn, d.critical, d.by_default
	FROM drift.dialect_metrics() d
	LEFT JOIN drift.metric_catalog() k
		ON k.family = 'distance' AND d.metric = ANY (k.metric || k.aliases)
	WHERE d.dialect = compare_dialect.dialect
$$;
COMMENT ON FUNCTION drift.compare_dialect(text) IS 'Metrics and default thresholds of a dialect, by the names of drift.compare_metrics().';

-- The metrics to compute, by their canonical names: those asked for, else the default ones.
CREATE FUNCTION drift.compare_names(metrics text[], dialect text) RETURNS text[]
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	has text[] := array(SELECT d.metric FROM drift.compare_dialect(dialect) d);
	names text[];
	lacking text;
BEGIN
	IF dialect IS NOT NULL AND has = '{}' THEN
		RAISE EXCEPTION 'unknown dialect "%"', dialect USING ERRCODE = 'invalid_parameter_value',
			HINT = format('Dialects: %s.', (SELECT string_agg(DISTINCT d.dialect, ', ')
											FROM drift.dialect_metrics() d));
	END IF;
	IF metrics IS NULL AND dialect IS NOT NULL THEN
		RETURN array(SELECT d.metric FROM drift.compare_dialect(dialect) d WHERE d.by_default);
	END IF;
	names := array(SELECT drift.check_compare_metric(u.m)
		FROM unnest(coalesce(metrics, '{psi}')) WITH ORDINALITY u(m, o) ORDER BY o);
	SELECT n INTO lacking FROM unnest(names) n WHERE n <> ALL (has) LIMIT 1;
	IF dialect IS NOT NULL AND lacking IS NOT NULL THEN
		RAISE EXCEPTION 'dialect "%" has no metric "%"', dialect, lacking
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('It has: %s.', array_to_string(has, ', '));
	END IF;
	RETURN names;
END
$$;
COMMENT ON FUNCTION drift.compare_names(text[], text) IS 'Canonical names of the metrics drift.compare computes; of a dialect without metrics: all it may take by itself, of which drift.compare_query keeps the one it chooses for the data.';

-- When a metric can be computed at all; it would raise an error otherwise, for all columns.
CREATE FUNCTION drift.compare_guard(metric text, state text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN metric IN ('z_test', 'fisher_test')
			THEN format('((drift.chi2_test(%s)).df > 1) IS NOT TRUE', state)
		WHEN metric IN ('unseen_share', 'missing_categories_share')
			THEN format('drift.error_bound(%s) = 0', state)
		ELSE 'true' END
$$;
COMMENT ON FUNCTION drift.compare_guard(text, text) IS 'SQL condition under which a metric of drift.compare has a value: two categories, all categories known.';

-- One column and metric: value, own p-value, bins in use, unit of the limits, then sizes.
CREATE FUNCTION drift.compare_output(ord int, kind text, metric text, exact boolean, bins int,
									 dialect text)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('SELECT %s, %L, %s, %s, %s, %s', ord, m.metric,
		format('CASE WHEN %s THEN %s END', drift.compare_guard(m.metric, s.state),
			format(CASE WHEN m.is_test
				THEN '(SELECT row(x.statistic, x.p_value)::drift.value_and_p FROM %s x)'
				ELSE 'row(%s, NULL)::drift.value_and_p' END, e.call)),
		CASE WHEN m.is_test THEN 'NULL::float8'
			ELSE format('(SELECT x.p_value FROM drift.%s(%s) x)',
				CASE kind WHEN 'numeric' THEN 'ks_test' ELSE 'chi2_test' END, s.state) END,
		CASE WHEN m.is_test THEN 'NULL::float8'
			ELSE format('(SELECT x.df + 1 FROM drift.chi2_test(%s, bins => %s) x)', s.state,
						bins) END,
		CASE WHEN m.unit IS DISTINCT FROM 'stddev' THEN '1::float8'
			WHEN exact THEN format('drift.stddev(%s, false)', s.state)
			ELSE format('(SELECT x.stddev FROM drift.summary(q.r%s) x)', ord) END
		|| ', ' || drift.compare_sizes(ord, exact))
	FROM drift.compare_metrics() m
	CROSS JOIN LATERAL (SELECT format(CASE WHEN exact THEN 'q.s%1$s' ELSE 'q.r%1$s, q.c%1$s' END,
		ord)) s(state)
	CROSS JOIN LATERAL (SELECT replace(format(m.expression,
		CASE WHEN m.takes_bins THEN format(', bins => %s', bins) ELSE '' END
		|| CASE WHEN m.takes_dialect AND compare_output.dialect IS NOT NULL
			THEN format(', dialect => %L', compare_output.dialect) ELSE '' END),
		'b.profile, c.profile', s.state)) e(call)
	WHERE m.metric = compare_output.metric
		AND (m.kinds IN ('any', kind) OR compare_output.dialect IS NOT NULL)
$$;
COMMENT ON FUNCTION drift.compare_output(int, text, text, boolean, int, text) IS 'SELECT for one column and metric of a comparison; NULL where the metric does not apply to the kind.';

-- Which metric a dialect takes for a column; where a side is empty, the first it has.
CREATE FUNCTION drift.compare_choice(ord int, kind text, dialect text, exact boolean) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('drift.check_compare_metric(coalesce(drift.dialect_metric(%s, %L), %L)) AS m%s',
		format(CASE WHEN exact THEN 'q.s%1$s' ELSE 'q.r%1$s, q.c%1$s' END, ord), dialect,
		(SELECT d.metric FROM drift.compare_dialect(compare_choice.dialect) d
		 WHERE d.kinds IN ('any', kind) AND d.by_default LIMIT 1), ord)
$$;
COMMENT ON FUNCTION drift.compare_choice(int, text, text, boolean) IS 'SQL expression of the metric that a dialect takes for a column.';

-- The whole statement.
CREATE FUNCTION drift.compare_query(reference regclass, current regclass, columns text[],
									reference_where text, current_where text, metrics text[],
									dialect text, choose boolean, bins int, exact boolean)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('SELECT v.* FROM (%s) q%s CROSS JOIN LATERAL (%s) v',
		drift.compare_states(reference, current, columns, reference_where, current_where, exact),
		CASE WHEN choose THEN (SELECT format(' CROSS JOIN LATERAL (SELECT %s OFFSET 0) chosen',
			string_agg(drift.compare_choice(p.ord, p.kind, dialect, exact), ', '))
			FROM drift.compare_pairs(reference, current, columns) p) END,
		string_agg(o.query || CASE WHEN choose
			THEN format(' WHERE chosen.m%s = %L', p.ord, w.metric) ELSE '' END,
			E'\nUNION ALL ' ORDER BY p.ord, w.place))
	FROM drift.compare_pairs(reference, current, columns) p
	CROSS JOIN unnest(metrics) WITH ORDINALITY w(metric, place)
	LEFT JOIN drift.compare_dialect(compare_query.dialect) d
		ON d.metric = w.metric AND d.kinds IN ('any', p.kind)
	CROSS JOIN LATERAL (SELECT drift.compare_output(p.ord, p.kind, w.metric, exact, bins, dialect)
		WHERE dialect IS NULL OR d.metric IS NOT NULL) o(query)
	WHERE o.query IS NOT NULL
	HAVING count(*) > 0
$$;
COMMENT ON FUNCTION drift.compare_query(regclass, regclass, text[], text, text, text[], text, boolean, int, boolean) IS 'The statement behind drift.compare: reads each relation once, gives one row for each column and metric (choose: only for the metric that the dialect takes for the data); NULL where no column can be compared.';

CREATE TYPE drift.value_and_p AS (value float8, p_value float8);
COMMENT ON TYPE drift.value_and_p IS 'Statistic and p-value of a test.';
COMMENT ON COLUMN drift.value_and_p.value IS 'The statistic.';
COMMENT ON COLUMN drift.value_and_p.p_value IS 'Its p-value.';

-- Status and reason of one comparison.
CREATE FUNCTION drift.compare_verdict(c drift.comparison, is_test boolean, alpha float8,
									  min_rows int, OUT status text, OUT reason text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE
			WHEN least(c.n_reference, c.n_current) < greatest(min_rows, 1) THEN 'insufficient_data'
			WHEN c.value IS NULL THEN 'insufficient_data'
			WHEN is_test AND c.p_adjusted IS NULL THEN 'insufficient_data'
			WHEN is_test AND c.params ? 'dialect' THEN CASE WHEN c.p_value < c.critical
				THEN 'critical' WHEN c.p_value < c.warn THEN 'warn' ELSE 'ok' END
			WHEN is_test THEN CASE WHEN c.p_adjusted < alpha / 50 THEN 'critical'
				WHEN c.p_adjusted < alpha THEN 'warn' ELSE 'ok' END
			WHEN c.value <= coalesce(c.critical_value, '-infinity') THEN 'ok'
			WHEN c.value > c.critical THEN 'critical'
			WHEN c.value > c.warn THEN 'warn'
			ELSE 'ok' END,
		CASE
			WHEN least(c.n_reference, c.n_current) < greatest(min_rows, 1) THEN pg_catalog.format(
				'%s reference and %s current values, at least %s needed',
				c.n_reference, c.n_current, greatest(min_rows, 1))
			WHEN c.value IS NULL THEN 'undefined for these values'
			WHEN NOT is_test AND c.value > least(c.warn, c.critical) AND c.value <= c.critical_value
				THEN 'not above what chance gives at these sizes'
			WHEN NOT is_test AND c.warn IS NULL AND c.critical IS NULL THEN 'no limit' END;
END;
COMMENT ON FUNCTION drift.compare_verdict(drift.comparison, boolean, float8, int) IS 'Status and reason of a row of drift.compare.';

-- What a column that cannot be compared is told as.
CREATE FUNCTION drift.compare_schema(reference regclass, current regclass, columns text[])
	RETURNS SETOF drift.comparison
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT (jsonb_populate_record(NULL::drift.comparison, jsonb_build_object(
		'column_name', k.column_name, 'metric', 'schema', 'params', '{}'::jsonb,
		'type_reference', format_type(k.type_reference, NULL),
		'type_current', format_type(k.type_current, NULL),
		'status', CASE WHEN drift.base_type(k.type_reference)
				IS DISTINCT FROM drift.base_type(k.type_current) THEN 'critical'
			ELSE 'insufficient_data' END,
		'reason', CASE WHEN k.type_reference IS NULL THEN 'new column: not in the reference'
			WHEN k.type_current IS NULL THEN 'missing column: not in the current relation'
			WHEN drift.base_type(k.type_reference) <> drift.base_type(k.type_current) THEN
				format('type changed from %s to %s', format_type(k.type_reference, NULL),
					   format_type(k.type_current, NULL))
			ELSE format('type %s is not compared', format_type(k.type_reference, NULL)) END))).*
	FROM drift.compare_columns(reference, current, columns) k
	WHERE drift.compare_kind(k.type_reference) IS DISTINCT FROM drift.compare_kind(k.type_current)
		OR drift.base_type(k.type_reference) IS DISTINCT FROM drift.base_type(k.type_current)
		OR drift.compare_kind(k.type_reference) IS NULL
$$;
COMMENT ON FUNCTION drift.compare_schema(regclass, regclass, text[]) IS 'The rows of drift.compare that tell of missing and new columns, changed types and types that are not compared.';

-- Limits, adjusted p-values and status for the rows of compare_query, which stand in the first %s; in
-- the second, what is compared: ord, column_name, kind, type_reference, type_current.
CREATE FUNCTION drift.compare_judged() RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $q$
		WITH got AS (
			SELECT v.*, p.column_name, p.kind, p.type_reference, p.type_current, m.is_test,
				m.unit AS unit_kind,
				coalesce($5, CASE WHEN $10 IS NULL THEN m.warn ELSE d.warn END) AS warn,
				coalesce($6, CASE WHEN $10 IS NULL THEN m.critical ELSE d.critical END) AS critical,
				coalesce((v.result).p_value, v.own_p) AS p
			FROM (%s) AS v(ord, metric, result, own_p, cells, unit, n_r, n_c, null_r, null_c,
				rows_r, rows_c, bound, exact)
			JOIN (%s) p ON p.ord = v.ord
			JOIN drift.compare_metrics() m ON m.metric = v.metric
			LEFT JOIN drift.compare_dialect($10) d ON d.metric = v.metric
		), ranked AS (
			SELECT g.*, count(p) OVER (PARTITION BY metric) AS tested,
				row_number() OVER (PARTITION BY metric ORDER BY p, ord) AS place
			FROM got g
		), adjusted AS (
			SELECT r.*, CASE WHEN p IS NOT NULL THEN least(1, CASE $8
				WHEN 'holm' THEN max((tested - place + 1) * p)
					OVER (PARTITION BY metric ORDER BY place)
				WHEN 'bonferroni' THEN tested * p
				WHEN 'bh' THEN min(tested * p / place)
					OVER (PARTITION BY metric ORDER BY place DESC)
				ELSE p END) END AS p_adjusted
			FROM ranked r
		), rows AS (
			SELECT a.ord, a.is_test, row(a.column_name, a.kind, a.type_reference,
				a.type_current, a.metric, (a.result).value, a.bound,
				a.warn * u.unit, a.critical * u.unit,
				CASE WHEN NOT a.is_test AND $10 IS NULL THEN
					drift.critical_value(a.metric, a.n_r, a.n_c, a.cells::int, $7) END,
				a.p, a.p_adjusted, NULL, NULL, coalesce(a.n_r, 0), coalesce(a.n_c, 0),
				coalesce(a.null_r, 0), coalesce(a.null_c, 0), a.rows_r - coalesce(a.n_r, 0),
				a.rows_c - coalesce(a.n_c, 0), a.exact,
				jsonb_strip_nulls(jsonb_build_object('bins', $9, 'dialect', $10)))::drift.comparison
				AS c
			FROM adjusted a
			CROSS JOIN LATERAL (SELECT CASE
				WHEN $5 IS NOT NULL OR $6 IS NOT NULL OR $10 IS NOT NULL THEN 1
				WHEN a.unit_kind = 'size' THEN a.n_r::float8 * a.n_c / nullif(a.n_r + a.n_c, 0)
				ELSE a.unit END) AS u(unit)
		)
		SELECT (r.c).column_name, (r.c).kind, (r.c).type_reference, (r.c).type_current,
			(r.c).metric, (r.c).value, (r.c).error_bound, (r.c).warn, (r.c).critical,
			(r.c).critical_value, (r.c).p_value, (r.c).p_adjusted, v.status, v.reason,
			(r.c).n_reference, (r.c).n_current, (r.c).n_null_reference, (r.c).n_null_current,
			(r.c).n_unused_reference, (r.c).n_unused_current, (r.c).exact, (r.c).params
		FROM rows r CROSS JOIN LATERAL drift.compare_verdict(r.c, r.is_test, $7, $4) v
		ORDER BY r.ord, array_position($11, (r.c).metric)
	$q$;
COMMENT ON FUNCTION drift.compare_judged() IS 'The outer part of the statement behind drift.compare: limits, adjusted p-values, status.';

-- Arguments of compare that are out of range.
CREATE FUNCTION drift.check_compare(bins int, warn float8, critical float8, alpha float8,
									adjust text, min_rows int)
	RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF warn > critical OR warn = 'NaN' OR critical = 'NaN' OR min_rows < 0 THEN
		RAISE EXCEPTION 'warn is %, critical %, min_rows %', warn, critical, min_rows
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Let warn be at most critical, both numbers, and min_rows at least 0.';
	END IF;
	IF adjust IS NULL OR adjust NOT IN ('holm', 'bonferroni', 'bh', 'none') THEN
		RAISE EXCEPTION 'unknown adjustment "%"', adjust
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'adjust is one of: holm, bonferroni, bh, none.';
	END IF;
	IF alpha IS NULL OR NOT (alpha > 0 AND alpha < 1) THEN
		RAISE EXCEPTION 'alpha is %, not between 0 and 1', alpha
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'alpha is the probability of a false alarm, such as 0.05.';
	END IF;
	IF bins IS NULL OR bins NOT BETWEEN 2 AND 10000 THEN
		RAISE EXCEPTION 'bins is %, not between 2 and 10000', bins
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Ten bins are usual.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_compare(int, float8, float8, float8, text, int) IS 'Raise an error for an argument of drift.compare or drift.compare_profiles that is out of range.';

CREATE FUNCTION drift.compare(reference regclass, current regclass, columns text[] DEFAULT NULL,
							  reference_where text DEFAULT NULL, current_where text DEFAULT NULL,
							  metrics text[] DEFAULT NULL, dialect text DEFAULT NULL,
							  bins int DEFAULT 10, warn float8 DEFAULT NULL,
							  critical float8 DEFAULT NULL, alpha float8 DEFAULT 0.05,
							  adjust text DEFAULT 'holm', min_rows int DEFAULT 30,
							  exact boolean DEFAULT NULL)
	RETURNS SETOF drift.comparison
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_partitionwise_aggregate = on
AS $$
#variable_conflict use_variable
DECLARE
	names text[];
	numeric_columns int;
	query text;
BEGIN
	PERFORM drift.check_compare(bins, warn, critical, alpha, adjust, min_rows),
		drift.check_relation(reference, 'reference'), drift.check_relation(current, 'current'),
		drift.check_condition(reference, reference_where, 'reference_where'),
		drift.check_condition(current, current_where, 'current_where');
	names := drift.compare_names(metrics, dialect);
	SELECT count(*) FILTER (WHERE p.kind = 'numeric') INTO numeric_columns
	FROM drift.compare_pairs(reference, current, columns) p;
	-- Exact within half a gigabyte; a dialect's number is exact by definition.
	exact := coalesce(exact, dialect IS NOT NULL OR greatest(numeric_columns, 1) * 8.0 *
		(drift.expected_rows(reference, coalesce(reference_where, 'true'))
		 + drift.expected_rows(current, coalesce(current_where, 'true'))) <= 512 * 1024 * 1024);
	query := drift.compare_query(reference, current, columns, reference_where, current_where, names,
								 dialect, dialect IS NOT NULL AND metrics IS NULL, bins, exact);
	RETURN QUERY SELECT * FROM drift.compare_schema(reference, current, columns);
	IF query IS NOT NULL THEN
		RETURN QUERY EXECUTE format(drift.compare_judged(), query,
			'SELECT * FROM drift.compare_pairs($1, $2, $3)')
		USING reference, current, columns, coalesce(min_rows, 1), warn, critical, alpha, adjust,
			bins, dialect, names;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.compare(regclass, regclass, text[], text, text, text[], text, int, float8, float8, float8, text, int, boolean) IS
'Compares two relations, or two parts of one, column by column: one row for each column and metric (default psi), with sizes, limits, critical value, p-values and status. columns: which, default all; reference_where, current_where: SQL conditions, run with the caller''s rights, names qualified; metrics: see drift.compare_metrics(); dialect: compute and judge as that tool does, with the metric it takes for the column''s kind, rows and distinct values unless metrics says otherwise, and its default thresholds (of unadjusted p-values); warn, critical: limits instead of the metric''s own; alpha: level of tests and critical values; adjust: holm, bonferroni, bh or none; exact: NULL: exact while the values fit half a gigabyte, else from profiles whose error is bounded (error_bound). Missing, new and retyped columns are rows of metric ''schema''. Reads each relation once, writes nothing, runs on a read replica. Errors: 42703 unknown column, 22023 unknown metric or argument out of range.';

