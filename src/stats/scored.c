/*
 * scored.c - what the order of the scores of labelled rows tells
 *
 * ROC AUC with DeLong's interval and average precision with a logit interval as in auc.c, for
 * weights; the largest distance of the two distribution functions (KS); and the gain, lift and
 * precision of the best-scored share of the rows. Intervals use effective rows.
 *
 * Error bounds where the distributions are summarized: with distribution functions off by at most
 * e0 and e1, AUC and KS are off by at most e0 + e1, and the border of a share of the rows lies
 * within the borders of shares that differ by the error of the whole distribution.
 */
#include "stats/scored.h"

#include <math.h>

#include "stats/cells.h"

#define KS_MANY 64				/* distinct scores that count as many */
#define KS_BIAS 0.5

static const char no_rows[] = "no row has both label and score";
static const char no_positive[] = "no row with a positive label has a score";
static const char no_negative[] = "no row with a negative label has a score";

/* Join two views, score by score. */
size_t
scored_of_views(const NumView *negative, const NumView *positive, ScoredPoint *point)
{
	const NumView *view[2] = {negative, positive};
	size_t		at[2] = {0, 0};
	size_t		n = 0;

	while (at[0] < negative->len || at[1] < positive->len)
	{
		int			first = at[0] >= negative->len ||
			(at[1] < positive->len && positive->value[at[1]] < negative->value[at[0]]);
		double		score = view[first]->value[at[first]];

		point[n] = (ScoredPoint) {score, {0, 0}};
		for (int label = 0; label < 2; label++)
			for (; at[label] < view[label]->len && view[label]->value[at[label]] == score;
				 at[label]++)
				point[n].weight[label] += view[label]->count ? view[label]->count[at[label]] : 1;
		n++;
	}
	return n;
}

/* Which rows are missing? NULL: none. */
static const char *
label_missing(const Scored *scored, bool both)
{
	if (scored->total[0] + scored->total[1] <= 0)
		return no_rows;
	if (scored->total[1] <= 0)
		return no_positive;
	return both && scored->total[0] <= 0 ? no_negative : NULL;
}

/* Bound a value that is off by at most the two distribution functions' errors. */
static double
both_errors(const Scored *scored)
{
	return fmin(1, scored->error[0] + scored->error[1]);
}

/* Compute the area under the ROC curve with DeLong's interval. */
Estimate
scored_roc_auc(const Scored *scored, double z)
{
	Estimate	estimate = {.n = scored->rows, .ci = no_interval};
	const char *missing = label_missing(scored, true);
	double		n0 = scored->effective[0];
	double		n1 = scored->effective[1];
	double		below[2] = {0, 0};
	double		squares[2] = {0, 0};
	double		sum = 0;
	double		half;

	if (missing)
		return undefined_estimate(scored->rows, missing);
	for (size_t i = 0; i < scored->n; i++)
	{
		const ScoredPoint *point = &scored->point[i];

		sum += point->weight[1] * (below[0] + point->weight[0] / 2);
		below[0] += point->weight[0];
	}
	estimate.value = fmin(1, sum / scored->total[0] / scored->total[1]);
	estimate.error = both_errors(scored);
	below[0] = 0;
	for (size_t i = 0; i < scored->n; i++)
	{
		const ScoredPoint *point = &scored->point[i];
		double		beats = (below[0] + point->weight[0] / 2) / scored->total[0];
		double		beaten = 1 - (below[1] + point->weight[1] / 2) / scored->total[1];

		squares[1] += point->weight[1] * (beats - estimate.value) * (beats - estimate.value);
		squares[0] += point->weight[0] * (beaten - estimate.value) * (beaten - estimate.value);
		below[0] += point->weight[0];
		below[1] += point->weight[1];
	}
	if (n0 <= 1 || n1 <= 1)
		return estimate;
	half = z * sqrt(squares[1] / scored->total[1] / (n1 - 1) +
					squares[0] / scored->total[0] / (n0 - 1));
	if (half > 0)
		estimate.ci = (Limits) {fmax(estimate.value - half, 0), fmin(estimate.value + half, 1)};
	return estimate;
}

