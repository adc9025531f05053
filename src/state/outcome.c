/*
 * outcome.c - drift.outcome: what works on every kind
 */
#include "state/outcome.h"

#include <math.h>

#include "state/outcome_estimated.h"
#include "state/outcome_weighted.h"

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
			return &regression_outcome_merge((RegressionOutcome *) into,
											 (const RegressionOutcome *) from)->header;
	}
}

/* Make the stored form. */
StateHeader *
outcome_compact(const StateHeader *state)
{
	if (state->kind == KIND_BINARY)
		return &binary_compact((const BinaryOutcome *) state)->header;
	if (state->kind == KIND_CLASS)
		return &class_compact((const ClassOutcome *) state)->header;
	if (state->kind == KIND_ESTIMATED)
		return &estimated_compact((const EstimatedOutcome *) state)->header;
	if (state->kind == KIND_WEIGHTED)
		return &weighted_compact((const WeightedOutcome *) state)->header;
	return &regression_compact((const RegressionOutcome *) state)->header;
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
