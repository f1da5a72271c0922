/*
 * numerals.h - Chinese and circled numerals as numbers.
 *
 * Which character is which digit or unit is data (extract/grammar/numerals.yaml).
 */
#ifndef EXTRACT_NUMERALS_H
#define EXTRACT_NUMERALS_H

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
	int value; /* for TM_NUMERAL_MYRIAD the number of zeros */
};

enum { TM_NUMERAL_SLOTS = 512 };

struct tm_numerals {
	struct tm_numeral slots[TM_NUMERAL_SLOTS]; /* open addressing by character */
};

/* Fills in `numerals` from the tree of numerals.yaml; false after diagnostics. */
bool tm_numerals_load(struct tm_numerals *numerals, const struct tm_yaml *root, struct tm_slice file,
		      struct tm_diagnostics *diagnostics);

/* What this character is. */
const struct tm_numeral *tm_numeral(const struct tm_numerals *numerals, uint32_t character);

/* Reads a label's number: Arabic, Chinese up to 9999, or circled.  False when it is none of these. */
bool tm_numeral_integer(const struct tm_numerals *numerals, struct tm_slice text, int *out);

#endif
