/*
 * categories_view.c - what the statistics and the quality checks see of category counts
 */
#include "state/categories_table.h"

#include <math.h>

#define CATEGORIES_WHOLE_MAX (INT64_C(1) << 53) /* whole weights up to here are counted as rows */

/* Are all counts exact? */
bool
categories_is_exact(const StateHeader *state)
{
	return cat_is_exact((const CatState *) state);
}

/* Rows of a side that were NULL. */
int64
categories_nulls(const StateHeader *state, int side)
{
	return ((const CatState *) state)->n_null[side];
}

/* Make room for a pair of len categories. */
static void
pair_alloc(CatPair *pair, Size len, int64 **reference, int64 **current)
{
	*reference = palloc_extended(Max(1, len) * sizeof(int64), MCXT_ALLOC_HUGE);
	*current = palloc_extended(Max(1, len) * sizeof(int64), MCXT_ALLOC_HUGE);
	pair->reference = *reference;
	pair->current = *current;
	pair->len = 0;
}

/* Let one side of a pair be of weights: counts as rows where they are whole, else in fine units. */
static void
weigh_side(const Weights *weights, int64 *count, Size len, int64 *n, int64 *error,
		   int64 *n_null, double *size, double *effective)
{
	double		null_size = weights->null_weight;
	int			unit = 0;
	int			common = weight_common(count, len) + weights->unit;
	int64		listed = 0;
	int64		rest = *n;
	int			shift;

	*size = weight_total(*n, weights);
	*effective = *n > 0 ? weight_effective(*n, weights) : 0;
	if (*error > 0 || common < 0 || rint(null_size) != null_size ||
		*size + null_size >= (double) CATEGORIES_WHOLE_MAX)
		unit = weight_unit(*size + null_size);
	shift = unit - weights->unit;
	for (Size i = 0; i < len; i++)
	{
		rest -= count[i];
		count[i] = count[i] > 0 ? Max(weight_shift(count[i], shift), 1) : 0;
		listed += count[i];
	}
	*n = listed + weight_shift(rest, shift);
	*error = *error > 0 ? weight_shift(*error, shift) + 1 : 0;
	*n_null = (int64) rint(ldexp(null_size, -unit));
}

/* Let a pair be of weights, if a side is. */
static void
weigh_pair(CatPair *pair, const CatState *a, int a_side, const CatState *b, int b_side,
		   int64 *reference, int64 *current)
{
	const Weights *wa = &a->weights[a_side];
	const Weights *wb = &b->weights[b_side];

	pair->weighted = wa->weighted || wb->weighted;
	pair->rows_reference = wa->weighted ? wa->n_rows : pair->n_reference;
	pair->rows_current = wb->weighted ? wb->n_rows : pair->n_current;
	pair->size_reference = pair->effective_reference = (double) pair->n_reference;
	pair->size_current = pair->effective_current = (double) pair->n_current;
	if (wa->weighted)
		weigh_side(wa, reference, pair->len, &pair->n_reference, &pair->error_reference,
				   &pair->n_null_reference, &pair->size_reference, &pair->effective_reference);
	if (wb->weighted)
		weigh_side(wb, current, pair->len, &pair->n_current, &pair->error_current,
				   &pair->n_null_current, &pair->size_current, &pair->effective_current);
}

/* Pair the two sides of a sample. */
void
categories_pair(const StateHeader *sample, CatPair *pair)
{
	const CatState *state = (const CatState *) sample;
	uint32	   *order = categories_order(state);
	int64	   *reference;
	int64	   *current;

	pair_alloc(pair, state->len, &reference, &current);
	for (uint32 i = 0; i < state->len; i++)
	{
		reference[i] = cat_count(state, order[i], SIDE_REFERENCE);
		current[i] = cat_count(state, order[i], SIDE_CURRENT);
	}
	pair->len = state->len;
	pair->n_reference = state->n[SIDE_REFERENCE];
	pair->n_current = state->n[SIDE_CURRENT];
	pair->n_null_reference = state->n_null[SIDE_REFERENCE];
	pair->n_null_current = state->n_null[SIDE_CURRENT];
	pair->error_reference = state->error[SIDE_REFERENCE];
	pair->error_current = state->error[SIDE_CURRENT];
	weigh_pair(pair, state, SIDE_REFERENCE, state, SIDE_CURRENT, reference, current);
	pfree(order);
}

