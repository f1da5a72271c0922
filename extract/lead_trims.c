/*
 * lead_trims.c - what stands in front of a giving and is no part of who gets it: what is charged, done, settled or
 * wanted, by what it is reckoned, for how long, and who pays.
 */
#include "measures_p.h"

/* 实际运营满一年后: when it is given, not who gets it. */
bool tm_lead_is_condition(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (first + 2 < last && t->tokens[first].kind == TM_TOKEN_TEXT &&
	    tm_token_says(t, first + 1, TM_USE_VERB, TM_VERB_GAIN) && tm_part_end(p, first) >= last)
		return false; /* 实用新型专利|获得授权后: what has gained something */
	return last > first && tm_token_is(t, last - 1, TM_USE_AFTER_DAY);
}

/* 对符合条件的企业，其补贴金额按…: what is reckoned, or charged, is no part of who gets it. */
void tm_lead_trim_charge(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = tm_part_from(p, l->first, l->last), whole = l->last, end;

	if (part == l->first || !tm_text_fits(p, TM_USE_NOBODY, tm_tokens_text(t, part, l->last)))
		return;
	l->last = part - 1;
	for (end = part; end < whole && tm_modifies_giving(p->r, end);)
		end++; /* 三年内|租金 */
	l->charged = tm_tokens_text(t, end, whole);
}

/* 对新引进人才的企业，|落实市级政策，按…: what is done otherwise. */
void tm_lead_trim_urging(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = tm_part_from(p, l->first, l->last);

	if (part > l->first && tm_token_says(t, part, TM_USE_VERB, TM_VERB_URGE) &&
	    !tm_ends_in_of(p, part, l->last))
		l->whole = l->last = part - 1;
}

/* Must something be reached in [first, last)? */
static bool holds_threshold(const struct tm_measure_pass *p, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		if (tm_is_figure(tm_pass_tape(p), i) && tm_fact_at(p->r, i)->role == TM_FACT_THRESHOLD)
			return true;
	return false;
}

/* Does a part name who is meant, or what must be so, and not only what is done? */
static bool belongs_to_party(const struct tm_measure_pass *p, size_t first, size_t last, bool rows)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_slice part;

	last = tm_before_bracket(t, first + 1, last); /* 市内注册的机构|（个人） */
	part = tm_tokens_text(t, first, last);

	for (size_t i = first; rows && i < last; i++)
		if (tm_is_mark(t, i, TM_MARK_LIST) || tm_token_is(t, i, TM_USE_AND))
			return true;
	for (size_t i = last;
	     i-- > first + 1 && (t->tokens[i].kind == TM_TOKEN_TEXT || tm_token_is(t, i, TM_USE_POOL));)
		if (tm_token_is(t, i - 1, TM_USE_OF))
			return true; /* 以个人为借款人，|用于创业的担保贷款 */
	if (tm_is_figure(t, last - 1) && tm_fact_at(p->r, last - 1)->kind == TM_FACT_COUNT)
		return true; /* 烤烟产业大户，|年收入前100名 */
	return tm_ends_in_of(p, first, last) || tm_lead_is_condition(p, first, last) ||
	       holds_threshold(p, first, last) ||
	       (tm_names_body(p, part) && !tm_text_fits(p, TM_USE_NOBODY, part));
}

/* 对没有账户的企业，|可将资金直接返还: what is done, and by whom, behind who is named in full. */
void tm_lead_trim_doings(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	size_t last = l->last;

	for (;;) {
		size_t part = tm_part_from(p, l->first, last), before;

		if (part == l->first || belongs_to_party(p, part, last, g->count > 1))
			return;
		last = part - 1;
		before = tm_part_from(p, l->first, last);
		if (tm_ends_in_of(p, before, last) ||
		    tm_names_body(p, tm_tokens_text(tm_pass_tape(p), before, last)))
			l->last = last;
	}
}

/* 向企业|发放消费券，单家企业最高…; 对人才|颁发奖状，给予…: what else is handed out. */
void tm_lead_cut_at_give(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = l->first + 1; i < l->last && !tm_is_pause(t, i); i = tm_measure_step(p, i)) {
		size_t end = i - (tm_token_is(t, i - 1, TM_USE_RESPECTIVELY) ||
				  tm_token_is(t, i - 1, TM_USE_INSERTION));

		if ((tm_token_is(t, i, TM_USE_GIVE) || tm_token_says(t, i, TM_USE_VERB, TM_VERB_URGE)) &&
		    !tm_tokens_have(t, i, l->last, TM_USE_OF) &&
		    tm_names_body(p, tm_tokens_text(t, l->first, end)))
			l->last = end;
	}
}

