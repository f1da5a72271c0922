/*
 * parties.c - a new party: whom a lead names is one, or as many as 分别 or a list tells apart.
 */
#include "measures_p.h"

#include "pairing_p.h"

/* The end of the sentence; of a sentence that never ends, the end of a few parts. */
static size_t text_end(const struct tm_measure_pass *p, size_t start)
{
	enum { MOST_TOKENS = 1000 };

	return p->s->last - start > MOST_TOKENS ? tm_part_end(p, p->at > start ? p->at : start) : p->s->last;
}

struct tm_measure *tm_measure_add(struct tm_measure_pass *p, size_t start)
{
	struct tm_reading *r = p->r;
	struct tm_clause *c = r->clause;
	struct tm_document *doc = r->pass->doc;
	struct tm_slice text;
	size_t at;
	struct tm_measure *m = tm_arena_push(r->pass->arena, &c->measures, &c->measure_count, &c->measure_room,
					     sizeof(*m));

	while (start + 1 < p->s->last && tm_is_pause(&r->tape, start))
		start++;
	text = tm_tokens_text(&r->tape, start, text_end(p, start));
	at = tm_flow_at(&doc->flow, text);
	*m = (struct tm_measure){
		.id = tm_arena_printf(r->pass->arena, "m%zu", c->measure_count),
		.in_heading = r->setting.in_heading ? TM_FLAG_TRUE : TM_FLAG_UNSAID,
		.text = text,
		.extent = tm_flow_extent(&doc->flow, at, at + text.len, r->pass->arena),
	};
	return m;
}

struct tm_slice tm_beneficiary_of(const struct tm_measure_pass *p, const struct tm_lead *l)
{
	size_t last = l->last;

	if (last > l->first + 1 && tm_token_says(tm_pass_tape(p), last - 1, TM_USE_VERB, TM_VERB_REACH))
		last--; /* 渔船|为每月300元 */
	return l->name.len ? l->name : tm_tokens_text(tm_pass_tape(p), l->first, last);
}

static void report_mismatch(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_document *doc = p->r->pass->doc;
	struct tm_slice text = tm_tokens_text(t, g->head, g->tail);
	size_t at = tm_flow_at(&doc->flow, text);

	tm_diagnose1(&doc->diagnostics, TM_D_RESPECTIVELY_MISMATCH, tm_flow_span(&doc->flow, at, at + text.len),
		     text);
	for (size_t i = g->figure; i < g->end; i++)
		if (tm_is_figure(t, i))
			p->placed[p->r->fact[t->tokens[i].figure]] = true;
}

/* Has a part of a list its own modifier and its own head: 新引进的国家级品牌企业? */
static bool is_party(const struct tm_measure_pass *p, const struct tm_alternative *part, bool joined)
{
	const struct tm_tape *t = tm_pass_tape(p);
	bool modified = tm_token_is(t, part->first, TM_USE_VERB);

	for (size_t i = part->first; i + 1 < part->last; i = tm_measure_step(p, i))
		modified |= tm_token_is(t, i, TM_USE_VERB) ? tm_token_is(t, i + 1, TM_USE_OF) || !joined
							   : tm_token_is(t, i, TM_USE_OF) && !joined;
	return modified && !tm_token_is(t, part->last - 1, TM_USE_OF) &&
	       tm_names_own_body(p, tm_tokens_text(t, part->first, part->last));
}

/* A、或B的机构: where only the last has a 的, its head is that of all. */
static bool has_of(const struct tm_measure_pass *p, const struct tm_alternative *part)
{
	for (size_t i = part->first; i < part->last; i = tm_measure_step(p, i))
		if (tm_token_is(tm_pass_tape(p), i, TM_USE_OF))
			return true;
	return false;
}

/* Does the part name a body first, and end in 的: 企业获得认定的? */
static bool is_case(const struct tm_measure_pass *p, size_t first, size_t last)
{
	return last > first + 2 && tm_ends_in_of(p, first, last) &&
	       tm_names_own_body(p, tm_first_body(p, first, first + 1));
}

