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

#endif
