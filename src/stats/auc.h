/*
 * auc.h - ranking metrics from the scores of the negative and of the positive rows
 */
#ifndef DRIFT_AUC_H
#define DRIFT_AUC_H

#include "stats/interval.h"
#include "stats/view.h"

extern Estimate roc_auc(const NumView *negative, const NumView *positive);
extern void roc_auc_interval(const NumView *negative, const NumView *positive, double z,
							 Estimate *estimate);
extern Estimate average_precision(const NumView *negative, const NumView *positive, double z);

#endif							/* DRIFT_AUC_H */
