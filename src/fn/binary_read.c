/*
 * binary_read.c - what metrics, curves and costs read of a binary drift.outcome, weighted or not
 */
#include "fn/binary_read.h"

#include "state/outcome.h"
#include "state/outcome_weighted.h"

/* Read a state without weights. */
static void
read_counts(const BinaryOutcome *state, BinaryRead *read)
{
	cells_of_counts(&read->cells, &state->counts);
	read->has_sums = state->has_sums;
	read->ranked = state->dist_size[0] > 0;
	if (state->has_sums)
		reliability_of_sums(&read->bins, binary_sums(state));
}

/* Read counts and sums. */
BinaryRead *
binary_read(const StateHeader *state, const char *function)
{
	BinaryRead *read = palloc0(sizeof(BinaryRead));

	if (state->kind == KIND_WEIGHTED)
	{
		const WeightedOutcome *weighted = (const WeightedOutcome *) state;

		read->cells = weighted->cells;
		read->ranked = read->has_sums = weighted->scores.n + weighted->scores.n_outside > 0;
		reliability_of_weighted(&read->bins, &weighted->scores);
		return read;
	}
	state_check_kind(state, KIND_BINARY, function);
	read_counts((const BinaryOutcome *) state, read);
	return read;
}

/* Read the scores by label. */
const NumView *
binary_views(const StateHeader *state, BinaryRead *read)
{
	for (int label = 0; !read->viewed && label < 2; label++)
		dist_view(binary_dist((const BinaryOutcome *) state, label), &read->view[label]);
	read->viewed = true;
	return read->view;
}

/* Sum up the points: weights of either label, and what rounding may have moved. */
static void
sum_points(Scored *scored, bool rounded)
{
	for (int label = 0; label < 2; label++)
	{
		double		most = 0;

		for (size_t i = 0; i < scored->n; i++)
		{
			scored->total[label] += scored->point[i].weight[label];
			most = Max(most, scored->point[i].weight[label]);
		}
		if (rounded && scored->total[label] > 0)
			scored->error[label] = most / scored->total[label];
	}
}

/* Make the points of a state without weights. */
static void
points_of_views(Scored *scored, const NumView view[2])
{
	Size		room = (view[0].len + view[1].len + 1) * sizeof(ScoredPoint);
	ScoredPoint *point = palloc_extended(room, MCXT_ALLOC_HUGE);

	scored->n = scored_of_views(&view[0], &view[1], point);
	scored->point = point;
	scored->rows = view[0].n + view[1].n;
	sum_points(scored, false);
	for (int label = 0; label < 2; label++)
	{
		scored->effective[label] = view[label].n;
		scored->error[label] = view[label].n > 0 ?
			(double) view[label].rank_error / view[label].n : 0;
	}
}

/* Read the distinct scores. */
const Scored *
binary_scored(const StateHeader *state, BinaryRead *read)
{
	Scored	   *scored;

	if (!read->ranked || read->scored)
		return read->scored;
	read->scored = scored = palloc0(sizeof(Scored));
	if (state->kind == KIND_WEIGHTED)
	{
		const WeightedOutcome *weighted = weighted_compact((const WeightedOutcome *) state);
		const WeightList *list = weighted_list(weighted);

		scored->point = weight_list_points(list);
		scored->n = list->n;
		scored->rows = weighted->scores.n + weighted->scores.n_outside;
		sum_points(scored, list->bits > 0);
		for (int label = 0; label < 2; label++)
			scored->effective[label] = effective_rows(scored->total[label],
													  weighted->scores.square[label]);
	}
	else
		points_of_views(scored, binary_views(state, read));
	return scored;
}
