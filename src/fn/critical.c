/*
 * critical.c - critical values, distances beyond them, and effect sizes, for SQL
 *
 * A p-value gets small with many rows however small the difference, and a fixed limit of a distance
 * is exceeded by chance with few: a distance less its critical value does neither.
 */
#include "fn/sides.h"

#include <math.h>

#include "stats/bins.h"
#include "stats/cdf.h"
#include "stats/critical.h"
#include "stats/distance.h"
#include "stats/kolmogorov.h"

PG_FUNCTION_INFO_V1(drift_psi_critical);
PG_FUNCTION_INFO_V1(drift_psi_p_value);
PG_FUNCTION_INFO_V1(drift_ks_critical);
PG_FUNCTION_INFO_V1(drift_ks_excess_sample);
PG_FUNCTION_INFO_V1(drift_ks_excess_profiles);
PG_FUNCTION_INFO_V1(drift_l_infinity_excess_sample);
PG_FUNCTION_INFO_V1(drift_l_infinity_excess_profiles);
PG_FUNCTION_INFO_V1(drift_cohens_d_sample);
PG_FUNCTION_INFO_V1(drift_cohens_d_profiles);
PG_FUNCTION_INFO_V1(drift_cliffs_delta_sample);
PG_FUNCTION_INFO_V1(drift_cliffs_delta_profiles);

/* A side has at least one row. */
static double
rows_argument(FunctionCallInfo fcinfo, int argno, const char *name)
{
	int64		n = PG_GETARG_INT64(argno);

	if (n < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s is " INT64_FORMAT ", but must be at least 1", name, n),
				 errhint("Pass the number of rows of that side.")));
	return (double) n;
}

/* The probability of a false alarm; NULL is 0.05. */
static double
alpha_argument(FunctionCallInfo fcinfo, int argno)
{
	double		alpha = PG_ARGISNULL(argno) ? 0.05 : PG_GETARG_FLOAT8(argno);

	if (!(alpha > 0 && alpha < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("alpha is %g, but must be between 0 and 1", alpha),
				 errhint("It is the probability of a false alarm; 0.05 is the default.")));
	return alpha;
}

/* The number of bins of a PSI. */
static int
bins_argument(FunctionCallInfo fcinfo, int argno)
{
	int			bins = PG_GETARG_INT32(argno);

	if (bins < BINS_MIN || bins > BINS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bins is %d, but must be from %d to %d", bins, BINS_MIN, BINS_MAX),
				 errhint("Pass the number of bins that the PSI was computed with.")));
	return bins;
}

/* PSI that chance alone exceeds with probability alpha. */
Datum
drift_psi_critical(PG_FUNCTION_ARGS)
{
	double		n_reference = rows_argument(fcinfo, 0, "n_reference");
	double		n_current = rows_argument(fcinfo, 1, "n_current");
	int			bins = bins_argument(fcinfo, 2);

	PG_RETURN_FLOAT8(psi_critical(n_reference, n_current, bins, alpha_argument(fcinfo, 3)));
}

/* drift.psi_p_value(psi, n_reference, n_current, bins) */
Datum
drift_psi_p_value(PG_FUNCTION_ARGS)
{
	double		psi = PG_GETARG_FLOAT8(0);
	double		n_reference = rows_argument(fcinfo, 1, "n_reference");
	double		n_current = rows_argument(fcinfo, 2, "n_current");
	int			bins = bins_argument(fcinfo, 3);

	if (isnan(psi))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(psi_p_value(psi, n_reference, n_current, bins));
}

/* The Kolmogorov-Smirnov statistic that chance exceeds so often. */
static double
critical(double n, double m, double alpha)
{
	double	   *scratch = palloc(KS_SCRATCH * sizeof(double));
	double		result = ks_critical(n, m, alpha, scratch);

	pfree(scratch);
	return result;
}

