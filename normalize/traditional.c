/*
 * traditional.c - documents in Traditional characters, read as Simplified ones.
 *
 * As in OpenCC, the longest known word at each place is replaced, else the
 * character.  Every character keeps its place in the source, and every change
 * is a repair.
 */
#include "tables_p.h"

#include <stdlib.h>

#include "normalize/buffer.h"
#include "normalize/utf8.h"

enum {
	BMP = 0x10000,
	SAMPLE = 2000, /* Han characters that tell what a document is written in */
	FEW = 3,       /* Traditional ones that one in SHARE must be, and that Simplified ones may not outnumber */
	SHARE = 20
};

struct entry {
	struct tm_slice from, to;
	uint16_t rule;
	uint32_t rank; /* of two for one word the later one is taken */
};

struct tm_traditional {
	struct entry *entries; /* by first character, longer ones first */
	size_t count, room;
	uint16_t *first;                   /* by character: its first entry and one, or 0 */
	uint8_t *traditional, *simplified; /* bits: characters of one script only */
	size_t growth;                     /* bytes that a byte of a word becomes, at most */
};

static bool has_bit(const uint8_t *bits, uint32_t c)
{
	return c < BMP && (bits[c >> 3] & (1u << (c & 7)));
}

static void set_bit(uint8_t *bits, uint32_t c)
{
	bits[c >> 3] |= (uint8_t)(1u << (c & 7));
}

static uint32_t first_char(struct tm_slice s, size_t *n)
{
	return tm_utf8_decode(s.ptr, n);
}

/* ---- loading ---- */

struct tm_traditional *tm_traditional_new(struct tm_arena *arena)
{
	struct tm_traditional *t = tm_arena_alloc(arena, sizeof(*t));

	t->growth = 1;
	t->first = tm_arena_array(arena, BMP, sizeof(*t->first));
	t->traditional = tm_arena_array(arena, BMP / 8, 1);
	t->simplified = tm_arena_array(arena, BMP / 8, 1);
	return t;
}

void tm_traditional_add(struct tm_traditional *t, struct tm_slice from, struct tm_slice to, uint16_t rule,
			struct tm_arena *arena)
{
	struct entry *e = tm_arena_push(arena, &t->entries, &t->count, &t->room, sizeof(*e));

	*e = (struct entry){ from, to, rule, (uint32_t)t->count };
	while (to.len > t->growth * from.len)
		t->growth++;
}

/* The next of the fields of a line, which blanks and tabs separate. */
static struct tm_slice next_field(struct tm_slice line, size_t *at)
{
	size_t start = *at;

	while (*at < line.len && line.ptr[*at] != '\t' && line.ptr[*at] != ' ')
		++*at;
	return tm_slice_sub(line, start, (*at)++);
}

void tm_traditional_add_all(struct tm_traditional *t, struct tm_slice file, uint16_t rule, struct tm_arena *arena)
{
	for (size_t start = 0, end; start < file.len; start = end + 1) {
		struct tm_slice line, from, to;
		size_t n, m, at = 0;

		end = tm_slice_find(file, TM_SLICE("\n"), start);
		end = end == SIZE_MAX ? file.len : end;
		line = tm_slice_trim(tm_slice_sub(file, start, end));
		from = next_field(line, &at);
		to = next_field(line, &at);
		if (!from.len || !to.len || first_char(from, &n) >= BMP)
			continue;
		tm_traditional_add(t, from, to, rule, arena);
		/* A single character of the BMP tells the scripts apart when it changes. */
		if (n == from.len && !tm_slice_eq(from, to) && first_char(to, &m) < BMP) {
			set_bit(t->traditional, first_char(from, &n));
			set_bit(t->simplified, first_char(to, &m));
		}
	}
}

static int by_word(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	size_t n, m;
	uint32_t x = first_char(a->from, &n), y = first_char(b->from, &m);
	int order;

	if (x != y)
		return x < y ? -1 : 1;
	if (a->from.len != b->from.len)
		return a->from.len > b->from.len ? -1 : 1;
	order = memcmp(a->from.ptr, b->from.ptr, a->from.len);
	return order ? order : (a->rank < b->rank) - (a->rank > b->rank);
}

void tm_traditional_finish(struct tm_traditional *t)
{
	size_t n;

	if (t->count)
		qsort(t->entries, t->count, sizeof(*t->entries), by_word);
	for (size_t i = t->count; i-- > 0;)
		t->first[first_char(t->entries[i].from, &n)] = (uint16_t)(i + 1);
	/* What is a word of Traditional texts, too, tells nothing: 后 and 里 are Simplified forms, and characters.
	 */
	for (uint32_t c = 0; c < BMP; c++)
		if (t->first[c])
			t->simplified[c >> 3] &= (uint8_t) ~(1u << (c & 7));
}

/* ---- reading ---- */

bool tm_is_traditional(const struct tm_traditional *t, struct tm_slice text)
{
	size_t han = 0, traditional = 0, simplified = 0, n;

	for (size_t i = 0; i < text.len && han < SAMPLE; i += n) {
		uint32_t c = tm_utf8_decode(text.ptr + i, &n);

		if (!tm_is_han(c))
			continue;
		han++;
		traditional += has_bit(t->traditional, c);
		simplified += has_bit(t->simplified, c);
	}
	return traditional >= FEW && traditional * SHARE > han && traditional > simplified;
}

