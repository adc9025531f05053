/*
 * confusion_io.h - the counts of a Confusion in text and binary, for every state that holds some
 */
#ifndef DRIFT_CONFUSION_IO_H
#define DRIFT_CONFUSION_IO_H

#include "state/textio.h"
#include "stats/confusion.h"

/* The largest count a state read from outside may claim, so that sums of a few fit int64. */
#define STATE_MAX_COUNT (PG_INT64_MAX / 32)

extern void confusion_write_items(StringInfo out, const Confusion *c);
extern void confusion_read_items(TextReader *reader, Confusion *c);
extern void confusion_send(StringInfo out, const Confusion *c);
extern void confusion_recv(StringInfo in, StateType type, Confusion *c);
pg_noreturn extern void counts_overflow(StateType type);

#endif							/* DRIFT_CONFUSION_IO_H */
