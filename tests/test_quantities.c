/*
 * test_quantities.c - quantities in running text, and what is none.
 */
#include "support.h"

#include "extract/tape.h"

struct quantity_case {
	const char *text, *found; /* "text=kind value unit", several with "; " between them; "" for none */
};

static void append_end(struct tm_buffer *out, struct tm_slice value, enum tm_inclusion inclusion)
{
	tm_buffer_slice(out, value);
	tm_buffer_str(out, inclusion == TM_INCLUSION_NO ? "!" : "");
}

/* A range is MIN..MAX, an end that is not included has ! behind it; ~ is about; [元] a unit left out. */
static void describe(struct tm_buffer *out, const struct tm_tape *tape, const struct tm_quantity *q,
		     struct tm_arena *arena)
{
	static const char *const kinds[] = { "none", "number", "money", "rate", "count", "date", "period" };

	tm_buffer_str(out, out->len ? "; " : "");
	tm_buffer_slice(out, tm_slice_sub(tape->text, q->start, q->end));
	tm_buffer_byte(out, '=');
	tm_buffer_str(out, kinds[q->kind]);
	tm_buffer_str(out, q->approx ? " ~" : " ");
	if (q->denominator)
		tm_buffer_slice(out, tm_arena_printf(arena, "%d/%d", (int)q->numerator, (int)q->denominator));
	else if (q->value.ptr)
		append_end(out, q->value, q->inclusion);
	if (q->min.ptr) {
		append_end(out, q->min, q->with_min);
		tm_buffer_str(out, "..");
		append_end(out, q->max, q->with_max);
	}
	if (q->unit.ptr && q->kind != TM_QUANTITY_RATE) {
		tm_buffer_byte(out, ' ');
		tm_buffer_slice(out, q->unit);
	} else if (q->unit.ptr && !tm_slice_is(q->unit, "1")) {
		tm_buffer_str(out, " pp");
	}
	if (q->assumed.ptr) {
		tm_buffer_byte(out, '[');
		tm_buffer_slice(out, q->assumed);
		tm_buffer_byte(out, ']');
	}
}

static void run(struct fixture *f, const struct quantity_case *cases, size_t count)
{
	struct tm_quantity_reader reader = { f->engine->grammar, &f->worker.matcher, &f->arena };
	struct tm_tape tape = { 0 };
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct tm_buffer got = TM_BUFFER_INIT;
		size_t end = 0;

		tm_tape_read(&tape, &reader, tm_slice_str(cases[i].text));
		for (size_t t = 0; t < tape.count; t++) {
			/* the tape covers the text without gaps */
			assert_int_equal(tape.tokens[t].start, end);
			end = tape.tokens[t].end;
			if (tape.tokens[t].kind == TM_TOKEN_FIGURE)
				describe(&got, &tape, &tape.figures[tape.tokens[t].figure], &f->arena);
		}
		assert_int_equal(end, tape.text.len);
		if (!tm_slice_is(tm_buffer_view(&got), cases[i].found)) {
			print_error("'%s': got '%.*s', expected '%s'\n", cases[i].text, (int)got.len,
				    got.len ? got.data : "", cases[i].found);
			wrong++;
		}
		tm_buffer_release(&got);
	}
	tm_tape_release(&tape);
	assert_int_equal(wrong, 0);
}

#define RUN(state, cases) run(*(state), cases, sizeof(cases) / sizeof((cases)[0]))

