#include "schema/json.h"

#include "normalize/utf8.h"
#include "record_p.h"

void tm_json_text(struct tm_buffer *out, struct tm_slice text)
{
	size_t from = 0;

	tm_buffer_byte(out, '"');
	for (size_t i = tm_utf8_high_run(text, 0); i < text.len; i = tm_utf8_high_run(text, i + 1)) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		tm_buffer_add(out, text.ptr + from, i - from);
		from = i + 1;
		if (c == '\n')
			tm_buffer_lit(out, "\\n");
		else if (c >= 0x20)
			tm_buffer_printf(out, "\\%c", c);
		else
			tm_buffer_printf(out, "\\u%04x", (unsigned)c);
	}
	tm_buffer_add(out, text.ptr + from, text.len - from);
	tm_buffer_byte(out, '"');
}

void tm_json_indent(struct tm_buffer *out, int depth)
{
	if (depth < 0)
		return;
	tm_buffer_byte(out, '\n');
	while (depth-- > 0)
		tm_buffer_byte(out, ' ');
}

static void span(struct tm_buffer *out, const struct tm_span *s)
{
	tm_buffer_byte(out, '[');
	tm_buffer_number(out, s->start);
	tm_buffer_lit(out, ", ");
	tm_buffer_number(out, s->end);
	tm_buffer_byte(out, ']');
}

static void fraction(struct tm_buffer *out, const int64_t *parts)
{
	tm_buffer_byte(out, '[');
	tm_buffer_number(out, parts[0]);
	tm_buffer_lit(out, ", ");
	tm_buffer_number(out, parts[1]);
	tm_buffer_byte(out, ']');
}

static void separator(struct tm_buffer *out, size_t i, int depth)
{
	if (i)
		tm_buffer_str(out, depth < 0 ? ", " : ",");
}

static void list(struct tm_buffer *out, const void *record, const struct tm_field *f, int depth)
{
	const struct tm_slices *texts = tm_field_at(record, f);
	const char *items = tm_field_items(record, f);
	size_t count = f->type == TM_FIELD_TEXTS ? texts->count : tm_field_count(record, f);
	bool lines = f->type == TM_FIELD_RECORDS && count > 0;
	int inner = depth < 0 ? -1 : depth + 1;

	tm_buffer_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		separator(out, i, lines ? depth : -1);
		if (lines)
			tm_json_indent(out, inner);
		if (f->type == TM_FIELD_TEXTS)
			tm_json_text(out, texts->items[i]);
		else if (f->type == TM_FIELD_SPANS)
			span(out, (const struct tm_span *)(const void *)items + i);
		else
			tm_json_record(out, items + i * f->record->size, f->record, depth < 0 ? -1 : depth + 2);
	}
	if (lines)
		tm_json_indent(out, depth);
	tm_buffer_byte(out, ']');
}

static void value(struct tm_buffer *out, const void *record, const struct tm_field *f, int depth)
{
	bool is_list = f->type == TM_FIELD_TEXTS || f->type == TM_FIELD_RECORDS || f->type == TM_FIELD_SPANS;

	if (!is_list && tm_field_is_absent(record, f)) {
		tm_buffer_lit(out, "null");
		return;
	}
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
		tm_json_text(out, tm_field_slice(record, f));
		break;
	case TM_FIELD_NUMBER:
		tm_buffer_number(out, *(const uint32_t *)tm_field_at(record, f));
		break;
	case TM_FIELD_SIZE:
		tm_buffer_number(out, (int64_t) * (const size_t *)tm_field_at(record, f));
		break;
	case TM_FIELD_ENUM:
		tm_json_text(out, tm_slice_str(tm_field_enum(record, f)));
		break;
	case TM_FIELD_FLAG:
		tm_buffer_str(out, tm_field_flag(record, f) == TM_FLAG_TRUE ? "true" : "false");
		break;
	case TM_FIELD_VALUE:
		if (tm_field_is_number(record, f))
			tm_buffer_slice(out, tm_field_slice(record, f));
		else
			tm_json_text(out, tm_field_slice(record, f));
		break;
	case TM_FIELD_DECIMAL:
		tm_buffer_slice(out, tm_field_slice(record, f));
		break;
	case TM_FIELD_FRACTION:
		fraction(out, tm_field_at(record, f));
		break;
	case TM_FIELD_SPAN:
		span(out, tm_field_at(record, f));
		break;
	case TM_FIELD_RECORD:
		tm_json_record(out, tm_field_at(record, f), f->record, depth < 0 ? -1 : depth + 1);
		break;
	case TM_FIELD_SPANS:
	case TM_FIELD_TEXTS:
	case TM_FIELD_RECORDS:
		list(out, record, f, depth);
		break;
	}
}

void tm_json_field(struct tm_buffer *out, const void *record, const struct tm_field *field)
{
	value(out, record, field, -1);
}

void tm_json_record(struct tm_buffer *out, const void *record, const struct tm_record *type, int depth)
{
	size_t written = 0;

	tm_buffer_byte(out, '{');
	for (const struct tm_field *f = type->fields; f->name; f++) {
		if (f->presence == TM_OPTIONAL && tm_field_is_absent(record, f))
			continue;
		separator(out, written++, depth);
		tm_json_indent(out, depth);
		tm_buffer_byte(out, '"');
		tm_buffer_str(out, f->name);
		tm_buffer_lit(out, "\": ");
		value(out, record, f, depth);
	}
	tm_json_indent(out, depth < 0 ? -1 : depth - 1);
	tm_buffer_byte(out, '}');
}
