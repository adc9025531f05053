/*
 * test_confusion.c - proportions, confusion counts, ranking metrics and their error bounds
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "proportion_values.h"
#include "stats/auc.h"
#include "stats/group.h"
#include "stats/regression.h"
#include "stats/score.h"

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))
#define Z 1.959963984540054		/* scipy.stats.norm.ppf(0.975) */

extern void test_confusion(void);

/* A small linear congruential generator. */
static double
uniform(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double) (*seed >> 11) / 9007199254740992.0;
}

/* Intervals and tests against statsmodels and SciPy. */
static void
test_proportions(void)
{
	CHECK_CLOSE(normal_z(0.05), Z, 1e-12);
	for (int i = 0; i < COUNT(proportions); i++)
	{
		double		k1 = proportions[i].k1;
		double		n1 = proportions[i].n1;
		double		k2 = proportions[i].k2;
		double		n2 = proportions[i].n2;
		Limits		wilson = interval_wilson(k1, n1, Z);
		Limits		newcombe = interval_newcombe(k1, n1, k2, n2, Z);
		Limits		katz = interval_katz(k1, n1, k2, n2, Z);

		CHECK(fabs(wilson.low - proportions[i].wilson[0]) < 1e-12);
		CHECK(fabs(wilson.high - proportions[i].wilson[1]) < 1e-12);
		CHECK(fabs(newcombe.low - proportions[i].newcombe[0]) < 1e-12);
		CHECK(fabs(newcombe.high - proportions[i].newcombe[1]) < 1e-12);
		CHECK_CLOSE(katz.low, proportions[i].katz[0], 1e-9);
		CHECK_CLOSE(katz.high, proportions[i].katz[1], 1e-9);
		CHECK_CLOSE(proportion_z_p(k1, n1, k2, n2), proportions[i].z, 1e-9);
		CHECK_CLOSE(fisher_exact_p(k1, n1, k2, n2), proportions[i].fisher, 1e-9);
	}
	/* beyond 2^53 adding one changes nothing: the walk must not depend on it */
	CHECK_CLOSE(fisher_exact_p(0x1p56 - 8, 0x1p56, 0x1p56 - 9, 0x1p56), 1, 0.3);
	CHECK_CLOSE(fisher_exact_p(0x1p56, 0x1p56, 0x1p56 - 16, 0x1p56), 3.0517578125e-05, 1e-9);
}

/* Nothing counted, huge counts, overflow. */
static void
test_counts(void)
{
	Confusion	empty = {{{0}}};
	Confusion	huge = {{{0}}};

	for (int rate = 0; rate < RATE_COUNT; rate++)
	{
		CHECK(isnan(confusion_rate_estimate(&empty, rate, Z).value));
		CHECK(confusion_rate_estimate(&empty, rate, Z).reason != NULL);
	}
	CHECK(isnan(confusion_f1(&empty, Z).value));
	CHECK(isnan(confusion_mcc(&empty, Z).value));
	CHECK(isnan(confusion_balanced_accuracy(&empty, Z).value));

	huge.cell[1][1] = huge.cell[0][0] = INT64_MAX / 8;
	huge.cell[0][1] = huge.cell[1][0] = INT64_MAX / 16;
	CHECK_CLOSE(confusion_mcc(&huge, Z).value, 1.0 / 3, 1e-12);
	CHECK_CLOSE(confusion_f1(&huge, Z).value, 2.0 / 3, 1e-12);
	for (int i = 0; i < 3; i++)
		CHECK(confusion_merge(&huge, &huge));
	CHECK(!confusion_merge(&huge, &huge));
}

