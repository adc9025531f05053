/*
 * distinct.h - how many distinct values: HyperLogLog in 1,024 registers, 3.3 % standard error
 *
 * Flajolet, Fusy, Gandouet and Meunier 2007, with the estimator of Ertl, "New cardinality
 * estimation algorithms for HyperLogLog sketches" (2017, algorithm 6), which needs no bias tables.
 * Registers are bytes while they work and 6 bits each when stored.
 */
#ifndef DRIFT_DISTINCT_H
#define DRIFT_DISTINCT_H

#include <stddef.h>
#include <stdint.h>

#define DISTINCT_REGISTERS 1024
#define DISTINCT_PACKED (DISTINCT_REGISTERS * 6 / 8)
#define DISTINCT_MAX_RANK 55	/* 64 - 10 bits of index, and one */

extern void distinct_add(uint8_t *reg, const double *value, size_t stride, size_t len);
extern void distinct_add_hash(uint8_t *reg, uint64_t hash); /* of anything, 64 good bits */
extern void distinct_merge(uint8_t *reg, const uint8_t *from);
extern double distinct_estimate(const uint8_t *reg);
extern void distinct_pack(uint8_t *packed, const uint8_t *reg);
extern void distinct_unpack(uint8_t *reg, const uint8_t *packed);

#endif							/* DRIFT_DISTINCT_H */
