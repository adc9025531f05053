/*
 * calibrator.h - drift.calibrator: what a score has meant so far
 *
 * Rows and positive labels by distinct score, which add up, and the calibration curve fitted to
 * them, which does not: the stored form has the curve's knots first, so that reading a probability
 * off a stored calibrator touches nothing else.
 */
#ifndef DRIFT_CALIBRATOR_H
#define DRIFT_CALIBRATOR_H

#include "state/score_list.h"
#include "stats/isotonic.h"

#define CALIBRATOR_MOST 262144	/* distinct scores kept exactly */

/* Followed by n_knots Knots and a ScoreList. */
typedef struct Calibrator
{
	StateHeader header;
	int64		n_missing;		/* rows without label or finite score */
	int64		n_rows;			/* rows in the list */
	uint64		n_knots;		/* 0 while live */
} Calibrator;

static inline Knot *
calibrator_knots(const Calibrator *state)
{
	return (Knot *) (state + 1);
}

static inline ScoreList *
calibrator_list(const Calibrator *state)
{
	return (ScoreList *) (calibrator_knots(state) + state->n_knots);
}

extern Calibrator *calibrator_new(void);
extern Calibrator *calibrator_add(Calibrator *state, double score, bool label);
extern Calibrator *calibrator_merge(Calibrator *into, const Calibrator *from);
extern Calibrator *calibrator_compact(const Calibrator *state);
extern Calibrator *calibrator_of_points(PointList *points, int64 n_missing);
extern PointList calibrator_points(const Calibrator *state);
extern CalibrationCheck calibrator_check(const Calibrator *state);

extern void calibrator_write_text(StringInfo out, const Calibrator *state);
extern Calibrator *calibrator_read_text(const char *input);
extern void calibrator_send(StringInfo out, const Calibrator *state);
extern Calibrator *calibrator_recv(StringInfo in);

#endif							/* DRIFT_CALIBRATOR_H */
