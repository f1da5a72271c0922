#include "support.h"

#include "normalize/yaml.h"

static struct tm_yaml *parse(struct fixture *f, const char *text)
{
	f->diagnostics.count = 0;
	return tm_yaml_parse(tm_slice_str(text), TM_SLICE("test.yaml"), &f->diagnostics);
}

static void test_tree(void **state)
{
	const struct tm_yaml *root = parse(*state, "a: 1\nb: [x, 'null', null]\nc: {d: ~}\n");
	const struct tm_yaml *list = tm_yaml_get(root, "b");

	assert_slice(tm_yaml_text(root, "a"), "1");
	assert_int_equal(list->count, 3);
	assert_int_equal(list->items[0].line, 2);
	assert_int_equal(list->items[0].column, 5);
	assert_false(tm_yaml_is_null(&list->items[1]));
	assert_true(tm_yaml_is_null(&list->items[2]));
	assert_null(tm_yaml_text(tm_yaml_get(root, "c"), "d").ptr);
	assert_null(tm_yaml_get(root, "e"));
	assert_null(tm_yaml_get(NULL, "e"));
}

/* What is wrong is said at its line and column; columns count characters. */
static void expect_fault(struct fixture *f, const char *text, enum tm_code code, uint32_t line, uint32_t column)
{
	assert_null(parse(f, text));
	assert_int_equal(f->diagnostics.count, 1);
	assert_int_equal(f->diagnostics.items[0].code, code);
	assert_int_equal(f->diagnostics.items[0].line, line);
	assert_int_equal(f->diagnostics.items[0].column, column);
	assert_slice(f->diagnostics.items[0].file, "test.yaml");
}

static void test_faults(void **state)
{
	expect_fault(*state, "a: 1\na: 2\n", TM_D_YAML_DUPLICATE_KEY, 2, 1);
	expect_fault(*state, "中文: &x 1\n", TM_D_YAML_SYNTAX, 1, 5);
	expect_fault(*state, "a: !t 1\n", TM_D_YAML_SYNTAX, 1, 4);
	expect_fault(*state, "a: [1, 2\nb: 3\n", TM_D_YAML_SYNTAX, 2, 2);
	expect_fault(*state, "? [a]\n: 1\n", TM_D_YAML_SYNTAX, 1, 3);
	expect_fault(*state, "", TM_D_YAML_SYNTAX, 1, 1);
	expect_fault(*state, "[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]", TM_D_YAML_SYNTAX, 1, 18);
	expect_fault(*state, "a: 1\n---\nb: 2\n", TM_D_YAML_SYNTAX, 2, 1);
}

static void test_keys(void **state)
{
	static const char *const allowed[] = { "a", "b", NULL };
	struct fixture *f = *state;
	const struct tm_yaml *root = parse(f, "a: 1\nc: 2\n");

	assert_false(tm_yaml_check_keys(root, allowed, TM_SLICE("test.yaml"), &f->diagnostics));
	assert_int_equal(f->diagnostics.items[0].code, TM_D_YAML_UNKNOWN_KEY);
	assert_int_equal(f->diagnostics.items[0].line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_faults, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
