/*
 * asides.c - parts of a sentence that say when and how something is given, not who gets it.
 */
#include "measures_p.h"

/* 自2023年1月1日至2023年12月31日, 2023年6月30日前: a part that says when. */
static bool is_time(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);
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

/* 自投产之日起, 自认定之年起5年内: a part that says from when on. */
static bool counts_from(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (!tm_token_is(t, first, TM_USE_SINCE))
		return false;
	if (tm_is_figure(t, last - 1) && tm_fact_at(p->r, last - 1)->kind == TM_FACT_PERIOD)
		last--;
	return tm_token_is(t, last - 1, TM_USE_AFTER_DAY);
}

/* 每新增一家规模以上企业，奖励…: a part that says what the sum counts by. */
static bool is_counted(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (tm_ends_in_of(p, first, last))
		return false;
	if (tm_is_figure(t, last - 1)) /* 年销售额|每增加5亿元 */
		while (first < last && !tm_token_says(t, first, TM_USE_PER, TM_PER_EACH))
			first++;
	return tm_token_says(t, first, TM_USE_PER, TM_PER_EACH) && tm_token_is(t, first + 1, TM_USE_VERB);
}

/* 在职期间, 补缴期间: while what goes on. */
static bool is_while(const struct tm_tape *t, size_t first, size_t last)
{
	if (last > first + 3 || !tm_token_is(t, last - 1, TM_USE_BEFORE_DAY))
		return false;
	for (size_t i = first; i + 1 < last; i++)
		if (t->tokens[i].kind == TM_TOKEN_FIGURE || tm_token_is(t, i, TM_USE_OF))
			return false;
	return true;
}

/* 根据发电量|对投资主体|给予奖励: does a part that says by what it is reckoned end in who is paid? */
static bool names_payee(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = first;

	while (i < last && !tm_token_is(t, i, TM_USE_FOR))
		i = tm_measure_step(p, i);
	return i + 1 < last && !tm_token_is(t, i - 1, TM_USE_OF) &&
	       tm_names_body(p, tm_tokens_text(t, i + 1, last));
}

/* Is a segment nothing but how it is given: 经综合评定, 视情况, 三年内? */
static bool is_aside(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t by = first;

	if (tm_token_is(t, first, TM_USE_INSERTION) &&
	    tm_token_says(t, first + 1, TM_USE_BOUND, TM_BOUND_WORD_LE) && !tm_ends_in_of(p, first, last))
		return true; /* 但|不超过实际成本 */
	while (by < last && (tm_token_is(t, by, TM_USE_ALSO) || tm_token_is(t, by, TM_USE_PER) ||
			     tm_token_is(t, by, TM_USE_YEARLY) ||
			     (tm_token_is(t, by, TM_USE_INSERTION) && tm_token_is(t, by + 1, TM_USE_BY))))
		by++; /* 每年|根据其绩效, 并|按等增级数 */
	if ((tm_token_is(t, by, TM_USE_BY) && !tm_ends_in_of(p, first, last) && !names_payee(p, by, last)) ||
	    tm_token_is(t, first, TM_USE_SHARE) || is_time(p, first, last) || is_while(t, first, last) ||
	    counts_from(p, first, last) || is_counted(p, first, last))
		return true;
	for (size_t i = first; i < last; i = tm_measure_step(p, i)) {
		if (i > first && tm_is_mark(t, i, TM_MARK_OPEN))
			continue; /* 以上一年度贡献为基数|（含原有企业的贡献） */
		if (tm_token_is(t, i, TM_USE_BEFORE_DAY) || tm_token_is(t, i, TM_USE_AFTER_DAY) ||
		    (tm_token_is(t, i, TM_USE_VERB) && i + 2 == last && tm_token_is(t, i + 1, TM_USE_AFTER_DAY)))
			continue; /* 建成后 */
		if (!tm_modifies_giving(p->r, i) || tm_token_is(t, i, TM_USE_GIVE))
			return tm_per_before(p, last, first) == first;
	}
	return true;
}

size_t tm_skip_joints(const struct tm_tape *t, size_t i, size_t last)
{
	while (i < last && (tm_is_pause(t, i) || tm_token_says(t, i, TM_USE_ALSO, TM_ALSO_JOINT) ||
			    tm_token_is(t, i, TM_USE_PART) || tm_token_is(t, i, TM_USE_AND) ||
			    tm_is_mark(t, i, TM_MARK_LIST) || tm_is_item_number(t, i)))
		i++;
	return i;
}

/* …的项目，|落实经费预算后: a part that says after what. */
static bool is_later(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (!tm_token_is(t, first, TM_USE_VERB) || tm_token_says(t, first, TM_USE_VERB, TM_VERB_REACH) ||
	    !tm_token_is(t, last - 1, TM_USE_AFTER_DAY))
		return false;
	for (size_t i = first; i < last; i++)
		if (tm_is_figure(t, i) || tm_token_is(t, i, TM_USE_OF))
			return false;
	return true;
}

void tm_trim_asides(const struct tm_measure_pass *p, size_t *first, size_t *last)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (;;) {
		size_t start = tm_part_from(p, *first, *last);

		if (*last > *first && tm_is_pause(t, *last - 1))
			--*last;
		else if ((start > *first && is_later(p, start, *last)) ||
			 (start < *last && is_aside(p, start, *last)))
			*last = start;
		else
			break;
	}
	for (;;) {
		size_t end = *first;

		while (end < *last && !tm_is_pause(t, end))
			end = tm_measure_step(p, end);
		if (end > *first && is_aside(p, *first, end) && end < *last)
			*first = tm_skip_joints(t, end, *last);
		else
			break;
	}
}
