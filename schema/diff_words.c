/*
 * diff_words.c - the words of two clauses that differ.
 *
 * A clause is read as tokens: a figure with its unit, the name of an office or
 * an instrument, a Latin word or number, else one character.  Myers' greedy
 * algorithm (1986) finds the shortest edit script; then runs are put where a
 * person would put them: an insertion begins and ends at marks if it can, and
 * two changes with a character or two between them are one.  A sentence that
 * only stands elsewhere goes whole and comes whole.
 */
#include "diff_p.h"

#include <stdlib.h>

#include "normalize/utf8.h"

enum {
	EDITS_MAX = 3000,      /* of one script; its trace takes the square of it */
	STEPS_MAX = 100000000, /* tokens by edits; a script that would take more is one replacement */
	SENTENCE_MIN = 8,      /* characters of a sentence that is known again elsewhere */
	GAP_MAX = 2            /* characters between two changes that make them one */
};

struct token {
	struct tm_slice text;
	uint32_t id;
	uint32_t home;  /* clause within the change, and which of its three texts */
	uint16_t chars; /* length in characters */
	bool is_word;   /* no mark */
	bool is_moved;  /* in a sentence that stands elsewhere on the other side */
};

struct tokens {
	struct token *items;
	uint32_t count;
};

/* ---- where things stand in a clause ---- */

