/*
 * curve.c - what a binary drift.outcome looks like at every threshold: rows for plotting
 *
 * A row is predicted positive when its score is at least the threshold. Every distinct score is a
 * threshold, as in scikit-learn with drop_intermediate=False; when there are more than the caller
 * wants, points at equal steps of false plus true positive rate are kept, and both ends.
 */
#include "fn/binary_read.h"

#include <math.h>

#include "fn/choice.h"
#include "fn/curve.h"
#include "funcapi.h"
#include "miscadmin.h"

PG_FUNCTION_INFO_V1(drift_roc_curve);
PG_FUNCTION_INFO_V1(drift_precision_recall_curve);
PG_FUNCTION_INFO_V1(drift_gain_curve);
PG_FUNCTION_INFO_V1(drift_threshold_table);

/* Where a descent through the thresholds is. */
typedef struct Descent
{
	const Scored *scored;
	size_t		left;			/* points not predicted positive yet */
	size_t		most;			/* points the caller wants */
	double		taken[2];		/* weight predicted positive, by label */
	double		step;			/* the last step of the curve that has a point */
} Descent;

/* Divide; 0/0 is undefined. */
static double
ratio(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

/* How far along the curve the descent is, from 0 to 2. */
static double
position(const Descent *descent)
{
	double		sum = 0;

	for (int label = 0; label < 2; label++)
		if (descent->scored->total[label] > 0)
			sum += descent->taken[label] / descent->scored->total[label];
	return sum;
}

/* Go to the next threshold that has a row; false at the end. */
static bool
descend(Descent *descent, double *threshold)
{
	const Scored *scored = descent->scored;

	while (descent->left > 0)
	{
		const ScoredPoint *point = &scored->point[--descent->left];
		double		step;

		CHECK_FOR_INTERRUPTS();
		descent->taken[0] = Min(descent->taken[0] + point->weight[0], scored->total[0]);
		descent->taken[1] = Min(descent->taken[1] + point->weight[1], scored->total[1]);
		*threshold = point->score;
		if (scored->n <= descent->most || descent->left == 0)
			return true;
		/* the end has a row of its own */
		step = floor(position(descent) / 2 * (descent->most - 1));
		if (step > descent->step)
		{
			descent->step = step;
			return true;
		}
	}
	return false;
}

/* Put out a row of doubles; NaN is NULL. */
void
put_doubles(ReturnSetInfo *result, const double *number, int n)
{
	Datum		value[CURVE_COLUMNS];
	bool		null[CURVE_COLUMNS];

	Assert(n <= CURVE_COLUMNS);
	for (int i = 0; i < n; i++)
	{
		null[i] = isnan(number[i]);
		value[i] = Float8GetDatum(number[i]);
	}
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Begin a curve: false when there is nothing to plot. */
static bool
curve_begin(FunctionCallInfo fcinfo, const char *function, Descent *descent, BinaryRead **read)
{
	StateHeader *state;
	int32		most = PG_INT32_MAX;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return false;
	if (!PG_ARGISNULL(1))
		most = PG_GETARG_INT32(1);
	if (most < 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s: a curve needs at least 2 points, not %d", function, most),
				 errhint("NULL gives every point.")));
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	*read = binary_read(state, function);
	*descent = (Descent) {.scored = binary_scored(state, *read), .most = most, .step = -1};
	if (descent->scored == NULL || descent->scored->n == 0)
		return false;
	descent->left = descent->scored->n;
	return true;
}

/* drift.roc_curve(state, max_points) */
Datum
drift_roc_curve(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Descent		descent;
	BinaryRead *read;
	double		threshold = INFINITY;

	if (!curve_begin(fcinfo, "drift.roc_curve", &descent, &read))
		return (Datum) 0;
	do
	{
		double		row[3] = {threshold, ratio(descent.taken[0], descent.scored->total[0]),
		ratio(descent.taken[1], descent.scored->total[1])};

		put_doubles(result, row, lengthof(row));
	} while (descend(&descent, &threshold));
	return (Datum) 0;
}

/* drift.precision_recall_curve(state, max_points) */
Datum
drift_precision_recall_curve(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	double		first[3] = {NAN, 1, 0};
	Descent		descent;
	BinaryRead *read;
	double		threshold;

	if (!curve_begin(fcinfo, "drift.precision_recall_curve", &descent, &read))
		return (Datum) 0;
	put_doubles(result, first, lengthof(first));
	while (descend(&descent, &threshold))
	{
		double		row[3] = {threshold,
		ratio(descent.taken[1], descent.taken[0] + descent.taken[1]),
		ratio(descent.taken[1], descent.scored->total[1])};

		put_doubles(result, row, lengthof(row));
	}
	return (Datum) 0;
}

/* drift.gain_curve(state, max_points) */
Datum
drift_gain_curve(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Descent		descent;
	BinaryRead *read;
	double		threshold = INFINITY;

	if (!curve_begin(fcinfo, "drift.gain_curve", &descent, &read))
		return (Datum) 0;
	do
	{
		const Scored *scored = descent.scored;
		double		share = ratio(descent.taken[0] + descent.taken[1],
								  scored->total[0] + scored->total[1]);
		double		gain = ratio(descent.taken[1], scored->total[1]);
		double		row[4] = {threshold, share, gain, ratio(gain, share)};

		put_doubles(result, row, lengthof(row));
	} while (descend(&descent, &threshold));
	return (Datum) 0;
}

/* Pretend that this is what was predicted. */
static Cells
cells_at_threshold(const Descent *descent)
{
	const Scored *scored = descent->scored;
	Cells		cells = {0};

	for (int label = 0; label < 2; label++)
	{
		double		taken = descent->taken[label];

		cells.weight[label][1] = taken;
		cells.weight[label][0] = scored->total[label] - taken;
		for (int predicted = 0; predicted < 2; predicted++)
			cells.square[label][predicted] = cells.weight[label][predicted];
	}
	return cells;
}

/* drift.threshold_table(state, points) */
Datum
drift_threshold_table(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Descent		descent;
	BinaryRead *read;
	double		threshold = INFINITY;

	if (!curve_begin(fcinfo, "drift.threshold_table", &descent, &read))
		return (Datum) 0;
	do
	{
		Cells		cells = cells_at_threshold(&descent);
		double		row[CURVE_COLUMNS] = {threshold,
			cells.weight[1][1], cells.weight[0][1], cells.weight[1][0], cells.weight[0][0],
			cells_rate(&cells, RATE_SELECTION, 0).value, cells_rate(&cells, RATE_ACCURACY, 0).value,
			cells_balanced_accuracy(&cells, 0).value, cells_rate(&cells, RATE_PPV, 0).value,
			cells_rate(&cells, RATE_TPR, 0).value, cells_rate(&cells, RATE_TNR, 0).value,
			cells_rate(&cells, RATE_NPV, 0).value, cells_f(&cells, 1, 0).value,
			cells_mcc(&cells, 0).value, cells_kappa(&cells, 0).value,
			cells_informedness(&cells, 0).value
		};

		put_doubles(result, row, CURVE_COLUMNS);
	} while (descend(&descent, &threshold));
	return (Datum) 0;
}
