/*
 * zones_p.h - where the parts of a file begin: letterhead and notice, title, provisions, back.
 */
#ifndef EXTRACT_ZONES_P_H
#define EXTRACT_ZONES_P_H

#include "extract/layout.h"
#include "extract/document.h"

/* What segmentation and metadata share about a document being read. */
struct tm_reading {
	struct tm_document *doc;
	struct tm_layout layout;
	const struct tm_grammar *grammar;
	struct tm_arena *arena;
	struct tm_matcher *matcher;

	size_t notice_first, notice_count; /* blocks of the notice's title; count 0 without a notice */
	size_t title_first, title_count;   /* blocks of the title; count 0 when there is no title line */
	size_t title_label;                /* block 附件 above the title, or SIZE_MAX */
	size_t body;                       /* first block behind the title, or behind the notice without one */
};

/* The text of a block in the flow. */
static inline struct tm_slice tm_block_text(const struct tm_reading *r, size_t block)
{
	const struct tm_block *b = &r->layout.blocks[block];

	return tm_slice_sub(r->doc->flow.bytes, b->start, b->end);
}

/* The rule of `use` that matches the start of block `n`, or NULL; always for a part of a table. */
static inline const struct tm_rule *tm_block_match(const struct tm_reading *r, enum tm_use use, size_t n)
{
	if (r->layout.blocks[n].part)
		return NULL;
	return tm_grammar_match(r->grammar, use, r->matcher, tm_block_text(r, n), 0);
}

/* The same, if its value is `value`. */
bool tm_block_is(const struct tm_reading *r, enum tm_use use, int value, size_t n);

/* Values of the uses "opening", "front", "back", "annex" and "instrument", in the order of grammar_uses.def. */
enum { TM_IN_OPENING_PURPOSE, TM_IN_OPENING_CLOSING };
enum { TM_IN_FRONT_LETTERHEAD, TM_IN_FRONT_ADDRESSEES, TM_IN_FRONT_CLOSING, TM_IN_FRONT_DATE, TM_IN_FRONT_NUMBER };
enum {
	TM_IN_BACK_COPIES,
	TM_IN_BACK_DISCLOSURE,
	TM_IN_BACK_IMPRINT,
	TM_IN_BACK_SIGNATURE,
	TM_IN_BACK_DATE,
	TM_IN_BACK_NAVIGATION
};
enum { TM_IN_ANNEX_LABEL, TM_IN_ANNEX_LIST };
enum { TM_IN_INSTRUMENT_PARAGRAPH, TM_IN_INSTRUMENT_HEADING };

/* Can this block be a title: no numbering, no sentence, not long? */
bool tm_block_is_title_like(const struct tm_reading *r, size_t n);

/* Finds title and body; joins the lines of titles, after which the flow has to be built again. */
void tm_find_zones(struct tm_reading *r);

/* Fills in the document's title and notice from the zones found. */
void tm_read_titles(struct tm_reading *r);

#endif
