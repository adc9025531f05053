/*
 * profile_read.c - read a drift.profile in SQL: quantiles, ranks, histogram, summary
 */
#include "state/profile.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "state/categories.h"
#include "stats/order.h"
#include "utils/array.h"
#include "utils/builtins.h"

#define MOST_BINS 10000
#define SUMMARY_COLUMNS 30

PG_FUNCTION_INFO_V1(drift_profile_n);
PG_FUNCTION_INFO_V1(drift_profile_weight);
PG_FUNCTION_INFO_V1(drift_profile_n_effective);
PG_FUNCTION_INFO_V1(drift_profile_n_null);
PG_FUNCTION_INFO_V1(drift_profile_is_exact);
PG_FUNCTION_INFO_V1(drift_rank_error);
PG_FUNCTION_INFO_V1(drift_quantile);
PG_FUNCTION_INFO_V1(drift_quantiles);
PG_FUNCTION_INFO_V1(drift_cdf);
PG_FUNCTION_INFO_V1(drift_histogram);
PG_FUNCTION_INFO_V1(drift_summary);

/* Rows that take part. */
Datum
drift_profile_n(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);
	CatSummary	summary;

	if (state->kind == KIND_NUMERIC)
		PG_RETURN_INT64(dist_rows(&((NumericProfile *) state)->dist));
	categories_summary(state, &summary);
	PG_RETURN_INT64(summary.n);
}

/* The sum of their weights. */
Datum
drift_profile_weight(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);
	CatSummary	summary;

	if (state->kind == KIND_NUMERIC)
		PG_RETURN_FLOAT8(dist_weight(&((NumericProfile *) state)->dist));
	categories_summary(state, &summary);
	PG_RETURN_FLOAT8(summary.weight);
}

/* How many rows of equal weight would tell as much. */
Datum
drift_profile_n_effective(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);
	CatSummary	summary;

	if (state->kind == KIND_NUMERIC)
		PG_RETURN_FLOAT8(dist_effective(&((NumericProfile *) state)->dist));
	categories_summary(state, &summary);
	PG_RETURN_FLOAT8(summary.n_effective);
}

/* Rows that were NULL. */
Datum
drift_profile_n_null(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);
	CatSummary	summary;

	if (state->kind == KIND_NUMERIC)
		PG_RETURN_INT64(dist_n_null(&((NumericProfile *) state)->dist));
	categories_summary(state, &summary);
	PG_RETURN_INT64(summary.n_null);
}

/* Does the profile still know every value, or category, and its count? */
Datum
drift_profile_is_exact(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);

	if (state->kind == KIND_NUMERIC)
		PG_RETURN_BOOL(dist_is_exact(&((NumericProfile *) state)->dist));
	PG_RETURN_BOOL(categories_is_exact(state));
}

/* The hard error bound as a share of n; NULL when there are no rows. */
static double
error_share(const StateHeader *state)
{
	NumView		view;
	CatSummary	summary;

	if (state->kind == KIND_CATEGORY)
	{
		categories_summary(state, &summary);
		return summary.units > 0 ? (double) summary.error / (double) summary.units : NAN;
	}
	dist_view(&((const NumericProfile *) state)->dist, &view);
	return view.n > 0 ? (double) view.rank_error / (double) view.n : NAN;
}

/* The hard bound of the rank error, as a share of n. */
Datum
drift_rank_error(PG_FUNCTION_ARGS)
{
	double		share = error_share(state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE));

	if (isnan(share))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(share);
}

/* Refuse a quantile that is none. */
static void
check_share(double p)
{
	if (!(p >= 0 && p <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("quantile %g is not between 0 and 1", p),
				 errhint("Pass 0.5 for the median, 0.99 for the 99th percentile.")));
}

