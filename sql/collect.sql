
-- collect: the log -> window_state
--
-- One statement reads every due row once, for all columns, segments and windows: an inner GROUP BY
-- (window, model, segments), which can run in parallel, makes a state of each column; GROUPING SETS
-- over its result merge the states to the whole and to each segment. The statement runs with the
-- rights of the source's owner; the caller writes what comes back.

-- A time as a literal of the time column's type, so that an index on the column can be used.
CREATE FUNCTION drift.time_literal(src drift.source, at timestamptz) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET datestyle = 'ISO, YMD'
	SET timezone = 'UTC'
AS $$
BEGIN
	IF drift.base_type(drift.check_column(src.log, src.time_column, 'time_column'))
		= 'timestamptz'::regtype THEN
		RETURN quote_literal(at) || '::timestamptz';
	END IF;
	RETURN quote_literal(at AT TIME ZONE src.time_zone) || '::timestamp';
END
$$;
COMMENT ON FUNCTION drift.time_literal(drift.source, timestamptz) IS 'A time as SQL literal that compares with the source''s time column.';

-- Neighbouring windows are one range of the index.
CREATE FUNCTION drift.time_condition(src drift.source, starts timestamptz[], ends timestamptz[])
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(string_agg(
		format('(%1$I >= %2$s AND %1$I < %3$s)', src.time_column,
			   drift.time_literal(src, r.first), drift.time_literal(src, r.last)),
		' OR ' ORDER BY r.first), 'false')
	FROM (
		SELECT min(s) AS first, max(e) AS last
		FROM (
			SELECT s, e, count(*) FILTER (WHERE gap) OVER (ORDER BY s) AS island
			FROM (
				SELECT s, e, lag(e) OVER (ORDER BY s) IS DISTINCT FROM s AS gap
				FROM unnest(starts, ends) AS u(s, e)
			) g
		) i
		GROUP BY island
	) r
$$;
COMMENT ON FUNCTION drift.time_condition(drift.source, timestamptz[], timestamptz[]) IS 'SQL condition on the time column for a set of windows.';

-- The number of a row's window, counted over all edges; gaps between windows count, too.
CREATE FUNCTION drift.window_expression(src drift.source, starts timestamptz[], ends timestamptz[])
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('pg_catalog.width_bucket(t.%I::%s, ARRAY[%s])', src.time_column,
		CASE WHEN drift.base_type(drift.check_column(src.log, src.time_column, 'time_column'))
			= 'timestamptz'::regtype THEN 'timestamptz' ELSE 'timestamp' END,
		(SELECT string_agg(drift.time_literal(src, e), ', ' ORDER BY e)
		 FROM (SELECT DISTINCT e FROM unnest(starts || ends) e) edges))
$$;
COMMENT ON FUNCTION drift.window_expression(drift.source, timestamptz[], timestamptz[]) IS 'SQL expression that numbers the window of a row by drift.window_number.';

CREATE FUNCTION drift.window_number(starts timestamptz[], ends timestamptz[])
	RETURNS TABLE (w int, window_start timestamptz, window_end timestamptz)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT (SELECT count(DISTINCT e) FROM unnest(starts || ends) e WHERE e <= u.s)::int, u.s, u.e
	FROM unnest(starts, ends) AS u(s, e)
$$;
COMMENT ON FUNCTION drift.window_number(timestamptz[], timestamptz[]) IS 'Window by its number in drift.window_expression.';

-- Boolean of a label or prediction: booleans as they are, anything else by its positive value.
CREATE FUNCTION drift.positive_expression(relation regclass, column_name name, positive text)
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	kind text := drift.type_kind(drift.check_column(relation, column_name, 'label_column'));
BEGIN
	IF kind IN ('numeric', 'integer') THEN
		PERFORM positive::float8;
	ELSIF kind = 'boolean' THEN
		positive := positive::boolean::text;
	END IF;
	RETURN CASE
		WHEN kind = 'boolean' AND positive IS NULL THEN '%s'
		WHEN kind IN ('numeric', 'integer') THEN
			'(%s::float8 = ' || replace(quote_literal(coalesce(positive, '1')), '%', '%%') || '::float8)'
		ELSE '(%s::text = ' || replace(quote_literal(coalesce(positive, 'true')), '%', '%%')
			|| '::text)' END;
EXCEPTION WHEN invalid_text_representation OR numeric_value_out_of_range THEN
	RAISE EXCEPTION 'column "%" of % is %, so that "%" cannot be its positive value',
		column_name, relation, kind, positive
		USING ERRCODE = SQLSTATE,
		HINT = CASE kind WHEN 'boolean' THEN 'Name true or false.'
			ELSE 'Name a number, such as 1.' END;
END
$$;
COMMENT ON FUNCTION drift.positive_expression(regclass, name, text) IS 'Template, with %s for the column, of an expression that is true for the positive class.';

-- FROM clause: the filtered rows as t, their labels as l.
CREATE FUNCTION drift.rows_expression(src drift.source, relation regclass, condition text,
	filter text, extra text DEFAULT '', label_columns name[] DEFAULT '{}')
	RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	rows text := format('(SELECT *%s FROM %s WHERE (%s)%s) AS t', extra, relation, condition,
						' AND (' || filter || E'\n)');
