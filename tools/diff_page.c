/*
 * diff_page.c - an edition diff as one page for a browser.
 *
 * The page needs nothing but itself: its policy (a meta element) allows no
 * connection, and only the style and the script whose hashes it names.
 * Without scripts all of it is shown.
 */
#include "diff_view.h"

#include <stdlib.h>

#include "normalize/source.h"
#include "normalize/utf8.h"
#include "options.h"
#include "schema/xml.h"

enum {
	LARGEST = 10,  /* sums listed first */
	AT_ONCE = 200, /* figures of a table that is open: a browser lays out all rows of a table to show one */
	CALLED = 24,   /* characters of a clause's heading that name it */
	TEN_THOUSAND = 10000,
	HUNDRED_MILLION = 100000000
};

/* ---- pieces of HTML ---- */

struct page {
	struct tm_diff_view *view;
	struct tm_buffer *out;
	size_t number; /* of the document among those of a set */
	int level;     /* of the headings inside a document */
};

static void put(struct page *p, const char *html)
{
	tm_buffer_str(p->out, html);
}

static void text(struct page *p, struct tm_slice s)
{
	tm_xml_text(p->out, s);
}

static void word(struct page *p, const char *section, const char *key)
{
	text(p, tm_diff_word(p->view, section, tm_slice_str(key)));
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* The SHA-256 of a resource, as a policy writes it. */
static void put_hash(struct page *p, const char *name)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct tm_slice sum = tm_sha256(tm_tool_resource(name)->text, &p->view->arena);
	unsigned bits = 0, count = 0;

	put(p, "'sha256-");
	for (size_t i = 0; i < sum.len; i++) {
		bits = bits << 4 | (unsigned)hex(sum.ptr[i]);
		for (count += 4; count >= 6; count -= 6)
			tm_buffer_byte(p->out, digits[bits >> (count - 6) & 63]);
	}
	/* 256 bits are 42 digits and 4 bits more */
	tm_buffer_byte(p->out, digits[bits << (6 - count) & 63]);
	put(p, "='");
}

static void put_top(struct page *p, struct tm_slice title)
{
	tm_buffer_printf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
			 p->view->language == TM_CHINESE ? "zh" : "en");
	put(p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
	put_hash(p, "tools/diff.css");
	put(p, "; script-src ");
	put_hash(p, "tools/diff.js");
	put(p, "; base-uri 'none'; form-action 'none'\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	word(p, "page", "heading");
	if (title.len) {
		put(p, ": ");
		text(p, title);
	}
	put(p, "</title>\n<style>");
	tm_buffer_slice(p->out, tm_tool_resource("tools/diff.css")->text);
	put(p, "</style>\n</head>\n<body>\n<header>\n<h1>");
	word(p, "page", "heading");
	put(p, "</h1>\n");
}

static void put_end(struct page *p)
{
	put(p, "</main>\n<script>");
	tm_buffer_slice(p->out, tm_tool_resource("tools/diff.js")->text);
	put(p, "</script>\n</body>\n</html>\n");
}

static void put_heading(struct page *p, int level, const char *section, const char *key)
{
	tm_buffer_printf(p->out, "<h%d>", level);
	word(p, section, key);
	tm_buffer_printf(p->out, "</h%d>\n", level);
}

/* The head of a table, its columns named in diff.yaml. */
static void put_columns(struct page *p, const char *kind, const char *const *columns, size_t count)
{
	tm_buffer_printf(p->out, "<table class=\"%s\">\n<thead><tr>", kind);
	for (size_t i = 0; i < count; i++) {
		put(p, "<th scope=\"col\">");
		word(p, "page", columns[i]);
		put(p, "</th>");
	}
	put(p, "</tr></thead>\n<tbody>\n");
}

/* ---- editions and fields ---- */

/* Title, number and file of one edition. */
static void put_edition(struct page *p, const char *key, const struct tm_document *doc)
{
	tm_buffer_printf(p->out, "<div class=\"edition %s\"><p class=\"which\">", key);
	word(p, "page", key);
	put(p, "</p>\n<p class=\"title\" lang=\"zh\">");
	text(p, doc->title.len ? doc->title : doc->source.name);
	put(p, "</p>\n<p class=\"ids\"><span lang=\"zh\">");
	text(p, doc->number);
	put(p, "</span> <span>");
	text(p, doc->source.name);
	put(p, "</span></p></div>\n");
}

static void put_editions(struct page *p, const struct tm_diff *diff)
{
	put(p, "<div class=\"editions\">\n");
	put_edition(p, "old", diff->old);
	put_edition(p, "new", diff->new);
	put(p, "</div>\n");
}

static void put_field_value(struct page *p, const struct tm_field_change *f, bool is_new)
{
	struct tm_slice value = tm_diff_field(p->view, f, is_new);

	tm_buffer_printf(p->out, "<td class=\"%s\"%s>", is_new ? "new" : "old", value.len ? " lang=\"zh\"" : "");
	if (value.len)
		text(p, value);
	else
		word(p, "texts", "none");
	put(p, "</td>");
}

static void put_fields(struct page *p)
{
	static const char *const columns[] = { "field", "old", "new" };
	const struct tm_diff *diff = p->view->diff;

	if (!diff->field_count)
		return;
	put_heading(p, p->level, "texts", "document");
	put_columns(p, "fields", columns, 3);
	for (size_t i = 0; i < diff->field_count; i++) {
		put(p, "<tr><th scope=\"row\">");
		word(p, "fields", diff->fields[i].field);
		put(p, "</th>");
		put_field_value(p, &diff->fields[i], false);
		put_field_value(p, &diff->fields[i], true);
		put(p, "</tr>\n");
	}
	put(p, "</tbody></table>\n");
}

/* ---- where ---- */

static void put_ids(struct page *p, const struct tm_document *doc, const uint32_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			put(p, " + ");
		text(p, doc->clauses[list[i]].id);
	}
}