/* 节能项目|根据节能量，按500元给予: by what it is reckoned. */
void tm_lead_trim_by(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t by = l->last;

	if (tm_ends_in_of(p, l->first, l->last))
		return;
	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i)) {
		if (tm_is_pause(t, i))
			by = l->last;
		else if (tm_token_is(t, i, TM_USE_BY) && by == l->last)
			by = i;
	}
	if (by > l->first && by < l->last && tm_names_body(p, tm_tokens_text(t, l->first, by)))
		l->last = by;
}

/* 软件企业|前五年财政全额奖励: for how long, and who pays. */
void tm_lead_trim_years(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = l->last;

	if (i > l->first + 2 && t->tokens[i - 1].kind == TM_TOKEN_TEXT)
		i--;
	if (i > l->first + 2 && tm_is_figure(t, i - 1) && tm_fact_at(p->r, i - 1)->role == TM_FACT_DURATION &&
	    tm_token_is(t, i - 2, TM_USE_BEFORE_DAY))
		l->last = i - 2;
}

/* …超过50人的，|可申请认定为“基地”，按…: what else they may get is no part of who they are. */
void tm_lead_trim_other_gains(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (;;) {
		size_t part = tm_part_from(p, l->first, l->last);

		if (part < l->first + 2 || !tm_token_is(t, part - 2, TM_USE_OF) ||
		    !tm_tokens_have(t, part, l->last, TM_USE_GIVE) || tm_ends_in_of(p, part, l->last))
			return;
		l->last = part - 1;
	}
}

/* 单个项目的补助额最高…: whose it is. */
void tm_lead_trim_own_sum(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = l->last;

	if (i > l->first && t->tokens[i - 1].kind == TM_TOKEN_TEXT)
		i--;
	if (i > l->first + 2 && tm_token_is(t, i - 1, TM_USE_INSTRUMENT) && tm_token_is(t, i - 2, TM_USE_OF))
		l->last = i - 2;
	else if (l->last == g->head && tm_ends_in_of(p, l->first, l->last) &&
		 (tm_names_sum(p, g->head + 1, 0) || tm_tokens_have(t, g->head, g->figure, TM_USE_SINCE)) &&
		 tm_names_body(p, tm_tokens_text(t, l->first, l->last - 1)))
		l->last--; /* 演艺项目|的|资助额度不超过 */
}

/* 对获得专项的企业加大支持，经评定给予…: 加大支持 is no part of who gets it. */
void tm_lead_trim_support(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (l->last > l->first + 2 && tm_token_is(t, l->last - 1, TM_USE_INSTRUMENT) &&
	    tm_token_says(t, l->last - 2, TM_USE_VERB, TM_VERB_URGE))
		l->last -= 2;
}

/* Does a cut at `at` go through a figure or a word: 144平方|米以上房屋, 经费人|均? */
static bool cuts_word(const struct tm_measure_pass *p, const struct tm_lead *l, const char *at)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = l->first; i < l->whole; i++)
		if (t->tokens[i].kind != TM_TOKEN_TEXT && t->text.ptr + t->tokens[i].start < at &&
		    at < t->text.ptr + t->tokens[i].end)
			return true;
	return false;
}

/* 特困人员基本生活|标准为…: whoever is named first, not what the standard is of. */
void tm_lead_cut_behind_body(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	struct tm_slice whole = tm_tokens_text(tm_pass_tape(p), l->first, l->last), name;
	size_t share = g->head;

	while (tm_token_is(tm_pass_tape(p), share, TM_USE_INSERTION))
		share++;
	if (l->first >= l->last || !tm_token_is(tm_pass_tape(p), share, TM_USE_SHARE) || tm_names_body(p, whole))
		return;
	for (size_t i = l->first + 1; i < l->last; i++)
		if (tm_is_pause(tm_pass_tape(p), i) && tm_token_is(tm_pass_tape(p), i - 1, TM_USE_OF))
			return; /* 造成工资降低的，标准为… */
	name = tm_leading_body(p, whole);
	while (name.len && cuts_word(p, l, name.ptr + name.len))
		name = tm_shorter_body(p, name);
	if (name.len)
		l->name = name;
	else if (tm_part_end(p, l->first) >= l->last && !tm_ends_in_of(p, l->first, l->last) &&
		 !holds_threshold(p, l->first, l->last))
		l->last = l->first; /* 就业见习|补贴标准为每人每月1200元: nobody is named */
}

