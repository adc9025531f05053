/*
 * sample_work.c - the expanded form of a numeric drift.sample
 *
 * Values are appended to an array that grows by doubling; the allocator moves large arrays by
 * remapping pages, so growing copies nothing and untouched room costs nothing. When few of the
 * values turn out to be distinct, a side goes over to sorted (value, count) pairs, fed from a buffer.
 * When both sides together outgrow drift.sample_memory, they go over to bounded summaries, or the
 * aggregate fails if drift.sample_overflow says so.
 */
#include "state/sample_parts.h"

#include <sys/mman.h>
#include <unistd.h>

#include "miscadmin.h"
#include "settings.h"
#include "stats/sort.h"
#include "utils/memutils.h"

#define FIRST_CAPACITY 65536	/* values a side has room for when it becomes expanded */
#define DIST_BUFFER 4096		/* values buffered before a Dist takes them */
#define HUGE_FROM (4 * 1024 * 1024) /* bytes of an array from which huge pages are asked for */
#define FEW_DISTINCT 8			/* pairs from one distinct value in so many on */

static Size work_flat_size(ExpandedObjectHeader *header);
static void work_flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods sample_methods = {work_flat_size, work_flatten_into};

/* Make an empty expanded sample in a context of its own under parent. */
SampleWork *
work_create(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "drift.sample", ALLOCSET_START_SMALL_SIZES);
	SampleWork *work = MemoryContextAllocZero(context, sizeof(SampleWork));

	EOH_init_header(&work->header, &sample_methods, context);
	for (int s = 0; s < 2; s++)
		work->side[s].probe = FIRST_CAPACITY;
	return work;
}

/* The expanded sample behind a datum, if it is one. */
SampleWork *
work_of(Datum datum)
{
	ExpandedObjectHeader *header;

	if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
		return NULL;
	header = DatumGetEOHP(datum);
	return header->eoh_methods == &sample_methods ? (SampleWork *) header : NULL;
}

/*
 * Ask for huge pages below a large array: a hint, where the system knows it. Zeroing and mapping small
 * pages one by one costs as much as sorting what is put into them.
 */
static void *
prefer_huge_pages(void *array, Size size)
{
#ifdef MADV_HUGEPAGE
	if (size >= HUGE_FROM)
	{
		Size		page = (Size) sysconf(_SC_PAGESIZE);
		Size		first = TYPEALIGN(page, (uintptr_t) array);
		Size		end = TYPEALIGN_DOWN(page, (uintptr_t) array + size);

		(void) madvise((void *) first, end - first, MADV_HUGEPAGE);
	}
#endif
	return array;
}

/* Allocate in the object's own context, beyond 1 GB where needed. */
void *
work_alloc(SampleWork *work, Size size)
{
	void	   *array = MemoryContextAllocHuge(work->header.eoh_context, Max(size, 8));

	return prefer_huge_pages(array, size);
}

/* Free an array that may not exist. */
void
work_free(void *pointer)
{
	if (pointer != NULL)
		pfree(pointer);
}

/* Bytes the arrays of both sides have room for. */
Size
work_bytes(const SampleWork *work)
{
	Size		bytes = 0;

	for (int s = 0; s < 2; s++)
		bytes += (work->side[s].capacity + 2 * work->side[s].n_pairs) * sizeof(double);
	return bytes;
}

/* Change the room of a side's value array. */
void
work_resize(SampleWork *work, WorkSide *w, int64 capacity)
{
	if (w->value == NULL)
		w->value = work_alloc(work, capacity * sizeof(double));
	else
		w->value = prefer_huge_pages(repalloc_huge(w->value, capacity * sizeof(double)),
									 capacity * sizeof(double));
	w->capacity = capacity;
}

/* Put a side's values in order, if they are not. */
static void
sort_values(WorkSide *w)
{
	if (w->sorted < w->len)
	{
		void	   *scratch = palloc(Max(sort_scratch(w->len), 8));

		sort_doubles(w->value, w->len, scratch);
		pfree(scratch);
		w->sorted = w->len;
	}
}

/* Count the distinct values of a sorted array. */
static int64
count_distinct(const double *value, int64 len)
{
	int64		distinct = len > 0;

	for (int64 i = 1; i < len; i++)
		distinct += value[i] != value[i - 1];
	return distinct;
}

