/*
 * reliability.c - mean score against share of positives, bin by bin
 *
 * Expected and maximum calibration error (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017) and
 * the terms of Murphy's decomposition of the Brier score (1973, J. Appl. Meteor. 12, 595):
 * reliability, resolution, uncertainty. Brier = reliability - resolution + uncertainty holds
 * exactly where each bin has one score only.
 *
 * Intervals: a parametric bootstrap with a fixed seed. Distances are sums of absolute values or of
 * squares and come out too large by chance alone, so drawing around the observed bins would double
 * that bias. Draws are made around bins whose distances are freed of what chance adds, and the
 * spread of the draws about those bins' own value is turned over (the basic bootstrap interval),
 * which always holds the estimate. Approximate where bins have few rows.
 */
#include "stats/reliability.h"

#include <math.h>
#include <stdlib.h>

#include "stats/cells.h"

#define DRAWS 199
#define FIRST_SEED UINT64_C(0x9E3779B97F4A7C15)

static const char outside[] = "some scores lie outside [0, 1] and are no probabilities";

/* The bins that are not empty, wide as asked for. */
typedef struct Bins
{
	int			n;
	double		share[CALIBRATION_BINS];	/* of the rows */
	double		score[CALIBRATION_BINS];	/* mean score */
	double		positive[CALIBRATION_BINS]; /* share of positives */
} Bins;

/* Take the bins of exact sums. */
void
reliability_of_sums(Reliability *result, const ScoreSums *sums)
{
	*result = (Reliability) {.weight = sums->n, .effective = sums->n, .rows = sums->n,
		.n_outside = sums->n_outside
	};
	for (int i = 0; i < CALIBRATION_BINS; i++)
	{
		result->bin[i].weight = sums->bin[i].n;
		result->bin[i].positive = sums->bin[i].n_positive;
		result->bin[i].score = fixed_value(&sums->bin[i].score);
		result->positive += sums->bin[i].n_positive;
	}
}

/* Join narrow bins to wide ones. */
static Bins
join_bins(const Reliability *state, int bins)
{
	int			width = CALIBRATION_BINS / bins;
	Bins		result = {.n = 0};

	for (int first = 0; first < CALIBRATION_BINS; first += width)
	{
		ReliabilityBin sum = {0, 0, 0};

		for (int i = first; i < first + width; i++)
		{
			sum.weight += state->bin[i].weight;
			sum.positive += state->bin[i].positive;
			sum.score += state->bin[i].score;
		}
		if (sum.weight <= 0)
			continue;
		result.share[result.n] = sum.weight / state->weight;
		result.score[result.n] = sum.score / sum.weight;
		result.positive[result.n++] = sum.positive / sum.weight;
	}
	return result;
}

/* Compute the metrics of some bins, whose shares may add up to nearly 1 only. */
static void
metrics_of(const Bins *bins, double value[RELIABILITY_METRICS])
{
	double		whole = 0;
	double		base = 0;

	for (int m = 0; m < RELIABILITY_METRICS; m++)
		value[m] = 0;
	for (int i = 0; i < bins->n; i++)
	{
		whole += bins->share[i];
		base += bins->share[i] * bins->positive[i];
	}
	for (int i = 0; i < bins->n; i++)
	{
		double		share = bins->share[i] / whole;
		double		distance = fabs(bins->score[i] - bins->positive[i]);
		double		spread = bins->positive[i] - base / whole;

		value[RELIABILITY_ECE] += share * distance;
		value[RELIABILITY_MCE] = fmax(value[RELIABILITY_MCE], distance);
		value[RELIABILITY_TERM] += share * distance * distance;
		value[RELIABILITY_RESOLUTION] += share * spread * spread;
	}
}

/* A number from (0, 1): Steele, Lea and Flood, "Fast splittable pseudorandom generators", 2014. */
static double
draw_uniform(uint64_t *state)
{
	uint64_t	x = *state += UINT64_C(0x9E3779B97F4A7C15);

	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (((x ^ (x >> 31)) >> 11) + 0.5) * 0x1p-53;
}

/* A standard normal number (Box and Muller 1958). */
static double
draw_normal(uint64_t *state)
{
	double		radius = sqrt(-2 * log(draw_uniform(state)));

	return radius * cos(2 * M_PI * draw_uniform(state));
}

/* The standard error of a bin's share of positives, with one half added to both labels. */
static double
bin_error(const Bins *bins, int i, double effective)
{
	double		n = bins->share[i] * effective;
	double		p = (bins->positive[i] * n + 0.5) / (n + 1);

	return sqrt(p * (1 - p) / n);
}

/*
 * Where to draw around: the bins with their distances from `to` (scores, or the base rate) freed of
 * what chance adds to a square, `factor` times the variance.
 */
