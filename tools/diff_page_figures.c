/*
 * diff_page_figures.c - figures and sums of the page.
 */
#include "diff_page_p.h"

#include <stdlib.h>

#include "options.h"

enum {
	LARGEST = 10,   /* sums listed first, */
	WITH_TIES = 30, /* with as many as are no smaller, up to these */
	AT_ONCE = 200,  /* rows of a table that is open: a browser lays out all rows of a table to show one */
	TEN_THOUSAND = 10000,
	HUNDRED_MILLION = 100000000
};

/* ---- cells ---- */

void tm_page_value(struct page *p, const struct tm_figure *f)
{
	put(p, f->there ? "<span lang=\"zh\">" : "<span class=\"none\">");
	text(p, tm_diff_figure(p->view, f));
	put(p, "</span>");
}

static void put_value_cell(struct page *p, const struct tm_figure *f, bool is_new)
{
	tm_buffer_printf(p->out, "<td class=\"%s\">", is_new ? "new" : "old");
	tm_page_value(p, f);
	put(p, "</td>");
}

static void put_about_cells(struct page *p, const struct tm_diff_row *row)
{
	struct tm_slice about = tm_diff_about(p->view, row, TM_PAGE_ARROW);
	bool is_chinese = row->sort != TM_ROW_OFFICE && about.len;

	put(p, "<td class=\"what\">");
	text(p, tm_diff_what(p->view, row, TM_PAGE_ARROW));
	tm_buffer_printf(p->out, "</td><td class=\"about\"%s>", is_chinese ? " lang=\"zh\"" : "");
	if (about.len) {
		text(p, about);
	} else {
		put(p, "<span class=\"none\">");
		word(p, "texts", "clause_itself");
		put(p, "</span>");
	}
	put(p, "</td>");
}

static void put_link(struct page *p, size_t number, const struct tm_diff *diff, size_t change)
{
	tm_buffer_printf(p->out, "<td class=\"place\"><a href=\"#c%zu-%zu\"><span lang=\"zh\">", number, change);
	tm_page_called(p, diff, &diff->changes[change]);
	put(p, "</span> <span class=\"ids\">");
	tm_page_place(p, diff, &diff->changes[change]);
	put(p, "</span></a></td></tr>\n");
}

/* ---- money ---- */

