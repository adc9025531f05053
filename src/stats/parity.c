/*
 * parity.c - named disparities of one group against another, and inequality over all groups
 *
 * The names, formulas and signs are those of AIF360 (group minus reference) and of SageMaker
 * Clarify (mostly reference minus group); nothing but the counts of label against prediction is
 * needed. Where those print 0 for 0/0 a value here is undefined and says why.
 *
 * Intervals: Newcombe and Katz for one rate. A mean of differences takes square-and-add over its
 * four Wilson intervals (MOVER, Zou and Donner 2008, Stat. Med. 27, 1693), whose proportions are
 * independent given the margins. The worst of two, and means of absolute values, take two
 * intervals at half the alpha (Bonferroni), which is conservative but holds.
 */
#include "stats/parity.h"

#include <math.h>

#define NONE RATE_COUNT

const Parity parities[] = {
	{"statistical_parity_difference", "AIF360", PARITY_DIFFERENCE, RATE_SELECTION, NONE, 1},
	{"disparate_impact", "AIF360", PARITY_RATIO, RATE_SELECTION, NONE, 1},
	{"equal_opportunity_difference", "AIF360", PARITY_DIFFERENCE, RATE_TPR, NONE, 1},
	{"equal_opportunity_ratio", "fairlearn", PARITY_RATIO, RATE_TPR, NONE, 1},
	{"average_odds_difference", "AIF360", PARITY_MEAN, RATE_TPR, RATE_FPR, 1},
	{"average_abs_odds_difference", "AIF360", PARITY_MEAN_ABS, RATE_TPR, RATE_FPR, 1},
	{"equalized_odds_difference", "AIF360", PARITY_WORST, RATE_TPR, RATE_FPR, 1},
	{"average_predictive_value_difference", "AIF360", PARITY_MEAN, RATE_PPV, RATE_FOR, 1},
	{"predictive_parity_difference", "Databricks", PARITY_DIFFERENCE, RATE_PPV, NONE, 1},
	{"predictive_parity_ratio", "aequitas", PARITY_RATIO, RATE_PPV, NONE, 1},
	{"fpr_difference", "AIF360", PARITY_DIFFERENCE, RATE_FPR, NONE, 1},
	{"fpr_ratio", "AIF360", PARITY_RATIO, RATE_FPR, NONE, 1},
	{"fnr_difference", "AIF360", PARITY_DIFFERENCE, RATE_FNR, NONE, 1},
	{"fnr_ratio", "AIF360", PARITY_RATIO, RATE_FNR, NONE, 1},
	{"tnr_difference", "fairlearn", PARITY_DIFFERENCE, RATE_TNR, NONE, 1},
	{"tnr_ratio", "aequitas", PARITY_RATIO, RATE_TNR, NONE, 1},
	{"fdr_difference", "AIF360", PARITY_DIFFERENCE, RATE_FDR, NONE, 1},
	{"fdr_ratio", "AIF360", PARITY_RATIO, RATE_FDR, NONE, 1},
	{"for_difference", "AIF360", PARITY_DIFFERENCE, RATE_FOR, NONE, 1},
	{"for_ratio", "AIF360", PARITY_RATIO, RATE_FOR, NONE, 1},
	{"npv_difference", "Clarify", PARITY_DIFFERENCE, RATE_NPV, NONE, 1},
	{"npv_ratio", "aequitas", PARITY_RATIO, RATE_NPV, NONE, 1},
	{"accuracy_difference", "fairlearn", PARITY_DIFFERENCE, RATE_ACCURACY, NONE, 1},
	{"accuracy_ratio", "fairlearn", PARITY_RATIO, RATE_ACCURACY, NONE, 1},
	{"error_rate_difference", "AIF360", PARITY_DIFFERENCE, RATE_ERROR, NONE, 1},
	{"error_rate_ratio", "AIF360", PARITY_RATIO, RATE_ERROR, NONE, 1},
	{"base_rate_difference", "AIF360", PARITY_DIFFERENCE, RATE_BASE, NONE, 1},
	{"base_rate_ratio", "AIF360", PARITY_RATIO, RATE_BASE, NONE, 1},
	{"class_imbalance", "AIF360", PARITY_SHARE, NONE, NONE, 1},
	{"treatment_equality", "Clarify", PARITY_TREATMENT, NONE, NONE, 1},
	{"ci", "Clarify", PARITY_SHARE_LEAD, NONE, NONE, 1},
	{"dpl", "Clarify", PARITY_LEAD, RATE_BASE, NONE, 1},
	{"kl", "Clarify", PARITY_KL, RATE_BASE, NONE, 1},
	{"js", "Clarify", PARITY_JS, RATE_BASE, NONE, 1},
	{"lp", "Clarify", PARITY_DISTANCE, RATE_BASE, NONE, M_SQRT2},
	{"tvd", "Clarify", PARITY_DISTANCE, RATE_BASE, NONE, 1},
	{"ks", "Clarify", PARITY_DISTANCE, RATE_BASE, NONE, 1},
	{"dppl", "Clarify", PARITY_LEAD, RATE_SELECTION, NONE, 1},
	{"dca", "Clarify", PARITY_ACCEPTANCE, NONE, NONE, 1},
	{"dcr", "Clarify", PARITY_REJECTION, NONE, NONE, 1},
	{"rd", "Clarify", PARITY_LEAD, RATE_TPR, NONE, 1},
	{"sd", "Clarify", PARITY_DIFFERENCE, RATE_TNR, NONE, 1},
	{"dar", "Clarify", PARITY_LEAD, RATE_PPV, NONE, 1},
	{"drr", "Clarify", PARITY_DIFFERENCE, RATE_NPV, NONE, 1},
	{"ad", "Clarify", PARITY_LEAD, RATE_ACCURACY, NONE, 1},
};

