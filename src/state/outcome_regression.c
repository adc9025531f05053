/*
 * outcome_regression.c - drift.outcome of kind regression: sums of errors, and their distribution
 */
#include "state/outcome_regression.h"

#include <math.h>

#include "state/confusion_io.h"
#include "utils/float.h"

#define REGRESSION_COUNTS 10
#define REGRESSION_DOUBLES (4 + 2 * (REGRESSION_FIRST_SUMS + REGRESSION_FURTHER_SUMS) + 1 + 10)

/* Allocate a state with a block of this size. */
static RegressionOutcome *
regression_alloc(ErrorsForm form, Size size)
{
	RegressionOutcome *state = state_alloc(sizeof(RegressionOutcome) + size, STATE_OUTCOME,
										   KIND_REGRESSION);

	state->form = form;
	state->size = size;
	return state;
}

/* Make an empty state. */
RegressionOutcome *
regression_new(ErrorsForm form)
{
	Size		size = form == ERRORS_COUNTED ? dist_initial_size() :
		form == ERRORS_WEIGHTED ? weight_list_size(0) : 0;
	RegressionOutcome *state = regression_alloc(form, size);

	if (form == ERRORS_COUNTED)
		dist_init(regression_dist(state), size);
	state->sums.further = form != ERRORS_NONE;
	state->sums.weighted = form == ERRORS_WEIGHTED;
	return state;
}

/* Copy into a state whose Dist has this size. */
static RegressionOutcome *
grow_dist(const RegressionOutcome *old, Size size)
{
	RegressionOutcome *state = regression_alloc(old->form, size);

	state->sums = old->sums;
	dist_move(regression_dist(state), size, regression_dist(old));
	return state;
}

/* Copy into a state whose list has room for cap errors. */
static RegressionOutcome *
grow_list(const RegressionOutcome *old, uint32 cap)
{
	RegressionOutcome *state = regression_alloc(old->form, weight_list_size(cap));

	state->sums = old->sums;
	weight_list_move(regression_list(state), cap, regression_list(old));
	return state;
}

/* Make room in the list of errors. */
static RegressionOutcome *
list_make_room(RegressionOutcome *state, Size more)
{
	WeightList *list = regression_list(state);

	if (weight_list_fits(list, more))
		return state;
	weight_list_tidy(list);
	if (!weight_list_fits(list, more) || list->n > list->cap / 2)
	{
		uint32		room = weight_list_room(list, more);

		if (room > list->cap)
			return grow_list(state, room);
	}
	return state;
}

/* Add a row. */
RegressionOutcome *
regression_add_row(RegressionOutcome *state, double actual, double predicted, double weight)
{
	double		error = predicted - actual;

	state->header.flags &= ~STATE_COMPACT;
	if (!regression_add(&state->sums, actual, predicted, weight) || state->form == ERRORS_NONE)
		return state;
	regression_add_further(&state->sums, actual, predicted, weight);
	if (state->form == ERRORS_WEIGHTED)
	{
		state = list_make_room(state, 1);
		weight_list_add(regression_list(state), error, 0, weight);
	}
	else
	{
		Size		room = dist_room(regression_dist(state));

		if (room > state->size)
			state = grow_dist(state, room);
		dist_add(regression_dist(state), error);
	}
	return state;
}

/* Add the errors of another state of the same form. */
static RegressionOutcome *
merge_errors(RegressionOutcome *into, const RegressionOutcome *from)
{
	if (into->form == ERRORS_WEIGHTED)
	{
		into = list_make_room(into, regression_list(from)->n);
		weight_list_append(regression_list(into), regression_list(from));
	}
	else if (into->form == ERRORS_COUNTED)
	{
		Size		room = dist_merge_room(regression_dist(into), regression_dist(from));

		if (room > into->size)
			into = grow_dist(into, room);
		dist_merge(regression_dist(into), regression_dist(from));
	}
	return into;
}

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
RegressionOutcome *
regression_outcome_merge(RegressionOutcome *into, const RegressionOutcome *from)
{
	if (into->form != from->form)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("cannot merge a drift.outcome with weights with one without"),
				 errhint("Give every row a weight, 1 where there is none.")));
	into = merge_errors(into, from);
	if (!regression_merge(&into->sums, &from->sums))
		counts_overflow(STATE_OUTCOME);
	into->header.flags &= ~STATE_COMPACT;
	return into;
}

