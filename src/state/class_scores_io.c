/*
 * class_scores_io.c - the scores in a drift.outcome of classes, in text and binary
 *
 *   ... scored:2 unlisted:0 ranks:[...] sums:[...] bins:[...] classes:[0 1] (both sides of each)
 */
#include "state/class_scores.h"

#define SUM_NUMBERS 8			/* whole units and fraction of four sums */

/* List the sums, for both forms. */
static void
score_sums(ClassScoreSums *sums, FixedSum *list[4])
{
	list[0] = &sums->log_loss;
	list[1] = &sums->log_loss_squared;
	list[2] = &sums->brier;
	list[3] = &sums->brier_squared;
}

/* What was read, to be put together at the end. */
typedef struct Parts
{
	uint32		n;
	uint32		name[SCORED_CLASSES_MAX];
	Dist	   *dist[SCORED_CLASSES_MAX][2];
	ClassScoreSums sums;
} Parts;

/* Do the parts fit together? Returns what does not, or NULL. */
static const char *
inconsistency(const Parts *parts)
{
	const ClassScoreSums *sums = &parts->sums;
	int64		binned = 0;
	int64		ranked = 0;
	int64		labels = 0;

	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		if (fixed_value(&sums->bin[i].score) > (double) sums->bin[i].n)
			return "a calibration bin has a larger sum of scores than rows";
		if ((binned += sums->bin[i].n) > sums->n)
			break;
	}
	if (binned != sums->n)
		return "calibration bins do not add up to the rows with scores";
	for (int i = 0; i < TOP_RANKS; i++)
		if ((ranked += sums->rank[i]) > sums->n)
			return "more ranks of labels than rows with scores";
	if (ranked > sums->n - sums->n_unlisted)
		return "more ranks of labels than rows that list their label";
	for (uint32 c = 0; c < parts->n; c++)
	{
		int64		rows = dist_n(parts->dist[c][0]);

		if (c > 0 && parts->name[c] <= parts->name[c - 1])
			return "classes with scores are not in order";
		if (rows > sums->n || dist_n(parts->dist[c][1]) != sums->n - rows)
			return "scores of a class do not add up to the rows with scores";
		labels += dist_n(parts->dist[c][1]);
		if (labels > sums->n)
			break;
	}
	return labels != sums->n ? "labels do not add up to the rows with scores" : NULL;
}

/* Put the block together and into the state. */
static ClassOutcome *
assemble(const ClassOutcome *state, const Parts *parts)
{
	uint64		size[SCORED_CLASSES_MAX][2];
	const Names *names = class_names(state);
	ClassOutcome *result;
	ClassScores *scores;
	Size		bytes;

	for (uint32 c = 0; c < parts->n; c++)
		for (int side = 0; side < 2; side++)
			size[c][side] = dist_size(parts->dist[c][side]);
	scores = class_scores_begin(parts->n, (const uint64 (*)[2]) size, &bytes);
	scores->sums = parts->sums;
	for (uint32 c = 0; c < parts->n; c++)
	{
		scores->entry[c].name = parts->name[c];
		for (int side = 0; side < 2; side++)
			memcpy(scored_dist(scores, c, side), parts->dist[c][side], size[c][side]);
	}
	result = class_grow(state, state->pair_slots, names->capacity, names->room, bytes);
	memcpy(class_scores(result), scores, bytes);
	pfree(scores);
	return result;
}

/* Write the bins that are not empty. */
static void
write_bins(StringInfo out, const ClassScoreSums *sums)
{
	text_list_begin(out, "bins");
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		const CalibrationBin *bin = &sums->bin[i];

		if (bin->n == 0)
			continue;
		text_item_int64(out, i);
		text_item_int64(out, bin->n);
		text_item_int64(out, bin->n_positive);
		text_item_int64(out, bin->score.high);
		text_item_int64(out, (int64) bin->score.low);
	}
	text_list_end(out);
}

/* Write the fields; nothing while there are no scores. */
void
class_scores_write_text(StringInfo out, const ClassOutcome *compact)
{
	ClassScores *scores = class_scores(compact);
	FixedSum   *sum[4];

	if (scores == NULL)
		return;
	score_sums(&scores->sums, sum);
	text_int64(out, "scored", scores->sums.n);
	text_int64(out, "unlisted", scores->sums.n_unlisted);
	text_list_begin(out, "ranks");
	for (int i = 0; i < TOP_RANKS; i++)
		text_item_int64(out, scores->sums.rank[i]);
	text_list_end(out);
	text_list_begin(out, "sums");
	for (int i = 0; i < 4; i++)
	{
		text_item_int64(out, sum[i]->high);
		text_item_int64(out, (int64) sum[i]->low);
	}
	text_list_end(out);
	write_bins(out, &scores->sums);
	text_list_begin(out, "classes");
	for (uint32 c = 0; c < scores->n_classes; c++)
		text_item_int64(out, scores->entry[c].name);
	text_list_end(out);
	for (uint32 c = 0; c < scores->n_classes; c++)
		for (int side = 0; side < 2; side++)
			dist_write_text(out, scored_dist(scores, c, side));
}

/* Read the sums and ranks. */
static void
read_sums(TextReader *reader, ClassScoreSums *sums)
{
	FixedSum   *sum[4];

	score_sums(sums, sum);
	sums->n = read_int64(reader, "scored", 0, STATE_MAX_COUNT);
	sums->n_unlisted = read_int64(reader, "unlisted", 0, sums->n);
	read_list_begin(reader, "ranks");
	for (int i = 0; i < TOP_RANKS; i++)
		sums->rank[i] = read_item_int64(reader, 0, sums->n);
	if (read_list_more(reader))
		read_fail(reader, "%d ranks expected", TOP_RANKS);
	read_list_begin(reader, "sums");
	for (int i = 0; i < 4; i++)
	{
		sum[i]->high = read_item_int64(reader, 0, STATE_MAX_COUNT);
		sum[i]->low = (uint64) read_item_int64(reader, PG_INT64_MIN, PG_INT64_MAX);
	}
	if (read_list_more(reader))
		read_fail(reader, "%d numbers of sums expected", SUM_NUMBERS);
}

