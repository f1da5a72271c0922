/*
 * series.c - names and sums by turns: 初级1000元、中级1500元; 国家级奖励20万元，省级奖励10万元.
 *
 * What stands right in front of a sum is a name that tells it apart where the
 * next sum of the sentence has one too, and nothing else in front of it.  The
 * instrument, the party and its conditions are said once, with the first.
 */
#include "measures_p.h"

enum {
	LONGEST_LABEL = 20 * 3, /* bytes */
	LONGEST_STEP = 16       /* tokens from one sum to the next */
};

/* How a sum is given, and no part of its name: 每人每月, 最高, 一次性, 奖励, 标准为. */
static bool is_manner(const struct tm_measure_pass *p, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return (tm_modifies_giving(p->r, i) && !tm_token_is(t, i, TM_USE_LEVEL) && !tm_is_figure(t, i)) ||
	       tm_token_is(t, i, TM_USE_INSTRUMENT) ||
	       ((tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) ||
		 tm_token_says(t, i, TM_USE_VERB, TM_VERB_HOLD)) &&
		i && tm_token_is(t, i - 1, TM_USE_SHARE));
}

/* May this token be part of a name? */
static bool is_name(const struct tm_tape *t, size_t i)
{
	return t->tokens[i].kind == TM_TOKEN_TEXT || tm_token_is(t, i, TM_USE_LEVEL) ||
	       tm_token_is(t, i, TM_USE_PLAIN) || tm_token_is(t, i, TM_USE_VERB) ||
	       tm_is_mark(t, i, TM_MARK_QUOTE_OPEN) || tm_is_mark(t, i, TM_MARK_QUOTE_CLOSE);
}

/* Where what stands in front of a figure and says how it is given begins. */
static size_t manner_before(const struct tm_measure_pass *p, size_t figure, size_t floor)
{
	size_t i = figure;

	while (i > floor) {
		size_t per = tm_per_before(p, i, floor);

		if (per != SIZE_MAX)
			i = per;
		else if (is_manner(p, i - 1) || tm_names_sum(p, i - 1, floor))
			i--;
		else
			break;
	}
	return i;
}

/* 副高级职称人员、|博士: a mark between names, not behind a sum. */
static bool joins_names(const struct tm_tape *t, size_t i, size_t floor)
{
	return (tm_is_mark(t, i, TM_MARK_LIST) || tm_token_is(t, i, TM_USE_AND)) && i > floor &&
	       is_name(t, i - 1) && (i - 1 == floor || !tm_is_figure(t, i - 2));
}

bool tm_series_label(const struct tm_measure_pass *p, const struct tm_giving *g, size_t *first, size_t *last)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t floor = g->lead, end = manner_before(p, g->figure, floor), i = end;
	struct tm_slice text;

	for (;;) {
		size_t open = tm_before_bracket(t, floor, i);

		if (open < i)
			i = open;
		else if (i > floor && (is_name(t, i - 1) || joins_names(t, i - 1, floor)))
			i--;
		else
			break;
	}
	if (i > floor && tm_token_is(t, i - 1, TM_USE_OF)) { /* 标准为|采取自主模式运营的饭堂|每人3元 */
		size_t start = i;

		while (start > floor && !tm_is_pause(t, start - 1) && !tm_token_is(t, start - 1, TM_USE_SHARE) &&
		       !tm_is_figure(t, start - 1))
			start--;
		if (tm_token_is(t, start - 1, TM_USE_SHARE))
			i = start;
	}
	while (i < end && (tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) || tm_is_mark(t, i, TM_MARK_LIST) ||
			   tm_token_is(t, i, TM_USE_AND)))
		i++;
	text = tm_tokens_text(t, i, end);
	*first = i;
	*last = end;
	return i < end && text.len <= LONGEST_LABEL &&
	       ((i + 1 == end && tm_token_is(t, i, TM_USE_LEVEL)) || !tm_text_fits(p, TM_USE_NOBODY, text)) &&
	       !(i > floor && (tm_token_is(t, i - 1, TM_USE_INSTRUMENT) || tm_token_is(t, i - 1, TM_USE_GIVE) ||
			       tm_token_is(t, i - 1, TM_USE_FOR) || tm_token_is(t, i - 1, TM_USE_OF) ||
			       tm_token_is(t, i - 1, TM_USE_PART) || tm_token_is(t, i - 1, TM_USE_PER)));
}

