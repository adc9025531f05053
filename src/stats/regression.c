/*
 * regression.c - error sums of numeric predictions
 *
 * Definitions are scikit-learn's, but for rows without a percentage error: an actual value of 0 is
 * left out of MAPE (scikit-learn divides by 2.2e-16), and R2 of a constant is undefined. Intervals:
 * normal for means; on the logarithmic scale for means of squares and deviances, whose sums are
 * skewed, with Student's quantile; by the delta method for ratios of means: wMAPE, and R2 and
 * explained variance, there on the logarithmic scale of what is left unexplained.
 */
#include "stats/regression.h"

#include <gsl/gsl_cdf.h>

#include "stats/binomial.h"
#include "stats/cells.h"

#define LEAST_FREEDOM 4

static const char no_rows[] = "no row has both a finite actual and a finite predicted value";
static const char no_weight[] = "all weights are 0";
static const char sums_only[] = "the state keeps sums of errors only";

/* Distance of a value from the running mean, whose rounding errors are kept. */
static double
from_mean(const RegressionSums *sums, double value)
{
	return (value - sums->mean_actual.sum) - sums->mean_actual.lost;
}

/* Add a weighted term, and its square. */
static inline void
add_term(CompensatedSum *sum, CompensatedSum *squares, double term, double weight)
{
	compensated_add(sum, weight * term);
	compensated_add(squares, weight * term * term);
}

/* The weight of all rows: without weights their number. */
double
regression_weight(const RegressionSums *sums)
{
	return sums->weighted ? sums->weight : sums->n;
}

/* How many equally weighted rows they are worth. */
double
regression_effective(const RegressionSums *sums)
{
	return sums->weighted ? effective_rows(sums->weight, sums->square) : sums->n;
}

/* Move mean and squared deviations of actual. */
static void
add_actual(RegressionSums *sums, double actual, double weight)
{
	double		shift = from_mean(sums, actual);
	double		whole = regression_weight(sums);

	if (weight <= 0)
		return;
	compensated_add(&sums->mean_actual, shift * (weight / whole));
	compensated_add(&sums->m2_actual, weight * shift * from_mean(sums, actual));
}

/* Add a row; NaN and infinity are only counted. */
bool
regression_add(RegressionSums *sums, double actual, double predicted, double weight)
{
	double		error = predicted - actual;
	double		absolute = fabs(error);
	double		scale = fabs(actual) + fabs(predicted);

	if (!isfinite(actual) || !isfinite(predicted))
	{
		sums->n_not_finite++;
		return false;
	}
	sums->n++;
	if (sums->weighted)
	{
		sums->weight += weight;
		sums->square += weight * weight;
	}
	compensated_add(&sums->error, weight * error);
	compensated_add(&sums->absolute, weight * absolute);
	add_term(&sums->squared, &sums->fourth, error * error, weight);
	add_term(&sums->symmetric, &sums->symmetric_squared, scale > 0 ? 2 * absolute / scale : 0,
			 weight);
	if (actual == 0)
	{
		sums->n_zero++;
		sums->zero_weight += sums->weighted ? weight : 0;
		sums->zero_square += sums->weighted ? weight * weight : 0;
	}
	else
		add_term(&sums->percentage, &sums->percentage_squared, absolute / fabs(actual), weight);
	add_actual(sums, actual, weight);
	return true;
}

/* Add the powers of a row. */
static void
add_powers(RegressionPowers *powers, double actual, double error, double weight)
{
	double		x = actual - powers->origin;

	powers->actual[0] += weight * x;
	powers->actual[1] += weight * x * x;
	powers->actual[2] += weight * x * x * x;
	powers->actual[3] += weight * x * x * (x * x);
	powers->error_actual[0] += weight * error * x;
	powers->error_actual[1] += weight * error * x * x;
	powers->squared_actual[0] += weight * error * error * x;
	powers->squared_actual[1] += weight * error * error * (x * x);
	powers->error_cubed += weight * error * error * error;
}

