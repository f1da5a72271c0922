/*
 * measure_fields.c - what a giving says goes into the fields of a measure.
 */
#include "measures_p.h"

#include "extract/decimal.h"

#include "normalize/utf8.h"

struct tm_slice tm_trim_phrase(const struct tm_tape *t, size_t first, size_t last)
{
	while (first < last &&
	       (tm_token_is(t, first, TM_USE_BOUND) || tm_token_is(t, first, TM_USE_OF) || tm_is_pause(t, first)))
		first++;
	while (first < last &&
	       (tm_token_is(t, last - 1, TM_USE_BOUND) || tm_token_is(t, last - 1, TM_USE_OF) ||
		tm_token_is(t, last - 1, TM_USE_SHARE) || tm_token_is(t, last - 1, TM_USE_INSERTION) ||
		tm_token_is(t, last - 1, TM_USE_ONCE) || tm_is_pause(t, last - 1) ||
		tm_token_is(t, last - 1, TM_USE_LEVEL) || tm_token_is(t, last - 1, TM_USE_RESPECTIVELY) ||
		tm_token_is(t, last - 1, TM_USE_SELECTIVE) || tm_token_is(t, last - 1, TM_USE_CUMULATIVE)))
		last--;
	return tm_tokens_text(t, first, last);
}

/* 最长|一年半的全额贴息: what bounds the time bounds no rate. */
static bool bounds_time(const struct tm_measure_pass *p, size_t i)
{
	return tm_token_is(tm_pass_tape(p), i, TM_USE_BOUND) && tm_is_figure(tm_pass_tape(p), i + 1) &&
	       tm_fact_at(p->r, i + 1)->kind == TM_FACT_PERIOD;
}

/* 按其为企业|提供|服务获得收入的5%: a verb inside what the rate is taken of. */
static bool is_in_base(const struct tm_tape *t, const struct tm_giving *g, size_t i, size_t by)
{
	return by != SIZE_MAX && tm_token_says(t, i, TM_USE_GIVE, TM_GIVE_WEAK) &&
	       tm_token_is(t, g->figure - 1, TM_USE_OF);
}

/* 给予|等额贷款支持和|2.5个百分点贴息: behind what else is given in front of the figure. */
static size_t behind_other(const struct tm_tape *t, size_t first, size_t figure)
{
	for (size_t i = first; i + 1 < figure; i++)
		if (tm_token_is(t, i, TM_USE_INSTRUMENT) &&
		    (tm_token_is(t, i + 1, TM_USE_AND) || tm_is_mark(t, i + 1, TM_MARK_LIST)))
			first = i + 2;
	return first;
}

/* 给予|展位费|最高80%、|人员机票费|最高70%: what stands between the verb, or the mark, and the bound. */
static struct tm_slice bounded_base(const struct tm_tape *t, size_t verb, size_t bound)
{
	if (tm_token_is(t, verb, TM_USE_GIVE) && verb + 1 < bound)
		return tm_trim_phrase(t, verb + 1, bound);
	return bound > 1 && t->tokens[bound - 1].kind == TM_TOKEN_TEXT && tm_is_mark(t, bound - 2, TM_MARK_LIST)
		       ? tm_token_text(t, bound - 1)
		       : TM_NO_SLICE;
}

