/*
 * sample_io.c - the text and binary form of a numeric drift.sample
 *
 *   drift.sample 1 numeric {nulls:0 nans:0 form:1 values:[1 2 3] nulls:0 nans:0 form:2 values:[5] counts:[7]}
 *
 * The reference comes first. form 1 lists all values ascending, form 2 distinct values and their
 * counts; form 3 holds the fields of a bounded summary (dist.h).
 */
#include "state/sample_parts.h"

#include <math.h>

#define SENT_WEIGHTED 0x10		/* binary: added to the form where rows have weights */
#define MOST_ROWS (INT64CONST(1) << 60) /* of one side: sums of counts cannot overflow */

/* A side while it is read. */
typedef struct ReadSide
{
	FlatSide	flat;
	double	   *value;
	int64	   *count;
	Dist	   *dist;
} ReadSide;

/* Write the fields of both sides. */
void
flat_sample_write(StringInfo out, const FlatSample *flat)
{
	for (int s = 0; s < 2; s++)
	{
		const FlatSide *f = &flat->side[s];

		text_int64(out, "nulls", f->n_null);
		text_int64(out, "nans", f->n_nan);
		text_int64(out, "form", f->form);
		weights_write_text(out, &f->weights);
		if (f->form == FORM_DIST)
		{
			dist_write_text(out, FLAT_DIST(flat, s));
			continue;
		}
		text_list_begin(out, "values");
		for (int64 i = 0; i < f->len; i++)
			text_item_double(out, FLAT_VALUES(flat, s)[i]);
		text_list_end(out);
		if (f->form != FORM_PAIRS)
			continue;
		text_list_begin(out, "counts");
		for (int64 i = 0; i < f->len; i++)
			text_item_int64(out, FLAT_COUNTS(flat, s)[i]);
		text_list_end(out);
	}
}

/* Make room for one more entry of eight bytes in an array being read. */
static void *
more_room(void *array, int64 len, int64 *capacity)
{
	if (len < *capacity)
		return array;
	*capacity = *capacity == 0 ? 64 : 2 * *capacity;
	if (array == NULL)
		return palloc(*capacity * sizeof(double));
	return repalloc_huge(array, *capacity * sizeof(double));
}

/* May this value follow that one? Ascending, without NaN; distinct where they have counts. */
static bool
value_follows(const ReadSide *side, double value)
{
	double		last;

	if (isnan(value))
		return false;
	if (side->flat.len == 0)
		return true;
	last = side->value[side->flat.len - 1];
	return side->flat.form == FORM_PAIRS ? last < value : last <= value;
}

/* Read the lists of values and counts of a side. */
static void
read_lists(TextReader *reader, ReadSide *side)
{
	int64		capacity = 0;
	int64		rows = 0;

	read_list_begin(reader, "values");
	while (read_list_more(reader))
	{
		double		value = read_item_double(reader) + 0.0;

		if (!value_follows(side, value))
			read_fail(reader, "values must ascend and not be NaN");
		side->value = more_room(side->value, side->flat.len, &capacity);
		side->value[side->flat.len++] = value;
	}
	if (side->flat.form != FORM_PAIRS)
		return;
	side->count = palloc_extended(Max(side->flat.len, 1) * sizeof(int64), MCXT_ALLOC_HUGE);
	read_list_begin(reader, "counts");
	for (int64 i = 0; i < side->flat.len; i++)
	{
		if (!read_list_more(reader))
			read_fail(reader, "as many counts as values expected");
		side->count[i] = read_item_int64(reader, 1, MOST_ROWS - rows);
		rows += side->count[i];
	}
	if (read_list_more(reader))
		read_fail(reader, "as many counts as values expected");
}

/* Say what is wrong with the weights of sides that were read. */
static const char *
sides_fault(const ReadSide *side)
{
	if (side[0].flat.weights.weighted != side[1].flat.weights.weighted)
		return "one side has weights, the other none";
	for (int s = 0; s < 2; s++)
	{
		const Weights *weights = &side[s].flat.weights;
		const char *fault;
		int64		n = 0;

		if (side[s].flat.form == FORM_DIST)
		{
			if (side[s].dist->weights.weighted != weights->weighted)
				return "a summary has weights where its side has none, or the reverse";
			continue;
		}
		if (!weights->weighted)
			continue;
		if (side[s].flat.form != FORM_PAIRS)
			return "values with weights need counts";
		for (int64 i = 0; i < side[s].flat.len; i++)
			n += side[s].count[i];
		fault = n > DIST_MAX_ROWS ? "too large counts of weights" : weights_fault(weights, n);
		if (fault)
			return fault;
	}
	return NULL;
}

