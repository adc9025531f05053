/*
 * categories.c - count categories: add rows, grow, make room, merge, bring into stored form
 *
 * The layout and the bounds are described in categories_table.h. Every change of size builds a new
 * state with rebuild(); the caller's is left alone, for an aggregate's state may not be freed here.
 */
#include "state/categories_table.h"

#include "settings.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

/* What a state has room for. */
typedef struct CatShape
{
	uint32		cap;
	uint32		heap_size;
	bool		table;			/* with slots and recent */
	bool		inexact;		/* with errors and distinct */
} CatShape;

/* Lay the sections out in *at; returns the size of the whole. */
static Size
shape_layout(const CatShape *shape, uint32 sides, CatState *at)
{
	Size		counters = (Size) shape->cap * sides * sizeof(int64);
	Size		size = sizeof(CatState) + counters;

	at->sides = sides;
	at->cap = shape->cap;
	at->heap_size = shape->heap_size;
	at->nslots = shape->table ? pg_nextpower2_32(shape->cap + shape->cap / 2) : 0;
	at->errors_at = shape->inexact ? size : 0;
	size += shape->inexact ? counters : 0;
	at->distinct_at = shape->inexact ? size : 0;
	size += shape->inexact ? DISTINCT_REGISTERS : 0;
	at->names_at = size;
	size += (Size) shape->cap * sizeof(CatName);
	at->slots_at = size;
	size += (Size) at->nslots * sizeof(uint32);
	at->recent_at = size;
	size += shape->table ? CATEGORIES_RECENT : 0;
	at->heap_at = size;
	return size + shape->heap_size;
}

/* Measure a shape. */
static Size
shape_size(const CatShape *shape, uint32 sides)
{
	CatState	at;

	return shape_layout(shape, sides, &at);
}

/* Allocate an empty state. */
static CatState *
new_state(StateType type, const CatShape *shape)
{
	uint32		sides = type == STATE_PROFILE ? 1 : 2;
	CatState   *state = state_alloc(shape_size(shape, sides), type, KIND_CATEGORY);

	shape_layout(shape, sides, state);
	return state;
}

/* Make a small empty state. */
CatState *
categories_new(StateType type)
{
	CatShape	shape = {CATEGORIES_FIRST, CATEGORIES_FIRST * 8, true, false};

	return new_state(type, &shape);
}

/* Find a name's slot: the one that leads to it, or the empty one where it belongs. */
static uint32 *
find_slot(const CatState *state, const char *name, Size length, uint32 hash)
{
	uint32	   *slots = (uint32 *) ((char *) state + state->slots_at);
	const CatName *names = cat_names(state);
	const char *heap = (const char *) state + state->heap_at;
	uint32		mask = state->nslots - 1;

	for (uint32 at = hash & mask;; at = (at + 1) & mask)
	{
		const CatName *entry;

		if (slots[at] == 0)
			return &slots[at];
		entry = &names[slots[at] - 1];
		if (entry->hash == hash && entry->length == length &&
			memcmp(heap + entry->offset, name, length) == 0)
			return &slots[at];
	}
}

/* Append a name that is known to be new and to fit; its counts are left to the caller. */
static uint32
append_name(CatState *state, const char *name, Size length, uint64 hash)
{
	uint32		i = state->len++;

	cat_names(state)[i] = (CatName) {(uint32) hash, state->heap_used, (uint32) length};
	memcpy(cat_name(state, i), name, length);
	state->heap_used += length;
	if (state->nslots > 0)
		*find_slot(state, name, length, (uint32) hash) = i + 1;
	return i;
}

