/*
 * metric_binary.c - the metrics of a binary drift.outcome
 */
#include "fn/metric.h"

#include <math.h>

#include "state/outcome.h"
#include "state/outcome_estimated.h"
#include "state/sample.h"
#include "stats/auc.h"

PG_FUNCTION_INFO_V1(drift_ece_bins);
PG_FUNCTION_INFO_V1(drift_score_final_log_loss);
PG_FUNCTION_INFO_V1(drift_score_final_brier);
PG_FUNCTION_INFO_V1(drift_score_final_ece);
PG_FUNCTION_INFO_V1(drift_rank_final_roc_auc);
PG_FUNCTION_INFO_V1(drift_rank_final_average_precision);

enum
{
	M_N, M_LABEL_COVERAGE, M_POSITIVE_RATE, M_PREDICTED_POSITIVE_RATE, M_ACCURACY,
	M_BALANCED_ACCURACY, M_PRECISION, M_RECALL, M_SPECIFICITY, M_NPV, M_FPR, M_FNR, M_F1,
	M_MCC, M_ROC_AUC, M_AVERAGE_PRECISION, M_LOG_LOSS, M_BRIER, M_ECE
};

static const char no_scores[] = "no row has both label and score";

/* Look at the score distributions; NULL when there are none. */
static const NumView *
reader_views(Reader *reader)
{
	const BinaryOutcome *state = (const BinaryOutcome *) reader->state;
	NumView    *view = reader->cache;

	if (state->dist_size[0] == 0)
		return NULL;
	if (view == NULL)
	{
		reader->cache = view = palloc0(2 * sizeof(NumView));
		for (int label = 0; label < 2; label++)
			dist_view(binary_dist(state, label), &view[label]);
	}
	return view;
}

/* Evaluate ROC AUC or average precision. */
static Estimate
rank_metric(Reader *reader, int id, double z)
{
	const NumView *view = reader_views(reader);
	Estimate	estimate;

	if (view == NULL)
		return undefined_estimate(0, no_scores);
	if (id == M_AVERAGE_PRECISION)
		return average_precision(&view[0], &view[1], z);
	estimate = roc_auc(&view[0], &view[1]);
	if (z > 0)
		roc_auc_interval(&view[0], &view[1], z, &estimate);
	return estimate;
}

/* Evaluate a metric of probabilities. */
static Estimate
score_metric(const BinaryOutcome *state, int id, double z)
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
binary_metric(Reader *reader, int id, double z)
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

static const Metric metrics[] = {
	{"n", M_N},
	{"label_coverage", M_LABEL_COVERAGE},
	{"positive_rate", M_POSITIVE_RATE},
	{"predicted_positive_rate", M_PREDICTED_POSITIVE_RATE},
	{"accuracy", M_ACCURACY},
	{"balanced_accuracy", M_BALANCED_ACCURACY},
	{"precision", M_PRECISION},
	{"recall", M_RECALL},
	{"specificity", M_SPECIFICITY},
	{"npv", M_NPV},
	{"fpr", M_FPR},
	{"fnr", M_FNR},
	{"f1", M_F1},
	{"mcc", M_MCC},
	{"roc_auc", M_ROC_AUC},
	{"average_precision", M_AVERAGE_PRECISION},
	{"log_loss", M_LOG_LOSS},
	{"brier", M_BRIER},
	{"ece", M_ECE},
};

const MetricTable binary_metrics = {metrics, lengthof(metrics), binary_metric};

METRIC_ACCESSOR(accuracy, KIND_BINARY);
METRIC_ACCESSOR(balanced_accuracy, KIND_BINARY);
METRIC_ACCESSOR(precision, KIND_BINARY);
METRIC_ACCESSOR(recall, KIND_BINARY);
METRIC_ACCESSOR(specificity, KIND_BINARY);
METRIC_ACCESSOR(f1, KIND_BINARY);
METRIC_ACCESSOR(mcc, KIND_BINARY);
METRIC_ACCESSOR(roc_auc, KIND_BINARY);
METRIC_ACCESSOR(average_precision, KIND_BINARY);
METRIC_ACCESSOR(log_loss, KIND_BINARY);
METRIC_ACCESSOR(brier, KIND_BINARY);

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
score_final(FunctionCallInfo fcinfo, int id, const char *function)
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
