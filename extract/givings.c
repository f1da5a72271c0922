/*
 * givings.c - the phrases that give: 按照租金的30%给予补贴, 最高50万元, 免征车辆购置税.
 */
#include "measures_p.h"

#include "normalize/utf8.h"

enum { NAME_CHARACTERS = 6 }; /* of a text's end, which say what kind of body it names */

bool tm_text_fits(const struct tm_measure_pass *p, enum tm_use use, struct tm_slice text)
{
	return text.len && tm_grammar_match(p->r->pass->grammar, use, p->r->pass->matcher, text, 0) != NULL;
}

/* Does the text end in somebody who can be paid? */
bool tm_names_body(const struct tm_measure_pass *p, struct tm_slice text)
{
	return tm_text_fits(p, TM_USE_RECIPIENT, tm_utf8_last(text, NAME_CHARACTERS));
}

/* … or in a body with a name of its own, not in 者? */
bool tm_names_own_body(const struct tm_measure_pass *p, struct tm_slice text)
{
	const struct tm_rule *rule;

	if (!text.len)
		return false;
	rule = tm_grammar_match(p->r->pass->grammar, TM_USE_RECIPIENT, p->r->pass->matcher,
				tm_utf8_last(text, NAME_CHARACTERS), 0);
	return rule && rule->value_number == TM_RECIPIENT_BODY;
}

/* Is a bracket of these tokens open at `at`? */
static bool in_brackets(const struct tm_measure_pass *p, size_t first, size_t last, const char *at)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t open = 0;

	for (size_t i = first; i < last && t->text.ptr + t->tokens[i].start < at; i++) {
		open += tm_is_mark(t, i, TM_MARK_OPEN);
		open -= open && tm_is_mark(t, i, TM_MARK_CLOSE);
	}
	return open > 0;
}

struct tm_slice tm_leading_body(const struct tm_measure_pass *p, struct tm_slice text)
{
	for (size_t shorter; text.len && (shorter = tm_utf8_before(text.ptr, text.len)) > 0; text.len = shorter)
		if (tm_names_body(p, text))
			return text; /* of two characters at least: 其|他区县 */
	return TM_NO_SLICE;
}

struct tm_slice tm_shorter_body(const struct tm_measure_pass *p, struct tm_slice body)
{
	return tm_leading_body(p, tm_slice_sub(body, 0, tm_utf8_before(body.ptr, body.len)));
}

struct tm_slice tm_first_body(const struct tm_measure_pass *p, size_t first, size_t last)
{
	struct tm_slice name = tm_leading_body(p, tm_tokens_text(tm_pass_tape(p), first, last));

	while (name.len && in_brackets(p, first, last, name.ptr + name.len))
		name = tm_shorter_body(p, name);
	return name;
}

/* ---- parts ---- */

size_t tm_part_from(const struct tm_measure_pass *p, size_t floor, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t closed = 0, inside = 0; /* what is never opened hides no pause */

	for (; i > floor; i--) {
		if (tm_is_pause(t, i - 1)) {
			if (!closed)
				return i;
			inside = inside ? inside : i;
		}
		closed += tm_is_mark(t, i - 1, TM_MARK_CLOSE);
		if (closed && tm_is_mark(t, i - 1, TM_MARK_OPEN) && !--closed)
			inside = 0;
	}
	return inside ? inside : floor;
}

/* ---- heads ---- */

/* Does this token belong to the head of a giving that it stands right before? */
bool tm_modifies_giving(const struct tm_reading *r, size_t i)
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
	case TM_USE_YEARLY:
	case TM_USE_INSERTION:
	case TM_USE_SOFT:
	case TM_USE_PER:
	case TM_USE_SHARE:
		return true;
	case TM_USE_LEVEL: /* but not the last of a row: 国家级、省级、|市级|分别给予 */
		return i < 2 || !tm_is_mark(&r->tape, i - 1, TM_MARK_LIST) ||
		       !tm_token_is(&r->tape, i - 2, TM_USE_LEVEL);
	case TM_USE_WINDOW: /* 连续三年, 前两年 */
	case TM_USE_BEFORE_DAY:
	case TM_USE_AFTER_DAY:
		return i + 1 < r->tape.count && r->tape.tokens[i + 1].kind == TM_TOKEN_FIGURE &&
		       tm_modifies_giving(r, i + 1);
	default:
		return false;
	}
}

