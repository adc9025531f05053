/*
 * outcome.c - drift.outcome: what works on every kind, and kind regression
 */
#include "state/outcome.h"

#include <math.h>

#include "state/outcome_estimated.h"
#include "state/outcome_weighted.h"
#include "utils/float.h"

#define REGRESSION_COUNTS 5
#define REGRESSION_SUMS 20

/* Make an empty state of kind regression. */
RegressionOutcome *
regression_new(void)
{
	return state_alloc(sizeof(RegressionOutcome), STATE_OUTCOME, KIND_REGRESSION);
}

/* Copy a state of fixed size. */
static StateHeader *
copy_state(const StateHeader *state)
{
	StateHeader *copy = palloc(VARSIZE(state));

	memcpy(copy, state, VARSIZE(state));
	return copy;
}

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
StateHeader *
outcome_merge(StateHeader *into, const StateHeader *from)
{
	if (into->kind != from->kind)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("cannot merge a drift.outcome of kind %s with one of kind %s",
						state_kind_name(from->kind), state_kind_name(into->kind)),
				 errhint("Merge the states of one model only.")));
	switch (into->kind)
	{
		case KIND_BINARY:
			return &binary_merge((BinaryOutcome *) into, (const BinaryOutcome *) from)->header;
		case KIND_CLASS:
			return &class_merge((ClassOutcome *) into, (const ClassOutcome *) from)->header;
		case KIND_ESTIMATED:
			return &estimated_merge((EstimatedOutcome *) into,
									(const EstimatedOutcome *) from)->header;
		case KIND_WEIGHTED:
			return &weighted_outcome_merge((WeightedOutcome *) into,
										   (const WeightedOutcome *) from)->header;
		default:
			if (!regression_merge(&((RegressionOutcome *) into)->sums,
								  &((const RegressionOutcome *) from)->sums))
				counts_overflow(STATE_OUTCOME);
			into->flags &= ~STATE_COMPACT;
			return into;
	}
}

/* List the counts of the error sums, for both forms. */
static void
regression_counts(RegressionSums *sums, int64 *list[REGRESSION_COUNTS])
{
	list[0] = (int64 *) &sums->n;
	list[1] = (int64 *) &sums->n_unlabelled;
	list[2] = (int64 *) &sums->n_unpredicted;
	list[3] = (int64 *) &sums->n_not_finite;
	list[4] = (int64 *) &sums->n_zero;
}

/* List the sums, for both forms. */
static void
regression_sums(RegressionSums *sums, double *list[REGRESSION_SUMS])
{
	CompensatedSum *pair[] = {&sums->error, &sums->absolute, &sums->squared, &sums->fourth,
		&sums->percentage, &sums->percentage_squared, &sums->symmetric, &sums->symmetric_squared,
		&sums->mean_actual, &sums->m2_actual
	};

	for (int i = 0; i < (int) lengthof(pair); i++)
	{
		list[2 * i] = &pair[i]->sum;
		list[2 * i + 1] = &pair[i]->lost;
	}
}

/* Give every NaN, which sums get when they overflow, the same bits: text has but one. */
static void
regression_unify(RegressionSums *sums)
{
	double	   *sum[REGRESSION_SUMS];

	regression_sums(sums, sum);
	for (int i = 0; i < REGRESSION_SUMS; i++)
		if (isnan(*sum[i]))
			*sum[i] = get_float8_nan();
}

/* Make the stored form. */
StateHeader *
outcome_compact(const StateHeader *state)
{
	StateHeader *copy;

	if (state->kind == KIND_BINARY)
		return &binary_compact((const BinaryOutcome *) state)->header;
	if (state->kind == KIND_CLASS)
		return &class_compact((const ClassOutcome *) state)->header;
	if (state->kind == KIND_ESTIMATED)
		return &estimated_compact((const EstimatedOutcome *) state)->header;
	if (state->kind == KIND_WEIGHTED)
		return &weighted_compact((const WeightedOutcome *) state)->header;
	copy = copy_state(state);
	regression_unify(&((RegressionOutcome *) copy)->sums);
	copy->flags |= STATE_COMPACT;
	return copy;
}

/* Write the fields of kind regression. */
static void
regression_write_text(StringInfo out, const RegressionOutcome *state)
{
	RegressionSums sums = state->sums;
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_SUMS];

	regression_counts(&sums, count);
	regression_sums(&sums, sum);
	text_list_begin(out, "counts");
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		text_item_int64(out, *count[i]);
	text_list_end(out);
	text_list_begin(out, "sums");
	for (int i = 0; i < REGRESSION_SUMS; i++)
		text_item_double(out, *sum[i]);
	text_list_end(out);
}

/* Could these sums come from rows? Squares are not negative, and no rows have no errors. */
static const char *
regression_inconsistency(const RegressionSums *sums)
{
	if (sums->n_zero > sums->n)
		return "more rows with an actual value of 0 than rows";
	if (sums->squared.sum < 0 || sums->fourth.sum < 0 || sums->absolute.sum < 0 ||
		sums->percentage.sum < 0 || sums->symmetric.sum < 0 || sums->m2_actual.sum < 0)
		return "a sum of squares or of absolute values is negative";
	if (sums->n == 0 && (sums->absolute.sum != 0 || sums->m2_actual.sum != 0))
		return "sums without rows";
	return NULL;
}

