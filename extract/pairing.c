#include "pairing_p.h"

#include "normalize/utf8.h"
#include "reading_p.h"

/* Separators by rank: "，或", then 以及, then 、, then 和 及 或. */
enum { RANKS = 4, NO_RANK = RANKS };

enum {
	MOST_PAIRED = 256 /* sums of one 分别; no document has so many */
};

struct list {
	const struct tm_reading *reading; /* whose rules say who is paid and what a rank is */
	const struct tm_tape *tape;
	struct tm_arena *arena;
	struct tm_alternative *items;
	size_t count, room;
};

static int rank_of(const struct tm_tape *t, size_t i)
{
	if (tm_is_mark(t, i, TM_MARK_COMMA))
		return tm_token_says(t, i + 1, TM_USE_AND, TM_AND_EITHER) ? 0 : NO_RANK;
	if (tm_token_says(t, i, TM_USE_AND, TM_AND_ALONG))
		return 1;
	if (tm_is_mark(t, i, TM_MARK_LIST))
		return 2;
	return tm_token_is(t, i, TM_USE_AND) ? 3 : NO_RANK;
}

static void add(struct list *l, size_t first, size_t last)
{
	struct tm_alternative *a = tm_arena_push(l->arena, &l->items, &l->count, &l->room, sizeof(*l->items));

	*a = (struct tm_alternative){ .first = first, .last = last };
}

/* Cuts at separators up to `rank`; how many parts there are. */
static size_t cut(struct list *l, size_t first, size_t last, int rank)
{
	size_t start = first, i = first;

	l->count = 0;
	while (i < last) {
		size_t behind = tm_behind_closed(l->tape, i, last);

		if (behind > i + 1) {
			i = behind;
			continue;
		}
		if (rank_of(l->tape, i) <= rank) {
			if (start < i)
				add(l, start, i);
			while (i < last &&
			       (rank_of(l->tape, i) <= rank || (tm_is_mark(l->tape, i - 1, TM_MARK_COMMA) &&
								tm_token_is(l->tape, i, TM_USE_AND))))
				i++; /* “，或” is one separator */
			start = i;
			continue;
		}
		i++;
	}
	if (start < last)
		add(l, start, last);
	return l->count;
}

/* Adds ranks until there are as many parts as sums. */
static bool split(struct list *l, size_t first, size_t last, size_t wanted)
{
	for (int rank = 0; rank < RANKS; rank++) {
		size_t n = cut(l, first, last, rank);

		if (wanted == 1 ? n >= 2 : n == wanted)
			return true;
	}
	return false;
}

/* Behind the last 的 that has a separator after it. */
static size_t behind_of(const struct tm_tape *t, size_t first, size_t last)
{
	size_t of = SIZE_MAX, found = SIZE_MAX;

	for (size_t i = first; i < last; i++) {
		size_t behind = tm_behind_closed(t, i, last);

		if (behind > i + 1) {
			i = behind - 1;
			continue;
		}
		if (tm_token_is(t, i, TM_USE_OF))
			of = i + 1;
		else if (of != SIZE_MAX && rank_of(t, i) < NO_RANK)
			found = of;
	}
	return found;
}

/* ---- what stands around the alternatives ---- */

static struct tm_slice last_char(struct tm_slice s)
{
	return tm_utf8_last(s, 1);
}

static bool bounds_figure(const struct tm_tape *t, size_t i)
{
	return tm_token_is(t, i, TM_USE_BOUND_BEHIND) || tm_token_is(t, i, TM_USE_INCLUSIVE);
}

/* The figure that a part begins or ends with, of 500万元以上1000万元以下 the first; or SIZE_MAX. */
static size_t figure_in(const struct tm_tape *t, const struct tm_alternative *a, bool at_end)
{
	size_t i = at_end ? a->last - 1 : a->first, found = SIZE_MAX;

	while (at_end && i > a->first && bounds_figure(t, i))
		i--;
	while (tm_is_figure(t, i)) {
		found = i;
		if (!at_end || i <= a->first + 1 || !tm_token_is(t, i - 1, TM_USE_BOUND_BEHIND))
			break;
		for (i--; i > a->first && bounds_figure(t, i);)
			i--;
	}
	return found;
}

/* Does a cut at `at` go through a word in Latin letters: I|I期? */
static bool in_letters(struct tm_slice s, size_t at)
{
	unsigned char before = (unsigned char)(s.ptr[at - 1] | 0x20), behind = (unsigned char)(s.ptr[at] | 0x20);

	return before >= 'a' && before <= 'z' && behind >= 'a' && behind <= 'z';
}