/* The same for numbers of rows. */
Datum
drift_ks_critical(PG_FUNCTION_ARGS)
{
	double		n_reference = rows_argument(fcinfo, 0, "n_reference");
	double		n_current = rows_argument(fcinfo, 1, "n_current");

	PG_RETURN_FLOAT8(critical(n_reference, n_current, alpha_argument(fcinfo, 2)));
}

/* How far the statistic is beyond it: (.., alpha). */
static Datum
ks_excess(FunctionCallInfo fcinfo, SidesForm form)
{
	double		alpha = alpha_argument(fcinfo, sides_first_option(form));
	Sides		sides;
	double		found;

	if (!sides_read(fcinfo, form, "drift.ks_excess()", true, &sides))
		PG_RETURN_NULL();
	sides_use_effective(&sides);
	found = ks_statistic(&sides.reference, &sides.current, ALTERNATIVE_TWO_SIDED);
	PG_RETURN_FLOAT8(fmax(found - critical(view_size(&sides.reference),
										   view_size(&sides.current), alpha), 0));
}

/* How far the largest difference of a share is beyond it: (.., alpha, bins, ..). */
static Datum
l_infinity_excess(FunctionCallInfo fcinfo, SidesForm form)
{
	double		alpha = alpha_argument(fcinfo, sides_first_option(form));
	BinOptions	options;
	Sides		sides;
	CatPair		pair;
	TestValue	unused;

	sides_bin_options_at(fcinfo, sides_first_option(form) + 1, &options);
	if (options.dialect != DIALECT_NONE)
		sides_dialect_value(fcinfo, form, "drift.l_infinity_excess()", "l_infinity_excess",
							options.dialect, &sides, &unused);
	if (!sides_read_binned(fcinfo, form, "drift.l_infinity_excess()", &options, &sides, &pair))
		PG_RETURN_NULL();
	pair_use_effective(&pair);
	PG_RETURN_FLOAT8(fmax(pair_l_infinity(&pair, options.epsilon) -
						  critical(pair_size_reference(&pair), pair_size_current(&pair), alpha),
						  0));
}

/* An effect size of numbers. */
static Datum
effect_size(FunctionCallInfo fcinfo, SidesForm form, const char *function,
			double (*effect) (const NumView *, const NumView *))
{
	Sides		sides;
	double		result;

	if (!sides_read(fcinfo, form, function, true, &sides))
		PG_RETURN_NULL();
	sides_use_effective(&sides);
	result = effect(&sides.reference, &sides.current);
	if (isnan(result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

Datum
drift_ks_excess_sample(PG_FUNCTION_ARGS)
{
	return ks_excess(fcinfo, SIDES_SAMPLE);
}

Datum
drift_ks_excess_profiles(PG_FUNCTION_ARGS)
{
	return ks_excess(fcinfo, SIDES_PROFILES);
}

Datum
drift_l_infinity_excess_sample(PG_FUNCTION_ARGS)
{
	return l_infinity_excess(fcinfo, SIDES_SAMPLE);
}

Datum
drift_l_infinity_excess_profiles(PG_FUNCTION_ARGS)
{
	return l_infinity_excess(fcinfo, SIDES_PROFILES);
}

Datum
drift_cohens_d_sample(PG_FUNCTION_ARGS)
{
	return effect_size(fcinfo, SIDES_SAMPLE, "drift.cohens_d()", cohens_d);
}

Datum
drift_cohens_d_profiles(PG_FUNCTION_ARGS)
{
	return effect_size(fcinfo, SIDES_PROFILES, "drift.cohens_d()", cohens_d);
}

Datum
drift_cliffs_delta_sample(PG_FUNCTION_ARGS)
{
	return effect_size(fcinfo, SIDES_SAMPLE, "drift.cliffs_delta()", cliffs_delta);
}

Datum
drift_cliffs_delta_profiles(PG_FUNCTION_ARGS)
{
	return effect_size(fcinfo, SIDES_PROFILES, "drift.cliffs_delta()", cliffs_delta);
}
