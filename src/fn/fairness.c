/*
 * fairness.c - the SQL face of drift.fairness
 *
 * One transition for each argument list; aggregates with the same one share the scan. Nothing is
 * allocated per row once a group is known.
 */
#include "fn/fairness.h"

#include <math.h>

#include "common/int.h"
#include "fn/choice.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_fairness_in);
PG_FUNCTION_INFO_V1(drift_fairness_out);
PG_FUNCTION_INFO_V1(drift_fairness_recv);
PG_FUNCTION_INFO_V1(drift_fairness_send);
PG_FUNCTION_INFO_V1(drift_fairness_accum);
PG_FUNCTION_INFO_V1(drift_fairness_accum_weight);
PG_FUNCTION_INFO_V1(drift_fairness_accum_selection);
PG_FUNCTION_INFO_V1(drift_fairness_accum_metric);
PG_FUNCTION_INFO_V1(drift_fairness_combine);
PG_FUNCTION_INFO_V1(drift_fairness_final);
PG_FUNCTION_INFO_V1(drift_fairness_gap_final);
PG_FUNCTION_INFO_V1(drift_fairness_ratio_final);
PG_FUNCTION_INFO_V1(drift_fairness_gap);
PG_FUNCTION_INFO_V1(drift_fairness_ratio);
PG_FUNCTION_INFO_V1(drift_fairness_table);

/* Read the text form. */
Datum
drift_fairness_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(fairness_read_text(PG_GETARG_CSTRING(0)));
}

/* Write the text form. */
Datum
drift_fairness_out(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	initStringInfo(&out);
	fairness_write_text(&out, fairness_detoast(PG_GETARG_DATUM(0)));
	PG_RETURN_CSTRING(out.data);
}

/* Receive the binary form. */
Datum
drift_fairness_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(fairness_recv((StringInfo) PG_GETARG_POINTER(0)));
}

/* Send the binary form. */
Datum
drift_fairness_send(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	pq_begintypsend(&out);
	fairness_send(&out, fairness_detoast(PG_GETARG_DATUM(0)));
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* Read a boolean argument of which NULL is one value. */
static inline Truth
truth_arg(FunctionCallInfo fcinfo, int argno)
{
	return PG_ARGISNULL(argno) ? TRUTH_UNKNOWN : (Truth) PG_GETARG_BOOL(argno);
}

/* Take the state in argument 0, or begin one. */
static inline Fairness *
state_arg(FunctionCallInfo fcinfo)
{
	MemoryContext aggcontext;

	if (PG_ARGISNULL(0))
		return fairness_new();
	return state_writable(fcinfo, 0, STATE_FAIRNESS, &aggcontext);
}

/* Count rows for the group in argument 1. */
static inline Fairness *
count_rows(FunctionCallInfo fcinfo, Fairness *state, Truth label, Truth predicted, int64 rows)
{
	Confusion  *counts = &state->unknown;
	int64	   *cell;

	if (!PG_ARGISNULL(1))
	{
		text	   *group = PG_GETARG_TEXT_PP(1);

		counts = fairness_group(&state, VARDATA_ANY(group), VARSIZE_ANY_EXHDR(group));
	}
	cell = &counts->cell[label][predicted];
	if (pg_add_s64_overflow(*cell, rows, cell) || *cell > STATE_MAX_COUNT)
		counts_overflow(STATE_FAIRNESS);
	return state;
}

/* Count one row. */
static inline Fairness *
count_row(FunctionCallInfo fcinfo, Fairness *state, Truth label, Truth predicted)
{
	return count_rows(fcinfo, state, label, predicted, 1);
}

/* Transition over (grp, predicted, label). */
Datum
drift_fairness_accum(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(count_row(fcinfo, state_arg(fcinfo), truth_arg(fcinfo, 3),
								truth_arg(fcinfo, 2)));
}

/* Transition over (grp, predicted, label, weight): the row stands for so many. */
Datum
drift_fairness_accum_weight(PG_FUNCTION_ARGS)
{
	Fairness   *state = state_arg(fcinfo);
	int64		weight;

	if (PG_ARGISNULL(4))
		PG_RETURN_POINTER(state);
	weight = PG_GETARG_INT64(4);
	if (weight < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a weight must not be negative, but is " INT64_FORMAT, weight),
				 errhint("It is the number of rows that this one stands for.")));
	PG_RETURN_POINTER(count_rows(fcinfo, state, truth_arg(fcinfo, 3), truth_arg(fcinfo, 2),
								 weight));
}