/* Put the sides that were read together. */
static FlatSample *
assemble(ReadSide *side)
{
	Size		size = sizeof(FlatSample);
	Size		bytes[2];
	FlatSample *flat;

	for (int s = 0; s < 2; s++)
	{
		if (side[s].flat.form == FORM_DIST)
			side[s].flat.len = dist_size(side[s].dist);
		bytes[s] = side[s].flat.form == FORM_DIST ? MAXALIGN(side[s].flat.len) :
			side[s].flat.len * sizeof(double) * (side[s].flat.form == FORM_PAIRS ? 2 : 1);
		side[s].flat.capacity = side[s].flat.len;
		side[s].flat.offset = size;
		size += bytes[s];
	}
	flat = state_alloc(size, STATE_SAMPLE, KIND_NUMERIC);
	flat->header.flags = STATE_COMPACT;
	for (int s = 0; s < 2; s++)
	{
		Size		half = side[s].flat.len * sizeof(double);

		flat->side[s] = side[s].flat;
		if (side[s].flat.form == FORM_DIST)
			memcpy(FLAT_DIST(flat, s), side[s].dist, side[s].flat.len);
		else if (half > 0)
			memcpy(FLAT_VALUES(flat, s), side[s].value, half);
		if (side[s].flat.form == FORM_PAIRS && half > 0)
			memcpy(FLAT_COUNTS(flat, s), side[s].count, half);
	}
	return flat;
}

/* Read the fields of both sides. */
FlatSample *
flat_sample_read(TextReader *reader)
{
	ReadSide	side[2] = {0};
	const char *fault;

	for (int s = 0; s < 2; s++)
	{
		side[s].flat.n_null = read_int64(reader, "nulls", 0, MOST_ROWS);
		side[s].flat.n_nan = read_int64(reader, "nans", 0, MOST_ROWS);
		side[s].flat.form = read_int64(reader, "form", FORM_SORTED, FORM_DIST);
		weights_read_text(reader, &side[s].flat.weights);
		if (side[s].flat.form == FORM_DIST)
			side[s].dist = dist_read_text(reader);
		else
			read_lists(reader, &side[s]);
	}
	fault = sides_fault(side);
	if (fault)
		read_fail(reader, "%s", fault);
	return assemble(side);
}

/* Send both sides. */
void
flat_sample_send(StringInfo out, const FlatSample *flat)
{
	for (int s = 0; s < 2; s++)
	{
		const FlatSide *f = &flat->side[s];

		pq_sendint64(out, f->n_null);
		pq_sendint64(out, f->n_nan);
		pq_sendint64(out, f->form | (f->weights.weighted ? SENT_WEIGHTED : 0));
		weights_send(out, &f->weights);
		if (f->form == FORM_DIST)
		{
			dist_send(out, FLAT_DIST(flat, s));
			continue;
		}
		pq_sendint64(out, f->len);
		for (int64 i = 0; i < f->len; i++)
			pq_sendfloat8(out, FLAT_VALUES(flat, s)[i]);
		if (f->form == FORM_PAIRS)
			for (int64 i = 0; i < f->len; i++)
				pq_sendint64(out, FLAT_COUNTS(flat, s)[i]);
	}
}

/* Receive the values and counts of a side. */
static void
recv_lists(StringInfo in, ReadSide *side)
{
	int			width = side->flat.form == FORM_PAIRS ? 16 : 8;
	int64		len = binary_read_count(in, STATE_SAMPLE, width, MOST_ROWS);
	int64		rows = 0;

	side->value = palloc(Max(len, 1) * sizeof(double));
	while (side->flat.len < len)
	{
		double		value = pq_getmsgfloat8(in) + 0.0;

		if (!value_follows(side, value))
			binary_fail(STATE_SAMPLE, "values must ascend and not be NaN");
		side->value[side->flat.len++] = value;
	}
	if (side->flat.form != FORM_PAIRS)
		return;
	side->count = palloc(Max(len, 1) * sizeof(int64));
	for (int64 i = 0; i < len; i++)
	{
		side->count[i] = binary_read_int64(in, STATE_SAMPLE, 1, MOST_ROWS - rows);
		rows += side->count[i];
	}
}

/* Receive both sides. */
FlatSample *
flat_sample_recv(StringInfo in)
{
	ReadSide	side[2] = {0};
	const char *fault;
	int64		form;

	for (int s = 0; s < 2; s++)
	{
		side[s].flat.n_null = binary_read_int64(in, STATE_SAMPLE, 0, MOST_ROWS);
		side[s].flat.n_nan = binary_read_int64(in, STATE_SAMPLE, 0, MOST_ROWS);
		form = binary_read_int64(in, STATE_SAMPLE, FORM_SORTED, FORM_DIST | SENT_WEIGHTED);
		side[s].flat.form = form & ~SENT_WEIGHTED;
		if (side[s].flat.form < FORM_SORTED || side[s].flat.form > FORM_DIST)
			binary_fail(STATE_SAMPLE, "unknown form " INT64_FORMAT, form);
		if (form & SENT_WEIGHTED)
			weights_recv(in, STATE_SAMPLE, &side[s].flat.weights);
		if (side[s].flat.form == FORM_DIST)
			side[s].dist = dist_recv(in, STATE_SAMPLE);
		else
			recv_lists(in, &side[s]);
	}
	fault = sides_fault(side);
	if (fault)
		binary_fail(STATE_SAMPLE, "%s", fault);
	return assemble(side);
}
