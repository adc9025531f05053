/*
 * choice.h - complain about an option that is none of the valid ones
 */
#ifndef DRIFT_CHOICE_H
#define DRIFT_CHOICE_H

#include "compat.h"

/* Say which values are valid and which one comes nearest. what: "metric" and the like. */
pg_noreturn extern void choice_fail(const char *what, const char *value, Size length,
									const char *const *valid, int n);

/* Raise 22004 for an option that is NULL. */
extern void choice_not_null(FunctionCallInfo fcinfo, int argno, const char *function,
							const char *name);

/* Read a significance level: 22004 when it is NULL, 22023 when it is none. */
extern double choice_alpha(FunctionCallInfo fcinfo, int argno, const char *function);

#endif							/* DRIFT_CHOICE_H */
