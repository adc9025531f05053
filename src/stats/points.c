/*
 * points.c - distinct scores, each with its rows and the (expected) positives among them
 */
#include "stats/points.h"

#include <string.h>

#include "stats/key.h"
#include "stats/sort.h"

#define RADIX 256
#define KEY_BYTES 8
#define FEW 24					/* points that insertion sorts faster */

/* Add the rows of one point to another of the same score. */
static inline void
point_add(ScorePoint *into, const ScorePoint *from)
{
	into->n += from->n;
	fixed_merge(&into->positive, &from->positive);
}

/* Sort a few points by insertion. */
static void
sort_few(ScorePoint *point, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		ScorePoint	moving = point[i];
		size_t		j = i;

		for (; j > 0 && point[j - 1].score > moving.score; j--)
			point[j] = point[j - 1];
		point[j] = moving;
	}
}

/* Sort by the bytes of the key, least significant first; bytes that all keys share are skipped. */
static void
sort_points(ScorePoint *point, size_t n, ScorePoint *scratch)
{
	size_t		count[KEY_BYTES][RADIX];
	ScorePoint *from = point;
	ScorePoint *to = scratch;

	memset(count, 0, sizeof(count));
	for (size_t i = 0; i < n; i++)
	{
		uint64_t	key = key_of_double(point[i].score);

		for (int b = 0; b < KEY_BYTES; b++)
			count[b][(key >> (8 * b)) & 0xFF]++;
	}
	for (int b = 0; b < KEY_BYTES; b++)
	{
		size_t	   *at = count[b];
		size_t		start = 0;
		ScorePoint *swap = from;

		if (at[(key_of_double(point[0].score) >> (8 * b)) & 0xFF] == n)
			continue;
		if (stats_check_interrupts)
			stats_check_interrupts();
		for (int i = 0; i < RADIX; i++)
		{
			size_t		here = at[i];

			at[i] = start;
			start += here;
		}
		for (size_t i = 0; i < n; i++)
			to[at[(key_of_double(from[i].score) >> (8 * b)) & 0xFF]++] = from[i];
		from = to;
		to = swap;
	}
	if (from != point)
		memcpy(point, from, n * sizeof(ScorePoint));
}

/* Add up sorted points with equal scores. */
static size_t
add_equal(ScorePoint *point, size_t n)
{
	size_t		last = 0;

	if (n == 0)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (point[i].score == point[last].score)
			point_add(&point[last], &point[i]);
		else
			point[++last] = point[i];
	return last + 1;
}

/* Sort points and add up those with equal scores. */
size_t
points_join(ScorePoint *point, size_t n, ScorePoint *scratch)
{
	size_t		ascending = 1;

	while (ascending < n && point[ascending - 1].score <= point[ascending].score)
		ascending++;
	if (ascending < n)
	{
		if (n <= FEW)
			sort_few(point, n);
		else
			sort_points(point, n, scratch);
	}
	return add_equal(point, n);
}

/* Count the bits up to the highest in which two scores differ. */
static int
differing_bits(double a, double b)
{
	uint64_t	x;
	uint64_t	y;

	memcpy(&x, &a, sizeof(x));
	memcpy(&y, &b, sizeof(y));
	return x == y ? 0 : 64 - __builtin_clzll(x ^ y);
}

/* Find the fewest bits to round away so that at most `most` points are left. */
int
points_bits(const ScorePoint *point, size_t n, size_t most)
{
	size_t		count[65] = {0};
	size_t		left = n;
	int			bits = 0;

	if (n <= most)
		return 0;
	for (size_t i = 1; i < n; i++)
		count[differing_bits(point[i - 1].score, point[i].score)]++;
	while (left > most && bits < POINTS_MOST_BITS)
		left -= count[++bits];
	return bits;
}

/* Round sorted points and add up those that become equal. */
size_t
points_round(ScorePoint *point, size_t n, int bits)
{
	if (bits == 0)
		return n;
	for (size_t i = 0; i < n; i++)
		point[i].score = score_rounded(point[i].score, bits);
	return add_equal(point, n);
}

/* Count the rows behind a list. */
PointTotals
points_totals(const ScorePoint *point, size_t n)
{
	PointTotals totals = {0, 0, 0};
	FixedSum	positive = {0, 0};

	for (size_t i = 0; i < n; i++)
	{
		totals.n += (double) point[i].n;
		fixed_merge(&positive, &point[i].positive);
	}
	totals.positive = fixed_value(&positive);
	totals.negative = totals.n - totals.positive;
	return totals;
}

/* Take the next entry of a view. */
static ScorePoint
view_point(const NumView *view, size_t i, bool positive)
{
	int64_t		n = view->count ? view->count[i] : 1;

	return (ScorePoint) {view->value[i], n, {positive ? n : 0, 0}};
}

/* Make points of the scores of negative and positive rows. */
size_t
points_of_views(const NumView *negative, const NumView *positive, ScorePoint *point)
{
	size_t		i = 0;
	size_t		j = 0;
	size_t		n = 0;

	while (i < negative->len || j < positive->len)
		if (j >= positive->len || (i < negative->len && negative->value[i] <= positive->value[j]))
			point[n++] = view_point(negative, i++, false);
		else
			point[n++] = view_point(positive, j++, true);
	return add_equal(point, n);
}
