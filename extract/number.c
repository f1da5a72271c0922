#include "extract/number.h"

#include "normalize/utf8.h"

/*
 * One element of a number.  Zero or more of them, in an order that makes
 * sense, are evaluated like this: a digit or literal is multiplied by the unit
 * behind it and added to the section; 万 and 亿 multiply the section.
 */
struct element {
	enum tm_numeral_kind kind;
	int value;
	size_t len;
	bool literal; /* Arabic: number holds it */
	struct tm_decimal number;
	bool counting; /* 两: counts things, no digit of a row */
};

struct reading {
	const struct tm_numerals *numerals;
	struct tm_slice text;
	size_t at;
	struct tm_decimal total, section, digit;
	bool has_digit, any, overflow;
	int last_unit; /* zeros of the unit read last, for 一百七 */
	int last_myriad;
	int tail;  /* zeros of the 万 and 亿, and behind Arabic digits of all units, that end the number */
	bool zero; /* a 零 came since */
	bool arabic;
	bool opens_with_unit;
	bool numerator; /* behind 分之, where 百 and 贰 are numbers of their own */
	int elements;
};

static bool is_ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* .5 at the start of a text or behind a space */
static bool opens_with_point(struct tm_slice text, size_t at)
{
	return text.ptr[at] == '.' && at + 1 < text.len && is_ascii_digit(text.ptr[at + 1]) &&
	       (at == 0 || text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '-');
}

static size_t digits_end(struct tm_slice text, size_t at)
{
	while (at < text.len && is_ascii_digit(text.ptr[at]))
		at++;
	return at;
}

/* The length of the comma at `at`, half or full width; 0 when there is none. */
static size_t comma_at(struct tm_slice text, size_t at)
{
	enum { FULL_WIDTH_COMMA = 0xFF0C };
	size_t len;

	if (at >= text.len || at == 0)
		return 0;
	if (text.ptr[at] == ',')
		return 1;
	return tm_utf8_decode(text.ptr + at, &len) == FULL_WIDTH_COMMA ? len : 0;
}

/*
 * The end of the groups of three behind a leading group of up to three digits:
 * 1,000  3，500.  A full-width comma usually ends a clause, so there all groups
 * must fit, and two round numbers (100，200家) stay two.
 */
static size_t groups_end(struct tm_slice text, size_t start, size_t lead)
{
	size_t end = lead, comma = comma_at(text, lead);
	int groups = 0;

	if (!comma || lead - start > 3)
		return lead;
	while (comma_at(text, end) == comma && digits_end(text, end + comma) == end + comma + 3) {
		end += comma + 3;
		groups++;
	}
	if (comma == 1 || groups == 0)
		return end;
	if (text.ptr[start] == '0' || (start > 0 && strchr(":/-.~", text.ptr[start - 1])) ||
	    (comma_at(text, end) && digits_end(text, end + comma) > end + comma) ||
	    (groups == 1 && lead - start > 1 && text.ptr[lead - 1] == '0' && text.ptr[end - 1] == '0'))
		return lead;
	return end;
}

/* 2.3.1: points between more than two numbers are no decimal points. */
static bool is_decimal_part(struct tm_slice text, size_t start, size_t point)
{
	size_t end;

	if (point + 1 >= text.len || text.ptr[point] != '.' || !is_ascii_digit(text.ptr[point + 1]) ||
	    (start > 1 && text.ptr[start - 1] == '.' && is_ascii_digit(text.ptr[start - 2])))
		return false;
	end = digits_end(text, point + 1);
	return end + 1 >= text.len || text.ptr[end] != '.' || !is_ascii_digit(text.ptr[end + 1]);
}

