/*
 * rank.h - ranks in a NumView: searching, runs of equal values, walking two views together
 *
 * An "index" counts entries of a view, a "rank" counts rows. Without a count array they agree,
 * which is what makes a sorted sample of any size searchable in logarithmic time.
 */
#ifndef DRIFT_RANK_H
#define DRIFT_RANK_H

#include "stats/view.h"

/* The first index in [low, high) whose value is greater than v. */
static inline size_t
upper_index(const double *value, size_t low, size_t high, double v)
{
	while (low < high)
	{
		size_t		middle = low + (high - low) / 2;

		if (value[middle] <= v)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same by doubling steps from low: cheap where the answer is near. */
static inline size_t
gallop_upper(const double *value, size_t low, size_t high, double v)
{
	size_t		step = 1;

	while (low + step < high && value[low + step - 1] <= v)
	{
		low += step;
		step *= 2;
	}
	return upper_index(value, low, low + step < high ? low + step : high, v);
}

/* The first index in [low, high) whose value is not less than v, by doubling steps from low. */
static inline size_t
gallop_lower(const double *value, size_t low, size_t high, double v)
{
	size_t		step = 1;
	size_t		end;

	while (low + step < high && value[low + step - 1] < v)
	{
		low += step;
		step *= 2;
	}
	end = low + step < high ? low + step : high;
	while (low < end)
	{
		size_t		middle = low + (end - low) / 2;

		if (value[middle] < v)
			low = middle + 1;
		else
			end = middle;
	}
	return low;
}

/* Rows that the entries [from, to) stand for. */
static inline int64_t
view_rows(const NumView *view, size_t from, size_t to)
{
	int64_t		rows = 0;

	if (view->count == NULL)
		return (int64_t) (to - from);
	for (size_t i = from; i < to; i++)
		rows += view->count[i];
	return rows;
}

/* The two views, distinct value by distinct value of their union, in ascending order. */
typedef struct Walk
{
	const NumView *a;
	const NumView *b;
	size_t		next_a;			/* first index not passed yet */
	size_t		next_b;
	double		before;			/* the distinct value before it; at the first one, itself */
	double		value;			/* the distinct value we stand at */
	int64_t		at_a;			/* rows of each side that equal it */
	int64_t		at_b;
	int64_t		to_a;			/* rows of each side up to and including it */
	int64_t		to_b;
} Walk;

static inline void
walk_begin(Walk *walk, const NumView *a, const NumView *b)
{
	*walk = (Walk) {.a = a,.b = b};
}

/* Pass what is left of the entries of one side that equal value; their rows. */
static inline int64_t
walk_pass(const NumView *view, size_t *next, double value)
{
	size_t		start = *next;
	size_t		i = start;

	while (i < view->len && view->value[i] == value)
		i++;
	*next = i;
	return i == start ? 0 : view_rows(view, start, i);
}

/* The first of the entries, if it is taken; written so that no branch depends on the data. */
static inline int64_t
walk_take(const NumView *view, size_t *next, bool taken)
{
	int64_t		rows = view->count == NULL ? 1 : view->count[*next];

	*next += taken;
	return rows & -(int64_t) taken;
}

/*
 * Step to the next distinct value; false at the end. Which side has it is as good as random: that
 * must not be a branch. Ties are rare, or come in long runs: those may be.
 */
static inline bool
walk_next(Walk *walk)
{
	const NumView *a = walk->a;
	const NumView *b = walk->b;

	walk->at_a = 0;
	walk->at_b = 0;
	walk->before = walk->value;
	if (walk->next_a < a->len && walk->next_b < b->len)
	{
		double		value_a = a->value[walk->next_a];
		double		value_b = b->value[walk->next_b];

		walk->value = value_a < value_b ? value_a : value_b;
		walk->at_a = walk_take(a, &walk->next_a, value_a <= value_b);
		walk->at_b = walk_take(b, &walk->next_b, value_b <= value_a);
	}
	else if (walk->next_a < a->len)
		walk->value = a->value[walk->next_a];
	else if (walk->next_b < b->len)
		walk->value = b->value[walk->next_b];
	else
		return false;
	walk->at_a += walk_pass(a, &walk->next_a, walk->value);
	walk->at_b += walk_pass(b, &walk->next_b, walk->value);
	if (walk->to_a + walk->to_b == 0)
		walk->before = walk->value;
	walk->to_a += walk->at_a;
	walk->to_b += walk->at_b;
	return true;
}

/*
 * Differences of two distribution functions as whole numbers: i of n rows here and j of m rows
 * there differ by i * weight_a - j * weight_b, in units of 1 / total, the least common multiple of
 * n and m. That is exact while total is below 2^53, and correct to the last bits of a share beyond.
 */
typedef struct Scale
{
	double		weight_a;
	double		weight_b;
	double		total;
} Scale;

static inline Scale
scale_of(int64_t n, int64_t m)
{
	int64_t		a = n;
	int64_t		b = m;

	while (b != 0)
	{
		int64_t		rest = a % b;

		a = b;
		b = rest;
	}
	return (Scale) {
		(double) (m / a), (double) (n / a), (double) (n / a) * (double) m
	};
}

static inline double
scaled_difference(const Scale *scale, int64_t i, int64_t j)
{
	return (double) i * scale->weight_a - (double) j * scale->weight_b;
}

#endif							/* DRIFT_RANK_H */
