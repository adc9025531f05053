/*
 * sample.c - drift.sample: transition, combine and final steps, and what the statistics see of it
 */
#include "state/sample.h"

#include <math.h>

#include "access/detoast.h"
#include "state/categories.h"
#include "state/sample_parts.h"
#include "stats/sort.h"
#include "utils/memutils.h"

/* Make an empty flat sample with room for so many values a side. */
static FlatSample *
flat_create(int64 reference, int64 current)
{
	int64		capacity[2] = {reference, current};
	Size		size = sizeof(FlatSample) + (reference + current) * sizeof(double);
	FlatSample *flat = state_alloc(size, STATE_SAMPLE, KIND_NUMERIC);
	Size		offset = sizeof(FlatSample);

	for (int s = 0; s < 2; s++)
	{
		flat->side[s].form = FORM_RAW;
		flat->side[s].capacity = capacity[s];
		flat->side[s].offset = offset;
		offset += capacity[s] * sizeof(double);
	}
	return flat;
}

/* Put a value on a side that has room. */
static inline void
flat_put(FlatSample *flat, Side side, double value)
{
	FLAT_VALUES(flat, side)[flat->side[side].len++] = value + 0.0;	/* -0 becomes 0 */
}

/* Copy a raw flat sample into one with twice the room on one side. */
static FlatSample *
flat_grow(const FlatSample *from, Side side)
{
	int64		capacity[2] = {from->side[0].capacity, from->side[1].capacity};
	FlatSample *to;

	capacity[side] = Max(FLAT_START, 2 * capacity[side]);
	to = flat_create(capacity[0], capacity[1]);
	for (int s = 0; s < 2; s++)
	{
		to->side[s].n_null = from->side[s].n_null;
		to->side[s].n_nan = from->side[s].n_nan;
		to->side[s].len = from->side[s].len;
		to->side[s].weights = from->side[s].weights;
		memcpy(FLAT_VALUES(to, s), FLAT_VALUES(from, s), from->side[s].len * sizeof(double));
	}
	return to;
}

/* Hand a finished expanded sample on: as itself within an aggregate, else flat. */
static Datum
work_result(SampleWork *work, bool in_aggregate)
{
	Datum		result;

	if (in_aggregate)
		return EOHPGetRWDatum(&work->header);
	result = PointerGetDatum(work_flatten(work));
	MemoryContextDelete(work->header.eoh_context);
	return result;
}

/* A value that does not fit: a larger flat sample, or an expanded one. */
static Datum
flat_overflow(FlatSample *flat, Side side, double value, MemoryContext aggcontext)
{
	SampleWork *work;
	bool		raw = flat->side[0].form == FORM_RAW && flat->side[1].form == FORM_RAW;

	if (raw && flat->side[0].capacity + flat->side[1].capacity + flat->side[side].capacity <= FLAT_LIMIT)
	{
		flat = flat_grow(flat, side);
		flat_put(flat, side, value);
		return PointerGetDatum(flat);
	}
	work = work_create(aggcontext ? aggcontext : CurrentMemoryContext);
	work_absorb(work, PointerGetDatum(flat));
	work_add(work, side, value);
	return work_result(work, aggcontext != NULL);
}

/* Raise an error where categories have come into a numeric aggregate. */
static FlatSample *
numeric_flat(void *state, const char *function)
{
	state_check_kind(state, KIND_NUMERIC, function);
	return (FlatSample *) state;
}

/*
 * Add one row to argument 0, which may be NULL. The common case, an expanded sample with room, is an
 * append; a read-write pointer is leave enough to change it.
 */
Datum
sample_transition(FunctionCallInfo fcinfo, Side side, bool isnull, double value)
{
	MemoryContext aggcontext = NULL;
	FlatSample *flat;

	if (!PG_ARGISNULL(0) && VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		SampleWork *work = work_of(PG_GETARG_DATUM(0));

		if (work != NULL && !work->side[side].weights.weighted)
		{
			if (isnull)
				work->side[side].n_null++;
			else if (isnan(value))
				work->side[side].n_nan++;
			else
				work_add(work, side, value);
			return PG_GETARG_DATUM(0);
		}
	}
	if (PG_ARGISNULL(0))
	{
		AggCheckCallContext(fcinfo, &aggcontext);
		flat = flat_create(FLAT_START, FLAT_START);
	}
	else if (sample_has_weights(PG_GETARG_DATUM(0)))
		return sample_transition_weighted(fcinfo, side, isnull, value, 1);
	else
		flat = numeric_flat(state_writable(fcinfo, 0, STATE_SAMPLE, &aggcontext), "drift.sample_add()");

	if (isnull)
		flat->side[side].n_null++;
	else if (isnan(value))
		flat->side[side].n_nan++;
	else if (flat->side[side].form == FORM_RAW && flat->side[side].len < flat->side[side].capacity)
		flat_put(flat, side, value);
	else
		return flat_overflow(flat, side, value, aggcontext);
	return PointerGetDatum(flat);
}

