/*
 * test_rules.c - the rules as data: each finds its own examples and nothing it must not find.
 */
#include "support.h"

static size_t wrong;

static void complain(const struct tm_rule *rule, uint32_t line, const char *what, struct tm_slice text,
		     struct tm_slice got)
{
	print_error("%s:%u: %s: %s in '%.*s'", rule->place.file.ptr, line, rule->id.ptr, what, (int)text.len,
		    text.ptr);
	if (got.ptr)
		print_error(", got '%.*s'", (int)got.len, got.ptr);
	print_error("\n");
	wrong++;
}

/* What a rule captures: its first named group, or the whole match. */
static struct tm_slice captured(const struct tm_rule *rule, const struct tm_matcher *matcher, struct tm_slice text)
{
	for (int i = 0; i < TM_RULE_GROUPS; i++)
		if (tm_has_group(matcher, rule->groups[i]))
			return tm_matched(matcher, text, rule->groups[i]);
	return tm_matched(matcher, text, 0);
}

static void test_examples(void **state)
{
	struct fixture *f = *state;
	struct tm_matcher *matcher = &f->worker.matcher;
	const struct tm_grammar *g = f->engine->grammar;

	assert_true(g->rule_count > 80);
	for (size_t i = 0; i < g->rule_count; i++) {
		const struct tm_rule *rule = &g->rules[i];

		if (!rule->why.len || !rule->seen.len || !rule->find_count || !rule->reject_count)
			complain(rule, rule->place.line, "lacks why, seen, finds or rejects", TM_SLICE(""),
				 TM_NO_SLICE);
		for (size_t k = 0; k < rule->find_count; k++) {
			const struct tm_rule_example *e = &rule->finds[k];

			if (!tm_match(matcher, rule->pattern, e->text, 0))
				complain(rule, e->line, "finds nothing", e->text, TM_NO_SLICE);
			else if (e->captured.ptr && !tm_slice_eq(captured(rule, matcher, e->text), e->captured))
				complain(rule, e->line, "captures otherwise", e->text,
					 captured(rule, matcher, e->text));
		}
		for (size_t k = 0; k < rule->reject_count; k++)
			if (tm_match(matcher, rule->pattern, rule->rejects[k].text, 0))
				complain(rule, rule->rejects[k].line, "finds what it must not",
					 rule->rejects[k].text, tm_matched(matcher, rule->rejects[k].text, 0));
	}
	assert_false(matcher->limit_hit);
	assert_int_equal(wrong, 0);
}

/* Patterns run into no limit on long texts made of what they look for. */
static void test_attacks(void **state)
{
	static const char *const pieces[] = { "一", "（", "，", "、",   "年", "1",         "金山区",
					      "《", "的", "局", "一、", " ",  "责任单位：" };
	struct fixture *f = *state;
	struct tm_matcher *matcher = &f->worker.matcher;
	const struct tm_grammar *g = f->engine->grammar;

	for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++) {
		struct tm_buffer text = TM_BUFFER_INIT;

		while (text.len < 4000)
			tm_buffer_str(&text, pieces[p]);
		for (size_t i = 0; i < g->rule_count; i++) {
			tm_match(matcher, g->rules[i].pattern, tm_buffer_view(&text), 0);
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
		cmocka_unit_test_setup_teardown(test_attacks, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
