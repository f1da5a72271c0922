/*
 * targets.c - what a plan promises: one target for each figure that is a goal.
 *
 *     [scope] [indicator] [bound] figure             累计新增专精特新企业不少于150家
 *     [scope] figure [bound behind] [indicator]      累计新增10家以上市级智能工厂
 *     [indicators] 分别 [bound] figures              产值、税收年均增长率分别达到8%和10%
 */
#include "pairing_p.h"
#include "reading_p.h"

#include "normalize/utf8.h"

struct target_pass {
	struct tm_reading *r;
	const struct tm_sentence *s;
	size_t floor;       /* behind the target before */
	size_t made;        /* targets of the clause when the sentence began */
	struct tm_slice by; /* the last day that was named */
	struct tm_slice last_indicator, last_scope;
};

/* One statement as tokens. */
struct goal {
	size_t first, last;    /* what is quoted */
	size_t figure, end;    /* the first figure, and behind the last of its list */
	size_t name, name_end; /* the indicator */
	size_t scope, scope_end;
	size_t count;
};

static bool is_goal(const struct tm_reading *r, size_t i)
{
	return tm_is_figure(&r->tape, i) && tm_fact_at(r, i)->role == TM_FACT_TARGET;
}

/* 收集率|较|2020年|提高…: a time that a goal is compared with. */
static bool is_compared(const struct tm_reading *r, size_t i)
{
	return i > 0 && tm_is_figure(&r->tape, i) && tm_fact_at(r, i)->kind == TM_FACT_DATE &&
	       tm_fact_at(r, i)->role == TM_FACT_OTHER && tm_token_is(&r->tape, i - 1, TM_USE_INSERTION);
}

static bool separates(const struct tm_reading *r, size_t i)
{
	const struct tm_tape *t = &r->tape;

	if (is_compared(r, i))
		return false;
	if (tm_is_figure(t, i)) {
		const struct tm_fact *fact = tm_fact_at(r, i);

		return fact->kind == TM_FACT_DATE || fact->role == TM_FACT_TARGET;
	}
	return tm_is_mark(t, i, TM_MARK_COMMA) || tm_is_mark(t, i, TM_MARK_COLON) ||
	       tm_token_is(t, i, TM_USE_AIM) || tm_token_is(t, i, TM_USE_ALSO) || tm_token_is(t, i, TM_USE_PART) ||
	       tm_token_is(t, i, TM_USE_FOR) || tm_token_is(t, i, TM_USE_UNTIL);
}

/* A word that says how it is counted or brought about, not what is. */
static bool is_scope(const struct tm_tape *t, size_t i)
{
	return tm_token_says(t, i, TM_USE_VERB, TM_VERB_BRING) || tm_token_is(t, i, TM_USE_CUMULATIVE) ||
	       tm_token_is(t, i, TM_USE_YEARLY);
}

static bool is_reached(const struct tm_reading *r, size_t i)
{
	const struct tm_tape *t = &r->tape;

	if (is_compared(r, i) || (tm_token_is(t, i, TM_USE_LEVY) && tm_is_figure(t, i + 1)))
		return true; /* 能耗|较2020年下降|13.5% */
	return tm_token_is(t, i, TM_USE_BOUND) || tm_token_is(t, i, TM_USE_RESPECTIVELY) ||
	       tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) || tm_token_says(t, i, TM_USE_VERB, TM_VERB_HOLD) ||
	       tm_token_is(t, i, TM_USE_SOFT) || tm_token_is(t, i, TM_USE_INSERTION);
}

/* The figures of one list, with what bounds each behind. */
static void read_figures(const struct target_pass *p, struct goal *g)
{
	const struct tm_tape *t = &p->r->tape;

	g->end = g->figure + 1;
	g->count = 1;
	for (;;) {
		size_t i = g->end;

		while (i < p->s->last &&
		       (tm_token_is(t, i, TM_USE_BOUND_BEHIND) || tm_token_is(t, i, TM_USE_INCLUSIVE)))
			i++;
		g->end = i;
		if (i + 1 >= p->s->last || !(tm_is_mark(t, i, TM_MARK_LIST) || tm_token_is(t, i, TM_USE_AND)) ||
		    !is_goal(p->r, i + 1))
			break;
		g->end = i + 2;
		g->count++;
	}
}

