/*
 * grammar.h - the rule catalogue: every word and pattern of 公文 that the program knows.
 *
 * Rules are YAML (extract/grammar/), text inside the program.  A rule file is
 *
 *     define: {name: pattern, ...}       sub-patterns of this file, used as {{name}}
 *     disable: [id, ...]                 rules of earlier files that are not to be used
 *     rules:
 *       - id: ...         stable, unique over all files
 *         use: ...        what the program uses it for: one of the uses below
 *         value: ...      what it says, where the use asks for it
 *         priority: ...   of two words of one length the higher one wins; 0 when not given
 *         pattern: ...    PCRE2, possessive and bounded; or
 *         words: [...]    plain words, the longest wins; or
 *         map: {a: b}     plain words, each with what it stands for
 *         why: ...        the regulation or the language behind it
 *         seen: ...       document number and clause
 *         finds: [...] or {text: captured text}
 *         rejects: [...]
 *
 * Examples of phrase rules may begin with where they stand, "role:standard …".
 *
 * Files of the user (--rules DIR) are read after those of the program: a rule
 * with the id of an earlier one takes its place, other rules are added.  Any
 * rule may be disabled: what it knows is not read any more, the rest is.  A
 * file numerals.yaml of the user takes the place of the program's (see
 * numerals.h).  A folder with a file for each one of the program is a whole
 * catalogue, read instead of the program's.
 *
 * The engine knows how to match; it knows no Chinese.  What a use means, which
 * groups its patterns must name and how its rules are matched is the table of
 * uses in grammar_uses.def.
 */
#ifndef EXTRACT_GRAMMAR_H
#define EXTRACT_GRAMMAR_H

#include "extract/numerals.h"
#include "extract/sketch.h"
#include "normalize/pattern.h"
#include "normalize/resource.h"

enum tm_use {
#define TM_USE(upper, name, how, groups, values) TM_USE_##upper,
#include "extract/grammar_uses.def"
#undef TM_USE
	TM_USE_COUNT
};

/* How the rules of a use are matched. */
enum tm_how {
	TM_HOW_ANYWHERE, /* a pattern, at the first place in a text where it matches */
	TM_HOW_ANCHORED, /* a pattern, at one place only */
	TM_HOW_WORD,     /* a word of the lexicon: found wherever it stands (see lexicon.h) */
	TM_HOW_UNIT,     /* a word that is looked for only behind a number */
	TM_HOW_PHRASE    /* a pattern over the tape (see phrase.h) */
};

/* Character classes; in the order of the values of use "class". */
enum tm_class {
	TM_CLASS_SENTENCE_END,
	TM_CLASS_CLAUSE_END,
	TM_CLASS_CONTINUES, /* what never ends a paragraph */
	TM_CLASS_OPENS,
	TM_CLASS_CLOSES,
	TM_CLASS_FORBIDDEN_START, /* what never begins a printed line (GB/T 15834-2011, 5.1) */
	TM_CLASS_PAUSE,           /* what shows that a text is a sentence, not a heading */
	TM_CLASS_LIST,            /* what separates the names of a list */
	TM_CLASS_COMMA,
	TM_CLASS_UNIT_JOINT, /* what joins units: 元/平方米·月 */
	TM_CLASS_COUNT
};

enum { TM_CLASS_CHARS = 24 };

struct tm_charset {
	uint32_t chars[TM_CLASS_CHARS];
	size_t count;
};

/* A text that a rule must find (with what it captures, if said) or must not. */
struct tm_rule_example {
	struct tm_slice text, captured;
	uint32_t line, column;
};

enum {
	TM_RULE_GROUPS = 8 /* named groups that a use may ask for */
};

/* A word, and what it stands for where the rule says so for each. */
struct tm_rule_pair {
	struct tm_slice from, to;
	int number; /* index of `to`, or else of the rule's value, among the use's values; or -1 */
	uint32_t line, column;
};

