/*
 * classes.c - metrics of a matrix of classes: each class, averages over them, agreement
 *
 * Names and definitions are scikit-learn's, except that 0/0 is undefined here and not 0: an average
 * leaves such a class out and says so.
 *
 * Every metric but weighted kappa is a function of three shares of each class: rows by label, by
 * prediction, and by both. Its gradient in a cell (i, j) is therefore d/d actual_i + d/d
 * predicted_j, and for i = j + d/d correct_i, from which the delta method gives the variance in one
 * pass over the pairs that occur (Agresti 2013, Categorical Data Analysis, 16.1). Averages get
 * their interval on the logit scale, MCC (Gorodkin 2004, Comput. Biol. Chem. 28, 367) on Fisher's
 * z scale, kappa on its own (Fleiss, Cohen and Everitt 1969, Psychol. Bull. 72, 323, which is the
 * delta method, too).
 */
#include "stats/classes.h"

#include <math.h>

#include "stats/sort.h"

static const char no_evaluated[] = "no row has both label and prediction";

/* Partial derivatives of a metric in the shares of each class. */
typedef struct Gradient
{
	double	   *actual;
	double	   *predicted;
	double	   *correct;
} Gradient;

/* Sum the pairs by class. */
void
class_margins(ClassMargins *margins)
{
	margins->n = 0;
	for (size_t i = 0; i < margins->n_classes; i++)
		margins->actual[i] = margins->predicted[i] = margins->correct[i] = 0;
	for (size_t i = 0; i < margins->n_pairs; i++)
	{
		const ClassPair *pair = &margins->pair[i];

		margins->actual[pair->actual] += pair->count;
		margins->predicted[pair->predicted] += pair->count;
		if (pair->actual == pair->predicted)
			margins->correct[pair->actual] += pair->count;
		margins->n += pair->count;
	}
}

/* Begin a gradient: all zero. */
static Gradient
gradient_begin(const ClassMargins *margins)
{
	size_t		n = margins->n_classes;

	for (size_t i = 0; i < 3 * n; i++)
		margins->scratch[i] = 0;
	return (Gradient) {margins->scratch, margins->scratch + n, margins->scratch + 2 * n};
}

/* The standard error that a gradient gives. */
static double
gradient_error(const ClassMargins *margins, const Gradient *gradient)
{
	double		mean = 0;
	double		variance = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < margins->n_pairs; i++)
		{
			const ClassPair *pair = &margins->pair[i];
			double		share = pair->count / margins->n;
			double		slope = gradient->actual[pair->actual] +
				gradient->predicted[pair->predicted] +
				(pair->actual == pair->predicted ? gradient->correct[pair->actual] : 0);

			if (pass == 0)
				mean += share * slope;
			else
				variance += share * (slope - mean) * (slope - mean);
		}
	return sqrt(variance / margins->n);
}

/* Bound a value in (0, 1) on the logit scale; at the ends there is no interval. */
static Limits
logit_limits(double value, double error, double z)
{
	double		logit;
	double		half;

	if (!(value > 0 && value < 1) || !(error > 0))
		return no_interval;
	logit = log(value / (1 - value));
	half = z * error / (value * (1 - value));
	return (Limits) {1 / (1 + exp(half - logit)), 1 / (1 + exp(-half - logit))};
}

/* Count the rows on the diagonal. */
static double
diagonal(const ClassMargins *margins)
{
	double		sum = 0;

	for (size_t i = 0; i < margins->n_classes; i++)
		sum += margins->correct[i];
	return sum;
}

/* Estimate the share of rows predicted right: also micro-averaged precision, recall and F1. */
Estimate
class_accuracy(const ClassMargins *margins, double z)
{
	return proportion_estimate(diagonal(margins), margins->n, z, no_evaluated);
}

/* Estimate the micro-averaged Jaccard index, which accuracy a determines: a / (2 - a). */
Estimate
class_micro_jaccard(const ClassMargins *margins, double z)
{
	Estimate	estimate = class_accuracy(margins, z);

	estimate.value = estimate.value / (2 - estimate.value);
	estimate.ci.low = estimate.ci.low / (2 - estimate.ci.low);
	estimate.ci.high = estimate.ci.high / (2 - estimate.ci.high);
	return estimate;
}

/* The denominator of a rate of a class, in rows; the numerator is `correct` (F1: twice). */
static double
rate_base(const ClassMargins *margins, size_t c, ClassRate rate)
{
	switch (rate)
	{
		case CLASS_PRECISION:
			return margins->predicted[c];
		case CLASS_RECALL:
			return margins->actual[c];
		case CLASS_F1:
			return margins->actual[c] + margins->predicted[c];
		default:
			return margins->actual[c] + margins->predicted[c] - margins->correct[c];
	}
}

/* Compute a rate of one class against the rest. */
double
class_rate(const ClassMargins *margins, size_t c, ClassRate rate)
{
	return (rate == CLASS_F1 ? 2 : 1) * margins->correct[c] / rate_base(margins, c, rate);
}

