/*
 * dist_io.c - text and binary form of a distribution
 *
 * Always the stored form. What is read is not trusted: every count is bounded, the values must be
 * in order, and all that can be derived from the values must agree with what is said about them.
 */
#include "state/dist.h"

#include <math.h>

#define SENT_WEIGHTED 0x10		/* binary: added to the form where rows have weights */

/* What a reader has collected. */
typedef struct DistParts
{
	Dist		header;
	bool		summary;
	bool		counted;		/* exact: were counts given? */
	size_t		n_counts;
	double		value[DIST_EXACT_MOST];
	int64		count[DIST_EXACT_MOST];
	uint8		registers[DISTINCT_REGISTERS];
} DistParts;

/* Get the stored form of a block, palloc'd when it is live. */
static const Dist *
stored_form(const Dist *dist)
{
	Dist	   *compact;

	if (dist->form != DIST_LIVE)
		return dist;
	compact = palloc(dist_compact_size(dist));
	dist_compact(compact, dist);
	return compact;
}

/* Do the totals contradict each other or the number of rows? */
static const char *
totals_fault(const DistTotals *totals, const Weights *weights, int64 units)
{
	const Moments *m = &totals->moments;
	int64		n = weights->weighted ? weights->n_rows : units;

	if (totals->n_low_inf > n || totals->n_high_inf > n)
		return "more infinite rows than rows";
	if (weights->weighted && m->n > units)
		return "more weight of finite rows than of all rows";
	if (!weights->weighted && totals->n_low_inf + totals->n_high_inf + m->n != n)
		return "infinite and finite rows do not add up to n";
	if (totals->n_zero + totals->n_negative > n || totals->n_low_inf > totals->n_negative)
		return "more zero, negative or infinite rows than rows";
	if (!isfinite(m->mean) || !isfinite(m->m2) || !isfinite(m->m3) || !isfinite(m->m4) ||
		m->m2 < 0 || m->m4 < 0)
		return "impossible moments";
	if (m->n == 0 && (m->scale != 0 || m->mean != 0 || m->m2 != 0 || m->m3 != 0 || m->m4 != 0))
		return "moments of no rows";
	return NULL;
}

/* Do values and totals disagree? */
static const char *
values_fault(const DistParts *parts)
{
	const DistTotals *totals = &parts->header.totals;
	size_t		len = parts->header.n_points;

	for (size_t i = 0; i < len; i++)
	{
		if (isnan(parts->value[i]) || (parts->value[i] == 0 && signbit(parts->value[i])))
			return "NaN or -0 among the values";
		if (i > 0 && (parts->summary ? parts->value[i] < parts->value[i - 1]
					  : parts->value[i] <= parts->value[i - 1]))
			return "values out of order";
	}
	if (parts->header.weights.weighted)
		return NULL;			/* a row that weighs too little is counted, but has no value */
	if (parts->summary)
	{
		if ((totals->n_low_inf > 0) != (parts->value[0] == -INFINITY) ||
			(totals->n_high_inf > 0) != (parts->value[len - 1] == INFINITY) ||
			(totals->n_negative > 0) != (parts->value[0] < 0))
			return "values do not agree with the numbers of infinite or negative rows";
	}
	else
	{
		DistTotals	derived;

		dist_totals_of(&derived, parts->value, parts->count, len);
		if (derived.n_low_inf != totals->n_low_inf || derived.n_high_inf != totals->n_high_inf ||
			derived.n_zero != totals->n_zero || derived.n_negative != totals->n_negative)
			return "values do not agree with the numbers of infinite, zero or negative rows";
	}
	return NULL;
}

/* Do the parts contradict each other? */
static const char *
parts_fault(DistParts *parts)
{
	const Dist *header = &parts->header;
	const char *fault = totals_fault(&header->totals, &header->weights, header->n);
	int64		n = 0;

	if (fault == NULL)
		fault = weights_fault(&header->weights, header->n);
	if (fault)
		return fault;
	if (parts->summary)
	{
		if (header->n <= CED_STORED || header->n_points != CED_STORED)
			return "a summary has more rows than values and a fixed number of values";
		if (header->rank_error < 1 || header->rank_error > header->n)
			return "rank error out of range";
	}
	else
	{
		if (header->rank_error != 0)
			return "rank error of exact values";
		if (parts->counted && parts->n_counts != header->n_points)
			return "as many counts as values expected";
		for (size_t i = 0; i < header->n_points; i++)
		{
			if (!parts->counted)
				parts->count[i] = 1;
			if (parts->count[i] > header->n - n)
				return "counts do not add up to n";
			n += parts->count[i];
		}
		if (n != header->n)
			return "counts do not add up to n";
	}
	return values_fault(parts);
}

