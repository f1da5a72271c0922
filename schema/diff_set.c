/*
 * diff_set.c - two sets of documents: which is an edition of which.
 */
#include "schema/diff_set.h"

#include <stdlib.h>

#include "diff_p.h"

enum {
	NEAR_MIN = 750,       /* thousandths that titles of one genre have in common */
	PAIRS_MAX = 10000000, /* titles of one side by those of the other that are all compared */
	CANDIDATES_MAX = 16   /* near titles remembered for one document */
};

/* What a document is called, ready to be compared. */
struct called {
	const struct tm_document *doc;
	struct tm_slice number, name; /* name: of its file, without folders */
	uint32_t *title;
	uint32_t title_len;
	uint64_t *texts; /* hashes of its clauses, ascending */
	size_t text_count;
	bool paired;
};

struct candidate {
	unsigned score;
	uint32_t old, new;
	enum tm_paired_by by;
};

struct pairing {
	struct tm_compare c;
	struct called *old, *new;
	size_t old_count, new_count;
	struct candidate *list;
	size_t count, room;
};

static struct tm_slice file_name(struct tm_slice path)
{
	size_t at = path.len;

	while (at && path.ptr[at - 1] != '/' && path.ptr[at - 1] != '\\')
		at--;
	return tm_slice_sub(path, at, path.len);
}

static int compare_hashes(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

static void read_texts(struct tm_arena *arena, struct called *out)
{
	out->text_count = out->doc->clause_count;
	out->texts = tm_arena_array(arena, out->text_count + 1, sizeof(*out->texts));
	for (size_t i = 0; i < out->text_count; i++)
		out->texts[i] = tm_hash(tm_hash(TM_HASH_BEGIN, out->doc->clauses[i].heading),
					out->doc->clauses[i].text);
	if (out->text_count)
		qsort(out->texts, out->text_count, sizeof(*out->texts), compare_hashes);
}

/* Clauses that both have, in thousandths: tells apart documents that are called the same. */
static unsigned shared_texts(const struct called *a, const struct called *b)
{
	size_t shared = 0, all = a->text_count + b->text_count;

	for (size_t i = 0, k = 0; i < a->text_count && k < b->text_count;) {
		uint64_t x = a->texts[i], y = b->texts[k];

		shared += x == y;
		i += x <= y;
		k += y <= x;
	}
	return all ? (unsigned)(2000 * shared / all) : 0;
}

static struct called *read_names(struct tm_compare *c, const struct tm_documents *docs)
{
	struct called *list = tm_arena_array(c->arena, docs->count + 1, sizeof(*list));

	for (size_t i = 0; i < docs->count; i++) {
		const struct tm_document *doc = docs->items[i];

		list[i] = (struct called){ .doc = doc,
					   .number = doc->number,
					   .name = file_name(doc->source.name) };
		list[i].title = tm_text_chars(c, doc->title, &list[i].title_len);
		read_texts(c->arena, &list[i]);
	}
	return list;
}

static bool same_title(const struct called *a, const struct called *b)
{
	return a->title_len && a->title_len == b->title_len &&
	       memcmp(a->title, b->title, a->title_len * sizeof(*a->title)) == 0;
}

static bool same_genre(const struct tm_document *a, const struct tm_document *b)
{
	return !a->genre.len || !b->genre.len || tm_slice_eq(a->genre, b->genre);
}

/* Why these two could be editions of one document; false when nothing says so. */
static bool judge(struct pairing *p, const struct called *a, const struct called *b, bool near,
		  struct candidate *out)
{
	bool same_name = tm_slice_eq(a->name, b->name);
	unsigned ratio;

	out->score = same_name ? 1U : 0U;
	if (a->number.len && tm_slice_eq(a->number, b->number)) {
		out->by = TM_BY_NUMBER;
		out->score += 8000 + (same_title(a, b) ? 2000U : 0U) + shared_texts(a, b);
		return true;
	}
	if (same_title(a, b)) {
		out->by = TM_BY_TITLE;
		out->score += 4000 + shared_texts(a, b);
		return true;
	}
	if (!a->title_len || !b->title_len) {
		out->by = TM_BY_NAME;
		return !a->title_len && !b->title_len && same_name;
	}
	if (!near || !same_genre(a->doc, b->doc))
		return false;
	ratio = tm_ratio(tm_common_length(&p->c, a->title, a->title_len, b->title, b->title_len), a->title_len,
			 b->title_len);
	out->by = TM_BY_NEAR_TITLE;
	out->score += 2 * ratio;
	return ratio >= NEAR_MIN;
}

static int compare_candidates(const void *pa, const void *pb)
{
	const struct candidate *a = pa, *b = pb;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->new != b->new)
		return a->new < b->new ? -1 : 1;
	return a->old < b->old ? -1 : a->old > b->old;
}

