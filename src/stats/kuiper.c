/*
 * kuiper.c - Kuiper's statistic of two samples: the largest difference of the distribution
 * functions upwards and the largest downwards, together
 *
 * Kuiper, "Tests concerning random points on a circle", 1960. It sees differences in the tails as
 * well as in the middle, and does not depend on where a cycle (hours, angles) is cut open.
 */
#include "stats/kuiper.h"

#include <math.h>

#include "stats/cdf.h"

double
kuiper_statistic(const NumView *reference, const NumView *current)
{
	return fmin(ks_statistic(reference, current, ALTERNATIVE_GREATER) +
				ks_statistic(reference, current, ALTERNATIVE_LESS), 1);
}

/*
 * P(K < lambda) where it is small: 4 pi^2 / t sqrt(pi / t) sum k^2 exp(-pi^2 k^2 / t) with
 * t = 2 lambda^2.
 */
static double
cdf_near_zero(double lambda)
{
	double		t = 2 * lambda * lambda;
	double		sum = 0;

	for (int k = 1; k <= 20; k++)
		sum += k * k * exp(-M_PI * M_PI * k * k / t);
	return 4 * M_PI * M_PI / t * sqrt(M_PI / t) * sum;
}

/*
 * The limit distribution, 2 sum (4 j^2 l^2 - 1) exp(-2 j^2 l^2), at Stephens' l for so many rows
 * (Stephens, "The goodness-of-fit statistic V_N", 1965; Press et al., Numerical Recipes, 14.3).
 * Below 1.3 its theta transform gives the complement, where this series would cancel.
 */
double
kuiper_p_value(int64_t n, int64_t m, double v)
{
	double		root = sqrt((double) n * ((double) m / ((double) n + (double) m)));
	double		lambda = (root + 0.155 + 0.24 / root) * v;
	double		sum = 0;

	if (lambda <= 0)
		return 1;
	if (lambda < 1.3)
		return fmin(fmax(1 - cdf_near_zero(lambda), 0), 1);
	for (int j = 20; j >= 1; j--)
	{
		double		x = j * lambda;

		sum += (4 * x * x - 1) * exp(-2 * x * x);
	}
	return fmin(2 * sum, 1);
}
