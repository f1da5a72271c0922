/*
 * reader_text.c - plain text in UTF-8, with or without a byte order mark.
 */
#include "reader_p.h"

#include "normalize/utf8.h"

enum {
	SNIFF_BYTES = 8192,
	SNIFF_SHORT = 512, /* below which a few say little */
	BAD_BYTES = 1000   /* tolerated before their share, 1 in 100, decides */
};

/* Control characters that no text file holds are what gives a binary file away. */
static bool sniff(struct tm_slice bytes)
{
	size_t n = bytes.len < SNIFF_BYTES ? bytes.len : SNIFF_BYTES, odd = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];

		odd += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B && c != 0x1A;
	}
	return odd * (n < SNIFF_SHORT ? 4 : 20) <= n;
}

struct decoder {
	struct tm_source *source;
	struct tm_text *text;
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
	char *out;           /* as large as the raw bytes, which decoding only shrinks, and one '\n' */
	uint32_t copied;     /* raw bytes below this are in out or dropped */
	uint32_t line, page; /* current, 1-based */
	uint32_t line_start; /* in out */
	uint32_t line_at;    /* in the source */
	size_t bad;          /* bytes that are not UTF-8 */
};

static void copy_to(struct decoder *d, uint32_t raw_end)
{
	uint32_t len = raw_end - d->copied;

	if (len)
		memcpy(d->out + d->text->map.end, d->source->bytes.ptr + d->copied, len);
	tm_map_add(d->arena, &d->text->map, len, 1, d->copied, 1);
	d->copied = raw_end;
}

/* Ends a line that occupies `len` raw bytes of line end at `raw`. */
static void end_line(struct decoder *d, uint32_t raw, uint16_t len)
{
	struct tm_text *t = d->text;
	struct tm_line *line = tm_arena_push(d->arena, &t->lines, &t->line_count, &t->line_room, sizeof(*line));

	copy_to(d, raw);
	*line = (struct tm_line){ d->line_start, t->map.end - d->line_start, d->line_at, d->line, d->page };
	d->out[t->map.end] = '\n';
	tm_map_add(d->arena, &t->map, 1, 1, raw, len);
	d->copied = raw + len;
	d->line++;
	d->line_start = t->map.end;
	d->line_at = d->copied;
}

/* Leaves raw [start, start + len) out and says so; equal neighbours share a record. */
static void drop(struct decoder *d, const char *rule, uint32_t start, uint32_t len, const char *prefix,
		 uint32_t value)
{
	struct tm_text *t = d->text;
	struct tm_dropped *last = t->dropped_count ? &t->dropped[t->dropped_count - 1] : NULL;
	struct tm_slice what = tm_arena_printf(d->arena, "%s%04X", prefix, (unsigned)value);

	copy_to(d, start);
	d->copied = start + len;
	if (last && last->span.end == start && tm_slice_is(last->rule, rule) && last->line == d->line &&
	    tm_slice_eq(last->text, what)) {
		last->span.end = start + len;
		return;
	}
	last = tm_arena_push(d->arena, &t->dropped, &t->dropped_count, &t->dropped_room, sizeof(*last));
	*last = (struct tm_dropped){ tm_slice_str(rule), what, { start, start + len }, d->line };
}

/* One byte that cannot begin a character here. */
static void drop_bad_byte(struct decoder *d, uint32_t at)
{
	uint32_t value = (unsigned char)d->source->bytes.ptr[at];
	struct tm_diagnostics *list = d->diagnostics;
	struct tm_diagnostic *last = list->count ? &list->items[list->count - 1] : NULL;

	drop(d, "invalid-bytes", at, 1, "byte ", value);
	d->bad++;
	if (last && last->code == TM_D_INVALID_BYTES && last->span.end == at)
		last->span.end = at + 1;
	else
		tm_diagnose1(list, TM_D_INVALID_BYTES, (struct tm_span){ at, at + 1 },
			     tm_arena_printf(d->arena, "0x%02X", (unsigned)value));
}

