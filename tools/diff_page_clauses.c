/*
 * diff_page_clauses.c - both editions side by side.
 */
#include "diff_page_p.h"

enum {
	MOVED_MIN = 24,     /* bytes of words that are known again elsewhere */
	NAMED = 3,          /* clauses of a fold that its line names */
	CONTENTS_FROM = 5,  /* changes that are worth a list of contents, */
	CONTENTS_OPEN = 100 /* and as many as are seen at a glance */
};

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

/* Do the same words go in one place and come in another? */
static bool stands_elsewhere(const struct tm_change *k, size_t word)
{
	const struct tm_word_change *w = &k->words[word];
	struct tm_slice words = w->op == TM_WORD_DELETE ? w->old : w->new;

	if (w->op == TM_WORD_REPLACE || words.len < MOVED_MIN)
		return false;
	for (size_t i = 0; i < k->word_count; i++) {
		const struct tm_word_change *x = &k->words[i];

		if (x->op != TM_WORD_REPLACE && x->op != w->op &&
		    tm_slice_eq(x->op == TM_WORD_DELETE ? x->old : x->new, words))
			return true;
	}
	return false;
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
		put(p, is_new ? "<ins" : "<del");
		put(p, stands_elsewhere(k, i) ? " class=\"moved\">" : ">");
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

	if (!count) {
		tm_buffer_printf(p->out, "<div class=\"side blank %s\"><p>", is_new ? "new" : "old");
		word(p, "page", is_new ? "not_new" : "not_old");
		put(p, "</p></div>\n");
		return;
	}
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
static void put_row_heading(struct page *p, const struct tm_change *k, int level)
{
	tm_buffer_printf(p->out, "<h%d>", level);
	for (int b = 0; b < TM_CHANGE_KINDS; b++) {
		if (!tm_page_is_shown(k, b))
			continue;
		tm_buffer_printf(p->out, "<span class=\"kind %s\">", tm_change_kind_name(b));
		word(p, "kinds", tm_change_kind_name(b));
		put(p, "</span> ");
	}
	put(p, "<span class=\"ids\">");
	tm_page_place(p, p->view->diff, k);
	tm_buffer_printf(p->out, "</span></h%d>\n", level);
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

static bool is_one_sided(const struct tm_change *k)
{
	return !k->old_count || !k->new_count;
}

/* Of a heading over a part that came or went there is no more to show than that. */
static bool is_bare_head(const struct page *p, const struct tm_diff_place *at)
{
	const struct tm_change *k = &p->view->diff->changes[at->change];

	if (!is_one_sided(k) || k->old_count + k->new_count != 1)
		return false;
	return k->old_count ? k->old[0] == at->part && !p->view->diff->old->clauses[at->part].text.len
			    : k->new[0] == at->part && !p->view->diff->new->clauses[at->part].text.len;
}

static void put_row(struct page *p, const struct tm_diff_place *at, bool in_part)
{
	const size_t number = at->change;
	const struct tm_change *k = &p->view->diff->changes[number];

	put(p, "<section class=\"row");
	for (int b = 0; b < TM_CHANGE_KINDS; b++)
		if (tm_page_is_shown(k, b))
			tm_buffer_printf(p->out, " %s", tm_change_kind_name(b));
	tm_buffer_printf(p->out, "\" id=\"c%zu-%zu\" tabindex=\"-1\"%s%s>\n", p->number, number,
			 tm_change_is_listed(k) ? "" : " data-same=\"1\"",
			 k->figure_count ? " data-figures=\"1\"" : "");
	put_row_heading(p, k, p->level + (in_part ? 2 : 1));
	put_row_figures(p, number);
	if (!in_part || !is_bare_head(p, at)) {
		put_side(p, k, false);
		put_side(p, k, true);
	}
	put(p, "</section>\n");
}

/* ---- parts: what stands under one clause at the top ---- */

/* Does anything stand under the clause at the top?  An article that stands alone is no part. */
static bool has_head(const struct page *p, const struct tm_diff_place *at)
{
	const struct tm_document *doc = at->is_new_part ? p->view->diff->new : p->view->diff->old;
	const uint32_t *parents = at->is_new_part ? p->tree.new_parents : p->tree.old_parents;

	return at->part + 1 < doc->clause_count && parents[at->part + 1] == at->part;
}

static const struct tm_clause *part_head(const struct page *p, const struct tm_diff_place *at)
{
	return &(at->is_new_part ? p->view->diff->new : p->view->diff->old)->clauses[at->part];
}

/* Where the part that begins here ends. */
static size_t part_end(const struct page *p, size_t from)
{
	size_t end = from + 1;

	while (end < p->view->diff->change_count && p->order[end].keys[0] == p->order[from].keys[0])
		end++;
	return end;
}

static void put_part_id(struct page *p, const struct tm_diff_place *at)
{
	tm_buffer_printf(p->out, "p%zu-%c%zu", p->number, at->is_new_part ? 'n' : 'o', (size_t)at->part);
}

/* What stands around the provisions: of what it says the fields have told. */
static bool is_frame(const struct page *p, const struct tm_diff_place *at)
{
	const struct tm_diff *diff = p->view->diff;
	const struct tm_change *k = &diff->changes[at->change];
	const struct tm_clause *c;

	if (!is_one_sided(k))
		return false;
	c = k->old_count ? diff->old->clauses + k->old[0] : diff->new->clauses + k->new[0];
	return c->kind == TM_FRONT || c->kind == TM_TITLE || c->kind == TM_BACK;
}

/* A line of an article, not an article. */
static bool is_deep(const struct page *p, const struct tm_change *k)
{
	const uint32_t *parents = k->old_count ? p->tree.old_parents : p->tree.new_parents;
	uint32_t parent = parents[k->old_count ? k->old[0] : k->new[0]];

	return parent != TM_NOWHERE && parents[parent] != TM_NOWHERE;
}

/* Headings of one edition alone, and lines that set no sum and no condition: worth a look, but not at first. */
static bool is_foldable(const struct page *p, const struct tm_diff_place *at)
{
	const struct tm_change *k = &p->view->diff->changes[at->change];
	size_t first = p->rows.first[at->change];

	if (is_frame(p, at))
		return true;
	if (!is_one_sided(k) || is_bare_head(p, at))
		return false;
	/* the weightiest row is the first */
	return first == p->rows.first[at->change + 1] ||
	       (p->rows.items[first].sort > TM_ROW_CONDITION && is_deep(p, k));
}

static size_t fold_end(const struct page *p, size_t from, size_t end)
{
	const struct tm_change *changes = p->view->diff->changes;
	size_t to = from;

	while (to < end && is_foldable(p, &p->order[to]) &&
	       is_frame(p, &p->order[to]) == is_frame(p, &p->order[from]) &&
	       changes[p->order[to].change].kinds == changes[p->order[from].change].kinds)
		to++;
	return to;
}

static void put_fold(struct page *p, size_t from, size_t to, bool in_part)
{
	const struct tm_diff *diff = p->view->diff;
	const struct tm_change *first = &diff->changes[p->order[from].change];

	tm_buffer_printf(p->out, "<details class=\"fold\">\n<summary><span class=\"kind %s\">",
			 first->old_count ? "removed" : "added");
	word(p, "kinds", first->old_count ? "removed" : "added");
	put(p, "</span> ");
	if (is_frame(p, &p->order[from])) {
		word(p, "page", "frame");
	} else {
		tm_buffer_printf(p->out, "%zu ", to - from);
		word(p, "page", "without_figures");
	}
	put(p, " <span class=\"names\" lang=\"zh\">");
	for (size_t i = from; i < to && i < from + NAMED; i++) {
		put(p, i > from ? " \xC2\xB7 " : "");
		tm_page_called(p, diff, &diff->changes[p->order[i].change]);
	}
	put(p, to - from > NAMED ? " \xE2\x80\xA6</span></summary>\n" : "</span></summary>\n");
	for (size_t i = from; i < to; i++)
		put_row(p, &p->order[i], in_part);
	put(p, "</details>\n");
}

static void put_rows(struct page *p, size_t from, size_t end, bool in_part)
{
	for (size_t i = from, to; i < end; i = to) {
		to = fold_end(p, i, end);
		if (to > i + 1 || (to > i && is_frame(p, &p->order[i]))) {
			put_fold(p, i, to, in_part);
		} else {
			put_row(p, &p->order[i], in_part);
			to = i + 1;
		}
	}
}

static void put_part(struct page *p, size_t from, size_t end)
{
	if (!has_head(p, &p->order[from])) {
		put_rows(p, from, end, false);
		return;
	}
	put(p, "<div class=\"part\" id=\"");
	put_part_id(p, &p->order[from]);
	tm_buffer_printf(p->out, "\" tabindex=\"-1\">\n<h%d lang=\"zh\">", p->level + 1);
	tm_page_clause_called(p, part_head(p, &p->order[from]));
	tm_buffer_printf(p->out, "</h%d>\n", p->level + 1);
	put_rows(p, from, end, true);
	put(p, "</div>\n");
}

/* ---- contents ---- */

/* What the contents name: what differs, but for headings of parts and what is folded. */
static bool is_named(const struct page *p, const struct tm_diff_place *at)
{
	const struct tm_change *k = &p->view->diff->changes[at->change];

	size_t first = p->rows.first[at->change];

	if (!tm_change_is_listed(k) || is_bare_head(p, at) || is_foldable(p, at))
		return false;
	/* of what is new, what pays something: rows begin with measures */
	return k->old_count ||
	       (first < p->rows.first[at->change + 1] && p->rows.items[first].sort == TM_ROW_MEASURE) ||
	       !is_deep(p, k);
}

static void put_jump(struct page *p, size_t change)
{
	const struct tm_diff *diff = p->view->diff;
	const struct tm_change *k = &diff->changes[change];
	const char *kind = !k->old_count ? "added" : !k->new_count ? "removed" : "both";

	tm_buffer_printf(p->out, "<li class=\"%s\"><a href=\"#c%zu-%zu\">", kind, p->number, change);
	put(p, !k->old_count ? "+\xC2\xA0" : !k->new_count ? "\xE2\x88\x92\xC2\xA0" : "");
	put(p, "<span lang=\"zh\">");
	tm_page_called(p, diff, k);
	put(p, "</span></a></li>\n");
}

static void put_jumps(struct page *p, size_t from, size_t end)
{
	bool any = false;

	for (size_t i = from; i < end; i++) {
		if (!is_named(p, &p->order[i]))
			continue;
		put(p, any ? "" : "<ul>\n");
		any = true;
		put_jump(p, p->order[i].change);
	}
	put(p, any ? "</ul>\n" : "");
}

static void put_contents(struct page *p)
{
	size_t count = p->view->diff->change_count, named = 0, end;

	for (size_t i = 0; i < count; i++)
		named += is_named(p, &p->order[i]);
	if (named < CONTENTS_FROM)
		return;
	tm_buffer_printf(p->out, "<details class=\"contents\"%s>\n<summary>",
			 named <= CONTENTS_OPEN ? " open" : "");
	word(p, "page", "contents");
	tm_buffer_printf(p->out, " <span class=\"count\">%zu</span></summary>\n", named);
	for (size_t i = 0; i < count; i = end) {
		bool is_part = has_head(p, &p->order[i]);

		for (end = part_end(p, i); !is_part && end < count && !has_head(p, &p->order[end]);)
			end = part_end(p, end);
		if (is_part) {
			put(p, "<p><a href=\"#");
			put_part_id(p, &p->order[i]);
			put(p, "\" lang=\"zh\">");
			tm_page_clause_called(p, part_head(p, &p->order[i]));
			put(p, "</a></p>\n");
		}
		put_jumps(p, i, end);
	}
	put(p, "</details>\n");
}

void tm_page_clauses(struct page *p)
{
	size_t count = p->view->diff->change_count;

	tm_page_heading(p, p->level, "texts", "clauses");
	put_contents(p);
	for (size_t i = 0, end; i < count; i = end) {
		end = part_end(p, i);
		put_part(p, i, end);
	}
}
