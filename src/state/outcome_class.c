/*
 * outcome_class.c - drift.outcome of kind class: a sparse matrix of label against prediction
 *
 * Class names are numbered as they come; pairs of numbers are counted in a hash table with linear
 * probing. The stored form numbers the classes in byte order and lists the pairs in that order, so
 * it does not depend on the order of rows or merges.
 */
#include "state/class_scores.h"

#define FIRST_CLASSES 8
#define FIRST_ROOM 128
#define FIRST_PAIR_SLOTS 32

/* Allocate an empty state. */
static ClassOutcome *
class_alloc(uint32 pair_slots, uint32 capacity, Size room, Size scores_size)
{
	ClassOutcome *state = state_alloc(sizeof(ClassOutcome) + pair_slots * sizeof(ClassPair) +
									  names_size(capacity, room) + scores_size,
									  STATE_OUTCOME, KIND_CLASS);

	state->pair_slots = pair_slots;
	state->scores_size = scores_size;
	names_init(class_names(state), capacity, room);
	return state;
}

/* Make an empty state. */
ClassOutcome *
class_new(void)
{
	return class_alloc(FIRST_PAIR_SLOTS, FIRST_CLASSES, FIRST_ROOM, 0);
}

/* Find the slot of a pair: its own, or the free one where it belongs. */
static ClassPair *
pair_slot(const ClassOutcome *state, uint32 actual, uint32 predicted)
{
	ClassPair  *pairs = class_pairs(state);
	uint64		hash = (((uint64) actual << 32) | predicted) * UINT64CONST(0x9E3779B97F4A7C15);
	uint32		mask = state->pair_slots - 1;
	uint32		at = (uint32) (hash >> 32) & mask;

	while (pairs[at].count != 0 && (pairs[at].actual != actual || pairs[at].predicted != predicted))
		at = (at + 1) & mask;
	return &pairs[at];
}

/* Count a pair; there must be room. */
static void
pair_add(ClassOutcome *state, uint32 actual, uint32 predicted, int64 count)
{
	ClassPair  *pair = pair_slot(state, actual, predicted);

	if (pair->count == 0)
	{
		pair->actual = actual;
		pair->predicted = predicted;
		state->n_pairs++;
	}
	if (__builtin_add_overflow(pair->count, count, &pair->count))
		counts_overflow(STATE_OUTCOME);
}

/* Copy what is counted of a state besides its pairs. */
static void
copy_counts(ClassOutcome *to, const ClassOutcome *from)
{
	to->n_unlabelled = from->n_unlabelled;
	to->n_unpredicted = from->n_unpredicted;
	to->n_unusable = from->n_unusable;
}

/*
 * Make a larger copy with the same numbers for the same classes. The scores are copied if there is
 * just their size of room for them, else left to the caller.
 */
ClassOutcome *
class_grow(const ClassOutcome *old, uint32 pair_slots, uint32 capacity, Size room,
		   Size scores_size)
{
	ClassOutcome *state = class_alloc(pair_slots, capacity, room, scores_size);

	copy_counts(state, old);
	if (scores_size > 0 && scores_size == old->scores_size)
		memcpy(class_scores(state), class_scores(old), scores_size);
	names_copy(class_names(state), class_names(old));
	for (uint32 i = 0; i < old->pair_slots; i++)
	{
		const ClassPair *pair = &class_pairs(old)[i];

		if (pair->count != 0)
			pair_add(state, pair->actual, pair->predicted, pair->count);
	}
	return state;
}

/* Refuse more classes than a confusion matrix is good for. */
static void
check_classes(uint32 classes)
{
	if (classes > OUTCOME_MAX_CLASSES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("drift.outcome cannot hold more than %d classes", OUTCOME_MAX_CLASSES),
				 errhint("Label and prediction must be class names, not identifiers; put rare "
						 "classes together with CASE. For numbers use "
						 "drift.regression_outcome_agg().")));
}

/* Find or make a class's number. */
uint32
class_id(ClassOutcome **state, const char *name, Size length)
{
	Names	   *names = class_names(*state);
	uint32		hash = names_hash(name, length);
	int			found = names_find(names, hash, name, length);

	if (found >= 0)
		return found;
	check_classes(names->n + 1);
	if (!names_fits(names, length))
	{
		uint32		capacity;
		Size		room;

		names_grown(names, length, &capacity, &room);
		*state = class_grow(*state, (*state)->pair_slots, capacity, room,
							(*state)->scores_size);
		names = class_names(*state);
	}
	return names_append(names, hash, name, length);
}