/* 每连续租满1年: may this figure be part of what a sum counts by? */
static bool counts_by(const struct tm_reading *r, size_t i)
{
	const struct tm_fact *fact = tm_fact_at(r, i);

	return fact->kind == TM_FACT_COUNT ||
	       ((fact->kind == TM_FACT_MONEY || fact->kind == TM_FACT_RATE) && fact->role == TM_FACT_OTHER) ||
	       (fact->kind == TM_FACT_PERIOD && i > 0 &&
		(tm_token_says(&r->tape, i - 1, TM_USE_BOUND, TM_BOUND_WORD_GE) ||
		 (fact->role == TM_FACT_OTHER && r->tape.tokens[i - 1].kind == TM_TOKEN_TEXT))); /* 每服役|1年 */
}

/* 每件, 单幅地块, 同一企业每年度, 每新增1000万元: a word of "per" and what is behind it. */
size_t tm_per_before(const struct tm_measure_pass *p, size_t i, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);
	enum { PER_TOKENS = 6 };
	size_t closed = 0;

	for (size_t k = i; k-- > floor && i - k <= PER_TOKENS;) {
		closed += tm_is_mark(t, k, TM_MARK_CLOSE);
		closed -= closed && tm_is_mark(t, k, TM_MARK_OPEN);
		if (tm_token_is(t, k, TM_USE_PER))
			return closed ? SIZE_MAX : k; /* （每家企业不超过8名）|给予: not what stands in brackets */
		if (t->tokens[k].kind != TM_TOKEN_TEXT && !tm_token_is(t, k, TM_USE_YEARLY) &&
		    !tm_token_is(t, k, TM_USE_PLAIN) && !tm_token_is(t, k, TM_USE_WINDOW) &&
		    !(tm_token_is(t, k, TM_USE_BOUND) && tm_is_figure(t, k + 1)) &&
		    !tm_token_is(t, k, TM_USE_AND) && !tm_token_is(t, k, TM_USE_VERB) && !tm_is_figure(t, k) &&
		    !tm_token_is(t, k, TM_USE_INSERTION) && !tm_is_mark(t, k, TM_MARK_CLOSE) &&
		    !tm_is_mark(t, k, TM_MARK_OPEN))
			break;
		if (tm_is_figure(t, k) && !counts_by(p->r, k))
			break;
	}
	return SIZE_MAX;
}

/* 标准为|, 标准分别提高到|: where the word for a standard stands whose verb ends at `i`, or SIZE_MAX. */
static size_t share_before(const struct tm_tape *t, size_t i, size_t floor)
{
	if (!tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) && !tm_token_says(t, i, TM_USE_VERB, TM_VERB_HOLD))
		return SIZE_MAX;
	while (i > floor && (tm_token_is(t, i - 1, TM_USE_RESPECTIVELY) || tm_token_is(t, i - 1, TM_USE_SOFT)))
		i--;
	return i > floor && tm_token_is(t, i - 1, TM_USE_SHARE) ? i - 1 : SIZE_MAX;
}

/* 单机补贴|限额可提高到|: where the word for a ceiling stands whose verb ends at `i`, or SIZE_MAX. */
static size_t limit_before(const struct tm_tape *t, size_t i, size_t floor)
{
	if (!tm_token_says(t, i, TM_USE_VERB, TM_VERB_HOLD))
		return SIZE_MAX;
	while (i > floor && tm_token_is(t, i - 1, TM_USE_INSERTION))
		i--;
	return i > floor && tm_token_says(t, i - 1, TM_USE_BOUND, TM_BOUND_WORD_LE) ? i - 1 : SIZE_MAX;
}

/* |在|三年内给予…. */
static bool opens_time(const struct tm_measure_pass *p, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) && tm_is_figure(t, i + 1) &&
	       tm_modifies_giving(p->r, i + 1);
}

/* 园区的|一次性资金补助，|由10万元提高到20万元: where the benefit begins that is raised behind its comma, or
 * SIZE_MAX. */
static size_t benefit_before(const struct tm_measure_pass *p, size_t raised)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = raised - 2;

	if (!tm_is_mark(t, raised - 1, TM_MARK_COMMA) || !tm_token_is(t, i, TM_USE_INSTRUMENT))
		return SIZE_MAX;
	while (i > p->at && !tm_token_is(t, i - 1, TM_USE_OF) &&
	       (t->tokens[i - 1].kind == TM_TOKEN_TEXT || tm_modifies_giving(p->r, i - 1)))
		i--;
	return i > p->at && tm_token_is(t, i - 1, TM_USE_OF) ? i : raised - 2;
}

