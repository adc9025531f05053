/*
 * lattice.c - p-values of the two-sample Kolmogorov-Smirnov statistic
 *
 * Without ties every order of the pooled rows is equally likely under the null hypothesis, and each
 * is a path over a lattice from (0, 0) to (n, m); the p-value is the share of paths that leave the
 * band |x/n - y/m| < d. Let q(x, y) be that share among the paths from (0, 0) to (x, y); the last
 * step came from the left with probability x / (x + y), else from below:
 *
 *   q(x, y) = (x q(x - 1, y) + y q(x, y - 1)) / (x + y), and q = 1 outside the band.
 *
 * Only positive numbers are added, so tiny p-values keep their accuracy. Equal sizes have a closed
 * form, large ones the limit distribution. SciPy's ks_2samp draws the lines at the same places.
 */
#include "stats/kolmogorov.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#define LOG_LARGEST 709.78		/* logarithm of the largest double */
#define NEGLIGIBLE 1e-300		/* smaller shares are dropped before they turn denormal and slow */

/* The band: paths with weight_x x - weight_y y in (low, high) are inside. */
typedef struct Band
{
	int64_t		n;				/* steps in x, not fewer than in y */
	int64_t		m;
	int64_t		weight_x;
	int64_t		weight_y;
	int64_t		h;				/* the statistic in units of 1 / lcm(n, m) */
	bool		two_sided;
} Band;

/* Round a quotient down, for any sign of a. */
static int64_t
floor_divide(int64_t a, int64_t b)
{
	return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* Fill one column: q(x, y) for all y inside the band, in place of q(x - 1, y). */
static void
fill_column(const Band *band, int64_t x, double *q, const double *inverse)
{
	int64_t		first = floor_divide(band->weight_x * x - band->h, band->weight_y) + 1;
	int64_t		end = band->m + 1;
	double		below = 1;

	if (band->two_sided)
	{
		int64_t		above = -floor_divide(-(band->weight_x * x + band->h), band->weight_y);

		if (above < end)
			end = above;
	}
	if (first <= 0)
		first = 0;
	else
		q[first - 1] = 1;
	for (int64_t y = first; y < end; y++)
	{
		double		share = ((double) x * q[y] + (double) y * below) * inverse[x + y];

		below = share < NEGLIGIBLE ? 0 : share;
		q[y] = below;
	}
}

/* The share of paths that leave the band. */
static double
share_outside(const Band *band, double *scratch, void (*check) (void))
{
	double	   *q = scratch;
	double	   *inverse = scratch + band->m + 1;

	for (int64_t i = 1; i <= band->n + band->m; i++)
		inverse[i] = 1.0 / (double) i;
	for (int64_t y = 0; y <= band->m; y++)
		q[y] = band->two_sided && y * band->weight_y >= band->h ? 1 : 0;
	for (int64_t x = 1; x <= band->n; x++)
	{
		fill_column(band, x, q, inverse);
		if (check != NULL && x % 64 == 0)
			check();
	}
	return q[band->m];
}

/*
 * Gnedenko and Korolyuk 1951, for n rows on both sides: 2 (C(2n, n-h) - C(2n, n-2h) + ..) / C(2n,
 * n), nested as in Horner's rule so that no term overflows and little cancels.
 */
static double
equal_sizes_two_sided(int64_t n, int64_t h)
{
	double		p = 0;

	for (int64_t k = n / h; k >= 0; k--)
	{
		double		quotient = 1;

		for (int64_t j = 0; j < h; j++)
			quotient *= (double) (n - k * h - j) / (double) (n + k * h + j + 1);
		p = quotient * (1 - p);
	}
	return 2 * p;
}

/* C(2n, n-h) / C(2n, n). */
static double
equal_sizes_one_sided(int64_t n, int64_t h)
{
	double		p = 1;

	for (int64_t j = 0; j < h; j++)
		p *= (double) (n - j) / (double) (n + j + 1);
	return p;
}

/* The exact p-value; n >= m. */
static double
exact_p_value(int64_t n, int64_t m, double d, bool two_sided, double *scratch,
			  void (*check) (void))
{
	int64_t		g = n;
	int64_t		rest = m;
	Band		band;

	while (rest != 0)
	{
		int64_t		next = g % rest;

		g = rest;
		rest = next;
	}
	band = (Band) {
		n, m, m / g, n / g, llround(d * (double) (n / g * m)), two_sided
	};
	if (band.h <= 0)
		return 1;
	if (n == m)
		return two_sided ? equal_sizes_two_sided(n, band.h) : equal_sizes_one_sided(n, band.h);
	return share_outside(&band, scratch, check);
}

/* Whether the number of paths fits a double: the one-sided p-value is exact just so far. */
static bool
paths_fit(int64_t n, int64_t m)
{
	return gsl_sf_lngamma((double) (n + m) + 1) - gsl_sf_lngamma((double) n + 1) -
		gsl_sf_lngamma((double) m + 1) < LOG_LARGEST;
}

double
ks_p_value(int64_t n, int64_t m, double d, Alternative alternative, double *scratch,
		   void (*check) (void), bool *exact)
{
	bool		two_sided = alternative == ALTERNATIVE_TWO_SIDED;
	double		large = (double) (n > m ? n : m);
	double		small = (double) (n > m ? m : n);
	double		effective = large * small / (large + small);
	double		z = sqrt(effective) * d;

	*exact = large <= KS_EXACT_MAX && (two_sided || n == m || paths_fit(n, m));
	if (*exact)
		return fmin(exact_p_value((int64_t) large, (int64_t) small, d, two_sided, scratch, check),
					1);
	if (two_sided)
		return kolmogorov_sf(rint(effective), d, scratch);

	/* Hodges 1958, equation 5.3 */
	return fmin(exp(-2 * z * z - 2 * z * (large + 2 * small) /
					sqrt(large * small * (large + small)) / 3), 1);
}