/* Does a part behind the first one hold a verb? */
static bool has_verbs(const struct list *l)
{
	for (size_t k = 1; k < l->count; k++)
		if (tm_tokens_have(l->tape, l->items[k].first, l->items[k].last, TM_USE_VERB))
			return true;
	return false;
}

/* Does a part behind the first one hold a comma? */
static bool has_pause(const struct list *l)
{
	for (size_t k = 1; k < l->count; k++)
		for (size_t i = l->items[k].first; i < l->items[k].last; i++)
			if (tm_is_mark(l->tape, i, TM_MARK_COMMA))
				return true;
	return false;
}

/* Where the shared front of the first part ends: at its figure or level, behind its last 的 or verb of gaining,
 * or of being where the others have no verb (评估为|优秀、良好). */
static struct tm_slice shared_front(const struct list *l, size_t open)
{
	const struct tm_tape *t = l->tape;
	const struct tm_alternative *first = &l->items[0];
	bool alone = has_verbs(l);
	size_t figure = figure_in(t, first, true), cut_at = first->first;

	if (figure != SIZE_MAX)
		return tm_tokens_text(t, open, figure);
	if (tm_token_is(t, first->last - 1, TM_USE_LEVEL))
		return tm_tokens_text(t, open, first->last - 1);
	for (size_t i = first->first; i + 1 < first->last; i++) {
		size_t behind = tm_behind_closed(t, i, first->last);

		if (behind > i + 1) {
			i = behind - 1;
			continue;
		}
		if (tm_token_is(t, i, TM_USE_OF) || tm_token_says(t, i, TM_USE_VERB, TM_VERB_GAIN) ||
		    (!alone && tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH)) ||
		    (i == first->first && tm_token_says(t, i, TM_USE_VERB, TM_VERB_BRING)))
			cut_at = i + 1;
	}
	for (size_t i = first->first; i + 1 < first->last && !has_pause(l);
	     i = tm_behind_closed(t, i, first->last))
		if (tm_is_mark(t, i, TM_MARK_COMMA) && i >= cut_at)
			cut_at = i; /* 符合条件的，|博士、硕士 */
	if (cut_at > first->first && cut_at + 1 < first->last && tm_is_mark(t, cut_at, TM_MARK_COMMA))
		cut_at++;
	return tm_tokens_text(t, open, cut_at);
}

/* The rule by which a text ends in somebody who can be paid; NULL for none. */
static const struct tm_rule *payee_rule(const struct list *l, struct tm_slice text)
{
	const struct tm_pass *pass = l->reading->pass;

	return text.len ? tm_grammar_match(pass->grammar, TM_USE_RECIPIENT, pass->matcher, text, 0) : NULL;
}

static bool ends_in_payee(const struct list *l, struct tm_slice text)
{
	return payee_rule(l, text) != NULL;
}

/* 博士, 技师: is the text what somebody is? */
static bool ends_in_person(const struct list *l, struct tm_slice text)
{
	const struct tm_rule *rule = payee_rule(l, text);

	return rule && rule->value_number == TM_RECIPIENT_PERSON;
}

/* 博士、硕士、本科毕业生|在本区首次就业的: where what all of them do begins in the last part, or SIZE_MAX. */
static size_t shared_deed(const struct list *l)
{
	const struct tm_tape *t = l->tape;
	const struct tm_alternative *last = &l->items[l->count - 1];

	for (size_t i = l->items[0].first; i < last->last; i++) {
		struct tm_slice who = i > last->first ? tm_tokens_text(t, last->first, i) : TM_NO_SLICE;

		if (!tm_token_says(t, i, TM_USE_VERB, TM_VERB_REACH) &&
		    !tm_token_says(t, i, TM_USE_VERB, TM_VERB_GAIN))
			continue;
		return ends_in_payee(l, who) ? i : SIZE_MAX;
	}
	return SIZE_MAX;
}

/* 通过评定的|家庭农场: does a body of its own stand behind the 的 of the first part? */
static bool heads_itself(const struct list *l, size_t behind)
{
	const struct tm_alternative *first = &l->items[0];

	return behind < first->last && ends_in_payee(l, tm_tokens_text(l->tape, behind, first->last));
}

