/*
 * conditions.c - what must hold: one condition for each figure that is a threshold.
 *
 *     [indicator] [soft word] [bound] figure [bound behind]      年产值首次突破10亿元
 *     figure bound-behind 的 [indicator]                         50亩以上的存量低效土地
 *
 * Figures of a list share indicator and bound, and are alternatives.
 */
#include "reading_p.h"

struct condition_pass {
	struct tm_reading *r;
	const struct tm_sentence *s;
	struct tm_condition *last; /* the one before in this sentence */
	bool behind;               /* stood its indicator behind the figure? */
	bool earlier;              /* has the text a condition in an earlier sentence? */
	size_t last_end;           /* the token behind it */
	uint32_t group;            /* the highest so far in this clause */
};

/* Values of use "verb", and of "and". */

/* One condition as tokens: [first, last) is what is quoted. */
struct shape {
	size_t first, last, figure;
	size_t bound, behind; /* tokens, or SIZE_MAX */
	struct tm_slice indicator;
	bool soft, listed, subject;
	bool found_behind;
	bool tier;     /* of the earlier condition's indicator */
	bool repeated; /* 至少1名A和1名B: the bound holds for both */
	bool acts;     /* the indicator ends in a verb */
};

static bool is_threshold(const struct tm_reading *r, size_t i)
{
	return tm_is_figure(&r->tape, i) && tm_fact_at(r, i)->role == TM_FACT_THRESHOLD;
}

static bool separates(const struct tm_tape *t, size_t i)
{
	const struct tm_token *token = &t->tokens[i];

	if (token->kind != TM_TOKEN_WORD)
		return false;
	switch (token->use) {
	case TM_USE_MARK:
		return token->number != TM_MARK_LIST && token->number < TM_MARK_QUOTE_OPEN;
	case TM_USE_FOR:
	case TM_USE_GIVE:
	case TM_USE_BY:
	case TM_USE_ALSO:
	case TM_USE_PART:
	case TM_USE_AIM:
		return true;
	case TM_USE_BOUND:
		return token->number != TM_BOUND_WORD_APPROX;
	case TM_USE_VERB:
		return token->number == TM_VERB_BRING && i > 0 &&
		       tm_token_says(t, i - 1, TM_USE_VERB, TM_VERB_REACH);
	default:
		return false;
	}
}

/* Is all that stands between two figures a separator of a list, or bounds and measures of the first? */
static bool is_listed(const struct tm_tape *t, size_t from, size_t to)
{
	bool separated = false;

	for (size_t i = from; i < to; i++) {
		if (tm_is_mark(t, i, TM_MARK_LIST) || tm_token_is(t, i, TM_USE_AND))
			separated = true;
		else if (!tm_token_is(t, i, TM_USE_BOUND_BEHIND) && !tm_token_is(t, i, TM_USE_INCLUSIVE))
			return false;
	}
	return separated;
}

/* Where the brackets begin that end in front of `end`: 营业收入|（不含税）; `end` where none do. */
static size_t before_brackets(const struct tm_tape *t, size_t floor, size_t end)
{
	size_t i = end;

	if (end == floor || !tm_is_mark(t, end - 1, TM_MARK_CLOSE))
		return end;
	while (i-- > floor)
		if (tm_is_mark(t, i, TM_MARK_OPEN))
			return i;
	return end;
}

