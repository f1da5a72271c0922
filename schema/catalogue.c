#include "schema/catalogue.h"

#include <stdlib.h>

#include "schema/json.h"
#include "schema/record.h"
#include "schema/xml.h"

void tm_catalogue_begin(struct tm_buffer *out, enum tm_format format, const struct tm_head *head)
{
	switch (format) {
	case TM_FORMAT_XML:
		tm_buffer_lit(out,
			      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<catalogue xmlns=\"" TM_SCHEMA_ID "\"");
		tm_xml_record_attributes(out, head, &tm_head_record);
		tm_buffer_byte(out, '>');
		tm_xml_record_elements(out, head, &tm_head_record, 1);
		break;
	case TM_FORMAT_JSON:
		tm_buffer_lit(out, "{\"catalogue\": ");
		tm_json_record(out, head, &tm_head_record, 1);
		out->len -= 2; /* its closing brace comes behind the documents */
		tm_buffer_lit(out, ",\n \"documents\": [");
		break;
	default:
		break;
	}
}

void tm_catalogue_document(struct tm_buffer *out, enum tm_format format, const struct tm_document *doc, bool first)
{
	switch (format) {
	case TM_FORMAT_XML:
		tm_xml_record(out, tm_document_record.name, doc, &tm_document_record, 1);
		break;
	case TM_FORMAT_JSON:
		if (!first)
			tm_buffer_byte(out, ',');
		tm_json_indent(out, 2);
		tm_json_record(out, doc, &tm_document_record, 3);
		break;
	case TM_FORMAT_NDJSON:
		tm_json_record(out, doc, &tm_document_record, -1);
		tm_buffer_byte(out, '\n');
		break;
	default:
		break;
	}
}

void tm_catalogue_end(struct tm_buffer *out, enum tm_format format)
{
	switch (format) {
	case TM_FORMAT_XML:
		tm_buffer_lit(out, "\n</catalogue>\n");
		break;
	case TM_FORMAT_JSON:
		tm_buffer_lit(out, "\n ]}}\n");
		break;
	default:
		break;
	}
}

static int compare_places(struct tm_span a, struct tm_slice rule_a, struct tm_span b, struct tm_slice rule_b)
{
	if (a.start != b.start)
		return a.start < b.start ? -1 : 1;
	if (a.end != b.end)
		return a.end < b.end ? -1 : 1;
	return tm_slice_cmp(rule_a, rule_b);
}

static int compare_dropped(const void *pa, const void *pb)
{
	const struct tm_dropped *a = pa, *b = pb;

	return compare_places(a->span, a->rule, b->span, b->rule);
}

static int compare_repairs(const void *pa, const void *pb)
{
	const struct tm_repair *a = pa, *b = pb;

	return compare_places(a->span, a->rule, b->span, b->rule);
}

void tm_document_finish(struct tm_document *doc, const struct tm_messages *messages, struct tm_arena *arena)
{
	struct tm_buffer sentence = TM_BUFFER_INIT;
	struct tm_text *text = &doc->text;

	if (text->dropped_count)
		qsort(text->dropped, text->dropped_count, sizeof(*text->dropped), compare_dropped);
	if (text->repair_count)
		qsort(text->repairs, text->repair_count, sizeof(*text->repairs), compare_repairs);
	tm_diagnostics_sort(&doc->diagnostics);
	doc->report_count = 0;
	for (size_t i = 0; i < doc->diagnostics.count; i++) {
		struct tm_diagnostic *d = &doc->diagnostics.items[i];
		struct tm_report *r = tm_arena_push(arena, &doc->reports, &doc->report_count, &doc->report_room,
						    sizeof(*r));

		if (!d->line && text->line_count)
			d->line = text->lines[tm_text_line_at(text, d->span.start)].number;
		tm_buffer_clear(&sentence);
		tm_message_write(messages, d, TM_ENGLISH, &sentence);
		r->severity = tm_code_severity(d->code);
		r->code = tm_slice_str(tm_code_name(d->code));
		r->message = tm_arena_slice(arena, tm_buffer_view(&sentence));
		r->arguments = (struct tm_slices){ d->args, d->arg_count, d->arg_count };
		r->span = d->span;
		r->line = d->line;
	}
	tm_buffer_release(&sentence);
}