/* Put parts that have passed the checks together. */
static Dist *
assemble(const DistParts *parts)
{
	Dist	   *dist;

	if (!parts->summary)
		return dist_make_exact(&parts->header, parts->value, parts->count, parts->header.n_points);
	dist = palloc0(sizeof(Dist) + DISTINCT_PACKED + CED_STORED * sizeof(double));
	*dist = parts->header;
	dist->form = DIST_SUMMARY;
	dist->size = sizeof(Dist) + DISTINCT_PACKED + CED_STORED * sizeof(double);
	distinct_pack(dist_registers(dist), parts->registers);
	memcpy(unconstify(double *, dist_values(dist)), parts->value,
		   CED_STORED * sizeof(double));
	return dist;
}

/* Write the fields. */
void
dist_write_text(StringInfo out, const Dist *dist)
{
	const Dist *from = stored_form(dist);
	const DistTotals *totals = &from->totals;
	int64	   *count = dist_counts(from);

	text_int64(out, "n", from->n);
	text_int64(out, "null", from->n_null);
	text_int64(out, "nan", from->n_nan);
	text_int64(out, "low_inf", totals->n_low_inf);
	text_int64(out, "high_inf", totals->n_high_inf);
	text_int64(out, "zero", totals->n_zero);
	text_int64(out, "negative", totals->n_negative);
	text_int64(out, "finite", totals->moments.n);
	text_int64(out, "scale", totals->moments.scale);
	text_double(out, "mean", totals->moments.mean);
	text_double(out, "m2", totals->moments.m2);
	text_double(out, "m3", totals->moments.m3);
	text_double(out, "m4", totals->moments.m4);
	text_int64(out, "rank_error", from->rank_error);
	weights_write_text(out, &from->weights);
	if (from->form == DIST_SUMMARY)
	{
		uint8		registers[DISTINCT_REGISTERS];

		distinct_unpack(registers, dist_registers(from));
		text_list_begin(out, "registers");
		for (int i = 0; i < DISTINCT_REGISTERS; i++)
			text_item_int64(out, registers[i]);
		text_list_end(out);
	}
	text_list_begin(out, "values");
	for (uint32 i = 0; i < from->n_points; i++)
		text_item_double(out, dist_values(from)[i]);
	text_list_end(out);
	if (from->form == DIST_EXACT && count)
	{
		text_list_begin(out, "counts");
		for (uint32 i = 0; i < from->n_points; i++)
			text_item_int64(out, count[i]);
		text_list_end(out);
	}
}

/* Read the numbers before the lists. */
static void
read_header(TextReader *reader, Dist *header)
{
	DistTotals *totals = &header->totals;

	header->n = read_int64(reader, "n", 0, DIST_MAX_ROWS);
	header->n_null = read_int64(reader, "null", 0, DIST_MAX_ROWS);
	header->n_nan = read_int64(reader, "nan", 0, DIST_MAX_ROWS);
	totals->n_low_inf = read_int64(reader, "low_inf", 0, DIST_MAX_ROWS);
	totals->n_high_inf = read_int64(reader, "high_inf", 0, DIST_MAX_ROWS);
	totals->n_zero = read_int64(reader, "zero", 0, DIST_MAX_ROWS);
	totals->n_negative = read_int64(reader, "negative", 0, DIST_MAX_ROWS);
	totals->moments.n = read_int64(reader, "finite", 0, header->n);
	totals->moments.scale = read_int64(reader, "scale", -1100, 1100);
	totals->moments.mean = read_double(reader, "mean");
	totals->moments.m2 = read_double(reader, "m2");
	totals->moments.m3 = read_double(reader, "m3");
	totals->moments.m4 = read_double(reader, "m4");
	header->rank_error = read_int64(reader, "rank_error", 0, header->n);
	weights_read_text(reader, &header->weights);
}

/* Read the lists. */
static void
read_lists(TextReader *reader, DistParts *parts)
{
	size_t		len = 0;

	parts->summary = read_peek_field(reader, "registers");
	if (parts->summary)
	{
		read_list_begin(reader, "registers");
		for (; read_list_more(reader); len++)
		{
			if (len == DISTINCT_REGISTERS)
				read_fail(reader, "more than %d registers", DISTINCT_REGISTERS);
			parts->registers[len] = (uint8) read_item_int64(reader, 0, DISTINCT_MAX_RANK);
		}
		if (len != DISTINCT_REGISTERS)
			read_fail(reader, "%d registers expected", DISTINCT_REGISTERS);
	}
	read_list_begin(reader, "values");
	while (read_list_more(reader))
	{
		if (parts->header.n_points == DIST_EXACT_MOST)
			read_fail(reader, "more than %d values", DIST_EXACT_MOST);
		parts->value[parts->header.n_points++] = read_item_double(reader);
	}
	parts->counted = !parts->summary && read_peek_field(reader, "counts");
	if (!parts->counted)
		return;
	read_list_begin(reader, "counts");
	while (read_list_more(reader))
	{
		if (parts->n_counts == parts->header.n_points)
			read_fail(reader, "more counts than values");
		parts->count[parts->n_counts++] = read_item_int64(reader, 1, parts->header.n);
	}
}

