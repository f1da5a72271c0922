/*
 * test_tables.c - tables that became lines: which cell says what.
 */
#include "law.h"

static const struct tm_clause *find_clause(const struct tm_document *doc, const char *id)
{
	for (size_t i = 0; i < doc->clause_count; i++)
		if (tm_slice_is(doc->clauses[i].id, id))
			return &doc->clauses[i];
	fail_msg("no clause %s", id);
	return NULL;
}

/* The cells of a row, from column `first` on: a * in front of those that another row prints. */
static void expect_cells(const struct tm_document *doc, const char *id, const char *const *cells)
{
	const struct tm_clause *c = find_clause(doc, id);
	size_t n = 0;

	for (; cells[n]; n++) {
		bool inherited = cells[n][0] == '*';

		if (n == c->cell_count)
			fail_msg("%s has %zu cells", id, n);
		assert_slice(c->cells[n].text, cells[n] + inherited);
		assert_int_equal(c->cells[n].inherited == TM_FLAG_TRUE, inherited);
	}
	assert_int_equal(c->cell_count, n);
}

#define CELLS(...)                                                                                                \
	(const char *const[])                                                                                     \
	{                                                                                                         \
		__VA_ARGS__, NULL                                                                                 \
	}

/* 金发改规〔2023〕1号, annex. */
static void test_corpus(void **state)
{
	struct fixture *f = *state;
	const struct tm_document *doc = &run_file(f, corpus[1])->doc;
	const struct tm_clause *table = find_clause(doc, "component:1/table:1");

	assert_int_equal(table->columns.count, 7);
	assert_slice(table->columns.items[2], "责任单位");
	assert_slice(table->columns.items[3], "延续性政策/新政策");
	assert_slice(table->columns.items[5], "是否即申即享");
	/* a list inside a cell */
	expect_cells(doc, "component:1/table:1/row:1",
		     CELLS("一、全面落实各项税费优惠政策",
			   "自2023年1月1日至2023年12月31日，落实增值税小规模纳税人减免增值税等政策。"
			   "按照国家有关政策要求，对符合条件的制造业、批发零售业等行业企业，继续按月全额退还增值税"
			   "增量留抵税额。",
			   "金山税务局、区财政局、区发改委、区水务局",
			   "1.增值税小规模纳税人减免增值税为2023年新政策\n2.留抵退税为延续性政策",
			   "电子税务局或办税服务厅", "纳税人自行申报享受减免优惠", "021-12366"));
	/* merged cells; an office at the end of the policy's last line */
	expect_cells(doc, "component:1/table:1/row:8",
		     CELLS("*三、政府性融资担保服务持续降费增信",
			   "区内政府性融资担保机构担保费率继续减半收取，降至1%以下，进一步扩大担保余额放大倍数。",
			   "*区财政局", "延续性政策", "金开担保", "是", "37907669"));
	/* a number broken by a line end */
	expect_cells(
		doc, "component:1/table:1/row:15",
		CELLS("七、促进汽车、家电等大宗消费",
		      "延续实施市级新能源车置换补贴政策，2023年6月30日前个人消费者报废或转出名下在上海市注册登记"
		      "且符合相关标准的小客车，并购买纯电动汽车的，给予每辆车10000元的财政补贴。",
		      "区经委", "延续性政策", "线上申请", "审核通过后可享", "4008203152"));
	/* cells printed again behind a page break */
	expect_cells(
		doc, "component:1/table:1/row:21",
		CELLS("*九、支持创新型企业加快成长",
		      "鼓励企业积极参加创新创业大赛，对获上海市科技型中小企业技术创新资金的企业给予10万元配套。",
		      "*区科委", "延续性政策", "免申即享（配套市级资金）", "免申即享", "57971309"));
	expect_cells(doc, "component:1/table:2/row:21",
		     CELLS("*八、推动能源基础设施转型升级",
			   "持续提升新能源汽车公共充电桩、换电站服务能力，结合氢能产业发展，科学合理布局加氢站。",
			   "*区发改委、区经委、区交通委",
			   "1.新增纯电动公交车投入运营97辆。\n2.新增氢能公交投入运营10辆。"));
	assert_int_equal(find_clause(doc, "component:1/table:2/row:26")->cell_count, 4);
}