bool tm_series_goes_on(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	const struct tm_fact *fact = tm_giving_figure(p, g, 0), *next;
	size_t i = g->end, end = g->end + LONGEST_STEP < p->s->last ? g->end + LONGEST_STEP : p->s->last;
	bool named = false;

	while (i < end && !tm_is_mark(t, i, TM_MARK_LIST) && !tm_is_pause(t, i)) {
		if (tm_is_figure(t, i) || tm_token_is(t, i, TM_USE_GIVE) || tm_token_is(t, i, TM_USE_FOR))
			return false;
		i = tm_measure_step(p, i);
	}
	for (i++; i < end && !tm_is_figure(t, i); i = tm_measure_step(p, i)) {
		if (is_name(t, i) && !tm_token_says(t, i - 1, TM_USE_PER, TM_PER_SINGLE))
			named |= !tm_token_is(t, i - 1, TM_USE_PER);
		else if (!is_manner(p, i) && !is_name(t, i) && !tm_is_mark(t, i, TM_MARK_OPEN) &&
			 !joins_names(t, i, g->end))
			return false;
	}
	if (!fact || !named || i >= end || !tm_is_benefit(p, i))
		return false;
	next = tm_fact_at(p->r, i);
	return next->kind == fact->kind && next->role == fact->role;
}

/* 一等奖|50万元: a sum that leaves its verb to the one before, or behind. */
bool tm_series_is_elliptical(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	enum tm_fact_role role = g->count == 1 ? tm_giving_figure(p, g, 0)->role : TM_FACT_OTHER;
	size_t first, last;

	return (role == TM_FACT_GRANT ||
		((role == TM_FACT_CAP || role == TM_FACT_FLOOR || role == TM_FACT_SUPPORT) &&
		 tm_series_label(p, g, &first, &last))) &&
	       !tm_tokens_have(t, g->head, g->figure, TM_USE_GIVE) &&
	       !tm_tokens_have(t, g->head, g->figure, TM_USE_BY);
}

/* …，亚军40万元，|第四名、第五名|各奖励20万元: more of a row that is said one by one, and nobody new. */
static bool is_rank(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l,
		    bool several)
{
	return l->named && l->start == l->first && (several || !tm_series_is_elliptical(p, g)) &&
	       !tm_ends_in_of(p, l->first, l->last) &&
	       !tm_names_body(p, tm_tokens_text(tm_pass_tape(p), l->first, l->last));
}

bool tm_series_is_by_turns(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	struct tm_slice name = tm_tokens_text(tm_pass_tape(p), l->first, l->last);

	return l->named && l->start == l->first && g->count == 1 && l->last == g->head &&
	       tm_token_is(tm_pass_tape(p), g->head, TM_USE_BY) && tm_part_end(p, l->first) >= l->last &&
	       tm_names_own_body(p, name) && !tm_text_fits(p, TM_USE_NOBODY, name) &&
	       tm_giving_figure(p, g, 0)->kind == TM_FACT_RATE;
}

/* A给予500万元补贴，B|给予300万元; 每月发放补助300元，|每月发放500元: a verb that gives, and no noun for what. */
static bool repeats_verb(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = g->head; i < g->figure; i++)
		if (tm_token_says(t, i, TM_USE_GIVE, TM_GIVE_WEAK))
			return true;
	return tm_token_says(t, g->head, TM_USE_GIVE, TM_GIVE_STRONG);
}

void tm_series_share_back(const struct tm_measure *last, struct tm_measure *m)
{
	if (m->instrument.len || !last->instrument.len)
		return;
	m->instrument = last->instrument;
	if (m->recurrence == TM_RECURRENCE_NONE)
		m->recurrence = last->recurrence;
	if (!m->recipient.len)
		m->recipient = last->recipient;
}

/* What the last of a row says is for those in front of it that have no noun of their own. */
static void share_back(const struct tm_measure_pass *p, size_t from)
{
	struct tm_clause *c = p->r->clause;

	for (size_t k = from; k-- > p->first_measure && !c->measures[k].instrument.len;)
		tm_series_share_back(&c->measures[from], &c->measures[k]);
}

