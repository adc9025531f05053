/*
 * view.h - what the statistics see of a state: sorted values with counts, or paired counts
 *
 * Everything in src/stats takes these, so that an exact sample, a bounded summary and a test program
 * look alike. Values are ascending, without NaN; -0 has become 0; infinities stand at the ends.
 */
#ifndef DRIFT_VIEW_H
#define DRIFT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One side of a numeric comparison. */
typedef struct NumView
{
	int64_t		n;				/* rows that take part: the sum of all counts */
	int64_t		n_null;			/* rows that were NULL */
	int64_t		n_nan;			/* rows that were NaN */
	size_t		len;			/* entries in value and count */
	const double *value;		/* ascending; equal neighbours are allowed */
	const int64_t *count;		/* rows each entry stands for, or NULL: one each */
	int64_t		rank_error;		/* a hard bound: no rank read off this view is wrong by more rows; 0: exact */
	bool		weighted;		/* rows had weights: the counts are multiples of some unit of weight */
	bool		fractional;		/* that unit is not one row: there is nothing between two ranks */
	int64_t		n_rows;			/* weighted: rows behind n */
	double		size;			/* weighted: the rows that n stands for */
	double		n_effective;	/* weighted: Kish's effective number of rows */
	double		total;			/* weighted: the sum of weights */
	double		null_size;		/* weighted: the weight of the rows that were NULL */
} NumView;

/* The number of rows of a side, for what depends on it: weights count as rows, or as less. */
static inline double
view_size(const NumView *view)
{
	return view->weighted ? view->size : (double) view->n;
}

/* The rows that a count of one stands for. */
static inline double
view_unit(const NumView *view)
{
	return view->weighted ? view->size / (double) view->n : 1;
}

/* Two sides over the same categories. */
typedef struct CatPair
{
	size_t		len;			/* categories seen on either side, in byte order of their names */
	const int64_t *reference;	/* count of each in the reference */
	const int64_t *current;		/* count of each in the current window */
	int64_t		n_reference;	/* rows that take part, those in no listed category included */
	int64_t		n_current;
	int64_t		n_null_reference;
	int64_t		n_null_current;
	int64_t		error_reference;	/* a hard bound on the error of each count; 0: exact */
	int64_t		error_current;
	bool		weighted;		/* a side had weights: its counts are multiples of a unit of weight */
	int64_t		rows_reference; /* weighted: rows behind n_reference */
	int64_t		rows_current;
	double		size_reference; /* weighted: the rows that n_reference stands for */
	double		size_current;
	double		effective_reference;	/* weighted: Kish's effective number of rows */
	double		effective_current;
} CatPair;

/* The number of rows of each side, for what depends on it. */
static inline double
pair_size_reference(const CatPair *pair)
{
	return pair->weighted ? pair->size_reference : (double) pair->n_reference;
}

static inline double
pair_size_current(const CatPair *pair)
{
	return pair->weighted ? pair->size_current : (double) pair->n_current;
}

#endif							/* DRIFT_VIEW_H */
