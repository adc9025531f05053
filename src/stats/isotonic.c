/*
 * isotonic.c - isotonic regression of labels on scores, and whether it is worth it
 *
 * Pool adjacent violators (Ayer et al. 1955, Ann. Math. Stat. 26, 641): the increasing step
 * function of least squares. Labels are whole, so the blocks are compared as fractions of integers
 * and the curve has no rounding but that of one division. Between blocks it is linear, outside of
 * them constant: scikit-learn's IsotonicRegression(out_of_bounds="clip"), whose knots these are.
 *
 * Whether to calibrate is NannyML's rule: calibrate if that makes the expected calibration error on
 * rows not seen in fitting smaller. NannyML draws ten test sets of a tenth each at random; here
 * every row is in exactly one of ten test sets, by a fixed hash of its label and its place.
 */
#include "stats/isotonic.h"

#include <math.h>

#include "stats/rank_points.h"
#include "stats/sort.h"

#define FOLDS 10
#define BINS 10
#define AUC_PERFECT 0.999		/* from here on nothing is gained, NannyML says */
#define FEWEST_ROWS 20			/* two rows a bin */
#define DRAWN 1000				/* rows of one point that are drawn one by one */

/* Do two neighbours violate the order, or share a value? */
static inline bool
not_increasing(const IsotonicBlock *a, const IsotonicBlock *b)
{
	return (__int128) a->positive * b->n >= (__int128) b->positive * a->n;
}

/* Pool points into blocks of strictly increasing mean; returns how many. */
static size_t
pool_blocks(const ScorePoint *point, size_t n, IsotonicBlock *block)
{
	size_t		blocks = 0;

	for (size_t i = 0; i < n;)
	{
		IsotonicBlock *top = &block[blocks++];

		*top = (IsotonicBlock) {point[i].score, point[i].score, 0, 0};
		do
		{
			top->n += point[i].n;
			top->positive += point[i].positive.high;
			i++;
		} while (i < n && point[i].score - top->first < ISOTONIC_RESOLUTION);
		for (; blocks > 1 && not_increasing(&block[blocks - 2], &block[blocks - 1]); blocks--)
		{
			block[blocks - 2].last = block[blocks - 1].last;
			block[blocks - 2].n += block[blocks - 1].n;
			block[blocks - 2].positive += block[blocks - 1].positive;
		}
	}
	return blocks;
}

/* Fit the curve: two knots a block, one where it has a single score. */
size_t
isotonic_fit(const ScorePoint *point, size_t n, IsotonicBlock *block, Knot *knot)
{
	size_t		blocks = pool_blocks(point, n, block);
	size_t		knots = 0;

	for (size_t i = 0; i < blocks; i++)
	{
		double		y = (double) block[i].positive / (double) block[i].n;

		knot[knots++] = (Knot) {block[i].first, y};
		if (block[i].last > block[i].first)
			knot[knots++] = (Knot) {block[i].last, y};
	}
	return knots;
}

/* Read the curve at a score: linear between knots, constant outside. */
double
isotonic_value(const Knot *knot, size_t n, double score)
{
	size_t		low = 0;
	size_t		high = n - 1;
	double		slope;

	if (score <= knot[0].x)
		return knot[0].y;
	if (score >= knot[high].x)
		return knot[high].y;
	while (high - low > 1)
	{
		size_t		middle = low + (high - low) / 2;

		if (knot[middle].x < score)
			low = middle;
		else
			high = middle;
	}
	slope = (knot[high].y - knot[low].y) / (knot[high].x - knot[low].x);
	return fmin(fmax(slope * (score - knot[low].x) + knot[low].y, knot[low].y), knot[high].y);
}

