/*
 * test_hypothesis.c - tests of location, ranks and tables where test/sql/distance_scipy.sql does
 * not go
 *
 * Values from closed forms, from SciPy 1.10.1 where the comment says so, and from symmetries.
 */
#include <math.h>

#include "check.h"
#include "stats/binomial.h"
#include "stats/hypothesis.h"

extern void test_hypothesis(void);

/* The same rows, plain and as values with counts, give the same test. */
static void
test_counts(void)
{
	double		plain_a[] = {1, 1, 1, 2, 5, 5, 9};
	double		plain_b[] = {1, 2, 2, 2, 4, 9, 9, 9, 11};
	double		value_a[] = {1, 2, 5, 9};
	int64_t		count_a[] = {3, 1, 2, 1};
	double		value_b[] = {1, 2, 4, 9, 11};
	int64_t		count_b[] = {1, 3, 1, 3, 1};
	NumView		a = {.n = 7,.len = 7,.value = plain_a};
	NumView		b = {.n = 9,.len = 9,.value = plain_b};
	NumView		ca = {.n = 7,.len = 4,.value = value_a,.count = count_a};
	NumView		cb = {.n = 9,.len = 5,.value = value_b,.count = count_b};
	__int128	scratch[64];

	for (int alternative = 0; alternative < 3; alternative++)
	{
		CHECK_CLOSE(t_test(&ca, &cb, alternative).p_value,
					t_test(&a, &b, alternative).p_value, 1e-13);
		CHECK_CLOSE(welch_test(&ca, &cb, alternative).p_value,
					welch_test(&a, &b, alternative).p_value, 1e-13);
		CHECK_CLOSE(mann_whitney_test(&ca, &cb, alternative, scratch).p_value,
					mann_whitney_test(&a, &b, alternative, scratch).p_value, 1e-13);
	}
	CHECK_CLOSE(levene_test(&ca, &cb, false).statistic, levene_test(&a, &b, false).statistic, 1e-13);
	CHECK_CLOSE(cramer_von_mises_statistic(&ca, &cb), cramer_von_mises_statistic(&a, &b), 1e-13);
	CHECK_CLOSE(anderson_darling_statistic(&ca, &cb), anderson_darling_statistic(&a, &b), 1e-13);
	CHECK_CLOSE(energy_distance(&ca, &cb), energy_distance(&a, &b), 1e-13);
}

/* What has no answer is NaN, what is certain is 0 or 1. */
static void
test_degenerate(void)
{
	double		five[] = {5, 5, 5};
	double		six[] = {6, 6, 6};
	double		infinite[] = {1, 2, INFINITY};
	double		wide[] = {-1.7e308, 0, 1.7e308};
	NumView		a = {.n = 3,.len = 3,.value = five};
	NumView		b = {.n = 3,.len = 3,.value = six};
	NumView		c = {.n = 3,.len = 3,.value = infinite};
	NumView		d = {.n = 3,.len = 3,.value = wide};
	NumView		one = {.n = 1,.len = 1,.value = five};
	__int128	scratch[16];

	CHECK(isnan(t_test(&a, &a, ALTERNATIVE_TWO_SIDED).p_value));
	CHECK_CLOSE(t_test(&a, &b, ALTERNATIVE_TWO_SIDED).p_value, 0, 0);
	CHECK_CLOSE(t_test(&a, &b, ALTERNATIVE_LESS).p_value, 0, 0);
	CHECK_CLOSE(t_test(&a, &b, ALTERNATIVE_GREATER).p_value, 1, 0);
	CHECK(isnan(t_test(&a, &c, ALTERNATIVE_TWO_SIDED).statistic));
	CHECK_CLOSE(t_test(&d, &d, ALTERNATIVE_TWO_SIDED).p_value, 1, 0);
	CHECK(isnan(t_test(&one, &one, ALTERNATIVE_TWO_SIDED).p_value));
	CHECK(isnan(welch_test(&one, &d, ALTERNATIVE_TWO_SIDED).p_value));
	CHECK(isnan(levene_test(&one, &one, false).p_value));
	CHECK(isnan(anderson_darling_test(&a, &a).p_value));
	CHECK(isnan(anderson_darling_test(&one, &one).statistic));
	CHECK_CLOSE(mann_whitney_test(&one, &one, ALTERNATIVE_TWO_SIDED, scratch).statistic, 0.5, 0);
}

