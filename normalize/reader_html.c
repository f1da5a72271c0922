/*
 * reader_html.c - saved web pages: the text of the page, a line for each paragraph.
 *
 * What is around the text (menus, buttons, footers) is left out and recorded
 * as a whole.  What the page says of its document above the text becomes
 * fields, and its tables keep their rows and columns: see struct tm_line.
 */
#include "page_p.h"

#include <stdlib.h>
#include <strings.h>

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

static const GumboNode *table_of(const GumboNode *cell)
{
	while (cell && !tm_page_is(cell, GUMBO_TAG_TABLE))
		cell = cell->parent;
	return cell;
}

/* Two cells of one row? */
static bool is_same_row(const GumboNode *a, const GumboNode *b)
{
	return a && b && a->parent == b->parent;
}

/* Where the run of pieces that stand in one cell, and begins with `i`, ends; in how many paragraphs. */
static size_t cell_end(const struct tm_page_pieces *pieces, size_t i, size_t *paragraphs)
{
	const GumboNode *cell = pieces->items[i].cell;

	*paragraphs = 1;
	for (i++; i < pieces->count && pieces->items[i].cell == cell; i++)
		*paragraphs += pieces->items[i].before == TM_BREAK_LINE;
	return i;
}

/*
 * A row of what is no table, such as a signature beside its date, is one line:
 * the paragraphs of a cell are parted by a space.  A cell that holds more than
 * a few is there for the layout of the page.
 */
static void join_cells(struct tm_page_pieces *pieces)
{
	enum { PARAGRAPHS = 6 };
	size_t end, paragraphs;

	for (size_t i = 0; i < pieces->count; i = end) {
		const GumboNode *cell = pieces->items[i].cell;
		bool follows = i > 0 && is_same_row(pieces->items[i - 1].cell, cell);

		end = cell_end(pieces, i, &paragraphs);
		if (!cell || pieces->items[i].place || paragraphs > PARAGRAPHS ||
		    !(follows || (end < pieces->count && is_same_row(pieces->items[end].cell, cell))))
			continue;
		if (follows)
			pieces->items[i].before = TM_BREAK_CELL;
		for (size_t k = i + 1; k < end; k++)
			if (pieces->items[k].before == TM_BREAK_LINE)
				pieces->items[k].before = TM_BREAK_SPACE;
	}
}

struct writer {
	const struct tm_reading *r;
	const char *page;
	char *out;
	uint32_t line_start;               /* in out */
	uint32_t counted, number;          /* offset up to which line ends were counted, and the line there */
	uint32_t first;                    /* decoded offset of the line's first character */
	uint32_t last;                     /* decoded offset behind the last character written */
	bool gap, cell;                    /* white space, or the end of a cell, is waiting */
	const struct tm_grid_place *place; /* of the line */
	struct tm_slice field;
	size_t field_next;
	const struct tm_page_fields *fields;
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

