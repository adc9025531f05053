/*
 * json_number.c - a numeric of a JSON document as a double, without its text form
 *
 * The server converts a numeric by printing and parsing it. Here the base-10000 digits of a number of
 * up to 18 significant digits or so become an integer w, and the number is w * 10^e:
 *   - w below 2^53 and |e| <= 22: both are exact as doubles, so that one multiplication or division
 *     rounds correctly (Clinger 1990, the fast path);
 *   - w below 2^63, -22 <= e < 0: the quotient as an unevaluated sum of two doubles, with a remainder that
 *     fma() gives exactly; its error is known, and where both ends of the interval round to the same
 *     double, that is the answer (the test of Ziv 1991);
 *   - all else goes through the server's own function.
 *
 * The layout of a numeric is private to numeric.c but fixed by what is on disk: a header of 16 bits
 * (short form: sign, 6 bits of display scale, 7 of weight) or 32, then base-10000 digits.
 */
#include "state/json_number.h"

#include <math.h>

#include "utils/builtins.h"

#define HEADER_SIGN_MASK 0xC000
#define HEADER_NEGATIVE 0x4000
#define HEADER_SHORT 0x8000
#define HEADER_SPECIAL 0xC000
#define SHORT_NEGATIVE 0x2000
#define SHORT_WEIGHT_SIGN 0x0040
#define SHORT_WEIGHT_MASK 0x003F
#define MAX_DIGITS 5			/* base-10000 digits that are tried */
#define MAX_INTEGER ((uint64) PG_INT64_MAX - 20000) /* rounds to a double below 2^63 */
#define EXACT_POWER 22			/* 10^22 is the last power of ten that is a double */

static const double power_of_ten[EXACT_POWER + 1] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
	1e18, 1e19, 1e20, 1e21, 1e22
};

/* A number as an integer times a power of ten. */
typedef struct Decimal
{
	uint64		digits;
	int			exponent;
	bool		negative;
} Decimal;

/* Read sign and weight; returns the first digit, NULL for what is no plain number. */
static inline const char *
read_header(Numeric number, Decimal *decimal, int *n, int *weight)
{
	const char *body = VARDATA_ANY(number);
	uint16		header;
	int16		long_weight;

	*n = (int) VARSIZE_ANY_EXHDR(number) - (int) sizeof(header);
	if (*n < 0)
		return NULL;
	memcpy(&header, body, sizeof(header));
	body += sizeof(header);
	if ((header & HEADER_SIGN_MASK) == HEADER_SHORT)
	{
		*weight = header & SHORT_WEIGHT_MASK;
		if (header & SHORT_WEIGHT_SIGN)
			*weight -= SHORT_WEIGHT_MASK + 1;
		decimal->negative = (header & SHORT_NEGATIVE) != 0;
	}
	else
	{
		*n -= (int) sizeof(long_weight);
		if (*n < 0 || (header & HEADER_SIGN_MASK) == HEADER_SPECIAL)
			return NULL;
		memcpy(&long_weight, body, sizeof(long_weight));
		body += sizeof(long_weight);
		*weight = long_weight;
		decimal->negative = (header & HEADER_SIGN_MASK) == HEADER_NEGATIVE;
	}
	*n /= (int) sizeof(uint16);
	return body;
}

/*
 * Read the digits from the fourth on. Of the last one, the zeros at its end are left out: they mean
 * nothing and cost bits, of which fewer than three digits do not run short.
 */
static bool
read_tail(const char *body, int n, Decimal *decimal)
{
	uint64		places = 10000;
	uint16		digit;

	for (int i = 3; i < n - 1; i++, body += sizeof(digit))
	{
		memcpy(&digit, body, sizeof(digit));
		decimal->digits = decimal->digits * 10000 + digit;
	}
	memcpy(&digit, body, sizeof(digit));
	for (; digit % 10 == 0 && places > 10; places /= 10, digit /= 10)
		decimal->exponent++;
	if (decimal->digits > MAX_INTEGER / places)
		return false;
	decimal->digits = decimal->digits * places + digit;
	return true;
}

/* Read the digits; false where there are too many, or it is no plain number. */
static inline bool
read_decimal(Numeric number, Decimal *decimal)
{
	int			n;
	int			weight;
	const char *body = read_header(number, decimal, &n, &weight);
	uint16		digit;

	if (body == NULL || n > MAX_DIGITS)
		return false;
	decimal->exponent = 4 * (weight - n + 1);
	decimal->digits = 0;
	if (n == 0)
		return true;
	for (int i = 0; i < n; i++, body += sizeof(digit))
	{
		memcpy(&digit, body, sizeof(digit));
		if (i == 3)
			return read_tail(body, n, decimal);
		decimal->digits = decimal->digits * 10000 + digit;
	}
	return true;
}

/*
 * Divide an integer of up to 63 bits by an exact power of ten; false where the quotient is too near to
 * the middle of two doubles to tell which is nearer.
 */
static inline bool
divide_rounded(uint64 digits, double divisor, double *result)
{
	double		high = (double) digits;
	double		low = (double) ((int64) digits - (int64) high);
	double		quotient = high / divisor;
	double		rest = (fma(-quotient, divisor, high) + low) / divisor;
	double		error = fabs(rest) * 0x1p-50;

	*result = quotient + (rest - error);
	return *result == quotient + (rest + error);
}

/* Round an integer times a power of ten; false where that cannot be done for sure. */
static inline bool
round_decimal(const Decimal *decimal, double *result)
{
	int			exponent = decimal->exponent;

	if (exponent < -EXACT_POWER || exponent > EXACT_POWER)
		return false;
	*result = (double) decimal->digits;
	if (exponent == 0)
		return true;
	if (decimal->digits < UINT64CONST(1) << 53)
	{
		*result = exponent < 0 ? *result / power_of_ten[-exponent] :
			*result * power_of_ten[exponent];
		return true;
	}
	return exponent < 0 && divide_rounded(decimal->digits, power_of_ten[-exponent], result);
}

/* Convert. */
double
json_number(Numeric number)
{
	Decimal		decimal;
	double		result;

	if (read_decimal(number, &decimal) && round_decimal(&decimal, &result))
		return decimal.negative ? -result : result;
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
											  NumericGetDatum(number)));
}
