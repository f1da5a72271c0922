/*
 * law.h - the laws of spans and of nothing lost (contract sections 1 and 4), checked from outside.
 *
 * The checks know the raw bytes, the normaliser and the finished records; they
 * do not look into the flow that the records were made from.
 */
#ifndef TESTS_LAW_H
#define TESTS_LAW_H

#include "support.h"

#include "normalize/encoding.h"
#include "normalize/reader.h"
#include "normalize/utf8.h"

/* Adds `text` without white space. */
static inline void add_solid(struct tm_buffer *out, struct tm_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!strchr(" \t\n", text.ptr[i]))
			tm_buffer_byte(out, text.ptr[i]);
}

/* Makes a piece of a page the text it shows: without tags, and with the few references that the tests use. */
static inline void strip_tags(struct fixture *f, struct tm_source *source)
{
	static const char *const references[][2] = { { "&nbsp;", " " },  { "&emsp;", " " },    { "&amp;", "&" },
						     { "&lt;", "<" },    { "&#19975;", "万" }, { "&#x31;", "1" },
						     { "&ldquo;", "“" }, { "&rdquo;", "”" } };
	struct tm_buffer out = TM_BUFFER_INIT;
	struct tm_decoded decoded;

	tm_decode(source->bytes, tm_encoding_by_label(source->encoding), &f->worker.arena, &decoded);
	for (size_t i = 0; i < decoded.bytes.len; i++) {
		struct tm_slice rest = tm_slice_sub(decoded.bytes, i, decoded.bytes.len);
		size_t k = 0, count = sizeof(references) / sizeof(references[0]);

		while (k < count && !tm_slice_starts(rest, tm_slice_str(references[k][0])))
			k++;
		if (k < count) {
			tm_buffer_str(&out, references[k][1]);
			i += strlen(references[k][0]) - 1;
		} else if (rest.ptr[0] == '<') {
			for (char quote = 0; quote || decoded.bytes.ptr[i] != '>'; i++)
				if (strchr("'\"", decoded.bytes.ptr[i]))
					quote = !quote ? decoded.bytes.ptr[i]
						       : (char)(quote == decoded.bytes.ptr[i] ? 0 : quote);
		} else {
			tm_buffer_byte(&out, rest.ptr[0]);
		}
	}
	source->bytes = tm_arena_slice(&f->worker.arena, tm_buffer_view(&out));
	source->encoding = TM_SLICE("UTF-8");
	tm_buffer_release(&out);
}

/* Adds the normal form of raw [start, end) without white space. */
static inline void add_normal(struct fixture *f, const struct tm_document *doc, struct tm_span span,
			      struct tm_buffer *out)
{
	struct tm_diagnostics ignored;
	struct tm_text lines, normal;
	struct tm_source source;

	tm_diagnostics_init(&ignored, &f->worker.arena);
	tm_source_init(&source, TM_SLICE("piece"), tm_slice_sub(doc->source.bytes, span.start, span.end),
		       &f->worker.arena);
	source.encoding = doc->source.encoding;
	if (tm_slice_is(doc->source.format, "html"))
		strip_tags(f, &source);
	assert_true(tm_read(f->engine->tables, &source, &lines, &f->worker.arena, &ignored));
	tm_normalize(f->engine->tables, &lines, &normal, &f->worker.arena, &f->worker.matcher, &ignored);
	add_solid(out, normal.bytes);
}

static inline void add_extent(struct fixture *f, const struct tm_document *doc, const struct tm_extent *e,
			      struct tm_buffer *out)
{
	assert_true(e->span.start < e->span.end && e->span.end <= doc->source.size);
	if (!e->piece_count)
		add_normal(f, doc, e->span, out);
	for (size_t i = 0; i < e->piece_count; i++) {
		assert_true(e->pieces[i].start >= e->span.start && e->pieces[i].end <= e->span.end);
		add_normal(f, doc, e->pieces[i], out);
	}
}

/* Is `have` `want`, but for marks that stand between the parts of a clause: ： behind a label, the brackets of a
 * heading? */
static inline bool is_same_but_marks(struct tm_slice have, struct tm_slice want)
{
	static const char *const marks[] = { "：", ":", "（", "）", "【", "】" };
	size_t i = 0, k = 0;

	while (i < have.len) {
		bool mark = false;

		if (k < want.len && have.ptr[i] == want.ptr[k]) {
			i++;
			k++;
			continue;
		}
		/* a shared lead byte may have been consumed: go back to the character */
		while (i > 0 && ((unsigned char)have.ptr[i] & 0xC0) == 0x80) {
			i--;
			k--;
		}
		for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]) && !mark; m++) {
			struct tm_slice s = tm_slice_str(marks[m]);

			if (i + s.len <= have.len && memcmp(have.ptr + i, s.ptr, s.len) == 0) {
				i += s.len;
				mark = true;
			}
		}
		if (!mark)
			return false;
	}
	return k == want.len;
}

