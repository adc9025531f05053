/*
 * state.c - allocate, detoast and check states of every type
 */
#include "state/state.h"

#include "utils/memutils.h"

static const char *const type_names[] = {
	"?", "drift.sample", "drift.profile", "drift.outcome", "drift.fairness", "drift.calibrator",
	"drift.profiles", "drift.ranking"
};

static const char *const kind_names[] = {
	"?", "numeric", "category", "binary", "class", "regression", "groups",
	"estimated", "keys", "weighted", "queries"
};

/* Name a state's type as SQL spells it. */
const char *
state_type_name(StateType type)
{
	return type_names[type >= STATE_SAMPLE && type <= STATE_LAST ? type : 0];
}

/* Name a state's kind as the text form spells it. */
const char *
state_kind_name(StateKind kind)
{
	return kind_names[kind >= KIND_NUMERIC && kind <= KIND_LAST ? kind : 0];
}

/* Allocate an empty state of size bytes, header included, in the current context. */
void *
state_alloc(Size size, StateType type, StateKind kind)
{
	StateHeader *state;

	if (!AllocSizeIsValid(size))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s would need %zu bytes, more than the limit of 1 GB",
						state_type_name(type), size)));
	state = (StateHeader *) palloc0(size);
	SET_VARSIZE(state, size);
	state->version = DRIFT_STATE_VERSION;
	state->type = type;
	state->kind = kind;
	return state;
}

/* Detoast a state argument and check that it is of the type expected and of a version we know. */
void *
state_detoast(Datum datum, StateType type)
{
	StateHeader *state = (StateHeader *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(state) < sizeof(StateHeader) || state->type != type)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("invalid %s state", state_type_name(type))));
	if (state->version != DRIFT_STATE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s state has format version %d, this library reads version %d",
						state_type_name(type), state->version, DRIFT_STATE_VERSION),
				 errhint("Update the drift library on this server.")));
	return state;
}

/*
 * Fetch a state argument that the caller may change: the aggregate's own when there is one (then
 * *aggcontext is its context), else a copy (then *aggcontext is NULL).
 */
void *
state_writable(FunctionCallInfo fcinfo, int argno, StateType type, MemoryContext *aggcontext)
{
	void	   *state = state_detoast(PG_GETARG_DATUM(argno), type);
	void	   *copy;

	if (AggCheckCallContext(fcinfo, aggcontext))
		return state;
	*aggcontext = NULL;
	if ((Pointer) state != DatumGetPointer(PG_GETARG_DATUM(argno)))
		return state;
	copy = palloc(VARSIZE(state));
	memcpy(copy, state, VARSIZE(state));
	return copy;
}

/* Say where a state of a kind comes from. */
static const char *
kind_hint(StateKind kind)
{
	switch (kind)
	{
		case KIND_NUMERIC:
			return "Make the state from a column of numbers; text, booleans and enums are categories.";
		case KIND_CATEGORY:
			return "Make the state from text, boolean or enum values, or cast the column to text.";
		case KIND_BINARY:
			return "Make the state with drift.binary_outcome_agg(label, predicted, score).";
		case KIND_CLASS:
			return "Make the state with drift.class_outcome_agg(actual, predicted).";
		case KIND_REGRESSION:
			return "Make the state with drift.regression_outcome_agg(actual, predicted).";
		case KIND_GROUPS:
			return "Make the state with drift.fairness_agg(grp, predicted, label).";
		case KIND_ESTIMATED:
			return "Make the state with drift.estimated_outcome_agg(predicted, probability, score).";
		case KIND_KEYS:
			return "Make the state with drift.profile_json_agg(document).";
		case KIND_WEIGHTED:
			return "Make the state with drift.binary_outcome_agg(label, predicted, score, weight).";
		case KIND_QUERIES:
			return "Make the state with drift.ranking_agg(query, relevance, score).";
	}
	return "Make the state with the aggregate that belongs to the function.";
}

/* Refuse a state of another kind (numeric where categories are needed, and so on). */
void
state_check_kind(const StateHeader *state, StateKind kind, const char *function)
{
	if (state->kind != kind)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("%s needs a %s of kind %s, not %s", function, state_type_name(state->type),
						state_kind_name(kind), state_kind_name(state->kind)),
				 errhint("%s", kind_hint(kind))));
}
