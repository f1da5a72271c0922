/*
 * stage_read.c - reads stage files and catalogues by the record tables.
 */
#include "stage_p.h"

#include <libxml/xmlreader.h>
#include <stdlib.h>

#include "record_p.h"

enum {
	DEPTH_MAX = 12,     /* of nested records */
	ROWS_MAX = 1000000, /* of a table, as readers have them */
	COLUMNS_MAX = 1000
};

struct reader {
	xmlTextReaderPtr xml;
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
	enum tm_stage wanted;
	struct tm_staged *staged;
	/* Lines and their normal forms as they come. */
	struct tm_buffer raw, normal;
	size_t part_count; /* clauses whose places in the flow were read */
	bool has_flow, line_open;
	struct tm_slice error; /* the first one; absent while all is well */
	enum tm_code error_code;
};

static bool fail(struct reader *r, enum tm_code code, struct tm_slice why)
{
	if (!r->error.ptr) {
		r->error = tm_arena_slice(r->diagnostics->arena, why);
		r->error_code = code;
	}
	return false;
}

static void on_xml_error(void *context, const char *message, xmlParserSeverities severity,
			 xmlTextReaderLocatorPtr locator)
{
	struct reader *r = context;
	struct tm_slice line = tm_slice_trim(tm_slice_str(message));

	(void)severity;
	(void)locator;
	fail(r, TM_D_INPUT_XML, line);
}

/* Moves to the next node; false at the end or on an error. */
static bool next(struct reader *r)
{
	int rc = xmlTextReaderRead(r->xml);

	if (rc < 0)
		return fail(r, TM_D_INPUT_XML, TM_SLICE("the file is damaged"));
	if (rc == 1 && xmlTextReaderNodeType(r->xml) == XML_READER_TYPE_DOCUMENT_TYPE)
		return fail(r, TM_D_INPUT_XML, TM_SLICE("a document type declaration is not allowed"));
	return rc == 1 && !r->error.ptr;
}

static struct tm_slice name(struct reader *r)
{
	return tm_slice_str((const char *)xmlTextReaderConstLocalName(r->xml));
}

static struct tm_slice attribute(struct reader *r, const char *key)
{
	xmlChar *value = xmlTextReaderGetAttribute(r->xml, (const xmlChar *)key);
	struct tm_slice copy;

	if (!value)
		return TM_NO_SLICE;
	copy = tm_arena_slice(r->arena, tm_slice_str((const char *)value));
	xmlFree(value);
	return copy;
}

static bool is_text_node(int type)
{
	return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
	       type == XML_READER_TYPE_WHITESPACE || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
}

/* The text of the element the reader stands on, up to its end tag. */
static bool element_text(struct reader *r, struct tm_slice *out)
{
	struct tm_buffer text = TM_BUFFER_INIT;
	bool ok = true;

	if (!xmlTextReaderIsEmptyElement(r->xml)) {
		while ((ok = next(r)) && xmlTextReaderNodeType(r->xml) != XML_READER_TYPE_END_ELEMENT) {
			if (is_text_node(xmlTextReaderNodeType(r->xml)))
				tm_buffer_str(&text, (const char *)xmlTextReaderConstValue(r->xml));
			else if (xmlTextReaderNodeType(r->xml) == XML_READER_TYPE_ELEMENT)
				ok = fail(r, TM_D_INPUT_STAGE, TM_SLICE("an element inside a text"));
			if (!ok)
				break;
		}
	}
	*out = tm_arena_slice(r->arena, text.len ? tm_buffer_view(&text) : TM_SLICE(""));
	tm_buffer_release(&text);
	return ok;
}

