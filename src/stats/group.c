/*
 * group.c - compare rates between groups: gaps, ratios, and each group with a reference
 *
 * Gaps and ratios are fairlearn's (largest minus smallest rate, smallest over largest; equalized
 * odds the worse of TPR and FPR), but a group without a denominator is left out and never counts as
 * 0. The comparison with a reference follows the rule of US employment law (29 CFR 1607.4 D) in
 * asking for two things at once: a difference that is significant and one that matters.
 */
#include "stats/group.h"

#include <math.h>
#include <string.h>

#define SMALL_EXPECTED_CELL 5	/* below it the z test gives way to Fisher's (Cochran 1954) */

const GapName gap_names[] = {
	{"selection_rate", RATE_SELECTION},
	{"base_rate", RATE_BASE},
	{"tpr", RATE_TPR},
	{"fnr", RATE_FNR},
	{"fpr", RATE_FPR},
	{"tnr", RATE_TNR},
	{"ppv", RATE_PPV},
	{"fdr", RATE_FDR},
	{"npv", RATE_NPV},
	{"for", RATE_FOR},
	{"accuracy", RATE_ACCURACY},
	{"error_rate", RATE_ERROR},
	{"label_coverage", RATE_LABEL_COVERAGE},
	{"equalized_odds", GAP_EQUALIZED_ODDS},
	{"equalized_odds_mean", GAP_EQUALIZED_ODDS_MEAN},
	{"demographic_parity", RATE_SELECTION},
	{"statistical_parity", RATE_SELECTION},
	{"disparate_impact", RATE_SELECTION},
	{"equal_opportunity", RATE_TPR},
	{"recall", RATE_TPR},
	{"sensitivity", RATE_TPR},
	{"predictive_equality", RATE_FPR},
	{"specificity", RATE_TNR},
	{"predictive_parity", RATE_PPV},
	{"precision", RATE_PPV},
	{"accuracy_equality", RATE_ACCURACY},
};

const size_t gap_names_count = sizeof(gap_names) / sizeof(gap_names[0]);

/* Find a name; -1 when there is no such. */
int
gap_find(const char *name, size_t length)
{
	for (size_t i = 0; i < gap_names_count; i++)
		if (strlen(gap_names[i].name) == length && memcmp(gap_names[i].name, name, length) == 0)
			return gap_names[i].metric;
	return -1;
}

/* Find the extremes of a rate over the groups that have one; false when fewer than two do. */
static bool
rate_range(const Confusion *group, size_t n, Rate rate, int64_t min_n, double *low, double *high)
{
	size_t		found = 0;

	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < n; i++)
	{
		int64_t		numerator;
		int64_t		denominator;

		confusion_rate(&group[i], rate, &numerator, &denominator);
		if (denominator < 1 || denominator < min_n)
			continue;
		*low = fmin(*low, (double) numerator / denominator);
		*high = fmax(*high, (double) numerator / denominator);
		found++;
	}
	return found >= 2;
}

/* Largest minus smallest rate. */
double
group_gap(const Confusion *group, size_t n, int metric, int64_t min_n)
{
	double		low;
	double		high;

	if (metric >= RATE_COUNT)
	{
		double		tpr = group_gap(group, n, RATE_TPR, min_n);
		double		fpr = group_gap(group, n, RATE_FPR, min_n);

		if (isnan(tpr) || isnan(fpr))
			return NAN;
		return metric == GAP_EQUALIZED_ODDS ? fmax(tpr, fpr) : (tpr + fpr) / 2;
	}
	return rate_range(group, n, (Rate) metric, min_n, &low, &high) ? high - low : NAN;
}

