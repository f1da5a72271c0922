/*
 * reader_html.c - saved web pages: the text of the page, a line for each paragraph.
 *
 * What is around the text (menus, buttons, footers) is left out and recorded
 * as a whole.  Of the table that such pages have above the text, lines are
 * kept that say what the text does not.
 */
#include "page_p.h"

#include <stdlib.h>
#include <strings.h>

#include "normalize/buffer.h"
#include "normalize/utf8.h"

enum { SNIFF_BYTES = 4096 };

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool sniff(const struct tm_reading *r)
{
	static const char *const opens[] = { "<!doctype html", "<html", "<head", "<meta", "<body", "<div",
					     "<table",         "<p>",   "<p ",   "<span", "<br" };
	struct tm_slice bytes = r->decoded->bytes;
	size_t i = 0, end = bytes.len < SNIFF_BYTES ? bytes.len : SNIFF_BYTES;

	while (i < end && is_white(bytes.ptr[i]))
		i++;
	if (i == end || bytes.ptr[i] != '<')
		return false;
	for (; i < end; i++)
		for (size_t k = 0; bytes.ptr[i] == '<' && k < sizeof(opens) / sizeof(opens[0]); k++)
			if (bytes.len - i >= strlen(opens[k]) &&
			    strncasecmp(bytes.ptr + i, opens[k], strlen(opens[k])) == 0)
				return true;
	return false;
}

/* Two cells of one row? */
static bool is_same_row(const GumboNode *a, const GumboNode *b)
{
	return a && b && a->parent == b->parent;
}

static const GumboNode *table_of(const GumboNode *cell)
{
	while (cell && !(cell->type == GUMBO_NODE_ELEMENT && cell->v.element.tag == GUMBO_TAG_TABLE))
		cell = cell->parent;
	return cell;
}

/* A stretch of the page without tags, and what stands between it and the one before. */
struct piece {
	uint32_t start, end;
	enum tm_page_break before;
	const GumboNode *cell; /* that it stands in, or NULL */
};

struct pieces {
	struct piece *items;
	size_t count, room;
};

/* The table cell below `root` that `node` stands in, or NULL. */
static const GumboNode *cell_of(const GumboNode *root, const GumboNode *node)
{
	while (node != root && tm_page_break(node) != TM_BREAK_CELL)
		node = node->parent;
	return node == root ? NULL : node;
}

/* All text below `root`, in the order of the page's bytes. */
static void collect(const struct tm_reading *r, const GumboNode *root, const char *page, struct pieces *out)
{
	enum tm_page_break before = TM_BREAK_LINE;
	const GumboNode *up = root, *node = root;
	bool hidden;

	for (; node; node = tm_page_next(root, node, hidden)) {
		hidden = tm_page_hides(r->data, node);
		/* What ended since the last node breaks, too. */
		for (; up != root && up != node->parent; up = up->parent)
			if (tm_page_break(up) > before)
				before = tm_page_break(up);
		up = hidden ? node->parent : node;
		if (node == root)
			up = root;
		if (tm_page_break(node) > before)
			before = tm_page_break(node);
		if (!hidden && (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
				node->type == GUMBO_NODE_CDATA)) {
			const GumboText *text = &node->v.text;
			struct piece *p = tm_arena_push(r->arena, &out->items, &out->count, &out->room,
							sizeof(*p));
			uint32_t start = (uint32_t)(text->original_text.data - page);

			*p = (struct piece){ start, start + (uint32_t)text->original_text.length, before,
					     cell_of(root, node) };
			before = TM_BREAK_NONE;
		}
	}
}

/*
 * A row is one line: paragraphs in a cell are parted by a space.  A cell that
 * holds more paragraphs than that is there for the layout of the page.
 */
static void join_cells(struct pieces *pieces)
{
	enum { PARAGRAPHS = 30 };
	size_t end;

	for (size_t i = 0; i < pieces->count; i = end) {
		const GumboNode *cell = pieces->items[i].cell;
		size_t lines = 0;

		for (end = i + 1; end < pieces->count && cell && pieces->items[end].cell == cell; end++)
			lines += pieces->items[end].before == TM_BREAK_LINE;
		for (size_t k = i; k < end && cell && lines < PARAGRAPHS; k++) {
			struct piece *p = &pieces->items[k];

			if (k > i && p->before == TM_BREAK_LINE)
				p->before = TM_BREAK_SPACE;
			else if (k == i && i > 0 && is_same_row(pieces->items[i - 1].cell, cell))
				p->before = TM_BREAK_CELL;
		}
	}
}

