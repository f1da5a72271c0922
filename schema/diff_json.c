/*
 * diff_json.c - an edition diff as JSON.
 */
#include "schema/diff_set.h"

#include "diff_p.h"
#include "record_p.h"
#include "schema/catalogue.h"
#include "schema/json.h"

static void nullable(struct tm_buffer *out, struct tm_slice text)
{
	if (text.ptr)
		tm_json_text(out, text);
	else
		tm_buffer_lit(out, "null");
}

/* A number where it is one, as in the catalogue. */
static void value(struct tm_buffer *out, const char *key, struct tm_slice text, struct tm_slice unit)
{
	if (!text.len)
		return;
	tm_buffer_printf(out, "\"%s\": ", key);
	if (unit.len && tm_is_decimal(text))
		tm_buffer_slice(out, text);
	else
		tm_json_text(out, text);
	tm_buffer_lit(out, ", ");
}

static void member(struct tm_buffer *out, const char *key, struct tm_slice text)
{
	if (!text.len)
		return;
	tm_buffer_printf(out, "\"%s\": ", key);
	tm_json_text(out, text);
	tm_buffer_lit(out, ", ");
}

static void texts(struct tm_buffer *out, const char *key, const struct tm_slices *list)
{
	if (!list->count)
		return;
	tm_buffer_printf(out, "\"%s\": [", key);
	for (size_t i = 0; i < list->count; i++) {
		tm_buffer_str(out, i ? ", " : "");
		tm_json_text(out, list->items[i]);
	}
	tm_buffer_lit(out, "], ");
}

static void figure(struct tm_buffer *out, const struct tm_figure *f)
{
	size_t start;

	if (!f->there) {
		tm_buffer_lit(out, "null");
		return;
	}
	if (f->is_name) {
		tm_json_text(out, f->text);
		return;
	}
	tm_buffer_byte(out, '{');
	start = out->len;
	member(out, "op", tm_slice_str(tm_op_name(f->op)));
	value(out, "value", f->value, f->unit);
	value(out, "min", f->min, f->unit);
	value(out, "max", f->max, f->unit);
	if (f->fraction[1]) {
		tm_buffer_lit(out, "\"fraction\": [");
		tm_buffer_number(out, f->fraction[0]);
		tm_buffer_lit(out, ", ");
		tm_buffer_number(out, f->fraction[1]);
		tm_buffer_lit(out, "], ");
	}
	member(out, "unit", f->unit);
	member(out, "bound", tm_slice_str(tm_bound_name(f->bound)));
	texts(out, "per", &f->per);
	if (f->cumulative)
		tm_buffer_lit(out, "\"cumulative\": true, ");
	member(out, "text", f->text);
	if (out->len > start)
		out->len -= 2;
	tm_buffer_byte(out, '}');
}

static void ids(struct tm_buffer *out, const struct tm_document *doc, const uint32_t *list, size_t count)
{
	tm_buffer_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		tm_buffer_str(out, i ? ", " : "");
		tm_json_text(out, doc->clauses[list[i]].id);
	}
	tm_buffer_byte(out, ']');
}

static void span(struct tm_buffer *out, struct tm_span s)
{
	if (s.end)
		tm_buffer_printf(out, "[%u, %u]", s.start, s.end);
	else
		tm_buffer_lit(out, "null");
}

static void kinds(struct tm_buffer *out, unsigned bits)
{
	const char *separator = "";

	tm_buffer_byte(out, '[');
	for (int i = 0; i < TM_CHANGE_KINDS; i++) {
		if (!(bits & 1u << i))
			continue;
		tm_buffer_printf(out, "%s\"%s\"", separator, tm_change_kind_name(i));
		separator = ", ";
	}
	tm_buffer_byte(out, ']');
}

void tm_similarity_write(struct tm_buffer *out, unsigned n)
{
	unsigned digits = 3;

	if (n == 1000 || n == 0) {
		tm_buffer_number(out, n / 1000);
	} else {
		for (; n % 10 == 0; n /= 10)
			digits--;
		tm_buffer_lit(out, "0.");
		for (unsigned width = 1, m = n; width < digits; width++) {
			m /= 10;
			if (!m)
				tm_buffer_byte(out, '0');
		}
		tm_buffer_number(out, n);
	}
}

static void words(struct tm_buffer *out, const struct tm_change *k)
{
	tm_buffer_lit(out, ",\n   \"words\": [");
	for (size_t i = 0; i < k->word_count; i++) {
		const struct tm_word_change *w = &k->words[i];

		tm_buffer_printf(out, "%s\n    {\"op\": \"%s\", \"old\": ", i ? "," : "", tm_word_op_name(w->op));
		nullable(out, w->old);
		tm_buffer_lit(out, ", \"new\": ");
		nullable(out, w->new);
		tm_buffer_lit(out, ", \"old_span\": ");
		span(out, w->old_span);
		tm_buffer_lit(out, ", \"new_span\": ");
		span(out, w->new_span);
		tm_buffer_byte(out, '}');
	}
	tm_buffer_str(out, k->word_count ? "\n   ]" : "]");
}

static void figures(struct tm_buffer *out, const struct tm_change *k)
{
	tm_buffer_lit(out, ",\n   \"figures\": [");
	for (size_t i = 0; i < k->figure_count; i++) {
		const struct tm_figure_change *f = &k->figures[i];

		tm_buffer_printf(out, "%s\n    {\"what\": \"%s\", \"about\": ", i ? "," : "",
				 tm_figure_what_name(f->what));
		nullable(out, f->about);
		tm_buffer_lit(out, ", \"old\": ");
		figure(out, &f->old);
		tm_buffer_lit(out, ", \"new\": ");
		figure(out, &f->new);
		tm_buffer_byte(out, '}');
	}
	tm_buffer_str(out, k->figure_count ? "\n   ]" : "]");
}

