/*
 * metric.c - read metrics off a drift.outcome
 *
 * One table lists what every kind of outcome offers; drift.metric, drift.metrics and the accessors
 * named after a metric all go through it.
 */
#include "state/outcome.h"

#include <math.h>

#include "fn/choice.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "state/outcome_estimated.h"
#include "state/sample.h"
#include "stats/auc.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_metric);
PG_FUNCTION_INFO_V1(drift_metrics);
PG_FUNCTION_INFO_V1(drift_ece_bins);
PG_FUNCTION_INFO_V1(drift_score_final_log_loss);
PG_FUNCTION_INFO_V1(drift_score_final_brier);
PG_FUNCTION_INFO_V1(drift_score_final_ece);
PG_FUNCTION_INFO_V1(drift_rank_final_roc_auc);
PG_FUNCTION_INFO_V1(drift_rank_final_average_precision);
PG_FUNCTION_INFO_V1(drift_confusion_matrix);

/* A state being read, with what several of its metrics share. */
typedef struct Reader
{
	const StateHeader *state;
	bool		viewed;			/* views are there */
	NumView		view[2];		/* scores by label */
	bool		summed;			/* margins are there */
	ClassMargins margins;
	bool		listed;			/* points are there */
	PointList	points;			/* probabilities by score */
} Reader;

typedef enum MetricId
{
	M_N, M_LABEL_COVERAGE, M_POSITIVE_RATE, M_PREDICTED_POSITIVE_RATE, M_ACCURACY,
	M_BALANCED_ACCURACY, M_PRECISION, M_RECALL, M_SPECIFICITY, M_NPV, M_FPR, M_FNR, M_F1, M_MCC,
	M_ROC_AUC, M_AVERAGE_PRECISION, M_LOG_LOSS, M_BRIER, M_ECE,
	M_CLASSES, M_CLASS_ACCURACY, M_MACRO_F1, M_WEIGHTED_F1, M_MACRO_PRECISION, M_MACRO_RECALL,
	M_KAPPA,
	M_MAE, M_MSE, M_RMSE, M_MAPE, M_SMAPE, M_R2, M_MEAN_ERROR
} MetricId;

typedef struct Metric
{
	const char *name;
	StateKind	kind;
	MetricId	id;
} Metric;

