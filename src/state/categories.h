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

/* Texts of more bytes are folded: a prefix and a hash stand for them (categories_name.c). */
#define CATEGORY_NAME_LIMIT 255
#define CATEGORY_PREFIX_LIMIT 240
#define CATEGORY_FOLDED_LIMIT 320	/* a folded name is shorter */

/* A profile is exact up to so many categories and bytes of names, in flight and as stored. */
#define PROFILE_CATEGORIES_LIVE 16384
#define PROFILE_NAMES_LIVE (1024 * 1024)
#define PROFILE_CATEGORIES_STORED 4096
#define PROFILE_NAMES_STORED (128 * 1024)

/* What a profile of categories tells besides its counts. */
typedef struct CatSummary
{
	int64		n;				/* rows that take part */
	int64		units;			/* the same in what counts and errors are in */
	double		unit;			/* rows, or weight, that a count of 1 stands for */
	bool		weighted;		/* did rows have weights? */
	double		weight;			/* of all rows that take part */
	double		n_effective;
	int64		n_null;
	double		n_distinct;		/* categories; an estimate when not exact */
	int64		n_listed;		/* categories that still have a count of their own */
	int64		error;			/* a hard bound on the error of each count; 0: exact */
	int64		length_min;		/* characters of the shortest text; 0 when n is 0 */
	int64		length_max;
	double		length_mean;
} CatSummary;

/* One category of a profile; the true count lies between count and count + error. */
typedef struct CatItem
{
	const char *name;			/* in the state, not NUL-terminated */
	Size		length;
	int64		count;
	int64		error;
} CatItem;

/*
 * Count one row. state is NULL for the first row; the result is the same pointer, or a larger copy in
 * the current context. side is SIDE_REFERENCE for a profile.
 */
extern StateHeader *categories_add(StateHeader *state, StateType type, Side side,
								   const char *name, Size length);
extern StateHeader *categories_add_null(StateHeader *state, StateType type, Side side);

/* The same for a row with a weight above 0. */
extern StateHeader *categories_add_weighted(StateHeader *state, StateType type, Side side,
											const char *name, Size length, double weight);
extern StateHeader *categories_add_null_weighted(StateHeader *state, StateType type, Side side,
												 double weight);

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
extern StateHeader *categories_merge(StateHeader *into, const StateHeader *from);

/* The stored form, a palloc'd copy. */
extern StateHeader *categories_compact(const StateHeader *state);

/* Pair the two sides of a sample, or two profiles, category by category (palloc'd arrays). */
extern void categories_pair(const StateHeader *sample, CatPair *pair);
extern void categories_pair_profiles(const StateHeader *reference, const StateHeader *current,
									 CatPair *pair);
extern int64 categories_nulls(const StateHeader *state, int side);	/* rows */
extern bool categories_is_exact(const StateHeader *state);
extern void categories_summary(const StateHeader *profile, CatSummary *summary);

/* The k most frequent categories of a profile, by count, then name; returns how many there are. */
extern int	categories_top(const StateHeader *profile, int k, CatItem **items);

/* Fields only, no frame; the readers return a palloc'd compact state and check every invariant. */
extern void categories_write_text(StringInfo out, const StateHeader *state);
extern StateHeader *categories_read_text(TextReader *reader, StateType type);
extern void categories_send(StringInfo out, const StateHeader *state);
extern StateHeader *categories_recv(StringInfo in, StateType type);

#endif							/* DRIFT_CATEGORIES_H */
