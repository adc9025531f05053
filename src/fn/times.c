/*
 * times.c - times, dates and intervals as numbers: the transitions of profile_agg and sample_agg
 *
 * Each becomes the seconds that extract(epoch FROM ..) gives, and is added as a number. Infinite
 * times are infinite numbers.
 */
#include "compat.h"

#include <math.h>

#include "datatype/timestamp.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#define UNIX_DAYS (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE)

extern Datum drift_profile_add(PG_FUNCTION_ARGS);
extern Datum drift_sample_add(PG_FUNCTION_ARGS);

/* Seconds since 1970 of a timestamp, with or without time zone. */
static double
timestamp_seconds(Datum datum)
{
	Timestamp	value = DatumGetTimestamp(datum);

	if (TIMESTAMP_NOT_FINITE(value))
		return TIMESTAMP_IS_NOBEGIN(value) ? -INFINITY : INFINITY;
	/* the last years that a timestamp can hold have no microseconds since 1970 in 64 bits */
	if (value > PG_INT64_MAX - UNIX_DAYS * USECS_PER_DAY)
		return (double) value / USECS_PER_SEC + (double) UNIX_DAYS * SECS_PER_DAY;
	return (double) (value + UNIX_DAYS * USECS_PER_DAY) / USECS_PER_SEC;
}

/* Seconds since 1970 of a date's midnight. */
static double
date_seconds(Datum datum)
{
	DateADT		value = DatumGetDateADT(datum);

	if (DATE_NOT_FINITE(value))
		return DATE_IS_NOBEGIN(value) ? -INFINITY : INFINITY;
	return ((double) value + UNIX_DAYS) * SECS_PER_DAY;
}

/* Seconds of an interval: a year has 365.25 days, a month 30. */
static double
interval_seconds(Datum datum)
{
	const Interval *value = DatumGetIntervalP(datum);
	double		days;

	if (interval_infinity(value) != 0)
		return interval_infinity(value) * INFINITY;
	days = value->month / MONTHS_PER_YEAR * DAYS_PER_YEAR +
		(double) (value->month % MONTHS_PER_YEAR) * DAYS_PER_MONTH + value->day;
	if (fabs(days) < 1e5 && value->time < USECS_PER_DAY * 1000 && value->time > -USECS_PER_DAY * 1000)
		return (days * USECS_PER_DAY + (double) value->time) / USECS_PER_SEC;
	return days * SECS_PER_DAY + (double) value->time / USECS_PER_SEC;
}

/* Add argument 1 as seconds; the arguments are as they were when this returns. */
static Datum
add_seconds(FunctionCallInfo fcinfo, double (*seconds) (Datum), PGFunction add)
{
	Datum		argument = fcinfo->args[1].value;
	Datum		result;

	if (!fcinfo->args[1].isnull)
		fcinfo->args[1].value = Float8GetDatum(seconds(argument));
	result = add(fcinfo);
	fcinfo->args[1].value = argument;
	return result;
}

/* Both transitions of a type as C functions for SQL. */
#define TRANSITIONS(name) \
PG_FUNCTION_INFO_V1(drift_profile_add_##name); \
Datum \
drift_profile_add_##name(PG_FUNCTION_ARGS) \
{ \
	return add_seconds(fcinfo, name##_seconds, drift_profile_add); \
} \
PG_FUNCTION_INFO_V1(drift_sample_add_##name); \
Datum \
drift_sample_add_##name(PG_FUNCTION_ARGS) \
{ \
	return add_seconds(fcinfo, name##_seconds, drift_sample_add); \
} \
extern Datum drift_sample_add_##name(PG_FUNCTION_ARGS)

TRANSITIONS(timestamp);
TRANSITIONS(date);
TRANSITIONS(interval);
