/*
 * bins.h - cut two numeric samples into the same bins
 */
#ifndef DRIFT_BINS_H
#define DRIFT_BINS_H

#include "stats/view.h"

#define BINS_MIN 2
#define BINS_MAX 10000
#define BINS_DISTINCT_LIMIT 50	/* one bin per value at most so often when quantiles collapse */

typedef enum Binning
{
	BINNING_QUANTILE,			/* at the quantiles of the reference */
	BINNING_UNIFORM,			/* equal width over the union's finite range */
	BINNING_DISTINCT,			/* one bin per distinct value of the union */
	BINNING_STURGES,			/* equal width, so many as the rule finds (bin_rule.c) */
	BINNING_DOANE,
	BINNING_SCOTT,
	BINNING_FD,
	BINNING_AUTO
} Binning;

/*
 * Bins closed on the right: (-Inf, cut[0]], (cut[0], cut[1]], .., (cut[len - 2], Inf). With
 * distinct, there are no cuts: bin i is the i-th distinct value of the union.
 */
typedef struct Bins
{
	bool		distinct;
	size_t		len;			/* number of bins */
	double	   *cut;			/* len - 1 of them, ascending */
} Bins;

/*
 * How many equally wide bins a rule makes of the union's finite values, at most BINS_MAX; 1 where
 * it sees no spread.
 */
extern int	bins_by_rule(const NumView *reference, const NumView *current, Binning rule);

/* Choose the bins by 'quantile', 'uniform' or 'distinct'; cut has room for bins + 1 values. Neither side is empty. */
extern void bins_choose(const NumView *reference, const NumView *current, Binning binning,
						int bins, double *cut, Bins *chosen);

/* Count the rows of both sides in each bin; the arrays have room for bins->len counts. */
extern void bins_count(const Bins *bins, const NumView *reference, const NumView *current,
					   int64_t *count_reference, int64_t *count_current);

/* How many distinct values the union has; counting stops at limit. */
extern size_t bins_distinct_values(const NumView *reference, const NumView *current, size_t limit);

#endif							/* DRIFT_BINS_H */