/* 覆盖率|每年增加: by how much a year, and not what. */
static bool read_pace(const struct target_pass *p, struct goal *g, size_t end)
{
	const struct tm_tape *t = &p->r->tape;
	size_t start = g->name_end;

	if (start <= g->name + 1 || !tm_token_is(t, start - 1, TM_USE_YEARLY))
		return false;
	start -= tm_token_is(t, start - 2, TM_USE_PER) ? 2 : 1;
	g->scope = g->name_end = start;
	g->scope_end = end;
	return start > g->name;
}

/* 累计 behind the indicator, in brackets or not, or else what leads: 累计新增, 完成. */
static void read_scope(const struct target_pass *p, struct goal *g)
{
	const struct tm_tape *t = &p->r->tape;
	size_t end = g->name_end, lead = g->name;
	bool in_brackets = end > g->name + 3 && tm_is_mark(t, end - 1, TM_MARK_CLOSE) &&
			   tm_is_mark(t, end - 3, TM_MARK_OPEN);
	size_t counted = in_brackets ? end - 2 : end - 1;

	if (end > g->name + 1 && tm_token_is(t, counted, TM_USE_CUMULATIVE)) {
		g->scope = counted;
		g->scope_end = counted + 1;
		g->name_end = in_brackets ? end - 3 : counted;
		return;
	}
	while (lead < end && (is_scope(t, lead) || (tm_token_is(t, lead, TM_USE_PER) && is_scope(t, lead + 1)) ||
			      (lead + 1 == end && tm_token_says(t, lead, TM_USE_VERB, TM_VERB_URGE))))
		lead++;
	if (lead > g->name && !tm_is_mark(t, lead, TM_MARK_LIST)) {
		g->scope_end = lead;
		g->name = lead;
	}
	if (end > g->name && tm_token_says(t, end - 1, TM_USE_VERB, TM_VERB_BRING) && g->scope == g->scope_end &&
	    end > g->name + 1)
		g->name_end = end - 1; /* 招商引资完成380亿元 */
}

/* 三年内|新增上市企业: within which time. */
static bool is_term(const struct tm_reading *r, size_t i)
{
	return tm_is_figure(&r->tape, i) && tm_fact_at(r, i)->kind == TM_FACT_PERIOD;
}

/* Stands nothing but what reaches between here and the figure? */
static bool is_bare(const struct tm_reading *r, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++)
		if (!is_reached(r, i))
			return false;
	return true;
}

/* 引导银行机构|每年新增贷款: who is urged to do it is no part of what is done. */
static size_t behind_urging(const struct tm_tape *t, size_t start, size_t end)
{
	if (!tm_token_says(t, start, TM_USE_VERB, TM_VERB_ENCOURAGE))
		return start;
	for (size_t i = start + 1; i < end; i++)
		if (is_scope(t, i))
			return i - tm_token_is(t, i - 1, TM_USE_PER);
	return start;
}

/* From behind the last separator to the figure: scope, indicator, bound. */
static void read_front(const struct target_pass *p, struct goal *g)
{
	const struct tm_tape *t = &p->r->tape;
	size_t start = g->figure, end = g->figure;

	while (start > p->floor && !separates(p->r, start - 1))
		start--;
	if (is_bare(p->r, start, end) && start > p->floor && tm_token_is(t, start - 1, TM_USE_AIM)) {
		end = --start; /* 经济规模|力争达到3000亿元 */
		while (start > p->floor && !separates(p->r, start - 1))
			start--;
	}
	start = behind_urging(t, start, end);
	while (start < end &&
	       (tm_is_mark(t, start, TM_MARK_LIST) || tm_token_is(t, start, TM_USE_AND) ||
		(tm_token_says(t, start, TM_USE_VERB, TM_VERB_URGE) && start + 1 < end) ||
		tm_token_says(t, start, TM_USE_VERB, TM_VERB_REACH) || tm_token_is(t, start, TM_USE_BEFORE_DAY) ||
		tm_is_item_number(t, start) || is_term(p->r, start)))
		start++;
	while (end > start && is_reached(p->r, end - 1))
		end = tm_raised_from(t, end - 1, start);
	g->first = g->scope = g->scope_end = g->name = start;
	g->name_end = end;
	g->last = g->end;
	if (!read_pace(p, g, g->figure))
		read_scope(p, g);
}