BEGIN
	IF src.label_relation IS NULL OR relation <> src.log THEN
		RETURN rows;
	END IF;
	-- One label a prediction: without a unique index on the id the greatest label counts.
	IF EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
				AND a.attnum = i.indkey[0]
			   WHERE i.indrelid = src.label_relation AND i.indisunique AND i.indnkeyatts = 1
				AND i.indpred IS NULL AND a.attname = src.label_id_column) THEN
		RETURN rows || format(' LEFT JOIN %s AS l ON l.%I = t.%I', src.label_relation,
							  src.label_id_column, src.id_column);
	END IF;
	RETURN rows || format(' LEFT JOIN (SELECT DISTINCT ON (%1$I) %1$I, %2$I%5$s FROM %3$s'
		' WHERE %2$I IS NOT NULL ORDER BY %1$I, %2$I DESC) AS l ON l.%1$I = t.%4$I',
		src.label_id_column, src.label_column, src.label_relation, src.id_column, (
			SELECT coalesce(string_agg(', ' || quote_ident(c), ''), '') FROM (
				SELECT DISTINCT u.c FROM unnest(label_columns) AS u(c)
				WHERE u.c NOT IN (src.label_id_column, src.label_column)) u));
END
$$;
COMMENT ON FUNCTION drift.rows_expression(drift.source, regclass, text, text, text, name[]) IS 'FROM clause of the collecting statement; extra: further columns of t, label_columns: of l.';

-- A numeric as float8 where the cast would fail: infinite beyond the range, 0 below it.
CREATE FUNCTION drift.number_of(value numeric) RETURNS float8
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN abs(value) > 1.7976931348623157e308 THEN sign(value)::float8 * 'Infinity'
		WHEN abs(value) < 2.3e-308 THEN 0::float8 ELSE value::float8 END;
COMMENT ON FUNCTION drift.number_of(numeric) IS 'A numeric as float8; infinite beyond its range and 0 below it instead of an error.';

