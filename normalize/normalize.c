#include "normalize/normalize.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "normalize/buffer.h"
#include "normalize/utf8.h"
#include "tables_p.h"

/* A round bracket of either width and its partner. */
struct bracket {
	uint32_t at, partner; /* partner is NO_PARTNER when there is none */
	bool half, open;
};

#define NO_PARTNER UINT32_MAX

enum {
	BRACKET_DEPTH = 64,
	BRACKET_REACH = 3000 /* bytes; a bracket open for longer was never closed */
};

struct normalizer {
	const struct tm_tables *tables;
	const struct tm_text *in;
	struct tm_text *out;
	struct tm_arena *arena;
	struct tm_matcher *matcher;
	struct tm_diagnostics *diagnostics;
	struct tm_buffer bytes;
	struct tm_slice text;        /* in->bytes */
	uint32_t copied;             /* input below this is in `bytes` or left out */
	uint32_t line;               /* number, for records */
	uint32_t start, end;         /* of the current line in the input */
	uint32_t run_start, run_end; /* the last run without Chinese letters or spaces, and its verdict */
	bool run_touches;
	struct bracket *brackets;
	size_t bracket_count, bracket_next;
};

static void copy_to(struct normalizer *n, uint32_t at)
{
	if (at > n->copied) {
		tm_buffer_add(&n->bytes, n->text.ptr + n->copied, at - n->copied);
		tm_map_compose(n->arena, &n->out->map, &n->in->map, n->copied, at);
	}
	n->copied = at;
}

static void record(struct normalizer *n, uint16_t rule, struct tm_slice from, struct tm_slice to,
		   struct tm_span span)
{
	struct tm_slice id = n->tables->rules[rule].id;
	struct tm_text *out = n->out;
	struct tm_repair *last = out->repair_count ? &out->repairs[out->repair_count - 1] : NULL;

	if (last && last->span.end == span.start && last->line == n->line && tm_slice_eq(last->rule, id)) {
		last->from = tm_arena_concat(n->arena, 2, (struct tm_slice[]){ last->from, from });
		last->to = tm_arena_concat(n->arena, 2, (struct tm_slice[]){ last->to, to });
		last->span.end = span.end;
		return;
	}
	last = tm_arena_push(n->arena, &out->repairs, &out->repair_count, &out->repair_room, sizeof(*last));
	*last = (struct tm_repair){ id, tm_arena_slice(n->arena, from), tm_arena_slice(n->arena, to), span,
				    n->line };
}

/* Replaces input [at, at + len) by `to`. */
static void replace(struct normalizer *n, uint16_t rule, uint32_t at, uint32_t len, struct tm_slice to)
{
	struct tm_slice from = tm_slice_sub(n->text, at, at + len);
	struct tm_span span = tm_map_span(&n->in->map, at, at + len);

	if (tm_slice_eq(from, to)) {
		copy_to(n, at + len);
		return;
	}
	copy_to(n, at);
	tm_buffer_slice(&n->bytes, to);
	tm_map_add(n->arena, &n->out->map, (uint32_t)to.len, (uint16_t)to.len, span.start,
		   (uint16_t)(span.end - span.start));
	n->copied = at + len;
	record(n, rule, from, to, span);
}

static bool is_space_char(uint32_t c)
{
	return c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200B);
}

/*
 * Contract section 2: half-width marks next to Chinese become full-width,
 * decided for a maximal run without Chinese letters or spaces as a whole.
 * Does the run around `at` touch a Chinese letter?
 */
static bool run_touches(struct normalizer *n, uint32_t at)
{
	uint32_t a = at, b = at;
	bool before = false, behind = false;

	if (at >= n->run_start && at < n->run_end)
		return n->run_touches;
	while (a > 0 && n->text.ptr[a - 1] != '\n') {
		size_t len;
		uint32_t p = (uint32_t)tm_utf8_before(n->text.ptr, a);
		uint32_t c = tm_utf8_decode(n->text.ptr + p, &len);

		before = tm_is_han(c);
		if (before || is_space_char(c))
			break;
		a = p;
	}
	while (b < n->text.len && n->text.ptr[b] != '\n') {
		size_t len;
		uint32_t c = tm_utf8_decode(n->text.ptr + b, &len);

		behind = tm_is_han(c);
		if (behind || is_space_char(c))
			break;
		b += (uint32_t)len;
	}
	n->run_start = a;
	n->run_end = b;
	n->run_touches = before || behind;
	return n->run_touches;
}

