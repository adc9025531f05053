/*
 * kuiper.h - Kuiper's statistic of two samples and its p-value
 */
#ifndef DRIFT_KUIPER_H
#define DRIFT_KUIPER_H

#include "stats/view.h"

extern double kuiper_statistic(const NumView *reference, const NumView *current);
extern double kuiper_p_value(int64_t n, int64_t m, double v);

#endif							/* DRIFT_KUIPER_H */