/* Control characters, line ends and the two non-characters of the BMP. */
static uint32_t special(struct decoder *d, uint32_t i, uint32_t end)
{
	const char *raw = d->source->bytes.ptr;
	unsigned char c = (unsigned char)raw[i];

	switch (c) {
	case '\t':
		return i + 1;
	case '\n':
	case '\v':
		end_line(d, i, 1);
		return i + 1;
	case '\r':
		end_line(d, i, i + 1 < end && raw[i + 1] == '\n' ? 2 : 1);
		return d->copied;
	case '\f':
		/* A page ends: white space that also ends the line, if one is open. */
		if (d->text->map.end > d->line_start || d->copied < i) {
			end_line(d, i, 1);
			d->line--; /* the source's line goes on */
		} else {
			copy_to(d, i);
			d->copied = i + 1;
			d->line_at = d->copied;
		}
		d->page++;
		return i + 1;
	default:
		drop(d, "control-character", i, 1, "U+", c);
		return i + 1;
	}
}

static bool has_control_byte(uint64_t word)
{
	return ((word - UINT64_C(0x2020202020202020)) & ~word & UINT64_C(0x8080808080808080)) != 0;
}

static void decode_valid(struct decoder *d, uint32_t i, uint32_t end)
{
	const char *raw = d->source->bytes.ptr;

	while (i < end) {
		uint64_t word;
		unsigned char c;

		while (i + sizeof(word) <= end) {
			memcpy(&word, raw + i, sizeof(word));
			if (has_control_byte(word))
				break;
			i += (uint32_t)sizeof(word);
		}
		if (i >= end)
			break;
		c = (unsigned char)raw[i];
		if (c < 0x20 || c == 0x7F)
			i = special(d, i, end);
		else
			i++;
	}
}

/* U+FFFE and U+FFFF are valid UTF-8 that XML cannot hold. */
static void decode_without_noncharacters(struct decoder *d, uint32_t i, uint32_t end)
{
	struct tm_slice s = { d->source->bytes.ptr, end };
	size_t hit = i;

	while ((hit = tm_slice_find(s, TM_SLICE("\xEF\xBF"), hit)) != SIZE_MAX) {
		unsigned char c = (unsigned char)s.ptr[hit + 2];

		if (c == 0xBE || c == 0xBF) {
			decode_valid(d, i, (uint32_t)hit);
			drop(d, "control-character", (uint32_t)hit, 3, "U+", 0xFF40u + c);
			i = (uint32_t)hit + 3;
		}
		hit += 3;
	}
	decode_valid(d, i, end);
}

static bool read_text(struct tm_source *source, struct tm_text *text, struct tm_arena *arena,
		      struct tm_diagnostics *diagnostics)
{
	struct tm_slice raw = source->bytes;
	struct decoder d = {
		.source = source, .text = text, .arena = arena, .diagnostics = diagnostics, .line = 1, .page = 1
	};
	size_t before = diagnostics->count;
	uint32_t i = 0;

	source->encoding = TM_SLICE("UTF-8");
	if (tm_slice_starts(raw, TM_SLICE("\xEF\xBB\xBF")))
		i = 3;
	d.copied = d.line_at = i;
	d.out = tm_arena_alloc(arena, raw.len + 1);
	while (i < raw.len && (d.bad < BAD_BYTES || d.bad * 100 <= i)) {
		size_t good = tm_utf8_valid_prefix(tm_slice_sub(raw, i, raw.len));

		decode_without_noncharacters(&d, i, i + (uint32_t)good);
		i += (uint32_t)good;
		if (i < raw.len)
			drop_bad_byte(&d, i++);
	}
	if (text->map.end > d.line_start || d.copied < raw.len)
		end_line(&d, (uint32_t)raw.len, 0);
	text->bytes = (struct tm_slice){ d.out, text->map.end };
	if (d.bad * 100 > raw.len) {
		diagnostics->count = before;
		tm_diagnose1(diagnostics, TM_D_INPUT_ENCODING, (struct tm_span){ 0, 0 },
			     tm_arena_printf(arena, "%zu", d.bad));
		return false;
	}
	return true;
}

const struct tm_reader tm_text_reader = { "text", sniff, read_text };
