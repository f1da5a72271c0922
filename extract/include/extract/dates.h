/*
 * dates.h - calendar dates as ISO 8601 text.
 *
 * Dates are read by the rules of use "date" and written as YYYY-MM-DD; a date
 * that does not exist (2023年2月30日) is not one.  The calendar is the
 * proleptic Gregorian one.
 */
#ifndef EXTRACT_DATES_H
#define EXTRACT_DATES_H

#include "extract/grammar.h"

struct tm_date {
	int year, month, day;
};

/* The first date in `text` at or after `from`; false when there is none. */
bool tm_date_find(const struct tm_grammar *grammar, struct tm_matcher *matcher, struct tm_slice text, size_t from,
		  struct tm_date *date);

/* Does this day exist? */
bool tm_date_exists(struct tm_date date);

/* The last day of a term of `months` that begins on `from`: the day before the anniversary. */
struct tm_date tm_date_term_end(struct tm_date from, int months);

/* The day before. */
struct tm_date tm_date_before(struct tm_date date);

struct tm_slice tm_date_iso(struct tm_date date, struct tm_arena *arena);

/* Reads YYYY-MM-DD. */
bool tm_date_parse(struct tm_slice iso, struct tm_date *date);

/* Reads a period such as 5年 or 六个月; months, or 0. */
int tm_period_months(const struct tm_grammar *grammar, struct tm_matcher *matcher, struct tm_slice text);

/* ISO 8601 duration: 60 months are P5Y, 18 are P18M. */
struct tm_slice tm_period_iso(int months, struct tm_arena *arena);

#endif
