/*
 * test_variants.c - a thousand variants of the corpus: wrapped anew, spaced anew, with page marks.
 *
 * For each (see variant.h) the laws must hold, and the clauses must come out
 * as those of the document itself.
 */
#include "law.h"
#include "variant.h"

enum { VARIANTS = 1000 };

/* Number of clauses of the one that the other has in the same words. */
static size_t same_clauses(const struct tm_document *a, const struct tm_document *b)
{
	size_t same = 0, k = 0;

	for (size_t i = 0; i < a->clause_count; i++) {
		const struct tm_clause *x = &a->clauses[i], *y = NULL;

		for (size_t n = 0; n < b->clause_count && !y; n++) {
			size_t at = (k + n) % b->clause_count;

			if (tm_slice_eq(b->clauses[at].id, x->id)) {
				y = &b->clauses[at];
				k = at + 1;
			}
		}
		if (y && tm_slice_eq(x->heading, y->heading) && tm_slice_eq(x->text, y->text))
			same++;
	}
	return same;
}

static void test_variants(void **state)
{
	struct fixture *f = *state;
	struct fixture original = *f; /* with a worker of its own, for the document itself */
	size_t all = 0, same = 0;

	tm_engine_jit(f->engine);
	tm_worker_init(&original.worker);
	for (size_t d = 0; d < CORPUS; d++) {
		const struct tm_document *doc = &run_file(&original, corpus[d])->doc;

		for (size_t n = d; n < VARIANTS; n += CORPUS) {
			struct tm_buffer text = TM_BUFFER_INIT;
			struct variant v = { .out = &text };
			const struct tm_document *got;
			size_t equal;

			make_variant(&v, doc, n);
			got = &run_text(f, tm_buffer_view(&text))->doc;
			check_spans(f, got);
			check_nothing_lost(f, got);
			equal = same_clauses(doc, got);
			if (getenv("SHOW_VARIANTS") && equal < doc->clause_count)
				print_message("variant %zu: %zu of %zu clauses\n", n, equal, doc->clause_count);
			if (getenv("SAVE_VARIANT") && (size_t)atoi(getenv("SAVE_VARIANT")) == n)
				fwrite(text.data, 1, text.len, stdout);
			if (d != WITH_TABLES) {
				all += doc->clause_count;
				same += equal;
			}
			tm_buffer_release(&text);
			tm_worker_clear(&f->worker);
		}
		tm_worker_clear(&original.worker);
	}
	tm_worker_release(&original.worker);
	print_message("%zu of %zu clauses come out the same (%.3f %%)\n", same, all,
		      100.0 * (double)same / (double)all);
	assert_true(same * 1000 >= all * 990);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_variants, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
