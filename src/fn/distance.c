/*
 * distance.c - distances between two sides, for SQL
 *
 * Each comes in up to three forms: an accessor of a drift.sample, one of two drift.profile, and the
 * final function of the one-step aggregate, which computes with the defaults.
 */
#include "fn/sides.h"

#include <math.h>

#include "state/sample.h"
#include "stats/bins.h"
#include "stats/distance.h"
#include "stats/kuiper.h"
#include "stats/spread.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_error_bound_sample);
PG_FUNCTION_INFO_V1(drift_error_bound_profiles);

typedef double (*PairDistance) (const CatPair *pair, double epsilon);
typedef double (*NumDistance) (const NumView *reference, const NumView *current);

/* A distance as another project defines it. */
static Datum
dialect_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
				 const char *metric, Dialect dialect)
{
	Sides		sides;
	TestValue	value;

	if (!sides_dialect_value(fcinfo, form, function, metric, dialect, &sides, &value) ||
		isnan(value.statistic))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value.statistic);
}

/* A distance between bins or categories, a power of a sum of logarithms in a base. */
static Datum
logarithmic(FunctionCallInfo fcinfo, SidesForm form, const char *function, const char *metric,
			PairDistance distance, double unit, double power)
{
	BinOptions	options;
	Sides		sides;
	CatPair		pair;
	double		result;

	sides_bin_options(fcinfo, form, &options);
	sides_log_options(fcinfo, form, &options);
	if (options.dialect != DIALECT_NONE)
		return dialect_distance(fcinfo, form, function, metric, options.dialect);
	if (!sides_read_binned(fcinfo, form, function, &options, &sides, &pair))
		PG_RETURN_NULL();
	result = distance(&pair, options.epsilon);
	if (options.log_base != 0)
		result *= pow(log(unit) / log(options.log_base), power);
	if (isnan(result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

/* A distance without logarithms. */
static Datum
binned_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
				const char *metric, PairDistance distance)
{
	return logarithmic(fcinfo, form, function, metric, distance, M_E, 1);
}

/* One in nats. */
static Datum
nats_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
			  const char *metric, PairDistance distance)
{
	return logarithmic(fcinfo, form, function, metric, distance, M_E, 1);
}

/* The root of one in bits. */
static Datum
root_bits_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
				   const char *metric, PairDistance distance)
{
	return logarithmic(fcinfo, form, function, metric, distance, 2, 0.5);
}

/* One in bits. */
static Datum
bits_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
			  const char *metric, PairDistance distance)
{
	return logarithmic(fcinfo, form, function, metric, distance, 2, 1);
}

/* A distance between two distribution functions. */
static Datum
curve_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
			   const char *metric, NumDistance distance)
{
	Dialect		dialect = DIALECT_NONE;
	Sides		sides;
	double		result;

	if (form != SIDES_FINAL)
		dialect = sides_dialect(fcinfo, sides_first_option(form));
	if (dialect != DIALECT_NONE)
		return dialect_distance(fcinfo, form, function, metric, dialect);
	if (!sides_read(fcinfo, form, function, true, &sides))
		PG_RETURN_NULL();
	result = distance(&sides.reference, &sides.current);
	if (isnan(result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

/* Read what a distance is divided by: NULL is nothing. */
static SpreadKind
scale_option(FunctionCallInfo fcinfo, int argno)
{
	char	   *name;

	if (PG_ARGISNULL(argno))
		return SPREAD_NONE;
	name = text_to_cstring(PG_GETARG_TEXT_PP(argno));
	if (strcmp(name, "std") == 0)
		return SPREAD_STD;
	if (strcmp(name, "range") == 0)
		return SPREAD_RANGE;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("scale \"%s\" is unknown", name),
			 errhint("Valid: 'std' (the reference's standard deviation), 'range' (the range of both "
					 "sides), or NULL for the value's own unit.")));
}

/* The Wasserstein distance: (.., dialect, scale). */
static Datum
wasserstein_distance_scaled(FunctionCallInfo fcinfo, SidesForm form, const char *function)
{
	SpreadKind	scale = scale_option(fcinfo, sides_first_option(form) + 1);
	Sides		sides;
	double		distance;

	if (!sides_read(fcinfo, form, function, true, &sides))
		PG_RETURN_NULL();
	distance = wasserstein_distance(&sides.reference, &sides.current);
	if (scale != SPREAD_NONE && distance != 0)
		distance /= spread_of(&sides.reference, &sides.current, scale);
	if (isnan(distance))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(distance);
}

/* A curve distance that a scale may divide; a dialect has its own. */
static Datum
scaled_curve_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
					  const char *metric, NumDistance distance)
{
	if (form == SIDES_FINAL || sides_dialect(fcinfo, sides_first_option(form)) != DIALECT_NONE)
		return curve_distance(fcinfo, form, function, metric, distance);
	return wasserstein_distance_scaled(fcinfo, form, function);
}

