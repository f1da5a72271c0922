/*
 * detect.c - which encoding a text is in.
 */
#include <unicode/ucsdet.h>

#include "encoding_p.h"
#include "normalize/utf8.h"

enum {
	SAMPLE = 65536,   /* bytes that a guess is made from */
	HEAD = 2048,      /* bytes in which a page declares its encoding: twice what the WHATWG asks for */
	PER_MILLE = 1000, /* scores count frequent characters in a thousand that are not ASCII */
	FITS = 150,       /* a score below which a encoding does not fit; right ones have 500 and more */
	SURE = 300,       /* a score below which what a page names is doubted */
	ASCII_FITS = 500  /* the score of a text that is all ASCII */
};

struct score {
	enum tm_encoding encoding;
	long score;
};

static bool is_frequent(const struct tm_frequent *frequent, uint32_t c)
{
	return c <= 0xFFFF && frequent->bits[c >> 3] & 1u << (c & 7);
}

/* What a text never holds: controls, private use, non-characters. */
static bool is_odd(uint32_t c)
{
	return (c < 0x20 && !(c >= '\t' && c <= '\r')) || (c >= 0x7F && c < 0xA0) ||
	       (c >= 0xE000 && c <= 0xF8FF) || (c & 0xFFFE) == 0xFFFE || c >= 0xF0000;
}

static long score_of(struct tm_slice raw, enum tm_encoding encoding, const struct tm_frequent *frequent)
{
	struct tm_arena arena = TM_ARENA_INIT;
	long wide = 0, right = 0, odd = 0;
	struct tm_decoded decoded;
	size_t n;

	if (!tm_decode(raw, encoding, &arena, &decoded) && decoded.bad_bytes * 5 > raw.len) {
		tm_arena_release(&arena);
		return 0;
	}
	for (size_t i = 0; i < decoded.bytes.len; i += n) {
		uint32_t c = tm_utf8_decode(decoded.bytes.ptr + i, &n);

		wide += c >= 0x80;
		right += is_frequent(frequent, c);
		odd += is_odd(c);
	}
	odd += (long)decoded.bad_bytes;
	tm_arena_release(&arena);
	if (wide == 0)
		return !odd ? ASCII_FITS : encoding == TM_ENCODING_UTF8 && odd * 100 <= (long)raw.len ? FITS : 0;
	return (right - 4 * odd) * PER_MILLE / (wide + odd);
}

/* The best of the encodings that ICU names, among those that score as well as any. */
static enum tm_encoding ask_icu(struct tm_slice sample, const struct score *scores, size_t count, long enough)
{
	UErrorCode error = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open(&error);
	enum tm_encoding found = TM_ENCODING_UNKNOWN;
	const UCharsetMatch **matches;
	int32_t match_count = 0;

	ucsdet_setText(detector, sample.ptr, (int32_t)sample.len, &error);
	matches = ucsdet_detectAll(detector, &match_count, &error);
	for (int32_t i = 0; U_SUCCESS(error) && found == TM_ENCODING_UNKNOWN && i < match_count; i++) {
		enum tm_encoding named = tm_encoding_by_label(tm_slice_str(ucsdet_getName(matches[i], &error)));

		for (size_t k = 0; k < count; k++)
			if (scores[k].encoding == named && scores[k].score >= enough)
				found = named;
	}
	ucsdet_close(detector);
	return found;
}

static struct tm_encoding_guess by_statistics(struct tm_slice raw, const struct tm_frequent *frequent)
{
	struct score scores[] = { { TM_ENCODING_UTF8, 0 },
				  { TM_ENCODING_GB18030, 0 },
				  { TM_ENCODING_BIG5, 0 },
				  { TM_ENCODING_UTF16LE, 0 },
				  { TM_ENCODING_UTF16BE, 0 } };
	const size_t count = sizeof(scores) / sizeof(scores[0]);
	struct tm_slice sample = { raw.ptr, raw.len < SAMPLE ? raw.len : SAMPLE };
	struct score best = { TM_ENCODING_UNKNOWN, FITS - 1 };
	long second = 0;
	enum tm_encoding named;

