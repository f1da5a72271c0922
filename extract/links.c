/*
 * links.c - what ties measures to other clauses: who may apply, and what repeats what.
 *
 * The deciding statement of a benefit stands in the clause on standards, else
 * in the body; headings, quoted policy texts and rows of tables restate it
 * (contract, Measures).
 */
#include "reading_p.h"

#include <stdlib.h>

#include "normalize/utf8.h"

enum { ROOT = -1 };

struct linker {
	struct tm_pass *pass;
	struct tm_clause *clauses;
	size_t count;
	long *parent;   /* of each clause; ROOT when it has none */
	size_t *end;    /* behind the last clause below each */
	long *eligible; /* the first clause on eligibility right below each; the last entry is the root's */
	long *next;     /* the next one below the same clause */
};

static void find_parents(struct linker *l)
{
	struct {
		long *items;
		size_t count, room;
	} open = { 0 };

	for (size_t i = 0; i < l->count; i++) {
		while (open.count &&
		       !tm_slice_eq(l->clauses[open.items[open.count - 1]].id, l->clauses[i].parent_id))
			l->end[open.items[--open.count]] = i;
		l->parent[i] = open.count ? open.items[open.count - 1] : ROOT;
		*(long *)tm_arena_push(l->pass->arena, &open.items, &open.count, &open.room,
				       sizeof(long)) = (long)i;
	}
	while (open.count)
		l->end[open.items[--open.count]] = l->count;
}

/* ---- eligibility ---- */

static size_t slot(const struct linker *l, long clause)
{
	return clause == ROOT ? l->count : (size_t)clause;
}

static void list_eligible(struct linker *l)
{
	for (size_t i = 0; i <= l->count; i++)
		l->eligible[i] = ROOT;
	for (size_t i = l->count; i-- > 0;) {
		if (l->clauses[i].role != TM_ROLE_ELIGIBILITY)
			continue;
		l->next[i] = l->eligible[slot(l, l->parent[i])];
		l->eligible[slot(l, l->parent[i])] = (long)i;
	}
}

/* The clauses on eligibility nearest to a clause: below it, beside it, or above, but not beyond its instrument. */
static void link_eligibility(struct linker *l, size_t clause)
{
	struct tm_clause *c = &l->clauses[clause];
	long above = (long)clause;

	while (above != ROOT && l->eligible[above] == ROOT && l->clauses[above].kind != TM_COMPONENT)
		above = l->parent[above];
	for (long e = l->eligible[slot(l, above)]; e != ROOT; e = l->next[e])
		for (size_t m = 0; m < c->measure_count && e != (long)clause; m++)
			tm_slices_add(&c->measures[m].eligibility, l->pass->arena, l->clauses[e].id);
}

/* ---- restatements ---- */

/* Shares of pairs of neighbouring characters that two texts have in common, in thousandths. */
static unsigned similarity(struct tm_slice a, struct tm_slice b)
{
	enum { MOST = 400 };
	size_t common = 0, pairs = 0, n;

	if (a.len > MOST)
		a.len = MOST;
	if (b.len > MOST)
		b.len = MOST;
	for (size_t i = 0; i < a.len; i += n) {
		size_t next;

		tm_utf8_decode(a.ptr + i, &n);
		if (i + n >= a.len)
			break;
		next = tm_utf8_length(a.ptr[i + n]);
		if (i + n + next > a.len)
			break;
		pairs++;
		common += tm_slice_find(b, tm_slice_sub(a, i, i + n + next), 0) != SIZE_MAX;
	}
	return pairs ? (unsigned)(1000 * common / pairs) : 0;
}

static unsigned alike(struct tm_slice a, struct tm_slice b)
{
	unsigned ab = similarity(a, b), ba = similarity(b, a);

	return ab < ba ? ab : ba;
}

static bool restates(const struct tm_clause *c, const struct tm_measure *m)
{
	return m->in_heading == TM_FLAG_TRUE || c->role == TM_ROLE_POLICY_TEXT || c->kind == TM_ROW;
}

/* What a measure pays, as far as one value tells. */
static struct tm_slice main_sum(const struct tm_measure *m)
{
	if (m->amount.value.ptr)
		return m->amount.value;
	if (m->cap_count)
		return m->caps[0].value;
	return m->rate.value.ptr ? m->rate.value : m->floor.value;
}

