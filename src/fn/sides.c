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
	if (sides->numeric)
		return sides->reference.weighted ? sides->reference.n_rows : sides->reference.n;
	return sides->pair.weighted ? sides->pair.rows_reference : sides->pair.n_reference;
}

int64
sides_n_current(const Sides *sides)
{
	if (sides->numeric)
		return sides->current.weighted ? sides->current.n_rows : sides->current.n;
	return sides->pair.weighted ? sides->pair.rows_current : sides->pair.n_current;
}

bool
sides_weighted(const Sides *sides)
{
	return sides->numeric ? sides->reference.weighted || sides->current.weighted :
		sides->pair.weighted;
}

/* Let what depends on the number of rows of a view take the effective one. */
static void
use_effective(NumView *view)
{
	if (!view->weighted)
	{
		view->n_rows = view->n;
		view->n_effective = (double) view->n;
		view->weighted = true;
	}
	view->size = view->n_effective;
}

void
sides_use_effective(Sides *sides)
{
	if (!sides_weighted(sides))
		return;
	if (!sides->numeric)
	{
		pair_use_effective(&sides->pair);
		return;
	}
	use_effective(&sides->reference);
	use_effective(&sides->current);
}

void
pair_use_effective(CatPair *pair)
{
	pair->size_reference = pair->effective_reference;
	pair->size_current = pair->effective_current;
}

/* The weight of rows that are NULL, in the unit of a view's counts. */
static int64
null_units(const NumView *view)
{
	double		units;

	if (!view->weighted || view->n == 0)
		return view->weighted ? (int64) fmin(rint(view->null_size), 0x1p52) : view->n_null;
	units = rint(view->null_size / (view->total / (double) view->n));
	return (int64) fmin(units, 0x1p61);
}

/* Say of bins what the views know of weights. */
static void
weigh_bins(const Sides *sides, CatPair *pair)
{
	const NumView *r = &sides->reference;
	const NumView *c = &sides->current;

	pair->weighted = sides_weighted(sides);
	if (!pair->weighted)
		return;
	pair->rows_reference = sides_n_reference(sides);
	pair->rows_current = sides_n_current(sides);
	pair->size_reference = view_size(r);
	pair->size_current = view_size(c);
	pair->effective_reference = r->weighted ? r->n_effective : (double) r->n;
	pair->effective_current = c->weighted ? c->n_effective : (double) c->n;
	pair->n_null_reference = null_units(r);
	pair->n_null_current = null_units(c);
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
	if (sides->numeric)
		return sides->reference.n > 0 && sides->current.n > 0;
	return sides->pair.n_reference > 0 && sides->pair.n_current > 0;
}

int
sides_first_option(SidesForm form)
{
	return form == SIDES_PROFILES ? 2 : 1;
}

/* What the option binning may be, in the order of Binning. */
static const char *const binning_names[] = {
	"quantile", "uniform", "distinct", "sturges", "doane", "scott", "fd", "auto"
};

/* Read the option that says where bins come from. */
static Binning
binning_option(FunctionCallInfo fcinfo, int argno)
{
	char	   *name;

	if (PG_ARGISNULL(argno))
		return BINNING_QUANTILE;
	name = text_to_cstring(PG_GETARG_TEXT_PP(argno));
	for (int i = 0; i < lengthof(binning_names); i++)
		if (strcmp(name, binning_names[i]) == 0)
			return (Binning) i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("binning \"%s\" is unknown", name),
			 errhint("Valid: 'quantile' (at the reference's quantiles), 'uniform' (equal width), "
					 "'distinct' (one bin per value), or the number of equally wide bins by rule: "
					 "'sturges', 'doane', 'scott', 'fd', 'auto'.")));
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

/* Read the base of logarithms. */
static double
base_option(FunctionCallInfo fcinfo, int argno)
{
	double		base;

	if (PG_ARGISNULL(argno))
		return 0;
	base = PG_GETARG_FLOAT8(argno);
	if (!(base > 1 && isfinite(base)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("base is %g, but must be above 1 and finite", base),
				 errhint("It is the base of the logarithm: 2 gives bits; leave it out for "
						 "the usual unit.")));
	return base;
}

/* Read which side is taken as the reference. */
static bool
reverse_option(FunctionCallInfo fcinfo, int argno)
{
	char	   *name;

	if (PG_ARGISNULL(argno))
		return false;
	name = text_to_cstring(PG_GETARG_TEXT_PP(argno));
	if (strcmp(name, "forward") != 0 && strcmp(name, "reverse") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("direction \"%s\" is unknown", name),
				 errhint("Valid: 'forward' (of the reference from the current side), 'reverse' (of "
						 "the current side from the reference).")));
	return strcmp(name, "reverse") == 0;
}

/* What holds without options. */
static const BinOptions usual_options = {
	.bins = 10,.binning = BINNING_QUANTILE,.epsilon = 1e-4
};

void
sides_bin_options(FunctionCallInfo fcinfo, SidesForm form, BinOptions *options)
{
	if (form == SIDES_FINAL)
		*options = usual_options;
	else
		sides_bin_options_at(fcinfo, sides_first_option(form), options);
}

void
sides_bin_options_at(FunctionCallInfo fcinfo, int argno, BinOptions *options)
{
	*options = usual_options;
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
	if (PG_NARGS() > argno + 5 && !PG_ARGISNULL(argno + 5))
		options->nulls_as_bin = PG_GETARG_BOOL(argno + 5);
}

