/*
 * critical.c - what chance alone reaches, and how large a difference is whatever the number of rows
 */
#include "stats/critical.h"

#include <math.h>

#include "stats/hypothesis.h"
#include "stats/kolmogorov.h"
#include "stats/walk.h"

/*
 * The quantile of the one-sample distribution with round(n m / (n + m)) rows, as SciPy's asymptotic
 * p-values have it, by false position on the logarithm (Illinois: Dowell and Jarratt 1971).
 */
double
ks_critical(double n, double m, double alpha, double *scratch)
{
	double		rows = fmax(round(n * (m / (n + m))), 1);
	double		low = 0.5 / rows;
	double		high = fmin(1, sqrt(-log(alpha / 2) / 2 / rows) * 1.5 + 0.5 / rows);
	double		at_low = -log(alpha);
	double		at_high = fmax(log(kolmogorov_sf(rows, high, scratch) / alpha), -700);

	for (int i = 0; i < 200 && high - low > 1e-14 * high; i++)
	{
		double		middle = i % 8 == 7 ? (low + high) / 2 :
			(low * at_high - high * at_low) / (at_high - at_low);
		double		at = fmax(log(kolmogorov_sf(rows, middle, scratch) / alpha), -700);

		if (at == 0)
			return middle;
		if (at > 0)
		{
			low = middle;
			at_low = at;
			at_high /= 2;
		}
		else
		{
			high = middle;
			at_high = at;
			at_low /= 2;
		}
	}
	return (low + high) / 2;
}

/* Cohen, Statistical Power Analysis, 1988: difference of means over the pooled deviation. */
double
cohens_d(const NumView *reference, const NumView *current)
{
	TestValue	t = t_test(reference, current, ALTERNATIVE_TWO_SIDED);

	return t.statistic * sqrt(1 / view_size(reference) + 1 / view_size(current));
}

typedef struct CliffSum
{
	double		rows;			/* of the current side */
	double		sum;			/* pairs that the reference wins, less those it loses */
} CliffSum;

/* Count the pairs that a value of the reference wins and loses. */
static inline void
cliff_add(void *cliff, const Walk *step)
{
	CliffSum   *c = cliff;

	c->sum += (double) step->at_a * ((double) step->to_b + (double) (step->to_b - step->at_b) - c->rows);
}

/* Cliff, "Dominance statistics", 1993: P(reference > current) - P(reference < current). */
double
cliffs_delta(const NumView *reference, const NumView *current)
{
	CliffSum	c = {(double) current->n, 0};

	walk_each(reference, current, cliff_add, &c);
	return c.sum / ((double) reference->n * (double) current->n);
}
