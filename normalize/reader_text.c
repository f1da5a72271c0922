/*
 * reader_text.c - plain text.
 */
#include "reader_p.h"

#include "normalize/utf8.h"

static bool sniff(const struct tm_reading *r)
{
	(void)r;
	return true;
}

/* Positions are offsets in the decoded bytes, unless they are called raw. */
struct splitter {
	const struct tm_reading *r;
	const struct tm_map *map; /* of the decoded bytes */
	struct tm_text *text;
	char *out;           /* as large as the decoded bytes, and one '\n' */
	uint32_t copied;     /* bytes below this are in out or dropped */
	uint32_t line, page; /* current, 1-based */
	uint32_t line_start; /* in out */
	uint32_t line_at;    /* raw */
};

static void copy_to(struct splitter *d, uint32_t end)
{
	uint32_t len = end - d->copied;

	if (len)
		memcpy(d->out + d->text->map.end, d->r->decoded->bytes.ptr + d->copied, len);
	tm_map_compose(d->r->arena, &d->text->map, d->map, d->copied, end);
	d->copied = end;
}

/* Ends a line whose line end is [at, at + len), which is `raw`. */
static void end_line(struct splitter *d, uint32_t at, uint32_t len, struct tm_span raw)
{
	struct tm_text *t = d->text;
	struct tm_line *line = tm_arena_push(d->r->arena, &t->lines, &t->line_count, &t->line_room, sizeof(*line));

	copy_to(d, at);
	*line = (struct tm_line){ .start = d->line_start,
				  .len = t->map.end - d->line_start,
				  .at = d->line_at,
				  .number = d->line,
				  .page = d->page };
	d->out[t->map.end] = '\n';
	tm_map_add(d->r->arena, &t->map, 1, 1, raw.start, (uint16_t)(raw.end - raw.start));
	d->copied = at + len;
	d->line++;
	d->line_start = t->map.end;
	d->line_at = raw.end;
}

/* Leaves `raw` out, which is [at, at + len), and says so; equal neighbours share a record. */
static void drop(struct splitter *d, const char *rule, uint32_t at, uint32_t len, struct tm_span raw,
		 struct tm_slice what)
{
	struct tm_text *t = d->text;
	struct tm_dropped *last = t->dropped_count ? &t->dropped[t->dropped_count - 1] : NULL;

	copy_to(d, at);
	d->copied = at + len;
	if (last && last->span.end == raw.start && tm_slice_is(last->rule, rule) && last->line == d->line &&
	    tm_slice_eq(last->text, what)) {
		last->span.end = raw.end;
		return;
	}
	last = tm_arena_push(d->r->arena, &t->dropped, &t->dropped_count, &t->dropped_room, sizeof(*last));
	*last = (struct tm_dropped){ tm_slice_str(rule), what, raw, d->line };
}

/* One character that XML cannot hold. */
static void drop_character(struct splitter *d, uint32_t at, uint32_t len, uint32_t c)
{
	drop(d, "control-character", at, len, tm_map_span(d->map, at, at + len),
	     tm_arena_printf(d->r->arena, "U+%04X", (unsigned)c));
}

/* Bytes that mean nothing in the source's encoding. */
static void drop_bad(struct splitter *d, const struct tm_undecoded *bad)
{
	struct tm_diagnostics *list = d->r->diagnostics;

	for (uint32_t raw = bad->span.start; raw < bad->span.end; raw++) {
		unsigned value = (unsigned char)d->r->source->bytes.ptr[raw];
		struct tm_diagnostic *last = list->count ? &list->items[list->count - 1] : NULL;
		struct tm_slice args[] = { tm_arena_printf(d->r->arena, "0x%02X", value), d->r->source->encoding };

		drop(d, "invalid-bytes", bad->at, 0, (struct tm_span){ raw, raw + 1 },
		     tm_arena_printf(d->r->arena, "byte %04X", value));
		if (last && last->code == TM_D_INVALID_BYTES && last->span.end == raw)
			last->span.end = raw + 1;
		else
			tm_diagnose(list, TM_D_INVALID_BYTES, (struct tm_span){ raw, raw + 1 }, 2, args);
	}
}

