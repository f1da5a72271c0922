/*
 * diff_pair.c - which clause of the new document is which of the old one.
 *
 * First what is equal and stands once on either side.  Then candidates: for
 * each clause the most alike of the other document, found through an index of
 * character pairs, and those that stand in the same place, under parents that
 * are paired already.  They are taken in rounds, the surest first; every pair
 * that is made raises its neighbours.  So the hundred equal lines of a
 * document ("accepted by the district's economic commission") find theirs
 * through the clauses they stand in, and numbers hardly count.
 */
#include "diff_p.h"

#include <stdlib.h>

enum {
	INDEX_WORK = 40000, /* steps in the index for one clause: rare pairs first, the rest says little */
	BEST = 5,           /* candidates of a clause by likeness alone */
	LOCAL_MAX = 1024,   /* pairs of clauses below one pair that are all looked at; beyond it a band */
	BAND = 8,
	ROUNDS_MAX = 60,
	UNIQUE_MIN = 8, /* characters of a text that is known again wherever it stands */
	LIKE_MIN = 300  /* below it nothing is a candidate */
};

/* What a candidate has to reach, and by how much it has to be better than the next one. */
static const struct {
	int score, margin;
} levels[] = { { 1100, 60 }, { 1000, 40 }, { 900, 30 }, { 800, 20 }, { 700, 10 }, { 620, 0 }, { 540, 0 } };

struct candidate {
	uint32_t old, new;
	int like, score;
};

struct pairing {
	struct tm_compare *c;
	struct candidate *items;
	size_t count, room;
	uint64_t *seen; /* old and new of every pair looked at, + 1 */
	size_t seen_count, seen_room;
};

static void marry(struct tm_compare *c, uint32_t old, uint32_t new)
{
	c->old.parts[old].partner = new;
	c->new.parts[new].partner = old;
}

/* ---- equal and unique ---- */

struct key {
	uint64_t hash;
	uint32_t len, at;
	bool is_new;
};

static int compare_keys(const void *pa, const void *pb)
{
	const struct key *a = pa, *b = pb;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	if (a->is_new != b->is_new)
		return a->is_new ? 1 : -1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static bool equal_texts(const struct tm_part *a, const struct tm_part *b)
{
	return a->len == b->len && memcmp(a->chars, b->chars, a->len * sizeof(*a->chars)) == 0;
}

/* Pairs a clause and all below it with an equal one, as long as the two go alike. */
static void marry_tree(struct tm_compare *c, uint32_t old, uint32_t new)
{
	struct tm_part *a = c->old.parts, *b = c->new.parts;
	uint32_t n = 0;

	while (old + n < c->old.count && new + n < c->new.count && equal_texts(&a[old + n], &b[new + n]) &&
	       a[old + n].partner == TM_NOBODY &&b[new + n].partner == TM_NOBODY) {
		bool below = n == 0 ||
			     (a[old + n].parent != TM_NOBODY && b[new + n].parent != TM_NOBODY &&
			      a[old + n].parent >= old &&
			      b[new + n].parent >= new &&a[old + n].parent - old == b[new + n].parent - new);

		if (!below)
			break;
		marry(c, old + n, new + n);
		n++;
	}
}

static size_t add_keys(const struct tm_side *s, bool is_new, bool trees, struct key *out)
{
	size_t count = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		const struct tm_part *p = &s->parts[i];
		uint32_t len = trees ? p->tree_len : p->len;

		if (p->partner == TM_NOBODY && len >= UNIQUE_MIN)
			out[count++] = (struct key){ trees ? p->tree_hash : p->hash, len, i, is_new };
	}
	return count;
}

static bool same_key(const struct key *a, const struct key *b)
{
	return a->hash == b->hash && a->len == b->len;
}

static void pair_unique(struct tm_compare *c, bool trees)
{
	struct key *keys = tm_arena_array(c->arena, (size_t)c->old.count + c->new.count + 1, sizeof(*keys));
	size_t count = add_keys(&c->old, false, trees, keys);

	count += add_keys(&c->new, true, trees, keys + count);
	qsort(keys, count, sizeof(*keys), compare_keys);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && same_key(&keys[i], &keys[end]); end++)
			;
		if (end - i != 2 || keys[i].is_new || !keys[i + 1].is_new ||
		    !equal_texts(&c->old.parts[keys[i].at], &c->new.parts[keys[i + 1].at]))
			continue;
		if (trees)
			marry_tree(c, keys[i].at, keys[i + 1].at);
		else if (c->old.parts[keys[i].at].partner == TM_NOBODY &&
			 c->new.parts[keys[i + 1].at].partner == TM_NOBODY)
			marry(c, keys[i].at, keys[i + 1].at);
	}
}

/* ---- candidates ---- */

