/*
 * number.h - reads one number: Arabic, Chinese or mixed.
 *
 * 1,000  1.5万  3000余万  二十万  壹佰万  两千三  十几万  数百  三分之二  百分之三十
 * are one number each.  Which characters are numerals is data (numerals.yaml);
 * how they combine is here.  The text is in normal form: spaces next to
 * Chinese are gone.
 */
#ifndef EXTRACT_NUMBER_H
#define EXTRACT_NUMBER_H

#include "extract/decimal.h"
#include "extract/numerals.h"

struct tm_number {
	size_t start, end;       /* in the text */
	struct tm_decimal value; /* the number; of a range (十几, 三四百) its lower end */
	struct tm_decimal upper; /* upper end of a range */
	bool is_range; /* 十几: above value and below upper, neither included; 三四百: both included */
	bool inclusive;
	bool approx;       /* 余, 多 */
	bool has_fraction; /* numerator / denominator; value is exact only where that is a finite decimal */
	bool is_finite;
	int64_t numerator, denominator;
	int percent;          /* zeros of 百分之 (2), 千分之 (3), 万分之 (4); 0 for a plain number */
	bool chinese;         /* no Arabic digit in it */
	bool opens_with_unit; /* 百亿, 千万: no digit in front */
	bool scaled;          /* ends in 百, 千, 万 or 亿: a unit may be missing */
	int power;            /* zeros of the 万, 亿 … that end it: what 50 of 50-200万 leaves out */
	int characters;       /* numerals in it */
	bool sign;            /* opens with a minus sign, which may be a dash after all */
};

/*
 * Reads the number that begins at `at`.  False when none does, or when it has
 * more than 18 significant digits (then *end, if the digits go on, is set to
 * where they end).
 */
bool tm_number_read(const struct tm_numerals *numerals, struct tm_slice text, size_t at, struct tm_number *out);

#endif