void
sides_log_options(FunctionCallInfo fcinfo, SidesForm form, BinOptions *options)
{
	int			argno = sides_first_option(form) + 6;

	if (form != SIDES_FINAL && PG_NARGS() > argno)
		options->log_base = base_option(fcinfo, argno);
	if (form != SIDES_FINAL && PG_NARGS() > argno + 1)
		options->reverse = reverse_option(fcinfo, argno + 1);
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

/* Choose bins; where a rule sees no spread, as for quantiles that collapse. */
static void
choose_bins(const NumView *reference, const NumView *current, const BinOptions *options, Bins *bins)
{
	Binning		binning = options->binning;
	int			n = options->bins;

	if (binning >= BINNING_STURGES)
	{
		int			by_rule = bins_by_rule(reference, current, binning);

		binning = by_rule >= BINS_MIN ||
			bins_distinct_values(reference, current, BINS_DISTINCT_LIMIT + 1) >
			BINS_DISTINCT_LIMIT ? BINNING_UNIFORM : BINNING_DISTINCT;
		n = by_rule >= BINS_MIN ? by_rule : n;
	}
	bins_choose(reference, current, binning, n, palloc((n + 1) * sizeof(double)), bins);
}

/* Cut numbers into bins. */
static void
bin_numbers(const Sides *sides, const BinOptions *options, CatPair *pair)
{
	const NumView *first = sides->reference.n > 0 ? &sides->reference : &sides->current;
	const NumView *second = sides->current.n > 0 ? &sides->current : &sides->reference;
	Bins		bins = {.len = 1};
	int64	   *reference;
	int64	   *current;

	if (options->edges != NULL)
		bins = (Bins) {.len = options->n_edges + 1,.cut = unconstify(double *, options->edges)};
	else if (first->n > 0)
		choose_bins(first, second, options, &bins);
	reference = palloc_extended(bins.len * sizeof(int64), MCXT_ALLOC_HUGE);
	current = palloc_extended(bins.len * sizeof(int64), MCXT_ALLOC_HUGE);
	bins_count(&bins, &sides->reference, &sides->current, reference, current);
	*pair = (CatPair) {
		.len = bins.len,.reference = reference,.current = current,
			.n_reference = sides->reference.n,.n_current = sides->current.n,
			.n_null_reference = sides->reference.n_null,.n_null_current = sides->current.n_null
	};
	weigh_bins(sides, pair);
}

/* Let the sizes of both sides grow with their counts when rows that are NULL take part. */
static void
append_sizes(CatPair *pair)
{
	double		reference = 1 + (double) pair->n_null_reference / (double) pair->n_reference;
	double		current = 1 + (double) pair->n_null_current / (double) pair->n_current;

	if (pair->n_reference == 0)
		pair->size_reference = pair->effective_reference = (double) pair->n_null_reference;
	else
	{
		pair->size_reference *= reference;
		pair->effective_reference *= reference;
	}
	if (pair->n_current == 0)
		pair->size_current = pair->effective_current = (double) pair->n_null_current;
	else
	{
		pair->size_current *= current;
		pair->effective_current *= current;
	}
}

/* Append a bin for the rows that are NULL. */
static void
append_nulls(CatPair *pair)
{
	int64	   *reference = palloc_extended((pair->len + 1) * sizeof(int64), MCXT_ALLOC_HUGE);
	int64	   *current = palloc_extended((pair->len + 1) * sizeof(int64), MCXT_ALLOC_HUGE);

	if (pair->len > 0)
	{
		memcpy(reference, pair->reference, pair->len * sizeof(int64));
		memcpy(current, pair->current, pair->len * sizeof(int64));
	}
	reference[pair->len] = pair->n_null_reference;
	current[pair->len] = pair->n_null_current;
	pair->reference = reference;
	pair->current = current;
	pair->len++;
	if (pair->weighted)
		append_sizes(pair);
	pair->n_reference += pair->n_null_reference;
	pair->n_current += pair->n_null_current;
}

/* Let the sides change places. */
static void
swap_sides(CatPair *pair)
{
	CatPair		was = *pair;

	pair->reference = was.current;
	pair->current = was.reference;
	pair->n_reference = was.n_current;
	pair->n_current = was.n_reference;
	pair->n_null_reference = was.n_null_current;
	pair->n_null_current = was.n_null_reference;
	pair->error_reference = was.error_current;
	pair->error_current = was.error_reference;
	pair->rows_reference = was.rows_current;
	pair->rows_current = was.rows_reference;
	pair->size_reference = was.size_current;
	pair->size_current = was.size_reference;
	pair->effective_reference = was.effective_current;
	pair->effective_current = was.effective_reference;
}

bool
sides_read_binned(FunctionCallInfo fcinfo, SidesForm form, const char *function,
				  const BinOptions *options, Sides *sides, CatPair *pair)
{
	bool		rows = sides_read(fcinfo, form, function, false, sides);

	if (PG_ARGISNULL(0) || (form == SIDES_PROFILES && PG_ARGISNULL(1)))
		return false;
	if (!rows && !options->nulls_as_bin)
		return false;
	sides_pair(sides, options, pair);
	return pair->n_reference > 0 && pair->n_current > 0;
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
sides_all_values(const Sides *sides, const char *function, CatPair *pair)
{
	BinOptions	options = {.bins = BINS_MIN,.binning = BINNING_DISTINCT};
	int64		error = sides->numeric ? sides->reference.rank_error + sides->current.rank_error :
		sides->pair.error_reference + sides->pair.error_current;

	if (error > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s needs all values, but the state is a bounded summary", function),
				 errhint("Collect a drift.sample with more drift.sample_memory, or a column of fewer "
						 "distinct values.")));
	sides_pair(sides, &options, pair);
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
	if (options->nulls_as_bin)
		append_nulls(pair);
	if (options->reverse)
		swap_sides(pair);
}
