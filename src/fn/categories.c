/*
 * categories.c - count categories in SQL: the transitions of profile_agg and sample_agg over text,
 * boolean, uuid and enum values, and top()
 *
 * Every value is counted by its text form. One row of a known short category costs neither an
 * allocation nor a hash: the state is changed in place and has a direct cache.
 */
#include "state/categories.h"
#include "state/weight.h"

#include <math.h>

#include "funcapi.h"
#include "nodes/execnodes.h"
#include "utils/builtins.h"
#include "utils/uuid.h"

PG_FUNCTION_INFO_V1(drift_profile_add_text);
PG_FUNCTION_INFO_V1(drift_profile_add_boolean);
PG_FUNCTION_INFO_V1(drift_profile_add_uuid);
PG_FUNCTION_INFO_V1(drift_profile_add_enum);
PG_FUNCTION_INFO_V1(drift_sample_add_text);
PG_FUNCTION_INFO_V1(drift_sample_add_boolean);
PG_FUNCTION_INFO_V1(drift_sample_add_uuid);
PG_FUNCTION_INFO_V1(drift_sample_add_enum);
PG_FUNCTION_INFO_V1(drift_profile_add_weighted_text);
PG_FUNCTION_INFO_V1(drift_sample_add_weighted_text);
PG_FUNCTION_INFO_V1(drift_top);

#define UUID_TEXT_LENGTH 36

/*
 * Fetch the state to change, NULL when there is none yet. An aggregate's own is taken as it is,
 * without the calls that state_writable() needs to tell.
 */
static inline StateHeader *
state_argument(FunctionCallInfo fcinfo, StateType type)
{
	StateHeader *state;
	MemoryContext context;

	if (PG_ARGISNULL(0))
		return NULL;
	state = (StateHeader *) PG_GETARG_POINTER(0);
	if (fcinfo->context == NULL || !IsA(fcinfo->context, AggState) || VARATT_IS_EXTENDED(state) ||
		state->type != type || state->version != DRIFT_STATE_VERSION)
		state = state_writable(fcinfo, 0, type, &context);
	if (state->kind != KIND_CATEGORY)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("cannot add a category to a %s %s", state_kind_name(state->kind),
						state_type_name(type)),
				 errhint("Collect numbers and categories in states of their own.")));
	return state;
}

/* Find the side of a row; false: the row has none and is ignored. */
static inline bool
side_argument(FunctionCallInfo fcinfo, StateType type, Side *side)
{
	*side = SIDE_REFERENCE;
	if (type == STATE_PROFILE)
		return true;
	if (PG_ARGISNULL(2))
		return false;
	if (PG_GETARG_BOOL(2))
		*side = SIDE_CURRENT;
	return true;
}

/* Return the state untouched. */
static Datum
same_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* Count a value given by its text form; name is NULL for a NULL value. */
static inline Datum
add_name(FunctionCallInfo fcinfo, StateType type, Side side, const char *name, Size length)
{
	StateHeader *state = state_argument(fcinfo, type);

	if (name == NULL)
		PG_RETURN_POINTER(categories_add_null(state, type, side));
	PG_RETURN_POINTER(categories_add(state, type, side, name, length));
}

/* Count a text by its weight, which is the last argument. */
static Datum
add_weighted_text(FunctionCallInfo fcinfo, StateType type)
{
	StateHeader *state;
	Side		side;
	double		weight;
	text	   *value;

	if (!side_argument(fcinfo, type, &side) ||
		!weight_argument(fcinfo, type == STATE_PROFILE ? 2 : 3, &weight))
		return same_state(fcinfo);
	state = state_argument(fcinfo, type);
	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(categories_add_null_weighted(state, type, side, weight));
	value = PG_GETARG_TEXT_PP(1);
	PG_RETURN_POINTER(categories_add_weighted(state, type, side, VARDATA_ANY(value),
											  VARSIZE_ANY_EXHDR(value), weight));
}

/* Count a text. */
static inline Datum
add_text(FunctionCallInfo fcinfo, StateType type)
{
	Side		side;
	text	   *value;

	if (!side_argument(fcinfo, type, &side))
		return same_state(fcinfo);
	if (PG_ARGISNULL(1))
		return add_name(fcinfo, type, side, NULL, 0);
	value = PG_GETARG_TEXT_PP(1);
	return add_name(fcinfo, type, side, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

/* Count a boolean, as 'true' or 'false'. */
static inline Datum
add_boolean(FunctionCallInfo fcinfo, StateType type)
{
	Side		side;

	if (!side_argument(fcinfo, type, &side))
		return same_state(fcinfo);
	if (PG_ARGISNULL(1))
		return add_name(fcinfo, type, side, NULL, 0);
	if (PG_GETARG_BOOL(1))
		return add_name(fcinfo, type, side, "true", 4);
	return add_name(fcinfo, type, side, "false", 5);
}

/* Write a uuid as uuid_out() does, without allocating. */
static void
write_uuid(const pg_uuid_t *uuid, char *to)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < UUID_LEN; i++)
	{
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		*to++ = digits[uuid->data[i] >> 4];
		*to++ = digits[uuid->data[i] & 0x0F];
	}
}