/* 新引进企业，|服务业企业收入达到A的，|工业企业收入达到B的: cases of different bodies, whom one sum is for. */
static size_t split_cases(const struct tm_measure_pass *p, const struct tm_lead *l, struct tm_alternative **parts)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_arena *arena = p->r->pass->arena;
	size_t count = 0, room = 0, first = l->first, prefix = 0;

	*parts = NULL;
	for (size_t end; first < l->last; first = end + 1) {
		struct tm_alternative *a;

		end = tm_part_end(p, first) < l->last ? tm_part_end(p, first) : l->last;
		if (!is_case(p, first, end)) {
			if (count || prefix || !tm_names_own_body(p, tm_tokens_text(t, first, end)))
				return 0;
			prefix = end + 1;
			continue;
		}
		if (count &&
		    tm_slice_eq(tm_first_body(p, first, first + 1),
				tm_first_body(p, (*parts)[count - 1].first, (*parts)[count - 1].first + 1)))
			return 0;
		a = tm_arena_push(arena, parts, &count, &room, sizeof(*a));
		*a = (struct tm_alternative){ .first = first, .last = end, .key = tm_tokens_text(t, first, end) };
		a->name = prefix ? tm_arena_concat(
					   arena, 2,
					   (struct tm_slice[]){ tm_tokens_text(t, l->first, prefix), a->key })
				 : a->key;
	}
	return count > 1 ? count : 0;
}

/* 对A的企业，或B的企业: different people under one sum, by the first rank of separators that gives such parts. */
static size_t split_parties(const struct tm_measure_pass *p, const struct tm_lead *l,
			    struct tm_alternative **parts)
{
	size_t cases = split_cases(p, l, parts);

	for (int rank = 0; rank < TM_PAIR_RANKS && !cases; rank++) {
		size_t count = tm_pair_plain(tm_pass_tape(p), l->first, l->last, rank, p->r->pass->arena, parts);
		bool all = count > 1;

		for (size_t k = 0; k < count; k++)
			all &= is_party(p, &(*parts)[k], rank == TM_PAIR_RANKS - 1) &&
			       has_of(p, &(*parts)[k]) == has_of(p, &(*parts)[0]);
		if (all)
			return count;
	}
	return cases;
}

size_t tm_bare_level(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return g->head + 1 == g->figure && tm_token_is(t, g->head, TM_USE_LEVEL) &&
			       (tm_is_pause(t, g->head - 1) || tm_is_mark(t, g->head - 1, TM_MARK_LIST))
		       ? g->head
		       : SIZE_MAX;
}

/* Stands a list in the lead?  各奖励30万元 behind none is for each, not by turns. */
static bool has_list(const struct tm_measure_pass *p, const struct tm_lead *l)
{
	for (size_t i = l->first; i < l->whole; i = tm_measure_step(p, i))
		if (tm_is_mark(tm_pass_tape(p), i, TM_MARK_LIST) || tm_token_is(tm_pass_tape(p), i, TM_USE_AND))
			return true;
	return false;
}

/* Is all of [first, last) a list of levels, short names or deeds: 国家级、省级; 一等奖、二等奖; 辅导、上市? */
static bool is_row(const struct tm_tape *t, size_t first, size_t last)
{
	enum { LONGEST = 5 * 3 };

	for (size_t i = first; i < last; i++) {
		bool joint = (i - first) % 2;

		if (joint ? !tm_is_mark(t, i, TM_MARK_LIST) && !tm_token_is(t, i, TM_USE_AND)
			  : !tm_token_is(t, i, TM_USE_LEVEL) && !tm_token_is(t, i, TM_USE_VERB) &&
				    (t->tokens[i].kind != TM_TOKEN_TEXT || tm_token_text(t, i).len > LONGEST))
			return false;
	}
	return last > first;
}

