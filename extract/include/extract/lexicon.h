/*
 * lexicon.h - finds the words of the rule catalogue in running text.
 *
 * A lexicon is made of all rules whose use is of one kind (see enum tm_how):
 * plain words, words with a value each, and patterns.  At a place in the text
 * the longest entry wins; of two entries of one length the one whose rule has
 * the higher priority.  Words cost one look-up per character, patterns are
 * tried only where a character stands that can open them, so that the cost of
 * a text hardly depends on the number of rules.
 */
#ifndef EXTRACT_LEXICON_H
#define EXTRACT_LEXICON_H

#include "extract/grammar.h"

/* What an entry says where it was found. */
struct tm_entry {
	const struct tm_rule *rule;
	int number;            /* index of the value among those of the use, or -1 */
	struct tm_slice value; /* what the word stands for; absent where the rule says nothing */
	size_t length;         /* bytes of text */
};

/*
 * Builds a lexicon from the rules whose use is of kind `how`.  NULL, with
 * diagnostics that point into rule files, when two rules claim one word at
 * the same priority, or when nobody can say how a pattern opens.
 */
struct tm_lexicon *tm_lexicon_new(const struct tm_grammar *grammar, enum tm_how how, struct tm_arena *arena,
				  struct tm_diagnostics *diagnostics);

/* May an entry begin with this character?  Cheap; no for most of a text. */
bool tm_lexicon_may_open(const struct tm_lexicon *lexicon, uint32_t character);

/* The longest entry that begins at offset `at`; false when none does. */
bool tm_lexicon_find(const struct tm_lexicon *lexicon, struct tm_matcher *matcher, struct tm_slice text, size_t at,
		     struct tm_entry *entry);

/*
 * The characters that a match of `pattern` can begin with, at most `room` of
 * them.  -1 when there are more, or when they cannot be told.
 */
int tm_pattern_openings(struct tm_slice pattern, uint32_t *out, int room);

#endif
