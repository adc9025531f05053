/*
 * burn_rate.c - how fast an error budget is spent
 *
 * With an objective of 99 % the budget is 1 %; a burn rate of 1 spends it exactly in its period. A
 * limit is exceeded when the rate over a long span and over a short one both reach a factor: the
 * long span says that it matters, the short one that it still goes on (Google, The Site Reliability
 * Workbook, 2018, chapter 5, approach 6). Critical: fast burn; warn: slow burn. The error of a window
 * is its value where high is bad, 1 - value where low is bad; or with a limit, 1 for a window beyond
 * it and 0 for another. Windows count by the rows behind them.
 */
#include <math.h>

#include "stats/control.h"
#include "stats/sort.h"

/* The error of a value. */
static double
error_of(const ControlRule *rule, double value)
{
	double		limit = rule->setting[SET_LIMIT];

	if (!isnan(limit))
		return rule->down ? value < limit : value > limit;
	return rule->down ? 1 - value : value;
}

/* The error of this window at which the rate over `span` windows, this one with them, is factor. */
static double
error_needed(const ControlRule *rule, const ControlPoint *point, int i, int span, double factor,
			 int *history)
{
	double		own = fmax(point[i].weight, 1);
	double		rows = own;
	double		spent = 0;

	for (int j = i - 1; j >= 0 && point[i].number - point[j].number < span; j--)
	{
		if (point[i].number - point[j].number < rule->apart || isnan(point[j].value))
			continue;
		rows += fmax(point[j].weight, 1);
		spent += fmax(point[j].weight, 1) * error_of(rule, point[j].value);
		++*history;
	}
	return (factor * (1 - rule->setting[SET_SLO]) * rows - spent) / own;
}

/* The value at which both spans reach their factor. */
static double
value_needed(const ControlRule *rule, const ControlPoint *point, int i, int at, int *history)
{
	const double *setting = rule->setting;
	int			unused = 0;
	double		error = fmax(error_needed(rule, point, i, (int) setting[at], setting[at + 2],
										  history),
							 error_needed(rule, point, i, (int) setting[at + 1], setting[at + 2],
										  &unused));

	if (!isnan(setting[SET_LIMIT]) && error > 0 && error <= 1)
		return setting[SET_LIMIT];
	if (!isnan(setting[SET_LIMIT]))
		return (error > 1) != rule->down ? INFINITY : -INFINITY;
	return rule->down ? 1 - error : error;
}

/* The limits are values; center is what would spend the budget exactly. */
bool
control_burn_rate(const ControlRule *rule, const ControlPoint *point, int i, ControlLimit *limit)
{
	int			slow = 0;
	int			fast = 0;
	double		warn;
	double		critical;

	stats_check_interrupts();
	warn = value_needed(rule, point, i, SET_SLOW, &slow);
	critical = value_needed(rule, point, i, SET_FAST, &fast);
	limit->history = slow > fast ? slow : fast;
	limit->center = rule->down ? rule->setting[SET_SLO] : 1 - rule->setting[SET_SLO];
	if (limit->history < rule->min_history)
		return false;
	*(rule->down ? &limit->low[0] : &limit->high[0]) = warn;
	*(rule->down ? &limit->low[1] : &limit->high[1]) = critical;
	return true;
}