/* 达到5万元、20万元、50万元|以上: does only the last of the figures have what bounds them all? */
static bool shares_bound(const struct list *l)
{
	for (size_t k = 0; k + 1 < l->count; k++) {
		size_t i = l->items[k].last - 1;

		if (!tm_is_figure(l->tape, i) || l->tape->figures[l->tape->tokens[i].figure].min.ptr)
			return false;
	}
	return true;
}

/* 有机|农产品|、农产品地理标志: is the name the end of a longer part, and so no part of its own? */
static bool ends_another(const struct list *l, struct tm_slice name)
{
	for (size_t k = 1; k + 1 < l->count; k++) {
		struct tm_slice text = tm_tokens_text(l->tape, l->items[k].first, l->items[k].last);

		if (text.len > name.len && tm_slice_ends(text, name))
			return true;
	}
	return false;
}

/* The shared tail of the last part: from its 的, or behind the character that ends all other parts. */
static struct tm_slice shared_tail(const struct list *l)
{
	const struct tm_tape *t = l->tape;
	const struct tm_alternative *last = &l->items[l->count - 1];
	struct tm_slice all = tm_tokens_text(t, last->first, last->last), end = TM_NO_SLICE;
	size_t figure = figure_in(t, last, false), deed = shared_deed(l);
	bool same = true, elsewhere = false;

	if (figure != SIZE_MAX) {
		size_t i = figure + 1;

		while (i < last->last && !shares_bound(l) &&
		       (bounds_figure(t, i) || (tm_is_figure(t, i) && tm_token_is(t, i - 1, TM_USE_BOUND_BEHIND))))
			i++;
		return i < last->last ? tm_tokens_text(t, i, last->last)
				      : (struct tm_slice){ all.ptr + all.len, 0 };
	}
	if (deed != SIZE_MAX)
		return tm_tokens_text(t, deed, last->last);
	for (size_t k = 0; k + 1 < l->count; k++) {
		struct tm_slice c = last_char(tm_tokens_text(t, l->items[k].first, l->items[k].last));

		same &= !end.ptr || tm_slice_eq(end, c);
		end = c;
		for (size_t i = l->items[k].first; i < l->items[k].last; i++)
			elsewhere |= tm_token_is(t, i, TM_USE_OF) && (k > 0 || heads_itself(l, i + 1));
	}
	if (l->count >
	    1) { /* 脱贫劳动力和监测对象劳动力|稳定就业的用工单位: an ending of two characters tells anywhere */
		struct tm_slice two = tm_utf8_last(tm_tokens_text(t, l->items[0].first, l->items[0].last), 2);
		size_t at = two.len > end.len ? tm_slice_find(all, two, 0) : SIZE_MAX;

		for (size_t k = 1; k + 1 < l->count; k++)
			if (!tm_slice_ends(tm_tokens_text(t, l->items[k].first, l->items[k].last), two))
				at = SIZE_MAX;
		if (at != SIZE_MAX && at > 0 && at + two.len < all.len)
			return tm_slice_sub(all, at + two.len, all.len);
	}
	if (same && end.len) {
		enum { SHORT = 8 * 3 }; /* what picks out is short: 国家级, 二类 */
		size_t at = tm_slice_find(all, end, 0);

		if (at != SIZE_MAX && at + end.len < all.len && at < SHORT && !in_letters(all, at + end.len) &&
		    !ends_another(l, tm_slice_sub(all, 0, at + end.len)))
			return tm_slice_sub(all, at + end.len, all.len);
	}
	if (!elsewhere) {
		for (size_t i = last->last; i-- > last->first;)
			if (tm_token_is(t, i, TM_USE_OF))
				return tm_tokens_text(t, i, last->last);
	}
	return (struct tm_slice){ all.ptr + all.len, 0 };
}

/* Does a cut at `at` go through a level or a figure? */
static bool cuts_token(const struct list *l, const char *at)
{
	const struct tm_tape *t = l->tape;

	for (size_t i = l->items[0].first; i < l->items[0].last; i++)
		if ((tm_token_is(t, i, TM_USE_LEVEL) || tm_is_figure(t, i)) &&
		    t->text.ptr + t->tokens[i].start < at && at < t->text.ptr + t->tokens[i].end)
			return true;
	return false;
}

/* How many bytes at the start of a text are a rank; 0 for none. */
static size_t rank_len(const struct list *l, struct tm_slice text)
{
	const struct tm_pass *pass = l->reading->pass;

	if (!text.len || !tm_grammar_match(pass->grammar, TM_USE_RANK, pass->matcher, text, 0))
		return 0;
	return tm_group_end(pass->matcher, 0);
}

