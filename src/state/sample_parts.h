/*
 * sample_parts.h - how a numeric drift.sample is laid out, flat and expanded
 *
 * Flat: header, two FlatSide, then each side's data at its offset:
 *   FORM_RAW     values in order of arrival, room for `capacity` of them (in flight only)
 *   FORM_SORTED  `len` values, ascending
 *   FORM_PAIRS   `len` distinct values, ascending, then as many counts; chosen when half as long
 *   FORM_DIST    a compact Dist (dist.h): the state has outgrown drift.sample_memory
 * With weights the sides are raw (in flight only), pairs or Dist. The same rows give the same compact bytes in whatever order and grouping they came, while exact.
 *
 * Expanded (SampleWork): the same in arrays that grow, and a buffer before pairs or Dist.
 */
#ifndef DRIFT_SAMPLE_PARTS_H
#define DRIFT_SAMPLE_PARTS_H

#include "state/dist.h"
#include "state/sample.h"
#include "utils/expandeddatum.h"

typedef enum SideForm
{
	FORM_RAW = 0,
	FORM_SORTED = 1,
	FORM_PAIRS = 2,
	FORM_DIST = 3
} SideForm;

typedef struct FlatSide
{
	int64		n_null;			/* rows whose value was NULL */
	int64		n_nan;			/* rows whose value was NaN */
	int64		len;			/* entries; bytes for FORM_DIST */
	int64		capacity;		/* entries there is room for; len in compact form */
	int64		offset;			/* of the data, from the start of the state */
	int32		form;			/* a SideForm */
	int32		unused;			/* zero */
	Weights		weights;		/* weighted: counts are units; raw rows are WeightedRow, len in doubles */
} FlatSide;

typedef struct FlatSample
{
	StateHeader header;
	FlatSide	side[2];
} FlatSample;

#define FLAT_START 16			/* values a side has room for at first */
#define FLAT_LIMIT 32768		/* values a flat state grows to before it becomes expanded */

#define FLAT_VALUES(flat, s) ((double *) ((char *) (flat) + (flat)->side[s].offset))
#define FLAT_COUNTS(flat, s) ((int64 *) (FLAT_VALUES(flat, s) + (flat)->side[s].len))
#define FLAT_DIST(flat, s) ((Dist *) ((char *) (flat) + (flat)->side[s].offset))

typedef struct WorkSide
{
	int64		n_null;
	int64		n_nan;
	double	   *value;			/* values not in pairs or dist yet */
	int64		len;
	int64		capacity;
	int64		sorted;			/* so many of the values, from the first, are in order */
	int64		probe;			/* length at which to look whether few values are distinct */
	double	   *pair;			/* distinct values, ascending, or NULL */
	int64	   *count;			/* rows of each pair */
	int64		n_pairs;
	Dist	   *dist;			/* the bounded summary, or NULL while exact */
	Dist	   *compact;		/* its stored form, made by the last work_flat_size() */
	Size		compact_size;
	Weights		weights;		/* weighted: counts are units; the values are WeightedRow */
} WorkSide;

typedef struct SampleWork
{
	ExpandedObjectHeader header;
	WorkSide	side[2];
} SampleWork;

/* sample_work.c */
extern SampleWork *work_create(MemoryContext parent);
extern SampleWork *work_of(Datum datum);	/* NULL unless an expanded sample */
extern void work_make_room(SampleWork *work, Side side);
extern void work_absorb(SampleWork *work, Datum sample);
extern void work_normalise(SampleWork *work);
extern void work_view(SampleWork *work, Side side, NumView *view);
extern FlatSample *work_flatten(SampleWork *work);
extern bool work_is_exact(const SampleWork *work);

/* Add one value, neither NULL nor NaN. */
static inline void
work_add(SampleWork *work, Side side, double value)
{
	WorkSide   *w = &work->side[side];

	if (w->len == w->capacity)
		work_make_room(work, side);
	w->value[w->len++] = value + 0.0;	/* -0 becomes 0 */
}

extern void *work_alloc(SampleWork *work, Size size);
extern void work_free(void *pointer);
extern Size work_bytes(const SampleWork *work);
extern void work_resize(SampleWork *work, WorkSide *w, int64 capacity);
extern void work_join_pairs(SampleWork *work, WorkSide *w, const double *value,
							const int64 *count, int64 len);
extern void work_fold_into_pairs(SampleWork *work, WorkSide *w);
extern void work_become_bounded(SampleWork *work);

/* sample_weight.c; a sample has weights on both sides or on none */
extern void work_weigh(SampleWork *work);	/* from now on */
extern void work_add_weighted(SampleWork *work, Side side, double value, double weight);
extern void work_add_null_weighted(SampleWork *work, Side side, double weight);
extern void work_absorb_weighted(SampleWork *work, Datum sample);
extern void work_settle_weighted(SampleWork *work, WorkSide *w);
extern void work_fold_weighted(SampleWork *work, WorkSide *w);
extern bool sample_has_weights(Datum sample);

/* sample_io.c */
extern void flat_sample_write(StringInfo out, const FlatSample *flat);
extern FlatSample *flat_sample_read(TextReader *reader);
extern void flat_sample_send(StringInfo out, const FlatSample *flat);
extern FlatSample *flat_sample_recv(StringInfo in);

#endif							/* DRIFT_SAMPLE_PARTS_H */
