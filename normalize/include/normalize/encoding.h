/*
 * encoding.h - the encodings that Chinese text arrives in, decoded to UTF-8 that knows where it came from.
 *
 * Decoding never guesses a character: what has no meaning in the encoding is
 * left out and listed with its place.  GB2312 and GBK are read as GB18030,
 * which contains both, and Big5 with the Hong Kong characters, as browsers do
 * (WHATWG Encoding Standard, read 2026-11).  Conversion tables are ICU's.
 *
 * Which encoding a text is in is decided by what is cheap and certain first:
 * byte order mark, validity as UTF-8, the encoding that a page declares, then
 * how many of the decoded characters are frequent ones
 * (normalize/readers/encodings.yaml).  Only a tie is put to ICU's detector,
 * which takes milliseconds.
 */
#ifndef NORMALIZE_ENCODING_H
#define NORMALIZE_ENCODING_H

#include "normalize/map.h"

enum tm_encoding {
	TM_ENCODING_UTF8,
	TM_ENCODING_GB18030,
	TM_ENCODING_BIG5,
	TM_ENCODING_UTF16LE,
	TM_ENCODING_UTF16BE,
	TM_ENCODING_UTF32LE,
	TM_ENCODING_UTF32BE,
	TM_ENCODINGS,
	TM_ENCODING_UNKNOWN = TM_ENCODINGS
};

/* Raw bytes without a meaning; neighbours are one record. */
struct tm_undecoded {
	uint32_t at; /* offset in the decoded text where they would stand */
	struct tm_span span;
};

struct tm_decoded {
	enum tm_encoding encoding;
	struct tm_slice bytes; /* valid UTF-8 without a byte order mark; may borrow from the raw bytes */
	struct tm_map map;     /* to the raw bytes */
	uint32_t start;        /* raw bytes of a byte order mark */
	struct tm_undecoded *bad;
	size_t bad_count, bad_room;
	size_t bad_bytes;
};

/* IANA name: "GB18030". */
const char *tm_encoding_name(enum tm_encoding encoding);

/* The encoding meant by a label as people and pages write it ("gbk", "UTF_8"), or TM_ENCODING_UNKNOWN. */
enum tm_encoding tm_encoding_by_label(struct tm_slice label);

/*
 * Decodes `raw` into the arena.  False when more than one byte in a hundred
 * has no meaning in this encoding; `bad_bytes` says how many had none until
 * decoding was given up.
 */
bool tm_decode(struct tm_slice raw, enum tm_encoding encoding, struct tm_arena *arena, struct tm_decoded *out);

/* The characters by which a right guess is known. */
struct tm_frequent {
	uint8_t bits[0x10000 / 8]; /* by code point of the BMP */
};

struct tm_encoding_guess {
	enum tm_encoding encoding; /* TM_ENCODING_UNKNOWN when nothing fits */
	bool certain;              /* false when it was a close decision */
};

struct tm_encoding_guess tm_encoding_detect(struct tm_slice raw, const struct tm_frequent *frequent);

#endif
