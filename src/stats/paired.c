/*
 * paired.c - two models on the same labelled rows: differences of their metrics
 *
 * Both models saw the same requests, so only rows where they disagree tell them apart. Accuracy,
 * recall and specificity are paired proportions: McNemar 1947 (Psychometrika 12, 153), exact, and
 * the interval of Newcombe 1998 (Stat. Med. 17, 2635), method 10. The other metrics are smooth
 * functions of the eight counts and take the delta method: a row's influence on the difference is
 * the challenger's gradient at its cell less the champion's.
 */
#include "stats/paired.h"

#include <math.h>

#include "stats/binomial.h"

const char *const paired_names[PAIRED_COUNT] = {
	"accuracy", "balanced_accuracy", "precision", "recall", "specificity", "npv", "f1", "mcc"
};

/* One model's counts by [label][prediction], and a gradient by the same. */
typedef double Cells[2][2];

/* The lower tail of a fair coin: P(X <= k) of n throws. */
static double
coin_tail(double n, double k)
{
	double		term = binomial_probability(n, k, 0.5);
	double		sum = 0;

	for (; k >= 0 && term > sum * 1e-17; k--)
	{
		sum += term;
		term *= k / (n - k + 1);
	}
	return sum;
}

/* Test exactly: under the null hypothesis each such row is a throw of a fair coin. */
double
mcnemar_exact_p(double b, double c)
{
	return b == c ? 1 : fmin(2 * coin_tail(b + c, fmin(b, c)), 1);
}

/* The same less half the probability of what was seen (Fagerland et al. 2013). */
double
mcnemar_mid_p(double b, double c)
{
	double		seen = binomial_probability(b + c, fmin(b, c), 0.5);

	return b == c ? 1 - seen : 2 * coin_tail(b + c, fmin(b, c)) - seen;
}

/* McNemar's chi-square, with Edwards' correction if asked for. */
double
mcnemar_chi2(double b, double c, int correction)
{
	double		distance = fabs(b - c);

	if (correction)
		distance = fmax(distance - 1, 0);
	return b + c > 0 ? distance * distance / (b + c) : NAN;
}

/* The correlation of two paired proportions, shrunk as Newcombe has it. */
static double
paired_correlation(double both, double b, double c, double neither)
{
	double		margins = sqrt((both + b) * (c + neither)) * sqrt((both + c) * (b + neither));
	double		n = both + b + c + neither;
	double		product = both * neither - b * c;

	if (margins <= 0)
		return 0;
	return (product > 0 ? fmax(product - n / 2, 0) : product) / margins;
}

/* Bound (b - c) / n from two Wilson intervals and the correlation (Newcombe 1998, method 10). */
Limits
interval_paired(double both, double b, double c, double neither, double z)
{
	double		n = both + b + c + neither;
	double		p1 = (both + b) / n;
	double		p2 = (both + c) / n;
	double		phi = paired_correlation(both, b, c, neither);
	Limits	one = interval_wilson(both + b, n, z);
	Limits	two = interval_wilson(both + c, n, z);
	double		down1 = p1 - one.low;
	double		up1 = one.high - p1;
	double		down2 = p2 - two.low;
	double		up2 = two.high - p2;

	return (Limits) {
		(b - c) / n - sqrt(fmax(down1 * down1 - 2 * phi * down1 * up2 + up2 * up2, 0)),
		(b - c) / n + sqrt(fmax(up1 * up1 - 2 * phi * up1 * down2 + down2 * down2, 0))
	};
}

/* Take the rows a paired proportion is of: right twice, by one only, never. */
static void
proportion_cells(const PairedCounts *counts, PairedMetric metric, double right[4])
{
	for (int i = 0; i < 4; i++)
		right[i] = 0;
	for (int y = 0; y < 2; y++)
	{
		if ((metric == PAIRED_RECALL && y == 0) || (metric == PAIRED_SPECIFICITY && y == 1))
			continue;
		for (int p = 0; p < 2; p++)
			for (int q = 0; q < 2; q++)
				right[2 * (q == y) + (p == y)] += counts->cell[y][p][q];
	}
}

/* Compare a paired proportion. The standard error has half a row more on either side. */
static void
compare_proportion(const PairedCounts *counts, PairedMetric metric, double z,
				   PairedDifference *result)
{
	double		right[4];		/* neither, champion only, challenger only, both */
	double		b;
	double		c;
	double		n;

	proportion_cells(counts, metric, right);
	b = right[2];
	c = right[1];
	n = right[0] + b + c + right[3];
	result->n = n;
	if (n <= 0)
		return;
	result->champion = (right[3] + c) / n;
	result->challenger = (right[3] + b) / n;
	result->difference = (b - c) / n;
	result->ci = interval_paired(right[3], b, c, right[0], z);
	result->error = sqrt(b + c + 1 - (b - c) * (b - c) / n) / n;
	result->p_value = mcnemar_exact_p(b, c);
	result->test = "mcnemar_exact";
}

