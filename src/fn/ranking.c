/*
 * ranking.c - the SQL face of drift.ranking
 */
#include "state/ranking.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fn/choice.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(drift_ranking_in);
PG_FUNCTION_INFO_V1(drift_ranking_out);
PG_FUNCTION_INFO_V1(drift_ranking_recv);
PG_FUNCTION_INFO_V1(drift_ranking_send);
PG_FUNCTION_INFO_V1(drift_ranking_accum_score);
PG_FUNCTION_INFO_V1(drift_ranking_accum_rank);
PG_FUNCTION_INFO_V1(drift_ranking_accum_query);
PG_FUNCTION_INFO_V1(drift_ranking_combine);
PG_FUNCTION_INFO_V1(drift_ranking_final);
PG_FUNCTION_INFO_V1(drift_ranking_metric);
PG_FUNCTION_INFO_V1(drift_ranking_metrics);
PG_FUNCTION_INFO_V1(drift_ranking_query);

static const char *const metric_names[RANKING_METRICS] = {
	"ndcg", "ndcg_exp", "map", "mrr", "precision", "recall", "hit_rate"
};

/* Take a ranking argument. */
static Ranking *
ranking_arg(FunctionCallInfo fcinfo, int argno)
{
	return state_detoast(PG_GETARG_DATUM(argno), STATE_RANKING);
}

/* Read the text form. */
Datum
drift_ranking_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ranking_read_text(PG_GETARG_CSTRING(0)));
}

/* Write the text form. */
Datum
drift_ranking_out(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	initStringInfo(&out);
	ranking_write_text(&out, ranking_arg(fcinfo, 0));
	PG_RETURN_CSTRING(out.data);
}

/* Receive the binary form. */
Datum
drift_ranking_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ranking_recv((StringInfo) PG_GETARG_POINTER(0)));
}

/* Send the binary form. */
Datum
drift_ranking_send(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	pq_begintypsend(&out);
	ranking_send(&out, ranking_arg(fcinfo, 0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* Take the state in argument 0, or begin one. */
static Ranking *
state_arg(FunctionCallInfo fcinfo)
{
	MemoryContext aggcontext;

	return PG_ARGISNULL(0) ? ranking_new() :
		state_writable(fcinfo, 0, STATE_RANKING, &aggcontext);
}

/* The body of the transitions over (query, relevance, score or rank). */
static Datum
accum_item(FunctionCallInfo fcinfo, double sign)
{
	Ranking    *state = state_arg(fcinfo);
	bool		judged = !PG_ARGISNULL(2);
	bool		retrieved = !PG_ARGISNULL(3);
	RankedItem	item;
	text	   *query;

	if (PG_ARGISNULL(1))
	{
		state->rows.n_no_query++;
		PG_RETURN_POINTER(state);
	}
	query = PG_GETARG_TEXT_PP(1);
	item = ranking_item(&state->rows, judged, judged ? PG_GETARG_FLOAT8(2) : 0,
						retrieved, retrieved ? sign * PG_GETARG_FLOAT8(3) : 0);
	PG_RETURN_POINTER(ranking_add_item(state, VARDATA_ANY(query), VARSIZE_ANY_EXHDR(query), item));
}

/* Transition over (query, relevance, score). */
Datum
drift_ranking_accum_score(PG_FUNCTION_ARGS)
{
	return accum_item(fcinfo, 1);
}

/* Transition over (query, relevance, rank): the lower the better. */
Datum
drift_ranking_accum_rank(PG_FUNCTION_ARGS)
{
	return accum_item(fcinfo, -1);
}

/* Take an array argument apart. */
static void
float_array(FunctionCallInfo fcinfo, int argno, Datum **value, bool **null, int *n)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(argno);

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("relevances and scores must be arrays of one dimension"),
				 errhint("Give array_agg(relevance) and array_agg(score) of one query.")));
	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  value, null, n);
}

