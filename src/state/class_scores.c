/*
 * class_scores.c - the scores in a drift.outcome of classes: rows, merges, stored form
 */
#include "state/class_scores.h"

#include "miscadmin.h"

/* Lay out a block for n classes with distributions of these sizes; all but that is zero. */
ClassScores *
class_scores_begin(uint32 n, const uint64 (*size)[2], Size *bytes)
{
	ClassScores *scores;
	Size		at = offsetof(ClassScores, entry) + n * sizeof(ScoredClass);

	*bytes = at;
	for (uint32 c = 0; c < n; c++)
		*bytes += size[c][0] + size[c][1];
	scores = palloc_extended(*bytes, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	scores->n_classes = n;
	for (uint32 c = 0; c < n; c++)
		for (int side = 0; side < 2; side++)
		{
			scores->entry[c].size[side] = size[c][side];
			scores->entry[c].offset[side] = at;
			at += size[c][side];
		}
	return scores;
}

/* Put a new block in the place of the old one, into a copy of the state. */
static ClassOutcome *
replace_scores(const ClassOutcome *state, ClassScores *scores, Size bytes)
{
	const Names *names = class_names(state);
	ClassOutcome *result = class_grow(state, state->pair_slots, names->capacity, names->room,
									  bytes);

	memcpy(class_scores(result), scores, bytes);
	pfree(scores);
	return result;
}

/* Find the entry of a name, looking at `hint` first; -1: none. */
static int
find_entry(const ClassScores *scores, uint32 name, uint32 hint)
{
	uint32		n = scores ? scores->n_classes : 0;

	for (uint32 i = 0; i < n; i++)
	{
		uint32		c = (hint + i) % n;

		if (scores->entry[c].name == name)
			return c;
	}
	return -1;
}

/* Refuse more classes than there is memory for. */
static void
check_scored(uint64 classes)
{
	if (classes > SCORED_CLASSES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("drift.outcome cannot hold scores of more than %d classes",
						SCORED_CLASSES_MAX),
				 errhint("Add up the scores of rare classes under one name, for labels and "
						 "predictions as well, or leave the scores out: without them there can be "
						 "%d classes.", OUTCOME_MAX_CLASSES)));
}

/* Bytes of a distribution of so many zeros. */
static Size
zeros_size(int64 zeros)
{
	Size		size = dist_initial_size();
	Dist	   *empty = palloc(size);

	dist_init(empty, size);
	if (zeros > 0)
		size = Max(size, dist_many_room(empty, zeros));
	pfree(empty);
	return size;
}

/*
 * Rearrange the block: distributions of these sizes, and new classes at the end, which had the
 * score 0 in every row so far.
 */
static ClassOutcome *
rearrange(const ClassOutcome *state, uint32 n, const uint32 *name, const uint64 (*size)[2])
{
	const ClassScores *old = class_scores(state);
	uint32		n_old = old ? old->n_classes : 0;
	Size		bytes;
	ClassScores *scores = class_scores_begin(n, size, &bytes);

	if (old)
		scores->sums = old->sums;
	for (uint32 c = 0; c < n; c++)
	{
		scores->entry[c].name = name[c];
		for (int side = 0; side < 2; side++)
		{
			if (c < n_old && size[c][side] == old->entry[c].size[side])
				memcpy(scored_dist(scores, c, side), scored_dist(old, c, side), size[c][side]);
			else if (c < n_old)
				dist_move(scored_dist(scores, c, side), size[c][side],
						  scored_dist(old, c, side));
			else
			{
				dist_init(scored_dist(scores, c, side), size[c][side]);
				if (side == 0 && scores->sums.n > 0)
					dist_add_many(scored_dist(scores, c, 0), 0, scores->sums.n);
			}
		}
	}
	return replace_scores(state, scores, bytes);
}

/* What a block is to become: its classes and the sizes of their distributions. */
typedef struct Plan
{
	uint32		n;
	uint32		name[SCORED_CLASSES_MAX];
	uint64		size[SCORED_CLASSES_MAX][2];
	bool		changed;
} Plan;

/* Begin with what is there. */
static void
plan_begin(Plan *plan, const ClassScores *scores)
{
	plan->n = scores ? scores->n_classes : 0;
	plan->changed = scores == NULL;
	for (uint32 c = 0; c < plan->n; c++)
	{
		plan->name[c] = scores->entry[c].name;
		plan->size[c][0] = scores->entry[c].size[0];
		plan->size[c][1] = scores->entry[c].size[1];
	}
}

