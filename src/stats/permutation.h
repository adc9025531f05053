/*
 * permutation.h - p-values by drawing, with a seed, which rows are the current ones
 */
#ifndef DRIFT_PERMUTATION_H
#define DRIFT_PERMUTATION_H

#include "stats/hypothesis.h"

#define PERMUTATIONS_MAX 1000000

/* How often to draw, and from where the generator starts: the same seed gives the same p-value. */
typedef struct Draws
{
	int			permutations;
	uint64_t	seed;
	void		(*check) (void);	/* called now and then; it may leave by longjmp */
} Draws;

/* Scratch: as many entries as both views have, or as the pair has categories, and one. */
typedef struct Pile
{
	int64_t		rows;			/* of both sides that share a value */
	double		gap;			/* from there to the next value */
} Pile;

extern TestValue energy_permutation_test(const NumView *reference, const NumView *current,
										 const Draws *draws, Pile *scratch);
extern TestValue tvd_permutation_test(const CatPair *pair, const Draws *draws, Pile *scratch);

#endif							/* DRIFT_PERMUTATION_H */
