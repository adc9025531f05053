/*
 * table.c - tests of two rows of counts
 */
#include "stats/hypothesis.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "stats/binomial.h"
#include "stats/distance.h"

#define SAME_PROBABILITY (1 + 1e-14)	/* two probabilities so close are one, as in SciPy */

/* A statistic that follows a chi-square distribution. */
static TestValue
chi2_of(double statistic, double df, const char *method)
{
	/* gsl_cdf_chisq_Q() loses digits near the mode of a very large df */
	double		p_value = df == 0 ? 1 : gsl_sf_gamma_inc_Q(df / 2, statistic / 2);

	if (df > 0 && df <= 1000)
		p_value = gsl_cdf_chisq_Q(statistic, df);
	return (TestValue) {
		statistic, p_value, df, method
	};
}

/* Pearson's test of the 2 x k table, without continuity correction. */
TestValue
chi2_test(const CatPair *pair)
{
	return chi2_of(pair_chi2_stat(pair, 0), pair_df(pair), "chi-square, no correction");
}

/* The likelihood ratio test of the same table (Wilks 1938). */
TestValue
g_test(const CatPair *pair)
{
	return chi2_of(pair_g_stat(pair, 0), pair_df(pair), "chi-square, likelihood ratio");
}

/* Pearson's test with Yates' correction where the table is two by two. */
TestValue
chi2_yates_test(const CatPair *pair)
{
	return chi2_of(pair_chi2_yates(pair, false), pair_df(pair), pair_df(pair) == 1 ?
				   "chi-square, Yates' correction" : "chi-square, no correction");
}

/* The likelihood ratio test, likewise. */
TestValue
g_yates_test(const CatPair *pair)
{
	return chi2_of(pair_chi2_yates(pair, true), pair_df(pair), pair_df(pair) == 1 ?
				   "chi-square, likelihood ratio, Yates' correction" :
				   "chi-square, likelihood ratio");
}

/* The current side against the reference's shares, taken as known. */
TestValue
goodness_of_fit_test(const CatPair *pair)
{
	double		statistic = pair_goodness_of_fit(pair);
	TestValue	result = {statistic, 0, pair_df(pair), "chi-square, goodness of fit"};

	return isinf(statistic) ? result : chi2_of(statistic, result.df, result.method);
}

/* A table of two rows and two columns: the first category against all others. */
typedef struct Table
{
	double		n;				/* rows of the reference */
	double		m;				/* rows of the current side */
	double		other_n;		/* of them, in another category than the first */
	double		other_m;
} Table;

/* Fold all categories but the first that anybody fell into. */
static Table
table_of(const CatPair *pair)
{
	size_t		first = 0;
	Table		table = {pair_size_reference(pair), pair_size_current(pair)};
	double		unit_n = table.n / (double) pair->n_reference;
	double		unit_m = table.m / (double) pair->n_current;

	while (first < pair->len && pair->reference[first] + pair->current[first] == 0)
		first++;
	table.other_n = table.n - (first < pair->len ? (double) pair->reference[first] * unit_n : 0);
	table.other_m = table.m - (first < pair->len ? (double) pair->current[first] * unit_m : 0);
	return table;
}

/* The same of whole rows, where weights make them parts of rows. */
static Table
rounded_table(Table table)
{
	return (Table) {
		rint(table.n), rint(table.m), rint(table.other_n), rint(table.other_m)
	};
}

/* The upper tail of the normal distribution in the form of the others. */
static double
normal_upper_tail(double z, double df)
{
	return gsl_cdf_ugaussian_Q(z);
}

/* Two proportions, pooled variance (Fleiss, Statistical Methods for Rates and Proportions). */
TestValue
z_test(const CatPair *pair, Alternative alternative)
{
	Table		table = table_of(pair);
	double		pooled = (table.other_n + table.other_m) / (table.n + table.m);
	double		variance = pooled * (1 - pooled) * (1 / table.n + 1 / table.m);
	double		z = (table.other_n / table.n - table.other_m / table.m) / sqrt(variance);

	return (TestValue) {
		z, p_of_symmetric(z, alternative, normal_upper_tail, 0), NAN, "z, pooled proportions"
	};
}

