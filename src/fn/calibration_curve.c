/*
 * calibration_curve.c - mean score against share of positives, bin by bin, as rows
 */
#include "fn/binary_read.h"

#include <math.h>

#include "fn/choice.h"
#include "fn/curve.h"
#include "funcapi.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_calibration_curve);

#define MOST_BINS 1000

/* A quantile of all scores: linear between ranks where rows are counted (NumPy's default). */
static double
score_quantile(const Scored *scored, double p, bool counted)
{
	double		total = scored->total[0] + scored->total[1];
	double		rank = counted ? (total - 1) * p : total * p;
	double		below = 0;

	for (size_t i = 0; i < scored->n; i++)
	{
		double		here = scored->point[i].weight[0] + scored->point[i].weight[1];

		below += here;
		if (counted && rank <= below - 1)
			return scored->point[i].score;
		if (counted && rank < below && i + 1 < scored->n)
			return scored->point[i].score +
				(rank - (below - 1)) * (scored->point[i + 1].score - scored->point[i].score);
		if (!counted && below >= rank * (1 - 1e-12))
			return scored->point[i].score;
	}
	return scored->point[scored->n - 1].score;
}

/* Find the upper edges of the bins. */
static void
find_edges(const Scored *scored, int bins, bool quantile, bool counted, double *edge)
{
	for (int i = 0; i <= bins; i++)
		edge[i] = quantile ? score_quantile(scored, (double) i / bins, counted) :
			(double) i / bins;
}

/* Put scores into bins closed on the right. */
static void
fill_bins(const Scored *scored, int bins, const double *edge, ReliabilityBin *bin)
{
	int			at = 0;

	for (size_t i = 0; i < scored->n; i++)
	{
		const ScoredPoint *point = &scored->point[i];
		double		weight = point->weight[0] + point->weight[1];

		while (at < bins - 1 && point->score > edge[at + 1])
			at++;
		bin[at].weight += weight;
		bin[at].positive += point->weight[1];
		bin[at].score += weight * point->score;
	}
}

/* Join the state's own bins, which are exact whatever the number of rows. */
static void
join_own_bins(const Reliability *own, int bins, ReliabilityBin *bin)
{
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		ReliabilityBin *to = &bin[i / (CALIBRATION_BINS / bins)];

		to->weight += own->bin[i].weight;
		to->positive += own->bin[i].positive;
		to->score += own->bin[i].score;
	}
}

/* Put out the bins that are not empty. */
static void
put_bins(ReturnSetInfo *result, const Reliability *all, int bins, const double *edge,
		 const ReliabilityBin *bin, double z)
{
	for (int i = 0; i < bins; i++)
	{
		double		share = bin[i].positive / bin[i].weight;
		double		rows = bin[i].weight * (all->effective / all->weight);
		Limits		limits;
		double		row[8] = {i + 1, edge[i], edge[i + 1], bin[i].weight,
		bin[i].score / bin[i].weight, share};

		if (bin[i].weight <= 0)
			continue;
		limits = interval_wilson(share * rows, rows, z);
		row[6] = limits.low;
		row[7] = limits.high;
		put_doubles(result, row, lengthof(row));
	}
}

/* Is the strategy to have as many rows in each bin? */
static bool
strategy_arg(FunctionCallInfo fcinfo, int argno)
{
	static const char *const valid[] = {"uniform", "quantile"};
	text	   *given;

	choice_not_null(fcinfo, argno, "drift.calibration_curve", "strategy");
	given = PG_GETARG_TEXT_PP(argno);
	for (int i = 0; i < (int) lengthof(valid); i++)
		if (VARSIZE_ANY_EXHDR(given) == strlen(valid[i]) &&
			memcmp(VARDATA_ANY(given), valid[i], strlen(valid[i])) == 0)
			return i == 1;
	choice_fail("strategy", VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given), valid, lengthof(valid));
}

/* Read the number of bins. */
static int
bins_arg(FunctionCallInfo fcinfo, int argno)
{
	int32		bins;

	choice_not_null(fcinfo, argno, "drift.calibration_curve", "bins");
	bins = PG_GETARG_INT32(argno);
	if (bins < 1 || bins > MOST_BINS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bins must be between 1 and %d, but is %d", MOST_BINS, bins),
				 errhint("Usual are 10 and 20.")));
	return bins;
}

/* drift.calibration_curve(state, bins, strategy, alpha) */
Datum
drift_calibration_curve(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	StateHeader *state;
	BinaryRead *read;
	const Scored *scored;
	ReliabilityBin *bin;
	double	   *edge;
	double		z;
	bool		quantile;
	int			bins;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	bins = bins_arg(fcinfo, 1);
	quantile = strategy_arg(fcinfo, 2);
	z = normal_z(choice_alpha(fcinfo, 3, "drift.calibration_curve"));
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	read = binary_read(state, "drift.calibration_curve");
	scored = binary_scored(state, read);
	if (read->bins.n_outside > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("drift.calibration_curve needs probabilities, but " INT64_FORMAT
						" scores lie outside [0, 1]", (int64) read->bins.n_outside),
				 errhint("Divide percentages by 100, put logits through 1 / (1 + exp(-x)).")));
	if (scored == NULL || scored->n == 0 || read->bins.weight <= 0)
		return (Datum) 0;
	bin = palloc0(bins * sizeof(ReliabilityBin));
	edge = palloc((bins + 1) * sizeof(double));
	find_edges(scored, bins, quantile, state->kind == KIND_BINARY, edge);
	if (!quantile && CALIBRATION_BINS % bins == 0)
		join_own_bins(&read->bins, bins, bin);
	else
		fill_bins(scored, bins, edge, bin);
	put_bins(result, &read->bins, bins, edge, bin, z);
	return (Datum) 0;
}
