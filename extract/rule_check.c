/*
 * rule_check.c - runs the examples of rules.
 */
#include "extract/rule_check.h"

#include "extract/lexicon.h"
#include "extract/number.h"
#include "extract/phrase.h"
#include "normalize/utf8.h"

/* What was found in an example: the text, and the rule that found it, this one or one that was ahead of it. */
struct find {
	struct tm_slice text;
	const struct tm_rule *rule;
	struct tm_slice
		wanted; /* where in the example the rule should find something; absent when it does not say */
};

/* Is this where the rule should find something? */
static bool is_wanted(const struct find *find, struct tm_slice text)
{
	return !find->wanted.ptr ||
	       (text.ptr < find->wanted.ptr + find->wanted.len && find->wanted.ptr < text.ptr + text.len);
}

/* Notes what some rule found; what lies elsewhere does not matter, but for what the rule itself finds. */
static bool note(struct find *find, const struct tm_rule *rule, struct tm_slice text, const struct tm_rule *by)
{
	bool own = by && tm_slice_eq(by->id, rule->id);

	if (by && (own || is_wanted(find, text))) {
		find->text = text;
		find->rule = by;
	}
	return own;
}

/* What a rule captures: its first named group, or the whole match. */
static struct tm_slice captured(const struct tm_rule *rule, const struct tm_matcher *matcher, struct tm_slice text)
{
	for (int i = 0; i < TM_RULE_GROUPS; i++)
		if (tm_has_group(matcher, rule->groups[i]))
			return tm_matched(matcher, text, rule->groups[i]);
	return tm_matched(matcher, text, 0);
}

static struct tm_slice entry_text(struct tm_slice text, size_t at, const struct tm_entry *entry)
{
	return tm_slice_sub(text, at, at + entry->length);
}

/* Does the lexicon of words, read from left to right as the program does, find this rule? */
static bool find_word(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
		      struct tm_slice text, struct find *find)
{
	for (size_t at = 0, n; at < text.len; at += n) {
		struct tm_entry entry;

		tm_utf8_decode(text.ptr + at, &n);
		if (!tm_lexicon_find(g->words, matcher, text, at, &entry))
			continue;
		if (note(find, rule, entry_text(text, at, &entry), entry.rule))
			return true;
		n = entry.length;
	}
	return false;
}

/* Is a word of this use a quantity by itself: 亿元, 全额, 半年? */
static bool is_figure(enum tm_use use)
{
	return use == TM_USE_MONEY_WORD || use == TM_USE_RATE_WORD || use == TM_USE_PERIOD_WORD ||
	       use == TM_USE_DATE_WORD;
}

/* The same for what stands behind a number, or behind another such word. */
static bool find_unit(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
		      struct tm_slice text, struct find *find)
{
	for (size_t at = 0, n; at < text.len; at += n) {
		struct tm_number number;
		struct tm_entry entry;
		size_t behind;

		tm_utf8_decode(text.ptr + at, &n);
		if (tm_number_read(&g->numerals, text, at, &number))
			behind = number.end;
		else if (tm_lexicon_find(g->words, matcher, text, at, &entry) && is_figure(entry.rule->use))
			behind = at + entry.length;
		else
			continue;
		n = behind - at;
		while (behind < text.len && tm_lexicon_find(g->units, matcher, text, behind, &entry)) {
			if (note(find, rule, entry_text(text, behind, &entry), entry.rule))
				return true;
			behind += entry.length;
		}
	}
	return false;
}

/*
 * An example may begin with where it stands: "role:standard 60万元。".  The
 * names are those of phrase patterns; returns the example without it.
 */
static struct tm_slice read_setting(struct tm_slice text, struct tm_clause *clause, struct tm_setting *setting)
{
	size_t end = tm_slice_find(text, TM_SLICE(" "), 0);
	struct tm_slice name;

	if (!tm_slice_starts(text, TM_SLICE("role:")) || end == SIZE_MAX)
		return text;
	name = tm_slice_sub(text, strlen("role:"), end);
	if (tm_slice_is(name, "front") || tm_slice_is(name, "back"))
		clause->kind = tm_slice_is(name, "front") ? TM_FRONT : TM_BACK;
	setting->in_heading = tm_slice_is(name, "heading");
	setting->in_plan = tm_slice_is(name, "plan");
	for (int r = TM_ROLE_NONE + 1; r < TM_ROLE_COUNT; r++)
		if (tm_slice_is(name, tm_role_name((enum tm_role)r)))
			setting->role = (enum tm_role)r;
	return tm_slice_sub(text, end + 1, text.len);
}

