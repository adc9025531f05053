/*
 * sample_weight.c - a numeric drift.sample of rows with weights, in its expanded form
 *
 * A side is a list of distinct values with counts in units of weight (weight.h) and a buffer of rows
 * before it, which grows with the list: sorting costs n log n in all, and each value and weight is
 * there exactly. Beyond drift.sample_memory both sides become bounded summaries with weights.
 */
#include "state/sample_parts.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "settings.h"

#define FIRST_ROWS 4096			/* doubles a side has room for at first */
#define PER_ROW 2				/* doubles of a row: value and weight */

/* Does a numeric sample, flat or expanded, have weights? */
bool
sample_has_weights(Datum sample)
{
	SampleWork *work = work_of(sample);
	StateHeader *flat;

	if (work != NULL)
		return work->side[0].weights.weighted;
	flat = state_detoast(sample, STATE_SAMPLE);
	return flat->kind == KIND_NUMERIC && ((FlatSample *) flat)->side[0].weights.weighted;
}

/* The sum of a side's counts. */
static int64
side_units(const WorkSide *w)
{
	int64		n = 0;

	for (int64 i = 0; i < w->n_pairs; i++)
		n += w->count[i];
	return n;
}

/* Let a side go over to another unit. */
static void
rescale_side(WorkSide *w, int unit)
{
	int			shift = unit - w->weights.unit;

	if (shift != 0 && w->n_pairs > 0)
		w->n_pairs = weight_shift_counts(w->pair, w->count, w->n_pairs, shift);
	weights_rescale(&w->weights, unit);
}

/* Merge a side's buffer into its pairs. */
void
work_fold_weighted(SampleWork *work, WorkSide *w)
{
	WeightedRow *row = (WeightedRow *) w->value;
	size_t		n = w->len / PER_ROW;
	WeightedCounts counts;

	if (n == 0)
		return;
	weight_sort(row, n);
	rescale_side(w, weight_unit(weight_total(side_units(w), &w->weights) + weight_sum(row, n)));
	w->weights.n_rows += n;
	w->weights.sum_squares += weight_squares(row, n, w->weights.unit);
	counts = weight_counts(row, weight_collapse(row, n), w->weights.unit);
	work_join_pairs(work, w, counts.value, counts.count, counts.len);
	w->len = w->sorted = 0;
	pfree(counts.value);
	pfree(counts.count);
}

/* Merge a distribution into a side's summary, growing it where needed. */
static void
merge_dist(SampleWork *work, WorkSide *w, const Dist *from)
{
	Size		room = dist_weighted_room(w->dist, from);

	if (!dist_takes_weights(w->dist) || room > dist_size(w->dist))
	{
		Dist	   *larger = work_alloc(work, room);

		dist_init_weighted(larger, room);
		dist_merge_weighted(larger, w->dist);
		pfree(w->dist);
		w->dist = larger;
	}
	dist_merge_weighted(w->dist, from);
}

/* Hand a side's pairs to its summary, as an exact distribution. */
static void
pairs_into_dist(SampleWork *work, WorkSide *w)
{
	Dist		header = {0};
	Dist	   *exact;

	if (w->n_pairs == 0)
		return;
	header.n = side_units(w);
	header.weights = w->weights;
	header.weights.null_weight = 0; /* the side keeps it */
	dist_totals_of(&header.totals, w->pair, w->count, w->n_pairs);

	/* special values are counted as rows, which are not known here; nobody reads them of a sample */
	header.totals.n_low_inf = header.totals.n_high_inf = 0;
	header.totals.n_zero = header.totals.n_negative = 0;
	exact = dist_make_exact(&header, w->pair, w->count, w->n_pairs);
	merge_dist(work, w, exact);
	pfree(exact);
	work_free(w->pair);
	work_free(w->count);
	w->pair = NULL;
	w->count = NULL;
	w->n_pairs = 0;
	w->weights = (Weights) {.null_weight = w->weights.null_weight,.weighted = true};
}

/* Empty a side's buffer: into its pairs, in the unit of the stored form, or into its summary. */
void
work_settle_weighted(SampleWork *work, WorkSide *w)
{
	int64		n;

	work_fold_weighted(work, w);
	if (w->dist != NULL)
		pairs_into_dist(work, w);
	else
	{
		n = side_units(w);
		weight_coarsen(w->count, w->n_pairs, &n, &w->weights);
	}
}

/* Exactness goes where pairs and buffers no longer fit. */
static void
check_memory(SampleWork *work)
{
	if (work_bytes(work) > (Size) drift_sample_memory * 1024)
		work_become_bounded(work);
}

/* Make room for a row: empty the buffer, and let it grow with the pairs. */
static void
make_room(SampleWork *work, WorkSide *w)
{
	Size		limit = (Size) drift_sample_memory * 1024;

	CHECK_FOR_INTERRUPTS();
	if (w->capacity < PER_ROW)
	{
		work_resize(work, w, FIRST_ROWS);
		return;
	}
	if (w->dist != NULL)
	{
		work_settle_weighted(work, w);
		return;
	}
	work_fold_weighted(work, w);
	check_memory(work);
	if (w->dist == NULL && PER_ROW * w->n_pairs > w->capacity &&
		work_bytes(work) + (PER_ROW * w->n_pairs - w->capacity) * sizeof(double) <= limit)
		work_resize(work, w, PER_ROW * w->n_pairs);
}

