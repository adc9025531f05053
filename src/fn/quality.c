/*
 * quality.c - data quality: rows outside a range, texts that another type could read
 *
 * Whether a text can be cast is asked for every row of a log, so it must not raise: input functions
 * do, before PostgreSQL 16, and a subtransaction a row would be a thousand times as slow. Numbers,
 * booleans and uuids are read here by the rules of their input functions; dates and times by
 * PostgreSQL's own parser, which reports instead of raising. Nothing is converted.
 */
#include "compat.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "pgtime.h"
#include "stats/order.h"
#include "state/profile.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

/* Longer texts are no number, date or boolean anybody means. */
#define LONGEST_VALUE 1000

PG_FUNCTION_INFO_V1(drift_out_of_range);
PG_FUNCTION_INFO_V1(drift_is_castable);

/* A bound that is not given lets everything through. */
static double
range_bound(FunctionCallInfo fcinfo, int arg, double open)
{
	double		bound = PG_ARGISNULL(arg) ? open : PG_GETARG_FLOAT8(arg);

	if (isnan(bound))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a bound of drift.out_of_range() is NaN"),
				 errhint("Pass a number, or NULL for no bound.")));
	return bound;
}

/* The share of rows below min or above max; exact while the bounds are among the extremes kept. */
Datum
drift_out_of_range(PG_FUNCTION_ARGS)
{
	NumView		view;
	double		low = range_bound(fcinfo, 1, -INFINITY);
	double		high = range_bound(fcinfo, 2, INFINITY);

	if (low > high)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min %g of drift.out_of_range() is above max %g", low, high),
				 errhint("Pass the smaller bound first.")));
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	profile_view(fcinfo, 0, "drift.out_of_range()", &view);
	if (view.n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) (order_lt(&view, low) + view.n - order_le(&view, high)) /
					 (double) view.n);
}

/* Whether text is one of some words, whatever its case. */
static bool
is_word(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (pg_strcasecmp(text, *words) == 0)
			return true;
	return false;
}

/* Digits from *p on, which moves behind them. */
static int
skip_digits(const char **p)
{
	const char *start = *p;

	while (isdigit((unsigned char) **p))
		(*p)++;
	return (int) (*p - start);
}

/* A decimal number as numeric and float8 read it, without its range. */
static bool
is_decimal(const char *p)
{
	static const char *const words[] = {"nan", "inf", "infinity", NULL};
	int			digits;

	if (pg_strcasecmp(p, "nan") == 0)
		return true;
	p += *p == '-' || *p == '+';
	if (is_word(p, words + 1))
		return true;
	digits = skip_digits(&p);
	if (*p == '.')
	{
		p++;
		digits += skip_digits(&p);
	}
	if (digits > 0 && (*p == 'e' || *p == 'E'))
	{
		p++;
		p += *p == '-' || *p == '+';
		if (skip_digits(&p) == 0)
			return false;
	}
	return digits > 0 && *p == '\0';
}

/* A decimal number that neither overflows nor vanishes in so many bytes. */
static bool
is_float(const char *text, bool is_single)
{
	double		value;

	if (!is_decimal(text))
		return false;
	errno = 0;
	value = is_single ? strtof(text, NULL) : strtod(text, NULL);
	return errno != ERANGE || (value != 0 && !isinf(value));
}

/* A whole number within the range of the type. */
static bool
is_whole(const char *text, int64 smallest, int64 largest)
{
	const char *p = text + (*text == '-' || *text == '+');
	long long	value;

	if (skip_digits(&p) == 0 || *p != '\0')
		return false;
	errno = 0;
	value = strtoll(text, NULL, 10);
	return errno != ERANGE && value >= smallest && value <= largest;
}

/* 32 hexadecimal digits, with a hyphen after any group of four, perhaps in braces. */
static bool
is_uuid(const char *p)
{
	bool		braces = *p == '{';

	p += braces;
	for (int i = 0; i < 32; i++, p++)
	{
		if (!isxdigit((unsigned char) *p))
			return false;
		if (i % 4 == 3 && i < 31 && p[1] == '-')
			p++;
	}
	return strcmp(p, braces ? "}" : "") == 0;
}

/* Whether a name with a sign behind a date is no time zone: there the parser raises before 16. */
static bool
has_unknown_zone(char **field, const int *ftype, int nf)
{
	bool		dated = false;

	for (int i = 0; i < nf; i++)
	{
		if (dated && ftype[i] == DTK_DATE && !isdigit((unsigned char) field[i][0]) &&
			pg_tzset(field[i]) == NULL)
			return true;
		dated |= ftype[i] == DTK_DATE || ftype[i] == DTK_NUMBER;
	}
	return false;
}

/* A date or time, by PostgreSQL's own parser and the session's DateStyle. */
static bool
is_time(const char *text)
{
	char		work[MAXDATELEN + MAXDATEFIELDS];
	char	   *field[MAXDATEFIELDS];
	int			ftype[MAXDATEFIELDS];
	int			nf;
	int			dtype;
	int			tz;
	struct pg_tm tm;
	fsec_t		fsec;
	Timestamp	value;

	if (ParseDateTime(text, work, sizeof(work), field, ftype, MAXDATEFIELDS, &nf) != 0 ||
		has_unknown_zone(field, ftype, nf) ||
		drift_decode_time(field, ftype, nf, &dtype, &tm, &fsec, &tz) != 0)
		return false;
	if (dtype == DTK_DATE)
		return tm2timestamp(&tm, fsec, NULL, &value) == 0;
	return dtype == DTK_EPOCH || dtype == DTK_LATE || dtype == DTK_EARLY;
}

/* Whether a trimmed text is a value of a type. */
static bool
reads_as(const char *text, Oid type)
{
	bool		value;

	switch (type)
	{
		case NUMERICOID:
			return is_decimal(text);
		case FLOAT8OID:
			return is_float(text, false);
		case FLOAT4OID:
			return is_float(text, true);
		case INT8OID:
			return is_whole(text, PG_INT64_MIN, PG_INT64_MAX);
		case INT4OID:
			return is_whole(text, PG_INT32_MIN, PG_INT32_MAX);
		case INT2OID:
			return is_whole(text, PG_INT16_MIN, PG_INT16_MAX);
		case BOOLOID:
			return parse_bool(text, &value);
		case UUIDOID:
			return is_uuid(text);
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return is_time(text);
		case TEXTOID:
		case VARCHAROID:
			return true;
		default:
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("drift.is_castable() does not know type %s", format_type_be(type)),
					 errhint("It knows numbers, boolean, uuid, date, timestamp and timestamptz; "
							 "for others write a rule with a regular expression.")));
	}
	return false;
}

/* Whether the cast of a text to a type would succeed. */
Datum
drift_is_castable(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	Oid			type = PG_GETARG_OID(1);
	const char *start = VARDATA_ANY(value);
	int			length = VARSIZE_ANY_EXHDR(value);
	char		trimmed[LONGEST_VALUE + 1];
	bool		is_text = type == TEXTOID || type == VARCHAROID;

	while (length > 0 && isspace((unsigned char) *start))
		start++, length--;
	while (length > 0 && isspace((unsigned char) start[length - 1]))
		length--;
	if (length > LONGEST_VALUE && !is_text)
		length = 0;				/* an empty text is none of the types, either */
	if (!is_text)
		memcpy(trimmed, start, length);
	trimmed[is_text ? 0 : length] = '\0';
	PG_RETURN_BOOL(reads_as(trimmed, type));
}
