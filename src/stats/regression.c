/*
 * regression.c - error sums of numeric predictions
 *
 * Definitions are scikit-learn's, but for rows without a percentage error: an actual value of 0 is
 * left out of MAPE (scikit-learn divides by 2.2e-16), and R2 of a constant is undefined.
 */
#include "stats/regression.h"

static const char no_rows[] = "no row has both a finite actual and a finite predicted value";

/* Distance of a value from the running mean, whose rounding errors are kept. */
static double
from_mean(const RegressionSums *sums, double value)
{
	return (value - sums->mean_actual.sum) - sums->mean_actual.lost;
}

/* Add a row; NaN and infinity are only counted. */
void
regression_add(RegressionSums *sums, double actual, double predicted)
{
	double		error = predicted - actual;
	double		absolute = fabs(error);
	double		scale = fabs(actual) + fabs(predicted);
	double		symmetric = scale > 0 ? 2 * absolute / scale : 0;
	double		shift;

	if (!isfinite(actual) || !isfinite(predicted))
	{
		sums->n_not_finite++;
		return;
	}
	sums->n++;
	compensated_add(&sums->error, error);
	compensated_add(&sums->absolute, absolute);
	compensated_add(&sums->squared, error * error);
	compensated_add(&sums->fourth, error * error * (error * error));
	compensated_add(&sums->symmetric, symmetric);
	compensated_add(&sums->symmetric_squared, symmetric * symmetric);
	if (actual == 0)
		sums->n_zero++;
	else
	{
		double		percentage = absolute / fabs(actual);

		compensated_add(&sums->percentage, percentage);
		compensated_add(&sums->percentage_squared, percentage * percentage);
	}
	shift = from_mean(sums, actual);
	compensated_add(&sums->mean_actual, shift / sums->n);
	compensated_add(&sums->m2_actual, shift * from_mean(sums, actual));
}

/* Put two means and sums of squares together (Chan, Golub and LeVeque 1983). */
static void
merge_moments(RegressionSums *into, const RegressionSums *from)
{
	double		n = (double) into->n + from->n;
	double		shift = from_mean(into, from->mean_actual.sum) + from->mean_actual.lost;

	if (from->n == 0)
		return;
	compensated_add(&into->mean_actual, shift * (from->n / n));
	compensated_merge(&into->m2_actual, &from->m2_actual);
	compensated_add(&into->m2_actual, shift * shift * (into->n * (from->n / n)));
}

/* Add sums; false when a count would overflow. */
bool
regression_merge(RegressionSums *into, const RegressionSums *from)
{
	merge_moments(into, from);
	if (__builtin_add_overflow(into->n, from->n, &into->n) ||
		__builtin_add_overflow(into->n_unlabelled, from->n_unlabelled, &into->n_unlabelled) ||
		__builtin_add_overflow(into->n_unpredicted, from->n_unpredicted, &into->n_unpredicted) ||
		__builtin_add_overflow(into->n_not_finite, from->n_not_finite, &into->n_not_finite))
		return false;
	into->n_zero += from->n_zero;
	compensated_merge(&into->error, &from->error);
	compensated_merge(&into->absolute, &from->absolute);
	compensated_merge(&into->squared, &from->squared);
	compensated_merge(&into->fourth, &from->fourth);
	compensated_merge(&into->percentage, &from->percentage);
	compensated_merge(&into->percentage_squared, &from->percentage_squared);
	compensated_merge(&into->symmetric, &from->symmetric);
	compensated_merge(&into->symmetric_squared, &from->symmetric_squared);
	return true;
}

/* Estimate a mean of terms that are never negative; an overflow is undefined, not infinite. */
static Estimate
error_estimate(const CompensatedSum *sum, const CompensatedSum *squares, int64_t n, double z,
			   const char *undefined)
{
	Estimate	estimate = mean_estimate(compensated_value(sum), compensated_value(squares), n, z,
										 undefined);

	if (n > 0 && !isfinite(estimate.value))
		return undefined_estimate(n, "errors too large for double precision");
	if (!isfinite(estimate.ci.low) || !isfinite(estimate.ci.high))
		estimate.ci = no_interval;
	return estimate;
}

/* Errors that are never negative have no negative limit. */
static Estimate
not_negative(Estimate estimate)
{
	if (estimate.ci.low < 0)
		estimate.ci.low = 0;
	return estimate;
}

/* Estimate the mean absolute error. */
Estimate
regression_mae(const RegressionSums *sums, double z)
{
	return not_negative(error_estimate(&sums->absolute, &sums->squared, sums->n, z, no_rows));
}

/* Estimate the mean squared error. */
Estimate
regression_mse(const RegressionSums *sums, double z)
{
	return not_negative(error_estimate(&sums->squared, &sums->fourth, sums->n, z, no_rows));
}

/* Estimate the root of the mean squared error; its limits are the roots of that one's. */
Estimate
regression_rmse(const RegressionSums *sums, double z)
{
	Estimate	estimate = regression_mse(sums, z);

	estimate.value = sqrt(estimate.value);
	estimate.ci = (Limits) {sqrt(estimate.ci.low), sqrt(estimate.ci.high)};
	return estimate;
}

/* Estimate the mean absolute percentage error, as a fraction. */
Estimate
regression_mape(const RegressionSums *sums, double z)
{
	Estimate	estimate = error_estimate(&sums->percentage, &sums->percentage_squared,
										  sums->n - sums->n_zero, z,
										  sums->n > 0 ? "all actual values are 0" : no_rows);

	if (sums->n_zero > 0 && estimate.reason == NULL)
		estimate.reason = "rows with an actual value of 0 are left out";
	return not_negative(estimate);
}

/* Estimate the symmetric form, 2 |error| / (|actual| + |predicted|), between 0 and 2. */
Estimate
regression_smape(const RegressionSums *sums, double z)
{
	return not_negative(error_estimate(&sums->symmetric, &sums->symmetric_squared, sums->n, z,
									   no_rows));
}

/* Estimate the mean of predicted - actual. */
Estimate
regression_mean_error(const RegressionSums *sums, double z)
{
	return error_estimate(&sums->error, &sums->squared, sums->n, z, no_rows);
}

/* Estimate the coefficient of determination, 1 - squared error / squared deviation of actual. */
Estimate
regression_r2(const RegressionSums *sums)
{
	Estimate	estimate = {.n = sums->n, .ci = no_interval};

	if (sums->n == 0)
		return undefined_estimate(0, no_rows);
	if (compensated_value(&sums->m2_actual) <= 0)
		return undefined_estimate(sums->n, "actual values are all alike");
	estimate.value = 1 - compensated_value(&sums->squared) / compensated_value(&sums->m2_actual);
	if (!isfinite(estimate.value))
		return undefined_estimate(sums->n, "errors too large for double precision");
	return estimate;
}
