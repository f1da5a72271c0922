/*
 * leads.c - who gets it: what stands in front of a giving.
 */
#include "measures_p.h"

#include "normalize/utf8.h"

/* 金融机构|对小微企业发放贷款的: what a body does for another is the case, and the other is not who gets it. */
static bool is_deed_towards(const struct tm_measure_pass *p, size_t first, size_t i, size_t last)
{
	size_t part = tm_part_from(p, first, i);

	while (last > i && tm_is_pause(tm_pass_tape(p), last - 1))
		last--;
	last = tm_before_bracket(tm_pass_tape(p), i, last); /* …的|（…除外） */
	return i > part && tm_ends_in_of(p, i, last) && tm_part_end(p, i) >= last &&
	       tm_names_own_body(p, tm_tokens_text(tm_pass_tape(p), part, i));
}

/* 加强|对贷款投放情况的统计: is something looked after, and nobody?  加大|对毕业生|的培训 names somebody. */
static bool is_care(const struct tm_measure_pass *p, size_t first, size_t i, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t end = tm_part_end(p, i) < last ? tm_part_end(p, i) : last, of = end;

	if (i == first || !tm_token_says(t, i - 1, TM_USE_VERB, TM_VERB_URGE))
		return false;
	while (of > i && !tm_token_is(t, of - 1, TM_USE_OF))
		of--;
	return !tm_names_body(p, tm_tokens_text(t, i + 1, end)) &&
	       !(of > i + 1 && tm_names_body(p, tm_tokens_text(t, i + 1, of - 1)));
}

/* 省财政|对首发上市的企业: does nothing but who pays stand in front of 对? */
static bool pays_ahead(const struct tm_measure_pass *p, size_t first, size_t i)
{
	size_t part = tm_part_from(p, first, i);

	return part < i && ((part + 1 == i && tm_token_is(tm_pass_tape(p), part, TM_USE_LEVEL)) ||
			    tm_text_fits(p, TM_USE_NOBODY, tm_tokens_text(tm_pass_tape(p), part, i)));
}

/* 每年|对符合条件的企业: does nothing but how often it is given stand in front of 对? */
static bool opens_behind_manner(const struct tm_measure_pass *p, size_t first, size_t i)
{
	size_t part = tm_part_from(p, first, i);

	for (size_t k = part; k < i; k++)
		if (!tm_modifies_giving(p->r, k) || tm_token_is(tm_pass_tape(p), k, TM_USE_GIVE))
			return false;
	return part < i;
}

/* The 对 nearest to the giving among those that open a part of the sentence; else the first inside one. */
static size_t find_for(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t opening = SIZE_MAX, inside = SIZE_MAX;

	for (size_t i = first; i < last; i = tm_measure_step(p, i)) {
		if (!tm_token_is(t, i, TM_USE_FOR) || is_deed_towards(p, first, i, last) ||
		    is_care(p, first, i, last))
			continue;
		if (i == first || tm_is_pause(t, i - 1) || pays_ahead(p, first, i) ||
		    opens_behind_manner(p, first, i))
			opening = i;
		else if (inside == SIZE_MAX && !tm_is_mark(t, i + 1, TM_MARK_OPEN) && tm_part_end(p, i) >= last &&
			 !tm_tokens_have(t, tm_part_from(p, first, i), i, TM_USE_GIVE))
			inside = i;
	}
	return opening != SIZE_MAX ? opening : inside;
}

bool tm_ends_in_of(const struct tm_measure_pass *p, size_t first, size_t last)
{
	return last > first && tm_token_is(tm_pass_tape(p), last - 1, TM_USE_OF);
}

/* 对新增新业务板块的，经综合评定，对优质项目…: the first 对 says who gets it, the second who is paid. */
static size_t outer_for(const struct tm_measure_pass *p, size_t first, size_t opener)
{
	for (size_t i = first; i < opener; i = tm_measure_step(p, i)) {
		size_t start = i, end = opener;

		if (!tm_token_is(tm_pass_tape(p), i, TM_USE_FOR) ||
		    (i > first && !tm_is_pause(tm_pass_tape(p), i - 1)))
			continue;
		tm_trim_asides(p, &start, &end);
		if (tm_ends_in_of(p, start, end) ||
		    tm_names_body(p, tm_tokens_text(tm_pass_tape(p), start + 1, end)))
			return i;
	}
	return opener;
}