static const Metric metrics[] = {
	{"n", KIND_BINARY, M_N},
	{"label_coverage", KIND_BINARY, M_LABEL_COVERAGE},
	{"positive_rate", KIND_BINARY, M_POSITIVE_RATE},
	{"predicted_positive_rate", KIND_BINARY, M_PREDICTED_POSITIVE_RATE},
	{"accuracy", KIND_BINARY, M_ACCURACY},
	{"balanced_accuracy", KIND_BINARY, M_BALANCED_ACCURACY},
	{"precision", KIND_BINARY, M_PRECISION},
	{"recall", KIND_BINARY, M_RECALL},
	{"specificity", KIND_BINARY, M_SPECIFICITY},
	{"npv", KIND_BINARY, M_NPV},
	{"fpr", KIND_BINARY, M_FPR},
	{"fnr", KIND_BINARY, M_FNR},
	{"f1", KIND_BINARY, M_F1},
	{"mcc", KIND_BINARY, M_MCC},
	{"roc_auc", KIND_BINARY, M_ROC_AUC},
	{"average_precision", KIND_BINARY, M_AVERAGE_PRECISION},
	{"log_loss", KIND_BINARY, M_LOG_LOSS},
	{"brier", KIND_BINARY, M_BRIER},
	{"ece", KIND_BINARY, M_ECE},
	{"n", KIND_CLASS, M_N},
	{"label_coverage", KIND_CLASS, M_LABEL_COVERAGE},
	{"classes", KIND_CLASS, M_CLASSES},
	{"class_accuracy", KIND_CLASS, M_CLASS_ACCURACY},
	{"macro_f1", KIND_CLASS, M_MACRO_F1},
	{"weighted_f1", KIND_CLASS, M_WEIGHTED_F1},
	{"macro_precision", KIND_CLASS, M_MACRO_PRECISION},
	{"macro_recall", KIND_CLASS, M_MACRO_RECALL},
	{"kappa", KIND_CLASS, M_KAPPA},
	{"n", KIND_ESTIMATED, M_N},
	{"positive_rate", KIND_ESTIMATED, M_POSITIVE_RATE},
	{"predicted_positive_rate", KIND_ESTIMATED, M_PREDICTED_POSITIVE_RATE},
	{"accuracy", KIND_ESTIMATED, M_ACCURACY},
	{"balanced_accuracy", KIND_ESTIMATED, M_BALANCED_ACCURACY},
	{"precision", KIND_ESTIMATED, M_PRECISION},
	{"recall", KIND_ESTIMATED, M_RECALL},
	{"specificity", KIND_ESTIMATED, M_SPECIFICITY},
	{"npv", KIND_ESTIMATED, M_NPV},
	{"fpr", KIND_ESTIMATED, M_FPR},
	{"fnr", KIND_ESTIMATED, M_FNR},
	{"f1", KIND_ESTIMATED, M_F1},
	{"mcc", KIND_ESTIMATED, M_MCC},
	{"roc_auc", KIND_ESTIMATED, M_ROC_AUC},
	{"average_precision", KIND_ESTIMATED, M_AVERAGE_PRECISION},
	{"log_loss", KIND_ESTIMATED, M_LOG_LOSS},
	{"brier", KIND_ESTIMATED, M_BRIER},
	{"ece", KIND_ESTIMATED, M_ECE},
	{"n", KIND_REGRESSION, M_N},
	{"label_coverage", KIND_REGRESSION, M_LABEL_COVERAGE},
	{"mae", KIND_REGRESSION, M_MAE},
	{"mse", KIND_REGRESSION, M_MSE},
	{"rmse", KIND_REGRESSION, M_RMSE},
	{"mape", KIND_REGRESSION, M_MAPE},
	{"smape", KIND_REGRESSION, M_SMAPE},
	{"r2", KIND_REGRESSION, M_R2},
	{"mean_error", KIND_REGRESSION, M_MEAN_ERROR},
};

static const char no_scores[] = "no row has both label and score";

/* A plain count as a metric. */
static Estimate
count_estimate(int64 n)
{
	return (Estimate) {.value = n, .n = n, .ci = {NAN, NAN}};
}

/* Look at the score distributions; false when there are none. */
static bool
reader_views(Reader *reader)
{
	const BinaryOutcome *state = (const BinaryOutcome *) reader->state;

	if (state->dist_size[0] == 0)
		return false;
	if (!reader->viewed)
		for (int label = 0; label < 2; label++)
			dist_view(binary_dist(state, label), &reader->view[label]);
	reader->viewed = true;
	return true;
}

/* Evaluate ROC AUC or average precision. */
static Estimate
rank_metric(Reader *reader, MetricId id, double z)
{
	Estimate	estimate;

	if (!reader_views(reader))
		return undefined_estimate(0, no_scores);
	if (id == M_AVERAGE_PRECISION)
		return average_precision(&reader->view[0], &reader->view[1], z);
	estimate = roc_auc(&reader->view[0], &reader->view[1]);
	if (z > 0)
		roc_auc_interval(&reader->view[0], &reader->view[1], z, &estimate);
	return estimate;
}

/* Evaluate a metric of probabilities. */
static Estimate
score_metric(const BinaryOutcome *state, MetricId id, double z)
{
	const ScoreSums *sums = binary_sums(state);

	if (sums == NULL)
		return undefined_estimate(0, no_scores);
	if (id == M_LOG_LOSS)
		return score_log_loss(sums, z);
	return id == M_BRIER ? score_brier(sums, z) : score_ece(sums, CALIBRATION_DEFAULT_BINS);
}

