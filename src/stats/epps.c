/*
 * epps.c - the test of Epps and Singleton: do the characteristic functions agree?
 *
 * Epps and Singleton, "An omnibus test for the two-sample problem using the empirical
 * characteristic function", J. Stat. Comput. Simul. 26, 1986, with Goerg and Kaiser's choices
 * (Stata Journal 9(3), 2009) as in SciPy: at 0.4 and 0.8 over the semi-interquartile range of both
 * sides together.
 */
#include "stats/hypothesis.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stats/frame.h"
#include "stats/sort.h"
#include "stats/walk.h"

#define FEWEST 5				/* rows on either side */
#define LARGE 4096				/* a side from here on is summed in blocks */
#define SMALL 25				/* both sides below: the statistic is corrected */
#define PARTS 4					/* real and imaginary part at two points */
#define BLOCK 64				/* sorted values that are close enough for a power series */
#define RADIUS 0.004			/* how close: (4 * RADIUS)^7 / 7! is below a double's resolution */
#define POWERS 7
#define SWEEPS 60				/* of Jacobi's rotations at most; a handful is enough */

/* The mean of the parts on one side, and their covariance. */
typedef struct Parts
{
	double		mean[PARTS];
	double		covariance[PARTS][PARTS];
} Parts;

/* The least value that holds a share of the rows of both sides together, where rows have weights. */
static double
pooled_quantile(const NumView *a, const NumView *b, double share)
{
	double		least = share * (view_size(a) + view_size(b));
	Walk		walk;

	walk_begin(&walk, a, b);
	while (walk_next(&walk))
		if ((double) walk.to_a * view_unit(a) + (double) walk.to_b * view_unit(b) >= least)
			break;
	return walk.value;
}

/* The value at a rank (from 0) of both sides together, and the next one. */
static void
pooled_values(const NumView *a, const NumView *b, int64_t rank, double *value, double *next)
{
	Walk		walk;

	walk_begin(&walk, a, b);
	if (a->count == NULL && b->count == NULL)
	{
		walk.next_a = index_at_rank(a, b, (size_t) rank);
		walk.next_b = (size_t) rank - walk.next_a;
		walk.to_a = (int64_t) walk.next_a;
		walk.to_b = (int64_t) walk.next_b;
	}
	*value = *next = NAN;
	while (walk_next(&walk))
	{
		if (isnan(*value) && walk.to_a + walk.to_b > rank)
			*value = walk.value;
		if (walk.to_a + walk.to_b > rank + 1)
		{
			*next = walk.value;
			return;
		}
	}
}

/* A quarter's quantile of both sides together, type 7, in the frame. */
static double
pooled_quartile(const NumView *a, const NumView *b, const Frame *frame, int quarter)
{
	int64_t		scaled = (a->n + b->n - 1) * quarter;
	double		value;
	double		next;

	if (a->fractional || b->fractional)
		return framed(frame, pooled_quantile(a, b, quarter / 4.0));
	pooled_values(a, b, scaled / 4, &value, &next);
	value = framed(frame, value);
	next = framed(frame, next);
	return scaled % 4 == 0 ? value : value + (next - value) * (double) (scaled % 4) / 4;
}

/* cos and sin of t x at both points: in another frame they rotate, and the statistic stays. */
static inline void
parts_of(double value, const Frame *frame, double sigma, double part[PARTS])
{
	double		x = framed(frame, value) / sigma;

	for (int i = 0; i < 2; i++)
	{
		part[i] = cos((i + 1) * 0.4 * x);
		part[2 + i] = sin((i + 1) * 0.4 * x);
	}
}

/* Sums of cos(k x) and sin(k x), k from 1 to 4: they hold all the products of the parts. */
typedef struct Waves
{
	double		cosine[PARTS + 1];
	double		sine[PARTS + 1];
} Waves;

/*
 * Add BLOCK sorted values. Where they are close, exp(i k x) = exp(i k c) exp(i k (x - c)), and the
 * second factor is summed as a power series in k: a few multiplications a value instead of a
 * sine and a cosine.
 */
