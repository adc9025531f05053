/*
 * binary_read.h - what metrics, curves and costs read of a binary drift.outcome, weighted or not
 */
#ifndef DRIFT_FN_BINARY_READ_H
#define DRIFT_FN_BINARY_READ_H

#include "fn/metric.h"
#include "stats/cells.h"
#include "stats/reliability.h"
#include "stats/scored.h"
#include "stats/view.h"

typedef struct BinaryRead
{
	Cells		cells;
	bool		has_sums;		/* a labelled row had a score */
	bool		ranked;			/* and its score was kept */
	Reliability bins;			/* if has_sums */
	bool		viewed;			/* view is there */
	NumView		view[2];
	const Scored *scored;		/* if ranked: by binary_scored() */
} BinaryRead;

/* Read counts and sums of a binary or weighted state, once; function: who asks, for the error. */
extern BinaryRead *binary_read(const StateHeader *state, const char *function);

/* Read the scores by label, once; of a state that is ranked and has no weights. */
extern const NumView *binary_views(const StateHeader *state, BinaryRead *read);

/* Read the distinct scores, once; NULL when there are none. */
extern const Scored *binary_scored(const StateHeader *state, BinaryRead *read);

/* Is this a kind binary_read() takes? */
static inline bool
is_binary(const StateHeader *state)
{
	return state->kind == KIND_BINARY || state->kind == KIND_WEIGHTED;
}

#endif							/* DRIFT_FN_BINARY_READ_H */
