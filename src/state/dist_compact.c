/*
 * dist_compact.c - what a distribution shows: its stored form, its view, its numbers
 *
 * A live block is never changed by looking at it. Its buffer is copied, sorted and joined to a
 * copy of its points without leaving any out; that list is then shown, or stored. Stored are all
 * distinct values with their counts while there are at most CED_STORED and nothing was left out
 * before, else the reduced form of stats/ced.h.
 */
#include "state/dist.h"

#include <math.h>

/* A live block with its buffer joined: everything palloc'd. */
typedef struct Gathered
{
	CedList		list;
	DistTotals	totals;
	double	   *rows;			/* the buffer, sorted */
} Gathered;

/* The values of a compact block. */
const double *
dist_values(const Dist *dist)
{
	return (const double *) ((const char *) (dist + 1) +
							 (dist->form == DIST_SUMMARY ? DISTINCT_PACKED : 0));
}

/* Bytes of an exact block. */
static Size
exact_size(size_t len, int count_width)
{
	return sizeof(Dist) + len * sizeof(double) + TYPEALIGN(8, len * count_width);
}

/* Bytes of a summary. */
static Size
summary_size(void)
{
	return sizeof(Dist) + DISTINCT_PACKED + CED_STORED * sizeof(double);
}

/* Bytes that the largest count needs. */
static int
width_for(int64 largest)
{
	if (largest <= 1)
		return 0;
	if (largest <= PG_UINT8_MAX)
		return 1;
	return largest <= PG_UINT16_MAX ? 2 : largest <= PG_UINT32_MAX ? 4 : 8;
}

/* Write counts in the width chosen. */
static void
pack_counts(char *to, const int64 *count, size_t len, int width)
{
	for (size_t i = 0; i < len; i++)
		switch (width)
		{
			case 1:
				((uint8 *) to)[i] = (uint8) count[i];
				break;
			case 2:
				((uint16 *) to)[i] = (uint16) count[i];
				break;
			case 4:
				((uint32 *) to)[i] = (uint32) count[i];
				break;
			case 8:
				((int64 *) to)[i] = count[i];
				break;
		}
}

/* The counts of a compact block, palloc'd; NULL: one each. */
int64 *
dist_counts(const Dist *dist)
{
	const void *packed = dist_values(dist) + dist->n_points;
	int64	   *count;

	if (dist->form == DIST_EXACT && dist->count_width == 0)
		return NULL;
	count = palloc(Max(dist->n_points, 1) * sizeof(int64));
	if (dist->form == DIST_SUMMARY)
	{
		ced_weights(dist->n, count);
		return count;
	}
	for (uint32 i = 0; i < dist->n_points; i++)
		switch (dist->count_width)
		{
			case 1:
				count[i] = ((const uint8 *) packed)[i];
				break;
			case 2:
				count[i] = ((const uint16 *) packed)[i];
				break;
			case 4:
				count[i] = ((const uint32 *) packed)[i];
				break;
			default:
				count[i] = ((const int64 *) packed)[i];
				break;
		}
	return count;
}

/* Write an exact block. */
static void
write_exact(Dist *to, const Dist *header, const double *value, const int64 *count, size_t len)
{
	int64		largest = 1;

	for (size_t i = 0; count && i < len; i++)
		largest = Max(largest, count[i]);
	memset(to, 0, exact_size(len, width_for(largest)));
	to->form = DIST_EXACT;
	to->n_null = header->n_null;
	to->n_nan = header->n_nan;
	to->n = header->n;
	to->totals = header->totals;
	to->weights = header->weights;
	to->n_points = len;
	to->count_width = width_for(largest);
	to->size = exact_size(len, to->count_width);
	memcpy(to + 1, value, len * sizeof(double));
	pack_counts((char *) (dist_values(to) + len), count, len, to->count_width);
}

/* Make an exact block out of what a reader has read. */
Dist *
dist_make_exact(const Dist *header, const double *value, const int64 *count, size_t len)
{
	Dist	   *dist = palloc(exact_size(len, 8));

	write_exact(dist, header, value, count, len);
	return dist;
}

