/*
 * text.h - a text in lines that knows where each byte came from.
 *
 * Both what a reader decodes and what normalisation makes of it have this
 * shape: UTF-8, every line ended by exactly one '\n', a map back to the
 * source.  Lines stay as they lie: indents, gaps and blank lines are kept.
 */
#ifndef NORMALIZE_TEXT_H
#define NORMALIZE_TEXT_H

#include "normalize/map.h"

struct tm_line {
	uint32_t start, len; /* in the text; len does not count the '\n' */
	uint32_t at;         /* where the line begins in the source */
	uint32_t number;     /* 1-based line of the source */
	uint32_t page;       /* 1-based; grows at each form feed */
};

/* A character that normalisation changed; neighbours changed by one rule are one record. */
struct tm_repair {
	struct tm_slice rule, from, to;
	struct tm_span span;
	uint32_t line;
};

/* Something of the source that is not in the text. */
struct tm_dropped {
	struct tm_slice rule, text;
	struct tm_span span;
	uint32_t line;
};

struct tm_text {
	struct tm_slice bytes;
	struct tm_map map; /* to the source's space */
	struct tm_line *lines;
	size_t line_count, line_room;
	struct tm_repair *repairs;
	size_t repair_count, repair_room;
	struct tm_dropped *dropped;
	size_t dropped_count, dropped_room;
};

/* The bytes of line `n` (0-based) without its '\n'. */
static inline struct tm_slice tm_text_line(const struct tm_text *text, size_t n)
{
	return (struct tm_slice){ text->bytes.ptr + text->lines[n].start, text->lines[n].len };
}

/* Index of the line that holds source offset `at`. */
size_t tm_text_line_at(const struct tm_text *text, uint32_t at);

#endif
