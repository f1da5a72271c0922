/*
 * test_numbers.c - single numbers: Arabic, Chinese, mixed.
 */
#include "support.h"

#include "extract/number.h"
#include "normalize/utf8.h"

struct number_case {
	const char *text, *value; /* value as below; NULL: no number begins there */
	const char *rest;         /* what follows the number; NULL for nothing */
};

/* 7, ~7 (about), 1..9 (ends included), 1<..<9 (not included), 2/3. */
static struct tm_slice describe(const struct tm_number *n, struct tm_arena *arena)
{
	struct tm_slice low = tm_decimal_text(n->value, arena), high;

	if (n->has_fraction && !n->is_finite)
		return tm_arena_printf(arena, "%d/%d", (int)n->numerator, (int)n->denominator);
	if (!n->is_range)
		return tm_arena_printf(arena, "%s%.*s", n->approx ? "~" : "", (int)low.len, low.ptr);
	high = tm_decimal_text(n->upper, arena);
	return tm_arena_printf(arena, "%.*s%s%.*s", (int)low.len, low.ptr, n->inclusive ? ".." : "<..<",
			       (int)high.len, high.ptr);
}

static void run(struct fixture *f, const struct number_case *cases, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct tm_slice text = tm_slice_str(cases[i].text), got = TM_NO_SLICE, rest = TM_SLICE("");
		struct tm_number n;

		if (tm_number_read(&f->engine->grammar->numerals, text, 0, &n)) {
			got = describe(&n, &f->arena);
			rest = tm_slice_sub(text, n.end, text.len);
		}
		if (!cases[i].value ? !got.ptr
				    : tm_slice_is(got, cases[i].value) &&
					      tm_slice_is(rest, cases[i].rest ? cases[i].rest : ""))
			continue;
		print_error("'%s': got '%.*s', then '%.*s'; expected '%s', then '%s'\n", cases[i].text,
			    (int)got.len, got.ptr ? got.ptr : "", (int)rest.len, rest.ptr,
			    cases[i].value ? cases[i].value : "", cases[i].rest ? cases[i].rest : "");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#define RUN(state, cases) run(*(state), cases, sizeof(cases) / sizeof((cases)[0]))

static void test_arabic(void **state)
{
	static const struct number_case cases[] = {
		{ "0", "0", NULL },
		{ "7", "7", NULL },
		{ "007", "7", NULL },
		{ "10.50", "10.5", NULL },
		{ "0.05元", "0.05", "元" },
		{ "1,000", "1000", NULL },
		{ "12,345,678.9", "12345678.9", NULL },
		{ "1,00", "1", ",00" },
		{ "1,0000", "1", ",0000" },
		{ "2023,100", "2023", ",100" },
		{ "1000.", "1000", "." },
		{ "5..", "5", ".." },
		{ "999999999999999999", "999999999999999999", NULL },
		{ "9999999999999999999", NULL, NULL },
		{ "-3.5", "-3.5", NULL },
		{ "--3", NULL, NULL },
		{ "-", NULL, NULL },
		{ ".5", "0.5", NULL },
		{ ".", NULL, NULL },
		/* points between more than two numbers are no decimal points */
		{ "2.3.1", "2", ".3.1" },
		{ "192.168.1.1", "192", ".168.1.1" },
		{ "", NULL, NULL },
	};

	RUN(state, cases);
}

static void test_full_width_comma(void **state)
{
	static const struct number_case cases[] = {
		{ "4，565", "4565", NULL },
		{ "3，500万元", "35000000", "元" },
		{ "1，234，567.8元", "1234567.8", "元" },
		/* groups that do not fit, and lists of round numbers, are no groups */
		{ "4，56", "4", "，56" },
		{ "4，5656", "4", "，5656" },
		{ "1，234，56", "1", "，234，56" },
		{ "2023，565", "2023", "，565" },
		{ "0，565", "0", "，565" },
		{ "100，200家", "100", "，200家" },
		{ "20，500万元", "20", "，500万元" },
		{ "30，企业", "30", "，企业" },
		{ "30，", "30", "，" },
	};

	RUN(state, cases);
}

static void test_chinese(void **state)
{
	static const struct number_case cases[] = {
		{ "零", "0", NULL },
		{ "三", "3", NULL },
		{ "两", "2", NULL },
		{ "十", "10", NULL },
		{ "十五", "15", NULL },
		{ "二十", "20", NULL },
		{ "九十九", "99", NULL },
		{ "一百", "100", NULL },
		{ "一百零七", "107", NULL },
		{ "一百七", "170", NULL },
		{ "一百一十", "110", NULL },
		{ "一千零五十", "1050", NULL },
		{ "两千三", "2300", NULL },
		{ "三万五", "35000", NULL },
		{ "二十万", "200000", NULL },
		{ "两百万", "2000000", NULL },
		{ "三千万", "30000000", NULL },
		{ "一亿五千万", "150000000", NULL },
		{ "两万亿", "2000000000000", NULL },
		{ "一万二千三百四十五", "12345", NULL },
		{ "百亿", "10000000000", NULL },
		{ "千万", "10000000", NULL },
		{ "廿三", "23", NULL },
		{ "卅", "30", NULL },
		{ "壹佰万", "1000000", NULL },
		{ "壹拾贰万叁仟元", "123000", "元" },
		{ "贰拾伍", "25", NULL },
		{ "二〇二三", "2023", NULL },
		{ "二○二五", "2025", NULL },
		{ "十五点七", "15.7", NULL },
		{ "三点五万", "35000", NULL },
		{ "负五", "-5", NULL },
		/* 两 counts things, it is no digit of a row */
		{ "一点两", "1", "点两" },
		{ "两两", "2", "两" },
		/* words that begin with numerals of banknotes */
		{ "伍", NULL, NULL },
		{ "陆", NULL, NULL },
		{ "佰", NULL, NULL },
		/* units alone are no numbers */
		{ "百", NULL, NULL },
		{ "千家", NULL, NULL },
		{ "万元", NULL, NULL },
		{ "①", NULL, NULL },
		{ "元", NULL, NULL },
	};

	RUN(state, cases);
}

static void test_mixed(void **state)
{
	static const struct number_case cases[] = {
		{ "1.5万", "15000", NULL },           { "2.5亿", "250000000", NULL },
		{ "1.1万亿", "1100000000000", NULL }, { "5千万", "50000000", NULL },
		{ "3百万", "3000000", NULL },         { "20万", "200000", NULL },
		{ "0.5亿", "50000000", NULL },        { "三100", "3", "100" },
		{ "1亿2000万", "120000000", NULL },
	};

	RUN(state, cases);
}

static void test_vague(void **state)
{
	static const struct number_case cases[] = {
		{ "3000余万", "~30000000", NULL },
		{ "100多家", "~100", "家" },
		{ "二十余", "~20", NULL },
		{ "五十多万", "~500000", NULL },
		{ "十几万", "100000<..<200000", NULL },
		{ "十几", "10<..<20", NULL },
		{ "二十几", "20<..<30", NULL },
		{ "几十万", "100000<..<1000000", NULL },
		{ "数百", "100<..<1000", NULL },
		{ "几", NULL, NULL },
		{ "三四百", "300..400", NULL },
		{ "七八十万", "700000..800000", NULL },
		{ "二三十", "20..30", NULL },
		{ "五六", "5..6", NULL },
		{ "负十几", "-20<..<-10", NULL },
	};

	RUN(state, cases);
}

static void test_parts(void **state)
{
	static const struct number_case cases[] = {
		{ "百分之三十", "0.3", NULL },
		{ "百分之30", "0.3", NULL },
		{ "百分之百", "1", NULL },
		{ "百分之一百二十", "1.2", NULL },
		{ "百分之三点五", "0.035", NULL },
		{ "百分之1，123", "11.23", NULL },
		{ "百分之二三十", "0.2..0.3", NULL },
		{ "千分之三", "0.003", NULL },
		{ "仟分之贰", "0.002", NULL },
		{ "万分之二", "0.0002", NULL },
		{ "负百分之五", "-0.05", NULL },
		{ "三分之二", "2/3", NULL },
		{ "二分之一", "0.5", NULL },
		{ "四分之三以上", "0.75", "以上" },
		{ "壹仟分之贰", "0.002", NULL },
		{ "3分之1", "1/3", NULL },
		{ "三又三分之一", "10/3", NULL },
		{ "三又二分之一", "3.5", NULL },
		{ "一百万又五十万分之二十五", "1000000.00005", NULL },
		{ "负3分之负157", "157/3", NULL },
		{ "负三分之二", "-2/3", NULL },
		{ "2/3", "2/3", NULL },
		{ "1/2", "0.5", NULL },
		{ "2023/12/21", "2023", "/12/21" },
		{ "三分之", "3", "分之" },
		{ "三分", "3", "分" },
		{ "一又", "1", "又" },
		{ "零分之一", "0", "分之一" },
	};

	RUN(state, cases);
}

/* Cut at every byte, a number is read or not, but never beyond its end. */
static void test_cut_short(void **state)
{
	static const char text[] = "1，234，567.8万亿又三分之壹佰余百分之-2/3几十";
	struct fixture *f = *state;

	for (size_t len = 0; len < sizeof(text); len++)
		for (size_t at = 0; at < len; at += tm_utf8_length(text[at])) {
			struct tm_slice part = { text, len };
			struct tm_number n;

			while (part.len && ((unsigned char)text[part.len] & 0xC0) == 0x80)
				part.len--;
			if (at < part.len && tm_number_read(&f->engine->grammar->numerals, part, at, &n))
				assert_true(n.end > at && n.end <= part.len);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_arabic, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_width_comma, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_chinese, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_mixed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_vague, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_cut_short, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
