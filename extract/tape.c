#include "extract/tape.h"

#include <stdlib.h>

#include "extract/tally.h"
#include "normalize/utf8.h"

enum { NAME_CHARACTERS = 24 /* what stands in “” is a name when it is no longer than this */ };

struct builder {
	struct tm_tape *tape;
	const struct tm_quantity_reader *r;
	struct tm_slice text;
	size_t text_from; /* start of the text that belongs to no token yet */
};

static void *grow(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return items;
	*room = *room ? 2 * *room : 64;
	return tm_realloc(items, tm_size_mul(*room, size));
}

static struct tm_token *push(struct builder *b, enum tm_token_kind kind, size_t start, size_t end)
{
	struct tm_tape *t = b->tape;

	t->tokens = grow(t->tokens, t->count, &t->room, sizeof(*t->tokens));
	t->tokens[t->count] = (struct tm_token){
		.start = (uint32_t)start, .end = (uint32_t)end, .kind = kind, .number = -1
	};
	return &t->tokens[t->count++];
}

/* Puts what lies before `at` on the tape. */
static void flush(struct builder *b, size_t at)
{
	if (b->text_from < at)
		push(b, TM_TOKEN_TEXT, b->text_from, at);
	b->text_from = at;
}

/* The entry stands: it is a word of the tape, or makes a figure or a name. */
static void note(const struct builder *b, size_t at, const struct tm_entry *entry)
{
	tm_tally_note(b->r->matcher, entry->rule, b->text.ptr + at);
}

static size_t add_word(struct builder *b, size_t at, const struct tm_entry *entry)
{
	size_t end = at + entry->length;
	struct tm_token *token;

	note(b, at, entry);
	flush(b, at);
	token = push(b, TM_TOKEN_WORD, at, end);
	token->use = entry->rule->use;
	token->number = entry->number;
	token->rule = entry->rule;
	token->value = entry->value;
	b->text_from = end;
	return end;
}

static void add_figure(struct builder *b, const struct tm_quantity *q)
{
	struct tm_tape *t = b->tape;

	flush(b, q->start);
	push(b, TM_TOKEN_FIGURE, q->start, q->end)->figure = t->figure_count;
	t->figures = grow(t->figures, t->figure_count, &t->figure_room, sizeof(*t->figures));
	t->figures[t->figure_count++] = *q;
	b->text_from = q->end;
}

/* 以上, 左右 and the like: words only behind a figure. */
static size_t add_bounds_behind(struct builder *b, size_t at)
{
	struct tm_entry entry;

	while (at < b->text.len && tm_lexicon_find(b->r->grammar->units, b->r->matcher, b->text, at, &entry) &&
	       (entry.rule->use == TM_USE_BOUND_BEHIND || entry.rule->use == TM_USE_INCLUSIVE))
		at = add_word(b, at, &entry);
	return at;
}

/* Does a figure, or a word that bounds one, end right here? */
static bool follows_figure(const struct builder *b, size_t at)
{
	const struct tm_tape *t = b->tape;
	size_t last = t->count - 1;

	return t->count > 0 && b->text_from == at &&
	       (t->tokens[last].kind == TM_TOKEN_FIGURE || tm_token_is(t, last, TM_USE_BOUND_BEHIND) ||
		tm_token_is(t, last, TM_USE_INCLUSIVE));
}

static size_t read_quantity(struct builder *b, size_t at, size_t step)
{
	struct tm_quantity q;

	if (b->text.ptr[at] == '-' && follows_figure(b, at))
		return at + step;
	if (!tm_quantity_read(b->r, b->text, at, &q))
		return at + (q.end > at ? q.end - at : step);
	if (q.end == at)
		return at + step;
	if (q.kind == TM_QUANTITY_NUMBER && q.chinese)
		return q.end;
	add_figure(b, &q);
	return add_bounds_behind(b, q.end);
}

