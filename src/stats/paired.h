/*
 * paired.h - two models on the same labelled rows: differences of their metrics
 */
#ifndef DRIFT_PAIRED_H
#define DRIFT_PAIRED_H

#include "stats/interval.h"

/* Rows by [label][what the champion predicted][what the challenger predicted]. */
typedef struct PairedCounts
{
	int64_t		cell[2][2][2];
} PairedCounts;

typedef enum PairedMetric
{
	PAIRED_ACCURACY,
	PAIRED_BALANCED_ACCURACY,
	PAIRED_PRECISION,
	PAIRED_RECALL,
	PAIRED_SPECIFICITY,
	PAIRED_NPV,
	PAIRED_F1,
	PAIRED_MCC,
	PAIRED_COUNT
} PairedMetric;

typedef struct PairedDifference
{
	double		champion;		/* NaN: undefined, as with all doubles */
	double		challenger;
	double		difference;		/* challenger minus champion */
	Limits	ci;
	double		error;			/* standard error of the difference */
	double		p_value;
	const char *test;			/* where p_value comes from; NULL: nowhere */
	const char *reason;			/* why it is undefined */
	int64_t		n;				/* rows it rests on */
} PairedDifference;

extern const char *const paired_names[PAIRED_COUNT];
extern PairedDifference paired_difference(const PairedCounts *counts, PairedMetric metric,
										  double alpha);

/* Two-sided p-values of McNemar's test from the rows that only one model gets right. */
extern double mcnemar_exact_p(double b, double c);
extern double mcnemar_mid_p(double b, double c);
extern double mcnemar_chi2(double b, double c, int correction); /* the statistic, 1 df */

/* Interval of the difference of two paired proportions; b, c: rows that only one of them counts. */
extern Limits interval_paired(double both, double b, double c, double neither, double z);

#endif							/* DRIFT_PAIRED_H */
