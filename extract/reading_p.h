/*
 * reading_p.h - one text of a clause as it is being read: tape, sentences, facts.
 */
#ifndef EXTRACT_READING_P_H
#define EXTRACT_READING_P_H

#include "extract_p.h"

#include "extract/phrase.h"

struct tm_reading {
	struct tm_pass *pass;
	struct tm_clause *clause;
	struct tm_setting setting;
	struct tm_tape tape;
	size_t *fact; /* of each figure of the tape: its place among the clause's facts */
	size_t fact_room;
	struct tm_phrase_text phrase;
};

/* Values of the uses as the C sees them; the order is that of grammar_uses.def. */
enum tm_mark {
	TM_MARK_STOP,
	TM_MARK_SEMICOLON,
	TM_MARK_COMMA,
	TM_MARK_LIST,
	TM_MARK_COLON,
	TM_MARK_OPEN,
	TM_MARK_CLOSE,
	TM_MARK_QUOTE_OPEN,
	TM_MARK_QUOTE_CLOSE,
	TM_MARK_TITLE_OPEN,
	TM_MARK_TITLE_CLOSE,
	TM_MARK_LINE
};

enum tm_bound_word { TM_WORD_GE, TM_WORD_GT, TM_WORD_LE, TM_WORD_LT, TM_WORD_APPROX, TM_WORD_EQ };

static inline bool tm_is_mark(const struct tm_tape *tape, size_t i, enum tm_mark mark)
{
	return tm_token_says(tape, i, TM_USE_MARK, (int)mark);
}

static inline bool tm_is_figure(const struct tm_tape *tape, size_t i)
{
	return i < tape->count && tape->tokens[i].kind == TM_TOKEN_FIGURE;
}

/* The fact of token `i`, which is a figure. */
static inline struct tm_fact *tm_fact_at(const struct tm_reading *r, size_t i)
{
	return &r->clause->facts[r->fact[r->tape.tokens[i].figure]];
}

/* The token behind the brackets that open at `i`, or `i + 1` when they never close before `end`. */
size_t tm_behind_brackets(const struct tm_tape *tape, size_t i, size_t end);

/* The token behind what is closed in itself and begins at `i`: brackets, 《》, “”; `i + 1` when nothing of the
 * kind does. */
size_t tm_behind_closed(const struct tm_tape *tape, size_t i, size_t end);

/* Is the token the number of an item in running text: 1. ? */
bool tm_is_item_number(const struct tm_tape *tape, size_t i);

/* The text of tokens [first, last). */
struct tm_slice tm_tokens_text(const struct tm_tape *tape, size_t first, size_t last);

/*
 * The bound in front of a figure: next to it, or, at a rate, before what the
 * share is taken of (不低于职工总数的10%).  SIZE_MAX when there is none.
 */
size_t tm_bound_before(const struct tm_tape *tape, size_t figure, size_t first);

/* The bound behind a figure, or SIZE_MAX. */
size_t tm_bound_behind(const struct tm_tape *tape, size_t figure, size_t last);

/* What a word that binds a figure says; `bound` is an enum tm_bound_word. */
enum tm_op tm_op_of(int bound);

/* Reports a sum or rate that belongs to no measure, condition, target or pool. */
void tm_report_unplaced(struct tm_reading *reading, const struct tm_fact *fact);

/* Says what each fact of the text is. */
void tm_read_roles(struct tm_reading *reading);

/* Adds what must hold. */
void tm_read_conditions(struct tm_reading *reading);

/* Adds what somebody gets. */
void tm_read_measures(struct tm_reading *reading);

/* Adds what is promised. */
void tm_read_targets(struct tm_reading *reading);

/* Ties measures to clauses on eligibility and to the measures that they restate. */
void tm_link_measures(struct tm_pass *pass);

#endif
