/*
 * weight.c - count rows with weights in whole multiples of a unit; the idea is told in weight.h
 */
#include "state/weight.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "stats/sum.h"

#define TOTAL_BITS 51			/* a total has at least 2^51 units */
#define UNIT_LEAST (-1074)		/* the least positive double */
#define UNIT_MOST 1023
#define ROWS_MOST INT64CONST(9007199254740992)	/* 2^53 */

/* Order rows by value, then weight: sums do not depend on the order of arrival within a batch. */
static inline int
compare_rows(const WeightedRow *a, const WeightedRow *b)
{
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return (a->weight > b->weight) - (a->weight < b->weight);
}

#define ST_SORT sort_rows
#define ST_ELEMENT_TYPE WeightedRow
#define ST_COMPARE(a, b) compare_rows(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Read a weight. */
bool
weight_argument(FunctionCallInfo fcinfo, int argno, double *weight)
{
	if (PG_ARGISNULL(argno))
		return false;
	*weight = PG_GETARG_FLOAT8(argno);
	if (!(*weight >= 0) || isinf(*weight))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a weight is %g, but must not be negative, NaN or infinite", *weight),
				 errhint("A row of weight 0 or NULL counts nothing: use CASE to turn such weights "
						 "into NULL, or filter the rows.")));
	return *weight > 0;
}

/* Choose the unit. */
int
weight_unit(double total)
{
	if (isinf(total))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the total weight is beyond the largest number"),
				 errhint("Divide all weights by the same number: only their proportions matter.")));
	if (total == 0)
		return UNIT_LEAST;
	return Max(ilogb(total) - TOTAL_BITS, UNIT_LEAST);
}

/* Change the unit of a count. */
int64
weight_shift(int64 count, int shift)
{
	if (shift <= 0)
		return count << Min(-shift, 62);
	if (shift > 62)
		return 0;
	return (count + (INT64CONST(1) << (shift - 1))) >> shift;
}

/* The weight of n units. */
double
weight_total(int64 n, const Weights *weights)
{
	return ldexp((double) n, weights->weighted ? weights->unit : 0);
}

/* Go over to another unit. */
void
weights_rescale(Weights *weights, int unit)
{
	double		squares = ldexp(weights->sum_squares, 2 * (weights->unit - unit));

	if (weights->sum_squares > 0)
		weights->sum_squares = Min(Max(squares, DBL_MIN), DBL_MAX);
	weights->unit = unit;
}

/* Add up. */
void
weights_merge(Weights *into, const Weights *from)
{
	into->n_rows += from->n_rows;
	into->sum_squares += from->sum_squares;
	into->null_weight = Min(into->null_weight + from->null_weight, DBL_MAX);
}

/* Rows without weights as rows of weight 1. */
Weights
weights_of_rows(int64 n)
{
	return (Weights) {.n_rows = n,.sum_squares = (double) n,.weighted = true};
}

/* Moments of counts whose unit changes. */
Moments
weight_moments(Moments moments, int shift)
{
	moments.n = weight_shift(moments.n, shift);
	moments.m2 = ldexp(moments.m2, -shift);
	moments.m3 = ldexp(moments.m3, -shift);
	moments.m4 = ldexp(moments.m4, -shift);
	return moments;
}

/* Sort rows. */
size_t
weight_sort(WeightedRow *row, size_t n)
{
	sort_rows(row, n);
	return n;
}

/* Add up the weights of equal values of sorted rows. */
size_t
weight_collapse(WeightedRow *row, size_t n)
{
	size_t		len = 0;

	for (size_t i = 0; i < n; i++)
		if (len > 0 && row[len - 1].value == row[i].value)
			row[len - 1].weight += row[i].weight;
		else
			row[len++] = row[i];
	return len;
}

/* Add up all weights. */
double
weight_sum(const WeightedRow *row, size_t n)
{
	CompensatedSum sum = {0, 0};

	for (size_t i = 0; i < n; i++)
		compensated_add(&sum, row[i].weight);
	return compensated_value(&sum);
}

/* Add up their squares. */
double
weight_squares(const WeightedRow *row, size_t n, int unit)
{
	double		sum = 0;

	for (size_t i = 0; i < n; i++)
	{
		double		weight = ldexp(row[i].weight, -unit);

		sum += weight * weight;
	}
	return sum;
}

/* Count in units: a value gets what the running total grows by. */
WeightedCounts
weight_counts(const WeightedRow *row, size_t n, int unit)
{
	WeightedCounts counts = {
		palloc_extended(Max(n, 1) * sizeof(double), MCXT_ALLOC_HUGE),
		palloc_extended(Max(n, 1) * sizeof(int64), MCXT_ALLOC_HUGE), 0
	};
	CompensatedSum sum = {0, 0};
	int64		before = 0;

	for (size_t i = 0; i < n; i++)
	{
		int64		rank;

		compensated_add(&sum, ldexp(row[i].weight, -unit));
		rank = (int64) rint(compensated_value(&sum));
		if (rank > before)
		{
			counts.value[counts.len] = row[i].value;
			counts.count[counts.len++] = rank - before;
			before = rank;
		}
	}
	return counts;
}