/* What a rate is taken of: behind 按照, behind the verb, or behind the rate. */
static struct tm_slice find_basis(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_slice basis = TM_NO_SLICE;
	size_t by = SIZE_MAX, give = SIZE_MAX, bound = g->head, first = g->head;

	while (tm_token_is(t, first, TM_USE_INSERTION))
		first++;
	for (size_t i = g->figure; i < g->tail; i = tm_measure_step(p, i))
		if (tm_token_is(t, i, TM_USE_RELIEF) && i + 1 < tm_part_end(p, i))
			return tm_trim_phrase(t, i + 1, tm_part_end(p, i));
	for (size_t i = g->head; i < g->figure; i = tm_measure_step(p, i)) {
		if (tm_token_is(t, i, TM_USE_BY) && by == SIZE_MAX)
			by = i;
		if ((tm_token_is(t, i, TM_USE_GIVE) && !is_in_base(t, g, i, by)) ||
		    tm_token_is(t, i, TM_USE_RELIEF) || (i == first && tm_token_is(t, i, TM_USE_INSTRUMENT)))
			give = i;
		if (tm_token_is(t, i, TM_USE_BOUND))
			bound = i;
		if ((tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) ||
		     tm_token_says(t, i, TM_USE_VERB, TM_VERB_HOLD)) &&
		    bound == g->head)
			bound = i + 1; /* 标准为|最低工资标准的90%, 标准提高到|工资的100% */
	}
	if (by != SIZE_MAX &&
	    !tm_token_says(t, by + 1, TM_USE_PER, TM_PER_EACH)) /* 按照每人不超过500元: no basis */
		basis = tm_trim_phrase(t, by + 1, give != SIZE_MAX && give > by ? give : g->figure);
	if (by == SIZE_MAX && give == SIZE_MAX && g->figure > g->head + 1 &&
	    tm_token_is(t, g->figure - 1, TM_USE_OF))
		basis = tm_trim_phrase(t, bound, g->figure); /* 不超过其实际投入的30% */
	if (!basis.len && give != SIZE_MAX && g->role == TM_FACT_SUPPORT)
		basis = tm_trim_phrase(t, bound > give ? bound : behind_other(t, give + 1, g->figure), g->figure);
	if (!basis.len && g->role == TM_FACT_SUPPORT && tm_token_is(t, g->figure - 1, TM_USE_BOUND))
		basis = bounded_base(t, give != SIZE_MAX ? give : g->head, g->figure - 1);
	if (!basis.len && (g->role == TM_FACT_SUPPORT || g->role == TM_FACT_REDUCTION) && g->end < g->tail) {
		size_t last = g->tail;

		while (last > g->end && tm_token_is(t, last - 1, TM_USE_INSTRUMENT))
			last--;
		if (last < g->tail && !tm_token_is(t, g->end, TM_USE_OF) && !tm_is_mark(t, g->end, TM_MARK_LIST) &&
		    !tm_token_is(t, g->end, TM_USE_SHARE) && !tm_token_is(t, g->end, TM_USE_GIVE) &&
		    !tm_token_is(t, g->end, TM_USE_BOUND_BEHIND) && !tm_token_is(t, g->end, TM_USE_RELIEF))
			basis = tm_trim_phrase(t, g->end, last);
	}
	if (by != SIZE_MAX && bound > by && !basis.len && tm_token_is(t, g->figure - 1, TM_USE_OF))
		basis = tm_trim_phrase(t, bound, g->figure); /* 按照每人次不超过|培训费用|的85% */
	for (size_t i = g->head; basis.len && i < g->figure; i++)
		if ((bounds_time(p, i) && tm_token_text(t, i + 1).ptr == basis.ptr) ||
		    (tm_is_figure(t, i) && tm_fact_at(p->r, i)->kind == TM_FACT_PERIOD &&
		     tm_token_text(t, i).ptr + tm_token_text(t, i).len == basis.ptr + basis.len))
			return TM_NO_SLICE; /* 最长|一年半|的全额贴息, 连续5年|95%的奖励 */
	if (tm_text_fits(p, TM_USE_NO_BASIS, basis) ||
	    (basis.len && tm_slice_eq(basis, tm_giving_recipient(p, g)))) /* 给予|支撑平台|50%的补贴 */
		return TM_NO_SLICE;
	return basis;
}

/* 按照…发票金额，对投保企业给予50%: the basis may stand in a part of its own. */
static struct tm_slice find_basis_aside(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = g->lead; i < g->head; i = tm_measure_step(p, i)) {
		struct tm_slice basis;

		if (!tm_token_is(t, i, TM_USE_BY) || (i > g->lead && !tm_is_pause(t, i - 1)))
			continue;
		basis = tm_trim_phrase(t, i + 1, tm_part_end(p, i));
		if (basis.len && !tm_text_fits(p, TM_USE_NO_BASIS, basis))
			return basis;
	}
	return TM_NO_SLICE;
}

/* 给予|国家级|、省级优秀人才100万元: a level of those who are paid, not of who pays. */
static bool is_listed_level(const struct tm_tape *t, size_t i)
{
	return tm_token_is(t, i, TM_USE_LEVEL) &&
	       (tm_is_mark(t, i + 1, TM_MARK_LIST) || t->tokens[i + 1].kind == TM_TOKEN_TEXT);
}

/* 给予|统一|招商运营单位20万元: a word of manner right behind the verb that is part of a name. */
static bool opens_name(const struct tm_tape *t, size_t give, size_t i)
{
	return i == give + 1 && tm_token_is(t, i, TM_USE_INSERTION) && t->tokens[i + 1].kind == TM_TOKEN_TEXT;
}

