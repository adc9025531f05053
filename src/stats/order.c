/*
 * order.c - quantiles and ranks of a view; definitions are in order.h
 */
#include "stats/order.h"

#include <math.h>

/* The value of 0-based rank r; *next becomes that of rank r + 1, if there is one. */
static double
at_rank(const NumView *view, int64_t r, double *next)
{
	int64_t		rows = 0;
	size_t		i;

	if (view->count == NULL)
	{
		*next = view->value[r + 1 < (int64_t) view->len ? r + 1 : r];
		return view->value[r];
	}
	for (i = 0; i + 1 < view->len && rows + view->count[i] <= r; i++)
		rows += view->count[i];
	*next = view->value[rows + view->count[i] > r + 1 || i + 1 == view->len ? i : i + 1];
	return view->value[i];
}

/* Go from a to b; never NaN, never beyond either. */
static double
between(double a, double b, double share)
{
	if (a == b || share == 0)
		return a;
	if (isinf(a) && isinf(b))
		return share < 0.5 ? a : b;
	if (isinf(b - a))
		return isinf(a) ? a : isinf(b) ? b : a * (1 - share) + b * share;
	return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share);
}

/* The quantile p. */
double
order_quantile(const NumView *view, double p)
{
	double		h = p * (double) (view->n - 1);
	int64_t		r = (int64_t) floor(h);
	double		next;
	double		value;

	if (view->rank_error > 0 || view->fractional)
	{
		r = (int64_t) ceil(p * (double) view->n) - 1;
		return at_rank(view, r < 0 ? 0 : r, &next);
	}
	value = at_rank(view, r, &next);
	return between(value, next, h - (double) r);
}

/* Rows <= x, or < x: entries before the first that is beyond. */
static int64_t
rows_before(const NumView *view, double x, bool equal)
{
	size_t		low = 0;
	size_t		high = view->len;
	int64_t		rows = 0;

	while (low < high)
	{
		size_t		middle = low + (high - low) / 2;

		if (view->value[middle] < x || (equal && view->value[middle] == x))
			low = middle + 1;
		else
			high = middle;
	}
	if (view->count == NULL)
		return (int64_t) low;
	for (size_t i = 0; i < low; i++)
		rows += view->count[i];
	return rows;
}

/* Rows <= x. */
int64_t
order_le(const NumView *view, double x)
{
	return rows_before(view, x, true);
}

/* Rows < x. */
int64_t
order_lt(const NumView *view, double x)
{
	return rows_before(view, x, false);
}