/* Join a live block's buffer to its points. */
static Gathered
gather(const Dist *dist)
{
	Gathered	all = {0};
	CedList		points = dist_list(dist);

	all.rows = palloc(Max(dist->n_buffer, 1) * sizeof(double));
	memcpy(all.rows, dist_buffer(dist), dist->n_buffer * sizeof(double));
	dist_sort(all.rows, dist->n_buffer);
	all.list.cap = dist->n_points + dist->n_buffer;
	all.list.point = palloc(Max(all.list.cap, 1) * sizeof(CedPoint));
	if (points.len == 0)
		ced_from_sorted(&all.list, all.rows, dist->n_buffer);
	else if (!ced_join_sorted(&all.list, &points, all.rows, dist->n_buffer, 0))
		elog(ERROR, "distribution has more points than it counted");
	dist_totals_of(&all.totals, all.rows, NULL, dist->n_buffer);
	if (dist->n > 0)
	{
		DistTotals	totals = dist->totals;

		dist_totals_merge(&totals, &all.totals);
		all.totals = totals;
	}
	return all;
}

/* Release what gather() made. */
static void
gathered_free(Gathered *all)
{
	pfree(all->rows);
	pfree(all->list.point);
}

/* Is the list all there is to know? */
static bool
gathered_exact(const Dist *dist, const Gathered *all)
{
	return all->list.width == 0 && dist->rank_error == 0;
}

/* The registers with every row in them. */
static void
full_registers(const Dist *dist, const Gathered *all, uint8 *registers)
{
	memset(registers, 0, DISTINCT_REGISTERS);
	if (dist->counting)
	{
		memcpy(registers, dist_registers(dist), DISTINCT_REGISTERS);
		distinct_add(registers, all->rows, sizeof(double), dist->n_buffer);
	}
	else
		distinct_add(registers, &all->list.point->value, sizeof(CedPoint), all->list.len);
}

/* An upper bound for the stored form with at most so many exact values. */
Size
dist_compact_size_exact(const Dist *dist, size_t most)
{
	size_t		len = (size_t) dist->n_points + dist->n_buffer;

	if (dist->form != DIST_LIVE)
		return dist->size;
	if (len <= most && dist_is_exact(dist))
		return exact_size(len, 8);
	return Max(exact_size(most, 8), summary_size());
}

/* An upper bound for the stored form. */
Size
dist_compact_size(const Dist *dist)
{
	return dist_compact_size_exact(dist, CED_STORED);
}

/* Take the unit of weight that the stored form has. */
static void
coarsen(Dist *header, int64 *count, size_t len)
{
	int			unit = header->weights.unit;

	weight_coarsen(count, len, &header->n, &header->weights);
	header->totals.moments = weight_moments(header->totals.moments, header->weights.unit - unit);
}

/* Store a gathered live block exactly. */
static void
compact_exact(Dist *to, Dist *header, const CedList *list)
{
	double	   *value = palloc(Max(list->len, 1) * sizeof(double));
	int64	   *count = palloc(Max(list->len, 1) * sizeof(int64));

	for (size_t i = 0; i < list->len; i++)
		value[i] = list->point[i].value;
	ced_counts(list, count);
	if (header->weights.weighted)
		coarsen(header, count, list->len);
	write_exact(to, header, value, count, list->len);
	pfree(value);
	pfree(count);
}

/* Store a gathered live block as a summary. */
static void
compact_summary(Dist *to, const Dist *header, const Gathered *all)
{
	uint8		registers[DISTINCT_REGISTERS];

	full_registers(header, all, registers);
	memset(to, 0, sizeof(Dist));
	to->form = DIST_SUMMARY;
	to->n_null = header->n_null;
	to->n_nan = header->n_nan;
	to->n = all->list.n;
	to->totals = all->totals;
	to->weights = header->weights;
	to->n_points = CED_STORED;
	to->size = summary_size();
	distinct_pack(dist_registers(to), registers);
	to->rank_error = header->rank_error +
		ced_reduce(&all->list, unconstify(double *, dist_values(to)));
	to->rank_error = Min(to->rank_error, to->n);
}

/* Write the stored form with at most so many exact values; its size is a multiple of 8. */
Size
dist_compact_exact(Dist *to, const Dist *from, size_t most)
{
	Gathered	all;

	if (from->form != DIST_LIVE)
	{
		memcpy(to, from, from->size);
		return from->size;
	}
	from = dist_settled(from);
	all = gather(from);
	Assert(most >= CED_STORED && most <= DIST_EXACT_MOST);
	if (gathered_exact(from, &all) && all.list.len <= most)
	{
		Dist		header = *from;

		header.n = all.list.n;
		header.totals = all.totals;
		compact_exact(to, &header, &all.list);
	}
	else
		compact_summary(to, from, &all);
	gathered_free(&all);
	return to->size;
}

