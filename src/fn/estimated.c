/*
 * estimated.c - estimated outcomes in SQL, and the sampling error of what they estimate
 */
#include "state/calibrator.h"
#include "state/outcome.h"
#include "state/outcome_estimated.h"

#include <math.h>

#include "fn/choice.h"

PG_FUNCTION_INFO_V1(drift_outcome_accum_estimated);
PG_FUNCTION_INFO_V1(drift_sampling_error_outcome);
PG_FUNCTION_INFO_V1(drift_sampling_error_calibrator);
PG_FUNCTION_INFO_V1(drift_expected_count);
PG_FUNCTION_INFO_V1(drift_calibrator_of_outcome);
PG_FUNCTION_INFO_V1(drift_estimate);

/* Metrics that have a sampling error; the last two rank. */
static const char *const sampled[] = {
	"accuracy", "balanced_accuracy", "precision", "recall", "specificity", "npv", "fpr", "fnr",
	"f1", "positive_rate", "roc_auc", "average_precision"
};

static const ExpectedMetric sampled_metric[] = {
	EXPECT_ACCURACY, EXPECT_BALANCED_ACCURACY, EXPECT_PRECISION, EXPECT_RECALL, EXPECT_SPECIFICITY,
	EXPECT_NPV, EXPECT_FPR, EXPECT_FNR, EXPECT_F1, EXPECT_POSITIVE_RATE
};

#define FIRST_RANKING ((int) lengthof(sampled_metric))

/* Take the estimated outcome in argument 0, or begin one. */
static EstimatedOutcome *
estimated_arg(FunctionCallInfo fcinfo)
{
	MemoryContext aggcontext;
	StateHeader *state;

	if (PG_ARGISNULL(0))
		return estimated_new();
	state = state_writable(fcinfo, 0, STATE_OUTCOME, &aggcontext);
	state_check_kind(state, KIND_ESTIMATED, "drift.estimated_outcome_agg");
	return (EstimatedOutcome *) state;
}

/* Transition over (predicted, probability, score). */
Datum
drift_outcome_accum_estimated(PG_FUNCTION_ARGS)
{
	EstimatedOutcome *state = estimated_arg(fcinfo);
	Truth		predicted = PG_ARGISNULL(1) ? TRUTH_UNKNOWN : (Truth) PG_GETARG_BOOL(1);
	double		probability = PG_ARGISNULL(2) ? NAN : PG_GETARG_FLOAT8(2);

	if (isnan(probability))
	{
		state->counts.n_missing++;
		PG_RETURN_POINTER(state);
	}
	if (probability < 0 || probability > 1)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("probability must be between 0 and 1, but is %g", probability),
				 errhint("Turn scores into probabilities with drift.calibrate() first.")));
	state->counts.rows[predicted]++;
	fixed_add(&state->counts.positive[predicted], probability);
	if (!PG_ARGISNULL(3) && !isnan(PG_GETARG_FLOAT8(3)))
		state = estimated_add_score(state, probability, PG_GETARG_FLOAT8(3));
	PG_RETURN_POINTER(state);
}

/* drift.expected_count(state, label, predicted) */
Datum
drift_expected_count(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);

	bool		label = PG_GETARG_BOOL(1);
	bool		predicted = PG_GETARG_BOOL(2);

	if (state->kind == KIND_BINARY)
		PG_RETURN_FLOAT8((double) ((BinaryOutcome *) state)->counts.cell[label][predicted]);
	state_check_kind(state, KIND_ESTIMATED, "drift.expected_count");
	PG_RETURN_FLOAT8(expected_cell(&((EstimatedOutcome *) state)->counts, label, predicted));
}

/* Find the metric named by argument 1. */
static int
sampled_arg(FunctionCallInfo fcinfo)
{
	text	   *name = PG_GETARG_TEXT_PP(1);
	Size		length = VARSIZE_ANY_EXHDR(name);

	for (int i = 0; i < (int) lengthof(sampled); i++)
		if (strlen(sampled[i]) == length && memcmp(sampled[i], VARDATA_ANY(name), length) == 0)
			return i;
	choice_fail("metric with a sampling error", VARDATA_ANY(name), length, sampled,
				lengthof(sampled));
}

/* Whose formulas argument 3 asks for. */
static SamplingDialect
dialect_arg(FunctionCallInfo fcinfo)
{
	static const char *const valid[] = {"nannyml", "drift"};
	text	   *name = PG_GETARG_TEXT_PP(3);
	Size		length = VARSIZE_ANY_EXHDR(name);

	for (int i = 0; i < (int) lengthof(valid); i++)
		if (strlen(valid[i]) == length && memcmp(valid[i], VARDATA_ANY(name), length) == 0)
			return i == 0 ? SAMPLING_NANNYML : SAMPLING_OWN;
	choice_fail("dialect of sampling errors", VARDATA_ANY(name), length, valid, lengthof(valid));
}

/* Turn the spread into the error of a value over the rows of argument 2. */
static Datum
error_result(FunctionCallInfo fcinfo, SamplingParts parts)
{
	int64		n = PG_GETARG_INT64(2);

	if (n <= 0 || isnan(parts.deviation))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(parts.deviation / sqrt((double) n * parts.fraction));
}