/* Read the items of a query from two arrays; returns how many. */
static int
query_args(FunctionCallInfo fcinfo, int argno, RankingRows *rows, RankedItem **item)
{
	Datum	   *value[2];
	bool	   *null[2];
	int			n[2];

	for (int i = 0; i < 2; i++)
		float_array(fcinfo, argno + i, &value[i], &null[i], &n[i]);
	if (n[0] != n[1])
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d relevances, but %d scores", n[0], n[1]),
				 errhint("Both arrays have one element for each item of the query; NULL is allowed "
						 "in both.")));
	*item = palloc(Max(n[0], 1) * sizeof(RankedItem));
	for (int i = 0; i < n[0]; i++)
		(*item)[i] = ranking_item(rows, !null[0][i], null[0][i] ? 0 : DatumGetFloat8(value[0][i]),
								  !null[1][i], null[1][i] ? 0 : DatumGetFloat8(value[1][i]));
	return n[0];
}

/* Transition over (relevances, scores) of one query. */
Datum
drift_ranking_accum_query(PG_FUNCTION_ARGS)
{
	Ranking    *state = state_arg(fcinfo);
	RankedItem *item;
	int			n;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		state->rows.n_no_query++;
		PG_RETURN_POINTER(state);
	}
	n = query_args(fcinfo, 1, &state->rows, &item);
	PG_RETURN_POINTER(ranking_add_query(state, item, n));
}

/* Add two states; also the transition of drift.merge. */
Datum
drift_ranking_combine(PG_FUNCTION_ARGS)
{
	MemoryContext aggcontext;
	Ranking    *into = state_writable(fcinfo, 0, STATE_RANKING, &aggcontext);

	PG_RETURN_POINTER(ranking_state_merge(into, ranking_arg(fcinfo, 1)));
}

/* Give the stored form; the state itself may be shared and is left alone. */
Datum
drift_ranking_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ranking_close(ranking_arg(fcinfo, 0)));
}

/* The sums of a state whose items may still wait; all zero when there are none. */
static const RankingSums *
evaluated_sums(const Ranking *state)
{
	const RankingSums *sums = ranking_sums(state->n_waiting > 0 ? ranking_close(state) : state);

	return sums ? sums : palloc0(sizeof(RankingSums));
}

/* Find the slot of a cut-off. */
static int
cutoff_slot(int k)
{
	int			slot = ranking_cutoff_index(k);

	if (slot < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("drift.ranking keeps no values at k = %d", k),
				 errhint("It keeps 1 to 10, 15, 20, 25, 30, 50, 100 and the whole list (NULL); "
						 "drift.ranking_query() takes any k.")));
	return slot;
}

/* Read the argument that says what queries without a relevant item are worth. */
static bool
irrelevant_arg(FunctionCallInfo fcinfo, int argno, const char *function)
{
	static const char *const names[] = {"exclude", "zero"};
	text	   *given;

	choice_not_null(fcinfo, argno, function, "no_relevant");
	given = PG_GETARG_TEXT_PP(argno);
	for (int i = 0; i < (int) lengthof(names); i++)
		if (VARSIZE_ANY_EXHDR(given) == strlen(names[i]) &&
			memcmp(VARDATA_ANY(given), names[i], strlen(names[i])) == 0)
			return i == 1;
	choice_fail("rule for queries without a relevant item", VARDATA_ANY(given),
				VARSIZE_ANY_EXHDR(given), names, lengthof(names));
}