/* 给予|担保机构|保费补贴: who bears the charge that is paid for; empty for nobody. */
static struct tm_slice payee_of_charge(const struct tm_measure_pass *p, struct tm_slice text)
{
	struct tm_slice body = tm_leading_body(p, text);

	return tm_names_own_body(p, body) && tm_text_fits(p, TM_USE_CHARGE, tm_slice_sub(text, body.len, text.len))
		       ? body
		       : TM_NO_SLICE;
}

/* 给予承租方补贴, 给予运营主体最高30万元, 奖励法定代表人5万元. */
struct tm_slice tm_giving_recipient(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = g->head; i < g->tail; i++) {
		size_t end = i + 1;
		struct tm_slice found;

		if (!tm_token_is(t, i, TM_USE_GIVE) && !(i < g->figure && tm_token_is(t, i, TM_USE_INSTRUMENT)))
			continue;
		while (end < g->tail && !tm_is_figure(t, end) &&
		       (!tm_modifies_giving(p->r, end) || is_listed_level(t, end) || opens_name(t, i, end)) &&
		       !tm_is_pause(t, end) && !tm_token_is(t, end, TM_USE_INSTRUMENT) &&
		       !tm_token_is(t, end, TM_USE_RELIEF) && !tm_token_is(t, end, TM_USE_SOME))
			end = tm_measure_step(p, end);
		for (size_t verb = i + 2; verb < end; verb++) /* 给予企业|引才资助 */
			if (tm_token_is(t, verb, TM_USE_VERB) && verb + 1 == end &&
			    tm_names_own_body(p, tm_tokens_text(t, i + 1, verb)) &&
			    !tm_names_body(p, tm_tokens_text(t, i + 1, end)))
				end = verb;
		found = tm_tokens_text(t, i + 1, end);
		if (end < g->tail && tm_names_body(p, found))
			return found;
		found = payee_of_charge(p, found);
		if (found.len && tm_token_is(t, i, TM_USE_GIVE) && end < g->tail &&
		    tm_token_is(t, end, TM_USE_INSTRUMENT))
			return found;
	}
	return TM_NO_SLICE;
}

/* 给予补贴，|补贴资金不超过总投资的30%: the noun of a ceiling, which gives nothing itself. */
static bool limits_announced(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return tm_token_is(t, g->head, TM_USE_INSTRUMENT) &&
	       tm_token_says(t, g->head + 1, TM_USE_BOUND, TM_BOUND_WORD_LE) &&
	       !tm_tokens_have(t, g->head, g->tail, TM_USE_GIVE);
}

/* 每连续租|满1年: a time that must have passed is part of what a sum counts by. */
static bool counts_time(const struct tm_measure_pass *p, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (tm_token_is(t, i, TM_USE_WINDOW))
		return tm_token_is(t, i - 1, TM_USE_PER);
	i += tm_token_says(t, i, TM_USE_BOUND, TM_BOUND_WORD_GE);
	return tm_is_figure(t, i) && tm_fact_at(p->r, i)->kind == TM_FACT_PERIOD &&
	       tm_token_says(t, i - 1, TM_USE_BOUND, TM_BOUND_WORD_GE);
}

/* Does what a sum counts by end before this token?  `single` where 单个 or 同一 opens it. */
static bool ends_per(const struct tm_measure_pass *p, size_t i, bool single)
{
	const struct tm_tape *t = tm_pass_tape(p);
	bool each_within = tm_token_says(t, i, TM_USE_PER, TM_PER_SINGLE) && tm_token_is(t, i - 1, TM_USE_VERB);

	if (tm_modifies_giving(p->r, i) && !counts_time(p, i) && !each_within)
		return true;
	if (single && (tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) ||
		       (tm_is_figure(t, i) && tm_token_is(t, i + 1, TM_USE_INSTRUMENT))))
		return true; /* 同一家庭|在一年内, 单个企业|两项补贴 */
	return tm_token_is(t, i, TM_USE_INSTRUMENT) || tm_token_is(t, i, TM_USE_OF) ||
	       tm_token_is(t, i, TM_USE_GIVE) || tm_is_pause(t, i) || tm_token_is(t, i, TM_USE_BY) ||
	       tm_is_mark(t, i, TM_MARK_OPEN) || tm_is_benefit(p, i) ||
	       (tm_token_is(t, i, TM_USE_VERB) && !tm_token_is(t, i - 1, TM_USE_PER) &&
		(tm_token_is(t, i + 1, TM_USE_BOUND) || tm_is_benefit(p, i + 1))) || /* 每公里|增加1万元 */
	       (tm_is_figure(t, i) && tm_token_says(t, i + 1, TM_USE_VERB, TM_VERB_HOLD));
}

