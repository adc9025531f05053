/*
 * frame.h - values as seen from the middle of the data, in units of its range
 */
#ifndef DRIFT_FRAME_H
#define DRIFT_FRAME_H

#include <math.h>

#include "stats/view.h"

/*
 * Where the values lie: statistics computed on (value - pivot) * scale that depend on neither
 * lose no digits far from zero and neither overflow nor underflow.
 */
typedef struct Frame
{
	double		pivot;
	double		narrow;			/* 1, or less where the range itself would overflow */
	double		scale;			/* a power of two */
} Frame;

/* Choose the frame of two sides. */
static inline Frame
frame_of(const NumView *a, const NumView *b)
{
	double		low = fmin(a->value[0], b->value[0]);
	double		high = fmax(a->value[a->len - 1], b->value[b->len - 1]);
	Frame		frame = {a->value[a->len / 2], isinf(high - low) ? 0.25 : 1, 1};
	double		width = high * frame.narrow - low * frame.narrow;
	int			exponent;

	if (width > 0 && isfinite(width))
	{
		frexp(width, &exponent);
		frame.scale = ldexp(1, exponent < -1000 ? 1000 : -exponent);
	}
	return frame;
}

static inline double
framed(const Frame *frame, double value)
{
	return (value * frame->narrow - frame->pivot * frame->narrow) * frame->scale;
}

#endif							/* DRIFT_FRAME_H */