/* 对认定的平台，|国家级、省级、市级|分别给予…: a row in a part of its own tells those in front of it apart. */
static size_t pair_row(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l,
		       struct tm_alternative **alternatives)
{
	size_t first = l->first, last = l->whole, from, parts;

	while (last > first && (tm_is_pause(tm_pass_tape(p), last - 1) ||
				tm_token_is(tm_pass_tape(p), last - 1, TM_USE_INSERTION)))
		last--; /* 辅导、上市|两个环节， */
	from = tm_part_from(p, first, last);
	if (tm_token_says(tm_pass_tape(p), from, TM_USE_VERB, TM_VERB_REACH))
		from++; /* 在|辅导、上市 */
	if (!l->named || from < first + 2 || g->count < 2 || tm_ends_in_of(p, first, from - 1) ||
	    !is_row(tm_pass_tape(p), from, last))
		return 0;
	parts = tm_pair(p->r, from, last, g->count, p->r->pass->arena, alternatives);
	last = tm_part_from(p, first, from) - 1;
	tm_trim_asides(p, &first, &last);
	for (size_t k = 0; k < parts; k++)
		(*alternatives)[k].name = tm_tokens_text(tm_pass_tape(p), first, last);
	return parts;
}

/* 分别给予|国家级、省级工作室|50万元、25万元: a row of those who are paid. */
static size_t pair_paid(const struct tm_measure_pass *p, const struct tm_giving *g,
			struct tm_alternative **alternatives)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t give = g->figure, last = g->figure;

	while (give > g->head && !tm_token_is(t, give, TM_USE_GIVE))
		give--;
	while (last > give + 1 && tm_modifies_giving(p->r, last - 1))
		last--;
	if (g->count < 2 || give + 1 >= last || !tm_token_is(t, give, TM_USE_GIVE) ||
	    !tm_names_body(p, tm_tokens_text(t, give + 1, last)))
		return 0;
	return tm_pair(p->r, give + 1, last, g->count, p->r->pass->arena, alternatives);
}

bool tm_pairs_paid(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	struct tm_alternative *alternatives;

	return g->respectively && pair_paid(p, g, &alternatives);
}

/* 分别按|国家级、省级、市级|给予60万元、30万元、10万元: where the list of kinds ends, or SIZE_MAX for none. */
static size_t kinds_behind(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	bool list = false;

	if (!tm_token_is(t, g->head, TM_USE_RESPECTIVELY) || !tm_token_is(t, g->head + 1, TM_USE_BY))
		return SIZE_MAX;
	for (size_t i = g->head + 2; i < g->figure; i++) {
		if (tm_token_is(t, i, TM_USE_GIVE) || tm_token_is(t, i, TM_USE_INSTRUMENT))
			return list ? i : SIZE_MAX;
		list |= tm_is_mark(t, i, TM_MARK_LIST);
	}
	return SIZE_MAX;
}

/* 对制定标准的企业，按国际、国家分级，分别给予…: by what they are told apart, in a part of its own. */
static size_t pair_by_kind(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l,
			   struct tm_alternative **alternatives)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t to = g->head, from, parts;

	if (!l->named || g->count < 2 || (!g->respectively && !tm_token_is(t, g->head, TM_USE_BY)))
		return 0;
	if (kinds_behind(p, g) != SIZE_MAX) {
		from = to + 1;
		to = kinds_behind(p, g);
	} else if (tm_token_is(t, to,
			       TM_USE_BY)) { /* 按国际品牌、国内品牌|分别给予; 按轻度、重度|每人100元、200元 */
		from = to;
		while (to < g->figure && !tm_token_is(t, to, g->respectively ? TM_USE_RESPECTIVELY : TM_USE_PER))
			to++;
	} else {
		if (to < l->whole + 2 || !tm_is_pause(t, to - 1))
			return 0;
		from = tm_part_from(p, l->whole, --to);
	}
	while (to > from && tm_token_is(t, to - 1, TM_USE_INSERTION))
		to--;
	if (from == to || !tm_token_is(t, from, TM_USE_BY))
		return 0;
	parts = tm_pair(p->r, from + 1, to, g->count, p->r->pass->arena, alternatives);
	for (size_t k = 0; k < parts; k++)
		(*alternatives)[k].name = tm_beneficiary_of(p, l);
	return parts;
}