static int by_start(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;

	return a->start < b->start ? -1 : a->start > b->start;
}

struct writer {
	const struct tm_reading *r;
	const char *page;
	char *out;
	uint32_t line_start;      /* in out */
	uint32_t counted, number; /* offset up to which line ends were counted, and the line there */
	uint32_t first;           /* decoded offset of the line's first character */
	uint32_t last;            /* decoded offset behind the last character written */
	bool gap, cell;           /* white space, or the end of a cell, is waiting */
};

/* Puts in what the page does not hold. */
static void put_in(struct writer *w, const char *bytes, size_t len)
{
	struct tm_text *t = w->r->text;

	memcpy(w->out + t->map.end, bytes, len);
	tm_map_add(w->r->arena, &t->map, (uint32_t)len, 1, tm_map_end(&w->r->decoded->map, w->last), 0);
}

static void add_line(struct writer *w, uint32_t at)
{
	struct tm_text *t = w->r->text;
	struct tm_line *line = tm_arena_push(w->r->arena, &t->lines, &t->line_count, &t->line_room, sizeof(*line));

	*line = (struct tm_line){ w->line_start, t->map.end - w->line_start, at, w->number, 1 };
	put_in(w, "\n", 1);
	w->line_start = t->map.end;
}

/*
 * Ends a line that holds something.  A page knows its paragraphs: a blank line
 * behind each keeps them apart, and tables too, but not the rows of a table.
 */
static void end_line(struct writer *w, bool apart)
{
	struct tm_text *t = w->r->text;

	w->gap = w->cell = false;
	if (t->map.end == w->line_start)
		return;
	for (; w->counted < w->first; w->counted++)
		w->number += w->page[w->counted] == '\n';
	add_line(w, tm_map_start(&w->r->decoded->map, w->first));
	if (apart)
		add_line(w, tm_map_end(&w->r->decoded->map, w->last));
}

static void put_character(struct writer *w, uint32_t at, uint32_t len, const char *bytes, size_t out_len)
{
	struct tm_text *t = w->r->text;
	struct tm_span raw;

	if (t->map.end == w->line_start)
		w->first = at;
	else if (w->cell)
		put_in(w, "   ", 3);
	else if (w->gap)
		put_in(w, " ", 1);
	w->gap = w->cell = false;
	raw = tm_map_span(&w->r->decoded->map, at, at + len);
	memcpy(w->out + t->map.end, bytes, out_len);
	/* Copied characters of one length make one run. */
	tm_map_add(w->r->arena, &t->map, (uint32_t)out_len, (uint16_t)out_len, raw.start,
		   (uint16_t)(raw.end - raw.start));
	w->last = at + len;
}

/* Is there a tag inside the text?  gumbo leaves ignored ones in what it says the text was. */
static uint32_t skip_tag(const char *page, uint32_t i, uint32_t end)
{
	if (page[i] != '<' || i + 1 >= end ||
	    !(page[i + 1] == '/' || page[i + 1] == '!' || page[i + 1] == '?' ||
	      ((page[i + 1] | 0x20) >= 'a' && (page[i + 1] | 0x20) <= 'z')))
		return i;
	while (i < end && page[i] != '>')
		i++;
	return i < end ? i + 1 : end;
}

static void write_piece(struct writer *w, const struct piece *p)
{
	char bytes[4];
	size_t len;

	for (uint32_t i = p->start; i < p->end; i += (uint32_t)len) {
		uint32_t behind = skip_tag(w->page, i, p->end);
		size_t n;

		len = behind - i;
		if (len)
			continue;
		if (is_white(w->page[i])) {
			w->gap = true;
			len = 1;
			continue;
		}
		n = tm_page_character(w->page + i, w->page + p->end, &len, bytes);
		if (n == 0 || (n == 1 && (unsigned char)bytes[0] < 0x20))
			continue;
		put_character(w, i, (uint32_t)len, bytes, n);
	}
}

