/*
 * variant.h - a document printed anew: wrapped, spaced and paged in another way.
 *
 * A variant prints the paragraphs of a document in a column of another width,
 * with or without indents and blank lines, with spaces around figures, with
 * page numbers of several forms between lines (in the middle of sentences and
 * sums), in half-width or full-width digits.  It says the same.
 */
#ifndef TESTS_VARIANT_H
#define TESTS_VARIANT_H

#include "support.h"

#include "normalize/utf8.h"

enum {
	HAN = 4,        /* widths are in quarters of an em: a Han character is 4, a digit 2 */
	THIN = 1,       /* the space between Han characters and figures (GB/T 15834 leaves it to the typesetter) */
	WITH_TABLES = 1 /* document of the corpus whose tables cannot be wrapped like text */
};

struct variant {
	struct prng random;
	struct tm_buffer *out;
	uint32_t width;      /* of a printed line; 0 puts each paragraph on one */
	uint32_t page_lines; /* lines on a page; 0 without pages */
	int mark;            /* form of the page number */
	bool indent, blanks, spaces, wide_digits, crlf;
	uint32_t line, page;
};

static inline void end_line(struct variant *v)
{
	tm_buffer_str(v->out, v->crlf ? "\r\n" : "\n");
	if (v->blanks)
		tm_buffer_str(v->out, v->crlf ? "\r\n" : "\n");
	if (!v->page_lines || ++v->line % v->page_lines)
		return;
	v->page++;
	switch (v->mark) {
	case 0:
		tm_buffer_printf(v->out, "\n- %u -\n\n", v->page);
		break;
	case 1:
		tm_buffer_printf(v->out, "— %u —\n\f", v->page);
		break;
	case 2:
		tm_buffer_printf(v->out, "\n\n - - %u - - \n", v->page);
		break;
	default:
		tm_buffer_printf(v->out, "第 %u 页\n", v->page);
		break;
	}
}

static inline bool is_digit(const char *p)
{
	return *p >= '0' && *p <= '9';
}

static inline void put_char(struct variant *v, const char *p, size_t n)
{
	if (v->wide_digits && is_digit(p)) {
		char wide[4];

		tm_buffer_add(v->out, wide, tm_utf8_encode(0xFF10u + (uint32_t)(*p - '0'), wide));
		return;
	}
	tm_buffer_add(v->out, p, n);
}

/* How wide the unbreakable piece at `at` is, and how many bytes: a number or word, or a character
 * with the marks behind it that may not begin a line. */
static inline size_t token(struct tm_slice s, size_t at, size_t *width)
{
	static const char forbidden[] = "，。、；：！？）》”’】〕%‰";
	size_t n, i = at, begin;

	tm_utf8_decode(s.ptr + i, &n);
	begin = i;
	i += n;
	if ((unsigned char)s.ptr[begin] < 0x80)
		while (i < s.len && (unsigned char)s.ptr[i] < 0x80)
			i++;
	while (i < s.len) {
		char one[8] = { 0 };

		tm_utf8_decode(s.ptr + i, &n);
		memcpy(one, s.ptr + i, n);
		if (!strstr(forbidden, one))
			break;
		i += n;
	}
	*width = 2 * tm_text_width(tm_slice_sub(s, at, i));
	return i - at;
}

static inline void print_paragraph(struct variant *v, struct tm_slice s)
{
	size_t used = 0, width;

	if (v->indent) {
		tm_buffer_lit(v->out, "    ");
		used = 2 * HAN;
	} else if (v->width) {
		used = 2 * HAN; /* text layers lose the indent, not the line ends it caused */
	}
	for (size_t at = 0; at < s.len;) {
		size_t len = token(s, at, &width);

		if (v->width && used + width > v->width && used > 2 * HAN) {
			end_line(v);
			used = 0;
		}
		for (size_t i = at; i < at + len;) {
			size_t n = tm_utf8_length(s.ptr[i]);
			bool edge = v->spaces && i > 0 && is_digit(s.ptr + i) != is_digit(s.ptr + i - 1) &&
				    ((unsigned char)s.ptr[i] >= 0x80 || (unsigned char)s.ptr[i - 1] >= 0x80);

			if (edge && (i > at || used)) {
				tm_buffer_byte(v->out, ' ');
				used += THIN;
			}
			put_char(v, s.ptr + i, n);
			i += n;
		}
		used += width;
		at += len;
	}
	end_line(v);
}

/* The paragraphs of a clause: its label, heading and the first of its text are one, as printed. */
static inline void print_clause(struct variant *v, const struct tm_document *doc, const struct tm_clause *c)
{
	const char *start = c->label.len ? c->label.ptr : c->heading.len ? c->heading.ptr : c->text.ptr;
	const char *end = c->text.len      ? c->text.ptr + c->text.len
			  : c->heading.len ? c->heading.ptr + c->heading.len
					   : c->label.ptr + c->label.len;
	const char *flow_end = doc->flow.bytes.ptr + doc->flow.bytes.len;

	while (end < flow_end && *end != '\n') /* the mark behind a heading that has no text */
		end++;
	while (start < end) {
		const char *stop = memchr(start, '\n', (size_t)(end - start));

		if (!stop)
			stop = end;
		print_paragraph(v, (struct tm_slice){ start, (size_t)(stop - start) });
		start = stop + 1;
	}
}

static inline void make_variant(struct variant *v, const struct tm_document *doc, uint64_t seed)
{
	uint32_t r;

	v->random.state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	for (int i = 0; i < 8; i++)
		prng_next(&v->random, 2);
	r = prng_next(&v->random, 8);
	v->width = r == 0 ? 0 : HAN * (24 + prng_next(&v->random, 24));
	v->page_lines = prng_next(&v->random, 3) ? 18 + prng_next(&v->random, 20) : 0;
	v->mark = (int)prng_next(&v->random, 4);
	v->indent = prng_next(&v->random, 2);
	v->blanks = prng_next(&v->random, 3) == 0;
	v->spaces = prng_next(&v->random, 2);
	v->wide_digits = prng_next(&v->random, 4) == 0;
	v->crlf = prng_next(&v->random, 4) == 0;
	for (size_t i = 0; i < doc->clause_count; i++)
		print_clause(v, doc, &doc->clauses[i]);
}

#endif