/* Evaluate a metric of a binary outcome. */
static Estimate
binary_metric(Reader *reader, MetricId id, double z)
{
	const BinaryOutcome *state = (const BinaryOutcome *) reader->state;
	const Confusion *counts = &state->counts;

	switch (id)
	{
		case M_N:
			return count_estimate(confusion_rows(counts));
		case M_LABEL_COVERAGE:
			return confusion_rate_estimate(counts, RATE_LABEL_COVERAGE, z);
		case M_POSITIVE_RATE:
			return confusion_rate_estimate(counts, RATE_BASE, z);
		case M_PREDICTED_POSITIVE_RATE:
			return confusion_rate_estimate(counts, RATE_SELECTION, z);
		case M_ACCURACY:
			return confusion_rate_estimate(counts, RATE_ACCURACY, z);
		case M_BALANCED_ACCURACY:
			return confusion_balanced_accuracy(counts, z);
		case M_PRECISION:
			return confusion_rate_estimate(counts, RATE_PPV, z);
		case M_RECALL:
			return confusion_rate_estimate(counts, RATE_TPR, z);
		case M_SPECIFICITY:
			return confusion_rate_estimate(counts, RATE_TNR, z);
		case M_NPV:
			return confusion_rate_estimate(counts, RATE_NPV, z);
		case M_FPR:
			return confusion_rate_estimate(counts, RATE_FPR, z);
		case M_FNR:
			return confusion_rate_estimate(counts, RATE_FNR, z);
		case M_F1:
			return confusion_f1(counts, z);
		case M_MCC:
			return confusion_mcc(counts, z);
		case M_ROC_AUC:
		case M_AVERAGE_PRECISION:
			return rank_metric(reader, id, z);
		default:
			return score_metric(state, id, z);
	}
}

/* Sum the matrix of classes, once. */
static const ClassMargins *
reader_margins(Reader *reader)
{
	const ClassOutcome *state = (const ClassOutcome *) reader->state;
	ClassMargins *margins = &reader->margins;
	Size		n = class_names(state)->n;

	if (reader->summed)
		return margins;
	margins->n_classes = n;
	margins->n_pairs = state->n_pairs;
	margins->pair = class_sorted_pairs(state);
	margins->actual = palloc((n + 1) * sizeof(double));
	margins->predicted = palloc((n + 1) * sizeof(double));
	margins->correct = palloc((n + 1) * sizeof(double));
	class_margins(margins);
	reader->summed = true;
	return margins;
}

/* Evaluate a metric of classes. */
static Estimate
class_metric(Reader *reader, MetricId id, double z)
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

/* Evaluate a metric of numbers. */
static Estimate
regression_metric(const RegressionSums *sums, MetricId id, double z)
{
	int64		labelled = sums->n + sums->n_unpredicted + sums->n_not_finite;

	switch (id)
	{
		case M_N:
			return count_estimate(labelled + sums->n_unlabelled);
		case M_LABEL_COVERAGE:
			return proportion_estimate(labelled, labelled + sums->n_unlabelled, z, "no rows");
		case M_MAE:
			return regression_mae(sums, z);
		case M_MSE:
			return regression_mse(sums, z);
		case M_RMSE:
			return regression_rmse(sums, z);
		case M_MAPE:
			return regression_mape(sums, z);
		case M_SMAPE:
			return regression_smape(sums, z);
		case M_R2:
			return regression_r2(sums);
		default:
			return regression_mean_error(sums, z);
	}
}

/* Look at the probabilities by score, once. */
static const PointList *
reader_points(Reader *reader)
{
	if (!reader->listed)
		reader->points = estimated_points((const EstimatedOutcome *) reader->state);
	reader->listed = true;
	return &reader->points;
}

