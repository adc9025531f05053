/*
 * profiles_work.c - the expanded form of drift.profiles: a tree of keys, each with its profiles
 *
 * A key is found by its parent and its own bytes, so that no path is put together for a row. JSON
 * objects hold their keys in one order (by length, then bytes), and the documents of a column
 * mostly have the same ones: each key remembers which followed it last time, and a compare of a few bytes
 * mostly settles it; else there is a hash table. Values are read where they lie in the document.
 *
 * There are at most PROFILES_KEYS keys, and their profiles are brought into stored form, which is
 * bounded, whenever together they outgrow drift.sample_memory.
 */
#include "state/profiles.h"

#include "miscadmin.h"
#include "settings.h"
#include "state/json_number.h"
#include "state/names.h"
#include "state/short_table.h"
#include "utils/memutils.h"

#define ROOT 0
#define NO_KEY (-1)
#define KEYS_AT_ONCE 64
#define KEY_HEAD 16
#define SLOTS (4 * PROFILES_KEYS)	/* a power of 2 */
#define FIRST_KEYS 32
#define FLAT_LIMIT ((Size) 256 * 1024 * 1024)	/* bytes of profiles a flat copy is made of as is */

/* What a row touches comes first, and fits a cache line. */
typedef struct KeyNode
{
	char		head[KEY_HEAD]; /* its first bytes */
	uint32		length;
	int			parent;
	int			next;			/* the key that came after it last time */
	int			first;			/* the first key inside it last time */
	ShortTable *table;			/* numbers not in the profile yet, or NULL */
	StateHeader *numeric;		/* profiles, NULL while there is no such value */
	int64		count[JSON_KINDS];
	StateHeader *category;
	const char *key;			/* its own bytes */
	const char *path;			/* and those above it, too, with dots between */
	uint32		path_length;
	uint32		hash;			/* of the key and its parent */
	ShortRange	range;			/* whether there should be a table */
} KeyNode;

struct KeyWork
{
	ExpandedObjectHeader header;
	RowCounts	rows;
	KeyNode    *node;			/* node[0] is the document itself */
	int			n_nodes;
	int			cap_nodes;
	Size		bytes;			/* of all profiles */
	Size		limit;			/* when to bring them into stored form */
	int16		slot[SLOTS];	/* node numbers by hash, 0: free */
};

StaticAssertDecl(PROFILES_KEYS < PG_INT16_MAX, "a slot must hold the number of a key");

static Size keywork_flat_size(ExpandedObjectHeader *header);
static void keywork_flatten_into(ExpandedObjectHeader *header, void *result, Size size);
static void add_object(KeyWork *work, int parent, JsonbContainer *object);

static const ExpandedObjectMethods methods = {keywork_flat_size, keywork_flatten_into};

/* Make an empty object in a context of its own under parent. */
KeyWork *
keywork_create(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "drift.profiles", ALLOCSET_DEFAULT_SIZES);
	KeyWork    *work = MemoryContextAllocZero(context, sizeof(KeyWork));

	EOH_init_header(&work->header, &methods, context);
	work->cap_nodes = FIRST_KEYS;
	work->node = MemoryContextAllocZero(context, FIRST_KEYS * sizeof(KeyNode));
	work->node[ROOT].path = "";
	work->node[ROOT].parent = NO_KEY;
	work->n_nodes = 1;
	work->limit = (Size) drift_sample_memory * 1024;
	return work;
}

/* The object behind a datum, if it is one. */
KeyWork *
keywork_of(Datum datum)
{
	ExpandedObjectHeader *header;

	if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
		return NULL;
	header = DatumGetEOHP(datum);
	return header->eoh_methods == &methods ? (KeyWork *) header : NULL;
}

/* What makes it a datum. */
ExpandedObjectHeader *
keywork_header(KeyWork *work)
{
	return &work->header;
}

/* Its row counts. */
RowCounts *
keywork_rows(KeyWork *work)
{
	return &work->rows;
}

/* Write a key as a step of a path: dots and backslashes in it get a backslash before them. */
static Size
escape_key(const char *key, Size length, char *to)
{
	Size		n = 0;

	for (Size i = 0; i < length; i++)
	{
		if (key[i] == '.' || key[i] == '\\')
			to[n++] = '\\';
		to[n++] = key[i];
	}
	return n;
}