/* Put a row with a weight on a side that has room for one. */
static inline void
flat_put_weighted(FlatSample *flat, Side side, double value, double weight)
{
	double	   *row = FLAT_VALUES(flat, side) + flat->side[side].len;

	row[0] = value + 0.0;		/* -0 becomes 0 */
	row[1] = weight;
	flat->side[side].len += 2;
}

/* Unpack a state to add a row with a weight to it. */
static Datum
add_unpacked(FunctionCallInfo fcinfo, Side side, bool isnull, double value, double weight)
{
	MemoryContext aggcontext = NULL;
	SampleWork *work;

	AggCheckCallContext(fcinfo, &aggcontext);
	work = work_create(aggcontext ? aggcontext : CurrentMemoryContext);
	if (sample_kind(fcinfo, 0) != KIND_NUMERIC)
		numeric_flat(state_detoast(PG_GETARG_DATUM(0), STATE_SAMPLE), "drift.sample_add()");
	work_absorb(work, PG_GETARG_DATUM(0));
	work_weigh(work);
	if (isnull)
		work_add_null_weighted(work, side, weight);
	else
		work_add_weighted(work, side, value, weight);
	return work_result(work, aggcontext != NULL);
}

/* Add one row with a weight above 0 to argument 0, which may be NULL. */
Datum
sample_transition_weighted(FunctionCallInfo fcinfo, Side side, bool isnull, double value,
						   double weight)
{
	SampleWork *work = PG_ARGISNULL(0) ? NULL : work_of(PG_GETARG_DATUM(0));
	MemoryContext aggcontext = NULL;
	FlatSample *flat;
	FlatSide   *f;

	if (work != NULL && VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		work_weigh(work);
		if (isnull)
			work_add_null_weighted(work, side, weight);
		else
			work_add_weighted(work, side, value, weight);
		return PG_GETARG_DATUM(0);
	}
	if (PG_ARGISNULL(0))
	{
		flat = flat_create(FLAT_START, FLAT_START);
		flat->side[0].weights.weighted = flat->side[1].weights.weighted = true;
	}
	else
		flat = numeric_flat(state_writable(fcinfo, 0, STATE_SAMPLE, &aggcontext), "drift.sample_add()");
	f = &flat->side[side];
	if (!f->weights.weighted || f->form != FORM_RAW)
		return add_unpacked(fcinfo, side, isnull, value, weight);
	if (isnull || isnan(value))
	{
		f->n_null += isnull;
		f->n_nan += !isnull;
		f->weights.null_weight += isnull ? weight : 0;
		return PointerGetDatum(flat);
	}
	if (f->len + 2 > f->capacity)
	{
		if (flat->side[0].capacity + flat->side[1].capacity + f->capacity > FLAT_LIMIT)
			return add_unpacked(fcinfo, side, isnull, value, weight);
		flat = flat_grow(flat, side);
	}
	flat_put_weighted(flat, side, value, weight);
	return PointerGetDatum(flat);
}

/* What a sample datum holds. */
static StateKind
datum_kind(Datum datum)
{
	if (work_of(datum) != NULL)
		return KIND_NUMERIC;
	return ((StateHeader *) state_detoast(datum, STATE_SAMPLE))->kind;
}

/* What a sample argument holds. */
StateKind
sample_kind(FunctionCallInfo fcinfo, int argno)
{
	return datum_kind(PG_GETARG_DATUM(argno));
}

/* Add argument 1 to argument 0, both numeric. Small ones stay flat, for there may be many groups. */
static Datum
combine_numeric(FunctionCallInfo fcinfo, MemoryContext aggcontext)
{
	Datum		from = PG_GETARG_DATUM(1);
	SampleWork *into = work_of(PG_GETARG_DATUM(0));
	bool		small;

	if (into != NULL && VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		work_absorb(into, from);
		return PG_GETARG_DATUM(0);
	}
	small = into == NULL && work_of(from) == NULL &&
		toast_raw_datum_size(PG_GETARG_DATUM(0)) + toast_raw_datum_size(from) <=
		FLAT_LIMIT * sizeof(double);
	into = work_create(aggcontext && !small ? aggcontext : CurrentMemoryContext);
	work_absorb(into, PG_GETARG_DATUM(0));
	work_absorb(into, from);
	return work_result(into, aggcontext != NULL && !small);
}

/* Take over the first partial sample: a large one is unpacked at once instead of being copied. */
static Datum
adopt(FunctionCallInfo fcinfo)
{
	Datum		from = PG_GETARG_DATUM(1);
	MemoryContext aggcontext;
	SampleWork *work;

	if (!AggCheckCallContext(fcinfo, &aggcontext) || datum_kind(from) != KIND_NUMERIC ||
		toast_raw_datum_size(from) <= FLAT_LIMIT * sizeof(double))
		return from;
	work = work_create(aggcontext);
	work_absorb(work, from);
	return work_result(work, true);
}

