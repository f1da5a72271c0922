/*
 * subjects.c - who gets it where no 对 says so: the object of 支持, or whoever stands in front of the verb.
 */
#include "measures_p.h"

static bool urges(const struct tm_tape *t, size_t i)
{
	return tm_token_says(t, i, TM_USE_VERB, TM_VERB_URGE) ||
	       tm_token_says(t, i, TM_USE_VERB, TM_VERB_ENCOURAGE) || tm_token_is(t, i, TM_USE_INSTRUMENT);
}

/* Behind the parts of a lead that urge, if what follows is …的 or has a 的 before its noun; else where the lead
 * begins. */
static size_t last_part(const struct tm_measure_pass *p, const struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t start = l->first, part = l->last;
	bool of = false;

	while (start < l->last && urges(t, start)) {
		while (start < l->last && !tm_is_pause(t, start))
			start = tm_measure_step(p, start);
		start = tm_skip_joints(t, start, l->last);
	}
	while (part > start && !tm_is_pause(t, part - 1))
		of |= tm_token_is(t, --part, TM_USE_OF);
	if (tm_token_is(t, start, TM_USE_VERB) && !tm_ends_in_of(p, start, l->last) &&
	    !tm_names_body(p, tm_tokens_text(t, part, l->last)))
		return l->first; /* 鼓励企业发展仓储，|租赁由区认定的仓储空间: what they do */
	return of && start < l->last ? start : l->first;
}

/* 用人单位可在年底前补缴社会保险费: whoever is named first, and may or has to do something. */
static bool acts_itself(const struct tm_measure_pass *p, const struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return tm_names_body(p, tm_token_text(t, l->first)) && l->first + 1 < l->last &&
	       tm_token_says(t, l->first + 1, TM_USE_VERB, TM_VERB_REACH);
}

/* 获得授权，每件资助5000元; 水资源费按80%收取: a deed or a charge is nobody. */
static bool names_nobody(const struct tm_measure_pass *p, const struct tm_lead *l)
{
	struct tm_slice whole = tm_tokens_text(tm_pass_tape(p), l->first, l->last);
	bool of = false;

	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i))
		of |= tm_token_is(tm_pass_tape(p), i, TM_USE_OF) &&
		      (tm_token_says(tm_pass_tape(p), l->first, TM_USE_VERB, TM_VERB_GAIN) || i + 1 >= l->last ||
		       i + 2 < l->last || tm_part_end(p, l->first) < l->last);
	return (tm_text_fits(p, TM_USE_NOBODY, whole) && !acts_itself(p, l)) ||
	       (tm_token_is(tm_pass_tape(p), l->first + tm_token_is(tm_pass_tape(p), l->first, TM_USE_SOME),
			    TM_USE_VERB) &&
		!of && !tm_names_body(p, whole));
}

/* 首次认定|奖励20万元: what is done, and nobody who does it. */
static bool names_deed(const struct tm_measure_pass *p, size_t first, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (last < first + 1 || !tm_token_is(t, last - 1, TM_USE_VERB))
		return false;
	for (size_t i = first; i < last; i++)
		if (tm_names_body(p, tm_tokens_text(t, first, i + 1)) || tm_token_is(t, i, TM_USE_OF))
			return false;
	return true;
}

/* 新认定省级新产品给予5万元: what has gained something, right before the verb that gives. */
static bool gains_and_gets(const struct tm_measure_pass *p, const struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);

	return l->last == g->head && tm_token_says(t, l->first, TM_USE_VERB, TM_VERB_GAIN) &&
	       l->last > l->first + 1 && tm_part_end(p, l->first) >= l->last &&
	       (tm_token_is(t, g->head, TM_USE_GIVE) || tm_token_is(t, g->head, TM_USE_RESPECTIVELY));
}

