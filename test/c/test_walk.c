/*
 * test_walk.c - walk_each() takes the steps of walk_next(), whatever the sizes and ties
 */
#include <stdlib.h>

#include "check.h"
#include "stats/walk.h"

#define ROWS 6000

static uint64_t seed = 20;

/* A number in [0, 1): Knuth's MMIX generator, its upper bits. */
static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 11) * 0x1p-53;
}

static int
compare(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

typedef struct Steps
{
	size_t		n;
	Walk		step[2 * ROWS];
} Steps;

static inline void
keep(void *steps, const Walk *step)
{
	Steps	   *s = steps;

	s->step[s->n++] = *step;
}

static int
compare_steps(const void *a, const void *b)
{
	return compare(&((const Walk *) a)->value, &((const Walk *) b)->value);
}

/* Compare both ways of walking two samples of so many rows, of so many different values. */
static void
check_walk(size_t n, size_t m, double shift, double distinct)
{
	static double a[ROWS];
	static double b[ROWS];
	static Steps steps;
	NumView		view_a = {.n = (int64_t) n,.len = n,.value = a};
	NumView		view_b = {.n = (int64_t) m,.len = m,.value = b};
	size_t		wrong = 0;
	size_t		i = 0;
	Walk		walk;

	for (size_t k = 0; k < n; k++)
		a[k] = distinct > 0 ? (double) (int) (uniform() * distinct) : uniform();
	for (size_t k = 0; k < m; k++)
		b[k] = (distinct > 0 ? (double) (int) (uniform() * distinct) : uniform()) + shift;
	qsort(a, n, sizeof(double), compare);
	qsort(b, m, sizeof(double), compare);
	steps.n = 0;
	walk_each(&view_a, &view_b, keep, &steps);
	qsort(steps.step, steps.n, sizeof(Walk), compare_steps);
	walk_begin(&walk, &view_a, &view_b);
	for (; walk_next(&walk); i++)
		wrong += i >= steps.n || walk.value != steps.step[i].value ||
			walk.before != steps.step[i].before ||
			walk.at_a != steps.step[i].at_a || walk.at_b != steps.step[i].at_b ||
			walk.to_a != steps.step[i].to_a || walk.to_b != steps.step[i].to_b;
	CHECK(wrong == 0);
	CHECK(i == steps.n);
}

void
test_walk(void)
{
	const size_t sizes[] = {0, 1, 2, 63, 64, 65, 255, 256, 257, 300, 1000, ROWS};
	const double distinct[] = {0, 1, 2, 50, 1000, 100000};
	const double shifts[] = {0, 0.5, 2, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		for (size_t j = 0; j < sizeof(sizes) / sizeof(*sizes); j++)
			for (size_t k = 0; k < sizeof(distinct) / sizeof(*distinct); k++)
				for (size_t l = 0; l < sizeof(shifts) / sizeof(*shifts); l++)
					check_walk(sizes[i], sizes[j], shifts[l], distinct[k]);
}