const int	parities_count = sizeof(parities) / sizeof(parities[0]);

/* A rate of both sides. */
typedef struct Pair
{
	double		k1;
	double		n1;
	double		k2;
	double		n2;
	double		difference;		/* d - a */
	const char *missing;		/* why it cannot be compared, or NULL */
} Pair;

/* Say which side is too small; NULL: neither. */
static const char *
too_small(int64_t n1, int64_t n2, int64_t min_n)
{
	if (n1 < 1)
		return "no_denominator";
	if (n1 < min_n)
		return "denominator_below_min_n";
	return n2 < 1 || n2 < min_n ? "reference_below_min_n" : NULL;
}

/* Take a rate of both sides. */
static Pair
pair_of(const Confusion *d, const Confusion *a, Rate rate, int64_t min_n)
{
	int64_t		k1;
	int64_t		n1;
	int64_t		k2;
	int64_t		n2;

	confusion_rate(d, rate, &k1, &n1);
	confusion_rate(a, rate, &k2, &n2);
	return (Pair) {k1, n1, k2, n2, (double) k1 / n1 - (double) k2 / n2, too_small(n1, n2, min_n)};
}

/* Newcombe's interval of a pair. */
static Limits
pair_limits(const Pair *pair, double alpha)
{
	return interval_newcombe(pair->k1, pair->n1, pair->k2, pair->n2, normal_z(alpha));
}

/* Turn limits of a difference into limits of its absolute value. */
static Limits
limits_abs(Limits limits)
{
	double		low = fabs(limits.low);
	double		high = fabs(limits.high);

	return (Limits) {limits.low <= 0 && limits.high >= 0 ? 0 : fmin(low, high), fmax(low, high)};
}

/* Turn limits around 0. */
static Limits
limits_negated(Limits limits)
{
	return (Limits) {-limits.high, -limits.low};
}

/* Fill a disparity of one rate. */
static void
one_rate(const Parity *parity, const Pair *pair, double alpha, Estimate *estimate)
{
	Limits	limits = pair_limits(pair, alpha);

	switch (parity->kind)
	{
		case PARITY_LEAD:
			estimate->value = -pair->difference;
			estimate->ci = limits_negated(limits);
			break;
		case PARITY_DISTANCE:
			limits = limits_abs(limits);
			estimate->value = fabs(pair->difference) * parity->factor;
			estimate->ci = (Limits) {limits.low * parity->factor, limits.high * parity->factor};
			break;
		case PARITY_RATIO:
			if (pair->k2 <= 0)
			{
				*estimate = undefined_estimate(estimate->n, "reference_zero");
				return;
			}
			estimate->value = (pair->k1 / pair->n1) / (pair->k2 / pair->n2);
			estimate->ci = interval_katz(pair->k1, pair->n1, pair->k2, pair->n2, normal_z(alpha));
			if (pair->k1 <= 0)
				estimate->ci.low = 0;
			break;
		default:
			estimate->value = pair->difference;
			estimate->ci = limits;
	}
}

/* Fill a disparity of two rates. */
static void
two_rates(const Parity *parity, const Pair *one, const Pair *two, double alpha, Estimate *estimate)
{
	double		x = fabs(one->difference);
	double		y = fabs(two->difference);

	if (parity->kind == PARITY_MEAN)
	{
		Limits	p = pair_limits(one, alpha);
		Limits	q = pair_limits(two, alpha);
		double		mean = (one->difference + two->difference) / 2;

		estimate->value = mean;
		estimate->ci.low = mean - hypot(one->difference - p.low, two->difference - q.low) / 2;
		estimate->ci.high = mean + hypot(p.high - one->difference, q.high - two->difference) / 2;
	}
	else
	{
		bool		worst = parity->kind == PARITY_WORST;
		Limits	p = limits_abs(pair_limits(one, alpha / 2));
		Limits	q = limits_abs(pair_limits(two, alpha / 2));

		estimate->value = worst ? fmax(x, y) : (x + y) / 2;
		estimate->ci.low = worst ? fmax(p.low, q.low) : (p.low + q.low) / 2;
		estimate->ci.high = worst ? fmax(p.high, q.high) : (p.high + q.high) / 2;
	}
}

