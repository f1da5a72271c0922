/*
 * test_lexicon.c - words found in running text, and rule files laid over those of the program.
 */
#include "support.h"

#include "extract/lexicon.h"

/* One rule of a rule file; `body` is its words, map or pattern, and priority if any. */
#define RULE(id, use, body)                                                                                       \
	"  - id: " id "\n    use: " use "\n    " body                                                             \
	"\n    why: a test\n    seen: nowhere\n    finds: [a]\n    rejects: [b]\n"

struct grammar {
	struct tm_arena arena;
	struct tm_diagnostics diagnostics;
	struct tm_matcher matcher;
	struct tm_grammar *grammar; /* NULL when it could not be loaded */
};

/* Loads the program's rules with up to two files over them. */
static void load(struct grammar *g, const char *first, const char *second)
{
	struct tm_resource more[3] = { 0 };

	more[0] = (struct tm_resource){ TM_SLICE("my/a.yaml"), tm_slice_str(first) };
	if (second)
		more[1] = (struct tm_resource){ TM_SLICE("my/b.yaml"), tm_slice_str(second) };
	tm_arena_init(&g->arena);
	tm_diagnostics_init(&g->diagnostics, &g->arena);
	tm_matcher_init(&g->matcher);
	g->grammar = tm_grammar_load(more, &g->arena, &g->diagnostics);
}

static void load_good(struct grammar *g, const char *first, const char *second)
{
	load(g, first, second);
	if (!g->grammar)
		fail_with(&g->diagnostics);
	assert_int_equal(g->diagnostics.count, 0);
}

static void release(struct grammar *g)
{
	tm_grammar_release(g->grammar);
	tm_matcher_release(&g->matcher);
	tm_arena_release(&g->arena);
}

/* Is `text` at its start a word of length `bytes` of rule `id`?  NULL: no word. */
static void expect(struct grammar *g, const struct tm_lexicon *lexicon, const char *text, const char *id,
		   size_t bytes)
{
	struct tm_entry entry;
	bool found = tm_lexicon_find(lexicon, &g->matcher, tm_slice_str(text), 0, &entry);

	if (found != (id != NULL))
		fail_msg("'%s': %s", text, found ? entry.rule->id.ptr : "nothing");
	if (!found)
		return;
	assert_slice(entry.rule->id, id);
	assert_int_equal(entry.length, bytes);
}

static const struct tm_rule *rule(const struct grammar *g, const char *id)
{
	for (size_t i = 0; i < g->grammar->rule_count; i++)
		if (tm_slice_is(g->grammar->rules[i].id, id))
			return &g->grammar->rules[i];
	return NULL;
}

/* The only diagnostic is this one, at this place. */
static void expect_fault(struct grammar *g, enum tm_code code, const char *file, uint32_t line, uint32_t column,
			 const char *argument)
{
	const struct tm_diagnostic *d = g->diagnostics.items;

	assert_null(g->grammar);
	if (g->diagnostics.count != 1 || d->code != code || d->line != line || d->column != column)
		fail_with(&g->diagnostics);
	assert_slice(d->file, file);
	assert_slice(d->args[0], argument);
}

static void test_longest(void **state)
{
	struct grammar g;

	(void)state;
	load_good(&g,
		  "rules:\n" RULE("short", "name", "words: [甲, 甲乙]")
			  RULE("long", "name", "words: [甲乙丙丁, 寅卯]")
				  RULE("pattern", "name", "pattern: '甲乙[丙戊]己'"),
		  NULL);
	expect(&g, g.grammar->words, "甲", "short", 3);
	expect(&g, g.grammar->words, "甲戊", "short", 3);
	expect(&g, g.grammar->words, "甲乙丙", "short", 6);
	expect(&g, g.grammar->words, "甲乙丙丁", "long", 12);
	expect(&g, g.grammar->words, "甲乙丙丁丁", "long", 12);
	expect(&g, g.grammar->words, "甲乙丙己", "pattern", 12);
	expect(&g, g.grammar->words, "甲乙戊", "short", 6);
	expect(&g, g.grammar->words, "乙丙丁", NULL, 0);
	/* words of numbers' units are another lexicon */
	expect(&g, g.grammar->units, "寅卯", NULL, 0);
	assert_true(tm_lexicon_may_open(g.grammar->words, 0x7532));
	assert_false(tm_lexicon_may_open(g.grammar->words, 0x4E59));
	release(&g);
}

