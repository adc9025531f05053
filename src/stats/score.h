/*
 * score.h - how good probabilities are: log loss, Brier score, expected calibration error
 *
 * All sums are exact integers in disguise (FixedSum), so any order of rows and merges gives the
 * same result. Scores outside [0, 1] are no probabilities: they are counted, and while there are
 * any, these three metrics are undefined.
 */
#ifndef DRIFT_SCORE_H
#define DRIFT_SCORE_H

#include <stdbool.h>

#include "stats/interval.h"
#include "stats/sum.h"

/* Equal-width bins kept, closed on the right; any divisor of 60 can be read from them. */
#define CALIBRATION_BINS 60
#define CALIBRATION_DEFAULT_BINS 10

/* Probabilities are moved this far away from 0 and 1 for the logarithm, as scikit-learn does. */
#define LOG_LOSS_EPSILON 2.220446049250313e-16

typedef struct CalibrationBin
{
	int64_t		n;				/* rows with a score in this bin */
	int64_t		n_positive;		/* of these, rows with a positive label */
	FixedSum	score;			/* sum of their scores */
} CalibrationBin;

typedef struct ScoreSums
{
	int64_t		n;				/* rows with label and score in [0, 1] */
	int64_t		n_outside;		/* rows with label and a score outside of it */
	FixedSum	log_loss;		/* sum of -ln(probability given to what happened) */
	FixedSum	log_loss_squared;
	FixedSum	brier;			/* sum of (score - label)^2 */
	FixedSum	brier_squared;
	CalibrationBin bin[CALIBRATION_BINS];
} ScoreSums;

/* Find a score's bin; bin i holds (i / 60, (i + 1) / 60], the first one also 0. */
static inline int
calibration_bin(double score)
{
	int			bin = (int) (score * CALIBRATION_BINS);

	/* the product is rounded: compare with the edge itself */
	if (bin > 0 && score <= (double) bin / CALIBRATION_BINS)
		bin--;
	return bin;
}

extern void score_add(ScoreSums *sums, bool label, double score);	/* not NaN */
extern bool score_merge(ScoreSums *into, const ScoreSums *from);	/* false: overflow */
extern Estimate score_log_loss(const ScoreSums *sums, double z);
extern Estimate score_brier(const ScoreSums *sums, double z);
extern Estimate score_ece(const ScoreSums *sums, int bins); /* bins divides CALIBRATION_BINS */

#endif							/* DRIFT_SCORE_H */
