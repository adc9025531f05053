/*
 * ranking.h - how well queries' items are ranked: NDCG, MAP, MRR, precision, recall, hit rate
 *
 * Each query gives a value for each metric and cut-off, in [0, 1]; what is kept of the queries is
 * their number and, exactly, the sums of these values and of their squares.
 */
#ifndef DRIFT_RANKING_STATS_H
#define DRIFT_RANKING_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/interval.h"
#include "stats/sum.h"

#define RANKING_CUTOFFS 17		/* cut-offs kept; the last one is the whole list */
#define RANKING_WHOLE (RANKING_CUTOFFS - 1)

typedef enum RankingMetric
{
	RANKING_NDCG,				/* gain: relevance */
	RANKING_NDCG_EXP,			/* gain: 2^relevance - 1 */
	RANKING_MAP,
	RANKING_MRR,
	RANKING_PRECISION,
	RANKING_RECALL,
	RANKING_HIT_RATE,
	RANKING_METRICS
} RankingMetric;

/* An item of a query. */
typedef struct RankedItem
{
	double		relevance;		/* not negative; more than 0: relevant */
	double		score;			/* NaN: not retrieved */
} RankedItem;

/* What a query is worth. */
typedef struct QueryValues
{
	size_t		n_retrieved;
	size_t		n_relevant;		/* 0: the values mean nothing */
	double		value[RANKING_CUTOFFS][RANKING_METRICS];
} QueryValues;

typedef struct RankingSums
{
	int64_t		n;				/* queries with a relevant item */
	int64_t		n_irrelevant;	/* queries without one */
	FixedSum	sum[RANKING_CUTOFFS][RANKING_METRICS];
	FixedSum	square[RANKING_CUTOFFS][RANKING_METRICS];
} RankingSums;

extern const int ranking_cutoff[RANKING_WHOLE];

extern int	ranking_cutoff_index(int k);	/* -1: not kept */
extern int	ranking_compare(const RankedItem *a, const RankedItem *b);	/* best first */

/*
 * Items best first; scratch: n numbers. With a cut-off `last` only the slot of the whole list is
 * filled, with what so many positions give.
 */
extern void ranking_query(const RankedItem *item, size_t n, size_t last, double *scratch,
						  QueryValues *values);
extern void ranking_add(RankingSums *sums, const QueryValues *values);
extern bool ranking_merge(RankingSums *into, const RankingSums *from);	/* false: overflow */
extern Estimate ranking_estimate(const RankingSums *sums, RankingMetric metric, int cutoff,
								 bool irrelevant_as_zero, double alpha);

#endif							/* DRIFT_RANKING_STATS_H */
