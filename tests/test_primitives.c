#include "support.h"

#include "normalize/map.h"
#include "normalize/utf8.h"

static void test_slices(void **state)
{
	struct tm_slice s = TM_SLICE("  a b \n");
	int n;

	(void)state;
	assert_slice(tm_slice_trim(s), "a b");
	assert_int_equal(tm_slice_find(TM_SLICE("aaab"), TM_SLICE("ab"), 0), 2);
	assert_true(tm_slice_find(TM_SLICE("aaab"), TM_SLICE("ba"), 0) == SIZE_MAX);
	assert_int_equal(tm_slice_find(TM_SLICE("ab"), TM_SLICE(""), 2), 2);
	assert_true(tm_slice_cmp(TM_SLICE("a"), TM_SLICE("ab")) < 0);
	assert_true(tm_slice_cmp(TM_SLICE("b"), TM_SLICE("ab")) > 0);
	assert_true(tm_slice_number(TM_SLICE("123456789"), &n) && n == 123456789);
	assert_false(tm_slice_number(TM_SLICE("1234567890"), &n));
	assert_false(tm_slice_number(TM_SLICE("12a"), &n));
	assert_false(tm_slice_number(TM_SLICE(""), &n));
}

static void test_buffer(void **state)
{
	struct tm_buffer b = TM_BUFFER_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		tm_buffer_printf(&b, "%d,", i);
	assert_int_equal(b.len, 10 * 2 + 90 * 3 + 900 * 4);
	tm_buffer_clear(&b);
	tm_buffer_number(&b, INT64_MIN);
	tm_buffer_byte(&b, ' ');
	tm_buffer_number(&b, 0);
	assert_slice(tm_buffer_view(&b), "-9223372036854775808 0");
	tm_buffer_release(&b);
}

static void test_arena(void **state)
{
	struct tm_arena arena = TM_ARENA_INIT;
	uint32_t *numbers = NULL;
	size_t count = 0, room = 0;

	(void)state;
	for (uint32_t i = 0; i < 100000; i++)
		*(uint32_t *)tm_arena_push(&arena, &numbers, &count, &room, sizeof(*numbers)) = i;
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(numbers[i], i);
	assert_slice(tm_arena_printf(&arena, "%s:%d", "h1", 3), "h1:3");
	assert_slice(tm_arena_concat(&arena, 2, (struct tm_slice[]){ TM_SLICE("a"), TM_SLICE("b") }), "ab");
	tm_arena_clear(&arena);
	tm_arena_clear(&arena);
	tm_arena_release(&arena);
}

/* Every sequence that Unicode calls ill-formed, and its well-formed neighbours. */
static void test_utf8_validation(void **state)
{
	static const struct {
		const char *bytes;
		size_t valid;
	} cases[] = {
		{ "abc", 3 },
		{ "\xC2\x80", 2 },
		{ "\xC1\x80", 0 },
		{ "\xC0\xAF", 0 },
		{ "\xE0\x9F\xBF", 0 },
		{ "\xE0\xA0\x80", 3 },
		{ "\xED\x9F\xBF", 3 },
		{ "\xED\xA0\x80", 0 },
		{ "\xEE\x80\x80", 3 },
		{ "\xF0\x8F\xBF\xBF", 0 },
		{ "\xF0\x90\x80\x80", 4 },
		{ "\xF4\x8F\xBF\xBF", 4 },
		{ "\xF4\x90\x80\x80", 0 },
		{ "\xF5\x80\x80\x80", 0 },
		{ "\x80", 0 },
		{ "a\xE4\xB8", 1 },
		{ "\xE4\xB8\xAD\xE4", 3 },
		{ "\xFF", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(tm_utf8_valid_prefix(tm_slice_str(cases[i].bytes)), cases[i].valid);
}

static void test_utf8_round_trip(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 7) {
		char bytes[4];
		size_t n = tm_utf8_encode(c, bytes), len;

		if (c >= 0xD800 && c <= 0xDFFF) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(tm_utf8_valid_prefix((struct tm_slice){ bytes, n }), n);
		assert_int_equal(tm_utf8_decode(bytes, &len), c);
		assert_int_equal(len, n);
		assert_int_equal(tm_utf8_length(bytes[0]), n);
		assert_int_equal(tm_utf8_before(bytes, n), 0);
	}
}

static void test_widths(void **state)
{
	(void)state;
	assert_int_equal(tm_text_width(TM_SLICE("ab")), 2);
	assert_int_equal(tm_text_width(TM_SLICE("中文")), 4);
	assert_int_equal(tm_text_width(TM_SLICE("“一”—，")), 10);
	assert_int_equal(tm_text_width(TM_SLICE("e\xCC\x81")), 1);
	assert_slice(tm_utf8_first(TM_SLICE("中文a"), 2), "中文");
	assert_slice(tm_utf8_last(TM_SLICE("中文a"), 2), "文a");
	assert_int_equal(tm_utf8_count(TM_SLICE("中文a")), 3);
}

/* Three derived texts one upon the other lead back to where they came from. */
static void test_map(void **state)
{
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_map decoded = { 0 }, normal = { 0 };
	struct tm_span span;

	(void)state;
	/* "ab" copied from 10, two Han characters of two bytes each at 12, then 5 bytes dropped, "c" at 21 */
	tm_map_add(&arena, &decoded, 2, 1, 10, 1);
	tm_map_add(&arena, &decoded, 6, 3, 12, 2);
	tm_map_add(&arena, &decoded, 1, 1, 21, 1);
	assert_int_equal(decoded.count, 3);
	assert_int_equal(tm_map_start(&decoded, 5), 14);
	assert_int_equal(tm_map_end(&decoded, 5), 14);
	assert_int_equal(tm_map_end(&decoded, 8), 16);
	assert_int_equal(tm_map_start(&decoded, 8), 21);
	assert_int_equal(tm_map_start(&decoded, 9), 22);
	/* leaves the second Han character out and puts a byte in */
	tm_map_compose(&arena, &normal, &decoded, 0, 5);
	tm_map_add(&arena, &normal, 1, 1, 0, 0);
	tm_map_compose(&arena, &normal, &decoded, 8, 9);
	span = tm_map_span(&normal, 2, 5);
	assert_int_equal(span.start, 12);
	assert_int_equal(span.end, 14);
	span = tm_map_span(&normal, 6, 7);
	assert_int_equal(span.start, 21);
	assert_int_equal(span.end, 22);
	/* touching runs of one unit are one */
	tm_map_add(&arena, &decoded, 3, 1, 22, 1);
	assert_int_equal(decoded.count, 3);
	tm_arena_release(&arena);
}

static void test_codes(void **state)
{
	(void)state;
	for (int code = 0; code < TM_D_COUNT; code++) {
		const char *name = tm_code_name((enum tm_code)code);

		assert_int_equal(tm_code_by_name(tm_slice_str(name)), code);
		for (const char *p = name; *p; p++)
			assert_true(*p == '-' || (*p >= 'a' && *p <= 'z'));
	}
	assert_int_equal(tm_code_by_name(TM_SLICE("no-such-code")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slices),
		cmocka_unit_test(test_buffer),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_utf8_validation),
		cmocka_unit_test(test_utf8_round_trip),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
