/*
 * dialect_bins.c - numbers and categories as bins, each as another project cuts them
 *
 * Bins follow NumPy's histogram where a project uses it: edges are multiples of one step added to
 * the first, computed in the same order of operations, so that a value on an edge falls on the same
 * side; each bin holds its lower edge, the last one both.
 */
#include "stats/dialect.h"

#include <math.h>
#include <stdlib.h>

#include "stats/bins.h"
#include "stats/moments.h"
#include "stats/rank.h"

#define GRID_MOST 8192			/* more bins than any rule gives */
#define STURGES_DISTINCT 20		/* so many distinct reference values are bins themselves */
#define TOP_CATEGORIES 1000		/* that a string histogram keeps */
#define LARGE_SHARE 0.01		/* of the reference */
#define MANTISSA_OF_FLOAT 23

NumView
dialect_part(const NumView *view, size_t from, size_t to)
{
	NumView		part = *view;

	part.n = view_rows(view, from, to);
	part.len = to - from;
	part.value = view->value + from;
	part.count = view->count == NULL ? NULL : view->count + from;
	return part;
}

NumView
dialect_finite(const NumView *view)
{
	size_t		first = upper_index(view->value, 0, view->len, -INFINITY);

	return dialect_part(view, first, gallop_lower(view->value, first, view->len, INFINITY));
}

DialectGrid
dialect_grid(double first, double last, size_t bins)
{
	return (DialectGrid) {
		first, last, (last - first) / (double) bins, bins
	};
}

double
dialect_edge(const DialectGrid *grid, size_t i)
{
	/* rounded before the sum, as NumPy does: a fused operation would move edges */
	volatile double offset = (double) i * grid->step;

	if (i == grid->bins)
		return grid->last;
	if (grid->step == 0)
		offset = (double) i / (double) grid->bins * (grid->last - grid->first);
	return grid->first + offset;
}

void
dialect_histogram(const DialectGrid *grid, const NumView *view, double *count)
{
	size_t		from = gallop_lower(view->value, 0, view->len, dialect_edge(grid, 0));

	for (size_t i = 0; i < grid->bins; i++)
	{
		double		edge = dialect_edge(grid, i + 1);
		size_t		to = i + 1 < grid->bins ? gallop_lower(view->value, from, view->len, edge) :
			gallop_upper(view->value, from, view->len, edge);

		count[i] = (double) view_rows(view, from, to);
		from = to;
	}
}

/* NumPy's outer edges and number of bins for a width, 0: one bin. False where it fails. */
static bool
grid_of_width(double low, double high, double width, DialectGrid *grid)
{
	double		bins = width > 0 ? ceil((high - low) / width) : 1;

	if (!isfinite(high - low) || !(bins >= 1 && bins <= GRID_MOST))
		return false;
	if (low == high)
	{
		low -= 0.5;
		high += 0.5;
	}
	*grid = dialect_grid(low, high, (size_t) bins);
	return true;
}

/* Doane, "Aesthetic frequency classifications", 1976, as NumPy has it. */
static bool
grid_doane(const NumView *view, DialectGrid *grid)
{
	double		n = (double) view->n;
	double		low = view->value[0];
	double		high = view->value[view->len - 1];
	double		width = 0;

	if (!isfinite(high - low))
		return false;
	if (n > 2 && low < high)
	{
		Moments		moments = moments_of(view->value, view->count, view->len);
		double		scale = sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));

		width = (high - low) / (1 + log2(n) + log2(1 + fabs(moments_skewness(&moments)) / scale));
	}
	return grid_of_width(low, high, width, grid);
}

/* Sturges, "The choice of a class interval", 1926, over the union of two sides, n rows. */
static bool
grid_sturges(const NumView *reference, const NumView *current, double n, DialectGrid *grid)
{
	double		low = fmin(reference->value[0], current->value[0]);
	double		high = fmax(reference->value[reference->len - 1],
							current->value[current->len - 1]);

	return grid_of_width(low, high, (high - low) / (log2(n) + 1), grid);
}