/* Add what a row that regression_add() took adds to further metrics. */
void
regression_add_further(RegressionSums *sums, double actual, double predicted, double weight)
{
	double		error = predicted - actual;
	double		absolute = fabs(error);

	if (sums->n == 1)
		sums->powers.origin = actual;
	if (absolute > sums->max_absolute)
		sums->max_absolute = absolute;
	compensated_add(&sums->sided, weight * error * absolute);
	compensated_add(&sums->absolute_actual, weight * fabs(actual));
	compensated_add(&sums->absolute_both, weight * absolute * fabs(actual));
	add_powers(&sums->powers, actual, error, weight);
	if (actual < 0 || predicted < 0)
		sums->n_negative++;
	else
	{
		double		distance = log1p(predicted) - log1p(actual);

		add_term(&sums->logarithmic, &sums->logarithmic_squared, distance * distance, weight);
	}
	if (actual < 0 || predicted <= 0)
		sums->n_no_poisson++;
	else
		add_term(&sums->poisson, &sums->poisson_squared,
				 2 * (actual > 0 ? binomial_deviance(actual, predicted) : predicted), weight);
	if (actual <= 0 || predicted <= 0)
		sums->n_no_gamma++;
	else
		add_term(&sums->gamma, &sums->gamma_squared,
				 2 * binomial_deviance(1, actual / predicted), weight);
}

/* Put two means and sums of squares together (Chan, Golub and LeVeque 1983). */
static void
merge_moments(RegressionSums *into, const RegressionSums *from)
{
	double		some = regression_weight(from);
	double		whole = regression_weight(into) + some;
	double		shift = from_mean(into, from->mean_actual.sum) + from->mean_actual.lost;

	if (some <= 0)
		return;
	compensated_add(&into->mean_actual, shift * (some / whole));
	compensated_merge(&into->m2_actual, &from->m2_actual);
	compensated_add(&into->m2_actual,
					shift * shift * (regression_weight(into) * (some / whole)));
}

/* Add powers about another origin. */
static void
merge_powers(RegressionPowers *into, const RegressionSums *from)
{
	const RegressionPowers *powers = &from->powers;
	double		t = powers->origin - into->origin;
	double		weight = regression_weight(from);
	const double *a = powers->actual;

	into->actual[0] += a[0] + t * weight;
	into->actual[1] += a[1] + t * (2 * a[0] + t * weight);
	into->actual[2] += a[2] + t * (3 * a[1] + t * (3 * a[0] + t * weight));
	into->actual[3] += a[3] + t * (4 * a[2] + t * (6 * a[1] + t * (4 * a[0] + t * weight)));
	into->error_actual[0] += powers->error_actual[0] + t * compensated_value(&from->error);
	into->error_actual[1] += powers->error_actual[1] +
		t * (2 * powers->error_actual[0] + t * compensated_value(&from->error));
	into->squared_actual[0] += powers->squared_actual[0] + t * compensated_value(&from->squared);
	into->squared_actual[1] += powers->squared_actual[1] +
		t * (2 * powers->squared_actual[0] + t * compensated_value(&from->squared));
	into->error_cubed += powers->error_cubed;
}

/* Add counts; false when one would overflow. */
static bool
merge_counts(RegressionSums *into, const RegressionSums *from)
{
	if (__builtin_add_overflow(into->n, from->n, &into->n) ||
		__builtin_add_overflow(into->n_unlabelled, from->n_unlabelled, &into->n_unlabelled) ||
		__builtin_add_overflow(into->n_unpredicted, from->n_unpredicted, &into->n_unpredicted) ||
		__builtin_add_overflow(into->n_not_finite, from->n_not_finite, &into->n_not_finite))
		return false;
	into->n_zero += from->n_zero;
	into->n_negative += from->n_negative;
	into->n_no_poisson += from->n_no_poisson;
	into->n_no_gamma += from->n_no_gamma;
	return true;
}