static void put_place(struct page *p, const struct tm_diff *diff, const struct tm_change *k)
{
	size_t old_count = k->old_count - k->old_deciding, new_count = k->new_count - k->new_deciding;
	bool same = old_count == 1 && new_count == 1 &&
		    tm_slice_eq(diff->old->clauses[k->old[0]].id, diff->new->clauses[k->new[0]].id);

	if (!same)
		put_ids(p, diff->old, k->old, old_count);
	if (!same && old_count && new_count)
		put(p, " \xE2\x86\x92 ");
	put_ids(p, diff->new, k->new, new_count);
}

/* What a clause is called: label and heading, or its first words. */
static void put_called(struct page *p, const struct tm_diff *diff, const struct tm_change *k)
{
	const struct tm_clause *c = k->new_count ? &diff->new->clauses[k->new[0]] : &diff->old->clauses[k->old[0]];
	struct tm_slice words = c->heading.len ? c->heading : c->text;
	struct tm_slice first = tm_utf8_first(words, CALLED);

	text(p, c->label);
	text(p, first);
	if (first.len < words.len)
		put(p, "\xE2\x80\xA6");
}

static void put_link(struct page *p, size_t number, const struct tm_diff *diff, size_t change)
{
	tm_buffer_printf(p->out, "<td class=\"place\"><a href=\"#c%zu-%zu\"><span lang=\"zh\">", number, change);
	put_called(p, diff, &diff->changes[change]);
	put(p, "</span> <span class=\"ids\">");
	put_place(p, diff, &diff->changes[change]);
	put(p, "</span></a></td></tr>\n");
}

/* ---- money ---- */

/* A sum that changed, for the table of the largest ones. */
struct money {
	size_t number; /* of the document */
	const struct tm_diff *diff;
	size_t change;
	const struct tm_figure_change *figure;
	int64_t difference; /* yuan */
	size_t place;       /* as they stand */
};

struct money_list {
	struct money *items;
	size_t count, room;
};

