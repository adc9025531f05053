/*
 * expected.h - metrics from expected counts: labels are unknown, their probabilities are not
 *
 * Also what the sampling error of such a metric is made of, from labelled rows.
 */
#ifndef DRIFT_EXPECTED_H
#define DRIFT_EXPECTED_H

#include "stats/confusion.h"
#include "stats/rank_points.h"
#include "stats/sum.h"

typedef struct ExpectedCounts
{
	int64_t		rows[3];		/* by prediction: false, true, unknown */
	FixedSum	positive[3];	/* sums of their probabilities */
	int64_t		n_missing;		/* rows without a probability */
} ExpectedCounts;

typedef enum ExpectedMetric
{
	EXPECT_N, EXPECT_POSITIVE_RATE, EXPECT_SELECTION, EXPECT_ACCURACY, EXPECT_BALANCED_ACCURACY,
	EXPECT_PRECISION, EXPECT_RECALL, EXPECT_SPECIFICITY, EXPECT_NPV, EXPECT_FPR, EXPECT_FNR,
	EXPECT_F1, EXPECT_MCC
} ExpectedMetric;

/* Expected rows by label (0, 1) and prediction (0, 1). */
extern double expected_cell(const ExpectedCounts *counts, int label, int predicted);

/* Add counts; false: overflow. */
extern bool expected_merge(ExpectedCounts *into, const ExpectedCounts *from);
extern Estimate expected_metric(const ExpectedCounts *counts, ExpectedMetric metric, double z);

/* The spread behind a metric of labelled rows; NaN for metrics without a formula. */
extern SamplingParts confusion_parts(const Confusion *c, ExpectedMetric metric,
									 SamplingDialect dialect);

#endif							/* DRIFT_EXPECTED_H */
