/*
 * profile.h - drift.profile: the bounded profile of one column, numeric or categorical
 *
 * A numeric profile is a state header and one Dist; one of categories is the state of categories.h.
 */
#ifndef DRIFT_PROFILE_H
#define DRIFT_PROFILE_H

#include "state/dist.h"
#include "state/state.h"

typedef struct NumericProfile
{
	StateHeader header;
	Dist		dist;
} NumericProfile;

/* View a numeric profile that came as an argument. Raises an error if it holds categories. */
extern void profile_view(FunctionCallInfo fcinfo, int argno, const char *function, NumView *view);

/* What a profile argument holds. */
extern StateKind profile_kind(FunctionCallInfo fcinfo, int argno);

/* Fetch a numeric profile that came as an argument. Raises an error if it holds categories. */
extern const Dist *profile_dist(FunctionCallInfo fcinfo, int argno, const char *function);

/* Add a row; NULL stands for an empty profile. The result is `profile` or a larger copy. */
extern NumericProfile *profile_add(NumericProfile *profile, bool isnull, double value);

/* The same for a row with a weight above 0. */
extern NumericProfile *profile_add_weighted(NumericProfile *profile, bool isnull, double value,
											double weight);

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
extern StateHeader *profile_merge(StateHeader *into, const StateHeader *from);

/* The stored form: the state itself if it is that already, else a palloc'd copy. */
extern StateHeader *profile_compact(StateHeader *profile);

/* Put a compact block of numbers, which is freed, into a state of its own. */
extern StateHeader *profile_of_dist(Dist *dist);

#endif							/* DRIFT_PROFILE_H */