/* Transition over (grp, predicted): selection rates need no label. */
Datum
drift_fairness_accum_selection(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(count_row(fcinfo, state_arg(fcinfo), TRUTH_UNKNOWN, truth_arg(fcinfo, 2)));
}

/* Complain about a metric that is none. */
static void
unknown_metric(const char *name, Size length)
{
	const char **valid = palloc(gap_names_count * sizeof(char *));

	for (Size i = 0; i < gap_names_count; i++)
		valid[i] = gap_names[i].name;
	choice_fail("fairness metric", name, length, valid, gap_names_count);
}

/* Look a metric up, or say which there are. */
static int
metric_of(const text *name)
{
	int			metric = gap_find(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (metric < 0)
		unknown_metric(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	return metric;
}

/* Transition over (grp, predicted, label, metric); the metric must stay the same. */
Datum
drift_fairness_accum_metric(PG_FUNCTION_ARGS)
{
	Fairness   *state = state_arg(fcinfo);
	text	   *name;

	choice_not_null(fcinfo, 4, "fairness gap", "metric");
	name = PG_GETARG_TEXT_PP(4);
	if (state->metric == 0)
		state->metric = metric_of(name) + 1;
	else
	{
		const char *known = gap_names[state->metric - 1].name;
		Size		length = VARSIZE_ANY_EXHDR(name);

		/* the usual name first: a synonym costs a search per row */
		if ((strncmp(known, VARDATA_ANY(name), length) != 0 || known[length] != '\0') &&
			metric_of(name) != (int) state->metric - 1)
			fairness_metric_differs(state, text_to_cstring(name));
	}
	PG_RETURN_POINTER(count_row(fcinfo, state, truth_arg(fcinfo, 3), truth_arg(fcinfo, 2)));
}

/* Add two states; also the transition of drift.merge. */
Datum
drift_fairness_combine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(fairness_merge(state_arg(fcinfo), fairness_detoast(PG_GETARG_DATUM(1))));
}

/* Give the stored form; the state itself may be shared and is left alone. */
Datum
drift_fairness_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(fairness_compact(fairness_detoast(PG_GETARG_DATUM(0))));
}

/* Return a gap, NaN as NULL. */
static Datum
gap_result(FunctionCallInfo fcinfo, double gap)
{
	if (isnan(gap))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(gap);
}

/* Final step of the one-step gap, of the metric it was asked for. */
Datum
drift_fairness_gap_final(PG_FUNCTION_ARGS)
{
	Fairness   *state = fairness_detoast(PG_GETARG_DATUM(0));
	int			metric = state->metric == 0 ? RATE_SELECTION : (int) state->metric - 1;

	return gap_result(fcinfo,
					  group_gap(fairness_counts(state), fairness_names(state)->n, metric, 1));
}

/* Final step of the one-step ratio. */
Datum
drift_fairness_ratio_final(PG_FUNCTION_ARGS)
{
	Fairness   *state = fairness_detoast(PG_GETARG_DATUM(0));
	int			metric = state->metric == 0 ? RATE_SELECTION : (int) state->metric - 1;

	return gap_result(fcinfo,
					  group_ratio(fairness_counts(state), fairness_names(state)->n, metric, 1));
}

/* Read min_n, which is a count. */
int64
fairness_min_n(FunctionCallInfo fcinfo, int argno)
{
	int64		min_n = PG_GETARG_INT64(argno);

	if (min_n < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_n must not be negative, but is " INT64_FORMAT, min_n),
				 errhint("It is the smallest number of rows a rate may rest on.")));
	return min_n;
}

/* drift.fairness_gap(state, metric, min_n) */
Datum
drift_fairness_gap(PG_FUNCTION_ARGS)
{
	Fairness   *state = fairness_detoast(PG_GETARG_DATUM(0));
	int			metric = metric_of(PG_GETARG_TEXT_PP(1));

	return gap_result(fcinfo, group_gap(fairness_counts(state), fairness_names(state)->n, metric,
										fairness_min_n(fcinfo, 2)));
}

/* drift.fairness_ratio(state, metric, min_n) */
Datum
drift_fairness_ratio(PG_FUNCTION_ARGS)
{
	Fairness   *state = fairness_detoast(PG_GETARG_DATUM(0));
	int			metric = metric_of(PG_GETARG_TEXT_PP(1));

	return gap_result(fcinfo, group_ratio(fairness_counts(state), fairness_names(state)->n, metric,
										  fairness_min_n(fcinfo, 2)));
}

