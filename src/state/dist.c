/*
 * dist.c - the distribution of one column while rows and other distributions come in
 *
 * A live block: header, buffer (cap_buffer doubles), points (cap_points), and once there may be a
 * summary, the registers of the distinct counter. Sections only ever grow, inside the space that
 * the container gave (dist->size), so growing moves the later sections up.
 *
 * Sizes: a fresh block holds 64 rows. The buffer doubles up to 16,384 rows; when those are full
 * for the first time, 4,096 points are added, and after 262,144 rows of many distinct values both
 * grow to 32,768 rows and 8,192 points: 449 kB, the most a block ever needs.
 */
#include "state/dist.h"

#include <math.h>

#include "common/int.h"
#include "miscadmin.h"
#include "settings.h"
#include "stats/sort.h"
#include "utils/memutils.h"

#define FIRST_BUFFER 64
#define FULL_BUFFER 16384		/* rows before the first join */
#define LARGE_BUFFER 32768
#define FIRST_POINTS 64
#define FULL_POINTS 4096		/* points of the first summary; from here on there are registers */
#define LARGE_POINTS 8192
#define LARGE_ROWS 262144		/* rows from which on the larger sections pay */

#define FEW 1024				/* rows of one value cheaper to append than to join as a point */

/* What sorting and joining need, once for the backend: never more than one block is at work. */
typedef struct DistScratch
{
	void	   *sort;
	CedPoint   *point;			/* LARGE_POINTS of them */
} DistScratch;

/* Get the scratch memory. */
static DistScratch *
dist_scratch(void)
{
	static DistScratch scratch = {NULL, NULL};

	if (scratch.sort == NULL)
		scratch.sort = MemoryContextAlloc(TopMemoryContext, sort_scratch(LARGE_BUFFER));
	if (scratch.point == NULL)
		scratch.point = MemoryContextAlloc(TopMemoryContext, LARGE_POINTS * sizeof(CedPoint));
	return &scratch;
}

/* Sort rows of a buffer. */
void
dist_sort(double *value, size_t n)
{
	Assert(n <= LARGE_BUFFER);
	sort_doubles(value, n, dist_scratch()->sort);
}

/* Bytes of a live block with these sections. */
Size
dist_live_size(uint32 cap_buffer, uint32 cap_points)
{
	return sizeof(Dist) + (Size) cap_buffer * sizeof(double) + (Size) cap_points * sizeof(CedPoint)
		+ (cap_points >= FULL_POINTS ? DISTINCT_REGISTERS : 0);
}

/* The rows of a live block that are not joined yet. */
double *
dist_buffer(const Dist *dist)
{
	return (double *) unconstify(Dist *, dist + 1);
}

/* The points of a live block. */
CedPoint *
dist_points(const Dist *dist)
{
	return (CedPoint *) (dist_buffer(dist) + dist->cap_buffer);
}

/* The points of a live block as the list that stats/ced.h works on. */
CedList
dist_list(const Dist *dist)
{
	return (CedList) {dist_points(dist), dist->n_points, dist->cap_points, dist->n, dist->width};
}

/* The registers: of a live block that has them, in bytes; of a summary, packed. */
uint8 *
dist_registers(const Dist *dist)
{
	if (dist->form == DIST_SUMMARY)
		return (uint8 *) unconstify(Dist *, dist + 1);
	return (uint8 *) (dist_points(dist) + dist->cap_points);
}

/* The smallest power of two that holds n, from `least` on. */
static uint32
capacity_for(Size n, uint32 least)
{
	uint32		capacity = least;

	while (capacity < n)
		capacity *= 2;
	return capacity;
}

/* Bytes of an empty block. */
Size
dist_initial_size(void)
{
	return dist_live_size(FIRST_BUFFER, 0);
}

/* Make an empty block. */
void
dist_init(Dist *dist, Size size)
{
	Assert(size >= dist_initial_size());
	memset(dist, 0, size);
	dist->size = size;
	dist->cap_buffer = FIRST_BUFFER;
}

