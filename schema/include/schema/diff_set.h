/*
 * diff_set.h - two sets of documents: which is an edition of which, and what changed in each.
 *
 *     struct tm_diff_set *set = tm_diff_sets(&old, &new, &arena);
 *     for (size_t i = 0; i < set->count; i++)
 *         if (set->items[i].diff)
 *             ...
 *
 * Documents pair by their number, else by their title, else by titles that are
 * nearly the same and of one genre (another year in the title); documents
 * without a title by the name of their file.  Of several that are called the
 * same those pair that share most clauses.  Every document is in at most one
 * pair, the best first; what is left stands on its side alone.
 */
#ifndef SCHEMA_DIFF_SET_H
#define SCHEMA_DIFF_SET_H

#include "schema/diff.h"

/* Why two documents are editions of one. */
enum tm_paired_by { TM_BY_NUMBER, TM_BY_TITLE, TM_BY_NEAR_TITLE, TM_BY_NAME, TM_BY_COUNT };

/* Documents, in the order they were named. */
struct tm_documents {
	const struct tm_document **items;
	size_t count, room;
};

/* A pair, or a document that one side has alone. */
struct tm_edition_pair {
	const struct tm_document *old, *new; /* NULL where there is none */
	enum tm_paired_by by;                /* of a pair */
	struct tm_diff *diff;                /* likewise; NULL for one document */
};

/* In the order of the new documents, those of the old side alone behind them. */
struct tm_diff_set {
	struct tm_edition_pair *items;
	size_t count;
};

/* Compares two sets.  What it gives lives in the arena, and points into the documents. */
struct tm_diff_set *tm_diff_sets(const struct tm_documents *old, const struct tm_documents *new,
				 struct tm_arena *arena);

/* Is there any difference? */
bool tm_diff_set_differs(const struct tm_diff_set *set);

/*
 * Writes {"diffs": {"schema", "documents": [{"paired_by", "diff": {...}}],
 * "removed": [...], "added": [...]}}: each diff as tm_diff_json() has it, the
 * documents of one side as it has editions.
 */
void tm_diff_set_json(struct tm_buffer *out, const struct tm_diff_set *set);

/* The same in XML, as schema/diff.rnc has it. */
void tm_diff_set_xml(struct tm_buffer *out, const struct tm_diff_set *set);

/* "number", "title", "near-title", "name". */
const char *tm_paired_by_name(enum tm_paired_by by);

#endif
