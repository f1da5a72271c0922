/*
 * views.h - a document as plain lines, one fact a line: what golden cases are compared in.
 */
#ifndef TOOLS_VIEWS_H
#define TOOLS_VIEWS_H

#include "extract/document.h"
#include "normalize/buffer.h"

/* Names of all views, ended by NULL: metadata, citations, clauses, offices, repairs, dropped, diagnostics. */
extern const char *const tm_views[];

/* Appends the lines of a view; false when there is no view of this name. */
bool tm_view_write(struct tm_buffer *out, const struct tm_document *doc, struct tm_slice view);

/* One line each, as the views write them; absent parts are left out. */
void tm_view_pair(struct tm_buffer *out, const char *key, struct tm_slice value);
void tm_view_clause(struct tm_buffer *out, struct tm_slice id, struct tm_slice label, struct tm_slice heading,
		    struct tm_slice heading_end, struct tm_slice role);

/* A text on one line: a line end becomes a downwards arrow with a corner. */
void tm_view_text(struct tm_buffer *out, struct tm_slice text);

#endif