static void test_money(void **state)
{
	static const struct quantity_case cases[] = {
		{ "给予20万元奖励", "20万元=money 200000 CNY" },
		{ "给予1.5万元奖励", "1.5万元=money 15000 CNY" },
		{ "奖励人民币50万元整", "50万元整=money 500000 CNY" },
		{ "奖励壹佰万元整", "壹佰万元整=money 1000000 CNY" },
		{ "不少于二十万元", "二十万元=money 200000 CNY" },
		{ "贷款1.1万亿元", "1.1万亿元=money 1100000000000 CNY" },
		{ "补贴1,000元", "1,000元=money 1000 CNY" },
		{ "投资3000余万元", "3000余万元=money ~30000000 CNY" },
		{ "投入十几万元", "十几万元=money 100000!..200000! CNY" },
		{ "约500万元", "500万元=money ~5000000 CNY" },
		{ "近10亿元", "10亿元=money ~1000000000 CNY" },
		{ "500万元左右", "500万元=money ~5000000 CNY" },
		{ "注册资本500万美元", "500万美元=money 5000000 USD" },
		{ "1000万（含）美元", "1000万（含）美元=money 10000000 USD" },
		{ "200万欧元、300万港币", "200万欧元=money 2000000 EUR; 300万港币=money 3000000 HKD" },
		{ "收费￥50", "￥50=money 50 CNY" },
		{ "工本费3元5角", "3元5角=money 3.5 CNY" },
		{ "每度补0.05元", "0.05元=money 0.05 CNY" },
		{ "亏损-300万元", "-300万元=money -3000000 CNY" },
		/* the unit is left out, or stands at the end of the list */
		{ "给予20万奖励", "20万=money 200000 CNY[元]" },
		{ "打造五百亿规模产业", "五百亿=money 50000000000 CNY[元]" },
		{ "百亿级集群", "百亿=money 10000000000 CNY[元]" },
		{ "总投资亿元以上项目", "亿元=money 100000000 CNY" },
		{ "分别给予10、20、30万元",
		  "10=money 100000 CNY[万元]; 20=money 200000 CNY[万元]; 30万元=money 300000 CNY" },
		{ "10、20、30多万元",
		  "10=money 100000 CNY[万元]; 20=money 200000 CNY[万元]; 30多万元=money ~300000 CNY" },
		{ "10、20万元（含）以上", "10=money 100000 CNY[万元]; 20万元（含）=money 200000 CNY" },
		{ "100、1，500万元", "100=money 1000000 CNY[万元]; 1，500万元=money 15000000 CNY" },
		{ "1.5、2万元", "1.5=money 15000 CNY[万元]; 2万元=money 20000 CNY" },
		{ "10、20万奖励", "10=money 100000 CNY[万元]; 20万=money 200000 CNY[元]" },
		{ "10万、20万元", "10万=money 100000 CNY[元]; 20万元=money 200000 CNY" },
		/* marks */
		{ "2000万元（含）以上", "2000万元（含）=money 20000000 CNY" },
		{ "500万元（不含）以下", "500万元（不含）=money 5000000! CNY" },
		{ "200万元（含200万元）以上", "200万元（含200万元）=money 2000000 CNY" },
	};

	RUN(state, cases);
}

