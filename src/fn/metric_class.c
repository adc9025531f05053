/*
 * metric_class.c - the metrics of a drift.outcome of classes
 */
#include "fn/metric.h"

#include <math.h>

#include "state/outcome.h"

enum
{
	M_N, M_LABEL_COVERAGE, M_CLASSES, M_CLASS_ACCURACY, M_MACRO_F1, M_WEIGHTED_F1,
	M_MACRO_PRECISION, M_MACRO_RECALL, M_KAPPA
};

/* Sum the matrix of classes, once. */
static const ClassMargins *
reader_margins(Reader *reader)
{
	const ClassOutcome *state = (const ClassOutcome *) reader->state;
	ClassMargins *margins = reader->cache;
	Size		n = class_names(state)->n;

	if (margins)
		return margins;
	reader->cache = margins = palloc0(sizeof(ClassMargins));
	margins->n_classes = n;
	margins->n_pairs = state->n_pairs;
	margins->pair = class_sorted_pairs(state);
	margins->actual = palloc((n + 1) * sizeof(double));
	margins->predicted = palloc((n + 1) * sizeof(double));
	margins->correct = palloc((n + 1) * sizeof(double));
	class_margins(margins);
	return margins;
}

/* Evaluate a metric of classes. */
static Estimate
class_metric(Reader *reader, int id, double z)
{
	const ClassOutcome *state = (const ClassOutcome *) reader->state;
	const ClassMargins *margins = reader_margins(reader);
	int64		labelled = (int64) margins->n + state->n_unpredicted;

	switch (id)
	{
		case M_N:
			return count_estimate(labelled + state->n_unlabelled);
		case M_LABEL_COVERAGE:
			return proportion_estimate(labelled, labelled + state->n_unlabelled, z, "no rows");
		case M_CLASSES:
			return (Estimate) {.value = margins->n_classes, .n = margins->n, .ci = {NAN, NAN}};
		case M_CLASS_ACCURACY:
			return class_accuracy(margins, z);
		case M_MACRO_F1:
		case M_WEIGHTED_F1:
			return class_f1(margins, id == M_WEIGHTED_F1);
		case M_MACRO_PRECISION:
			return class_precision(margins);
		case M_MACRO_RECALL:
			return class_recall(margins);
		default:
			return class_kappa(margins, z);
	}
}

static const Metric metrics[] = {
	{"n", M_N},
	{"label_coverage", M_LABEL_COVERAGE},
	{"classes", M_CLASSES},
	{"class_accuracy", M_CLASS_ACCURACY},
	{"macro_f1", M_MACRO_F1},
	{"weighted_f1", M_WEIGHTED_F1},
	{"macro_precision", M_MACRO_PRECISION},
	{"macro_recall", M_MACRO_RECALL},
	{"kappa", M_KAPPA},
};

const MetricTable class_metrics = {metrics, lengthof(metrics), class_metric};

METRIC_ACCESSOR(class_accuracy, KIND_CLASS);
METRIC_ACCESSOR(macro_f1, KIND_CLASS);
METRIC_ACCESSOR(weighted_f1, KIND_CLASS);
METRIC_ACCESSOR(kappa, KIND_CLASS);