/* Copy entries (all, or those of order) into a new state of the given shape. */
static CatState *
rebuild(const CatState *from, const uint32 *order, uint32 len, const CatShape *shape)
{
	CatState   *to = new_state(from->header.type, shape);
	Size		counters = from->sides * sizeof(int64);

	memcpy(to->n, from->n, offsetof(CatState, sides) - offsetof(CatState, n));
	for (uint32 i = 0; i < len; i++)
	{
		uint32		j = order != NULL ? order[i] : i;
		const CatName *name = &cat_names(from)[j];

		if ((i & 0xFFFF) == 0)
			CHECK_FOR_INTERRUPTS();
		append_name(to, cat_name(from, j), name->length, name->hash);
		memcpy(&cat_counts(to)[i * to->sides], &cat_counts(from)[j * from->sides], counters);
		if (from->errors_at != 0 && shape->inexact)
			memcpy(&cat_errors(to)[i * to->sides], &cat_errors(from)[j * from->sides], counters);
	}
	if (!shape->inexact)
		return to;
	if (from->distinct_at != 0)
		memcpy(cat_distinct(to), cat_distinct(from), DISTINCT_REGISTERS);
	else
		for (uint32 i = 0; i < from->len; i++)
			distinct_add_hash(cat_distinct(to),
						 category_hash(cat_name(from, i), cat_names(from)[i].length));
	return to;
}

/* Compare counts, the largest first. */
static int
compare_descending(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x < y) - (x > y);
}

/* Find the bound of a side that leaves at most k entries above it; scratch has len entries. */
static int64
raised_error(const CatState *state, int side, uint32 k, int64 *scratch)
{
	if (state->len <= k)
		return state->error[side];
	for (uint32 i = 0; i < state->len; i++)
		scratch[i] = cat_count(state, i, side) + cat_error(state, i, side);
	CHECK_FOR_INTERRUPTS();
	qsort(scratch, state->len, sizeof(int64), compare_descending);
	return Max(state->error[side], scratch[k]);
}

/*
 * Choose the entries worth keeping, at most k on each side, whose names take at most heap bytes.
 * Raises the errors in *head. Returns how many stay, and the bytes of their names.
 */
static uint32
choose_kept(const CatState *state, uint32 k, Size heap, CatState *head, uint32 *kept, Size *bytes)
{
	int64	   *scratch = palloc((Size) state->len * sizeof(int64));
	uint32		len;

	k = Min(k, state->len);
	do
	{
		len = 0;
		*bytes = 0;
		for (int side = 0; side < state->sides; side++)
			head->error[side] = raised_error(state, side, k, scratch);
		for (uint32 i = 0; i < state->len; i++)
		{
			bool		keep = false;

			for (int side = 0; side < state->sides; side++)
				keep |= cat_count(state, i, side) + cat_error(state, i, side) > head->error[side];
			if (!keep)
				continue;
			kept[len++] = i;
			*bytes += cat_names(state)[i].length;
		}
		k -= (k + 3) / 4;
	} while (*bytes > heap);
	pfree(scratch);
	return len;
}

/* Account for the characters in the rows of the names that are not kept. */
static void
drop_chars(const CatState *state, const uint32 *kept, uint32 len, CatState *head)
{
	bool		first = cat_is_exact(state);

	for (uint32 i = 0, next = 0; i < state->len; i++)
	{
		int64		chars;

		if (next < len && kept[next] == i)
		{
			next++;
			continue;
		}
		chars = category_chars(cat_name(state, i), cat_names(state)[i].length);
		head->dropped_chars += (double) chars * (double) cat_count(state, i, 0);
		head->dropped_min = first ? chars : Min(head->dropped_min, chars);
		head->dropped_max = first ? chars : Max(head->dropped_max, chars);
		first = false;
	}
}

/* Drop the rare names: keep at most k on each side, whose names take at most heap bytes. */
CatState *
categories_make_room(const CatState *state, uint32 k, Size heap)
{
	CatState	head = *state;
	uint32	   *kept = palloc((Size) state->len * sizeof(uint32));
	Size		bytes;
	uint32		len = choose_kept(state, k, heap, &head, kept, &bytes);
	CatShape	shape = {Max(CATEGORIES_FIRST, len * 2), Max(1024, bytes * 2), true, true};
	CatState   *result = rebuild(state, kept, len, &shape);

	if (state->header.type == STATE_PROFILE)
		drop_chars(state, kept, len, &head);
	memcpy(result->n, head.n, offsetof(CatState, sides) - offsetof(CatState, n));
	pfree(kept);
	return result;
}

