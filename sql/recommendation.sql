-- recommendation: how diverse, novel and personal recommended lists are, without labels

-- Rows of a relation as (list l, item i, category c, popularity p); columns that are NULL give NULL.
CREATE FUNCTION drift.recommendation_rows(relation regclass, list name, item name, category name,
	popularity name, condition text) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_column(relation, c.name, c.argument)
	FROM (VALUES (list, 'list', true), (item, 'item', true), (category, 'category', false))
		AS c(name, argument, needed) WHERE c.needed OR c.name IS NOT NULL;
	IF popularity IS NOT NULL THEN
		PERFORM drift.check_number(relation, popularity, 'popularity');
	END IF;
	PERFORM drift.check_condition(relation, condition, 'condition');
	RETURN format('SELECT t.%I::text AS l, t.%I::text AS i, %s AS c, %s AS p FROM %s AS t WHERE (%s)',
		list, item, CASE WHEN category IS NULL THEN 'NULL::text' ELSE format('t.%I::text', category) END,
		CASE WHEN popularity IS NULL THEN 'NULL::float8'
			ELSE format('nullif(t.%I::float8, ''NaN'')', popularity) END,
		relation, coalesce(condition, 'true') || E'\n');
END
$$;
COMMENT ON FUNCTION drift.recommendation_rows(regclass, name, name, name, name, text) IS
'Query that gives the rows of a relation as drift.recommendation_metrics needs them; a column that does not exist: SQLSTATE 42703.';

