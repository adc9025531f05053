/*
 * score_list.c - a list of score points (stats/points.h) at the end of a state
 */
#include "state/score_list.h"

#include <math.h>

#include "state/confusion_io.h"

#define FIRST_ROOM 64			/* points a fresh list has room for */

/* Bytes of a live list. */
Size
score_list_size(uint32 cap)
{
	return sizeof(ScoreList) + cap * sizeof(ScorePoint);
}

/* Sort, add up, and round where there are more than `most` distinct scores. */
void
score_list_join(PointList *points, size_t most)
{
	ScorePoint *scratch = palloc_extended(Max(points->n, 1) * sizeof(ScorePoint), MCXT_ALLOC_HUGE);

	points->n = points_join(points->point, points->n, scratch);
	points->n = points_round(points->point, points->n, points->bits);
	if (points->n > most)
	{
		points->bits = points_bits(points->point, points->n, most);
		points->n = points_round(points->point, points->n, points->bits);
	}
	pfree(scratch);
}

/* Join the points of a live list. */
void
score_list_tidy(ScoreList *list, size_t most)
{
	PointList	points = {score_list_live(list), list->n, list->bits};

	score_list_join(&points, most);
	list->n = points.n;
	list->bits = points.bits;
}

/* The room a tidy list needs for more points: it doubles, up to 2 * most if that will do. */
uint32
score_list_room(const ScoreList *list, size_t more, size_t most)
{
	size_t		needed = list->n + more;
	size_t		room = Max((size_t) list->cap, FIRST_ROOM);

	while (room < needed || (room < 2 * most && list->n > room / 2))
		room *= 2;
	return (uint32) room;
}

/* Read a number of `width` bytes, as this machine writes them. */
static inline int64
read_width(const uint8 *bytes, int width)
{
	uint8		one;
	uint16		two;
	uint32		four;
	int64		eight;

	switch (width)
	{
		case 1:
			memcpy(&one, bytes, sizeof(one));
			return one;
		case 2:
			memcpy(&two, bytes, sizeof(two));
			return two;
		case 4:
			memcpy(&four, bytes, sizeof(four));
			return four;
		default:
			memcpy(&eight, bytes, sizeof(eight));
			return eight;
	}
}

/* Write a number in `width` bytes. */
static inline void
write_width(uint8 *bytes, int width, int64 value)
{
	uint8		one = (uint8) value;
	uint16		two = (uint16) value;
	uint32		four = (uint32) value;

	memcpy(bytes, width == 1 ? (void *) &one : width == 2 ? (void *) &two :
		   width == 4 ? (void *) &four : (void *) &value, width);
}

/* The sections of a packed list: scores, fractions, counts, whole positives. */
static inline double *
packed_scores(const ScoreList *list)
{
	return (double *) (list + 1);
}

static inline uint64 *
packed_fractions(const ScoreList *list)
{
	return (uint64 *) (packed_scores(list) + list->n);
}

static inline uint8 *
packed_counts(const ScoreList *list)
{
	return (uint8 *) (packed_fractions(list) + (list->fractions ? list->n : 0));
}

/* Copy the points of any list, not joined. */
static void
copy_points(const ScoreList *list, ScorePoint *to)
{
	const uint8 *counts = packed_counts(list);
	const uint8 *whole = counts + (Size) list->n * list->width;

	if (list->width == 0)
	{
		memcpy(to, score_list_live(list), list->n * sizeof(ScorePoint));
		return;
	}
	for (uint32 i = 0; i < list->n; i++)
	{
		to[i].score = packed_scores(list)[i];
		to[i].n = read_width(counts + (Size) i * list->width, list->width);
		to[i].positive.high = read_width(whole + (Size) i * list->width, list->width);
		to[i].positive.low = list->fractions ? packed_fractions(list)[i] : 0;
	}
}

/* Copy into a live list with room for cap points. */
void
score_list_move(ScoreList *to, uint32 cap, const ScoreList *from)
{
	to->n = from->n;
	to->cap = cap;
	to->bits = from->bits;
	to->width = to->fractions = 0;
	copy_points(from, score_list_live(to));
}

