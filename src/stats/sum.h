/*
 * sum.h - sums that do not depend on the order of their terms
 *
 * FixedSum: terms in [0, 2^20) in 128-bit fixed point, resolution 2^-63. Addition is exact integer
 * addition, so any merge order and any parallel plan give the same bits.
 * CompensatedSum: any finite terms, Neumaier 1974 (ZAMM 54, improved Kahan-Babuska); the order of
 * the terms moves the result by about one unit in the last place.
 */
#ifndef DRIFT_SUM_H
#define DRIFT_SUM_H

#include <math.h>
#include <stdint.h>

typedef struct FixedSum
{
	int64_t		high;			/* whole units, never negative */
	uint64_t	low;			/* units of 2^-64 */
} FixedSum;

typedef struct CompensatedSum
{
	double		sum;			/* the running sum */
	double		lost;			/* what rounding took from it */
} CompensatedSum;

#define FIXED_UNIT 18446744073709551616.0	/* 2^64 */

/* Add a term that is not negative. Signed conversions are single instructions, unsigned are not. */
static inline void
fixed_add(FixedSum *sum, double term)
{
	int64_t		whole = (int64_t) term;
	uint64_t	part = (uint64_t) (int64_t) ((term - (double) whole) * (FIXED_UNIT / 2)) << 1;

	sum->low += part;
	sum->high += whole + (sum->low < part);
}

/* Add another sum. */
static inline void
fixed_merge(FixedSum *into, const FixedSum *from)
{
	into->low += from->low;
	into->high += from->high + (into->low < from->low);
}

/* Read the sum. */
static inline double
fixed_value(const FixedSum *sum)
{
	return (double) sum->high + (double) sum->low / FIXED_UNIT;
}

/* Add a term; what rounding loses goes to the second component. */
static inline void
compensated_add(CompensatedSum *sum, double term)
{
	double		total = sum->sum + term;

	if (fabs(sum->sum) >= fabs(term))
		sum->lost += (sum->sum - total) + term;
	else
		sum->lost += (term - total) + sum->sum;
	sum->sum = total;
}

/* Add another sum. */
static inline void
compensated_merge(CompensatedSum *into, const CompensatedSum *from)
{
	compensated_add(into, from->sum);
	into->lost += from->lost;
}

/* Read the sum; after an overflow the correction means nothing. */
static inline double
compensated_value(const CompensatedSum *sum)
{
	return isfinite(sum->sum) ? sum->sum + sum->lost : sum->sum;
}

#endif							/* DRIFT_SUM_H */
