/*
 * test_dialect.c - bins as NumPy cuts them, and the table of dialects
 */
#include <math.h>
#include <string.h>

#include "check.h"
#include "stats/dialect.h"

/* Edges bit for bit as numpy.linspace(0.1, 0.7, 8). */
static void
test_grid(void)
{
	static const double edge[] = {
		0x1.999999999999ap-4, 0x1.7c57c57c57c58p-3, 0x1.15f15f15f15f2p-2, 0x1.6db6db6db6db6p-2,
		0x1.c57c57c57c57cp-2, 0x1.0ea0ea0ea0ea1p-1, 0x1.3a83a83a83a83p-1, 0x1.6666666666666p-1
	};
	DialectGrid grid = dialect_grid(0.1, 0.7, 7);

	for (int i = 0; i < 8; i++)
		CHECK(dialect_edge(&grid, i) == edge[i]);
}

/* Rows on an edge belong to the bin above it, the last edge to the last bin. */
static void
test_histogram(void)
{
	double		value[] = {-1, 0, 0.5, 1, 1, 2, 3, 4, 9};
	NumView		view = {.n = 9,.len = 9,.value = value};
	DialectGrid grid = dialect_grid(0, 4, 4);
	double		count[4];

	dialect_histogram(&grid, &view, count);
	CHECK(count[0] == 2 && count[1] == 2 && count[2] == 1 && count[3] == 2);
}

/*
 * numpy.histogram_bin_edges(numpy.arange(1, 101) / 10, 'doane') and both histograms; the last bin is
 * what lies outside.
 */
static void
test_doane(void)
{
	static const double counts_a[] = {13, 12, 13, 12, 12, 13, 12, 13, 0};
	static const double counts_b[] = {9, 9, 8, 9, 9, 8, 9, 9, 10};
	double		a[100];
	double		b[80];
	double		scratch[20000];
	NumView		reference = {.n = 100,.len = 100,.value = a};
	NumView		current = {.n = 80,.len = 80,.value = b};
	DialectBins bins;

	for (int i = 0; i < 100; i++)
		a[i] = (i + 1) / 10.0;
	for (int i = 0; i < 80; i++)
		b[i] = (i + 1) / 7.0;
	CHECK(dialect_bin_numbers(NUMBERS_DOANE, &reference, &current, scratch, &bins));
	CHECK(bins.len == 9);
	for (size_t i = 0; i < bins.len && i < 9; i++)
	{
		CHECK(bins.reference[i] == counts_a[i]);
		CHECK(bins.current[i] == counts_b[i]);
	}
}

/* Evidently fills empty bins with 0.0001. */
static void
test_filled(void)
{
	double		r[] = {50, 30, 20, 0};
	double		c[] = {10, 0, 30, 60};
	DialectBins bins = {.len = 4,.reference = r,.current = c,.n = 100,.m = 100};

	CHECK_CLOSE(dialect_psi_filled(&bins).statistic, 8.30427020677406, 1e-14);
}

/* Every rule takes something, and every dialect has a metric it takes by itself. */
static void
test_table(void)
{
	const DialectRule *rules;
	size_t		n = dialect_rules(&rules);
	bool		takes[DIALECTS + 1] = {false};

	for (size_t i = 0; i < n; i++)
	{
		CHECK(rules[i].numbers != NUMBERS_NONE || rules[i].categories != CATEGORIES_NONE);
		CHECK((rules[i].numbers == NUMBERS_CURVE) == (rules[i].curve != NULL));
		CHECK(dialect_rule(rules[i].dialect, rules[i].metric) == &rules[i]);
		takes[rules[i].dialect] |= dialect_takes(&rules[i]);
	}
	for (int i = 1; i <= DIALECTS; i++)
		CHECK(takes[i] && dialect_name(i) != NULL);
	CHECK(dialect_rule(DIALECT_NANNYML, "psi") == NULL);
}

void
test_dialect(void)
{
	test_grid();
	test_histogram();
	test_doane();
	test_filled();
	test_table();
}