/* The head grows to the left over all that modifies it. */
static size_t grow_head(const struct tm_measure_pass *p, size_t head, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);

	while (head > floor) {
		size_t per = tm_per_before(p, head, floor), raised = tm_raised_from(t, head - 1, p->at);
		size_t share = share_before(t, head - 1, floor), limit = limit_before(t, head - 1, floor);

		if (share != SIZE_MAX)
			head = share;
		else if (limit != SIZE_MAX)
			head = limit;
		else if (tm_modifies_giving(p->r, head - 1) || opens_time(p, head - 1))
			head--;
		else if (raised < head - 1 && raised > p->at && tm_token_is(t, raised - 1, TM_USE_SHARE))
			head = raised; /* 标准由1000元提高到 */
		else if (raised < head - 1 && raised > p->at + 1 && benefit_before(p, raised) != SIZE_MAX)
			head = benefit_before(p, raised);
		else if (per != SIZE_MAX)
			head = per;
		else
			break;
	}
	return head;
}

/* 按当年增加的|对企业贷款余额, 按其|对地方的贡献, 给予其|对本区贡献的50%: 对 in what a share is taken of. */
static bool is_inside(const struct tm_measure_pass *p, size_t i, size_t floor, size_t anchor)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (tm_is_figure(t, anchor) && tm_token_is(t, anchor - 1, TM_USE_OF) &&
	    tm_tokens_have(t, floor, i, TM_USE_BY) && !tm_tokens_have(t, i, anchor, TM_USE_GIVE))
		return true; /* 按企业外地项目|对本区贡献的80% */
	return i > floor + 1 && (tm_token_is(t, i - 1, TM_USE_OF) ||
				 (t->tokens[i - 1].kind == TM_TOKEN_TEXT &&
				  (tm_token_is(t, i - 2, TM_USE_BY) || tm_token_is(t, i - 2, TM_USE_GIVE)) &&
				  tm_names_body(p, tm_token_text(t, i - 1))));
}

/* Where 按照 … begins, when it leads to `anchor`; or `anchor`. */
static size_t by_before(const struct tm_measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = anchor, closed = 0; i-- > floor;) {
		closed += tm_is_mark(t, i, TM_MARK_CLOSE);
		closed -= closed && tm_is_mark(t, i, TM_MARK_OPEN);
		if (closed)
			continue; /* 年奖励金额按基准利率（按年初为准）的2倍 */
		if (tm_token_is(t, i, TM_USE_FOR) && !is_inside(p, i, floor, anchor))
			break;
		if (tm_token_is(t, i, TM_USE_BY) && !(i > 0 && tm_token_is(t, i - 1, TM_USE_FOR)))
			return i;
	}
	return anchor;
}

static size_t give_before(const struct tm_measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = anchor; i-- > floor;) {
		if (tm_token_is(t, i, TM_USE_GIVE) && !tm_token_is(t, i + 1, TM_USE_OF))
			return i; /* not 给予组织|实施|的协会10万元 */
		if (tm_token_is(t, i, TM_USE_FOR) && !is_inside(p, i, floor, anchor))
			break;
	}
	return anchor;
}

bool tm_names_sum(const struct tm_measure_pass *p, size_t i, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t bound = i + 1;

	while (tm_token_is(t, bound, TM_USE_SOFT))
		bound++;
	return i > floor && tm_token_is(t, i - 1, TM_USE_INSTRUMENT) && tm_token_is(t, bound, TM_USE_BOUND) &&
	       ((t->tokens[i].kind == TM_TOKEN_TEXT && !tm_names_body(p, tm_token_text(t, i))) ||
		tm_token_is(t, i, TM_USE_POOL));
}

/* 按照每平方米5000元、|年度奖励总额不超过100万元，予以奖励: is the verb of what was given still to come? */
static bool is_open_row(const struct tm_measure_pass *p)
{
	return tm_is_mark(tm_pass_tape(p), p->at, TM_MARK_LIST) && p->party.count &&
	       !p->r->clause->measures[p->party.first_measure].instrument.len;
}

