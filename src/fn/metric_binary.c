/*
 * metric_binary.c - the metrics of a binary drift.outcome, with or without weights
 *
 * Three families: of the counts of label and prediction (stats/cells.h), of the order of the scores
 * (stats/auc.h where rows are counted, stats/scored.h where they are weighed), and of scores as
 * probabilities (stats/score.h, stats/weighted.h, stats/reliability.h).
 */
#include "fn/metric.h"

#include <math.h>

#include "fn/binary_read.h"
#include "state/outcome.h"
#include "state/outcome_estimated.h"
#include "state/outcome_weighted.h"
#include "state/sample.h"
#include "stats/auc.h"

PG_FUNCTION_INFO_V1(drift_ece_bins);
PG_FUNCTION_INFO_V1(drift_score_final_log_loss);
PG_FUNCTION_INFO_V1(drift_score_final_brier);
PG_FUNCTION_INFO_V1(drift_score_final_ece);
PG_FUNCTION_INFO_V1(drift_rank_final_roc_auc);
PG_FUNCTION_INFO_V1(drift_rank_final_average_precision);

#define TOP_SHARE 0.1			/* of lift, gain and precision where no share is given */

enum
{
	M_N, M_UNLABELLED, M_EFFECTIVE_N,
	M_RATE,						/* + a Rate */
	M_F1 = M_RATE + RATE_COUNT + 1, M_F05, M_F2, M_BALANCED_ACCURACY, M_MCC, M_KAPPA, M_JACCARD,
	M_INFORMEDNESS, M_MARKEDNESS, M_G_MEAN, M_LR_POSITIVE, M_LR_NEGATIVE,
	M_ROC_AUC, M_AVERAGE_PRECISION, M_GINI, M_KS,
	M_TOP,						/* + a TopMetric */
	M_LOG_LOSS = M_TOP + 3, M_BRIER, M_BRIER_SKILL, M_UNCERTAINTY,
	M_RELIABILITY,				/* + a ReliabilityMetric */
	M_SLOPE = M_RELIABILITY + RELIABILITY_METRICS, M_INTERCEPT, M_IN_THE_LARGE, M_MEAN_SCORE
};

static const Metric metrics[] = {
	{"n", M_N},
	{"unlabelled", M_UNLABELLED},
	{"label_coverage", M_RATE + RATE_LABEL_COVERAGE},
	{"effective_n", M_EFFECTIVE_N},
	{"positive_rate", M_RATE + RATE_BASE},
	{"predicted_positive_rate", M_RATE + RATE_SELECTION},
	{"accuracy", M_RATE + RATE_ACCURACY},
	{"balanced_accuracy", M_BALANCED_ACCURACY},
	{"precision", M_RATE + RATE_PPV},
	{"recall", M_RATE + RATE_TPR},
	{"specificity", M_RATE + RATE_TNR},
	{"npv", M_RATE + RATE_NPV},
	{"fpr", M_RATE + RATE_FPR},
	{"fnr", M_RATE + RATE_FNR},
	{"fdr", M_RATE + RATE_FDR},
	{"for", M_RATE + RATE_FOR},
	{"f1", M_F1},
	{"f0.5", M_F05},
	{"f2", M_F2},
	{"mcc", M_MCC},
	{"kappa", M_KAPPA},
	{"jaccard", M_JACCARD},
	{"informedness", M_INFORMEDNESS},
	{"markedness", M_MARKEDNESS},
	{"g_mean", M_G_MEAN},
	{"lr_positive", M_LR_POSITIVE},
	{"lr_negative", M_LR_NEGATIVE},
	{"roc_auc", M_ROC_AUC},
	{"gini", M_GINI},
	{"ks_score", M_KS},
	{"average_precision", M_AVERAGE_PRECISION},
	{"gain_at_10", M_TOP + TOP_GAIN},
	{"lift_at_10", M_TOP + TOP_LIFT},
	{"precision_at_10", M_TOP + TOP_PRECISION},
	{"mean_score", M_MEAN_SCORE},
	{"log_loss", M_LOG_LOSS},
	{"brier", M_BRIER},
	{"brier_skill", M_BRIER_SKILL},
	{"brier_reliability", M_RELIABILITY + RELIABILITY_TERM},
	{"brier_resolution", M_RELIABILITY + RELIABILITY_RESOLUTION},
	{"brier_uncertainty", M_UNCERTAINTY},
	{"ece", M_RELIABILITY + RELIABILITY_ECE},
	{"mce", M_RELIABILITY + RELIABILITY_MCE},
	{"calibration_slope", M_SLOPE},
	{"calibration_intercept", M_INTERCEPT},
	{"calibration_in_the_large", M_IN_THE_LARGE},
};

