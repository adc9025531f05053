/*
 * sample.c - drift.sample for SQL: input and output, aggregate steps, accessors of the state itself
 */
#include <math.h>

#include "state/categories.h"
#include "state/sample_parts.h"
#include "stats/moments.h"

PG_FUNCTION_INFO_V1(drift_sample_in);
PG_FUNCTION_INFO_V1(drift_sample_out);
PG_FUNCTION_INFO_V1(drift_sample_recv);
PG_FUNCTION_INFO_V1(drift_sample_send);
PG_FUNCTION_INFO_V1(drift_sample_add);
PG_FUNCTION_INFO_V1(drift_sample_add_weighted);
PG_FUNCTION_INFO_V1(drift_sample_weight);
PG_FUNCTION_INFO_V1(drift_sample_n_effective);
PG_FUNCTION_INFO_V1(drift_sample_combine);
PG_FUNCTION_INFO_V1(drift_sample_final);
PG_FUNCTION_INFO_V1(drift_sample_is_exact);
PG_FUNCTION_INFO_V1(drift_sample_n);
PG_FUNCTION_INFO_V1(drift_sample_n_null);
PG_FUNCTION_INFO_V1(drift_sample_mean);
PG_FUNCTION_INFO_V1(drift_sample_stddev);

/* drift.sample from its text form. */
Datum
drift_sample_in(PG_FUNCTION_ARGS)
{
	TextReader	reader;
	StateKind	kind;
	StateHeader *state;

	read_begin(&reader, PG_GETARG_CSTRING(0), STATE_SAMPLE, &kind);
	if (kind == KIND_NUMERIC)
		state = &flat_sample_read(&reader)->header;
	else if (kind == KIND_CATEGORY)
		state = categories_read_text(&reader, STATE_SAMPLE);
	else
		read_fail(&reader, "kind \"numeric\" or \"category\" expected");
	read_end(&reader);
	PG_RETURN_POINTER(state);
}

/* drift.sample to its text form. */
Datum
drift_sample_out(PG_FUNCTION_ARGS)
{
	StateHeader *state = sample_flat(PG_GETARG_DATUM(0));
	StringInfoData out;

	initStringInfo(&out);
	text_begin(&out, state);
	if (state->kind == KIND_NUMERIC)
		flat_sample_write(&out, (FlatSample *) state);
	else
		categories_write_text(&out, state);
	text_end(&out);
	PG_RETURN_CSTRING(out.data);
}

/* drift.sample from its binary form. */
Datum
drift_sample_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	StateKind	kind = binary_read_begin(in, STATE_SAMPLE);
	StateHeader *state;

	if (kind == KIND_NUMERIC)
		state = &flat_sample_recv(in)->header;
	else if (kind == KIND_CATEGORY)
		state = categories_recv(in, STATE_SAMPLE);
	else
		binary_fail(STATE_SAMPLE, "kind %d is not one of a sample", kind);
	binary_read_end(in, STATE_SAMPLE);
	PG_RETURN_POINTER(state);
}

/* drift.sample to its binary form. */
Datum
drift_sample_send(PG_FUNCTION_ARGS)
{
	StateHeader *state = sample_flat(PG_GETARG_DATUM(0));
	StringInfoData out;

	pq_begintypsend(&out);
	binary_begin(&out, state);
	if (state->kind == KIND_NUMERIC)
		flat_sample_send(&out, (FlatSample *) state);
	else
		categories_send(&out, state);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* Transition: one value on the side that is_current says; a row without side is ignored. */
Datum
drift_sample_add(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(2))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	return sample_transition(fcinfo, PG_GETARG_BOOL(2) ? SIDE_CURRENT : SIDE_REFERENCE,
							 PG_ARGISNULL(1), PG_ARGISNULL(1) ? 0 : PG_GETARG_FLOAT8(1));
}

/* Transition: one value on its side, by its weight. */
Datum
drift_sample_add_weighted(PG_FUNCTION_ARGS)
{
	double		weight;

	if (PG_ARGISNULL(2) || !weight_argument(fcinfo, 3, &weight))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	return sample_transition_weighted(fcinfo, PG_GETARG_BOOL(2) ? SIDE_CURRENT : SIDE_REFERENCE,
									  PG_ARGISNULL(1), PG_ARGISNULL(1) ? 0 : PG_GETARG_FLOAT8(1),
									  weight);
}