static void test_values(void **state)
{
	struct tm_entry entry;
	struct grammar g;

	(void)state;
	load_good(&g,
		  "rules:\n" RULE("more", "bound", "map: {甲: ge, 乙: lt}")
			  RULE("twice", "rate-word", "map: {丙: '2'}"),
		  NULL);
	assert_true(tm_lexicon_find(g.grammar->words, &g.matcher, TM_SLICE("x乙"), 1, &entry));
	assert_slice(entry.value, "lt");
	assert_int_equal(entry.number, 3);
	assert_true(tm_lexicon_find(g.grammar->words, &g.matcher, TM_SLICE("丙"), 0, &entry));
	assert_slice(entry.value, "2");
	assert_int_equal(entry.number, -1);
	release(&g);
}

static void test_priority(void **state)
{
	struct grammar g;

	(void)state;
	/* of one word, whichever comes first */
	load_good(&g,
		  "rules:\n" RULE("low", "name", "words: [甲乙]")
			  RULE("high", "name", "words: [甲乙, 甲]\n    priority: 1"),
		  NULL);
	expect(&g, g.grammar->words, "甲乙", "high", 6);
	release(&g);
	load_good(&g,
		  "rules:\n" RULE("high", "name", "words: [甲乙]\n    priority: 2")
			  RULE("low", "name", "words: [甲乙]\n    priority: 1"),
		  NULL);
	expect(&g, g.grammar->words, "甲乙", "high", 6);
	release(&g);
	/* a word against a pattern of the same length */
	load_good(&g,
		  "rules:\n" RULE("word", "name", "words: [甲乙]")
			  RULE("pattern", "name", "pattern: '甲[乙丙]'\n    priority: 1"),
		  NULL);
	expect(&g, g.grammar->words, "甲乙", "pattern", 6);
	release(&g);
	load_good(&g,
		  "rules:\n" RULE("word", "name", "words: [甲乙]\n    priority: 1")
			  RULE("pattern", "name", "pattern: '甲[乙丙]'"),
		  NULL);
	expect(&g, g.grammar->words, "甲乙", "word", 6);
	release(&g);
	/* priority never beats length */
	load_good(&g,
		  "rules:\n" RULE("high", "name", "words: [甲]\n    priority: 9")
			  RULE("long", "name", "words: [甲乙]"),
		  NULL);
	expect(&g, g.grammar->words, "甲乙", "long", 6);
	release(&g);
}

static void test_conflict(void **state)
{
	struct grammar g;

	(void)state;
	load(&g, "rules:\n" RULE("one", "name", "words: [甲乙, 丙]") RULE("two", "ordinal", "words: [丁, 甲乙]"),
	     NULL);
	expect_fault(&g, TM_D_RULE_CONFLICT, "my/a.yaml", 9, 5, "甲乙");
	assert_slice(g.diagnostics.items[0].args[1], "one");
	release(&g);
	/* one word for both lexicons is no conflict */
	load_good(&g, "rules:\n" RULE("one", "name", "words: [甲乙]") RULE("two", "measure-word", "words: [甲乙]"),
		  NULL);
	release(&g);
	/* with a word of the program */
	load(&g, "rules:\n" RULE("one", "plain", "words: [不超过]"), NULL);
	expect_fault(&g, TM_D_RULE_CONFLICT, "my/a.yaml", 2, 5, "不超过");
	release(&g);
}