/* Add one row, NaN counted apart. */
void
work_add_weighted(SampleWork *work, Side side, double value, double weight)
{
	WorkSide   *w = &work->side[side];

	if (isnan(value))
	{
		w->n_nan++;
		return;
	}
	if (w->len + PER_ROW > w->capacity)
		make_room(work, w);
	w->value[w->len++] = value + 0.0;	/* -0 becomes 0 */
	w->value[w->len++] = weight;
}

/* Count a NULL. */
void
work_add_null_weighted(SampleWork *work, Side side, double weight)
{
	WorkSide   *w = &work->side[side];

	w->n_null++;
	w->weights.null_weight = Min(w->weights.null_weight + weight, DBL_MAX);
}

/* From now on rows have weights; those that are there weigh 1. */
void
work_weigh(SampleWork *work)
{
	if (work->side[0].weights.weighted)
		return;
	work_normalise(work);
	for (int s = 0; s < 2; s++)
	{
		WorkSide   *w = &work->side[s];
		Dist		none = {0};

		if (w->dist == NULL)
		{
			work_fold_into_pairs(work, w);
			w->weights = weights_of_rows(side_units(w));
		}
		w->weights.weighted = true;
		w->weights.null_weight = (double) w->n_null;
		if (w->dist != NULL)
			merge_dist(work, w, &none);
	}
	check_memory(work);
}

/* Add pairs, in units of their own or as rows. */
static void
absorb_units(SampleWork *work, Side side, const double *value, const int64 *count, int64 len,
			 const Weights *weights)
{
	WorkSide   *w = &work->side[side];
	WorkSide	from = {.weights = *weights,.n_pairs = len};
	int			unit;

	if (len == 0)
		return;
	from.pair = palloc_extended(len * sizeof(double), MCXT_ALLOC_HUGE);
	from.count = palloc_extended(len * sizeof(int64), MCXT_ALLOC_HUGE);
	memcpy(from.pair, value, len * sizeof(double));
	memcpy(from.count, count, len * sizeof(int64));
	if (!weights->weighted)
		from.weights = weights_of_rows(side_units(&from));
	from.weights.null_weight = 0;
	work_fold_weighted(work, w);
	unit = weight_unit(weight_total(side_units(w), &w->weights) +
					   weight_total(side_units(&from), &from.weights));
	rescale_side(w, unit);
	rescale_side(&from, unit);
	work_join_pairs(work, w, from.pair, from.count, from.n_pairs);
	weights_merge(&w->weights, &from.weights);
	pfree(from.pair);
	pfree(from.count);
	if (w->dist != NULL)
		pairs_into_dist(work, w);
	else
		check_memory(work);
}

/* Add another side's summary; this sample becomes one, too. */
static void
absorb_dist(SampleWork *work, Side side, const Dist *from)
{
	WorkSide   *w = &work->side[side];

	if (w->dist == NULL)
		work_become_bounded(work);
	work_settle_weighted(work, w);
	merge_dist(work, w, from);
}

/* Count what takes no part in distances. */
static void
absorb_nulls(WorkSide *w, int64 n_null, int64 n_nan, const Weights *weights)
{
	w->n_null += n_null;
	w->n_nan += n_nan;
	w->weights.null_weight += weights->weighted ? weights->null_weight : (double) n_null;
}

/* Add all of an expanded sample with weights. */
static void
absorb_work(SampleWork *work, SampleWork *other)
{
	work_normalise(other);
	for (Side s = SIDE_REFERENCE; s <= SIDE_CURRENT; s++)
	{
		WorkSide   *w = &other->side[s];

		absorb_nulls(&work->side[s], w->n_null, w->n_nan, &w->weights);
		if (w->dist != NULL)
			absorb_dist(work, s, w->dist);
		else
			absorb_units(work, s, w->pair, w->count, w->n_pairs, &w->weights);
	}
}

/* Add all of another sample; one of the two has weights. */
void
work_absorb_weighted(SampleWork *work, Datum sample)
{
	SampleWork *other = work_of(sample);
	FlatSample *flat;

	work_weigh(work);
	if (other != NULL && other->side[0].weights.weighted)
	{
		absorb_work(work, other);
		return;
	}
	flat = state_detoast(sample, STATE_SAMPLE);	/* flattens one without weights */
	for (Side s = SIDE_REFERENCE; s <= SIDE_CURRENT; s++)
	{
		FlatSide   *f = &flat->side[s];
		const double *value = FLAT_VALUES(flat, s);

		absorb_nulls(&work->side[s], f->n_null, f->n_nan, &f->weights);
		if (f->form == FORM_DIST)
			absorb_dist(work, s, FLAT_DIST(flat, s));
		else if (f->form == FORM_PAIRS)
			absorb_units(work, s, value, FLAT_COUNTS(flat, s), f->len, &f->weights);
		else if (f->weights.weighted)
			for (int64 i = 0; i + 1 < f->len; i += PER_ROW)
				work_add_weighted(work, s, value[i], value[i + 1]);
		else
			for (int64 i = 0; i < f->len; i++)
				work_add_weighted(work, s, value[i], 1);
	}
}
