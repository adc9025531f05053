/*
 * distinct.c - HyperLogLog; the idea is told in distinct.h
 */
#include "stats/distinct.h"

#include <math.h>
#include <string.h>

#define INDEX_BITS 10

/* Mix the bits of a double (the finalizer of MurmurHash3). */
static inline uint64_t
hash_double(double value)
{
	uint64_t	h;

	memcpy(&h, &value, sizeof(h));
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h;
}

/* Count one hash: its upper bits choose the register, its lower ones give the rank. */
void
distinct_add_hash(uint8_t *reg, uint64_t hash)
{
	uint64_t	index = hash >> (64 - INDEX_BITS);
	uint64_t	rest = hash & ((UINT64_C(1) << (64 - INDEX_BITS)) - 1);
	int			rank = rest == 0 ? DISTINCT_MAX_RANK : __builtin_ctzll(rest) + 1;

	if (rank > reg[index])
		reg[index] = (uint8_t) rank;
}

/* The smallest register: ranks up to it change nothing. */
static int
smallest(const uint8_t *reg)
{
	uint8_t		least = reg[0];

	for (size_t i = 1; i < DISTINCT_REGISTERS; i++)
		if (reg[i] < least)
			least = reg[i];
	return least;
}

/* Count values; stride is the distance between two of them in bytes. */
void
distinct_add(uint8_t *reg, const double *value, size_t stride, size_t len)
{
	uint64_t	dull = (UINT64_C(1) << smallest(reg)) - 1;
	const char *p = (const char *) value;

	for (size_t i = 0; i < len; i++, p += stride)
	{
		uint64_t	h = hash_double(*(const double *) p);

		/* with the low bits all zero or not: few values can still raise a register */
		if (!(h & dull))
			distinct_add_hash(reg, h);
	}
}

/* Join two sets. */
void
distinct_merge(uint8_t *reg, const uint8_t *from)
{
	for (size_t i = 0; i < DISTINCT_REGISTERS; i++)
		if (from[i] > reg[i])
			reg[i] = from[i];
}

/* sigma of Ertl 2017: what empty registers tell. */
static double
sigma(double x)
{
	double		y = 1;
	double		z = x;
	double		before;

	if (x == 1)
		return INFINITY;
	do
	{
		x *= x;
		before = z;
		z += x * y;
		y += y;
	} while (z != before);
	return z;
}

/* tau of Ertl 2017: what full registers tell. */
static double
tau(double x)
{
	double		y = 1;
	double		z = 1 - x;
	double		before;

	if (x == 0 || x == 1)
		return 0;
	do
	{
		x = sqrt(x);
		before = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z != before);
	return z / 3;
}

/* Estimate how many values were distinct. */
double
distinct_estimate(const uint8_t *reg)
{
	const double m = DISTINCT_REGISTERS;
	double		count[DISTINCT_MAX_RANK + 1] = {0};
	double		z;

	for (size_t i = 0; i < DISTINCT_REGISTERS; i++)
		count[reg[i] <= DISTINCT_MAX_RANK ? reg[i] : DISTINCT_MAX_RANK]++;
	if (count[0] == m)
		return 0;
	z = m * tau(1 - count[DISTINCT_MAX_RANK] / m);
	for (int k = DISTINCT_MAX_RANK - 1; k >= 1; k--)
		z = 0.5 * (z + count[k]);
	z += m * sigma(count[0] / m);
	return m * m / (2 * log(2) * z);
}

/* Store registers in 6 bits each: four in three bytes. */
void
distinct_pack(uint8_t *packed, const uint8_t *reg)
{
	for (size_t i = 0; i < DISTINCT_REGISTERS; i += 4, packed += 3)
	{
		packed[0] = (uint8_t) (reg[i] | reg[i + 1] << 6);
		packed[1] = (uint8_t) (reg[i + 1] >> 2 | reg[i + 2] << 4);
		packed[2] = (uint8_t) (reg[i + 2] >> 4 | reg[i + 3] << 2);
	}
}

/* Take packed registers apart; a rank that cannot be becomes the largest that can. */
void
distinct_unpack(uint8_t *reg, const uint8_t *packed)
{
	for (size_t i = 0; i < DISTINCT_REGISTERS; i += 4, packed += 3)
	{
		reg[i] = packed[0] & 63;
		reg[i + 1] = (packed[0] >> 6 | packed[1] << 2) & 63;
		reg[i + 2] = (packed[1] >> 4 | packed[2] << 4) & 63;
		reg[i + 3] = packed[2] >> 2;
	}
	for (size_t i = 0; i < DISTINCT_REGISTERS; i++)
		if (reg[i] > DISTINCT_MAX_RANK)
			reg[i] = DISTINCT_MAX_RANK;
}
