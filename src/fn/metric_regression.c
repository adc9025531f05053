/*
 * metric_regression.c - the metrics of a drift.outcome of numbers, with or without weights
 *
 * Sums give the means (stats/regression.h), the distribution of the errors the quantiles
 * (stats/quantile.h). Quantiles of absolute errors come from the same distribution, folded at 0.
 */
#include "fn/metric.h"

#include <math.h>

#include "fn/choice.h"
#include "state/outcome.h"
#include "stats/quantile.h"

PG_FUNCTION_INFO_V1(drift_error_quantile);
PG_FUNCTION_INFO_V1(drift_pinball_loss);

enum
{
	M_N, M_LABEL_COVERAGE, M_UNLABELLED, M_EFFECTIVE_N, M_MAE, M_MSE, M_RMSE, M_MAPE, M_SMAPE,
	M_WMAPE, M_R2, M_EXPLAINED_VARIANCE, M_MEAN_ERROR, M_MSLE, M_RMSLE, M_POISSON, M_GAMMA,
	M_MAX_ERROR,
	M_PINBALL,					/* + percent */
	M_ERROR = M_PINBALL + 101,	/* + percent */
	M_ABSOLUTE = M_ERROR + 101	/* + percent */
};

static const Metric metrics[] = {
	{"n", M_N},
	{"label_coverage", M_LABEL_COVERAGE},
	{"unlabelled", M_UNLABELLED},
	{"effective_n", M_EFFECTIVE_N},
	{"mae", M_MAE},
	{"mse", M_MSE},
	{"rmse", M_RMSE},
	{"mape", M_MAPE},
	{"smape", M_SMAPE},
	{"wmape", M_WMAPE},
	{"msle", M_MSLE},
	{"rmsle", M_RMSLE},
	{"r2", M_R2},
	{"explained_variance", M_EXPLAINED_VARIANCE},
	{"mean_error", M_MEAN_ERROR},
	{"median_absolute_error", M_ABSOLUTE + 50},
	{"absolute_error_p90", M_ABSOLUTE + 90},
	{"absolute_error_p95", M_ABSOLUTE + 95},
	{"absolute_error_p99", M_ABSOLUTE + 99},
	{"max_error", M_MAX_ERROR},
	{"error_p05", M_ERROR + 5},
	{"error_p25", M_ERROR + 25},
	{"error_p50", M_ERROR + 50},
	{"error_p75", M_ERROR + 75},
	{"error_p95", M_ERROR + 95},
	{"pinball_10", M_PINBALL + 10},
	{"pinball_50", M_PINBALL + 50},
	{"pinball_90", M_PINBALL + 90},
	{"poisson_deviance", M_POISSON},
	{"gamma_deviance", M_GAMMA},
};

/* The errors, and their absolute values. */
typedef struct ErrorViews
{
	Quantiles	error;
	Quantiles	absolute;
} ErrorViews;

/* Look at the errors of a state without weights. */
static Quantiles
counted_errors(const RegressionOutcome *state)
{
	NumView		view;
	Quantiles	result = {.n = state->sums.n};
	QuantilePoint *point;

	dist_view(regression_dist(state), &view);
	result.point = point = palloc((view.len + 1) * sizeof(QuantilePoint));
	for (size_t i = 0; i < view.len; i++)
		point[i] = (QuantilePoint) {view.value[i], view.count ? view.count[i] : 1};
	result.len = view.len;
	result.weight = result.effective = view.n;
	result.rank_error = view.rank_error;
	result.counted = true;
	return result;
}

/* Look at the errors of a state with weights; rounded errors are off by a part of their size. */
static Quantiles
weighted_errors(const RegressionOutcome *live)
{
	const RegressionOutcome *state = regression_compact(live);
	const WeightList *list = regression_list(state);
	Quantiles	result = {.n = state->sums.n, .len = list->n};
	QuantilePoint *point = palloc((list->n + 1) * sizeof(QuantilePoint));

	result.point = point;
	for (uint32 i = 0; i < list->n; i++)
	{
		point[i] = (QuantilePoint) {
			weight_list_points(list)[i].score, weight_list_points(list)[i].weight[0]
		};
		result.weight += point[i].weight;
	}
	result.effective = regression_effective(&state->sums);
	result.rounded = list->bits > 0 ? ldexp(1, list->bits - 52) : 0;
	return result;
}

/* Look at the errors, once; NULL when the state has sums only. */
static const ErrorViews *
error_views(Reader *reader)
{
	const RegressionOutcome *state = (const RegressionOutcome *) reader->state;
	ErrorViews *views = reader->cache;

	if (views || state->form == ERRORS_NONE)
		return views;
	reader->cache = views = palloc(sizeof(ErrorViews));
	views->error = state->form == ERRORS_COUNTED ? counted_errors(state) : weighted_errors(state);
	views->absolute = quantiles_folded(&views->error,
									   palloc((views->error.len + 1) * sizeof(QuantilePoint)));
	return views;
}

/* Evaluate a quantile of the errors. */
static Estimate
error_quantile(Reader *reader, double p, bool absolute, double z)
{
	const ErrorViews *views = error_views(reader);

	if (views == NULL)
		return undefined_estimate(0, "the state keeps sums of errors only");
	return quantile_estimate(absolute ? &views->absolute : &views->error, p, z);
}