/* Count rows with a label and a prediction. */
ClassOutcome *
class_add(ClassOutcome *state, const char *label, Size label_length, const char *predicted,
		  Size predicted_length, int64 count)
{
	uint32		actual_id = class_id(&state, label, label_length);
	uint32		predicted_id = class_id(&state, predicted, predicted_length);

	if (2 * (state->n_pairs + 1) > state->pair_slots)
		state = class_grow(state, 2 * state->pair_slots, class_names(state)->capacity,
						   class_names(state)->room, state->scores_size);
	pair_add(state, actual_id, predicted_id, count);
	return state;
}

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
ClassOutcome *
class_merge(ClassOutcome *into, const ClassOutcome *from)
{
	const Names *names = class_names(from);

	if (__builtin_add_overflow(into->n_unlabelled, from->n_unlabelled, &into->n_unlabelled) ||
		__builtin_add_overflow(into->n_unpredicted, from->n_unpredicted, &into->n_unpredicted) ||
		__builtin_add_overflow(into->n_unusable, from->n_unusable, &into->n_unusable))
		counts_overflow(STATE_OUTCOME);
	for (uint32 i = 0; i < from->pair_slots; i++)
	{
		const ClassPair *pair = &class_pairs(from)[i];
		Size		label_length;
		Size		predicted_length;
		const char *label;
		const char *predicted;

		if (pair->count == 0)
			continue;
		label = names_get(names, pair->actual, &label_length);
		predicted = names_get(names, pair->predicted, &predicted_length);
		into = class_add(into, label, label_length, predicted, predicted_length, pair->count);
	}
	into = class_merge_scores(into, from);
	into->header.flags &= ~STATE_COMPACT;
	return into;
}

/* Order pairs by label, then prediction. */
static int
compare_pairs(const void *a, const void *b)
{
	const ClassPair *x = a;
	const ClassPair *y = b;

	if (x->actual != y->actual)
		return x->actual < y->actual ? -1 : 1;
	return (x->predicted > y->predicted) - (x->predicted < y->predicted);
}

/* List the pairs in order of their numbers (palloc'd, n_pairs of them). */
ClassPair *
class_sorted_pairs(const ClassOutcome *state)
{
	ClassPair  *result = palloc((state->n_pairs + 1) * sizeof(ClassPair));
	uint32		n = 0;

	for (uint32 i = 0; i < state->pair_slots; i++)
		if (class_pairs(state)[i].count != 0)
			result[n++] = class_pairs(state)[i];
	qsort(result, n, sizeof(ClassPair), compare_pairs);
	return result;
}

/* Sum the matrix by class. */
ClassMargins
class_sums(const ClassOutcome *state)
{
	Size		n = class_names(state)->n;
	double	   *array = palloc((6 * n + 1) * sizeof(double));
	ClassMargins margins = {.n_classes = n, .n_pairs = state->n_pairs,
		.pair = class_sorted_pairs(state), .actual = array, .predicted = array + n,
	.correct = array + 2 * n, .scratch = array + 3 * n};

	class_margins(&margins);
	return margins;
}

/* Round up to a power of 2. */
static uint32
power_of_2(uint32 least)
{
	uint32		power = 1;

	while (power < least)
		power *= 2;
	return power;
}

/* List the numbers that the classes have in byte order. */
static uint32 *
numbers_in_order(const uint32 *order, uint32 n)
{
	uint32	   *number = palloc((n + 1) * sizeof(uint32));

	for (uint32 i = 0; i < n; i++)
		number[order[i]] = i;
	return number;
}

/* Make the stored form: classes in byte order, no spare room, pairs placed in order. */
ClassOutcome *
class_compact(const ClassOutcome *state)
{
	const Names *names = class_names(state);
	uint32	   *order = names_order(names);
	uint32	   *number = numbers_in_order(order, names->n);
	Size		scores_size = 0;
	ClassScores *scores = class_scores(state) ?
		class_compact_scores(state, number, &scores_size) : NULL;
	ClassOutcome *result = class_alloc(power_of_2(Max(2, 2 * state->n_pairs)),
									   power_of_2(names->n), (names->used + 7) & ~7U, scores_size);
	ClassPair  *pairs = class_sorted_pairs(state);

	result->header.flags |= STATE_COMPACT;
	copy_counts(result, state);
	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, order[i], &length);

		names_append(class_names(result), names->entry[order[i]].hash, name, length);
	}
	for (uint32 i = 0; i < state->n_pairs; i++)
	{
		pairs[i].actual = number[pairs[i].actual];
		pairs[i].predicted = number[pairs[i].predicted];
	}
	qsort(pairs, state->n_pairs, sizeof(ClassPair), compare_pairs);
	for (uint32 i = 0; i < state->n_pairs; i++)
		pair_add(result, pairs[i].actual, pairs[i].predicted, pairs[i].count);
	if (scores)
		memcpy(class_scores(result), scores, scores_size);
	return result;
}

/* Write the fields: names in byte order, then label, prediction and count of each pair. */
void
class_write_text(StringInfo out, const ClassOutcome *state)
{
	ClassOutcome *compact = class_compact(state);
	const Names *names = class_names(compact);
	ClassPair  *pairs = class_sorted_pairs(compact);

	text_int64(out, "unlabelled", compact->n_unlabelled);
	text_int64(out, "unpredicted", compact->n_unpredicted);
	text_int64(out, "unusable", compact->n_unusable);
	text_list_begin(out, "classes");
	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, i, &length);

		text_item_string(out, name, length);
	}
	text_list_end(out);
	text_list_begin(out, "pairs");
	for (uint32 i = 0; i < compact->n_pairs; i++)
	{
		text_item_int64(out, pairs[i].actual);
		text_item_int64(out, pairs[i].predicted);
		text_item_int64(out, pairs[i].count);
	}
	text_list_end(out);
	class_scores_write_text(out, compact);
}