/* List the counts, for both forms. */
static void
regression_counts(RegressionSums *sums, int64 *list[REGRESSION_COUNTS])
{
	int64_t    *all[] = {&sums->n, &sums->n_unlabelled, &sums->n_unpredicted, &sums->n_not_finite,
		&sums->n_zero, &sums->n_negative, &sums->n_no_poisson, &sums->n_no_gamma, &sums->further,
		&sums->weighted
	};

	for (int i = 0; i < REGRESSION_COUNTS; i++)
		list[i] = (int64 *) all[i];
}

/* List the sums, for both forms. */
static void
regression_doubles(RegressionSums *sums, double *list[REGRESSION_DOUBLES])
{
	CompensatedSum *sum = regression_sums(sums);
	RegressionPowers *powers = &sums->powers;
	double	   *power[] = {&powers->origin, &powers->actual[0], &powers->actual[1],
		&powers->actual[2], &powers->actual[3], &powers->error_actual[0],
		&powers->error_actual[1], &powers->squared_actual[0], &powers->squared_actual[1],
		&powers->error_cubed
	};
	double	   *weight[] = {&sums->weight, &sums->square, &sums->zero_weight, &sums->zero_square};
	int			n = 0;

	for (int i = 0; i < (int) lengthof(weight); i++)
		list[n++] = weight[i];
	for (int i = 0; i < REGRESSION_FIRST_SUMS + REGRESSION_FURTHER_SUMS; i++)
	{
		list[n++] = &sum[i].sum;
		list[n++] = &sum[i].lost;
	}
	list[n++] = &sums->max_absolute;
	for (int i = 0; i < (int) lengthof(power); i++)
		list[n++] = power[i];
	Assert(n == REGRESSION_DOUBLES);
}

/* Give every NaN, which sums get when they overflow, the same bits: text has but one. */
static void
unify_nan(RegressionSums *sums)
{
	double	   *sum[REGRESSION_DOUBLES];

	regression_doubles(sums, sum);
	for (int i = 0; i < REGRESSION_DOUBLES; i++)
		if (isnan(*sum[i]))
			*sum[i] = get_float8_nan();
}

/* Make the stored form: errors reduced to what is kept of them. */
RegressionOutcome *
regression_compact(const RegressionOutcome *state)
{
	RegressionOutcome *result;

	if (state->header.flags & STATE_COMPACT || state->form == ERRORS_NONE)
	{
		result = palloc(VARSIZE(state));
		memcpy(result, state, VARSIZE(state));
	}
	else if (state->form == ERRORS_WEIGHTED)
	{
		result = grow_list(state, regression_list(state)->n);
		weight_list_tidy(regression_list(result));
		result = grow_list(result, regression_list(result)->n);
	}
	else
	{
		const Dist *from = regression_dist(state);
		Dist	   *dist = palloc0(dist_compact_size_exact(from, DIST_EXACT_MOST));
		Size		size = dist_compact_exact(dist, from, DIST_EXACT_MOST);

		result = regression_alloc(state->form, size);
		result->sums = state->sums;
		memcpy(regression_dist(result), dist, size);
		pfree(dist);
	}
	unify_nan(&result->sums);
	result->header.flags |= STATE_COMPACT;
	return result;
}

/* Write the fields. */
void
regression_write_text(StringInfo out, const RegressionOutcome *live)
{
	RegressionOutcome *state = regression_compact(live);
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_DOUBLES];

	regression_counts(&state->sums, count);
	regression_doubles(&state->sums, sum);
	text_list_begin(out, "counts");
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		text_item_int64(out, *count[i]);
	text_list_end(out);
	text_list_begin(out, "sums");
	for (int i = 0; i < REGRESSION_DOUBLES; i++)
		text_item_double(out, *sum[i]);
	text_list_end(out);
	text_int64(out, "errors", state->form);
	if (state->form == ERRORS_COUNTED)
		dist_write_text(out, regression_dist(state));
	else if (state->form == ERRORS_WEIGHTED)
		weight_list_write_text(out, regression_list(state));
}

/* Could these sums come from rows? Squares are not negative, and no rows have no errors. */
static const char *
inconsistency(const RegressionSums *sums, int64 form)
{
	if (sums->n_zero > sums->n || sums->n_negative > sums->n || sums->n_no_poisson > sums->n ||
		sums->n_no_gamma > sums->n)
		return "more rows of a kind than rows";
	if (sums->squared.sum < 0 || sums->fourth.sum < 0 || sums->absolute.sum < 0 ||
		sums->percentage.sum < 0 || sums->symmetric.sum < 0 || sums->m2_actual.sum < 0)
		return "a sum of squares or of absolute values is negative";
	if (sums->n == 0 && (sums->absolute.sum != 0 || sums->m2_actual.sum != 0))
		return "sums without rows";
	if (sums->further != (form != ERRORS_NONE) || sums->weighted != (form == ERRORS_WEIGHTED))
		return "the distribution of the errors does not fit the sums";
	if (!(sums->weight >= 0 && sums->square >= 0 && sums->zero_weight >= 0 &&
		  sums->zero_square >= 0 && isfinite(sums->weight) && isfinite(sums->square)))
		return "weights and their squares must be finite and not negative";
	return NULL;
}

