/*
 * categories_io.c - the text and binary form of category counts
 *
 *   drift.profile 1 category {n:5 n_null:1 names:["a" "b"] counts:[3 2]}
 *   drift.sample 1 category {n_reference:3 n_current:2 n_null_reference:0 n_null_current:1
 *                            names:["a" "b"] reference:[2 1] current:[0 2]}
 *
 * Once names have been dropped the errors, the text lengths of dropped rows (profile) and the
 * registers of the distinct estimate follow. Names are written in byte order. A reader takes them in
 * any order and folds what has become too long, for a dump may be restored into a database of another
 * encoding; it refuses a name that comes twice and everything else that a state cannot be.
 */
#include "state/categories_table.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

/* Binary: added to n where rows have weights. */
#define SENT_WEIGHTED (CATEGORIES_ROWS_MAX + 1)

#define NAME_LIMIT_READ (4 * CATEGORY_FOLDED_LIMIT)	/* what another encoding may make of a name */

static const char *const n_field[2][2] = {{"n"}, {"n_reference", "n_current"}};
static const char *const null_field[2][2] = {{"n_null"}, {"n_null_reference", "n_null_current"}};
static const char *const counts_field[2][2] = {{"counts"}, {"reference", "current"}};
static const char *const error_field[2][2] = {{"error"}, {"error_reference", "error_current"}};
static const char *const errors_field[2][2] = {{"errors"}, {"errors_reference", "errors_current"}};

/* Write the fields of the text form. */
void
categories_write_text(StringInfo out, const StateHeader *header)
{
	const CatState *state = (const CatState *) header;
	uint32	   *order = categories_order(state);
	int			which = state->sides - 1;

	for (int side = 0; side < state->sides; side++)
		text_int64(out, n_field[which][side], state->n[side]);
	for (int side = 0; side < state->sides; side++)
		text_int64(out, null_field[which][side], state->n_null[side]);
	for (int side = 0; side < state->sides; side++)
		weights_write_text(out, &state->weights[side]);
	text_list_begin(out, "names");
	for (uint32 i = 0; i < state->len; i++)
		text_item_string(out, cat_name(state, order[i]), cat_names(state)[order[i]].length);
	text_list_end(out);
	for (int side = 0; side < state->sides; side++)
	{
		text_list_begin(out, counts_field[which][side]);
		for (uint32 i = 0; i < state->len; i++)
			text_item_int64(out, cat_count(state, order[i], side));
		text_list_end(out);
	}
	if (cat_is_exact(state))
		return;
	for (int side = 0; side < state->sides; side++)
		text_int64(out, error_field[which][side], state->error[side]);
	for (int side = 0; side < state->sides; side++)
	{
		text_list_begin(out, errors_field[which][side]);
		for (uint32 i = 0; i < state->len; i++)
			text_item_int64(out, cat_error(state, order[i], side));
		text_list_end(out);
	}
	if (header->type == STATE_PROFILE)
	{
		text_double(out, "dropped_chars", state->dropped_chars);
		text_int64(out, "dropped_min", state->dropped_min);
		text_int64(out, "dropped_max", state->dropped_max);
	}
	text_list_begin(out, "distinct");
	for (int i = 0; i < DISTINCT_REGISTERS; i++)
		text_item_int64(out, cat_distinct(state)[i]);
	text_list_end(out);
}

/* Enter a name that was read; returns NULL if it is too long or came before. */
static CatState *
enter_read(CatState *state, const char *name, Size length)
{
	char		folded[CATEGORY_FOLDED_LIMIT];
	uint32		index;
	bool		found;

	if (length > NAME_LIMIT_READ)
		return NULL;
	if (length > CATEGORY_NAME_LIMIT && !category_is_folded(name, length))
	{
		length = category_fold(name, length, folded);
		name = folded;
	}
	state = categories_enter(state, name, length, false, &index, &found);
	return found ? NULL : state;
}