static bool same_sum(struct tm_slice a, struct tm_slice b)
{
	return a.len == b.len && (a.len == 0 || tm_slice_eq(a, b));
}

/* Every sum and rate that both name: do they agree? */
static bool differs(const struct tm_measure *a, const struct tm_measure *b)
{
	struct tm_slice cap_a = a->cap_count ? a->caps[0].value : TM_NO_SLICE;
	struct tm_slice cap_b = b->cap_count ? b->caps[0].value : TM_NO_SLICE;

	if (a->amount.value.len && b->amount.value.len && !tm_slice_eq(a->amount.value, b->amount.value))
		return true;
	if (cap_a.len && cap_b.len && !tm_slice_eq(cap_a, cap_b))
		return true;
	if (a->rate.value.len && b->rate.value.len &&
	    (!tm_slice_eq(a->rate.value, b->rate.value) || a->rate.bound != b->rate.bound))
		return true;
	return (cap_a.len && b->amount.value.len && !cap_b.len && !tm_slice_eq(cap_a, b->amount.value)) ||
	       (cap_b.len && a->amount.value.len && !cap_a.len && !tm_slice_eq(cap_b, a->amount.value));
}

struct match {
	size_t clause, measure;
	unsigned score;
};

static void link_to(struct linker *l, struct tm_measure *m, size_t clause, size_t measure, bool *wrong)
{
	const struct tm_clause *c = &l->clauses[clause];
	const struct tm_measure *d = &c->measures[measure];

	tm_slices_add(&m->restates, l->pass->arena,
		      tm_arena_concat(l->pass->arena, 3, (struct tm_slice[]){ c->id, TM_SLICE("#"), d->id }));
	*wrong |= differs(m, d);
}

/* Do both give the same to the same, whatever sum they say? */
static bool same_people(const struct tm_measure *a, const struct tm_measure *b)
{
	return a->beneficiary.len && tm_slice_eq(a->beneficiary, b->beneficiary) &&
	       tm_slice_eq(a->instrument, b->instrument) && tm_slice_eq(a->key, b->key);
}

/*
 * Links a measure to the deciding ones among clauses [first, last): to the
 * most alike, or, where it alone restates a whole part, to all.
 */
static bool link_within(struct linker *l, struct tm_measure *m, size_t first, size_t last, unsigned least,
			bool all)
{
	struct match best = { 0 };
	bool found = false, wrong = false;

	for (size_t i = first; i < last; i++) {
		const struct tm_clause *c = &l->clauses[i];

		for (size_t k = 0; k < c->measure_count; k++) {
			const struct tm_measure *d = &c->measures[k];
			unsigned score;

			if (d == m || restates(c, d))
				continue;
			if (all) {
				link_to(l, m, i, k, &wrong);
				found = true;
				continue;
			}
			if (!same_sum(main_sum(m), main_sum(d)) && least && !same_people(m, d))
				continue;
			score = d->beneficiary.len && m->beneficiary.len ? alike(m->beneficiary, d->beneficiary)
									 : 300;
			if (d->key.len && m->key.len && tm_slice_eq(d->key, m->key))
				score += 500;
			if (same_sum(main_sum(m), main_sum(d)))
				score += 400;
			if (score > best.score && score >= least)
				best = (struct match){ i, k, score };
		}
	}
	if (best.score)
		link_to(l, m, best.clause, best.measure, &wrong);
	if (wrong)
		tm_diagnose(&l->pass->doc->diagnostics, TM_D_RESTATEMENT_DIFFERS, m->extent.span, 2,
			    (struct tm_slice[]){ m->text, m->restates.items[0] });
	return found || best.score;
}

/* How many measures decide among clauses [first, last)? */
static size_t count_deciding(const struct linker *l, size_t first, size_t last)
{
	size_t n = 0;

	for (size_t i = first; i < last; i++)
		for (size_t k = 0; k < l->clauses[i].measure_count; k++)
			n += !restates(&l->clauses[i], &l->clauses[i].measures[k]);
	return n;
}

