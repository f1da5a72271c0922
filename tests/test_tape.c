/*
 * test_tape.c - a text as a row of tokens: what is a figure, and what is none.
 */
#include "support.h"

#include "extract/tape.h"

/* The uses whose words the cases below name; other words are printed as text, so that new rules change nothing. */
static bool is_named(enum tm_use use)
{
	return use == TM_USE_BOUND || use == TM_USE_BOUND_BEHIND || use == TM_USE_MARK || use == TM_USE_AND ||
	       use == TM_USE_INCLUSIVE || use == TM_USE_ORDINAL;
}

static void describe_figure(const struct tm_quantity *q, struct tm_buffer *out)
{
	static const char *const kinds[] = { "none", "number", "money", "rate", "count", "date", "period" };

	tm_buffer_str(out, q->approx ? "<~" : "<");
	tm_buffer_str(out, kinds[q->kind]);
	tm_buffer_byte(out, '=');
	tm_buffer_slice(out, q->value.ptr ? q->value : q->min);
	tm_buffer_str(out, q->value.ptr ? "" : "..");
	tm_buffer_slice(out, q->value.ptr ? TM_SLICE("") : q->max);
	tm_buffer_slice(out, q->unit);
	tm_buffer_byte(out, '>');
}

/*
 * The tape in one line: words as <use>, figures as <kind=value and unit>, all
 * else as it is; an unread number has a ? behind it.
 */
static void describe(const struct tm_tape *tape, struct tm_buffer *out)
{
	tm_buffer_clear(out);
	for (size_t i = 0; i < tape->count; i++) {
		const struct tm_token *t = &tape->tokens[i];

		if (t->kind == TM_TOKEN_FIGURE)
			describe_figure(&tape->figures[t->figure], out);
		else if (t->kind == TM_TOKEN_WORD && is_named(t->use))
			tm_buffer_printf(out, "<%s>", tm_use_name(t->use));
		else
			tm_buffer_slice(out, tm_token_text(tape, i));
		for (size_t k = 0; k < tape->unread_count; k++)
			tm_buffer_str(out, tape->unread[k] == i ? "?" : "");
	}
}

/* The tokens cover the text without gaps, in order, and point at figures of theirs. */
static void check_cover(const struct tm_tape *tape, struct tm_slice text)
{
	uint32_t at = 0;

	for (size_t i = 0; i < tape->count; i++) {
		const struct tm_token *t = &tape->tokens[i];

		assert_int_equal(t->start, at);
		assert_true(t->end > t->start);
		at = t->end;
		if (t->kind == TM_TOKEN_FIGURE) {
			assert_true(t->figure < tape->figure_count);
			assert_int_equal(tape->figures[t->figure].start, t->start);
			assert_int_equal(tape->figures[t->figure].end, t->end);
		} else if (t->kind == TM_TOKEN_WORD) {
			assert_non_null(t->rule);
			assert_int_equal(t->rule->use, t->use);
		}
	}
	assert_int_equal(at, text.len);
	for (size_t k = 0; k < tape->unread_count; k++)
		assert_true(tape->unread[k] < tape->count && tape->tokens[tape->unread[k]].kind == TM_TOKEN_TEXT);
}

static void test_tokens(void **state)
{
	static const struct {
		const char *text, *tape;
	} cases[] = {
		{ "", "" },
		{ "鼓励园区建设", "鼓励园区建设" },
		{ "投入20万元。", "投入<money=200000CNY><mark>" },
		{ "最高不超过50万元", "<bound><money=500000CNY>" },
		{ "50亩以上", "<count=50亩><bound-behind>" },
		{ "经营满1年", "经营<bound><period=P1Y>" },
		{ "按30%兑付", "按<rate=0.31>兑付" },
		{ "培育20个左右", "培育<~count=20个><bound-behind>" },
		{ "培育约20个", "培育<bound><~count=20个>" },
		/* numbers of a list share the unit of its last one */
		{ "20、30万元", "<money=200000CNY><mark><money=300000CNY>" },
		{ "10和20家", "<count=10家><and><count=20家>" },
		/* a Chinese numeral with a measure word counts only where it is bound */
		{ "三家以上", "<count=3家><bound-behind>" },
		{ "不少于三家", "<bound><count=3家>" },
		{ "两种方式", "两种方式" },
		/* names and titles */
		{ "《5年计划》", "<mark>5年计划<mark>" },
		{ "“3个中心”", "<mark>3个中心<mark>" },
		{ "ISO9001标准", "ISO9001标准" },
		{ "一批四川企业", "一批四川企业" },
		{ "见附件2", "见附件2" },
		/* a bound of one character binds only what it touches */
		{ "满足要求", "满足要求" },
		/* a number without a unit, and labels, which are none */
		{ "人数为37的", "人数为37?的" },
		{ "（1）资料", "<mark>1<mark>资料" },
		/* words that are figures */
		{ "费用减半", "费用<rate=0.51>" },
		{ "满半年", "<bound><period=P6M>" },
	};
	struct fixture *f = *state;
	struct tm_quantity_reader reader = { f->engine->grammar, &f->worker.matcher, &f->worker.arena };
	struct tm_buffer line = TM_BUFFER_INIT;
	struct tm_tape tape = { 0 };
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_slice text = tm_slice_str(cases[i].text);

		tm_tape_read(&tape, &reader, text);
		describe(&tape, &line);
		check_cover(&tape, text);
		if (tm_slice_is(tm_buffer_view(&line), cases[i].tape))
			continue;
		print_error("'%s' is %.*s, expected %s\n", cases[i].text, (int)line.len, line.data, cases[i].tape);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	tm_tape_release(&tape);
	assert_null(tape.tokens);
	tm_buffer_release(&line);
}

/* Whatever the text, the tape covers it; pieces of the corpus in any order, cut anywhere between characters. */
static void test_cover(void **state)
{
	static const char *const pieces[] = { "20",     "万",     "元",   "%",    "、",     "和", "第",   "三",
					      "家",     "以上",   "《",   "》",   "“",      "”",  "（",   "）",
					      "含",     "至",     "-",    "年",   "月",     "。", "\n",   "约",
					      "满",     "不超过", "A",    "1.5",  ":",      "半", "亿元", "企业",
					      "百分之", "2027",   "左右", "附件", "上半年", "￥", "分之", "内" };
	struct fixture *f = *state;
	struct tm_quantity_reader reader = { f->engine->grammar, &f->worker.matcher, &f->worker.arena };
	struct prng p = { 7 };
	struct tm_tape tape = { 0 };
	struct tm_buffer text = TM_BUFFER_INIT;

	for (int round = 0; round < 20000; round++) {
		uint32_t count = prng_next(&p, 12);

		tm_buffer_clear(&text);
		for (uint32_t i = 0; i < count; i++)
			tm_buffer_str(&text, pieces[prng_next(&p, sizeof(pieces) / sizeof(pieces[0]))]);
		tm_tape_read(&tape, &reader, tm_buffer_view(&text));
		check_cover(&tape, tm_buffer_view(&text));
		tm_worker_clear(&f->worker);
	}
	for (size_t i = 0; i < CORPUS; i++) {
		struct tm_document *doc = &run_file(f, corpus[i])->doc;

		for (size_t c = 0; c < doc->clause_count; c++) {
			tm_tape_read(&tape, &reader, doc->clauses[c].text);
			check_cover(&tape, doc->clauses[c].text);
		}
		tm_worker_clear(&f->worker);
	}
	tm_tape_release(&tape);
	tm_buffer_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tokens, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_cover, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