/* Take a class read from outside; -1 when it is there already or one too many. */
static int
take_class(ClassOutcome **state, const char *name, Size length)
{
	uint32		before = class_names(*state)->n;

	if (before >= OUTCOME_MAX_CLASSES || class_id(state, name, length) != before)
		return -1;
	return before;
}

/* Take a pair read from outside; false when it is there already. */
static bool
take_pair(ClassOutcome **state, uint32 actual, uint32 predicted, int64 count)
{
	if (pair_slot(*state, actual, predicted)->count != 0)
		return false;
	if (2 * ((*state)->n_pairs + 1) > (*state)->pair_slots)
		*state = class_grow(*state, 2 * (*state)->pair_slots, class_names(*state)->capacity,
							class_names(*state)->room, (*state)->scores_size);
	pair_add(*state, actual, predicted, count);
	return true;
}

/* Read the fields. */
ClassOutcome *
class_read_text(TextReader *reader)
{
	ClassOutcome *state = class_new();
	int64		unlabelled = read_int64(reader, "unlabelled", 0, STATE_MAX_COUNT);
	int64		unpredicted = read_int64(reader, "unpredicted", 0, STATE_MAX_COUNT);
	int64		unusable = read_int64(reader, "unusable", 0, STATE_MAX_COUNT);
	int64		last;

	read_list_begin(reader, "classes");
	while (read_list_more(reader))
	{
		Size		length;
		char	   *name = read_item_string(reader, &length);

		if (take_class(&state, name, length) < 0)
			read_fail(reader, "at most %d classes expected, each once", OUTCOME_MAX_CLASSES);
	}
	last = (int64) class_names(state)->n - 1;
	read_list_begin(reader, "pairs");
	while (read_list_more(reader))
	{
		uint32		actual = read_item_int64(reader, 0, last);
		uint32		predicted = read_item_int64(reader, 0, last);

		if (!take_pair(&state, actual, predicted, read_item_int64(reader, 1, STATE_MAX_COUNT)))
			read_fail(reader, "a pair of classes is given twice");
	}
	state->n_unlabelled = unlabelled;
	state->n_unpredicted = unpredicted;
	state->n_unusable = unusable;
	return class_compact(class_scores_read_text(reader, state));
}

/* Send the body. */
void
class_send(StringInfo out, const ClassOutcome *state)
{
	ClassOutcome *compact = class_compact(state);
	const Names *names = class_names(compact);
	ClassPair  *pairs = class_sorted_pairs(compact);

	pq_sendint64(out, compact->n_unlabelled);
	pq_sendint64(out, compact->n_unpredicted);
	pq_sendint64(out, compact->n_unusable);
	pq_sendint64(out, names->n);
	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, i, &length);

		names_send(out, name, length);
	}
	pq_sendint64(out, compact->n_pairs);
	for (uint32 i = 0; i < compact->n_pairs; i++)
	{
		pq_sendint64(out, pairs[i].actual);
		pq_sendint64(out, pairs[i].predicted);
		pq_sendint64(out, pairs[i].count);
	}
	class_scores_send(out, compact);
}

/* Receive the body. */
ClassOutcome *
class_recv(StringInfo in)
{
	ClassOutcome *state = class_new();
	int64		unlabelled = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	int64		unpredicted = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	int64		unusable = binary_read_int64(in, STATE_OUTCOME, 0, STATE_MAX_COUNT);
	int64		classes = binary_read_count(in, STATE_OUTCOME, sizeof(int32), OUTCOME_MAX_CLASSES);
	int64		pairs;

	for (int64 i = 0; i < classes; i++)
	{
		Size		length;
		const char *name = names_recv(in, STATE_OUTCOME, &length);

		if (take_class(&state, name, length) < 0)
			binary_fail(STATE_OUTCOME, "a class is given twice");
	}
	pairs = binary_read_count(in, STATE_OUTCOME, 3 * sizeof(int64), classes * classes);
	for (int64 i = 0; i < pairs; i++)
	{
		uint32		actual = binary_read_int64(in, STATE_OUTCOME, 0, classes - 1);
		uint32		predicted = binary_read_int64(in, STATE_OUTCOME, 0, classes - 1);
		int64		count = binary_read_int64(in, STATE_OUTCOME, 1, STATE_MAX_COUNT);

		if (!take_pair(&state, actual, predicted, count))
			binary_fail(STATE_OUTCOME, "a pair of classes is given twice");
	}
	state->n_unlabelled = unlabelled;
	state->n_unpredicted = unpredicted;
	state->n_unusable = unusable;
	return class_compact(class_scores_recv(in, state));
}
