/*
 * spread.c - how wide the finite values of one side, or of both, lie
 *
 * Sums run over values relative to a pivot and a scale of the data, in two passes, so that values
 * far from zero lose no digits.
 */
#include "stats/spread.h"

#include <math.h>

#include "stats/frame.h"
#include "stats/rank.h"
#include "stats/sort.h"
#include "stats/sum.h"

NumView
spread_finite(const NumView *view)
{
	size_t		first = upper_index(view->value, 0, view->len, -INFINITY);
	size_t		end = gallop_lower(view->value, first, view->len, INFINITY);
	NumView		finite = {
		.len = end - first,.value = view->value + first,
		.count = view->count == NULL ? NULL : view->count + first,.rank_error = view->rank_error
	};

	finite.n = view_rows(&finite, 0, finite.len);
	finite.weighted = view->weighted;
	finite.fractional = view->fractional;
	finite.size = view->weighted ? (double) finite.n * view_unit(view) : 0;
	return finite;
}

/* Add a power of the difference from the mean over a view. */
static void
add_powers(CompensatedSum *sum, const NumView *view, const Frame *frame, double mean, int power)
{
	double		unit = view->n > 0 ? view_unit(view) : 1;

	for (size_t i = 0; i < view->len; i++)
	{
		double		x = framed(frame, view->value[i]) - mean;

		if ((i & (STATS_CHECK_EVERY - 1)) == 0)
			stats_breathe();
		compensated_add(sum, (power == 1 ? x : power == 2 ? x * x : x * x * x) *
						(view->count == NULL ? 1 : (double) view->count[i] * unit));
	}
}

/* The mean of a power over both views. */
static double
mean_power(const NumView *a, const NumView *b, const Frame *frame, double mean, int power)
{
	CompensatedSum sum = {0, 0};

	add_powers(&sum, a, frame, mean, power);
	add_powers(&sum, b, frame, mean, power);
	return compensated_value(&sum) / (view_size(a) + view_size(b));
}

Moments3
spread_moments(const NumView *a, const NumView *b)
{
	NumView		none = {0};
	NumView		part[2] = {spread_finite(a), b == NULL ? none : spread_finite(b)};
	Moments3	result = {view_size(&part[0]) + view_size(&part[1]), NAN, NAN};
	const NumView *first = part[0].n > 0 ? &part[0] : &part[1];
	Frame		frame;
	double		mean;
	double		std;

	if (result.n == 0)
		return result;
	frame = frame_of(first, part[1].n > 0 ? &part[1] : first);
	mean = mean_power(&part[0], &part[1], &frame, 0, 1);
	std = sqrt(mean_power(&part[0], &part[1], &frame, mean, 2));
	result.std = std / frame.scale / frame.narrow;
	if (std > 0)
		result.skewness = mean_power(&part[0], &part[1], &frame, mean, 3) / (std * std * std);
	return result;
}

double
spread_of(const NumView *reference, const NumView *current, SpreadKind kind)
{
	NumView		r = spread_finite(reference);
	NumView		c = spread_finite(current);
	double		low = INFINITY;
	double		high = -INFINITY;

	if (kind == SPREAD_STD)
		return spread_moments(reference, NULL).std;
	if (r.n > 0)
	{
		low = r.value[0];
		high = r.value[r.len - 1];
	}
	if (c.n > 0)
	{
		low = fmin(low, c.value[0]);
		high = fmax(high, c.value[c.len - 1]);
	}
	return low <= high ? high - low : NAN;
}
