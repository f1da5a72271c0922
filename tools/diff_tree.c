/*
 * diff_tree.c - parents of clauses, and the changes they are in.
 */
#include "diff_tree.h"

#include <stdlib.h>

/* In document order the parent of a clause is the clause before it, or one above that. */
static uint32_t *parents_of(const struct tm_document *doc, struct tm_arena *arena)
{
	uint32_t *parents = tm_arena_array(arena, doc->clause_count + 1, sizeof(*parents));

	for (uint32_t i = 0; i < doc->clause_count; i++) {
		uint32_t above = i && doc->clauses[i].parent_id.len ? i - 1 : TM_NOWHERE;

		while (above != TM_NOWHERE && !tm_slice_eq(doc->clauses[above].id, doc->clauses[i].parent_id))
			above = parents[above];
		parents[i] = above;
	}
	return parents;
}

static uint32_t *changes_of(const struct tm_diff *diff, bool is_new, struct tm_arena *arena)
{
	size_t count = is_new ? diff->new->clause_count : diff->old->clause_count;
	uint32_t *changes = tm_arena_array(arena, count + 1, sizeof(*changes));

	for (size_t i = 0; i < count; i++)
		changes[i] = TM_NOWHERE;
	for (size_t i = 0; i < diff->change_count; i++) {
		const struct tm_change *k = &diff->changes[i];

		for (size_t n = 0; n < (is_new ? k->new_count : k->old_count); n++)
			changes[is_new ? k->new[n] : k->old[n]] = (uint32_t)i;
	}
	return changes;
}

static uint32_t *first_below(const struct tm_diff *diff, const struct tm_diff_tree *tree, struct tm_arena *arena)
{
	uint32_t count = (uint32_t)diff->new->clause_count;
	uint32_t *below = tm_arena_array(arena, count + 1, sizeof(*below));

	for (uint32_t i = 0; i < count; i++)
		below[i] = TM_NOWHERE;
	for (uint32_t i = count; i-- > 0;) {
		uint32_t parent = tree->new_parents[i];

		if (diff->changes[tree->new_changes[i]].old_count)
			below[i] = tree->new_changes[i];
		if (parent != TM_NOWHERE && below[i] != TM_NOWHERE)
			below[parent] = below[i];
	}
	return below;
}

struct tm_diff_tree tm_diff_tree(const struct tm_diff *diff, struct tm_arena *arena)
{
	struct tm_diff_tree tree = {
		.old_parents = parents_of(diff->old, arena),
		.new_parents = parents_of(diff->new, arena),
		.old_changes = changes_of(diff, false, arena),
		.new_changes = changes_of(diff, true, arena),
	};

	tree.new_below = first_below(diff, &tree, arena);
	return tree;
}

/* ---- the order of the old document ---- */

struct ordering {
	const struct tm_diff *diff;
	const struct tm_diff_tree *tree;
	struct tm_diff_place *places; /* by change */
	uint64_t *last;               /* by the part of an old clause: key of what was placed in it last */
};

static uint64_t old_key(uint32_t clause)
{
	return ((uint64_t)clause + 1) << 32;
}

static uint32_t top(const uint32_t *parents, uint32_t clause)
{
	while (parents[clause] != TM_NOWHERE)
		clause = parents[clause];
	return clause;
}

/*
 * Behind what it follows, in the part of the clause above; a heading put over
 * clauses that were there before it stands before them.
 */
static bool place_beside(struct ordering *o, uint32_t clause, struct tm_diff_place *place)
{
	const uint64_t low = (uint64_t)clause + 1, before = UINT64_C(1) << 31;
	uint32_t above = clause;
	const struct tm_diff_place *beside;

	while (above != TM_NOWHERE && o->tree->new_below[above] == TM_NOWHERE)
		above = o->tree->new_parents[above];
	if (above == TM_NOWHERE)
		return false;
	beside = &o->places[o->tree->new_below[above]];
	place->part = beside->part;
	place->keys[0] = beside->keys[0];
	if (o->tree->new_changes[above] == beside->change)
		place->keys[1] = o->last[beside->part] | low;
	else if (o->diff->changes[beside->change].new[0] > clause)
		place->keys[1] = (beside->keys[1] - old_key(0)) | before | low;
	else
		place->keys[1] = beside->keys[1] | low;
	return true;
}

/* A clause of the new document alone. */
static void place_new(struct ordering *o, uint32_t clause)
{
	struct tm_diff_place *place = &o->places[o->tree->new_changes[clause]];

	if (place_beside(o, clause, place))
		return;
	place->is_new_part = true;
	place->part = top(o->tree->new_parents, clause);
	if (place->part > 0) {
		const struct tm_diff_place *before = &o->places[o->tree->new_changes[place->part - 1]];

		place->keys[0] = before->keys[0] >> 32 << 32;
	}
	place->keys[0] |= (uint64_t)place->part + 1;
	place->keys[1] = (uint64_t)clause + 1;
}

static int compare_places(const void *pa, const void *pb)
{
	const struct tm_diff_place *a = pa, *b = pb;

	for (int i = 0; i < 2; i++)
		if (a->keys[i] != b->keys[i])
			return a->keys[i] < b->keys[i] ? -1 : 1;
	return 0;
}

struct tm_diff_place *tm_diff_order(const struct tm_diff *diff, const struct tm_diff_tree *tree,
				    struct tm_arena *arena)
{
	struct ordering o = {
		.diff = diff,
		.tree = tree,
		.places = tm_arena_array(arena, diff->change_count + 1, sizeof(*o.places)),
		.last = tm_arena_array(arena, diff->old->clause_count + 1, sizeof(*o.last)),
	};

	for (uint32_t i = 0; i < diff->change_count; i++) {
		const struct tm_change *k = &diff->changes[i];

		o.places[i].change = i;
		if (!k->old_count)
			continue;
		o.places[i].part = top(tree->old_parents, k->old[0]);
		o.places[i].keys[0] = old_key(o.places[i].part);
		o.places[i].keys[1] = old_key(k->old[0]);
	}
	for (uint32_t i = 0; i < diff->new->clause_count; i++) {
		const struct tm_diff_place *place = &o.places[tree->new_changes[i]];

		if (diff->changes[place->change].old_count)
			o.last[place->part] = place->keys[1];
		else
			place_new(&o, i);
	}
	qsort(o.places, diff->change_count, sizeof(*o.places), compare_places);
	return o.places;
}