static bool is_digit(struct tm_slice c)
{
	return c.len == 1 && c.ptr[0] >= '0' && c.ptr[0] <= '9';
}

/* 生育|一孩、二孩、三孩; 通过CMMI|3级、4级: as long, and counted by their first character alone? */
static bool counts_up(const struct list *l, struct tm_slice first, struct tm_slice other)
{
	struct tm_slice a = tm_utf8_first(first, 1), b = tm_utf8_first(other, 1);

	return ((rank_len(l, a) == a.len && rank_len(l, b) == b.len) || (is_digit(a) && is_digit(b))) &&
	       tm_slice_eq(tm_slice_sub(first, a.len, first.len), tm_slice_sub(other, b.len, other.len));
}

/* 国家知识产权|示范企业和优势企业: items that end alike are as long as the shortest of them, those that begin
 * alike begin there. */
static void shorten_first(const struct list *l, struct tm_slice *front, struct tm_slice *key)
{
	struct tm_slice other = l->items[1].key;
	size_t n = tm_utf8_count(other), all = tm_utf8_count(*key);
	struct tm_slice start = tm_utf8_first(other, 2);
	size_t at = tm_slice_find(*key, start, 0);

	if (all > n && tm_slice_eq(tm_utf8_last(*key, n), other))
		return; /* 重点|推荐项目和推荐项目: one is the end of the other */
	for (size_t k = 2; k < l->count; k++)
		if (!tm_slice_starts(l->items[k].key, start))
			at = SIZE_MAX;
	if (at != SIZE_MAX && at > 0 && start.len && !tm_is_figure(l->tape, l->items[1].first) &&
	    !tm_slice_starts(*key, start) && !cuts_token(l, key->ptr + at)) {
		/* 国家|智能制造示范工厂、智能制造优秀场景: what begins alike stands behind what is shared */
		*key = tm_slice_sub(*key, at, key->len);
		*front = (struct tm_slice){ front->ptr, (size_t)(key->ptr - front->ptr) };
		return;
	}
	if (all > n && n > 1 && !tm_is_figure(l->tape, l->items[1].first) &&
	    (counts_up(l, tm_utf8_last(*key, n), other) ||
	     (tm_slice_eq(tm_utf8_first(tm_utf8_last(*key, n), 1), tm_utf8_first(other, 1)) &&
	      tm_slice_eq(tm_utf8_last(*key, 1), tm_utf8_last(other, 1))))) {
		*key = tm_utf8_last(*key, n); /* 经评估为|省一级、省二级: as long, and framed alike */
		*front = (struct tm_slice){ front->ptr, (size_t)(key->ptr - front->ptr) };
		return;
	}
	if (l->count != 2 || all <= n || n > 6 ||
	    !(n < 3 ? ends_in_person(l, tm_utf8_last(*key, n)) && ends_in_person(l, other)
		    : tm_slice_eq(tm_utf8_last(*key, 2), tm_utf8_last(other, 2))) ||
	    tm_slice_eq(tm_utf8_first(*key, 1), tm_utf8_first(other, 1)))
		return; /* 全日制|博士、硕士; 新引进的|医药企业和环保企业 */
	if (cuts_token(l, key->ptr + key->len - tm_utf8_last(*key, n).len))
		return; /* 国家级|示范 is longer than 省级|示范, and no part of 国 */
	*key = tm_utf8_last(*key, n);
	*front = (struct tm_slice){ front->ptr, (size_t)(key->ptr - front->ptr) };
}

/* Does the part say by itself what is done, so that nothing in front of the first is shared with it? */
static bool stands_alone(const struct tm_tape *t, const struct tm_alternative *a)
{
	return tm_token_is(t, a->first, TM_USE_VERB) ||
	       (a->first + 1 < a->last && tm_token_is(t, a->first + 1, TM_USE_VERB) &&
		t->tokens[a->first].kind == TM_TOKEN_TEXT &&
		t->tokens[a->first].end - t->tokens[a->first].start <= 6);
}

/* Who does all of it: what stands in front of the first part's verb. */
static struct tm_slice subject(const struct tm_tape *t, const struct tm_alternative *first, size_t open)
{
	size_t i = first->first;

	while (i < first->last && !tm_token_is(t, i, TM_USE_VERB))
		i++;
	return (struct tm_slice){ t->text.ptr + t->tokens[open].start,
				  i < first->last ? t->tokens[i].start - t->tokens[open].start : 0 };
}

