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

#include "stats/walk.h"

typedef struct EnergySum
{
	Scale		scale;
	double		share;			/* 1 / scale.total */
	double		sum;
} EnergySum;

/* Add the stretch that ends at a value. */
static inline void
energy_add(void *energy, const Walk *step)
{
	EnergySum  *e = energy;
	double		difference = scaled_difference(&e->scale, step->to_a - step->at_a,
											   step->to_b - step->at_b) * e->share;

	if (difference != 0)
		e->sum += difference * difference * (step->value - step->before);
}

/*
 * Szekely and Rizzo, "Energy statistics", 2013, in one dimension: sqrt(2 * integral of (F - G)^2).
 * Infinite where an infinite value has more mass on one side.
 */
double
energy_distance(const NumView *reference, const NumView *current)
{
	EnergySum	energy = {.scale = scale_of(reference->n, current->n)};

	energy.share = 1 / energy.scale.total;
	walk_each(reference, current, energy_add, &energy);
	return sqrt(2 * energy.sum);
}

typedef struct CramerSum
{
	double		n;
	double		m;
	double		squares;
	double		products;
	double		ties_a;
	double		ties_b;
	int64_t		single;			/* the count of a row alone, 0 where there is none */
	double		unit_a;			/* rows that a count of one stands for */
	double		unit_b;
} CramerSum;

/* Add the differences of the mid-distribution functions at a value. */
static inline void
cramer_add(void *cramer, const Walk *step)
{
	CramerSum  *c = cramer;
	double		a = (double) step->at_a * c->unit_a;
	double		b = (double) step->at_b * c->unit_b;
	double		f = ((double) step->to_a * c->unit_a - a / 2) * c->n;
	double		g = ((double) step->to_b * c->unit_b - b / 2) * c->m;

	a *= c->n;
	b *= c->m;
	c->squares += (a + b) * (f - g) * (f - g);
	if (step->at_a + step->at_b == c->single)
		return;
	c->products += a * b * (a + b);
	a = (double) step->at_a * c->unit_a;
	b = (double) step->at_b * c->unit_b;
	c->ties_a += a * (a * a - 1);
	c->ties_b += b * (b * b - 1);
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
	double		n = view_size(reference);
	double		m = view_size(current);
	CramerSum	c = {
		.n = 1 / n,.m = 1 / m,.single = !reference->weighted && !current->weighted,
		.unit_a = view_unit(reference),.unit_b = view_unit(current)
	};

	walk_each(reference, current, cramer_add, &c);
	return (n * m * c.squares - n * m / 4 * c.products + m / (12 * n) + n / (12 * m) +
			(m / (n * n) + 2 / m) * c.ties_a / 12 + (n / (m * m) + 2 / n) * c.ties_b / 12 +
			1.0 / 3) / (2 * (n + m));
}

typedef struct AndersonSum
{
	double		n;
	double		m;
	double		sum;
	size_t		values;
	double		unit_a;			/* rows that a count of one stands for */
	double		unit_b;
} AndersonSum;

/* Add what a value contributes to Scholz and Stephens' sum. */
static inline void
anderson_add(void *anderson, const Walk *step)
{
	AndersonSum *s = anderson;
	double		total = s->n + s->m;
	double		at = (double) step->at_a * s->unit_a + (double) step->at_b * s->unit_b;
	double		a = ((double) step->to_a - (double) step->at_a / 2) * s->unit_a;
	double		b = ((double) step->to_b - (double) step->at_b / 2) * s->unit_b;
	double		difference = s->m * a - s->n * b;

	s->sum += at * difference * difference / ((a + b) * (total - a - b) - total * at / 4);
	s->values++;
}

