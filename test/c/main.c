/*
 * main.c - runs the tests of src/stats, which needs no server
 */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "check.h"

static int	n_passed;
static int	n_failed;

extern void test_ced(void);
extern void test_classes(void);
extern void test_confusion(void);
extern void test_coverage(void);
extern void test_dialect(void);
extern void test_distance(void);
extern void test_hypothesis(void);
extern void test_kolmogorov(void);
extern void test_moments(void);
extern void test_points(void);
extern void test_permutation(void);
extern void test_sequential(void);
extern void test_sort(void);
extern void test_walk(void);

/* Count one check, and say where it is if it failed. */
void
check_true(bool passed, const char *what, const char *file, int line)
{
	if (passed)
		n_passed++;
	else
	{
		n_failed++;
		printf("%s:%d: failed: %s\n", file, line, what);
	}
}

/* Compare two doubles with a relative tolerance; equal infinities and two NaN are close. */
void
check_close(double a, double b, double relative, const char *what, const char *file, int line)
{
	bool		passed = a == b || (isnan(a) && isnan(b)) ||
		fabs(a - b) <= relative * fmax(fabs(b), DBL_MIN);

	check_true(passed, what, file, line);
	if (!passed)
		printf("\tis %.17g, should be %.17g\n", a, b);
}

int
main(void)
{
	test_ced();
	test_classes();
	test_confusion();
	test_coverage();
	test_dialect();
	test_distance();
	test_hypothesis();
	test_kolmogorov();
	test_moments();
	test_points();
	test_permutation();
	test_sequential();
	test_sort();
	test_walk();

	printf("%d passed, %d failed\n", n_passed, n_failed);
	return n_failed == 0 ? 0 : 1;
}
