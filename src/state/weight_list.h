/*
 * weight_list.h - distinct numbers with the weight of the rows that have them, at the end of a state
 *
 * Each number has two weights, of the negative and of the positive rows (or only the first is used).
 * Live it is an array with room that grows by doubling: rows are appended and joined when the room
 * is used up. Up to WEIGHT_MOST distinct numbers are kept exactly; beyond that all are rounded
 * towards zero to as many bits as still fit (stats/points.h does the same), so that the numbers
 * kept do not depend on the order of rows and merges. Weights are doubles: their sums may differ in
 * the last place with the order.
 */
#ifndef DRIFT_WEIGHT_LIST_H
#define DRIFT_WEIGHT_LIST_H

#include "state/textio.h"
#include "stats/scored.h"

#define WEIGHT_MOST 8192		/* distinct numbers kept */

typedef struct WeightList
{
	uint32		n;				/* points */
	uint32		cap;			/* points there is room for */
	uint32		bits;			/* low bits rounded away, 0: exact */
	uint32		unused;
} WeightList;

static inline ScoredPoint *
weight_list_points(const WeightList *list)
{
	return (ScoredPoint *) unconstify(WeightList *, list + 1);
}

static inline Size
weight_list_size(uint32 cap)
{
	return sizeof(WeightList) + cap * sizeof(ScoredPoint);
}

/* Can `more` points be appended? If not, tidy the list; if that does not help, move it. */
static inline bool
weight_list_fits(const WeightList *list, Size more)
{
	return list->n + more <= list->cap;
}

extern void weight_list_tidy(WeightList *list); /* sort, join, round */
extern uint32 weight_list_room(const WeightList *list, Size more);	/* a cap that will do */
extern void weight_list_move(WeightList *to, uint32 cap, const WeightList *from);
extern void weight_list_append(WeightList *to, const WeightList *from);

/* Append a row, for which there must be room; rows without weight leave no trace. */
static inline void
weight_list_add(WeightList *list, double value, int side, double weight)
{
	ScoredPoint *point = &weight_list_points(list)[list->n];

	if (weight <= 0)
		return;
	list->n++;
	point->score = value + 0.0; /* -0 becomes 0 */
	point->weight[side] = weight;
	point->weight[!side] = 0;
}

/* Fields only, of a tidy list; the readers return one and check every invariant. */
extern void weight_list_write_text(StringInfo out, const WeightList *list);
extern WeightList *weight_list_read_text(TextReader *reader);
extern void weight_list_send(StringInfo out, const WeightList *list);
extern WeightList *weight_list_recv(StringInfo in, StateType type);

#endif							/* DRIFT_WEIGHT_LIST_H */
