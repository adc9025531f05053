/*
 * moments.h - mean and central moments 2 to 4, in bulk, mergeable, safe from overflow
 *
 * Rows come sorted and in bulk; the central sums of a batch are computed in one pass around its
 * median, with several independent accumulators, and joined by Pebay's formulas ("Formulas for
 * robust, one-pass parallel computation of covariances and arbitrary-order statistical moments",
 * Sandia report 2008-6212, 2.1 and 3.1; Chan, Golub and LeVeque 1979 for the first two).
 *
 * The fourth power of 1e100 is no double, and that of 1e-100 is none either. Where the largest
 * magnitude is beyond 2^+-200, everything is kept divided by 2^scale; moments_* functions return
 * numbers in the user's units.
 */
#ifndef DRIFT_MOMENTS_H
#define DRIFT_MOMENTS_H

#include <stdint.h>
#include <stddef.h>

typedef struct Moments
{
	int64_t		n;				/* finite rows */
	int64_t		scale;			/* what follows is about value / 2^scale */
	double		mean;
	double		m2;				/* sum of (value - mean)^2 */
	double		m3;
	double		m4;
} Moments;

/* Moments of n > 0 finite values in ascending order; count NULL: one each. */
extern Moments moments_of(const double *value, const int64_t *count, size_t len);
extern Moments moments_merge(const Moments *a, const Moments *b);

/* In the user's units; NaN where undefined (no rows, one row, no variance). */
extern double moments_mean(const Moments *m);
extern double moments_stddev(const Moments *m); /* of the sample, n - 1 */
extern double moments_stddev_effective(const Moments *m, double n_effective);	/* of weights */
extern double moments_skewness(const Moments *m);	/* g1 = m3 / m2^1.5, as scipy.stats.skew */
extern double moments_kurtosis(const Moments *m);	/* g2 = m4 / m2^2 - 3, likewise */

#endif							/* DRIFT_MOMENTS_H */