/* Remembers that this pair was looked at; false when it had been. */
static bool look(struct pairing *p, uint32_t old, uint32_t new)
{
	uint64_t key = ((uint64_t)old << 32 | new) + 1;
	size_t at;

	if (2 * p->seen_count >= p->seen_room) {
		uint64_t *before = p->seen;
		size_t room = p->seen_room;

		p->seen_room = room ? 2 * room : 4096;
		p->seen = tm_arena_array(p->c->arena, p->seen_room, sizeof(*p->seen));
		for (size_t i = 0; i < room; i++) {
			if (!before[i])
				continue;
			at = (size_t)(before[i] * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (p->seen_room - 1);
			while (p->seen[at])
				at = (at + 1) & (p->seen_room - 1);
			p->seen[at] = before[i];
		}
	}
	at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (p->seen_room - 1);
	while (p->seen[at] && p->seen[at] != key)
		at = (at + 1) & (p->seen_room - 1);
	if (p->seen[at])
		return false;
	p->seen[at] = key;
	p->seen_count++;
	return true;
}

static bool same_heading(const struct tm_part *a, const struct tm_part *b)
{
	return a->heading_len && a->heading_len == b->heading_len &&
	       memcmp(a->chars, b->chars, a->heading_len * sizeof(*a->chars)) == 0;
}

static void consider(struct pairing *p, uint32_t old, uint32_t new)
{
	const struct tm_part *a = &p->c->old.parts[old], *b = &p->c->new.parts[new];
	struct candidate *slot;
	unsigned dice, like;

	if (!look(p, old, new))
		return;
	dice = tm_dice(p->c, a, b);
	if (dice < 100 && !same_heading(a, b) && a->len + b->len > 12)
		return;
	like = tm_likeness(p->c, a, b, dice);
	if (like < LIKE_MIN)
		return;
	slot = tm_arena_push(p->c->arena, &p->items, &p->count, &p->room, sizeof(*slot));
	*slot = (struct candidate){ .old = old, .new = new, .like = (int)like };
}

/* For each gram the clauses of one side that have it. */
struct index {
	uint32_t *starts, *clauses;
};

static struct index make_index(struct tm_compare *c, const struct tm_side *s)
{
	struct index x = { .starts = tm_arena_array(c->arena, c->grams.count + 2, sizeof(*x.starts)) };
	uint32_t *fill = tm_arena_array(c->arena, c->grams.count + 1, sizeof(*fill));

	for (uint32_t i = 0; i < s->count; i++)
		for (uint32_t k = 0; s->parts[i].partner == TM_NOBODY && k < s->parts[i].gram_count; k++)
			x.starts[s->parts[i].grams[k] + 1]++;
	for (size_t g = 0; g < c->grams.count; g++) {
		x.starts[g + 1] += x.starts[g];
		fill[g] = x.starts[g];
	}
	x.clauses = tm_arena_array(c->arena, (size_t)x.starts[c->grams.count] + 1, sizeof(*x.clauses));
	for (uint32_t i = 0; i < s->count; i++)
		for (uint32_t k = 0; s->parts[i].partner == TM_NOBODY && k < s->parts[i].gram_count; k++)
			x.clauses[fill[s->parts[i].grams[k]]++] = i;
	return x;
}

/* Work space for one look into the index. */
struct tally {
	uint64_t *sums; /* by clause */
	uint32_t *touched;
	uint32_t touched_count;
	struct {
		uint32_t frequency, gram;
	} * order;
};

static int compare_frequencies(const void *pa, const void *pb)
{
	const uint32_t *a = pa, *b = pb;

	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] < b[1] ? -1 : a[1] > b[1];
}

static void count_shared(const struct tm_compare *c, const struct index *x, const struct tm_part *p,
			 struct tally *t)
{
	size_t work = 0;

	for (uint32_t k = 0; k < p->gram_count; k++) {
		t->order[k].gram = p->grams[k];
		t->order[k].frequency = x->starts[p->grams[k] + 1] - x->starts[p->grams[k]];
	}
	qsort(t->order, p->gram_count, sizeof(*t->order), compare_frequencies);
	t->touched_count = 0;
	for (uint32_t k = 0; k < p->gram_count && work < INDEX_WORK; k++) {
		uint32_t g = t->order[k].gram;

		for (uint32_t i = x->starts[g]; i < x->starts[g + 1]; i++) {
			uint32_t clause = x->clauses[i];

			if (!t->sums[clause])
				t->touched[t->touched_count++] = clause;
			t->sums[clause] += c->weights[g];
		}
		work += t->order[k].frequency;
	}
}

