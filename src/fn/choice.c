/*
 * choice.c - complain about an option that is none of the valid ones
 */
#include "fn/choice.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

#define LONGEST_VALUE 60		/* bytes; longer ones resemble nothing we know */

/* Find the valid value with the fewest edits to the one given, NULL when none is near. */
static const char *
nearest(const char *value, Size length, const char *const *valid, int n)
{
	const char *best = NULL;
	int			best_distance = PG_INT32_MAX;

	if (length == 0 || length > LONGEST_VALUE)
		return NULL;
	for (int i = 0; i < n; i++)
	{
		int			distance = varstr_levenshtein(value, length, valid[i], strlen(valid[i]),
												  1, 1, 1, true);

		if (distance < best_distance)
		{
			best = valid[i];
			best_distance = distance;
		}
	}
	return best_distance <= 1 + (int) length / 2 ? best : NULL;
}

/* Raise 22023 with all valid values and the nearest one. */
void
choice_fail(const char *what, const char *value, Size length, const char *const *valid, int n)
{
	const char *guess = nearest(value, length, valid, n);
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < n; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", valid[i]);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s \"%s\"", what, pnstrdup(value, length)),
			 errdetail("Valid: %s.", list.data),
			 guess ? errhint("Did you mean \"%s\"?", guess) :
			 errhint("Give one of the valid values.")));
}

/* Raise 22004 for an option that is NULL. */
void
choice_not_null(FunctionCallInfo fcinfo, int argno, const char *function, const char *name)
{
	if (PG_ARGISNULL(argno))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s: %s must not be NULL", function, name),
				 errhint("Leave the argument out to get its default.")));
}

/* Read a significance level. */
double
choice_alpha(FunctionCallInfo fcinfo, int argno, const char *function)
{
	double		alpha;

	choice_not_null(fcinfo, argno, function, "alpha");
	alpha = PG_GETARG_FLOAT8(argno);
	if (!(alpha > 0 && alpha < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("alpha must be between 0 and 1, but is %g", alpha),
				 errhint("alpha => 0.05 gives 95 %% intervals.")));
	return alpha;
}