/* Scholz and Stephens, "K-sample Anderson-Darling tests", 1987, equation 7, for two samples. */
static double
anderson_darling_sum(const NumView *reference, const NumView *current, bool *constant)
{
	AndersonSum s = {
		view_size(reference), view_size(current), 0, 0, view_unit(reference), view_unit(current)
	};
	double		total = s.n + s.m;

	walk_each(reference, current, anderson_add, &s);
	*constant = s.values < 2;
	return s.sum / total * (1 / s.n + 1 / s.m) * (total - 1) / total;
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

	if (constant || view_size(reference) + view_size(current) < 4)
		return NAN;
	return (sum - 1) / sqrt(anderson_darling_variance(view_size(reference),
													  view_size(current)));
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

typedef struct MannWhitneySum
{
	double		u;				/* U of the reference */
	double		ties;			/* the sum of t^3 - t over all ties */
	double		unit_a;			/* rows that a count of one stands for */
	double		unit_b;
} MannWhitneySum;

/* Count the pairs that a value of the reference makes. */
static inline void
mann_whitney_add(void *mann_whitney, const Walk *step)
{
	MannWhitneySum *s = mann_whitney;
	double		at = (double) step->at_a * s->unit_a + (double) step->at_b * s->unit_b;

	s->u += (double) step->at_a * s->unit_a *
		((double) step->to_b - (double) step->at_b / 2) * s->unit_b;
	s->ties += at * (at * at - 1);
}

/* U of the reference, and the sum of t^3 - t over all ties. */
static double
mann_whitney_u(const NumView *reference, const NumView *current, double *ties)
{
	MannWhitneySum s = {0, 0, view_unit(reference), view_unit(current)};

	walk_each(reference, current, mann_whitney_add, &s);
	*ties = s.ties;
	return s.u;
}

/* Mann and Whitney 1947; normal approximation with ties and continuity as SciPy's mannwhitneyu. */
TestValue
mann_whitney_test(const NumView *reference, const NumView *current, Alternative alternative,
				  void *scratch)
{
	double		n = view_size(reference);
	double		m = view_size(current);
	int64_t		small = reference->n < current->n ? reference->n : current->n;
	int64_t		large = reference->n < current->n ? current->n : reference->n;
	double		factor = alternative == ALTERNATIVE_TWO_SIDED ? 2 : 1;
	double		ties;
	double		u = mann_whitney_u(reference, current, &ties);
	double		upper = alternative == ALTERNATIVE_GREATER ? u :
		alternative == ALTERNATIVE_LESS ? n * m - u : fmax(u, n * m - u);
	double		variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
	TestValue	result = {u, NAN, NAN, "exact"};

	if (!reference->weighted && !current->weighted &&
		small <= MANN_WHITNEY_EXACT_SMALL && large <= MANN_WHITNEY_EXACT_LARGE && ties == 0)
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

typedef struct MoodSum
{
	double		total;
	double		mean;			/* of all scores */
	double		sum;			/* over the reference */
	double		squares;
	double		unit_a;			/* rows that a count of one stands for */
	double		unit_b;
} MoodSum;

/* Add the scores of a value. */
static inline void
mood_add(void *mood, const Walk *step)
{
	MoodSum    *s = mood;
	double		at = (double) step->at_a * s->unit_a + (double) step->at_b * s->unit_b;
	double		before = (double) step->to_a * s->unit_a + (double) step->to_b * s->unit_b - at;
	double		score = mood_score(before, at, s->total) - s->mean;

	s->sum += (double) step->at_a * s->unit_a * score;
	s->squares += at * score * score;
}

/*
 * Mood, "On the asymptotic efficiency of certain nonparametric two-sample tests", 1954; ties as
 * Mielke 1967: the permutation variance of the averaged scores. The statistic is z.
 */
TestValue
mood_test(const NumView *reference, const NumView *current, Alternative alternative)
{
	double		n = view_size(reference);
	double		m = view_size(current);
	double		total = n + m;
	MoodSum		s = {
		total, (total * total - 1) / 12, 0, 0, view_unit(reference), view_unit(current)
	};
	TestValue	result = {NAN, NAN, NAN, "normal"};

	if (total < 3)
		return result;
	walk_each(reference, current, mood_add, &s);
	if (s.squares > 0)
		result.statistic = s.sum / sqrt(n * m / (total * (total - 1)) * s.squares);
	if (!isnan(result.statistic))
		result.p_value = alternative == ALTERNATIVE_TWO_SIDED ?
			2 * gsl_cdf_ugaussian_Q(fabs(result.statistic)) :
			alternative == ALTERNATIVE_GREATER ? gsl_cdf_ugaussian_Q(result.statistic) :
			gsl_cdf_ugaussian_P(result.statistic);
	return result;
}
