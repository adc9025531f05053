/*
 * ranking_io.c - drift.ranking in text and binary
 *
 *   drift.ranking 1 queries {rows:[7 0 1 0] waiting:[-42 1 0.5] queries:[1 0] sums:[1 0 ...]}
 *
 * waiting: hash of the query, relevance and score of each item, query by query. sums: for each
 * cut-off and metric the sum and the sum of squares, each as whole units and a fraction's 64 bits;
 * empty while no query has been evaluated.
 */
#include "state/ranking.h"

#include <math.h>

#include "utils/float.h"

#define ROW_COUNTS 4
#define SUMS (2 * RANKING_CUTOFFS * RANKING_METRICS)

/* List the counts of rows, for both forms. */
static void
row_counts(RankingRows *rows, int64 *list[ROW_COUNTS])
{
	list[0] = &rows->n_items;
	list[1] = &rows->n_unjudged;
	list[2] = &rows->n_unretrieved;
	list[3] = &rows->n_no_query;
}

/* The i-th of all sums: sum and sum of squares in turn. */
static FixedSum *
nth_sum(RankingSums *sums, int i)
{
	int			metric = i / 2 % RANKING_METRICS;
	int			cutoff = i / 2 / RANKING_METRICS;

	return i % 2 == 0 ? &sums->sum[cutoff][metric] : &sums->square[cutoff][metric];
}

/* Could this state come from rows? Returns what is wrong, or NULL. */
static const char *
inconsistency(const Ranking *state)
{
	const RankingRows *rows = &state->rows;
	const RankingSums *sums = ranking_sums(state);
	uint64		evaluated = sums ? (uint64) sums->n : 0;

	if (rows->n_unjudged > rows->n_items || rows->n_unretrieved > rows->n_items)
		return "more items unjudged or not retrieved than items";
	if (state->n_waiting + evaluated > (uint64) rows->n_items)
		return "more items waiting, or queries with relevant items, than items";
	for (uint64 i = 0; i < state->n_waiting; i++)
	{
		double		relevance = ranking_waiting(state)[i].item.relevance;

		if (!(relevance >= 0) || isinf(relevance))
			return "a relevance is negative or not finite";
	}
	return NULL;
}

/* Write the waiting items. */
static void
write_waiting(StringInfo out, const Ranking *state)
{
	WaitingItem *waiting = ranking_sorted(state);

	text_list_begin(out, "waiting");
	for (uint64 i = 0; i < state->n_waiting; i++)
	{
		text_item_int64(out, (int64) waiting[i].query);
		text_item_double(out, waiting[i].item.relevance);
		text_item_double(out, waiting[i].item.score);
	}
	text_list_end(out);
	pfree(waiting);
}

/* Write the text form. */
void
ranking_write_text(StringInfo out, const Ranking *state)
{
	RankingRows rows = state->rows;
	RankingSums *sums = ranking_sums(state);
	int64	   *count[ROW_COUNTS];

	row_counts(&rows, count);
	text_begin(out, &state->header);
	text_list_begin(out, "rows");
	for (int i = 0; i < ROW_COUNTS; i++)
		text_item_int64(out, *count[i]);
	text_list_end(out);
	write_waiting(out, state);
	text_list_begin(out, "queries");
	text_item_int64(out, sums ? sums->n : 0);
	text_item_int64(out, sums ? sums->n_irrelevant : 0);
	text_list_end(out);
	text_list_begin(out, "sums");
	for (int i = 0; sums && i < SUMS; i++)
	{
		text_item_int64(out, nth_sum(sums, i)->high);
		text_item_int64(out, (int64) nth_sum(sums, i)->low);
	}
	text_list_end(out);
	text_end(out);
}

/* What is read piece by piece, to be put together at the end. */
typedef struct Parts
{
	RankingRows rows;
	WaitingItem *waiting;
	uint64		n_waiting;
	uint64		cap;
	bool		has_sums;
	RankingSums sums;
} Parts;

/* Take an item that was read. */
static void
take_waiting(Parts *parts, int64 query, double relevance, double score)
{
	if (parts->n_waiting == parts->cap)
	{
		parts->cap = Max(2 * parts->cap, 16);
		parts->waiting = parts->waiting ?
			repalloc_huge(parts->waiting, parts->cap * sizeof(WaitingItem)) :
			palloc(parts->cap * sizeof(WaitingItem));
	}
	/* adding 0 turns -0 into 0; of the many NaN there is one in text */
	parts->waiting[parts->n_waiting++] = (WaitingItem) {
		(uint64) query, {relevance + 0.0, isnan(score) ? get_float8_nan() : score + 0.0}
	};
}

/* Put a state together, its items in the order in which they are written. */
static Ranking *
assemble(const Parts *parts)
{
	Ranking    *state = ranking_alloc(parts->has_sums, parts->n_waiting);
	WaitingItem *sorted;

	state->rows = parts->rows;
	state->n_waiting = parts->n_waiting;
	if (parts->has_sums)
		*ranking_sums(state) = parts->sums;
	if (parts->n_waiting > 0)
	{
		memcpy(ranking_waiting(state), parts->waiting, parts->n_waiting * sizeof(WaitingItem));
		sorted = ranking_sorted(state);
		memcpy(ranking_waiting(state), sorted, parts->n_waiting * sizeof(WaitingItem));
		pfree(sorted);
	}
	else
		state->header.flags |= STATE_COMPACT;
	return state;
}