/* A heading restates what stands below it. */
static void link_heading(struct linker *l, size_t clause)
{
	struct tm_clause *c = &l->clauses[clause];
	size_t deciding = count_deciding(l, clause, l->end[clause]);

	for (size_t k = 0; k < c->measure_count; k++)
		if (c->measures[k].in_heading == TM_FLAG_TRUE && deciding)
			link_within(l, &c->measures[k], clause, l->end[clause], 0, c->measure_count == 1);
}

/* A standard that names nobody, as its topic has said whom it is for: are all of its sums in the policy text? */
static bool says_all_of(const struct tm_measure *standard, const struct tm_measure *m)
{
	return !differs(standard, m) && standard->amount.value.len && m->amount.value.len &&
	       same_sum(standard->cap_count ? standard->caps[0].value : TM_NO_SLICE,
			m->cap_count ? m->caps[0].value : TM_NO_SLICE);
}

/* How much a topic is about a measure: by its heading, or by the best of what stands in it. */
static unsigned about(const struct linker *l, size_t topic, const struct tm_measure *m)
{
	enum { TELLING = 4 }; /* characters: 企业 tells nothing */
	struct tm_slice whom = tm_utf8_count(m->beneficiary) >= TELLING ? m->beneficiary : m->text;
	enum { NAMELESS = 500 };
	unsigned best = similarity(l->clauses[topic].heading, whom),
		 back = similarity(whom, l->clauses[topic].heading);

	best = back > best ? back : best;
	for (size_t i = topic; i < l->end[topic]; i++) {
		for (size_t k = 0; k < l->clauses[i].measure_count; k++) {
			const struct tm_measure *d = &l->clauses[i].measures[k];
			unsigned score = alike(whom, d->beneficiary);

			if (score && same_sum(main_sum(m), main_sum(d)))
				score += 200;
			if (!d->beneficiary.len && says_all_of(d, m))
				score = NAMELESS;
			best = score > best ? score : best;
		}
	}
	return best;
}

/* A quoted policy text restates the topic that is about the same, else what its instrument decides. */
static void link_quoted(struct linker *l, size_t clause)
{
	struct tm_clause *c = &l->clauses[clause];
	long above = l->parent[clause];
	size_t first = above == ROOT ? 0 : (size_t)above, last = above == ROOT ? l->count : l->end[above];

	for (size_t k = 0; k < c->measure_count; k++) {
		struct tm_measure *m = &c->measures[k];
		size_t topic = 0;
		unsigned best = 0;
		bool topics = false;

		for (size_t i = clause + 1; i < last; i = l->end[i]) {
			unsigned score;

			if (l->clauses[i].kind != TM_TOPIC)
				continue;
			topics = true;
			score = about(l, i, m);
			if (score > best) {
				best = score;
				topic = i;
			}
		}
		if (!topics)
			link_within(l, m, first, last, 300, false);
		else if (best >= 400)
			link_within(l, m, topic, l->end[topic], 0,
				    !m->key.len && (count_deciding(l, topic, l->end[topic]) == 1 ||
						    l->clauses[topic].measure_count <= 1));
	}
}

/* A row restates what the body says of the same people. */
static void link_row(struct linker *l, size_t clause)
{
	struct tm_clause *c = &l->clauses[clause];

	for (size_t k = 0; k < c->measure_count; k++)
		link_within(l, &c->measures[k], 0, l->count, 900, false);
}

void tm_link_measures(struct tm_pass *pass)
{
	struct linker l = { .pass = pass, .clauses = pass->doc->clauses, .count = pass->doc->clause_count };

	if (!l.count)
		return;
	l.parent = tm_arena_array(pass->arena, l.count, sizeof(*l.parent));
	l.end = tm_arena_array(pass->arena, l.count, sizeof(*l.end));
	l.next = tm_arena_array(pass->arena, l.count, sizeof(*l.next));
	l.eligible = tm_arena_array(pass->arena, l.count + 1, sizeof(*l.eligible));
	find_parents(&l);
	list_eligible(&l);
	for (size_t i = 0; i < l.count; i++) {
		const struct tm_clause *c = &l.clauses[i];

		if (!c->measure_count)
			continue;
		link_eligibility(&l, i);
		if (c->kind == TM_ROW)
			link_row(&l, i);
		else if (c->role == TM_ROLE_POLICY_TEXT)
			link_quoted(&l, i);
		else
			link_heading(&l, i);
	}
}
