/*
 * diff_tree.h - where the clauses of a diff stand under each other.
 */
#ifndef TOOLS_DIFF_TREE_H
#define TOOLS_DIFF_TREE_H

#include "schema/diff.h"

#define TM_NOWHERE UINT32_MAX /* no parent, no change */

/* By index of a clause in its document. */
struct tm_diff_tree {
	uint32_t *old_parents, *new_parents;
	uint32_t *old_changes, *new_changes; /* the change that a clause is in */
	uint32_t *new_below;                 /* the first change with a counterpart in it or below it */
};

struct tm_diff_tree tm_diff_tree(const struct tm_diff *diff, struct tm_arena *arena);

/*
 * Changes in the order of the old document: what is new stands behind what it
 * follows in the new one, but always in the part of its parent.
 */
struct tm_diff_place {
	uint32_t change;
	bool is_new_part; /* `part` is a clause of the new document, which has no counterpart */
	uint32_t part;    /* the highest clause above it */
	uint64_t keys[2]; /* of the order: the part, the place in it */
};

/* One for each change of the diff. */
struct tm_diff_place *tm_diff_order(const struct tm_diff *diff, const struct tm_diff_tree *tree,
				    struct tm_arena *arena);

#endif
