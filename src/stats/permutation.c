/*
 * permutation.c - p-values by drawing, with a seed, which rows are the current ones
 *
 * If nothing drifted, any m of the n + m rows could have been the current ones. The p-value is the
 * share of drawings whose distance is at least the one found, that one counted (Phipson and Smyth,
 * "Permutation p-values should never be zero", 2010). Rows that share a value are drawn together:
 * how many of them are current is hypergeometric. A drawing costs a step per distinct value, and for
 * values of many rows some standard deviations of steps, but never memory. Where one standard
 * deviation is thousands of rows, the number is drawn from the normal distribution: it is off by
 * less than what the p-value's own chance of drawing moves.
 */
#include "stats/permutation.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "stats/distance.h"
#include "stats/frame.h"
#include "stats/rank.h"

#define CHECK_EVERY 65536		/* values between two looks at check */
#define ONE_BY_ONE 16			/* rows of a value that are drawn one by one */
#define NORMAL_FROM 4096		/* standard deviation, in rows, from which on normal will do */
#define WHOLE_DOUBLES (INT64_C(1) << 40)	/* beyond, factorials have lost their last digits */
#define SAME_DISTANCE (1 - 1e-12)	/* rounding makes no difference */

/* The state of one drawing. */
typedef struct Drawing
{
	uint64_t	state;			/* of the generator */
	int64_t		left;			/* rows not drawn yet */
	int64_t		wanted;			/* of them, current ones */
} Drawing;

