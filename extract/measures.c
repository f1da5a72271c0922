/*
 * measures.c - one record for each benefit that someone can get.
 *
 * Givings and leads (see measures_p.h) become measures.  A lead names a party;
 * without one, a giving adds to the measures before it (a ceiling behind a
 * rate), or gives the same party something more.
 */
#include "measures_p.h"
#include "pairing_p.h"

#include "extract/decimal.h"

enum {
	MOST_JOINT = 64,    /* measures under one ceiling that name one another */
	MOST_WORK = 1 << 24 /* tokens of a sentence times givings that are read in it; sums beyond are reported */
};

/* The token at which a text of the clause begins, or the count of all. */
static size_t token_at(const struct tm_tape *t, struct tm_slice text)
{
	size_t i = 0;

	while (i < t->count && t->text.ptr + t->tokens[i].start != text.ptr)
		i++;
	return i;
}

/* |社会保险|补贴: the noun that stands right before an instrument of the clause; empty for none. */
static struct tm_slice kind_of(const struct tm_measure_pass *p, struct tm_slice instrument)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = token_at(t, instrument);

	return i > 0 && i < t->count && t->tokens[i - 1].kind == TM_TOKEN_TEXT ? tm_token_text(t, i - 1)
									       : TM_NO_SLICE;
}

/* 给予社会保险补贴。|对企业…发放吸纳就业补贴: are both benefits named, and not alike? */
static bool is_another_kind(const struct tm_measure_pass *p, struct tm_slice said, struct tm_slice other)
{
	struct tm_slice a = kind_of(p, said), b = kind_of(p, other);

	return a.len && b.len && !tm_slice_eq(a, b);
}

/* 免征|增值税: does the token at which an instrument of the clause begins say what is not taken? */
static bool is_relief(const struct tm_measure_pass *p, struct tm_slice instrument)
{
	return tm_token_is(tm_pass_tape(p), token_at(tm_pass_tape(p), instrument), TM_USE_RELIEF);
}

/* 给予用房补贴. 对租赁的，按30%给予补贴: an announcement whose figures follow is no measure of its own. */
static bool drop_announcement(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	struct tm_clause *c = p->r->clause;
	struct tm_slice instrument = tm_giving_instrument(p, g);
	const struct tm_measure *last;

	if (!p->party.announced || !g->count || p->party.count != 1 || !c->measure_count)
		return false;
	last = &c->measures[c->measure_count - 1];
	if (last->rate.facts.count ||
	    (l->start != l->first && !tm_slice_eq(last->instrument, instrument) && is_relief(p, last->instrument)))
		return false; /* 对小规模纳税人免征增值税，|对其他收入减按1%征收 */
	if (p->fresh && !instrument.len && (g->role != TM_FACT_GRANT || l->start != l->first))
		return false; /* 可享受补贴。|五星级的给予10万元: the figures of the announcement */
	if (p->fresh && instrument.len &&
	    (!tm_slice_eq(last->instrument, instrument) ||
	     (g->lead < g->head && is_another_kind(p, last->instrument, instrument))))
		return false;
	c->measure_count--;
	p->party = (struct tm_party){ 0 };
	return true;
}

/* 给予发布方最高100万元，|给予承接方最高500万元: is somebody else paid? */
static bool pays_another(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_measure *m = &p->r->clause->measures[p->party.first_measure];
	struct tm_slice recipient = tm_giving_recipient(p, g);

	return p->party.has_sum && m->recipient.len && recipient.len && !tm_slice_eq(m->recipient, recipient);
}

/* 最高500万元安家补贴|及最高60万元科研经费; 100万元津贴|、最高500万元启动经费: is something else given by the same
 * verb? */
static bool gives_another(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	const struct tm_measure *m = &p->r->clause->measures[p->party.first_measure];

	return g->role == TM_FACT_CAP && p->party.has_sum && !p->fresh && m->instrument.len &&
	       (tm_token_says(t, g->lead, TM_USE_AND, TM_AND_BOTH) || tm_is_mark(t, g->lead, TM_MARK_LIST)) &&
	       g->head == g->lead + 1 && !tm_tokens_have(t, g->head, g->figure, TM_USE_PER) &&
	       (tm_tokens_have(t, g->end, g->tail, TM_USE_INSTRUMENT) ||
		(g->end < p->s->last && t->tokens[g->end].kind == TM_TOKEN_TEXT));
}

/* 支持100万元至500万元，|不超过总投入的50%: a share that only limits the sum before. */
static bool limits_sum(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	bool limits = false;

	for (size_t i = g->head; i < g->figure; i++)
		limits |= tm_token_says(t, i, TM_USE_BOUND, TM_BOUND_WORD_LE);
	return limits && p->party.has_sum && !p->party.has_rate && !p->fresh &&
	       !tm_tokens_have(t, g->head, g->figure, TM_USE_GIVE);
}

/* 免除3个月房租，|减半收取3个月房租; 第一年免收租金，|第二年减半收取: another relief than the one before, and for
 * another time. */
