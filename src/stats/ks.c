/*
 * ks.c - the Kolmogorov-Smirnov statistic of two samples
 *
 * The largest difference of the two distribution functions F and G. Between two values v0 < v1, F
 * lies between F(v0) and F(v1), and so does G; a stretch whose difference cannot exceed the largest
 * one seen so far needs no look. So two sorted samples are cut at a thousand places first, then
 * only the stretches that may still hold the maximum are halved again and again, down to single
 * values. The result is exact, the cost far below one pass over the data.
 */
#include "stats/cdf.h"

#include <math.h>

#include "stats/rank.h"
#include "stats/sort.h"

#define KS_GRID 1024			/* stretches looked at first */
#define KS_LEAF 32				/* entries of a below which values are visited one by one */

typedef struct Search
{
	const double *a;
	const double *b;
	Scale		scale;
	Alternative alternative;
	double		best;			/* the largest difference so far, in units of 1 / scale.total */
} Search;

/* A place between two values: so many entries of each side are not above it. */
typedef struct Place
{
	size_t		a;
	size_t		b;
} Place;

/* The part of a difference that counts. */
static inline double
counted(Alternative alternative, double difference)
{
	if (alternative == ALTERNATIVE_GREATER)
		return difference;
	if (alternative == ALTERNATIVE_LESS)
		return -difference;
	return fabs(difference);
}

/* Take the difference of the distribution functions at a place into account. */
static inline void
visit(Search *search, Place place)
{
	double		difference = counted(search->alternative,
									 scaled_difference(&search->scale, place.a, place.b));

	if (difference > search->best)
		search->best = difference;
}

/* Whether a larger difference than the best may lie between two places. */
static bool
may_exceed(const Search *search, Place from, Place to)
{
	double		highest = scaled_difference(&search->scale, to.a, from.b);
	double		lowest = scaled_difference(&search->scale, from.a, to.b);

	return (search->alternative != ALTERNATIVE_LESS && highest > search->best) ||
		(search->alternative != ALTERNATIVE_GREATER && -lowest > search->best);
}

/* The place at the value of entry i of a. */
static Place
place_at(const Search *search, size_t i, Place from, Place to)
{
	double		value = search->a[i];

	return (Place) {
		gallop_upper(search->a, i, to.a, value), upper_index(search->b, from.b, to.b, value)
	};
}

/*
 * Visit every distinct value of a between two places, just before it and at it. Between neighbours
 * of a only G grows: the extremes are at these places.
 */
static void
visit_all(Search *search, Place from, Place to)
{
	while (from.a < to.a)
	{
		double		value = search->a[from.a];

		from.b = gallop_lower(search->b, from.b, to.b, value);
		visit(search, from);
		from.a = gallop_upper(search->a, from.a, to.a, value);
		from.b = gallop_upper(search->b, from.b, to.b, value);
		visit(search, from);
	}
}

/* Search between two places by halving. */
static void
search_between(Search *search, Place from, Place to)
{
	while (may_exceed(search, from, to))
	{
		Place		middle;

		if (to.a - from.a <= KS_LEAF ||
			(middle = place_at(search, from.a + (to.a - from.a) / 2, from, to)).a == to.a)
		{
			visit_all(search, from, to);
			return;
		}
		visit(search, middle);
		search_between(search, from, middle);
		from = middle;
	}
}

/* The statistic of two views without counts. */
static double
search_sorted(Search *search, size_t len_a, size_t len_b)
{
	Place		end = {len_a, len_b};
	Place		place[KS_GRID + 1] = {{0, 0}};
	size_t		places = 1;

	for (size_t k = 1; k < KS_GRID && len_a / KS_GRID > 0; k++)
	{
		Place		next = place_at(search, len_a / KS_GRID * k, place[places - 1], end);

		if (next.a == place[places - 1].a)
			continue;
		visit(search, next);
		place[places++] = next;
	}
	for (size_t k = 0; k + 1 < places; k++)
		search_between(search, place[k], place[k + 1]);
	search_between(search, place[places - 1], end);
	return search->best;
}

double
ks_statistic(const NumView *reference, const NumView *current, Alternative alternative)
{
	Search		search = {
		reference->value, current->value, scale_of(reference->n, current->n), alternative, 0
	};
	Walk		walk;

	if (reference->count == NULL && current->count == NULL)
		return search_sorted(&search, reference->len, current->len) / search.scale.total;

	walk_begin(&walk, reference, current);
	for (size_t steps = 1; walk_next(&walk); steps++)
	{
		if ((steps & (STATS_CHECK_EVERY - 1)) == 0)
			stats_breathe();
		visit(&search, (Place)
			  {
			  walk.to_a, walk.to_b});
	}
	return search.best / search.scale.total;
}