/* Enlarge what is full by 1/2^shift of its size, the heap by enough for length bytes. */
static CatShape
larger_shape(const CatState *state, Size length, int shift)
{
	CatShape	shape = {state->cap, state->heap_size, true, state->errors_at != 0};

	if (state->len >= state->cap)
		shape.cap = Max(CATEGORIES_FIRST, state->cap + (state->cap >> shift));
	if (state->heap_used + length > state->heap_size)
		shape.heap_size = Max(state->heap_size + (state->heap_size >> shift),
							  state->heap_used + 2 * length);
	return shape;
}

/* Copy a state into one that can hold errors. */
CatState *
categories_make_inexact(const CatState *state)
{
	CatShape	shape = larger_shape(state, 0, 0);

	shape.inexact = true;
	return rebuild(state, NULL, state->len, &shape);
}

/* Raise the error that drift.sample_overflow = error asks for. */
static void
refuse_overflow(const CatState *state)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("a drift.sample with %u categories needs more than drift.sample_memory (%d kB)",
					state->len, drift_sample_memory),
			 errhint("Raise drift.sample_memory, or set drift.sample_overflow to summarize to "
					 "go on with the most frequent categories and an error bound.")));
}

/* Return a state with room for one more name: a larger one, or one without the rare names. */
static CatState *
grow(const CatState *state, Size length, bool limited)
{
	Size		limit = (Size) drift_sample_memory * 1024;
	CatShape	shape = larger_shape(state, length, 0);

	if (!limited)
		return rebuild(state, NULL, state->len, &shape);
	if (state->header.type == STATE_PROFILE)
	{
		shape.cap = Min(shape.cap, PROFILE_CATEGORIES_LIVE);
		shape.heap_size = Min(shape.heap_size, PROFILE_NAMES_LIVE);
		if (state->len < shape.cap && state->heap_used + length <= shape.heap_size)
			return rebuild(state, NULL, state->len, &shape);
		return categories_make_room(state, PROFILE_CATEGORIES_LIVE / 2, PROFILE_NAMES_LIVE / 2);
	}
	for (int shift = 0; shift < 4; shift++)
	{
		shape = larger_shape(state, length, shift);
		if (shape_size(&shape, state->sides) <= limit)
			return rebuild(state, NULL, state->len, &shape);
	}
	if (drift_sample_overflow == SAMPLE_OVERFLOW_ERROR)
		refuse_overflow(state);
	return categories_make_room(state, state->len / 8, state->heap_used / 4);
}

/*
 * Find a name (already folded where it must be) or enter it with counts of zero. Returns the state,
 * or a larger one. limited: keep to the limits of the type, dropping rare names at need.
 */
CatState *
categories_enter(CatState *state, const char *name, Size length, bool limited,
				 uint32 *index, bool *found)
{
	uint64		hash = category_hash(name, length);
	uint32		slot;

	if (state->nslots == 0)
		state = grow(state, length, false);
	slot = *find_slot(state, name, length, (uint32) hash);
	*found = slot > 0;
	if (*found)
	{
		*index = slot - 1;
		return state;
	}
	if (state->len >= state->cap || state->heap_used + length > state->heap_size)
		state = grow(state, length, limited);
	*index = append_name(state, name, length, hash);
	if (state->errors_at != 0)
	{
		distinct_add_hash(cat_distinct(state), hash);
		memcpy(&cat_errors(state)[*index * state->sides], state->error,
			   state->sides * sizeof(int64));
	}
	return state;
}

/* Mix a name's first and last bytes into a place in the direct cache; exact for up to 16 bytes. */
static inline uint32
recent_place(const char *name, Size length)
{
	uint64		head = 0;
	uint64		tail = 0;

	if (length >= 8)
	{
		memcpy(&head, name, 8);
		memcpy(&tail, name + length - 8, 8);
	}
	else if (length >= 4)
	{
		memcpy(&head, name, 4);
		memcpy(&tail, name + length - 4, 4);
	}
	else if (length > 0)
	{
		head = (uint8) name[0];
		tail = (uint8) name[length / 2] << 8 | (uint8) name[length - 1];
	}
	head += length + tail * UINT64CONST(0xD6E8FEB86659FD92);
	return (head * UINT64CONST(0x9E3779B97F4A7C15)) >> 56;
}

