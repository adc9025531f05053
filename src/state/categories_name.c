/*
 * categories_name.c - names of categories: compare, hash, fold long ones, count characters
 *
 * A name of at most CATEGORY_NAME_LIMIT bytes stands for itself. A longer text is folded to
 * "<prefix> ~<characters>:<128-bit hash in hex>", whose prefix is at most CATEGORY_PREFIX_LIMIT bytes
 * cut between characters. A folded name is longer than the limit, so that no short text can equal it,
 * and distinct long texts stay distinct as far as the hash goes.
 */
#include "state/categories_table.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"

#define HASH_DIGITS 32
#define PAD_BYTES 8				/* a cut between characters may lose up to 3 bytes of the prefix */

StaticAssertDecl(CATEGORY_PREFIX_LIMIT - PAD_BYTES + HASH_DIGITS + 4 > CATEGORY_NAME_LIMIT,
				 "a folded name must be longer than any other");
StaticAssertDecl(CATEGORY_PREFIX_LIMIT + HASH_DIGITS + 4 + 20 < CATEGORY_FOLDED_LIMIT,
				 "a folded name must fit its buffer");

/* Hash a name; all 64 bits are good. */
uint64
category_hash(const char *name, Size length)
{
	return hash_bytes_extended((const unsigned char *) name, (int) length, 0);
}

/* Fold a name that is too long into a buffer of CATEGORY_FOLDED_LIMIT bytes; returns the length. */
Size
category_fold(const char *name, Size length, char *folded)
{
	const unsigned char *bytes = (const unsigned char *) name;
	int			prefix = pg_mbcliplen(name, (int) length, CATEGORY_PREFIX_LIMIT);

	memcpy(folded, name, prefix);
	return prefix + snprintf(folded + prefix, CATEGORY_FOLDED_LIMIT - prefix,
							 " ~" INT64_FORMAT ":%016llx%016llx",
							 (int64) pg_mbstrlen_with_len(name, (int) length),
							 (unsigned long long) hash_bytes_extended(bytes, (int) length, 1),
							 (unsigned long long) hash_bytes_extended(bytes, (int) length, 2));
}

/* Find the characters of the original text in a folded name's suffix, or return -1. */
static int64
folded_chars(const char *name, Size length)
{
	const char *p = name + length - HASH_DIGITS - 1;
	int64		chars = 0;
	int64		place = 1;

	if (length <= CATEGORY_NAME_LIMIT || length >= CATEGORY_FOLDED_LIMIT)
		return -1;
	for (int i = 1; i <= HASH_DIGITS; i++)
		if (!((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'a' && p[i] <= 'f')))
			return -1;
	if (*p != ':')
		return -1;
	for (p--; p > name && *p >= '0' && *p <= '9' && place <= INT64_C(1000000000); p--)
	{
		chars += (*p - '0') * place;
		place *= 10;
	}
	if (p <= name || *p != '~' || p[-1] != ' ' || p[1] == '0' || p[1] == ':' ||
		p - 1 - name > CATEGORY_PREFIX_LIMIT)
		return -1;
	return chars;
}

/* Is this a name as category_fold() makes them? */
bool
category_is_folded(const char *name, Size length)
{
	return folded_chars(name, length) >= 0;
}

/* Count the characters of the text that a name stands for. */
int64
category_chars(const char *name, Size length)
{
	int64		chars = folded_chars(name, length);

	return chars >= 0 ? chars : pg_mbstrlen_with_len(name, (int) length);
}

/* Compare names as bytes, whatever the collation. */
int
category_compare(const char *a, Size a_length, const char *b, Size b_length)
{
	int			order = memcmp(a, b, Min(a_length, b_length));

	return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}
