/*
 * test_flow.c - spaces, joins and pieces.
 */
#include "support.h"

#include "extract/flow.h"

static struct tm_flow build(struct fixture *f, struct tm_slice normal, const uint32_t (*parts)[2], size_t count)
{
	struct tm_text *text = tm_arena_alloc(&f->arena, sizeof(*text));
	struct tm_flow_builder b;
	struct tm_flow flow;

	text->bytes = normal;
	tm_map_add(&f->arena, &text->map, (uint32_t)normal.len, 1, 100, 1);
	text->lines = tm_arena_array(&f->arena, 1, sizeof(*text->lines));
	text->lines[0] = (struct tm_line){ .len = (uint32_t)normal.len, .at = 100, .number = 1, .page = 1 };
	text->line_count = 1;
	tm_flow_begin(&b, text, &f->arena);
	for (size_t i = 0; i < count; i++)
		tm_flow_join(&b, parts[i][0], parts[i][1]);
	tm_flow_finish(&b, &flow);
	return flow;
}

static void test_spaces(void **state)
{
	static const struct {
		const char *normal, *flow;
	} cases[] = {
		{ "给予 10 亿元", "给予10亿元" },    { "开展 PCT 申请", "开展PCT申请" },
		{ "AI Agent 平台", "AI Agent平台" }, { "III  期", "III期" },
		{ "ISO 9001", "ISO 9001" },          { "（ 一 ）", "（一）" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t all[1][2] = { { 0, (uint32_t)strlen(cases[i].normal) } };

		assert_slice(build(*state, tm_slice_str(cases[i].normal), (const uint32_t(*)[2])all, 1).bytes,
			     cases[i].flow);
	}
}

static void test_line_joins(void **state)
{
	/* Latin words get their space back, numbers stay whole. */
	static const uint32_t words[2][2] = { { 0, 4 }, { 5, 10 } };
	static const uint32_t digits[2][2] = { { 0, 2 }, { 3, 5 } };

	assert_slice(build(*state, TM_SLICE("open\nsorce"), words, 2).bytes, "open sorce");
	assert_slice(build(*state, TM_SLICE("12\n34"), digits, 2).bytes, "1234");
}

static void test_pieces(void **state)
{
	static const char normal[] = "支持\n- 8 -\n企业 发展";
	static const uint32_t parts[2][2] = { { 0, 6 }, { 13, 26 } };
	struct fixture *f = *state;
	struct tm_flow flow = build(f, TM_SLICE(normal), parts, 2);
	struct tm_extent e = tm_flow_extent(&flow, 0, flow.bytes.len, &f->arena);

	assert_slice(flow.bytes, "支持企业发展");
	assert_int_equal(e.span.start, 100);
	assert_int_equal(e.span.end, 126);
	assert_int_equal(e.piece_count, 2);
	assert_int_equal(e.pieces[0].end, 106);
	assert_int_equal(e.pieces[1].start, 113);
	/* white space alone does not cut a text in pieces */
	e = tm_flow_extent(&flow, 6, flow.bytes.len, &f->arena);
	assert_int_equal(e.piece_count, 0);
	assert_int_equal(e.span.start, 113);
	assert_int_equal(e.line, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_spaces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_line_joins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pieces, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
