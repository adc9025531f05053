/*
 * cells.c - label against prediction, weighted or not, and the metrics that need nothing else
 *
 * Names and definitions are scikit-learn's, except that 0/0 is undefined here and not 0. Intervals:
 * Wilson for proportions, and for F-beta with the number of rows that gives it its delta-method
 * variance (for F1 that is the Wilson interval of tp / (tp + fp + fn), of which F1 is a monotone
 * function); for means of two proportions the two Wilson intervals put together (MOVER: Zou and
 * Donner 2008, Stat. Med. 27, 1693), for differences Newcombe's; for MCC and kappa the delta method,
 * on Fisher's z scale for MCC; for likelihood ratios Katz's.
 */
#include "stats/cells.h"

#include <math.h>

static const char no_evaluated[] = "no row has both label and prediction";
static const char no_weight[] = "all weights are 0";

/* Sets of cells, a bit for each. */
#define CELL(label, predicted) (1 << (3 * (label) + (predicted)))
#define TP CELL(1, 1)
#define FP CELL(0, 1)
#define FN CELL(1, 0)
#define TN CELL(0, 0)
#define EVALUATED (TP | FP | FN | TN)
#define LABEL(label) (CELL(label, 0) | CELL(label, 1) | CELL(label, 2))
#define PREDICTED(predicted) (CELL(0, predicted) | CELL(1, predicted) | CELL(2, predicted))
#define ALL 0x1FF

/* What a set of cells holds. */
typedef struct Part
{
	double		weight;
	double		n;				/* effective rows */
	int64_t		rows;
} Part;

/* Take counts for cells: every row weighs 1. */
void
cells_of_counts(Cells *cells, const Confusion *counts)
{
	for (int label = 0; label < 3; label++)
		for (int predicted = 0; predicted < 3; predicted++)
		{
			cells->rows[label][predicted] = counts->cell[label][predicted];
			cells->weight[label][predicted] = (double) counts->cell[label][predicted];
			cells->square[label][predicted] = (double) counts->cell[label][predicted];
		}
}

/* Read one of the weights. */
double
cells_at(const Cells *cells, int label, int predicted)
{
	return cells->weight[label][predicted];
}

/* Add up a set of cells. */
static Part
part_of(const Cells *cells, int set)
{
	Part		part = {0, 0, 0};
	double		square = 0;

	for (int i = 0; i < CONFUSION_CELLS; i++)
		if (set & (1 << i))
		{
			part.weight += cells->weight[i / 3][i % 3];
			square += cells->square[i / 3][i % 3];
			part.rows += cells->rows[i / 3][i % 3];
		}
	part.n = effective_rows(part.weight, square);
	return part;
}

/* The weight of rows with label and prediction. */
double
cells_evaluated(const Cells *cells)
{
	return part_of(cells, EVALUATED).weight;
}

/* The share of positive labels among rows with label and prediction. */
double
cells_base(const Cells *cells)
{
	return part_of(cells, TP | FN).weight / part_of(cells, EVALUATED).weight;
}

/* Bound a share whose variance is known: Wilson with the rows that a proportion would need. */
Limits
share_limits(double share, double variance, double n, double z)
{
	if (variance > 0 && share > 0 && share < 1)
		n = share * (1 - share) / variance;
	return n > 0 ? interval_wilson(share * n, n, z) : no_interval;
}

/* Estimate the share of some cells in others. */
static Estimate
share(const Cells *cells, int some, int others, double z, const char *undefined)
{
	Part		part = part_of(cells, others);
	Estimate	estimate = {.n = part.rows};

	if (part.weight <= 0)
		return undefined_estimate(part.rows, part.rows > 0 ? no_weight : undefined);
	estimate.value = fmin(1, part_of(cells, some & others).weight / part.weight);
	estimate.ci = interval_wilson(estimate.value * part.n, part.n, z);
	return estimate;
}