/* 奖励20万元, 减免50%: the word in front of the figure is the verb. */
static size_t verb_before(const struct tm_measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = anchor;

	while (i > floor && (tm_token_is(t, i - 1, TM_USE_BOUND) || tm_token_is(t, i - 1, TM_USE_ONCE) ||
			     tm_token_is(t, i - 1, TM_USE_CUMULATIVE) || tm_token_is(t, i - 1, TM_USE_SOFT) ||
			     tm_token_is(t, i - 1, TM_USE_INSERTION)))
		i--;
	if (i > floor + 1 && tm_token_says(t, i - 1, TM_USE_VERB, TM_VERB_REACH)) { /* 补助金额为100万元 */
		size_t noun = i - 2 - (i > floor + 2 && t->tokens[i - 2].kind == TM_TOKEN_TEXT);

		if (tm_token_is(t, noun, TM_USE_INSTRUMENT))
			return noun;
	}
	if (i > floor && (tm_token_is(t, i - 1, TM_USE_INSTRUMENT) || tm_token_is(t, i - 1, TM_USE_RELIEF)))
		return i - 1 -
		       (i > floor + 1 && tm_token_is(t, i - 2, TM_USE_INSTRUMENT)); /* 补助|工作经费2万元 */
	if (i > floor + 1 && tm_names_sum(p, i - 1, floor) && !is_open_row(p))
		return i - 2;
	for (size_t k = i; k-- > floor && !tm_is_figure(t, k) && tm_is_figure(t, i) &&
			   tm_fact_at(p->r, i)->kind == TM_FACT_RATE;)
		if (tm_token_says(t, k, TM_USE_RELIEF, TM_RELIEF_RETURN))
			return k; /* 返还其上年度实际缴纳失业保险费的50% */
	for (size_t k = i; k-- > floor && (t->tokens[k].kind == TM_TOKEN_TEXT || tm_token_is(t, k, TM_USE_PLAIN) ||
					   tm_token_is(t, k, TM_USE_AND) || tm_is_mark(t, k, TM_MARK_LIST) ||
					   tm_token_says(t, k, TM_USE_VERB, TM_VERB_ACT) ||
					   tm_token_says(t, k, TM_USE_VERB, TM_VERB_BRING));)
		if (k > floor && tm_token_is(t, k - 1, TM_USE_INSTRUMENT) &&
		    (tm_text_fits(p, TM_USE_RECIPIENT, tm_tokens_text(t, k, i)) ||
		     tm_text_fits(p, TM_USE_CHARGE, tm_tokens_text(t, k, i))))
			return k - 1; /* 奖励企业法定代表人5万元, 补贴展位费2万元 */
	return anchor;
}

/* Is all between a word of "per" at the start of a part and the head a noun, or what is given:
 * 每家机构年度资助总额?  Behind what was given, 对 may open it: ，对同一项目的奖励最高100万元. */
static bool opens_with_per(const struct tm_measure_pass *p, size_t first, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (g->role == TM_FACT_CAP && p->party.count && !p->fresh && tm_token_is(t, first, TM_USE_FOR) &&
	    tm_token_says(t, first + 1, TM_USE_PER, TM_PER_SINGLE))
		first++;
	first += tm_token_says(t, first, TM_USE_ALSO, TM_ALSO_JOINT); /* 且|每年最高补贴金额 */
	if (!tm_token_is(t, first, TM_USE_PER) &&
	    !(tm_token_is(t, first, TM_USE_YEARLY) && tm_token_is(t, first + 1, TM_USE_INSTRUMENT)))
		return false;
	for (size_t i = first + 1; i < g->head; i = tm_measure_step(p, i))
		if (tm_token_is(t, i, TM_USE_FOR) ||
		    ((tm_token_is(t, i, TM_USE_OF) || tm_token_is(t, i, TM_USE_VERB)) &&
		     !tm_tokens_have(t, i, g->figure, TM_USE_INSTRUMENT)))
			return false;
	return true;
}

/* 不超过其实际投入的|30%: a share whose base stands behind what bounds it. */
static size_t bounded_share_before(const struct tm_measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (anchor == floor || !tm_token_is(t, anchor - 1, TM_USE_OF) || !tm_is_figure(t, anchor) ||
	    tm_fact_at(p->r, anchor)->kind != TM_FACT_RATE)
		return anchor;
	for (size_t i = anchor - 1; i-- > floor && !tm_token_is(t, i, TM_USE_OF);)
		if (tm_token_is(t, i, TM_USE_BOUND))
			return i;
	if (anchor + 1 < p->s->last && tm_token_is(t, anchor + 1, TM_USE_GIVE) &&
	    !tm_tokens_have(t, floor, anchor, TM_USE_FOR) && !tm_first_body(p, floor, anchor - 1).len)
		return floor; /* 设备投资额的|10%予以补助 */
	if (anchor + 1 < p->s->last && tm_token_is(t, anchor + 1, TM_USE_INSTRUMENT) && floor > p->at &&
	    tm_is_mark(t, floor - 1, TM_MARK_COLON))
		return floor; /* 改造补助：设备投资额的|10%补助 */
	return anchor;
}