/* Is all that went into the points known exactly? */
static bool
points_exact(const Dist *dist)
{
	return dist->width == 0 && dist->rank_error == 0;
}

/* Sections a block needs to take so many more rows into its buffer and so many points. */
static void
plan_layout(const Dist *dist, int64 rows, size_t points, bool inexact, bool large,
			uint32 *cap_buffer, uint32 *cap_points)
{
	bool		live = dist->form == DIST_LIVE;
	size_t		len = dist->n_points + points;

	*cap_buffer = Max(live ? dist->cap_buffer : 0, FIRST_BUFFER);
	*cap_points = live ? dist->cap_points : 0;
	if (dist->n_buffer + rows > FULL_BUFFER)
		*cap_buffer = Max(*cap_buffer, FULL_BUFFER);
	else
		*cap_buffer = capacity_for(dist->n_buffer + rows, *cap_buffer);

	/* rows that do not fit the buffer end in the points */
	if (dist->n_buffer + rows > *cap_buffer)
		len += FULL_POINTS;
	inexact |= !points_exact(dist) || len > CED_STORED;
	if (inexact && points > 0)
		*cap_points = LARGE_POINTS; /* what was reduced before needs finer steps now */
	else if (inexact && len > 0)
		*cap_points = Max(*cap_points,
						  drift_profile_distinct > CED_STORED ? LARGE_POINTS : FULL_POINTS);
	else if (len > 0)
		*cap_points = capacity_for(len, Max(*cap_points, FIRST_POINTS));
	if (large && *cap_buffer >= FULL_BUFFER && *cap_points >= FULL_POINTS &&
		dist->n >= LARGE_ROWS && dist->n_points > CED_STORED / 2)
	{
		*cap_buffer = LARGE_BUFFER;
		*cap_points = LARGE_POINTS;
	}
}

/* Can a compact block become live as plain rows? */
static bool
fits_buffer(const Dist *dist)
{
	return dist->form == DIST_EXACT && dist->n <= FULL_BUFFER && !dist->weights.weighted;
}

/* Sections a compact block needs when it becomes live, with some more rows and points. */
static void
plan_thaw(const Dist *dist, int64 rows, size_t points, bool inexact,
		  uint32 *cap_buffer, uint32 *cap_points)
{
	Dist		empty = {0};

	if (fits_buffer(dist))
		plan_layout(&empty, dist->n + rows, points, inexact, true, cap_buffer, cap_points);
	else
		plan_layout(&empty, rows, dist->n_points + points,
					inexact || dist->form == DIST_SUMMARY, true, cap_buffer, cap_points);
}

/* Bytes a block, live or not, needs for some more rows and points. */
Size
dist_room_for(const Dist *dist, int64 rows, size_t points, bool inexact)
{
	uint32		cap_buffer;
	uint32		cap_points;

	if (dist->form == DIST_LIVE)
		plan_layout(dist, rows, points, inexact, true, &cap_buffer, &cap_points);
	else
		plan_thaw(dist, rows, points, inexact, &cap_buffer, &cap_points);
	/* a compact block must always move, to become live */
	return Max(dist_live_size(cap_buffer, cap_points), dist->size + (dist->form == DIST_LIVE ? 0 : 8));
}

/* Bytes for one more row. */
Size
dist_room(const Dist *dist)
{
	if (dist->n_buffer < dist->cap_buffer)
		return dist->size;
	return dist_room_for(dist, 1, 0, false);
}