/* A sum that changed, for the tables of the largest ones. */
struct money {
	size_t number; /* of the document */
	const struct tm_diff *diff;
	const struct tm_diff_row *row;
	int64_t size;       /* yuan: of the difference, or of what came or went */
	int64_t difference; /* likewise, with its sign */
	size_t place;       /* as they stand */
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

bool tm_page_difference(const struct tm_diff_row *row, int64_t *out)
{
	int64_t old, new;

	if (!tm_row_is_sum(row) || !whole_yuan(row->old, &old) || !whole_yuan(row->new, &new))
		return false;
	*out = new - old;
	return true;
}

void tm_page_collect_money(struct page *p, const struct tm_diff *diff, size_t number, struct money_list *out)
{
	const struct tm_diff_rows rows = tm_diff_rows(diff, &p->view->arena);

	for (size_t i = 0; i < rows.count; i++) {
		const struct tm_diff_row *row = &rows.items[i];
		int64_t d;

		if (!tm_page_difference(row, &d))
			continue;
		*(struct money *)tm_arena_push(
			&p->view->arena, &out->items, &out->count, &out->room,
			sizeof(struct money)) = (struct money){ number, diff, row, d < 0 ? -d : d, d, out->count };
	}
}

/* What both editions have first, then what is new, then what is gone; the largest first. */
static int compare_money(const void *pa, const void *pb)
{
	const struct money *a = pa, *b = pb;

	if (a->row->state != b->row->state)
		return a->row->state < b->row->state ? -1 : 1;
	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
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

/* A sum in yuan, as the language counts money. */
static void put_yuan(struct page *p, int64_t size)
{
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

static void put_difference(struct page *p, int64_t n)
{
	tm_buffer_printf(p->out, "<td class=\"difference %s\">", n < 0 ? "less" : n ? "more" : "equal");
	if (n) {
		put(p, n < 0 ? "\xE2\x88\x92" : "+");
		put_yuan(p, n < 0 ? -n : n);
	} else {
		word(p, "page", "same_sum");
	}
	put(p, "</td>");
}

static void put_money_row(struct page *p, const struct money *m)
{
	put(p, "<tr>");
	if (m->row->state == TM_ROW_ALTERED) {
		put_difference(p, m->difference);
		put_about_cells(p, m->row);
		put_value_cell(p, m->row->old, false);
		put_value_cell(p, m->row->new, true);
	} else {
		bool is_new = m->row->state == TM_ROW_NEW;

		tm_buffer_printf(p->out, "<td class=\"difference %s\">", is_new ? "more" : "less");
		put_yuan(p, m->size);
		put(p, "</td>");
		put_about_cells(p, m->row);
		put_value_cell(p, is_new ? m->row->new : m->row->old, is_new);
	}
	put_link(p, m->number, m->diff, m->row->change);
}

/* How many are listed: the largest, and those that are no smaller. */
static size_t listed(const struct money *items, size_t count)
{
	size_t n = count < LARGEST ? count : LARGEST;

	while (n && n < count && n < WITH_TIES && items[n].size == items[n - 1].size)
		n++;
	return n;
}

/* What the table leaves out, and how large the largest of that is. */
static void put_left_out(struct page *p, const struct money *items, size_t count)
{
	if (!count)
		return;
	tm_buffer_printf(p->out, "<p class=\"left-out\">%zu ", count);
	word(p, "page", "more_sums");
	put(p, " ");
	put_yuan(p, items[0].size);
	put(p, "</p>\n");
}

static void put_money_table(struct page *p, int level, const struct money *items, size_t count)
{
	static const char *const altered[] = { "difference", "what", "about", "old", "new", "clause" };
	static const char *const added[] = { "sum", "what", "about", "new", "clause" };
	static const char *const removed[] = { "sum", "what", "about", "old", "clause" };
	enum tm_row_state state;
	size_t shown = listed(items, count);

	if (!count)
		return;
	state = items[0].row->state;
	tm_buffer_printf(p->out, "<h%d class=\"sums\">", level);
	word(p, "sums", tm_row_state_name(state));
	tm_buffer_printf(p->out, " <span class=\"count\">%zu</span></h%d>\n", count, level);
	if (state == TM_ROW_ALTERED)
		tm_page_columns(p, "figures money altered", altered, sizeof(altered) / sizeof(altered[0]));
	else
		tm_page_columns(p, state == TM_ROW_NEW ? "figures money came" : "figures money went",
				state == TM_ROW_NEW ? added : removed, sizeof(added) / sizeof(added[0]));
	for (size_t i = 0; i < shown; i++)
		put_money_row(p, &items[i]);
	put(p, "</tbody></table>\n");
	put_left_out(p, items + shown, count - shown);
}

void tm_page_money(struct page *p, int level, struct money_list *list)
{
	if (!list->count)
		return;
	qsort(list->items, list->count, sizeof(*list->items), compare_money);
	tm_page_heading(p, level, "page", "largest");
	for (size_t i = 0, end; i < list->count; i = end) {
		for (end = i + 1; end < list->count && list->items[end].row->state == list->items[i].row->state;
		     end++)
			;
		put_money_table(p, level + 1, list->items + i, end - i);
	}
}

/* ---- all figures ---- */

static void open_list(struct page *p, bool is_open)
{
	put(p, is_open ? "<details open>\n<summary>" : "<details>\n<summary>");
}

static void put_list_columns(struct page *p)
{
	static const char *const columns[] = { "what", "about", "old", "new", "clause" };

	tm_page_columns(p, "figures", columns, sizeof(columns) / sizeof(columns[0]));
}

/* Rows of one sort: altered, new, gone, each in the order of the clauses. */
static size_t sorted(const struct page *p, enum tm_row_sort sort, const struct tm_diff_row **out)
{
	size_t n = 0;

	for (int state = 0; state < TM_ROW_STATES; state++)
		for (size_t i = 0; i < p->view->diff->change_count; i++) {
			size_t change = p->order[i].change;

			for (size_t r = p->rows.first[change]; r < p->rows.first[change + 1]; r++)
				if (p->rows.items[r].sort == sort && (int)p->rows.items[r].state == state)
					out[n++] = &p->rows.items[r];
		}
	return n;
}

static void put_list(struct page *p, enum tm_row_sort sort, const struct tm_diff_row **rows, size_t count)
{
	tm_buffer_printf(p->out, "<h%d>", p->level + 1);
	word(p, "rows", tm_row_sort_name(sort));
	tm_buffer_printf(p->out, " <span class=\"count\">%zu</span></h%d></summary>\n", count, p->level + 1);
	put_list_columns(p);
	for (size_t i = 0; i < count; i++) {
		if (i == AT_ONCE) {
			put(p, "</tbody></table>\n</details>\n");
			open_list(p, false);
			word(p, "page", "more");
			tm_buffer_printf(p->out, " <span class=\"count\">%zu</span></summary>\n", count - i);
			put_list_columns(p);
		}
		put(p, "<tr>");
		put_about_cells(p, rows[i]);
		put_value_cell(p, rows[i]->old, false);
		put_value_cell(p, rows[i]->new, true);
		put_link(p, p->number, p->view->diff, rows[i]->change);
	}
	put(p, "</tbody></table>\n</details>\n");
}

void tm_page_figures(struct page *p)
{
	const struct tm_diff_row **rows = tm_arena_array(
		&p->view->arena, p->rows.count + 1,
		sizeof(*rows)); /* NOLINT(bugprone-sizeof-expression): a list of pointers */
	bool is_first = true;

	if (!p->rows.count)
		return;
	tm_page_heading(p, p->level, "page", "figures");
	for (int sort = 0; sort < TM_ROW_SORTS; sort++) {
		size_t count = sorted(p, (enum tm_row_sort)sort, rows);

		if (!count)
			continue;
		open_list(p, is_first);
		put_list(p, (enum tm_row_sort)sort, rows, count);
		is_first = false;
	}
}
