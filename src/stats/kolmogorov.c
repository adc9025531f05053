/*
 * kolmogorov.c - the distribution of the one-sample Kolmogorov-Smirnov statistic
 *
 * No one method is both fast and accurate everywhere; which one serves where follows Simard and
 * L'Ecuyer, "Computing the two-sided Kolmogorov-Smirnov distribution", J. Stat. Software 39(11),
 * 2011, with SciPy's cut-offs, so that p-values agree with its:
 *
 *   tails             Ruben and Gambino 1982, in closed form; twice the one-sided probability
 *   small n, bodies   Marsaglia, Tsang and Wang 2003: one entry of a matrix power
 *   the rest          Pelz and Good 1976: an asymptotic series in 1 / sqrt(n)
 */
#include "stats/kolmogorov.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#include "stats/binomial.h"

#define SMIRNOV_SERIES_MAX 1e6	/* beyond, the one-sided sum gives way to its asymptotic form */
#define SMIRNOV_TERMS 20000		/* terms after which the sum takes larger steps */
#define SCALE_BITS 512			/* matrix entries are kept below 2 to this power */

/*
 * Birnbaum and Tingey 1951: x * sum over k of C(n, k) (x + k/n)^(k-1) (1 - x - k/n)^(n-k). Where
 * there are many terms they are a smooth function of k that dies away with all its derivatives at
 * both ends, and the trapezoidal rule with a wider step gives the same sum.
 */
double
smirnov_sf(double n, double x)
{
	double		last = floor(n * (1 - x));
	double		step = fmax(1, floor(n / SMIRNOV_TERMS));
	double		sum = 0;

	if (x >= 1)
		return 0;
	if (x <= 0)
		return 1;
	if (n > SMIRNOV_SERIES_MAX)
		return exp(-pow(6 * n * x + 1, 2) / (18 * n));
	for (double k = 0; k <= last; k += step)
	{
		double		p = x + k / n;

		if (p < 1)
			sum += binomial_probability(n, k, p) * x / p;
	}
	return fmin(sum * step, 1);
}

/* c = a b for square matrices of m rows. */
static void
multiply(const double *a, const double *b, double *c, int m)
{
	memset(c, 0, sizeof(double) * m * m);
	for (int i = 0; i < m; i++)
		for (int k = 0; k < m; k++)
			for (int j = 0; j < m; j++)
				c[i * m + j] += a[i * m + k] * b[k * m + j];
}

/* The matrix of Marsaglia, Tsang and Wang, section 2. */
static void
fill_matrix(double *matrix, int m, double h)
{
	for (int i = 0; i < m; i++)
		for (int j = 0; j < m; j++)
			matrix[i * m + j] = i - j + 1 < 0 ? 0 : 1;
	for (int i = 0; i < m; i++)
	{
		matrix[i * m] -= pow(h, i + 1);
		matrix[(m - 1) * m + i] -= pow(h, m - i);
	}
	matrix[(m - 1) * m] += 2 * h - 1 > 0 ? pow(2 * h - 1, m) : 0;
	for (int i = 0; i < m; i++)
		for (int j = 0; j < m; j++)
			for (int g = 1; g <= i - j + 1; g++)
				matrix[i * m + j] /= g;
}

/* Keep a matrix away from overflow; bits is the power of two taken out so far. */
static void
rescale(double *matrix, int m, int *bits)
{
	if (matrix[m * m / 2] <= ldexp(1, SCALE_BITS / 4))
		return;
	for (int i = 0; i < m * m; i++)
		matrix[i] = ldexp(matrix[i], -SCALE_BITS / 4);
	*bits += SCALE_BITS / 4;
}

