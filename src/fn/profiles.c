/*
 * profiles.c - drift.profiles in SQL: input and output, aggregate steps, accessors
 */
#include "state/profiles.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_profiles_in);
PG_FUNCTION_INFO_V1(drift_profiles_out);
PG_FUNCTION_INFO_V1(drift_profiles_recv);
PG_FUNCTION_INFO_V1(drift_profiles_send);
PG_FUNCTION_INFO_V1(drift_profiles_add);
PG_FUNCTION_INFO_V1(drift_profiles_combine);
PG_FUNCTION_INFO_V1(drift_profiles_final);
PG_FUNCTION_INFO_V1(drift_profiles_merge);
PG_FUNCTION_INFO_V1(drift_profiles_is_exact);
PG_FUNCTION_INFO_V1(drift_profiles_summary);
PG_FUNCTION_INFO_V1(drift_profiles_keys);
PG_FUNCTION_INFO_V1(drift_profiles_profile);
PG_FUNCTION_INFO_V1(drift_profiles_entries);

/* drift.profiles from its text form. */
Datum
drift_profiles_in(PG_FUNCTION_ARGS)
{
	TextReader	reader;
	StateKind	kind;
	Profiles   *flat;

	read_begin(&reader, PG_GETARG_CSTRING(0), STATE_PROFILES, &kind);
	if (kind != KIND_KEYS)
		read_fail(&reader, "kind \"keys\" expected");
	flat = profiles_read_text(&reader);
	read_end(&reader);
	PG_RETURN_POINTER(flat);
}

/* drift.profiles to its text form. */
Datum
drift_profiles_out(PG_FUNCTION_ARGS)
{
	Profiles   *flat = profiles_flat(PG_GETARG_DATUM(0));
	StringInfoData out;

	initStringInfo(&out);
	text_begin(&out, &flat->header);
	profiles_write_text(&out, flat);
	text_end(&out);
	PG_RETURN_CSTRING(out.data);
}

/* drift.profiles from its binary form. */
Datum
drift_profiles_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	StateKind	kind = binary_read_begin(in, STATE_PROFILES);
	Profiles   *flat;

	if (kind != KIND_KEYS)
		binary_fail(STATE_PROFILES, "kind %d is not one of profiles", kind);
	flat = profiles_recv(in);
	binary_read_end(in, STATE_PROFILES);
	PG_RETURN_POINTER(flat);
}

/* drift.profiles to its binary form. */
Datum
drift_profiles_send(PG_FUNCTION_ARGS)
{
	Profiles   *flat = profiles_flat(PG_GETARG_DATUM(0));
	StringInfoData out;

	pq_begintypsend(&out);
	binary_begin(&out, &flat->header);
	profiles_send(&out, flat);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* Transition of profile_json_agg(jsonb). */
Datum
drift_profiles_add(PG_FUNCTION_ARGS)
{
	return profiles_transition(fcinfo);
}

/* Combine partial states, and transition of merge(profiles): NULL is the empty state. */
Datum
drift_profiles_combine(PG_FUNCTION_ARGS)
{
	return profiles_combine(fcinfo);
}

/* The stored form of an aggregate's state; NULL when there were no rows. */
Datum
drift_profiles_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(profiles_flat(PG_GETARG_DATUM(0)));
}

/* Two states in one, in stored form. */
Datum
drift_profiles_merge(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(profiles_flat(profiles_combine(fcinfo)));
}

/* Is every profile exact, and no value left out? */
Datum
drift_profiles_is_exact(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(profiles_is_exact(profiles_flat(PG_GETARG_DATUM(0))));
}

/* Rows, and what became of them. */
Datum
drift_profiles_summary(PG_FUNCTION_ARGS)
{
	Profiles   *flat = profiles_flat(PG_GETARG_DATUM(0));
	TupleDesc	row;
	bool		nulls[6] = {false};
	Datum		values[6] = {
		Int64GetDatum(flat->rows.n_rows),
		Int64GetDatum(flat->rows.n_null),
		Int64GetDatum(flat->rows.n_other),
		Int64GetDatum(flat->n_entries),
		Int64GetDatum(flat->rows.n_left_out),
		BoolGetDatum(profiles_is_exact(flat))
	};

	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("function returning record called in context that cannot accept type record"),
				 errhint("Call it in FROM.")));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls)));
}

/* A path as text. */
static Datum
path_datum(const EntryParts *part)
{
	return PointerGetDatum(cstring_to_text_with_len(part->path, (int) part->path_length));
}

