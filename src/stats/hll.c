/*
 * hll.c - HyperLogLog with Ertl's estimator
 *
 * Each hash picks a register by its upper bits and leaves there the largest rank, the number of
 * leading zeros plus one, of its lower bits. Two sets of registers merge by their maximum, so the
 * estimate depends neither on order nor on repetition. The estimator needs no tables and no switch
 * between ranges: O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017),
 * algorithm 6.
 */
#include "stats/hll.h"

#include <math.h>

/* Enter one hash. */
void
hll_add(uint8_t *registers, uint64_t hash)
{
	uint64_t	rest = hash << HLL_BITS;
	uint8_t		rank = rest == 0 ? HLL_REGISTER_MAX : (uint8_t) (__builtin_clzll(rest) + 1);
	uint8_t    *slot = &registers[hash >> (64 - HLL_BITS)];

	if (rank > *slot)
		*slot = rank;
}

/* Make `into` what it were had it also seen everything that `from` saw. */
void
hll_merge(uint8_t *into, const uint8_t *from)
{
	for (int i = 0; i < HLL_REGISTERS; i++)
		if (from[i] > into[i])
			into[i] = from[i];
}

/* Correct for registers that are still empty: Ertl's sigma, x + sum of x^(2^k) 2^(k-1). */
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

/* Correct for registers that are full: Ertl's tau. */
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

/* Estimate the number of distinct hashes entered; 0 for none. */
double
hll_estimate(const uint8_t *registers)
{
	const double m = HLL_REGISTERS;
	int			times[HLL_REGISTER_MAX + 1] = {0};
	double		z;

	for (int i = 0; i < HLL_REGISTERS; i++)
		times[registers[i]]++;
	z = m * tau(1 - times[HLL_REGISTER_MAX] / m);
	for (int rank = HLL_REGISTER_MAX - 1; rank >= 1; rank--)
		z = 0.5 * (z + times[rank]);
	z += m * sigma(times[0] / m);
	return m * m / (2 * M_LN2 * z);
}