static bool relieves_another(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	const struct tm_measure *m = &p->r->clause->measures[p->party.first_measure];
	struct tm_slice instrument = tm_giving_instrument(p, g);
	bool timed = m->duration.ptr || tm_token_is(t, tm_skip_joints(t, g->lead, g->figure), TM_USE_INSERTION);

	return !p->fresh && timed && g->role == TM_FACT_REDUCTION && is_relief(p, m->instrument) &&
	       instrument.len && !tm_slice_eq(instrument, m->instrument);
}

/* May the giving add to the measures before it, rather than be one of its own? */
static bool adds(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_fact *fact = g->count ? tm_giving_figure(p, g, 0) : NULL;

	if (!p->party.count)
		return false;
	if (p->party.announced)
		return !relieves_another(p, g);
	if (!fact) /* 按交易金额的3%，给予企业资助; 按照每人300元的标准，由政府给予补贴 */
		return (p->party.has_rate || p->party.has_sum) && !p->fresh &&
		       !p->r->clause->measures[p->party.first_measure].instrument.len;
	if (pays_another(p, g) || gives_another(p, g))
		return false;
	if (fact->kind == TM_FACT_RATE)
		return limits_sum(p, g);
	if (fact->role == TM_FACT_GRANT) /* 按30%给予补贴，具体补贴金额|为248.8元 */
		return p->party.has_rate && !p->party.has_sum && !p->fresh &&
		       tm_token_says(tm_pass_tape(p), g->figure - 1, TM_USE_VERB, TM_VERB_REACH) &&
		       !tm_tokens_have(tm_pass_tape(p), g->head, g->tail, TM_USE_GIVE);
	return fact->role == TM_FACT_CAP ||
	       (p->party.has_rate && !p->party.has_sum && fact->role == TM_FACT_FLOOR);
}

/* 对A、B类企业，按1:1比例|分别给予最高500万元、300万元: the party turns out to be several. */
static void split_party(struct tm_measure_pass *p, const struct tm_giving *g)
{
	struct tm_clause *c = p->r->clause;
	struct tm_alternative *parts;
	size_t count = p->party.lead < p->party.lead_end ? tm_pair(p->r, p->party.lead, p->party.lead_end,
								   g->count, p->r->pass->arena, &parts)
							 : 0;

	for (size_t k = 0; k < count; k++) {
		struct tm_measure *m = &c->measures[p->party.first_measure];

		if (k) {
			struct tm_slice id;

			m = tm_measure_add(p, p->party.start);
			id = m->id;
			*m = c->measures[p->party.first_measure];
			m->id = id;
		}
		m->beneficiary = parts[k].name;
		m->key = parts[k].key;
	}
	p->party.count = count ? count : p->party.count;
}

static void add_to_party(struct tm_measure_pass *p, const struct tm_giving *g)
{
	struct tm_clause *c = p->r->clause;
	struct tm_slice instrument = p->party.verbless ? tm_giving_instrument(p, g) : TM_NO_SLICE;

	p->party.verbless = p->party.announced && tm_token_is(tm_pass_tape(p), g->head, TM_USE_BY) &&
			    !tm_tokens_have(tm_pass_tape(p), g->head, g->tail, TM_USE_GIVE) &&
			    !tm_tokens_have(tm_pass_tape(p), g->head, g->tail, TM_USE_INSTRUMENT);
	if (g->count > 1 && p->party.count == 1 && p->party.has_rate)
		split_party(p, g);

	for (size_t k = 0; k < p->party.count; k++) {
		const struct tm_fact *fact = g->count ? tm_giving_figure(p, g, g->count == p->party.count ? k : 0)
						      : NULL;
		struct tm_measure *m = &c->measures[p->party.first_measure + k];
		struct tm_slice basis = p->party.announced && fact && fact->kind == TM_FACT_RATE ? m->rate.basis
												 : TM_NO_SLICE;

		tm_measure_fill(p, g, fact, m);
		if (basis.len && !m->rate.basis.len)
			m->rate.basis = p->party.basis = basis;
		if (instrument.len) /* 给予支持，按照不超过50%的比例，|给予最高5000万元的资金支持 */
			m->instrument = instrument;
	}
	/* One ceiling over several measures. */
	for (size_t k = 0; g->count == 1 && p->party.count > 1 && k < p->party.count; k++) {
		struct tm_measure *m = &c->measures[p->party.first_measure + k];
		struct tm_cap *cap = m->cap_count ? &m->caps[m->cap_count - 1] : NULL;

		for (size_t j = 0; cap && j < p->party.count; j++)
			if (j != k)
				tm_slices_add(&cap->joint, p->r->pass->arena,
					      c->measures[p->party.first_measure + j].id);
	}
	p->party.announced = false;
	if (g->count && tm_giving_figure(p, g, 0)->kind == TM_FACT_RATE)
		p->party.has_rate = true;
	else
		p->party.has_sum = true;
}

