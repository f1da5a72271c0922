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

/* The fact of token `i`, which is a figure. */
static inline struct tm_fact *tm_fact_at(const struct tm_reading *r, size_t i)
{
	return &r->clause->facts[r->fact[r->tape.tokens[i].figure]];
}

/* Is the token the number of an item in running text: 1. ? */
bool tm_is_item_number(const struct tm_tape *tape, size_t i);

/*
 * The bound in front of a figure: next to it, or, at a rate, before what the
 * share is taken of (不低于职工总数的10%).  SIZE_MAX when there is none.
 */
size_t tm_bound_before(const struct tm_tape *tape, size_t figure, size_t first);

/* The bound behind a figure, or SIZE_MAX. */
size_t tm_bound_behind(const struct tm_tape *tape, size_t figure, size_t last);

/* 由3%|降至: where what a figure was before begins, in front of the verb at `hold`; or `hold`. */
size_t tm_raised_from(const struct tm_tape *tape, size_t hold, size_t first);

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

/* Gives numbers that stand alone in a cell of a row the unit that the title of their column names. */
void tm_lend_units(struct tm_reading *reading);

/* Does the figure stand alone in a cell of a row, under a title that says what such figures are? */
bool tm_is_cell_sum(const struct tm_reading *reading, const struct tm_fact *fact);

/* Says what those figures of a row are, and adds what they give; the last to use the tape of the row. */
void tm_read_cells(struct tm_reading *reading);

/* Adds what is promised. */
void tm_read_targets(struct tm_reading *reading);

/* Ties measures to clauses on eligibility and to the measures that they restate. */
void tm_link_measures(struct tm_pass *pass);

#endif
