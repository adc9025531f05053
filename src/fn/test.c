/*
 * test.c - hypothesis tests between two sides, for SQL
 *
 * Each returns a drift.test_result: statistic, p-value, degrees of freedom where the test has any,
 * the rows of both sides, and the method that gave the p-value.
 */
#include "fn/sides.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "stats/kolmogorov.h"
#include "utils/builtins.h"

#define DF_NONE (-1)			/* the test has no degrees of freedom */

/* Make a drift.test_result. */
static Datum
test_result(FunctionCallInfo fcinfo, const Sides *sides, double statistic, double p_value,
			double df, const char *method)
{
	TupleDesc	desc;
	Datum		values[6] = {
		Float8GetDatum(statistic), Float8GetDatum(p_value), Float8GetDatum(df),
		Int64GetDatum(sides_n_reference(sides)), Int64GetDatum(sides_n_current(sides)),
		CStringGetTextDatum(method)
	};
	bool		nulls[6] = {false, false, df == DF_NONE};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != 6)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("this function must return drift.test_result"),
				 errhint("Drop the extension and create it again.")));
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls));
}

/* Let a long computation be cancelled. */
static void
check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

/* The two-sample Kolmogorov-Smirnov test. */
static Datum
ks_test(FunctionCallInfo fcinfo, SidesForm form)
{
	Alternative alternative = sides_alternative(fcinfo, sides_first_option(form));
	double	   *scratch = palloc(KS_SCRATCH * sizeof(double));
	Sides		sides;
	bool		exact;
	double		d;
	double		p_value;

	if (!sides_read(fcinfo, form, "drift.ks_test()", true, &sides))
		PG_RETURN_NULL();
	d = ks_statistic(&sides.reference, &sides.current, alternative);
	p_value = ks_p_value(sides.reference.n, sides.current.n, d, alternative, scratch,
						 check_interrupts, &exact);
	return test_result(fcinfo, &sides, d, p_value, DF_NONE,
					   exact ? "ks_2samp exact" : "ks_2samp asymptotic");
}

/* The forms of a test as C functions for SQL. */
#define TEST(name) \
PG_FUNCTION_INFO_V1(drift_##name##_sample); \
Datum \
drift_##name##_sample(PG_FUNCTION_ARGS) \
{ \
	return name(fcinfo, SIDES_SAMPLE); \
} \
PG_FUNCTION_INFO_V1(drift_##name##_profiles); \
Datum \
drift_##name##_profiles(PG_FUNCTION_ARGS) \
{ \
	return name(fcinfo, SIDES_PROFILES); \
} \
extern Datum drift_##name##_profiles(PG_FUNCTION_ARGS)

TEST(ks_test);
