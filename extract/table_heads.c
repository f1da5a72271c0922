/*
 * table_heads.c - pieces of text, and the heads of tables among them.
 */
#include "tables_p.h"

#include "extract/document.h"
#include "normalize/utf8.h"

enum {
	HEAD_PIECES = 48,
	TITLE_CHARS = 40,
	TITLE_BYTES = 160,
	FRAGMENT_BYTES = 400, /* a longer line is no head */
	PARTS = 4,            /* lines of one title */
	PHONE_CHARS = 5       /* a number of so many digits stands by itself */
};

struct tm_slice tm_solid(struct tm_slice s, char *out, size_t room)
{
	size_t len = 0, n;

	for (size_t i = 0; i < s.len; i += n) {
		n = tm_utf8_length(s.ptr[i]);
		if (s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\n')
			continue;
		if (n > room - len)
			break;
		memcpy(out + len, s.ptr + i, n);
		len += n;
	}
	return (struct tm_slice){ out, len };
}

/* ---- pieces ---- */

static bool is_figure(char c)
{
	return (c >= '0' && c <= '9') || (c && strchr(".,%-/~", c));
}

/* How many characters of a figure stand from `at` on, up to white space; 0 when others stand there too. */
static uint32_t figure_from(const char *p, uint32_t at, uint32_t end)
{
	uint32_t i = at;

	while (i < end && is_figure(p[i]))
		i++;
	return i == end || p[i] == ' ' || p[i] == '\t' ? i - at : 0;
}

static uint32_t char_at(const char *p, uint32_t at)
{
	size_t n;

	return tm_utf8_decode(p + at, &n);
}

/* What the white space [at, behind) inside the piece that began at `start` parts; TM_BEFORE_LINE for nothing. */
static enum tm_before parts(const char *p, uint32_t start, uint32_t at, uint32_t behind, uint32_t end)
{
	bool left = tm_is_cjk(char_at(p, (uint32_t)tm_utf8_before(p, at))), right = tm_is_cjk(char_at(p, behind));
	uint32_t alone = figure_from(p, start, at) == at - start ? at - start : 0;
	uint32_t next = figure_from(p, behind, end);