/* One quantile. */
Datum
drift_quantile(PG_FUNCTION_ARGS)
{
	double		p = PG_GETARG_FLOAT8(1);
	NumView		view;

	check_share(p);
	profile_view(fcinfo, 0, "drift.quantile()", &view);
	if (view.n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(order_quantile(&view, p));
}

/* Many quantiles: an array of the same shape. */
Datum
drift_quantiles(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(1);
	NumView		view;
	Datum	   *item;
	bool	   *isnull;
	int			n;

	profile_view(fcinfo, 0, "drift.quantiles()", &view);
	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &item, &isnull, &n);
	for (int i = 0; i < n; i++)
	{
		if (isnull[i])
			continue;
		check_share(DatumGetFloat8(item[i]));
		if (view.n == 0)
			isnull[i] = true;
		else
			item[i] = Float8GetDatum(order_quantile(&view, DatumGetFloat8(item[i])));
	}
	PG_RETURN_ARRAYTYPE_P(construct_md_array(item, isnull, ARR_NDIM(array), ARR_DIMS(array),
											 ARR_LBOUND(array), FLOAT8OID, sizeof(float8),
											 FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* The share of rows <= x. */
Datum
drift_cdf(PG_FUNCTION_ARGS)
{
	double		x = PG_GETARG_FLOAT8(1);
	NumView		view;

	if (isnan(x))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("NaN has no place in a distribution"),
				 errhint("Pass a number; n_nan of drift.summary() tells how many rows were NaN.")));
	profile_view(fcinfo, 0, "drift.cdf()", &view);
	if (view.n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) order_le(&view, x) / (double) view.n);
}

/* A count in units of weight as a whole number, the largest if it is too large for one. */
static int64
sized_count(int64 count, double unit)
{
	double		weight = rint((double) count * unit);

	return weight < (double) PG_INT64_MAX ? (int64) weight : PG_INT64_MAX;
}

/* Write one row of a histogram. */
static void
put_bin(ReturnSetInfo *rsinfo, int bin, double low, double high, int64 count,
		const NumView *view)
{
	int64		rows = view->fractional ? sized_count(count, view_unit(view)) : count;
	Datum		values[5] = {
		Int32GetDatum(bin), Float8GetDatum(low), Float8GetDatum(high), Int64GetDatum(rows),
		Float8GetDatum((double) count / (double) view->n)
	};
	bool		nulls[5] = {false};

	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Write bins of equal width over the finite values, which are not empty; returns how many. */
static int
put_finite_bins(ReturnSetInfo *rsinfo, const NumView *view, int bins, int64 low_inf, int64 finite)
{
	size_t		last = view->len - 1;
	size_t		first = 0;
	int64		before = low_inf;
	double		min;
	double		max;
	double		from;

	while (isinf(view->value[first]))
		first++;
	while (isinf(view->value[last]))
		last--;
	from = min = view->value[first];
	max = view->value[last];
	if (min == max)
		bins = 1;
	for (int bin = 1; bin <= bins; bin++)
	{
		double		share = (double) bin / bins;
		/* rounding must not turn neighbouring bounds around */
		double		to = bin == bins ? max : fmin(fmax(min * (1 - share) + max * share, from), max);
		int64		rank = bin == bins ? low_inf + finite : order_lt(view, to);

		put_bin(rsinfo, bin, from, to, rank - before, view);
		before = rank;
		from = to;
	}
	return bins;
}

/* Bins of equal width over the finite values; infinities get bins of their own. */
Datum
drift_histogram(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int			bins = PG_GETARG_INT32(1);
	NumView		view;
	int64		low_inf;
	int64		finite;

	if (bins < 1 || bins > MOST_BINS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bins must be between 1 and %d, not %d", MOST_BINS, bins),
				 errhint("10 to 50 bins make a readable picture.")));
	profile_view(fcinfo, 0, "drift.histogram()", &view);
	InitMaterializedSRF(fcinfo, 0);
	low_inf = order_le(&view, -INFINITY);
	finite = order_lt(&view, INFINITY) - low_inf;
	if (low_inf > 0)
		put_bin(rsinfo, 0, -INFINITY, -INFINITY, low_inf, &view);
	if (finite > 0)
		bins = put_finite_bins(rsinfo, &view, bins, low_inf, finite);
	if (view.n > low_inf + finite)
		put_bin(rsinfo, bins + 1, INFINITY, INFINITY, view.n - low_inf - finite, &view);
	return (Datum) 0;
}

