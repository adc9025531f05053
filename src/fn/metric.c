/*
 * metric.c - drift.metric, drift.metrics, and what accessors named after a metric do
 */
#include "fn/metric.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fn/choice.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_metric);
PG_FUNCTION_INFO_V1(drift_metrics);

/* The metrics of a kind of outcome. */
static const MetricTable *
table_of(StateKind kind)
{
	if (kind == KIND_BINARY || kind == KIND_WEIGHTED)
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
pg_noreturn static void
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
put_metric(ReturnSetInfo *result, const char *name, const Estimate *estimate, double baseline)
{
	bool		undefined = isnan(estimate->value);
	Datum		value[8];
	bool		null[8] = {false, undefined, false, undefined || isnan(estimate->ci.low),
		undefined || isnan(estimate->ci.high), undefined || isnan(estimate->error),
		estimate->reason == NULL, isnan(baseline)
	};

	value[0] = CStringGetTextDatum(name);
	value[1] = Float8GetDatum(estimate->value);
	value[2] = Int64GetDatum(estimate->n);
	value[3] = Float8GetDatum(estimate->ci.low);
	value[4] = Float8GetDatum(estimate->ci.high);
	value[5] = Float8GetDatum(estimate->error);
	value[6] = null[6] ? (Datum) 0 : CStringGetTextDatum(estimate->reason);
	value[7] = Float8GetDatum(baseline);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Evaluate a metric and put it out. */
static void
put_evaluated(ReturnSetInfo *result, Reader *reader, const MetricTable *table,
			  const Metric *metric, double z)
{
	Estimate	estimate = table->evaluate(reader, metric->id, z);

	put_metric(result, metric->name, &estimate,
			   table->baseline ? table->baseline(reader, metric->id) : NAN);
}

/* Put out the metrics of these names, which the kind must have. */
static void
put_chosen(ReturnSetInfo *result, Reader *reader, const MetricTable *table, ArrayType *names,
		   double z)
{
	Datum	   *name;
	bool	   *null;
	int			n;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &name, &null, &n);
	for (int i = 0; i < n; i++)
	{
		text	   *wanted = null[i] ? cstring_to_text("") : DatumGetTextPP(name[i]);
		const Metric *metric = find_metric(table, VARDATA_ANY(wanted), VARSIZE_ANY_EXHDR(wanted));

		if (metric == NULL)
			unknown_metric(reader->state->kind, VARDATA_ANY(wanted), VARSIZE_ANY_EXHDR(wanted));
		put_evaluated(result, reader, table, metric, z);
	}
}

/* drift.metrics(state, alpha, metrics) */
Datum
drift_metrics(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const MetricTable *table;
	Reader		reader = {0};
	double		z;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	z = normal_z(choice_alpha(fcinfo, 1, "drift.metrics"));
	reader.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	table = table_of(reader.state->kind);
	if (!PG_ARGISNULL(2))
		put_chosen(result, &reader, table, PG_GETARG_ARRAYTYPE_P(2), z);
	else
		for (int i = 0; i < table->n; i++)
			put_evaluated(result, &reader, table, &table->metric[i], z);
	return (Datum) 0;
}

/* The body of the accessors named after a metric: every kind that has the metric will do. */
Datum
metric_accessor(FunctionCallInfo fcinfo, StateKind kind, const char *name)
{
	Reader		reader = {.state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME)};
	const MetricTable *table = table_of(reader.state->kind);
	const Metric *metric = find_metric(table, name, strlen(name));

	if (metric == NULL)
		state_check_kind(reader.state, kind, psprintf("drift.%s", name));
	return estimate_result(fcinfo, table->evaluate(&reader, metric->id, 0));
}
