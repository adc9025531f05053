/*
 * quantile.c - quantiles of values with weights, with intervals by order statistics
 *
 * The number of rows below the true quantile is binomial, so the order statistics at p n -/+ z
 * sqrt(p (1 - p) n) bound it, whatever the distribution (Conover 1999, Practical Nonparametric
 * Statistics, 3.2). Of few rows the ranks come from the binomial distribution itself, as fractions,
 * with the limit between two order statistics (Hutson 1999, J. Appl. Stat. 26, 343). Where such a
 * rank lies beyond the first or last row there is no limit.
 */
#include "stats/quantile.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#define FEW_ROWS 20000			/* up to which ranks are exact */
#define RANK_TOLERANCE 1e-6

/* The first value up to which there is so much weight. */
static double
value_at(const Quantiles *quantiles, double weight)
{
	double		below = 0;

	for (size_t i = 0; i < quantiles->len; i++)
	{
		below += quantiles->point[i].weight;
		if (below >= weight)
			return quantiles->point[i].value;
	}
	return quantiles->point[quantiles->len - 1].value;
}

/* Linear between the order statistics around rank (n - 1) p. */
static double
linear_quantile(const Quantiles *quantiles, double p)
{
	double		rank = (quantiles->weight - 1) * p;
	double		whole = floor(rank);
	double		low = value_at(quantiles, whole + 1);
	double		part = rank - whole;

	if (part <= 0)
		return low;
	return low + part * (value_at(quantiles, whole + 2) - low);
}

/* Read a quantile of values that are there. */
double
quantile_value(const Quantiles *quantiles, double p)
{
	if (quantiles->counted && quantiles->rank_error <= 0)
		return linear_quantile(quantiles, p);
	return value_at(quantiles, fmax(p * quantiles->weight, 5e-324));
}

/* The rank, with a fraction, of the order statistic above the quantile with this probability. */
static double
exact_rank(double n, double p, double probability)
{
	double		low = 0;
	double		high = n + 1;

	while (high - low > RANK_TOLERANCE)
	{
		double		rank = (low + high) / 2;

		if (gsl_cdf_beta_P(p, rank, n + 1 - rank) > 1 - probability)
			low = rank;
		else
			high = rank;
	}
	return (low + high) / 2;
}

/* The value at a rank with a fraction: between two order statistics. */
static double
value_between(const Quantiles *quantiles, double rank, double each)
{
	double		whole = floor(rank);
	double		low = value_at(quantiles, whole * each * (1 - 1e-12));

	return low + (rank - whole) * (value_at(quantiles, (whole + 1) * each * (1 - 1e-12)) - low);
}

/* Bound a quantile of few rows. */
static Limits
exact_limits(const Quantiles *quantiles, double p, double z)
{
	double		n = quantiles->effective;
	double		each = quantiles->weight / n;
	double		tail = erfc(z / M_SQRT2) / 2;
	double		low = exact_rank(n, p, tail);
	double		high = exact_rank(n, p, 1 - tail);
	Limits		limits = no_interval;

	if (low >= 1)
		limits.low = value_between(quantiles, low, each);
	if (high <= n)
		limits.high = value_between(quantiles, high, each);
	return limits;
}

/* Bound a quantile by order statistics. */
static Limits
order_limits(const Quantiles *quantiles, double p, double z)
{
	double		n = quantiles->effective;
	double		half = z * sqrt(n * p * (1 - p));
	double		low = ceil(n * p - half);
	double		high = ceil(n * p + half);
	double		each = quantiles->weight / n;
	Limits		limits = no_interval;

	if (p <= 0 || p >= 1)
		return limits;
	if (n <= FEW_ROWS)
		return exact_limits(quantiles, p, z);
	if (low >= 1)
		limits.low = value_at(quantiles, low * each * (1 - 1e-12));
	if (high <= n)
		limits.high = value_at(quantiles, high * each * (1 - 1e-12));
	return limits;
}

/* Estimate a quantile. */
Estimate
quantile_estimate(const Quantiles *quantiles, double p, double z)
{
	Estimate	estimate = {.n = quantiles->n, .ci = no_interval};

	if (quantiles->weight <= 0)
		return undefined_estimate(quantiles->n, quantiles->n > 0 ? "all weights are 0" :
								  "no row has both a finite actual and a finite predicted value");
	estimate.value = quantile_value(quantiles, p);
	if (!isfinite(estimate.value))
		return undefined_estimate(quantiles->n, "errors too large for double precision");
	estimate.error = quantiles->rounded * fabs(estimate.value) * 2;
	if (quantiles->rank_error > 0)
	{
		double		rank = p * quantiles->weight;

		estimate.error = fmax(value_at(quantiles, rank + quantiles->rank_error + 1) -
							  estimate.value,
							  estimate.value -
							  value_at(quantiles, fmax(rank - quantiles->rank_error - 1, 5e-324)));
	}
	if (z > 0)
		estimate.ci = order_limits(quantiles, p, z);
	/* of a few rows, the quantile between two of them may lie beyond the one that bounds it */
	if (estimate.ci.low > estimate.value)
		estimate.ci.low = NAN;
	if (estimate.ci.high < estimate.value)
		estimate.ci.high = NAN;
	return estimate;
}

/* Fold a distribution at 0: a rank of an absolute value is the difference of two ranks. */
Quantiles
quantiles_folded(const Quantiles *quantiles, QuantilePoint *point)
{
	Quantiles	result = *quantiles;
	size_t		above = 0;
	size_t		below;
	size_t		n = 0;

	while (above < quantiles->len && quantiles->point[above].value < 0)
		above++;
	below = above;
	while (below > 0 || above < quantiles->len)
	{
		bool		negative = above >= quantiles->len ||
			(below > 0 && -quantiles->point[below - 1].value < quantiles->point[above].value);

		point[n] = quantiles->point[negative ? --below : above++];
		point[n].value = fabs(point[n].value);
		n++;
	}
	result.point = point;
	result.rank_error = 2 * quantiles->rank_error;
	return result;
}