/* …，|按照其身体半失能、失能状况|，分别…: is the part in front of the giving a list of kinds? */
static bool lists_kinds(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t from;
	bool list = false;

	if (kinds_behind(p, g) != SIZE_MAX)
		return true;
	if (!g->respectively || g->head < l->whole + 2 || !tm_is_pause(t, g->head - 1))
		return false;
	from = tm_part_from(p, l->whole, g->head - 1);
	for (size_t i = from; i < g->head - 1; i++) {
		if (tm_is_figure(t, i))
			return false;
		list |= tm_is_mark(t, i, TM_MARK_LIST);
	}
	return list && tm_token_is(t, from, TM_USE_BY);
}

/* What a share is taken of may stand where somebody else would: 对企业，租金|全额补贴; 城镇土地使用税|减半征收. */
static struct tm_slice charged_basis(const struct tm_measure_pass *p, const struct tm_giving *g,
				     const struct tm_lead *l, const struct tm_fact *fact)
{
	struct tm_slice whole = tm_tokens_text(tm_pass_tape(p), l->first, l->whole);
	bool relieves = g->role == TM_FACT_REDUCTION || tm_token_is(tm_pass_tape(p), g->figure, TM_USE_RELIEF);

	if (!relieves && (fact ? fact->kind != TM_FACT_RATE : !l->recipient.len))
		return TM_NO_SLICE;
	if (l->charged.len)
		return tm_text_fits(p, TM_USE_NO_BASIS, l->charged) ? TM_NO_SLICE : l->charged;
	return g->role == TM_FACT_REDUCTION && tm_text_fits(p, TM_USE_NOBODY, whole) ? whole : TM_NO_SLICE;
}

/* Conditions of the lead that all alternatives share: in front of the first key, or behind the last. */
static void add_shared_thresholds(const struct tm_measure_pass *p, const struct tm_lead *l,
				  const struct tm_alternative *alternatives, size_t count, size_t k,
				  struct tm_measure *m)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_slice first = alternatives[0].key, last = alternatives[count - 1].key;

	for (size_t i = l->first; i < l->whole; i++) {
		const char *at = t->text.ptr + t->tokens[i].start;

		if ((i >= alternatives[k].first && i < alternatives[k].last) || at < first.ptr ||
		    at >= last.ptr + last.len)
			tm_measure_add_thresholds(p, i, i + 1, m);
	}
}

/* 减免|小微企业|的房租: whoever stands in the object of a relief that names nobody in front; where its 的 is, or
 * 0. */
static size_t take_relieved(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t relief = g->head, end, of = 0;

	while (relief < g->tail && !tm_token_says(t, relief, TM_USE_RELIEF, TM_RELIEF_WAIVE))
		relief = tm_measure_step(p, relief);
	if (l->named || l->key.len || relief >= g->tail)
		return 0;
	end = tm_part_end(p, relief);
	for (size_t i = relief + 1; i + 1 < end; i = tm_measure_step(p, i))
		if (tm_token_is(t, i, TM_USE_OF) && tm_names_own_body(p, tm_tokens_text(t, relief + 1, i)))
			of = i;
	if (!of)
		return 0;
	l->start = l->first = relief + 1;
	l->last = l->whole = of;
	l->named = true;
	return of;
}

