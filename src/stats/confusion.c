/*
 * confusion.c - counts of label against prediction, and the metrics that need nothing else
 *
 * Names and definitions are scikit-learn's, except that 0/0 is undefined here and not 0. Intervals:
 * Wilson for proportions; for F1 the Wilson interval of tp / (tp + fp + fn), of which F1 is a
 * monotone function; for balanced accuracy the two Wilson intervals put together (MOVER: Zou and
 * Donner 2008, Stat. Med. 27, 1693); for MCC the delta method on Fisher's z scale.
 */
#include "stats/confusion.h"

#include <math.h>

static const char no_evaluated[] = "no row has both label and prediction";

/* Count all rows. */
int64_t
confusion_rows(const Confusion *c)
{
	int64_t		rows = 0;

	for (int label = 0; label < 3; label++)
		for (int predicted = 0; predicted < 3; predicted++)
			rows += c->cell[label][predicted];
	return rows;
}

/* Count the rows with a label. */
int64_t
confusion_labelled(const Confusion *c)
{
	int64_t		rows = 0;

	for (int predicted = 0; predicted < 3; predicted++)
		rows += c->cell[TRUTH_FALSE][predicted] + c->cell[TRUTH_TRUE][predicted];
	return rows;
}

/* Count the rows with label and prediction. */
int64_t
confusion_evaluated(const Confusion *c)
{
	return confusion_tp(c) + confusion_fp(c) + confusion_fn(c) + confusion_tn(c);
}

/* Add counts; false, with `into` in pieces, when a count would overflow. */
bool
confusion_merge(Confusion *into, const Confusion *from)
{
	for (int label = 0; label < 3; label++)
		for (int predicted = 0; predicted < 3; predicted++)
			if (__builtin_add_overflow(into->cell[label][predicted], from->cell[label][predicted],
									   &into->cell[label][predicted]))
				return false;
	return true;
}

/* Count the rows with a prediction that is `predicted`, whatever the label. */
static int64_t
predicted_rows(const Confusion *c, Truth predicted)
{
	return c->cell[TRUTH_FALSE][predicted] + c->cell[TRUTH_TRUE][predicted] +
		c->cell[TRUTH_UNKNOWN][predicted];
}

/* Count the rows with a label that is `label`, whatever the prediction. */
static int64_t
label_rows(const Confusion *c, Truth label)
{
	return c->cell[label][TRUTH_FALSE] + c->cell[label][TRUTH_TRUE] + c->cell[label][TRUTH_UNKNOWN];
}

/* Give a rate's two counts. */
void
confusion_rate(const Confusion *c, Rate rate, int64_t *numerator, int64_t *denominator)
{
	int64_t		tp = confusion_tp(c);
	int64_t		fp = confusion_fp(c);
	int64_t		fn = confusion_fn(c);
	int64_t		tn = confusion_tn(c);

	switch (rate)
	{
		case RATE_SELECTION:
			*numerator = predicted_rows(c, TRUTH_TRUE);
			*denominator = *numerator + predicted_rows(c, TRUTH_FALSE);
			break;
		case RATE_BASE:
			*numerator = label_rows(c, TRUTH_TRUE);
			*denominator = confusion_labelled(c);
			break;
		case RATE_TPR:
		case RATE_FNR:
			*numerator = rate == RATE_TPR ? tp : fn;
			*denominator = tp + fn;
			break;
		case RATE_FPR:
		case RATE_TNR:
			*numerator = rate == RATE_FPR ? fp : tn;
			*denominator = fp + tn;
			break;
		case RATE_PPV:
		case RATE_FDR:
			*numerator = rate == RATE_PPV ? tp : fp;
			*denominator = tp + fp;
			break;
		case RATE_NPV:
		case RATE_FOR:
			*numerator = rate == RATE_NPV ? tn : fn;
			*denominator = tn + fn;
			break;
		case RATE_ACCURACY:
		case RATE_ERROR:
			*numerator = rate == RATE_ACCURACY ? tp + tn : fp + fn;
			*denominator = tp + fp + fn + tn;
			break;
		case RATE_LABEL_COVERAGE:
		case RATE_COUNT:
			*numerator = confusion_labelled(c);
			*denominator = confusion_rows(c);
			break;
	}
}