/* The ends of a date that is a word. */
static void be_date_word(struct tm_quantity *q)
{
	struct tm_slice ends = q->value;
	size_t stroke = tm_slice_find(ends, TM_SLICE("/"), 0);

	q->kind = TM_QUANTITY_DATE;
	if (stroke == SIZE_MAX)
		return;
	q->value = TM_NO_SLICE;
	q->min = tm_slice_sub(ends, 0, stroke);
	q->max = tm_slice_sub(ends, stroke + 1, ends.len);
	q->with_min = q->with_max = TM_INCLUSION_YES;
}

/* A quantity that is a word: 全额, 减半, 半年, 下半年, 亿元. */
static size_t add_quantity_word(struct builder *b, size_t at, const struct tm_entry *entry)
{
	struct tm_quantity q = {
		.start = at, .end = at + entry->length, .rule = entry->rule, .value = entry->value
	};
	const struct tm_rule *assumed = tm_grammar_first(b->r->grammar, TM_USE_ASSUMED);
	struct tm_entry within;

	note(b, at, entry);
	switch (entry->rule->use) {
	case TM_USE_MONEY_WORD:
		if (!assumed) /* a folder of the user has disabled it */
			return q.end;
		q.kind = TM_QUANTITY_MONEY;
		q.unit = assumed->map[0].to;
		break;
	case TM_USE_RATE_WORD:
		q.kind = TM_QUANTITY_RATE;
		q.unit = TM_SLICE("1");
		break;
	case TM_USE_DATE_WORD:
		be_date_word(&q);
		break;
	default:
		q.kind = TM_QUANTITY_PERIOD;
		if (q.end < b->text.len &&
		    tm_lexicon_find(b->r->grammar->units, b->r->matcher, b->text, q.end, &within) &&
		    within.rule->use == TM_USE_WITHIN)
			q.end += within.length;
		break;
	}
	if (q.kind == TM_QUANTITY_MONEY || q.kind == TM_QUANTITY_RATE)
		tm_decimal_parse(q.value, &q.lowest);
	add_figure(b, &q);
	return add_bounds_behind(b, q.end);
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A name in Latin letters with its digits: ISO9001, PM2.5, B2B. */
static size_t skip_name(struct tm_slice text, size_t at)
{
	while (at < text.len &&
	       (is_letter(text.ptr[at]) || (text.ptr[at] >= '0' && text.ptr[at] <= '9') ||
		(strchr("-_./&+", text.ptr[at]) && at + 1 < text.len &&
		 (is_letter(text.ptr[at + 1]) || (text.ptr[at + 1] >= '0' && text.ptr[at + 1] <= '9')))))
		at++;
	return at;
}

/* Is the figure that was read bound: 不少于一家, 一家以上? */
static bool will_be_bound(const struct builder *b, const struct tm_quantity *q)
{
	const struct tm_tape *t = b->tape;
	struct tm_entry entry;

	return (t->count > 0 && tm_token_is(t, t->count - 1, TM_USE_BOUND) && b->text_from == q->start) ||
	       (q->end < b->text.len &&
		tm_lexicon_find(b->r->grammar->units, b->r->matcher, b->text, q->end, &entry) &&
		(entry.rule->use == TM_USE_BOUND_BEHIND || entry.rule->use == TM_USE_INCLUSIVE));
}

/* Where a word and a quantity begin at one place the longer one stands: 一个月 over 一个. */
static bool is_quantity_rather(const struct builder *b, size_t at, const struct tm_entry *entry)
{
	struct tm_quantity q;
	size_t len;

	if (!tm_numeral_may_open(&b->r->grammar->numerals, tm_utf8_decode(b->text.ptr + at, &len)) ||
	    !tm_quantity_read(b->r, b->text, at, &q) || q.kind <= TM_QUANTITY_NUMBER)
		return false;
	if (q.kind == TM_QUANTITY_COUNT && q.chinese)
		return q.end >= at + entry->length && will_be_bound(b, &q);
	return q.end > at + entry->length;
}

static size_t read_word(struct builder *b, size_t at, size_t step, const struct tm_entry *entry)
{
	switch (entry->rule->use) {
	case TM_USE_ORDINAL:
	case TM_USE_CURRENCY_SIGN:
		note(b, at, entry);
		return read_quantity(b, at, step);
	case TM_USE_MONEY_WORD:
	case TM_USE_RATE_WORD:
	case TM_USE_PERIOD_WORD:
	case TM_USE_DATE_WORD:
		return add_quantity_word(b, at, entry);
	case TM_USE_NAME:
		note(b, at, entry);
		return at + entry->length;
	default:
		return is_quantity_rather(b, at, entry) ? read_quantity(b, at, step) : add_word(b, at, entry);
	}
}

static void read_all(struct builder *b)
{
	const struct tm_grammar *g = b->r->grammar;
	size_t at = 0;

	while (at < b->text.len) {
		size_t step;
		uint32_t c = tm_utf8_decode(b->text.ptr + at, &step);
		struct tm_entry entry;

		if (tm_lexicon_may_open(g->words, c) &&
		    tm_lexicon_find(g->words, b->r->matcher, b->text, at, &entry))
			at = read_word(b, at, step, &entry);
		else if (step == 1 && is_letter((char)c))
			at = skip_name(b->text, at);
		else if (tm_numeral_may_open(&g->numerals, c))
			at = read_quantity(b, at, step);
		else
			at += step;
	}
	flush(b, b->text.len);
}

/* ---- what is no figure after all ---- */

static struct tm_quantity *figure(struct tm_tape *t, size_t i)
{
	return i < t->count && t->tokens[i].kind == TM_TOKEN_FIGURE ? &t->figures[t->tokens[i].figure] : NULL;
}

static void demote(struct tm_tape *t, size_t i)
{
	t->tokens[i].kind = TM_TOKEN_TEXT;
}

/* Figures in 《》, and in “” around what is a name. */
static void demote_in_names(struct tm_tape *t)
{
	size_t quote = SIZE_MAX;
	int titles = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (tm_is_mark(t, i, TM_MARK_TITLE_OPEN))
			titles++;
		else if (tm_is_mark(t, i, TM_MARK_TITLE_CLOSE))
			titles -= titles > 0;
		else if (tm_is_mark(t, i, TM_MARK_LINE))
			titles = 0;
		if (titles && figure(t, i))
			demote(t, i);
		if (tm_is_mark(t, i, TM_MARK_QUOTE_OPEN) && quote == SIZE_MAX) {
			quote = i;
		} else if (tm_is_mark(t, i, TM_MARK_STOP) || tm_is_mark(t, i, TM_MARK_SEMICOLON) ||
			   tm_is_mark(t, i, TM_MARK_LINE)) {
			quote = SIZE_MAX;
		} else if (tm_is_mark(t, i, TM_MARK_QUOTE_CLOSE) && quote != SIZE_MAX) {
			struct tm_slice inside = tm_slice_sub(t->text, t->tokens[quote].end, t->tokens[i].start);

			for (size_t k = quote; k < i && tm_utf8_count(inside) <= NAME_CHARACTERS; k++)
				if (figure(t, k))
					demote(t, k);
			quote = SIZE_MAX;
		}
	}
}

