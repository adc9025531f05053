/*
 * ced.c - join and reduce certified equi-depth summaries; the idea is told in ced.h
 */
#include "stats/ced.h"

/* Writes points, leaving out those that the width allows to leave out. */
typedef struct Keeper
{
	CedList    *out;
	int64_t		n;				/* rows of the result */
	int64_t		limit;			/* widest interval allowed */
	int64_t		last_le;		/* le of the point kept last */
	int64_t		widest;			/* widest interval so far */
	CedPoint	candidate;		/* the point seen last, not kept yet */
	bool		pending;		/* is there one? */
} Keeper;

/* Start an empty output. */
static inline void
keeper_begin(Keeper *keeper, CedList *out, int64_t n, int64_t limit)
{
	out->len = 0;
	keeper->out = out;
	keeper->n = n;
	keeper->limit = limit;
	keeper->last_le = 0;
	keeper->widest = 0;
	keeper->pending = false;
}

/* Keep the candidate. */
static inline bool
keeper_keep(Keeper *keeper)
{
	CedList    *out = keeper->out;
	int64_t		width = keeper->candidate.lt - keeper->last_le;

	if (out->len == out->cap)
		return false;
	if (width > keeper->widest)
		keeper->widest = width;
	keeper->last_le = keeper->candidate.le;
	out->point[out->len++] = keeper->candidate;
	return true;
}

/* Is this point one of the tails, which are never left out? */
static inline bool
in_tail(const CedPoint *point, int64_t n)
{
	return point->lt < CED_TAIL || n - point->le < CED_TAIL;
}

/* Take the next point: the one before it is kept if this one is too far from the last kept. */
static inline bool
keeper_push(Keeper *keeper, double value, int64_t le, int64_t lt)
{
	if (keeper->pending &&
		(lt - keeper->last_le > keeper->limit || in_tail(&keeper->candidate, keeper->n)) &&
		!keeper_keep(keeper))
		return false;
	keeper->candidate.value = value;
	keeper->candidate.le = le;
	keeper->candidate.lt = lt;
	keeper->pending = true;
	return true;
}

/* Keep the last point, the maximum, and say how wide the result is. */
static inline bool
keeper_end(Keeper *keeper)
{
	if (keeper->pending && !keeper_keep(keeper))
		return false;
	keeper->out->n = keeper->n;
	keeper->out->width = keeper->widest;
	return true;
}

/* Make the exact points of sorted rows. */
void
ced_from_sorted(CedList *out, const double *value, size_t n)
{
	size_t		i = 0;

	out->len = 0;
	while (i < n)
	{
		size_t		first = i;

		while (++i < n && value[i] == value[first])
			;
		out->point[out->len++] = (CedPoint) {value[first], (int64_t) i, (int64_t) first};
	}
	out->n = (int64_t) n;
	out->width = 0;
}

/* Make the exact points of ascending values with counts; equal neighbours become one point. */
void
ced_from_counts(CedList *out, const double *value, const int64_t *count, size_t len)
{
	int64_t		n = 0;

	out->len = 0;
	for (size_t i = 0; i < len; i++)
	{
		int64_t		c = count ? count[i] : 1;

		if (out->len > 0 && out->point[out->len - 1].value == value[i])
			out->point[out->len - 1].le += c;
		else
			out->point[out->len++] = (CedPoint) {value[i], n + c, n};
		n += c;
	}
	out->n = n;
	out->width = 0;
}

/* Push the rows value[from..to) between two neighbours of a summary, each distinct value. */
static bool
push_rows(Keeper *keeper, const double *value, size_t from, size_t to, int64_t le, int64_t lt)
{
	while (from < to)
	{
		size_t		end = from + 1;

		while (end < to && value[end] == value[from])
			end++;
		if (!keeper_push(keeper, value[from], le + (int64_t) end, lt + (int64_t) from))
			return false;
		from = end;
	}
	return true;
}

/*
 * The same where no tail is near, and without looking at rows that a jump passes over. *from
 * becomes the first row beyond the candidate. Ends when `beyond`, the lt of the point that
 * follows, is reached.
 */
