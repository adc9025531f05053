/*
 * profiles.c - drift.profiles: transition, combine, and what is read from a flat state
 */
#include "state/profiles.h"

#include "access/detoast.h"
#include "utils/memutils.h"

/* Make an empty raw state of so many bytes. */
static Profiles *
raw_create(Size size)
{
	Profiles   *raw = state_alloc(size, STATE_PROFILES, KIND_KEYS);

	raw->header.flags = PROFILES_RAW;
	raw->used = offsetof(Profiles, entry);
	return raw;
}

/* Give a raw state room for so many more bytes; NULL: it is time to expand. */
static Profiles *
raw_with_room(Profiles *raw, Size bytes)
{
	Size		size = VARSIZE(raw);
	Profiles   *larger;

	if (raw->used + bytes <= size)
		return raw;
	while (size < raw->used + bytes)
		size *= 2;
	if (size > PROFILES_RAW_LIMIT)
		return NULL;
	larger = raw_create(size);
	memcpy(&larger->rows, &raw->rows, raw->used - offsetof(Profiles, rows));
	return larger;
}

/* Put bytes, a multiple of 8, at the end of a raw state that has room. */
static void
raw_append(Profiles *raw, const void *document, Size size)
{
	memcpy((char *) raw + raw->used, document, size);
	raw->used += MAXALIGN(size);
	raw->n_entries++;
}

/* Hand an expanded state on: as itself within an aggregate, else flat. */
static Datum
work_result(KeyWork *work, bool in_aggregate)
{
	Datum		result;

	if (in_aggregate)
		return EOHPGetRWDatum(keywork_header(work));
	result = PointerGetDatum(keywork_flatten(work, false));
	MemoryContextDelete(keywork_header(work)->eoh_context);
	return result;
}

/* Count a row; the document in it if it is an object, else NULL. */
static Jsonb *
count_row(FunctionCallInfo fcinfo, RowCounts *rows)
{
	Jsonb	   *document;

	rows->n_rows++;
	if (PG_ARGISNULL(1))
	{
		rows->n_null++;
		return NULL;
	}
	document = PG_GETARG_JSONB_P(1);
	if (JB_ROOT_IS_OBJECT(document))
		return document;
	rows->n_other++;
	return NULL;
}

/* Add one document to argument 0, which may be NULL. */
Datum
profiles_transition(FunctionCallInfo fcinfo)
{
	MemoryContext aggcontext = NULL;
	Profiles   *flat;
	Profiles   *larger = NULL;
	KeyWork    *work;
	Jsonb	   *document;

	if (!PG_ARGISNULL(0) && VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)) &&
		(work = keywork_of(PG_GETARG_DATUM(0))) != NULL)
	{
		document = count_row(fcinfo, keywork_rows(work));
		if (document != NULL)
			keywork_add(work, document);
		return PG_GETARG_DATUM(0);
	}
	if (PG_ARGISNULL(0))
	{
		AggCheckCallContext(fcinfo, &aggcontext);
		flat = raw_create(1024);
	}
	else
		flat = state_writable(fcinfo, 0, STATE_PROFILES, &aggcontext);
	document = count_row(fcinfo, &flat->rows);
	if (document == NULL)
		return PointerGetDatum(flat);
	if (flat->header.flags & PROFILES_RAW)
		larger = raw_with_room(flat, MAXALIGN(VARSIZE(document)));
	if (larger != NULL)
	{
		raw_append(larger, document, VARSIZE(document));
		return PointerGetDatum(larger);
	}
	work = keywork_create(aggcontext ? aggcontext : CurrentMemoryContext);
	keywork_absorb(work, PointerGetDatum(flat));
	keywork_add(work, document);
	return work_result(work, aggcontext != NULL);
}

/* Put two raw states together, if they fit. */
static Profiles *
combine_raw(Profiles *into, const Profiles *from)
{
	Size		bytes = from->used - offsetof(Profiles, entry);

	if (!(into->header.flags & from->header.flags & PROFILES_RAW))
		return NULL;
	into = raw_with_room(into, bytes);
	if (into == NULL)
		return NULL;
	memcpy((char *) into + into->used, from->entry, bytes);
	into->used += bytes;
	into->n_entries += from->n_entries;
	into->rows.n_rows += from->rows.n_rows;
	into->rows.n_null += from->rows.n_null;
	into->rows.n_other += from->rows.n_other;
	into->rows.n_left_out += from->rows.n_left_out;
	return into;
}

/* The combine step: NULL is the empty state. Small states stay flat: there may be many groups. */
Datum
profiles_combine(FunctionCallInfo fcinfo)
{
	MemoryContext aggcontext = NULL;
	KeyWork    *work;
	bool		small;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(state_detoast(PG_GETARG_DATUM(1), STATE_PROFILES));
	work = keywork_of(PG_GETARG_DATUM(0));
	if (work != NULL && VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		keywork_absorb(work, PG_GETARG_DATUM(1));
		return PG_GETARG_DATUM(0);
	}
	if (work == NULL && keywork_of(PG_GETARG_DATUM(1)) == NULL)
	{
		Profiles   *raw = combine_raw(state_writable(fcinfo, 0, STATE_PROFILES, &aggcontext),
									  state_detoast(PG_GETARG_DATUM(1), STATE_PROFILES));

		if (raw != NULL)
			PG_RETURN_POINTER(raw);
	}
	AggCheckCallContext(fcinfo, &aggcontext);
	small = work == NULL && keywork_of(PG_GETARG_DATUM(1)) == NULL &&
		toast_raw_datum_size(PG_GETARG_DATUM(0)) + toast_raw_datum_size(PG_GETARG_DATUM(1)) <=
		2 * PROFILES_RAW_LIMIT;
	work = keywork_create(aggcontext && !small ? aggcontext : CurrentMemoryContext);
	keywork_absorb(work, PG_GETARG_DATUM(0));
	keywork_absorb(work, PG_GETARG_DATUM(1));
	return work_result(work, aggcontext != NULL && !small);
}

