/*
 * rule_check.h - rules as data: do they find their own examples, and can each of them ever win?
 *
 * Each function looks at one rule of a loaded grammar and adds a diagnostic
 * for each fault, which points into the rule file and says what to do.  The
 * matcher is the caller's; nothing else is changed.  Results are the number
 * of faults.
 */
#ifndef EXTRACT_RULE_CHECK_H
#define EXTRACT_RULE_CHECK_H

#include "extract/grammar.h"

/*
 * Runs the examples of a rule as the program would read them: a word as the
 * lexicon finds it from left to right, a unit behind a number, a pattern at
 * the start of the text, a phrase pattern for every figure of the paragraph.
 * All of `finds` must be found, with what they capture where the rule says
 * it; none of `rejects` may be.
 */
size_t tm_rule_test(const struct tm_grammar *grammar, const struct tm_rule *rule, struct tm_matcher *matcher,
		    struct tm_diagnostics *diagnostics);

/* Is it said why the rule is there, where it was seen, what it finds and what it must not find? */
size_t tm_rule_lint_notes(const struct tm_rule *rule, struct tm_diagnostics *diagnostics);

/*
 * Does the pattern, if the rule has one, run into the match limit on long
 * texts made of what its own examples and its pattern are made of?
 */
size_t tm_rule_lint_limit(const struct tm_grammar *grammar, const struct tm_rule *rule, struct tm_matcher *matcher,
			  struct tm_diagnostics *diagnostics);

/* Does a short name of a body begin with a level (区算力办), without which the program looks it up? */
size_t tm_rule_lint_levels(const struct tm_grammar *grammar, const struct tm_rule *rule,
			   struct tm_matcher *matcher, struct tm_diagnostics *diagnostics);

/*
 * Words and patterns that can never win, over all rules: a word that a rule of
 * higher priority, or one that is asked earlier, claims too; a pattern behind
 * the same pattern.
 */
size_t tm_rules_lint_order(const struct tm_grammar *grammar, struct tm_matcher *matcher,
			   struct tm_diagnostics *diagnostics);

#endif
