-- fairness: rates per group, gaps between groups, each group against a reference

CREATE FUNCTION drift.fairness_accum(drift.fairness, text, boolean, boolean)
RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_accum'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_accum(drift.fairness, text, boolean, boolean) IS
'Transition of drift.fairness_agg: state, group, predicted, label.';

CREATE FUNCTION drift.fairness_accum(drift.fairness, text, boolean, boolean, bigint)
RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_accum_weight'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_accum(drift.fairness, text, boolean, boolean, bigint) IS
'Transition of drift.fairness_agg with weights: state, group, predicted, label, weight.';

CREATE FUNCTION drift.fairness_accum(drift.fairness, text, boolean)
RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_accum_selection'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_accum(drift.fairness, text, boolean) IS
'Transition of drift.fairness_gap and fairness_ratio without labels: state, group, predicted.';

CREATE FUNCTION drift.fairness_accum(drift.fairness, text, boolean, boolean, text)
RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_accum_metric'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_accum(drift.fairness, text, boolean, boolean, text) IS
'Transition of drift.fairness_gap and fairness_ratio with a metric: state, group, predicted, label, metric.';

CREATE FUNCTION drift.fairness_combine(drift.fairness, drift.fairness)
RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_combine'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_combine(drift.fairness, drift.fairness) IS
'Adds two states. Combine function of the fairness aggregates and transition of drift.merge.';

CREATE FUNCTION drift.fairness_final(drift.fairness)
RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_final'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_final(drift.fairness) IS
'Final function of drift.fairness_agg: the stored form, groups in byte order.';

CREATE FUNCTION drift.fairness_gap_final(drift.fairness)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fairness_gap_final'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_gap_final(drift.fairness) IS
'Final function of the one-step drift.fairness_gap.';

CREATE FUNCTION drift.fairness_ratio_final(drift.fairness)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fairness_ratio_final'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_ratio_final(drift.fairness) IS
'Final function of the one-step drift.fairness_ratio.';