/* Merge a side's values, sorted, into its pairs, which may be none yet. */
void
work_fold_into_pairs(SampleWork *work, WorkSide *w)
{
	int64		most = w->n_pairs;
	double	   *pair;
	int64	   *count;
	int64		i = 0,
				j = 0,
				k = 0;

	sort_values(w);
	most += count_distinct(w->value, w->len);
	pair = work_alloc(work, most * sizeof(double));
	count = work_alloc(work, most * sizeof(int64));
	while (i < w->n_pairs || j < w->len)
	{
		if (j >= w->len || (i < w->n_pairs && w->pair[i] <= w->value[j]))
		{
			pair[k] = w->pair[i];
			count[k] = w->count[i++];
		}
		else
		{
			pair[k] = w->value[j];
			count[k] = 0;
		}
		for (; j < w->len && w->value[j] == pair[k]; j++)
			count[k]++;
		k++;
	}
	work_free(w->pair);
	work_free(w->count);
	w->pair = pair;
	w->count = count;
	w->n_pairs = k;
	w->len = w->sorted = 0;
}

/* Hand count rows of one value to a side's summary, growing it where needed. */
static void
dist_take(SampleWork *work, WorkSide *w, double value, int64 count)
{
	Size		room = count == 1 ? dist_room(w->dist) : dist_many_room(w->dist, count);

	if (room > dist_size(w->dist))
	{
		Dist	   *larger = work_alloc(work, room);

		dist_move(larger, room, w->dist);
		pfree(w->dist);
		w->dist = larger;
	}
	if (count == 1)
		dist_add(w->dist, value);
	else
		dist_add_many(w->dist, value, count);
}

/* Hand all that a side holds to its summary. */
static void
fold_into_dist(SampleWork *work, WorkSide *w)
{
	for (int64 i = 0; i < w->n_pairs; i++)
		dist_take(work, w, w->pair[i], w->count[i]);
	for (int64 i = 0; i < w->len; i++)
	{
		if (i % 65536 == 0)
			CHECK_FOR_INTERRUPTS();
		dist_take(work, w, w->value[i], 1);
	}
	work_free(w->pair);
	work_free(w->count);
	w->pair = NULL;
	w->count = NULL;
	w->n_pairs = w->len = w->sorted = 0;
}

/* Give up exactness: both sides become bounded summaries. */
void
work_become_bounded(SampleWork *work)
{
	if (drift_sample_overflow == SAMPLE_OVERFLOW_ERROR)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a drift.sample outgrew drift.sample_memory (%d kB)", drift_sample_memory),
				 errdetail("drift.sample_overflow is \"error\", so no bounded summary is used."),
				 errhint("Raise drift.sample_memory, set drift.sample_overflow to \"summarize\", "
						 "or use drift.profile_agg().")));
	for (int s = 0; s < 2; s++)
	{
		WorkSide   *w = &work->side[s];

		if (w->dist == NULL)
		{
			w->dist = work_alloc(work, dist_initial_size());
			dist_init(w->dist, dist_initial_size());
			w->dist->weights.weighted = w->weights.weighted;
		}
		if (w->weights.weighted)
			work_settle_weighted(work, w);
		else
			fold_into_dist(work, w);
		work_free(w->value);
		w->value = NULL;
		w->capacity = 0;
		work_resize(work, w, DIST_BUFFER);
	}
}

/* Memory is used up: pairs help when values repeat, else exactness goes. */
static void
relieve_memory(SampleWork *work)
{
	Size		limit = (Size) drift_sample_memory * 1024;
	Size		pairs = 0;

	for (int s = 0; s < 2; s++)
	{
		WorkSide   *w = &work->side[s];

		sort_values(w);
		pairs += (count_distinct(w->value, w->len) + w->n_pairs) * 2 * sizeof(double);
	}
	if (pairs > limit / 2)
	{
		work_become_bounded(work);
		return;
	}
	for (int s = 0; s < 2; s++)
	{
		WorkSide   *w = &work->side[s];

		work_fold_into_pairs(work, w);
		work_resize(work, w, Max(FIRST_CAPACITY / 16, Min(FIRST_CAPACITY, limit / 64)));
	}
}

/* A side in pairs has a full buffer: empty it, and let the buffer grow with the pairs. */
static void
make_room_in_pairs(SampleWork *work, WorkSide *w)
{
	Size		limit = (Size) drift_sample_memory * 1024;

	work_fold_into_pairs(work, w);
	if (work_bytes(work) > limit)
		relieve_memory(work);
	else if (w->n_pairs > w->capacity &&
			 work_bytes(work) + (w->n_pairs - w->capacity) * sizeof(double) <= limit)
		work_resize(work, w, w->n_pairs);
}

