/*
 * parity.h - named disparities of one group against another, and inequality over all groups
 */
#ifndef DRIFT_PARITY_H
#define DRIFT_PARITY_H

#include "stats/confusion.h"

/* How a disparity is made of its rates. d: the group, a: what it is compared with. */
typedef enum ParityKind
{
	PARITY_DIFFERENCE,			/* d - a */
	PARITY_LEAD,				/* a - d */
	PARITY_RATIO,				/* d / a */
	PARITY_MEAN,				/* mean of the differences d - a of two rates; signs can cancel */
	PARITY_MEAN_ABS,			/* mean of their absolute values */
	PARITY_WORST,				/* the larger of them */
	PARITY_SHARE,				/* (rows of d - rows of a) / their sum */
	PARITY_SHARE_LEAD,			/* (rows of a - rows of d) / their sum */
	PARITY_DISTANCE,			/* |d - a|, times a factor */
	PARITY_KL,					/* Kullback-Leibler divergence of a from d */
	PARITY_JS,					/* Jensen-Shannon divergence, natural logarithm */
	PARITY_TREATMENT,			/* FN / FP, d - a */
	PARITY_ACCEPTANCE,			/* labelled over predicted positives, a - d */
	PARITY_REJECTION			/* labelled over predicted negatives, d - a */
} ParityKind;

typedef struct Parity
{
	const char *name;
	const char *source;			/* whose formula and sign it is */
	ParityKind	kind;
	Rate		rate;
	Rate		second;			/* for the kinds that take two */
	double		factor;			/* for PARITY_DISTANCE */
} Parity;

extern const Parity parities[];
extern const int parities_count;

/* The value that means parity: 1 for ratios, 0 for all others. */
static inline double
parity_fair(const Parity *parity)
{
	return parity->kind == PARITY_RATIO ? 1 : 0;
}

/* One disparity; undefined, with the reason, where a denominator is below min_n. */
extern Estimate parity_estimate(const Parity *parity, const Confusion *d, const Confusion *a,
								double alpha, int64_t min_n);

/* Generalized entropy of the benefit b = predicted - label + 1; power 1 is Theil's index. */
extern Estimate entropy_index(const Confusion *group, size_t n, double power);
extern Estimate entropy_index_between(const Confusion *group, size_t n, double power);

/* Differential fairness epsilon of a rate, counts smoothed by a Dirichlet prior. */
extern Estimate differential_fairness(const Confusion *group, size_t n, Rate rate,
									  double concentration);

/* Share of group d among the rejected minus its share among the accepted; weight: rows. */
extern double demographic_disparity(const Confusion *group, size_t n, size_t d, bool of_labels,
									int64_t *weight);

#endif							/* DRIFT_PARITY_H */
