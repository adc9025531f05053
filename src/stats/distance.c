/*
 * distance.c - distances between two sets of counts over the same bins or categories
 *
 * Rows that fell into no listed category (a bounded summary drops the rare ones) are one more bin,
 * so that the shares of each side sum to one. epsilon is the floor of a share where a logarithm or
 * a quotient needs one (PSI and Kullback-Leibler); the others do not use it.
 */
#include "stats/distance.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stats/binomial.h"

/* The counts of both sides in one bin. */
typedef struct Bin
{
	double		reference;
	double		current;
} Bin;

/* The bin of the rows that are in no listed category. */
static Bin
rest_of(const CatPair *pair)
{
	int64_t		reference = pair->n_reference;
	int64_t		current = pair->n_current;

	for (size_t i = 0; i < pair->len; i++)
	{
		reference -= pair->reference[i];
		current -= pair->current[i];
	}
	return (Bin) {
		reference > 0 ? (double) reference : 0, current > 0 ? (double) current : 0
	};
}

/* Bin i of len + 1, the last being the rest. */
static inline Bin
bin_of(const CatPair *pair, size_t i, Bin rest)
{
	if (i == pair->len)
		return rest;
	return (Bin) {
		(double) pair->reference[i], (double) pair->current[i]
	};
}

/* The same in rows that the counts stand for, where weights are counted in another unit. */
static inline Bin
sized_bin(const CatPair *pair, size_t i, Bin rest)
{
	Bin			bin = bin_of(pair, i, rest);

	if (!pair->weighted)
		return bin;
	return (Bin) {
		bin.reference * (pair->size_reference / (double) pair->n_reference),
		bin.current * (pair->size_current / (double) pair->n_current)
	};
}

/* A term of a sum over bins, from the shares of both sides. */
typedef double (*Term) (double reference, double current, double epsilon);

/* Sum a term over the bins that anybody fell into. */
static inline double
sum_over_bins(const CatPair *pair, double epsilon, Term term)
{
	Bin			rest = rest_of(pair);
	double		n = (double) pair->n_reference;
	double		m = (double) pair->n_current;
	double		sum = 0;

	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = bin_of(pair, i, rest);

		if (bin.reference > 0 || bin.current > 0)
			sum += term(bin.reference / n, bin.current / m, epsilon);
	}
	return sum;
}

/* Siddiqi, Credit Risk Scorecards, 2006: population stability index. */
static inline double
psi_term(double r, double c, double epsilon)
{
	r = fmax(r, epsilon);
	c = fmax(c, epsilon);
	return (c - r) * log(c / r);
}

double
pair_psi(const CatPair *pair, double epsilon)
{
	return sum_over_bins(pair, epsilon, psi_term);
}

/* Kullback and Leibler, "On information and sufficiency", 1951: reference from current. */
static inline double
kl_term(double r, double c, double epsilon)
{
	r = fmax(r, epsilon);
	c = fmax(c, epsilon);
	return r * log(r / c);
}

double
pair_kl_divergence(const CatPair *pair, double epsilon)
{
	return sum_over_bins(pair, epsilon, kl_term);
}

/* Lin, "Divergence measures based on the Shannon entropy", 1991, base 2. */
static inline double
js_term(double r, double c, double epsilon)
{
	double		sum = 0;

	if (r > 0)
		sum += r * log2(2 * r / (r + c));
	if (c > 0)
		sum += c * log2(2 * c / (r + c));
	return sum / 2;
}

double
pair_js_divergence(const CatPair *pair, double epsilon)
{
	return fmin(fmax(sum_over_bins(pair, epsilon, js_term), 0), 1);
}

/* Endres and Schindelin, "A new metric for probability distributions", 2003. */
double
pair_js_distance(const CatPair *pair, double epsilon)
{
	return sqrt(pair_js_divergence(pair, epsilon));
}