/* Where in `who` a level stands: that of the measure before, or the last one of the sentence that it holds. */
static struct tm_slice level_in(const struct tm_measure_pass *p, struct tm_slice who, struct tm_slice key,
				size_t level)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t at = key.len ? tm_slice_find(who, key, 0) : SIZE_MAX;

	if (at != SIZE_MAX)
		return tm_slice_sub(who, at, at + key.len);
	for (size_t i = level; i-- > p->s->first;) {
		struct tm_slice text = tm_token_text(t, i);

		if (tm_token_is(t, i, TM_USE_LEVEL) && text.ptr >= who.ptr &&
		    text.ptr + text.len <= who.ptr + who.len)
			return text;
	}
	return TM_NO_SLICE;
}

/* The party of the level at `level`: the one before, with its level exchanged. */
static void take_level(const struct tm_measure_pass *p, size_t level, struct tm_measure *m)
{
	struct tm_slice who = m->beneficiary, old = level_in(p, who, m->key, level);

	m->key = tm_token_text(tm_pass_tape(p), level);
	if (old.ptr)
		m->beneficiary = tm_arena_concat(
			p->r->pass->arena, 3,
			(struct tm_slice[]){ { who.ptr, (size_t)(old.ptr - who.ptr) },
					     m->key,
					     tm_slice_sub(who, (size_t)(old.ptr + old.len - who.ptr), who.len) });
}

/* One of those of measure `from`, or a part of them, gets something more. */
static void repeat_one(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l, size_t from,
		       const struct tm_alternative *part, const struct tm_fact *fact)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_measure *m = tm_measure_add(p, p->party.start);
	const struct tm_measure *before = &p->r->clause->measures[from];
	size_t level = tm_bare_level(p, g);

	m->beneficiary = part ? part->name : before->beneficiary;
	m->key = part ? part->key : before->key;
	if (level != SIZE_MAX) {
		m->instrument = before->instrument;
		take_level(p, level, m);
	}
	for (size_t i = 0; i < before->thresholds.count && !l->condition; i++)
		tm_slices_add(&m->thresholds, p->r->pass->arena, before->thresholds.items[i]);
	tm_measure_add_thresholds(p, g->lead, g->head, m);
	tm_measure_fill(p, g, fact, m);
	if (!m->instrument.len && m->per.count && g->role == TM_FACT_GRANT &&
	    !tm_tokens_have(t, g->head, g->tail, TM_USE_GIVE))
		m->instrument = before->instrument; /* 每增加1家，|增加10万元 */
	if (p->party.basis.len && g->role == TM_FACT_SUPPORT && !m->rate.basis.len)
		m->rate.basis = p->party.basis;
	if (g->role == TM_FACT_REDUCTION && !m->rate.basis.len)
		m->rate.basis = before->rate.basis; /* 租金前两年全免，后两年减半收取 */
}

/* The same people get something more: a copy of who they are. */
static void repeat_party(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	size_t from = p->party.first_measure, parts = 0, lead = p->party.lead, end = p->party.lead_end;
	struct tm_alternative *alternatives = NULL;
	const struct tm_fact *first = g->count ? tm_giving_figure(p, g, 0) : NULL;
	bool at_level = lead < end && tm_pair_at_level(p, g, lead, end, &alternatives);

	if (at_level)
		parts = g->count;
	else if (p->party.count == 1 && g->count > 1 && lead < end)
		parts = tm_pair(p->r, lead, end, g->count, p->r->pass->arena, &alternatives);
	p->party.first_measure = p->r->clause->measure_count;
	p->party.count = parts ? parts : p->party.count;
	for (size_t k = 0; k < p->party.count; k++)
		repeat_one(p, g, l, parts ? from : from + k, parts ? &alternatives[k] : NULL,
			   g->count == p->party.count ? tm_giving_figure(p, g, k) : first);
	for (size_t k = p->party.first_measure; at_level && k < p->r->clause->measure_count; k++)
		p->r->clause->measures[k].levels.count = 0;
	for (size_t k = 0; !parts && k < p->party.count && tm_is_mark(tm_pass_tape(p), g->lead, TM_MARK_LIST); k++)
		tm_series_share_back(&p->r->clause->measures[p->party.first_measure + k],
				     &p->r->clause->measures[from + k]); /* 前两年80%、后三年50%给予奖励 */
	p->party.announced = !g->count;
	p->party.has_rate = first && first->kind == TM_FACT_RATE;
	p->party.has_sum = first && !p->party.has_rate;
}

/* 对A给予补贴，如B的，最高给予600万元: the figure is that of the announcement. */
static bool completes(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	return p->party.announced && !p->fresh && g->count == 1 && l->named && l->start == l->first &&
	       !(l->first > p->s->first && tm_is_mark(tm_pass_tape(p), l->first - 1, TM_MARK_COLON));
}

/* 对获奖企业给予奖励：|冠军60万元，亚军40万元: the first of a row that says what was announced. */
static bool opens_row(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return p->party.announced && !p->fresh && g->count == 1 && l->named && l->start == l->first &&
	       l->first > p->s->first && tm_is_mark(t, l->first - 1, TM_MARK_COLON) &&
	       p->r->clause->measures[p->party.first_measure].beneficiary.len &&
	       !tm_names_body(p, tm_tokens_text(t, l->first, l->last));
}

