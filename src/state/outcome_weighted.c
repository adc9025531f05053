/*
 * outcome_weighted.c - drift.outcome of kind weighted: a binary model whose rows have weights
 */
#include "state/outcome_weighted.h"

#include <math.h>

#include "state/confusion_io.h"

#define SCORE_SUMS 8			/* two for each of the four compensated sums */

/* Allocate a state whose list has room for cap scores. */
static WeightedOutcome *
weighted_alloc(uint32 cap)
{
	WeightedOutcome *state = state_alloc(sizeof(WeightedOutcome) + weight_list_size(cap),
										 STATE_OUTCOME, KIND_WEIGHTED);

	weighted_list(state)->cap = cap;
	return state;
}

/* Make an empty state. */
WeightedOutcome *
weighted_new(void)
{
	return weighted_alloc(0);
}

/* Copy into a state whose list has room for cap scores. */
static WeightedOutcome *
weighted_grow(const WeightedOutcome *old, uint32 cap)
{
	WeightedOutcome *state = weighted_alloc(cap);

	state->cells = old->cells;
	state->scores = old->scores;
	weight_list_move(weighted_list(state), cap, weighted_list(old));
	return state;
}

/* Make room for more scores; the result is the state or a larger copy. */
static WeightedOutcome *
weighted_make_room(WeightedOutcome *state, Size more)
{
	WeightList *list = weighted_list(state);

	if (!weight_list_fits(list, more))
	{
		weight_list_tidy(list);
		if (!weight_list_fits(list, more) || list->n > list->cap / 2)
		{
			uint32		room = weight_list_room(list, more);

			if (room > list->cap)
				state = weighted_grow(state, room);
		}
	}
	state->header.flags &= ~STATE_COMPACT;
	return state;
}

/* Count a row. */
void
weighted_count(WeightedOutcome *state, Truth label, Truth predicted, double weight)
{
	state->cells.rows[label][predicted]++;
	state->cells.weight[label][predicted] += weight;
	state->cells.square[label][predicted] += weight * weight;
}

/* Add the score (not NaN) of a row with a label; the result is the state or a larger copy. */
WeightedOutcome *
weighted_add_score(WeightedOutcome *state, bool label, double score, double weight)
{
	if (!weight_list_fits(weighted_list(state), 1))
		state = weighted_make_room(state, 1);
	state->header.flags &= ~STATE_COMPACT;
	weighted_add(&state->scores, label, score, weight);
	weight_list_add(weighted_list(state), score, label, weight);
	return state;
}

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
WeightedOutcome *
weighted_outcome_merge(WeightedOutcome *into, const WeightedOutcome *from)
{
	into = weighted_make_room(into, weighted_list(from)->n);
	for (int i = 0; i < CONFUSION_CELLS; i++)
	{
		if (__builtin_add_overflow(into->cells.rows[i / 3][i % 3], from->cells.rows[i / 3][i % 3],
								   &into->cells.rows[i / 3][i % 3]))
			counts_overflow(STATE_OUTCOME);
		into->cells.weight[i / 3][i % 3] += from->cells.weight[i / 3][i % 3];
		into->cells.square[i / 3][i % 3] += from->cells.square[i / 3][i % 3];
	}
	if (!weighted_merge(&into->scores, &from->scores))
		counts_overflow(STATE_OUTCOME);
	weight_list_append(weighted_list(into), weighted_list(from));
	return into;
}

/* Make the stored form: a tidy list without spare room. */
WeightedOutcome *
weighted_compact(const WeightedOutcome *state)
{
	WeightedOutcome *result = weighted_grow(state, weighted_list(state)->n);

	if (!(state->header.flags & STATE_COMPACT))
	{
		weight_list_tidy(weighted_list(result));
		result = weighted_grow(result, weighted_list(result)->n);
	}
	result->header.flags |= STATE_COMPACT;
	return result;
}

/* List the sums of a WeightedScores, for both forms. */
static void
score_sums(WeightedScores *scores, double *list[SCORE_SUMS])
{
	CompensatedSum *sum[] = {&scores->log_loss, &scores->log_loss_squared, &scores->brier,
		&scores->brier_squared
	};

	for (int i = 0; i < SCORE_SUMS; i++)
		list[i] = i % 2 ? &sum[i / 2]->lost : &sum[i / 2]->sum;
}

