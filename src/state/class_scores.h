/*
 * class_scores.h - the part of a drift.outcome of classes that rows with scores need
 *
 * For each class that was ever listed with a score, or was the label of a row with scores, two
 * distributions of its score: over the rows with another label, and over those with this one. A
 * class that a row does not list has the score 0 there, so that all classes have all rows, however
 * late they come. The block is the last part of a ClassOutcome and holds no pointers.
 */
#ifndef DRIFT_CLASS_SCORES_H
#define DRIFT_CLASS_SCORES_H

#include "state/outcome.h"
#include "stats/class_score.h"

/* Two distributions of at most 449 kB each in flight, 17 kB stored. */
#define SCORED_CLASSES_MAX 100

/* A class with scores; sides as in BinaryOutcome: 0 another label, 1 this one. */
typedef struct ScoredClass
{
	uint64		name;			/* its number among the outcome's names */
	uint64		size[2];		/* bytes of each Dist */
	uint64		offset[2];		/* their places, from the beginning of the block */
} ScoredClass;

typedef struct ClassScores
{
	uint64		n_classes;
	ClassScoreSums sums;
	ScoredClass entry[FLEXIBLE_ARRAY_MEMBER];
} ClassScores;

static inline Dist *
scored_dist(const ClassScores *scores, uint32 c, int side)
{
	return (Dist *) ((char *) scores + scores->entry[c].offset[side]);
}

extern ClassOutcome *class_add_scores(ClassOutcome *state, const char *label, Size label_length,
									  const ClassScore *row, uint32 n);
extern ClassOutcome *class_merge_scores(ClassOutcome *into, const ClassOutcome *from);
extern ClassScores *class_compact_scores(const ClassOutcome *state, const uint32 *number,
										 Size *size);
extern bool class_scores_exact(const ClassOutcome *state);

/* class_scores_io.c: fields only */
extern void class_scores_write_text(StringInfo out, const ClassOutcome *compact);
extern ClassOutcome *class_scores_read_text(TextReader *reader, ClassOutcome *state);
extern void class_scores_send(StringInfo out, const ClassOutcome *compact);
extern ClassOutcome *class_scores_recv(StringInfo in, ClassOutcome *state);
extern ClassScores *class_scores_begin(uint32 n, const uint64 (*size)[2], Size *bytes);

#endif							/* DRIFT_CLASS_SCORES_H */
