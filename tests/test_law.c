/*
 * test_law.c - the laws hold for the corpus, and for texts made to break them.
 */
#include "law.h"

static void test_corpus(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < CORPUS; i++) {
		const struct tm_document *doc = &run_file(f, corpus[i])->doc;

		check_spans(f, doc);
		check_nothing_lost(f, doc);
		tm_worker_clear(&f->worker);
	}
}

static void test_odd_texts(void **state)
{
	static const char *const texts[] = {
		"一、支持\n（一）企业\n",
		"某市若干措施\n一、总则\n1.支持企业。给予 10\n\n- 3 -\n\n万元。\n",
		"第一条（目的） 为了支持企业。\n第二条：企业\n",
		"专题一：支持\n1.受理部门：区科委\n",
		"\xEF\xBB\xBF一、支持(一)\r\n二、企业\x02发展\r\n",
		"只有一段没有编号的话。",
		"一、\n二、\n三、\n",
		"a\n\n\n\nb",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct tm_document *doc = &run_text(f, tm_slice_str(texts[i]))->doc;

		check_spans(f, doc);
		check_nothing_lost(f, doc);
		tm_worker_clear(&f->worker);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_corpus, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_odd_texts, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
