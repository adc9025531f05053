/*
 * profiles.h - drift.profiles: a profile of each key of a column of JSON documents
 *
 * An entry is a key, named by its path, with counts of the JSON types seen under it and up to two
 * profiles as in profile.h: of its numbers, and of its strings and booleans as categories. The state
 * has three forms:
 *   raw       the documents themselves, one after the other, while they fit RAW_LIMIT: in flight only,
 *             and what thousands of small groups cost
 *   expanded  KeyWork, an expanded object with a table of keys and growing profiles: in flight only;
 *             made when raw is full (large groups, of which there are few: see sample.h)
 *   flat      entries, paths, profiles; compact when profiles are in stored form and entries in byte
 *             order of their paths
 *
 * A profile in a state counts no NULL: rows without a number (or category) under its key are told by
 * n_rows, so that a row that lacks a key costs nothing. They are put in when a profile is taken out.
 */
#ifndef DRIFT_PROFILES_H
#define DRIFT_PROFILES_H

#include "state/categories_table.h"
#include "state/profile.h"

#include "utils/expandeddatum.h"
#include "utils/jsonb.h"

#define PROFILES_RAW 0x02		/* flags: documents, not entries */
#define PROFILES_RAW_LIMIT (128 * 1024) /* bytes of a raw state */
#define PROFILES_KEYS 1024		/* keys in a state, objects that hold others included */
#define PROFILES_PATH 512		/* bytes of a path */

typedef enum JsonKind
{
	JSON_KIND_NULL,
	JSON_KIND_NUMBER,
	JSON_KIND_STRING,
	JSON_KIND_BOOLEAN,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
	JSON_KINDS
} JsonKind;

/* What is counted of the column. */
typedef struct RowCounts
{
	int64		n_rows;			/* all rows */
	int64		n_null;			/* of them NULL */
	int64		n_other;		/* of them arrays, strings, numbers...: no object */
	int64		n_left_out;		/* values whose key found no place */
} RowCounts;

typedef struct ProfilesEntry
{
	int64		count[JSON_KINDS];
	uint32		path;			/* offset from the start of the state */
	uint32		path_length;
	uint32		numeric;		/* offset of a numeric profile, 0: none */
	uint32		category;		/* offset of a profile of categories, 0: none */
} ProfilesEntry;

typedef struct Profiles
{
	StateHeader header;
	RowCounts	rows;
	uint32		n_entries;		/* raw: documents */
	uint32		used;			/* raw: bytes in use, from the start; else 0 */
	ProfilesEntry entry[FLEXIBLE_ARRAY_MEMBER];
} Profiles;

/* What an entry is made of, for those who put states together. */
typedef struct EntryParts
{
	const char *path;
	Size		path_length;
	int64		count[JSON_KINDS];
	StateHeader *numeric;		/* or NULL */
	StateHeader *category;		/* or NULL */
} EntryParts;

/* profiles.c */
extern Datum profiles_transition(FunctionCallInfo fcinfo);
extern Datum profiles_combine(FunctionCallInfo fcinfo);
extern Profiles *profiles_flat(Datum datum);	/* the stored form, from whatever form */
extern Size profiles_size(const EntryParts *part, uint32 n);
extern void profiles_write(Profiles *to, Size size, const RowCounts *rows, const EntryParts *part,
						   uint32 n);
extern void profiles_parts(const Profiles *flat, uint32 i, EntryParts *part);
extern StateHeader *profiles_take(const Profiles *flat, uint32 i, StateKind kind);
extern bool profiles_is_exact(const Profiles *flat);

/* profiles_work.c */
typedef struct KeyWork KeyWork;

extern KeyWork *keywork_create(MemoryContext parent);
extern KeyWork *keywork_of(Datum datum);	/* NULL unless expanded */
extern ExpandedObjectHeader *keywork_header(KeyWork *work);
extern RowCounts *keywork_rows(KeyWork *work);
extern void keywork_add(KeyWork *work, Jsonb *document);	/* an object */
extern void keywork_absorb(KeyWork *work, Datum profiles);
extern Profiles *keywork_flatten(KeyWork *work, bool compact);

/* profiles_io.c */
extern void profiles_write_text(StringInfo out, const Profiles *flat);
extern Profiles *profiles_read_text(TextReader *reader);
extern void profiles_send(StringInfo out, const Profiles *flat);
extern Profiles *profiles_recv(StringInfo in);

#endif							/* DRIFT_PROFILES_H */