/* The next number of a list separated by single characters; false at its end or where it is none. */
static bool next_number(struct tm_slice *list, uint32_t *out)
{
	uint64_t n = 0;
	size_t i = 0;

	while (i < list->len && (list->ptr[i] < '0' || list->ptr[i] > '9'))
		i++;
	if (i == list->len)
		return false;
	for (; i < list->len && list->ptr[i] >= '0' && list->ptr[i] <= '9'; i++) {
		n = n * 10 + (uint64_t)(list->ptr[i] - '0');
		if (n > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)n;
	*list = tm_slice_sub(*list, i, list->len);
	return true;
}

static bool bad(struct reader *r, const struct tm_field *f)
{
	return fail(r, TM_D_INPUT_STAGE, tm_arena_printf(r->arena, "the value of '%s'", f->name));
}

static bool read_attribute(struct reader *r, void *record, const struct tm_field *f)
{
	struct tm_slice value = attribute(r, f->name), rest = value;
	void *at = (char *)record + f->offset;
	struct tm_span *spans = NULL;
	size_t count = 0, room = 0;
	uint32_t a, b;

	if (!value.ptr) {
		if (f->type == TM_FIELD_ENUM) {
			int none = 0;

			if (f->presence == TM_ALWAYS)
				return bad(r, f);
			memcpy(at, &none, sizeof(none));
		}
		return true;
	}
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_VALUE:
	case TM_FIELD_DECIMAL:
		*(struct tm_slice *)at = value;
		return true;
	case TM_FIELD_FLAG:
		if (!tm_slice_is(value, "true") && !tm_slice_is(value, "false"))
			return bad(r, f);
		*(enum tm_flag *)at = tm_slice_is(value, "true") ? TM_FLAG_TRUE : TM_FLAG_FALSE;
		return true;
	case TM_FIELD_FRACTION:
		if (!next_number(&rest, &a) || !next_number(&rest, &b))
			return bad(r, f);
		((int64_t *)at)[0] = a;
		((int64_t *)at)[1] = b;
		return true;
	case TM_FIELD_NUMBER:
		return next_number(&rest, at) || bad(r, f);
	case TM_FIELD_SIZE:
		if (!next_number(&rest, &a))
			return bad(r, f);
		*(size_t *)at = a;
		return true;
	case TM_FIELD_ENUM:
		for (int i = 0; i < f->enum_count; i++) {
			const char *known = f->enum_name(i);

			if (known && tm_slice_is(value, known)) {
				memcpy(at, &i, sizeof(i));
				return true;
			}
		}
		return bad(r, f);
	case TM_FIELD_SPAN:
		spans = at;
		return (next_number(&rest, &spans->start) && next_number(&rest, &spans->end)) || bad(r, f);
	case TM_FIELD_SPANS:
		while (next_number(&rest, &a) && next_number(&rest, &b))
			*(struct tm_span *)tm_arena_push(r->arena, &spans, &count, &room,
							 sizeof(*spans)) = (struct tm_span){ a, b };
		memcpy(at, &spans, sizeof(spans)); /* NOLINT(bugprone-sizeof-expression): the pointer itself */
		*(size_t *)(void *)((char *)record + f->count_offset) = count;
		return true;
	case TM_FIELD_TEXT:
	case TM_FIELD_TEXTS:
	case TM_FIELD_RECORD:
	case TM_FIELD_RECORDS:
		break;
	}
	return true;
}

static bool read_record(struct reader *r, void *record, const struct tm_record *type, int depth);

/* An element that is not part of the records. */
typedef bool working_fn(struct reader *r, struct tm_slice element);

static bool read_element(struct reader *r, void *record, const struct tm_field *f, int depth)
{
	void *at = (char *)record + f->offset;
	struct tm_slices *texts = at;
	struct tm_slice text;

	switch (f->type) {
	case TM_FIELD_TEXT:
		return element_text(r, at);
	case TM_FIELD_TEXTS:
		if (!element_text(r, &text))
			return false;
		*(struct tm_slice *)tm_arena_push(r->arena, &texts->items, &texts->count, &texts->room,
						  sizeof(text)) = text;
		return true;
	case TM_FIELD_RECORD:
		return read_record(r, at, f->record, depth + 1);
	case TM_FIELD_RECORDS:
		return read_record(
			r,
			tm_arena_push(r->arena, at, (size_t *)(void *)((char *)record + f->count_offset),
				      (size_t *)(void *)((char *)record + f->room_offset), f->record->size),
			f->record, depth + 1);
	default:
		return bad(r, f);
	}
}

