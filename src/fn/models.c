/*
 * models.c - the SQL face of the comparison of two models
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fn/choice.h"
#include "funcapi.h"
#include "stats/paired.h"
#include "stats/sequential.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include <gsl/gsl_cdf.h>

PG_FUNCTION_INFO_V1(drift_mcnemar_test);
PG_FUNCTION_INFO_V1(drift_proportion_test);
PG_FUNCTION_INFO_V1(drift_paired_metrics);
PG_FUNCTION_INFO_V1(drift_normal_interval);
PG_FUNCTION_INFO_V1(drift_sequential_interval);
PG_FUNCTION_INFO_V1(drift_sequential_mcnemar);

/* Read a count. */
static int64
count_arg(FunctionCallInfo fcinfo, int argno)
{
	int64		count = PG_GETARG_INT64(argno);

	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a count must not be negative, but is " INT64_FORMAT, count),
				 errhint("Give numbers of rows.")));
	return count;
}

/* Read a significance level. */
static double
alpha_arg(FunctionCallInfo fcinfo, int argno)
{
	double		alpha = PG_GETARG_FLOAT8(argno);

	if (!(alpha > 0 && alpha < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("alpha must be above 0 and below 1, but is %g", alpha),
				 errhint("Usual is alpha => 0.05.")));
	return alpha;
}

/* Make a row of the function's result type; a NaN is NULL. */
static Datum
number_row(FunctionCallInfo fcinfo, const double *number, int n)
{
	TupleDesc	desc;
	Datum		value[4];
	bool		null[4];

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != n)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("this function must return %d numbers", n),
				 errhint("Drop the extension and create it again.")));
	for (int i = 0; i < n; i++)
	{
		value[i] = Float8GetDatum(number[i]);
		null[i] = isnan(number[i]);
	}
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), value, null));
}

/* Make a drift.test_result. */
static Datum
result_row(FunctionCallInfo fcinfo, double statistic, double p_value, double df, int64 n1, int64 n2,
		   const char *method)
{
	TupleDesc	desc;
	Datum		value[6] = {
		Float8GetDatum(statistic), Float8GetDatum(p_value), Float8GetDatum(df), Int64GetDatum(n1),
		Int64GetDatum(n2), CStringGetTextDatum(method)
	};
	bool		null[6] = {isnan(statistic), isnan(p_value), isnan(df)};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != 6)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("this function must return drift.test_result"),
				 errhint("Drop the extension and create it again.")));
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), value, null));
}

/* drift.mcnemar_test(champion_only, challenger_only, method) */
Datum
drift_mcnemar_test(PG_FUNCTION_ARGS)
{
	static const char *const methods[] = {"exact", "mid_p", "chi2", "chi2_corrected"};
	int64		b = count_arg(fcinfo, 0);
	int64		c = count_arg(fcinfo, 1);
	text	   *method = PG_GETARG_TEXT_PP(2);
	const char *name = text_to_cstring(method);
	double		chi2;

	if (strcmp(name, methods[0]) == 0)
		return result_row(fcinfo, Min(b, c), mcnemar_exact_p(b, c), NAN, b, c, "exact");
	if (strcmp(name, methods[1]) == 0)
		return result_row(fcinfo, Min(b, c), mcnemar_mid_p(b, c), NAN, b, c, "mid_p");
	if (strcmp(name, methods[2]) != 0 && strcmp(name, methods[3]) != 0)
		choice_fail("method", name, strlen(name), methods, lengthof(methods));
	chi2 = mcnemar_chi2(b, c, strcmp(name, methods[3]) == 0);
	return result_row(fcinfo, chi2, isnan(chi2) ? NAN : gsl_cdf_chisq_Q(chi2, 1), 1, b, c,
					  pstrdup(name));
}

/* drift.proportion_test(k1, n1, k2, n2): z, or Fisher's where a cell is small */
Datum
drift_proportion_test(PG_FUNCTION_ARGS)
{
	int64		count[4];
	bool		small;
	double		pooled;
	double		error;

	for (int i = 0; i < 4; i++)
		count[i] = count_arg(fcinfo, i);
	if (count[0] > count[1] || count[2] > count[3])
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a part must not be larger than the whole"),
				 errhint("The arguments are k1, n1, k2, n2 with k1 <= n1 and k2 <= n2.")));
	if (count[1] == 0 || count[3] == 0)
		PG_RETURN_NULL();
	small = expected_cell_below(5, count[0], count[1], count[2], count[3]);
	pooled = ((double) count[0] + count[2]) / ((double) count[1] + count[3]);
	error = sqrt(pooled * (1 - pooled) * (1.0 / count[1] + 1.0 / count[3]));
	return result_row(fcinfo, error > 0 ?
					  ((double) count[0] / count[1] - (double) count[2] / count[3]) / error : 0,
					  small ? fisher_exact_p(count[0], count[1], count[2], count[3]) :
					  proportion_z_p(count[0], count[1], count[2], count[3]), NAN, count[1],
					  count[3], small ? "fisher" : "z");
}

