/*
 * key.h - doubles as unsigned integers of the same order
 *
 * IEEE 754 doubles compare like sign-magnitude integers: flip all bits of the negative ones and the
 * sign bit of the others, and unsigned comparison is the order of the numbers.
 */
#ifndef DRIFT_KEY_H
#define DRIFT_KEY_H

#include <stdint.h>
#include <string.h>

/* Map a double (no NaN) to its key. */
static inline uint64_t
key_of_double(double value)
{
	uint64_t	bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits ^ ((uint64_t) ((int64_t) bits >> 63) | UINT64_C(0x8000000000000000));
}

/* Map a key back to its double. */
static inline double
double_of_key(uint64_t key)
{
	double		value;

	key ^= ((key >> 63) - 1) | UINT64_C(0x8000000000000000);
	memcpy(&value, &key, sizeof(value));
	return value;
}

#endif							/* DRIFT_KEY_H */