/* What is measured, as it stands in front: from the last separator to the bound. */
static void read_front(struct condition_pass *p, struct shape *shape, size_t figure)
{
	const struct tm_tape *t = &p->r->tape;
	size_t end = shape->bound != SIZE_MAX ? shape->bound : figure, start;
	size_t floor = p->last && p->last_end <= end ? p->last_end : p->s->first;
	bool rate = t->figures[t->tokens[figure].figure].kind == TM_QUANTITY_RATE;

	while (end > floor &&
	       (tm_token_says(t, end - 1, TM_USE_VERB, TM_VERB_REACH) || tm_token_is(t, end - 1, TM_USE_SOFT) ||
		tm_token_is(t, end - 1, TM_USE_INSERTION))) {
		end--;
		shape->soft |= tm_token_is(t, end, TM_USE_SOFT);
	}
	if (end == figure && end > floor && tm_token_is(t, end - 1, TM_USE_OF) &&
	    t->figures[t->tokens[figure].figure].kind == TM_QUANTITY_COUNT)
		return; /* 紧缺的|55岁及以下人员: what is measured stands behind, if at all */
	start = before_brackets(t, floor, end);
	while (start > floor &&
	       (!separates(t, start - 1) || (rate && tm_token_says(t, start - 1, TM_USE_VERB, TM_VERB_BRING))))
		start--; /* a rate may be that of growth: 同比增长10% */
	if (start + 1 < end && tm_token_is(t, start + 1, TM_USE_OF) && t->tokens[start].kind == TM_TOKEN_WORD &&
	    (tm_token_is(t, start, TM_USE_INSERTION) || tm_token_is(t, start, TM_USE_VERB)))
		start += 2; /* 经认定的 */
	while (start < end && (tm_is_mark(t, start, TM_MARK_LIST) || tm_token_is(t, start, TM_USE_AND) ||
			       tm_token_is(t, start, TM_USE_SOFT) || tm_token_is(t, start, TM_USE_BOUND_BEHIND) ||
			       tm_token_is(t, start, TM_USE_OF) || tm_token_is(t, start, TM_USE_INSERTION))) {
		shape->soft |= tm_token_is(t, start, TM_USE_SOFT);
		start++;
	}
	if (start == end && start > floor && tm_token_says(t, start - 1, TM_USE_ALSO, TM_ALSO_DEED))
		start--; /* 招用|3人以上的 */
	shape->indicator = tm_tokens_text(t, start,
					  end > start && tm_token_is(t, end - 1, TM_USE_OF) ? end - 1 : end);
	shape->acts = end > start && tm_token_is(t, end - 1, TM_USE_VERB);
	if (shape->indicator.len) {
		const struct tm_rule *subject = tm_grammar_match(p->r->pass->grammar, TM_USE_SUBJECT,
								 p->r->pass->matcher, shape->indicator, 0);

		shape->first = start;
		shape->subject = subject != NULL;
		if (subject)
			shape->indicator = tm_slice_sub(shape->indicator, tm_group_end(p->r->pass->matcher, 0),
							shape->indicator.len);
	}
}

/*
 * Does what is measured stand behind: 50亩以上的存量低效土地, 亿元以上项目?  It
 * does when nothing stands in front, when what does is a verb, or when a noun
 * follows the figure at once.
 */
static bool stands_behind(const struct condition_pass *p, const struct shape *shape, const struct tm_fact *fact)
{
	const struct tm_tape *t = &p->r->tape;
	bool noun = shape->last < p->s->last && t->tokens[shape->last].kind == TM_TOKEN_TEXT;
	bool of = shape->last + 1 < p->s->last && tm_token_is(t, shape->last, TM_USE_OF) &&
		  t->tokens[shape->last + 1].kind == TM_TOKEN_TEXT;

	if (!shape->indicator.len)
		return true;
	if (fact->kind == TM_FACT_PERIOD)
		return noun &&
		       tm_token_says(t, shape->figure - 1, TM_USE_VERB, TM_VERB_REACH); /* 签订3年以上合同 */
	if (fact->kind != TM_FACT_COUNT && fact->kind != TM_FACT_MONEY)
		return false;
	return noun || (of && shape->acts && shape->bound == SIZE_MAX);
}