/* Count both sides on a grid; what is outside is one more bin where wanted. */
static void
count_grid(const DialectGrid *grid, const NumView *reference, const NumView *current,
		   bool outside, DialectBins *bins)
{
	double		inside = 0;

	bins->len = grid->bins;
	dialect_histogram(grid, reference, bins->reference);
	dialect_histogram(grid, current, bins->current);
	for (size_t i = 0; i < bins->len; i++)
		inside += bins->current[i];
	if (outside && inside < (double) current->n)
	{
		bins->reference[bins->len] = 0;
		bins->current[bins->len++] = (double) current->n - inside;
	}
}

/* One bin for each distinct value of the union. */
static void
count_distinct(const NumView *reference, const NumView *current, DialectBins *bins)
{
	Walk		walk;

	bins->len = 0;
	walk_begin(&walk, reference, current);
	while (walk_next(&walk))
	{
		bins->reference[bins->len] = (double) walk.at_a;
		bins->current[bins->len++] = (double) walk.at_b;
	}
}

/* One side as ten equally wide bins, closed on the right; infinities and a single value apart. */
typedef struct OwnTen
{
	DialectGrid grid;			/* no bins where there is no width */
	double		count[10];
	double		point;			/* the single value, and its rows */
	double		point_rows;
	double		infinite_rows;
} OwnTen;

static bool
own_ten(const NumView *view, OwnTen *own)
{
	NumView		finite = dialect_finite(view);
	size_t		from = 0;

	*own = (OwnTen) {.infinite_rows = (double) (view->n - finite.n)};
	if (finite.n == 0)
		return true;
	if (finite.value[0] == finite.value[finite.len - 1])
	{
		own->point = finite.value[0];
		own->point_rows = (double) finite.n;
		return true;
	}
	own->grid = dialect_grid(finite.value[0], finite.value[finite.len - 1], 10);
	for (size_t i = 0; i < 10; i++)
	{
		size_t		to = gallop_upper(finite.value, from, finite.len,
									  dialect_edge(&own->grid, i + 1));

		own->count[i] = (double) view_rows(&finite, from, to);
		from = to;
	}
	return isfinite(own->grid.last - own->grid.first);
}

/* Compare two doubles. */
static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* The rows of one side between two edges of the union, spread evenly within its own bins. */
static double
spread_rows(const OwnTen *own, double low, double high)
{
	for (size_t i = 0; i < own->grid.bins; i++)
	{
		double		own_low = dialect_edge(&own->grid, i);
		double		own_high = dialect_edge(&own->grid, i + 1);

		if (own_low <= low && own_high >= high && own_low < own_high)
			return (high - low) / (own_high - own_low) * own->count[i];
	}
	return 0;
}

/* Add a bin. */
static void
add_bin(DialectBins *bins, double reference, double current)
{
	bins->reference[bins->len] = reference;
	bins->current[bins->len++] = current;
}

/* Two histograms of ten bins, cut to the edges of both. */
static bool
count_own_ten(const NumView *reference, const NumView *current, DialectBins *bins)
{
	OwnTen		a;
	OwnTen		b;
	double		edge[22];
	size_t		edges = 0;

	if (!own_ten(reference, &a) || !own_ten(current, &b))
		return false;
	for (size_t i = 0; a.grid.bins > 0 && i <= 10; i++)
		edge[edges++] = dialect_edge(&a.grid, i);
	for (size_t i = 0; b.grid.bins > 0 && i <= 10; i++)
		edge[edges++] = dialect_edge(&b.grid, i);
	qsort(edge, edges, sizeof(double), compare_doubles);
	bins->len = 0;
	for (size_t i = 1; i < edges; i++)
		if (edge[i] > edge[i - 1])
			add_bin(bins, spread_rows(&a, edge[i - 1], edge[i]),
					spread_rows(&b, edge[i - 1], edge[i]));
	if (a.point_rows > 0 && b.point_rows > 0 && a.point == b.point)
		add_bin(bins, a.point_rows, b.point_rows);
	else
	{
		add_bin(bins, a.point_rows, 0);
		add_bin(bins, 0, b.point_rows);
	}
	/* infinities and NaN agree with nothing, not even with themselves */
	add_bin(bins, a.infinite_rows, 0);
	add_bin(bins, 0, b.infinite_rows);
	add_bin(bins, (double) reference->n_nan, 0);
	add_bin(bins, 0, (double) current->n_nan);
	bins->n = (double) (reference->n + reference->n_nan);
	bins->m = (double) (current->n + current->n_nan);
	return true;
}

