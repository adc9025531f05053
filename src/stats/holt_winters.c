/*
 * holt_winters.c - additive Holt-Winters, one window ahead, with a prediction interval
 *
 * Level, trend and season with fixed smoothing parameters (Hyndman et al. 2008, Forecasting with
 * Exponential Smoothing, equations 2.10 and 6.1 class 1). They start as the mean of the first season,
 * the difference of the first two a window, and the first season's deviations from its mean. A window
 * that is missing, or was beyond its limits, moves the level along the trend and adds to the
 * uncertainty of the forecast instead of changing it. Sigma is the root mean square of the one-step
 * errors after the first season.
 */
#include <math.h>

#include "stats/control.h"
#include "stats/sort.h"

/* What runs through the series. */
typedef struct Smoother
{
	double		level;
	double		trend;
	double	   *season;			/* one a place in the period */
	double		squares;		/* of the one-step errors */
	int			errors;
	int			values;			/* windows that are not missing */
	int			gap;			/* windows missing since the last one */
} Smoother;

/* Put the windows before point i on a grid without gaps; NaN: missing. */
static void
grid(const ControlRule *rule, const ControlPoint *point, int i, double *y, int n)
{
	for (int t = 0; t < n; t++)
		y[t] = NAN;
	for (int j = i - 1; j >= 0; j--)
	{
		int64_t		back = point[i].number - point[j].number;

		if (back > n)
			break;
		if (back >= rule->apart && !(rule->exclude && point[j].outside))
			y[n - back] = point[j].value;
	}
}

/* Mean of the values that are there; NaN for less than half of them. */
static double
half_mean(const double *y, int n)
{
	double		sum = 0;
	int			found = 0;

	for (int t = 0; t < n; t++)
		if (!isnan(y[t]))
		{
			sum += y[t];
			found++;
		}
	return 2 * found >= n ? sum / found : NAN;
}

/* Leave out the oldest windows as long as they are missing. */
static int
first_value(const double *y, int n)
{
	int			t = 0;

	while (t < n && isnan(y[t]))
		t++;
	return t;
}

/* The start: from the first two seasons. */
static bool
start(Smoother *s, const double *y, int period)
{
	double		first = half_mean(y, period);
	double		second = half_mean(y + period, period);

	s->level = first;
	s->trend = (second - first) / period;
	for (int t = 0; t < period; t++)
		s->season[t] = isnan(y[t]) ? 0 : y[t] - first;
	return !isnan(s->trend);
}

/* One window on. */
static void
step(Smoother *s, const double *setting, double y, int t, int period)
{
	double		expected = s->level + s->trend;
	double	   *season = &s->season[t % period];
	double		level;

	if (isnan(y))
	{
		s->level = expected;
		s->gap++;
		return;
	}
	if (t >= period && s->gap == 0)
	{
		s->squares += (y - expected - *season) * (y - expected - *season);
		s->errors++;
	}
	level = setting[SET_ALPHA] * (y - *season) + (1 - setting[SET_ALPHA]) * expected;
	*season = setting[SET_GAMMA] * (y - expected) + (1 - setting[SET_GAMMA]) * *season;
	s->trend = setting[SET_BETA] * (level - s->level) + (1 - setting[SET_BETA]) * s->trend;
	s->level = level;
	s->values++;
	s->gap = 0;
}

/* Variance of the forecast after a gap, in variances of one step. */
static double
gap_variance(const double *setting, int gap, int period)
{
	double		sum = 1;

	for (int j = 1; j <= gap; j++)
	{
		double		c = setting[SET_ALPHA] * (1 + j * setting[SET_BETA]) +
			(j % period == 0 ? setting[SET_GAMMA] : 0);

		sum += c * c;
	}
	return sum;
}

/* Smooth what grid() gives. */
static bool
forecast(const ControlRule *rule, const ControlPoint *point, int i, ControlLimit *limit,
		 double *scratch)
{
	int			windows = (int) rule->setting[SET_WINDOWS];
	int			period = (int) rule->setting[SET_PERIOD];
	double	   *y = scratch + period;
	Smoother	s = {.season = scratch};
	int			skip;
	int			n;

	grid(rule, point, i, y, windows);
	skip = first_value(y, windows);
	y += skip;
	n = windows - skip;
	if (n < 2 * period + 1 || !start(&s, y, period))
		return false;
	for (int t = 0; t < n; t++)
		step(&s, rule->setting, y[t], t, period);
	limit->history = s.values;
	if (s.errors < rule->min_history)
		return false;
	limit->center = s.level + s.trend + s.season[n % period];
	limit->sigma = sqrt(s.squares / s.errors * gap_variance(rule->setting, s.gap, period));
	return true;
}

/* Center and sigma of point i; where nearly all windows were beyond their limits, they count. */
bool
control_holt_winters(const ControlRule *rule, const ControlPoint *point, int i,
					 ControlLimit *limit, double *scratch)
{
	ControlRule all = *rule;

	stats_check_interrupts();
	if (forecast(rule, point, i, limit, scratch))
		return true;
	all.exclude = false;
	limit->everything = rule->exclude && forecast(&all, point, i, limit, scratch);
	return limit->everything;
}
