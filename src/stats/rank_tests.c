/*
 * rank_tests.c - statistics and tests that read ranks only: Cramer-von Mises, Anderson-Darling,
 * Mann-Whitney, Mood; and the energy distance, which walks the same way
 */
#include "stats/hypothesis.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <string.h>

#include "stats/rank.h"

/*
 * Szekely and Rizzo, "Energy statistics", 2013, in one dimension: sqrt(2 * integral of (F - G)^2).
 * Infinite where an infinite value has more mass on one side.
 */
double
energy_distance(const NumView *reference, const NumView *current)
{
	Scale		scale = scale_of(reference->n, current->n);
	double		share = 1 / scale.total;
	double		difference = 0;
	double		before = 0;
	double		sum = 0;
	Walk		walk;

	walk_begin(&walk, reference, current);
	while (walk_next(&walk))
	{
		if (difference != 0)
			sum += difference * difference * (walk.value - before);
		difference = scaled_difference(&scale, walk.to_a, walk.to_b) * share;
		before = walk.value;
	}
	return sqrt(2 * sum);
}

/*
 * Anderson, "On the distribution of the two-sample Cramer-von Mises criterion", 1962, equations 9
 * and 10, with mid-ranks. T is the small difference of two sums that grow as n m; here it is
 * written with the differences of mid-distribution functions F' and G', so that nothing cancels:
 *
 *   2 N T = n m sum (dF + dG) (F' - G')^2 - n m / 4 sum dF dG (dF + dG)
 *           + m/(12 n) + n/(12 m) + (m/n^2 + 2/m) Ca/12 + (n/m^2 + 2/n) Cb/12 + 1/3
 *
 * where Ca is the sum of t^3 - t over the reference's ties, Cb over the current side's.
 */
double
cramer_von_mises_statistic(const NumView *reference, const NumView *current)
{
	double		n = (double) reference->n;
	double		m = (double) current->n;
	double		squares = 0;
	double		products = 0;
	double		ties_a = 0;
	double		ties_b = 0;
	Walk		walk;

	walk_begin(&walk, reference, current);
	while (walk_next(&walk))
	{
		double		a = (double) walk.at_a;
		double		b = (double) walk.at_b;
		double		f = ((double) walk.to_a - a / 2) / n;
		double		g = ((double) walk.to_b - b / 2) / m;

		squares += (a / n + b / m) * (f - g) * (f - g);
		products += a / n * (b / m) * (a / n + b / m);
		ties_a += a * (a * a - 1);
		ties_b += b * (b * b - 1);
	}
	return (n * m * squares - n * m / 4 * products + m / (12 * n) + n / (12 * m) +
			(m / (n * n) + 2 / m) * ties_a / 12 + (n / (m * m) + 2 / n) * ties_b / 12 +
			1.0 / 3) / (2 * (n + m));
}

/* Scholz and Stephens, "K-sample Anderson-Darling tests", 1987, equation 7, for two samples. */
static double
anderson_darling_sum(const NumView *reference, const NumView *current, bool *constant)
{
	double		n = (double) reference->n;
	double		m = (double) current->n;
	double		total = n + m;
	double		sum = 0;
	size_t		values = 0;
	Walk		walk;

	walk_begin(&walk, reference, current);
	for (; walk_next(&walk); values++)
	{
		double		at = (double) walk.at_a + (double) walk.at_b;
		double		a = (double) walk.to_a - (double) walk.at_a / 2;
		double		b = (double) walk.to_b - (double) walk.at_b / 2;
		double		difference = m * a - n * b;

		sum += at * difference * difference / ((a + b) * (total - a - b) - total * at / 4);
	}
	*constant = values < 2;
	return sum / total * (1 / n + 1 / m) * (total - 1) / total;
}

/*
 * The variance of that sum under the null hypothesis, Scholz and Stephens, equation 4. Their double
 * sum g over 1 / ((N - i) j) is H2(N) - (H(N) + H(N - 1)) / N, with harmonic numbers of order 1 and
 * 2.
 */
static double
anderson_darling_variance(double n, double m)
{
	double		total = n + m;
	double		inverse = 1 / n + 1 / m;
	double		h = gsl_sf_psi(total) + M_EULER;
	double		g = M_PI * M_PI / 6 - gsl_sf_psi_1(total + 1) - (2 * h + 1 / total) / total;
	double		a;
	double		b;
	double		c;
	double		d;

	a = (4 * g - 6) + (10 - 6 * g) * inverse;
	b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
	c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverse + 4 * h;
	d = (2 * h + 6) * 4 - 8 * h;
	return (((a * total + b) * total + c) * total + d) /
		((total - 1) * (total - 2) * (total - 3));
}

/* The sum, standardized; NaN where it is not defined (one distinct value, fewer than four rows). */
double
anderson_darling_statistic(const NumView *reference, const NumView *current)
{
	bool		constant;
	double		sum = anderson_darling_sum(reference, current, &constant);

	if (constant || reference->n + current->n < 4)
		return NAN;
	return (sum - 1) / sqrt(anderson_darling_variance((double) reference->n,
													  (double) current->n));
}

/*
 * The p-value between the tabulated 0.001 and 0.25: the least-squares parabola through the
 * logarithms of Scholz and Stephens' table 2 for two samples, as SciPy draws it.
 */
