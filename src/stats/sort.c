/*
 * sort.c - radix sort of doubles: in-place block partition, then LSD passes in cache
 *
 * Three steps, each on the bits that vary within its range only:
 *
 *   n > SMALL   part the range by its top DIGIT bits into buckets, in place. Values are collected in one
 *               small block per bucket; a full block is written over the part of the range already
 *               read. Then whole blocks are permuted into bucket order and spread to their places
 *               (after Axtmann, Witt, Ferizovic and Sanders, "Engineering In-place (Shared-memory)
 *               Sorting Algorithms", 2022, simplified: one thread, no sampling).
 *   n <= SMALL  two or three least-significant-digit passes over the top bits, which decide almost
 *               every order
 *   the rest    insertion over the whole range while that stays cheap; else the runs that agree in
 *               those bits, each by the same steps again
 */
#include "stats/sort.h"

#include <stdbool.h>
#include <string.h>

#include "stats/key.h"

#define TINY 32					/* insertion sort below this */
#define SMALL 32768				/* LSD passes below this: twice 256 KiB, in the L2 cache */
#define DIGIT 8					/* bits of one partition */
#define BUCKETS (1 << DIGIT)
#define BLOCK 64				/* values of one block: eight cache lines */
#define LSD_DIGIT 11			/* bits of one LSD pass */
#define LSD_BUCKETS (1 << LSD_DIGIT)
#define CROWD_SAMPLE 128		/* keys looked at to choose between two and three passes */
#define MOST_BLOCKS ((size_t) SMALL * sizeof(uint64_t)) /* blocks whose owners fit the LSD array */

void		(*stats_check_interrupts) (void) = NULL;

typedef struct Partition
{
	uint64_t	block[BUCKETS][BLOCK];	/* values waiting for their block to fill */
	uint64_t	swap[2][BLOCK]; /* blocks in flight while blocks are permuted */
	size_t		count[BUCKETS]; /* values of each bucket */
	size_t		start[BUCKETS]; /* first block of each bucket, in block order */
	size_t		next[BUCKETS];	/* next block of each bucket not in its place yet */
	uint32_t	fill[BUCKETS];	/* values waiting in each block */
} Partition;

typedef struct Scratch
{
	uint64_t	key[SMALL];		/* the other array of the LSD passes */
	uint32_t	count[3][LSD_BUCKETS];
	Partition	partition;
} Scratch;

static void sort_keys(uint64_t *key, size_t n, Scratch *scratch);

/* Sort few keys by insertion. */
static void
insertion_sort(uint64_t *key, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		uint64_t	x = key[i];
		size_t		j = i;

		for (; j > 0 && key[j - 1] > x; j--)
			key[j] = key[j - 1];
		key[j] = x;
	}
}

/* Count the low bits in which the keys differ: 0 when all are equal. */
static int
varying_bits(const uint64_t *key, size_t n)
{
	uint64_t	varying = 0;

	for (size_t i = 1; i < n; i++)
		varying |= key[i] ^ key[0];
	return varying == 0 ? 0 : 64 - __builtin_clzll(varying);
}

/* One stable counting pass from one array to the other. */
static void
lsd_pass(const uint64_t *from, uint64_t *to, size_t n, int shift, uint32_t *count)
{
	uint32_t	sum = 0;

	for (int b = 0; b < LSD_BUCKETS; b++)
	{
		uint32_t	c = count[b];

		count[b] = sum;
		sum += c;
	}
	for (size_t i = 0; i < n; i++)
		to[count[(from[i] >> shift) & (LSD_BUCKETS - 1)]++] = from[i];
}

/*
 * Insertion over keys that are almost in order. Gives up, and returns false, when it has to move more
 * than two keys for each one: then runs are long.
 */
static bool
settle(uint64_t *key, size_t n)
{
	size_t		budget = 2 * n;

	for (size_t i = 1; i < n; i++)
	{
		uint64_t	x = key[i];
		size_t		j = i;

		if (key[i - 1] <= x)
			continue;
		do
		{
			key[j] = key[j - 1];
			j--;
		} while (j > 0 && key[j - 1] > x);
		key[j] = x;
		if (i - j > budget)
			return false;
		budget -= i - j;
	}
	return true;
}

