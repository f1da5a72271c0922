#include "views.h"

#include <assert.h>

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

/* ---- what is read out of a clause ---- */

/* "h1:2/h3:6 f1", or the clause's id and a word. */
static void open_line(struct tm_buffer *out, const struct tm_clause *c, struct tm_slice id)
{
	tm_buffer_slice(out, c->id);
	tm_buffer_byte(out, ' ');
	tm_buffer_slice(out, id);
}

static void word(struct tm_buffer *out, struct tm_slice value)
{
	if (!value.len)
		return;
	tm_buffer_byte(out, ' ');
	tm_view_text(out, value);
}

static void list(struct tm_buffer *out, const char *name, const struct tm_slices *values)
{
	for (size_t i = 0; i < values->count; i++) {
		tm_buffer_printf(out, i ? ", " : " | %s ", name);
		tm_view_text(out, values->items[i]);
	}
}

static void mark(struct tm_buffer *out, const char *name, enum tm_flag flag)
{
	if (flag == TM_FLAG_TRUE)
		tm_buffer_printf(out, " | %s", name);
}

void tm_view_offices(struct tm_buffer *out, const struct tm_clause *c)
{
	for (size_t i = 0; i < c->office_count; i++) {
		const struct tm_office *o = &c->offices[i];

		open_line(out, c, tm_slice_str(tm_office_role_name(o->role)));
		word(out, o->name);
		part(out, "in full", o->canonical);
		tm_buffer_byte(out, '\n');
	}
}

/* A value, a fraction, or a range with [ ] at ends that belong to it and ( ) at others. */
static void quantity(struct tm_buffer *out, struct tm_slice value, struct tm_slice min, struct tm_slice max,
		     enum tm_flag with_min, enum tm_flag with_max, const int64_t fraction[2])
{
	word(out, value);
	if (fraction[1])
		tm_buffer_printf(out, " %d/%d", (int)fraction[0], (int)fraction[1]);
	if (!min.len && !max.len)
		return;
	tm_buffer_str(out, with_min == TM_FLAG_TRUE ? " [" : " (");
	tm_buffer_slice(out, min);
	tm_buffer_lit(out, ", ");
	tm_buffer_slice(out, max);
	tm_buffer_byte(out, with_max == TM_FLAG_TRUE ? ']' : ')');
}

void tm_view_columns(struct tm_buffer *out, const struct tm_clause *c)
{
	for (size_t i = 0; i < c->columns.count; i++) {
		open_line(out, c, TM_SLICE("column"));
		word(out, c->columns.items[i]);
		tm_buffer_byte(out, '\n');
	}
}

void tm_view_cells(struct tm_buffer *out, const struct tm_clause *c)
{
	for (size_t i = 0; i < c->cell_count; i++) {
		open_line(out, c, TM_SLICE("cell"));
		word(out, c->cells[i].column);
		mark(out, "inherited", c->cells[i].inherited);
		part(out, "text", c->cells[i].text);
		tm_buffer_byte(out, '\n');
	}
}

static void facts_of(struct tm_buffer *out, const struct tm_clause *c, bool roles)
{
	for (size_t i = 0; i < c->fact_count; i++) {
		const struct tm_fact *f = &c->facts[i];

		open_line(out, c, f->id);
		tm_buffer_printf(out, " %s", tm_fact_kind_name(f->kind));
		quantity(out, f->value, f->min, f->max, f->min_inclusive, f->max_inclusive, f->fraction);
		word(out, f->unit);
		if (roles)
			tm_buffer_printf(out, " %s", tm_fact_role_name(f->role));
		mark(out, "approx", f->approx);
		part(out, "assumed", f->assumed);
		part(out, "text", f->text);
		tm_buffer_byte(out, '\n');
	}
}

void tm_view_facts(struct tm_buffer *out, const struct tm_clause *c)
{
	facts_of(out, c, true);
}

void tm_view_values(struct tm_buffer *out, const struct tm_clause *c)
{
	facts_of(out, c, false);
}

