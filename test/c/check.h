/*
 * check.h - the smallest test harness that says file and line
 *
 * A module's tests are one `void test_NAME(void)` in test_NAME.c, called from main.c.
 */
#ifndef DRIFT_CHECK_H
#define DRIFT_CHECK_H

#include <stdbool.h>

extern void check_true(bool passed, const char *what, const char *file, int line);
extern void check_close(double a, double b, double relative, const char *what,
						const char *file, int line);

/* The condition holds. */
#define CHECK(cond) check_true((cond), #cond, __FILE__, __LINE__)

/* a and b differ by at most rel times the larger of |b| and the smallest normal double. */
#define CHECK_CLOSE(a, b, rel) check_close((a), (b), (rel), #a, __FILE__, __LINE__)

#endif							/* DRIFT_CHECK_H */
