/*
 * diff_report.c - an edition diff for a terminal: 80 columns, a Han character takes two.
 */
#include "diff_view.h"

#include "normalize/utf8.h"
#include "options.h"

enum {
	COLUMNS = 80,
	CONTEXT = 10, /* characters shown around a change */
	HEAD = 60,    /* characters shown of a clause that came or went */
	WORD_MAX = 30 /* columns of a Latin word that is not broken */
};

/* ---- what the report and the page share ---- */

void tm_diff_view_begin(struct tm_diff_view *view)
{
	const struct tm_resource *r = tm_tool_resource("tools/diff.yaml");
	struct tm_diagnostics diagnostics;

	tm_arena_init(&view->arena);
	tm_diagnostics_init(&diagnostics, &view->arena);
	view->words = tm_yaml_parse(r->text, r->name, &diagnostics);
}

void tm_diff_view_end(struct tm_diff_view *view)
{
	tm_arena_release(&view->arena);
}

struct tm_slice tm_diff_word(const struct tm_diff_view *view, const char *section, struct tm_slice key)
{
	const struct tm_yaml *map = tm_yaml_get(view->words, section);

	for (size_t i = 0; map && i < map->count; i++)
		if (tm_slice_eq(map->keys[i].scalar, key))
			return tm_yaml_text(&map->items[i], view->language == TM_CHINESE ? "zh" : "en");
	return key;
}

static struct tm_slice text_word(const struct tm_diff_view *view, const char *key)
{
	return tm_diff_word(view, "texts", tm_slice_str(key));
}

struct tm_slice tm_diff_figure(struct tm_diff_view *view, const struct tm_figure *f)
{
	struct tm_buffer out = TM_BUFFER_INIT;
	const char *op = tm_op_name(f->op);
	struct tm_slice text;

	if (!f->there)
		return text_word(view, "none");
	if (!op && f->bound == TM_BOUND_MAX)
		op = "<=";
	else if (!op && f->bound == TM_BOUND_MIN)
		op = ">=";
	if (f->text.len && !f->is_name && op)
		tm_buffer_printf(&out, "%s ", op);
	if (f->text.len)
		tm_buffer_slice(&out, f->is_name ? tm_diff_word(view, "recurrences", f->text) : f->text);
	else
		tm_figure_write(&out, f);
	for (size_t i = 0; i < f->per.count; i++) {
		tm_buffer_lit(&out, " / ");
		tm_buffer_slice(&out, f->per.items[i]);
	}
	if (f->cumulative) {
		tm_buffer_lit(&out, " / ");
		tm_buffer_slice(&out, text_word(view, "cumulative"));
	}
	text = tm_arena_slice(&view->arena, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return text;
}

/* Two words with an arrow between them; one where they are the same or one is absent. */
static struct tm_slice turned(struct tm_diff_view *view, struct tm_slice old, struct tm_slice new,
			      const char *arrow)
{
	const struct tm_slice parts[] = { old, tm_slice_str(arrow), new };

	if (!old.len || tm_slice_eq(old, new))
		return new;
	return new.len ? tm_arena_concat(&view->arena, 3, parts) : old;
}

struct tm_slice tm_diff_about(struct tm_diff_view *view, const struct tm_diff_row *row, const char *arrow)
{
	if (row->sort != TM_ROW_OFFICE)
		return row->about;
	return turned(view, tm_diff_word(view, "offices", row->old_role),
		      tm_diff_word(view, "offices", row->new_role), arrow);
}

struct tm_slice tm_diff_what(struct tm_diff_view *view, const struct tm_diff_row *row, const char *arrow)
{
	if (row->is_range)
		return text_word(view, "range");
	return turned(view, tm_diff_word(view, "whats", tm_slice_str(tm_figure_what_name(row->old_what))),
		      tm_diff_word(view, "whats", tm_slice_str(tm_figure_what_name(row->new_what))), arrow);
}

/* A list as texts with a comma between them. */
static struct tm_slice joined(struct tm_diff_view *view, const struct tm_slices *list)
{
	struct tm_buffer out = TM_BUFFER_INIT;
	struct tm_slice all;

	for (size_t i = 0; i < list->count; i++) {
		tm_buffer_str(&out, i ? ", " : "");
		tm_buffer_slice(&out, list->items[i]);
	}
	all = out.len ? tm_arena_slice(&view->arena, tm_buffer_view(&out)) : TM_NO_SLICE;
	tm_buffer_release(&out);
	return all;
}

/* Titles, those of known number with it. */
static struct tm_slice cited(struct tm_diff_view *view, const struct tm_document *doc)
{
	struct tm_slices list = { 0 };