/* A piece without white space at its ends. */
static struct tm_slice trimmed(const char *page, const struct piece *p)
{
	struct tm_slice s = { page + p->start, p->end - p->start };

	return tm_slice_trim(s);
}

static bool is_among(struct tm_slice s, const struct tm_slice *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tm_slice_eq(s, list[i]))
			return true;
	return false;
}

/* Is the piece a button: a line of its own that says no more than 打印? */
static bool is_button(const struct writer *w, const struct pieces *pieces, size_t i)
{
	const struct tm_reading_data *data = w->r->data;

	return pieces->items[i].before == TM_BREAK_LINE &&
	       (i + 1 == pieces->count || pieces->items[i + 1].before == TM_BREAK_LINE) &&
	       is_among(trimmed(w->page, &pieces->items[i]), data->buttons, data->button_count);
}

static void drop(const struct tm_reading *r, const char *rule, struct tm_slice what, uint32_t start, uint32_t end)
{
	struct tm_text *t = r->text;
	struct tm_dropped *dropped;

	if (start >= end)
		return;
	dropped = tm_arena_push(r->arena, &t->dropped, &t->dropped_count, &t->dropped_room, sizeof(*dropped));
	*dropped = (struct tm_dropped){ tm_slice_str(rule), what, { start, end }, 1 };
}

static void write_pieces(struct writer *w, const struct pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const GumboNode *table = table_of(pieces->items[i].cell);

		if (is_button(w, pieces, i)) {
			const struct piece *p = &pieces->items[i];

			drop(w->r, "page-button", trimmed(w->page, p), tm_map_start(&w->r->decoded->map, p->start),
			     tm_map_end(&w->r->decoded->map, p->end));
			continue;
		}
		if (pieces->items[i].before == TM_BREAK_LINE)
			end_line(w, i == 0 || !table || table != table_of(pieces->items[i - 1].cell));
		else if (pieces->items[i].before == TM_BREAK_SPACE)
			w->gap = true;
		else if (pieces->items[i].before == TM_BREAK_CELL)
			w->cell = true;
		write_piece(w, &pieces->items[i]);
	}
	end_line(w, true);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The characters of pieces [from, to) without white space and zeros before numbers, entities decoded. */
static void solid(const char *page, const struct pieces *pieces, size_t from, size_t to, struct tm_buffer *out)
{
	size_t len;

	for (size_t k = from; k < to; k++) {
		const struct piece *p = &pieces->items[k];

		for (uint32_t i = p->start; i < p->end; i += (uint32_t)len) {
			char bytes[4];
			size_t n;

			len = skip_tag(page, i, p->end) - i;
			if (len)
				continue;
			n = tm_page_character(page + i, page + p->end, &len, bytes);
			if ((n == 1 && (is_white(bytes[0]) || bytes[0] == 0)) ||
			    (n == 2 && memcmp(bytes, "\xC2\xA0", 2) == 0) ||
			    (n == 3 && memcmp(bytes, "\xE3\x80\x80", 3) == 0))
				continue;
			/* 06月 is 6月 */
			if (bytes[0] == '0' && out->len && !is_digit(out->data[out->len - 1]))
				continue;
			tm_buffer_add(out, bytes, n);
		}
	}
}

/* What stands behind a known label and its colon; absent when the line does not begin with one. */
static struct tm_slice value_of(const struct tm_reading_data *data, struct tm_slice line)
{
	static const struct tm_slice colons[] = { { "\xEF\xBC\x9A", 3 }, { ":", 1 } };

	if (!line.ptr)
		return TM_NO_SLICE;
	for (size_t i = 0; i < data->label_count; i++) {
		struct tm_slice rest;

		if (!tm_slice_starts(line, data->labels[i]))
			continue;
		rest = tm_slice_sub(line, data->labels[i].len, line.len);
		for (size_t k = 0; k < sizeof(colons) / sizeof(colons[0]); k++)
			if (tm_slice_starts(rest, colons[k]))
				return tm_slice_sub(rest, colons[k].len, rest.len);
	}
	return TM_NO_SLICE;
}

/*
 * Writes the labelled lines of the page that stand before the text and say
 * something that the text does not.
 */
