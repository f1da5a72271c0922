/*
 * tables_p.h - the tables as the normaliser looks things up in them.
 */
#ifndef NORMALIZE_TABLES_P_H
#define NORMALIZE_TABLES_P_H

#include "normalize/normalize.h"
#include "normalize/utf8.h"

enum tm_action_kind {
	TM_ACTION_COPY,
	TM_ACTION_REPLACE,
	TM_ACTION_CONTEXT,
	TM_ACTION_COLON, /* ':' or ',': half-width punctuation that stays between digits */
	TM_ACTION_MARK,  /* other half-width punctuation */
	TM_ACTION_OPEN,  /* ( */
	TM_ACTION_CLOSE, /* ) */
	TM_ACTION_SUSPECT,
	TM_ACTION_NFC
};

struct tm_reading_data;
struct tm_traditional;

struct tm_action {
	enum tm_action_kind kind;
	uint16_t rule;
	struct tm_slice to;
	struct tm_pattern *pattern; /* TM_ACTION_CONTEXT */
	uint16_t next;              /* TM_ACTION_CONTEXT: tried when the pattern does not hold */
};

enum { TM_PAGE_BITS = 6, TM_PAGE_CHARS = 1 << TM_PAGE_BITS, TM_BMP_PAGES = 0x10000 >> TM_PAGE_BITS };

struct tm_tables {
	struct tm_table_rule *rules;
	size_t rule_count, rule_room;
	struct tm_action *actions; /* [0] copies */
	size_t action_count, action_room;
	uint16_t page[TM_BMP_PAGES];      /* 0: nothing to do for all its characters */
	uint16_t (*cells)[TM_PAGE_CHARS]; /* action by page and character */
	size_t page_count, page_room;
	uint16_t supplementary_rule; /* TM_TABLE_DECOMPOSE beyond the BMP: first..last */
	uint32_t supplementary_first, supplementary_last;
	uint16_t nfc_rule;
	const struct tm_reading_data *reading; /* what readers know */
	struct tm_traditional *traditional;
};

/* ---- traditional.c ---- */

struct tm_traditional *tm_traditional_new(struct tm_arena *arena);

/* Adds a word; `from` begins with a character of the BMP, and neither is empty. */
void tm_traditional_add(struct tm_traditional *t, struct tm_slice from, struct tm_slice to, uint16_t rule,
			struct tm_arena *arena);

/* Adds all words of a dictionary of OpenCC in text form: a word, a tab, what may stand for it, best first. */
void tm_traditional_add_all(struct tm_traditional *t, struct tm_slice file, uint16_t rule, struct tm_arena *arena);

/* Makes it ready, once all words are there. */
void tm_traditional_finish(struct tm_traditional *t);

/* Is this text written in Traditional characters? */
bool tm_is_traditional(const struct tm_traditional *t, struct tm_slice text);

/* Makes `out` of `in` in Simplified characters; its repairs are the changes.  As tm_normalize(). */
void tm_simplify(const struct tm_tables *tables, const struct tm_text *in, struct tm_text *out,
		 struct tm_arena *arena);

/* The action for a character; 0 is to copy it. */
static inline uint16_t tm_tables_action(const struct tm_tables *t, uint32_t c)
{
	if (c > 0xFFFF)
		return 0;
	return t->cells[t->page[c >> TM_PAGE_BITS]][c & (TM_PAGE_CHARS - 1)];
}

/* What one character (as UTF-8) is itself replaced by, so that no replacement needs a second pass. */
static inline struct tm_slice tm_tables_replaced(const struct tm_tables *t, struct tm_slice character)
{
	size_t n;
	const struct tm_action *a = &t->actions[tm_tables_action(t, tm_utf8_decode(character.ptr, &n))];

	return a->kind == TM_ACTION_REPLACE ? a->to : character;
}

#endif
