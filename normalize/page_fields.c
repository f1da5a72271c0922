/*
 * page_fields.c - what a page says of its document in <meta> elements and in labels above the text.
 */
#include "page_p.h"

#include <stdlib.h>
#include <strings.h>

#include "normalize/buffer.h"
#include "normalize/utf8.h"

enum {
	VALUE_MAX = 400, /* bytes; a longer one is no field */
	LABEL_MAX = 60,
	SENTENCE_MARKS = 2 /* of a line: the text has begun */
};

/* A line of the page, or a cell: pieces [first, end) that nothing parts. */
struct item {
	size_t first, end;
};

struct finder {
	const struct tm_reading *r;
	const char *page;
	const GumboNode *root;
	struct tm_page_pieces all; /* of the page */
	struct tm_page_pieces *article;
	struct item *items; /* of the page */
	size_t item_count, item_room;
	struct tm_buffer text;
	struct tm_page_fields found; /* in labels */
	struct tm_span *gone;        /* labels and values */
	size_t gone_count, gone_room;
	struct label_table {
		const GumboNode *node;
	} * tables; /* that labels stand in */
	size_t table_count, table_room;
};

/* One character; 0 for white space and what is no character. */
static size_t solid_character(const char *page, uint32_t at, uint32_t end, size_t *len, char out[4])
{
	size_t n;

	*len = tm_page_skip_tag(page, at, end) - at;
	if (*len)
		return 0;
	n = tm_page_character(page + at, page + end, len, out);
	if ((n == 1 && (unsigned char)out[0] <= ' ') || (n == 2 && memcmp(out, "\xC2\xA0", 2) == 0) ||
	    (n == 3 && (memcmp(out, "\xE3\x80\x80", 3) == 0 ||
			(memcmp(out, "\xE2\x80", 2) == 0 && (unsigned char)out[2] <= 0x8B))))
		return 0;
	return n;
}

/* The characters of an item without white space, entities decoded; no more than a field can have. */
static struct tm_slice solid(struct finder *f, const struct item *item)
{
	size_t len;

	tm_buffer_clear(&f->text);
	for (size_t k = item->first; k < item->end; k++) {
		const struct tm_piece_of_page *p = &f->all.items[k];

		for (uint32_t i = p->start; i < p->end; i += (uint32_t)len) {
			char bytes[4];

			tm_buffer_add(&f->text, bytes, solid_character(f->page, i, p->end, &len, bytes));
			if (f->text.len > VALUE_MAX + LABEL_MAX)
				return tm_buffer_view(&f->text);
		}
	}
	return f->text.len ? tm_buffer_view(&f->text) : TM_SLICE("");
}

/* Where the part of an item behind its first `skip` solid bytes begins and ends, without white space. */
static struct tm_span part_behind(const struct finder *f, const struct item *item, size_t skip)
{
	struct tm_span out = { UINT32_MAX, 0 };
	size_t seen = 0, len;

	for (size_t k = item->first; k < item->end; k++) {
		const struct tm_piece_of_page *p = &f->all.items[k];

		for (uint32_t i = p->start; i < p->end; i += (uint32_t)len) {
			char bytes[4];
			size_t n = solid_character(f->page, i, p->end, &len, bytes);

			if (n && seen >= skip) {
				out.start = i < out.start ? i : out.start;
				out.end = i + (uint32_t)len;
			}
			seen += n;
		}
	}
	return out;
}

static void find_items(struct finder *f)
{
	for (size_t i = 0; i < f->all.count;) {
		struct item *item = tm_arena_push(f->r->arena, &f->items, &f->item_count, &f->item_room,
						  sizeof(*item));

		item->first = i;
		for (i++; i < f->all.count && f->all.items[i].before == TM_BREAK_NONE;)
			i++;
		item->end = i;
		if (!solid(f, item).len)
			f->item_count--;
	}
}

/* ---- labels ---- */

/* How many bytes at the start of a line are a known label; *colon says whether a colon ends it, which counts too.
 */
static size_t label_of(const struct tm_reading_data *data, struct tm_slice line, struct tm_slice *name,
		       bool *colon)
{
	static const struct tm_slice colons[] = { { "\xEF\xBC\x9A", 3 }, { ":", 1 } };
	size_t longest = 0;

	for (size_t i = 0; i < data->label_count; i++) {
		if (data->labels[i].text.len <= longest || !tm_slice_starts(line, data->labels[i].text))
			continue;
		longest = data->labels[i].text.len;
		*name = data->labels[i].name;
	}
	*colon = false;
	for (size_t k = 0; longest && !*colon && k < sizeof(colons) / sizeof(colons[0]); k++) {
		*colon = tm_slice_starts(tm_slice_sub(line, longest, line.len), colons[k]);
		longest += *colon ? colons[k].len : 0;
	}
	return longest;
}

