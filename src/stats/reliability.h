/*
 * reliability.h - mean score against share of positives, bin by bin
 */
#ifndef DRIFT_RELIABILITY_H
#define DRIFT_RELIABILITY_H

#include "stats/score.h"

/* A bin of scores; without weights, weights are rows. */
typedef struct ReliabilityBin
{
	double		weight;
	double		positive;		/* weight of the positive rows */
	double		score;			/* sum of weight times score */
} ReliabilityBin;

/* The narrow bins of a state. */
typedef struct Reliability
{
	ReliabilityBin bin[CALIBRATION_BINS];
	double		weight;
	double		positive;
	double		effective;		/* effective rows */
	int64_t		rows;
	int64_t		n_outside;		/* rows with scores outside [0, 1]: nothing is defined then */
} Reliability;

typedef enum ReliabilityMetric
{
	RELIABILITY_ECE,			/* mean distance */
	RELIABILITY_MCE,			/* largest distance */
	RELIABILITY_TERM,			/* Murphy's reliability: mean squared distance */
	RELIABILITY_RESOLUTION,		/* mean squared distance of the bins' positives from all */
	RELIABILITY_METRICS
} ReliabilityMetric;

extern void reliability_of_sums(Reliability *result, const ScoreSums *sums);

/* All metrics in this many bins (a divisor of CALIBRATION_BINS); z = 0: without intervals. */
extern void reliability_estimates(const Reliability *state, int bins, double z,
								  Estimate result[RELIABILITY_METRICS]);
extern Estimate reliability_uncertainty(const Reliability *state, double z);

#endif							/* DRIFT_RELIABILITY_H */
