/*
 * diff_xml.c - an edition diff as XML: what diff_json.c says, with the names of the catalogue.
 */
#include "schema/diff_set.h"

#include "diff_p.h"
#include "record_p.h"
#include "schema/catalogue.h"
#include "schema/xml.h"

static void optional(struct tm_buffer *out, const char *name, struct tm_slice value)
{
	if (value.len)
		tm_xml_attribute(out, name, value);
}

static void element(struct tm_buffer *out, const char *name, struct tm_slice text, int depth)
{
	if (!text.ptr)
		return;
	tm_xml_indent(out, depth);
	tm_buffer_printf(out, "<%s>", name);
	tm_xml_text(out, text);
	tm_buffer_printf(out, "</%s>", name);
}

static void open(struct tm_buffer *out, const char *name, int depth)
{
	tm_xml_indent(out, depth);
	tm_buffer_printf(out, "<%s", name);
}

static void close(struct tm_buffer *out, const char *name, int depth)
{
	tm_xml_indent(out, depth);
	tm_buffer_printf(out, "</%s>", name);
}

static void edition(struct tm_buffer *out, const char *name, const struct tm_document *doc, int depth)
{
	open(out, name, depth);
	optional(out, "name", doc->source.name);
	optional(out, "number", doc->number);
	if (!doc->title.len) {
		tm_buffer_lit(out, "/>");
		return;
	}
	tm_buffer_byte(out, '>');
	element(out, "title", doc->title, depth + 1);
	close(out, name, depth);
}

/* A field as it stands in a catalogue, alone in an element for each edition. */
static void field(struct tm_buffer *out, const struct tm_diff *diff, const char *name, int depth)
{
	struct tm_field fields[2] = { { .name = NULL }, { .name = NULL } };
	const struct tm_record record = { name, tm_document_record.size, fields };
	const struct tm_field *f = tm_document_record.fields;

	while (strcmp(f->name, name) != 0)
		f++;
	fields[0] = *f;
	open(out, "document", depth);
	tm_xml_attribute(out, "field", tm_slice_str(name));
	tm_buffer_byte(out, '>');
	tm_xml_record(out, "old", diff->old, &record, depth + 1);
	tm_xml_record(out, "new", diff->new, &record, depth + 1);
	close(out, "document", depth);
}

static void figure(struct tm_buffer *out, const char *name, const struct tm_figure *f, int depth)
{
	if (!f->there)
		return;
	open(out, name, depth);
	if (!f->is_name) {
		optional(out, "op", tm_slice_str(tm_op_name(f->op)));
		optional(out, "value", f->value);
		optional(out, "min", f->min);
		optional(out, "max", f->max);
		if (f->fraction[1])
			tm_buffer_printf(out, " fraction=\"%d %d\"", (int)f->fraction[0], (int)f->fraction[1]);
		optional(out, "unit", f->unit);
		optional(out, "bound", tm_slice_str(tm_bound_name(f->bound)));
		if (f->cumulative)
			tm_buffer_lit(out, " cumulative=\"true\"");
	}
	if (!f->text.len && !f->per.count) {
		tm_buffer_lit(out, "/>");
		return;
	}
	tm_buffer_byte(out, '>');
	for (size_t i = 0; i < f->per.count; i++)
		element(out, "per", f->per.items[i], depth + 1);
	if (f->text.len)
		element(out, "text", f->text, depth + 1);
	close(out, name, depth);
}

static void figure_change(struct tm_buffer *out, const struct tm_figure_change *f, int depth)
{
	open(out, "figures", depth);
	tm_xml_attribute(out, "what", tm_slice_str(tm_figure_what_name(f->what)));
	tm_buffer_byte(out, '>');
	element(out, "about", f->about.len ? f->about : TM_NO_SLICE, depth + 1);
	figure(out, "old", &f->old, depth + 1);
	figure(out, "new", &f->new, depth + 1);
	close(out, "figures", depth);
}

static void word_change(struct tm_buffer *out, const struct tm_word_change *w, int depth)
{
	open(out, "words", depth);
	tm_xml_attribute(out, "op", tm_slice_str(tm_word_op_name(w->op)));
	if (w->old_span.end)
		tm_buffer_printf(out, " old_span=\"%u %u\"", w->old_span.start, w->old_span.end);
	if (w->new_span.end)
		tm_buffer_printf(out, " new_span=\"%u %u\"", w->new_span.start, w->new_span.end);
	tm_buffer_byte(out, '>');
	element(out, "old", w->old, depth + 1);
	element(out, "new", w->new, depth + 1);
	close(out, "words", depth);
}

static void change(struct tm_buffer *out, const struct tm_diff *diff, const struct tm_change *k, int depth)
{
	open(out, "changes", depth);
	if (k->old_count && k->new_count) {
		tm_buffer_lit(out, " similarity=\"");
		tm_similarity_write(out, k->similarity);
		tm_buffer_byte(out, '"');
	}
	tm_buffer_byte(out, '>');
	for (size_t i = 0; i < k->old_count; i++)
		element(out, "old", diff->old->clauses[k->old[i]].id, depth + 1);
	for (size_t i = 0; i < k->new_count; i++)
		element(out, "new", diff->new->clauses[k->new[i]].id, depth + 1);
	for (int b = 0; b < TM_CHANGE_KINDS; b++)
		if (k->kinds & 1u << b)
			element(out, "kinds", tm_slice_str(tm_change_kind_name(b)), depth + 1);
	for (size_t i = 0; i < k->figure_count; i++)
		figure_change(out, &k->figures[i], depth + 1);
	for (size_t i = 0; i < k->word_count; i++)
		word_change(out, &k->words[i], depth + 1);
	close(out, "changes", depth);
}

static void members(struct tm_buffer *out, const struct tm_diff *diff, int depth)
{
	edition(out, "old", diff->old, depth);
	edition(out, "new", diff->new, depth);
	for (size_t i = 0; i < diff->field_count; i++)
		field(out, diff, diff->fields[i].field, depth);
	for (size_t i = 0; i < diff->change_count; i++)
		if (tm_change_is_listed(&diff->changes[i]))
			change(out, diff, &diff->changes[i], depth);
}

#define HEAD      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NAMESPACE " xmlns=\"" TM_SCHEMA_ID "\" schema=\"" TM_SCHEMA_ID "\">"

void tm_diff_xml(struct tm_buffer *out, const struct tm_diff *diff)
{
	tm_buffer_lit(out, HEAD "<diff" NAMESPACE);
	members(out, diff, 1);
	tm_buffer_lit(out, "\n</diff>\n");
}

void tm_diff_set_xml(struct tm_buffer *out, const struct tm_diff_set *set)
{
	tm_buffer_lit(out, HEAD "<diffs" NAMESPACE);
	for (size_t i = 0; i < set->count; i++) {
		const struct tm_edition_pair *e = &set->items[i];

		if (!e->diff)
			continue;
		open(out, "documents", 1);
		tm_xml_attribute(out, "paired_by", tm_slice_str(tm_paired_by_name(e->by)));
		tm_buffer_byte(out, '>');
		open(out, "diff", 2);
		tm_buffer_byte(out, '>');
		members(out, e->diff, 3);
		close(out, "diff", 2);
		close(out, "documents", 1);
	}
	for (size_t i = 0; i < set->count; i++)
		if (!set->items[i].new)
			edition(out, "removed", set->items[i].old, 1);
	for (size_t i = 0; i < set->count; i++)
		if (!set->items[i].old)
			edition(out, "added", set->items[i].new, 1);
	tm_buffer_lit(out, "\n</diffs>\n");
}
