#include "support.h"

#include "extract/dates.h"
#include "extract/layout.h"

static void test_integers(void **state)
{
	static const struct {
		const char *text;
		int value; /* -1: none */
	} cases[] = {
		{ "7", 7 },           { "十", 10 },         { "十二", 12 },
		{ "二十", 20 },       { "二十三", 23 },     { "一百", 100 },
		{ "一百零三", 103 },  { "一百二十", 120 },  { "三百六十五", 365 },
		{ "二〇二三", 2023 }, { "二○二三", 2023 },  { "廿三", 23 },
		{ "两", 2 },          { "壹佰", 100 },      { "⑫", 12 },
		{ "①②", -1 },         { "百分之", -1 },     { "", -1 },
		{ "二三十", -1 },     { "1234567890", -1 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int value = -1;

		if (!tm_numeral_integer(&f->engine->grammar->numerals, tm_slice_str(cases[i].text), &value))
			value = -1;
		if (value != cases[i].value)
			fail_msg("'%s' is %d, expected %d", cases[i].text, value, cases[i].value);
	}
}

static void test_dates(void **state)
{
	struct fixture *f = *state;
	struct tm_date d;

	assert_true(tm_date_find(f->engine->grammar, &f->worker.matcher,
				 TM_SLICE("于二〇二三年十二月二十一日印发"), 0, &d));
	assert_slice(tm_date_iso(d, &f->arena), "2023-12-21");
	/* a day that does not exist is passed over */
	assert_true(tm_date_find(f->engine->grammar, &f->worker.matcher, TM_SLICE("2023年2月30日、2024年2月29日"),
				 0, &d));
	assert_slice(tm_date_iso(d, &f->arena), "2024-02-29");
	assert_slice(tm_date_iso(tm_date_term_end(d, 12), &f->arena), "2025-02-28");
	assert_slice(tm_date_iso(tm_date_term_end((struct tm_date){ 2023, 12, 21 }, 60), &f->arena), "2028-12-20");
	assert_slice(tm_date_iso(tm_date_term_end((struct tm_date){ 2023, 1, 1 }, 12), &f->arena), "2023-12-31");
	assert_slice(tm_date_iso(tm_date_term_end((struct tm_date){ 2023, 8, 31 }, 6), &f->arena), "2024-02-29");
	assert_slice(tm_date_iso(tm_date_before((struct tm_date){ 2024, 3, 1 }), &f->arena), "2024-02-29");
	assert_slice(tm_date_iso(tm_date_before((struct tm_date){ 2024, 1, 1 }), &f->arena), "2023-12-31");
	assert_false(tm_date_parse(TM_SLICE("2023-02-29"), &d));
	assert_slice(tm_period_iso(60, &f->arena), "P5Y");
	assert_slice(tm_period_iso(18, &f->arena), "P18M");
}

static void test_markers(void **state)
{
	static const struct {
		const char *text, *rule; /* NULL: no marker */
		int number, sub;
		uint32_t len;
	} cases[] = {
		{ "第十二条之一 本条", "marker-article", 12, 1, 18 },
		{ "第 十 二 条 本条", "marker-article", 12, 0, 15 },
		{ "第三条规定的情形", NULL, 0, 0, 0 },
		{ "第三条、第四条", NULL, 0, 0, 0 },
		{ "（三）项目单位", "marker-h2", 3, 0, 9 },
		{ "（三）项规定", NULL, 0, 0, 0 },
		{ "一、二类医疗器械", NULL, 0, 0, 0 },
		{ "一、支持", "marker-h1", 1, 0, 6 },
		{ "2.5万元", NULL, 0, 0, 0 },
		{ "7.2023年", "marker-h3", 7, 0, 2 },
		{ "12、申请", "marker-h3", 12, 0, 5 },
		{ "1）执照", "marker-h4", 1, 0, 4 },
		{ "⑫其他", "marker-h5", 12, 0, 3 },
		{ "——产业", "marker-bullet", 0, 0, 6 },
		{ "专题二：支持", "marker-topic", 2, 0, 9 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_marker m = tm_marker_read(f->engine->grammar, &f->worker.matcher,
						    tm_slice_str(cases[i].text));

		if (!cases[i].rule) {
			if (m.rule)
				fail_msg("'%s' is read as %s", cases[i].text, m.rule->id.ptr);
			continue;
		}
		if (!m.rule)
			fail_msg("'%s' is not read", cases[i].text);
		assert_true(tm_slice_starts(m.rule->id, tm_slice_str(cases[i].rule)));
		assert_int_equal(m.number, cases[i].number);
		assert_int_equal(m.sub, cases[i].sub);
		assert_int_equal(m.len, cases[i].len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_integers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dates, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_markers, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
