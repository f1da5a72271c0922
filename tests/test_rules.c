/*
 * test_rules.c - the rules as data: each finds its own examples and nothing it must not find.
 */
#include "support.h"

#include "extract/lexicon.h"
#include "extract/number.h"
#include "extract/phrase.h"
#include "normalize/utf8.h"

static size_t wrong;
static bool quiet;

static void complain(const struct tm_rule *rule, uint32_t line, const char *what, struct tm_slice text,
		     struct tm_slice got)
{
	wrong++;
	if (quiet)
		return;
	print_error("%s:%u: %s: %s in '%.*s'", rule->place.file.ptr, line, rule->id.ptr, what, (int)text.len,
		    text.ptr);
	if (got.ptr)
		print_error(", got '%.*s'", (int)got.len, got.ptr);
	print_error("\n");
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
		      struct tm_slice text, struct tm_slice *found)
{
	for (size_t at = 0, n; at < text.len; at += n) {
		struct tm_entry entry;

		tm_utf8_decode(text.ptr + at, &n);
		if (!tm_lexicon_find(g->words, matcher, text, at, &entry))
			continue;
		*found = entry_text(text, at, &entry);
		if (tm_slice_eq(entry.rule->id, rule->id))
			return true;
		n = entry.length;
	}
	return false;
}

/* Is a word of this use a quantity by itself: 亿元, 全额, 半年? */
static bool is_figure(enum tm_use use)
{
	return use == TM_USE_MONEY_WORD || use == TM_USE_RATE_WORD || use == TM_USE_PERIOD_WORD;
}

/* The same for what stands behind a number, or behind another such word. */
static bool find_unit(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
		      struct tm_slice text, struct tm_slice *found)
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
			*found = entry_text(text, behind, &entry);
			if (tm_slice_eq(entry.rule->id, rule->id))
				return true;
			behind += entry.length;
		}
	}
	return false;
}

/* Does the rule decide what some figure of the text is?  The first that fits does; the text is a paragraph. */
static bool find_phrase(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
			struct tm_slice text, struct tm_slice *found)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_quantity_reader reader = { g, matcher, &arena };
	struct tm_clause clause = { .kind = TM_PARA };
	struct tm_phrase_text codes = { 0 };
	struct tm_sentence sentence;
	struct tm_tape tape = { 0 };
	bool decides = false;
	size_t at = 0;

	tm_tape_read(&tape, &reader, text);
	while (!decides && tm_sentence_next(&tape, &at, &sentence)) {
		tm_phrase_encode(&codes, &tape, &sentence, &clause, &(struct tm_setting){ 0 });
		for (size_t n = 0; n < codes.count && !decides; n++) {
			const struct tm_rule *first = NULL;

			if (tm_phrase_figure(&codes, n) != TM_FACT_KIND_COUNT)
				first = tm_grammar_match(g, rule->use, matcher, tm_phrase_ask(&codes, n), 0);
			decides = first && tm_slice_eq(first->id, rule->id);
			if (decides)
				*found = tm_token_text(&tape, codes.token[n]);
		}
	}
	tm_phrase_release(&codes);
	tm_tape_release(&tape);
	tm_arena_release(&arena);
	return decides;
}

/* Does the rule find something in the text, and what? */
static bool find(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher,
		 struct tm_slice text, struct tm_slice *found)
{
	*found = TM_NO_SLICE;
	switch (tm_use_how(rule->use)) {
	case TM_HOW_WORD:
		return find_word(g, rule, matcher, text, found);
	case TM_HOW_UNIT:
		return find_unit(g, rule, matcher, text, found);
	case TM_HOW_PHRASE:
		return find_phrase(g, rule, matcher, text, found);
	case TM_HOW_ANYWHERE:
	case TM_HOW_ANCHORED:
		if (!tm_match(matcher, rule->pattern, text, 0))
			return false;
		*found = captured(rule, matcher, text);
		return true;
	}
	return false;
}

