/*
 * needs.c - which characters are in every match of a pattern, and with which can it begin and end?
 *
 * Reads the subset of PCRE2 that rules are written in: literals, classes,
 * groups, alternatives, quantifiers and assertions.  Of a row of parts each
 * part is needed, of alternatives one of what any of them needs; what may be
 * missing, assertions and classes that are not listed need nothing.  A pattern
 * begins with its first part, or, as far as that may be missing, with those
 * behind; one that demands the end of the text ($) ends it with its last part,
 * or with those before.
 */
#include "extract/lexicon.h"
#include "extract/sketch.h"

enum { GROUP = 96 /* characters; a larger group is hardly ever missing */, OPENINGS = 256, DEPTH = 32 };

/* One character or more of these; of an unknown set, none in particular. */
struct group {
	uint32_t characters[GROUP];
	int count;
	bool unknown;
};

/* A part of a pattern, or a row of parts. */
struct part {
	struct group needs, ends;
	bool empty;  /* may match nothing */
	bool dollar; /* is, or ends in, a $ */
};

struct needs {
	struct tm_slice pattern;
	size_t at;
	int depth;
	uint32_t *openings; /* characters that a match can begin with; NULL where nobody asks */
	int opening_count, opening_room;
	bool any_opening; /* it can begin with others, too */
	bool bad;         /* something that is not understood: nothing is known of the rest */
};

static char peek(const struct needs *n)
{
	if (n->at >= n->pattern.len)
		return '\0';
	return n->pattern.ptr[n->at];
}

static bool take(struct needs *n, const char *s)
{
	if (!tm_slice_starts(tm_slice_sub(n->pattern, n->at, n->pattern.len), tm_slice_str(s)))
		return false;
	n->at += strlen(s);
	return true;
}

static uint32_t take_character(struct needs *n)
{
	size_t len = 0;
	uint32_t c = 0;

	if (n->at < n->pattern.len)
		c = tm_utf8_decode(n->pattern.ptr + n->at, &len);
	n->at += len;
	return c;
}

static void skip_behind(struct needs *n, char c)
{
	while (peek(n) && peek(n) != c)
		n->at++;
	n->at++;
}

static void add_range(struct group *g, uint32_t first, uint32_t last)
{
	if (last < first || last - first >= GROUP || g->count + (int)(last - first) >= GROUP) {
		g->unknown = true;
		return;
	}
	for (uint32_t c = first; c <= last; c++)
		g->characters[g->count++] = c;
}

static void add_group(struct group *to, const struct group *from)
{
	to->unknown |= from->unknown || to->count + from->count > GROUP;
	for (int i = 0; i < from->count && !to->unknown; i++)
		to->characters[to->count++] = from->characters[i];
}

/* What stands at the start of a pattern can open a match. */
static void open_with(struct needs *n, const struct group *g)
{
	n->any_opening |= g->unknown;
	for (int i = 0; i < g->count && n->openings; i++) {
		int k = 0;

		while (k < n->opening_count && n->openings[k] != g->characters[i])
			k++;
		if (k == n->opening_room)
			n->any_opening = true;
		else if (k == n->opening_count)
			n->openings[n->opening_count++] = g->characters[i];
	}
}

static bool is_better(const struct group *a, const struct group *than)
{
	return !a->unknown && (than->unknown || a->count < than->count);
}

/* Behind a backslash: one character; 0 where it is none in particular. */
static uint32_t escape(struct needs *n)
{
	uint32_t c = take_character(n);

	if (c == 'n')
		return '\n';
	if (c == 'x' && take(n, "{")) {
		for (c = 0; peek(n) && peek(n) != '}'; n->at++) {
			const char *digits = "0123456789abcdef", *d = strchr(digits, peek(n));

			if (!d || c > 0xFFFFF)
				n->bad = true;
			else
				c = c * 16 + (uint32_t)(d - digits);
		}
		n->at++;
		return c;
	}
	if (c < 0x80 && ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
		n->bad |= !strchr("dDwWsSbB", (int)c);
		return 0;
	}
	return c;
}

static void read_class(struct needs *n, struct group *g)
{
	g->unknown |= take(n, "^");
	n->bad |= peek(n) == ']';
	while (n->at < n->pattern.len && peek(n) != ']' && !n->bad) {
		uint32_t c, last;

		if (take(n, "\\d")) {
			add_range(g, '0', '9');
			continue;
		}
		n->bad = peek(n) == '[';
		c = take(n, "\\") ? escape(n) : take_character(n);
		last = c;
		if (peek(n) == '-' && n->at + 1 < n->pattern.len && n->pattern.ptr[n->at + 1] != ']') {
			n->at++;
			last = take(n, "\\") ? escape(n) : take_character(n);
		}
		g->unknown |= c == 0;
		add_range(g, c, last);
	}
	n->at++;
}

static struct part alternatives(struct needs *n, struct tm_needs *out, bool at_start);

/* What stands in brackets, behind the one that opens. */
static struct part read_brackets(struct needs *n, bool at_start)
{
	struct part inside;
	bool assertion = false;

	if (take(n, "?=") || take(n, "?!") || take(n, "?<=") || take(n, "?<!"))
		assertion = true;
	else if (take(n, "?<"))
		skip_behind(n, '>');
	else if (!take(n, "?:") && !take(n, "?>") && (peek(n) == '?' || peek(n) == '*'))
		n->bad = true;
	if (++n->depth > DEPTH)
		n->bad = true;
	inside = alternatives(n, NULL, at_start && !assertion);
	n->depth--;
	n->bad |= !take(n, ")");
	return assertion ? (struct part){ .needs.unknown = true, .empty = true } : inside;
}

