/*
 * sample.h - drift.sample: two samples, reference and current, exact while memory allows
 *
 * A numeric sample starts flat. Beyond a quarter of a megabyte it lives on, inside an aggregate, as an
 * expanded object, whose arrays grow without copying; a flat copy is made when it leaves the
 * aggregate. Expanded objects cost HashAggregate a walk over all of them for each new group, which is
 * why small states, of which there may be many, stay flat. A categorical sample is always flat
 * (categories.h).
 */
#ifndef DRIFT_SAMPLE_H
#define DRIFT_SAMPLE_H

#include "state/state.h"
#include "stats/view.h"

typedef enum Side
{
	SIDE_REFERENCE = 0,
	SIDE_CURRENT = 1
} Side;

/*
 * View a numeric sample that came as an argument; sorts it once if it is not sorted yet. The views
 * point into the state or into memory of the current context. Raises an error if it holds categories.
 */
extern void sample_views(FunctionCallInfo fcinfo, int argno, const char *function,
						 NumView *reference, NumView *current);

/* What a sample argument holds. */
extern StateKind sample_kind(FunctionCallInfo fcinfo, int argno);

/* The transition behind every numeric one-step aggregate over two sides. */
extern Datum sample_transition(FunctionCallInfo fcinfo, Side side, bool isnull, double value);

/* The same for a row with a weight above 0. */
extern Datum sample_transition_weighted(FunctionCallInfo fcinfo, Side side, bool isnull,
										double value, double weight);

/* The combine and final steps, for both kinds. */
extern Datum sample_combine(FunctionCallInfo fcinfo);
extern Datum sample_final(FunctionCallInfo fcinfo);

/* The compact flat form of a sample of either kind: what is stored, printed and sent. */
extern StateHeader *sample_flat(Datum datum);
extern bool sample_is_exact(Datum datum);

#endif							/* DRIFT_SAMPLE_H */