/* 对于企业投资的项目，根据发电量|对投资主体给予奖励: who is paid, behind what it is reckoned by. */
static void take_payee(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = l->first;

	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i))
		if (tm_is_pause(t, i))
			part = i + 1;
	if (part == l->first || !tm_token_is(t, part, TM_USE_BY))
		return;
	for (size_t i = part; i < l->last; i = tm_measure_step(p, i)) {
		if (!tm_token_is(t, i, TM_USE_FOR))
			continue;
		l->recipient = tm_trim_phrase(t, i + 1, l->last);
		l->charged = tm_trim_phrase(t, part + 1, i);
		l->last = part - 1;
		return;
	}
}

/* 对获得证书的产品，|企业|可以申请…: who is paid, in a part of its own. */
static void take_payee_part(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (l->last < l->first + 3 || !tm_is_pause(t, l->last - 2) ||
	    t->tokens[l->last - 1].kind != TM_TOKEN_TEXT || !tm_names_own_body(p, tm_token_text(t, l->last - 1)))
		return;
	l->recipient = tm_token_text(t, l->last - 1);
	l->last -= 2;
}

/* 项目完成注册的，|引荐人|可获得奖励: who is paid, behind the case. */
static void take_paid(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (l->last < l->first + 4 || !tm_is_pause(t, l->last - 2) ||
	    !(t->tokens[l->last - 1].kind == TM_TOKEN_TEXT || tm_token_is(t, l->last - 1, TM_USE_PLAIN)) ||
	    !tm_token_is(t, l->last - 3, TM_USE_OF) || !tm_names_body(p, tm_token_text(t, l->last - 1)))
		return;
	l->recipient = tm_token_text(t, l->last - 1);
	l->last -= 2;
}

/* 成交额达2000万元—5000万元，按…: a tier, and nobody named. */
static bool read_tier(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t last = l->last, part = tm_part_from(p, l->first, last);
	bool tier = last > l->first && tm_token_is(t, last - 1, TM_USE_TIER);

	if (g->count > 1)
		return false; /* 达300万元、500万元以上，分别奖励…: as many tiers as sums */
	if (tier)
		last -= last > l->first + 1 && tm_token_is(t, last - 2, TM_USE_OF) ? 2 : 1;
	while (last > l->first &&
	       (tm_token_is(t, last - 1, TM_USE_BOUND_BEHIND) || tm_token_is(t, last - 1, TM_USE_INCLUSIVE)))
		last--;
	if (last == l->first || !tm_is_figure(t, last - 1) ||
	    tm_fact_at(p->r, last - 1)->role != TM_FACT_THRESHOLD)
		return false;
	if (t->tokens[l->first].kind == TM_TOKEN_TEXT && tm_part_end(p, l->first) < last &&
	    tm_names_body(p, tm_token_text(t, l->first)) &&
	    tm_tokens_have(t, l->first, tm_part_end(p, l->first), TM_USE_VERB))
		return false; /* 企业|投资改造，年节能量20吨以上，按…: who does it, and not only how much */
	if (tier && part > l->first + 1 && tm_token_is(t, part - 2, TM_USE_OF)) {
		l->key = tm_fact_at(p->r, last - 1)->text; /* 投资额不超过5亿元的，|1亿元以下的部分|按… */
		l->whole = l->last;
		l->last = part - 1;
		l->named = true;
		return true;
	}
	if (!tier && tm_bound_before(t, last - 1, l->first) != SIZE_MAX &&
	    tm_token_says(t, tm_bound_before(t, last - 1, l->first), TM_USE_BOUND, TM_BOUND_WORD_LE))
		l->last = l->first; /* 补贴面积不超过500平方米，…: a limit, no tier */
	else
		l->key = tm_fact_at(p->r, last - 1)->text;
	return true;
}