struct tm_rule {
	struct tm_slice id;
	enum tm_use use;
	struct tm_slice value;
	int value_number; /* index of value among the use's values, or -1 */
	int priority;
	struct tm_slice source;     /* of the pattern, definitions expanded */
	struct tm_sketch first;     /* characters that a match of the pattern can begin with */
	struct tm_sketch last;      /* characters that a text can end with for the pattern to match */
	struct tm_needs needs;      /* what a text must hold for the pattern to match */
	struct tm_pattern *pattern; /* NULL where the lexicon finds the words of `map` */
	int groups[TM_RULE_GROUPS]; /* capture number by position in the use's list, or -1 */
	struct tm_slice why, seen;
	struct tm_place place, pattern_place; /* of the rule; of its pattern or its list of words */
	size_t order;                         /* among all rules as they were read, those of the user last */
	struct tm_rule_example *finds, *rejects;
	size_t find_count, reject_count;
	struct tm_rule_pair *map; /* of a rule with `map`, or with words of a lexicon or a class */
	size_t map_count;
};

struct tm_lexicon;

struct tm_grammar {
	struct tm_rule *rules; /* by use, then in the order of files and lines */
	size_t rule_count;
	size_t first[TM_USE_COUNT + 1]; /* rules of use u: [first[u], first[u + 1]) */
	struct tm_numerals numerals;
	struct tm_charset classes[TM_CLASS_COUNT];
	struct tm_lexicon *words, *units;
};

/* Does the character belong to the class?  ASCII and Han never do, which makes most calls cheap. */
static inline bool tm_is_class(const struct tm_grammar *grammar, enum tm_class class, uint32_t c)
{
	const struct tm_charset *set = &grammar->classes[class];

	if (c < 0x80 || (c >= 0x3400 && c < 0xFE00))
		return false;
	for (size_t i = 0; i < set->count; i++)
		if (set->chars[i] == c)
			return true;
	return false;
}

/* The rule that stands for a use as a whole; NULL when all rules of the use are disabled. */
static inline const struct tm_rule *tm_grammar_first(const struct tm_grammar *grammar, enum tm_use use)
{
	return grammar->first[use] < grammar->first[use + 1] ? &grammar->rules[grammar->first[use]] : NULL;
}

/* The rule files of the program, sorted by name and ended by an absent name. */
extern const struct tm_resource tm_grammar_resources[];

/*
 * Loads the rules of the program and then those of `more`, a list of files
 * ended by an absent name, which may be NULL.  NULL, with diagnostics that
 * point into rule files, when anything is wrong.  The grammar lives in the
 * arena, is immutable and may be shared by threads.
 */
struct tm_grammar *tm_grammar_load(const struct tm_resource *more, struct tm_arena *arena,
				   struct tm_diagnostics *diagnostics);
void tm_grammar_release(struct tm_grammar *grammar);

/* Compiles all patterns to machine code; pays for itself after some 10 documents. */
void tm_grammar_jit(struct tm_grammar *grammar);

/* SHA-256 over the names and texts of all rule and table files, those of `more` (or NULL) included. */
struct tm_slice tm_grammar_sha256(const struct tm_resource *more, struct tm_arena *arena);

const char *tm_use_name(enum tm_use use);

enum tm_how tm_use_how(enum tm_use use);

/* The values that rules of the use may have, separated by spaces; "*" for any, empty for none. */
const char *tm_use_values(enum tm_use use);

/*
 * The first rule of `use` (in order) that matches `text` at or after `from`;
 * its captures are in `matcher`.  NULL when none does.
 */
const struct tm_rule *tm_grammar_match(const struct tm_grammar *grammar, enum tm_use use,
				       struct tm_matcher *matcher, struct tm_slice text, size_t from);

/* Of all rules of `use`, the match that begins first; of those, the longest. */
const struct tm_rule *tm_grammar_search(const struct tm_grammar *grammar, enum tm_use use,
					struct tm_matcher *matcher, struct tm_slice text, size_t from);

/* Does this rule match `text` at or after `from`?  For those who try the rules of a use one by one. */
bool tm_rule_match(const struct tm_rule *rule, struct tm_matcher *matcher, struct tm_slice text, size_t from);

/* Text of the use's n-th named group in the last match. */
static inline struct tm_slice tm_rule_group(const struct tm_rule *rule, const struct tm_matcher *matcher,
					    struct tm_slice text, int n)
{
	return tm_matched(matcher, text, rule->groups[n]);
}

#endif
