/*
 * test_rules.c - the rules as data: each finds its own examples and nothing it must not find.
 */
#include "support.h"

#include "extract/rule_check.h"
#include "extract/tally.h"
#include "extract/words.h"

static void print(const struct tm_diagnostics *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct tm_diagnostic *d = &list->items[i];

		print_error("%s:%u:%u:", d->file.ptr, d->line, d->column);
		for (size_t k = 0; k < d->arg_count; k++)
			print_error(" '%.*s'", (int)d->args[k].len, d->args[k].ptr);
		print_error(" [%s]\n", tm_code_name(d->code));
	}
}

static void test_examples(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;
	size_t wrong = 0;

	assert_true(g->rule_count > 80);
	for (size_t i = 0; i < g->rule_count; i++)
		wrong += tm_rule_test(g, &g->rules[i], &f->worker.matcher, &f->diagnostics);
	print(&f->diagnostics);
	assert_false(f->worker.matcher.limit_hit);
	assert_int_equal(wrong, f->diagnostics.count);
	assert_int_equal(wrong, 0);
}

/* Every rule says why it is there, where it was seen, what it finds and what it must not find. */
static void test_notes(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;
	size_t wrong = 0;

	for (size_t i = 0; i < g->rule_count; i++)
		wrong += tm_rule_lint_notes(&g->rules[i], &f->diagnostics);
	print(&f->diagnostics);
	assert_int_equal(wrong, 0);
}

/* Of every use, one rule whose examples say the opposite is complained about. */
static void test_wrong_examples(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;

	for (int u = 0; u < TM_USE_COUNT; u++) {
		const struct tm_rule *rule = &g->rules[g->first[u]];
		struct tm_rule opposite;
		size_t wrong;

		if (g->first[u] == g->first[u + 1])
			continue;
		opposite = *rule;
		opposite.finds = rule->rejects;
		opposite.find_count = rule->reject_count;
		opposite.rejects = rule->finds;
		opposite.reject_count = rule->find_count;
		wrong = tm_rule_test(g, &opposite, &f->worker.matcher, &f->diagnostics);
		if (wrong != rule->find_count + rule->reject_count)
			fail_msg("%s: %zu complaints", rule->id.ptr, wrong);
	}
}

/* Patterns run into no limit on long texts made of what they look for. */
static void test_attacks(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;
	size_t wrong = 0;

	for (size_t i = 0; i < g->rule_count; i++)
		wrong += tm_rule_lint_limit(g, &g->rules[i], &f->worker.matcher, &f->diagnostics);
	print(&f->diagnostics);
	assert_int_equal(wrong, 0);
}

/* Nothing in the catalogue is there in vain. */
static void test_order(void **state)
{
	struct fixture *f = *state;
	size_t wrong = tm_rules_lint_order(f->engine->grammar, &f->worker.matcher, &f->diagnostics);

	print(&f->diagnostics);
	assert_int_equal(wrong, 0);
}

/* A document counted twice gives twice the counts, and counting changes nothing. */
static void test_tally(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;
	size_t *once = calloc(g->rule_count, sizeof(*once)), fired = 0;
	struct tm_tally tally;
	size_t clauses = run_file(f, corpus[0])->doc.clause_count;

	tm_worker_clear(&f->worker);
	tm_tally_init(&tally, g);
	f->worker.matcher.tally = &tally;
	for (int pass = 0; pass < 2; pass++) {
		assert_int_equal(run_file(f, corpus[0])->doc.clause_count, clauses);
		tm_tally_next(&tally);
		tm_worker_clear(&f->worker);
		for (size_t i = 0; i < g->rule_count && pass == 0; i++)
			once[i] = tally.rules[i].count;
	}
	for (size_t i = 0; i < g->rule_count; i++) {
		assert_int_equal(tally.rules[i].count, 2 * once[i]);
		assert_int_equal(tally.rules[i].first != NULL, once[i] > 0);
		fired += once[i] > 0;
	}
	assert_true(fired > 80 && fired < g->rule_count);
	f->worker.matcher.tally = NULL;
	tm_tally_release(&tally);
	free(once);
}

/* The names of words.h stand in the order of the values in grammar_uses.def. */
static void test_words(void **state)
{
	static const struct {
		enum tm_use use;
		int last; /* the last name of words.h */
		const char *values;
	} cases[] = {
		{ TM_USE_MARK, TM_MARK_LINE,
		  "stop semicolon comma list colon open close quote-open quote-close title-open title-close "
		  "line" },
		{ TM_USE_BOUND, TM_BOUND_WORD_EQ, "ge gt le lt approx eq" },
		{ TM_USE_BOUND_BEHIND, TM_BOUND_WORD_APPROX, "ge gt le lt approx" },
		{ TM_USE_AND, TM_AND_ALONG, "both either along" },
		{ TM_USE_VERB, TM_VERB_BEGIN, "encourage bring act reach urge gain hold begin" },
		{ TM_USE_GIVE, TM_GIVE_MORE, "strong weak more" },
		{ TM_USE_RELIEF, TM_RELIEF_REDUCE, "waive return reduce" },
		{ TM_USE_PER, TM_PER_SINGLE, "each single" },
		{ TM_USE_FOR, TM_FOR_TOWARDS, "about towards" },
		{ TM_USE_RECIPIENT, TM_RECIPIENT_PERSON, "body person" },
		{ TM_USE_ALSO, TM_ALSO_DEED, "joint deed" },
		{ TM_USE_FIGURE_ROLE, TM_FIGURE_CEILING,
		  "benefit relief threshold target pool per effective expiry issued printed deadline from to term "
		  "duration other ceiling" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int spaces = 0;

		assert_string_equal(tm_use_values(cases[i].use), cases[i].values);
		for (const char *c = cases[i].values; *c; c++)
			spaces += *c == ' ';
		assert_int_equal(cases[i].last, spaces);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test_setup_teardown(test_examples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_notes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wrong_examples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_attacks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_tally, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
