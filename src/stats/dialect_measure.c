/*
 * dialect_measure.c - distances and tests of bins, as other projects have them
 *
 * They differ in what an empty bin becomes, in the base of the logarithm, in whether a root is
 * taken, and in what the reference is to a test: a second sample, or the truth.
 */
#include "stats/dialect.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdlib.h>

#define FILL_SHARE 1e-4			/* share that Evidently puts into an empty bin */
#define FILL_PART 1e-6			/* or this part of the smallest, where that is no larger */
#define FLOOR_SHARE 0.01		/* least share in deepchecks' PSI */
#define ROBUST_FACTOR 1.8		/* Deequ's c(alpha), "an alpha value of 0.003" */
#define REGROUP_LEAST 5			/* expected rows of a category, Yates, Moore and McCabe 1999 */
#define REGROUP_LEAST_TWO 10	/* where two are left, Cochran 1952 */
#define REGROUP_SHARE 0.2		/* of the categories may have less */

/* A distance. */
static TestValue
distance(double value)
{
	return (TestValue) {
		value, NAN, NAN, NULL
	};
}

/* A statistic that follows a chi-square distribution. */
static TestValue
chi2_value(double statistic, double df, const char *method)
{
	double		p_value;

	if (isinf(statistic))
		p_value = 0;
	else if (df > 1000)
		p_value = gsl_sf_gamma_inc_Q(df / 2, statistic / 2);
	else
		p_value = gsl_cdf_chisq_Q(statistic, df);
	return (TestValue) {
		statistic, p_value, df, method
	};
}

/* Counts become shares. */
static void
make_shares(DialectBins *bins)
{
	for (size_t i = 0; i < bins->len; i++)
	{
		bins->reference[i] /= bins->n;
		bins->current[i] /= bins->m;
	}
}

/* Evidently's feel_zeroes: fill empty bins of one side, without normalizing again. */
static void
fill_empty(double *share, size_t len)
{
	double		least = INFINITY;
	double		fill;

	for (size_t i = 0; i < len; i++)
		if (share[i] > 0)
			least = fmin(least, share[i]);
	fill = least <= FILL_SHARE ? least * FILL_PART : FILL_SHARE;
	for (size_t i = 0; i < len; i++)
		if (share[i] == 0)
			share[i] = fill;
}

/* Sum (r - c) ln(r / c) over shares. */
static double
psi_of_shares(const DialectBins *bins)
{
	double		sum = 0;

	for (size_t i = 0; i < bins->len; i++)
		sum += (bins->reference[i] - bins->current[i]) *
			log(bins->reference[i] / bins->current[i]);
	return sum;
}

TestValue
dialect_psi_filled(DialectBins *bins)
{
	make_shares(bins);
	fill_empty(bins->reference, bins->len);
	fill_empty(bins->current, bins->len);
	return distance(psi_of_shares(bins));
}

TestValue
dialect_psi_floored(DialectBins *bins)
{
	make_shares(bins);
	for (size_t i = 0; i < bins->len; i++)
	{
		bins->reference[i] = fmax(bins->reference[i], FLOOR_SHARE);
		bins->current[i] = fmax(bins->current[i], FLOOR_SHARE);
	}
	return distance(psi_of_shares(bins));
}

/* Kullback-Leibler on filled shares, normalized again as scipy.stats.entropy does. */
TestValue
dialect_kl_filled(DialectBins *bins)
{
	double		total_r = 0;
	double		total_c = 0;
	double		sum = 0;

	make_shares(bins);
	fill_empty(bins->reference, bins->len);
	fill_empty(bins->current, bins->len);
	for (size_t i = 0; i < bins->len; i++)
	{
		total_r += bins->reference[i];
		total_c += bins->current[i];
	}
	for (size_t i = 0; i < bins->len; i++)
	{
		double		r = bins->reference[i] / total_r;

		sum += r * log(r / (bins->current[i] / total_c));
	}
	return distance(sum);
}

/* The Jensen-Shannon divergence in nats. */
static double
js_nats(DialectBins *bins)
{
	double		sum = 0;

	make_shares(bins);
	for (size_t i = 0; i < bins->len; i++)
	{
		double		r = bins->reference[i];
		double		c = bins->current[i];

		if (r > 0)
			sum += r * log(r / ((r + c) / 2));
		if (c > 0)
			sum += c * log(c / ((r + c) / 2));
	}
	return fmax(sum / 2, 0);
}

TestValue
dialect_js_distance_nats(DialectBins *bins)
{
	return distance(sqrt(js_nats(bins)));
}

TestValue
dialect_js_distance_bits(DialectBins *bins)
{
	return distance(sqrt(js_nats(bins) / M_LN2));
}

TestValue
dialect_js_divergence_bits(DialectBins *bins)
{
	return distance(fmin(js_nats(bins) / M_LN2, 1));
}

