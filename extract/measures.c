/*
 * measures.c - one record for each benefit that someone can get.
 *
 * A sentence is read from left to right as leads and givings.  A giving is the
 * phrase that names one sum (or list of sums), one rate, or a benefit without
 * a figure; its head is what belongs to it in front: 按照租金的, 分别最高给予.
 * The lead is what stands between one giving and the next.  A lead names who
 * gets it; without one, a giving adds to the measures before it (a ceiling
 * behind a rate), or gives the same people something more.
 */
#include "pairing_p.h"
#include "reading_p.h"

#include "normalize/utf8.h"

enum { MOST_JOINT = 64 };     /* measures under one ceiling that name one another */
enum { NAME_CHARACTERS = 6 }; /* of a text's end, which say what kind of body it names */

/* A giving, as tokens. */
struct giving {
	size_t lead;        /* where the lead begins */
	size_t head;        /* where the head begins */
	size_t figure, end; /* the first figure (or the word that gives), and behind the last */
	size_t tail;        /* behind what belongs to it at the end: /个, 的一次性奖励 */
	size_t count;       /* sums or rates; 0 for a benefit without a figure */
	enum tm_fact_role role;
	bool respectively, listed;
};

/* The measures that a lead stands for. */
struct party {
	size_t first_measure, count; /* in the clause */
	size_t start;                /* token where its text begins */
	bool named, has_rate, has_sum, announced;
};

struct measure_pass {
	struct tm_reading *r;
	const struct tm_sentence *s;
	struct party party;
	bool fresh; /* is the party one of an earlier sentence? */
	size_t at;  /* how far the sentence has been read */
};

static const struct tm_tape *tape_of(const struct measure_pass *p)
{
	return &p->r->tape;
}

static bool is_given(const struct tm_fact *fact)
{
	enum tm_fact_role role = fact->role;

	return role == TM_FACT_GRANT || role == TM_FACT_CAP || role == TM_FACT_FLOOR || role == TM_FACT_SUPPORT ||
	       role == TM_FACT_REDUCTION;
}

static bool is_benefit(const struct measure_pass *p, size_t i)
{
	return tm_is_figure(tape_of(p), i) && is_given(tm_fact_at(p->r, i));
}

static bool is_pause(const struct tm_tape *t, size_t i)
{
	return tm_is_mark(t, i, TM_MARK_COMMA) || tm_is_mark(t, i, TM_MARK_COLON);
}

/* The next token outside brackets and names. */
static size_t step(const struct measure_pass *p, size_t i)
{
	return tm_behind_closed(tape_of(p), i, p->s->last);
}

static size_t segment_end(const struct measure_pass *p, size_t i)
{
	while (i < p->s->last && !is_pause(tape_of(p), i))
		i = step(p, i);
	return i < p->s->last ? i : p->s->last;
}

static size_t segment_start(const struct measure_pass *p, size_t i)
{
	while (i > p->at && !is_pause(tape_of(p), i - 1))
		i--;
	return i;
}

static bool fits(const struct measure_pass *p, enum tm_use use, struct tm_slice text)
{
	return text.len && tm_grammar_match(p->r->pass->grammar, use, p->r->pass->matcher, text, 0) != NULL;
}

/* Does the text end in somebody who can be paid? */
static bool names_body(const struct measure_pass *p, struct tm_slice text)
{
	return fits(p, TM_USE_RECIPIENT, tm_utf8_last(text, NAME_CHARACTERS));
}

/* … or in a body with a name of its own, not in 者? */
static bool names_own_body(const struct measure_pass *p, struct tm_slice text)
{
	const struct tm_rule *rule;

	if (!text.len)
		return false;
	rule = tm_grammar_match(p->r->pass->grammar, TM_USE_RECIPIENT, p->r->pass->matcher,
				tm_utf8_last(text, NAME_CHARACTERS), 0);
	return rule && rule->value_number == TM_RECIPIENT_BODY;
}

/* ---- heads ---- */

/* Does this token belong to the head of a giving that it stands right before? */
static bool modifies(const struct tm_reading *r, size_t i)
{
	const struct tm_token *token = &r->tape.tokens[i];

	if (token->kind == TM_TOKEN_FIGURE) {
		const struct tm_fact *fact = tm_fact_at(r, i);

		return fact->kind == TM_FACT_PERIOD && fact->role == TM_FACT_DURATION;
	}
	if (token->kind != TM_TOKEN_WORD)
		return false;
	switch (token->use) {
	case TM_USE_GIVE:
	case TM_USE_BOUND:
	case TM_USE_ONCE:
	case TM_USE_RESPECTIVELY:
	case TM_USE_SELECTIVE:
	case TM_USE_CUMULATIVE:
	case TM_USE_LEVEL:
	case TM_USE_YEARLY:
	case TM_USE_INSERTION:
	case TM_USE_SOFT:
	case TM_USE_PER:
	case TM_USE_SHARE:
		return true;
	default:
		return false;
	}
}

/* 每件, 单幅地块, 同一企业每年度: a word of "per" and the noun behind it. */
static size_t per_before(const struct tm_tape *t, size_t i, size_t floor)
{
	enum { PER_TOKENS = 4 };

	for (size_t k = i; k-- > floor && i - k <= PER_TOKENS;) {
		if (tm_token_is(t, k, TM_USE_PER))
			return k;
		if (t->tokens[k].kind != TM_TOKEN_TEXT && !tm_token_is(t, k, TM_USE_YEARLY) &&
		    !tm_token_is(t, k, TM_USE_AND) && !tm_token_is(t, k, TM_USE_VERB) && !tm_is_figure(t, k) &&
		    !tm_is_mark(t, k, TM_MARK_CLOSE) && !tm_is_mark(t, k, TM_MARK_OPEN))
			break;
		if (tm_is_figure(t, k) && t->figures[t->tokens[k].figure].kind != TM_QUANTITY_COUNT)
			break;
	}
	return SIZE_MAX;
}

/* The head grows to the left over all that modifies it. */
static size_t grow_head(const struct measure_pass *p, size_t head, size_t floor)
{
	const struct tm_tape *t = tape_of(p);

	while (head > floor) {
		size_t per = per_before(t, head, floor);

		if (modifies(p->r, head - 1) ||
		    (head - 1 > floor && tm_token_says(t, head - 1, TM_USE_VERB, TM_VERB_REACH) &&
		     tm_token_is(t, head - 2, TM_USE_SHARE)))
			head--; /* 标准为 */
		else if (per != SIZE_MAX)
			head = per;
		else
			break;
	}
	return head;
}

/* Where 按照 … begins, when it leads to `anchor`; or `anchor`. */
static size_t by_before(const struct measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tape_of(p);

	for (size_t i = anchor; i-- > floor;) {
		if (tm_token_is(t, i, TM_USE_FOR))
			break;
		if (tm_token_is(t, i, TM_USE_BY) && !(i > 0 && tm_token_is(t, i - 1, TM_USE_FOR)))
			return i;
	}
	return anchor;
}

static size_t give_before(const struct measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tape_of(p);

	for (size_t i = anchor; i-- > floor;) {
		if (tm_token_is(t, i, TM_USE_GIVE))
			return i;
		if (tm_token_is(t, i, TM_USE_FOR))
			break;
	}
	return anchor;
}