/* The columns of drift.fairness_row. */
enum
{
	COL_GRP, COL_METRIC, COL_N, COL_NUMERATOR, COL_DENOMINATOR, COL_RATE, COL_CI_LOW, COL_CI_HIGH,
	COL_REFERENCE, COL_DIFFERENCE, COL_DIFFERENCE_LOW, COL_DIFFERENCE_HIGH, COL_RATIO,
	COL_RATIO_LOW, COL_RATIO_HIGH, COL_TEST, COL_P_VALUE, COL_P_ADJUSTED, COL_STATUS, COL_REASON,
	COLUMNS
};

static const char *const status_names[] = {
	"pass", "warn", "fail", "reference", "insufficient_data"
};

/* A row under construction: everything NULL until set. */
typedef struct RowBuilder
{
	Datum		value[COLUMNS];
	bool		null[COLUMNS];
} RowBuilder;

/* Set a text column; NULL stays NULL. */
static void
set_text(RowBuilder *row, int column, const char *value, Size length)
{
	row->null[column] = value == NULL;
	if (value != NULL)
		row->value[column] = PointerGetDatum(cstring_to_text_with_len(value, length));
}

/* Set a text column from a C string. */
static void
set_cstring(RowBuilder *row, int column, const char *value)
{
	set_text(row, column, value, value ? strlen(value) : 0);
}

/* Set a count. */
static void
set_count(RowBuilder *row, int column, int64 value)
{
	row->null[column] = false;
	row->value[column] = Int64GetDatum(value);
}

/* Set a number; NaN stays NULL. */
static void
set_number(RowBuilder *row, int column, double value)
{
	row->null[column] = isnan(value);
	row->value[column] = Float8GetDatum(value);
}

/* Set two limits. */
static void
set_interval(RowBuilder *row, int column, Limits interval)
{
	set_number(row, column, interval.low);
	set_number(row, column + 1, interval.high);
}

/* Say what a group was compared with. */
static void
set_reference(RowBuilder *row, const Fairness *state, const GroupOptions *options, int reference)
{
	Size		length;
	const char *name;

	if (options->kind == REFERENCE_OVERALL || options->kind == REFERENCE_COMPLEMENT)
		set_cstring(row, COL_REFERENCE,
					options->kind == REFERENCE_OVERALL ? "overall" : "complement");
	else if (reference >= 0)
	{
		name = names_get(fairness_names(state), reference, &length);
		set_text(row, COL_REFERENCE, name, length);
	}
}

/* Set the columns that come from the comparison. */
static void
set_comparison(RowBuilder *row, const Confusion *group, const GroupRow *compared, Rate rate)
{
	set_cstring(row, COL_METRIC, gap_names[rate].name);
	set_count(row, COL_N, confusion_rows(group));
	set_count(row, COL_NUMERATOR, compared->numerator);
	set_count(row, COL_DENOMINATOR, compared->denominator);
	set_number(row, COL_RATE, compared->rate);
	set_interval(row, COL_CI_LOW, compared->rate_ci);
	set_number(row, COL_DIFFERENCE, compared->difference);
	set_interval(row, COL_DIFFERENCE_LOW, compared->difference_ci);
	set_number(row, COL_RATIO, compared->ratio);
	set_interval(row, COL_RATIO_LOW, compared->ratio_ci);
	set_cstring(row, COL_TEST, compared->test);
	set_number(row, COL_P_VALUE, compared->p_value);
	set_number(row, COL_P_ADJUSTED, compared->p_adjusted);
	set_cstring(row, COL_STATUS, status_names[compared->status]);
	set_cstring(row, COL_REASON, compared->reason);
}

/* Put out the row of the people whose group is not known: counted, never compared. */
static void
put_unknown(ReturnSetInfo *result, const Fairness *state, const GroupOptions *options)
{
	RowBuilder	row;
	Estimate	estimate = confusion_rate_estimate(&state->unknown, options->rate,
												   normal_z(options->alpha));
	GroupRow	compared = {.rate = estimate.value, .rate_ci = estimate.ci, .difference = NAN,
		.difference_ci = no_interval, .ratio = NAN, .ratio_ci = no_interval, .p_value = NAN,
	.p_adjusted = NAN, .status = GROUP_INSUFFICIENT, .reason = "unknown_group"};

	confusion_rate(&state->unknown, options->rate, &compared.numerator, &compared.denominator);
	memset(row.null, true, sizeof(row.null));
	set_comparison(&row, &state->unknown, &compared, options->rate);
	tuplestore_putvalues(result->setResult, result->setDesc, row.value, row.null);
}