void tm_view_roles(struct tm_buffer *out, const struct tm_clause *c)
{
	for (size_t i = 0; i < c->fact_count; i++) {
		open_line(out, c, c->facts[i].id);
		tm_buffer_printf(out, " is %s\n", tm_fact_role_name(c->facts[i].role));
	}
}

void tm_view_conditions(struct tm_buffer *out, const struct tm_clause *c)
{
	for (size_t i = 0; i < c->condition_count; i++) {
		const struct tm_condition *o = &c->conditions[i];

		open_line(out, c, o->id);
		word(out, tm_slice_str(tm_op_name(o->op)));
		quantity(out, o->value, o->min, o->max, o->min_inclusive, o->max_inclusive, o->fraction);
		word(out, o->unit);
		part(out, "indicator", o->indicator);
		tm_buffer_printf(out, " | group %u", o->group);
		mark(out, "soft", o->soft);
		list(out, "facts", &o->facts);
		part(out, "text", o->text);
		tm_buffer_byte(out, '\n');
	}
}

void tm_view_targets(struct tm_buffer *out, const struct tm_clause *c)
{
	for (size_t i = 0; i < c->target_count; i++) {
		const struct tm_target *t = &c->targets[i];

		open_line(out, c, t->id);
		word(out, tm_slice_str(tm_op_name(t->op)));
		quantity(out, t->value, t->min, t->max, t->min_inclusive, t->max_inclusive, t->fraction);
		word(out, t->unit);
		part(out, "indicator", t->indicator);
		part(out, "by", t->by);
		part(out, "scope", t->scope);
		list(out, "facts", &t->facts);
		part(out, "text", t->text);
		tm_buffer_byte(out, '\n');
	}
}

/* A measure is printed in lines of its own for each key, so that a diff shows which one differs. */
struct measure_lines {
	struct tm_buffer *out;
	const struct tm_clause *clause;
	const struct tm_measure *measure;
};

static void open_key(const struct measure_lines *l, const char *key)
{
	open_line(l->out, l->clause, l->measure->id);
	tm_buffer_printf(l->out, " %s", key);
}

static void key_text(const struct measure_lines *l, const char *key, struct tm_slice value)
{
	if (!value.len)
		return;
	open_key(l, key);
	word(l->out, value);
	tm_buffer_byte(l->out, '\n');
}

static void key_list(const struct measure_lines *l, const char *key, const struct tm_slices *values)
{
	if (!values->count)
		return;
	open_key(l, key);
	for (size_t i = 0; i < values->count; i++) {
		if (i)
			tm_buffer_byte(l->out, ',');
		word(l->out, values->items[i]);
	}
	tm_buffer_byte(l->out, '\n');
}

static void key_flag(const struct measure_lines *l, const char *key, enum tm_flag flag)
{
	if (flag != TM_FLAG_TRUE)
		return;
	open_key(l, key);
	tm_buffer_byte(l->out, '\n');
}

static void key_sum(const struct measure_lines *l, const char *key, const struct tm_sum *sum)
{
	if (!sum->value.len)
		return;
	open_key(l, key);
	word(l->out, sum->value);
	word(l->out, sum->unit);
	list(l->out, "facts", &sum->facts);
	tm_buffer_byte(l->out, '\n');
}

static void key_cap(const struct measure_lines *l, const struct tm_cap *cap)
{
	open_key(l, "cap");
	word(l->out, cap->value);
	word(l->out, cap->unit);
	list(l->out, "per", &cap->per);
	mark(l->out, "cumulative", cap->cumulative);
	list(l->out, "joint", &cap->joint);
	list(l->out, "facts", &cap->facts);
	tm_buffer_byte(l->out, '\n');
}

static void key_rate(const struct measure_lines *l, const struct tm_rate *rate)
{
	bool figure = rate->value.len || rate->min.len || rate->max.len || rate->fraction[1];

	if (!figure && !rate->basis.len)
		return;
	open_key(l, "rate");
	quantity(l->out, rate->value, rate->min, rate->max, TM_FLAG_TRUE, TM_FLAG_TRUE, rate->fraction);
	word(l->out, tm_slice_str(tm_bound_name(rate->bound)));
	part(l->out, "basis", rate->basis);
	list(l->out, "facts", &rate->facts);
	tm_buffer_byte(l->out, '\n');
}

