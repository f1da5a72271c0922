/*
 * decimal.h - exact decimal numbers, as policies print them.
 *
 * A number is mantissa * 10^exponent; up to 18 digits, no binary floating
 * point anywhere.  What does not fit is said to overflow, never rounded.
 */
#ifndef EXTRACT_DECIMAL_H
#define EXTRACT_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "normalize/arena.h"

struct tm_decimal {
	int64_t mantissa;
	int exponent; /* of ten */
};

/* The integer n. */
static inline struct tm_decimal tm_decimal_int(int64_t n)
{
	return (struct tm_decimal){ n, 0 };
}

/* n * 10^power; exact always. */
static inline struct tm_decimal tm_decimal_shift(struct tm_decimal n, int power)
{
	n.exponent += power;
	return n;
}

/* False when the exact result has more than 18 digits. */
bool tm_decimal_add(struct tm_decimal a, struct tm_decimal b, struct tm_decimal *out);
bool tm_decimal_mul(struct tm_decimal a, struct tm_decimal b, struct tm_decimal *out);

/* a / b where the quotient is a finite decimal of at most 18 digits; false otherwise. */
bool tm_decimal_div(struct tm_decimal a, struct tm_decimal b, struct tm_decimal *out);

/* Negative, zero or positive as a is smaller than, equal to or larger than b. */
int tm_decimal_compare(struct tm_decimal a, struct tm_decimal b);

/* Is the number that `a` says larger than the one `b` says? False when either is none. */
bool tm_decimal_is_more(struct tm_slice a, struct tm_slice b);

/* The integer that n is; false when it is none, or too large. */
bool tm_decimal_integer(struct tm_decimal n, int64_t *out);

/* Digits with an optional point: no exponent, no trailing zeros behind the point, no leading ones before it. */
struct tm_slice tm_decimal_text(struct tm_decimal n, struct tm_arena *arena);

/* Reads what tm_decimal_text() writes; false for anything else: 05, 1.50, -0, more than 18 digits. */
bool tm_decimal_parse(struct tm_slice text, struct tm_decimal *out);

#endif