/* 高校毕业生|求职补贴|每人1000元: whoever the benefit is for that is named in front of the sum. */
static bool take_entitled(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t per = g->head;

	while (tm_token_is(t, per, TM_USE_INSERTION))
		per++; /* 助学金|平均|每生 */
	if (!tm_token_is(t, l->last - 1, TM_USE_INSTRUMENT) || tm_part_end(p, l->first) < l->last ||
	    g->role != TM_FACT_GRANT || !tm_token_says(t, per, TM_USE_PER, TM_PER_EACH))
		return false;
	l->name = tm_leading_body(p, tm_tokens_text(t, l->first, l->last - 1));
	return l->name.len > 0;
}

/* 推动|银行金融机构|做好…: where the name of the body ends that is urged in the part, or SIZE_MAX. */
static size_t urged_end(const struct tm_measure_pass *p, size_t part, size_t last)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t i = part + 1;

	while (i < last && !tm_token_is(t, i, TM_USE_VERB) && !tm_is_pause(t, i))
		i = tm_measure_step(p, i);
	return i > part + 1 && i < last && tm_token_says(t, i, TM_USE_VERB, TM_VERB_ACT) &&
			       tm_names_body(p, tm_tokens_text(t, part + 1, i))
		       ? i
		       : SIZE_MAX;
}

/* 健全机制，推动|银行金融机构|做好…: the body that is urged in any part; nobody where there is none. */
static void take_urged(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i)) {
		size_t end;

		if (!tm_token_says(t, i, TM_USE_VERB, TM_VERB_URGE) || (i > l->first && !tm_is_pause(t, i - 1)))
			continue;
		end = urged_end(p, i, l->last);
		if (end == SIZE_MAX)
			continue;
		l->start = l->first = i + 1;
		l->last = end;
		return;
	}
	l->last = l->first;
}

/* 实行房租减免，国有房屋租户减免…: the body that is a part of its own, right before what it gets. */
static void take_body(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t part = l->last;

	while (part > l->first && !tm_is_pause(t, part - 1)) {
		part--;
		if (tm_token_is(t, part, TM_USE_VERB) || tm_token_is(t, part, TM_USE_OF))
			return;
	}
	if (part > l->first && !tm_is_figure(t, part) && tm_names_body(p, tm_tokens_text(t, part, l->last)) &&
	    !(part >= 2 && tm_token_is(t, part - 2, TM_USE_OF)))
		l->start = l->first = tm_skip_joints(t, part, l->last);
}

/* Does a verb with an object follow in the part? */
static bool verb_behind(const struct tm_tape *t, size_t i, size_t end)
{
	while (++i + 1 < end)
		if (tm_token_is(t, i, TM_USE_VERB))
			return true;
	return false;
}

/* Moves to the last part that encourages; is the object of 支持 or 鼓励 who gets it? */
static bool skip_to_encouraged(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	for (size_t i = l->first; i < l->last; i = tm_measure_step(p, i))
		if (tm_is_pause(t, i) && (tm_token_says(t, i + 1, TM_USE_VERB, TM_VERB_ENCOURAGE) ||
					  (tm_token_is(t, i + 1, TM_USE_INSTRUMENT) && urges(t, l->first))))
			l->start = l->first = i + 1; /* 强化管理，支持企业… */
	return tm_token_says(t, l->first, TM_USE_VERB, TM_VERB_ENCOURAGE) ||
	       (tm_token_is(t, l->first, TM_USE_INSTRUMENT) &&
		!tm_text_fits(p, TM_USE_NOBODY, tm_token_text(t, l->first)) &&
		(l->first == p->s->first || tm_is_pause(t, l->first - 1)));
}

/* 落实|小规模纳税人|减免增值税政策; 推动|银行|做好…: who is meant by what is urged.  False where nothing is. */
static bool read_urged(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	while (l->first + 1 < l->last && tm_token_says(t, l->first, TM_USE_VERB, TM_VERB_URGE) &&
	       tm_token_says(t, l->first + 1, TM_USE_VERB, TM_VERB_URGE))
		l->first++; /* 做大|做强 */
	if (!tm_token_says(t, l->first, TM_USE_VERB, TM_VERB_URGE))
		return false;
	if (tm_part_end(p, l->first) >= l->last && tm_names_body(p, tm_tokens_text(t, l->first + 1, l->last)))
		l->start = ++l->first;
	else
		take_urged(p, l);
	return true;
}

