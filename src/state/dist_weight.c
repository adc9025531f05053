/*
 * dist_weight.c - a distribution of rows with weights
 *
 * A live block with weights is laid out as any other, but a row takes two places in the buffer, its
 * value and its weight. When the buffer is joined to the points its weights become counts in units;
 * where the total then calls for another unit, the points, the bounds and the moments go over to it
 * first (weight.h). A point that comes to nothing goes, and what rounding does to the ranks of a
 * summary is added to its bound.
 */
#include "state/dist.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#define PER_ROW (sizeof(WeightedRow) / sizeof(double))

/* Make an empty block. */
void
dist_init_weighted(Dist *dist, Size size)
{
	dist_init(dist, size);
	dist->weights.weighted = true;
}

/* Take a row; dist_room() was asked for before. NaN is counted apart, whatever it weighs. */
void
dist_add_weighted(Dist *dist, double value, double weight)
{
	WeightedRow row = {value + 0.0, weight};

	if (isnan(value))
	{
		dist->n_nan++;
		return;
	}
	if (dist->n_buffer + PER_ROW > dist->cap_buffer)
	{
		dist_prepare(dist, PER_ROW, 0, false);
		if (dist->n_buffer + PER_ROW > dist->cap_buffer)
			dist_flush_weighted(dist);
	}
	memcpy(dist_buffer(dist) + dist->n_buffer, &row, sizeof(row));
	dist->n_buffer += PER_ROW;
}

/* Count a NULL. */
void
dist_add_null_weighted(Dist *dist, double weight)
{
	dist->n_null++;
	dist->weights.null_weight = Min(dist->weights.null_weight + weight, DBL_MAX);
}

/* Change the unit of a list; exact points that come to nothing go. */
static void
rescale_list(CedList *list, bool exact, int shift)
{
	size_t		len = 0;

	for (size_t i = 0; i < list->len; i++)
	{
		CedPoint	p = list->point[i];

		p.le = weight_shift(p.le, shift);
		p.lt = weight_shift(p.lt, shift);
		if (!exact || p.le > p.lt)
			list->point[len++] = p;
	}
	list->len = len;
	list->n = weight_shift(list->n, shift);
	if (list->width > 0)
		list->width = weight_shift(list->width, shift) + 1;
}

/* Change the unit of a bound of ranks, which rounding may have moved. */
static int64
rescale_error(int64 error, int shift)
{
	return error == 0 && shift <= 0 ? 0 : weight_shift(error, shift) + 1;
}

/* Let a block go over to another unit. */
static void
rescale(Dist *dist, int unit)
{
	int			shift = unit - dist->weights.unit;
	bool		exact = dist->width == 0 && dist->rank_error == 0;
	CedList		list = dist_list(dist);

	if (shift == 0)
		return;
	rescale_list(&list, exact, shift);
	dist->n_points = list.len;
	dist->n = list.n;
	dist->width = list.width;
	if (!exact)
		dist->rank_error = rescale_error(dist->rank_error, shift);
	dist->totals.moments = weight_moments(dist->totals.moments, shift);
	weights_rescale(&dist->weights, unit);
}

/*
 * Make counts of sorted rows, in the unit that the block takes for it, and their totals: special
 * values as rows, moments by weight.
 */
static WeightedCounts
take_rows(Dist *dist, WeightedRow *row, size_t n, DistTotals *totals)
{
	double	   *value = palloc(Max(n, 1) * sizeof(double));
	WeightedCounts counts;
	DistTotals	rows;

	for (size_t i = 0; i < n; i++)
		value[i] = row[i].value;
	dist_totals_of(&rows, value, NULL, n);
	pfree(value);
	rescale(dist, weight_unit(weight_total(dist->n, &dist->weights) + weight_sum(row, n)));
	dist->weights.n_rows += n;
	dist->weights.sum_squares += weight_squares(row, n, dist->weights.unit);
	counts = weight_counts(row, weight_collapse(row, n), dist->weights.unit);
	dist_totals_of(totals, counts.value, counts.count, counts.len);
	rows.moments = totals->moments;
	*totals = rows;
	return counts;
}

/* Join the buffer to the points. */
void
dist_flush_weighted(Dist *dist)
{
	WeightedRow *row = (WeightedRow *) dist_buffer(dist);
	size_t		n = dist->n_buffer / PER_ROW;
	DistTotals	totals;
	WeightedCounts counts;
	CedList		list;

	CHECK_FOR_INTERRUPTS();
	weight_sort(row, n);
	counts = take_rows(dist, row, n, &totals);
	dist->n_buffer = 0;
	list = dist_list_of_counts(counts.value, counts.count, counts.len);
	if (dist->counting)
		distinct_add(dist_registers(dist), counts.value, sizeof(double), counts.len);
	dist_add_points(dist, &list, &totals);
	pfree(list.point);
	pfree(counts.value);
	pfree(counts.count);
}

/* Copy a block into one with room for so many more points and an empty buffer. */
static Dist *
copy_with_room(const Dist *from, size_t points)
{
	uint32		cap = Max(from->n_points + points, from->counting ? from->cap_points : 0);
	Size		size = dist_live_size(0, cap);
	Dist	   *copy = palloc0(size);

	*copy = *from;
	copy->size = size;
	copy->cap_buffer = copy->n_buffer = 0;
	copy->cap_points = cap;
	memcpy(dist_points(copy), dist_points(from), from->n_points * sizeof(CedPoint));
	if (from->counting)
		memcpy(dist_registers(copy), dist_registers(from), DISTINCT_REGISTERS);
	return copy;
}