bool tm_counts_deeds(const struct tm_measure_pass *p, size_t floor, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = tm_part_from(p, floor, i);

	if (!tm_token_says(t, i, TM_USE_PER, TM_PER_EACH) || !tm_token_is(t, i + 1, TM_USE_VERB) ||
	    !(tm_ends_in_of(p, i, tm_part_end(p, i)) || tm_token_is(t, tm_part_end(p, i) + 1, TM_USE_ALSO) ||
	      (part + 1 == i && tm_names_own_body(p, tm_token_text(t, part)))))
		return false;
	part += tm_token_is(t, part, TM_USE_FOR);
	i = tm_before_bracket(t, part, i); /* 服务机构|（政府采购的除外）|每… */
	return part < i && tm_names_body(p, tm_tokens_text(t, part, i));
}

/* 服务机构|每成功推荐1家企业的，给予…: who does what a sum counts by. */
void tm_lead_trim_counted(const struct tm_measure_pass *p, struct tm_lead *l)
{
	for (size_t i = l->first + 1; i < l->last; i = tm_measure_step(p, i))
		if (tm_part_end(p, i) <= l->last && tm_counts_deeds(p, l->first, i))
			l->last = l->whole = i;
}

/* 企业招用毕业生的，单位缴纳部分|全额返还: what is charged behind …的. */
void tm_lead_trim_share_of_theirs(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = tm_part_from(p, l->first, l->last);

	if (part > l->first + 1 && tm_token_is(t, part - 2, TM_USE_OF) &&
	    !tm_token_is(t, l->last - 1, TM_USE_TIER))
		tm_lead_trim_charge(p, l);
}

/* 个人缴费标准为每人413元: a sum that somebody pays. */
static bool is_charge(const struct tm_measure_pass *p, size_t i)
{
	return tm_fact_at(p->r, i)->kind == TM_FACT_MONEY && tm_fact_at(p->r, i)->role == TM_FACT_OTHER &&
	       tm_tokens_have(tm_pass_tape(p), tm_part_start(p, i), i, TM_USE_LEVY);
}

/* 项目单位支付利息后，|贷款贴息资金再予以支持: what is spoken of last is nobody, nor is what stands before it. */
void tm_lead_skip_matter(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = tm_part_from(p, l->first, l->last);

	if (part == l->first || !tm_text_fits(p, TM_USE_NOBODY, tm_tokens_text(t, part, l->last)) ||
	    tm_names_body(p, tm_token_text(t, l->first)))
		return;
	for (size_t i = l->first; i < part; i = tm_measure_step(p, i))
		if (tm_is_pause(t, i) &&
		    (tm_token_is(t, i - 1, TM_USE_OF) || tm_names_body(p, tm_tokens_text(t, l->first, i)))) {
			tm_lead_trim_charge(p, l);
			return;
		}
	l->last = l->first;
}

/* 每年安排1亿元支持创新，单个项目最高…: what is set aside or charged names nobody, nor does what is promised. */
void tm_lead_skip_pools(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i)) {
		bool is_pool = tm_is_figure(t, i) && tm_fact_at(p->r, i)->role == TM_FACT_POOL;

		if (!tm_is_figure(t, i) || !(is_pool || is_charge(p, i)) || tm_ends_in_of(p, l->first, l->last))
			continue;
		l->first = tm_part_end(p, i) < l->last ? tm_part_end(p, i) + 1 : l->last;
		l->start = tm_skip_joints(t, l->first, p->s->last);
	}
}

/* 每人每类|限购|1件: how many of something each may have, which no sum counts by. */
static bool limits_each(const struct tm_measure_pass *p, size_t first, size_t end)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return p->party.count && !p->fresh && end > first + 2 && tm_token_is(t, first, TM_USE_PER) &&
	       tm_fact_at(p->r, end - 1)->kind == TM_FACT_COUNT && t->tokens[end - 2].kind == TM_TOKEN_TEXT;
}

/* 贴息期限不超过12个月，|…; 聘期3年，|考核优秀的; 每人每类限购1件，|每件…: how long or how many, not who. */
void tm_lead_skip_terms(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	while (l->first < l->last) {
		size_t end = tm_part_end(p, l->first);
		const struct tm_fact *fact;

		if (end > l->last)
			end = l->last;
		fact = tm_is_figure(t, end - 1) ? tm_fact_at(p->r, end - 1) : NULL;
		if (!fact || fact->role == TM_FACT_THRESHOLD)
			return;
		if (fact->kind != TM_FACT_PERIOD && !limits_each(p, l->first, end))
			return;
		l->start = l->first = l->terms = end < l->last ? end + 1 : l->last;
	}
}
