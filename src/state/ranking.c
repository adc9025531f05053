/*
 * ranking.c - drift.ranking: items wait for their query, queries become sums
 */
#include "state/ranking.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"
#include "settings.h"
#include "utils/memutils.h"

#define FIRST_WAITING 16

/* Allocate an empty state. */
Ranking *
ranking_alloc(bool sums, uint64 cap)
{
	Ranking    *state = state_alloc(sizeof(Ranking) + (sums ? sizeof(RankingSums) : 0) +
									cap * sizeof(WaitingItem), STATE_RANKING, KIND_QUERIES);

	state->has_sums = sums;
	state->cap = cap;
	return state;
}

/* Make an empty state. */
Ranking *
ranking_new(void)
{
	return ranking_alloc(false, 0);
}

/* Copy into a state with room for other sections. */
static Ranking *
ranking_grow(const Ranking *old, bool sums, uint64 cap)
{
	Ranking    *state = ranking_alloc(sums, cap);

	state->rows = old->rows;
	state->n_waiting = old->n_waiting;
	if (old->has_sums)
		*ranking_sums(state) = *ranking_sums(old);
	memcpy(ranking_waiting(state), ranking_waiting(old), old->n_waiting * sizeof(WaitingItem));
	return state;
}

/* Make room for more waiting items, as far as the setting allows. */
static Ranking *
ranking_make_room(Ranking *state, uint64 more)
{
	uint64		needed = state->n_waiting + more;
	uint64		most = ((Size) drift_sample_memory * 1024 - sizeof(Ranking) -
						sizeof(RankingSums)) / sizeof(WaitingItem);
	uint64		cap = Max(state->cap, FIRST_WAITING);

	if (needed <= state->cap)
		return state;
	if (needed > most)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("drift.ranking cannot hold more than " UINT64_FORMAT
						" items that wait for their query", most),
				 errhint("Let one row bring a whole query: drift.ranking_agg(array_agg(relevance), "
						 "array_agg(score)) over a subquery with GROUP BY query. Or raise "
						 "drift.sample_memory.")));
	while (cap < needed)
		cap *= 2;
	return ranking_grow(state, state->has_sums, Min(cap, most));
}

/* Check and count an item; relevances that no gain can be made of are refused. */
RankedItem
ranking_item(RankingRows *rows, bool judged, double relevance, bool retrieved, double score)
{
	RankedItem	item = {0, NAN};

	rows->n_items++;
	if (judged && !isnan(relevance))
	{
		if (relevance < 0 || isinf(relevance))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("relevance must be a finite number that is not negative, but is %g",
							relevance),
					 errhint("0 means not relevant, NULL not judged; use greatest(relevance, 0) "
							 "where negative grades mean not relevant.")));
		item.relevance = relevance + 0.0;
	}
	else
		rows->n_unjudged++;
	if (retrieved && !isnan(score))
		item.score = score + 0.0;
	else
		rows->n_unretrieved++;
	return item;
}

/* Let an item wait for the others of its query; the result is the state or a larger copy. */
Ranking *
ranking_add_item(Ranking *state, const char *query, Size length, RankedItem item)
{
	state = ranking_make_room(state, 1);
	ranking_waiting(state)[state->n_waiting++] = (WaitingItem) {
		hash_bytes_extended((const unsigned char *) query, (int) length, 0), item
	};
	state->header.flags &= ~STATE_COMPACT;
	return state;
}

/* Order items best first. */
static int
compare_items(const void *a, const void *b)
{
	return ranking_compare(a, b);
}

/* Evaluate one query, whose items are put in order. */
void
ranking_evaluate(RankedItem *item, Size n, Size last, QueryValues *values)
{
	double	   *scratch = palloc_extended(Max(n, 1) * sizeof(double), MCXT_ALLOC_HUGE);

	qsort(item, n, sizeof(RankedItem), compare_items);
	ranking_query(item, n, last, scratch, values);
	pfree(scratch);
}