/* sqrt(1 - sum of sqrt(r c)), in the form that does not cancel. */
TestValue
dialect_hellinger(DialectBins *bins)
{
	double		sum = 0;

	make_shares(bins);
	for (size_t i = 0; i < bins->len; i++)
	{
		double		difference = sqrt(bins->reference[i]) - sqrt(bins->current[i]);

		sum += difference * difference;
	}
	return distance(sqrt(sum / 2));
}

TestValue
dialect_l_infinity(DialectBins *bins)
{
	double		largest = 0;

	make_shares(bins);
	for (size_t i = 0; i < bins->len; i++)
		largest = fmax(largest, fabs(bins->reference[i] - bins->current[i]));
	return distance(largest);
}

TestValue
dialect_l_infinity_robust(DialectBins *bins)
{
	double		chance = ROBUST_FACTOR * sqrt((bins->n + bins->m) / (bins->n * bins->m));

	return distance(fmax(dialect_l_infinity(bins).statistic - chance, 0));
}

/* One cell of a 2 x k table, corrected towards what is expected by at most half a row. */
static double
corrected_cell(double observed, double expected, bool correct)
{
	double		difference = fabs(observed - expected);

	if (correct)
		difference -= fmin(difference, 0.5);
	return difference * difference / expected;
}

/* scipy.stats.chi2_contingency: Yates' correction where there are two categories. */
TestValue
dialect_chi2_yates(DialectBins *bins)
{
	double		total = bins->n + bins->m;
	double		sum = 0;

	for (size_t i = 0; i < bins->len; i++)
	{
		double		column = bins->reference[i] + bins->current[i];

		sum += corrected_cell(bins->reference[i], column * bins->n / total, bins->len == 2) +
			corrected_cell(bins->current[i], column * bins->m / total, bins->len == 2);
	}
	if (bins->len == 1)
		return (TestValue) {
			0, 1, 0, "one category"
		};
	return chi2_value(sum, (double) bins->len - 1, bins->len == 2 ?
					  "chi-square, Yates' correction" : "chi-square, no correction");
}

/* TFDV: the largest difference in rows, over the rows of both sides. */
TestValue
dialect_normalized_difference(DialectBins *bins)
{
	double		largest = 0;

	for (size_t i = 0; i < bins->len; i++)
		largest = fmax(largest, fabs(bins->reference[i] - bins->current[i]));
	return distance(largest / (bins->n + bins->m));
}

/*
 * deepchecks: the larger side scaled down to the smaller one and rounded to whole rows, Bergsma's
 * bias correction ("A bias-correction for Cramer's V and Tschuprow's T", 2013).
 */
TestValue
dialect_cramers_v(DialectBins *bins)
{
	double		smaller = fmin(bins->n, bins->m);
	double		scale_r = smaller / bins->n;
	double		scale_c = smaller / bins->m;
	double		n = 0;
	double		m = 0;
	double		total;
	double		k;
	double		phi2;
	size_t		len = 0;

	if (bins->len == 1)
		return distance(0);
	for (size_t i = 0; i < bins->len; i++)
	{
		double		r = rint(bins->reference[i] * scale_r);
		double		c = rint(bins->current[i] * scale_c);

		if (r + c == 0)
			continue;
		n += bins->reference[len] = r;
		m += bins->current[len++] = c;
	}
	bins->len = len;
	bins->n = n;
	bins->m = m;
	total = n + m;
	k = (double) len;
	phi2 = fmax(0, dialect_chi2_yates(bins).statistic / total - (k - 1) / (total - 1));
	return distance(sqrt(phi2 / fmin(k - (k - 1) * (k - 1) / (total - 1) - 1,
									 1 - 1 / (total - 1))));
}

/* scipy.stats.chisquare: the reference, scaled to the current side's rows, is what is expected. */
TestValue
dialect_chi2_fit(DialectBins *bins)
{
	double		sum = 0;

	for (size_t i = 0; i < bins->len; i++)
	{
		double		expected = bins->reference[i] * (bins->m / bins->n);
		double		difference = bins->current[i] - expected;

		sum += difference * difference / expected;
	}
	if (bins->len < 2)
		return (TestValue) {
			sum, NAN, 0, "one category"
		};
	return chi2_value(sum, (double) bins->len - 1, "chi-square, goodness of fit");
}

/* Two proportions of what is not the smallest value, pooled; equal constants do not differ. */
TestValue
dialect_z(DialectBins *bins)
{
	double		r = 1 - bins->reference[0] / bins->n;
	double		c = 1 - bins->current[0] / bins->m;
	double		pooled = (r * bins->n + c * bins->m) / (bins->n + bins->m);
	double		z = (r - c) / sqrt(pooled * (1 - pooled) * (1 / bins->n + 1 / bins->m));

	if (bins->len == 1)
		return (TestValue) {
			0, 1, NAN, "one value"
		};
	return (TestValue) {
		z, 2 * gsl_cdf_ugaussian_Q(fabs(z)), NAN, "z, pooled proportions"
	};
}

