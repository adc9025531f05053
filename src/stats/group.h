/*
 * group.h - compare rates between groups: gaps, ratios, and each group with a reference
 */
#ifndef DRIFT_GROUP_H
#define DRIFT_GROUP_H

#include "stats/confusion.h"

/* What a gap is taken of: any Rate, or one of these. */
#define GAP_EQUALIZED_ODDS			(RATE_COUNT)		/* the worse of TPR and FPR */
#define GAP_EQUALIZED_ODDS_MEAN		(RATE_COUNT + 1)	/* their mean */
#define GAP_COUNT					(RATE_COUNT + 2)

/* Names of what a gap is taken of; the first GAP_COUNT are in the order of their numbers. */
typedef struct GapName
{
	const char *name;
	int			metric;
} GapName;

extern const GapName gap_names[];
extern const size_t gap_names_count;
extern int	gap_find(const char *name, size_t length);	/* -1: no such name */

/* Largest minus smallest rate, smallest over largest; NaN when fewer than two groups have one. */
extern double group_gap(const Confusion *group, size_t n, int metric, int64_t min_n);
extern double group_ratio(const Confusion *group, size_t n, int metric, int64_t min_n);

typedef enum ReferenceKind
{
	REFERENCE_MAJORITY,			/* the group with most rows */
	REFERENCE_BEST,				/* the group that is best off */
	REFERENCE_MAX,				/* the group with the highest rate */
	REFERENCE_MIN,				/* the group with the lowest rate */
	REFERENCE_OVERALL,			/* all groups together, the one compared included */
	REFERENCE_COMPLEMENT,		/* all other groups together */
	REFERENCE_GROUP				/* a group by its name */
} ReferenceKind;

typedef enum GroupStatus
{
	GROUP_PASS,
	GROUP_WARN,					/* either significant or outside the tolerated ratio, not both */
	GROUP_FAIL,					/* both */
	GROUP_REFERENCE,			/* the reference itself */
	GROUP_INSUFFICIENT			/* cannot be told; reason says why */
} GroupStatus;

typedef struct GroupOptions
{
	Rate		rate;
	ReferenceKind kind;
	int			reference;		/* index of the group for REFERENCE_GROUP, -1: not there */
	double		alpha;
	int64_t		min_n;			/* smallest denominator that is compared */
	double		min_ratio;		/* ratios between this and its inverse are tolerated */
} GroupOptions;

typedef struct GroupRow
{
	int64_t		numerator;
	int64_t		denominator;
	double		rate;			/* NaN: undefined, as with all doubles below */
	Limits	rate_ci;		/* Wilson */
	int			reference;		/* index of the reference group, -1: not a single group */
	double		difference;		/* this group minus the reference */
	Limits	difference_ci;	/* Newcombe */
	double		ratio;			/* this group over the reference */
	Limits	ratio_ci;		/* Katz */
	const char *test;			/* the test p_value comes from; NULL: none */
	double		p_value;
	double		p_adjusted;		/* Holm over the groups compared */
	GroupStatus status;
	const char *reason;			/* a stable code, or NULL */
} GroupRow;

extern bool rate_low_is_best(Rate rate);

/* The index of the reference group; -1: there is none. */
extern int	group_reference(const Confusion *group, size_t n, const GroupOptions *options);

/* Fill a row for each group. scratch has room for n doubles, order for n pointers. */
extern void group_compare(const Confusion *group, size_t n, const GroupOptions *options,
						  GroupRow *row, double *scratch, double **order);

#endif							/* DRIFT_GROUP_H */
