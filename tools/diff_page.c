/*
 * diff_page.c - an edition diff as one page for a browser.
 *
 * The page needs nothing but itself: its policy (a meta element) allows no
 * connection, and only the style and the script whose hashes it names.
 * Without scripts all of it is shown.
 */
#include "diff_view.h"

#include "normalize/source.h"
#include "options.h"
#include "schema/xml.h"

/* ---- pieces of HTML ---- */

struct page {
	struct tm_diff_view *view;
	struct tm_buffer *out;
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

static void put_top(struct page *p)
{
	const struct tm_document *new = p->view->diff->new;

	tm_buffer_printf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
			 p->view->language == TM_CHINESE ? "zh" : "en");
	put(p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
	put_hash(p, "tools/diff.css");
	put(p, "; script-src ");
	put_hash(p, "tools/diff.js");
	put(p, "; base-uri 'none'; form-action 'none'\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	word(p, "page", "heading");
	if (new->title.len) {
		put(p, ": ");
		text(p, new->title);
	}
	put(p, "</title>\n<style>");
	tm_buffer_slice(p->out, tm_tool_resource("tools/diff.css")->text);
	put(p, "</style>\n</head>\n<body>\n<h1>");
	word(p, "page", "heading");
	put(p, "</h1>\n");
}

/* ---- editions and fields ---- */

static void put_edition(struct page *p, const char *key, const struct tm_document *doc)
{
	put(p, "<tr><th scope=\"row\">");
	word(p, "page", key);
	put(p, "</th><td lang=\"zh\">");
	text(p, doc->title);
	put(p, "</td><td lang=\"zh\">");
	text(p, doc->number);
	put(p, "</td><td>");
	text(p, doc->source.name);
	put(p, "</td></tr>\n");
}

static void put_field_value(struct page *p, const char *side, struct tm_slice json)
{
	tm_buffer_printf(p->out, "<td class=\"%s\" lang=\"zh\">", side);
	text(p, json);
	put(p, "</td>");
}

static void put_fields(struct page *p)
{
	const struct tm_diff *diff = p->view->diff;

	if (!diff->field_count)
		return;
	put(p, "<h2>");
	word(p, "texts", "document");
	put(p, "</h2>\n<table>\n<tr><th scope=\"col\">");
	word(p, "page", "field");
	put(p, "</th><th scope=\"col\">");
	word(p, "page", "old");
	put(p, "</th><th scope=\"col\">");
	word(p, "page", "new");
	put(p, "</th></tr>\n");
	for (size_t i = 0; i < diff->field_count; i++) {
		put(p, "<tr><th scope=\"row\">");
		word(p, "fields", diff->fields[i].field);
		put(p, "</th>");
		put_field_value(p, "old", diff->fields[i].old);
		put_field_value(p, "new", diff->fields[i].new);
		put(p, "</tr>\n");
	}
	put(p, "</table>\n");
}

/* ---- figures ---- */

static void put_ids(struct page *p, const struct tm_document *doc, const uint32_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			put(p, " + ");
		text(p, doc->clauses[list[i]].id);
	}
}

static void put_place(struct page *p, const struct tm_change *k)
{
	const struct tm_diff *diff = p->view->diff;
	bool same = k->old_count == 1 && k->new_count == 1 &&
		    tm_slice_eq(diff->old->clauses[k->old[0]].id, diff->new->clauses[k->new[0]].id);

	if (!same)
		put_ids(p, diff->old, k->old, k->old_count);
	if (!same && k->old_count && k->new_count)
		put(p, " \xE2\x86\x92 ");
	put_ids(p, diff->new, k->new, k->new_count);
}

static void put_figure(struct page *p, size_t change, const struct tm_figure_change *f)
{
	put(p, "<tr><td>");
	word(p, "whats", tm_figure_what_name(f->what));
	put(p, "</td><td lang=\"zh\">");
	text(p, tm_diff_about(p->view, f));
	put(p, "</td><td class=\"old\" lang=\"zh\">");
	text(p, tm_diff_figure(p->view, &f->old));
	put(p, "</td><td class=\"new\" lang=\"zh\">");
	text(p, tm_diff_figure(p->view, &f->new));
	tm_buffer_printf(p->out, "</td><td><a href=\"#c%zu\">", change);
	put_place(p, &p->view->diff->changes[change]);
	put(p, "</a></td></tr>\n");
}

static void put_figures(struct page *p)
{
	static const char *const columns[] = { "what", "about", "old", "new", "clause" };
	const struct tm_diff *diff = p->view->diff;
	size_t count = 0;

	for (size_t i = 0; i < diff->change_count; i++)
		count += diff->changes[i].figure_count;
	if (!count)
		return;
	put(p, "<h2>");
	word(p, "texts", "figures");
	put(p, "</h2>\n<table>\n<tr>");
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		put(p, "<th scope=\"col\">");
		word(p, "page", columns[i]);
		put(p, "</th>");
	}
	put(p, "</tr>\n");
	for (size_t i = 0; i < diff->change_count; i++)
		for (size_t f = 0; f < diff->changes[i].figure_count; f++)
			put_figure(p, i, &diff->changes[i].figures[f]);
	put(p, "</table>\n");
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
	put(p, "<p class=\"ids\">");
	text(p, c->id);
	put(p, "</p>\n");
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