/* 奖励20万元, 减免50%: the word in front of the figure is the verb. */
static size_t verb_before(const struct measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tape_of(p);
	size_t i = anchor;

	while (i > floor && (tm_token_is(t, i - 1, TM_USE_BOUND) || tm_token_is(t, i - 1, TM_USE_ONCE) ||
			     tm_token_is(t, i - 1, TM_USE_CUMULATIVE)))
		i--;
	if (i > floor && (tm_token_is(t, i - 1, TM_USE_INSTRUMENT) || tm_token_is(t, i - 1, TM_USE_RELIEF)))
		return i - 1;
	return anchor;
}

/* Is all between a word of "per" at the start of a part and the head a noun? */
static bool opens_with_per(const struct measure_pass *p, size_t first, size_t head)
{
	const struct tm_tape *t = tape_of(p);

	if (!tm_token_is(t, first, TM_USE_PER))
		return false;
	for (size_t i = first + 1; i < head; i = step(p, i))
		if (tm_token_is(t, i, TM_USE_OF) || tm_token_is(t, i, TM_USE_VERB) ||
		    tm_token_is(t, i, TM_USE_FOR))
			return false;
	return true;
}

static void find_head(const struct measure_pass *p, struct giving *g)
{
	size_t floor = segment_start(p, g->figure), head = give_before(p, g->figure, floor);

	if (head == g->figure)
		head = verb_before(p, head, floor);
	if (head == g->figure && tm_token_is(tape_of(p), floor, TM_USE_INSTRUMENT) && floor > p->at)
		head = floor; /* ，资助缴纳官费的50% */
	head = grow_head(p, head, floor);
	head = by_before(p, head, floor);
	g->head = grow_head(p, head, floor);
	/* 三年内按照…: a segment of nothing but modifiers belongs to the head as well, but is no lead either way.
	 */
	if (opens_with_per(p, floor, g->head))
		g->head = floor; /* 单户企业补助最高不超过20万元 */
}

/* ---- the end of a giving ---- */

/* Does a sum or rate stand between here and the end of the segment? */
static bool sum_follows(const struct measure_pass *p, size_t i)
{
	for (; i < p->s->last && !is_pause(tape_of(p), i); i = step(p, i))
		if (is_benefit(p, i))
			return true;
	return false;
}

/* Behind the figure: /个, （含）, 以内, 的一次性奖励; up to where the head of the next sum begins. */
static size_t find_tail(const struct measure_pass *p, size_t from)
{
	const struct tm_tape *t = tape_of(p);
	size_t i = from, tail = from;

	while (i < p->s->last && !is_pause(t, i) && !is_benefit(p, i) && !tm_token_is(t, i, TM_USE_FOR) &&
	       !tm_token_is(t, i, TM_USE_ALSO)) {
		if (tm_is_mark(t, i, TM_MARK_LIST) && sum_follows(p, i))
			break;
		if ((modifies(p->r, i) || tm_token_is(t, i, TM_USE_BY)) && !tm_token_is(t, i, TM_USE_ONCE) &&
		    sum_follows(p, i))
			break;
		i = step(p, i);
		if (tm_token_is(t, i - 1, TM_USE_INSTRUMENT) || tm_token_is(t, i - 1, TM_USE_RELIEF) ||
		    i == from + 1)
			tail = i;
	}
	return tail > from ? tail : i;
}

/* ---- what a giving is ---- */

static bool read_figures(const struct measure_pass *p, struct giving *g, size_t i)
{
	const struct tm_tape *t = tape_of(p);
	const struct tm_fact *fact = tm_fact_at(p->r, i);

	*g = (struct giving){ .lead = p->at, .figure = i, .end = i + 1, .count = 1, .role = fact->role };
	for (;;) {
		size_t k = g->end;

		while (k < p->s->last &&
		       (tm_token_is(t, k, TM_USE_BOUND_BEHIND) || tm_token_is(t, k, TM_USE_INCLUSIVE)))
			k++;
		if (!(tm_is_mark(t, k, TM_MARK_LIST) || tm_token_is(t, k, TM_USE_AND)) || k + 1 >= p->s->last ||
		    !is_benefit(p, k + 1) || tm_fact_at(p->r, k + 1)->kind != fact->kind)
			break;
		g->end = k + 2;
		g->count++;
	}
	find_head(p, g);
	g->tail = find_tail(p, g->end);
	for (size_t k = g->head; k < g->figure; k++)
		g->respectively |= tm_token_is(t, k, TM_USE_RESPECTIVELY);
	g->listed = g->head > p->at && tm_is_mark(t, g->lead, TM_MARK_LIST);
	return true;
}

/* 给予一定的资金支持: a benefit noun ends the phrase. */
static bool read_noun(const struct measure_pass *p, struct giving *g, size_t give)
{
	const struct tm_tape *t = tape_of(p);
	size_t end = segment_end(p, give), noun = SIZE_MAX;
	bool weak = tm_token_says(t, give, TM_USE_GIVE, TM_GIVE_WEAK);

	for (size_t i = give + 1; i < end; i = step(p, i)) {
		if (is_benefit(p, i) || tm_token_is(t, i, TM_USE_FOR))
			return false;
		if (tm_token_is(t, i, TM_USE_INSTRUMENT) || (i == give + 1 && tm_token_is(t, i, TM_USE_RELIEF)))
			noun = i;
	}
	if (noun == SIZE_MAX || tm_token_says(t, segment_start(p, give), TM_USE_VERB, TM_VERB_ENCOURAGE))
		return false; /* 鼓励各区给予支持 */
	*g = (struct giving){ .lead = p->at, .figure = give, .end = give + 1, .role = TM_FACT_OTHER };
	find_head(p, g);
	g->tail = noun + 1;
	if (weak && !tm_token_is(t, g->head, TM_USE_BY) &&
	    !(noun + 1 == end && tm_tokens_have(tape_of(p), segment_start(p, give), give, TM_USE_FOR)))
		return false;
	for (size_t k = g->head; k < give; k++)
		g->respectively |= tm_token_is(t, k, TM_USE_RESPECTIVELY);
	return true;
}

static bool has_date(const struct measure_pass *p, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		if (tm_is_figure(tape_of(p), i) && tm_fact_at(p->r, i)->kind == TM_FACT_DATE)
			return true;
	return false;
}

/* 免征车辆购置税. */
static bool read_relief(const struct measure_pass *p, struct giving *g, size_t i)
{
	const struct tm_tape *t = tape_of(p);
	size_t end = segment_end(p, i);

	for (size_t k = i + 1; k < end; k = step(p, k))
		if (is_benefit(p, k))
			return false;
	if (i + 1 >= end || tm_token_is(t, i + 1, TM_USE_OF) || tm_token_is(t, i + 1, TM_USE_VERB) ||
	    tm_token_is(t, i + 1, TM_USE_INSTRUMENT) ||
	    (fits(p, TM_USE_NO_BASIS, tm_tokens_text(t, i + 1, end)) && has_date(p, i + 1, end)) ||
	    (fits(p, TM_USE_NO_BASIS, tm_tokens_text(t, i + 1, end)) &&
	     !tm_tokens_have(tape_of(p), segment_start(p, i), i, TM_USE_FOR) &&
	     !names_body(p, tm_tokens_text(t, segment_start(p, i), i))))
		return false;
	*g = (struct giving){ .lead = p->at, .figure = i, .end = i + 1, .role = TM_FACT_OTHER };
	find_head(p, g);
	g->tail = end;
	return true;
}

