/*
 * diff_decide.c - the clauses that decide what a clause restates.
 *
 * Rules that carry out a policy print its words again (政策内容) and then say
 * what they come to (支持标准).  A policy compared with its rules pairs with
 * the words; its sums are those of the clauses that decide.  Where both sides
 * are such rules, what restates pairs with what restates, and what decides is
 * compared with what decides.
 */
#include "diff_p.h"

#include <stdlib.h>

struct named {
	struct tm_slice id;
	uint32_t at;
};

static int compare_named(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;

	return tm_slice_cmp(a->id, b->id);
}

static struct named *sort_names(struct tm_compare *c, const struct tm_side *s)
{
	struct named *names = tm_arena_array(c->arena, (size_t)s->count + 1, sizeof(*names));

	for (uint32_t i = 0; i < s->count; i++)
		names[i] = (struct named){ s->parts[i].clause->id, i };
	qsort(names, s->count, sizeof(*names), compare_named);
	return names;
}

/* The clause of "h1:2/h3:4#m1"; TM_NOBODY for a measure of the same clause. */
static uint32_t find_decider(const struct tm_side *s, const struct named *names, struct tm_slice reference)
{
	size_t mark = tm_slice_find(reference, TM_SLICE("#"), 0);
	struct named key = { reference, 0 };
	const struct named *found;

	if (mark == SIZE_MAX)
		return TM_NOBODY;
	key.id.len = mark;
	found = bsearch(&key, names, s->count, sizeof(*names), compare_named);
	return found ? found->at : TM_NOBODY;
}

/* Is this clause on its side alone, and nobody's yet? */
static bool is_free(const struct tm_side *s, const struct tm_change *changes, uint32_t i)
{
	const struct tm_change *own = &changes[s->parts[i].group];

	return own->old_count + own->new_count == 1 && s->parts[i].partner == TM_NOBODY;
}

static void append(struct tm_arena *arena, struct tm_change *change, bool is_new, uint32_t clause)
{
	uint32_t **list = is_new ? &change->new : &change->old;
	size_t *count = is_new ? &change->new_count : &change->old_count;
	uint32_t *longer = tm_arena_array(arena, *count + 1, sizeof(*longer));

	memcpy(longer, *list, *count * sizeof(*longer));
	longer[(*count)++] = clause;
	*list = longer;
	++*(is_new ? &change->new_deciding : &change->old_deciding);
}

/* Takes in what decides the measures of clause `at` of a change. */
static void take_deciders(const struct tm_side *s, const struct named *names, struct tm_change *changes,
			  struct tm_change *change, uint32_t at, bool is_new, struct tm_arena *arena)
{
	const struct tm_clause *clause = s->parts[at].clause;

	for (size_t m = 0; m < clause->measure_count; m++) {
		const struct tm_slices *restates = &clause->measures[m].restates;

		for (size_t r = 0; r < restates->count; r++) {
			uint32_t found = find_decider(s, names, restates->items[r]);
			struct tm_change *own;

			if (found == TM_NOBODY || !is_free(s, changes, found))
				continue;
			own = &changes[s->parts[found].group];
			own->kinds = 0; /* nothing is left of it */
			own->old_count = own->new_count = 0;
			append(arena, change, is_new, found);
		}
	}
}

/* Do the clauses of one side give something, and repeat nothing that is decided elsewhere? */
static bool decide(const struct tm_side *s, const uint32_t *list, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *c = s->parts[list[i]].clause;

		for (size_t m = 0; m < c->measure_count; m++) {
			if (c->measures[m].restates.count)
				return false;
			any = true;
		}
	}
	return any;
}

/* Has one of these clauses the role of clause `at`?  Then both restate, or did before an edit. */
static bool has_role(const struct tm_side *s, const uint32_t *list, size_t count, const struct tm_clause *clause)
{
	for (size_t i = 0; i < count; i++)
		if (s->parts[list[i]].clause->role == clause->role)
			return true;
	return false;
}

void tm_find_deciders(struct tm_compare *c, struct tm_change *changes, size_t count, struct tm_arena *arena)
{
	const struct tm_side *sides[] = { &c->old, &c->new };
	const struct named *names[] = { sort_names(c, &c->old), sort_names(c, &c->new) };

	for (size_t i = 0; i < count; i++) {
		struct tm_change *k = &changes[i];
		const size_t counts[] = { k->old_count, k->new_count };

		for (int s = 0; s < 2 && counts[0] && counts[1]; s++) {
			const uint32_t *others = s ? k->old : k->new;

			if (!decide(sides[!s], others, counts[!s]))
				continue;
			for (size_t n = 0; n < counts[s]; n++) {
				uint32_t at = s ? k->new[n] : k->old[n];

				if (!has_role(sides[!s], others, counts[!s], sides[s]->parts[at].clause))
					take_deciders(sides[s], names[s], changes, k, at, s, arena);
			}
		}
	}
}
