#include "page_p.h"

#include <libxml/HTMLparser.h>
#include <setjmp.h>
#include <stdlib.h>
#include <strings.h>

#include "normalize/utf8.h"

/* ---- what gumbo must not see ---- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Elements that end by themselves or at the next one of their kind: they do not nest. */
static bool nests(struct tm_slice name)
{
	static const char *const flat[] = { "area",  "base",  "br",     "col",   "dd",   "dt",    "embed",
					    "hr",    "img",   "input",  "li",    "link", "meta",  "option",
					    "p",     "param", "source", "tbody", "td",   "tfoot", "th",
					    "thead", "tr",    "track",  "wbr" };

	for (size_t i = 0; i < sizeof(flat) / sizeof(flat[0]); i++)
		if (strlen(flat[i]) == name.len && strncasecmp(flat[i], name.ptr, name.len) == 0)
			return false;
	return true;
}

/*
 * The end of the tag that begins at `at`.  Comparing attribute names takes
 * gumbo the square of their number: those beyond the first are blanked.
 */
static size_t scan_tag(char *page, size_t len, size_t at)
{
	size_t i = at, words = 0;

	while (i < len && page[i] != '>') {
		if (page[i] == '=') {
			do
				i++;
			while (i < len && is_white(page[i]));
			if (i < len && (page[i] == '"' || page[i] == '\'')) {
				const char *end = memchr(page + i + 1, page[i], len - i - 1);

				i = end ? (size_t)(end - page) : len - 1;
			}
		}
		if (i < len && page[i] != '>') {
			words += is_white(page[i]) || page[i] == '/' || page[i] == '"' || page[i] == '\'';
			i++;
		}
	}
	if (words > (size_t)2 * TM_PAGE_ATTRIBUTES)
		memset(page + at, ' ', i - at);
	return i;
}

/* Where text that holds no tags ends: that of a comment, or of a script or style, whose name is given. */
static size_t skip_raw(struct tm_slice page, size_t at, struct tm_slice name)
{
	size_t end = at;

	if (!name.len) {
		end = tm_slice_find(page, TM_SLICE("-->"), at);
		return end == SIZE_MAX ? page.len : end + 2;
	}
	while ((end = tm_slice_find(page, TM_SLICE("</"), end)) != SIZE_MAX) {
		if (page.len - end > name.len + 2 && strncasecmp(page.ptr + end + 2, name.ptr, name.len) == 0)
			return end - 1;
		end += 2;
	}
	return page.len;
}

static bool is_raw(struct tm_slice name)
{
	static const char *const raw[] = { "script", "style", "textarea", "title" };

	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++)
		if (strlen(raw[i]) == name.len && strncasecmp(raw[i], name.ptr, name.len) == 0)
			return true;
	return false;
}

/* Makes a page harmless; false when it is nested too deeply. */
static bool tame(char *page, size_t len)
{
	struct tm_slice whole = { page, len };
	size_t depth = 0;

	for (size_t i = 0; i + 1 < len; i++) {
		bool closes = page[i] == '<' && page[i + 1] == '/';
		struct tm_slice name = { page + i + 1 + closes, 0 };
		size_t end = i + 1 + closes;

		if (page[i] != '<')
			continue;
		if (tm_slice_starts(tm_slice_sub(whole, i, len), TM_SLICE("<!--"))) {
			i = skip_raw(whole, i + 2, TM_NO_SLICE);
			continue;
		}
		while (end < len && (is_letter(page[end]) || (name.len && page[end] >= '0' && page[end] <= '9'))) {
			end++;
			name.len++;
		}
		if (!name.len)
			continue;
		i = scan_tag(page, len, end);
		if (!nests(name) || page[i - 1] == '/')
			continue;
		if (is_raw(name)) {
			i = closes ? i : skip_raw(whole, i < len ? i : len, name);
			continue;
		}
		if (!closes && ++depth > TM_PAGE_DEPTH)
			return false;
		depth -= closes && depth > 0;
	}
	return true;
}

/* ---- gumbo ---- */

struct memory {
	struct tm_arena *arena;
	size_t used;
	jmp_buf out;
};