static const char no_scores[] = "no row has both label and score";
static const char outside[] = "some scores lie outside [0, 1] and are no probabilities";

/* What metrics share, read once. */
typedef struct BinaryCache
{
	BinaryRead *read;
	bool		binned;			/* bins are there, for this z */
	double		z;
	Estimate	bins[RELIABILITY_METRICS];
	bool		fitted;			/* fit is there, for this z */
	Recalibration fit;
} BinaryCache;

/* Read the state, once. */
static BinaryCache *
binary_cache(Reader *reader)
{
	BinaryCache *cache = reader->cache;

	if (cache == NULL)
	{
		reader->cache = cache = palloc0(sizeof(BinaryCache));
		cache->read = binary_read(reader->state, "drift.metrics");
	}
	return cache;
}

/* Evaluate ROC AUC or average precision: in whole numbers where rows are counted. */
static Estimate
rank_metric(Reader *reader, int id, double z)
{
	BinaryRead *read = binary_cache(reader)->read;
	const NumView *view;
	Estimate	estimate;

	if (!read->ranked)
		return undefined_estimate(0, no_scores);
	if (reader->state->kind == KIND_WEIGHTED)
	{
		const Scored *scored = binary_scored(reader->state, read);

		return id == M_AVERAGE_PRECISION ? scored_average_precision(scored, z) :
			scored_roc_auc(scored, z);
	}
	view = binary_views(reader->state, read);
	if (id == M_AVERAGE_PRECISION)
		return average_precision(&view[0], &view[1], z);
	estimate = roc_auc(&view[0], &view[1]);
	if (z > 0)
		roc_auc_interval(&view[0], &view[1], z, &estimate);
	return estimate;
}

/* Turn an area under the ROC curve into Gini's coefficient, 2 area - 1. */
static Estimate
gini_of(Estimate estimate)
{
	estimate.value = 2 * estimate.value - 1;
	estimate.ci = (Limits) {2 * estimate.ci.low - 1, 2 * estimate.ci.high - 1};
	estimate.error *= 2;
	return estimate;
}

/* Evaluate log loss or the Brier score. */
static Estimate
loss_metric(const StateHeader *state, int id, double z)
{
	const ScoreSums *sums;

	if (state->kind == KIND_WEIGHTED)
	{
		const WeightedScores *scores = &((const WeightedOutcome *) state)->scores;

		return id == M_LOG_LOSS ? weighted_log_loss(scores, z) : weighted_brier(scores, z);
	}
	sums = binary_sums((const BinaryOutcome *) state);
	if (sums == NULL)
		return undefined_estimate(0, no_scores);
	return id == M_LOG_LOSS ? score_log_loss(sums, z) : score_brier(sums, z);
}

/* Evaluate the mean of the scores, which is exact; its interval comes from the scores kept. */
static Estimate
mean_score(const Reliability *bins, const Scored *scored, double z)
{
	double		sum = 0;
	double		squares = 0;

	for (int i = 0; i < CALIBRATION_BINS; i++)
		sum += bins->bin[i].score;
	for (size_t i = 0; scored && i < scored->n; i++)
		squares += (scored->point[i].weight[0] + scored->point[i].weight[1]) *
			scored->point[i].score * scored->point[i].score;
	return weighted_mean(sum, squares, bins->weight, scored ? bins->effective : 0, bins->rows, z);
}

/* Evaluate a metric of probabilities that bins or a fit tell. */
static Estimate
probability_metric(Reader *reader, int id, double z)
{
	BinaryCache *cache = binary_cache(reader);
	BinaryRead *read = cache->read;
	const Scored *scored;

	if (!read->has_sums)
		return undefined_estimate(0, no_scores);
	if (read->bins.n_outside > 0)
		return undefined_estimate(read->bins.rows + read->bins.n_outside, outside);
	if (read->bins.weight <= 0)
		return undefined_estimate(read->bins.rows, "all weights are 0");
	if (id == M_UNCERTAINTY)
		return reliability_uncertainty(&read->bins, z);
	if (id == M_MEAN_SCORE)
		return mean_score(&read->bins, binary_scored(reader->state, read), z);
	if (id >= M_RELIABILITY && id < M_SLOPE)
	{
		if (!cache->binned || cache->z != z)
			reliability_estimates(&read->bins, CALIBRATION_DEFAULT_BINS, z, cache->bins);
		cache->binned = true;
		cache->z = z;
		return cache->bins[id - M_RELIABILITY];
	}
	scored = binary_scored(reader->state, read);
	if (scored == NULL)
		return undefined_estimate(0, no_scores);
	if (id == M_BRIER_SKILL)
		return scored_brier_skill(scored, loss_metric(reader->state, M_BRIER, 0).value, z);
	if (!cache->fitted || cache->z != z)
		scored_recalibration(scored, z, &cache->fit);
	cache->fitted = true;
	return id == M_SLOPE ? cache->fit.slope : id == M_INTERCEPT ? cache->fit.intercept :
		cache->fit.in_the_large;
}