	tm_buffer_printf(p->out, "<div class=\"side %s\" lang=\"zh\">\n", is_new ? "new" : "old");
	for (size_t i = 0; i < count; i++)
		put_clause(p, k, is_new, &doc->clauses[list[i]]);
	put(p, "</div>\n");
}

/* Is this one of the kinds that a row is shown with?  What moved and is the same has moved. */
static bool is_shown(const struct tm_change *k, int bit)
{
	return k->kinds == 1u << bit || (k->kinds & 1u << bit && 1u << bit != TM_CHANGE_SAME);
}

static void put_row(struct page *p, size_t number)
{
	const struct tm_change *k = &p->view->diff->changes[number];
	bool first = true;

	put(p, "<section class=\"row");
	for (int b = 0; b < TM_CHANGE_KINDS; b++)
		if (is_shown(k, b))
			tm_buffer_printf(p->out, " %s", tm_change_kind_name(b));
	tm_buffer_printf(p->out, "\" id=\"c%zu\" tabindex=\"-1\"%s>\n", number,
			 tm_change_is_listed(k) ? "" : " data-same=\"1\"");
	if (tm_change_is_listed(k)) {
		put(p, "<p class=\"kinds\">");
		for (int b = 0; b < TM_CHANGE_KINDS; b++) {
			if (!is_shown(k, b))
				continue;
			put(p, first ? "" : ", ");
			word(p, "kinds", tm_change_kind_name(b));
			first = false;
		}
		put(p, "</p>\n");
	}
	put_side(p, k, false);
	put_side(p, k, true);
	put(p, "</section>\n");
}

static void put_filter(struct page *p)
{
	const struct tm_diff *diff = p->view->diff;

	put(p, "<fieldset>\n<legend>");
	word(p, "page", "filter");
	put(p, "</legend>\n");
	for (int b = 0; b < TM_CHANGE_KINDS; b++) {
		size_t count = 0;

		for (size_t i = 0; i < diff->change_count; i++)
			count += is_shown(&diff->changes[i], b);
		if (!count)
			continue;
		tm_buffer_printf(p->out, "<label><input type=\"checkbox\" value=\"%s\" checked> ",
				 tm_change_kind_name(b));
		word(p, "kinds", tm_change_kind_name(b));
		tm_buffer_printf(p->out, " (%zu)</label>\n", count);
	}
	put(p, "<span class=\"keys\">");
	word(p, "page", "keys");
	put(p, "</span>\n</fieldset>\n");
}

void tm_diff_page(struct tm_diff_view *view)
{
	struct page p = { .view = view, .out = view->out };

	put_top(&p);
	put(&p, "<table>\n");
	put_edition(&p, "old", view->diff->old);
	put_edition(&p, "new", view->diff->new);
	put(&p, "</table>\n");
	if (!tm_diff_differs(view->diff)) {
		put(&p, "<p>");
		word(&p, "texts", "nothing");
		put(&p, "</p>\n");
	}
	put_figures(&p);
	put_fields(&p);
	put(&p, "<h2>");
	word(&p, "texts", "clauses");
	put(&p, "</h2>\n");
	put_filter(&p);
	for (size_t i = 0; i < view->diff->change_count; i++)
		put_row(&p, i);
	put(&p, "<script>");
	tm_buffer_slice(view->out, tm_tool_resource("tools/diff.js")->text);
	put(&p, "</script>\n</body>\n</html>\n");
}