/* 1,000.5: digits, groups of three behind commas, a decimal part. */
static size_t literal(struct tm_slice text, size_t at, struct tm_decimal *out, bool *overflow)
{
	size_t whole = groups_end(text, at, digits_end(text, at)), end = whole;
	int digits = 0;

	*out = tm_decimal_int(0);
	if ((whole > at || opens_with_point(text, at)) && is_decimal_part(text, at, whole))
		end = digits_end(text, whole + 1);
	for (size_t i = at; i < end; i++) {
		if (!is_ascii_digit(text.ptr[i]))
			continue;
		*overflow |= ++digits > 18;
		if (digits <= 18) {
			out->mantissa = out->mantissa * 10 + (text.ptr[i] - '0');
			out->exponent -= i > whole;
		}
	}
	return end;
}

static bool element_at(const struct reading *r, size_t at, struct element *e, bool *overflow)
{
	const struct tm_numeral *n;
	size_t len;

	if (at >= r->text.len)
		return false;
	if (is_ascii_digit(r->text.ptr[at]) || opens_with_point(r->text, at)) {
		size_t end = literal(r->text, at, &e->number, overflow);

		*e = (struct element){ TM_NUMERAL_DIGIT, 0, end - at, true, e->number, false };
		return true;
	}
	if ((unsigned char)r->text.ptr[at] < 0x80)
		return false;
	n = tm_numeral(r->numerals, tm_utf8_decode(r->text.ptr + at, &len));
	if (n->kind == TM_NUMERAL_NONE || n->kind == TM_NUMERAL_CIRCLED)
		return false;
	*e = (struct element){ n->kind, n->value, len, false, tm_decimal_int(n->value), n->counting };
	return true;
}

static void add(struct reading *r, struct tm_decimal *sum, struct tm_decimal n)
{
	if (!tm_decimal_add(*sum, n, sum))
		r->overflow = true;
}

static int zeros(int unit)
{
	int n = 0;

	while (unit >= 10) {
		unit /= 10;
		n++;
	}
	return n;
}

/* Positional digits: 二〇二三. */
static bool read_positional(struct reading *r)
{
	size_t at = r->at;
	int64_t value = 0;
	int count = 0;
	struct element e;

	while (element_at(r, at, &e, &r->overflow) && e.kind == TM_NUMERAL_DIGIT && !e.literal && !e.counting &&
	       count < 18) {
		value = value * 10 + e.value;
		at += e.len;
		count++;
	}
	if (count < 2 || (element_at(r, at, &e, &r->overflow) && (e.kind == TM_NUMERAL_UNIT)))
		return false;
	/* 三四 is a pair of neighbours, not thirty-four; the caller sees to it */
	if (count == 2 && value % 10 - value / 10 == 1 && value > 11)
		return false;
	r->digit = tm_decimal_int(value);
	r->has_digit = r->any = true;
	r->at = at;
	r->elements += count;
	return true;
}

/* 十 may open a number; 百 and 千 only before 万 and 亿 (百亿级) and behind 分之 (百分之百). */
static bool can_open(const struct reading *r, const struct element *unit)
{
	struct element next;
	bool overflow = false;

	return unit->value == 10 || r->numerator ||
	       (element_at(r, r->at + unit->len, &next, &overflow) && next.kind == TM_NUMERAL_MYRIAD);
}

/* 30万|一次性: a Chinese digit behind Arabic ones goes on with them only before a unit (3万五千). */
static bool begins_anew(const struct reading *r, const struct element *digit)
{
	struct element next;
	bool overflow = false;

	return r->arabic && r->any && !digit->literal && digit->value > 0 &&
	       !(element_at(r, r->at + digit->len, &next, &overflow) &&
		 (next.kind == TM_NUMERAL_UNIT || next.kind == TM_NUMERAL_MYRIAD));
}