/* The next giving of the sentence. */
static bool next_giving(const struct measure_pass *p, struct giving *g)
{
	const struct tm_tape *t = tape_of(p);

	for (size_t i = p->at; i < p->s->last; i = step(p, i)) {
		if (is_benefit(p, i))
			return read_figures(p, g, i);
		if (tm_token_is(t, i, TM_USE_GIVE) && read_noun(p, g, i))
			return true;
		if (tm_token_is(t, i, TM_USE_RELIEF) && read_relief(p, g, i))
			return true;
	}
	return false;
}

/* ---- leads ---- */

static struct tm_slice trim(const struct tm_tape *t, size_t first, size_t last)
{
	while (first < last &&
	       (tm_token_is(t, first, TM_USE_BOUND) || tm_token_is(t, first, TM_USE_OF) || is_pause(t, first)))
		first++;
	while (first < last &&
	       (tm_token_is(t, last - 1, TM_USE_BOUND) || tm_token_is(t, last - 1, TM_USE_OF) ||
		tm_token_is(t, last - 1, TM_USE_SHARE) || tm_token_is(t, last - 1, TM_USE_INSERTION) ||
		tm_token_is(t, last - 1, TM_USE_ONCE) || is_pause(t, last - 1) ||
		tm_token_is(t, last - 1, TM_USE_LEVEL) || tm_token_is(t, last - 1, TM_USE_RESPECTIVELY) ||
		tm_token_is(t, last - 1, TM_USE_SELECTIVE) || tm_token_is(t, last - 1, TM_USE_CUMULATIVE)))
		last--;
	return tm_tokens_text(t, first, last);
}

/* 自2023年1月1日至2023年12月31日, 2023年6月30日前: a part that says when. */
static bool is_time(const struct measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tape_of(p);
	bool dated = false;

	for (size_t i = first; i < last; i++) {
		if (tm_is_figure(t, i) && tm_fact_at(p->r, i)->kind == TM_FACT_DATE)
			dated = true;
		else if (!tm_token_is(t, i, TM_USE_SINCE) && !tm_token_is(t, i, TM_USE_UNTIL) &&
			 !tm_token_is(t, i, TM_USE_BEFORE_DAY) && !tm_token_is(t, i, TM_USE_AFTER_DAY))
			return false;
	}
	return dated;
}

/* Is a segment nothing but how it is given: 经综合评定, 视情况, 三年内? */
static bool is_aside(const struct measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tape_of(p);

	if (tm_token_is(t, first, TM_USE_BY) || tm_token_is(t, first, TM_USE_SHARE) || is_time(p, first, last))
		return true;
	for (size_t i = first; i < last; i = step(p, i)) {
		if (tm_token_is(t, i, TM_USE_BEFORE_DAY) || tm_token_is(t, i, TM_USE_AFTER_DAY) ||
		    (tm_token_is(t, i, TM_USE_VERB) && i + 2 == last && tm_token_is(t, i + 1, TM_USE_AFTER_DAY)))
			continue; /* 建成后 */
		if (!modifies(p->r, i) || tm_token_is(t, i, TM_USE_GIVE))
			return per_before(t, last, first) == first;
	}
	return true;
}

struct lead {
	size_t first, last; /* who gets it */
	size_t whole;       /* the end of all of the lead */
	size_t start;       /* where the text begins, 对 included */
	bool named, condition;
	struct tm_slice recipient;
	struct tm_slice key;  /* the tier, where nobody is named */
	struct tm_slice name; /* who, when that ends inside a token */
};

static size_t skip_joints(const struct tm_tape *t, size_t i, size_t last)
{
	while (i < last &&
	       (is_pause(t, i) || tm_token_is(t, i, TM_USE_ALSO) || tm_token_is(t, i, TM_USE_PART) ||
		tm_token_is(t, i, TM_USE_AND) || tm_is_mark(t, i, TM_MARK_LIST) || tm_is_item_number(t, i)))
		i++;
	return i;
}

/* Cuts asides off both ends of [first, last). */
static void trim_asides(const struct measure_pass *p, size_t *first, size_t *last)
{
	const struct tm_tape *t = tape_of(p);

	for (;;) {
		size_t start = *last;

		while (start > *first && !is_pause(t, start - 1))
			start--;
		if (*last > *first && is_pause(t, *last - 1))
			--*last;
		else if (start < *last && is_aside(p, start, *last))
			*last = start;
		else
			break;
	}
	for (;;) {
		size_t end = *first;

		while (end < *last && !is_pause(t, end))
			end = step(p, end);
		if (end > *first && is_aside(p, *first, end) && end < *last)
			*first = skip_joints(t, end, *last);
		else
			break;
	}
}

/* The 对 nearest to the giving among those that open a part of the sentence; else the first inside one. */
static size_t find_for(const struct measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tape_of(p);
	size_t opening = SIZE_MAX, inside = SIZE_MAX;

	for (size_t i = first; i < last; i = step(p, i)) {
		if (!tm_token_is(t, i, TM_USE_FOR))
			continue;
		if (i == first || is_pause(t, i - 1))
			opening = i;
		else if (inside == SIZE_MAX && segment_end(p, i) >= last)
			inside = i;
	}
	return opening != SIZE_MAX ? opening : inside;
}

static bool ends_in_of(const struct measure_pass *p, size_t first, size_t last)
{
	return last > first && tm_token_is(tape_of(p), last - 1, TM_USE_OF);
}

/* 实际运营满一年后: when it is given, not who gets it. */
static bool is_condition(const struct measure_pass *p, size_t first, size_t last)
{
	return last > first && tm_token_is(tape_of(p), last - 1, TM_USE_AFTER_DAY);
}

static bool urges(const struct tm_tape *t, size_t i)
{
	return tm_token_says(t, i, TM_USE_VERB, TM_VERB_URGE) ||
	       tm_token_says(t, i, TM_USE_VERB, TM_VERB_ENCOURAGE) || tm_token_is(t, i, TM_USE_INSTRUMENT);
}

/* Behind the parts of a lead that urge, if what follows is …的 or has a 的 before its noun; else where the lead
 * begins. */
static size_t last_part(const struct measure_pass *p, const struct lead *l)
{
	const struct tm_tape *t = tape_of(p);
	size_t start = l->first, part = l->last;
	bool of = false;

	while (start < l->last && urges(t, start)) {
		while (start < l->last && !is_pause(t, start))
			start = step(p, start);
		start = skip_joints(t, start, l->last);
	}
	while (part > start && !is_pause(t, part - 1))
		of |= tm_token_is(t, --part, TM_USE_OF);
	return of && start < l->last ? start : l->first;
}

/* 获得授权，每件资助5000元; 水资源费按80%收取: a deed or a charge is nobody. */
static bool names_nobody(const struct measure_pass *p, const struct lead *l)
{
	struct tm_slice whole = tm_tokens_text(tape_of(p), l->first, l->last);
	bool of = false;

	for (size_t i = l->first; i < l->last; i = step(p, i))
		of |= tm_token_is(tape_of(p), i, TM_USE_OF);
	return fits(p, TM_USE_NOBODY, whole) ||
	       (tm_token_is(tape_of(p), l->first, TM_USE_VERB) && !of && !names_body(p, whole));
}

/*
 * Without 对: the object of 支持 or 鼓励, whoever stands in front of the verb
 * (企业开展…), or all of it where the phrase is …的 or has a 的 before its noun.
 */
