/*
 * test_points.c - score points, isotonic regression and expected metrics against their definitions
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "stats/expected.h"
#include "stats/isotonic.h"

#define MOST 3000

static uint64_t seed = 42;

/* A uniform number in [0, 1). */
static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double) (seed >> 11) / 9007199254740992.0;
}

/* Make n rows with whole positives; grid > 0: so many distinct scores at most. */
static void
make_rows(ScorePoint *row, size_t n, int grid, bool whole)
{
	for (size_t i = 0; i < n; i++)
	{
		double		score = grid ? floor(uniform() * grid) / grid : uniform() * 4 - 2;

		row[i] = (ScorePoint) {score + 0.0, 1, {0, 0}};
		if (whole)
			row[i].positive.high = uniform() < 0.5 + score / 4;
		else
			fixed_add(&row[i].positive, uniform());
	}
}

/* Order points by score. */
static int
by_score(const void *a, const void *b)
{
	double		x = ((const ScorePoint *) a)->score;
	double		y = ((const ScorePoint *) b)->score;

	return (x > y) - (x < y);
}

/* Joining sorts, adds up and keeps every row. */
static void
test_join(size_t n, int grid)
{
	static ScorePoint point[MOST];
	static ScorePoint copy[MOST];
	static ScorePoint scratch[MOST];
	size_t		joined;
	size_t		at = 0;
	bool		same = true;

	make_rows(point, n, grid, false);
	memcpy(copy, point, sizeof(copy));
	qsort(copy, n, sizeof(ScorePoint), by_score);
	joined = points_join(point, n, scratch);
	for (size_t i = 0; i < joined; i++)
	{
		FixedSum	positive = {0, 0};
		int64_t		rows = 0;

		for (; at < n && copy[at].score == point[i].score; at++, rows++)
			fixed_merge(&positive, &copy[at].positive);
		same &= rows == point[i].n && positive.high == point[i].positive.high &&
			positive.low == point[i].positive.low;
	}
	CHECK(same && at == n);
}

/* Rounding leaves at most so many points, with one bit less it would not, and its steps add up. */
static void
test_round(void)
{
	static ScorePoint point[MOST];
	static ScorePoint twice[MOST];
	static ScorePoint scratch[MOST];
	size_t		n;
	size_t		m;
	int			bits;

	make_rows(point, MOST, 0, true);
	n = points_join(point, MOST, scratch);
	memcpy(twice, point, sizeof(twice));
	bits = points_bits(point, n, 500);
	CHECK(bits > 1);
	memcpy(scratch, point, sizeof(scratch));
	CHECK(points_round(scratch, n, bits - 1) > 500);
	m = points_round(point, n, bits);
	CHECK(m <= 500 && m > 200);
	n = points_round(twice, n, bits / 2);
	n = points_round(twice, n, bits);
	CHECK(n == m && memcmp(twice, point, n * sizeof(ScorePoint)) == 0);
	CHECK(points_bits(point, m, 500) == 0);
	CHECK(score_rounded(-1e-310, 50) == 0 && !signbit(score_rounded(-1e-310, 50)));
	CHECK(isinf(score_rounded(INFINITY, 52)));
}

/* Isotonic regression is max over j <= i of min over k >= i of the mean of j..k. */
static void
test_isotonic(size_t n, int grid)
{
	static ScorePoint point[MOST];
	static ScorePoint scratch[MOST];
	static IsotonicBlock block[MOST];
	static Knot knot[2 * MOST];
	size_t		knots;
	bool		ascending = true;

	make_rows(point, n, grid, true);
	n = points_join(point, n, scratch);
	knots = isotonic_fit(point, n, block, knot);
	for (size_t i = 1; i < knots; i++)
		ascending &= knot[i].x > knot[i - 1].x && knot[i].y >= knot[i - 1].y;
	CHECK(ascending);
	for (size_t i = 0; i < n; i += 1 + n / 20)
	{
		double		best = -1;

		for (size_t j = 0; j <= i; j++)
		{
			double		least = 2;
			double		rows = 0;
			double		positive = 0;

			for (size_t k = j; k < n; k++)
			{
				rows += point[k].n;
				positive += point[k].positive.high;
				if (k >= i)
					least = fmin(least, positive / rows);
			}
			best = fmax(best, least);
		}
		CHECK_CLOSE(isotonic_value(knot, knots, point[i].score), best, 1e-12);
	}
	CHECK(isotonic_value(knot, knots, -INFINITY) == knot[0].y);
	CHECK(isotonic_value(knot, knots, INFINITY) == knot[knots - 1].y);
}