/* The stored form; an expanded state is left as it is, for more rows may come. */
Profiles *
profiles_flat(Datum datum)
{
	KeyWork    *work = keywork_of(datum);
	Profiles   *flat;

	if (work != NULL)
		return keywork_flatten(work, true);
	flat = state_detoast(datum, STATE_PROFILES);
	if (flat->header.flags & STATE_COMPACT)
		return flat;
	work = keywork_create(CurrentMemoryContext);
	keywork_absorb(work, PointerGetDatum(flat));
	flat = keywork_flatten(work, true);
	MemoryContextDelete(keywork_header(work)->eoh_context);
	return flat;
}

/* Bytes of a flat state of these entries. */
Size
profiles_size(const EntryParts *part, uint32 n)
{
	Size		size = offsetof(Profiles, entry) + n * sizeof(ProfilesEntry);

	for (uint32 i = 0; i < n; i++)
		size += MAXALIGN(part[i].path_length) +
			(part[i].numeric ? MAXALIGN(VARSIZE(part[i].numeric)) : 0) +
			(part[i].category ? MAXALIGN(VARSIZE(part[i].category)) : 0);
	return size;
}

/* Copy bytes to where the last ended; returns their offset. */
static uint32
put_bytes(Profiles *to, Size *end, const void *bytes, Size size)
{
	uint32		at = (uint32) *end;

	if (bytes == NULL)
		return 0;
	memcpy((char *) to + at, bytes, size);
	*end += MAXALIGN(size);
	return at;
}

/* Write a flat state of these entries into memory of profiles_size() bytes. */
void
profiles_write(Profiles *to, Size size, const RowCounts *rows, const EntryParts *part, uint32 n)
{
	Size		end = offsetof(Profiles, entry) + n * sizeof(ProfilesEntry);

	memset(to, 0, size);
	SET_VARSIZE(to, size);
	to->header.version = DRIFT_STATE_VERSION;
	to->header.type = STATE_PROFILES;
	to->header.kind = KIND_KEYS;
	to->rows = *rows;
	to->n_entries = n;
	for (uint32 i = 0; i < n; i++)
	{
		ProfilesEntry *entry = &to->entry[i];

		memcpy(entry->count, part[i].count, sizeof(entry->count));
		entry->path_length = (uint32) part[i].path_length;
		entry->path = put_bytes(to, &end, part[i].path, part[i].path_length);
		entry->numeric = put_bytes(to, &end, part[i].numeric,
								   part[i].numeric ? VARSIZE(part[i].numeric) : 0);
		entry->category = put_bytes(to, &end, part[i].category,
									part[i].category ? VARSIZE(part[i].category) : 0);
	}
}

/* Look at an entry of a flat state. */
void
profiles_parts(const Profiles *flat, uint32 i, EntryParts *part)
{
	const ProfilesEntry *entry = &flat->entry[i];
	char	   *start = (char *) flat;

	part->path = start + entry->path;
	part->path_length = entry->path_length;
	memcpy(part->count, entry->count, sizeof(part->count));
	part->numeric = entry->numeric ? (StateHeader *) (start + entry->numeric) : NULL;
	part->category = entry->category ? (StateHeader *) (start + entry->category) : NULL;
}

/* Copy a profile out of a flat state, the rows that have no such value counted as NULL. */
StateHeader *
profiles_take(const Profiles *flat, uint32 i, StateKind kind)
{
	EntryParts	part;
	StateHeader *inside;
	StateHeader *copy;

	profiles_parts(flat, i, &part);
	inside = kind == KIND_NUMERIC ? part.numeric : part.category;
	if (inside == NULL)
		return NULL;
	copy = palloc(VARSIZE(inside));
	memcpy(copy, inside, VARSIZE(inside));
	if (kind == KIND_NUMERIC)
		((NumericProfile *) copy)->dist.n_null =
			flat->rows.n_rows - part.count[JSON_KIND_NUMBER];
	else
		((CatState *) copy)->n_null[0] =
			flat->rows.n_rows - part.count[JSON_KIND_STRING] - part.count[JSON_KIND_BOOLEAN];
	return copy;
}

/* Is every profile exact, and no value left out? */
bool
profiles_is_exact(const Profiles *flat)
{
	if (flat->rows.n_left_out > 0)
		return false;
	for (uint32 i = 0; i < flat->n_entries; i++)
	{
		EntryParts	part;

		profiles_parts(flat, i, &part);
		if (part.numeric && !dist_is_exact(&((NumericProfile *) part.numeric)->dist))
			return false;
		if (part.category && !categories_is_exact(part.category))
			return false;
	}
	return true;
}
