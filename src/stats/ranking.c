/*
 * ranking.c - how well queries' items are ranked: NDCG, MAP, MRR, precision, recall, hit rate
 *
 * Items with equal scores stand in no order. Every metric is therefore its mean over all orders of
 * them (McSherry and Najork 2008, ECIR, 414), as scikit-learn has it for NDCG. One walk over the
 * positions does it: within a group of g equal scores, r of them relevant, each position holds the
 * group's mean gain; it is relevant with probability r / g, and if so there are on average
 * (j - 1) (r - 1) / (g - 1) relevant ones before it, j being its place in the group; the first
 * relevant item of all stands there with the probability of drawing r / (g - j + 1) at last.
 *
 * Items that were not retrieved count among the relevant and in the ideal order only.
 */
#include "stats/ranking.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "stats/sort.h"

#define LARGE_RELEVANCE 500.0	/* 2^relevance is scaled from here on */
#define POSITIONS_BETWEEN_CHECKS 65536
#define NO_SPREAD 1e-14			/* a variance that is no more than rounding */

const int	ranking_cutoff[RANKING_WHOLE] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 50, 100
};

/* A walk down the positions of a query. */
typedef struct Walk
{
	size_t		position;		/* positions passed */
	double		relevant;		/* relevant items expected on them */
	double		none;			/* probability that none is relevant */
	double		first;			/* expected reciprocal rank so far */
	double		precisions;		/* expected sum of precision at relevant items */
	double		dcg[2];			/* linear, exponential gain */
} Walk;

/* Find the place of a cut-off. */
int
ranking_cutoff_index(int k)
{
	for (int i = 0; i < RANKING_WHOLE; i++)
		if (ranking_cutoff[i] == k)
			return i;
	return -1;
}

/* Order items: by score, best first, then those not retrieved; equal ones by relevance. */
int
ranking_compare(const RankedItem *a, const RankedItem *b)
{
	bool		a_missing = isnan(a->score);
	bool		b_missing = isnan(b->score);

	if (a_missing != b_missing)
		return a_missing ? 1 : -1;
	if (!a_missing && a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (a->relevance < b->relevance) - (a->relevance > b->relevance);
}

/* Order numbers, largest first. */
static int
compare_down(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x < y) - (x > y);
}

/* The exponential gain of a relevance, scaled where it could overflow. */
static double
exponential_gain(double relevance, double most)
{
	if (most > LARGE_RELEVANCE)
		return exp2(relevance - most) - exp2(-most);
	return expm1(relevance * M_LN2);
}

/* The discount of a position, counted from 1. */
static inline double
discount(size_t position)
{
	return 1 / log2((double) position + 1);
}

/* Put down what the walk says at a cut-off of k positions; NDCG is not normalized yet. */
static void
put_values(const Walk *walk, double k, double relevant, double *value)
{
	value[RANKING_NDCG] = walk->dcg[0];
	value[RANKING_NDCG_EXP] = walk->dcg[1];
	value[RANKING_MAP] = walk->precisions / fmin(relevant, k);
	value[RANKING_MRR] = walk->first;
	value[RANKING_PRECISION] = k > 0 ? walk->relevant / k : 0;
	value[RANKING_RECALL] = walk->relevant / relevant;
	value[RANKING_HIT_RATE] = 1 - walk->none;
}

/* Pass one position: the j-th of a group of g, r of them relevant, `before` relevant ones above. */
static void
pass_position(Walk *walk, double j, double g, double r, double before, const double gain[2])
{
	double		inside = g > 1 ? (j - 1) * (r - 1) / (g - 1) : 0;
	double		drawn = r / (g - j + 1);

	walk->position++;
	walk->dcg[0] += gain[0] * discount(walk->position);
	walk->dcg[1] += gain[1] * discount(walk->position);
	if (r <= 0)
		return;
	walk->precisions += r / g * (before + 1 + inside) / walk->position;
	walk->first += walk->none * drawn / walk->position;
	walk->none *= fmax(1 - drawn, 0);
	walk->relevant = j < g ? before + r * j / g : before + r;
	if (walk->position % POSITIONS_BETWEEN_CHECKS == 0 && stats_check_interrupts)
		stats_check_interrupts();
}

/* Normalize DCG at every cut-off by that of the best order; best: relevances, largest first. */
static void
normalize(const double *best, size_t n, size_t last, QueryValues *values)
{
	double		ideal[2] = {0, 0};
	int			next = 0;

	for (size_t i = 0; i <= n; i++)
	{
		if (i == n || best[i] <= 0)
			break;
		ideal[0] += best[i] / best[0] * discount(i + 1);
		ideal[1] += exponential_gain(best[i], best[0]) * discount(i + 1);
		if (next < RANKING_WHOLE && i + 1 == (size_t) ranking_cutoff[next])
		{
			for (int gain = 0; gain < 2; gain++)
				values->value[next][gain] = fmin(values->value[next][gain] / ideal[gain], 1);
			next++;
		}
		if (last > 0 && i + 1 == last)
			break;
	}
	/* cut-offs beyond the last relevant item have the whole ideal order above them */
	for (; next < RANKING_CUTOFFS; next++)
		for (int gain = 0; gain < 2; gain++)
			values->value[next][gain] = fmin(values->value[next][gain] / ideal[gain], 1);
}

