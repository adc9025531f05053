/*
 * scored.h - the distinct scores of labelled rows, and what their order and their size tell
 *
 * One list of points in ascending order of scores, each with the weight of the negative and of the
 * positive rows that have it: made from the distributions of a state, or from its weighted list.
 * Unlike the walks of auc.c this is small, some thousand points, whatever the number of rows.
 */
#ifndef DRIFT_SCORED_H
#define DRIFT_SCORED_H

#include <stdbool.h>

#include "stats/interval.h"
#include "stats/view.h"

typedef struct ScoredPoint
{
	double		score;			/* not NaN, not -0 */
	double		weight[2];		/* of negative and of positive rows */
} ScoredPoint;

typedef struct Scored
{
	const ScoredPoint *point;	/* ascending distinct scores */
	size_t		n;
	double		total[2];		/* weight of either label */
	double		effective[2];	/* effective rows of either label */
	double		error[2];		/* bounds how far either distribution function is off */
	int64_t		rows;
} Scored;

/* The points of two views; point has room for both. Returns how many. */
extern size_t scored_of_views(const NumView *negative, const NumView *positive, ScoredPoint *point);

/* What the best-scored share of the rows holds; ties at the border are taken in proportion. */
typedef struct TopShare
{
	double		gain;			/* share of all positive rows in it: recall */
	double		precision;
	double		threshold;		/* the lowest score in it */
} TopShare;

extern TopShare scored_top(const Scored *scored, double share);

typedef enum TopMetric
{
	TOP_GAIN, TOP_LIFT, TOP_PRECISION
} TopMetric;

extern Estimate scored_at_share(const Scored *scored, TopMetric metric, double share, double z);
extern Estimate scored_roc_auc(const Scored *scored, double z);
extern Estimate scored_average_precision(const Scored *scored, double z);
extern Estimate scored_ks(const Scored *scored, double z);

/* scored_calibration.c: logistic recalibration (Cox 1958), label on intercept + slope logit(score) */
typedef struct Recalibration
{
	Estimate	intercept;
	Estimate	slope;
	Estimate	in_the_large;	/* intercept where the slope is 1 */
} Recalibration;

extern void scored_recalibration(const Scored *scored, double z, Recalibration *result);
extern Estimate scored_brier_skill(const Scored *scored, double brier, double z);

#endif							/* DRIFT_SCORED_H */
