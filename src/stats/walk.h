/*
 * walk.h - a step at each distinct value of two views, at the speed of a merge without branches
 *
 * Merging two sorted samples of independent rows is a chain of comparisons, each of which must wait
 * for the one before, and whose outcome no processor can guess. So large samples are cut at ranks
 * into WALK_CHAINS parts, and a block of each part is merged at the same time: the chains fill each
 * other's waits. That holds where no two values are equal; elsewhere, and at the ends of the parts,
 * steps are taken one by one.
 */
#ifndef DRIFT_WALK_H
#define DRIFT_WALK_H

#include "stats/rank.h"
#include "stats/sort.h"

#define WALK_CHAINS 4
#define WALK_BLOCK 64			/* entries merged at once */
#define WALK_PATIENCE 16		/* blocks with ties in a row before blocks are given up */
#define WALK_ROUNDS 1024		/* rounds of all chains between two looks at interrupts, a power of two */

/* What a statistic does at each distinct value; it may read all of a Walk but the indexes. */
typedef void (*WalkAdd) (void *sum, const Walk *step);

/* Entries of both sides in ascending order. */
typedef struct WalkBlock
{
	double		value[WALK_CHAINS][WALK_BLOCK];
	unsigned char from_a[WALK_CHAINS][WALK_BLOCK];	/* whose value it is */
} WalkBlock;

/* A part of the two views: a walk that ends at these indexes. */
typedef struct WalkPart
{
	Walk		walk;
	NumView		a;
	NumView		b;
} WalkPart;

/*
 * The index of a at which so many entries of two views without counts are passed (Odeh et al. 2012,
 * merge path); rank less that index is the one of b.
 */
extern size_t index_at_rank(const NumView *a, const NumView *b, size_t rank);
extern void walk_cut(WalkPart *part, const NumView *a, const NumView *b);
extern bool walk_merge(WalkPart *part, WalkBlock *block);

/* Take the steps of one merged block. */
static inline __attribute__((always_inline)) void
walk_steps(WalkPart *part, const WalkBlock *block, int chain, WalkAdd add, void *sum)
{
	Walk		step = part->walk;

	for (size_t k = 0; k < WALK_BLOCK; k++)
	{
		step.before = k == 0 && step.to_a + step.to_b == 0 ? block->value[chain][0] : step.value;
		step.value = block->value[chain][k];
		step.at_a = block->from_a[chain][k];
		step.at_b = 1 - step.at_a;
		step.to_a += step.at_a;
		step.to_b += step.at_b;
		add(sum, &step);
	}
	step.next_a += step.to_a - part->walk.to_a;
	step.next_b += step.to_b - part->walk.to_b;
	part->walk = step;
}

/*
 * Walk two views from the lowest value to the highest, but for the order of the parts. Inlined, and
 * add() with it, so that a step costs no call.
 */
static inline __attribute__((always_inline)) void
walk_each(const NumView *a, const NumView *b, WalkAdd add, void *sum)
{
	WalkPart	part[WALK_CHAINS];
	WalkBlock	block;
	int			tied = 0;
	unsigned	rounds = 0;

	walk_cut(part, a, b);
	while (tied < WALK_PATIENCE)
	{
		if ((++rounds & (WALK_ROUNDS - 1)) == 0)
			stats_breathe();
		if (!walk_merge(part, &block))
		{
			tied++;
			for (int c = 0; c < WALK_CHAINS; c++)
				for (int k = 0; k < WALK_BLOCK && walk_next(&part[c].walk); k++)
					add(sum, &part[c].walk);
			continue;
		}
		for (int c = 0; c < WALK_CHAINS; c++)
			walk_steps(&part[c], &block, c, add, sum);
		tied = 0;
	}
	for (int c = 0; c < WALK_CHAINS; c++)
		while (walk_next(&part[c].walk))
		{
			if ((++rounds & (STATS_CHECK_EVERY - 1)) == 0)
				stats_breathe();
			add(sum, &part[c].walk);
		}
}

#endif							/* DRIFT_WALK_H */