/* Gaps without enough groups, with a group that has no denominator, with all rates 0. */
static void
test_gaps(void)
{
	Confusion	group[3] = {{{{0}}}};

	CHECK(isnan(group_gap(group, 0, RATE_TPR, 1)));
	CHECK(isnan(group_gap(group, 3, RATE_TPR, 1)));
	group[0].cell[1][1] = 3;
	group[0].cell[1][0] = 1;
	CHECK(isnan(group_gap(group, 3, RATE_TPR, 1)));
	group[2].cell[1][1] = 1;
	group[2].cell[1][0] = 3;
	CHECK_CLOSE(group_gap(group, 3, RATE_TPR, 1), 0.5, 1e-15);
	CHECK_CLOSE(group_ratio(group, 3, RATE_TPR, 1), 1.0 / 3, 1e-15);
	CHECK(isnan(group_gap(group, 3, RATE_TPR, 5)));
	CHECK(isnan(group_gap(group, 3, GAP_EQUALIZED_ODDS, 1)));
	CHECK(isnan(group_ratio(group, 3, RATE_FPR, 1)));
	CHECK(gap_find("equalized_odds", 14) == GAP_EQUALIZED_ODDS);
	CHECK(gap_find("equalized_oddsx", 15) == -1 && gap_find("", 0) == -1);
	for (int i = 0; i < GAP_COUNT; i++)
		CHECK(gap_names[i].metric == i);
}

/* Sums of probabilities do not depend on the order, to the last bit. */
static void
test_score_order(void)
{
	static ScoreSums forward;
	static ScoreSums backward;
	static ScoreSums half;
	double		score[1000];
	uint64_t	seed = 7;

	for (int i = 0; i < 1000; i++)
		score[i] = i % 50 == 0 ? i % 100 / 50.0 : uniform(&seed);
	for (int i = 0; i < 1000; i++)
		score_add(&forward, i % 3 == 0, score[i]);
	for (int i = 999; i >= 0; i--)
		score_add(i % 2 ? &backward : &half, i % 3 == 0, score[i]);
	CHECK(score_merge(&backward, &half));
	CHECK(memcmp(&forward, &backward, sizeof(forward)) == 0);
	score_add(&half, true, 1.5);
	score_add(&half, true, -INFINITY);
	CHECK(half.n_outside == 2 && isnan(score_brier(&half, Z).value));
}

/* Edges of the calibration bins belong to the bin below. */
static void
test_bins(void)
{
	static ScoreSums sums;

	for (int i = 0; i <= CALIBRATION_BINS; i++)
		score_add(&sums, true, (double) i / CALIBRATION_BINS);
	CHECK(sums.bin[0].n == 2);
	for (int i = 1; i < CALIBRATION_BINS; i++)
		CHECK(sums.bin[i].n == 1);
}

