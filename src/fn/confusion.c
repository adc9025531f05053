/*
 * confusion.c - the counts of a drift.outcome as rows, and as shares of a row, column or all
 */
#include "state/outcome.h"

#include <math.h>

#include "fn/choice.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_confusion_matrix);

/* What a cell's share is of; the names are scikit-learn's. */
typedef enum Normalize
{
	NORMALIZE_NOT = -1,
	NORMALIZE_TRUE,				/* of the rows with this label */
	NORMALIZE_PRED,				/* of the rows with this prediction */
	NORMALIZE_ALL
} Normalize;

/* One cell; a NULL name is unknown. */
typedef struct Cell
{
	const char *name[2];		/* label, prediction */
	Size		length[2];
	int64		n;
	double		whole;			/* what n is a share of, NaN: of nothing */
} Cell;

/* Read the argument `normalized`. */
static Normalize
normalize_arg(FunctionCallInfo fcinfo, int argno)
{
	static const char *const names[] = {"true", "pred", "all"};
	text	   *given;

	if (PG_ARGISNULL(argno))
		return NORMALIZE_NOT;
	given = PG_GETARG_TEXT_PP(argno);
	for (int i = 0; i < (int) lengthof(names); i++)
		if (VARSIZE_ANY_EXHDR(given) == strlen(names[i]) &&
			memcmp(VARDATA_ANY(given), names[i], strlen(names[i])) == 0)
			return i;
	choice_fail("normalization", VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given), names,
				lengthof(names));
}

/* Put out one cell of a confusion matrix. */
static void
put_cell(ReturnSetInfo *result, const Cell *cell)
{
	Datum		value[4] = {0};
	bool		null[4] = {cell->name[0] == NULL, cell->name[1] == NULL, false,
	!(cell->whole > 0)};

	for (int i = 0; i < 2; i++)
		if (cell->name[i])
			value[i] = PointerGetDatum(cstring_to_text_with_len(cell->name[i], cell->length[i]));
	value[2] = Int64GetDatum(cell->n);
	value[3] = Float8GetDatum(cell->n / cell->whole);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Put out the cells of a binary outcome, all nine of them; those of unknowns have no share. */
static void
put_binary_matrix(ReturnSetInfo *result, const Confusion *counts, Normalize normalize)
{
	static const char *const names[] = {"false", "true", NULL};
	double		all = confusion_evaluated(counts);

	for (int label = 0; label < 3; label++)
		for (int predicted = 0; predicted < 3; predicted++)
		{
			Cell		cell = {{names[label], names[predicted]},
			{label < 2 ? strlen(names[label]) : 0, predicted < 2 ? strlen(names[predicted]) : 0},
			counts->cell[label][predicted], NAN};

			if (label < 2 && predicted < 2 && normalize == NORMALIZE_TRUE)
				cell.whole = (double) counts->cell[label][0] + counts->cell[label][1];
			else if (label < 2 && predicted < 2 && normalize == NORMALIZE_PRED)
				cell.whole = (double) counts->cell[0][predicted] + counts->cell[1][predicted];
			else if (label < 2 && predicted < 2 && normalize == NORMALIZE_ALL)
				cell.whole = all;
			put_cell(result, &cell);
		}
}

/* Put out the cells of classes that have rows. */
static void
put_class_matrix(ReturnSetInfo *result, const ClassOutcome *state, Normalize normalize)
{
	ClassOutcome *sorted = class_compact(state);
	ClassMargins margins = class_sums(sorted);

	for (size_t i = 0; i < margins.n_pairs; i++)
	{
		const ClassPair *pair = &margins.pair[i];
		Cell		cell = {.n = pair->count, .whole = NAN};

		CHECK_FOR_INTERRUPTS();
		cell.name[0] = names_get(class_names(sorted), pair->actual, &cell.length[0]);
		cell.name[1] = names_get(class_names(sorted), pair->predicted, &cell.length[1]);
		if (normalize == NORMALIZE_TRUE)
			cell.whole = margins.actual[pair->actual];
		else if (normalize == NORMALIZE_PRED)
			cell.whole = margins.predicted[pair->predicted];
		else if (normalize == NORMALIZE_ALL)
			cell.whole = margins.n;
		put_cell(result, &cell);
	}
}

/* drift.confusion_matrix(state, normalized) */
Datum
drift_confusion_matrix(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Normalize	normalize = normalize_arg(fcinfo, 1);
	StateHeader *state;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	if (state->kind == KIND_BINARY)
		put_binary_matrix(result, &((BinaryOutcome *) state)->counts, normalize);
	else
	{
		state_check_kind(state, KIND_CLASS, "drift.confusion_matrix");
		put_class_matrix(result, (ClassOutcome *) state, normalize);
	}
	return (Datum) 0;
}
