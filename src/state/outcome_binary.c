/*
 * outcome_binary.c - drift.outcome of kind binary: counts, score sums, score distributions
 *
 * The parts for scores come with the first labelled row that has one, so that a model without
 * scores costs 104 bytes. Rows without a label are counted and their scores ignored: no metric
 * needs them. Up to DIST_EXACT_MOST distinct scores of either label are stored exactly, so that the
 * ranking metrics of a window of some 10,000 rows are exact.
 */
#include "state/outcome.h"

/* Allocate a state with empty parts of the given sizes. */
static BinaryOutcome *
binary_alloc(bool sums, Size negative, Size positive)
{
	BinaryOutcome *state = state_alloc(sizeof(BinaryOutcome) + (sums ? sizeof(ScoreSums) : 0) +
									   negative + positive, STATE_OUTCOME, KIND_BINARY);

	state->has_sums = sums;
	state->dist_size[0] = negative;
	state->dist_size[1] = positive;
	return state;
}

/* Make an empty state. */
BinaryOutcome *
binary_new(void)
{
	return binary_alloc(false, 0, 0);
}

/* Copy into a state whose parts are larger; parts that the old one has not are begun. */
static BinaryOutcome *
binary_grow(const BinaryOutcome *old, bool sums, const Size size[2])
{
	BinaryOutcome *state = binary_alloc(sums, size[0], size[1]);

	state->counts = old->counts;
	if (old->has_sums)
		*binary_sums(state) = *binary_sums(old);
	for (int label = 0; label < 2; label++)
	{
		if (old->dist_size[label] > 0)
			dist_move(binary_dist(state, label), size[label], binary_dist(old, label));
		else if (size[label] > 0)
			dist_init(binary_dist(state, label), size[label]);
	}
	return state;
}

/* Make sure that both distributions are there and the one of this label has room for a value. */
static BinaryOutcome *
binary_make_room(BinaryOutcome *state, int label)
{
	Size		size[2] = {state->dist_size[0], state->dist_size[1]};

	if (size[0] == 0)
		size[0] = size[1] = dist_initial_size();
	else
	{
		Size		room = dist_room(binary_dist(state, label));

		if (room <= size[label])
			return state;
		size[label] = room;
		/* the other one moves, too; a compact one needs room to become live */
		size[!label] = Max(size[!label], dist_room(binary_dist(state, !label)));
	}
	return binary_grow(state, true, size);
}

/*
 * Add the score (not NaN) of a row with a label; the result is the state or a larger copy. Without
 * ranks only the sums are kept.
 */
BinaryOutcome *
binary_add_score(BinaryOutcome *state, bool label, double score, bool ranks)
{
	if (ranks)
		state = binary_make_room(state, label);
	else if (!state->has_sums)
		state = binary_grow(state, true, (Size[2]) {0, 0});
	score_add(binary_sums(state), label, score);
	if (ranks)
		dist_add(binary_dist(state, label), score);
	return state;
}

/* Bytes of a distribution that starts empty and takes over another, which may be compact. */
static Size
adopted_size(const Dist *from)
{
	Size		size = dist_initial_size();
	Dist	   *empty = palloc(size);

	dist_init(empty, size);
	size = Max(size, dist_merge_room(empty, from));
	pfree(empty);
	return size;
}

/* Take over the score distributions of another state, having none. */
static BinaryOutcome *
binary_adopt(const BinaryOutcome *into, const BinaryOutcome *from)
{
	Size		size[2] = {adopted_size(binary_dist(from, 0)), adopted_size(binary_dist(from, 1))};
	BinaryOutcome *state = binary_grow(into, true, size);

	for (int label = 0; label < 2; label++)
		dist_merge(binary_dist(state, label), binary_dist(from, label));
	return state;
}

/* Add the score distributions of another state to those there are. */
static BinaryOutcome *
binary_merge_ranks(BinaryOutcome *into, const BinaryOutcome *from)
{
	Size		size[2];

	for (int label = 0; label < 2; label++)
		size[label] = Max(into->dist_size[label],
						  dist_merge_room(binary_dist(into, label), binary_dist(from, label)));
	if (size[0] > into->dist_size[0] || size[1] > into->dist_size[1])
		into = binary_grow(into, true, size);
	for (int label = 0; label < 2; label++)
		dist_merge(binary_dist(into, label), binary_dist(from, label));
	return into;
}

/* Add `from` to `into` (writable); the result is `into` or a larger copy. */
BinaryOutcome *
binary_merge(BinaryOutcome *into, const BinaryOutcome *from)
{
	if (from->dist_size[0] > 0)
		into = into->dist_size[0] > 0 ? binary_merge_ranks(into, from) : binary_adopt(into, from);
	else if (from->has_sums && !into->has_sums)
		into = binary_grow(into, true, (Size[2]) {0, 0});
	if (!confusion_merge(&into->counts, &from->counts) ||
		(from->has_sums && !score_merge(binary_sums(into), binary_sums(from))))
		counts_overflow(STATE_OUTCOME);
	into->header.flags &= ~STATE_COMPACT;
	return into;
}

