/*
 * sides.c - the two sides of a comparison, whatever state they come from, and the options of it
 */
#include "fn/sides.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "state/categories.h"
#include "state/profile.h"
#include "state/sample.h"
#include "stats/bins.h"
#include "stats/distance.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* Refuse categories where only numbers have an order. */
static void
need_numbers(StateKind kind, const char *function)
{
	if (kind != KIND_NUMERIC)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("%s compares numbers, but the state holds categories", function),
				 errhint("Use drift.psi(), drift.js_divergence() or drift.chi2_stat() for "
						 "categories.")));
}

/* Read both sides of a sample. */
static void
read_sample(FunctionCallInfo fcinfo, const char *function, bool numbers_only, Sides *sides)
{
	StateKind	kind = sample_kind(fcinfo, 0);

	if (numbers_only)
		need_numbers(kind, function);
	sides->numeric = kind == KIND_NUMERIC;
	if (sides->numeric)
		sample_views(fcinfo, 0, function, &sides->reference, &sides->current);
	else
		categories_pair(state_detoast(PG_GETARG_DATUM(0), STATE_SAMPLE), &sides->pair);
}

/* Read one side from each of two profiles. */
static void
read_profiles(FunctionCallInfo fcinfo, const char *function, bool numbers_only, Sides *sides)
{
	StateKind	kind = profile_kind(fcinfo, 0);

	if (kind != profile_kind(fcinfo, 1))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("%s cannot compare a profile of %s with one of %s", function,
						kind == KIND_NUMERIC ? "numbers" : "categories",
						kind == KIND_NUMERIC ? "categories" : "numbers"),
				 errhint("The column's type may have changed: profile both sides as text, or as "
						 "numbers.")));
	if (numbers_only)
		need_numbers(kind, function);
	sides->numeric = kind == KIND_NUMERIC;
	if (sides->numeric)
	{
		profile_view(fcinfo, 0, function, &sides->reference);
		profile_view(fcinfo, 1, function, &sides->current);
	}
	else
		categories_pair_profiles(state_detoast(PG_GETARG_DATUM(0), STATE_PROFILE),
								 state_detoast(PG_GETARG_DATUM(1), STATE_PROFILE), &sides->pair);
}

int64
sides_n_reference(const Sides *sides)
{
	return sides->numeric ? sides->reference.n : sides->pair.n_reference;
}

int64
sides_n_current(const Sides *sides)
{
	return sides->numeric ? sides->current.n : sides->pair.n_current;
}

bool
sides_read(FunctionCallInfo fcinfo, SidesForm form, const char *function, bool numbers_only,
		   Sides *sides)
{
	if (PG_ARGISNULL(0) || (form == SIDES_PROFILES && PG_ARGISNULL(1)))
		return false;
	memset(sides, 0, sizeof(*sides));
	if (form == SIDES_PROFILES)
		read_profiles(fcinfo, function, numbers_only, sides);
	else
		read_sample(fcinfo, function, numbers_only, sides);
	return sides_n_reference(sides) > 0 && sides_n_current(sides) > 0;
}

int
sides_first_option(SidesForm form)
{
	return form == SIDES_PROFILES ? 2 : 1;
}

/* Read the option that says where bins come from. */
static Binning
binning_option(FunctionCallInfo fcinfo, int argno)
{
	char	   *name;

	if (PG_ARGISNULL(argno))
		return BINNING_QUANTILE;
	name = text_to_cstring(PG_GETARG_TEXT_PP(argno));
	if (strcmp(name, "quantile") == 0)
		return BINNING_QUANTILE;
	if (strcmp(name, "uniform") == 0)
		return BINNING_UNIFORM;
	if (strcmp(name, "distinct") == 0)
		return BINNING_DISTINCT;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("binning \"%s\" is unknown", name),
			 errhint("Valid: 'quantile' (at the reference's quantiles), 'uniform' (equal width), "
					 "'distinct' (one bin per value).")));
}

/* Refuse a list of edges, saying why. */
static void
refuse_edges(const char *why)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("edges %s", why),
			 errhint("Pass 1 to %d cut points in ascending order, such as ARRAY[10, 20, 50]: the "
					 "bins are (-Inf,10], (10,20], (20,50], (50,Inf).", BINS_MAX)));
}

