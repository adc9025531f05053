/*
 * test_ced.c - the certified summary: its bounds hold on every stream, in every order of joining
 *
 * Each stream is summarized as src/state/dist.c does it, then every rank the summary gives is
 * compared with the truth, which is a sorted array.
 */
#include "stats/ced.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "stats/sort.h"

#define STREAMS 14
#define BATCH 16384
#define POINTS 4096

static uint64_t seed;

/* A number in [0, 1), the same sequence everywhere (Marsaglia's xorshift). */
static double
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (double) (seed >> 11) * 0x1p-53;
}

/* Row i of a stream of n rows. */
static double
row(int stream, long i, long n)
{
	switch (stream)
	{
		case 0:
			return draw();
		case 1:
			return (double) i;	/* sorted */
		case 2:
			return (double) -i; /* reversed */
		case 3:
			return (double) (i % 2 ? i : 2 * n - i);	/* zigzag towards the middle */
		case 4:
			return (double) (i % 2 ? i : -i);	/* zigzag outwards */
		case 5:
			return draw() < 0.69 ? 0 : exp(3 * draw());	/* one heavy atom */
		case 6:
			return pow(draw() + 1e-300, -3);	/* heavy tail */
		case 7:
			return (double) (i % 50021) * 0.5;	/* periodic */
		case 8:
			return (i / BATCH % 2 ? 1 : -1) / (1.0 + (double) (i / BATCH)) + draw() * 1e-9;
		case 9:
			return floor(draw() * 5000);	/* many ties, a bit too many values */
		case 10:
			return draw() < 0.5 ? draw() * 1e300 : draw() * 1e-300; /* huge and tiny */
		case 11:
			return (double) (i % 3000) * 5e-324;	/* denormal */
		case 12:
			return 42;			/* constant */
		default:
			return draw() < 0.01 ? INFINITY : draw() < 0.01 ? -INFINITY : (double) (i % 2);
	}
}

/* Make room for points. */
static CedList
new_list(size_t cap)
{
	return (CedList) {malloc(cap * sizeof(CedPoint)), 0, cap, 0, 0};
}

/* Join sorted rows, or a list, as dist.c does. */
static void
absorb(CedList *a, const double *value, size_t n, const CedList *b)
{
	CedList		out = new_list(a->cap);
	CedList		both = *a;
	int64_t		width = both.width += b ? b->width : 0;
	bool		first = true;

	while (!(b ? ced_join(&out, a, b, width) : ced_join_sorted(&out, a, value, n, width)))
	{
		width = first ? ced_first_width(&both, b ? 0 : (int64_t) n, a->cap) : ced_next_width(width);
		first = false;
	}
	free(a->point);
	*a = out;
}

