/*
 * weight_list.c - distinct numbers with the weight of the rows that have them
 */
#include "state/weight_list.h"

#include <math.h>

#include "miscadmin.h"
#include "stats/key.h"
#include "stats/points.h"

#define FIRST_ROOM 64

/* Order points by their numbers. */
static int
compare_points(const void *a, const void *b)
{
	double		x = ((const ScoredPoint *) a)->score;
	double		y = ((const ScoredPoint *) b)->score;

	return (x > y) - (x < y);
}

/* Round sorted points and add up those that are equal then. */
static uint32
join_points(ScoredPoint *point, uint32 n, int bits)
{
	uint32		kept = 0;

	for (uint32 i = 0; i < n; i++)
	{
		double		score = score_rounded(point[i].score, bits);

		if (kept > 0 && point[kept - 1].score == score)
		{
			point[kept - 1].weight[0] += point[i].weight[0];
			point[kept - 1].weight[1] += point[i].weight[1];
		}
		else
		{
			point[kept] = point[i];
			point[kept++].score = score;
		}
	}
	return kept;
}

/* The fewest bits to round away so that at most WEIGHT_MOST of these distinct numbers are left. */
static int
bits_needed(const ScoredPoint *point, uint32 n)
{
	uint32		equal_at[65] = {0};
	uint32		left = n;

	for (uint32 i = 1; i < n; i++)
	{
		uint64		a;
		uint64		b;

		memcpy(&a, &point[i - 1].score, sizeof(a));
		memcpy(&b, &point[i].score, sizeof(b));
		equal_at[a == b ? 0 : 64 - __builtin_clzll(a ^ b)]++;
	}
	for (int bits = 0; bits < POINTS_MOST_BITS; bits++)
	{
		left -= equal_at[bits];
		if (left <= WEIGHT_MOST)
			return bits;
	}
	return POINTS_MOST_BITS;
}

/* Sort, add up, and round where there are too many. */
void
weight_list_tidy(WeightList *list)
{
	ScoredPoint *point = weight_list_points(list);

	CHECK_FOR_INTERRUPTS();
	qsort(point, list->n, sizeof(ScoredPoint), compare_points);
	list->n = join_points(point, list->n, list->bits);
	if (list->n > WEIGHT_MOST)
	{
		list->bits = Max(list->bits, (uint32) bits_needed(point, list->n));
		list->n = join_points(point, list->n, list->bits);
	}
}

/* The room a tidy list needs for more points. */
uint32
weight_list_room(const WeightList *list, Size more)
{
	Size		room = Max(list->cap, FIRST_ROOM);

	while (room < list->n + more || (room < 2 * WEIGHT_MOST && list->n > room / 2))
		room *= 2;
	return (uint32) room;
}

/* Copy into a list with room for cap points. */
void
weight_list_move(WeightList *to, uint32 cap, const WeightList *from)
{
	*to = *from;
	to->cap = cap;
	memcpy(weight_list_points(to), weight_list_points(from), from->n * sizeof(ScoredPoint));
}

/* Append the points of another list. */
void
weight_list_append(WeightList *to, const WeightList *from)
{
	memcpy(weight_list_points(to) + to->n, weight_list_points(from),
		   from->n * sizeof(ScoredPoint));
	to->n += from->n;
	to->bits = Max(to->bits, from->bits);
}

/* Write the fields: numbers, then their weights on either side. */
void
weight_list_write_text(StringInfo out, const WeightList *list)
{
	static const char *const name[] = {"negative", "positive"};
	const ScoredPoint *point = weight_list_points(list);

	text_int64(out, "bits", list->bits);
	text_list_begin(out, "values");
	for (uint32 i = 0; i < list->n; i++)
		text_item_double(out, point[i].score);
	text_list_end(out);
	for (int side = 0; side < 2; side++)
	{
		text_list_begin(out, name[side]);
		for (uint32 i = 0; i < list->n; i++)
			text_item_double(out, point[i].weight[side]);
		text_list_end(out);
	}
}

/* What is wrong with the points of a list? NULL: nothing. */
static const char *
wrong_points(const WeightList *list)
{
	const ScoredPoint *point = weight_list_points(list);

	for (uint32 i = 0; i < list->n; i++)
	{
		const double *weight = point[i].weight;

		if (isnan(point[i].score) || (point[i].score == 0 && signbit(point[i].score)))
			return "values must not be NaN or -0";
		if (i > 0 && point[i].score <= point[i - 1].score)
			return "values must ascend";
		if (score_rounded(point[i].score, list->bits) != point[i].score)
			return "values must have the bits that are said to be rounded away at 0";
		if (!(weight[0] >= 0 && weight[1] >= 0 && isfinite(weight[0]) && isfinite(weight[1])) ||
			weight[0] + weight[1] <= 0)
			return "weights of a value must be finite, not negative, and not both 0";
	}
	return NULL;
}

/* Read the fields. */
WeightList *
weight_list_read_text(TextReader *reader)
{
	static const char *const name[] = {"negative", "positive"};
	WeightList *list = palloc0(weight_list_size(WEIGHT_MOST));
	const char *wrong;

	list->bits = (uint32) read_int64(reader, "bits", 0, POINTS_MOST_BITS);
	list->cap = WEIGHT_MOST;
	read_list_begin(reader, "values");
	while (read_list_more(reader))
	{
		if (list->n == WEIGHT_MOST)
			read_fail(reader, "at most %d values expected", WEIGHT_MOST);
		weight_list_points(list)[list->n++].score = read_item_double(reader);
	}
	for (int side = 0; side < 2; side++)
	{
		read_list_begin(reader, name[side]);
		for (uint32 i = 0; i < list->n; i++)
		{
			if (!read_list_more(reader))
				read_fail(reader, "as many weights as values expected");
			weight_list_points(list)[i].weight[side] = read_item_double(reader);
		}
		if (read_list_more(reader))
			read_fail(reader, "as many weights as values expected");
	}
	wrong = wrong_points(list);
	if (wrong)
		read_fail(reader, "%s", wrong);
	return list;
}

/* Send the points. */
void
weight_list_send(StringInfo out, const WeightList *list)
{
	const ScoredPoint *point = weight_list_points(list);

	pq_sendint64(out, list->bits);
	pq_sendint64(out, list->n);
	for (uint32 i = 0; i < list->n; i++)
	{
		pq_sendfloat8(out, point[i].score);
		pq_sendfloat8(out, point[i].weight[0]);
		pq_sendfloat8(out, point[i].weight[1]);
	}
}

/* Receive points. */
WeightList *
weight_list_recv(StringInfo in, StateType type)
{
	uint32		bits = (uint32) binary_read_int64(in, type, 0, POINTS_MOST_BITS);
	uint32		n = (uint32) binary_read_count(in, type, sizeof(ScoredPoint), WEIGHT_MOST);
	WeightList *list = palloc0(weight_list_size(n));
	const char *wrong;

	list->n = list->cap = n;
	list->bits = bits;
	for (uint32 i = 0; i < n; i++)
	{
		ScoredPoint *point = &weight_list_points(list)[i];

		point->score = pq_getmsgfloat8(in);
		point->weight[0] = pq_getmsgfloat8(in);
		point->weight[1] = pq_getmsgfloat8(in);
	}
	wrong = wrong_points(list);
	if (wrong)
		binary_fail(type, "%s", wrong);
	return list;
}
