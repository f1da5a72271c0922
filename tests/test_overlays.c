/*
 * test_overlays.c - rule files of the user: whatever they take away, the program goes on without it.
 */
#include "support.h"

#include "extract/lexicon.h"

/* A little of everything: quantities of each kind, sums without a unit, a table of numbers, dates. */
static const char text[] =
	"关于印发《某区若干政策》的通知\n某政发〔2023〕2号\n各有关单位：\n某区若干政策\n"
	"一、支持对象\n（一）对产值首次突破10亿元、30亿元的企业，分别给予20万、30万元奖励。\n"
	"1. 亿元以上项目按1:1配套，全额补贴，减半征收，容积率不低于2.0。\n"
	"2. 三年内满半年，50-200万元，最高不超过￥500元6角，三分之二以上，十几万人，约3成。\n"
	"3. "
	"拟定于下半年、2023年3月5日、6日和10—11月，9月下旬，2-3类，5个工作日内，150家以上。（责任单位：区科委）\n"
	"二、附则\n本政策自2023年12月21日起实施，有效期5年。2023年1月1日至本政策施行前，参照执行。\n"
	"抄送：区委办。\n某区人民政府办公室 2023年12月21日印发\n";

/* Loads the rules with a file over them, and takes the text and a document of the corpus through all stages. */
static void build_with(const char *overlay, struct tm_slice what)
{
	struct tm_resource more[] = { { TM_SLICE("my/a.yaml"), tm_slice_str(overlay) },
				      { TM_NO_SLICE, TM_NO_SLICE } };
	struct fixture f = { .arena = TM_ARENA_INIT };

	tm_diagnostics_init(&f.diagnostics, &f.arena);
	tm_worker_init(&f.worker);
	f.engine = tm_engine_with_rules(more, &f.diagnostics);
	if (!f.engine) {
		print_error("without %.*s\n", (int)what.len, what.ptr);
		fail_with(&f.diagnostics);
	}
	assert_true(run_text(&f, tm_slice_str(text))->doc.clause_count > 0);
	assert_true(run_file(&f, corpus[2])->doc.clause_count > 0);
	if (f.worker.matcher.limit_hit)
		fail_msg("%.*s: the limit was hit", (int)what.len, what.ptr);
	tm_worker_release(&f.worker);
	tm_engine_free(f.engine);
	tm_arena_release(&f.arena);
}

static void test_without_a_rule(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;

	for (size_t i = 0; i < g->rule_count; i++) {
		struct tm_slice id = g->rules[i].id;
		struct tm_slice overlay = tm_arena_printf(&f->arena, "disable: ['%.*s']\n", (int)id.len, id.ptr);

		build_with(overlay.ptr, id);
	}
}

static void test_without_a_use(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;

	for (int u = 0; u < TM_USE_COUNT; u++) {
		struct tm_buffer overlay = TM_BUFFER_INIT;

		if (g->first[u + 1] - g->first[u] < 2)
			continue; /* tried above */
		tm_buffer_lit(&overlay, "disable:\n");
		for (size_t i = g->first[u]; i < g->first[u + 1]; i++)
			tm_buffer_printf(&overlay, "  - '%.*s'\n", (int)g->rules[i].id.len, g->rules[i].id.ptr);
		tm_buffer_byte(&overlay, '\0');
		build_with(overlay.data, tm_slice_str(tm_use_name((enum tm_use)u)));
		tm_buffer_release(&overlay);
	}
}

static void test_without_any(void **state)
{
	struct fixture *f = *state;
	const struct tm_grammar *g = f->engine->grammar;
	struct tm_buffer overlay = TM_BUFFER_INIT;

	tm_buffer_lit(&overlay, "disable:\n");
	for (size_t i = 0; i < g->rule_count; i++)
		tm_buffer_printf(&overlay, "  - '%.*s'\n", (int)g->rules[i].id.len, g->rules[i].id.ptr);
	tm_buffer_byte(&overlay, '\0');
	build_with(overlay.data, TM_SLICE("all rules"));
	tm_buffer_release(&overlay);
}

/* ---- grammars alone ---- */

struct loaded {
	struct tm_arena arena;
	struct tm_diagnostics diagnostics;
	struct tm_grammar *grammar;
};

static void load(struct loaded *l, const char *name, const char *file)
{
	struct tm_resource more[] = { { tm_slice_str(name), tm_slice_str(file) }, { TM_NO_SLICE, TM_NO_SLICE } };

	tm_arena_init(&l->arena);
	tm_diagnostics_init(&l->diagnostics, &l->arena);
	l->grammar = tm_grammar_load(more, &l->arena, &l->diagnostics);
}

