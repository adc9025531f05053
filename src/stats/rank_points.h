/*
 * rank_points.h - ranking metrics and metrics of probabilities from distinct scores and the
 * (expected) positives behind them, and what their sampling error is made of
 */
#ifndef DRIFT_RANK_POINTS_H
#define DRIFT_RANK_POINTS_H

#include "stats/interval.h"
#include "stats/points.h"

/* The sampling error of a metric over n rows is deviation / sqrt(n * fraction). NaN: undefined. */
typedef struct SamplingParts
{
	double		deviation;
	double		fraction;
} SamplingParts;

extern double points_roc_auc(const ScorePoint *point, size_t n);	/* NaN: one class only */
extern Estimate expected_roc_auc(const ScorePoint *point, size_t n, int bits);
extern Estimate expected_average_precision(const ScorePoint *point, size_t n, int bits);
extern Estimate expected_log_loss(const ScorePoint *point, size_t n);
extern Estimate expected_brier(const ScorePoint *point, size_t n);
extern Estimate expected_ece(const ScorePoint *point, size_t n, int bins);

/* Whose formulas: NannyML leaves parts of the spread out where it is not simple. */
typedef enum SamplingDialect
{
	SAMPLING_NANNYML,
	SAMPLING_OWN
} SamplingDialect;

/* below: scratch for as many doubles as points. */
extern SamplingParts roc_auc_parts(const ScorePoint *point, size_t n, SamplingDialect dialect);
extern SamplingParts average_precision_parts(const ScorePoint *point, size_t n, double *below);

#endif							/* DRIFT_RANK_POINTS_H */