/* 支付限额标准为|职工参保人员|每人每月1000元: who stands behind the word for the ceiling. */
static bool take_named(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = l->last;

	while (i > l->first && t->tokens[i - 1].kind == TM_TOKEN_TEXT)
		i--;
	if (i == l->last || i == l->first || !tm_names_body(p, tm_tokens_text(t, i, l->last)) ||
	    !(tm_token_is(t, i - 1, TM_USE_BOUND) ||
	      (tm_token_says(t, i - 1, TM_USE_VERB, TM_VERB_REACH) &&
	       (tm_tokens_have(t, l->first, i, TM_USE_BOUND) || tm_tokens_have(t, l->first, i, TM_USE_SHARE)))))
		return false;
	l->first = l->start = i;
	l->whole = l->last;
	l->named = true;
	return true;
}

/* 低收入家庭，|补贴标准是：城区为160元; |高层次人才|购房补贴标准为：A类100万元: whom a standard is for whose list
 * begins at `colon`; empty for nobody. */
static struct tm_slice standard_for(const struct tm_measure_pass *p, size_t first, size_t colon)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = tm_part_start(p, colon), share = part;
	struct tm_slice who = part > first + 1 ? tm_tokens_text(t, first, part - 1) : TM_NO_SLICE;

	while (share < colon && !tm_token_is(t, share, TM_USE_SHARE))
		share++;
	if (share == colon)
		return TM_NO_SLICE;
	if (part <= first)
		return tm_leading_body(p, tm_tokens_text(t, first, share));
	return tm_names_body(p, who) ? who : TM_NO_SLICE;
}

/* 对低收入家庭，补贴标准为：|城区为160元: the first of a list is told apart by a name of its own. */
static bool take_listed(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	size_t start;

	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i)) {
		if (!tm_is_mark(tm_pass_tape(p), i, TM_MARK_COLON))
			continue;
		l->all = standard_for(p, l->first, i);
		l->list = i;
		if (!l->all.len)
			return false;
		l->first = i + 1;
		start = l->start;
		tm_read_subject(p, l, g);
		l->start = start;
		l->named = l->first < l->last;
		return true;
	}
	return false;
}

/* 对|新增投入|的三分之一, 对|其缴纳的税收留成部分|，三年内按80%: the share's base, where no body stands behind 对.
 */
static struct tm_slice base_behind(const struct tm_measure_pass *p, const struct tm_lead *l,
				   const struct tm_giving *g, size_t opener)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t first = opener + 1, last = l->last;
	struct tm_slice base = TM_NO_SLICE;

	if (!g->count || tm_giving_figure(p, g, 0)->kind != TM_FACT_RATE || (p->party.announced && !p->fresh))
		return TM_NO_SLICE;
	if (tm_token_is(t, g->figure - 1, TM_USE_OF) && g->head >= g->figure - 1 && tm_is_pause(t, opener - 1))
		base = tm_tokens_text(t, first, g->figure - 1);
	if (base.len)
		return tm_names_body(p, base) ? TM_NO_SLICE : base;
	if (tm_token_is(t, g->figure - 1, TM_USE_OF))
		return TM_NO_SLICE; /* 对费用，按|合同金额|的30%: a base of its own */
	tm_trim_asides(p, &first, &last);
	base = tm_tokens_text(t, first, last);
	for (size_t i = first; i < last; i++)
		if (tm_is_pause(t, i) || tm_is_figure(t, i) || (g->count > 1 && tm_is_mark(t, i, TM_MARK_LIST)))
			return TM_NO_SLICE;
	return tm_text_fits(p, TM_USE_NOBODY, base) ? base : TM_NO_SLICE;
}

/* …的项目，对新增投入的三分之一予以补助: what stands behind 对 is charged, who stands in front of it is paid. */
static bool take_base(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g, size_t opener)
{
	struct tm_slice base = opener > l->first && tm_is_pause(tm_pass_tape(p), opener - 1)
				       ? base_behind(p, l, g, opener)
				       : TM_NO_SLICE;

	if (!base.len)
		return false;
	if (tm_tokens_have(tm_pass_tape(p), l->first, opener, TM_USE_LEVY)) {
		l->start = opener; /* 对A的费用按80%收取，|对B的费用减半收取: nothing of the first */
		l->first = opener + 1;
		l->whole = l->last;
		l->name = tm_first_body(p, l->first, l->last);
		l->charged = base;
		return l->named = l->name.len > 0;
	}
	if (!tm_ends_in_of(p, l->first, opener - 1) && !tm_first_body(p, l->first, opener - 1).len)
		return false; /* 加大支持，|对企业缴纳的保费: nobody stands in front */
	l->charged = base;
	l->last = opener > l->first ? opener - 1 : opener;
	l->whole = l->last;
	tm_trim_asides(p, &l->first, &l->last);
	if (l->first < l->last && tm_token_is(tm_pass_tape(p), l->first, TM_USE_FOR))
		l->first++;
	else if (l->first < l->last)
		tm_read_subject(p, l, g);
	if (!tm_ends_in_of(p, l->first, l->last))
		l->name = tm_first_body(p, l->first, l->last);
	l->named = l->first < l->last;
	return true;
}

