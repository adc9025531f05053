/*
 * quantile.h - quantiles of values with weights, with intervals by order statistics
 */
#ifndef DRIFT_QUANTILE_H
#define DRIFT_QUANTILE_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/interval.h"

typedef struct QuantilePoint
{
	double		value;
	double		weight;
} QuantilePoint;

typedef struct Quantiles
{
	const QuantilePoint *point; /* ascending; equal neighbours are allowed */
	size_t		len;
	double		weight;			/* sum of all */
	double		effective;		/* effective rows */
	double		rank_error;		/* no rank is off by more weight; 0: exact */
	double		rounded;		/* values are off by at most this part of their size */
	bool		counted;		/* weights are numbers of rows */
	int64_t		n;				/* rows */
} Quantiles;

/*
 * The quantile p. Counted and exact: linear between order statistics (NumPy's default); else the
 * first value up to which there is p of the weight, as scikit-learn's weighted median.
 */
extern double quantile_value(const Quantiles *quantiles, double p);
extern Estimate quantile_estimate(const Quantiles *quantiles, double p, double z);

/* The absolute values; point has room for as many. */
extern Quantiles quantiles_folded(const Quantiles *quantiles, QuantilePoint *point);

#endif							/* DRIFT_QUANTILE_H */