static bool is_digit_at(struct normalizer *n, uint32_t at)
{
	size_t len;
	uint32_t c;

	if (at >= n->text.len)
		return false;
	c = tm_utf8_decode(n->text.ptr + at, &len);
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

/* ':' and ',' between digits, and ':' of a URL, stay as they are. */
static bool stays_half_width(struct normalizer *n, uint32_t at)
{
	if (at > n->start && is_digit_at(n, at + 1) && is_digit_at(n, (uint32_t)tm_utf8_before(n->text.ptr, at)))
		return true;
	return n->text.ptr[at] == ':' && at + 2 < n->end && memcmp(n->text.ptr + at, "://", 3) == 0;
}

static const struct bracket *bracket_at(struct normalizer *n, uint32_t at)
{
	while (n->bracket_next < n->bracket_count && n->brackets[n->bracket_next].at < at)
		n->bracket_next++;
	return &n->brackets[n->bracket_next];
}

static bool becomes_full_width(struct normalizer *n, uint32_t at)
{
	const struct bracket *b;

	if (run_touches(n, at))
		return true;
	b = bracket_at(n, at);
	if (b->partner == NO_PARTNER)
		return false;
	return n->text.ptr[b->partner] != '(' && n->text.ptr[b->partner] != ')' ? true
										: run_touches(n, b->partner);
}

static void pair_brackets(struct normalizer *n)
{
	struct tm_slice t = n->text;
	size_t room = 0, stack[BRACKET_DEPTH], depth = 0;

	if (!memchr(t.ptr, '(', t.len) && !memchr(t.ptr, ')', t.len))
		return;
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.ptr[i];
		struct bracket *b;
		bool half = c == '(' || c == ')', open;

		if (half) {
			open = c == '(';
		} else if (c == 0xEF && (unsigned char)t.ptr[i + 1] == 0xBC &&
			   ((unsigned char)t.ptr[i + 2] | 1) == 0x89) { /* U+FF08, U+FF09 */
			open = (unsigned char)t.ptr[i + 2] == 0x88;
		} else {
			continue;
		}
		b = tm_arena_push(n->arena, &n->brackets, &n->bracket_count, &room, sizeof(*b));
		*b = (struct bracket){ (uint32_t)i, NO_PARTNER, half, open };
		if (open) {
			if (depth == BRACKET_DEPTH)
				depth = 0;
			stack[depth++] = n->bracket_count - 1;
		} else if (depth) {
			struct bracket *o = &n->brackets[stack[--depth]];

			if (b->at - o->at > BRACKET_REACH)
				continue;
			o->partner = b->at;
			b->partner = o->at;
		}
	}
}