/* …首次达1亿元的，|对|运营平台公司给予…: a case in front of 对, and behind it nothing but who is paid in that
 * case. */
static bool pays_of_case(const struct tm_measure_pass *p, const struct tm_lead *l, size_t opener)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (opener < l->first + 3 || !tm_is_pause(t, opener - 1) || !tm_token_is(t, opener - 2, TM_USE_OF) ||
	    tm_token_is(t, l->first, TM_USE_FOR) || !tm_names_own_body(p, tm_tokens_text(t, opener + 1, l->last)))
		return false;
	for (size_t i = opener + 1; i < l->last; i++)
		if (tm_is_figure(t, i) || tm_is_pause(t, i) || tm_token_is(t, i, TM_USE_OF))
			return false;
	return true;
}

/* With 对: who stands behind it, up to what is done otherwise, reckoned or charged. */
static void read_for(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g, size_t opener)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t outer = outer_for(p, l->first, opener);

	if (outer != opener && base_behind(p, l, g, opener).len) {
		l->charged = base_behind(p, l, g, opener); /* 对企业，以…为基数，对|超基数部分|给予50% */
		l->last = opener;
	} else if (outer != opener && tm_first_body(p, opener + 1, l->last).len) {
		l->recipient = tm_trim_phrase(t, opener + 1, l->last);
		l->last = opener;
	} else if (outer == opener && pays_of_case(p, l, opener)) {
		l->recipient = tm_trim_phrase(t, opener + 1, l->last);
		l->whole = l->last = opener - 1; /* 税收首次达1亿元的，|对运营公司|给予100万元 */
		l->named = true;
		return;
	}
	if (take_base(p, l, g, outer))
		return;
	l->start = outer;
	l->first = outer + 1;
	l->named = true;
	tm_trim_asides(p, &l->first, &l->last);
	if (take_listed(p, l, g))
		return;
	take_payee(p, l);
	take_payee_part(p, l);
	tm_lead_trim_other_gains(p, l);
	tm_lead_cut_at_give(p, l);
	tm_lead_trim_urging(p, l);
	tm_lead_trim_charge(p, l);
	tm_lead_trim_doings(p, l, g);
	tm_lead_trim_counted(p, l);
	tm_lead_trim_support(p, l);
	tm_lead_trim_own_sum(p, l, g);
	while (l->last > l->first + 1 && tm_token_is(t, l->last - 1, TM_USE_INSERTION))
		l->last--; /* 物流企业|视其运营等情况，给予 */
	l->whole = l->last;
}

/* 建设充电桩的，|交流桩|每千瓦补贴150元: what tells the sum apart from the next one, behind the case. */
static void take_kind(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	enum { LONGEST = 12 * 3 };
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_slice kind;

	if (l->last < l->first + 4 || t->tokens[l->last - 1].kind != TM_TOKEN_TEXT ||
	    !tm_is_pause(t, l->last - 2) || !tm_token_is(t, l->last - 3, TM_USE_OF) || g->role != TM_FACT_GRANT ||
	    l->last != g->head || !tm_token_says(t, g->head, TM_USE_PER, TM_PER_EACH))
		return;
	kind = tm_token_text(t, l->last - 1);
	if (kind.len > LONGEST || tm_text_fits(p, TM_USE_NOBODY, kind))
		return;
	l->all = tm_tokens_text(t, l->first, l->last - 2);
	l->list = l->last - 1;
	l->first = l->last - 1;
}

