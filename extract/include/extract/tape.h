/*
 * tape.h - a text as a row of typed tokens: words of the lexicon, figures, and what lies between.
 *
 * The tape of a text covers it without gaps.  What is a quantity is settled
 * here: figures in names and titles are none, numbers listed before a figure
 * share its unit, a Chinese numeral with a measure word counts only where the
 * text binds it (三家以上, but not 两种).
 */
#ifndef EXTRACT_TAPE_H
#define EXTRACT_TAPE_H

#include "extract/quantity.h"
#include "extract/words.h"

enum tm_token_kind {
	TM_TOKEN_TEXT,  /* nothing that the lexicon knows */
	TM_TOKEN_WORD,  /* an entry of the lexicon */
	TM_TOKEN_FIGURE /* a quantity; `figure` is its place in the tape's list */
};

struct tm_token {
	uint32_t start, end; /* bytes of the text */
	enum tm_token_kind kind;
	enum tm_use use;            /* of a word */
	int number;                 /* of a word: which value of its use, or -1 */
	const struct tm_rule *rule; /* of a word */
	struct tm_slice value;      /* of a word */
	size_t figure;
};

struct tm_tape {
	struct tm_slice text;
	struct tm_token *tokens;
	size_t count, room;
	struct tm_quantity *figures;
	size_t figure_count, figure_room;
	size_t *unread; /* tokens (of kind TEXT) with a number that has no unit */
	size_t unread_count, unread_room;
};

/* Reads `text` onto the tape, whose arrays are used again; what it points at lives in the reader's arena. */
void tm_tape_read(struct tm_tape *tape, const struct tm_quantity_reader *reader, struct tm_slice text);

/* Makes a figure of the `n`-th number that has no unit, once it is known from elsewhere what the number is. */
void tm_tape_settle(struct tm_tape *tape, size_t n, const struct tm_quantity *quantity);

void tm_tape_release(struct tm_tape *tape);

static inline struct tm_slice tm_token_text(const struct tm_tape *tape, size_t i)
{
	return tm_slice_sub(tape->text, tape->tokens[i].start, tape->tokens[i].end);
}

/* Is token `i` a word of this use? */
static inline bool tm_token_is(const struct tm_tape *tape, size_t i, enum tm_use use)
{
	return i < tape->count && tape->tokens[i].kind == TM_TOKEN_WORD && tape->tokens[i].use == use;
}

/* Is it a word of this use with this value? */
static inline bool tm_token_says(const struct tm_tape *tape, size_t i, enum tm_use use, int number)
{
	return tm_token_is(tape, i, use) && tape->tokens[i].number == number;
}

static inline bool tm_is_mark(const struct tm_tape *tape, size_t i, enum tm_mark mark)
{
	return tm_token_says(tape, i, TM_USE_MARK, (int)mark);
}

static inline bool tm_is_figure(const struct tm_tape *tape, size_t i)
{
	return i < tape->count && tape->tokens[i].kind == TM_TOKEN_FIGURE;
}

/* The text of tokens [first, last). */
struct tm_slice tm_tokens_text(const struct tm_tape *tape, size_t first, size_t last);

/* Is there a word of this use among tokens [first, last)? */
bool tm_tokens_have(const struct tm_tape *tape, size_t first, size_t last, enum tm_use use);

/*
 * The token behind what is closed in itself and begins at `i`: brackets, 《》,
 * “”; `i + 1` when nothing of the kind does, or does not close before `end`,
 * a line end, or within a length that no document reaches.
 */
size_t tm_behind_closed(const struct tm_tape *tape, size_t i, size_t end);

/* Where the bracket opens, behind `floor` or at it, that ends right before `end`: …的|（…除外）; `end` when none
 * does. */
size_t tm_before_bracket(const struct tm_tape *tape, size_t floor, size_t end);

#endif