/* 个企业|租金 in front of what is given: what a sum counts by ends with the body. */
static struct tm_slice counted_body(const struct tm_measure_pass *p, size_t first, size_t end)
{
	struct tm_slice text = tm_tokens_text(tm_pass_tape(p), first, end), name;

	if (!tm_token_is(tm_pass_tape(p), end, TM_USE_INSTRUMENT) || tm_names_body(p, text))
		return text;
	name = tm_leading_body(p, text);
	while (name.len && !tm_names_own_body(p, name))
		name = tm_shorter_body(p, name);
	return name.len ? name : text;
}

size_t tm_measure_word(const struct tm_measure_pass *p, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_entry unit;

	return tm_lexicon_find(p->r->pass->grammar->units, p->r->pass->matcher, t->text, t->tokens[i].start,
			       &unit) &&
			       unit.rule->use == TM_USE_MEASURE_WORD
		       ? unit.length
		       : 0;
}

bool tm_names_each(const struct tm_measure_pass *p, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t first = p->s->first;

	return i > first && tm_token_says(t, i, TM_USE_PER, TM_PER_EACH) &&
	       t->tokens[i + 1].kind == TM_TOKEN_TEXT &&
	       tm_token_says(t, tm_is_pause(t, i - 1) ? first : i - 1, TM_USE_FOR, TM_FOR_ABOUT) &&
	       (!tm_is_pause(t, i - 1) || tm_token_says(t, first + 1, TM_USE_PER, TM_PER_EACH));
}

/* 每家企业单年度 → 家企业, 单年度. */
void tm_measure_read_per(const struct tm_measure_pass *p, size_t first, size_t last, struct tm_slices *per)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_arena *arena = p->r->pass->arena;

	for (size_t i = first; i < last; i = tm_measure_step(p, i)) {
		size_t start = i, end = i + 1;
		bool single = tm_token_says(t, i, TM_USE_PER, TM_PER_SINGLE);

		if (tm_token_is(t, i, TM_USE_YEARLY) && tm_token_is(t, i + 1, TM_USE_INSTRUMENT) &&
		    !tm_token_is(t, i - 1, TM_USE_PER))
			tm_slices_add(per, arena, tm_token_text(t, i)); /* 单个企业|年|补助金额 */
		if (!tm_token_is(t, i, TM_USE_PER))
			continue;
		if (t->tokens[i].number == TM_PER_EACH) {
			start = i + 1;
			if (tm_token_is(t, start, TM_USE_YEARLY)) {
				tm_slices_add(per, arena, tm_token_text(t, start));
				continue;
			}
		}
		while (end < last && !ends_per(p, end, single))
			end++;
		if (start < end && tm_names_each(p, i) && tm_measure_word(p, start)) /* 对每|家|服务站 */
			tm_slices_add(per, arena,
				      tm_slice_sub(tm_token_text(t, start), 0, tm_measure_word(p, start)));
		else if (start < end)
			tm_slices_add(per, arena, counted_body(p, start, end));
		i = end - 1;
	}
}

/* 每新增一家企业，奖励…: what the sum counts by, in a part of its own; 每月|向见习人员发放: ahead of whom it is
 * handed to. */
static void read_per_aside(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_slices *per)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = g->lead; i < g->head; i = tm_measure_step(p, i))
		if (tm_token_says(t, i, TM_USE_PER, TM_PER_EACH) && tm_token_is(t, i + 1, TM_USE_VERB) &&
		    (i == p->s->first || tm_is_pause(t, i - 1) || tm_is_figure(t, tm_part_end(p, i) - 1)) &&
		    tm_part_end(p, i) <= g->head && !tm_ends_in_of(p, i, tm_part_end(p, i)))
			tm_slices_add(per, p->r->pass->arena, tm_tokens_text(t, i + 1, tm_part_end(p, i)));
		else if (tm_counts_deeds(p, g->lead, i) && tm_part_end(p, i) < g->head)
			tm_slices_add(per, p->r->pass->arena,
				      tm_tokens_text(t, i + 1,
						     tm_part_end(p, i) - tm_ends_in_of(p, i, tm_part_end(p, i))));
		else if (tm_token_says(t, i, TM_USE_PER, TM_PER_EACH) && !tm_token_is(t, i + 1, TM_USE_YEARLY) &&
			 tm_token_says(t, i + 2, TM_USE_FOR, TM_FOR_TOWARDS))
			tm_slices_add(per, p->r->pass->arena, tm_token_text(t, i + 1));
}