/* 航空器型号合格证、生产许可证、适航许可证: names of one kind, whatever verbs they hold. */
static bool end_alike(const struct list *l, struct tm_slice tail)
{
	const struct tm_alternative *last = &l->items[l->count - 1];
	struct tm_slice end = tm_tokens_text(l->tape, last->first, last->last);

	end.len = (size_t)(tail.ptr - end.ptr);
	for (size_t k = 0; k + 1 < l->count; k++)
		if (!tm_slice_eq(last_char(tm_tokens_text(l->tape, l->items[k].first, l->items[k].last)),
				 last_char(end)))
			return false;
	return true;
}

/* The rank that ends a text; empty for none. */
static struct tm_slice last_rank(const struct list *l, struct tm_slice text)
{
	enum { LONGEST = 4 };

	for (size_t n = LONGEST; n > 0; n--) {
		struct tm_slice end = tm_utf8_last(text, n);

		if (rank_len(l, end) == end.len && end.len)
			return end;
	}
	return tm_slice_sub(text, text.len, text.len);
}

/*
 * 获得国家级|一、二、三|等奖的: ranks, whose noun stands once.  Sets the front
 * and the tail that all share, and says whether the list is one.
 */
static bool read_ranks(const struct list *l, size_t open, struct tm_slice *front, struct tm_slice *tail)
{
	const struct tm_tape *t = l->tape;
	const struct tm_alternative *last = &l->items[l->count - 1];
	struct tm_slice first = last_rank(l, tm_tokens_text(t, l->items[0].first, l->items[0].last));
	struct tm_slice all = tm_tokens_text(t, last->first, last->last);
	size_t n = rank_len(l, all);

	if (!first.len || !n || n == all.len)
		return false;
	if (tm_utf8_count(first) == 1 && rank_len(l, tm_utf8_first(all, 1)))
		n = tm_utf8_first(all, 1).len; /* 三、四、|五|星级 */
	for (size_t k = 1; k + 1 < l->count; k++) {
		struct tm_slice text = tm_tokens_text(t, l->items[k].first, l->items[k].last);

		if (rank_len(l, text) != text.len)
			return false;
	}
	*front = (struct tm_slice){ t->text.ptr + t->tokens[open].start, 0 };
	front->len = (size_t)(first.ptr - front->ptr);
	*tail = tm_slice_sub(all, n, all.len);
	return true;
}

static bool is_plain_text(const struct tm_tape *t, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		if (t->tokens[i].kind != TM_TOKEN_TEXT && !tm_token_is(t, i, TM_USE_PLAIN))
			return false;
	return last > first;
}

/* 在|A交易所和B中心|挂牌交易的企业: places, in each of which the same is done. */
static bool read_places(const struct list *l, size_t open, struct tm_slice *front, struct tm_slice *tail)
{
	const struct tm_tape *t = l->tape;
	const struct tm_alternative *first = &l->items[0], *last = &l->items[l->count - 1];
	size_t verb = last->first, place = first->first;

	while (tm_token_says(t, place, TM_USE_VERB, TM_VERB_REACH)) /* 首次|在 */
		place++;
	if (place == first->first || !is_plain_text(t, place, first->last))
		return false;
	for (size_t k = 1; k + 1 < l->count; k++)
		if (!is_plain_text(t, l->items[k].first, l->items[k].last))
			return false;
	while (verb < last->last && !tm_token_says(t, verb, TM_USE_VERB, TM_VERB_ACT))
		verb++;
	if (verb == last->last || !is_plain_text(t, last->first, verb))
		return false;
	*front = tm_tokens_text(t, open, place);
	*tail = tm_tokens_text(t, verb, last->last);
	return true;
}

/* 3A、4A、5A|级: what the last part has behind a name that looks like the one before it is for all. */
static void share_suffix(const struct list *l, bool ranks, struct tm_slice *tail)
{
	const struct tm_alternative *last = &l->items[l->count - 1];
	struct tm_slice before = tm_tokens_text(l->tape, last[-1].first, last[-1].last);
	struct tm_slice own = tm_tokens_text(l->tape, last->first, last->last), name;
	size_t n = tm_utf8_count(before), same = 0;

	if (tail->ptr <= own.ptr || tail->ptr > own.ptr + own.len)
		return;
	own.len = (size_t)(tail->ptr - own.ptr);
	if (ranks && (before.ptr[before.len - 1] & 0x80))
		return; /* 第一、第二、第三名 */
	if (n < 2 || tm_utf8_count(own) <= n || tm_utf8_count(own) > n + 2)
		return;
	name = tm_utf8_first(own, n);
	for (size_t k = 1; k <= n; k++)
		same += tm_slice_eq(tm_utf8_last(tm_utf8_first(name, k), 1),
				    tm_utf8_last(tm_utf8_first(before, k), 1));
	if (same + 1 < n)
		return;
	tail->len += own.len - name.len;
	tail->ptr -= own.len - name.len;
}

