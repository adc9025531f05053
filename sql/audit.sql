-- audit: one call from a relation to the rows of a fairness report or of a bias audit
--
-- The relation is read once for all attributes and intersections, with the caller's rights; nothing
-- is written, so all of it runs on a read replica.

-- The nonempty subsets of attributes, single ones first, as numbers and names.
CREATE FUNCTION drift.attribute_sets(attributes name[], intersections boolean)
	RETURNS TABLE (ord int, parts name[], attribute text)
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF coalesce(cardinality(attributes), 0) NOT BETWEEN 1 AND 6
		OR array_ndims(attributes) > 1 OR array_position(attributes, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'between 1 and 6 attribute columns expected, not %',
			coalesce(cardinality(attributes), 0)
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Name the columns that hold the groups, such as ARRAY[''sex'', ''race''].';
	END IF;
	RETURN QUERY
	SELECT (row_number() OVER (ORDER BY cardinality(s.p), s.m))::int, s.p,
		(SELECT string_agg(a::text, ' & ' ORDER BY o) FROM unnest(s.p) WITH ORDINALITY AS u(a, o))
	FROM (
		SELECT m, array(SELECT a FROM unnest(attributes) WITH ORDINALITY AS u(a, o)
						WHERE m & (1 << (o - 1)::int) <> 0 ORDER BY o) AS p
		FROM generate_series(1, (1 << cardinality(attributes)) - 1) AS m
	) s
	WHERE intersections OR cardinality(s.p) = 1;
END
$$;
COMMENT ON FUNCTION drift.attribute_sets(name[], boolean) IS
'The attributes, and with intersections all their combinations, in the order of a report.';

-- Expression of a combination's group for rows named t.
CREATE FUNCTION drift.attribute_expression(parts name[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format(CASE count(*) WHEN 1 THEN '%s' ELSE 'drift.intersect_key(%s)' END,
				  string_agg(format('t.%I::text', a), ', ' ORDER BY o))
	FROM unnest(parts) WITH ORDINALITY AS u(a, o)
$$;
COMMENT ON FUNCTION drift.attribute_expression(name[]) IS 'SQL expression of the group of a combination of attributes.';

-- One row in plain words.
CREATE FUNCTION drift.fairness_finding(r drift.fairness_row) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT format('%s: %s %s (%s of %s); ', coalesce(r.grp, 'unknown group'),
			replace(r.metric, '_', ' '),
			coalesce(round((100 * r.rate)::numeric, 1) || ' %', 'not defined'),
			r.numerator, r.denominator)
		|| CASE
			WHEN r.status = 'reference' THEN 'the reference'
			WHEN r.grp IS NULL THEN 'counted, not compared'
			WHEN r.status = 'insufficient_data'
				THEN 'not compared: ' || replace(r.reason, '_', ' ')
			ELSE format('%s%s %% points against %s%s; %s',
				CASE WHEN r.difference < 0 THEN '-' ELSE '+' END,
				round((100 * abs(r.difference))::numeric, 1), r.reference,
				', ratio ' || round(r.ratio::numeric, 2),
				CASE
					WHEN r.status = 'fail' THEN 'outside the tolerated ratio and beyond chance'
					WHEN r.status = 'pass' THEN 'within the tolerated ratio'
					WHEN r.reason = 'significant_within_ratio'
						THEN 'beyond chance, but within the tolerated ratio'
					ELSE 'outside the tolerated ratio, but chance may explain it' END) END
$$;
COMMENT ON FUNCTION drift.fairness_finding(drift.fairness_row) IS 'A row of drift.fairness_table as a sentence.';

CREATE TYPE drift.fairness_report_row AS (
	stratum text,
	attribute text,
	grp text,
	metric text,
	n bigint,
	numerator bigint,
	denominator bigint,
	rate float8,
	ci_low float8,
	ci_high float8,
	reference text,
	difference float8,
	difference_low float8,
	difference_high float8,
	ratio float8,
	ratio_low float8,
	ratio_high float8,
	test text,
	p_value float8,
	p_adjusted float8,
	status text,
	reason text,
	finding text
);
COMMENT ON TYPE drift.fairness_report_row IS 'A row of drift.fairness_report: the stratum, the attribute, the columns of drift.fairness_row, and the finding in words.';
COMMENT ON COLUMN drift.fairness_report_row.stratum IS 'Values of the control columns; NULL without them.';
COMMENT ON COLUMN drift.fairness_report_row.attribute IS 'The protected attribute, or several joined by &.';
COMMENT ON COLUMN drift.fairness_report_row.grp IS 'The group; NULL: rows whose group is not known, counted but not compared.';
COMMENT ON COLUMN drift.fairness_report_row.metric IS 'The rate.';
COMMENT ON COLUMN drift.fairness_report_row.n IS 'All rows of the group, with or without label and prediction.';
COMMENT ON COLUMN drift.fairness_report_row.numerator IS 'Rows counted by the rate.';
COMMENT ON COLUMN drift.fairness_report_row.denominator IS 'Rows the rate rests on.';
COMMENT ON COLUMN drift.fairness_report_row.rate IS 'numerator / denominator.';
COMMENT ON COLUMN drift.fairness_report_row.ci_low IS 'Wilson interval of the rate, lower limit.';
COMMENT ON COLUMN drift.fairness_report_row.ci_high IS 'Wilson interval of the rate, upper limit.';
COMMENT ON COLUMN drift.fairness_report_row.reference IS 'What the group is compared with.';
COMMENT ON COLUMN drift.fairness_report_row.difference IS 'Rate minus the reference''s rate, with Newcombe''s interval.';
COMMENT ON COLUMN drift.fairness_report_row.difference_low IS 'Interval of the difference, lower limit.';
COMMENT ON COLUMN drift.fairness_report_row.difference_high IS 'Interval of the difference, upper limit.';
COMMENT ON COLUMN drift.fairness_report_row.ratio IS 'Rate over the reference''s rate, with Katz''s interval.';
COMMENT ON COLUMN drift.fairness_report_row.ratio_low IS 'Interval of the ratio, lower limit.';
COMMENT ON COLUMN drift.fairness_report_row.ratio_high IS 'Interval of the ratio, upper limit.';
COMMENT ON COLUMN drift.fairness_report_row.test IS 'z: pooled two-proportion z test; fisher: exact test, when an expected cell is below 5.';
COMMENT ON COLUMN drift.fairness_report_row.p_value IS 'p-value of the test against equal rates.';
COMMENT ON COLUMN drift.fairness_report_row.p_adjusted IS 'p_value adjusted for the number of groups (Holm).';
COMMENT ON COLUMN drift.fairness_report_row.status IS 'fail: p_adjusted < alpha and ratio outside [min_ratio, 1 / min_ratio]; warn: one of both; pass: neither; reference; insufficient_data.';
COMMENT ON COLUMN drift.fairness_report_row.reason IS 'Why: denominator_below_min_n, no_denominator, reference_below_min_n, others_below_min_n, reference_missing, reference_zero, unknown_group, significant_within_ratio, outside_ratio_not_significant.';
COMMENT ON COLUMN drift.fairness_report_row.finding IS 'The row in words, see drift.fairness_finding().';

CREATE FUNCTION drift.fairness_report(relation regclass, predicted name, label name, groups name[],
	reference text DEFAULT 'majority', metric text DEFAULT 'all', alpha float8 DEFAULT 0.05,
	min_n bigint DEFAULT 30, min_ratio float8 DEFAULT 0.8, control name[] DEFAULT NULL,
	intersections boolean DEFAULT true, positive text DEFAULT NULL, condition text DEFAULT NULL)
	RETURNS SETOF drift.fairness_report_row
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	one name;
	states text;
	p text;
	y text := 'NULL::boolean';
BEGIN
	PERFORM drift.check_column(relation, predicted, 'predicted'),
		drift.check_condition(relation, condition, 'condition'),
		drift.attribute_sets(groups, false), drift.attribute_sets(coalesce(control, groups), false);
	p := format(drift.positive_expression(relation, predicted, positive),
				format('t.%I', predicted));
	IF label IS NOT NULL THEN
		PERFORM drift.check_column(relation, label, 'label');
		y := format(drift.positive_expression(relation, label, positive), format('t.%I', label));
	END IF;
	FOREACH one IN ARRAY groups || coalesce(control, '{}') LOOP
		PERFORM drift.check_column(relation, one, 'groups');
	END LOOP;
	SELECT string_agg(format('drift.fairness_agg(%s, %s, %s)',
							 drift.attribute_expression(a.parts), p, y), ', ' ORDER BY a.ord)
		INTO states FROM drift.attribute_sets(groups, intersections) a;
	RETURN QUERY EXECUTE format($q$
		SELECT q.stratum, a.attribute, r.*, drift.fairness_finding(r)
		FROM (SELECT %s AS stratum, ARRAY[%s] AS states FROM %s AS t WHERE (%s
			) GROUP BY 1) q
		CROSS JOIN drift.attribute_sets($1, $2) a
		CROSS JOIN LATERAL drift.fairness_table(q.states[a.ord], $3, $4, $5, $6, $7) r
		ORDER BY q.stratum COLLATE "C", a.ord, r.metric COLLATE "C", r.grp COLLATE "C" NULLS LAST
		$q$, CASE WHEN cardinality(control) > 0 THEN drift.attribute_expression(control)
				ELSE 'NULL::text' END,
		states, relation, coalesce(condition, 'true'))
	USING groups, intersections, reference, alpha, min_n, metric, min_ratio;
END
$$;
COMMENT ON FUNCTION drift.fairness_report(regclass, name, name, name[], text, text, float8, bigint, float8, name[], boolean, text, text) IS
'drift.fairness_table of a relation for each attribute in groups and, with intersections, each combination of them, within each stratum of the control columns, in one scan. label NULL: only rates that need none. positive: the value of predicted and label that counts as positive (default: true, 1). condition: SQL of rows t that take part, with the caller''s rights. finding says each row in words. Misspelt columns: SQLSTATE 42703 with the nearest name.';

CREATE TYPE drift.group_calibration_row AS (
	grp text,
	n bigint,
	n_positive bigint,
	mean_score float8,
	base_rate float8,
	calibration_in_the_large float8,
	ece float8,
	brier float8,
	roc_auc float8,
	roc_auc_low float8,
	roc_auc_high float8,
	generalized_tpr float8,
	generalized_fpr float8,
	status text
);
COMMENT ON TYPE drift.group_calibration_row IS 'One group in drift.group_calibration.';
COMMENT ON COLUMN drift.group_calibration_row.grp IS 'The group; NULL: not known.';
COMMENT ON COLUMN drift.group_calibration_row.n IS 'Rows with label and score.';
COMMENT ON COLUMN drift.group_calibration_row.n_positive IS 'Rows with a positive label.';
COMMENT ON COLUMN drift.group_calibration_row.mean_score IS 'Mean score.';
COMMENT ON COLUMN drift.group_calibration_row.base_rate IS 'Share of positive labels.';
COMMENT ON COLUMN drift.group_calibration_row.calibration_in_the_large IS 'mean_score minus base_rate; above 0: scores are too high.';
COMMENT ON COLUMN drift.group_calibration_row.ece IS 'Expected calibration error.';
COMMENT ON COLUMN drift.group_calibration_row.brier IS 'Brier score.';
COMMENT ON COLUMN drift.group_calibration_row.roc_auc IS 'Area under the ROC curve.';
COMMENT ON COLUMN drift.group_calibration_row.roc_auc_low IS 'Interval of roc_auc, lower limit.';
COMMENT ON COLUMN drift.group_calibration_row.roc_auc_high IS 'Interval of roc_auc, upper limit.';
COMMENT ON COLUMN drift.group_calibration_row.generalized_tpr IS 'Mean score of the positives.';
COMMENT ON COLUMN drift.group_calibration_row.generalized_fpr IS 'Mean score of the negatives.';
COMMENT ON COLUMN drift.group_calibration_row.status IS 'ok, or insufficient_data below min_n.';

CREATE FUNCTION drift.group_calibration(relation regclass, grp name, label name, score name,
	bins int DEFAULT 10, min_n bigint DEFAULT 30, alpha float8 DEFAULT 0.05,
	positive text DEFAULT NULL, condition text DEFAULT NULL)
	RETURNS SETOF drift.group_calibration_row
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_column(relation, c.name, c.argument)
	FROM (VALUES (grp, 'grp'), (label, 'label')) c(name, argument);
	PERFORM drift.check_number(relation, score, 'score'),
		drift.check_condition(relation, condition, 'condition');
	RETURN QUERY EXECUTE format($q$
		SELECT q.g, q.n, q.n1, k.mean_score, k.base_rate, k.mean_score - k.base_rate, k.ece,
			k.brier, k.roc_auc, k.ci_low, k.ci_high, k.tpr, k.fpr,
			CASE WHEN q.n >= $2 THEN 'ok' ELSE 'insufficient_data' END
		FROM (
			SELECT r.g, count(*) AS n, count(*) FILTER (WHERE r.y) AS n1, avg(r.s) AS mean_score,
				avg(r.s) FILTER (WHERE r.y) AS tpr, avg(r.s) FILTER (WHERE NOT r.y) AS fpr,
				drift.binary_outcome_agg(r.y, NULL::boolean, r.s) AS o
			FROM (SELECT t.%I::text AS g, %s AS y, nullif(t.%I::float8, 'NaN') AS s
				FROM %s AS t WHERE (%s
				)) r
			WHERE r.y IS NOT NULL AND r.s IS NOT NULL
			GROUP BY r.g
		) q
		LEFT JOIN LATERAL (
			SELECT q.mean_score, q.n1 / q.n::float8 AS base_rate, drift.ece(q.o, $1) AS ece,
				drift.brier(q.o) AS brier, m.value AS roc_auc, m.ci_low, m.ci_high, q.tpr, q.fpr
			FROM drift.metrics(q.o, $3) m WHERE m.metric = 'roc_auc'
		) k ON q.n >= $2
		ORDER BY q.g COLLATE "C" NULLS LAST
		$q$, grp, format(drift.positive_expression(relation, label, positive),
						 format('t.%I', label)),
		score, relation, coalesce(condition, 'true'))
	USING bins, min_n, alpha;
END
$$;
COMMENT ON FUNCTION drift.group_calibration(regclass, name, name, name, int, bigint, float8, text, text) IS
'Calibration within groups and AUC by group, from scores in [0, 1]: mean score, share of positives, their difference (calibration in the large), expected calibration error, Brier score, ROC AUC with DeLong''s interval, and the generalized rates of AIF360 (mean score of the positives and of the negatives). Rows without label or score take no part; the unknown group (NULL) comes last. Groups with fewer than min_n rows show their counts only.';

-- The rows of an audit as (attribute values, selected); $1: the median of the scores.
CREATE FUNCTION drift.audit_rows(relation regclass, attributes name[], selected name, score name,
	positive text, condition text) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	chosen text;
BEGIN
	IF (selected IS NULL) = (score IS NULL) THEN
		RAISE EXCEPTION 'a bias audit needs either a column of decisions or a column of scores'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Give selected => ''column'' or score => ''column'', not both.';
	END IF;
	PERFORM drift.check_column(relation, a, 'attributes') FROM unnest(attributes) AS u(a);
	PERFORM drift.check_condition(relation, condition, 'condition');
	IF selected IS NOT NULL THEN
		PERFORM drift.check_column(relation, selected, 'selected');
		chosen := format(drift.positive_expression(relation, selected, positive),
						 format('t.%I', selected));
	ELSE
		PERFORM drift.check_number(relation, score, 'score');
		chosen := format($q$nullif(t.%1$I::float8, 'NaN') > (
			SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY nullif(t.%1$I::float8, 'NaN'))
			FROM %2$s AS t WHERE (%3$s
			))$q$, score, relation, coalesce(condition, 'true'));
	END IF;
	RETURN (SELECT format(E'SELECT %s, %s AS selected FROM %s AS t WHERE (%s\n)',
			string_agg(format('%s AS a%s', drift.attribute_expression(a.parts), a.ord), ', '
					   ORDER BY a.ord), chosen, relation, coalesce(condition, 'true'))
		FROM drift.attribute_sets(attributes, true) a);
END
$$;
COMMENT ON FUNCTION drift.audit_rows(regclass, name[], name, name, text, text) IS
'Query that gives the rows of a relation as drift.bias_audit needs them.';

CREATE FUNCTION drift.bias_audit(relation regclass, attributes name[], selected name DEFAULT NULL,
	score name DEFAULT NULL, intersections boolean DEFAULT true, min_share float8 DEFAULT 0.02,
	min_ratio float8 DEFAULT 0.8, positive text DEFAULT NULL, condition text DEFAULT NULL)
	RETURNS TABLE (attribute text, category text, n bigint, n_selected bigint, rate float8,
		impact_ratio float8, share float8, excluded boolean, below_four_fifths boolean,
		n_undecided bigint, remark text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	source text := drift.audit_rows(relation, attributes, selected, score, positive, condition);
	whens text;
	values text;
	sets text;
BEGIN
	IF NOT (min_share >= 0 AND min_share < 1 AND min_ratio > 0 AND min_ratio <= 1) THEN
		RAISE EXCEPTION 'min_share % must be in [0, 1), min_ratio % in (0, 1]', min_share, min_ratio
			USING ERRCODE = 'invalid_parameter_value', HINT = 'The defaults are 0.02 and 0.8.';
	END IF;
	SELECT string_agg(format('WHEN GROUPING(r.a%1$s) = 0 THEN %1$s', a.ord), ' '),
		string_agg(format('WHEN GROUPING(r.a%1$s) = 0 THEN r.a%1$s', a.ord), ' '),
		string_agg(format('(r.a%s)', a.ord), ', ')
		INTO whens, values, sets FROM drift.attribute_sets(attributes, intersections) a;
	RETURN QUERY EXECUTE format($q$
		WITH counted AS MATERIALIZED (
			SELECT CASE %s END AS ord, CASE %s END AS category, count(r.selected) AS n,
				count(*) FILTER (WHERE r.selected) AS k, count(*) - count(r.selected) AS undecided
			FROM (%s) r GROUP BY GROUPING SETS (%s)
		), rated AS (
			SELECT c.*, c.k / nullif(c.n, 0)::float8 AS rate,
				c.n / nullif(sum(c.n) OVER (PARTITION BY c.ord), 0)::float8 AS share
			FROM counted c
		), sorted_out AS (
			SELECT r.*, r.category IS NOT NULL AND coalesce(r.share < $1, false) AS excluded
			FROM rated r
		), referred AS (
			SELECT s.*, max(s.rate) FILTER (WHERE s.category IS NOT NULL AND NOT s.excluded)
				OVER (PARTITION BY s.ord) AS best
			FROM sorted_out s
		), compared AS (
			SELECT r.*, CASE WHEN r.category IS NOT NULL AND NOT r.excluded AND r.best > 0
				THEN r.rate / r.best END AS ratio
			FROM referred r
		)
		SELECT a.attribute, c.category, c.n, c.k, c.rate, c.ratio, c.share, c.excluded,
			c.ratio < $2, c.undecided,
			CASE WHEN c.category IS NULL THEN 'category not known: counted, not compared'
				WHEN c.excluded
					THEN concat('below ', (100 * $1)::real,
								' %% of the data: counted, not compared')
				WHEN c.n = 0 THEN 'nobody has been decided on'
				WHEN c.best = 0 THEN 'nobody was selected in any category'
				WHEN c.rate = c.best THEN 'highest rate' END
		FROM compared c JOIN drift.attribute_sets($3, $4) a USING (ord)
		ORDER BY c.ord, c.category COLLATE "C" NULLS LAST
		$q$, whens, values, source, sets)
	USING min_share, min_ratio, attributes, intersections;
END
$$;
COMMENT ON FUNCTION drift.bias_audit(regclass, name[], name, name, boolean, float8, float8, text, text) IS
'Rows of a bias audit as NYC Local Law 144 (6 RCNY 5-301) asks for: for each attribute and each combination of attributes, each category''s applicants n, selected ones (or, with score, those scored above the median of all), selection or scoring rate, impact ratio to the highest rate, and share of the data. Categories below min_share are excluded from the ratios, their counts still shown; category NULL: people whose category is not known. below_four_fifths: ratio under min_ratio (29 CFR 1607.4 D), an indication and no verdict. n_undecided: rows without decision or score, in no rate. positive: the value that means selected.';