/* 5元/|人/夜|, 15元/|平方米·月|: counts by both. */
static void add_units(const struct tm_measure_pass *p, struct tm_slice text, struct tm_slices *per)
{
	size_t start = 0;

	for (size_t at = 0, len; at <= text.len; at += len) {
		bool end = at == text.len;

		len = 1;
		if (!end && text.ptr[at] != '/' &&
		    !tm_is_class(p->r->pass->grammar, TM_CLASS_UNIT_JOINT, tm_utf8_decode(text.ptr + at, &len)))
			continue;
		if (at > start)
			tm_slices_add(per, p->r->pass->arena, tm_slice_sub(text, start, at));
		start = at + len;
	}
}

/* 20万元/亩. */
static void read_slash(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_slices *per)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = g->end;
	struct tm_slice text;

	if (i >= p->s->last || t->tokens[i].kind == TM_TOKEN_FIGURE)
		return;
	text = tm_token_text(t, i);
	if (text.len == 1 && text.ptr[0] == '/' && i + 2 < p->s->last &&
	    tm_token_says(t, i + 1, TM_USE_PER, TM_PER_EACH)) { /* 0.1元/每千瓦时 */
		tm_slices_add(per, p->r->pass->arena, tm_token_text(t, i + 2));
		return;
	}
	if (text.len > 1 && text.ptr[0] == '/')
		add_units(p, tm_slice_sub(text, 1, text.len), per);
}

/* The levels that a token names: 市、区 is two. */
static void set_levels(const struct tm_measure_pass *p, size_t i, struct tm_slices *levels)
{
	const struct tm_grammar *grammar = p->r->pass->grammar;
	struct tm_slice part;
	size_t at = 0;

	levels->count = 0;
	while (tm_split_next(grammar, tm_pass_tape(p)->tokens[i].value, &grammar->classes[TM_CLASS_LIST], &at,
			     &part))
		tm_slices_add(levels, p->r->pass->arena, part);
}

void tm_measures_read_bearers(const struct tm_measure_pass *p)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_clause *c = p->r->clause;
	size_t level = SIZE_MAX;

	for (size_t i = p->at; i < p->s->last; i = tm_measure_step(p, i)) {
		if (tm_is_benefit(p, i))
			return;
		if (tm_token_is(t, i, TM_USE_BOUND) &&
		    !tm_is_figure(t, i + 1)) /* 不足部分由县级财政承担: the rest, not what is given */
			i = tm_part_end(p, i);
		if (tm_is_pause(t, i))
			level = SIZE_MAX;
		else if (tm_token_is(t, i, TM_USE_LEVEL))
			level = i;
		else if (tm_token_is(t, i, TM_USE_LEVY) && level != SIZE_MAX)
			for (size_t k = p->first_measure; k < c->measure_count; k++)
				if (!c->measures[k].levels.count)
					set_levels(p, level, &c->measures[k].levels);
	}
}

static void read_levels(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_slices *levels)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = p->s->first; i < g->head; i++)
		if (tm_token_is(t, i, TM_USE_LEVEL) && tm_token_is(t, i + 1, TM_USE_FOR) &&
		    (i == p->s->first || tm_is_pause(t, i - 1)))
			set_levels(p, i, levels); /* 省财政|对首发上市的企业 */
	for (size_t i = g->head; i < g->tail; i++) {
		if (!tm_token_is(t, i, TM_USE_LEVEL) || i + 1 >= p->s->last ||
		    (i == g->head && i + 1 == g->figure)) /* 省级30万元: whose sum it is */
			continue;
		if (i < g->figure ? !tm_modifies_giving(p->r, i + 1) && !tm_is_figure(t, i + 1) &&
					    !tm_token_is(t, i + 1, TM_USE_BY)
				  : !tm_token_is(t, i + 1, TM_USE_INSTRUMENT))
			continue;
		set_levels(p, i, levels);
	}
}

struct tm_slice tm_measure_duration(const struct tm_measure_pass *p, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++) {
		if (tm_is_figure(tm_pass_tape(p), i)) {
			const struct tm_fact *fact = tm_fact_at(p->r, i);

			if (fact->kind == TM_FACT_PERIOD && fact->role == TM_FACT_DURATION)
				return fact->value;
		}
	}
	return TM_NO_SLICE;
}

