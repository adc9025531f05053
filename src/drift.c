/*
 * drift.c - module magic, settings, the GSL error handler
 */
#include "compat.h"

#include <limits.h>

#include <gsl/gsl_errno.h>

#include "miscadmin.h"
#include "settings.h"
#include "state/categories.h"
#include "state/dist.h"
#include "stats/sort.h"
#include "utils/guc.h"

DRIFT_MODULE_MAGIC;

int			drift_sample_memory = 256 * 1024;
int			drift_sample_overflow = SAMPLE_OVERFLOW_SUMMARIZE;
int			drift_profile_distinct = CED_STORED;
int			drift_profile_categories = PROFILE_CATEGORIES_STORED;
int			drift_read_timeout = 0;

static const struct config_enum_entry sample_overflow_options[] = {
	{"summarize", SAMPLE_OVERFLOW_SUMMARIZE, false},
	{"error", SAMPLE_OVERFLOW_ERROR, false},
	{NULL, 0, false}
};

PGDLLEXPORT void _PG_init(void);

/* Let long computations in src/stats be cancelled. */
static void
check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

/* Define the settings and keep GSL's default handler, which aborts, out of the backend. */
void
_PG_init(void)
{
	gsl_set_error_handler_off();
	stats_check_interrupts = check_interrupts;

	DefineCustomIntVariable("drift.sample_memory",
							"Memory one drift.sample state may hold before it stops being exact.",
							"256 MB holds about 30 million distinct values.",
							&drift_sample_memory,
							256 * 1024, 1024, 1000 * 1024,
							PGC_USERSET, GUC_UNIT_KB,
							NULL, NULL, NULL);

	DefineCustomEnumVariable("drift.sample_overflow",
							 "What a drift.sample does when it outgrows drift.sample_memory.",
							 "summarize: go on with a bounded summary (drift.is_exact() tells); "
							 "error: raise an error.",
							 &drift_sample_overflow,
							 SAMPLE_OVERFLOW_SUMMARIZE, sample_overflow_options,
							 PGC_USERSET, 0,
							 NULL, NULL, NULL);

	DefineCustomIntVariable("drift.profile_distinct",
							"Distinct numbers up to which a drift.profile is stored exactly.",
							"A profile takes 8 to 16 bytes for each; beyond it is a summary of 17 KiB.",
							&drift_profile_distinct,
							CED_STORED, CED_STORED, DIST_EXACT_MOST,
							PGC_USERSET, 0,
							NULL, NULL, NULL);

	DefineCustomIntVariable("drift.profile_categories",
							"Categories that a drift.profile is stored with; the rarest others go.",
							"No count lacks more than n / (this + 1) rows, and names take at most "
							"32 bytes each on average.",
							&drift_profile_categories,
							PROFILE_CATEGORIES_STORED, 64, PROFILE_CATEGORIES_LIVE,
							PGC_USERSET, 0,
							NULL, NULL, NULL);

	DefineCustomIntVariable("drift.read_timeout",
							"Time that one query of drift.select_as may take; 0: any.",
							"Runs set it from the source that they read.",
							&drift_read_timeout,
							0, 0, INT_MAX,
							PGC_USERSET, GUC_UNIT_MS,
							NULL, NULL, NULL);

	MarkGUCPrefixReserved("drift");
}
