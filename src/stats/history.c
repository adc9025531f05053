/*
 * history.c - the windows before one
 */
#include <math.h>

#include "stats/control.h"
#include "stats/sort.h"

/* Collect up to most usable values before point i, newest first. */
static int
collect(const ControlRule *rule, const ControlPoint *point, int i, int most, bool alike,
		bool exclude, double *value)
{
	int			n = 0;

	for (int j = i - 1; j >= 0 && n < most; j--)
	{
		int64_t		back = point[i].number - point[j].number;

		if (back > rule->reach)
			break;
		if (back < rule->apart || isnan(point[j].value) || (exclude && point[j].outside) ||
			(alike && point[j].season != point[i].season))
			continue;
		value[n++] = point[j].value;
	}
	return n;
}

/*
 * The last values before point i, in order of time. Windows beyond their limits are left out; where
 * nearly all are, a level that lasts for the whole reach is what is usual now, and they count. A
 * relative change is one from what was there, whatever it was.
 */
ControlHistory
control_history(const ControlRule *rule, const ControlPoint *point, int i, int most, bool alike,
				double *scratch)
{
	ControlHistory h = {scratch, 0, false};
	bool		exclude = rule->exclude && rule->method != CONTROL_RELATIVE;

	stats_check_interrupts();
	h.n = collect(rule, point, i, most, alike, exclude, scratch);
	if (exclude && h.n < most && h.n < rule->min_history)
	{
		int			before = h.n;

		h.n = collect(rule, point, i, most, alike, false, scratch);
		h.everything = h.n > before;
	}
	for (int a = 0, b = h.n - 1; a < b; a++, b--)
	{
		double		swap = h.value[a];

		h.value[a] = h.value[b];
		h.value[b] = swap;
	}
	return h;
}

/* Mean and standard deviation (n - 1); sigma of a single value is NaN. */
void
control_moments(const double *value, int n, double *mean, double *sigma)
{
	double		sum = 0;
	double		squares = 0;

	for (int j = 0; j < n; j++)
		sum += value[j];
	*mean = sum / n;
	for (int j = 0; j < n; j++)
		squares += (value[j] - *mean) * (value[j] - *mean);
	*sigma = n > 1 ? sqrt(squares / (n - 1)) : NAN;
}
