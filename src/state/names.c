/*
 * names.c - a flat table of names inside a state: groups, classes
 */
#include "state/names.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

/* Size of a block. */
Size
names_size(uint32 capacity, Size room)
{
	return offsetof(Names, entry) + capacity * (sizeof(NameEntry) + 2 * sizeof(uint32)) + room;
}

/* Make zeroed memory an empty table. */
void
names_init(Names *names, uint32 capacity, Size room)
{
	names->capacity = capacity;
	names->room = room;
}

/* Mix 8 bytes into a hash. */
static inline uint64
mix(uint64 hash, uint64 word)
{
	hash = (hash ^ word) * UINT64CONST(0x9E3779B97F4A7C15);
	return hash ^ (hash >> 29);
}

/* Hash a short name in a few nanoseconds: whole words, then one that overlaps the last. */
uint32
names_hash(const char *name, Size length)
{
	uint64		hash = mix(UINT64CONST(0x2545F4914F6CDD1D), length);
	uint64		word = 0;
	uint32		half[2];

	if (length >= 8)
	{
		for (Size i = 0; i + 8 < length; i += 8)
		{
			memcpy(&word, name + i, 8);
			hash = mix(hash, word);
		}
		memcpy(&word, name + length - 8, 8);
	}
	else if (length >= 4)
	{
		memcpy(&half[0], name, 4);
		memcpy(&half[1], name + length - 4, 4);
		word = ((uint64) half[0] << 32) | half[1];
	}
	else if (length > 0)
		word = ((uint64) (uint8) name[0] << 16) | ((uint64) (uint8) name[length / 2] << 8) |
			(uint8) name[length - 1];
	return (uint32) (mix(mix(hash, word), length) >> 32);
}

/* Find a name's number, -1 when it is not there. */
int
names_find(const Names *names, uint32 hash, const char *name, Size length)
{
	const uint32 *slots = names_slots(names);
	uint32		mask = 2 * names->capacity - 1;

	for (uint32 at = hash & mask; slots[at] != 0; at = (at + 1) & mask)
	{
		const NameEntry *entry = &names->entry[slots[at] - 1];

		if (entry->hash == hash && entry->length == length &&
			memcmp(names_bytes(names) + entry->offset, name, length) == 0)
			return (int) slots[at] - 1;
	}
	return -1;
}

/* Is there room for one more name of that length? */
bool
names_fits(const Names *names, Size length)
{
	return names->n < names->capacity && length <= names->room - names->used;
}

/* Give a new name a number; there must be room and it must not be there. */
uint32
names_append(Names *names, uint32 hash, const char *name, Size length)
{
	uint32	   *slots = names_slots(names);
	uint32		mask = 2 * names->capacity - 1;
	uint32		at = hash & mask;
	NameEntry  *entry = &names->entry[names->n];

	Assert(names_fits(names, length));
	while (slots[at] != 0)
		at = (at + 1) & mask;
	slots[at] = ++names->n;
	entry->hash = hash;
	entry->length = length;
	entry->offset = names->used;
	memcpy(names_bytes(names) + names->used, name, length);
	names->used += length;
	return names->n - 1;
}

/* Say how large a table has to be to take one more name; grows by doubling. */
void
names_grown(const Names *names, Size length, uint32 *capacity, Size *room)
{
	*capacity = names->n < names->capacity ? names->capacity : 2 * names->capacity;
	*room = names->room;
	if (length > *room - names->used)
		*room = Max(2 * *room, (names->used + length + 7) & ~(Size) 7);
	if (!AllocSizeIsValid(*room))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("names of groups or classes take more than 1 GB"),
				 errhint("Group by a short code, not by a long text.")));
}

/* Copy all names, keeping their numbers. */
void
names_copy(Names *to, const Names *from)
{
	for (uint32 i = 0; i < from->n; i++)
		names_append(to, from->entry[i].hash, names_bytes(from) + from->entry[i].offset,
					 from->entry[i].length);
}

/* Compare two names as bytes, the shorter one first. */
static int
compare_names(const void *a, const void *b, void *arg)
{
	const Names *names = arg;
	const NameEntry *x = &names->entry[*(const uint32 *) a];
	const NameEntry *y = &names->entry[*(const uint32 *) b];
	int			order = memcmp(names_bytes(names) + x->offset, names_bytes(names) + y->offset,
							   Min(x->length, y->length));

	if (order != 0)
		return order;
	return (x->length > y->length) - (x->length < y->length);
}

/* List the numbers in byte order of their names. */
uint32 *
names_order(const Names *names)
{
	uint32	   *order = palloc((names->n + 1) * sizeof(uint32));

	for (uint32 i = 0; i < names->n; i++)
		order[i] = i;
	qsort_arg(order, names->n, sizeof(uint32), compare_names, unconstify(Names *, names));
	return order;
}

/* Send one name, in the client's encoding as text is. */
void
names_send(StringInfo out, const char *name, Size length)
{
	char	   *converted = pg_server_to_client(name, length);

	if (converted != name)
		length = strlen(converted);
	pq_sendint32(out, length);
	pq_sendbytes(out, converted, (int) length);
}

/* Receive one name; it must be valid in the server's encoding. */
const char *
names_recv(StringInfo in, StateType type, Size *length)
{
	int			bytes;
	int			converted;
	char	   *name;

	if (in->len - in->cursor < 4)
		binary_fail(type, "the message ends before a name");
	bytes = (int) pq_getmsgint(in, 4);
	if (bytes < 0 || bytes > in->len - in->cursor)
		binary_fail(type, "a name of %d bytes announced, but the message ends before", bytes);
	name = pq_getmsgtext(in, bytes, &converted);
	if (memchr(name, '\0', converted) != NULL)
		binary_fail(type, "a name holds a zero byte");
	*length = converted;
	return name;
}