/* Read the sums. */
static void
read_sums(TextReader *reader, Parts *parts)
{
	read_list_begin(reader, "queries");
	parts->sums.n = read_item_int64(reader, 0, STATE_MAX_COUNT);
	parts->sums.n_irrelevant = read_item_int64(reader, 0, STATE_MAX_COUNT);
	if (read_list_more(reader))
		read_fail(reader, "2 counts of queries expected");
	read_list_begin(reader, "sums");
	parts->has_sums = read_list_more(reader);
	for (int i = 0; parts->has_sums && i < SUMS; i++)
	{
		FixedSum   *sum = nth_sum(&parts->sums, i);

		sum->high = read_item_int64(reader, 0, parts->sums.n);
		sum->low = (uint64) read_item_int64(reader, PG_INT64_MIN, PG_INT64_MAX);
	}
	if (parts->has_sums && read_list_more(reader))
		read_fail(reader, "%d sums expected", SUMS);
	if (!parts->has_sums && (parts->sums.n > 0 || parts->sums.n_irrelevant > 0))
		read_fail(reader, "queries without sums");
}

/* Read the text form. */
Ranking *
ranking_read_text(const char *input)
{
	TextReader	reader;
	StateKind	kind;
	Parts		parts = {0};
	int64	   *count[ROW_COUNTS];
	Ranking    *state;
	const char *wrong;

	row_counts(&parts.rows, count);
	read_begin(&reader, input, STATE_RANKING, &kind);
	if (kind != KIND_QUERIES)
		read_fail(&reader, "kind \"queries\" expected");
	read_list_begin(&reader, "rows");
	for (int i = 0; i < ROW_COUNTS; i++)
		*count[i] = read_item_int64(&reader, 0, STATE_MAX_COUNT);
	if (read_list_more(&reader))
		read_fail(&reader, "%d counts expected", ROW_COUNTS);
	read_list_begin(&reader, "waiting");
	while (read_list_more(&reader))
	{
		int64		query = read_item_int64(&reader, PG_INT64_MIN, PG_INT64_MAX);
		double		relevance = read_item_double(&reader);

		take_waiting(&parts, query, relevance, read_item_double(&reader));
	}
	read_sums(&reader, &parts);
	state = assemble(&parts);
	wrong = inconsistency(state);
	if (wrong)
		read_fail(&reader, "%s", wrong);
	read_end(&reader);
	return state;
}

/* Send the binary form. */
void
ranking_send(StringInfo out, const Ranking *state)
{
	RankingRows rows = state->rows;
	RankingSums *sums = ranking_sums(state);
	WaitingItem *waiting = ranking_sorted(state);
	int64	   *count[ROW_COUNTS];

	row_counts(&rows, count);
	binary_begin(out, &state->header);
	for (int i = 0; i < ROW_COUNTS; i++)
		pq_sendint64(out, *count[i]);
	pq_sendint64(out, state->n_waiting);
	for (uint64 i = 0; i < state->n_waiting; i++)
	{
		pq_sendint64(out, waiting[i].query);
		pq_sendfloat8(out, waiting[i].item.relevance);
		pq_sendfloat8(out, waiting[i].item.score);
	}
	pq_sendint64(out, state->has_sums);
	if (sums)
	{
		pq_sendint64(out, sums->n);
		pq_sendint64(out, sums->n_irrelevant);
		for (int i = 0; i < SUMS; i++)
		{
			pq_sendint64(out, nth_sum(sums, i)->high);
			pq_sendint64(out, nth_sum(sums, i)->low);
		}
	}
}

/* Receive the sums. */
static void
recv_sums(StringInfo in, Parts *parts)
{
	parts->has_sums = binary_read_int64(in, STATE_RANKING, 0, 1);
	if (!parts->has_sums)
		return;
	parts->sums.n = binary_read_int64(in, STATE_RANKING, 0, STATE_MAX_COUNT);
	parts->sums.n_irrelevant = binary_read_int64(in, STATE_RANKING, 0, STATE_MAX_COUNT);
	for (int i = 0; i < SUMS; i++)
	{
		FixedSum   *sum = nth_sum(&parts->sums, i);

		sum->high = binary_read_int64(in, STATE_RANKING, 0, parts->sums.n);
		sum->low = (uint64) binary_read_int64(in, STATE_RANKING, PG_INT64_MIN, PG_INT64_MAX);
	}
}

/* Receive the binary form. */
Ranking *
ranking_recv(StringInfo in)
{
	StateKind	kind = binary_read_begin(in, STATE_RANKING);
	Parts		parts = {0};
	int64	   *count[ROW_COUNTS];
	int64		waiting;
	Ranking    *state;
	const char *wrong;

	row_counts(&parts.rows, count);
	if (kind != KIND_QUERIES)
		binary_fail(STATE_RANKING, "kind %s is none of a ranking", state_kind_name(kind));
	for (int i = 0; i < ROW_COUNTS; i++)
		*count[i] = binary_read_int64(in, STATE_RANKING, 0, STATE_MAX_COUNT);
	waiting = binary_read_count(in, STATE_RANKING, sizeof(WaitingItem), STATE_MAX_COUNT);
	for (int64 i = 0; i < waiting; i++)
	{
		int64		query = pq_getmsgint64(in);
		double		relevance = pq_getmsgfloat8(in);

		take_waiting(&parts, query, relevance, pq_getmsgfloat8(in));
	}
	recv_sums(in, &parts);
	state = assemble(&parts);
	wrong = inconsistency(state);
	if (wrong)
		binary_fail(STATE_RANKING, "%s", wrong);
	binary_read_end(in, STATE_RANKING);
	return state;
}
