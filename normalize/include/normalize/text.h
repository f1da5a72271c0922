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

/*
 * Where a line stands in a table that the source itself marks as one, such as
 * <table> of a web page.  A cell is one or more lines, each a paragraph of it;
 * an empty cell is none.
 */
struct tm_grid_place {
	uint32_t table;   /* counts from 1 in the source; 0 for a line in no table */
	uint32_t row;     /* counts from 1; 0 for what names the table */
	uint32_t rows;    /* that the cell covers, downwards */
	uint16_t column;  /* counts from 1 */
	uint16_t columns; /* that the cell covers, to the right */
	bool head;        /* of the rows that hold the titles of the columns */
};

struct tm_line {
	uint32_t start, len; /* in the text; len does not count the '\n' */
	uint32_t at;         /* where the line begins in the source */
	uint32_t number;     /* 1-based line of the source */
	uint32_t page;       /* 1-based; grows at each form feed */
	struct tm_grid_place place;
	/*
	 * What the source says of the document outside its text, such as the table
	 * above the text of a web page: the name of the field (normalize/readers),
	 * whose value the line is.  Absent for lines of the text.
	 */
	struct tm_slice field;
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