/* P(D_n < d) as an entry of the n-th power of a matrix with 2 ceil(n d) - 1 rows. */
static double
cdf_by_matrix(double n, double d, double *scratch)
{
	int			k = (int) ceil(n * d);
	int			m = 2 * k - 1;
	double	   *base = scratch;
	double	   *power = base + m * m;
	double	   *product = power + m * m;
	int			base_bits = 0;
	int			bits = 0;
	double		result;

	fill_matrix(base, m, k - n * d);
	memset(power, 0, sizeof(double) * m * m);
	for (int i = 0; i < m; i++)
		power[i * m + i] = 1;

	for (int64_t rest = (int64_t) n; rest > 0; rest /= 2)
	{
		if (rest % 2 == 1)
		{
			multiply(power, base, product, m);
			memcpy(power, product, sizeof(double) * m * m);
			bits += base_bits;
			rescale(power, m, &bits);
		}
		if (rest > 1)
		{
			multiply(base, base, product, m);
			memcpy(base, product, sizeof(double) * m * m);
			base_bits *= 2;
			rescale(base, m, &base_bits);
		}
	}

	/* times n! / n^n */
	result = power[m * m / 2];
	for (double i = 1; i <= n; i++)
	{
		result *= i / n;
		if (result < ldexp(1, -SCALE_BITS))
		{
			result = ldexp(result, SCALE_BITS);
			bits -= SCALE_BITS;
		}
	}
	return ldexp(result, bits);
}

/* The series of Pelz and Good 1976, equations 5 to 9 (theta functions in the form for small z). */
static double
cdf_by_series(double n, double d)
{
	double		pi2 = M_PI * M_PI;
	double		z2 = n * d * d;
	double		z = sqrt(z2);
	double		z4 = z2 * z2;
	double		z6 = z4 * z2;
	double		k0 = 0;
	double		k1 = 0;
	double		k2 = 0;
	double		k3 = 0;
	double		k2_even = 0;
	double		k3_even = 0;

	for (int k = (int) ceil(16 * z / M_PI) + 1; k >= 1; k--)
	{
		double		odd2 = (2.0 * k - 1) * (2.0 * k - 1) * pi2 / 4;	/* (pi (k - 1/2))^2 */
		double		even2 = (double) k * k * pi2;
		double		weight = exp(-odd2 / (2 * z2));
		double		even_weight = exp(-even2 / (2 * z2));

		k0 += weight;
		k1 += weight * (odd2 - z2);
		k2 += weight * (6 * z6 + 2 * z4 + odd2 * (2 * z4 - 5 * z2) + odd2 * odd2 * (1 - 2 * z2));
		k3 += weight * (-30 * z6 - 90 * z6 * z2 + odd2 * (135 * z4 - 96 * z6) +
						odd2 * odd2 * (212 * z4 - 60 * z2) +
						odd2 * odd2 * odd2 * (5 - 30 * z2));
		k2_even += even_weight * even2;
		k3_even += even_weight * even2 * (3 * z2 - even2);
	}
	k0 /= z;
	k1 /= 6 * z4;
	k2 = k2 / (72 * z6 * z) - k2_even / (36 * z2 * z);
	k3 = k3 / (6480 * z6 * z4) + k3_even / (216 * z6);
	return sqrt(2 * M_PI) * (k0 + k1 / sqrt(n) + k2 / n + k3 / (n * sqrt(n)));
}

/* P(D_n < d) for 1/(2n) <= d <= 1/n: n! (2 d - 1/n)^n, Ruben and Gambino 1982. */
static double
cdf_near_zero(double n, double d)
{
	return exp(gsl_sf_lngamma(n + 1) - n * log(n) + n * log(2 * n * d - 1));
}

double
kolmogorov_sf(double n, double d, double *scratch)
{
	double		t = n * d;
	double		z2 = t * d;
	double		cdf;

	if (d >= 1)
		return 0;
	if (t <= 0.5)
		return 1;
	if (t <= 1)
		return 1 - cdf_near_zero(n, d);
	if (t >= n - 1)
		return 2 * pow(1 - d, n);
	if (d >= 0.5 || z2 > (n <= 140 ? 4 : 2.2))
		return z2 >= 370 && n > 140 && d < 0.5 ? 0 : fmin(2 * smirnov_sf(n, d), 1);
	if (n <= 140 || (n <= 100000 && n * pow(d, 1.5) <= 1.4))
		cdf = cdf_by_matrix(n, d, scratch);
	else
		cdf = cdf_by_series(n, d);
	return fmin(fmax(1 - cdf, 0), 1);
}
