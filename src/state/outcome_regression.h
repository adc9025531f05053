/*
 * outcome_regression.h - drift.outcome of kind regression: sums of errors, and their distribution
 *
 * Without weights the errors are a Dist: every one of them while there are few, then a bounded
 * summary. With weights they are a WeightList: exact for 8,192 distinct errors, then rounded. The
 * one-step aggregates keep sums only.
 */
#ifndef DRIFT_OUTCOME_REGRESSION_H
#define DRIFT_OUTCOME_REGRESSION_H

#include "state/dist.h"
#include "state/weight_list.h"
#include "stats/regression.h"

typedef enum ErrorsForm
{
	ERRORS_NONE = 0,			/* sums only */
	ERRORS_COUNTED = 1,			/* a Dist follows */
	ERRORS_WEIGHTED = 2			/* a WeightList follows */
} ErrorsForm;

typedef struct RegressionOutcome
{
	StateHeader header;
	uint64		form;			/* an ErrorsForm */
	uint64		size;			/* bytes of what follows */
	RegressionSums sums;
} RegressionOutcome;

static inline Dist *
regression_dist(const RegressionOutcome *state)
{
	return (Dist *) unconstify(RegressionOutcome *, state + 1);
}

static inline WeightList *
regression_list(const RegressionOutcome *state)
{
	return (WeightList *) unconstify(RegressionOutcome *, state + 1);
}

extern RegressionOutcome *regression_new(ErrorsForm form);

/* Add a row; the result is the state or a larger copy. weight is 1 where there are none. */
extern RegressionOutcome *regression_add_row(RegressionOutcome *state, double actual,
											 double predicted, double weight);
extern RegressionOutcome *regression_outcome_merge(RegressionOutcome *into,
												   const RegressionOutcome *from);
extern RegressionOutcome *regression_compact(const RegressionOutcome *state);
extern void regression_write_text(StringInfo out, const RegressionOutcome *state);
extern RegressionOutcome *regression_read_text(TextReader *reader);
extern void regression_send(StringInfo out, const RegressionOutcome *state);
extern RegressionOutcome *regression_recv(StringInfo in);

#endif							/* DRIFT_OUTCOME_REGRESSION_H */
