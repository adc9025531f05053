/*
 * class_accum.c - rows of a classifier, alone or with a score for each class
 */
#include "state/class_scores.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fn/choice.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

PG_FUNCTION_INFO_V1(drift_outcome_accum_class);
PG_FUNCTION_INFO_V1(drift_outcome_accum_class_json);
PG_FUNCTION_INFO_V1(drift_outcome_accum_class_array);
PG_FUNCTION_INFO_V1(drift_top_k_accuracy);

/* The scores of a row: n is -1 when there are none. */
typedef struct Row
{
	ClassScore *score;
	int			n;
	bool		broken;			/* a score is NULL or no number */
} Row;

/* Read a number; one beyond float8 is infinite. */
static double
json_number(Numeric number)
{
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
											  NumericGetDatum(number)));
}

/* Read an object of classes and numbers. */
static Row
json_row(Jsonb *document)
{
	Row			row = {NULL, 0, false};
	JsonbIterator *iterator = JsonbIteratorInit(&document->root);
	JsonbIteratorToken token;
	JsonbValue	value;

	if (JB_ROOT_IS_SCALAR(document) && JsonbExtractScalar(&document->root, &value) &&
		value.type == jbvNull)
		return (Row) {NULL, -1, false};
	if (!JB_ROOT_IS_OBJECT(document))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scores must be a JSON object of classes and their probabilities"),
				 errhint("For example '{\"cat\": 0.7, \"dog\": 0.3}'; for arrays there is "
						 "drift.class_outcome_agg(label, predicted, scores, classes).")));
	row.score = palloc((JB_ROOT_COUNT(document) + 1) * sizeof(ClassScore));
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			row.score[row.n] = (ClassScore) {value.val.string.val, value.val.string.len, 0};
		else if (token == WJB_VALUE && value.type == jbvNumeric)
			row.score[row.n++].score = json_number(value.val.numeric);
		else if (token == WJB_VALUE)
		{
			row.broken = true;
			row.n++;
		}
	}
	return row;
}

/* Read two arrays, of scores and of the classes they belong to. */
static Row
array_row(ArrayType *scores, ArrayType *classes)
{
	Row			row = {NULL, 0, false};
	Datum	   *value;
	Datum	   *name;
	bool	   *missing;
	bool	   *nameless;
	int			n;

	if (ARR_NDIM(scores) > 1 || ARR_NDIM(classes) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scores and classes must be arrays of one dimension"),
				 errhint("scores => ARRAY[score_a, score_b], classes => '{a,b}'.")));
	deconstruct_array(scores, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &value, &missing, &row.n);
	deconstruct_array(classes, TEXTOID, -1, false, TYPALIGN_INT, &name, &nameless, &n);
	if (n != row.n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d scores, but %d classes", row.n, n),
				 errhint("Both arrays have one element for each class.")));
	row.score = palloc((n + 1) * sizeof(ClassScore));
	for (int i = 0; i < n; i++)
	{
		text	   *class;

		if (nameless[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a class is NULL"),
					 errhint("Name each class that has a score.")));
		class = DatumGetTextPP(name[i]);
		row.broken |= missing[i];
		row.score[i] = (ClassScore) {VARDATA_ANY(class), VARSIZE_ANY_EXHDR(class),
		missing[i] ? 0 : DatumGetFloat8(value[i])};
	}
	return row;
}

/* Take the state in argument 0, or begin one, and count label and prediction. */
static ClassOutcome *
count_row(FunctionCallInfo fcinfo)
{
	MemoryContext aggcontext;
	ClassOutcome *state;
	text	   *label;
	text	   *predicted;

	if (PG_ARGISNULL(0))
		state = class_new();
	else
	{
		state = state_writable(fcinfo, 0, STATE_OUTCOME, &aggcontext);
		state_check_kind(&state->header, KIND_CLASS, "this aggregate");
	}
	if (PG_ARGISNULL(1))
		state->n_unlabelled++;
	else if (PG_ARGISNULL(2))
		state->n_unpredicted++;
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state;
	label = PG_GETARG_TEXT_PP(1);
	predicted = PG_GETARG_TEXT_PP(2);
	return class_add(state, VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label),
					 VARDATA_ANY(predicted), VARSIZE_ANY_EXHDR(predicted), 1);
}

/* Transition over (label, predicted) of classes. */
Datum
drift_outcome_accum_class(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(count_row(fcinfo));
}

/* Count label and prediction, and take the scores of a row that has a label. */
static Datum
accum_row(FunctionCallInfo fcinfo, Row (*read) (FunctionCallInfo))
{
	ClassOutcome *state = count_row(fcinfo);
	Row			row = read(fcinfo);
	text	   *label;

	if (PG_ARGISNULL(1) || row.n < 0)
		PG_RETURN_POINTER(state);
	label = PG_GETARG_TEXT_PP(1);
	if (row.broken || !class_scores_usable(row.score, row.n))
		state->n_unusable++;
	else
		state = class_add_scores(state, VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label),
								 row.score, row.n);
	PG_RETURN_POINTER(state);
}

/* Read the scores of the JSON form. */
static Row
read_json(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(3) ? (Row) {NULL, -1, false} : json_row(PG_GETARG_JSONB_P(3));
}

/* Read the scores of the array form. */
static Row
read_arrays(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(3) || PG_ARGISNULL(4))
		return (Row) {NULL, -1, false};
	return array_row(PG_GETARG_ARRAYTYPE_P(3), PG_GETARG_ARRAYTYPE_P(4));
}

/* Transition over (label, predicted, scores as JSON). */
Datum
drift_outcome_accum_class_json(PG_FUNCTION_ARGS)
{
	return accum_row(fcinfo, read_json);
}

/* Transition over (label, predicted, scores, classes). */
Datum
drift_outcome_accum_class_array(PG_FUNCTION_ARGS)
{
	return accum_row(fcinfo, read_arrays);
}

/* drift.top_k_accuracy(state, k) */
Datum
drift_top_k_accuracy(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	int			k = PG_GETARG_INT32(1);
	const ClassScores *scores;
	Estimate	estimate;

	state_check_kind(state, KIND_CLASS, "drift.top_k_accuracy");
	if (k < 1 || k > TOP_RANKS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("k must be between 1 and %d, but is %d", TOP_RANKS, k),
				 errhint("The places of the label from 1 to %d are counted.", TOP_RANKS)));
	scores = class_scores((ClassOutcome *) state);
	if (scores == NULL)
		PG_RETURN_NULL();
	estimate = class_score_top(&scores->sums, k, 0);
	if (isnan(estimate.value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(estimate.value);
}