/* Reads elements as long as they make one number. */
static void read_elements(struct reading *r)
{
	struct element e;

	r->last_unit = r->last_myriad = 99;
	while (element_at(r, r->at, &e, &r->overflow)) {
		if (e.kind == TM_NUMERAL_DIGIT) {
			if (r->has_digit)
				break;
			if (!e.literal && !r->any && read_positional(r))
				continue;
			if (e.literal && r->any && !r->arabic)
				break; /* 三100 are two numbers */
			if (begins_anew(r, &e))
				break;
			r->digit = e.number;
			r->has_digit = true;
			r->tail = 0;
			r->arabic |= e.literal;
			if (!e.literal && e.value == 0) {
				r->has_digit = false;
				r->zero = true;
			}
		} else if (e.kind == TM_NUMERAL_UNIT) {
			int z = zeros(e.value);

			if (!r->has_digit && (r->any && !r->zero && r->last_unit != 99) && r->last_unit <= z)
				break;
			if (r->last_unit <= z && r->has_digit)
				break;
			if (!r->has_digit && r->any && r->last_myriad == 99 && r->last_unit == 99)
				break;
			if (!r->any && !r->has_digit && !can_open(r, &e))
				break;
			r->opens_with_unit |= !r->any && !r->has_digit && e.value > 10;
			add(r, &r->section, tm_decimal_shift(r->has_digit ? r->digit : tm_decimal_int(1), z));
			r->has_digit = false;
			r->last_unit = z;
			r->tail += r->arabic ? z : 0;
			r->zero = false;
		} else if (e.kind == TM_NUMERAL_PAIR) {
			if (r->any)
				break;
			add(r, &r->section, tm_decimal_int(e.value));
			r->last_unit = 1;
		} else { /* 万, 亿 */
			if (!r->any && !r->has_digit)
				break;
			if (r->has_digit)
				add(r, &r->section, r->digit);
			r->has_digit = false;
			if (e.value > r->last_myriad) { /* 万亿: all of it */
				add(r, &r->total, r->section);
				r->total = tm_decimal_shift(r->total, e.value);
			} else if (r->section.mantissa == 0 && r->total.mantissa) {
				r->total = tm_decimal_shift(r->total, e.value);
			} else {
				add(r, &r->total, tm_decimal_shift(r->section, e.value));
			}
			r->section = tm_decimal_int(0);
			r->tail += e.value;
			r->last_myriad = e.value;
			r->last_unit = 99;
			r->zero = false;
		}
		r->any = true;
		r->elements++;
		r->at += e.len;
	}
}

/* The digit that stands alone at the end: 一百七 is 170, 三万五 is 35000, 一百零七 is 107. */
static void finish(struct reading *r)
{
	int scale = 0;

	if (r->has_digit) {
		if (!r->arabic && !r->zero && r->elements > 1) {
			if (r->last_unit >= 2 && r->last_unit != 99)
				scale = r->last_unit - 1;
			else if (r->last_unit == 99 && r->last_myriad != 99)
				scale = r->last_myriad - 1;
		}
		add(r, &r->section, tm_decimal_shift(r->digit, scale));
	}
	add(r, &r->total, r->section);
}

static bool character_is(const struct tm_numerals *n, struct tm_slice text, size_t at, enum tm_numeral_word word,
			 size_t *len)
{
	return at < text.len && (unsigned char)text.ptr[at] >= 0x80 &&
	       tm_numeral_word(n, tm_utf8_decode(text.ptr + at, len)) == word;
}

/* Neighbouring digits before a unit: 三四百, 七八十万. */
static bool read_neighbours(struct reading *r, struct tm_number *out)
{
	struct element a, b, unit;
	struct reading rest = *r;
	bool overflow = false;

	if (!element_at(r, r->at, &a, &overflow) || a.kind != TM_NUMERAL_DIGIT || a.literal ||
	    !element_at(r, r->at + a.len, &b, &overflow) || b.kind != TM_NUMERAL_DIGIT || b.literal ||
	    b.value != a.value + 1 || a.value == 0)
		return false;
	if (element_at(r, r->at + a.len + b.len, &unit, &overflow) && unit.kind == TM_NUMERAL_DIGIT)
		return false;
	rest.at += a.len;
	read_elements(&rest);
	finish(&rest);
	out->upper = rest.total;
	/* the same with the first digit */
	if (rest.total.mantissa == 0 || !tm_decimal_div(rest.total, tm_decimal_int(b.value), &out->value) ||
	    !tm_decimal_mul(out->value, tm_decimal_int(a.value), &out->value))
		return false;
	out->is_range = out->inclusive = true;
	out->chinese = true;
	out->scaled = rest.elements > 1;
	out->end = rest.at;
	out->characters = rest.elements + 1;
	return true;
}