static Bins
center_of(const Bins *bins, double effective, const double *to, double factor)
{
	Bins		center = *bins;

	for (int i = 0; i < bins->n; i++)
	{
		double		distance = bins->positive[i] - to[i];
		double		chance = bin_error(bins, i, effective);
		double		left = distance * distance - factor * chance * chance;

		center.positive[i] = to[i] + copysign(sqrt(fmax(0, left)), distance);
		center.positive[i] = fmin(1, fmax(0, center.positive[i]));
	}
	return center;
}

/* Draw bins around a center. */
static Bins
draw_bins(const Bins *center, double effective, uint64_t *seed)
{
	Bins		drawn = *center;

	for (int i = 0; i < center->n; i++)
	{
		double		share = center->share[i];

		share += draw_normal(seed) * sqrt(share * (1 - share) / effective);
		drawn.share[i] = fmax(share, center->share[i] / 10);
		drawn.positive[i] += draw_normal(seed) * bin_error(center, i, effective);
		drawn.positive[i] = fmin(1, fmax(0, drawn.positive[i]));
	}
	return drawn;
}

/* Order doubles. */
static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Turn the spread of draws about their center's value into limits of the estimate. */
static Limits
basic_limits(double value, double center, double *draw, double z)
{
	double		tail = erfc(z / M_SQRT2) / 2;
	int			low = (int) (tail * (DRAWS + 1)) - 1;
	int			high;

	low = low < 0 ? 0 : low;
	high = DRAWS - 1 - low;
	qsort(draw, DRAWS, sizeof(double), compare_doubles);
	return (Limits) {fmin(value, fmax(0, value - (draw[high] - center))),
		fmin(1, fmax(value, value - (draw[low] - center)))
	};
}

/* Bound one metric by drawing around a center. */
static Limits
bootstrap(const Bins *center, double effective, ReliabilityMetric metric, double value, double z)
{
	double		draw[DRAWS];
	double		middle[RELIABILITY_METRICS];
	uint64_t	seed = FIRST_SEED;

	metrics_of(center, middle);
	for (int d = 0; d < DRAWS; d++)
	{
		double		all[RELIABILITY_METRICS];
		Bins		drawn = draw_bins(center, effective, &seed);

		metrics_of(&drawn, all);
		draw[d] = all[metric];
	}
	return basic_limits(value, middle[metric], draw, z);
}

/*
 * Bound all metrics. The largest of n distances is as large by chance as sqrt(2 ln 2n) errors; a
 * factor of 1.5 for their mean covers best in simulation, with distances and without.
 */
static void
add_limits(const Reliability *state, const Bins *bins, double z,
		   Estimate result[RELIABILITY_METRICS])
{
	double		base[CALIBRATION_BINS];

	for (int i = 0; i < bins->n; i++)
		base[i] = state->positive / state->weight;
	for (int m = 0; m < RELIABILITY_METRICS; m++)
	{
		Bins		center = center_of(bins, state->effective,
									   m == RELIABILITY_RESOLUTION ? base : bins->score,
									   m == RELIABILITY_MCE ? 2 * log(2.0 * bins->n) :
									   m == RELIABILITY_ECE ? 1.5 : 1);

		result[m].ci = bootstrap(&center, state->effective, m, result[m].value, z);
	}
}

/* Estimate all metrics. */
void
reliability_estimates(const Reliability *state, int bins, double z,
					  Estimate result[RELIABILITY_METRICS])
{
	const char *missing = state->n_outside > 0 ? outside :
		state->weight <= 0 ? "no row has both label and score" : NULL;
	double		value[RELIABILITY_METRICS];
	Bins		joined;

	for (int m = 0; missing && m < RELIABILITY_METRICS; m++)
		result[m] = undefined_estimate(state->rows + state->n_outside, missing);
	if (missing)
		return;
	joined = join_bins(state, bins);
	metrics_of(&joined, value);
	for (int m = 0; m < RELIABILITY_METRICS; m++)
		result[m] = (Estimate) {.value = value[m], .n = state->rows, .ci = no_interval};
	if (z > 0)
		add_limits(state, &joined, z, result);
}

/* Estimate base rate times its complement: the Brier score of the best constant score. */
Estimate
reliability_uncertainty(const Reliability *state, double z)
{
	Estimate	estimate = {.n = state->rows};
	double		base = state->positive / state->weight;
	Limits		limits;
	double		one;
	double		two;

	if (state->n_outside > 0)
		return undefined_estimate(state->rows + state->n_outside, outside);
	if (state->weight <= 0)
		return undefined_estimate(state->rows, "no row has both label and score");
	estimate.value = base * (1 - base);
	limits = interval_wilson(base * state->effective, state->effective, z);
	one = limits.low * (1 - limits.low);
	two = limits.high * (1 - limits.high);
	estimate.ci.low = fmin(one, two);
	estimate.ci.high = limits.low < 0.5 && limits.high > 0.5 ? 0.25 : fmax(one, two);
	return estimate;
}
