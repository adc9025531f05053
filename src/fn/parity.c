/*
 * parity.c - what else SQL reads from a drift.fairness state: counts, named disparities, inequality
 */
#include "fn/fairness.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fn/choice.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "stats/parity.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_fairness_counts);
PG_FUNCTION_INFO_V1(drift_fairness_gaps);
PG_FUNCTION_INFO_V1(drift_fairness_indexes);
PG_FUNCTION_INFO_V1(drift_stratum_disparity);
PG_FUNCTION_INFO_V1(drift_conditional_disparity_accum);
PG_FUNCTION_INFO_V1(drift_conditional_disparity_combine);
PG_FUNCTION_INFO_V1(drift_conditional_disparity_final);
PG_FUNCTION_INFO_V1(drift_intersect_key);

/* Give a group's name as a Datum. */
static Datum
name_datum(const Fairness *state, uint32 id)
{
	Size		length;
	const char *name = names_get(fairness_names(state), id, &length);

	return PointerGetDatum(cstring_to_text_with_len(name, length));
}

/* Set a text column; NULL stays NULL. */
static void
put_text(Datum *value, bool *null, const char *text)
{
	*null = text == NULL;
	if (text != NULL)
		*value = CStringGetTextDatum(text);
}

/* Set a number; NaN is NULL. */
static void
put_number(Datum *value, bool *null, double number)
{
	*null = isnan(number);
	*value = Float8GetDatum(number);
}

/* Set value, interval, n and reason from column `at` on. */
static void
put_estimate(Datum *value, bool *null, int at, const Estimate *estimate)
{
	put_number(&value[at], &null[at], estimate->value);
	put_number(&value[at + 1], &null[at + 1], estimate->ci.low);
	put_number(&value[at + 2], &null[at + 2], estimate->ci.high);
	value[at + 3] = Int64GetDatum(estimate->n);
	null[at + 3] = false;
}

/* Put out the counts of one group; id < 0: the rows without a group. */
static void
put_counts(ReturnSetInfo *result, const Fairness *state, int64 id)
{
	const Confusion *c = id < 0 ? &state->unknown : &fairness_counts(state)[id];
	int64		count[] = {confusion_rows(c), confusion_labelled(c), confusion_tp(c),
		confusion_fp(c), confusion_fn(c), confusion_tn(c), c->cell[TRUTH_UNKNOWN][TRUTH_TRUE],
	c->cell[TRUTH_UNKNOWN][TRUTH_FALSE]};
	Datum		value[1 + lengthof(count)];
	bool		null[1 + lengthof(count)] = {id < 0};

	value[0] = id < 0 ? (Datum) 0 : name_datum(state, id);
	for (int i = 0; i < (int) lengthof(count); i++)
		value[i + 1] = Int64GetDatum(count[i]);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* drift.fairness_counts(state) */
Datum
drift_fairness_counts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Fairness   *state;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	state = fairness_compact(fairness_detoast(PG_GETARG_DATUM(0)));
	for (uint32 i = 0; i < fairness_names(state)->n; i++)
		put_counts(result, state, i);
	if (confusion_rows(&state->unknown) > 0)
		put_counts(result, state, -1);
	return (Datum) 0;
}

/* What drift.fairness_gaps was asked for. */
typedef struct GapQuestion
{
	GroupOptions options;
	int			metric;			/* index into parities, -1: all */
	int			chosen;			/* the reference group, -1: none */
	Confusion	all;			/* all groups together */
} GapQuestion;

/* Take one group's counts from all. */
static Confusion
counts_without(const Confusion *all, const Confusion *group)
{
	Confusion	rest = *all;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			rest.cell[i][j] -= group->cell[i][j];
	return rest;
}

