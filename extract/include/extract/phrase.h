/*
 * phrase.h - patterns over the tape: what words and figures mean beside one another.
 *
 * A phrase pattern is a regular expression whose letters are tokens, so that
 * one rule covers all words of a kind.  It is written with the names of uses
 * (grammar_uses.def), and matched against a row of codes, one code a token:
 *
 *     bound               a word of this use
 *     bound:le            a word of this use with this value
 *     money rate count date period      a figure
 *     @money              the figure that is asked about
 *     text                what the lexicon does not know, names in 《》 and “” included
 *     paren               something in brackets
 *     role:standard       the clause's role, ahead of all tokens; role:heading in a heading,
 *                         role:paren inside brackets, role:front and role:back in those,
 *                         role:plan in a clause without a role of a plan or programme
 *     ! before a name     any other token
 *
 * Brackets [ ] ( ), | ? * + {n,m} . ^ $ are those of PCRE2; spaces mean
 * nothing.  Figures of one kind in a list (10亿元、30亿元和50亿元) are one
 * token; asked about any of them, the list answers.
 */
#ifndef EXTRACT_PHRASE_H
#define EXTRACT_PHRASE_H

#include "extract/document.h"
#include "extract/tape.h"

/*
 * The PCRE2 pattern for a phrase pattern.  Where a name is not known, `*bad`
 * is the name and the result absent.
 */
struct tm_slice tm_phrase_pattern(struct tm_slice phrase, struct tm_arena *arena, struct tm_slice *bad);

/* Tokens [first, last) of a tape, a sentence or what stands in brackets. */
struct tm_sentence {
	size_t first, last;
	bool in_brackets;
};

/*
 * The next sentence behind `*at`, which is 0 at first: what ends in 。 ； or at
 * a line end outside brackets, then what its brackets hold.
 */
bool tm_sentence_next(const struct tm_tape *tape, size_t *at, struct tm_sentence *sentence);

/* What holds for the whole text that a sentence stands in. */
struct tm_setting {
	enum tm_role role; /* of the clause or the nearest clause above that has one */
	bool in_heading;
	bool in_plan; /* of a document that promises, by its genre */
};

/* Is this a document that promises? */
bool tm_is_plan(const struct tm_document *doc, const struct tm_grammar *grammar, struct tm_matcher *matcher);

/* A sentence as codes. */
struct tm_phrase_text {
	struct tm_buffer codes, window;
	uint32_t *token; /* the first token that the n-th code stands for */
	size_t count, room;
};

void tm_phrase_encode(struct tm_phrase_text *out, const struct tm_tape *tape, const struct tm_sentence *sentence,
		      const struct tm_clause *clause, const struct tm_setting *setting);
void tm_phrase_release(struct tm_phrase_text *text);

/* The codes around the n-th, a figure, which is marked as asked about; good until the next call. */
struct tm_slice tm_phrase_ask(struct tm_phrase_text *text, size_t n);

/* The kind of figure that the n-th code stands for; TM_FACT_KIND_COUNT when it is none. */
enum tm_fact_kind tm_phrase_figure(const struct tm_phrase_text *text, size_t n);

#endif
