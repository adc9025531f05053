/*
 * interval.h - confidence intervals and tests for proportions and means
 */
#ifndef DRIFT_INTERVAL_H
#define DRIFT_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

/* NaN in a limit: no such limit. */
typedef struct Limits
{
	double		low;
	double		high;
} Limits;

/* A value with its uncertainty. A NaN value is undefined; reason says why. */
typedef struct Estimate
{
	double		value;
	Limits	ci;				/* sampling uncertainty; NaN where no method is offered */
	double		error;			/* hard bound on what the state lost by summarizing; 0: exact */
	int64_t		n;				/* rows the value rests on */
	const char *reason;			/* why it is undefined, or a remark; NULL: nothing to say */
} Estimate;

extern const Limits no_interval;

/* The two-sided normal quantile for a confidence level of 1 - alpha. */
extern double normal_z(double alpha);

/* A proportion k of n with its Wilson interval; n = 0 gives an undefined estimate. */
extern Estimate proportion_estimate(int64_t k, int64_t n, double z, const char *undefined);

/* A mean from the sums of its terms and of their squares, with its normal interval. */
extern Estimate mean_estimate(double sum, double sum_of_squares, int64_t n, double z,
							  const char *undefined);
extern Estimate undefined_estimate(int64_t n, const char *reason);

extern Limits interval_wilson(double k, double n, double z);
extern Limits interval_newcombe(double k1, double n1, double k2, double n2, double z);
extern Limits interval_katz(double k1, double n1, double k2, double n2, double z);

extern double proportion_z_p(double k1, double n1, double k2, double n2);
extern double fisher_exact_p(double k1, double n1, double k2, double n2);
extern int	expected_cell_below(double limit, double k1, double n1, double k2, double n2);
extern void holm_adjust(double *p, size_t n, double **order);

#endif							/* DRIFT_INTERVAL_H */