/* What is measured, as it stands behind the figure. */
static void read_behind(struct condition_pass *p, struct shape *shape)
{
	const struct tm_tape *t = &p->r->tape;
	size_t start = shape->last, end;
	bool period = t->figures[t->tokens[shape->figure].figure].kind == TM_QUANTITY_PERIOD;
	struct tm_slice found;

	while (start < p->s->last && tm_token_is(t, start, TM_USE_OF))
		start++;
	end = start + tm_token_says(t, start, TM_USE_AND, TM_AND_BOTH); /* 60%以上与…一致 */
	while (end < p->s->last && !separates(t, end) && !tm_is_figure(t, end) &&
	       !tm_token_is(t, end, TM_USE_AND) && !tm_is_mark(t, end, TM_MARK_LIST) &&
	       !tm_token_is(t, end, TM_USE_INSTRUMENT) && !tm_token_is(t, end, TM_USE_INSERTION) &&
	       !tm_token_is(t, end, TM_USE_PER) &&
	       !(tm_token_is(t, end, TM_USE_OF) &&
		 (period || end + 1 == p->s->last ||
		  (t->tokens[end + 1].kind != TM_TOKEN_TEXT && !tm_token_is(t, end + 1, TM_USE_VERB)))))
		end++;
	found = tm_tokens_text(t, start, end);
	if (!found.len)
		return;
	shape->indicator = found;
	shape->found_behind = true;
	if (!(shape->first < shape->figure && tm_token_is(t, shape->first, TM_USE_PER)))
		shape->first = shape->bound != SIZE_MAX ? shape->bound : shape->figure;
	shape->last = end;
	shape->subject = false;
}

/* 500万元（不含）以上, 500万元以上（不含500万元）: does a bracket leave the figure out? */
static bool excludes(const struct condition_pass *p, const struct shape *shape)
{
	const struct tm_tape *t = &p->r->tape;
	enum { NO = 1 }; /* the second value of the use */

	return t->figures[t->tokens[shape->figure].figure].inclusion == TM_INCLUSION_NO ||
	       (shape->behind != SIZE_MAX && tm_token_says(t, shape->behind + 1, TM_USE_INCLUSIVE, NO));
}

/* The comparator without the end itself. */
static enum tm_op beyond(enum tm_op op)
{
	return op == TM_OP_GE ? TM_OP_GT : op == TM_OP_LE ? TM_OP_LT : op;
}

/* 500万元、|1000万元|以上: the bound behind the last figure of a list that begins at `i` is that of all. */
static enum tm_op shared_bound(const struct tm_tape *t, size_t i)
{
	size_t end = i;

	while (tm_is_figure(t, end) && !t->figures[t->tokens[end].figure].min.ptr &&
	       (tm_is_mark(t, end + 1, TM_MARK_LIST) || tm_token_is(t, end + 1, TM_USE_AND)) &&
	       tm_is_figure(t, end + 2) &&
	       t->figures[t->tokens[end].figure].kind == t->figures[t->tokens[end + 2].figure].kind)
		end += 2;
	return end > i && !t->figures[t->tokens[end].figure].min.ptr &&
			       tm_token_is(t, end + 1, TM_USE_BOUND_BEHIND)
		       ? tm_op_of(t->tokens[end + 1].number)
		       : TM_OP_NONE;
}

/* 超过30%及以上 says > and >=: the bound behind the figure wins, and the reader is told. */
static enum tm_op read_op(struct condition_pass *p, const struct shape *shape, const struct tm_fact *fact)
{
	const struct tm_tape *t = &p->r->tape;
	enum tm_op front = shape->bound != SIZE_MAX ? tm_op_of(t->tokens[shape->bound].number) : TM_OP_NONE;
	enum tm_op behind = shape->behind != SIZE_MAX ? tm_op_of(t->tokens[shape->behind].number) : TM_OP_NONE;

