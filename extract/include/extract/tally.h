/*
 * tally.h - counts what each rule finds in documents.
 *
 * A thread that is to count puts a tally on its matcher; without one nothing
 * is counted and a match costs one comparison more.  A rule that is tried at
 * one place of a document by several passes has found one thing there.
 * Character classes are not counted: they are looked up for every character.
 */
#ifndef EXTRACT_TALLY_H
#define EXTRACT_TALLY_H

#include "extract/grammar.h"

struct tm_tally_count {
	size_t count;
	const char *first; /* where the first thing was found, good as long as its document */
};

struct tm_tally_place {
	const char *at;
	const struct tm_rule *rule; /* NULL in a free slot */
};

struct tm_tally {
	const struct tm_grammar *grammar;
	struct tm_tally_count *rules; /* as the rules of the grammar lie */
	struct tm_tally_place *places;
	size_t place_count, place_room; /* a power of two */
};

/* A tally of a grammar, which must outlive it. */
void tm_tally_init(struct tm_tally *tally, const struct tm_grammar *grammar);
void tm_tally_release(struct tm_tally *tally);

/* Keeps the counts and forgets the places: call between documents, before the memory of the last one goes. */
void tm_tally_next(struct tm_tally *tally);

/* Notes that `rule` found something at `at`. */
void tm_tally_add(struct tm_tally *tally, const struct tm_rule *rule, const char *at);

/* Are rules of this use counted? */
bool tm_tally_counts(enum tm_use use);

/* The same for what a matcher found, if somebody counts. */
static inline void tm_tally_note(const struct tm_matcher *matcher, const struct tm_rule *rule, const char *at)
{
	if (matcher->tally)
		tm_tally_add(matcher->tally, rule, at);
}

#endif
