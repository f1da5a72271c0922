/*
 * explain.h - why a clause was read as it was: its tape once more, with the rules that decided.
 *
 * Nothing of this is kept while a document is read; a text of a clause is
 * read again, in the same way, when somebody asks.
 */
#ifndef EXTRACT_EXPLAIN_H
#define EXTRACT_EXPLAIN_H

#include "extract/document.h"
#include "extract/tape.h"

/* The n-th figure of the tape. */
struct tm_explained_figure {
	size_t fact;                /* its place among the clause's facts; SIZE_MAX when it is none */
	const struct tm_rule *role; /* the phrase rule that said what it is; NULL when none did */
	const struct tm_rule *next; /* the one that would have, if that one were not there; or NULL */
};

struct tm_explained {
	struct tm_tape tape;
	struct tm_explained_figure *figures;
	size_t figure_room;
};

/* The role of a clause, or of the nearest clause above it that has one. */
enum tm_role tm_role_within(const struct tm_document *doc, const struct tm_clause *clause);

/*
 * Reads the heading or the text of an extracted clause, which must not be
 * empty, again.  The result's arrays are used again by the next call.
 */
void tm_explain(struct tm_explained *out, const struct tm_quantity_reader *reader, const struct tm_document *doc,
		const struct tm_clause *clause, bool in_heading);

void tm_explained_release(struct tm_explained *explained);

#endif
