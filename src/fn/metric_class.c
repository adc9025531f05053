/*
 * metric_class.c - the metrics of a drift.outcome of classes
 */
#include "fn/metric.h"

#include <math.h>

#include "state/outcome.h"

enum
{
	M_N, M_LABEL_COVERAGE, M_UNLABELLED, M_UNPREDICTED, M_CLASSES, M_CLASS_ACCURACY,
	M_BALANCED_ACCURACY, M_BASELINE_ACCURACY, M_BASELINE_F1, M_MICRO_JACCARD, M_MCC, M_KAPPA,
	M_KAPPA_LINEAR, M_KAPPA_QUADRATIC,
	M_MACRO,					/* + a ClassRate */
	M_WEIGHTED = M_MACRO + 4	/* + a ClassRate */
};

/* What a state is read for only once. */
typedef struct ClassCache
{
	ClassMargins margins;
	double	   *number;			/* the classes' names as numbers, NULL: they are none */
} ClassCache;

/* Read a name that is a plain decimal number. */
static bool
name_number(const char *name, Size length, double *number)
{
	char		copy[64];
	char	   *end;

	if (length == 0 || length >= sizeof(copy) || strspn(name, "+-.0123456789eE") < length)
		return false;
	memcpy(copy, name, length);
	copy[length] = '\0';
	*number = strtod(copy, &end);
	return *end == '\0' && isfinite(*number);
}

/* Read all names as numbers; NULL when one is none. */
static double *
class_numbers(const ClassOutcome *state)
{
	const Names *names = class_names(state);
	double	   *number = palloc((names->n + 1) * sizeof(double));

	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, i, &length);

		if (!name_number(pnstrdup(name, length), length, &number[i]))
			return NULL;
	}
	return number;
}

/* Read what metrics share, once. */
static ClassCache *
class_cache(Reader *reader)
{
	ClassCache *cache = reader->cache;

	if (cache == NULL)
	{
		reader->cache = cache = palloc0(sizeof(ClassCache));
		cache->margins = class_sums((const ClassOutcome *) reader->state);
		cache->number = class_numbers((const ClassOutcome *) reader->state);
	}
	return cache;
}

/* Evaluate kappa weighted by the distance of class names that are numbers. */
static Estimate
weighted_kappa(const ClassCache *cache, KappaWeights weights, double z)
{
	if (cache->margins.n > 0 && cache->number == NULL)
		return undefined_estimate(cache->margins.n, "class names are not all numbers");
	return class_weighted_kappa(&cache->margins, cache->number, weights, z);
}

/* Evaluate a metric of classes. */
static Estimate
class_metric(Reader *reader, int id, double z)
{
	const ClassOutcome *state = (const ClassOutcome *) reader->state;
	const ClassCache *cache = class_cache(reader);
	const ClassMargins *margins = &cache->margins;
	int64		labelled = (int64) margins->n + state->n_unpredicted;

	switch (id)
	{
		case M_N:
			return count_estimate(labelled + state->n_unlabelled);
		case M_LABEL_COVERAGE:
			return proportion_estimate(labelled, labelled + state->n_unlabelled, z, "no rows");
		case M_UNLABELLED:
			return count_estimate(state->n_unlabelled);
		case M_UNPREDICTED:
			return count_estimate(state->n_unpredicted);
		case M_CLASSES:
			return (Estimate) {.value = margins->n_classes, .n = margins->n, .ci = {NAN, NAN}};
		case M_CLASS_ACCURACY:
			return class_accuracy(margins, z);
		case M_BALANCED_ACCURACY:
			return class_average(margins, CLASS_RECALL, false, z);
		case M_BASELINE_ACCURACY:
			return class_baseline_accuracy(margins, z);
		case M_BASELINE_F1:
			return class_baseline_f1(margins);
		case M_MICRO_JACCARD:
			return class_micro_jaccard(margins, z);
		case M_MCC:
			return class_mcc(margins, z);
		case M_KAPPA:
			return class_kappa(margins, z);
		case M_KAPPA_LINEAR:
			return weighted_kappa(cache, KAPPA_LINEAR, z);
		case M_KAPPA_QUADRATIC:
			return weighted_kappa(cache, KAPPA_QUADRATIC, z);
		default:
			if (id >= M_WEIGHTED)
				return class_average(margins, id - M_WEIGHTED, true, z);
			return class_average(margins, id - M_MACRO, false, z);
	}
}

/* Micro averages of precision, recall and F1 are accuracy, since each row has one class. */
static const Metric metrics[] = {
	{"n", M_N},
	{"label_coverage", M_LABEL_COVERAGE},
	{"unlabelled", M_UNLABELLED},
	{"unpredicted", M_UNPREDICTED},
	{"classes", M_CLASSES},
	{"class_accuracy", M_CLASS_ACCURACY},
	{"balanced_accuracy", M_BALANCED_ACCURACY},
	{"baseline_accuracy", M_BASELINE_ACCURACY},
	{"baseline_macro_f1", M_BASELINE_F1},
	{"macro_f1", M_MACRO + CLASS_F1},
	{"weighted_f1", M_WEIGHTED + CLASS_F1},
	{"micro_f1", M_CLASS_ACCURACY},
	{"macro_precision", M_MACRO + CLASS_PRECISION},
	{"weighted_precision", M_WEIGHTED + CLASS_PRECISION},
	{"micro_precision", M_CLASS_ACCURACY},
	{"macro_recall", M_MACRO + CLASS_RECALL},
	{"weighted_recall", M_CLASS_ACCURACY},
	{"micro_recall", M_CLASS_ACCURACY},
	{"macro_jaccard", M_MACRO + CLASS_JACCARD},
	{"weighted_jaccard", M_WEIGHTED + CLASS_JACCARD},
	{"micro_jaccard", M_MICRO_JACCARD},
	{"mcc", M_MCC},
	{"kappa", M_KAPPA},
	{"kappa_linear", M_KAPPA_LINEAR},
	{"kappa_quadratic", M_KAPPA_QUADRATIC},
};

const MetricTable class_metrics = {metrics, lengthof(metrics), class_metric};

METRIC_ACCESSOR(class_accuracy, KIND_CLASS);
METRIC_ACCESSOR(macro_f1, KIND_CLASS);
METRIC_ACCESSOR(weighted_f1, KIND_CLASS);
METRIC_ACCESSOR(kappa, KIND_CLASS);
