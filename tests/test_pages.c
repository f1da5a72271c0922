/*
 * test_pages.c - the text of a web page is found, and its spans are those of the page's bytes.
 */
#include "law.h"

/* A page as the common publishing systems make them. */
static const char page[] =
	"<!DOCTYPE html><html><head><meta charset=\"gbk\"><title>某区关于支持产业发展的若干措施 - "
	"某区人民政府</title>\n"
	"<script>var a = \"<p>一、不是正文。</p>\"; if (1<2 && \"x\">\"y\") "
	"document.write('<div>');</script><style>p:before{content:\"二、\"}</style></head>\n"
	"<meta name=\"PubDate\" content=\"2024-03-05 09:30\"><meta name=\"Keywords\" content=\"x\">\n"
	"<body><div class=\"top\"><a href=\"/\">首页</a> | <a href=\"/xxgk\">政务公开</a></div>\n"
	"<div class=\"bread-crumb crumb\">当前位置：<a>首页</a>&gt;<a>政策文件</a></div>\n"
	"<table class=\"meta\"><tr><td>索 引 "
	"号：</td><td>AB123/2024-00001</td><td>发文字号：</td><td>某府规〔2024〕3号</td></tr>\n"
	"<tr><td>成文日期：</td><td>2024-03-01</td><td>有效性：</td><td>有效</td></tr></table>\n"
	"<div id=\"zoom\"><p style=\"text-align:center\"><b>某区关于支持产业发展的若干措施</b></p>\n"
	"<p>&emsp;&emsp;为贯彻落实上级部署，支持产业高质量发展，制定本措施。</p>\n"
	"<p>一、<span>支持企业</"
	"span>做大做强。对年产值首次突破10&nbsp;亿元的企业，给予最高50&#19975;元奖励。<br>"
	"二、支持技术改造。按投资额的10%给予补贴，最高不超过&#x31;00万元。</p>\n"
	"<table><tr><th>序号</th><th>类别</th><th>标准</th></tr><tr><td>1</td><td><p>国家级</p></td><td><p>奖励</"
	"p><p>100万元</p></td></tr><tr><td>2<td>市级<td>50万元</table>\n"
	"<p>三、附则。本措施自2024年4月1日起施行，有效期3年。</p><p>打印</p></div>\n"
	"<div class=\"share\">分享到：<a>微信</a></div><div style=\"display: none\">隐藏的，文字，不，算。</div>\n"
	"<footer>主办：某区人民政府，承办：某区政务服务办公室。</footer></body></html>\n";

static void check(struct fixture *f, const struct tm_staged *staged)
{
	const struct tm_document *doc = &staged->doc;

	assert_slice(doc->source.format, "html");
	check_spans(f, doc);
	check_nothing_lost(f, doc);
	assert_int_equal(tm_document_check(doc, &f->diagnostics), true);
}

static bool has_line(const struct tm_staged *staged, const char *text)
{
	for (size_t i = 0; i < staged->lines.line_count; i++)
		if (tm_slice_is(tm_text_line(&staged->lines, i), text))
			return true;
	return false;
}

static void test_page(void **state)
{
	struct fixture *f = *state;
	const struct tm_staged *staged = run_text(f, tm_slice_str(page));

	/* It says GBK, but is UTF-8: validity goes before what it says. */
	assert_slice(staged->doc.source.encoding, "UTF-8");
	assert_slice(staged->doc.title, "某区关于支持产业发展的若干措施");
	assert_slice(staged->doc.number, "某府规〔2024〕3号");
	assert_false(has_line(staged, "发文字号：某府规〔2024〕3号"));
	assert_true(has_line(staged, "二、支持技术改造。按投资额的10%给予补贴，最高不超过100万元。"));
	for (size_t i = 0; i < staged->lines.line_count; i++) {
		struct tm_slice line = tm_text_line(&staged->lines, i);

		assert_int_equal(tm_slice_find(line, TM_SLICE("不是正文"), 0), SIZE_MAX);
		assert_int_equal(tm_slice_find(line, TM_SLICE("隐藏"), 0), SIZE_MAX);
		assert_int_equal(tm_slice_find(line, TM_SLICE("打印"), 0), SIZE_MAX);
		assert_int_equal(tm_slice_find(line, TM_SLICE("首页"), 0), SIZE_MAX);
		assert_int_equal(tm_slice_find(line, TM_SLICE("主办"), 0), SIZE_MAX);
	}
	check(f, staged);
}

