/*
 * order.h - quantiles and ranks of a view
 */
#ifndef DRIFT_ORDER_H
#define DRIFT_ORDER_H

#include "stats/view.h"

/*
 * The quantile p in [0, 1] of a view that is not empty. Exact views: linear interpolation between
 * order statistics (type 7 of Hyndman and Fan 1996, NumPy's default). Others: the value whose rank
 * covers p (type 1), wrong by at most rank_error rows.
 */
extern double order_quantile(const NumView *view, double p);

/* How many rows are <= x, or < x. */
extern int64_t order_le(const NumView *view, double x);
extern int64_t order_lt(const NumView *view, double x);

#endif							/* DRIFT_ORDER_H */