/* Smallest over largest rate; undefined when all rates are 0. */
double
group_ratio(const Confusion *group, size_t n, int metric, int64_t min_n)
{
	double		low;
	double		high;

	if (metric >= RATE_COUNT)
	{
		double		tpr = group_ratio(group, n, RATE_TPR, min_n);
		double		fpr = group_ratio(group, n, RATE_FPR, min_n);

		if (isnan(tpr) || isnan(fpr))
			return NAN;
		return metric == GAP_EQUALIZED_ODDS ? fmin(tpr, fpr) : (tpr + fpr) / 2;
	}
	if (!rate_range(group, n, (Rate) metric, min_n, &low, &high) || high <= 0)
		return NAN;
	return low / high;
}

/* Is a group better off with a low rate (an error) than with a high one? */
bool
rate_low_is_best(Rate rate)
{
	return rate == RATE_FNR || rate == RATE_FPR || rate == RATE_FDR || rate == RATE_FOR ||
		rate == RATE_ERROR;
}

/* Choose the reference group; -1 when there is none. Ties go to the first group. */
int
group_reference(const Confusion *group, size_t n, const GroupOptions *options)
{
	bool		lowest = options->kind == REFERENCE_MIN ||
		(options->kind == REFERENCE_BEST && rate_low_is_best(options->rate));
	double		best = 0;
	int			chosen = -1;

	if (options->kind == REFERENCE_GROUP)
		return options->reference;
	if (options->kind == REFERENCE_OVERALL || options->kind == REFERENCE_COMPLEMENT)
		return -1;
	for (size_t i = 0; i < n; i++)
	{
		int64_t		numerator;
		int64_t		denominator;
		double		merit;

		confusion_rate(&group[i], options->rate, &numerator, &denominator);
		if (options->kind == REFERENCE_MAJORITY)
			merit = confusion_rows(&group[i]);
		else if (denominator < 1 || denominator < options->min_n)
			continue;
		else
			merit = (lowest ? -1.0 : 1.0) * numerator / denominator;
		if (chosen < 0 || merit > best)
		{
			best = merit;
			chosen = i;
		}
	}
	return chosen;
}

/* Test the difference between two proportions, by the method that fits the counts. */
static void
test_difference(GroupRow *row, double k1, double n1, double k2, double n2)
{
	bool		small = expected_cell_below(SMALL_EXPECTED_CELL, k1, n1, k2, n2);

	row->test = small ? "fisher" : "z";
	row->p_value = small ? fisher_exact_p(k1, n1, k2, n2) : proportion_z_p(k1, n1, k2, n2);
}

/* Compare a group with others that do not contain it. */
static void
compare_apart(GroupRow *row, double k2, double n2, double z)
{
	double		k1 = row->numerator;
	double		n1 = row->denominator;

	row->difference = k1 / n1 - k2 / n2;
	row->difference_ci = interval_newcombe(k1, n1, k2, n2, z);
	if (k2 > 0)
	{
		row->ratio = (k1 / n1) / (k2 / n2);
		row->ratio_ci = interval_katz(k1, n1, k2, n2, z);
		if (k1 <= 0)
			row->ratio_ci.low = 0;
	}
	else
		row->reason = "reference_zero";
	test_difference(row, k1, n1, k2, n2);
}

/* The ratio of a group to the whole, from its ratio to the rest; w is its share of the whole. */
static double
ratio_to_whole(double ratio_to_rest, double w)
{
	return 1 / (w + (1 - w) / ratio_to_rest);
}

/*
 * Compare a group with the whole that contains it. With w its share, group - whole = (1 - w) (group
 * - rest): interval and test follow from those against the rest, which is independent of the group.
 */
static void
compare_overall(GroupRow *row, double k2, double n2, double z)
{
	double		w = row->denominator / (row->denominator + n2);
	double		whole = (row->numerator + k2) / (row->denominator + n2);

	compare_apart(row, k2, n2, z);
	row->difference = row->rate - whole;
	row->difference_ci.low *= 1 - w;
	row->difference_ci.high *= 1 - w;
	row->reason = NULL;
	if (whole <= 0)
	{
		row->reason = "reference_zero";
		return;
	}
	row->ratio = row->rate / whole;
	if (k2 <= 0)
		row->ratio_ci = interval_katz(row->numerator, row->denominator, k2, n2, z);
	row->ratio_ci.low = row->ratio_ci.low > 0 ? ratio_to_whole(row->ratio_ci.low, w) : 0;
	row->ratio_ci.high = ratio_to_whole(row->ratio_ci.high, w);
}