/* Set a new key's path; false where it is too long. */
static bool
set_path(KeyWork *work, KeyNode *node)
{
	const KeyNode *parent = &work->node[node->parent];
	char		path[2 * PROFILES_PATH + 1];
	Size		n = 0;
	char	   *copy;

	if (node->length > PROFILES_PATH)
		return false;
	if (node->parent != ROOT)
	{
		memcpy(path, parent->path, parent->path_length);
		n = parent->path_length;
		path[n++] = '.';
		if (n + node->length > PROFILES_PATH)
			return false;
	}
	n += escape_key(node->key, node->length, path + n);
	if (n > PROFILES_PATH)
		return false;
	copy = MemoryContextAlloc(work->header.eoh_context, n + node->length + 1);
	memcpy(copy, path, n);
	memcpy(copy + n, node->key, node->length);
	node->path = copy;
	node->path_length = (uint32) n;
	node->key = copy + n;
	memcpy(node->head, node->key, Min(node->length, KEY_HEAD));
	return true;
}

/* Enter a key that is new; NO_KEY where there is no place for it. */
static int
enter_key(KeyWork *work, int parent, const char *key, Size length, uint32 hash)
{
	KeyNode		node = {.key = key, .length = (uint32) length, .hash = hash, .parent = parent};
	uint32		at = hash & (SLOTS - 1);

	CHECK_FOR_INTERRUPTS();
	if (work->n_nodes > PROFILES_KEYS || !set_path(work, &node))
		return NO_KEY;
	if (work->n_nodes == work->cap_nodes)
	{
		work->cap_nodes *= 2;
		work->node = repalloc(work->node, work->cap_nodes * sizeof(KeyNode));
	}
	work->node[work->n_nodes] = node;
	while (work->slot[at] != 0)
		at = (at + 1) & (SLOTS - 1);
	work->slot[at] = (int16) work->n_nodes;
	return work->n_nodes++;
}

/* Compare at most KEY_HEAD bytes without a call or a loop. */
static inline bool
same_bytes(const char *a, const char *b, Size length)
{
	uint64		x[2];
	uint32		y[2];

	if (length >= 8)
	{
		memcpy(&x[0], a, 8);
		memcpy(&x[1], b, 8);
		if (x[0] != x[1])
			return false;
		memcpy(&x[0], a + length - 8, 8);
		memcpy(&x[1], b + length - 8, 8);
		return x[0] == x[1];
	}
	if (length >= 4)
	{
		memcpy(&y[0], a, 4);
		memcpy(&y[1], b, 4);
		if (y[0] != y[1])
			return false;
		memcpy(&y[0], a + length - 4, 4);
		memcpy(&y[1], b + length - 4, 4);
		return y[0] == y[1];
	}
	return length == 0 || (a[0] == b[0] && a[length / 2] == b[length / 2] &&
						   a[length - 1] == b[length - 1]);
}

/* Is that the node of a key? */
static inline bool
is_key(const KeyWork *work, int i, int parent, const char *key, Size length)
{
	const KeyNode *node = &work->node[i];

	if (node->parent != parent || node->length != length)
		return false;
	if (length <= KEY_HEAD)
		return same_bytes(node->head, key, length);
	return memcmp(node->key, key, length) == 0;
}

/* Find a key by its hash, or enter it; NO_KEY where there is no place for it. */
static int
look_up_key(KeyWork *work, int parent, const char *key, Size length)
{
	uint32		hash = names_hash(key, length) + (uint32) parent * 0x9E3779B9U;
	uint32		at = hash & (SLOTS - 1);

	for (; work->slot[at] != 0; at = (at + 1) & (SLOTS - 1))
		if (work->node[work->slot[at]].hash == hash &&
			is_key(work, work->slot[at], parent, key, length))
			return work->slot[at];
	return enter_key(work, parent, key, length, hash);
}

/* Find the key that comes after another inside a parent (NO_KEY: the first), or enter it. */
static inline int
next_key(KeyWork *work, int parent, int before, const char *key, Size length)
{
	int			guess = before == NO_KEY ? work->node[parent].first : work->node[before].next;
	int			found;

	if (guess > 0 && is_key(work, guess, parent, key, length))
		return guess;
	found = look_up_key(work, parent, key, length);
	if (found != NO_KEY && before == NO_KEY)
		work->node[parent].first = found;
	else if (found != NO_KEY)
		work->node[before].next = found;
	return found;
}

