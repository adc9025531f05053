-- models: champion against challenger, on the same requests or on split traffic
--
-- Every row has an ordinary interval, which holds at one look, and a sequence of intervals, which
-- holds at all looks together. The verdict uses the latter unless told otherwise.

CREATE FUNCTION drift.mcnemar_test(champion_only bigint, challenger_only bigint,
	method text DEFAULT 'exact')
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_mcnemar_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.mcnemar_test(bigint, bigint, text) IS
'McNemar''s test from the rows that only the champion and only the challenger gets right (McNemar 1947). method: exact (binomial, two-sided), mid_p, chi2, chi2_corrected. n_reference and n_current are the two counts. Negative counts, unknown method: SQLSTATE 22023.';

CREATE FUNCTION drift.proportion_test(k1 bigint, n1 bigint, k2 bigint, n2 bigint)
RETURNS drift.test_result
AS 'MODULE_PATHNAME', 'drift_proportion_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.proportion_test(bigint, bigint, bigint, bigint) IS
'Test of two independent proportions k1 of n1 and k2 of n2: pooled z, or Fisher''s exact test when an expected cell is below 5. NULL when n1 or n2 is 0.';

CREATE FUNCTION drift.paired_metrics(counts bigint[], alpha float8 DEFAULT 0.05)
RETURNS TABLE (metric text, champion float8, challenger float8, difference float8, ci_low float8,
	ci_high float8, error float8, p_value float8, test text, n bigint, reason text)
AS 'MODULE_PATHNAME', 'drift_paired_metrics' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 8;
COMMENT ON FUNCTION drift.paired_metrics(bigint[], float8) IS
'Metrics of two models on the same rows, and their difference, challenger minus champion. counts: eight numbers of rows ordered by label, champion''s and challenger''s prediction, false before true; they add up over windows. accuracy, recall, specificity: exact McNemar test and Newcombe''s paired interval (1998, method 10); the others: delta method. error: standard error of the difference, with one row''s disagreement more than was seen.';

CREATE FUNCTION drift.normal_interval(estimate float8, error float8, alpha float8 DEFAULT 0.05,
	OUT low float8, OUT high float8, OUT p_value float8)
AS 'MODULE_PATHNAME', 'drift_normal_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.normal_interval(float8, float8, float8) IS
'Normal interval of an estimate with a standard error, and the two-sided p-value against 0 (NULL when the error is 0).';

CREATE FUNCTION drift.sequential_interval(estimate float8, error float8, n bigint,
	alpha float8 DEFAULT 0.05, horizon bigint DEFAULT 10000,
	OUT low float8, OUT high float8, OUT p_value float8)
AS 'MODULE_PATHNAME', 'drift_sequential_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.sequential_interval(float8, float8, bigint, float8, bigint) IS
'Interval and p-value that stay valid however often one looks: an asymptotic confidence sequence (Waudby-Smith et al. 2024), equal to the mixture sequential probability ratio test (Johari et al. 2017). estimate with its standard error after n rows. horizon: the n at which the intervals are tightest, to be chosen beforehand and kept. Give it some hundred rows at least.';

CREATE FUNCTION drift.sequential_mcnemar(champion_only bigint, challenger_only bigint)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_sequential_mcnemar' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.sequential_mcnemar(bigint, bigint) IS
'p-value of McNemar''s hypothesis that stays valid however often one looks, exact at every size: inverse of a beta(1/2, 1/2) mixture of likelihood ratios.';