static void test_rates(void **state)
{
	static const struct quantity_case cases[] = {
		{ "按30%给予", "30%=rate 0.3" },
		{ "不超过百分之三十", "百分之三十=rate 0.3" },
		{ "按千分之三", "千分之三=rate 0.003" },
		{ "按万分之二", "万分之二=rate 0.0002" },
		{ "按3‰计", "3‰=rate 0.003" },
		{ "按2‱计", "2‱=rate 0.0002" },
		{ "三成以上", "三成=rate 0.3" },
		{ "三成半", "三成半=rate 0.35" },
		{ "七成六", "七成六=rate 0.76" },
		{ "打八折", "八折=rate 0.8" },
		{ "打八五折", "八五折=rate 0.85" },
		{ "按8.5折", "8.5折=rate 0.85" },
		{ "按85折", "85折=rate 0.85" },
		{ "增长2倍", "2倍=rate 2" },
		{ "提高1.5个百分点", "1.5个百分点=rate 1.5 pp" },
		{ "提高2百分点", "2百分点=rate 2 pp" },
		{ "下降百分之百", "百分之百=rate 1" },
		{ "减半收取", "减半=rate 0.5" },
		{ "全额退还", "全额=rate 1" },
		{ "按租金的一半补贴", "一半=rate 0.5" },
		{ "按1:1配套", "1:1=rate 1" },
		{ "师生比1:15", "1:15=rate 15" },
		{ "按5:5比例负担", "5:5=rate 1" },
		{ "按1：0.5配套", "1：0.5=rate 0.5" },
		{ "按3:1配套", "3:1=rate 3" },
		{ "进出比缩小到1.5∶1", "1.5∶1=rate 1.5" },
		{ "按3:2配套", "3:2=rate 2/3" },
		{ "按1：1，300万元封顶", "1：1=rate 1; 300万元=money 3000000 CNY" },
		{ "三分之二以上", "三分之二=rate 2/3" },
		{ "不低于四分之三", "四分之三=rate 0.75" },
		{ "增速为-2.5%", "-2.5%=rate -0.025" },
		{ "增长10%（含）", "10%（含）=rate 0.1" },
		{ "30%、50%", "30%=rate 0.3; 50%=rate 0.5" },
		{ "20、30%", "20=rate 0.2[%]; 30%=rate 0.3" },
		{ "容积率不低于2.0", "2.0=rate 2" },
		{ "PUE值1.25以下", "1.25=rate 1.25" },
		{ "过半数", "半数=rate 0.5" },
		{ "翻一番", "翻一番=rate 2" },
	};

	RUN(state, cases);
}

static void test_ranges(void **state)
{
	static const struct quantity_case cases[] = {
		{ "给予50-200万元", "50-200万元=money 500000..2000000 CNY" },
		{ "50万元-200万元", "50万元-200万元=money 500000..2000000 CNY" },
		{ "50万元至200万元", "50万元至200万元=money 500000..2000000 CNY" },
		{ "5000万元—1亿元", "5000万元—1亿元=money 50000000..100000000 CNY" },
		{ "5000万—1亿元", "5000万—1亿元=money 50000000..100000000 CNY" },
		{ "10%-30%", "10%-30%=rate 0.1..0.3" },
		{ "10～30%", "10～30%=rate 0.1..0.3" },
		{ "百分之三十到百分之五十", "百分之三十到百分之五十=rate 0.3..0.5" },
		{ "3至5家", "3至5家=count 3..5 家" },
		{ "3-5年", "3-5年=period P3Y..P5Y" },
		{ "三至五年内", "三至五年内=period P3Y..P5Y" },
		{ "1~3个百分点", "1~3个百分点=rate 1..3 pp" },
		{ "100-200千瓦", "100-200千瓦=count 100..200 千瓦" },
		{ "2000万元（含）—5000万元", "2000万元（含）—5000万元=money 20000000..50000000 CNY" },
		{ "2000万元（不含）至5000万元（含）",
		  "2000万元（不含）至5000万元（含）=money 20000000!..50000000 CNY" },
		{ "2000-5000万元（不含）", "2000-5000万元（不含）=money 20000000..50000000! CNY" },
		{ "5万—10万元（含5万元，不含10万元）",
		  "5万—10万元（含5万元，不含10万元）=money 50000..100000! CNY" },
		{ "5—10%（不含5%，含10%）", "5—10%（不含5%，含10%）=rate 0.05!..0.1" },
		{ "18-40周岁（含40周岁）", "18-40周岁（含40周岁）=count 18..40 周岁" },
		{ "18-40周岁（不含18周岁）", "18-40周岁（不含18周岁）=count 18!..40 周岁" },
		{ "100万-500万奖励", "100万-500万=money 1000000..5000000 CNY[元]" },
		{ "100-500万奖励", "100-500万=money 1000000..5000000 CNY[元]" },
		{ "三四百万元", "三四百万元=money 3000000..4000000 CNY" },
		{ "七八十家以上", "七八十家=count 70..80 家" },
	};

	RUN(state, cases);
}