/* Half the squared distance of the roots: 1 - sum(sqrt(r c)) without its cancellation. */
static inline double
hellinger_term(double r, double c, double epsilon)
{
	double		difference = sqrt(r) - sqrt(c);

	return difference * difference / 2;
}

double
pair_hellinger(const CatPair *pair, double epsilon)
{
	return fmin(sqrt(sum_over_bins(pair, epsilon, hellinger_term)), 1);
}

static inline double
tv_term(double r, double c, double epsilon)
{
	return fabs(r - c) / 2;
}

/* Total variation: the largest difference in probability that any set of bins can show. */
double
pair_tv_distance(const CatPair *pair, double epsilon)
{
	return fmin(sum_over_bins(pair, epsilon, tv_term), 1);
}

/* The largest difference in share of any one bin. */
double
pair_l_infinity(const CatPair *pair, double epsilon)
{
	Bin			rest = rest_of(pair);
	double		largest = 0;

	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = bin_of(pair, i, rest);

		largest = fmax(largest, fabs(bin.reference / (double) pair->n_reference -
									 bin.current / (double) pair->n_current));
	}
	return largest;
}

/*
 * Pearson's statistic of the 2 x k table of counts: with n rows here and m there, and a column of r
 * and c, both cells together contribute (m r - n c)^2 / (n m (r + c)).
 */
double
pair_chi2_stat(const CatPair *pair, double epsilon)
{
	Bin			rest = rest_of(pair);
	double		n = pair_size_reference(pair);
	double		m = pair_size_current(pair);
	double		sum = 0;

	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = sized_bin(pair, i, rest);
		double		difference = bin.reference / n - bin.current / m;

		if (bin.reference + bin.current > 0)
			sum += difference * difference / (bin.reference + bin.current);
	}
	return sum * n * m;
}

/*
 * Wilks' likelihood ratio statistic of the same table. The differences of observed and expected
 * counts sum to zero, so they may stand in every term, where they keep it positive and free of
 * cancellation.
 */
double
pair_g_stat(const CatPair *pair, double epsilon)
{
	Bin			rest = rest_of(pair);
	double		n = pair_size_reference(pair);
	double		m = pair_size_current(pair);
	double		sum = 0;

	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = sized_bin(pair, i, rest);
		double		column = bin.reference + bin.current;

		if (column > 0)
			sum += binomial_deviance(bin.reference, n * (column / (n + m))) +
				binomial_deviance(bin.current, m * (column / (n + m)));
	}
	return 2 * sum;
}

/*
 * Yates, "Contingency tables involving small numbers and the chi-square test", 1934: counts move
 * towards what is expected, by half a row at most. In a table of two by two all four are equally
 * far from it.
 */
double
pair_chi2_yates(const CatPair *pair, bool likelihood)
{
	Bin			rest = rest_of(pair);
	double		n = pair_size_reference(pair);
	double		m = pair_size_current(pair);
	double		sum = 0;

	if (pair_df(pair) != 1)
		return likelihood ? pair_g_stat(pair, 0) : pair_chi2_stat(pair, 0);
	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = sized_bin(pair, i, rest);
		double		column = bin.reference + bin.current;
		double		expected = n * (column / (n + m));
		double		off = bin.reference - expected;
		double		moved = copysign(fmax(fabs(off) - 0.5, 0), off);

		if (column == 0)
			continue;
		if (likelihood)
			sum += 2 * (binomial_deviance(expected + moved, expected) +
						binomial_deviance(column - expected - moved, column - expected));
		else
			sum += moved * moved / expected + moved * moved / (column - expected);
	}
	return sum;
}

/* Pearson 1900. Infinite where the reference lacks a bin that current rows fell into. */
double
pair_goodness_of_fit(const CatPair *pair)
{
	Bin			rest = rest_of(pair);
	double		m = pair_size_current(pair);
	double		sum = 0;

	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = sized_bin(pair, i, rest);
		double		expected = m * (bin.reference / pair_size_reference(pair));

		if (bin.reference > 0)
			sum += (bin.current - expected) * (bin.current - expected) / expected;
		else if (bin.current > 0)
			return INFINITY;
	}
	return sum;
}