/* Say what is missing when a rate's denominator is 0. */
const char *
rate_undefined(Rate rate)
{
	switch (rate)
	{
		case RATE_SELECTION:
			return "no row has a prediction";
		case RATE_BASE:
			return "no row has a label";
		case RATE_TPR:
		case RATE_FNR:
			return "no positive label among the predicted rows";
		case RATE_FPR:
		case RATE_TNR:
			return "no negative label among the predicted rows";
		case RATE_PPV:
		case RATE_FDR:
			return "no positive prediction among the labelled rows";
		case RATE_NPV:
		case RATE_FOR:
			return "no negative prediction among the labelled rows";
		case RATE_LABEL_COVERAGE:
			return "no rows";
		default:
			return no_evaluated;
	}
}

/* Estimate a rate with its Wilson interval. */
Estimate
confusion_rate_estimate(const Confusion *c, Rate rate, double z)
{
	int64_t		numerator;
	int64_t		denominator;

	confusion_rate(c, rate, &numerator, &denominator);
	return proportion_estimate(numerator, denominator, z, rate_undefined(rate));
}

/* Estimate F1; with J = tp / (tp + fp + fn), F1 = 2 J / (1 + J). */
Estimate
confusion_f1(const Confusion *c, double z)
{
	int64_t		tp = confusion_tp(c);
	int64_t		n = tp + confusion_fp(c) + confusion_fn(c);
	Estimate	estimate = proportion_estimate(tp, n, z,
											   "no positive label and no positive prediction");

	estimate.value = 2 * estimate.value / (1 + estimate.value);
	estimate.ci.low = 2 * estimate.ci.low / (1 + estimate.ci.low);
	estimate.ci.high = 2 * estimate.ci.high / (1 + estimate.ci.high);
	estimate.n = confusion_evaluated(c);
	return estimate;
}

/* Bound MCC: delta method with its gradient in the four cell shares, on Fisher's z scale. */
static Limits
mcc_interval(const double share[4], double root, double mcc, double n, double z)
{
	double		rows[2] = {share[0] + share[1], share[2] + share[3]};
	double		columns[2] = {share[0] + share[2], share[1] + share[3]};
	double		variance = 0;
	double		half;

	for (int i = 0; i < 4; i++)
	{
		double		opposite = i == 0 || i == 3 ? share[3 - i] : -share[3 - i];
		double		gradient = opposite / root - mcc / 2 * (1 / rows[i / 2] + 1 / columns[i % 2]);

		variance += share[i] * gradient * gradient;
	}
	if (fabs(mcc) >= 1)
		return no_interval;
	half = z * sqrt(variance / n) / (1 - mcc * mcc);
	return (Limits) {tanh(atanh(mcc) - half), tanh(atanh(mcc) + half)};
}

/* Estimate Matthews' correlation coefficient, the phi coefficient of the 2x2 table. */
Estimate
confusion_mcc(const Confusion *c, double z)
{
	int64_t		n = confusion_evaluated(c);
	double		share[4] = {(double) confusion_tp(c) / n, (double) confusion_fn(c) / n,
	(double) confusion_fp(c) / n, (double) confusion_tn(c) / n};
	Estimate	estimate = {.n = n};
	double		root;

	if (n == 0)
		return undefined_estimate(0, no_evaluated);
	root = sqrt((share[0] + share[1]) * (share[2] + share[3])) *
		sqrt((share[0] + share[2]) * (share[1] + share[3]));
	if (root <= 0)
		return undefined_estimate(n, "labels or predictions are all alike");
	estimate.value = fmax(-1, fmin(1, (share[0] * share[3] - share[1] * share[2]) / root));
	if (share[1] + share[2] <= 0 || share[0] + share[3] <= 0)
		estimate.value = copysign(1, estimate.value);	/* all right or all wrong */
	estimate.ci = mcc_interval(share, root, estimate.value, n, z);
	return estimate;
}

/* Put the mean of recall and specificity together, and its interval from theirs. */
Estimate
balanced_estimate(Estimate recall, Estimate specificity, int64_t n)
{
	Estimate	estimate = {.n = n};

	if (isnan(recall.value) || isnan(specificity.value))
		return undefined_estimate(estimate.n,
								  isnan(recall.value) ? recall.reason : specificity.reason);
	estimate.value = (recall.value + specificity.value) / 2;
	estimate.ci.low = estimate.value - hypot(recall.value - recall.ci.low,
											 specificity.value - specificity.ci.low) / 2;
	estimate.ci.high = estimate.value + hypot(recall.ci.high - recall.value,
											  specificity.ci.high - specificity.value) / 2;
	return estimate;
}

/* Estimate the mean of recall and specificity. */
Estimate
confusion_balanced_accuracy(const Confusion *c, double z)
{
	return balanced_estimate(confusion_rate_estimate(c, RATE_TPR, z),
							 confusion_rate_estimate(c, RATE_TNR, z), confusion_evaluated(c));
}