/* Units behind 几, 余 or 多: 十几万, 3000余万.  Multiplies both ends. */
static size_t read_scale(const struct reading *r, size_t at, int *power)
{
	struct element e;
	bool overflow = false;

	*power = 0;
	while (element_at(r, at, &e, &overflow) && (e.kind == TM_NUMERAL_MYRIAD || e.kind == TM_NUMERAL_UNIT)) {
		*power += e.kind == TM_NUMERAL_MYRIAD ? e.value : zeros(e.value);
		at += e.len;
	}
	return at;
}

/* The power of ten that a number ends on: 十 of 三十, 万 of 3万. */
static int last_power(const struct reading *r)
{
	if (r->has_digit || (r->last_unit == 99 && r->last_myriad == 99))
		return 0;
	return r->last_unit != 99 ? r->last_unit : r->last_myriad;
}

/* 几, 余, 多 behind a number, with the units that may follow. */
static void read_tail(struct reading *r, struct tm_number *out)
{
	size_t len, end;
	int power;

	if (character_is(r->numerals, r->text, r->at, TM_WORD_SEVERAL, &len) && !r->has_digit &&
	    (last_power(r) == 1 || r->last_unit < 4)) {
		/* 十几: more than ten, less than twenty */
		int step = last_power(r);

		end = read_scale(r, r->at + len, &power);
		if (!tm_decimal_add(out->value, tm_decimal_shift(tm_decimal_int(1), step), &out->upper))
			return;
		out->value = tm_decimal_shift(out->value, power);
		out->upper = tm_decimal_shift(out->upper, power);
		out->is_range = true;
		out->end = end;
		out->power += power;
		out->scaled |= power > 0;
	} else if (character_is(r->numerals, r->text, r->at, TM_WORD_MORE, &len)) {
		end = read_scale(r, r->at + len, &power);
		out->value = tm_decimal_shift(out->value, power);
		out->approx = true;
		out->end = end;
		out->power += power;
		out->scaled |= power > 0;
	}
}

/* 几十万, 数百: between two and nine of them. */
static bool read_several(struct reading *r, struct tm_number *out)
{
	size_t len, end;
	int power;

	if (!character_is(r->numerals, r->text, r->at, TM_WORD_SEVERAL, &len))
		return false;
	end = read_scale(r, r->at + len, &power);
	if (power == 0)
		return false;
	out->value = tm_decimal_shift(tm_decimal_int(1), power);
	out->upper = tm_decimal_shift(tm_decimal_int(10), power);
	out->is_range = true;
	out->chinese = out->scaled = true;
	out->end = end;
	out->characters = 2;
	return true;
}

/* A decimal part in Chinese: 十五点七. */
static void read_point(struct reading *r, struct tm_number *out)
{
	size_t len, at;
	struct element e;
	struct tm_decimal part = tm_decimal_int(0);
	bool overflow = false;
	int digits = 0, power;

	if (r->arabic || !character_is(r->numerals, r->text, r->at, TM_WORD_POINT, &len))
		return;
	at = r->at + len;
	while (element_at(r, at, &e, &overflow) && e.kind == TM_NUMERAL_DIGIT && !e.counting && digits < 17) {
		if (e.literal) {
			struct tm_slice s = tm_slice_sub(r->text, at, at + e.len);

			part = e.number;
			digits = (int)s.len;
			at += e.len;
			break;
		}
		part.mantissa = part.mantissa * 10 + e.value;
		digits++;
		at += e.len;
	}
	if (!digits || overflow || !tm_decimal_add(out->value, tm_decimal_shift(part, -digits), &out->value))
		return;
	r->at = read_scale(r, at, &power);
	out->value = tm_decimal_shift(out->value, power);
	out->scaled = power > 0;
	out->end = r->at;
}

