#include "extract/layout.h"

#include <stdlib.h>

#include "normalize/utf8.h"
#include "tables_p.h"
#include "zones_p.h"

/* Widths are counted in quarters of an em: a Han character is 4, a digit 2, a space that goes 1. */
enum {
	HAN_WIDTH = 4,
	WIDTH_MAX = 640,             /* 160 ems; a longer line was not set in a column */
	WINDOW = 32,                 /* lines on either side that tell the width of the column */
	STRIDE = 16,                 /* lines that share one measurement */
	SLACK = 4,                   /* by which justified lines of one column differ */
	NARROW = 24,                 /* shorter lines say nothing about the column */
	COLUMN_MIN = 18 * HAN_WIDTH, /* no column of text is narrower; cells of tables are */
	INDENT = 2 * HAN_WIDTH,      /* of a paragraph's first line (GB/T 9704-2012, 7.3.3) */
	BRACKET_REACH = 1800,        /* bytes; a bracket open for longer was never closed */
	LONGEST_ADDRESS = 1200,      /* bytes */
	LONGEST_ALONE = 240,         /* bytes of a line that is a paragraph by itself */
	HEADING_REACH = 160 /* bytes; a numbered line without 。；： that is no longer may be a heading */
};

struct layouter {
	struct tm_layout *out;
	struct tm_text *text;
	const struct tm_grammar *grammar;
	struct tm_arena *arena;
	struct tm_matcher *matcher;
	struct tm_diagnostics *diagnostics;
	uint16_t *columns;     /* width of the column by fragment / STRIDE; 0 where lines are paragraphs */
	bool indents;          /* first lines of paragraphs are indented, and no others */
	bool fragmented;       /* printed lines come in several pieces, broken behind punctuation */
	uint16_t usual_blanks; /* blank lines between two lines of a paragraph: 1 in the text of many PDF files */
	int last[TM_MARKER_KINDS];        /* by value of use marker: number of the last one */
	uint16_t indent[TM_MARKER_KINDS]; /* and how far it stood from the margin */

	/* The paragraph being built. */
	struct tm_block *block;
	struct tm_marker marker; /* at its start, in the normalised text */
	uint32_t open_at;        /* of the outermost open bracket, or UINT32_MAX */
	int open;                /* how many brackets are open */
	uint32_t before;         /* its last character so far */
	bool opened_behind_stop; /* the outermost bracket stands behind the end of a sentence */
	uint32_t closed_at;      /* where the last such bracket was closed, or UINT32_MAX */
	uint32_t opened_at;      /* where that one was opened */
	bool pause;              /* it has a pause (，。；) */
	bool stop;               /* it has an end of a sentence or clause (。；：) */
	uint32_t visual;         /* width of its last printed line, of all fragments of that line */
	bool first_line;         /* that line is its first, which is indented */
	bool pieced;             /* that line is of several fragments, with gaps between them that nobody knows */
};

static struct tm_slice fragment_text(const struct layouter *l, const struct tm_fragment *f)
{
	return tm_slice_sub(l->text->bytes, f->start, f->end);
}

/* ---- lines to fragments ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* A gap: two or more spaces, or a tab. */
static uint32_t gap_end(const char *p, uint32_t at, uint32_t end)
{
	uint32_t behind = at;

	while (behind < end && is_space(p[behind]))
		behind++;
	return behind < end && (behind - at >= 2 || p[at] == '\t') ? behind : at;
}

static uint32_t next_space(const char *p, uint32_t at, uint32_t end)
{
	struct tm_slice line = { p, end };

	while (at < end && !is_space(p[at]))
		at = (uint32_t)tm_utf8_high_run(line, at + 1);
	return at;
}

uint16_t tm_line_width(const char *p, uint32_t start, uint32_t end)
{
	uint32_t width = 0;
	size_t n;

	for (uint32_t i = start; i < end; i += (uint32_t)n) {
		uint32_t c = tm_utf8_decode(p + i, &n);

		width += c >= 0x4E00 && c < 0xA000 ? HAN_WIDTH
			 : c == ' ' || c == '\t'   ? 1
			 : c < 0x80                ? HAN_WIDTH / 2
						   : (uint32_t)tm_char_width(c) * (HAN_WIDTH / 2);
	}
	return width > WIDTH_MAX ? WIDTH_MAX + 1 : (uint16_t)width;
}

static struct tm_fragment *add_fragment(struct layouter *l, uint32_t line, uint32_t start, uint32_t end)
{
	struct tm_layout *o = l->out;
	struct tm_fragment *f = tm_arena_push(l->arena, &o->fragments, &o->fragment_count, &o->fragment_room,
					      sizeof(*f));

	f->start = start;
	f->end = end;
	f->line = line;
	f->width = tm_line_width(l->text->bytes.ptr, start, end);
	return f;
}

static bool is_one_han(struct tm_slice s)
{
	size_t n = 0;

	return s.len >= 3 && tm_is_han(tm_utf8_decode(s.ptr, &n)) && n == s.len;
}