/* Combine two partial samples. */
Datum
drift_sample_combine(PG_FUNCTION_ARGS)
{
	return sample_combine(fcinfo);
}

/* The finished sample. */
Datum
drift_sample_final(PG_FUNCTION_ARGS)
{
	return sample_final(fcinfo);
}

/* Is every value or category of the sample still counted exactly? */
Datum
drift_sample_is_exact(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(sample_is_exact(PG_GETARG_DATUM(0)));
}

/* Rows of a side that take part, or those that are NULL. */
static int64
rows_of_side(FunctionCallInfo fcinfo, bool nulls)
{
	bool		current = PG_GETARG_BOOL(1);
	NumView		view[2];
	CatPair		pair;

	if (sample_kind(fcinfo, 0) == KIND_NUMERIC)
	{
		sample_views(fcinfo, 0, "drift.n()", &view[0], &view[1]);
		if (!nulls && view[current].weighted)
			return view[current].n_rows;
		return nulls ? view[current].n_null : view[current].n;
	}
	categories_pair(state_detoast(PG_GETARG_DATUM(0), STATE_SAMPLE), &pair);
	if (nulls)
		return categories_nulls(state_detoast(PG_GETARG_DATUM(0), STATE_SAMPLE), current);
	if (pair.weighted)
		return current ? pair.rows_current : pair.rows_reference;
	return current ? pair.n_current : pair.n_reference;
}

/* Rows of one side that take part. */
Datum
drift_sample_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(rows_of_side(fcinfo, false));
}

/* Rows of one side whose value is NULL. */
Datum
drift_sample_n_null(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(rows_of_side(fcinfo, true));
}

/* The weight of a side's rows, or the effective number of them. */
static double
weight_of_side(FunctionCallInfo fcinfo, bool effective)
{
	bool		current = PG_GETARG_BOOL(1);
	NumView		view[2];
	CatPair		pair;

	if (sample_kind(fcinfo, 0) == KIND_NUMERIC)
	{
		sample_views(fcinfo, 0, effective ? "drift.n_effective()" : "drift.weight()",
					 &view[0], &view[1]);
		return !effective || view[current].n == 0 ? view_size(&view[current]) :
			view[current].weighted ? view[current].n_effective : (double) view[current].n;
	}
	categories_pair(state_detoast(PG_GETARG_DATUM(0), STATE_SAMPLE), &pair);
	if (effective)
		return current ? pair.effective_current : pair.effective_reference;
	return current ? pair.size_current : pair.size_reference;
}

/* The sum of the weights of one side. */
Datum
drift_sample_weight(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(weight_of_side(fcinfo, false));
}

/* Kish's effective number of rows of one side. */
Datum
drift_sample_n_effective(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(weight_of_side(fcinfo, true));
}

/* A moment of one side's finite values, or NULL where it is undefined. */
static Datum
moment_of_side(FunctionCallInfo fcinfo, const char *function, double (*moment) (const Moments *))
{
	NumView		view[2];
	const NumView *side = &view[PG_GETARG_BOOL(1)];
	size_t		first = 0;
	size_t		end;
	Moments		moments;
	double		result;

	sample_views(fcinfo, 0, function, &view[0], &view[1]);
	end = side->len;
	while (first < end && isinf(side->value[first]))
		first++;
	while (end > first && isinf(side->value[end - 1]))
		end--;
	if (first == end)
		PG_RETURN_NULL();
	moments = moments_of(side->value + first, side->count ? side->count + first : NULL, end - first);
	if (moment == moments_stddev && side->weighted)
		result = moments_stddev_effective(&moments, side->n_effective);
	else
		result = moment(&moments);
	if (isnan(result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

/* Mean of the finite values of one side. */
Datum
drift_sample_mean(PG_FUNCTION_ARGS)
{
	return moment_of_side(fcinfo, "drift.mean()", moments_mean);
}

/* Standard deviation of the finite values of one side. */
Datum
drift_sample_stddev(PG_FUNCTION_ARGS)
{
	return moment_of_side(fcinfo, "drift.stddev()", moments_stddev);
}