static inline bool
jump_rows(Keeper *keeper, const double *value, size_t from, size_t to, int64_t le, int64_t lt,
		  int64_t beyond)
{
	while (beyond - keeper->last_le > keeper->limit)
	{
		int64_t		reach = keeper->limit + keeper->last_le - lt;

		if (from < to && (reach >= (int64_t) from || !keeper->pending))
		{
			size_t		first = reach >= (int64_t) to ? to - 1
				: reach > (int64_t) from ? (size_t) reach : from;
			size_t		end = first + 1;

			while (first > from && value[first - 1] == value[first])
				first--;
			while (end < to && value[end] == value[first])
				end++;
			keeper->candidate = (CedPoint) {value[first], le + (int64_t) end, lt + (int64_t) first};
			keeper->pending = true;
			from = end;
			/* the next distinct row may still be within reach when ties were left behind */
			if (from < to && reach >= (int64_t) from)
				continue;
		}
		else if (!keeper->pending)
			break;
		if (!keeper_keep(keeper))
			return false;
		keeper->pending = false;
	}
	return true;
}

/* Find the first of value[from..n) that is not below x; usually it is near. */
static inline size_t
skip_below(const double *value, size_t from, size_t n, double x)
{
	/* counting eight at a time costs less than guessing wrongly where the loop ends */
	while (from + 8 <= n)
	{
		size_t		below = 0;

		for (int k = 0; k < 8; k++)
			below += value[from + k] < x;
		from += below;
		if (below < 8)
			return from;
	}
	while (from < n && value[from] < x)
		from++;
	return from;
}

/* Join sorted rows to a summary. */
bool
ced_join_sorted(CedList *out, const CedList *a, const double *value, size_t n, int64_t width)
{
	Keeper		keeper;
	int64_t		le = 0;			/* le of a's point before the gap */
	size_t		j = 0;

	keeper_begin(&keeper, out, a->n + (int64_t) n, width);
	for (size_t i = 0; i < a->len; i++)
	{
		CedPoint	p = a->point[i];
		size_t		first = j;
		int64_t		lt;

		j = skip_below(value, j, n, p.value);
		lt = p.lt + (int64_t) j;
		if (!keeper.pending || keeper.candidate.lt < CED_TAIL ||
			keeper.n - (p.le + (int64_t) j) < CED_TAIL)
		{
			if (!push_rows(&keeper, value, first, j, le, p.lt))
				return false;
			first = j;
			while (j < n && value[j] == p.value)
				j++;
			if (!keeper_push(&keeper, p.value, p.le + (int64_t) j, lt))
				return false;
		}
		else
		{
			if (!jump_rows(&keeper, value, first, j, le, p.lt, lt))
				return false;
			while (j < n && value[j] == p.value)
				j++;
			keeper.candidate = (CedPoint) {p.value, p.le + (int64_t) j, lt};
			keeper.pending = true;
		}
		le = p.le;
	}
	return push_rows(&keeper, value, j, n, le, a->n) && keeper_end(&keeper);
}

/*
 * Push the points from..to of a summary that lie between two neighbours of the other, which adds
 * le and lt to their bounds.
 */
static inline bool
push_points(Keeper *keeper, const CedPoint *point, size_t from, size_t to, int64_t le, int64_t lt)
{
	CedList    *out = keeper->out;

	/*
	 * Far from the tails the width alone decides. Every candidate is written, and overwritten by
	 * the next one if it need not be kept: cheaper than a branch that nobody can predict.
	 */
	if (to - from <= out->cap - out->len - 1 && out->len < out->cap && from < to &&
		keeper->pending && !in_tail(&keeper->candidate, keeper->n) &&
		keeper->n - (point[to - 1].le + le) >= CED_TAIL)
	{
		CedPoint   *end = out->point + out->len;
		CedPoint	candidate = keeper->candidate;
		int64_t		last_le = keeper->last_le;
		int64_t		widest = keeper->widest;

		for (; from < to; from++)
		{
			int64_t		next_lt = point[from].lt + lt;
			bool		keep = next_lt - last_le > keeper->limit;
			int64_t		width = candidate.lt - last_le;

			*end = candidate;
			end += keep;
			widest = keep && width > widest ? width : widest;
			last_le = keep ? candidate.le : last_le;
			candidate = (CedPoint) {point[from].value, point[from].le + le, next_lt};
		}
		out->len = end - out->point;
		keeper->candidate = candidate;
		keeper->last_le = last_le;
		keeper->widest = widest;
		return true;
	}
	for (; from < to; from++)
		if (!keeper_push(keeper, point[from].value, point[from].le + le, point[from].lt + lt))
			return false;
	return true;
}