static const struct tm_clause *clause(const struct tm_document *doc, const char *id)
{
	for (size_t i = 0; i < doc->clause_count; i++)
		if (tm_slice_is(doc->clauses[i].id, id))
			return &doc->clauses[i];
	fail_msg("no clause %s", id);
	return NULL;
}

/* What the page says of its document stands beside the text, with the page's bytes. */
static void test_fields(void **state)
{
	static const char *const want[][3] = { { "published", "2024-03-05 09:30", "2024-03-05" },
					       { "index", "AB123/2024-00001", NULL },
					       { "number", "某府规〔2024〕3号", NULL },
					       { "issued", "2024-03-01", "2024-03-01" },
					       { "status", "有效", NULL } };
	struct fixture *f = *state;
	const struct tm_document *doc = &run_text(f, tm_slice_str(page))->doc;

	assert_int_equal(doc->field_count, sizeof(want) / sizeof(want[0]));
	for (size_t i = 0; i < doc->field_count; i++) {
		const struct tm_page_entry *e = &doc->fields[i];

		assert_slice(e->name, want[i][0]);
		assert_slice(e->text, want[i][1]);
		assert_slice(tm_slice_sub(doc->source.bytes, e->span.start, e->span.end), want[i][1]);
		if (want[i][2])
			assert_slice(e->value, want[i][2]);
		else
			assert_null(e->value.ptr);
	}
	assert_slice(doc->issued, "2024-03-01");
	assert_slice(doc->validity.from, "2024-04-01");
}

/* Labels in every form; inside the element of the text; printed twice; without a value; of what the text says
 * itself. */
static void test_label_forms(void **state)
{
	static const char labels[] =
		"<html><body><ul><li><span>统一编号：</span>\n GZ01</li><li><span>文　　号：</span></li></ul>"
		"<div id=a><dl><dt>发布机构</dt><dd>某区发展和改革委员会</dd></dl>"
		"<p><b>生效日期：</b>2024年5月1日&nbsp;&nbsp;</p><div><div>失效日期</div><div>不是</div></div>"
		"<table><tr><th>主题分类</th><td>其他</td><th>备用</th><td>某某</td></tr>"
		"<tr><th>失效日期</th><td>2025/4/30</td><th>有效性</th><td></td></tr></table>"
		"<p>统一编号：GZ01</p><h1>某区产业若干措施</h1>"
		"<p>为支持产业发展，根据有关规定，制定本措施。</p><p>一、支持企业，给予奖励。</p>"
		"<p>二、发布日期：不是。</p></div></body></html>";
	static const char *const names[] = { "index", "issuer", "effective", "topic", "expiry" };
	struct fixture *f = *state;
	const struct tm_staged *staged = run_text(f, tm_slice_str(labels));
	const struct tm_document *doc = &staged->doc;

	assert_int_equal(doc->field_count, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < doc->field_count; i++)
		assert_slice(doc->fields[i].name, names[i]);
	assert_int_equal(doc->issuers.count, 1);
	assert_slice(doc->issuers.items[0], "某区发展和改革委员会");
	assert_slice(doc->validity.from, "2024-05-01");
	assert_slice(doc->validity.to, "2025-04-30");
	assert_null(doc->number.ptr);
	assert_slice(doc->title, "某区产业若干措施");
	assert_false(has_line(staged, "某某"));
	assert_slice(clause(doc, "h1:2")->heading, "发布日期");
	check(f, staged);
}

/* Two bodies that sign in one line, a space apart; a term in the text, its dates above it. */
static void test_signature(void **state)
{
	static const char signed_page[] =
		"<body><ul><li>实施日期： 2019年07月01日</li><li>失效日期： 2020年06月30日</li></ul><div>"
		"<p>关于调整某项补贴标准的通知</p><p>各有关单位：</p><p>为进一步完善政策，现就有关事项通知如下。</"
		"p>"
		"<p>一、补贴标准，每人每月100元。</p><p>二、其他事项，从其规定。</p><p>本通知有效期1年。</p>"
		"<p>某某市民政局&nbsp;某某市财政局&nbsp;</p><p>某某市卫生健康委员会</p><p>2019年6月14日</p></"
		"div></body>";
	struct fixture *f = *state;
	const struct tm_staged *staged = run_text(f, tm_slice_str(signed_page));
	const struct tm_document *doc = &staged->doc;

	assert_int_equal(doc->issuers.count, 3);
	assert_slice(doc->issuers.items[0], "某某市民政局");
	assert_slice(doc->issuers.items[1], "某某市财政局");
	assert_slice(doc->issued, "2019-06-14");
	assert_slice(doc->validity.from, "2019-07-01");
	assert_slice(doc->validity.to, "2020-06-30");
	assert_slice(doc->validity.term, "P1Y");
	assert_slice(doc->validity.text, "本通知有效期1年。");
	check(f, staged);
}

