/*
 * reliability.c - mean score against share of positives, bin by bin
 *
 * Expected and maximum calibration error (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017) and
 * the terms of Murphy's decomposition of the Brier score (1973, J. Appl. Meteor. 12, 595):
 * reliability, resolution, uncertainty. Brier = reliability - resolution + uncertainty holds
 * exactly where each bin has one score only.
 *
 * Intervals: distances are sums of absolute values or of squares and come out too large by chance
 * alone, so neither a normal interval nor drawing around what was observed would do. A test is turned
 * over instead (Davison and Hinkley 1997, Bootstrap Methods, 5.6): the observed distances times t are
 * taken for true, chance is drawn on top with a fixed seed, and a limit is the metric at that t where
 * what was observed comes out just too large, or too small, to be chance. Where no distance at all
 * could have given what was observed the lower limit is above 0, else it is 0.
 */
#include "stats/reliability.h"

#include <math.h>
#include <stdlib.h>

#include "stats/cells.h"

#define DRAWS 199
#define MOST_BINS 20			/* that get an interval */
#define HALVINGS 12				/* of the bracket around a limit */
#define FARTHEST 64				/* times the observed distances */
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

/* What chance adds, the same for every center: smooth in t, and drawn once. */
typedef struct Noise
{
	double		share[DRAWS][MOST_BINS];
	double		positive[DRAWS][MOST_BINS];
} Noise;

/* A metric whose limits are looked for. */
typedef struct Search
{
	const Bins *bins;
	const Noise *noise;
	double		to[MOST_BINS];	/* where the distances begin: scores, or the base rate */
	double		step[MOST_BINS];	/* the distances */
	double		effective;
	ReliabilityMetric metric;
	double		value;
} Search;

/* Draw the noise. */
static void
draw_noise(Noise *noise, int bins)
{
	uint64_t	seed = FIRST_SEED;

	for (int d = 0; d < DRAWS; d++)
		for (int i = 0; i < bins; i++)
		{
			noise->share[d][i] = draw_normal(&seed);
			noise->positive[d][i] = draw_normal(&seed);
		}
}

/* The bins with t times their distances. */
static Bins
bins_at(const Search *search, double t)
{
	Bins		center = *search->bins;

	for (int i = 0; i < center.n; i++)
		center.positive[i] = fmin(1, fmax(0, search->to[i] + t * search->step[i]));
	return center;
}

/* The metric of such bins. */
static double
value_at(const Search *search, double t)
{
	double		all[RELIABILITY_METRICS];
	Bins		center = bins_at(search, t);

	metrics_of(&center, all);
	return all[search->metric];
}

/* Could chance make the observed value of t times the distances, in this direction? */
static bool
likely(const Search *search, double t, bool above, double tail)
{
	Bins		center = bins_at(search, t);
	Bins		drawn = center;
	double		share_error[MOST_BINS];
	double		error[MOST_BINS];
	int			beyond = 0;

	for (int i = 0; i < center.n; i++)
	{
		share_error[i] = sqrt(center.share[i] * (1 - center.share[i]) / search->effective);
		error[i] = bin_error(&center, i, search->effective);
	}
	for (int d = 0; d < DRAWS; d++)
	{
		double		all[RELIABILITY_METRICS];

		for (int i = 0; i < center.n; i++)
		{
			drawn.share[i] = fmax(center.share[i] + search->noise->share[d][i] * share_error[i],
								  center.share[i] / 10);
			drawn.positive[i] = fmin(1, fmax(0, center.positive[i] +
											 search->noise->positive[d][i] * error[i]));
		}
		metrics_of(&drawn, all);
		beyond += above ? all[search->metric] >= search->value : all[search->metric] <= search->value;
	}
	return beyond + 1 > tail * (DRAWS + 1);
}

/* Find the t where what is likely begins, between one that is not and one that is. */
static double
find_limit(const Search *search, double unlikely_at, double likely_at, bool above, double tail)
{
	for (int i = 0; i < HALVINGS; i++)
	{
		double		middle = (unlikely_at + likely_at) / 2;

		if (likely(search, middle, above, tail))
			likely_at = middle;
		else
			unlikely_at = middle;
	}
	return (unlikely_at + likely_at) / 2;
}

/* Find both limits. */
static Limits
find_limits(const Search *search, double z)
{
	double		tail = erfc(z / M_SQRT2) / 2;
	double		far = 1;
	Limits		limits = {0, 0};

	if (!likely(search, 0, true, tail))
		limits.low = value_at(search, find_limit(search, 0, 1, true, tail));
	while (far < FARTHEST && likely(search, far, false, tail))
		far *= 2;
	if (likely(search, 0, false, tail))
		limits.high = value_at(search, find_limit(search, far, far > 1 ? far / 2 : 0, false, tail));
	return (Limits) {fmin(limits.low, search->value), fmax(limits.high, search->value)};
}

/* Bound all metrics. */
static void
add_limits(const Reliability *state, const Bins *bins, double z,
		   Estimate result[RELIABILITY_METRICS])
{
	Noise		noise;

	if (bins->n > MOST_BINS)
		return;
	draw_noise(&noise, bins->n);
	for (int m = 0; m < RELIABILITY_METRICS; m++)
	{
		Search		search = {.bins = bins, .noise = &noise, .effective = state->effective,
			.metric = m, .value = result[m].value
		};

		for (int i = 0; i < bins->n; i++)
		{
			search.to[i] = m == RELIABILITY_RESOLUTION ? state->positive / state->weight :
				bins->score[i];
			search.step[i] = search.value > 0 ? bins->positive[i] - search.to[i] :
				bin_error(bins, i, state->effective);
		}
		result[m].ci = find_limits(&search, z);
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