static bool lies_in(struct tm_slice part, struct tm_slice whole)
{
	return part.len && (uintptr_t)part.ptr >= (uintptr_t)whole.ptr &&
	       (uintptr_t)part.ptr + part.len <= (uintptr_t)whole.ptr + whole.len;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The first `what` at or behind `from` that does not begin inside a number. */
static size_t find_figure(struct tm_slice text, struct tm_slice what, size_t from)
{
	while ((from = tm_slice_find(text, what, from)) != SIZE_MAX) {
		if (from == 0 || !is_digit(what.ptr[0]) ||
		    (!is_digit(text.ptr[from - 1]) && text.ptr[from - 1] != '.'))
			return from;
		from++;
	}
	return SIZE_MAX;
}

void tm_locate_facts(const struct tm_clause *clause, struct tm_slice *places)
{
	size_t in_heading = 0, in_text = 0;

	for (size_t i = 0; i < clause->fact_count; i++) {
		struct tm_slice text = clause->facts[i].text;
		size_t at;

		places[i] = TM_NO_SLICE;
		if (!text.len)
			continue;
		if (lies_in(text, clause->heading) || lies_in(text, clause->text)) {
			places[i] = text;
			continue;
		}
		at = in_text ? SIZE_MAX : find_figure(clause->heading, text, in_heading);
		if (at != SIZE_MAX) {
			places[i] = tm_slice_sub(clause->heading, at, at + text.len);
			in_heading = at + text.len;
			continue;
		}
		at = find_figure(clause->text, text, in_text);
		if (at != SIZE_MAX) {
			places[i] = tm_slice_sub(clause->text, at, at + text.len);
			in_text = at + text.len;
		}
	}
}

/* The source span of a slice of a clause: by the document's flow where there is one. */
static struct tm_span span_of(const struct tm_document *doc, const struct tm_clause *c, struct tm_slice s)
{
	static const struct tm_span unknown = { 0, 0 };
	bool in_heading = lies_in(s, c->heading);
	struct tm_slice whole = in_heading ? c->heading : c->text;
	struct tm_span span = in_heading ? c->heading_span : c->text_span;

	if (!s.len)
		return unknown;
	if (doc->flow.bytes.len && lies_in(s, doc->flow.bytes)) {
		size_t at = tm_flow_at(&doc->flow, s);

		return tm_flow_span(&doc->flow, at, at + s.len);
	}
	/* A catalogue: where text and source have the same bytes, offsets are the same as well. */
	if (!lies_in(s, whole) || span.end - span.start != whole.len || c->extent.piece_count)
		return unknown;
	span.start += (uint32_t)(s.ptr - whole.ptr);
	span.end = span.start + (uint32_t)s.len;
	return span;
}

/* ---- tokens ---- */

/* Words of a clause that are kept whole. */
struct whole_words {
	struct tm_slice *places; /* of facts, in order */
	size_t place_count, next;
	struct tm_slice *names; /* of offices and instruments */
	size_t name_count, name_room;
};

enum { NAMES_MAX = 64 };

static void add_name(struct tm_compare *c, struct whole_words *w, struct tm_slice name)
{
	for (size_t i = 0; i < w->name_count; i++)
		if (tm_slice_eq(w->names[i], name))
			return;
	if (name.len && w->name_count < NAMES_MAX)
		*(struct tm_slice *)tm_arena_push(c->arena, &w->names, &w->name_count, &w->name_room,
						  sizeof(name)) = name;
}

static struct whole_words find_whole_words(struct tm_compare *c, const struct tm_clause *clause)
{
	struct whole_words w = { .places = tm_arena_array(c->arena, clause->fact_count + 1, sizeof(*w.places)),
				 .place_count = clause->fact_count };

	tm_locate_facts(clause, w.places);
	for (size_t i = 0; i < clause->office_count; i++)
		add_name(c, &w, clause->offices[i].name);
	for (size_t i = 0; i < clause->measure_count; i++)
		add_name(c, &w, clause->measures[i].instrument);
	return w;
}

static bool is_latin(struct tm_slice text, size_t at)
{
	unsigned char c = (unsigned char)text.ptr[at];
	bool digit = is_digit(text.ptr[at]);

	if (digit || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
		return true;
	/* a point between two digits */
	return c == '.' && at > 0 && at + 1 < text.len && is_digit(text.ptr[at - 1]) && is_digit(text.ptr[at + 1]);
}

static size_t token_length(struct whole_words *w, struct tm_slice text, size_t at)
{
	size_t n = 0;

	while (w->next < w->place_count && (!w->places[w->next].len || (lies_in(w->places[w->next], text) &&
									w->places[w->next].ptr < text.ptr + at)))
		w->next++;
	if (w->next < w->place_count && w->places[w->next].ptr == text.ptr + at)
		return w->places[w->next].len;
	for (size_t i = 0; i < w->name_count; i++)
		if (w->names[i].len > n && tm_slice_starts(tm_slice_sub(text, at, text.len), w->names[i]))
			n = w->names[i].len;
	if (n)
		return n;
	while (at + n < text.len && is_latin(text, at + n))
		n++;
	if (!n)
		n = tm_utf8_length(text.ptr[at]);
	return n < text.len - at ? n : text.len - at;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static void add_token(struct tm_compare *c, struct tokens *out, struct tm_slice text, uint32_t home)
{
	struct token *t = &out->items[out->count++];
	size_t chars = tm_utf8_count(text), n;
	uint32_t code = tm_utf8_decode(text.ptr, &n);

	t->text = text;
	t->home = home;
	t->chars = chars > UINT16_MAX ? UINT16_MAX : (uint16_t)chars;
	t->is_word = text.len > n || is_latin(text, 0) || tm_is_han(code);
	t->id = tm_intern(&c->chars, text);
}

static void add_text(struct tm_compare *c, struct tokens *out, struct whole_words *w, struct tm_slice text,
		     uint32_t home)
{
	for (size_t at = 0, n; at < text.len; at += n) {
		n = 1;
		if (is_blank(text.ptr[at]))
			continue;
		n = token_length(w, text, at);
		add_token(c, out, tm_slice_sub(text, at, at + n), home);
	}
}

static struct tokens read_tokens(struct tm_compare *c, const struct tm_side *s, const uint32_t *list, size_t count)
{
	struct tokens out = { 0 };
	size_t room = 0;

	for (size_t i = 0; i < count; i++)
		room += s->parts[list[i]].len;
	out.items = tm_arena_array(c->arena, room + 1, sizeof(*out.items));
	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *clause = s->parts[list[i]].clause;
		struct whole_words w = find_whole_words(c, clause);
		uint32_t home = 3 * (uint32_t)i;

		add_text(c, &out, &w, clause->heading, home);
		add_text(c, &out, &w, clause->heading_end, home + 1);
		add_text(c, &out, &w, clause->text, home + 2);
	}
	return out;
}

/* ---- the script ---- */

/* a[a_from, a_to) became b[b_from, b_to). */
struct run {
	uint32_t a_from, a_to, b_from, b_to;
};

struct script {
	bool is_cut_short; /* it would have taken too long: one replacement */
	struct run *runs;
	size_t count, room;
};

static void add_run(struct tm_compare *c, struct script *s, struct run run)
{
	struct run *last = s->count ? &s->runs[s->count - 1] : NULL;

	if (run.a_from == run.a_to && run.b_from == run.b_to)
		return;
	if (last && last->a_to == run.a_from && last->b_to == run.b_from) {
		last->a_to = run.a_to;
		last->b_to = run.b_to;
		return;
	}
	*(struct run *)tm_arena_push(c->arena, &s->runs, &s->count, &s->room, sizeof(run)) = run;
}

struct myers {
	const struct token *a, *b;
	int32_t n, m;
	int32_t **trace; /* for each number of edits the furthest places, diagonal by diagonal */
};

/* Furthest place on diagonal `k` after `d` edits, from those after `d - 1`. */
static int32_t furthest(const struct myers *y, const int32_t *before, int32_t d, int32_t k)
{
	int32_t x;

	if (d == 0)
		x = 0;
	else if (k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]))
		x = before[k + 1 + d - 1];
	else
		x = before[k - 1 + d - 1] + 1;
	while (x < y->n && x - k < y->m && y->a[x].id == y->b[x - k].id)
		x++;
	return x;
}