/* The combine step: two samples of one kind become one. NULL is the empty sample. */
Datum
sample_combine(FunctionCallInfo fcinfo)
{
	MemoryContext aggcontext = NULL;
	StateKind	kind;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0))
		return adopt(fcinfo);
	if (PG_ARGISNULL(1))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	kind = sample_kind(fcinfo, 0);
	if (kind != sample_kind(fcinfo, 1))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("cannot merge a numeric drift.sample with one of categories"),
				 errhint("Merge samples of one column only.")));
	AggCheckCallContext(fcinfo, &aggcontext);
	if (kind == KIND_NUMERIC)
		return combine_numeric(fcinfo, aggcontext);
	PG_RETURN_POINTER(categories_merge(state_writable(fcinfo, 0, STATE_SAMPLE, &aggcontext),
									   state_detoast(PG_GETARG_DATUM(1), STATE_SAMPLE)));
}

/*
 * The final step: the sample, sorted. An expanded one is passed on as it is, by a pointer made in the
 * current context, so that nodeAgg sees no need to copy it.
 */
Datum
sample_final(FunctionCallInfo fcinfo)
{
	SampleWork *work;
	char	   *pointer;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	work = work_of(PG_GETARG_DATUM(0));
	if (work == NULL)
		PG_RETURN_POINTER(sample_flat(PG_GETARG_DATUM(0)));
	work_normalise(work);
	pointer = palloc(EXPANDED_POINTER_SIZE);
	memcpy(pointer, DatumGetPointer(EOHPGetRODatum(&work->header)), EXPANDED_POINTER_SIZE);
	PG_RETURN_POINTER(pointer);
}

/* The compact flat form of a sample of either kind. */
StateHeader *
sample_flat(Datum datum)
{
	StateHeader *state = state_detoast(datum, STATE_SAMPLE);	/* flattens an expanded one */
	SampleWork *work;
	FlatSample *flat;

	if (state->flags & STATE_COMPACT)
		return state;
	if (state->kind != KIND_NUMERIC)
		return categories_compact(state);
	work = work_create(CurrentMemoryContext);
	work_absorb(work, PointerGetDatum(state));
	flat = work_flatten(work);
	MemoryContextDelete(work->header.eoh_context);
	return &flat->header;
}

/* Is the sample exact, of either kind? */
bool
sample_is_exact(Datum datum)
{
	SampleWork *work = work_of(datum);
	FlatSample *flat;

	if (work != NULL)
		return work_is_exact(work);
	flat = state_detoast(datum, STATE_SAMPLE);
	if (flat->header.kind != KIND_NUMERIC)
		return categories_is_exact(&flat->header);
	for (int s = 0; s < 2; s++)
		if (flat->side[s].form == FORM_DIST && !dist_is_exact(FLAT_DIST(flat, s)))
			return false;
	return true;
}

/* View a side of a flat sample; raw values are copied and sorted. */
static void
flat_view(const FlatSample *flat, Side side, NumView *view)
{
	const FlatSide *f = &flat->side[side];

	memset(view, 0, sizeof(*view));
	if (f->form == FORM_DIST)
		dist_view(FLAT_DIST(flat, side), view);
	else
	{
		view->value = FLAT_VALUES(flat, side);
		view->len = view->n = f->len;
	}
	if (f->form == FORM_PAIRS)
	{
		view->count = FLAT_COUNTS(flat, side);
		view->n = 0;
		for (int64 i = 0; i < f->len; i++)
			view->n += view->count[i];
	}
	if (f->weights.weighted && f->form == FORM_PAIRS)
	{
		int64	   *count = palloc_extended(Max(f->len, 1) * sizeof(int64), MCXT_ALLOC_HUGE);

		memcpy(count, view->count, f->len * sizeof(int64));
		view->count = count;
		weight_view(view, count, &f->weights);
	}
	if (f->form == FORM_RAW)
	{
		double	   *copy = palloc(Max(f->len, 1) * sizeof(double));
		void	   *scratch = palloc(Max(sort_scratch(f->len), 8));

		memcpy(copy, view->value, f->len * sizeof(double));
		sort_doubles(copy, f->len, scratch);
		pfree(scratch);
		view->value = copy;
	}
	view->n_null = f->n_null;
	view->n_nan = f->n_nan;
	view->null_size = f->weights.null_weight;
}

/* View a numeric sample argument; an expanded one is sorted in place, once for all its readers. */
void
sample_views(FunctionCallInfo fcinfo, int argno, const char *function,
			 NumView *reference, NumView *current)
{
	SampleWork *work = work_of(PG_GETARG_DATUM(argno));
	FlatSample *flat;

	if (work != NULL)
	{
		work_normalise(work);
		work_view(work, SIDE_REFERENCE, reference);
		work_view(work, SIDE_CURRENT, current);
		return;
	}
	flat = numeric_flat(state_detoast(PG_GETARG_DATUM(argno), STATE_SAMPLE), function);
	if (flat->side[0].weights.weighted && !(flat->header.flags & STATE_COMPACT))
		flat = (FlatSample *) sample_flat(PG_GETARG_DATUM(argno));
	flat_view(flat, SIDE_REFERENCE, reference);
	flat_view(flat, SIDE_CURRENT, current);
}
