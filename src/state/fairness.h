/*
 * fairness.h - drift.fairness: label against prediction for each group
 *
 * Integers only, so every plan and merge order gives the same state: the stored form lists the
 * groups in byte order of their names. Rows without a group are counted apart and take no part in
 * comparisons.
 */
#ifndef DRIFT_FAIRNESS_H
#define DRIFT_FAIRNESS_H

#include "state/confusion_io.h"
#include "state/names.h"
#include "state/textio.h"
#include "stats/group.h"

#define FAIRNESS_MAX_GROUPS 10000

/* Followed by capacity counts and the Names. */
typedef struct Fairness
{
	StateHeader header;
	uint32		metric;			/* what a one-step gap was asked for: number + 1, 0: nothing */
	uint32		capacity;		/* groups there is room for */
	Confusion	unknown;		/* rows whose group is NULL */
} Fairness;

static inline Confusion *
fairness_counts(const Fairness *state)
{
	return (Confusion *) (state + 1);
}

static inline Names *
fairness_names(const Fairness *state)
{
	return (Names *) (fairness_counts(state) + state->capacity);
}

extern Fairness *fairness_new(void);
extern Fairness *fairness_detoast(Datum datum);

/* Find or make a group's counts; the state is *state or becomes a larger copy. */
extern Confusion *fairness_group(Fairness **state, const char *name, Size length);
pg_noreturn extern void fairness_metric_differs(const Fairness *state, const char *metric);
extern Fairness *fairness_merge(Fairness *into, const Fairness *from);
extern Fairness *fairness_compact(const Fairness *state);

extern void fairness_write_text(StringInfo out, const Fairness *state);
extern Fairness *fairness_read_text(const char *input);
extern void fairness_send(StringInfo out, const Fairness *state);
extern Fairness *fairness_recv(StringInfo in);

#endif							/* DRIFT_FAIRNESS_H */