/* Count the relevant items and find the largest relevance. */
static double
count_relevant(const RankedItem *item, size_t n, QueryValues *values)
{
	double		most = 0;

	for (size_t i = 0; i < n; i++)
	{
		most = fmax(most, item[i].relevance);
		values->n_relevant += item[i].relevance > 0;
		values->n_retrieved += !isnan(item[i].score);
	}
	return most;
}

/*
 * Sum up the group of equal scores that starts at an item, its gains in units of the largest
 * relevance; returns its size.
 */
static size_t
take_group(const RankedItem *item, size_t left, double most, double gain[2], double *relevant)
{
	size_t		g = 0;

	gain[0] = gain[1] = *relevant = 0;
	for (; g < left && item[g].score == item[0].score; g++)
	{
		gain[0] += item[g].relevance / most;
		gain[1] += exponential_gain(item[g].relevance, most);
		*relevant += item[g].relevance > 0;
	}
	gain[0] /= g;
	gain[1] /= g;
	return g;
}

/*
 * Evaluate a query. The slot of the whole list has what `last` positions give, all of them when
 * `last` is 0.
 */
void
ranking_query(const RankedItem *item, size_t n, size_t last, double *scratch, QueryValues *values)
{
	Walk		walk = {.none = 1};
	int			next = 0;
	double		most;
	size_t		end;

	*values = (QueryValues) {0};
	most = count_relevant(item, n, values);
	if (values->n_relevant == 0)
		return;
	end = last > 0 && last < values->n_retrieved ? last : values->n_retrieved;
	for (size_t i = 0; i < end;)
	{
		double		gain[2];
		double		relevant;
		double		before = walk.relevant;
		size_t		g = take_group(item + i, values->n_retrieved - i, most, gain, &relevant);

		for (size_t j = 1; j <= g && i + j <= end; j++)
		{
			pass_position(&walk, j, g, relevant, before, gain);
			if (next < RANKING_WHOLE && walk.position == (size_t) ranking_cutoff[next])
			{
				put_values(&walk, walk.position, values->n_relevant, values->value[next]);
				next++;
			}
		}
		i += g;
	}
	for (; next < RANKING_WHOLE; next++)
		put_values(&walk, ranking_cutoff[next], values->n_relevant, values->value[next]);
	put_values(&walk, last > 0 ? last : end, values->n_relevant, values->value[RANKING_WHOLE]);
	if (last == 0)
		values->value[RANKING_WHOLE][RANKING_MAP] = walk.precisions / values->n_relevant;
	for (size_t i = 0; i < n; i++)
		scratch[i] = item[i].relevance;
	qsort(scratch, n, sizeof(double), compare_down);
	normalize(scratch, n, last, values);
}

/* Add a query. */
void
ranking_add(RankingSums *sums, const QueryValues *values)
{
	if (values->n_relevant == 0)
	{
		sums->n_irrelevant++;
		return;
	}
	sums->n++;
	for (int cutoff = 0; cutoff < RANKING_CUTOFFS; cutoff++)
		for (int metric = 0; metric < RANKING_METRICS; metric++)
		{
			double		value = fmax(0, fmin(1, values->value[cutoff][metric]));

			fixed_add(&sums->sum[cutoff][metric], value);
			fixed_add(&sums->square[cutoff][metric], value * value);
		}
}

/* Add sums; false when a count would overflow. */
bool
ranking_merge(RankingSums *into, const RankingSums *from)
{
	if (__builtin_add_overflow(into->n, from->n, &into->n) ||
		__builtin_add_overflow(into->n_irrelevant, from->n_irrelevant, &into->n_irrelevant))
		return false;
	for (int cutoff = 0; cutoff < RANKING_CUTOFFS; cutoff++)
		for (int metric = 0; metric < RANKING_METRICS; metric++)
		{
			fixed_merge(&into->sum[cutoff][metric], &from->sum[cutoff][metric]);
			fixed_merge(&into->square[cutoff][metric], &from->square[cutoff][metric]);
		}
	return true;
}

/*
 * Estimate a mean over the queries. Where every value is 0 or 1 it is a proportion and gets
 * Wilson's interval; else Wilson's, too, with Student's quantile and as many queries as would give a
 * proportion the variance of the mean: near 1, where good rankings are, a mean is skewed.
 */
Estimate
ranking_estimate(const RankingSums *sums, RankingMetric metric, int cutoff,
				 bool irrelevant_as_zero, double alpha)
{
	double		n = sums->n + (irrelevant_as_zero ? sums->n_irrelevant : 0);
	double		sum = fixed_value(&sums->sum[cutoff][metric]);
	double		squares = fixed_value(&sums->square[cutoff][metric]);
	Estimate	estimate = {.n = n, .ci = no_interval};

	if (n <= 0)
		return undefined_estimate(0, sums->n_irrelevant > 0 ? "no query has a relevant item" :
								  "no queries");
	estimate.value = sum / n;
	if (alpha <= 0)
		return estimate;
	if (sum == squares && sum == floor(sum))
		estimate.ci = interval_wilson(sum, n, normal_z(alpha));
	else if (n > 1)
	{
		double		variance = (squares - sum * estimate.value) / (n - 1);
		double		worth;

		if (!(variance > NO_SPREAD))
			return estimate;
		worth = estimate.value * (1 - estimate.value) / (variance / n);
		estimate.ci = interval_wilson(estimate.value * worth, worth,
									  gsl_cdf_tdist_Qinv(alpha / 2, n - 1));
	}
	return estimate;
}