void tm_view_measures(struct tm_buffer *out, const struct tm_clause *c)
{
	for (size_t i = 0; i < c->measure_count; i++) {
		const struct tm_measure *m = &c->measures[i];
		const struct measure_lines l = { out, c, m };

		key_text(&l, "beneficiary", m->beneficiary);
		key_text(&l, "key", m->key);
		key_text(&l, "recipient", m->recipient);
		key_list(&l, "eligibility", &m->eligibility);
		key_list(&l, "thresholds", &m->thresholds);
		key_text(&l, "instrument", m->instrument);
		key_sum(&l, "amount", &m->amount);
		key_sum(&l, "floor", &m->floor);
		for (size_t k = 0; k < m->cap_count; k++)
			key_cap(&l, &m->caps[k]);
		key_rate(&l, &m->rate);
		key_list(&l, "per", &m->per);
		key_text(&l, "recurrence", tm_slice_str(tm_recurrence_name(m->recurrence)));
		key_flag(&l, "selective", m->selective);
		key_list(&l, "levels", &m->levels);
		key_text(&l, "duration", m->duration);
		key_text(&l, "valid from", m->validity.from);
		key_text(&l, "valid from basis", m->validity.from_basis);
		key_text(&l, "valid to", m->validity.to);
		key_text(&l, "valid for", m->validity.term);
		key_text(&l, "part of", m->part_of);
		key_list(&l, "restates", &m->restates);
		key_flag(&l, "in heading", m->in_heading);
		open_key(&l, "text");
		word(out, m->text);
		tm_buffer_byte(out, '\n');
	}
}

/* The terms that clauses have of their own. */
void tm_view_terms(struct tm_buffer *out, const struct tm_clause *c)
{
	if (!c->validity.text.ptr)
		return;
	tm_buffer_slice(out, c->id);
	if (c->validity.from.ptr) {
		tm_buffer_lit(out, " from ");
		tm_buffer_slice(out, c->validity.from);
	}
	if (c->validity.to.ptr) {
		tm_buffer_lit(out, " to ");
		tm_buffer_slice(out, c->validity.to);
	}
	tm_buffer_lit(out, " | ");
	tm_view_text(out, c->validity.text);
	tm_buffer_byte(out, '\n');
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

/* A view is written by document, or by clause. */
static const struct view {
	void (*document)(struct tm_buffer *out, const struct tm_document *doc);
	void (*clause)(struct tm_buffer *out, const struct tm_clause *c);
} views[] = { { metadata, NULL },        { citations, NULL },          { clauses, NULL },
	      { NULL, tm_view_offices }, { NULL, tm_view_columns },    { NULL, tm_view_cells },
	      { NULL, tm_view_facts },   { NULL, tm_view_conditions }, { NULL, tm_view_measures },
	      { NULL, tm_view_targets }, { NULL, tm_view_terms },      { repairs, NULL },
	      { dropped, NULL },         { diagnostics, NULL } };

const char *const tm_views[] = { "metadata", "citations", "clauses",    "offices",     "columns",
				 "cells",    "facts",     "conditions", "measures",    "targets",
				 "terms",    "repairs",   "dropped",    "diagnostics", NULL };

static_assert(sizeof(tm_views) / sizeof(*tm_views) == sizeof(views) / sizeof(*views) + 1,
	      "a writer for each view");

bool tm_view_write(struct tm_buffer *out, const struct tm_document *doc, struct tm_slice view)
{
	for (size_t i = 0; tm_views[i]; i++) {
		if (!tm_slice_is(view, tm_views[i]))
			continue;
		if (views[i].document)
			views[i].document(out, doc);
		for (size_t k = 0; views[i].clause && k < doc->clause_count; k++)
			views[i].clause(out, &doc->clauses[k]);
		return true;
	}
	return false;
}