static void load_good(struct loaded *l, const char *name, const char *file)
{
	load(l, name, file);
	if (!l->grammar)
		fail_with(&l->diagnostics);
}

static void expect_fault(struct loaded *l, enum tm_code code, const char *file, uint32_t line,
			 const char *argument)
{
	const struct tm_diagnostic *d = l->diagnostics.items;

	assert_null(l->grammar);
	if (!l->diagnostics.count || d->code != code || d->line != line)
		fail_with(&l->diagnostics);
	assert_slice(d->file, file);
	assert_slice(d->args[0], argument);
}

static void release(struct loaded *l)
{
	tm_grammar_release(l->grammar);
	tm_arena_release(&l->arena);
}

enum { FULL_STOP = 0x3002, EXCLAMATION = 0xFF01, ELLIPSIS = 0x2026, COMMA = 0xFF0C };

#define CLASS(id, body)                                                                                           \
	"rules:\n  - id: " id "\n    use: class\n    value: sentence-end\n    " body                              \
	"\n    why: a test\n    seen: nowhere\n    finds: [a]\n    rejects: [b]\n"

static bool ends(const struct loaded *l, uint32_t c)
{
	return tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, c);
}

static void test_classes(void **state)
{
	struct loaded l;

	(void)state;
	load_good(&l, "my/a.yaml", CLASS("more", "words: […]"));
	assert_true(ends(&l, FULL_STOP) && ends(&l, ELLIPSIS));
	release(&l);
	load_good(&l, "my/a.yaml", CLASS("class-sentence-end", "words: […, ！]"));
	assert_true(ends(&l, EXCLAMATION) && ends(&l, ELLIPSIS) && !ends(&l, FULL_STOP));
	release(&l);
	load_good(&l, "my/a.yaml", "disable: [class-sentence-end]\n");
	assert_true(!ends(&l, FULL_STOP) && !ends(&l, EXCLAMATION));
	assert_true(tm_is_class(l.grammar, TM_CLASS_COMMA, COMMA));
	release(&l);
	load(&l, "my/a.yaml", CLASS("more", "words: [ab]"));
	expect_fault(&l, TM_D_YAML_SHAPE, "my/a.yaml", 5, "one character beyond ASCII");
	release(&l);
	load(&l, "my/a.yaml", CLASS("more", "pattern: '…'"));
	expect_fault(&l, TM_D_YAML_MISSING_KEY, "my/a.yaml", 2, "words");
	release(&l);
	load(&l, "my/a.yaml",
	     CLASS("more", "words: [①, ②, ③, ④, ⑤, ⑥, ⑦, ⑧, ⑨, ⑩, ⑪, ⑫, ⑬, ⑭, ⑮, ⑯, ⑰, ⑱, ⑲, ⑳, ⑴, ⑵]"));
	expect_fault(&l, TM_D_YAML_SHAPE, "my/a.yaml", 2, "at most 24 characters in a class");
	release(&l);
}

#define NUMERALS(digits, units)                                                                                      \
	"digits: {一: 1, 二: 2, " digits "}\nunits: {" units "}\npairs: {廿: 20}\nmyriads: {万: 4}\n"              \
	"circled: {①: 1}\nwords: {several: [几], more: [余], point: [点], part: [分], of: [之], and: [又], " \
	"minus: [负]}\nformal: [一]\ncounting: [二]\n"

static int integer(const struct loaded *l, const char *s)
{
	int n;

	return tm_numeral_integer(&l->grammar->numerals, tm_slice_str(s), &n) ? n : -1;
}

