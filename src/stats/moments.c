/*
 * moments.c - mean and central moments 2 to 4; the idea is told in moments.h
 */
#include "stats/moments.h"

#include <math.h>
#include <string.h>

#define SAFE_EXPONENT 200		/* fourth powers of 2^200 and sums of them are doubles */
#define LANES 2					/* independent accumulators of two sums each */

/*
 * The compiler may not reorder sums, so the order is spelled out: every 64-bit machine can add two
 * doubles at once, and gets the same result that way.
 */
typedef double Pair __attribute__((vector_size(16)));

/* Choose the scale for values up to `peak` in magnitude. */
static int64_t
scale_for(double peak)
{
	int			exponent = peak > 0 ? ilogb(peak) : 0;

	return exponent > SAFE_EXPONENT || exponent < -SAFE_EXPONENT ? exponent : 0;
}

/* Change the scale of moments. */
static Moments
rescale(Moments m, int64_t scale)
{
	int			shift = (int) (m.scale - scale);

	if (shift != 0)
	{
		m.mean = ldexp(m.mean, shift);
		m.m2 = ldexp(m.m2, 2 * shift);
		m.m3 = ldexp(m.m3, 3 * shift);
		m.m4 = ldexp(m.m4, 4 * shift);
		m.scale = scale;
	}
	return m;
}

/* Turn sums of powers of (value - center) into central moments about the true mean. */
static Moments
centered(double n, double center, double s1, double s2, double s3, double s4)
{
	double		d = s1 / n;
	Moments		m = {0};

	m.mean = center + d;
	m.m2 = s2 - d * s1;
	m.m3 = s3 - 3 * d * s2 + 2 * d * d * s1;
	m.m4 = s4 - 4 * d * s3 + 6 * d * d * s2 - 3 * d * d * d * s1;
	if (m.m2 < 0)
		m.m2 = 0;
	if (m.m4 < 0)
		m.m4 = 0;
	return m;
}

/* Add up the accumulators of one power. */
static inline double
total(const Pair *sum)
{
	Pair		all = sum[0] + sum[1];

	return all[0] + all[1];
}

/*
 * The common case: one row a value, no scaling. No mean is further from the median than one
 * standard deviation, so the median is a good enough center, and it costs nothing in sorted
 * values.
 */
static Moments
plain_moments(const double *value, size_t len)
{
	double		center = value[len / 2];
	Pair		sum[4][LANES] = {0};
	double		rest[4] = {0};
	size_t		i = 0;

	for (; i + 2 * LANES <= len; i += 2 * LANES)
#pragma GCC unroll 2
		for (int k = 0; k < LANES; k++)
		{
			Pair		d;
			Pair		d2;

			memcpy(&d, value + i + 2 * k, sizeof(d));
			d -= center;
			d2 = d * d;
			sum[0][k] += d;
			sum[1][k] += d2;
			sum[2][k] += d2 * d;
			sum[3][k] += d2 * d2;
		}
	for (; i < len; i++)
	{
		double		d = value[i] - center;

		rest[0] += d;
		rest[1] += d * d;
		rest[2] += d * d * d;
		rest[3] += d * d * (d * d);
	}
	return centered((double) len, center, total(sum[0]) + rest[0], total(sum[1]) + rest[1],
					total(sum[2]) + rest[2], total(sum[3]) + rest[3]);
}

/* The general case: counts, scaling. */
static Moments
scaled_moments(const double *value, const int64_t *count, size_t len, int64_t scale)
{
	double		n = 0;
	double		center = 0;
	double		s[4] = {0};

	for (size_t i = 0; i < len; i++)
		n += count ? (double) count[i] : 1.0;
	for (size_t i = 0; i < len; i++)
		center += ldexp(value[i], (int) -scale) * ((count ? (double) count[i] : 1.0) / n);
	for (size_t i = 0; i < len; i++)
	{
		double		c = count ? (double) count[i] : 1.0;
		double		d = ldexp(value[i], (int) -scale) - center;

		s[0] += c * d;
		s[1] += c * d * d;
		s[2] += c * d * d * d;
		s[3] += c * d * d * (d * d);
	}
	return centered(n, center, s[0], s[1], s[2], s[3]);
}