-- What is counted by list, item and kind of item, as WITH queries.
CREATE FUNCTION drift.recommendation_counts(rows text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format($q$
		WITH item AS MATERIALIZED (
			SELECT r.l, r.i, min(r.c) AS c, min(r.p) AS p FROM (%s) r
			WHERE r.l IS NOT NULL AND r.i IS NOT NULL GROUP BY r.l, r.i
		), kind AS (
			SELECT k.l, sum(k.n) AS n, count(*) AS kinds, sum(k.n * (k.n - 1)) AS alike
			FROM (SELECT x.l, x.c, count(*)::float8 AS n FROM item x WHERE x.c IS NOT NULL
				GROUP BY x.l, x.c) k GROUP BY k.l
		), list AS MATERIALIZED (
			SELECT x.l, count(*)::float8 AS n, avg(-ln(x.p) / ln(2::float8)) AS novelty,
				avg(x.p) AS popularity
			FROM item x GROUP BY x.l
		), shown AS (
			SELECT x.i, count(*)::float8 AS n, sum(1 / sqrt(y.n)) ^ 2 - sum(1 / y.n) AS shared
			FROM item x JOIN list y USING (l) GROUP BY x.i
		), total AS (
			SELECT count(*) AS items, sum(s.n) AS n, sum(s.shared) AS shared,
				sum(s.n * s.place) AS placed
			FROM (SELECT s.*, row_number() OVER (ORDER BY s.n) AS place FROM shown s) s
		), each AS (
			SELECT 'category_diversity' AS metric, 1 - k.alike / nullif(k.n * (k.n - 1), 0) AS v
			FROM kind k
			UNION ALL SELECT 'distinct_categories', k.kinds / k.n FROM kind k
			UNION ALL SELECT 'novelty', y.novelty FROM list y
			UNION ALL SELECT 'popularity', y.popularity FROM list y
		), mean AS (
			SELECT e.metric, avg(e.v) AS value, count(e.v) AS n,
				stddev_samp(e.v) / sqrt(count(e.v)) AS error FROM each e GROUP BY e.metric
		) $q$, rows)
$$;
COMMENT ON FUNCTION drift.recommendation_counts(text) IS 'WITH queries that drift.recommendation_query reads; rows: a query of drift.recommendation_rows.';

-- The query itself, with the catalogue's size $1 and alpha $2.
CREATE FUNCTION drift.recommendation_query(rows text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.recommendation_counts(rows) || $q$
		SELECT v.metric, v.value, v.n, c.low, c.high,
			CASE WHEN v.value IS NULL THEN v.reason END
		FROM (
			SELECT 1 AS place, 'lists' AS metric, count(*)::float8 AS value, count(*) AS n,
				NULL::float8 AS error, NULL AS reason FROM list
			UNION ALL SELECT 2, 'items', t.items, coalesce(t.n, 0)::bigint, NULL, NULL FROM total t
			UNION ALL SELECT 3, 'coverage', t.items / $1::float8, coalesce(t.n, 0)::bigint, NULL,
				'no catalogue_size was given' FROM total t
			UNION ALL SELECT 4, 'exposure_gini',
				(2 * t.placed / nullif(t.n, 0)
					+ 2 * greatest(coalesce($1::float8, t.items) - t.items, 0)
					- greatest(coalesce($1::float8, t.items), t.items) - 1)
					/ greatest(coalesce($1::float8, t.items), t.items),
				coalesce(t.n, 0)::bigint, NULL, 'no recommendations' FROM total t
			UNION ALL SELECT 5, 'personalization',
				1 - t.shared / nullif(y.n * (y.n - 1), 0), y.n::bigint, NULL, 'fewer than two lists'
			FROM total t, (SELECT count(*)::float8 AS n FROM list) y
			UNION ALL SELECT p.place, p.metric, m.value, coalesce(m.n, 0), m.error, p.reason
			FROM (VALUES (6, 'category_diversity', 'no list has two items with a category'),
				(7, 'distinct_categories', 'no item has a category'),
				(8, 'novelty', 'no item has a popularity'),
				(9, 'popularity', 'no item has a popularity')) AS p(place, metric, reason)
			LEFT JOIN mean m USING (metric)
		) v LEFT JOIN LATERAL drift.normal_interval(v.value, v.error, $2) c ON v.error > 0
		ORDER BY v.place $q$
$$;
COMMENT ON FUNCTION drift.recommendation_query(text) IS 'The query of drift.recommendation_metrics.';

CREATE FUNCTION drift.recommendation_metrics(relation regclass, list name, item name,
	category name DEFAULT NULL, popularity name DEFAULT NULL, catalogue_size bigint DEFAULT NULL,
	alpha float8 DEFAULT 0.05, condition text DEFAULT NULL)
	RETURNS TABLE (metric text, value float8, n bigint, ci_low float8, ci_high float8, reason text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	rows text := drift.recommendation_rows(relation, list, item, category, popularity, condition);
	wrong float8;
BEGIN
	IF catalogue_size < 1 THEN
		RAISE EXCEPTION 'catalogue_size must be at least 1, but is %', catalogue_size
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'It is the number of items that could be recommended.';
	END IF;
	IF alpha IS NULL OR NOT (alpha > 0 AND alpha < 1) THEN
		RAISE EXCEPTION 'alpha must be between 0 and 1, but is %', coalesce(alpha::text, 'NULL')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'alpha => 0.05 gives 95 % intervals.';
	END IF;
	EXECUTE format('SELECT r.p FROM (%s) r WHERE NOT (r.p > 0 AND r.p <= 1) LIMIT 1', rows) INTO wrong;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'popularity must be a share above 0 and at most 1, but is %', wrong
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'It is the share of users who know the item; NULL where that is not known.';
	END IF;
	RETURN QUERY EXECUTE drift.recommendation_query(rows) USING catalogue_size, alpha;
END
$$;
COMMENT ON FUNCTION drift.recommendation_metrics(regclass, name, name, name, name, bigint, float8, text) IS
'What recommended lists are like: lists, items (distinct), coverage (items over catalogue_size; above 1 says that the size is too small), exposure_gini (inequality of how often items are recommended, over the catalogue if its size is given; 0 all alike), personalization (1 - mean cosine similarity of two lists), and means over lists with 1 - alpha normal intervals: category_diversity (share of pairs of items with different categories), distinct_categories (over items with one), novelty (mean -log2 of popularity), popularity. list: column of the user or request; an item counts once a list; rows without list or item are ignored. popularity is in (0, 1], NULL or NaN unknown. Undefined is NULL with a reason. Wrong arguments: SQLSTATE 22023; a column that does not exist: 42703.';