/*
 * 限上批发、零售、住宿、餐饮|企业: kinds of one length, whose body stands once.  How many characters a kind has,
 * with the body in the tail; 0 where the list is no such one.
 */
static size_t share_body(const struct list *l, struct tm_slice *tail)
{
	const struct tm_alternative *last = &l->items[l->count - 1];
	struct tm_slice own = tm_tokens_text(l->tape, last->first, last->last), kind;
	enum { LONGEST_KIND = 4 };
	size_t n = 0;

	if (l->count < 3 || tail->ptr <= own.ptr || tail->ptr > own.ptr + own.len)
		return 0;
	own.len = (size_t)(tail->ptr - own.ptr);
	for (size_t k = 1; k + 1 < l->count; k++) {
		kind = tm_tokens_text(l->tape, l->items[k].first, l->items[k].last);
		if ((n && tm_utf8_count(kind) != n) || ends_in_payee(l, kind) ||
		    !is_plain_text(l->tape, l->items[k].first, l->items[k].last))
			return 0;
		n = tm_utf8_count(kind);
	}
	kind = tm_utf8_first(own, n);
	if (n < 2 || n > LONGEST_KIND || kind.len >= own.len || ends_in_payee(l, kind) ||
	    !ends_in_payee(l, tm_slice_sub(own, kind.len, own.len)))
		return 0;
	tail->len += own.len - kind.len;
	tail->ptr -= own.len - kind.len;
	return n;
}

/* |限上|批发、零售、餐饮企业: a size in front of the first kind is that of all. */
static void cut_modifier(const struct list *l, size_t kind, struct tm_slice *front, struct tm_slice *key)
{
	const struct tm_pass *pass = l->reading->pass;
	struct tm_slice own = tm_utf8_last(*key, kind), size = { key->ptr, key->len - own.len };

	if (!size.len || !tm_grammar_match(pass->grammar, TM_USE_SIZE, pass->matcher, size, 0))
		return;
	*key = own;
	front->len = (size_t)(own.ptr - front->ptr);
}

static void name_all(struct list *l, size_t open, size_t close)
{
	const struct tm_tape *t = l->tape;
	struct tm_alternative *first = &l->items[0], *last = &l->items[l->count - 1];
	struct tm_slice front = shared_front(l, open), tail = shared_tail(l);
	struct tm_slice rest = tm_tokens_text(t, l->items[l->count - 1].last, close);
	const char *first_end = t->text.ptr + t->tokens[first->last - 1].end;
	bool alone = false, ranks = read_ranks(l, open, &front, &tail) || read_places(l, open, &front, &tail);
	size_t kind;

	for (size_t k = 1; k < l->count; k++)
		alone |= stands_alone(t, &l->items[k]);
	if (!ranks && alone && !end_alike(l, tail))
		front = subject(t, first, open);
	else if (!front.ptr)
		front = (struct tm_slice){ t->text.ptr + t->tokens[open].start, 0 };
	if (rest.len)
		tail = (struct tm_slice){ tail.ptr, (size_t)(rest.ptr + rest.len - tail.ptr) };
	share_suffix(l, ranks, &tail);
	kind = ranks ? 0 : share_body(l, &tail);
	first->key = (struct tm_slice){ front.ptr + front.len, (size_t)(first_end - front.ptr) - front.len };
	for (size_t k = 1; k < l->count; k++)
		l->items[k].key = tm_tokens_text(t, l->items[k].first, l->items[k].last);
	last->key.len = (size_t)(tail.ptr - last->key.ptr);
	if (kind) {
		cut_modifier(l, kind, &front, &first->key);
	} else if (!ranks) {
		shorten_first(l, &front, &first->key);
	}
	for (size_t k = 0; k < l->count; k++) {
		struct tm_alternative *a = &l->items[k];

		a->name = tm_arena_concat(l->arena, 3, (struct tm_slice[]){ front, a->key, tail });
	}
}

