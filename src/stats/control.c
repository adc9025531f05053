/*
 * control.c - which limits a window gets: method, fallback, and what they may never be narrower than
 *
 * A limit that only says "unlike the last windows" alerts on nothing in quiet series and on chance in
 * small windows. Unless the rule says otherwise, limits are therefore never within the smallest
 * effect that counts (floor), nor within what chance reaches with this many rows: k standard errors
 * for a level, the critical value for a distance. Charts and burn rates bring their own protection
 * against chance and are left as they are.
 */
#include "stats/control.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

/* Turns a median of absolute deviations into a standard deviation of normal values. */
#define MAD_SCALE 1.482602218505602

/* A median and MAD of n values know the spread as well as a sigma of this share of them. */
#define MAD_EFFICIENCY 0.3675

/*
 * Widen k to the Student quantile of the same tail (Cornish-Fisher expansion, Abramowitz and Stegun
 * 26.7.5), and for the error of the mean.
 */
double
control_widen(double k, double n)
{
	double		v = n - 1;

	return sqrt(1 + 1 / n) * (k + (k * k * k + k) / (4 * v) +
							  (5 * pow(k, 5) + 16 * k * k * k + 3 * k) / (96 * v * v));
}

/* A limit on both sides of the center, as far as the rule has sides. */
static void
set_away(const ControlRule *rule, ControlLimit *limit, double warn, double critical)
{
	limit->high[0] = rule->up ? limit->center + warn : NAN;
	limit->high[1] = rule->up ? limit->center + critical : NAN;
	limit->low[0] = rule->down ? limit->center - warn : NAN;
	limit->low[1] = rule->down ? limit->center - critical : NAN;
}

/* Limits k sigma around the center; n: what sigma is worth in windows. */
static void
set_spread(const ControlRule *rule, ControlLimit *limit, double n)
{
	double		warn = (rule->guard ? control_widen(rule->k[0], n) : rule->k[0]) * limit->sigma;

	set_away(rule, limit, warn, warn * rule->k[1] / rule->k[0]);
}

/* The monitor's own limits: values, or for both sides distances from the baseline's value. */
static void
set_fixed(const ControlRule *rule, ControlLimit *limit, const double own[2])
{
	if (rule->up && rule->down && !rule->distance)
	{
		set_away(rule, limit, own[0], own[1]);
		return;
	}
	for (int j = 0; j < 2; j++)
	{
		limit->high[j] = rule->up ? own[j] : NAN;
		limit->low[j] = rule->up ? NAN : own[j];
	}
}

/* The smallest effect that counts. */
static double
floor_away(const ControlRule *rule, const ControlPoint *at, double center, int j)
{
	return rule->floor[j] * (rule->counts ? fabs(center) : at->unit);
}

/* How far chance alone moves a level; that of a count is Poisson's. */
static double
chance_away(const ControlRule *rule, const ControlPoint *at, double center, int j)
{
	return rule->k[j] * (rule->counts ? sqrt(fmax(center, 1)) : at->error);
}

/* Around the baseline's own value, as far as chance or the floor reaches. */
static void
set_baseline(const ControlRule *rule, const ControlPoint *at, ControlLimit *limit)
{
	double		away[2];

	limit->baseline = true;
	limit->center = at->center;
	for (int j = 0; j < 2; j++)
	{
		double		floor = floor_away(rule, at, at->center, j);
		double		chance = chance_away(rule, at, at->center, j);

		away[j] = fmax(floor, chance);
		if (j == 0)
			*(floor > chance || isnan(chance) ? &limit->floored : &limit->chance) = true;
	}
	set_away(rule, limit, away[0], fmax(away[0], away[1]));
}

/* Defaults of the metric, where there is no history: values of a distance; around the baseline. */
static void
set_preset(const ControlRule *rule, const ControlPoint *at, ControlLimit *limit)
{
	double		preset[2] = {rule->preset[0] * at->unit, rule->preset[1] * at->unit};

	limit->history = 0;
	limit->sigma = NAN;
	limit->used = CONTROL_FIXED;
	if (rule->distance || isnan(at->center))
		set_fixed(rule, limit, rule->distance || !isnan(preset[0]) ? preset : rule->fixed);
	else
		set_baseline(rule, at, limit);
}