/* drift.ranking_metric(state, name, k, no_relevant) */
Datum
drift_ranking_metric(PG_FUNCTION_ARGS)
{
	text	   *name;
	int			slot;
	bool		as_zero = irrelevant_arg(fcinfo, 3, "drift.ranking_metric");

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	name = PG_GETARG_TEXT_PP(1);
	slot = PG_ARGISNULL(2) ? RANKING_WHOLE : cutoff_slot(PG_GETARG_INT32(2));
	for (int i = 0; i < RANKING_METRICS; i++)
		if (strlen(metric_names[i]) == VARSIZE_ANY_EXHDR(name) &&
			memcmp(metric_names[i], VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
		{
			Estimate	estimate = ranking_estimate(evaluated_sums(ranking_arg(fcinfo, 0)), i,
													slot, as_zero, 0);

			if (isnan(estimate.value))
				PG_RETURN_NULL();
			PG_RETURN_FLOAT8(estimate.value);
		}
	choice_fail("metric of a ranking", VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), metric_names,
				RANKING_METRICS);
}

/* Put out one row of drift.ranking_metrics; k of 0: the whole list. */
static void
put_row(ReturnSetInfo *result, const char *name, int k, const Estimate *estimate)
{
	Datum		value[7];
	bool		null[7] = {false, k == 0, isnan(estimate->value), false,
	isnan(estimate->ci.low), isnan(estimate->ci.high), estimate->reason == NULL};

	value[0] = CStringGetTextDatum(name);
	value[1] = Int32GetDatum(k);
	value[2] = Float8GetDatum(estimate->value);
	value[3] = Int64GetDatum(estimate->n);
	value[4] = Float8GetDatum(estimate->ci.low);
	value[5] = Float8GetDatum(estimate->ci.high);
	value[6] = null[6] ? (Datum) 0 : CStringGetTextDatum(estimate->reason);
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* Put out what is counted. */
static void
put_counts(ReturnSetInfo *result, const Ranking *state, const RankingSums *sums)
{
	struct
	{
		const char *name;
		int64		n;
	}			count[] = {
		{"queries", sums->n + sums->n_irrelevant}, {"queries_without_relevant", sums->n_irrelevant},
		{"items", state->rows.n_items}, {"unjudged", state->rows.n_unjudged},
		{"not_retrieved", state->rows.n_unretrieved}, {"without_query", state->rows.n_no_query},
	};

	for (int i = 0; i < (int) lengthof(count); i++)
	{
		Estimate	estimate = {.value = count[i].n, .n = count[i].n, .ci = no_interval};

		put_row(result, count[i].name, 0, &estimate);
	}
}

/* Read the argument that lists cut-offs; returns how many. */
static int
cutoffs_arg(FunctionCallInfo fcinfo, int argno, int **k)
{
	ArrayType  *array;
	Datum	   *value;
	bool	   *null;
	int			n;

	choice_not_null(fcinfo, argno, "drift.ranking_metrics", "k");
	array = PG_GETARG_ARRAYTYPE_P(argno);
	deconstruct_array(array, INT4OID, sizeof(int32), true, TYPALIGN_INT, &value, &null, &n);
	*k = palloc((n + 1) * sizeof(int));
	for (int i = 0; i < n; i++)
	{
		(*k)[i] = null[i] ? 0 : DatumGetInt32(value[i]);
		cutoff_slot((*k)[i]);
	}
	(*k)[n] = 0;				/* the whole list */
	return n + 1;
}

/* drift.ranking_metrics(state, k, alpha, no_relevant) */
Datum
drift_ranking_metrics(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const Ranking *state;
	const RankingSums *sums;
	double		alpha;
	bool		as_zero;
	int		   *k;
	int			n;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	n = cutoffs_arg(fcinfo, 1, &k);
	alpha = choice_alpha(fcinfo, 2, "drift.ranking_metrics");
	as_zero = irrelevant_arg(fcinfo, 3, "drift.ranking_metrics");
	state = ranking_arg(fcinfo, 0);
	sums = evaluated_sums(state);
	put_counts(result, state, sums);
	for (int metric = 0; metric < RANKING_METRICS; metric++)
		for (int i = 0; i < n; i++)
		{
			int			slot = k[i] == 0 ? RANKING_WHOLE : cutoff_slot(k[i]);
			Estimate	estimate = ranking_estimate(sums, metric, slot, as_zero, alpha);

			put_row(result, metric_names[metric], k[i], &estimate);
		}
	return (Datum) 0;
}

/* drift.ranking_query(relevance, score, k): one query's values */
Datum
drift_ranking_query(PG_FUNCTION_ARGS)
{
	RankingRows rows = {0};
	RankedItem *item;
	QueryValues values;
	Datum		value[2 + RANKING_METRICS];
	bool		null[2 + RANKING_METRICS] = {false};
	TupleDesc	tuple;
	int			n;

	if (get_call_result_type(fcinfo, NULL, &tuple) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(2) && PG_GETARG_INT32(2) < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("k must be at least 1, but is %d", PG_GETARG_INT32(2)),
				 errhint("k => NULL takes the whole list.")));
	n = query_args(fcinfo, 0, &rows, &item);
	ranking_evaluate(item, n, PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2), &values);
	value[0] = Int64GetDatum(n);
	value[1] = Int64GetDatum(values.n_relevant);
	for (int i = 0; i < RANKING_METRICS; i++)
	{
		value[2 + i] = Float8GetDatum(values.value[RANKING_WHOLE][i]);
		null[2 + i] = values.n_relevant == 0;
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tuple), value, null)));
}
