/*
 * curve.h - rows of doubles, as curves have them
 */
#ifndef DRIFT_FN_CURVE_H
#define DRIFT_FN_CURVE_H

#include "compat.h"
#include "nodes/execnodes.h"

#define CURVE_COLUMNS 16		/* the most a row has */

/* Put out a row of doubles; NaN is NULL. */
extern void put_doubles(ReturnSetInfo *result, const double *number, int n);

#endif							/* DRIFT_FN_CURVE_H */
