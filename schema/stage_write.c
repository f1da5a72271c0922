#include "schema/record.h"
#include "schema/stage.h"
#include "schema/xml.h"

#include "normalize/utf8.h"

enum { PART_BYTES = 60000 };

/* Is the map of [start, end) that of bytes copied from `at` on? */
static bool is_identity(const struct tm_map *map, uint32_t start, uint32_t end, uint32_t at)
{
	const struct tm_run *run;

	if (start == end)
		return true;
	run = tm_map_run(map, start);
	return run->to_unit == 1 && run->from_unit == 1 && run->from + (start - run->to) == at &&
	       (run + 1 == map->runs + map->count || run[1].to >= end);
}

static void write_map(struct tm_buffer *out, const struct tm_map *map, uint32_t start, uint32_t end)
{
	const struct tm_run *last = map->runs + map->count;
	const char *gap = "";

	tm_buffer_lit(out, " map=\"");
	for (const struct tm_run *run = tm_map_run(map, start); run < last && run->to < end; run++) {
		uint32_t a = run->to < start ? start : run->to;
		uint32_t b = run + 1 < last && run[1].to < end ? run[1].to : end;

		tm_buffer_str(out, gap);
		tm_buffer_number(out, b - a);
		tm_buffer_byte(out, ',');
		tm_buffer_number(out, run->to_unit);
		tm_buffer_byte(out, ',');
		tm_buffer_number(out, run->from + (a - run->to) / run->to_unit * run->from_unit);
		tm_buffer_byte(out, ',');
		tm_buffer_number(out, run->from_unit);
		gap = " ";
	}
	tm_buffer_byte(out, '"');
}

/* Where to end a part that begins at `start`: on a character, and on a unit of the map. */
static uint32_t part_end(const struct tm_text *text, uint32_t start, uint32_t end)
{
	uint32_t at = start + PART_BYTES;
	const struct tm_run *run;

	if (end - start <= PART_BYTES)
		return end;
	while (((unsigned char)text->bytes.ptr[at] & 0xC0) == 0x80)
		at--;
	run = tm_map_run(&text->map, at);
	return at - (at - run->to) % run->to_unit;
}

/* What a line is besides text: part of a table, or a field. */
static void write_standing(struct tm_buffer *out, const struct tm_line *line)
{
	const struct tm_grid_place *p = &line->place;

	if (line->field.len)
		tm_xml_attribute(out, "field", line->field);
	if (!p->table)
		return;
	tm_xml_number(out, "table", p->table);
	tm_xml_number(out, "row", p->row);
	if (!p->row)
		return;
	tm_xml_number(out, "column", p->column);
	if (p->rows > 1)
		tm_xml_number(out, "rows", p->rows);
	if (p->columns > 1)
		tm_xml_number(out, "columns", p->columns);
	if (p->head)
		tm_xml_attribute(out, "head", TM_SLICE("true"));
}

/* A line or its normal form, in parts. */
static void write_line(struct tm_buffer *out, const char *name, const struct tm_text *text, size_t n, bool located)
{
	const struct tm_line *line = &text->lines[n];
	uint32_t start = line->start, last = line->start + line->len;
	size_t part = 1;

	do {
		uint32_t end = part_end(text, start, last);
		uint32_t at = start == last ? line->at : tm_map_start(&text->map, start);
		uint32_t behind = start == last ? line->at : tm_map_end(&text->map, end);

		tm_xml_indent(out, 2);
		tm_buffer_printf(out, "<%s", name);
		if (located) {
			tm_xml_number(out, "at", at);
			tm_xml_number(out, "bytes", behind - at);
			tm_xml_number(out, "n", line->number);
			tm_xml_number(out, "page", line->page);
			write_standing(out, line);
		}
		if (part > 1)
			tm_xml_number(out, "part", part);
		if (!located || !is_identity(&text->map, start, end, at))
			write_map(out, &text->map, start, end);
		tm_buffer_byte(out, '>');
		tm_xml_text(out, tm_slice_sub(text->bytes, start, end));
		tm_buffer_printf(out, "</%s>", name);
		start = end;
		part++;
	} while (start < last);
}

