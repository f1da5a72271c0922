#include "schema/xml.h"

#include "normalize/utf8.h"
#include "record_p.h"
#include "schema/catalogue.h"

/* 1 for what any text escapes, 2 for what attributes escape besides. */
static const unsigned char escapes[256] = {
	['&'] = 1, ['<'] = 1, ['>'] = 1, ['\r'] = 1, ['"'] = 2, ['\n'] = 2, ['\t'] = 2,
};

static void escape(struct tm_buffer *out, struct tm_slice text, unsigned char level)
{
	size_t from = 0;

	for (size_t i = tm_utf8_high_run(text, 0); i < text.len; i = tm_utf8_high_run(text, i + 1)) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (!escapes[c] || escapes[c] > level)
			continue;
		tm_buffer_add(out, text.ptr + from, i - from);
		from = i + 1;
		switch (c) {
		case '&':
			tm_buffer_lit(out, "&amp;");
			break;
		case '<':
			tm_buffer_lit(out, "&lt;");
			break;
		case '>':
			tm_buffer_lit(out, "&gt;");
			break;
		case '"':
			tm_buffer_lit(out, "&quot;");
			break;
		case '\n':
			tm_buffer_lit(out, "&#10;");
			break;
		case '\t':
			tm_buffer_lit(out, "&#9;");
			break;
		default:
			tm_buffer_lit(out, "&#13;");
			break;
		}
	}
	tm_buffer_add(out, text.ptr + from, text.len - from);
}

void tm_xml_text(struct tm_buffer *out, struct tm_slice text)
{
	escape(out, text, 1);
}

static void attribute_name(struct tm_buffer *out, const char *name)
{
	tm_buffer_byte(out, ' ');
	tm_buffer_str(out, name);
	tm_buffer_lit(out, "=\"");
}

void tm_xml_attribute(struct tm_buffer *out, const char *name, struct tm_slice value)
{
	attribute_name(out, name);
	escape(out, value, 2);
	tm_buffer_byte(out, '"');
}

void tm_xml_number(struct tm_buffer *out, const char *name, size_t value)
{
	attribute_name(out, name);
	tm_buffer_number(out, (int64_t)value);
	tm_buffer_byte(out, '"');
}

void tm_xml_indent(struct tm_buffer *out, int depth)
{
	tm_buffer_byte(out, '\n');
	while (depth-- > 0)
		tm_buffer_byte(out, ' ');
}

static void spans(struct tm_buffer *out, const struct tm_span *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			tm_buffer_byte(out, ' ');
		tm_buffer_number(out, items[i].start);
		tm_buffer_byte(out, ' ');
		tm_buffer_number(out, items[i].end);
	}
}

static void fraction(struct tm_buffer *out, const int64_t *parts)
{
	tm_buffer_number(out, parts[0]);
	tm_buffer_byte(out, ' ');
	tm_buffer_number(out, parts[1]);
}

void tm_xml_record_attributes(struct tm_buffer *out, const void *record, const struct tm_record *type)
{
	for (const struct tm_field *f = type->fields; f->name; f++) {
		if (!tm_field_is_attribute(f) || tm_field_is_absent(record, f))
			continue;
		attribute_name(out, f->name);
		switch (f->type) {
		case TM_FIELD_SCALAR:
		case TM_FIELD_VALUE:
		case TM_FIELD_DECIMAL:
			escape(out, tm_field_slice(record, f), 2);
			break;
		case TM_FIELD_FLAG:
			tm_buffer_str(out, tm_field_flag(record, f) == TM_FLAG_TRUE ? "true" : "false");
			break;
		case TM_FIELD_FRACTION:
			fraction(out, tm_field_at(record, f));
			break;
		case TM_FIELD_NUMBER:
			tm_buffer_number(out, *(const uint32_t *)tm_field_at(record, f));
			break;
		case TM_FIELD_SIZE:
			tm_buffer_number(out, (int64_t) * (const size_t *)tm_field_at(record, f));
			break;
		case TM_FIELD_ENUM:
			escape(out, tm_slice_str(tm_field_enum(record, f)), 2); /* <= */
			break;
		case TM_FIELD_SPAN:
			spans(out, tm_field_at(record, f), 1);
			break;
		case TM_FIELD_SPANS:
			spans(out, (const void *)tm_field_items(record, f), tm_field_count(record, f));
			break;
		case TM_FIELD_TEXT:
		case TM_FIELD_TEXTS:
		case TM_FIELD_RECORD:
		case TM_FIELD_RECORDS:
			break;
		}
		tm_buffer_byte(out, '"');
	}
}

static void text_element(struct tm_buffer *out, const char *name, struct tm_slice text, int depth)
{
	tm_xml_indent(out, depth);
	tm_buffer_byte(out, '<');
	tm_buffer_str(out, name);
	if (text.len == 0) {
		tm_buffer_lit(out, "/>");
		return;
	}
	tm_buffer_byte(out, '>');
	tm_xml_text(out, text);
	tm_buffer_lit(out, "</");
	tm_buffer_str(out, name);
	tm_buffer_byte(out, '>');
}

static bool has_elements(const void *record, const struct tm_record *type)
{
	for (const struct tm_field *f = type->fields; f->name; f++)
		if (!tm_field_is_attribute(f) && !tm_field_is_absent(record, f))
			return true;
	return false;
}

void tm_xml_record_elements(struct tm_buffer *out, const void *record, const struct tm_record *type, int depth)
{
	for (const struct tm_field *f = type->fields; f->name; f++) {
		const struct tm_slices *texts = tm_field_at(record, f);
		const char *items;
		size_t count;

		if (tm_field_is_attribute(f) || tm_field_is_absent(record, f))
			continue;
		switch (f->type) {
		case TM_FIELD_TEXT:
			text_element(out, f->name, tm_field_slice(record, f), depth);
			break;
		case TM_FIELD_TEXTS:
			for (size_t i = 0; i < texts->count; i++)
				text_element(out, f->name, texts->items[i], depth);
			break;
		case TM_FIELD_RECORD:
			tm_xml_record(out, f->name, tm_field_at(record, f), f->record, depth);
			break;
		case TM_FIELD_RECORDS:
			items = tm_field_items(record, f);
			count = tm_field_count(record, f);
			for (size_t i = 0; i < count; i++)
				tm_xml_record(out, f->name, items + i * f->record->size, f->record, depth);
			break;
		case TM_FIELD_SCALAR:
		case TM_FIELD_NUMBER:
		case TM_FIELD_SIZE:
		case TM_FIELD_ENUM:
		case TM_FIELD_SPAN:
		case TM_FIELD_SPANS:
		case TM_FIELD_FLAG:
		case TM_FIELD_VALUE:
		case TM_FIELD_DECIMAL:
		case TM_FIELD_FRACTION:
			break;
		}
	}
}

void tm_xml_record(struct tm_buffer *out, const char *name, const void *record, const struct tm_record *type,
		   int depth)
{
	tm_xml_indent(out, depth);
	tm_buffer_byte(out, '<');
	tm_buffer_str(out, name);
	tm_xml_record_attributes(out, record, type);
	if (!has_elements(record, type)) {
		tm_buffer_lit(out, "/>");
		return;
	}
	tm_buffer_byte(out, '>');
	tm_xml_record_elements(out, record, type, depth + 1);
	tm_xml_indent(out, depth);
	tm_buffer_lit(out, "</");
	tm_buffer_str(out, name);
	tm_buffer_byte(out, '>');
}