/* The paths, in byte order. */
Datum
drift_profiles_keys(PG_FUNCTION_ARGS)
{
	Profiles   *flat = profiles_flat(PG_GETARG_DATUM(0));
	Datum	   *path = palloc((flat->n_entries + 1) * sizeof(Datum));

	for (uint32 i = 0; i < flat->n_entries; i++)
	{
		EntryParts	part;

		profiles_parts(flat, i, &part);
		path[i] = path_datum(&part);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(path, (int) flat->n_entries, TEXTOID, -1, false,
										  TYPALIGN_INT));
}

/* Find the entry of a path; -1: none. */
static int
find_entry(const Profiles *flat, const text *path)
{
	int			low = 0;
	int			high = (int) flat->n_entries - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		EntryParts	part;
		int			order;

		profiles_parts(flat, middle, &part);
		order = category_compare(VARDATA_ANY(path), VARSIZE_ANY_EXHDR(path),
								 part.path, part.path_length);
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return -1;
}

/* Read which profile of a key is wanted; NULL: the one of more rows. */
static StateKind
wanted_kind(FunctionCallInfo fcinfo, const ProfilesEntry *entry)
{
	char	   *name;

	if (PG_ARGISNULL(2))
		return entry->count[JSON_KIND_NUMBER] >=
			entry->count[JSON_KIND_STRING] + entry->count[JSON_KIND_BOOLEAN] ?
			KIND_NUMERIC : KIND_CATEGORY;
	name = text_to_cstring(PG_GETARG_TEXT_PP(2));
	if (strcmp(name, "numeric") == 0)
		return KIND_NUMERIC;
	if (strcmp(name, "category") == 0)
		return KIND_CATEGORY;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown kind of profile \"%s\"", name),
			 errhint("kind is numeric, category, or NULL for the one of more rows.")));
}

/* The profile of a key; NULL where there is none. */
Datum
drift_profiles_profile(PG_FUNCTION_ARGS)
{
	static const ProfilesEntry nothing = {0};
	Profiles   *flat;
	StateHeader *profile;
	StateKind	kind;
	int			i;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	flat = profiles_flat(PG_GETARG_DATUM(0));
	i = find_entry(flat, PG_GETARG_TEXT_PP(1));
	kind = wanted_kind(fcinfo, i < 0 ? &nothing : &flat->entry[i]);
	profile = i < 0 ? NULL : profiles_take(flat, i, kind);
	if (profile == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(profile);
}

/* Put out one row of entries(). */
static void
put_entry(ReturnSetInfo *result, const Profiles *flat, uint32 i, StateKind kind)
{
	EntryParts	part;
	StateHeader *profile;
	int64		n = 0;
	int64		present = 0;
	Datum		values[12];
	bool		nulls[12] = {false};

	profiles_parts(flat, i, &part);
	profile = kind == KIND_KEYS ? NULL : profiles_take(flat, i, kind);
	if (kind == KIND_NUMERIC)
		n = part.count[JSON_KIND_NUMBER];
	else if (kind == KIND_CATEGORY)
		n = part.count[JSON_KIND_STRING] + part.count[JSON_KIND_BOOLEAN];
	values[0] = path_datum(&part);
	values[1] = CStringGetTextDatum(kind == KIND_KEYS ? "other" : state_kind_name(kind));
	values[2] = Int64GetDatum(n);
	values[3] = Int64GetDatum(flat->rows.n_rows - n);
	values[4] = PointerGetDatum(profile);
	nulls[4] = profile == NULL;
	for (int k = 0; k < JSON_KINDS; k++)
	{
		values[6 + k] = Int64GetDatum(part.count[k]);
		present += part.count[k];
	}
	values[5] = Int64GetDatum(flat->rows.n_rows - present);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	if (profile != NULL)
		pfree(profile);
}

/* One row for each key and kind of profile. */
Datum
drift_profiles_entries(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Profiles   *flat = profiles_flat(PG_GETARG_DATUM(0));

	InitMaterializedSRF(fcinfo, 0);
	for (uint32 i = 0; i < flat->n_entries; i++)
	{
		if (flat->entry[i].numeric)
			put_entry(result, flat, i, KIND_NUMERIC);
		if (flat->entry[i].category)
			put_entry(result, flat, i, KIND_CATEGORY);
		if (!flat->entry[i].numeric && !flat->entry[i].category)
			put_entry(result, flat, i, KIND_KEYS);
	}
	return (Datum) 0;
}
