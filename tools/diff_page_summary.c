/*
 * diff_page_summary.c - what a reader wants first: how much changed, of what kind, and what the terms mean.
 */
#include "diff_page_p.h"

/* ---- clauses, each counted once ---- */

/* The kind that a change counts as; moved, split and merged ones may be changed as well. */
static int main_kind(const struct tm_change *k)
{
	static const unsigned order[] = { TM_CHANGE_ADDED,    TM_CHANGE_REMOVED, TM_CHANGE_CHANGED,
					  TM_CHANGE_REWORDED, TM_CHANGE_SPLIT,   TM_CHANGE_MERGED,
					  TM_CHANGE_MOVED,    TM_CHANGE_SAME };
	int bit = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (!(k->kinds & order[i]))
			continue;
		while (1u << bit != order[i])
			bit++;
		return bit;
	}
	return bit;
}

struct tally {
	size_t main[TM_CHANGE_KINDS];
	size_t with[TM_CHANGE_KINDS][TM_CHANGE_KINDS]; /* of those of one kind, how many are of another as well */
	size_t differences;
};

static struct tally count_kinds(const struct tm_diff *diff)
{
	struct tally t = { { 0 }, { { 0 } }, 0 };

	for (size_t i = 0; i < diff->change_count; i++) {
		const struct tm_change *k = &diff->changes[i];
		int kind = main_kind(k);

		t.main[kind]++;
		t.differences += tm_change_is_listed(k);
		for (int b = 0; b < TM_CHANGE_KINDS; b++)
			t.with[kind][b] += b != kind && tm_page_is_shown(k, b);
	}
	return t;
}

/* " (4 of them moved)" */
static void put_as_well(struct page *p, const size_t *with)
{
	bool any = false;

	for (int b = 0; b < TM_CHANGE_KINDS; b++) {
		if (!with[b])
			continue;
		put(p, any ? ", " : " (");
		if (!any) {
			word(p, "page", "of_them");
			put(p, " ");
		}
		tm_buffer_printf(p->out, "%zu ", with[b]);
		word(p, "kinds", tm_change_kind_name(b));
		any = true;
	}
	put(p, any ? ")" : "");
}

static void put_kinds(struct page *p)
{
	static const int order[] = { 2, 1, 3, 4, 5, 7, 6 }; /* changed, reworded, …; removed, added */
	struct tally t = count_kinds(p->view->diff);
	bool any = false;

	tm_buffer_printf(p->out, "<p><b>%zu</b> ", t.differences);
	word(p, "page", "differences");
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		int b = order[i];

		if (!t.main[b])
			continue;
		tm_buffer_printf(p->out, "%s<b>%zu</b> ", any ? ", " : " ", t.main[b]);
		word(p, "kinds", tm_change_kind_name(b));
		put_as_well(p, t.with[b]);
		any = true;
	}
	if (t.main[0]) {
		tm_buffer_printf(p->out, "; %zu ", t.main[0]);
		word(p, "kinds", "same");
	}
	put(p, "</p>\n");
}

/* What sort of document it is, where that differs: a policy and its rules do not say the same things. */
static void put_genre(struct page *p)
{
	const struct tm_diff *diff = p->view->diff;

	if (!diff->old->genre.len || !diff->new->genre.len || tm_slice_eq(diff->old->genre, diff->new->genre))
		return;
	put(p, "<p>");
	word(p, "page", "genres");
	put(p, " <b lang=\"zh\">");
	text(p, diff->old->genre);
	put(p, TM_PAGE_ARROW);
	text(p, diff->new->genre);
	put(p, "</b></p>\n");
}

/* ---- rows of figures, sort by sort ---- */

static void put_number(struct page *p, const char *section, const char *key, size_t n)
{
	put(p, "<td data-label=\"");
	word(p, section, key);
	tm_buffer_printf(p->out, n ? "\">%zu" : "\" class=\"none\">%zu", n);
}

/* Of the sums that both editions have: how many rose, fell, stayed. */
static void put_directions(struct page *p)
{
	static const char *const keys[] = { "lower", "higher", "same_sum" };
	size_t counts[3] = { 0 };
	bool any = false;

	for (size_t i = 0; i < p->rows.count; i++) {
		int64_t difference;

		if (p->rows.items[i].state == TM_ROW_ALTERED && tm_page_difference(&p->rows.items[i], &difference))
			counts[difference < 0 ? 0 : difference > 0 ? 1 : 2]++;
	}
	for (int i = 0; i < 3; i++) {
		if (!counts[i])
			continue;
		tm_buffer_printf(p->out, "%s%zu ", any ? ", " : " <span class=\"count\">(", counts[i]);
		word(p, "page", keys[i]);
		any = true;
	}
	put(p, any ? ")</span>" : "");
}

static void put_sort(struct page *p, enum tm_row_sort sort)
{
	size_t counts[TM_ROW_STATES] = { 0 };

	for (size_t i = 0; i < p->rows.count; i++)
		if (p->rows.items[i].sort == sort)
			counts[p->rows.items[i].state]++;
	if (!counts[TM_ROW_ALTERED] && !counts[TM_ROW_NEW] && !counts[TM_ROW_GONE])
		return;
	put(p, "<tr><th scope=\"row\">");
	word(p, "rows", tm_row_sort_name(sort));
	put(p, "</th>");
	for (int state = 0; state < TM_ROW_STATES; state++) {
		put_number(p, "states", tm_row_state_name((enum tm_row_state)state), counts[state]);
		if (sort == TM_ROW_MEASURE && state == TM_ROW_ALTERED)
			put_directions(p);
		put(p, "</td>");
	}
	put(p, "</tr>\n");
}

void tm_page_summary(struct page *p)
{
	put(p, "<div class=\"summary\">\n");
	tm_page_heading(p, p->level, "page", "summary");
	put_genre(p);
	put_kinds(p);
	if (p->rows.count) {
		put(p, "<table class=\"overview numbers\">\n<thead><tr><th scope=\"col\">");
		word(p, "texts", "figures");
		put(p, "</th>");
		for (int state = 0; state < TM_ROW_STATES; state++) {
			put(p, "<th scope=\"col\">");
			word(p, "states", tm_row_state_name((enum tm_row_state)state));
			put(p, "</th>");
		}
		put(p, "</tr></thead>\n<tbody>\n");
		for (int sort = 0; sort < TM_ROW_SORTS; sort++)
			put_sort(p, (enum tm_row_sort)sort);
		put(p, "</tbody></table>\n");
	}
	put(p, "</div>\n");
}

/* ---- terms ---- */

void tm_page_legend(struct page *p)
{
	const struct tm_yaml *legend = tm_yaml_get(p->view->words, "legend");
	const char *language = p->view->language == TM_CHINESE ? "zh" : "en";

	put(p, "<details class=\"legend\">\n<summary>");
	word(p, "page", "terms");
	put(p, "</summary>\n<dl>\n");
	for (size_t i = 0; legend && i < legend->count; i++) {
		const struct tm_yaml *entry = tm_yaml_get(&legend->items[i], language);

		put(p, "<dt>");
		text(p, tm_yaml_text(entry, "term"));
		put(p, "</dt><dd>");
		text(p, tm_yaml_text(entry, "means"));
		put(p, "</dd>\n");
	}
	put(p, "</dl>\n</details>\n");
}