/* Make the stored form: the distributions reduced to what is kept of them. */
BinaryOutcome *
binary_compact(const BinaryOutcome *state)
{
	Dist	   *dist[2] = {NULL, NULL};
	Size		size[2] = {0, 0};
	BinaryOutcome *result;

	for (int label = 0; label < 2; label++)
		if (state->dist_size[label] > 0)
		{
			const Dist *from = binary_dist(state, label);

			dist[label] = palloc0(dist_compact_size_exact(from, DIST_EXACT_MOST));
			size[label] = dist_compact_exact(dist[label], from, DIST_EXACT_MOST);
		}
	result = binary_alloc(state->has_sums, size[0], size[1]);
	result->header.flags |= STATE_COMPACT;
	result->counts = state->counts;
	if (state->has_sums)
		*binary_sums(result) = *binary_sums(state);
	for (int label = 0; label < 2; label++)
		if (size[label] > 0)
		{
			memcpy(binary_dist(result, label), dist[label], size[label]);
			pfree(dist[label]);
		}
	return result;
}

/* List the sums of a ScoreSums, for both forms. */
static void
fixed_sums(ScoreSums *sums, FixedSum *list[4])
{
	list[0] = &sums->log_loss;
	list[1] = &sums->log_loss_squared;
	list[2] = &sums->brier;
	list[3] = &sums->brier_squared;
}

/* Write a sum: whole units, then the fraction's 64 bits as a signed integer. */
static void
write_fixed(StringInfo out, const FixedSum *sum)
{
	text_item_int64(out, sum->high);
	text_item_int64(out, (int64) sum->low);
}

/* Read a sum. */
static void
read_fixed(TextReader *reader, FixedSum *sum)
{
	sum->high = read_item_int64(reader, 0, STATE_MAX_COUNT);
	sum->low = (uint64) read_item_int64(reader, PG_INT64_MIN, PG_INT64_MAX);
}

/* Write the sums and the bins that are not empty. */
static void
write_sums(StringInfo out, ScoreSums *sums)
{
	FixedSum   *list[4];

	fixed_sums(sums, list);
	text_list_begin(out, "sums");
	text_item_int64(out, sums->n);
	text_item_int64(out, sums->n_outside);
	for (int i = 0; i < 4; i++)
		write_fixed(out, list[i]);
	text_list_end(out);
	text_list_begin(out, "bins");
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		const CalibrationBin *bin = &sums->bin[i];

		if (bin->n == 0)
			continue;
		text_item_int64(out, i);
		text_item_int64(out, bin->n);
		text_item_int64(out, bin->n_positive);
		write_fixed(out, &bin->score);
	}
	text_list_end(out);
}

/* Read the sums and bins. */
static void
read_sums(TextReader *reader, ScoreSums *sums)
{
	FixedSum   *list[4];
	int64		next = 0;

	fixed_sums(sums, list);
	read_list_begin(reader, "sums");
	sums->n = read_item_int64(reader, 0, STATE_MAX_COUNT);
	sums->n_outside = read_item_int64(reader, 0, STATE_MAX_COUNT);
	for (int i = 0; i < 4; i++)
		read_fixed(reader, list[i]);
	if (read_list_more(reader))
		read_fail(reader, "end of the sums expected");
	read_list_begin(reader, "bins");
	while (read_list_more(reader))
	{
		int64		i = read_item_int64(reader, next, CALIBRATION_BINS - 1);
		CalibrationBin *bin = &sums->bin[i];

		bin->n = read_item_int64(reader, 1, sums->n);
		bin->n_positive = read_item_int64(reader, 0, bin->n);
		read_fixed(reader, &bin->score);
		next = i + 1;
	}
}

/* Do the parts of a state that came from outside fit together? Returns what does not, or NULL. */
static const char *
inconsistency(const Confusion *counts, const ScoreSums *sums, Dist *const dist[2])
{
	int64		binned = 0;
	int64		positive = 0;

	if (sums == NULL)
		return NULL;
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		binned += sums->bin[i].n;
		positive += sums->bin[i].n_positive;
		if (fixed_value(&sums->bin[i].score) > (double) sums->bin[i].n)
			return "a calibration bin has a larger sum of scores than rows";
		if (binned > sums->n)
			break;
	}
	if (binned != sums->n)
		return "calibration bins do not add up to the rows with a score";
	if (sums->n + sums->n_outside > confusion_labelled(counts))
		return "more scores than labelled rows";
	if (dist[0] == NULL)
		return NULL;
	if (dist_n(dist[0]) + dist_n(dist[1]) != sums->n + sums->n_outside)
		return "distributions do not add up to the rows with a score";
	if (positive > dist_n(dist[1]))
		return "more positive rows in the calibration bins than scores of positive rows";
	return NULL;
}