static void *take(void *context, size_t size)
{
	struct memory *m = context;

	m->used += size;
	if (m->used > TM_PAGE_MEMORY)
		longjmp(m->out, 1);
	return tm_arena_alloc(m->arena, size);
}

static void give(void *context, void *memory)
{
	(void)context;
	(void)memory;
}

const GumboNode *tm_page_parse(struct tm_slice page, struct tm_arena *arena, const char **base, enum tm_code *why)
{
	struct memory *memory = tm_arena_alloc(arena, sizeof(*memory));
	GumboOptions options = kGumboDefaultOptions;
	char *copy = tm_arena_alloc(arena, page.len + 1);

	*base = copy;
	memory->arena = arena;
	memcpy(copy, page.ptr, page.len);
	if (!tame(copy, page.len)) {
		*why = TM_D_PAGE_DEEP;
		return NULL;
	}
	options.allocator = take;
	options.deallocator = give;
	options.userdata = memory;
	options.max_errors = 0;
	if (setjmp(memory->out)) {
		*why = TM_D_PAGE_LARGE;
		return NULL;
	}
	return gumbo_parse_with_options(&options, copy, page.len)->root;
}

/* ---- characters ---- */

static size_t numeric(const char *p, const char *end, uint32_t *out)
{
	bool hex = p + 2 < end && (p[2] == 'x' || p[2] == 'X');
	const char *at = p + 2 + hex, *first = at;
	uint32_t value = 0;

	for (; at < end && value < 0x110000; at++) {
		char c = *at;

		if (c >= '0' && c <= '9')
			value = value * (hex ? 16 : 10) + (uint32_t)(c - '0');
		else if (hex && is_letter(c) && (c | 0x20) <= 'f')
			value = value * 16 + (uint32_t)((c | 0x20) - 'a') + 10;
		else
			break;
	}
	if (at == first)
		return 0;
	*out = value;
	return (size_t)(at - p) + (at < end && *at == ';');
}

static size_t named(const char *p, const char *end, uint32_t *out)
{
	const htmlEntityDesc *entity;
	char name[16];
	size_t n = 0;

	while (p + 1 + n < end && n + 1 < sizeof(name) &&
	       (is_letter(p[1 + n]) || (p[1 + n] >= '0' && p[1 + n] <= '9'))) {
		name[n] = p[1 + n];
		n++;
	}
	name[n] = '\0';
	if (n == 0)
		return 0;
	entity = htmlEntityLookup((const xmlChar *)name);
	if (!entity)
		return 0;
	*out = entity->value;
	return 1 + n + (p + 1 + n < end && p[1 + n] == ';');
}

/* What numeric references of 128 to 159 mean in practice: Windows-1252 (HTML5, numeric character reference end
 * state). */
static uint32_t windows(uint32_t c)
{
	static const uint16_t table[32] = { 0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
					    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
					    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
					    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178 };

	return c >= 0x80 && c < 0xA0 ? table[c - 0x80] : c;
}

size_t tm_page_character(const char *p, const char *end, size_t *len, char out[4])
{
	uint32_t c = 0;
	size_t n = 0;

	if (*p == '&' && p + 1 < end)
		n = p[1] == '#' ? numeric(p, end, &c) : named(p, end, &c);
	if (n) {
		*len = n;
		c = windows(c);
		return tm_is_xml_char(c) ? tm_utf8_encode(c, out) : 0;
	}
	n = tm_utf8_length(*p);
	memcpy(out, p, n);
	*len = n;
	return n;
}

uint32_t tm_page_skip_tag(const char *page, uint32_t i, uint32_t end)
{
	if (page[i] != '<' || i + 1 >= end ||
	    !(page[i + 1] == '/' || page[i + 1] == '!' || page[i + 1] == '?' || is_letter(page[i + 1])))
		return i;
	while (i < end && page[i] != '>')
		i++;
	return i < end ? i + 1 : end;
}

/* ---- elements ---- */

