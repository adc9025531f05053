/*
 * dialect.c - the table of other projects' metrics: what each has, and how it computes it
 *
 * The definitions were read in the source of each project (doc/dialects.md says which version);
 * where one has a bug, the bug is part of the definition, because its users' thresholds include it.
 */
#include "stats/dialect.h"

#include <math.h>
#include <string.h>

#include "stats/bins.h"

#define EVIDENTLY_SMALL 1000	/* rows of the reference up to which Evidently tests */
#define EVIDENTLY_FEW 5			/* distinct values up to which it treats numbers as categories */

static const char *const dialect_names[] = {
	NULL, "evidently", "nannyml", "tfdv", "deepchecks", "whylogs", "deequ", "sagemaker"
};

/* A metric of bins: dialect, metric, how numbers and categories are binned, measure, thresholds. */
#define OF_BINS(dialect, metric, numbers, categories, measure, warn, critical, below) \
	{DIALECT_##dialect, metric, NUMBERS_##numbers, CATEGORIES_##categories, measure, NULL, \
	 warn, critical, below}

/* A metric of distribution functions. */
#define OF_CURVES(dialect, metric, curve, warn, critical, below) \
	{DIALECT_##dialect, metric, NUMBERS_CURVE, CATEGORIES_NONE, NULL, curve, warn, critical, below}

static const DialectRule rule_table[] = {
	OF_BINS(EVIDENTLY, "psi", STURGES, ALL, dialect_psi_filled, NAN, 0.1, false),
	OF_BINS(EVIDENTLY, "js_distance", STURGES, ALL, dialect_js_distance_nats, NAN, 0.1, false),
	OF_BINS(EVIDENTLY, "kl_divergence", STURGES, ALL, dialect_kl_filled, NAN, 0.1, false),
	OF_BINS(EVIDENTLY, "hellinger", STURGES_DISTINCT, ALL, dialect_hellinger, NAN, 0.1, false),
	OF_CURVES(EVIDENTLY, "wasserstein", dialect_wasserstein_stddev, NAN, 0.1, false),
	OF_CURVES(EVIDENTLY, "energy_distance", dialect_energy_finite, NAN, 0.1, false),
	OF_CURVES(EVIDENTLY, "ks_test", dialect_ks_finite, NAN, 0.05, true),
	OF_BINS(EVIDENTLY, "chi2_test", DISTINCT, ALL, dialect_chi2_fit, NAN, 0.05, true),
	OF_BINS(EVIDENTLY, "z_test", DISTINCT, ALL, dialect_z, NAN, 0.05, true),
	OF_BINS(EVIDENTLY, "g_test", DISTINCT, ALL, dialect_g_fit, NAN, 0.1, true),

	OF_BINS(NANNYML, "js_distance", DOANE, UNSEEN, dialect_js_distance_bits, NAN, NAN, false),
	OF_BINS(NANNYML, "hellinger", DOANE, UNSEEN, dialect_hellinger, NAN, NAN, false),
	OF_CURVES(NANNYML, "ks_stat", dialect_ks_10000, NAN, NAN, false),
	OF_CURVES(NANNYML, "wasserstein", dialect_wasserstein_10000, NAN, NAN, false),
	OF_BINS(NANNYML, "l_infinity", NONE, ALL, dialect_l_infinity, NAN, NAN, false),
	OF_BINS(NANNYML, "chi2_stat", NONE, ALL, dialect_chi2_yates, NAN, NAN, false),
	OF_BINS(NANNYML, "chi2_test", NONE, ALL, dialect_chi2_yates, NAN, 0.05, true),

	OF_BINS(TFDV, "js_divergence", OWN_TEN, TOP, dialect_js_divergence_bits, NAN, NAN, false),
	OF_BINS(TFDV, "l_infinity", NONE, TOP, dialect_l_infinity, NAN, NAN, false),
	OF_BINS(TFDV, "normalized_abs_difference", NONE, TOP, dialect_normalized_difference, NAN, NAN,
			false),

	OF_BINS(DEEPCHECKS, "cramers_v", NONE, LARGE, dialect_cramers_v, NAN, 0.2, false),
	OF_BINS(DEEPCHECKS, "psi", NONE, LARGE, dialect_psi_floored, NAN, 0.2, false),
	OF_CURVES(DEEPCHECKS, "ks_stat", dialect_ks_plain, NAN, 0.2, false),
	OF_CURVES(DEEPCHECKS, "wasserstein", dialect_wasserstein_trimmed, NAN, 0.2, false),

	OF_BINS(WHYLOGS, "hellinger", THIRTY, NONE, dialect_hellinger, 0.15, 0.4, false),
	OF_CURVES(WHYLOGS, "ks_stat", dialect_ks_hundred, NAN, NAN, false),
	OF_CURVES(WHYLOGS, "ks_test", dialect_ks_hundred, 0.15, 0.05, true),
	OF_BINS(WHYLOGS, "chi2_stat", NONE, ALL, dialect_chi2_truncated, NAN, NAN, false),
	OF_BINS(WHYLOGS, "chi2_test", NONE, ALL, dialect_chi2_truncated, 0.15, 0.05, true),

	OF_CURVES(DEEQU, "ks_stat", dialect_ks_robust_distinct, NAN, NAN, false),
	OF_BINS(DEEQU, "l_infinity", NONE, ALL, dialect_l_infinity_robust, NAN, NAN, false),
	OF_BINS(DEEQU, "chi2_stat", NONE, ALL, dialect_chi2_regrouped, NAN, NAN, false),
	OF_BINS(DEEQU, "chi2_test", NONE, ALL, dialect_chi2_regrouped, NAN, NAN, true),

	OF_CURVES(SAGEMAKER, "ks_stat", dialect_ks_robust, NAN, 0.1, false),
	OF_BINS(SAGEMAKER, "l_infinity", NONE, ALL, dialect_l_infinity_robust, NAN, 0.1, false)
};

const char *
dialect_name(Dialect dialect)
{
	return dialect_names[dialect];
}

size_t
dialect_rules(const DialectRule **rules)
{
	*rules = rule_table;
	return sizeof(rule_table) / sizeof(rule_table[0]);
}

const DialectRule *
dialect_rule(Dialect dialect, const char *metric)
{
	const DialectRule *rules;
	size_t		n = dialect_rules(&rules);

	for (size_t i = 0; i < n; i++)
		if (rules[i].dialect == dialect && strcmp(rules[i].metric, metric) == 0)
			return &rules[i];
	return NULL;
}

/* Evidently tests small references and measures large ones; few values are categories. */
static const char *
evidently_default(int64_t n_reference, size_t values, bool numbers)
{
	if (n_reference > EVIDENTLY_SMALL)
		return numbers && values > EVIDENTLY_FEW ? "wasserstein" : "js_distance";
	if (numbers && values > EVIDENTLY_FEW)
		return "ks_test";
	return values > 2 ? "chi2_test" : "z_test";
}

const char *
dialect_default_numbers(Dialect dialect, const NumView *reference, const NumView *current)
{
	switch (dialect)
	{
		case DIALECT_EVIDENTLY:
			{
				NumView		finite = dialect_finite(reference);
				NumView		other = dialect_finite(current);

				return evidently_default(finite.n, bins_distinct_values(&finite, &other,
																		EVIDENTLY_FEW + 1), true);
			}
		case DIALECT_NANNYML:
			return "js_distance";
		case DIALECT_TFDV:
			return "js_divergence";
		case DIALECT_WHYLOGS:
			return "ks_test";
		default:
			return "ks_stat";
	}
}

const char *
dialect_default_categories(Dialect dialect, const CatPair *pair)
{
	size_t		values = 0;

	switch (dialect)
	{
		case DIALECT_EVIDENTLY:
			for (size_t i = 0; i < pair->len; i++)
				values += pair->reference[i] + pair->current[i] > 0;
			return evidently_default(pair->n_reference, values, false);
		case DIALECT_NANNYML:
			return "js_distance";
		case DIALECT_DEEPCHECKS:
			return "cramers_v";
		case DIALECT_WHYLOGS:
			return "chi2_test";
		default:
			return "l_infinity";
	}
}

/* Whether a metric is what Evidently takes by itself for some data. */
static bool
evidently_takes(const char *metric)
{
	static const int64_t rows[] = {EVIDENTLY_SMALL, EVIDENTLY_SMALL + 1};
	static const size_t values[] = {2, EVIDENTLY_FEW, EVIDENTLY_FEW + 1};

	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 3; j++)
			if (strcmp(evidently_default(rows[i], values[j], true), metric) == 0 ||
				strcmp(evidently_default(rows[i], values[j], false), metric) == 0)
				return true;
	return false;
}