/* A number from [0, 1): Steele, Lea and Flood, "Fast splittable pseudorandom generators", 2014. */
static inline double
uniform(Drawing *drawing)
{
	uint64_t	z = drawing->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (double) ((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double
log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

/* A hypergeometric number by inversion of the normal distribution that it comes near to. */
static int64_t
draw_normal(Drawing *drawing, double t, double deviation)
{
	double		all = (double) drawing->left;
	double		good = (double) drawing->wanted;
	double		drawn = rint(t * good / all + deviation * gsl_cdf_ugaussian_Pinv(uniform(drawing)));

	return (int64_t) fmax(fmin(fmin(drawn, good), t), fmax(0, t - (all - good)));
}

/* The weights of all numbers relative to that of the mode, without factorials. */
static double
weights_around(double all, double good, double t, double mode)
{
	double		total = 1;

	for (double x = mode, w = 1; x < t && w > 1e-18 * total; x++, total += w)
		w *= (good - x) * (t - x) / ((x + 1) * (all - good - t + x + 1));
	for (double x = mode, w = 1; x > 0 && w > 1e-18 * total; x--, total += w)
		w *= x * (all - good - t + x) / ((good - x + 1) * (t - x + 1));
	return total;
}

/* A hypergeometric number by inversion, outwards from its mode. */
static int64_t
draw_from_mode(Drawing *drawing, int64_t rows)
{
	double		all = (double) drawing->left;
	double		good = (double) drawing->wanted;
	double		t = (double) rows;
	double		mode = fmin(floor((t + 1) * (good + 1) / (all + 2)), fmin(t, good));
	double		up = mode;
	double		down = mode;
	double		p_up = drawing->left < WHOLE_DOUBLES ?
		exp(log_choose(good, mode) + log_choose(all - good, t - mode) - log_choose(all, t)) :
		1 / weights_around(all, good, t, mode);
	double		p_down = p_up;
	double		u = uniform(drawing) - p_up;

	while (u >= 0 && (p_up > 0 || p_down > 0))
	{
		p_up *= (good - up) * (t - up) / ((up + 1) * (all - good - t + up + 1));
		if (p_up > 0 && (u -= p_up, up++, u < 0))
			return (int64_t) up;
		p_down *= down * (all - good - t + down) / ((good - down + 1) * (t - down + 1));
		if (p_down > 0 && (u -= p_down, down--, u < 0))
			return (int64_t) down;
	}
	return (int64_t) mode;
}

/* A hypergeometric number. */
static int64_t
draw_many(Drawing *drawing, int64_t rows)
{
	double		all = (double) drawing->left;
	double		share = (double) drawing->wanted / all;
	double		t = (double) rows;
	double		deviation = sqrt(t * share * (1 - share) * ((all - t) / all));

	return deviation > NORMAL_FROM ? draw_normal(drawing, t, deviation) :
		draw_from_mode(drawing, rows);
}

/*
 * The same where there are more rows than doubles can count one by one: the rarer side is drawn, of
 * which there are few if the deviation is small.
 */
static int64_t
draw_rarer(Drawing *drawing, int64_t rows)
{
	Drawing		other = *drawing;
	int64_t		taken;

	if (drawing->left < WHOLE_DOUBLES || drawing->wanted <= drawing->left / 2)
		return draw_many(drawing, rows);
	other.wanted = drawing->left - drawing->wanted;
	taken = rows - draw_many(&other, rows);
	drawing->state = other.state;
	return taken;
}

/* How many of the next rows are current. */
static inline int64_t
draw(Drawing *drawing, int64_t rows)
{
	int64_t		taken = 0;

	if (rows == drawing->left)
		return drawing->wanted;
	if (rows > ONE_BY_ONE || drawing->wanted == 0)
	{
		taken = drawing->wanted == 0 ? 0 : draw_rarer(drawing, rows);
		drawing->left -= rows;
		drawing->wanted -= taken;
		return taken;
	}
	for (int64_t i = 0; i < rows; i++)
	{
		bool		current = uniform(drawing) * (double) drawing->left < (double) drawing->wanted;

		drawing->left--;
		drawing->wanted -= current;
		taken += current;
	}
	return taken;
}

/* A distance after drawing: half the sum of differences of shares, or an integral over values. */
static double
drawn_distance(Drawing *drawing, const Pile *pile, size_t len, double n, double m, bool integral,
			   void (*check) (void))
{
	double		difference = 0;
	double		sum = 0;

	for (size_t i = 0; i < len; i++)
	{
		double		current = (double) draw(drawing, pile[i].rows);
		double		step = ((double) pile[i].rows - current) / n - current / m;

		difference += step;
		if (!integral)
			sum += fabs(step) / 2;
		else if (difference != 0 && i + 1 < len)
			sum += difference * difference * pile[i].gap;
		if (i % CHECK_EVERY == CHECK_EVERY - 1)
			check();
	}
	return sum;
}

/* The p-value of a distance found. */
static double
permutation_p(const Pile *pile, size_t len, int64_t n, int64_t m, double found, bool integral,
			  const Draws *draws)
{
	Drawing		drawing = {.state = draws->seed};
	double		as_far = 1;

	/* every drawing is infinitely far then */
	if (!isfinite(found))
		return NAN;
	for (int i = 0; i < draws->permutations; i++)
	{
		drawing.left = n + m;
		drawing.wanted = m;
		as_far += drawn_distance(&drawing, pile, len, (double) n, (double) m, integral,
								 draws->check) >= found * SAME_DISTANCE;
		draws->check();
	}
	return as_far / (1 + (double) draws->permutations);
}

/* Szekely and Rizzo, "Testing for equal distributions in high dimension", 2004, in one. */
TestValue
energy_permutation_test(const NumView *reference, const NumView *current, const Draws *draws,
						Pile *scratch)
{
	Frame		frame = frame_of(reference, current);
	double		n = (double) reference->n;
	double		m = (double) current->n;
	double		before = 0;
	double		difference = 0;
	double		found = 0;
	size_t		len = 0;
	Walk		walk;

	walk_begin(&walk, reference, current);
	for (; walk_next(&walk); len++)
	{
		if (len > 0)
			scratch[len - 1].gap = (walk.value * frame.narrow - before * frame.narrow) * frame.scale;
		if (difference != 0)
			found += difference * difference * scratch[len - 1].gap;
		scratch[len].rows = walk.at_a + walk.at_b;
		difference = walk.next_a == reference->len && walk.next_b == current->len ? 0 :
			(double) walk.to_a / n - (double) walk.to_b / m;
		before = walk.value;
	}
	return (TestValue) {
		energy_distance(reference, current),
			permutation_p(scratch, len, reference->n, current->n, found, true, draws), NAN,
			"permutation"
	};
}

/* The total variation distance of counts; rows in no listed category are one more. */
TestValue
tvd_permutation_test(const CatPair *pair, const Draws *draws, Pile *scratch)
{
	int64_t		rest = pair->n_reference + pair->n_current;
	double		found = pair_tv_distance(pair, 0);

	for (size_t i = 0; i < pair->len; i++)
	{
		scratch[i] = (Pile) {pair->reference[i] + pair->current[i], 0};
		rest -= scratch[i].rows;
	}
	scratch[pair->len] = (Pile) {rest > 0 ? rest : 0, 0};
	return (TestValue) {
		found, permutation_p(scratch, pair->len + 1, pair->n_reference, pair->n_current, found,
							 false, draws), NAN, "permutation"
	};
}
