/*
 * metric_estimated.c - the metrics of an estimated drift.outcome: labels unknown
 */
#include "fn/metric.h"

#include "state/outcome_estimated.h"
#include "stats/score.h"

enum
{
	M_N, M_POSITIVE_RATE, M_PREDICTED_POSITIVE_RATE, M_ACCURACY, M_BALANCED_ACCURACY,
	M_PRECISION, M_RECALL, M_SPECIFICITY, M_NPV, M_FPR, M_FNR, M_F1, M_MCC, M_ROC_AUC,
	M_AVERAGE_PRECISION, M_LOG_LOSS, M_BRIER, M_ECE
};

/* Look at the probabilities by score, once. */
static const PointList *
reader_points(Reader *reader)
{
	if (reader->cache == NULL)
	{
		PointList  *points = palloc(sizeof(PointList));

		*points = estimated_points((const EstimatedOutcome *) reader->state);
		reader->cache = points;
	}
	return reader->cache;
}

/* Evaluate a metric of an estimated outcome. */
static Estimate
estimated_metric(Reader *reader, int id, double z)
{
	static const struct
	{
		int			id;
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

static const Metric metrics[] = {
	{"n", M_N},
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

const MetricTable estimated_metrics = {metrics, lengthof(metrics), estimated_metric};