/* Rows of the truth <= x. */
static int64_t
true_rank(const double *truth, int64_t n, double x)
{
	int64_t		low = 0;
	int64_t		high = n;

	while (low < high)
	{
		int64_t		middle = (low + high) / 2;

		if (truth[middle] <= x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The largest distance between steps (value, count) and the truth, at every row of the truth. */
static int64_t
observed_error(const double *value, const int64_t *count, size_t len, const double *truth,
			   int64_t n)
{
	int64_t		worst = 0;
	int64_t		rank = 0;
	size_t		j = 0;

	for (int64_t i = 0; i < n; i++)
	{
		if (i + 1 < n && truth[i + 1] == truth[i])
			continue;
		for (; j < len && value[j] <= truth[i]; j++)
			rank += count[j];
		if (llabs(rank - (i + 1)) > worst)
			worst = llabs(rank - (i + 1));
	}
	return worst;
}

/* Each point's bounds hold, and the tails are exact. */
static void
check_points(const CedList *a, const double *truth, int64_t n)
{
	bool		in_bounds = true;
	bool		tails = true;

	CHECK(a->n == n);
	for (size_t i = 0; i < a->len; i++)
	{
		const CedPoint *p = &a->point[i];
		int64_t		le = true_rank(truth, n, p->value);
		int64_t		lt = true_rank(truth, n, nextafter(p->value, -INFINITY));

		if (p->value == -INFINITY)
			lt = 0;
		in_bounds &= p->le <= le && lt <= p->lt;
		in_bounds &= i == 0 || p->value > a->point[i - 1].value;
		if (p->lt < CED_TAIL || n - p->le < CED_TAIL)
			tails &= p->le == le && p->lt == lt;
	}
	CHECK(in_bounds);
	CHECK(tails);
}

/* The view and the stored form keep what they promise. */
static void
check_summary(int stream, const CedList *a, const double *truth, int64_t n, double most)
{
	int64_t    *count = malloc(a->len * sizeof(int64_t));
	double	   *value = malloc((a->len + CED_STORED) * sizeof(double));
	int64_t		stored[CED_STORED];
	int64_t		bound = ced_counts(a, count);
	int64_t		sum = 0;
	bool		tails = true;

	for (size_t i = 0; i < a->len; i++)
	{
		value[i] = a->point[i].value;
		sum += count[i];
	}
	CHECK(sum == n);
	CHECK(observed_error(value, count, a->len, truth, n) <= bound);
	if (n <= CED_STORED)
		return;
	bound = ced_reduce(a, value);
	ced_weights(n, stored);
	for (size_t i = 0; i < CED_STORED; i++)
	{
		sum -= stored[i];
		if (i < CED_TAIL)
			tails &= value[i] == truth[i] &&
				value[CED_STORED - 1 - i] == truth[n - 1 - (int64_t) i];
	}
	CHECK(sum == 0);
	CHECK(tails);
	CHECK(observed_error(value, stored, CED_STORED, truth, n) <= bound);
	CHECK((double) bound <= most * (double) n);
	if ((double) bound > most * (double) n)
		printf("\tstream %d: bound %.4f %% of n\n", stream, 100.0 * (double) bound / (double) n);
	free(count);
	free(value);
}

/* Summarize a stream row by row. */
static void
check_stream(int stream, long n)
{
	double	   *truth = malloc(n * sizeof(double));
	void	   *scratch = malloc(sort_scratch(n));
	CedList		a = new_list(POINTS);

	seed = 88172645463325252;
	for (long i = 0; i < n; i++)
		truth[i] = row(stream, i, n);
	for (long i = 0; i < n; i += BATCH)
	{
		size_t		len = n - i < BATCH ? n - i : BATCH;
		double	   *batch = malloc(len * sizeof(double));

		memcpy(batch, truth + i, len * sizeof(double));
		sort_doubles(batch, len, scratch);
		absorb(&a, batch, len, NULL);
		free(batch);
	}
	sort_doubles(truth, n, scratch);
	check_points(&a, truth, n);
	check_summary(stream, &a, truth, n, 0.001);
	free(a.point);
	free(truth);
	free(scratch);
}

/* Cut a stream into parts and join them in a random tree. */
static void
check_tree(int stream, long n, size_t parts)
{
	double	   *truth = malloc(n * sizeof(double));
	void	   *scratch = malloc(sort_scratch(n));
	CedList	   *list = malloc(parts * sizeof(CedList));

	seed = 88172645463325252;
	for (long i = 0; i < n; i++)
		truth[i] = row(stream, i, n);
	for (size_t k = 0; k < parts; k++)
	{
		long		from = n * (long) k / (long) parts;
		long		to = n * (long) (k + 1) / (long) parts;
		double	   *batch = malloc((to - from) * sizeof(double));

		memcpy(batch, truth + from, (to - from) * sizeof(double));
		sort_doubles(batch, to - from, scratch);
		list[k] = new_list(POINTS);
		absorb(&list[k], batch, to - from, NULL);
		free(batch);
	}
	while (parts > 1)
	{
		size_t		i = (size_t) (draw() * (double) parts);
		size_t		j = (i + 1 + (size_t) (draw() * (double) (parts - 1))) % parts;

		absorb(&list[i], NULL, 0, &list[j]);
		free(list[j].point);
		list[j] = list[--parts];
	}
	sort_doubles(truth, n, scratch);
	check_points(&list[0], truth, n);
	check_summary(stream, &list[0], truth, n, 0.0025);
	free(list[0].point);
	free(list);
	free(truth);
	free(scratch);
}

/* Few distinct values stay exact however many rows there are. */
static void
check_exact(void)
{
	double		batch[BATCH];
	double		value[2] = {3, 7};
	int64_t		count[2] = {INT64_C(1) << 40, 5};
	void	   *scratch = malloc(sort_scratch(BATCH));
	CedList		a = new_list(POINTS);
	CedList		b = new_list(2);
	int64_t		counts[CED_STORED];

	for (int k = 0; k < 20; k++)
	{
		for (int i = 0; i < BATCH; i++)
			batch[i] = (double) ((i * 7 + k) % CED_STORED);
		sort_doubles(batch, BATCH, scratch);
		absorb(&a, batch, BATCH, NULL);
	}
	ced_from_counts(&b, value, count, 2);
	absorb(&a, NULL, 0, &b);
	CHECK(a.len == CED_STORED && a.width == 0);
	CHECK(ced_counts(&a, counts) == 0);
	CHECK(counts[0] == 20 * BATCH / CED_STORED);
	CHECK(counts[3] == 20 * BATCH / CED_STORED + count[0]);
	CHECK(counts[7] == 20 * BATCH / CED_STORED + 5);
	free(a.point);
	free(b.point);
	free(scratch);
}

/* Same rows, same points. */
static void
check_deterministic(void)
{
	CedList		list[2] = {new_list(POINTS), new_list(POINTS)};
	void	   *scratch = malloc(sort_scratch(BATCH));
	double		batch[BATCH];

	for (int k = 0; k < 2; k++)
	{
		seed = 42;
		for (int i = 0; i < 10 * BATCH; i++)
		{
			batch[i % BATCH] = draw();
			if (i % BATCH == BATCH - 1)
			{
				sort_doubles(batch, BATCH, scratch);
				absorb(&list[k], batch, BATCH, NULL);
			}
		}
	}
	CHECK(list[0].len == list[1].len);
	CHECK(memcmp(list[0].point, list[1].point, list[0].len * sizeof(CedPoint)) == 0);
	free(list[0].point);
	free(list[1].point);
	free(scratch);
}

void
test_ced(void)
{
	for (int stream = 0; stream < STREAMS; stream++)
	{
		check_stream(stream, 200000);
		check_stream(stream, 3000);
		check_tree(stream, 150000, 13);
	}
	check_exact();
	check_deterministic();
}