/* Read the fields of kind regression. */
static RegressionOutcome *
regression_read_text(TextReader *reader)
{
	RegressionOutcome *state = regression_new();
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_SUMS];
	const char *wrong;

	regression_counts(&state->sums, count);
	regression_sums(&state->sums, sum);
	read_list_begin(reader, "counts");
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		*count[i] = read_item_int64(reader, 0, STATE_MAX_COUNT);
	if (read_list_more(reader))
		read_fail(reader, "%d counts expected", REGRESSION_COUNTS);
	read_list_begin(reader, "sums");
	for (int i = 0; i < REGRESSION_SUMS; i++)
		*sum[i] = read_item_double(reader);
	if (read_list_more(reader))
		read_fail(reader, "%d sums expected", REGRESSION_SUMS);
	wrong = regression_inconsistency(&state->sums);
	if (wrong)
		read_fail(reader, "%s", wrong);
	state->header.flags |= STATE_COMPACT;
	return state;
}

/* Send the body of kind regression. */
static void
regression_send(StringInfo out, const RegressionOutcome *state)
{
	RegressionSums sums = state->sums;
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_SUMS];

	regression_counts(&sums, count);
	regression_sums(&sums, sum);
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		pq_sendint64(out, *count[i]);
	for (int i = 0; i < REGRESSION_SUMS; i++)
		pq_sendfloat8(out, *sum[i]);
}

/* Receive the body of kind regression. */
static RegressionOutcome *
regression_recv(StringInfo in)
{
	RegressionOutcome *state = regression_new();
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_SUMS];
	const char *wrong;

	regression_counts(&state->sums, count);
	regression_sums(&state->sums, sum);
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		*count[i] = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	for (int i = 0; i < REGRESSION_SUMS; i++)
		*sum[i] = pq_getmsgfloat8(in);
	regression_unify(&state->sums);
	wrong = regression_inconsistency(&state->sums);
	if (wrong)
		binary_fail(STATE_OUTCOME, "%s", wrong);
	state->header.flags |= STATE_COMPACT;
	return state;
}

/* Write the text form. */
void
outcome_write_text(StringInfo out, const StateHeader *state)
{
	text_begin(out, state);
	if (state->kind == KIND_BINARY)
		binary_write_text(out, (const BinaryOutcome *) state);
	else if (state->kind == KIND_CLASS)
		class_write_text(out, (const ClassOutcome *) state);
	else if (state->kind == KIND_ESTIMATED)
		estimated_write_text(out, (const EstimatedOutcome *) state);
	else if (state->kind == KIND_WEIGHTED)
		weighted_write_text(out, (const WeightedOutcome *) state);
	else
		regression_write_text(out, (const RegressionOutcome *) state);
	text_end(out);
}

/* Read the text form. */
StateHeader *
outcome_read_text(const char *input)
{
	TextReader	reader;
	StateKind	kind;
	StateHeader *state;

	read_begin(&reader, input, STATE_OUTCOME, &kind);
	if (kind == KIND_BINARY)
		state = &binary_read_text(&reader)->header;
	else if (kind == KIND_CLASS)
		state = &class_read_text(&reader)->header;
	else if (kind == KIND_ESTIMATED)
		state = &estimated_read_text(&reader)->header;
	else if (kind == KIND_WEIGHTED)
		state = &weighted_read_text(&reader)->header;
	else if (kind == KIND_REGRESSION)
		state = &regression_read_text(&reader)->header;
	else
		read_fail(&reader, "kind \"binary\", \"weighted\", \"class\", \"regression\" or "
				  "\"estimated\" expected");
	read_end(&reader);
	return state;
}

/* Send the binary form. */
void
outcome_send(StringInfo out, const StateHeader *state)
{
	binary_begin(out, state);
	if (state->kind == KIND_BINARY)
		binary_send(out, (const BinaryOutcome *) state);
	else if (state->kind == KIND_CLASS)
		class_send(out, (const ClassOutcome *) state);
	else if (state->kind == KIND_ESTIMATED)
		estimated_send(out, (const EstimatedOutcome *) state);
	else if (state->kind == KIND_WEIGHTED)
		weighted_send(out, (const WeightedOutcome *) state);
	else
		regression_send(out, (const RegressionOutcome *) state);
}

/* Receive the binary form. */
StateHeader *
outcome_recv(StringInfo in)
{
	StateKind	kind = binary_read_begin(in, STATE_OUTCOME);
	StateHeader *state;

	if (kind == KIND_BINARY)
		state = &binary_recv(in)->header;
	else if (kind == KIND_CLASS)
		state = &class_recv(in)->header;
	else if (kind == KIND_ESTIMATED)
		state = &estimated_recv(in)->header;
	else if (kind == KIND_WEIGHTED)
		state = &weighted_recv(in)->header;
	else if (kind == KIND_REGRESSION)
		state = &regression_recv(in)->header;
	else
		binary_fail(STATE_OUTCOME, "kind %s is none of an outcome", state_kind_name(kind));
	binary_read_end(in, STATE_OUTCOME);
	return state;
}
