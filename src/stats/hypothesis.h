/*
 * hypothesis.h - hypothesis tests between two sides
 *
 * Neither side may be empty. What cannot be computed (too few rows, no spread) is NaN.
 */
#ifndef DRIFT_HYPOTHESIS_H
#define DRIFT_HYPOTHESIS_H

#include "stats/cdf.h"

typedef struct TestValue
{
	double		statistic;
	double		p_value;
	double		df;				/* degrees of freedom; NaN where the test has none */
	const char *method;			/* what gave the p-value */
} TestValue;

#define MANN_WHITNEY_EXACT_SMALL 8	/* exact p-values up to so many rows on the smaller side */
#define MANN_WHITNEY_EXACT_LARGE 10000	/* and on the larger one */

#define CRAMER_VON_MISES_EXACT 20	/* exact p-values up to so many rows on both sides */
#define CRAMER_VON_MISES_PATHS 520000	/* sums in a row of its lattice: 514,636 at most */

/* Tests of location and spread (location.c). */
extern TestValue t_test(const NumView *reference, const NumView *current, Alternative alternative);
extern TestValue welch_test(const NumView *reference, const NumView *current,
							Alternative alternative);
extern TestValue levene_test(const NumView *reference, const NumView *current, bool about_means);

/*
 * Tests of ranks (rank_tests.c). Where a side has at most MANN_WHITNEY_EXACT_SMALL rows and the
 * other at most MANN_WHITNEY_EXACT_LARGE, scratch has n * m + 1 entries of 16 bytes, 16-aligned.
 */
extern TestValue mann_whitney_test(const NumView *reference, const NumView *current,
								   Alternative alternative, void *scratch);
extern TestValue mood_test(const NumView *reference, const NumView *current, Alternative alternative);
extern TestValue anderson_darling_test(const NumView *reference, const NumView *current);

/* Cramer-von Mises (cramer.c), Epps-Singleton (epps.c). */
extern TestValue cramer_von_mises_test(const NumView *reference, const NumView *current,
									   void *scratch);
extern TestValue epps_singleton_test(const NumView *reference, const NumView *current);

/* Tests of tables of counts (table.c). */
extern TestValue chi2_test(const CatPair *pair);
extern TestValue g_test(const CatPair *pair);
extern TestValue chi2_yates_test(const CatPair *pair);
extern TestValue g_yates_test(const CatPair *pair);
extern TestValue goodness_of_fit_test(const CatPair *pair);
extern TestValue z_test(const CatPair *pair, Alternative alternative);
extern TestValue fisher_test(const CatPair *pair, Alternative alternative);

/* The p-value of a statistic that is symmetric about 0, from its upper tail. */
extern double p_of_symmetric(double statistic, Alternative alternative,
							 double (*upper_tail) (double, double), double df);

#endif							/* DRIFT_HYPOTHESIS_H */