static void keep(struct pairing *p, struct candidate k)
{
	*(struct candidate *)tm_arena_push(p->c.arena, &p->list, &p->count, &p->room, sizeof(k)) = k;
}

/* Pairs what fits best first; `near` looks at titles that are not the same. */
static void pair(struct pairing *p, bool near, uint32_t *partners, enum tm_paired_by *why)
{
	p->count = 0;
	for (uint32_t n = 0; n < p->new_count; n++) {
		size_t from = p->count;

		for (uint32_t o = 0; o < p->old_count && !p->new[n].paired; o++) {
			struct candidate k = { .old = o, .new = n };

			if (p->old[o].paired || !judge(p, &p->old[o], &p->new[n], near, &k))
				continue;
			keep(p, k);
			if (p->count - from < 2 * CANDIDATES_MAX)
				continue;
			qsort(p->list + from, p->count - from, sizeof(*p->list), compare_candidates);
			p->count = from + CANDIDATES_MAX;
		}
	}
	if (p->count)
		qsort(p->list, p->count, sizeof(*p->list), compare_candidates);
	for (size_t i = 0; i < p->count; i++) {
		const struct candidate *k = &p->list[i];

		if (p->old[k->old].paired || p->new[k->new].paired)
			continue;
		p->old[k->old].paired = p->new[k->new].paired = true;
		partners[k->new] = k->old;
		why[k->new] = k->by;
	}
}

struct tm_diff_set *tm_diff_sets(const struct tm_documents *old, const struct tm_documents *new,
				 struct tm_arena *arena)
{
	struct tm_diff_set *set = tm_arena_alloc(arena, sizeof(*set));
	struct tm_arena scratch = TM_ARENA_INIT;
	struct pairing p = { .c = { .arena = &scratch, .chars = { .arena = &scratch } } };
	uint32_t *partners = tm_arena_array(&scratch, new->count + 1, sizeof(*partners));
	enum tm_paired_by *why = tm_arena_array(&scratch, new->count + 1, sizeof(*why));

	p.old = read_names(&p.c, old);
	p.new = read_names(&p.c, new);
	p.old_count = old->count;
	p.new_count = new->count;
	pair(&p, false, partners, why);
	if ((uint64_t)old->count * new->count <= PAIRS_MAX)
		pair(&p, true, partners, why);
	set->items = tm_arena_array(arena, old->count + new->count + 1, sizeof(*set->items));
	for (size_t n = 0; n < new->count; n++) {
		struct tm_edition_pair *e = &set->items[set->count++];

		e->new = new->items[n];
		if (!p.new[n].paired)
			continue;
		e->old = old->items[partners[n]];
		e->by = why[n];
		e->diff = tm_diff_documents(e->old, e->new, arena);
	}
	for (size_t o = 0; o < old->count; o++)
		if (!p.old[o].paired)
			set->items[set->count++].old = old->items[o];
	free(p.c.masks);
	tm_arena_release(&scratch);
	return set;
}

bool tm_diff_set_differs(const struct tm_diff_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (!set->items[i].diff || tm_diff_differs(set->items[i].diff))
			return true;
	return false;
}

const char *tm_paired_by_name(enum tm_paired_by by)
{
	static const char *const names[TM_BY_COUNT] = { "number", "title", "near-title", "name" };

	return names[by];
}