/* Make room for at least one more value on a side. */
void
work_make_room(SampleWork *work, Side side)
{
	WorkSide   *w = &work->side[side];
	Size		limit = (Size) drift_sample_memory * 1024;
	int64		wanted;

	CHECK_FOR_INTERRUPTS();
	if (w->dist != NULL || w->pair != NULL)
	{
		if (w->dist != NULL)
			fold_into_dist(work, w);
		else
			make_room_in_pairs(work, w);
		/* one that came out of a stored state has no buffer yet */
		if (w->capacity == 0)
			work_resize(work, w, FIRST_CAPACITY / 16);
		return;
	}
	if (w->len >= w->probe)
	{
		sort_values(w);
		if (count_distinct(w->value, w->len) <= w->len / FEW_DISTINCT)
		{
			work_fold_into_pairs(work, w);
			return;
		}
		w->probe *= 16;
	}
	wanted = w->capacity == 0 ? Min(FIRST_CAPACITY, limit / 64) : 2 * w->capacity;
	if (work_bytes(work) + (wanted - w->capacity) * sizeof(double) > limit)
	{
		wanted = w->capacity + ((int64) limit - (int64) work_bytes(work)) / (int64) sizeof(double);
		if (wanted < w->capacity + w->capacity / 16 + 1)
		{
			relieve_memory(work);
			return;
		}
	}
	work_resize(work, w, wanted);
}

/* Add count rows of one value. */
static void
work_add_many(SampleWork *work, Side side, double value, int64 count)
{
	WorkSide   *w = &work->side[side];

	if (w->dist != NULL)
	{
		fold_into_dist(work, w);
		dist_take(work, w, value, count);
	}
	else
		for (int64 i = 0; i < count; i++)
			work_add(work, side, value);
}

/* Merge sorted pairs with those of a side. */
void
work_join_pairs(SampleWork *work, WorkSide *w, const double *value, const int64 *count, int64 len)
{
	WorkSide	from = *w;
	int64		i = 0,
				j = 0,
				k = 0;

	w->pair = work_alloc(work, (from.n_pairs + len) * sizeof(double));
	w->count = work_alloc(work, (from.n_pairs + len) * sizeof(int64));
	while (i < from.n_pairs || j < len)
	{
		bool		own = j >= len || (i < from.n_pairs && from.pair[i] <= value[j]);
		bool		both = own && j < len && from.pair[i] == value[j];

		w->pair[k] = own ? from.pair[i] : value[j];
		w->count[k] = (own ? from.count[i] : 0) + (!own || both ? count[j] : 0);
		i += own;
		j += !own || both;
		k++;
	}
	w->n_pairs = k;
	work_free(from.pair);
	work_free(from.count);
}

/* Add sorted pairs to a side: as pairs, without unrolling the counts, where there are many rows. */
static void
absorb_pairs(SampleWork *work, Side side, const double *value, const int64 *count, int64 len)
{
	WorkSide   *w = &work->side[side];

	if (w->dist != NULL)
	{
		for (int64 i = 0; i < len; i++)
			work_add_many(work, side, value[i], count[i]);
		return;
	}
	work_fold_into_pairs(work, w);
	work_join_pairs(work, w, value, count, len);
	if (work_bytes(work) > (Size) drift_sample_memory * 1024)
		relieve_memory(work);
}

/*
 * Merge two sorted runs from both ends towards the middle: two chains of choices that do not wait for
 * each other, and no branch to mispredict.
 */
static void
merge_runs(double *to, const double *a, int64 a_len, const double *b, int64 b_len)
{
	const double *a_end = a + a_len;
	const double *b_end = b + b_len;
	double	   *to_end = to + a_len + b_len;
	int64		steps;

	/* so many steps from both ends cannot empty either run */
	while ((steps = Min(a_end - a, b_end - b) / 2) > 0)
		for (int64 i = 0; i < steps; i++)
		{
			bool		first = *a <= *b;
			bool		last = a_end[-1] > b_end[-1];

			*to++ = first ? *a : *b;
			a += first;
			b += !first;
			*--to_end = last ? a_end[-1] : b_end[-1];
			a_end -= last;
			b_end -= !last;
		}
	while (a < a_end && b < b_end)
		*to++ = *a <= *b ? *a++ : *b++;
	memcpy(to, a, (a_end - a) * sizeof(double));
	memcpy(to + (a_end - a), b, (b_end - b) * sizeof(double));
}

/* Merge sorted values with a side's own into a new array. */
static void
merge_sorted(SampleWork *work, WorkSide *w, const double *value, int64 len)
{
	double	   *merged = work_alloc(work, (w->len + len) * sizeof(double));

	if (w->len > 0)
		merge_runs(merged, w->value, w->len, value, len);
	else
		memcpy(merged, value, len * sizeof(double));	/* the side may have no array yet */
	w->len = w->sorted = w->capacity = w->len + len;
	work_free(w->value);
	w->value = merged;
}

