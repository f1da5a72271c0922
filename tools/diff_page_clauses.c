/*
 * diff_page_clauses.c - both editions side by side.
 */
#include "diff_page_p.h"

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

/* What changed, what it is called, and where it stands. */
static void put_row_heading(struct page *p, const struct tm_change *k)
{
	tm_buffer_printf(p->out, "<h%d>", p->level + 1);
	for (int b = 0; b < TM_CHANGE_KINDS; b++) {
		if (!tm_page_is_shown(k, b))
			continue;
		tm_buffer_printf(p->out, "<span class=\"kind %s\">", tm_change_kind_name(b));
		word(p, "kinds", tm_change_kind_name(b));
		put(p, "</span> ");
	}
	put(p, "<span class=\"ids\">");
	tm_page_place(p, p->view->diff, k);
	tm_buffer_printf(p->out, "</span></h%d>\n", p->level + 1);
}

/* The figures of a clause that both editions have, above its two texts. */
static void put_row_figures(struct page *p, size_t number)
{
	const struct tm_change *k = &p->view->diff->changes[number];
	size_t from = p->rows.first[number], to = p->rows.first[number + 1];

	if (from == to || !k->old_count || !k->new_count)
		return;
	put(p, "<ul class=\"figures\">\n");
	for (size_t i = from; i < to; i++) {
		const struct tm_diff_row *row = &p->rows.items[i];

		put(p, "<li><b>");
		text(p, tm_diff_what(p->view, row, TM_PAGE_ARROW));
		put(p, "</b> <span lang=\"zh\">");
		text(p, tm_diff_about(p->view, row, TM_PAGE_ARROW));
		put(p, "</span> <span class=\"old\">");
		tm_page_value(p, row->old);
		put(p, "</span>" TM_PAGE_ARROW "<span class=\"new\">");
		tm_page_value(p, row->new);
		put(p, "</span></li>\n");
	}
	put(p, "</ul>\n");
}

static void put_row(struct page *p, size_t number)
{
	const struct tm_change *k = &p->view->diff->changes[number];

	put(p, "<section class=\"row");
	for (int b = 0; b < TM_CHANGE_KINDS; b++)
		if (tm_page_is_shown(k, b))
			tm_buffer_printf(p->out, " %s", tm_change_kind_name(b));
	tm_buffer_printf(p->out, "\" id=\"c%zu-%zu\" tabindex=\"-1\"%s%s>\n", p->number, number,
			 tm_change_is_listed(k) ? "" : " data-same=\"1\"",
			 k->figure_count ? " data-figures=\"1\"" : "");
	put_row_heading(p, k);
	put_row_figures(p, number);
	put_side(p, k, false);
	put_side(p, k, true);
	put(p, "</section>\n");
}

void tm_page_clauses(struct page *p)
{
	tm_page_heading(p, p->level, "texts", "clauses");
	for (size_t i = 0; i < p->view->diff->change_count; i++)
		put_row(p, i);
}