/* Bring all profiles into stored form, to get memory back. */
static void
store_profiles(KeyWork *work)
{
	work->bytes = 0;
	for (int i = 1; i < work->n_nodes; i++)
	{
		StateHeader **profile[2] = {&work->node[i].numeric, &work->node[i].category};

		for (int k = 0; k < 2; k++)
		{
			StateHeader *stored;

			CHECK_FOR_INTERRUPTS();
			if (*profile[k] == NULL)
				continue;
			stored = profile_compact(*profile[k]);
			if (stored != *profile[k])
			{
				pfree(*profile[k]);
				*profile[k] = MemoryContextAlloc(work->header.eoh_context, VARSIZE(stored));
				memcpy(*profile[k], stored, VARSIZE(stored));
				pfree(stored);
			}
			work->bytes += VARSIZE(*profile[k]);
		}
		work->bytes += short_table_size(work->node[i].table);
	}
	work->limit = Max((Size) drift_sample_memory * 1024, 2 * work->bytes);
}

/* Take over a profile that has grown into a larger copy, or is the first. */
static void
replace_profile(KeyWork *work, StateHeader **profile, StateHeader *larger)
{
	StateHeader *copy;

	if (larger == *profile)
		return;
	copy = MemoryContextAlloc(work->header.eoh_context, VARSIZE(larger));
	memcpy(copy, larger, VARSIZE(larger));
	work->bytes += VARSIZE(larger);
	if (*profile != NULL)
	{
		work->bytes -= VARSIZE(*profile);
		pfree(*profile);
	}
	*profile = copy;
	pfree(larger);
	if (work->bytes > work->limit)
		store_profiles(work);
}

/* Put what a key's table has counted into its profile. */
static void
empty_table(KeyWork *work, KeyNode *node)
{
	NumericProfile *profile = (NumericProfile *) node->numeric;
	double	   *value;
	int64	   *count;
	int64		rows;
	size_t		len;
	Size		room;

	if (node->table == NULL)
		return;
	value = palloc(node->table->steps * sizeof(double));
	count = palloc(node->table->steps * sizeof(int64));
	len = short_table_take(node->table, value, count, &rows);
	room = len > 0 ? dist_counts_room(&profile->dist, rows, len) : 0;
	if (room > dist_size(&profile->dist))
	{
		NumericProfile *larger = state_alloc(offsetof(NumericProfile, dist) + room, STATE_PROFILE,
											 KIND_NUMERIC);

		dist_move(&larger->dist, room, &profile->dist);
		profile = larger;
	}
	if (len > 0)
		dist_add_counts(&profile->dist, value, count, len);
	replace_profile(work, &node->numeric, &profile->header);
	pfree(value);
	pfree(count);
}

/* Put what all tables have counted into the profiles. */
static void
empty_tables(KeyWork *work)
{
	for (int i = 1; i < work->n_nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		empty_table(work, &work->node[i]);
	}
}

/* Take a number that a table has no place for. */
static void
add_long_number(KeyWork *work, KeyNode *node, Numeric number)
{
	NumericProfile *profile = (NumericProfile *) node->numeric;
	double		value = json_number(number);

	if (node->range.n < SHORT_LEARN)
	{
		short_range_see(&node->range, number);
		if (node->range.n == SHORT_LEARN)
			node->table = short_table_make(work->header.eoh_context, &node->range,
										   work->limit / 2 - Min(work->bytes, work->limit / 2));
		work->bytes += short_table_size(node->table);
	}
	if (likely(profile != NULL && dist_append(&profile->dist, value)))
		return;
	profile = profile_add(profile, false, value);
	replace_profile(work, &node->numeric, &profile->header);
}

/* Take a number; where it is counted by value, return the count that is to be raised. */
static inline uint16 *
add_number(KeyWork *work, KeyNode *node, Numeric number)
{
	uint16	   *place = node->table != NULL ? short_table_place(node->table, number) : NULL;

	node->count[JSON_KIND_NUMBER]++;
	if (place == NULL)
		add_long_number(work, node, number);
	return place;
}

/* Take a category. */
static inline void
add_category(KeyWork *work, KeyNode *node, JsonKind kind, const char *name, Size length)
{
	node->count[kind]++;
	replace_profile(work, &node->category,
					categories_add(node->category, STATE_PROFILE, SIDE_REFERENCE, name, length));
}

/*
 * Take a value: what JEntry `entry` says lies from `start` to `end` after `base`. Returns a count
 * that is to be raised, or NULL.
 */