/* Put out one disparity of one group. */
static void
put_gap(ReturnSetInfo *result, const Fairness *state, const GapQuestion *q, uint32 id,
		const Parity *parity)
{
	const Confusion *d = &fairness_counts(state)[id];
	bool		overall = q->options.kind == REFERENCE_OVERALL;
	bool		complement = q->options.kind == REFERENCE_COMPLEMENT;
	Estimate	estimate = undefined_estimate(confusion_rows(d), "reference_missing");
	Datum		value[10];
	bool		null[10] = {false};

	if (complement)
	{
		Confusion	rest = counts_without(&q->all, d);

		estimate = parity_estimate(parity, d, &rest, q->options.alpha, q->options.min_n);
	}
	else if (overall || q->chosen >= 0)
		estimate = parity_estimate(parity, d,
								   overall ? &q->all : &fairness_counts(state)[q->chosen],
								   q->options.alpha, q->options.min_n);
	if (overall)
		estimate.ci = no_interval;	/* the whole contains the group */
	value[0] = name_datum(state, id);
	null[1] = !overall && !complement && q->chosen < 0;
	if (!null[1])
		value[1] = overall ? CStringGetTextDatum("overall") :
			complement ? CStringGetTextDatum("complement") : name_datum(state, q->chosen);
	value[2] = CStringGetTextDatum(parity->name);
	put_estimate(value, null, 3, &estimate);
	value[7] = Float8GetDatum(parity_fair(parity));
	value[8] = CStringGetTextDatum(parity->source);
	put_text(&value[9], &null[9], estimate.reason);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Look a disparity up, or say which there are; 'all' is -1. */
static int
parity_find(const text *name)
{
	const char *value = VARDATA_ANY(name);
	Size		length = VARSIZE_ANY_EXHDR(name);
	const char **valid = palloc((parities_count + 1) * sizeof(char *));

	for (int i = 0; i < parities_count; i++)
	{
		valid[i] = parities[i].name;
		if (strlen(valid[i]) == length && memcmp(valid[i], value, length) == 0)
			return i;
	}
	valid[parities_count] = "all";
	if (length == 3 && memcmp(value, "all", 3) == 0)
		return -1;
	choice_fail("disparity", value, length, valid, parities_count + 1);
}

/* Read the question from the arguments. */
static GapQuestion
gap_question(FunctionCallInfo fcinfo, const Fairness *state)
{
	static const char *const arguments[] = {"state", "reference", "alpha", "min_n", "metric"};
	const Confusion *group = fairness_counts(state);
	uint32		n = fairness_names(state)->n;
	GapQuestion q = {.chosen = -1};

	for (int i = 1; i < (int) lengthof(arguments); i++)
		choice_not_null(fcinfo, i, "drift.fairness_gaps", arguments[i]);
	fairness_reference(PG_GETARG_TEXT_PP(1), state, &q.options);
	q.options.rate = RATE_SELECTION;
	q.options.alpha = fairness_share(fcinfo, 2, "alpha", false);
	q.options.min_n = fairness_min_n(fcinfo, 3);
	q.metric = parity_find(PG_GETARG_TEXT_PP(4));
	q.chosen = group_reference(group, n, &q.options);
	for (uint32 i = 0; i < n; i++)
		if (!confusion_merge(&q.all, &group[i]))
			counts_overflow(STATE_FAIRNESS);
	return q;
}

/* drift.fairness_gaps(state, reference, alpha, min_n, metric) */
Datum
drift_fairness_gaps(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Fairness   *state;
	GapQuestion q;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	state = fairness_compact(fairness_detoast(PG_GETARG_DATUM(0)));
	q = gap_question(fcinfo, state);
	for (uint32 i = 0; i < fairness_names(state)->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if ((int) i == q.chosen)
			continue;
		for (int m = 0; m < parities_count; m++)
			if (q.metric < 0 || q.metric == m)
				put_gap(result, state, &q, i, &parities[m]);
	}
	return (Datum) 0;
}

/* Put out one index over all groups. */
static void
put_index(ReturnSetInfo *result, const char *name, Estimate estimate)
{
	Datum		value[4];
	bool		null[4] = {false};

	value[0] = CStringGetTextDatum(name);
	put_number(&value[1], &null[1], estimate.value);
	value[2] = Int64GetDatum(estimate.n);
	put_text(&value[3], &null[3], estimate.reason);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Turn the entropy of power 2 into the coefficient of variation. */
static Estimate
variation(Estimate entropy)
{
	entropy.value = sqrt(2 * fmax(entropy.value, 0));
	if (entropy.reason != NULL)
		entropy.value = NAN;
	return entropy;
}

/* drift.fairness_indexes(state, alpha, concentration) */
Datum
drift_fairness_indexes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Fairness   *state;
	const Confusion *group;
	uint32		n;
	double		power;
	double		prior;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	choice_not_null(fcinfo, 1, "drift.fairness_indexes", "alpha");
	choice_not_null(fcinfo, 2, "drift.fairness_indexes", "concentration");
	power = PG_GETARG_FLOAT8(1);
	prior = PG_GETARG_FLOAT8(2);
	if (!isfinite(power) || !(isfinite(prior) && prior > 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("alpha must be finite and concentration above 0, but they are %g and %g",
						power, prior),
				 errhint("Usual are alpha => 2 and concentration => 1.")));
	state = fairness_compact(fairness_detoast(PG_GETARG_DATUM(0)));
	group = fairness_counts(state);
	n = fairness_names(state)->n;
	put_index(result, "generalized_entropy_index", entropy_index(group, n, power));
	put_index(result, "theil_index", entropy_index(group, n, 1));
	put_index(result, "coefficient_of_variation", variation(entropy_index(group, n, 2)));
	put_index(result, "between_group_generalized_entropy_index",
			  entropy_index_between(group, n, power));
	put_index(result, "between_group_theil_index", entropy_index_between(group, n, 1));
	put_index(result, "between_group_coefficient_of_variation",
			  variation(entropy_index_between(group, n, 2)));
	put_index(result, "smoothed_edf", differential_fairness(group, n, RATE_SELECTION, prior));
	put_index(result, "smoothed_edf_labels", differential_fairness(group, n, RATE_BASE, prior));
	return (Datum) 0;
}

/* Read what a disparity is of: 'predicted' or 'label'. */
static bool
of_labels(const text *outcome)
{
	static const char *const valid[] = {"predicted", "label"};
	const char *value = VARDATA_ANY(outcome);
	Size		length = VARSIZE_ANY_EXHDR(outcome);

	for (int i = 0; i < (int) lengthof(valid); i++)
		if (strlen(valid[i]) == length && memcmp(valid[i], value, length) == 0)
			return i == 1;
	choice_fail("outcome", value, length, valid, lengthof(valid));
}

/* Compute the disparity of the group in argument 2 within the state in argument 1. */
static double
disparity_arg(FunctionCallInfo fcinfo, int first, int64 *weight)
{
	Fairness   *state = fairness_detoast(PG_GETARG_DATUM(first));
	text	   *name = PG_GETARG_TEXT_PP(first + 1);
	Names	   *names = fairness_names(state);
	int			id = names_find(names, names_hash(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)),
								VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	return demographic_disparity(fairness_counts(state), names->n, id < 0 ? names->n : (uint32) id,
								 of_labels(PG_GETARG_TEXT_PP(first + 2)), weight);
}

/* drift.stratum_disparity(state, grp, outcome) */
Datum
drift_stratum_disparity(PG_FUNCTION_ARGS)
{
	int64		weight;
	double		disparity = disparity_arg(fcinfo, 0, &weight);

	if (isnan(disparity))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(disparity);
}

/* Check the transition array: the weighted sum, and the weights. */
static float8 *
disparity_sums(FunctionCallInfo fcinfo, int argno)
{
	ArrayType  *array = PG_ARGISNULL(argno) ? NULL : PG_GETARG_ARRAYTYPE_P(argno);

	if (array == NULL || ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != 2 || ARR_HASNULL(array) ||
		ARR_ELEMTYPE(array) != FLOAT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("transition value of drift.conditional_disparity must be two numbers"),
				 errhint("The function belongs to the aggregate; call that.")));
	return (float8 *) ARR_DATA_PTR(array);
}