/* 每年|根据其绩效，给予最高100万元; 每年|对企业，给予…: the word for the year, ahead of what it is reckoned by;
 * SIZE_MAX for none. */
static size_t year_ahead(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = g->lead; i + 2 < g->head; i = tm_measure_step(p, i))
		if (tm_token_says(t, i, TM_USE_PER, TM_PER_EACH) && tm_token_is(t, i + 1, TM_USE_YEARLY) &&
		    (tm_token_is(t, i + 2, TM_USE_BY) || tm_token_is(t, i + 2, TM_USE_FOR)) &&
		    tm_part_end(p, i) < g->head)
			return i + 1;
	return SIZE_MAX;
}

void tm_measure_add_cap(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_fact *fact,
			struct tm_measure *m)
{
	struct tm_arena *arena = p->r->pass->arena;
	struct tm_cap *cap = tm_arena_push(arena, &m->caps, &m->cap_count, &m->cap_room, sizeof(*cap));

	*cap = (struct tm_cap){ .value = fact->max.ptr ? fact->max : fact->value, .unit = fact->unit };
	tm_slices_add(&cap->facts, arena, fact->id);
	tm_measure_read_per(p, g->head, g->figure, &cap->per);
	read_slash(p, g, &cap->per);
	if (year_ahead(p, g) != SIZE_MAX)
		tm_slices_add(&cap->per, arena, tm_token_text(tm_pass_tape(p), year_ahead(p, g)));
	if (tm_tokens_have(tm_pass_tape(p), g->head, g->figure, TM_USE_CUMULATIVE))
		cap->cumulative = TM_FLAG_TRUE;
}

/* 30万元、50万元、|实到外资额|的8‰: what the share at the end of a row of sums is of. */
static struct tm_slice own_basis(const struct tm_measure_pass *p, const struct tm_giving *g,
				 const struct tm_fact *fact)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = g->figure, start = g->figure;

	for (; i < g->end && !(tm_is_figure(t, i) && tm_fact_at(p->r, i) == fact); i++)
		if (tm_is_mark(t, i, TM_MARK_LIST) || tm_token_is(t, i, TM_USE_AND))
			start = i + 1;
	return tm_trim_phrase(t, start, i);
}

static void add_rate(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_fact *fact,
		     struct tm_measure *m)
{
	size_t behind = g->end;
	const struct tm_fact *other;

	m->rate = (struct tm_rate){ .value = fact->value,
				    .min = fact->min,
				    .max = fact->max,
				    .unit = fact->unit,
				    .fraction = { fact->fraction[0], fact->fraction[1] },
				    .bound = TM_BOUND_EXACT };
	tm_slices_add(&m->rate.facts, p->r->pass->arena, fact->id);
	other = g->count == 1 ? tm_giving_figure(p, g, 1) : NULL;
	if (other) { /* 50%或70% */
		bool falls = tm_decimal_is_more(fact->value, other->value);

		m->rate.value = TM_NO_SLICE;
		m->rate.min = falls ? other->value : fact->value;
		m->rate.max = falls ? fact->value : other->value;
		m->rate.bound = TM_BOUND_NONE;
		tm_slices_add(&m->rate.facts, p->r->pass->arena, other->id);
	}
	m->rate.basis = g->count > 1 && tm_giving_figure(p, g, 0)->kind != TM_FACT_RATE ? own_basis(p, g, fact)
											: find_basis(p, g);
	for (size_t i = g->head; i < g->figure; i++) {
		if (bounds_time(p, i))
			continue;
		if (tm_token_says(tm_pass_tape(p), i, TM_USE_BOUND, TM_BOUND_WORD_LE))
			m->rate.bound = TM_BOUND_MAX;
		else if (tm_token_says(tm_pass_tape(p), i, TM_USE_BOUND, TM_BOUND_WORD_GE))
			m->rate.bound = TM_BOUND_MIN;
	}
	if (tm_token_says(tm_pass_tape(p), behind, TM_USE_BOUND_BEHIND, TM_BOUND_WORD_LE))
		m->rate.bound = TM_BOUND_MAX;
	else if (tm_token_says(tm_pass_tape(p), behind, TM_USE_BOUND_BEHIND, TM_BOUND_WORD_GE))
		m->rate.bound = TM_BOUND_MIN;
	if (fact->min.ptr)
		m->rate.bound = TM_BOUND_NONE;
}

