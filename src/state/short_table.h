/*
 * short_table.h - rows counted by value where the values have few digits
 *
 * Numbers with few digits (prices, ages, scores with two decimals) repeat. Where those of a key lie
 * in a range of SHORT_CAP steps of 1, 0.1, .. 0.0001, a row is an increment: the number is not
 * converted, not buffered, not sorted. What range that is, is learned from the first SHORT_LEARN
 * numbers of the key; numbers outside go the ordinary way. The counts are handed on, in order, when
 * one of them is full or the profile is needed.
 */
#ifndef DRIFT_SHORT_TABLE_H
#define DRIFT_SHORT_TABLE_H

#include "state/json_number.h"

#define SHORT_CAP 131072		/* steps in a table, at most */
#define SHORT_LEARN 1024		/* numbers to learn from */

/* What has been learned of the numbers of a key. */
typedef struct ShortRange
{
	int32		n;				/* numbers seen */
	int32		n_short;		/* of them with few digits */
	int			places;			/* after the point, the most there were */
	int64		low;			/* the least and the largest, times 10^4 */
	int64		high;
} ShortRange;

typedef struct ShortTable
{
	int64		low;			/* the value of the first step, in steps */
	uint32		per_one;		/* steps in 1: 1, 10, .. 10000 */
	uint32		unit;			/* 10000 / per_one */
	uint32		inverse;		/* 2^26 / unit, rounded up: x / unit is x * inverse >> 26 */
	uint32		steps;
	uint16		count[FLEXIBLE_ARRAY_MEMBER];
} ShortTable;

/*
 * Find where a number is counted; NULL: it has no place in the table. Who counts it there hands the
 * counts on when it has reached PG_UINT16_MAX.
 */
static inline uint16 *
short_table_place(ShortTable *table, Numeric number)
{
	ShortNumber parts;
	uint32		steps;
	int64		step;

	if (!json_short_number(number, &parts))
		return NULL;
	steps = (uint32) (((uint64) parts.fraction * table->inverse) >> 26);
	if (steps * table->unit != parts.fraction)
		return NULL;
	step = (int64) parts.whole * table->per_one + steps;
	step = (parts.negative ? -step : step) - table->low;
	return (uint64) step < table->steps ? &table->count[step] : NULL;
}

/* Bytes of a table. */
static inline Size
short_table_size(const ShortTable *table)
{
	return table == NULL ? 0 : offsetof(ShortTable, count) + table->steps * sizeof(uint16);
}

extern void short_range_see(ShortRange *range, Numeric number);

/* Make a table of at most so many bytes, or none if it would not serve: NULL. */
extern ShortTable *short_table_make(MemoryContext context, const ShortRange *range, Size bytes);

/* Empty a table into ascending values and their rows, table->steps at most; returns how many. */
extern size_t short_table_take(ShortTable *table, double *value, int64 *count, int64 *rows);

#endif							/* DRIFT_SHORT_TABLE_H */
