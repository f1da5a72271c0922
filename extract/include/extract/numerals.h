/*
 * numerals.h - Chinese and circled numerals as numbers.
 *
 * Which character is which digit or unit is data (extract/grammar/numerals.yaml);
 * a folder of the user may hold a numerals.yaml of its own, which is complete
 * and takes the place of that one.
 */
#ifndef EXTRACT_NUMERALS_H
#define EXTRACT_NUMERALS_H

#include "extract/sketch.h"
#include "normalize/yaml.h"

enum tm_numeral_kind {
	TM_NUMERAL_NONE,
	TM_NUMERAL_DIGIT,   /* value 0 to 9 */
	TM_NUMERAL_UNIT,    /* 10, 100, 1000: multiplies the digit before it */
	TM_NUMERAL_MYRIAD,  /* 10000, 100000000: multiplies all before it */
	TM_NUMERAL_CIRCLED, /* a whole number in one character */
	TM_NUMERAL_PAIR     /* 20 or 30 in one character: stands for digit and ten */
};

struct tm_numeral {
	uint32_t character;
	enum tm_numeral_kind kind;
	int value;     /* for TM_NUMERAL_MYRIAD the number of zeros */
	bool formal;   /* 壹, 拾 …: no number when alone */
	bool counting; /* 两: no digit of a row or behind 点 */
};

/* Characters that are no numerals but belong to numbers. */
enum tm_numeral_word {
	TM_WORD_NONE,
	TM_WORD_SEVERAL, /* 几, 数 */
	TM_WORD_MORE,    /* 余, 多 */
	TM_WORD_POINT,   /* 点 */
	TM_WORD_PART,    /* 分 of 分之 */
	TM_WORD_OF,      /* 之 of 分之 */
	TM_WORD_AND,     /* 又 of 三又三分之一 */
	TM_WORD_MINUS,   /* 负 */
	TM_WORD_COUNT
};

enum { TM_NUMERAL_SLOTS = 512, TM_WORD_SLOTS = 16 };

struct tm_numerals {
	struct tm_numeral slots[TM_NUMERAL_SLOTS]; /* open addressing by character, at most half full */
	size_t count;
	struct {
		uint32_t character;
		enum tm_numeral_word word;
	} words[TM_WORD_SLOTS];
	size_t word_count;
	struct tm_sketch word_characters;
	uint64_t openers[0x10000 / 64]; /* characters that a number may begin with */
};

/* Fills in `numerals`, all zeros, from the tree of numerals.yaml; false after diagnostics. */
bool tm_numerals_load(struct tm_numerals *numerals, const struct tm_yaml *root, struct tm_slice file,
		      struct tm_diagnostics *diagnostics);

/* May a number begin with this character?  Cheap. */
static inline bool tm_numeral_may_open(const struct tm_numerals *numerals, uint32_t character)
{
	return character < 0x10000 && (numerals->openers[character / 64] >> (character % 64) & 1);
}

/* What this character is. */
const struct tm_numeral *tm_numeral(const struct tm_numerals *numerals, uint32_t character);

/* Which word of numbers this character is. */
enum tm_numeral_word tm_numeral_word(const struct tm_numerals *numerals, uint32_t character);

/* Reads a label's number: Arabic, Chinese up to 9999, or circled.  False when it is none of these. */
bool tm_numeral_integer(const struct tm_numerals *numerals, struct tm_slice text, int *out);

#endif