static void read_subject(const struct measure_pass *p, struct lead *l)
{
	const struct tm_tape *t = tape_of(p);
	bool encouraged;
	size_t end;

	l->whole = l->last;
	for (size_t i = l->first; i < l->last; i = step(p, i))
		if (is_pause(t, i) && (tm_token_says(t, i + 1, TM_USE_VERB, TM_VERB_ENCOURAGE) ||
				       (tm_token_is(t, i + 1, TM_USE_INSTRUMENT) && urges(t, l->first))))
			l->start = l->first = i + 1; /* 强化管理，支持企业…: the last that is encouraged */
	encouraged = tm_token_says(t, l->first, TM_USE_VERB, TM_VERB_ENCOURAGE) ||
		     (tm_token_is(t, l->first, TM_USE_INSTRUMENT) &&
		      (l->first == p->s->first || is_pause(t, l->first - 1)));
	end = last_part(p, l);
	if (end > l->first) {
		l->start = l->first = end; /* 支持企业改造，符合条件的项目最高…: the part that is a name itself */
		return;
	}
	if (tm_token_says(t, l->first, TM_USE_VERB, TM_VERB_URGE)) {
		if (segment_end(p, l->first) >= l->last && names_body(p, tm_tokens_text(t, l->first + 1, l->last)))
			l->start = ++l->first; /* 落实小规模纳税人减免增值税政策 */
		else
			l->last = l->first;
		return;
	}
	l->first += encouraged;
	l->start = l->first;
	if (ends_in_of(p, l->first, l->last) || (!encouraged && segment_end(p, l->first) >= l->last &&
						 names_body(p, tm_tokens_text(t, l->first, l->last))))
		return;
	if (!encouraged && names_nobody(p, l)) {
		l->last = l->first;
		return;
	}
	end = segment_end(p, l->first) < l->last ? segment_end(p, l->first) : l->last;
	for (size_t i = l->first; i < end; i = step(p, i)) {
		bool verb = tm_token_is(t, i, TM_USE_VERB) || tm_token_is(t, i, TM_USE_ALSO) ||
			    (i > l->first && i + 1 < end && tm_token_is(t, i, TM_USE_INSTRUMENT));
		bool of = false;

		if (!verb)
			continue;
		for (size_t k = i; k < l->last; k = step(p, k))
			of |= tm_token_is(t, k, TM_USE_OF) && k + 1 < l->last;
		if ((encouraged || !of) && i > l->first && names_body(p, tm_tokens_text(t, l->first, i)))
			l->last = i;
		else if (encouraged)
			l->last = end;
		return;
	}
}

/* 对新增新业务板块的，经综合评定，对优质项目…: the first 对 says who gets it, the second who is paid. */
static size_t outer_for(const struct measure_pass *p, size_t first, size_t opener)
{
	for (size_t i = first; i < opener; i = step(p, i)) {
		size_t start = i, end = opener;

		if (!tm_token_is(tape_of(p), i, TM_USE_FOR) || (i > first && !is_pause(tape_of(p), i - 1)))
			continue;
		trim_asides(p, &start, &end);
		if (ends_in_of(p, start, end))
			return i;
	}
	return opener;
}

/* 对获得专项的企业加大支持，经评定给予…: 加大支持 is no part of who gets it. */
static void trim_support(const struct measure_pass *p, struct lead *l)
{
	const struct tm_tape *t = tape_of(p);

	if (l->last > l->first + 2 && tm_token_is(t, l->last - 1, TM_USE_INSTRUMENT) &&
	    tm_token_says(t, l->last - 2, TM_USE_VERB, TM_VERB_URGE))
		l->last -= 2;
}

/* 特困人员基本生活|标准为…: whoever is named first, not what the standard is of. */
static void cut_behind_body(const struct measure_pass *p, struct lead *l, const struct giving *g)
{
	struct tm_slice whole = tm_tokens_text(tape_of(p), l->first, l->last), name;

	if (l->first >= l->last || !tm_token_is(tape_of(p), g->head, TM_USE_SHARE) || names_body(p, whole))
		return;
	for (size_t at = whole.len; at > 0; at = tm_utf8_before(whole.ptr, at)) {
		name = tm_slice_sub(whole, 0, at);
		if (!names_body(p, name))
			continue;
		l->name = name;
		return;
	}
}

/* 成交额达2000万元—5000万元，按…: a tier, and nobody named. */
static bool read_tier(const struct measure_pass *p, struct lead *l)
{
	const struct tm_tape *t = tape_of(p);
	size_t last = l->last;

	while (last > l->first &&
	       (tm_token_is(t, last - 1, TM_USE_BOUND_BEHIND) || tm_token_is(t, last - 1, TM_USE_INCLUSIVE)))
		last--;
	if (last == l->first || !tm_is_figure(t, last - 1) ||
	    tm_fact_at(p->r, last - 1)->role != TM_FACT_THRESHOLD)
		return false;
	l->key = tm_fact_at(p->r, last - 1)->text;
	return true;
}

static struct lead read_lead(const struct measure_pass *p, const struct giving *g)
{
	const struct tm_tape *t = tape_of(p);
	struct lead l = { .first = skip_joints(t, g->lead, g->head), .last = g->head };
	size_t opener;

	trim_asides(p, &l.first, &l.last);
	l.start = l.first;
	if (l.first >= l.last)
		return l;
	opener = find_for(p, l.first, l.last);
	if (opener != SIZE_MAX) {
		size_t outer = outer_for(p, l.first, opener);

		if (outer != opener) {
			l.recipient = trim(t, opener + 1, l.last);
			l.last = opener;
		}
		l.start = outer;
		l.first = outer + 1;
		l.named = true;
		trim_asides(p, &l.first, &l.last);
		trim_support(p, &l);
		l.whole = l.last;
		return l;
	}
	l.condition = is_condition(p, l.first, l.last);
	if (l.condition && p->party.count)
		return l;
	/* Only the last sentence part that holds a subject counts: drop parts that end in a colon. */
	for (size_t i = l.first; i < l.last; i = step(p, i))
		if (tm_is_mark(t, i, TM_MARK_COLON))
			l.start = l.first = i + 1;
	if (read_tier(p, &l))
		return l;
	read_subject(p, &l);
	cut_behind_body(p, &l, g);
	l.named = l.first < l.last;
	return l;
}

/* ---- fields ---- */

/* What a rate is taken of: behind 按照, behind the verb, or behind the rate. */
static struct tm_slice find_basis(const struct measure_pass *p, const struct giving *g)
{
	const struct tm_tape *t = tape_of(p);
	struct tm_slice basis = TM_NO_SLICE;
	size_t by = SIZE_MAX, give = SIZE_MAX;

