/*
 * bin_rule.c - how many equally wide bins a rule of thumb makes of two samples together
 *
 * The rules give a width; the number of bins is the range over it, rounded up, as in NumPy's
 * histogram_bin_edges. Sturges 1926 and Doane 1976 think of binomial counts (Doane corrects for
 * skewness), Scott 1979 and Freedman and Diaconis 1981 minimize the squared error of the histogram;
 * 'auto' is the narrower of Freedman-Diaconis and Sturges.
 */
#include "stats/bins.h"

#include <math.h>

#include "stats/rank.h"
#include "stats/spread.h"

/* The quantile quarter / 4 of two views together (type 7 of Hyndman and Fan). */
static double
union_quartile(const NumView *a, const NumView *b, int quarter)
{
	bool		fractional = a->fractional || b->fractional;
	double		unit_a = a->n > 0 ? view_unit(a) : 1;
	double		unit_b = b->n > 0 ? view_unit(b) : 1;
	double		least = (view_size(a) + view_size(b)) * quarter / 4;
	int64_t		last = a->n + b->n - 1;
	int64_t		rank = last / 4 * quarter + last % 4 * quarter / 4;
	double		part = (double) (last % 4 * quarter % 4) / 4;
	double		low = 0;
	bool		found = false;
	Walk		walk;

	walk_begin(&walk, a, b);
	while (walk_next(&walk))
	{
		if (fractional && (double) walk.to_a * unit_a + (double) walk.to_b * unit_b >= least)
			return walk.value;
		if (!fractional && !found && walk.to_a + walk.to_b > rank)
		{
			low = walk.value;
			found = true;
		}
		if (!fractional && walk.to_a + walk.to_b > rank + (part > 0))
			break;
	}
	return fractional ? walk.value : low + (walk.value - low) * part;
}

/* Freedman and Diaconis, "On the histogram as a density estimator", 1981. */
static double
fd_width(const NumView *a, const NumView *b, double n)
{
	return 2 * (union_quartile(a, b, 3) - union_quartile(a, b, 1)) / cbrt(n);
}

/* Doane, "Aesthetic frequency classifications", 1976. */
static double
doane_width(const NumView *a, const NumView *b, double range)
{
	Moments3	moments = spread_moments(a, b);
	double		n = moments.n;
	double		error = sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));

	if (n <= 2 || isnan(moments.skewness))
		return 0;
	return range / (1 + log2(n) + log2(1 + fabs(moments.skewness / error)));
}

int
bins_by_rule(const NumView *reference, const NumView *current, Binning rule)
{
	NumView		a = spread_finite(reference);
	NumView		b = spread_finite(current);
	double		n = view_size(&a) + view_size(&b);
	double		range = spread_of(reference, current, SPREAD_RANGE);
	double		width = 0;
	double		bins;

	if (n == 0 || !(range > 0))
		return 1;
	if (rule == BINNING_STURGES)
		width = range / (log2(n) + 1);
	else if (rule == BINNING_DOANE)
		width = doane_width(reference, current, range);
	else if (rule == BINNING_SCOTT)
		width = cbrt(24 * sqrt(M_PI) / n) * spread_moments(reference, current).std;
	else
		width = fd_width(&a, &b, n);
	if (rule == BINNING_AUTO)
		width = width > 0 ? fmin(width, range / (log2(n) + 1)) : range / (log2(n) + 1);
	if (!(width > 0))
		return 1;
	bins = isinf(range) ? BINS_MAX : ceil(range / width);
	return bins < BINS_MAX ? (int) bins : BINS_MAX;
}