/* Add sums, both with or both without weights; false when a count would overflow. */
bool
regression_merge(RegressionSums *into, const RegressionSums *from)
{
	const CompensatedSum *term = regression_sums((RegressionSums *) from);
	CompensatedSum *sum = regression_sums(into);

	if (into->n == 0)
	{
		into->powers.origin = from->powers.origin;
		into->further |= from->further;
	}
	else if (from->n > 0)
		into->further &= from->further;
	merge_powers(&into->powers, from);
	merge_moments(into, from);
	if (!merge_counts(into, from))
		return false;
	into->weight += from->weight;
	into->square += from->square;
	into->zero_weight += from->zero_weight;
	into->zero_square += from->zero_square;
	if (from->max_absolute > into->max_absolute)
		into->max_absolute = from->max_absolute;
	/* the two moments of actual are merged already */
	for (int i = 0; i < REGRESSION_FIRST_SUMS + REGRESSION_FURTHER_SUMS; i++)
		if (i < REGRESSION_FIRST_SUMS - 2 || i >= REGRESSION_FIRST_SUMS)
			compensated_merge(&sum[i], &term[i]);
	return true;
}

/* Estimate a mean; an overflow is undefined, not infinite. */
static Estimate
mean_of(const CompensatedSum *sum, const CompensatedSum *squares, double weight, double effective,
		int64_t n, double z, const char *undefined)
{
	Estimate	estimate = {.n = n, .ci = no_interval};
	double		total = compensated_value(sum);
	double		spread;

	if (n == 0 || weight <= 0)
		return undefined_estimate(n, n == 0 ? undefined : no_weight);
	estimate.value = total / weight;
	if (!isfinite(estimate.value))
		return undefined_estimate(n, "errors too large for double precision");
	spread = compensated_value(squares) - total * estimate.value;
	if (effective > 1 && isfinite(spread))
	{
		double		half = z * sqrt(fmax(spread, 0) / (effective - 1) / weight);

		estimate.ci = (Limits) {estimate.value - half, estimate.value + half};
	}
	return estimate;
}

/* Estimate a mean over all rows. */
static Estimate
error_estimate(const RegressionSums *sums, const CompensatedSum *sum,
			   const CompensatedSum *squares, double z)
{
	return mean_of(sum, squares, regression_weight(sums), regression_effective(sums), sums->n, z,
				   no_rows);
}

/* Errors that are never negative have no negative limit. */
static Estimate
not_negative(Estimate estimate)
{
	if (estimate.ci.low < 0)
		estimate.ci.low = 0;
	return estimate;
}

/*
 * Move a symmetric interval of a skewed mean to the logarithmic scale. The variance of squares is
 * itself uncertain: Student's quantile, with the degrees of freedom that the variance of a gamma law
 * with this mean and variance has, rows / (1 + 3 variance / mean^2) (Satterthwaite 1946).
 */
static Estimate
on_log_scale(Estimate estimate, double rows, double z)
{
	double		half = (estimate.ci.high - estimate.value) / estimate.value;

	if (z > 0 && estimate.value > 0 && half > 0)
	{
		double		freedom = rows / (1 + 3 * half * half / z / z * rows);

		half *= gsl_cdf_tdist_Qinv(erfc(z * M_SQRT1_2) / 2, fmax(freedom, LEAST_FREEDOM)) / z;
		estimate.ci = (Limits) {estimate.value * exp(-half), estimate.value * exp(half)};
	}
	return estimate;
}

/* Take the root of a mean of squares and of its limits. */
static Estimate
root_of(Estimate estimate)
{
	estimate.value = sqrt(estimate.value);
	estimate.ci = (Limits) {sqrt(estimate.ci.low), sqrt(estimate.ci.high)};
	return estimate;
}

/* Estimate the mean absolute error. */
Estimate
regression_mae(const RegressionSums *sums, double z)
{
	return not_negative(error_estimate(sums, &sums->absolute, &sums->squared, z));
}

/* Estimate the mean squared error. */
Estimate
regression_mse(const RegressionSums *sums, double z)
{
	return on_log_scale(error_estimate(sums, &sums->squared, &sums->fourth, z),
						regression_effective(sums), z);
}

/* Estimate the root of the mean squared error. */
Estimate
regression_rmse(const RegressionSums *sums, double z)
{
	return root_of(regression_mse(sums, z));
}