/* Sort the runs of keys that agree in all bits from `shift` up. */
static void
sort_runs(uint64_t *key, size_t n, int shift, Scratch *scratch)
{
	for (size_t i = 0; i < n;)
	{
		size_t		j = i + 1;

		while (j < n && (key[j] ^ key[i]) >> shift == 0)
			j++;
		if (j - i > 1)
			sort_keys(key + i, j - i, scratch);
		i = j;
	}
}

/* Move whole blocks into bucket order, cycle by cycle; owner[i] is the bucket of block i. */
static void
permute_blocks(uint64_t *key, uint8_t *owner, Partition *p)
{
	size_t		end = 0;

	for (int b = 0; b < BUCKETS; b++)
	{
		end = p->start[b] + p->count[b] / BLOCK;
		while (p->next[b] < end)
		{
			size_t		hole = p->next[b];
			int			target = owner[hole];
			int			hand = 0;

			if (target == b)
			{
				p->next[b]++;
				continue;
			}
			memcpy(p->swap[0], key + hole * BLOCK, sizeof(p->swap[0]));
			do
			{
				size_t		place = p->next[target];
				int			displaced;

				while (owner[place] == target)
					place++;
				p->next[target] = place + 1;
				displaced = owner[place];
				memcpy(p->swap[1 - hand], key + place * BLOCK, sizeof(p->swap[0]));
				memcpy(key + place * BLOCK, p->swap[hand], sizeof(p->swap[0]));
				owner[place] = target;
				hand = 1 - hand;
				target = displaced;
			} while (target != b);
			memcpy(key + hole * BLOCK, p->swap[hand], sizeof(p->swap[0]));
			owner[hole] = b;
			p->next[b]++;
		}
	}
}

/* Collect the keys in blocks by bucket; full blocks go to the front of the range. */
static void
collect_blocks(uint64_t *key, size_t n, int shift, uint8_t *owner, Partition *p)
{
	size_t		written = 0;

	for (size_t i = 0; i < n; i++)
	{
		uint64_t	k = key[i];
		int			b = (k >> shift) & (BUCKETS - 1);

		p->block[b][p->fill[b]++] = k;
		if (p->fill[b] == BLOCK)
		{
			memcpy(key + written * BLOCK, p->block[b], sizeof(p->block[b]));
			owner[written++] = b;
			p->count[b] += BLOCK;
			p->fill[b] = 0;
		}
	}
}

/*
 * Part the keys by the DIGIT bits at shift, in place. The owners of the blocks, one byte each, stand
 * in the LSD array, which is idle here; n is limited by its size.
 */
static void
partition_keys(uint64_t *key, size_t n, int shift, size_t *bucket_start, Scratch *scratch)
{
	Partition  *p = &scratch->partition;
	uint8_t    *owner = (uint8_t *) scratch->key;
	size_t		start = 0;
	size_t		place = n;

	memset(p->count, 0, sizeof(p->count));
	memset(p->fill, 0, sizeof(p->fill));
	collect_blocks(key, n, shift, owner, p);
	for (int b = 0; b < BUCKETS; b++)
	{
		p->start[b] = p->next[b] = start;
		start += p->count[b] / BLOCK;
	}
	permute_blocks(key, owner, p);

	/* Spread from the last bucket to the first: each moves up, never over one not moved yet. */
	for (int b = BUCKETS - 1; b >= 0; b--)
	{
		place -= p->fill[b];
		memcpy(key + place, p->block[b], p->fill[b] * sizeof(uint64_t));
		place -= p->count[b];
		memmove(key + place, key + p->start[b] * BLOCK, p->count[b] * sizeof(uint64_t));
		bucket_start[b] = place;
	}
	bucket_start[BUCKETS] = n;
}

/* Part a range in two by its top varying bit, in place; return where the upper part starts. */
static size_t
split_keys(uint64_t *key, size_t n, int bits)
{
	uint64_t	top = UINT64_C(1) << (bits - 1);
	size_t		low = 0;
	size_t		high = n;

	while (low < high)
	{
		uint64_t	k = key[low];

		if ((k & top) == 0)
			low++;
		else
		{
			key[low] = key[--high];
			key[high] = k;
		}
	}
	return low;
}

