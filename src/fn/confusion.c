/*
 * confusion.c - the counts of a drift.outcome as rows
 */
#include "state/outcome.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_confusion_matrix);

/* Put out one cell of a confusion matrix; a NULL name is unknown. */
static void
put_cell(ReturnSetInfo *result, const char *label, Size label_length, const char *predicted,
		 Size predicted_length, int64 n)
{
	Datum		value[3] = {0};
	bool		null[3] = {label == NULL, predicted == NULL, false};

	if (label)
		value[0] = PointerGetDatum(cstring_to_text_with_len(label, label_length));
	if (predicted)
		value[1] = PointerGetDatum(cstring_to_text_with_len(predicted, predicted_length));
	value[2] = Int64GetDatum(n);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Put out the cells of a binary outcome, all nine of them. */
static void
put_binary_matrix(ReturnSetInfo *result, const BinaryOutcome *state)
{
	static const char *const names[] = {"false", "true", NULL};

	for (int label = 0; label < 3; label++)
		for (int predicted = 0; predicted < 3; predicted++)
			put_cell(result, names[label], label < 2 ? strlen(names[label]) : 0,
					 names[predicted], predicted < 2 ? strlen(names[predicted]) : 0,
					 state->counts.cell[label][predicted]);
}

/* Put out the cells of classes that have rows. */
static void
put_class_matrix(ReturnSetInfo *result, const ClassOutcome *state)
{
	ClassOutcome *sorted = class_compact(state);
	ClassPair  *pairs = class_sorted_pairs(sorted);

	for (uint32 i = 0; i < sorted->n_pairs; i++)
	{
		Size		label_length;
		Size		predicted_length;
		const char *label = names_get(class_names(sorted), pairs[i].actual, &label_length);
		const char *predicted = names_get(class_names(sorted), pairs[i].predicted,
										  &predicted_length);

		CHECK_FOR_INTERRUPTS();
		put_cell(result, label, label_length, predicted, predicted_length, pairs[i].count);
	}
}

/* drift.confusion_matrix(state) */
Datum
drift_confusion_matrix(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	StateHeader *state;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	if (state->kind == KIND_BINARY)
		put_binary_matrix(result, (BinaryOutcome *) state);
	else
	{
		state_check_kind(state, KIND_CLASS, "drift.confusion_matrix");
		put_class_matrix(result, (ClassOutcome *) state);
	}
	return (Datum) 0;
}