/* Up to thirty bins from the least value to a little above the greatest, four rows a bin. */
static bool
grid_thirty(const NumView *reference, const NumView *current, DialectGrid *grid)
{
	double		low = fmin(reference->value[0], current->value[0]);
	double		high = fmax(reference->value[reference->len - 1],
							current->value[current->len - 1]);
	double		count = fmax(fmin(ceil((double) (reference->n + current->n) / 4), 30), 2);
	double		least;

	high += high != 0 ? fabs(high) * 1e-7 : 1e-7;
	if (!isfinite(high - low))
		return false;
	least = exp2(floor(log2(fmax(fabs(low), fabs(high)))) - MANTISSA_OF_FLOAT);
	if ((high - low) / count < least)
		count = fmax(floor((high - low) / least), 1);
	*grid = dialect_grid(low, high, (size_t) count);
	return true;
}

/* Whether Evidently takes the values themselves as bins. */
static bool
few_values(const NumView *reference)
{
	return bins_distinct_values(reference, reference, STURGES_DISTINCT + 1) <= STURGES_DISTINCT;
}

size_t
dialect_room_numbers(const DialectRule *rule, const NumView *reference, const NumView *current)
{
	switch (rule->numbers)
	{
		case NUMBERS_CURVE:
			return 42000;
		case NUMBERS_DISTINCT:
			return 2 * bins_distinct_values(reference, current, SIZE_MAX);
		case NUMBERS_STURGES:
			if (few_values(reference))
				return 2 * bins_distinct_values(reference, current, SIZE_MAX);
			return 2 * GRID_MOST + 2;
		default:
			return 2 * GRID_MOST + 2;
	}
}

/* The grid of a rule that has the same one for both sides; false where the peer fails. */
static bool
grid_of_rule(NumberBins rule, const NumView *reference, const NumView *current, DialectGrid *grid)
{
	double		n = (double) (reference->n + current->n);

	if (rule == NUMBERS_DOANE)
		return grid_doane(reference, grid);
	if (rule == NUMBERS_THIRTY)
		return grid_thirty(reference, current, grid);
	if (rule == NUMBERS_STURGES_DISTINCT)
		n = (double) bins_distinct_values(reference, current, SIZE_MAX);
	return grid_sturges(reference, current, n, grid);
}

bool
dialect_bin_numbers(NumberBins rule, const NumView *reference, const NumView *current,
					double *scratch, DialectBins *bins)
{
	DialectGrid grid;

	*bins = (DialectBins) {
		.reference = scratch,.current = scratch + GRID_MOST + 1,
			.n = (double) reference->n,.m = (double) current->n,
			.rows_n = reference->n + reference->n_null,.rows_m = current->n + current->n_null
	};
	if (rule == NUMBERS_DISTINCT || (rule == NUMBERS_STURGES && few_values(reference)))
	{
		bins->current = scratch + bins_distinct_values(reference, current, SIZE_MAX);
		count_distinct(reference, current, bins);
		return true;
	}
	if (rule == NUMBERS_OWN_TEN)
		return count_own_ten(reference, current, bins);
	if (!grid_of_rule(rule, reference, current, &grid))
		return false;
	count_grid(&grid, reference, current, rule == NUMBERS_DOANE, bins);
	return true;
}