/* A no-break space beside a space is one gap in a sentence; several lay out columns. */
static void test_no_break_spaces(void **state)
{
	static const char spaced[] =
		"<body><h1>某某市检测补贴办法</h1><p>第一条&nbsp; 为规范补贴，制定本办法。</p>"
		"<p>第二条 为人员提供两次HIV&nbsp;<span> 核酸</span>检测，补贴100元。</p>"
		"<p>附件</p><p>甲&nbsp; &nbsp;乙</p></body>";
	struct fixture *f = *state;
	const struct tm_staged *staged = run_text(f, tm_slice_str(spaced));

	assert_slice(clause(&staged->doc, "article:1")->text, "为规范补贴，制定本办法。");
	assert_slice(clause(&staged->doc, "article:2")->text, "为人员提供两次HIV核酸检测，补贴100元。");
	assert_true(has_line(staged, "甲   乙"));
	check(f, staged);
}

static void assert_cells(const struct tm_clause *row, const char *const cells[][2], size_t count)
{
	assert_int_equal(row->cell_count, count);
	for (size_t i = 0; i < count; i++) {
		assert_slice(row->cells[i].column, cells[i][0]);
		assert_slice(row->cells[i].text, cells[i][1][0] == '^' ? cells[i][1] + 1 : cells[i][1]);
		assert_int_equal(row->cells[i].inherited == TM_FLAG_TRUE, cells[i][1][0] == '^');
	}
}

/* Of the first page: a number column, <th>, paragraphs in a cell, end tags left out. */
static void test_table(void **state)
{
	static const char *const first[][2] = { { "类别", "国家级" }, { "标准", "奖励\n100万元" } };
	static const char *const second[][2] = { { "类别", "市级" }, { "标准", "50万元" } };
	struct fixture *f = *state;
	const struct tm_document *doc = &run_text(f, tm_slice_str(page))->doc;
	const struct tm_clause *table = clause(doc, "h1:2/table:1"), *row = clause(doc, "h1:2/table:1/row:1");

	assert_slice(table->text, "序号 类别 标准");
	assert_int_equal(table->columns.count, 3);
	assert_slice(row->label, "1");
	assert_cells(row, first, 2);
	assert_cells(clause(doc, "h1:2/table:1/row:2"), second, 2);
	assert_slice(clause(doc, "h1:3")->label, "三、");
}

/*
 * Titles in two rows, a name in the first row, merged cells both ways, a cell
 * over a whole row, a word set from top to bottom, a blank title, an empty row.
 */
static void test_merged_cells(void **state)
{
	static const char merged[] =
		"<body><p>某区若干措施</p><p>一、支持企业，给予奖励。标准如下：</p>"
		"<table><tr><td></td><td></td></tr><tr><td colspan=6>奖励标准一览表</td></tr>"
		"<tr><td rowspan=2></td><td rowspan=2>项 目</td><td colspan=3>标准</td><td "
		"rowspan=2>备注</td></tr>"
		"<tr><td>市级</td><td colspan=2>区级</td></tr>"
		"<tr><td rowspan=3><p>新</p><p>建</p><p>类</p></td><td>厂房</td><td>10万元</td>"
		"<td colspan=2>5万元</td><td rowspan=99>不重复</td></tr>"
		"<tr><td>设备</td><td colspan=3>另行规定</td></tr>"
		"<tr><td></td></tr>"
		"<tr><td colspan=6>合计不超过100万元</td></tr></table><p>二、其他，其他。</p></body>";
	static const char *const one[][2] = { { NULL, "新建类" },
					      { "项目", "厂房" },
					      { "标准 市级", "10万元" },
					      { "标准 区级", "5万元" },
					      { "备注", "不重复" } };
	static const char *const two[][2] = { { NULL, "^新建类" },
					      { "项目", "设备" },
					      { "标准 市级", "另行规定" },
					      { "标准 区级", "^另行规定" },
					      { "备注", "^不重复" } };
	static const char *const last[][2] = { { NULL, "合计不超过100万元" }, { "备注", "^不重复" } };
	struct fixture *f = *state;
	const struct tm_staged *staged = run_text(f, tm_slice_str(merged));
	const struct tm_document *doc = &staged->doc;
	const struct tm_clause *table = clause(doc, "h1:1/table:1");

	assert_slice(table->heading, "奖励标准一览表");
	assert_slice(table->text, "项目 标准 市级 区级 备注");
	assert_int_equal(table->columns.count, 4);
	assert_cells(clause(doc, "h1:1/table:1/row:1"), one, 5);
	assert_cells(clause(doc, "h1:1/table:1/row:2"), two, 5);
	assert_cells(clause(doc, "h1:1/table:1/row:3"), last, 2);
	check(f, staged);
}

