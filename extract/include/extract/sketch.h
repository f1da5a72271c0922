/*
 * sketch.h - a set of characters that is quick to ask and may say yes too often.
 *
 * Most patterns are tried on texts that they cannot match.  Which characters a
 * match must hold, and which it can begin with, is worked out from the pattern
 * when rules are loaded; a text that lacks them is not given to PCRE2 at all.
 * Characters are hashed to 256 bits, so that a set may seem to hold one that
 * it does not; it never seems to lack one that it holds.
 */
#ifndef EXTRACT_SKETCH_H
#define EXTRACT_SKETCH_H

#include "normalize/utf8.h"

enum { TM_SKETCH_WORDS = 4, TM_NEEDS = 4 };

struct tm_sketch {
	uint64_t bits[TM_SKETCH_WORDS];
};

/* Groups of characters: every match holds one character or more of each group. */
struct tm_needs {
	struct tm_sketch groups[TM_NEEDS];
	int count;
};

static inline uint32_t tm_sketch_bit(uint32_t character)
{
	return character * UINT32_C(0x9E3779B1) >> 24;
}

static inline void tm_sketch_add(struct tm_sketch *s, uint32_t character)
{
	uint32_t bit = tm_sketch_bit(character);

	s->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static inline bool tm_sketch_has(const struct tm_sketch *s, uint32_t character)
{
	uint32_t bit = tm_sketch_bit(character);

	return s->bits[bit / 64] >> (bit % 64) & 1;
}

/* The characters of a text. */
struct tm_sketch tm_sketch_text(struct tm_slice text);

/* Can a text of these characters hold what is needed? */
static inline bool tm_needs_met(const struct tm_needs *needs, const struct tm_sketch *text)
{
	for (int i = 0; i < needs->count; i++) {
		const uint64_t *g = needs->groups[i].bits;
		uint64_t common = 0;

		for (int w = 0; w < TM_SKETCH_WORDS; w++)
			common |= g[w] & text->bits[w];
		if (!common)
			return false;
	}
	return true;
}

/*
 * What every match of a pattern holds.  Of the subset of PCRE2 that rules are
 * written in; of what it does not understand it says nothing.
 */
struct tm_needs tm_pattern_needs(struct tm_slice pattern);

/* The characters that a text can end with for a match of it to demand its end; all of them where none does. */
struct tm_sketch tm_pattern_last(struct tm_slice pattern);

/* The characters that a match can begin with; all of them where that cannot be told. */
struct tm_sketch tm_pattern_first(struct tm_slice pattern);

#endif