/* Is this fragment, joined to what comes behind the gap, a word that is printed with spaces? */
static bool is_spaced_word(struct layouter *l, struct tm_slice a, struct tm_slice b)
{
	char joined[64];
	size_t len = b.len < sizeof(joined) - 8 ? b.len : tm_utf8_first(b, 12).len;

	if (!is_one_han(a) || len > sizeof(joined) - a.len)
		return false;
	memcpy(joined, a.ptr, a.len);
	memcpy(joined + a.len, b.ptr, len);
	return tm_grammar_match(l->grammar, TM_USE_SPACED, l->matcher, (struct tm_slice){ joined, a.len + len },
				0) != NULL;
}

/* Does a line consist of two names of bodies or more, with a space between them: the signature of several? */
static bool is_signature(struct layouter *l, struct tm_slice line)
{
	enum { LONGEST = 200, BODY_MIN = 4 /* characters */ };
	size_t bodies = 0, at = 0;

	if (line.len > LONGEST || !memchr(line.ptr, ' ', line.len))
		return false;
	while (at < line.len) {
		const char *space = memchr(line.ptr + at, ' ', line.len - at);
		struct tm_slice part = tm_slice_sub(line, at, space ? (size_t)(space - line.ptr) : line.len);
		const struct tm_rule *rule;

		at += part.len + 1;
		if (!part.len)
			continue;
		rule = tm_grammar_match(l->grammar, TM_USE_FRONT, l->matcher, part, 0);
		if (!rule || rule->value_number != TM_IN_FRONT_LETTERHEAD || tm_utf8_count(part) < BODY_MIN)
			return false;
		bodies++;
	}
	return bodies > 1;
}

/* Splits a line at its gaps, letter-spaced words aside; the names of bodies at every space. */
static void split_line(struct layouter *l, uint32_t line, uint32_t start, uint32_t end)
{
	const char *p = l->text->bytes.ptr;
	struct tm_fragment *last = NULL;
	bool last_single = false;
	uint32_t i = start, from = start;
	bool bodies = is_signature(l, tm_slice_sub(l->text->bytes, start, end));

	while (i <= end) {
		struct tm_slice s;
		uint32_t behind;

		i = next_space(p, i, end);
		behind = i < end ? gap_end(p, i, end) : i;
		if (bodies && i < end)
			while (behind < end && is_space(p[behind]))
				behind++;
		if (i < end && behind == i) {
			i++;
			continue;
		}
		s = tm_slice_sub(l->text->bytes, from, i);
		if (last && ((last_single && is_one_han(s)) || is_spaced_word(l, fragment_text(l, last), s))) {
			last->end = i;
			last->width = tm_line_width(p, last->start, last->end);
			last_single = is_one_han(s);
		} else {
			bool gap = last != NULL;

			last = add_fragment(l, line, from, i);
			last->gap = gap;
			last_single = is_one_han(s);
		}
		if (i == end)
			break;
		i = from = behind;
	}
}

static void make_fragments(struct layouter *l)
{
	const char *p = l->text->bytes.ptr;
	uint32_t page = 1, blanks = 0, before;

	for (size_t n = 0; n < l->text->line_count; n++) {
		const struct tm_line *line = &l->text->lines[n];
		uint32_t start = line->start, end = line->start + line->len;
		size_t first = l->out->fragment_count;

		while (start < end && is_space(p[start]))
			start++;
		while (end > start && is_space(p[end - 1]))
			end--;
		if (line->field.len)
			continue;
		if (start == end) {
			blanks++;
			continue;
		}
		before = start - line->start;
		if (line->place.table)
			add_fragment(l, (uint32_t)n, start, end)->table = true;
		else
			split_line(l, (uint32_t)n, start, end);
		l->out->fragments[first].indent = before > 200 ? 200 : (uint16_t)before;
		l->out->fragments[first].blanks = blanks > 200 ? 200 : (uint16_t)blanks;
		l->out->fragments[first].page = line->page != page;
		page = line->page;
		blanks = 0;
	}
}

/* ---- furniture ---- */

struct page_mark {
	size_t fragment;
	int page;
	bool sure;
};

/* Is the fragment alone on its line? */
static bool is_alone(const struct tm_layout *o, size_t i)
{
	return !o->fragments[i].gap && (i + 1 == o->fragment_count || !o->fragments[i + 1].gap);
}

static void drop_fragment(struct layouter *l, size_t i, struct tm_slice rule)
{
	struct tm_fragment *f = &l->out->fragments[i];
	struct tm_text *t = l->text;
	struct tm_dropped *d = tm_arena_push(l->arena, &t->dropped, &t->dropped_count, &t->dropped_room,
					     sizeof(*d));

	f->furniture = true;
	*d = (struct tm_dropped){ rule, fragment_text(l, f), tm_map_span(&t->map, f->start, f->end),
				  t->lines[f->line].number };
	if (i + 1 < l->out->fragment_count) {
		struct tm_fragment *next = &l->out->fragments[i + 1];

		next->page = true;
		next->blanks = next->blanks > f->blanks ? next->blanks : f->blanks;
	}
}

/*
 * Bare numbers are page numbers when at least three of them, a page apart,
 * count up by one, or two with form feeds at their sides.
 */