size_t
dialect_room_categories(const CatPair *pair)
{
	return 6 * (pair->len + 2);
}

/* Keep the most frequent categories of one side; shares are of those kept. */
static double
keep_top(double *count, size_t len, double *spare)
{
	double		kept = 0;
	double		least;
	size_t		ties = TOP_CATEGORIES;

	if (len <= TOP_CATEGORIES)
	{
		for (size_t i = 0; i < len; i++)
			kept += count[i];
		return kept;
	}
	for (size_t i = 0; i < len; i++)
		spare[i] = count[i];
	qsort(spare, len, sizeof(double), compare_doubles);
	least = spare[len - TOP_CATEGORIES];
	for (size_t i = 0; i < len; i++)
		ties -= count[i] > least;
	for (size_t i = 0; i < len; i++)
	{
		if (count[i] < least || (count[i] == least && ties == 0))
			count[i] = 0;
		else if (count[i] == least)
			ties--;
		kept += count[i];
	}
	return kept;
}

/* Pool what the reference has not. */
static void
pool_unseen(DialectBins *bins)
{
	size_t		len = 0;
	double		unseen = 0;

	for (size_t i = 0; i < bins->len; i++)
	{
		if (bins->reference[i] == 0)
		{
			unseen += bins->current[i];
			continue;
		}
		bins->reference[len] = bins->reference[i];
		bins->current[len++] = bins->current[i];
	}
	bins->len = len;
	if (unseen > 0)
		add_bin(bins, 0, unseen);
}

/* Pool what is rare in the reference; a pool that is rare on both sides is dropped. */
static void
pool_rare(DialectBins *bins)
{
	size_t		len = 0;
	double		rare_n = 0;
	double		rare_m = 0;
	double		kept_n = 0;
	double		kept_m = 0;

	for (size_t i = 0; i < bins->len; i++)
	{
		if (bins->reference[i] < bins->n * LARGE_SHARE)
		{
			rare_n += bins->reference[i];
			rare_m += bins->current[i];
			continue;
		}
		kept_n += bins->reference[len] = bins->reference[i];
		kept_m += bins->current[len++] = bins->current[i];
	}
	bins->len = len;
	if (rare_n > LARGE_SHARE * bins->n || rare_m > LARGE_SHARE * bins->m)
	{
		add_bin(bins, rare_n, rare_m);
		kept_n += rare_n;
		kept_m += rare_m;
	}
	bins->n = kept_n;
	bins->m = kept_m;
}

void
dialect_bin_categories(CategoryBins rule, const CatPair *pair, double *scratch, DialectBins *bins)
{
	double		rest_n = (double) pair->n_reference;
	double		rest_m = (double) pair->n_current;

	*bins = (DialectBins) {
		.reference = scratch,.current = scratch + pair->len + 2,.n = rest_n,.m = rest_m,
			.rows_n = pair->n_reference + pair->n_null_reference,
			.rows_m = pair->n_current + pair->n_null_current,
			.spare = scratch + 2 * (pair->len + 2)
	};
	for (size_t i = 0; i < pair->len; i++)
	{
		/* a category that nobody has is none */
		if (pair->reference[i] + pair->current[i] > 0)
			add_bin(bins, (double) pair->reference[i], (double) pair->current[i]);
		rest_n -= (double) pair->reference[i];
		rest_m -= (double) pair->current[i];
	}
	/* what a bounded summary dropped is one more category */
	if (rest_n > 0 || rest_m > 0)
		add_bin(bins, fmax(rest_n, 0), fmax(rest_m, 0));
	if (rule == CATEGORIES_UNSEEN)
		pool_unseen(bins);
	else if (rule == CATEGORIES_LARGE)
		pool_rare(bins);
	else if (rule == CATEGORIES_TOP)
	{
		bins->n = keep_top(bins->reference, bins->len, bins->spare);
		bins->m = keep_top(bins->current, bins->len, bins->spare);
	}
}