/* 10家以上市级智能工厂: the indicator stands behind. */
static void read_behind(const struct target_pass *p, struct goal *g)
{
	const struct tm_tape *t = &p->r->tape;
	size_t start = g->end, end;
	bool share = start < p->s->last && tm_token_is(t, start, TM_USE_OF); /* 80%的站和院|: of all of them */

	while (start < p->s->last && tm_token_is(t, start, TM_USE_OF))
		start++;
	end = start;
	while (end < p->s->last && !separates(p->r, end) && !tm_token_is(t, end, TM_USE_BOUND) &&
	       (share || !(tm_token_is(t, end, TM_USE_AND) || tm_is_mark(t, end, TM_MARK_LIST))))
		end++;
	if (end == start)
		return;
	g->last = end;
	if (end > start + 1 && tm_token_says(t, end - 1, TM_USE_VERB, TM_VERB_BRING))
		end--; /* 推动20个工业互联网平台建设 */
	g->name = start;
	g->name_end = end;
}

static enum tm_op read_op(const struct target_pass *p, const struct goal *g, size_t figure,
			  const struct tm_fact *fact)
{
	const struct tm_tape *t = &p->r->tape;
	size_t bound = tm_bound_before(t, g->figure, g->first), behind = tm_bound_behind(t, figure, p->s->last);

	if (fact->min.ptr)
		return TM_OP_NONE;
	if (fact->approx == TM_FLAG_TRUE)
		return TM_OP_APPROX;
	if (behind != SIZE_MAX)
		return tm_op_of(t->tokens[behind].number);
	return bound != SIZE_MAX ? tm_op_of(t->tokens[bound].number) : TM_OP_EQ;
}

static void add(struct target_pass *p, const struct goal *g, size_t figure, struct tm_slice indicator)
{
	struct tm_reading *r = p->r;
	struct tm_clause *c = r->clause;
	struct tm_document *doc = r->pass->doc;
	const struct tm_fact *fact = tm_fact_at(r, figure);
	struct tm_slice text = tm_tokens_text(&r->tape, g->first, g->last);
	size_t at = tm_flow_at(&doc->flow, text);
	struct tm_slice scope = tm_tokens_text(&r->tape, g->scope, g->scope_end);
	struct tm_target *made = tm_arena_push(r->pass->arena, &c->targets, &c->target_count, &c->target_room,
					       sizeof(*made));

	if (!scope.len && g->first > p->s->first && tm_is_mark(&r->tape, g->first - 1, TM_MARK_LIST))
		scope = p->last_scope; /* 新增公交车97辆、出租车10辆 */
	*made = (struct tm_target){
		.id = tm_arena_printf(r->pass->arena, "t%zu", c->target_count),
		.indicator = indicator.len ? indicator : TM_NO_SLICE,
		.op = read_op(p, g, figure, fact),
		.value = fact->value,
		.min = fact->min,
		.max = fact->max,
		.min_inclusive = fact->min_inclusive,
		.max_inclusive = fact->max_inclusive,
		.unit = fact->unit,
		.fraction = { fact->fraction[0], fact->fraction[1] },
		.by = p->by,
		.scope = scope,
		.text = text,
		.rule = fact->rule,
		.extent = tm_flow_extent(&doc->flow, at, at + text.len, r->pass->arena),
	};
	tm_slices_add(&made->facts, r->pass->arena, fact->id);
	p->last_indicator = made->indicator;
	p->last_scope = scope;
}