static void drop_numbers(struct layouter *l, const struct page_mark *marks, size_t count, struct tm_slice rule)
{
	enum { PAGE_LINES = 8 };
	const struct tm_fragment *f = l->out->fragments;

	for (size_t i = 0; i < count;) {
		size_t run = i, members = 1, breaks = 0;
		size_t chain[256] = { i };

		for (size_t k = i + 1; k < count && members < 256; k++) {
			if (marks[k].page != marks[run].page + 1 ||
			    f[marks[k].fragment].line < f[marks[run].fragment].line + PAGE_LINES)
				continue;
			run = k;
			chain[members++] = k;
		}
		for (size_t k = 0; k < members; k++) {
			size_t at = marks[chain[k]].fragment;

			breaks += f[at].page || at + 1 == l->out->fragment_count || f[at + 1].page;
		}
		if (members >= 3 || (members >= 2 && breaks == members)) {
			for (size_t k = 0; k < members; k++)
				drop_fragment(l, marks[chain[k]].fragment, rule);
			i = chain[members - 1] + 1;
		} else {
			i++;
		}
	}
}

/* Those of the numbers that may still be page numbers: not in a table, or at a page break. */
static size_t choose_marks(const struct layouter *l, const struct page_mark *marks, size_t count, bool at_breaks,
			   struct page_mark *out)
{
	const struct tm_fragment *f = l->out->fragments;
	size_t chosen = 0;

	for (size_t i = 0; i < count; i++) {
		size_t at = marks[i].fragment;
		bool breaks = f[at].page || (at + 1 < l->out->fragment_count && f[at + 1].page);

		if (!f[at].furniture && !f[at].table && (breaks || !at_breaks))
			out[chosen++] = marks[i];
	}
	return chosen;
}

/*
 * Page numbers, and tables.  A column of numbers looks like page numbers, so
 * that tables are looked for first; but a page number between two pages of a
 * table must be gone by then.
 */
static void find_tables(struct layouter *l, const struct page_mark *marks, size_t count, struct tm_slice rule)
{
	struct page_mark *some = tm_arena_array(l->arena, count + 1, sizeof(*some));

	if (tm_has_tables(l->out, l->text, l->grammar, l->arena, l->matcher)) {
		drop_numbers(l, some, choose_marks(l, marks, count, true, some), rule);
		tm_find_tables(l->out, l->text, l->grammar, l->arena, l->matcher, l->diagnostics);
	}
	drop_numbers(l, some, choose_marks(l, marks, count, false, some), rule);
}

static void find_furniture(struct layouter *l)
{
	struct tm_layout *o = l->out;
	struct page_mark *marks = NULL;
	size_t count = 0, room = 0;
	struct tm_slice number_rule = TM_NO_SLICE;

	for (size_t i = 0; i < o->fragment_count; i++) {
		struct tm_slice s = fragment_text(l, &o->fragments[i]);
		const struct tm_rule *rule;
		struct page_mark *m;
		int page = 0;

		if (s.len > 40 || !is_alone(o, i) || o->fragments[i].table)
			continue;
		rule = tm_grammar_match(l->grammar, TM_USE_FURNITURE, l->matcher, s, 0);
		if (!rule)
			continue;
		if (rule->value_number == 0) {
			drop_fragment(l, i, rule->id);
			continue;
		}
		tm_slice_number(tm_rule_group(rule, l->matcher, s, 0), &page);
		m = tm_arena_push(l->arena, &marks, &count, &room, sizeof(*m));
		*m = (struct page_mark){ i, page, false };
		number_rule = rule->id;
	}
	find_tables(l, marks, count, number_rule);
}

/* ---- the column ---- */

/* The commonest width among those just below `w`: justified lines differ a little, hanging marks add some. */
static uint16_t most_common(const uint32_t *histogram, int w)
{
	int best = w;

	for (int k = w; k >= w - 2 * SLACK && k >= NARROW; k--)
		if (histogram[k] > histogram[best])
			best = k;
	return (uint16_t)best;
}

/*
 * The width of the column of fragments [from, to): the largest width that at
 * least one line in `share` comes near and hardly any exceeds.  0 when there
 * is none, because each line is a paragraph.
 */
static uint16_t column_width(const struct layouter *l, size_t from, size_t to, size_t share)
{
	enum { FEW = 4 };
	uint32_t histogram[WIDTH_MAX + 2] = { 0 };
	size_t total = 0, near = 0, over;

	for (size_t i = from; i < to; i++) {
		const struct tm_fragment *f = &l->out->fragments[i];

		if (f->furniture || f->table || f->width < NARROW)
			continue;
		histogram[f->width]++;
		total++;
	}
	over = histogram[WIDTH_MAX + 1];
	for (int w = WIDTH_MAX - 2 * SLACK + 1; w <= WIDTH_MAX; w++)
		near += histogram[w];
	for (int w = WIDTH_MAX; w >= COLUMN_MIN && over * 12 <= total + 12; w--) {
		near += histogram[w - 2 * SLACK]; /* now of those from there to w */
		if (near >= FEW && near * share >= total && histogram[w])
			return most_common(histogram, w);
		over += histogram[w];
		near -= histogram[w];
	}
	return 0;
}

/*
 * Columns are measured around each stride of lines, because tables and
 * letterheads differ from the text.  Where printed lines come in pieces, whole
 * ones are few; then the column of the whole document tells.
 */
