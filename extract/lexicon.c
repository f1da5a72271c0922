#include "extract/lexicon.h"

#include <stdlib.h>

#include "normalize/utf8.h"

enum {
	BMP = 0x10000,
	OPENINGS = 64 /* characters that a pattern may begin with */
};

struct word {
	const struct tm_rule *rule;
	int number;
	struct tm_slice text, value;
};

struct opener {
	uint32_t character;
	const struct tm_rule *rule;
};

/* What may begin with a character: words behind a node of the trie, patterns. */
struct opening {
	uint32_t character;            /* 0 in a free slot */
	uint32_t node;                 /* 0 when no word does */
	uint32_t pattern, pattern_end; /* among the openers */
};

/* An edge of the trie: from a node by a character to another one.  Node 0 is the root. */
struct edge {
	uint64_t key; /* node << 21 | character, plus one; 0 in a free slot */
	uint32_t node;
};

struct tm_lexicon {
	uint64_t first[BMP / 64]; /* characters that open a word or a pattern */
	uint64_t alone[BMP / 64]; /* those that are a word by themselves or open a pattern */
	uint64_t pairs[BMP / 64]; /* hashes of the first two characters of words */
	struct opening *openings; /* of those, by hash */
	size_t opening_room;      /* a power of two */
	struct edge *edges;
	size_t edge_count, edge_room; /* a power of two */
	uint32_t *word_of;            /* by node: word + 1, or 0 */
	size_t node_count;
	struct word *words;
	size_t word_count, word_room;
	struct opener *openers; /* by character */
	size_t opener_count, opener_room;
};

static void set_bit(uint64_t *bits, uint32_t c)
{
	if (c < BMP)
		bits[c / 64] |= UINT64_C(1) << (c % 64);
}

static bool bit(const uint64_t *bits, uint32_t c)
{
	return c < BMP && (bits[c / 64] >> (c % 64) & 1);
}

static size_t slot_of(const struct tm_lexicon *l, uint64_t key)
{
	size_t i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (l->edge_room - 1);

	while (l->edges[i].key && l->edges[i].key != key)
		i = (i + 1) & (l->edge_room - 1);
	return i;
}

static uint64_t edge_key(uint32_t node, uint32_t c)
{
	return ((uint64_t)node << 21 | c) + 1;
}

/* The node behind `node` by `c`, made when it is missing. */
static uint32_t descend(struct tm_lexicon *l, uint32_t node, uint32_t c)
{
	size_t i = slot_of(l, edge_key(node, c));

	if (!l->edges[i].key)
		l->edges[i] = (struct edge){ edge_key(node, c), (uint32_t)l->node_count++ };
	return l->edges[i].node;
}

static uint32_t node_of(struct tm_lexicon *l, struct tm_slice text)
{
	uint32_t node = 0;

	for (size_t at = 0, n; at < text.len; at += n)
		node = descend(l, node, tm_utf8_decode(text.ptr + at, &n));
	return node;
}

/* Two rules that claim one word need different priorities; to blame is the one that was read later. */
static bool settle(struct word *old, const struct word *new, struct tm_diagnostics *diagnostics)
{
	bool later = new->rule->order > old->rule->order;
	const struct tm_rule *blamed = later ? new->rule : old->rule, *other = later ? old->rule : new->rule;
	struct tm_diagnostic *d;

	if (old->rule->priority != new->rule->priority) {
		if (new->rule->priority > old->rule->priority)
			*old = *new;
		return true;
	}
	d = tm_diagnose_file(diagnostics, TM_D_RULE_CONFLICT, blamed->place.file, blamed->place.line,
			     blamed->place.column, new->text);
	d->args[d->arg_count++] = other->id;
	d->args[d->arg_count++] = tm_arena_printf(diagnostics->arena, "%s:%u", other->place.file.ptr,
						  other->place.line);
	return false;
}