/* Make sure that a class is planned; returns its entry. */
static uint32
plan_class(Plan *plan, const ClassScores *scores, uint32 name, uint32 hint)
{
	int			found = find_entry(scores, name, hint);

	for (uint32 c = scores ? scores->n_classes : 0; found < 0 && c < plan->n; c++)
		if (plan->name[c] == name)
			found = c;
	if (found >= 0)
		return found;
	check_scored(plan->n + 1);
	plan->name[plan->n] = name;
	plan->size[plan->n][0] = zeros_size(scores ? scores->sums.n : 0);
	plan->size[plan->n][1] = dist_initial_size();
	plan->changed = true;
	return plan->n++;
}

/* Carry a plan out. */
static ClassOutcome *
plan_execute(ClassOutcome *state, Plan *plan)
{
	return plan->changed ? rearrange(state, plan->n, plan->name, plan->size) : state;
}

/* Has every class room for one more row with this label? */
static bool
has_room(const ClassScores *scores, uint32 label)
{
	for (uint32 c = 0; c < scores->n_classes; c++)
		if (dist_room(scored_dist(scores, c, c == label)) > scores->entry[c].size[c == label])
			return false;
	return true;
}

/*
 * Make room for one more row with this label. Growing copies all there is, so the distributions of
 * a side grow together; they fill up together, too, but for rare classes.
 */
static ClassOutcome *
make_room(ClassOutcome *state, uint32 label)
{
	const ClassScores *scores = class_scores(state);
	uint64		largest[2] = {0, 0};
	Plan		plan;

	if (has_room(scores, label))
		return state;
	plan_begin(&plan, scores);
	plan.changed = true;
	for (uint32 c = 0; c < plan.n; c++)
		for (int side = 0; side < 2; side++)
		{
			const Dist *dist = scored_dist(scores, c, side);

			/* a compact one needs room to become live */
			if (side == (c == label) || dist->form != DIST_LIVE)
				plan.size[c][side] = Max(plan.size[c][side], dist_room(dist));
			largest[side] = Max(largest[side], plan.size[c][side]);
		}
	for (uint32 c = 0; c < plan.n; c++)
		for (int side = 0; side < 2; side++)
			plan.size[c][side] = largest[side];
	return plan_execute(state, &plan);
}

/* Put the scores of a row in order of the entries; a class listed twice is refused. */
static double *
scores_by_entry(const ClassScores *scores, const ClassScore *row, const uint32 *entry, uint32 n)
{
	double	   *value = palloc0(scores->n_classes * sizeof(double));
	bool	   *listed = palloc0(scores->n_classes * sizeof(bool));

	for (uint32 i = 0; i < n; i++)
	{
		if (listed[entry[i]])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("class \"%s\" is listed twice with a score",
							pnstrdup(row[i].name, row[i].length)),
					 errhint("Each class has one score a row.")));
		listed[entry[i]] = true;
		value[entry[i]] = row[i].score;
	}
	pfree(listed);
	return value;
}

/* Add a row with a label and usable scores; the result is the state or a larger copy. */
ClassOutcome *
class_add_scores(ClassOutcome *state, const char *label, Size label_length, const ClassScore *row,
				 uint32 n)
{
	Plan		plan;
	uint32	   *entry = palloc((n + 1) * sizeof(uint32));
	uint32	   *name = palloc((n + 1) * sizeof(uint32));
	int			place = -1;
	ClassScores *scores;
	double	   *value;

	check_scored(n);
	for (uint32 i = 0; i < n; i++)
	{
		name[i] = class_id(&state, row[i].name, row[i].length);
		if (row[i].length == label_length && memcmp(row[i].name, label, label_length) == 0)
			place = i;
	}
	name[n] = class_id(&state, label, label_length);
	scores = class_scores(state);
	plan_begin(&plan, scores);
	for (uint32 i = 0; i <= n; i++)
		entry[i] = plan_class(&plan, scores, name[i], i > 0 ? entry[i - 1] + 1 : 0);
	state = make_room(plan_execute(state, &plan), entry[n]);
	scores = class_scores(state);
	value = scores_by_entry(scores, row, entry, n);
	for (uint32 c = 0; c < scores->n_classes; c++)
		dist_add(scored_dist(scores, c, c == entry[n]), value[c]);
	class_score_add(&scores->sums, row, n, place);
	state->header.flags &= ~STATE_COMPACT;
	pfree(value);
	pfree(entry);
	pfree(name);
	return state;
}

/* Plan for all classes of another state; its entries' places are put down. */
static ClassOutcome *
plan_merge(ClassOutcome *into, const ClassOutcome *from, Plan *plan, uint32 *place)
{
	const ClassScores *theirs = class_scores(from);
	uint32		n = theirs->n_classes;
	uint32	   *name = palloc((n + 1) * sizeof(uint32));

	for (uint32 i = 0; i < n; i++)
	{
		Size		length;
		const char *text = names_get(class_names(from), theirs->entry[i].name, &length);

		name[i] = class_id(&into, text, length);
	}
	plan_begin(plan, class_scores(into));
	for (uint32 i = 0; i < n; i++)
		place[i] = plan_class(plan, class_scores(into), name[i], i);
	pfree(name);
	return into;
}

