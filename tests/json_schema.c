/*
 * json_schema.c - prints the JSON Schema of the JSON form, made from the record tables.
 *
 * schema/catalogue.schema.json is what this prints; a test keeps it so.
 */
#include <stdio.h>

#include "schema/catalogue.h"
#include "schema/json.h"
#include "schema/record.h"

static const struct tm_record *seen[64];
static size_t seen_count;

static const char *pattern(enum tm_check check)
{
	switch (check) {
	case TM_ANY_TEXT:
	case TM_NON_EMPTY:
		return NULL;
	case TM_DATE:
		return "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
	case TM_PERIOD:
		return "^P[1-9][0-9]*[YMD]$";
	case TM_SHA256:
		return "^[0-9a-f]{64}$";
	case TM_CLAUSE_ID:
		return "^[a-z][a-z0-9]*:[0-9]+(\\.[0-9]+)?(~[0-9]+)?"
		       "(/[a-z][a-z0-9]*:[0-9]+(\\.[0-9]+)?(~[0-9]+)?)*$";
	case TM_CODE_NAME:
		return "^[a-z]+(-[a-z]+)*$";
	case TM_FACT_ID:
		return "^f[1-9][0-9]*$";
	case TM_CONDITION_ID:
		return "^c[1-9][0-9]*$";
	case TM_MEASURE_ID:
		return "^m[1-9][0-9]*$";
	case TM_TARGET_ID:
		return "^t[1-9][0-9]*$";
	case TM_MEASURE_REFERENCE:
		return "^([^#]+#)?m[1-9][0-9]*$";
	case TM_PARTIAL_DATE:
		return "^([0-9]{4}(-[0-9]{2}){0,2}|--[0-9]{2}(-[0-9]{2})?|---[0-9]{2})$";
	case TM_DURATION:
		return "^P(T?[0-9]+[YMWDHS])+$";
	case TM_QUANTITY:
		return "^([0-9]{4}(-[0-9]{2}){0,2}|--[0-9]{2}(-[0-9]{2})?|---[0-9]{2}|P(T?[0-9]+[YMWDHS])+)$";
	case TM_IS_DECIMAL: /* a number in JSON */
		return NULL;
	}
	return NULL;
}

static void text_type(struct tm_buffer *out, const struct tm_field *f, bool null)
{
	tm_buffer_str(out, null ? "{\"type\": [\"string\", \"null\"]" : "{\"type\": \"string\"");
	if (f->check == TM_NON_EMPTY)
		tm_buffer_lit(out, ", \"minLength\": 1");
	if (pattern(f->check)) {
		tm_buffer_lit(out, ", \"pattern\": ");
		tm_json_text(out, tm_slice_str(pattern(f->check)));
	}
	tm_buffer_byte(out, '}');
}

static void enum_type(struct tm_buffer *out, const struct tm_field *f, bool null)
{
	const char *gap = "";

	tm_buffer_lit(out, "{\"enum\": [");
	for (int i = 0; i < f->enum_count; i++) {
		const char *name = f->enum_name(i);

		if (!name)
			continue;
		tm_buffer_printf(out, "%s\"%s\"", gap, name);
		gap = ", ";
	}
	tm_buffer_str(out, null ? ", null]}" : "]}");
}