/* Read the bins. */
static void
read_bins(TextReader *reader, ClassScoreSums *sums)
{
	int64		next = 0;

	read_list_begin(reader, "bins");
	while (read_list_more(reader))
	{
		int64		i = read_item_int64(reader, next, CALIBRATION_BINS - 1);
		CalibrationBin *bin = &sums->bin[i];

		bin->n = read_item_int64(reader, 1, sums->n);
		bin->n_positive = read_item_int64(reader, 0, bin->n);
		bin->score.high = read_item_int64(reader, 0, bin->n);
		bin->score.low = (uint64) read_item_int64(reader, PG_INT64_MIN, PG_INT64_MAX);
		next = i + 1;
	}
}

/* Read the fields, if there are any. */
ClassOutcome *
class_scores_read_text(TextReader *reader, ClassOutcome *state)
{
	Parts	   *parts;
	const char *wrong;
	int64		last = (int64) class_names(state)->n - 1;

	if (!read_peek_field(reader, "scored"))
		return state;
	parts = palloc0(sizeof(Parts));
	read_sums(reader, &parts->sums);
	read_bins(reader, &parts->sums);
	read_list_begin(reader, "classes");
	while (read_list_more(reader))
	{
		if (parts->n == SCORED_CLASSES_MAX)
			read_fail(reader, "scores of at most %d classes expected", SCORED_CLASSES_MAX);
		parts->name[parts->n++] = read_item_int64(reader, 0, last);
	}
	for (uint32 c = 0; c < parts->n; c++)
		for (int side = 0; side < 2; side++)
			parts->dist[c][side] = dist_read_text(reader);
	wrong = inconsistency(parts);
	if (wrong)
		read_fail(reader, "%s", wrong);
	return assemble(state, parts);
}

/* Send the body: whether there are scores, and what the text form has. */
void
class_scores_send(StringInfo out, const ClassOutcome *compact)
{
	ClassScores *scores = class_scores(compact);
	FixedSum   *sum[4];

	pq_sendint64(out, scores != NULL);
	if (scores == NULL)
		return;
	score_sums(&scores->sums, sum);
	pq_sendint64(out, scores->sums.n);
	pq_sendint64(out, scores->sums.n_unlisted);
	for (int i = 0; i < TOP_RANKS; i++)
		pq_sendint64(out, scores->sums.rank[i]);
	for (int i = 0; i < 4; i++)
	{
		pq_sendint64(out, sum[i]->high);
		pq_sendint64(out, sum[i]->low);
	}
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		pq_sendint64(out, scores->sums.bin[i].n);
		pq_sendint64(out, scores->sums.bin[i].n_positive);
		pq_sendint64(out, scores->sums.bin[i].score.high);
		pq_sendint64(out, scores->sums.bin[i].score.low);
	}
	pq_sendint64(out, scores->n_classes);
	for (uint32 c = 0; c < scores->n_classes; c++)
	{
		pq_sendint64(out, scores->entry[c].name);
		for (int side = 0; side < 2; side++)
			dist_send(out, scored_dist(scores, c, side));
	}
}

/* Receive a count. */
static int64
recv_count(StringInfo in, int64 high)
{
	return binary_read_int64(in, STATE_OUTCOME, 0, high);
}

/* Receive a sum. */
static void
recv_fixed(StringInfo in, FixedSum *sum, int64 high)
{
	sum->high = recv_count(in, high);
	sum->low = (uint64) binary_read_int64(in, STATE_OUTCOME, PG_INT64_MIN, PG_INT64_MAX);
}

/* Receive the sums, ranks and bins. */
static void
recv_sums(StringInfo in, ClassScoreSums *sums)
{
	FixedSum   *sum[4];

	score_sums(sums, sum);
	sums->n = recv_count(in, STATE_MAX_COUNT);
	sums->n_unlisted = recv_count(in, sums->n);
	for (int i = 0; i < TOP_RANKS; i++)
		sums->rank[i] = recv_count(in, sums->n);
	for (int i = 0; i < 4; i++)
		recv_fixed(in, sum[i], STATE_MAX_COUNT);
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		CalibrationBin *bin = &sums->bin[i];

		bin->n = recv_count(in, sums->n);
		bin->n_positive = recv_count(in, bin->n);
		recv_fixed(in, &bin->score, bin->n);
	}
}

/* Receive the body. */
ClassOutcome *
class_scores_recv(StringInfo in, ClassOutcome *state)
{
	Parts	   *parts;
	const char *wrong;
	int64		last = (int64) class_names(state)->n - 1;

	if (recv_count(in, 1) == 0)
		return state;
	parts = palloc0(sizeof(Parts));
	recv_sums(in, &parts->sums);
	parts->n = recv_count(in, SCORED_CLASSES_MAX);
	for (uint32 c = 0; c < parts->n; c++)
	{
		parts->name[c] = recv_count(in, last);
		for (int side = 0; side < 2; side++)
			parts->dist[c][side] = dist_recv(in, STATE_OUTCOME);
	}
	wrong = inconsistency(parts);
	if (wrong)
		binary_fail(STATE_OUTCOME, "%s", wrong);
	return assemble(state, parts);
}
