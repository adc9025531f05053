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
} NumView;

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
} CatPair;

#endif							/* DRIFT_VIEW_H */
