/*
 * metric_regression.c - the metrics of a drift.outcome of numbers
 */
#include "fn/metric.h"

#include "state/outcome.h"

enum
{
	M_N, M_LABEL_COVERAGE, M_MAE, M_MSE, M_RMSE, M_MAPE, M_SMAPE, M_R2, M_MEAN_ERROR
};

/* Evaluate a metric of numbers. */
static Estimate
regression_metric(Reader *reader, int id, double z)
{
	const RegressionSums *sums = &((const RegressionOutcome *) reader->state)->sums;
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

static const Metric metrics[] = {
	{"n", M_N},
	{"label_coverage", M_LABEL_COVERAGE},
	{"mae", M_MAE},
	{"mse", M_MSE},
	{"rmse", M_RMSE},
	{"mape", M_MAPE},
	{"smape", M_SMAPE},
	{"r2", M_R2},
	{"mean_error", M_MEAN_ERROR},
};

const MetricTable regression_metrics = {metrics, lengthof(metrics), regression_metric};

METRIC_ACCESSOR(mae, KIND_REGRESSION);
METRIC_ACCESSOR(mse, KIND_REGRESSION);
METRIC_ACCESSOR(rmse, KIND_REGRESSION);
METRIC_ACCESSOR(mape, KIND_REGRESSION);
METRIC_ACCESSOR(smape, KIND_REGRESSION);
METRIC_ACCESSOR(r2, KIND_REGRESSION);
METRIC_ACCESSOR(mean_error, KIND_REGRESSION);
