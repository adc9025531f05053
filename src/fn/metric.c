/*
 * metric.c - drift.metric, drift.metrics, and what accessors named after a metric do
 */
#include "fn/metric.h"

#include <math.h>

#include "fn/choice.h"
#include "funcapi.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_metric);
PG_FUNCTION_INFO_V1(drift_metrics);

/* The metrics of a kind of outcome. */
static const MetricTable *
table_of(StateKind kind)
{
	if (kind == KIND_BINARY)
		return &binary_metrics;
	if (kind == KIND_CLASS)
		return &class_metrics;
	return kind == KIND_ESTIMATED ? &estimated_metrics : &regression_metrics;
}

/* Find a metric by name, NULL: the kind has none of this name. */
static const Metric *
find_metric(const MetricTable *table, const char *name, Size length)
{
	for (int i = 0; i < table->n; i++)
		if (strlen(table->metric[i].name) == length &&
			memcmp(table->metric[i].name, name, length) == 0)
			return &table->metric[i];
	return NULL;
}

/* Return an estimate's value, undefined as NULL. */
Datum
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
	const MetricTable *table = table_of(kind);
	const char **valid = palloc(table->n * sizeof(char *));
	char		what[64];

	for (int i = 0; i < table->n; i++)
		valid[i] = table->metric[i].name;
	snprintf(what, sizeof(what), "metric of a %s outcome", state_kind_name(kind));
	choice_fail(what, name, length, valid, table->n);
}

/* drift.metric(state, name) */
Datum
drift_metric(PG_FUNCTION_ARGS)
{
	Reader		reader = {.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME)};
	text	   *name = PG_GETARG_TEXT_PP(1);
	const MetricTable *table = table_of(reader.state->kind);
	const Metric *metric = find_metric(table, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (metric == NULL)
		unknown_metric(reader.state->kind, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	return estimate_result(fcinfo, table->evaluate(&reader, metric->id, 0));
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
	const MetricTable *table;
	Reader		reader = {0};
	double		alpha;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	alpha = choice_alpha(fcinfo, 1, "drift.metrics");
	reader.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	table = table_of(reader.state->kind);
	for (int i = 0; i < table->n; i++)
	{
		Estimate	estimate = table->evaluate(&reader, table->metric[i].id, normal_z(alpha));

		put_metric(result, table->metric[i].name, &estimate);
	}
	return (Datum) 0;
}

/* The body of the accessors named after a metric; estimated states take those of binary ones. */
Datum
metric_accessor(FunctionCallInfo fcinfo, StateKind kind, const char *name)
{
	Reader		reader = {.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME)};
	const MetricTable *table = table_of(reader.state->kind);
	const Metric *metric = find_metric(table, name, strlen(name));

	if (metric == NULL || (reader.state->kind != kind &&
						   (kind != KIND_BINARY || reader.state->kind != KIND_ESTIMATED)))
		state_check_kind(reader.state, kind, psprintf("drift.%s", name));
	return estimate_result(fcinfo, table->evaluate(&reader, metric->id, 0));
}
