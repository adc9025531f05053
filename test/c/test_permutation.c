/*
 * test_permutation.c - drawn p-values against chi-square's, critical values against their p-values,
 * and what does not depend on how a view is held
 */
#include <math.h>

#include "check.h"
#include "stats/bins.h"
#include "stats/critical.h"
#include "stats/distance.h"
#include "stats/kolmogorov.h"
#include "stats/kuiper.h"
#include "stats/permutation.h"

#define VALUES 40

static void
no_check(void)
{
}

/* Two categories: tvd grows with chi-square, so that both tests must agree. */
static void
test_large_piles(void)
{
	static const int64_t current[] = {5000, 5060, 5110, 5200};
	Draws		draws = {20000, 3, no_check};
	Pile		scratch[3];

	for (int i = 0; i < 4; i++)
	{
		int64_t		a[2] = {5000, 5000};
		int64_t		b[2] = {current[i], 10000 - current[i]};
		CatPair		pair = {
			.len = 2,.reference = a,.current = b,.n_reference = 10000,.n_current = 10000
		};
		double		drawn = tvd_permutation_test(&pair, &draws, scratch).p_value;

		/* a step of the drawn distribution is 0.008 of probability */
		CHECK(fabs(drawn - chi2_test(&pair).p_value) < 0.02);
	}
}

/* Rows no category lists are a pile of their own. */
static void
test_rest(void)
{
	int64_t		a[1] = {10};
	int64_t		b[1] = {0};
	CatPair		pair = {.len = 1,.reference = a,.current = b,.n_reference = 20,.n_current = 20};
	Draws		draws = {999, 3, no_check};
	Pile		scratch[2];

	CHECK_CLOSE(tvd_permutation_test(&pair, &draws, scratch).statistic, 0.5, 1e-15);
	CHECK(tvd_permutation_test(&pair, &draws, scratch).p_value <= 0.005);
}

/* Values with counts and the same values one by one. */
static void
test_views(void)
{
	double		value[VALUES];
	double		one[2 * VALUES];
	int64_t		two[VALUES];
	Pile		scratch[4 * VALUES];
	Draws		draws = {499, 11, no_check};
	NumView		counted = {.n = 2 * VALUES,.len = VALUES,.value = value,.count = two};
	NumView		single = {.n = 2 * VALUES,.len = 2 * VALUES,.value = one};
	NumView		half = {.n = VALUES,.len = VALUES,.value = value};

	for (int i = 0; i < VALUES; i++)
	{
		value[i] = one[2 * i] = one[2 * i + 1] = i * i;
		two[i] = 2;
	}
	half.len = half.n = VALUES - 9;
	CHECK(energy_permutation_test(&counted, &half, &draws, scratch).p_value ==
		  energy_permutation_test(&single, &half, &draws, scratch).p_value);
	CHECK(energy_permutation_test(&counted, &single, &draws, scratch).p_value == 1);
	CHECK_CLOSE(cliffs_delta(&counted, &half), cliffs_delta(&single, &half), 1e-15);
	CHECK_CLOSE(cohens_d(&counted, &half), cohens_d(&single, &half), 1e-12);
	CHECK_CLOSE(kuiper_statistic(&counted, &half), kuiper_statistic(&single, &half), 1e-15);
	for (Binning rule = BINNING_STURGES; rule <= BINNING_AUTO; rule++)
		CHECK(bins_by_rule(&counted, &half, rule) == bins_by_rule(&single, &half, rule));
}

/* A critical value has the p-value it was asked for. */
static void
test_critical(void)
{
	static double scratch[KS_SCRATCH];
	static const double alpha[] = {0.5, 0.05, 1e-3, 1e-10};
	static const double rows[] = {2, 30, 1000, 1e5, 1e9};

	for (int a = 0; a < 4; a++)
		for (int r = 0; r < 5; r++)
		{
			double		d = ks_critical(rows[r], rows[r], alpha[a], scratch);

			CHECK(d > 0 && d <= 1);
			if (d < 0.999)
				CHECK_CLOSE(kolmogorov_sf(fmax(round(rows[r] / 2), 1), d, scratch), alpha[a], 1e-6);
		}
	CHECK_CLOSE(kuiper_p_value(1000000, 1000000, 1.2999 / sqrt(500000)),
				kuiper_p_value(1000000, 1000000, 1.3001 / sqrt(500000)), 1e-2);
	CHECK(kuiper_p_value(10, 10, 0) == 1);
	CHECK(kuiper_p_value(10, 10, 1e-9) == 1);
	CHECK(kuiper_p_value(100000, 100000, 1) >= 0);
}

void
test_permutation(void)
{
	test_large_piles();
	test_rest();
	test_views();
	test_critical();
}