/* Put a state together from what was read. */
static RegressionOutcome *
assemble(const RegressionSums *sums, ErrorsForm form, const Dist *dist, const WeightList *list)
{
	Size		size = dist ? dist_size(dist) : list ? weight_list_size(list->n) : 0;
	RegressionOutcome *state = regression_alloc(form, size);

	state->header.flags |= STATE_COMPACT;
	state->sums = *sums;
	if (dist)
		memcpy(regression_dist(state), dist, size);
	if (list)
		weight_list_move(regression_list(state), list->n, list);
	return state;
}

/* Read the fields. */
RegressionOutcome *
regression_read_text(TextReader *reader)
{
	RegressionSums sums = {0};
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_DOUBLES];
	Dist	   *dist = NULL;
	WeightList *list = NULL;
	const char *wrong;
	int64		form;

	regression_counts(&sums, count);
	regression_doubles(&sums, sum);
	read_list_begin(reader, "counts");
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		*count[i] = read_item_int64(reader, 0, STATE_MAX_COUNT);
	if (read_list_more(reader))
		read_fail(reader, "%d counts expected", REGRESSION_COUNTS);
	read_list_begin(reader, "sums");
	for (int i = 0; i < REGRESSION_DOUBLES; i++)
		*sum[i] = read_item_double(reader);
	if (read_list_more(reader))
		read_fail(reader, "%d sums expected", REGRESSION_DOUBLES);
	form = read_int64(reader, "errors", ERRORS_NONE, ERRORS_WEIGHTED);
	wrong = inconsistency(&sums, form);
	if (wrong)
		read_fail(reader, "%s", wrong);
	if (form == ERRORS_COUNTED)
		dist = dist_read_text(reader);
	else if (form == ERRORS_WEIGHTED)
		list = weight_list_read_text(reader);
	if (dist && dist_n(dist) != sums.n)
		read_fail(reader, "as many errors as rows expected");
	return assemble(&sums, form, dist, list);
}

/* Send the body. */
void
regression_send(StringInfo out, const RegressionOutcome *live)
{
	RegressionOutcome *state = regression_compact(live);
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_DOUBLES];

	regression_counts(&state->sums, count);
	regression_doubles(&state->sums, sum);
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		pq_sendint64(out, *count[i]);
	for (int i = 0; i < REGRESSION_DOUBLES; i++)
		pq_sendfloat8(out, *sum[i]);
	pq_sendint64(out, state->form);
	if (state->form == ERRORS_COUNTED)
		dist_send(out, regression_dist(state));
	else if (state->form == ERRORS_WEIGHTED)
		weight_list_send(out, regression_list(state));
}

/* Receive the body. */
RegressionOutcome *
regression_recv(StringInfo in)
{
	RegressionSums sums = {0};
	int64	   *count[REGRESSION_COUNTS];
	double	   *sum[REGRESSION_DOUBLES];
	Dist	   *dist = NULL;
	WeightList *list = NULL;
	const char *wrong;
	int64		form;

	regression_counts(&sums, count);
	regression_doubles(&sums, sum);
	for (int i = 0; i < REGRESSION_COUNTS; i++)
		*count[i] = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	for (int i = 0; i < REGRESSION_DOUBLES; i++)
		*sum[i] = pq_getmsgfloat8(in);
	unify_nan(&sums);
	form = binary_read_int64(in, STATE_OUTCOME, ERRORS_NONE, ERRORS_WEIGHTED);
	wrong = inconsistency(&sums, form);
	if (wrong)
		binary_fail(STATE_OUTCOME, "%s", wrong);
	if (form == ERRORS_COUNTED)
		dist = dist_recv(in, STATE_OUTCOME);
	else if (form == ERRORS_WEIGHTED)
		list = weight_list_recv(in, STATE_OUTCOME);
	if (dist && dist_n(dist) != sums.n)
		binary_fail(STATE_OUTCOME, "as many errors as rows expected");
	return assemble(&sums, form, dist, list);
}