	for (size_t i = 0; i < doc->citation_count; i++) {
		const struct tm_citation *c = &doc->citations[i];
		const struct tm_slice parts[] = { c->title, c->number.len ? TM_SLICE(" ") : TM_NO_SLICE,
						  c->number };

		*(struct tm_slice *)tm_arena_push(&view->arena, &list.items, &list.count, &list.room,
						  sizeof(*list.items)) = tm_arena_concat(&view->arena, 3, parts);
	}
	return joined(view, &list);
}

struct tm_slice tm_diff_field(struct tm_diff_view *view, const struct tm_field_change *f, bool is_new)
{
	const struct tm_document *doc = is_new ? view->diff->new : view->diff->old;
	struct tm_slice json = is_new ? f->new : f->old;

	if (tm_slice_is(json, "null") || tm_slice_is(json, "[]"))
		return TM_NO_SLICE;
	if (strcmp(f->field, "validity") == 0 && doc->validity.text.len)
		return doc->validity.text;
	if (strcmp(f->field, "retroactive") == 0 && doc->retroactive.text.len)
		return doc->retroactive.text;
	if (strcmp(f->field, "citations") == 0)
		return cited(view, doc);
	if (strcmp(f->field, "issuers") == 0)
		return joined(view, &doc->issuers);
	if (strcmp(f->field, "addressees") == 0)
		return joined(view, &doc->addressees);
	if (strcmp(f->field, "copies") == 0)
		return joined(view, &doc->copies);
	if (json.ptr[0] != '"' || memchr(json.ptr, '\\', json.len))
		return json;
	return tm_slice_sub(json, 1, json.len - 1);
}

struct tm_diff_counts tm_diff_count(const struct tm_diff *diff)
{
	struct tm_diff_counts counts = { { 0 }, { 0 }, 0 };

