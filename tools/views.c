#include "views.h"

void tm_view_text(struct tm_buffer *out, struct tm_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n')
			tm_buffer_lit(out, "\xE2\x8F\x8E");
		else
			tm_buffer_byte(out, text.ptr[i]);
	}
}

void tm_view_pair(struct tm_buffer *out, const char *key, struct tm_slice value)
{
	if (!value.ptr)
		return;
	tm_buffer_str(out, key);
	tm_buffer_lit(out, ": ");
	tm_view_text(out, value);
	tm_buffer_byte(out, '\n');
}

static void pairs(struct tm_buffer *out, const char *key, const struct tm_slices *values)
{
	for (size_t i = 0; i < values->count; i++)
		tm_view_pair(out, key, values->items[i]);
}

static void metadata(struct tm_buffer *out, const struct tm_document *doc)
{
	if (doc->number.len) /* else it is the hash of the file */
		tm_view_pair(out, "id", doc->id);
	tm_view_pair(out, "title", doc->title);
	tm_view_pair(out, "notice", doc->notice);
	tm_view_pair(out, "number", doc->number);
	tm_view_pair(out, "genre", doc->genre);
	tm_view_pair(out, "region", doc->region);
	pairs(out, "issuer", &doc->issuers);
	pairs(out, "addressee", &doc->addressees);
	tm_view_pair(out, "issued", doc->issued);
	tm_view_pair(out, "printed", doc->printed);
	tm_view_pair(out, "valid from", doc->validity.from);
	tm_view_pair(out, "valid from basis", doc->validity.from_basis);
	tm_view_pair(out, "valid to", doc->validity.to);
	tm_view_pair(out, "valid for", doc->validity.term);
	tm_view_pair(out, "validity", doc->validity.text);
	tm_view_pair(out, "retroactive from", doc->retroactive.from);
	tm_view_pair(out, "retroactive to", doc->retroactive.to);
	tm_view_pair(out, "retroactive to basis", doc->retroactive.to_basis);
	tm_view_pair(out, "retroactive", doc->retroactive.text);
	pairs(out, "copy", &doc->copies);
	tm_view_pair(out, "disclosure", doc->disclosure);
}

static void citations(struct tm_buffer *out, const struct tm_document *doc)
{
	for (size_t i = 0; i < doc->citation_count; i++) {
		const struct tm_citation *c = &doc->citations[i];

		tm_buffer_str(out, tm_relation_name(c->relation));
		tm_buffer_byte(out, ' ');
		tm_view_text(out, c->title);
		if (c->number.len) {
			tm_buffer_lit(out, " | ");
			tm_buffer_slice(out, c->number);
		}
		tm_buffer_byte(out, '\n');
	}
}

static void part(struct tm_buffer *out, const char *name, struct tm_slice value)
{
	if (!value.len)
		return;
	tm_buffer_lit(out, " | ");
	tm_buffer_str(out, name);
	tm_buffer_byte(out, ' ');
	tm_view_text(out, value);
}

void tm_view_clause(struct tm_buffer *out, struct tm_slice id, struct tm_slice label, struct tm_slice heading,
		    struct tm_slice heading_end, struct tm_slice role)
{
	tm_buffer_slice(out, id);
	part(out, "label", label);
	part(out, "heading", heading);
	part(out, "ended by", heading_end);
	part(out, "role", role);
}

static void clauses(struct tm_buffer *out, const struct tm_document *doc)
{
	for (size_t i = 0; i < doc->clause_count; i++) {
		const struct tm_clause *c = &doc->clauses[i];

		tm_view_clause(out, c->id, c->label, c->heading, c->heading_end,
			       tm_slice_str(tm_role_name(c->role)));
		part(out, "text", c->text);
		tm_buffer_byte(out, '\n');
	}
}

static void offices(struct tm_buffer *out, const struct tm_document *doc)
{
	for (size_t i = 0; i < doc->clause_count; i++) {
		const struct tm_clause *c = &doc->clauses[i];

		for (size_t k = 0; k < c->office_count; k++) {
			const struct tm_office *o = &c->offices[k];

			tm_buffer_slice(out, c->id);
			tm_buffer_printf(out, " %s ", tm_office_role_name(o->role));
			tm_view_text(out, o->name);
			part(out, "in full", o->canonical);
			tm_buffer_byte(out, '\n');
		}
	}
}

static void repairs(struct tm_buffer *out, const struct tm_document *doc)
{
	for (size_t i = 0; i < doc->text.repair_count; i++) {
		const struct tm_repair *r = &doc->text.repairs[i];

		tm_buffer_printf(out, "line %u ", r->line);
		tm_buffer_slice(out, r->rule);
		tm_buffer_lit(out, " '");
		tm_view_text(out, r->from);
		tm_buffer_lit(out, "' -> '");
		tm_view_text(out, r->to);
		tm_buffer_lit(out, "'\n");
	}
}

static void dropped(struct tm_buffer *out, const struct tm_document *doc)
{
	for (size_t i = 0; i < doc->text.dropped_count; i++) {
		const struct tm_dropped *d = &doc->text.dropped[i];

		tm_buffer_printf(out, "line %u ", d->line);
		tm_buffer_slice(out, d->rule);
		tm_buffer_lit(out, " '");
		tm_view_text(out, d->text);
		tm_buffer_lit(out, "'\n");
	}
}

static void diagnostics(struct tm_buffer *out, const struct tm_document *doc)
{
	for (size_t i = 0; i < doc->report_count; i++) {
		const struct tm_report *r = &doc->reports[i];

		tm_buffer_printf(out, "line %u %s ", r->line, tm_severity_name(r->severity));
		tm_buffer_slice(out, r->code);
		for (size_t k = 0; k < r->arguments.count; k++) {
			tm_buffer_byte(out, ' ');
			tm_view_text(out, r->arguments.items[k]);
		}
		tm_buffer_byte(out, '\n');
	}
}

const char *const tm_views[] = { "metadata", "citations", "clauses",     "offices",
				 "repairs",  "dropped",   "diagnostics", NULL };

bool tm_view_write(struct tm_buffer *out, const struct tm_document *doc, struct tm_slice view)
{
	static void (*const writers[])(struct tm_buffer *,
				       const struct tm_document *) = { metadata, citations, clauses,    offices,
								       repairs,  dropped,   diagnostics };

	for (size_t i = 0; tm_views[i]; i++) {
		if (!tm_slice_is(view, tm_views[i]))
			continue;
		writers[i](out, doc);
		return true;
	}
	return false;
}
