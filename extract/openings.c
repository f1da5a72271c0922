/*
 * openings.c - with which characters can a match of a pattern begin?
 *
 * Reads the subset of PCRE2 that rules are written in: literals, classes,
 * groups, alternatives, quantifiers and assertions.
 */
#include "extract/lexicon.h"
#include "normalize/utf8.h"

enum { NESTING = 32, RANGE_MAX = 64 };

struct opening {
	struct tm_slice pattern;
	size_t at;
	uint32_t *out;
	int count, room;
	int depth;
	bool unknown;
};

static char peek(const struct opening *o)
{
	if (o->at >= o->pattern.len)
		return '\0';
	return o->pattern.ptr[o->at];
}

static bool starts(const struct opening *o, const char *s)
{
	return tm_slice_starts(tm_slice_sub(o->pattern, o->at, o->pattern.len), tm_slice_str(s));
}

static uint32_t next_character(struct opening *o)
{
	size_t len = 0;
	uint32_t c = 0;

	if (o->at < o->pattern.len)
		c = tm_utf8_decode(o->pattern.ptr + o->at, &len);
	o->at += len;
	return c;
}

static void add(struct opening *o, bool wanted, uint32_t c)
{
	if (!wanted)
		return;
	for (int i = 0; i < o->count; i++)
		if (o->out[i] == c)
			return;
	if (o->count == o->room)
		o->unknown = true;
	else
		o->out[o->count++] = c;
}

static void add_range(struct opening *o, bool wanted, uint32_t first, uint32_t last)
{
	if (wanted && (last < first || last - first > RANGE_MAX))
		o->unknown = true;
	for (uint32_t c = first; c <= last && !o->unknown; c++)
		add(o, wanted, c);
}

/* Behind a backslash: digits, or the character itself; true when it is an assertion. */
static bool escape(struct opening *o, bool wanted)
{
	uint32_t c = next_character(o);

	if (c == 'b' || c == 'B')
		return true;
	if (c == 'd')
		add_range(o, wanted, '0', '9');
	else if (c < 0x80 && ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
		o->unknown |= wanted;
	else
		add(o, wanted, c);
	return false;
}

static void class(struct opening *o, bool wanted)
{
	if (peek(o) == '^' || peek(o) == ']')
		o->unknown |= wanted;
	while (o->at < o->pattern.len && peek(o) != ']') {
		uint32_t c;

		if (peek(o) == '\\') {
			o->at++;
			escape(o, wanted);
			continue;
		}
		c = next_character(o);
		o->unknown |= wanted && c == '[';
		if (peek(o) == '-' && o->at + 1 < o->pattern.len && o->pattern.ptr[o->at + 1] != ']') {
			o->at++;
			add_range(o, wanted, c, next_character(o));
		} else {
			add(o, wanted, c);
		}
	}
	o->at++;
}

static bool alternatives(struct opening *o, bool wanted);

/* What stands in brackets; true when it may be empty. */
static bool group(struct opening *o, bool wanted)
{
	bool assertion = starts(o, "?=") || starts(o, "?!") || starts(o, "?<=") || starts(o, "?<!");
	bool empty;

	if (++o->depth > NESTING) {
		o->unknown = true;
		return false;
	}
	o->unknown |= peek(o) == '*';
	if (peek(o) == '?') {
		o->at++;
		o->unknown |= !peek(o) || !strchr(":>=!<", peek(o));
		if (peek(o) == '<' && !assertion)
			while (o->at < o->pattern.len && peek(o) != '>')
				o->at++;
		while (o->at < o->pattern.len && strchr(":>=!<", peek(o)))
			o->at++;
	}
	empty = alternatives(o, wanted && !assertion);
	o->at++; /* ) */
	o->depth--;
	return assertion || empty;
}

/* A quantifier, if there is one; true when it allows nothing at all. */
static bool quantifier(struct opening *o)
{
	bool empty = peek(o) == '*' || peek(o) == '?' || starts(o, "{0");

	if (peek(o) == '{') {
		while (o->at < o->pattern.len && peek(o) != '}')
			o->at++;
		o->at++;
	} else if (peek(o) && strchr("*?+", peek(o))) {
		o->at++;
	} else {
		return false;
	}
	if (peek(o) == '+' || peek(o) == '?')
		o->at++;
	return empty;
}

static bool atom(struct opening *o, bool wanted)
{
	bool empty = false;

	switch (peek(o)) {
	case '(':
		o->at++;
		empty = group(o, wanted);
		break;
	case '[':
		o->at++;
		class(o, wanted);
		break;
	case '\\':
		o->at++;
		empty = escape(o, wanted);
		break;
	case '.':
		o->at++;
		o->unknown |= wanted;
		break;
	case '^':
	case '$':
		o->at++;
		empty = true;
		break;
	default:
		add(o, wanted, next_character(o));
		break;
	}
	return quantifier(o) || empty;
}

/* Alternatives up to ) or the end; true when one of them may be empty. */
static bool alternatives(struct opening *o, bool wanted)
{
	bool any_empty = false, empty = true;

	while (o->at < o->pattern.len && peek(o) != ')') {
		if (peek(o) == '|') {
			o->at++;
			any_empty |= empty;
			empty = true;
		} else {
			empty &= atom(o, wanted && empty);
		}
	}
	return any_empty || empty;
}

int tm_pattern_openings(struct tm_slice pattern, uint32_t *out, int room)
{
	struct opening o = { .pattern = pattern, .out = out, .room = room };

	if (alternatives(&o, true) || o.unknown || o.at < pattern.len)
		return -1;
	return o.count;
}
