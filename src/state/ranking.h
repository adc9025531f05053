/*
 * ranking.h - drift.ranking: what queries' rankings are worth
 *
 * A query can only be evaluated when all of its items are there, and they may come from different
 * workers. So items wait in the state, 24 bytes each, until the aggregate ends; then every query
 * becomes a few numbers (stats/ranking.h), and 4 kB of sums are all that is stored. Rows that bring
 * a whole query, as two arrays, go into the sums at once and never wait.
 */
#ifndef DRIFT_RANKING_H
#define DRIFT_RANKING_H

#include "state/confusion_io.h"
#include "state/textio.h"
#include "stats/ranking.h"

/* An item that waits for the others of its query. */
typedef struct WaitingItem
{
	uint64		query;			/* hash of the query's name */
	RankedItem	item;
} WaitingItem;

/* What the rows were like. */
typedef struct RankingRows
{
	int64		n_items;		/* items of queries */
	int64		n_unjudged;		/* of these, relevance was NULL or NaN: taken as 0 */
	int64		n_unretrieved;	/* of these, score was NULL or NaN */
	int64		n_no_query;		/* rows without a query, ignored */
} RankingRows;

/* Followed by RankingSums if has_sums, then by cap waiting items. */
typedef struct Ranking
{
	StateHeader header;
	uint64		has_sums;
	uint64		n_waiting;
	uint64		cap;
	RankingRows rows;
} Ranking;

static inline RankingSums *
ranking_sums(const Ranking *state)
{
	return state->has_sums ? (RankingSums *) (state + 1) : NULL;
}

static inline WaitingItem *
ranking_waiting(const Ranking *state)
{
	return (WaitingItem *) ((char *) (state + 1) + (state->has_sums ? sizeof(RankingSums) : 0));
}

extern Ranking *ranking_new(void);
extern RankedItem ranking_item(RankingRows *rows, bool judged, double relevance, bool retrieved,
							   double score);
extern Ranking *ranking_add_item(Ranking *state, const char *query, Size length, RankedItem item);
extern Ranking *ranking_add_query(Ranking *state, RankedItem *item, Size n);
extern void ranking_evaluate(RankedItem *item, Size n, Size last, QueryValues *values);
extern Ranking *ranking_state_merge(Ranking *into, const Ranking *from);
extern Ranking *ranking_close(const Ranking *state);

/* ranking_io.c */
extern void ranking_write_text(StringInfo out, const Ranking *state);
extern Ranking *ranking_read_text(const char *input);
extern void ranking_send(StringInfo out, const Ranking *state);
extern Ranking *ranking_recv(StringInfo in);
extern WaitingItem *ranking_sorted(const Ranking *state);
extern Ranking *ranking_alloc(bool sums, uint64 cap);

#endif							/* DRIFT_RANKING_H */