/* Estimate a rate with its Wilson interval. */
Estimate
cells_rate(const Cells *cells, Rate rate, double z)
{
	static const int set[][2] = {
		[RATE_SELECTION] = {PREDICTED(1), PREDICTED(0) | PREDICTED(1)},
		[RATE_BASE] = {LABEL(1), LABEL(0) | LABEL(1)},
		[RATE_TPR] = {TP, TP | FN},
		[RATE_FNR] = {FN, TP | FN},
		[RATE_FPR] = {FP, FP | TN},
		[RATE_TNR] = {TN, FP | TN},
		[RATE_PPV] = {TP, TP | FP},
		[RATE_FDR] = {FP, TP | FP},
		[RATE_NPV] = {TN, TN | FN},
		[RATE_FOR] = {FN, TN | FN},
		[RATE_ACCURACY] = {TP | TN, EVALUATED},
		[RATE_ERROR] = {FP | FN, EVALUATED},
		[RATE_LABEL_COVERAGE] = {LABEL(0) | LABEL(1), ALL},
		[RATE_COUNT] = {LABEL(0) | LABEL(1), ALL},
	};

	return share(cells, set[rate][0], set[rate][1], z, rate_undefined(rate));
}

/* Estimate F-beta, (1 + b^2) tp / ((1 + b^2) tp + b^2 fn + fp). */
Estimate
cells_f(const Cells *cells, double beta, double z)
{
	Part		part = part_of(cells, TP | FP | FN);
	double		b2 = beta * beta;
	double		gain = (1 + b2) * cells->weight[1][1];
	double		whole = gain + b2 * cells->weight[1][0] + cells->weight[0][1];
	Estimate	estimate = {.n = part_of(cells, EVALUATED).rows};
	double		f;
	double		variance;

	if (whole <= 0)
		return undefined_estimate(estimate.n, part.rows > 0 ? no_weight :
								  "no positive label and no positive prediction");
	estimate.value = f = gain / whole;
	if (beta == 1)
	{
		/* with J = tp / (tp + fp + fn), F1 = 2 J / (1 + J) */
		Limits		jaccard = interval_wilson(f / (2 - f) * part.n, part.n, z);

		estimate.ci.low = 2 * jaccard.low / (1 + jaccard.low);
		estimate.ci.high = 2 * jaccard.high / (1 + jaccard.high);
		return estimate;
	}
	variance = (cells->square[1][1] * (1 + b2) * (1 - f) * (1 + b2) * (1 - f) +
				cells->square[1][0] * b2 * f * b2 * f +
				cells->square[0][1] * f * f) / whole / whole;
	estimate.ci = share_limits(f, variance, part.n, z);
	return estimate;
}

/* Estimate the Jaccard index, tp / (tp + fp + fn). */
Estimate
cells_jaccard(const Cells *cells, double z)
{
	Estimate	estimate = share(cells, TP, TP | FP | FN, z,
								 "no positive label and no positive prediction");

	estimate.n = part_of(cells, EVALUATED).rows;
	return estimate;
}

/* The shares of tp, fn, fp, tn; false where there is nothing to share. */
static bool
four_shares(const Cells *cells, double share[4], Part *whole)
{
	*whole = part_of(cells, EVALUATED);
	for (int i = 0; i < 4; i++)
		share[i] = cells->weight[1 - i / 2][1 - i % 2] / whole->weight;
	return whole->weight > 0;
}

/* The variance of a function of the four shares from its gradient, with these weights. */
static double
delta_variance(const Cells *cells, const double share[4], const double gradient[4])
{
	double		whole = cells_evaluated(cells);
	double		mean = 0;
	double		sum = 0;

	for (int i = 0; i < 4; i++)
		mean += share[i] * gradient[i];
	for (int i = 0; i < 4; i++)
		sum += cells->square[1 - i / 2][1 - i % 2] * (gradient[i] - mean) * (gradient[i] - mean);
	return sum / whole / whole;
}

