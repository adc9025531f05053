/*
 * weighted.c - how good probabilities are where rows have weights
 */
#include "stats/weighted.h"

#include <math.h>

#include "stats/cells.h"

/* Add a row. */
void
weighted_add(WeightedScores *sums, bool label, double score, double weight)
{
	double		given = label ? score : 1 - score;
	double		miss = (1 - given) * (1 - given);
	double		loss;
	ReliabilityBin *bin;

	sums->square[label] += weight * weight;
	if (!(score >= 0 && score <= 1))
	{
		sums->n_outside++;
		return;
	}
	sums->n++;
	loss = -log(fmin(fmax(given, LOG_LOSS_EPSILON), 1 - LOG_LOSS_EPSILON));
	compensated_add(&sums->log_loss, weight * loss);
	compensated_add(&sums->log_loss_squared, weight * loss * loss);
	compensated_add(&sums->brier, weight * miss);
	compensated_add(&sums->brier_squared, weight * miss * miss);
	bin = &sums->bin[calibration_bin(score)];
	bin->weight += weight;
	bin->positive += label ? weight : 0;
	bin->score += weight * score;
}

/* Add sums. */
bool
weighted_merge(WeightedScores *into, const WeightedScores *from)
{
	if (__builtin_add_overflow(into->n, from->n, &into->n) ||
		__builtin_add_overflow(into->n_outside, from->n_outside, &into->n_outside))
		return false;
	for (int label = 0; label < 2; label++)
		into->square[label] += from->square[label];
	compensated_merge(&into->log_loss, &from->log_loss);
	compensated_merge(&into->log_loss_squared, &from->log_loss_squared);
	compensated_merge(&into->brier, &from->brier);
	compensated_merge(&into->brier_squared, &from->brier_squared);
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		into->bin[i].weight += from->bin[i].weight;
		into->bin[i].positive += from->bin[i].positive;
		into->bin[i].score += from->bin[i].score;
	}
	return true;
}

/* Take the bins. */
void
reliability_of_weighted(Reliability *result, const WeightedScores *sums)
{
	*result = (Reliability) {.rows = sums->n, .n_outside = sums->n_outside};
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		result->bin[i] = sums->bin[i];
		result->weight += sums->bin[i].weight;
		result->positive += sums->bin[i].positive;
	}
	result->effective = effective_rows(result->weight, sums->square[0] + sums->square[1]);
}

/* Estimate a weighted mean; its variance is that of as many rows as are effective. */
Estimate
weighted_mean(double sum, double squares, double weight, double effective, int64_t n, double z)
{
	Estimate	estimate = {.value = sum / weight, .n = n, .ci = no_interval};

	if (effective > 1)
	{
		double		variance = fmax(0, squares / weight - estimate.value * estimate.value);
		double		half = z * sqrt(variance / (effective - 1));

		estimate.ci = (Limits) {estimate.value - half, estimate.value + half};
	}
	return estimate;
}

/* Estimate the mean of a loss. */
static Estimate
loss_estimate(const WeightedScores *sums, const CompensatedSum *sum, const CompensatedSum *squares,
			  double z)
{
	Reliability bins;
	Estimate	estimate;

	if (sums->n_outside > 0)
		return undefined_estimate(sums->n + sums->n_outside,
								  "some scores lie outside [0, 1] and are no probabilities");
	reliability_of_weighted(&bins, sums);
	if (bins.weight <= 0)
		return undefined_estimate(sums->n, sums->n > 0 ? "all weights are 0" :
								  "no row has both label and score");
	estimate = weighted_mean(compensated_value(sum), compensated_value(squares), bins.weight,
							 bins.effective, sums->n, z);
	if (estimate.ci.low < 0)
		estimate.ci.low = 0;
	return estimate;
}

/* Estimate the mean negative log-likelihood. */
Estimate
weighted_log_loss(const WeightedScores *sums, double z)
{
	return loss_estimate(sums, &sums->log_loss, &sums->log_loss_squared, z);
}

/* Estimate the mean squared difference of score and label. */
Estimate
weighted_brier(const WeightedScores *sums, double z)
{
	return loss_estimate(sums, &sums->brier, &sums->brier_squared, z);
}