static bool read_working(struct reader *r, struct tm_slice element);

static bool read_record(struct reader *r, void *record, const struct tm_record *type, int depth)
{
	bool empty = xmlTextReaderIsEmptyElement(r->xml);

	if (depth > DEPTH_MAX)
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("nested too deep"));
	for (const struct tm_field *f = type->fields; f->name; f++)
		if (tm_field_is_attribute(f) && !read_attribute(r, record, f))
			return false;
	while (!empty && next(r)) {
		int node = xmlTextReaderNodeType(r->xml);
		const struct tm_field *f = type->fields;

		if (node == XML_READER_TYPE_END_ELEMENT)
			return true;
		if (node != XML_READER_TYPE_ELEMENT)
			continue;
		while (f->name && (tm_field_is_attribute(f) || !tm_slice_is(name(r), f->name)))
			f++;
		if (f->name ? !read_element(r, record, f, depth) : !read_working(r, name(r)))
			return false;
	}
	return empty;
}

/* ---- working elements ---- */

/* Adds `text` to `bytes` with the map of its attribute, or as copied from `at`. */
static bool add_mapped(struct reader *r, struct tm_buffer *bytes, struct tm_map *map, struct tm_slice text,
		       struct tm_slice runs, uint32_t at)
{
	uint32_t before = map->end, len, to_unit, from, from_unit;

	tm_buffer_slice(bytes, text);
	if (!runs.ptr) {
		tm_map_add(r->arena, map, (uint32_t)text.len, 1, at, 1);
		return true;
	}
	while (next_number(&runs, &len) && next_number(&runs, &to_unit) && next_number(&runs, &from) &&
	       next_number(&runs, &from_unit)) {
		if (!to_unit || to_unit > UINT16_MAX || from_unit > UINT16_MAX || len > text.len)
			break;
		tm_map_add(r->arena, map, len, (uint16_t)to_unit, from, (uint16_t)from_unit);
	}
	if (map->end - before != text.len)
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("the map of a line"));
	return true;
}

static struct tm_line *add_line(struct reader *r, struct tm_text *t, struct tm_line line)
{
	struct tm_line *slot = tm_arena_push(r->arena, &t->lines, &t->line_count, &t->line_room, sizeof(*slot));

	*slot = line;
	return slot;
}

static void end_line(struct reader *r, struct tm_buffer *bytes, struct tm_text *t, uint32_t from)
{
	tm_buffer_byte(bytes, '\n');
	tm_map_add(r->arena, &t->map, 1, 1, from, 1);
}

/* Completes the last line once all its parts are there; without a normal form it is its own. */
static void close_line(struct reader *r)
{
	struct tm_text *raw = &r->staged->lines, *normal = &r->staged->doc.text;
	struct tm_line *line;
	uint32_t behind;

	if (!r->line_open)
		return;
	r->line_open = false;
	line = &raw->lines[raw->line_count - 1];
	line->len = raw->map.end - line->start;
	if (normal->line_count < raw->line_count) {
		struct tm_line own = *line;

		own.start = normal->map.end;
		add_line(r, normal, own);
		tm_buffer_add(&r->normal, r->raw.data + line->start, line->len);
		tm_map_compose(r->arena, &normal->map, &raw->map, line->start, line->start + line->len);
	} else {
		line = &normal->lines[normal->line_count - 1];
		line->len = normal->map.end - line->start;
	}
	behind = raw->map.count ? tm_map_end(&raw->map, raw->map.end) : 0;
	end_line(r, &r->raw, raw, behind);
	end_line(r, &r->normal, normal, behind);
}

/* A number of an attribute; `otherwise` where there is none. */
static bool number_of(struct reader *r, const char *key, uint32_t otherwise, uint32_t *out)
{
	struct tm_slice value = attribute(r, key);

	*out = otherwise;
	return !value.ptr || next_number(&value, out);
}