/* Precision times gain in recall over the distinct scores, without interpolation. */
Estimate
scored_average_precision(const Scored *scored, double z)
{
	Estimate	estimate = {.n = scored->rows, .ci = no_interval};
	const char *missing = label_missing(scored, false);
	double		tp = 0;
	double		fp = 0;
	double		sum = 0;
	double		slack = 0;

	if (missing)
		return undefined_estimate(scored->rows, missing);
	for (size_t i = scored->n; i-- > 0;)
	{
		const ScoredPoint *point = &scored->point[i];
		double		most = tp + point->weight[1];

		if (point->weight[1] > 0)
		{
			sum += point->weight[1] * (most / (most + fp + point->weight[0]));
			slack += point->weight[1] * (most / (most + fp) -
										 (tp > 0 ? tp / (tp + fp + point->weight[0]) : 0));
		}
		tp = most;
		fp += point->weight[0];
	}
	estimate.value = fmin(1, sum / scored->total[1]);
	if (scored->error[0] > 0 || scored->error[1] > 0)
		estimate.error = fmin(1, slack / scored->total[1]);
	if (estimate.value > 0 && estimate.value < 1)
	{
		double		logit = log(estimate.value / (1 - estimate.value));
		double		half = z / sqrt(scored->effective[1] * estimate.value * (1 - estimate.value));

		estimate.ci = (Limits) {1 / (1 + exp(half - logit)), 1 / (1 + exp(-half - logit))};
	}
	return estimate;
}

/*
 * Bound the largest distance. It comes out too large at the cube-root rate of a maximum over a
 * threshold (Kim and Pollard 1990, Ann. Stat. 18, 191), with a constant from simulation; where there
 * are few thresholds to choose from there is no such bias. A distance that chance alone could make
 * (Kolmogorov's distribution, first term) has the lower limit 0.
 */
static Limits
ks_limits(const Scored *scored, double value, Limits limits, double z)
{
	double		n = scored->effective[0] * scored->effective[1] /
		(scored->effective[0] + scored->effective[1]);
	double		bias = scored->n >= KS_MANY ? KS_BIAS * pow(n, -2.0 / 3) : 0;
	double		tail = erfc(z * M_SQRT1_2) / 2;

	limits.low = value * value * n <= log(2 / tail) / 2 ? 0 : fmax(limits.low - bias, 0);
	limits.high = fmax(value, fmin(limits.high - bias, 1));
	return limits;
}

/* Compute the largest distance between the distribution functions of either label's scores. */
Estimate
scored_ks(const Scored *scored, double z)
{
	Estimate	estimate = {.n = scored->rows, .ci = no_interval};
	const char *missing = label_missing(scored, true);
	double		below[2] = {0, 0};
	double		at[2] = {0, 0};
	Limits		limits;

	if (missing)
		return undefined_estimate(scored->rows, missing);
	for (size_t i = 0; i < scored->n; i++)
	{
		double		share[2];

		for (int label = 0; label < 2; label++)
		{
			below[label] += scored->point[i].weight[label];
			share[label] = fmin(1, below[label] / scored->total[label]);
		}
		if (fabs(share[0] - share[1]) > estimate.value)
		{
			estimate.value = fabs(share[0] - share[1]);
			at[0] = share[0];
			at[1] = share[1];
		}
	}
	limits = interval_newcombe(fmax(at[0], at[1]) * scored->effective[at[1] > at[0]],
							   scored->effective[at[1] > at[0]],
							   fmin(at[0], at[1]) * scored->effective[at[1] <= at[0]],
							   scored->effective[at[1] <= at[0]], z);
	estimate.ci = ks_limits(scored, estimate.value, limits, z);
	estimate.error = both_errors(scored);
	return estimate;
}

