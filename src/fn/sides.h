/*
 * sides.h - the two sides of a comparison, whatever state they come from
 */
#ifndef DRIFT_SIDES_H
#define DRIFT_SIDES_H

#include "state/state.h"
#include "stats/dialect.h"
#include "stats/view.h"

typedef struct Sides
{
	bool		numeric;		/* which of the two below holds */
	NumView		reference;
	NumView		current;
	CatPair		pair;
} Sides;

/* How a comparison's arguments are laid out. */
typedef enum SidesForm
{
	SIDES_FINAL,				/* (state): final function of a one-step aggregate, no options */
	SIDES_SAMPLE,				/* (sample, options) */
	SIDES_PROFILES				/* (reference profile, current profile, options) */
} SidesForm;

/* The options of every distance between bins. */
typedef struct BinOptions
{
	int			bins;
	int			binning;		/* a Binning */
	const double *edges;		/* cut points that override both, or NULL */
	int			n_edges;
	double		epsilon;
	bool		nulls_as_bin;	/* rows that are NULL are a bin of their own */
	double		log_base;		/* of logarithms; 0: the metric's own */
	bool		reverse;		/* the sides swapped */
	Dialect		dialect;		/* another project's definition, which overrides all of these */
} BinOptions;

/*
 * Read both sides. False where a state is NULL or a side has no rows that take part: the result is
 * NULL. numbers_only refuses categories.
 */
extern bool sides_read(FunctionCallInfo fcinfo, SidesForm form, const char *function,
					   bool numbers_only, Sides *sides);

/* The same for counts in bins: with nulls_as_bin, rows that are NULL take part. */
extern bool sides_read_binned(FunctionCallInfo fcinfo, SidesForm form, const char *function,
							  const BinOptions *options, Sides *sides, CatPair *pair);

/* The first argument after the states. */
extern int	sides_first_option(SidesForm form);

/* Read and check (bins, binning, edges, epsilon, dialect, nulls_as_bin); NULL: the default. */
extern void sides_bin_options(FunctionCallInfo fcinfo, SidesForm form, BinOptions *options);

/* Read and check (base, direction), which may follow, as many as the function has. */
extern void sides_log_options(FunctionCallInfo fcinfo, SidesForm form, BinOptions *options);

/* The options of bins from an argument on. */
extern void sides_bin_options_at(FunctionCallInfo fcinfo, int argno, BinOptions *options);

/* Read and check an option that names what is compared. */
extern Alternative sides_alternative(FunctionCallInfo fcinfo, int argno);

/* Read a dialect by name; NULL is drift's own, an unknown one an error. */
extern Dialect sides_dialect(FunctionCallInfo fcinfo, int argno);

/*
 * Compute a metric as a dialect does. False where a side has no rows: the result is NULL. An error
 * where the dialect has no such metric, or not for such data.
 */
extern bool sides_dialect_value(FunctionCallInfo fcinfo, SidesForm form, const char *function,
								const char *metric, Dialect dialect, Sides *sides,
								TestValue *value);

/* The counts of both sides: the categories, or the numbers in bins. */
extern void sides_pair(const Sides *sides, const BinOptions *options, CatPair *pair);

/* The categories, or distinct numbers, of both sides; an error where not all are known. */
extern void sides_all_values(const Sides *sides, const char *function, CatPair *pair);

/* The counts of the two values of a column that has two at most; an error where it has more. */
extern void sides_two_values(const Sides *sides, const char *function, CatPair *pair);

/* Did rows have weights? Then tests take the effective numbers of rows, if told to. */
extern bool sides_weighted(const Sides *sides);
extern void sides_use_effective(Sides *sides);
extern void pair_use_effective(CatPair *pair);

extern int64 sides_n_reference(const Sides *sides);
extern int64 sides_n_current(const Sides *sides);

#endif							/* DRIFT_SIDES_H */
