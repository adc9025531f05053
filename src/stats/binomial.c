/*
 * binomial.c - binomial and hypergeometric probabilities to full relative accuracy for any size
 *
 * Loader, "Fast and accurate computation of binomial probabilities", 2000: the exponent is a sum of
 * deviances, each computed without cancellation, instead of a difference of large log-factorials.
 */
#include "stats/binomial.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>

/* Relative error of Stirling's formula in the logarithm: ln k! less the formula (Loader 2000). */
static double
stirling_error(double k)
{
	double		k2 = k * k;

	if (k < 16)
		return k == 0 ? 0 : gsl_sf_lngamma(k + 1) - (k + 0.5) * log(k) + k - 0.5 * log(2 * M_PI);
	return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / k2) / k2) / k2) / k;
}

/* Loader 2000. */
double
binomial_deviance(double x, double y)
{
	double		d = (x - y) / (x + y);

	if (x == 0)
		return y;
	if (fabs(d) < 0.1)
	{
		double		term = 2 * x * d;
		double		sum = (x - y) * d;

		for (int k = 3; k < 1000; k += 2)
		{
			double		before = sum;

			term *= d * d;
			sum += term / k;
			if (sum == before)
				break;
		}
		return sum;
	}
	return x * log(x / y) + y - x;
}

double
binomial_probability(double n, double k, double p)
{
	double		rest = n - k;

	if (k == 0)
		return exp(n * log1p(-p));
	if (rest == 0)
		return pow(p, n);
	return exp(stirling_error(n) - stirling_error(k) - stirling_error(rest) -
			   binomial_deviance(k, n * p) - binomial_deviance(rest, n * (1 - p))) *
		sqrt(n / (2 * M_PI * k * rest));
}

/* As a quotient of binomial probabilities, the p of which cancels. */
double
hypergeometric_probability(double k, double marked, double total, double drawn)
{
	double		p = drawn / total;

	if (k < 0 || k > marked || drawn - k < 0 || drawn - k > total - marked)
		return 0;
	if (drawn == 0 || drawn == total)
		return 1;
	return binomial_probability(marked, k, p) *
		binomial_probability(total - marked, drawn - k, p) /
		binomial_probability(total, drawn, p);
}