CREATE TYPE drift.model_comparison AS (
	metric text,
	design text,
	better text,
	champion float8,
	challenger float8,
	difference float8,
	ci_low float8,
	ci_high float8,
	p_value float8,
	test text,
	always_low float8,
	always_high float8,
	always_p float8,
	n_champion bigint,
	n_challenger bigint,
	margin float8,
	non_inferior boolean,
	verdict text,
	reason text
);
COMMENT ON TYPE drift.model_comparison IS 'One metric of two models in drift.compare_models.';
COMMENT ON COLUMN drift.model_comparison.metric IS 'The metric.';
COMMENT ON COLUMN drift.model_comparison.champion IS 'The champion''s value.';
COMMENT ON COLUMN drift.model_comparison.challenger IS 'The challenger''s value.';
COMMENT ON COLUMN drift.model_comparison.ci_high IS 'Interval of the difference that holds at one look, upper limit.';
COMMENT ON COLUMN drift.model_comparison.p_value IS 'p-value that holds at one look.';
COMMENT ON COLUMN drift.model_comparison.test IS 'How interval and p-value were computed.';
COMMENT ON COLUMN drift.model_comparison.always_high IS 'Interval of the difference that holds at all looks together, upper limit.';
COMMENT ON COLUMN drift.model_comparison.n_champion IS 'Rows of the champion.';
COMMENT ON COLUMN drift.model_comparison.n_challenger IS 'Rows of the challenger.';
COMMENT ON COLUMN drift.model_comparison.design IS 'paired: same requests; split: each model saw its own.';
COMMENT ON COLUMN drift.model_comparison.better IS 'Is a higher or a lower value better?';
COMMENT ON COLUMN drift.model_comparison.difference IS 'Challenger minus champion.';
COMMENT ON COLUMN drift.model_comparison.ci_low IS 'Interval of the difference that holds at one look, lower limit.';
COMMENT ON COLUMN drift.model_comparison.always_low IS 'Interval of the difference that holds at all looks together, lower limit.';
COMMENT ON COLUMN drift.model_comparison.always_p IS 'p-value that holds at all looks together.';
COMMENT ON COLUMN drift.model_comparison.margin IS 'Differences up to this do not matter.';
COMMENT ON COLUMN drift.model_comparison.non_inferior IS 'Is the challenger not worse by the margin or more? NULL: not enough rows or no margin.';
COMMENT ON COLUMN drift.model_comparison.verdict IS 'equivalent: the interval lies within the margin; better, worse: it excludes 0; undecided.';
COMMENT ON COLUMN drift.model_comparison.reason IS 'Why it is undecided: interval_includes_0, below_min_n, no_denominator, undefined_for_one_model, scores_outside_0_1.';

CREATE FUNCTION drift.model_metrics()
	RETURNS TABLE (metric text, better text, default_margin float8)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	VALUES ('accuracy', 'higher', 0.01::float8), ('balanced_accuracy', 'higher', 0.01),
		('precision', 'higher', 0.01), ('recall', 'higher', 0.01), ('specificity', 'higher', 0.01),
		('npv', 'higher', 0.01), ('f1', 'higher', 0.01), ('mcc', 'higher', 0.01),
		('roc_auc', 'higher', 0.01), ('average_precision', 'higher', 0.01),
		('brier', 'lower', 0.01), ('log_loss', 'lower', NULL),
		('class_accuracy', 'higher', 0.01), ('kappa', 'higher', 0.01),
		('mae', 'lower', NULL), ('mse', 'lower', NULL), ('rmse', 'lower', NULL),
		('f0.5', 'higher', 0.01), ('f2', 'higher', 0.01), ('jaccard', 'higher', 0.01),
		('gain_at_10', 'higher', 0.01), ('brier_skill', 'higher', 0.01), ('r2', 'higher', 0.01),
		('mape', 'lower', 0.01), ('wmape', 'lower', 0.01), ('median_absolute_error', 'lower', NULL)
$$;
COMMENT ON FUNCTION drift.model_metrics() IS
'The metrics drift.compare_models compares (those after rmse on split traffic only), which way is better, and the margin unless one is given (none where the unit is the label''s).';

-- Complete a row that has values, ordinary interval and counts: sequence, margin, verdict.
CREATE FUNCTION drift.judge_models(c drift.model_comparison, error float8, margin float8,
	alpha float8, sequential boolean, horizon bigint, min_n bigint) RETURNS drift.model_comparison
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	rows bigint := c.n_champion + CASE WHEN c.design = 'split' THEN c.n_challenger ELSE 0 END;
	sign int := CASE c.better WHEN 'lower' THEN -1 ELSE 1 END;
	low float8;
	high float8;
