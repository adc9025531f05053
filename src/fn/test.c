/*
 * test.c - hypothesis tests between two sides, for SQL
 *
 * Each returns a drift.test_result: statistic, p-value, degrees of freedom where the test has any,
 * the rows of both sides, and the method that gave the p-value. What cannot be computed is NULL.
 */
#include "fn/sides.h"

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"
#include "stats/distance.h"
#include "stats/hypothesis.h"
#include "stats/kolmogorov.h"
#include "stats/kuiper.h"
#include "stats/permutation.h"
#include "utils/builtins.h"

/* Make a drift.test_result. */
static Datum
test_result(FunctionCallInfo fcinfo, int64 n_reference, int64 n_current, TestValue value)
{
	TupleDesc	desc;
	Datum		values[6] = {
		Float8GetDatum(value.statistic), Float8GetDatum(value.p_value), Float8GetDatum(value.df),
		Int64GetDatum(n_reference), Int64GetDatum(n_current),
		CStringGetTextDatum(value.method != NULL ? value.method : "")
	};
	bool		nulls[6] = {isnan(value.statistic), isnan(value.p_value), isnan(value.df)};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != 6)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("this function must return drift.test_result"),
				 errhint("Drop the extension and create it again.")));
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls));
}

/* Say in a method which numbers of rows stood for rows with weights. */
static const char *
effective_method(const char *method, double reference, double current)
{
	return psprintf("%s, effective sizes %.6g and %.6g", method, reference, current);
}

/* The same, of all rows that take part. */
static Datum
sides_result(FunctionCallInfo fcinfo, const Sides *sides, TestValue value)
{
	if (sides_weighted(sides) && sides->numeric)
		value.method = effective_method(value.method, view_size(&sides->reference),
										view_size(&sides->current));
	else if (sides_weighted(sides))
		value.method = effective_method(value.method, sides->pair.effective_reference,
										sides->pair.effective_current);
	return test_result(fcinfo, sides_n_reference(sides), sides_n_current(sides), value);
}

/* The same of counts, which may hold rows that are NULL. */
static Datum
pair_result(FunctionCallInfo fcinfo, const CatPair *pair, TestValue value)
{
	if (!pair->weighted)
		return test_result(fcinfo, pair->n_reference, pair->n_current, value);
	value.method = effective_method(value.method, pair->size_reference, pair->size_current);
	return test_result(fcinfo, pair->rows_reference, pair->rows_current, value);
}

/* A number of rows as a whole number. */
static int64
whole_size(const NumView *view)
{
	return view->weighted ? (int64) fmax(rint(view_size(view)), 1) : view->n;
}

/*
 * A view of as many whole rows of weight 1 as the effective number: for tests that draw rows. What
 * rounding takes from one value, the next one gets.
 */
static NumView
whole_rows(const NumView *view)
{
	double	   *value = palloc_extended(view->len * sizeof(double), MCXT_ALLOC_HUGE);
	int64	   *count = palloc_extended(view->len * sizeof(int64), MCXT_ALLOC_HUGE);
	NumView		rows = {.value = value,.count = count};
	int64		units = 0;

	for (size_t i = 0; i < view->len; i++)
	{
		int64		rank;

		units += view->count ? view->count[i] : 1;
		rank = (int64) rint((double) units / (double) view->n * (double) whole_size(view));
		if (rank == rows.n)
			continue;
		value[rows.len] = view->value[i];
		count[rows.len++] = rank - rows.n;
		rows.n = rank;
	}
	return rows;
}

/* Round the counts of one side to whole effective rows. */
static const int64 *
whole_counts(const int64 *count, size_t len, int64 *n, double size)
{
	int64	   *rows = palloc_extended(Max(len, 1) * sizeof(int64), MCXT_ALLOC_HUGE);
	int64		units = 0;
	int64		before = 0;

	for (size_t i = 0; i < len; i++)
	{
		int64		rank;

		units += count[i];
		rank = (int64) rint((double) units / (double) *n * size);
		rows[i] = rank - before;
		before = rank;
	}
	*n = Max((int64) rint(size), 1);
	return rows;
}