/* Does the rule decide what some figure of the text is?  The first that fits does; the text is a paragraph. */
static bool find_phrase(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
			struct tm_slice text, struct find *find)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_quantity_reader reader = { g, matcher, &arena };
	struct tm_clause clause = { .kind = TM_PARA };
	struct tm_setting setting = { 0 };
	struct tm_phrase_text codes = { 0 };
	struct tm_sentence sentence;
	struct tm_tape tape = { 0 };
	bool decides = false, in_brackets;
	size_t at = 0;

	in_brackets = tm_slice_starts(text, TM_SLICE("role:paren "));
	text = read_setting(text, &clause, &setting);
	tm_tape_read(&tape, &reader, text);
	while (!decides && tm_sentence_next(&tape, &at, &sentence)) {
		sentence.in_brackets |= in_brackets;
		tm_phrase_encode(&codes, &tape, &sentence, &clause, &setting);
		for (size_t n = 0; n < codes.count && !decides; n++) {
			const struct tm_rule *first = NULL;

			if (tm_phrase_figure(&codes, n) != TM_FACT_KIND_COUNT)
				first = tm_grammar_match(g, rule->use, matcher, tm_phrase_ask(&codes, n), 0);
			decides = note(find, rule, tm_token_text(&tape, codes.token[n]), first);
		}
	}
	tm_phrase_release(&codes);
	tm_tape_release(&tape);
	tm_arena_release(&arena);
	return decides;
}

/* Does the rule find something in the text, and what? */
static bool find_in(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
		    struct tm_slice text, struct find *find)
{
	switch (tm_use_how(rule->use)) {
	case TM_HOW_WORD:
		return find_word(g, rule, matcher, text, find);
	case TM_HOW_UNIT:
		return find_unit(g, rule, matcher, text, find);
	case TM_HOW_PHRASE:
		return find_phrase(g, rule, matcher, text, find);
	case TM_HOW_ANYWHERE:
	case TM_HOW_ANCHORED:
		if (!tm_match(matcher, rule->pattern, text, 0))
			return false;
		return note(find, rule, captured(rule, matcher, text), rule);
	}
	return false;
}

/* Adds a diagnostic about an example, with the rule's id and the example's text as its first arguments. */
static struct tm_diagnostic *complain(struct tm_diagnostics *diagnostics, enum tm_code code,
				      const struct tm_rule *rule, const struct tm_rule_example *example)
{
	struct tm_diagnostic *d = tm_diagnose_file(diagnostics, code, rule->place.file, example->line,
						   example->column, rule->id);

	d->args[d->arg_count++] = example->text;
	return d;
}

static void add_argument(struct tm_diagnostic *d, struct tm_slice text)
{
	d->args[d->arg_count++] = text;
}

static bool test_find(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
		      const struct tm_rule_example *example, struct tm_diagnostics *diagnostics)
{
	struct find find = { TM_NO_SLICE, NULL, TM_NO_SLICE };
	struct tm_diagnostic *d;
	size_t at = example->captured.len ? tm_slice_find(example->text, example->captured, 0) : SIZE_MAX;

	if (at != SIZE_MAX)
		find.wanted = tm_slice_sub(example->text, at, at + example->captured.len);
	if (!find_in(g, rule, matcher, example->text, &find)) {
		d = complain(diagnostics, find.rule ? TM_D_EXAMPLE_TAKEN : TM_D_EXAMPLE_MISSED, rule, example);
		if (find.rule) {
			add_argument(d, find.rule->id);
			add_argument(d, find.text);
		}
		return false;
	}
	if (!example->captured.ptr || tm_slice_eq(find.text, example->captured))
		return true;
	d = complain(diagnostics, TM_D_EXAMPLE_DIFFERS, rule, example);
	add_argument(d, find.text);
	add_argument(d, example->captured);
	return false;
}

static bool test_reject(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
			const struct tm_rule_example *example, struct tm_diagnostics *diagnostics)
{
	struct find find = { TM_NO_SLICE, NULL, TM_NO_SLICE };

	if (!find_in(g, rule, matcher, example->text, &find))
		return true;
	add_argument(complain(diagnostics, TM_D_EXAMPLE_NOT_REJECTED, rule, example), find.text);
	return false;
}

size_t tm_rule_test(const struct tm_grammar *grammar, const struct tm_rule *rule, struct tm_matcher *matcher,
		    struct tm_diagnostics *diagnostics)
{
	size_t faults = 0;

	for (size_t i = 0; i < rule->find_count; i++)
		faults += !test_find(grammar, rule, matcher, &rule->finds[i], diagnostics);
	for (size_t i = 0; i < rule->reject_count; i++)
		faults += !test_reject(grammar, rule, matcher, &rule->rejects[i], diagnostics);
	return faults;
}
