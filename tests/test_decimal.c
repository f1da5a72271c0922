/*
 * test_decimal.c - exact decimals: what goes in comes out, and what does not fit is said to overflow.
 */
#include "support.h"

#include "extract/decimal.h"

static struct tm_arena arena;

static struct tm_decimal number(const char *text)
{
	struct tm_decimal n;

	if (!tm_decimal_parse(tm_slice_str(text), &n))
		fail_msg("'%s' is no number", text);
	return n;
}

static void test_text(void **state)
{
	static const struct {
		int64_t mantissa;
		int exponent;
		const char *text;
	} cases[] = {
		{ 0, 0, "0" },
		{ 0, -5, "0" },
		{ 7, 0, "7" },
		{ 25, -1, "2.5" },
		{ 25, 3, "25000" },
		{ 2, -4, "0.0002" },
		{ 100, 0, "100" },
		{ 100, -2, "1" },
		{ 1050, -3, "1.05" },
		{ -35, -1, "-3.5" },
		{ -5, -3, "-0.005" },
		{ 12345, -5, "0.12345" },
		{ 12345, -2, "123.45" },
		{ 999999999999999999, 0, "999999999999999999" },
		{ 1, 18, "1000000000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_slice(tm_decimal_text((struct tm_decimal){ cases[i].mantissa, cases[i].exponent }, &arena),
			     cases[i].text);
}

static void test_parse(void **state)
{
	static const char *const good[] = { "0",      "7",    "2.5",    "25000",
					    "0.0002", "-3.5", "123.45", "999999999999999999",
					    "100",    "10.5", "100.05", "1000000000000000000",
					    "-0.005", "-10" };
	static const char *const bad[] = { "",
					   "-",
					   ".",
					   ".5",
					   "1.",
					   "1e3",
					   "1,000",
					   "+1",
					   "1.2.3",
					   "--1",
					   " 1",
					   "1 ",
					   "12345678901234567890",
					   "1.1234567890123456789",
					   "05",
					   "00",
					   "-05",
					   "00.5",
					   "1.50",
					   "1.0",
					   "0.0",
					   "-0",
					   "-1.",
					   "10000000000000000000000000000000000000000000" };
	struct tm_decimal n;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_slice(tm_decimal_text(number(good[i]), &arena), good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (tm_decimal_parse(tm_slice_str(bad[i]), &n))
			fail_msg("'%s' is taken for a number", bad[i]);
}

enum operation { ADD, MUL, DIV };

static void test_arithmetic(void **state)
{
	static const struct {
		const char *a;
		enum operation operation;
		const char *b, *result; /* NULL: no exact result of 18 digits */
	} cases[] = {
		{ "2.5", ADD, "0.05", "2.55" },
		{ "0.1", ADD, "0.2", "0.3" },
		{ "100", ADD, "-100", "0" },
		{ "0", ADD, "0.0001", "0.0001" },
		{ "300000000", ADD, "0.01", "300000000.01" },
		{ "999999999999999999", ADD, "1", "1000000000000000000" },
		{ "999999999999999999", ADD, "2", NULL },
		{ "999999999999999999", ADD, "0.1", NULL },
		{ "2.5", MUL, "10000", "25000" },
		{ "0.3", MUL, "0.3", "0.09" },
		{ "-1.5", MUL, "2", "-3" },
		{ "0", MUL, "999999999999999999", "0" },
		{ "999999999", MUL, "999999999", "999999998000000001" },
		{ "9999999999", MUL, "9999999999", NULL },
		{ "1", DIV, "4", "0.25" },
		{ "3", DIV, "8", "0.375" },
		{ "-6", DIV, "4", "-1.5" },
		{ "30", DIV, "100", "0.3" },
		{ "0", DIV, "3", "0" },
		{ "2", DIV, "3", NULL },
		{ "1", DIV, "7", NULL },
		{ "1", DIV, "0", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_decimal a = number(cases[i].a), b = number(cases[i].b), out;
		bool ok = cases[i].operation == ADD   ? tm_decimal_add(a, b, &out)
			  : cases[i].operation == MUL ? tm_decimal_mul(a, b, &out)
						      : tm_decimal_div(a, b, &out);

		if (ok != (cases[i].result != NULL))
			fail_msg("%s (%d) %s: %s", cases[i].a, (int)cases[i].operation, cases[i].b,
				 ok ? tm_decimal_text(out, &arena).ptr : "overflows");
		if (ok)
			assert_slice(tm_decimal_text(out, &arena), cases[i].result);
	}
}

static void test_compare(void **state)
{
	/* in ascending order */
	static const char *const sorted[] = {
		"-1000000", "-2.5",   "-0.0001",           "0", "0.0002", "0.3", "1", "1.05",
		"20",       "100000", "999999999999999999"
	};
	size_t count = sizeof(sorted) / sizeof(sorted[0]);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			int order = tm_decimal_compare(number(sorted[i]), number(sorted[k]));

			if ((order > 0) - (order < 0) != (i > k) - (i < k))
				fail_msg("%s against %s: %d", sorted[i], sorted[k], order);
		}
	assert_int_equal(tm_decimal_compare((struct tm_decimal){ 100, 0 }, (struct tm_decimal){ 1, 2 }), 0);
	/* too far apart to be put on one scale */
	assert_true(tm_decimal_compare((struct tm_decimal){ 1, 30 }, (struct tm_decimal){ 1, -30 }) > 0);
	assert_true(tm_decimal_compare((struct tm_decimal){ -1, 30 }, (struct tm_decimal){ -1, -30 }) < 0);
	assert_true(tm_decimal_compare((struct tm_decimal){ 1, -30 }, (struct tm_decimal){ 1, 30 }) < 0);
}

static void test_integer(void **state)
{
	int64_t n;

	(void)state;
	assert_true(tm_decimal_integer(number("25000"), &n) && n == 25000);
	assert_true(tm_decimal_integer((struct tm_decimal){ 2500, -2 }, &n) && n == 25);
	assert_true(tm_decimal_integer(tm_decimal_shift(number("2.5"), 4), &n) && n == 25000);
	assert_false(tm_decimal_integer(number("2.5"), &n));
	assert_false(tm_decimal_integer((struct tm_decimal){ 1, 19 }, &n));
}

/* Sums of random decimals are those of integers of a smaller unit. */
static void test_against_integers(void **state)
{
	struct prng p = { 20231221 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t a = (int64_t)prng_next(&p, 2000000000) - 1000000000,
			b = (int64_t)prng_next(&p, 2000000) - 1000000;
		int places = (int)prng_next(&p, 6);
		struct tm_decimal x = { a, -places }, y = { b, -places }, out;

		assert_true(tm_decimal_add(x, y, &out));
		assert_int_equal(tm_decimal_compare(out, (struct tm_decimal){ a + b, -places }), 0);
		assert_true(tm_decimal_mul(x, y, &out));
		assert_int_equal(tm_decimal_compare(out, (struct tm_decimal){ a * b, -2 * places }), 0);
		assert_int_equal(tm_decimal_compare(x, y) > 0, a > b);
		assert_int_equal(tm_decimal_compare(number(tm_decimal_text(x, &arena).ptr), x), 0);
		tm_arena_clear(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),       cmocka_unit_test(test_parse),
		cmocka_unit_test(test_arithmetic), cmocka_unit_test(test_compare),
		cmocka_unit_test(test_integer),    cmocka_unit_test(test_against_integers),
	};
	int failed;

	tm_arena_init(&arena);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	tm_arena_release(&arena);
	return failed;
}
