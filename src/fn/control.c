/*
 * control.c - the limits of a series of windows, for SQL
 *
 * One call a series: its windows in order as an array of composites, those to judge marked. A window
 * that is found beyond its limits here is left out of the history of the next one as a stored one
 * would be, so that it makes no difference whether windows are judged together or one by one.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "fn/choice.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "stats/control.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(drift_limits);
PG_FUNCTION_INFO_V1(drift_sigma_factor);
PG_FUNCTION_INFO_V1(drift_show);

static const char *const method_name[CONTROL_METHODS] = {
	[CONTROL_NONE] = "none", [CONTROL_AUTO] = "auto", [CONTROL_FIXED] = "fixed",
	[CONTROL_CRITICAL] = "critical", [CONTROL_REFERENCE] = "reference",
	[CONTROL_ROLLING] = "rolling", [CONTROL_MEDIAN] = "median", [CONTROL_EWMA] = "ewma",
	[CONTROL_SEASONAL] = "seasonal", [CONTROL_HOLT_WINTERS] = "holt_winters",
	[CONTROL_RELATIVE] = "relative", [CONTROL_QUANTILE] = "quantile",
	[CONTROL_BURN_RATE] = "burn_rate", [CONTROL_CUSUM] = "cusum",
	[CONTROL_PAGE_HINKLEY] = "page_hinkley",
};

/* The attributes of a composite. */
typedef struct Row
{
	TupleDesc	desc;
	Datum		value[24];
	bool		null[24];
} Row;

/* Take a composite apart; the description is looked up once. */
static void
row_read(Row *row, Datum composite)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(composite);
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};

	if (row->desc == NULL)
		row->desc = lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(header),
												HeapTupleHeaderGetTypMod(header));
	if (row->desc->natts > (int) lengthof(row->value))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("a composite of drift.limits() has %d attributes", row->desc->natts),
				 errhint("Drop the extension and create it again.")));
	heap_deform_tuple(&tuple, row->desc, row->value, row->null);
}

static double
row_float(const Row *row, int i)
{
	return row->null[i] ? NAN : DatumGetFloat8(row->value[i]);
}

static bool
row_bool(const Row *row, int i)
{
	return !row->null[i] && DatumGetBool(row->value[i]);
}

static int64
row_int64(const Row *row, int i)
{
	return row->null[i] ? 0 : DatumGetInt64(row->value[i]);
}

/* Refuse a rule that no monitor can have. */
static void
rule_fail(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the rule of drift.limits() is not valid: %s", what),
			 errhint("drift.monitor_rules() makes one from a monitor's settings.")));
}

/* A method by its name. */
static ControlMethod
row_method(const Row *row, int i)
{
	char	   *name;

	if (row->null[i])
		rule_fail("a method is missing");
	name = TextDatumGetCString(row->value[i]);
	for (int m = 0; m < CONTROL_METHODS; m++)
		if (strcmp(name, method_name[m]) == 0)
			return m;
	choice_fail("method", name, strlen(name), method_name, CONTROL_METHODS);
}

/* The settings of a method; NULL in the array is NaN. */
static void
read_settings(const Row *row, int at, ControlRule *rule)
{
	Datum	   *value;
	bool	   *null;
	int			n;

	for (int i = 0; i < CONTROL_SETTINGS; i++)
		rule->setting[i] = NAN;
	rule->setting[SET_WINDOWS] = 0;
	if (row->null[at])
		return;
	deconstruct_array(DatumGetArrayTypeP(row->value[at]), FLOAT8OID, sizeof(float8),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &value, &null, &n);
	for (int i = 0; i < Min(n, CONTROL_SETTINGS); i++)
		rule->setting[i] = null[i] ? NAN : DatumGetFloat8(value[i]);
}