/* One term of a Kullback-Leibler divergence; 0 ln 0 is 0. */
static double
kl_term(double p, double q)
{
	return p > 0 ? p * log(p / q) : 0;
}

/* Divergence of the two-point distributions of a rate. */
static double
divergence(const Pair *pair, ParityKind kind)
{
	double		d = pair->k1 / pair->n1;
	double		a = pair->k2 / pair->n2;
	double		m = (a + d) / 2;

	if (kind == PARITY_KL)
		return kl_term(a, d) + kl_term(1 - a, 1 - d);
	return (kl_term(a, m) + kl_term(1 - a, 1 - m) + kl_term(d, m) + kl_term(1 - d, 1 - m)) / 2;
}

/* Fill the imbalance of group sizes: a share, so Wilson's interval carries over. */
static void
shares(const Parity *parity, int64_t n1, int64_t n2, double alpha, Estimate *estimate)
{
	Limits	limits = interval_wilson(n1, (double) n1 + n2, normal_z(alpha));

	estimate->value = (double) (n1 - n2) / (n1 + n2);
	estimate->ci = (Limits) {2 * limits.low - 1, 2 * limits.high - 1};
	if (parity->kind == PARITY_SHARE_LEAD)
	{
		estimate->value = -estimate->value;
		estimate->ci = limits_negated(estimate->ci);
	}
}

/* Fill a difference of two quotients of counts, for which no interval is offered. */
static void
quotients(double k1, double n1, double k2, double n2, double sign, Estimate *estimate)
{
	if (n1 <= 0 || n2 <= 0)
		estimate->reason = n1 <= 0 ? "no_denominator" : "reference_zero";
	else
		estimate->value = sign * (k1 / n1 - k2 / n2);
}

/* Fill the disparities that are differences of quotients. */
static void
count_quotients(const Parity *parity, const Confusion *d, const Confusion *a, Estimate *estimate)
{
	if (parity->kind == PARITY_TREATMENT)
		quotients(confusion_fn(d), confusion_fp(d), confusion_fn(a), confusion_fp(a), 1, estimate);
	else if (parity->kind == PARITY_ACCEPTANCE)
		quotients(confusion_tp(d) + confusion_fn(d), confusion_tp(d) + confusion_fp(d),
				  confusion_tp(a) + confusion_fn(a), confusion_tp(a) + confusion_fp(a), -1,
				  estimate);
	else
		quotients(confusion_tn(d) + confusion_fp(d), confusion_tn(d) + confusion_fn(d),
				  confusion_tn(a) + confusion_fp(a), confusion_tn(a) + confusion_fn(a), 1,
				  estimate);
}

/* Fill the disparities that no rate is behind. */
static Estimate
parity_of_counts(const Parity *parity, const Confusion *d, const Confusion *a, double alpha,
				 int64_t min_n)
{
	bool		rows = parity->kind == PARITY_SHARE || parity->kind == PARITY_SHARE_LEAD;
	int64_t		n1 = rows ? confusion_rows(d) : confusion_evaluated(d);
	int64_t		n2 = rows ? confusion_rows(a) : confusion_evaluated(a);
	Estimate	estimate = undefined_estimate(n1, too_small(n1, n2, min_n));

	if (estimate.reason != NULL)
		return estimate;
	if (rows)
		shares(parity, n1, n2, alpha, &estimate);
	else
		count_quotients(parity, d, a, &estimate);
	return estimate;
}

/* Compute one disparity of group d against a. */
Estimate
parity_estimate(const Parity *parity, const Confusion *d, const Confusion *a, double alpha,
				int64_t min_n)
{
	Pair		one;
	Pair		two;
	Estimate	estimate;

	if (parity->rate == NONE)
		return parity_of_counts(parity, d, a, alpha, min_n);
	one = pair_of(d, a, parity->rate, min_n);
	estimate = undefined_estimate(one.n1, one.missing);
	if (one.missing != NULL)
		return estimate;
	if (parity->second != NONE)
	{
		two = pair_of(d, a, parity->second, min_n);
		estimate.n += two.n1;
		estimate.reason = two.missing;
		if (two.missing == NULL)
			two_rates(parity, &one, &two, alpha, &estimate);
	}
	else if (parity->kind == PARITY_KL || parity->kind == PARITY_JS)
		estimate.value = divergence(&one, parity->kind);
	else
		one_rate(parity, &one, alpha, &estimate);
	return estimate;
}