/* Count rows: all, those without a label, or how many equally weighted ones all are worth. */
static Estimate
row_metric(const Cells *cells, int id)
{
	double		weight = 0;
	double		square = 0;
	int64		rows = 0;
	int64		unlabelled = 0;

	for (int i = 0; i < CONFUSION_CELLS; i++)
	{
		rows += cells->rows[i / 3][i % 3];
		unlabelled += i / 3 == TRUTH_UNKNOWN ? cells->rows[i / 3][i % 3] : 0;
		weight += cells->weight[i / 3][i % 3];
		square += cells->square[i / 3][i % 3];
	}
	if (id == M_EFFECTIVE_N)
		return (Estimate) {.value = effective_rows(weight, square), .n = rows, .ci = no_interval};
	return (Estimate) {.value = id == M_N ? rows : unlabelled, .n = rows, .ci = no_interval};
}

/* Evaluate a metric of the order of the scores. */
static Estimate
order_metric(Reader *reader, int id, double z)
{
	const Scored *scored;

	if (id == M_ROC_AUC || id == M_AVERAGE_PRECISION)
		return rank_metric(reader, id, z);
	if (id == M_GINI)
		return gini_of(rank_metric(reader, M_ROC_AUC, z));
	scored = binary_scored(reader->state, binary_cache(reader)->read);
	if (scored == NULL)
		return undefined_estimate(0, no_scores);
	return id == M_KS ? scored_ks(scored, z) : scored_at_share(scored, id - M_TOP, TOP_SHARE, z);
}

/* Evaluate a metric of a binary outcome. */
static Estimate
binary_metric(Reader *reader, int id, double z)
{
	const Cells *cells = &binary_cache(reader)->read->cells;

	if (id >= M_RATE && id < M_F1)
		return cells_rate(cells, id - M_RATE, z);
	if (id == M_LOG_LOSS || id == M_BRIER)
		return loss_metric(reader->state, id, z);
	if (id >= M_BRIER_SKILL)
		return probability_metric(reader, id, z);
	if (id >= M_ROC_AUC)
		return order_metric(reader, id, z);
	switch (id)
	{
		case M_F1:
			return cells_f(cells, 1, z);
		case M_F05:
			return cells_f(cells, 0.5, z);
		case M_F2:
			return cells_f(cells, 2, z);
		case M_BALANCED_ACCURACY:
			return cells_balanced_accuracy(cells, z);
		case M_MCC:
			return cells_mcc(cells, z);
		case M_KAPPA:
			return cells_kappa(cells, z);
		case M_JACCARD:
			return cells_jaccard(cells, z);
		case M_INFORMEDNESS:
			return cells_informedness(cells, z);
		case M_MARKEDNESS:
			return cells_markedness(cells, z);
		case M_G_MEAN:
			return cells_g_mean(cells, z);
		case M_LR_POSITIVE:
		case M_LR_NEGATIVE:
			return cells_likelihood_ratio(cells, id == M_LR_POSITIVE, z);
		default:
			return row_metric(cells, id);
	}
}

/* The F-beta of predicting every row positive. */
static double
f_of_all(double base, double beta)
{
	return base > 0 ? (1 + beta * beta) * base / (beta * beta * base + 1) : NAN;
}

/* The best that a constant prediction reaches; NaN: nothing to compare with. */
static double
count_baseline(int id, double base)
{
	switch (id)
	{
		case M_RATE + RATE_ACCURACY:
			return fmax(base, 1 - base);
		case M_RATE + RATE_PPV:
		case M_JACCARD:
			return base;
		case M_RATE + RATE_NPV:
			return 1 - base;
		case M_F1:
			return f_of_all(base, 1);
		case M_F05:
			return f_of_all(base, 0.5);
		case M_F2:
			return f_of_all(base, 2);
		case M_BALANCED_ACCURACY:
			return 0.5;
		case M_KAPPA:
		case M_INFORMEDNESS:
		case M_G_MEAN:
			return 0;
		default:
			return NAN;
	}
}