	if (fact->min.ptr)
		return TM_OP_NONE;
	if (fact->approx == TM_FLAG_TRUE)
		return TM_OP_APPROX;
	if (front != TM_OP_NONE && behind != TM_OP_NONE && front != behind &&
	    !(front == TM_OP_GE && behind == TM_OP_GE)) {
		struct tm_document *doc = p->r->pass->doc;
		struct tm_slice text = tm_tokens_text(t, shape->bound, shape->behind + 1);
		size_t at = tm_flow_at(&doc->flow, text);

		if (t->tokens[shape->bound].number == TM_BOUND_WORD_GT ||
		    t->tokens[shape->bound].number == TM_BOUND_WORD_LT)
			tm_diagnose(&doc->diagnostics, TM_D_BOUND_CONFLICT,
				    tm_flow_span(&doc->flow, at, at + text.len), 2,
				    (struct tm_slice[]){ text, tm_slice_str(tm_op_name(behind)) });
	}
	if (behind != TM_OP_NONE)
		return excludes(p, shape) ? beyond(behind) : behind;
	if (front != TM_OP_NONE)
		return excludes(p, shape) ? beyond(front) : front;
	if (fact->kind == TM_FACT_PERIOD && t->figures[t->tokens[shape->figure].figure].within)
		return TM_OP_LE; /* 毕业5年内 */
	if (fact->kind == TM_FACT_DATE || fact->kind == TM_FACT_PERIOD)
		return shape->last < p->s->last && tm_token_is(t, shape->last - 1, TM_USE_BEFORE_DAY) ? TM_OP_LE
												      : TM_OP_GE;
	if ((shape->listed || shape->repeated || p->s->in_brackets) && p->last)
		return p->last->op;
	front = shared_bound(t, shape->figure);
	return front != TM_OP_NONE ? front : TM_OP_EQ;
}

static bool has_comma(const struct tm_tape *t, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		if (tm_is_mark(t, i, TM_MARK_COMMA))
			return true;
	return false;
}

/* Alternatives share a group: the figures of a list, and what 或 joins inside one part of the sentence. */
static bool is_alternative(const struct condition_pass *p, const struct shape *shape)
{
	const struct tm_tape *t = &p->r->tape;

	if (shape->tier)
		return true;
	if (!p->last)
		return false;
	if (shape->listed)
		return true;
	if (p->s->in_brackets)
		return p->last_end <= shape->first;
	for (size_t i = p->last_end; i < shape->first; i++) {
		if (tm_is_mark(t, i, TM_MARK_COMMA))
			break;
		if (tm_token_says(t, i, TM_USE_AND, TM_AND_EITHER))
			return !has_comma(t, i, shape->first);
	}
	return shape->first > p->last_end && tm_token_says(t, shape->first - 1, TM_USE_AND, TM_AND_EITHER);
}

static bool touches(const struct tm_condition *a, const struct tm_condition *b)
{
	struct tm_slice end = a->max.ptr ? a->max : a->op == TM_OP_LE ? a->value : TM_NO_SLICE;
	struct tm_slice start = b->min.ptr ? b->min : b->op == TM_OP_GE ? b->value : TM_NO_SLICE;

	return end.ptr && start.ptr && tm_slice_eq(end, start) && tm_slice_eq(a->unit, b->unit) &&
	       a->max_inclusive != TM_FLAG_FALSE && b->min_inclusive != TM_FLAG_FALSE;
}

/* What is quoted: without the subject that stands in front of the indicator. */
static struct tm_slice quoted(const struct tm_tape *t, const struct shape *shape)
{
	struct tm_slice text = tm_tokens_text(t, shape->first, shape->last);
	size_t cut = shape->subject && shape->indicator.ptr > text.ptr ? (size_t)(shape->indicator.ptr - text.ptr)
								       : 0;

	return tm_slice_sub(text, cut, text.len);
}

