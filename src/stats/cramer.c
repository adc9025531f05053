/*
 * cramer.c - the test of Cramer and von Mises for two samples
 *
 * Small samples: Xiao, Gordon and Yakovlev, "A C++ program for the Cramer-von Mises two-sample
 * test", J. Stat. Software 17(8), 2006. Each order of the pooled rows is a path over a lattice, its
 * statistic the sum of (a v - b u)^2 over the points (u, v) it passes; how many paths have which
 * sum follows row by row. Large samples: the limit distribution, by Smirnov's integrals, which keep
 * their relative accuracy however small the p-value, and near zero by the series of Csorgo and
 * Faraway 1996.
 */
#include "stats/hypothesis.h"

#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#define SERIES_BELOW 0.25		/* where the series takes over from the integrals */
#define NODES 96				/* of the trapezoidal rule on each interval */
#define CERTAIN_BELOW 0.003		/* the limit distribution has no mass to speak of there */

/* So many paths have this sum. */
typedef struct Paths
{
	int64_t		sum;
	double		count;
} Paths;

/* Merge two ascending lists, add a square to every sum; returns the length. */
static size_t
merge_paths(const Paths *a, size_t len_a, const Paths *b, size_t len_b, int64_t square, Paths *to)
{
	size_t		i = 0;
	size_t		j = 0;
	size_t		len = 0;

	while (i < len_a || j < len_b)
	{
		bool		take_a = j >= len_b || (i < len_a && a[i].sum <= b[j].sum);
		bool		take_b = i >= len_a || (j < len_b && b[j].sum <= a[i].sum);

		to[len].sum = (take_a ? a[i].sum : b[j].sum) + square;
		to[len].count = (take_a ? a[i].count : 0) + (take_b ? b[j].count : 0);
		i += take_a;
		j += take_b;
		len++;
	}
	return len;
}

/* The share of the paths to (n, m) whose sum is at least least. */
static double
share_of_paths(int n, int m, int64_t weight_n, int64_t weight_m, int64_t least, Paths *scratch)
{
	Paths	   *row = scratch;
	Paths	   *next = scratch + CRAMER_VON_MISES_PATHS;
	size_t		len[CRAMER_VON_MISES_EXACT + 1] = {1};
	double		all = 0;
	double		far = 0;
	Paths	   *last = NULL;

	/* to every point of row u only from below or from the left */
	row[0] = (Paths) {
		0, 1
	};
	for (int u = 0; u <= n; u++)
	{
		Paths	   *from_below = row;
		Paths	   *to = next;
		Paths	   *left = NULL;
		size_t		len_left = 0;
		Paths	   *swap;

		for (int v = 0; v <= m; v++)
		{
			int64_t		difference = weight_m * v - weight_n * u;
			size_t		len_below = len[v];

			len[v] = merge_paths(left, len_left, from_below, len_below,
								 difference * difference, to);
			from_below += len_below;
			left = to;
			len_left = len[v];
			to += len_left;
		}
		last = left;
		swap = row;
		row = next;
		next = swap;
	}
	for (size_t i = 0; i < len[m]; i++)
	{
		all += last[i].count;
		if (last[i].sum >= least)
			far += last[i].count;
	}
	return far / all;
}

/* 1 - the series, equation 1.3 of Csorgo and Faraway. */
static double
sf_by_series(double x)
{
	double		sum = 0;

	for (int k = 0; k < 20; k++)
	{
		double		odd = 4 * k + 1;
		double		q = odd * odd / (16 * x);

		if (q > 300)
			break;
		sum += exp(gsl_sf_lngamma(k + 0.5) - gsl_sf_lngamma(k + 1) - 2 * q) * sqrt(odd) *
			gsl_sf_bessel_Knu_scaled(0.25, q);
	}
	return 1 - sum / (pow(M_PI, 1.5) * sqrt(x));
}

/*
 * Smirnov 1936: (2/pi) times the alternating sum over k of the integrals of exp(-x s^2 / 2) /
 * sqrt(-s sin s) from (2k - 1) pi to 2k pi. With s = (2k - 1) pi + pi (1 - cos t) / 2 the singular
 * ends are gone and the trapezoidal rule converges geometrically.
 */
static double
sf_by_integrals(double x)
{
	double		sum = 0;

	for (int k = 1; k <= 6; k++)
	{
		double		from = (2 * k - 1) * M_PI;
		double		integral = 0;

		for (int i = 0; i < NODES; i++)
		{
			double		t = M_PI * (i + 0.5) / NODES;
			double		u = M_PI * (1 - cos(t)) / 2;
			double		s = from + u;

			integral += exp(-x * s * s / 2) * sin(t) / sqrt(s * sin(u));
		}
		sum += (k % 2 == 1 ? integral : -integral) * M_PI / 2 * M_PI / NODES;
	}
	return 2 / M_PI * sum;
}

/* P(W > x) of the limit distribution. */
static double
limit_sf(double x)
{
	if (x < CERTAIN_BELOW)
		return 1;
	return fmin(fmax(x < SERIES_BELOW ? sf_by_series(x) : sf_by_integrals(x), 0), 1);
}

/* Anderson 1962, equations 11 and 14: bring mean and variance of T to those of the limit. */
static double
asymptotic_p(double n, double m, double t)
{
	double		total = n + m;
	double		k = n * m;
	double		mean = (1 + 1 / total) / 6;
	double		variance45 = (total + 1) / (total * total) *
		(4 * k * total - 3 * (n * n + m * m) - 2 * k) / (4 * k);

	return limit_sf(1.0 / 6 + (t - mean) / sqrt(variance45));
}

/* scratch has 2 CRAMER_VON_MISES_PATHS entries of 16 bytes where both sides are small. */
TestValue
cramer_von_mises_test(const NumView *reference, const NumView *current, void *scratch)
{
	double		n = view_size(reference);
	double		m = view_size(current);
	double		t = cramer_von_mises_statistic(reference, current);
	TestValue	result = {t, NAN, NAN, "asymptotic"};
	int			a;
	int			b;

	if (reference->weighted || current->weighted ||
		n > CRAMER_VON_MISES_EXACT || m > CRAMER_VON_MISES_EXACT)
	{
		result.p_value = asymptotic_p(n, m, t);
		return result;
	}
	a = (int) n;
	b = (int) m;
	while (b != 0)
	{
		int			rest = a % b;

		a = b;
		b = rest;
	}
	/* a path's sum of squares is lcm^2 N^2 T / (n m) = n m N^2 T / gcd^2, whole without ties */
	result.p_value = share_of_paths((int) n, (int) m, (int) m / a, (int) n / a,
									(int64_t) floor(n * m * (n + m) * (n + m) * t / (a * a) + 1e-6),
									scratch);
	result.method = "exact";
	return result;
}