static bool is_below(const GumboNode *up, const GumboNode *node)
{
	while (node && node != up)
		node = node->parent;
	return node == up;
}

/* May the second item be the value of the label that the first one is: do they stand in one row, item or line? */
static bool belong(const struct finder *f, size_t label)
{
	const GumboNode *a = f->all.items[f->items[label].first].node;
	const GumboNode *b = f->all.items[f->items[label + 1].first].node, *up = a->parent;

	while (up && !is_below(up, b))
		up = up->parent;
	if (!up || up->type != GUMBO_NODE_ELEMENT)
		return false;
	if (tm_page_is(up, GUMBO_TAG_TR) || tm_page_is(up, GUMBO_TAG_LI) || tm_page_is(up, GUMBO_TAG_DL) ||
	    tm_page_is(up, GUMBO_TAG_P))
		return true;
	/* Any other element that holds nothing else. */
	return (label == 0 || !is_below(up, f->all.items[f->items[label - 1].first].node)) &&
	       (label + 2 >= f->item_count || !is_below(up, f->all.items[f->items[label + 2].first].node));
}

static bool fills_cell(const struct finder *f, const struct item *item)
{
	const GumboNode *node = f->all.items[item->first].node;

	for (int i = 0; i < 4 && node && node != f->root; i++, node = node->parent)
		if (tm_page_is(node, GUMBO_TAG_TD) || tm_page_is(node, GUMBO_TAG_TH) ||
		    tm_page_is(node, GUMBO_TAG_DT))
			return true;
	return false;
}

static void leave_out(struct finder *f, const struct item *item)
{
	struct tm_span *s = tm_arena_push(f->r->arena, &f->gone, &f->gone_count, &f->gone_room, sizeof(*s));
	const GumboNode *node = f->all.items[item->first].node;

	*s = (struct tm_span){ f->all.items[item->first].start, f->all.items[item->end - 1].end };
	while (node && node != f->root && !tm_page_is(node, GUMBO_TAG_TABLE))
		node = node->parent;
	if (node && node != f->root && (!f->table_count || f->tables[f->table_count - 1].node != node))
		*(struct label_table *)tm_arena_push(f->r->arena, &f->tables, &f->table_count, &f->table_room,
						     sizeof(*f->tables)) = (struct label_table){ node };
}

static void add_field(struct finder *f, struct tm_slice name, struct tm_span value)
{
	struct tm_page_field *field;

	for (size_t i = 0; i < f->found.count; i++)
		if (tm_slice_eq(f->found.items[i].name, name))
			return; /* pages print them twice: for large screens and for small ones */
	field = tm_arena_push(f->r->arena, &f->found.items, &f->found.count, &f->found.room, sizeof(*field));
	*field = (struct tm_page_field){ name, value.start, value.end };
}

/* Reads item `n` as a label; returns how many items it took with its value, 0 when it is none. */
static size_t read_label(struct finder *f, size_t n)
{
	struct tm_slice name = TM_NO_SLICE, ignored, line = solid(f, &f->items[n]);
	bool colon, again;
	size_t len = label_of(f->r->data, line, &name, &colon);
	struct tm_slice value;

	if (!len || (!colon && (line.len > len || !fills_cell(f, &f->items[n]))))
		return 0;
	if (line.len > len) {
		if (line.len - len > VALUE_MAX)
			return 0;
		leave_out(f, &f->items[n]);
		add_field(f, name, part_behind(f, &f->items[n], len));
		return 1;
	}
	if (n + 1 == f->item_count || !belong(f, n)) {
		leave_out(f, &f->items[n]); /* a label without a value */
		return 1;
	}
	value = solid(f, &f->items[n + 1]);
	len = label_of(f->r->data, value, &ignored, &again);
	if (value.len > VALUE_MAX)
		return 0;
	leave_out(f, &f->items[n]);
	if (len && (again || len == value.len))
		return 1; /* the next label */
	leave_out(f, &f->items[n + 1]);
	add_field(f, name, part_behind(f, &f->items[n + 1], 0));
	return 2;
}

static size_t sentence_marks(const struct tm_reading_data *data, struct tm_slice line)
{
	size_t marks = 0, n;

	for (size_t i = 0; i < line.len; i += n) {
		n = tm_utf8_length(line.ptr[i]);
		if (n > line.len - i)
			break;
		marks += n == 3 && tm_slice_find(data->marks, tm_slice_sub(line, i, i + n), 0) != SIZE_MAX;
	}
	return marks;
}