/* The best that a constant score reaches. */
static double
score_baseline(int id, double base)
{
	switch (id)
	{
		case M_ROC_AUC:
			return 0.5;
		case M_GINI:
		case M_KS:
		case M_BRIER_SKILL:
		case M_RELIABILITY + RELIABILITY_RESOLUTION:
			return 0;
		case M_AVERAGE_PRECISION:
		case M_TOP + TOP_PRECISION:
			return base;
		case M_TOP + TOP_GAIN:
			return TOP_SHARE;
		case M_TOP + TOP_LIFT:
			return 1;
		case M_LOG_LOSS:
			return base > 0 && base < 1 ? -base * log(base) - (1 - base) * log1p(-base) : 0;
		case M_BRIER:
			return base * (1 - base);
		default:
			return NAN;
	}
}

/* What the best constant prediction or score has on the same rows. */
static double
binary_baseline(Reader *reader, int id)
{
	BinaryRead *read = binary_cache(reader)->read;
	double		base;

	if (id < M_ROC_AUC)
		base = cells_base(&read->cells);
	else if (binary_scored(reader->state, read))
		base = read->scored->total[1] / (read->scored->total[0] + read->scored->total[1]);
	else
		base = read->bins.positive / read->bins.weight;
	if (isnan(base))
		return NAN;
	return id < M_ROC_AUC ? count_baseline(id, base) : score_baseline(id, base);
}

const MetricTable binary_metrics = {
	metrics, lengthof(metrics), binary_metric, binary_baseline
};

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
METRIC_ACCESSOR(npv, KIND_BINARY);
METRIC_ACCESSOR(fpr, KIND_BINARY);
METRIC_ACCESSOR(fnr, KIND_BINARY);
METRIC_ACCESSOR(fdr, KIND_BINARY);
METRIC_ACCESSOR(jaccard, KIND_BINARY);
METRIC_ACCESSOR(informedness, KIND_BINARY);
METRIC_ACCESSOR(markedness, KIND_BINARY);
METRIC_ACCESSOR(g_mean, KIND_BINARY);
METRIC_ACCESSOR(gini, KIND_BINARY);
METRIC_ACCESSOR(ks_score, KIND_BINARY);
METRIC_ACCESSOR(mce, KIND_BINARY);
METRIC_ACCESSOR(brier_skill, KIND_BINARY);
METRIC_ACCESSOR(calibration_slope, KIND_BINARY);
METRIC_ACCESSOR(calibration_intercept, KIND_BINARY);
METRIC_ACCESSOR(calibration_in_the_large, KIND_BINARY);

/* drift.ece(state, bins) */
Datum
drift_ece_bins(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	int32		bins = PG_GETARG_INT32(1);
	Estimate	estimate[RELIABILITY_METRICS];
	BinaryRead *read;

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
	read = binary_read(state, "drift.ece");
	if (!read->has_sums)
		PG_RETURN_NULL();
	reliability_estimates(&read->bins, bins, 0, estimate);
	return estimate_result(fcinfo, estimate[RELIABILITY_ECE]);
}

/* Final step of a one-step metric of probabilities: refuses scores that are none. */
static Datum
score_final(FunctionCallInfo fcinfo, int id, const char *function)
{
	BinaryOutcome *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	ScoreSums  *sums;

	state_check_kind(&state->header, KIND_BINARY, function);
	sums = binary_sums(state);
	if (sums && sums->n_outside > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s needs probabilities, but " INT64_FORMAT " of " INT64_FORMAT
						" scores lie outside [0, 1]", function, (int64) sums->n_outside,
						(int64) (sums->n + sums->n_outside)),
				 errhint("Divide percentages by 100, put logits through 1 / (1 + exp(-x)). "
						 "drift.roc_auc() takes any score.")));
	if (id == M_RELIABILITY && sums == NULL)
		PG_RETURN_NULL();
	if (id == M_RELIABILITY)
		return estimate_result(fcinfo, score_ece(sums, CALIBRATION_DEFAULT_BINS));
	return estimate_result(fcinfo, loss_metric(&state->header, id, 0));
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
	return score_final(fcinfo, M_RELIABILITY, "drift.ece");
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
