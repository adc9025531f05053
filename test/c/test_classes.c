/*
 * test_classes.c - intervals of classifiers and rankings, over 10,000 seeded samples
 *
 * Matrices of three classes are drawn from known shares, queries from known rankings. Where a
 * method claims 95 %, the share of intervals that hold the true value must lie between 93.5 % and
 * 96.5 %; the interval of a mean of areas claims at least its level.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "stats/class_score.h"
#include "stats/classes.h"
#include "stats/ranking.h"

#define SAMPLES 10000
#define CLASSES 3
#define Z 1.959963984540054

static uint64_t seed;

/* A number in [0, 1): Knuth's MMIX generator, its upper bits. */
static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 11) * 0x1p-53;
}

/* The true shares of label x prediction: a common, a middling and a rare class. */
static const double shares[CLASSES * CLASSES] = {
	0.42, 0.06, 0.02,
	0.07, 0.20, 0.03,
	0.04, 0.04, 0.12
};
static const double number[CLASSES] = {1, 2, 4};

/* A matrix and what class_margins() fills. */
typedef struct Matrix
{
	ClassPair	pair[CLASSES * CLASSES];
	double		array[6 * CLASSES];
	ClassMargins margins;
} Matrix;

/* Sum up a matrix whose counts are set. */
static const ClassMargins *
summed(Matrix *matrix)
{
	double	   *a = matrix->array;

	for (int i = 0; i < CLASSES * CLASSES; i++)
	{
		matrix->pair[i].actual = i / CLASSES;
		matrix->pair[i].predicted = i % CLASSES;
	}
	matrix->margins = (ClassMargins) {CLASSES, CLASSES * CLASSES, matrix->pair, a, a + CLASSES,
	a + 2 * CLASSES, a + 3 * CLASSES, 0};
	class_margins(&matrix->margins);
	return &matrix->margins;
}

/* Draw a matrix of n rows. */
static void
draw_matrix(Matrix *matrix, int n)
{
	memset(matrix, 0, sizeof(*matrix));
	for (int row = 0; row < n; row++)
	{
		double		u = uniform();
		int			i = 0;

		while (i < CLASSES * CLASSES - 1 && u >= shares[i])
			u -= shares[i++];
		matrix->pair[i].count++;
	}
}

/* The metrics whose intervals are the delta method's. */
#define METRICS 9

static Estimate
class_estimate(const ClassMargins *margins, int metric)
{
	switch (metric)
	{
		case 0:
			return class_average(margins, CLASS_F1, false, Z);
		case 1:
			return class_average(margins, CLASS_PRECISION, false, Z);
		case 2:
			return class_average(margins, CLASS_RECALL, false, Z);
		case 3:
			return class_average(margins, CLASS_JACCARD, false, Z);
		case 4:
			return class_average(margins, CLASS_F1, true, Z);
		case 5:
			return class_average(margins, CLASS_PRECISION, true, Z);
		case 6:
			return class_mcc(margins, Z);
		case 7:
			return class_weighted_kappa(margins, number, KAPPA_LINEAR, Z);
		default:
			return class_weighted_kappa(margins, number, KAPPA_QUADRATIC, Z);
	}
}

/* Intervals of classifiers. */
static void
test_class_coverage(int n)
{
	Matrix		matrix = {0};
	double		truth[METRICS];
	int			held[METRICS] = {0};

	for (int i = 0; i < CLASSES * CLASSES; i++)
		matrix.pair[i].count = llround(1e15 * shares[i]);
	for (int metric = 0; metric < METRICS; metric++)
		truth[metric] = class_estimate(summed(&matrix), metric).value;
	seed = 17;
	for (int i = 0; i < SAMPLES; i++)
	{
		draw_matrix(&matrix, n);
		for (int metric = 0; metric < METRICS; metric++)
		{
			Limits		ci = class_estimate(summed(&matrix), metric).ci;

			held[metric] += ci.low <= truth[metric] && truth[metric] <= ci.high;
		}
	}
	for (int metric = 0; metric < METRICS; metric++)
		CHECK(held[metric] >= 0.935 * SAMPLES && held[metric] <= 0.965 * SAMPLES);
}

