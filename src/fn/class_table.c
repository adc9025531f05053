/*
 * class_table.c - each class of a drift.outcome against the rest, a row for each class
 */
#include "state/class_scores.h"

#include <math.h>

#include "fn/choice.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "stats/auc.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_class_table);

#define COUNTS 6				/* columns of counts after the name */
#define RATES 5					/* rates, each with its limits */
#define COLUMNS (1 + COUNTS + 3 * RATES)

/* Put a rate and its limits into a row, undefined as NULL. */
static void
put_rate(Datum *value, bool *null, Estimate rate)
{
	double		part[3] = {rate.value, rate.ci.low, rate.ci.high};

	for (int i = 0; i < 3; i++)
	{
		value[i] = Float8GetDatum(part[i]);
		null[i] = isnan(part[i]);
	}
}

/* One class against the rest: its four counts. */
static Confusion
one_against_rest(const ClassMargins *margins, uint32 c)
{
	Confusion	counts = {{{0}}};

	counts.cell[TRUTH_TRUE][TRUTH_TRUE] = margins->correct[c];
	counts.cell[TRUTH_TRUE][TRUTH_FALSE] = margins->actual[c] - margins->correct[c];
	counts.cell[TRUTH_FALSE][TRUTH_TRUE] = margins->predicted[c] - margins->correct[c];
	counts.cell[TRUTH_FALSE][TRUTH_FALSE] = margins->n - margins->actual[c] -
		margins->predicted[c] + margins->correct[c];
	return counts;
}

/* Put out one class. */
static void
put_class(ReturnSetInfo *result, const char *name, Size length, const Confusion *counts,
		  Estimate area, double z)
{
	Datum		value[COLUMNS];
	bool		null[COLUMNS] = {false};
	int64		count[COUNTS] = {confusion_tp(counts) + confusion_fn(counts),
		confusion_tp(counts) + confusion_fp(counts), confusion_tp(counts), confusion_fp(counts),
	confusion_fn(counts), confusion_tn(counts)};
	Estimate	rate[RATES] = {confusion_rate_estimate(counts, RATE_PPV, z),
		confusion_rate_estimate(counts, RATE_TPR, z), confusion_rate_estimate(counts, RATE_TNR, z),
	confusion_f1(counts, z), area};

	value[0] = PointerGetDatum(cstring_to_text_with_len(name, length));
	for (int i = 0; i < COUNTS; i++)
		value[1 + i] = Int64GetDatum(count[i]);
	for (int i = 0; i < RATES; i++)
		put_rate(&value[1 + COUNTS + 3 * i], &null[1 + COUNTS + 3 * i], rate[i]);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* The area under the ROC curve of a class's score against the rest. */
static Estimate
class_area(const ClassScores *scores, uint32 name, double z)
{
	for (uint32 c = 0; scores && c < scores->n_classes; c++)
		if (scores->entry[c].name == name)
		{
			NumView		view[2];
			Estimate	area;

			for (int side = 0; side < 2; side++)
				dist_view(scored_dist(scores, c, side), &view[side]);
			area = roc_auc(&view[0], &view[1]);
			roc_auc_interval(&view[0], &view[1], z, &area);
			return area;
		}
	return undefined_estimate(0, NULL);
}

/* drift.class_table(state, alpha) */
Datum
drift_class_table(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	StateHeader *state;
	ClassOutcome *sorted;
	ClassMargins margins;
	double		alpha;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	alpha = choice_alpha(fcinfo, 1, "drift.class_table");
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	state_check_kind(state, KIND_CLASS, "drift.class_table");
	sorted = class_compact((ClassOutcome *) state);
	margins = class_sums(sorted);
	for (uint32 c = 0; c < margins.n_classes; c++)
	{
		Size		length;
		const char *name = names_get(class_names(sorted), c, &length);
		Confusion	counts = one_against_rest(&margins, c);

		CHECK_FOR_INTERRUPTS();
		put_class(result, name, length, &counts,
				  class_area(class_scores(sorted), c, normal_z(alpha)), normal_z(alpha));
	}
	return (Datum) 0;
}