/* The number of edits, or -1 when there would be more than `most`. */
static int32_t search(struct myers *y, int32_t most)
{
	for (int32_t d = 0; d <= most; d++) {
		int32_t *places = tm_malloc((2 * (size_t)d + 1) * sizeof(*places));

		y->trace[d] = places;
		for (int32_t k = -d; k <= d; k += 2) {
			int32_t x = furthest(y, d ? y->trace[d - 1] : NULL, d, k);

			places[k + d] = x;
			if (k == y->n - y->m && x >= y->n)
				return d;
		}
	}
	return -1;
}

/* Walks the trace back and marks what is edited. */
static void walk_back(const struct myers *y, int32_t d, bool *a_edited, bool *b_edited)
{
	int32_t k = y->n - y->m;

	for (; d > 0; d--) {
		int32_t x;
		const int32_t *before = y->trace[d - 1];
		bool down = k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);

		if (down) {
			x = before[k + 1 + d - 1];
			k++;
			if (x - k >= 0 && x - k < y->m)
				b_edited[x - k] = true;
		} else {
			x = before[k - 1 + d - 1];
			k--;
			if (x >= 0 && x < y->n)
				a_edited[x] = true;
		}
	}
}

static void collect_runs(struct tm_compare *c, struct script *s, const bool *a, uint32_t n, const bool *b,
			 uint32_t m, uint32_t offset)
{
	uint32_t i = 0, k = 0;

	while (i < n || k < m) {
		struct run r = { i + offset, 0, k + offset, 0 };

		while (i < n && a[i])
			i++;
		while (k < m && b[k])
			k++;
		r.a_to = i + offset;
		r.b_to = k + offset;
		add_run(c, s, r);
		i += i < n;
		k += k < m;
	}
}

static struct script compare_tokens(struct tm_compare *c, const struct tokens *a, const struct tokens *b)
{
	struct script s = { 0 };
	uint32_t from = 0, a_to = a->count, b_to = b->count;
	struct myers y;
	int32_t most, d;
	bool *a_edited, *b_edited;

	while (from < a_to && from < b_to && a->items[from].id == b->items[from].id)
		from++;
	while (a_to > from && b_to > from && a->items[a_to - 1].id == b->items[b_to - 1].id)
		a_to--, b_to--;
	y = (struct myers){ a->items + from, b->items + from, (int32_t)(a_to - from), (int32_t)(b_to - from),
			    NULL };
	most = STEPS_MAX / (y.n + y.m + 1);
	most = most > EDITS_MAX ? EDITS_MAX : most;
	most = most > y.n + y.m ? y.n + y.m : most;
	y.trace = tm_arena_array(c->arena, (size_t)most + 2, sizeof(*y.trace));
	d = y.n && y.m ? search(&y, most) : -1;
	s.is_cut_short = y.n && y.m && d < 0;
	if (d < 0) {
		add_run(c, &s, (struct run){ from, a_to, from, b_to });
	} else {
		a_edited = tm_arena_array(c->arena, (size_t)y.n + 1, sizeof(*a_edited));
		b_edited = tm_arena_array(c->arena, (size_t)y.m + 1, sizeof(*b_edited));
		walk_back(&y, d, a_edited, b_edited);
		collect_runs(c, &s, a_edited, (uint32_t)y.n, b_edited, (uint32_t)y.m, from);
	}
	for (int32_t i = 0; i <= most; i++)
		free(y.trace[i]);
	return s;
}

