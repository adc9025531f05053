/*
 * categories_weight.c - categories counted by weight
 *
 * Counts, errors and n are in units of weight, a unit for each side (weight.h). Rows come one by one,
 * so the total may grow to 2^61 units before a larger unit is taken; what a row loses by rounding is
 * less than 2^-58 of the total then. A change of unit rounds counts and their errors up and the bound
 * of the side down, so that a category that is listed stays above the bound.
 */
#include "state/categories_table.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#define TOTAL_MOST 0x1p61		/* units of a side */
#define SPARE_BITS 7			/* finer than weight_unit() */

/* Round up to a unit 2^shift times as large. */
static int64
shift_up(int64 count, int shift)
{
	if (shift <= 0)
		return count << Min(-shift, 62);
	if (shift > 61)
		return count > 0;
	return (count + (INT64CONST(1) << shift) - 1) >> shift;
}

/* Let one side go over to another unit. */
static void
rescale_side(CatState *state, int side, int unit)
{
	Weights    *weights = &state->weights[side];
	int			shift = unit - weights->unit;
	int64		rest = state->n[side];
	int64		listed = 0;

	if (shift == 0)
		return;
	for (uint32 i = 0; i < state->len; i++)
	{
		int64	   *count = &cat_counts(state)[i * state->sides + side];

		rest -= *count;
		*count = shift_up(*count, shift);
		listed += *count;
		if (state->errors_at != 0)
			cat_errors(state)[i * state->sides + side] = shift_up(cat_error(state, i, side), shift);
	}
	state->n[side] = listed + weight_shift(rest, shift);
	if (state->error[side] > 0)
		state->error[side] = shift <= 0 ? state->error[side] << Min(-shift, 62) :
			Max(state->error[side] >> Min(shift, 62), 1);
	if (side == SIDE_REFERENCE)
		state->dropped_chars = ldexp(state->dropped_chars, -shift);
	weights_rescale(weights, unit);
}

/* Let a state without weights count the rows that it has as rows of weight 1. */
CatState *
categories_weighable(CatState *state)
{
	for (int side = 0; side < state->sides && !state->weights[side].weighted; side++)
	{
		state->weights[side] = weights_of_rows(state->n[side]);
		state->weights[side].null_weight = (double) state->n_null[side];
	}
	return state;
}

/* Bring a side into a unit in which so much more weight can be counted. */
static void
prepare_side(CatState *state, int side, double weight)
{
	double		total = weight_total(state->n[side], &state->weights[side]) + weight;

	if (state->n[side] == 0)
		state->weights[side].unit = weight_unit(weight);
	else if (ldexp(total, -state->weights[side].unit) >= TOTAL_MOST)
		rescale_side(state, side, Max(weight_unit(total) - SPARE_BITS, -1074));
}

/* Fetch a state that takes weights. */
static CatState *
weighted_state(StateHeader *header, StateType type)
{
	return categories_weighable(header == NULL ? categories_new(type) : (CatState *) header);
}

/* Count one row by its weight. */
StateHeader *
categories_add_weighted(StateHeader *header, StateType type, Side side, const char *name,
						Size length, double weight)
{
	CatState   *state = weighted_state(header, type);
	Weights    *weights;
	int64		units;
	double		part;
	uint32		i;

	prepare_side(state, side, weight);
	part = ldexp(weight, -state->weights[side].unit);
	units = (int64) rint(part);
	if (units > 0)
	{
		state = categories_enter_row(state, name, length, &i);
		cat_counts(state)[i * state->sides + side] += units;
	}
	weights = &state->weights[side];
	state->n[side] += units;
	weights->n_rows++;
	weights->sum_squares += part * part;
	return &state->header;
}

/* Count one NULL by its weight. */
StateHeader *
categories_add_null_weighted(StateHeader *header, StateType type, Side side, double weight)
{
	CatState   *state = weighted_state(header, type);

	state->n_null[side]++;
	state->weights[side].null_weight = Min(state->weights[side].null_weight + weight, DBL_MAX);
	return &state->header;
}

/* Give two states that are to be merged the same units; returns a copy of `from` that has them. */
CatState *
categories_align(CatState *into, const CatState *from)
{
	CatState   *copy = palloc(VARSIZE(from));

	memcpy(copy, from, VARSIZE(from));
	categories_weighable(into);
	categories_weighable(copy);
	for (int side = 0; side < into->sides; side++)
	{
		double		total = weight_total(into->n[side], &into->weights[side]) +
			weight_total(copy->n[side], &copy->weights[side]);
		int			unit = Max(weight_unit(total) - SPARE_BITS, -1074);

		rescale_side(into, side, unit);
		rescale_side(copy, side, unit);
	}
	return copy;
}

/* Take the units that the stored form of an exact state has. */
void
categories_coarsen(CatState *state)
{
	for (int side = 0; side < state->sides && cat_is_exact(state); side++)
	{
		int64	   *count = palloc(Max(state->len, 1) * sizeof(int64));

		for (uint32 i = 0; i < state->len; i++)
			count[i] = cat_count(state, i, side);
		rescale_side(state, side, weight_stored_unit(state->n[side], &state->weights[side],
													 weight_common(count, state->len)));
		pfree(count);
	}
}
