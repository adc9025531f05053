/*
 * distance.h - distances between two sets of counts over the same bins or categories
 *
 * All of them compare shares: count / n of each side. Neither side may be empty.
 */
#ifndef DRIFT_DISTANCE_H
#define DRIFT_DISTANCE_H

#include "stats/view.h"

extern double pair_psi(const CatPair *pair, double epsilon);
extern double pair_kl_divergence(const CatPair *pair, double epsilon);
extern double pair_js_divergence(const CatPair *pair, double epsilon);
extern double pair_js_distance(const CatPair *pair, double epsilon);
extern double pair_hellinger(const CatPair *pair, double epsilon);
extern double pair_tv_distance(const CatPair *pair, double epsilon);
extern double pair_l_infinity(const CatPair *pair, double epsilon);
extern double pair_chi2_stat(const CatPair *pair, double epsilon);
extern double pair_g_stat(const CatPair *pair, double epsilon);
extern double pair_bhattacharyya(const CatPair *pair, double epsilon);
extern double pair_normalized_abs_difference(const CatPair *pair, double epsilon);
extern double pair_cramers_v(const CatPair *pair, double epsilon);

/* Rows that are in categories the other side lacks, and categories that lost all their rows. */
extern double pair_unseen_share(const CatPair *pair);
extern double pair_missing_categories_share(const CatPair *pair);

/* Both with Yates' correction, for two bins that anybody fell into; of more, as without. */
extern double pair_chi2_yates(const CatPair *pair, bool likelihood);

/* Pearson's statistic of the current counts where the reference's shares are what is expected. */
extern double pair_goodness_of_fit(const CatPair *pair);

/* Degrees of freedom of the two statistics: bins that anybody fell into, less one. */
extern double pair_df(const CatPair *pair);

/* PSI that chance alone exceeds with probability alpha. */
extern double psi_critical(double n_reference, double n_current, double bins, double alpha);
extern double psi_p_value(double psi, double n_reference, double n_current, double bins);

#endif							/* DRIFT_DISTANCE_H */