/* 10、20、30万元, 3、9月: numbers take the unit of the figure that closes their list; 1、2级 are no figures. */
static void inherit_units(struct tm_tape *t, const struct tm_quantity_reader *r)
{
	for (size_t i = t->count; i-- > 0;) {
		struct tm_quantity *bare = figure(t, i), *closing;
		size_t next = i + 1;

		if (!bare || (bare->kind != TM_QUANTITY_NUMBER && bare->kind != TM_QUANTITY_NONE))
			continue;
		if (tm_is_mark(t, next, TM_MARK_LIST) || tm_token_is(t, next, TM_USE_AND))
			closing = figure(t, next + 1);
		else
			closing = NULL;
		if (closing && closing->kind == TM_QUANTITY_NONE)
			bare->kind = TM_QUANTITY_NONE;
		else if (closing)
			tm_quantity_inherit(r, t->text, bare, closing);
	}
}

/* 2月1日至2日, 3月5日、6日: a day takes the month of the date before it. */
static void borrow_months(struct tm_tape *t, const struct tm_quantity_reader *r)
{
	for (size_t i = 1; i < t->figure_count; i++)
		tm_quantity_borrow(r, t->text, &t->figures[i], &t->figures[i - 1]);
}

/* 约, 近 in front of a figure, 左右 behind it.  近两年 is a window of time, no estimate. */
static void note_estimates(struct tm_tape *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct tm_quantity *q = figure(t, i);
		bool before = i > 0 && tm_token_says(t, i - 1, TM_USE_BOUND, TM_BOUND_WORD_APPROX);

		if (q && (tm_token_says(t, i + 1, TM_USE_BOUND_BEHIND, TM_BOUND_WORD_APPROX) ||
			  (before && q->kind != TM_QUANTITY_PERIOD)))
			q->approx = true;
	}
}

