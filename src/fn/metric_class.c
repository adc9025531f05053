/*
 * metric_class.c - the metrics of a drift.outcome of classes
 */
#include "fn/metric.h"

#include <math.h>

#include "state/class_scores.h"
#include "stats/auc.h"

enum
{
	M_N, M_LABEL_COVERAGE, M_UNLABELLED, M_UNPREDICTED, M_CLASSES, M_CLASS_ACCURACY,
	M_BALANCED_ACCURACY, M_MICRO_JACCARD, M_MCC, M_KAPPA, M_KAPPA_LINEAR, M_KAPPA_QUADRATIC,
	M_SCORED, M_UNUSABLE, M_UNLISTED, M_MACRO_AUC, M_WEIGHTED_AUC, M_LOG_LOSS, M_BRIER, M_ECE,
	M_MACRO,					/* + a ClassRate */
	M_WEIGHTED = M_MACRO + 4,	/* + a ClassRate */
	M_TOP = M_WEIGHTED + 4		/* + k */
};

/* What a state is read for only once. */
typedef struct ClassCache
{
	ClassMargins margins;
	double	   *number;			/* the classes' names as numbers, NULL: they are none */
	Estimate   *area;			/* ROC AUC of each class with scores, for z = 1; NULL: not yet */
	double	   *positive;		/* and its rows with scores */
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

/* Look at the score of every class as one of a binary model, once. */
static void
read_areas(ClassCache *cache, const ClassScores *scores)
{
	uint32		n = scores->n_classes;

	if (cache->area)
		return;
	cache->area = palloc((n + 1) * sizeof(Estimate));
	cache->positive = palloc((n + 1) * sizeof(double));
	for (uint32 c = 0; c < n; c++)
	{
		NumView		view[2];

		for (int side = 0; side < 2; side++)
			dist_view(scored_dist(scores, c, side), &view[side]);
		cache->area[c] = roc_auc(&view[0], &view[1]);
		roc_auc_interval(&view[0], &view[1], 1, &cache->area[c]);
		cache->positive[c] = view[1].n;
	}
}

/* Evaluate a metric of scores. */
static Estimate
scored_metric(ClassCache *cache, const ClassScores *scores, int id, double z)
{
	static const ClassScoreSums nothing = {0};
	const ClassScoreSums *sums = scores ? &scores->sums : &nothing;

	if (id > M_TOP)
		return class_score_top(sums, id - M_TOP, z);
	switch (id)
	{
		case M_SCORED:
			return count_estimate(sums->n);
		case M_UNLISTED:
			return count_estimate(sums->n_unlisted);
		case M_LOG_LOSS:
			return class_score_log_loss(sums, z);
		case M_BRIER:
			return class_score_brier(sums, z);
		case M_ECE:
			return class_score_ece(sums, CALIBRATION_DEFAULT_BINS);
	}
	if (scores)
		read_areas(cache, scores);
	return class_score_average(cache->area, id == M_WEIGHTED_AUC ? cache->positive : NULL,
							   scores ? scores->n_classes : 0, sums->n, z);
}

/* Evaluate a count of rows. */
static Estimate
count_metric(const ClassOutcome *state, const ClassMargins *margins, int id, double z)
{
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
		case M_UNUSABLE:
			return count_estimate(state->n_unusable);
		default:
			return (Estimate) {.value = margins->n_classes, .n = margins->n, .ci = no_interval};
	}
}

