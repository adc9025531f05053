/*
 * class_score.h - how good the probabilities of several classes are
 *
 * A row lists classes with their probabilities; a class that is not listed has none (0). All sums
 * are exact (FixedSum): any order of rows and merges gives the same result.
 */
#ifndef DRIFT_CLASS_SCORE_H
#define DRIFT_CLASS_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/score.h"

#define TOP_RANKS 10			/* places of the label that are counted one by one */
#define SCORE_SUM_TOLERANCE 0.05	/* probabilities that miss 1 by more are none */

/* A class of a row and its probability. */
typedef struct ClassScore
{
	const char *name;			/* not NUL-terminated */
	size_t		length;
	double		score;
} ClassScore;

typedef struct ClassScoreSums
{
	int64_t		n;				/* rows with label and probabilities */
	int64_t		n_unlisted;		/* of these, the label is not among the classes listed */
	int64_t		rank[TOP_RANKS];	/* rows whose label has the largest score, the second, .. */
	FixedSum	log_loss;
	FixedSum	log_loss_squared;
	FixedSum	brier;			/* sum over the classes of (score - 1 if label else 0)^2 */
	FixedSum	brier_squared;
	CalibrationBin bin[CALIBRATION_BINS];	/* by the largest score; positive: the label's */
} ClassScoreSums;

extern bool class_scores_usable(ClassScore *row, size_t n);	/* cuts rounding errors off */
extern void class_score_add(ClassScoreSums *sums, const ClassScore *row, size_t n, int label);

/* false: overflow */
extern bool class_score_merge(ClassScoreSums *into, const ClassScoreSums *from);
extern Estimate class_score_log_loss(const ClassScoreSums *sums, double z);
extern Estimate class_score_brier(const ClassScoreSums *sums, double z);
extern Estimate class_score_ece(const ClassScoreSums *sums, int bins);
extern Estimate class_score_top(const ClassScoreSums *sums, int k, double z);

/* Average areas, each with its interval for z = 1; weights: rows of each class, NULL: all alike. */
extern Estimate class_score_average(const Estimate *area, const double *weight, size_t n,
									int64_t rows, double z);

#endif							/* DRIFT_CLASS_SCORE_H */