/* Join two summaries: to each point's bounds come those of its neighbours in the other list. */
bool
ced_join(CedList *out, const CedList *a, const CedList *b, int64_t width)
{
	Keeper		keeper;
	size_t		i = 0;
	int64_t		le = 0;			/* le of b's point before */

	if (a->len < b->len)
		return ced_join(out, b, a, width);
	keeper_begin(&keeper, out, a->n + b->n, width);
	for (size_t j = 0; j < b->len; j++)
	{
		CedPoint	p = b->point[j];
		size_t		first = i;

		while (i < a->len && a->point[i].value < p.value)
			i++;
		if (!push_points(&keeper, a->point, first, i, le, p.lt))
			return false;
		p.lt += i < a->len ? a->point[i].lt : a->n;
		le = p.le;
		if (i < a->len && a->point[i].value == p.value)
			i++;
		p.le += i > 0 ? a->point[i - 1].le : 0;
		if (!keeper_push(&keeper, p.value, p.le, p.lt))
			return false;
	}
	return push_points(&keeper, a->point, i, a->len, le, b->n) && keeper_end(&keeper);
}

/* Guess the width that brings a summary and some more rows down to cap points. */
int64_t
ced_first_width(const CedList *a, int64_t added, size_t cap)
{
	double		grow;

	if (a->width == 0)
		return (a->n + added) / (2 * (int64_t) cap) + 1;
	/* in step with the rows, slower while there is space left; rounded down: joins may be many */
	grow = (double) a->width * (double) added / (double) (a->n + 1);
	return a->width + (int64_t) (a->len < cap - cap / 4 ? grow * 0.7 : grow);
}

/* Widen after a failed try. */
int64_t
ced_next_width(int64_t width)
{
	return width + width / 16 + 1;
}

/* Upper bound of the rows <= x for x from point i up to the next one. */
static inline int64_t
upper(const CedList *a, size_t i)
{
	return i + 1 < a->len ? a->point[i + 1].lt : a->n;
}

/* Turn intervals into counts that add up to n. */
int64_t
ced_counts(const CedList *a, int64_t *count)
{
	int64_t		before = 0;
	int64_t		error = 0;

	for (size_t i = 0; i < a->len; i++)
	{
		int64_t		up = upper(a, i);
		int64_t		rank = a->point[i].le + (up - a->point[i].le) / 2;

		if (up - rank > error)
			error = up - rank;
		count[i] = rank - before;
		before = rank;
	}
	return error;
}

/* How many of n rows stand at or before inner point j of the reduced form. */
static inline int64_t
inner_rank(int64_t n, int64_t j)
{
	const int64_t inner = CED_STORED - 2 * CED_TAIL;
	int64_t		rows = n - 2 * CED_TAIL;

	return CED_TAIL + rows / inner * j + rows % inner * j / inner;
}

/* How many of n rows each value of the reduced form stands for. */
void
ced_weights(int64_t n, int64_t *count)
{
	int64_t		before = CED_TAIL;

	for (size_t i = 0; i < CED_STORED; i++)
		if (i < CED_TAIL || i >= CED_STORED - CED_TAIL)
			count[i] = 1;
		else
		{
			int64_t		rank = inner_rank(n, (int64_t) i - CED_TAIL + 1);

			count[i] = rank - before;
			before = rank;
		}
}

/* The largest distance between a reduced form and what the summary knows. */
static int64_t
reduced_error(const CedList *a, const double *value, const int64_t *count)
{
	int64_t		error = 0;
	int64_t		rank = 0;
	size_t		j = 0;

	for (size_t i = 0; i < a->len; i++)
	{
		for (; j < CED_STORED && value[j] <= a->point[i].value; j++)
			rank += count[j];
		if (upper(a, i) - rank > error)
			error = upper(a, i) - rank;
		if (rank - a->point[i].le > error)
			error = rank - a->point[i].le;
	}
	return error;
}

/* Pick the values nearest to the middle of the ranks that each stands for. */
int64_t
ced_reduce(const CedList *a, double *value)
{
	int64_t		count[CED_STORED];
	int64_t		low = 0;
	size_t		i = 0;

	ced_weights(a->n, count);
	for (size_t j = 0; j < CED_STORED; j++)
	{
		int64_t		high = low + count[j];

		if (j < CED_TAIL || j >= CED_STORED - CED_TAIL)
			while (i + 1 < a->len && a->point[i].le < high)
				i++;
		else
			while (i + 1 < a->len &&
				   (a->point[i].le - low) + (upper(a, i) - low) < high - low)
				i++;
		value[j] = a->point[i].value;
		low = high;
	}
	return reduced_error(a, value, count);
}
