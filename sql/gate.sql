
-- gate: the drift of a whole data set, and a check that stops a pipeline

CREATE FUNCTION drift.dataset_drift(
	reference regclass, current regclass, columns text[] DEFAULT NULL,
	reference_where text DEFAULT NULL, current_where text DEFAULT NULL,
	metric text DEFAULT NULL, dialect text DEFAULT NULL, drift_share float8 DEFAULT 0.5,
	OUT n_columns bigint, OUT n_drifted bigint, OUT n_not_evaluated bigint,
	OUT share float8, OUT is_drifted boolean, OUT drifted_columns name[])
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF drift_share IS NULL OR NOT (drift_share > 0 AND drift_share <= 1) THEN
		RAISE EXCEPTION 'drift_share is %, not in (0, 1]', drift_share
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'It is a share of columns, such as 0.5.';
	END IF;
	SELECT count(*) FILTER (WHERE worst >= 0), count(*) FILTER (WHERE worst > 0),
		count(*) FILTER (WHERE worst < 0),
		array_agg(column_name ORDER BY column_name) FILTER (WHERE worst > 0)
	INTO n_columns, n_drifted, n_not_evaluated, drifted_columns
	FROM (
		SELECT c.column_name, max(CASE c.status WHEN 'ok' THEN 0 WHEN 'warn' THEN 1
			WHEN 'critical' THEN 2 ELSE -1 END) AS worst
		FROM drift.compare(reference, current, columns, reference_where, current_where,
						   CASE WHEN metric IS NOT NULL THEN ARRAY[metric] END, dialect) c
		GROUP BY c.column_name
	) w;
	share := n_drifted::float8 / nullif(n_columns, 0);
	is_drifted := share >= drift_share;
END
$$;
COMMENT ON FUNCTION drift.dataset_drift(regclass, regclass, text[], text, text, text, text, float8) IS
'Share of the compared columns that drifted (status warn or critical in drift.compare), and whether it reaches drift_share (default one half, as Evidently''s dataset drift). metric: default psi, or what the dialect takes for each column. Columns that could not be evaluated are counted apart. NULL share where no column could be compared.';

CREATE FUNCTION drift.gate(reference regclass, current regclass, columns text[] DEFAULT NULL,
						   reference_where text DEFAULT NULL, current_where text DEFAULT NULL,
						   metrics text[] DEFAULT NULL, dialect text DEFAULT NULL,
						   max_psi float8 DEFAULT NULL, max_ks float8 DEFAULT NULL,
						   max_js_distance float8 DEFAULT NULL,
						   max_wasserstein float8 DEFAULT NULL,
						   max_null_rate_increase float8 DEFAULT NULL,
						   min_p_adjusted float8 DEFAULT NULL, min_rows int DEFAULT 30,
						   allow_schema_change boolean DEFAULT false,
						   allow_insufficient_data boolean DEFAULT false)
	RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	limits jsonb := jsonb_strip_nulls(jsonb_build_object('psi', max_psi, 'ks', max_ks,
		'js_distance', max_js_distance, 'wasserstein', max_wasserstein));
	wanted text[] := coalesce(metrics, '{}') || array(SELECT jsonb_object_keys(limits));
	c drift.comparison;
	why text;
	broken text := '';
	n int := 0;
BEGIN
	IF 'NaN' IN (max_psi, max_ks, max_js_distance, max_wasserstein, max_null_rate_increase)
		OR least(max_psi, max_ks, max_js_distance, max_wasserstein, max_null_rate_increase) < 0
		OR NOT coalesce(min_p_adjusted, 0) BETWEEN 0 AND 1 THEN
		RAISE EXCEPTION 'a limit is negative or NaN, or min_p_adjusted not between 0 and 1'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Usual limits: max_psi => 0.25, max_ks => 0.1.';
	END IF;
	IF wanted = '{}' THEN
		wanted := CASE WHEN dialect IS NULL THEN '{psi}'::text[] END;
	END IF;
	FOR c IN SELECT * FROM drift.compare(reference, current, columns, reference_where,
										 current_where, wanted, dialect, min_rows => min_rows) LOOP
		why := CASE
			WHEN c.metric = 'schema' THEN
				CASE WHEN c.status = 'critical' AND NOT allow_schema_change THEN c.reason END
			WHEN c.status = 'insufficient_data' THEN
				CASE WHEN NOT allow_insufficient_data THEN 'not evaluated: ' || c.reason END
			WHEN c.value > (limits ->> c.metric)::float8 THEN
				'above the limit ' || (limits ->> c.metric)
			WHEN NOT limits ? c.metric AND c.status = 'critical' THEN
				coalesce('above the limit ' || c.critical, 'significant')
			WHEN c.p_adjusted < min_p_adjusted THEN
				format('adjusted p-value %s below %s', c.p_adjusted, min_p_adjusted)
			WHEN c.n_null_current::float8 / nullif(c.n_current + c.n_unused_current, 0)
				- c.n_null_reference::float8 / nullif(c.n_reference + c.n_unused_reference, 0)
				> max_null_rate_increase THEN
				format('share of NULL up by more than %s', max_null_rate_increase) END;
		IF why IS NOT NULL THEN
			n := n + 1;
			broken := broken || format(E'\n  %s  %s = %s  %s', rpad(c.column_name, 24), c.metric,
									   coalesce(c.value::text, 'NULL'), why);
		END IF;
	END LOOP;
	IF n > 0 THEN
		RAISE EXCEPTION 'drift gate closed: % of % against % broke a limit%',
			CASE n WHEN 1 THEN '1 check' ELSE n || ' checks' END, current, reference, broken
			USING ERRCODE = 'DR001',
			HINT = 'SELECT * FROM drift.compare(...) shows every column; '
				'raise a limit, or leave a column out with columns =>.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.gate(regclass, regclass, text[], text, text, text[], text, float8, float8, float8, float8, float8, float8, int, boolean, boolean) IS
'A CI step: compares as drift.compare does and raises SQLSTATE DR001, with a line for each column that broke a limit; returns nothing otherwise. max_psi, max_ks, max_js_distance, max_wasserstein: limits on the plain value; max_null_rate_increase: on the share of NULL; min_p_adjusted: on the adjusted p-value. A metric without a limit of its own breaks when its status is critical. Schema changes and columns that could not be evaluated break the gate unless allowed.';

