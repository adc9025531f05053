/*
 * regression.h - error sums of numeric predictions
 *
 * The error is predicted - actual, so a positive mean error says that the model predicts too much.
 * Rows may have weights: then every sum is one of weight times term, and intervals rest on Kish's
 * effective number of rows.
 */
#ifndef DRIFT_REGRESSION_H
#define DRIFT_REGRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/interval.h"
#include "stats/sum.h"

/* Powers that the variance of R2 and explained variance takes; of actual less an origin. */
typedef struct RegressionPowers
{
	double		origin;			/* the first actual value, near the others */
	double		actual[4];		/* sums of (actual - origin)^1..4 */
	double		error_actual[2];	/* of error (actual - origin)^1..2 */
	double		squared_actual[2];	/* of error^2 (actual - origin)^1..2 */
	double		error_cubed;
} RegressionPowers;

typedef struct RegressionSums
{
	int64_t		n;				/* rows that take part */
	int64_t		n_unlabelled;	/* actual was NULL */
	int64_t		n_unpredicted;	/* predicted was NULL, actual was not */
	int64_t		n_not_finite;	/* one of them was NaN or infinite, neither was NULL */
	int64_t		n_zero;			/* of n: actual was 0, so the row has no percentage error */
	int64_t		n_negative;		/* of n: a value below 0, without a logarithmic error */
	int64_t		n_no_poisson;	/* of n: actual < 0 or predicted <= 0 */
	int64_t		n_no_gamma;		/* of n: a value <= 0 */
	int64_t		further;		/* 1: what regression_add_further() adds is there */
	int64_t		weighted;		/* 1: rows have weights */
	double		weight;			/* if weighted: sum of weights, and of their squares */
	double		square;
	double		zero_weight;	/* the same of the rows of n_zero */
	double		zero_square;
	CompensatedSum error;
	CompensatedSum absolute;
	CompensatedSum squared;
	CompensatedSum fourth;		/* sum of error^4, for the interval of the mean squared error */
	CompensatedSum percentage;	/* sum of |error / actual| where actual is not 0 */
	CompensatedSum percentage_squared;
	CompensatedSum symmetric;	/* sum of 2 |error| / (|actual| + |predicted|), 0/0 being 0 */
	CompensatedSum symmetric_squared;
	CompensatedSum mean_actual; /* running mean of actual (Welford 1962) */
	CompensatedSum m2_actual;	/* running sum of (actual - mean)^2 */
	/* further */
	CompensatedSum sided;		/* sum of error |error| */
	CompensatedSum absolute_actual; /* sum of |actual| */
	CompensatedSum absolute_both;	/* sum of |error| |actual| */
	CompensatedSum logarithmic; /* sum of (ln(1 + predicted) - ln(1 + actual))^2 */
	CompensatedSum logarithmic_squared;
	CompensatedSum poisson;		/* sum of the unit deviances */
	CompensatedSum poisson_squared;
	CompensatedSum gamma;
	CompensatedSum gamma_squared;
	double		max_absolute;
	RegressionPowers powers;
} RegressionSums;

#define REGRESSION_FIRST_SUMS 10	/* error to m2_actual */
#define REGRESSION_FURTHER_SUMS 9	/* sided to gamma_squared */

/* The sums, which stand in a row. */
static inline CompensatedSum *
regression_sums(RegressionSums *sums)
{
	return (CompensatedSum *) ((char *) sums + offsetof(RegressionSums, error));
}

/* Add a row; false: not finite, counted only. Without weights, weight is 1. */
extern bool regression_add(RegressionSums *sums, double actual, double predicted, double weight);
extern void regression_add_further(RegressionSums *sums, double actual, double predicted,
								   double weight);

/* false: overflow */
extern bool regression_merge(RegressionSums *into, const RegressionSums *from);

extern double regression_weight(const RegressionSums *sums);
extern double regression_effective(const RegressionSums *sums);
extern Estimate regression_mae(const RegressionSums *sums, double z);
extern Estimate regression_mse(const RegressionSums *sums, double z);
extern Estimate regression_rmse(const RegressionSums *sums, double z);
extern Estimate regression_mape(const RegressionSums *sums, double z);
extern Estimate regression_smape(const RegressionSums *sums, double z);
extern Estimate regression_wmape(const RegressionSums *sums, double z);
extern Estimate regression_mean_error(const RegressionSums *sums, double z);
extern Estimate regression_r2(const RegressionSums *sums, double z);
extern Estimate regression_explained_variance(const RegressionSums *sums, double z);
extern Estimate regression_msle(const RegressionSums *sums, double z);
extern Estimate regression_rmsle(const RegressionSums *sums, double z);
extern Estimate regression_pinball(const RegressionSums *sums, double quantile, double z);
extern Estimate regression_poisson(const RegressionSums *sums, double z);
extern Estimate regression_gamma(const RegressionSums *sums, double z);
extern Estimate regression_max_error(const RegressionSums *sums);

#endif							/* DRIFT_REGRESSION_H */
