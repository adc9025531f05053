/*
 * rank_points.c - ranking metrics and metrics of probabilities from distinct scores and the
 * (expected) positives behind them, and what their sampling error is made of
 *
 * A row is positive with probability p: it counts p times as a positive and 1 - p times as a
 * negative row at its score. Rows of one score are taken as alike. Where scores were rounded the
 * rows of one point may be in any order: that bounds the error.
 *
 * Sampling errors: ROC AUC by DeLong, DeLong and Clarke-Pearson 1988, or by NannyML's part of it;
 * average precision by the delta method (its influence function), where NannyML draws 50 bootstrap
 * samples.
 */
#include "stats/rank_points.h"

#include <math.h>

#define LOG_EPSILON 2.220446049250313e-16	/* scikit-learn's distance from 0 and 1 */
#define SINGLE_ROWS 1000		/* rows of one score that are walked one by one */

static const char no_scores[] = "no row has both probability and score";
static const char one_class[] = "all rows are certain to be of one class";
static const char outside[] = "some scores lie outside [0, 1] and are no probabilities";

/* Sum, over all points, the positives times the negatives below, ties by half. */
static double
ordered_pairs(const ScorePoint *point, size_t n, double *tied)
{
	double		below = 0;
	double		sum = 0;

	*tied = 0;
	for (size_t i = 0; i < n; i++)
	{
		double		positive = point_positive(&point[i]);
		double		negative = point_negative(&point[i]);

		sum += positive * (below + negative / 2);
		*tied += positive * negative / 2;
		below += negative;
	}
	return sum;
}

/* The area under the ROC curve, NaN when there is but one class. */
double
points_roc_auc(const ScorePoint *point, size_t n)
{
	PointTotals totals = points_totals(point, n);
	double		tied;

	if (totals.positive <= 0 || totals.negative <= 0)
		return NAN;
	return fmin(ordered_pairs(point, n, &tied) / totals.positive / totals.negative, 1);
}

/* Estimate the area under the ROC curve; it is off by at most the pairs within rounded points. */
Estimate
expected_roc_auc(const ScorePoint *point, size_t n, int bits)
{
	PointTotals totals = points_totals(point, n);
	Estimate	estimate = {.n = (int64_t) totals.n, .ci = no_interval};
	double		tied;

	if (n == 0)
		return undefined_estimate(0, no_scores);
	if (totals.positive <= 0 || totals.negative <= 0)
		return undefined_estimate(estimate.n, one_class);
	estimate.value = fmin(ordered_pairs(point, n, &tied) / totals.positive / totals.negative, 1);
	if (bits > 0)
		estimate.error = tied / totals.positive / totals.negative;
	return estimate;
}

/*
 * Round a sum of probabilities as NannyML does, so that the values are the same to 1e-9; a unit of
 * 0 rounds nothing.
 */
static inline double
rounded(double sum, double unit)
{
	return unit > 0 ? rint(sum * unit) / unit : sum;
}

/* Sum 1 / j for j = above + 1 .. above + n, above and n large: H(x) = ln x + g + 1/2x - 1/12x^2. */
static double
harmonic_part(double above, double n)
{
	double		end = above + n;

	return log1p(n / above) + (1 / end - 1 / above) / 2 -
		(1 / (end * end) - 1 / (above * above)) / 12;
}

/*
 * Walk down `here` rows of one score, `gain` positives among them, after `rows` rows with
 * `positive` ones: row j adds p (T + j p) / (K + j). Beyond SINGLE_ROWS rows are added at once.
 */
static double
descend_point(double here, double gain, double rows, double positive, double unit)
{
	double		p = gain / here;
	double		step = fmin(here, SINGLE_ROWS);
	double		last = rounded(positive, unit);
	double		sum = 0;

	for (double j = 1; j <= step; j++)
	{
		double		now = rounded(j == here ? positive + gain : positive + j * p, unit);

		sum += (now - last) * now / (rows + j);
		last = now;
	}
	if (here <= step)
		return sum;
	return sum + p * ((here - step) * p + (positive - p * rows) *
					  harmonic_part(rows + step, here - step));
}

/* Estimate average precision: a row adds its probability times the share of positives so far. */
Estimate
expected_average_precision(const ScorePoint *point, size_t n, int bits)
{
	PointTotals totals = points_totals(point, n);
	Estimate	estimate = {.n = (int64_t) totals.n, .ci = no_interval};
	FixedSum	above = {0, 0};
	double		unit = totals.positive < 1 ? 0 : 1e5;
	double		rows = 0;
	double		sum = 0;
	double		low = 0;
	double		high = 0;

	if (n == 0)
		return undefined_estimate(0, no_scores);
	if (totals.positive <= 0)
		return undefined_estimate(estimate.n, "all rows are certain to be negative");
	for (size_t i = n; i-- > 0;)
	{
		double		here = (double) point[i].n;
		double		gain = point_positive(&point[i]);
		double		positive = fixed_value(&above);

		sum += descend_point(here, gain, rows, positive, unit);
		low += gain * positive / (rows + here);
		high += gain > 0 ? gain * (positive + gain) / (rows + gain) : 0;
		fixed_merge(&above, &point[i].positive);
		rows += here;
	}
	estimate.value = fmin(sum / rounded(totals.positive, unit), 1);
	if (bits > 0)
		estimate.error = fmin(fmax(high / totals.positive - estimate.value,
								   estimate.value - low / totals.positive), 1);
	return estimate;
}