BEGIN
	c.margin := coalesce(margin, (
		SELECT m.default_margin FROM drift.model_metrics() m WHERE m.metric = c.metric));
	IF c.difference IS NOT NULL AND error IS NOT NULL AND rows > 0 THEN
		SELECT s.low, s.high, s.p_value INTO c.always_low, c.always_high, c.always_p
		FROM drift.sequential_interval(c.difference, error, rows, alpha, horizon) s;
	END IF;
	low := CASE WHEN sequential THEN c.always_low ELSE c.ci_low END * sign;
	high := CASE WHEN sequential THEN c.always_high ELSE c.ci_high END * sign;
	IF sign < 0 THEN
		SELECT high, low INTO low, high;
	END IF;
	c.verdict := 'undecided';
	IF low IS NULL OR high IS NULL THEN
		c.reason := coalesce(c.reason, 'undefined_for_one_model');
	ELSIF least(c.n_champion, c.n_challenger) < min_n THEN
		c.reason := 'below_min_n';
	ELSE
		c.non_inferior := low > -c.margin;
		c.verdict := CASE WHEN low > -c.margin AND high < c.margin THEN 'equivalent'
			WHEN low > 0 THEN 'better' WHEN high < 0 THEN 'worse' ELSE 'undecided' END;
		IF c.verdict = 'undecided' THEN
			c.reason := 'interval_includes_0';
		END IF;
	END IF;
	RETURN c;
END
$$;
COMMENT ON FUNCTION drift.judge_models(drift.model_comparison, float8, float8, float8, boolean, bigint, bigint) IS
'Adds the always-valid interval, the margin and the verdict to a row of drift.compare_models.';

-- Refuse options that mean nothing, and metrics that are none.
CREATE FUNCTION drift.check_model_options(metrics text[], margin float8, alpha float8,
	horizon bigint, min_n bigint) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	known text[] := array(SELECT m.metric FROM drift.model_metrics() m);
	one text;
BEGIN
	IF margin < 0 OR margin = 'NaN' OR (alpha > 0 AND alpha < 1 AND horizon > 0 AND min_n > 0)
		IS NOT TRUE THEN
		RAISE EXCEPTION 'impossible options: margin %, alpha %, horizon %, min_n %',
			margin, alpha, horizon, min_n
			USING ERRCODE = 'invalid_parameter_value',
			DETAIL = 'margin is not negative, alpha lies between 0 and 1, the others above 0.',
			HINT = 'Leave an argument out to get its default.';
	END IF;
	FOREACH one IN ARRAY coalesce(metrics, '{}') LOOP
		IF one IS NULL OR one <> ALL (known) THEN
			RAISE EXCEPTION 'unknown metric "%"', one
				USING ERRCODE = 'invalid_parameter_value',
				HINT = format('Did you mean "%s"? Metrics: %s.', drift.nearest(one, known),
							  array_to_string(known, ', '));
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.check_model_options(text[], float8, float8, bigint, bigint) IS 'Raises 22023 for impossible options of drift.compare_models.';