static void measure_columns(struct layouter *l)
{
	enum { LOCAL_SHARE = 5, GLOBAL_SHARE = 25 };
	size_t count = l->out->fragment_count, strides = count / STRIDE + 1;
	uint16_t whole = column_width(l, 0, count, GLOBAL_SHARE);

	l->columns = tm_arena_array(l->arena, strides, sizeof(*l->columns));
	for (size_t s = 0; s < strides; s++) {
		size_t at = s * STRIDE;
		uint16_t local = column_width(l, at > WINDOW ? at - WINDOW : 0,
					      at + STRIDE + WINDOW < count ? at + STRIDE + WINDOW : count,
					      LOCAL_SHARE);

		l->columns[s] = local ? local : whole;
	}
}

/* ---- fragments to paragraphs ---- */

struct tm_marker tm_marker_read(const struct tm_grammar *grammar, struct tm_matcher *matcher, struct tm_slice text)
{
	struct tm_marker marker = { .rule = NULL };
	const struct tm_rule *rule = tm_grammar_match(grammar, TM_USE_MARKER, matcher, text, 0);
	size_t end;

	if (!rule)
		return marker;
	end = tm_group_end(matcher, 0);
	marker.rule = rule;
	marker.len = (uint32_t)end;
	if (rule->groups[0] >= 0) {
		char digits[32];
		struct tm_slice n = tm_rule_group(rule, matcher, text, 0);
		struct tm_slice sub = tm_rule_group(rule, matcher, text, 1);
		size_t len = 0;

		for (size_t i = 0; i < n.len && len < sizeof(digits); i++)
			if (n.ptr[i] != ' ')
				digits[len++] = n.ptr[i];
		if (!tm_numeral_integer(&grammar->numerals, (struct tm_slice){ digits, len }, &marker.number))
			return (struct tm_marker){ .rule = NULL };
		if (sub.ptr)
			tm_numeral_integer(&grammar->numerals, sub, &marker.sub);
	}
	for (size_t i = grammar->first[TM_USE_NOT_MARKER]; i < grammar->first[TM_USE_NOT_MARKER + 1]; i++) {
		const struct tm_rule *not = &grammar->rules[i];

		if (not ->value_number == rule->value_number && end < text.len &&
		    tm_rule_match(not, matcher, text, end))
			return (struct tm_marker){ .rule = NULL };
	}
	return marker;
}

static uint32_t first_char(struct tm_slice s)
{
	size_t n;

	return s.len ? tm_utf8_decode(s.ptr, &n) : 0;
}

static uint32_t last_char(struct tm_slice s)
{
	return first_char(tm_utf8_last(s, 1));
}

/* The last character, closing brackets and quotation marks aside. */
static uint32_t last_mark(const struct layouter *l, struct tm_slice s)
{
	uint32_t c = last_char(s);

	while (tm_is_class(l->grammar, TM_CLASS_CLOSES, c) && s.len > 3) {
		s.len = tm_utf8_before(s.ptr, s.len);
		if (tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, last_char(s)))
			return last_char(s);
		if (!tm_is_class(l->grammar, TM_CLASS_CLOSES, last_char(s)))
			break;
	}
	return c;
}

/* Do blank lines, or indents, tell where paragraphs begin?  Do lines come whole? */
static void weigh_signs(struct layouter *l)
{
	size_t lines = 0, blank = 0, broken = 0;
	size_t open = 0, open_indented = 0, closed = 0, closed_indented = 0;

	for (size_t i = 1; i < l->out->fragment_count; i++) {
		const struct tm_fragment *f = &l->out->fragments[i];
		uint16_t column = l->columns[i / STRIDE];
		uint32_t before = last_mark(l, fragment_text(l, f - 1));
		bool ended = tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, before) ||
			     tm_is_class(l->grammar, TM_CLASS_CLAUSE_END, before);

		if (f->gap || f->furniture || f->table || !column)
			continue;
		lines++;
		blank += f->blanks > 0;
		broken += f->width + 4 * HAN_WIDTH < column &&
			  tm_is_class(l->grammar, TM_CLASS_CONTINUES, last_char(fragment_text(l, f)));
		if (ended) {
			closed++;
			closed_indented += f->indent >= 2;
		} else if (f[-1].width + 4 * HAN_WIDTH > column) {
			open++;
			open_indented += f->indent >= 2;
		}
	}
	l->fragmented = broken >= 4 && broken * 40 > lines;
	l->usual_blanks = blank * 2 > lines;
	l->indents = closed >= 4 && closed_indented * 10 > closed * 7 && open_indented * 5 < open;
}

/* Width of what cannot be broken at the start of a line: a character with the marks that may not
 * begin the next line, or a whole number or Latin word. */
uint16_t tm_opening_width(const struct tm_grammar *grammar, struct tm_slice s)
{
	size_t at = 0, n;
	uint32_t c;

	while (at < s.len) {
		c = tm_utf8_decode(s.ptr + at, &n);
		at += n;
		if (tm_is_class(grammar, TM_CLASS_OPENS, c))
			continue;
		if (c < 0x80)
			while (at < s.len && (unsigned char)s.ptr[at] < 0x80 && s.ptr[at] != ' ')
				at++;
		break;
	}
	while (at < s.len) {
		c = tm_utf8_decode(s.ptr + at, &n);
		if (!tm_is_class(grammar, TM_CLASS_FORBIDDEN_START, c))
			break;
		at += n;
	}
	return tm_line_width(s.ptr, 0, (uint32_t)at);
}