	for (size_t i = 0; i < diff->change_count; i++) {
		const struct tm_change *k = &diff->changes[i];

		for (int b = 0; b < TM_CHANGE_KINDS; b++)
			counts.kinds[b] += (k->kinds >> b) & 1;
		for (size_t f = 0; f < k->figure_count; f++)
			counts.whats[k->figures[f].what]++;
		counts.figures += k->figure_count;
	}
	return counts;
}

/* ---- lines of 80 columns ---- */

enum style { PLAIN, BOLD, FAINT, OLD, NEW };

static const char *const escapes[] = { "", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m" };

struct page {
	struct tm_diff_view *view;
	struct tm_buffer *out;
	size_t column, indent;
};

static void style_on(struct page *p, enum style style)
{
	if (p->view->color && style)
		tm_buffer_str(p->out, escapes[style]);
}

static void style_off(struct page *p, enum style style)
{
	if (p->view->color && style)
		tm_buffer_lit(p->out, "\x1b[0m");
}

static void spaces(struct page *p, size_t to)
{
	while (p->column < to) {
		tm_buffer_byte(p->out, ' ');
		p->column++;
	}
}

static void end_line(struct page *p)
{
	tm_buffer_byte(p->out, '\n');
	p->column = 0;
}

static bool is_latin(char c)
{
	return (unsigned char)c > ' ' && (unsigned char)c < 0x7F;
}

/* Bytes of the piece at `at` that is not broken, and its columns. */
static size_t piece(struct tm_slice text, size_t at, size_t *width)
{
	size_t n, len = 0;

	while (at + len < text.len && len < WORD_MAX && is_latin(text.ptr[at + len]))
		len++;
	*width = len;
	if (len)
		return len;
	*width = (size_t)tm_char_width(tm_utf8_decode(text.ptr + at, &n));
	return n;
}

/* Writes text in one style, broken where it would pass the last column. */
static void put(struct page *p, enum style style, struct tm_slice text)
{
	style_on(p, style);
	for (size_t at = 0, n, width; at < text.len; at += n) {
		n = 1;
		if (text.ptr[at] == '\n')
			continue;
		n = piece(text, at, &width);
		if (p->column + width > COLUMNS && p->column > p->indent) {
			style_off(p, style);
			end_line(p);
			spaces(p, p->indent);
			style_on(p, style);
			if (text.ptr[at] == ' ')
				continue;
		}
		tm_buffer_add(p->out, text.ptr + at, n);
		p->column += width;
	}
	style_off(p, style);
}

static void put_str(struct page *p, enum style style, const char *text)
{
	put(p, style, tm_slice_str(text));
}

/* ---- one change ---- */

static const struct tm_clause *first_clause(const struct page *p, const struct tm_change *k)
{
	return k->new_count ? &p->view->diff->new->clauses[k->new[0]] : &p->view->diff->old->clauses[k->old[0]];
}

static void put_ids(struct page *p, enum style style, const struct tm_document *doc, const uint32_t *list,
		    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			put_str(p, style, " + ");
		put(p, style, doc->clauses[list[i]].id);
	}
}

static bool same_id(const struct page *p, const struct tm_change *k)
{
	return k->old_count == 1 && k->new_count == 1 &&
	       tm_slice_eq(p->view->diff->old->clauses[k->old[0]].id, p->view->diff->new->clauses[k->new[0]].id);
}

static void put_title(struct page *p, const struct tm_change *k)
{
	const struct tm_clause *c = first_clause(p, k);
	const struct tm_diff *diff = p->view->diff;
	bool first = true;

	for (int i = 0; i < TM_CHANGE_KINDS; i++) {
		if (!(k->kinds & 1u << i) || 1u << i == TM_CHANGE_SAME)
			continue;
		if (!first)
			put_str(p, BOLD, ", ");
		put(p, BOLD, tm_diff_word(p->view, "kinds", tm_slice_str(tm_change_kind_name(i))));
		first = false;
	}
	put_str(p, PLAIN, "  ");
	p->indent = 2;
	if (!same_id(p, k)) {
		put_ids(p, PLAIN, diff->old, k->old, k->old_count);
		if (k->old_count && k->new_count)
			put_str(p, PLAIN, " -> ");
	}
	put_ids(p, PLAIN, diff->new, k->new, k->new_count);
	if (c->heading.len) {
		put_str(p, PLAIN, "  ");
		put(p, PLAIN, c->label);
		put(p, PLAIN, c->heading);
	}
	end_line(p);
}

static struct tm_slice what_word(const struct page *p, enum tm_figure_what what)
{
	return tm_diff_word(p->view, "whats", tm_slice_str(tm_figure_what_name(what)));
}

static void put_figure(struct page *p, const struct tm_diff_row *row)
{
	/* a line of its clause: whatever words the data have for it will do */
	struct tm_slice about = row->sort == TM_ROW_OFFICE ? tm_diff_about(p->view, row, " -> ") : row->label;

	p->indent = 0;
	spaces(p, 2);
	put(p, PLAIN, row->is_range ? text_word(p->view, "range") : what_word(p, row->old_what));
	spaces(p, 14);
	p->indent = 14;
	if (about.len) {
		put(p, FAINT, about);
		put_str(p, FAINT, ": ");
	}
	put(p, OLD, tm_diff_figure(p->view, row->old));
	put_str(p, PLAIN, " -> ");
	if (row->new_what != row->old_what) {
		put(p, PLAIN, what_word(p, row->new_what));
		put_str(p, PLAIN, " ");
	}
	put(p, NEW, tm_diff_figure(p->view, row->new));
	end_line(p);
}

/* The text of a clause that holds this slice. */
static struct tm_slice home(const struct tm_document *doc, const uint32_t *list, size_t count, struct tm_slice s)
{
	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *c = &doc->clauses[list[i]];
		const struct tm_slice texts[] = { c->heading, c->heading_end, c->text };

		for (int t = 0; t < 3; t++)
			if (texts[t].len && (uintptr_t)s.ptr - (uintptr_t)texts[t].ptr < texts[t].len)
				return texts[t];
	}
	return s;
}