/* Estimate Matthews' correlation coefficient, the phi coefficient of the 2x2 table. */
Estimate
cells_mcc(const Cells *cells, double z)
{
	double		share[4];
	double		gradient[4];
	double		row[2];
	double		column[2];
	double		root;
	double		mcc;
	double		half;
	Part		whole;
	Estimate	estimate = {.ci = no_interval};

	if (!four_shares(cells, share, &whole))
		return undefined_estimate(whole.rows, whole.rows > 0 ? no_weight : no_evaluated);
	estimate.n = whole.rows;
	row[0] = share[0] + share[1];
	row[1] = share[2] + share[3];
	column[0] = share[0] + share[2];
	column[1] = share[1] + share[3];
	root = sqrt(row[0] * row[1]) * sqrt(column[0] * column[1]);
	if (root <= 0)
		return undefined_estimate(whole.rows, "labels or predictions are all alike");
	mcc = fmax(-1, fmin(1, (share[0] * share[3] - share[1] * share[2]) / root));
	if (share[1] + share[2] <= 0 || share[0] + share[3] <= 0)
		mcc = copysign(1, mcc); /* all right or all wrong */
	estimate.value = mcc;
	if (fabs(mcc) >= 1)
		return estimate;
	for (int i = 0; i < 4; i++)
		gradient[i] = (i == 0 || i == 3 ? share[3 - i] : -share[3 - i]) / root -
			mcc / 2 * (1 / row[i / 2] + 1 / column[i % 2]);
	half = z * sqrt(delta_variance(cells, share, gradient)) / (1 - mcc * mcc);
	estimate.ci = (Limits) {tanh(atanh(mcc) - half), tanh(atanh(mcc) + half)};
	return estimate;
}

/* Estimate Cohen's kappa: agreement beyond chance. */
Estimate
cells_kappa(const Cells *cells, double z)
{
	double		share[4];
	double		gradient[4];
	double		chance;
	double		right;
	double		half;
	Part		whole;
	Estimate	estimate = {.ci = no_interval};

	if (!four_shares(cells, share, &whole))
		return undefined_estimate(whole.rows, whole.rows > 0 ? no_weight : no_evaluated);
	estimate.n = whole.rows;
	right = share[0] + share[3];
	chance = (share[0] + share[1]) * (share[0] + share[2]) +
		(share[2] + share[3]) * (share[1] + share[3]);
	if (chance >= 1)
		return undefined_estimate(whole.rows, "labels and predictions are all of one class");
	estimate.value = (right - chance) / (1 - chance);
	for (int i = 0; i < 4; i++)
	{
		/* how chance agreement moves with this cell: the other margin of its row and its column */
		double		moves = share[0] * (i / 2 == 0) + share[2] * (i / 2 == 0) +
			(share[1] + share[3]) * (i / 2 == 1) + (share[0] + share[1]) * (i % 2 == 0) +
			(share[2] + share[3]) * (i % 2 == 1);

		gradient[i] = (i == 0 || i == 3) / (1 - chance) -
			(1 - right) / (1 - chance) / (1 - chance) * moves;
	}
	half = z * sqrt(delta_variance(cells, share, gradient));
	estimate.ci = (Limits) {fmax(estimate.value - half, -1), fmin(estimate.value + half, 1)};
	return estimate;
}

/* Estimate the mean of recall and specificity. */
Estimate
cells_balanced_accuracy(const Cells *cells, double z)
{
	return balanced_estimate(cells_rate(cells, RATE_TPR, z), cells_rate(cells, RATE_TNR, z),
							 part_of(cells, EVALUATED).rows);
}