/* Evaluate a metric of classes. */
static Estimate
class_metric(Reader *reader, int id, double z)
{
	const ClassOutcome *state = (const ClassOutcome *) reader->state;
	ClassCache *cache = class_cache(reader);
	const ClassMargins *margins = &cache->margins;

	switch (id)
	{
		case M_N:
		case M_LABEL_COVERAGE:
		case M_UNLABELLED:
		case M_UNPREDICTED:
		case M_UNUSABLE:
		case M_CLASSES:
			return count_metric(state, margins, id, z);
		case M_CLASS_ACCURACY:
			return class_accuracy(margins, z);
		case M_BALANCED_ACCURACY:
			return class_average(margins, CLASS_RECALL, false, z);
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
	}
	if (id < M_MACRO || id > M_TOP)
		return scored_metric(cache, class_scores(state), id, z);
	return class_average(margins, id >= M_WEIGHTED ? id - M_WEIGHTED : id - M_MACRO,
						 id >= M_WEIGHTED, z);
}

/* Order shares, largest first. */
static int
compare_shares(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x < y) - (x > y);
}

/* What the same probabilities for every row, the shares of the labels, have. */
static double
score_baseline(ClassCache *cache, const ClassScores *scores, int id)
{
	double		value = 0;
	uint32		n = scores->n_classes;
	double	   *share = palloc((n + 1) * sizeof(double));

	read_areas(cache, scores);
	for (uint32 c = 0; c < n; c++)
		share[c] = cache->positive[c] / scores->sums.n;
	qsort(share, n, sizeof(double), compare_shares);
	for (uint32 c = 0; c < n; c++)
	{
		if (id == M_LOG_LOSS && share[c] > 0)
			value -= share[c] * log(share[c]);
		if (id == M_BRIER)
			value += share[c] * (1 - share[c]);
		if (id > M_TOP && c < (uint32) (id - M_TOP))
			value += share[c];
	}
	pfree(share);
	return value;
}

/* What the best constant has: one prediction, or one set of probabilities, for every row. */
static double
class_baseline(Reader *reader, int id)
{
	ClassCache *cache = class_cache(reader);
	const ClassScores *scores = class_scores((const ClassOutcome *) reader->state);
	bool		of_scores = id == M_LOG_LOSS || id == M_BRIER || id > M_TOP;

	if (of_scores)
		return scores && scores->sums.n > 0 ? score_baseline(cache, scores, id) : NAN;
	if (id == M_MACRO_AUC || id == M_WEIGHTED_AUC)
		return scores && scores->sums.n > 0 ? 0.5 : NAN;
	switch (id)
	{
		case M_CLASS_ACCURACY:
			return class_constant(&cache->margins, CLASS_RECALL, true);
		case M_BALANCED_ACCURACY:
			return class_constant(&cache->margins, CLASS_RECALL, false);
		case M_MICRO_JACCARD:
			return class_constant_micro_jaccard(&cache->margins);
		case M_KAPPA:
		case M_KAPPA_LINEAR:
		case M_KAPPA_QUADRATIC:
			return 0;
	}
	if (id < M_MACRO || id > M_TOP)
		return NAN;
	return class_constant(&cache->margins, id >= M_WEIGHTED ? id - M_WEIGHTED : id - M_MACRO,
						  id >= M_WEIGHTED);
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
	{"scored", M_SCORED},
	{"unusable_scores", M_UNUSABLE},
	{"label_not_scored", M_UNLISTED},
	{"macro_roc_auc", M_MACRO_AUC},
	{"weighted_roc_auc", M_WEIGHTED_AUC},
	{"log_loss", M_LOG_LOSS},
	{"brier", M_BRIER},
	{"ece", M_ECE},
	{"top_1_accuracy", M_TOP + 1},
	{"top_2_accuracy", M_TOP + 2},
	{"top_3_accuracy", M_TOP + 3},
	{"top_5_accuracy", M_TOP + 5},
	{"top_10_accuracy", M_TOP + 10},
};

const MetricTable class_metrics = {metrics, lengthof(metrics), class_metric, class_baseline};

METRIC_ACCESSOR(class_accuracy, KIND_CLASS);
METRIC_ACCESSOR(macro_f1, KIND_CLASS);
METRIC_ACCESSOR(weighted_f1, KIND_CLASS);
METRIC_ACCESSOR(kappa, KIND_CLASS);
