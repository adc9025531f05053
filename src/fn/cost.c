/*
 * cost.c - metrics of a binary drift.outcome that take an option: costs, beta, a share of the rows
 */
#include "fn/binary_read.h"

#include <math.h>

#include "access/htup_details.h"
#include "fn/choice.h"
#include "funcapi.h"

PG_FUNCTION_INFO_V1(drift_expected_cost);
PG_FUNCTION_INFO_V1(drift_best_threshold);
PG_FUNCTION_INFO_V1(drift_f_beta);
PG_FUNCTION_INFO_V1(drift_gain_at);
PG_FUNCTION_INFO_V1(drift_lift_at);
PG_FUNCTION_INFO_V1(drift_precision_at);

#define COST_COLUMNS 6

/* Read one finite cost. */
static double
cost_arg(FunctionCallInfo fcinfo, int argno, const char *function)
{
	static const char *const name[] = {"", "tp", "fp", "fn", "tn"};
	double		cost;

	choice_not_null(fcinfo, argno, function, name[argno]);
	cost = PG_GETARG_FLOAT8(argno);
	if (!isfinite(cost))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s: %s must be a finite number, but is %g", function, name[argno], cost),
				 errhint("Costs are positive, gains negative.")));
	return cost;
}

/* Read the four costs. */
static CostMatrix
costs_arg(FunctionCallInfo fcinfo, const char *function)
{
	return (CostMatrix) {
		.tp = cost_arg(fcinfo, 1, function), .fp = cost_arg(fcinfo, 2, function),
		.fn = cost_arg(fcinfo, 3, function), .tn = cost_arg(fcinfo, 4, function)
	};
}

/* Return a row of doubles and a count at the end; NaN is NULL. */
static Datum
cost_row(FunctionCallInfo fcinfo, const double number[COST_COLUMNS - 1], int64 n)
{
	TupleDesc	desc;
	Datum		value[COST_COLUMNS];
	bool		null[COST_COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH), errmsg("a row type is needed")));
	for (int i = 0; i < COST_COLUMNS - 1; i++)
	{
		value[i] = Float8GetDatum(number[i]);
		null[i] = isnan(number[i]);
	}
	value[COST_COLUMNS - 1] = Int64GetDatum(n);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), value, null));
}

/* The cost of a row when all are predicted alike, the cheaper way. */
static double
constant_cost(const CostMatrix *cost, double base)
{
	double		all = base * cost->tp + (1 - base) * cost->fp;
	double		none = base * cost->fn + (1 - base) * cost->tn;

	return fmin(all, none);
}

/* drift.expected_cost(state, tp, fp, fn, tn, alpha) */
Datum
drift_expected_cost(PG_FUNCTION_ARGS)
{
	StateHeader *state;
	BinaryRead *read;
	CostMatrix	cost;
	Estimate	estimate;
	double		z;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	read = binary_read(state, "drift.expected_cost");
	cost = costs_arg(fcinfo, "drift.expected_cost");
	z = normal_z(choice_alpha(fcinfo, 5, "drift.expected_cost"));
	estimate = cells_cost(&read->cells, &cost, z);
	if (isnan(estimate.value))
		return cost_row(fcinfo, (double[]) {NAN, NAN, NAN, NAN, NAN}, estimate.n);
	return cost_row(fcinfo, (double[]) {
					estimate.value * cells_evaluated(&read->cells), estimate.value,
					estimate.ci.low, estimate.ci.high,
					constant_cost(&cost, cells_base(&read->cells))
					}, estimate.n);
}

/* drift.best_threshold(state, tp, fp, fn, tn): the highest of the cheapest */
Datum
drift_best_threshold(PG_FUNCTION_ARGS)
{
	StateHeader *state;
	BinaryRead *read;
	const Scored *scored;
	CostMatrix	cost;
	double		taken[2] = {0, 0};
	double		best[5] = {INFINITY, NAN, NAN, 0, NAN};
	double		total;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	read = binary_read(state, "drift.best_threshold");
	cost = costs_arg(fcinfo, "drift.best_threshold");
	scored = binary_scored(state, read);
	if (scored == NULL || scored->total[0] + scored->total[1] <= 0)
		return cost_row(fcinfo, (double[]) {NAN, NAN, NAN, NAN, NAN}, 0);
	total = scored->total[0] + scored->total[1];
	best[2] = (scored->total[1] * cost.fn + scored->total[0] * cost.tn) / total;
	for (size_t i = scored->n; i-- > 0;)
	{
		double		here;

		taken[0] += scored->point[i].weight[0];
		taken[1] += scored->point[i].weight[1];
		here = (taken[1] * cost.tp + taken[0] * cost.fp + (scored->total[1] - taken[1]) * cost.fn +
				(scored->total[0] - taken[0]) * cost.tn) / total;
		if (here < best[2])
		{
			best[0] = scored->point[i].score;
			best[2] = here;
			best[3] = (taken[0] + taken[1]) / total;
		}
	}
	best[1] = best[2] * total;
	best[4] = constant_cost(&cost, scored->total[1] / total);
	return cost_row(fcinfo, best, scored->rows);
}

/* drift.f_beta(state, beta) */
Datum
drift_f_beta(PG_FUNCTION_ARGS)
{
	BinaryRead *read = binary_read(state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME),
								   "drift.f_beta");
	double		beta = PG_GETARG_FLOAT8(1);

	if (!(beta > 0 && beta <= 1e6))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("beta must be above 0 and at most 1e6, but is %g", beta),
				 errhint("2 weighs recall more, 0.5 precision.")));
	return estimate_result(fcinfo, cells_f(&read->cells, beta, 0));
}

/* The body of what is read of the best-scored share of the rows. */
static Datum
at_share(FunctionCallInfo fcinfo, TopMetric metric, const char *function)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	double		share = PG_GETARG_FLOAT8(1);
	const Scored *scored;

	if (!(share > 0 && share <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s: share must be above 0 and at most 1, but is %g", function, share),
				 errhint("0.1 is the tenth of the rows with the highest scores.")));
	scored = binary_scored(state, binary_read(state, function));
	if (scored == NULL)
		PG_RETURN_NULL();
	return estimate_result(fcinfo, scored_at_share(scored, metric, share, 0));
}

/* drift.gain_at(state, share) */
Datum
drift_gain_at(PG_FUNCTION_ARGS)
{
	return at_share(fcinfo, TOP_GAIN, "drift.gain_at");
}

/* drift.lift_at(state, share) */
Datum
drift_lift_at(PG_FUNCTION_ARGS)
{
	return at_share(fcinfo, TOP_LIFT, "drift.lift_at");
}

/* drift.precision_at(state, share) */
Datum
drift_precision_at(PG_FUNCTION_ARGS)
{
	return at_share(fcinfo, TOP_PRECISION, "drift.precision_at");
}
