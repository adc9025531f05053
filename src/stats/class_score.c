/*
 * class_score.c - how good the probabilities of several classes are
 *
 * Rules are those of scikit-learn 1.2: for the logarithm probabilities are moved 2.2e-16 away from
 * 0 and 1 and then divided by their sum; of classes with equal scores the one later in byte order
 * ranks first for top-k accuracy, the earlier one is the predicted class (argmax) for calibration.
 * The Brier score is the sum over the classes, in [0, 2] (Brier 1950).
 */
#include "stats/class_score.h"

#include <math.h>
#include <string.h>

#define ABOVE_ONE 1e-6			/* what single precision may add to a probability of 1 */

static const char no_scored[] = "no row has both label and scores";

/* Are these probabilities: in [0, 1], with a sum near 1? */
bool
class_scores_usable(ClassScore *row, size_t n)
{
	double		sum = 0;

	for (size_t i = 0; i < n; i++)
	{
		if (!(row[i].score >= 0 && row[i].score <= 1 + ABOVE_ONE))
			return false;
		row[i].score = fmin(row[i].score, 1);
		sum += row[i].score;
	}
	return fabs(sum - 1) <= SCORE_SUM_TOLERANCE;
}

/* Move a probability away from 0 and 1. */
static double
clipped(double score)
{
	return fmin(fmax(score, LOG_LOSS_EPSILON), 1 - LOG_LOSS_EPSILON);
}

/* Does a name come before another in byte order? */
static bool
name_before(const ClassScore *a, const ClassScore *b)
{
	int			order = memcmp(a->name, b->name, a->length < b->length ? a->length : b->length);

	return order < 0 || (order == 0 && a->length < b->length);
}

/* Count the row in the bin of its largest score. */
static void
add_top(ClassScoreSums *sums, const ClassScore *row, size_t n, int label)
{
	size_t		top = 0;
	CalibrationBin *bin;

	for (size_t i = 1; i < n; i++)
		if (row[i].score > row[top].score ||
			(row[i].score == row[top].score && name_before(&row[i], &row[top])))
			top = i;
	bin = &sums->bin[calibration_bin(row[top].score)];
	bin->n++;
	bin->n_positive += (int) top == label;
	fixed_add(&bin->score, row[top].score);
}

/* Count the place of the label among the classes. */
static void
add_rank(ClassScoreSums *sums, const ClassScore *row, size_t n, int label)
{
	int			before = 0;

	for (size_t i = 0; i < n; i++)
		before += row[i].score > row[label].score ||
			(row[i].score == row[label].score && name_before(&row[label], &row[i]));
	if (before < TOP_RANKS)
		sums->rank[before]++;
}

/* Add a row of usable scores; label: its place in the row, -1: it is not listed. */
void
class_score_add(ClassScoreSums *sums, const ClassScore *row, size_t n, int label)
{
	double		total = label < 0 ? LOG_LOSS_EPSILON : 0;
	double		miss = label < 0 ? 1 : 0;
	double		loss;

	for (size_t i = 0; i < n; i++)
	{
		double		distance = row[i].score - ((int) i == label);

		total += clipped(row[i].score);
		miss += distance * distance;
	}
	loss = -log((label < 0 ? LOG_LOSS_EPSILON : clipped(row[label].score)) / total);
	loss = fmax(loss, 0);
	sums->n++;
	fixed_add(&sums->log_loss, loss);
	fixed_add(&sums->log_loss_squared, loss * loss);
	fixed_add(&sums->brier, miss);
	fixed_add(&sums->brier_squared, miss * miss);
	add_top(sums, row, n, label);
	if (label < 0)
		sums->n_unlisted++;
	else
		add_rank(sums, row, n, label);
}

/* Add sums; false when a count would overflow. */
bool
class_score_merge(ClassScoreSums *into, const ClassScoreSums *from)
{
	if (__builtin_add_overflow(into->n, from->n, &into->n))
		return false;
	into->n_unlisted += from->n_unlisted;
	for (int i = 0; i < TOP_RANKS; i++)
		into->rank[i] += from->rank[i];
	fixed_merge(&into->log_loss, &from->log_loss);
	fixed_merge(&into->log_loss_squared, &from->log_loss_squared);
	fixed_merge(&into->brier, &from->brier);
	fixed_merge(&into->brier_squared, &from->brier_squared);
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		into->bin[i].n += from->bin[i].n;
		into->bin[i].n_positive += from->bin[i].n_positive;
		fixed_merge(&into->bin[i].score, &from->bin[i].score);
	}
	return true;
}

/* Estimate the mean of a loss, which is never negative. */
static Estimate
loss_estimate(const ClassScoreSums *sums, const FixedSum *sum, const FixedSum *squares, double z)
{
	Estimate	estimate = mean_estimate(fixed_value(sum), fixed_value(squares), sums->n, z,
										 no_scored);

	estimate.ci.low = isnan(estimate.ci.low) ? NAN : fmax(estimate.ci.low, 0);
	return estimate;
}

/* Estimate the mean of -ln of the probability given to the label. */
Estimate
class_score_log_loss(const ClassScoreSums *sums, double z)
{
	return loss_estimate(sums, &sums->log_loss, &sums->log_loss_squared, z);
}

/* Estimate the mean squared distance of the probabilities from what happened. */
Estimate
class_score_brier(const ClassScoreSums *sums, double z)
{
	return loss_estimate(sums, &sums->brier, &sums->brier_squared, z);
}

/* Compute the calibration error of the largest score (Guo et al. 2017). */
Estimate
class_score_ece(const ClassScoreSums *sums, int bins)
{
	ScoreSums	top = {.n = sums->n};

	if (sums->n == 0)
		return undefined_estimate(0, no_scored);
	memcpy(top.bin, sums->bin, sizeof(top.bin));
	return score_ece(&top, bins);
}

/* Estimate the share of rows whose label is among the k largest scores. */
Estimate
class_score_top(const ClassScoreSums *sums, int k, double z)
{
	int64_t		among = 0;

	for (int i = 0; i < k; i++)
		among += sums->rank[i];
	return proportion_estimate(among, sums->n, z, no_scored);
}

/* The standard error in an interval made with z = 1, which may be cut off at 0 or 1. */
static double
error_of(const Estimate *area)
{
	if (isnan(area->ci.low))
		return area->value <= 0 || area->value >= 1 ? 0 : NAN;
	return fmax(area->value - area->ci.low, area->ci.high - area->value);
}

/*
 * Average the areas that are defined. Areas of different classes depend on each other in a way that
 * the state does not keep; the standard error of a mean is at most the mean of standard errors, so
 * the interval covers at least what it claims.
 */
Estimate
class_score_average(const Estimate *area, const double *weight, size_t n, int64_t rows, double z)
{
	Estimate	estimate = {.n = rows, .ci = no_interval};
	double		weights = 0;
	double		error = 0;

	for (size_t i = 0; i < n; i++)
	{
		double		w = weight ? weight[i] : 1;

		if (isnan(area[i].value))
		{
			estimate.reason = "classes without rows on both sides are left out";
			continue;
		}
		estimate.value += w * area[i].value;
		estimate.error += w * area[i].error;
		error += w * error_of(&area[i]);
		weights += w;
	}
	if (rows == 0 || weights <= 0)
		return undefined_estimate(rows, rows == 0 ? no_scored : "all labels are of one class");
	estimate.value /= weights;
	estimate.error /= weights;
	error *= z / weights;
	if (error > 0)
		estimate.ci = (Limits) {fmax(estimate.value - error, 0), fmin(estimate.value + error, 1)};
	return estimate;
}