static void add(struct condition_pass *p, const struct shape *shape, const struct tm_fact *fact)
{
	struct tm_reading *r = p->r;
	struct tm_document *doc = r->pass->doc;
	struct tm_clause *c = r->clause;
	struct tm_slice text = quoted(&r->tape, shape), id = fact->id;
	size_t at = tm_flow_at(&doc->flow, text);
	bool alternative = is_alternative(p, shape);
	size_t last = p->last       ? (size_t)(p->last - c->conditions)
		      : shape->tier ? c->condition_count - 1
				    : SIZE_MAX;
	enum tm_op op = read_op(p, shape, fact);
	struct tm_condition *made = tm_arena_push(r->pass->arena, &c->conditions, &c->condition_count,
						  &c->condition_room, sizeof(*made));

	if (!alternative)
		p->group++;
	*made = (struct tm_condition){
		.id = tm_arena_printf(r->pass->arena, "c%zu", c->condition_count),
		.indicator = shape->listed && last != SIZE_MAX ? c->conditions[last].indicator : shape->indicator,
		.op = op,
		.value = fact->value,
		.min = fact->min,
		.max = fact->max,
		.min_inclusive = fact->min_inclusive,
		.max_inclusive = fact->max_inclusive,
		.unit = fact->unit,
		.fraction = { fact->fraction[0], fact->fraction[1] },
		.group = p->group,
		.soft = shape->soft ? TM_FLAG_TRUE : TM_FLAG_FALSE,
		.text = text,
		.rule = fact->rule,
		.extent = tm_flow_extent(&doc->flow, at, at + text.len, r->pass->arena),
	};
	tm_slices_add(&made->facts, r->pass->arena, id);
	if (!made->indicator.len) {
		made->indicator = TM_NO_SLICE;
		tm_diagnose1(&doc->diagnostics, TM_D_CONDITION_NO_INDICATOR, made->extent.span, text);
	}
	if (last != SIZE_MAX && alternative && touches(&c->conditions[last], made))
		tm_diagnose(&doc->diagnostics, TM_D_TIERS_OVERLAP, made->extent.span, 2,
			    (struct tm_slice[]){ c->conditions[last].text, text });
	p->last = made;
	p->last_end = shape->last;
	p->behind = shape->found_behind;
}

/* 购置日期在2023年1月1日至2023年12月31日期间内: two dates, one condition. */
static bool join_dates(struct condition_pass *p, const struct shape *shape, size_t figure)
{
	const struct tm_tape *t = &p->r->tape;
	struct tm_fact *fact = tm_fact_at(p->r, figure);
	struct tm_condition *last = p->last;
	struct tm_document *doc = p->r->pass->doc;
	struct tm_slice text;
	size_t at;

	if (!last || fact->kind != TM_FACT_DATE || last->max.ptr || figure == 0 ||
	    !tm_token_is(t, figure - 1, TM_USE_UNTIL) || p->last_end + 1 < figure)
		return false;
	last->min = last->value;
	last->max = fact->value;
	last->value = TM_NO_SLICE;
	last->op = TM_OP_NONE;
	last->min_inclusive = last->max_inclusive = TM_FLAG_TRUE;
	tm_slices_add(&last->facts, p->r->pass->arena, fact->id);
	text = (struct tm_slice){ last->text.ptr,
				  (size_t)(t->text.ptr + t->tokens[shape->last - 1].end - last->text.ptr) };
	at = tm_flow_at(&doc->flow, text);
	last->text = text;
	last->extent = tm_flow_extent(&doc->flow, at, at + text.len, p->r->pass->arena);
	p->last_end = shape->last;
	return true;
}

/* 5000万元（含）以上的，…; 超过5000万元的，…: the tier above, of what the last condition in this unit measures. */
static void take_earlier(struct condition_pass *p, struct shape *shape, const struct tm_fact *fact)
{
	struct tm_clause *c = p->r->clause;
	for (size_t k = c->condition_count; k-- > 0;) {
		if (!tm_slice_eq(c->conditions[k].unit, fact->unit))
			continue;
		shape->indicator = c->conditions[k].indicator;
		shape->tier = true;
		return;
	}
}

/* 达到10%的…，|达到20%的…; 500万元以上|1000万元以下: what the condition before measures. */
static void take_last(const struct condition_pass *p, struct shape *shape, const struct tm_fact *fact)
{
	if (!tm_slice_eq(p->last->unit, fact->unit) || p->behind)
		return;
	shape->indicator = p->last->indicator;
	shape->tier = p->last_end < shape->figure;
}