/* Brackets and pauses of a fragment that joins the paragraph. */
static void scan_marks(struct layouter *l, const struct tm_fragment *f)
{
	const unsigned char *p = (const unsigned char *)l->text->bytes.ptr;
	uint32_t i = f->start;

	while (i < f->end) {
		uint32_t c;
		size_t n;

		if (p[i] >= 0xE4 && p[i] <= 0xE9) {
			while (i < f->end && p[i] >= 0xE4 && p[i] <= 0xE9)
				i += 3;
			l->before = 0;
			continue;
		}
		c = tm_utf8_decode(l->text->bytes.ptr + i, &n);
		if (c >= 0x2000) {
			if (tm_is_class(l->grammar, TM_CLASS_OPENS, c)) {
				if (l->open++ == 0) {
					l->open_at = i;
					l->opened_behind_stop = tm_is_class(l->grammar, TM_CLASS_SENTENCE_END,
									    l->before);
				}
			} else if (tm_is_class(l->grammar, TM_CLASS_CLOSES, c)) {
				if (l->open && --l->open == 0) {
					l->opened_at = l->open_at;
					l->open_at = UINT32_MAX;
					l->closed_at = l->opened_behind_stop ? i : UINT32_MAX;
				}
			} else if (tm_is_class(l->grammar, TM_CLASS_PAUSE, c)) {
				l->pause = true;
			}
			l->stop |= tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, c) ||
				   tm_is_class(l->grammar, TM_CLASS_CLAUSE_END, c);
		}
		if (c != ' ' && c != '\t')
			l->before = c;
		i += (uint32_t)n;
	}
}

static bool is_plausible(const struct layouter *l, const struct tm_marker *m)
{
	int last = l->last[m->rule->value_number];

	return m->number <= 1 || m->sub || m->number == last + 1;
}

/* The next article begins, though a bracket is open: one that nobody closed. */
static bool is_next_article(const struct layouter *l, const struct tm_marker *m)
{
	int kind = m->rule->value_number;

	return kind == TM_ARTICLE - TM_CHAPTER && l->last[kind] > 0 && m->number == l->last[kind] + 1;
}

/* Does a numbering stand at the margin, where lines go on, while others of its kind are indented?  Then it is one
 * in running text. */
static bool stands_at_margin(const struct layouter *l, const struct tm_fragment *f, const struct tm_marker *m)
{
	int kind = m->rule->value_number;

	return l->indents && l->last[kind] > 0 && l->indent[kind] >= 2 && f->indent == 0 && !f->page;
}

/* Is fragment `i`, which breaks off in mid-sentence, the last of its printed line: does the next not fit? */
static bool ends_line(const struct layouter *l, size_t i, uint16_t column)
{
	const struct tm_fragment *f = &l->out->fragments[i];
	uint32_t end = last_mark(l, fragment_text(l, f));

	return i + 1 < l->out->fragment_count && !f[1].gap && !f[1].furniture &&
	       !tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, end) &&
	       !tm_is_class(l->grammar, TM_CLASS_CLAUSE_END, end) &&
	       (uint32_t)f->width + f[1].width > (uint32_t)column + SLACK && f->width + SLACK < column;
}

/* Do the fragments from `i` on fill the printed line that the paragraph's last fragment began? */
static bool fills_line(const struct layouter *l, size_t i, uint16_t column)
{
	enum { REACH = 6 };
	uint32_t sum = l->visual;

	if (!column || !l->fragmented)
		return false;

	for (size_t k = 0; k < REACH && i + k < l->out->fragment_count; k++) {
		const struct tm_fragment *f = &l->out->fragments[i + k];

		if (f->furniture || f->gap || f->blanks > l->usual_blanks ||
		    f->indent > l->out->fragments[i].indent + 1)
			return false;
		sum += f->width;
		if (sum > (uint32_t)column + SLACK)
			return false;
		if (sum + 2 * SLACK >= column)
			return k > 0 || f->width < column;
		if (k == 0 && ends_line(l, i, column))
			return true;
	}
	return false;
}

/* Is the paragraph so far all in brackets: the subtitle of a title? */
static bool is_complete(const struct layouter *l)
{
	struct tm_slice s = fragment_text(l, &l->out->fragments[l->block->first]);

	return l->block->count == 1 && tm_grammar_match(l->grammar, TM_USE_SUBTITLE, l->matcher, s, 0);
}

/* Does the line open with a lead that names a role (政策内容：)? */
static bool has_role_lead(const struct layouter *l, struct tm_slice s)
{
	size_t n;

	for (size_t i = 0; i < s.len && i < 60; i += n)
		if (tm_utf8_decode(s.ptr + i, &n) == TM_FULL_COLON)
			return tm_grammar_match(l->grammar, TM_USE_ROLE, l->matcher, tm_slice_sub(s, 0, i), 0);
	return false;
}

