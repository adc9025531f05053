/*
 * calibrator.c - the SQL face of drift.calibrator
 *
 * drift.calibrate() runs once a row. A calibrator in a table is far away, so that its knots, which
 * come first in it, are fetched alone and kept for the rows that follow; one that a query has made
 * is at hand and read in place.
 */
#include "state/calibrator.h"

#include <math.h>

#include "access/detoast.h"
#include "fn/choice.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(drift_calibrator_in);
PG_FUNCTION_INFO_V1(drift_calibrator_out);
PG_FUNCTION_INFO_V1(drift_calibrator_recv);
PG_FUNCTION_INFO_V1(drift_calibrator_send);
PG_FUNCTION_INFO_V1(drift_calibrator_accum);
PG_FUNCTION_INFO_V1(drift_calibrator_combine);
PG_FUNCTION_INFO_V1(drift_calibrator_final);
PG_FUNCTION_INFO_V1(drift_calibrate);
PG_FUNCTION_INFO_V1(drift_calibrator_knots);
PG_FUNCTION_INFO_V1(drift_calibration_check);
PG_FUNCTION_INFO_V1(drift_is_exact_calibrator);

/* Take a calibrator argument. */
static Calibrator *
calibrator_arg(FunctionCallInfo fcinfo, int argno)
{
	return state_detoast(PG_GETARG_DATUM(argno), STATE_CALIBRATOR);
}

/* Read the text form. */
Datum
drift_calibrator_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(calibrator_read_text(PG_GETARG_CSTRING(0)));
}

/* Write the text form. */
Datum
drift_calibrator_out(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	initStringInfo(&out);
	calibrator_write_text(&out, calibrator_arg(fcinfo, 0));
	PG_RETURN_CSTRING(out.data);
}

/* Receive the binary form. */
Datum
drift_calibrator_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(calibrator_recv((StringInfo) PG_GETARG_POINTER(0)));
}

/* Send the binary form. */
Datum
drift_calibrator_send(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	pq_begintypsend(&out);
	calibrator_send(&out, calibrator_arg(fcinfo, 0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* Transition over (score, label). */
Datum
drift_calibrator_accum(PG_FUNCTION_ARGS)
{
	MemoryContext aggcontext;
	Calibrator *state = PG_ARGISNULL(0) ? calibrator_new() :
		state_writable(fcinfo, 0, STATE_CALIBRATOR, &aggcontext);

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || !isfinite(PG_GETARG_FLOAT8(1)))
		state->n_missing++;
	else
		state = calibrator_add(state, PG_GETARG_FLOAT8(1), PG_GETARG_BOOL(2));
	PG_RETURN_POINTER(state);
}

/* Add two states; also the transition of drift.merge. */
Datum
drift_calibrator_combine(PG_FUNCTION_ARGS)
{
	MemoryContext aggcontext;
	Calibrator *into = state_writable(fcinfo, 0, STATE_CALIBRATOR, &aggcontext);

	PG_RETURN_POINTER(calibrator_merge(into, calibrator_arg(fcinfo, 1)));
}

/* Give the stored form, its curve fitted. */
Datum
drift_calibrator_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(calibrator_compact(calibrator_arg(fcinfo, 0)));
}

/* The knots of a calibrator fetched from a table. */
typedef struct KnotCache
{
	struct varatt_external place;
	size_t		n;
	Knot		knot[FLEXIBLE_ARRAY_MEMBER];
} KnotCache;

/* Fetch the first bytes of a calibrator that is stored out of line. */
static Calibrator *
fetch_front(Datum datum, Size bytes)
{
	Calibrator *front = (Calibrator *) PG_DETOAST_DATUM_SLICE(datum, 0, bytes - VARHDRSZ);

	if (VARSIZE(front) < bytes || front->header.type != STATE_CALIBRATOR ||
		front->header.version != DRIFT_STATE_VERSION)
		return state_detoast(datum, STATE_CALIBRATOR);
	return front;
}

/* Fetch the knots of a calibrator stored out of line, unless it is the one fetched before. */
static const KnotCache *
fetch_knots(FunctionCallInfo fcinfo, Datum datum)
{
	KnotCache  *cache = fcinfo->flinfo->fn_extra;
	struct varatt_external place;
	Calibrator *front;
	Size		n;

	VARATT_EXTERNAL_GET_POINTER(place, (struct varlena *) DatumGetPointer(datum));
	if (cache && memcmp(&cache->place, &place, sizeof(place)) == 0)
		return cache;
	n = fetch_front(datum, sizeof(Calibrator))->n_knots;
	front = fetch_front(datum, sizeof(Calibrator) + n * sizeof(Knot));
	if (cache)
		pfree(cache);
	fcinfo->flinfo->fn_extra = NULL;
	cache = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt,
							   offsetof(KnotCache, knot) + n * sizeof(Knot));
	cache->place = place;
	cache->n = n;
	memcpy(cache->knot, calibrator_knots(front), n * sizeof(Knot));
	fcinfo->flinfo->fn_extra = cache;
	return cache;
}

/* drift.calibrate(calibrator, score) */
Datum
drift_calibrate(PG_FUNCTION_ARGS)
{
	Datum		datum = PG_GETARG_DATUM(0);
	double		score = PG_GETARG_FLOAT8(1);
	const Knot *knot;
	size_t		n;

	if (VARATT_IS_EXTERNAL_ONDISK(DatumGetPointer(datum)))
	{
		const KnotCache *cache = fetch_knots(fcinfo, datum);

		knot = cache->knot;
		n = cache->n;
	}
	else
	{
		const Calibrator *state = calibrator_arg(fcinfo, 0);

		knot = calibrator_knots(state);
		n = state->n_knots;
	}
	if (n == 0 || isnan(score))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(isotonic_value(knot, n, score));
}

/* drift.calibrator_knots(calibrator) */
Datum
drift_calibrator_knots(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Calibrator *state;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	state = calibrator_arg(fcinfo, 0);
	for (uint64 i = 0; i < state->n_knots; i++)
	{
		Datum		value[2];
		bool		null[2] = {false, false};

		CHECK_FOR_INTERRUPTS();
		value[0] = Float8GetDatum(calibrator_knots(state)[i].x);
		value[1] = Float8GetDatum(calibrator_knots(state)[i].y);
		tuplestore_putvalues(result->setResult, result->setDesc, value, null);
	}
	return (Datum) 0;
}

/* drift.calibration_check(calibrator) */
Datum
drift_calibration_check(PG_FUNCTION_ARGS)
{
	Calibrator *state = calibrator_arg(fcinfo, 0);
	CalibrationCheck check = calibrator_check(state);
	Datum		value[7];
	bool		null[7] = {false};
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("drift.calibration_check() returns a row and must be called as such"),
				 errhint("Write SELECT * FROM drift.calibration_check(...).")));
	value[0] = BoolGetDatum(check.needed);
	value[1] = Float8GetDatum(check.roc_auc);
	value[2] = Float8GetDatum(check.ece_raw);
	value[3] = Float8GetDatum(check.ece_calibrated);
	value[4] = Int64GetDatum(state->n_rows);
	value[5] = Int64GetDatum(state->n_missing);
	value[6] = CStringGetTextDatum(check.reason);
	for (int i = 1; i < 4; i++)
		null[i] = isnan(DatumGetFloat8(value[i]));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), value, null)));
}

/* drift.is_exact(calibrator): are all scores kept as they came? */
Datum
drift_is_exact_calibrator(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(calibrator_list(calibrator_arg(fcinfo, 0))->bits == 0);
}
