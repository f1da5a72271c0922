/*
 * test_diff.c - laws of the edition diff: nothing differs from itself, however it is printed.
 */
#include "law.h"
#include "variant.h"

#include <time.h>

#include "schema/diff.h"

enum { VARIANTS = 200 };

/* Prints what a diff says, for a test that expected nothing. */
static void show(const struct tm_diff *diff)
{
	struct tm_buffer out = TM_BUFFER_INIT;

	tm_diff_json(&out, diff);
	print_message("%.*s\n", (int)(out.len < 4000 ? out.len : 4000), out.data);
	tm_buffer_release(&out);
}

static void test_nothing_differs_from_itself(void **state)
{
	struct fixture *f = *state;

	tm_engine_jit(f->engine);
	for (size_t d = 0; d < CORPUS; d++) {
		const struct tm_document *doc = &run_file(f, corpus[d])->doc;
		struct tm_arena arena = TM_ARENA_INIT;
		struct tm_diff *diff = tm_diff_documents(doc, doc, &arena);

		assert_false(tm_diff_differs(diff));
		assert_int_equal(diff->change_count, doc->clause_count);
		for (size_t i = 0; i < diff->change_count; i++)
			assert_int_equal(diff->changes[i].kinds, TM_CHANGE_SAME);
		tm_arena_release(&arena);
		tm_worker_clear(&f->worker);
	}
}

/* How a document is printed makes no difference. */
static void test_variants(void **state)
{
	struct fixture *f = *state;
	struct fixture original = *f;
	size_t all = 0, empty = 0;

	tm_engine_jit(f->engine);
	tm_worker_init(&original.worker);
	for (size_t d = 0; d < CORPUS; d++) {
		const struct tm_document *doc;

		if (d == WITH_TABLES)
			continue;
		doc = &run_file(&original, corpus[d])->doc;
		for (size_t n = d; n < VARIANTS; n += CORPUS) {
			struct tm_buffer text = TM_BUFFER_INIT;
			struct variant v = { .out = &text };
			struct tm_arena arena = TM_ARENA_INIT;
			struct tm_diff *diff;

			make_variant(&v, doc, n);
			diff = tm_diff_documents(doc, &run_text(f, tm_buffer_view(&text))->doc, &arena);
			all++;
			empty += !tm_diff_differs(diff);
			if (tm_diff_differs(diff) && getenv("SHOW_VARIANTS")) {
				print_message("variant %zu of %s\n", n, corpus[d]);
				show(diff);
			}
			tm_arena_release(&arena);
			tm_buffer_release(&text);
			tm_worker_clear(&f->worker);
		}
		tm_worker_clear(&original.worker);
	}
	tm_worker_release(&original.worker);
	print_message("%zu of %zu variants differ in nothing\n", empty, all);
	assert_int_equal(empty, all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_differs_from_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_variants, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
