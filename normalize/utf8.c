#include "normalize/utf8.h"

#include <utf8proc.h>

/* One multi-byte character at p with `room` bytes left: its length, or 0. */
static size_t valid_char(const unsigned char *p, size_t room)
{
	unsigned char c = p[0], lo = 0x80, hi = 0xBF;
	size_t n;

	if (c >= 0xC2 && c <= 0xDF)
		n = 2;
	else if (c >= 0xE0 && c <= 0xEF)
		n = 3;
	else if (c >= 0xF0 && c <= 0xF4)
		n = 4;
	else
		return 0;
	if (room < n)
		return 0;
	if (c == 0xE0)
		lo = 0xA0;
	else if (c == 0xED)
		hi = 0x9F;
	else if (c == 0xF0)
		lo = 0x90;
	else if (c == 0xF4)
		hi = 0x8F;
	if (p[1] < lo || p[1] > hi)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

size_t tm_utf8_valid_prefix(struct tm_slice s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t i = 0;

	while (i < s.len) {
		uint64_t word;

		/* The common lead bytes of Han text: three bytes without special cases. */
		while (i + 3 <= s.len && p[i] >= 0xE1 && p[i] <= 0xEC && (p[i + 1] & 0xC0) == 0x80 &&
		       (p[i + 2] & 0xC0) == 0x80)
			i += 3;
		while (i + sizeof(word) <= s.len) {
			memcpy(&word, p + i, sizeof(word));
			if (word & UINT64_C(0x8080808080808080))
				break;
			i += sizeof(word);
		}
		if (i >= s.len)
			break;
		if (p[i] < 0x80) {
			i++;
		} else {
			size_t n = valid_char(p + i, s.len - i);

			if (n == 0)
				return i;
			i += n;
		}
	}
	return i;
}

size_t tm_utf8_encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		if (c >= 0xD800 && c <= 0xDFFF)
			return 0;
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	if (c > 0x10FFFF)
		return 0;
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

bool tm_is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x3005 && c <= 0x3007) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

/* General punctuation that stands in Chinese text: quotation marks, dashes, middle dot, ellipsis. */
static bool is_shared_punctuation(uint32_t c)
{
	return c == 0x2014 || c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2026 ||
	       c == 0x00B7;
}

bool tm_is_cjk(uint32_t c)
{
	return tm_is_han(c) || (c >= 0x3000 && c <= 0x303F) || (c >= 0x3300 && c <= 0x33FF) ||
	       (c >= 0xFF00 && c <= 0xFF60) || is_shared_punctuation(c);
}

int tm_char_width(uint32_t c)
{
	if (c < 0x7F)
		return c >= 0x20;
	if (tm_is_cjk(c) && c != 0x00B7)
		return 2;
	return utf8proc_charwidth((utf8proc_int32_t)c);
}

size_t tm_text_width(struct tm_slice s)
{
	size_t width = 0, n;

	for (size_t i = 0; i < s.len; i += n)
		width += (size_t)tm_char_width(tm_utf8_decode(s.ptr + i, &n));
	return width;
}

size_t tm_utf8_count(struct tm_slice s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
	return count;
}

struct tm_slice tm_utf8_first(struct tm_slice s, size_t count)
{
	size_t at = 0;

	while (count-- && at < s.len)
		at += tm_utf8_length(s.ptr[at]);
	return (struct tm_slice){ s.ptr, at };
}

struct tm_slice tm_utf8_last(struct tm_slice s, size_t count)
{
	size_t at = s.len;

	while (count-- && at > 0)
		at = tm_utf8_before(s.ptr, at);
	return tm_slice_sub(s, at, s.len);
}
