/*
 * views.h - a document as plain lines, one fact a line: what golden cases are compared in.
 */
#ifndef TOOLS_VIEWS_H
#define TOOLS_VIEWS_H

#include "extract/document.h"
#include "normalize/buffer.h"

/*
 * Names of all views, ended by NULL: metadata, citations, clauses, offices,
 * columns, cells, facts, conditions, measures, targets, repairs, dropped,
 * diagnostics.
 */
extern const char *const tm_views[];

/* Appends the lines of a view; false when there is no view of this name. */
bool tm_view_write(struct tm_buffer *out, const struct tm_document *doc, struct tm_slice view);

/* One line each, as the views write them; absent parts are left out. */
void tm_view_pair(struct tm_buffer *out, const char *key, struct tm_slice value);
void tm_view_clause(struct tm_buffer *out, struct tm_slice id, struct tm_slice label, struct tm_slice heading,
		    struct tm_slice heading_end, struct tm_slice role);

/*
 * What is read out of a clause: a line each, and a line for each key of a
 * measure, every one opened by the clause's id.  Span, line, rule and the words
 * of a measure's validity are no part of them.
 */
void tm_view_offices(struct tm_buffer *out, const struct tm_clause *c);
void tm_view_columns(struct tm_buffer *out, const struct tm_clause *c);
void tm_view_cells(struct tm_buffer *out, const struct tm_clause *c);
void tm_view_facts(struct tm_buffer *out, const struct tm_clause *c);  /* with their roles */
void tm_view_values(struct tm_buffer *out, const struct tm_clause *c); /* the facts without their roles */
void tm_view_roles(struct tm_buffer *out, const struct tm_clause *c);  /* the facts' roles alone */
void tm_view_conditions(struct tm_buffer *out, const struct tm_clause *c);
void tm_view_measures(struct tm_buffer *out, const struct tm_clause *c);
void tm_view_targets(struct tm_buffer *out, const struct tm_clause *c);
void tm_view_terms(struct tm_buffer *out, const struct tm_clause *c); /* how long a provision holds */

/* A text on one line: a line end becomes a downwards arrow with a corner. */
void tm_view_text(struct tm_buffer *out, struct tm_slice text);

#endif
