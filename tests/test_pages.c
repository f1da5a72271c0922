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
	assert_true(has_line(staged, "发文字号：某府规〔2024〕3号"));
	assert_true(has_line(staged, "序号   类别   标准"));
	assert_true(has_line(staged, "1   国家级   奖励 100万元"));
	assert_true(has_line(staged, "2   市级   50万元"));
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
		cmocka_unit_test_setup_teardown(test_corpus_as_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damage, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
