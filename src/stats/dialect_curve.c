/*
 * dialect_curve.c - statistics of two distribution functions as other projects compute them
 */
#include "stats/dialect.h"

#include <math.h>

#include "stats/cdf.h"
#include "stats/kolmogorov.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "stats/rank.h"

#define ESTIMATED_FROM 10000	/* reference rows from which NannyML bins */
#define ROBUST_FACTOR 1.8		/* Deequ's c(alpha) */
#define STDDEV_LEAST 0.001		/* Evidently divides by no less */
#define MARGIN 0.025			/* that deepchecks cuts off on either end */
#define HUNDRED 100				/* quantiles at which whylogs looks */

/* A distance. */
static TestValue
distance(double value)
{
	return (TestValue) {
		value, NAN, NAN, NULL
	};
}

static bool
all_finite(const NumView *view)
{
	return isfinite(view->value[0]) && isfinite(view->value[view->len - 1]);
}

/* Rows below a value, as a share. */
static double
share_below(const NumView *view, double value)
{
	return (double) order_lt(view, value) / (double) view->n;
}

/*
 * NannyML: from 10,000 reference rows on, both sides are binned at 10,000 equal steps of the
 * reference's range, and the difference is looked at only there.
 */
TestValue
dialect_ks_10000(const NumView *reference, const NumView *current, const DialectWork *work)
{
	double	   *count_r = work->scratch;
	double	   *count_c = count_r + DIALECT_KS_BINS;
	double		r = 0;
	double		c;
	double		largest = 0;
	DialectGrid grid;

	if (reference->n < ESTIMATED_FROM)
		return distance(ks_statistic(reference, current, ALTERNATIVE_TWO_SIDED));
	if (!isfinite(reference->value[reference->len - 1] - reference->value[0]))
		return distance(NAN);
	grid = dialect_grid(reference->value[0], reference->value[reference->len - 1],
						DIALECT_KS_BINS);
	dialect_histogram(&grid, reference, count_r);
	dialect_histogram(&grid, current, count_c);
	c = (double) order_lt(current, grid.first);
	for (size_t i = 0; i < grid.bins; i++)
	{
		r += count_r[i];
		c += count_c[i];
		largest = fmax(largest, fabs(r / (double) reference->n - c / (double) current->n));
	}
	return distance(largest);
}

/* The area of a side's distribution function below a value it is cut at. */
static double
area_below(const NumView *view, double cut)
{
	size_t		end = gallop_lower(view->value, 0, view->len, cut);
	double		area = 0;

	for (size_t i = 0; i < end; i++)
		area += (view->count == NULL ? 1 : (double) view->count[i]) * (cut - view->value[i]);
	return area / (double) view->n;
}

/* The area above a side's distribution function from a cut on. */
static double
area_above(const NumView *view, double cut)
{
	double		area = 0;

	for (size_t i = upper_index(view->value, 0, view->len, cut); i < view->len; i++)
		area += (view->count == NULL ? 1 : (double) view->count[i]) * (view->value[i] - cut);
	return area / (double) view->n;
}

/*
 * NannyML: binned likewise. What lies below the reference is counted with one row too many (the
 * reference's least value, which was put there to close the area), and that moves the current
 * side's distribution function up everywhere.
 */
TestValue
dialect_wasserstein_10000(const NumView *reference, const NumView *current,
						  const DialectWork *work)
{
	double	   *count_r = work->scratch;
	double	   *count_c = count_r + DIALECT_KS_BINS;
	double		low = reference->value[0];
	double		high = reference->value[reference->len - 1];
	double		r = 0;
	double		c;
	double		sum = 0;
	DialectGrid grid;

	if (!all_finite(reference) || !all_finite(current))
		return distance(NAN);
	if (reference->n < ESTIMATED_FROM)
		return distance(wasserstein_distance(reference, current));
	if (!isfinite(high - low))
		return distance(NAN);
	grid = low < high ? dialect_grid(low, high, DIALECT_KS_BINS) :
		dialect_grid(low - 0.5, high + 0.5, DIALECT_KS_BINS);
	dialect_histogram(&grid, reference, count_r);
	dialect_histogram(&grid, current, count_c);
	c = (double) order_lt(current, grid.first);
	if (c > 0)
		c += 1;
	for (size_t i = 0; i < grid.bins; i++)
	{
		r += count_r[i];
		c += count_c[i];
		sum += fabs(r / (double) reference->n - c / (double) current->n);
	}
	return distance(sum * (dialect_edge(&grid, 1) - grid.first) +
					area_below(current, grid.first) + area_above(current, grid.last));
}

/* Evidently: scipy.stats.ks_2samp. */
TestValue
dialect_ks_finite(const NumView *reference, const NumView *current, const DialectWork *work)
{
	double		d = ks_statistic(reference, current, ALTERNATIVE_TWO_SIDED);
	bool		exact;
	double		p_value = ks_p_value(reference->n, current->n, d, ALTERNATIVE_TWO_SIDED,
									 work->scratch, work->check, &exact);

	return (TestValue) {
		d, p_value, NAN, exact ? "exact" : "asymptotic"
	};
}

