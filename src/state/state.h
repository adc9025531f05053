/*
 * state.h - what every drift state has in common
 *
 * A state is a flat varlena: transition state, partial aggregate, wire form and storage form in
 * one. It starts with this header; its body follows at offset 8 and every section of the body is
 * 8-byte aligned (the SQL types have ALIGNMENT = double). No pointers, no OIDs, padding is zero.
 *
 * An aggregate modifies its state in place (nodeAgg sees the same pointer and copies nothing). A
 * transition function never frees or reallocates argument 0; to grow, it returns a larger copy,
 * which nodeAgg adopts. A state that does not come from an aggregate is copied before it is changed.
 */
#ifndef DRIFT_STATE_H
#define DRIFT_STATE_H

#include "compat.h"

#define DRIFT_STATE_VERSION 1

typedef enum StateType
{
	STATE_SAMPLE = 1,
	STATE_PROFILE = 2,
	STATE_OUTCOME = 3,
	STATE_FAIRNESS = 4,
	STATE_CALIBRATOR = 5,
	STATE_PROFILES = 6,
	STATE_RANKING = 7,
	STATE_LAST = STATE_RANKING
} StateType;

typedef enum StateKind
{
	KIND_NUMERIC = 1,			/* sample, profile */
	KIND_CATEGORY = 2,			/* sample, profile */
	KIND_BINARY = 3,			/* outcome, calibrator */
	KIND_CLASS = 4,				/* outcome */
	KIND_REGRESSION = 5,		/* outcome */
	KIND_GROUPS = 6,			/* fairness */
	KIND_ESTIMATED = 7,			/* outcome: labels unknown, their probabilities known */
	KIND_KEYS = 8,				/* profiles: one of each key of a document */
	KIND_WEIGHTED = 9,			/* outcome: binary, with weights */
	KIND_QUERIES = 10,			/* ranking */
	KIND_LAST = KIND_QUERIES
} StateKind;

#define STATE_COMPACT 0x01		/* flags: in stored form, as the final functions return it */
#define STATE_WEIGHTED 0x02		/* flags: in flight, rows must come with weights */

typedef struct StateHeader
{
	int32		vl_len_;		/* varlena header, never touch directly */
	uint8		version;		/* DRIFT_STATE_VERSION */
	uint8		type;			/* a StateType */
	uint8		kind;			/* a StateKind */
	uint8		flags;			/* STATE_COMPACT, STATE_WEIGHTED */
} StateHeader;

StaticAssertDecl(sizeof(StateHeader) == 8, "a state's body must start at offset 8");

/* state.c */
extern void *state_alloc(Size size, StateType type, StateKind kind);
extern void *state_detoast(Datum datum, StateType type);
extern void *state_writable(FunctionCallInfo fcinfo, int argno, StateType type, MemoryContext *aggcontext);
extern void state_check_kind(const StateHeader *state, StateKind kind, const char *function);
extern const char *state_type_name(StateType type);
extern const char *state_kind_name(StateKind kind);

#endif							/* DRIFT_STATE_H */
