/*
 * textio.h - the text form of states: strict, lossless, independent of settings
 *
 *   drift.profile 1 numeric {n:3 min:-0.5 points:[-0.5 1 2] name:"a \"quoted\" text"}
 *
 * Fields come in a fixed order. Doubles are printed in the shortest form that reads back to the same
 * bits (NaN, Infinity, -Infinity, -0 included). Every malformed input ends in SQLSTATE 22P02.
 */
#ifndef DRIFT_TEXTIO_H
#define DRIFT_TEXTIO_H

#include "state/state.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"

/* Writing: field() writes the separator and the name, the others a value after it. */
extern void text_begin(StringInfo out, const StateHeader *state);
extern void text_field(StringInfo out, const char *name);
extern void text_int64(StringInfo out, const char *name, int64 value);
extern void text_double(StringInfo out, const char *name, double value);
extern void text_string(StringInfo out, const char *name, const char *value, Size length);
extern void text_list_begin(StringInfo out, const char *name);
extern void text_item_int64(StringInfo out, int64 value);
extern void text_item_double(StringInfo out, double value);
extern void text_item_string(StringInfo out, const char *value, Size length);
extern void text_list_end(StringInfo out);
extern void text_end(StringInfo out);

/* Reading: each call takes the next thing or raises 22P02 with what was expected and where. */
typedef struct TextReader
{
	const char *start;			/* the whole input */
	const char *next;			/* the first byte not read yet */
	StateType	type;			/* the type being read, for messages */
} TextReader;

extern void read_begin(TextReader *reader, const char *input, StateType type, StateKind *kind);
extern int64 read_int64(TextReader *reader, const char *name, int64 low, int64 high);
extern double read_double(TextReader *reader, const char *name);
extern char *read_string(TextReader *reader, const char *name, Size *length);
extern void read_list_begin(TextReader *reader, const char *name);
extern bool read_list_more(TextReader *reader);
extern int64 read_item_int64(TextReader *reader, int64 low, int64 high);
extern double read_item_double(TextReader *reader);
extern char *read_item_string(TextReader *reader, Size *length);
extern void read_end(TextReader *reader);
extern bool read_peek_field(TextReader *reader, const char *name);
pg_noreturn extern void read_fail(TextReader *reader, const char *detail,...) pg_attribute_printf(2, 3);

/* Binary form: header and bounded counts; the body is the state's own. */
extern void binary_begin(StringInfo out, const StateHeader *state);
extern StateKind binary_read_begin(StringInfo in, StateType type);
extern int64 binary_read_int64(StringInfo in, StateType type, int64 low, int64 high);
extern int64 binary_read_count(StringInfo in, StateType type, Size item_size, int64 high);
pg_noreturn extern void binary_fail(StateType type, const char *detail,...) pg_attribute_printf(2, 3);
extern void binary_read_end(StringInfo in, StateType type);

#endif							/* DRIFT_TEXTIO_H */
