/*
 * critical.h - what chance alone reaches, and how large a difference is whatever the number of rows
 */
#ifndef DRIFT_CRITICAL_H
#define DRIFT_CRITICAL_H

#include "stats/view.h"

/* The KS statistic that chance exceeds with probability alpha; scratch: KS_SCRATCH doubles. */
extern double ks_critical(double n, double m, double alpha, double *scratch);

/* Effect sizes, positive where the reference is larger; NaN where they are not defined. */
extern double cohens_d(const NumView *reference, const NumView *current);
extern double cliffs_delta(const NumView *reference, const NumView *current);

#endif							/* DRIFT_CRITICAL_H */