/* Numbers of windows must be such. */
static void
check_rule(const ControlRule *rule)
{
	double		windows = rule->setting[SET_WINDOWS];
	double		period = rule->setting[SET_PERIOD];

	if (rule->min_history < 1)
		rule_fail("min_history is below 1");
	if (!(windows >= 0 && windows <= CONTROL_WINDOWS_MAX))
		rule_fail("the number of windows is out of range");
	if (rule->method == CONTROL_HOLT_WINTERS && !(period >= 1 && period <= CONTROL_WINDOWS_MAX))
		rule_fail("the period is out of range");
	if (!(rule->k[0] > 0 && rule->k[1] > 0))
		rule_fail("a number of standard deviations is not positive");
	if (!(rule->alpha > 0 && rule->alpha < 1))
		rule_fail("alpha is not between 0 and 1");
	for (int i = SET_FAST; rule->method == CONTROL_BURN_RATE && i < SET_LIMIT; i++)
		if (!(rule->setting[i] >= 0 && rule->setting[i] <= CONTROL_WINDOWS_MAX))
			rule_fail("a span is out of range");
}

/* Read drift.limit_rule. */
static ControlRule
read_rule(Datum composite)
{
	Row			row = {0};
	ControlRule rule;
	char	   *direction;

	row_read(&row, composite);
	rule.method = row_method(&row, 0);
	rule.fallback = row_method(&row, 1);
	rule.distance = row_bool(&row, 2);
	rule.counts = row_bool(&row, 3);
	direction = row.null[4] ? "both" : TextDatumGetCString(row.value[4]);
	rule.up = rule.distance || strcmp(direction, "down") != 0;
	rule.down = !rule.distance && strcmp(direction, "up") != 0;
	rule.guard = row_bool(&row, 5);
	rule.exclude = row_bool(&row, 6);
	rule.min_history = row.null[7] ? 0 : DatumGetInt32(row.value[7]);
	rule.reach = row_int64(&row, 8);
	rule.apart = Max(row_int64(&row, 9), 1);
	rule.alpha = row_float(&row, 10);
	for (int j = 0; j < 2; j++)
	{
		rule.k[j] = row_float(&row, 11 + j);
		rule.fixed[j] = row_float(&row, 13 + j);
		rule.preset[j] = row_float(&row, 15 + j);
		rule.floor[j] = row_float(&row, 17 + j);
	}
	read_settings(&row, 19, &rule);
	check_rule(&rule);
	return rule;
}

/* Read one drift.series_point; true when it is to be judged. */
static bool
read_point(const Row *row, ControlPoint *point)
{
	point->number = row_int64(row, 0);
	point->value = row_float(row, 1);
	point->weight = row_float(row, 2);
	point->season = row->null[3] ? 0 : DatumGetInt32(row->value[3]);
	point->outside = row_bool(row, 4);
	point->error = row_float(row, 6);
	point->unit = row_float(row, 7);
	point->significance = row_float(row, 8);
	point->center = row_float(row, 9);
	point->sigma = row_float(row, 10);
	point->history = row_int64(row, 11);
	return row_bool(row, 5);
}

/* Read the windows of a series. */
static ControlPoint *
read_points(ArrayType *array, bool **target, int *n)
{
	Row			row = {0};
	ControlPoint *point;
	int16		length;
	bool		by_value;
	char		align;
	Datum	   *element;
	bool	   *null;

	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &element, &null, n);
	point = palloc(sizeof(ControlPoint) * Max(*n, 1));
	*target = palloc(sizeof(bool) * Max(*n, 1));
	for (int i = 0; i < *n; i++)
	{
		if (null[i])
			rule_fail("a window is NULL");
		row_read(&row, element[i]);
		(*target)[i] = read_point(&row, &point[i]);
		if (i > 0 && point[i].number <= point[i - 1].number)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("windows must come in their order, but " INT64_FORMAT
							" follows " INT64_FORMAT, point[i].number, point[i - 1].number),
					 errhint("Use array_agg(... ORDER BY window_number), each window once.")));
	}
	return point;
}

/* The method and what widened its limits, in words. */
static Datum
limit_kind(const ControlLimit *limit)
{
	return PointerGetDatum(cstring_to_text(psprintf("%s%s%s",
													limit->baseline ? "baseline" :
													method_name[limit->used],
													limit->floored ? "+floor" : "",
													limit->chance ? "+significance" : "")));
}