bool tm_page_is(const GumboNode *node, GumboTag tag)
{
	return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

const GumboNode *tm_page_next(const GumboNode *root, const GumboNode *node, bool over)
{
	if (!over && (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) &&
	    node->v.element.children.length)
		return node->v.element.children.data[0];
	while (node != root) {
		const GumboVector *siblings = &node->parent->v.element.children;

		if (node->index_within_parent + 1 < siblings->length)
			return siblings->data[node->index_within_parent + 1];
		node = node->parent;
	}
	return NULL;
}

enum tm_page_break tm_page_break(const GumboNode *node)
{
	if (node->type != GUMBO_NODE_ELEMENT)
		return TM_BREAK_NONE;
	switch (node->v.element.tag) {
	case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		return TM_BREAK_CELL;
	case GUMBO_TAG_A:
	case GUMBO_TAG_ABBR:
	case GUMBO_TAG_B:
	case GUMBO_TAG_BIG:
	case GUMBO_TAG_EM:
	case GUMBO_TAG_FONT:
	case GUMBO_TAG_I:
	case GUMBO_TAG_IMG:
	case GUMBO_TAG_LABEL:
	case GUMBO_TAG_MARK:
	case GUMBO_TAG_S:
	case GUMBO_TAG_SMALL:
	case GUMBO_TAG_SPAN:
	case GUMBO_TAG_STRIKE:
	case GUMBO_TAG_STRONG:
	case GUMBO_TAG_SUB:
	case GUMBO_TAG_SUP:
	case GUMBO_TAG_U:
	case GUMBO_TAG_UNKNOWN: /* <o:p>, <st1:date> of Word */
		return TM_BREAK_NONE;
	default:
		return TM_BREAK_LINE;
	}
}

static bool has_word(const struct tm_reading_data *data, const char *names)
{
	while (*names) {
		size_t n = strcspn(names, " -_\t\n\r\f");

		for (size_t i = 0; n && i < data->skip_count; i++)
			if (data->skip[i].len == n && strncasecmp(data->skip[i].ptr, names, n) == 0)
				return true;
		names += n + (names[n] != '\0');
	}
	return false;
}

static bool is_invisible(const char *style)
{
	for (const char *at = strstr(style, "display"); at; at = strstr(at + 1, "display")) {
		at += strlen("display");
		at += strspn(at, " :");
		if (strncasecmp(at, "none", 4) == 0)
			return true;
	}
	return false;
}

bool tm_page_hides(const struct tm_reading_data *data, const GumboNode *node)
{
	static const char *const names[] = { "class", "id" };
	const GumboAttribute *a;

	if (node->type != GUMBO_NODE_ELEMENT)
		return node->type == GUMBO_NODE_TEMPLATE || node->type == GUMBO_NODE_COMMENT;
	switch (node->v.element.tag) {
	case GUMBO_TAG_HEAD:
	case GUMBO_TAG_SCRIPT:
	case GUMBO_TAG_STYLE:
	case GUMBO_TAG_NOSCRIPT:
	case GUMBO_TAG_IFRAME:
	case GUMBO_TAG_OBJECT:
	case GUMBO_TAG_SVG:
	case GUMBO_TAG_CANVAS:
	case GUMBO_TAG_BUTTON:
	case GUMBO_TAG_SELECT:
	case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_NAV:
	case GUMBO_TAG_FOOTER:
	case GUMBO_TAG_ASIDE:
		return true;
	case GUMBO_TAG_HTML:
	case GUMBO_TAG_BODY:
		return false;
	default:
		break;
	}
	a = gumbo_get_attribute(&node->v.element.attributes, "style");
	if (a && is_invisible(a->value))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		a = gumbo_get_attribute(&node->v.element.attributes, names[i]);
		if (a && has_word(data, a->value))
			return true;
	}
	return gumbo_get_attribute(&node->v.element.attributes, "hidden") != NULL;
}

/* ---- where the text is ---- */

