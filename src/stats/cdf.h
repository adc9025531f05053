/*
 * cdf.h - distances between two empirical distribution functions
 *
 * Neither side may be empty.
 */
#ifndef DRIFT_CDF_H
#define DRIFT_CDF_H

#include "stats/view.h"

/* Which difference of the distribution functions counts (reference less current), as in SciPy. */
typedef enum Alternative
{
	ALTERNATIVE_TWO_SIDED,
	ALTERNATIVE_LESS,
	ALTERNATIVE_GREATER
} Alternative;

extern double ks_statistic(const NumView *reference, const NumView *current,
						   Alternative alternative);
extern double wasserstein_distance(const NumView *reference, const NumView *current);
extern double energy_distance(const NumView *reference, const NumView *current);
extern double cramer_von_mises_statistic(const NumView *reference, const NumView *current);
extern double anderson_darling_statistic(const NumView *reference, const NumView *current);

#endif							/* DRIFT_CDF_H */
