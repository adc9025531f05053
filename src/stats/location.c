/*
 * location.c - tests of location and spread: Student, Welch, Levene
 */
#include "stats/hypothesis.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stats/frame.h"
#include "stats/sort.h"
#include "stats/sum.h"

/* Size, mean and variance of one side, in its frame. */
typedef struct Moments2
{
	double		n;
	double		mean;
	double		variance;		/* unbiased */
} Moments2;

static inline double
entry_rows(const NumView *view, size_t i)
{
	return view->count != NULL ? (double) view->count[i] : 1;
}

/* Mean and variance of the values, or of their distances from a centre: two passes. */
static Moments2
moments_of(const NumView *view, const Frame *frame, const double *centre)
{
	Moments2	result = {.n = view_size(view)};
	double		unit = view_unit(view);
	CompensatedSum sum = {0, 0};
	CompensatedSum squares = {0, 0};

	for (size_t i = 0; i < view->len; i++)
	{
		double		value = framed(frame, view->value[i]);

		if ((i & (STATS_CHECK_EVERY - 1)) == 0)
			stats_breathe();
		compensated_add(&sum, (centre == NULL ? value : fabs(value - *centre)) *
						entry_rows(view, i) * unit);
	}
	result.mean = compensated_value(&sum) / result.n;
	for (size_t i = 0; i < view->len; i++)
	{
		double		value = framed(frame, view->value[i]);
		double		difference = (centre == NULL ? value : fabs(value - *centre)) - result.mean;

		if ((i & (STATS_CHECK_EVERY - 1)) == 0)
			stats_breathe();
		compensated_add(&squares, difference * difference * entry_rows(view, i) * unit);
	}
	result.variance = result.n > 1 ? compensated_value(&squares) / (result.n - 1) : NAN;
	return result;
}

double
p_of_symmetric(double statistic, Alternative alternative, double (*upper_tail) (double, double),
			   double df)
{
	if (isnan(statistic))
		return NAN;
	if (isinf(statistic))
		return alternative == ALTERNATIVE_TWO_SIDED ? 0 :
			(statistic > 0) == (alternative == ALTERNATIVE_GREATER) ? 0 : 1;
	if (alternative == ALTERNATIVE_TWO_SIDED)
		return fmin(2 * upper_tail(fabs(statistic), df), 1);
	return upper_tail(alternative == ALTERNATIVE_GREATER ? statistic : -statistic, df);
}

/* Student's t; where df is not positive there is no test. */
static TestValue
t_of(double difference, double variance_of_difference, double df, Alternative alternative,
	 const char *method)
{
	TestValue	result = {NAN, NAN, NAN, method};

	if (!(df > 0) || !isfinite(difference) || !isfinite(variance_of_difference))
		return result;
	result.statistic = difference / sqrt(variance_of_difference);
	result.df = df;
	result.p_value = p_of_symmetric(result.statistic, alternative, gsl_cdf_tdist_Q, df);
	return result;
}

/* Student, "The probable error of a mean", 1908: equal variances. */
TestValue
t_test(const NumView *reference, const NumView *current, Alternative alternative)
{
	Frame		frame = frame_of(reference, current);
	Moments2	a = moments_of(reference, &frame, NULL);
	Moments2	b = moments_of(current, &frame, NULL);
	double		df = a.n + b.n - 2;
	double		squares = (a.n > 1 ? a.variance * (a.n - 1) : 0) +
		(b.n > 1 ? b.variance * (b.n - 1) : 0);

	return t_of(a.mean - b.mean, squares / df * (1 / a.n + 1 / b.n), df, alternative,
				"t, equal variances");
}

/* Welch, "The generalization of Student's problem when several variances are involved", 1947. */
TestValue
welch_test(const NumView *reference, const NumView *current, Alternative alternative)
{
	Frame		frame = frame_of(reference, current);
	Moments2	a = moments_of(reference, &frame, NULL);
	Moments2	b = moments_of(current, &frame, NULL);
	double		va = a.variance / a.n;
	double		vb = b.variance / b.n;
	double		df = (va + vb) * (va + vb) / (va * va / (a.n - 1) + vb * vb / (b.n - 1));

	/* no spread at all: SciPy's choice */
	if (va + vb == 0)
		df = 1;
	return t_of(a.mean - b.mean, va + vb, df, alternative, "t, unequal variances");
}

/* The median, the middle of two where n is even, in its frame. */
static double
median_of(const NumView *view, const Frame *frame)
{
	int64_t		low = (view->n - 1) / 2;
	int64_t		high = view->n / 2;
	int64_t		before = 0;
	double		half = 0;

	if (view->count == NULL)
		return framed(frame, view->value[low]) / 2 + framed(frame, view->value[high]) / 2;
	for (size_t i = 0; i < view->len; i++)
	{
		double		value = framed(frame, view->value[i]) / 2;

		if (before <= low && low < before + view->count[i])
			half = value;
		if (before <= high && high < before + view->count[i])
			return half + value;
		before += view->count[i];
	}
	return NAN;
}

/*
 * Levene 1960, about means; Brown and Forsythe, "Robust tests for the equality of variances", 1974,
 * about medians.
 */
TestValue
levene_test(const NumView *reference, const NumView *current, bool about_means)
{
	Frame		frame = frame_of(reference, current);
	double		centre_a = about_means ? moments_of(reference, &frame, NULL).mean :
		median_of(reference, &frame);
	double		centre_b = about_means ? moments_of(current, &frame, NULL).mean :
		median_of(current, &frame);
	Moments2	a = moments_of(reference, &frame, &centre_a);
	Moments2	b = moments_of(current, &frame, &centre_b);
	double		within = (a.n > 1 ? a.variance * (a.n - 1) : 0) +
		(b.n > 1 ? b.variance * (b.n - 1) : 0);
	double		difference = a.mean - b.mean;
	TestValue	result = {NAN, NAN, NAN, about_means ? "F, about means" : "F, about medians"};
	double		df = a.n + b.n - 2;

	if (!(df > 0) || !isfinite(within) || !isfinite(difference))
		return result;
	result.statistic = df * difference * difference / (1 / a.n + 1 / b.n) / within;
	result.df = df;

	/* F with 1 and df degrees of freedom is the square of t with df */
	if (!isnan(result.statistic))
		result.p_value = p_of_symmetric(sqrt(result.statistic), ALTERNATIVE_TWO_SIDED,
										gsl_cdf_tdist_Q, df);
	return result;
}