	*line = (struct tm_line){ .start = w->line_start,
				  .len = t->map.end - w->line_start,
				  .at = at,
				  .number = w->number,
				  .page = 1,
				  .place = w->place ? *w->place : (struct tm_grid_place){ 0 },
				  .field = w->field };
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

static bool is_no_break_space(const char *bytes, size_t len)
{
	return len == 2 && !memcmp(bytes, "\xC2\xA0", 2);
}

/*
 * Is the no-break space that ends at `i` the only one here?  Editors put one
 * beside a space between two words; several in a row lay out columns.
 */
static bool stands_alone(const struct writer *w, uint32_t i, uint32_t end)
{
	uint32_t written = w->r->text->map.end;
	char bytes[4];
	size_t len = 0, n = 0;

	if (written - w->line_start >= 2 && is_no_break_space(w->out + written - 2, 2))
		return false;
	for (uint32_t behind; i < end; i = behind) {
		behind = tm_page_skip_tag(w->page, i, end);
		if (behind == i && is_white(w->page[i]))
			behind++;
		if (behind == i)
			break;
	}
	if (i < end)
		n = tm_page_character(w->page + i, w->page + end, &len, bytes);
	return !is_no_break_space(bytes, n);
}

static void write_range(struct writer *w, uint32_t start, uint32_t end)
{
	char bytes[4];
	size_t len;

	for (uint32_t i = start; i < end; i += (uint32_t)len) {
		uint32_t behind = tm_page_skip_tag(w->page, i, end);
		size_t n;

		len = behind - i;
		if (len)
			continue;
		if (is_white(w->page[i])) {
			w->gap = true;
			len = 1;
			continue;
		}
		n = tm_page_character(w->page + i, w->page + end, &len, bytes);
		if (n == 0 || (n == 1 && (unsigned char)bytes[0] < 0x20))
			continue;
		if (is_no_break_space(bytes, n) && stands_alone(w, i + (uint32_t)len, end))
			w->gap = true;
		else
			put_character(w, i, (uint32_t)len, bytes, n);
	}
}

/* A piece without white space at its ends. */
static struct tm_slice trimmed(const char *page, const struct tm_piece_of_page *p)
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
static bool is_button(const struct writer *w, const struct tm_page_pieces *pieces, size_t i)
{
	const struct tm_reading_data *data = w->r->data;

	return pieces->items[i].before == TM_BREAK_LINE && !pieces->items[i].place &&
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

static void drop_piece(struct writer *w, const char *rule, struct tm_slice what, const struct tm_piece_of_page *p)
{
	drop(w->r, rule, what, tm_map_start(&w->r->decoded->map, p->start),
	     tm_map_end(&w->r->decoded->map, p->end));
}

/* Writes the fields of the page that stand before `until`, a line for the value of each. */
static void write_fields(struct writer *w, uint32_t until)
{
	while (w->field_next < w->fields->count && w->fields->items[w->field_next].start < until) {
		const struct tm_page_field *f = &w->fields->items[w->field_next++];

		end_line(w, !w->place);
		w->field = f->name;
		w->place = NULL;
		write_range(w, f->start, f->end);
		end_line(w, false);
		w->field = TM_NO_SLICE;
	}
}

/* May a blank line stand between the line that ends and piece `p`?  Not between rows. */
static bool is_apart(const struct writer *w, const struct tm_piece_of_page *last, const struct tm_piece_of_page *p)
{
	const GumboNode *table = table_of(p->cell);

	return !w->place && (!last || !table || table != table_of(last->cell));
}

/* Pieces of one place stand in one line, unless a paragraph ends between them. */
static void write_pieces(struct writer *w, const struct tm_page_pieces *pieces)
{
	const struct tm_piece_of_page *last = NULL;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct tm_piece_of_page *p = &pieces->items[i];
		bool same = last && last->place == p->place;

		write_fields(w, p->start);
		if (p->gone || is_button(w, pieces, i)) {
			drop_piece(w, p->gone ? "page-field" : "page-button",
				   p->gone ? TM_SLICE("HTML") : trimmed(w->page, p), p);
			continue;
		}
		if (p->before == TM_BREAK_LINE || !same)
			end_line(w, is_apart(w, last, p));
		else if (p->before == TM_BREAK_SPACE)
			w->gap = true;
		else if (p->before == TM_BREAK_CELL)
			w->cell = true;
		w->place = p->place;
		write_range(w, p->start, p->end);
		last = p;
	}
	end_line(w, !w->place);
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
	struct tm_page_pieces pieces = { NULL, 0, 0 };
	struct tm_page_fields fields = { NULL, 0, 0 };
	struct writer w = { .r = r, .page = page.ptr, .number = 1, .fields = &fields };
	const GumboNode *root, *article = NULL;
	enum tm_code why = TM_D_PAGE_EMPTY;
	size_t room = 0;
	const char *base;

	root = tm_page_parse(page, r->arena, &base, &why);
	if (root)
		article = tm_page_article(r->data, root, r->arena);
	if (article)
		tm_page_collect(r, article, base, &pieces);
	if (!pieces.count) {
		tm_diagnose1(r->diagnostics, why, (struct tm_span){ 0, 0 }, TM_NO_SLICE);
		return false;
	}
	tm_page_fields(r, root, base, &pieces, &fields);
	tm_page_tables(article, &pieces, r->arena);
	join_cells(&pieces);
	/* An entity of n bytes is at most n bytes of UTF-8; a break puts in three at most. */
	for (size_t i = 0; i < pieces.count; i++)
		room += pieces.items[i].end - pieces.items[i].start;
	for (size_t i = 0; i < fields.count; i++)
		room += fields.items[i].end - fields.items[i].start;
	w.out = tm_arena_alloc(r->arena, 2 * room + 8 * (pieces.count + fields.count) + 8);
	write_fields(&w, pieces.items[0].start);
	drop(r, "page-frame", TM_SLICE("HTML"), 0, tm_map_start(&r->decoded->map, pieces.items[0].start));
	write_pieces(&w, &pieces);
	r->text->bytes = (struct tm_slice){ w.out, r->text->map.end };
	if (r->text->line_count)
		drop(r, "page-frame", TM_SLICE("HTML"), tm_map_end(&r->decoded->map, w.last),
		     (uint32_t)r->source->bytes.len);
	sort_dropped(r->text);
	return true;
}

const struct tm_reader tm_html_reader = { "html", sniff, read_page };