/* Add a whole query; the result is the state or a larger copy. */
Ranking *
ranking_add_query(Ranking *state, RankedItem *item, Size n)
{
	QueryValues values;

	if (!state->has_sums)
		state = ranking_grow(state, true, state->cap);
	ranking_evaluate(item, n, 0, &values);
	ranking_add(ranking_sums(state), &values);
	return state;
}

/* Add counts of rows. */
static void
merge_rows(RankingRows *into, const RankingRows *from)
{
	if (__builtin_add_overflow(into->n_items, from->n_items, &into->n_items) ||
		__builtin_add_overflow(into->n_no_query, from->n_no_query, &into->n_no_query))
		counts_overflow(STATE_RANKING);
	/* neither is more than the items */
	into->n_unjudged += from->n_unjudged;
	into->n_unretrieved += from->n_unretrieved;
}

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
Ranking *
ranking_state_merge(Ranking *into, const Ranking *from)
{
	if (from->n_waiting > 0)
	{
		into = ranking_make_room(into, from->n_waiting);
		memcpy(ranking_waiting(into) + into->n_waiting, ranking_waiting(from),
			   from->n_waiting * sizeof(WaitingItem));
		into->n_waiting += from->n_waiting;
		into->header.flags &= ~STATE_COMPACT;
	}
	if (from->has_sums)
	{
		if (!into->has_sums)
			into = ranking_grow(into, true, into->cap);
		if (!ranking_merge(ranking_sums(into), ranking_sums(from)))
			counts_overflow(STATE_RANKING);
	}
	merge_rows(&into->rows, &from->rows);
	return into;
}

/* Order waiting items by query, then best first. */
static int
compare_waiting(const void *a, const void *b)
{
	const WaitingItem *x = a;
	const WaitingItem *y = b;

	CHECK_FOR_INTERRUPTS();
	if (x->query != y->query)
		return x->query < y->query ? -1 : 1;
	return ranking_compare(&x->item, &y->item);
}

/* List the waiting items query by query (palloc'd). */
WaitingItem *
ranking_sorted(const Ranking *state)
{
	Size		bytes = state->n_waiting * sizeof(WaitingItem);
	WaitingItem *items = palloc_extended(Max(bytes, 1), MCXT_ALLOC_HUGE);

	memcpy(items, ranking_waiting(state), bytes);
	qsort(items, state->n_waiting, sizeof(WaitingItem), compare_waiting);
	return items;
}

/* Count the items of the largest query. */
static uint64
largest_query(const WaitingItem *waiting, uint64 n)
{
	uint64		largest = 0;
	uint64		here = 0;

	for (uint64 i = 0; i < n; i++)
	{
		here = i > 0 && waiting[i].query == waiting[i - 1].query ? here + 1 : 1;
		largest = Max(largest, here);
	}
	return largest;
}

/* Evaluate the queries whose items wait. */
static void
close_queries(RankingSums *sums, const Ranking *state)
{
	WaitingItem *waiting = ranking_sorted(state);
	uint64		largest = largest_query(waiting, state->n_waiting);
	RankedItem *item = palloc_extended(largest * sizeof(RankedItem), MCXT_ALLOC_HUGE);
	double	   *scratch = palloc_extended(largest * sizeof(double), MCXT_ALLOC_HUGE);

	for (uint64 i = 0; i < state->n_waiting;)
	{
		uint64		query = waiting[i].query;
		uint64		n = 0;
		QueryValues values;

		CHECK_FOR_INTERRUPTS();
		for (; i < state->n_waiting && waiting[i].query == query; i++)
			item[n++] = waiting[i].item;
		ranking_query(item, n, 0, scratch, &values);
		ranking_add(sums, &values);
	}
	pfree(scratch);
	pfree(item);
	pfree(waiting);
}

/* Make the stored form: every query evaluated. */
Ranking *
ranking_close(const Ranking *state)
{
	Ranking    *result = ranking_alloc(state->has_sums || state->n_waiting > 0, 0);

	result->header.flags |= STATE_COMPACT;
	result->rows = state->rows;
	if (state->has_sums)
		*ranking_sums(result) = *ranking_sums(state);
	if (state->n_waiting > 0)
		close_queries(ranking_sums(result), state);
	return result;
}