/* Say what is wrong with a state that was read, or return NULL and its stored form. */
static const char *
check_read(const CatState *state, CatState **result)
{
	for (int side = 0; side < state->sides; side++)
	{
		int64		sum = 0;
		const char *fault = weights_fault(&state->weights[side], state->n[side]);

		if (fault)
			return fault;
		for (uint32 i = 0; i < state->len; i++)
		{
			sum += cat_count(state, i, side);
			if (sum > state->n[side])
				return "the counts are more than the rows";
		}
		if (cat_is_exact(state) && sum != state->n[side])
			return "the counts are not as many as the rows";
	}
	for (uint32 i = 0; i < state->len; i++)
	{
		bool		listed = false;

		for (int side = 0; side < state->sides; side++)
			listed |= cat_count(state, i, side) + cat_error(state, i, side) > state->error[side];
		if (!listed)
			return "a category is listed that is too rare to be";
	}
	if (state->sides == 2 && state->weights[0].weighted != state->weights[1].weighted)
		return "one side has weights, the other none";
	if (state->errors_at != 0 && cat_is_exact(state))
		return "an error bound of 0 is not written";
	if (!(state->dropped_chars >= 0) || isinf(state->dropped_chars))
		return "the number of characters is not finite";
	if (state->dropped_min > state->dropped_max)
		return "the shortest text is longer than the longest";
	*result = categories_seal(state);
	return NULL;
}

/* The most categories a state of a type may list. */
static int64
categories_max(StateType type)
{
	return type == STATE_PROFILE ? PROFILE_CATEGORIES_LIVE : MaxAllocSize / sizeof(CatName);
}

/* Read a list with one integer for each category. */
static void
read_list(TextReader *reader, const char *name, const CatState *state, int side, int64 high,
		  int64 *to)
{
	uint32		i = 0;

	for (read_list_begin(reader, name); read_list_more(reader); i++)
	{
		int64		value = read_item_int64(reader, 0, high);

		if (i >= state->len)
			read_fail(reader, "list \"%s\" has more items than there are names", name);
		to[i * state->sides + side] = value;
	}
	if (i < state->len)
		read_fail(reader, "list \"%s\" has fewer items than there are names", name);
}

/* Read the fields that follow once names have been dropped. */
static CatState *
read_inexact(TextReader *reader, CatState *state)
{
	int			which = state->sides - 1;
	int			i = 0;

	state = categories_make_inexact(state);
	for (int side = 0; side < state->sides; side++)
		state->error[side] = read_int64(reader, error_field[which][side], 0, state->n[side]);
	for (int side = 0; side < state->sides; side++)
		read_list(reader, errors_field[which][side], state, side, state->error[side],
				  cat_errors(state));
	if (state->header.type == STATE_PROFILE)
	{
		state->dropped_chars = read_double(reader, "dropped_chars");
		state->dropped_min = read_int64(reader, "dropped_min", 0, PG_INT32_MAX);
		state->dropped_max = read_int64(reader, "dropped_max", 0, PG_INT32_MAX);
	}
	for (read_list_begin(reader, "distinct"); read_list_more(reader); i++)
	{
		int64		rank = read_item_int64(reader, 0, DISTINCT_MAX_RANK);

		if (i >= DISTINCT_REGISTERS)
			break;
		cat_distinct(state)[i] = rank;
	}
	if (i != DISTINCT_REGISTERS)
		read_fail(reader, "%d items expected in list \"distinct\"", DISTINCT_REGISTERS);
	return state;
}

/* Read the fields of the text form. */
StateHeader *
categories_read_text(TextReader *reader, StateType type)
{
	CatState   *state = categories_new(type);
	int			which = state->sides - 1;
	const char *wrong;

	for (int side = 0; side < state->sides; side++)
		state->n[side] = read_int64(reader, n_field[which][side], 0, CATEGORIES_ROWS_MAX);
	for (int side = 0; side < state->sides; side++)
		state->n_null[side] = read_int64(reader, null_field[which][side], 0, CATEGORIES_ROWS_MAX);
	for (int side = 0; side < state->sides; side++)
		weights_read_text(reader, &state->weights[side]);
	for (read_list_begin(reader, "names"); read_list_more(reader);)
	{
		Size		length;
		char	   *name = read_item_string(reader, &length);

		if (state->len >= categories_max(type))
			read_fail(reader, "more than " INT64_FORMAT " categories", categories_max(type));
		state = enter_read(state, name, length);
		if (state == NULL)
			read_fail(reader, "category name is too long or not unique");
		pfree(name);
	}
	for (int side = 0; side < state->sides; side++)
		read_list(reader, counts_field[which][side], state, side, state->n[side],
				  cat_counts(state));
	if (read_peek_field(reader, error_field[which][0]))
		state = read_inexact(reader, state);
	wrong = check_read(state, &state);
	if (wrong != NULL)
		read_fail(reader, "%s", wrong);
	return &state->header;
}

/* Write a name with its length, in the client's encoding as every text is sent. */
static void
send_name(StringInfo out, const char *name, Size length)
{
	char	   *converted = pg_server_to_client(name, (int) length);

	if (converted != name)
		length = strlen(converted);
	pq_sendint32(out, (uint32) length);
	pq_sendbytes(out, converted, (int) length);
}

