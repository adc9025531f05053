/*
 * dialect.h - distances and tests as other projects define them
 *
 * One row of a table for each dialect and metric says how numbers and categories become bins, how
 * empty bins are filled, and what is computed. doc/dialects.md states each definition in words.
 */
#ifndef DRIFT_DIALECT_H
#define DRIFT_DIALECT_H

#include "stats/hypothesis.h"

typedef enum Dialect
{
	DIALECT_NONE,				/* drift's own definitions */
	DIALECT_EVIDENTLY,
	DIALECT_NANNYML,
	DIALECT_TFDV,
	DIALECT_DEEPCHECKS,
	DIALECT_WHYLOGS,
	DIALECT_DEEQU,
	DIALECT_SAGEMAKER
} Dialect;

#define DIALECTS 7				/* not counting DIALECT_NONE */

/* How numbers become bins. */
typedef enum NumberBins
{
	NUMBERS_NONE,				/* the peer does not compute this metric on numbers */
	NUMBERS_CURVE,				/* no bins: a statistic of the distribution functions */
	NUMBERS_DOANE,				/* Doane's rule on the reference; outside is one more bin */
	NUMBERS_STURGES,			/* Sturges on the union; few reference values: each is a bin */
	NUMBERS_DISTINCT,			/* one bin per distinct value of the union */
	NUMBERS_STURGES_DISTINCT,	/* Sturges on the distinct values of the union */
	NUMBERS_OWN_TEN,			/* ten bins on each side's own range, cut to the union of edges */
	NUMBERS_THIRTY				/* up to thirty bins on the union */
} NumberBins;

/* How categories become bins. */
typedef enum CategoryBins
{
	CATEGORIES_NONE,			/* the peer does not compute this metric on categories */
	CATEGORIES_ALL,				/* one bin each */
	CATEGORIES_UNSEEN,			/* those that the reference has not are one bin */
	CATEGORIES_TOP,				/* the 1,000 most frequent of each side */
	CATEGORIES_LARGE			/* below 1 % of the reference: one bin, or none if small */
} CategoryBins;

/* Both sides in the same bins. */
typedef struct DialectBins
{
	size_t		len;
	double	   *reference;		/* rows, or parts of rows, in each bin */
	double	   *current;
	double		n;				/* what shares are shares of */
	double		m;
	int64_t		rows_n;			/* rows of each side, NULL included */
	int64_t		rows_m;
	double	   *spare;			/* four times len more */
} DialectBins;

/* Room to work in, and a function that may leave by longjmp in long computations. */
typedef struct DialectWork
{
	double	   *scratch;
	void		(*check) (void);
} DialectWork;

typedef TestValue (*DialectMeasure) (DialectBins *bins);
typedef TestValue (*DialectCurve) (const NumView *reference, const NumView *current,
								   const DialectWork *work);

typedef struct DialectRule
{
	Dialect		dialect;
	const char *metric;			/* the accessor's name */
	NumberBins	numbers;
	CategoryBins categories;
	DialectMeasure measure;		/* of bins */
	DialectCurve curve;			/* of numbers without bins */
	double		warn;			/* default thresholds of the peer; NaN: none */
	double		critical;
	bool		below;			/* drift where the p-value is below, not where the value is above */
} DialectRule;

/* All rules, ordered by dialect; returns how many. */
extern size_t dialect_rules(const DialectRule **rules);

/* The rule of a metric, NULL where the dialect has no such metric. */
extern const DialectRule *dialect_rule(Dialect dialect, const char *metric);

/* The name of a dialect. */
extern const char *dialect_name(Dialect dialect);

/* The metric that the peer takes when nobody chooses; only Evidently looks at the data. */
extern const char *dialect_default_numbers(Dialect dialect, const NumView *reference,
										   const NumView *current);
extern const char *dialect_default_categories(Dialect dialect, const CatPair *pair);

/* Whether it takes this one for some data. */
extern bool dialect_takes(const DialectRule *rule);

/* How many doubles of scratch the two below need (dialect_bins.c). */
extern size_t dialect_room_numbers(const DialectRule *rule, const NumView *reference,
								   const NumView *current);