	for (size_t i = g->figure; i < g->tail; i = step(p, i))
		if (tm_token_is(t, i, TM_USE_RELIEF) && i + 1 < segment_end(p, i))
			return trim(t, i + 1, segment_end(p, i));
	for (size_t i = g->head; i < g->figure; i = step(p, i)) {
		if (tm_token_is(t, i, TM_USE_BY) && by == SIZE_MAX)
			by = i;
		if (tm_token_is(t, i, TM_USE_GIVE) || tm_token_is(t, i, TM_USE_RELIEF) ||
		    (i == g->head && tm_token_is(t, i, TM_USE_INSTRUMENT)))
			give = i;
	}
	if (by != SIZE_MAX)
		basis = trim(t, by + 1, give != SIZE_MAX && give > by ? give : g->figure);
	if (!basis.len && give != SIZE_MAX && g->role == TM_FACT_SUPPORT)
		basis = trim(t, give + 1, g->figure);
	if (!basis.len && (g->role == TM_FACT_SUPPORT || g->role == TM_FACT_REDUCTION) && g->end < g->tail) {
		size_t last = g->tail;

		while (last > g->end && tm_token_is(t, last - 1, TM_USE_INSTRUMENT))
			last--;
		if (!tm_token_is(t, g->end, TM_USE_OF) && !tm_token_is(t, g->end, TM_USE_BOUND_BEHIND) &&
		    !tm_token_is(t, g->end, TM_USE_RELIEF))
			basis = trim(t, g->end, last);
	}
	return fits(p, TM_USE_NO_BASIS, basis) ? TM_NO_SLICE : basis;
}

/* 按照…发票金额，对投保企业给予50%: the basis may stand in a part of its own. */
static struct tm_slice find_basis_aside(const struct measure_pass *p, const struct giving *g)
{
	const struct tm_tape *t = tape_of(p);

	for (size_t i = g->lead; i < g->head; i = step(p, i)) {
		struct tm_slice basis;

		if (!tm_token_is(t, i, TM_USE_BY) || (i > g->lead && !is_pause(t, i - 1)))
			continue;
		basis = trim(t, i + 1, segment_end(p, i));
		if (basis.len && !fits(p, TM_USE_NO_BASIS, basis))
			return basis;
	}
	return TM_NO_SLICE;
}

/* 减半|收取: the rate in a word belongs to the name of the relief. */
static struct tm_slice relief_name(const struct tm_tape *t, size_t i)
{
	size_t from = i;

	if (tm_token_says(t, i, TM_USE_RELIEF, TM_RELIEF_WAIVE) && i > 0 && tm_is_figure(t, i - 1) &&
	    t->figures[t->tokens[i - 1].figure].rule->use == TM_USE_RATE_WORD)
		from--;
	return tm_tokens_text(t, from, i + 1);
}

static bool names_instrument(const struct tm_tape *t, size_t i)
{
	return tm_token_is(t, i, TM_USE_INSTRUMENT) ||
	       (tm_token_is(t, i, TM_USE_RELIEF) && t->tokens[i].number != TM_RELIEF_REDUCE);
}

/* The instrument that ends the phrase, or opens it (补贴50万元). */
static struct tm_slice find_instrument(const struct measure_pass *p, const struct giving *g)
{
	const struct tm_tape *t = tape_of(p);

	for (size_t i = g->tail; i-- > g->figure;)
		if (names_instrument(t, i))
			return relief_name(t, i);
	for (size_t i = g->figure; i-- > g->head;)
		if (tm_token_is(t, i, TM_USE_INSTRUMENT) || tm_token_is(t, i, TM_USE_RELIEF))
			return tm_token_text(t, i);
	for (size_t i = g->head; i-- > g->lead;)
		if (tm_token_is(t, i, TM_USE_SHARE) && t->tokens[i].value.len)
			return t->tokens[i].value; /* 补贴标准根据实际情况确定，最高… */
	return TM_NO_SLICE;
}

/* 给予承租方补贴, 给予运营主体最高30万元. */
static struct tm_slice find_recipient(const struct measure_pass *p, const struct giving *g)
{
	const struct tm_tape *t = tape_of(p);

	for (size_t i = g->head; i < g->tail; i++) {
		size_t end = i + 1;
		struct tm_slice found;

		if (!tm_token_is(t, i, TM_USE_GIVE))
			continue;
		while (end < g->tail && !tm_is_figure(t, end) && !modifies(p->r, end) && !is_pause(t, end) &&
		       !tm_token_is(t, end, TM_USE_INSTRUMENT) && !tm_token_is(t, end, TM_USE_RELIEF) &&
		       !tm_token_is(t, end, TM_USE_SOME))
			end = step(p, end);
		found = tm_tokens_text(t, i + 1, end);
		if (end < g->tail && fits(p, TM_USE_RECIPIENT, found))
			return found;
	}
	return TM_NO_SLICE;
}

/* 每家企业单年度 → 家企业, 单年度. */
static void read_per(const struct measure_pass *p, size_t first, size_t last, struct tm_slices *per)
{
	const struct tm_tape *t = tape_of(p);
	struct tm_arena *arena = p->r->pass->arena;

	for (size_t i = first; i < last; i = step(p, i)) {
		size_t start = i, end = i + 1;

		if (!tm_token_is(t, i, TM_USE_PER))
			continue;
		if (t->tokens[i].number == TM_PER_EACH) {
			start = i + 1;
			if (tm_token_is(t, start, TM_USE_YEARLY)) {
				tm_slices_add(per, arena, tm_token_text(t, start));
				continue;
			}
		}
		while (end < last && !modifies(p->r, end) && !tm_token_is(t, end, TM_USE_INSTRUMENT) &&
		       !tm_token_is(t, end, TM_USE_OF) && !is_pause(t, end) && !tm_token_is(t, end, TM_USE_BY) &&
		       !tm_is_mark(t, end, TM_MARK_OPEN) && !is_benefit(p, end))
			end++;
		if (start < end)
			tm_slices_add(per, arena, tm_tokens_text(t, start, end));
		i = end - 1;
	}
}

/* 20万元/亩. */
static void read_slash(const struct measure_pass *p, const struct giving *g, struct tm_slices *per)
{
	const struct tm_tape *t = tape_of(p);
	size_t i = g->end;
	struct tm_slice text;

	if (i >= p->s->last || t->tokens[i].kind == TM_TOKEN_FIGURE)
		return;
	text = tm_token_text(t, i);
	if (text.len < 2 || text.ptr[0] != '/')
		return;
	tm_slices_add(per, p->r->pass->arena, tm_slice_sub(text, 1, text.len));
}

static void read_levels(const struct measure_pass *p, const struct giving *g, struct tm_slices *levels)
{
	const struct tm_tape *t = tape_of(p);
	const struct tm_charset *lists = &p->r->pass->grammar->classes[TM_CLASS_LIST];

	for (size_t i = g->head; i < g->tail; i++) {
		struct tm_slice part;
		size_t at = 0;

		if (!tm_token_is(t, i, TM_USE_LEVEL) || i + 1 >= p->s->last)
			continue;
		if (i < g->figure ? !modifies(p->r, i + 1) && !tm_is_figure(t, i + 1)
				  : !tm_token_is(t, i + 1, TM_USE_INSTRUMENT))
			continue;
		levels->count = 0;
		while (tm_split_next(p->r->pass->grammar, t->tokens[i].value, lists, &at, &part))
			tm_slices_add(levels, p->r->pass->arena, part);
	}
}

static struct tm_slice find_duration(const struct measure_pass *p, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++) {
		if (tm_is_figure(tape_of(p), i)) {
			const struct tm_fact *fact = tm_fact_at(p->r, i);

			if (fact->kind == TM_FACT_PERIOD && fact->role == TM_FACT_DURATION)
				return fact->value;
		}
	}
	return TM_NO_SLICE;
}

/* ---- measures ---- */

/* The end of the sentence; of a sentence that never ends, the end of a few parts. */
static size_t text_end(const struct measure_pass *p, size_t start)
{
	enum { MOST_TOKENS = 1000 };

	return p->s->last - start > MOST_TOKENS ? segment_end(p, p->at > start ? p->at : start) : p->s->last;
}