/* Estimate the mean absolute percentage error, as a fraction. */
Estimate
regression_mape(const RegressionSums *sums, double z)
{
	double		n = sums->n - sums->n_zero;
	double		weight = sums->weighted ? sums->weight - sums->zero_weight : n;
	double		effective = sums->weighted ?
		effective_rows(weight, sums->square - sums->zero_square) : n;
	Estimate	estimate = mean_of(&sums->percentage, &sums->percentage_squared, weight, effective,
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
	return not_negative(error_estimate(sums, &sums->symmetric, &sums->symmetric_squared, z));
}

/* Estimate the mean of predicted - actual. */
Estimate
regression_mean_error(const RegressionSums *sums, double z)
{
	return error_estimate(sums, &sums->error, &sums->squared, z);
}

/* Is a metric of further sums undefined? Then say why in *estimate. */
static bool
further_missing(const RegressionSums *sums, Estimate *estimate)
{
	const char *reason = sums->n == 0 ? no_rows : regression_weight(sums) <= 0 ? no_weight :
		!sums->further ? sums_only : NULL;

	if (reason)
		*estimate = undefined_estimate(sums->n, reason);
	return reason != NULL;
}

/* Put an interval around a value whose variance for one row is known. */
static Estimate
delta_estimate(const RegressionSums *sums, double value, double variance, double z)
{
	Estimate	estimate = {.value = value, .n = sums->n, .ci = no_interval};
	double		rows = regression_effective(sums);

	if (!isfinite(value))
		return undefined_estimate(sums->n, "errors too large for double precision");
	if (rows > 1 && isfinite(variance))
	{
		double		half = z * sqrt(fmax(variance, 0) / (rows - 1));

		estimate.ci = (Limits) {value - half, value + half};
	}
	return estimate;
}

/* Estimate the sum of absolute errors over the sum of absolute actual values. */
Estimate
regression_wmape(const RegressionSums *sums, double z)
{
	double		weight = regression_weight(sums);
	double		actual = compensated_value(&sums->absolute_actual) / weight;
	double		mean = compensated_value(&sums->mean_actual);
	double		square = compensated_value(&sums->m2_actual) / weight + mean * mean;
	Estimate	estimate;
	double		value;

	if (further_missing(sums, &estimate))
		return estimate;
	if (actual <= 0)
		return undefined_estimate(sums->n, "all actual values are 0");
	value = compensated_value(&sums->absolute) / weight / actual;
	estimate = delta_estimate(sums, value, (compensated_value(&sums->squared) / weight -
											2 * value * compensated_value(&sums->absolute_both) /
											weight + value * value * square) / actual / actual, z);
	return not_negative(estimate);
}

/* Moments about the means that the variance of R2 takes. */
typedef struct JointMoments
{
	double		error;			/* mean error, or 0: take errors as they are */
	double		spread;			/* of actual */
	double		squared;		/* mean of (e - error)^2 */
	double		fourth;
	double		both;			/* mean of (e - error)^2 (actual - mean)^2 */
	double		actual;			/* mean of (actual - mean)^4 */
} JointMoments;

/* Work out the moments from the sums about the origin. */
static JointMoments
joint_moments(const RegressionSums *sums, bool centered)
{
	const RegressionPowers *p = &sums->powers;
	double		w = regression_weight(sums);
	double		d = p->actual[0] / w;
	double		e1 = compensated_value(&sums->error) / w;
	double		e2 = compensated_value(&sums->squared) / w;
	double		e4 = compensated_value(&sums->fourth) / w;
	double		e = centered ? e1 : 0;
	double		square_both = p->squared_actual[1] / w - 2 * d * p->squared_actual[0] / w +
		d * d * e2;
	double		error_both = p->error_actual[1] / w - 2 * d * p->error_actual[0] / w + d * d * e1;
	JointMoments result = {.error = e};

	result.spread = compensated_value(&sums->m2_actual) / w;
	result.squared = fmax(0, e2 - 2 * e * e1 + e * e);
	result.fourth = e4 - 4 * e * p->error_cubed / w + 6 * e * e * e2 - 4 * e * e * e * e1 +
		e * e * e * e;
	result.both = square_both - 2 * e * error_both + e * e * result.spread;
	result.actual = p->actual[3] / w - 4 * d * p->actual[2] / w + 6 * d * d * p->actual[1] / w -
		3 * d * d * d * d;
	return result;
}

/* Estimate 1 - (mean squared error or variance of errors) / variance of actual. */
static Estimate
explained(const RegressionSums *sums, bool centered, double z)
{
	JointMoments m;
	Estimate	estimate;
	double		ratio;

	if (sums->n == 0 || regression_weight(sums) <= 0)
		return undefined_estimate(sums->n, sums->n == 0 ? no_rows : no_weight);
	m = joint_moments(sums, centered);
	if (m.spread <= 0)
		return undefined_estimate(sums->n, "actual values are all alike");
	ratio = m.squared / m.spread;
	estimate = delta_estimate(sums, ratio, (m.fourth - 2 * ratio * m.both +
											ratio * ratio * m.actual) / m.spread / m.spread, z);
	estimate = on_log_scale(estimate, regression_effective(sums), z);
	estimate.value = 1 - estimate.value;
	estimate.ci = sums->further ? (Limits) {1 - estimate.ci.high, 1 - estimate.ci.low} : no_interval;
	return estimate;
}

/* Estimate the coefficient of determination. */
Estimate
regression_r2(const RegressionSums *sums, double z)
{
	return explained(sums, false, z);
}

/* Estimate the same without the part of the error that is the same everywhere. */
Estimate
regression_explained_variance(const RegressionSums *sums, double z)
{
	Estimate	estimate;

	return further_missing(sums, &estimate) ? estimate : explained(sums, true, z);
}

/* Estimate a mean that some rows have no part in: then it is undefined. */
static Estimate
mean_unless(const RegressionSums *sums, const CompensatedSum *sum, const CompensatedSum *squares,
			int64_t without, const char *why, double z)
{
	Estimate	estimate;

	if (further_missing(sums, &estimate))
		return estimate;
	if (without > 0)
		return undefined_estimate(sums->n, why);
	return on_log_scale(error_estimate(sums, sum, squares, z), regression_effective(sums), z);
}

/* Estimate the mean squared logarithmic error. */
Estimate
regression_msle(const RegressionSums *sums, double z)
{
	return mean_unless(sums, &sums->logarithmic, &sums->logarithmic_squared, sums->n_negative,
					   "negative values have no logarithmic error", z);
}

/* Estimate its root. */
Estimate
regression_rmsle(const RegressionSums *sums, double z)
{
	return root_of(regression_msle(sums, z));
}

/* Estimate the mean Poisson deviance. */
Estimate
regression_poisson(const RegressionSums *sums, double z)
{
	return mean_unless(sums, &sums->poisson, &sums->poisson_squared, sums->n_no_poisson,
					   "actual values below 0 or predicted ones not above 0", z);
}

/* Estimate the mean gamma deviance. */
Estimate
regression_gamma(const RegressionSums *sums, double z)
{
	return mean_unless(sums, &sums->gamma, &sums->gamma_squared, sums->n_no_gamma,
					   "values that are not above 0", z);
}

/* Estimate the pinball loss of a predicted quantile: every one follows from two sums. */
Estimate
regression_pinball(const RegressionSums *sums, double quantile, double z)
{
	double		error = compensated_value(&sums->error);
	double		absolute = compensated_value(&sums->absolute);
	double		squared = compensated_value(&sums->squared);
	double		sided = compensated_value(&sums->sided);
	double		over = 1 - quantile;
	CompensatedSum loss = {quantile * (absolute - error) / 2 + over * (absolute + error) / 2, 0};
	CompensatedSum squares = {quantile * quantile * (squared - sided) / 2 +
	over * over * (squared + sided) / 2, 0};
	Estimate	estimate;

	if (further_missing(sums, &estimate))
		return estimate;
	return not_negative(error_estimate(sums, &loss, &squares, z));
}

/* The largest absolute error. */
Estimate
regression_max_error(const RegressionSums *sums)
{
	Estimate	estimate;

	if (further_missing(sums, &estimate))
		return estimate;
	return (Estimate) {.value = sums->max_absolute, .n = sums->n, .ci = no_interval,
		.reason = "the largest of a sample has no interval"
	};
}
