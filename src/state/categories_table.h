/*
 * categories_table.h - the layout of category counts, for src/state/categories*.c only
 *
 *   head | counts | errors | distinct | names | slots | recent | heap of name bytes
 *
 * Entries are dense, in order of arrival; slots (linear probing) and recent (a direct cache of the
 * first 256 entries) lead to them. errors and distinct exist once names have been dropped. The stored
 * form has no slots and no recent, no slack, and its entries stand in byte order of their names.
 *
 * What is known of a name on one side, E being the error of that side:
 *   listed:      count <= true count <= count + error of the entry, which is at most E
 *   not listed:  true count <= E
 * To make room, E rises to the (k+1)-th largest upper bound (count + error) and the entries not above
 * it go; a name that comes later starts with error E. That is the mergeable summary of Agarwal,
 * Cormode, Huang, Phillips, Wei and Yi (PODS 2012), whose counters are our upper bounds minus E, so
 * that E <= n / (k+1) in any order of rows and merges; keeping the counts unreduced beside it makes
 * names that were there from the start exact.
 */
#ifndef DRIFT_CATEGORIES_TABLE_H
#define DRIFT_CATEGORIES_TABLE_H

#include "state/categories.h"
#include "state/weight.h"
#include "stats/distinct.h"

#define CATEGORIES_ROWS_MAX ((INT64_C(1) << 62) - 1)	/* rows of one side */
#define CATEGORIES_FIRST 8		/* entries of a new state */
#define CATEGORIES_RECENT 256	/* entries the direct cache can point to: it holds bytes */

typedef struct CatName
{
	uint32		hash;			/* lower half of category_hash() */
	uint32		offset;			/* in the heap */
	uint32		length;			/* bytes */
} CatName;

typedef struct CatState
{
	StateHeader header;
	int64		n[2];			/* rows that take part, by side */
	int64		n_null[2];		/* rows that were NULL */
	int64		error[2];		/* E; both 0: exact */
	Weights		weights[2];		/* weighted: n, the counts and the errors are in units of weight */
	double		dropped_chars;	/* profile: characters in the rows of names dropped */
	int64		dropped_min;	/* profile: shortest and longest name dropped, in characters; */
	int64		dropped_max;	/* meaningless while exact */
	uint32		sides;			/* 1 profile, 2 sample */
	uint32		len;			/* entries */
	uint32		cap;			/* entries there is room for */
	uint32		nslots;			/* a power of two; 0 in stored form */
	uint32		heap_used;
	uint32		heap_size;
	uint32		errors_at;		/* offsets from the start; errors and distinct: 0 while exact */
	uint32		distinct_at;
	uint32		names_at;
	uint32		slots_at;
	uint32		recent_at;
	uint32		heap_at;
} CatState;

StaticAssertDecl(sizeof(CatState) % 8 == 0, "the counts must be 8-aligned");

static inline int64 *
cat_counts(const CatState *state)
{
	return (int64 *) ((char *) state + sizeof(CatState));
}

static inline int64 *
cat_errors(const CatState *state)
{
	return (int64 *) ((char *) state + state->errors_at);
}

static inline uint8 *
cat_distinct(const CatState *state)
{
	return (uint8 *) state + state->distinct_at;
}

static inline CatName *
cat_names(const CatState *state)
{
	return (CatName *) ((char *) state + state->names_at);
}

static inline char *
cat_name(const CatState *state, uint32 i)
{
	return (char *) state + state->heap_at + cat_names(state)[i].offset;
}

static inline bool
cat_is_exact(const CatState *state)
{
	return state->error[0] == 0 && state->error[1] == 0;
}

/* Rows counted under entry i on one side. */
static inline int64
cat_count(const CatState *state, uint32 i, int side)
{
	return cat_counts(state)[i * state->sides + side];
}

/* How many rows of entry i that count may lack. */
static inline int64
cat_error(const CatState *state, uint32 i, int side)
{
	return state->errors_at == 0 ? 0 : cat_errors(state)[i * state->sides + side];
}

/* categories_name.c */
extern uint64 category_hash(const char *name, Size length);
extern Size category_fold(const char *name, Size length, char *folded);
extern bool category_is_folded(const char *name, Size length);
extern int64 category_chars(const char *name, Size length);
extern int	category_compare(const char *a, Size a_length, const char *b, Size b_length);

/* categories.c */
extern CatState *categories_new(StateType type);
extern CatState *categories_make_inexact(const CatState *state);
extern CatState *categories_enter(CatState *state, const char *name, Size length, bool limited,
								  uint32 *index, bool *found);
extern CatState *categories_make_room(const CatState *state, uint32 k, Size heap);
extern CatState *categories_enter_row(CatState *state, const char *name, Size length, uint32 *index);
extern uint32 *categories_order(const CatState *state);
extern CatState *categories_seal(const CatState *state);

/* categories_weight.c */
extern CatState *categories_align(CatState *into, const CatState *from);
extern void categories_coarsen(CatState *state);
extern CatState *categories_weighable(CatState *state);

#endif							/* DRIFT_CATEGORIES_TABLE_H */
