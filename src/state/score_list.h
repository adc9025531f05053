/*
 * score_list.h - a list of score points (stats/points.h) at the end of a state
 *
 * Live it is an array with room that grows by doubling: rows are appended as points of their own
 * and joined when the room is used up. Stored ("packed") it holds the distinct scores in ascending
 * order, their rows in as few bytes as the largest count needs, and fractions only if there are
 * any.
 * At most `most` distinct scores are kept, a number that each kind of state fixes.
 */
#ifndef DRIFT_SCORE_LIST_H
#define DRIFT_SCORE_LIST_H

#include "state/textio.h"
#include "stats/points.h"

typedef struct ScoreList
{
	uint32		n;				/* points */
	uint32		cap;			/* live: points there is room for; packed: 0 */
	uint8		bits;			/* the scores' low bits rounded away, 0: exact */
	uint8		width;			/* packed: bytes of a count; live: 0 */
	uint8		fractions;		/* packed: do positives have fractions? */
	uint8		unused[5];
} ScoreList;

StaticAssertDecl(sizeof(ScoreList) % 8 == 0, "the sections of a ScoreList must be 8-byte aligned");

/* A tidy list outside of a state: ascending distinct scores. */
typedef struct PointList
{
	ScorePoint *point;
	size_t		n;
	int			bits;
} PointList;

static inline ScorePoint *
score_list_live(const ScoreList *list)
{
	return (ScorePoint *) (list + 1);
}

extern Size score_list_size(uint32 cap);	/* bytes of a live list */
extern Size score_list_packed_size(const PointList *points);

/* Join the points of a live list; room for `more` points may still lack afterwards. */
extern void score_list_tidy(ScoreList *list, size_t most);
extern uint32 score_list_room(const ScoreList *list, size_t more, size_t most);
extern void score_list_move(ScoreList *to, uint32 cap, const ScoreList *from);
extern void score_list_append(ScoreList *to, const ScoreList *from);	/* there must be room */

extern void score_list_join(PointList *points, size_t most);
extern PointList score_list_points(const ScoreList *list, size_t most);
extern void score_list_pack(ScoreList *to, const PointList *points);

/* Fields only; whole: positives have no fractions. The readers check every invariant. */
extern void score_list_write_text(StringInfo out, const PointList *points, bool whole);
extern PointList score_list_read_text(TextReader *reader, size_t most, bool whole);
extern void score_list_send(StringInfo out, const PointList *points);
extern PointList score_list_recv(StringInfo in, StateType type, size_t most, bool whole);

/* Append one row; there must be room. */
static inline void
score_list_add(ScoreList *list, double score, FixedSum positive)
{
	/* adding 0 turns -0 into 0 */
	score_list_live(list)[list->n++] = (ScorePoint) {score + 0.0, 1, positive};
}

#endif							/* DRIFT_SCORE_LIST_H */