/* Add a rate's derivatives, times a factor. */
static void
add_rate_slopes(const ClassMargins *margins, Gradient *gradient, size_t c, ClassRate rate,
				double factor)
{
	double		base = rate_base(margins, c, rate) / margins->n;
	double		value = class_rate(margins, c, rate);

	gradient->correct[c] += factor * (rate == CLASS_F1 ? 2 : 1) / base;
	if (rate == CLASS_JACCARD)
		gradient->correct[c] += factor * value / base;
	if (rate != CLASS_RECALL)
		gradient->predicted[c] -= factor * value / base;
	if (rate != CLASS_PRECISION)
		gradient->actual[c] -= factor * value / base;
}

/* Say what an average leaves out. */
static const char *
left_out(ClassRate rate)
{
	if (rate == CLASS_PRECISION)
		return "classes never predicted are left out";
	return rate == CLASS_RECALL ? "classes that no label has are left out" : NULL;
}

/*
 * Average a rate over the classes for which it is defined, equally or with their labels as weights.
 */
Estimate
class_average(const ClassMargins *margins, ClassRate rate, bool weighted, double z)
{
	Estimate	estimate = {.n = margins->n, .ci = no_interval};
	Gradient	gradient = gradient_begin(margins);
	double		sum = 0;
	double		weights = 0;

	for (size_t c = 0; c < margins->n_classes; c++)
		if (rate_base(margins, c, rate) > 0)
		{
			double		weight = weighted ? margins->actual[c] : 1;

			sum += weight * class_rate(margins, c, rate);
			weights += weight;
		}
		else if (weighted ? margins->actual[c] > 0 : margins->actual[c] + margins->predicted[c] > 0)
			estimate.reason = left_out(rate);
	if (weights <= 0)
		return undefined_estimate(margins->n, margins->n > 0 ?
								  "no class with a label was ever predicted" : no_evaluated);
	estimate.value = fmin(1, sum / weights);
	if (z <= 0)
		return estimate;
	for (size_t c = 0; c < margins->n_classes; c++)
		if (rate_base(margins, c, rate) > 0)
		{
			add_rate_slopes(margins, &gradient, c, rate,
							(weighted ? margins->actual[c] : 1) / weights);
			if (weighted)
				gradient.actual[c] += (class_rate(margins, c, rate) - estimate.value) /
					(weights / margins->n);
		}
	estimate.ci = logit_limits(estimate.value, gradient_error(margins, &gradient), z);
	return estimate;
}

/* The large-sample variance of kappa (Fleiss, Cohen and Everitt 1969), times n (1 - chance)^2. */
static double
kappa_variance(const ClassMargins *margins, double kappa, double chance)
{
	double		n = margins->n;
	double		variance = -(kappa - chance * (1 - kappa)) * (kappa - chance * (1 - kappa));

	for (size_t i = 0; i < margins->n_pairs; i++)
	{
		const ClassPair *pair = &margins->pair[i];
		double		share = pair->count / n;
		double		both = margins->predicted[pair->actual] + margins->actual[pair->predicted];
		double		term = both / n * (1 - kappa);

		if (pair->actual == pair->predicted)
			term = 1 - term;
		variance += share * term * term;
	}
	return fmax(variance, 0);
}

/* Estimate Cohen's kappa: agreement beyond chance. */
Estimate
class_kappa(const ClassMargins *margins, double z)
{
	Estimate	estimate = {.n = margins->n, .ci = no_interval};
	double		chance = 0;
	double		half;

	if (margins->n <= 0)
		return undefined_estimate(0, no_evaluated);
	for (size_t i = 0; i < margins->n_classes; i++)
		chance += margins->actual[i] / margins->n * (margins->predicted[i] / margins->n);
	if (chance >= 1)
		return undefined_estimate(margins->n, "labels and predictions are all of one class");
	estimate.value = (diagonal(margins) / margins->n - chance) / (1 - chance);
	half = z * sqrt(kappa_variance(margins, estimate.value, chance) / margins->n) / (1 - chance);
	estimate.ci = (Limits) {fmax(estimate.value - half, -1), fmin(estimate.value + half, 1)};
	return estimate;
}

/* Disagreement of two classes by their numbers. */
static inline double
disagreement(const double *number, size_t i, size_t j, KappaWeights weights)
{
	double		distance = fabs(number[i] - number[j]);

	return weights == KAPPA_LINEAR ? distance : distance * distance;
}

/*
 * Mean disagreement of each class, as a label, with the predictions, and as a prediction with the
 * labels: the slopes of the disagreement expected by chance, which is returned.
 */
static double
chance_disagreement(const ClassMargins *margins, const double *number, KappaWeights weights,
					Gradient *slope)
{
	double		n = margins->n;
	double		chance = 0;

	for (size_t i = 0; i < margins->n_classes; i++)
	{
		if (stats_check_interrupts)
			stats_check_interrupts();
		for (size_t j = 0; j < margins->n_classes; j++)
		{
			double		weight = disagreement(number, i, j, weights);

			slope->actual[i] += weight * (margins->predicted[j] / n);
			slope->predicted[i] += weight * (margins->actual[j] / n);
		}
		chance += margins->actual[i] / n * slope->actual[i];
	}
	return chance;
}