/* What chance alone exceeds with probability alpha; critical only beyond the larger floor. */
static bool
set_critical(const ControlRule *rule, const ControlPoint *at, ControlLimit *limit)
{
	double		tail = rule->alpha / (rule->up && rule->down ? 2 : 1);
	double		chance = gsl_cdf_ugaussian_Qinv(tail) * at->error;
	double		floor = floor_away(rule, at, at->center, 1);

	if (rule->distance)
	{
		limit->high[0] = at->significance;
		limit->high[1] = fmax(at->significance, isnan(rule->fixed[1]) ? floor : rule->fixed[1]);
		return !isnan(at->significance);
	}
	limit->center = at->center;
	set_away(rule, limit, chance, fmax(chance, floor));
	return !isnan(chance) && !isnan(at->center);
}

/* Median and MAD, in place. */
static void
set_robust(ControlHistory h, ControlLimit *limit)
{
	gsl_sort(h.value, 1, h.n);
	limit->center = gsl_stats_median_from_sorted_data(h.value, 1, h.n);
	for (int j = 0; j < h.n; j++)
		h.value[j] = fabs(h.value[j] - limit->center);
	gsl_sort(h.value, 1, h.n);
	limit->sigma = MAD_SCALE * gsl_stats_median_from_sorted_data(h.value, 1, h.n);
}

/* Mean and sigma, or median and MAD, of the windows before. */
static void
set_usual(const ControlRule *rule, ControlHistory h, bool robust, ControlLimit *limit)
{
	if (robust)
		set_robust(h, limit);
	else
		control_moments(h.value, h.n, &limit->center, &limit->sigma);
	set_spread(rule, limit, robust ? fmax(MAD_EFFICIENCY * h.n, 3) : h.n);
}

/* A share of the mean of the windows before. */
static void
set_relative(const ControlRule *rule, ControlHistory h, ControlLimit *limit)
{
	control_moments(h.value, h.n, &limit->center, &limit->sigma);
	set_away(rule, limit, rule->setting[SET_WARN] * fabs(limit->center),
			 rule->setting[SET_CRITICAL] * fabs(limit->center));
}

/* Quantiles of the windows before, linearly between two of them. */
static void
set_quantiles(const ControlRule *rule, ControlHistory h, ControlLimit *limit)
{
	double		p[2] = {rule->setting[SET_WARN], rule->setting[SET_CRITICAL]};

	gsl_sort(h.value, 1, h.n);
	limit->center = gsl_stats_median_from_sorted_data(h.value, 1, h.n);
	for (int j = 0; j < 2; j++)
	{
		if (rule->up)
			limit->high[j] = gsl_stats_quantile_from_sorted_data(h.value, 1, h.n, p[j]);
		if (rule->down)
			limit->low[j] = gsl_stats_quantile_from_sorted_data(h.value, 1, h.n, 1 - p[j]);
	}
}

/* The mean and sigma that the baseline's windows gave. */
static bool
set_reference(const ControlRule *rule, const ControlPoint *at, ControlLimit *limit)
{
	limit->history = at->history;
	if (at->history < rule->min_history || isnan(at->sigma))
		return false;
	limit->center = at->center;
	limit->sigma = at->sigma;
	set_spread(rule, limit, at->history);
	return true;
}

/* Methods that look at the windows before this one. */
static bool
set_series(const ControlRule *rule, const ControlPoint *point, int i, ControlLimit *limit,
		   double *scratch)
{
	ControlMethod method = rule->method;
	int			most = (int) rule->setting[SET_WINDOWS];
	ControlHistory h = control_history(rule, point, i, most, method == CONTROL_SEASONAL ||
									   method == CONTROL_RELATIVE, scratch);

	limit->history = h.n;
	limit->everything = h.everything;
	if (h.n < most && h.n < rule->min_history && !control_learnt(rule, &point[i]))
		return false;
	switch (method)
	{
		case CONTROL_ROLLING:
			set_usual(rule, h, false, limit);
			return true;
		case CONTROL_MEDIAN:
			set_usual(rule, h, true, limit);
			return true;
		case CONTROL_SEASONAL:
			set_usual(rule, h, rule->setting[SET_ROBUST] != 0, limit);
			return true;
		case CONTROL_RELATIVE:
			set_relative(rule, h, limit);
			return true;
		case CONTROL_QUANTILE:
			set_quantiles(rule, h, limit);
			return true;
		case CONTROL_EWMA:
			return control_ewma(rule, &point[i], h, limit);
		case CONTROL_CUSUM:
			return control_cusum(rule, &point[i], h, limit);
		default:
			return control_page_hinkley(rule, &point[i], h, limit);
	}
}