/* ---- sentences that stand elsewhere ---- */

struct sentence {
	uint32_t from, to; /* tokens */
	uint64_t hash;
	bool is_new, is_edited; /* edited: the script does not keep it as it stands */
};

struct sentences {
	struct sentence *items;
	size_t count;
};

static bool ends_sentence(const struct tokens *t, uint32_t i)
{
	return i + 1 == t->count || t->items[i + 1].home != t->items[i].home ||
	       tm_slice_is(t->items[i].text, "\xE3\x80\x82") || tm_slice_is(t->items[i].text, "\xEF\xBC\x9B");
}

/* The sentences of one side that are long enough; `edited` by token. */
static void add_sentences(struct sentences *out, const struct tokens *t, bool is_new, const bool *edited)
{
	uint32_t from = 0, chars = 0;
	struct sentence x = { .hash = TM_HASH_BEGIN, .is_new = is_new };

	for (uint32_t i = 0; i < t->count; i++) {
		x.hash = tm_hash(x.hash, (struct tm_slice){ (const char *)&t->items[i].id, sizeof(uint32_t) });
		x.is_edited = x.is_edited || edited[i];
		chars += t->items[i].chars;
		if (!ends_sentence(t, i))
			continue;
		x.from = from;
		x.to = i + 1;
		if (chars >= SENTENCE_MIN)
			out->items[out->count++] = x;
		x = (struct sentence){ .hash = TM_HASH_BEGIN, .is_new = is_new };
		from = i + 1;
		chars = 0;
	}
}

static int compare_sentences(const void *pa, const void *pb)
{
	const struct sentence *a = pa, *b = pb;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->is_new != b->is_new)
		return a->is_new - b->is_new;
	return a->from < b->from ? -1 : a->from > b->from;
}

/* Tokens of both sides that are no longer the same as any other. */
static void set_apart(struct tokens *t, const struct sentence *x)
{
	for (uint32_t i = x->from; i < x->to; i++) {
		t->items[i].is_moved = true;
		t->items[i].id = x->is_new ? UINT32_MAX : UINT32_MAX - 1;
	}
}

static bool are_equal(const struct tokens *a, const struct sentence *x, const struct tokens *b,
		      const struct sentence *y)
{
	if (x->to - x->from != y->to - y->from)
		return false;
	for (uint32_t i = 0; i < x->to - x->from; i++)
		if (a->items[x->from + i].id != b->items[y->from + i].id)
			return false;
	return true;
}

/*
 * A sentence that each side has once, and that the script takes to pieces,
 * stands elsewhere: set apart it no longer lends its words to its neighbours.
 * True when there is one.
 */
static bool set_moved_apart(struct tm_compare *c, const struct script *s, struct tokens *a, struct tokens *b)
{
	bool *a_edited = tm_arena_array(c->arena, (size_t)a->count + 1, sizeof(*a_edited));
	bool *b_edited = tm_arena_array(c->arena, (size_t)b->count + 1, sizeof(*b_edited));
	struct sentences all = { tm_arena_array(c->arena, (size_t)a->count + b->count + 1, sizeof(*all.items)),
				 0 };
	bool any = false;

	for (size_t i = 0; i < s->count; i++) {
		for (uint32_t k = s->runs[i].a_from; k < s->runs[i].a_to; k++)
			a_edited[k] = true;
		for (uint32_t k = s->runs[i].b_from; k < s->runs[i].b_to; k++)
			b_edited[k] = true;
	}
	add_sentences(&all, a, false, a_edited);
	add_sentences(&all, b, true, b_edited);
	qsort(all.items, all.count, sizeof(*all.items), compare_sentences);
	for (size_t i = 0, end; i < all.count; i = end) {
		const struct sentence *x = &all.items[i];

		for (end = i + 1; end < all.count && all.items[end].hash == x->hash; end++)
			;
		if (end - i != 2 || x->is_new || !x[1].is_new || !(x->is_edited && x[1].is_edited) ||
		    !are_equal(a, x, b, x + 1))
			continue;
		set_apart(a, x);
		set_apart(b, x + 1);
		any = true;
	}
	return any;
}

