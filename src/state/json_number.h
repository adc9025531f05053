/*
 * json_number.h - a numeric of a JSON document as a double, without its text form
 */
#ifndef DRIFT_JSON_NUMBER_H
#define DRIFT_JSON_NUMBER_H

#include "compat.h"

#include "utils/numeric.h"

/*
 * The double nearest to a number, the same bits as value::text::float8 gives. Beyond the range of a
 * double it is infinite, or 0, where the cast raises an error.
 */
extern double json_number(Numeric number);

/* A number of few digits: value * 10^4 = +-(whole * 10^4 + fraction). */
typedef struct ShortNumber
{
	uint32		whole;			/* below 10^8 */
	uint32		fraction;		/* below 10^4 */
	bool		negative;
} ShortNumber;

/*
 * Take a number apart if it has at most eight places before the point and four after it. What the
 * bits of a numeric mean is told in json_number.c.
 */
static inline bool
json_short_number(Numeric number, ShortNumber *to)
{
	const char *body = VARDATA_ANY(number);
	int			n = (int) (VARSIZE_ANY_EXHDR(number) / sizeof(uint16)) - 1;
	uint16		word[4] = {0};	/* header, digits */
	int			weight;

	if (n < 0 || n > 3)
		return false;
	memcpy(word, body, sizeof(uint16));
	for (int i = 1; i <= n; i++)
		memcpy(&word[i], body + i * sizeof(uint16), sizeof(uint16));
	if ((word[0] & 0xC000) != 0x8000)
		return false;
	to->negative = (word[0] & 0x2000) != 0;
	weight = word[0] & 0x7F;	/* 7 bits, in two's complement */
	if (weight == 0 && n <= 2)
	{
		to->whole = word[1];
		to->fraction = word[2];
		return true;
	}
	if (weight == 1)
	{
		to->whole = word[1] * 10000U + word[2];
		to->fraction = word[3];
		return true;
	}
	to->whole = 0;
	to->fraction = word[1];
	return weight == 0x7F && n == 1;
}

#endif							/* DRIFT_JSON_NUMBER_H */
