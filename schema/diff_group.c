/*
 * diff_group.c - pairs as changes: what was split or merged, and what moved.
 */
#include "diff_p.h"

#include <stdlib.h>

enum {
	PIECE_MIN = 6, /* characters of a clause that can be told to be a part of another */
	REACH = 3      /* how far from one part of a split clause the next one is looked for */
};

/* ---- splits and merges, told from the side that has one clause ---- */

struct sides {
	struct tm_side *one, *many;
	struct tm_change *changes;
	struct tm_arena *arena;
	bool one_is_old;
};

static uint32_t *members(const struct sides *s, struct tm_change *change, size_t **count)
{
	*count = s->one_is_old ? &change->new_count : &change->old_count;
	return s->one_is_old ? change->new : change->old;
}

static size_t ones(const struct sides *s, const struct tm_change *change)
{
	return s->one_is_old ? change->old_count : change->new_count;
}

/* The characters of the members of a change and of `more`, in order. */
static uint32_t *join(struct tm_compare *c, const struct sides *s, struct tm_change *change, uint32_t more,
		      uint32_t *len)
{
	size_t *count, total = 0;
	uint32_t *list = members(s, change, &count), *chars, at = 0;
	bool put = more == TM_NOBODY;

	for (size_t i = 0; i < *count; i++)
		total += s->many->parts[list[i]].len;
	total += put ? 0 : s->many->parts[more].len;
	chars = tm_arena_array(c->arena, total + 1, sizeof(*chars));
	for (size_t i = 0; i < *count || !put; i++) {
		bool now = !put && (i == *count || more < list[i]);
		const struct tm_part *p = &s->many->parts[now ? more : list[i]];

		memcpy(chars + at, p->chars, p->len * sizeof(*chars));
		at += p->len;
		put |= now;
		i -= now;
	}
	*len = at;
	return chars;
}

/* Is clause `k`, which nothing pairs with, a part of what this change has on the other side? */
static bool is_piece(struct tm_compare *c, const struct sides *s, struct tm_change *change, uint32_t k)
{
	const struct tm_part *piece = &s->many->parts[k], *whole;
	uint32_t without_len, with_len, without, with;
	const uint32_t *a, *b;

	if (ones(s, change) != 1)
		return false;
	whole = &s->one->parts[s->one_is_old ? change->old[0] : change->new[0]];
	if (piece->len < PIECE_MIN || whole->len < piece->len || tm_contained(c, piece, whole) < 500)
		return false;
	a = join(c, s, change, TM_NOBODY, &without_len);
	b = join(c, s, change, k, &with_len);
	without = tm_common_length(c, whole->chars, whole->len, a, without_len);
	with = tm_common_length(c, whole->chars, whole->len, b, with_len);
	return with > without && (uint64_t)(with - without) * 100 >= (uint64_t)piece->len * 65;
}

static void add_member(const struct sides *s, struct tm_change *change, uint32_t k)
{
	size_t *count, at;
	uint32_t *list = members(s, change, &count),
		 *longer = tm_arena_array(s->arena, *count + 1, sizeof(*longer));

	for (at = 0; at < *count && list[at] < k; at++)
		longer[at] = list[at];
	longer[at] = k;
	for (size_t i = at; i < *count; i++)
		longer[i + 1] = list[i];
	++*count;
	*(s->one_is_old ? &change->new : &change->old) = longer;
}

/* Paragraphs that no label opens are parted by line ends alone, which make no difference. */
static bool has_label(const struct sides *s, struct tm_change *change)
{
	size_t *count;
	const uint32_t *list = members(s, change, &count);

	for (size_t i = 1; i < *count; i++)
		if (s->many->parts[list[i]].clause->label.len)
			return true;
	return false;
}

/* Looks around clause `k` for a change that it is a part of. */
static bool find_whole(struct tm_compare *c, const struct sides *s, uint32_t k)
{
	struct tm_part *parts = s->many->parts;
	uint32_t around[2 * REACH + 1], count = 0;

	for (uint32_t step = 1; step <= REACH; step++) {
		if (k >= step)
			around[count++] = k - step;
		if (k + step < s->many->count)
			around[count++] = k + step;
	}
	if (parts[k].parent != TM_NOBODY)
		around[count++] = parts[k].parent;
	for (uint32_t i = 0; i < count; i++) {
		struct tm_change *change = &s->changes[parts[around[i]].group];

		if (parts[around[i]].partner == TM_NOBODY && parts[around[i]].group == parts[k].group)
			continue;
		if (!is_piece(c, s, change, k))
			continue;
		s->changes[parts[k].group].kinds = 0; /* nothing is left of it */
		s->changes[parts[k].group].old_count = s->changes[parts[k].group].new_count = 0;
		add_member(s, change, k);
		parts[k].group = parts[around[i]].group;
		if (has_label(s, change))
			change->kinds |= s->one_is_old ? TM_CHANGE_SPLIT : TM_CHANGE_MERGED;
		return true;
	}
	return false;
}

