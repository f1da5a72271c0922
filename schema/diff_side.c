/*
 * diff_side.c - the clauses of a document as runs of small numbers.
 */
#include "diff_p.h"

#include <stdlib.h>

#include "normalize/utf8.h"

uint64_t tm_hash(uint64_t hash, struct tm_slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ (unsigned char)bytes.ptr[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static size_t slot_of(const struct tm_interned *t, struct tm_slice text)
{
	size_t at = (size_t)(tm_hash(TM_HASH_BEGIN, text) >> 7) & (t->slot_count - 1);

	while (t->slots[at] && !tm_slice_eq(t->texts[t->slots[at] - 1], text))
		at = (at + 1) & (t->slot_count - 1);
	return at;
}

static void grow(struct tm_interned *t)
{
	t->slot_count = t->slot_count ? 2 * t->slot_count : 1024;
	t->slots = tm_arena_array(t->arena, t->slot_count, sizeof(*t->slots));
	for (size_t i = 0; i < t->count; i++)
		t->slots[slot_of(t, t->texts[i])] = (uint32_t)i + 1;
}

uint32_t tm_intern(struct tm_interned *t, struct tm_slice text)
{
	size_t at;

	if (2 * t->count >= t->slot_count)
		grow(t);
	at = slot_of(t, text);
	if (!t->slots[at]) {
		*(struct tm_slice *)tm_arena_push(t->arena, &t->texts, &t->count, &t->room, sizeof(text)) = text;
		t->slots[at] = (uint32_t)t->count;
	}
	return t->slots[at] - 1;
}

void tm_walk_begin(struct tm_walk *walk, const struct tm_clause *clause)
{
	*walk = (struct tm_walk){ .texts = { clause->heading, clause->heading_end, clause->text } };
}

bool tm_walk_next(struct tm_walk *walk, struct tm_slice *character)
{
	while (walk->which < 3) {
		struct tm_slice text = walk->texts[walk->which];
		size_t at = walk->at, n;

		if (at >= text.len) {
			walk->which++;
			walk->at = 0;
			continue;
		}
		n = tm_utf8_length(text.ptr[at]);
		if (n > text.len - at)
			n = text.len - at;
		walk->at = at + n;
		if (n == 1 && (text.ptr[at] == ' ' || text.ptr[at] == '\n' || text.ptr[at] == '\t'))
			continue;
		*character = tm_slice_sub(text, at, at + n);
		return true;
	}
	return false;
}

static void read_chars(struct tm_compare *c, struct tm_part *p)
{
	size_t room = p->clause->heading.len + p->clause->heading_end.len + p->clause->text.len;
	struct tm_slice character;
	struct tm_walk walk;

	p->chars = tm_arena_array(c->arena, room + 1, sizeof(*p->chars));
	p->hash = TM_HASH_BEGIN;
	tm_walk_begin(&walk, p->clause);
	while (tm_walk_next(&walk, &character)) {
		p->chars[p->len++] = tm_intern(&c->chars, character);
		p->hash = tm_hash(p->hash, character);
		p->heading_len += walk.which == 0;
	}
}

/* The clause called `id` among those before `before`: in a good document the one before, or one above it. */
static uint32_t find_parent(const struct tm_side *s, uint32_t before, struct tm_slice id)
{
	if (!id.len || !before)
		return TM_NOBODY;
	for (uint32_t i = before - 1; i != TM_NOBODY; i = s->parts[i].parent)
		if (tm_slice_eq(s->parts[i].clause->id, id))
			return i;
	for (uint32_t i = before; i-- > 0;)
		if (tm_slice_eq(s->parts[i].clause->id, id))
			return i;
	return TM_NOBODY;
}

static void read_side(struct tm_compare *c, struct tm_side *s, const struct tm_document *doc)
{
	s->doc = doc;
	s->count = (uint32_t)doc->clause_count;
	s->parts = tm_arena_array(c->arena, s->count, sizeof(*s->parts));
	for (uint32_t i = 0; i < s->count; i++) {
		struct tm_part *p = &s->parts[i];

		p->clause = &doc->clauses[i];
		p->partner = TM_NOBODY;
		read_chars(c, p);
		p->tree_len = p->len;
		p->tree_hash = p->hash;
		p->parent = find_parent(s, i, p->clause->parent_id);
		if (p->parent != TM_NOBODY)
			s->parts[p->parent].child_count++;
	}
	/* Children go into their parents from the last to the first, so that grandchildren come along. */
	for (uint32_t i = s->count; i-- > 0;) {
		struct tm_part *p = &s->parts[i], *up = p->parent == TM_NOBODY ? NULL : &s->parts[p->parent];

		if (!up)
			continue;
		up->tree_len += p->tree_len;
		up->tree_hash = (up->tree_hash * 31 + 7) ^ (p->tree_hash * UINT64_C(0x9E3779B97F4A7C15));
	}
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static uint32_t gram(struct tm_compare *c, uint32_t first, uint32_t second)
{
	uint32_t pair[2] = { first, second };
	struct tm_slice key = { (const char *)pair, sizeof(pair) };
	size_t known = c->grams.count;
	uint32_t number = tm_intern(&c->grams, key);

	if (c->grams.count > known)
		c->grams.texts[number] = tm_arena_slice(c->arena, key);
	return number;
}

uint32_t tm_gram_weight(struct tm_compare *c, uint32_t first, uint32_t second)
{
	uint32_t number = gram(c, first, second);

	return number < c->weight_count ? c->weights[number] : UINT32_MAX / 4;
}

/* Pairs of neighbouring characters, the edges of the clause counting as one. */
static void read_grams(struct tm_compare *c, struct tm_part *p)
{
	uint32_t count = 0, last = UINT32_MAX;

	p->grams = tm_arena_array(c->arena, (size_t)p->len + 1, sizeof(*p->grams));
	for (uint32_t i = 0; i < p->len; i++) {
		p->grams[i] = gram(c, last, p->chars[i]);
		last = p->chars[i];
	}
	p->grams[p->len] = gram(c, last, UINT32_MAX);
	qsort(p->grams, (size_t)p->len + 1, sizeof(*p->grams), compare_numbers);
	for (uint32_t i = 0; i <= p->len; i++)
		if (count == 0 || p->grams[count - 1] != p->grams[i])
			p->grams[count++] = p->grams[i];
	p->gram_count = count;
}

static unsigned log2_of(uint32_t n)
{
	unsigned log = 0;

	while (n >>= 1)
		log++;
	return log;
}

static void weigh(struct tm_compare *c)
{
	struct tm_side *sides[] = { &c->old, &c->new };
	uint32_t all = c->old.count + c->new.count;

	c->weight_count = c->grams.count;
	c->weights = tm_arena_array(c->arena, c->grams.count + 1, sizeof(*c->weights));
	for (int s = 0; s < 2; s++)
		for (uint32_t i = 0; i < sides[s]->count; i++)
			for (uint32_t k = 0; k < sides[s]->parts[i].gram_count; k++)
				c->weights[sides[s]->parts[i].grams[k]]++;
	for (size_t g = 0; g < c->grams.count; g++)
		c->weights[g] = 4 + 4 * log2_of(all / c->weights[g]);
	for (int s = 0; s < 2; s++)
		for (uint32_t i = 0; i < sides[s]->count; i++)
			for (uint32_t k = 0; k < sides[s]->parts[i].gram_count; k++)
				sides[s]->parts[i].weight += c->weights[sides[s]->parts[i].grams[k]];
}

void tm_compare_init(struct tm_compare *c, const struct tm_document *old, const struct tm_document *new,
		     struct tm_arena *arena)
{
	*c = (struct tm_compare){ .arena = arena, .chars = { .arena = arena }, .grams = { .arena = arena } };
	read_side(c, &c->old, old);
	read_side(c, &c->new, new);
	for (uint32_t i = 0; i < c->old.count; i++)
		read_grams(c, &c->old.parts[i]);
	for (uint32_t i = 0; i < c->new.count; i++)
		read_grams(c, &c->new.parts[i]);
	weigh(c);
}