/* Whole yuan; false for other money, parts of a yuan and what is too much for any budget. */
static bool whole_yuan(const struct tm_figure *f, int64_t *out)
{
	struct tm_slice text = f->value.len ? f->value : f->max.len ? f->max : f->min;

	*out = 0;
	if (!f->there)
		return true;
	if (!tm_slice_is(f->unit, "CNY") || !text.len || text.len > 15)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		*out = *out * 10 + (text.ptr[i] - '0');
	}
	return true;
}

static bool is_sum(const struct tm_figure_change *f)
{
	return f->what == TM_WHAT_AMOUNT || f->what == TM_WHAT_CAP || f->what == TM_WHAT_FLOOR;
}

/* A ceiling that became an exact sum, or the other way round: as much money as before. */
static bool is_replaced(const struct tm_change *k, const struct tm_figure_change *f)
{
	for (size_t i = 0; i < k->figure_count; i++) {
		const struct tm_figure_change *g = &k->figures[i];

		if (is_sum(g) && g->what != f->what && f->old.there != f->new.there &&
		    g->old.there == f->new.there &&
		    g->new.there == f->old.there &&tm_slice_eq(g->about, f->about) &&
		    tm_slice_eq(f->old.there ? f->old.value : f->new.value,
				g->old.there ? g->old.value : g->new.value))
			return true;
	}
	return false;
}

static void collect_money(struct page *p, const struct tm_diff *diff, size_t number, struct money_list *out)
{
	for (size_t i = 0; i < diff->change_count; i++) {
		const struct tm_change *k = &diff->changes[i];

		for (size_t n = 0; n < k->figure_count; n++) {
			const struct tm_figure_change *f = &k->figures[n];
			int64_t old, new;

			if (!is_sum(f) || !whole_yuan(&f->old, &old) || !whole_yuan(&f->new, &new) || old == new ||
			    is_replaced(k, f))
				continue;
			*(struct money *)tm_arena_push(&p->view->arena, &out->items, &out->count, &out->room,
						       sizeof(struct money)) = (struct money){
				number, diff, i, f, new - old, out->count
			};
		}
	}
}