/* What a line is besides text. */
static bool read_standing(struct reader *r, struct tm_line *line)
{
	struct tm_grid_place *p = &line->place;
	uint32_t column, columns;

	line->field = attribute(r, "field");
	if (!number_of(r, "table", 0, &p->table) || !number_of(r, "row", 0, &p->row) ||
	    !number_of(r, "column", 0, &column) || !number_of(r, "rows", p->row ? 1 : 0, &p->rows) ||
	    !number_of(r, "columns", p->row ? 1 : 0, &columns) || p->row > ROWS_MAX || p->rows > ROWS_MAX ||
	    column > COLUMNS_MAX || columns > COLUMNS_MAX ||
	    (p->table && p->row && (!column || !columns || !p->rows)))
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("the place of a line in its table"));
	p->column = (uint16_t)column;
	p->columns = (uint16_t)columns;
	p->head = attribute(r, "head").ptr != NULL;
	return true;
}

static bool read_line(struct reader *r)
{
	struct tm_text *t = &r->staged->lines;
	struct tm_line line = { .start = t->map.end };
	struct tm_slice at = attribute(r, "at"), n = attribute(r, "n"), page = attribute(r, "page");
	struct tm_slice part = attribute(r, "part"), runs = attribute(r, "map"), text;

	if (!next_number(&at, &line.at) || !next_number(&n, &line.number) || !next_number(&page, &line.page))
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("a line without at, n and page"));
	if (!part.ptr) {
		close_line(r);
		if (!read_standing(r, &line))
			return false;
		line.start = t->map.end;
		add_line(r, t, line);
		r->line_open = true;
	}
	return element_text(r, &text) && add_mapped(r, &r->raw, &t->map, text, runs, line.at);
}

static bool read_normal(struct reader *r)
{
	struct tm_text *raw = &r->staged->lines, *t = &r->staged->doc.text;
	struct tm_slice part = attribute(r, "part"), runs = attribute(r, "map"), text;
	struct tm_line line;

	if (!r->line_open || !runs.ptr)
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("a normal form without its line"));
	if (!part.ptr) {
		line = raw->lines[raw->line_count - 1];
		line.start = t->map.end;
		add_line(r, t, line);
	}
	return element_text(r, &text) && add_mapped(r, &r->normal, &t->map, text, runs, 0);
}

static void finish_text(struct reader *r)
{
	struct tm_staged *s = r->staged;

	close_line(r);
	if (s->lines.bytes.ptr)
		return;
	s->lines.bytes = tm_arena_slice(r->arena, r->raw.len ? tm_buffer_view(&r->raw) : TM_SLICE(""));
	s->doc.text.bytes = tm_arena_slice(r->arena, r->normal.len ? tm_buffer_view(&r->normal) : TM_SLICE(""));
}

static bool read_flow(struct reader *r)
{
	struct tm_flow_builder b = { .arena = r->arena, .text = &r->staged->doc.text };
	struct tm_slice list;
	uint32_t start, len;

	finish_text(r);
	if (!element_text(r, &list))
		return false;
	for (size_t i = 0; i < list.len;) {
		char c = list.ptr[i];
		struct tm_slice rest = tm_slice_sub(list, i, list.len);

		if (c == '/' || c == '_') {
			tm_flow_separate(&b, c == '/' ? '\n' : ' ');
			i++;
		} else if (c == ' ') {
			i++;
		} else if (next_number(&rest, &start) && next_number(&rest, &len) && start <= b.text->bytes.len &&
			   len <= b.text->bytes.len - start) {
			tm_buffer_add(&b.bytes, b.text->bytes.ptr + start, len);
			tm_map_add(r->arena, &b.map, len, 1, start, 1);
			i = (size_t)(rest.ptr - list.ptr);
		} else {
			tm_buffer_release(&b.bytes);
			return fail(r, TM_D_INPUT_STAGE, TM_SLICE("the flow"));
		}
	}
	r->has_flow = true;
	if (b.bytes.len == 0)
		tm_buffer_reserve(&b.bytes, 1);
	tm_flow_finish(&b, &r->staged->doc.flow);
	return true;
}