static void test_empty_cells(void **state)
{
	static const char text[] = "某市工作方案\n一、目标\n加快发展。\n附件\n任务清单\n"
				   "序号\n工作任务\n责任单位\n备注\n"
				   "1\n建设数据平台。\n市数据局\n重点\n2\n改造老旧管网。\n市水务局\n3\n修缮农村公"
				   "路。\n市交通运输局\n";
	struct fixture *f = *state;
	const struct tm_document *doc = &run_text(f, TM_SLICE(text))->doc;

	expect_cells(doc, "component:1/table:1/row:1", CELLS("建设数据平台。", "市数据局", "重点"));
	expect_cells(doc, "component:1/table:1/row:2", CELLS("改造老旧管网。", "市水务局"));
	expect_cells(doc, "component:1/table:1/row:3", CELLS("修缮农村公路。", "市交通运输局"));
	check_spans(f, doc);
	check_nothing_lost(f, doc);
}

/* Words that are titles of columns elsewhere make no table. */
static void test_prose(void **state)
{
	static const char *const texts[] = {
		("某市申报指南\n一、支持内容\n支持对象\n1.依法注册的企业。\n2.信用良好的机构。\n"
		 "支持标准\n1.给予补助。\n2.最高50万元。\n"),
		"某市方案\n一、任务\n重点任务\n责任单位\n各单位应当抓好落实，加强协作。\n二、保障\n加强领导。\n",
		"序号 工作任务 责任单位\n",
		"序号\n工作任务\n责任单位\n1\n",
		"某市方案\n1.工作任务 责任单位\n2.工作任务 责任单位\n",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct tm_document *doc = &run_text(f, tm_slice_str(texts[i]))->doc;

		for (size_t k = 0; k < doc->clause_count; k++)
			assert_int_not_equal(doc->clauses[k].kind, TM_TABLE);
		check_spans(f, doc);
		check_nothing_lost(f, doc);
		tm_worker_clear(&f->worker);
	}
}

/* Heads without rows, rows without end, numbers without text. */
static void test_hostile(void **state)
{
	static const char head[] = "序号\n工作任务\n责任单位\n";
	static const char *const parts[] = { "序号 工作任务 责任单位\n", "1\n加快\n2\n发展\n", "1\n2\n", "加快\n",
					     "序号\n工作任务\n责任单位\n1\n加快\n2\n市科技局\n" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct tm_buffer text = TM_BUFFER_INIT;
		const struct tm_document *doc;

		tm_buffer_str(&text, head);
		for (int n = 0; n < 400; n++)
			tm_buffer_str(&text, parts[i]);
		doc = &run_text(f, tm_buffer_view(&text))->doc;
		check_spans(f, doc);
		check_nothing_lost(f, doc);
		tm_buffer_release(&text);
		tm_worker_clear(&f->worker);
	}
}

static void test_many_rows(void **state)
{
	enum { ROWS = 3000 };
	struct tm_buffer text = TM_BUFFER_INIT;
	struct fixture *f = *state;
	const struct tm_document *doc;
	size_t rows = 0;

	tm_buffer_str(&text, "某市任务清单\n序号 重点任务 责任单位 完成时限\n");
	for (int n = 1; n <= ROWS; n++)
		tm_buffer_printf(
			&text,
			"%d "
			"完善机制，推动第%d类工作取得实效，\n切实抓好落实。\n市科技局、市财\n政局\n2024年12月\n",
			n, n);
	doc = &run_text(f, tm_buffer_view(&text))->doc;
	for (size_t i = 0; i < doc->clause_count; i++) {
		rows += doc->clauses[i].kind == TM_ROW;
		if (doc->clauses[i].kind == TM_ROW)
			assert_slice(doc->clauses[i].cells[1].text, "市科技局、市财政局");
	}
	assert_int_equal(rows, ROWS);
	tm_buffer_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_corpus, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_empty_cells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_prose, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_hostile, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_rows, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