/* Write a list of n doubles. */
static void
write_doubles(StringInfo out, const char *name, const double *value, int n)
{
	text_list_begin(out, name);
	for (int i = 0; i < n; i++)
		text_item_double(out, value[i]);
	text_list_end(out);
}

/* Write the fields. */
void
weighted_write_text(StringInfo out, const WeightedOutcome *live)
{
	WeightedOutcome *state = weighted_compact(live);
	WeightedScores *scores = &state->scores;
	double	   *sum[SCORE_SUMS];

	text_list_begin(out, "counts");
	for (int i = 0; i < CONFUSION_CELLS; i++)
		text_item_int64(out, state->cells.rows[i / 3][i % 3]);
	text_list_end(out);
	write_doubles(out, "weights", &state->cells.weight[0][0], CONFUSION_CELLS);
	write_doubles(out, "squares", &state->cells.square[0][0], CONFUSION_CELLS);
	text_int64(out, "scored", scores->n);
	text_int64(out, "outside", scores->n_outside);
	write_doubles(out, "by_label", scores->square, 2);
	score_sums(scores, sum);
	text_list_begin(out, "sums");
	for (int i = 0; i < SCORE_SUMS; i++)
		text_item_double(out, *sum[i]);
	text_list_end(out);
	text_list_begin(out, "bins");
	for (int i = 0; i < CALIBRATION_BINS; i++)
		if (scores->bin[i].weight > 0)
		{
			text_item_int64(out, i);
			text_item_double(out, scores->bin[i].weight);
			text_item_double(out, scores->bin[i].positive);
			text_item_double(out, scores->bin[i].score);
		}
	text_list_end(out);
	weight_list_write_text(out, weighted_list(state));
}

/* What is wrong with a bin? NULL: nothing. Sums of rounded products may exceed by a little. */
static const char *
wrong_bin(const ReliabilityBin *bin)
{
	if (!(isfinite(bin->weight) && bin->weight >= 0 && bin->positive >= 0 && bin->score >= 0 &&
		  bin->positive <= bin->weight && bin->score <= bin->weight * (1 + 1e-6)))
		return "a calibration bin has more positives or a larger score than weight";
	return NULL;
}

/* Could this state come from rows? Returns what speaks against it, or NULL. */
static const char *
inconsistency(WeightedOutcome *state)
{
	double	   *sum[SCORE_SUMS];

	for (int i = 0; i < CONFUSION_CELLS; i++)
	{
		double		weight = state->cells.weight[i / 3][i % 3];
		double		square = state->cells.square[i / 3][i % 3];

		if (!(weight >= 0 && square >= 0 && isfinite(weight) && isfinite(square)))
			return "weights and their squares must be finite and not negative";
		if ((weight > 0) != (square > 0) || (weight > 0 && state->cells.rows[i / 3][i % 3] == 0))
			return "weight without rows, or without squares";
	}
	score_sums(&state->scores, sum);
	for (int i = 0; i < SCORE_SUMS; i++)
		if (!isfinite(*sum[i]) || (i % 2 == 0 && *sum[i] < 0))
			return "sums of losses must be finite and not negative";
	for (int i = 0; i < 2; i++)
		if (!(state->scores.square[i] >= 0 && isfinite(state->scores.square[i])))
			return "squared weights must be finite and not negative";
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		const char *wrong = wrong_bin(&state->scores.bin[i]);

		if (wrong)
			return wrong;
	}
	return NULL;
}

/* Put a state together from what was read. */
static WeightedOutcome *
assemble(const WeightedOutcome *head, const WeightList *list)
{
	WeightedOutcome *state = weighted_alloc(list->n);

	state->cells = head->cells;
	state->scores = head->scores;
	weight_list_move(weighted_list(state), list->n, list);
	state->header.flags |= STATE_COMPACT;
	return state;
}

/* Read a list of n doubles. */
static void
read_doubles(TextReader *reader, const char *name, double *value, int n)
{
	read_list_begin(reader, name);
	for (int i = 0; i < n; i++)
		value[i] = read_item_double(reader);
	if (read_list_more(reader))
		read_fail(reader, "%d numbers expected in %s", n, name);
}