/* 按照研发投入的10%，I期最高100万元，II期最高200万元: the rate holds for each, the sum for one. */
static bool specifies(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	return !p->fresh && p->party.count == 1 && p->party.has_rate && l->named && l->start == l->first &&
	       g->count && (g->count == 1 || g->respectively) && tm_giving_figure(p, g, 0)->role == TM_FACT_CAP &&
	       !tm_ends_in_of(p, l->first, l->last);
}

static void specify_one(struct tm_measure_pass *p, const struct tm_giving *g, struct tm_slice key,
			struct tm_slice name, const struct tm_fact *fact)
{
	struct tm_clause *c = p->r->clause;
	struct tm_measure *m = &c->measures[p->party.first_measure];
	struct tm_slices per = { 0 };

	if (p->party.has_sum) {
		struct tm_measure first = *m;

		if (first.cap_count && tm_is_mark(tm_pass_tape(p), g->lead, TM_MARK_LIST))
			per = first.caps[0].per; /* 每个项目最高限额为A20万元、|B10万元 */
		m = tm_measure_add(p, p->party.start);
		first.id = m->id;
		first.cap_count = first.cap_room = 0;
		first.caps = NULL;
		*m = first;
	}
	m->key = key;
	if (tm_names_body(p, name))
		m->beneficiary = name;
	tm_measure_fill(p, g, fact, m);
	if (m->cap_count && !m->caps[0].per.count)
		m->caps[0].per = per;
	p->party.has_sum = true;
}

/* False, with nothing done, where the sums cannot be told to whom. */
static bool specify(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	struct tm_slice name = tm_tokens_text(tm_pass_tape(p), l->first, l->last);
	struct tm_alternative *parts;
	size_t count = g->respectively ? tm_pair(p->r, l->first, l->last, g->count, p->r->pass->arena, &parts) : 0;

	if (!count && g->count > 1)
		return false;
	for (size_t k = 0; k < count; k++)
		specify_one(p, g, parts[k].key, parts[k].name, tm_giving_figure(p, g, g->count > 1 ? k : 0));
	if (!count)
		specify_one(p, g, name, name, tm_giving_figure(p, g, 0));
	return true;
}

/* The level is whose ceiling it is, not who pays. */
static void specify_level(struct tm_measure_pass *p, const struct tm_giving *g)
{
	struct tm_clause *c = p->r->clause;
	const struct tm_slices levels = c->measures[p->party.first_measure].levels;
	size_t k = p->party.has_sum ? c->measure_count : p->party.first_measure;

	specify_one(p, g, tm_token_text(tm_pass_tape(p), g->head), TM_NO_SLICE, tm_giving_figure(p, g, 0));
	c->measures[k].levels = levels;
}

/* 同一企业|享受|上述补助: enjoying gives nothing anew, as 给予 does. */
static bool gives_strongly(const struct tm_tape *t, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		if (tm_token_says(t, i, TM_USE_GIVE, TM_GIVE_STRONG))
			return true;
	return false;
}

/* 同一单位年度资助总额不超过20万元: a ceiling in a sentence of its own binds all that the clause gives. */
static bool binds_all(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	return !l->named && g->count == 1 && tm_giving_figure(p, g, 0)->role == TM_FACT_CAP &&
	       p->r->clause->measure_count && !gives_strongly(tm_pass_tape(p), g->head, g->figure) &&
	       !tm_tokens_have(tm_pass_tape(p), g->head, g->figure, TM_USE_BY);
}

static void bind_all(struct tm_measure_pass *p, const struct tm_giving *g)
{
	struct tm_clause *c = p->r->clause;

	for (size_t k = 0; k < c->measure_count; k++) {
		struct tm_cap *cap;

		tm_measure_add_cap(p, g, tm_giving_figure(p, g, 0), &c->measures[k]);
		cap = &c->measures[k].caps[c->measures[k].cap_count - 1];
		for (size_t j = 0; j < c->measure_count && c->measure_count <= MOST_JOINT; j++)
			if (j != k)
				tm_slices_add(&cap->joint, p->r->pass->arena, c->measures[j].id);
	}
}

/* Does a new party begin: one that is named, or where there is none that a cap could bind? */
static bool opens(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	if (((l->named || l->key.len) && !completes(p, g, l)) || tm_pairs_paid(p, g))
		return true;
	return (p->fresh || !p->party.count) && !binds_all(p, g, l);
}

/* Is this a level and its ceiling, in a part of its own: ，国家级最高200万元? */
static bool is_level_with_ceiling(const struct tm_measure_pass *p, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return i > p->s->first && tm_is_pause(t, i - 1) && tm_token_is(t, i, TM_USE_LEVEL) &&
	       tm_token_says(t, i + 1, TM_USE_BOUND, TM_BOUND_WORD_LE) && tm_is_figure(t, i + 2);
}