/* May the part before be missing?  Reads its quantifier. */
static bool may_be_missing(struct needs *n)
{
	bool may = peek(n) == '*' || peek(n) == '?';

	if (take(n, "{")) {
		may = peek(n) == '0';
		n->bad |= peek(n) < '0' || peek(n) > '9';
		skip_behind(n, '}');
	} else if (peek(n) && strchr("*?+", peek(n))) {
		n->at++;
	} else {
		return false;
	}
	if (peek(n) == '+' || peek(n) == '?')
		n->at++;
	return may;
}

static void read_character(struct needs *n, struct group *g)
{
	bool escaped;
	uint32_t c;

	if (take(n, "\\d")) {
		add_range(g, '0', '9');
		return;
	}
	escaped = take(n, "\\");
	c = escaped ? escape(n) : take_character(n);
	g->unknown = escaped ? c == 0 : c < 0x80 && strchr(".*+?{", (int)c);
	add_range(g, c, c);
}

static struct part one_of(const struct group *g)
{
	return (struct part){ .needs = *g, .ends = *g };
}

/* The next part; `at_start` where nothing in front of it must be there. */
static struct part read_part(struct needs *n, bool at_start)
{
	struct part part;

	if (take(n, "(")) {
		part = read_brackets(n, at_start);
	} else if (take(n, "^") || take(n, "$")) {
		part = (struct part){ .needs.unknown = true, .empty = true };
		part.dollar = n->pattern.ptr[n->at - 1] == '$';
	} else {
		struct group g = { .count = 0 };

		if (take(n, "["))
			read_class(n, &g);
		else
			read_character(n, &g);
		if (at_start)
			open_with(n, &g);
		part = one_of(&g);
	}
	if (may_be_missing(n)) {
		part.needs.unknown = part.empty = true;
		part.dollar = false;
	}
	return part;
}

/* Makes `part` the end of a row. */
static void append(struct part *row, const struct part *part)
{
	if (!part->empty)
		row->ends = (struct group){ .count = 0 };
	add_group(&row->ends, &part->ends);
	row->empty &= part->empty;
	row->dollar = part->dollar;
	if (is_better(&part->needs, &row->needs))
		row->needs = part->needs;
}

/* Adds a group; the larger one goes when there are too many. */
static void keep(struct tm_needs *out, const struct group *g, int *sizes)
{
	int place = out->count;

	if (g->unknown)
		return;
	if (place == TM_NEEDS) {
		place = 0;
		for (int i = 1; i < TM_NEEDS; i++)
			if (sizes[i] > sizes[place])
				place = i;
		if (sizes[place] <= g->count)
			return;
	} else {
		out->count++;
	}
	sizes[place] = g->count;
	out->groups[place] = (struct tm_sketch){ { 0 } };
	for (int i = 0; i < g->count; i++)
		tm_sketch_add(&out->groups[place], g->characters[i]);
}

/* Alternatives up to ) or the end.  With `out`, all parts are kept where there is but one. */
static struct part alternatives(struct needs *n, struct tm_needs *out, bool at_start)
{
	static const struct part nothing = { .needs.unknown = true, .empty = true };
	struct part all = { .dollar = true }, row = nothing;
	int sizes[TM_NEEDS], count = 1;

	for (;;) {
		bool ends = n->at >= n->pattern.len || peek(n) == ')' || n->bad;

		if (ends || take(n, "|")) {
			add_group(&all.needs, &row.needs);
			add_group(&all.ends, &row.ends);
			all.empty |= row.empty;
			all.dollar &= row.dollar;
			if (ends)
				break;
			row = nothing;
			count++;
		} else {
			struct part part = read_part(n, at_start && row.empty);

			append(&row, &part);
			if (out && count == 1)
				keep(out, &part.needs, sizes);
		}
	}
	if (out && count > 1) {
		out->count = 0;
		keep(out, &all.needs, sizes);
	}
	return all;
}

struct tm_needs tm_pattern_needs(struct tm_slice pattern)
{
	struct needs n = { .pattern = pattern };
	struct tm_needs out = { .count = 0 };

	alternatives(&n, &out, false);
	if (n.bad || n.at < pattern.len)
		out.count = 0;
	return out;
}

struct tm_sketch tm_pattern_last(struct tm_slice pattern)
{
	struct needs n = { .pattern = pattern };
	struct part all = alternatives(&n, NULL, false);
	struct tm_sketch last = { { 0 } };

	for (int i = 0; i < all.ends.count; i++)
		tm_sketch_add(&last, all.ends.characters[i]);
	if (n.bad || n.at < pattern.len || !all.dollar || all.empty || all.ends.unknown)
		memset(&last, 0xFF, sizeof(last));
	return last;
}

int tm_pattern_openings(struct tm_slice pattern, uint32_t *out, int room)
{
	struct needs n = { .pattern = pattern, .openings = out, .opening_room = room };
	struct part all = alternatives(&n, NULL, true);

	return n.bad || n.at < pattern.len || all.empty || n.any_opening ? -1 : n.opening_count;
}

struct tm_sketch tm_pattern_first(struct tm_slice pattern)
{
	struct tm_sketch first = { { 0 } };
	uint32_t characters[OPENINGS];
	int count = tm_pattern_openings(pattern, characters, OPENINGS);

	for (int i = 0; i < count; i++)
		tm_sketch_add(&first, characters[i]);
	if (count <= 0)
		memset(&first, 0xFF, sizeof(first));
	return first;
}

struct tm_sketch tm_sketch_text(struct tm_slice text)
{
	struct tm_sketch s = { { 0 } };

	for (size_t at = 0, len; at < text.len; at += len)
		tm_sketch_add(&s, tm_utf8_decode(text.ptr + at, &len));
	return s;
}
