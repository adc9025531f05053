/*
 * sort.h - sort doubles fast, merge sorted runs
 */
#ifndef DRIFT_SORT_H
#define DRIFT_SORT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sort n doubles (no NaN, no -0) in ascending order. scratch has sort_scratch(n) bytes, 8-aligned.
 */
extern size_t sort_scratch(size_t n);
extern void sort_doubles(double *value, size_t n, void *scratch);

#endif							/* DRIFT_SORT_H */