/* 按支出的30%，国家级最高200万元，省级最高50万元: the rate holds for each, a ceiling for one. */
static bool specifies_level(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (p->fresh || p->party.count != 1 || !p->party.has_rate || g->count != 1 ||
	    !is_level_with_ceiling(p, g->head))
		return false;
	return (p->party.has_sum && p->r->clause->measures[p->party.first_measure].key.len) ||
	       (g->tail < p->s->last && tm_is_pause(t, g->tail) && is_level_with_ceiling(p, g->tail + 1));
}

/* 对A的，按售价的30%、单台最高200万元|对研制单位给予补助: the verb of what was said, and who is paid. */
static bool names_recipient(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	const struct tm_measure *last = &p->r->clause->measures[p->party.first_measure];

	return !g->count && l->named && !p->fresh && p->party.count && !p->party.announced &&
	       (!last->instrument.len || p->party.verbless) && tm_token_is(t, g->head, TM_USE_GIVE) &&
	       l->last == g->head && l->first > p->s->first && tm_token_is(t, l->first - 1, TM_USE_FOR) &&
	       g->lead + 2 >= l->first;
}

static void complete_party(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	struct tm_slice instrument = tm_giving_instrument(p, g);

	for (size_t k = p->party.first_measure; k < p->r->clause->measure_count; k++) {
		struct tm_measure *m = &p->r->clause->measures[k];

		m->instrument = instrument;
		if (m->beneficiary.len)
			m->recipient = tm_beneficiary_of(p, l);
		else
			m->beneficiary = tm_beneficiary_of(p, l); /* 按产值的1%|对街道予以奖励 */
	}
}

/* 按不高于每人每年25万元的标准纳入…: a ceiling of nothing that the clause gives; it stays unplaced, and is
 * reported. */
static bool is_loose_ceiling(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return g->count == 1 && !l->named && tm_giving_figure(p, g, 0)->kind == TM_FACT_MONEY &&
	       g->role == TM_FACT_CAP && !p->r->clause->measure_count && !tm_giving_instrument(p, g).len &&
	       !tm_tokens_have(t, g->lead, g->figure, TM_USE_GIVE) &&
	       !tm_tokens_have(t, g->lead, g->figure, TM_USE_INSTRUMENT) &&
	       !tm_tokens_have(t, l->first, g->figure, TM_USE_SHARE) && !tm_giving_figure(p, g, 0)->min.ptr;
}

/* 企业上市的，…，其中|辅导备案|奖励100万元: is a stage named, and not somebody? */
static bool is_stage(const struct tm_measure_pass *p, size_t start, size_t head, const struct tm_measure *whole,
		     const struct tm_measure *part)
{
	return whole->beneficiary.len && !part->key.len &&
	       tm_slice_eq(part->beneficiary, tm_tokens_text(tm_pass_tape(p), start, head)) &&
	       !tm_names_body(p, part->beneficiary) && !tm_ends_in_of(p, start, head);
}

/* 其中完成辅导备案|奖励100万元: of the same people, picked out by what is done. */
static void be_part(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_measure *whole,
		    struct tm_measure *part)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t start = tm_skip_joints(t, tm_part_start(p, g->figure), g->head);

	if (!part->beneficiary.len || is_stage(p, start, g->head, whole, part))
		part->beneficiary = whole->beneficiary;
	if (!tm_slice_eq(part->beneficiary, whole->beneficiary) ||
	    (part->key.len && !tm_slice_eq(part->key, whole->key)))
		return;
	if (start < g->head && t->tokens[start].kind != TM_TOKEN_FIGURE)
		part->key = tm_tokens_text(t, start, g->head);
}

/* Is it a ceiling on all that a single one gets together? */
static bool sums_up(const struct tm_tape *t, const struct tm_giving *g)
{
	bool single = false;

	for (size_t i = g->head; i < g->figure; i++)
		single |= tm_token_says(t, i, TM_USE_PER, TM_PER_SINGLE);
	return single && tm_tokens_have(t, g->head, g->figure, TM_USE_CUMULATIVE);
}

/* 前三年80%，|后两年50%，每年最高5000万元: is the measure before the party the same for other years, and
 * unbounded? */
static bool is_year_before(const struct tm_measure_pass *p)
{
	const struct tm_measure *m = &p->r->clause->measures[p->party.first_measure], *before = m - 1;

	return before->duration.ptr && before->rate.facts.count && m->rate.facts.count && !before->cap_count &&
	       tm_slice_eq(before->beneficiary, m->beneficiary) && tm_slice_eq(before->instrument, m->instrument);
}

/* A奖励50万元，B每件奖励1万元，|每家最高5万元: a ceiling below a sum of the row is that of the last alone. */
static bool bounds_row(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_fact *fact = tm_giving_figure(p, g, 0);

	for (size_t k = p->row; k < p->r->clause->measure_count; k++) {
		const struct tm_sum *amount = &p->r->clause->measures[k].amount;

		if (tm_slice_eq(amount->unit, fact->unit) && tm_decimal_is_more(amount->value, fact->value))
			return false;
	}
	return true;
}

