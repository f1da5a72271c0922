#include "extract/quantity.h"

#include "extract/dates.h"
#include "extract/tally.h"
#include "extract/words.h"
#include "normalize/utf8.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2199, PHONE_DIGITS = 7, PERIOD_MAX = 1000000 };

enum rate_unit { PERCENT, PERMILLE, PERMYRIAD, TENTHS, TIMES, POINTS };
enum time_unit { YEAR, MONTH, DAY, QUARTER, YEARS, MONTHS, QUARTERS, WEEKS, DAYS, WORKDAYS, HOURS, MINUTES };
enum date_part { EARLY, MIDDLE, LATE, FIRST_HALF, SECOND_HALF };

/* A date of which some parts may be missing (0). */
struct partial {
	int year, month, day;
};

/* The number read last: one place is asked about by several readings. */
struct memo {
	size_t at; /* SIZE_MAX when there is none */
	bool found;
	struct tm_number number;
};

struct scan {
	const struct tm_quantity_reader *r;
	struct tm_slice text;
	struct memo *memo; /* of this text; NULL for a text that was cut */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The entry behind a number; a word in Latin letters must end where they end (11440100MB2C90 is a code). */
static bool unit_at(const struct scan *s, size_t at, struct tm_entry *unit)
{
	size_t end;

	if (at >= s->text.len || !tm_lexicon_find(s->r->grammar->units, s->r->matcher, s->text, at, unit))
		return false;
	tm_tally_note(s->r->matcher, unit->rule, s->text.ptr + at);
	end = at + unit->length;
	return !is_letter(s->text.ptr[end - 1]) || end == s->text.len ||
	       !(is_letter(s->text.ptr[end]) || is_digit(s->text.ptr[end]));
}

static bool unit_is(const struct scan *s, size_t at, enum tm_use use, struct tm_entry *unit)
{
	return unit_at(s, at, unit) && unit->rule->use == use;
}

static bool is_amount_unit(const struct tm_entry *unit)
{
	return unit->rule->use == TM_USE_CURRENCY || unit->rule->use == TM_USE_RATE ||
	       unit->rule->use == TM_USE_MEASURE_WORD;
}

/*
 * Does the numeral that ends a number belong to the unit: 千 of 160千瓦 and 3万千瓦?  Behind a Chinese digit it
 * is told from the number by nothing (两千米), and stays there.
 */
static bool ends_in_unit(const struct scan *s, const struct tm_number *n, size_t *last)
{
	const struct tm_numerals *numerals = &s->r->grammar->numerals;
	struct tm_entry unit;
	uint32_t before;
	size_t len;

	*last = tm_utf8_before(s->text.ptr, n->end);
	if (*last <= n->start || (unsigned char)s->text.ptr[*last] < 0x80 ||
	    tm_numeral(numerals, tm_utf8_decode(s->text.ptr + *last, &len))->kind != TM_NUMERAL_UNIT ||
	    !unit_at(s, *last, &unit) || unit.length <= len || !is_amount_unit(&unit))
		return false;
	before = tm_utf8_decode(s->text.ptr + tm_utf8_before(s->text.ptr, *last), &len);
	return before < 0x80 || tm_numeral(numerals, before)->kind == TM_NUMERAL_MYRIAD ||
	       tm_numeral_word(numerals, before) == TM_WORD_MORE;
}

static bool read_number(const struct scan *s, size_t at, struct tm_number *n)
{
	struct tm_slice cut = s->text;

	if (!tm_number_read(&s->r->grammar->numerals, s->text, at, n))
		return false;
	return !ends_in_unit(s, n, &cut.len) || tm_number_read(&s->r->grammar->numerals, cut, at, n);
}

static bool signed_number_at(const struct scan *s, size_t at, struct tm_number *n)
{
	struct memo *memo = s->memo;

	if (!memo)
		return read_number(s, at, n);
	if (memo->at != at) {
		memo->found = read_number(s, at, &memo->number);
		memo->at = at;
	}
	*n = memo->number;
	return memo->found;
}

/* The number at `at`; a - there is a dash, see tm_quantity_read. */
static bool number_at(const struct scan *s, size_t at, struct tm_number *n)
{
	size_t len;

	return at < s->text.len && s->text.ptr[at] != '-' &&
	       (s->text.ptr[at] == '.' ||
		tm_numeral_may_open(&s->r->grammar->numerals, tm_utf8_decode(s->text.ptr + at, &len))) &&
	       signed_number_at(s, at, n);
}

/* The same where a full-width comma can only end it: behind 第 and 1:. */
static bool number_without_comma(const struct scan *s, size_t at, struct tm_number *n)
{
	struct scan cut = { s->r, s->text, NULL };

	if (!number_at(s, at, n))
		return false;
	for (size_t i = n->start; i < n->end; i++)
		if (tm_slice_starts(tm_slice_sub(s->text, i, n->end), TM_SLICE("\xEF\xBC\x8C"))) {
			cut.text.len = i;
			return number_at(&cut, at, n);
		}
	return true;
}

/* A plain whole number between low and high. */
static bool whole(const struct tm_number *n, int low, int high, int *out)
{
	int64_t value;

	if (n->is_range || n->has_fraction || n->percent || n->approx || !tm_decimal_integer(n->value, &value) ||
	    value < low || value > high)
		return false;
	*out = (int)value;
	return true;
}

/* Four digits: 2027, 二〇二七. */
static bool calendar_year(const struct tm_number *n, int *year)
{
	return whole(n, FIRST_YEAR, LAST_YEAR, year) && !n->scaled &&
	       (n->chinese ? n->characters == 4 : n->end - n->start == 4);
}

static const struct tm_rule *first_rule(const struct scan *s, enum tm_use use)
{
	return tm_grammar_first(s->r->grammar, use);
}

static struct tm_slice decimal(const struct scan *s, struct tm_decimal n)
{
	return tm_decimal_text(n, s->r->arena);
}

/* ---- dates ---- */

static struct tm_slice iso(const struct scan *s, struct partial d)
{
	if (!d.year && !d.month)
		return tm_arena_printf(s->r->arena, "---%02d", d.day);
	if (!d.year && !d.day)
		return tm_arena_printf(s->r->arena, "--%02d", d.month);
	if (!d.year)
		return tm_arena_printf(s->r->arena, "--%02d-%02d", d.month, d.day);
	if (!d.month)
		return tm_arena_printf(s->r->arena, "%04d", d.year);
	if (!d.day)
		return tm_arena_printf(s->r->arena, "%04d-%02d", d.year, d.month);
	return tm_arena_printf(s->r->arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static bool exists(struct partial d)
{
	/* a leap year where none is given: 2月29日 is a date */
	return !d.day || !d.month || tm_date_exists((struct tm_date){ d.year ? d.year : 2000, d.month, d.day });
}

static void be_date(const struct scan *s, struct tm_quantity *out, struct partial d, size_t end,
		    const struct tm_rule *rule)
{
	out->kind = TM_QUANTITY_DATE;
	out->rule = rule;
	out->value = iso(s, d);
	out->end = end;
}

static void be_date_range(const struct scan *s, struct tm_quantity *out, struct partial from, struct partial to,
			  size_t end, const struct tm_rule *rule)
{
	out->kind = TM_QUANTITY_DATE;
	out->rule = rule;
	out->min = iso(s, from);
	out->max = iso(s, to);
	out->with_min = out->with_max = TM_INCLUSION_YES;
	out->end = end;
}

static struct partial in_month(int year, int month, int day)
{
	return (struct partial){ year, month, day };
}

static int last_day(int year, int month)
{
	int day = 31;

	while (!tm_date_exists((struct tm_date){ year ? year : 2000, month, day }))
		day--;
	return day;
}

/* 上旬, 中旬, 下旬 behind a month. */
static bool read_ten_days(const struct scan *s, struct tm_quantity *out, struct partial d, size_t at)
{
	struct tm_entry part;
	int first, last;

	if (!unit_is(s, at, TM_USE_DATE_PART, &part) || part.number > LATE)
		return false;
	first = part.number == EARLY ? 1 : part.number == MIDDLE ? 11 : 21;
	last = part.number == LATE ? last_day(d.year, d.month) : first + 9;
	be_date_range(s, out, in_month(d.year, d.month, first), in_month(d.year, d.month, last), at + part.length,
		      part.rule);
	return true;
}

/* What joins neighbours: the dash of a range, or 、 and 和. */
static bool joins(const struct scan *s, size_t at, struct tm_entry *join)
{
	if (unit_is(s, at, TM_USE_RANGE, join))
		return true;
	return at < s->text.len && tm_lexicon_find(s->r->grammar->words, s->r->matcher, s->text, at, join) &&
	       (join->rule->use == TM_USE_AND || (join->rule->use == TM_USE_MARK && join->number == TM_MARK_LIST));
}

/*
 * The last of several days, months or quarters: 1-6月, 二、三季度.  `n` was read and is `first`; its end moves to
 * that of the last.  A list must go up one by one, else it is no range.
 */
static int last_of_several(const struct scan *s, struct tm_number *n, int first, int highest)
{
	struct tm_entry join;
	struct tm_number m;
	int last = first, next;

	while (joins(s, n->end, &join) && number_at(s, n->end + join.length, &m) &&
	       whole(&m, last + 1, highest, &next) && (next == last + 1 || join.rule->use == TM_USE_RANGE)) {
		n->end = m.end;
		last = next;
		if (join.rule->use == TM_USE_RANGE)
			break;
	}
	return last;
}

/* What stands behind a month: a day, several days that share their unit, ten days, or nothing. */
static void read_day(const struct scan *s, struct tm_quantity *out, struct partial d, size_t at,
		     const struct tm_rule *rule)
{
	struct tm_entry unit;
	struct tm_number n;
	size_t end;
	int day, last;

	if (read_ten_days(s, out, d, at))
		return;
	if (number_at(s, at, &n) && whole(&n, 1, 31, &day)) {
		end = n.end;
		/* 1-5日 */
		last = last_of_several(s, &n, day, 31);
		if (last > day && unit_is(s, n.end, TM_USE_TIME, &unit) && unit.number == DAY) {
			be_date_range(s, out, in_month(d.year, d.month, day), in_month(d.year, d.month, last),
				      n.end + unit.length, rule);
			return;
		}
		d.day = day;
		if (unit_is(s, end, TM_USE_TIME, &unit) && unit.number == DAY && exists(d)) {
			be_date(s, out, d, end + unit.length, rule);
			return;
		}
		d.day = 0;
	}
	be_date(s, out, d, at, rule);
}

/* A month, or several: 3月, 1-6月, 3、4月. */
static bool read_month(const struct scan *s, struct tm_quantity *out, int year, size_t at)
{
	struct tm_number n, m;
	struct tm_entry unit;
	int month, last;
	size_t end;

	if (!number_at(s, at, &n) || !whole(&n, 1, 12, &month))
		return false;
	end = n.end;
	last = last_of_several(s, &n, month, 12);
	if (last > month && unit_is(s, n.end, TM_USE_TIME, &unit) && unit.number == MONTH) {
		be_date_range(s, out, in_month(year, month, 0), in_month(year, last, 0), n.end + unit.length,
			      unit.rule);
		return true;
	}
	n.end = end;
	if (!unit_is(s, n.end, TM_USE_TIME, &unit) || unit.number != MONTH)
		return false;
	/* 一月 and the like are words of other things unless a day follows */
	if (!year && n.chinese && !number_at(s, n.end + unit.length, &m))
		return false;
	read_day(s, out, in_month(year, month, 0), n.end + unit.length, unit.rule);
	return true;
}

static bool ordinal_at(const struct scan *s, size_t at, size_t *end)
{
	struct tm_entry word;

	if (at >= s->text.len || !tm_lexicon_find(s->r->grammar->words, s->r->matcher, s->text, at, &word) ||
	    word.rule->use != TM_USE_ORDINAL)
		return false;
	*end = at + word.length;
	return true;
}

/* 一季度, 第一季度. */
static bool read_quarter(const struct scan *s, struct tm_quantity *out, int year, size_t at)
{
	struct tm_number n;
	struct tm_entry unit;
	int quarter, last;

	if (!number_at(s, at, &n) || !whole(&n, 1, 4, &quarter))
		return false;
	/* 一至三季度, 二、三季度 */
	last = last_of_several(s, &n, quarter, 4);
	if (!unit_is(s, n.end, TM_USE_TIME, &unit) || unit.number != QUARTER)
		return false;
	be_date_range(s, out, in_month(year, 3 * quarter - 2, 0), in_month(year, 3 * last, 0), n.end + unit.length,
		      unit.rule);
	return true;
}

/* What stands behind a year. */
static void read_within_year(const struct scan *s, struct tm_quantity *out, int year, size_t at,
			     const struct tm_rule *rule)
{
	struct tm_entry part;
	size_t behind;

	if (unit_is(s, at, TM_USE_DATE_PART, &part) && part.number >= FIRST_HALF) {
		int first = part.number == FIRST_HALF ? 1 : 7;

		be_date_range(s, out, in_month(year, first, 0), in_month(year, first + 5, 0), at + part.length,
			      part.rule);
		return;
	}
	if (!read_month(s, out, year, at) && !read_quarter(s, out, year, at) &&
	    !(ordinal_at(s, at, &behind) && read_quarter(s, out, year, behind)))
		be_date(s, out, in_month(year, 0, 0), at, rule);
}

/* 2023-12-21, 2023.12.21, 2023/12/21 */
static bool read_numeric_date(const struct scan *s, size_t at, struct tm_quantity *out)
{
	const char *p = s->text.ptr + at, *end = s->text.ptr + s->text.len;
	int part[3] = { 0, 0, 0 }, digits[3] = { 0, 0, 0 };
	char separator = 0;

	if (at > 0 && (is_digit(p[-1]) || p[-1] == '-' || p[-1] == '.' || p[-1] == '/'))
		return false;
	for (int i = 0; i < 3; i++) {
		while (p < end && is_digit(*p) && digits[i] < 5) {
			part[i] = part[i] * 10 + (*p++ - '0');
			digits[i]++;
		}
		if (digits[i] == 0 || digits[i] > (i ? 2 : 4))
			return false;
		if (i == 2)
			break;
		if (p == end || !strchr("-./", *p) || (separator && *p != separator))
			return false;
		separator = *p++;
	}
	if (digits[0] != 4 || part[0] < FIRST_YEAR || part[0] > LAST_YEAR || (p < end && is_digit(*p)) ||
	    !tm_date_exists((struct tm_date){ part[0], part[1], part[2] }))
		return false;
	be_date(s, out, in_month(part[0], part[1], part[2]), (size_t)(p - s->text.ptr),
		first_rule(s, TM_USE_TIME));
	return true;
}

/* 2023.5 */
static bool year_month(const struct scan *s, size_t at, struct partial *d, size_t *end)
{
	struct tm_number n;
	size_t point = at + 4;

	if (!number_at(s, at, &n) || n.chinese || n.end > at + 7 || n.end < at + 6 || s->text.ptr[point] != '.' ||
	    (n.end < s->text.len && s->text.ptr[n.end] == '.'))
		return false;
	*d = (struct partial){ 0, 0, 0 };
	for (size_t i = at; i < point; i++)
		d->year = d->year * 10 + (s->text.ptr[i] - '0');
	for (size_t i = point + 1; i < n.end; i++)
		d->month = d->month * 10 + (s->text.ptr[i] - '0');
	*end = n.end;
	return d->year >= FIRST_YEAR && d->year <= LAST_YEAR && d->month >= 1 && d->month <= 12;
}

/* 2023.5-2024.3: alone it might be any number, in two it is months. */
static bool read_numeric_months(const struct scan *s, size_t at, struct tm_quantity *out)
{
	struct partial from, to;
	struct tm_entry conn, unit;
	size_t end;

	if (!year_month(s, at, &from, &end) || !unit_is(s, end, TM_USE_RANGE, &conn) ||
	    !year_month(s, end + conn.length, &to, &end) || to.year < from.year ||
	    (unit_at(s, end, &unit) && is_amount_unit(&unit)))
		return false;
	be_date_range(s, out, from, to, end, first_rule(s, TM_USE_TIME));
	return true;
}

/* Years behind a dash: 2023-2025年. */
static bool read_years(const struct scan *s, const struct tm_number *n, int year, struct tm_quantity *out)
{
	struct tm_entry conn, unit;
	struct tm_number m;
	int last;

	if (!unit_is(s, n->end, TM_USE_RANGE, &conn) || !number_at(s, n->end + conn.length, &m) ||
	    !calendar_year(&m, &last) || !unit_is(s, m.end, TM_USE_TIME, &unit) || unit.number != YEAR)
		return false;
	be_date_range(s, out, in_month(year, 0, 0), in_month(last, 0, 0), m.end + unit.length, unit.rule);
	return true;
}

/* Does a month stand before `at` that no number counts: 每月, 次月, but not 3月 or 3个月? */
static bool follows_month(const struct scan *s, size_t at)
{
	struct tm_entry unit;
	size_t month, before, len;

	if (at == 0)
		return false;
	month = tm_utf8_before(s->text.ptr, at);
	if (month == 0 || !unit_is(s, month, TM_USE_TIME, &unit) || unit.number != MONTH ||
	    month + unit.length != at)
		return false;
	before = tm_utf8_before(s->text.ptr, month);
	return !is_digit(s->text.ptr[before]) &&
	       tm_numeral(&s->r->grammar->numerals, tm_utf8_decode(s->text.ptr + before, &len))->kind ==
		       TM_NUMERAL_NONE &&
	       !(unit_is(s, before, TM_USE_TIME, &unit) && before + unit.length == at);
}

/* 每月5日, 次月10-15日 */
static bool read_day_of_month(const struct scan *s, const struct tm_number *n, struct tm_quantity *out)
{
	struct tm_quantity q = *out;

	if (!follows_month(s, n->start))
		return false;
	read_day(s, &q, in_month(0, 0, 0), n->start, first_rule(s, TM_USE_TIME));
	if (q.end == n->start)
		return false;
	*out = q;
	return true;
}

/* Is the word a dash, and no 至? */
static bool is_dash(const struct scan *s, size_t at)
{
	enum { FIRST_LETTER = 0x3400, FIRST_WIDE_SIGN = 0xFF00 };
	size_t n;
	uint32_t c = tm_utf8_decode(s->text.ptr + at, &n);

	return c < FIRST_LETTER || c >= FIRST_WIDE_SIGN;
}

/* 2024年—2025年, 2022年6月—2023年3月: two dates without days that a dash joins are one range. */
static void join_dates(const struct scan *s, struct tm_quantity *out)
{
	struct tm_quantity last = { .kind = TM_QUANTITY_NONE };
	struct tm_entry conn, unit;
	struct tm_number n;
	int year;

	if (!out->value.ptr || out->value.len > TM_SLICE("2022-06").len ||
	    !unit_is(s, out->end, TM_USE_RANGE, &conn) || !is_dash(s, out->end) ||
	    !number_at(s, out->end + conn.length, &n) || !calendar_year(&n, &year) ||
	    !unit_is(s, n.end, TM_USE_TIME, &unit) || unit.number != YEAR)
		return;
	read_within_year(s, &last, year, n.end + unit.length, unit.rule);
	if (last.value.len != out->value.len || tm_slice_cmp(out->value, last.value) >= 0)
		return;
	out->min = out->value;
	out->max = last.value;
	out->value = TM_NO_SLICE;
	out->with_min = out->with_max = TM_INCLUSION_YES;
	out->end = last.end;
}

static bool read_date(const struct scan *s, const struct tm_number *n, struct tm_quantity *out)
{
	struct tm_entry unit;
	int year;

	if (calendar_year(n, &year)) {
		if (read_years(s, n, year, out))
			return true;
		if (!unit_is(s, n->end, TM_USE_TIME, &unit) || unit.number != YEAR)
			return false;
		read_within_year(s, out, year, n->end + unit.length, unit.rule);
		join_dates(s, out);
		return true;
	}
	return read_month(s, out, 0, n->start) || read_quarter(s, out, 0, n->start) ||
	       read_day_of_month(s, n, out);
}

/* ---- lengths of time ---- */

/* n units of time in ISO 8601; absent when they are no whole number of days, months or minutes. */
static struct tm_slice period(const struct scan *s, struct tm_decimal n, enum time_unit unit)
{
	static const struct {
		const char *prefix, *letter;
		int factor; /* how many of `smaller` it is */
		const char *smaller;
	} forms[] = {
		[YEAR] = { "P", "Y", 12, "M" },   [YEARS] = { "P", "Y", 12, "M" },
		[MONTHS] = { "P", "M", 30, "D" }, [QUARTERS] = { "P", "M", 1, "M" },
		[WEEKS] = { "P", "W", 7, "D" },   [DAY] = { "P", "D", 24, "H" },
		[DAYS] = { "P", "D", 24, "H" },   [WORKDAYS] = { "P", "D", 0, NULL },
		[HOURS] = { "PT", "H", 60, "M" }, [MINUTES] = { "PT", "M", 60, "S" },
	};
	struct tm_decimal many = n;
	int64_t count;

	if (unit == QUARTERS && !tm_decimal_mul(n, tm_decimal_int(3), &n))
		return TM_NO_SLICE;
	if (tm_decimal_integer(n, &count) && count >= 0 && count < PERIOD_MAX)
		return tm_arena_printf(s->r->arena, "%s%u%s", forms[unit].prefix, (unsigned)count,
				       forms[unit].letter);
	/* half a month has 15 days */
	if (unit == MONTHS && tm_decimal_add(n, (struct tm_decimal){ -5, -1 }, &n) &&
	    tm_decimal_integer(n, &count) && count > 0 && count < PERIOD_MAX)
		return tm_arena_printf(s->r->arena, "P%uM15D", (unsigned)count);
	if (unit == MONTHS || unit == QUARTERS || !forms[unit].smaller ||
	    !tm_decimal_mul(n, tm_decimal_int(forms[unit].factor), &many) || !tm_decimal_integer(many, &count) ||
	    count < 0 || count >= PERIOD_MAX)
		return TM_NO_SLICE;
	return tm_arena_printf(s->r->arena, "P%s%u%s", unit == YEAR || unit == YEARS || unit == WEEKS ? "" : "T",
			       (unsigned)count, forms[unit].smaller);
}

/* 6个月 of 1年6个月, 半 of 一年半; added to a number of years. */
static size_t read_rest_of_years(const struct scan *s, size_t at, struct tm_decimal *years, enum time_unit *unit)
{
	struct tm_entry entry;
	struct tm_number n;
	struct tm_decimal months;

	if (unit_is(s, at, TM_USE_HALF, &entry)) {
		tm_decimal_add(*years, (struct tm_decimal){ 5, -1 }, years);
		return at + entry.length;
	}
	if (number_at(s, at, &n) && unit_is(s, n.end, TM_USE_TIME, &entry) && entry.number == MONTHS &&
	    tm_decimal_mul(*years, tm_decimal_int(12), &months) && tm_decimal_add(months, n.value, years)) {
		*unit = MONTHS;
		return n.end + entry.length;
	}
	return at;
}

static void take_within(const struct scan *s, struct tm_quantity *out)
{
	struct tm_entry within;

	out->within = unit_is(s, out->end, TM_USE_WITHIN, &within);
	if (out->within)
		out->end += within.length;
}

static bool be_period(const struct scan *s, const struct tm_number *low, const struct tm_number *high,
		      const struct tm_entry *entry, size_t end, struct tm_quantity *out)
{
	enum time_unit unit = (enum time_unit)entry->number;
	struct tm_quantity q = *out;

	if (unit == MONTH || unit == QUARTER)
		return false;
	q.kind = TM_QUANTITY_PERIOD;
	q.rule = entry->rule;
	q.end = end;
	q.unit = unit == WORKDAYS ? TM_SLICE("workday") : TM_NO_SLICE;
	if (high || low->is_range) {
		q.min = period(s, low->value, unit);
		q.max = period(s, high ? high->value : low->upper, unit);
		q.with_min = q.with_max = high || low->inclusive ? TM_INCLUSION_YES : TM_INCLUSION_NO;
	} else {
		struct tm_decimal n = low->value;

		if (unit == YEAR || unit == YEARS)
			q.end = read_rest_of_years(s, q.end, &n, &unit);
		q.value = period(s, n, unit);
	}
	if (!q.value.ptr && !(q.min.ptr && q.max.ptr))
		return false;
	take_within(s, &q);
	*out = q;
	return true;
}

/* 一个半月, 两个半小时: half of a unit between number and unit. */
static bool read_half_more(const struct scan *s, const struct tm_number *n, size_t at, struct tm_quantity *out)
{
	struct tm_number more = *n;
	struct tm_entry half, unit;

	if (n->is_range || !unit_is(s, at, TM_USE_HALF, &half) ||
	    !unit_is(s, at + half.length, TM_USE_TIME, &unit) ||
	    !tm_decimal_add(n->value, (struct tm_decimal){ 5, -1 }, &more.value))
		return false;
	if (unit.number == MONTH)
		unit.number = MONTHS;
	return be_period(s, &more, NULL, &unit, at + half.length + unit.length, out);
}

/* ---- money, rates and counts ---- */

/* The places by which a unit moves the point: 2 for %. */
static int places(const struct tm_entry *unit)
{
	static const int of_rate[] = { 2, 3, 4, 1, 0, 0 };

	return unit->rule->use == TM_USE_RATE ? of_rate[unit->number] : 0;
}

/* A single figure, or a range, of this unit. */
static void be_amount(const struct scan *s, enum tm_quantity_kind kind, struct tm_decimal low,
		      struct tm_decimal high, bool is_range, struct tm_quantity *out)
{
	out->kind = kind;
	out->lowest = low;
	if (is_range) {
		out->min = decimal(s, low);
		out->max = decimal(s, high);
	} else {
		out->value = decimal(s, low);
	}
}

/* （含） or （不含） right behind a figure belongs to its text. */
static enum tm_inclusion take_inclusion(const struct scan *s, size_t *end)
{
	struct tm_entry mark;

	if (!unit_is(s, *end, TM_USE_INCLUSIVE, &mark))
		return TM_INCLUSION_UNSAID;
	*end += mark.length;
	return mark.number == 0 ? TM_INCLUSION_YES : TM_INCLUSION_NO;
}

static struct tm_slice unit_name(const struct scan *s, const struct tm_entry *unit, size_t at)
{
	switch (unit->rule->use) {
	case TM_USE_CURRENCY:
		return unit->value;
	case TM_USE_RATE:
		return unit->number == POINTS ? TM_SLICE("pp") : TM_SLICE("1");
	default:
		return tm_slice_sub(s->text, at, at + unit->length);
	}
}

static enum tm_quantity_kind kind_of(const struct tm_entry *unit)
{
	return unit->rule->use == TM_USE_CURRENCY ? TM_QUANTITY_MONEY
	       : unit->rule->use == TM_USE_RATE   ? TM_QUANTITY_RATE
						  : TM_QUANTITY_COUNT;
}

/* The number as this unit counts it; of tenths two digits are hundredths: 八五折, 85折. */
static struct tm_decimal scaled(const struct tm_entry *unit, struct tm_decimal n)
{
	bool tenths = unit->rule->use == TM_USE_RATE && unit->number == TENTHS;
	int64_t digits;

	return tm_decimal_shift(n, tenths && tm_decimal_integer(n, &digits) && digits > 10 && digits < 100
					   ? -places(unit) - 1
					   : -places(unit));
}

/* How many places a minor unit moves the point: 1 for 角. */
static bool minor_unit(const struct scan *s, size_t at, size_t *end, int *shift)
{
	const struct tm_rule *rule = tm_grammar_match(s->r->grammar, TM_USE_MINOR_UNIT, s->r->matcher, s->text,
						      at);
	struct tm_slice word;

	if (!rule)
		return false;
	word = tm_matched(s->r->matcher, s->text, 0);
	*end = at + word.len;
	for (size_t i = 0; i < rule->map_count; i++)
		if (tm_slice_eq(rule->map[i].from, word))
			return tm_slice_number(rule->map[i].to, shift);
	return false;
}

/* The length of 又 of 两美元又三美分. */
static size_t conjunction(const struct scan *s, size_t at)
{
	size_t len;

	if (at >= s->text.len ||
	    tm_numeral_word(&s->r->grammar->numerals, tm_utf8_decode(s->text.ptr + at, &len)) != TM_WORD_AND)
		return 0;
	return len;
}

/* 6角3分 behind 50元. */
static void add_minor_units(const struct scan *s, struct tm_quantity *out)
{
	struct tm_number n;
	struct tm_decimal sum = out->lowest;
	size_t end = out->end;
	int shift;

	while (number_at(s, end + conjunction(s, end), &n) && !n.is_range && minor_unit(s, n.end, &end, &shift) &&
	       tm_decimal_add(sum, tm_decimal_shift(n.value, -shift), &sum)) {
		be_amount(s, out->kind, sum, sum, false, out);
		out->end = end;
	}
}

/* 六 of 七成六, 半 of 三成半 */
static void add_tenth_of_tenth(const struct scan *s, struct tm_quantity *out)
{
	struct tm_number n;
	struct tm_entry half;
	struct tm_decimal sum;
	int digit;

	if (unit_is(s, out->end, TM_USE_HALF, &half) &&
	    tm_decimal_add(out->lowest, (struct tm_decimal){ 5, -2 }, &sum)) {
		be_amount(s, out->kind, sum, sum, false, out);
		out->end += half.length;
		return;
	}
	if (!number_at(s, out->end, &n) || !n.chinese || n.characters != 1 || !whole(&n, 1, 9, &digit) ||
	    !tm_decimal_add(out->lowest, tm_decimal_shift(n.value, -2), &sum))
		return;
	be_amount(s, out->kind, sum, sum, false, out);
	out->end = n.end;
}

static void be_plain(const struct scan *s, const struct tm_number *n, const struct tm_entry *unit, size_t end,
		     struct tm_quantity *out)
{
	be_amount(s, kind_of(unit), scaled(unit, n->value), scaled(unit, n->upper), n->is_range, out);
	out->rule = unit->rule;
	out->unit = unit_name(s, unit, end);
	out->end = end + unit->length;
	out->with_min = out->with_max = !n->is_range   ? TM_INCLUSION_UNSAID
					: n->inclusive ? TM_INCLUSION_YES
						       : TM_INCLUSION_NO;
	if (n->has_fraction && !n->is_finite) {
		out->value = TM_NO_SLICE;
		out->numerator = n->numerator;
		out->denominator = n->denominator;
	}
	out->power = n->power - places(unit);
	if (unit->rule->use == TM_USE_CURRENCY && !n->is_range)
		add_minor_units(s, out);
	if (unit->rule->use == TM_USE_RATE && unit->number == TENTHS && n->chinese && !n->is_range)
		add_tenth_of_tenth(s, out);
}

/* The number that a mark repeats, as the figure before it counts: 50000 of （不含5万元）. */
static bool number_in_mark(const struct scan *s, size_t start, size_t end, struct tm_decimal *out)
{
	struct tm_number n;
	struct tm_entry unit;

	while (start < end && !is_digit(s->text.ptr[start]))
		start++;
	if (start >= end || !number_at(s, start, &n))
		return false;
	*out = unit_at(s, n.end, &unit) ? scaled(&unit, n.value) : n.value;
	return true;
}

/*
 * The marks behind a range: （不含） is said of its upper end, （不含5万元） of the end that is repeated,
 * （含5万元，不含10万元） of both.
 */
static void take_range_marks(const struct scan *s, struct tm_quantity *out)
{
	size_t start = out->end;
	enum tm_inclusion first = take_inclusion(s, &out->end), second;
	struct tm_decimal n;

	if (first == TM_INCLUSION_UNSAID)
		return;
	if (number_in_mark(s, start, out->end, &n) && tm_decimal_compare(n, out->lowest) == 0) {
		out->with_min = first;
		second = take_inclusion(s, &out->end);
		if (second != TM_INCLUSION_UNSAID)
			out->with_max = second;
	} else {
		out->with_max = first;
	}
}

/* 以上 of 50万元以上至100万元: the range says it already. */
static void skip_lower_bound(const struct scan *s, size_t *at)
{
	struct tm_entry bound, conn;

	if (unit_is(s, *at, TM_USE_BOUND_BEHIND, &bound) && bound.number == TM_BOUND_WORD_GE &&
	    unit_is(s, *at + bound.length, TM_USE_RANGE, &conn))
		*at += bound.length;
}

/*
 * A range: 50-200万元, 50万元至200万元, 10%-30%, 3-5年, 2000万元（含）—5000万元.
 * `n` and the unit behind it, if it has one, were read.
 */
static bool read_range(const struct scan *s, const struct tm_number *n, const struct tm_entry *own, size_t own_at,
		       struct tm_quantity *out)
{
	size_t at = own ? own_at + own->length : n->end;
	enum tm_inclusion low_mark = take_inclusion(s, &at);
	struct tm_entry conn, unit;
	struct tm_number m;
	struct tm_decimal low = n->value;
	enum tm_inclusion high_mark;
	size_t unit_from;

	skip_lower_bound(s, &at);
	if (n->is_range || n->has_fraction || !unit_is(s, at, TM_USE_RANGE, &conn) ||
	    !number_at(s, at + conn.length, &m) || m.is_range || m.has_fraction || m.percent != n->percent)
		return false;
	if (n->percent) {
		out->rule = first_rule(s, TM_USE_RATE);
		out->unit = TM_SLICE("1");
		out->end = m.end;
		be_amount(s, TM_QUANTITY_RATE, low, m.value, true, out);
		out->with_min = out->with_max = TM_INCLUSION_YES;
		return true;
	}
	unit_from = m.end;
	high_mark = take_inclusion(s, &unit_from); /* 500万—1000万（不含）美元 */
	if (!unit_at(s, unit_from, &unit))
		return false;
	if (unit.rule->use == TM_USE_TIME)
		return (!own || own->number == unit.number) &&
		       be_period(s, n, &m, &unit, unit_from + unit.length, out);
	if (!is_amount_unit(&unit) ||
	    (own && !tm_slice_eq(unit_name(s, own, own_at), unit_name(s, &unit, unit_from))))
		return false;
	if (!own && !n->power)
		low = tm_decimal_shift(low, m.power);
	low = scaled(own ? own : &unit, low);
	if (tm_decimal_compare(low, scaled(&unit, m.value)) >= 0)
		return false;
	be_amount(s, kind_of(&unit), low, scaled(&unit, m.value), true, out);
	out->rule = unit.rule;
	out->unit = unit_name(s, &unit, unit_from);
	out->end = unit_from + unit.length;
	out->with_min = low_mark == TM_INCLUSION_NO ? TM_INCLUSION_NO : TM_INCLUSION_YES;
	out->with_max = high_mark == TM_INCLUSION_NO ? TM_INCLUSION_NO : TM_INCLUSION_YES;
	take_range_marks(s, out);
	out->power = m.power;
	return true;
}

/* 1:1, 1:0.5, 1:15; but 9:00 and 8:30 are times, for which offices open, and 4:3:3 is no single rate. */
static bool read_ratio(const struct scan *s, const struct tm_number *n, struct tm_quantity *out)
{
	struct tm_entry colon, next;
	struct tm_number m, third;
	int hour, minute;

	if (n->chinese || n->scaled || !unit_is(s, n->end, TM_USE_RATIO, &colon) ||
	    !number_without_comma(s, n->end + colon.length, &m) || m.chinese || m.scaled)
		return false;
	out->end = m.end;
	/* 9:00, 15:24:36, 4:3:3 */
	while (unit_is(s, out->end, TM_USE_RATIO, &next) &&
	       number_without_comma(s, out->end + next.length, &third))
		out->end = third.end;
	if (out->end > m.end || (m.end - m.start == 2 && whole(&m, 0, 59, &minute) && whole(n, 0, 24, &hour) &&
				 (hour < 1 || hour > 5 || minute == 0))) {
		out->kind = TM_QUANTITY_NONE;
		return true;
	}
	out->kind = TM_QUANTITY_RATE;
	out->rule = colon.rule;
	out->unit = TM_SLICE("1");
	if (tm_decimal_compare(m.value, tm_decimal_int(1)) == 0) { /* 2:1, as 1:2 is the other way round */
		out->value = decimal(s, n->value);
	} else if (tm_decimal_div(m.value, n->value, &out->lowest)) {
		out->value = decimal(s, out->lowest);
	} else if (!tm_decimal_integer(m.value, &out->numerator) ||
		   !tm_decimal_integer(n->value, &out->denominator) || out->denominator == 0) {
		out->kind = TM_QUANTITY_NONE;
	}
	return true;
}

/* 三分之二, 百分之三十: the number is the rate. */
static bool be_fraction(const struct scan *s, const struct tm_number *n, struct tm_quantity *out)
{
	if (!n->percent && !(n->has_fraction && n->numerator < n->denominator))
		return false;
	be_amount(s, TM_QUANTITY_RATE, n->value, n->upper, n->is_range, out);
	out->rule = first_rule(s, TM_USE_RATE);
	out->unit = TM_SLICE("1");
	out->end = n->end;
	if (n->is_range)
		out->with_min = out->with_max = TM_INCLUSION_YES;
	if (n->has_fraction && !n->is_finite) {
		out->value = TM_NO_SLICE;
		out->numerator = n->numerator;
		out->denominator = n->denominator;
	}
	return true;
}

/* Digits that are part of a name: 5G, 1+3+X, 7×24, 021-57921234. */
static bool is_name(const struct scan *s, const struct tm_number *n, size_t *end)
{
	enum { TIMES_SIGN = 0xD7 };
	size_t i = n->end, digits = n->end - n->start, len;
	bool chain;

	if (n->chinese || n->scaled)
		return false;
	/* 2.3.1: a point that makes no decimals */
	chain = i + 1 < s->text.len && s->text.ptr[i] == '.' && is_digit(s->text.ptr[i + 1]);
	while (i < s->text.len && (is_digit(s->text.ptr[i]) || is_letter(s->text.ptr[i]) ||
				   (strchr("-+_./&", s->text.ptr[i]) && i + 1 < s->text.len &&
				    (is_digit(s->text.ptr[i + 1]) || is_letter(s->text.ptr[i + 1]))))) {
		if (is_digit(s->text.ptr[i]))
			digits++;
		i++;
	}
	*end = i;
	if (i > n->end &&
	    (is_letter(s->text.ptr[n->end]) || s->text.ptr[n->end] == '+' || s->text.ptr[n->end] == '_' ||
	     s->text.ptr[n->end] == '&' || digits >= PHONE_DIGITS || chain))
		return true;
	*end = n->end;
	if (n->start > 0 && (s->text.ptr[n->start - 1] == '+' || is_letter(s->text.ptr[n->start - 1])))
		return true;
	if (n->end < s->text.len &&
	    (s->text.ptr[n->end] == '+' || tm_utf8_decode(s->text.ptr + n->end, &len) == TIMES_SIGN))
		return true;
	return n->start > 1 &&
	       tm_utf8_decode(s->text.ptr + tm_utf8_before(s->text.ptr, n->start), &len) == TIMES_SIGN;
}

/* 24 of 7×24小时 */
static bool is_multiplied(const struct scan *s, const struct tm_number *n)
{
	enum { TIMES_SIGN = 0xD7 };
	size_t sign, len;

	if (n->start < 2)
		return false;
	sign = tm_utf8_before(s->text.ptr, n->start);
	return sign > 0 && is_digit(s->text.ptr[sign - 1]) &&
	       tm_utf8_decode(s->text.ptr + sign, &len) == TIMES_SIGN;
}

/* Is a number without unit so large that only a sum of money can be meant: 20万, 百亿? */
static bool is_sum(const struct scan *s, const struct tm_number *n, bool excluded)
{
	enum { WAN = 4, YI = 8 };

	return first_rule(s, TM_USE_ASSUMED) &&
	       (n->power >= YI || (n->power >= WAN && !excluded && !n->opens_with_unit));
}

static void be_assumed_sum(const struct scan *s, struct tm_decimal low, struct tm_decimal high, bool is_range,
			   bool inclusive, struct tm_quantity *out)
{
	be_amount(s, TM_QUANTITY_MONEY, low, high, is_range, out);
	out->with_min = out->with_max = !is_range   ? TM_INCLUSION_UNSAID
					: inclusive ? TM_INCLUSION_YES
						    : TM_INCLUSION_NO;
	out->rule = first_rule(s, TM_USE_ASSUMED);
	out->unit = out->rule->map[0].to;
	out->assumed = out->rule->map[0].from;
	tm_tally_note(s->r->matcher, out->rule, s->text.ptr + out->start);
}

/* Behind a number and a dash: 500万 of 100-500万, and 3类 of 2-3类. */
static bool read_bare_range(const struct scan *s, const struct tm_number *n, const struct tm_entry *dash,
			    bool *excluded, struct tm_quantity *out)
{
	struct tm_entry behind;
	struct tm_number m;
	struct tm_decimal low;

	if (!number_at(s, n->end + dash->length, &m))
		return false;
	out->end = m.end;
	*excluded = unit_is(s, m.end, TM_USE_NOT_A_UNIT, &behind);
	low = n->power ? n->value : tm_decimal_shift(n->value, m.power);
	if (n->is_range || m.is_range || !is_sum(s, &m, *excluded) || tm_decimal_compare(low, m.value) >= 0)
		return false;
	be_assumed_sum(s, low, m.value, true, true, out);
	return true;
}

/* A number without a unit: a sum when it is that large, else nothing yet. */
static void be_bare(const struct scan *s, const struct tm_number *n, const struct tm_entry *unit,
		    struct tm_quantity *out)
{
	int year;
	bool excluded = unit && unit->rule->use == TM_USE_NOT_A_UNIT;

	out->end = n->end;
	/* 30分 of 17时30分 belongs to it */
	for (size_t i = n->end; excluded && !n->chinese && i < n->end + unit->length; i++)
		if (is_digit(s->text.ptr[i]))
			out->end = n->end + unit->length;
	if (unit && unit->rule->use == TM_USE_RANGE && read_bare_range(s, n, unit, &excluded, out))
		return;
	if (is_sum(s, n, excluded)) {
		out->end = n->end;
		be_assumed_sum(s, n->value, n->upper, n->is_range, n->inclusive, out);
		return;
	}
	/* a year, unless it is as round as a sum */
	if (excluded || n->chinese || (calendar_year(n, &year) && year % 100 != 0) ||
	    n->end - n->start >= PHONE_DIGITS) {
		out->kind = TM_QUANTITY_NONE;
		return;
	}
	out->kind = TM_QUANTITY_NUMBER;
	out->lowest = n->value;
	out->value = decimal(s, n->value);
}

static void read_behind_number(const struct scan *s, const struct tm_number *n, struct tm_quantity *out)
{
	struct tm_entry unit, behind;
	bool has_unit, measured;
	size_t end, at;

	out->approx = n->approx;
	out->chinese = n->chinese;
	out->power = n->power;
	if (!n->chinese && is_multiplied(s, n)) {
		out->kind = TM_QUANTITY_NONE;
		out->end = n->end;
		return;
	}
	if ((!n->chinese && (read_numeric_date(s, n->start, out) || read_numeric_months(s, n->start, out))) ||
	    read_date(s, n, out))
		return;
	at = n->end + (n->end < s->text.len && s->text.ptr[n->end] == ' '); /* 100 MW */
	has_unit = unit_at(s, at, &unit);
	measured = has_unit && (is_amount_unit(&unit) || unit.rule->use == TM_USE_TIME);
	if (read_range(s, n, measured ? &unit : NULL, at, out))
		return;
	if (be_fraction(s, n, out) || read_ratio(s, n, out)) {
		out->inclusion = take_inclusion(s, &out->end);
		return;
	}
	if (read_half_more(s, n, at, out)) {
		out->inclusion = take_inclusion(s, &out->end);
		return;
	}
	if (has_unit && unit.rule->use == TM_USE_TIME && be_period(s, n, NULL, &unit, at + unit.length, out)) {
		out->inclusion = take_inclusion(s, &out->end);
		return;
	}
	if (measured && is_amount_unit(&unit)) {
		be_plain(s, n, &unit, at, out);
		out->inclusion = take_inclusion(s, &out->end);
		return;
	}
	/* 1000万（含）美元 */
	end = n->end;
	out->inclusion = take_inclusion(s, &end);
	if (out->inclusion != TM_INCLUSION_UNSAID && unit_at(s, end, &behind) && is_amount_unit(&behind)) {
		be_plain(s, n, &behind, end, out);
		return;
	}
	if (is_name(s, n, &end)) {
		out->kind = TM_QUANTITY_NONE;
		out->end = end;
		return;
	}
	be_bare(s, n, has_unit ? &unit : NULL, out);
}

/* Numbers behind 第 are orders, and so are those listed with them: 第3、4条; but not 第1、50万元. */
static size_t skip_order(const struct scan *s, size_t at)
{
	struct tm_number n, m;
	struct tm_entry join, unit;

	if (!number_without_comma(s, at, &n))
		return at;
	while (joins(s, n.end, &join) && number_without_comma(s, n.end + join.length, &m) &&
	       m.chinese == n.chinese && !m.scaled &&
	       !(join.rule->use != TM_USE_RANGE && unit_at(s, m.end, &unit) &&
		 (unit.rule->use == TM_USE_CURRENCY || unit.rule->use == TM_USE_RATE ||
		  unit.rule->use == TM_USE_TIME)))
		n = m;
	return n.end;
}

/* The number behind a sign of a currency: ￥50. */
static bool read_signed_sum(const struct scan *s, size_t at, const struct tm_entry *sign, struct tm_quantity *out)
{
	struct tm_number n;
	struct tm_entry unit;

	if (!number_at(s, at + sign->length, &n))
		return false;
	be_amount(s, TM_QUANTITY_MONEY, n.value, n.upper, n.is_range, out);
	out->rule = sign->rule;
	out->unit = sign->value;
	out->end = n.end;
	out->power = n.power;
	if (unit_is(s, n.end, TM_USE_CURRENCY, &unit))
		out->end += unit.length;
	return true;
}

bool tm_quantity_read(const struct tm_quantity_reader *r, struct tm_slice text, size_t at, struct tm_quantity *out)
{
	struct memo memo = { .at = SIZE_MAX };
	struct scan s = { r, text, &memo };
	struct tm_number n;
	struct tm_entry word;

	*out = (struct tm_quantity){ .start = at, .end = at };
	if (at < text.len && tm_lexicon_find(r->grammar->words, r->matcher, text, at, &word)) {
		if (word.rule->use == TM_USE_ORDINAL) {
			if (read_quarter(&s, out, 0, at + word.length))
				return true;
			out->end = skip_order(&s, at + word.length);
			return out->end > at + word.length;
		}
		if (word.rule->use == TM_USE_CURRENCY_SIGN)
			return read_signed_sum(&s, at, &word, out);
	}
	if (at >= text.len || !signed_number_at(&s, at, &n)) {
		out->end = at < text.len ? n.end : at;
		return false;
	}
	read_behind_number(&s, &n, out);
	if (!out->rule && out->kind > TM_QUANTITY_NUMBER) /* a folder of the user has disabled it */
		out->kind = TM_QUANTITY_NONE;
	/* a - is a sign in front of sums and rates only, else a dash */
	if (n.sign && ((out->kind != TM_QUANTITY_MONEY && out->kind != TM_QUANTITY_RATE) || out->assumed.ptr)) {
		out->end = at;
		return false;
	}
	return true;
}

/* A date of the catalogue that has a day: 2023-12-21, --12-21, ---21. */
static bool parse_day(struct tm_slice value, struct partial *d)
{
	size_t year = value.len == 10 ? 4 : 1, month = year + (value.len == 5 ? 0 : 3);

	*d = (struct partial){ 0, 0, 0 };
	return (value.len == 10 || ((value.len == 7 || value.len == 5) && value.ptr[0] == '-')) &&
	       (value.len < 10 || tm_slice_number(tm_slice_sub(value, 0, year), &d->year)) &&
	       (value.len < 7 || tm_slice_number(tm_slice_sub(value, year + 1, month), &d->month)) &&
	       tm_slice_number(tm_slice_sub(value, value.len - 2, value.len), &d->day);
}

/* 2020年1月1日至|6月30日: a day or month of the same year. */
static bool borrow_year(const struct scan *s, struct tm_quantity *to, const struct tm_quantity *from)
{
	struct tm_entry join;

	if (to->kind != TM_QUANTITY_DATE || from->kind != TM_QUANTITY_DATE || from->value.len < 7 ||
	    from->value.ptr[0] == '-' || to->value.len < 4 || !tm_slice_starts(to->value, TM_SLICE("--")) ||
	    tm_slice_starts(to->value, TM_SLICE("---")) || !joins(s, from->end, &join) ||
	    from->end + join.length != to->start || memcmp(to->value.ptr + 2, from->value.ptr + 5, 2) < 0)
		return false;
	to->value = tm_arena_concat(s->r->arena, 3,
				    (struct tm_slice[]){ tm_slice_sub(from->value, 0, 4), TM_SLICE("-"),
							 tm_slice_sub(to->value, 2, to->value.len) });
	return true;
}

bool tm_quantity_borrow(const struct tm_quantity_reader *r, struct tm_slice text, struct tm_quantity *days,
			const struct tm_quantity *date)
{
	struct scan s = { r, text, NULL };
	struct tm_entry join, unit;
	struct tm_number n;
	struct partial d;

	if (borrow_year(&s, days, date))
		return true;
	if (days->kind != TM_QUANTITY_PERIOD || date->kind != TM_QUANTITY_DATE || !parse_day(date->value, &d) ||
	    !joins(&s, date->end, &join) || date->end + join.length != days->start ||
	    !number_at(&s, days->start, &n) || !whole(&n, d.day + 1, 31, &d.day) || !exists(d) ||
	    !unit_is(&s, n.end, TM_USE_TIME, &unit) || unit.number != DAY || n.end + unit.length != days->end)
		return false;
	days->kind = TM_QUANTITY_DATE;
	days->value = iso(&s, d);
	return true;
}

/* The end of the digits of a number, with its points and commas. */
static size_t digits_end(struct tm_slice text, size_t at, size_t end)
{
	size_t len;

	for (; at < end; at += len) {
		/* the full-width comma of 1，000 */
		len = tm_slice_starts(tm_slice_sub(text, at, end), TM_SLICE("\xEF\xBC\x8C")) ? 3 : 1;
		if (!is_digit(text.ptr[at]) && len == 1 && !strchr(".,", text.ptr[at]))
			break;
	}
	return at;
}

/* What stands behind the number of a figure: 万元 of 30万元, 30多万元, 30万元（含）; what was assumed, where it
 * had to be. */
static struct tm_slice unit_text(const struct scan *s, const struct tm_quantity *q)
{
	size_t start = digits_end(s->text, q->start, q->end), len;
	struct tm_entry mark;
	struct tm_slice unit;

	if (start < q->end &&
	    tm_numeral_word(&s->r->grammar->numerals, tm_utf8_decode(s->text.ptr + start, &len)) == TM_WORD_MORE)
		start += len;
	if (start == q->end)
		return q->assumed;
	unit = tm_slice_sub(s->text, start, q->end);
	for (size_t i = start; i < q->end; i += tm_utf8_length(s->text.ptr[i])) {
		if (is_digit(s->text.ptr[i]))
			return TM_NO_SLICE; /* 2023年5月1日 */
		if (q->inclusion != TM_INCLUSION_UNSAID && unit_is(s, i, TM_USE_INCLUSIVE, &mark))
			return tm_slice_sub(s->text, start, i);
	}
	return unit;
}

bool tm_quantity_inherit(const struct tm_quantity_reader *r, struct tm_slice text, struct tm_quantity *bare,
			 const struct tm_quantity *closing)
{
	struct scan s = { r, text, NULL };
	struct tm_slice number = tm_slice_sub(text, bare->start, bare->end), unit, whole;
	struct tm_quantity q;

	if ((bare->kind != TM_QUANTITY_NUMBER && bare->kind != TM_QUANTITY_NONE) || bare->chinese ||
	    !closing->value.ptr || closing->chinese)
		return false;
	unit = unit_text(&s, closing);
	if (!unit.len)
		return false;
	whole = tm_arena_printf(r->arena, "%.*s%.*s", (int)number.len, number.ptr, (int)unit.len, unit.ptr);
	if (!tm_quantity_read(r, whole, 0, &q) || q.kind != closing->kind || q.end != whole.len || !q.value.ptr)
		return false;
	if (q.assumed.ptr) /* 10、20万: 元 as well */
		unit = tm_arena_printf(r->arena, "%.*s%.*s", (int)unit.len, unit.ptr, (int)q.assumed.len,
				       q.assumed.ptr);
	q.start = bare->start;
	q.end = bare->end;
	q.unit = closing->unit;
	q.assumed = unit;
	*bare = q;
	return true;
}