/* Write the stored form; its size is a multiple of 8. */
Size
dist_compact(Dist *to, const Dist *from)
{
	return dist_compact_exact(to, from, CED_STORED);
}

/* Counts of one each, palloc'd. */
static int64 *
ones(size_t len)
{
	int64	   *count = palloc(Max(len, 1) * sizeof(int64));

	for (size_t i = 0; i < len; i++)
		count[i] = 1;
	return count;
}

/* The points of a live block, its buffer joined to them without leaving any out (palloc'd). */
CedList
dist_gathered_list(const Dist *dist, DistTotals *totals)
{
	Gathered	all = gather(dist);

	pfree(all.rows);
	*totals = all.totals;
	return all.list;
}

/* Show a distribution to the statistics. */
void
dist_view(const Dist *dist, NumView *view)
{
	Gathered	all;
	double	   *value;
	int64	   *count;

	memset(view, 0, sizeof(*view));
	dist = dist_settled(dist);
	view->n = dist_n(dist);
	view->n_null = dist->n_null;
	view->n_nan = dist->n_nan;
	view->rank_error = dist->rank_error;
	if (dist->form != DIST_LIVE)
	{
		view->len = dist->n_points;
		view->value = dist_values(dist);
		view->count = count = dist_counts(dist);
		if (dist->weights.weighted && count == NULL)
			view->count = count = ones(dist->n_points);
		weight_view(view, count, &dist->weights);
		return;
	}
	all = gather(dist);
	value = palloc(Max(all.list.len, 1) * sizeof(double));
	count = palloc(Max(all.list.len, 1) * sizeof(int64));
	view->rank_error += ced_counts(&all.list, count);
	for (size_t i = 0; i < all.list.len; i++)
		if (count[i] > 0)
		{
			value[view->len] = all.list.point[i].value;
			count[view->len++] = count[i];
		}
	view->value = value;
	view->count = count;
	weight_view(view, count, &dist->weights);
	gathered_free(&all);
}

/* Special values and moments of all rows. */
void
dist_totals(const Dist *dist, DistTotals *totals)
{
	Gathered	all;

	*totals = dist->totals;
	if (dist->form != DIST_LIVE || dist->n_buffer == 0)
		return;
	all = gather(dist_settled(dist));
	*totals = all.totals;
	gathered_free(&all);
}

/* How many distinct values. */
double
dist_distinct(const Dist *dist)
{
	uint8		registers[DISTINCT_REGISTERS];
	Gathered	all;
	double		distinct;

	if (dist->form == DIST_EXACT)
		return dist->n_points;
	if (dist->form == DIST_SUMMARY)
	{
		distinct_unpack(registers, dist_registers(dist));
		return rint(distinct_estimate(registers));
	}
	dist = dist_settled(dist);
	all = gather(dist);
	if (gathered_exact(dist, &all))
		distinct = (double) all.list.len;
	else
	{
		full_registers(dist, &all, registers);
		distinct = rint(distinct_estimate(registers));
	}
	gathered_free(&all);
	return distinct;
}

/* Are all ranks exact? */
bool
dist_is_exact(const Dist *dist)
{
	return dist->form == DIST_EXACT ||
		(dist->form == DIST_LIVE && dist->width == 0 && dist->rank_error == 0);
}

/* Rows that take part. */
int64
dist_n(const Dist *dist)
{
	return dist->n + (dist->form == DIST_LIVE ? dist->n_buffer : 0);
}

/* Rows that take part, whatever they weigh. */
int64
dist_rows(const Dist *dist)
{
	int			per_row = sizeof(WeightedRow) / sizeof(double);

	if (!dist->weights.weighted)
		return dist_n(dist);
	return dist->weights.n_rows + (dist->form == DIST_LIVE ? dist->n_buffer / per_row : 0);
}

/* The effective number of rows. */
double
dist_effective(const Dist *dist)
{
	const Dist *all = dist_settled(dist);

	return dist_n(all) > 0 ? weight_effective(dist_n(all), &all->weights) : 0;
}

/* The weight of all rows. */
double
dist_weight(const Dist *dist)
{
	const Dist *all = dist_settled(dist);

	return weight_total(dist_n(all), &all->weights);
}

/* Rows that were NULL. */
int64
dist_n_null(const Dist *dist)
{
	return dist->n_null;
}

/* Rows that were NaN. */
int64
dist_n_nan(const Dist *dist)
{
	return dist->n_nan;
}
