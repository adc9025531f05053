/*
 * chart.c - control charts: small deviations that last
 *
 * A chart keeps a running statistic of standardized values z = (x - mu) / sigma and signals when it
 * leaves an interval. Given the statistic before a window, that is a limit of the window's value:
 * the value at which the statistic would leave the interval. mu and sigma come from the baseline's
 * windows; where these are too few, from the older half of the history, and the chart runs over the
 * newer. A mu that is off by its standard error makes a chart signal for ever: unless the rule asks for
 * the textbook's limits, sigma is widened as elsewhere and the standard error of mu is added to the
 * slack. Sources: Montgomery, Introduction to Statistical Quality Control, 6th ed., chapter 9 (CUSUM
 * 9.2, 9.3; EWMA 9.25, 9.26); Page 1954; Mouss et al. 2004 (Page-Hinkley).
 */
#include <math.h>

#include "stats/control.h"

/* Whether the baseline's windows give mu and sigma; counts have a season there. */
bool
control_learnt(const ControlRule *rule, const ControlPoint *target)
{
	return (rule->method == CONTROL_EWMA || rule->method == CONTROL_CUSUM ||
			rule->method == CONTROL_PAGE_HINKLEY) &&
		!rule->counts && target->history >= rule->min_history && target->sigma > 0;
}

/* What a chart has learnt. */
typedef struct Phase
{
	double		mu;
	double		sigma;
	double		doubt;			/* standard error of mu, in sigmas */
} Phase;

/* Learn mu and sigma; the windows that remain are the chart's. */
static bool
learn(const ControlRule *rule, const ControlPoint *target, ControlHistory *h, Phase *phase,
	  ControlLimit *limit)
{
	double		n = target->history;

	if (control_learnt(rule, target))
	{
		limit->center = target->center;
		limit->sigma = target->sigma;
	}
	else
	{
		n = h->n / 2;
		if (n < rule->min_history)
			return false;
		control_moments(h->value, (int) n, &limit->center, &limit->sigma);
		h->value += (int) n;
		h->n -= (int) n;
	}
	phase->mu = limit->center;
	phase->sigma = limit->sigma *
		(rule->guard ? control_widen(rule->k[0], n) / rule->k[0] : 1);
	phase->doubt = rule->guard ? 1 / sqrt(n) : 0;
	return limit->sigma > 0;
}

/*
 * E_t = lambda x_t + (1 - lambda) E_(t-1) is beyond mu +- k sigma sqrt(lambda / (2 - lambda) (1 - (1
 * - lambda)^(2t))).
 */
bool
control_ewma(const ControlRule *rule, const ControlPoint *target, ControlHistory h,
			 ControlLimit *limit)
{
	double		lambda = rule->setting[SET_LAMBDA];
	double		average = 0;
	double		width;
	Phase		phase;

	if (!learn(rule, target, &h, &phase, limit))
		return false;
	for (int j = 0; j < h.n; j++)
		average = lambda * (h.value[j] - phase.mu) / phase.sigma + (1 - lambda) * average;
	width = sqrt(lambda / (2 - lambda) * (1 - pow(1 - lambda, 2 * (h.n + 1))));
	for (int j = 0; j < 2; j++)
	{
		double		away = rule->k[j] * width + phase.doubt;
		double		kept = (1 - lambda) * average;

		if (rule->up)
			limit->high[j] = phase.mu + phase.sigma * (away - kept) / lambda;
		if (rule->down)
			limit->low[j] = phase.mu - phase.sigma * (away + kept) / lambda;
	}
	return true;
}

/* S_t = max(0, S_(t-1) + z_t - slack) is above the decision interval; downwards with -z. */
bool
control_cusum(const ControlRule *rule, const ControlPoint *target, ControlHistory h,
			  ControlLimit *limit)
{
	double		slack = rule->setting[SET_SLACK];
	double		rise = 0;
	double		fall = 0;
	Phase		phase;

	if (!learn(rule, target, &h, &phase, limit))
		return false;
	slack += phase.doubt;
	for (int j = 0; j < h.n; j++)
	{
		double		z = (h.value[j] - phase.mu) / phase.sigma;

		rise = fmax(0, rise + z - slack);
		fall = fmax(0, fall - z - slack);
	}
	for (int j = 0; j < 2; j++)
	{
		double		decision = rule->setting[SET_DECISION + j] + slack;

		if (rule->up)
			limit->high[j] = phase.mu + phase.sigma * (decision - rise);
		if (rule->down)
			limit->low[j] = phase.mu - phase.sigma * (decision - fall);
	}
	return true;
}

/* How far the cumulative sum m has come from its least, and -m from its own. */
static double
page_hinkley(const ControlHistory *h, const Phase *phase, double slack, double *rise,
			 double *fall)
{
	double		up = 0;
	double		down = 0;
	double		least = 0;
	double		most = 0;
	double		mean = 0;

	for (int j = 0; j < h->n; j++)
	{
		double		z = (h->value[j] - phase->mu) / phase->sigma;

		mean += (z - mean) / (j + 1);
		up += z - mean - slack;
		down += z - mean + slack;
		least = fmin(least, up);
		most = fmax(most, down);
	}
	*rise = up - least;
	*fall = most - down;
	return mean;
}

/*
 * m_t = sum of (z_i - mean of z_1..z_i - slack), and m_t - min m above the decision interval. The
 * mean takes in the new value, which therefore counts (t - 1) / t.
 */
bool
control_page_hinkley(const ControlRule *rule, const ControlPoint *target, ControlHistory h,
					 ControlLimit *limit)
{
	double		slack = rule->setting[SET_SLACK];
	double		rise;
	double		fall;
	double		shrink;
	Phase		phase;

	if (!learn(rule, target, &h, &phase, limit) || h.n < rule->min_history)
		return false;
	slack += phase.doubt;
	limit->center = phase.mu + phase.sigma * page_hinkley(&h, &phase, slack, &rise, &fall);
	shrink = (double) h.n / (h.n + 1);
	for (int j = 0; j < 2; j++)
	{
		double		decision = rule->setting[SET_DECISION + j] + slack;

		if (rule->up)
			limit->high[j] = limit->center + phase.sigma * (decision - rise) / shrink;
		if (rule->down)
			limit->low[j] = limit->center - phase.sigma * (decision - fall) / shrink;
	}
	return true;
}