/* Read the fields. */
Dist *
dist_read_text(TextReader *reader)
{
	DistParts  *parts = palloc0(sizeof(DistParts));
	const char *fault;
	Dist	   *dist;

	read_header(reader, &parts->header);
	read_lists(reader, parts);
	fault = parts_fault(parts);
	if (fault)
		read_fail(reader, "%s", fault);
	dist = assemble(parts);
	pfree(parts);
	return dist;
}

/* Send the fields. */
void
dist_send(StringInfo out, const Dist *dist)
{
	const Dist *from = stored_form(dist);
	const DistTotals *totals = &from->totals;
	int64	   *count = dist_counts(from);

	pq_sendbyte(out, from->form | (from->weights.weighted ? SENT_WEIGHTED : 0));
	pq_sendint64(out, from->n);
	pq_sendint64(out, from->n_null);
	pq_sendint64(out, from->n_nan);
	pq_sendint64(out, totals->n_low_inf);
	pq_sendint64(out, totals->n_high_inf);
	pq_sendint64(out, totals->n_zero);
	pq_sendint64(out, totals->n_negative);
	pq_sendint64(out, totals->moments.n);
	pq_sendint64(out, totals->moments.scale);
	pq_sendfloat8(out, totals->moments.mean);
	pq_sendfloat8(out, totals->moments.m2);
	pq_sendfloat8(out, totals->moments.m3);
	pq_sendfloat8(out, totals->moments.m4);
	pq_sendint64(out, from->rank_error);
	weights_send(out, &from->weights);
	if (from->form == DIST_SUMMARY)
		pq_sendbytes(out, (char *) dist_registers(from), DISTINCT_PACKED);
	pq_sendint64(out, from->n_points);
	for (uint32 i = 0; i < from->n_points; i++)
		pq_sendfloat8(out, dist_values(from)[i]);
	for (uint32 i = 0; from->form == DIST_EXACT && i < from->n_points; i++)
		pq_sendint64(out, count ? count[i] : 1);
}

/* Receive the numbers before the lists. */
static void
recv_header(StringInfo in, StateType type, bool weighted, Dist *header)
{
	DistTotals *totals = &header->totals;

	header->n = binary_read_int64(in, type, 0, DIST_MAX_ROWS);
	header->n_null = binary_read_int64(in, type, 0, DIST_MAX_ROWS);
	header->n_nan = binary_read_int64(in, type, 0, DIST_MAX_ROWS);
	totals->n_low_inf = binary_read_int64(in, type, 0, DIST_MAX_ROWS);
	totals->n_high_inf = binary_read_int64(in, type, 0, DIST_MAX_ROWS);
	totals->n_zero = binary_read_int64(in, type, 0, DIST_MAX_ROWS);
	totals->n_negative = binary_read_int64(in, type, 0, DIST_MAX_ROWS);
	totals->moments.n = binary_read_int64(in, type, 0, header->n);
	totals->moments.scale = binary_read_int64(in, type, -1100, 1100);
	totals->moments.mean = pq_getmsgfloat8(in);
	totals->moments.m2 = pq_getmsgfloat8(in);
	totals->moments.m3 = pq_getmsgfloat8(in);
	totals->moments.m4 = pq_getmsgfloat8(in);
	header->rank_error = binary_read_int64(in, type, 0, header->n);
	if (weighted)
		weights_recv(in, type, &header->weights);
}

/* Receive the fields. */
Dist *
dist_recv(StringInfo in, StateType type)
{
	DistParts  *parts = palloc0(sizeof(DistParts));
	int			sent = pq_getmsgbyte(in);
	int			form = sent & ~SENT_WEIGHTED;
	const char *fault;
	Dist	   *dist;

	if (form != DIST_EXACT && form != DIST_SUMMARY)
		binary_fail(type, "unknown form %d", form);
	parts->summary = form == DIST_SUMMARY;
	recv_header(in, type, sent != form, &parts->header);
	if (parts->summary)
	{
		distinct_unpack(parts->registers, (const uint8 *) pq_getmsgbytes(in, DISTINCT_PACKED));
	}
	parts->header.n_points = binary_read_count(in, type, sizeof(double), DIST_EXACT_MOST);
	for (uint32 i = 0; i < parts->header.n_points; i++)
		parts->value[i] = pq_getmsgfloat8(in);
	parts->counted = !parts->summary;
	for (; parts->counted && parts->n_counts < parts->header.n_points; parts->n_counts++)
		parts->count[parts->n_counts] = binary_read_int64(in, type, 1, parts->header.n);
	fault = parts_fault(parts);
	if (fault)
		binary_fail(type, "%s", fault);
	dist = assemble(parts);
	pfree(parts);
	return dist;
}