/* The indent of a first line, which text layers lose and which is not in its width. */
static uint16_t first_indent(const struct layouter *l)
{
	return l->first_line ? INDENT : 0;
}

/* The line as it will stand in the flow, spaces next to Chinese gone; cut where it is long. */
static struct tm_slice without_spaces(struct tm_slice s, char *out, size_t room)
{
	size_t len = 0, n;

	for (size_t i = 0; i < s.len; i += n) {
		n = tm_utf8_length(s.ptr[i]);
		if (len + n > room)
			break;
		if (n == 1 && (is_space(s.ptr[i]) || s.ptr[i] == '\n'))
			continue;
		memcpy(out + len, s.ptr + i, n);
		len += n;
	}
	return (struct tm_slice){ out, len };
}

/* Lines that are a paragraph by themselves: dates, numbers, signatures, imprints. */
static bool stands_alone(const struct layouter *l, struct tm_slice line)
{
	char room[LONGEST_ALONE];
	struct tm_slice s;

	if (line.len > sizeof(room))
		return false;
	s = without_spaces(line, room, sizeof(room));
	return tm_grammar_match(l->grammar, TM_USE_FRONT, l->matcher, s, 0) ||
	       tm_grammar_match(l->grammar, TM_USE_BACK, l->matcher, s, 0) ||
	       tm_grammar_match(l->grammar, TM_USE_ANNEX, l->matcher, s, 0) ||
	       tm_grammar_match(l->grammar, TM_USE_COMPONENT, l->matcher, s, 0);
}

/* What the line says of annexes, all of it: a value of the use "annex", or -1. */
static int annex_line(const struct layouter *l, struct tm_slice line)
{
	char room[LONGEST_ALONE];
	const struct tm_rule *rule;

	if (line.len > sizeof(room))
		return -1;
	rule = tm_grammar_match(l->grammar, TM_USE_ANNEX, l->matcher, without_spaces(line, room, sizeof(room)), 0);
	return rule ? rule->value_number : -1;
}

/* Is the paragraph the list of annexes, or an item of it? */
static bool lists_annexes(const struct layouter *l)
{
	for (const struct tm_block *b = l->block;; b--) {
		if (annex_line(l, fragment_text(l, &l->out->fragments[b->first])) == TM_IN_ANNEX_LIST)
			return true;
		if (!b->marker.rule || b == l->out->blocks)
			return false;
	}
}

/* An annex begins: its label stands first on a page, or behind the list of annexes. */
static bool begins_annex(const struct layouter *l, const struct tm_fragment *f, struct tm_slice line)
{
	return annex_line(l, line) == TM_IN_ANNEX_LABEL && (f->page || lists_annexes(l));
}

/* Is the paragraph, which ends with fragment `a`, the list of those whom a notice addresses? */
static bool is_address(const struct layouter *l, const struct tm_fragment *a)
{
	uint32_t start = l->out->fragments[l->block->first].start;
	char room[LONGEST_ADDRESS];
	const struct tm_rule *rule;
	struct tm_slice s;

	if (l->marker.rule || a->end - start > sizeof(room))
		return false;
	s = without_spaces(tm_slice_sub(l->text->bytes, start, a->end), room, sizeof(room));
	rule = tm_grammar_match(l->grammar, TM_USE_FRONT, l->matcher, s, 0);
	return rule && rule->value_number == TM_IN_FRONT_ADDRESSEES;
}

/* Is the paragraph so far, whose last fragment is `a`, the title of a notice, and fragment `i` the beginning of
 * those whom it addresses?  A title may fill its line. */
static bool is_title_above_address(const struct layouter *l, const struct tm_fragment *a, size_t i)
{
	const struct tm_layout *o = l->out;
	uint32_t from = o->fragments[l->block->first].start, start = o->fragments[i].start;
	char room[LONGEST_ADDRESS];
	const struct tm_rule *rule;

	if (a->end - from > sizeof(room) ||
	    !tm_grammar_match(l->grammar, TM_USE_NOTICE, l->matcher,
			      without_spaces(tm_slice_sub(l->text->bytes, from, a->end), room, sizeof(room)), 0))
		return false;
	for (; i < o->fragment_count && o->fragments[i].end - start <= sizeof(room); i++) {
		struct tm_slice s = tm_slice_sub(l->text->bytes, start, o->fragments[i].end);
		uint32_t end = last_char(s);

		if (tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, end))
			return false;
		if (!tm_is_class(l->grammar, TM_CLASS_CLAUSE_END, end))
			continue;
		rule = tm_grammar_match(l->grammar, TM_USE_FRONT, l->matcher,
					without_spaces(s, room, sizeof(room)), 0);
		return rule && rule->value_number == TM_IN_FRONT_ADDRESSEES;
	}
	return false;
}

/* In text whose lines come in pieces: a few characters that no paragraph consists of. */
static bool is_splinter(const struct layouter *l, struct tm_slice s, uint32_t width)
{
	enum { SPLINTER = 12 * HAN_WIDTH };
	uint32_t end = last_char(s);

	return l->fragmented && width <= SPLINTER && !stands_alone(l, s) &&
	       !tm_grammar_match(l->grammar, TM_USE_MARKER, l->matcher, s, 0) &&
	       !tm_grammar_match(l->grammar, TM_USE_GENRE, l->matcher, s, 0) &&
	       !tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, end) &&
	       !tm_is_class(l->grammar, TM_CLASS_CLAUSE_END, end);
}

