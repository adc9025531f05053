/*
 * fairness.c - drift.fairness: label against prediction for each group
 */
#include "state/fairness.h"

#define FIRST_CAPACITY 8
#define FIRST_ROOM 128

/* Allocate an empty state with room for so many groups and bytes of names. */
static Fairness *
fairness_alloc(uint32 capacity, Size room)
{
	Fairness   *state = state_alloc(sizeof(Fairness) + capacity * sizeof(Confusion) +
									names_size(capacity, room), STATE_FAIRNESS, KIND_GROUPS);

	state->capacity = capacity;
	names_init(fairness_names(state), capacity, room);
	return state;
}

/* Make an empty state. */
Fairness *
fairness_new(void)
{
	return fairness_alloc(FIRST_CAPACITY, FIRST_ROOM);
}

/* Fetch a state that came as an argument. */
Fairness *
fairness_detoast(Datum datum)
{
	return state_detoast(datum, STATE_FAIRNESS);
}

/* Refuse more groups than anybody compares; most often the argument is an identifier. */
static void
check_groups(uint32 groups)
{
	if (groups > FAIRNESS_MAX_GROUPS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("drift.fairness cannot hold more than %d groups", FAIRNESS_MAX_GROUPS),
				 errhint("Group by an attribute with few values, not by an identifier; put rare "
						 "groups together with CASE.")));
}

/* Find or make a group's counts; grows by doubling into a new copy. */
Confusion *
fairness_group(Fairness **state, const char *name, Size length)
{
	Fairness   *old = *state;
	Names	   *names = fairness_names(old);
	uint32		hash = names_hash(name, length);
	int			found = names_find(names, hash, name, length);

	if (found >= 0)
		return &fairness_counts(old)[found];
	check_groups(names->n + 1);
	if (!names_fits(names, length))
	{
		uint32		capacity;
		Size		room;

		names_grown(names, length, &capacity, &room);
		*state = fairness_alloc(capacity, room);
		(*state)->metric = old->metric;
		(*state)->unknown = old->unknown;
		memcpy(fairness_counts(*state), fairness_counts(old), names->n * sizeof(Confusion));
		names_copy(fairness_names(*state), names);
	}
	return &fairness_counts(*state)[names_append(fairness_names(*state), hash, name, length)];
}

/* Refuse a second metric in one aggregate: it has one result. */
void
fairness_metric_differs(const Fairness *state, const char *metric)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the metric changed within the aggregate, from \"%s\" to \"%s\"",
					gap_names[state->metric - 1].name, metric),
			 errhint("Give one constant metric; for several, aggregate once with "
					 "drift.fairness_agg() and read each with "
					 "drift.fairness_gap(state, metric).")));
}

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
Fairness *
fairness_merge(Fairness *into, const Fairness *from)
{
	const Names *names = fairness_names(from);

	if (!confusion_merge(&into->unknown, &from->unknown))
		counts_overflow(STATE_FAIRNESS);
	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, i, &length);
		Confusion  *group = fairness_group(&into, name, length);

		if (!confusion_merge(group, &fairness_counts(from)[i]))
			counts_overflow(STATE_FAIRNESS);
	}
	if (into->metric == 0)
		into->metric = from->metric;
	else if (from->metric != 0 && from->metric != into->metric)
		fairness_metric_differs(into, gap_names[from->metric - 1].name);
	into->header.flags &= ~STATE_COMPACT;
	return into;
}

/* Round a number of names up to a capacity. */
static uint32
capacity_for(uint32 groups)
{
	uint32		capacity = 1;

	while (capacity < groups)
		capacity *= 2;
	return capacity;
}

/* Make the stored form: groups in byte order, no spare room. */
Fairness *
fairness_compact(const Fairness *state)
{
	const Names *names = fairness_names(state);
	uint32	   *order = names_order(names);
	Fairness   *result = fairness_alloc(capacity_for(names->n), (names->used + 7) & ~7U);

	result->header.flags |= STATE_COMPACT;
	result->metric = state->metric;
	result->unknown = state->unknown;
	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, order[i], &length);

		names_append(fairness_names(result), names->entry[order[i]].hash, name, length);
		fairness_counts(result)[i] = fairness_counts(state)[order[i]];
	}
	pfree(order);
	return result;
}