/* A、B达到8%: parts that end alike are indicators of their own. */
static bool lists_alike(const struct tm_tape *t, const struct goal *g)
{
	struct tm_slice whole = tm_tokens_text(t, g->name, g->name_end), tail = tm_utf8_last(whole, 2);
	size_t parts = 0;

	for (size_t i = g->name; i < g->name_end; i++) {
		if (!tm_is_mark(t, i, TM_MARK_LIST))
			continue;
		if (!tm_slice_ends(tm_tokens_text(t, g->name, i), tail))
			return false;
		parts++;
	}
	return parts > 0;
}

/* Has the goal a name of its own, or only how it is reached: 分别增长? */
static bool is_named(const struct target_pass *p, const struct goal *g)
{
	const struct tm_tape *t = &p->r->tape;

	for (size_t i = g->name; i < g->name_end; i++)
		if (!is_reached(p->r, i) && !tm_token_says(t, i, TM_USE_VERB, TM_VERB_BRING))
			return true;
	return false;
}

/*
 * 人数突破5000万，收入达到600亿，|分别增长10%和12%: the first of the targets of the sentence that the figures go
 * with one by one, or SIZE_MAX.
 */
static size_t targets_before(const struct target_pass *p, const struct goal *g)
{
	size_t made = p->r->clause->target_count;

	return g->count > 1 && made >= p->made + g->count && !is_named(p, g) &&
			       tm_tokens_have(&p->r->tape, g->first, g->figure, TM_USE_RESPECTIVELY)
		       ? made - g->count
		       : SIZE_MAX;
}

static size_t read_goal(struct target_pass *p, size_t figure)
{
	const struct tm_tape *t = &p->r->tape;
	struct goal g = { .figure = figure };
	struct tm_alternative *parts = NULL;
	size_t count = 0, n = 0, before;

	read_figures(p, &g);
	read_front(p, &g);
	if (g.name == g.name_end)
		read_behind(p, &g);
	if (g.count > 1 || tm_tokens_have(t, g.first, g.figure, TM_USE_RESPECTIVELY) || lists_alike(t, &g))
		count = tm_pair(p->r, g.name, g.name_end, g.count, p->r->pass->arena, &parts);
	before = count ? SIZE_MAX : targets_before(p, &g);
	for (size_t i = g.figure; i < g.end; i++) {
		struct tm_slice name;

		if (!tm_is_figure(t, i))
			continue;
		name = count ? parts[n < count ? n : count - 1].name : tm_tokens_text(t, g.name, g.name_end);
		if (before != SIZE_MAX)
			name = p->r->clause->targets[before + n].indicator;
		else if (!count && !is_named(p, &g))
			name = TM_NO_SLICE;
		add(p, &g, i, name.len ? name : p->last_indicator);
		n++;
	}
	for (; g.count == 1 && n < count; n++)
		add(p, &g, g.figure, parts[n].name);
	p->floor = g.last;
	return g.last;
}

void tm_read_targets(struct tm_reading *r)
{
	struct target_pass p = { .r = r };
	struct tm_sentence s;
	bool passing = false;
	size_t at = 0;

	while (tm_sentence_next(&r->tape, &at, &s)) {
		if (passing)
			p.by = TM_NO_SLICE; /* 6月30日前 holds in its sentence, 到2027年 in those behind it too */
		passing = false;
		p.s = &s;
		p.floor = s.first;
		p.made = r->clause->target_count;
		for (size_t i = s.first; i < s.last; i++) {
			if (tm_is_mark(&r->tape, i, TM_MARK_OPEN)) {
				i = tm_behind_closed(&r->tape, i, s.last) - 1;
			} else if (is_goal(r, i)) {
				i = read_goal(&p, i) - 1;
			} else if (tm_is_figure(&r->tape, i)) {
				const struct tm_fact *fact = tm_fact_at(r, i);

				if (fact->kind == TM_FACT_DATE && fact->role == TM_FACT_DEADLINE)
					p.by = fact->value;
				passing |= tm_token_is(&r->tape, i + 1, TM_USE_BEFORE_DAY);
			}
		}
	}
}
