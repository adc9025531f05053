/*
 * outcome_estimated.c - drift.outcome of kind estimated: predictions, and probabilities of labels
 * that are not known
 *
 *   drift.outcome 1 estimated {rows:[2 3 0] expected:[0 1 2 0 0 0] missing:0 bits:0 scores:[...]
 *   counts:[...] positives:[...] fractions:[...]}
 *
 * rows by prediction (false, true, unknown); expected positives as pairs of whole units and
 * 2^-64ths.
 */
#include "state/outcome_estimated.h"

#include "state/confusion_io.h"

/* Allocate a live state with room for so many points. */
static EstimatedOutcome *
alloc_live(uint32 cap)
{
	EstimatedOutcome *state = state_alloc(sizeof(EstimatedOutcome) + score_list_size(cap),
										  STATE_OUTCOME, KIND_ESTIMATED);

	estimated_list(state)->cap = cap;
	return state;
}

/* Make an empty state. */
EstimatedOutcome *
estimated_new(void)
{
	return alloc_live(0);
}

/* Make sure that there is room for more points: join those there are, then grow if need be. */
static EstimatedOutcome *
make_room(EstimatedOutcome *state, size_t more)
{
	ScoreList  *list = estimated_list(state);
	EstimatedOutcome *larger;
	uint32		cap;

	if (list->width == 0 && list->n + more <= list->cap)
		return state;
	if (list->width == 0)
		score_list_tidy(list, ESTIMATED_MOST);
	cap = score_list_room(list, more, ESTIMATED_MOST);
	if (list->width == 0 && cap <= list->cap)
		return state;
	larger = alloc_live(cap);
	larger->counts = state->counts;
	score_list_move(estimated_list(larger), cap, list);
	return larger;
}

/* Take a row's score (not NaN) with its probability. */
EstimatedOutcome *
estimated_add_score(EstimatedOutcome *state, double probability, double score)
{
	FixedSum	positive = {0, 0};

	fixed_add(&positive, probability);
	state = make_room(state, 1);
	score_list_add(estimated_list(state), score, positive);
	return state;
}

/* Add a state; the result is `into` (writable) or a larger copy. */
EstimatedOutcome *
estimated_merge(EstimatedOutcome *into, const EstimatedOutcome *from)
{
	int64		rows = 0;

	into = make_room(into, estimated_list(from)->n);
	score_list_append(estimated_list(into), estimated_list(from));
	if (!expected_merge(&into->counts, &from->counts) || into->counts.n_missing > STATE_MAX_COUNT)
		counts_overflow(STATE_OUTCOME);
	for (int i = 0; i < 3; i++)
		if (into->counts.rows[i] > STATE_MAX_COUNT - rows)
			counts_overflow(STATE_OUTCOME);
		else
			rows += into->counts.rows[i];
	into->header.flags &= ~STATE_COMPACT;
	return into;
}

/* Give the points, ascending and distinct. */
PointList
estimated_points(const EstimatedOutcome *state)
{
	return score_list_points(estimated_list(state), ESTIMATED_MOST);
}

/* Put a stored state together. */
static EstimatedOutcome *
assemble(const ExpectedCounts *counts, const PointList *points)
{
	EstimatedOutcome *state = state_alloc(sizeof(EstimatedOutcome) + score_list_packed_size(points),
										  STATE_OUTCOME, KIND_ESTIMATED);

	state->header.flags |= STATE_COMPACT;
	state->counts = *counts;
	score_list_pack(estimated_list(state), points);
	return state;
}

/* Make the stored form of points in any order. */
EstimatedOutcome *
estimated_of_points(const ExpectedCounts *counts, PointList *points)
{
	score_list_join(points, ESTIMATED_MOST);
	return assemble(counts, points);
}

/* Make the stored form. */
EstimatedOutcome *
estimated_compact(const EstimatedOutcome *state)
{
	PointList	points = estimated_points(state);
	EstimatedOutcome *result = assemble(&state->counts, &points);

	pfree(points.point);
	return result;
}