static int compare_money(const void *pa, const void *pb)
{
	const struct money *a = pa, *b = pb;
	int64_t x = a->difference < 0 ? -a->difference : a->difference;
	int64_t y = b->difference < 0 ? -b->difference : b->difference;

	if (x != y)
		return x > y ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

/* "1,234,567" */
static void put_grouped(struct page *p, int64_t n)
{
	struct tm_slice digits = tm_arena_printf(&p->view->arena, "%zu", (size_t)n);

	for (size_t i = 0; i < digits.len; i++) {
		if (i && (digits.len - i) % 3 == 0)
			tm_buffer_byte(p->out, ',');
		tm_buffer_byte(p->out, digits.ptr[i]);
	}
}

/* `n` in units of `unit`, with what is left behind a point. */
static void put_units(struct page *p, int64_t n, int64_t unit)
{
	int64_t rest = n % unit;

	put_grouped(p, n / unit);
	if (rest)
		tm_buffer_byte(p->out, '.');
	while (rest) {
		unit /= 10;
		tm_buffer_byte(p->out, (char)('0' + rest / unit));
		rest %= unit;
	}
}

/* A difference in yuan, as the language counts money. */
static void put_difference(struct page *p, int64_t n)
{
	int64_t size = n < 0 ? -n : n;

	put(p, n < 0 ? "\xE2\x88\x92" : "+");
	if (p->view->language != TM_CHINESE) {
		word(p, "money", "before");
		put_grouped(p, size);
		return;
	}
	if (size >= HUNDRED_MILLION && size % TEN_THOUSAND == 0) {
		put_units(p, size, HUNDRED_MILLION);
		word(p, "money", "hundred_million");
	} else if (size >= TEN_THOUSAND) {
		put_units(p, size, TEN_THOUSAND);
		word(p, "money", "ten_thousand");
	} else {
		put_grouped(p, size);
		word(p, "money", "one");
	}
}

static void put_value(struct page *p, const struct tm_figure *f)
{
	put(p, f->there ? "<span lang=\"zh\">" : "<span class=\"none\">");
	text(p, tm_diff_figure(p->view, f));
	put(p, "</span>");
}

static void put_figure_cells(struct page *p, const struct tm_figure_change *f)
{
	put(p, "<td class=\"what\">");
	word(p, "whats", tm_figure_what_name(f->what));
	put(p, "</td><td class=\"about\" lang=\"zh\">");
	text(p, tm_diff_about(p->view, f));
	put(p, "</td><td class=\"old\">");
	put_value(p, &f->old);
	put(p, "</td><td class=\"new\">");
	put_value(p, &f->new);
	put(p, "</td>");
}

/* The few largest differences, the largest first. */
static void put_money(struct page *p, int level, struct money_list *list)
{
	static const char *const columns[] = { "difference", "what", "about", "old", "new", "clause" };

	if (!list->count)
		return;
	qsort(list->items, list->count, sizeof(*list->items), compare_money);
	put_heading(p, level, "page", "largest");
	put_columns(p, "figures money", columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < list->count && i < LARGEST; i++) {
		const struct money *m = &list->items[i];

		tm_buffer_printf(p->out, "<tr><td class=\"difference %s\">", m->difference < 0 ? "less" : "more");
		put_difference(p, m->difference);
		put(p, "</td>");
		put_figure_cells(p, m->figure);
		put_link(p, m->number, m->diff, m->change);
	}
	put(p, "</tbody></table>\n");
}

/* ---- figures ---- */

static void put_figure_columns(struct page *p)
{
	static const char *const columns[] = { "what", "about", "old", "new", "clause" };

	put_columns(p, "figures", columns, sizeof(columns) / sizeof(columns[0]));
}

static void put_figures(struct page *p)
{
	size_t listed = 0;
	const struct tm_diff *diff = p->view->diff;
	struct tm_diff_counts counts = tm_diff_count(diff);

	if (!counts.figures)
		return;
	tm_buffer_printf(p->out, "<details open>\n<summary><h%d>", p->level);
	word(p, "page", "figures");
	tm_buffer_printf(p->out, " <span class=\"count\">%zu</span></h%d></summary>\n", counts.figures, p->level);
	put_figure_columns(p);
	for (size_t i = 0; i < diff->change_count; i++) {
		for (size_t f = 0; f < diff->changes[i].figure_count; f++, listed++) {
			if (listed == AT_ONCE) {
				put(p, "</tbody></table>\n</details>\n<details>\n<summary>");
				word(p, "page", "more");
				tm_buffer_printf(p->out, " <span class=\"count\">%zu</span></summary>\n",
						 counts.figures - listed);
				put_figure_columns(p);
			}
			put(p, "<tr>");
			put_figure_cells(p, &diff->changes[i].figures[f]);
			put_link(p, p->number, diff, i);
		}
	}
	put(p, "</tbody></table>\n</details>\n");
}

/* ---- both editions side by side ---- */

static bool lies_in(struct tm_slice part, struct tm_slice whole)
{
	return part.len && (uintptr_t)part.ptr >= (uintptr_t)whole.ptr &&
	       (uintptr_t)part.ptr + part.len <= (uintptr_t)whole.ptr + whole.len;
}

/* A text with its line ends as breaks. */
static void put_lines(struct page *p, struct tm_slice s)
{
	for (;;) {
		const char *end = s.len ? memchr(s.ptr, '\n', s.len) : NULL;

		if (!end) {
			text(p, s);
			return;
		}
		text(p, tm_slice_sub(s, 0, (size_t)(end - s.ptr)));
		put(p, "<br>");
		s = tm_slice_sub(s, (size_t)(end - s.ptr) + 1, s.len);
	}
}

/* A text of a clause with what changed in it marked; changes come in the order of the text. */
static void put_marked(struct page *p, const struct tm_change *k, bool is_new, struct tm_slice s)
{
	size_t at = 0;

	for (size_t i = 0; i < k->word_count; i++) {
		struct tm_slice run = is_new ? k->words[i].new : k->words[i].old;
		size_t start;

		if (!lies_in(run, s))
			continue;
		start = (size_t)(run.ptr - s.ptr);
		put_lines(p, tm_slice_sub(s, at, start));
		put(p, is_new ? "<ins>" : "<del>");
		put_lines(p, run);
		put(p, is_new ? "</ins>" : "</del>");
		at = start + run.len;
	}
	put_lines(p, tm_slice_sub(s, at, s.len));
}

static void put_clause(struct page *p, const struct tm_change *k, bool is_new, const struct tm_clause *c)
{
	if (c->label.len || c->heading.len) {
		put(p, "<p class=\"lead\">");
		text(p, c->label);
		put_marked(p, k, is_new, c->heading);
		put_marked(p, k, is_new, c->heading_end);
		put(p, "</p>\n");
	}
	if (c->text.len) {
		put(p, "<p>");
		put_marked(p, k, is_new, c->text);
		put(p, "</p>\n");
	}
}

static void put_side(struct page *p, const struct tm_change *k, bool is_new)
{
	const struct tm_document *doc = is_new ? p->view->diff->new : p->view->diff->old;
	const uint32_t *list = is_new ? k->new : k->old;
	size_t count = is_new ? k->new_count : k->old_count;
	size_t deciding = is_new ? k->new_deciding : k->old_deciding;

	tm_buffer_printf(p->out, "<div class=\"side %s\" lang=\"zh\">\n", is_new ? "new" : "old");
	for (size_t i = 0; i < count; i++) {
		if (i + deciding >= count) {
			put(p, "<p class=\"decides\">");
			if (i + deciding == count) {
				word(p, "page", "decides");
				put(p, " ");
			}
			put(p, "<span class=\"ids\">");
			text(p, doc->clauses[list[i]].id);
			put(p, "</span></p>\n");
		}
		put_clause(p, k, is_new, &doc->clauses[list[i]]);
	}
	put(p, "</div>\n");
}

/* Is this one of the kinds that a row is shown with?  What moved and is the same has moved. */
static bool is_shown(const struct tm_change *k, int bit)
{
	return k->kinds == 1u << bit || (k->kinds & 1u << bit && 1u << bit != TM_CHANGE_SAME);
}

/* What changed, what it is called, and where it stands. */
static void put_row_heading(struct page *p, const struct tm_change *k)
{
	tm_buffer_printf(p->out, "<h%d>", p->level + 1);
	for (int b = 0; b < TM_CHANGE_KINDS; b++) {
		if (!is_shown(k, b))
			continue;
		tm_buffer_printf(p->out, "<span class=\"kind %s\">", tm_change_kind_name(b));
		word(p, "kinds", tm_change_kind_name(b));
		put(p, "</span> ");
	}
	put(p, "<span class=\"ids\">");
	put_place(p, p->view->diff, k);
	tm_buffer_printf(p->out, "</span></h%d>\n", p->level + 1);
}

/* The figures of a clause that both editions have, above its two texts. */
static void put_row_figures(struct page *p, const struct tm_change *k)
{
	if (!k->figure_count || !k->old_count || !k->new_count)
		return;
	put(p, "<ul class=\"figures\">\n");
	for (size_t i = 0; i < k->figure_count; i++) {
		const struct tm_figure_change *f = &k->figures[i];

		put(p, "<li><b>");
		word(p, "whats", tm_figure_what_name(f->what));
		put(p, "</b> <span lang=\"zh\">");
		text(p, tm_diff_about(p->view, f));
		put(p, "</span> <span class=\"old\">");
		put_value(p, &f->old);
		put(p, "</span> \xE2\x86\x92 <span class=\"new\">");
		put_value(p, &f->new);
		put(p, "</span></li>\n");
	}
	put(p, "</ul>\n");
}

static void put_row(struct page *p, size_t number)
{
	const struct tm_change *k = &p->view->diff->changes[number];

	put(p, "<section class=\"row");
	for (int b = 0; b < TM_CHANGE_KINDS; b++)
		if (is_shown(k, b))
			tm_buffer_printf(p->out, " %s", tm_change_kind_name(b));
	tm_buffer_printf(p->out, "\" id=\"c%zu-%zu\" tabindex=\"-1\"%s%s>\n", p->number, number,
			 tm_change_is_listed(k) ? "" : " data-same=\"1\"",
			 k->figure_count ? " data-figures=\"1\"" : "");
	put_row_heading(p, k);
	put_row_figures(p, k);
	put_side(p, k, false);
	put_side(p, k, true);
	put(p, "</section>\n");
}

static void put_document(struct page *p)
{
	put_figures(p);
	put_fields(p);
	put_heading(p, p->level, "texts", "clauses");
	for (size_t i = 0; i < p->view->diff->change_count; i++)
		put_row(p, i);
}

/* ---- the bar with the filter, which the script shows ---- */

static void put_box(struct page *p, const char *value, const char *section, const char *key, bool checked,
		    size_t count)
{
	tm_buffer_printf(p->out, "<label class=\"%s\"><input type=\"checkbox\" value=\"%s\"%s> ", value, value,
			 checked ? " checked" : "");
	word(p, section, key);
	tm_buffer_printf(p->out, " <span class=\"count\">%zu</span></label>\n", count);
}

static void count_shown(const struct tm_diff *diff, size_t *kinds, size_t *with_figures)
{
	for (size_t i = 0; i < diff->change_count; i++) {
		for (int b = 0; b < TM_CHANGE_KINDS; b++)
			kinds[b] += is_shown(&diff->changes[i], b);
		*with_figures += diff->changes[i].figure_count > 0;
	}
}

static void put_bar(struct page *p, const size_t *kinds, size_t with_figures)
{
	put(p, "<div class=\"bar\" role=\"group\" aria-labelledby=\"filter\" hidden>\n<span id=\"filter\">");
	word(p, "page", "filter");
	put(p, "</span>\n");
	for (int b = TM_CHANGE_KINDS; b-- > 0;)
		if (kinds[b])
			put_box(p, tm_change_kind_name(b), "kinds", tm_change_kind_name(b),
				1u << b != TM_CHANGE_SAME, kinds[b]);
	if (with_figures)
		put_box(p, "figures", "page", "only_figures", false, with_figures);
	put(p, "<span class=\"go\"><button type=\"button\" id=\"previous\" aria-keyshortcuts=\"k\">");
	word(p, "page", "previous");
	put(p, " <kbd>k</kbd></button>\n<button type=\"button\" id=\"next\" aria-keyshortcuts=\"j\">");
	word(p, "page", "next");
	put(p, " <kbd>j</kbd></button>\n<output id=\"shown\"></output></span>\n</div>\n");
}

/* ---- the pages ---- */

void tm_diff_page(struct tm_diff_view *view)
{
	struct page p = { .view = view, .out = view->out, .level = 2 };
	size_t kinds[TM_CHANGE_KINDS] = { 0 }, with_figures = 0;
	struct money_list money = { 0 };

	put_top(&p, view->diff->new->title);
	put_editions(&p, view->diff);
	put(&p, "</header>\n<main>\n");
	if (!tm_diff_differs(view->diff)) {
		put(&p, "<p>");
		word(&p, "texts", "nothing");
		put(&p, "</p>\n");
	}
	count_shown(view->diff, kinds, &with_figures);
	put_bar(&p, kinds, with_figures);
	collect_money(&p, view->diff, 0, &money);
	put_money(&p, p.level, &money);
	put_document(&p);
	put_end(&p);
}

/* A number with what it counts, which a narrow page shows instead of the head of the table. */
static void put_overview_count(struct page *p, const char *section, const char *key, size_t n)
{
	if (!n) {
		put(p, "<td class=\"none\">-</td>");
		return;
	}
	put(p, "<td data-label=\"");
	word(p, section, key);
	tm_buffer_printf(p->out, "\">%zu</td>", n);
}

static void put_overview_pair(struct page *p, const struct tm_edition_pair *e, size_t number)
{
	struct tm_diff_counts counts = tm_diff_count(e->diff);

	tm_buffer_printf(p->out, "<tr><th scope=\"row\"><a href=\"#d%zu\" lang=\"zh\">", number);
	text(p, e->new->title.len ? e->new->title : e->new->source.name);
	put(p, "</a> <span class=\"ids\" lang=\"zh\">");
	if (!tm_slice_eq(e->old->number, e->new->number)) {
		text(p, e->old->number);
		put(p, " \xE2\x86\x92 ");
	}
	text(p, e->new->number);
	put(p, "</span></th>");
	for (int b = 1; b < TM_CHANGE_KINDS; b++)
		put_overview_count(p, "kinds", tm_change_kind_name(b), counts.kinds[b]);
	put_overview_count(p, "texts", "figures_short", counts.figures);
	put(p, "</tr>\n");
}

static void put_overview_lone(struct page *p, bool is_new)
{
	for (size_t i = 0; i < p->view->set->count; i++) {
		const struct tm_edition_pair *e = &p->view->set->items[i];
		const struct tm_document *doc = is_new ? e->new : e->old;

		if (e->diff || !doc)
			continue;
		tm_buffer_printf(p->out, "<tr class=\"%s\"><th scope=\"row\"><span lang=\"zh\">",
				 is_new ? "added" : "removed");
		text(p, doc->title.len ? doc->title : doc->source.name);
		put(p, "</span> <span class=\"ids\" lang=\"zh\">");
		text(p, doc->number);
		tm_buffer_printf(p->out, "</span></th><td colspan=\"%d\">", TM_CHANGE_KINDS);
		word(p, "texts", is_new ? "only_new" : "only_old");
		put(p, "</td></tr>\n");
	}
}

/* What changed where, in a set. */
static void put_overview(struct page *p)
{
	const struct tm_diff_set *set = p->view->set;

	put_heading(p, 2, "page", "documents");
	put(p, "<table class=\"overview\">\n<thead><tr><th scope=\"col\">");
	word(p, "page", "document");
	put(p, "</th>");
	for (int b = 1; b < TM_CHANGE_KINDS; b++) {
		put(p, "<th scope=\"col\">");
		word(p, "kinds", tm_change_kind_name(b));
		put(p, "</th>");
	}
	put(p, "<th scope=\"col\">");
	word(p, "texts", "figures_short");
	put(p, "</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < set->count; i++)
		if (set->items[i].diff)
			put_overview_pair(p, &set->items[i], i);
	put_overview_lone(p, true);
	put_overview_lone(p, false);
	put(p, "</tbody></table>\n");
}

void tm_diff_set_page(struct tm_diff_view *view)
{
	struct page p = { .view = view, .out = view->out, .level = 3 };
	const struct tm_diff_set *set = view->set;
	size_t kinds[TM_CHANGE_KINDS] = { 0 }, with_figures = 0;
	struct money_list money = { 0 };

	put_top(&p, TM_NO_SLICE);
	put(&p, "</header>\n<main>\n");
	for (size_t i = 0; i < set->count; i++) {
		if (!set->items[i].diff || !tm_diff_differs(set->items[i].diff))
			continue;
		count_shown(set->items[i].diff, kinds, &with_figures);
		collect_money(&p, set->items[i].diff, i, &money);
	}
	put_bar(&p, kinds, with_figures);
	put_overview(&p);
	put_money(&p, 2, &money);
	for (size_t i = 0; i < set->count; i++) {
		const struct tm_diff *diff = set->items[i].diff;

		if (!diff)
			continue;
		view->diff = diff;
		p.number = i;
		tm_buffer_printf(p.out, "<article id=\"d%zu\" tabindex=\"-1\">\n<h2 lang=\"zh\">", i);
		text(&p, diff->new->title.len ? diff->new->title : diff->new->source.name);
		put(&p, "</h2>\n");
		put_editions(&p, diff);
		if (tm_diff_differs(diff)) {
			put_document(&p);
		} else {
			put(&p, "<p>");
			word(&p, "texts", "nothing");
			put(&p, "</p>\n");
		}
		put(&p, "</article>\n");
	}
	put_end(&p);
}
