/*
 * points.h - distinct scores, each with its rows and the (expected) positives among them
 *
 * What calibration and performance estimation see of a model: everything that the order of the
 * scores and the labels behind them can tell. While there are few distinct scores the list is
 * exact. Beyond that scores are rounded towards zero to fewer bits, all to the same number, and
 * always to the most bits with which they fit: the list depends on the rows alone, not on their
 * order or on the way in which lists were added. A score moves by less than 2^(bits - 52) of its
 * size.
 */
#ifndef DRIFT_POINTS_H
#define DRIFT_POINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/sum.h"
#include "stats/view.h"

#define POINTS_MOST_BITS 52		/* rounding away more would change exponents */

typedef struct ScorePoint
{
	double		score;			/* not NaN, not -0 */
	int64_t		n;				/* rows */
	FixedSum	positive;		/* sum of their labels, or of their probabilities; at most n */
} ScorePoint;

/* The rows behind a list. */
typedef struct PointTotals
{
	double		n;
	double		positive;
	double		negative;
} PointTotals;

/* Sort points and add up those with equal scores; scratch holds as many. Returns what remains. */
extern size_t points_join(ScorePoint *point, size_t n, ScorePoint *scratch);

/* Of sorted distinct points: the fewest bits to round away so that at most `most` are left. */
extern int	points_bits(const ScorePoint *point, size_t n, size_t most);

/* Round sorted points and add up those that become equal. */
extern size_t points_round(ScorePoint *point, size_t n, int bits);

extern PointTotals points_totals(const ScorePoint *point, size_t n);

/* Make points of the scores of negative and positive rows; returns how many. */
extern size_t points_of_views(const NumView *negative, const NumView *positive, ScorePoint *point);

/* Round a score as points_round() does. */
static inline double
score_rounded(double score, int bits)
{
	uint64_t	word;

	if (bits == 0)
		return score;
	__builtin_memcpy(&word, &score, sizeof(word));
	word &= ~((UINT64_C(1) << bits) - 1);
	__builtin_memcpy(&score, &word, sizeof(word));
	return score + 0.0;
}

/* n rows of one probability: exactly what adding it n times gives. */
static inline FixedSum
fixed_times(double probability, int64_t n)
{
	FixedSum	one = {0, 0};
	unsigned __int128 product;

	fixed_add(&one, probability);
	product = (unsigned __int128) one.low * (uint64_t) n;
	return (FixedSum) {one.high * n + (int64_t) (product >> 64), (uint64_t) product};
}

/* The positives of a point as a number. */
static inline double
point_positive(const ScorePoint *point)
{
	return fixed_value(&point->positive);
}

/* The negatives of a point: exact while the positives are whole. */
static inline double
point_negative(const ScorePoint *point)
{
	return (double) (point->n - point->positive.high) - (double) point->positive.low / FIXED_UNIT;
}

#endif							/* DRIFT_POINTS_H */