/* Does the paragraph, whose last fragment is `a`, end with a bracket behind its last sentence? */
static bool ends_in_bracket(const struct layouter *l, const struct tm_fragment *a)
{
	return l->closed_at != UINT32_MAX && l->closed_at + tm_utf8_last(fragment_text(l, a), 1).len == a->end;
}

/* Is fragment `i`, which would begin a sentence, a short line that ends none?  Then it is no end of a paragraph,
 * and nothing of it is on the next line. */
static bool is_item(const struct layouter *l, size_t i, uint16_t column)
{
	const struct tm_fragment *f = &l->out->fragments[i], *next = f + 1;
	const struct tm_fragment *behind = l->out->fragments + l->out->fragment_count;
	uint32_t end = last_char(fragment_text(l, f));

	while (next < behind && next->furniture)
		next++;
	return !l->fragmented && next < behind && !next->gap &&
	       f->width + tm_opening_width(l->grammar, fragment_text(l, next)) + HAN_WIDTH < column &&
	       !tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, end) &&
	       !tm_is_class(l->grammar, TM_CLASS_CLAUSE_END, end) &&
	       !tm_is_class(l->grammar, TM_CLASS_CONTINUES, end) && !tm_is_class(l->grammar, TM_CLASS_CLOSES, end);
}

/* Does a provision end with fragment `a`, in who is responsible for it, and the line `s` say when all of them take
 * effect?  That is a new paragraph, full as the line above it may be. */
static bool closes_provisions(const struct layouter *l, const struct tm_fragment *a, struct tm_slice s)
{
	char room[LONGEST_ALONE];
	const struct tm_rule *rule;

	if (!l->marker.rule || !ends_in_bracket(l, a) || a->end - l->opened_at > sizeof(room))
		return false;
	rule = tm_grammar_match(l->grammar, TM_USE_OPENING, l->matcher, without_spaces(s, room, sizeof(room)), 0);
	return rule && rule->value_number == TM_IN_OPENING_CLOSING &&
	       tm_grammar_match(
		       l->grammar, TM_USE_TAIL, l->matcher,
		       without_spaces(tm_slice_sub(l->text->bytes, l->opened_at, a->end), room, sizeof(room)), 0);
}

/* Does fragment `i` (b) go on with the paragraph whose last fragment is `a`? */
static bool joins(struct layouter *l, const struct tm_fragment *a, size_t i, struct tm_marker *marker)
{
	const struct tm_fragment *b = &l->out->fragments[i];
	struct tm_slice at = fragment_text(l, a), bt = fragment_text(l, b);
	uint16_t column = l->columns[i / STRIDE];
	uint32_t end = last_mark(l, at);
	bool sentence_end = tm_is_class(l->grammar, TM_CLASS_SENTENCE_END, end) || ends_in_bracket(l, a);
	bool clause_end = tm_is_class(l->grammar, TM_CLASS_CLAUSE_END, end);
	bool label_only = l->marker.rule && at.len == l->marker.len && l->block->count == 1;
	bool open = l->open > 0 && b->start - l->open_at < BRACKET_REACH;
	bool heading = l->marker.rule && !l->stop && !l->fragmented &&
		       b->start - l->out->fragments[l->block->first].start < HEADING_REACH;
	bool prose = l->pause && !heading;
	bool full = column && l->visual + first_indent(l) + tm_opening_width(l->grammar, bt) +
					      (l->pieced ? 2 * SLACK : SLACK / 2) >
				      column;

	*marker = tm_marker_read(l->grammar, l->matcher, bt);
	if (label_only && (b->gap || !marker->rule))
		return true;
	if (b->gap || begins_annex(l, b, bt))
		return false;
	if (tm_is_class(l->grammar, TM_CLASS_FORBIDDEN_START, first_char(bt)))
		return true;
	if (tm_grammar_match(l->grammar, TM_USE_TAIL, l->matcher, bt, 0))
		return true;
	if (marker->rule) {
		bool unfinished = tm_is_class(l->grammar, TM_CLASS_CONTINUES, last_char(at)) || open;

		if (full && stands_at_margin(l, b, marker))
			return true;
		if (!unfinished && (sentence_end || clause_end || !full || is_plausible(l, marker)))
			return false;
		if (sentence_end && is_next_article(l, marker))
			return false;
		if (unfinished && is_plausible(l, marker) && !full && marker->number != 1)
			return false;
		tm_diagnose1(l->diagnostics, TM_D_LABEL_IN_TEXT,
			     tm_map_span(&l->text->map, b->start, b->start + marker->len),
			     tm_slice_sub(bt, 0, marker->len));
		return true;
	}
	if (open || tm_is_class(l->grammar, TM_CLASS_CONTINUES, last_char(at)))
		return true;
	if (l->block->count == 1 && !prose && !full && stands_alone(l, at))
		return false;
	if (b->blanks > l->usual_blanks && (sentence_end || clause_end || !prose))
		return false;
	if ((!full || sentence_end) && stands_alone(l, bt))
		return false;
	if (l->indents && b->indent >= 2 && (sentence_end || clause_end || !prose))
		return false;
	if ((clause_end && is_address(l, a)) || closes_provisions(l, a, bt))
		return false;
	if (sentence_end || clause_end) {
		if (!column)
			return false;
		return (full && !(sentence_end && is_item(l, i, column))) || fills_line(l, i, column) ||
		       (is_splinter(l, bt, b->width) && !clause_end);
	}
	if (!prose && (is_complete(l) || has_role_lead(l, bt) ||
		       tm_grammar_match(l->grammar, TM_USE_OPENING, l->matcher, bt, 0)))
		return false;
	if (full && !prose && is_title_above_address(l, a, i))
		return false;
	if (full || fills_line(l, i, column))
		return true;
	return prose || is_splinter(l, at, l->visual);
}

