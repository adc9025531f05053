/*
 * interval.c - confidence intervals and tests for proportions and means
 *
 * Sources: Wilson 1927 (JASA 22, 209) for one proportion; Newcombe 1998 (Stat. Med. 17, 873),
 * method 10, for a difference of two; Katz et al. 1978 (Biometrics 34, 469) for a ratio, with one
 * half added to empty cells (Walter 1975); Fisher 1934 for small tables; Holm 1979 for several
 * groups.
 */
#include "stats/interval.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

const Limits no_interval = {NAN, NAN};

/* Turn a significance level into the two-sided normal quantile. */
double
normal_z(double alpha)
{
	return gsl_cdf_ugaussian_Qinv(alpha / 2);
}

/* Say that a value is undefined, and why. */
Estimate
undefined_estimate(int64_t n, const char *reason)
{
	return (Estimate) {.value = NAN, .ci = {NAN, NAN}, .error = 0, .n = n, .reason = reason};
}

/* Estimate a proportion; Wilson's interval stays inside [0, 1] and is honest for small n. */
Estimate
proportion_estimate(int64_t k, int64_t n, double z, const char *undefined)
{
	Estimate	estimate = {.n = n};

	if (n == 0)
		return undefined_estimate(0, undefined);
	estimate.value = (double) k / n;
	estimate.ci = interval_wilson(k, n, z);
	return estimate;
}

/* Estimate a mean; one row has no variance and so no interval. */
Estimate
mean_estimate(double sum, double sum_of_squares, int64_t n, double z, const char *undefined)
{
	Estimate	estimate = {.n = n, .ci = {NAN, NAN}};

	if (n == 0)
		return undefined_estimate(0, undefined);
	estimate.value = sum / n;
	if (n > 1)
	{
		double		squares = sum_of_squares - sum * estimate.value;
		double		half = z * sqrt(fmax(squares, 0) / (n - 1) / n);

		estimate.ci = (Limits) {estimate.value - half, estimate.value + half};
	}
	return estimate;
}

/* Bound one proportion (Wilson 1927). */
Limits
interval_wilson(double k, double n, double z)
{
	double		z2 = z * z;
	double		center = (k + z2 / 2) / (n + z2);
	double		half = z / (n + z2) * sqrt(k * (n - k) / n + z2 / 4);

	return (Limits) {k <= 0 ? 0 : fmax(center - half, 0), k >= n ? 1 : fmin(center + half, 1)};
}

/* Bound the difference p1 - p2 from the two Wilson intervals (Newcombe 1998, method 10). */
Limits
interval_newcombe(double k1, double n1, double k2, double n2, double z)
{
	Limits	one = interval_wilson(k1, n1, z);
	Limits	two = interval_wilson(k2, n2, z);
	double		p1 = k1 / n1;
	double		p2 = k2 / n2;

	return (Limits) {p1 - p2 - hypot(p1 - one.low, two.high - p2),
		p1 - p2 + hypot(one.high - p1, p2 - two.low)};
}

/* Bound the ratio p1 / p2 on the log scale (Katz 1978); empty cells get one half (Walter 1975). */
Limits
interval_katz(double k1, double n1, double k2, double n2, double z)
{
	double		log_ratio;
	double		half;

	if (k1 <= 0 || k2 <= 0)
	{
		k1 += 0.5;
		k2 += 0.5;
		n1 += 0.5;
		n2 += 0.5;
	}
	log_ratio = log(k1 / n1) - log(k2 / n2);
	half = z * sqrt(fmax(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2, 0));
	return (Limits) {exp(log_ratio - half), exp(log_ratio + half)};
}

/* Test p1 = p2 with the pooled z statistic; the p-value is two-sided. */
double
proportion_z_p(double k1, double n1, double k2, double n2)
{
	double		pooled = (k1 + k2) / (n1 + n2);
	double		variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);

	if (variance <= 0)
		return 1;
	return erfc(fabs(k1 / n1 - k2 / n2) / sqrt(variance) * M_SQRT1_2);
}

/* Is any expected cell of the 2x2 table under the limit, so that z is no good? */
int
expected_cell_below(double limit, double k1, double n1, double k2, double n2)
{
	double		positive = (k1 + k2) / (n1 + n2);

	return fmin(n1, n2) * fmin(positive, 1 - positive) < limit;
}

/* The ratio of hypergeometric probabilities P(x + 1) / P(x) with both margins fixed. */
static double
step_up(double x, double n1, double n2, double k)
{
	return (n1 - x) / (x + 1) * ((k - x) / (n2 - k + x + 1));
}

/* The sum of all tables at most as likely as this one; k1 is small, and few steps lead to it. */
static double
fisher_walk(double k1, double n1, double k2, double n2)
{
	double		k = k1 + k2;
	double		low = fmax(0, k - n2);
	double		high = fmin(n1, k);
	double		mode = floor((n1 + 1) * (k + 1) / (n1 + n2 + 2));
	double		seen = 1;
	double		total = 0;
	double		tail = 0;
	double		negligible;
	double		weight;
	double		x;

	mode = fmin(fmax(mode, low), high);
	for (x = mode; x < k1 && seen > 0; x++)
		seen *= step_up(x, n1, n2, k);
	for (x = mode; x > k1 && seen > 0; x--)
		seen /= step_up(x - 1, n1, n2, k);
	negligible = fmin(seen, 1) * 1e-18;
	seen *= 1 + 1e-7;			/* equal probabilities may differ by rounding */

	for (x = mode, weight = 1; x <= high && weight > negligible; x++)
	{
		total += weight;
		tail += weight <= seen ? weight : 0;
		weight *= step_up(x, n1, n2, k);
	}
	for (x = mode, weight = 1; x > low;)
	{
		weight /= step_up(--x, n1, n2, k);
		if (weight <= negligible)
			break;
		total += weight;
		tail += weight <= seen ? weight : 0;
	}
	return fmin(tail / total, 1);
}

/*
 * Test p1 = p2 exactly: the sum of all tables at most as likely as this one. Probabilities are
 * taken relative to the mode, so that neither factorials nor large counts lose digits; the walk
 * ends where terms no longer matter, a few dozen standard deviations out. It counts the rarer
 * outcome in the smaller group: beyond 2^53 there is no next number to walk to.
 */
double
fisher_exact_p(double k1, double n1, double k2, double n2)
{
	if (n1 > n2)
		return fisher_exact_p(k2, n2, k1, n1);
	if (k1 + k2 > (n1 + n2) / 2)
	{
		k1 = n1 - k1;
		k2 = n2 - k2;
	}
	return fisher_walk(k1, n1, k2, n2);
}

/* Order p-values through pointers. */
static int
compare_p(const void *a, const void *b)
{
	double		x = **(double *const *) a;
	double		y = **(double *const *) b;

	return (x > y) - (x < y);
}

/*
 * Adjust p-values for their number, step down (Holm 1979); NaN takes no part. order has room for n
 * pointers.
 */
void
holm_adjust(double *p, size_t n, double **order)
{
	double		largest = 0;
	size_t		m = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(p[i]))
			order[m++] = &p[i];
	qsort(order, m, sizeof(double *), compare_p);
	for (size_t i = 0; i < m; i++)
	{
		largest = fmax(largest, fmin(1, *order[i] * (double) (m - i)));
		*order[i] = largest;
	}
}
