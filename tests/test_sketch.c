/*
 * test_sketch.c - what is told of a pattern before it is tried: never that it cannot match where it does.
 */
#include "support.h"

#include "extract/phrase.h"

/* What is known of a pattern by a text from `from` on. */
static bool may_match(struct tm_slice pattern, struct tm_slice text, size_t from, bool anchored)
{
	struct tm_sketch first = tm_pattern_first(pattern), last = tm_pattern_last(pattern), held;
	struct tm_needs needs = tm_pattern_needs(pattern);
	size_t n;

	held = tm_sketch_text(tm_slice_sub(text, from, text.len));
	return tm_needs_met(&needs, &held) &&
	       (from == text.len ||
		((!anchored || tm_sketch_has(&first, tm_utf8_decode(text.ptr + from, &n))) &&
		 tm_sketch_has(&last, tm_utf8_decode(text.ptr + tm_utf8_before(text.ptr, text.len), &n))));
}

static void test_patterns(void **state)
{
	static const struct {
		const char *pattern, *may, *cannot; /* NULL: nothing of the kind to be tried */
	} cases[] = {
		{ "甲乙", "甲乙", "甲丙" },
		{ "甲(?:乙|丙)丁?", "甲丙", "甲丁" },
		{ "甲(?:乙|丙?)丁", "甲丁", "甲乙" },
		{ "甲|乙", "乙", "丙" },
		{ "甲|", "丙", NULL },
		{ "甲*乙", "乙", "甲" },
		{ "甲{0,3}乙", "乙", "甲" },
		{ "甲{2}乙", "甲甲乙", "乙" },
		{ "[甲乙]{1,2}+丙", "乙丙", "乙" },
		{ "[^甲]乙", "丙乙", "丙" },
		{ "[一-龥]乙", "丙乙", "丙" },
		{ ".乙", "丙乙", "丙" },
		{ "\\d乙", "1乙", "1" },
		{ "\\x{4e59}丙", "乙丙", "甲丙" },
		{ "[\\x{4e00}-\\x{4e09}]丙", "三丙", "十丙" },
		{ "\\n乙", "\n乙", "乙" },
		{ "甲\\.乙", "甲.乙", "甲乙" },
		{ "\\b甲", "甲", "乙" },
		{ "(?i)a", "A", NULL },
		{ "(?:甲)(?i:b)", "甲B", NULL },
		{ "[[:digit:]]甲", "1甲", NULL },
		{ "[]甲]", "甲", NULL },
		{ "(?<name>甲)乙", "甲乙", "乙" },
		{ "(?>甲)乙", "甲乙", "乙" },
		{ "(?<=超|过)亿元", "亿元", "亿" },
		{ "(?<!超)亿元", "亿元", "元" },
		{ "甲(?=乙)", "甲", "乙" },
		{ "(甲)\\1乙", "甲甲乙", NULL },
		/* the end of the text */
		{ "甲.{0,3}乙$", "甲丙乙", "甲乙丙" },
		{ "甲(?:乙|丙)?$", "甲", "甲乙丁" },
		{ "(?:甲|乙丙)$", "乙丙", "丙乙" },
		{ "(?:甲$|乙)", "乙丙", NULL },
		{ "甲$|乙", "乙丙", "丙" },
		{ "甲$|乙丙$", "乙丙", "甲乙" },
		{ "甲[^乙]$", "甲丙", NULL },
		{ "甲(?!丙)$", "甲", "甲乙" },
		{ "甲(?:丙$)?", "甲乙", "乙" },
		{ "甲\\$", "甲$", "甲" },
		{ "甲{,3}乙", "甲{,3}乙", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_slice pattern = tm_slice_str(cases[i].pattern);

		if (!may_match(pattern, tm_slice_str(cases[i].may), 0, false))
			fail_msg("%s cannot match %s", cases[i].pattern, cases[i].may);
		if (cases[i].cannot && may_match(pattern, tm_slice_str(cases[i].cannot), 0, false))
			fail_msg("%s may match %s", cases[i].pattern, cases[i].cannot);
	}
}

static size_t matches;

static void check(const struct tm_rule *rule, struct tm_matcher *matcher, struct tm_slice text, size_t from)
{
	enum tm_how how = tm_use_how(rule->use);

	if (!rule->pattern || !tm_match(matcher, rule->pattern, text, from))
		return;
	matches++;
	if (!may_match(rule->source, text, from, how != TM_HOW_ANYWHERE && how != TM_HOW_PHRASE))
		fail_msg("%s matches '%.*s' at %zu", rule->id.ptr, (int)text.len, text.ptr, from);
}

/* Where a rule matches, nothing was said against it: in each line, and from each character on that may matter. */
static void check_line(const struct tm_grammar *g, struct tm_matcher *matcher, struct tm_slice line)
{
	enum { EVERY = 7 };

	for (size_t at = 0, n, k = 0; at < line.len; at += n, k++) {
		tm_utf8_decode(line.ptr + at, &n);
		for (size_t i = 0; i < g->rule_count && k % EVERY == 0; i++)
			if (tm_use_how(g->rules[i].use) != TM_HOW_PHRASE)
				check(&g->rules[i], matcher, line, at);
	}
}

/* The same of rules over the tape. */
static void check_phrases(struct fixture *f, struct tm_slice line)
{
	const struct tm_grammar *g = f->engine->grammar;
	struct tm_quantity_reader reader = { g, &f->worker.matcher, &f->worker.arena };
	struct tm_clause clause = { .kind = TM_PARA };
	struct tm_phrase_text codes = { 0 };
	struct tm_sentence sentence;
	struct tm_tape tape = { 0 };
	size_t at = 0;

	tm_tape_read(&tape, &reader, line);
	while (tm_sentence_next(&tape, &at, &sentence)) {
		tm_phrase_encode(&codes, &tape, &sentence, &clause, &(struct tm_setting){ 0 });
		for (size_t n = 0; n < codes.count; n++)
			for (size_t i = 0; i < g->rule_count && tm_phrase_figure(&codes, n) != TM_FACT_KIND_COUNT;
			     i++)
				if (tm_use_how(g->rules[i].use) == TM_HOW_PHRASE)
					check(&g->rules[i], &f->worker.matcher, tm_phrase_ask(&codes, n), 0);
	}
	tm_phrase_release(&codes);
	tm_tape_release(&tape);
}

static void test_rules(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;
	size_t lines = 0;

	matches = 0;
	for (size_t i = 0; i < g->rule_count; i++) {
		for (size_t k = 0; k < g->rules[i].find_count; k++)
			check_line(g, &f->worker.matcher, g->rules[i].finds[k].text);
		for (size_t k = 0; k < g->rules[i].reject_count; k++)
			check_line(g, &f->worker.matcher, g->rules[i].rejects[k].text);
	}
	for (size_t c = 0; c < CORPUS; c++) {
		struct tm_slice text = TM_NO_SLICE;

		assert_true(tm_bytes_load(&text, corpus[c], TM_SOURCE_MAX, &f->arena, &f->diagnostics));
		for (size_t at = 0, end; at < text.len; at = end + 1) {
			end = tm_slice_find(text, TM_SLICE("\n"), at);
			end = end == SIZE_MAX ? text.len : end;
			if (lines++ % 4)
				continue;
			check_line(g, &f->worker.matcher, tm_slice_sub(text, at, end));
			check_phrases(f, tm_slice_sub(text, at, end));
		}
	}
	assert_true(matches > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns),
		cmocka_unit_test_setup_teardown(test_rules, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
