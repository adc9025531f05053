/*
 * short_table.c - learn what range the numbers of a key have, and hand on what was counted
 */
#include "state/short_table.h"

#include "port/pg_bitutils.h"
#include "utils/memutils.h"

/* Learn from a number. */
void
short_range_see(ShortRange *range, Numeric number)
{
	ShortNumber parts;
	int64		value;
	int			places = 4;

	range->n++;
	if (!json_short_number(number, &parts))
		return;
	value = (int64) parts.whole * 10000 + parts.fraction;
	value = parts.negative ? -value : value;
	for (uint32 rest = parts.fraction; places > 0 && rest % 10 == 0; rest /= 10)
		places--;
	range->places = Max(range->places, places);
	range->low = range->n_short == 0 ? value : Min(range->low, value);
	range->high = range->n_short == 0 ? value : Max(range->high, value);
	range->n_short++;
}

/* Make a table if nearly all numbers would have a place in it, those seen in its middle. */
ShortTable *
short_table_make(MemoryContext context, const ShortRange *range, Size bytes)
{
	static const uint32 power[] = {1, 10, 100, 1000, 10000};
	uint32		unit = power[4 - range->places];
	int64		low = range->low / (int64) unit;
	int64		seen = range->high / (int64) unit - low + 1;
	ShortTable *table;
	uint32		steps;

	if (range->n_short < range->n - range->n / 16 || seen > SHORT_CAP)
		return NULL;
	steps = pg_nextpower2_32(Min(SHORT_CAP, Max(1024, (uint32) seen + (uint32) seen / 4)));
	if (offsetof(ShortTable, count) + steps * sizeof(uint16) > bytes)
		return NULL;
	table = MemoryContextAllocZero(context, offsetof(ShortTable, count) + steps * sizeof(uint16));
	table->steps = steps;
	table->per_one = power[range->places];
	table->unit = unit;
	table->inverse = ((1 << 26) + unit - 1) / unit;
	table->low = low - (steps - seen) / 2;
	if (low >= 0 && table->low < 0)
		table->low = 0;			/* numbers that are not negative mostly stay so */
	return table;
}

/* Empty a table. */
size_t
short_table_take(ShortTable *table, double *value, int64 *count, int64 *rows)
{
	size_t		len = 0;

	*rows = 0;
	for (int i = 0; i < (int) table->steps; i++)
	{
		if (table->count[i] == 0)
			continue;
		/* one rounding: both sides are exact */
		value[len] = (double) (table->low + i) / table->per_one;
		*rows += table->count[i];
		count[len++] = table->count[i];
	}
	memset(table->count, 0, table->steps * sizeof(uint16));
	return len;
}