/* Hash a row's label and place among the rows of its label (splitmix64, Steele et al. 2014). */
static inline uint64_t
hash_row(uint64_t place, int label)
{
	uint64_t	z = (2 * place + label + 42) * UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* Deal rows of one label among the folds; what is beyond DRAWN in equal parts. */
static void
deal_rows(int64_t rows, uint64_t place, int label, uint32_t *fold)
{
	int64_t		equal = rows > DRAWN ? (rows - DRAWN) / FOLDS : 0;

	for (int f = 0; f < FOLDS; f++)
		fold[f] = (uint32_t) equal;
	for (int64_t i = equal * FOLDS; i < rows; i++)
		fold[hash_row(place + i, label) % FOLDS]++;
}

/* Deal all rows; false when a point has more than the counts hold. */
static bool
deal_points(const ScorePoint *point, size_t n, uint32_t *fold)
{
	uint64_t	place[2] = {0, 0};

	for (size_t i = 0; i < n; i++)
		for (int label = 0; label < 2; label++)
		{
			int64_t		rows = label ? point[i].positive.high : point[i].n - point[i].positive.high;

			if (rows > UINT32_MAX)
				return false;
			deal_rows(rows, place[label], label, &fold[(2 * i + label) * FOLDS]);
			place[label] += rows;
		}
	return true;
}

/* Fit to all folds but one and add what the curve says about the rows of that one. */
static void
test_fold(const ScorePoint *point, size_t n, int fold, CheckRoom *room)
{
	size_t		trained = 0;
	size_t		knots;

	for (size_t i = 0; i < n; i++)
	{
		int64_t		negative = room->fold[2 * i * FOLDS + fold];
		int64_t		positive = room->fold[(2 * i + 1) * FOLDS + fold];
		ScorePoint	left = {point[i].score, point[i].n - negative - positive,
			{point[i].positive.high - positive, 0}
		};

		if (left.n > 0)
			room->train[trained++] = left;
	}
	if (stats_check_interrupts)
		stats_check_interrupts();
	if (trained == 0)
		return;
	knots = isotonic_fit(room->train, trained, room->block, room->knot);
	for (size_t i = 0; i < n; i++)
	{
		double		rows = (double) room->fold[2 * i * FOLDS + fold] +
			(double) room->fold[(2 * i + 1) * FOLDS + fold];

		if (rows > 0)
			room->calibrated[i] += rows * isotonic_value(room->knot, knots, point[i].score);
	}
}

/*
 * Compute the expected calibration error of sums of predictions (NULL: the scores themselves) in
 * ten bins of equally many rows; a point that lies across an edge is parted in proportion.
 */
static double
binned_error(const ScorePoint *point, size_t n, double rows, const double *predicted)
{
	double		width = floor(rows / BINS);
	double		left = width;	/* rows the bin has still to take */
	double		difference = 0;
	double		error = 0;
	int			bin = 1;

	for (size_t i = 0; i < n; i++)
	{
		double		here = (double) point[i].n;
		double		sum = predicted ? predicted[i] : here * point[i].score;
		double		each = (sum - (double) point[i].positive.high) / here;

		while (bin < BINS && here >= left)
		{
			error += fabs(difference + left * each);
			here -= left;
			difference = 0;
			left = width;
			bin++;
		}
		difference += here * each;
		left -= here;
	}
	return (error + fabs(difference)) / rows;
}

/* Decide by cross-validation whether calibrating improves the scores. */
CalibrationCheck
calibration_check(const ScorePoint *point, size_t n, CheckRoom *room)
{
	CalibrationCheck check = {false, NAN, NAN, NAN, NULL};
	PointTotals totals = points_totals(point, n);

	if (totals.positive == 0 || totals.negative == 0)
	{
		check.reason = n == 0 ? "no row has both label and score" : "all labels are alike";
		return check;
	}
	check.roc_auc = points_roc_auc(point, n);
	check.reason = "the scores rank almost perfectly";
	if (check.roc_auc > AUC_PERFECT)
		return check;
	check.needed = true;
	check.reason = "some scores are no probabilities";
	if (point[0].score < 0 || point[n - 1].score > 1)
		return check;
	check.needed = false;
	check.reason = "too few rows to tell";
	if (totals.n < FEWEST_ROWS)
		return check;
	check.reason = "too many rows with one score";
	if (!deal_points(point, n, room->fold))
		return check;
	for (size_t i = 0; i < n; i++)
		room->calibrated[i] = 0;
	for (int fold = 0; fold < FOLDS; fold++)
		test_fold(point, n, fold, room);
	check.ece_raw = binned_error(point, n, totals.n, NULL);
	check.ece_calibrated = binned_error(point, n, totals.n, room->calibrated);
	check.needed = check.ece_raw > check.ece_calibrated;
	check.reason = check.needed ? "calibrating lowers the calibration error of unseen rows" :
		"calibrating does not lower the calibration error of unseen rows";
	return check;
}