static struct tm_measure *add_measure(struct measure_pass *p, size_t start)
{
	struct tm_reading *r = p->r;
	struct tm_clause *c = r->clause;
	struct tm_document *doc = r->pass->doc;
	struct tm_slice text = tm_tokens_text(&r->tape, start, text_end(p, start));
	size_t at = tm_flow_at(&doc->flow, text);
	struct tm_measure *m = tm_arena_push(r->pass->arena, &c->measures, &c->measure_count, &c->measure_room,
					     sizeof(*m));

	*m = (struct tm_measure){
		.id = tm_arena_printf(r->pass->arena, "m%zu", c->measure_count),
		.in_heading = r->setting.in_heading ? TM_FLAG_TRUE : TM_FLAG_UNSAID,
		.text = text,
		.extent = tm_flow_extent(&doc->flow, at, at + text.len, r->pass->arena),
	};
	return m;
}

static struct tm_fact *nth_figure(const struct measure_pass *p, const struct giving *g, size_t n)
{
	for (size_t i = g->figure; i < g->end; i++)
		if (tm_is_figure(tape_of(p), i) && n-- == 0)
			return tm_fact_at(p->r, i);
	return NULL;
}

static void add_cap(const struct measure_pass *p, const struct giving *g, const struct tm_fact *fact,
		    struct tm_measure *m)
{
	struct tm_arena *arena = p->r->pass->arena;
	struct tm_cap *cap = tm_arena_push(arena, &m->caps, &m->cap_count, &m->cap_room, sizeof(*cap));

	*cap = (struct tm_cap){ .value = fact->max.ptr ? fact->max : fact->value, .unit = fact->unit };
	tm_slices_add(&cap->facts, arena, fact->id);
	read_per(p, g->head, g->figure, &cap->per);
	read_slash(p, g, &cap->per);
	if (tm_tokens_have(tape_of(p), g->head, g->figure, TM_USE_CUMULATIVE))
		cap->cumulative = TM_FLAG_TRUE;
}

static void add_rate(const struct measure_pass *p, const struct giving *g, const struct tm_fact *fact,
		     struct tm_measure *m)
{
	size_t behind = g->end;

	m->rate = (struct tm_rate){ .value = fact->value,
				    .min = fact->min,
				    .max = fact->max,
				    .unit = fact->unit,
				    .fraction = { fact->fraction[0], fact->fraction[1] },
				    .bound = TM_BOUND_EXACT };
	tm_slices_add(&m->rate.facts, p->r->pass->arena, fact->id);
	m->rate.basis = find_basis(p, g);
	for (size_t i = g->head; i < g->figure; i++) {
		if (tm_token_says(tape_of(p), i, TM_USE_BOUND, TM_BOUND_WORD_LE))
			m->rate.bound = TM_BOUND_MAX;
		else if (tm_token_says(tape_of(p), i, TM_USE_BOUND, TM_BOUND_WORD_GE))
			m->rate.bound = TM_BOUND_MIN;
	}
	if (tm_token_says(tape_of(p), behind, TM_USE_BOUND_BEHIND, TM_BOUND_WORD_LE))
		m->rate.bound = TM_BOUND_MAX;
	else if (tm_token_says(tape_of(p), behind, TM_USE_BOUND_BEHIND, TM_BOUND_WORD_GE))
		m->rate.bound = TM_BOUND_MIN;
	if (fact->min.ptr)
		m->rate.bound = TM_BOUND_NONE;
}

/* Does the date stand at the start of a part of the lead, or behind one that does? */
static bool leads_part(const struct measure_pass *p, const struct giving *g, size_t i)
{
	const struct tm_tape *t = tape_of(p);

	while (i > g->lead && (tm_token_is(t, i - 1, TM_USE_SINCE) || tm_token_is(t, i - 1, TM_USE_UNTIL) ||
			       tm_token_is(t, i - 1, TM_USE_AFTER_DAY) || tm_is_figure(t, i - 1)))
		i--;
	return i == g->lead || is_pause(t, i - 1);
}

