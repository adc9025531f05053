/*
 * auc.c - ranking metrics from the scores of the negative and of the positive rows
 *
 * One walk over both ascending views, tie group by tie group. ROC AUC is the share of (positive,
 * negative) pairs that the score puts in order, ties counting one half (Mann-Whitney U / n1 n0);
 * its interval is DeLong, DeLong and Clarke-Pearson 1988 (Biometrics 44, 837). Average precision is
 * the sum of precision times gain in recall over the distinct scores, as scikit-learn has it,
 * without interpolation; its interval is the logit interval of Boyd, Eng and Page 2013 (ECML PKDD).
 *
 * Summaries: when no rank in a view is off by more than e rows, its distribution function is off by
 * at most e / n everywhere, and AUC, an integral of one such function over the other, by at most
 * the sum of both.
 */
#include "stats/auc.h"

#include <math.h>

static const char no_positive[] = "no row with a positive label has a score";
static const char no_negative[] = "no row with a negative label has a score";

/* A walk over the distinct scores of both views. */
typedef struct Walk
{
	const NumView *negative;
	const NumView *positive;
	size_t		i;				/* next entry of negative */
	size_t		j;				/* next entry of positive */
	int64_t		negative_here;	/* rows of either side with the score reached */
	int64_t		positive_here;
	int64_t		negative_below; /* rows of either side with smaller scores */
	int64_t		positive_below;
} Walk;

/* Take the entries equal to value; returns the rows they stand for. */
static inline int64_t
take_equal(const NumView *view, size_t *at, double value)
{
	int64_t		rows = 0;

	for (; *at < view->len && view->value[*at] == value; (*at)++)
		rows += view->count ? view->count[*at] : 1;
	return rows;
}

/* Go to the next distinct score; false at the end. */
static inline bool
walk_next(Walk *walk)
{
	const NumView *negative = walk->negative;
	const NumView *positive = walk->positive;
	double		value;

	walk->negative_below += walk->negative_here;
	walk->positive_below += walk->positive_here;
	if (walk->i < negative->len &&
		(walk->j >= positive->len || negative->value[walk->i] <= positive->value[walk->j]))
		value = negative->value[walk->i];
	else if (walk->j < positive->len)
		value = positive->value[walk->j];
	else
		return false;
	walk->negative_here = take_equal(negative, &walk->i, value);
	walk->positive_here = take_equal(positive, &walk->j, value);
	return true;
}

/* Is one side empty? Then nothing can be ranked. */
static const char *
side_missing(const NumView *negative, const NumView *positive)
{
	if (positive->n == 0)
		return no_positive;
	return negative->n == 0 ? no_negative : NULL;
}

/* Add a product of counts; in whole numbers while they fit, so that the sum is exact. */
static inline void
add_product(uint64_t *exact, double *large, uint64_t a, uint64_t b)
{
	uint64_t	product;

	if (!__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*exact, product, exact))
		return;
	*large += (double) *exact;
	*exact = 0;
	*large += (double) a * (double) b;
}

/*
 * Sum, over the positive rows, of the negative rows below plus those not above: twice the ordered
 * pairs. Two merges without a branch that the processor could mispredict, which for scores that
 * interleave at random is most of the time otherwise. Below 2^32 rows a side the sum fits.
 */
static uint64_t
twice_ordered_pairs(const double *negative, size_t n0, const double *positive, size_t n1)
{
	uint64_t	sum = 0;
	size_t		i = 0;
	size_t		j = 0;
	size_t		k = 0;
	size_t		l = 0;

	while (i < n0 && j < n1 && k < n0 && l < n1)
	{
		size_t		below = negative[i] < positive[j];
		size_t		not_above = negative[k] <= positive[l];

		sum += (i & (below - 1)) + (k & (not_above - 1));
		i += below;
		j += 1 - below;
		k += not_above;
		l += 1 - not_above;
	}
	while (i < n0 && j < n1)
		if (negative[i] < positive[j])
			i++;
		else
		{
			sum += i;
			j++;
		}
	while (k < n0 && l < n1)
		if (negative[k] <= positive[l])
			k++;
		else
		{
			sum += k;
			l++;
		}
	return sum + (uint64_t) (n1 - j) * n0 + (uint64_t) (n1 - l) * n0;
}

/* The same for views with counts, tie group by tie group. */
static double
twice_ordered_counts(const NumView *negative, const NumView *positive)
{
	Walk		walk = {.negative = negative, .positive = positive};
	uint64_t	exact = 0;
	double		large = 0;

	while (walk_next(&walk))
		if (walk.positive_here > 0)
			add_product(&exact, &large, walk.positive_here,
						2 * walk.negative_below + walk.negative_here);
	return large + (double) exact;
}

/* Compute the area under the ROC curve; no interval yet. */
Estimate
roc_auc(const NumView *negative, const NumView *positive)
{
	Estimate	estimate = {.n = negative->n + positive->n, .ci = no_interval};
	const char *missing = side_missing(negative, positive);
	double		twice;

	if (missing)
		return undefined_estimate(estimate.n, missing);
	if (negative->count == NULL && positive->count == NULL && negative->len < UINT32_MAX / 2 &&
		positive->len < UINT32_MAX / 2)
		twice = (double) twice_ordered_pairs(negative->value, negative->len, positive->value,
											 positive->len);
	else
		twice = twice_ordered_counts(negative, positive);
	estimate.value = twice / 2 / positive->n / negative->n;
	estimate.error = fmin(1, (double) negative->rank_error / negative->n +
						  (double) positive->rank_error / positive->n);
	return estimate;
}