/* Evaluate a metric of an estimated outcome. */
static Estimate
estimated_metric(Reader *reader, MetricId id, double z)
{
	static const struct
	{
		MetricId	id;
		ExpectedMetric metric;
	}			counted[] = {
		{M_N, EXPECT_N}, {M_POSITIVE_RATE, EXPECT_POSITIVE_RATE},
		{M_PREDICTED_POSITIVE_RATE, EXPECT_SELECTION}, {M_ACCURACY, EXPECT_ACCURACY},
		{M_BALANCED_ACCURACY, EXPECT_BALANCED_ACCURACY}, {M_PRECISION, EXPECT_PRECISION},
		{M_RECALL, EXPECT_RECALL}, {M_SPECIFICITY, EXPECT_SPECIFICITY}, {M_NPV, EXPECT_NPV},
		{M_FPR, EXPECT_FPR}, {M_FNR, EXPECT_FNR}, {M_F1, EXPECT_F1}, {M_MCC, EXPECT_MCC},
	};
	const PointList *points;

	for (int i = 0; i < (int) lengthof(counted); i++)
		if (counted[i].id == id)
			return expected_metric(&((const EstimatedOutcome *) reader->state)->counts,
								   counted[i].metric, z);
	points = reader_points(reader);
	if (id == M_ROC_AUC)
		return expected_roc_auc(points->point, points->n, points->bits);
	if (id == M_AVERAGE_PRECISION)
		return expected_average_precision(points->point, points->n, points->bits);
	if (id == M_LOG_LOSS)
		return expected_log_loss(points->point, points->n);
	return id == M_BRIER ? expected_brier(points->point, points->n) :
		expected_ece(points->point, points->n, CALIBRATION_DEFAULT_BINS);
}

/* Evaluate any metric of the state's kind. */
static Estimate
evaluate(Reader *reader, MetricId id, double z)
{
	if (reader->state->kind == KIND_BINARY)
		return binary_metric(reader, id, z);
	if (reader->state->kind == KIND_CLASS)
		return class_metric(reader, id, z);
	if (reader->state->kind == KIND_ESTIMATED)
		return estimated_metric(reader, id, z);
	return regression_metric(&((const RegressionOutcome *) reader->state)->sums, id, z);
}