static void put_words(struct page *p, const struct tm_change *k, const struct tm_word_change *w)
{
	const struct tm_diff *diff = p->view->diff;
	struct tm_slice here = w->new.ptr ? w->new : w->old;
	struct tm_slice all = w->new.ptr ? home(diff->new, k->new, k->new_count, here)
					 : home(diff->old, k->old, k->old_count, here);
	size_t from = (size_t)(here.ptr - all.ptr), to = from + here.len;
	struct tm_slice before = tm_utf8_last(tm_slice_sub(all, 0, from), CONTEXT);
	struct tm_slice behind = tm_utf8_first(tm_slice_sub(all, to, all.len), CONTEXT);

	p->indent = 0;
	spaces(p, 2);
	p->indent = 4;
	put_str(p, FAINT, before.len < from ? "..." : "");
	put(p, PLAIN, before);
	if (w->old.ptr) {
		put_str(p, OLD, "[-");
		put(p, OLD, w->old);
		put_str(p, OLD, "-]");
	}
	if (w->new.ptr) {
		put_str(p, NEW, "{+");
		put(p, NEW, w->new);
		put_str(p, NEW, "+}");
	}
	put(p, PLAIN, behind);
	put_str(p, FAINT, to + behind.len < all.len ? "..." : "");
	end_line(p);
}

/* The first words of a clause that stands on one side alone. */
static void put_head(struct page *p, const struct tm_change *k)
{
	const struct tm_clause *c = first_clause(p, k);
	struct tm_slice head = tm_utf8_first(c->text, HEAD);
	enum style style = k->new_count ? NEW : OLD;

	if (!head.len)
		return;
	p->indent = 0;
	spaces(p, 2);
	p->indent = 4;
	put_str(p, style, k->new_count ? "+ " : "- ");
	put(p, style, head);
	put_str(p, FAINT, head.len < c->text.len ? "..." : "");
	end_line(p);
}

static void put_change(struct page *p, const struct tm_diff_rows *rows, size_t number)
{
	const struct tm_change *k = &p->view->diff->changes[number];

	if (p->view->only_figures && rows->first[number] == rows->first[number + 1])
		return;
	put_title(p, k);
	for (size_t i = rows->first[number]; i < rows->first[number + 1]; i++)
		put_figure(p, &rows->items[i]);
	if (p->view->only_figures)
		return;
	for (size_t i = 0; i < k->word_count; i++)
		put_words(p, k, &k->words[i]);
	if (!k->old_count || !k->new_count)
		put_head(p, k);
}

/* ---- the whole ---- */

static void put_edition(struct page *p, enum style style, const char *mark, const struct tm_document *doc)
{
	p->indent = 4;
	put_str(p, style, mark);
	put(p, style, doc->source.name);
	end_line(p);
	if (!doc->title.len && !doc->number.len)
		return;
	spaces(p, 4);
	put(p, PLAIN, doc->title);
	if (doc->title.len && doc->number.len)
		put_str(p, PLAIN, "  ");
	put(p, PLAIN, doc->number);
	end_line(p);
}

static struct tm_slice field_text(struct page *p, const struct tm_field_change *f, bool is_new)
{
	struct tm_slice text = tm_diff_field(p->view, f, is_new);

	return text.len ? text : text_word(p->view, "none");
}

static void put_field(struct page *p, const struct tm_field_change *f)
{
	p->indent = 0;
	spaces(p, 2);
	put(p, PLAIN, tm_diff_word(p->view, "fields", tm_slice_str(f->field)));
	spaces(p, 14);
	p->indent = 14;
	put(p, OLD, field_text(p, f, false));
	put_str(p, PLAIN, " -> ");
	put(p, NEW, field_text(p, f, true));
	end_line(p);
}

static void put_count(struct page *p, const char *section, const char *name, size_t count)
{
	struct tm_slice word = tm_diff_word(p->view, section, tm_slice_str(name));

	if (!count)
		return;
	spaces(p, 2);
	put(p, PLAIN, word);
	spaces(p, 16);
	tm_buffer_printf(p->out, "%6zu", count);
	p->column += 6;
	end_line(p);
}

static void put_stat(struct page *p)
{
	const struct tm_diff *diff = p->view->diff;
	struct tm_diff_counts counts = tm_diff_count(diff);

	p->indent = 0;
	put(p, BOLD, text_word(p->view, "clauses"));
	tm_buffer_printf(p->out, " %zu -> %zu", diff->old->clause_count, diff->new->clause_count);
	end_line(p);
	for (int b = 0; b < TM_CHANGE_KINDS; b++)
		put_count(p, "kinds", tm_change_kind_name(b), counts.kinds[b]);
	if (!counts.figures)
		return;
	put(p, BOLD, text_word(p->view, "figures"));
	end_line(p);
	for (int w = 0; w < TM_WHAT_COUNT; w++)
		put_count(p, "whats", tm_figure_what_name((enum tm_figure_what)w), counts.whats[w]);
}