/* One term of the generalized entropy at b / mean = x, times its rows. */
static double
entropy_term(double x, double rows, double power)
{
	if (rows <= 0)
		return 0;
	if (power == 1)
		return x > 0 ? rows * x * log(x) : 0;
	if (power == 0)
		return -rows * log(x);
	return rows * (pow(x, power) - 1) / (power * (power - 1));
}

/* Finish an entropy: a benefit of 0 makes powers up to 0 infinite. */
static Estimate
entropy_estimate(double sum, double n)
{
	if (isinf(sum))
		return undefined_estimate(n, "infinite_for_a_benefit_of_0");
	return (Estimate) {.value = sum / n, .ci = no_interval, .n = n};
}

/* Sum up benefits: 0 for a false negative, 2 for a false positive, 1 otherwise. */
static double
benefits(const Confusion *group, size_t n, double *fn, double *fp, double *rows)
{
	*fn = *fp = *rows = 0;
	for (size_t i = 0; i < n; i++)
	{
		*fn += confusion_fn(&group[i]);
		*fp += confusion_fp(&group[i]);
		*rows += confusion_evaluated(&group[i]);
	}
	return (*rows - *fn + *fp) / *rows;
}

/* Generalized entropy of the rows' benefits (Speicher et al. 2018). */
Estimate
entropy_index(const Confusion *group, size_t n, double power)
{
	double		fn;
	double		fp;
	double		rows;
	double		mean = benefits(group, n, &fn, &fp, &rows);

	if (rows <= 0)
		return undefined_estimate(0, "no_denominator");
	if (mean <= 0)
		return undefined_estimate(rows, "all_benefits_are_0");
	return entropy_estimate(entropy_term(0, fn, power) +
							entropy_term(1 / mean, rows - fn - fp, power) +
							entropy_term(2 / mean, fp, power), rows);
}

/* The same with every benefit replaced by the mean of its group. */
Estimate
entropy_index_between(const Confusion *group, size_t n, double power)
{
	double		fn;
	double		fp;
	double		rows;
	double		mean = benefits(group, n, &fn, &fp, &rows);
	double		sum = 0;

	if (rows <= 0)
		return undefined_estimate(0, "no_denominator");
	if (mean <= 0)
		return undefined_estimate(rows, "all_benefits_are_0");
	for (size_t i = 0; i < n; i++)
	{
		double		own;

		if (confusion_evaluated(&group[i]) < 1)
			continue;
		own = benefits(&group[i], 1, &fn, &fp, &rows);
		sum += entropy_term(own / mean, rows, power);
	}
	benefits(group, n, &fn, &fp, &rows);
	return entropy_estimate(sum, rows);
}

/* Largest |log ratio| over pairs of groups and both outcomes (Foulds et al. 2020). */
Estimate
differential_fairness(const Confusion *group, size_t n, Rate rate, double concentration)
{
	double		low = INFINITY;
	double		high = -INFINITY;
	int64_t		rows = 0;
	size_t		found = 0;

	for (size_t i = 0; i < n; i++)
	{
		int64_t		k;
		int64_t		m;
		double		smoothed;

		confusion_rate(&group[i], rate, &k, &m);
		if (m < 1)
			continue;
		smoothed = (k + concentration / 2) / (m + concentration);
		low = fmin(low, smoothed);
		high = fmax(high, smoothed);
		rows += m;
		found++;
	}
	if (found < 2)
		return undefined_estimate(rows, "fewer_than_two_groups");
	if (low == high)
		return (Estimate) {.value = 0, .ci = no_interval, .n = rows};
	return (Estimate) {.value = fmax(log(high / low), log((1 - low) / (1 - high))),
		.ci = no_interval, .n = rows};
}

/* Share of group d among the rejected minus its share among the accepted; NaN: one is empty. */
double
demographic_disparity(const Confusion *group, size_t n, size_t d, bool of_labels, int64_t *weight)
{
	Rate		rate = of_labels ? RATE_BASE : RATE_SELECTION;
	int64_t		accepted = 0;
	int64_t		k;
	int64_t		m;

	*weight = 0;
	for (size_t i = 0; i < n; i++)
	{
		confusion_rate(&group[i], rate, &k, &m);
		accepted += k;
		*weight += m;
	}
	if (accepted < 1 || accepted == *weight)
		return NAN;
	if (d >= n)
		return 0;				/* the group does not occur: it has no share in either */
	confusion_rate(&group[d], rate, &k, &m);
	return (double) (m - k) / (*weight - accepted) - (double) k / accepted;
}
