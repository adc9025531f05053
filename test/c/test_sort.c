/*
 * test_sort.c - the radix sort against qsort: every step of it, and the shapes that force each
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "stats/sort.h"

static uint64_t seed = 20261101;

/* A deterministic uniform in (0, 1). */
static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return ((seed >> 11) + 0.5) / 9007199254740992.0;
}

/* One value of a shape; i of n tells the orders apart. */
static double
shaped(int shape, size_t i, size_t n)
{
	switch (shape)
	{
		case 0:
			return 1000 * uniform();	/* both sides of 1: crowded in the exponent */
		case 1:
			return 50 + 10 * (uniform() + uniform() - 1);
		case 2:
			return floor(40 * uniform()) - 20;	/* ties on both sides of zero */
		case 3:
			return uniform() < 0.7 ? 0 : exp(10 * uniform());
		case 4:
			return pow(uniform(), -3) * (uniform() < 0.5 ? -1 : 1);
		case 5:
			return 1e9 + uniform() * 1e-6;	/* few low bits vary */
		case 6:
			return (double) (n - i);	/* descending */
		case 7:
			return i % 2 == 0 ? (double) i : 1e300 + (double) (i % 7) * 1e285;
		case 8:
			return i % 50 == 0 ? (uniform() < 0.5 ? -INFINITY : INFINITY) : uniform();
		case 9:
			return (i % 128 == 0) ? 5e-324 : 1 + 1e-12 * floor(1e6 * uniform());
		default:
			return 42;			/* all equal */
	}
}

static int
by_value(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Sort one shape both ways. */
static void
check_shape(int shape, size_t n, void *scratch)
{
	double	   *value = malloc(n * sizeof(double));
	double	   *expected = malloc(n * sizeof(double));

	for (size_t i = 0; i < n; i++)
		value[i] = shaped(shape, i, n);
	memcpy(expected, value, n * sizeof(double));
	qsort(expected, n, sizeof(double), by_value);
	sort_doubles(value, n, scratch);
	CHECK(memcmp(value, expected, n * sizeof(double)) == 0);
	free(value);
	free(expected);
}

void
test_sort(void)
{
	static const size_t size[] = {1, 2, 31, 33, 257, 1000, 2047, 2048, 4096, 16384, 32768, 32769,
	200000};
	void	   *scratch = malloc(sort_scratch(200000));

	for (int shape = 0; shape <= 10; shape++)
		for (size_t s = 0; s < sizeof(size) / sizeof(size[0]); s++)
			check_shape(shape, size[s], scratch);
	free(scratch);
}
