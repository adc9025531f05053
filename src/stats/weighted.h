/*
 * weighted.h - how good probabilities are where rows have weights
 *
 * What score.h keeps, with doubles for weights. The same metrics divide by the weight, and their
 * intervals by effective rows.
 */
#ifndef DRIFT_WEIGHTED_H
#define DRIFT_WEIGHTED_H

#include "stats/reliability.h"
#include "stats/sum.h"

#define WEIGHT_LARGEST 1e100	/* so that sums of squares stay finite */

typedef struct WeightedScores
{
	int64_t		n;				/* rows with label and score in [0, 1] */
	int64_t		n_outside;		/* rows with label and a score outside of it */
	double		square[2];		/* squared weights by label, scores outside included */
	CompensatedSum log_loss;	/* sums of weight times loss */
	CompensatedSum log_loss_squared;
	CompensatedSum brier;
	CompensatedSum brier_squared;
	ReliabilityBin bin[CALIBRATION_BINS];
} WeightedScores;

extern void weighted_add(WeightedScores *sums, bool label, double score, double weight);
/* false: overflow */
extern bool weighted_merge(WeightedScores *into, const WeightedScores *from);

extern void reliability_of_weighted(Reliability *result, const WeightedScores *sums);
extern Estimate weighted_log_loss(const WeightedScores *sums, double z);
extern Estimate weighted_brier(const WeightedScores *sums, double z);

/* The mean of weighted terms, from sums of weight times term and its square. */
extern Estimate weighted_mean(double sum, double squares, double weight, double effective,
							  int64_t n, double z);

#endif							/* DRIFT_WEIGHTED_H */