/* 首次认定|奖励20万元: a deed is what the sum is told apart by. */
static bool take_deed(const struct tm_measure_pass *p, struct tm_lead *l)
{
	const struct tm_tape *t = tm_pass_tape(p);

	if (tm_part_end(p, l->first) < l->last || !names_deed(p, l->first, l->last))
		return false;
	l->key = tm_tokens_text(t, l->first, l->last - tm_token_says(t, l->last - 1, TM_USE_VERB, TM_VERB_REACH));
	l->last = l->first;
	return true;
}

/* Does what somebody does begin with this token? */
static bool is_deed(const struct tm_tape *t, const struct tm_lead *l, size_t i, size_t end, bool encouraged)
{
	return tm_token_is(t, i, TM_USE_VERB) || tm_token_is(t, i, TM_USE_ALSO) ||
	       (encouraged && tm_token_is(t, i, TM_USE_UNTIL)) || /* 毕业生|到基层就业 */
	       (i > l->first && i + 1 < end && tm_token_is(t, i, TM_USE_INSTRUMENT));
}

/* 企业|开展技术改造, 支持企业|依法创办…: who does it, without what is done, but for a phrase with a 的 of its own.
 */
static void cut_at_deed(const struct tm_measure_pass *p, struct tm_lead *l, bool encouraged)
{
	const struct tm_tape *t = tm_pass_tape(p);
	size_t end = tm_part_end(p, l->first) < l->last ? tm_part_end(p, l->first) : l->last;

	if (tm_token_is(t, l->first, TM_USE_AND))
		return; /* 支持|与高校共建研发机构: who does it is not said; the object is kept whole */
	for (size_t at = l->first; at < end; at = tm_measure_step(p, at)) {
		size_t i = at;
		bool of = false;

		if (!is_deed(t, l, at, end, encouraged))
			continue;
		for (size_t k = at; k < l->last; k = tm_measure_step(p, k))
			of |= tm_token_is(t, k, TM_USE_OF) && k + 1 < l->last;
		while (i > l->first + 1 &&
		       (tm_token_is(t, i - 1, TM_USE_INSERTION) || tm_token_is(t, i - 1, TM_USE_PLAIN)))
			i--; /* 劳动力|依法|创办, 企业|自主|投资 */
		if ((encouraged || !of) && i > l->first && tm_names_body(p, tm_tokens_text(t, l->first, i)))
			l->last = i;
		else if (encouraged && verb_behind(t, at, end))
			continue; /* 支持汽车|销售|企业|参加展销 */
		else if (encouraged)
			l->last = end;
		return;
	}
}

void tm_read_subject(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g)
{
	const struct tm_tape *t = tm_pass_tape(p);
	bool encouraged;
	size_t part;

	l->whole = l->last;
	encouraged = skip_to_encouraged(p, l);
	part = last_part(p, l);
	if (part > l->first) {
		l->start = l->first = part; /* 支持企业改造，符合条件的项目最高…: the part that is a name itself */
		return;
	}
	if (read_urged(p, l))
		return;
	l->first += encouraged;
	l->start = l->first;
	if (encouraged && tm_token_is(t, l->first - 1, TM_USE_INSTRUMENT) &&
	    tm_text_fits(p, TM_USE_NOBODY, tm_tokens_text(t, l->first, l->last))) {
		l->last = l->first; /* 补助|额度按…: what is reckoned */
		return;
	}
	if (tm_ends_in_of(p, l->first, l->last) || (!encouraged && tm_part_end(p, l->first) >= l->last &&
						    tm_names_body(p, tm_tokens_text(t, l->first, l->last))))
		return;
	if (!encouraged)
		take_body(p, l);
	if (!encouraged && names_nobody(p, l)) {
		if (!gains_and_gets(p, l, g) && !take_entitled(p, l, g))
			l->last = l->first;
		return;
	}
	if (encouraged || !take_deed(p, l))
		cut_at_deed(p, l, encouraged);
}