	if (left && right)
		return TM_BEFORE_SPACE;
	if (left && (next >= PHONE_CHARS || (next && behind + next == end)))
		return TM_BEFORE_FIGURE;
	if (alone && (right || next))
		return TM_BEFORE_FIGURE;
	return TM_BEFORE_LINE;
}

static void describe(struct tm_tabler *t, struct tm_piece *p)
{
	struct tm_slice s = tm_slice_sub(t->text->bytes, p->start, p->end);
	struct tm_marker marker = tm_marker_read(t->grammar, t->matcher, s);
	uint32_t last = 0, c = 0, before;
	size_t n;

	p->width = tm_line_width(t->text->bytes.ptr, p->start, p->end);
	p->opening = tm_opening_width(t->grammar, s);
	tm_piece_hash(p, s);
	p->dangling = tm_is_class(t->grammar, TM_CLASS_FORBIDDEN_START, tm_utf8_decode(s.ptr, &n));
	for (size_t i = 0; i < s.len; i += n) {
		before = last;
		c = tm_utf8_decode(s.ptr + i, &n);
		last = c;
		p->balance = (int8_t)(p->balance + tm_is_class(t->grammar, TM_CLASS_OPENS, c) -
				      tm_is_class(t->grammar, TM_CLASS_CLOSES, c));
		p->ended = tm_is_class(t->grammar, TM_CLASS_SENTENCE_END, c) ||
			   tm_is_class(t->grammar, TM_CLASS_CLAUSE_END, c) ||
			   (tm_is_class(t->grammar, TM_CLASS_CLOSES, c) &&
			    tm_is_class(t->grammar, TM_CLASS_SENTENCE_END, before));
	}
	p->leaning = tm_grammar_match(t->grammar, TM_USE_LEANING, t->matcher, tm_utf8_last(s, 1), 0) != NULL;
	p->unfinished = tm_is_class(t->grammar, TM_CLASS_CONTINUES, c);
	if (marker.rule) {
		p->group = marker.rule->value_number == TM_H1 - TM_CHAPTER;
		p->item = !p->group;
	}
}

static enum tm_before before_line(const struct tm_fragment *f, uint16_t usual)
{
	if (f->gap)
		return TM_BEFORE_GAP;
	if (f->page || f->blanks == usual)
		return TM_BEFORE_LINE;
	return f->blanks < usual ? TM_BEFORE_CLOSER : TM_BEFORE_BLANK;
}

void tm_pieces_add(struct tm_tabler *t, struct tm_pieces *out, size_t i, uint16_t usual)
{
	const struct tm_fragment *f = &t->layout->fragments[i];
	const char *p = t->text->bytes.ptr;
	uint32_t start = f->start, at = f->start;
	enum tm_before before = before_line(f, usual);

	while (at <= f->end) {
		uint32_t behind = at;
		enum tm_before next = TM_BEFORE_LINE;
		struct tm_piece *piece;

		while (behind < f->end && (p[behind] == ' ' || p[behind] == '\t'))
			behind++;
		if (at < f->end &&
		    (behind == at || (next = parts(p, start, at, behind, f->end)) == TM_BEFORE_LINE)) {
			at = behind > at ? behind : at + 1;
			continue;
		}
		piece = tm_arena_push(t->arena, &out->items, &out->count, &out->room, sizeof(*piece));
		*piece = (struct tm_piece){ .start = start, .end = at, .fragment = (uint32_t)i, .before = before };
		piece->page = f->page && start == f->start;
		describe(t, piece);
		if (at == f->end)
			break;
		start = at = behind;
		before = next;
	}
}

/* ---- the number of a row ---- */

int tm_row_number(struct tm_tabler *t, struct tm_slice s, int form, int *number, uint32_t *len)
{
	size_t first = t->grammar->first[TM_USE_ROW], last = t->grammar->first[TM_USE_ROW + 1];

	for (size_t i = first; i < last; i++) {
		const struct tm_rule *rule = &t->grammar->rules[i];
		struct tm_slice n;

		if ((form >= 0 && rule->value_number != form) || !tm_pattern_may_start(rule->pattern, s.ptr[0]) ||
		    !tm_rule_match(rule, t->matcher, s, 0))
			continue;
		n = tm_rule_group(rule, t->matcher, s, 0);
		*len = (uint32_t)tm_group_end(t->matcher, 0);
		if (tm_numeral_integer(&t->grammar->numerals, n, number))
			return rule->value_number;
	}
	return -1;
}

/* ---- heads ---- */

/* The rule that knows this text as the title of a column, by the whole of it. */
static const struct tm_rule *exact_title(const struct tm_grammar *grammar, struct tm_matcher *matcher,
					 struct tm_slice s)
{
	for (size_t i = grammar->first[TM_USE_COLUMN]; i < grammar->first[TM_USE_COLUMN + 1]; i++) {
		const struct tm_rule *rule = &grammar->rules[i];

		if (s.len && tm_pattern_may_start(rule->pattern, s.ptr[0]) && tm_rule_match(rule, matcher, s, 0) &&
		    tm_group_end(matcher, 0) == s.len)
			return rule;
	}
	return NULL;
}

const struct tm_rule *tm_column_rule(const struct tm_grammar *grammar, struct tm_matcher *matcher,
				     struct tm_slice title)
{
	const struct tm_rule *rule = exact_title(grammar, matcher, title);