/* Order doubles. */
static int
compare(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Summarize n ascending values by every step-th of them; ranks are off by less than a step. */
static NumView
coarse(const double *value, int n, int step, double *kept, int64_t *count)
{
	NumView		view = {.n = n, .value = kept, .count = count, .rank_error = step};

	for (int i = 0; i < n; i += step)
	{
		int			rows = i + step <= n ? step : n - i;

		kept[view.len] = value[i + rows / 2];
		count[view.len++] = rows;
	}
	return view;
}

/* Area and precision by their definitions, over all pairs and rows. */
static void
by_definition(const double *negative, int n0, const double *positive, int n1, double *auc, double *ap)
{
	*auc = *ap = 0;
	for (int j = 0; j < n1; j++)
	{
		double		tp = 0;
		double		fp = 0;

		for (int i = 0; i < n0; i++)
		{
			*auc += (positive[j] > negative[i]) + 0.5 * (positive[j] == negative[i]);
			fp += negative[i] >= positive[j];
		}
		for (int k = 0; k < n1; k++)
			tp += positive[k] >= positive[j];
		*ap += tp / (tp + fp) / n1;
	}
	*auc /= (double) n0 * n1;
}

/* Exact values equal the definition; summaries stay within their bounds, which say something. */
static void
test_ranking(void)
{
	static double negative[900];
	static double positive[700];
	static double kept[2][900];
	static int64_t count[2][900];
	uint64_t	seed = 11;

	for (int round = 0; round < 24; round++)
	{
		int			n0 = round % 4 == 3 ? 40 : 900;
		int			n1 = round % 5 == 4 ? 30 : 700;
		double		grain = round % 3 == 0 ? 20 : 1e9;
		double		lift = round / 24.0;
		double		auc;
		double		ap;
		NumView		exact[2] = {{.n = n0, .len = n0, .value = negative},
		{.n = n1, .len = n1, .value = positive}};

		for (int i = 0; i < n0; i++)
			negative[i] = floor(uniform(&seed) * grain) / grain;
		for (int i = 0; i < n1; i++)
			positive[i] = floor((uniform(&seed) + lift * uniform(&seed)) * grain) / grain;
		negative[0] = -INFINITY;
		positive[0] = round % 2 ? INFINITY : 0.5;
		qsort(negative, n0, sizeof(double), compare);
		qsort(positive, n1, sizeof(double), compare);
		by_definition(negative, n0, positive, n1, &auc, &ap);
		CHECK_CLOSE(roc_auc(&exact[0], &exact[1]).value, auc, 1e-12);
		CHECK_CLOSE(average_precision(&exact[0], &exact[1], Z).value, ap, 1e-12);
		CHECK(roc_auc(&exact[0], &exact[1]).error == 0);
		for (int step = 2; step <= 16; step *= 2)
		{
			NumView		view[2] = {coarse(negative, n0, step, kept[0], count[0]),
			coarse(positive, n1, step, kept[1], count[1])};
			Estimate	area = roc_auc(&view[0], &view[1]);
			Estimate	precision = average_precision(&view[0], &view[1], Z);

			CHECK(fabs(area.value - auc) <= area.error + 1e-12);
			CHECK(fabs(precision.value - ap) <= precision.error + 1e-12);
			CHECK(area.error > 0 && precision.error > 0);
			if (n0 == 900 && n1 == 700 && step == 2)
				CHECK(area.error < 0.01 && precision.error < 0.15);
		}
	}
}

/* One side only, and a perfect ranking. */
static void
test_ranking_edges(void)
{
	const double one[] = {0.5};
	const double low[] = {0.1, 0.2, 0.3};
	const double high[] = {0.7, 0.8, 0.9};
	NumView		none = {0};
	NumView		single = {.n = 1, .len = 1, .value = one};
	NumView		lower = {.n = 3, .len = 3, .value = low};
	NumView		higher = {.n = 3, .len = 3, .value = high};
	Estimate	perfect = roc_auc(&lower, &higher);

	CHECK(isnan(roc_auc(&none, &none).value) && isnan(roc_auc(&single, &none).value));
	CHECK(roc_auc(&single, &none).reason != NULL);
	CHECK(isnan(average_precision(&single, &none, Z).value));
	CHECK(average_precision(&none, &single, Z).value == 1);
	CHECK(roc_auc(&single, &single).value == 0.5);
	roc_auc_interval(&lower, &higher, Z, &perfect);
	CHECK(perfect.value == 1 && isnan(perfect.ci.low));
	CHECK(roc_auc(&higher, &lower).value == 0);
}

/* Errors in one order and the other, and far from 0. */
static void
test_regression(void)
{
	RegressionSums all = {0};
	RegressionSums part[2] = {{0}};
	uint64_t	seed = 3;

	for (int i = 0; i < 2000; i++)
	{
		double		actual = 1e9 + uniform(&seed);
		double		predicted = actual + uniform(&seed) - 0.5;

		regression_add(&all, actual, predicted, 1);
		regression_add(&part[i % 2], actual, predicted, 1);
	}
	regression_add(&all, NAN, 1, 1);
	regression_add(&all, 1, -INFINITY, 1);
	CHECK(all.n == 2000 && all.n_not_finite == 2);
	CHECK(regression_merge(&part[1], &part[0]));
	CHECK_CLOSE(regression_r2(&part[1], 0).value, regression_r2(&all, 0).value, 1e-9);
	CHECK_CLOSE(regression_rmse(&part[1], Z).value, regression_rmse(&all, Z).value, 1e-13);
	CHECK_CLOSE(regression_mean_error(&part[1], Z).value, regression_mean_error(&all, Z).value, 1e-9);
	regression_add(&all, 1e308, -1e308, 1);
	CHECK(isnan(regression_mse(&all, Z).value) && regression_mse(&all, Z).reason != NULL);
}

void
test_confusion(void)
{
	test_proportions();
	test_counts();
	test_gaps();
	test_score_order();
	test_bins();
	test_ranking();
	test_ranking_edges();
	test_regression();
}