static bool add_words(struct tm_lexicon *l, struct tm_arena *arena, struct tm_diagnostics *diagnostics)
{
	size_t characters = 0;
	bool ok = true;

	for (size_t i = 0; i < l->word_count; i++)
		characters += tm_utf8_count(l->words[i].text);
	l->edge_room = 64;
	while (l->edge_room < 2 * characters)
		l->edge_room *= 2;
	l->edges = tm_arena_array(arena, l->edge_room, sizeof(*l->edges));
	l->word_of = tm_arena_array(arena, characters + 1, sizeof(*l->word_of));
	l->node_count = 1;
	for (size_t i = 0; i < l->word_count; i++) {
		uint32_t node = node_of(l, l->words[i].text);
		size_t n;

		if (l->word_of[node])
			ok &= settle(&l->words[l->word_of[node] - 1], &l->words[i], diagnostics);
		else
			l->word_of[node] = (uint32_t)i + 1;
		set_bit(l->first, tm_utf8_decode(l->words[i].text.ptr, &n));
	}
	return ok;
}

static int by_character(const void *pa, const void *pb)
{
	const struct opener *a = pa, *b = pb;

	if (a->character != b->character)
		return a->character < b->character ? -1 : 1;
	return a->rule < b->rule ? -1 : a->rule > b->rule;
}

static bool add_pattern(struct tm_lexicon *l, const struct tm_rule *rule, struct tm_arena *arena,
			struct tm_diagnostics *diagnostics)
{
	uint32_t characters[OPENINGS];
	int count = tm_pattern_openings(rule->source, characters, OPENINGS);

	if (count < 0) {
		tm_diagnose_file(diagnostics, TM_D_RULE_OPENING, rule->place.file, rule->place.line,
				 rule->place.column, rule->id);
		return false;
	}
	for (int i = 0; i < count; i++) {
		struct opener *o = tm_arena_push(arena, &l->openers, &l->opener_count, &l->opener_room,
						 sizeof(*o));

		*o = (struct opener){ characters[i], rule };
		set_bit(l->first, characters[i]);
	}
	return true;
}

static uint32_t pair_hash(uint32_t a, uint32_t b)
{
	return (a * UINT32_C(0x9E3779B1) ^ b * UINT32_C(0x85EBCA77)) >> 16;
}

/* The slot of a character, free when nothing begins with it. */
static struct opening *opening_of(const struct tm_lexicon *l, uint32_t c)
{
	size_t i = c * UINT32_C(0x9E3779B1) >> 8 & (l->opening_room - 1);

	while (l->openings[i].character && l->openings[i].character != c)
		i = (i + 1) & (l->opening_room - 1);
	return &l->openings[i];
}

static void index_word(struct tm_lexicon *l, struct tm_slice text)
{
	size_t len, n;
	uint32_t c = tm_utf8_decode(text.ptr, &len);
	struct opening *o = opening_of(l, c);

	o->character = c;
	o->node = l->edges[slot_of(l, edge_key(0, c))].node;
	if (len < text.len)
		set_bit(l->pairs, pair_hash(c, tm_utf8_decode(text.ptr + len, &n)));
	else
		set_bit(l->alone, c);
}

/* Says of each first character what follows it. */
static void index_openings(struct tm_lexicon *l, struct tm_arena *arena)
{
	size_t count = 0;

	for (uint32_t c = 0; c < BMP; c++)
		count += bit(l->first, c);
	l->opening_room = 64;
	while (l->opening_room < 2 * count)
		l->opening_room *= 2;
	l->openings = tm_arena_array(arena, l->opening_room, sizeof(*l->openings));
	for (size_t i = 0; i < l->word_count; i++)
		index_word(l, l->words[i].text);
	for (size_t i = 0; i < l->opener_count; i++) {
		struct opening *o = opening_of(l, l->openers[i].character);

		o->character = l->openers[i].character;
		set_bit(l->alone, o->character);
		if (!o->pattern_end)
			o->pattern = (uint32_t)i;
		o->pattern_end = (uint32_t)i + 1;
	}
}

