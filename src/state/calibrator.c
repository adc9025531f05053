/*
 * calibrator.c - drift.calibrator: what a score has meant so far
 *
 *   drift.calibrator 1 binary {missing:0 bits:0 scores:[0.1 0.7] counts:[3 5] positives:[0 4]}
 *
 * The knots are never read from outside: they follow from the rest.
 */
#include "state/calibrator.h"

#include "state/confusion_io.h"

/* Allocate a live state with room for so many points. */
static Calibrator *
alloc_live(uint32 cap)
{
	Calibrator *state = state_alloc(sizeof(Calibrator) + score_list_size(cap), STATE_CALIBRATOR,
									KIND_BINARY);

	calibrator_list(state)->cap = cap;
	return state;
}

/* Make an empty state. */
Calibrator *
calibrator_new(void)
{
	return alloc_live(0);
}

/* Make sure that there is room for more points: join those there are, then grow if need be. */
static Calibrator *
make_room(Calibrator *state, size_t more)
{
	ScoreList  *list = calibrator_list(state);
	Calibrator *larger;
	uint32		cap;

	if (list->width == 0 && list->n + more <= list->cap)
		return state;
	if (list->width == 0)
		score_list_tidy(list, CALIBRATOR_MOST);
	cap = score_list_room(list, more, CALIBRATOR_MOST);
	if (list->width == 0 && cap <= list->cap)
		return state;
	larger = alloc_live(cap);
	larger->n_missing = state->n_missing;
	larger->n_rows = state->n_rows;
	score_list_move(calibrator_list(larger), cap, list);
	return larger;
}

/* Add a row with a finite score; the result is the state or a larger copy. */
Calibrator *
calibrator_add(Calibrator *state, double score, bool label)
{
	state = make_room(state, 1);
	score_list_add(calibrator_list(state), score, (FixedSum) {label, 0});
	state->n_rows++;
	return state;
}

/* Add a state; the result is `into` (writable) or a larger copy. */
Calibrator *
calibrator_merge(Calibrator *into, const Calibrator *from)
{
	if (into->n_rows > STATE_MAX_COUNT - from->n_rows ||
		into->n_missing > STATE_MAX_COUNT - from->n_missing)
		counts_overflow(STATE_CALIBRATOR);
	into = make_room(into, calibrator_list(from)->n);
	score_list_append(calibrator_list(into), calibrator_list(from));
	into->n_rows += from->n_rows;
	into->n_missing += from->n_missing;
	return into;
}

/* Put a stored state together from tidy points: fit the curve. */
static Calibrator *
assemble(const PointList *points, int64 n_missing)
{
	Size		n = Max(points->n, 1);
	IsotonicBlock *block = palloc_extended(n * sizeof(IsotonicBlock), MCXT_ALLOC_HUGE);
	Knot	   *knot = palloc_extended(n * 2 * sizeof(Knot), MCXT_ALLOC_HUGE);
	size_t		knots = isotonic_fit(points->point, points->n, block, knot);
	Calibrator *state = state_alloc(sizeof(Calibrator) + knots * sizeof(Knot) +
									score_list_packed_size(points), STATE_CALIBRATOR, KIND_BINARY);

	state->header.flags |= STATE_COMPACT;
	state->n_missing = n_missing;
	for (size_t i = 0; i < points->n; i++)
		state->n_rows += points->point[i].n;
	state->n_knots = knots;
	memcpy(calibrator_knots(state), knot, knots * sizeof(Knot));
	score_list_pack(calibrator_list(state), points);
	pfree(block);
	pfree(knot);
	return state;
}

/* Make the stored form of labelled points, ascending and distinct. */
Calibrator *
calibrator_of_points(PointList *points, int64 n_missing)
{
	if (points->n > CALIBRATOR_MOST)
	{
		points->bits = points_bits(points->point, points->n, CALIBRATOR_MOST);
		points->n = points_round(points->point, points->n, points->bits);
	}
	return assemble(points, n_missing);
}

/* Give the points, ascending and distinct. */
PointList
calibrator_points(const Calibrator *state)
{
	return score_list_points(calibrator_list(state), CALIBRATOR_MOST);
}

/* Make the stored form. */
Calibrator *
calibrator_compact(const Calibrator *state)
{
	PointList	points = calibrator_points(state);
	Calibrator *result = assemble(&points, state->n_missing);

	pfree(points.point);
	return result;
}

/* Does calibrating pay? */
CalibrationCheck
calibrator_check(const Calibrator *state)
{
	PointList	points = calibrator_points(state);
	size_t		n = Max(points.n, 1);
	CheckRoom	room = {
		.train = palloc_extended(n * sizeof(ScorePoint), MCXT_ALLOC_HUGE),
		.block = palloc_extended(n * sizeof(IsotonicBlock), MCXT_ALLOC_HUGE),
		.knot = palloc_extended(n * 2 * sizeof(Knot), MCXT_ALLOC_HUGE),
		.fold = palloc_extended(n * 20 * sizeof(uint32), MCXT_ALLOC_HUGE),
		.calibrated = palloc_extended(n * sizeof(double), MCXT_ALLOC_HUGE),
	};

	return calibration_check(points.point, points.n, &room);
}

/* Write the text form. */
void
calibrator_write_text(StringInfo out, const Calibrator *state)
{
	PointList	points = calibrator_points(state);

	text_begin(out, &state->header);
	text_int64(out, "missing", state->n_missing);
	score_list_write_text(out, &points, true);
	text_end(out);
}

/* Read the text form. */
Calibrator *
calibrator_read_text(const char *input)
{
	TextReader	reader;
	StateKind	kind;
	PointList	points;
	int64		n_missing;

	read_begin(&reader, input, STATE_CALIBRATOR, &kind);
	if (kind != KIND_BINARY)
		read_fail(&reader, "kind \"binary\" expected");
	n_missing = read_int64(&reader, "missing", 0, STATE_MAX_COUNT);
	points = score_list_read_text(&reader, CALIBRATOR_MOST, true);
	read_end(&reader);
	return assemble(&points, n_missing);
}

/* Send the binary form. */
void
calibrator_send(StringInfo out, const Calibrator *state)
{
	PointList	points = calibrator_points(state);

	binary_begin(out, &state->header);
	pq_sendint64(out, state->n_missing);
	score_list_send(out, &points);
}

/* Receive the binary form. */
Calibrator *
calibrator_recv(StringInfo in)
{
	StateKind	kind = binary_read_begin(in, STATE_CALIBRATOR);
	PointList	points;
	int64		n_missing;

	if (kind != KIND_BINARY)
		binary_fail(STATE_CALIBRATOR, "kind %s is none of a calibrator", state_kind_name(kind));
	n_missing = binary_read_int64(in, STATE_CALIBRATOR, 0, STATE_MAX_COUNT);
	points = score_list_recv(in, STATE_CALIBRATOR, CALIBRATOR_MOST, true);
	binary_read_end(in, STATE_CALIBRATOR);
	return assemble(&points, n_missing);
}
