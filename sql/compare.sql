
-- compare: two relations, or two parts of one, column by column; the gate of a CI pipeline
--
-- Each relation is read once for all columns. Nothing is written and no temporary table is made, so
-- that all of this runs on a read replica. Conditions run with the caller's rights.

CREATE TYPE drift.comparison AS (
	column_name name,
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
COMMENT ON COLUMN drift.comparison.column_name IS 'The column.';
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
	FROM drift.metric_catalog() k WHERE k.family = 'distance'
	UNION ALL
	SELECT v.metric, 'numeric', false, format('drift.%s(b.profile, c.profile%%s)', v.metric), true,
		false, NULL, NULL, NULL
	FROM (VALUES ('energy_distance'), ('cramer_von_mises'), ('anderson_darling')) v(metric)
	UNION ALL
	SELECT v.metric, v.kinds, true, format('drift.%s(b.profile, c.profile%%s)', v.metric), false,
		v.bins, NULL, NULL, NULL
	FROM (VALUES ('ks_test', 'numeric', false), ('t_test', 'numeric', false),
		('welch_test', 'numeric', false), ('mann_whitney_test', 'numeric', false),
		('levene_test', 'numeric', false), ('anderson_darling_test', 'numeric', false),
		('chi2_test', 'any', true), ('g_test', 'any', true), ('z_test', 'category', false),
		('fisher_test', 'category', false)) v(metric, kinds, bins)
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
	IF (SELECT c.relkind FROM pg_class c WHERE c.oid = relation) NOT IN ('r', 'p', 'v', 'm', 'f') THEN
		RAISE EXCEPTION '% is not a table or view (argument %)', relation, argument
			USING ERRCODE = 'wrong_object_type', HINT = 'Name a table, view or foreign table.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_relation(regclass, text) IS 'Raise 42809 unless rows can be read from the relation.';

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
	SELECT (row_number() OVER (ORDER BY coalesce(array_position(columns, n), 0), r.attnum, c.attnum))::int,
		n::name, r.atttypid, c.atttypid
	FROM unnest(names) n
	LEFT JOIN pg_attribute r ON r.attrelid = reference AND r.attname = n AND r.attnum > 0 AND NOT r.attisdropped
	LEFT JOIN pg_attribute c ON c.attrelid = current AND c.attname = n AND c.attnum > 0 AND NOT c.attisdropped
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
	EXECUTE format(E'EXPLAIN (FORMAT json) SELECT FROM %s AS t WHERE (%s\n)', relation, condition) INTO plan;
	RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8;
END
$$;
COMMENT ON FUNCTION drift.expected_rows(regclass, text) IS 'Number of rows the planner expects from a relation under a condition.';

-- The statement that reads both relations once and gives one row for each column and metric.
CREATE FUNCTION drift.compare_query(reference regclass, current regclass, columns text[],
									reference_where text, current_where text, metrics text[],
									dialect text, bins int, exact boolean)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	c record;
	m record;
	state text;
	options text;
	states_r text := '';
	states_c text := '';
	casts_r text := '';
	casts_c text := '';
	outputs text := '';
	sizes text;
	source text;
BEGIN
	FOR c IN SELECT k.*, drift.compare_kind(k.type_reference) AS kind
			 FROM drift.compare_columns(reference, current, columns) k
			 WHERE drift.compare_kind(k.type_reference) = drift.compare_kind(k.type_current) LOOP
		casts_r := casts_r || format(', %s AS c%s', drift.compare_cast(c.type_reference, c.column_name), c.ord);
		casts_c := casts_c || format(', %s AS c%s', drift.compare_cast(c.type_current, c.column_name), c.ord);
		IF exact THEN
			states_r := states_r || format(', drift.sample_agg(c%1$s, side) AS s%1$s', c.ord);
			IF c.kind = 'numeric' AND 'wasserstein' = ANY (metrics) THEN
				states_r := states_r || format(', stddev(c%1$s) FILTER (WHERE NOT side AND abs(c%1$s) < ''infinity'') AS d%1$s', c.ord);
			END IF;
			state := format('q.s%s', c.ord);
			sizes := format('drift.n(q.s%1$s, false), drift.n(q.s%1$s, true), drift.n_null(q.s%1$s, false), '
				'drift.n_null(q.s%1$s, true), q.rows_r, q.rows_c, drift.error_bound(q.s%1$s), drift.is_exact(q.s%1$s)', c.ord);
		ELSE
			states_r := states_r || format(', drift.profile_agg(c%1$s) AS r%1$s', c.ord);
			states_c := states_c || format(', drift.profile_agg(c%1$s) AS c%1$s', c.ord);
			state := format('q.r%1$s, q.c%1$s', c.ord);
			sizes := format('drift.n(q.r%1$s), drift.n(q.c%1$s), drift.n_null(q.r%1$s), drift.n_null(q.c%1$s), '
				'q.rows_r, q.rows_c, drift.error_bound(q.r%1$s, q.c%1$s), '
				'drift.is_exact(q.r%1$s) AND drift.is_exact(q.c%1$s)', c.ord);
		END IF;
		FOR m IN SELECT k.* FROM drift.compare_metrics() k JOIN unnest(metrics) WITH ORDINALITY w(name, o)
				 ON w.name = k.metric WHERE k.kinds IN ('any', c.kind) ORDER BY w.o LOOP
			options := CASE WHEN m.takes_bins THEN format(', bins => %s', bins) ELSE '' END
				|| CASE WHEN m.takes_dialect AND dialect IS NOT NULL THEN format(', dialect => %L', dialect) ELSE '' END;
			outputs := outputs || format(E'\nUNION ALL SELECT %s, %L, %s, %s, %s, %s, %s', c.ord, m.metric,
				CASE WHEN m.is_test
					THEN format('(SELECT row(x.statistic, x.p_value)::drift.value_and_p FROM %s x)',
								replace(format(m.expression, options), 'b.profile, c.profile', state))
					ELSE format('row(%s, NULL)::drift.value_and_p',
								replace(format(m.expression, options), 'b.profile, c.profile', state)) END,
				CASE WHEN m.is_test THEN 'NULL::float8'
					WHEN c.kind = 'numeric' THEN format('(SELECT x.p_value FROM drift.ks_test(%s) x)', state)
					ELSE format('(SELECT x.p_value FROM drift.chi2_test(%s) x)', state) END,
				CASE WHEN m.is_test THEN 'NULL::float8'
					ELSE format('(SELECT x.df + 1 FROM drift.chi2_test(%s, bins => %s) x)', state, bins) END,
				CASE WHEN m.unit = 'stddev' AND exact THEN format('q.d%s', c.ord)
					WHEN m.unit = 'stddev' THEN format('(SELECT x.stddev FROM drift.summary(q.r%s) x)', c.ord)
					ELSE '1::float8' END, sizes);
		END LOOP;
	END LOOP;
	IF outputs = '' THEN
		RETURN NULL;
	END IF;
	source := E'SELECT %s%s FROM %s AS t WHERE (%s\n)';
	IF exact THEN
		source := format(E'SELECT count(*) FILTER (WHERE NOT side) AS rows_r, count(*) FILTER (WHERE side) AS rows_c%s FROM (%s UNION ALL %s) u',
			states_r, format(source, 'false AS side', casts_r, reference, coalesce(reference_where, 'true')),
			format(source, 'true AS side', casts_c, current, coalesce(current_where, 'true')));
	ELSE
		source := format(E'SELECT * FROM (SELECT count(*) AS rows_r%s FROM (%s) u) a, (SELECT count(*) AS rows_c%s FROM (%s) u) b',
			states_r, format(source, '0 AS side', casts_r, reference, coalesce(reference_where, 'true')),
			states_c, format(source, '1 AS side', casts_c, current, coalesce(current_where, 'true')));
	END IF;
	RETURN format(E'SELECT v.* FROM (%s) q CROSS JOIN LATERAL (%s) v', source, substr(outputs, 12));
END
$$;
COMMENT ON FUNCTION drift.compare_query(regclass, regclass, text[], text, text, text[], text, int, boolean) IS 'The statement behind drift.compare: reads each relation once, gives one row for each column and metric; NULL where no column can be compared.';

CREATE TYPE drift.value_and_p AS (value float8, p_value float8);
COMMENT ON TYPE drift.value_and_p IS 'Statistic and p-value of a test.';

-- Status and reason of one comparison.
CREATE FUNCTION drift.compare_verdict(c drift.comparison, is_test boolean, alpha float8, min_rows int,
									  OUT status text, OUT reason text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE
			WHEN least(c.n_reference, c.n_current) < greatest(min_rows, 1) THEN 'insufficient_data'
			WHEN c.value IS NULL THEN 'insufficient_data'
			WHEN is_test AND c.p_adjusted IS NULL THEN 'insufficient_data'
			WHEN is_test THEN CASE WHEN c.p_adjusted < alpha / 50 THEN 'critical'
				WHEN c.p_adjusted < alpha THEN 'warn' ELSE 'ok' END
			WHEN c.value <= coalesce(c.critical_value, '-infinity') THEN 'ok'
			WHEN c.value > c.critical THEN 'critical'
			WHEN c.value > c.warn THEN 'warn'
			ELSE 'ok' END,
		CASE
			WHEN least(c.n_reference, c.n_current) < greatest(min_rows, 1) THEN pg_catalog.format(
				'%s reference and %s current values, at least %s needed', c.n_reference, c.n_current,
				greatest(min_rows, 1))
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
	SELECT k.column_name, NULL::text, format_type(k.type_reference, NULL), format_type(k.type_current, NULL),
		'schema', NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8,
		NULL::float8,
		CASE WHEN k.type_reference IS NULL OR k.type_current IS NULL
				OR drift.base_type(k.type_reference) <> drift.base_type(k.type_current) THEN 'critical'
			ELSE 'insufficient_data' END,
		CASE WHEN k.type_reference IS NULL THEN 'new column: not in the reference'
			WHEN k.type_current IS NULL THEN 'missing column: not in the current relation'
			WHEN drift.base_type(k.type_reference) <> drift.base_type(k.type_current) THEN format(
				'type changed from %s to %s', format_type(k.type_reference, NULL), format_type(k.type_current, NULL))
			ELSE format('type %s is not compared', format_type(k.type_reference, NULL)) END,
		NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::boolean, '{}'::jsonb
	FROM drift.compare_columns(reference, current, columns) k
	WHERE drift.compare_kind(k.type_reference) IS DISTINCT FROM drift.compare_kind(k.type_current)
		OR drift.base_type(k.type_reference) IS DISTINCT FROM drift.base_type(k.type_current)
		OR drift.compare_kind(k.type_reference) IS NULL
$$;
COMMENT ON FUNCTION drift.compare_schema(regclass, regclass, text[]) IS 'The rows of drift.compare that tell of missing and new columns, changed types and types that are not compared.';

CREATE FUNCTION drift.compare(reference regclass, current regclass, columns text[] DEFAULT NULL,
							  reference_where text DEFAULT NULL, current_where text DEFAULT NULL,
							  metrics text[] DEFAULT NULL, dialect text DEFAULT NULL,
							  bins int DEFAULT 10, warn float8 DEFAULT NULL, critical float8 DEFAULT NULL,
							  alpha float8 DEFAULT 0.05, adjust text DEFAULT 'holm',
							  min_rows int DEFAULT 30, exact boolean DEFAULT NULL)
	RETURNS SETOF drift.comparison
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_partitionwise_aggregate = on
AS $$
#variable_conflict use_variable
DECLARE
	names text[];
	compared int;
	query text;
BEGIN
	PERFORM drift.check_relation(reference, 'reference'), drift.check_relation(current, 'current');
	IF adjust IS NULL OR adjust NOT IN ('holm', 'bonferroni', 'bh', 'none') THEN
		RAISE EXCEPTION 'unknown adjustment "%"', adjust USING ERRCODE = 'invalid_parameter_value',
			HINT = 'adjust is one of: holm, bonferroni, bh, none.';
	END IF;
	IF alpha IS NULL OR NOT (alpha > 0 AND alpha < 1) THEN
		RAISE EXCEPTION 'alpha is %, not between 0 and 1', alpha USING ERRCODE = 'invalid_parameter_value',
			HINT = 'alpha is the probability of a false alarm, such as 0.05.';
	END IF;
	IF bins IS NULL OR bins NOT BETWEEN 2 AND 10000 THEN
		RAISE EXCEPTION 'bins is %, not between 2 and 10000', bins USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Ten bins are usual.';
	END IF;
	names := array(SELECT drift.check_compare_metric(u.m) FROM unnest(coalesce(metrics, '{psi}')) WITH ORDINALITY u(m, o) ORDER BY o);
	SELECT count(*) INTO compared FROM drift.compare_columns(reference, current, columns) k
	WHERE drift.compare_kind(k.type_reference) = 'numeric';
	-- Exact within half a gigabyte; a dialect's number is exact by definition.
	exact := coalesce(exact, dialect IS NOT NULL OR greatest(compared, 1) * 8.0 *
		(drift.expected_rows(reference, coalesce(reference_where, 'true'))
		 + drift.expected_rows(current, coalesce(current_where, 'true'))) <= 512 * 1024 * 1024);
	query := drift.compare_query(reference, current, columns, reference_where, current_where, names,
								 dialect, bins, exact);
	RETURN QUERY SELECT * FROM drift.compare_schema(reference, current, columns);
	IF query IS NULL THEN
		RETURN;
	END IF;
	RETURN QUERY EXECUTE format($q$
		WITH got AS (
			SELECT v.*, k.column_name, k.type_reference, k.type_current, m.is_test, m.unit AS unit_kind,
				coalesce($5, m.warn) AS warn, coalesce($6, m.critical) AS critical,
				coalesce((v.result).p_value, v.own_p) AS p
			FROM (%s) AS v(ord, metric, result, own_p, cells, unit, n_r, n_c, null_r, null_c, rows_r, rows_c, bound, exact)
			JOIN drift.compare_columns($1, $2, $3) k ON k.ord = v.ord
			JOIN drift.compare_metrics() m ON m.metric = v.metric
		), ranked AS (
			SELECT g.*, count(p) OVER (PARTITION BY metric) AS tested,
				row_number() OVER (PARTITION BY metric ORDER BY p, ord) AS place FROM got g
		), adjusted AS (
			SELECT r.*, CASE WHEN p IS NULL THEN NULL ELSE least(1, CASE $8
				WHEN 'holm' THEN max((tested - place + 1) * p) OVER (PARTITION BY metric ORDER BY place)
				WHEN 'bonferroni' THEN tested * p
				WHEN 'bh' THEN min(tested * p / place) OVER (PARTITION BY metric ORDER BY place DESC)
				ELSE p END) END AS p_adjusted
			FROM ranked r
		), rows AS (
			SELECT a.ord, a.is_test, row(a.column_name, drift.compare_kind(a.type_reference),
				format_type(a.type_reference, NULL), format_type(a.type_current, NULL), a.metric,
				(a.result).value, a.bound,
				a.warn * u.unit, a.critical * u.unit,
				CASE WHEN NOT a.is_test THEN drift.critical_value(a.metric, a.n_r, a.n_c, a.cells::int, $7) END,
				a.p, a.p_adjusted, NULL, NULL, coalesce(a.n_r, 0), coalesce(a.n_c, 0), coalesce(a.null_r, 0),
				coalesce(a.null_c, 0), a.rows_r - coalesce(a.n_r, 0), a.rows_c - coalesce(a.n_c, 0), a.exact,
				jsonb_strip_nulls(jsonb_build_object('bins', $9, 'dialect', $10)))::drift.comparison AS c
			FROM adjusted a
			CROSS JOIN LATERAL (SELECT CASE WHEN $5 IS NOT NULL OR $6 IS NOT NULL THEN 1
				WHEN a.unit_kind = 'size' THEN a.n_r::float8 * a.n_c / nullif(a.n_r + a.n_c, 0)
				ELSE coalesce(a.unit, 1) END) AS u(unit)
		)
		SELECT (r.c).column_name, (r.c).kind, (r.c).type_reference, (r.c).type_current, (r.c).metric,
			(r.c).value, (r.c).error_bound, (r.c).warn, (r.c).critical, (r.c).critical_value,
			(r.c).p_value, (r.c).p_adjusted, v.status, v.reason, (r.c).n_reference, (r.c).n_current,
			(r.c).n_null_reference, (r.c).n_null_current, (r.c).n_unused_reference,
			(r.c).n_unused_current, (r.c).exact, (r.c).params
		FROM rows r CROSS JOIN LATERAL drift.compare_verdict(r.c, r.is_test, $7, $4) v
		ORDER BY r.ord, array_position($11, (r.c).metric)
	$q$, query)
	USING reference, current, columns, coalesce(min_rows, 1), warn, critical, alpha, adjust, bins, dialect, names;
END
$$;
COMMENT ON FUNCTION drift.compare(regclass, regclass, text[], text, text, text[], text, int, float8, float8, float8, text, int, boolean) IS
'Compares two relations, or two parts of one, column by column: one row for each column and metric (default psi), with sizes, limits, critical value, p-values and status. columns: which, default all; reference_where, current_where: SQL conditions, run with the caller''s rights, names qualified; metrics: see drift.compare_metrics(); dialect: compute as that tool does; warn, critical: limits instead of the metric''s own; alpha: level of tests and critical values; adjust: holm, bonferroni, bh or none; exact: NULL: exact while the values fit half a gigabyte, else from profiles whose error is bounded (error_bound). Missing, new and retyped columns are rows of metric ''schema''. Reads each relation once, writes nothing, runs on a read replica. Errors: 42703 unknown column, 22023 unknown metric or argument out of range.';

CREATE FUNCTION drift.dataset_drift(reference regclass, current regclass, columns text[] DEFAULT NULL,
									reference_where text DEFAULT NULL, current_where text DEFAULT NULL,
									metric text DEFAULT 'psi', dialect text DEFAULT NULL,
									drift_share float8 DEFAULT 0.5,
									OUT n_columns bigint, OUT n_drifted bigint, OUT n_not_evaluated bigint,
									OUT share float8, OUT is_drifted boolean, OUT drifted_columns name[])
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF drift_share IS NULL OR NOT (drift_share > 0 AND drift_share <= 1) THEN
		RAISE EXCEPTION 'drift_share is %, not in (0, 1]', drift_share
			USING ERRCODE = 'invalid_parameter_value', HINT = 'It is a share of columns, such as 0.5.';
	END IF;
	SELECT count(*) FILTER (WHERE worst >= 0), count(*) FILTER (WHERE worst > 0), count(*) FILTER (WHERE worst < 0),
		array_agg(column_name ORDER BY column_name) FILTER (WHERE worst > 0)
	INTO n_columns, n_drifted, n_not_evaluated, drifted_columns
	FROM (
		SELECT c.column_name, max(CASE c.status WHEN 'ok' THEN 0 WHEN 'warn' THEN 1 WHEN 'critical' THEN 2 ELSE -1 END) AS worst
		FROM drift.compare(reference, current, columns, reference_where, current_where, ARRAY[metric], dialect) c
		GROUP BY c.column_name
	) w;
	share := n_drifted::float8 / nullif(n_columns, 0);
	is_drifted := share >= drift_share;
END
$$;
COMMENT ON FUNCTION drift.dataset_drift(regclass, regclass, text[], text, text, text, text, float8) IS
'Share of the compared columns that drifted (status warn or critical in drift.compare), and whether it reaches drift_share (default one half, as Evidently''s dataset drift). Columns that could not be evaluated are counted apart. NULL share where no column could be compared.';

CREATE FUNCTION drift.gate(reference regclass, current regclass, columns text[] DEFAULT NULL,
						   reference_where text DEFAULT NULL, current_where text DEFAULT NULL,
						   metrics text[] DEFAULT NULL, dialect text DEFAULT NULL,
						   max_psi float8 DEFAULT NULL, max_ks float8 DEFAULT NULL,
						   max_js_distance float8 DEFAULT NULL, max_wasserstein float8 DEFAULT NULL,
						   max_null_rate_increase float8 DEFAULT NULL, min_p_adjusted float8 DEFAULT NULL,
						   min_rows int DEFAULT 30, allow_schema_change boolean DEFAULT false,
						   allow_insufficient_data boolean DEFAULT false)
	RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	limits jsonb := jsonb_strip_nulls(jsonb_build_object('psi', max_psi, 'ks', max_ks,
		'js_distance', max_js_distance, 'wasserstein', max_wasserstein));
	wanted text[] := coalesce(metrics, '{}') || array(SELECT jsonb_object_keys(limits));
	broken text;
	n bigint;
BEGIN
	IF wanted = '{}' THEN
		wanted := '{psi}';
	END IF;
	SELECT string_agg(format(E'  %s  %s = %s  %s', rpad(b.column_name, 24), b.metric, coalesce(b.value::text, 'NULL'), b.why), E'\n'), count(*)
	INTO broken, n
	FROM (
		SELECT c.column_name, c.metric, c.value, CASE
			WHEN c.metric = 'schema' AND c.status = 'critical' AND NOT allow_schema_change THEN c.reason
			WHEN c.metric = 'schema' THEN NULL
			WHEN c.status = 'insufficient_data' AND NOT allow_insufficient_data THEN 'not evaluated: ' || c.reason
			WHEN c.value > (limits ->> c.metric)::float8 THEN format('above the limit %s', limits ->> c.metric)
			WHEN NOT limits ? c.metric AND c.status = 'critical' THEN coalesce(format('above the limit %s', c.critical), 'significant')
			WHEN c.p_adjusted < min_p_adjusted THEN format('adjusted p-value %s below %s', c.p_adjusted, min_p_adjusted)
			WHEN c.n_null_current::float8 / nullif(c.n_current + c.n_unused_current, 0)
				- c.n_null_reference::float8 / nullif(c.n_reference + c.n_unused_reference, 0) > max_null_rate_increase
				THEN format('share of NULL up by more than %s', max_null_rate_increase) END AS why
		FROM drift.compare(reference, current, columns, reference_where, current_where, wanted, dialect, min_rows => min_rows) c
	) b
	WHERE b.why IS NOT NULL;
	IF n > 0 THEN
		RAISE EXCEPTION E'drift gate closed: % of % against % broke a limit\n%', CASE n WHEN 1 THEN '1 check' ELSE n || ' checks' END,
			current, reference, broken
			USING ERRCODE = 'DR001',
			HINT = 'SELECT * FROM drift.compare(...) shows every column; raise a limit, or leave a column out with columns =>.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.gate(regclass, regclass, text[], text, text, text[], text, float8, float8, float8, float8, float8, float8, int, boolean, boolean) IS
'A CI step: compares as drift.compare does and raises SQLSTATE DR001, with a line for each column that broke a limit; returns nothing otherwise. max_psi, max_ks, max_js_distance, max_wasserstein: limits on the plain value; max_null_rate_increase: on the share of NULL; min_p_adjusted: on the adjusted p-value. A metric without a limit of its own breaks when its status is critical. Schema changes and columns that could not be evaluated break the gate unless allowed.';

CREATE FUNCTION drift.describe(relation regclass, columns text[] DEFAULT NULL, condition text DEFAULT NULL,
							   top_k int DEFAULT 5)
	RETURNS TABLE (column_name name, data_type text, kind text, n bigint, n_null bigint, null_share float8,
				   n_nan bigint, n_infinite bigint, n_zero bigint, n_negative bigint, n_distinct float8,
				   min float8, p05 float8, p25 float8, median float8, p75 float8, p95 float8, max float8,
				   mean float8, stddev float8, skewness float8, kurtosis float8, min_length int,
				   max_length int, mean_length float8, top_values jsonb, exact boolean, rank_error float8)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
	SET enable_partitionwise_aggregate = on
AS $$
#variable_conflict use_column
DECLARE
	c record;
	casts text := '';
	states text := '';
	outputs text := '';
BEGIN
	PERFORM drift.check_relation(relation, 'relation');
	IF top_k IS NULL OR top_k NOT BETWEEN 0 AND 1000 THEN
		RAISE EXCEPTION 'top_k is %, not between 0 and 1000', top_k
			USING ERRCODE = 'invalid_parameter_value', HINT = 'It is the number of most frequent values to list.';
	END IF;
	FOR c IN SELECT k.*, drift.compare_kind(k.type_reference) AS kind
			 FROM drift.compare_columns(relation, relation, columns) k LOOP
		IF c.kind IS NULL THEN
			casts := casts || format(', (CASE WHEN t.%I IS NOT NULL THEN ''present'' END)::text AS c%s', c.column_name, c.ord);
		ELSE
			casts := casts || format(', %s AS c%s', drift.compare_cast(c.type_reference, c.column_name), c.ord);
		END IF;
		states := states || format(', drift.profile_agg(c%1$s) AS s%1$s', c.ord);
		outputs := outputs || format(E', (%s, %L::name, %L, %L::text, q.s%s)', c.ord, c.column_name,
			format_type(c.type_reference, NULL), c.kind, c.ord);
	END LOOP;
	IF outputs = '' THEN
		RETURN;
	END IF;
	RETURN QUERY EXECUTE format($q$
		SELECT v.column_name, v.data_type, v.kind, coalesce(s.n, 0) + coalesce(s.n_nan, 0) + coalesce(s.n_null, 0),
			coalesce(s.n_null, 0), s.n_null::float8 / nullif(s.n + coalesce(s.n_nan, 0) + s.n_null, 0), s.n_nan,
			s.n_low_inf + s.n_high_inf, s.n_zero, s.n_negative,
			CASE WHEN v.kind IS NOT NULL THEN s.n_distinct END, s.min,
			s.p05,
			s.p25,
			s.p50,
			s.p75,
			s.p95, s.max,
			s.mean, s.stddev, s.skewness, s.kurtosis,
			CASE WHEN v.kind = 'category' THEN s.length_min::int END,
			CASE WHEN v.kind = 'category' THEN s.length_max::int END,
			CASE WHEN v.kind = 'category' THEN s.length_mean END,
			CASE WHEN v.kind = 'category' THEN (SELECT jsonb_agg(jsonb_build_object('value', t.category, 'count', t.count)
				ORDER BY t.count DESC, t.category COLLATE "C") FROM drift.top(v.p, $1) t) END,
			drift.is_exact(v.p), drift.rank_error(v.p)
		FROM (SELECT 1%s FROM (SELECT 1%s FROM %s AS t WHERE (%s
)) u) q
		CROSS JOIN LATERAL (VALUES %s) AS v(ord, column_name, data_type, kind, p)
		LEFT JOIN LATERAL drift.summary(v.p) s ON v.p IS NOT NULL
		ORDER BY v.ord
	$q$, states, casts, relation, coalesce(condition, 'true'), substr(outputs, 3))
	USING top_k;
END
$$;
COMMENT ON FUNCTION drift.describe(regclass, text[], text, int) IS
'One row for each column of a relation, read once: rows, NULL, NaN, infinities, zeros, negatives, distinct values, range, quantiles, moments (times in seconds since 1970), text lengths and the most frequent values. columns: which, default all; condition: SQL condition on the rows, run with the caller''s rights; top_k: values to list. n counts all rows; a type that is neither number, time nor category is only counted. Quantiles are exact where exact is true, else off by at most rank_error (a share of n) in rank.';