/* Rearrange a live block for larger sections. */
static void
relayout(Dist *dist, uint32 cap_buffer, uint32 cap_points)
{
	Dist		before = *dist;

	if (cap_buffer == dist->cap_buffer && cap_points == dist->cap_points)
		return;
	if (dist_live_size(cap_buffer, cap_points) > dist->size)
		elog(ERROR, "distribution block of %u bytes cannot hold %u rows and %u points",
			 dist->size, cap_buffer, cap_points);
	dist->cap_buffer = cap_buffer;
	dist->cap_points = cap_points;
	if (before.cap_points >= FULL_POINTS)
		memmove(dist_registers(dist),
				(char *) dist + dist_live_size(before.cap_buffer, before.cap_points) - DISTINCT_REGISTERS,
				DISTINCT_REGISTERS);
	else if (cap_points >= FULL_POINTS)
		memset(dist_registers(dist), 0, DISTINCT_REGISTERS);
	memmove(dist_points(dist), dist_buffer(dist) + before.cap_buffer,
			before.n_points * sizeof(CedPoint));
}

/* Rearrange for what is to come, as far as the container gave room. */
void
dist_prepare(Dist *dist, int64 rows, size_t points, bool inexact)
{
	uint32		cap_buffer;
	uint32		cap_points;

	plan_layout(dist, rows, points, inexact, true, &cap_buffer, &cap_points);
	if (dist_live_size(cap_buffer, cap_points) > dist->size)
		plan_layout(dist, rows, points, inexact, false, &cap_buffer, &cap_points);
	relayout(dist, cap_buffer, cap_points);
}

/* Move a block to a larger place; a compact one becomes live. */
void
dist_move(Dist *to, Size to_size, const Dist *from)
{
	Assert(to_size >= from->size);
	if (from->weights.weighted && from->form != DIST_LIVE)
	{
		dist_init_weighted(to, to_size);
		dist_merge_weighted(to, from);
		return;
	}
	if (from->form == DIST_LIVE)
	{
		memcpy(to, from, from->size);
		memset((char *) to + from->size, 0, to_size - from->size);
		to->size = to_size;
		return;
	}
	dist_init(to, to_size);
	dist_merge(to, from);
}

/* How many of len ascending values are below x, or equal to it, too. */
static size_t
values_before(const double *value, size_t len, double x, bool equal)
{
	size_t		low = 0;

	while (low < len)
	{
		size_t		middle = low + (len - low) / 2;

		if (value[middle] < x || (equal && value[middle] == x))
			low = middle + 1;
		else
			len = middle;
	}
	return low;
}

/* Rows behind the values from..to. */
static int64
rows_between(const int64 *count, size_t from, size_t to)
{
	int64		rows = 0;

	if (count == NULL)
		return (int64) (to - from);
	for (size_t i = from; i < to; i++)
		rows += count[i];
	return rows;
}

/* Count the special values among ascending rows, and compute the moments of the others. */
void
dist_totals_of(DistTotals *totals, const double *value, const int64 *count, size_t len)
{
	size_t		low = values_before(value, len, -INFINITY, true);
	size_t		negative = values_before(value, len, 0, false);
	size_t		zero = values_before(value, len, 0, true);
	size_t		high = values_before(value, len, INFINITY, false);

	totals->n_low_inf = rows_between(count, 0, low);
	totals->n_negative = rows_between(count, 0, negative);
	totals->n_zero = rows_between(count, negative, zero);
	totals->n_high_inf = rows_between(count, high, len);
	totals->moments = moments_of(value + low, count ? count + low : NULL, high - low);
}

/* Add totals up. */
void
dist_totals_merge(DistTotals *into, const DistTotals *from)
{
	into->n_low_inf += from->n_low_inf;
	into->n_high_inf += from->n_high_inf;
	into->n_zero += from->n_zero;
	into->n_negative += from->n_negative;
	into->moments = moments_merge(&into->moments, &from->moments);
}

/* From now on the registers count what goes into the points. */
void
dist_start_counting(Dist *dist)
{
	if (dist->counting)
		return;
	distinct_add(dist_registers(dist), &dist_points(dist)->value, sizeof(CedPoint), dist->n_points);
	dist->counting = true;
}

/* Try to join rows, or else a list, to the points, in scratch memory. */
static bool
try_join(const Dist *dist, CedList *out, const double *rows, size_t n, const CedList *list,
		 int64 width)
{
	CedList		points = dist_list(dist);

	return rows ? ced_join_sorted(out, &points, rows, n, width)
		: ced_join(out, &points, list, width);
}