/* Characters of a text node that count: those of sentences, outside links. */
static size_t weight(const struct tm_reading_data *data, const GumboNode *node)
{
	struct tm_slice text = tm_slice_str(node->v.text.text);
	size_t marks = 0, n;

	for (const GumboNode *up = node->parent; up; up = up->parent)
		if (up->type == GUMBO_NODE_ELEMENT && up->v.element.tag == GUMBO_TAG_A)
			return 0;
	for (size_t i = 0; i < text.len; i += n) {
		n = tm_utf8_length(text.ptr[i]);
		marks += n == 3 && tm_slice_find(data->marks, tm_slice_sub(text, i, i + n), 0) != SIZE_MAX;
	}
	return text.len + 30 * marks;
}

struct weighed {
	const GumboNode *node;
	size_t size; /* weight of what it holds; while it is open, of what stands before it */
};

/* Is it an element that a text may consist of?  One long paragraph, and several cells of a table, are part of one.
 */
static bool is_whole(const GumboNode *node)
{
	return tm_page_break(node) == TM_BREAK_CELL ||
	       (tm_page_break(node) == TM_BREAK_LINE && !tm_page_is(node, GUMBO_TAG_P) &&
		!tm_page_is(node, GUMBO_TAG_TABLE) && !tm_page_is(node, GUMBO_TAG_TBODY) &&
		!tm_page_is(node, GUMBO_TAG_TR));
}

static const GumboNode *whole(const GumboNode *root, const GumboNode *node)
{
	while (node != root && !is_whole(node))
		node = node->parent;
	return node;
}

const GumboNode *tm_page_article(const struct tm_reading_data *data, const GumboNode *root, struct tm_arena *arena)
{
	struct weighed *elements = NULL, *e;
	size_t *open = NULL, count = 0, room = 0, depth = 0, open_room = 0, total = 0, best = SIZE_MAX;
	bool hidden;

	for (const GumboNode *node = root; node; node = tm_page_next(root, node, hidden)) {
		hidden = tm_page_hides(data, node);
		while (depth && elements[open[depth - 1]].node != node->parent) {
			e = &elements[open[--depth]];
			e->size = total - e->size;
		}
		if (node->type == GUMBO_NODE_TEXT) {
			total += weight(data, node);
		} else if (node->type == GUMBO_NODE_ELEMENT && !hidden) {
			*(size_t *)tm_arena_push(arena, &open, &depth, &open_room, sizeof(*open)) = count;
			e = tm_arena_push(arena, &elements, &count, &room, sizeof(*e));
			*e = (struct weighed){ node, total };
		}
	}
	while (depth) {
		e = &elements[open[--depth]];
		e->size = total - e->size;
	}
	for (size_t i = 0; i < count && total; i++)
		if (elements[i].size * 10 >= total * 7)
			best = i; /* such elements stand in each other */
	return best == SIZE_MAX ? NULL : whole(root, elements[best].node);
}

/* ---- pieces ---- */

/* The table cell below `root` that `node` stands in, or NULL. */
static const GumboNode *cell_of(const GumboNode *root, const GumboNode *node)
{
	while (node != root && tm_page_break(node) != TM_BREAK_CELL)
		node = node->parent;
	return node == root ? NULL : node;
}

static int by_start(const void *pa, const void *pb)
{
	const struct tm_piece_of_page *a = pa, *b = pb;

	return a->start < b->start ? -1 : a->start > b->start;
}

void tm_page_collect(const struct tm_reading *r, const GumboNode *root, const char *base,
		     struct tm_page_pieces *out)
{
	enum tm_page_break before = TM_BREAK_LINE;
	const GumboNode *up = root, *node = root;
	bool hidden, sorted = true;

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
			struct tm_piece_of_page *p = tm_arena_push(r->arena, &out->items, &out->count, &out->room,
								   sizeof(*p));
			uint32_t start = (uint32_t)(text->original_text.data - base);

			*p = (struct tm_piece_of_page){ .start = start,
							.end = start + (uint32_t)text->original_text.length,
							.before = before,
							.node = node,
							.cell = cell_of(root, node) };
			sorted &= out->count == 1 || p[-1].start <= start;
			before = TM_BREAK_NONE;
		}
	}
	/* Text that may not stand in a table is put before it. */
	if (!sorted)
		qsort(out->items, out->count, sizeof(*out->items), by_start);
}