/* Count a uuid. */
static inline Datum
add_uuid(FunctionCallInfo fcinfo, StateType type)
{
	Side		side;
	char		name[UUID_TEXT_LENGTH];

	if (!side_argument(fcinfo, type, &side))
		return same_state(fcinfo);
	if (PG_ARGISNULL(1))
		return add_name(fcinfo, type, side, NULL, 0);
	write_uuid(PG_GETARG_UUID_P(1), name);
	return add_name(fcinfo, type, side, name, UUID_TEXT_LENGTH);
}

/* Count an enum by its label. */
static inline Datum
add_enum(FunctionCallInfo fcinfo, StateType type)
{
	Side		side;
	char	   *name;

	if (!side_argument(fcinfo, type, &side))
		return same_state(fcinfo);
	if (PG_ARGISNULL(1))
		return add_name(fcinfo, type, side, NULL, 0);
	name = DatumGetCString(DirectFunctionCall1(enum_out, PG_GETARG_DATUM(1)));
	return add_name(fcinfo, type, side, name, strlen(name));
}

/* Transition of drift.profile_agg(text). */
Datum
drift_profile_add_text(PG_FUNCTION_ARGS)
{
	return add_text(fcinfo, STATE_PROFILE);
}

/* Transition of drift.profile_agg(text, float8). */
Datum
drift_profile_add_weighted_text(PG_FUNCTION_ARGS)
{
	return add_weighted_text(fcinfo, STATE_PROFILE);
}

/* Transition of drift.sample_agg(text, boolean, float8). */
Datum
drift_sample_add_weighted_text(PG_FUNCTION_ARGS)
{
	return add_weighted_text(fcinfo, STATE_SAMPLE);
}

/* Transition of drift.profile_agg(boolean). */
Datum
drift_profile_add_boolean(PG_FUNCTION_ARGS)
{
	return add_boolean(fcinfo, STATE_PROFILE);
}

/* Transition of drift.profile_agg(uuid). */
Datum
drift_profile_add_uuid(PG_FUNCTION_ARGS)
{
	return add_uuid(fcinfo, STATE_PROFILE);
}

/* Transition of drift.profile_agg(anyenum). */
Datum
drift_profile_add_enum(PG_FUNCTION_ARGS)
{
	return add_enum(fcinfo, STATE_PROFILE);
}

/* Transition of drift.sample_agg(text, boolean). */
Datum
drift_sample_add_text(PG_FUNCTION_ARGS)
{
	return add_text(fcinfo, STATE_SAMPLE);
}

/* Transition of drift.sample_agg(boolean, boolean). */
Datum
drift_sample_add_boolean(PG_FUNCTION_ARGS)
{
	return add_boolean(fcinfo, STATE_SAMPLE);
}

/* Transition of drift.sample_agg(uuid, boolean). */
Datum
drift_sample_add_uuid(PG_FUNCTION_ARGS)
{
	return add_uuid(fcinfo, STATE_SAMPLE);
}

/* Transition of drift.sample_agg(anyenum, boolean). */
Datum
drift_sample_add_enum(PG_FUNCTION_ARGS)
{
	return add_enum(fcinfo, STATE_SAMPLE);
}

/* Fetch the profile that top() reads and the number of rows asked for. */
static StateHeader *
top_arguments(FunctionCallInfo fcinfo, int *k)
{
	StateHeader *profile = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);

	*k = PG_GETARG_INT32(1);
	if (*k < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("k of drift.top() is %d, but must not be negative", *k),
				 errhint("Pass how many categories to list.")));
	if (profile->kind != KIND_CATEGORY)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("drift.top() needs a profile of categories, not a %s one",
						state_kind_name(profile->kind)),
				 errhint("Use drift.histogram() for numbers, or profile the column's text form.")));
	return profile;
}

/* List the most frequent categories of a profile with their shares and error bounds. */
Datum
drift_top(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			k;
	StateHeader *profile = top_arguments(fcinfo, &k);
	CatSummary	summary;
	CatItem    *items;

	InitMaterializedSRF(fcinfo, 0);
	categories_summary(profile, &summary);
	k = categories_top(profile, k, &items);
	for (int i = 0; i < k; i++)
	{
		Datum		values[4] = {
			PointerGetDatum(cstring_to_text_with_len(items[i].name, (int) items[i].length)),
			Int64GetDatum((int64) fmin(rint((double) items[i].count * summary.unit), 9e18)),
			Float8GetDatum((double) items[i].count / (double) summary.units),
			Int64GetDatum((int64) fmin(ceil((double) items[i].error * summary.unit), 9e18))
		};
		bool		nulls[4] = {false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