	for (size_t i = 0; i < count; i++) {
		scores[i].score = score_of(sample, scores[i].encoding, frequent);
		if (scores[i].score > best.score) {
			second = best.encoding == TM_ENCODING_UNKNOWN ? 0 : best.score;
			best = scores[i];
		} else if (scores[i].score > second) {
			second = scores[i].score;
		}
	}
	if (best.encoding == TM_ENCODING_UNKNOWN || second * 2 < best.score)
		return (struct tm_encoding_guess){ best.encoding, true };
	named = ask_icu(sample, scores, count, best.score / 2);
	return (struct tm_encoding_guess){ named == TM_ENCODING_UNKNOWN ? best.encoding : named, false };
}

static bool is_label_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The encoding that a page names in its first bytes: charset=… or encoding=…, with or without quotes. */
static enum tm_encoding declared(struct tm_slice raw)
{
	static const struct tm_slice keys[] = { { "charset=", 8 }, { "encoding=", 9 } };
	struct tm_slice head = tm_slice_trim((struct tm_slice){ raw.ptr, raw.len < HEAD ? raw.len : HEAD });

	if (head.len == 0 || head.ptr[0] != '<')
		return TM_ENCODING_UNKNOWN;
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		size_t at = tm_slice_find(head, keys[k], 0), end;

		if (at == SIZE_MAX)
			continue;
		at += keys[k].len;
		while (at < head.len && (head.ptr[at] == '"' || head.ptr[at] == '\''))
			at++;
		for (end = at; end < head.len && is_label_char(head.ptr[end]);)
			end++;
		return tm_encoding_by_label(tm_slice_sub(head, at, end));
	}
	return TM_ENCODING_UNKNOWN;
}

/* Does most of `raw` have a meaning in this encoding? */
static bool fits(struct tm_slice raw, enum tm_encoding encoding)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_decoded decoded;
	bool ok = tm_decode(raw, encoding, &arena, &decoded);

	tm_arena_release(&arena);
	return ok;
}

/*
 * Is this valid UTF-8 something else all the same?  Text in UTF-16 whose
 * bytes are all below 128 is; so may be a short text in GBK that has no
 * three-byte character when read as UTF-8, as every Chinese one has.
 */
static bool is_doubtful(struct tm_slice raw)
{
	struct tm_slice head = { raw.ptr, raw.len < SAMPLE ? raw.len : SAMPLE };
	size_t controls = 0, two = 0;

	for (size_t i = 0; i < head.len; i++) {
		unsigned char c = (unsigned char)head.ptr[i];

		if (c >= 0xE0)
			return false;
		controls += is_odd(c);
		two += c >= 0xC0;
	}
	return controls * 8 > head.len || two > 1;
}

/*
 * Is the encoding that a page names the one it is in?  Systems name one and
 * write another, whose bytes nearly all mean something in both; then the text
 * holds next to none of the frequent characters, and does in its own.
 */
static struct tm_encoding_guess trust(struct tm_slice raw, enum tm_encoding named,
				      const struct tm_frequent *frequent)
{
	struct tm_slice sample = { raw.ptr, raw.len < SAMPLE ? raw.len : SAMPLE };
	struct tm_encoding_guess guess = { named, true };

	if (score_of(sample, named, frequent) < SURE) {
		struct tm_encoding_guess better = by_statistics(raw, frequent);

		if (better.encoding != TM_ENCODING_UNKNOWN && better.certain)
			guess = better;
	}
	return guess;
}

struct tm_encoding_guess tm_encoding_detect(struct tm_slice raw, const struct tm_frequent *frequent)
{
	enum tm_encoding encoding = tm_encoding_by_mark(raw);
	struct tm_encoding_guess guess;
	bool valid;

	if (encoding != TM_ENCODING_UNKNOWN)
		return (struct tm_encoding_guess){ encoding, true };
	valid = tm_utf8_valid_prefix(raw) == raw.len;
	if (valid && !is_doubtful(raw))
		return (struct tm_encoding_guess){ TM_ENCODING_UTF8, true };
	encoding = declared(raw);
	if (encoding != TM_ENCODING_UNKNOWN && fits(raw, encoding))
		return trust(raw, encoding, frequent);
	guess = by_statistics(raw, frequent);
	if (valid && (guess.encoding == TM_ENCODING_UNKNOWN || !guess.certain))
		return (struct tm_encoding_guess){ TM_ENCODING_UTF8, true };
	return guess;
}
