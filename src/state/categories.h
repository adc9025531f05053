/*
 * categories.h - counts of categories: exact while few, then heavy hitters with a bound
 *
 * The body of drift.sample (two sides) and drift.profile (one side) when the column is categorical: a
 * flat hash table in the state. Names are compared as bytes, whatever the collation.
 */
#ifndef DRIFT_CATEGORIES_H
#define DRIFT_CATEGORIES_H

#include "state/sample.h"
#include "state/state.h"
#include "state/textio.h"
#include "stats/view.h"

/*
 * Count one row. state is NULL for the first row; the result is the same pointer, or a larger copy in
 * the current context. side is SIDE_REFERENCE for a profile.
 */
extern StateHeader *categories_add(StateHeader *state, StateType type, Side side,
								   const char *name, Size length);
extern StateHeader *categories_add_null(StateHeader *state, StateType type, Side side);

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
extern StateHeader *categories_merge(StateHeader *into, const StateHeader *from);

/* The stored form, a palloc'd copy. */
extern StateHeader *categories_compact(const StateHeader *state);

/* Pair the two sides of a sample, or two profiles, category by category (palloc'd arrays). */
extern void categories_pair(const StateHeader *sample, CatPair *pair);
extern void categories_pair_profiles(const StateHeader *reference, const StateHeader *current,
									 CatPair *pair);
extern bool categories_is_exact(const StateHeader *state);

/* Fields only, no frame; the readers return a palloc'd compact state and check every invariant. */
extern void categories_write_text(StringInfo out, const StateHeader *state);
extern StateHeader *categories_read_text(TextReader *reader, StateType type);
extern void categories_send(StringInfo out, const StateHeader *state);
extern StateHeader *categories_recv(StringInfo in, StateType type);

#endif							/* DRIFT_CATEGORIES_H */