/* Change the unit of counts, again as running totals. */
size_t
weight_shift_counts(double *value, int64 *count, size_t len, int shift)
{
	int64		sum = 0;
	int64		before = 0;
	size_t		left = 0;

	for (size_t i = 0; i < len; i++)
	{
		int64		rank;

		sum += count[i];
		rank = weight_shift(sum, shift);
		if (rank > before)
		{
			value[left] = value[i];
			count[left++] = rank - before;
			before = rank;
		}
	}
	return left;
}

/* Find the bits that no count uses. */
int
weight_common(const int64 *count, size_t len)
{
	uint64		bits = 0;

	for (size_t i = 0; i < len; i++)
		bits |= (uint64) count[i];
	return bits == 0 ? 0 : pg_rightmost_one_pos64(bits);
}

/* Choose the unit of the stored form. */
int
weight_stored_unit(int64 n, const Weights *weights, int common)
{
	int			unit = weights->unit + common;

	if (n == 0 || (unit >= 0 && unit < TOTAL_BITS && weight_total(n, weights) < (double) ROWS_MOST))
		return 0;
	return unit;
}

/* Go over to it. */
void
weight_coarsen(int64 *count, size_t len, int64 *n, Weights *weights)
{
	int			unit = weight_stored_unit(*n, weights, weight_common(count, len));
	int			shift = unit - weights->unit;

	for (size_t i = 0; i < len && shift != 0; i++)
		count[i] = weight_shift(count[i], shift);
	*n = weight_shift(*n, shift);
	weights_rescale(weights, unit);
}

/* Kish's number. */
double
weight_effective(int64 n, const Weights *weights)
{
	double		rows = (double) Max(weights->n_rows, 1);

	if (!weights->weighted)
		return (double) n;
	return Max(1, Min((double) n * ((double) n / weights->sum_squares), rows));
}

/* May counts in such units stand for whole rows? */
static bool
whole_rows(const NumView *view, const int64 *count, const Weights *weights)
{
	int			common = weight_common(count, view->len);

	return view->rank_error == 0 && weight_stored_unit(view->n, weights, common) == 0 &&
		rint(weights->null_weight) == weights->null_weight;
}

/* Let a view say what its counts are. */
void
weight_view(NumView *view, int64 *count, const Weights *weights)
{
	view->weighted = weights->weighted != 0;
	if (!view->weighted)
		return;
	view->n_rows = weights->n_rows;
	view->size = view->total = weight_total(view->n, weights);
	view->n_effective = weight_effective(view->n, weights);
	view->null_size = weights->null_weight;
	view->fractional = view->n > 0 && !whole_rows(view, count, weights);
	if (view->fractional || view->n == 0)
		return;
	for (size_t i = 0; i < view->len && weights->unit != 0; i++)
		count[i] = weight_shift(count[i], -weights->unit);
	view->n = weight_shift(view->n, -weights->unit);
}

/* Write the fields. */
void
weights_write_text(StringInfo out, const Weights *weights)
{
	if (!weights->weighted)
		return;
	text_int64(out, "rows", weights->n_rows);
	text_int64(out, "unit", weights->unit);
	text_double(out, "squares", weights->sum_squares);
	text_double(out, "null_weight", weights->null_weight);
}

/* Say what is wrong with weights that were read. */
const char *
weights_fault(const Weights *weights, int64 n)
{
	if (!weights->weighted)
		return NULL;
	if (!isfinite(weights->sum_squares) || weights->sum_squares < 0 ||
		!isfinite(weights->null_weight) || weights->null_weight < 0)
		return "a sum of weights is negative or not finite";
	if (isinf(weight_total(n, weights)))
		return "the total weight is beyond the largest number";
	if ((n > 0) != (weights->sum_squares > 0) || (n > 0 && weights->n_rows == 0))
		return "weights of no rows, or rows without weights";
	return NULL;
}

/* Read the fields, if they are there. */
void
weights_read_text(TextReader *reader, Weights *weights)
{
	*weights = (Weights) {.weighted = read_peek_field(reader, "rows")};
	if (!weights->weighted)
		return;
	weights->n_rows = read_int64(reader, "rows", 0, ROWS_MOST);
	weights->unit = read_int64(reader, "unit", UNIT_LEAST, UNIT_MOST);
	weights->sum_squares = read_double(reader, "squares");
	weights->null_weight = read_double(reader, "null_weight");
}

/* Send the fields, if rows have weights: what is sent before must tell. */
void
weights_send(StringInfo out, const Weights *weights)
{
	if (!weights->weighted)
		return;
	pq_sendint64(out, weights->n_rows);
	pq_sendint64(out, weights->unit);
	pq_sendfloat8(out, weights->sum_squares);
	pq_sendfloat8(out, weights->null_weight);
}

/* Receive the fields of rows with weights. */
void
weights_recv(StringInfo in, StateType type, Weights *weights)
{
	*weights = (Weights) {.weighted = true};
	weights->n_rows = binary_read_int64(in, type, 0, ROWS_MOST);
	weights->unit = binary_read_int64(in, type, UNIT_LEAST, UNIT_MOST);
	weights->sum_squares = pq_getmsgfloat8(in);
	weights->null_weight = pq_getmsgfloat8(in);
}