TestValue
anderson_darling_test(const NumView *reference, const NumView *current)
{
	double		a2 = anderson_darling_statistic(reference, current);
	TestValue	result = {a2, NAN, NAN, "interpolated, between 0.001 and 0.25"};

	if (isnan(a2))
		return result;
	if (a2 < 0.325)
		result.p_value = 0.25;
	else if (a2 > 6.546)
		result.p_value = 0.001;
	else
		result.p_value = exp((0.01819809457411139 * a2 - 1.008226564465251) * a2 -
							 1.0777702798204876);
	return result;
}

/*
 * P(U <= u) for n and m rows without ties: the coefficients of the Gaussian binomial [n + m choose
 * n], as products and quotients of 1 - q^i, in whole numbers (Mann and Whitney 1947; MacMahon).
 */
static double
mann_whitney_cdf(int64_t small, int64_t large, int64_t u, __int128 *ways)
{
	double		sum = 0;
	double		all = 1;

	memset(ways, 0, sizeof(__int128) * (size_t) (u + 1));
	ways[0] = 1;
	for (int64_t i = 1; i <= small; i++)
	{
		for (int64_t k = u; k >= large + i; k--)
			ways[k] -= ways[k - large - i];
		for (int64_t k = i; k <= u; k++)
			ways[k] += ways[k - i];
		all *= (double) (large + i) / (double) i;
	}
	for (int64_t k = 0; k <= u; k++)
		sum += (double) ways[k];
	return sum / all;
}

/* U of the reference, and the sum of t^3 - t over all ties. */
static double
mann_whitney_u(const NumView *reference, const NumView *current, double *ties)
{
	double		u = 0;
	Walk		walk;

	*ties = 0;
	walk_begin(&walk, reference, current);
	while (walk_next(&walk))
	{
		double		at = (double) walk.at_a + (double) walk.at_b;

		u += (double) walk.at_a * ((double) walk.to_b - (double) walk.at_b / 2);
		*ties += at * (at * at - 1);
	}
	return u;
}

/* Mann and Whitney 1947; normal approximation with ties and continuity as SciPy's mannwhitneyu. */
TestValue
mann_whitney_test(const NumView *reference, const NumView *current, Alternative alternative,
				  void *scratch)
{
	double		n = (double) reference->n;
	double		m = (double) current->n;
	int64_t		small = reference->n < current->n ? reference->n : current->n;
	int64_t		large = reference->n < current->n ? current->n : reference->n;
	double		factor = alternative == ALTERNATIVE_TWO_SIDED ? 2 : 1;
	double		ties;
	double		u = mann_whitney_u(reference, current, &ties);
	double		upper = alternative == ALTERNATIVE_GREATER ? u :
		alternative == ALTERNATIVE_LESS ? n * m - u : fmax(u, n * m - u);
	double		variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
	TestValue	result = {u, NAN, NAN, "exact"};

	if (small <= MANN_WHITNEY_EXACT_SMALL && large <= MANN_WHITNEY_EXACT_LARGE && ties == 0)
		result.p_value = factor *
			mann_whitney_cdf(small, large, (int64_t) (n * m - upper), scratch);
	else
	{
		result.method = "normal, ties and continuity corrected";
		result.p_value = factor * gsl_cdf_ugaussian_Q((upper - n * m / 2 - 0.5) / sqrt(variance));
	}
	result.p_value = fmin(result.p_value, 1);
	return result;
}

/*
 * The score of Mood's test, the squared distance of a rank from the middle one, on average over the
 * ranks that equal values share.
 */
static double
mood_score(double before, double at, double total)
{
	double		middle = before + (at + 1) / 2 - (total + 1) / 2;

	return middle * middle + (at * at - 1) / 12;
}

/*
 * Mood, "On the asymptotic efficiency of certain nonparametric two-sample tests", 1954; ties as
 * Mielke 1967: the permutation variance of the averaged scores. The statistic is z.
 */
TestValue
mood_test(const NumView *reference, const NumView *current, Alternative alternative)
{
	double		n = (double) reference->n;
	double		m = (double) current->n;
	double		total = n + m;
	double		mean = (total * total - 1) / 12;
	double		sum = 0;
	double		squares = 0;
	TestValue	result = {NAN, NAN, NAN, "normal"};
	Walk		walk;

	if (total < 3)
		return result;
	walk_begin(&walk, reference, current);
	while (walk_next(&walk))
	{
		double		at = (double) walk.at_a + (double) walk.at_b;
		double		before = (double) walk.to_a + (double) walk.to_b - at;
		double		score = mood_score(before, at, total) - mean;

		sum += (double) walk.at_a * score;
		squares += at * score * score;
	}
	if (squares > 0)
		result.statistic = sum / sqrt(n * m / (total * (total - 1)) * squares);
	if (!isnan(result.statistic))
		result.p_value = alternative == ALTERNATIVE_TWO_SIDED ?
			2 * gsl_cdf_ugaussian_Q(fabs(result.statistic)) :
			alternative == ALTERNATIVE_GREATER ? gsl_cdf_ugaussian_Q(result.statistic) :
			gsl_cdf_ugaussian_P(result.statistic);
	return result;
}