/* 失业保险金|标准为当地最低工资标准的|90%: where a standard begins that is a share of something. */
static size_t standard_before(const struct tm_measure_pass *p, size_t anchor, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (!tm_is_figure(t, anchor) || tm_fact_at(p->r, anchor)->kind != TM_FACT_RATE)
		return anchor;
	for (size_t i = anchor; i-- > floor;)
		if (share_before(t, i, floor) != SIZE_MAX)
			return share_before(t, i, floor);
	return anchor;
}

/* Is all of a part in front of the head how it is given, and one word of what for: 一次性|安家|补助? */
static bool opens_with_manner(const struct tm_measure_pass *p, size_t first, size_t head)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t words = 0;

	if (first >= head || first == p->at || !tm_token_is(t, first, TM_USE_ONCE))
		return false;
	for (size_t i = first; i < head; i++)
		if (!tm_modifies_giving(p->r, i))
			words += t->tokens[i].kind == TM_TOKEN_TEXT ? 1 : 2;
	return words <= 1;
}

/* 标准为：一级伤残|为本人工资的90%: where a list says what share of what each one gets; else `head`. */
static size_t equation_before(const struct tm_measure_pass *p, size_t head, size_t floor)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = head; i-- > floor + 1 && tm_token_is(t, head - 1, TM_USE_OF);)
		if (tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) &&
		    tm_tokens_have(t, p->s->first, i, TM_USE_SHARE))
			return i;
	return head;
}

/* Where a part begins with an instrument, but for insertions; else `head`. */
static size_t instrument_at(const struct tm_measure_pass *p, size_t floor, size_t head)
{
	size_t i = floor;

	while (i < head && tm_token_is(tm_pass_tape(p), i, TM_USE_INSERTION))
		i++;
	return tm_token_is(tm_pass_tape(p), i, TM_USE_INSTRUMENT) ? i : head;
}

static void find_head(const struct tm_measure_pass *p, struct tm_giving *g)
{
	size_t floor = tm_part_start(p, g->figure), head;

	floor += tm_is_item_number(tm_pass_tape(p), floor);
	head = give_before(p, g->figure, floor);
	if (head == g->figure)
		head = verb_before(p, head, floor);
	if (head == g->figure && floor > p->at)
		head = instrument_at(p, floor, head); /* ，资助缴纳官费的50%; ，可以报销医疗费的70% */
	head = grow_head(p, head, floor);
	head = by_before(p, head, floor);
	if (head == g->figure)
		head = standard_before(p, head, floor);
	if (head == g->figure)
		head = bounded_share_before(p, head, floor);
	if (head == g->figure)
		head = equation_before(p, head, floor);
	g->head = grow_head(p, head, floor);
	if (opens_with_per(p, floor, g) || opens_with_manner(p, floor, g->head))
		g->head = floor; /* 单户企业补助最高不超过20万元, 一次性安家补助60万元 */
}

/* ---- the end of a giving ---- */

/* Does a sum or rate stand between here and the end of the segment? */
static bool sum_follows(const struct tm_measure_pass *p, size_t i)
{
	for (; i < p->s->last && !tm_is_pause(tm_pass_tape(p), i); i = tm_measure_step(p, i))
		if (tm_is_benefit(p, i))
			return true;
	return false;
}

/* 200元/千瓦|予以补助、高压100元: the verb of the sum before. */
static bool gives_before(const struct tm_tape *t, size_t i)
{
	return tm_token_is(t, i, TM_USE_GIVE) && tm_token_is(t, i + 1, TM_USE_INSTRUMENT) &&
	       (tm_is_mark(t, i + 2, TM_MARK_LIST) || tm_is_pause(t, i + 2));
}

/* Behind the figure: /个, （含）, 以内, 的一次性奖励; up to where the head of the next sum begins. */
static size_t find_tail(const struct tm_measure_pass *p, size_t from)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = from, tail = from;

	while (i < p->s->last && !tm_is_pause(t, i) && !tm_is_benefit(p, i) && !tm_token_is(t, i, TM_USE_FOR) &&
	       !tm_token_is(t, i, TM_USE_ALSO)) {
		if (tm_is_mark(t, i, TM_MARK_LIST) &&
		    (sum_follows(p, i) || tm_token_is(t, i - 1, TM_USE_INSTRUMENT)))
			break; /* 50万元补贴、|租金减免 */
		if ((tm_modifies_giving(p->r, i) || tm_token_is(t, i, TM_USE_BY)) &&
		    !tm_token_is(t, i, TM_USE_ONCE) && sum_follows(p, i) && !gives_before(t, i))
			break;
		i = tm_measure_step(p, i);
		if (tm_token_is(t, i - 1, TM_USE_INSTRUMENT) || tm_token_is(t, i - 1, TM_USE_RELIEF) ||
		    i == from + 1)
			tail = i;
	}
	return tail > from ? tail : i;
}