/* 一等奖50万元，二等奖30万元，|每家机构最高100万元: a ceiling on what each gets in all binds the whole row. */
static void add_more(struct tm_measure_pass *p, const struct tm_giving *g)
{
	if (g->role == TM_FACT_CAP && sums_up(tm_pass_tape(p), g) &&
	    p->first_measure < p->party.first_measure) { /* 单个企业两项补贴合计最高100万元 */
		p->party.first_measure = p->first_measure;
		p->party.count = p->r->clause->measure_count - p->first_measure;
	}
	if (g->role == TM_FACT_CAP && p->row < p->party.first_measure &&
	    tm_tokens_have(tm_pass_tape(p), g->head, g->figure, TM_USE_PER) && bounds_row(p, g)) {
		p->party.first_measure = p->row;
		p->party.count = p->r->clause->measure_count - p->row;
	}
	while (g->role == TM_FACT_CAP && p->first_measure < p->party.first_measure && is_year_before(p)) {
		p->party.first_measure--;
		p->party.count++;
	}
	add_to_party(p, g);
}

/* 对外贸企业投保予以支持，按照发票金额，|对投保企业缴纳的保费给予50%: who is paid of those it was announced to. */
static bool pays_announced(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part;

	if (!p->party.announced || p->fresh || p->party.count != 1 || !g->count || !l->named ||
	    !tm_token_is(t, l->first - 1, TM_USE_FOR) || l->first < g->lead + 3 || !tm_is_pause(t, l->first - 2))
		return false;
	part = tm_part_from(p, g->lead, l->first - 2);
	return tm_token_is(t, part, TM_USE_BY);
}

/* 对人才发放补贴，|博士3000元: does the giving say for one of those to whom it was announced? */
static bool tells_apart(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l)
{
	return (completes(p, g, l) || opens_row(p, g, l)) &&
	       (tm_series_is_elliptical(p, g) || tm_series_is_by_turns(p, g, l)) &&
	       !tm_ends_in_of(p, l->first, l->last);
}

/* Somebody new, who takes the place of an announcement, with the time and the instrument that it named. */
static void open_new(struct tm_measure_pass *p, const struct tm_giving *g, struct tm_lead *l)
{
	struct tm_clause *c = p->r->clause;
	size_t from = c->measure_count;
	struct tm_slice duration = from && !p->fresh ? c->measures[from - 1].duration : TM_NO_SLICE;
	struct tm_slice instrument = from ? c->measures[from - 1].instrument : TM_NO_SLICE;
	bool dropped = drop_announcement(p, g, l);

	from -= dropped;
	tm_open_party(p, g, l);
	for (size_t k = from; dropped && k < c->measure_count; k++) { /* 连续5年奖励，即：…的，分别按70% */
		if (!c->measures[k].duration.ptr)
			c->measures[k].duration = duration;
		if (!c->measures[k].instrument.len)
			c->measures[k].instrument = instrument;
	}
	if (tm_series_is_level_key(p, g, l))
		c->measures[from].levels.count = 0;
	tm_series_share(p, g, l, from);
	p->apart |= l->all.len || (l->key.len && p->party.count == 1 && tm_series_goes_on(p, g));
}

/* To whom the giving belongs: to those of an earlier one, or to somebody new. */
static void place_giving(struct tm_measure_pass *p, const struct tm_giving *g, struct tm_lead *l)
{
	struct tm_clause *c = p->r->clause;

	if (names_recipient(p, g, l)) {
		complete_party(p, g, l);
	} else if (pays_announced(p, g, l)) {
		add_to_party(p, g);
		c->measures[p->party.first_measure].recipient = tm_first_body(p, l->first, l->last);
	} else if (specifies(p, g, l) && specify(p, g, l)) {
		/* a key and a ceiling each, under one rate */
	} else if (specifies_level(p, g)) {
		specify_level(p, g);
	} else if (tells_apart(p, g, l)) {
		add_to_party(p, g);
		c->measures[p->party.first_measure].key = tm_beneficiary_of(p, l);
		p->apart = true;
	} else if (opens(p, g, l)) {
		open_new(p, g, l);
	} else if (p->fresh || !p->party.count) {
		bind_all(p, g);
	} else if (!l->condition && adds(p, g)) {
		add_more(p, g);
	} else {
		repeat_party(p, g, l);
	}
}

/* 可申请贷款，贷款期限最长3年，|给予全额贴息: the term is that of what was given before it. */
static void take_terms(struct tm_measure_pass *p, struct tm_giving *g, const struct tm_lead *l)
{
	struct tm_clause *c = p->r->clause;
	struct tm_slice duration = tm_measure_duration(p, g->lead, l->terms);

	if (p->fresh || !p->party.count || !duration.ptr)
		return;
	for (size_t k = p->party.first_measure; k < c->measure_count; k++)
		if (!c->measures[k].duration.ptr)
			c->measures[k].duration = duration;
	g->lead = l->terms;
}

