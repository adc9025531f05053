/*
 * dialect.c - metrics as other projects define them, for SQL
 *
 * The accessors of src/fn/distance.c and test.c come here when they are given a dialect; what is
 * computed says the table in src/stats/dialect.c.
 */
#include "fn/sides.h"

#include <math.h>

#include "fn/choice.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(drift_dialect_metric_sample);
PG_FUNCTION_INFO_V1(drift_dialect_metric_profiles);
PG_FUNCTION_INFO_V1(drift_dialect_metrics);

/* The dialect of a name. */
static Dialect
dialect_of(text *name)
{
	const char *names[DIALECTS];
	char	   *wanted = text_to_cstring(name);

	for (int i = 0; i < DIALECTS; i++)
	{
		names[i] = dialect_name(i + 1);
		if (strcmp(names[i], wanted) == 0)
			return i + 1;
	}
	choice_fail("dialect", wanted, strlen(wanted), names, DIALECTS);
}

Dialect
sides_dialect(FunctionCallInfo fcinfo, int argno)
{
	return PG_ARGISNULL(argno) ? DIALECT_NONE : dialect_of(PG_GETARG_TEXT_PP(argno));
}

static bool
rule_takes(const DialectRule *rule, bool numeric)
{
	return numeric ? rule->numbers != NUMBERS_NONE : rule->categories != CATEGORIES_NONE;
}

/* Refuse a metric that the dialect does not have, naming those it has. */
static void
no_such_metric(const char *function, Dialect dialect, bool numeric)
{
	const DialectRule *rules;
	size_t		n = dialect_rules(&rules);
	StringInfoData list;

	initStringInfo(&list);
	for (size_t i = 0; i < n; i++)
		if (rules[i].dialect == dialect && rule_takes(&rules[i], numeric))
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", rules[i].metric);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s: dialect \"%s\" has no such metric for %s", function,
					dialect_name(dialect), numeric ? "numbers" : "categories"),
			 errhint("For %s it has: %s.", numeric ? "numbers" : "categories", list.data)));
}

/* Let a long computation be cancelled. */
static void
check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

/* Refuse rows with weights: the other projects have none to agree with. */
static void
refuse_weights(const char *function, Dialect dialect)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("%s: dialect \"%s\" is not defined for rows with weights", function,
					dialect_name(dialect)),
			 errhint("Leave out dialect, or collect the rows without weights.")));
}

bool
sides_dialect_value(FunctionCallInfo fcinfo, SidesForm form, const char *function,
					const char *metric, Dialect dialect, Sides *sides, TestValue *value)
{
	const DialectRule *rule = dialect_rule(dialect, metric);
	bool		has_rows = sides_read(fcinfo, form, function, false, sides);
	DialectWork work = {.check = check_interrupts};
	Size		room;

	if (PG_ARGISNULL(0) || (form == SIDES_PROFILES && PG_ARGISNULL(1)))
		return false;
	if (rule == NULL || !rule_takes(rule, sides->numeric))
		no_such_metric(function, dialect, sides->numeric);
	if (sides_weighted(sides))
		refuse_weights(function, dialect);
	if (!has_rows)
		return false;
	room = sides->numeric ? dialect_room_numbers(rule, &sides->reference, &sides->current) :
		dialect_room_categories(&sides->pair);
	work.scratch = palloc_extended(room * sizeof(double), MCXT_ALLOC_HUGE);
	*value = sides->numeric ?
		dialect_numbers(rule, &sides->reference, &sides->current, &work) :
		dialect_categories(rule, &sides->pair, &work);
	pfree(work.scratch);
	return true;
}

/* The metric a dialect takes by itself for such data. */
static Datum
default_metric(FunctionCallInfo fcinfo, SidesForm form)
{
	Dialect		dialect = sides_dialect(fcinfo, sides_first_option(form));
	Sides		sides;
	const char *metric;

	if (dialect == DIALECT_NONE ||
		!sides_read(fcinfo, form, "drift.dialect_metric()", false, &sides))
		PG_RETURN_NULL();
	if (sides_weighted(&sides))
		refuse_weights("drift.dialect_metric()", dialect);
	metric = sides.numeric ?
		dialect_default_numbers(dialect, &sides.reference, &sides.current) :
		dialect_default_categories(dialect, &sides.pair);
	PG_RETURN_TEXT_P(cstring_to_text(metric));
}

/* Choose for a sample. */
Datum
drift_dialect_metric_sample(PG_FUNCTION_ARGS)
{
	return default_metric(fcinfo, SIDES_SAMPLE);
}

/* Choose for two profiles. */
Datum
drift_dialect_metric_profiles(PG_FUNCTION_ARGS)
{
	return default_metric(fcinfo, SIDES_PROFILES);
}

/* List what each dialect has. */
Datum
drift_dialect_metrics(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;
	const DialectRule *rules;
	size_t		n = dialect_rules(&rules);

	InitMaterializedSRF(fcinfo, 0);
	for (size_t i = 0; i < n; i++)
	{
		bool		numbers = rules[i].numbers != NUMBERS_NONE;
		bool		categories = rules[i].categories != CATEGORIES_NONE;
		Datum		values[7] = {
			CStringGetTextDatum(dialect_name(rules[i].dialect)),
			CStringGetTextDatum(rules[i].metric),
			CStringGetTextDatum(!numbers ? "category" : categories ? "any" : "numeric"),
			Float8GetDatum(rules[i].warn),
			Float8GetDatum(rules[i].critical),
			BoolGetDatum(rules[i].below),
			BoolGetDatum(dialect_takes(&rules[i]))
		};
		bool		nulls[7] = {[3] = isnan(rules[i].warn),[4] = isnan(rules[i].critical)};

		tuplestore_putvalues(info->setResult, info->setDesc, values, nulls);
	}
	PG_RETURN_VOID();
}