/* Read the eight counts, in the order label, champion, challenger, false before true. */
static PairedCounts
counts_arg(FunctionCallInfo fcinfo, int argno)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(argno);
	PairedCounts counts;
	int64	   *value = (int64 *) ARR_DATA_PTR(array);

	if (ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != 8 || ARR_HASNULL(array))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("eight counts expected"),
				 errhint("They are ordered by label, champion, challenger, false before true.")));
	for (int i = 0; i < 8; i++)
	{
		if (value[i] < 0 || value[i] > PG_INT64_MAX / 8)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("count %d is " INT64_FORMAT ", which is no number of rows", i + 1,
							value[i]),
					 errhint("Give numbers of rows.")));
		(&counts.cell[0][0][0])[i] = value[i];
	}
	return counts;
}

/* drift.paired_metrics(counts, alpha) */
Datum
drift_paired_metrics(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	PairedCounts counts;
	double		alpha;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	choice_not_null(fcinfo, 1, "drift.paired_metrics", "alpha");
	counts = counts_arg(fcinfo, 0);
	alpha = alpha_arg(fcinfo, 1);
	for (int m = 0; m < PAIRED_COUNT; m++)
	{
		PairedDifference row = paired_difference(&counts, (PairedMetric) m, alpha);
		double		number[] = {row.champion, row.challenger, row.difference, row.ci.low,
		row.ci.high, row.error, row.p_value};
		Datum		value[11];
		bool		null[11] = {false};

		value[0] = CStringGetTextDatum(paired_names[m]);
		for (int i = 0; i < (int) lengthof(number); i++)
		{
			value[1 + i] = Float8GetDatum(number[i]);
			null[1 + i] = isnan(number[i]);
		}
		value[8] = row.test ? CStringGetTextDatum(row.test) : (Datum) 0;
		null[8] = row.test == NULL;
		value[9] = Int64GetDatum(row.n);
		value[10] = row.reason ? CStringGetTextDatum(row.reason) : (Datum) 0;
		null[10] = row.reason == NULL;
		tuplestore_putvalues(result->setResult, result->setDesc, value, null);
	}
	return (Datum) 0;
}

/* drift.normal_interval(estimate, error, alpha) */
Datum
drift_normal_interval(PG_FUNCTION_ARGS)
{
	double		estimate = PG_GETARG_FLOAT8(0);
	double		error = PG_GETARG_FLOAT8(1);
	double		half = normal_z(alpha_arg(fcinfo, 2)) * error;
	double		row[3] = {estimate - half, estimate + half,
		error > 0 ? erfc(fabs(estimate) / error * M_SQRT1_2) : NAN};

	return number_row(fcinfo, row, 3);
}

/* drift.sequential_interval(estimate, error, n, alpha, horizon) */
Datum
drift_sequential_interval(PG_FUNCTION_ARGS)
{
	double		estimate = PG_GETARG_FLOAT8(0);
	double		error = PG_GETARG_FLOAT8(1);
	int64		n = count_arg(fcinfo, 2);
	double		alpha = alpha_arg(fcinfo, 3);
	int64		horizon = count_arg(fcinfo, 4);
	Limits	limits;
	double		row[3];

	if (n == 0 || horizon == 0 || !(error >= 0 && isfinite(error) && isfinite(estimate)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("n and horizon must be above 0, the standard error not negative"),
				 errhint("An estimate after no rows has no interval; ask for one later.")));
	limits = sequential_interval(estimate, error, n, alpha, horizon);
	row[0] = limits.low;
	row[1] = limits.high;
	row[2] = sequential_p(estimate, error, n, alpha, horizon);
	return number_row(fcinfo, row, 3);
}

/* drift.sequential_mcnemar(champion_only, challenger_only) */
Datum
drift_sequential_mcnemar(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(sequential_mcnemar_p(count_arg(fcinfo, 0), count_arg(fcinfo, 1)));
}