/* Control characters and line ends. */
static uint32_t special(struct splitter *d, uint32_t i, uint32_t end)
{
	const char *bytes = d->r->decoded->bytes.ptr;
	unsigned char c = (unsigned char)bytes[i];
	uint32_t len = c == '\r' && i + 1 < end && bytes[i + 1] == '\n' ? 2 : 1;
	struct tm_span raw = tm_map_span(d->map, i, i + len);

	switch (c) {
	case '\t':
		break;
	case '\n':
	case '\v':
	case '\r':
		end_line(d, i, len, raw);
		break;
	case '\f':
		/* A page ends: white space that also ends the line, if one is open. */
		if (d->text->map.end > d->line_start || d->copied < i) {
			end_line(d, i, 1, raw);
			d->line--; /* the source's line goes on */
		} else {
			copy_to(d, i);
			d->copied = i + 1;
			d->line_at = raw.end;
		}
		d->page++;
		break;
	default:
		drop_character(d, i, 1, c);
		break;
	}
	return i + len;
}

static bool has_control_byte(uint64_t word)
{
	return ((word - UINT64_C(0x2020202020202020)) & ~word & UINT64_C(0x8080808080808080)) != 0;
}

static void split(struct splitter *d, uint32_t i, uint32_t end)
{
	const char *bytes = d->r->decoded->bytes.ptr;

	while (i < end) {
		uint64_t word;
		unsigned char c;

		while (i + sizeof(word) <= end) {
			memcpy(&word, bytes + i, sizeof(word));
			if (has_control_byte(word))
				break;
			i += (uint32_t)sizeof(word);
		}
		if (i >= end)
			break;
		c = (unsigned char)bytes[i];
		if (c < 0x20 || c == 0x7F)
			i = special(d, i, end);
		else
			i++;
	}
}

/* U+FFFE and U+FFFF are valid UTF-8 that XML cannot hold. */
static void split_without_noncharacters(struct splitter *d, uint32_t i, uint32_t end)
{
	struct tm_slice s = { d->r->decoded->bytes.ptr, end };
	size_t hit = i;

	while ((hit = tm_slice_find(s, TM_SLICE("\xEF\xBF"), hit)) != SIZE_MAX) {
		unsigned char c = (unsigned char)s.ptr[hit + 2];

		if (c == 0xBE || c == 0xBF) {
			split(d, i, (uint32_t)hit);
			drop_character(d, (uint32_t)hit, 3, 0xFF40u + c);
			i = (uint32_t)hit + 3;
		}
		hit += 3;
	}
	split(d, i, end);
}

static bool read_text(const struct tm_reading *r)
{
	const struct tm_decoded *decoded = r->decoded;
	struct splitter d = { .r = r,
			      .map = &decoded->map,
			      .text = r->text,
			      .out = tm_arena_alloc(r->arena, decoded->bytes.len + 1),
			      .line = 1,
			      .page = 1,
			      .line_at = decoded->start };
	uint32_t i = 0, size = (uint32_t)r->source->bytes.len;

	for (size_t n = 0; n < decoded->bad_count; n++) {
		split_without_noncharacters(&d, i, decoded->bad[n].at);
		i = decoded->bad[n].at;
		drop_bad(&d, &decoded->bad[n]);
	}
	split_without_noncharacters(&d, i, (uint32_t)decoded->bytes.len);
	if (r->text->map.end > d.line_start || d.copied < decoded->bytes.len)
		end_line(&d, (uint32_t)decoded->bytes.len, 0, (struct tm_span){ size, size });
	r->text->bytes = (struct tm_slice){ d.out, r->text->map.end };
	return true;
}

const struct tm_reader tm_text_reader = { "text", sniff, read_text };