/* Far out in the limit distribution of Cramer and von Mises, and the largest exact case. */
static void
test_cramer_von_mises(void)
{
	static double a[300];
	static double b[300];
	static double scratch[4 * CRAMER_VON_MISES_PATHS];
	NumView		apart_a = {.n = 19,.len = 19,.value = a};
	NumView		apart_b = {.n = 20,.len = 20,.value = b};
	double		paths = 68923264410.0;	/* C(39, 19) */

	for (int i = 0; i < 300; i++)
	{
		a[i] = i;
		b[i] = 1000 + i;
	}

	/* of all orders of the rows just the two that keep them apart are so far out */
	CHECK_CLOSE(cramer_von_mises_test(&apart_a, &apart_b, scratch).p_value, 2 / paths, 1e-12);
	CHECK_CLOSE(cramer_von_mises_test(&apart_b, &apart_a, scratch).p_value, 2 / paths, 1e-12);

	/* small, but not lost */
	apart_a.n = apart_a.len = apart_b.n = apart_b.len = 300;
	CHECK(cramer_von_mises_test(&apart_a, &apart_b, NULL).p_value < 1e-100);
	CHECK(cramer_von_mises_test(&apart_a, &apart_b, NULL).p_value > 0);
}

/* Far out, and large. */
static void
test_tables(void)
{
	int64_t		far_a[] = {5000000, 0};
	int64_t		far_b[] = {4990000, 10000};
	int64_t		tea_a[] = {8, 2};
	int64_t		tea_b[] = {1, 5};
	CatPair		far = {
		.len = 2,.reference = far_a,.current = far_b,.n_reference = 5000000,.n_current = 5000000
	};
	CatPair		tea = {
		.len = 2,.reference = tea_a,.current = tea_b,.n_reference = 10,.n_current = 6
	};

	/* SciPy 1.10.1's fisher_exact([[8, 1], [2, 5]]) */
	CHECK_CLOSE(fisher_test(&tea, ALTERNATIVE_TWO_SIDED).p_value, 0.034965034965034947, 1e-12);
	CHECK_CLOSE(fisher_test(&tea, ALTERNATIVE_GREATER).p_value, 0.024475524475524483, 1e-12);
	CHECK_CLOSE(fisher_test(&tea, ALTERNATIVE_LESS).p_value, 0.99912587412587417, 1e-12);
	CHECK_CLOSE(fisher_test(&tea, ALTERNATIVE_TWO_SIDED).statistic, 20, 0);
	CHECK(fisher_test(&far, ALTERNATIVE_TWO_SIDED).p_value < 1e-300);
	CHECK_CLOSE(chi2_test(&far).statistic, 1e4 * 1e7 / (1e7 - 1e4), 1e-12);
	/* SciPy's G test */
	CHECK_CLOSE(g_test(&far).statistic, 13872.953622881703, 1e-12);
	CHECK(z_test(&far, ALTERNATIVE_LESS).p_value == 0);
	CHECK_CLOSE(z_test(&far, ALTERNATIVE_TWO_SIDED).statistic,
				-sqrt(chi2_test(&far).statistic), 1e-12);
	CHECK_CLOSE(hypergeometric_probability(8, 9, 16, 10), 9 * 21 / 8008.0, 1e-13);
	CHECK_CLOSE(binomial_probability(10, 3, 0.25), 0.25028228759765625, 1e-14);
}

void
test_hypothesis(void)
{
	test_counts();
	test_degenerate();
	test_cramer_von_mises();
	test_tables();
}
