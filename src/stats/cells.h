/*
 * cells.h - label against prediction, weighted or not, and the metrics that need nothing else
 *
 * The nine cells of a Confusion as doubles: rows, weights, and squares of weights. Without weights
 * all three are the counts. Intervals rest on Kish's effective number of rows, (sum of weights)^2 /
 * sum of squares, of the rows that a metric is about; without weights that is their number.
 */
#ifndef DRIFT_CELLS_H
#define DRIFT_CELLS_H

#include "stats/confusion.h"

typedef struct Cells
{
	double		weight[3][3];	/* by [label][predicted] */
	double		square[3][3];	/* squares of the weights */
	int64_t		rows[3][3];
} Cells;

/* What a decision costs (or, negative, earns) by label and prediction. */
typedef struct CostMatrix
{
	double		tp;
	double		fp;
	double		fn;
	double		tn;
} CostMatrix;

extern void cells_of_counts(Cells *cells, const Confusion *counts);
extern double cells_at(const Cells *cells, int label, int predicted);
extern double cells_evaluated(const Cells *cells);	/* weight of rows with label and prediction */
extern double cells_base(const Cells *cells);	/* their share of positive labels; NaN: no rows */

extern Estimate cells_rate(const Cells *cells, Rate rate, double z);
extern Estimate cells_f(const Cells *cells, double beta, double z);
extern Estimate cells_jaccard(const Cells *cells, double z);
extern Estimate cells_mcc(const Cells *cells, double z);
extern Estimate cells_kappa(const Cells *cells, double z);
extern Estimate cells_balanced_accuracy(const Cells *cells, double z);
extern Estimate cells_informedness(const Cells *cells, double z);
extern Estimate cells_markedness(const Cells *cells, double z);
extern Estimate cells_g_mean(const Cells *cells, double z);
extern Estimate cells_likelihood_ratio(const Cells *cells, bool positive, double z);
extern Estimate cells_cost(const Cells *cells, const CostMatrix *cost, double z);	/* per row */

/* Kish's effective number of rows. */
static inline double
effective_rows(double weight, double square)
{
	return square > 0 ? weight * weight / square : 0;
}

/* A share in [0, 1] of this variance: Wilson's interval for as many rows as would have it. */
extern Limits share_limits(double share, double variance, double n, double z);

#endif							/* DRIFT_CELLS_H */