static void test_counts(void **state)
{
	static const struct quantity_case cases[] = {
		{ "培育150家企业", "150家=count 150 家" },
		{ "10条措施", "10条=count 10 条" },
		{ "15万家以上", "15万家=count 150000 家" },
		{ "不少于一家", "一家=count 1 家" },
		{ "一个以上", "一个=count 1 个" },
		{ "不少于三家", "三家=count 3 家" },
		{ "三家以上", "三家=count 3 家" },
		{ "二十家左右", "二十家=count ~20 家" },
		{ "2000㎡", "2000㎡=count 2000 ㎡" },
		{ "50亩以上", "50亩=count 50 亩" },
		{ "1000吨标准煤", "1000吨标准煤=count 1000 吨标准煤" },
		{ "满60周岁", "60周岁=count 60 周岁" },
		{ "160千瓦及以下", "160千瓦=count 160 千瓦" },
		{ "装机3万千瓦", "3万千瓦=count 30000 千瓦" },
		{ "装机160余千瓦", "160余千瓦=count ~160 千瓦" },
		{ "100 MW储能", "100 MW=count 100 MW" },
		{ "5000P算力", "5000P=count 5000 P" },
		{ "住宿2晚及以上", "2晚=count 2 晚" },
		{ "10、20家", "10=count 10 家[家]; 20家=count 20 家" },
		{ "3个半导体项目", "3个=count 3 个" },
		{ "2000标立方米", "2000标立方米=count 2000 标立方米" },
		{ "浓度低于35微克/立方米", "35微克/立方米=count 35 微克/立方米" },
		{ "减20个基点", "20个基点=count 20 个基点" },
		{ "10多家", "10多家=count ~10 家" },
		{ "各3，500人", "3，500人=count 3500 人" },
	};

	RUN(state, cases);
}