struct tm_lexicon *tm_lexicon_new(const struct tm_grammar *grammar, enum tm_how how, struct tm_arena *arena,
				  struct tm_diagnostics *diagnostics)
{
	struct tm_lexicon *l = tm_arena_alloc(arena, sizeof(*l));
	bool ok = true;

	for (size_t r = 0; r < grammar->rule_count; r++) {
		const struct tm_rule *rule = &grammar->rules[r];

		if (tm_use_how(rule->use) != how)
			continue;
		if (rule->pattern)
			ok &= add_pattern(l, rule, arena, diagnostics);
		for (size_t i = 0; i < rule->map_count; i++) {
			struct word *w = tm_arena_push(arena, &l->words, &l->word_count, &l->word_room,
						       sizeof(*w));

			*w = (struct word){ rule, rule->map[i].number, rule->map[i].from,
					    rule->map[i].to.ptr ? rule->map[i].to : rule->value };
		}
	}
	ok &= add_words(l, arena, diagnostics);
	if (l->opener_count)
		qsort(l->openers, l->opener_count, sizeof(*l->openers), by_character);
	index_openings(l, arena);
	return ok ? l : NULL;
}

bool tm_lexicon_may_open(const struct tm_lexicon *lexicon, uint32_t character)
{
	return bit(lexicon->first, character);
}

/*
 * The longest word; `at` is behind its first character, which leads to `node`.  Unless `on`, no word has the
 * character there as its second.
 */
static const struct word *longest_word(const struct tm_lexicon *l, uint32_t node, bool on, struct tm_slice text,
				       size_t at, size_t *end)
{
	const struct word *best = NULL;

	for (;;) {
		size_t n, slot;

		if (l->word_of[node]) {
			best = &l->words[l->word_of[node] - 1];
			*end = at;
		}
		if (!on || at >= text.len)
			return best;
		slot = slot_of(l, edge_key(node, tm_utf8_decode(text.ptr + at, &n)));
		if (!l->edges[slot].key)
			return best;
		node = l->edges[slot].node;
		at += n;
	}
}

/* Can a word go on behind its first character `c` with what stands at `behind`? */
static bool may_go_on(const struct tm_lexicon *l, uint32_t c, struct tm_slice text, size_t behind)
{
	size_t n;

	return behind < text.len && bit(l->pairs, pair_hash(c, tm_utf8_decode(text.ptr + behind, &n)));
}

static void try_patterns(const struct tm_lexicon *l, const struct opening *o, struct tm_matcher *matcher,
			 struct tm_slice text, size_t at, struct tm_entry *best)
{
	for (uint32_t i = o->pattern; i < o->pattern_end; i++) {
		const struct tm_rule *rule = l->openers[i].rule;
		size_t len;

		if (!tm_match(matcher, rule->pattern, text, at))
			continue;
		len = tm_group_end(matcher, 0) - at;
		if (len > best->length || (len && len == best->length && rule->priority > best->rule->priority))
			*best = (struct tm_entry){ rule, rule->value_number, rule->value, len };
	}
}

bool tm_lexicon_find(const struct tm_lexicon *lexicon, struct tm_matcher *matcher, struct tm_slice text, size_t at,
		     struct tm_entry *entry)
{
	size_t n, end = at;
	uint32_t c = tm_utf8_decode(text.ptr + at, &n);
	const struct opening *o;
	const struct word *word;
	bool on;

	entry->rule = NULL;
	if (!bit(lexicon->first, c))
		return false;
	on = may_go_on(lexicon, c, text, at + n);
	if (!on && !bit(lexicon->alone, c))
		return false;
	o = opening_of(lexicon, c);
	word = o->node ? longest_word(lexicon, o->node, on, text, at + n, &end) : NULL;
	*entry = word ? (struct tm_entry){ word->rule, word->number, word->value, end - at }
		      : (struct tm_entry){ NULL, -1, TM_NO_SLICE, 0 };
	if (o->pattern < o->pattern_end)
		try_patterns(lexicon, o, matcher, text, at, entry);
	return entry->rule != NULL;
}