/* Does the date stand at the start of a part of the lead, or behind one that does? */
static bool leads_part(const struct tm_measure_pass *p, const struct tm_giving *g, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);

	while (i > g->lead && (tm_token_is(t, i - 1, TM_USE_SINCE) || tm_token_is(t, i - 1, TM_USE_UNTIL) ||
			       tm_token_is(t, i - 1, TM_USE_AFTER_DAY) || tm_is_figure(t, i - 1)))
		i--;
	return i == g->lead || tm_is_pause(t, i - 1);
}

/* When it is given: dates in a part of the lead, or in front of who gets it. */
static void read_validity(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_measure *m)
{
	const struct tm_tape *t = tm_pass_tape(p);
	enum { ISO_DATE = 10 }; /* YYYY-MM-DD */
	size_t first = SIZE_MAX, last = 0;

	for (size_t i = g->lead; i < g->head; i = tm_measure_step(p, i)) {
		const struct tm_fact *fact = tm_is_figure(t, i) ? tm_fact_at(p->r, i) : NULL;

		if (!fact || fact->kind != TM_FACT_DATE || fact->value.len != ISO_DATE || !leads_part(p, g, i))
			continue;
		if (fact->role == TM_FACT_FROM)
			m->validity.from = fact->value;
		else if (fact->role == TM_FACT_TO ||
			 (fact->role == TM_FACT_DEADLINE && tm_token_is(t, i + 1, TM_USE_BEFORE_DAY)))
			m->validity.to = fact->value;
		else
			continue;
		first = first == SIZE_MAX ? i : first;
		last = i + 1;
	}
	if (first == SIZE_MAX)
		return;
	if (first > 0 && tm_token_is(t, first - 1, TM_USE_SINCE))
		first--;
	if (tm_token_is(t, last, TM_USE_BEFORE_DAY))
		last++;
	m->validity.text = tm_tokens_text(t, first, last);
}

/* 给予企业上一年度研发投入5%: who is paid stands in front of the basis. */
static void split_recipient(const struct tm_measure_pass *p, struct tm_measure *m)
{
	struct tm_slice basis = m->rate.basis;
	size_t end;

	if (m->recipient.len || !tm_text_fits(p, TM_USE_SUBJECT, basis))
		return;
	end = tm_group_end(p->r->pass->matcher, 0);
	m->recipient = tm_slice_sub(basis, 0, end);
	m->rate.basis = tm_slice_sub(basis, end, basis.len);
}

/* The rule that put a word or a figure on the tape. */
static struct tm_slice rule_at(const struct tm_tape *t, size_t i)
{
	return tm_is_figure(t, i) ? t->figures[t->tokens[i].figure].rule->id : t->tokens[i].rule->id;
}

/* 每年给予每家5万元 recurs, and counts by 家; 每人每年5000元 counts by both, and stays as it is (true). */
static bool keeps_year(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_measure *m)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t kept = 0;
	struct tm_slice year = TM_NO_SLICE;

	for (size_t i = g->head; i < g->figure; i++)
		if (tm_token_is(t, i, TM_USE_YEARLY))
			year = tm_token_text(t, i);
	if (m->per.count > 1 && tm_slice_eq(m->per.items[m->per.count - 1], year))
		return true;
	for (size_t i = 0; i < m->per.count; i++)
		if (!tm_slice_eq(m->per.items[i], year))
			m->per.items[kept++] = m->per.items[i];
	m->per.count = kept;
	return false;
}

/* 每人每次|就餐费用的四分之一: what a share counts by stands in front of what it is of. */
static void take_units(const struct tm_measure_pass *p, struct tm_slice *basis, struct tm_slices *per)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_entry unit;
	bool known = per->count > 0;

	for (size_t i = 0; basis->len && i + 1 < t->count; i++) {
		size_t at = t->tokens[i].end;

		if (t->text.ptr + t->tokens[i].start != basis->ptr ||
		    !tm_token_says(t, i, TM_USE_PER, TM_PER_EACH))
			continue;
		if (!tm_lexicon_find(p->r->pass->grammar->units, p->r->pass->matcher, t->text, at, &unit) ||
		    unit.rule->use != TM_USE_MEASURE_WORD ||
		    basis->len <= (size_t)(t->text.ptr + at + unit.length - basis->ptr))
			return;
		if (!known)
			tm_slices_add(per, p->r->pass->arena, tm_slice_sub(t->text, at, at + unit.length));
		at += unit.length;
		basis->len -= (size_t)(t->text.ptr + at - basis->ptr);
		basis->ptr = t->text.ptr + at;
	}
}

