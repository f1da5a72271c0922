/*
 * layout.h - from lines as they were printed to paragraphs as they were meant.
 *
 * PDF text breaks a sentence at every printed line, puts page numbers in the
 * middle of it, blank lines after every line, and letter-spaces words; web
 * pages put a paragraph on one line and break it where a page of the original
 * ended.  Layout undoes this: it drops furniture, splits lines at gaps (two or
 * more spaces: columns of a signature block), and decides for each line
 * whether it goes on with the paragraph before it.
 *
 * The main evidence is whether the line before was full: whether the first
 * unbreakable piece of this line would still have fitted there.  For that the
 * width of the printed column is measured around each line.  Numberings,
 * punctuation, open brackets, indents and blank lines decide the rest.
 */
#ifndef EXTRACT_LAYOUT_H
#define EXTRACT_LAYOUT_H

#include "extract/flow.h"
#include "extract/grammar.h"

enum {
	TM_MARKER_KINDS = 10 /* values of use "marker": chapter to bullet */
};

/* A numbering at the start of a paragraph. */
struct tm_marker {
	const struct tm_rule *rule; /* NULL when there is none */
	int number, sub;            /* 第十二条之一 is 12, 1; 0 where the kind is unnumbered */
	uint32_t len;               /* bytes of the label in the text it was read from */
};

/* A printed line, or a part of it between gaps. */
struct tm_fragment {
	uint32_t start, end; /* in the normalised text, without white space around */
	uint32_t line;       /* index of the line */
	uint16_t width;      /* quarters of an em; gaps that joining removes count little */
	uint16_t indent;     /* columns of white space before it, on a line of its own */
	uint16_t blanks;     /* blank lines above it */
	bool gap;            /* stands behind a gap on its line */
	bool page;           /* the first one of a page */
	bool furniture;
	bool table; /* belongs to a table, or names one */
};

struct tm_table;

/* What a block is of a table. */
enum tm_part { TM_PART_NONE, TM_PART_CAPTION, TM_PART_HEAD, TM_PART_ROW };

/* A paragraph, or a part of a table. */
struct tm_block {
	size_t first, count;     /* fragments; furniture between them is not part of it */
	struct tm_marker marker; /* len counts bytes of the flow */
	size_t start, end;       /* in the flow, once it is built */
	bool gap, page;          /* of its first fragment */
	bool joined;             /* goes on with the block before it: a title in several lines */
	uint16_t blanks, indent;
	uint32_t line;
	enum tm_part part;
	const struct tm_table *table; /* of a part of one; its text is not in the fragments */
	size_t row;
};

struct tm_layout {
	const struct tm_text *text;
	struct tm_fragment *fragments;
	size_t fragment_count, fragment_room;
	struct tm_block *blocks;
	size_t block_count, block_room;
	struct tm_table *tables; /* in the order of the text */
	size_t table_count, table_room;
};

/*
 * Lays out `text`.  Furniture is added to the text's dropped records;
 * numberings that were read as running text are diagnosed (label-in-text).
 */
void tm_layout(struct tm_layout *layout, struct tm_text *text, const struct tm_grammar *grammar,
	       struct tm_arena *arena, struct tm_matcher *matcher, struct tm_diagnostics *diagnostics);

/* Reads a numbering at the start of `text`; rule is NULL when there is none. */
struct tm_marker tm_marker_read(const struct tm_grammar *grammar, struct tm_matcher *matcher,
				struct tm_slice text);

#endif