/* Take the best-scored share of the rows. */
TopShare
scored_top(const Scored *scored, double share)
{
	double		wanted = share * (scored->total[0] + scored->total[1]);
	double		left = wanted;
	double		positive = 0;
	TopShare	top = {0, 0, INFINITY};

	for (size_t i = scored->n; i-- > 0 && left > 0;)
	{
		const ScoredPoint *point = &scored->point[i];
		double		here = point->weight[0] + point->weight[1];
		double		part = here > left ? left / here : 1;

		positive += part * point->weight[1];
		left -= here;
		top.threshold = point->score;
	}
	top.gain = fmin(1, positive / scored->total[1]);
	top.precision = fmin(1, positive / wanted);
	return top;
}

/* The share of positive rows near the border of a share of the rows. */
static double
border_rate(const Scored *scored, double share)
{
	double		width = fmin(0.05, fmin(share, 1 - share) / 2);
	double		high = scored_top(scored, share + width).gain;
	double		low = scored_top(scored, share - width).gain;

	if (width <= 0)
		return 0;
	return fmin(1, fmax(0, (high - low) * scored->total[1] /
						(2 * width * (scored->total[0] + scored->total[1]))));
}

/*
 * The variance of precision or gain, times rows: with rate q at the border, a row in the top share
 * moves precision by (label - q - share (precision - q)) / share, others move the border only; and
 * gain, which is precision times share / base, by its label, too (delta method).
 */
static double
top_variance(const Scored *scored, TopShare top, double share, bool gain)
{
	double		n = scored->total[0] + scored->total[1];
	double		base = scored->total[1] / n;
	double		rate = border_rate(scored, share);
	double		pull = gain ? top.gain : 0;
	double		hit = share * top.precision;
	double		missed = fmax(0, base - hit);
	double		mean = share * (top.precision - rate) - pull * base;
	double		squares = hit * (1 - rate - pull) * (1 - rate - pull) +
		(share - hit) * rate * rate + missed * pull * pull;
	double		scale = gain ? base : share;

	return fmax(0, squares - mean * mean) / scale / scale;
}

/* Estimate gain, lift or precision of the best-scored share of the rows, 0 < share <= 1. */
Estimate
scored_at_share(const Scored *scored, TopMetric metric, double share, double z)
{
	const char *missing = label_missing(scored, false);
	Estimate	estimate = {.n = scored->rows};
	bool		gain = metric != TOP_PRECISION;
	double		n = scored->total[0] + scored->total[1];
	double		slack;
	double		scale = metric == TOP_LIFT ? share : 1;
	double		value;
	double		variance;
	double		effective;
	TopShare	top;

	if (missing && (gain || missing == no_rows))
		return undefined_estimate(scored->rows, missing);
	top = scored_top(scored, share);
	if (scored->total[1] <= 0)
		top.gain = 0;
	value = gain ? top.gain : top.precision;
	effective = scored->effective[0] + scored->effective[1];
	estimate.value = value / scale;
	variance = share < 1 ? top_variance(scored, top, share, gain) : value * (1 - value);
	estimate.ci = share_limits(value, variance / effective,
							   gain ? scored->effective[1] : share * effective, z);
	if (gain && share >= 1)
		estimate.ci = no_interval;
	estimate.ci = (Limits) {estimate.ci.low / scale, estimate.ci.high / scale};
	slack = (scored->error[0] * scored->total[0] + scored->error[1] * scored->total[1]) / n;
	if (slack > 0)
	{
		double		above = scored_top(scored, fmin(1, share + slack)).gain - top.gain;
		double		below = top.gain -
			(share > slack ? scored_top(scored, share - slack).gain : 0);

		/* gain over this is the metric */
		if (!gain)
			scale = share * n / scored->total[1];
		estimate.error = (fmax(above, below) + scored->error[1]) / scale;
	}
	return estimate;
}