CREATE FUNCTION drift.compare_outcomes(champion drift.outcome, challenger drift.outcome,
	margin float8 DEFAULT NULL, alpha float8 DEFAULT 0.05, sequential boolean DEFAULT true,
	horizon bigint DEFAULT 10000, metrics text[] DEFAULT NULL, min_n bigint DEFAULT 100)
	RETURNS SETOF drift.model_comparison
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_model_options(metrics, margin, alpha, horizon, min_n);
	RETURN QUERY
	SELECT j.*
	FROM (
		SELECT k.ord, k.metric, k.better, a.value AS v1, b.value AS v2,
			coalesce(a.n, 0) AS n1, coalesce(b.n, 0) AS n2, a.ci_low AS low1, a.ci_high AS high1,
			b.ci_low AS low2, b.ci_high AS high2, b.value - a.value AS difference,
			sqrt((a.ci_high - a.ci_low) ^ 2 + (b.ci_high - b.ci_low) ^ 2) / (u.high - u.low)
				AS error,
			CASE WHEN a.value IS NULL OR b.value IS NULL THEN 'undefined_for_one_model' END
				AS reason
		FROM drift.model_metrics() WITH ORDINALITY AS k(metric, better, default_margin, ord)
		LEFT JOIN drift.metrics(champion, alpha) a ON a.metric = k.metric
		LEFT JOIN drift.metrics(challenger, alpha) b ON b.metric = k.metric
		CROSS JOIN drift.normal_interval(0, 1, alpha) u
		WHERE coalesce(a.metric, b.metric) IS NOT NULL
			AND (metrics IS NULL OR k.metric = ANY (metrics))
	) q
	LEFT JOIN LATERAL drift.normal_interval(q.difference, q.error, alpha) z ON true
	LEFT JOIN LATERAL drift.proportion_test(round(q.v2 * q.n2)::bigint, q.n2,
		round(q.v1 * q.n1)::bigint, q.n1) t
		ON q.metric IN ('accuracy', 'precision', 'recall', 'specificity', 'npv', 'class_accuracy')
	CROSS JOIN LATERAL drift.judge_models(
		ROW(q.metric, 'split', q.better, q.v1, q.v2, q.difference,
			q.difference - sqrt((q.v2 - q.low2) ^ 2 + (q.high1 - q.v1) ^ 2),
			q.difference + sqrt((q.high2 - q.v2) ^ 2 + (q.v1 - q.low1) ^ 2),
			coalesce(t.p_value, z.p_value),
			coalesce(t.method, CASE WHEN z.p_value IS NOT NULL THEN 'z' END),
			NULL, NULL, NULL, q.n1, q.n2, NULL, NULL, NULL, q.reason)::drift.model_comparison,
		q.error, margin, alpha, sequential, horizon, min_n) j
	ORDER BY q.ord;
END
$$;
COMMENT ON FUNCTION drift.compare_outcomes(drift.outcome, drift.outcome, float8, float8, boolean, bigint, text[], bigint) IS
'Two models that saw different requests at random (canary, A/B), from their states. Interval: square-and-add of both models'' intervals (for proportions Newcombe''s, 1998), test: pooled z or Fisher for proportions, else z. Options and columns as for drift.compare_models.';

-- Label, prediction or score of a row as the task needs it.
CREATE FUNCTION drift.model_expression(relation regclass, column_name name, task text,
	positive text, alias text) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN column_name IS NULL THEN 'NULL::float8'
		WHEN task = 'binary' THEN format(drift.positive_expression(relation, column_name, positive),
										 format('%s.%I', alias, column_name))
		WHEN task = 'class' THEN format('%s.%I::text', alias, column_name)
		ELSE format('nullif(%s.%I::float8, ''NaN'')', alias, column_name) END
$$;
COMMENT ON FUNCTION drift.model_expression(regclass, name, text, text, text) IS 'SQL expression of a column in drift.compare_models.';

