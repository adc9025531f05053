/*
 * test_moments.c - moments, quantiles and the distinct counter against NumPy and SciPy
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "profile_values.h"
#include "stats/distinct.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "stats/sort.h"

#define N 2000

typedef double (*Column) (double u);

static double uniform(double u) { return u; }
static double skewed(double u) { return u * u * u * 100 - 5; }
static double shifted(double u) { return u + 1e9; }
static double huge(double u) { return (u - 0.25) * 1e300; }
static double tiny(double u) { return (u - 0.25) * 1e-300; }
static double tied(double u) { return floor(u * 7); }

/* Make a column, as test/gen/profile_numeric.py does, sorted. */
static void
make_column(Column column, double *value)
{
	void	   *scratch = malloc(sort_scratch(N));

	for (long i = 1; i <= N; i++)
		value[i - 1] = column((double) ((i * 7919 + 13) % 10007) / 10007.0);
	sort_doubles(value, N, scratch);
	free(scratch);
}

/* Compare moments with the reference, on a scale of their own for sums that cancel. */
static void
check_moments(const Moments *m, const double *expected, double tolerance)
{
	CHECK_CLOSE(moments_mean(m), expected[0], tolerance);
	CHECK_CLOSE(moments_stddev(m), expected[1], tolerance);
	CHECK(fabs(moments_skewness(m) - expected[2]) < tolerance);
	CHECK(fabs(moments_kurtosis(m) - expected[3]) < tolerance);
}

/* In one go, in uneven parts, and with counts: always the same moments. */
static void
check_column(Column column, const double *moments, const double *quantiles, double tolerance)
{
	double		value[N];
	double		distinct[N];
	int64_t		count[N];
	size_t		len = 0;
	Moments		m = {0};
	NumView		view = {.n = N, .len = N, .value = value};

	make_column(column, value);
	m = moments_of(value, NULL, N);
	check_moments(&m, moments, tolerance);

	memset(&m, 0, sizeof(m));
	for (size_t from = 0, step = 1; from < N; from += step, step = step * 3 % 397 + 1)
	{
		size_t		part = from + step < N ? step : N - from;
		Moments		other = moments_of(value + from, NULL, part);

		m = moments_merge(&m, &other);
	}
	CHECK(m.n == N);
	check_moments(&m, moments, tolerance);

	for (size_t i = 0; i < N; i++)
		if (len > 0 && distinct[len - 1] == value[i])
			count[len - 1]++;
		else
		{
			distinct[len] = value[i];
			count[len++] = 1;
		}
	m = moments_of(distinct, count, len);
	check_moments(&m, moments, tolerance);

	for (size_t i = 0; i < sizeof(QUANTILES) / sizeof(double); i++)
		CHECK_CLOSE(order_quantile(&view, QUANTILES[i]), quantiles[i], 1e-12);
	view.len = len;
	view.value = distinct;
	view.count = count;
	for (size_t i = 0; i < sizeof(QUANTILES) / sizeof(double); i++)
		CHECK_CLOSE(order_quantile(&view, QUANTILES[i]), quantiles[i], 1e-12);
}