static inline void expect_same(const char *what, struct tm_slice id, struct tm_buffer *have,
			       struct tm_buffer *want)
{
	if (!is_same_but_marks(tm_buffer_view(have), tm_buffer_view(want)))
		fail_msg("%s of %.*s: the span holds '%.*s', the record '%.*s'", what, (int)id.len, id.ptr,
			 (int)(have->len > 300 ? 300 : have->len), have->data,
			 (int)(want->len > 300 ? 300 : want->len), want->data);
	tm_buffer_clear(have);
	tm_buffer_clear(want);
}

/* Cells hold what their spans hold; a row's own cells, each on a line, are its text. */
static inline void check_cells(struct fixture *f, const struct tm_document *doc, const struct tm_clause *c)
{
	struct tm_buffer have = TM_BUFFER_INIT, want = TM_BUFFER_INIT, text = TM_BUFFER_INIT;

	for (size_t i = 0; i < c->cell_count; i++) {
		const struct tm_cell *cell = &c->cells[i];

		add_extent(f, doc, &cell->extent, &have);
		add_solid(&want, cell->text);
		expect_same("cell", c->id, &have, &want);
		if (cell->inherited == TM_FLAG_TRUE)
			continue;
		if (text.len)
			tm_buffer_byte(&text, '\n');
		tm_buffer_slice(&text, cell->text);
	}
	if (c->kind == TM_ROW && !tm_slice_eq(tm_buffer_view(&text), c->text))
		fail_msg("cells of %.*s: '%.*s', its text '%.*s'", (int)c->id.len, c->id.ptr, (int)text.len,
			 text.data, (int)c->text.len, c->text.ptr);
	tm_buffer_release(&have);
	tm_buffer_release(&want);
	tm_buffer_release(&text);
}

/* Every span of a document holds what its record says. */
static inline void check_spans(struct fixture *f, const struct tm_document *doc)
{
	struct tm_buffer have = TM_BUFFER_INIT, want = TM_BUFFER_INIT;

	for (size_t i = 0; i < doc->clause_count; i++) {
		const struct tm_clause *c = &doc->clauses[i];

		add_extent(f, doc, &c->extent, &have);
		add_solid(&want, c->label);
		add_solid(&want, c->heading);
		add_solid(&want, c->heading_end);
		add_solid(&want, c->text);
		expect_same("span", c->id, &have, &want);
		if (c->heading.len && !c->extent.piece_count) {
			add_normal(f, doc, c->heading_span, &have);
			add_solid(&want, c->heading);
			expect_same("heading_span", c->id, &have, &want);
		}
		if (c->text.len && !c->extent.piece_count) {
			add_normal(f, doc, c->text_span, &have);
			add_solid(&want, c->text);
			expect_same("text_span", c->id, &have, &want);
		}
		check_cells(f, doc, c);
		for (size_t k = 0; k < c->office_count; k++) {
			add_extent(f, doc, &c->offices[k].extent, &have);
			add_solid(&want, c->offices[k].name);
			expect_same("office", c->id, &have, &want);
		}
	}
	tm_buffer_release(&have);
	tm_buffer_release(&want);
}

static inline int by_start(const void *pa, const void *pb)
{
	const struct tm_span *a = pa, *b = pb;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* What a row or a head says in the order of the source, which is not that of its columns; check_spans() holds them
 * equal. */
static inline void add_row(struct fixture *f, const struct tm_document *doc, const struct tm_clause *c,
			   struct tm_buffer *out)
{
	struct tm_span *parts = calloc(c->extent.piece_count + 1, sizeof(*parts));

	if (c->extent.piece_count)
		memcpy(parts, c->extent.pieces, c->extent.piece_count * sizeof(*parts));
	else
		parts[0] = c->extent.span;
	qsort(parts, c->extent.piece_count ? c->extent.piece_count : 1, sizeof(*parts), by_start);
	for (size_t i = 0; i < c->extent.piece_count || i == 0; i++)
		add_normal(f, doc, parts[i], out);
	free(parts);
}

/* Label, heading, mark and text of all clauses are the whole document, furniture aside. */
static inline void check_nothing_lost(struct fixture *f, const struct tm_document *doc)
{
	struct tm_buffer have = TM_BUFFER_INIT, want = TM_BUFFER_INIT;
	struct tm_span rest = { 0, 0 };

	for (size_t i = 0; i < doc->text.dropped_count; i++) {
		rest.end = doc->text.dropped[i].span.start;
		if (rest.end > rest.start)
			add_normal(f, doc, rest, &have);
		rest.start = doc->text.dropped[i].span.end;
	}
	rest.end = (uint32_t)doc->source.size;
	if (rest.end > rest.start)
		add_normal(f, doc, rest, &have);
	for (size_t i = 0; i < doc->clause_count; i++) {
		const struct tm_clause *c = &doc->clauses[i];

		if (c->kind == TM_ROW || c->kind == TM_TABLE) {
			add_row(f, doc, c, &want);
			continue;
		}
		add_solid(&want, c->label);
		add_solid(&want, c->heading);
		add_solid(&want, c->heading_end);
		add_solid(&want, c->text);
	}
	expect_same("the sum", doc->id, &have, &want);
	tm_buffer_release(&have);
	tm_buffer_release(&want);
}

#endif