static void
add_block(Waves *waves, const double *value, const Frame *frame, double unit)
{
	double		centre = framed(frame, value[BLOCK / 2]) * unit;
	double		power[POWERS] = {BLOCK};

	if (framed(frame, value[BLOCK - 1]) * unit - centre > RADIUS ||
		centre - framed(frame, value[0]) * unit > RADIUS)
	{
		for (int i = 0; i < BLOCK; i++)
			for (int k = 1; k <= PARTS; k++)
			{
				waves->cosine[k] += cos(k * unit * framed(frame, value[i]));
				waves->sine[k] += sin(k * unit * framed(frame, value[i]));
			}
		return;
	}
	for (int i = 0; i < BLOCK; i++)
	{
		double		x = framed(frame, value[i]) * unit - centre;
		double		square = x * x;

		power[1] += x;
		power[2] += square;
		power[3] += square * x;
		power[4] += square * square;
		power[5] += square * square * x;
		power[6] += square * square * square;
	}
	for (int k = 1; k <= PARTS; k++)
	{
		double		k2 = (double) k * k;
		double		even = power[0] - k2 / 2 * (power[2] - k2 / 12 * (power[4] - k2 / 30 * power[6]));
		double		odd = k * (power[1] - k2 / 6 * (power[3] - k2 / 20 * power[5]));

		waves->cosine[k] += even * cos(k * centre) - odd * sin(k * centre);
		waves->sine[k] += even * sin(k * centre) + odd * cos(k * centre);
	}
}

/* Mean and covariance of one large side without counts, by the addition theorems. */
static Parts
parts_of_waves(const NumView *view, const Frame *frame, double sigma)
{
	Waves		w = {{0}};
	Parts		result;
	size_t		i = 0;

	for (; i + BLOCK <= view->len; i += BLOCK)
		add_block(&w, view->value + i, frame, 0.4 / sigma);
	for (; i < view->len; i++)
		for (int k = 1; k <= PARTS; k++)
		{
			w.cosine[k] += cos(k * 0.4 / sigma * framed(frame, view->value[i]));
			w.sine[k] += sin(k * 0.4 / sigma * framed(frame, view->value[i]));
		}
	for (int k = 1; k <= PARTS; k++)
	{
		w.cosine[k] /= (double) view->n;
		w.sine[k] /= (double) view->n;
	}
	w.cosine[0] = 1;
	for (int p = 0; p < PARTS; p++)
		result.mean[p] = p < 2 ? w.cosine[p + 1] : w.sine[p - 1];
	for (int p = 0; p < PARTS; p++)
		for (int q = 0; q < PARTS; q++)
		{
			int			k = p % 2 + 1;
			int			l = q % 2 + 1;
			int			less = k > l ? k - l : l - k;
			double		product;

			if (p < 2 && q < 2)
				product = (w.cosine[less] + w.cosine[k + l]) / 2;
			else if (p >= 2 && q >= 2)
				product = (w.cosine[less] - w.cosine[k + l]) / 2;
			else				/* sin k cos l */
				product = (w.sine[k + l] + ((p >= 2) == (k > l) ? 1 : -1) * w.sine[less]) / 2;
			result.covariance[p][q] = product - result.mean[p] * result.mean[q];
		}
	return result;
}

/* Mean and covariance of one side, about the parts of its first value so that little cancels. */
static Parts
parts_of_side(const NumView *view, const Frame *frame, double sigma)
{
	Parts		result = {{0}, {{0}}};
	double		first[PARTS];
	double		part[PARTS];

	if (view->count == NULL && view->len >= LARGE)
		return parts_of_waves(view, frame, sigma);
	parts_of(view->value[view->len / 2], frame, sigma, first);
	for (size_t entry = 0; entry < view->len; entry++)
	{
		double		rows = view->count != NULL ? (double) view->count[entry] : 1;

		if ((entry & (STATS_CHECK_EVERY - 1)) == 0)
			stats_breathe();
		parts_of(view->value[entry], frame, sigma, part);
		for (int i = 0; i < PARTS; i++)
		{
			part[i] -= first[i];
			result.mean[i] += rows * part[i];
			for (int j = 0; j <= i; j++)
				result.covariance[i][j] += rows * part[i] * part[j];
		}
	}
	for (int i = 0; i < PARTS; i++)
		result.mean[i] /= (double) view->n;
	for (int i = 0; i < PARTS; i++)
		for (int j = 0; j <= i; j++)
		{
			result.covariance[i][j] = result.covariance[i][j] / (double) view->n -
				result.mean[i] * result.mean[j];
			result.covariance[j][i] = result.covariance[i][j];
		}
	for (int i = 0; i < PARTS; i++)
		result.mean[i] += first[i];
	return result;
}