/* 对A进行配套，|对国家级的|给予100%；|对省级的|给予70%: levels tell apart those it was announced to. */
static void take_level_of(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	const struct tm_clause *c = p->r->clause;
	const struct tm_measure *before = c->measure_count ? &c->measures[c->measure_count - 1] : NULL;
	size_t first = p->s->first;

	if (l->all.len || l->last != l->first + 2 || l->start + 1 != l->first ||
	    !tm_token_is(t, l->first, TM_USE_LEVEL) || !tm_token_is(t, l->first + 1, TM_USE_OF))
		return;
	if (before && ((p->party.announced && !p->fresh) || before->key.len))
		l->all = before->beneficiary;
	else if (p->fresh && l->start > first && tm_token_is(t, first, TM_USE_FOR) &&
		 tm_part_end(p, first) > first + 1)
		l->all = tm_tokens_text(t, first + 1, tm_part_end(p, first));
	if (!l->all.len)
		return;
	if (!before || !before->key.len)
		l->start = p->party.announced && !p->fresh ? p->party.start : first;
	l->list = l->first;
	l->last = l->whole = l->first + 1;
}

static void read_giving(struct tm_measure_pass *p, struct tm_giving *g)
{
	struct tm_lead l = tm_lead_read(p, g);
	struct tm_clause *c = p->r->clause;
	size_t before = c->measure_count, whole = p->party.count ? p->party.first_measure : 0;
	bool part = c->measure_count && (tm_tokens_have(tm_pass_tape(p), g->lead, g->head, TM_USE_PART) ||
					 (before > p->first_measure && c->measures[whole].part_of.ptr));

	if (is_loose_ceiling(p, g, &l))
		return;
	take_level_of(p, &l);
	tm_series_take_label(p, g, &l);
	if (l.terms)
		take_terms(p, g, &l);
	place_giving(p, g, &l);
	for (size_t k = before; part && whole < k && k < c->measure_count; k++) {
		be_part(p, g, &c->measures[whole], &c->measures[k]);
		c->measures[k].part_of = c->measures[whole].part_of.ptr ? c->measures[whole].part_of
									: c->measures[whole].id;
	}
	p->fresh = false;
}

static void mark(bool *used, size_t count, const struct tm_slices *ids)
{
	for (size_t i = 0; i < ids->count; i++)
		used[tm_fact_index(ids->items[i], count)] = true;
}

/* 补贴期限为5年。: a sentence that gives nothing and says for how long binds what the clause has given. */
static void read_term(const struct tm_measure_pass *p)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_clause *c = p->r->clause;
	struct tm_slice duration = tm_measure_duration(p, p->s->first, p->s->last);

	if (!duration.ptr || !tm_token_is(t, p->s->first, TM_USE_PERIOD_OF))
		return;
	for (size_t k = 0; k < c->measure_count; k++)
		if (!c->measures[k].duration.ptr)
			c->measures[k].duration = duration;
}

/* A sum that is given, but in no measure: in brackets, or behind words that no rule knows. */
static void report_left(struct tm_reading *r, bool *placed)
{
	struct tm_clause *c = r->clause;

	for (size_t k = 0; k < c->measure_count; k++) {
		const struct tm_measure *m = &c->measures[k];

		mark(placed, c->fact_count, &m->amount.facts);
		mark(placed, c->fact_count, &m->floor.facts);
		mark(placed, c->fact_count, &m->rate.facts);
		for (size_t i = 0; i < m->cap_count; i++)
			mark(placed, c->fact_count, &m->caps[i].facts);
	}
	for (size_t i = 0; i < r->tape.count; i++) {
		if (!tm_is_figure(&r->tape, i))
			continue;
		if (tm_is_given(tm_fact_at(r, i)) && !placed[r->fact[r->tape.tokens[i].figure]])
			tm_report_unplaced(r, tm_fact_at(r, i));
	}
}

/* By fact: the number of the condition whose first fact it is, or 0. */
static size_t *index_conditions(const struct tm_reading *r)
{
	const struct tm_clause *c = r->clause;
	size_t *of = tm_arena_array(r->pass->arena, c->fact_count + 1, sizeof(*of));

	for (size_t k = 0; k < c->condition_count; k++)
		if (c->conditions[k].facts.count)
			of[tm_fact_index(c->conditions[k].facts.items[0], c->fact_count)] = k + 1;
	return of;
}

/* …，连续补贴三年: a time behind all givings of a sentence is that of each which has none. */
static void lengthen(const struct tm_measure_pass *p, size_t from)
{
	struct tm_clause *c = p->r->clause;
	struct tm_slice duration = TM_NO_SLICE;

	for (size_t i = p->at; i < p->s->last && from < c->measure_count && !duration.ptr; i++) {
		duration = tm_measure_duration(p, i, i + 1);
		if (duration.ptr && tm_tokens_have(tm_pass_tape(p), i + 1, tm_part_end(p, i), TM_USE_OF))
			duration = TM_NO_SLICE; /* 为期两年的项目, 三年免租的场所 */
	}
	for (size_t k = from; k < c->measure_count && duration.ptr; k++)
		if (!c->measures[k].duration.ptr)
			c->measures[k].duration = duration;
}

