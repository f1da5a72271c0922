/*
 * test_diff.c - laws of the edition diff: nothing differs from itself, however it is printed.
 */
#include "law.h"
#include "variant.h"

#include <glob.h>
#include <time.h>

#include "schema/diff.h"

enum { VARIANTS = 200, OTHER_VARIANTS = 40 };

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

/*
 * The same of documents that are not part of the project, where they are at
 * hand ($MORE, or ../shared/more).  One of them has numbers in running text
 * (…及页码；2.项目申请表) that now and then come to stand first on a line, below a
 * full one and without indents: nobody could tell them from items of the list.
 */
static void test_other_documents(void **state)
{
	struct fixture *f = *state;
	struct fixture original = *f;
	const char *folder = getenv("MORE");
	struct tm_slice pattern = tm_arena_printf(&f->arena, "%s/*.txt",
						  folder ? folder : TM_SOURCE_DIR "/../shared/more");
	size_t all = 0, empty = 0;
	glob_t found;

	if (glob(pattern.ptr, 0, NULL, &found))
		skip();
	tm_worker_init(&original.worker);
	for (size_t d = 0; d < found.gl_pathc; d++) {
		const struct tm_document *doc = &run_file(&original, found.gl_pathv[d])->doc;
		struct tm_arena arena = TM_ARENA_INIT;

		assert_false(tm_diff_differs(tm_diff_documents(doc, doc, &arena)));
		for (size_t n = 0; n < OTHER_VARIANTS; n++) {
			struct tm_buffer text = TM_BUFFER_INIT;
			struct variant v = { .out = &text };
			const struct tm_diff *diff;

			make_variant(&v, doc, n);
			diff = tm_diff_documents(doc, &run_text(f, tm_buffer_view(&text))->doc, &arena);
			all++;
			empty += !tm_diff_differs(diff);
			if (tm_diff_differs(diff) && getenv("SHOW_VARIANTS")) {
				print_message("variant %zu of %s\n", n, found.gl_pathv[d]);
				show(diff);
			}
			tm_buffer_release(&text);
			tm_worker_clear(&f->worker);
		}
		tm_arena_release(&arena);
		tm_worker_clear(&original.worker);
	}
	globfree(&found);
	tm_worker_release(&original.worker);
	print_message("%zu of %zu variants of other documents differ in nothing\n", empty, all);
	assert_true((all - empty) * 200 <= all);
}

/* Sentences of the corpus, from which long documents are made. */
struct sentences {
	struct tm_slice *items;
	size_t count, room;
};

static void add_sentences(struct sentences *out, struct tm_slice text, struct tm_arena *arena)
{
	static const char end[] = "\xE3\x80\x82"; /* 。 */

	for (size_t from = 0, at; (at = tm_slice_find(text, TM_SLICE(end), from)) != SIZE_MAX; from = at + 3)
		*(struct tm_slice *)tm_arena_push(
			arena, &out->items, &out->count, &out->room,
			sizeof(*out->items)) = tm_arena_slice(arena, tm_slice_sub(text, from, at + 3));
}

/* A text of a few sentences, the same for the same number; another one in the edition where it was reworded. */
static struct tm_slice make_text(const struct sentences *from, uint64_t number, uint64_t edition,
				 struct tm_arena *arena)
{
	struct prng random = { .state = number * UINT64_C(0x9E3779B97F4A7C15) + 1 };
	struct tm_buffer text = TM_BUFFER_INIT;
	struct tm_slice out;

	for (int i = 0; i < 8; i++)
		prng_next(&random, 2);
	for (uint32_t i = 0, n = 2 + prng_next(&random, 3); i < n; i++)
		tm_buffer_slice(&text, from->items[prng_next(&random, (uint32_t)from->count)]);
	if (edition && number % 3)
		tm_buffer_printf(&text, "%u", prng_next(&random, 1000));
	out = tm_arena_slice(arena, tm_buffer_view(&text));
	tm_buffer_release(&text);
	return out;
}

/* Articles, of which the second edition rewords two of three and puts a new one before every tenth. */
static struct tm_document make_document(const struct sentences *from, size_t count, uint64_t edition,
					struct tm_arena *arena)
{
	struct tm_document doc = { .clauses = tm_arena_array(arena, 2 * count, sizeof(*doc.clauses)) };

	for (size_t i = 0; i < count; i++) {
		for (size_t n = edition && i % 10 == 9 ? 2 : 1; n > 0; n--) {
			struct tm_clause *c = &doc.clauses[doc.clause_count++];

			c->kind = TM_ARTICLE;
			c->number = (uint32_t)doc.clause_count;
			c->id = tm_arena_printf(arena, "article:%zu", doc.clause_count);
			c->label = c->id;
			c->text = make_text(from, n == 2 ? 1000000 + i : i, edition, arena);
		}
	}
	return doc;
}

static void compare_made(const struct sentences *from, size_t count)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_document old = make_document(from, count, 0, &arena),
			   new = make_document(from, count, 1, &arena);
	struct timespec start, end;
	struct tm_diff *diff;
	size_t right = 0, added = 0;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	diff = tm_diff_documents(&old, &new, &arena);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	for (size_t i = 0; i < diff->change_count; i++) {
		const struct tm_change *k = &diff->changes[i];

		right += k->old_count == 1 && k->new_count == 1 && k->new[0] == k->old[0] + (k->old[0] + 1) / 10;
		added += k->kinds == TM_CHANGE_ADDED;
	}
	print_message("%zu clauses by %zu: %.1f ms, %zu paired, %zu new\n", old.clause_count, new.clause_count,
		      1e3 * (double)(end.tv_sec - start.tv_sec) + 1e-6 * (double)(end.tv_nsec - start.tv_nsec),
		      right, added);
	assert_true(right * 1000 >= count * 995);
	assert_true(added * 1000 >= count / 10 * 995);
	tm_arena_release(&arena);
}

/* What a comparison costs: printed, not tested, but for its result. */
static void test_long_documents(void **state)
{
	struct fixture *f = *state;
	struct sentences all = { 0 };

	tm_engine_jit(f->engine);
	for (size_t d = 0; d < CORPUS; d++) {
		const struct tm_document *doc;

		if (d == WITH_TABLES)
			continue;
		doc = &run_file(f, corpus[d])->doc;
		for (size_t i = 0; i < doc->clause_count; i++)
			add_sentences(&all, doc->clauses[i].text, &f->arena);
		tm_worker_clear(&f->worker);
	}
	compare_made(&all, 500);
	compare_made(&all, 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_differs_from_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_variants, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_documents, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_long_documents, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
