/*
 * scored_calibration.c - logistic recalibration of scores, and Brier's skill
 *
 * Cox 1958 (Biometrika 45, 562): label ~ intercept + slope logit(score), by Newton's method on the
 * distinct scores, which are all that the likelihood sees. 1 and 0 are right; a slope below 1 says
 * that the scores are too extreme. Wald intervals, from effective rows. Scores 0 and 1 have no
 * logit and are moved 2.2e-16 away, as for log loss.
 */
#include "stats/scored.h"

#include <float.h>
#include <math.h>

#include "stats/cells.h"
#include "stats/score.h"

#define MOST_STEPS 100
#define SETTLED 1e-12

/* Log likelihood at (intercept, slope), its gradient and the information there. */
typedef struct Fit
{
	double		likelihood;
	double		gradient[2];
	double		information[3]; /* intercept, both, slope */
} Fit;

/* A score on the logit scale. */
static double
logit(double score)
{
	score = fmin(fmax(score, LOG_LOSS_EPSILON), 1 - LOG_LOSS_EPSILON);
	return log(score) - log1p(-score);
}

/* ln(1 + e^x), without overflow. */
static double
softplus(double x)
{
	return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* Evaluate the fit. */
static Fit
evaluate(const Scored *scored, double intercept, double slope)
{
	Fit			fit = {0, {0, 0}, {0, 0, 0}};

	for (size_t i = 0; i < scored->n; i++)
	{
		const ScoredPoint *point = &scored->point[i];
		double		weight = point->weight[0] + point->weight[1];
		double		x = logit(point->score);
		double		line = intercept + slope * x;
		double		p = 1 / (1 + exp(-line));
		double		residual = point->weight[1] * (1 - p) - point->weight[0] * p;
		double		curve = weight * p * (1 - p);

		fit.likelihood -= point->weight[1] * softplus(-line) + point->weight[0] * softplus(line);
		fit.gradient[0] += residual;
		fit.gradient[1] += residual * x;
		fit.information[0] += curve;
		fit.information[1] += curve * x;
		fit.information[2] += curve * x * x;
	}
	return fit;
}

/* Newton's step; false when the information is singular. */
static bool
newton_step(const Fit *fit, double step[2])
{
	const double *info = fit->information;
	double		determinant = info[0] * info[2] - info[1] * info[1];

	if (!(determinant > 1e-14 * info[0] * info[2]))
		return false;
	step[0] = (info[2] * fit->gradient[0] - info[1] * fit->gradient[1]) / determinant;
	step[1] = (info[0] * fit->gradient[1] - info[1] * fit->gradient[0]) / determinant;
	return true;
}

/* Find the intercept where the slope is 1: Newton's steps, halves where those leave the bracket. */
static double
find_intercept(const Scored *scored, Fit *fit)
{
	double		low = -100;		/* the likelihood ascends there, and descends at high */
	double		high = 100;
	double		at = 0;

	for (int i = 0; i < MOST_STEPS; i++)
	{
		double		next;

		*fit = evaluate(scored, at, 1);
		if (fit->gradient[0] > 0)
			low = at;
		else
			high = at;
		next = at + fit->gradient[0] / fit->information[0];
		if (!(next > low && next < high))
			next = (low + high) / 2;
		if (fabs(next - at) <= SETTLED * (1 + fabs(at)))
			break;
		at = next;
	}
	return at;
}

/* Maximize the likelihood. False: it has no maximum, or none was found. */
static bool
maximize(const Scored *scored, double at[2], Fit *fit)
{
	*fit = evaluate(scored, at[0], at[1]);
	for (int i = 0; i < MOST_STEPS; i++)
	{
		double		step[2];
		double		scale = 1;
		Fit			next;

		if (!newton_step(fit, step))
			return false;
		if (fabs(step[0]) <= SETTLED * (1 + fabs(at[0])) &&
			fabs(step[1]) <= SETTLED * (1 + fabs(at[1])))
			return true;
		do
		{
			next = evaluate(scored, at[0] + scale * step[0], at[1] + scale * step[1]);
			scale /= 2;
		} while (!(next.likelihood >= fit->likelihood - 1e-12 * fabs(fit->likelihood)) &&
				 scale > 1e-9);
		at[0] += 2 * scale * step[0];
		at[1] += 2 * scale * step[1];
		*fit = next;
		if (fabs(at[1]) > 1e6 || fabs(at[0]) > 1e6)
			return false;		/* labels are separated: the slope grows without end */
	}
	return false;
}

/* Bound a coefficient of this variance. */
static Estimate
coefficient(const Scored *scored, double value, double variance, double z)
{
	double		total = scored->total[0] + scored->total[1];
	double		rows = scored->effective[0] + scored->effective[1];
	double		half = z * sqrt(variance * total / rows);
	Estimate	estimate = {.value = value, .ci = {value - half, value + half}, .n = scored->rows};

	if (scored->error[0] > 0 || scored->error[1] > 0)
	{
		estimate.error = NAN;
		estimate.reason = "from summarized scores";
	}
	return estimate;
}

/* Fit intercept and slope together, and the intercept alone. */
void
scored_recalibration(const Scored *scored, double z, Recalibration *result)
{
	static const char alike[] = "labels are all alike";
	static const char separated[] = "scores are all alike, or separate the labels: no finite fit";
	const char *missing = scored->total[0] + scored->total[1] <= 0 ?
		"no row has both label and score" :
		scored->total[0] <= 0 || scored->total[1] <= 0 ? alike : NULL;
	Estimate	undefined = undefined_estimate(scored->rows, missing ? missing : separated);
	double		at[2] = {log(scored->total[1] / scored->total[0]), 0};
	Fit			fit;

	*result = (Recalibration) {undefined, undefined, undefined};
	if (missing)
		return;
	result->in_the_large.value = find_intercept(scored, &fit);
	result->in_the_large = coefficient(scored, result->in_the_large.value,
									   1 / fit.information[0], z);
	if (maximize(scored, at, &fit))
	{
		const double *info = fit.information;
		double		determinant = info[0] * info[2] - info[1] * info[1];

		result->intercept = coefficient(scored, at[0], info[2] / determinant, z);
		result->slope = coefficient(scored, at[1], info[0] / determinant, z);
	}
}

/* Estimate 1 - Brier score / that of the share of positives as everybody's score. */
Estimate
scored_brier_skill(const Scored *scored, double brier, double z)
{
	double		total = scored->total[0] + scored->total[1];
	double		rows = scored->effective[0] + scored->effective[1];
	double		base = scored->total[1] / total;
	double		constant = base * (1 - base);
	Estimate	estimate = {.n = scored->rows, .ci = no_interval};
	double		squares = 0;
	double		half;

	if (total <= 0)
		return undefined_estimate(scored->rows, "no row has both label and score");
	if (constant <= 0)
		return undefined_estimate(scored->rows, "labels are all alike");
	estimate.value = 1 - brier / constant;
	for (size_t i = 0; i < scored->n; i++)
		for (int label = 0; label < 2; label++)
		{
			double		miss = scored->point[i].score - label;
			double		moves = miss * miss - brier -
				(1 - estimate.value) * (1 - 2 * base) * (label - base);

			squares += scored->point[i].weight[label] * moves * moves;
		}
	if (rows > 1)
	{
		half = z * sqrt(squares / total / (rows - 1)) / constant;
		estimate.ci = (Limits) {estimate.value - half, fmin(1, estimate.value + half)};
	}
	return estimate;
}