/* Labels stand before the first sentence of the article. */
static void find_labels(struct finder *f)
{
	uint32_t start = f->article->items[0].start, end = f->article->items[f->article->count - 1].end;
	size_t taken;

	for (size_t n = 0; n < f->item_count; n += taken) {
		uint32_t at = f->all.items[f->items[n].first].start;

		if (at > end)
			return;
		taken = read_label(f, n);
		if (!taken && at >= start && sentence_marks(f->r->data, solid(f, &f->items[n])) >= SENTENCE_MARKS)
			return;
		taken += taken == 0;
	}
}

/* ---- <meta> ---- */

static void read_meta(struct finder *f, const GumboNode *node, const char *base, struct tm_page_fields *out)
{
	const GumboAttribute *name = gumbo_get_attribute(&node->v.element.attributes, "name");
	const GumboAttribute *content = gumbo_get_attribute(&node->v.element.attributes, "content");
	uint32_t start, end;

	if (!name || !content || !content->original_value.length || content->original_value.length > VALUE_MAX)
		return;
	start = (uint32_t)(content->original_value.data - base);
	end = start + (uint32_t)content->original_value.length;
	if (f->page[start] == '"' || f->page[start] == '\'') {
		start++;
		end -= end > start;
	}
	while (start < end && strchr(" \t\r\n", f->page[start]))
		start++;
	while (end > start && strchr(" \t\r\n", f->page[end - 1]))
		end--;
	for (size_t i = 0; i < f->r->data->meta_count && start < end; i++) {
		const struct tm_page_label *known = &f->r->data->meta[i];
		struct tm_page_field *field;

		if (strlen(name->value) != known->text.len ||
		    strncasecmp(name->value, known->text.ptr, known->text.len) != 0)
			continue;
		/* What the page prints goes before what it says to machines. */
		for (size_t k = 0; k < f->found.count; k++)
			if (tm_slice_eq(f->found.items[k].name, known->name))
				return;
		for (size_t k = 0; k < out->count; k++)
			if (tm_slice_eq(out->items[k].name, known->name))
				return;
		field = tm_arena_push(f->r->arena, &out->items, &out->count, &out->room, sizeof(*field));
		*field = (struct tm_page_field){ known->name, start, end };
		return;
	}
}

static void find_meta(struct finder *f, const char *base, struct tm_page_fields *out)
{
	for (const GumboNode *node = f->root; node; node = tm_page_next(f->root, node, false))
		if (tm_page_is(node, GUMBO_TAG_META))
			read_meta(f, node, base, out);
}

/* ---- the article ---- */

static bool in_label_table(const struct finder *f, const GumboNode *node)
{
	for (; node && node != f->root; node = node->parent) {
		if (!tm_page_is(node, GUMBO_TAG_TABLE))
			continue;
		for (size_t i = 0; i < f->table_count; i++)
			if (f->tables[i].node == node)
				return true;
		return false;
	}
	return false;
}

/* Takes the labels, and what stands in one table with them, out of the article. */
static void mark_article(struct finder *f)
{
	size_t k = 0;

	for (size_t i = 0; i < f->article->count; i++) {
		struct tm_piece_of_page *p = &f->article->items[i];

		while (k < f->gone_count && f->gone[k].end <= p->start)
			k++;
		p->gone = (k < f->gone_count && f->gone[k].start <= p->start) ||
			  (f->table_count && in_label_table(f, p->node));
	}
}

static int by_offset(const void *pa, const void *pb)
{
	const struct tm_page_field *a = pa, *b = pb;

	return a->start < b->start ? -1 : a->start > b->start;
}

void tm_page_fields(const struct tm_reading *r, const GumboNode *root, const char *base,
		    struct tm_page_pieces *article, struct tm_page_fields *out)
{
	struct finder f = {
		.r = r, .page = r->decoded->bytes.ptr, .root = root, .article = article, .text = TM_BUFFER_INIT
	};

	tm_page_collect(r, root, base, &f.all);
	find_items(&f);
	find_labels(&f);
	find_meta(&f, base, out);
	mark_article(&f);
	for (size_t i = 0; i < f.found.count; i++)
		*(struct tm_page_field *)tm_arena_push(r->arena, &out->items, &out->count, &out->room,
						       sizeof(*out->items)) = f.found.items[i];
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_offset);
	tm_buffer_release(&f.text);
}
