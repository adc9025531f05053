/*
 * test_sequential.c - false alarms of the sequential intervals when one looks after every row
 *
 * Two models that are equally good are compared again and again, looking after every row from the
 * 100th to the last. A method keeps its promise when at most alpha of the comparisons ever find a
 * difference; the ordinary interval, shown beside it, does not. The seeds are fixed: the counts
 * below are the same on every machine.
 */
#include <math.h>
#include <stdint.h>

#include "check.h"
#include "stats/paired.h"
#include "stats/sequential.h"

#define REPETITIONS 1000
#define ROWS 3000
#define FIRST_LOOK 100
#define ALPHA 0.05

static uint64_t seed;

/* A number in [0, 1): Knuth's MMIX generator, its upper bits. */
static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 11) * 0x1p-53;
}

/* Does 0 lie outside of the limits? */
static bool
excludes_0(Limits limits)
{
	return limits.low > 0 || limits.high < 0;
}

/* How often each method ever finds a difference. */
typedef struct Alarms
{
	int			sequence;
	int			exact;
	int			ordinary;
} Alarms;

/* Same requests: rows where only one model is right, win of them the challenger. */
static Alarms
paired_alarms(double disagree, double win, double horizon)
{
	Alarms		alarms = {0};

	seed = 42;
	for (int r = 0; r < REPETITIONS; r++)
	{
		bool		found[3] = {false};
		PairedCounts counts = {{{{0}}}};

		for (int i = 1; i <= ROWS; i++)
		{
			int			y = uniform() < 0.3;
			int			right1 = uniform() < 0.8;
			int			right2 = right1;
			PairedDifference difference;

			if (uniform() < disagree)
			{
				right2 = uniform() < win;
				right1 = !right2;
			}
			counts.cell[y][right1 == y][right2 == y]++;
			if (i < FIRST_LOOK || i % 5 != 0)
				continue;
			difference = paired_difference(&counts, PAIRED_ACCURACY, ALPHA);
			found[0] |= excludes_0(sequential_interval(difference.difference, difference.error,
													   i, ALPHA, horizon));
			found[1] |= sequential_mcnemar_p(counts.cell[0][1][0] + counts.cell[1][0][1],
											 counts.cell[0][0][1] + counts.cell[1][1][0]) <= ALPHA;
			found[2] |= excludes_0(difference.ci);
		}
		alarms.sequence += found[0];
		alarms.exact += found[1];
		alarms.ordinary += found[2];
	}
	return alarms;
}

/* Split traffic: each model right with its own probability. */
static Alarms
split_alarms(double p1, double p2, double horizon)
{
	Alarms		alarms = {0};
	double		z = normal_z(ALPHA);

	seed = 43;
	for (int r = 0; r < REPETITIONS; r++)
	{
		bool		found[2] = {false};
		double		k[2] = {0};
		double		n[2] = {0};

		for (int i = 1; i <= ROWS; i++)
		{
			int			model = uniform() < 0.3;
			Limits	one;
			Limits	two;
			double		error;

			n[model]++;
			k[model] += uniform() < (model ? p2 : p1);
			if (n[0] < FIRST_LOOK || n[1] < FIRST_LOOK)
				continue;
			one = interval_wilson(k[0], n[0], z);
			two = interval_wilson(k[1], n[1], z);
			error = hypot(one.high - one.low, two.high - two.low) / (2 * z);
			found[0] |= excludes_0(sequential_interval(k[1] / n[1] - k[0] / n[0], error, i, ALPHA,
													   horizon));
			found[1] |= excludes_0(interval_newcombe(k[1], n[1], k[0], n[0], z));
		}
		alarms.sequence += found[0];
		alarms.ordinary += found[1];
	}
	return alarms;
}

/* Single values, by hand. */
static void
test_values(void)
{
	Limits	limits = sequential_interval(0.02, 0.01, 1000, 0.05, 1000);

	CHECK_CLOSE((limits.low + limits.high) / 2, 0.02, 1e-12);
	CHECK(limits.high - limits.low > 2 * 2.9 * 0.01 && limits.high - limits.low < 2 * 3.1 * 0.01);
	CHECK_CLOSE(sequential_p(limits.high - 0.02, 0.01, 1000, 0.05, 1000), 0.05, 1e-9);
	CHECK_CLOSE(sequential_p(0, 0.01, 1000, 0.05, 1000), 1, 0);
	CHECK_CLOSE(sequential_p(0.5, 0, 1000, 0.05, 1000), 1, 0);
	CHECK_CLOSE(sequential_mcnemar_p(0, 0), 1, 1e-12);
	CHECK_CLOSE(sequential_mcnemar_p(0, 1), 1, 1e-12);
	CHECK_CLOSE(sequential_mcnemar_p(0, 2), 2.0 / 3, 1e-12);	/* 1 / (4 * 3/8) */
	CHECK_CLOSE(mcnemar_exact_p(0, 0), 1, 0);
	CHECK_CLOSE(mcnemar_exact_p(0, 5), 0.0625, 1e-12);
	CHECK_CLOSE(mcnemar_exact_p(500000, 500000), 1, 0);
	CHECK_CLOSE(mcnemar_exact_p(500000, 502000), mcnemar_exact_p(502000, 500000), 0);
	CHECK(isnan(mcnemar_chi2(0, 0, 1)));
}

void
test_sequential(void)
{
	Alarms		few = paired_alarms(0.02, 0.5, 10000);
	Alarms		many = paired_alarms(0.2, 0.5, 10000);
	Alarms		near = paired_alarms(0.2, 0.5, 500);
	Alarms		split = split_alarms(0.8, 0.8, 10000);
	Alarms		split_near = split_alarms(0.95, 0.95, 500);
	Alarms		gain = paired_alarms(0.2, 0.65, 3000);

	test_values();
	CHECK(few.sequence <= ALPHA * REPETITIONS);
	CHECK(many.sequence <= ALPHA * REPETITIONS);
	CHECK(near.sequence <= ALPHA * REPETITIONS);
	CHECK(few.exact <= ALPHA * REPETITIONS);
	CHECK(many.exact <= ALPHA * REPETITIONS);
	CHECK(split.sequence <= ALPHA * REPETITIONS);
	CHECK(split_near.sequence <= ALPHA * REPETITIONS);
	/* looking all the time with an ordinary interval is what this is there to replace */
	CHECK(many.ordinary > 3 * ALPHA * REPETITIONS);
	CHECK(split.ordinary > 3 * ALPHA * REPETITIONS);
	/* and a real difference is found: 6 % points of accuracy within 3,000 rows */
	CHECK(gain.sequence > 0.95 * REPETITIONS);
	CHECK(gain.exact > 0.95 * REPETITIONS);
}