/* Finds its examples and does not find what it must reject; complains otherwise. */
static void check_rule(const struct tm_grammar *g, const struct tm_rule *rule, struct tm_matcher *matcher)
{
	/* what asks for the role of a clause cannot be shown in a text */
	bool shown = rule->find_count || tm_use_how(rule->use) == TM_HOW_PHRASE;
	struct tm_slice got;

	if (!rule->why.len || !rule->seen.len || !shown || !rule->reject_count)
		complain(rule, rule->place.line, "lacks why, seen, finds or rejects", TM_SLICE(""), TM_NO_SLICE);
	for (size_t k = 0; k < rule->find_count; k++) {
		const struct tm_rule_example *e = &rule->finds[k];

		if (!find(g, rule, matcher, e->text, &got))
			complain(rule, e->line, "finds nothing", e->text, got);
		else if (e->captured.ptr && !tm_slice_eq(got, e->captured))
			complain(rule, e->line, "captures otherwise", e->text, got);
	}
	for (size_t k = 0; k < rule->reject_count; k++)
		if (find(g, rule, matcher, rule->rejects[k].text, &got))
			complain(rule, rule->rejects[k].line, "finds what it must not", rule->rejects[k].text,
				 got);
}

static void test_examples(void **state)
{
	struct fixture *f = *state;
	struct tm_matcher *matcher = &f->worker.matcher;
	const struct tm_grammar *g = f->engine->grammar;

	wrong = 0;
	assert_true(g->rule_count > 80);
	for (size_t i = 0; i < g->rule_count; i++)
		check_rule(g, &g->rules[i], matcher);
	assert_false(matcher->limit_hit);
	assert_int_equal(wrong, 0);
}

/* Of every use, one rule whose examples say the opposite is complained about. */
static void test_wrong_examples(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;

	quiet = true;
	for (int u = 0; u < TM_USE_COUNT; u++) {
		const struct tm_rule *rule = &g->rules[g->first[u]];
		struct tm_rule opposite;

		if (g->first[u] == g->first[u + 1])
			continue;
		opposite = *rule;
		opposite.finds = rule->rejects;
		opposite.find_count = rule->reject_count;
		opposite.rejects = rule->finds;
		opposite.reject_count = rule->find_count;
		wrong = 0;
		check_rule(g, &opposite, &f->worker.matcher);
		if (wrong != rule->find_count + rule->reject_count)
			fail_msg("%s: %zu complaints", rule->id.ptr, wrong);
	}
	quiet = false;
	wrong = 0;
}

/* Where the program tries a pattern: the lexicon at every character, the others from the start. */
static void try_everywhere(const struct tm_rule *rule, struct tm_matcher *matcher, struct tm_slice text)
{
	enum tm_how how = tm_use_how(rule->use);

	for (size_t at = 0, n; at < text.len; at += n) {
		tm_match(matcher, rule->pattern, text, at);
		if (how != TM_HOW_WORD && how != TM_HOW_UNIT)
			break;
		tm_utf8_decode(text.ptr + at, &n);
	}
}

/* Patterns run into no limit on long texts made of what they look for. */
static void test_attacks(void **state)
{
	static const char *const pieces[] = { "一", "（", "，",   "、", "年",         "1",    "金山区", "《",
					      "的", "局", "一、", " ",  "责任单位：", "亿元", "三",     "超" };
	struct fixture *f = *state;
	struct tm_matcher *matcher = &f->worker.matcher;
	const struct tm_grammar *g = f->engine->grammar;

	wrong = 0;
	for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++) {
		struct tm_buffer text = TM_BUFFER_INIT;

		while (text.len < 4000)
			tm_buffer_str(&text, pieces[p]);
		for (size_t i = 0; i < g->rule_count; i++) {
			if (!g->rules[i].pattern)
				continue;
			try_everywhere(&g->rules[i], matcher, tm_buffer_view(&text));
			if (matcher->limit_hit) {
				complain(&g->rules[i], g->rules[i].place.line, "runs into the limit",
					 tm_slice_str(pieces[p]), TM_NO_SLICE);
				matcher->limit_hit = false;
			}
		}
		tm_buffer_release(&text);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_examples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wrong_examples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_attacks, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