/* What a mean over probabilities needs: rows, and scores that are probabilities. */
static Estimate
begin_mean(const ScorePoint *point, size_t n)
{
	Estimate	estimate = {.n = (int64_t) points_totals(point, n).n, .ci = no_interval};

	if (n == 0)
		return undefined_estimate(0, no_scores);
	if (point[0].score < 0 || point[n - 1].score > 1)
		return undefined_estimate(estimate.n, outside);
	return estimate;
}

/* Estimate the log loss of the raw scores. */
Estimate
expected_log_loss(const ScorePoint *point, size_t n)
{
	Estimate	estimate = begin_mean(point, n);

	if (isnan(estimate.value))
		return estimate;
	for (size_t i = 0; i < n; i++)
	{
		double		score = fmin(fmax(point[i].score, LOG_EPSILON), 1 - LOG_EPSILON);

		estimate.value -= (point_positive(&point[i]) * log(score) +
						   point_negative(&point[i]) * log1p(-score)) / estimate.n;
	}
	return estimate;
}

/* Estimate the Brier score of the raw scores. */
Estimate
expected_brier(const ScorePoint *point, size_t n)
{
	Estimate	estimate = begin_mean(point, n);

	if (isnan(estimate.value))
		return estimate;
	for (size_t i = 0; i < n; i++)
	{
		double		score = point[i].score;

		estimate.value += (point_positive(&point[i]) * (1 - score) * (1 - score) +
						   point_negative(&point[i]) * score * score) / estimate.n;
	}
	return estimate;
}

/* Estimate the calibration error of the raw scores in equally wide bins, closed on the right. */
Estimate
expected_ece(const ScorePoint *point, size_t n, int bins)
{
	Estimate	estimate = begin_mean(point, n);
	double		difference = 0;
	int			bin = 1;

	if (isnan(estimate.value))
		return estimate;
	for (size_t i = 0; i < n; i++)
	{
		while (bin < bins && point[i].score > (double) bin / bins)
		{
			estimate.value += fabs(difference) / estimate.n;
			difference = 0;
			bin++;
		}
		difference += point[i].n * point[i].score - point_positive(&point[i]);
	}
	estimate.value += fabs(difference) / estimate.n;
	return estimate;
}

/*
 * The spread of the share of the other class that a row is ranked beyond: DeLong's two variances,
 * of positive rows (v1) and of negative rows (v0). NannyML takes that of the rarer class alone.
 */
SamplingParts
roc_auc_parts(const ScorePoint *point, size_t n, SamplingDialect dialect)
{
	PointTotals totals = points_totals(point, n);
	double		mean = points_roc_auc(point, n);
	double		positive_below = 0;
	double		negative_below = 0;
	double		v1 = 0;
	double		v0 = 0;

	if (isnan(mean))
		return (SamplingParts) {NAN, NAN};
	for (size_t i = 0; i < n; i++)
	{
		double		positive = point_positive(&point[i]);
		double		negative = point_negative(&point[i]);
		double		beyond1 = (negative_below + negative / 2) / totals.negative;
		double		beyond0 = 1 - (positive_below + positive / 2) / totals.positive;

		v1 += positive * (beyond1 - mean) * (beyond1 - mean) / totals.positive;
		v0 += negative * (beyond0 - mean) * (beyond0 - mean) / totals.negative;
		positive_below += positive;
		negative_below += negative;
	}
	if (dialect == SAMPLING_OWN)
		return (SamplingParts) {sqrt(v1 * totals.n / totals.positive +
									 v0 * totals.n / totals.negative), 1};
	if (totals.positive > totals.n / 2)
		return (SamplingParts) {sqrt(v0), totals.negative / totals.n};
	return (SamplingParts) {sqrt(v1), totals.positive / totals.n};
}

/*
 * The spread of the influence function of average precision. With G(t) and A(t) the shares of rows,
 * and of positive rows, at or above t, and AP = E[y A(s) / G(s)] / E[y], a row (y, s) has influence
 *   (y (A(s) / G(s) + C(s) - AP) - D(s)) / E[y],
 *   C(s) = E[Y 1(S <= s) / G(S)], D(s) = E[Y 1(S <= s) A(S) / G(S)^2].
 */
SamplingParts
average_precision_parts(const ScorePoint *point, size_t n, double *below)
{
	PointTotals totals = points_totals(point, n);
	double		above = totals.n;	/* rows at or above the score */
	double		hits = totals.positive; /* positive ones among them */
	double		mean = 0;
	double		average = 0;
	double		squares = 0;
	double		c = 0;
	double		d = 0;

	if (totals.positive <= 0)
		return (SamplingParts) {NAN, NAN};
	/* two passes: AP and, in below[], precision at each score; then the influences */
	for (size_t i = 0; i < n; i++)
	{
		below[i] = hits / above;
		average += point_positive(&point[i]) * below[i] / totals.positive;
		above -= (double) point[i].n;
		hits -= point_positive(&point[i]);
	}
	above = totals.n;
	for (size_t i = 0; i < n; i++)
	{
		double		positive = point_positive(&point[i]);
		double		one;
		double		zero;

		c += positive / above;
		d += positive * below[i] / above;
		one = (below[i] + c - average - d) * totals.n / totals.positive;
		zero = -d * totals.n / totals.positive;
		mean += (positive * one + point_negative(&point[i]) * zero) / totals.n;
		squares += (positive * one * one + point_negative(&point[i]) * zero * zero) / totals.n;
		above -= (double) point[i].n;
	}
	return (SamplingParts) {sqrt(fmax(squares - mean * mean, 0)), 1};
}