static void change(struct tm_buffer *out, const struct tm_diff *diff, const struct tm_change *k)
{
	tm_buffer_lit(out, "\n  {\"old\": ");
	ids(out, diff->old, k->old, k->old_count);
	tm_buffer_lit(out, ", \"new\": ");
	ids(out, diff->new, k->new, k->new_count);
	tm_buffer_lit(out, ", \"kinds\": ");
	kinds(out, k->kinds);
	tm_buffer_lit(out, ", \"similarity\": ");
	if (k->old_count && k->new_count)
		tm_similarity_write(out, k->similarity);
	else
		tm_buffer_lit(out, "null");
	figures(out, k);
	words(out, k);
	tm_buffer_byte(out, '}');
}

static void edition(struct tm_buffer *out, const struct tm_document *doc)
{
	tm_buffer_lit(out, "{\"name\": ");
	nullable(out, doc->source.name);
	tm_buffer_lit(out, ", \"title\": ");
	nullable(out, doc->title);
	tm_buffer_lit(out, ", \"number\": ");
	nullable(out, doc->number);
	tm_buffer_byte(out, '}');
}

/* The members of a diff. */
static void members(struct tm_buffer *out, const struct tm_diff *diff)
{
	const char *separator = "";

	tm_buffer_lit(out, " \"old\": ");
	edition(out, diff->old);
	tm_buffer_lit(out, ",\n \"new\": ");
	edition(out, diff->new);
	tm_buffer_lit(out, ",\n \"document\": [");
	for (size_t i = 0; i < diff->field_count; i++) {
		tm_buffer_printf(out, "%s\n  {\"field\": \"%s\", \"old\": ", i ? "," : "", diff->fields[i].field);
		tm_buffer_slice(out, diff->fields[i].old);
		tm_buffer_lit(out, ", \"new\": ");
		tm_buffer_slice(out, diff->fields[i].new);
		tm_buffer_byte(out, '}');
	}
	tm_buffer_str(out, diff->field_count ? "\n ],\n \"changes\": [" : "],\n \"changes\": [");
	for (size_t i = 0; i < diff->change_count; i++) {
		if (!tm_change_is_listed(&diff->changes[i]))
			continue;
		tm_buffer_str(out, separator);
		change(out, diff, &diff->changes[i]);
		separator = ",";
	}
	tm_buffer_str(out, *separator ? "\n ]\n" : "]\n");
}

void tm_diff_json(struct tm_buffer *out, const struct tm_diff *diff)
{
	tm_buffer_lit(out, "{\"diff\": {\n \"schema\": \"" TM_SCHEMA_ID "\",\n");
	members(out, diff);
	tm_buffer_lit(out, "}}\n");
}

/* The documents that one side has alone. */
static void lone(struct tm_buffer *out, const struct tm_diff_set *set, const char *key, bool is_new)
{
	const char *separator = "";

	tm_buffer_printf(out, ",\n \"%s\": [", key);
	for (size_t i = 0; i < set->count; i++) {
		const struct tm_edition_pair *e = &set->items[i];

		if (e->diff || (e->new != NULL) != is_new)
			continue;
		tm_buffer_printf(out, "%s\n  ", separator);
		edition(out, is_new ? e->new : e->old);
		separator = ",";
	}
	tm_buffer_str(out, *separator ? "\n ]" : "]");
}

void tm_diff_set_json(struct tm_buffer *out, const struct tm_diff_set *set)
{
	const char *separator = "";

	tm_buffer_lit(out, "{\"diffs\": {\n \"schema\": \"" TM_SCHEMA_ID "\",\n \"documents\": [");
	for (size_t i = 0; i < set->count; i++) {
		const struct tm_edition_pair *e = &set->items[i];

		if (!e->diff)
			continue;
		tm_buffer_printf(out, "%s\n {\"paired_by\": \"%s\", \"diff\": {\n", separator,
				 tm_paired_by_name(e->by));
		members(out, e->diff);
		tm_buffer_lit(out, " }}");
		separator = ",";
	}
	tm_buffer_str(out, *separator ? "\n ]" : "]");
	lone(out, set, "removed", false);
	lone(out, set, "added", true);
	tm_buffer_lit(out, "\n}}\n");
}

void tm_figure_write(struct tm_buffer *out, const struct tm_figure *f)
{
	const char *op = tm_op_name(f->op);

	if (f->is_name) {
		tm_buffer_slice(out, f->text);
		return;
	}
	if (op)
		tm_buffer_printf(out, "%s ", op);
	else if (f->bound == TM_BOUND_MAX)
		tm_buffer_lit(out, "<= ");
	else if (f->bound == TM_BOUND_MIN)
		tm_buffer_lit(out, ">= ");
	tm_buffer_slice(out, f->value);
	if (f->min.len || f->max.len) {
		tm_buffer_byte(out, '[');
		tm_buffer_slice(out, f->min);
		tm_buffer_lit(out, ", ");
		tm_buffer_slice(out, f->max);
		tm_buffer_byte(out, ']');
	}
	if (f->fraction[1]) {
		tm_buffer_number(out, f->fraction[0]);
		tm_buffer_byte(out, '/');
		tm_buffer_number(out, f->fraction[1]);
	}
	if (f->unit.len && !tm_slice_is(f->unit, "1")) {
		tm_buffer_byte(out, ' ');
		tm_buffer_slice(out, f->unit);
	}
}
