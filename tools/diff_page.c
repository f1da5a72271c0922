/*
 * diff_page.c - an edition diff as one page for a browser.
 *
 * The page needs nothing but itself: its policy (a meta element) allows no
 * connection, and only the style and the script whose hashes it names.
 * Without scripts all of it is shown.
 */
#include "diff_page_p.h"

#include "normalize/source.h"
#include "normalize/utf8.h"
#include "options.h"

enum { CALLED = 24 /* characters of a clause's heading that name it */ };

/* ---- pieces of HTML ---- */

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

void tm_page_heading(struct page *p, int level, const char *section, const char *key)
{
	tm_buffer_printf(p->out, "<h%d>", level);
	word(p, section, key);
	tm_buffer_printf(p->out, "</h%d>\n", level);
}

void tm_page_columns(struct page *p, const char *kind, const char *const *columns, size_t count)
{
	tm_buffer_printf(p->out, "<table class=\"%s\">\n<thead><tr>", kind);
	for (size_t i = 0; i < count; i++) {
		tm_buffer_printf(p->out, "<th scope=\"col\" class=\"%s\">", columns[i]);
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
	tm_page_heading(p, p->level, "texts", "document");
	tm_page_columns(p, "fields", columns, 3);
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

void tm_page_place(struct page *p, const struct tm_diff *diff, const struct tm_change *k)
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

void tm_page_clause_called(struct page *p, const struct tm_clause *c)
{
	struct tm_slice words = c->heading.len ? c->heading : c->text;
	struct tm_slice first = tm_utf8_first(words, CALLED);

	text(p, c->label);
	text(p, first);
	if (first.len < words.len)
		put(p, "\xE2\x80\xA6");
}

void tm_page_called(struct page *p, const struct tm_diff *diff, const struct tm_change *k)
{
	tm_page_clause_called(p, k->old_count ? &diff->old->clauses[k->old[0]] : &diff->new->clauses[k->new[0]]);
}

bool tm_page_is_shown(const struct tm_change *k, int bit)
{
	return k->kinds == 1u << bit || (k->kinds & 1u << bit && 1u << bit != TM_CHANGE_SAME);
}

static void prepare(struct page *p, const struct tm_diff *diff)
{
	p->view->diff = diff;
	p->rows = tm_diff_rows(diff, &p->view->arena);
	p->tree = tm_diff_tree(diff, &p->view->arena);
	p->order = tm_diff_order(diff, &p->tree, &p->view->arena);
}

static void put_document(struct page *p)
{
	tm_page_figures(p);
	put_fields(p);
	tm_page_clauses(p);
}

/* ---- the bar with the filter, which the script shows ---- */

static void put_box(struct page *p, const char *value, const char *section, const char *key, bool checked,
		    size_t count, size_t as_well)
{
	tm_buffer_printf(p->out, "<label class=\"%s\"><input type=\"checkbox\" value=\"%s\"%s> ", value, value,
			 checked ? " checked" : "");
	word(p, section, key);
	tm_buffer_printf(p->out, " <span class=\"count\">%zu", count);
	if (as_well) {
		put(p, " (");
		word(p, "page", "of_them");
		tm_buffer_printf(p->out, " %zu ", as_well);
		word(p, "page", "as_well");
		put(p, ")");
	}
	put(p, "</span></label>\n");
}

/* What the boxes count: those of each kind, of them those that are in the box of another kind too. */
struct shown {
	size_t kinds[TM_CHANGE_KINDS], as_well[TM_CHANGE_KINDS], with_figures;
};

static void count_shown(const struct tm_diff *diff, struct shown *shown)
{
	const unsigned words = TM_CHANGE_REWORDED | TM_CHANGE_CHANGED;

	for (size_t i = 0; i < diff->change_count; i++) {
		const struct tm_change *k = &diff->changes[i];

		for (int b = 0; b < TM_CHANGE_KINDS; b++) {
			shown->kinds[b] += tm_page_is_shown(k, b);
			shown->as_well[b] += tm_page_is_shown(k, b) && !(words & 1u << b) && k->kinds & words;
		}
		shown->with_figures += k->figure_count > 0;
	}
}

static void put_bar(struct page *p, const struct shown *shown)
{
	put(p, "<div class=\"bar\" role=\"group\" aria-labelledby=\"filter\" hidden>\n<span id=\"filter\">");
	word(p, "page", "filter");
	put(p, "</span>\n");
	for (int b = TM_CHANGE_KINDS; b-- > 0;)
		if (shown->kinds[b])
			put_box(p, tm_change_kind_name(b), "kinds", tm_change_kind_name(b),
				1u << b != TM_CHANGE_SAME, shown->kinds[b], shown->as_well[b]);
	if (shown->with_figures)
		put_box(p, "figures", "page", "only_figures", false, shown->with_figures, 0);
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
	struct shown shown = { 0 };
	struct money_list money = { 0 };

	put_top(&p, view->diff->new->title);
	put_editions(&p, view->diff);
	put(&p, "</header>\n<main>\n");
	if (!tm_diff_differs(view->diff)) {
		put(&p, "<p>");
		word(&p, "texts", "nothing");
		put(&p, "</p>\n");
	}
	count_shown(view->diff, &shown);
	prepare(&p, view->diff);
	if (tm_diff_differs(view->diff)) {
		tm_page_summary(&p);
		tm_page_legend(&p);
	}
	put_bar(&p, &shown);
	tm_page_collect_money(&p, view->diff, 0, &money);
	tm_page_money(&p, p.level, &money);
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

	tm_page_heading(p, 2, "page", "documents");
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
	struct shown shown = { 0 };
	struct money_list money = { 0 };

	put_top(&p, TM_NO_SLICE);
	put(&p, "</header>\n<main>\n");
	for (size_t i = 0; i < set->count; i++) {
		if (!set->items[i].diff || !tm_diff_differs(set->items[i].diff))
			continue;
		count_shown(set->items[i].diff, &shown);
		tm_page_collect_money(&p, set->items[i].diff, i, &money);
	}
	tm_page_legend(&p);
	put_bar(&p, &shown);
	put_overview(&p);
	tm_page_money(&p, 2, &money);
	for (size_t i = 0; i < set->count; i++) {
		const struct tm_diff *diff = set->items[i].diff;

		if (!diff)
			continue;
		prepare(&p, diff);
		p.number = i;
		tm_buffer_printf(p.out, "<article id=\"d%zu\" tabindex=\"-1\">\n<h2 lang=\"zh\">", i);
		text(&p, diff->new->title.len ? diff->new->title : diff->new->source.name);
		put(&p, "</h2>\n");
		put_editions(&p, diff);
		if (tm_diff_differs(diff)) {
			tm_page_summary(&p);
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