/* Compare two names of one length without a call for short ones. */
static inline bool
same_bytes(const char *a, const char *b, Size length)
{
	uint64		x[2];
	uint32		y[2];

	if (length > 16)
		return memcmp(a, b, length) == 0;
	if (length >= 8)
	{
		memcpy(&x[0], a, 8);
		memcpy(&x[1], b, 8);
		if (x[0] != x[1])
			return false;
		memcpy(&x[0], a + length - 8, 8);
		memcpy(&x[1], b + length - 8, 8);
		return x[0] == x[1];
	}
	if (length >= 4)
	{
		memcpy(&y[0], a, 4);
		memcpy(&y[1], b, 4);
		if (y[0] != y[1])
			return false;
		memcpy(&y[0], a + length - 4, 4);
		memcpy(&y[1], b + length - 4, 4);
		return y[0] == y[1];
	}
	for (Size i = 0; i < length; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* Find the entry of a row's category, or make one; long names are folded. */
CatState *
categories_enter_row(CatState *state, const char *name, Size length, uint32 *index)
{
	char		folded[CATEGORY_FOLDED_LIMIT];
	bool		found;

	if (length > CATEGORY_NAME_LIMIT)
	{
		length = category_fold(name, length, folded);
		name = folded;
	}
	return categories_enter(state, name, length, true, index, &found);
}

/* Count a row whose category the direct cache does not know. */
static CatState *
add_by_hash(CatState *state, StateType type, Side side, const char *name, Size length)
{
	uint32		i;

	if (state == NULL)
		state = categories_new(type);
	state = categories_enter_row(state, name, length, &i);
	cat_counts(state)[i * state->sides + side]++;
	state->n[side]++;
	if (i < CATEGORIES_RECENT && length <= CATEGORY_NAME_LIMIT)
		((uint8 *) state + state->recent_at)[recent_place(name, length)] = i;
	return state;
}

/* Count one row. */
StateHeader *
categories_add(StateHeader *header, StateType type, Side side, const char *name, Size length)
{
	CatState   *state = (CatState *) header;

	if (state != NULL && unlikely(state->weights[0].weighted))
		return categories_add_weighted(header, type, side, name, length, 1);
	if (state != NULL && state->nslots != 0 && length <= CATEGORY_NAME_LIMIT)
	{
		uint32		i = ((uint8 *) state + state->recent_at)[recent_place(name, length)];
		const CatName *entry = &cat_names(state)[i];

		if (i < state->len && entry->length == length &&
			same_bytes((char *) state + state->heap_at + entry->offset, name, length))
		{
			cat_counts(state)[i * state->sides + side]++;
			state->n[side]++;
			return header;
		}
	}
	return &add_by_hash(state, type, side, name, length)->header;
}

/* Count one NULL. */
StateHeader *
categories_add_null(StateHeader *header, StateType type, Side side)
{
	CatState   *state = (CatState *) header;

	if (state == NULL)
		state = categories_new(type);
	if (state->weights[0].weighted)
		return categories_add_null_weighted(header, type, side, 1);
	state->n_null[side]++;
	return &state->header;
}

/* Add row counts, refusing more than CATEGORIES_ROWS_MAX. */
static int64
add_rows(int64 a, int64 b)
{
	if (a + b > CATEGORIES_ROWS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("merged states would count more than " INT64_FORMAT " rows",
						CATEGORIES_ROWS_MAX),
				 errhint("Counts of this size come from states that were written by hand.")));
	return a + b;
}

/* Merge what is counted outside the entries; those of `into` may lack what `from` dropped. */
static void
merge_head(CatState *into, const CatState *from)
{
	if (!cat_is_exact(from))
	{
		bool		first = cat_is_exact(into);

		into->dropped_chars += from->dropped_chars;
		into->dropped_min = first ? from->dropped_min : Min(into->dropped_min, from->dropped_min);
		into->dropped_max = first ? from->dropped_max : Max(into->dropped_max, from->dropped_max);
		distinct_merge(cat_distinct(into), cat_distinct(from));
		for (uint32 i = 0; i < into->len * into->sides; i++)
			cat_errors(into)[i] += from->error[i % into->sides];
	}
	for (int side = 0; side < into->sides; side++)
	{
		into->n[side] = add_rows(into->n[side], from->n[side]);
		into->n_null[side] = add_rows(into->n_null[side], from->n_null[side]);
		into->error[side] += from->error[side];
		weights_merge(&into->weights[side], &from->weights[side]);
	}
}

/*
 * Add `from` to `into`. merge_head() has charged each entry the error of the whole side of `from`;
 * a name that `from` lists lacks only its own. That holds at any point of the loop, so that names may
 * be dropped in the midst of it.
 */
StateHeader *
categories_merge(StateHeader *into_header, const StateHeader *from_header)
{
	CatState   *into = (CatState *) into_header;
	const CatState *from = (const CatState *) from_header;

	if (into->weights[0].weighted || from->weights[0].weighted)
		from = categories_align(into, from);
	if (into->errors_at == 0 && from->errors_at != 0)
		into = categories_make_inexact(into);
	else if (into->nslots == 0)
		into = grow(into, 0, false);
	merge_head(into, from);
	for (uint32 j = 0; j < from->len; j++)
	{
		uint32		i;
		bool		found;

		if ((j & 0xFFFF) == 0)
			CHECK_FOR_INTERRUPTS();
		into = categories_enter(into, cat_name(from, j), cat_names(from)[j].length, true,
								&i, &found);
		for (int side = 0; side < into->sides; side++)
		{
			cat_counts(into)[i * into->sides + side] += cat_count(from, j, side);
			if (into->errors_at != 0)
				cat_errors(into)[i * into->sides + side] +=
					cat_error(from, j, side) - from->error[side];
		}
	}
	into->header.flags &= ~STATE_COMPACT;
	return &into->header;
}

/* A name's place in the order: its first bytes as a number, then the name itself. */
typedef struct SortKey
{
	uint64		head;
	uint32		index;
} SortKey;

/* Compare two names by their first bytes, then in full. */
static int
compare_keys(const void *a, const void *b, void *arg)
{
	const SortKey *x = a;
	const SortKey *y = b;
	const CatState *state = arg;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	CHECK_FOR_INTERRUPTS();
	return category_compare(cat_name(state, x->index), cat_names(state)[x->index].length,
							cat_name(state, y->index), cat_names(state)[y->index].length);
}

/* Put the entries into byte order of their names (palloc'd). */
uint32 *
categories_order(const CatState *state)
{
	uint32	   *order = palloc(Max(1, state->len) * sizeof(uint32));
	SortKey    *keys;

	for (uint32 i = 0; i < state->len; i++)
		order[i] = i;
	if (state->nslots == 0)
		return order;			/* the stored form is in order */
	keys = palloc_extended(Max(1, state->len) * sizeof(SortKey), MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < state->len; i++)
	{
		const char *name = cat_name(state, i);
		Size		length = cat_names(state)[i].length;

		keys[i].head = 0;
		keys[i].index = i;
		for (Size b = 0; b < Min(8, length); b++)
			keys[i].head |= (uint64) (uint8) name[b] << (56 - 8 * b);
	}
	qsort_arg(keys, state->len, sizeof(SortKey), compare_keys,
			  unconstify(CatState *, state));
	for (uint32 i = 0; i < state->len; i++)
		order[i] = keys[i].index;
	pfree(keys);
	return order;
}

/* Bring a state into stored form with all its entries. */
CatState *
categories_seal(const CatState *state)
{
	uint32	   *order = categories_order(state);
	CatShape	shape = {state->len, state->heap_used, false, !cat_is_exact(state)};
	CatState   *result = rebuild(state, order, state->len, &shape);

	result->header.flags |= STATE_COMPACT;
	pfree(order);
	return result;
}

/* Make the stored form: within the limits of a stored profile, names in order, no slack. */
StateHeader *
categories_compact(const StateHeader *header)
{
	const CatState *state = (const CatState *) header;
	CatState   *result;
	uint32		most = drift_profile_categories;
	Size		names = (Size) most * (PROFILE_NAMES_STORED / PROFILE_CATEGORIES_STORED);

	if (header->type == STATE_PROFILE && (state->len > most || state->heap_used > names))
		state = categories_make_room(state, most, names);
	else if (state->weights[0].weighted && !cat_is_exact(state))
		state = categories_make_room(state, state->len, state->heap_used);
	result = categories_seal(state);
	if (state->weights[0].weighted)
		categories_coarsen(result);
	return &result->header;
}
