/*
 * diff_rows.h - the figures of an edition diff, arranged for people.
 *
 *     struct tm_diff_rows rows = tm_diff_rows(diff, &arena);
 *     for (size_t i = rows.first[change]; i < rows.first[change + 1]; i++)
 *         ... rows.items[i] ...
 *
 * The data (contract section 5) list every figure where it was found.  For a
 * reader what belongs together is one row: a ceiling that became an exact sum,
 * the two ends of a range, an office that has another role.  Measures come
 * first, then conditions and targets, terms, offices, dates, and what is only
 * called otherwise.  Rows point into the diff and live in the arena given.
 */
#ifndef TOOLS_DIFF_ROWS_H
#define TOOLS_DIFF_ROWS_H

#include "schema/diff.h"

/* What a row is about, in the order of the rows of one change. */
enum tm_row_sort {
	TM_ROW_MEASURE,   /* sums, rates, and what they are shares of */
	TM_ROW_CONDITION, /* and targets */
	TM_ROW_TERM,
	TM_ROW_OFFICE,
	TM_ROW_DATE,
	TM_ROW_WORDING, /* instruments and beneficiaries */
	TM_ROW_SORTS
};

/* Which editions have it, in the order of a list of rows. */
enum tm_row_state { TM_ROW_ALTERED, TM_ROW_NEW, TM_ROW_GONE, TM_ROW_STATES };

struct tm_diff_row {
	size_t change; /* its index in the diff */
	enum tm_row_sort sort;
	enum tm_row_state state;
	enum tm_figure_what old_what, new_what; /* differ where a ceiling became an exact sum … */
	bool is_range;                          /* both ends of a sum from … to … */
	struct tm_slice about; /* who gets it, what it measures; absent where the clause itself says */
	struct tm_slice label; /* the same as the data have it */
	struct tm_slice old_role, new_role; /* of an office; absent where that edition has none */
	const struct tm_figure *old, *new;  /* never NULL */
};

struct tm_diff_rows {
	struct tm_diff_row *items;
	size_t count;
	size_t *first; /* by change, and one more behind the last */
};

struct tm_diff_rows tm_diff_rows(const struct tm_diff *diff, struct tm_arena *arena);

/* "measure" …; "altered" …. */
const char *tm_row_sort_name(enum tm_row_sort sort);
const char *tm_row_state_name(enum tm_row_state state);

/* A sum of money, not a rate. */
bool tm_row_is_sum(const struct tm_diff_row *row);

#endif