/* What the giving says goes into the measure. */
void tm_measure_fill(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_fact *fact,
		     struct tm_measure *m)
{
	struct tm_arena *arena = p->r->pass->arena;
	struct tm_slice instrument = tm_giving_instrument(p, g), recipient = tm_giving_recipient(p, g);

	if (!fact) {
		if (!m->rate.basis.len && !m->rate.facts.count &&
		    tm_tokens_have(tm_pass_tape(p), g->head, g->figure, TM_USE_BY))
			m->rate.basis = find_basis(p, g);
	} else if (fact->kind == TM_FACT_RATE) {
		add_rate(p, g, fact, m);
	} else if (fact->role == TM_FACT_CAP) {
		if (fact->min.ptr && !m->floor.value.ptr) {
			m->floor = (struct tm_sum){ .value = fact->min, .unit = fact->unit };
			tm_slices_add(&m->floor.facts, arena, fact->id);
		}
		tm_measure_add_cap(p, g, fact, m);
	} else {
		struct tm_sum *sum = fact->role == TM_FACT_FLOOR ? &m->floor : &m->amount;

		*sum = (struct tm_sum){ .value = fact->value, .unit = fact->unit };
		tm_slices_add(&sum->facts, arena, fact->id);
		read_per_aside(p, g, &m->per);
		tm_measure_read_per(p, g->head, g->figure, &m->per);
		read_slash(p, g, &m->per);
	}
	/* 按照技术合同成交额最高给予5万元: what a sum without a rate depends on. */
	if (fact && fact->kind == TM_FACT_MONEY && !m->rate.facts.count && !m->rate.basis.len &&
	    tm_tokens_have(tm_pass_tape(p), g->head, g->figure, TM_USE_BY) && fact->role != TM_FACT_GRANT &&
	    !tm_tokens_have(tm_pass_tape(p), g->head, g->figure, TM_USE_PER))
		m->rate.basis = find_basis(p, g);
	if (fact && fact->kind == TM_FACT_RATE && !m->rate.basis.len)
		m->rate.basis = find_basis_aside(p, g);
	take_units(p, &m->rate.basis, &m->per);
	split_recipient(p, m);
	if (instrument.len && (!m->instrument.len || (p->party.announced && !limits_announced(p, g))))
		m->instrument = instrument;
	if (recipient.len)
		m->recipient = recipient;
	if (tm_tokens_have(tm_pass_tape(p), g->head, g->tail, TM_USE_ONCE))
		m->recurrence = TM_RECURRENCE_ONCE;
	else if ((tm_tokens_have(tm_pass_tape(p), g->head, g->figure, TM_USE_YEARLY) ||
		  year_ahead(p, g) != SIZE_MAX) &&
		 (!fact || fact->kind == TM_FACT_RATE || fact->role == TM_FACT_GRANT) && !keeps_year(p, g, m))
		m->recurrence = TM_RECURRENCE_YEARLY;
	if (tm_tokens_have(tm_pass_tape(p), g->head, g->tail, TM_USE_SELECTIVE))
		m->selective = TM_FLAG_TRUE;
	if (!m->levels.count)
		read_levels(p, g, &m->levels);
	if (!m->validity.text.len)
		read_validity(p, g, m);
	if (p->party.announced && tm_measure_duration(p, g->head, g->tail).ptr)
		m->duration = tm_measure_duration(p, g->head, g->tail); /* 连续5年奖励，其中|前2年80% */
	if (!m->duration.ptr)
		m->duration = tm_measure_duration(p, g->lead, g->tail);
	m->rule = fact ? fact->rule : rule_at(tm_pass_tape(p), g->figure);
}

/* Conditions whose first figure stands in [first, last). */
void tm_measure_add_thresholds(const struct tm_measure_pass *p, size_t first, size_t last, struct tm_measure *m)
{
	const struct tm_clause *c = p->r->clause;

	for (size_t i = first; i < last; i++) {
		size_t k = tm_is_figure(tm_pass_tape(p), i)
				   ? p->condition_of[p->r->fact[tm_pass_tape(p)->tokens[i].figure]]
				   : 0;

		if (k)
			tm_slices_add(&m->thresholds, p->r->pass->arena, c->conditions[k - 1].id);
	}
}
