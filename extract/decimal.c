#include "extract/decimal.h"

#define MANTISSA_MAX INT64_C(999999999999999999)

enum { EXPONENT_MAX = 40 /* no figure of a policy has more; keeps a buffer safe */ };

/* Without factors of ten in the mantissa; 0 has exponent 0. */
static struct tm_decimal reduced(struct tm_decimal n)
{
	if (n.mantissa == 0)
		return tm_decimal_int(0);
	while (n.mantissa % 10 == 0) {
		n.mantissa /= 10;
		n.exponent++;
	}
	return n;
}

/* Multiplies by ten until the exponent is `exponent`, which is not above n's. */
static bool scale_to(struct tm_decimal *n, int exponent)
{
	while (n->exponent > exponent) {
		if (n->mantissa > MANTISSA_MAX / 10 || n->mantissa < -MANTISSA_MAX / 10)
			return false;
		n->mantissa *= 10;
		n->exponent--;
	}
	return true;
}

bool tm_decimal_add(struct tm_decimal a, struct tm_decimal b, struct tm_decimal *out)
{
	a = reduced(a);
	b = reduced(b);
	if (a.mantissa == 0 || b.mantissa == 0) {
		*out = a.mantissa ? a : b;
		return true;
	}
	if (!scale_to(&a, b.exponent < a.exponent ? b.exponent : a.exponent) || !scale_to(&b, a.exponent))
		return false;
	*out = reduced((struct tm_decimal){ a.mantissa + b.mantissa, a.exponent });
	return out->mantissa <= MANTISSA_MAX && out->mantissa >= -MANTISSA_MAX;
}

bool tm_decimal_mul(struct tm_decimal a, struct tm_decimal b, struct tm_decimal *out)
{
	int64_t x, y;

	a = reduced(a);
	b = reduced(b);
	x = a.mantissa < 0 ? -a.mantissa : a.mantissa;
	y = b.mantissa < 0 ? -b.mantissa : b.mantissa;
	if (y && x > MANTISSA_MAX / y)
		return false;
	*out = reduced((struct tm_decimal){ a.mantissa * b.mantissa, a.exponent + b.exponent });
	return true;
}

bool tm_decimal_div(struct tm_decimal a, struct tm_decimal b, struct tm_decimal *out)
{
	a = reduced(a);
	b = reduced(b);
	if (b.mantissa == 0)
		return false;
	for (int digits = 0; a.mantissa % b.mantissa; digits++) {
		if (digits == 18 || !scale_to(&a, a.exponent - 1))
			return false;
	}
	*out = reduced((struct tm_decimal){ a.mantissa / b.mantissa, a.exponent - b.exponent });
	return true;
}

bool tm_decimal_integer(struct tm_decimal n, int64_t *out)
{
	n = reduced(n);
	if (n.exponent < 0 || !scale_to(&n, 0))
		return false;
	*out = n.mantissa;
	return true;
}

int tm_decimal_compare(struct tm_decimal a, struct tm_decimal b)
{
	int sign_a = (a.mantissa > 0) - (a.mantissa < 0), sign_b = (b.mantissa > 0) - (b.mantissa < 0);
	bool a_fits, b_fits;

	if (sign_a != sign_b || sign_a == 0)
		return sign_a - sign_b;
	a = reduced(a);
	b = reduced(b);
	a_fits = scale_to(&a, b.exponent < a.exponent ? b.exponent : a.exponent);
	b_fits = scale_to(&b, a.exponent);
	if (!a_fits) /* more digits before the point than the other can have */
		return sign_a;
	if (!b_fits)
		return -sign_a;
	return (a.mantissa > b.mantissa) - (a.mantissa < b.mantissa);
}

bool tm_decimal_is_more(struct tm_slice a, struct tm_slice b)
{
	struct tm_decimal x, y;

	return tm_decimal_parse(a, &x) && tm_decimal_parse(b, &y) && tm_decimal_compare(x, y) > 0;
}

struct tm_slice tm_decimal_text(struct tm_decimal n, struct tm_arena *arena)
{
	char digits[24], out[96];
	size_t count = 0, len = 0;
	uint64_t rest;
	int point;

	n = reduced(n);
	rest = n.mantissa < 0 ? 0 - (uint64_t)n.mantissa : (uint64_t)n.mantissa;
	do {
		digits[count++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (n.exponent > EXPONENT_MAX || n.exponent < -EXPONENT_MAX)
		return TM_SLICE("0");
	if (n.mantissa < 0)
		out[len++] = '-';
	point = (int)count + n.exponent; /* digits before the point */
	if (point <= 0)
		out[len++] = '0';
	if (point <= 0)
		out[len++] = '.';
	for (int i = point; i < 0; i++)
		out[len++] = '0';
	for (size_t i = 0; i < count; i++) {
		if ((int)i == point && i)
			out[len++] = '.';
		out[len++] = digits[count - 1 - i];
	}
	for (int i = (int)count; i < point; i++)
		out[len++] = '0';
	return tm_arena_slice(arena, (struct tm_slice){ out, len });
}

/* Appends a digit behind `zeros` zeros that were put off. */
static bool push_digit(struct tm_decimal *n, int zeros, int digit)
{
	for (int i = 0; i <= zeros; i++) {
		if (n->mantissa > MANTISSA_MAX / 10)
			return false;
		n->mantissa *= 10;
	}
	n->mantissa += digit;
	return true;
}

bool tm_decimal_parse(struct tm_slice text, struct tm_decimal *out)
{
	struct tm_decimal n = { 0, 0 };
	bool negative = text.len && text.ptr[0] == '-', point = false;
	size_t first = negative;
	int zeros = 0; /* read, and no other digit since */

	for (size_t i = first; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '.' && !point && i > first) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9' || (i > first && !point && n.mantissa == 0))
			return false;
		n.exponent -= point;
		if (c == '0' && n.mantissa) {
			zeros++;
			continue;
		}
		if (!push_digit(&n, zeros, c - '0'))
			return false;
		zeros = 0;
	}
	if (text.len == first || (point && strchr(".0", text.ptr[text.len - 1])) || (negative && n.mantissa == 0))
		return false;
	n.exponent += zeros;
	if (n.exponent > EXPONENT_MAX || n.exponent < -EXPONENT_MAX)
		return false;
	if (negative)
		n.mantissa = -n.mantissa;
	*out = n;
	return true;
}
