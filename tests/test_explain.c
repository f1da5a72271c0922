/*
 * test_explain.c - what explain says decided is what decided.
 */
#include "support.h"

#include "extract/explain.h"

/* The role of a fact is what its rule says, or none where the kind of figure cannot have it. */
static void check_fact(const struct tm_fact *fact, const struct tm_explained_figure *figure)
{
	const char *role = tm_fact_role_name(fact->role);

	assert_int_equal(figure->next != NULL && figure->role == NULL, 0);
	if (!figure->role) {
		assert_int_equal(fact->role, TM_FACT_OTHER);
		return;
	}
	if (fact->role == TM_FACT_OTHER || tm_slice_is(figure->role->value, role))
		return;
	if (!tm_slice_is(figure->role->value, "benefit") && !tm_slice_is(figure->role->value, "relief"))
		fail_msg("%s is %s by %s (%s)", fact->id.ptr, role, figure->role->id.ptr, figure->role->value.ptr);
}

static void check_part(struct fixture *f, struct tm_explained *part, const struct tm_document *doc,
		       const struct tm_clause *clause, bool in_heading, size_t *facts)
{
	struct tm_quantity_reader reader = { f->engine->grammar, &f->worker.matcher, &f->worker.arena };

	if (!(in_heading ? clause->heading : clause->text).len)
		return;
	tm_explain(part, &reader, doc, clause, in_heading);
	for (size_t i = 0; i < part->tape.count; i++) {
		const struct tm_explained_figure *figure;

		if (part->tape.tokens[i].kind != TM_TOKEN_FIGURE)
			continue;
		figure = &part->figures[part->tape.tokens[i].figure];
		assert_int_not_equal(figure->fact, SIZE_MAX);
		check_fact(&clause->facts[figure->fact], figure);
		++*facts;
	}
}

/* Every fact of the corpus is a figure of its clause, and its role is what is said. */
static void test_facts(void **state)
{
	struct fixture *f = *state;
	struct tm_explained part = { 0 };

	for (size_t n = 0; n < CORPUS; n++) {
		const struct tm_document *doc = &run_file(f, corpus[n])->doc;

		for (size_t i = 0; i < doc->clause_count; i++) {
			size_t facts = 0;

			check_part(f, &part, doc, &doc->clauses[i], true, &facts);
			check_part(f, &part, doc, &doc->clauses[i], false, &facts);
			assert_int_equal(facts, doc->clauses[i].fact_count);
		}
		tm_worker_clear(&f->worker);
	}
	tm_explained_release(&part);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(test_facts, set_up, tear_down) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