/* Read the bins. */
static void
read_bins(TextReader *reader, ReliabilityBin *bin)
{
	int64		next = 0;

	read_list_begin(reader, "bins");
	while (read_list_more(reader))
	{
		int64		i = read_item_int64(reader, next, CALIBRATION_BINS - 1);

		bin[i].weight = read_item_double(reader);
		bin[i].positive = read_item_double(reader);
		bin[i].score = read_item_double(reader);
		next = i + 1;
	}
}

/* Read the fields. */
WeightedOutcome *
weighted_read_text(TextReader *reader)
{
	WeightedOutcome *head = weighted_new();
	double		sums[SCORE_SUMS];
	double	   *sum[SCORE_SUMS];
	const char *wrong;

	read_list_begin(reader, "counts");
	for (int i = 0; i < CONFUSION_CELLS; i++)
		head->cells.rows[i / 3][i % 3] = read_item_int64(reader, 0, STATE_MAX_COUNT);
	if (read_list_more(reader))
		read_fail(reader, "%d counts expected", CONFUSION_CELLS);
	read_doubles(reader, "weights", &head->cells.weight[0][0], CONFUSION_CELLS);
	read_doubles(reader, "squares", &head->cells.square[0][0], CONFUSION_CELLS);
	head->scores.n = read_int64(reader, "scored", 0, STATE_MAX_COUNT);
	head->scores.n_outside = read_int64(reader, "outside", 0, STATE_MAX_COUNT);
	read_doubles(reader, "by_label", head->scores.square, 2);
	read_doubles(reader, "sums", sums, SCORE_SUMS);
	score_sums(&head->scores, sum);
	for (int i = 0; i < SCORE_SUMS; i++)
		*sum[i] = sums[i];
	read_bins(reader, head->scores.bin);
	wrong = inconsistency(head);
	if (wrong)
		read_fail(reader, "%s", wrong);
	return assemble(head, weight_list_read_text(reader));
}

/* Send the body. */
void
weighted_send(StringInfo out, const WeightedOutcome *live)
{
	WeightedOutcome *state = weighted_compact(live);
	WeightedScores *scores = &state->scores;
	double	   *sum[SCORE_SUMS];

	for (int i = 0; i < CONFUSION_CELLS; i++)
	{
		pq_sendint64(out, state->cells.rows[i / 3][i % 3]);
		pq_sendfloat8(out, state->cells.weight[i / 3][i % 3]);
		pq_sendfloat8(out, state->cells.square[i / 3][i % 3]);
	}
	pq_sendint64(out, scores->n);
	pq_sendint64(out, scores->n_outside);
	pq_sendfloat8(out, scores->square[0]);
	pq_sendfloat8(out, scores->square[1]);
	score_sums(scores, sum);
	for (int i = 0; i < SCORE_SUMS; i++)
		pq_sendfloat8(out, *sum[i]);
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		pq_sendfloat8(out, scores->bin[i].weight);
		pq_sendfloat8(out, scores->bin[i].positive);
		pq_sendfloat8(out, scores->bin[i].score);
	}
	weight_list_send(out, weighted_list(state));
}

/* Receive the body. */
WeightedOutcome *
weighted_recv(StringInfo in)
{
	WeightedOutcome *head = weighted_new();
	WeightedScores *scores = &head->scores;
	double	   *sum[SCORE_SUMS];
	const char *wrong;

	for (int i = 0; i < CONFUSION_CELLS; i++)
	{
		head->cells.rows[i / 3][i % 3] = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
		head->cells.weight[i / 3][i % 3] = pq_getmsgfloat8(in);
		head->cells.square[i / 3][i % 3] = pq_getmsgfloat8(in);
	}
	scores->n = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	scores->n_outside = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	scores->square[0] = pq_getmsgfloat8(in);
	scores->square[1] = pq_getmsgfloat8(in);
	score_sums(scores, sum);
	for (int i = 0; i < SCORE_SUMS; i++)
		*sum[i] = pq_getmsgfloat8(in);
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		scores->bin[i].weight = pq_getmsgfloat8(in);
		scores->bin[i].positive = pq_getmsgfloat8(in);
		scores->bin[i].score = pq_getmsgfloat8(in);
	}
	wrong = inconsistency(head);
	if (wrong)
		binary_fail(STATE_OUTCOME, "%s", wrong);
	return assemble(head, weight_list_recv(in, STATE_OUTCOME));
}
