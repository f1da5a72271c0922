/*
 * diff_view.h - an edition diff for people: what the report and the page share.
 *
 * Words come from diff.yaml.
 */
#ifndef TOOLS_DIFF_VIEW_H
#define TOOLS_DIFF_VIEW_H

#include "normalize/messages.h"
#include "normalize/yaml.h"
#include "diff_rows.h"
#include "schema/diff_set.h"

struct tm_diff_view {
	struct tm_buffer *out;
	const struct tm_diff *diff;    /* what is being written */
	const struct tm_diff_set *set; /* of a set of documents, else NULL */
	enum tm_language language;
	bool color;
	bool only_stat, only_figures;
	struct tm_arena arena; /* of this view */
	const struct tm_yaml *words;
};

void tm_diff_view_begin(struct tm_diff_view *view);
void tm_diff_view_end(struct tm_diff_view *view);

/* A word of diff.yaml; the key itself where there is none. */
struct tm_slice tm_diff_word(const struct tm_diff_view *view, const char *section, struct tm_slice key);

/* A figure as it is printed, else in the catalogue's terms; with what it counts by. */
struct tm_slice tm_diff_figure(struct tm_diff_view *view, const struct tm_figure *figure);

/* What a row is about, in words; "responsible -> accepting" of an office, absent where the clause itself says. */
struct tm_slice tm_diff_about(struct tm_diff_view *view, const struct tm_diff_row *row, const char *arrow);

/* "cap", "range", "cap -> amount". */
struct tm_slice tm_diff_what(struct tm_diff_view *view, const struct tm_diff_row *row, const char *arrow);

/* A field of one edition for people; absent where there is none. */
struct tm_slice tm_diff_field(struct tm_diff_view *view, const struct tm_field_change *field, bool is_new);

/* The report for terminals: 80 columns. */
void tm_diff_report(struct tm_diff_view *view);

/* The same of two sets: a table of what changed where, then each pair. */
void tm_diff_set_report(struct tm_diff_view *view);

/* The page for browsers, whole in one file. */
void tm_diff_page(struct tm_diff_view *view);
void tm_diff_set_page(struct tm_diff_view *view);

/* How many changes of each kind and figures of each sort there are. */
struct tm_diff_counts {
	size_t kinds[TM_CHANGE_KINDS], whats[TM_WHAT_COUNT], figures;
};

struct tm_diff_counts tm_diff_count(const struct tm_diff *diff);

#endif
