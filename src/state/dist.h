/*
 * dist.h - the distribution of one numeric column on one side, exact while small, then bounded
 *
 * A Dist is a flat block inside a state, at an 8-aligned offset, without pointers. It counts NULL,
 * NaN, infinities, zeros and negatives, keeps moments, and holds the values: a buffer that grows by
 * doubling, (value, count) pairs while few values are distinct, and beyond that a compressed
 * equi-depth summary with a certified error ("CED": Manku, Rajagopalan and Lindsay 1998). Its hard
 * rank-error bound is part of it.
 *
 * The container owns the memory. Before each dist_add() it asks dist_room(); where that is more than
 * dist_size() it makes a larger container and moves the block over with dist_move().
 */
#ifndef DRIFT_DIST_H
#define DRIFT_DIST_H

#include "state/textio.h"
#include "stats/view.h"

typedef struct Dist Dist;

extern Size dist_initial_size(void);	/* bytes of a fresh, empty block */
extern void dist_init(Dist *dist, Size size);
extern Size dist_size(const Dist *dist);	/* bytes the block occupies now */
extern Size dist_room(const Dist *dist);	/* bytes it needs to take one more value */
extern void dist_move(Dist *to, Size to_size, const Dist *from);	/* to_size >= dist_size(from) */

extern void dist_add(Dist *dist, double value); /* NaN is counted, -0 becomes 0 */
extern void dist_add_null(Dist *dist);
extern void dist_add_many(Dist *dist, double value, int64 count);	/* count > 0 rows of one value */

extern Size dist_merge_room(const Dist *into, const Dist *from);	/* bytes `into` needs for it */
extern void dist_merge(Dist *into, const Dist *from);

extern Size dist_compact_size(const Dist *dist);	/* an upper bound for dist_compact */
extern Size dist_compact(Dist *to, const Dist *from);	/* stored form; returns its size, 8-aligned */

extern void dist_view(const Dist *dist, NumView *view); /* palloc'd arrays in the current context */
extern bool dist_is_exact(const Dist *dist);
extern int64 dist_n(const Dist *dist);	/* values that take part: neither NULL nor NaN */
extern int64 dist_n_null(const Dist *dist);
extern int64 dist_n_nan(const Dist *dist);

/* Fields only, no frame; the readers return a palloc'd compact block and check every invariant. */
extern void dist_write_text(StringInfo out, const Dist *dist);
extern Dist *dist_read_text(TextReader *reader);
extern void dist_send(StringInfo out, const Dist *dist);
extern Dist *dist_recv(StringInfo in, StateType type);

#endif							/* DRIFT_DIST_H */
