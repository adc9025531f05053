/*
 * profile.c - drift.profile in SQL: input and output, aggregate steps, accessors
 */
#include "state/profile.h"

#include <math.h>

#include "nodes/execnodes.h"
#include "state/categories.h"

PG_FUNCTION_INFO_V1(drift_profile_in);
PG_FUNCTION_INFO_V1(drift_profile_out);
PG_FUNCTION_INFO_V1(drift_profile_recv);
PG_FUNCTION_INFO_V1(drift_profile_send);
PG_FUNCTION_INFO_V1(drift_profile_add);
PG_FUNCTION_INFO_V1(drift_profile_add_weighted);
PG_FUNCTION_INFO_V1(drift_profile_combine);
PG_FUNCTION_INFO_V1(drift_profile_final);
PG_FUNCTION_INFO_V1(drift_profile_merge);

/* drift.profile from its text form. */
Datum
drift_profile_in(PG_FUNCTION_ARGS)
{
	TextReader	reader;
	StateKind	kind;
	StateHeader *state;

	read_begin(&reader, PG_GETARG_CSTRING(0), STATE_PROFILE, &kind);
	if (kind == KIND_NUMERIC)
		state = profile_of_dist(dist_read_text(&reader));
	else if (kind == KIND_CATEGORY)
		state = categories_read_text(&reader, STATE_PROFILE);
	else
		read_fail(&reader, "kind \"numeric\" or \"category\" expected");
	read_end(&reader);
	PG_RETURN_POINTER(state);
}

/* drift.profile to its text form. */
Datum
drift_profile_out(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);
	StringInfoData out;

	initStringInfo(&out);
	text_begin(&out, state);
	if (state->kind == KIND_NUMERIC)
		dist_write_text(&out, &((NumericProfile *) state)->dist);
	else
		categories_write_text(&out, state);
	text_end(&out);
	PG_RETURN_CSTRING(out.data);
}

/* drift.profile from its binary form. */
Datum
drift_profile_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	StateKind	kind = binary_read_begin(in, STATE_PROFILE);
	StateHeader *state;

	if (kind == KIND_NUMERIC)
		state = profile_of_dist(dist_recv(in, STATE_PROFILE));
	else if (kind == KIND_CATEGORY)
		state = categories_recv(in, STATE_PROFILE);
	else
		binary_fail(STATE_PROFILE, "kind %d is not one of a profile", kind);
	binary_read_end(in, STATE_PROFILE);
	PG_RETURN_POINTER(state);
}

/* drift.profile to its binary form. */
Datum
drift_profile_send(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);
	StringInfoData out;

	pq_begintypsend(&out);
	binary_begin(&out, state);
	if (state->kind == KIND_NUMERIC)
		dist_send(&out, &((NumericProfile *) state)->dist);
	else
		categories_send(&out, state);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* The profile to change, NULL when there is none yet. */
static NumericProfile *
profile_argument(FunctionCallInfo fcinfo)
{
	NumericProfile *profile;
	MemoryContext context;

	if (PG_ARGISNULL(0))
		return NULL;
	profile = state_writable(fcinfo, 0, STATE_PROFILE, &context);
	if (profile->header.kind != KIND_NUMERIC)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("cannot add a number to a %s %s",
						state_kind_name(profile->header.kind), state_type_name(STATE_PROFILE)),
				 errhint("Collect numbers and categories in states of their own.")));
	return profile;
}

/* Transition of profile_agg(float8) when more than an append is to be done. */
static Datum
add_slowly(FunctionCallInfo fcinfo)
{
	PG_RETURN_POINTER(profile_add(profile_argument(fcinfo), PG_ARGISNULL(1),
								  PG_ARGISNULL(1) ? 0 : PG_GETARG_FLOAT8(1)));
}

/* Transition of profile_agg(float8): almost every row is an append and a few compares. */
Datum
drift_profile_add(PG_FUNCTION_ARGS)
{
	static const StateHeader live = {
		.version = DRIFT_STATE_VERSION, .type = STATE_PROFILE, .kind = KIND_NUMERIC, .flags = 0
	};
	NumericProfile *profile = (NumericProfile *) DatumGetPointer(fcinfo->args[0].value);

	if (likely(!fcinfo->args[0].isnull && !fcinfo->args[1].isnull &&
			   fcinfo->context != NULL && IsA(fcinfo->context, AggState) &&
			   !VARATT_IS_EXTENDED(profile) &&
			   memcmp(&profile->header.version, &live.version, 4) == 0 &&
			   dist_append(&profile->dist, PG_GETARG_FLOAT8(1))))
		PG_RETURN_POINTER(profile);
	return add_slowly(fcinfo);
}

/* Transition of profile_agg(float8, float8): a row that counts as its weight says. */
Datum
drift_profile_add_weighted(PG_FUNCTION_ARGS)
{
	double		weight;

	if (!weight_argument(fcinfo, 2, &weight))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	PG_RETURN_POINTER(profile_add_weighted(profile_argument(fcinfo), PG_ARGISNULL(1),
										   PG_ARGISNULL(1) ? 0 : PG_GETARG_FLOAT8(1), weight));
}

/* Combine partial profiles, and transition of merge(profile): NULL is the empty profile. */
Datum
drift_profile_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(state_detoast(PG_GETARG_DATUM(1), STATE_PROFILE));
	PG_RETURN_POINTER(profile_merge(state_writable(fcinfo, 0, STATE_PROFILE, &context),
									state_detoast(PG_GETARG_DATUM(1), STATE_PROFILE)));
}

/* The stored form of an aggregate's profile; NULL when there were no rows. */
Datum
drift_profile_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(profile_compact(state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE)));
}

/* Two profiles in one, in stored form. */
Datum
drift_profile_merge(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	StateHeader *into;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_POINTER(profile_compact(state_detoast(PG_GETARG_DATUM(PG_ARGISNULL(0) ? 1 : 0),
														STATE_PROFILE)));
	into = state_writable(fcinfo, 0, STATE_PROFILE, &context);
	PG_RETURN_POINTER(profile_compact(profile_merge(into, state_detoast(PG_GETARG_DATUM(1),
																		 STATE_PROFILE))));
}