static void field_type(struct tm_buffer *out, const struct tm_field *f)
{
	bool null = f->presence == TM_NULLABLE;

	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
		text_type(out, f, null);
		break;
	case TM_FIELD_VALUE:
		tm_buffer_lit(out, "{\"type\": [\"number\", \"string\"");
		tm_buffer_str(out, null ? ", \"null\"], \"pattern\": " : "], \"pattern\": ");
		tm_json_text(out, tm_slice_str(pattern(f->check)));
		tm_buffer_byte(out, '}');
		break;
	case TM_FIELD_DECIMAL:
		tm_buffer_str(out, null ? "{\"type\": [\"number\", \"null\"]}" : "{\"type\": \"number\"}");
		break;
	case TM_FIELD_FLAG:
		tm_buffer_lit(out, "{\"type\": \"boolean\"}");
		break;
	case TM_FIELD_FRACTION:
		tm_buffer_lit(out, "{\"type\": \"array\", \"minItems\": 2, \"maxItems\": 2, "
				   "\"items\": {\"type\": \"integer\"}}");
		break;
	case TM_FIELD_NUMBER:
	case TM_FIELD_SIZE:
		tm_buffer_lit(out, "{\"type\": \"integer\", \"minimum\": 0}");
		break;
	case TM_FIELD_ENUM:
		enum_type(out, f, null);
		break;
	case TM_FIELD_SPAN:
		tm_buffer_str(out, null ? "{\"anyOf\": [{\"$ref\": \"#/definitions/span\"}, {\"type\": \"null\"}]}"
					: "{\"$ref\": \"#/definitions/span\"}");
		break;
	case TM_FIELD_SPANS:
		tm_buffer_lit(
			out,
			"{\"type\": \"array\", \"minItems\": 2, \"items\": {\"$ref\": \"#/definitions/span\"}}");
		break;
	case TM_FIELD_TEXTS:
		tm_buffer_lit(out, "{\"type\": \"array\", \"items\": ");
		text_type(out, f, false);
		tm_buffer_byte(out, '}');
		break;
	case TM_FIELD_RECORD:
		tm_buffer_printf(out,
				 null ? "{\"anyOf\": [{\"$ref\": \"#/definitions/%s\"}, {\"type\": \"null\"}]}"
				      : "{\"$ref\": \"#/definitions/%s\"}",
				 f->record->name);
		break;
	case TM_FIELD_RECORDS:
		tm_buffer_printf(out, "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/%s\"}}",
				 f->record->name);
		break;
	}
}

static void definition(struct tm_buffer *out, const struct tm_record *type)
{
	const char *gap = "";

	for (size_t i = 0; i < seen_count; i++)
		if (seen[i] == type)
			return;
	seen[seen_count++] = type;
	tm_buffer_printf(out,
			 ",\n  \"%s\": {\n   \"type\": \"object\",\n   \"additionalProperties\": false,\n"
			 "   \"required\": [",
			 type->name);
	for (const struct tm_field *f = type->fields; f->name; f++) {
		if (f->presence == TM_OPTIONAL)
			continue;
		tm_buffer_printf(out, "%s\"%s\"", gap, f->name);
		gap = ", ";
	}
	tm_buffer_lit(out, "],\n   \"properties\": {");
	gap = "\n";
	for (const struct tm_field *f = type->fields; f->name; f++) {
		tm_buffer_printf(out, "%s    \"%s\": ", gap, f->name);
		field_type(out, f);
		gap = ",\n";
	}
	tm_buffer_lit(out, "\n   }\n  }");
	for (const struct tm_field *f = type->fields; f->name; f++)
		if (f->record)
			definition(out, f->record);
}

int main(void)
{
	struct tm_buffer out = TM_BUFFER_INIT;
	const char *gap = "";

	tm_buffer_lit(&out, "{\n \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
			    " \"$id\": \"" TM_SCHEMA_ID ":json\",\n"
			    " \"title\": \"The catalogue of policy documents in JSON; see catalogue.rnc\",\n"
			    " \"type\": \"object\",\n \"additionalProperties\": false,\n"
			    " \"required\": [\"catalogue\"],\n \"properties\": {\n  \"catalogue\": {\n"
			    "   \"type\": \"object\",\n   \"additionalProperties\": false,\n"
			    "   \"required\": [\"schema\", \"generator\", \"rules\", \"documents\"],\n"
			    "   \"properties\": {\n");
	for (const struct tm_field *f = tm_head_record.fields; f->name; f++) {
		tm_buffer_printf(&out, "%s    \"%s\": ", gap, f->name);
		field_type(&out, f);
		gap = ",\n";
	}
	tm_buffer_lit(&out, ",\n    \"documents\": {\"type\": \"array\", \"items\": "
			    "{\"$ref\": \"#/definitions/documents\"}}\n   }\n  }\n },\n \"definitions\": {\n"
			    "  \"span\": {\"type\": \"array\", \"minItems\": 2, \"maxItems\": 2, "
			    "\"items\": {\"type\": \"integer\", \"minimum\": 0}}");
	for (const struct tm_field *f = tm_head_record.fields; f->name; f++)
		if (f->record)
			definition(&out, f->record);
	definition(&out, &tm_document_record);
	tm_buffer_lit(&out, "\n }\n}\n");
	fwrite(out.data, 1, out.len, stdout);
	tm_buffer_release(&out);
	return fflush(stdout) != 0;
}
