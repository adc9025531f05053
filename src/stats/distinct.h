/*
 * distinct.h - estimate how many distinct things were seen, in 2 KiB (HyperLogLog)
 */
#ifndef DRIFT_DISTINCT_H
#define DRIFT_DISTINCT_H

#include <stdint.h>

#define DISTINCT_BITS 11
#define DISTINCT_REGISTERS (1 << DISTINCT_BITS)	/* one byte each; standard error 2.3 % */
#define DISTINCT_REGISTER_MAX (64 - DISTINCT_BITS + 1)

/* hash must have 64 good bits. */
extern void distinct_add(uint8_t *registers, uint64_t hash);
extern void distinct_merge(uint8_t *into, const uint8_t *from);
extern double distinct_estimate(const uint8_t *registers);

#endif							/* DRIFT_DISTINCT_H */