/* Is the figure bound: 三家以上, 不少于三家, 三家左右? */
static bool is_bound(const struct tm_tape *t, size_t i)
{
	return tm_token_is(t, i + 1, TM_USE_BOUND_BEHIND) || tm_token_is(t, i + 1, TM_USE_INCLUSIVE) ||
	       (i > 0 && tm_token_is(t, i - 1, TM_USE_BOUND));
}

/* （1） in running text, the labels of lists in it, and 方向1：. */
static bool is_label(const struct tm_tape *t, size_t i)
{
	size_t end = t->tokens[i].end;

	if ((i > 0 && tm_is_mark(t, i - 1, TM_MARK_OPEN) && tm_is_mark(t, i + 1, TM_MARK_CLOSE)) ||
	    tm_is_mark(t, i + 1, TM_MARK_COLON))
		return true;
	return (i == 0 || (tm_is_mark(t, i - 1, TM_MARK_STOP) || tm_is_mark(t, i - 1, TM_MARK_SEMICOLON) ||
			   tm_is_mark(t, i - 1, TM_MARK_COLON) || tm_is_mark(t, i - 1, TM_MARK_LINE) ||
			   tm_is_mark(t, i - 1, TM_MARK_COMMA))) &&
	       (tm_is_mark(t, i + 1, TM_MARK_LIST) || (end < t->text.len && strchr(".)", t->text.ptr[end])));
}

/* 容积率不低于2.0: a decimal that is bound and has no unit is a ratio. */
static void settle_ratio(struct tm_tape *t, size_t i, const struct tm_quantity_reader *r)
{
	const struct tm_rule *rate = tm_grammar_first(r->grammar, TM_USE_RATE);
	struct tm_quantity *q = figure(t, i);

	if (q->kind != TM_QUANTITY_NUMBER || !rate || !memchr(t->text.ptr + q->start, '.', q->end - q->start) ||
	    !is_bound(t, i))
		return;
	q->kind = TM_QUANTITY_RATE;
	q->unit = TM_SLICE("1");
	q->rule = rate;
}

static void settle_figures(struct tm_tape *t, const struct tm_quantity_reader *r)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct tm_quantity *q = figure(t, i);

		if (!q)
			continue;
		settle_ratio(t, i, r);
		if (q->kind == TM_QUANTITY_NUMBER) {
			if (!is_label(t, i)) {
				t->unread = grow(t->unread, t->unread_count, &t->unread_room, sizeof(*t->unread));
				t->unread[t->unread_count++] = i;
			}
			demote(t, i);
		} else if (q->kind == TM_QUANTITY_NONE ||
			   (q->kind == TM_QUANTITY_COUNT && q->chinese && !is_bound(t, i))) {
			demote(t, i);
		}
	}
}

/* A bound of one character binds only what it touches: 满1年, but not 满足. */
static void demote_loose_bounds(struct tm_tape *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (tm_token_is(t, i, TM_USE_BOUND) && !figure(t, i + 1) &&
		    tm_utf8_length(t->text.ptr[t->tokens[i].start]) == t->tokens[i].end - t->tokens[i].start)
			demote(t, i);
}

