/*
 * test_coverage.c - how often intervals at 95 % hold the true value, over 10,000 seeded samples
 *
 * Two groups, or two models on the same rows, are drawn from known probabilities. Where a method
 * claims its level the share must lie between 93.5 % and 96.5 %; the Bonferroni intervals of
 * equalized odds claim at least their level.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "stats/paired.h"
#include "stats/parity.h"

#define SAMPLES 10000
#define ALPHA 0.05

static uint64_t seed;

/* A number in [0, 1): Knuth's MMIX generator, its upper bits. */
static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 11) * 0x1p-53;
}

/* What a group is like: share of positives, and its true rates. */
typedef struct Group
{
	int			n;
	double		base;
	double		tpr;
	double		fpr;
} Group;

/* Draw a group's rows. */
static Confusion
draw_group(const Group *group)
{
	Confusion	counts = {{{0}}};

	for (int i = 0; i < group->n; i++)
	{
		int			y = uniform() < group->base;

		counts.cell[y][uniform() < (y ? group->tpr : group->fpr)]++;
	}
	return counts;
}

/* The true value of a disparity: that of a group so large that it has no error. */
static double
true_value(const Parity *parity, const Group *d, const Group *a)
{
	Confusion	counts[2] = {{{{0}}}};
	const Group *group[2] = {d, a};

	for (int i = 0; i < 2; i++)
	{
		double		n = 1e15;
		double		positive = n * group[i]->base;

		counts[i].cell[1][1] = positive * group[i]->tpr;
		counts[i].cell[1][0] = positive * (1 - group[i]->tpr);
		counts[i].cell[0][1] = (n - positive) * group[i]->fpr;
		counts[i].cell[0][0] = (n - positive) * (1 - group[i]->fpr);
	}
	return parity_estimate(parity, &counts[0], &counts[1], ALPHA, 1).value;
}

/* The share of samples whose interval holds the true disparity. */
static double
parity_coverage(const char *name, const Group *d, const Group *a)
{
	const Parity *parity = parities;
	double		truth;
	int			held = 0;

	while (strcmp(parity->name, name) != 0)
		parity++;
	truth = true_value(parity, d, a);
	seed = 7;
	for (int i = 0; i < SAMPLES; i++)
	{
		Confusion	one = draw_group(d);
		Confusion	two = draw_group(a);
		Limits	ci = parity_estimate(parity, &one, &two, ALPHA, 1).ci;

		held += ci.low <= truth && truth <= ci.high;
	}
	return (double) held / SAMPLES;
}

/* The chance that a model is right, given whether the other one is. */
static const double right_given[2] = {0.4, 0.9};

/* Draw rows that two models saw; right: the chance that the champion is right. */
static PairedCounts
draw_pairs(int n, double base, double right)
{
	PairedCounts counts = {{{{0}}}};

	for (int i = 0; i < n; i++)
	{
		int			y = uniform() < base;
		int			right1 = uniform() < right;
		int			right2 = uniform() < right_given[right1];

		counts.cell[y][right1 == y][right2 == y]++;
	}
	return counts;
}

/* The share of samples whose interval holds the true difference of two models. */
static double
paired_coverage(PairedMetric metric, int n, double base, double right)
{
	PairedCounts all;
	double		truth;
	int			held = 0;

	for (int y = 0; y < 2; y++)
		for (int one = 0; one < 2; one++)
			for (int two = 0; two < 2; two++)
				all.cell[y][one == y][two == y] = 1e15 * (y ? base : 1 - base) *
					(one ? right : 1 - right) *
					(two ? right_given[one] : 1 - right_given[one]);
	/* a model is right as often for either label, so balanced accuracy is accuracy */
	truth = paired_difference(&all, metric == PAIRED_ACCURACY ? PAIRED_BALANCED_ACCURACY : metric,
							  ALPHA).difference;
	seed = 8;
	for (int i = 0; i < SAMPLES; i++)
	{
		PairedCounts counts = draw_pairs(n, base, right);
		Limits	ci = paired_difference(&counts, metric, ALPHA).ci;

		held += ci.low <= truth && truth <= ci.high;
	}
	return (double) held / SAMPLES;
}

/* A method that claims 95 % gives about that. */
#define CHECK_LEVEL(coverage) CHECK((coverage) >= 0.935 && (coverage) <= 0.965)

void
test_coverage(void)
{
	const Group d = {120, 0.4, 0.6, 0.25};
	const Group a = {200, 0.5, 0.75, 0.15};

	CHECK_LEVEL(parity_coverage("statistical_parity_difference", &d, &a));
	CHECK_LEVEL(parity_coverage("disparate_impact", &d, &a));
	CHECK_LEVEL(parity_coverage("equal_opportunity_difference", &d, &a));
	CHECK_LEVEL(parity_coverage("predictive_parity_ratio", &d, &a));
	CHECK_LEVEL(parity_coverage("average_odds_difference", &d, &a));
	CHECK_LEVEL(parity_coverage("average_predictive_value_difference", &d, &a));
	CHECK(parity_coverage("equalized_odds_difference", &d, &a) >= 0.95);
	CHECK(parity_coverage("average_abs_odds_difference", &d, &a) >= 0.95);

	CHECK_LEVEL(paired_coverage(PAIRED_ACCURACY, 200, 0.4, 0.7));
	CHECK_LEVEL(paired_coverage(PAIRED_RECALL, 300, 0.3, 0.8));
	CHECK_LEVEL(paired_coverage(PAIRED_PRECISION, 300, 0.4, 0.75));
	CHECK_LEVEL(paired_coverage(PAIRED_BALANCED_ACCURACY, 300, 0.4, 0.75));
	CHECK_LEVEL(paired_coverage(PAIRED_F1, 300, 0.4, 0.75));
	CHECK_LEVEL(paired_coverage(PAIRED_MCC, 300, 0.4, 0.75));
}
