#include "extract/dates.h"

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool tm_date_exists(struct tm_date date)
{
	return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
	       date.day <= month_days(date.year, date.month);
}

bool tm_date_find(const struct tm_grammar *grammar, struct tm_matcher *matcher, struct tm_slice text, size_t from,
		  struct tm_date *date)
{
	const struct tm_rule *rule;

	while ((rule = tm_grammar_search(grammar, TM_USE_DATE, matcher, text, from)) != NULL) {
		const struct tm_numerals *n = &grammar->numerals;

		if (tm_numeral_integer(n, tm_rule_group(rule, matcher, text, 0), &date->year) &&
		    tm_numeral_integer(n, tm_rule_group(rule, matcher, text, 1), &date->month) &&
		    tm_numeral_integer(n, tm_rule_group(rule, matcher, text, 2), &date->day) &&
		    tm_date_exists(*date))
			return true;
		from = tm_group_end(matcher, 0);
	}
	return false;
}

struct tm_date tm_date_before(struct tm_date date)
{
	if (--date.day)
		return date;
	if (--date.month == 0) {
		date.month = 12;
		date.year--;
	}
	date.day = month_days(date.year, date.month);
	return date;
}

struct tm_date tm_date_term_end(struct tm_date from, int months)
{
	int month = from.month - 1 + months;
	struct tm_date end = { from.year + month / 12, month % 12 + 1, from.day };

	/* The anniversary of 29 February in a common year is 1 March; the day before is the 28th. */
	if (end.day > month_days(end.year, end.month)) {
		end.day = month_days(end.year, end.month);
		return end;
	}
	return tm_date_before(end);
}

struct tm_slice tm_date_iso(struct tm_date date, struct tm_arena *arena)
{
	return tm_arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

bool tm_date_parse(struct tm_slice iso, struct tm_date *date)
{
	return iso.len == 10 && iso.ptr[4] == '-' && iso.ptr[7] == '-' &&
	       tm_slice_number(tm_slice_sub(iso, 0, 4), &date->year) &&
	       tm_slice_number(tm_slice_sub(iso, 5, 7), &date->month) &&
	       tm_slice_number(tm_slice_sub(iso, 8, 10), &date->day) && tm_date_exists(*date);
}

int tm_period_months(const struct tm_grammar *grammar, struct tm_matcher *matcher, struct tm_slice text)
{
	const struct tm_rule *rule = tm_grammar_search(grammar, TM_USE_TERM, matcher, text, 0);
	int n;

	if (!rule || !tm_numeral_integer(&grammar->numerals, tm_rule_group(rule, matcher, text, 0), &n) ||
	    n <= 0 || n > 99)
		return 0;
	return rule->value_number == 0 ? 12 * n : n;
}

struct tm_slice tm_period_iso(int months, struct tm_arena *arena)
{
	if (months % 12 == 0)
		return tm_arena_printf(arena, "P%dY", months / 12);
	return tm_arena_printf(arena, "P%dM", months);
}