/* ROC AUC and average precision by their sums over rows. */
static void
test_ranking(size_t n, int grid)
{
	static ScorePoint row[MOST];
	static ScorePoint scratch[MOST];
	double		pairs = 0;
	double		positive = 0;
	double		negative = 0;
	double		sum = 0;
	double		rows = 0;
	size_t		joined;

	make_rows(row, n, grid, false);
	for (size_t i = 0; i < n; i++)
	{
		positive += point_positive(&row[i]);
		negative += point_negative(&row[i]);
		for (size_t j = 0; j < n; j++)
			pairs += point_positive(&row[i]) * point_negative(&row[j]) *
				(row[i].score > row[j].score ? 1 : row[i].score == row[j].score ? 0.5 : 0);
	}
	joined = points_join(row, n, scratch);
	CHECK_CLOSE(points_roc_auc(row, joined), pairs / positive / negative, 1e-9);
	CHECK_CLOSE(expected_roc_auc(row, joined, 0).value, pairs / positive / negative, 1e-9);
	positive = 0;
	for (size_t i = joined; i-- > 0;)
		for (int64_t j = 0; j < row[i].n; j++)
		{
			double		p = point_positive(&row[i]) / row[i].n;

			positive += p;
			sum += p * positive / ++rows;
		}
	CHECK_CLOSE(expected_average_precision(row, joined, 0).value, sum / positive, 1e-7);
}

/* Many rows of one score in one go, and rows beyond any counter of 32 bits. */
static void
test_large(void)
{
	ScorePoint	point[2] = {{0.2, 1000000, {200000, 0}}, {0.8, 500000, {400000, 0}}};
	double		sum = 0;
	double		positive = 0;
	double		rows = 0;
	FixedSum	once = {0, 0};
	FixedSum	times = fixed_times(0.1, 1000);

	for (int i = 1; i >= 0; i--)
		for (int64_t j = 0; j < point[i].n; j++)
		{
			double		p = (double) point[i].positive.high / point[i].n;

			positive += p;
			sum += p * positive / ++rows;
		}
	CHECK_CLOSE(expected_average_precision(point, 2, 0).value, sum / positive, 1e-9);
	for (int i = 0; i < 1000; i++)
		fixed_add(&once, 0.1);
	CHECK(once.high == times.high && once.low == times.low);
	times = fixed_times(1, INT64_C(1) << 50);
	CHECK(times.high == INT64_C(1) << 50 && times.low == 0);
}

/* Calibrated scores need no calibrating, others do; the answer does not depend on the order. */
static void
test_check(void)
{
	static ScorePoint point[MOST];
	static ScorePoint scratch[MOST];
	static IsotonicBlock block[MOST];
	static Knot knot[2 * MOST];
	static uint32_t fold[20 * MOST];
	static double calibrated[MOST];
	CheckRoom	room = {scratch, block, knot, fold, calibrated};
	CalibrationCheck check;
	int64_t		dealt = 0;
	size_t		n;

	for (size_t i = 0; i < MOST; i++)
	{
		double		p = uniform();

		point[i] = (ScorePoint) {p * p, 1, {uniform() < p, 0}};
	}
	n = points_join(point, MOST, scratch);
	check = calibration_check(point, n, &room);
	CHECK(check.needed && check.ece_raw > 0.1 && check.ece_calibrated < 0.05);
	for (size_t i = 0; i < 20 * n; i++)
		dealt += fold[i];
	CHECK(dealt == MOST);
	for (size_t i = 0; i < n; i++)
		point[i].positive.high = 1;
	CHECK(!calibration_check(point, n, &room).needed);
}

/* Counts from probabilities, and what a sampling error is made of. */
static void
test_counts(void)
{
	ExpectedCounts counts = {{4, 6, 0}, {{1, UINT64_C(1) << 63}, {4, 0}, {0, 0}}, 2};
	Confusion	c = {{{30, 10, 0}, {20, 40, 0}, {0, 0, 0}}};
	SamplingParts parts = confusion_parts(&c, EXPECT_RECALL, SAMPLING_OWN);

	CHECK_CLOSE(expected_cell(&counts, 1, 1), 4, 0);
	CHECK_CLOSE(expected_cell(&counts, 0, 0), 2.5, 0);
	CHECK_CLOSE(expected_metric(&counts, EXPECT_ACCURACY, 2).value, 0.65, 1e-15);
	CHECK_CLOSE(expected_metric(&counts, EXPECT_RECALL, 2).value, 4 / 5.5, 1e-15);
	CHECK_CLOSE(expected_metric(&counts, EXPECT_F1, 2).value, 8 / 11.5, 1e-15);
	CHECK_CLOSE(expected_metric(&counts, EXPECT_N, 2).value, 12, 0);
	CHECK_CLOSE(parts.deviation, sqrt(40.0 / 60 * 20 / 60), 1e-15);
	CHECK_CLOSE(parts.fraction, 0.6, 1e-15);
	CHECK(isnan(confusion_parts(&c, EXPECT_MCC, SAMPLING_OWN).deviation));
	counts = (ExpectedCounts) {{0, 0, 0}, {{0, 0}, {0, 0}, {0, 0}}, 0};
	CHECK(isnan(expected_metric(&counts, EXPECT_PRECISION, 2).value));
	CHECK(expected_metric(&counts, EXPECT_PRECISION, 2).reason != NULL);
}

void
test_points(void)
{
	test_join(1, 0);
	test_join(20, 5);
	test_join(MOST, 0);
	test_join(MOST, 100);
	test_round();
	test_isotonic(200, 0);
	test_isotonic(300, 40);
	test_isotonic(1, 0);
	test_ranking(300, 0);
	test_ranking(400, 20);
	test_large();
	test_check();
	test_counts();
}