/* The entry that `text` begins with, the longest one; NULL for none. */
static const struct entry *find(const struct tm_traditional *t, struct tm_slice text)
{
	size_t n;
	uint32_t c = first_char(text, &n);

	if (c >= BMP || !t->first[c])
		return NULL;
	for (size_t i = t->first[c] - 1u; i < t->count && first_char(t->entries[i].from, &n) == c; i++)
		if (tm_slice_starts(text, t->entries[i].from))
			return &t->entries[i];
	return NULL;
}

struct converter {
	const struct tm_traditional *traditional;
	const struct tm_table_rule *rules;
	const struct tm_text *in;
	struct tm_text *out;
	struct tm_arena *arena;
	char *bytes;
	uint32_t copied; /* input below this is in `bytes` */
};

static void copy_to(struct converter *v, uint32_t at)
{
	memcpy(v->bytes + v->out->map.end, v->in->bytes.ptr + v->copied, at - v->copied);
	tm_map_compose(v->arena, &v->out->map, &v->in->map, v->copied, at);
	v->copied = at;
}

/* Replaces [at, at + len) of the input, which is as long as `to` in characters or one unit with it. */
static void replace(struct converter *v, uint32_t at, uint32_t len, struct tm_slice to)
{
	struct tm_span span = tm_map_span(&v->in->map, at, at + len);

	copy_to(v, at);
	memcpy(v->bytes + v->out->map.end, to.ptr, to.len);
	tm_map_add(v->arena, &v->out->map, (uint32_t)to.len, (uint16_t)to.len, span.start,
		   (uint16_t)(span.end - span.start));
	v->copied = at + len;
}

static void record(struct converter *v, const struct entry *e, uint32_t at, uint32_t line)
{
	struct tm_text *out = v->out;
	struct tm_slice id = v->rules[e->rule].id;
	struct tm_span span = tm_map_span(&v->in->map, at, at + (uint32_t)e->from.len);
	struct tm_repair *last = out->repair_count ? &out->repairs[out->repair_count - 1] : NULL;

	if (last && last->span.end == span.start && last->line == line && tm_slice_eq(last->rule, id)) {
		last->from = tm_arena_concat(v->arena, 2, (struct tm_slice[]){ last->from, e->from });
		last->to = tm_arena_concat(v->arena, 2, (struct tm_slice[]){ last->to, e->to });
		last->span.end = span.end;
		return;
	}
	last = tm_arena_push(v->arena, &out->repairs, &out->repair_count, &out->repair_room, sizeof(*last));
	*last = (struct tm_repair){ id, e->from, e->to, span, line };
}

static void convert(struct converter *v, const struct entry *e, uint32_t at)
{
	const char *from = e->from.ptr, *to = e->to.ptr;

	if (tm_utf8_count(e->from) != tm_utf8_count(e->to)) {
		replace(v, at, (uint32_t)e->from.len, e->to);
		return;
	}
	while (from < e->from.ptr + e->from.len) {
		size_t n = tm_utf8_length(*from), m = tm_utf8_length(*to);

		if (n != m || memcmp(from, to, n) != 0)
			replace(v, at, (uint32_t)n, (struct tm_slice){ to, m });
		at += (uint32_t)n;
		from += n;
		to += m;
	}
}

static void convert_line(struct converter *v, uint32_t start, uint32_t end, uint32_t number)
{
	size_t n;

	for (uint32_t i = start; i < end; i += (uint32_t)n) {
		const struct entry *e = find(v->traditional, tm_slice_sub(v->in->bytes, i, end));

		tm_utf8_decode(v->in->bytes.ptr + i, &n);
		if (!e)
			continue;
		n = e->from.len;
		if (tm_slice_eq(e->from, e->to))
			continue;
		record(v, e, i, number);
		convert(v, e, i);
	}
}

void tm_simplify(const struct tm_tables *tables, const struct tm_text *in, struct tm_text *out,
		 struct tm_arena *arena)
{
	struct converter v = {
		.traditional = tables->traditional, .rules = tables->rules, .in = in, .out = out, .arena = arena
	};

	*out = (struct tm_text){ .dropped = in->dropped,
				 .dropped_count = in->dropped_count,
				 .dropped_room = in->dropped_room };
	v.bytes = tm_arena_alloc(arena, tables->traditional->growth * in->bytes.len + 1);
	out->lines = tm_arena_array(arena, in->line_count, sizeof(*out->lines));
	out->line_count = out->line_room = in->line_count;
	for (size_t i = 0; i < in->line_count; i++) {
		const struct tm_line *line = &in->lines[i];

		copy_to(&v, line->start);
		out->lines[i] = *line;
		out->lines[i].start = out->map.end;
		convert_line(&v, line->start, line->start + line->len, line->number);
		copy_to(&v, line->start + line->len);
		out->lines[i].len = out->map.end - out->lines[i].start;
	}
	copy_to(&v, (uint32_t)in->bytes.len);
	out->bytes = (struct tm_slice){ v.bytes, out->map.end };
}