/* ---- runs as a person would cut them ---- */

/* How good a place between two tokens is to cut at. */
static int cut(const struct tokens *t, uint32_t at)
{
	if (at == 0 || at == t->count)
		return 4;
	if (t->items[at - 1].home != t->items[at].home)
		return 4;
	if (!t->items[at - 1].is_word)
		return 3;
	if (!t->items[at].is_word)
		return 2;
	return t->items[at - 1].chars > 1 || t->items[at].chars > 1;
}

/* Moves an insertion or deletion t[from, to) between `low` and `high` where it begins and ends best. */
static int32_t slide(const struct tokens *t, uint32_t from, uint32_t to, uint32_t low, uint32_t high)
{
	int32_t best = 0, best_cut = cut(t, from) + cut(t, to);

	for (uint32_t i = 1; to + i <= high && t->items[from + i - 1].id == t->items[to + i - 1].id; i++) {
		int score = cut(t, from + i) + cut(t, to + i);

		if (score > best_cut) {
			best = (int32_t)i;
			best_cut = score;
		}
	}
	for (uint32_t i = 1; from >= low + i && t->items[from - i].id == t->items[to - i].id; i++) {
		int score = cut(t, from - i) + cut(t, to - i);

		if (score > best_cut) {
			best = -(int32_t)i;
			best_cut = score;
		}
	}
	return best;
}

static void slide_runs(struct script *s, const struct tokens *a, const struct tokens *b)
{
	for (size_t i = 0; i < s->count; i++) {
		struct run *r = &s->runs[i];
		const struct run *before = i ? r - 1 : NULL, *behind = i + 1 < s->count ? r + 1 : NULL;
		int32_t by = 0;

		if (r->a_from == r->a_to)
			by = slide(b, r->b_from, r->b_to, before ? before->b_to : 0,
				   behind ? behind->b_from : b->count);
		else if (r->b_from == r->b_to)
			by = slide(a, r->a_from, r->a_to, before ? before->a_to : 0,
				   behind ? behind->a_from : a->count);
		r->a_from = (uint32_t)((int32_t)r->a_from + by);
		r->a_to = (uint32_t)((int32_t)r->a_to + by);
		r->b_from = (uint32_t)((int32_t)r->b_from + by);
		r->b_to = (uint32_t)((int32_t)r->b_to + by);
	}
}

/* Are the tokens between two runs too little to stand alone? */
static bool is_gap(const struct tokens *t, uint32_t from, uint32_t to, const struct run *x, const struct run *y)
{
	uint32_t chars = 0, least = x->a_to - x->a_from + x->b_to - x->b_from;

	if (y->a_to - y->a_from + y->b_to - y->b_from < least)
		least = y->a_to - y->a_from + y->b_to - y->b_from;
	for (uint32_t i = from; i < to; i++) {
		if (!t->items[i].is_word || t->items[i].home != t->items[from].home)
			return false;
		chars += t->items[i].chars;
		if (chars > GAP_MAX)
			return false;
	}
	return chars < GAP_MAX || least >= chars;
}

static void join_runs(struct script *s, const struct tokens *a)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct run *last = kept ? &s->runs[kept - 1] : NULL;

		if (last && is_gap(a, last->a_to, s->runs[i].a_from, last, &s->runs[i])) {
			last->a_to = s->runs[i].a_to;
			last->b_to = s->runs[i].b_to;
		} else {
			s->runs[kept++] = s->runs[i];
		}
	}
	s->count = kept;
}

/* How often, the less the oftener, these two characters stand together; a lot for what is no word. */
static uint64_t apart(struct tm_compare *c, const struct token *first, const struct token *second)
{
	if (!first->is_word || !second->is_word || first->chars != 1 || second->chars != 1 ||
	    first->home != second->home)
		return UINT32_MAX;
	return tm_gram_weight(c, first->id, second->id);
}

/*
 * One character in the place of another is half a word: the other half is the
 * neighbour that it stands with more often in the two documents.
 */