/* ---- what a giving is ---- */

/* 20万元|/项. */
static bool is_slash(const struct tm_tape *t, size_t i)
{
	return t->tokens[i].kind == TM_TOKEN_TEXT && tm_slice_starts(tm_token_text(t, i), TM_SLICE("/"));
}

/* 分别按30万元、50万元、|实到外资额的8‰: where a share stands that ends a row of sums, or SIZE_MAX. */
static size_t share_in_row(const struct tm_measure_pass *p, const struct tm_giving *g, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (g->count < 2 || !tm_tokens_have(t, tm_part_start(p, g->figure), g->figure, TM_USE_RESPECTIVELY))
		return SIZE_MAX;
	while (i < p->s->last && (t->tokens[i].kind == TM_TOKEN_TEXT || tm_token_is(t, i, TM_USE_PLAIN)))
		i++;
	return tm_token_is(t, i, TM_USE_OF) && i + 1 < p->s->last && tm_is_benefit(p, i + 1) &&
			       tm_fact_at(p->r, i + 1)->kind == TM_FACT_RATE
		       ? i + 1
		       : SIZE_MAX;
}

/* 支持比例为50%|或|70%: is the share behind 或 what the one before it may be, and not by turns? */
static bool is_other_rate(const struct tm_measure_pass *p, size_t figure, size_t joint)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return tm_token_says(t, joint, TM_USE_AND, TM_AND_EITHER) && joint == figure + 1 &&
	       tm_is_benefit(p, joint + 1) && tm_fact_at(p->r, figure)->kind == TM_FACT_RATE &&
	       tm_fact_at(p->r, joint + 1)->kind == TM_FACT_RATE && tm_fact_at(p->r, figure)->value.ptr &&
	       tm_fact_at(p->r, joint + 1)->value.ptr &&
	       !tm_tokens_have(t, tm_part_start(p, figure), figure, TM_USE_RESPECTIVELY);
}

static bool read_figures(const struct tm_measure_pass *p, struct tm_giving *g, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);
	const struct tm_fact *fact = tm_fact_at(p->r, i);

	*g = (struct tm_giving){ .lead = p->at, .figure = i, .end = i + 1, .count = 1, .role = fact->role };
	for (;;) {
		size_t k = g->end;

		while (k < p->s->last && (tm_token_is(t, k, TM_USE_BOUND_BEHIND) ||
					  tm_token_is(t, k, TM_USE_INCLUSIVE) || is_slash(t, k)))
			k++;
		if (!(tm_is_mark(t, k, TM_MARK_LIST) || tm_token_is(t, k, TM_USE_AND)) || k + 1 >= p->s->last)
			break;
		if (is_other_rate(p, i, k)) {
			g->end = k + 2;
			break;
		}
		if (tm_is_benefit(p, k + 1) && tm_fact_at(p->r, k + 1)->kind == fact->kind)
			g->end = k + 2;
		else if (share_in_row(p, g, k + 1) != SIZE_MAX)
			g->end = share_in_row(p, g, k + 1) + 1;
		else
			break;
		g->count++;
	}
	find_head(p, g);
	g->tail = find_tail(p, g->end);
	for (size_t k = g->head; k < g->figure; k++)
		g->respectively |= tm_token_is(t, k, TM_USE_RESPECTIVELY);
	return true;
}

/* 鼓励|有条件的地方|对多子女家庭购房的，给予…: are others encouraged to give? */
static bool urges_others(const struct tm_measure_pass *p, size_t give)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t first = tm_skip_joints(t, p->at, give), i = first;

	if (!tm_token_says(t, first, TM_USE_VERB, TM_VERB_ENCOURAGE))
		return false;
	while (i < give && !tm_token_is(t, i, TM_USE_FOR))
		i = tm_measure_step(p, i);
	return i < give && i > first + 1 &&
	       (tm_text_fits(p, TM_USE_NOBODY, tm_tokens_text(t, first + 1, i)) ||
		(i == tm_part_end(p, first) + 1 &&
		 tm_text_fits(p, TM_USE_NOBODY, tm_token_text(t, first + 1)))); /* 鼓励|各地|制定措施，对… */
}