/* Points a slice at the next place of a list; an empty one leaves it as it is. */
static bool next_place(struct reader *r, struct tm_slice *where, struct tm_slice *text)
{
	struct tm_slice flow = r->staged->doc.flow.bytes;
	uint32_t start, len;

	if (!next_number(where, &start) || !next_number(where, &len) || start > flow.len ||
	    len > flow.len - start || (len && !tm_slice_eq(tm_slice_sub(flow, start, start + len), *text)))
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("a part that is not in the flow"));
	if (len)
		*text = tm_slice_sub(flow, start, start + len);
	return true;
}

static bool is_in_flow(const struct reader *r, struct tm_slice text)
{
	const struct tm_slice flow = r->staged->doc.flow.bytes;

	return (uintptr_t)text.ptr - (uintptr_t)flow.ptr < flow.len;
}

/* Points a slice at its place in the flow, if it has one there and says the same. */
static bool place(struct reader *r, const char *key, struct tm_slice *text)
{
	struct tm_slice where = attribute(r, key);

	if (!where.ptr)
		return text->len == 0 || fail(r, TM_D_INPUT_STAGE, TM_SLICE("a part without its place"));
	return next_place(r, &where, text) &&
	       (text->len == 0 || is_in_flow(r, *text) ||
		fail(r, TM_D_INPUT_STAGE, TM_SLICE("a part that is not in the flow")));
}

static bool place_table(struct reader *r, struct tm_clause *c)
{
	struct tm_slice columns = attribute(r, "columns"), cells = attribute(r, "cells");

	for (size_t i = 0; i < c->columns.count; i++)
		if (!next_place(r, &columns, &c->columns.items[i]))
			return false;
	for (size_t i = 0; i < c->cell_count; i++)
		if (!next_place(r, &cells, &c->cells[i].text))
			return false;
	return true;
}

static bool read_part(struct reader *r)
{
	struct tm_document *doc = &r->staged->doc;
	struct tm_clause *c;

	if (!r->has_flow || r->part_count == doc->clause_count)
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("a part without its clause"));
	c = &doc->clauses[r->part_count++];
	return place(r, "label", &c->label) && place(r, "heading", &c->heading) &&
	       place(r, "heading_end", &c->heading_end) && place(r, "text", &c->text) && place_table(r, c);
}

static bool read_working(struct reader *r, struct tm_slice element)
{
	if (tm_slice_is(element, "line"))
		return read_line(r);
	if (tm_slice_is(element, "normal"))
		return read_normal(r);
	if (tm_slice_is(element, "flow"))
		return read_flow(r);
	if (tm_slice_is(element, "part"))
		return read_part(r);
	return fail(r, TM_D_INPUT_STAGE,
		    tm_arena_printf(r->arena, "unknown element '%s'", tm_arena_slice(r->arena, element).ptr));
}

bool tm_reports_restore(struct tm_document *doc, struct tm_arena *arena)
{
	tm_diagnostics_init(&doc->diagnostics, arena);
	for (size_t i = 0; i < doc->report_count; i++) {
		const struct tm_report *report = &doc->reports[i];
		int code = tm_code_by_name(report->code);
		struct tm_diagnostic *d;

		if (code < 0)
			return false;
		d = tm_diagnose(&doc->diagnostics, (enum tm_code)code, report->span, report->arguments.count,
				report->arguments.items);
		d->line = report->line;
	}
	return true;
}

