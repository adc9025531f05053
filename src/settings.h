/*
 * settings.h - the settings (GUCs) of drift, defined in drift.c
 */
#ifndef DRIFT_SETTINGS_H
#define DRIFT_SETTINGS_H

/* What a drift.sample does when it outgrows drift.sample_memory. */
typedef enum SampleOverflow
{
	SAMPLE_OVERFLOW_SUMMARIZE,	/* go on with a bounded summary; drift.is_exact() says so */
	SAMPLE_OVERFLOW_ERROR		/* raise an error */
} SampleOverflow;

extern int	drift_sample_memory;	/* kB one drift.sample state may hold */
extern int	drift_profile_distinct; /* distinct numbers a stored drift.profile lists exactly */
extern int	drift_profile_categories;	/* categories a stored drift.profile lists */
extern int	drift_sample_overflow;	/* a SampleOverflow */
extern int	drift_read_timeout; /* ms a query of drift.select_as may take; 0: any */

#endif							/* DRIFT_SETTINGS_H */