/* A share of values that one side lacks. */
static Datum
values_distance(FunctionCallInfo fcinfo, SidesForm form, const char *function,
				const char *metric, double (*share) (const CatPair *))
{
	Sides		sides;
	CatPair		pair;

	if (!sides_read(fcinfo, form, function, false, &sides))
		PG_RETURN_NULL();
	sides_all_values(&sides, function, &pair);
	PG_RETURN_FLOAT8(share(&pair));
}

/* One form of a distance as a C function for SQL. */
#define DISTANCE_FORM(name, suffix, form, kind, distance) \
PG_FUNCTION_INFO_V1(drift_##name##_##suffix); \
Datum \
drift_##name##_##suffix(PG_FUNCTION_ARGS) \
{ \
	return kind##_distance(fcinfo, form, "drift." #name "()", #name, distance); \
} \
extern Datum drift_##name##_##suffix(PG_FUNCTION_ARGS)

/* The forms with options, and all forms of it. */
#define ACCESSORS(name, kind, distance) \
DISTANCE_FORM(name, sample, SIDES_SAMPLE, kind, distance); \
DISTANCE_FORM(name, profiles, SIDES_PROFILES, kind, distance)

#define DISTANCE(name, kind, distance) \
DISTANCE_FORM(name, final, SIDES_FINAL, kind, distance); \
ACCESSORS(name, kind, distance)

DISTANCE(psi, nats, pair_psi);
DISTANCE(kl_divergence, nats, pair_kl_divergence);
DISTANCE(js_divergence, bits, pair_js_divergence);
DISTANCE(js_distance, root_bits, pair_js_distance);
DISTANCE(hellinger, binned, pair_hellinger);
DISTANCE(tv_distance, binned, pair_tv_distance);
DISTANCE(l_infinity, binned, pair_l_infinity);
DISTANCE(chi2_stat, binned, pair_chi2_stat);
DISTANCE(bhattacharyya, nats, pair_bhattacharyya);
DISTANCE(normalized_abs_difference, binned, pair_normalized_abs_difference);

DISTANCE(cramers_v, binned, pair_cramers_v);

/* The two-sided Kolmogorov-Smirnov statistic. */
static double
ks_two_sided(const NumView *reference, const NumView *current)
{
	return ks_statistic(reference, current, ALTERNATIVE_TWO_SIDED);
}

DISTANCE(ks_stat, curve, ks_two_sided);
DISTANCE(wasserstein, scaled_curve, wasserstein_distance);
DISTANCE(energy_distance, curve, energy_distance);
DISTANCE(cramer_von_mises, curve, cramer_von_mises_statistic);
DISTANCE(anderson_darling, curve, anderson_darling_statistic);
DISTANCE(kuiper, curve, kuiper_statistic);
ACCESSORS(unseen_share, values, pair_unseen_share);
ACCESSORS(missing_categories_share, values, pair_missing_categories_share);

/* The largest error of a share on both sides together; NULL where a side is empty. */
static Datum
error_bound(FunctionCallInfo fcinfo, SidesForm form)
{
	Sides		sides;
	int64		error_reference;
	int64		error_current;

	if (!sides_read(fcinfo, form, "drift.error_bound()", false, &sides))
		PG_RETURN_NULL();
	error_reference = sides.numeric ? sides.reference.rank_error : sides.pair.error_reference;
	error_current = sides.numeric ? sides.current.rank_error : sides.pair.error_current;
	PG_RETURN_FLOAT8((double) error_reference /
					 (double) (sides.numeric ? sides.reference.n : sides.pair.n_reference) +
					 (double) error_current /
					 (double) (sides.numeric ? sides.current.n : sides.pair.n_current));
}

/* How far a share, and so ks_stat, may be off for a sample that is not exact. */
Datum
drift_error_bound_sample(PG_FUNCTION_ARGS)
{
	return error_bound(fcinfo, SIDES_SAMPLE);
}

/* The same between two profiles. */
Datum
drift_error_bound_profiles(PG_FUNCTION_ARGS)
{
	return error_bound(fcinfo, SIDES_PROFILES);
}