-- A feature in a jsonb document may be missing or of any type: what is no number counts as missing.
CREATE FUNCTION drift.document_number(value jsonb) RETURNS float8
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE jsonb_typeof(value)
		WHEN 'number' THEN drift.number_of(value::numeric)
		WHEN 'boolean' THEN value::boolean::int::float8
		WHEN 'string' THEN CASE
			WHEN value #>> '{}' ~ '^\s*[+-]?(\d{1,200}\.?\d{0,200}|\.\d{1,200})([eE][+-]?\d{1,3})?\s*$'
				THEN drift.number_of((value #>> '{}')::numeric)
			WHEN lower(value #>> '{}') IN ('nan', 'infinity', '-infinity', 'inf', '-inf')
				THEN (value #>> '{}')::float8 END END;
COMMENT ON FUNCTION drift.document_number(jsonb) IS 'A jsonb value as number: numbers, booleans as 0 and 1, text that is a number; NULL for anything else. Raises no error.';

-- SQL of a collected column over a row t of a relation; NULL where the relation lacks it. A feature
-- in a document may be a column of its own in another relation, such as the training data.
CREATE FUNCTION drift.column_expression(src drift.source, relation regclass,
										c drift.source_column)
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce((
		SELECT format('t.%I::%s', a.attname,
			CASE c.kind WHEN 'numeric' THEN 'float8' ELSE 'text' END)
		FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attname = c.column_name AND a.attnum > 0
			AND NOT a.attisdropped AND (c.json_key IS NULL OR relation <> src.log)
			AND (drift.type_kind(a.atttypid) IN ('numeric', 'integer')
				OR c.kind = 'category' AND drift.type_kind(a.atttypid) IN ('boolean', 'category'))
	), (
		SELECT format(CASE c.kind WHEN 'numeric' THEN 'drift.document_number(t.%I%s -> %L)'
				ELSE '(t.%I%s ->> %L)' END, a.attname,
			CASE WHEN drift.base_type(a.atttypid) = 'json'::regtype THEN '::jsonb' ELSE '' END,
			c.json_key)
		FROM pg_attribute a
		WHERE c.json_key IS NOT NULL AND a.attrelid = relation AND a.attnum > 0
			AND a.attname = src.features_column AND NOT a.attisdropped
			AND drift.base_type(a.atttypid) IN ('jsonb'::regtype, 'json'::regtype)
	))
$$;
COMMENT ON FUNCTION drift.column_expression(drift.source, regclass, drift.source_column) IS 'SQL expression of a collected column or feature; NULL where a relation does not have it, or not in a usable type.';

-- The columns that a collecting statement makes states of, in the order of its result.
CREATE FUNCTION drift.collected_columns(src drift.source, relation regclass)
	RETURNS TABLE (ord int, kind text, column_name name, as_kind text, expression text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT (row_number() OVER (ORDER BY c.kind DESC, c.column_name))::int, c.kind, c.column_name,
		c.as_kind, c.expression
	FROM (
		SELECT DISTINCT ON (1, 2) CASE sc.role WHEN 'protected' THEN 'fairness' ELSE 'profile' END
				AS kind,
			sc.column_name, sc.kind AS as_kind,
			drift.column_expression(src, relation, sc) AS expression
		FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.role <> 'segment'
			AND (sc.role <> 'protected' OR src.task = 'binary')
		ORDER BY 1, 2, sc.role
	) c
	WHERE c.expression IS NOT NULL
$$;
COMMENT ON FUNCTION drift.collected_columns(drift.source, regclass) IS 'Columns of a source that exist in a relation with a usable type; the others are reported by their monitors.';

CREATE FUNCTION drift.has_column(relation regclass, column_name name) RETURNS boolean
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation
		AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped)
$$;
COMMENT ON FUNCTION drift.has_column(regclass, name) IS 'Whether a relation has a column.';

-- Whether the log still has what a monitored column or feature is read from.
CREATE FUNCTION drift.has_feature(src drift.source, column_name name) RETURNS boolean
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.has_column(src.log, column_name) OR EXISTS (
		SELECT FROM drift.source_column sc WHERE sc.source_id = src.source_id
			AND sc.column_name = $2 AND sc.json_key IS NOT NULL
			AND drift.has_column(src.log, src.features_column))
$$;
COMMENT ON FUNCTION drift.has_feature(drift.source, name) IS 'Whether the log has a column of this name, or the document that holds the feature.';

-- What a row of the log counts as: prediction, score, label as SQL over t and l; NULL: unknown.
-- Binary: booleans; classes: text; regression: numbers.
CREATE FUNCTION drift.outcome_expressions(src drift.source, relation regclass,
										  OUT predicted text, OUT score text, OUT label text,
										  OUT labelled text, OUT type text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	joined boolean := relation = src.log AND src.label_relation IS NOT NULL;
	labels regclass := CASE WHEN joined THEN src.label_relation ELSE relation END;
BEGIN
	type := CASE src.task WHEN 'class' THEN 'text' WHEN 'regression' THEN 'float8'
		ELSE 'boolean' END;
	IF drift.has_column(relation, src.score_column) THEN
		score := format('t.%I::float8', src.score_column);
	END IF;
	IF drift.has_column(relation, src.prediction_column) THEN
		predicted := format('t.%I', src.prediction_column);
		predicted := CASE src.task WHEN 'binary' THEN
			format(drift.positive_expression(relation, src.prediction_column,
				src.positive_prediction),
				   predicted) ELSE predicted || '::' || type END;
	ELSIF score IS NOT NULL AND src.prediction_column IS NULL AND src.task = 'binary' THEN
		predicted := format('(%s >= %L::float8)', score, src.threshold);
	END IF;
	IF drift.has_column(labels, src.label_column) THEN
		labelled := format('%s.%I', CASE WHEN joined THEN 'l' ELSE 't' END, src.label_column);
		label := CASE src.task WHEN 'binary' THEN
			format(drift.positive_expression(labels, src.label_column, src.positive_label),
				labelled)
			ELSE labelled || '::' || type END;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.outcome_expressions(drift.source, regclass) IS 'SQL expressions of prediction, score and label of a relation''s rows, and the type of prediction and label.';

-- Text of a segment value that fits an index: long ones end in their hash.
CREATE FUNCTION drift.segment_text(value text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN octet_length(value) <= 255 THEN value
		ELSE left(value, 50) || '...' || md5(value) END;
COMMENT ON FUNCTION drift.segment_text(text) IS 'A segment value; one of more than 255 bytes is cut and ends in its hash.';

-- A combination's value: its parts, quoted where they could be read otherwise.
CREATE FUNCTION drift.combine_segments(VARIADIC parts text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.segment_text(string_agg(CASE WHEN p IS NULL THEN 'NULL'
		WHEN p ~ '^[^\s"]+$' AND p <> 'NULL' THEN p ELSE to_json(p)::text END, ' x ' ORDER BY o))
	FROM unnest(parts) WITH ORDINALITY AS u(p, o)
$$;
COMMENT ON FUNCTION drift.combine_segments(text[]) IS 'Value of a segment that combines columns, such as DE x mobile; parts with blanks are quoted: "New York" x mobile.';

-- Segments for the collecting statement: columns to select, keys to group by, grouping sets, and
-- name and value of the segment a row belongs to; sets is NULL without segments.
CREATE FUNCTION drift.segment_expressions(src drift.source, relation regclass, OUT columns text,
										  OUT keys text, OUT sets text, OUT segment_key text,
										  OUT segment_value text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	WITH segment AS (
		SELECT sc.column_name::text AS key, ARRAY[sc.column_name] AS names
		FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.role = 'segment'
		UNION ALL
		SELECT ss.segment_key, ss.column_names FROM drift.source_segment ss
		WHERE ss.source_id = src.source_id
	), usable AS (
		SELECT s.* FROM segment s
		WHERE NOT EXISTS (SELECT FROM unnest(s.names) n WHERE NOT drift.has_column(relation, n))
	), part AS (
		SELECT n.name, 'g' || row_number() OVER (ORDER BY n.name) AS g
		FROM (SELECT DISTINCT unnest(u.names) AS name FROM usable u) n
	), grouped AS (
		SELECT u.key,
			(SELECT string_agg(p.g, ', ' ORDER BY o.ord)
			 FROM unnest(u.names) WITH ORDINALITY AS o(name, ord)
			 JOIN part p ON p.name = o.name) AS list,
			(SELECT string_agg(format('GROUPING(%s) = %s', p.g, (p.name <> ALL (u.names))::int),
				' AND ' ORDER BY p.g) FROM part p) AS test
		FROM usable u
	)
	SELECT coalesce((SELECT string_agg(format(
			', drift.segment_text(t.%I::text) COLLATE pg_catalog."C" AS %s', p.name, p.g), ''
			ORDER BY p.g) FROM part p), ''),
		'model, w' || coalesce((SELECT string_agg(', ' || p.g, '' ORDER BY p.g) FROM part p), ''),
		'(model, w)' || string_agg(format(', (model, w, %s)', g.list), '' ORDER BY g.key),
		'CASE' || string_agg(format(' WHEN %s THEN %L', g.test, g.key), '' ORDER BY g.key)
			|| ' END',
		'CASE' || string_agg(format(CASE WHEN g.list LIKE '%,%'
			THEN ' WHEN %s THEN drift.combine_segments(%s)' ELSE ' WHEN %s THEN %s' END,
			g.test, g.list), '' ORDER BY g.key) || ' END'
	FROM grouped g
$$;
COMMENT ON FUNCTION drift.segment_expressions(drift.source, regclass) IS 'What the collecting statement needs to know of the segments of a source in a relation.';

CREATE FUNCTION drift.model_key(value text, version text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN version IS NULL THEN value ELSE coalesce(value, '') || '@' || version END;
COMMENT ON FUNCTION drift.model_key(text, text) IS 'What rows of a model are known by: value of the model column, and of the version column where versions are watched apart.';

-- Rows are told apart by version where a version is registered as a model of its own.
CREATE FUNCTION drift.model_expression(src drift.source, relation regclass) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN drift.has_column(relation, src.version_column) AND EXISTS (
			SELECT FROM drift.source_model sm WHERE sm.source_id = src.source_id
				AND sm.log_version IS NOT NULL)
		THEN format('drift.model_key(%s, t.%I::text)', m.model, src.version_column)
		ELSE m.model END
	FROM (SELECT CASE WHEN drift.has_column(relation, src.model_column)
		THEN format('t.%I::text', src.model_column) ELSE 'NULL::text' END) AS m(model)
$$;
COMMENT ON FUNCTION drift.model_expression(drift.source, regclass) IS 'SQL expression of the drift.model_key of a row.';

-- A weight that is no positive number counts nothing, instead of ending the run.
CREATE FUNCTION drift.weight_expression(src drift.source, relation regclass) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN drift.has_column(relation, src.weight_column) THEN
		format(', CASE WHEN t.%1$I::float8 > 0 AND t.%1$I::float8 < ''Infinity'' '
			'THEN t.%1$I::float8 END AS weight', src.weight_column) ELSE '' END
$$;
COMMENT ON FUNCTION drift.weight_expression(drift.source, regclass) IS 'Column of the collecting statement that holds the weight of a row; empty where rows have none.';

-- One state for each of drift.collected_columns, as the parts of the collecting statement.
CREATE FUNCTION drift.state_expressions(src drift.source, relation regclass, predicted boolean,
										weighted text, bare boolean, OUT aggregates text,
										OUT merges text, OUT row_type text, OUT casts text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce(string_agg(CASE
			WHEN c.kind = 'profile' THEN
				format(', drift.profile_agg(c%s%s) AS s%s', c.ord, weighted, c.ord)
			WHEN NOT predicted OR src.task <> 'binary' THEN
				format(', NULL::drift.fairness AS s%s', c.ord)
			ELSE format(', drift.fairness_agg(c%s, predicted, label) AS s%s', c.ord, c.ord)
			END, '' ORDER BY c.ord), ''),
		coalesce(string_agg(format(', drift.merge(s%s) AS s%s', c.ord, c.ord), ''
			ORDER BY c.ord), ''),
		coalesce(string_agg(format(', s%s drift.%s', c.ord, c.kind), '' ORDER BY c.ord), ''),
		coalesce(string_agg(format(', %s AS c%s', c.expression, c.ord), '' ORDER BY c.ord), '')
	FROM drift.collected_columns(src, relation) c WHERE NOT bare
$$;
COMMENT ON FUNCTION drift.state_expressions(drift.source, regclass, boolean, text, boolean) IS 'What the states of columns add to the parts of the collecting statement; bare: nothing. predicted: there are predictions, weighted: the argument for weights, or an empty text.';

-- The collecting statement and the type of its rows: w, model, segment_key, segment_value, n_rows,
-- n_labelled, outcome, and one state s<ord> for each of drift.collected_columns.
CREATE FUNCTION drift.collect_query(src drift.source, relation regclass, window_expr text,
									condition text, filter text, checks bigint[] DEFAULT '{}',
									bare boolean DEFAULT false,
									OUT query text, OUT row_type text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	o record := drift.outcome_expressions(src, relation);
	seg record := drift.segment_expressions(src, relation);
	extra record := drift.check_expressions(src, checks);
	weight text := drift.weight_expression(src, relation);
	weighted text := CASE WHEN weight <> '' THEN ', weight' ELSE '' END;
	states record := drift.state_expressions(src, relation, NOT bare AND o.predicted IS NOT NULL,
		weighted, bare);
	inner_states text;
	scores text := 'NULL::drift.outcome';
BEGIN
	IF bare THEN
		o.predicted := NULL;
		o.score := NULL;
		o.label := NULL;
	END IF;
	-- scores by prediction, from which performance is estimated without labels, if anybody asks
	IF src.task = 'binary' AND o.predicted IS NOT NULL AND o.score IS NOT NULL AND EXISTS (
		SELECT FROM drift.monitor m JOIN drift.metric_catalog() k ON k.metric = m.metric
		WHERE m.source_id = src.source_id AND m.enabled AND k.family = 'estimated') THEN
		scores := 'drift.binary_outcome_agg(predicted, predicted, score)';
	END IF;
	inner_states := CASE
		WHEN o.predicted IS NULL OR o.label IS NULL THEN ', NULL::drift.outcome AS o'
		WHEN src.task = 'binary' THEN
			format(', drift.binary_outcome_agg(label, predicted, score%s) AS o', weighted)
		ELSE format(', drift.%s_outcome_agg(label, predicted) AS o', src.task) END
		|| format(', %s AS e', scores) || states.aggregates || extra.aggregates;
	row_type := 'w int, model text, segment_key text, segment_value text, n_rows bigint, '
		'n_labelled bigint, outcome drift.outcome, scores drift.outcome' || states.row_type
		|| extra.row_type;
	-- names are sorted byte by byte: faster than by the rules of a language
	query := format('SELECT %s AS w, (%s) COLLATE pg_catalog."C" AS model, %s AS predicted, '
		'%s AS score, %s AS label, %s AS labelled%s%s FROM %s', window_expr,
		drift.model_expression(src, relation),
		coalesce(o.predicted, 'NULL::' || o.type),
		coalesce(o.score, 'NULL::float8'), coalesce(o.label, 'NULL::' || o.type),
		coalesce('(' || o.labelled || ' IS NOT NULL)', 'false'), seg.columns,
		states.casts || weight || extra.casts,
		drift.rows_expression(src, relation, condition, filter, extra.row_values,
			extra.label_columns));
	query := format('SELECT %s, count(*) AS n, count(*) FILTER (WHERE labelled) AS k%s FROM (%s) r '
		'GROUP BY %s', seg.keys, inner_states, query, seg.keys);
	IF seg.sets IS NULL THEN
		query := format('SELECT w, model, NULL::text, NULL::text, n, k, o, e%s FROM (%s) g',
			regexp_replace(states.merges, 'drift\.merge\((s[0-9]+)\)', '\1', 'g')
				|| extra.parts, query);
	ELSE
		query := format('SELECT w, model, %s, %s, sum(n)::bigint, sum(k)::bigint, '
			'drift.merge(o), drift.merge(e)%s FROM (%s) g GROUP BY GROUPING SETS (%s)',
			seg.segment_key, seg.segment_value, states.merges || extra.merges, query,
			seg.sets);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.collect_query(drift.source, regclass, text, text, text, bigint[], boolean) IS 'The one statement that collects a source, and the column definition list of its result; checks: monitors of family check that it computes values for, bare: nothing else.';

-- Rows of (kind, column, states) out of one row of the collecting statement.
CREATE FUNCTION drift.unpivot_expression(src drift.source, relation regclass) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('(VALUES (''rows'', NULL::name, NULL::drift.profile, NULL::drift.outcome, '
		'NULL::drift.fairness), (''outcome'', NULL, NULL, q.outcome, NULL), '
		'(''scores'', NULL, NULL, q.scores, NULL)%s) '
		'AS v(kind, column_name, profile, outcome, fairness)',
		string_agg(CASE c.kind
			WHEN 'profile' THEN format(', (''profile'', %L, q.s%s, NULL, NULL)', c.column_name,
				c.ord)
			ELSE format(', (''fairness'', %L, NULL, NULL, q.s%s)', c.column_name, c.ord)
			END, '' ORDER BY c.ord))
	FROM drift.collected_columns(src, relation) c
$$;
COMMENT ON FUNCTION drift.unpivot_expression(drift.source, regclass) IS 'LATERAL item that turns a row of the collecting statement into rows of window_state.';

-- Run the collecting statement without rows: whatever is wrong with it shows at once.
CREATE FUNCTION drift.check_source(src drift.source) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	q record := drift.collect_query(src, src.log, '1', 'false', src.row_filter);
BEGIN
	EXECUTE format('SELECT count(*) FROM drift.select_as(%L::regrole, %L) AS q(%s)',
				   quote_ident(src.owner), q.query, q.row_type);
EXCEPTION WHEN syntax_error_or_access_rule_violation OR data_exception OR feature_not_supported THEN
	IF SQLSTATE = '42501' THEN
		RAISE;
	END IF;
	RAISE EXCEPTION 'source "%" cannot be collected: %', src.name, SQLERRM USING ERRCODE = SQLSTATE,
		HINT = 'Check row_filter (what would follow WHERE) and the types of the columns given.';
END
$$;
COMMENT ON FUNCTION drift.check_source(drift.source) IS 'Plan and run the collecting statement of a source over no rows; its error says what is wrong.';

-- Collect the given windows: what was there before is replaced.
CREATE FUNCTION drift.collect_windows(src drift.source, starts timestamptz[], ends timestamptz[],
									  as_of timestamptz, run_id bigint, checks bigint[],
									  OUT rows_read bigint, OUT states_written bigint,
									  OUT message text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	q record := drift.collect_query(src, src.log, drift.window_expression(src, starts, ends),
		drift.time_condition(src, starts, ends), src.row_filter, checks);
BEGIN
	DELETE FROM drift.window_state ws
	WHERE ws.source_id = src.source_id AND ws.window_start = ANY (starts) AND ws.kind <> 'custom';

	EXECUTE format($q$
		WITH got AS MATERIALIZED (
			SELECT q.*, sm.model_id FROM drift.select_as(%L::regrole, %L) AS q(%s)
			LEFT JOIN drift.source_model sm ON sm.source_id = $1
				AND drift.model_key(sm.log_value, sm.log_version) IS NOT DISTINCT FROM q.model
		), written AS (
			INSERT INTO drift.window_state (source_id, model_id, window_start, window_end,
				segment_key, segment_value, kind, column_name, n_rows, n_labelled,
				profile, outcome, fairness, final, run_id)
			SELECT $1, q.model_id, n.window_start, n.window_end, q.segment_key, q.segment_value,
				v.kind, v.column_name, q.n_rows, q.n_labelled, v.profile, v.outcome, v.fairness,
				v.kind = 'rows' AND n.window_end + $5 <= $4, $6
			FROM got q
			JOIN drift.window_number($2, $3) n ON n.w = q.w
			CROSS JOIN LATERAL %s
			WHERE q.model_id IS NOT NULL AND (v.kind IN ('rows', 'profile')
				OR v.outcome IS NOT NULL OR v.fairness IS NOT NULL)
			RETURNING 1
		), checked AS (%s RETURNING 1)
		SELECT (SELECT sum(got.n_rows) FROM got WHERE got.segment_key IS NULL),
			(SELECT count(*) FROM written) + (SELECT count(*) FROM checked),
			(SELECT string_agg(DISTINCT quote_literal(left(coalesce(got.model, 'NULL'), 63)), ', ')
			 FROM got WHERE got.model_id IS NULL)
		$q$, quote_ident(src.owner), q.query, q.row_type, drift.unpivot_expression(src, src.log),
		drift.check_insert(src, checks))
	INTO rows_read, states_written, message
	USING src.source_id, starts, ends, as_of, greatest(src.lateness, src.label_lateness), run_id;
END
$$;
COMMENT ON FUNCTION drift.collect_windows(drift.source, timestamptz[], timestamptz[], timestamptz, bigint, bigint[]) IS 'One scan of the rows of some windows: states of all columns and segments, and the values of monitors of family check.';

-- Some monitors of family check for themselves: new ones in the windows of their baseline, and
-- those that fail, which must not take the others with them.
CREATE FUNCTION drift.collect_checks(src drift.source, checks bigint[], starts timestamptz[],
									 ends timestamptz[], run_id bigint)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	q record := drift.collect_query(src, src.log, drift.window_expression(src, starts, ends),
		drift.time_condition(src, starts, ends), src.row_filter, checks, true);
BEGIN
	-- The condition runs with the rights of the source's owner: who wrote it must have had them.
	IF EXISTS (SELECT FROM drift.monitor m WHERE m.monitor_id = ANY (checks)
			   AND m.owner <> src.owner) THEN
		RAISE EXCEPTION 'the monitor and source "%" have different owners', src.name
			USING ERRCODE = 'insufficient_privilege',
			HINT = 'Give it that of the source: drift.change_monitor(..., ''{"owner": "..."}'').';
	END IF;
	DELETE FROM drift.window_state ws
	WHERE ws.source_id = src.source_id AND ws.window_start = ANY (starts) AND ws.kind = 'check'
		AND ws.monitor_id = ANY (checks);
	EXECUTE format($q$
		WITH got AS MATERIALIZED (
			SELECT q.*, sm.model_id FROM drift.select_as(%L::regrole, %L) AS q(%s)
			JOIN drift.source_model sm ON sm.source_id = $1
				AND drift.model_key(sm.log_value, sm.log_version) IS NOT DISTINCT FROM q.model
		) %s$q$, quote_ident(src.owner), q.query, q.row_type, drift.check_insert(src, checks))
	USING src.source_id, starts, ends, NULL::timestamptz, NULL::interval, run_id;
END
$$;
COMMENT ON FUNCTION drift.collect_checks(drift.source, bigint[], timestamptz[], timestamptz[], bigint) IS 'Collect the values of some monitors of family check with a scan of their own.';

-- One by one; what fails is written as the error of its windows.
CREATE FUNCTION drift.collect_apart(src drift.source, checks bigint[], starts timestamptz[],
									ends timestamptz[], run_id bigint)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint;
BEGIN
	FOREACH id IN ARRAY checks LOOP
		BEGIN
			PERFORM drift.collect_checks(src, ARRAY[id], starts, ends, run_id);
		EXCEPTION WHEN OTHERS THEN
			IF cardinality(starts) > 1 THEN
				PERFORM drift.collect_apart(src, ARRAY[id], ARRAY[u.s], ARRAY[u.e], run_id)
				FROM unnest(starts, ends) AS u(s, e);
				CONTINUE;
			END IF;
			INSERT INTO drift.window_state (source_id, model_id, window_start, window_end, kind,
				column_name, monitor_id, n_rows, error, run_id)
			SELECT m.source_id, m.model_id, u.s, u.e, 'check', m.column_name, id, 0,
				format('%s (SQLSTATE %s)', SQLERRM, SQLSTATE), run_id
			FROM drift.monitor m, unnest(starts, ends) AS u(s, e) WHERE m.monitor_id = id
			ON CONFLICT DO NOTHING;
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.collect_apart(drift.source, bigint[], timestamptz[], timestamptz[], bigint) IS 'Collect monitors of family check one by one, and where one fails window by window, so that it does not stop another.';

-- The monitors' conditions run in the same scan; if that fails, without them, and then one by one.
CREATE FUNCTION drift.collect(src drift.source, starts timestamptz[], ends timestamptz[],
							  as_of timestamptz, run_id bigint,
							  OUT rows_read bigint, OUT states_written bigint, OUT message text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	checks record := drift.due_checks(src, starts);
	got record;
BEGIN
	BEGIN
		got := drift.collect_windows(src, starts, ends, as_of, run_id, checks.together);
	EXCEPTION WHEN OTHERS THEN
		IF checks.together = '{}' THEN
			RAISE;
		END IF;
		got := drift.collect_windows(src, starts, ends, as_of, run_id, '{}');
		checks.apart := checks.together || checks.apart;
	END;
	PERFORM drift.collect_apart(src, checks.apart, starts, ends, run_id);

	-- A window without rows is known to have none.
	INSERT INTO drift.window_state (source_id, model_id, window_start, window_end, kind, n_rows,
									n_labelled, final, run_id)
	SELECT src.source_id, sm.model_id, u.s, u.e, 'rows', 0, 0, u.e + src.label_lateness <= as_of,
		run_id
	FROM drift.source_model sm, unnest(starts, ends) AS u(s, e)
	WHERE sm.source_id = src.source_id
	ON CONFLICT DO NOTHING;
	INSERT INTO drift.window_state (source_id, model_id, window_start, window_end, kind,
									column_name, monitor_id, n_rows, run_id)
	SELECT src.source_id, m.model_id, u.s, u.e, 'check', m.column_name, m.monitor_id, 0, run_id
	FROM drift.monitor m, unnest(starts, ends) AS u(s, e)
	WHERE m.monitor_id = ANY (checks.together || checks.apart) AND m.segment_key IS NULL
	ON CONFLICT DO NOTHING;
	rows_read := coalesce(got.rows_read, 0);
	states_written := got.states_written;
	message := 'rows of models that are not registered: ' || got.message;
END
$$;
COMMENT ON FUNCTION drift.collect(drift.source, timestamptz[], timestamptz[], timestamptz, bigint) IS 'Collect windows of a source into drift.window_state with one scan of their rows.';

-- Windows not yet final whose number of rows or labels is not what was collected.
CREATE FUNCTION drift.changed_windows(src drift.source, as_of timestamptz)
	RETURNS TABLE (window_start timestamptz, window_end timestamptz)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	starts timestamptz[];
	ends timestamptz[];
	o record := drift.outcome_expressions(src, src.log);
	query text;
BEGIN
	SELECT array_agg(ws.window_start ORDER BY ws.window_start),
		array_agg(ws.window_end ORDER BY ws.window_start) INTO starts, ends
	FROM (SELECT DISTINCT ws.window_start, ws.window_end FROM drift.window_state ws
		  WHERE ws.source_id = src.source_id AND ws.kind = 'rows' AND ws.segment_key IS NULL
			AND NOT ws.final AND ws.window_start >= src.watch_from
			AND ws.window_end + src.label_lateness > as_of) ws;
	IF starts IS NULL THEN
		RETURN;
	END IF;
	query := format('SELECT %s, %s, count(*), count(%s) FROM %s GROUP BY 1, 2',
		drift.window_expression(src, starts, ends),
		drift.model_expression(src, src.log), coalesce(o.labelled, 'NULL'),
		drift.rows_expression(src, src.log, drift.time_condition(src, starts, ends),
			src.row_filter));
	RETURN QUERY EXECUTE format($q$
		SELECT DISTINCT ws.window_start, ws.window_end
		FROM drift.window_state ws
		JOIN drift.source_model sm ON sm.source_id = ws.source_id AND sm.model_id = ws.model_id
		JOIN drift.window_number($1, $2) n ON n.window_start = ws.window_start
		LEFT JOIN drift.select_as(%L::regrole, %L) AS q(w int, model text, n bigint, k bigint)
			ON q.w = n.w AND q.model IS NOT DISTINCT FROM
				drift.model_key(sm.log_value, sm.log_version)
		WHERE ws.source_id = $3 AND ws.kind = 'rows' AND ws.segment_key IS NULL
			AND (ws.n_rows <> coalesce(q.n, 0) OR ws.n_labelled <> coalesce(q.k, 0))
		$q$, quote_ident(src.owner), query)
	USING starts, ends, src.source_id;
END
$$;
COMMENT ON FUNCTION drift.changed_windows(drift.source, timestamptz) IS 'Windows younger than label_lateness that rows or labels were added to since they were collected: a count decides, no state is made.';

-- Segment of a custom monitor as SQL over t; NULL::text where it has none.
CREATE FUNCTION drift.custom_segment(m drift.monitor) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT coalesce((
		SELECT format('drift.combine_segments(%s)', (SELECT string_agg(
			format('drift.segment_text(t.%I::text)', n), ', ' ORDER BY o)
			FROM unnest(ss.column_names) WITH ORDINALITY AS u(n, o)))
		FROM drift.source_segment ss
		WHERE ss.source_id = m.source_id AND ss.segment_key = m.segment_key
	), CASE WHEN m.segment_key IS NULL THEN 'NULL::text'
		ELSE format('drift.segment_text(t.%I::text)', m.segment_key) END)
$$;
COMMENT ON FUNCTION drift.custom_segment(drift.monitor) IS 'SQL expression of the segment value of a row, for a custom monitor.';

-- The statement of a custom expression: window, segment, value, rows.
CREATE FUNCTION drift.custom_query(src drift.source, m drift.monitor, starts timestamptz[],
								   ends timestamptz[])
	RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('SELECT %s, %s, (%s' || E'\n'
		|| ')::float8, count(*) FROM %s AS t WHERE (%s)%s%s GROUP BY 1, 2',
		drift.window_expression(src, starts, ends), drift.custom_segment(m), m.expression, src.log,
		drift.time_condition(src, starts, ends),
		coalesce(' AND (' || src.row_filter || E'\n)', ''),
		CASE WHEN src.model_column IS NULL AND sm.log_version IS NULL THEN ''
			ELSE format(' AND %s = %L', drift.model_expression(src, src.log),
				drift.model_key(sm.log_value, sm.log_version)) END)
	FROM drift.source_model sm
	WHERE sm.source_id = src.source_id AND sm.model_id = m.model_id
$$;
COMMENT ON FUNCTION drift.custom_query(drift.source, drift.monitor, timestamptz[], timestamptz[]) IS 'The statement that collects a custom expression.';

-- Custom expressions run one by one, each with its owner's rights, so that one that fails stays
-- alone.
CREATE FUNCTION drift.collect_custom(src drift.source, m drift.monitor, starts timestamptz[],
									 ends timestamptz[], run_id bigint)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	-- The filter belongs to the source's owner: the monitor's owner may use it only by becoming
	-- him.
	IF src.row_filter IS NOT NULL AND m.owner <> src.owner THEN
		RAISE EXCEPTION 'monitor "%" and source "%" have different owners', m.name, src.name
			USING ERRCODE = 'insufficient_privilege',
			HINT = 'A source with row_filter takes custom monitors of its own owner only.';
	END IF;
	DELETE FROM drift.window_state ws
	WHERE ws.source_id = src.source_id AND ws.model_id = m.model_id
		AND ws.window_start = ANY (starts) AND ws.kind = 'custom' AND ws.monitor_id = m.monitor_id;
	EXECUTE format($q$
		INSERT INTO drift.window_state (source_id, model_id, window_start, window_end, segment_key,
			segment_value, kind, monitor_id, n_rows, value, run_id)
		SELECT $1, $2, n.window_start, n.window_end, $7, q.segment, 'custom', $3, coalesce(q.n, 0),
			q.value, $6
		FROM drift.window_number($4, $5) n
		LEFT JOIN drift.select_as(%L::regrole, %L) AS q(w int, segment text, value float8,
			n bigint) ON q.w = n.w
		WHERE q.w IS NOT NULL OR $7 IS NULL
		$q$, quote_ident(m.owner), drift.custom_query(src, m, starts, ends))
	USING src.source_id, m.model_id, m.monitor_id, starts, ends, run_id, m.segment_key;
END
$$;
COMMENT ON FUNCTION drift.collect_custom(drift.source, drift.monitor, timestamptz[], timestamptz[], bigint) IS 'Collect the value of a custom expression for windows, and segments.';

-- Freeze a baseline: merge its windows, or read its relation.
CREATE FUNCTION drift.freeze_baseline(baseline_id bigint, as_of timestamptz,
	run_id bigint) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	b drift.baseline;
	src drift.source;
	q record;
	starts timestamptz[];
	ends timestamptz[];
BEGIN
	SELECT x.* INTO STRICT b FROM drift.baseline x WHERE x.baseline_id = baseline_id;
	SELECT x.* INTO STRICT src FROM drift.source x WHERE x.source_id = b.source_id;
	DELETE FROM drift.baseline_state bs WHERE bs.baseline_id = baseline_id;
	IF b.kind = 'relation' THEN
		q := drift.collect_query(src, b.relation, '1', 'true', b.relation_filter);
		EXECUTE format($q$
			INSERT INTO drift.baseline_state (baseline_id, segment_key, segment_value, kind,
				column_name, n_rows, n_labelled, profile, outcome, fairness)
			SELECT $1, q.segment_key, q.segment_value, v.kind, v.column_name, q.n_rows,
				q.n_labelled,
				v.profile, v.outcome, v.fairness
			FROM drift.select_as(%L::regrole, %L) AS q(%s)
			CROSS JOIN LATERAL %s
			WHERE (q.model IS NULL OR q.model = ANY ($2)) AND (v.kind IN ('rows', 'profile')
				OR v.outcome IS NOT NULL OR v.fairness IS NOT NULL)
			$q$, quote_ident(src.owner), q.query, q.row_type,
			drift.unpivot_expression(src, b.relation))
		USING baseline_id, (SELECT ARRAY[sm.log_value, drift.model_key(sm.log_value,
			sm.log_version)] FROM drift.source_model sm
			WHERE sm.source_id = b.source_id AND sm.model_id = b.model_id);
	ELSE
		SELECT array_agg(w.window_start), array_agg(w.window_end) INTO starts, ends
		FROM drift.windows(src, lower(b.range), upper(b.range)) w
		WHERE NOT EXISTS (SELECT FROM drift.window_state ws
			WHERE ws.source_id = b.source_id AND ws.model_id = b.model_id
				AND ws.window_start = w.window_start AND ws.kind = 'rows');
		IF starts IS NOT NULL THEN
			PERFORM drift.collect(src, starts, ends, as_of, run_id);
		END IF;
		INSERT INTO drift.baseline_state (baseline_id, segment_key, segment_value, kind,
			column_name,
			n_rows, n_labelled, profile, outcome, fairness)
		SELECT baseline_id, ws.segment_key, ws.segment_value, ws.kind, ws.column_name,
			sum(ws.n_rows), sum(ws.n_labelled), drift.merge(ws.profile), drift.merge(ws.outcome),
			drift.merge(ws.fairness)
		FROM drift.window_state ws
		WHERE ws.source_id = b.source_id AND ws.model_id = b.model_id
			AND ws.kind NOT IN ('check', 'custom')
			AND ws.window_start >= lower(b.range) AND ws.window_end <= upper(b.range)
		GROUP BY ws.segment_key, ws.segment_value, ws.kind, ws.column_name;
	END IF;
	UPDATE drift.baseline x SET frozen_at = clock_timestamp(), n_rows = coalesce((
		SELECT bs.n_rows FROM drift.baseline_state bs
		WHERE bs.baseline_id = baseline_id AND bs.kind = 'rows' AND bs.segment_key IS NULL), 0)
	WHERE x.baseline_id = baseline_id;
END
$$;
COMMENT ON FUNCTION drift.freeze_baseline(bigint, timestamptz, bigint) IS 'Collect a baseline and store its merged states.';