/* The columns of a summary, in order. */
typedef struct SummaryRow
{
	Datum		value[SUMMARY_COLUMNS];
	bool		isnull[SUMMARY_COLUMNS];
	int			n;
} SummaryRow;

/* Append a count. */
static void
put_count(SummaryRow *row, int64 count)
{
	row->isnull[row->n] = false;
	row->value[row->n++] = Int64GetDatum(count);
}

/* Append a number; NaN means that there is none. */
static void
put_number(SummaryRow *row, double number)
{
	row->isnull[row->n] = isnan(number);
	row->value[row->n++] = Float8GetDatum(number);
}

/* Append columns that do not apply. */
static void
put_nothing(SummaryRow *row, int columns)
{
	for (; columns > 0; columns--)
		row->isnull[row->n++] = true;
}

/* Sum up numbers. */
static void
summarize_numbers(SummaryRow *row, const Dist *dist)
{
	static const double quantile[] = {0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99};
	DistTotals	totals;
	NumView		view;

	dist_view(dist, &view);
	dist_totals(dist, &totals);
	put_count(row, dist_rows(dist));
	put_count(row, view.n_null);
	put_count(row, view.n_nan);
	put_count(row, totals.n_low_inf);
	put_count(row, totals.n_high_inf);
	put_count(row, totals.n_zero);
	put_count(row, totals.n_negative);
	put_number(row, dist_distinct(dist));
	put_number(row, view.n > 0 ? view.value[0] : NAN);
	put_number(row, view.n > 0 ? view.value[view.len - 1] : NAN);
	put_number(row, moments_mean(&totals.moments));
	put_number(row, view.weighted ? moments_stddev_effective(&totals.moments, view.n_effective) :
			   moments_stddev(&totals.moments));
	put_number(row, moments_skewness(&totals.moments));
	put_number(row, moments_kurtosis(&totals.moments));
	for (size_t i = 0; i < lengthof(quantile); i++)
		put_number(row, view.n > 0 ? order_quantile(&view, quantile[i]) : NAN);
	put_nothing(row, 4);
}

/* Sum up categories. */
static void
summarize_categories(SummaryRow *row, const StateHeader *state)
{
	CatSummary	summary;

	categories_summary(state, &summary);
	put_count(row, summary.n);
	put_count(row, summary.n_null);
	put_nothing(row, 5);
	put_number(row, summary.n_distinct);
	put_nothing(row, 15);
	put_count(row, summary.n_listed);
	put_number(row, summary.n > 0 ? summary.length_min : NAN);
	put_number(row, summary.n > 0 ? summary.length_max : NAN);
	put_number(row, summary.n > 0 ? summary.length_mean : NAN);
}

/* One row with all that a profile tells in single numbers. */
Datum
drift_summary(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE);
	SummaryRow	row = {0};
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE ||
		desc->natts != SUMMARY_COLUMNS)
		elog(ERROR, "drift.summary() is declared with another result type");
	row.value[row.n++] = PointerGetDatum(cstring_to_text(state_kind_name(state->kind)));
	if (state->kind == KIND_NUMERIC)
		summarize_numbers(&row, &((NumericProfile *) state)->dist);
	else
		summarize_categories(&row, state);
	row.value[row.n++] = DirectFunctionCall1(drift_profile_is_exact, PointerGetDatum(state));
	put_number(&row, error_share(state));
	Assert(row.n <= SUMMARY_COLUMNS);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc),
													  row.value, row.isnull)));
}