/* A number for a sentence: four significant digits, no exponent where it can be without. */
static char *
show_number(double x)
{
	int			digits;
	char	   *text;
	char	   *end;

	if (x == 0 || !isfinite(x))
		return isnan(x) ? pstrdup("NaN") : x == 0 ? pstrdup("0") :
			pstrdup(x > 0 ? "Infinity" : "-Infinity");
	if (fabs(x) < 1e-4 || fabs(x) >= 1e9)
		return psprintf("%.3e", x);
	digits = Max(0, 3 - (int) floor(log10(fabs(x))));
	text = psprintf("%.*f", digits, x);
	end = text + strlen(text) - 1;
	if (digits > 0)
	{
		while (*end == '0')
			*end-- = '\0';
		if (*end == '.')
			*end = '\0';
	}
	return text;
}

/* What the limits were derived from. */
static char *
basis(const ControlLimit *limit)
{
	const char *all = limit->everything ? ", those beyond their limits with them" : "";
	int64		n = limit->history;
	char	   *center = show_number(limit->center);
	char	   *sigma = show_number(limit->sigma);

	if (limit->missing)
		return psprintf("%s: only " INT64_FORMAT " windows", method_name[limit->used], n);
	if (limit->baseline)
		return psprintf("baseline: %s", center);
	switch (limit->used)
	{
		case CONTROL_FIXED:
			return pstrdup("fixed limits");
		case CONTROL_CRITICAL:
			return pstrdup("what chance reaches at this size");
		case CONTROL_REFERENCE:
			return psprintf("baseline windows: mean %s, sigma %s, " INT64_FORMAT " windows",
							center, sigma, n);
		case CONTROL_MEDIAN:
			return psprintf("median %s, MAD sigma %s, last " INT64_FORMAT " windows%s", center,
							sigma, n, all);
		case CONTROL_SEASONAL:
			return psprintf("usual %s, sigma %s, " INT64_FORMAT " like windows%s", center, sigma, n,
							all);
		case CONTROL_HOLT_WINTERS:
			return psprintf("forecast %s, sigma %s, from " INT64_FORMAT " windows%s", center, sigma,
							n, all);
		case CONTROL_QUANTILE:
			return psprintf("quantiles of the last " INT64_FORMAT " windows, median %s%s", n,
							center, all);
		case CONTROL_BURN_RATE:
			return psprintf("error budget, with " INT64_FORMAT " windows before", n);
		default:
			return psprintf("%s: mean %s, sigma %s, last " INT64_FORMAT " windows%s",
							method_name[limit->used], center, sigma, n, all);
	}
}

/* Put out the limits of one window. */
static void
put_limit(ReturnSetInfo *result, int64 number, const ControlLimit *limit)
{
	double		side[] = {limit->low[0], limit->high[0], limit->low[1], limit->high[1]};
	Datum		value[9];
	bool		null[9] = {0};

	value[0] = Int64GetDatum(number);
	value[1] = limit_kind(limit);
	value[2] = BoolGetDatum(limit->missing);
	value[3] = CStringGetTextDatum(basis(limit));
	value[4] = Int64GetDatum(limit->history);
	for (int i = 0; i < (int) lengthof(side); i++)
	{
		value[5 + i] = Float8GetDatum(side[i]);
		null[5 + i] = isnan(side[i]);
	}
	tuplestore_putvalues(result->setResult, result->setDesc, value, null);
}

/* drift.limits(rule, points) */
Datum
drift_limits(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ControlRule rule;
	ControlPoint *point;
	bool	   *target;
	double	   *scratch;
	int			n;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	rule = read_rule(PG_GETARG_DATUM(0));
	point = read_points(PG_GETARG_ARRAYTYPE_P(1), &target, &n);
	scratch = palloc(sizeof(double) * control_scratch(&rule));
	for (int i = 0; i < n; i++)
	{
		ControlLimit limit;

		CHECK_FOR_INTERRUPTS();
		if (!target[i])
			continue;
		limit = control_limit(&rule, point, i, scratch);
		point[i].outside = control_outside(&limit, point[i].value);
		put_limit(result, point[i].number, &limit);
	}
	return (Datum) 0;
}

/* drift.sigma_factor(k, history) */
Datum
drift_sigma_factor(PG_FUNCTION_ARGS)
{
	int64		history = PG_GETARG_INT64(1);

	if (history < 2)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(control_widen(PG_GETARG_FLOAT8(0), (double) history));
}

/* drift.show(x) */
Datum
drift_show(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(show_number(PG_GETARG_FLOAT8(0))));
}