/* Try one method. */
static bool
set_method(ControlMethod method, const ControlRule *rule, const ControlPoint *point, int i,
		   ControlLimit *limit, double *scratch)
{
	limit->used = method;
	switch (method)
	{
		case CONTROL_AUTO:
			limit->used = CONTROL_REFERENCE;
			if (!set_reference(rule, &point[i], limit))
				set_preset(rule, &point[i], limit);
			return true;
		case CONTROL_FIXED:
			limit->center = point[i].center;
			set_fixed(rule, limit, rule->fixed);
			return true;
		case CONTROL_CRITICAL:
			return set_critical(rule, &point[i], limit);
		case CONTROL_REFERENCE:
			return set_reference(rule, &point[i], limit);
		case CONTROL_HOLT_WINTERS:
			if (!control_holt_winters(rule, point, i, limit, scratch))
				return false;
			set_spread(rule, limit, limit->history);
			return true;
		case CONTROL_BURN_RATE:
			return control_burn_rate(rule, point, i, limit);
		case CONTROL_NONE:
			return false;
		default:
			return set_series(rule, point, i, limit, scratch);
	}
}

/* The larger; one that is missing does not count. */
static bool
widen(double *limit, double to, int sign)
{
	if (isnan(*limit) || !(sign * to > sign * *limit))
		return false;
	*limit = to;
	return true;
}

/* A distance: never below the floor, never below what chance reaches. */
static void
guard_distance(const ControlRule *rule, const ControlPoint *at, ControlLimit *limit)
{
	for (int j = 0; j < 2 && limit->used != CONTROL_FIXED; j++)
		limit->floored |= widen(&limit->high[j], rule->floor[j] * at->unit, 1) && j == 0;
	for (int j = 0; j < 2; j++)
		limit->chance |= widen(&limit->high[j], at->significance, 1);
}

/* A level: never nearer to the center than the floor and k standard errors. */
static void
guard_level(const ControlRule *rule, const ControlPoint *at, ControlLimit *limit)
{
	for (int j = 0; j < 2; j++)
	{
		double		floor = floor_away(rule, at, limit->center, j);
		double		chance = chance_away(rule, at, limit->center, j);
		double		away = fmax(floor, chance);
		bool		wider = widen(&limit->high[j], limit->center + away, 1);

		wider |= widen(&limit->low[j], limit->center - away, -1);
		if (wider && j == 0)
			*(floor > chance || isnan(chance) ? &limit->floored : &limit->chance) = true;
	}
	widen(&limit->high[1], limit->high[0], 1);
	widen(&limit->low[1], limit->low[0], -1);
}

/* Whether floors and standard errors apply to what a method gave. */
static bool
guarded(const ControlRule *rule, const ControlLimit *limit)
{
	switch (limit->used)
	{
		case CONTROL_EWMA:
		case CONTROL_CUSUM:
		case CONTROL_PAGE_HINKLEY:
		case CONTROL_BURN_RATE:
		case CONTROL_CRITICAL:
			return false;
		case CONTROL_FIXED:
			return rule->guard && rule->distance;
		default:
			return rule->guard;
	}
}

/* The limits of point[i]. */
ControlLimit
control_limit(const ControlRule *rule, const ControlPoint *point, int i, double *scratch)
{
	ControlLimit none = {.center = NAN, .sigma = NAN, .low = {NAN, NAN}, .high = {NAN, NAN}};
	ControlLimit limit = none;

	if (!set_method(rule->method, rule, point, i, &limit, scratch))
	{
		int64_t		found = limit.history;

		limit = none;
		if (rule->fallback == CONTROL_NONE ||
			!set_method(rule->fallback, rule, point, i, &limit, scratch))
		{
			limit = none;
			limit.used = rule->method;
			limit.history = found;
			limit.missing = true;
			return limit;
		}
	}
	if (guarded(rule, &limit))
	{
		if (rule->distance)
			guard_distance(rule, &point[i], &limit);
		else
			guard_level(rule, &point[i], &limit);
	}
	return limit;
}

bool
control_outside(const ControlLimit *limit, double value)
{
	double		high = isnan(limit->high[0]) ? limit->high[1] : limit->high[0];
	double		low = isnan(limit->low[0]) ? limit->low[1] : limit->low[0];

	return value > high || value < low;
}

int
control_scratch(const ControlRule *rule)
{
	double		period = rule->method == CONTROL_HOLT_WINTERS ? rule->setting[SET_PERIOD] : 0;

	return (int) (rule->setting[SET_WINDOWS] + period) + 1;
}
