/*
 * outcome_estimated.h - drift.outcome of kind estimated: predictions, and probabilities of labels
 * that are not known
 *
 * Expected counts by prediction as exact sums, and the probabilities by distinct score, for metrics
 * that rank. Up to ESTIMATED_MOST distinct scores are exact, beyond that scores are rounded; the
 * counts are exact always. Nothing depends on the order of rows and merges.
 */
#ifndef DRIFT_OUTCOME_ESTIMATED_H
#define DRIFT_OUTCOME_ESTIMATED_H

#include "state/score_list.h"
#include "stats/expected.h"

#define ESTIMATED_MOST 8192		/* distinct scores kept exactly */

/* Followed by a ScoreList. */
typedef struct EstimatedOutcome
{
	StateHeader header;
	ExpectedCounts counts;
} EstimatedOutcome;

static inline ScoreList *
estimated_list(const EstimatedOutcome *state)
{
	return (ScoreList *) (state + 1);
}

extern EstimatedOutcome *estimated_new(void);
extern EstimatedOutcome *estimated_add_score(EstimatedOutcome *state, double probability,
											 double score);
extern EstimatedOutcome *estimated_merge(EstimatedOutcome *into, const EstimatedOutcome *from);
extern EstimatedOutcome *estimated_compact(const EstimatedOutcome *state);
extern EstimatedOutcome *estimated_of_points(const ExpectedCounts *counts, PointList *points);
extern PointList estimated_points(const EstimatedOutcome *state);
extern void estimated_write_text(StringInfo out, const EstimatedOutcome *state);
extern EstimatedOutcome *estimated_read_text(TextReader *reader);
extern void estimated_send(StringInfo out, const EstimatedOutcome *state);
extern EstimatedOutcome *estimated_recv(StringInfo in);

#endif							/* DRIFT_OUTCOME_ESTIMATED_H */