/* Return an estimate's value, undefined as NULL. */
static Datum
estimate_result(FunctionCallInfo fcinfo, Estimate estimate)
{
	if (isnan(estimate.value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(estimate.value);
}

/* Say which metrics an outcome of this kind has. */
static void
unknown_metric(StateKind kind, const char *name, Size length)
{
	const char *valid[lengthof(metrics)];
	char		what[64];
	int			n = 0;

	for (int i = 0; i < (int) lengthof(metrics); i++)
		if (metrics[i].kind == kind)
			valid[n++] = metrics[i].name;
	snprintf(what, sizeof(what), "metric of a %s outcome", state_kind_name(kind));
	choice_fail(what, name, length, valid, n);
}

/* drift.metric(state, name) */
Datum
drift_metric(PG_FUNCTION_ARGS)
{
	Reader		reader = {.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME)};
	text	   *name = PG_GETARG_TEXT_PP(1);
	Size		length = VARSIZE_ANY_EXHDR(name);

	for (int i = 0; i < (int) lengthof(metrics); i++)
		if (metrics[i].kind == reader.state->kind && strlen(metrics[i].name) == length &&
			memcmp(metrics[i].name, VARDATA_ANY(name), length) == 0)
			return estimate_result(fcinfo, evaluate(&reader, metrics[i].id, 0));
	unknown_metric(reader.state->kind, VARDATA_ANY(name), length);
	PG_RETURN_NULL();
}

/* Put out one row of drift.metrics. */
static void
put_metric(ReturnSetInfo *result, const char *name, const Estimate *estimate)
{
	Datum		value[7];
	bool		null[7] = {false, isnan(estimate->value), false, isnan(estimate->ci.low),
	isnan(estimate->ci.high), isnan(estimate->value), estimate->reason == NULL};

	value[0] = CStringGetTextDatum(name);
	value[1] = Float8GetDatum(estimate->value);
	value[2] = Int64GetDatum(estimate->n);
	value[3] = Float8GetDatum(estimate->ci.low);
	value[4] = Float8GetDatum(estimate->ci.high);
	value[5] = Float8GetDatum(estimate->error);
	value[6] = null[6] ? (Datum) 0 : CStringGetTextDatum(estimate->reason);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* drift.metrics(state, alpha) */
Datum
drift_metrics(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Reader		reader = {0};
	double		alpha;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	choice_not_null(fcinfo, 1, "drift.metrics", "alpha");
	alpha = PG_GETARG_FLOAT8(1);
	if (!(alpha > 0 && alpha < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("alpha must be between 0 and 1, but is %g", alpha),
				 errhint("alpha => 0.05 gives 95 %% intervals.")));
	reader.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	for (int i = 0; i < (int) lengthof(metrics); i++)
		if (metrics[i].kind == reader.state->kind)
		{
			Estimate	estimate = evaluate(&reader, metrics[i].id, normal_z(alpha));

			put_metric(result, metrics[i].name, &estimate);
		}
	return (Datum) 0;
}

/* The body of the accessors named after a metric. */
static Datum
accessor(FunctionCallInfo fcinfo, StateKind kind, MetricId id, const char *function)
{
	Reader		reader = {.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME)};

	if (kind != KIND_BINARY || reader.state->kind != KIND_ESTIMATED)
		state_check_kind(reader.state, kind, function);
	return estimate_result(fcinfo, evaluate(&reader, id, 0));
}

#define METRIC_ACCESSOR(name, kind, id) \
PG_FUNCTION_INFO_V1(drift_##name); \
Datum \
drift_##name(PG_FUNCTION_ARGS) \
{ \
	return accessor(fcinfo, kind, id, "drift." #name); \
} \
extern Datum drift_##name(PG_FUNCTION_ARGS)

METRIC_ACCESSOR(accuracy, KIND_BINARY, M_ACCURACY);
METRIC_ACCESSOR(balanced_accuracy, KIND_BINARY, M_BALANCED_ACCURACY);
METRIC_ACCESSOR(precision, KIND_BINARY, M_PRECISION);
METRIC_ACCESSOR(recall, KIND_BINARY, M_RECALL);
METRIC_ACCESSOR(specificity, KIND_BINARY, M_SPECIFICITY);
METRIC_ACCESSOR(f1, KIND_BINARY, M_F1);
METRIC_ACCESSOR(mcc, KIND_BINARY, M_MCC);
METRIC_ACCESSOR(roc_auc, KIND_BINARY, M_ROC_AUC);
METRIC_ACCESSOR(average_precision, KIND_BINARY, M_AVERAGE_PRECISION);
METRIC_ACCESSOR(log_loss, KIND_BINARY, M_LOG_LOSS);
METRIC_ACCESSOR(brier, KIND_BINARY, M_BRIER);
METRIC_ACCESSOR(class_accuracy, KIND_CLASS, M_CLASS_ACCURACY);
METRIC_ACCESSOR(macro_f1, KIND_CLASS, M_MACRO_F1);
METRIC_ACCESSOR(weighted_f1, KIND_CLASS, M_WEIGHTED_F1);
METRIC_ACCESSOR(kappa, KIND_CLASS, M_KAPPA);
METRIC_ACCESSOR(mae, KIND_REGRESSION, M_MAE);
METRIC_ACCESSOR(mse, KIND_REGRESSION, M_MSE);
METRIC_ACCESSOR(rmse, KIND_REGRESSION, M_RMSE);
METRIC_ACCESSOR(mape, KIND_REGRESSION, M_MAPE);
METRIC_ACCESSOR(smape, KIND_REGRESSION, M_SMAPE);
METRIC_ACCESSOR(r2, KIND_REGRESSION, M_R2);
METRIC_ACCESSOR(mean_error, KIND_REGRESSION, M_MEAN_ERROR);

/* drift.ece(state, bins) */
Datum
drift_ece_bins(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	int32		bins = PG_GETARG_INT32(1);
	ScoreSums  *sums;

	if (bins < 1 || bins > CALIBRATION_BINS || CALIBRATION_BINS % bins != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bins must divide %d, but is %d", CALIBRATION_BINS, bins),
				 errhint("Usual are 10, 15 and 20.")));
	if (state->kind == KIND_ESTIMATED)
	{
		PointList	points = estimated_points((EstimatedOutcome *) state);

		return estimate_result(fcinfo, expected_ece(points.point, points.n, bins));
	}
	state_check_kind(state, KIND_BINARY, "drift.ece");
	sums = binary_sums((BinaryOutcome *) state);
	return estimate_result(fcinfo, sums ? score_ece(sums, bins) : undefined_estimate(0, no_scores));
}

/* Final step of a one-step metric of probabilities: refuses scores that are none. */
static Datum
score_final(FunctionCallInfo fcinfo, MetricId id, const char *function)
{
	BinaryOutcome *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	ScoreSums  *sums = binary_sums(state);

	if (sums && sums->n_outside > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s needs probabilities, but " INT64_FORMAT " of " INT64_FORMAT
						" scores lie outside [0, 1]", function, (int64) sums->n_outside,
						(int64) (sums->n + sums->n_outside)),
				 errhint("Divide percentages by 100, put logits through 1 / (1 + exp(-x)). "
						 "drift.roc_auc() takes any score.")));
	return estimate_result(fcinfo, score_metric(state, id, 0));
}