/* Add the gradient of a quotient top / (top + other), times a factor. */
static void
quotient_gradient(double top, double other, double factor, double *d_top, double *d_other)
{
	double		sum = top + other;

	*d_top += factor * other / (sum * sum);
	*d_other -= factor * top / (sum * sum);
}

/* Matthews' coefficient and its gradient. */
static double
mcc_gradient(const Cells x, Cells gradient)
{
	double		row[2] = {x[0][0] + x[0][1], x[1][0] + x[1][1]};
	double		column[2] = {x[0][0] + x[1][0], x[0][1] + x[1][1]};
	double		scale = sqrt(row[0] * row[1]) * sqrt(column[0] * column[1]);
	double		value = (x[1][1] * x[0][0] - x[0][1] * x[1][0]) / scale;

	for (int y = 0; y < 2; y++)
		for (int p = 0; p < 2; p++)
			gradient[y][p] = (y == p ? 1 : -1) * x[1 - y][1 - p] / scale -
				value / 2 * (1 / row[y] + 1 / column[p]);
	return value;
}

/* One model's metric and its gradient by the counts; NaN where it is undefined. */
static double
metric_gradient(const Cells x, PairedMetric metric, Cells gradient)
{
	double		tp = x[1][1];
	double		wrong = x[0][1] + x[1][0];
	double		sum = 2 * tp + wrong;

	for (int i = 0; i < 4; i++)
		(&gradient[0][0])[i] = 0;
	switch (metric)
	{
		case PAIRED_PRECISION:
			quotient_gradient(tp, x[0][1], 1, &gradient[1][1], &gradient[0][1]);
			return tp / (tp + x[0][1]);
		case PAIRED_NPV:
			quotient_gradient(x[0][0], x[1][0], 1, &gradient[0][0], &gradient[1][0]);
			return x[0][0] / (x[0][0] + x[1][0]);
		case PAIRED_BALANCED_ACCURACY:
			quotient_gradient(tp, x[1][0], 0.5, &gradient[1][1], &gradient[1][0]);
			quotient_gradient(x[0][0], x[0][1], 0.5, &gradient[0][0], &gradient[0][1]);
			return (tp / (tp + x[1][0]) + x[0][0] / (x[0][0] + x[0][1])) / 2;
		case PAIRED_F1:
			gradient[1][1] = 2 * wrong / (sum * sum);
			gradient[0][1] = gradient[1][0] = -2 * tp / (sum * sum);
			return 2 * tp / sum;
		default:
			return mcc_gradient(x, gradient);
	}
}

/* Compare a smooth function of the counts by the delta method. */
static void
compare_smooth(const PairedCounts *counts, PairedMetric metric, double z, PairedDifference *result)
{
	Cells		one = {{0}};
	Cells		two = {{0}};
	Cells		gradient1;
	Cells		gradient2;
	double		variance = 0;

	for (int y = 0; y < 2; y++)
		for (int p = 0; p < 2; p++)
			for (int q = 0; q < 2; q++)
			{
				result->n += counts->cell[y][p][q];
				one[y][p] += counts->cell[y][p][q];
				two[y][q] += counts->cell[y][p][q];
			}
	result->champion = metric_gradient(one, metric, gradient1);
	result->challenger = metric_gradient(two, metric, gradient2);
	result->difference = result->challenger - result->champion;
	if (isnan(result->difference))
		return;
	for (int y = 0; y < 2; y++)
		for (int p = 0; p < 2; p++)
			for (int q = 0; q < 2; q++)
			{
				double		influence = gradient2[y][q] - gradient1[y][p];

				/* a quarter row more where they disagree: agreeing on few rows proves little */
				variance += (counts->cell[y][p][q] + (p != q ? 0.25 : 0)) * influence * influence;
			}
	result->error = sqrt(variance);
	result->ci = (Limits) {result->difference - z * result->error,
		result->difference + z * result->error};
	if (variance > 0)
	{
		result->p_value = erfc(fabs(result->difference) / result->error * M_SQRT1_2);
		result->test = "delta";
	}
}

/* Compare one metric of two models. */
PairedDifference
paired_difference(const PairedCounts *counts, PairedMetric metric, double alpha)
{
	PairedDifference result = {NAN, NAN, NAN, {NAN, NAN}, NAN, NAN, NULL, NULL, 0};
	double		z = normal_z(alpha);

	if (metric == PAIRED_ACCURACY || metric == PAIRED_RECALL || metric == PAIRED_SPECIFICITY)
		compare_proportion(counts, metric, z, &result);
	else
		compare_smooth(counts, metric, z, &result);
	if (isnan(result.difference))
		result.reason = result.n == 0 ? "no_denominator" : "undefined_for_one_model";
	return result;
}