/* 500万元以上|的部分: the figure is an end of a tier. */
static bool opens_tier(const struct tm_tape *t, size_t i)
{
	while (tm_token_is(t, i, TM_USE_OF) || tm_token_is(t, i, TM_USE_INCLUSIVE))
		i++;
	return tm_token_is(t, i, TM_USE_TIER);
}

static void read_condition(struct condition_pass *p, size_t figure)
{
	const struct tm_tape *t = &p->r->tape;
	const struct tm_fact *fact = tm_fact_at(p->r, figure);
	struct shape shape = { .first = figure,
			       .last = figure + 1,
			       .figure = figure,
			       .behind = tm_bound_behind(t, figure, p->s->last) };
	shape.bound = tm_bound_before(t, figure, p->last && p->last_end <= figure ? p->last_end : p->s->first);
	if (shape.behind != SIZE_MAX)
		shape.last = shape.behind + 1;
	else if (fact->min.ptr && tm_token_is(t, shape.last, TM_USE_BEFORE_DAY))
		shape.last++; /* 18周岁至60周岁|之间 */
	while ((fact->kind == TM_FACT_DATE || fact->kind == TM_FACT_PERIOD) && shape.behind == SIZE_MAX &&
	       shape.bound == SIZE_MAX && shape.last < p->s->last &&
	       (tm_token_is(t, shape.last, TM_USE_BEFORE_DAY) || tm_token_is(t, shape.last, TM_USE_AFTER_DAY)))
		shape.last++;
	shape.listed = p->last && !p->behind && shape.bound == SIZE_MAX && p->last_end < figure &&
		       is_listed(t, p->last_end, figure) && tm_slice_eq(p->last->unit, fact->unit);
	if (join_dates(p, &shape, figure))
		return;
	if (!shape.listed)
		read_front(p, &shape, figure);
	if (shape.bound != SIZE_MAX && shape.bound < shape.first)
		shape.first = shape.bound;
	shape.repeated = !shape.listed && p->last && figure > p->last_end && shape.bound == SIZE_MAX &&
			 shape.behind == SIZE_MAX && tm_token_is(t, figure - 1, TM_USE_AND);
	if (!shape.listed && !opens_tier(t, shape.last) && stands_behind(p, &shape, fact))
		read_behind(p, &shape);
	if (!shape.indicator.len && p->last &&
	    (opens_tier(t, shape.last) ||
	     (p->last_end != figure && shape.bound == SIZE_MAX && (fact->min.ptr || shape.behind != SIZE_MAX))))
		take_earlier(p, &shape, fact); /* 价格10万元以下的补贴3000元，|10万—20万元的 */
	if (!shape.indicator.len && p->last && (shape.bound != SIZE_MAX || p->last_end == figure))
		take_last(p, &shape, fact);
	if (!shape.indicator.len && !p->last && p->earlier &&
	    (fact->min.ptr || shape.behind != SIZE_MAX || shape.bound != SIZE_MAX))
		take_earlier(p, &shape, fact);
	add(p, &shape, fact);
}

void tm_read_conditions(struct tm_reading *r)
{
	struct condition_pass p = { .r = r };
	struct tm_sentence s;
	size_t at = 0;

	for (size_t i = 0; i < r->clause->condition_count; i++)
		if (r->clause->conditions[i].group > p.group)
			p.group = r->clause->conditions[i].group;
	while (tm_sentence_next(&r->tape, &at, &s)) {
		p.s = &s;
		if (!s.in_brackets) {
			p.earlier |= p.last != NULL;
			p.last = NULL;
			p.last_end = s.first;
		}
		for (size_t i = s.first; i < s.last; i++) {
			if (tm_is_mark(&r->tape, i, TM_MARK_OPEN))
				i = tm_behind_closed(&r->tape, i, s.last) - 1;
			else if (is_threshold(r, i))
				read_condition(&p, i);
		}
	}
}
