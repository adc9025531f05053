/*
 * confusion_io.c - the counts of a Confusion in text and binary, for every state that holds some
 *
 * Order: label false, true, unknown; within each prediction false, true, unknown.
 */
#include "state/confusion_io.h"

/* Raise the error for counts beyond 64 bits. */
void
counts_overflow(StateType type)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("counts in %s exceed 64 bits", state_type_name(type)),
			 errhint("Check that the states merged were made by drift and not written by hand.")));
}

/* Write the nine counts. */
void
confusion_write_items(StringInfo out, const Confusion *c)
{
	for (int i = 0; i < CONFUSION_CELLS; i++)
		text_item_int64(out, c->cell[i / 3][i % 3]);
}

/* Read the nine counts. */
void
confusion_read_items(TextReader *reader, Confusion *c)
{
	for (int i = 0; i < CONFUSION_CELLS; i++)
		c->cell[i / 3][i % 3] = read_item_int64(reader, 0, STATE_MAX_COUNT);
}

/* Send the nine counts. */
void
confusion_send(StringInfo out, const Confusion *c)
{
	for (int i = 0; i < CONFUSION_CELLS; i++)
		pq_sendint64(out, c->cell[i / 3][i % 3]);
}

/* Receive the nine counts. */
void
confusion_recv(StringInfo in, StateType type, Confusion *c)
{
	for (int i = 0; i < CONFUSION_CELLS; i++)
		c->cell[i / 3][i % 3] = binary_read_int64(in, type, 0, STATE_MAX_COUNT);
}