/* The few most alike of `other` for clause `at` of `own`. */
static void add_best(struct pairing *p, const struct tm_side *other, const struct index *x,
		     const struct tm_part *own, uint32_t at, bool own_is_new, struct tally *t)
{
	uint32_t best[BEST];
	uint64_t dice[BEST];
	size_t count = 0;

	count_shared(p->c, x, own, t);
	for (uint32_t n = 0; n < t->touched_count; n++) {
		uint32_t clause = t->touched[n];
		uint64_t d = 2000 * t->sums[clause] / (own->weight + other->parts[clause].weight);
		size_t k = count < BEST ? count++ : BEST;

		t->sums[clause] = 0;
		while (k > 0 && (dice[k - 1] < d || (dice[k - 1] == d && best[k - 1] > clause))) {
			if (k < BEST) {
				dice[k] = dice[k - 1];
				best[k] = best[k - 1];
			}
			k--;
		}
		if (k < BEST) {
			dice[k] = d;
			best[k] = clause;
		}
	}
	for (size_t k = 0; k < count; k++)
		consider(p, own_is_new ? best[k] : at, own_is_new ? at : best[k]);
}

static void add_alike(struct pairing *p)
{
	struct tm_compare *c = p->c;
	uint32_t most = c->old.count > c->new.count ? c->old.count : c->new.count, longest = 0;
	struct tm_side *sides[] = { &c->old, &c->new };
	struct tally t = { .sums = tm_arena_array(c->arena, (size_t)most + 1, sizeof(*t.sums)),
			   .touched = tm_arena_array(c->arena, (size_t)most + 1, sizeof(*t.touched)) };

	for (int s = 0; s < 2; s++)
		for (uint32_t i = 0; i < sides[s]->count; i++)
			if (sides[s]->parts[i].gram_count > longest)
				longest = sides[s]->parts[i].gram_count;
	t.order = tm_arena_array(c->arena, (size_t)longest + 1, sizeof(*t.order));
	for (int s = 0; s < 2; s++) {
		struct index x = make_index(c, sides[!s]);

		for (uint32_t i = 0; i < sides[s]->count; i++)
			if (sides[s]->parts[i].partner == TM_NOBODY)
				add_best(p, sides[!s], &x, &sides[s]->parts[i], i, s, &t);
	}
}

/* The nearest clause above that has a partner; TM_NOBODY is the document. */
static uint32_t anchor(const struct tm_side *s, uint32_t i)
{
	for (i = s->parts[i].parent; i != TM_NOBODY && s->parts[i].partner == TM_NOBODY;)
		i = s->parts[i].parent;
	return i;
}

struct place {
	uint32_t anchor, at; /* the anchor in terms of the old document, + 1 */
};

static int compare_places(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	if (a->anchor != b->anchor)
		return a->anchor < b->anchor ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static size_t alone(const struct tm_side *s, bool is_new, struct place *out)
{
	size_t count = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		uint32_t up;

		if (s->parts[i].partner != TM_NOBODY)
			continue;
		up = anchor(s, i);
		if (is_new && up != TM_NOBODY)
			up = s->parts[up].partner;
		out[count++] = (struct place){ up == TM_NOBODY ? 0 : up + 1, i };
	}
	qsort(out, count, sizeof(*out), compare_places);
	return count;
}

static void add_block(struct pairing *p, const struct place *a, size_t a_count, const struct place *b,
		      size_t b_count)
{
	bool all = a_count * b_count <= LOCAL_MAX;

	for (size_t i = 0; i < a_count; i++) {
		size_t middle = a_count > 1 ? i * b_count / a_count : 0;
		size_t from = all || middle < BAND ? 0 : middle - BAND;
		size_t to = all || middle + BAND >= b_count ? b_count : middle + BAND;

		for (size_t k = from; k < to; k++)
			consider(p, a[i].at, b[k].at);
	}
}

/* Clauses left alone below clauses that are paired. */
static void add_local(struct pairing *p)
{
	struct tm_compare *c = p->c;
	struct place *a = tm_malloc(((size_t)c->old.count + 1) * sizeof(*a));
	struct place *b = tm_malloc(((size_t)c->new.count + 1) * sizeof(*b));
	size_t a_count = alone(&c->old, false, a), b_count = alone(&c->new, true, b), k = 0;

	for (size_t i = 0, end; i < a_count; i = end) {
		size_t from;

		for (end = i; end < a_count && a[end].anchor == a[i].anchor; end++)
			;
		while (k < b_count && b[k].anchor < a[i].anchor)
			k++;
		for (from = k; k < b_count && b[k].anchor == a[i].anchor; k++)
			;
		add_block(p, a + i, end - i, b + from, k - from);
	}
	free(a);
	free(b);
}

/* ---- rounds ---- */