/*
 * A live block with weights without a buffer: all of its rows are points, none left out. Others are
 * returned as they are.
 */
const Dist *
dist_settled(const Dist *dist)
{
	size_t		n = dist->n_buffer / PER_ROW;
	WeightedRow *row;
	WeightedCounts counts;
	DistTotals	totals;
	CedList		list;
	CedList		points;
	CedList		out;
	Dist	   *copy;

	if (!dist_takes_weights(dist) || n == 0)
		return dist;
	copy = copy_with_room(dist, n);
	row = palloc(n * sizeof(WeightedRow));
	memcpy(row, dist_buffer(dist), n * sizeof(WeightedRow));
	weight_sort(row, n);
	counts = take_rows(copy, row, n, &totals);
	dist_totals_merge(&copy->totals, &totals);
	list = dist_list_of_counts(counts.value, counts.count, counts.len);
	if (copy->counting)
		distinct_add(dist_registers(copy), counts.value, sizeof(double), counts.len);
	points = dist_list(copy);
	out = (CedList) {palloc(copy->cap_points * sizeof(CedPoint)), 0, copy->cap_points, 0, 0};
	if (!ced_join(&out, &points, &list, 0))
		elog(ERROR, "distribution has more points than it counted");
	memcpy(dist_points(copy), out.point, out.len * sizeof(CedPoint));
	copy->n_points = out.len;
	copy->n = out.n;
	copy->width = out.width;
	pfree(out.point);
	pfree(list.point);
	pfree(row);
	return copy;
}

/* How many points a block may bring. */
static size_t
points_of(const Dist *dist)
{
	if (dist == NULL)
		return 0;
	return dist->n_points + (dist->form != DIST_LIVE ? 0 :
							 dist->weights.weighted ? dist->n_buffer / PER_ROW : dist->n_buffer);
}

/* Is what a block brings a summary? */
static bool
inexact(const Dist *dist)
{
	return dist != NULL && (dist->form == DIST_SUMMARY || dist->counting || !dist_is_exact(dist));
}

/* Bytes that a block with weights needs for what is in it already and in another. */
Size
dist_weighted_room(const Dist *into, const Dist *from)
{
	Dist		empty = {0};

	if (into != NULL && dist_takes_weights(into))
		return dist_room_for(into, 0, points_of(from), inexact(from));
	return dist_room_for(&empty, 0, points_of(into) + points_of(from),
						 inexact(into) || inexact(from));
}

/* The points of any block, palloc'd, and their totals; a live one has no weights in its buffer. */
static CedList
points_in(const Dist *from, DistTotals *totals)
{
	int64	   *count;
	CedList		list;

	*totals = from->totals;
	if (from->form == DIST_LIVE)
		return dist_gathered_list(from, totals);
	count = dist_counts(from);
	list = dist_list_of_counts(dist_values(from), count, from->n_points);
	if (count)
		pfree(count);
	return list;
}

/* Let the registers know what another block brings. */
static void
merge_registers(Dist *into, const Dist *from, const CedList *list)
{
	uint8		registers[DISTINCT_REGISTERS];

	if (from->form == DIST_SUMMARY)
		distinct_unpack(registers, dist_registers(from));
	else if (from->form == DIST_LIVE && from->counting)
		memcpy(registers, dist_registers(from), sizeof(registers));
	if (from->form == DIST_SUMMARY || (from->form == DIST_LIVE && from->counting))
	{
		dist_start_counting(into);
		distinct_merge(dist_registers(into), registers);
	}
	if (into->counting)
		distinct_add(dist_registers(into), &list->point->value, sizeof(CedPoint), list->len);
}

/* Add all that another block holds, with weights or not, live or not. */
void
dist_merge_weighted(Dist *into, const Dist *from)
{
	const Dist *all = dist_settled(from);
	Weights		weights = all->weights;
	DistTotals	totals;
	CedList		list;
	bool		exact;
	int			unit;
	int			shift;

	CHECK_FOR_INTERRUPTS();
	into->n_null += all->n_null;
	into->n_nan += all->n_nan;
	if (!weights.weighted)
	{
		weights = weights_of_rows(dist_n(all));
		weights.null_weight = (double) all->n_null;
	}
	if (dist_n(all) == 0)
	{
		into->weights.null_weight += weights.null_weight;
		return;
	}
	list = points_in(all, &totals);
	exact = list.width == 0 && all->rank_error == 0;
	unit = weight_unit(weight_total(into->n, &into->weights) + weight_total(list.n, &weights));
	rescale(into, unit);
	shift = unit - weights.unit;
	rescale_list(&list, exact, shift);
	totals.moments = weight_moments(totals.moments, shift);
	weights_rescale(&weights, unit);
	dist_prepare(into, 0, list.len, inexact(from));
	merge_registers(into, all, &list);
	weights_merge(&into->weights, &weights);
	dist_add_points(into, &list, &totals);
	into->rank_error += exact ? 0 : rescale_error(all->rank_error, shift);
	pfree(list.point);
}