/* A table of whole effective rows. */
static CatPair
whole_pair(const CatPair *pair)
{
	CatPair		whole = *pair;

	whole.reference = whole_counts(pair->reference, pair->len, &whole.n_reference,
								   rint(pair->size_reference));
	whole.current = whole_counts(pair->current, pair->len, &whole.n_current,
								 rint(pair->size_current));
	whole.weighted = false;
	return whole;
}

/* Let a long computation be cancelled. */
static void
check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

/* The two-sample Kolmogorov-Smirnov test. */
static TestValue
ks_value(const NumView *reference, const NumView *current, Alternative alternative)
{
	double	   *scratch = palloc(KS_SCRATCH * sizeof(double));
	double		d = ks_statistic(reference, current, alternative);
	bool		exact;
	double		p_value = ks_p_value(whole_size(reference), whole_size(current), d, alternative, scratch,
									 check_interrupts, &exact);

	pfree(scratch);
	return (TestValue) {
		d, p_value, NAN, exact ? "exact" : "asymptotic"
	};
}

/* Kuiper's test. */
static TestValue
kuiper_value(const NumView *reference, const NumView *current)
{
	double		v = kuiper_statistic(reference, current);

	return (TestValue) {
		v, kuiper_p_value(whole_size(reference), whole_size(current), v), NAN, "asymptotic"
	};
}

/* Levene's test as Brown and Forsythe do it. */
static TestValue
levene_about_medians(const NumView *reference, const NumView *current)
{
	return levene_test(reference, current, false);
}

/* And as Levene did. */
static TestValue
levene_about_means(const NumView *reference, const NumView *current)
{
	return levene_test(reference, current, true);
}

/* The Mann-Whitney test, with memory for its exact p-value where that is small enough. */
static TestValue
mann_whitney_value(const NumView *reference, const NumView *current, Alternative alternative)
{
	int64		small = Min(reference->n, current->n);
	int64		large = Max(reference->n, current->n);
	char	   *scratch = NULL;
	TestValue	result;

	if (!reference->weighted && !current->weighted && small <= MANN_WHITNEY_EXACT_SMALL && large <= MANN_WHITNEY_EXACT_LARGE)
		scratch = palloc((small * large + 2) * 16);
	result = mann_whitney_test(reference, current, alternative, (char *) TYPEALIGN(16, scratch));
	if (scratch != NULL)
		pfree(scratch);
	return result;
}

/* The Cramer-von Mises test, with memory for its exact p-value where both sides are small. */
static TestValue
cramer_von_mises_value(const NumView *reference, const NumView *current)
{
	void	   *scratch = NULL;
	TestValue	result;

	if (!reference->weighted && !current->weighted &&
		Max(reference->n, current->n) <= CRAMER_VON_MISES_EXACT)
		scratch = palloc(2 * CRAMER_VON_MISES_PATHS * 16);
	result = cramer_von_mises_test(reference, current, scratch);
	if (scratch != NULL)
		pfree(scratch);
	return result;
}

typedef TestValue (*OrderedTest) (const NumView *reference, const NumView *current,
								  Alternative alternative);
typedef TestValue (*NumTest) (const NumView *reference, const NumView *current);
typedef TestValue (*PairTest) (const CatPair *pair);
typedef TestValue (*PermutedNumTest) (const NumView *reference, const NumView *current,
									  const Draws *draws, Pile *scratch);
typedef TestValue (*PermutedPairTest) (const CatPair *pair, const Draws *draws, Pile *scratch);
typedef TestValue (*TwoValuesTest) (const CatPair *pair, Alternative alternative);

/* A test of numbers that has one-sided forms: (.., alternative). */
static Datum
ordered_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
			 OrderedTest test)
{
	Alternative alternative = sides_alternative(fcinfo, sides_first_option(form));
	Sides		sides;

	if (!sides_read(fcinfo, form, function, true, &sides))
		PG_RETURN_NULL();
	sides_use_effective(&sides);
	return sides_result(fcinfo, &sides, test(&sides.reference, &sides.current, alternative));
}

/* A test of numbers without options. */
static Datum
num_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
		 NumTest test)
{
	Sides		sides;

	if (!sides_read(fcinfo, form, function, true, &sides))
		PG_RETURN_NULL();
	sides_use_effective(&sides);
	return sides_result(fcinfo, &sides, test(&sides.reference, &sides.current));
}