/* Estimate weighted kappa: 1 - disagreement / disagreement by chance (Cohen 1968). */
Estimate
class_weighted_kappa(const ClassMargins *margins, const double *number, KappaWeights weights,
					 double z)
{
	Estimate	estimate = {.n = margins->n, .ci = no_interval};
	Gradient	slope = gradient_begin(margins);
	double		chance;
	double		observed = 0;
	double		variance = 0;
	double		half;

	if (margins->n <= 0)
		return undefined_estimate(0, no_evaluated);
	chance = chance_disagreement(margins, number, weights, &slope);
	if (!(chance > 0))
		return undefined_estimate(margins->n, "labels and predictions are all of one class");
	if (!isfinite(chance))
		return undefined_estimate(margins->n, "class names are numbers too far apart");
	for (size_t i = 0; i < margins->n_pairs; i++)
		observed += margins->pair[i].count / margins->n *
			disagreement(number, margins->pair[i].actual, margins->pair[i].predicted, weights);
	estimate.value = 1 - observed / chance;
	for (size_t i = 0; i < margins->n_pairs; i++)
	{
		const ClassPair *pair = &margins->pair[i];
		double		term = observed / chance *
			(slope.actual[pair->actual] + slope.predicted[pair->predicted]) -
			disagreement(number, pair->actual, pair->predicted, weights);

		/* the terms' mean is observed / chance * 2 chance - observed = observed */
		term = (term - observed) / chance;
		variance += pair->count / margins->n * term * term;
	}
	half = z * sqrt(variance / margins->n);
	estimate.ci = (Limits) {estimate.value - half, fmin(estimate.value + half, 1)};
	return estimate;
}

/* Add MCC's derivatives; xx, yy: 1 - sum of squared shares by prediction and by label. */
static void
add_mcc_slopes(const ClassMargins *margins, Gradient *gradient, double mcc, double xx, double yy)
{
	double		root = sqrt(xx * yy);

	for (size_t c = 0; c < margins->n_classes; c++)
	{
		double		actual = margins->actual[c] / margins->n;
		double		predicted = margins->predicted[c] / margins->n;

		gradient->correct[c] = 1 / root;
		gradient->actual[c] = mcc * actual / yy - predicted / root;
		gradient->predicted[c] = mcc * predicted / xx - actual / root;
	}
}

/* Estimate the correlation of label and prediction over all classes (R_K of Gorodkin 2004). */
Estimate
class_mcc(const ClassMargins *margins, double z)
{
	Estimate	estimate = {.n = margins->n, .ci = no_interval};
	double		n = margins->n;
	double		xx = 1;
	double		yy = 1;
	double		covariance;
	double		error;

	if (n <= 0)
		return undefined_estimate(0, no_evaluated);
	covariance = diagonal(margins) / n;
	for (size_t c = 0; c < margins->n_classes; c++)
	{
		if (margins->actual[c] >= n || margins->predicted[c] >= n)
			return undefined_estimate(n, "labels or predictions are all alike");
		xx -= margins->predicted[c] / n * (margins->predicted[c] / n);
		yy -= margins->actual[c] / n * (margins->actual[c] / n);
		covariance -= margins->actual[c] / n * (margins->predicted[c] / n);
	}
	estimate.value = fmax(-1, fmin(1, covariance / sqrt(xx * yy)));
	if (diagonal(margins) >= n)
		estimate.value = 1;
	if (z > 0 && fabs(estimate.value) < 1)
	{
		Gradient	gradient = gradient_begin(margins);
		double		half;

		add_mcc_slopes(margins, &gradient, estimate.value, xx, yy);
		error = gradient_error(margins, &gradient);
		half = z * error / (1 - estimate.value * estimate.value);
		estimate.ci = (Limits) {tanh(atanh(estimate.value) - half),
		tanh(atanh(estimate.value) + half)};
	}
	return estimate;
}

/* Count the labels of the most frequent class. */
static double
most_frequent(const ClassMargins *margins)
{
	double		most = 0;

	for (size_t c = 0; c < margins->n_classes; c++)
		most = fmax(most, margins->actual[c]);
	return most;
}

/*
 * The average of a rate when the most frequent label is always predicted. Its own precision and
 * Jaccard index are its share q, its F1 is 2 q / (1 + q), its recall 1; those of the other classes
 * are 0, but for their precision, which is undefined.
 */
double
class_constant(const ClassMargins *margins, ClassRate rate, bool weighted)
{
	double		q = most_frequent(margins) / margins->n;
	double		own = rate == CLASS_RECALL ? 1 : rate == CLASS_F1 ? 2 * q / (1 + q) : q;
	size_t		classes = 0;

	if (rate == CLASS_PRECISION)
		return own;
	for (size_t c = 0; c < margins->n_classes; c++)
		classes += margins->actual[c] > 0;
	return weighted ? q * own : own / classes;
}

/* The micro-averaged Jaccard index when the most frequent label is always predicted. */
double
class_constant_micro_jaccard(const ClassMargins *margins)
{
	double		q = most_frequent(margins) / margins->n;

	return q / (2 - q);
}