/* Add values to a side; sorted ones are merged, so that a parallel plan sorts in its workers. */
static void
absorb_values(SampleWork *work, Side side, const double *value, int64 len, bool sorted)
{
	WorkSide   *w = &work->side[side];
	Size		limit = (Size) drift_sample_memory * 1024;

	if (sorted && len > 0 && w->dist == NULL && w->pair == NULL && w->sorted == w->len &&
		work_bytes(work) + len * sizeof(double) <= limit)
	{
		merge_sorted(work, w, value, len);
		return;
	}
	for (int64 i = 0; i < len; i++)
		work_add(work, side, value[i]);
}

/* Add another side's summary to a side, which becomes a summary too. */
static void
absorb_dist(SampleWork *work, Side side, const Dist *from)
{
	WorkSide   *w = &work->side[side];
	Size		room;

	if (w->dist == NULL)
		work_become_bounded(work);
	fold_into_dist(work, w);
	room = dist_merge_room(w->dist, from);
	if (room > dist_size(w->dist))
	{
		Dist	   *larger = work_alloc(work, room);

		dist_move(larger, room, w->dist);
		pfree(w->dist);
		w->dist = larger;
	}
	dist_merge(w->dist, from);
}

/* Add all of a flat or expanded numeric sample. */
void
work_absorb(SampleWork *work, Datum sample)
{
	SampleWork *other = work_of(sample);
	FlatSample *flat;

	if (work->side[0].weights.weighted || sample_has_weights(sample))
	{
		work_absorb_weighted(work, sample);
		return;
	}
	if (other != NULL)
	{
		work_normalise(other);
		for (Side s = SIDE_REFERENCE; s <= SIDE_CURRENT; s++)
		{
			WorkSide   *w = &other->side[s];

			work->side[s].n_null += w->n_null;
			work->side[s].n_nan += w->n_nan;
			if (w->dist != NULL)
				absorb_dist(work, s, w->dist);
			else if (w->pair != NULL)
				absorb_pairs(work, s, w->pair, w->count, w->n_pairs);
			else
				absorb_values(work, s, w->value, w->len, true);
		}
		return;
	}
	flat = state_detoast(sample, STATE_SAMPLE);
	for (Side s = SIDE_REFERENCE; s <= SIDE_CURRENT; s++)
	{
		FlatSide   *f = &flat->side[s];

		work->side[s].n_null += f->n_null;
		work->side[s].n_nan += f->n_nan;
		if (f->form == FORM_DIST)
			absorb_dist(work, s, FLAT_DIST(flat, s));
		else if (f->form == FORM_PAIRS)
			absorb_pairs(work, s, FLAT_VALUES(flat, s), FLAT_COUNTS(flat, s), f->len);
		else
			absorb_values(work, s, FLAT_VALUES(flat, s), f->len, f->form == FORM_SORTED);
	}
}

/* Sort what is not sorted and empty the buffers: changes the form, never the content. */
void
work_normalise(SampleWork *work)
{
	for (int s = 0; s < 2; s++)
	{
		WorkSide   *w = &work->side[s];

		if (w->weights.weighted)
			work_settle_weighted(work, w);
		else if (w->dist != NULL)
			fold_into_dist(work, w);
		else if (w->pair != NULL && w->len > 0)
			work_fold_into_pairs(work, w);
		else
			sort_values(w);
	}
}

/* Is every value still there? */
bool
work_is_exact(const SampleWork *work)
{
	for (int s = 0; s < 2; s++)
		if (work->side[s].dist != NULL && !dist_is_exact(work->side[s].dist))
			return false;
	return true;
}

/* View a side of a normalised sample. */
void
work_view(SampleWork *work, Side side, NumView *view)
{
	WorkSide   *w = &work->side[side];

	memset(view, 0, sizeof(*view));
	if (w->dist != NULL)
		dist_view(w->dist, view);
	else if (w->pair != NULL)
	{
		view->value = w->pair;
		view->count = w->count;
		view->len = w->n_pairs;
		for (int64 i = 0; i < w->n_pairs; i++)
			view->n += w->count[i];
	}
	else
	{
		view->value = w->value;
		view->len = view->n = w->len;
	}
	view->n_null = w->n_null;
	view->n_nan = w->n_nan;
	if (w->weights.weighted && w->dist == NULL)
		weight_view(view, w->count, &w->weights);
	view->null_size = w->weights.null_weight;
}

/* Rows a side's pairs stand for. */
static int64
pair_rows(const WorkSide *w)
{
	int64		rows = 0;

	for (int64 i = 0; i < w->n_pairs; i++)
		rows += w->count[i];
	return rows;
}