/* scipy.stats.power_divergence without scaling: it refuses sides of different size. */
TestValue
dialect_g_fit(DialectBins *bins)
{
	double		sum = 0;

	if (fabs(bins->n - bins->m) > 1e-8 * fmin(bins->n, bins->m) || bins->len < 2)
		return (TestValue) {
			NAN, NAN, NAN, "undefined for sides of different size"
		};
	for (size_t i = 0; i < bins->len; i++)
		if (bins->current[i] > 0)
			sum += 2 * bins->current[i] * log(bins->current[i] / bins->reference[i]);
	return chi2_value(sum, (double) bins->len - 1, "likelihood ratio, goodness of fit");
}

/*
 * whylogs: expected rows are truncated to whole numbers, and one that becomes zero makes the
 * statistic infinite; NULL counts among the rows; df follows the current side's categories.
 */
TestValue
dialect_chi2_truncated(DialectBins *bins)
{
	double		sum = 0;
	double		seen = 0;

	for (size_t i = 0; i < bins->len; i++)
	{
		double		expected = floor(bins->reference[i] / (double) bins->rows_n *
									 (double) bins->rows_m);
		double		difference = bins->current[i] - expected;

		seen += bins->current[i] > 0;
		sum += expected > 0 ? difference * difference / expected : INFINITY;
	}
	return chi2_value(sum, fmax(seen - 1, 1), "chi-square, truncated expectation");
}

/* A category, or several: rows expected and observed. */
typedef struct Grouped
{
	double		expected;
	double		observed;
} Grouped;

static int
compare_grouped(const void *a, const void *b)
{
	const Grouped *x = a;
	const Grouped *y = b;

	if (x->expected != y->expected)
		return x->expected < y->expected ? -1 : 1;
	return (x->observed > y->observed) - (x->observed < y->observed);
}

/* Categories in ascending order, and groups of them, which come so by themselves. */
typedef struct Groups
{
	Grouped    *single;
	size_t		next_single;
	size_t		singles;
	Grouped    *joined;
	size_t		next_joined;
	size_t		joineds;
} Groups;

/* Take the smallest. */
static Grouped
take_smallest(Groups *groups)
{
	if (groups->next_joined == groups->joineds ||
		(groups->next_single < groups->singles &&
		 groups->single[groups->next_single].expected <=
		 groups->joined[groups->next_joined].expected))
		return groups->single[groups->next_single++];
	return groups->joined[groups->next_joined++];
}

/* Join the two smallest again and again, until Deequ finds enough rows expected. */
static size_t
regroup(Groups *groups)
{
	size_t		left = groups->singles;
	size_t		below_five = 0;
	size_t		below_ten = 0;

	for (size_t i = 0; i < groups->singles; i++)
	{
		below_five += groups->single[i].expected < REGROUP_LEAST;
		below_ten += groups->single[i].expected < REGROUP_LEAST_TWO;
	}
	while (left >= 2 && (left == 2 ? below_ten > 0 :
						 below_five > (size_t) (REGROUP_SHARE * (double) left)))
	{
		Grouped		a = take_smallest(groups);
		Grouped		b = take_smallest(groups);
		Grouped		both = {b.expected + a.expected, a.observed + b.observed};

		below_five -= (a.expected < REGROUP_LEAST) + (b.expected < REGROUP_LEAST);
		below_ten -= (a.expected < REGROUP_LEAST_TWO) + (b.expected < REGROUP_LEAST_TWO);
		below_five += both.expected < REGROUP_LEAST;
		below_ten += both.expected < REGROUP_LEAST_TWO;
		groups->joined[groups->joineds++] = both;
		left--;
	}
	return left;
}

/*
 * Deequ: goodness of fit on the categories of the reference (rows in others are left out), small
 * ones joined first.
 */
TestValue
dialect_chi2_regrouped(DialectBins *bins)
{
	Groups		groups = {
		.single = (Grouped *) bins->spare,.joined = (Grouped *) bins->spare + bins->len
	};
	double		observed = 0;
	double		sum = 0;
	size_t		left;

	for (size_t i = 0; i < bins->len; i++)
		if (bins->reference[i] > 0)
			observed += bins->current[i];
	for (size_t i = 0; i < bins->len; i++)
		if (bins->reference[i] > 0)
			groups.single[groups.singles++] = (Grouped) {
				bins->reference[i] / bins->n * observed, bins->current[i]
			};
	qsort(groups.single, groups.singles, sizeof(Grouped), compare_grouped);
	left = regroup(&groups);
	if (left < 2)
		return (TestValue) {
			NAN, NAN, NAN, "undefined for fewer than two large categories"
		};
	for (size_t i = 0; i < left; i++)
	{
		Grouped		group = take_smallest(&groups);
		double		difference = group.observed - group.expected;

		sum += difference * difference / group.expected;
	}
	return chi2_value(sum, (double) left - 1, "chi-square, small categories joined");
}
