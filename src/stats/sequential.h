/*
 * sequential.h - intervals and p-values that stay valid however often one looks
 */
#ifndef DRIFT_SEQUENTIAL_H
#define DRIFT_SEQUENTIAL_H

#include "stats/interval.h"

/*
 * An estimate with its standard error, as of n rows. horizon: the number of rows at which the
 * sequence of intervals is tightest; it must be chosen beforehand.
 */
extern Limits sequential_interval(double estimate, double error, double n, double alpha,
								  double horizon);
extern double sequential_p(double estimate, double error, double n, double alpha, double horizon);

/* Exact always-valid p-value of McNemar's hypothesis, from the rows only one model gets right. */
extern double sequential_mcnemar_p(double b, double c);

#endif							/* DRIFT_SEQUENTIAL_H */