/* Add DeLong's interval; a side with a single row and a perfect ranking have none. */
void
roc_auc_interval(const NumView *negative, const NumView *positive, double z, Estimate *estimate)
{
	Walk		walk = {.negative = negative, .positive = positive};
	double		n0 = negative->n;
	double		n1 = positive->n;
	double		squares0 = 0;
	double		squares1 = 0;
	double		half;

	if (isnan(estimate->value) || n0 < 2 || n1 < 2)
		return;
	while (walk_next(&walk))
	{
		/* the share of the other side that this score beats */
		double		above = n1 - walk.positive_below - walk.positive_here * 0.5;
		double		v1 = (walk.negative_below + walk.negative_here * 0.5) / n0 - estimate->value;
		double		v0 = above / n1 - estimate->value;

		squares1 += walk.positive_here * v1 * v1;
		squares0 += walk.negative_here * v0 * v0;
	}
	half = z * sqrt(squares1 / (n1 - 1) / n1 + squares0 / (n0 - 1) / n0);
	if (half > 0)
		estimate->ci = (Limits) {fmax(estimate->value - half, 0), fmin(estimate->value + half, 1)};
}

/* A view walked from its highest score down. */
typedef struct Descent
{
	const NumView *view;
	size_t		left;			/* entries not taken yet */
	int64_t		taken;			/* rows taken */
} Descent;

/* Take the highest distinct score left; returns it. */
static double
descend(Descent *descent)
{
	const NumView *view = descent->view;
	double		value = view->value[descent->left - 1];

	for (; descent->left > 0 && view->value[descent->left - 1] == value; descent->left--)
		descent->taken += view->count ? view->count[descent->left - 1] : 1;
	return value;
}

/* Take every score from value up. */
static int64_t
descend_to(Descent *descent, double value)
{
	while (descent->left > 0 && descent->view->value[descent->left - 1] >= value)
		descend(descent);
	return descent->taken;
}

/*
 * Bound average precision from summaries. Let v be the true score of the k-th positive row from the
 * top, e1 and e0 the rank errors. v lies between the summary's scores of ranks k - e1 and k + e1,
 * so at v there are at least k and at most T = tp(rank k + e1) + e1 true positives, and between F-
 * = fp(rank k - e1) - e0 and F+ = fp(rank k + e1) + e0 false ones; precision is between k / (k +
 * F+) and T / (T + F-). Rows are taken block by block, with the worse end of each block.
 */
static double
average_precision_error(const NumView *negative, const NumView *positive, double value)
{
	Descent		block = {positive, positive->len, 0};
	Descent		ahead = {positive, positive->len, 0};	/* rank k + e1 at the block's end */
	Descent		behind = {positive, positive->len, 0};	/* rank k - e1 at its beginning */
	Descent		negative_ahead = {negative, negative->len, 0};
	Descent		negative_behind = {negative, negative->len, 0};
	double		e0 = negative->rank_error;
	double		e1 = positive->rank_error;
	double		low = 0;
	double		high = 0;

	while (block.left > 0)
	{
		double		first = block.taken + 1;
		double		most;
		double		false_most;
		double		false_least = 0;
		double		here;

		descend(&block);
		here = block.taken - (first - 1);
		while (ahead.left > 0 && ahead.taken < block.taken + e1)
			descend_to(&negative_ahead, descend(&ahead));
		most = fmin(ahead.taken + e1, positive->n);
		false_most = ahead.taken < block.taken + e1 ? negative->n :
			fmin(negative_ahead.taken + e0, negative->n);
		while (behind.left > 0 && behind.taken < first - e1)
			descend_to(&negative_behind, descend(&behind));
		if (first > e1)
			false_least = fmax(0, negative_behind.taken - e0);
		low += here * first / (first + false_most);
		high += here * most / (most + false_least);
	}
	return fmax(high / positive->n - value, value - low / positive->n);
}

/* Compute average precision with its interval and, for summaries, its error bound. */
Estimate
average_precision(const NumView *negative, const NumView *positive, double z)
{
	Walk		walk = {.negative = negative, .positive = positive};
	Estimate	estimate = {.n = negative->n + positive->n, .ci = no_interval};
	double		sum = 0;

	if (positive->n == 0)
		return undefined_estimate(estimate.n, no_positive);
	while (walk_next(&walk))
		if (walk.positive_here > 0)
		{
			double		tp = positive->n - walk.positive_below;
			double		fp = negative->n - walk.negative_below;

			sum += walk.positive_here * (tp / (tp + fp));
		}
	estimate.value = fmin(1, sum / positive->n);
	if (negative->rank_error > 0 || positive->rank_error > 0)
		estimate.error = average_precision_error(negative, positive, estimate.value);
	if (estimate.value > 0 && estimate.value < 1)
	{
		double		logit = log(estimate.value / (1 - estimate.value));
		double		half = z / sqrt(positive->n * estimate.value * (1 - estimate.value));

		estimate.ci = (Limits) {1 / (1 + exp(half - logit)), 1 / (1 + exp(-half - logit))};
	}
	return estimate;
}