/* Write the text form: [label][predicted] counts, false, true, unknown. */
void
fairness_write_text(StringInfo out, const Fairness *state)
{
	const Names *names = fairness_names(state);
	uint32	   *order = names_order(names);

	text_begin(out, &state->header);
	if (state->metric != 0)
	{
		const char *metric = gap_names[state->metric - 1].name;

		text_string(out, "metric", metric, strlen(metric));
	}
	text_list_begin(out, "unknown");
	confusion_write_items(out, &state->unknown);
	text_list_end(out);
	text_list_begin(out, "groups");
	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, order[i], &length);

		text_item_string(out, name, length);
		confusion_write_items(out, &fairness_counts(state)[order[i]]);
	}
	text_list_end(out);
	text_end(out);
}

/* Read the text form. */
Fairness *
fairness_read_text(const char *input)
{
	TextReader	reader;
	StateKind	kind;
	Size		length;
	Fairness   *state = fairness_new();

	read_begin(&reader, input, STATE_FAIRNESS, &kind);
	if (kind != KIND_GROUPS)
		read_fail(&reader, "kind \"groups\" expected");
	if (read_peek_field(&reader, "metric"))
	{
		const char *name = read_string(&reader, "metric", &length);
		int			metric = gap_find(name, length);

		if (metric < 0)
			read_fail(&reader, "name of a fairness metric expected");
		state->metric = metric + 1;
	}
	read_list_begin(&reader, "unknown");
	confusion_read_items(&reader, &state->unknown);
	if (read_list_more(&reader))
		read_fail(&reader, "9 counts expected");
	read_list_begin(&reader, "groups");
	while (read_list_more(&reader))
	{
		char	   *name = read_item_string(&reader, &length);

		if (names_find(fairness_names(state), names_hash(name, length), name, length) >= 0)
			read_fail(&reader, "group \"%s\" given twice", name);
		if (fairness_names(state)->n >= FAIRNESS_MAX_GROUPS)
			read_fail(&reader, "at most %d groups expected", FAIRNESS_MAX_GROUPS);
		confusion_read_items(&reader, fairness_group(&state, name, length));
	}
	read_end(&reader);
	return fairness_compact(state);
}

/* Send the binary form. */
void
fairness_send(StringInfo out, const Fairness *state)
{
	const Names *names = fairness_names(state);
	uint32	   *order = names_order(names);

	binary_begin(out, &state->header);
	pq_sendint64(out, state->metric);
	confusion_send(out, &state->unknown);
	pq_sendint64(out, names->n);
	for (uint32 i = 0; i < names->n; i++)
	{
		Size		length;
		const char *name = names_get(names, order[i], &length);

		names_send(out, name, length);
		confusion_send(out, &fairness_counts(state)[order[i]]);
	}
}

/* Receive the binary form. */
Fairness *
fairness_recv(StringInfo in)
{
	Fairness   *state = fairness_new();
	int64		groups;

	if (binary_read_begin(in, STATE_FAIRNESS) != KIND_GROUPS)
		binary_fail(STATE_FAIRNESS, "kind is not \"groups\"");
	state->metric = binary_read_int64(in, STATE_FAIRNESS, 0, GAP_COUNT);
	confusion_recv(in, STATE_FAIRNESS, &state->unknown);
	groups = binary_read_count(in, STATE_FAIRNESS, sizeof(int32) + CONFUSION_CELLS * sizeof(int64),
							   FAIRNESS_MAX_GROUPS);
	for (int64 i = 0; i < groups; i++)
	{
		Size		length;
		const char *name = names_recv(in, STATE_FAIRNESS, &length);

		if (names_find(fairness_names(state), names_hash(name, length), name, length) >= 0)
			binary_fail(STATE_FAIRNESS, "a group is given twice");
		confusion_recv(in, STATE_FAIRNESS, fairness_group(&state, name, length));
	}
	binary_read_end(in, STATE_FAIRNESS);
	return fairness_compact(state);
}