static inline uint16 *
add_value(KeyWork *work, int key, JEntry entry, char *base, uint32 start, uint32 end)
{
	KeyNode    *node = &work->node[key];
	JsonbContainer *inner;

	switch (entry & JENTRY_TYPEMASK)
	{
		case JENTRY_ISNUMERIC:
			return add_number(work, node, (Numeric) (base + INTALIGN(start)));
		case JENTRY_ISSTRING:
			add_category(work, node, JSON_KIND_STRING, base + start, end - start);
			break;
		case JENTRY_ISBOOL_TRUE:
			add_category(work, node, JSON_KIND_BOOLEAN, "true", 4);
			break;
		case JENTRY_ISBOOL_FALSE:
			add_category(work, node, JSON_KIND_BOOLEAN, "false", 5);
			break;
		case JENTRY_ISNULL:
			node->count[JSON_KIND_NULL]++;
			break;
		default:
			inner = (JsonbContainer *) (base + INTALIGN(start));
			node->count[JsonContainerIsObject(inner) ? JSON_KIND_OBJECT : JSON_KIND_ARRAY]++;
			if (JsonContainerIsObject(inner))
				add_object(work, key, inner);
			break;
	}
	return NULL;
}

/* Raise the counts of some keys together, so that the processor waits for memory once. */
static inline void
raise_counts(KeyWork *work, uint16 *const *count, const int16 *key, int n)
{
	for (int i = 0; i < n; i++)
		if (unlikely(++*count[i] == PG_UINT16_MAX))
			empty_table(work, &work->node[key[i]]);
}

/* Where an entry that starts at `start` ends. */
static inline uint32
entry_end(JEntry entry, uint32 start)
{
	return JBE_HAS_OFF(entry) ? JBE_OFFLENFLD(entry) : start + JBE_OFFLENFLD(entry);
}

/*
 * Take all keys of an object, some at a time: first the keys, then their values, which start where
 * the keys end.
 */
static void
add_object(KeyWork *work, int parent, JsonbContainer *object)
{
	int			n = (int) JsonContainerSize(object);
	char	   *base = (char *) &object->children[2 * n];
	int16		found[KEYS_AT_ONCE];
	uint16	   *count[KEYS_AT_ONCE];
	uint32		key_start = 0;
	uint32		start = n > KEYS_AT_ONCE ? getJsonbOffset(object, n) : 0;
	int			before = NO_KEY;

	for (int i = 0; i < n; i += KEYS_AT_ONCE)
	{
		int			end = Min(n, i + KEYS_AT_ONCE);
		int			counts = 0;

		for (int k = i; k < end; k++)
		{
			uint32		key_end = entry_end(object->children[k], key_start);
			int			key = next_key(work, parent, before, base + key_start,
									   key_end - key_start);

			found[k - i] = (int16) key;
			before = key != NO_KEY ? key : before;
			key_start = key_end;
		}
		if (n <= KEYS_AT_ONCE)
			start = key_start;
		for (int k = i; k < end; k++)
		{
			JEntry		entry = object->children[n + k];
			uint32		value_end = entry_end(entry, start);

			if (found[k - i] == NO_KEY)
				work->rows.n_left_out++;
			else
			{
				count[counts] = add_value(work, found[k - i], entry, base, start, value_end);
				found[counts] = found[k - i];
				counts += count[counts] != NULL;
			}
			start = value_end;
		}
		raise_counts(work, count, found, counts);
	}
}

/* Take a document. Its bytes are asked for at once: they lie in memory that no one has read. */
void
keywork_add(KeyWork *work, Jsonb *document)
{
#ifdef __GNUC__
	for (Size at = 0; at < Min(VARSIZE(document), 1024); at += 64)
		__builtin_prefetch((char *) document + at);
#endif
	add_object(work, ROOT, &document->root);
}

/* Find the key of a path, with those above it, or enter it; NO_KEY: there is no place for it. */
static int
key_of_path(KeyWork *work, const char *path, Size length)
{
	char		key[PROFILES_PATH];
	Size		n = 0;
	int			found = ROOT;

	for (Size i = 0; i < length && found != NO_KEY; i++)
	{
		if (path[i] == '.')
		{
			found = look_up_key(work, found, key, n);
			n = 0;
			continue;
		}
		if (path[i] == '\\')
			i++;
		key[n++] = path[i];
	}
	return found == NO_KEY ? NO_KEY : look_up_key(work, found, key, n);
}

/* Add a profile to that of a key. */
static void
absorb_profile(KeyWork *work, StateHeader **into, StateHeader *from)
{
	StateHeader *copy;

	if (from == NULL)
		return;
	if (*into != NULL)
	{
		replace_profile(work, into, profile_merge(*into, from));
		return;
	}
	copy = palloc(VARSIZE(from));
	memcpy(copy, from, VARSIZE(from));
	replace_profile(work, into, copy);
}