/* Put a state together from parts that were read. */
static BinaryOutcome *
assemble(const Confusion *counts, const ScoreSums *sums, Dist *const dist[2])
{
	Size		size[2] = {dist[0] ? dist_size(dist[0]) : 0, dist[1] ? dist_size(dist[1]) : 0};
	BinaryOutcome *state = binary_alloc(sums != NULL, size[0], size[1]);

	state->header.flags |= STATE_COMPACT;
	state->counts = *counts;
	if (sums)
		*binary_sums(state) = *sums;
	for (int label = 0; label < 2; label++)
		if (dist[label])
			memcpy(binary_dist(state, label), dist[label], size[label]);
	return state;
}

/* Write the fields; scores: 0 none, 1 sums only, 2 sums and the two distributions. */
void
binary_write_text(StringInfo out, const BinaryOutcome *live)
{
	const BinaryOutcome *state = binary_compact(live);

	text_list_begin(out, "counts");
	confusion_write_items(out, &state->counts);
	text_list_end(out);
	text_int64(out, "scores", state->dist_size[0] > 0 ? 2 : state->has_sums ? 1 : 0);
	if (state->has_sums)
		write_sums(out, binary_sums(state));
	for (int label = 0; label < 2; label++)
		if (state->dist_size[label] > 0)
			dist_write_text(out, binary_dist(state, label));
}

/* Read the fields. */
BinaryOutcome *
binary_read_text(TextReader *reader)
{
	Confusion	counts;
	ScoreSums  *sums = NULL;
	Dist	   *dist[2] = {NULL, NULL};
	int64		scores;
	const char *wrong;

	read_list_begin(reader, "counts");
	confusion_read_items(reader, &counts);
	if (read_list_more(reader))
		read_fail(reader, "%d counts expected", CONFUSION_CELLS);
	scores = read_int64(reader, "scores", 0, 2);
	if (scores > 0)
	{
		sums = palloc0(sizeof(ScoreSums));
		read_sums(reader, sums);
	}
	for (int label = 0; scores == 2 && label < 2; label++)
		dist[label] = dist_read_text(reader);
	wrong = inconsistency(&counts, sums, dist);
	if (wrong)
		read_fail(reader, "%s", wrong);
	return assemble(&counts, sums, dist);
}

/* Send the body. */
void
binary_send(StringInfo out, const BinaryOutcome *live)
{
	const BinaryOutcome *state = binary_compact(live);
	ScoreSums  *sums = binary_sums(state);
	FixedSum   *list[4];

	confusion_send(out, &state->counts);
	pq_sendint64(out, state->dist_size[0] > 0 ? 2 : state->has_sums ? 1 : 0);
	if (sums)
	{
		fixed_sums(sums, list);
		pq_sendint64(out, sums->n);
		pq_sendint64(out, sums->n_outside);
		for (int i = 0; i < 4; i++)
		{
			pq_sendint64(out, list[i]->high);
			pq_sendint64(out, list[i]->low);
		}
		for (int i = 0; i < CALIBRATION_BINS; i++)
		{
			pq_sendint64(out, sums->bin[i].n);
			pq_sendint64(out, sums->bin[i].n_positive);
			pq_sendint64(out, sums->bin[i].score.high);
			pq_sendint64(out, sums->bin[i].score.low);
		}
	}
	for (int label = 0; label < 2; label++)
		if (state->dist_size[label] > 0)
			dist_send(out, binary_dist(state, label));
}

/* Receive a count. */
static int64
recv_count(StringInfo in, int64 high)
{
	return binary_read_int64(in, STATE_OUTCOME, 0, high);
}

/* Receive a sum. */
static void
recv_fixed(StringInfo in, FixedSum *sum)
{
	sum->high = recv_count(in, STATE_MAX_COUNT);
	sum->low = (uint64) binary_read_int64(in, STATE_OUTCOME, PG_INT64_MIN, PG_INT64_MAX);
}

/* Receive the sums and bins. */
static void
recv_sums(StringInfo in, ScoreSums *sums)
{
	FixedSum   *list[4];

	fixed_sums(sums, list);
	sums->n = recv_count(in, STATE_MAX_COUNT);
	sums->n_outside = recv_count(in, STATE_MAX_COUNT);
	for (int i = 0; i < 4; i++)
		recv_fixed(in, list[i]);
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		CalibrationBin *bin = &sums->bin[i];

		bin->n = recv_count(in, sums->n);
		bin->n_positive = recv_count(in, bin->n);
		recv_fixed(in, &bin->score);
	}
}

/* Receive the body. */
BinaryOutcome *
binary_recv(StringInfo in)
{
	Confusion	counts;
	ScoreSums  *sums = NULL;
	Dist	   *dist[2] = {NULL, NULL};
	int64		scores;
	const char *wrong;

	confusion_recv(in, STATE_OUTCOME, &counts);
	scores = recv_count(in, 2);
	if (scores > 0)
	{
		sums = palloc0(sizeof(ScoreSums));
		recv_sums(in, sums);
	}
	for (int label = 0; scores == 2 && label < 2; label++)
		dist[label] = dist_recv(in, STATE_OUTCOME);
	wrong = inconsistency(&counts, sums, dist);
	if (wrong)
		binary_fail(STATE_OUTCOME, "%s", wrong);
	return assemble(&counts, sums, dist);
}