void tm_diff_report(struct tm_diff_view *view)
{
	const struct tm_diff *diff = view->diff;
	struct page p = { .view = view, .out = view->out };
	struct tm_diff_rows rows;

	if (!tm_diff_differs(diff))
		return;
	put_edition(&p, OLD, "--- ", diff->old);
	put_edition(&p, NEW, "+++ ", diff->new);
	if (view->only_stat) {
		put_stat(&p);
		return;
	}
	if (diff->field_count) {
		p.indent = 0;
		put(&p, BOLD, text_word(view, "document"));
		end_line(&p);
	}
	for (size_t i = 0; i < diff->field_count; i++)
		put_field(&p, &diff->fields[i]);
	rows = tm_diff_rows(diff, &view->arena);
	for (size_t i = 0; i < diff->change_count; i++)
		if (tm_change_is_listed(&diff->changes[i]))
			put_change(&p, &rows, i);
}

/* ---- two sets ---- */

enum { CELL = 9 /* columns of a number in the table, with a space */ };

/* A word or number at the right end of its cell. */
static void put_cell(struct page *p, enum style style, struct tm_slice text)
{
	size_t width = tm_text_width(text), end = p->column + CELL;

	spaces(p, end > width ? end - width : 0);
	put(p, style, text);
}

static void put_set_head(struct page *p)
{
	p->indent = 0;
	for (int b = 1; b < TM_CHANGE_KINDS; b++)
		put_cell(p, BOLD, tm_diff_word(p->view, "kinds", tm_slice_str(tm_change_kind_name(b))));
	put_cell(p, BOLD, text_word(p->view, "figures_short"));
	end_line(p);
}

static void put_number(struct page *p, size_t n)
{
	put_cell(p, PLAIN, n ? tm_arena_printf(&p->view->arena, "%zu", n) : TM_SLICE("-"));
}

static void put_name(struct page *p, enum style style, const char *mark, const struct tm_document *doc)
{
	p->indent = 4;
	put_str(p, style, mark);
	if (doc->title.len)
		put(p, BOLD, doc->title);
	else
		put(p, BOLD, doc->source.name);
	if (doc->number.len) {
		put_str(p, PLAIN, "  ");
		put(p, PLAIN, doc->number);
	}
	end_line(p);
}

/* A line or two on what the pair is, then one of numbers. */
static void put_set_pair(struct page *p, const struct tm_edition_pair *e)
{
	struct tm_diff_counts counts = tm_diff_count(e->diff);

	put_name(p, PLAIN, "  ", e->new);
	if (!tm_slice_eq(e->old->title, e->new->title) || !tm_slice_eq(e->old->number, e->new->number))
		put_name(p, FAINT, "  < ", e->old);
	p->indent = 0;
	if (!tm_diff_differs(e->diff)) {
		spaces(p, 4);
		put(p, FAINT, text_word(p->view, "nothing"));
		end_line(p);
		return;
	}
	for (int b = 1; b < TM_CHANGE_KINDS; b++)
		put_number(p, counts.kinds[b]);
	put_number(p, counts.figures);
	end_line(p);
}

static void put_lone(struct page *p, bool is_new, const char *heading)
{
	bool first = true;

	for (size_t i = 0; i < p->view->set->count; i++) {
		const struct tm_edition_pair *e = &p->view->set->items[i];

		if (e->diff || (e->new != NULL) != is_new)
			continue;
		p->indent = 0;
		if (first) {
			put(p, BOLD, text_word(p->view, heading));
			end_line(p);
		}
		first = false;
		put_name(p, is_new ? NEW : OLD, is_new ? "+ " : "- ", is_new ? e->new : e->old);
	}
}

void tm_diff_set_report(struct tm_diff_view *view)
{
	struct page p = { .view = view, .out = view->out };
	const struct tm_diff_set *set = view->set;
	bool pairs = false;

	if (!tm_diff_set_differs(set))
		return;
	for (size_t i = 0; i < set->count; i++) {
		if (!set->items[i].diff)
			continue;
		if (!pairs)
			put_set_head(&p);
		pairs = true;
		put_set_pair(&p, &set->items[i]);
	}
	put_lone(&p, true, "only_new");
	put_lone(&p, false, "only_old");
	for (size_t i = 0; i < set->count && !view->only_stat; i++) {
		if (!set->items[i].diff || !tm_diff_differs(set->items[i].diff))
			continue;
		end_line(&p);
		view->diff = set->items[i].diff;
		tm_diff_report(view);
	}
}