/* Width of the printed line up to the end of fragment `i`, with what stands before it on the line. */
static uint32_t line_so_far(const struct layouter *l, size_t i)
{
	const struct tm_fragment *f = l->out->fragments;
	uint32_t width = f[i].width, own = width;

	for (; i > 0 && f[i].gap; i--)
		width += f[i - 1].width + (f[i].start - f[i - 1].end) * HAN_WIDTH / 2;
	/* Longer than its column it was not set there: the white space has another width. */
	return width <= (uint32_t)l->columns[i / STRIDE] + SLACK ? width : own;
}

static void start_block(struct layouter *l, size_t i)
{
	struct tm_layout *o = l->out;
	const struct tm_fragment *f = &o->fragments[i];

	l->block = tm_arena_push(l->arena, &o->blocks, &o->block_count, &o->block_room, sizeof(*l->block));
	*l->block = (struct tm_block){ .first = i,
				       .count = 1,
				       .marker = l->marker,
				       .gap = f->gap,
				       .page = f->page,
				       .blanks = f->blanks,
				       .indent = f->indent,
				       .line = f->line };
	l->open = 0;
	l->open_at = l->closed_at = UINT32_MAX;
	l->before = 0;
	l->pause = l->stop = false;
	if (l->marker.rule) {
		l->last[l->marker.rule->value_number] = l->marker.number;
		l->indent[l->marker.rule->value_number] = f->indent;
	}
	l->visual = line_so_far(l, i);
	l->first_line = true;
	l->pieced = false;
	scan_marks(l, f);
}

static struct tm_block *add_part(struct layouter *l, enum tm_part part, const struct tm_table *table, size_t row,
				 size_t fragment)
{
	struct tm_layout *o = l->out;
	struct tm_block *b = tm_arena_push(l->arena, &o->blocks, &o->block_count, &o->block_room, sizeof(*b));
	const struct tm_fragment *f = &o->fragments[fragment];

	*b = (struct tm_block){ .first = fragment,
				.count = 1,
				.page = f->page,
				.blanks = f->blanks,
				.indent = f->indent,
				.line = f->line,
				.part = part,
				.table = table,
				.row = row };
	return b;
}

/* The blocks of a table: its name, its head, its rows. */
static void add_table(struct layouter *l, const struct tm_table *table)
{
	if (table->caption != SIZE_MAX)
		add_part(l, TM_PART_CAPTION, NULL, 0, table->caption)->count = table->caption_count;
	add_part(l, TM_PART_HEAD, table, 0, table->first);
	for (size_t n = 0; n < table->row_count; n++)
		add_part(l, TM_PART_ROW, table, n, table->rows[n].fragment);
}

static void make_blocks(struct layouter *l)
{
	struct tm_layout *o = l->out;
	const struct tm_fragment *last = NULL;
	size_t table = 0;

	for (size_t i = 0; i < o->fragment_count; i++) {
		const struct tm_fragment *f = &o->fragments[i];
		uint16_t column = l->columns[i / STRIDE];
		struct tm_marker marker;

		if (f->table) {
			add_table(l, &o->tables[table]);
			i = o->tables[table++].end - 1;
			last = NULL;
			continue;
		}
		if (f->furniture)
			continue;
		if (last && joins(l, last, i, &marker)) {
			l->block->count = i - l->block->first + 1;
			if (column && l->visual + f->width <= (uint32_t)column + SLACK) {
				l->visual += f->width;
				l->pieced = true;
			} else {
				l->visual = f->width;
				l->first_line = l->pieced = false;
			}
			scan_marks(l, f);
		} else {
			if (!last)
				marker = tm_marker_read(l->grammar, l->matcher, fragment_text(l, f));
			l->marker = marker;
			start_block(l, i);
		}
		last = f;
	}
}

void tm_layout(struct tm_layout *layout, struct tm_text *text, const struct tm_grammar *grammar,
	       struct tm_arena *arena, struct tm_matcher *matcher, struct tm_diagnostics *diagnostics)
{
	struct layouter l = { .out = layout,
			      .text = text,
			      .grammar = grammar,
			      .arena = arena,
			      .matcher = matcher,
			      .diagnostics = diagnostics };

	*layout = (struct tm_layout){ .text = text };
	make_fragments(&l);
	find_furniture(&l);
	measure_columns(&l);
	weigh_signs(&l);
	make_blocks(&l);
}
