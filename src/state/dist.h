/*
 * dist.h - the distribution of one numeric column on one side, exact while small, then bounded
 *
 * A Dist is a flat block inside a state, at an 8-aligned offset, without pointers. It counts NULL,
 * NaN, infinities, zeros and negatives, keeps moments, and holds the values in two sections: a
 * buffer of rows that grows by doubling, and a sorted list of points (stats/ced.h) that the buffer
 * is joined to when it is full. The points are all distinct values while those are few; beyond
 * that they are an equi-depth summary, and the block carries its own hard bound of the rank error.
 * All that costs is done in bulk when the buffer is full: a row is an append and a compare.
 *
 * The container owns the memory. Before each dist_add() it asks dist_room(); where that is more
 * than dist_size() it makes a larger container and moves the block over with dist_move().
 *
 * Rows may have weights (state/weight.h). Then all counts and ranks, n included, are in units of
 * weight, the numbers of special values are rows still, and a row in the buffer is a WeightedRow.
 *
 * The stored ("compact") form is the same header with other sections: exact values with counts when
 * there are at most CED_STORED distinct ones, else CED_STORED values whose ranks follow from n.
 */
#ifndef DRIFT_DIST_H
#define DRIFT_DIST_H

#include "state/textio.h"
#include "state/weight.h"
#include "stats/ced.h"
#include "stats/distinct.h"
#include "stats/moments.h"
#include "stats/view.h"

typedef enum DistForm
{
	DIST_LIVE = 0,				/* buffer, points, registers */
	DIST_EXACT = 1,				/* compact: all distinct values and their counts */
	DIST_SUMMARY = 2			/* compact: packed registers, CED_STORED values */
} DistForm;

/* What is known about rows without looking at the values again. */
typedef struct DistTotals
{
	int64		n_low_inf;		/* -Infinity */
	int64		n_high_inf;		/* Infinity */
	int64		n_zero;
	int64		n_negative;		/* -Infinity included */
	Moments		moments;		/* of the finite rows */
} DistTotals;

typedef struct Dist
{
	uint32		n_buffer;		/* live: rows in the buffer */
	uint32		cap_buffer;		/* live: rows there is room for; compact: 0 */
	uint32		size;			/* bytes of the block */
	uint8		form;			/* a DistForm */
	uint8		count_width;	/* exact: bytes of a count, 0 when all are one */
	uint8		counting;		/* live: do the registers know all rows outside the buffer? */
	uint8		unused;
	uint32		n_points;		/* live: points; compact: values */
	uint32		cap_points;		/* live: points there is room for */
	int64		n_null;
	int64		n_nan;
	int64		n;				/* rows outside the buffer that take part */
	int64		width;			/* live: the widest interval of the points, 0: exact */
	int64		rank_error;		/* live: of summaries merged in; compact: of everything */
	DistTotals	totals;			/* of the rows outside the buffer */
	Weights		weights;		/* of the rows outside the buffer */
} Dist;

StaticAssertDecl(sizeof(Dist) % 8 == 0, "the sections of a Dist must be 8-byte aligned");

extern Size dist_initial_size(void);	/* bytes of a fresh, empty block */
extern void dist_init(Dist *dist, Size size);
extern Size dist_room(const Dist *dist);	/* bytes it needs to take one more value */
extern void dist_move(Dist *to, Size to_size, const Dist *from);	/* to_size >= dist_size(from) */
extern void dist_add_slowly(Dist *dist, double value);

/* Bytes the block occupies now. */
static inline Size
dist_size(const Dist *dist)
{
	return dist->size;
}

/* Take a row if that needs no more than an append: not when the value is NaN or the buffer full. */
static inline bool
dist_append(Dist *dist, double value)
{
	if (unlikely(dist->n_buffer >= dist->cap_buffer || value != value))
		return false;
	/* adding 0 turns -0 into 0 */
	((double *) (dist + 1))[dist->n_buffer++] = value + 0.0;
	return true;
}

/* Take a row; NaN is counted apart, -0 becomes 0. */
static inline void
dist_add(Dist *dist, double value)
{
	if (!dist_append(dist, value))
		dist_add_slowly(dist, value);
}

/* Count a NULL. */
static inline void
dist_add_null(Dist *dist)
{
	dist->n_null++;
}

/*
 * Take `n` rows given as `len` ascending values with counts (NULL: one each), no NaN, no -0. Ask
 * dist_counts_room() first, as with dist_room().
 */
