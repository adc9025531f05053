/*
 * profile.c - drift.profile as a state: add, merge, store, view
 */
#include "state/profile.h"

#include "settings.h"
#include "state/categories.h"

/* Make an empty live profile with a block of that size. */
static NumericProfile *
profile_alloc(Size dist_bytes)
{
	return state_alloc(offsetof(NumericProfile, dist) + dist_bytes, STATE_PROFILE, KIND_NUMERIC);
}

/* Give a profile's block room, moving it if there is too little. */
static NumericProfile *
with_room(NumericProfile *profile, Size room)
{
	NumericProfile *larger;

	if (room <= dist_size(&profile->dist))
		return profile;
	larger = profile_alloc(room);
	larger->header.flags = profile->dist.weights.weighted ? STATE_WEIGHTED : 0;
	dist_move(&larger->dist, room, &profile->dist);
	return larger;
}

/* Add a row. */
NumericProfile *
profile_add(NumericProfile *profile, bool isnull, double value)
{
	if (profile == NULL)
	{
		profile = profile_alloc(dist_initial_size());
		dist_init(&profile->dist, dist_initial_size());
	}
	else
	{
		if (profile->dist.weights.weighted)
			return profile_add_weighted(profile, isnull, value, 1);
		profile = with_room(profile, dist_room(&profile->dist));
	}
	if (isnull)
		dist_add_null(&profile->dist);
	else
		dist_add(&profile->dist, value);
	return profile;
}

/* Make a profile that takes weights, with what another holds, which may be NULL. */
static NumericProfile *
weighted_profile(const NumericProfile *from, Size room)
{
	NumericProfile *profile = profile_alloc(room);

	profile->header.flags = STATE_WEIGHTED;
	dist_init_weighted(&profile->dist, room);
	if (from != NULL)
		dist_merge_weighted(&profile->dist, &from->dist);
	return profile;
}

/* Add a row with a weight. */
NumericProfile *
profile_add_weighted(NumericProfile *profile, bool isnull, double value, double weight)
{
	Dist		none = {0};

	if (profile == NULL)
		profile = weighted_profile(NULL, dist_initial_size());
	else if (!dist_takes_weights(&profile->dist))
		profile = weighted_profile(profile, dist_weighted_room(&profile->dist, &none));
	else
		profile = with_room(profile, dist_room(&profile->dist));
	if (isnull)
		dist_add_null_weighted(&profile->dist, weight);
	else
		dist_add_weighted(&profile->dist, value, weight);
	return profile;
}

/* Add another profile of numbers, where one of the two has weights. */
static NumericProfile *
merge_weighted(NumericProfile *into, const Dist *from)
{
	Size		room = dist_weighted_room(&into->dist, from);

	if (!dist_takes_weights(&into->dist))
		into = weighted_profile(into, room);
	else
		into = with_room(into, room);
	dist_merge_weighted(&into->dist, from);
	return into;
}

/* Add another profile of the same kind. */
StateHeader *
profile_merge(StateHeader *into, const StateHeader *from)
{
	NumericProfile *profile = (NumericProfile *) into;
	const Dist *other = &((const NumericProfile *) from)->dist;

	if (into->kind != from->kind)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("cannot merge a profile of kind %s with one of kind %s",
						state_kind_name(into->kind), state_kind_name(from->kind)),
				 errhint("Merge profiles of one column only; GROUP BY the column's name.")));
	if (into->kind == KIND_CATEGORY)
		return categories_merge(into, from);
	if (profile->dist.weights.weighted || other->weights.weighted)
		return &merge_weighted(profile, other)->header;
	profile = with_room(profile, dist_merge_room(&profile->dist, other));
	dist_merge(&profile->dist, other);
	return &profile->header;
}

/* Put a compact block into a state. */
StateHeader *
profile_of_dist(Dist *dist)
{
	NumericProfile *profile = profile_alloc(dist_size(dist));

	memcpy(&profile->dist, dist, dist_size(dist));
	profile->header.flags = STATE_COMPACT;
	pfree(dist);
	return &profile->header;
}

/* Make the stored form. */
StateHeader *
profile_compact(StateHeader *state)
{
	Dist	   *compact;

	if (state->flags & STATE_COMPACT)
		return state;
	if (state->kind == KIND_CATEGORY)
		return categories_compact(state);
	compact = palloc(dist_compact_size_exact(&((NumericProfile *) state)->dist,
											 drift_profile_distinct));
	dist_compact_exact(compact, &((NumericProfile *) state)->dist, drift_profile_distinct);
	return profile_of_dist(compact);
}

/* What a profile argument holds. */
StateKind
profile_kind(FunctionCallInfo fcinfo, int argno)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(argno), STATE_PROFILE);

	return (StateKind) state->kind;
}

/* Fetch a numeric profile. */
const Dist *
profile_dist(FunctionCallInfo fcinfo, int argno, const char *function)
{
	NumericProfile *profile = state_detoast(PG_GETARG_DATUM(argno), STATE_PROFILE);

	state_check_kind(&profile->header, KIND_NUMERIC, function);
	return &profile->dist;
}

/* View a numeric profile. */
void
profile_view(FunctionCallInfo fcinfo, int argno, const char *function, NumView *view)
{
	dist_view(profile_dist(fcinfo, argno, function), view);
}