static void test_openings(void **state)
{
	static const char *const good[] = { "甲乙",       "甲?乙",     "[甲乙]丙",        "(?:甲|乙丙)丁",
					    "甲{0,2}+乙", "(?<=超)亿", "(?:甲)?(?:乙)?丙" };
	static const char *const bad[] = { ".甲", "[^甲]乙", "\\p{Han}", "甲*" };
	struct grammar g;
	uint32_t out[8];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (tm_pattern_openings(tm_slice_str(good[i]), out, 8) <= 0)
			fail_msg("%s: no openings", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (tm_pattern_openings(tm_slice_str(bad[i]), out, 8) > 0)
			fail_msg("%s: openings", bad[i]);
	assert_int_equal(tm_pattern_openings(TM_SLICE("甲?[乙丙]丁"), out, 8), 3);
	assert_int_equal(tm_pattern_openings(TM_SLICE("[甲乙丙]"), out, 2), -1); /* no room */
	load(&g, "rules:\n" RULE("anything", "name", "pattern: '.甲'"), NULL);
	expect_fault(&g, TM_D_RULE_OPENING, "my/a.yaml", 2, 5, "anything");
	release(&g);
}

/* ---- rule files over those of the program ---- */

static void test_add(void **state)
{
	struct grammar g, plain;

	(void)state;
	load_good(&plain, "rules: []\n", NULL);
	load_good(&g, "rules:\n" RULE("racks", "measure-word", "words: [云机架]"), NULL);
	assert_int_equal(g.grammar->rule_count, plain.grammar->rule_count + 1);
	assert_null(rule(&plain, "racks"));
	assert_slice(rule(&g, "racks")->place.file, "my/a.yaml");
	expect(&g, g.grammar->units, "云机架", "racks", 9);
	expect(&plain, plain.grammar->units, "云机架", NULL, 0);
	/* rules are by use, in the order of files */
	for (int u = 0; u < TM_USE_COUNT; u++)
		for (size_t i = g.grammar->first[u]; i < g.grammar->first[u + 1]; i++)
			assert_int_equal(g.grammar->rules[i].use, u);
	assert_slice(g.grammar->rules[g.grammar->first[TM_USE_MEASURE_WORD + 1] - 1].id, "racks");
	release(&plain);
	release(&g);
}

static void test_replace(void **state)
{
	struct grammar g, plain;

	(void)state;
	load_good(&plain, "rules: []\n", NULL);
	expect(&plain, plain.grammar->words, "半年", "half-year", 6);
	load_good(&g, "rules:\n" RULE("half-year", "period-word", "map: {半载: P6M}"), NULL);
	assert_int_equal(g.grammar->rule_count, plain.grammar->rule_count);
	expect(&g, g.grammar->words, "半载", "half-year", 6);
	expect(&g, g.grammar->words, "半年", NULL, 0);
	release(&g);
	/* the last file wins */
	load_good(&g, "rules:\n" RULE("half-year", "period-word", "map: {半载: P6M}"),
		  "rules:\n" RULE("half-year", "period-word", "map: {半截: P6M}"));
	assert_slice(rule(&g, "half-year")->place.file, "my/b.yaml");
	expect(&g, g.grammar->words, "半截", "half-year", 6);
	expect(&g, g.grammar->words, "半载", NULL, 0);
	release(&g);
	/* a rule may change its use */
	load_good(&g, "rules:\n" RULE("half-year", "name", "words: [半年]"), NULL);
	assert_int_equal(rule(&g, "half-year")->use, TM_USE_NAME);
	release(&g);
	/* a pattern that is replaced goes, too */
	load_good(&g, "rules:\n" RULE("marker-h5", "marker", "value: h5\n    pattern: 'x(?<n>1)'"), NULL);
	assert_slice(rule(&g, "marker-h5")->source, "x(?<n>1)");
	release(&g);
	release(&plain);
}

static void test_disable(void **state)
{
	struct grammar g, plain;

	(void)state;
	load_good(&plain, "rules: []\n", NULL);
	load_good(&g, "disable: [half-year, marker-h5]\n", NULL);
	assert_int_equal(g.grammar->rule_count, plain.grammar->rule_count - 2);
	assert_null(rule(&g, "half-year"));
	assert_null(rule(&g, "marker-h5"));
	expect(&g, g.grammar->words, "半年", NULL, 0);
	release(&g);
	/* of an earlier file of the user, not of a later one */
	load_good(&g, "rules:\n" RULE("mine", "name", "words: [甲]"), "disable: [mine]\n");
	assert_null(rule(&g, "mine"));
	release(&g);
	load(&g, "disable: [mine]\n", "rules:\n" RULE("mine", "name", "words: [甲]"));
	expect_fault(&g, TM_D_RULE_UNKNOWN, "my/a.yaml", 1, 11, "mine");
	release(&g);
	/* disabled and added again */
	load_good(&g, "disable: [half-year]\nrules:\n" RULE("half-year", "name", "words: [甲]"), NULL);
	expect(&g, g.grammar->words, "甲", "half-year", 3);
	release(&g);
	release(&plain);
}

static void test_faults(void **state)
{
	struct grammar g;

	(void)state;
	load(&g, "disable:\n  - half-year\n  - no-such-rule\n", NULL);
	expect_fault(&g, TM_D_RULE_UNKNOWN, "my/a.yaml", 3, 5, "no-such-rule");
	release(&g);
	load(&g, "rules: []\n", "rules:\n" RULE("a", "bound", "map: {甲: sideways}"));
	expect_fault(&g, TM_D_RULE_VALUE, "my/b.yaml", 4, 14, "sideways");
	release(&g);
	load(&g, "rules: []\nextra: 1\n", NULL);
	expect_fault(&g, TM_D_YAML_UNKNOWN_KEY, "my/a.yaml", 2, 1, "extra");
	release(&g);
	load(&g, "rules:\n" RULE("a", "name", "pattern: '甲(乙'"), NULL);
	assert_null(g.grammar);
	assert_int_equal(g.diagnostics.items[0].code, TM_D_RULE_PATTERN);
	assert_slice(g.diagnostics.items[0].file, "my/a.yaml");
	assert_int_equal(g.diagnostics.items[0].line, 4);
	release(&g);
}

static void test_sha256(void **state)
{
	struct tm_arena arena = TM_ARENA_INIT;
	const struct tm_resource one[] = { { TM_SLICE("a.yaml"), TM_SLICE("rules: []\n") },
					   { TM_NO_SLICE, TM_NO_SLICE } };
	const struct tm_resource text[] = { { TM_SLICE("a.yaml"), TM_SLICE("rules: [] \n") },
					    { TM_NO_SLICE, TM_NO_SLICE } };
	const struct tm_resource name[] = { { TM_SLICE("b.yaml"), TM_SLICE("rules: []\n") },
					    { TM_NO_SLICE, TM_NO_SLICE } };
	struct tm_slice sums[] = { tm_grammar_sha256(NULL, &arena), tm_grammar_sha256(one, &arena),
				   tm_grammar_sha256(text, &arena), tm_grammar_sha256(name, &arena) };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(tm_slice_eq(sums[i], sums[k]));
	assert_true(tm_slice_eq(sums[1], tm_grammar_sha256(one, &arena)));
	tm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_longest),  cmocka_unit_test(test_values),   cmocka_unit_test(test_priority),
		cmocka_unit_test(test_conflict), cmocka_unit_test(test_openings), cmocka_unit_test(test_add),
		cmocka_unit_test(test_replace),  cmocka_unit_test(test_disable),  cmocka_unit_test(test_faults),
		cmocka_unit_test(test_sha256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