static void find_pieces(struct tm_compare *c, const struct sides *s)
{
	unsigned alone = s->one_is_old ? TM_CHANGE_ADDED : TM_CHANGE_REMOVED;
	bool again = true;

	for (int pass = 0; again && pass < 2 * REACH; pass++) {
		again = false;
		for (uint32_t k = 0; k < s->many->count; k++)
			if (s->changes[s->many->parts[k].group].kinds == alone)
				again |= find_whole(c, s, k);
	}
}

/* ---- moves ---- */

static bool has_both(const struct tm_change *change)
{
	return change->old_count && change->new_count;
}

/* The change of the nearest clause above that is in both documents, or TM_NOBODY. */
static uint32_t group_above(const struct tm_side *s, const struct tm_change *changes, uint32_t i)
{
	for (i = s->parts[i].parent; i != TM_NOBODY; i = s->parts[i].parent)
		if (has_both(&changes[s->parts[i].group]))
			return s->parts[i].group;
	return TM_NOBODY;
}

static bool is_below(const struct tm_side *s, uint32_t i, uint32_t group)
{
	if (group == TM_NOBODY)
		return true;
	for (i = s->parts[i].parent; i != TM_NOBODY; i = s->parts[i].parent)
		if (s->parts[i].group == group)
			return true;
	return false;
}

static bool parent_is_alone(const struct tm_side *s, const struct tm_change *changes, uint32_t i)
{
	uint32_t up = s->parts[i].parent;

	return up != TM_NOBODY && !has_both(&changes[s->parts[up].group]);
}

/* A chapter that came or went around a clause is no move of the clause. */
static bool has_other_parent(const struct tm_compare *c, const struct tm_change *changes,
			     const struct tm_change *k)
{
	uint32_t old = group_above(&c->old, changes, k->old[0]), new = group_above(&c->new, changes, k->new[0]);

	if (old == new)
		return false;
	if (parent_is_alone(&c->old, changes, k->old[0]) && is_below(&c->new, k->new[0], old))
		return false;
	return !(parent_is_alone(&c->new, changes, k->new[0]) && is_below(&c->old, k->old[0], new));
}

struct member {
	uint32_t above, old, new, change;
	uint64_t weight, best; /* best: of an ordered run that ends here */
	size_t before;         /* in that run, + 1 */
};

static int compare_members(const void *pa, const void *pb)
{
	const struct member *a = pa, *b = pb;

	if (a->above != b->above)
		return a->above < b->above ? -1 : 1;
	return a->old < b->old ? -1 : a->old > b->old;
}

static uint32_t tree_len(const struct tm_side *s, uint32_t i)
{
	return s->parts[i].tree_len + 1;
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Counts places in the new document from 0 among these alone. */
static void count_places(struct member *m, size_t count, uint32_t *places)
{
	for (size_t i = 0; i < count; i++)
		places[i] = m[i].new;
	qsort(places, count, sizeof(*places), compare_numbers);
	for (size_t i = 0; i < count; i++) {
		const uint32_t *at = bsearch(&m[i].new, places, count, sizeof(*places), compare_numbers);

		m[i].new = (uint32_t)(at - places);
	}
}

/*
 * Of brothers in another order, those outside the heaviest ordered run have
 * moved.  `tree` is a Fenwick tree over places in the new document that holds
 * the best member so far, + 1.
 */
static void find_moved(struct tm_change *changes, struct member *m, size_t count, size_t *tree)
{
	uint32_t room = (uint32_t)count;
	size_t last = 0;

	memset(tree, 0, (count + 1) * sizeof(*tree));
	for (size_t i = 0; i < count; i++) {
		for (uint32_t at = m[i].new; at > 0; at &= at - 1)
			if (tree[at] && (!m[i].before || m[tree[at] - 1].best > m[m[i].before - 1].best))
				m[i].before = tree[at];
		m[i].best = m[i].weight + (m[i].before ? m[m[i].before - 1].best : 0);
		for (uint32_t at = m[i].new + 1; at <= room; at += at &(0 - at))
			if (!tree[at] || m[tree[at] - 1].best < m[i].best)
				tree[at] = i + 1;
		if (!last || m[i].best > m[last - 1].best)
			last = i + 1;
	}
	for (size_t i = count; i-- > 0;) {
		if (i + 1 == last)
			last = m[i].before;
		else
			changes[m[i].change].kinds |= TM_CHANGE_MOVED;
	}
}

static void find_moves(struct tm_compare *c, struct tm_change *changes, size_t count)
{
	struct member *list = tm_arena_array(c->arena, count + 1, sizeof(*list));
	size_t *tree = tm_arena_array(c->arena, count + 2, sizeof(*tree)), n = 0;
	uint32_t *places = tm_arena_array(c->arena, count + 1, sizeof(*places));

	for (size_t i = 0; i < count; i++) {
		const struct tm_change *k = &changes[i];

		if (!has_both(k))
			continue;
		if (has_other_parent(c, changes, k)) {
			changes[i].kinds |= TM_CHANGE_MOVED;
			continue;
		}
		list[n++] = (struct member){ .above = group_above(&c->new, changes, k->new[0]),
					     .old = k->old[0],
					     .new = k->new[0],
					     .change = (uint32_t)i,
					     .weight = tree_len(&c->new, k->new[0]) };
	}
	qsort(list, n, sizeof(*list), compare_members);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && list[end].above == list[i].above; end++)
			;
		if (end - i == 1)
			continue;
		count_places(list + i, end - i, places);
		find_moved(changes, list + i, end - i, tree);
	}
}