/* Read cut points that override bins and binning. */
static void
edges_option(FunctionCallInfo fcinfo, int argno, BinOptions *options)
{
	ArrayType  *array;

	if (PG_ARGISNULL(argno))
		return;
	array = PG_GETARG_ARRAYTYPE_P(argno);
	if (ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] > BINS_MAX)
		refuse_edges(ARR_NDIM(array) == 0 ? "are empty" : ARR_NDIM(array) > 1 ?
					 "have more than one dimension" : "are too many");
	if (array_contains_nulls(array))
		refuse_edges("contain NULL");
	options->edges = (const double *) ARR_DATA_PTR(array);
	options->n_edges = ARR_DIMS(array)[0];
	for (int i = 0; i < options->n_edges; i++)
	{
		if (isnan(options->edges[i]))
			refuse_edges("contain NaN");
		if (i > 0 && options->edges[i] <= options->edges[i - 1])
			refuse_edges("are not in strictly ascending order");
	}
}

void
sides_bin_options(FunctionCallInfo fcinfo, SidesForm form, BinOptions *options)
{
	int			argno = sides_first_option(form);

	*options = (BinOptions) {.bins = 10,.binning = BINNING_QUANTILE,.epsilon = 1e-4};
	if (form == SIDES_FINAL)
		return;
	if (!PG_ARGISNULL(argno))
		options->bins = PG_GETARG_INT32(argno);
	if (options->bins < BINS_MIN || options->bins > BINS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bins is %d, but must be from %d to %d", options->bins, BINS_MIN,
						BINS_MAX),
				 errhint("10 is usual.")));
	options->binning = binning_option(fcinfo, argno + 1);
	edges_option(fcinfo, argno + 2, options);
	if (!PG_ARGISNULL(argno + 3))
		options->epsilon = PG_GETARG_FLOAT8(argno + 3);
	if (!(options->epsilon > 0 && options->epsilon <= 0.1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("epsilon is %g, but must be above 0 and at most 0.1", options->epsilon),
				 errhint("It is the least share a bin may have; 0.0001 is the default.")));
	options->dialect = sides_dialect(fcinfo, argno + 4);
}

Alternative
sides_alternative(FunctionCallInfo fcinfo, int argno)
{
	char	   *name;

	if (PG_ARGISNULL(argno))
		return ALTERNATIVE_TWO_SIDED;
	name = text_to_cstring(PG_GETARG_TEXT_PP(argno));
	if (strcmp(name, "two-sided") == 0)
		return ALTERNATIVE_TWO_SIDED;
	if (strcmp(name, "less") == 0)
		return ALTERNATIVE_LESS;
	if (strcmp(name, "greater") == 0)
		return ALTERNATIVE_GREATER;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("alternative \"%s\" is unknown", name),
			 errhint("Valid: 'two-sided', 'less', 'greater'.")));
}

/* Cut numbers into bins. */
static void
bin_numbers(const Sides *sides, const BinOptions *options, CatPair *pair)
{
	Bins		bins;
	int64	   *reference;
	int64	   *current;

	if (options->edges != NULL)
		bins = (Bins) {.len = options->n_edges + 1,.cut = unconstify(double *, options->edges)};
	else
		bins_choose(&sides->reference, &sides->current, options->binning, options->bins,
					palloc((options->bins + 1) * sizeof(double)), &bins);
	reference = palloc_extended(bins.len * sizeof(int64), MCXT_ALLOC_HUGE);
	current = palloc_extended(bins.len * sizeof(int64), MCXT_ALLOC_HUGE);
	bins_count(&bins, &sides->reference, &sides->current, reference, current);
	*pair = (CatPair) {
		.len = bins.len,.reference = reference,.current = current,
			.n_reference = sides->reference.n,.n_current = sides->current.n
	};
}

/* Refuse a column of more than two values. */
static void
need_two_values(bool two, const char *function)
{
	if (!two)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s compares two values, but the column has more", function),
				 errhint("Use drift.chi2_test(), or collect a condition: "
						 "sample_agg(value = 'x', is_current).")));
}

void
sides_two_values(const Sides *sides, const char *function, CatPair *pair)
{
	BinOptions	options = {.bins = BINS_MIN,.binning = BINNING_DISTINCT};

	if (sides->numeric)
		need_two_values(bins_distinct_values(&sides->reference, &sides->current, 3) <= 2, function);
	sides_pair(sides, &options, pair);
	need_two_values(pair_df(pair) <= 1, function);
}

void
sides_pair(const Sides *sides, const BinOptions *options, CatPair *pair)
{
	if (sides->numeric)
		bin_numbers(sides, options, pair);
	else
		*pair = sides->pair;
}
