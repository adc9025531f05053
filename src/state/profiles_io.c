/*
 * profiles_io.c - text and binary form of drift.profiles
 *
 * Always the stored form: the row counts, then for each key, in byte order of the paths, its path,
 * the counts of JSON types, and the fields of the profiles that those counts call for. What is read
 * is not trusted.
 */
#include "state/profiles.h"

#include "state/names.h"

static const char *const count_fields[JSON_KINDS] = {
	"nulls", "numbers", "strings", "booleans", "arrays", "objects"
};

/* What a reader has collected. */
typedef struct Collected
{
	RowCounts	rows;
	uint32		n;
	EntryParts	part[PROFILES_KEYS];
} Collected;

/* Rows whose value was a category. */
static int64
category_rows(const EntryParts *part)
{
	return part->count[JSON_KIND_STRING] + part->count[JSON_KIND_BOOLEAN];
}

/* Is it a path that a state can hold? */
static bool
path_valid(const char *path, Size length)
{
	if (length > PROFILES_PATH)
		return false;
	for (Size i = 0; i < length; i++)
		if (path[i] == '\\' && (++i == length || (path[i] != '.' && path[i] != '\\')))
			return false;
	return true;
}

/* Do path and counts contradict each other or what was read before? */
static const char *
entry_fault(const Collected *all)
{
	const EntryParts *part = &all->part[all->n];
	int64		values = 0;

	if (!path_valid(part->path, part->path_length))
		return "path too long, or a backslash that escapes nothing";
	if (all->n > 0 && category_compare(part[-1].path, part[-1].path_length,
									   part->path, part->path_length) >= 0)
		return "keys out of order";
	for (int k = 0; k < JSON_KINDS; k++)
	{
		if (part->count[k] > all->rows.n_rows - values)
			return "more values of a key than rows";
		values += part->count[k];
	}
	return values == 0 ? "key without values" : NULL;
}

/* Do the profiles of a key contradict its counts? */
static const char *
profile_fault(const EntryParts *part)
{
	if (part->numeric != NULL)
	{
		const Dist *dist = &((NumericProfile *) part->numeric)->dist;

		if (dist_n(dist) != part->count[JSON_KIND_NUMBER] || dist_n_null(dist) != 0 ||
			dist_n_nan(dist) != 0 || dist->weights.weighted)
			return "profile of numbers does not agree with their count";
	}
	if (part->category != NULL)
	{
		CatSummary	summary;

		categories_summary(part->category, &summary);
		if (summary.n != category_rows(part) || summary.n_null != 0 || summary.weighted)
			return "profile of categories does not agree with the counts";
	}
	return NULL;
}

/* Put together what has passed the checks. */
static Profiles *
assemble(const Collected *all)
{
	Size		size = profiles_size(all->part, all->n);
	Profiles   *flat = state_alloc(size, STATE_PROFILES, KIND_KEYS);

	profiles_write(flat, size, &all->rows, all->part, all->n);
	flat->header.flags = STATE_COMPACT;
	return flat;
}

/* Write the fields. */
void
profiles_write_text(StringInfo out, const Profiles *flat)
{
	text_int64(out, "rows", flat->rows.n_rows);
	text_int64(out, "null", flat->rows.n_null);
	text_int64(out, "other", flat->rows.n_other);
	text_int64(out, "left_out", flat->rows.n_left_out);
	for (uint32 i = 0; i < flat->n_entries; i++)
	{
		EntryParts	part;

		profiles_parts(flat, i, &part);
		text_string(out, "key", part.path, part.path_length);
		for (int k = 0; k < JSON_KINDS; k++)
			text_int64(out, count_fields[k], part.count[k]);
		if (part.numeric)
			dist_write_text(out, &((NumericProfile *) part.numeric)->dist);
		if (part.category)
			categories_write_text(out, part.category);
	}
}

