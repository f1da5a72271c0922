/*
 * diff_similar.c - how alike two clauses are, in thousandths.
 */
#include "diff_p.h"

#include <stdlib.h>

enum {
	WORK_MAX = 1 << 22 /* steps of one longest common subsequence: some 16,000 by 16,000 characters */
};

static uint64_t shared_weight(const struct tm_compare *c, const struct tm_part *a, const struct tm_part *b)
{
	uint64_t sum = 0;

	for (uint32_t i = 0, k = 0; i < a->gram_count && k < b->gram_count;) {
		uint32_t x = a->grams[i], y = b->grams[k];

		if (x == y)
			sum += c->weights[x];
		i += x <= y;
		k += y <= x;
	}
	return sum;
}

unsigned tm_dice(const struct tm_compare *c, const struct tm_part *a, const struct tm_part *b)
{
	return (unsigned)(2000 * shared_weight(c, a, b) / (a->weight + b->weight));
}

unsigned tm_contained(const struct tm_compare *c, const struct tm_part *a, const struct tm_part *b)
{
	return (unsigned)(1000 * shared_weight(c, a, b) / a->weight);
}

unsigned tm_ratio(uint32_t common, uint32_t a_len, uint32_t b_len)
{
	uint64_t sum = (uint64_t)a_len + b_len;

	return sum ? (unsigned)(2000 * (uint64_t)common / sum) : 1000;
}

static uint32_t zeros(uint64_t bits)
{
	uint32_t n = 0;

	for (bits = ~bits; bits; bits &= bits - 1)
		n++;
	return n;
}

/* Rows of bits, one for each character of `a` and one for all others: where in `a` it stands. */
static void make_masks(struct tm_compare *c, const uint32_t *a, uint32_t len, size_t words)
{
	size_t need = ((size_t)len + 1) * words, rows = 1;

	if (c->chars.count > c->mask_room || !c->mask_of) {
		c->mask_room = c->chars.count + 1024;
		c->mask_of = tm_arena_array(c->arena, c->mask_room, sizeof(*c->mask_of));
	}
	c->masks = tm_realloc(c->masks, need * sizeof(*c->masks));
	memset(c->masks, 0, need * sizeof(*c->masks));
	for (uint32_t i = 0; i < len; i++) {
		uint32_t *row = &c->mask_of[a[i]];

		if (!*row)
			*row = (uint32_t)rows++;
		c->masks[*row * words + i / 64] |= UINT64_C(1) << (i % 64);
	}
}

/* Crochemore, Iliopoulos, Pinzon and Reid (2001): a row of the table is a row of bits. */
static uint32_t common_bits(struct tm_compare *c, const uint32_t *a, uint32_t a_len, const uint32_t *b,
			    uint32_t b_len)
{
	size_t words = ((size_t)a_len + 63) / 64;
	uint64_t *row = tm_malloc(words * sizeof(*row));
	uint32_t common = 0;

	make_masks(c, a, a_len, words);
	memset(row, 0xFF, words * sizeof(*row));
	for (uint32_t k = 0; k < b_len; k++) {
		const uint64_t *mask = c->masks + c->mask_of[b[k]] * words;
		uint64_t carry = 0;

		for (size_t w = 0; w < words; w++) {
			uint64_t hit = row[w] & mask[w], sum = row[w] + hit, with = sum + carry;

			carry = (sum < hit) | (with < sum);
			row[w] = with | (row[w] & ~mask[w]);
		}
	}
	if (a_len % 64)
		row[words - 1] |= ~UINT64_C(0) << (a_len % 64);
	for (size_t w = 0; w < words; w++)
		common += zeros(row[w]);
	for (uint32_t i = 0; i < a_len; i++)
		c->mask_of[a[i]] = 0;
	free(row);
	return common;
}

uint32_t tm_common_length(struct tm_compare *c, const uint32_t *a, uint32_t a_len, const uint32_t *b,
			  uint32_t b_len)
{
	uint32_t edge = 0;

	while (a_len && b_len && *a == *b) {
		a++, b++;
		a_len--, b_len--;
		edge++;
	}
	while (a_len && b_len && a[a_len - 1] == b[b_len - 1]) {
		a_len--, b_len--;
		edge++;
	}
	if (!a_len || !b_len || (uint64_t)a_len * b_len / 64 > WORK_MAX)
		return edge;
	return edge + common_bits(c, a, a_len, b, b_len);
}

uint32_t *tm_text_chars(struct tm_compare *c, struct tm_slice text, uint32_t *len)
{
	struct tm_clause clause = { .text = text };
	uint32_t *chars = tm_arena_array(c->arena, text.len + 1, sizeof(*chars));
	struct tm_slice character;
	struct tm_walk walk;

	*len = 0;
	tm_walk_begin(&walk, &clause);
	while (tm_walk_next(&walk, &character))
		chars[(*len)++] = tm_intern(&c->chars, character);
	return chars;
}

unsigned tm_text_ratio(struct tm_compare *c, struct tm_slice a, struct tm_slice b)
{
	uint32_t a_len, b_len;
	uint32_t *x = tm_text_chars(c, a, &a_len), *y = tm_text_chars(c, b, &b_len);

	return tm_ratio(tm_common_length(c, x, a_len, y, b_len), a_len, b_len);
}

unsigned tm_likeness(struct tm_compare *c, const struct tm_part *a, const struct tm_part *b, unsigned dice)
{
	unsigned whole, heading;

	if (a->hash == b->hash && a->len == b->len)
		return 1000;
	/* Any two policy texts share a third of their characters in order, but few pairs of them. */
	whole = (tm_ratio(tm_common_length(c, a->chars, a->len, b->chars, b->len), a->len, b->len) + 2 * dice) / 3;
	if (!a->heading_len || !b->heading_len)
		return whole;
	heading = tm_ratio(tm_common_length(c, a->chars, a->heading_len, b->chars, b->heading_len), a->heading_len,
			   b->heading_len);
	if (heading >= 700 && heading * 55 / 100 + whole * 45 / 100 > whole)
		whole = heading * 55 / 100 + whole * 45 / 100;
	return whole > 999 ? 999 : whole;
}