/* Choose the compact form of a normalised side: the same for the same rows, however they came. */
static SideForm
compact_form(const WorkSide *w, int64 *len)
{
	int64		rows = w->pair != NULL ? pair_rows(w) : w->len;
	int64		distinct = w->pair != NULL ? w->n_pairs : count_distinct(w->value, w->len);
	bool		pairs = (distinct > 0 && distinct <= rows / 2) || w->weights.weighted;

	*len = pairs ? distinct : rows;
	return pairs ? FORM_PAIRS : FORM_SORTED;
}

/* Lay out the compact form; returns its size. */
static Size
plan_flat(SampleWork *work, FlatSide *plan)
{
	Size		size = sizeof(FlatSample);

	work_normalise(work);
	for (int s = 0; s < 2; s++)
	{
		WorkSide   *w = &work->side[s];

		memset(&plan[s], 0, sizeof(FlatSide));
		plan[s].n_null = w->n_null;
		plan[s].n_nan = w->n_nan;
		plan[s].weights = w->weights;
		plan[s].offset = size;
		if (w->dist != NULL)
		{
			work_free(w->compact);
			w->compact = work_alloc(work, dist_compact_size(w->dist));
			w->compact_size = dist_compact(w->compact, w->dist);
			plan[s].form = FORM_DIST;
			plan[s].len = w->compact_size;
			size += MAXALIGN(w->compact_size);
		}
		else
		{
			plan[s].form = compact_form(w, &plan[s].len);
			size += plan[s].len * sizeof(double) * (plan[s].form == FORM_PAIRS ? 2 : 1);
		}
		plan[s].capacity = plan[s].len;
	}
	if (!AllocSizeIsValid(size))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a drift.sample of %zu bytes is too large to be stored or sent", size),
				 errhint("Lower drift.sample_memory, or read the sample in the query that builds it.")));
	return size;
}

/* Write a side's values, unrolled from pairs or not, to a flat sample of sorted values. */
static void
write_sorted(double *to, const WorkSide *w)
{
	if (w->pair == NULL)
	{
		if (w->len > 0)
			memcpy(to, w->value, w->len * sizeof(double));
		return;
	}
	for (int64 i = 0; i < w->n_pairs; i++)
		for (int64 j = 0; j < w->count[i]; j++)
			*to++ = w->pair[i];
}

/* Write a side as pairs to a flat sample. */
static void
write_pairs(double *value, int64 *count, const WorkSide *w)
{
	int64		k = -1;

	if (w->pair != NULL)
	{
		memcpy(value, w->pair, w->n_pairs * sizeof(double));
		memcpy(count, w->count, w->n_pairs * sizeof(int64));
		return;
	}
	for (int64 i = 0; i < w->len; i++)
	{
		if (i == 0 || w->value[i] != w->value[i - 1])
		{
			value[++k] = w->value[i];
			count[k] = 0;
		}
		count[k]++;
	}
}

/* Method: the size of the flat form. */
static Size
work_flat_size(ExpandedObjectHeader *header)
{
	FlatSide	plan[2];

	return plan_flat((SampleWork *) header, plan);
}

/* Method: write the flat form. */
static void
work_flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	SampleWork *work = (SampleWork *) header;
	FlatSample *flat = result;

	memset(flat, 0, sizeof(FlatSample));
	if (plan_flat(work, flat->side) != size)
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("a drift.sample changed while it was being copied")));
	SET_VARSIZE(flat, size);
	flat->header.version = DRIFT_STATE_VERSION;
	flat->header.type = STATE_SAMPLE;
	flat->header.kind = KIND_NUMERIC;
	flat->header.flags = STATE_COMPACT;
	for (int s = 0; s < 2; s++)
	{
		WorkSide   *w = &work->side[s];
		char	   *data = (char *) flat + flat->side[s].offset;

		if (flat->side[s].form == FORM_DIST)
		{
			memset(data, 0, MAXALIGN(w->compact_size));
			memcpy(data, w->compact, w->compact_size);
		}
		else if (flat->side[s].form == FORM_PAIRS)
			write_pairs(FLAT_VALUES(flat, s), FLAT_COUNTS(flat, s), w);
		else
			write_sorted(FLAT_VALUES(flat, s), w);
	}
}

/* The compact flat form, palloc'd in the current context. */
FlatSample *
work_flatten(SampleWork *work)
{
	Size		size = work_flat_size(&work->header);
	FlatSample *flat = prefer_huge_pages(palloc(size), size);

	work_flatten_into(&work->header, flat, size);
	return flat;
}
