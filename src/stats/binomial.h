/*
 * binomial.h - binomial and hypergeometric probabilities to full relative accuracy for any size
 */
#ifndef DRIFT_BINOMIAL_H
#define DRIFT_BINOMIAL_H

/* The probability of k successes in n trials of probability p. */
extern double binomial_probability(double n, double k, double p);

/* The probability of k marked ones among `drawn` of `total`, `marked` of which are marked. */
extern double hypergeometric_probability(double k, double marked, double total, double drawn);

/* x ln(x / y) + y - x, without the cancellation near x = y. */
extern double binomial_deviance(double x, double y);

#endif							/* DRIFT_BINOMIAL_H */
