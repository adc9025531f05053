/*
 * ids.c - the share of ids that come more than once, in bounded memory and mergeable
 *
 * Counting distinct ids exactly needs a sort of all of them, and an estimate of their number is off
 * by more than the duplicates one looks for. So the ids themselves are sampled, by their hash: an id
 * is either always kept, with the number of its rows, or never (Gibbons, Distinct sampling for
 * highly-accurate answers to distinct values queries, VLDB 2001). Up to 4,095 ids all are kept and
 * the share is exact; beyond, the sample is halved whenever it is full, so that about 2,048 ids or
 * more are left, and the share p has the standard error sqrt(p (1 - p) / kept). The state is a bytea: a
 * header and an open hash table, modified in place within an aggregate.
 */
#include "compat.h"

#include "common/hashfn.h"

#define IDS_VERSION 0x31534449	/* "IDS1" */
#define LEAST_SLOTS 64
#define MOST_SLOTS 8192			/* half of them are used */
#define MOST_LEVEL 48

/* One id: its hash, never 0, and its rows. */
typedef struct IdSlot
{
	uint64		hash;
	uint64		rows;
} IdSlot;

typedef struct IdState
{
	int32		vl_len_;		/* varlena header */
	uint32		version;		/* IDS_VERSION */
	uint32		level;			/* so many leading bits of a kept hash are 0 */
	uint32		len;			/* slots in use */
	uint32		slots;			/* a power of 2 */
	uint32		unused;
	IdSlot		slot[FLEXIBLE_ARRAY_MEMBER];
} IdState;

PG_FUNCTION_INFO_V1(drift_ids_add);
PG_FUNCTION_INFO_V1(drift_ids_combine);
PG_FUNCTION_INFO_V1(drift_ids_duplicated);

/* Whether a hash is in the sample. */
static inline bool
is_kept(const IdState *state, uint64 hash)
{
	return state->level == 0 || hash >> (64 - state->level) == 0;
}

/* The executor copies what a transition returns and frees what it was given: not done here. */
static IdState *
new_state(uint32 slots, uint32 level)
{
	Size		size = offsetof(IdState, slot) + slots * sizeof(IdSlot);
	IdState    *state = palloc0(size);

	SET_VARSIZE(state, size);
	state->version = IDS_VERSION;
	state->level = level;
	state->slots = slots;
	return state;
}

/* Refuse what is no state of ours; a bytea may come from anywhere, and not aligned. */
static IdState *
check_state(Datum datum)
{
	IdState    *state = (IdState *) PG_DETOAST_DATUM(datum);
	uint32		used = 0;

	if ((uintptr_t) state != MAXALIGN((uintptr_t) state))
		state = (IdState *) memcpy(palloc(VARSIZE(state)), state, VARSIZE(state));
	if (VARSIZE(state) >= offsetof(IdState, slot) && state->version == IDS_VERSION &&
		state->slots >= LEAST_SLOTS && state->slots <= MOST_SLOTS &&
		(state->slots & (state->slots - 1)) == 0 && state->level <= MOST_LEVEL &&
		VARSIZE(state) == offsetof(IdState, slot) + state->slots * sizeof(IdSlot))
	{
		for (uint32 i = 0; i < state->slots; i++)
			used += state->slot[i].hash != 0;
		if (used == state->len && used <= state->slots / 2)
			return state;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("that bytea is no sample of ids"),
			 errhint("Pass what drift.ids_agg() or drift.merge_ids() gave.")));
	return NULL;
}

/* Count rows of an id; there is a free slot, because at most half are used. */
static void
put(IdState *state, uint64 hash, uint64 rows)
{
	uint32		at = hash & (state->slots - 1);

	while (state->slot[at].hash != 0 && state->slot[at].hash != hash)
		at = (at + 1) & (state->slots - 1);
	state->len += state->slot[at].hash == 0;
	state->slot[at].hash = hash;
	state->slot[at].rows += rows;
}

/* Twice the slots or, where there are enough, half the sample. */
static IdState *
make_room(const IdState *old, uint32 level)
{
	bool		grows = old->slots < MOST_SLOTS && level == old->level;
	uint32		slots = grows ? old->slots * 2 : old->slots;
	IdState    *state = new_state(slots, level + (slots == old->slots && level == old->level));

	for (uint32 i = 0; i < old->slots; i++)
		if (old->slot[i].hash != 0 && is_kept(state, old->slot[i].hash))
			put(state, old->slot[i].hash, old->slot[i].rows);
	return state;
}

/* Add rows of an id, if it is in the sample; returns the state, which may be another one. */
static IdState *
add(IdState *state, uint64 hash, uint64 rows)
{
	if (!is_kept(state, hash))
		return state;
	put(state, hash, rows);
	while (state->len >= state->slots / 2 && state->level < MOST_LEVEL)
		state = make_room(state, state->level);
	return state;
}

/* Only an aggregate may call what changes its argument. */
static void
need_aggregate(FunctionCallInfo fcinfo, const char *function)
{
	if (!AggCheckCallContext(fcinfo, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s is part of an aggregate", function),
				 errhint("Call drift.duplicate_share(id::text), or drift.ids_agg() and "
						 "drift.merge_ids().")));
}

/* Transition of drift.ids_agg(text); NULL is no id. */
Datum
drift_ids_add(PG_FUNCTION_ARGS)
{
	IdState    *state = PG_ARGISNULL(0) ? NULL : (IdState *) PG_GETARG_POINTER(0);

	need_aggregate(fcinfo, "drift.ids_add()");
	if (!PG_ARGISNULL(1))
	{
		text	   *id = PG_GETARG_TEXT_PP(1);
		uint64		hash = hash_bytes_extended((unsigned char *) VARDATA_ANY(id),
											   VARSIZE_ANY_EXHDR(id), 0);

		if (state == NULL)
			state = new_state(LEAST_SLOTS, 0);
		state = add(state, hash == 0 ? 1 : hash, 1);
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

/* Join two samples: what both levels keep. */
Datum
drift_ids_combine(PG_FUNCTION_ARGS)
{
	IdState    *other;
	IdState    *state;

	need_aggregate(fcinfo, "drift.ids_combine()");
	other = PG_ARGISNULL(1) ? NULL : check_state(PG_GETARG_DATUM(1));
	if (PG_ARGISNULL(0))
	{
		if (other == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(other);
	}
	state = (IdState *) PG_GETARG_POINTER(0);
	if (other != NULL)
	{
		if (other->level > state->level)
			state = make_room(state, other->level);
		for (uint32 i = 0; i < other->slots; i++)
			if (other->slot[i].hash != 0)
				state = add(state, other->slot[i].hash, other->slot[i].rows);
	}
	PG_RETURN_POINTER(state);
}

/* The share of the ids kept that have more than one row. */
Datum
drift_ids_duplicated(PG_FUNCTION_ARGS)
{
	IdState    *state = check_state(PG_GETARG_DATUM(0));
	uint32		twice = 0;

	if (state->len == 0)
		PG_RETURN_NULL();
	for (uint32 i = 0; i < state->slots; i++)
		twice += state->slot[i].hash != 0 && state->slot[i].rows > 1;
	PG_RETURN_FLOAT8((double) twice / state->len);
}