/* Evaluate a metric of sums. */
static Estimate
sum_metric(const RegressionSums *sums, int id, double z)
{
	int64		labelled = sums->n + sums->n_unpredicted + sums->n_not_finite;

	switch (id)
	{
		case M_N:
			return count_estimate(labelled + sums->n_unlabelled);
		case M_LABEL_COVERAGE:
			return proportion_estimate(labelled, labelled + sums->n_unlabelled, z, "no rows");
		case M_UNLABELLED:
			return count_estimate(sums->n_unlabelled);
		case M_EFFECTIVE_N:
			return (Estimate) {.value = regression_effective(sums), .n = sums->n,
				.ci = no_interval
			};
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
		case M_WMAPE:
			return regression_wmape(sums, z);
		case M_R2:
			return regression_r2(sums, z);
		case M_EXPLAINED_VARIANCE:
			return regression_explained_variance(sums, z);
		case M_MSLE:
			return regression_msle(sums, z);
		case M_RMSLE:
			return regression_rmsle(sums, z);
		case M_POISSON:
			return regression_poisson(sums, z);
		case M_GAMMA:
			return regression_gamma(sums, z);
		case M_MAX_ERROR:
			return regression_max_error(sums);
		default:
			return regression_mean_error(sums, z);
	}
}

/* Evaluate a metric of numbers. */
static Estimate
regression_metric(Reader *reader, int id, double z)
{
	const RegressionSums *sums = &((const RegressionOutcome *) reader->state)->sums;

	if (id >= M_ABSOLUTE)
		return error_quantile(reader, (id - M_ABSOLUTE) / 100.0, true, z);
	if (id >= M_ERROR)
		return error_quantile(reader, (id - M_ERROR) / 100.0, false, z);
	if (id >= M_PINBALL)
		return regression_pinball(sums, (id - M_PINBALL) / 100.0, z);
	return sum_metric(sums, id, z);
}

/* What predicting the mean of the actual values would have. */
static double
regression_baseline(Reader *reader, int id)
{
	const RegressionSums *sums = &((const RegressionOutcome *) reader->state)->sums;
	double		variance = compensated_value(&sums->m2_actual) / regression_weight(sums);

	if (!(regression_weight(sums) > 0))
		return NAN;
	if (id == M_MSE || id == M_RMSE)
		return id == M_MSE ? variance : sqrt(variance);
	return id == M_R2 || id == M_EXPLAINED_VARIANCE || id == M_MEAN_ERROR ? 0 : NAN;
}

const MetricTable regression_metrics = {
	metrics, lengthof(metrics), regression_metric, regression_baseline
};

METRIC_ACCESSOR(mae, KIND_REGRESSION);
METRIC_ACCESSOR(mse, KIND_REGRESSION);
METRIC_ACCESSOR(rmse, KIND_REGRESSION);
METRIC_ACCESSOR(mape, KIND_REGRESSION);
METRIC_ACCESSOR(smape, KIND_REGRESSION);
METRIC_ACCESSOR(r2, KIND_REGRESSION);
METRIC_ACCESSOR(mean_error, KIND_REGRESSION);
METRIC_ACCESSOR(wmape, KIND_REGRESSION);
METRIC_ACCESSOR(msle, KIND_REGRESSION);
METRIC_ACCESSOR(rmsle, KIND_REGRESSION);
METRIC_ACCESSOR(explained_variance, KIND_REGRESSION);
METRIC_ACCESSOR(median_absolute_error, KIND_REGRESSION);
METRIC_ACCESSOR(max_error, KIND_REGRESSION);
METRIC_ACCESSOR(poisson_deviance, KIND_REGRESSION);
METRIC_ACCESSOR(gamma_deviance, KIND_REGRESSION);

/* Read a share that may be 0 or 1. */
static double
share_arg(FunctionCallInfo fcinfo, int argno, const char *function)
{
	double		share = PG_GETARG_FLOAT8(argno);

	if (!(share >= 0 && share <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s: the quantile must be between 0 and 1, but is %g", function, share),
				 errhint("0.5 is the median.")));
	return share;
}

/* Take a regression state to read. */
static Reader
regression_reader(FunctionCallInfo fcinfo, const char *function)
{
	Reader		reader = {.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME)};

	state_check_kind(reader.state, KIND_REGRESSION, function);
	return reader;
}

/* drift.error_quantile(state, p, absolute) */
Datum
drift_error_quantile(PG_FUNCTION_ARGS)
{
	Reader		reader = regression_reader(fcinfo, "drift.error_quantile");

	return estimate_result(fcinfo, error_quantile(&reader,
												  share_arg(fcinfo, 1, "drift.error_quantile"),
												  PG_GETARG_BOOL(2), 0));
}

/* drift.pinball_loss(state, quantile) */
Datum
drift_pinball_loss(PG_FUNCTION_ARGS)
{
	Reader		reader = regression_reader(fcinfo, "drift.pinball_loss");
	const RegressionSums *sums = &((const RegressionOutcome *) reader.state)->sums;

	return estimate_result(fcinfo, regression_pinball(sums,
													  share_arg(fcinfo, 1, "drift.pinball_loss"),
													  0));
}