/* Tables that are there for the layout: the text in them is text. */
static void test_layout_tables(void **state)
{
	static const char layout[] =
		"<body><table border=0><tr><td><a href=x>首页</a></td></tr><tr><td><table><tr><td>"
		"<p>某区若干措施</p><p>一、支持企业，给予奖励。</p>"
		"<table><tr><th>类别</th><th>标准</th></tr><tr><td>甲</td><td>10万元</td></tr>"
		"<tr><td>乙</td><td>5万元</td></tr></table>"
		"<p>二、支持人才，给予奖励。</p></td></tr></table></td></tr>"
		"<tr><td><table role=presentation><tr><td>三、甲，乙。</td><td>丙，丁。</td></tr>"
		"<tr><td>戊，己。</td><td>庚，辛。</td></tr></table></td></tr>"
		"<tr><td><table><tr><td>某区人民政府</td><td>2024年3月1日</td></tr></table></td></tr></table></"
		"body>";
	struct fixture *f = *state;
	const struct tm_staged *staged = run_text(f, tm_slice_str(layout));
	size_t tables = 0;

	for (size_t i = 0; i < staged->doc.clause_count; i++)
		tables += staged->doc.clauses[i].kind == TM_TABLE;
	assert_int_equal(tables, 1);
	assert_slice(clause(&staged->doc, "h1:1/table:1")->text, "类别 标准");
	assert_slice(clause(&staged->doc, "h1:2")->text, "支持人才，给予奖励。");
	assert_true(has_line(staged, "三、甲，乙。   丙，丁。"));
	assert_true(has_line(staged, "某区人民政府   2024年3月1日"));
	check(f, staged);
}

/* The corpus as pages: a paragraph for each line, in spans, with references. */
static void test_corpus_as_pages(void **state)
{
	struct fixture *f = *state;

	for (size_t n = 0; n < 2; n++) {
		const char *path = corpus[n ? 4 : 2];
		struct tm_buffer html = TM_BUFFER_INIT;
		struct tm_slice bytes, line;
		size_t start = 0, end;

		assert_true(tm_bytes_load(&bytes, path, TM_SOURCE_MAX, &f->arena, &f->diagnostics));
		tm_buffer_lit(&html,
			      "<html><head><title>x</title></head><body><div id=a><a href=x>首页</a></div><div>");
		for (; start < bytes.len; start = end + 1) {
			end = tm_slice_find(bytes, TM_SLICE("\n"), start);
			end = end == SIZE_MAX ? bytes.len : end;
			line = tm_slice_sub(bytes, start, end);
			tm_buffer_lit(&html, "<p style='a>b'>&nbsp;&emsp;<span>");
			tm_buffer_slice(&html, line);
			tm_buffer_lit(&html, "</span>\n</p>\n");
		}
		tm_buffer_lit(&html, "</div></body></html>");
		check(f, run_text(f, tm_arena_slice(&f->worker.arena, tm_buffer_view(&html))));
		tm_buffer_release(&html);
		tm_worker_clear(&f->worker);
	}
}

/* Pages cut anywhere, or with damaged bytes, end in a text or a message. */
static void test_damage(void **state)
{
	struct fixture *f = *state;
	struct prng random = { 11 };
	struct tm_source source;

	for (int turn = 0; turn < 400; turn++) {
		struct tm_slice copy = tm_arena_slice(&f->worker.arena, tm_slice_str(page));
		char *bytes = (char *)(uintptr_t)copy.ptr;

		if (turn % 2)
			copy.len = prng_next(&random, (uint32_t)copy.len);
		else
			for (int i = 0; i < 10; i++)
				bytes[prng_next(&random, (uint32_t)copy.len)] =
					(char)("<>&\"'=/ "[prng_next(&random, 8)]);
		tm_source_init(&source, TM_SLICE("page"), copy, &f->worker.arena);
		tm_engine_run(f->engine, &f->worker, &source, TM_STAGE_NORMALIZE, &f->diagnostics);
		tm_worker_clear(&f->worker);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_page, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fields, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_label_forms, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_break_spaces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_signature, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_table, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_merged_cells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_layout_tables, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_corpus_as_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damage, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
