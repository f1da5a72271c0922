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

/* A stretch of the page without tags, and what stands between it and the one before. */
struct piece {
	uint32_t start, end;
	enum tm_page_break before;
};

struct pieces {
	struct piece *items;
	size_t count, room;
};

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

			*p = (struct piece){ start, start + (uint32_t)text->original_text.length, before };
			before = TM_BREAK_NONE;
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

static void end_line(struct writer *w)
{
	struct tm_text *t = w->r->text;
	struct tm_line *line;

	w->gap = w->cell = false;
	if (t->map.end == w->line_start)
		return;
	for (; w->counted < w->first; w->counted++)
		w->number += w->page[w->counted] == '\n';
	line = tm_arena_push(w->r->arena, &t->lines, &t->line_count, &t->line_room, sizeof(*line));
	*line = (struct tm_line){ w->line_start, t->map.end - w->line_start,
				  tm_map_start(&w->r->decoded->map, w->first), w->number, 1 };
	put_in(w, "\n", 1);
	w->line_start = t->map.end;
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

/* Ends a row's cells where a row ends: cells in a row stay on one line. */
static void write_pieces(struct writer *w, const struct pieces *pieces, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		if (pieces->items[i].before == TM_BREAK_LINE)
			end_line(w);
		else if (pieces->items[i].before == TM_BREAK_CELL)
			w->cell = true;
		write_piece(w, &pieces->items[i]);
	}
	end_line(w);
}

static void drop(const struct tm_reading *r, uint32_t start, uint32_t end)
{
	struct tm_text *t = r->text;
	struct tm_dropped *dropped;

	if (start >= end)
		return;
	dropped = tm_arena_push(r->arena, &t->dropped, &t->dropped_count, &t->dropped_room, sizeof(*dropped));
	*dropped = (struct tm_dropped){ TM_SLICE("page-frame"), TM_SLICE("HTML"), { start, end }, 1 };
}

static bool read_page(const struct tm_reading *r)
{
	struct tm_slice page = r->decoded->bytes;
	struct pieces pieces = { NULL, 0, 0 };
	struct writer w = { .r = r, .page = page.ptr, .number = 1 };
	const GumboNode *root, *article = NULL;
	enum tm_code why = TM_D_PAGE_EMPTY;
	const char *base;

	root = tm_page_parse(page, r->arena, &base, &why);
	if (root)
		article = tm_page_article(r->data, root, r->arena);
	if (!article) {
		tm_diagnose1(r->diagnostics, why, (struct tm_span){ 0, 0 }, TM_NO_SLICE);
		return false;
	}
	collect(r, article, base, &pieces);
	qsort(pieces.items, pieces.count, sizeof(*pieces.items), by_start);
	/* An entity of n bytes is at most n bytes of UTF-8; a break puts in three at most. */
	w.out = tm_arena_alloc(r->arena, page.len + 4 * pieces.count + 4 + page.len);
	write_pieces(&w, &pieces, 0, pieces.count);
	r->text->bytes = (struct tm_slice){ w.out, r->text->map.end };
	if (r->text->line_count) {
		drop(r, 0, r->text->lines[0].at);
		drop(r, tm_map_end(&r->decoded->map, w.last), (uint32_t)r->source->bytes.len);
	}
	return true;
}

const struct tm_reader tm_html_reader = { "html", sniff, read_page };