/* Evidently: in standard deviations of the reference (of the population). */
TestValue
dialect_wasserstein_stddev(const NumView *reference, const NumView *current,
						   const DialectWork *work)
{
	Moments		moments = moments_of(reference->value, reference->count, reference->len);
	double		stddev = ldexp(sqrt(moments.m2 / (double) moments.n), (int) moments.scale);

	return distance(wasserstein_distance(reference, current) / fmax(stddev, STDDEV_LEAST));
}

TestValue
dialect_energy_finite(const NumView *reference, const NumView *current, const DialectWork *work)
{
	return distance(energy_distance(reference, current));
}

TestValue
dialect_ks_plain(const NumView *reference, const NumView *current, const DialectWork *work)
{
	return distance(ks_statistic(reference, current, ALTERNATIVE_TWO_SIDED));
}

/* The rows between two quantiles. */
static NumView
trimmed(const NumView *view)
{
	double		low = order_quantile(view, MARGIN);
	double		high = order_quantile(view, 1 - MARGIN);
	size_t		from = gallop_lower(view->value, 0, view->len, low);

	return dialect_part(view, from, upper_index(view->value, from, view->len, high));
}

/* deepchecks: without the margins of each side, in units of the range of what is left. */
TestValue
dialect_wasserstein_trimmed(const NumView *reference, const NumView *current,
							const DialectWork *work)
{
	NumView		a = trimmed(reference);
	NumView		b = trimmed(current);
	double		width;

	if (a.n == 0 || b.n == 0)
		return distance(NAN);
	width = fmax(a.value[a.len - 1], b.value[b.len - 1]) - fmin(a.value[0], b.value[0]);
	if (!isfinite(width))
		return distance(NAN);
	return distance(width == 0 ? 0 : wasserstein_distance(&a, &b) / width);
}

/* The value at a rank that only grows from call to call. */
static double
value_at(const NumView *view, int64_t rank, size_t *index, int64_t *before)
{
	if (view->count == NULL)
		return view->value[rank];
	while (*index + 1 < view->len && *before + view->count[*index] <= rank)
		*before += view->count[(*index)++];
	return view->value[*index];
}

/* The largest difference of the shares below, over a hundred quantiles of one side. */
static double
largest_at_quantiles(const NumView *at, const NumView *other)
{
	size_t		index = 0;
	int64_t		before = 0;
	double		largest = 0;

	for (int i = 0; i < HUNDRED; i++)
	{
		double		share = i == HUNDRED - 1 ? 1 : (double) i * (1.0 / (HUNDRED - 1));
		int64_t		rank = (int64_t) floor(share * (double) at->n);
		double		value = value_at(at, rank < at->n ? rank : at->n - 1, &index, &before);

		largest = fmax(largest, fabs(share_below(at, value) - share_below(other, value)));
	}
	return largest;
}

/* whylogs: shares below (not up to) the 100 quantiles of both sides. */
TestValue
dialect_ks_hundred(const NumView *reference, const NumView *current, const DialectWork *work)
{
	double		n = (double) reference->n;
	double		m = (double) current->n;
	double		rows = nearbyint(fmax(n, m) * fmin(n, m) / (n + m));
	double		d = fmax(largest_at_quantiles(reference, current),
						 largest_at_quantiles(current, reference));

	/* scipy.stats.kstwo has no distribution for zero rows */
	return (TestValue) {
		d, rows > 0 ? kolmogorov_sf(rows, d, work->scratch) : NAN, NAN, "asymptotic"
	};
}

/* A statistic less what chance gives. */
static TestValue
robust(double d, double n, double m)
{
	return distance(fmax(d - ROBUST_FACTOR * sqrt((n + m) / (n * m)), 0));
}

TestValue
dialect_ks_robust(const NumView *reference, const NumView *current, const DialectWork *work)
{
	return robust(ks_statistic(reference, current, ALTERNATIVE_TWO_SIDED),
				  (double) reference->n, (double) current->n);
}

/* The distinct values of a view, up to an entry. */
static double
distinct_at(const NumView *view, size_t *next, double seen, double value)
{
	bool		found = *next < view->len && view->value[*next] == value;

	*next = gallop_upper(view->value, *next, view->len, value);
	return seen + found;
}

/* The distinct values of a view. */
static double
distinct_of(const NumView *view)
{
	double		distinct = 0;

	for (size_t i = 0; i < view->len; distinct++)
		i = gallop_upper(view->value, i, view->len, view->value[i]);
	return distinct;
}

/* Deequ: its map of ranks keeps one row of equal ones, so that every distinct value counts once. */
TestValue
dialect_ks_robust_distinct(const NumView *reference, const NumView *current,
						   const DialectWork *work)
{
	double		n = distinct_of(reference);
	double		m = distinct_of(current);
	double		seen_r = 0;
	double		seen_c = 0;
	size_t		next_r = 0;
	size_t		next_c = 0;
	double		largest = 0;
	Walk		walk;

	walk_begin(&walk, reference, current);
	while (walk_next(&walk))
	{
		seen_r = distinct_at(reference, &next_r, seen_r, walk.value);
		seen_c = distinct_at(current, &next_c, seen_c, walk.value);
		largest = fmax(largest, fabs(seen_r / n - seen_c / m));
	}
	return robust(largest, n, m);
}