/* Append the points of another list. */
void
score_list_append(ScoreList *to, const ScoreList *from)
{
	copy_points(from, score_list_live(to) + to->n);
	to->n += from->n;
	to->bits = Max(to->bits, from->bits);
}

/* Copy the points of a list, tidy. */
PointList
score_list_points(const ScoreList *list, size_t most)
{
	PointList	points = {
		palloc_extended(Max(list->n, 1) * sizeof(ScorePoint), MCXT_ALLOC_HUGE), list->n, list->bits
	};

	copy_points(list, points.point);
	if (list->width == 0)
		score_list_join(&points, most);
	return points;
}

/* How a tidy list is packed: bytes of a count, and whether it has fractions. */
static int
packed_width(const PointList *points, bool *fractions)
{
	int64		largest = 0;

	*fractions = false;
	for (size_t i = 0; i < points->n; i++)
	{
		largest = Max(largest, points->point[i].n);
		*fractions |= points->point[i].positive.low != 0;
	}
	return largest <= PG_UINT8_MAX ? 1 : largest <= PG_UINT16_MAX ? 2 :
		largest <= PG_UINT32_MAX ? 4 : 8;
}

/* Bytes of a packed list. */
Size
score_list_packed_size(const PointList *points)
{
	bool		fractions;
	int			width = packed_width(points, &fractions);

	return sizeof(ScoreList) + points->n * sizeof(double) * (fractions ? 2 : 1) +
		MAXALIGN(2 * width * points->n);
}

/* Write the packed form of tidy points into zeroed memory. */
void
score_list_pack(ScoreList *to, const PointList *points)
{
	bool		fractions;
	uint8	   *counts;

	to->n = points->n;
	to->cap = 0;
	to->bits = points->bits;
	to->width = packed_width(points, &fractions);
	to->fractions = fractions;
	counts = packed_counts(to);
	for (size_t i = 0; i < points->n; i++)
	{
		const ScorePoint *point = &points->point[i];

		packed_scores(to)[i] = point->score;
		if (fractions)
			packed_fractions(to)[i] = point->positive.low;
		write_width(counts + i * to->width, to->width, point->n);
		write_width(counts + (points->n + i) * to->width, to->width, point->positive.high);
	}
}

/* Write the fields: scores, counts, whole positives, and their fractions in units of 2^-64. */
void
score_list_write_text(StringInfo out, const PointList *points, bool whole)
{
	text_int64(out, "bits", points->bits);
	text_list_begin(out, "scores");
	for (size_t i = 0; i < points->n; i++)
		text_item_double(out, points->point[i].score);
	text_list_end(out);
	text_list_begin(out, "counts");
	for (size_t i = 0; i < points->n; i++)
		text_item_int64(out, points->point[i].n);
	text_list_end(out);
	text_list_begin(out, "positives");
	for (size_t i = 0; i < points->n; i++)
		text_item_int64(out, points->point[i].positive.high);
	text_list_end(out);
	if (whole)
		return;
	text_list_begin(out, "fractions");
	for (size_t i = 0; i < points->n; i++)
		text_item_int64(out, (int64) points->point[i].positive.low);
	text_list_end(out);
}

/* What is wrong with a point read after others? NULL: nothing. whole: scores are finite. */
static const char *
point_wrong(const PointList *points, const ScorePoint *point, bool whole)
{
	if (isnan(point->score) || (point->score == 0 && signbit(point->score)))
		return "scores must not be NaN or -0";
	if (whole && isinf(point->score))
		return "scores must be finite";
	if (points->n > 0 && point->score <= points->point[points->n - 1].score)
		return "scores must ascend";
	if (score_rounded(point->score, points->bits) != point->score)
		return "scores must have the bits that are said to be rounded away at 0";
	return NULL;
}

/* What is wrong with the positives of a point? NULL: nothing. */
static const char *
positives_wrong(const ScorePoint *point, bool whole)
{
	if (point->positive.high > point->n ||
		(point->positive.high == point->n && point->positive.low))
		return "more positives than rows";
	return whole && point->positive.low ? "positives must be whole" : NULL;
}

