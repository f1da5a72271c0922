/*
 * series.c - names and sums by turns: 初级1000元、中级1500元; 国家级奖励20万元，省级奖励10万元.
 *
 * What stands right in front of a sum is a name that tells it apart where the
 * next sum of the sentence has one too, and nothing else in front of it.
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
	       (tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) && i && tm_token_is(t, i - 1, TM_USE_SHARE));
}

/* May this token be part of a name? */
static bool is_name(const struct tm_tape *t, size_t i)
{
	return t->tokens[i].kind == TM_TOKEN_TEXT || tm_token_is(t, i, TM_USE_LEVEL) ||
	       tm_token_is(t, i, TM_USE_PLAIN) || tm_token_is(t, i, TM_USE_VERB);
}

/* Where what stands in front of a figure and says how it is given begins. */
static size_t manner_before(const struct tm_measure_pass *p, size_t figure, size_t floor)
{
	size_t i = figure;

	while (i > floor) {
		size_t per = tm_per_before(p, i, floor);

		if (per != SIZE_MAX)
			i = per;
		else if (is_manner(p, i - 1))
			i--;
		else
			break;
	}
	return i;
}

/* 大中专生|（含技工院校）: where the bracket that ends before `i` opens, or `i`. */
static size_t bracket_before(const struct tm_tape *t, size_t i, size_t floor)
{
	size_t open = i;

	if (i <= floor || !tm_is_mark(t, i - 1, TM_MARK_CLOSE))
		return i;
	while (open > floor && !tm_is_mark(t, open, TM_MARK_OPEN))
		open--;
	return tm_is_mark(t, open, TM_MARK_OPEN) ? open : i;
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
		size_t open = bracket_before(t, i, floor);

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
			       tm_token_is(t, i - 1, TM_USE_PART)));
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