static bool is_formal(const struct tm_numerals *numerals, struct tm_slice text, size_t at)
{
	size_t len;

	return tm_numeral(numerals, tm_utf8_decode(text.ptr + at, &len))->formal;
}

/* 分之 */
static bool is_part_of(const struct tm_numerals *numerals, struct tm_slice text, size_t at, size_t *end)
{
	size_t a, b;

	if (!character_is(numerals, text, at, TM_WORD_PART, &a) ||
	    !character_is(numerals, text, at + a, TM_WORD_OF, &b))
		return false;
	*end = at + a + b;
	return true;
}

static bool read_plain(struct reading *r, struct tm_number *out)
{
	size_t part;

	if (read_neighbours(r, out) || read_several(r, out))
		return true;
	read_elements(r);
	if (!r->any)
		return false;
	finish(r);
	if (r->overflow)
		return false;
	out->value = r->total;
	out->end = r->at;
	out->chinese = !r->arabic;
	out->scaled = !r->has_digit && (r->last_unit != 99 || r->last_myriad != 99) &&
		      (r->arabic || r->elements > 1);
	out->characters = r->elements;
	out->opens_with_unit = r->opens_with_unit;
	out->power = r->has_digit ? 0 : r->tail;
	if (out->chinese && r->elements == 1 && !r->numerator && is_formal(r->numerals, r->text, out->start) &&
	    !is_part_of(r->numerals, r->text, r->at, &part))
		return false; /* 伍 of 队伍 */
	read_point(r, out);
	read_tail(r, out);
	return true;
}

static struct reading begin(const struct tm_numerals *numerals, struct tm_slice text, size_t at)
{
	return (struct reading){ .numerals = numerals, .text = text, .at = at };
}

/* The number behind 百分之: any plain number, 百 for a whole. */
static bool read_percent(const struct tm_numerals *numerals, struct tm_slice text, size_t at, int percent,
			 struct tm_number *out)
{
	struct reading r = begin(numerals, text, at);
	size_t start = out->start;

	r.numerator = true;
	if (!read_plain(&r, out))
		return false;
	out->start = start;
	out->percent = percent;
	out->value = tm_decimal_shift(out->value, -percent);
	out->upper = tm_decimal_shift(out->upper, -percent);
	return true;
}

static bool to_integer(struct tm_decimal n, int64_t *out)
{
	return tm_decimal_integer(n, out) && *out > 0;
}

static void negate(struct tm_number *n)
{
	struct tm_decimal low = n->value;

	low.mantissa = -low.mantissa;
	n->value = low;
	n->numerator = -n->numerator;
	if (n->is_range) {
		n->value = n->upper;
		n->value.mantissa = -n->value.mantissa;
		n->upper = low;
	}
}

/* X分之Y behind the denominator that was read. */
static bool read_fraction(const struct tm_numerals *numerals, struct tm_slice text, size_t at,
			  struct tm_number *out)
{
	struct reading r = begin(numerals, text, at);
	struct tm_number over = { 0 };
	int64_t denominator;
	bool negative;
	size_t len;

	negative = character_is(numerals, text, at, TM_WORD_MINUS, &len);
	if (negative)
		r.at += len;
	r.numerator = true;
	if (!to_integer(out->value, &denominator) || denominator < 2 || !read_plain(&r, &over) || over.is_range ||
	    !to_integer(over.value, &over.numerator))
		return false;
	if (negative)
		negate(&over);
	out->numerator = over.numerator;
	out->denominator = denominator;
	out->has_fraction = true;
	out->is_finite = tm_decimal_div(over.value, tm_decimal_int(denominator), &out->value);
	out->end = over.end;
	out->scaled = false;
	return true;
}

