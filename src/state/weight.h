/*
 * weight.h - rows that count more or less than one
 *
 * A state with weights counts in whole multiples of a unit of weight, a power of two, so that all
 * that works on counts of rows works on weights. The unit is chosen anew whenever the total weight
 * grows, such that the total is between 2^51 and 2^52 units: shares are right to 2^-50 whatever the
 * weights are, and whole numbers stay exact, since their multiples of a smaller unit are whole, too.
 * Weights of one batch are rounded as running totals: what rounding takes from one value, the next
 * one gets. A weight below half a unit counts nothing.
 *
 * The stored form of an exact state has the unit 1 where all counts are whole then, else the largest
 * in which they are.
 */
#ifndef DRIFT_WEIGHT_H
#define DRIFT_WEIGHT_H

#include "state/textio.h"
#include "stats/moments.h"
#include "stats/view.h"

/* What weights add to a block of counts. */
typedef struct Weights
{
	int64		n_rows;			/* rows behind the counts */
	double		sum_squares;	/* of their weights, in units */
	double		null_weight;	/* weight of the rows that were NULL */
	int32		unit;			/* a count of 1 is a weight of 2^unit */
	uint32		weighted;		/* 0: counts are rows, and all of the above is 0 */
} Weights;

StaticAssertDecl(sizeof(Weights) % 8 == 0, "what follows weights must be 8-byte aligned");

typedef struct WeightedRow
{
	double		value;
	double		weight;
} WeightedRow;

/* Ascending values, and the rows or units that each stands for. */
typedef struct WeightedCounts
{
	double	   *value;
	int64	   *count;
	size_t		len;
} WeightedCounts;

/* Read a weight: false where the row counts nothing (NULL, or 0). Raises 22023 for what is none. */
extern bool weight_argument(FunctionCallInfo fcinfo, int argno, double *weight);

/* The unit in which a total is counted; 22003 where the total is too large to be a number. */
extern int	weight_unit(double total);

/* A count, or a rank, in a unit 2^shift times as large; rounded to nearest. */
extern int64 weight_shift(int64 count, int shift);

extern double weight_total(int64 n, const Weights *weights);
extern void weights_rescale(Weights *weights, int unit);	/* not the counts */
extern void weights_merge(Weights *into, const Weights *from);	/* of one unit */
extern Weights weights_of_rows(int64 n);	/* where each row weighs 1 */
extern Moments weight_moments(Moments moments, int shift);

/* Sort rows by value; add up the weights of equal ones. Returns how many values there are. */
extern size_t weight_sort(WeightedRow *row, size_t n);
extern size_t weight_collapse(WeightedRow *row, size_t n);

/* Sum of weights, and of their squares in units. */
extern double weight_sum(const WeightedRow *row, size_t n);
extern double weight_squares(const WeightedRow *row, size_t n, int unit);

/* Count collapsed rows in units; values that come to nothing are left out (palloc'd). */
extern WeightedCounts weight_counts(const WeightedRow *row, size_t n, int unit);

/* Change the unit of counts in place, likewise; returns how many values are left. */
extern size_t weight_shift_counts(double *value, int64 *count, size_t len, int shift);

/* How many trailing zero bits all counts share, and the unit of the stored form that follows. */
extern int	weight_common(const int64 *count, size_t len);
extern int	weight_stored_unit(int64 n, const Weights *weights, int common);

/* Bring exact counts, and n, into the unit of the stored form. */
extern void weight_coarsen(int64 *count, size_t len, int64 *n, Weights *weights);

/* Kish's effective number of rows (Survey Sampling, 1965): (sum of w)^2 / sum of w^2. */
extern double weight_effective(int64 n, const Weights *weights);

/*
 * Let a view of counts in units say so. count must be writable: where all weights are whole numbers
 * the counts become rows.
 */
extern void weight_view(NumView *view, int64 *count, const Weights *weights);

/* Fields only. */
extern void weights_write_text(StringInfo out, const Weights *weights);
extern void weights_read_text(TextReader *reader, Weights *weights);
extern void weights_send(StringInfo out, const Weights *weights);
extern void weights_recv(StringInfo in, StateType type, Weights *weights);

/* What is wrong with weights that were read, whose counts add up to n; NULL: nothing. */
extern const char *weights_fault(const Weights *weights, int64 n);

#endif							/* DRIFT_WEIGHT_H */