/* Join rows, or else a list, to the points, leaving out as little as the space demands. */
static void
join(Dist *dist, const double *rows, size_t n, const CedList *list)
{
	CedList		out = {dist_scratch()->point, 0, dist->cap_points, 0, 0};
	CedList		points = dist_list(dist);
	int64		width = dist->width + (list ? list->width : 0);
	int64		added = rows ? (int64) n : list->width > 0 ? 0 : list->n;
	bool		done = width == 0 && try_join(dist, &out, rows, n, list, 0);

	if (!done)
	{
		dist_start_counting(dist);
		points.width = width;
		width = ced_first_width(&points, added, dist->cap_points);
		while (!try_join(dist, &out, rows, n, list, width))
			width = ced_next_width(width);
	}
	if (dist->counting && rows)
		distinct_add(dist_registers(dist), rows, sizeof(double), n);
	memcpy(dist_points(dist), out.point, out.len * sizeof(CedPoint));
	dist->n_points = out.len;
	dist->n = out.n;
	dist->width = out.width;
}

/* Join the full buffer to the points. */
void
dist_flush(Dist *dist)
{
	double	   *rows = dist_buffer(dist);
	DistTotals	totals;

	CHECK_FOR_INTERRUPTS();
	if (dist->weights.weighted)
	{
		dist_flush_weighted(dist);
		return;
	}
	dist_sort(rows, dist->n_buffer);
	dist_totals_of(&totals, rows, NULL, dist->n_buffer);
	dist_totals_merge(&dist->totals, &totals);
	join(dist, rows, dist->n_buffer, NULL);
	dist->n_buffer = 0;
}

/* Take a row that is NaN or finds the buffer full. */
void
dist_add_slowly(Dist *dist, double value)
{
	if (isnan(value))
	{
		dist->n_nan++;
		return;
	}
	Assert(dist->form == DIST_LIVE);
	dist_prepare(dist, 1, 0, false);
	if (dist->n_buffer == dist->cap_buffer)
		dist_flush(dist);
	dist_append(dist, value);
}

/* Refuse counts that could overflow. */
static void
check_total(int64 a, int64 b)
{
	int64		sum;

	if (pg_add_s64_overflow(a, b, &sum) || sum > DIST_MAX_ROWS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("too many rows for one state"),
				 errdetail("A state counts at most " INT64_FORMAT " rows.", DIST_MAX_ROWS),
				 errhint("Merge fewer states, and check that none is merged twice.")));
}

/*
 * Should rows given with counts go through the buffer, one by one? Yes while there is nothing but
 * the buffer, and when few of them repeat and the points are a summary already: bulk costs less.
 */
static bool
through_buffer(const Dist *into, int64 n, size_t len)
{
	/* a compact block: what it will say once it is live */
	if (into->form != DIST_LIVE && fits_buffer(into))
		return into->n + n <= FULL_BUFFER;
	if (into->form != DIST_LIVE)
		return into->form == DIST_SUMMARY && n <= FULL_BUFFER && n <= 2 * (int64) len;
	if (into->n_points > 0)
		return !points_exact(into) && n <= FULL_BUFFER && n <= 2 * (int64) len;
	return into->n_buffer + n <= FULL_BUFFER;
}

/* Bytes for rows given with counts. */
Size
dist_counts_room(const Dist *dist, int64 n, size_t len)
{
	if (through_buffer(dist, n, len))
		return dist_room_for(dist, n, 0, false);
	return dist_room_for(dist, 0, len, false);
}

/* Take a list of points, whose totals are known. */
void
dist_add_points(Dist *dist, const CedList *list, const DistTotals *totals)
{
	check_total(dist_n(dist), list->n);
	dist_totals_merge(&dist->totals, totals);
	join(dist, NULL, 0, list);
}

