/*
 * datapackage.c - the tables described for programs (Frictionless Data Package and Table
 * Schema, version 1; https://specs.frictionlessdata.io, read 2025).
 */
#include "export_p.h"

#include "schema/json.h"

static void put_key(struct tm_buffer *out, int depth, const char *name)
{
	tm_json_indent(out, depth);
	tm_json_text(out, tm_slice_str(name));
	tm_buffer_lit(out, ": ");
}

static void put_member(struct tm_buffer *out, int depth, const char *name, struct tm_slice text)
{
	put_key(out, depth, name);
	tm_json_text(out, text);
	tm_buffer_byte(out, ',');
}

static const char *type_name(enum tm_flat_type type)
{
	switch (type) {
	case TM_FLAT_DATE:
		return "date";
	case TM_FLAT_INTEGER:
		return "integer";
	case TM_FLAT_NUMBER:
		return "number";
	case TM_FLAT_FLAG:
		return "boolean";
	case TM_FLAT_TEXT:
	case TM_FLAT_WORD:
	case TM_FLAT_LIST:
	case TM_FLAT_SPANS:
		break;
	}
	return "string";
}

static const char *description(const struct tm_flat_column *c)
{
	if (c->type == TM_FLAT_SPANS)
		return "start-end in bytes, joined by spaces";
	if (c->type == TM_FLAT_LIST)
		return c->ids ? "ids joined by spaces" : "texts joined by |, with \\ in front of | and \\ in them";
	return NULL;
}

static void put_constraints(struct tm_buffer *out, const struct tm_flat_column *c)
{
	const char *word;

	if (!c->required && c->type != TM_FLAT_WORD)
		return;
	tm_buffer_lit(out, ", \"constraints\": {");
	if (c->required)
		tm_buffer_lit(out, "\"required\": true");
	if (c->type == TM_FLAT_WORD) {
		tm_buffer_str(out, c->required ? ", \"enum\": [" : "\"enum\": [");
		for (int i = 0; (word = tm_flat_word(c, i)) != NULL; i++) {
			if (i)
				tm_buffer_lit(out, ", ");
			tm_json_text(out, tm_slice_str(word));
		}
		tm_buffer_byte(out, ']');
	}
	tm_buffer_byte(out, '}');
}

static void put_column(struct tm_buffer *out, const struct tm_flat_column *c, enum tm_language language)
{
	tm_buffer_lit(out, "{\"name\": ");
	tm_json_text(out, c->name);
	tm_buffer_lit(out, ", \"type\": ");
	tm_json_text(out, tm_slice_str(type_name(c->type)));
	tm_buffer_lit(out, ", \"title\": ");
	tm_json_text(out, c->titles[language]);
	if (description(c)) {
		tm_buffer_lit(out, ", \"description\": ");
		tm_json_text(out, tm_slice_str(description(c)));
	}
	put_constraints(out, c);
	tm_buffer_byte(out, '}');
}

/* The names of the first `count` columns. */
static void put_names(struct tm_buffer *out, const struct tm_flat_table *t, size_t count)
{
	tm_buffer_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			tm_buffer_lit(out, ", ");
		tm_json_text(out, t->columns[i].name);
	}
	tm_buffer_byte(out, ']');
}

/*
 * That `parent` and `part_of` name rows of their own table is left to SQLite: with their other
 * columns they would make foreign keys of which a part is absent, which validators refuse.
 */
static void put_keys(struct tm_buffer *out, const struct tm_flat *flat, const struct tm_flat_table *t)
{
	if (t->key_count) {
		tm_buffer_byte(out, ',');
		put_key(out, 4, "primaryKey");
		put_names(out, t, t->key_count);
	}
	if (t->parent == SIZE_MAX)
		return;
	tm_buffer_byte(out, ',');
	put_key(out, 4, "foreignKeys");
	tm_buffer_lit(out, "[{\"fields\": ");
	put_names(out, t, t->key_count - 1);
	tm_buffer_lit(out, ", \"reference\": {\"resource\": ");
	tm_json_text(out, flat->tables[t->parent].name);
	tm_buffer_lit(out, ", \"fields\": ");
	put_names(out, &flat->tables[t->parent], t->key_count - 1);
	tm_buffer_lit(out, "}}]");
}

static void put_table(struct tm_buffer *out, const struct tm_export *e, const struct tm_flat_table *t, size_t size)
{
	enum tm_language language = e->options.language;

	tm_json_indent(out, 2);
	tm_buffer_byte(out, '{');
	put_member(out, 3, "name", t->name);
	put_key(out, 3, "path");
	tm_buffer_printf(out, "\"%s.csv\",", t->record->name);
	put_member(out, 3, "title", t->titles[language]);
	put_member(out, 3, "profile", TM_SLICE("tabular-data-resource"));
	put_member(out, 3, "format", TM_SLICE("csv"));
	put_member(out, 3, "mediatype", TM_SLICE("text/csv"));
	put_member(out, 3, "encoding",
		   e->options.encoding == TM_CSV_GB18030 ? TM_SLICE("gb18030") : TM_SLICE("utf-8"));
	put_key(out, 3, "bytes");
	tm_buffer_printf(out, "%zu,", size);
	put_key(out, 3, "dialect");
	tm_buffer_lit(out, "{\"delimiter\": \",\", \"lineTerminator\": \"\\r\\n\", \"quoteChar\": \"\\\"\", "
			   "\"doubleQuote\": true, \"header\": true},");
	put_key(out, 3, "schema");
	tm_buffer_byte(out, '{');
	put_key(out, 4, "fields");
	tm_buffer_byte(out, '[');
	for (size_t i = 0; i < t->column_count; i++) {
		tm_json_indent(out, 5);
		put_column(out, &t->columns[i], language);
		if (i + 1 < t->column_count)
			tm_buffer_byte(out, ',');
	}
	tm_buffer_lit(out, "],");
	put_key(out, 4, "missingValues");
	tm_buffer_lit(out, "[\"\"]");
	put_keys(out, e->flat, t);
	tm_buffer_lit(out, "}}");
}

void tm_datapackage_write(struct tm_buffer *out, const struct tm_export *e, const size_t *sizes)
{
	tm_buffer_byte(out, '{');
	put_member(out, 1, "name", e->head.generator.name);
	put_member(out, 1, "profile", TM_SLICE("tabular-data-package"));
	put_member(out, 1, "description",
		   TM_SLICE("Texts that a spreadsheet would take for formulas have an apostrophe in front: where "
			    "^'+[=+\\-@\\t\\r\\n\\uFF1D\\uFF0B\\uFF0D\\uFF20\\u2212] matches, take the first "
			    "apostrophe away. An empty text in quotation marks is one; without them, the document "
			    "says nothing."));
	put_key(out, 1, "catalogue");
	tm_json_record(out, &e->head, &tm_head_record, 2);
	tm_buffer_byte(out, ',');
	put_key(out, 1, "resources");
	tm_buffer_byte(out, '[');
	for (size_t t = 0; t < e->flat->count; t++) {
		put_table(out, e, &e->flat->tables[t], sizes[t]);
		if (t + 1 < e->flat->count)
			tm_buffer_byte(out, ',');
	}
	tm_buffer_lit(out, "]\n}\n");
}