/* 困难残疾人生活补贴和重度残疾人护理|补贴标准分别为…: does the giving state standards? */
static bool is_standard(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	size_t i = g->head;

	while (tm_token_is(tm_pass_tape(p), i, TM_USE_INSERTION))
		i++;
	return tm_token_is(tm_pass_tape(p), i, TM_USE_SHARE);
}

/* 困难残疾人|生活补贴: who the standard is for, not what it is of. */
static void name_body(const struct tm_measure_pass *p, struct tm_alternative *a)
{
	struct tm_slice name = tm_leading_body(p, a->name);

	if (!name.len)
		return;
	if (tm_slice_eq(a->key, a->name))
		a->key = name;
	a->name = name;
}

/* Where a list begins and ends in [first, last) that holds the level of token `level`; false where there is none.
 */
static bool find_levels(const struct tm_measure_pass *p, size_t first, size_t last, size_t level, size_t *from,
			size_t *to)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = first; i + 2 < last; i = tm_measure_step(p, i)) {
		bool holds = tm_slice_eq(t->tokens[i].value, t->tokens[level].value);

		if (!tm_token_is(t, i, TM_USE_LEVEL))
			continue;
		*from = i;
		for (*to = i + 1; *to + 1 < last && tm_token_is(t, *to + 1, TM_USE_LEVEL) &&
				  (tm_is_mark(t, *to, TM_MARK_LIST) || tm_token_is(t, *to, TM_USE_AND));
		     *to += 2)
			holds |= tm_slice_eq(t->tokens[*to + 1].value, t->tokens[level].value);
		if (*to > i + 1 && holds)
			return true;
	}
	return false;
}

size_t tm_pair_at_level(const struct tm_measure_pass *p, const struct tm_giving *g, size_t first, size_t last,
			struct tm_alternative **alternatives)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_arena *arena = p->r->pass->arena;
	size_t level = g->head, from, to, count;

	while (level < g->figure && !tm_token_is(t, level, TM_USE_LEVEL))
		level++;
	if (g->count < 2 || !tm_token_is(t, level + 1, TM_USE_RESPECTIVELY) ||
	    !find_levels(p, first, last, level, &from, &to))
		return 0;
	count = tm_pair(p->r, to, last, g->count, arena, alternatives);
	for (size_t k = 0; k < count; k++)
		(*alternatives)[k].name = tm_arena_concat(arena, 3,
							  (struct tm_slice[]){ tm_tokens_text(t, first, from),
									       tm_token_text(t, level),
									       (*alternatives)[k].name });
	return count;
}

/* Who a lead stands for, told apart. */
struct parts {
	struct tm_alternative *items;
	size_t count; /* 0 for one party */
	enum { BY_WHOM, BY_KIND, BY_PAYEE, BY_LEVEL } by;
};

/* Do the sums go with the parts of a list?  分别给予博士30万元、硕士10万元 says each with its name. */
static bool goes_by_turns(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	return g->count > 1 ||
	       (g->respectively && !(tm_giving_recipient(p, g).len && g->count && tm_series_goes_on(p, g)));
}

/* The list whose parts the sums go with, wherever the sentence has it; a list that fits none is reported. */
static struct parts pair_parts(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	struct parts parts = { 0 };

	parts.count = pair_paid(p, g, &parts.items);
	if (parts.count) {
		parts.by = BY_PAYEE;
		return parts;
	}
	parts.count = tm_pair_at_level(p, g, l->first, l->whole, &parts.items);
	if (parts.count) {
		parts.by = BY_LEVEL;
		return parts;
	}
	parts.count = pair_row(p, g, l, &parts.items);
	if (!parts.count && g->count > 1 && lists_kinds(p, g, l)) {
		parts.count = pair_by_kind(p, g, l, &parts.items);
		parts.by = parts.count ? BY_KIND : BY_WHOM;
	}
	if (!parts.count && l->first < l->whole)
		parts.count = tm_pair(p->r, l->first, l->whole, g->count > 1 ? g->count : 1, p->r->pass->arena,
				      &parts.items);
	if (!parts.count) {
		parts.count = pair_by_kind(p, g, l, &parts.items);
		parts.by = parts.count ? BY_KIND : BY_WHOM;
	}
	if (!parts.count && (g->count > 1 || has_list(p, l)))
		report_mismatch(p, g);
	for (size_t k = 0; parts.by == BY_WHOM && parts.count > 1 && is_standard(p, g) && k < parts.count; k++)
		name_body(p, &parts.items[k]);
	return parts;
}

