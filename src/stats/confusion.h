/*
 * confusion.h - counts of label against prediction, and the metrics that need nothing else
 *
 * The counts keep unknown labels and unknown predictions, too: a selection rate needs no labels,
 * label coverage needs nothing but them.
 */
#ifndef DRIFT_CONFUSION_H
#define DRIFT_CONFUSION_H

#include <stdbool.h>

#include "stats/interval.h"

/* What a boolean column says of a row. */
typedef enum Truth
{
	TRUTH_FALSE = 0,
	TRUTH_TRUE = 1,
	TRUTH_UNKNOWN = 2			/* NULL */
} Truth;

#define CONFUSION_CELLS 9

/* Rows by [label][predicted]. */
typedef struct Confusion
{
	int64_t		cell[3][3];
} Confusion;

/* Proportions: a numerator and a denominator of counts. */
typedef enum Rate
{
	RATE_SELECTION,				/* predicted positive / predicted */
	RATE_BASE,					/* labelled positive / labelled */
	RATE_TPR,
	RATE_FNR,
	RATE_FPR,
	RATE_TNR,
	RATE_PPV,
	RATE_FDR,
	RATE_NPV,
	RATE_FOR,
	RATE_ACCURACY,
	RATE_ERROR,
	RATE_LABEL_COVERAGE,		/* labelled / all */
	RATE_COUNT
} Rate;

static inline int64_t
confusion_tp(const Confusion *c)
{
	return c->cell[TRUTH_TRUE][TRUTH_TRUE];
}

static inline int64_t
confusion_fp(const Confusion *c)
{
	return c->cell[TRUTH_FALSE][TRUTH_TRUE];
}

static inline int64_t
confusion_fn(const Confusion *c)
{
	return c->cell[TRUTH_TRUE][TRUTH_FALSE];
}

static inline int64_t
confusion_tn(const Confusion *c)
{
	return c->cell[TRUTH_FALSE][TRUTH_FALSE];
}

extern int64_t confusion_rows(const Confusion *c);	/* all rows */
extern int64_t confusion_labelled(const Confusion *c);
extern int64_t confusion_evaluated(const Confusion *c); /* label and prediction known */
extern bool confusion_merge(Confusion *into, const Confusion *from);	/* false: overflow */

extern void confusion_rate(const Confusion *c, Rate rate, int64_t *numerator, int64_t *denominator);
extern Estimate confusion_rate_estimate(const Confusion *c, Rate rate, double z);
extern const char *rate_undefined(Rate rate);	/* what it means that the denominator is 0 */

extern Estimate confusion_f1(const Confusion *c, double z);
extern Estimate confusion_mcc(const Confusion *c, double z);
extern Estimate confusion_balanced_accuracy(const Confusion *c, double z);

/* The mean of recall and specificity, its interval put together from theirs. */
extern Estimate balanced_estimate(Estimate recall, Estimate specificity, int64_t n);

#endif							/* DRIFT_CONFUSION_H */
