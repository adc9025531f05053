/*
 * profile.h - drift.profile: the bounded profile of one column, numeric or categorical
 */
#ifndef DRIFT_PROFILE_H
#define DRIFT_PROFILE_H

#include "state/dist.h"
#include "state/state.h"

/* View a numeric profile that came as an argument. Raises an error if it holds categories. */
extern void profile_view(FunctionCallInfo fcinfo, int argno, const char *function, NumView *view);

/* What a profile argument holds. */
extern StateKind profile_kind(FunctionCallInfo fcinfo, int argno);

#endif							/* DRIFT_PROFILE_H */