/* Put out the rows of one rate. */
static void
put_table(ReturnSetInfo *result, const Fairness *state, const GroupOptions *options)
{
	const Confusion *group = fairness_counts(state);
	uint32		n = fairness_names(state)->n;
	uint32	   *order = names_order(fairness_names(state));
	GroupRow   *compared = palloc((n + 1) * sizeof(GroupRow));
	double	   *scratch = palloc((n + 1) * sizeof(double));
	double	  **pointers = palloc((n + 1) * sizeof(double *));

	group_compare(group, n, options, compared, scratch, pointers);
	for (uint32 i = 0; i < n; i++)
	{
		uint32		id = order[i];
		RowBuilder	row;
		Size		length;
		const char *name = names_get(fairness_names(state), id, &length);

		CHECK_FOR_INTERRUPTS();
		memset(row.null, true, sizeof(row.null));
		set_text(&row, COL_GRP, name, length);
		set_comparison(&row, &group[id], &compared[id], options->rate);
		set_reference(&row, state, options, compared[id].reference);
		tuplestore_putvalues(result->setResult, result->setDesc, row.value, row.null);
	}
	if (confusion_rows(&state->unknown) > 0)
		put_unknown(result, state, options);
}

/* Understand the reference: a keyword, 'group:' and a name, or a name. */
void
fairness_reference(const text *reference, const Fairness *state, GroupOptions *options)
{
	static const char *const keywords[] = {
		"majority", "best", "max", "min", "overall", "complement"
	};
	const char *value = VARDATA_ANY(reference);
	Size		length = VARSIZE_ANY_EXHDR(reference);

	for (int i = 0; i < (int) lengthof(keywords); i++)
		if (strlen(keywords[i]) == length && memcmp(keywords[i], value, length) == 0)
		{
			options->kind = (ReferenceKind) i;
			return;
		}
	if (length > 6 && memcmp(value, "group:", 6) == 0)
	{
		value += 6;
		length -= 6;
	}
	options->kind = REFERENCE_GROUP;
	options->reference = names_find(fairness_names(state), names_hash(value, length), value,
									length);
}

/* Read a share strictly between 0 and 1, or up to 1. */
double
fairness_share(FunctionCallInfo fcinfo, int argno, const char *name, bool one_allowed)
{
	double		value = PG_GETARG_FLOAT8(argno);

	if (!(value > 0 && (value < 1 || (one_allowed && value == 1))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be above 0 and %s 1, but is %g", name,
						one_allowed ? "at most" : "below", value),
				 errhint("Usual are alpha => 0.05 and min_ratio => 0.8.")));
	return value;
}

/* drift.fairness_table(state, reference, alpha, min_n, metric, min_ratio) */
Datum
drift_fairness_table(PG_FUNCTION_ARGS)
{
	static const char *const arguments[] = {
		"state", "reference", "alpha", "min_n", "metric", "min_ratio"
	};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	GroupOptions options = {0};
	Fairness   *state;
	text	   *name;
	int			metric = -1;
	bool		all;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	for (int i = 1; i < (int) lengthof(arguments); i++)
		choice_not_null(fcinfo, i, "drift.fairness_table", arguments[i]);
	state = fairness_compact(fairness_detoast(PG_GETARG_DATUM(0)));
	fairness_reference(PG_GETARG_TEXT_PP(1), state, &options);
	options.alpha = fairness_share(fcinfo, 2, "alpha", false);
	options.min_n = fairness_min_n(fcinfo, 3);
	options.min_ratio = fairness_share(fcinfo, 5, "min_ratio", true);
	name = PG_GETARG_TEXT_PP(4);
	all = VARSIZE_ANY_EXHDR(name) == 3 && memcmp(VARDATA_ANY(name), "all", 3) == 0;
	if (!all)
		metric = metric_of(name);
	for (int rate = 0; rate < RATE_COUNT; rate++)
		if (all || metric == rate ||
			(metric >= RATE_COUNT && (rate == RATE_TPR || rate == RATE_FPR)))
		{
			options.rate = (Rate) rate;
			put_table(result, state, &options);
		}
	return (Datum) 0;
}