bool
dialect_takes(const DialectRule *rule)
{
	if (rule->dialect == DIALECT_EVIDENTLY)
		return evidently_takes(rule->metric);
	return (rule->numbers != NUMBERS_NONE &&
			strcmp(dialect_default_numbers(rule->dialect, NULL, NULL), rule->metric) == 0) ||
		(rule->categories != CATEGORIES_NONE &&
		 strcmp(dialect_default_categories(rule->dialect, NULL), rule->metric) == 0);
}

/* What a peer that fails on such data gives. */
static TestValue
undefined(void)
{
	return (TestValue) {
		NAN, NAN, NAN, "undefined for such data"
	};
}

TestValue
dialect_numbers(const DialectRule *rule, const NumView *reference, const NumView *current,
				const DialectWork *work)
{
	NumView		finite = *reference;
	NumView		other = *current;
	DialectBins bins;

	if (rule->dialect == DIALECT_DEEPCHECKS && (finite.n < 10 || other.n < 10))
		return undefined();
	if (rule->dialect == DIALECT_EVIDENTLY)
	{
		/* infinities are missing values */
		finite = dialect_finite(reference);
		other = dialect_finite(current);
		if (finite.n == 0 || other.n == 0)
			return undefined();
	}
	if (rule->numbers == NUMBERS_CURVE)
		return rule->curve(&finite, &other, work);
	if (!dialect_bin_numbers(rule->numbers, &finite, &other, work->scratch, &bins))
		return undefined();
	return rule->measure(&bins);
}

TestValue
dialect_categories(const DialectRule *rule, const CatPair *pair, const DialectWork *work)
{
	DialectBins bins;

	if (rule->dialect == DIALECT_DEEPCHECKS && (pair->n_reference < 10 || pair->n_current < 10))
		return undefined();
	dialect_bin_categories(rule->categories, pair, work->scratch, &bins);
	return rule->measure(&bins);
}
