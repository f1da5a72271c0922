/*
 * normalize.h - from decoded lines to the normal form of contract section 2.
 *
 * Normalisation changes characters and keeps layout: it repairs glyphs that
 * PDF and OCR software broke, makes full-width digits half-width and
 * half-width punctuation in Chinese text full-width, and turns odd spaces into
 * plain ones.  What is changed is decided by tables/ (YAML), and every change
 * is reported as a tm_repair.  A repair that would depend on meaning is
 * flagged (suspect-glyph), not made.  Normalising twice changes nothing.
 *
 * The tables are not Unicode's NFKC: that would turn ，（）：； into ASCII and
 * U+33A1 into "m2", and would leave the real defects alone.
 */
#ifndef NORMALIZE_NORMALIZE_H
#define NORMALIZE_NORMALIZE_H

#include "normalize/pattern.h"
#include "normalize/text.h"

struct tm_tables;

/* What a rule of the tables does. */
enum tm_table_kind {
	TM_TABLE_CHARACTERS,  /* single characters, each with its replacement */
	TM_TABLE_RANGE,       /* a range of characters at a constant distance */
	TM_TABLE_DECOMPOSE,   /* a range, by Unicode's canonical decomposition */
	TM_TABLE_CONTEXT,     /* one character where a pattern holds */
	TM_TABLE_PUNCTUATION, /* half-width marks next to Chinese */
	TM_TABLE_SUSPECT,     /* characters to flag */
	TM_TABLE_TRADITIONAL  /* Traditional words, in documents that are written so */
};

struct tm_table_example {
	struct tm_slice from, to; /* equal for a rejected one */
	uint32_t line;
};

struct tm_table_rule {
	struct tm_slice id;
	enum tm_table_kind kind;
	struct tm_slice why, seen;
	struct tm_place place;
	struct tm_table_example *examples;
	size_t example_count;
};

/*
 * Loads every table under normalize/tables out of the program.  NULL, with
 * diagnostics, when one is wrong.  The tables live in the arena, are immutable
 * and may be shared by threads.
 */
struct tm_tables *tm_tables_load(struct tm_arena *arena, struct tm_diagnostics *diagnostics);
void tm_tables_release(struct tm_tables *tables);

/* All rules, in the order of files and lines. */
size_t tm_tables_rules(const struct tm_tables *tables, const struct tm_table_rule **rules);

/*
 * Makes `out` from `in`; a text in Traditional characters becomes Simplified
 * first, which a note says (traditional-text).  Everything lives in the arena; `in` may be given up
 * except for its dropped records, which `out` takes over.
 */
void tm_normalize(const struct tm_tables *tables, const struct tm_text *in, struct tm_text *out,
		  struct tm_arena *arena, struct tm_matcher *matcher, struct tm_diagnostics *diagnostics);

#endif
