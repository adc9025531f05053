/*
 * regression.h - error sums of numeric predictions
 *
 * The error is predicted - actual, so a positive mean error says that the model predicts too much.
 */
#ifndef DRIFT_REGRESSION_H
#define DRIFT_REGRESSION_H

#include <stdbool.h>

#include "stats/interval.h"
#include "stats/sum.h"

typedef struct RegressionSums
{
	int64_t		n;				/* rows that take part */
	int64_t		n_unlabelled;	/* actual was NULL */
	int64_t		n_unpredicted;	/* predicted was NULL, actual was not */
	int64_t		n_not_finite;	/* one of them was NaN or infinite, neither was NULL */
	int64_t		n_zero;			/* of n: actual was 0, so the row has no percentage error */
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
} RegressionSums;

extern void regression_add(RegressionSums *sums, double actual, double predicted);

/* false: overflow */
extern bool regression_merge(RegressionSums *into, const RegressionSums *from);

extern Estimate regression_mae(const RegressionSums *sums, double z);
extern Estimate regression_mse(const RegressionSums *sums, double z);
extern Estimate regression_rmse(const RegressionSums *sums, double z);
extern Estimate regression_mape(const RegressionSums *sums, double z);
extern Estimate regression_smape(const RegressionSums *sums, double z);
extern Estimate regression_mean_error(const RegressionSums *sums, double z);
extern Estimate regression_r2(const RegressionSums *sums);

#endif							/* DRIFT_REGRESSION_H */
