
-- describe: one relation in, one row a column out

CREATE FUNCTION drift.describe(relation regclass, columns text[] DEFAULT NULL,
							   condition text DEFAULT NULL, top_k int DEFAULT 5)
	RETURNS TABLE (column_name name, data_type text, kind text, n bigint, n_null bigint,
				   null_share float8, n_nan bigint, n_infinite bigint, n_zero bigint,
				   n_negative bigint, n_distinct float8, min float8, p05 float8, p25 float8,
				   median float8, p75 float8, p95 float8, max float8, mean float8, stddev float8,
				   skewness float8, kurtosis float8, min_length int, max_length int,
				   mean_length float8, top_values jsonb, exact boolean, rank_error float8)
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
	PERFORM drift.check_relation(relation, 'relation'),
		drift.check_condition(relation, condition, 'condition');
	IF top_k IS NULL OR top_k NOT BETWEEN 0 AND 1000 THEN
		RAISE EXCEPTION 'top_k is %, not between 0 and 1000', top_k
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'It is the number of most frequent values to list.';
	END IF;
	FOR c IN SELECT k.*, drift.compare_kind(k.type_reference) AS kind
			 FROM drift.compare_columns(relation, relation, columns) k LOOP
		IF c.kind IS NULL THEN
			casts := casts || format(
				', (CASE WHEN t.%I IS NOT NULL THEN ''present'' END)::text AS c%s',
				c.column_name, c.ord);
		ELSE
			casts := casts || format(', %s AS c%s',
				drift.compare_cast(c.type_reference, c.column_name), c.ord);
		END IF;
		states := states || format(', drift.profile_agg(c%1$s) AS s%1$s', c.ord);
		outputs := outputs || format(E', (%s, %L::name, %L, %L::text, q.s%s)', c.ord, c.column_name,
			format_type(c.type_reference, NULL), c.kind, c.ord);
	END LOOP;
	IF outputs = '' THEN
		RETURN;
	END IF;
	RETURN QUERY EXECUTE format($q$
		SELECT v.column_name, v.data_type, v.kind,
			coalesce(s.n, 0) + coalesce(s.n_nan, 0) + coalesce(s.n_null, 0), coalesce(s.n_null, 0),
			s.n_null::float8 / nullif(s.n + coalesce(s.n_nan, 0) + s.n_null, 0), s.n_nan,
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
			CASE WHEN v.kind = 'category' THEN (
				SELECT jsonb_agg(jsonb_build_object('value', t.category, 'count', t.count)
					ORDER BY t.count DESC, t.category COLLATE "C")
				FROM drift.top(v.p, $1) t) END,
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