double
pair_df(const CatPair *pair)
{
	Bin			rest = rest_of(pair);
	double		bins = 0;

	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = bin_of(pair, i, rest);

		bins += bin.reference + bin.current > 0;
	}
	return bins - 1;
}

/*
 * Yurdakul, "Statistical properties of population stability index", 2018: without drift, PSI over
 * (1/n + 1/m) follows a chi-square distribution with bins - 1 degrees of freedom.
 */
double
psi_critical(double n_reference, double n_current, double bins, double alpha)
{
	return (1 / n_reference + 1 / n_current) * gsl_cdf_chisq_Qinv(alpha, bins - 1);
}

/* The other way round: how often chance alone reaches a PSI. */
double
psi_p_value(double psi, double n_reference, double n_current, double bins)
{
	double		chi2 = psi / (1 / n_reference + 1 / n_current);

	return chi2 > 0 ? isinf(chi2) ? 0 : gsl_cdf_chisq_Q(chi2, bins - 1) : 1;
}

/*
 * Bhattacharyya, "On a measure of divergence between two statistical populations", 1943: -ln of the
 * sum of sqrt(r c). Near 1 that sum is 1 - h^2 with Hellinger's h, which keeps the digits.
 */
double
pair_bhattacharyya(const CatPair *pair, double epsilon)
{
	double		squared = sum_over_bins(pair, epsilon, hellinger_term);
	Bin			rest = rest_of(pair);
	double		sum = 0;

	if (squared < 0.5)
		return fmax(-log1p(-squared), 0);
	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = bin_of(pair, i, rest);

		sum += sqrt(bin.reference / (double) pair->n_reference) *
			sqrt(bin.current / (double) pair->n_current);
	}
	return -log(sum);
}

/* TensorFlow Data Validation: the largest difference of counts, over the rows of both sides. */
double
pair_normalized_abs_difference(const CatPair *pair, double epsilon)
{
	Bin			rest = rest_of(pair);
	double		largest = 0;

	for (size_t i = 0; i <= pair->len; i++)
	{
		Bin			bin = sized_bin(pair, i, rest);

		largest = fmax(largest, fabs(bin.reference - bin.current));
	}
	return largest / (pair_size_reference(pair) + pair_size_current(pair));
}

/*
 * Cramer's V of the table of two rows, corrected as Bergsma, "A bias-correction for Cramer's V and
 * Tschuprow's T", 2013, equations 6 to 8. NaN where one bin holds everything.
 */
double
pair_cramers_v(const CatPair *pair, double epsilon)
{
	double		n = pair_size_reference(pair) + pair_size_current(pair);
	double		df = pair_df(pair);
	double		phi2 = fmax(pair_chi2_stat(pair, 0) / n - df / (n - 1), 0);
	double		columns = df - df * df / (n - 1);	/* less one, as rows */
	double		rows = 1 - 1 / (n - 1);

	if (df < 1 || !(fmin(columns, rows) > 0))
		return NAN;
	return fmin(sqrt(phi2 / fmin(columns, rows)), 1);
}

/* The share of current rows in categories that the reference does not have. */
double
pair_unseen_share(const CatPair *pair)
{
	int64_t		rows = 0;

	for (size_t i = 0; i < pair->len; i++)
		if (pair->reference[i] == 0)
			rows += pair->current[i];
	return (double) rows / (double) pair->n_current;
}

/* The share of the reference's categories that have no current row. */
double
pair_missing_categories_share(const CatPair *pair)
{
	size_t		all = 0;
	size_t		missing = 0;

	for (size_t i = 0; i < pair->len; i++)
		if (pair->reference[i] > 0)
		{
			all++;
			missing += pair->current[i] == 0;
		}
	return (double) missing / (double) all;
}
