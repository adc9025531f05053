/*
 * control.h - how far a metric of a window may be from what came before
 *
 * A series is the values of one metric, window by window. Each method says from the windows before
 * one, never from that window itself, between which limits its value is usual. All methods, also
 * those that keep a running statistic (CUSUM, EWMA), state limits of the value, so that what was
 * decided and why can be stored as four numbers.
 */
#ifndef DRIFT_CONTROL_H
#define DRIFT_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

typedef enum ControlMethod
{
	CONTROL_NONE,				/* no limits */
	CONTROL_AUTO,				/* reference where there is enough of it, else the defaults */
	CONTROL_FIXED,				/* the monitor's own limits */
	CONTROL_CRITICAL,			/* what chance alone reaches at this size */
	CONTROL_REFERENCE,			/* mean and sigma of the baseline's windows */
	CONTROL_ROLLING,			/* mean and sigma of the last windows */
	CONTROL_MEDIAN,				/* median and MAD of the last windows */
	CONTROL_EWMA,				/* exponentially weighted moving average chart */
	CONTROL_SEASONAL,			/* like windows: the same hour of the week and the like */
	CONTROL_HOLT_WINTERS,		/* additive trend and season, one step ahead */
	CONTROL_RELATIVE,			/* share of the window before */
	CONTROL_QUANTILE,			/* quantiles of the last windows */
	CONTROL_BURN_RATE,			/* error budget over a long and a short span */
	CONTROL_CUSUM,				/* cumulative sum of deviations */
	CONTROL_PAGE_HINKLEY,		/* the same around the running mean */
	CONTROL_METHODS				/* number of the above */
} ControlMethod;

/* The settings of a method by their place; the first is the number of windows of all that have one. */
enum
{
	SET_WINDOWS = 0,
	SET_LAMBDA = 1,				/* ewma */
	SET_ROBUST = 1,				/* seasonal */
	SET_PERIOD = 1,				/* holt_winters */
	SET_ALPHA = 2,
	SET_BETA = 3,
	SET_GAMMA = 4,
	SET_WARN = 1,				/* relative, quantile */
	SET_CRITICAL = 2,
	SET_SLACK = 1,				/* cusum, page_hinkley */
	SET_DECISION = 2,
	SET_DECISION_CRITICAL = 3,
	SET_SLO = 1,				/* burn_rate */
	SET_FAST = 2,				/* long span, short span, factor */
	SET_SLOW = 5,				/* the same */
	SET_LIMIT = 8,
	CONTROL_SETTINGS = 9		/* the most that a method has */
};

#define CONTROL_WINDOWS_MAX 10000

/* One window of a series. */
typedef struct ControlPoint
{
	int64_t		number;			/* of the window; a gap is a missing window */
	double		value;			/* NaN: not evaluated, counts for nothing */
	double		weight;			/* values behind it */
	int			season;			/* windows of one season are alike */
	bool		outside;		/* was beyond its limits for warn */
	double		error;			/* standard error of the value, or NaN */
	double		unit;			/* of presets and floors */
	double		significance;	/* value that chance alone exceeds seldom enough, or NaN */
	double		center;			/* mean of the reference, or NaN */
	double		sigma;			/* spread of the reference's windows, or NaN */
	int64_t		history;		/* number of them */
} ControlPoint;

/* How a series is judged; index 0 is warn, 1 critical. */
typedef struct ControlRule
{
	ControlMethod method;
	ControlMethod fallback;		/* where there are too few windows */
	bool		distance;		/* bounded by 0: high is bad, floors are values, not deviations */
	bool		counts;			/* values are counts: floors are shares, errors square roots */
	bool		up;				/* high is bad */
	bool		down;			/* low is bad */
	bool		guard;			/* never within the floor or the reach of chance */
	bool		exclude;		/* windows beyond their limits are no history */
	int			min_history;
	int64_t		reach;			/* how many windows back history may lie */
	int64_t		apart;			/* nearer ones overlap with the window itself */
	double		alpha;
	double		k[2];			/* standard deviations */
	double		fixed[2];		/* the monitor's own limits, or NaN */
	double		preset[2];		/* the metric's, in units, or NaN */
	double		floor[2];		/* smallest effect that counts, in units, or NaN */
	double		setting[CONTROL_SETTINGS];
} ControlRule;

/* The limits of one window. */
typedef struct ControlLimit
{
	ControlMethod used;			/* the method that gave them */
	bool		missing;		/* too few windows, and no method to fall back on */
	bool		baseline;		/* around the baseline's value, without its windows */
	bool		floored;		/* widened to the smallest effect that counts */
	bool		chance;			/* widened to what chance reaches */
	bool		everything;		/* history holds windows beyond their limits: there were no others */
	int64_t		history;		/* windows behind center and sigma */
	double		center;
	double		sigma;
	double		low[2];			/* NaN: none */
	double		high[2];
} ControlLimit;

/* Doubles that control_limit needs to work in. */
extern int	control_scratch(const ControlRule *rule);

/* The limits of point[i], from those before it. */
extern ControlLimit control_limit(const ControlRule *rule, const ControlPoint *point, int i,
								  double *scratch);

/* Whether a value is beyond the limits for warn, or where there are none, for critical. */
extern bool control_outside(const ControlLimit *limit, double value);

/* Standard deviations, estimated from n windows, that stand for k known ones. */
extern double control_widen(double k, double n);

/* The methods proper, each in a file of its own kind: false where there is too little history. */
typedef struct ControlHistory
{
	double	   *value;			/* in order of time */
	int			n;
	bool		everything;
} ControlHistory;

extern ControlHistory control_history(const ControlRule *rule, const ControlPoint *point, int i,
									  int most, bool alike, double *scratch);
extern void control_moments(const double *value, int n, double *mean, double *sigma);
extern bool control_learnt(const ControlRule *rule, const ControlPoint *target);
extern bool control_ewma(const ControlRule *rule, const ControlPoint *target, ControlHistory h,
						 ControlLimit *limit);
extern bool control_cusum(const ControlRule *rule, const ControlPoint *target, ControlHistory h,
						  ControlLimit *limit);
extern bool control_page_hinkley(const ControlRule *rule, const ControlPoint *target,
								 ControlHistory h, ControlLimit *limit);
extern bool control_holt_winters(const ControlRule *rule, const ControlPoint *point, int i,
								 ControlLimit *limit, double *scratch);
extern bool control_burn_rate(const ControlRule *rule, const ControlPoint *point, int i,
							  ControlLimit *limit);

#endif							/* DRIFT_CONTROL_H */
