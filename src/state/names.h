/*
 * names.h - a flat table of names inside a state: groups, classes
 *
 * Names are compared as bytes, whatever the collation, and numbered in the order they came. The
 * table is a block without pointers at an 8-aligned offset; its owner holds the memory and moves it
 * into a larger block when there is no room.
 */
#ifndef DRIFT_NAMES_H
#define DRIFT_NAMES_H

#include "state/textio.h"

typedef struct NameEntry
{
	uint32		hash;
	uint32		length;
	uint32		offset;			/* into the bytes */
	uint32		unused;
} NameEntry;

/* Followed by capacity entries, 2 * capacity slots (number + 1, 0: free), and the bytes. */
typedef struct Names
{
	uint32		n;				/* names in the table */
	uint32		capacity;		/* names it has room for, a power of 2 */
	uint32		used;			/* bytes used */
	uint32		room;			/* bytes there are, a multiple of 8 */
	NameEntry	entry[FLEXIBLE_ARRAY_MEMBER];
} Names;

static inline uint32 *
names_slots(const Names *names)
{
	return (uint32 *) &names->entry[names->capacity];
}

static inline char *
names_bytes(const Names *names)
{
	return (char *) (names_slots(names) + 2 * (Size) names->capacity);
}

static inline const char *
names_get(const Names *names, uint32 id, Size *length)
{
	*length = names->entry[id].length;
	return names_bytes(names) + names->entry[id].offset;
}

extern Size names_size(uint32 capacity, Size room);
extern void names_init(Names *names, uint32 capacity, Size room);
extern uint32 names_hash(const char *name, Size length);
extern int	names_find(const Names *names, uint32 hash, const char *name,
					   Size length);	/* -1: none */
extern bool names_fits(const Names *names, Size length);
extern uint32 names_append(Names *names, uint32 hash, const char *name, Size length);
extern void names_grown(const Names *names, Size length, uint32 *capacity, Size *room);
extern void names_copy(Names *to, const Names *from);	/* `to` is empty and large enough */
extern void names_send(StringInfo out, const char *name, Size length);
extern const char *names_recv(StringInfo in, StateType type, Size *length);
extern uint32 *names_order(const Names *names); /* palloc'd numbers in byte order of the names */

#endif							/* DRIFT_NAMES_H */
