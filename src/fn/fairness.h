/*
 * fairness.h - arguments that the readers of drift.fairness have in common
 */
#ifndef DRIFT_FN_FAIRNESS_H
#define DRIFT_FN_FAIRNESS_H

#include "state/fairness.h"

/* Understand the reference: a keyword, 'group:' and a name, or a name. Sets kind and reference. */
extern void fairness_reference(const text *reference, const Fairness *state,
							   GroupOptions *options);

/* Read min_n, which is a count. */
extern int64 fairness_min_n(FunctionCallInfo fcinfo, int argno);

/* Read a share strictly between 0 and 1, or up to 1. */
extern double fairness_share(FunctionCallInfo fcinfo, int argno, const char *name,
							 bool one_allowed);

#endif							/* DRIFT_FN_FAIRNESS_H */