/* Rotate rows and columns p and q of a symmetric matrix so that the entry between them vanishes. */
static void
rotate(double matrix[PARTS][PARTS], double vector[PARTS][PARTS], int p, int q)
{
	double		theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
	double		t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
	double		c = 1 / sqrt(t * t + 1);
	double		s = t * c;

	for (int k = 0; k < PARTS; k++)
	{
		double		a = matrix[k][p];
		double		b = matrix[k][q];

		matrix[k][p] = c * a - s * b;
		matrix[k][q] = s * a + c * b;
		a = vector[k][p];
		b = vector[k][q];
		vector[k][p] = c * a - s * b;
		vector[k][q] = s * a + c * b;
	}
	for (int k = 0; k < PARTS; k++)
	{
		double		a = matrix[p][k];
		double		b = matrix[q][k];

		matrix[p][k] = c * a - s * b;
		matrix[q][k] = s * a + c * b;
	}
}

/* Jacobi's method: the matrix becomes diagonal, vector holds the eigenvectors in columns. */
static void
diagonalize(double matrix[PARTS][PARTS], double vector[PARTS][PARTS])
{
	for (int i = 0; i < PARTS; i++)
		for (int j = 0; j < PARTS; j++)
			vector[i][j] = i == j;
	for (int sweep = 0; sweep < SWEEPS; sweep++)
	{
		bool		done = true;

		for (int p = 0; p < PARTS; p++)
			for (int q = p + 1; q < PARTS; q++)
				if (fabs(matrix[p][q]) > DBL_EPSILON * 1e-3 *
					sqrt(fabs(matrix[p][p] * matrix[q][q])) && matrix[p][q] != 0)
				{
					rotate(matrix, vector, p, q);
					done = false;
				}
		if (done)
			return;
	}
}

/* d' inverse(matrix) d, leaving out directions without variance; *rank counts the others. */
static double
quadratic_form(double matrix[PARTS][PARTS], const double d[PARTS], int *rank)
{
	double		vector[PARTS][PARTS];
	double		largest = 0;
	double		sum = 0;

	diagonalize(matrix, vector);
	for (int i = 0; i < PARTS; i++)
		largest = fmax(largest, fabs(matrix[i][i]));
	*rank = 0;
	for (int i = 0; i < PARTS; i++)
	{
		double		along = 0;

		if (!(fabs(matrix[i][i]) > 1e-15 * largest))
			continue;
		for (int k = 0; k < PARTS; k++)
			along += vector[k][i] * d[k];
		sum += along * along / matrix[i][i];
		(*rank)++;
	}
	return sum;
}

TestValue
epps_singleton_test(const NumView *reference, const NumView *current)
{
	double		n = view_size(reference);
	double		m = view_size(current);
	TestValue	result = {NAN, NAN, NAN, "chi-square"};
	Frame		frame;
	double		sigma;
	double		matrix[PARTS][PARTS];
	double		difference[PARTS];
	Parts		a;
	Parts		b;
	int			rank;

	if (fmin(n, m) < FEWEST || isinf(reference->value[0]) || isinf(current->value[0]) ||
		isinf(reference->value[reference->len - 1]) || isinf(current->value[current->len - 1]))
		return result;
	frame = frame_of(reference, current);
	sigma = (pooled_quartile(reference, current, &frame, 3) -
			 pooled_quartile(reference, current, &frame, 1)) / 2;
	if (!(sigma > 0))
		return result;
	a = parts_of_side(reference, &frame, sigma);
	b = parts_of_side(current, &frame, sigma);
	for (int i = 0; i < PARTS; i++)
	{
		difference[i] = a.mean[i] - b.mean[i];
		for (int j = 0; j < PARTS; j++)
			matrix[i][j] = (n + m) / n * a.covariance[i][j] + (n + m) / m * b.covariance[i][j];
	}
	result.statistic = (n + m) * quadratic_form(matrix, difference, &rank);
	if (rank == 0)
		return (TestValue) {
			NAN, NAN, NAN, "chi-square"
		};
	if (fmax(n, m) < SMALL)
		result.statistic /= 1 + pow(n + m, -0.45) + 10.1 * (pow(n, -1.7) + pow(m, -1.7));
	result.df = rank;
	result.p_value = gsl_cdf_chisq_Q(result.statistic, rank);
	return result;
}
