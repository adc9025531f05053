/*
 * outcome_weighted.h - drift.outcome of kind weighted: a binary model whose rows have weights
 *
 * The nine counts with weights and squared weights, sums for log loss, Brier score and calibration,
 * and a list of scores with the weight of either label.
 */
#ifndef DRIFT_OUTCOME_WEIGHTED_H
#define DRIFT_OUTCOME_WEIGHTED_H

#include "state/weight_list.h"
#include "stats/cells.h"
#include "stats/weighted.h"

/* Followed by a WeightList. */
typedef struct WeightedOutcome
{
	StateHeader header;
	Cells		cells;
	WeightedScores scores;
} WeightedOutcome;

static inline WeightList *
weighted_list(const WeightedOutcome *state)
{
	return (WeightList *) unconstify(WeightedOutcome *, state + 1);
}

extern WeightedOutcome *weighted_new(void);
extern void weighted_count(WeightedOutcome *state, Truth label, Truth predicted, double weight);
extern WeightedOutcome *weighted_add_score(WeightedOutcome *state, bool label, double score,
										   double weight);
extern WeightedOutcome *weighted_outcome_merge(WeightedOutcome *into, const WeightedOutcome *from);
extern WeightedOutcome *weighted_compact(const WeightedOutcome *state);
extern void weighted_write_text(StringInfo out, const WeightedOutcome *state);
extern WeightedOutcome *weighted_read_text(TextReader *reader);
extern void weighted_send(StringInfo out, const WeightedOutcome *state);
extern WeightedOutcome *weighted_recv(StringInfo in);

#endif							/* DRIFT_OUTCOME_WEIGHTED_H */