/* Add an entry of another state. */
static void
absorb_entry(KeyWork *work, const EntryParts *part)
{
	int			key = key_of_path(work, part->path, part->path_length);

	CHECK_FOR_INTERRUPTS();
	for (int k = 0; k < JSON_KINDS; k++)
		if (key == NO_KEY)
			work->rows.n_left_out += part->count[k];
		else
			work->node[key].count[k] += part->count[k];
	if (key == NO_KEY)
		return;
	absorb_profile(work, &work->node[key].numeric, part->numeric);
	absorb_profile(work, &work->node[key].category, part->category);
}

/* Take the documents of a raw state. */
static void
absorb_documents(KeyWork *work, const Profiles *raw)
{
	char	   *at = (char *) raw->entry;

	for (uint32 i = 0; i < raw->n_entries; i++)
	{
		keywork_add(work, (Jsonb *) at);
		at += MAXALIGN(VARSIZE(at));
	}
}

/* Add a state of whatever form. */
void
keywork_absorb(KeyWork *work, Datum profiles)
{
	Profiles   *flat = state_detoast(profiles, STATE_PROFILES); /* flattens an expanded one */

	if (work->rows.n_rows + flat->rows.n_rows > DIST_MAX_ROWS ||
		work->rows.n_left_out + flat->rows.n_left_out > DIST_MAX_ROWS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("merged states would count more than " INT64_FORMAT " rows", DIST_MAX_ROWS),
				 errhint("Counts of this size come from states that were written by hand.")));
	work->rows.n_rows += flat->rows.n_rows;
	work->rows.n_null += flat->rows.n_null;
	work->rows.n_other += flat->rows.n_other;
	work->rows.n_left_out += flat->rows.n_left_out;
	if (flat->header.flags & PROFILES_RAW)
		absorb_documents(work, flat);
	else
		for (uint32 i = 0; i < flat->n_entries; i++)
		{
			EntryParts	part;

			profiles_parts(flat, i, &part);
			absorb_entry(work, &part);
		}
}

/* Compare two entries by the bytes of their paths. */
static int
compare_paths(const void *a, const void *b)
{
	const EntryParts *x = a;
	const EntryParts *y = b;

	return category_compare(x->path, x->path_length, y->path, y->path_length);
}

/* List the keys that had values, in byte order of their paths (palloc'd). */
static EntryParts *
list_parts(const KeyWork *work, uint32 *n)
{
	EntryParts *part = palloc(work->n_nodes * sizeof(EntryParts));

	*n = 0;
	for (int i = 1; i < work->n_nodes; i++)
	{
		const KeyNode *node = &work->node[i];
		EntryParts *p = &part[*n];
		int64		values = 0;

		for (int k = 0; k < JSON_KINDS; k++)
			values += node->count[k];
		if (values == 0)
			continue;
		p->path = node->path;
		p->path_length = node->path_length;
		memcpy(p->count, node->count, sizeof(p->count));
		p->numeric = node->numeric;
		p->category = node->category;
		(*n)++;
	}
	qsort(part, *n, sizeof(EntryParts), compare_paths);
	return part;
}

/* Method: the size of the flat form. */
static Size
keywork_flat_size(ExpandedObjectHeader *header)
{
	KeyWork    *work = (KeyWork *) header;
	uint32		n;
	EntryParts *part;
	Size		size;

	empty_tables(work);
	if (work->bytes > FLAT_LIMIT)
		store_profiles(work);
	part = list_parts(work, &n);
	size = profiles_size(part, n);
	pfree(part);
	return size;
}

/* Method: write the flat form, profiles as they are. */
static void
keywork_flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	KeyWork    *work = (KeyWork *) header;
	uint32		n;
	EntryParts *part = list_parts(work, &n);

	profiles_write(result, size, &work->rows, part, n);
	pfree(part);
}

/* The flat form, palloc'd in the current context; compact: with profiles in stored form. */
Profiles *
keywork_flatten(KeyWork *work, bool compact)
{
	uint32		n;
	EntryParts *part;
	Profiles   *flat;
	Size		size;

	empty_tables(work);
	part = list_parts(work, &n);
	for (uint32 i = 0; compact && i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		part[i].numeric = part[i].numeric ? profile_compact(part[i].numeric) : NULL;
		part[i].category = part[i].category ? profile_compact(part[i].category) : NULL;
	}
	size = profiles_size(part, n);
	flat = state_alloc(size, STATE_PROFILES, KIND_KEYS);
	profiles_write(flat, size, &work->rows, part, n);
	if (compact)
		flat->header.flags |= STATE_COMPACT;
	pfree(part);
	return flat;
}