/* Where there is nothing to tell, NaN and no garbage. */
static void
check_edges(void)
{
	double		constant[5] = {0.1, 0.1, 0.1, 0.1, 0.1};
	double		denormal[3] = {-5e-324, 0, 5e-324};
	double		largest[2] = {-1.7976931348623157e308, 1.7976931348623157e308};
	double		zero[1] = {0};
	Moments		none = {0};
	Moments		m = moments_of(constant, NULL, 5);
	Moments		other;

	CHECK(isnan(moments_mean(&none)) && isnan(moments_stddev(&none)));
	CHECK(isnan(moments_skewness(&none)) && isnan(moments_kurtosis(&none)));
	CHECK(moments_mean(&m) == 0.1 && moments_stddev(&m) == 0);
	CHECK(isnan(moments_skewness(&m)) && isnan(moments_kurtosis(&m)));
	m = moments_merge(&m, &m);
	CHECK(m.n == 10 && moments_mean(&m) == 0.1 && moments_stddev(&m) == 0);
	m = moments_of(denormal, NULL, 3);
	CHECK(moments_mean(&m) == 0 && moments_stddev(&m) == 5e-324);
	CHECK_CLOSE(moments_kurtosis(&m), -1.5, 1e-12);
	m = moments_of(largest, NULL, 2);
	CHECK(moments_mean(&m) == 0);
	CHECK(isinf(moments_stddev(&m)));	/* sqrt(2) times the largest double is none */
	CHECK_CLOSE(moments_kurtosis(&m), -2, 1e-12);
	/* zeros take any scale; small numbers vanish beside huge ones, not the other way round */
	m = moments_of(denormal + 2, NULL, 1);
	other = moments_of(zero, NULL, 1);
	m = moments_merge(&other, &m);
	CHECK(moments_stddev(&m) > 0);
	other = moments_of(largest + 1, NULL, 1);
	m = moments_merge(&m, &other);
	CHECK_CLOSE(moments_mean(&m), 1.7976931348623157e308 / 3, 1e-12);
}

/* Quantiles next to infinities are never NaN. */
static void
check_infinite_quantiles(void)
{
	double		value[3] = {-INFINITY, 0, INFINITY};
	NumView		view = {.n = 3, .len = 3, .value = value};

	CHECK(order_quantile(&view, 0) == -INFINITY);
	CHECK(order_quantile(&view, 0.25) == -INFINITY);
	CHECK(order_quantile(&view, 0.5) == 0);
	CHECK(order_quantile(&view, 0.75) == INFINITY);
	CHECK(order_quantile(&view, 1) == INFINITY);
	CHECK(order_le(&view, -INFINITY) == 1 && order_lt(&view, -INFINITY) == 0);
	CHECK(order_le(&view, 0) == 2 && order_lt(&view, INFINITY) == 2);
	value[1] = INFINITY;
	view.len = view.n = 2;
	CHECK(!isnan(order_quantile(&view, 0.3)) && !isnan(order_quantile(&view, 0.7)));
}

/* Estimates stay within four standard errors; packing loses nothing; joins are unions. */
static void
check_distinct(void)
{
	uint8_t		reg[DISTINCT_REGISTERS] = {0};
	uint8_t		half[DISTINCT_REGISTERS] = {0};
	uint8_t		back[DISTINCT_REGISTERS];
	uint8_t		packed[DISTINCT_PACKED];
	long		n = 0;

	CHECK(distinct_estimate(reg) == 0);
	for (long target = 10; target <= 1000000; target *= 10)
	{
		for (; n < target; n++)
		{
			double		x = n * 0.37;

			distinct_add(reg, &x, sizeof(double), 1);
			if (n % 2)
				distinct_add(half, &x, sizeof(double), 1);
		}
		CHECK_CLOSE(distinct_estimate(reg), (double) n, 0.13);
	}
	distinct_pack(packed, reg);
	distinct_unpack(back, packed);
	CHECK(memcmp(reg, back, sizeof(reg)) == 0);
	distinct_merge(half, reg);
	CHECK(memcmp(reg, half, sizeof(reg)) == 0);
	memset(packed, 0xff, sizeof(packed));
	distinct_unpack(back, packed);
	CHECK(distinct_estimate(back) > 0);
}

void
test_moments(void)
{
	check_column(uniform, UNIFORM_MOMENTS, UNIFORM_QUANTILES, 1e-11);
	check_column(skewed, SKEWED_MOMENTS, SKEWED_QUANTILES, 1e-11);
	check_column(shifted, SHIFTED_MOMENTS, SHIFTED_QUANTILES, 1e-6);
	check_column(huge, HUGE_MOMENTS, HUGE_QUANTILES, 1e-11);
	check_column(tiny, TINY_MOMENTS, TINY_QUANTILES, 1e-11);
	check_column(tied, TIED_MOMENTS, TIED_QUANTILES, 1e-11);
	check_edges();
	check_infinite_quantiles();
	check_distinct();
}