/* Final step of the one-step log loss. */
Datum
drift_score_final_log_loss(PG_FUNCTION_ARGS)
{
	return score_final(fcinfo, M_LOG_LOSS, "drift.log_loss");
}

/* Final step of the one-step Brier score. */
Datum
drift_score_final_brier(PG_FUNCTION_ARGS)
{
	return score_final(fcinfo, M_BRIER, "drift.brier");
}

/* Final step of the one-step calibration error. */
Datum
drift_score_final_ece(PG_FUNCTION_ARGS)
{
	return score_final(fcinfo, M_ECE, "drift.ece");
}

/* Final step of the one-step ROC AUC: negatives are the sample's reference side. */
Datum
drift_rank_final_roc_auc(PG_FUNCTION_ARGS)
{
	NumView		negative;
	NumView		positive;

	sample_views(fcinfo, 0, "drift.roc_auc", &negative, &positive);
	return estimate_result(fcinfo, roc_auc(&negative, &positive));
}

/* Final step of the one-step average precision. */
Datum
drift_rank_final_average_precision(PG_FUNCTION_ARGS)
{
	NumView		negative;
	NumView		positive;

	sample_views(fcinfo, 0, "drift.average_precision", &negative, &positive);
	return estimate_result(fcinfo, average_precision(&negative, &positive, 0));
}

/* Put out one cell of a confusion matrix; a NULL name is unknown. */
static void
put_cell(ReturnSetInfo *result, const char *label, Size label_length, const char *predicted,
		 Size predicted_length, int64 n)
{
	Datum		value[3] = {0};
	bool		null[3] = {label == NULL, predicted == NULL, false};

	if (label)
		value[0] = PointerGetDatum(cstring_to_text_with_len(label, label_length));
	if (predicted)
		value[1] = PointerGetDatum(cstring_to_text_with_len(predicted, predicted_length));
	value[2] = Int64GetDatum(n);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Put out the cells of a binary outcome, all nine of them. */
static void
put_binary_matrix(ReturnSetInfo *result, const BinaryOutcome *state)
{
	static const char *const names[] = {"false", "true", NULL};

	for (int label = 0; label < 3; label++)
		for (int predicted = 0; predicted < 3; predicted++)
			put_cell(result, names[label], label < 2 ? strlen(names[label]) : 0,
					 names[predicted], predicted < 2 ? strlen(names[predicted]) : 0,
					 state->counts.cell[label][predicted]);
}

/* Put out the cells of classes that have rows. */
static void
put_class_matrix(ReturnSetInfo *result, const ClassOutcome *state)
{
	ClassOutcome *sorted = class_compact(state);
	ClassPair  *pairs = class_sorted_pairs(sorted);

	for (uint32 i = 0; i < sorted->n_pairs; i++)
	{
		Size		label_length;
		Size		predicted_length;
		const char *label = names_get(class_names(sorted), pairs[i].actual, &label_length);
		const char *predicted = names_get(class_names(sorted), pairs[i].predicted,
										  &predicted_length);

		CHECK_FOR_INTERRUPTS();
		put_cell(result, label, label_length, predicted, predicted_length, pairs[i].count);
	}
}

/* drift.confusion_matrix(state) */
Datum
drift_confusion_matrix(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	StateHeader *state;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	if (state->kind == KIND_BINARY)
		put_binary_matrix(result, (BinaryOutcome *) state);
	else
	{
		state_check_kind(state, KIND_CLASS, "drift.confusion_matrix");
		put_class_matrix(result, (ClassOutcome *) state);
	}
	return (Datum) 0;
}