extern size_t dialect_room_categories(const CatPair *pair);

/*
 * The value, or the result of the test; fields that the peer cannot compute are NaN. Neither side
 * is empty, and the rule is for such data.
 */
extern TestValue dialect_numbers(const DialectRule *rule, const NumView *reference,
								 const NumView *current, const DialectWork *work);
extern TestValue dialect_categories(const DialectRule *rule, const CatPair *pair,
									const DialectWork *work);

/* dialect_bins.c: fill bins; false where the peer fails on such data. */
extern bool dialect_bin_numbers(NumberBins rule, const NumView *reference, const NumView *current,
								double *scratch, DialectBins *bins);
extern void dialect_bin_categories(CategoryBins rule, const CatPair *pair, double *scratch,
								   DialectBins *bins);

/* A part of a view: entries [from, to). */
extern NumView dialect_part(const NumView *view, size_t from, size_t to);
extern NumView dialect_finite(const NumView *view);

/* NumPy's linspace: edge i of so many equally wide bins from first to last. */
typedef struct DialectGrid
{
	double		first;
	double		last;
	double		step;
	size_t		bins;
} DialectGrid;

extern DialectGrid dialect_grid(double first, double last, size_t bins);
extern double dialect_edge(const DialectGrid *grid, size_t i);

/* NumPy's histogram: rows in [edge i, edge i + 1), the last bin closed on both sides. */
extern void dialect_histogram(const DialectGrid *grid, const NumView *view, double *count);

/* dialect_measure.c: measures of bins. */
extern TestValue dialect_psi_filled(DialectBins *bins);
extern TestValue dialect_kl_filled(DialectBins *bins);
extern TestValue dialect_psi_floored(DialectBins *bins);
extern TestValue dialect_js_distance_nats(DialectBins *bins);
extern TestValue dialect_js_distance_bits(DialectBins *bins);
extern TestValue dialect_js_divergence_bits(DialectBins *bins);
extern TestValue dialect_hellinger(DialectBins *bins);
extern TestValue dialect_l_infinity(DialectBins *bins);
extern TestValue dialect_l_infinity_robust(DialectBins *bins);
extern TestValue dialect_normalized_difference(DialectBins *bins);
extern TestValue dialect_cramers_v(DialectBins *bins);
extern TestValue dialect_chi2_yates(DialectBins *bins);
extern TestValue dialect_chi2_fit(DialectBins *bins);
extern TestValue dialect_z(DialectBins *bins);
extern TestValue dialect_g_fit(DialectBins *bins);
extern TestValue dialect_chi2_truncated(DialectBins *bins);
extern TestValue dialect_chi2_regrouped(DialectBins *bins);

/* dialect_curve.c: statistics of distribution functions. */
extern TestValue dialect_ks_10000(const NumView *reference, const NumView *current,
								  const DialectWork *work);
extern TestValue dialect_wasserstein_10000(const NumView *reference, const NumView *current,
										   const DialectWork *work);
extern TestValue dialect_ks_finite(const NumView *reference, const NumView *current,
								   const DialectWork *work);
extern TestValue dialect_wasserstein_stddev(const NumView *reference, const NumView *current,
											const DialectWork *work);
extern TestValue dialect_energy_finite(const NumView *reference, const NumView *current,
									   const DialectWork *work);
extern TestValue dialect_ks_plain(const NumView *reference, const NumView *current,
								  const DialectWork *work);
extern TestValue dialect_wasserstein_trimmed(const NumView *reference, const NumView *current,
											 const DialectWork *work);
extern TestValue dialect_ks_hundred(const NumView *reference, const NumView *current,
									const DialectWork *work);
extern TestValue dialect_ks_robust(const NumView *reference, const NumView *current,
								   const DialectWork *work);
extern TestValue dialect_ks_robust_distinct(const NumView *reference, const NumView *current,
											const DialectWork *work);

#define DIALECT_KS_BINS 10000	/* bins of NannyML's estimated forms, from so many rows on */

#endif							/* DRIFT_DIALECT_H */