/* A test as another project does it. */
static Datum
dialect_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
			 Dialect dialect)
{
	Sides		sides;
	TestValue	value;

	if (!sides_dialect_value(fcinfo, form, function, metric, dialect, &sides, &value))
		PG_RETURN_NULL();
	return sides_result(fcinfo, &sides, value);
}

/* A test of counts in bins or categories: (.., bins, binning, edges, epsilon, dialect, nulls). */
static Datum
pair_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
		  PairTest test)
{
	BinOptions	options;
	Sides		sides;
	CatPair		pair;

	sides_bin_options(fcinfo, form, &options);
	if (options.dialect != DIALECT_NONE)
		return dialect_test(fcinfo, form, function, metric, options.dialect);
	if (!sides_read_binned(fcinfo, form, function, &options, &sides, &pair))
		PG_RETURN_NULL();
	pair_use_effective(&pair);
	return pair_result(fcinfo, &pair, test(&pair));
}

/* One that has a continuity correction: (.., nulls_as_bin, correction). */
static Datum
corrected_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
			   PairTest test)
{
	int			argno = sides_first_option(form) + 6;

	if (!PG_ARGISNULL(argno) && PG_GETARG_BOOL(argno))
		test = test == chi2_test ? chi2_yates_test : g_yates_test;
	return pair_test(fcinfo, form, function, metric, test);
}

/* A test of the share of one of two values: (.., alternative). */
static Datum
two_values_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
				TwoValuesTest test)
{
	Alternative alternative = sides_alternative(fcinfo, sides_first_option(form));
	Sides		sides;
	CatPair		pair;

	if (!sides_read(fcinfo, form, function, false, &sides))
		PG_RETURN_NULL();
	sides_use_effective(&sides);
	sides_two_values(&sides, function, &pair);
	return pair_result(fcinfo, &pair, test(&pair, alternative));
}

/* The dialect of a test that has one-sided forms: (.., alternative, dialect). */
static Dialect
two_sided_dialect(FunctionCallInfo fcinfo, SidesForm form, const char *function)
{
	Dialect		dialect = sides_dialect(fcinfo, sides_first_option(form) + 1);
	Alternative alternative = sides_alternative(fcinfo, sides_first_option(form));

	if (dialect != DIALECT_NONE && alternative != ALTERNATIVE_TWO_SIDED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s: dialect \"%s\" has no one-sided test", function,
						dialect_name(dialect)),
				 errhint("Leave out alternative, or dialect.")));
	return dialect;
}

/* Kolmogorov-Smirnov: (.., alternative, dialect). */
static Datum
ks_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
		OrderedTest test)
{
	Dialect		dialect = two_sided_dialect(fcinfo, form, function);

	if (dialect != DIALECT_NONE)
		return dialect_test(fcinfo, form, function, metric, dialect);
	return ordered_test(fcinfo, form, function, metric, test);
}

/* Two proportions: (.., alternative, dialect). */
static Datum
proportions_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
		TwoValuesTest test)
{
	Dialect		dialect = two_sided_dialect(fcinfo, form, function);

	if (dialect != DIALECT_NONE)
		return dialect_test(fcinfo, form, function, metric, dialect);
	return two_values_test(fcinfo, form, function, metric, test);
}

/* Levene: (.., center). */
static Datum
levene_center_test(FunctionCallInfo fcinfo, SidesForm form, const char *function,
				   const char *metric, NumTest about_medians)
{
	int			argno = sides_first_option(form);
	char	   *center = PG_ARGISNULL(argno) ? "median" : text_to_cstring(PG_GETARG_TEXT_PP(argno));

	if (strcmp(center, "mean") == 0)
		return num_test(fcinfo, form, function, metric, levene_about_means);
	if (strcmp(center, "median") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("center \"%s\" is unknown", center),
				 errhint("Valid: 'median' (Brown-Forsythe), 'mean' (Levene).")));
	return num_test(fcinfo, form, function, metric, about_medians);
}

