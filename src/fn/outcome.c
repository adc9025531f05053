/*
 * outcome.c - the SQL face of drift.outcome: input and output, transitions, merge
 *
 * One transition for each argument list; aggregates with the same one share the scan. ROC AUC and
 * average precision in one step need all scores and therefore use a drift.sample, whose two sides
 * are the labels.
 */
#include "fn/choice.h"
#include "state/class_scores.h"
#include "state/outcome_estimated.h"
#include "state/outcome_weighted.h"
#include "state/sample.h"

#include <math.h>

PG_FUNCTION_INFO_V1(drift_outcome_in);
PG_FUNCTION_INFO_V1(drift_outcome_out);
PG_FUNCTION_INFO_V1(drift_outcome_recv);
PG_FUNCTION_INFO_V1(drift_outcome_send);
PG_FUNCTION_INFO_V1(drift_outcome_accum_binary);
PG_FUNCTION_INFO_V1(drift_outcome_accum_weighted);
PG_FUNCTION_INFO_V1(drift_outcome_accum_counts);
PG_FUNCTION_INFO_V1(drift_outcome_accum_score);
PG_FUNCTION_INFO_V1(drift_outcome_accum_regression);
PG_FUNCTION_INFO_V1(drift_regression_accum);
PG_FUNCTION_INFO_V1(drift_regression_accum_weighted);
PG_FUNCTION_INFO_V1(drift_rank_accum);
PG_FUNCTION_INFO_V1(drift_outcome_combine);
PG_FUNCTION_INFO_V1(drift_outcome_final);
PG_FUNCTION_INFO_V1(drift_is_exact_outcome);

/* Read the text form. */
Datum
drift_outcome_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(outcome_read_text(PG_GETARG_CSTRING(0)));
}

/* Write the text form. */
Datum
drift_outcome_out(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	initStringInfo(&out);
	outcome_write_text(&out, state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME));
	PG_RETURN_CSTRING(out.data);
}

/* Receive the binary form. */
Datum
drift_outcome_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(outcome_recv((StringInfo) PG_GETARG_POINTER(0)));
}

/* Send the binary form. */
Datum
drift_outcome_send(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	pq_begintypsend(&out);
	outcome_send(&out, state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME));
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* Read a boolean argument of which NULL is one value. */
static inline Truth
truth_arg(FunctionCallInfo fcinfo, int argno)
{
	return PG_ARGISNULL(argno) ? TRUTH_UNKNOWN : (Truth) PG_GETARG_BOOL(argno);
}

/* Take the state in argument 0, which must be of this kind. */
static inline void *
state_arg(FunctionCallInfo fcinfo, StateKind kind)
{
	MemoryContext aggcontext;
	StateHeader *state = state_writable(fcinfo, 0, STATE_OUTCOME, &aggcontext);

	state_check_kind(state, kind, "this aggregate");
	return state;
}

/* Take the binary state in argument 0, or begin one. */
static inline BinaryOutcome *
binary_arg(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) ? binary_new() : state_arg(fcinfo, KIND_BINARY);
}

/* Transition over (label, predicted, score). */
Datum
drift_outcome_accum_binary(PG_FUNCTION_ARGS)
{
	BinaryOutcome *state = binary_arg(fcinfo);
	Truth		label = truth_arg(fcinfo, 1);

	state->counts.cell[label][truth_arg(fcinfo, 2)]++;
	if (label != TRUTH_UNKNOWN && !PG_ARGISNULL(3) && !isnan(PG_GETARG_FLOAT8(3)))
		state = binary_add_score(state, label == TRUTH_TRUE, PG_GETARG_FLOAT8(3), true);
	PG_RETURN_POINTER(state);
}

/* Read a weight; NULL is left to the caller. */
static double
weight_arg(FunctionCallInfo fcinfo, int argno)
{
	double		weight = PG_GETARG_FLOAT8(argno);

	if (!(weight >= 0 && weight <= WEIGHT_LARGEST))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weight must be between 0 and %g, but is %g", WEIGHT_LARGEST, weight),
				 errhint("A row whose weight is NULL is ignored.")));
	return weight;
}