/*
 * 特等奖奖励100万元，一等奖50万元; 博士3000元、硕士2000元的生活补贴: the
 * instrument is said once, with the first of the sums or with the last.
 */
void tm_series_share(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l, size_t from)
{
	struct tm_clause *c = p->r->clause;
	struct tm_measure *m = &c->measures[from];
	bool listed = l->start > p->s->first && tm_is_mark(tm_pass_tape(p), l->start - 1, TM_MARK_LIST);

	if (from > 0 && from + 1 == c->measure_count && !m->instrument.len &&
	    (g->role == TM_FACT_GRANT || (g->count && tm_giving_figure(p, g, 0)->min.ptr)) && repeats_verb(p, g))
		m->instrument = m[-1].instrument;
	for (size_t k = from; p->apart && k < c->measure_count &&
			      (is_rank(p, g, l, c->measure_count - from > 1) || tm_series_is_by_turns(p, g, l));
	     k++) {
		c->measures[k].key = c->measures[k].key.len ? c->measures[k].key : c->measures[k].beneficiary;
		c->measures[k].beneficiary = c->measures[from - 1].beneficiary; /* 第四名、第五名各奖励20万元 */
	}
	if (listed)
		share_back(p, from);
	if (from == p->first_measure || from + 1 != c->measure_count || !tm_series_is_elliptical(p, g)) {
		p->row = SIZE_MAX;
		return;
	}
	if (p->row == SIZE_MAX)
		p->row = from - 1;
	if (!m->instrument.len)
		m->instrument = m[-1].instrument;
	if (p->apart) {
		m->key = m->beneficiary.len ? m->beneficiary : m->key;
		m->beneficiary = m[-1].beneficiary;
		if (!m->levels.count)
			m->levels = m[-1].levels;
		if (!m->per.count)
			m->per = m[-1].per;
		if (m->recurrence == TM_RECURRENCE_NONE)
			m->recurrence = m[-1].recurrence;
		for (size_t i = 0; i < m[-1].thresholds.count && !m->thresholds.count; i++)
			tm_slices_add(&m->thresholds, p->r->pass->arena, m[-1].thresholds.items[i]);
	} else if (listed && m[-1].recipient.len) { /* 给予博士3000元、硕士2000元 */
		m->recipient = m->beneficiary;
		m->beneficiary = m[-1].beneficiary;
		if (!m->levels.count)
			m->levels = m[-1].levels;
	}
	if (listed)
		share_back(p, from);
}

/* |省级|每个奖励1万元，国家级每个奖励3万元: the level tells the sums apart, and does not pay. */
bool tm_series_is_level_key(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	for (size_t i = g->head; l->key.len && i < g->figure; i++)
		if (tm_token_is(tm_pass_tape(p), i, TM_USE_LEVEL))
			return tm_token_text(tm_pass_tape(p), i).ptr == l->key.ptr;
	return false;
}

/* 对自然人，|中级职称|资助2000元，高级职称资助5000元: the name that tells a sum apart from the next. */
void tm_series_take_label(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t first, last, who = l->last;

	if (g->count != 1 || g->respectively || l->all.len || l->key.len ||
	    !tm_series_label(p, g, &first, &last) || (!p->apart && !tm_series_goes_on(p, g)))
		return;
	if (!l->named && !p->apart && (p->fresh || !p->party.announced) &&
	    (tm_token_is(t, first, TM_USE_LEVEL) ||
	     (p->party.has_rate && !tm_names_own_body(p, tm_tokens_text(t, first, last)))))
		return; /* 奖励标准：国家级200万元: nobody is named; 按30%，国家级最高200万元: the rate is for all
			 */
	if (first >= g->head || first >= l->last) {
		if (l->named || p->apart) {
			l->key = tm_tokens_text(t, first, last); /* 按|博士|10000元、硕士7000元 */
			if (l->recipient.ptr == l->key.ptr)
				l->recipient = TM_NO_SLICE;
			return;
		}
	} else if (l->named && first > l->first && !p->apart) {
		while (who > first || (who > l->first && tm_is_pause(t, who - 1)))
			who--;
		l->all = tm_tokens_text(t, l->first, who);
		l->list = first;
	} else {
		return;
	}
	l->start = l->all.len ? l->start : first;
	l->first = first;
	l->last = l->whole = last;
	l->named = true;
}
