/*
 * expected.c - metrics from expected counts: labels are unknown, their probabilities are not
 *
 * A row predicted positive with probability p of being so adds p to the true positives and 1 - p to
 * the false ones; a row predicted negative p to the false negatives, 1 - p to the true ones
 * (confidence-based performance estimation). Metrics are those of confusion.c on these counts, and
 * so are the intervals: they tell how far a realized value of so many rows may lie from it by
 * chance, if the probabilities are right. Sampling errors: the spread of what a row contributes
 * over the rows that count, with NannyML's formulas, or by the delta method where those fail.
 */
#include "stats/expected.h"

#include <math.h>

static const char no_predicted[] = "no row has both prediction and probability";

/* Read one of the four counts. */
double
expected_cell(const ExpectedCounts *counts, int label, int predicted)
{
	const FixedSum *positive = &counts->positive[predicted];

	if (label)
		return fixed_value(positive);
	return (double) (counts->rows[predicted] - positive->high) -
		(double) positive->low / FIXED_UNIT;
}

/* Add counts; false when one would overflow. */
bool
expected_merge(ExpectedCounts *into, const ExpectedCounts *from)
{
	for (int i = 0; i < 3; i++)
	{
		if (__builtin_add_overflow(into->rows[i], from->rows[i], &into->rows[i]))
			return false;
		fixed_merge(&into->positive[i], &from->positive[i]);
	}
	return !__builtin_add_overflow(into->n_missing, from->n_missing, &into->n_missing);
}

/* Estimate a share of k in n expected rows. */
static Estimate
share_estimate(double k, double n, double z, const char *undefined)
{
	Estimate	estimate = {.n = (int64_t) llround(n)};

	if (n <= 0)
		return undefined_estimate(0, undefined);
	estimate.value = fmin(k / n, 1);
	estimate.ci = interval_wilson(k, n, z);
	return estimate;
}

/* Estimate F1 through J = tp / (tp + fp + fn), as confusion_f1() does. */
static Estimate
f1_estimate(double tp, double wrong, double n, double z)
{
	Estimate	estimate = share_estimate(tp, tp + wrong, z,
										  "no positive prediction, and no positive label expected");

	estimate.value = 2 * estimate.value / (1 + estimate.value);
	estimate.ci.low = 2 * estimate.ci.low / (1 + estimate.ci.low);
	estimate.ci.high = 2 * estimate.ci.high / (1 + estimate.ci.high);
	estimate.n = (int64_t) n;
	return estimate;
}

/* Estimate the phi coefficient of the four counts. */
static Estimate
mcc_estimate(double tp, double fp, double fn, double tn)
{
	double		n = tp + fp + fn + tn;
	Estimate	estimate = {.n = (int64_t) llround(n), .ci = no_interval};
	double		root = sqrt((tp + fn) * (fp + tn)) * sqrt((tp + fp) * (fn + tn));

	if (n <= 0)
		return undefined_estimate(0, no_predicted);
	if (root <= 0)
		return undefined_estimate(estimate.n, "expected labels or predictions are all alike");
	estimate.value = fmax(-1, fmin(1, (tp * tn - fp * fn) / root));
	return estimate;
}

/* Estimate one metric. */
Estimate
expected_metric(const ExpectedCounts *counts, ExpectedMetric metric, double z)
{
	static const char no_positive[] = "no positive label is expected among the predicted rows";
	static const char no_negative[] = "no negative label is expected among the predicted rows";
	double		tp = expected_cell(counts, 1, 1);
	double		fp = expected_cell(counts, 0, 1);
	double		fn = expected_cell(counts, 1, 0);
	double		tn = expected_cell(counts, 0, 0);
	double		n = (double) counts->rows[0] + (double) counts->rows[1];
	double		all = n + (double) counts->rows[2];

	switch (metric)
	{
		case EXPECT_N:
			all += (double) counts->n_missing;
			return (Estimate) {.value = all, .n = (int64_t) all, .ci = no_interval};
		case EXPECT_POSITIVE_RATE:
			return share_estimate(tp + fn + fixed_value(&counts->positive[2]), all, z,
								  "no row has a probability");
		case EXPECT_SELECTION:
			return share_estimate(counts->rows[1], n, z, no_predicted);
		case EXPECT_ACCURACY:
			return share_estimate(tp + tn, n, z, no_predicted);
		case EXPECT_BALANCED_ACCURACY:
			return balanced_estimate(share_estimate(tp, tp + fn, z, no_positive),
									 share_estimate(tn, tn + fp, z, no_negative), llround(n));
		case EXPECT_PRECISION:
			return share_estimate(tp, tp + fp, z, "no row is predicted positive");
		case EXPECT_RECALL:
			return share_estimate(tp, tp + fn, z, no_positive);
		case EXPECT_SPECIFICITY:
			return share_estimate(tn, tn + fp, z, no_negative);
		case EXPECT_NPV:
			return share_estimate(tn, tn + fn, z, "no row is predicted negative");
		case EXPECT_FPR:
			return share_estimate(fp, tn + fp, z, no_negative);
		case EXPECT_FNR:
			return share_estimate(fn, tp + fn, z, no_positive);
		case EXPECT_F1:
			return f1_estimate(tp, fp + fn, n, z);
		default:
			return mcc_estimate(tp, fp, fn, tn);
	}
}

/* The spread of an indicator that holds for k of m rows, which are a part of n. */
static SamplingParts
share_parts(double k, double m, double n)
{
	if (m <= 0)
		return (SamplingParts) {NAN, NAN};
	return (SamplingParts) {sqrt(k / m * (1 - k / m)), m / n};
}

/* The spread behind a metric of labelled rows. */
SamplingParts
confusion_parts(const Confusion *c, ExpectedMetric metric, SamplingDialect dialect)
{
	double		tp = (double) confusion_tp(c);
	double		fp = (double) confusion_fp(c);
	double		fn = (double) confusion_fn(c);
	double		tn = (double) confusion_tn(c);
	double		n = tp + fp + fn + tn;
	SamplingParts parts;
	SamplingParts other;

	switch (metric)
	{
		case EXPECT_POSITIVE_RATE:
			return share_parts(tp + fn, n, n);
		case EXPECT_ACCURACY:
			return share_parts(tp + tn, n, n);
		case EXPECT_PRECISION:
			return share_parts(tp, tp + fp, n);
		case EXPECT_RECALL:
		case EXPECT_FNR:
			return share_parts(tp, tp + fn, n);
		case EXPECT_SPECIFICITY:
		case EXPECT_FPR:
			return share_parts(tn, tn + fp, n);
		case EXPECT_NPV:
			return share_parts(tn, tn + fn, n);
		case EXPECT_F1:
			/* F1 = 2 J / (1 + J), J = tp / (tp + fn + fp): NannyML scales by F1 / J, not dF1 / dJ */
			parts = share_parts(tp, tp + fn + fp, n);
			parts.deviation *= (tp + fn + fp) / ((fn + fp) / 2 + tp);
			if (dialect == SAMPLING_OWN)
				parts.deviation *= (tp + fn + fp) / (2 * tp + fn + fp);
			return parts;
		case EXPECT_BALANCED_ACCURACY:
			/* recall and specificity rest on different rows: their variances add */
			parts = share_parts(tp, tp + fn, n);
			other = share_parts(tn, tn + fp, n);
			parts.deviation = sqrt(parts.deviation * parts.deviation / parts.fraction +
								   other.deviation * other.deviation / other.fraction) / 2;
			parts.fraction = 1;
			return parts;
		default:
			return (SamplingParts) {NAN, NAN};
	}
}