/* When it is given: dates in a part of the lead, or in front of who gets it. */
static void read_validity(const struct measure_pass *p, const struct giving *g, struct tm_measure *m)
{
	const struct tm_tape *t = tape_of(p);
	enum { ISO_DATE = 10 }; /* YYYY-MM-DD */
	size_t first = SIZE_MAX, last = 0;

	for (size_t i = g->lead; i < g->head; i = step(p, i)) {
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
static void split_recipient(const struct measure_pass *p, struct tm_measure *m)
{
	struct tm_slice basis = m->rate.basis;
	size_t end;

	if (m->recipient.len || !fits(p, TM_USE_SUBJECT, basis))
		return;
	end = tm_group_end(p->r->pass->matcher, 0);
	m->recipient = tm_slice_sub(basis, 0, end);
	m->rate.basis = tm_slice_sub(basis, end, basis.len);
}

/* What the giving says goes into the measure. */
static void fill(const struct measure_pass *p, const struct giving *g, const struct tm_fact *fact,
		 struct tm_measure *m)
{
	struct tm_arena *arena = p->r->pass->arena;
	struct tm_slice instrument = find_instrument(p, g), recipient = find_recipient(p, g);

	if (!fact) {
		if (!m->rate.basis.len && !m->rate.facts.count &&
		    tm_tokens_have(tape_of(p), g->head, g->figure, TM_USE_BY))
			m->rate.basis = find_basis(p, g);
	} else if (fact->kind == TM_FACT_RATE) {
		add_rate(p, g, fact, m);
	} else if (fact->role == TM_FACT_CAP) {
		if (fact->min.ptr && !m->floor.value.ptr) {
			m->floor = (struct tm_sum){ .value = fact->min, .unit = fact->unit };
			tm_slices_add(&m->floor.facts, arena, fact->id);
		}
		add_cap(p, g, fact, m);
	} else {
		struct tm_sum *sum = fact->role == TM_FACT_FLOOR ? &m->floor : &m->amount;

		*sum = (struct tm_sum){ .value = fact->value, .unit = fact->unit };
		tm_slices_add(&sum->facts, arena, fact->id);
		read_per(p, g->head, g->figure, &m->per);
		read_slash(p, g, &m->per);
	}
	/* 按照技术合同成交额最高给予5万元: what a sum without a rate depends on. */
	if (fact && fact->kind == TM_FACT_MONEY && !m->rate.facts.count && !m->rate.basis.len &&
	    tm_tokens_have(tape_of(p), g->head, g->figure, TM_USE_BY) && fact->role != TM_FACT_GRANT)
		m->rate.basis = find_basis(p, g);
	if (fact && fact->kind == TM_FACT_RATE && !m->rate.basis.len)
		m->rate.basis = find_basis_aside(p, g);
	split_recipient(p, m);
	if (instrument.len && (!m->instrument.len || p->party.announced))
		m->instrument = instrument;
	if (recipient.len)
		m->recipient = recipient;
	if (tm_tokens_have(tape_of(p), g->head, g->tail, TM_USE_ONCE))
		m->recurrence = TM_RECURRENCE_ONCE;
	else if (tm_tokens_have(tape_of(p), g->head, g->figure, TM_USE_YEARLY) &&
		 (!fact || fact->role == TM_FACT_GRANT)) {
		m->recurrence = TM_RECURRENCE_YEARLY;
		m->per.count = 0;
	}
	if (tm_tokens_have(tape_of(p), g->head, g->tail, TM_USE_SELECTIVE))
		m->selective = TM_FLAG_TRUE;
	if (!m->levels.count)
		read_levels(p, g, &m->levels);
	if (!m->validity.text.len)
		read_validity(p, g, m);
	if (!m->duration.ptr)
		m->duration = find_duration(p, g->lead, g->tail);
	m->rule = fact ? fact->rule : tape_of(p)->tokens[g->figure].rule->id;
}

/* Conditions whose first figure stands in [first, last). */
static void share_conditions(const struct measure_pass *p, size_t first, size_t last, struct tm_measure *m)
{
	const struct tm_clause *c = p->r->clause;

	for (size_t i = first; i < last; i++) {
		struct tm_slice id;

		if (!tm_is_figure(tape_of(p), i))
			continue;
		id = tm_fact_at(p->r, i)->id;
		for (size_t k = 0; k < c->condition_count; k++)
			if (c->conditions[k].facts.count && tm_slice_eq(c->conditions[k].facts.items[0], id))
				tm_slices_add(&m->thresholds, p->r->pass->arena, c->conditions[k].id);
	}
}

/* The beneficiary as printed, without the 的 or pause that a cut leaves. */
static struct tm_slice beneficiary_of(const struct measure_pass *p, const struct lead *l)
{
	return l->name.len ? l->name : tm_tokens_text(tape_of(p), l->first, l->last);
}

static void report_mismatch(const struct measure_pass *p, const struct giving *g)
{
	struct tm_document *doc = p->r->pass->doc;
	struct tm_slice text = tm_tokens_text(tape_of(p), g->head, g->tail);
	size_t at = tm_flow_at(&doc->flow, text);

	tm_diagnose1(&doc->diagnostics, TM_D_RESPECTIVELY_MISMATCH, tm_flow_span(&doc->flow, at, at + text.len),
		     text);
}

/* Has a part of a list its own modifier and its own head: 新引进的国家级品牌企业? */
static bool is_party(const struct measure_pass *p, const struct tm_alternative *part, bool joined)
{
	const struct tm_tape *t = tape_of(p);
	bool modified = tm_token_is(t, part->first, TM_USE_VERB);

	for (size_t i = part->first; i + 1 < part->last; i = step(p, i))
		modified |= tm_token_is(t, i, TM_USE_VERB) ? tm_token_is(t, i + 1, TM_USE_OF) || !joined
							   : tm_token_is(t, i, TM_USE_OF) && !joined;
	return modified && !tm_token_is(t, part->last - 1, TM_USE_OF) &&
	       names_own_body(p, tm_tokens_text(t, part->first, part->last));
}

/* A、或B的机构: where only the last has a 的, its head is that of all. */
static bool has_of(const struct measure_pass *p, const struct tm_alternative *part)
{
	for (size_t i = part->first; i < part->last; i = step(p, i))
		if (tm_token_is(tape_of(p), i, TM_USE_OF))
			return true;
	return false;
}

/* 对A的企业，或B的企业: different people under one sum, by the first rank of separators that gives such parts. */
static size_t split_parties(const struct measure_pass *p, const struct lead *l, struct tm_alternative **parts)
{
	for (int rank = 0; rank < TM_PAIR_RANKS; rank++) {
		size_t count = tm_pair_plain(tape_of(p), l->first, l->last, rank, p->r->pass->arena, parts);
		bool all = count > 1;

		for (size_t k = 0; k < count; k++)
			all &= is_party(p, &(*parts)[k], rank == TM_PAIR_RANKS - 1) &&
			       has_of(p, &(*parts)[k]) == has_of(p, &(*parts)[0]);
		if (all)
			return count;
	}
	return 0;
}

/* A lead with its giving: one measure, or one for each alternative. */
static void open_party(struct measure_pass *p, const struct giving *g, const struct lead *l)
{
	struct tm_alternative *alternatives = NULL;
	size_t parts = 0, start = l->start < g->head ? l->start : g->head;
	bool pairs = g->respectively || g->count > 1;
	const struct tm_fact *first = g->count ? nth_figure(p, g, 0) : NULL;

	p->party = (struct party){ .first_measure = p->r->clause->measure_count,
				   .count = 1,
				   .start = start,
				   .named = l->named,
				   .announced = !g->count };
	if (pairs && l->first < l->whole)
		parts = tm_pair(tape_of(p), l->first, l->whole, g->count > 1 ? g->count : 1, p->r->pass->arena,
				&alternatives);
	if (pairs && !parts && g->count)
		report_mismatch(p, g);
	if (!pairs && l->named)
		parts = split_parties(p, l, &alternatives);
	for (size_t k = 0; k < (parts ? parts : 1); k++) {
		struct tm_measure *m = add_measure(p, start);

		m->beneficiary = parts ? alternatives[k].name : l->named ? beneficiary_of(p, l) : TM_NO_SLICE;
		if (parts) {
			m->key = alternatives[k].key;
			share_conditions(p, alternatives[k].first, alternatives[k].last, m);
			if (k)
				p->party.count++;
		} else {
			share_conditions(p, l->start, l->last, m);
		}
		m->recipient = l->recipient;
		if (g->role == TM_FACT_REDUCTION && !m->rate.basis.len &&
		    fits(p, TM_USE_NOBODY, tm_tokens_text(tape_of(p), l->first, l->whole)))
			m->rate.basis = tm_tokens_text(tape_of(p), l->first, l->whole);
		if (l->key.len)
			m->key = l->key;
		fill(p, g, parts && g->count > 1 ? nth_figure(p, g, k) : first, m);
	}
	p->party.has_rate = first && first->kind == TM_FACT_RATE;
	p->party.has_sum = first && first->kind == TM_FACT_MONEY;
}

/* 给予用房补贴. 对租赁的，按30%给予补贴: an announcement whose figures follow is no measure of its own. */
static void drop_announcement(struct measure_pass *p, const struct giving *g)
{
	struct tm_clause *c = p->r->clause;
	const struct tm_measure *last;

	if (!p->party.announced || !g->count || p->party.count != 1 || !c->measure_count)
		return;
	last = &c->measures[c->measure_count - 1];
	if (last->rate.facts.count)
		return;
	if (p->fresh && !tm_slice_eq(last->instrument, find_instrument(p, g)))
		return;
	c->measure_count--;
	p->party = (struct party){ 0 };
}

/* May the giving add to the measures before it, rather than be one of its own? */
static bool adds(const struct measure_pass *p, const struct giving *g)
{
	const struct tm_fact *fact = g->count ? nth_figure(p, g, 0) : NULL;

	if (!p->party.count)
		return false;
	if (p->party.announced)
		return true;
	if (!fact) /* 按交易金额的3%，给予企业资助 */
		return p->party.has_rate && !p->party.has_sum &&
		       !p->r->clause->measures[p->party.first_measure].instrument.len;
	if (fact->kind == TM_FACT_RATE)
		return false;
	return fact->role == TM_FACT_CAP ||
	       (p->party.has_rate && !p->party.has_sum && fact->role == TM_FACT_FLOOR);
}

static void add_to_party(struct measure_pass *p, const struct giving *g)
{
	struct tm_clause *c = p->r->clause;

	for (size_t k = 0; k < p->party.count; k++) {
		const struct tm_fact *fact = g->count ? nth_figure(p, g, g->count == p->party.count ? k : 0)
						      : NULL;

		fill(p, g, fact, &c->measures[p->party.first_measure + k]);
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
	p->party.has_sum = true;
}

/* The same people get something more: a copy of who they are. */
static void repeat_party(struct measure_pass *p, const struct giving *g, const struct lead *l)
{
	struct tm_clause *c = p->r->clause;
	size_t from = p->party.first_measure, count = p->party.count;

	p->party.first_measure = c->measure_count;
	for (size_t k = 0; k < count; k++) {
		struct tm_measure *m = add_measure(p, p->party.start);
		const struct tm_measure *before = &c->measures[from + k];

		m->beneficiary = before->beneficiary;
		m->key = before->key;
		for (size_t i = 0; i < before->thresholds.count && !l->condition; i++)
			tm_slices_add(&m->thresholds, p->r->pass->arena, before->thresholds.items[i]);
		share_conditions(p, g->lead, g->head, m);
		fill(p, g, g->count ? nth_figure(p, g, g->count == count ? k : 0) : NULL, m);
	}
	p->party.announced = !g->count;
	p->party.has_rate = g->count && nth_figure(p, g, 0)->kind == TM_FACT_RATE;
	p->party.has_sum = !p->party.has_rate && g->count;
}

/* 对A给予补贴，如B的，最高给予600万元: the figure is that of the announcement. */
static bool completes(const struct measure_pass *p, const struct giving *g, const struct lead *l)
{
	return p->party.announced && !p->fresh && g->count && l->named && l->start == l->first;
}

/* 按照研发投入的10%，I期最高100万元，II期最高200万元: the rate holds for each, the sum for one. */
static bool specifies(const struct measure_pass *p, const struct giving *g, const struct lead *l)
{
	return !p->fresh && p->party.count == 1 && p->party.has_rate && l->named && l->start == l->first &&
	       g->count == 1 && nth_figure(p, g, 0)->role == TM_FACT_CAP && !ends_in_of(p, l->first, l->last);
}

static void specify_one(struct measure_pass *p, const struct giving *g, struct tm_slice name)
{
	struct tm_clause *c = p->r->clause;
	struct tm_measure *m = &c->measures[p->party.first_measure];

	if (p->party.has_sum) {
		struct tm_measure first = *m;

		m = add_measure(p, p->party.start);
		first.id = m->id;
		first.cap_count = first.cap_room = 0;
		first.caps = NULL;
		*m = first;
	}
	m->key = name;
	if (names_body(p, name))
		m->beneficiary = name;
	fill(p, g, nth_figure(p, g, 0), m);
	p->party.has_sum = true;
}

static void specify(struct measure_pass *p, const struct giving *g, const struct lead *l)
{
	struct tm_alternative *parts;
	size_t count = g->respectively ? tm_pair(tape_of(p), l->first, l->last, 1, p->r->pass->arena, &parts) : 0;

	for (size_t k = 0; k < count; k++)
		specify_one(p, g, parts[k].key);
	if (!count)
		specify_one(p, g, tm_tokens_text(tape_of(p), l->first, l->last));
}

/* 同一单位年度资助总额不超过20万元: a ceiling in a sentence of its own binds all that the clause gives. */
static bool binds_all(const struct measure_pass *p, const struct giving *g, const struct lead *l)
{
	return !l->named && g->count == 1 && nth_figure(p, g, 0)->role == TM_FACT_CAP &&
	       p->r->clause->measure_count && !tm_tokens_have(tape_of(p), g->head, g->figure, TM_USE_GIVE) &&
	       !tm_tokens_have(tape_of(p), g->head, g->figure, TM_USE_BY);
}

static void bind_all(struct measure_pass *p, const struct giving *g)
{
	struct tm_clause *c = p->r->clause;

	for (size_t k = 0; k < c->measure_count; k++) {
		struct tm_cap *cap;

		add_cap(p, g, nth_figure(p, g, 0), &c->measures[k]);
		cap = &c->measures[k].caps[c->measures[k].cap_count - 1];
		for (size_t j = 0; j < c->measure_count && c->measure_count <= MOST_JOINT; j++)
			if (j != k)
				tm_slices_add(&cap->joint, p->r->pass->arena, c->measures[j].id);
	}
}

/* Does a new party begin: one that is named, or where there is none that a cap could bind? */
static bool opens(struct measure_pass *p, const struct giving *g, const struct lead *l)
{
	if ((l->named || l->key.len) && !completes(p, g, l))
		return true;
	return (p->fresh || !p->party.count) && !binds_all(p, g, l);
}

static void read_giving(struct measure_pass *p, const struct giving *g)
{
	struct lead l = read_lead(p, g);
	struct tm_clause *c = p->r->clause;
	bool part = c->measure_count && tm_tokens_have(tape_of(p), g->lead, g->head, TM_USE_PART);
	size_t before = c->measure_count, whole = p->party.count ? p->party.first_measure : 0;

	if (specifies(p, g, &l)) {
		specify(p, g, &l);
	} else if (opens(p, g, &l)) {
		drop_announcement(p, g);
		open_party(p, g, &l);
	} else if (p->fresh || !p->party.count) {
		bind_all(p, g);
	} else if (!l.condition && adds(p, g)) {
		add_to_party(p, g);
	} else {
		repeat_party(p, g, &l);
	}
	for (size_t k = before; part && whole < k && k < c->measure_count; k++)
		c->measures[k].part_of = c->measures[whole].part_of.ptr ? c->measures[whole].part_of
									: c->measures[whole].id;
	p->fresh = false;
}

static void mark(bool *used, size_t count, const struct tm_slices *ids)
{
	for (size_t i = 0; i < ids->count; i++) {
		int n; /* f12 is the twelfth */

		if (tm_slice_number(tm_slice_sub(ids->items[i], 1, ids->items[i].len), &n) && (size_t)n <= count)
			used[n - 1] = true;
	}
}

/* A sum that is given, but in no measure: in brackets, or behind words that no rule knows. */
static void report_left(struct tm_reading *r)
{
	struct tm_clause *c = r->clause;
	bool *used = tm_arena_array(r->pass->arena, c->fact_count, sizeof(*used));

	for (size_t k = 0; k < c->measure_count; k++) {
		const struct tm_measure *m = &c->measures[k];

		mark(used, c->fact_count, &m->amount.facts);
		mark(used, c->fact_count, &m->floor.facts);
		mark(used, c->fact_count, &m->rate.facts);
		for (size_t i = 0; i < m->cap_count; i++)
			mark(used, c->fact_count, &m->caps[i].facts);
	}
	for (size_t i = 0; i < r->tape.count; i++) {
		if (!tm_is_figure(&r->tape, i))
			continue;
		if (is_given(tm_fact_at(r, i)) && !used[r->fact[r->tape.tokens[i].figure]])
			tm_report_unplaced(r, tm_fact_at(r, i));
	}
}

void tm_read_measures(struct tm_reading *r)
{
	struct measure_pass p = { .r = r };
	struct tm_sentence s;
	size_t at = 0;

	while (tm_sentence_next(&r->tape, &at, &s)) {
		struct giving g;

		if (s.in_brackets)
			continue;
		p.s = &s;
		p.at = s.first;
		p.fresh = true;
		while (next_giving(&p, &g)) {
			read_giving(&p, &g);
			p.at = g.tail > g.end ? g.tail : g.end;
		}
	}
	if (r->clause->fact_count)
		report_left(r);
}