/* 给予一定的资金支持: a benefit noun ends the phrase. */
static bool read_noun(const struct tm_measure_pass *p, struct tm_giving *g, size_t give)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t end = tm_part_end(p, give), noun = SIZE_MAX;
	bool weak = tm_token_says(t, give, TM_USE_GIVE, TM_GIVE_WEAK);

	for (size_t i = give + 1; i < end; i = tm_measure_step(p, i)) {
		if (tm_is_benefit(p, i) || tm_token_is(t, i, TM_USE_FOR))
			return false;
		if (tm_token_is(t, i, TM_USE_INSTRUMENT) || (i == give + 1 && tm_token_is(t, i, TM_USE_RELIEF)) ||
		    (i + 1 == end && tm_token_says(t, i, TM_USE_RELIEF, TM_RELIEF_RETURN)))
			noun = i; /* 资金支持, 减免, 失业保险稳岗返还 */
	}
	if (noun == SIZE_MAX || tm_token_says(t, tm_part_start(p, give), TM_USE_VERB, TM_VERB_ENCOURAGE) ||
	    urges_others(p, give))
		return false; /* 鼓励各区给予支持 */
	if (noun + 2 == end && tm_token_is(t, noun + 1, TM_USE_OF))
		return false; /* 批准给予救助的，应…: a case, not what is given in it */
	*g = (struct tm_giving){ .lead = p->at, .figure = give, .end = give + 1, .role = TM_FACT_OTHER };
	find_head(p, g);
	g->tail = noun + 1;
	if (weak && !tm_token_is(t, g->head, TM_USE_BY) &&
	    !(noun + 1 == end && (tm_tokens_have(t, tm_part_start(p, give), give, TM_USE_FOR) ||
				  tm_token_says(t, p->at, TM_USE_FOR, TM_FOR_TOWARDS))))
		return false;
	for (size_t k = g->head; k < give; k++)
		g->respectively |= tm_token_is(t, k, TM_USE_RESPECTIVELY);
	return true;
}

static bool has_date(const struct tm_measure_pass *p, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		if (tm_is_figure(tm_pass_tape(p), i) && tm_fact_at(p->r, i)->kind == TM_FACT_DATE)
			return true;
	return false;
}

/* 免征车辆购置税. */
static bool read_relief(const struct tm_measure_pass *p, struct tm_giving *g, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t end = tm_part_end(p, i);

	for (size_t k = i + 1; k < end; k = tm_measure_step(p, k))
		if (tm_is_benefit(p, k))
			return false;
	if (tm_token_says(t, i, TM_USE_RELIEF, TM_RELIEF_REDUCE))
		return false; /* 下调竞买保证金: by how much? */
	if (end > i + 2 && tm_token_is(t, end - 1, TM_USE_ALSO) && tm_token_is(t, end - 2, TM_USE_OF))
		return false; /* 在减免社会保险费的同时: something else is said */
	if (i + 1 >= end || tm_token_is(t, i + 1, TM_USE_OF) ||
	    (tm_token_is(t, i + 1, TM_USE_VERB) && !tm_token_says(t, i + 1, TM_USE_VERB, TM_VERB_REACH)) ||
	    tm_token_is(t, i + 1, TM_USE_INSTRUMENT) ||
	    (tm_text_fits(p, TM_USE_NO_BASIS, tm_tokens_text(t, i + 1, end)) && has_date(p, i + 1, end)) ||
	    (tm_text_fits(p, TM_USE_NO_BASIS, tm_tokens_text(t, i + 1, end)) &&
	     !tm_tokens_have(tm_pass_tape(p), tm_part_start(p, i), i, TM_USE_FOR) &&
	     !tm_names_body(p, tm_tokens_text(t, tm_part_start(p, i), i))))
		return false;
	*g = (struct tm_giving){ .lead = p->at, .figure = i, .end = i + 1, .role = TM_FACT_OTHER };
	find_head(p, g);
	g->tail = end;
	return true;
}

/* 给予600万元以内的运营费补贴、|5年的房屋租金减免: a second noun of one verb, which ends the part. */
static bool read_second_noun(const struct tm_measure_pass *p, struct tm_giving *g, size_t i)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t start = tm_part_from(p, p->s->first, p->at);

	if (!p->party.count || p->fresh || p->at <= p->s->first || i < p->at + 2 ||
	    !(tm_token_is(t, i, TM_USE_INSTRUMENT) || tm_token_is(t, i, TM_USE_RELIEF)) ||
	    !(tm_is_mark(t, p->at, TM_MARK_LIST) || tm_token_says(t, p->at, TM_USE_AND, TM_AND_BOTH)) ||
	    (i + 1 < p->s->last && !tm_is_pause(t, i + 1)))
		return false;
	if (!tm_tokens_have(t, start, p->at, TM_USE_GIVE))
		return false;
	for (size_t k = p->at + 1; k < i; k = tm_measure_step(p, k))
		if (tm_is_pause(t, k) || tm_is_mark(t, k, TM_MARK_LIST) || tm_token_is(t, k, TM_USE_FOR) ||
		    tm_token_is(t, k, TM_USE_GIVE) || tm_token_is(t, k, TM_USE_BY))
			return false;
	*g = (struct tm_giving){
		.lead = p->at, .figure = i, .end = i + 1, .head = p->at + 1, .tail = i + 1, .role = TM_FACT_OTHER
	};
	return true;
}

