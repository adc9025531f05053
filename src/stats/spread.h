/*
 * spread.h - how wide the finite values of one side, or of both, lie
 */
#ifndef DRIFT_SPREAD_H
#define DRIFT_SPREAD_H

#include "stats/view.h"

/* What a distance may be divided by. */
typedef enum SpreadKind
{
	SPREAD_NONE,
	SPREAD_STD,					/* standard deviation of the reference, over n */
	SPREAD_RANGE				/* greatest less least of both sides */
} SpreadKind;

/* The moments of one side or of both together, about their mean. */
typedef struct Moments3
{
	double		n;
	double		std;			/* over n */
	double		skewness;		/* NaN without spread */
} Moments3;

/* The finite values of a view, as a view without counts of NULL and NaN. */
extern NumView spread_finite(const NumView *view);

/* Moments of finite values; b may be NULL. */
extern Moments3 spread_moments(const NumView *a, const NumView *b);

/* The spread; 0 where there is none, NaN without finite values. */
extern double spread_of(const NumView *reference, const NumView *current, SpreadKind kind);

#endif							/* DRIFT_SPREAD_H */
