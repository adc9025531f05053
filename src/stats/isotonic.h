/*
 * isotonic.h - isotonic regression of labels on scores, and whether it is worth it
 */
#ifndef DRIFT_ISOTONIC_H
#define DRIFT_ISOTONIC_H

#include "stats/points.h"

/* Scores closer than this are one score, as scikit-learn has it. */
#define ISOTONIC_RESOLUTION 1e-15

/* A corner of the calibration curve; x and y both ascend. */
typedef struct Knot
{
	double		x;				/* score */
	double		y;				/* probability */
} Knot;

/* Rows that share one fitted value. */
typedef struct IsotonicBlock
{
	double		first;			/* lowest and highest score */
	double		last;
	int64_t		n;
	int64_t		positive;
} IsotonicBlock;

/*
 * Fit the curve to finite scores in ascending order, labels whole. block holds as many entries as
 * there are points, knot twice as many; returns the number of knots.
 */
extern size_t isotonic_fit(const ScorePoint *point, size_t n, IsotonicBlock *block, Knot *knot);

/* Read the curve (at least one knot) at a score. */
extern double isotonic_value(const Knot *knot, size_t n, double score);

/* What cross-validation says about calibrating. */
typedef struct CalibrationCheck
{
	bool		needed;
	double		roc_auc;		/* NaN: only one class */
	double		ece_raw;		/* NaN: not evaluated */
	double		ece_calibrated;
	const char *reason;
} CalibrationCheck;

/* Room that calibration_check() needs for n points. */
typedef struct CheckRoom
{
	ScorePoint *train;
	IsotonicBlock *block;
	Knot	   *knot;			/* twice as many */
	uint32_t   *fold;			/* rows of each point and label by fold: 20 times as many */
	double	   *calibrated;		/* sums of out-of-fold values */
} CheckRoom;

extern CalibrationCheck calibration_check(const ScorePoint *point, size_t n, CheckRoom *room);

#endif							/* DRIFT_ISOTONIC_H */
