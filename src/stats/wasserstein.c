/*
 * wasserstein.c - the first Wasserstein distance: the area between two distribution functions
 *
 * Where one function stays above the other from v0 to v1, the area is a difference of sums,
 *
 *   (F(v0) - G(v0)) (v1 - v0) + sum over a of (v1 - a) / n - sum over b of (v1 - b) / m,
 *
 * which needs no merging and runs at the speed of memory. Whether they may cross follows from the
 * ranks at both ends. Stretches where they may are halved; the short ones left are merged.
 */
#include "stats/cdf.h"

#include <math.h>

#include "stats/rank.h"
#include "stats/sort.h"

#define AREA_STRETCH 256		/* entries of a in a first stretch */
#define AREA_LEAF 16			/* entries of a below which a stretch is merged */
#define AREA_WIDTH_MAX 1e250	/* wider stretches could overflow a sum */

typedef struct Area
{
	const double *a;
	const double *b;
	Scale		scale;
	double		sum;			/* the area so far */
} Area;

/* A value, and how many entries of each side are not above it. */
typedef struct Place
{
	double		value;
	size_t		a;
	size_t		b;
} Place;

/* |F - G| after so many rows of each side. */
static inline double
share_difference(const Scale *scale, int64_t i, int64_t j)
{
	return fabs(scaled_difference(scale, i, j)) / scale->total;
}

/* Sum high - value over entries [from, to), in four independent chains. */
static double
sum_below(const double *value, size_t from, size_t to, double high)
{
	double		sum[4] = {0, 0, 0, 0};
	size_t		i = from;

	for (; i + 4 <= to; i += 4)
	{
		sum[0] += high - value[i];
		sum[1] += high - value[i + 1];
		sum[2] += high - value[i + 2];
		sum[3] += high - value[i + 3];
	}
	for (; i < to; i++)
		sum[0] += high - value[i];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Add the area between two places value by value. */
static void
merge_area(Area *area, Place from, Place to)
{
	size_t		i = from.a;
	size_t		j = from.b;
	double		value = from.value;

	while (i < to.a || j < to.b)
	{
		bool		take_a = j >= to.b || (i < to.a && area->a[i] <= area->b[j]);
		double		next = take_a ? area->a[i] : area->b[j];

		area->sum += share_difference(&area->scale, i, j) * (next - value);
		value = next;
		if (take_a)
			i++;
		else
			j++;
	}
	area->sum += share_difference(&area->scale, i, j) * (to.value - value);
}

/* Whether F - G keeps its sign from one place to the next. */
static bool
keeps_sign(const Area *area, Place from, Place to)
{
	return scaled_difference(&area->scale, from.a, to.b) >= 0 ||
		scaled_difference(&area->scale, to.a, from.b) <= 0;
}

/* Add the area between two places. */
static void
add_area(Area *area, Place from, Place to)
{
	while (from.value < to.value)
	{
		double		width = to.value - from.value;
		Place		middle;

		if (width < AREA_WIDTH_MAX && keeps_sign(area, from, to))
		{
			area->sum += fabs(scaled_difference(&area->scale, from.a, from.b) * width +
							  sum_below(area->a, from.a, to.a, to.value) * area->scale.weight_a -
							  sum_below(area->b, from.b, to.b, to.value) * area->scale.weight_b) /
				area->scale.total;
			return;
		}
		if (to.a - from.a <= AREA_LEAF)
		{
			merge_area(area, from, to);
			return;
		}
		middle.value = area->a[from.a + (to.a - from.a) / 2];
		if (!(middle.value > from.value && middle.value < to.value))
		{
			merge_area(area, from, to);
			return;
		}
		middle.a = gallop_upper(area->a, from.a + (to.a - from.a) / 2, to.a, middle.value);
		middle.b = upper_index(area->b, from.b, to.b, middle.value);
		add_area(area, from, middle);
		from = middle;
	}
}

/* The area between two sorted views without counts, from the first finite place to the last. */
static void
area_sorted(Area *area, Place from, Place to)
{
	unsigned	stretches = 0;

	while (to.a - from.a > AREA_STRETCH)
	{
		Place		next = {.value = area->a[from.a + AREA_STRETCH - 1]};

		next.a = gallop_upper(area->a, from.a + AREA_STRETCH - 1, to.a, next.value);
		next.b = gallop_upper(area->b, from.b, to.b, next.value);
		add_area(area, from, next);
		from = next;
		if ((++stretches & 255) == 0)
			stats_breathe();
	}
	add_area(area, from, to);
}

/*
 * Whether both sides have the same mass at the infinities; *low and *high become the least and the
 * greatest finite value (low above high where there is none).
 */
static bool
finite_area(const NumView *a, const NumView *b, const Scale *scale, double *low, double *high)
{
	const NumView *side[2] = {a, b};
	int64_t		below[2];
	int64_t		above[2];

	*low = INFINITY;
	*high = -INFINITY;
	for (int s = 0; s < 2; s++)
	{
		size_t		first = gallop_upper(side[s]->value, 0, side[s]->len, -INFINITY);
		size_t		end = side[s]->len;

		while (end > first && side[s]->value[end - 1] == INFINITY)
			end--;
		below[s] = view_rows(side[s], 0, first);
		above[s] = view_rows(side[s], end, side[s]->len);
		if (first < end)
		{
			*low = fmin(*low, side[s]->value[first]);
			*high = fmax(*high, side[s]->value[end - 1]);
		}
	}
	return scaled_difference(scale, below[0], below[1]) == 0 &&
		scaled_difference(scale, above[0], above[1]) == 0;
}

double
wasserstein_distance(const NumView *reference, const NumView *current)
{
	Area		area = {
		reference->value, current->value, scale_of(reference->n, current->n), 0
	};
	double		low;
	double		high;
	Walk		walk;
	double		before;

	if (!finite_area(reference, current, &area.scale, &low, &high))
		return INFINITY;
	if (low >= high)
		return 0;
	if (reference->count == NULL && current->count == NULL)
	{
		Place		from = {.value = low};
		Place		to = {.value = high};

		from.a = upper_index(reference->value, 0, reference->len, low);
		from.b = upper_index(current->value, 0, current->len, low);
		to.a = upper_index(reference->value, from.a, reference->len, high);
		to.b = upper_index(current->value, from.b, current->len, high);
		area_sorted(&area, from, to);
		return area.sum;
	}
	walk_begin(&walk, reference, current);
	before = -INFINITY;
	while (walk_next(&walk) && walk.value <= high)
	{
		if ((walk.next_a & (STATS_CHECK_EVERY - 1)) == 0)
			stats_breathe();
		if (before >= low)
			area.sum += share_difference(&area.scale, walk.to_a - walk.at_a,
										 walk.to_b - walk.at_b) * (walk.value - before);
		before = walk.value;
	}
	return area.sum;
}