/* Sort a range too large for the cache: part it and sort the parts. */
static void
sort_large(uint64_t *key, size_t n, int bits, Scratch *scratch)
{
	size_t		bucket_start[BUCKETS + 1];

	if (n > MOST_BLOCKS * BLOCK)
	{
		size_t		middle = split_keys(key, n, bits);

		sort_keys(key, middle, scratch);
		sort_keys(key + middle, n - middle, scratch);
		return;
	}
	partition_keys(key, n, bits > DIGIT ? bits - DIGIT : 0, bucket_start, scratch);
	if (bits <= DIGIT)
		return;
	for (int b = 0; b < BUCKETS; b++)
		if (bucket_start[b + 1] - bucket_start[b] > 1)
			sort_keys(key + bucket_start[b], bucket_start[b + 1] - bucket_start[b], scratch);
}

/*
 * Whether so many keys share their top digit that two passes would leave long runs: values on both
 * sides of 1 spend that digit on the exponent. Told from pairs in a sample; count is all zero.
 */
static bool
is_crowded(const uint64_t *key, size_t n, int shift, uint32_t *count)
{
	size_t		step = n / CROWD_SAMPLE;
	uint64_t	pairs = 0;

	for (size_t i = 0; i < CROWD_SAMPLE; i++)
		pairs += count[(key[i * step] >> shift) & (LSD_BUCKETS - 1)]++;
	for (size_t i = 0; i < CROWD_SAMPLE; i++)
		count[(key[i * step] >> shift) & (LSD_BUCKETS - 1)] = 0;
	/* a run of two passes: the keys of one top digit, spread over the next one */
	return 2 * pairs * n > (uint64_t) LSD_BUCKETS * (CROWD_SAMPLE * (CROWD_SAMPLE - 1) / 2);
}

/* Sort a range that fits the cache: LSD passes over its top varying bits, then what they left. */
static void
sort_small(uint64_t *key, size_t n, int bits, Scratch *scratch)
{
	uint64_t   *from = key;
	uint64_t   *to = scratch->key;
	int			passes = n > 256 && bits > LSD_DIGIT ? 2 : 1;
	int			shift;

	memset(scratch->count, 0,
		   n < LSD_BUCKETS ? passes * sizeof(scratch->count[0]) : sizeof(scratch->count));
	if (n >= LSD_BUCKETS && bits > 2 * LSD_DIGIT &&
		is_crowded(key, n, bits - LSD_DIGIT, scratch->count[0]))
		passes = 3;
	shift = bits > passes * LSD_DIGIT ? bits - passes * LSD_DIGIT : 0;
	for (size_t i = 0; i < n; i++)
	{
		uint64_t	k = key[i] >> shift;

		scratch->count[0][k & (LSD_BUCKETS - 1)]++;
		if (passes > 1)
			scratch->count[1][(k >> LSD_DIGIT) & (LSD_BUCKETS - 1)]++;
		if (passes > 2)
			scratch->count[2][(k >> 2 * LSD_DIGIT) & (LSD_BUCKETS - 1)]++;
	}
	for (int p = 0; p < passes; p++)
	{
		uint64_t   *swap = from;

		lsd_pass(from, to, n, shift + p * LSD_DIGIT, scratch->count[p]);
		from = to;
		to = swap;
	}
	if (from != key)
		memcpy(key, from, n * sizeof(uint64_t));
	if (shift > 0 && !settle(key, n))
		sort_runs(key, n, shift, scratch);
}

/* Sort keys by the step that suits their number. */
static void
sort_keys(uint64_t *key, size_t n, Scratch *scratch)
{
	int			bits;

	if (n <= TINY)
	{
		insertion_sort(key, n);
		return;
	}
	bits = varying_bits(key, n);
	if (bits == 0)
		return;
	if (n <= SMALL)
	{
		sort_small(key, n, bits, scratch);
		return;
	}
	if (stats_check_interrupts != NULL)
		stats_check_interrupts();
	sort_large(key, n, bits, scratch);
}

/* Bytes of scratch that sort_doubles() needs. */
size_t
sort_scratch(size_t n)
{
	return n <= TINY ? 0 : sizeof(Scratch);
}

/* Sort doubles: as keys, then back. */
void
sort_doubles(double *value, size_t n, void *scratch)
{
	uint64_t   *key = (uint64_t *) value;
	bool		sorted = true;

	for (size_t i = 1; i < n && sorted; i++)
		sorted = value[i - 1] <= value[i];
	if (sorted)
		return;
	for (size_t i = 0; i < n; i++)
		key[i] = key_of_double(value[i]);
	sort_keys(key, n, (Scratch *) scratch);
	for (size_t i = 0; i < n; i++)
		value[i] = double_of_key(key[i]);
}