CREATE AGGREGATE drift.fairness_agg(grp text, predicted boolean, label boolean) (
	SFUNC = drift.fairness_accum,
	STYPE = drift.fairness,
	SSPACE = 1200,
	FINALFUNC = drift.fairness_final,
	COMBINEFUNC = drift.fairness_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.fairness_agg(text, boolean, boolean) IS
'State of label against prediction for each group; read it with drift.fairness_table, fairness_gap, fairness_ratio. A NULL group is counted apart as unknown and not compared; a NULL label or prediction is counted as such. At most 10,000 groups, else SQLSTATE 54000.';

CREATE AGGREGATE drift.fairness_agg(grp text, predicted boolean, label boolean, weight bigint) (
	SFUNC = drift.fairness_accum,
	STYPE = drift.fairness,
	SSPACE = 1200,
	FINALFUNC = drift.fairness_final,
	COMBINEFUNC = drift.fairness_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.fairness_agg(text, boolean, boolean, bigint) IS
'As drift.fairness_agg(grp, predicted, label) for rows that stand for weight rows each, such as those of a grouped table. Whole numbers from 0; a NULL weight leaves the row out; a negative one: SQLSTATE 22023. Not for sampling weights: intervals and tests take the weights for rows that were seen.';

CREATE AGGREGATE drift.merge(drift.fairness) (
	SFUNC = drift.fairness_combine,
	STYPE = drift.fairness,
	SSPACE = 1200,
	FINALFUNC = drift.fairness_final,
	COMBINEFUNC = drift.fairness_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.merge(drift.fairness) IS
'Adds stored states; the result is the same in any order and equals one state over all rows.';

CREATE AGGREGATE drift.fairness_gap(grp text, predicted boolean) (
	SFUNC = drift.fairness_accum,
	STYPE = drift.fairness,
	SSPACE = 1200,
	FINALFUNC = drift.fairness_gap_final,
	COMBINEFUNC = drift.fairness_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.fairness_gap(text, boolean) IS
'Demographic parity difference: largest minus smallest share of positive predictions over the groups, in [0, 1] (fairlearn demographic_parity_difference). Rows without group or prediction take no part; NULL when fewer than two groups are left.';

CREATE AGGREGATE drift.fairness_ratio(grp text, predicted boolean) (
	SFUNC = drift.fairness_accum,
	STYPE = drift.fairness,
	SSPACE = 1200,
	FINALFUNC = drift.fairness_ratio_final,
	COMBINEFUNC = drift.fairness_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.fairness_ratio(text, boolean) IS
'Demographic parity ratio: smallest over largest share of positive predictions over the groups, in [0, 1] (fairlearn demographic_parity_ratio, impact ratio). NULL when fewer than two groups have predictions, or none is positive.';

CREATE AGGREGATE drift.fairness_gap(grp text, predicted boolean, label boolean, metric text) (
	SFUNC = drift.fairness_accum,
	STYPE = drift.fairness,
	SSPACE = 1200,
	FINALFUNC = drift.fairness_gap_final,
	COMBINEFUNC = drift.fairness_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.fairness_gap(text, boolean, boolean, text) IS
'Largest minus smallest rate over the groups. metric, one value for the whole aggregate: demographic_parity (selection_rate), equal_opportunity (tpr), equalized_odds (the worse of tpr and fpr), equalized_odds_mean, predictive_equality (fpr), predictive_parity (ppv), base_rate, fnr, tnr, fdr, npv, for, accuracy, error_rate, label_coverage. Groups without denominator are left out; NULL when fewer than two are left. Unknown metric: SQLSTATE 22023.';

CREATE AGGREGATE drift.fairness_ratio(grp text, predicted boolean, label boolean, metric text) (
	SFUNC = drift.fairness_accum,
	STYPE = drift.fairness,
	SSPACE = 1200,
	FINALFUNC = drift.fairness_ratio_final,
	COMBINEFUNC = drift.fairness_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.fairness_ratio(text, boolean, boolean, text) IS
'Smallest over largest rate over the groups, in [0, 1]; metrics as for drift.fairness_gap, equalized_odds being the smaller of the two ratios. NULL when fewer than two groups have a denominator, or all rates are 0.';

CREATE FUNCTION drift.fairness_gap(state drift.fairness, metric text DEFAULT 'demographic_parity',
	min_n bigint DEFAULT 1)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fairness_gap'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_gap(drift.fairness, text, bigint) IS
'Largest minus smallest rate over the groups whose denominator is at least min_n; metrics as for the aggregate of the same name. NULL when fewer than two groups are left.';

CREATE FUNCTION drift.fairness_ratio(state drift.fairness, metric text DEFAULT 'demographic_parity',
	min_n bigint DEFAULT 1)
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_fairness_ratio'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_ratio(drift.fairness, text, bigint) IS
'Smallest over largest rate over the groups whose denominator is at least min_n, in [0, 1]; metrics as for the aggregate of the same name. NULL when fewer than two groups are left, or all rates are 0.';

CREATE TYPE drift.fairness_row AS (
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
	reason text
);
COMMENT ON TYPE drift.fairness_row IS 'One group in drift.fairness_table.';
COMMENT ON COLUMN drift.fairness_row.metric IS 'The rate.';
COMMENT ON COLUMN drift.fairness_row.rate IS 'numerator / denominator.';
COMMENT ON COLUMN drift.fairness_row.ci_high IS 'Wilson interval of the rate, upper limit.';
COMMENT ON COLUMN drift.fairness_row.difference_low IS 'Interval of the difference, lower limit.';
COMMENT ON COLUMN drift.fairness_row.difference_high IS 'Interval of the difference, upper limit.';
COMMENT ON COLUMN drift.fairness_row.ratio_low IS 'Interval of the ratio, lower limit.';
COMMENT ON COLUMN drift.fairness_row.ratio_high IS 'Interval of the ratio, upper limit.';
COMMENT ON COLUMN drift.fairness_row.p_value IS 'p-value of the test against equal rates.';
COMMENT ON COLUMN drift.fairness_row.grp IS 'The group; NULL: rows whose group is not known, counted but not compared.';
COMMENT ON COLUMN drift.fairness_row.n IS 'All rows of the group, with or without label and prediction.';
COMMENT ON COLUMN drift.fairness_row.numerator IS 'Rows counted by the rate.';
COMMENT ON COLUMN drift.fairness_row.denominator IS 'Rows the rate rests on.';
COMMENT ON COLUMN drift.fairness_row.ci_low IS 'Wilson interval of the rate, lower limit.';
COMMENT ON COLUMN drift.fairness_row.reference IS 'What the group is compared with.';
COMMENT ON COLUMN drift.fairness_row.difference IS 'Rate minus the reference''s rate, with Newcombe''s interval.';
COMMENT ON COLUMN drift.fairness_row.ratio IS 'Rate over the reference''s rate, with Katz''s interval.';
COMMENT ON COLUMN drift.fairness_row.test IS 'z: pooled two-proportion z test; fisher: exact test, when an expected cell is below 5.';
COMMENT ON COLUMN drift.fairness_row.p_adjusted IS 'p_value adjusted for the number of groups (Holm).';
COMMENT ON COLUMN drift.fairness_row.status IS 'fail: p_adjusted < alpha and ratio outside [min_ratio, 1 / min_ratio]; warn: one of both; pass: neither; reference; insufficient_data.';
COMMENT ON COLUMN drift.fairness_row.reason IS 'Why: denominator_below_min_n, no_denominator, reference_below_min_n, others_below_min_n, reference_missing, reference_zero, unknown_group, significant_within_ratio, outside_ratio_not_significant.';

CREATE FUNCTION drift.fairness_table(state drift.fairness, reference text DEFAULT 'majority',
	alpha float8 DEFAULT 0.05, min_n bigint DEFAULT 30, metric text DEFAULT 'selection_rate',
	min_ratio float8 DEFAULT 0.8)
RETURNS SETOF drift.fairness_row
AS 'MODULE_PATHNAME', 'drift_fairness_table'
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION drift.fairness_table(drift.fairness, text, float8, bigint, text, float8) IS
'Each group against a reference: majority (most rows), best (highest rate, lowest for fnr, fpr, fdr, for, error_rate), max, min, overall, complement, or a group''s name (group:NAME for a group named like one of these words). metric: a rate as in drift.fairness_gap, equalized_odds for tpr and fpr, or all. Groups whose denominator is below min_n are shown, not judged.';
