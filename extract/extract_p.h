/*
 * extract_p.h - the passes over a segmented document.
 */
#ifndef EXTRACT_EXTRACT_P_H
#define EXTRACT_EXTRACT_P_H

#include "extract/document.h"
#include "extract/grammar.h"

struct tm_pass {
	struct tm_document *doc;
	const struct tm_grammar *grammar;
	struct tm_arena *arena;
	struct tm_matcher *matcher;
};

/* Number, issuers, region, addressees, dates, copies, disclosure, validity. */
void tm_extract_metadata(struct tm_pass *pass);

/* Every title in 《》, with its number and what the document does to it. */
void tm_extract_citations(struct tm_pass *pass);

/* The offices of every clause. */
void tm_extract_offices(struct tm_pass *pass);

/* The facts of every clause. */
void tm_extract_facts(struct tm_pass *pass);

/* Appends a text to a list of texts. */
void tm_slices_add(struct tm_slices *list, struct tm_arena *arena, struct tm_slice text);

/* The sentence of `text` that holds offset `at`: from behind the last 。 or line end to the next 。 */
struct tm_slice tm_sentence_at(const struct tm_grammar *grammar, struct tm_slice text, size_t at);

/*
 * Splits at the characters of `separators` that stand outside brackets.  Call
 * with *at == 0 first; returns false at the end.
 */
bool tm_split_next(const struct tm_grammar *grammar, struct tm_slice text, const struct tm_charset *separators,
		   size_t *at, struct tm_slice *part);

#endif
