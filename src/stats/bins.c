/*
 * bins.c - cut two numeric samples into the same bins
 *
 * Quantile bins lie at the reference's quantiles 0, 1/bins, .., 1 (Hyndman and Fan, "Sample
 * quantiles in statistical packages", 1996, type 7: NumPy's default). Equal edges become one; where
 * fewer than three are left, the reference has hardly any spread and quantiles say nothing: then
 * each distinct value is a bin, or, where there are many, bins are equally wide. Views are
 * searched, not scanned, so that the cost does not depend on the number of rows.
 */
#include "stats/bins.h"

#include <math.h>

#include "stats/rank.h"

/* A position in a view that only moves forward, to read order statistics by rank. */
typedef struct Cursor
{
	const NumView *view;
	size_t		index;
	int64_t		before;			/* rows before index */
} Cursor;

/* The value at a rank (from 0); ranks must not fall from call to call. */
static double
cursor_value(Cursor *cursor, int64_t rank)
{
	const NumView *view = cursor->view;

	if (view->count == NULL)
		return view->value[rank];
	while (cursor->index + 1 < view->len &&
		   cursor->before + view->count[cursor->index] <= rank)
		cursor->before += view->count[cursor->index++];
	return view->value[cursor->index];
}

/* Interpolate as NumPy does, without NaN through infinities or an overflowing difference. */
static double
interpolate(double a, double b, double t)
{
	double		difference = b - a;

	if (t == 0 || a == b)
		return a;
	if (isinf(a) && isinf(b))
		return t < 0.5 ? a : b;
	if (isinf(a) || isinf(b))
		return isinf(a) ? a : b;
	if (isinf(difference))
		return a * (1 - t) + b * t;
	return t >= 0.5 ? b - difference * (1 - t) : a + difference * t;
}

/* The bins + 1 quantiles of a view, equal neighbours dropped; returns how many are left. */
static size_t
quantile_edges(const NumView *view, int bins, double *edge)
{
	Cursor		cursor = {view, 0, 0};
	int64_t		whole = (view->n - 1) / bins;
	int64_t		rest = (view->n - 1) % bins;
	size_t		len = 0;

	for (int i = 0; i <= bins; i++)
	{
		/* (n - 1) * i / bins, in whole numbers: no rounding moves an edge off a value */
		int64_t		rank = whole * i + rest * i / bins;
		int64_t		part = rest * i % bins;
		double		value;

		/* weights: the least value that holds so much of them, for there is no next row */
		if (view->fractional)
		{
			rank = view->n / bins * i + (view->n % bins * i + bins - 1) / bins - 1;
			rank = rank < 0 ? 0 : rank;
			part = 0;
		}
		value = cursor_value(&cursor, rank);
		if (part != 0)
		{
			Cursor		ahead = cursor;

			value = interpolate(value, cursor_value(&ahead, rank + 1), (double) part / bins);
		}
		if (len == 0 || value > edge[len - 1])
			edge[len++] = value;
	}
	return len;
}

/* The smaller of the next values of two views; *found is false when both are at their end. */
static double
next_value(const NumView *a, size_t i, const NumView *b, size_t j, bool *found)
{
	*found = i < a->len || j < b->len;
	if (!*found)
		return 0;
	if (j >= b->len || (i < a->len && a->value[i] <= b->value[j]))
		return a->value[i];
	return b->value[j];
}

size_t
bins_distinct_values(const NumView *a, const NumView *b, size_t limit)
{
	size_t		i = 0;
	size_t		j = 0;
	size_t		found_values = 0;

	while (found_values < limit)
	{
		bool		found;
		double		value = next_value(a, i, b, j, &found);

		if (!found)
			break;
		found_values++;
		i = gallop_upper(a->value, i, a->len, value);
		j = gallop_upper(b->value, j, b->len, value);
	}
	return found_values;
}

/* The least and the greatest finite value of two views; false where there is none. */
static bool
finite_range(const NumView *a, const NumView *b, double *low, double *high)
{
	const NumView *side[2] = {a, b};

	*low = INFINITY;
	*high = -INFINITY;
	for (int s = 0; s < 2; s++)
	{
		size_t		first = upper_index(side[s]->value, 0, side[s]->len, -INFINITY);
		size_t		end = gallop_lower(side[s]->value, first, side[s]->len, INFINITY);

		if (first < end)
		{
			*low = fmin(*low, side[s]->value[first]);
			*high = fmax(*high, side[s]->value[end - 1]);
		}
	}
	return *low <= *high;
}

/* Equally wide bins over the union's finite range; returns the cuts, 0 where there is no width. */
static size_t
uniform_cuts(const NumView *a, const NumView *b, int bins, double *cut)
{
	double		low;
	double		high;
	double		step;
	size_t		len = 0;

	if (!finite_range(a, b, &low, &high) || low == high)
		return 0;
	step = (high - low) / bins;
	for (int i = 1; i < bins; i++)
	{
		double		value = isinf(step) ? interpolate(low, high, (double) i / bins) :
			low + i * step;

		/* a range of few representable numbers has fewer bins */
		if (value > (len == 0 ? low : cut[len - 1]) && value < high)
			cut[len++] = value;
	}
	return len;
}

/* Choose one bin per distinct value. */
static void
choose_distinct(const NumView *reference, const NumView *current, Bins *chosen)
{
	chosen->distinct = true;
	chosen->len = bins_distinct_values(reference, current, SIZE_MAX);
}

void
bins_choose(const NumView *reference, const NumView *current, Binning binning,
			int bins, double *cut, Bins *chosen)
{
	size_t		cuts = 0;

	*chosen = (Bins) {.cut = cut};
	if (binning == BINNING_QUANTILE)
	{
		size_t		edges = quantile_edges(reference, bins, cut);

		if (edges >= 3)
		{
			chosen->cut = cut + 1;	/* the outer edges give way to infinities */
			chosen->len = edges - 1;
			return;
		}
		if (bins_distinct_values(reference, current, BINS_DISTINCT_LIMIT + 1) <=
			BINS_DISTINCT_LIMIT)
			binning = BINNING_DISTINCT;
	}
	if (binning != BINNING_DISTINCT)
		cuts = uniform_cuts(reference, current, bins, cut);
	if (cuts == 0)
		choose_distinct(reference, current, chosen);
	else
		chosen->len = cuts + 1;
}

/* Count the rows of one view between the cuts. */
static void
count_between(const Bins *bins, const NumView *view, int64_t *count)
{
	size_t		from = 0;

	for (size_t i = 0; i + 1 < bins->len; i++)
	{
		size_t		to = upper_index(view->value, from, view->len, bins->cut[i]);

		count[i] = view_rows(view, from, to);
		from = to;
	}
	count[bins->len - 1] = view_rows(view, from, view->len);
}

void
bins_count(const Bins *bins, const NumView *reference, const NumView *current,
		   int64_t *count_reference, int64_t *count_current)
{
	size_t		i = 0;
	size_t		j = 0;

	if (!bins->distinct)
	{
		count_between(bins, reference, count_reference);
		count_between(bins, current, count_current);
		return;
	}
	for (size_t bin = 0; bin < bins->len; bin++)
	{
		bool		found;
		double		value = next_value(reference, i, current, j, &found);
		size_t		end_i = gallop_upper(reference->value, i, reference->len, value);
		size_t		end_j = gallop_upper(current->value, j, current->len, value);

		count_reference[bin] = view_rows(reference, i, end_i);
		count_current[bin] = view_rows(current, j, end_j);
		i = end_i;
		j = end_j;
	}
}