/* Read the next of a list of counts that must be as long as the scores. */
static int64
read_next(TextReader *reader, int64 low, int64 high)
{
	if (!read_list_more(reader))
		read_fail(reader, "as many counts as scores expected");
	return read_item_int64(reader, low, high);
}

/* Expect the end of a list. */
static void
read_list_close(TextReader *reader)
{
	if (read_list_more(reader))
		read_fail(reader, "as many counts as scores expected");
}

/* Read the scores. */
static void
read_scores(TextReader *reader, PointList *points, size_t most, bool whole)
{
	size_t		room = FIRST_ROOM;

	points->point = palloc(room * sizeof(ScorePoint));
	read_list_begin(reader, "scores");
	while (read_list_more(reader))
	{
		ScorePoint	point = {read_item_double(reader), 0, {0, 0}};
		const char *wrong = point_wrong(points, &point, whole);

		if (wrong)
			read_fail(reader, "%s", wrong);
		if (points->n == most)
			read_fail(reader, "at most %zu scores expected", most);
		if (points->n == room)
		{
			room *= 2;
			points->point = repalloc(points->point, room * sizeof(ScorePoint));
		}
		points->point[points->n++] = point;
	}
}

/* Read the fields. */
PointList
score_list_read_text(TextReader *reader, size_t most, bool whole)
{
	PointList	points = {NULL, 0, (int) read_int64(reader, "bits", 0, POINTS_MOST_BITS)};
	int64		rows = 0;

	read_scores(reader, &points, most, whole);
	read_list_begin(reader, "counts");
	for (size_t i = 0; i < points.n; i++)
	{
		points.point[i].n = read_next(reader, 1, STATE_MAX_COUNT - rows);
		rows += points.point[i].n;
	}
	read_list_close(reader);
	read_list_begin(reader, "positives");
	for (size_t i = 0; i < points.n; i++)
		points.point[i].positive.high = read_next(reader, 0, points.point[i].n);
	read_list_close(reader);
	if (whole)
		return points;
	read_list_begin(reader, "fractions");
	for (size_t i = 0; i < points.n; i++)
	{
		const char *wrong;

		points.point[i].positive.low = (uint64) read_next(reader, PG_INT64_MIN, PG_INT64_MAX);
		wrong = positives_wrong(&points.point[i], whole);
		if (wrong)
			read_fail(reader, "%s", wrong);
	}
	read_list_close(reader);
	return points;
}

/* Send the points. */
void
score_list_send(StringInfo out, const PointList *points)
{
	pq_sendint64(out, points->bits);
	pq_sendint64(out, points->n);
	for (size_t i = 0; i < points->n; i++)
	{
		pq_sendfloat8(out, points->point[i].score);
		pq_sendint64(out, points->point[i].n);
		pq_sendint64(out, points->point[i].positive.high);
		pq_sendint64(out, points->point[i].positive.low);
	}
}

/* Receive points. */
PointList
score_list_recv(StringInfo in, StateType type, size_t most, bool whole)
{
	PointList	points = {NULL, 0, (int) binary_read_int64(in, type, 0, POINTS_MOST_BITS)};
	int64		n = binary_read_count(in, type, sizeof(ScorePoint), most);
	int64		rows = 0;

	points.point = palloc(Max(n, 1) * sizeof(ScorePoint));
	while (points.n < n)
	{
		ScorePoint	point = {pq_getmsgfloat8(in), 0, {0, 0}};
		const char *wrong = point_wrong(&points, &point, whole);

		point.n = binary_read_int64(in, type, 1, STATE_MAX_COUNT - rows);
		rows += point.n;
		point.positive.high = binary_read_int64(in, type, 0, point.n);
		point.positive.low = (uint64) pq_getmsgint64(in);
		if (wrong == NULL)
			wrong = positives_wrong(&point, whole);
		if (wrong)
			binary_fail(type, "%s", wrong);
		points.point[points.n++] = point;
	}
	return points;
}