/* 年销售额达到10亿元、20亿元的企业: figures listed inside an alternative are alternatives of their own. */
static void spread_figures(struct list *l)
{
	const struct tm_tape *t = l->tape;
	struct list spread = { .reading = l->reading, .tape = t, .arena = l->arena };

	for (size_t k = 0; k < l->count; k++) {
		const struct tm_alternative *a = &l->items[k];
		size_t from = a->first, to;

		while (from < a->last && !(tm_is_figure(t, from) && tm_is_mark(t, from + 1, TM_MARK_LIST) &&
					   tm_is_figure(t, from + 2)))
			from++;
		if (from + 2 >= a->last) {
			add(&spread, a->first, a->last);
			spread.items[spread.count - 1] = *a;
			continue;
		}
		to = from + 1;
		while (to + 1 < a->last && tm_is_mark(t, to, TM_MARK_LIST) && tm_is_figure(t, to + 1))
			to += 2;
		for (size_t i = from; i < to; i += 2) {
			struct tm_alternative *one;

			add(&spread, i, i + 1);
			one = &spread.items[spread.count - 1];
			one->key = tm_token_text(t, i);
			one->name = tm_arena_concat(l->arena, 3,
						    (struct tm_slice[]){ tm_tokens_text(t, a->first, from),
									 one->key,
									 tm_tokens_text(t, to, a->last) });
		}
	}
	*l = spread;
}

/* Levels, or figures of one kind: what a row is made of. */
static bool is_like(const struct tm_tape *t, size_t i, size_t first)
{
	if (tm_token_is(t, first, TM_USE_LEVEL))
		return tm_token_is(t, i, TM_USE_LEVEL);
	return tm_is_figure(t, i) && tm_is_figure(t, first) &&
	       t->figures[t->tokens[i].figure].kind == t->figures[t->tokens[first].figure].kind;
}

/* Reads a row that begins at `start`; how many it has. */
static size_t read_row(struct list *l, size_t start, size_t last)
{
	const struct tm_tape *t = l->tape;

	l->count = 0;
	for (size_t i = start; i < last && is_like(t, i, start);) {
		size_t end = i + 1;

		while (end < last && bounds_figure(t, end))
			end++;
		add(l, i, end);
		if (!tm_is_mark(t, end, TM_MARK_LIST) && !tm_token_is(t, end, TM_USE_AND))
			break;
		i = end + 1;
	}
	if (l->count > 1 && shares_bound(l))
		l->items[l->count - 1].last = l->items[l->count - 1].first + 1;
	return l->count;
}

/* The text of tokens; where there are none, the place where they would stand. */
static struct tm_slice text_or_place(const struct tm_tape *t, size_t first, size_t last)
{
	struct tm_slice text = tm_tokens_text(t, first, last);

	if (!text.ptr)
		text.ptr = t->text.ptr + (first > 0 ? t->tokens[first - 1].end : 0);
	return text;
}

/* Names the parts of a row; the first and the last may hold more than their own. */
static void name_row(struct list *l, struct tm_slice front, struct tm_slice tail)
{
	for (size_t k = 0; k < l->count; k++) {
		struct tm_alternative *a = &l->items[k];
		struct tm_slice text = tm_tokens_text(l->tape, a->first, a->last);
		const char *from = k ? text.ptr : front.ptr + front.len;
		const char *to = k + 1 < l->count ? text.ptr + text.len : tail.ptr;

		a->key = (struct tm_slice){ from, (size_t)(to - from) };
		a->name = tm_arena_concat(l->arena, 3, (struct tm_slice[]){ front, a->key, tail });
	}
}

/* 获工信、科技部门认定为|国家级、省级、市级|平台的: where the list holds others, a row of as many that are alike.
 */
static bool find_row(struct list *l, size_t first, size_t last, size_t wanted)
{
	const struct tm_tape *t = l->tape;

	if (wanted < 2)
		return false;
	for (size_t i = first; i < last; i = tm_behind_closed(t, i, last)) {
		struct tm_slice front, tail;
		size_t n = read_row(l, i, last);

		if (n != wanted) {
			i += n > 1 ? l->items[n - 1].last - i - 1 : 0;
			continue;
		}
		front = text_or_place(t, first, i);
		tail = text_or_place(t, l->items[n - 1].last, last);
		name_row(l, front, tail);
		return true;
	}
	return false;
}