/* The next giving of the sentence. */
bool tm_giving_next(const struct tm_measure_pass *p, struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = p->at; i < p->s->last; i = tm_measure_step(p, i)) {
		if (tm_is_benefit(p, i))
			return read_figures(p, g, i);
		if (tm_token_is(t, i, TM_USE_GIVE) && read_noun(p, g, i))
			return true;
		if (tm_token_is(t, i, TM_USE_RELIEF) && read_relief(p, g, i))
			return true;
		if (read_second_noun(p, g, i))
			return true;
	}
	return false;
}

/* ---- what it says ---- */

struct tm_fact *tm_giving_figure(const struct tm_measure_pass *p, const struct tm_giving *g, size_t n)
{
	for (size_t i = g->figure; i < g->end; i++)
		if (tm_is_figure(tm_pass_tape(p), i) && n-- == 0)
			return tm_fact_at(p->r, i);
	return NULL;
}

/* 减半|收取: the rate in a word belongs to the name of the relief; the whole, as in 全额|减免, does not. */
static struct tm_slice relief_name(const struct tm_tape *t, size_t i)
{
	size_t from = i;

	if (tm_token_says(t, i, TM_USE_RELIEF, TM_RELIEF_WAIVE) && i > 0 && tm_is_figure(t, i - 1) &&
	    t->figures[t->tokens[i - 1].figure].rule->use == TM_USE_RATE_WORD &&
	    !tm_slice_is(t->figures[t->tokens[i - 1].figure].value, "1"))
		from--;
	return tm_tokens_text(t, from, i + 1);
}

static bool names_instrument(const struct tm_tape *t, size_t i)
{
	return tm_token_is(t, i, TM_USE_INSTRUMENT) ||
	       (tm_token_is(t, i, TM_USE_RELIEF) && t->tokens[i].number != TM_RELIEF_REDUCE);
}

/* The instrument that ends the phrase, or opens it (补贴50万元). */
struct tm_slice tm_giving_instrument(const struct tm_measure_pass *p, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = g->tail; i-- > g->figure;)
		if (names_instrument(t, i))
			return relief_name(t, i);
	for (size_t i = g->figure, closed = 0; i-- > g->head;) {
		closed += tm_is_mark(t, i, TM_MARK_CLOSE);
		closed -= closed && tm_is_mark(t, i, TM_MARK_OPEN);
		if (closed)
			continue; /* what stands in brackets is not what is given */
		if (names_instrument(t, i))
			return tm_token_text(t, i);
		if (tm_token_is(t, i, TM_USE_SHARE) && t->tokens[i].value.len)
			return t->tokens[i].value; /* 补贴标准为每人每月500元 */
	}
	if (g->head > g->lead + 1 && tm_token_is(t, g->head, TM_USE_BY)) {
		size_t noun = g->head - 1 - (t->tokens[g->head - 1].kind == TM_TOKEN_TEXT);

		noun -= tm_token_is(t, noun, TM_USE_OF); /* 补助资金的数额|按 */
		if (tm_token_is(t, noun, TM_USE_INSTRUMENT))
			return tm_token_text(t, noun); /* 购房补贴|按照合同金额的10%确定, 年奖励金额|按 */
	}
	for (size_t i = g->head; i-- > g->lead;)
		if (tm_token_is(t, i, TM_USE_SHARE) && t->tokens[i].value.len)
			return t->tokens[i].value; /* 补贴标准根据实际情况确定，最高… */
	if (g->head > g->lead && tm_token_is(t, g->head - 1, TM_USE_INSTRUMENT) &&
	    tm_tokens_have(t, g->head, g->figure, TM_USE_PER))
		return tm_token_text(t, g->head - 1); /* 生活补贴|每人每月3600元, 助学金|平均每生每年2000元 */
	if (g->head > g->lead + 1 && tm_is_pause(t, g->head - 1) && tm_token_is(t, g->head - 2, TM_USE_INSTRUMENT))
		return tm_token_text(t, g->head - 2); /* 贴息资金，|原则上不超过总投资的50% */
	return TM_NO_SLICE;
}
