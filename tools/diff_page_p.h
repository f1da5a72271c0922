/*
 * diff_page_p.h - what the parts of the page share.
 *
 * diff_page.c is the page as a whole, diff_page_summary.c what comes
 * first, diff_page_figures.c what it says of figures and sums, diff_page_clauses.c both editions side by side.
 */
#ifndef TOOLS_DIFF_PAGE_P_H
#define TOOLS_DIFF_PAGE_P_H

#include "diff_tree.h"
#include "diff_view.h"
#include "schema/xml.h"

#define TM_PAGE_ARROW " \xE2\x86\x92 "

struct page {
	struct tm_diff_view *view;
	struct tm_buffer *out;
	size_t number; /* of the document among those of a set */
	int level;     /* of the headings inside a document */
	struct tm_diff_rows rows;
	struct tm_diff_tree tree;
	struct tm_diff_place *order; /* of its changes */
};

static inline void put(struct page *p, const char *html)
{
	tm_buffer_str(p->out, html);
}

static inline void text(struct page *p, struct tm_slice s)
{
	tm_xml_text(p->out, s);
}

/* A word of diff.yaml. */
static inline void word(struct page *p, const char *section, const char *key)
{
	text(p, tm_diff_word(p->view, section, tm_slice_str(key)));
}

/* ---- pieces, in diff_page.c ---- */

void tm_page_heading(struct page *p, int level, const char *section, const char *key);

/* The head of a table, its columns named in diff.yaml, and of its body. */
void tm_page_columns(struct page *p, const char *kind, const char *const *columns, size_t count);

/* What a clause is called: its label and heading, or first words. */
void tm_page_clause_called(struct page *p, const struct tm_clause *c);

/* The same of a change: as the old document has it, if it does. */
void tm_page_called(struct page *p, const struct tm_diff *diff, const struct tm_change *k);

/* The ids of its clauses. */
void tm_page_place(struct page *p, const struct tm_diff *diff, const struct tm_change *k);

/* Is this one of the kinds that a change is shown with?  What moved and is the same has moved. */
bool tm_page_is_shown(const struct tm_change *k, int bit);

/* ---- figures and sums ---- */

/* Sums of money that changed, of one document or of several. */
struct money_list {
	struct money *items;
	size_t count, room;
};

void tm_page_value(struct page *p, const struct tm_figure *figure);
void tm_page_collect_money(struct page *p, const struct tm_diff *diff, size_t number, struct money_list *out);
void tm_page_money(struct page *p, int level, struct money_list *list);

/* All rows of the document, sort by sort. */
void tm_page_figures(struct page *p);

/* By how many yuan a sum differs; false for what is no sum of whole yuan. */
bool tm_page_difference(const struct tm_diff_row *row, int64_t *out);

/* ---- what comes first ---- */

void tm_page_summary(struct page *p);
void tm_page_legend(struct page *p);

/* ---- clauses ---- */

void tm_page_clauses(struct page *p);

#endif
