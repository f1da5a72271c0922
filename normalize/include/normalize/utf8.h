/*
 * utf8.h - UTF-8 validated once, then walked without further checks.
 *
 * Text is validated when it enters (tm_utf8_valid_prefix); every other
 * function here requires valid text and a position on a character boundary.
 */
#ifndef NORMALIZE_UTF8_H
#define NORMALIZE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "normalize/slice.h"

/* Punctuation that the program itself has to know. */
enum {
	TM_LEFT_PARENTHESIS = 0xFF08,  /* （ */
	TM_RIGHT_PARENTHESIS = 0xFF09, /* ） */
	TM_FULL_COLON = 0xFF1A,        /* ： */
	TM_TITLE_MARK_FIRST = 0x3008,  /* 〈〉《》 */
	TM_TITLE_MARK_LAST = 0x300B
};

/* How many bytes at the start of `s` are well-formed UTF-8 (Unicode 15, table 3-7). */
size_t tm_utf8_valid_prefix(struct tm_slice s);

/* Length in bytes of the character whose first byte is `lead`. */
static inline size_t tm_utf8_length(char lead)
{
	unsigned char c = (unsigned char)lead;

	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* The code point at `p`; its length goes to *len. */
static inline uint32_t tm_utf8_decode(const char *p, size_t *len)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x80) {
		*len = 1;
		return u[0];
	}
	if (u[0] < 0xE0) {
		*len = 2;
		return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
	}
	if (u[0] < 0xF0) {
		*len = 3;
		return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3F);
	}
	*len = 4;
	return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 | (uint32_t)(u[2] & 0x3F) << 6 |
	       (u[3] & 0x3F);
}

/* The first offset from `at` on where bytes of ASCII may stand; steps over eight others at a time. */
static inline size_t tm_utf8_high_run(struct tm_slice text, size_t at)
{
	uint64_t bytes;

	while (at + sizeof(bytes) <= text.len) {
		memcpy(&bytes, text.ptr + at, sizeof(bytes));
		if ((bytes & UINT64_C(0x8080808080808080)) != UINT64_C(0x8080808080808080))
			break;
		at += sizeof(bytes);
	}
	return at;
}

/* Start of the character that ends at `at`; `at` must not be 0. */
static inline size_t tm_utf8_before(const char *text, size_t at)
{
	do
		at--;
	while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80);
	return at;
}

/* Writes `c` as UTF-8 to `out` (up to 4 bytes) and returns the length; 0 for a surrogate or beyond U+10FFFF. */
size_t tm_utf8_encode(uint32_t c, char out[4]);

/* A Han character: unified, compatibility or extension ideograph, and U+3005-3007. */
bool tm_is_han(uint32_t c);

/* Characters whose neighbourhood counts as Chinese: Han, CJK and full-width punctuation, squared units (㎡). */
bool tm_is_cjk(uint32_t c);

/* Columns on a terminal: 0, 1 or 2 (Unicode East Asian Width by utf8proc, ambiguous as 1 but for
 * the quotation marks, dashes and dots that Chinese fonts set full-width, which are 2). */
int tm_char_width(uint32_t c);

/* Sum of tm_char_width(). */
size_t tm_text_width(struct tm_slice s);

/* Number of characters. */
size_t tm_utf8_count(struct tm_slice s);

/* The first `count` characters of `s`, or all. */
struct tm_slice tm_utf8_first(struct tm_slice s, size_t count);

/* The last `count` characters of `s`, or all. */
struct tm_slice tm_utf8_last(struct tm_slice s, size_t count);

/* Can XML 1.0 hold this character (section 2.2, Char)? */
static inline bool tm_is_xml_char(uint32_t c)
{
	return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

#endif
