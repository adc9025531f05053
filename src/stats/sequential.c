/*
 * sequential.c - intervals and p-values that stay valid however often one looks
 *
 * An ordinary interval holds at one look chosen beforehand; who looks every hour and stops at the
 * first exclusion of 0 is wrong far more often than alpha. These hold at all looks together: under
 * the null hypothesis the mixture likelihood ratio below is (asymptotically) a martingale of mean 1,
 * which exceeds 1 / alpha at any time with probability at most alpha (Ville 1939).
 *
 * With se the standard error after n rows and sigma^2 = n se^2, a normal mixture of effects of
 * variance rho^2 sigma^2 gives  L = exp(d^2 g / (2 se^2 (1 + g))) / sqrt(1 + g),  g = n rho^2. This
 * is the mixture sequential probability ratio test of Johari et al. 2017 (KDD), and solving L = 1 /
 * alpha for d the asymptotic confidence sequence of Waudby-Smith et al. 2024 (Ann. Stat. 52, 2613),
 * theorem 2.2; rho from their equation for the tightest interval at the horizon. For McNemar's
 * coin a beta(1/2, 1/2) mixture makes it exact at every size.
 */
#include "stats/sequential.h"

#include <math.h>

#include <gsl/gsl_sf_gamma.h>

/* The mixture's variance in units of one row's, times n. */
static double
mixture(double n, double alpha, double horizon)
{
	double		l = -2 * log(alpha);

	return n * fmax(l + log(l) + 1, l) / horizon;
}

/* All values that are not rejected at any look. */
Limits
sequential_interval(double estimate, double error, double n, double alpha, double horizon)
{
	double		g = mixture(n, alpha, horizon);
	double		half = error * sqrt(2 * (1 + g) / g * (log1p(g) / 2 - log(alpha)));

	return (Limits) {estimate - half, estimate + half};
}

/* The smallest alpha at which 0 is rejected by this look, with the mixture of the alpha given. */
double
sequential_p(double estimate, double error, double n, double alpha, double horizon)
{
	double		g = mixture(n, alpha, horizon);
	double		z = estimate / error;

	if (error <= 0)
		return 1;
	return fmin(exp(log1p(g) / 2 - z * z * g / (2 * (1 + g))), 1);
}

/* The inverse of the mixture likelihood ratio B(b + 1/2, c + 1/2) / B(1/2, 1/2) 2^(b + c). */
double
sequential_mcnemar_p(double b, double c)
{
	double		log_ratio = gsl_sf_lngamma(b + 0.5) + gsl_sf_lngamma(c + 0.5) -
		gsl_sf_lngamma(b + c + 1) - log(M_PI) + (b + c) * M_LN2;

	return fmin(exp(-log_ratio), 1);
}