/* 经专家、部门评审为|A级、B级、C级|的: the same of ranks, which are words. */
static bool find_ranks(struct list *l, size_t first, size_t last, size_t wanted)
{
	size_t count = cut(l, first, last, RANKS - 1);

	for (size_t k = 0; wanted > 1 && k + wanted <= count; k++) {
		struct list row = *l;
		struct tm_slice front, tail;

		row.items += k;
		row.count = row.room = wanted;
		if (!read_ranks(&row, first, &front, &tail))
			continue;
		tail.len = (size_t)(tm_tokens_text(l->tape, first, last).ptr +
				    tm_tokens_text(l->tape, first, last).len - tail.ptr);
		*l = row;
		name_row(l, front, tail);
		return true;
	}
	return false;
}

/* 达到A、B的企业，或达到C、D的机构，分别给予…: as many figures inside the parts as there are sums. */
static bool pair_inside(struct list *l, size_t first, size_t last, size_t wanted)
{
	size_t parts = cut(l, first, last, 0);

	if (parts < 2 || wanted <= parts)
		return false;
	for (size_t k = 0; k < parts; k++)
		l->items[k].key = l->items[k].name = tm_tokens_text(l->tape, l->items[k].first, l->items[k].last);
	spread_figures(l);
	return l->count == wanted;
}

/* 主导制订国际、国家和行业标准|的企业、机构: as many parts in front of the last 的, whose heads all share. */
static bool split_before_heads(struct list *l, size_t first, size_t last, size_t wanted)
{
	const struct tm_tape *t = l->tape;
	size_t of = last;

	while (of > first && !tm_token_is(t, of - 1, TM_USE_OF))
		of--;
	if (wanted < 2 || of <= first + 1 || cut(l, of, last, RANKS - 1) < 2)
		return false;
	for (size_t k = 0; k < l->count; k++)
		if (!ends_in_payee(l, tm_tokens_text(t, l->items[k].first, l->items[k].last)))
			return false;
	return split(l, first, of - 1, wanted);
}

size_t tm_pair(const struct tm_reading *r, size_t first, size_t last, size_t wanted, struct tm_arena *arena,
	       struct tm_alternative **alternatives)
{
	const struct tm_tape *tape = &r->tape;
	struct list l = { .reading = r, .tape = tape, .arena = arena };
	size_t behind;

	if (first >= last || wanted > MOST_PAIRED)
		return 0;
	if (cut(&l, first, last, 0) >= 2 && (wanted == 1 || l.count == wanted)) {
		/* “，或” joins parts that have heads of their own. */
		for (size_t k = 0; k < l.count; k++)
			l.items[k].key = l.items[k].name = tm_tokens_text(tape, l.items[k].first, l.items[k].last);
	} else if (pair_inside(&l, first, last, wanted)) {
		/* figures inside parts that “，或” joins */
	} else if (split_before_heads(&l, first, last, wanted) || split(&l, first, last, wanted)) {
		name_all(&l, first, last);
	} else if (!find_row(&l, first, last, wanted) && !find_ranks(&l, first, last, wanted)) {
		behind = behind_of(tape, first, last);
		if (behind == SIZE_MAX || !split(&l, behind, last, wanted))
			return 0;
		name_all(&l, first, last);
	}
	if (wanted == 1)
		spread_figures(&l);
	*alternatives = l.items;
	return l.count <= MOST_PAIRED ? l.count : 0;
}

size_t tm_pair_plain(const struct tm_tape *tape, size_t first, size_t last, int rank, struct tm_arena *arena,
		     struct tm_alternative **alternatives)
{
	struct list l = { .tape = tape, .arena = arena }; /* asks no rule */
	size_t start = first, i = first;

	while (i < last) {
		size_t behind = tm_behind_closed(tape, i, last);
		bool pause = tm_is_mark(tape, i, TM_MARK_COMMA) && tm_token_is(tape, i + 1, TM_USE_AND);
		bool word = rank > 0 && tm_token_is(tape, i, TM_USE_AND) &&
			    (rank > 1 || tm_token_says(tape, i, TM_USE_AND, TM_AND_ALONG));

		if (behind > i + 1) {
			i = behind;
		} else if (start < i && (pause || word)) {
			add(&l, start, i);
			i += 1 + pause;
			start = i;
		} else {
			i++;
		}
	}
	if (start < last)
		add(&l, start, last);
	for (size_t k = 0; k < l.count; k++)
		l.items[k].key = l.items[k].name = tm_tokens_text(tape, l.items[k].first, l.items[k].last);
	*alternatives = l.items;
	return l.count <= MOST_PAIRED ? l.count : 0;
}