/* Neighbours of kind TEXT become one. */
static void merge_text(struct tm_tape *t)
{
	size_t kept = 0, unread = 0;

	for (size_t i = 0; i < t->count; i++) {
		bool marked = unread < t->unread_count && t->unread[unread] == i;

		if (kept && t->tokens[i].kind == TM_TOKEN_TEXT && t->tokens[kept - 1].kind == TM_TOKEN_TEXT &&
		    !marked && !(unread && t->unread[unread - 1] == kept - 1)) {
			t->tokens[kept - 1].end = t->tokens[i].end;
			continue;
		}
		t->tokens[kept] = t->tokens[i];
		if (marked)
			t->unread[unread++] = kept;
		kept++;
	}
	t->count = kept;
}

void tm_tape_settle(struct tm_tape *t, size_t n, const struct tm_quantity *quantity)
{
	struct tm_token *token = &t->tokens[t->unread[n]];

	t->figures = grow(t->figures, t->figure_count, &t->figure_room, sizeof(*t->figures));
	t->figures[t->figure_count] = *quantity;
	t->figures[t->figure_count].start = token->start;
	t->figures[t->figure_count].end = token->end;
	token->kind = TM_TOKEN_FIGURE;
	token->figure = t->figure_count++;
	for (t->unread_count--; n < t->unread_count; n++)
		t->unread[n] = t->unread[n + 1];
}

void tm_tape_read(struct tm_tape *tape, const struct tm_quantity_reader *reader, struct tm_slice text)
{
	struct builder b = { tape, reader, text, 0 };

	tape->text = text;
	tape->count = tape->figure_count = tape->unread_count = 0;
	read_all(&b);
	demote_in_names(tape);
	borrow_months(tape, reader);
	inherit_units(tape, reader);
	settle_figures(tape, reader);
	note_estimates(tape);
	demote_loose_bounds(tape);
	merge_text(tape);
}

struct tm_slice tm_tokens_text(const struct tm_tape *tape, size_t first, size_t last)
{
	return first < last ? tm_slice_sub(tape->text, tape->tokens[first].start, tape->tokens[last - 1].end)
			    : TM_NO_SLICE;
}

bool tm_tokens_have(const struct tm_tape *tape, size_t first, size_t last, enum tm_use use)
{
	for (size_t i = first; i < last; i++)
		if (tm_token_is(tape, i, use))
			return true;
	return false;
}

size_t tm_before_bracket(const struct tm_tape *tape, size_t floor, size_t end)
{
	size_t open = end;

	if (end <= floor || !tm_is_mark(tape, end - 1, TM_MARK_CLOSE))
		return end;
	while (open > floor)
		if (tm_is_mark(tape, --open, TM_MARK_OPEN))
			return open;
	return end;
}

size_t tm_behind_closed(const struct tm_tape *tape, size_t i, size_t end)
{
	enum { MOST_TOKENS = 2000 }; /* keeps what is never closed linear */
	static const enum tm_mark pairs[][2] = { { TM_MARK_OPEN, TM_MARK_CLOSE },
						 { TM_MARK_QUOTE_OPEN, TM_MARK_QUOTE_CLOSE },
						 { TM_MARK_TITLE_OPEN, TM_MARK_TITLE_CLOSE } };
	size_t p = 0, last = end - i > MOST_TOKENS ? i + MOST_TOKENS : end;
	int depth = 0;

	while (p < 3 && !tm_is_mark(tape, i, pairs[p][0]))
		p++;
	for (size_t k = i; p < 3 && k < last && !tm_is_mark(tape, k, TM_MARK_LINE); k++) {
		if (tm_is_mark(tape, k, pairs[p][0]))
			depth++;
		else if (tm_is_mark(tape, k, pairs[p][1]) && --depth == 0)
			return k + 1;
	}
	return i + 1;
}

void tm_tape_release(struct tm_tape *tape)
{
	free(tape->tokens);
	free(tape->figures);
	free(tape->unread);
	*tape = (struct tm_tape){ 0 };
}
