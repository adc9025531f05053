/*
 * test_distance.c - bins, distances between counts, distances between distribution functions
 *
 * The fast searches are compared with plain definitions, on samples of many shapes and sizes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "stats/bins.h"
#include "stats/cdf.h"
#include "stats/distance.h"

#define LONGEST 60000

extern void test_distance(void);

static uint64_t seed = 1;

/* A uniform number from a linear congruential generator (Knuth's MMIX). */
static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double) (seed >> 11) / 9007199254740992.0;
}

static int
ascending(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* A sorted sample of one of several shapes. */
static NumView
make_sample(double *value, size_t n, int shape, double shift)
{
	for (size_t i = 0; i < n; i++)
	{
		double		u = uniform() + shift;

		value[i] = shape == 0 ? u :
			shape == 1 ? floor(u * 20) :
			shape == 2 ? floor(u * 3) * uniform() :
			shape == 3 ? 1 / (u + 1e-6) :
			shape == 4 ? 7 :
			uniform() < 0.1 ? -INFINITY : u;
	}
	qsort(value, n, sizeof(double), ascending);
	return (NumView) {.n = (int64_t) n,.len = n,.value = value};
}

/* The same rows as distinct values with counts. */
static NumView
with_counts(const NumView *plain, double *value, int64_t *count)
{
	size_t		len = 0;

	for (size_t i = 0; i < plain->len; i++)
	{
		if (len > 0 && value[len - 1] == plain->value[i])
			count[len - 1]++;
		else
		{
			value[len] = plain->value[i];
			count[len++] = 1;
		}
	}
	return (NumView) {.n = plain->n,.len = len,.value = value,.count = count};
}

/* The definitions: step through the union, look at F - G after each distinct value. */
static void
by_definition(const NumView *a, const NumView *b, double ks[3], double *area, double *energy)
{
	size_t		i = 0;
	size_t		j = 0;

	ks[0] = ks[1] = ks[2] = *area = *energy = 0;
	while (i < a->len || j < b->len)
	{
		double		value = i < a->len ? a->value[i] : INFINITY;
		double		next;
		double		f_g;

		if (j < b->len && b->value[j] < value)
			value = b->value[j];
		while (i < a->len && a->value[i] == value)
			i++;
		while (j < b->len && b->value[j] == value)
			j++;
		f_g = (double) i / (double) a->n - (double) j / (double) b->n;
		ks[ALTERNATIVE_TWO_SIDED] = fmax(ks[ALTERNATIVE_TWO_SIDED], fabs(f_g));
		ks[ALTERNATIVE_LESS] = fmax(ks[ALTERNATIVE_LESS], -f_g);
		ks[ALTERNATIVE_GREATER] = fmax(ks[ALTERNATIVE_GREATER], f_g);
		if (i == a->len && j == b->len)
			break;
		next = i < a->len ? a->value[i] : INFINITY;
		if (j < b->len && b->value[j] < next)
			next = b->value[j];
		if (f_g != 0)
		{
			*area += fabs(f_g) * (next - value);
			*energy += f_g * f_g * (next - value);
		}
	}
	*energy = sqrt(2 * *energy);
}

static void
test_curves(void)
{
	static const size_t size[] = {1, 2, 17, 300, 4000, LONGEST};
	static double x[LONGEST];
	static double y[LONGEST];
	static double distinct_x[LONGEST];
	static double distinct_y[LONGEST];
	static int64_t count_x[LONGEST];
	static int64_t count_y[LONGEST];

	for (int round = 0; round < 6 * 6 * 6 * 2; round++)
	{
		int			shape = round % 6;
		double		shift = round >= 216 ? 0.05 : 0;
		NumView		a = make_sample(x, size[round / 6 % 6], shape, 0);
		NumView		b = make_sample(y, size[round / 36 % 6], shape, shift);
		NumView		a_counts = with_counts(&a, distinct_x, count_x);
		NumView		b_counts = with_counts(&b, distinct_y, count_y);
		double		ks[3];
		double		area;
		double		energy;

		by_definition(&a, &b, ks, &area, &energy);
		for (int alternative = 0; alternative < 3; alternative++)
		{
			CHECK(fabs(ks_statistic(&a, &b, alternative) - ks[alternative]) < 1e-14);
			CHECK(fabs(ks_statistic(&a_counts, &b, alternative) - ks[alternative]) < 1e-14);
			CHECK(fabs(ks_statistic(&a_counts, &b_counts, alternative) - ks[alternative]) < 1e-14);
		}
		CHECK_CLOSE(wasserstein_distance(&a, &b), area, 1e-10);
		CHECK_CLOSE(wasserstein_distance(&a, &b_counts), area, 1e-10);
		CHECK_CLOSE(wasserstein_distance(&a_counts, &b_counts), area, 1e-10);
	}
}

/* The number of rows in (low, high]. */
static int64_t
rows_between(const NumView *view, double low, double high)
{
	int64_t		rows = 0;

	for (size_t i = 0; i < view->len; i++)
		if (view->value[i] > low && view->value[i] <= high)
			rows += view->count != NULL ? view->count[i] : 1;
	return rows;
}

static void
test_bins(void)
{
	double		ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	double		flat[] = {5, 5, 5, 5};
	double		mixed[] = {-INFINITY, -INFINITY, 0, 1, INFINITY};
	double		wide[] = {-1.5e308, 0, 1.5e308};
	NumView		a = {.n = 11,.len = 11,.value = ten};
	NumView		b = {.n = 4,.len = 4,.value = flat};
	NumView		c = {.n = 5,.len = 5,.value = mixed};
	NumView		d = {.n = 3,.len = 3,.value = wide};
	double		cut[21];
	int64_t		count_a[20];
	int64_t		count_b[20];
	Bins		bins;

	/* edges on values, and closed on the right: two rows in the first bin, then one each */
	bins_choose(&a, &b, BINNING_QUANTILE, 10, cut, &bins);
	CHECK(!bins.distinct && bins.len == 10);
	bins_count(&bins, &a, &b, count_a, count_b);
	for (int i = 0; i < 10; i++)
		CHECK(count_a[i] == (i == 0 ? 2 : 1) && count_b[i] == (i == 3 ? 4 : 0));

	/* a constant reference: one bin per value */
	bins_choose(&b, &a, BINNING_QUANTILE, 10, cut, &bins);
	CHECK(bins.distinct && bins.len == 11);
	bins_count(&bins, &b, &a, count_b, count_a);
	for (int i = 0; i < 11; i++)
		CHECK(count_a[i] == 1 && count_b[i] == (i == 4 ? 4 : 0));

	/* infinities are values at the ends; equal width looks at finite ones only */
	bins_choose(&c, &a, BINNING_QUANTILE, 4, cut, &bins);
	CHECK(bins.len == 3 && bins.cut[0] == 0 && bins.cut[1] == 1);
	bins_choose(&c, &a, BINNING_UNIFORM, 11, cut, &bins);
	CHECK(bins.len == 11 && bins.cut[0] == 1 && bins.cut[9] == 10);

	/* a range wider than a double */
	bins_choose(&d, &d, BINNING_UNIFORM, 4, cut, &bins);
	CHECK(bins.len == 4 && bins.cut[0] == -0.75e308 && bins.cut[1] == 0);
	bins_choose(&d, &d, BINNING_QUANTILE, 4, cut, &bins);
	CHECK(bins.len == 4 && bins.cut[2] == 0.75e308);
}

static void
test_bins_with_counts(void)
{
	static double x[3000];
	static double y[3000];
	static double distinct_x[3000];
	static int64_t count_x[3000];

	for (int shape = 0; shape < 6; shape++)
	{
		NumView		a = make_sample(x, 3000, shape, 0);
		NumView		b = make_sample(y, 2000, shape, 0.1);
		NumView		counted = with_counts(&a, distinct_x, count_x);
		double		cut[21];
		double		cut_counted[21];
		int64_t		count_a[3000];
		int64_t		count_b[3000];
		Bins		bins;
		Bins		bins_counted;

		bins_choose(&a, &b, BINNING_QUANTILE, 20, cut, &bins);
		bins_choose(&counted, &b, BINNING_QUANTILE, 20, cut_counted, &bins_counted);
		CHECK(bins.len == bins_counted.len && bins.distinct == bins_counted.distinct);
		if (bins.distinct)
			continue;
		bins_count(&bins, &counted, &b, count_a, count_b);
		for (size_t i = 0; i < bins.len; i++)
		{
			double		low = i == 0 ? -INFINITY : bins.cut[i - 1];
			double		high = i + 1 == bins.len ? INFINITY : bins.cut[i];

			CHECK(i + 1 == bins.len || bins.cut[i] == bins_counted.cut[i]);
			CHECK(i == 0 || count_a[i] == rows_between(&a, low, high));
			CHECK(i == 0 || count_b[i] == rows_between(&b, low, high));
		}
	}
}

static void
test_pairs(void)
{
	int64_t		reference[] = {60, 30, 10, 0};
	int64_t		current[] = {20, 20, 0, 10};
	CatPair		pair = {
		.len = 4,.reference = reference,.current = current,.n_reference = 100,.n_current = 50
	};
	CatPair		same = {
		.len = 4,.reference = reference,.current = reference,.n_reference = 100,.n_current = 100
	};
	CatPair		rest = {
		.len = 3,.reference = reference,.current = current,.n_reference = 100,.n_current = 50
	};

	CHECK_CLOSE(pair_psi(&pair, 1e-4),
				-0.2 * log(0.4 / 0.6) + 0.1 * log(0.4 / 0.3) - 0.0999 * log(1e-4 / 0.1) +
				0.1999 * log(0.2 / 1e-4), 1e-14);
	CHECK_CLOSE(pair_tv_distance(&pair, 0), 0.3, 1e-14);
	CHECK_CLOSE(pair_l_infinity(&pair, 0), 0.2, 1e-14);
	CHECK_CLOSE(pair_hellinger(&pair, 0), sqrt(1 - sqrt(0.24) - sqrt(0.12)), 1e-14);
	CHECK_CLOSE(pair_df(&pair), 3, 0);

	/* rows in no listed category are a bin of their own */
	CHECK_CLOSE(pair_psi(&rest, 1e-4), pair_psi(&pair, 1e-4), 1e-14);
	CHECK_CLOSE(pair_chi2_stat(&rest, 0), pair_chi2_stat(&pair, 0), 1e-14);

	CHECK(pair_psi(&same, 1e-4) == 0 && pair_js_divergence(&same, 0) == 0);
	CHECK(pair_chi2_stat(&same, 0) == 0 && pair_hellinger(&same, 0) == 0);
	CHECK_CLOSE(psi_critical(1000, 500, 10, 0.05), 0.003 * 16.918977604620448, 1e-12);
}

void
test_distance(void)
{
	test_curves();
	test_bins();
	test_bins_with_counts();
	test_pairs();
}