/* Write the fields of the binary form. */
void
categories_send(StringInfo out, const StateHeader *header)
{
	const CatState *state = (const CatState *) header;
	uint32	   *order = categories_order(state);
	bool		exact = cat_is_exact(state);

	for (int side = 0; side < state->sides; side++)
	{
		pq_sendint64(out, state->n[side] | (state->weights[side].weighted ? SENT_WEIGHTED : 0));
		pq_sendint64(out, state->n_null[side]);
		pq_sendint64(out, state->error[side]);
	}
	pq_sendint64(out, state->len);
	for (uint32 i = 0; i < state->len; i++)
	{
		send_name(out, cat_name(state, order[i]), cat_names(state)[order[i]].length);
		for (int side = 0; side < state->sides; side++)
		{
			pq_sendint64(out, cat_count(state, order[i], side));
			if (!exact)
				pq_sendint64(out, cat_error(state, order[i], side));
		}
	}
	if (!exact)
	{
		if (header->type == STATE_PROFILE)
		{
			pq_sendfloat8(out, state->dropped_chars);
			pq_sendint64(out, state->dropped_min);
			pq_sendint64(out, state->dropped_max);
		}
		pq_sendbytes(out, (const char *) cat_distinct(state), DISTINCT_REGISTERS);
	}
	for (int side = 0; side < state->sides; side++)
		weights_send(out, &state->weights[side]);
}

/* Read one category of the binary form. */
static CatState *
recv_category(StringInfo in, StateType type, CatState *state)
{
	uint32		i = state->len;
	uint32		bytes = pq_getmsgint(in, 4);
	int			length;
	char	   *name;

	if (bytes > NAME_LIMIT_READ)
		binary_fail(type, "a category name of %u bytes is too long", bytes);
	name = pq_getmsgtext(in, (int) bytes, &length); /* checks the encoding */
	state = enter_read(state, name, length);
	if (state == NULL)
		binary_fail(type, "category name is too long or not unique");
	pfree(name);
	for (int side = 0; side < state->sides; side++)
	{
		cat_counts(state)[i * state->sides + side] = binary_read_int64(in, type, 0, state->n[side]);
		if (state->errors_at != 0)
			cat_errors(state)[i * state->sides + side] =
				binary_read_int64(in, type, 0, state->error[side]);
	}
	return state;
}

/* Read the fields that follow the categories once names have been dropped. */
static void
recv_inexact(StringInfo in, StateType type, CatState *state)
{
	uint8	   *registers = cat_distinct(state);

	if (type == STATE_PROFILE)
	{
		state->dropped_chars = pq_getmsgfloat8(in);
		state->dropped_min = binary_read_int64(in, type, 0, PG_INT32_MAX);
		state->dropped_max = binary_read_int64(in, type, 0, PG_INT32_MAX);
	}
	pq_copymsgbytes(in, (char *) registers, DISTINCT_REGISTERS);
	for (int i = 0; i < DISTINCT_REGISTERS; i++)
		if (registers[i] > DISTINCT_MAX_RANK)
			binary_fail(type, "register %d of the distinct estimate is %d", i, registers[i]);
}

/* Read the fields of the binary form. */
StateHeader *
categories_recv(StringInfo in, StateType type)
{
	CatState   *state = categories_new(type);
	int64		len;
	const char *wrong;

	for (int side = 0; side < state->sides; side++)
	{
		int64		sent = binary_read_int64(in, type, 0, SENT_WEIGHTED | CATEGORIES_ROWS_MAX);

		state->n[side] = sent & CATEGORIES_ROWS_MAX;
		state->weights[side].weighted = (sent & SENT_WEIGHTED) != 0;
		state->n_null[side] = binary_read_int64(in, type, 0, CATEGORIES_ROWS_MAX);
		state->error[side] = binary_read_int64(in, type, 0, state->n[side]);
	}
	if (!cat_is_exact(state))
		state = categories_make_inexact(state);
	len = binary_read_count(in, type, 4 + 8 * state->sides, categories_max(type));
	for (int64 i = 0; i < len; i++)
		state = recv_category(in, type, state);
	if (!cat_is_exact(state))
		recv_inexact(in, type, state);
	for (int side = 0; side < state->sides; side++)
		if (state->weights[side].weighted)
			weights_recv(in, type, &state->weights[side]);
	wrong = check_read(state, &state);
	if (wrong != NULL)
		binary_fail(type, "%s", wrong);
	return &state->header;
}