/* Make a transition array. */
static Datum
disparity_array(double sum, double weight)
{
	Datum		elements[2] = {Float8GetDatum(sum), Float8GetDatum(weight)};

	return PointerGetDatum(construct_array(elements, 2, FLOAT8OID, sizeof(float8),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* Transition of drift.conditional_disparity: strata where nothing can be told are left out. */
Datum
drift_conditional_disparity_accum(PG_FUNCTION_ARGS)
{
	float8	   *sums = disparity_sums(fcinfo, 0);
	int64		weight;
	double		disparity;

	for (int i = 2; i < 4; i++)
		choice_not_null(fcinfo, i, "drift.conditional_disparity", i == 2 ? "grp" : "outcome");
	if (PG_ARGISNULL(1))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	disparity = disparity_arg(fcinfo, 1, &weight);
	if (isnan(disparity))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	return disparity_array(sums[0] + disparity * weight, sums[1] + weight);
}

/* Add two transition arrays. */
Datum
drift_conditional_disparity_combine(PG_FUNCTION_ARGS)
{
	float8	   *a = disparity_sums(fcinfo, 0);
	float8	   *b = disparity_sums(fcinfo, 1);

	return disparity_array(a[0] + b[0], a[1] + b[1]);
}

/* The mean over strata, weighted by their rows. */
Datum
drift_conditional_disparity_final(PG_FUNCTION_ARGS)
{
	float8	   *sums = disparity_sums(fcinfo, 0);

	if (!(sums[1] > 0))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sums[0] / sums[1]);
}

/* drift.intersect_key(VARIADIC parts): joined by ' & ', with \ before \ and & of a part. */
Datum
drift_intersect_key(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	StringInfoData key;
	Datum	   *part;
	bool	   *null;
	int			n;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &part, &null, &n);
	initStringInfo(&key);
	for (int i = 0; i < n; i++)
	{
		text	   *value;

		if (null[i])
			PG_RETURN_NULL();
		value = DatumGetTextPP(part[i]);
		if (i > 0)
			appendStringInfoString(&key, " & ");
		for (Size j = 0; j < VARSIZE_ANY_EXHDR(value); j++)
		{
			char		c = VARDATA_ANY(value)[j];

			if (c == '\\' || c == '&')
				appendStringInfoChar(&key, '\\');
			appendStringInfoChar(&key, c);
		}
	}
	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(key.data, key.len));
}