/* 供养机构按照供养金20%的标准|向特困人员|发放零用钱: whom it is handed to, behind the share. */
static void take_handed(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	size_t to = g->end, end;

	while (tm_token_is(t, to, TM_USE_SHARE) || tm_token_is(t, to, TM_USE_OF) ||
	       tm_token_is(t, to, TM_USE_BOUND_BEHIND))
		to++;
	if (!g->count || to >= p->s->last || !tm_token_says(t, to, TM_USE_FOR, TM_FOR_TOWARDS))
		return;
	for (end = to + 1; end < tm_part_end(p, to) && !tm_token_is(t, end, TM_USE_GIVE);)
		end = tm_measure_step(p, end);
	if (!tm_token_is(t, end, TM_USE_GIVE) || !tm_names_own_body(p, tm_tokens_text(t, to + 1, end)))
		return;
	l->first = to + 1;
	l->last = l->whole = end;
	l->start = l->start < g->head ? l->start : g->head;
	l->name = TM_NO_SLICE;
	l->named = true;
}

/* 在校学生：个人缴费标准为413元，财政补助标准为956元: whom the list is about, where nobody else is named. */
static void take_headed(const struct tm_measure_pass *p, struct tm_lead *l, size_t first, size_t colon)
{
	if (l->named || l->all.len || (p->party.count && !p->fresh) || tm_part_end(p, first) < colon ||
	    !tm_names_body(p, tm_tokens_text(tm_pass_tape(p), first, colon)))
		return;
	l->start = l->first = first;
	l->last = l->whole = colon;
	l->named = true;
}

/* Where the lead begins and ends; behind what belongs to the giving before it. */
static struct tm_lead find_lead(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_lead l = { .first = tm_skip_joints(t, g->lead, g->head), .last = g->head };

	if (g->lead > p->s->first && !tm_is_pause(t, g->lead - 1) && tm_part_end(p, g->lead) < g->head)
		l.first = tm_skip_joints(t, tm_part_end(p, g->lead), l.last); /* 减按1%|征收增值税，月销售额… */
	return l;
}

/* |给予规范运营一年的企业|，按照…给予奖励: a verb that gives opens the sentence, and whom it gives to is the lead.
 */
static bool take_given(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t end = tm_part_end(p, l->first);

	if (!tm_token_is(t, l->first, TM_USE_GIVE) || end >= l->last)
		return false;
	if (!tm_names_body(p, tm_tokens_text(t, l->first + 1, end))) {
		l->first = tm_skip_joints(t, end, l->last); /* 50%的标准|发放生活费，… */
		return false;
	}
	l->start = l->first++;
	l->last = l->whole = end;
	l->named = true;
	return true;
}

/* 实际运营满一年后，…: when, and not who.  True where nothing else stands in the lead, or has to. */
static bool take_condition(const struct tm_measure_pass *p, struct tm_lead *l)
{
	size_t end = tm_part_end(p, l->first) < l->last ? tm_part_end(p, l->first) : l->last;

	l->condition = tm_lead_is_condition(p, l->first, l->last);
	if (!l->condition || p->party.count)
		return l->condition;
	if (!tm_lead_is_condition(p, l->first, end))
		return false;
	l->last = l->first; /* 新产品投产达效后，给予…: nobody is named */
	return true;
}

/* Only what stands behind the last colon names somebody.  Where the first is, or 0. */
static size_t skip_headings(const struct tm_measure_pass *p, struct tm_lead *l)
{
	size_t colon = 0;

	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i)) {
		if (!tm_is_mark(tm_pass_tape(p), i, TM_MARK_COLON))
			continue;
		colon = colon ? colon : i;
		l->all = standard_for(p, l->first, i);
		l->start = l->all.len ? l->first : i + 1;
		l->list = i;
		l->first = i + 1;
	}
	if (colon)
		tm_trim_asides(p, &l->first, &l->last); /* 补助标准：|按照距离不同，小型水库 */
	return colon;
}

/* 数字化改造补助：|…: does a heading stand right in front of the giving, and neither somebody nor a case? */
static bool is_heading(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	return l->last > l->first && tm_is_mark(tm_pass_tape(p), g->head - 1, TM_MARK_COLON) &&
	       !tm_names_body(p, tm_tokens_text(tm_pass_tape(p), l->first, l->last)) &&
	       !tm_ends_in_of(p, l->first, l->last);
}

