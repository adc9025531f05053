/*
 * ced.h - a compressed equi-depth summary of numbers whose rank error is certified, not estimated
 *
 * A summary is a list of points in ascending order. Each point knows a value v, a lower bound of
 * the number of rows <= v and an upper bound of the number of rows < v. So for any x between two
 * neighbouring points p and q the number of rows <= x lies in [p.le, q.lt], and the width of that
 * interval is all that can be wrong. Three facts make it work:
 *
 *   - The list of all distinct values with their true ranks is a summary of width 0: exact data and
 *     a summary are one structure, and an exact one stays exact while it fits.
 *   - Summaries of two sets of rows add up: bounds add, point by point. Rows that arrive sorted add
 *     no uncertainty at all, they only widen the intervals that they fall into.
 *   - Leaving a point out widens one interval. Going from the left and jumping as far as a given
 *     width allows keeps the fewest points possible.
 *
 * That is the rank-interval view of Greenwald and Khanna, "Space-efficient online computation of
 * quantile summaries" (SIGMOD 2001), fed in sorted batches, with ties handled exactly (an atom that
 * holds most rows costs one point). The CED_TAIL smallest and largest rows are never left out and
 * their ranks are exact. No random choice anywhere: same input, same points.
 */
#ifndef DRIFT_CED_H
#define DRIFT_CED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CED_TAIL 256			/* rows at each end that are kept one by one */
#define CED_STORED 2048			/* points of a reduced summary, tails included */

typedef struct CedPoint
{
	double		value;
	int64_t		le;				/* at least so many rows are <= value */
	int64_t		lt;				/* at most so many rows are < value */
} CedPoint;

/* A list of points and the rows behind it. An output must not overlap its inputs. */
typedef struct CedList
{
	CedPoint   *point;
	size_t		len;
	size_t		cap;			/* points there is room for */
	int64_t		n;				/* rows */
	int64_t		width;			/* the widest interval: no rank is uncertain by more rows */
} CedList;

/* Exact points of sorted rows, and of ascending values with counts. */
extern void ced_from_sorted(CedList *out, const double *value, size_t n);
extern void ced_from_counts(CedList *out, const double *value, const int64_t *count, size_t len);

/*
 * Join rows, or another summary, to a summary, leaving out points while no interval gets wider than
 * `width`. False when `out` is too small for that: try a larger width.
 */
extern bool ced_join_sorted(CedList *out, const CedList *a, const double *value, size_t n,
							int64_t width);
extern bool ced_join(CedList *out, const CedList *a, const CedList *b, int64_t width);

/* A width to try first when `len` points must come down to `cap`, and the next when that failed. */
extern int64_t ced_first_width(const CedList *a, int64_t added, size_t cap);
extern int64_t ced_next_width(int64_t width);

/* The estimate in the middle of each interval, as counts; returns a bound of its rank error. */
extern int64_t ced_counts(const CedList *a, int64_t *count);

/*
 * The stored form: CED_STORED values whose ranks need not be written down. The first and the last
 * CED_TAIL values stand for one row each, those between share the other rows evenly (ced_weights).
 * Returns a bound of the rank error. Needs more than CED_STORED rows.
 */
extern int64_t ced_reduce(const CedList *a, double *value);
extern void ced_weights(int64_t n, int64_t *count);

#endif							/* DRIFT_CED_H */