static int shared_children(const struct tm_compare *c, uint32_t old, uint32_t new)
{
	uint32_t most = c->old.parts[old].child_count, shared = 0;

	if (c->new.parts[new].child_count > most)
		most = c->new.parts[new].child_count;
	if (!most)
		return 0;
	/* Children stand behind their parent, before the next clause of its rank. */
	for (uint32_t i = old + 1, left = c->old.parts[old].child_count; left && i < c->old.count; i++) {
		uint32_t partner = c->old.parts[i].partner;

		if (c->old.parts[i].parent != old)
			continue;
		left--;
		shared += partner != TM_NOBODY && c->new.parts[partner].parent == new;
	}
	return (int)(300 * shared / most);
}

static bool are_paired(const struct tm_compare *c, uint32_t old, uint32_t new)
{
	return old < c->old.count && new < c->new.count && c->old.parts[old].partner == new;
}

/* Likeness, and what the surroundings say. */
static int score(const struct tm_compare *c, const struct candidate *k)
{
	const struct tm_part *a = &c->old.parts[k->old], *b = &c->new.parts[k->new];
	uint32_t up_a = anchor(&c->old, k->old), up_b = anchor(&c->new, k->new);
	bool same_place = up_a == TM_NOBODY ? up_b == TM_NOBODY : c->old.parts[up_a].partner == up_b;
	bool first = k->old == 0 && k->new == 0;
	bool last = k->old + 1 == c->old.count && k->new + 1 == c->new.count;
	int s = k->like;

	s += same_place ? 100 : a->len < 40 ? -100 : -30;
	s += first || are_paired(c, k->old - 1, k->new - 1) ? 50 : 0;
	s += last || are_paired(c, k->old + 1, k->new + 1) ? 50 : 0;
	s += a->clause->kind == b->clause->kind ? 20 : 0;
	s += a->clause->role && a->clause->role == b->clause->role ? 20 : 0;
	s += a->clause->number == b->clause->number ? 10 : 0;
	return s + shared_children(c, k->old, k->new);
}

static int compare_candidates(const void *pa, const void *pb)
{
	const struct candidate *a = pa, *b = pb;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->old != b->old)
		return a->old < b->old ? -1 : 1;
	return a->new < b->new ? -1 : a->new > b->new;
}

/* The best and the second best score of each clause. */
struct rivals {
	int best, second;
};

static void enter(struct rivals *r, int s)
{
	if (s > r->best) {
		r->second = r->best;
		r->best = s;
	} else if (s > r->second) {
		r->second = s;
	}
}

/* Scores what is still open, best first. */
static void rank(struct pairing *p, struct rivals *old, struct rivals *new)
{
	struct tm_compare *c = p->c;
	size_t open = 0;

	memset(old, 0, c->old.count * sizeof(*old));
	memset(new, 0, c->new.count * sizeof(*new));
	for (size_t i = 0; i < p->count; i++) {
		struct candidate k = p->items[i];

		if (c->old.parts[k.old].partner != TM_NOBODY || c->new.parts[k.new].partner != TM_NOBODY)
			continue;
		k.score = score(c, &k);
		enter(&old[k.old], k.score);
		enter(&new[k.new], k.score);
		p->items[open++] = k;
	}
	p->count = open;
	if (open)
		qsort(p->items, open, sizeof(*p->items), compare_candidates);
}

/* Is it better by `margin` than what else these two could pair with? */
static bool stands_out(const struct candidate *k, const struct rivals *old, const struct rivals *new, int margin)
{
	return k->score == old->best && k->score == new->best &&
	       (margin == 0 || (k->score - old->second >= margin && k->score - new->second >= margin));
}

static size_t take(struct pairing *p, size_t level, const struct rivals *old, const struct rivals *new)
{
	struct tm_compare *c = p->c;
	size_t taken = 0;

	for (size_t i = 0; i < p->count && p->items[i].score >= levels[level].score; i++) {
		const struct candidate *k = &p->items[i];

		if (c->old.parts[k->old].partner != TM_NOBODY || c->new.parts[k->new].partner != TM_NOBODY ||
		    !stands_out(k, &old[k->old], &new[k->new], levels[level].margin))
			continue;
		marry(c, k->old, k->new);
		taken++;
	}
	return taken;
}

void tm_pair_clauses(struct tm_compare *c)
{
	struct pairing p = { .c = c };
	struct rivals *old = tm_arena_array(c->arena, (size_t)c->old.count + 1, sizeof(*old));
	struct rivals *new = tm_arena_array(c->arena, (size_t)c->new.count + 1, sizeof(*new));
	const size_t count = sizeof(levels) / sizeof(levels[0]);

	pair_unique(c, true);
	pair_unique(c, false);
	add_alike(&p);
	add_local(&p);
	for (size_t level = 0, round = 0; level < count; round++) {
		size_t taken;

		rank(&p, old, new);
		taken = take(&p, level, old, new);
		if (taken)
			add_local(&p);
		if (taken && round < ROUNDS_MAX)
			level = 0;
		else if (!taken || round > 2 * ROUNDS_MAX)
			level++;
	}
}
