/*
 * score.c - how good probabilities are: log loss, Brier score, expected calibration error
 */
#include "stats/score.h"

static const char no_scored[] = "no row has both label and score";
static const char outside[] = "some scores lie outside [0, 1] and are no probabilities";

/* Add a row. */
void
score_add(ScoreSums *sums, bool label, double score)
{
	double		given = label ? score : 1 - score;
	double		miss = (1 - given) * (1 - given);
	double		loss;
	CalibrationBin *bin;

	if (!(score >= 0 && score <= 1))
	{
		sums->n_outside++;
		return;
	}
	sums->n++;
	loss = -log(fmin(fmax(given, LOG_LOSS_EPSILON), 1 - LOG_LOSS_EPSILON));
	fixed_add(&sums->log_loss, loss);
	fixed_add(&sums->log_loss_squared, loss * loss);
	fixed_add(&sums->brier, miss);
	fixed_add(&sums->brier_squared, miss * miss);
	bin = &sums->bin[calibration_bin(score)];
	bin->n++;
	bin->n_positive += label;
	fixed_add(&bin->score, score);
}

/* Add sums; false when a count would overflow. */
bool
score_merge(ScoreSums *into, const ScoreSums *from)
{
	if (__builtin_add_overflow(into->n, from->n, &into->n) ||
		__builtin_add_overflow(into->n_outside, from->n_outside, &into->n_outside))
		return false;
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
loss_estimate(const ScoreSums *sums, const FixedSum *sum, const FixedSum *squares, double z)
{
	Estimate	estimate;

	if (sums->n_outside > 0)
		return undefined_estimate(sums->n + sums->n_outside, outside);
	estimate = mean_estimate(fixed_value(sum), fixed_value(squares), sums->n, z, no_scored);
	if (estimate.ci.low < 0)
		estimate.ci.low = 0;
	return estimate;
}

/* Estimate the mean negative log-likelihood. */
Estimate
score_log_loss(const ScoreSums *sums, double z)
{
	return loss_estimate(sums, &sums->log_loss, &sums->log_loss_squared, z);
}

/* Estimate the mean squared difference of score and label (Brier 1950). */
Estimate
score_brier(const ScoreSums *sums, double z)
{
	return loss_estimate(sums, &sums->brier, &sums->brier_squared, z);
}

/* Estimate sum of (n_bin / n) |mean score - share of positives| (Naeini 2015, Guo 2017). */
Estimate
score_ece(const ScoreSums *sums, int bins)
{
	Estimate	estimate = {.n = sums->n, .ci = no_interval};
	int			width = CALIBRATION_BINS / bins;

	if (sums->n_outside > 0)
		return undefined_estimate(sums->n + sums->n_outside, outside);
	if (sums->n == 0)
		return undefined_estimate(0, no_scored);
	for (int first = 0; first < CALIBRATION_BINS; first += width)
	{
		FixedSum	score = {0, 0};
		int64_t		positive = 0;

		for (int i = first; i < first + width; i++)
		{
			fixed_merge(&score, &sums->bin[i].score);
			positive += sums->bin[i].n_positive;
		}
		estimate.value += fabs(fixed_value(&score) - positive) / sums->n;
	}
	return estimate;
}