-- What the call asks for, checked, and the rows it is about.
CREATE FUNCTION drift.model_rows(champion regclass, challenger regclass, label name, predicted name,
	score name, challenger_predicted name, challenger_score name, id name, model_column name,
	champion_model text, challenger_model text, task text, positive text, condition text,
	OUT paired boolean, OUT first_rows text, OUT second_rows text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	other regclass := coalesce(challenger, champion);
	by_model boolean := model_column IS NOT NULL;
	same_row boolean := challenger_predicted IS NOT NULL AND challenger IS NULL AND NOT by_model;
	p2 name := coalesce(challenger_predicted, predicted);
	s2 name := coalesce(challenger_score, CASE WHEN NOT same_row THEN score END);
	alias text := CASE WHEN same_row THEN 'a' ELSE 'b' END;
	tables text[];
	label1 text;
	label2 text;
BEGIN
	IF (same_row OR by_model OR challenger IS NOT NULL) IS NOT TRUE
		OR (by_model AND challenger IS NOT NULL)
		OR by_model <> (champion_model IS NOT NULL) OR by_model <> (challenger_model IS NOT NULL)
		OR task IS NULL OR task NOT IN ('binary', 'class', 'regression') THEN
		RAISE EXCEPTION 'it is not clear which two models of task "%" to compare', task
			USING ERRCODE = 'invalid_parameter_value',
			DETAIL = 'Tasks: binary, class, regression.',
			HINT = 'Give challenger_predicted => a column, or challenger => a relation, or '
				'model_column, champion_model and challenger_model.';
	END IF;
	PERFORM drift.check_column(c.relation, c.name, c.argument)
	FROM (VALUES (champion, label, 'label'), (champion, predicted, 'predicted'),
		(other, p2, 'challenger_predicted'), (champion, score, 'score'),
		(other, s2, 'challenger_score'), (champion, id, 'id'), (other, id, 'id'),
		(champion, model_column, 'model_column')) c(relation, name, argument)
	WHERE c.name IS NOT NULL;
	PERFORM drift.check_condition(r, condition, 'condition') FROM unnest(ARRAY[champion, other]) r;
	SELECT array_agg(format(E'(SELECT * FROM %s AS t WHERE %s (%s\n))', u.relation,
			CASE WHEN by_model THEN format('t.%I::text = %L AND', model_column, u.model) END,
			coalesce(condition, 'true')) ORDER BY u.o)
		INTO tables
		FROM (VALUES (1, champion, champion_model), (2, other, challenger_model))
			u(o, relation, model);
	paired := same_row OR id IS NOT NULL;
	label1 := drift.model_expression(champion, label, task, positive, 'a');
	IF drift.has_column(other, label) OR NOT paired THEN
		PERFORM drift.check_column(other, label, 'label');
		label2 := drift.model_expression(other, label, task, positive, alias);
	END IF;
	IF paired THEN
		first_rows := format(
			'SELECT %s AS k, coalesce(%s) AS y, %s AS p1, %s AS p2, %s AS s1, %s AS s2'
			' FROM %s AS a%s',
			CASE WHEN same_row THEN 'NULL::text' ELSE format('a.%I::text', id) END,
			concat_ws(', ', label1, label2),
			drift.model_expression(champion, predicted, task, positive, 'a'),
			drift.model_expression(other, p2, task, positive, alias),
			drift.model_expression(champion, score, 'score', positive, 'a'),
			drift.model_expression(other, s2, 'score', positive, alias), tables[1],
			CASE WHEN NOT same_row THEN
				format(' JOIN %s AS b ON b.%2$I = a.%2$I', tables[2], id) END);
		RETURN;
	END IF;
	first_rows := format('SELECT %s AS y, %s AS p, %s AS s FROM %s AS a', label1,
		drift.model_expression(champion, predicted, task, positive, 'a'),
		drift.model_expression(champion, score, 'score', positive, 'a'), tables[1]);
	second_rows := format('SELECT %s AS y, %s AS p, %s AS s FROM %s AS b', label2,
		drift.model_expression(other, p2, task, positive, 'b'),
		drift.model_expression(other, s2, 'score', positive, 'b'), tables[2]);
END
$$;
COMMENT ON FUNCTION drift.model_rows(regclass, regclass, name, name, name, name, name, name, name, text, text, text, text, text) IS
'Queries that give the rows of drift.compare_models: one for paired requests, two for split traffic.';

CREATE FUNCTION drift.paired_scores(source text)
	RETURNS TABLE (metric text, champion float8, challenger float8, error float8, n bigint,
		reason text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	-- DeLong: u is, for each row, the rows of the other label that its score puts in order.
	RETURN QUERY EXECUTE format($q$
		WITH r AS MATERIALIZED (
			SELECT q.y, q.s1, q.s2, q.y::int::float8 AS t FROM (%s) q
			WHERE q.y IS NOT NULL AND q.s1 IS NOT NULL AND q.s2 IS NOT NULL
		), u AS (
			SELECT r.y,
				(rank() OVER a1 + count(*) OVER a1 - rank() OVER o1 - count(*) OVER o1)
					/ 2::float8 AS u1,
				(rank() OVER a2 + count(*) OVER a2 - rank() OVER o2 - count(*) OVER o2)
					/ 2::float8 AS u2
			FROM r WINDOW a1 AS (ORDER BY r.s1), o1 AS (PARTITION BY r.y ORDER BY r.s1),
				a2 AS (ORDER BY r.s2), o2 AS (PARTITION BY r.y ORDER BY r.s2)
		), m AS (
			SELECT count(*) AS n, count(*) FILTER (WHERE u.y)::float8 AS n1,
				count(*) FILTER (WHERE NOT u.y)::float8 AS n0,
				avg(u.u1) FILTER (WHERE u.y) AS m1, avg(u.u2) FILTER (WHERE u.y) AS m2,
				var_samp(u.u2 - u.u1) FILTER (WHERE u.y) AS v1,
				var_samp(u.u2 - u.u1) FILTER (WHERE NOT u.y) AS v0
			FROM u
		), l AS (
			SELECT count(*) AS n, nullif(count(*), 0)::float8 AS rows,
				bool_and(r.s1 BETWEEN 0 AND 1 AND r.s2 BETWEEN 0 AND 1) AS inside,
				avg((r.s1 - r.t) ^ 2) AS b1, avg((r.s2 - r.t) ^ 2) AS b2,
				stddev_samp((r.s2 - r.t) ^ 2 - (r.s1 - r.t) ^ 2) AS b_sd,
				avg(-ln(g.p1)) AS l1, avg(-ln(g.p2)) AS l2, stddev_samp(ln(g.p1) - ln(g.p2)) AS l_sd
			FROM r CROSS JOIN LATERAL (
				SELECT greatest(least(CASE WHEN r.y THEN r.s1 ELSE 1 - r.s1 END, 1), e) AS p1,
					greatest(least(CASE WHEN r.y THEN r.s2 ELSE 1 - r.s2 END, 1), e) AS p2
				FROM (VALUES (2.220446049250313e-16)) v(e)
			) g
		)
		SELECT 'roc_auc', m.m1 / nullif(m.n0, 0), m.m2 / nullif(m.n0, 0),
			sqrt(m.v1 / nullif(m.n0 ^ 2 * m.n1, 0) + m.v0 / nullif(m.n1 ^ 2 * m.n0, 0)), m.n,
			CASE WHEN m.n0 = 0 OR m.n1 = 0 THEN 'no_denominator' END
		FROM m
		UNION ALL
		SELECT s.metric, CASE WHEN l.inside THEN s.one END, CASE WHEN l.inside THEN s.two END,
			s.sd / sqrt(l.rows), l.n, CASE WHEN NOT l.inside THEN 'scores_outside_0_1' END
		FROM l CROSS JOIN LATERAL (
			VALUES ('brier', l.b1, l.b2, l.b_sd), ('log_loss', l.l1, l.l2, l.l_sd)
		) s(metric, one, two, sd)
		$q$, source);
END
$$;
COMMENT ON FUNCTION drift.paired_scores(text) IS
'ROC AUC (DeLong et al. 1988), Brier score and log loss of two models on the same rows of a query, with the standard error of their difference.';

CREATE FUNCTION drift.paired_errors(source text)
	RETURNS TABLE (metric text, champion float8, challenger float8, error float8, n bigint,
		reason text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$
		WITH r AS (
			SELECT abs(q.p1 - q.y) AS e1, abs(q.p2 - q.y) AS e2 FROM (%s) q
			WHERE q.y IS NOT NULL AND q.p1 IS NOT NULL AND q.p2 IS NOT NULL
				AND greatest(abs(q.y), abs(q.p1), abs(q.p2)) < 'Infinity'
		), m AS (
			SELECT count(*) AS n, nullif(count(*), 0)::float8 AS rows,
				avg(r.e1) AS a1, avg(r.e2) AS a2, stddev_samp(r.e2 - r.e1) AS a_sd,
				avg(r.e1 ^ 2) AS s1, avg(r.e2 ^ 2) AS s2, stddev_samp(r.e2 ^ 2 - r.e1 ^ 2) AS s_sd,
				var_samp(r.e1 ^ 2) AS v1, var_samp(r.e2 ^ 2) AS v2,
				covar_samp(r.e1 ^ 2, r.e2 ^ 2) AS v12
			FROM r
		)
		SELECT s.metric, s.one, s.two, s.sd / sqrt(m.rows), m.n, NULL::text
		FROM m CROSS JOIN LATERAL (VALUES
			('mae', m.a1, m.a2, m.a_sd), ('mse', m.s1, m.s2, m.s_sd),
			('rmse', sqrt(m.s1), sqrt(m.s2), CASE WHEN m.s1 > 0 AND m.s2 > 0 THEN
				sqrt(greatest(m.v1 / m.s1 + m.v2 / m.s2 - 2 * m.v12 / sqrt(m.s1 * m.s2), 0))
					/ 2 END)
		) s(metric, one, two, sd)
		$q$, source);
END
$$;
COMMENT ON FUNCTION drift.paired_errors(text) IS
'MAE, MSE and RMSE of two models on the same rows of a query, with the standard error of their difference (RMSE: delta method).';

-- What the task has beyond counts.
CREATE FUNCTION drift.paired_means(source text, task text, scored boolean)
	RETURNS TABLE (metric text, champion float8, challenger float8, error float8, n bigint,
		reason text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF task = 'regression' THEN
		RETURN QUERY SELECT * FROM drift.paired_errors(source);
	ELSIF task = 'binary' AND scored THEN
		RETURN QUERY SELECT * FROM drift.paired_scores(source);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.paired_means(text, text, boolean) IS
'drift.paired_scores or drift.paired_errors, as the task has it.';

-- Compare two models on the same requests.
CREATE FUNCTION drift.compare_paired(source text, task text, scored boolean, metrics text[],
	margin float8, alpha float8, sequential boolean, horizon bigint, min_n bigint)
	RETURNS SETOF drift.model_comparison
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	counts bigint[];
	repeated bigint;
	counting text;
	pairs text := source;
BEGIN
	IF task = 'class' THEN		-- right or wrong is all that counts
		pairs := format('SELECT r.k, true AS y, r.p1 = r.y AS p1, r.p2 = r.y AS p2 FROM (%s) r'
						' WHERE r.y IS NOT NULL', source);
	END IF;
	SELECT string_agg(format('count(*) FILTER (WHERE r.y = %L AND r.p1 = %L AND r.p2 = %L)',
							 i & 4 > 0, i & 2 > 0, i & 1 > 0), ', ' ORDER BY i)
		INTO counting FROM generate_series(0, 7) i WHERE task <> 'regression';
	EXECUTE format('SELECT count(r.k) - count(DISTINCT r.k), ARRAY[%s]::bigint[] FROM (%s) r',
				   counting, pairs) INTO repeated, counts;
	IF repeated > 0 THEN
		RAISE EXCEPTION '% rows of the comparison repeat a request', repeated
			USING ERRCODE = 'cardinality_violation',
			HINT = 'id must name one request: compare a view with one row a request and model.';
	END IF;
	RETURN QUERY
	SELECT j.*
	FROM (
		SELECT CASE task WHEN 'class' THEN 'class_accuracy' ELSE p.metric END AS metric,
			p.champion, p.challenger, p.ci_low, p.ci_high, p.error, p.p_value, p.test, p.n, p.reason
		FROM drift.paired_metrics(nullif(counts, '{}'), alpha) p
		WHERE task = 'binary' OR p.metric = 'accuracy'
		UNION ALL
		SELECT s.metric, s.champion, s.challenger, i.low, i.high, s.error, i.p_value,
			CASE WHEN i.p_value IS NULL THEN NULL WHEN s.metric = 'roc_auc' THEN 'delong'
				ELSE 'paired_z' END, s.n, s.reason
		FROM drift.paired_means(source, task, scored) s
		LEFT JOIN LATERAL drift.normal_interval(s.challenger - s.champion, s.error, alpha) i ON true
	) v
	JOIN drift.model_metrics() WITH ORDINALITY AS k(metric, better, default_margin, ord)
		ON k.metric = v.metric
	CROSS JOIN LATERAL drift.judge_models(
		ROW(k.metric, 'paired', k.better, v.champion, v.challenger, v.challenger - v.champion,
			v.ci_low, v.ci_high, v.p_value, v.test, NULL, NULL, NULL, v.n, v.n, NULL, NULL, NULL,
			v.reason)::drift.model_comparison,
		v.error, margin, alpha, sequential, horizon, min_n) j
	WHERE metrics IS NULL OR k.metric = ANY (metrics)
	ORDER BY k.ord;
END
$$;
COMMENT ON FUNCTION drift.compare_paired(text, text, boolean, text[], float8, float8, boolean, bigint, bigint) IS
'drift.compare_models for a query of paired rows (k, y, p1, p2, s1, s2).';

CREATE FUNCTION drift.compare_models(champion regclass, label name, predicted name,
	challenger regclass DEFAULT NULL, challenger_predicted name DEFAULT NULL,
	score name DEFAULT NULL, challenger_score name DEFAULT NULL, id name DEFAULT NULL,
	model_column name DEFAULT NULL, champion_model text DEFAULT NULL,
	challenger_model text DEFAULT NULL, task text DEFAULT 'binary', margin float8 DEFAULT NULL,
	alpha float8 DEFAULT 0.05, sequential boolean DEFAULT true, horizon bigint DEFAULT 10000,
	metrics text[] DEFAULT NULL, min_n bigint DEFAULT 100, positive text DEFAULT NULL,
	condition text DEFAULT NULL)
	RETURNS SETOF drift.model_comparison
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	source record;
	aggregate text := CASE task WHEN 'binary' THEN 'drift.binary_outcome_agg(r.y, r.p, r.s)'
		WHEN 'class' THEN 'drift.class_outcome_agg(r.y, r.p)'
		ELSE 'drift.regression_outcome_agg(r.y, r.p)' END;
	one drift.outcome;
	two drift.outcome;
BEGIN
	PERFORM drift.check_model_options(metrics, margin, alpha, horizon, min_n);
	SELECT * INTO source
	FROM drift.model_rows(champion, challenger, label, predicted, score, challenger_predicted,
		challenger_score, id, model_column, champion_model, challenger_model, task, positive,
		condition);
	IF source.paired THEN
		RETURN QUERY SELECT * FROM drift.compare_paired(source.first_rows, task,
			score IS NOT NULL, metrics, margin, alpha, sequential, horizon, min_n);
		RETURN;
	END IF;
	EXECUTE format('SELECT %s FROM (%s) r', aggregate, source.first_rows) INTO one;
	EXECUTE format('SELECT %s FROM (%s) r', aggregate, source.second_rows) INTO two;
	RETURN QUERY SELECT * FROM drift.compare_outcomes(one, two, margin, alpha, sequential,
		horizon, metrics, min_n);
END
$$;
COMMENT ON FUNCTION drift.compare_models(regclass, name, name, regclass, name, name, name, name, name, text, text, text, float8, float8, boolean, bigint, text[], bigint, text, text) IS
'Champion against challenger, one row a metric. Same requests (paired): two prediction columns of one relation (challenger_predicted), or id joining two relations (challenger) or two models of one log (model_column, champion_model, challenger_model). Without id: split traffic. task: binary, class (accuracy; kappa if split), regression. score: adds AUC (DeLong), Brier score and log loss. margin: differences that do not matter, in the metric''s unit (0.01 where it is one of [0, 1]). The verdict, better, worse, equivalent or undecided, is taken from the always-valid interval (sequential), so looking every hour is allowed, or else from the ordinary one; horizon: rows at which the former is tightest. Below min_n rows nothing is decided. Each metric is judged at alpha for itself: choose the deciding one beforehand. Misspelt columns: SQLSTATE 42703; repeated ids: 21000.';