static void widen_runs(struct tm_compare *c, struct script *s, const struct tokens *a, const struct tokens *b)
{
	for (size_t i = 0; i < s->count; i++) {
		struct run *r = &s->runs[i];
		uint32_t low = i ? r[-1].a_to : 0, high = i + 1 < s->count ? r[1].a_from : a->count;
		uint64_t left = UINT32_MAX, right = UINT32_MAX;
		const struct token *x = a->items + r->a_from, *y = b->items + r->b_from;

		if (r->a_to - r->a_from != 1 || r->b_to - r->b_from != 1)
			continue;
		if (r->a_from > low)
			left = apart(c, x - 1, x) + apart(c, y - 1, y);
		if (r->a_to < high)
			right = apart(c, x, x + 1) + apart(c, y, y + 1);
		if (left < UINT32_MAX && left <= right) {
			r->a_from--;
			r->b_from--;
		} else if (right < UINT32_MAX) {
			r->a_to++;
			r->b_to++;
		}
	}
}

/* ---- runs as changes ---- */

static struct tm_slice slice_of(const struct tokens *t, uint32_t from, uint32_t to)
{
	const struct token *last = &t->items[to - 1];
	const char *start = t->items[from].text.ptr;

	return (struct tm_slice){ start, (size_t)(last->text.ptr + last->text.len - start) };
}

/* How far tokens from `from` on lie in one text, and in or outside sentences that moved. */
static uint32_t same_home(const struct tokens *t, uint32_t from, uint32_t to)
{
	uint32_t end = from;

	while (end < to && t->items[end].home == t->items[from].home &&
	       t->items[end].is_moved == t->items[from].is_moved &&
	       !(end > from && t->items[end].is_moved && ends_sentence(t, end - 1)))
		end++;
	return end;
}

struct output {
	struct tm_compare *c;
	struct tm_change *change;
	struct tm_arena *arena;
	const struct tokens *a, *b;
};

static void write_change(struct output *o, struct run r)
{
	struct tm_word_change *w = tm_arena_push(o->arena, &o->change->words, &o->change->word_count,
						 &o->change->word_room, sizeof(*w));
	bool old = r.a_to > r.a_from, new = r.b_to > r.b_from;

	w->op = old && new ? TM_WORD_REPLACE : old ? TM_WORD_DELETE : TM_WORD_INSERT;
	if (old) {
		const struct tm_side *s = &o->c->old;
		uint32_t clause = o->change->old[o->a->items[r.a_from].home / 3];

		w->old = slice_of(o->a, r.a_from, r.a_to);
		w->old_span = span_of(s->doc, s->parts[clause].clause, w->old);
	}
	if (new) {
		const struct tm_side *s = &o->c->new;
		uint32_t clause = o->change->new[o->b->items[r.b_from].home / 3];

		w->new = slice_of(o->b, r.b_from, r.b_to);
		w->new_span = span_of(s->doc, s->parts[clause].clause, w->new);
	}
}

static bool begins_moved(const struct tokens *t, uint32_t from, uint32_t to)
{
	return from < to && t->items[from].is_moved;
}

/* A run that crosses from one text to another is several; what moved replaces nothing. */
static void write_run(struct output *o, struct run r)
{
	while (r.a_from < r.a_to || r.b_from < r.b_to) {
		struct run part = { r.a_from, same_home(o->a, r.a_from, r.a_to), r.b_from,
				    same_home(o->b, r.b_from, r.b_to) };

		if (part.a_from < part.a_to &&
		    (begins_moved(o->a, r.a_from, r.a_to) || begins_moved(o->b, r.b_from, r.b_to)))
			part.b_to = part.b_from;
		write_change(o, part);
		r.a_from = part.a_to;
		r.b_from = part.b_to;
	}
}

void tm_compare_words(struct tm_compare *c, struct tm_change *change, struct tm_arena *arena)
{
	struct tokens a = read_tokens(c, &c->old, change->old, change->old_count - change->old_deciding);
	struct tokens b = read_tokens(c, &c->new, change->new, change->new_count - change->new_deciding);
	struct script s = compare_tokens(c, &a, &b);
	struct output o = { c, change, arena, &a, &b };

	if (!s.is_cut_short && set_moved_apart(c, &s, &a, &b))
		s = compare_tokens(c, &a, &b);
	slide_runs(&s, &a, &b);
	join_runs(&s, &a);
	widen_runs(c, &s, &a, &b);
	for (size_t i = 0; i < s.count; i++)
		write_run(&o, s.runs[i]);
}