static bool read_document(struct reader *r)
{
	static const char *const missing[] = { "lines", "normal forms", "clauses", "clauses" };
	struct tm_staged *s = tm_arena_alloc(r->arena, sizeof(*s));
	bool ok;

	r->staged = s;
	r->has_flow = r->line_open = false;
	r->part_count = 0;
	tm_buffer_clear(&r->raw);
	tm_buffer_clear(&r->normal);
	ok = read_record(r, &s->doc, &tm_document_record, 0);
	if (!ok)
		return false;
	finish_text(r);
	if (r->wanted == TM_STAGE_SEGMENT && !r->has_flow)
		return fail(r, TM_D_INPUT_STAGE, tm_slice_str(missing[r->wanted]));
	return tm_reports_restore(&s->doc, r->arena) ||
	       fail(r, TM_D_INPUT_STAGE, TM_SLICE("an unknown diagnostic"));
}

/* generator and rules, which stand before the documents. */
static bool read_head(struct reader *r, struct tm_head *head)
{
	const struct tm_field *f = tm_head_record.fields;
	struct tm_arena *arena = r->arena;
	bool ok;

	while (f->name && (f->type != TM_FIELD_RECORD || !tm_slice_is(name(r), f->name)))
		f++;
	if (!f->name)
		return fail(r, TM_D_INPUT_STAGE, TM_SLICE("an unknown element in the catalogue"));
	r->arena = r->diagnostics->arena; /* outlives the documents */
	ok = read_record(r, head, f->record, 0);
	r->arena = arena;
	return ok;
}

static bool read_all(struct reader *r, struct tm_head *head, tm_stage_fn *each, void *context)
{
	bool root = false;

	while (next(r)) {
		if (xmlTextReaderNodeType(r->xml) != XML_READER_TYPE_ELEMENT)
			continue;
		if (!root) {
			if (!tm_slice_is(name(r), "catalogue") ||
			    !tm_slice_is(tm_slice_str((const char *)xmlTextReaderConstNamespaceUri(r->xml)),
					 TM_SCHEMA_ID))
				return fail(r, TM_D_INPUT_STAGE, TM_SLICE("no catalogue of urn:tiaomu:1"));
			root = true;
			head->schema = TM_SLICE(TM_SCHEMA_ID);
		} else if (tm_slice_is(name(r), tm_document_record.name)) {
			if (!read_document(r) || !each(r->staged, context))
				return !r->error.ptr;
		} else if (!read_head(r, head)) {
			return false;
		}
	}
	return !r->error.ptr;
}

bool tm_stage_read(struct tm_slice bytes, enum tm_stage wanted, struct tm_head *head, struct tm_arena *arena,
		   struct tm_diagnostics *diagnostics, tm_stage_fn *each, void *context)
{
	struct reader r = { .arena = arena, .diagnostics = diagnostics, .wanted = wanted };
	bool ok;

	if (wanted == TM_STAGE_EXTRACT && tm_json_is_catalogue(bytes))
		return tm_json_read(bytes, head, arena, diagnostics, each, context);
	r.xml = xmlReaderForMemory(bytes.ptr, (int)bytes.len, NULL, "UTF-8", XML_PARSE_NONET);
	if (!r.xml)
		tm_out_of_memory();
	xmlTextReaderSetErrorHandler(r.xml, on_xml_error, &r);
	ok = read_all(&r, head, each, context);
	if (!ok) {
		struct tm_diagnostic *d = tm_diagnose1(diagnostics, r.error_code, (struct tm_span){ 0, 0 },
						       r.error);

		d->line = (uint32_t)xmlTextReaderGetParserLineNumber(r.xml);
		d->column = (uint32_t)xmlTextReaderGetParserColumnNumber(r.xml);
	}
	xmlFreeTextReader(r.xml);
	tm_buffer_release(&r.raw);
	tm_buffer_release(&r.normal);
	return ok;
}

bool tm_is_catalogue(struct tm_slice bytes)
{
	struct tm_slice start = tm_slice_sub(bytes, 0, bytes.len < 512 ? bytes.len : 512);

	return tm_json_is_catalogue(bytes) || (tm_slice_find(start, TM_SLICE("<catalogue"), 0) != SIZE_MAX &&
					       tm_slice_find(start, TM_SLICE(TM_SCHEMA_ID), 0) != SIZE_MAX);
}