/* ---- all changes, in order ---- */

static struct tm_change *new_change(struct tm_change *changes, size_t *count, struct tm_arena *arena, uint32_t old,
				    uint32_t new)
{
	struct tm_change *k = &changes[(*count)++];

	if (old != TM_NOBODY) {
		k->old = tm_arena_array(arena, 1, sizeof(*k->old));
		k->old[k->old_count++] = old;
	}
	if (new != TM_NOBODY) {
		k->new = tm_arena_array(arena, 1, sizeof(*k->new));
		k->new[k->new_count++] = new;
	}
	k->kinds = old == TM_NOBODY ? TM_CHANGE_ADDED : new == TM_NOBODY ? TM_CHANGE_REMOVED : 0;
	return k;
}

struct ordered {
	uint64_t key;
	struct tm_change change;
};

static int compare_ordered(const void *pa, const void *pb)
{
	const struct ordered *a = pa, *b = pb;

	return a->key < b->key ? -1 : a->key > b->key;
}

/* By place in the new document; what was removed goes behind what stood before it in the old one. */
static uint64_t order_key(const struct tm_compare *c, const struct tm_change *changes, const struct tm_change *k)
{
	uint32_t i;

	if (k->new_count)
		return ((uint64_t)k->new[0] + 1) << 32;
	for (i = k->old[0]; i > 0; i--) {
		const struct tm_change *before = &changes[c->old.parts[i - 1].group];

		if (before->new_count)
			return ((uint64_t)before->new[before->new_count - before->new_deciding - 1] + 1) << 32 |
			       (k->old[0] + 1);
	}
	return k->old[0] + 1;
}

void tm_group_clauses(struct tm_compare *c, struct tm_diff *diff, struct tm_arena *arena)
{
	size_t most = (size_t)c->old.count + c->new.count, count = 0, kept = 0;
	struct tm_change *changes = tm_arena_array(c->arena, most + 1, sizeof(*changes));
	struct ordered *ordered = tm_arena_array(c->arena, most + 1, sizeof(*ordered));

	for (uint32_t i = 0; i < c->new.count; i++) {
		uint32_t partner = c->new.parts[i].partner;

		c->new.parts[i].group = (uint32_t)count;
		if (partner != TM_NOBODY)
			c->old.parts[partner].group = (uint32_t)count;
		new_change(changes, &count, arena, partner, i);
	}
	for (uint32_t i = 0; i < c->old.count; i++) {
		if (c->old.parts[i].partner != TM_NOBODY)
			continue;
		c->old.parts[i].group = (uint32_t)count;
		new_change(changes, &count, arena, i, TM_NOBODY);
	}
	find_pieces(c, &(struct sides){ &c->old, &c->new, changes, arena, true });
	find_pieces(c, &(struct sides){ &c->new, &c->old, changes, arena, false });
	find_moves(c, changes, count);
	tm_find_deciders(c, changes, count, arena);
	for (size_t i = 0; i < count; i++) {
		if (!changes[i].old_count && !changes[i].new_count)
			continue;
		ordered[kept].key = order_key(c, changes, &changes[i]);
		ordered[kept++].change = changes[i];
	}
	qsort(ordered, kept, sizeof(*ordered), compare_ordered);
	diff->changes = tm_arena_array(arena, kept + 1, sizeof(*diff->changes));
	for (size_t i = 0; i < kept; i++)
		diff->changes[i] = ordered[i].change;
	diff->change_count = kept;
}