/* The spread behind a ranking metric. */
static SamplingParts
ranking_parts(int metric, const PointList *points, SamplingDialect dialect)
{
	if (metric == FIRST_RANKING)
		return roc_auc_parts(points->point, points->n, dialect);
	return average_precision_parts(points->point, points->n,
								   palloc_extended(Max(points->n, 1) * sizeof(double),
												   MCXT_ALLOC_HUGE));
}

/* Make points of the scores of a binary outcome that has some. */
static PointList
outcome_points(const BinaryOutcome *state)
{
	NumView		view[2];
	PointList	points = {NULL, 0, 0};

	for (int label = 0; label < 2; label++)
		dist_view(binary_dist(state, label), &view[label]);
	points.point = palloc_extended((view[0].len + view[1].len + 1) * sizeof(ScorePoint),
								   MCXT_ALLOC_HUGE);
	points.n = points_of_views(&view[0], &view[1], points.point);
	return points;
}

/* drift.sampling_error(reference drift.outcome, metric, n) */
Datum
drift_sampling_error_outcome(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	BinaryOutcome *binary = (BinaryOutcome *) state;
	int			metric = sampled_arg(fcinfo);
	SamplingDialect dialect = dialect_arg(fcinfo);
	PointList	points;

	state_check_kind(state, KIND_BINARY, "drift.sampling_error");
	if (metric < FIRST_RANKING)
		return error_result(fcinfo, confusion_parts(&binary->counts, sampled_metric[metric],
													dialect));
	if (binary->dist_size[0] == 0)
		PG_RETURN_NULL();
	points = outcome_points(binary);
	return error_result(fcinfo, ranking_parts(metric, &points, dialect));
}

/* drift.sampling_error(reference drift.calibrator, metric, n): metrics that rank */
Datum
drift_sampling_error_calibrator(PG_FUNCTION_ARGS)
{
	Calibrator *state = state_detoast(PG_GETARG_DATUM(0), STATE_CALIBRATOR);
	int			metric = sampled_arg(fcinfo);
	PointList	points;

	if (metric < FIRST_RANKING)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a calibrator knows nothing of predictions, which %s needs",
						sampled[metric]),
				 errhint("Give an outcome of the reference, from drift.binary_outcome_agg().")));
	points = calibrator_points(state);
	return error_result(fcinfo, ranking_parts(metric, &points, dialect_arg(fcinfo)));
}

/* drift.calibrator(outcome): the calibrator of its labels and scores, the finite ones */
Datum
drift_calibrator_of_outcome(PG_FUNCTION_ARGS)
{
	StateHeader *state = state_detoast(PG_GETARG_DATUM(0), STATE_OUTCOME);
	BinaryOutcome *binary = (BinaryOutcome *) state;
	PointList	points = {NULL, 0, 0};
	int64		missing;

	state_check_kind(state, KIND_BINARY, "drift.calibrator");
	missing = confusion_labelled(&binary->counts);
	if (binary->dist_size[0] > 0)
		points = outcome_points(binary);
	while (points.n > 0 && isinf(points.point[points.n - 1].score))
		points.n--;
	while (points.n > 0 && isinf(points.point[0].score))
	{
		points.point++;
		points.n--;
	}
	for (size_t i = 0; i < points.n; i++)
		missing -= points.point[i].n;
	PG_RETURN_POINTER(calibrator_of_points(&points, Max(missing, 0)));
}

/* The probability of a score: calibrated, or itself as far as it is one. */
static double
probability_of(const Calibrator *calibrator, bool calibrate, double score)
{
	if (calibrate)
		return isotonic_value(calibrator_knots(calibrator), calibrator->n_knots, score);
	return fmin(fmax(score, 0), 1);
}

/* drift.estimate(calibrator, scored, calibrate): scores by prediction -> estimated outcome */
Datum
drift_estimate(PG_FUNCTION_ARGS)
{
	Calibrator *calibrator;
	StateHeader *state;
	BinaryOutcome *scored;
	bool		calibrate;
	ExpectedCounts counts = {0};
	PointList	points = {NULL, 0, 0};
	NumView		view[2] = {{0}};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	calibrator = state_detoast(PG_GETARG_DATUM(0), STATE_CALIBRATOR);
	state = state_detoast(PG_GETARG_DATUM(1), STATE_OUTCOME);
	state_check_kind(state, KIND_BINARY, "drift.estimate");
	scored = (BinaryOutcome *) state;
	if (calibrator->n_knots == 0)
		PG_RETURN_NULL();
	calibrate = PG_ARGISNULL(2) ? calibrator_check(calibrator).needed : PG_GETARG_BOOL(2);
	counts.n_missing = confusion_rows(&scored->counts);
	for (int side = 0; side < 2 && scored->dist_size[0] > 0; side++)
		dist_view(binary_dist(scored, side), &view[side]);
	points.point = palloc_extended((view[0].len + view[1].len + 1) * sizeof(ScorePoint),
								   MCXT_ALLOC_HUGE);
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < view[side].len; i++)
		{
			double		score = view[side].value[i];
			int64		n = view[side].count ? view[side].count[i] : 1;
			FixedSum	positive = fixed_times(probability_of(calibrator, calibrate, score), n);

			points.point[points.n++] = (ScorePoint) {score, n, positive};
			counts.rows[side] += n;
			counts.n_missing -= n;
			fixed_merge(&counts.positive[side], &positive);
		}
	PG_RETURN_POINTER(estimated_of_points(&counts, &points));
}