/* Give argument 0 back for a row that is ignored. */
static Datum
ignore_row(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* Transition over (label, predicted, score, weight). */
Datum
drift_outcome_accum_weighted(PG_FUNCTION_ARGS)
{
	Truth		label = truth_arg(fcinfo, 1);
	WeightedOutcome *state;
	double		weight;

	if (PG_ARGISNULL(4))
		return ignore_row(fcinfo);
	weight = weight_arg(fcinfo, 4);
	state = PG_ARGISNULL(0) ? weighted_new() : state_arg(fcinfo, KIND_WEIGHTED);
	weighted_count(state, label, truth_arg(fcinfo, 2), weight);
	if (label != TRUTH_UNKNOWN && !PG_ARGISNULL(3) && !isnan(PG_GETARG_FLOAT8(3)))
		state = weighted_add_score(state, label == TRUTH_TRUE, PG_GETARG_FLOAT8(3), weight);
	PG_RETURN_POINTER(state);
}

/* Transition over (label, predicted). */
Datum
drift_outcome_accum_counts(PG_FUNCTION_ARGS)
{
	BinaryOutcome *state = binary_arg(fcinfo);

	state->counts.cell[truth_arg(fcinfo, 1)][truth_arg(fcinfo, 2)]++;
	PG_RETURN_POINTER(state);
}

/* Transition over (label, score) for what needs sums only. */
Datum
drift_outcome_accum_score(PG_FUNCTION_ARGS)
{
	BinaryOutcome *state = binary_arg(fcinfo);
	Truth		label = truth_arg(fcinfo, 1);

	state->counts.cell[label][TRUTH_UNKNOWN]++;
	if (label != TRUTH_UNKNOWN && !PG_ARGISNULL(2) && !isnan(PG_GETARG_FLOAT8(2)))
		state = binary_add_score(state, label == TRUTH_TRUE, PG_GETARG_FLOAT8(2), false);
	PG_RETURN_POINTER(state);
}

/* Transition over (label, score) for what needs every score; a row without a label is ignored. */
Datum
drift_rank_accum(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
		return ignore_row(fcinfo);
	return sample_transition(fcinfo, PG_GETARG_BOOL(1) ? SIDE_CURRENT : SIDE_REFERENCE,
							 PG_ARGISNULL(2), PG_ARGISNULL(2) ? 0 : PG_GETARG_FLOAT8(2));
}

/* Add a row (actual, predicted) to a state of this form. */
static Datum
accum_regression(FunctionCallInfo fcinfo, ErrorsForm form, double weight)
{
	RegressionOutcome *state = PG_ARGISNULL(0) ? regression_new(form) :
		state_arg(fcinfo, KIND_REGRESSION);

	if (state->form != form)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("the state was made by another aggregate"),
				 errhint("Rows with and without weights do not go into one state.")));
	if (PG_ARGISNULL(1))
		state->sums.n_unlabelled++;
	else if (PG_ARGISNULL(2))
		state->sums.n_unpredicted++;
	else
		state = regression_add_row(state, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2), weight);
	PG_RETURN_POINTER(state);
}

/* Transition over (actual, predicted) for what needs sums only. */
Datum
drift_outcome_accum_regression(PG_FUNCTION_ARGS)
{
	return accum_regression(fcinfo, ERRORS_NONE, 1);
}

/* Transition over (actual, predicted). */
Datum
drift_regression_accum(PG_FUNCTION_ARGS)
{
	return accum_regression(fcinfo, ERRORS_COUNTED, 1);
}

/* Transition over (actual, predicted, weight). */
Datum
drift_regression_accum_weighted(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(3))
		return ignore_row(fcinfo);
	return accum_regression(fcinfo, ERRORS_WEIGHTED, weight_arg(fcinfo, 3));
}

/* Add two states; also the transition of drift.merge. */
Datum
drift_outcome_combine(PG_FUNCTION_ARGS)
{
	MemoryContext aggcontext;
	StateHeader *into = state_writable(fcinfo, 0, STATE_OUTCOME, &aggcontext);

	PG_RETURN_POINTER(outcome_merge(into, state_detoast(PG_GETARG_DATUM(1), STATE_OUTCOME)));
}

/* Give the stored form; the state itself may be shared and is left alone. */
Datum
drift_outcome_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(outcome_compact(state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME)));
}

/* Are all errors of a regression state known? */
static bool
regression_exact(const RegressionOutcome *state)
{
	if (state->form == ERRORS_WEIGHTED)
		return regression_list(regression_compact(state))->bits == 0;
	return state->form == ERRORS_NONE || dist_is_exact(regression_dist(state));
}

/* drift.is_exact(state): are all its metrics exact? */
Datum
drift_is_exact_outcome(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	BinaryOutcome *binary = (BinaryOutcome *) state;
	bool		exact = true;

	for (int label = 0; state->kind == KIND_BINARY && label < 2; label++)
		if (binary->dist_size[label] > 0 && !dist_is_exact(binary_dist(binary, label)))
			exact = false;
	if (state->kind == KIND_CLASS)
		exact = class_scores_exact((ClassOutcome *) state);
	if (state->kind == KIND_ESTIMATED)
		exact = estimated_points((EstimatedOutcome *) state).bits == 0;
	if (state->kind == KIND_WEIGHTED)
		exact = weighted_list(weighted_compact((WeightedOutcome *) state))->bits == 0;
	if (state->kind == KIND_REGRESSION)
		exact = regression_exact((RegressionOutcome *) state);
	PG_RETURN_BOOL(exact);
}
