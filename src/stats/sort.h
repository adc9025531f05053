/*
 * sort.h - sort doubles by radix, with little extra memory
 *
 * A comparison sort mispredicts a branch at every other comparison; a radix sort has none. Large
 * arrays are first parted in place by their top varying byte, in blocks, so that the passes that
 * follow stay in the cache and the extra memory does not grow with n.
 */
#ifndef DRIFT_SORT_H
#define DRIFT_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of scratch that sort_doubles() needs for n values: bounded, whatever n. */
extern size_t sort_scratch(size_t n);

/* Sort n doubles (no NaN, no -0) in ascending order; scratch is 8-byte aligned. */
extern void sort_doubles(double *value, size_t n, void *scratch);

/*
 * Called now and then by long computations in src/stats; it may not return (the server's cancel).
 * NULL: nothing is called.
 */
extern void (*stats_check_interrupts) (void);

#define STATS_CHECK_EVERY 65536	/* steps of a long loop between two calls, a power of two */

/* Call it, before or within a pass over many values. */
static inline void
stats_breathe(void)
{
	if (stats_check_interrupts != NULL)
		stats_check_interrupts();
}

#endif							/* DRIFT_SORT_H */
