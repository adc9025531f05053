/*
 * hll.h - estimate how many distinct things were seen, in 2 KiB (HyperLogLog)
 */
#ifndef DRIFT_HLL_H
#define DRIFT_HLL_H

#include <stdint.h>

#define HLL_BITS 11
#define HLL_REGISTERS (1 << HLL_BITS)	/* one byte each; standard error 2.3 % */
#define HLL_REGISTER_MAX (64 - HLL_BITS + 1)

/* hash must have 64 good bits. */
extern void hll_add(uint8_t *registers, uint64_t hash);
extern void hll_merge(uint8_t *into, const uint8_t *from);
extern double hll_estimate(const uint8_t *registers);

#endif							/* DRIFT_HLL_H */