/* Read one key with its profiles. */
static void
read_entry(TextReader *reader, Collected *all)
{
	EntryParts *part = &all->part[all->n];
	const char *fault;

	part->path = read_string(reader, "key", &part->path_length);
	for (int k = 0; k < JSON_KINDS; k++)
		part->count[k] = read_int64(reader, count_fields[k], 0, all->rows.n_rows);
	fault = entry_fault(all);
	if (fault)
		read_fail(reader, "%s", fault);
	if (part->count[JSON_KIND_NUMBER] > 0)
		part->numeric = profile_of_dist(dist_read_text(reader));
	if (category_rows(part) > 0)
		part->category = categories_read_text(reader, STATE_PROFILE);
	fault = profile_fault(part);
	if (fault)
		read_fail(reader, "%s", fault);
	all->n++;
}

/* Read the fields. */
Profiles *
profiles_read_text(TextReader *reader)
{
	Collected  *all = palloc0(sizeof(Collected));
	RowCounts  *rows = &all->rows;
	Profiles   *flat;

	rows->n_rows = read_int64(reader, "rows", 0, DIST_MAX_ROWS);
	rows->n_null = read_int64(reader, "null", 0, rows->n_rows);
	rows->n_other = read_int64(reader, "other", 0, rows->n_rows - rows->n_null);
	rows->n_left_out = read_int64(reader, "left_out", 0, DIST_MAX_ROWS);
	while (read_peek_field(reader, "key"))
	{
		if (all->n == PROFILES_KEYS)
			read_fail(reader, "more than %d keys", PROFILES_KEYS);
		read_entry(reader, all);
	}
	flat = assemble(all);
	pfree(all);
	return flat;
}

/* Send the fields. */
void
profiles_send(StringInfo out, const Profiles *flat)
{
	pq_sendint64(out, flat->rows.n_rows);
	pq_sendint64(out, flat->rows.n_null);
	pq_sendint64(out, flat->rows.n_other);
	pq_sendint64(out, flat->rows.n_left_out);
	pq_sendint64(out, flat->n_entries);
	for (uint32 i = 0; i < flat->n_entries; i++)
	{
		EntryParts	part;

		profiles_parts(flat, i, &part);
		names_send(out, part.path, part.path_length);
		for (int k = 0; k < JSON_KINDS; k++)
			pq_sendint64(out, part.count[k]);
		if (part.numeric)
			dist_send(out, &((NumericProfile *) part.numeric)->dist);
		if (part.category)
			categories_send(out, part.category);
	}
}

/* Receive one key with its profiles. */
static void
recv_entry(StringInfo in, Collected *all)
{
	EntryParts *part = &all->part[all->n];
	const char *fault;

	part->path = names_recv(in, STATE_PROFILES, &part->path_length);
	for (int k = 0; k < JSON_KINDS; k++)
		part->count[k] = binary_read_int64(in, STATE_PROFILES, 0, all->rows.n_rows);
	fault = entry_fault(all);
	if (fault)
		binary_fail(STATE_PROFILES, "%s", fault);
	if (part->count[JSON_KIND_NUMBER] > 0)
		part->numeric = profile_of_dist(dist_recv(in, STATE_PROFILES));
	if (category_rows(part) > 0)
		part->category = categories_recv(in, STATE_PROFILE);
	fault = profile_fault(part);
	if (fault)
		binary_fail(STATE_PROFILES, "%s", fault);
	all->n++;
}

/* Receive the fields. */
Profiles *
profiles_recv(StringInfo in)
{
	Collected  *all = palloc0(sizeof(Collected));
	RowCounts  *rows = &all->rows;
	Profiles   *flat;
	int64		n;

	rows->n_rows = binary_read_int64(in, STATE_PROFILES, 0, DIST_MAX_ROWS);
	rows->n_null = binary_read_int64(in, STATE_PROFILES, 0, rows->n_rows);
	rows->n_other = binary_read_int64(in, STATE_PROFILES, 0, rows->n_rows - rows->n_null);
	rows->n_left_out = binary_read_int64(in, STATE_PROFILES, 0, DIST_MAX_ROWS);
	n = binary_read_count(in, STATE_PROFILES, 1, PROFILES_KEYS);
	while (all->n < n)
		recv_entry(in, all);
	flat = assemble(all);
	pfree(all);
	return flat;
}