/* Draw a query of ten items, two or three of them relevant, which a weak model has ranked. */
static void
draw_query(RankedItem *item, QueryValues *values)
{
	int			relevant = 2 + (uniform() < 0.5);
	double		scratch[10];

	for (int i = 0; i < 10; i++)
		item[i] = (RankedItem) {i < relevant, uniform() + (i < relevant ? 0.3 : 0)};
	for (int i = 1; i < 10; i++)
		for (int j = i; j > 0 && ranking_compare(&item[j - 1], &item[j]) > 0; j--)
		{
			RankedItem	swap = item[j];

			item[j] = item[j - 1];
			item[j - 1] = swap;
		}
	ranking_query(item, 10, 0, scratch, values);
}

/* Add so many drawn queries. */
static void
draw_queries(RankingSums *sums, int n)
{
	RankedItem	item[10];
	QueryValues values;

	for (int i = 0; i < n; i++)
	{
		draw_query(item, &values);
		ranking_add(sums, &values);
	}
}

/* Intervals over queries; the hit rate's is Wilson's. */
static void
test_ranking_coverage(int n)
{
	static const RankingMetric metric[] = {RANKING_NDCG, RANKING_MAP, RANKING_MRR, RANKING_RECALL,
	RANKING_HIT_RATE};
	static RankingSums all;
	int			held[5] = {0};
	int			at = ranking_cutoff_index(3);

	memset(&all, 0, sizeof(all));
	seed = 18;
	draw_queries(&all, 1000000);
	for (int i = 0; i < SAMPLES; i++)
	{
		RankingSums sums = {0};

		draw_queries(&sums, n);
		for (int m = 0; m < 5; m++)
		{
			double		truth = ranking_estimate(&all, metric[m], at, false, 0).value;
			Limits		ci = ranking_estimate(&sums, metric[m], at, false, 0.05).ci;

			held[m] += ci.low <= truth && truth <= ci.high;
		}
	}
	for (int m = 0; m < 5; m++)
		CHECK(held[m] >= 0.935 * SAMPLES && held[m] <= 0.965 * SAMPLES);
}

/* A ranking by hand, with ties. */
static void
test_ties(void)
{
	RankedItem	item[] = {{1, 2}, {1, 1}, {0, 1}, {0, 1}, {1, NAN}};
	double		scratch[5];
	QueryValues values;

	ranking_query(item, 5, 0, scratch, &values);
	CHECK(values.n_relevant == 3 && values.n_retrieved == 4);
	/* the second relevant item stands at 2, 3 or 4 */
	CHECK_CLOSE(values.value[RANKING_WHOLE][RANKING_MAP], (1 + (1 + 2 / 3.0 + 0.5) / 3) / 3, 1e-14);
	CHECK_CLOSE(values.value[1][RANKING_PRECISION], (1 + 1 / 3.0) / 2, 1e-14);
	CHECK_CLOSE(values.value[1][RANKING_RECALL], (1 + 1 / 3.0) / 3, 1e-14);
	CHECK(values.value[0][RANKING_HIT_RATE] == 1 && values.value[0][RANKING_MRR] == 1);
}

/* What is no probability, and a mean of areas whose errors are known. */
static void
test_scores(void)
{
	ClassScore	row[] = {{"a", 1, 0.5}, {"b", 1, 0.5000001}, {"c", 1, 0}};
	ClassScoreSums sums = {0};
	Estimate	area[] = {{.value = 0.8, .ci = {0.7, 0.9}}, {.value = 0.6, .ci = {0.5, 0.7}},
	{.value = NAN, .ci = {NAN, NAN}}};
	Estimate	mean = class_score_average(area, NULL, 3, 10, 2);

	CHECK(class_scores_usable(row, 3));
	class_score_add(&sums, row, 3, 0);
	CHECK(sums.rank[1] == 1 && sums.n == 1 && sums.n_unlisted == 0);
	row[2].score = -1e-300;
	CHECK(!class_scores_usable(row, 3));
	row[2].score = NAN;
	CHECK(!class_scores_usable(row, 3));
	CHECK(!class_scores_usable(row, 0));
	CHECK_CLOSE(mean.value, 0.7, 1e-14);
	CHECK_CLOSE(mean.ci.low, 0.5, 1e-14);
	CHECK(mean.reason != NULL);
}

void
test_classes(void)
{
	test_class_coverage(150);
	test_class_coverage(1000);
	test_ranking_coverage(100);
	test_ties();
	test_scores();
}
