/*
 * metric.h - the metrics of each kind of drift.outcome, as tables
 *
 * Each kind has a file (metric_binary.c and so on) with a table of names and one function that
 * evaluates them. drift.metric, drift.metrics and the accessors named after a metric go through
 * these tables: a new metric is a line in a table, a case in its function, and an accessor where
 * one is wanted.
 */
#ifndef DRIFT_FN_METRIC_H
#define DRIFT_FN_METRIC_H

#include "compat.h"
#include "state/state.h"
#include "stats/interval.h"

/* A state being read, with what several of its metrics share. */
typedef struct Reader
{
	const StateHeader *state;
	void	   *cache;			/* the kind's own, NULL at first */
} Reader;

typedef struct Metric
{
	const char *name;
	int			id;				/* means something to the kind's functions only */
} Metric;

typedef struct MetricTable
{
	const Metric *metric;
	int			n;
	/* z: two-sided normal quantile of the interval, 0: no interval wanted */
	Estimate	(*evaluate) (Reader *reader, int id, double z);
	/* what the best constant prediction has on the same rows, NaN: no such thing; may be NULL */
	double		(*baseline) (Reader *reader, int id);
} MetricTable;

extern const MetricTable binary_metrics;	/* metric_binary.c */
extern const MetricTable class_metrics; /* metric_class.c */
extern const MetricTable regression_metrics;	/* metric_regression.c */
extern const MetricTable estimated_metrics; /* metric_estimated.c */

/* metric.c */
extern Datum estimate_result(FunctionCallInfo fcinfo, Estimate estimate);
extern Datum metric_accessor(FunctionCallInfo fcinfo, StateKind kind, const char *name);

/* A plain count as a metric. */
static inline Estimate
count_estimate(int64 n)
{
	return (Estimate) {.value = n, .n = n, .ci = no_interval};
}

/* Define the accessor drift.name(state), which reads the metric of this name. */
#define METRIC_ACCESSOR(name, kind) \
PG_FUNCTION_INFO_V1(drift_##name); \
Datum \
drift_##name(PG_FUNCTION_ARGS) \
{ \
	return metric_accessor(fcinfo, kind, #name); \
} \
extern Datum drift_##name(PG_FUNCTION_ARGS)

#endif							/* DRIFT_FN_METRIC_H */
