/*
 * walk.c - cutting two views into parts, and merging a block of each at the same time
 */
#include "stats/walk.h"

size_t
index_at_rank(const NumView *a, const NumView *b, size_t rank)
{
	size_t		low = rank > b->len ? rank - b->len : 0;
	size_t		high = rank < a->len ? rank : a->len;

	while (low < high)
	{
		size_t		middle = low + (high - low) / 2;

		if (a->value[middle] < b->value[rank - middle - 1])
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Let a part begin at these indexes and run to the end. */
static void
begin_part(WalkPart *part, const NumView *a, const NumView *b, size_t next_a, size_t next_b)
{
	part->a = *a;
	part->b = *b;
	walk_begin(&part->walk, &part->a, &part->b);
	part->walk.next_a = next_a;
	part->walk.next_b = next_b;
	part->walk.to_a = (int64_t) next_a;
	part->walk.to_b = (int64_t) next_b;
	/* the value before, from which a step may measure its distance */
	if (next_a > 0)
		part->walk.value = a->value[next_a - 1];
	if (next_b > 0 && (next_a == 0 || b->value[next_b - 1] > part->walk.value))
		part->walk.value = b->value[next_b - 1];
}

/*
 * Cut two views at ranks, but never between equal values. Views with counts, and short ones, are
 * left in one piece, with the other parts empty.
 */
void
walk_cut(WalkPart *part, const NumView *a, const NumView *b)
{
	bool		whole = a->count != NULL || b->count != NULL ||
		a->len < WALK_BLOCK * WALK_CHAINS || b->len < WALK_BLOCK * WALK_CHAINS;

	begin_part(&part[0], a, b, 0, 0);
	for (int c = 1; c < WALK_CHAINS; c++)
	{
		size_t		next_a = a->len;
		size_t		next_b = b->len;

		if (!whole)
		{
			size_t		rank = (a->len + b->len) / WALK_CHAINS * c;
			double		value;

			next_a = index_at_rank(a, b, rank);
			next_b = rank - next_a;
			value = next_a < a->len && (next_b == b->len || a->value[next_a] < b->value[next_b]) ?
				a->value[next_a] : b->value[next_b];
			next_a = upper_index(a->value, next_a, a->len, value);
			next_b = upper_index(b->value, next_b, b->len, value);
		}
		if (next_a + next_b < part[c - 1].walk.next_a + part[c - 1].walk.next_b)
		{
			next_a = part[c - 1].walk.next_a;
			next_b = part[c - 1].walk.next_b;
		}
		begin_part(&part[c], a, b, next_a, next_b);
		part[c - 1].a.len = next_a;
		part[c - 1].b.len = next_b;
	}
}

/* Whether two neighbours of a merged block, or its last entry and one that comes next, are equal. */
static bool
has_ties(const WalkPart *part, const double *value, size_t taken_a)
{
	size_t		next_a = part->walk.next_a + taken_a;
	size_t		next_b = part->walk.next_b + WALK_BLOCK - taken_a;
	bool		tied = part->a.value[next_a] == value[WALK_BLOCK - 1] ||
		part->b.value[next_b] == value[WALK_BLOCK - 1];

	for (size_t k = 1; k < WALK_BLOCK; k++)
		tied |= value[k] == value[k - 1];
	return tied;
}

/*
 * Merge the next entries of every part. False, and nothing passed, where a part has too few left on
 * a side, or where two values are equal.
 */
bool
walk_merge(WalkPart *part, WalkBlock *block)
{
	const double *a[WALK_CHAINS];
	const double *b[WALK_CHAINS];
	size_t		i[WALK_CHAINS] = {0};
	bool		tied = false;

	for (int c = 0; c < WALK_CHAINS; c++)
	{
		if (part[c].a.count != NULL || part[c].b.count != NULL ||
			part[c].a.len <= part[c].walk.next_a + WALK_BLOCK ||
			part[c].b.len <= part[c].walk.next_b + WALK_BLOCK)
			return false;
		a[c] = part[c].a.value + part[c].walk.next_a;
		b[c] = part[c].b.value + part[c].walk.next_b;
	}
	for (size_t k = 0; k < WALK_BLOCK; k++)
#pragma GCC unroll 4
		for (int c = 0; c < WALK_CHAINS; c++)
		{
			double		value_a = a[c][i[c]];
			double		value_b = b[c][k - i[c]];
			bool		taken = value_a <= value_b;

			block->value[c][k] = taken ? value_a : value_b;
			block->from_a[c][k] = taken;
			i[c] += taken;
		}
	for (int c = 0; c < WALK_CHAINS; c++)
		tied |= has_ties(&part[c], block->value[c], i[c]);
	return !tied;
}