/* The hypergeometric distribution of one cell, margins given. */
typedef struct Cell
{
	double		marked;
	double		total;
	double		drawn;
	double		low;			/* the least and the greatest value the cell can have */
	double		high;
} Cell;

static double
cell_probability(const Cell *cell, double k)
{
	return hypergeometric_probability(k, cell->marked, cell->total, cell->drawn);
}

/* Sum from k away from the mode, in steps of +1 or -1, until nothing is added any more. */
static double
cell_tail(const Cell *cell, double k, double step)
{
	double		term = cell_probability(cell, k);
	double		sum = 0;

	while (k >= cell->low && k <= cell->high && term > 0)
	{
		double		before = sum;
		double		others = cell->total - cell->marked - cell->drawn;

		sum += term;
		if (sum == before)
			break;
		if (step > 0)
			term *= (cell->marked - k) * (cell->drawn - k) / ((k + 1) * (others + k + 1));
		else
			term *= k * (others + k) / ((cell->marked - k + 1) * (cell->drawn - k + 1));
		k += step;
	}
	return sum;
}

/* The tail that starts at k, from whichever side of the mode. */
static double
cell_cumulative(const Cell *cell, double k, double step, double mode)
{
	bool		away = step > 0 ? k >= mode : k <= mode;

	if (away)
		return cell_tail(cell, k, step);
	return 1 - cell_tail(cell, k - step, -step);
}

/* On the other side of the mode, the first value no more likely than the one observed. */
static double
cell_opposite(const Cell *cell, double k, double mode, double observed)
{
	double		near = mode;
	double		far = k < mode ? cell->high + 1 : cell->low - 1;

	while (fabs(far - near) > 1)
	{
		double		middle = floor((near + far) / 2);

		if (cell_probability(cell, middle) > observed * SAME_PROBABILITY)
			near = middle;
		else
			far = middle;
	}
	return far;
}

/* Fisher, Statistical Methods for Research Workers, 1934: two-sided, no table is more likely. */
TestValue
fisher_test(const CatPair *pair, Alternative alternative)
{
	Table		table = table_of(pair);
	double		odds = (table.n - table.other_n) * table.other_m /
		((table.m - table.other_m) * table.other_n);
	Table		whole = pair->weighted ? rounded_table(table) : table;
	double		a = whole.n - whole.other_n;
	double		b = whole.m - whole.other_m;
	Cell		cell = {a + b, whole.n + whole.m, whole.n};
	double		mode = floor((cell.drawn + 1) * (cell.marked + 1) / (cell.total + 2));
	double		observed;
	TestValue	result = {odds, 1, NAN, "hypergeometric"};

	cell.low = fmax(0, cell.drawn + cell.marked - cell.total);
	cell.high = fmin(cell.drawn, cell.marked);
	if (cell.low == cell.high)
		return (TestValue) {
			NAN, 1, NAN, "hypergeometric"
		};
	observed = cell_probability(&cell, a);
	if (alternative == ALTERNATIVE_LESS)
		result.p_value = cell_cumulative(&cell, a, -1, mode);
	else if (alternative == ALTERNATIVE_GREATER)
		result.p_value = cell_cumulative(&cell, a, 1, mode);
	else if (observed * SAME_PROBABILITY < cell_probability(&cell, mode))
	{
		double		step = a < mode ? -1 : 1;
		double		opposite = cell_opposite(&cell, a, mode, observed);

		result.p_value = cell_tail(&cell, a, step);
		if (opposite >= cell.low && opposite <= cell.high)
			result.p_value += cell_tail(&cell, opposite, -step);
	}
	result.p_value = fmin(result.p_value, 1);
	return result;
}