/* Do the parts of a state that came from outside fit together? Returns what does not, or NULL. */
static const char *
inconsistency(const ExpectedCounts *counts, const PointList *points)
{
	FixedSum	positive = {0, 0};
	FixedSum	ranked = {0, 0};
	int64		rows = 0;
	int64		scores = 0;

	for (int i = 0; i < 3; i++)
	{
		if (counts->positive[i].high > counts->rows[i] ||
			(counts->positive[i].high == counts->rows[i] && counts->positive[i].low > 0))
			return "more positives than rows";
		if (counts->rows[i] > STATE_MAX_COUNT - rows)
			return "too many rows";
		rows += counts->rows[i];
		fixed_merge(&positive, &counts->positive[i]);
	}
	for (size_t i = 0; i < points->n; i++)
	{
		scores += points->point[i].n;
		fixed_merge(&ranked, &points->point[i].positive);
	}
	if (scores > rows)
		return "more scores than rows";
	if (ranked.high > positive.high || (ranked.high == positive.high && ranked.low > positive.low))
		return "more positives by score than by prediction";
	return NULL;
}

/* Write the fields. */
void
estimated_write_text(StringInfo out, const EstimatedOutcome *state)
{
	PointList	points = estimated_points(state);

	text_list_begin(out, "rows");
	for (int i = 0; i < 3; i++)
		text_item_int64(out, state->counts.rows[i]);
	text_list_end(out);
	text_list_begin(out, "expected");
	for (int i = 0; i < 3; i++)
	{
		text_item_int64(out, state->counts.positive[i].high);
		text_item_int64(out, (int64) state->counts.positive[i].low);
	}
	text_list_end(out);
	text_int64(out, "missing", state->counts.n_missing);
	score_list_write_text(out, &points, false);
}

/* Read the fields. */
EstimatedOutcome *
estimated_read_text(TextReader *reader)
{
	ExpectedCounts counts;
	PointList	points;
	const char *wrong;

	read_list_begin(reader, "rows");
	for (int i = 0; i < 3; i++)
		counts.rows[i] = read_item_int64(reader, 0, STATE_MAX_COUNT);
	if (read_list_more(reader))
		read_fail(reader, "3 counts expected");
	read_list_begin(reader, "expected");
	for (int i = 0; i < 3; i++)
	{
		counts.positive[i].high = read_item_int64(reader, 0, STATE_MAX_COUNT);
		counts.positive[i].low = (uint64) read_item_int64(reader, PG_INT64_MIN, PG_INT64_MAX);
	}
	if (read_list_more(reader))
		read_fail(reader, "3 sums expected");
	counts.n_missing = read_int64(reader, "missing", 0, STATE_MAX_COUNT);
	points = score_list_read_text(reader, ESTIMATED_MOST, false);
	wrong = inconsistency(&counts, &points);
	if (wrong)
		read_fail(reader, "%s", wrong);
	return assemble(&counts, &points);
}

/* Send the body. */
void
estimated_send(StringInfo out, const EstimatedOutcome *state)
{
	PointList	points = estimated_points(state);

	for (int i = 0; i < 3; i++)
	{
		pq_sendint64(out, state->counts.rows[i]);
		pq_sendint64(out, state->counts.positive[i].high);
		pq_sendint64(out, state->counts.positive[i].low);
	}
	pq_sendint64(out, state->counts.n_missing);
	score_list_send(out, &points);
}

/* Receive the body. */
EstimatedOutcome *
estimated_recv(StringInfo in)
{
	ExpectedCounts counts;
	PointList	points;
	const char *wrong;

	for (int i = 0; i < 3; i++)
	{
		counts.rows[i] = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
		counts.positive[i].high = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
		counts.positive[i].low = (uint64) pq_getmsgint64(in);
	}
	counts.n_missing = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	points = score_list_recv(in, STATE_OUTCOME, ESTIMATED_MOST, false);
	wrong = inconsistency(&counts, &points);
	if (wrong)
		binary_fail(STATE_OUTCOME, "%s", wrong);
	return assemble(&counts, &points);
}