/* Pair two profiles: walk both in byte order of the names. */
void
categories_pair_profiles(const StateHeader *reference_header, const StateHeader *current_header,
						 CatPair *pair)
{
	const CatState *a = (const CatState *) reference_header;
	const CatState *b = (const CatState *) current_header;
	uint32	   *a_order = categories_order(a);
	uint32	   *b_order = categories_order(b);
	int64	   *reference;
	int64	   *current;

	pair_alloc(pair, (Size) a->len + b->len, &reference, &current);
	for (uint32 i = 0, j = 0; i < a->len || j < b->len; pair->len++)
	{
		int			order;

		if (i < a->len && j < b->len)
			order = category_compare(cat_name(a, a_order[i]), cat_names(a)[a_order[i]].length,
									 cat_name(b, b_order[j]), cat_names(b)[b_order[j]].length);
		else
			order = i < a->len ? -1 : 1;
		reference[pair->len] = order <= 0 ? cat_count(a, a_order[i++], 0) : 0;
		current[pair->len] = order >= 0 ? cat_count(b, b_order[j++], 0) : 0;
	}
	pair->n_reference = a->n[0];
	pair->n_current = b->n[0];
	pair->n_null_reference = a->n_null[0];
	pair->n_null_current = b->n_null[0];
	pair->error_reference = a->error[0];
	pair->error_current = b->error[0];
	weigh_pair(pair, a, 0, b, 0, reference, current);
	pfree(a_order);
	pfree(b_order);
}

/* Sum up a profile of categories; text lengths stay exact when categories are dropped. */
void
categories_summary(const StateHeader *profile, CatSummary *summary)
{
	const CatState *state = (const CatState *) profile;
	bool		exact = cat_is_exact(state);
	double		chars = exact ? 0 : state->dropped_chars;

	*summary = (CatSummary) {.n = state->n[0], .n_null = state->n_null[0], .n_listed = state->len};
	summary->units = state->n[0];
	summary->unit = weight_total(1, &state->weights[0]);
	summary->weight = weight_total(state->n[0], &state->weights[0]);
	summary->n_effective = state->n[0] > 0 ? weight_effective(state->n[0], &state->weights[0]) : 0;
	summary->weighted = state->weights[0].weighted;
	if (summary->weighted)
		summary->n = state->weights[0].n_rows;
	summary->error = state->error[0];
	summary->length_min = exact ? PG_INT64_MAX : state->dropped_min;
	summary->length_max = exact ? 0 : state->dropped_max;
	for (uint32 i = 0; i < state->len; i++)
	{
		int64		length = category_chars(cat_name(state, i), cat_names(state)[i].length);

		chars += (double) length * (double) cat_count(state, i, 0);
		summary->length_min = Min(summary->length_min, length);
		summary->length_max = Max(summary->length_max, length);
	}
	if (state->n[0] == 0)
		summary->length_min = 0;
	else
		summary->length_mean = chars / (double) state->n[0];
	summary->n_distinct = state->len;
	if (!exact)
		summary->n_distinct = Max(summary->n_distinct, distinct_estimate(cat_distinct(state)));
}

/* Compare two categories: the more frequent first, then byte order. */
static int
compare_items(const void *a, const void *b)
{
	const CatItem *x = a;
	const CatItem *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return category_compare(x->name, x->length, y->name, y->length);
}

/* List the k most frequent categories. */
int
categories_top(const StateHeader *profile, int k, CatItem **items)
{
	const CatState *state = (const CatState *) profile;

	*items = palloc(Max(1, state->len) * sizeof(CatItem));
	for (uint32 i = 0; i < state->len; i++)
		(*items)[i] = (CatItem) {cat_name(state, i), cat_names(state)[i].length,
		cat_count(state, i, 0), cat_error(state, i, 0)};
	qsort(*items, state->len, sizeof(CatItem), compare_items);
	return Min((uint32) Max(0, k), state->len);
}