/* A character that composition may touch, with what stands before it and behind it. */
static uint32_t compose(struct normalizer *n, uint32_t at, size_t len)
{
	uint32_t start = at, end = at + (uint32_t)len;
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t size;
	size_t l;

	if (at > n->start) {
		uint32_t before = (uint32_t)tm_utf8_before(n->text.ptr, at);

		if (before >= n->copied)
			start = before;
	}
	while (end < n->end) {
		uint16_t action = tm_tables_action(n->tables, tm_utf8_decode(n->text.ptr + end, &l));

		if (n->tables->actions[action].kind != TM_ACTION_NFC)
			break;
		end += (uint32_t)l;
	}
	size = utf8proc_map((const utf8proc_uint8_t *)n->text.ptr + start, (utf8proc_ssize_t)(end - start),
			    &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (size >= 0 && end - start <= UINT16_MAX)
		replace(n, n->tables->nfc_rule, start, end - start,
			(struct tm_slice){ (const char *)composed, (size_t)size });
	free(composed);
	return end;
}

/* Carries out `action` on the character of `len` bytes at `at`; returns where to go on. */
static uint32_t act(struct normalizer *n, uint16_t index, uint32_t at, size_t len)
{
	const struct tm_action *action = &n->tables->actions[index];

	while (action->kind == TM_ACTION_CONTEXT) {
		if (tm_match(n->matcher, action->pattern, n->text, at)) {
			replace(n, action->rule, at, (uint32_t)len, action->to);
			return at + (uint32_t)len;
		}
		action = &n->tables->actions[action->next];
	}
	switch (action->kind) {
	case TM_ACTION_REPLACE:
		replace(n, action->rule, at, (uint32_t)len, action->to);
		break;
	case TM_ACTION_COLON:
		if (!stays_half_width(n, at) && run_touches(n, at))
			replace(n, action->rule, at, (uint32_t)len, action->to);
		break;
	case TM_ACTION_MARK:
		if (run_touches(n, at))
			replace(n, action->rule, at, (uint32_t)len, action->to);
		break;
	case TM_ACTION_OPEN:
	case TM_ACTION_CLOSE:
		if (becomes_full_width(n, at))
			replace(n, action->rule, at, (uint32_t)len, action->to);
		break;
	case TM_ACTION_SUSPECT:
		tm_diagnose(n->diagnostics, TM_D_SUSPECT_GLYPH, tm_map_span(&n->in->map, at, at + (uint32_t)len),
			    2, (struct tm_slice[]){ tm_slice_sub(n->text, at, at + len), action->to });
		break;
	case TM_ACTION_NFC:
		return compose(n, at, len);
	case TM_ACTION_COPY:
	case TM_ACTION_CONTEXT:
		break;
	}
	return at + (uint32_t)len;
}

/* A character beyond the BMP: compatibility ideographs have a canonical form there too. */
static uint32_t act_supplementary(struct normalizer *n, uint32_t at)
{
	const struct tm_tables *t = n->tables;
	utf8proc_int32_t decomposed[4];
	char to[4];
	int boundary = 0;
	size_t len;
	uint32_t c = tm_utf8_decode(n->text.ptr + at, &len);

	if (c < t->supplementary_first || c > t->supplementary_last)
		return at + (uint32_t)len;
	if (utf8proc_decompose_char((utf8proc_int32_t)c, decomposed, 4, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE,
				    &boundary) == 1)
		replace(n, t->supplementary_rule, at, (uint32_t)len,
			tm_tables_replaced(t,
					   (struct tm_slice){ to, tm_utf8_encode((uint32_t)decomposed[0], to) }));
	return at + (uint32_t)len;
}

static void normalize_line(struct normalizer *n, uint32_t i, uint32_t end)
{
	const struct tm_tables *t = n->tables;
	const unsigned char *p = (const unsigned char *)n->text.ptr;

	while (i < end) {
		uint16_t action;
		size_t len;

		/* Nearly all of it: characters of pages where nothing is to be done. */
		while (i < end && p[i] >= 0xE0 && p[i] < 0xF0 && !t->page[(p[i] & 0x0F) << 6 | (p[i + 1] & 0x3F)])
			i += 3;
		if (i >= end)
			break;
		if (p[i] >= 0xF0) {
			i = act_supplementary(n, i);
			continue;
		}
		action = tm_tables_action(t, tm_utf8_decode(n->text.ptr + i, &len));
		if (action)
			i = act(n, action, i, len);
		else
			i += (uint32_t)len;
	}
}

static int by_span(const void *pa, const void *pb)
{
	const struct tm_repair *a = pa, *b = pb;

	if (a->span.start != b->span.start)
		return a->span.start < b->span.start ? -1 : 1;
	return (a->span.end > b->span.end) - (a->span.end < b->span.end);
}

/* Adds the repairs that made `in` what it is to those of `out`, in the order of the source. */
static void add_repairs(struct tm_text *out, const struct tm_text *in, struct tm_arena *arena)
{
	for (size_t i = 0; i < in->repair_count; i++)
		*(struct tm_repair *)tm_arena_push(arena, &out->repairs, &out->repair_count, &out->repair_room,
						   sizeof(*out->repairs)) = in->repairs[i];
	if (in->repair_count)
		qsort(out->repairs, out->repair_count, sizeof(*out->repairs), by_span);
}

static void normalize(const struct tm_tables *tables, const struct tm_text *in, struct tm_text *out,
		      struct tm_arena *arena, struct tm_matcher *matcher, struct tm_diagnostics *diagnostics)
{
	struct normalizer n = { .tables = tables,
				.in = in,
				.out = out,
				.arena = arena,
				.matcher = matcher,
				.diagnostics = diagnostics,
				.text = in->bytes };

	*out = (struct tm_text){ .dropped = in->dropped,
				 .dropped_count = in->dropped_count,
				 .dropped_room = in->dropped_room };
	tm_buffer_reserve(&n.bytes, in->bytes.len);
	pair_brackets(&n);
	out->lines = tm_arena_array(arena, in->line_count, sizeof(*out->lines));
	out->line_count = out->line_room = in->line_count;
	for (size_t i = 0; i < in->line_count; i++) {
		struct tm_line *line = &out->lines[i];

		*line = in->lines[i];
		n.line = line->number;
		n.start = line->start;
		n.end = line->start + line->len;
		copy_to(&n, n.start);
		line->start = (uint32_t)n.bytes.len;
		normalize_line(&n, n.start, n.end);
		copy_to(&n, n.end);
		line->len = (uint32_t)n.bytes.len - line->start;
	}
	copy_to(&n, (uint32_t)in->bytes.len);
	out->bytes = tm_arena_slice(arena, tm_buffer_view(&n.bytes));
	tm_buffer_release(&n.bytes);
}

void tm_normalize(const struct tm_tables *tables, const struct tm_text *in, struct tm_text *out,
		  struct tm_arena *arena, struct tm_matcher *matcher, struct tm_diagnostics *diagnostics)
{
	struct tm_text simplified;

	if (!tables->traditional || !tm_is_traditional(tables->traditional, in->bytes)) {
		normalize(tables, in, out, arena, matcher, diagnostics);
		return;
	}
	tm_simplify(tables, in, &simplified, arena);
	tm_diagnose(diagnostics, TM_D_TRADITIONAL_TEXT, (struct tm_span){ 0, 0 }, 0, NULL);
	normalize(tables, &simplified, out, arena, matcher, diagnostics);
	add_repairs(out, &simplified, arena);
}