static void test_numerals(void **state)
{
	struct loaded l;

	(void)state;
	load_good(&l, "my/numerals.yaml", NUMERALS("弍: 2", "十: 10"));
	assert_int_equal(integer(&l, "弍十一"), 21);
	assert_int_equal(integer(&l, "三"), -1);
	assert_false(tm_numeral_may_open(&l.grammar->numerals, 0x4E09));
	release(&l);
	/* any other name is a rule file */
	load(&l, "my/my-numerals.yaml", NUMERALS("弍: 2", "十: 10"));
	expect_fault(&l, TM_D_YAML_UNKNOWN_KEY, "my/my-numerals.yaml", 1, "digits");
	release(&l);
	load(&l, "my/numerals.yaml", NUMERALS("三: 30", "十: 10"));
	expect_fault(&l, TM_D_YAML_SHAPE, "my/numerals.yaml", 1, "one character that stands once, and 0 to 9");
	release(&l);
	load(&l, "my/numerals.yaml", NUMERALS("三: 3", "十: 0"));
	expect_fault(&l, TM_D_YAML_SHAPE, "my/numerals.yaml", 2,
		     "one character that stands once, and 10, 100 or 1000");
	release(&l);
	load(&l, "my/numerals.yaml", "rules: []\n");
	expect_fault(&l, TM_D_YAML_UNKNOWN_KEY, "my/numerals.yaml", 1, "rules");
	release(&l);
	load(&l, "my/numerals.yaml", "digits: {一: 1}\n");
	expect_fault(&l, TM_D_YAML_MISSING_KEY, "my/numerals.yaml", 1, "words");
	release(&l);
}

#define RULE(id, use, body)                                                                                       \
	"  - id: " id "\n    use: " use "\n    " body                                                             \
	"\n    why: a test\n    seen: nowhere\n    finds: [a]\n    rejects: [b]\n"

/* Whatever the uses, the file of the user is to blame, not the one it was laid over. */
static void test_blame(void **state)
{
	static const struct {
		const char *file, *word, *other;
	} cases[] = {
		{ "rules:\n" RULE("mine", "currency", "map: {家: CNY}"), "家", "measure-word" },
		{ "rules:\n" RULE("mine", "measure-word", "words: [元]"), "元", "currency" },
		{ "rules:\n" RULE("mine", "name", "words: [不超过]"), "不超过", "bounds" },
		{ "rules:\n" RULE("measure-word", "not-a-unit", "words: [元]"), "元", "currency" },
	};
	struct loaded l;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		load(&l, "my/a.yaml", cases[i].file);
		expect_fault(&l, TM_D_RULE_CONFLICT, "my/a.yaml", 2, cases[i].word);
		assert_slice(l.diagnostics.items[0].args[1], cases[i].other);
		release(&l);
	}
}

/* What a rule says must be something that the catalogue can hold. */
static void test_values(void **state)
{
	static const struct {
		const char *file, *argument;
		enum tm_code code;
		uint32_t line;
	} cases[] = {
		{ "rules:\n" RULE("a", "money-word", "value: much\n    words: [甲]"), "much", TM_D_RULE_VALUE, 4 },
		{ "rules:\n" RULE("a", "rate-word", "map: {甲: '1.50'}"), "1.50", TM_D_RULE_VALUE, 4 },
		{ "rules:\n" RULE("a", "period-word", "map: {甲: 1}"), "1", TM_D_RULE_VALUE, 4 },
		{ "rules:\n" RULE("a", "date-word", "map: {甲: soon}"), "soon", TM_D_RULE_VALUE, 4 },
		{ "rules:\n" RULE("a", "assumed", "value: CNY\n    words: [元]"), "a", TM_D_RULE_MAP_MISSING, 2 },
		{ "rules:\n" RULE("a", "office-alias", "words: [科委]"), "a", TM_D_RULE_MAP_MISSING, 2 },
		{ "rules:\n" RULE("a", "assumed", "map: {元: CNY, 块: CNY}"), "map", TM_D_YAML_MISSING_KEY, 2 },
		{ "rules:\n" RULE("a", "nosuch", "words: [甲]"), "nosuch", TM_D_RULE_USE, 3 },
		{ "rules:\n" RULE("a", "bound", "words: [甲]"), "a", TM_D_RULE_VALUE_MISSING, 2 },
		{ "rules:\n" RULE("a", "plain", "value: le\n    words: [甲]"), "a", TM_D_RULE_VALUE_UNWANTED, 4 },
		{ "rules:\n" RULE("a", "bound", "value: le\n    map: {甲: le}"), "a", TM_D_RULE_VALUE_UNWANTED,
		  4 },
		{ "rules:\n" RULE("a", "plain", "wordz: [甲]"), "wordz", TM_D_YAML_UNKNOWN_KEY, 4 },
	};
	struct loaded l;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		load(&l, "my/a.yaml", cases[i].file);
		expect_fault(&l, cases[i].code, "my/a.yaml", cases[i].line, cases[i].argument);
		release(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_without_a_rule, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_without_a_use, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_without_any, set_up, tear_down),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_numerals),
		cmocka_unit_test(test_blame),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