static void write_flow(struct tm_buffer *out, const struct tm_flow *flow)
{
	const struct tm_run *last = flow->map.runs + flow->map.count;

	tm_xml_indent(out, 2);
	tm_buffer_lit(out, "<flow>");
	for (const struct tm_run *run = flow->map.runs; run < last; run++) {
		uint32_t end = run + 1 < last ? run[1].to : flow->map.end;

		if (run > flow->map.runs)
			tm_buffer_byte(out, ' ');
		if (run->from_unit)
			tm_buffer_printf(out, "%u+%u", run->from, end - run->to);
		for (uint32_t i = run->to; !run->from_unit && i < end; i++)
			tm_buffer_byte(out, flow->bytes.ptr[i] == '\n' ? '/' : '_');
	}
	tm_buffer_lit(out, "</flow>");
}

static void write_place(struct tm_buffer *out, const char *name, const struct tm_flow *flow, struct tm_slice s)
{
	if (s.len)
		tm_buffer_printf(out, " %s=\"%zu %zu\"", name, tm_flow_at(flow, s), s.len);
}

/* The places of `count` texts, `stride` bytes apart; 0 0 for what is not in the flow. */
static void write_places(struct tm_buffer *out, const char *name, const struct tm_flow *flow,
			 const struct tm_slice *texts, size_t count, size_t stride)
{
	if (count)
		tm_buffer_printf(out, " %s=\"", name);
	for (size_t i = 0; i < count; i++) {
		struct tm_slice s = *(const struct tm_slice *)(const void *)((const char *)texts + i * stride);
		uintptr_t at = (uintptr_t)s.ptr - (uintptr_t)flow->bytes.ptr;
		bool inside = s.len && at < flow->bytes.len;

		tm_buffer_printf(out, "%s%zu %zu", i ? " " : "", inside ? (size_t)at : 0, inside ? s.len : 0);
	}
	if (count)
		tm_buffer_byte(out, '"');
}

void tm_stage_write(struct tm_buffer *out, const struct tm_staged *staged, enum tm_stage stage)
{
	const struct tm_document *doc = &staged->doc;

	tm_xml_indent(out, 1);
	tm_buffer_printf(out, "<%s", tm_document_record.name);
	tm_xml_record_attributes(out, doc, &tm_document_record);
	tm_buffer_byte(out, '>');
	tm_xml_record_elements(out, doc, &tm_document_record, 2);
	for (size_t n = 0; n < staged->lines.line_count; n++) {
		write_line(out, "line", &staged->lines, n, true);
		if (stage >= TM_STAGE_NORMALIZE &&
		    !tm_slice_eq(tm_text_line(&staged->lines, n), tm_text_line(&doc->text, n)))
			write_line(out, "normal", &doc->text, n, false);
	}
	if (stage >= TM_STAGE_SEGMENT) {
		write_flow(out, &doc->flow);
		for (size_t i = 0; i < doc->clause_count; i++) {
			const struct tm_clause *c = &doc->clauses[i];

			tm_xml_indent(out, 2);
			tm_buffer_lit(out, "<part");
			write_place(out, "label", &doc->flow, c->label);
			write_place(out, "heading", &doc->flow, c->heading);
			write_place(out, "heading_end", &doc->flow, c->heading_end);
			write_place(out, "text", &doc->flow, c->text);
			write_places(out, "columns", &doc->flow, c->columns.items, c->columns.count,
				     sizeof(*c->columns.items));
			write_places(out, "cells", &doc->flow, c->cell_count ? &c->cells->text : NULL,
				     c->cell_count, sizeof(*c->cells));
			tm_buffer_lit(out, "/>");
		}
	}
	tm_xml_indent(out, 1);
	tm_buffer_printf(out, "</%s>", tm_document_record.name);
}