static void test_dates(void **state)
{
	static const struct quantity_case cases[] = {
		{ "2023年12月21日", "2023年12月21日=date 2023-12-21" },
		{ "二〇二三年十二月二十一日", "二〇二三年十二月二十一日=date 2023-12-21" },
		{ "2023-12-21", "2023-12-21=date 2023-12-21" },
		{ "2023.12.21", "2023.12.21=date 2023-12-21" },
		{ "2023/12/21", "2023/12/21=date 2023-12-21" },
		{ "2023年2月30日", "2023年2月=date 2023-02; 30日=period P30D" },
		{ "到2027年底", "2027年=date 2027" },
		{ "2027年末", "2027年=date 2027" },
		{ "2024年度", "2024年度=date 2024" },
		{ "2025年6月底前", "2025年6月=date 2025-06" },
		{ "2025年6月份", "2025年6月份=date 2025-06" },
		{ "2023-2025年", "2023-2025年=date 2023..2025" },
		{ "2023年1-6月", "2023年1-6月=date 2023-01..2023-06" },
		{ "2023年上半年", "2023年上半年=date 2023-01..2023-06" },
		{ "2023年下半年", "2023年下半年=date 2023-07..2023-12" },
		{ "2023年下半年度", "2023年下半年度=date 2023-07..2023-12" },
		{ "拟定于下半年举办", "下半年=date --07..--12" },
		{ "11月举办；下半年举办论坛", "11月=date --11; 下半年=date --07..--12" },
		{ "上半年度，开展行动", "上半年度=date --01..--06" },
		{ "2022年第四季度", "2022年第四季度=date 2022-10..2022-12" },
		{ "2022年一季度", "2022年一季度=date 2022-01..2022-03" },
		{ "第一季度", "第一季度=date --01..--03" },
		{ "一至三季度", "一至三季度=date --01..--09" },
		{ "2024年二、三季度", "2024年二、三季度=date 2024-04..2024-09" },
		{ "2024年1、2月", "2024年1、2月=date 2024-01..2024-02" },
		{ "2023.5-2024.3", "2023.5-2024.3=date 2023-05..2024-03" },
		{ "2023.05-2024.12", "2023.05-2024.12=date 2023-05..2024-12" },
		{ "2024学年", "2024学年=date 2024" },
		{ "2023纳税年度", "2023纳税年度=date 2023" },
		{ "每月5日前", "5日=date ---05" },
		{ "次月10-15日", "10-15日=date ---10..---15" },
		{ "前三季度", "三季度=date --07..--09" },
		{ "2024年3月上旬", "2024年3月上旬=date 2024-03-01..2024-03-10" },
		{ "2024年2月下旬", "2024年2月下旬=date 2024-02-21..2024-02-29" },
		{ "3月中旬", "3月中旬=date --03-11..--03-20" },
		{ "每年3月底前", "3月=date --03" },
		{ "每年1月1日", "1月1日=date --01-01" },
		{ "10—11月", "10—11月=date --10..--11" },
		{ "2月1-5日", "2月1-5日=date --02-01..--02-05" },
		/* ends that have a unit each are two dates; one without month takes that of the other */
		{ "2月1日-5日", "2月1日=date --02-01; 5日=date --02-05" },
		{ "2月1日至2日", "2月1日=date --02-01; 2日=date --02-02" },
		{ "2月1日至3月5日", "2月1日=date --02-01; 3月5日=date --03-05" },
		{ "2023年2月1日至5日", "2023年2月1日=date 2023-02-01; 5日=date 2023-02-05" },
		{ "3月5日、6日和8日", "3月5日=date --03-05; 6日=date --03-06; 8日=date --03-08" },
		{ "每月5日、15日", "5日=date ---05; 15日=date ---15" },
		{ "2023年2月1至5日", "2023年2月1至5日=date 2023-02-01..2023-02-05" },
		{ "2月1、2日", "2月1、2日=date --02-01..--02-02" },
		{ "2月1日起2日内", "2月1日=date --02-01; 2日内=period P2D" },
		{ "2012年5月、8日", "2012年5月=date 2012-05; 8日=period P8D" },
		{ "2月8日至5日", "2月8日=date --02-08; 5日=period P5D" },
		{ "2月8日至30日", "2月8日=date --02-08; 30日=period P30D" },
		{ "自2023年1月1日至2023年12月31日",
		  "2023年1月1日=date 2023-01-01; 2023年12月31日=date 2023-12-31" },
		{ "2023年1月1日-12月31日", "2023年1月1日=date 2023-01-01; 12月31日=date 2023-12-31" },
		{ "2023年至2025年", "2023年=date 2023; 2025年=date 2025" },
		{ "2023年3月至5月", "2023年3月=date 2023-03; 5月=date 2023-05" },
		{ "2023年、2024年", "2023年=date 2023; 2024年=date 2024" },
		{ "2023、2024年", "2023=date 2023[年]; 2024年=date 2024" },
		{ "每年3、6、9月", "3=date --03[月]; 6=date --06[月]; 9月=date --09" },
		{ "1、2023年5月1日", "2023年5月1日=date 2023-05-01" },
		{ "十二月底前", "" },
		{ "次年1月", "1月=date --01" },
		{ "9时至17时30分", "" },
	};

	RUN(state, cases);
}