static void write_labels(struct writer *w, const GumboNode *root, const char *base, const struct pieces *article)
{
	enum { VALUE_MAX = 200 }; /* bytes: longer ones are no fields */
	struct tm_buffer text = TM_BUFFER_INIT, line = TM_BUFFER_INIT;
	struct pieces all = { NULL, 0, 0 };
	size_t end;

	solid(w->page, article, 0, article->count, &text);
	collect(w->r, root, base, &all);
	for (size_t i = 0; i < all.count && all.items[i].end <= article->items[0].start; i = end) {
		struct tm_slice value;

		for (end = i + 1; end < all.count && all.items[end].before == TM_BREAK_NONE;)
			end++;
		tm_buffer_clear(&line);
		solid(w->page, &all, i, end, &line);
		/* A label that fills its cell or element goes with what follows. */
		value = value_of(w->r->data, tm_buffer_view(&line));
		if (value.ptr && !value.len && end < all.count) {
			for (end++; end < all.count && all.items[end].before == TM_BREAK_NONE;)
				end++;
			tm_buffer_clear(&line);
			solid(w->page, &all, i, end, &line);
			value = value_of(w->r->data, tm_buffer_view(&line));
		}
		if (!value.len || value.len > VALUE_MAX || all.items[end - 1].end > article->items[0].start ||
		    tm_slice_find(tm_buffer_view(&text), value, 0) != SIZE_MAX)
			continue;
		for (size_t k = i; k < end; k++)
			write_piece(w, &all.items[k]);
		end_line(w, true);
	}
	tm_buffer_release(&line);
	tm_buffer_release(&text);
}

static int by_span(const void *pa, const void *pb)
{
	const struct tm_dropped *a = pa, *b = pb;

	return a->span.start < b->span.start ? -1 : a->span.start > b->span.start;
}

/* In the order of the page; a button inside the frame is dropped with it. */
static void sort_dropped(struct tm_text *t)
{
	size_t kept = 0;

	if (t->dropped_count)
		qsort(t->dropped, t->dropped_count, sizeof(*t->dropped), by_span);
	for (size_t i = 0; i < t->dropped_count; i++)
		if (!kept || t->dropped[i].span.start >= t->dropped[kept - 1].span.end)
			t->dropped[kept++] = t->dropped[i];
	t->dropped_count = kept;
}

static bool read_page(const struct tm_reading *r)
{
	struct tm_slice page = r->decoded->bytes;
	struct pieces pieces = { NULL, 0, 0 };
	struct writer w = { .r = r, .page = page.ptr, .number = 1 };
	const GumboNode *root, *article = NULL;
	enum tm_code why = TM_D_PAGE_EMPTY;
	const char *base;
	uint32_t labels; /* offset behind the last one; 0 for none */

	root = tm_page_parse(page, r->arena, &base, &why);
	if (root)
		article = tm_page_article(r->data, root, r->arena);
	if (article)
		collect(r, article, base, &pieces);
	if (!pieces.count) {
		tm_diagnose1(r->diagnostics, why, (struct tm_span){ 0, 0 }, TM_NO_SLICE);
		return false;
	}
	qsort(pieces.items, pieces.count, sizeof(*pieces.items), by_start);
	join_cells(&pieces);
	/* An entity of n bytes is at most n bytes of UTF-8; a break puts in three at most. */
	w.out = tm_arena_alloc(r->arena, 2 * page.len + 8 * pieces.count + 8);
	write_labels(&w, root, base, &pieces);
	labels = w.last;
	write_pieces(&w, &pieces);
	r->text->bytes = (struct tm_slice){ w.out, r->text->map.end };
	if (r->text->line_count) {
		drop(r, "page-frame", TM_SLICE("HTML"), 0, r->text->lines[0].at);
		if (labels)
			drop(r, "page-frame", TM_SLICE("HTML"), tm_map_end(&r->decoded->map, labels),
			     tm_map_start(&r->decoded->map, pieces.items[0].start));
		drop(r, "page-frame", TM_SLICE("HTML"), tm_map_end(&r->decoded->map, w.last),
		     (uint32_t)r->source->bytes.len);
	}
	sort_dropped(r->text);
	return true;
}

const struct tm_reader tm_html_reader = { "html", sniff, read_page };