/* 3/5, but no date and no list: small numbers, one stroke. */
static void read_slash(const struct tm_numerals *numerals, struct tm_slice text, struct tm_number *out)
{
	enum { SMALL = 1000 };
	struct reading r = begin(numerals, text, out->end + 1);
	struct tm_number under = { 0 };
	size_t end = out->end;

	if (out->is_range || out->scaled || end + 1 >= text.len || text.ptr[end] != '/' ||
	    !is_ascii_digit(text.ptr[end + 1]) || (out->start > 0 && text.ptr[out->start - 1] == '/') ||
	    !read_plain(&r, &under) || (under.end < text.len && text.ptr[under.end] == '/') ||
	    !to_integer(out->value, &out->numerator) || !to_integer(under.value, &out->denominator) ||
	    out->numerator >= SMALL || out->denominator >= SMALL)
		return;
	out->has_fraction = true;
	out->is_finite = tm_decimal_div(out->value, under.value, &out->value);
	out->end = under.end;
}

/* - in front of a digit, but not between two numbers, two words or their marks. */
static bool is_minus_sign(struct tm_slice text, size_t at)
{
	char before = ' ';

	if (at > 0)
		before = text.ptr[at - 1];
	if (at + 1 >= text.len || text.ptr[at] != '-' ||
	    !(is_ascii_digit(text.ptr[at + 1]) || text.ptr[at + 1] == '.'))
		return false;
	return !is_ascii_digit(before) && !(before >= 'A' && before <= 'Z') && !(before >= 'a' && before <= 'z') &&
	       !strchr("-%.,/)]_+", before);
}

/* 三又三分之一: the whole was read, 又 stands at its end. */
static void read_mixed(const struct tm_numerals *numerals, struct tm_slice text, size_t at, struct tm_number *out)
{
	enum { LARGE = 1000000000 }; /* so that their product fits */
	struct reading inner = begin(numerals, text, at);
	struct tm_number part = { .start = at };
	int64_t whole;
	size_t behind;

	if (!read_plain(&inner, &part) || !is_part_of(numerals, text, part.end, &behind) ||
	    !read_fraction(numerals, text, behind, &part) || part.numerator < 0 ||
	    !to_integer(out->value, &whole) || part.denominator >= LARGE || part.numerator >= LARGE ||
	    whole >= LARGE)
		return;
	out->has_fraction = true;
	out->numerator = whole * part.denominator + part.numerator;
	out->denominator = part.denominator;
	out->is_finite = part.is_finite && tm_decimal_add(out->value, part.value, &out->value);
	out->end = part.end;
}

bool tm_number_read(const struct tm_numerals *numerals, struct tm_slice text, size_t at, struct tm_number *out)
{
	struct reading r = begin(numerals, text, at);
	struct element unit;
	bool overflow = false, negative = false;
	size_t len, behind;

	*out = (struct tm_number){ .start = at };
	if (character_is(numerals, text, at, TM_WORD_MINUS, &len)) {
		negative = true;
		r.at += len;
	} else if (is_minus_sign(text, at)) {
		negative = true;
		r.at++;
	}
	/* 百分之, 千分之, 万分之 */
	if (element_at(&r, r.at, &unit, &overflow) &&
	    (unit.kind == TM_NUMERAL_UNIT || unit.kind == TM_NUMERAL_MYRIAD) &&
	    is_part_of(numerals, text, r.at + unit.len, &behind)) {
		int percent = unit.kind == TM_NUMERAL_MYRIAD ? unit.value : zeros(unit.value);

		if (percent >= 2 && read_percent(numerals, text, behind, percent, out))
			goto found;
	}
	if (!read_plain(&r, out)) {
		out->end = r.at;
		return false;
	}
	read_slash(numerals, text, out);
	/* 三分之二; 三又三分之一 */
	if (!out->is_range && is_part_of(numerals, text, out->end, &behind))
		read_fraction(numerals, text, behind, out);
	else if (!out->is_range && character_is(numerals, text, out->end, TM_WORD_AND, &len))
		read_mixed(numerals, text, out->end + len, out);
found:
	if (negative)
		negate(out);
	out->sign = text.ptr[at] == '-';
	return true;
}
