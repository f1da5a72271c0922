/*
 * page_p.h - a web page as pieces of text in the order of its bytes.
 *
 * The page is parsed by gumbo, which follows HTML5 as browsers do and knows
 * the byte offset of everything.  What it does not survive is kept from it:
 * elements nested deeper than browsers allow, tags with thousands of
 * attributes; its memory is taken from an arena and has a limit.
 */
#ifndef NORMALIZE_PAGE_P_H
#define NORMALIZE_PAGE_P_H

#include <gumbo.h>

#include "reader_p.h"

enum {
	TM_PAGE_DEPTH = 512,        /* of elements, as in browsers */
	TM_PAGE_MEMORY = 200000000, /* bytes for the tree of a page */
	TM_PAGE_ATTRIBUTES = 64     /* of a tag that are looked at */
};

/*
 * NULL after setting *why when the page asks for too much.  The tree lives in
 * the arena; its pointers into the source are relative to *base.
 */
const GumboNode *tm_page_parse(struct tm_slice page, struct tm_arena *arena, const char **base, enum tm_code *why);

/* One character of a page, `len` bytes at `p` (which is below `end`), as UTF-8 in `out`: entities are decoded. */
size_t tm_page_character(const char *p, const char *end, size_t *len, char out[4]);

/* Where a tag that begins at `i` ends; `i` when none does.  gumbo leaves ignored tags in what it says the text
 * was. */
uint32_t tm_page_skip_tag(const char *page, uint32_t i, uint32_t end);

/* Is this element, and all in it, no text? */
bool tm_page_hides(const struct tm_reading_data *data, const GumboNode *node);

/* What an element's ends are to the text around it. */
enum tm_page_break { TM_BREAK_NONE, TM_BREAK_SPACE, TM_BREAK_CELL, TM_BREAK_LINE };
enum tm_page_break tm_page_break(const GumboNode *node);

/* The element that holds the text of the page, or NULL. */
const GumboNode *tm_page_article(const struct tm_reading_data *data, const GumboNode *root,
				 struct tm_arena *arena);

/* The node after `node` in the order of the document, not below `node` when `over`; NULL behind the end of `root`.
 */
const GumboNode *tm_page_next(const GumboNode *root, const GumboNode *node, bool over);

bool tm_page_is(const GumboNode *node, GumboTag tag);

/* ---- the text of a page ---- */

/* A stretch of the page without tags, and what stands between it and the one before. */
struct tm_piece_of_page {
	uint32_t start, end;
	enum tm_page_break before;
	bool gone;                         /* no part of the text: a field, or its label */
	const GumboNode *node, *cell;      /* the text; the cell of a table that it stands in, or NULL */
	const struct tm_grid_place *place; /* in a table; NULL for none */
};

struct tm_page_pieces {
	struct tm_piece_of_page *items;
	size_t count, room;
};

/* All text below `root`, in the order of the page's bytes. */
void tm_page_collect(const struct tm_reading *r, const GumboNode *root, const char *base,
		     struct tm_page_pieces *out);

/*
 * Finds the tables among the elements below `root` and sets the place of each
 * piece in one.  A table that is there for the layout of the page (it holds
 * others, or has a single column or row) is none.  pieces that are gone make no
 * table.
 */
void tm_page_tables(const GumboNode *root, struct tm_page_pieces *pieces, struct tm_arena *arena);

/* What a page says of its document outside the text: [start, end) of the page. */
struct tm_page_field {
	struct tm_slice name;
	uint32_t start, end;
};

struct tm_page_fields {
	struct tm_page_field *items;
	size_t count, room;
};

/*
 * Fields of the page (pages.yaml), from its <meta> elements and from labels
 * above the first sentence of the article, in the order of the page.  Pieces of
 * the article that are labels or values, or stand in a table with labels, are
 * gone.
 */
void tm_page_fields(const struct tm_reading *r, const GumboNode *root, const char *base,
		    struct tm_page_pieces *article, struct tm_page_fields *out);

#endif
