/*
 * kolmogorov.h - p-values of Kolmogorov-Smirnov statistics
 */
#ifndef DRIFT_KOLMOGOROV_H
#define DRIFT_KOLMOGOROV_H

#include "stats/cdf.h"

#define KS_EXACT_MAX 10000		/* exact p-values up to so many rows on either side */
#define KS_SCRATCH 42000		/* doubles that ks_p_value needs */

/*
 * The p-value of a two-sample statistic d with n and m rows. check is called now and then in long
 * computations; it may leave by longjmp. *exact tells which method gave the p-value.
 */
extern double ks_p_value(int64_t n, int64_t m, double d, Alternative alternative,
						 double *scratch, void (*check) (void), bool *exact);

/* P(D_n >= d) of the one-sample statistic, two-sided. */
extern double kolmogorov_sf(double n, double d, double *scratch);

/* P(D_n+ >= d) of the one-sample statistic, one-sided. */
extern double smirnov_sf(double n, double d);

#endif							/* DRIFT_KOLMOGOROV_H */