/* Takes from the lead what is no part of who gets it. */
static void trim(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	tm_lead_skip_terms(p, l);
	tm_lead_trim_counted(p, l);
	tm_lead_trim_years(p, l);
	take_paid(p, l);
	take_kind(p, l, g);
	tm_lead_trim_by(p, l);
	if (l->last > l->first && tm_pass_tape(p)->tokens[l->last - 1].kind == TM_TOKEN_TEXT)
		tm_lead_trim_own_sum(p, l, g); /* 装备|的补助数额按 */
	tm_lead_skip_matter(p, l);
	tm_lead_trim_doings(p, l, g);
	tm_lead_trim_other_gains(p, l);
}

/* Without 对: what is left when all else has been taken away. */
static void read_rest(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	size_t headed = l->first, colon = skip_headings(p, l), start;

	tm_lead_skip_pools(p, l);
	if (is_heading(p, g, l))
		l->last = l->first;
	tm_lead_trim_share_of_theirs(p, l);
	if (read_tier(p, l, g) || take_named(p, l))
		return;
	trim(p, l, g);
	start = l->start;
	tm_read_subject(p, l, g);
	l->start = l->all.len ? start : l->start;
	tm_lead_cut_behind_body(p, l, g);
	tm_lead_trim_own_sum(p, l, g);
	if (l->last < l->whole && tm_token_is(tm_pass_tape(p), l->last, TM_USE_OF) &&
	    !tm_names_body(p, tm_tokens_text(tm_pass_tape(p), l->first, l->last)))
		l->last = l->first; /* 设施设备|的补偿，按…: of what it is, and nobody's */
	l->named = l->first < l->last;
	if (colon)
		take_headed(p, l, headed, colon);
}

static struct tm_lead read_lead(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	struct tm_lead l = find_lead(p, g);
	size_t opener;

	if (take_given(p, &l))
		return l;
	tm_trim_asides(p, &l.first, &l.last);
	l.start = l.first;
	if (l.first >= l.last)
		return l;
	if (g->role == TM_FACT_CAP && tm_token_says(tm_pass_tape(p), l.first, TM_USE_PER, TM_PER_SINGLE)) {
		l.start = l.last = l.first; /* 同一银行对同一人发放的贷款，最高…: what a ceiling counts by */
		return l;
	}
	opener = find_for(p, l.first, l.last);
	if (opener != SIZE_MAX)
		read_for(p, &l, g, opener);
	else if (!take_condition(p, &l))
		read_rest(p, &l, g);
	return l;
}

/* 零售企业年零售额|每实现2000万元，给予…: whose figure it is that a sum counts by, where nobody else is named. */
static void take_counter(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t first = tm_skip_joints(t, g->lead, g->head);

	if (l->named || l->key.len || (p->party.count && !p->fresh) || t->tokens[first].kind != TM_TOKEN_TEXT ||
	    !tm_token_says(t, first + 1, TM_USE_PER, TM_PER_EACH) || !tm_token_is(t, first + 2, TM_USE_VERB))
		return;
	l->name = tm_first_body(p, first, first + 1);
	if (!l->name.len)
		return;
	l->start = l->first = first;
	l->last = l->whole = first + 1;
	l->named = true;
}

/* 对|每家|服务站|给予5万元: each of those behind 对, whose measure word is what the sum counts by. */
static void take_each(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t each = g->head, unit;

	if ((l->named && l->first < l->last) || each < g->lead + 1 || !tm_names_each(p, each))
		return;
	unit = tm_measure_word(p, each + 1);
	if (!unit || unit >= t->tokens[each + 1].end - t->tokens[each + 1].start)
		return;
	l->name = tm_slice_sub(tm_token_text(t, each + 1), unit, tm_token_text(t, each + 1).len);
	l->start = each - 1;
	l->first = each + 1;
	l->last = l->whole = each + 2;
	l->named = true;
}

struct tm_lead tm_lead_read(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	struct tm_lead l = read_lead(p, g);

	for (; l.first < l.last && tm_is_mark(tm_pass_tape(p), l.first, TM_MARK_LIST); l.first++)
		l.start = l.start == l.first ? l.first + 1 : l.start;
	take_handed(p, &l, g);
	take_counter(p, &l, g);
	take_each(p, &l, g);
	return l;
}