	return rule ? rule : tm_grammar_match(grammar, TM_USE_COLUMN_FORM, matcher, title, 0);
}

static const struct tm_rule *title_rule(struct tm_tabler *t, struct tm_slice s, bool *exact)
{
	*exact = exact_title(t->grammar, t->matcher, s) != NULL;
	return tm_column_rule(t->grammar, t->matcher, s);
}

/* Can this be (part of) a title: no sentence outside brackets, not long? */
static bool is_title_part(struct tm_tabler *t, struct tm_slice s)
{
	int open = 0;
	size_t n;

	if (s.len > TITLE_BYTES || tm_utf8_count(s) > TITLE_CHARS)
		return false;
	for (size_t i = 0; i < s.len; i += n) {
		uint32_t c = tm_utf8_decode(s.ptr + i, &n);

		open += tm_is_class(t->grammar, TM_CLASS_OPENS, c);
		open -= tm_is_class(t->grammar, TM_CLASS_CLOSES, c);
		if (open == 0 && (tm_is_class(t->grammar, TM_CLASS_PAUSE, c) ||
				  tm_is_class(t->grammar, TM_CLASS_CLAUSE_END, c)))
			return false;
	}
	return true;
}

/* Does a row, or a group of rows, begin with this piece? */
static bool begins_row(struct tm_tabler *t, const struct tm_piece *p)
{
	uint32_t len;
	int number;

	return p->group ||
	       tm_row_number(t, tm_slice_sub(t->text->bytes, p->start, p->end), -1, &number, &len) >= 0;
}

static bool is_one_character(const struct tm_text *text, const struct tm_piece *p)
{
	return p->end - p->start == tm_utf8_length(text->bytes.ptr[p->start]);
}

/* What it costs that pieces [a, b) are one title. */
static int title_cost(struct tm_tabler *t, const struct tm_piece *p, size_t a, size_t b,
		      const struct tm_rule **rule)
{
	enum { FORM = 2, UNKNOWN = 4, JOINED = 1, SPACED = 6, SHORT = 6, WIDER = 8 };
	char room[4 * TITLE_BYTES];
	size_t len = 0;
	bool exact;
	int cost = 0;

	for (size_t i = a; i < b; i++) {
		struct tm_slice s = tm_slice_sub(t->text->bytes, p[i].start, p[i].end);

		len += tm_solid(s, room + len, sizeof(room) - len).len;
		if (i == a)
			continue;
		if (is_one_character(t->text, &p[i]) && is_one_character(t->text, &p[i - 1]))
			continue;
		cost += p[i].before <= TM_BEFORE_BLANK ? JOINED : SPACED;
		cost += p[i].width > p[a].width ? WIDER : 0;
	}
	*rule = title_rule(t, (struct tm_slice){ room, len }, &exact);
	if (*rule)
		return cost + (exact ? 0 : FORM);
	if (b - a > 1 && p[b - 1].width >= p[a].width)
		cost += WIDER;
	return cost + UNKNOWN + (len <= 3 ? SHORT : 0);
}

/* Do the pieces begin with a title that is known?  Most runs of short lines do not, and are not taken apart. */
static bool begins_known(struct tm_tabler *t, const struct tm_head *h)
{
	const struct tm_rule *rule = NULL;

	for (size_t b = 1; !rule && b <= h->pieces.count && b <= PARTS; b++)
		title_cost(t, h->pieces.items, 0, b, &rule);
	return rule != NULL;
}

/* Parts the pieces of a head into titles, as cheaply as may be. */
static bool part_titles(struct tm_tabler *t, struct tm_head *h)
{
	const struct tm_piece *p = h->pieces.items;
	size_t count = h->pieces.count, from[HEAD_PIECES + 1], columns = 0, at;
	int best[HEAD_PIECES + 1] = { 0 };
	const struct tm_rule *rule;

	for (size_t b = 1; b <= count; b++) {
		best[b] = INT32_MAX;
		for (size_t a = b; a-- > 0 && b - a <= PARTS;) {
			int cost = best[a] + title_cost(t, p, a, b, &rule);

			if (cost < best[b]) {
				best[b] = cost;
				from[b] = a;
			}
		}
	}
	for (at = count; at > 0; at = from[at])
		columns++;
	if (columns < 2 || columns > TM_TABLE_COLUMNS)
		return false;
	h->column_count = columns;
	for (at = count; at > 0; at = from[at]) {
		title_cost(t, p, from[at], at, &rule);
		h->until[--columns] = at;
		h->known[columns] = rule != NULL;
		h->exact[columns] = rule && rule->use == TM_USE_COLUMN;
		h->types[columns] = rule ? (enum tm_column_type)rule->value_number : TM_COLUMN_TEXT;
	}
	return true;
}

/* Its text without white space, and where it ends. */
static void close_head(struct tm_tabler *t, struct tm_head *h)
{
	size_t count = h->until[h->column_count - 1], room = 0;
	char *solid;

	h->end = h->pieces.items[count - 1].fragment + 1u;
	for (size_t i = 0; i < count; i++)
		room += h->pieces.items[i].end - h->pieces.items[i].start;
	solid = tm_arena_alloc(t->arena, room + 1);
	h->solid = (struct tm_slice){ solid, 0 };
	for (size_t i = 0; i < count; i++)
		h->solid.len += tm_solid(tm_slice_sub(t->text->bytes, h->pieces.items[i].start,
						      h->pieces.items[i].end),
					 solid + h->solid.len, room - h->solid.len)
					.len;
}

static size_t known_titles(const struct tm_head *h)
{
	size_t known = 0;

	for (size_t c = 0; c < h->column_count; c++)
		known += h->known[c];
	return known;
}

/* Most lines are seen to be no title before they are taken apart; one with spaces in it is several pieces. */
static bool may_open_head(struct tm_tabler *t, size_t i)
{
	struct tm_slice s = tm_fragment_slice(t, i);
	char room[TITLE_BYTES];
	bool exact;

	if (!s.len || memchr(s.ptr, ' ', s.len) || memchr(s.ptr, '\t', s.len))
		return true;
	return is_title_part(t, s) &&
	       (tm_utf8_count(s) <= 4 || title_rule(t, tm_solid(s, room, sizeof(room)), &exact));
}

bool tm_head_read(struct tm_tabler *t, size_t i, struct tm_head *h)
{
	const struct tm_fragment *f = t->layout->fragments;
	size_t k;

	if (f[i].furniture || f[i].gap || tm_is_marked(t, i) || f[i].end - f[i].start > FRAGMENT_BYTES ||
	    !may_open_head(t, i))
		return false;
	*h = (struct tm_head){ .first = i };
	for (k = i; k < t->layout->fragment_count && h->pieces.count < HEAD_PIECES - 8; k++) {
		size_t count = h->pieces.count, n;

		if (f[k].furniture)
			continue;
		if ((k > i && f[k].page) || tm_is_marked(t, k) || f[k].end - f[k].start > FRAGMENT_BYTES)
			break;
		tm_pieces_add(t, &h->pieces, k, 0);
		for (n = count; n < h->pieces.count && n < HEAD_PIECES; n++) {
			const struct tm_piece *p = &h->pieces.items[n];

			if (begins_row(t, p) || !is_title_part(t, tm_slice_sub(t->text->bytes, p->start, p->end)))
				break;
		}
		if (n < h->pieces.count) {
			/* A head ends with a printed line: with text behind it on its last line it is none. */
			h->pieces.count = count;
			break;
		}
		if (k == i && h->pieces.items[0].end - h->pieces.items[0].start > TITLE_BYTES)
			return false;
		if (k == i) {
			bool exact;
			char room[TITLE_BYTES];
			struct tm_slice s = tm_solid(
				tm_slice_sub(t->text->bytes, h->pieces.items[0].start, h->pieces.items[0].end),
				room, sizeof(room));

			if (!title_rule(t, s, &exact) && tm_utf8_count(s) > 4)
				return false;
		}
	}
	if (h->pieces.count < 2 || h->pieces.count > HEAD_PIECES || !begins_known(t, h) || !part_titles(t, h) ||
	    !h->known[0] || known_titles(h) < 2 || known_titles(h) * 2 < h->column_count)
		return false;
	close_head(t, h);
	return true;
}

bool tm_head_shorten(struct tm_tabler *t, struct tm_head *h)
{
	size_t last = h->column_count - 1, before = last ? h->until[last - 1] : 0;

	if (last < 2 || h->exact[last] || h->pieces.items[before].before > TM_BEFORE_BLANK)
		return false;
	h->column_count--;
	close_head(t, h);
	return true;
}

size_t tm_head_again(struct tm_tabler *t, const struct tm_head *h, size_t i)
{
	char room[FRAGMENT_BYTES];
	size_t at = 0, k = i;

	for (; k < t->layout->fragment_count && at < h->solid.len; k++) {
		struct tm_slice s;

		if (t->layout->fragments[k].furniture)
			continue;
		if (t->layout->fragments[k].end - t->layout->fragments[k].start > FRAGMENT_BYTES)
			return i;
		s = tm_solid(tm_fragment_slice(t, k), room, sizeof(room));
		if (s.len > h->solid.len - at || memcmp(s.ptr, h->solid.ptr + at, s.len) != 0)
			return i;
		at += s.len;
	}
	return at == h->solid.len ? k : i;
}