/* Read how often to draw and the seed; NULL means the default. */
static Draws
draws_options(FunctionCallInfo fcinfo, int argno)
{
	Draws		draws = {999, 1, check_interrupts};

	if (!PG_ARGISNULL(argno))
		draws.permutations = PG_GETARG_INT32(argno);
	if (!PG_ARGISNULL(argno + 1))
		draws.seed = (uint64) PG_GETARG_INT64(argno + 1);
	if (draws.permutations < 1 || draws.permutations > PERMUTATIONS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("permutations is %d, but must be from 1 to %d", draws.permutations,
						PERMUTATIONS_MAX),
				 errhint("999 is usual: the least p-value is 1 over one more than that.")));
	return draws;
}

/* The energy test: (.., permutations, seed). */
static Datum
energy_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
			PermutedNumTest test)
{
	Draws		draws = draws_options(fcinfo, sides_first_option(form));
	Sides		sides;
	Pile	   *scratch;
	NumView		reference;
	NumView		current;
	TestValue	value;

	if (!sides_read(fcinfo, form, function, true, &sides))
		PG_RETURN_NULL();
	sides_use_effective(&sides);
	reference = sides_weighted(&sides) ? whole_rows(&sides.reference) : sides.reference;
	current = sides_weighted(&sides) ? whole_rows(&sides.current) : sides.current;
	scratch = palloc_extended((sides.reference.len + sides.current.len + 1) * sizeof(Pile),
							  MCXT_ALLOC_HUGE);
	value = test(&reference, &current, &draws, scratch);
	if (sides_weighted(&sides))
		value.statistic = energy_distance(&sides.reference, &sides.current);
	return sides_result(fcinfo, &sides, value);
}

/* The test of counts: (.., permutations, seed, bins, ..). */
static Datum
tvd_test(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
		 PermutedPairTest test)
{
	int			argno = sides_first_option(form);
	Draws		draws = draws_options(fcinfo, argno);
	BinOptions	options;
	Sides		sides;
	CatPair		pair;
	CatPair		whole;
	TestValue	value;
	Pile	   *scratch;

	sides_bin_options_at(fcinfo, argno + 2, &options);
	if (options.dialect != DIALECT_NONE)
		return dialect_test(fcinfo, form, function, metric, options.dialect);
	if (!sides_read_binned(fcinfo, form, function, &options, &sides, &pair))
		PG_RETURN_NULL();
	scratch = palloc_extended((pair.len + 1) * sizeof(Pile), MCXT_ALLOC_HUGE);
	pair_use_effective(&pair);
	whole = pair.weighted ? whole_pair(&pair) : pair;
	value = test(&whole, &draws, scratch);
	if (pair.weighted)
		value.statistic = pair_tv_distance(&pair, 0);
	return pair_result(fcinfo, &pair, value);
}

/* Both forms of a test as C functions for SQL. */
#define TEST(name, kind, value) \
PG_FUNCTION_INFO_V1(drift_##name##_sample); \
Datum \
drift_##name##_sample(PG_FUNCTION_ARGS) \
{ \
	return kind##_test(fcinfo, SIDES_SAMPLE, "drift." #name "()", #name, value); \
} \
PG_FUNCTION_INFO_V1(drift_##name##_profiles); \
Datum \
drift_##name##_profiles(PG_FUNCTION_ARGS) \
{ \
	return kind##_test(fcinfo, SIDES_PROFILES, "drift." #name "()", #name, value); \
} \
extern Datum drift_##name##_profiles(PG_FUNCTION_ARGS)

TEST(ks_test, ks, ks_value);
TEST(kuiper_test, num, kuiper_value);
TEST(t_test, ordered, t_test);
TEST(welch_test, ordered, welch_test);
TEST(mann_whitney_test, ordered, mann_whitney_value);
TEST(levene_test, levene_center, levene_about_medians);
TEST(brown_forsythe_test, num, levene_about_medians);
TEST(mood_test, ordered, mood_test);
TEST(energy_test, energy, energy_permutation_test);
TEST(tvd_test, tvd, tvd_permutation_test);
TEST(anderson_darling_test, num, anderson_darling_test);
TEST(cramer_von_mises_test, num, cramer_von_mises_value);
TEST(epps_singleton_test, num, epps_singleton_test);
TEST(chi2_test, corrected, chi2_test);
TEST(g_test, corrected, g_test);
TEST(goodness_of_fit_test, pair, goodness_of_fit_test);
TEST(z_test, proportions, z_test);
TEST(fisher_test, two_values, fisher_test);
