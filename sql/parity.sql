-- parity: named disparities, inequality, and disparity over strata, from drift.fairness states

CREATE FUNCTION drift.fairness_counts(state drift.fairness)
RETURNS TABLE (grp text, n bigint, n_labelled bigint, tp bigint, fp bigint, fn bigint, tn bigint,
	unlabelled_positive bigint, unlabelled_negative bigint)
AS 'MODULE_PATHNAME', 'drift_fairness_counts' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION drift.fairness_counts(drift.fairness) IS
'The counts behind every rate, one row a group in byte order, the unknown group (NULL) last. unlabelled_positive, unlabelled_negative: predictions whose label is not known.';

CREATE FUNCTION drift.fairness_gaps(state drift.fairness, reference text DEFAULT 'majority',
	alpha float8 DEFAULT 0.05, min_n bigint DEFAULT 30, metric text DEFAULT 'all')
RETURNS TABLE (grp text, reference text, metric text, value float8, ci_low float8, ci_high float8,
	n bigint, fair float8, source text, reason text)
AS 'MODULE_PATHNAME', 'drift_fairness_gaps' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 200;
COMMENT ON FUNCTION drift.fairness_gaps(drift.fairness, text, float8, bigint, text) IS
'Every named disparity of each group against a reference, with the formula and the sign of its source: AIF360''s differences are group minus reference, Clarify''s (ci, dpl, kl, js, lp, tvd, ks, dppl, dca, dcr, rd, sd, dar, drr, ad, treatment_equality) as the guide has them. reference as in drift.fairness_table, where best, max and min choose by the selection rate. fair is the value of parity. n: the group''s rows it rests on. Intervals: Newcombe, Katz, square-and-add; Bonferroni for absolute values of two gaps; none for divergences, quotients of counts, and against overall. A denominator below min_n gives NULL and a reason, never 0. metric: one name, or all; an unknown one: SQLSTATE 22023.';

CREATE FUNCTION drift.fairness_indexes(state drift.fairness, alpha float8 DEFAULT 2,
	concentration float8 DEFAULT 1)
RETURNS TABLE (metric text, value float8, n bigint, reason text)
AS 'MODULE_PATHNAME', 'drift_fairness_indexes' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 8;
COMMENT ON FUNCTION drift.fairness_indexes(drift.fairness, float8, float8) IS
'Inequality over all groups. Generalized entropy of the benefit predicted - label + 1 with parameter alpha, Theil''s index (alpha = 1), coefficient of variation, each also between groups (Speicher et al. 2018, AIF360); smoothed_edf: differential fairness of predictions, and of labels, with a Dirichlet prior of that concentration (Foulds et al. 2020). 0 is fair. Rows without group, label or prediction take no part (smoothed_edf needs no label). NULL with a reason when undefined.';

CREATE FUNCTION drift.stratum_disparity(state drift.fairness, grp text,
	outcome text DEFAULT 'predicted')
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_stratum_disparity' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.stratum_disparity(drift.fairness, text, text) IS
'Demographic disparity: the group''s share of the rejected minus its share of the accepted, in [-1, 1]; above 0 the group is worse off. outcome: predicted or label. NULL when nobody is rejected or nobody accepted (Clarify takes 0).';

CREATE FUNCTION drift.conditional_disparity_accum(float8[], drift.fairness, text, text)
RETURNS float8[]
AS 'MODULE_PATHNAME', 'drift_conditional_disparity_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.conditional_disparity_accum(float8[], drift.fairness, text, text) IS
'Transition of drift.conditional_disparity: weighted sum and weights, state, group, outcome.';

CREATE FUNCTION drift.conditional_disparity_combine(float8[], float8[])
RETURNS float8[]
AS 'MODULE_PATHNAME', 'drift_conditional_disparity_combine'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.conditional_disparity_combine(float8[], float8[]) IS
'Adds the sums of drift.conditional_disparity.';

CREATE FUNCTION drift.conditional_disparity_final(float8[])
RETURNS float8
AS 'MODULE_PATHNAME', 'drift_conditional_disparity_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.conditional_disparity_final(float8[]) IS
'Final function of drift.conditional_disparity.';

CREATE AGGREGATE drift.conditional_disparity(state drift.fairness, grp text, outcome text) (
	SFUNC = drift.conditional_disparity_accum,
	STYPE = float8[],
	SSPACE = 64,
	INITCOND = '{0,0}',
	FINALFUNC = drift.conditional_disparity_final,
	COMBINEFUNC = drift.conditional_disparity_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE drift.conditional_disparity(drift.fairness, text, text) IS
'Conditional demographic disparity over strata, one state a stratum: mean of drift.stratum_disparity weighted by the strata''s rows, in [-1, 1] (Wachter et al. 2021, Clarify CDDL and CDDPL). Strata where all are accepted or all rejected say nothing and are left out (Clarify counts them as 0). NULL without such strata.';

CREATE FUNCTION drift.intersect_key(VARIADIC parts text[])
RETURNS text
AS 'MODULE_PATHNAME', 'drift_intersect_key' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.intersect_key(text[]) IS
'Name of an intersection of several attributes, such as ''female & 25-45''; different values always give different names, for which & and \ in a value are written \& and \\. NULL when a part is NULL: the intersection is not known.';

CREATE FUNCTION drift.fairness_alert(ci_low float8, ci_high float8, allowed_low float8,
	allowed_high float8)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE WHEN ci_low IS NOT NULL AND ci_high IS NOT NULL
			THEN coalesce(ci_high < allowed_low, false)
				OR coalesce(ci_low > allowed_high, false) END
$$;
COMMENT ON FUNCTION drift.fairness_alert(float8, float8, float8, float8) IS
'True when the interval and the allowed range do not overlap (SageMaker Clarify''s bias drift alert), false when they do, NULL without interval. A NULL limit is none. For the plain value pass it as both ends of the interval.';
