/*
 * outcome.h - drift.outcome: label against prediction, binary, of classes, or numeric
 *
 * binary: the nine counts of label x prediction (each false, true, unknown), and, once a labelled
 * row brings a score, exact sums for log loss, Brier score and calibration, and a distribution of
 * the scores for either label. class: a dictionary of class names and a sparse matrix of counts.
 * regression: outcome_regression.h.
 */
#ifndef DRIFT_OUTCOME_H
#define DRIFT_OUTCOME_H

#include "state/confusion_io.h"
#include "state/dist.h"
#include "state/names.h"
#include "state/outcome_regression.h"
#include "state/state.h"
#include "state/textio.h"
#include "stats/classes.h"
#include "stats/confusion.h"
#include "stats/score.h"

#define OUTCOME_MAX_CLASSES 1000

/* Followed by ScoreSums if has_sums, then by the Dists of the negative and of the positive rows. */
typedef struct BinaryOutcome
{
	StateHeader header;
	uint64		has_sums;		/* 1: ScoreSums follow */
	uint64		dist_size[2];	/* bytes of each Dist, by label; 0: none */
	Confusion	counts;
} BinaryOutcome;

/* Followed by pair_slots pairs (count 0: free), the Names, and the ClassScores if there are any. */
typedef struct ClassOutcome
{
	StateHeader header;
	uint32		n_pairs;		/* pairs in use */
	uint32		pair_slots;		/* a power of 2, at least twice as many */
	int64		n_unlabelled;	/* label is NULL */
	int64		n_unpredicted;	/* prediction is NULL, label is not */
	int64		n_unusable;		/* scores of a row with a label are no probabilities */
	uint64		scores_size;	/* bytes of the ClassScores (class_scores.h), 0: none */
} ClassOutcome;

static inline ScoreSums *
binary_sums(const BinaryOutcome *state)
{
	return state->has_sums ? (ScoreSums *) (state + 1) : NULL;
}

static inline Dist *
binary_dist(const BinaryOutcome *state, int label)
{
	char	   *first = (char *) (state + 1) + (state->has_sums ? sizeof(ScoreSums) : 0);

	return (Dist *) (label ? first + state->dist_size[0] : first);
}

static inline ClassPair *
class_pairs(const ClassOutcome *state)
{
	return (ClassPair *) (state + 1);
}

static inline Names *
class_names(const ClassOutcome *state)
{
	return (Names *) (class_pairs(state) + state->pair_slots);
}

static inline struct ClassScores *
class_scores(const ClassOutcome *state)
{
	Names	   *names = class_names(state);

	if (state->scores_size == 0)
		return NULL;
	return (struct ClassScores *) ((char *) names + names_size(names->capacity, names->room));
}

/* outcome.c: what works on every kind */
extern StateHeader *outcome_merge(StateHeader *into, const StateHeader *from);
extern StateHeader *outcome_compact(const StateHeader *state);
extern void outcome_write_text(StringInfo out, const StateHeader *state);
extern StateHeader *outcome_read_text(const char *input);
extern void outcome_send(StringInfo out, const StateHeader *state);
extern StateHeader *outcome_recv(StringInfo in);

/* outcome_binary.c */
extern BinaryOutcome *binary_new(void);
extern BinaryOutcome *binary_add_score(BinaryOutcome *state, bool label, double score, bool ranks);
extern BinaryOutcome *binary_merge(BinaryOutcome *into, const BinaryOutcome *from);
extern BinaryOutcome *binary_compact(const BinaryOutcome *state);
extern void binary_write_text(StringInfo out, const BinaryOutcome *state);
extern BinaryOutcome *binary_read_text(TextReader *reader);
extern void binary_send(StringInfo out, const BinaryOutcome *state);
extern BinaryOutcome *binary_recv(StringInfo in);

/* outcome_class.c */
extern ClassOutcome *class_new(void);
extern ClassOutcome *class_grow(const ClassOutcome *old, uint32 pair_slots, uint32 capacity,
								Size room, Size scores_size);
extern uint32 class_id(ClassOutcome **state, const char *name, Size length);
extern ClassOutcome *class_add(ClassOutcome *state, const char *label, Size label_length,
							   const char *predicted, Size predicted_length, int64 count);
extern ClassOutcome *class_merge(ClassOutcome *into, const ClassOutcome *from);
extern ClassOutcome *class_compact(const ClassOutcome *state);
extern ClassPair *class_sorted_pairs(const ClassOutcome *state);
extern ClassMargins class_sums(const ClassOutcome *state);	/* palloc'd arrays */
extern void class_write_text(StringInfo out, const ClassOutcome *state);
extern ClassOutcome *class_read_text(TextReader *reader);
extern void class_send(StringInfo out, const ClassOutcome *state);
extern ClassOutcome *class_recv(StringInfo in);

#endif							/* DRIFT_OUTCOME_H */