/* Compute the moments of ascending finite values. */
Moments
moments_of(const double *value, const int64_t *count, size_t len)
{
	Moments		m = {0};
	double		peak;
	int64_t		scale;
	int64_t		n = (int64_t) len;

	if (len == 0)
		return m;
	if (count)
	{
		n = 0;
		for (size_t i = 0; i < len; i++)
			n += count[i];
	}
	peak = fmax(fabs(value[0]), fabs(value[len - 1]));
	scale = scale_for(peak);
	if (value[0] == value[len - 1])
		m.mean = ldexp(value[0], (int) -scale);	/* exactly: a constant has no variance at all */
	else if (count == NULL && scale == 0)
		m = plain_moments(value, len);
	else
		m = scaled_moments(value, count, len, scale);
	m.n = n;
	m.scale = scale;
	return m;
}

/* Join the moments of two sets of rows (Pebay 2008, equations 2.1 and 3.1). */
Moments
moments_merge(const Moments *left, const Moments *right)
{
	Moments		a = *left;
	Moments		b = *right;
	Moments		m;
	double		na = (double) a.n;
	double		nb = (double) b.n;
	double		n = na + nb;
	double		d;
	double		p;
	double		q;

	if (a.n == 0)
		return b;
	if (b.n == 0)
		return a;
	/* zeros fit any scale; otherwise the larger one */
	m.scale = a.scale > b.scale ? a.scale : b.scale;
	if (a.mean == 0 && a.m2 == 0)
		m.scale = b.scale;
	else if (b.mean == 0 && b.m2 == 0)
		m.scale = a.scale;
	a = rescale(a, m.scale);
	b = rescale(b, m.scale);
	d = b.mean - a.mean;
	p = na / n;
	q = nb / n;
	m.n = a.n + b.n;
	m.mean = a.mean + d * q;
	m.m2 = a.m2 + b.m2 + d * d * p * nb;
	m.m3 = a.m3 + b.m3 + d * d * d * p * nb * (p - q) + 3 * d * (p * b.m2 - q * a.m2);
	m.m4 = a.m4 + b.m4 + d * d * (d * d) * p * nb * (p * p - p * q + q * q)
		+ 6 * d * d * (p * p * b.m2 + q * q * a.m2) + 4 * d * (p * b.m3 - q * a.m3);
	return m;
}

/* The mean in the user's units. */
double
moments_mean(const Moments *m)
{
	return m->n > 0 ? ldexp(m->mean, (int) m->scale) : NAN;
}

/* The standard deviation of the sample. */
double
moments_stddev(const Moments *m)
{
	return m->n > 1 ? ldexp(sqrt(m->m2 / (double) (m->n - 1)), (int) m->scale) : NAN;
}

/* The same where counts are weights: as numpy.cov(aweights) it depends on their proportions only. */
double
moments_stddev_effective(const Moments *m, double n_effective)
{
	double		variance = m->n > 0 ? m->m2 / (double) m->n : 0;

	if (m->n == 0 || !(n_effective > 1))
		return NAN;
	return ldexp(sqrt(variance * (n_effective / (n_effective - 1))), (int) m->scale);
}

/* Skewness of the rows, not corrected for bias. */
double
moments_skewness(const Moments *m)
{
	double		variance = m->n > 0 ? m->m2 / (double) m->n : 0;

	return variance > 0 ? m->m3 / (double) m->n / (variance * sqrt(variance)) : NAN;
}

/* Excess kurtosis of the rows, not corrected for bias. */
double
moments_kurtosis(const Moments *m)
{
	double		variance = m->n > 0 ? m->m2 / (double) m->n : 0;

	return variance > 0 ? m->m4 / (double) m->n / (variance * variance) - 3 : NAN;
}