/* Estimate the difference of two proportions (Newcombe 1998, method 10). */
static Estimate
difference(Estimate one, Estimate two, int64_t n)
{
	Estimate	estimate = {.n = n};

	if (isnan(one.value) || isnan(two.value))
		return undefined_estimate(n, isnan(one.value) ? one.reason : two.reason);
	estimate.value = one.value - two.value;
	estimate.ci.low = estimate.value - hypot(one.value - one.ci.low, two.ci.high - two.value);
	estimate.ci.high = estimate.value + hypot(one.ci.high - one.value, two.value - two.ci.low);
	return estimate;
}

/* Estimate Youden's J, recall + specificity - 1. */
Estimate
cells_informedness(const Cells *cells, double z)
{
	return difference(cells_rate(cells, RATE_TPR, z), cells_rate(cells, RATE_FPR, z),
					  part_of(cells, EVALUATED).rows);
}

/* Estimate precision + negative predictive value - 1. */
Estimate
cells_markedness(const Cells *cells, double z)
{
	return difference(cells_rate(cells, RATE_PPV, z), cells_rate(cells, RATE_FOR, z),
					  part_of(cells, EVALUATED).rows);
}

/* Estimate the geometric mean of recall and specificity; limits put together as logarithms. */
Estimate
cells_g_mean(const Cells *cells, double z)
{
	Estimate	one = cells_rate(cells, RATE_TPR, z);
	Estimate	two = cells_rate(cells, RATE_TNR, z);
	Estimate	estimate = {.n = part_of(cells, EVALUATED).rows};

	if (isnan(one.value) || isnan(two.value))
		return undefined_estimate(estimate.n, isnan(one.value) ? one.reason : two.reason);
	estimate.value = sqrt(one.value * two.value);
	if (estimate.value > 0)
	{
		estimate.ci.low = estimate.value * exp(-hypot(log(one.value / one.ci.low),
													  log(two.value / two.ci.low)) / 2);
		estimate.ci.high = fmin(1, estimate.value * exp(hypot(log(one.ci.high / one.value),
															 log(two.ci.high / two.value)) / 2));
	}
	else
		estimate.ci = (Limits) {0, sqrt(one.ci.high * two.ci.high)};
	return estimate;
}

/* Estimate how much more often positive rows than negative ones get this prediction. */
Estimate
cells_likelihood_ratio(const Cells *cells, bool positive, double z)
{
	Estimate	one = cells_rate(cells, positive ? RATE_TPR : RATE_FNR, z);
	Estimate	two = cells_rate(cells, positive ? RATE_FPR : RATE_TNR, z);
	double		n1 = part_of(cells, TP | FN).n;
	double		n0 = part_of(cells, FP | TN).n;
	Estimate	estimate = {.n = part_of(cells, EVALUATED).rows};

	if (isnan(one.value) || isnan(two.value))
		return undefined_estimate(estimate.n, isnan(one.value) ? one.reason : two.reason);
	if (two.value <= 0)
		return undefined_estimate(estimate.n, positive ? "no false positive" : "no true negative");
	estimate.value = one.value / two.value;
	estimate.ci = interval_katz(one.value * n1, n1, two.value * n0, n0, z);
	return estimate;
}

/* Estimate the mean cost of a row. */
Estimate
cells_cost(const Cells *cells, const CostMatrix *cost, double z)
{
	double		each[4] = {cost->tp, cost->fn, cost->fp, cost->tn};
	double		share[4];
	double		half;
	Part		whole;
	Estimate	estimate = {.ci = no_interval};

	if (!four_shares(cells, share, &whole))
		return undefined_estimate(whole.rows, whole.rows > 0 ? no_weight : no_evaluated);
	estimate.n = whole.rows;
	for (int i = 0; i < 4; i++)
		estimate.value += share[i] > 0 ? share[i] * each[i] : 0;
	if (whole.n > 1)
	{
		half = z * sqrt(delta_variance(cells, share, each) * (whole.n / (whole.n - 1)));
		estimate.ci = (Limits) {estimate.value - half, estimate.value + half};
	}
	return estimate;
}