static void test_periods(void **state)
{
	static const struct quantity_case cases[] = {
		{ "三年内", "三年内=period P3Y" },
		{ "两年半", "两年半=period P30M" },
		{ "1年6个月", "1年6个月=period P18M" },
		{ "三个月", "三个月=period P3M" },
		{ "满半年", "半年=period P6M" },
		{ "1.5年", "1.5年=period P18M" },
		{ "5年期", "5年=period P5Y" },
		{ "90天", "90天=period P90D" },
		{ "90日内", "90日内=period P90D" },
		{ "48小时内", "48小时内=period PT48H" },
		{ "0.5小时", "0.5小时=period PT30M" },
		{ "30分钟", "30分钟=period PT30M" },
		{ "两周", "两周=period P2W" },
		{ "自受理之日起30个工作日内", "30个工作日内=period P30D workday" },
		{ "5个工作日", "5个工作日=period P5D workday" },
		{ "三个工作日", "三个工作日=period P3D workday" },
		{ "满1周年", "1周年=period P1Y" },
		{ "近三个会计年度", "三个会计年度=period P3Y" },
		{ "连续2个年度", "2个年度=period P2Y" },
		{ "近3个纳税年度", "3个纳税年度=period P3Y" },
		{ "两个季度", "两个季度=period P6M" },
		{ "近两年", "两年=period P2Y" },
		{ "十五年", "十五年=period P15Y" },
		{ "3年", "3年=period P3Y" },
		{ "三年行动计划", "三年=period P3Y" },
		{ "十余年", "十余年=period ~P10Y" },
		{ "一年", "一年=period P1Y" },
		{ "为期一年半", "一年半=period P18M" },
		{ "1、2、3年期", "1=period P1Y[年]; 2=period P2Y[年]; 3年=period P3Y" },
		{ "3或6个月", "3=period P3M[个月]; 6个月=period P6M" },
		{ "满一个月", "一个月=period P1M" },
		{ "一个半月", "一个半月=period P1M15D" },
		{ "两个半小时", "两个半小时=period PT150M" },
		{ "半个月", "半个月=period P15D" },
		{ "3个月15日", "3个月=period P3M; 15日=period P15D" },
		{ "3学年", "3学年=period P3Y" },
		{ "一年期以上贷款", "一年=period P1Y" },
		{ "1个月", "1个月=period P1M" },
	};

	RUN(state, cases);
}

static void test_no_quantities(void **state)
{
	static const struct quantity_case cases[] = {
		{ "一批企业，一次性奖励", "" },
		{ "一个平台、一家企业", "" },
		{ "两种方式，四个集群，三大任务，市区两级", "" },
		{ "二类医疗器械", "" },
		{ "2-3类医疗器械", "" },
		{ "III期临床", "" },
		{ "AAAA级景区，5A级景区", "" },
		{ "“1+3+X”体系", "" },
		{ "“十四五”规划", "" },
		{ "5G网络，B2B平台，PM2.5，ISO9001", "" },
		{ "2023届毕业生，2023春季招聘", "" },
		{ "第3项、第三条，第3、4条", "" },
		{ "金科〔2025〕25号", "" },
		{ "第1-3年，第1至3年", "" },
		{ "3（含）等", "" },
		{ "附件2、表3", "" },
		{ "附件1，200万元以下", "200万元=money 2000000 CNY" },
		{ "每年、单年度", "" },
		{ "电话：021-57921234", "" },
		{ "GB/T 29490-2013", "" },
		{ "《关于2023年10条措施的通知》", "" },
		{ "7×24小时服务", "" },
		{ "世界500强", "" },
		{ "依托12345热线", "" },
		{ "（1）营业执照；（2）章程", "" },
		{ "方向1：机器人", "" },
		{ "1、营业执照", "" },
		{ "统一、唯一、一般、十分", "" },
		{ "四川省、三亚市", "" },
		{ "队伍，大陆，拾取", "" },
		{ "9:00至17:00", "" },
		{ "8:30—11:30", "" },
		{ "2016-05-19 15:24:36", "2016-05-19=date 2016-05-19" },
		{ "版本2.3.1", "" },
		{ "一年期LPR", "" },
		{ "一手抓、二手房", "" },
		{ "十大行动", "" },
		{ "按4:3:3比例", "" },
		{ "5年期以上LPR", "" },
		{ "索引号11440100MB2C90856", "" },
		{ "三三制", "" },
		{ "五五购物节", "" },
		{ "今年上半年，上半年工作总结，下半年的目标，全年目标", "" },
		{ "第一时间", "" },
		{ "一定比例", "" },
		{ "“一企一策”", "" },
		{ "A类-20级", "" },
		{ "二十大精神", "" },
		{ "零就业家庭", "" },
		{ "100-", "" },
	};

	RUN(state, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_money, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rates, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_ranges, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dates, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_periods, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_quantities, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