extern Size dist_counts_room(const Dist *dist, int64 n, size_t len);
extern void dist_add_counts(Dist *dist, const double *value, const int64 *count, size_t len);
extern Size dist_many_room(const Dist *dist, int64 count);
extern void dist_add_many(Dist *dist, double value, int64 count);	/* count > 0 */

extern Size dist_merge_room(const Dist *into, const Dist *from);	/* bytes `into` needs for it */
extern void dist_merge(Dist *into, const Dist *from);

/* The same for rows with weights. A block without weights, or not live, is merged into one of these. */
extern void dist_init_weighted(Dist *dist, Size size);
extern void dist_add_weighted(Dist *dist, double value, double weight);
extern void dist_add_null_weighted(Dist *dist, double weight);
extern Size dist_weighted_room(const Dist *into, const Dist *from); /* into NULL: none yet */
extern void dist_merge_weighted(Dist *into, const Dist *from);

/* Can rows with weights, or a block that has them, come in? */
static inline bool
dist_takes_weights(const Dist *dist)
{
	return dist->form == DIST_LIVE && dist->weights.weighted;
}

extern Size dist_compact_size(const Dist *dist);	/* an upper bound for dist_compact */
extern Size dist_compact(Dist *to, const Dist *from);	/* returns its size, a multiple of 8 */

/* The same, but up to `most` distinct values (at most DIST_EXACT_MOST) are stored exactly. */
#define DIST_EXACT_MOST 8192
extern Size dist_compact_size_exact(const Dist *dist, size_t most);
extern Size dist_compact_exact(Dist *to, const Dist *from, size_t most);

extern void dist_view(const Dist *dist, NumView *view); /* points into dist or palloc'd arrays */
extern void dist_totals(const Dist *dist, DistTotals *totals);
extern double dist_distinct(const Dist *dist);	/* exact while dist_is_exact(), else estimated */
extern bool dist_is_exact(const Dist *dist);
extern int64 dist_n(const Dist *dist);	/* values that take part: neither NULL nor NaN */
extern int64 dist_rows(const Dist *dist);	/* the same as rows, whatever they weigh */
extern double dist_effective(const Dist *dist);	/* Kish's effective number of rows */
extern double dist_weight(const Dist *dist);	/* the sum of weights */
extern int64 dist_n_null(const Dist *dist);
extern int64 dist_n_nan(const Dist *dist);

/* Fields only, no frame; the readers return a palloc'd compact block and check every invariant. */
extern void dist_write_text(StringInfo out, const Dist *dist);
extern Dist *dist_read_text(TextReader *reader);
extern void dist_send(StringInfo out, const Dist *dist);
extern Dist *dist_recv(StringInfo in, StateType type);

/* Shared by dist.c, dist_compact.c and dist_io.c. */
#define DIST_MAX_ROWS INT64CONST(9007199254740992) /* 2^53: counts are exact as doubles, too */

extern double *dist_buffer(const Dist *dist);
extern CedPoint *dist_points(const Dist *dist);
extern uint8 *dist_registers(const Dist *dist);
extern const double *dist_values(const Dist *dist);
extern int64 *dist_counts(const Dist *dist);
extern Dist *dist_make_exact(const Dist *header, const double *value, const int64 *count,
							 size_t len);
extern CedList dist_list(const Dist *dist);
extern CedList dist_list_of_counts(const double *value, const int64 *count, size_t len);
extern Size dist_live_size(uint32 cap_buffer, uint32 cap_points);
extern Size dist_room_for(const Dist *dist, int64 rows, size_t points, bool inexact);
extern void dist_prepare(Dist *dist, int64 rows, size_t points, bool inexact);
extern void dist_start_counting(Dist *dist);
extern void dist_add_points(Dist *dist, const CedList *list, const DistTotals *totals);
extern void dist_flush(Dist *dist);
extern void dist_flush_weighted(Dist *dist);
extern const Dist *dist_settled(const Dist *dist);
extern CedList dist_gathered_list(const Dist *dist, DistTotals *totals);
extern void dist_sort(double *value, size_t n);
extern void dist_totals_of(DistTotals *totals, const double *value, const int64 *count, size_t len);
extern void dist_totals_merge(DistTotals *into, const DistTotals *from);

#endif							/* DRIFT_DIST_H */