/* Make room for the distributions of another state, and for zeros where it has none. */
static ClassOutcome *
merge_room(ClassOutcome *into, const ClassScores *theirs, const int *source)
{
	const ClassScores *ours = class_scores(into);
	Plan		plan;

	plan_begin(&plan, ours);
	plan.changed = true;
	for (uint32 c = 0; c < plan.n; c++)
		for (int side = 0; side < 2; side++)
		{
			const Dist *dist = scored_dist(ours, c, side);
			Size		room = 0;

			if (source[c] >= 0)
				room = dist_merge_room(dist, scored_dist(theirs, source[c], side));
			else if (side == 0 && theirs->sums.n > 0)
				room = dist_many_room(dist, theirs->sums.n);
			else if (dist->form != DIST_LIVE)
				room = dist_room(dist);
			plan.size[c][side] = Max(plan.size[c][side], room);
		}
	return plan_execute(into, &plan);
}

/* Add the scores of `from` to `into` (writable); the result is `into` or a larger copy. */
ClassOutcome *
class_merge_scores(ClassOutcome *into, const ClassOutcome *from)
{
	const ClassScores *theirs = class_scores(from);
	uint32		place[SCORED_CLASSES_MAX];
	int			source[SCORED_CLASSES_MAX];
	ClassScores *ours;
	Plan		plan;

	if (theirs == NULL)
		return into;
	into = plan_merge(into, from, &plan, place);
	into = plan_execute(into, &plan);
	for (uint32 c = 0; c < plan.n; c++)
		source[c] = -1;
	for (uint32 i = 0; i < theirs->n_classes; i++)
		source[place[i]] = i;
	into = merge_room(into, theirs, source);
	ours = class_scores(into);
	for (uint32 c = 0; c < ours->n_classes; c++)
		for (int side = 0; side < 2; side++)
		{
			CHECK_FOR_INTERRUPTS();
			if (source[c] >= 0)
				dist_merge(scored_dist(ours, c, side), scored_dist(theirs, source[c], side));
			else if (side == 0 && theirs->sums.n > 0)
				dist_add_many(scored_dist(ours, c, 0), 0, theirs->sums.n);
		}
	if (!class_score_merge(&ours->sums, &theirs->sums))
		counts_overflow(STATE_OUTCOME);
	return into;
}

/* An entry and its place in the stored form. */
typedef struct Numbered
{
	uint32		number;
	uint32		entry;
} Numbered;

/* Order entries by the numbers of their names. */
static int
compare_numbered(const void *a, const void *b)
{
	uint32		x = ((const Numbered *) a)->number;
	uint32		y = ((const Numbered *) b)->number;

	return (x > y) - (x < y);
}

/* Make the stored form of the block (palloc'd); number: new numbers of the names. */
ClassScores *
class_compact_scores(const ClassOutcome *state, const uint32 *number, Size *size)
{
	const ClassScores *scores = class_scores(state);
	uint32		n = scores->n_classes;
	Numbered   *order = palloc((n + 1) * sizeof(Numbered));
	Dist	  *(*dist)[2] = palloc((n + 1) * sizeof(*dist));
	uint64		(*bytes)[2] = palloc((n + 1) * sizeof(*bytes));
	ClassScores *result;

	for (uint32 c = 0; c < n; c++)
		order[c] = (Numbered) {number[scores->entry[c].name], c};
	qsort(order, n, sizeof(Numbered), compare_numbered);
	for (uint32 c = 0; c < n; c++)
		for (int side = 0; side < 2; side++)
		{
			const Dist *from = scored_dist(scores, order[c].entry, side);

			CHECK_FOR_INTERRUPTS();
			dist[c][side] = palloc0(dist_compact_size(from));
			bytes[c][side] = dist_compact(dist[c][side], from);
		}
	result = class_scores_begin(n, (const uint64 (*)[2]) bytes, size);
	result->sums = scores->sums;
	for (uint32 c = 0; c < n; c++)
	{
		result->entry[c].name = order[c].number;
		for (int side = 0; side < 2; side++)
		{
			memcpy(scored_dist(result, c, side), dist[c][side], bytes[c][side]);
			pfree(dist[c][side]);
		}
	}
	return result;
}

/* Are all distributions exact? */
bool
class_scores_exact(const ClassOutcome *state)
{
	const ClassScores *scores = class_scores(state);

	for (uint32 c = 0; scores && c < scores->n_classes; c++)
		for (int side = 0; side < 2; side++)
			if (!dist_is_exact(scored_dist(scores, c, side)))
				return false;
	return true;
}