/* Say that a group cannot be compared. */
static void
insufficient(GroupRow *row, const char *reason)
{
	row->status = GROUP_INSUFFICIENT;
	row->reason = reason;
}

/* Compare one group with its reference, or say why not. total is the sum over all groups. */
static void
compare_group(GroupRow *row, const GroupRow *reference, const int64_t total[2],
			  const GroupOptions *options, double z)
{
	int64_t		k2 = reference ? reference->numerator : total[0] - row->numerator;
	int64_t		n2 = reference ? reference->denominator : total[1] - row->denominator;

	if (row == reference)
		row->status = GROUP_REFERENCE;
	else if (row->denominator < 1)
		insufficient(row, "no_denominator");
	else if (row->denominator < options->min_n)
		insufficient(row, "denominator_below_min_n");
	else if (n2 < 1 || n2 < options->min_n)
		insufficient(row, reference ? "reference_below_min_n" : "others_below_min_n");
	else if (options->kind == REFERENCE_OVERALL)
		compare_overall(row, k2, n2, z);
	else
		compare_apart(row, k2, n2, z);
}

/* Judge a compared group: significant, and outside the tolerated ratio? */
static void
judge_group(GroupRow *row, const GroupOptions *options)
{
	bool		significant = row->p_adjusted < options->alpha;
	bool		matters = isnan(row->ratio) ? row->difference != 0 :
		row->ratio < options->min_ratio || row->ratio > 1 / options->min_ratio;

	if (row->test == NULL)
		return;
	if (significant && matters)
		row->status = GROUP_FAIL;
	else if (significant || matters)
	{
		row->status = GROUP_WARN;
		if (row->reason == NULL)
			row->reason = significant ? "significant_within_ratio" :
				"outside_ratio_not_significant";
	}
	else
		row->status = GROUP_PASS;
}

/* Start a row: its counts, rate and interval, nothing compared yet. */
static void
begin_row(GroupRow *row, const Confusion *group, Rate rate, double z, int reference)
{
	Estimate	estimate = confusion_rate_estimate(group, rate, z);

	*row = (GroupRow) {.reference = reference};
	confusion_rate(group, rate, &row->numerator, &row->denominator);
	row->rate = estimate.value;
	row->rate_ci = estimate.ci;
	row->difference = row->ratio = row->p_value = row->p_adjusted = NAN;
	row->difference_ci = row->ratio_ci = no_interval;
}

/* Compare every group with the reference. */
void
group_compare(const Confusion *group, size_t n, const GroupOptions *options, GroupRow *row,
			  double *scratch, double **order)
{
	double		z = normal_z(options->alpha);
	int			chosen = group_reference(group, n, options);
	bool		apart = options->kind == REFERENCE_OVERALL || options->kind == REFERENCE_COMPLEMENT;
	int64_t		total[2] = {0, 0};

	for (size_t i = 0; i < n; i++)
	{
		begin_row(&row[i], &group[i], options->rate, z, chosen);
		total[0] += row[i].numerator;
		total[1] += row[i].denominator;
	}
	for (size_t i = 0; i < n; i++)
	{
		if (chosen < 0 && !apart)
			insufficient(&row[i], "reference_missing");
		else
			compare_group(&row[i], apart ? NULL : &row[chosen], total, options, z);
		scratch[i] = row[i].p_value;
	}
	holm_adjust(scratch, n, order);
	for (size_t i = 0; i < n; i++)
	{
		row[i].p_adjusted = scratch[i];
		judge_group(&row[i], options);
	}
}