/* 10万元奖励（第一年5万元，第二年3万元）; 按8‰（其中住宅项目按5‰）: a part of what stands around the brackets. */
static void add_part(struct tm_measure_pass *p, const struct tm_giving *g, size_t whole)
{
	const struct tm_tape *t = tm_pass_tape(p);
	struct tm_clause *c = p->r->clause;
	size_t start = tm_skip_joints(t, g->lead, g->figure), end = g->figure;
	struct tm_measure *m = tm_measure_add(p, start);

	while (end > start + 1 && !tm_token_is(t, end - 1, TM_USE_INSERTION) && tm_modifies_giving(p->r, end - 1))
		end--;
	while (end > start + 1 &&
	       (tm_token_is(t, end - 1, TM_USE_INSTRUMENT) || tm_token_is(t, end - 1, TM_USE_BY)))
		end--;
	m->beneficiary = c->measures[whole].beneficiary;
	m->key = tm_tokens_text(t, start, end);
	m->part_of = c->measures[whole].id;
	tm_measure_fill(p, g, tm_giving_figure(p, g, 0), m);
	if (!m->instrument.len)
		m->instrument = c->measures[whole].instrument;
	if (!m->rate.basis.len)
		m->rate.basis = c->measures[whole].rate.basis;
}

/* Do parts stand in the brackets: 其中…, 第一年…? */
static bool tells_parts(const struct tm_measure_pass *p)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = p->s->first;

	return tm_token_is(t, i, TM_USE_PART) ||
	       (tm_token_is(t, i, TM_USE_INSERTION) && tm_tokens_have(t, i, p->s->last, TM_USE_INSTRUMENT));
}

/* 对A类、B类人才…给予支持|（分别为200万元、100万元）: the sums of a row that the sentence around leaves open. */
static void share_out(struct tm_measure_pass *p, const struct tm_giving *g, size_t whole)
{
	const struct tm_measure *m = &p->r->clause->measures[whole];

	if (whole + 1 != p->r->clause->measure_count || m->amount.value.ptr || p->party.lead >= p->party.lead_end)
		return;
	p->party.has_rate = true; /* what is open may be told apart */
	add_to_party(p, g);
}

/* 给予不超过6%的贴息补助（每家企业最高不超过200万元）: a ceiling in brackets binds what stands around them. */
static void read_bracket(struct tm_measure_pass *p)
{
	const struct tm_tape *t = tm_pass_tape(p);
	const char *at = t->text.ptr + t->tokens[p->s->first].start;
	struct tm_clause *c = p->r->clause;
	const struct tm_measure *around = NULL;
	struct tm_giving g;

	for (size_t k = 0; k < c->measure_count; k++)
		if (c->measures[k].text.ptr <= at && at < c->measures[k].text.ptr + c->measures[k].text.len)
			around = &c->measures[k];
	if (!around || !tm_giving_next(p, &g))
		return;
	if (g.count > 1 && tm_tokens_have(t, p->s->first, g.figure, TM_USE_RESPECTIVELY))
		share_out(p, &g, (size_t)(around - c->measures));
	if (g.count != 1)
		return;
	if ((g.role == TM_FACT_GRANT || g.role == TM_FACT_SUPPORT) && tells_parts(p)) {
		size_t whole = (size_t)(around - c->measures);

		do {
			add_part(p, &g, whole);
			p->at = g.tail > g.end ? g.tail : g.end;
		} while (tm_giving_next(p, &g) && g.count == 1);
		return;
	}
	if (g.role != TM_FACT_CAP || tm_tokens_have(t, p->s->first, g.figure, TM_USE_GIVE))
		return;
	p->party = (struct tm_party){ .first_measure = (size_t)(around - c->measures), .count = 1 };
	while (p->party.first_measure > 0 &&
	       c->measures[p->party.first_measure - 1].text.ptr == around->text.ptr) {
		p->party.first_measure--; /* those of one 分别 share their text */
		p->party.count++;
	}
	add_to_party(p, &g);
}

void tm_read_measures(struct tm_reading *r)
{
	struct tm_measure_pass p = { .r = r, .condition_of = index_conditions(r) };
	struct tm_sentence s;
	size_t at = 0;

	p.placed = tm_arena_array(r->pass->arena, r->clause->fact_count + 1, sizeof(*p.placed));
	while (tm_sentence_next(&r->tape, &at, &s)) {
		struct tm_giving g;
		size_t left;

		p.s = &s;
		p.at = s.first;
		if (s.in_brackets) {
			read_bracket(&p);
			continue;
		}
		p.fresh = true;
		p.apart = false;
		p.row = SIZE_MAX;
		p.first_measure = r->clause->measure_count;
		left = MOST_WORK / (s.last - s.first + 1) + 1;
		while (left-- > 0 && tm_giving_next(&p, &g)) {
			read_giving(&p, &g);
			p.at = g.tail > g.end ? g.tail : g.end;
		}
		if (p.first_measure == r->clause->measure_count)
			read_term(&p);
		tm_measures_read_bearers(&p);
		lengthen(&p, p.first_measure);
	}
	if (r->clause->fact_count)
		report_left(r, p.placed);
}