/* Who the k-th of the parts is, or the one party; with its key and conditions. */
static void name_party(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l,
		       const struct parts *parts, size_t k, struct tm_measure *m)
{
	if (parts->count && parts->by != BY_PAYEE)
		m->beneficiary = parts->items[k].name;
	else if (l->named)
		m->beneficiary = tm_beneficiary_of(p, l);
	if (parts->count) {
		m->key = parts->items[k].key;
		add_shared_thresholds(p, l, parts->items, parts->count, k, m);
	} else {
		tm_measure_add_thresholds(p, l->start, l->whole > l->last ? l->whole : l->last, m);
	}
	m->recipient = l->recipient;
	if (l->key.len)
		m->key = l->key;
	else if (!l->named && tm_bare_level(p, g) != SIZE_MAX)
		m->key = tm_token_text(tm_pass_tape(p), g->head);
	if (l->all.len && !parts->count) {
		m->key = m->beneficiary.len ? m->beneficiary : m->key;
		m->beneficiary = l->all;
		tm_measure_read_per(p, tm_part_start(p, l->list), l->list, &m->per);
	}
}

/* The k-th sum or rate; where several are given to one party, none can be told to be its own. */
static const struct tm_fact *figure_of(const struct tm_measure_pass *p, const struct tm_giving *g,
				       const struct parts *parts, size_t k)
{
	if (g->count > 1)
		return parts->count ? tm_giving_figure(p, g, k) : NULL;
	return g->count ? tm_giving_figure(p, g, 0) : NULL;
}

void tm_open_party(struct tm_measure_pass *p, const struct tm_giving *g, struct tm_lead *l)
{
	size_t relieved = take_relieved(p, g, l), start = relieved || l->start < g->head ? l->start : g->head;
	const struct tm_fact *first = g->count ? tm_giving_figure(p, g, 0) : NULL;
	struct parts parts = { 0 };

	p->party = (struct tm_party){ .first_measure = p->r->clause->measure_count,
				      .start = start,
				      .lead = l->named ? l->first : 0,
				      .lead_end = l->named ? l->whole : 0,
				      .announced = !g->count,
				      .has_rate = first && first->kind == TM_FACT_RATE,
				      .has_sum = first && first->kind == TM_FACT_MONEY };
	if (goes_by_turns(p, g))
		parts = pair_parts(p, g, l);
	else if (l->named)
		parts.count = split_parties(p, l, &parts.items);
	p->party.count = parts.count ? parts.count : 1;
	for (size_t k = 0; k < p->party.count; k++) {
		struct tm_measure *m = tm_measure_add(p, start);

		name_party(p, g, l, &parts, k, m);
		tm_measure_fill(p, g, figure_of(p, g, &parts, k), m);
		if (parts.count && parts.by == BY_PAYEE)
			m->recipient = parts.items[k].name;
		if (parts.by == BY_KIND && !m->rate.facts.count)
			m->rate.basis = TM_NO_SLICE;
		if (parts.by == BY_LEVEL || (parts.by == BY_KIND && kinds_behind(p, g) != SIZE_MAX))
			m->levels.count = 0; /* whose award it is, not who pays */
		if (!m->rate.basis.len)
			m->rate.basis = charged_basis(p, g, l, first);
		if (relieved && m->rate.basis.len)
			m->rate.basis = tm_trim_phrase(tm_pass_tape(p), relieved + 1, tm_part_end(p, relieved));
	}
}
