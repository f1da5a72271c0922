/*
 * variant.h - a document printed anew: wrapped, spaced and paged in another way.
 *
 * A variant prints the paragraphs of a document in a column of another width,
 * with or without indents and blank lines, with spaces around figures, with
 * page numbers of several forms between lines (in the middle of sentences and
 * sums), in half-width or full-width digits.  Tables keep their lines, and
 * what stood side by side on a line does so again.  It says the same.
 */
#ifndef TESTS_VARIANT_H
#define TESTS_VARIANT_H

#include "support.h"

#include "normalize/utf8.h"

enum {
	HAN = 4,  /* widths are in quarters of an em: a Han character is 4, a digit 2 */
	THIN = 1, /* the space between Han characters and figures (GB/T 15834 leaves it to the typesetter) */
	WITH_TABLES =
		1 /* document of the corpus with tables whose rows pages cut: a copy would have to set them anew */
};

struct variant {
	struct prng random;
	struct tm_buffer *out;
	uint32_t width;      /* of a printed line; 0 puts each paragraph on one */
	uint32_t page_lines; /* lines on a page; 0 without pages */
	int mark;            /* form of the page number */
	bool indent, blanks, spaces, wide_digits, crlf;
	uint32_t line, page;
	bool together;    /* no page ends here */
	uint32_t used;    /* of the line that the last paragraph ended on */
	const char *last; /* character of that paragraph, in the flow */
};

static inline void end_line(struct variant *v)
{
	tm_buffer_str(v->out, v->crlf ? "\r\n" : "\n");
	if (v->blanks)
		tm_buffer_str(v->out, v->crlf ? "\r\n" : "\n");
	if (!v->page_lines || ++v->line < v->page_lines || v->together)
		return;
	v->line = 0;
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

/* Prints a paragraph without its line end, behind `used` of its first line. */
static inline uint32_t print_words(struct variant *v, struct tm_slice s, uint32_t used)
{
	size_t width;

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
		used += (uint32_t)width;
		at += len;
	}
	return used;
}

/* Index of the line that byte `p` of the flow was read from. */
static inline size_t line_of(const struct tm_document *doc, const char *p)
{
	uint32_t at = (uint32_t)(p - doc->flow.bytes.ptr);

	return tm_text_line_at(&doc->text, tm_flow_span(&doc->flow, at, at + tm_utf8_length(*p)).start);
}

/* Ends the paragraph that was printed last. */
static inline void end_paragraph(struct variant *v)
{
	if (v->last)
		end_line(v);
	v->last = NULL;
}

/* Two paragraphs that stood side by side on one line, with a gap between them, do so again: the names of bodies in
 * a signature, say. */
static inline void print_paragraph(struct variant *v, const struct tm_document *doc, struct tm_slice s)
{
	static const char gap[] = "    ";
	uint32_t used = 0;

	if (v->last && line_of(doc, s.ptr) == line_of(doc, v->last)) {
		tm_buffer_str(v->out, gap);
		used = v->used + 2 * HAN;
	} else {
		end_paragraph(v);
		if (v->indent)
			tm_buffer_str(v->out, gap);
		if (v->indent || v->width) /* text layers lose the indent, not the line ends it caused */
			used = 2 * HAN;
	}
	v->used = print_words(v, s, used);
	v->last = s.ptr + tm_utf8_before(s.ptr, s.len);
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
		print_paragraph(v, doc, (struct tm_slice){ start, (size_t)(stop - start) });
		start = stop + 1;
	}
}

/* Is it a line that the reader found to be a page number? */
static inline bool is_page_number(const struct tm_document *doc, size_t line)
{
	const struct tm_line *l = &doc->text.lines[line];

	for (size_t i = 0; i < doc->text.dropped_count; i++)
		if (doc->text.dropped[i].line == l->number &&
		    tm_slice_eq(doc->text.dropped[i].text, tm_slice_trim(tm_text_line(&doc->text, line))))
			return true;
	return false;
}

/*
 * A table from clause `first` to before clause `end`.  Whoever prints a table
 * anew keeps its lines, for nothing else tells one cell from the next, and does
 * not part its head from the first row.
 */
static inline void print_table(struct variant *v, const struct tm_document *doc, size_t first, size_t end)
{
	size_t from = tm_text_line_at(&doc->text, doc->clauses[first].extent.span.start), to = from;
	size_t head = tm_text_line_at(&doc->text, doc->clauses[first].extent.span.end - 1);

	for (size_t i = first; i < end; i++) {
		size_t line = tm_text_line_at(&doc->text, doc->clauses[i].extent.span.end - 1);

		to = line > to ? line : to;
	}
	end_paragraph(v);
	for (size_t line = from; line <= to; line++) {
		struct tm_slice s = tm_text_line(&doc->text, line);

		if (is_page_number(doc, line))
			continue;
		for (size_t i = 0, n; i < s.len; i += n) {
			n = tm_utf8_length(s.ptr[i]);
			put_char(v, s.ptr + i, n);
		}
		v->together = line <= head;
		end_line(v);
	}
	v->together = false;
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
	for (size_t i = 0, end; i < doc->clause_count; i = end) {
		end = i + 1;
		if (doc->clauses[i].kind != TM_TABLE) {
			print_clause(v, doc, &doc->clauses[i]);
			continue;
		}
		while (end < doc->clause_count && doc->clauses[end].kind == TM_ROW)
			end++;
		print_table(v, doc, i, end);
	}
	end_paragraph(v);
}

#endif