/* Make a palloc'd list of points out of values with counts. */
CedList
dist_list_of_counts(const double *value, const int64 *count, size_t len)
{
	CedList		list = {palloc(Max(len, 1) * sizeof(CedPoint)), 0, len, 0, 0};

	ced_from_counts(&list, value, count, len);
	return list;
}

/* Take rows given as ascending values with counts. */
void
dist_add_counts(Dist *dist, const double *value, const int64 *count, size_t len)
{
	DistTotals	totals;
	CedList		list;
	int64		n = 0;

	for (size_t i = 0; i < len; i++)
	{
		check_total(n, count ? count[i] : 1);
		n += count ? count[i] : 1;
	}
	if (through_buffer(dist, n, len))
	{
		dist_prepare(dist, n, 0, false);
		for (size_t i = 0; i < len; i++)
			for (int64 k = count ? count[i] : 1; k > 0; k--)
				dist_add(dist, value[i]);
		return;
	}
	dist_prepare(dist, 0, len, false);
	list = dist_list_of_counts(value, count, len);
	dist_totals_of(&totals, value, count, len);
	if (dist->counting)
		distinct_add(dist_registers(dist), value, sizeof(double), len);
	dist_add_points(dist, &list, &totals);
	pfree(list.point);
}

/* Bytes for many rows of one value. */
Size
dist_many_room(const Dist *dist, int64 count)
{
	return count <= FEW ? dist_room_for(dist, count, 0, false) : dist_counts_room(dist, count, 1);
}

/* Take many rows of one value. */
void
dist_add_many(Dist *dist, double value, int64 count)
{
	value += 0.0;
	if (isnan(value))
	{
		check_total(dist->n_nan, count);
		dist->n_nan += count;
	}
	else if (count <= FEW)
		while (count-- > 0)
			dist_add(dist, value);
	else
		dist_add_counts(dist, &value, &count, 1);
}

/* Bytes for everything in another block. */
Size
dist_merge_room(const Dist *into, const Dist *from)
{
	if (from->form == DIST_EXACT)
		return dist_counts_room(into, from->n, from->n_points);
	return dist_room_for(into, from->n_buffer, from->n_points,
					from->form == DIST_SUMMARY || from->counting);
}

/* Take the points of another live block, or a summary. */
static void
merge_points(Dist *into, const Dist *from)
{
	CedList		list = dist_list(from);
	uint8		registers[DISTINCT_REGISTERS];
	int64	   *count;

	if (from->n_points == 0)
		return;
	dist_prepare(into, 0, from->n_points, from->form == DIST_SUMMARY || from->counting);
	if (from->form == DIST_SUMMARY)
	{
		count = dist_counts(from);
		list = dist_list_of_counts(dist_values(from), count, from->n_points);
		pfree(count);
		distinct_unpack(registers, dist_registers(from));
	}
	else if (from->counting)
		memcpy(registers, dist_registers(from), sizeof(registers));
	if (from->form == DIST_SUMMARY || from->counting)
	{
		dist_start_counting(into);
		distinct_merge(dist_registers(into), registers);
	}
	else if (into->counting)
		distinct_add(dist_registers(into), &list.point->value, sizeof(CedPoint), list.len);
	dist_add_points(into, &list, &from->totals);
	into->rank_error += from->rank_error;
	if (from->form == DIST_SUMMARY)
		pfree(list.point);
}

/* Add all that another block, live or compact, holds. */
void
dist_merge(Dist *into, const Dist *from)
{
	check_total(into->n_null, from->n_null);
	check_total(into->n_nan, from->n_nan);
	into->n_null += from->n_null;
	into->n_nan += from->n_nan;
	if (from->form == DIST_EXACT)
	{
		int64	   *count = dist_counts(from);

		dist_add_counts(into, dist_values(from), count, from->n_points);
		if (count)
			pfree(count);
		return;
	}
	merge_points(into, from);
	for (uint32 i = 0; i < from->n_buffer; i++)
		dist_add(into, dist_buffer(from)[i]);
}
