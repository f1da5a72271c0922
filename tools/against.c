/*
 * against.c - tiaomu check --against: what was gained and lost since a saved run.
 *
 * Both runs read the same bytes, so a record is the same when it says the same
 * of the same place; its id, which counts the records before it, makes no
 * difference.  Every clause is therefore printed twice with the functions of
 * views.h: as it is, to be shown, and with places instead of ids, to be
 * compared line by line.  Nor does the rule make a difference that a record
 * was found by; it is shown.
 */
#include <stdlib.h>

#include "check.h"
#include "linediff.h"
#include "normalize/utf8.h"
#include "views.h"

enum { OPENS = 16 /* characters of a clause without a heading that are shown */ };

/* What is compared of a clause, in the order of printing. */
enum part { CLAUSE, OFFICE, COLUMN, CELL, FACT, CONDITION, MEASURE, TARGET, TERM, PARTS };

/* Where it stands and what it is called in one line, its text in another. */
static void write_clause(struct tm_buffer *out, const struct tm_clause *c)
{
	tm_view_clause(out, c->id, c->label, c->heading, c->heading_end, tm_slice_str(tm_role_name(c->role)));
	tm_buffer_byte(out, '\n');
	tm_view_pair(out, "text", c->text);
}

static const struct {
	const char *name;
	void (*write)(struct tm_buffer *out, const struct tm_clause *c);
} parts[PARTS] = { { "clauses", write_clause },      { "offices", tm_view_offices },
		   { "columns", tm_view_columns },   { "cells", tm_view_cells },
		   { "facts", tm_view_facts },       { "conditions", tm_view_conditions },
		   { "measures", tm_view_measures }, { "targets", tm_view_targets },
		   { "terms", tm_view_terms } };

/* ---- a clause as lines ---- */

/* One line of a record. */
struct line {
	enum part part;
	size_t record;
	bool last;             /* of its record */
	struct tm_slice shown; /* without the id of the clause */
	struct tm_span span;
};

struct lines {
	struct tm_buffer keys; /* what is compared, a line each */
	struct line *items;
	size_t count, room;
};

/* Names of records by their ids, which are a letter and the running number. */
struct names {
	struct tm_slice *of;
	size_t count;
};

static struct tm_slice renamed(const struct names *names, struct tm_slice id)
{
	int n = 0;

	if (id.len > 1 && tm_slice_number(tm_slice_sub(id, 1, id.len), &n) && n > 0 && (size_t)n <= names->count)
		return names->of[n - 1];
	return id;
}

static void rename_all(struct tm_slices *ids, const struct names *names, struct tm_arena *arena)
{
	struct tm_slice *items = tm_arena_array(arena, ids->count, sizeof(*items));

	for (size_t i = 0; i < ids->count; i++)
		items[i] = renamed(names, ids->items[i]);
	ids->items = items;
}

static struct tm_slice place_name(struct tm_arena *arena, const char *letter, struct tm_span span)
{
	return tm_arena_printf(arena, "%s@%u-%u", letter, span.start, span.end);
}

static void *copied(struct tm_arena *arena, const void *items, size_t count, size_t size)
{
	void *copy = tm_arena_array(arena, count, size);

	if (count)
		memcpy(copy, items, count * size);
	return copy;
}

static void anonymous_measure(struct tm_measure *m, const struct names *facts, const struct names *conditions,
			      const struct names *measures, struct tm_arena *arena)
{
	m->id = renamed(measures, m->id);
	rename_all(&m->thresholds, conditions, arena);
	rename_all(&m->amount.facts, facts, arena);
	rename_all(&m->floor.facts, facts, arena);
	rename_all(&m->rate.facts, facts, arena);
	m->caps = copied(arena, m->caps, m->cap_count, sizeof(*m->caps));
	for (size_t i = 0; i < m->cap_count; i++) {
		rename_all(&m->caps[i].facts, facts, arena);
		rename_all(&m->caps[i].joint, measures, arena);
	}
	m->part_of = renamed(measures, m->part_of);
}

/* The clause with places instead of the ids of its records.  Of measures of one sentence the key tells which. */
static struct tm_clause anonymous(const struct tm_clause *clause, struct tm_arena *arena)
{
	struct tm_clause c = clause ? *clause : (struct tm_clause){ .id = TM_SLICE("") };
	struct names facts = { tm_arena_array(arena, c.fact_count, sizeof(struct tm_slice)), c.fact_count };
	struct names conditions = { tm_arena_array(arena, c.condition_count, sizeof(struct tm_slice)),
				    c.condition_count };
	struct names measures = { tm_arena_array(arena, c.measure_count, sizeof(struct tm_slice)),
				  c.measure_count };

	c.id = TM_SLICE("");
	c.facts = copied(arena, c.facts, c.fact_count, sizeof(*c.facts));
	c.conditions = copied(arena, c.conditions, c.condition_count, sizeof(*c.conditions));
	c.measures = copied(arena, c.measures, c.measure_count, sizeof(*c.measures));
	c.targets = copied(arena, c.targets, c.target_count, sizeof(*c.targets));
	for (size_t i = 0; i < c.fact_count; i++)
		c.facts[i].id = facts.of[i] = place_name(arena, "f", c.facts[i].extent.span);
	for (size_t i = 0; i < c.condition_count; i++) {
		c.conditions[i].id = conditions.of[i] = place_name(arena, "c", c.conditions[i].extent.span);
		rename_all(&c.conditions[i].facts, &facts, arena);
	}
	for (size_t i = 0; i < c.measure_count; i++)
		measures.of[i] = tm_arena_concat(
			arena, 2,
			(struct tm_slice[]){ place_name(arena, "m", c.measures[i].extent.span),
					     c.measures[i].key });
	for (size_t i = 0; i < c.measure_count; i++)
		anonymous_measure(&c.measures[i], &facts, &conditions, &measures, arena);
	for (size_t i = 0; i < c.target_count; i++) {
		c.targets[i].id = place_name(arena, "t", c.targets[i].extent.span);
		rename_all(&c.targets[i].facts, &facts, arena);
	}
	return c;
}

static size_t records(const struct tm_clause *c, enum part part)
{
	const size_t counts[PARTS] = { 1,
				       c->office_count,
				       c->columns.count,
				       c->cell_count,
				       c->fact_count,
				       c->condition_count,
				       c->measure_count,
				       c->target_count,
				       1 };

	return counts[part];
}

/* The rule that found an office, and the one that knows its full name; a catalogue holds neither. */
static struct tm_slice rules_of(const struct tm_office *office, struct tm_arena *arena)
{
	if (!office->rule.len || !office->alias.len)
		return office->rule.len ? office->rule : office->alias;
	return tm_arena_concat(arena, 3, (struct tm_slice[]){ office->rule, TM_SLICE(", "), office->alias });
}

/* The clause with record `i` of one part alone; where that stands, and the rule that found it. */
static struct tm_clause only(const struct tm_clause *clause, enum part part, size_t i, struct tm_span *span,
			     struct tm_slice *rule, struct tm_arena *arena)
{
	struct tm_clause c = *clause;

	*span = c.extent.span;
	*rule = TM_NO_SLICE;
	c.office_count = c.cell_count = c.fact_count = c.condition_count = c.measure_count = c.target_count = 1;
	c.columns.count = 1;
	switch (part) {
	case OFFICE:
		c.offices += i;
		*span = c.offices->extent.span;
		*rule = rules_of(c.offices, arena);
		break;
	case COLUMN:
		c.columns.items += i;
		break;
	case CELL:
		c.cells += i;
		*span = c.cells->extent.span;
		break;
	case FACT:
		c.facts += i;
		*span = c.facts->extent.span;
		*rule = c.facts->rule;
		break;
	case CONDITION:
		c.conditions += i;
		*span = c.conditions->extent.span;
		*rule = c.conditions->rule;
		break;
	case MEASURE:
		c.measures += i;
		*span = c.measures->extent.span;
		*rule = c.measures->rule;
		break;
	case TARGET:
		c.targets += i;
		*span = c.targets->extent.span;
		*rule = c.targets->rule;
		break;
	case CLAUSE:
	case TERM:
	case PARTS:
		break;
	}
	return c;
}

/* The next line of a text, without its end; absent behind the last. */
static struct tm_slice next_line(struct tm_slice text, size_t *at)
{
	size_t from = *at, end;

	if (from >= text.len)
		return TM_NO_SLICE;
	end = tm_slice_find(text, TM_SLICE("\n"), from);
	if (end == SIZE_MAX)
		end = text.len;
	*at = end + 1;
	return tm_slice_sub(text, from, end);
}

static void add_record(struct lines *out, enum part part, size_t i, const struct tm_clause *clause,
		       const struct tm_clause *nameless, struct tm_arena *arena)
{
	struct tm_buffer shown = TM_BUFFER_INIT;
	size_t from = out->keys.len, at = 0, shown_at = 0, first = out->count;
	struct tm_slice rule, keys, show;
	struct tm_clause one;
	struct tm_span span;

	one = only(nameless, part, i, &span, &rule, arena);
	parts[part].write(&out->keys, &one);
	one = only(clause, part, i, &span, &rule, arena);
	parts[part].write(&shown, &one);
	keys = tm_slice_sub(tm_buffer_view(&out->keys), from, out->keys.len);
	show = tm_arena_slice(arena, tm_slice_trim(tm_buffer_view(&shown)));
	tm_buffer_release(&shown);
	while (next_line(keys, &at).ptr) {
		struct line *line = tm_arena_push(arena, &out->items, &out->count, &out->room, sizeof(*line));

		*line = (struct line){ .part = part, .record = i, .span = span };
		line->shown = tm_slice_trim(next_line(show, &shown_at));
	}
	if (out->count == first)
		return;
	out->items[out->count - 1].last = true;
	if (rule.len)
		out->items[out->count - 1].shown = tm_arena_concat(
			arena, 3,
			(struct tm_slice[]){ out->items[out->count - 1].shown, TM_SLICE(" | rule "), rule });
}

/* One part of a clause.  Only the line of the clause itself has its id, so that another number is one difference.
 */
static struct lines part_lines(const struct tm_clause *clause, const struct tm_clause *nameless, enum part part,
			       struct tm_arena *arena)
{
	struct lines out = { .keys = TM_BUFFER_INIT };
	struct tm_clause shown;

	if (!clause)
		return out;
	if (part == CLAUSE) {
		add_record(&out, part, 0, clause, clause, arena);
		return out;
	}
	shown = *clause;
	shown.id = TM_SLICE("");
	for (size_t i = 0; i < records(clause, part); i++)
		add_record(&out, part, i, &shown, nameless, arena);
	return out;
}

/* ---- the comparison ---- */

struct saved_document {
	const struct tm_document *doc;
	bool used;
};

struct against {
	struct tm_tool *tool;
	struct tm_check *check;
	struct tm_arena arena; /* of the saved run */
	struct tm_head head;
	struct saved_document *saved;
	size_t saved_count, saved_room;
	size_t lost[PARTS], gained[PARTS];
	size_t documents, differing, clauses;
	/* Of the document at hand: */
	const struct tm_staged *staged;
	struct tm_arena *scratch;
	bool headed; /* its name was printed */
};

static void print_document(struct against *a)
{
	if (!a->headed)
		tm_view_pair(&a->check->report, "document", a->staged->doc.source.name);
	a->differing += !a->headed;
	a->headed = true;
}

static void print_line(struct against *a, char mark, struct tm_slice line)
{
	tm_buffer_byte(&a->check->report, mark);
	tm_buffer_byte(&a->check->report, ' ');
	tm_buffer_slice(&a->check->report, line);
	tm_buffer_byte(&a->check->report, '\n');
}

static void add_finding(struct against *a, char mark, struct tm_slice clause, struct tm_slice line,
			struct tm_span span)
{
	struct tm_finding f = { .rule = mark == '-' ? TM_FINDING_LOST : TM_FINDING_GAINED };

	if (!tm_check_wants_findings(a->tool))
		return;
	f.message = tm_arena_concat(a->scratch, 4,
				    (struct tm_slice[]){ mark == '-' ? TM_SLICE("lost: ") : TM_SLICE("gained: "),
							 clause, TM_SLICE(" "), line });
	f.place = tm_check_region(a->staged, span);
	tm_findings_add(&a->check->findings, &f);
}

/* "h1:1/h3:1 1.支持企业做大做强", or how it begins. */
static void print_clause(struct against *a, const struct tm_clause *c)
{
	struct tm_buffer *out = &a->check->report;

	print_document(a);
	tm_buffer_slice(out, c->id);
	tm_buffer_byte(out, ' ');
	tm_view_text(out, c->label);
	tm_view_text(out, c->heading.len ? c->heading : tm_utf8_first(c->text, OPENS));
	if (!c->heading.len && tm_utf8_count(c->text) > OPENS)
		tm_buffer_lit(out, "\xE2\x80\xA6");
	tm_buffer_byte(out, '\n');
}

/* The record that a line belongs to; SIZE_MAX is none. */
struct at {
	size_t record;
	enum part part;
};

static bool is_at(struct at at, const struct line *line)
{
	return at.record == line->record && at.part == line->part;
}

/* Counts a record once, however many of its lines differ. */
static void count_record(size_t *counts, struct at *at, const struct line *line)
{
	if (is_at(*at, line))
		return;
	counts[line->part]++;
	*at = (struct at){ line->record, line->part };
}

static const struct line *line_at(const struct lines *lines, size_t n)
{
	static const struct line none = { .part = CLAUSE };

	return lines->items && n < lines->count ? &lines->items[n] : &none;
}

static void print_edits(struct against *a, const struct tm_line_edit *edits, size_t count, const struct lines *old,
			const struct lines *new, struct tm_slice clause)
{
	struct at lost = { SIZE_MAX, PARTS }, gained = lost;

	for (size_t i = 0; i < count; i++) {
		const struct tm_line_edit *e = &edits[i];
		const struct line *line = e->mark == '-' ? line_at(old, e->a) : line_at(new, e->b);

		if (e->mark == '-') {
			count_record(a->lost, &lost, line);
		} else if (e->mark == '+') {
			count_record(a->gained, &gained, line);
		} else {
			/* Of a measure that changed in part its text says which one it is. */
			if (line->part == MEASURE && line->last &&
			    (is_at(gained, line) || is_at(lost, line_at(old, e->a))))
				print_line(a, ' ', line->shown);
			continue;
		}
		print_line(a, e->mark, line->shown);
		add_finding(a, e->mark, clause, line->shown, line->span);
	}
}

/* One of the two may be absent. */
static void compare_clauses(struct against *a, const struct tm_clause *old, const struct tm_clause *new)
{
	const struct tm_clause *clause = new ? new : old;
	struct tm_clause nameless_old = anonymous(old, a->scratch), nameless_new = anonymous(new, a->scratch);
	bool printed = false;

	if (!clause)
		return;
	for (enum part p = 0; p < PARTS; p++) {
		struct lines before = part_lines(old, &nameless_old, p, a->scratch);
		struct lines now = part_lines(new, &nameless_new, p, a->scratch);
		struct tm_line_edit *edits;
		size_t count;
		bool differs;

		edits = tm_line_edits(tm_buffer_view(&before.keys), tm_buffer_view(&now.keys), a->scratch, &count,
				      &differs);
		if (differs && !printed)
			print_clause(a, clause);
		if (differs)
			print_edits(a, edits, count, &before, &now, clause->id);
		a->clauses += differs && !printed;
		printed |= differs;
		tm_buffer_release(&before.keys);
		tm_buffer_release(&now.keys);
	}
}

/* What is said of the document as a whole, and its warnings. */
static void compare_view(struct against *a, const struct tm_document *old, const char *view)
{
	struct tm_buffer before = TM_BUFFER_INIT, now = TM_BUFFER_INIT;
	struct tm_document nameless = *old;
	struct tm_line_edit *edits;
	size_t count;
	bool differs;

	nameless.id = TM_NO_SLICE; /* follows from the number, and in a catalogue from the documents before */
	tm_view_write(&before, &nameless, tm_slice_str(view));
	nameless = a->staged->doc;
	nameless.id = TM_NO_SLICE;
	tm_view_write(&now, &nameless, tm_slice_str(view));
	edits = tm_line_edits(tm_buffer_view(&before), tm_buffer_view(&now), a->scratch, &count, &differs);
	if (differs) {
		print_document(a);
		tm_buffer_printf(&a->check->report, "%s\n", view);
	}
	for (size_t i = 0; differs && i < count; i++) {
		if (edits[i].mark == ' ')
			continue;
		print_line(a, edits[i].mark, edits[i].line);
		add_finding(a, edits[i].mark, tm_slice_str(view), edits[i].line, (struct tm_span){ 0, 0 });
	}
	tm_buffer_release(&before);
	tm_buffer_release(&now);
}

/* Pairs clauses by id, then by where they begin; partner[i] is the new clause of old clause i, or SIZE_MAX. */
static size_t *pair_clauses(const struct tm_document *old, const struct tm_document *new, struct tm_arena *arena)
{
	size_t *partner = tm_arena_array(arena, old->clause_count, sizeof(*partner)), from = 0;
	bool *taken = tm_arena_array(arena, new->clause_count, sizeof(*taken));

	for (int pass = 0; pass < 2; pass++, from = 0) {
		for (size_t i = 0; i < old->clause_count; i++) {
			const struct tm_clause *c = &old->clauses[i];

			if (pass == 0)
				partner[i] = SIZE_MAX;
			for (size_t n = 0; partner[i] == SIZE_MAX && n < new->clause_count; n++) {
				size_t k = (from + n) % new->clause_count;
				const struct tm_clause *other = &new->clauses[k];

				if (taken[k] || (pass == 0 ? !tm_slice_eq(c->id, other->id)
							   : c->extent.span.start != other->extent.span.start))
					continue;
				partner[i] = k;
				taken[k] = true;
				from = k + 1;
			}
		}
	}
	return partner;
}

/* In the order of the new clauses; those that are gone stand where the old ones had them. */
static void compare_documents(struct against *a, const struct tm_document *old)
{
	const struct tm_document *new = &a->staged->doc;
	size_t *partner = pair_clauses(old, new, a->scratch), *back;

	back = tm_arena_array(a->scratch, new->clause_count, sizeof(*back));
	for (size_t k = 0; k < new->clause_count; k++)
		back[k] = SIZE_MAX;
	for (size_t i = 0; i < old->clause_count; i++)
		if (partner[i] != SIZE_MAX)
			back[partner[i]] = i;
	compare_view(a, old, "metadata");
	compare_view(a, old, "citations");
	for (size_t k = 0, i = 0; k < new->clause_count || i < old->clause_count; k++) {
		for (; i < old->clause_count; i++) {
			bool gone = partner[i] == SIZE_MAX;

			if (gone && k < new->clause_count &&
			    old->clauses[i].extent.span.start > new->clauses[k].extent.span.start)
				break;
			if (gone)
				compare_clauses(a, &old->clauses[i], NULL);
			else if (partner[i] >= k)
				break;
		}
		if (k < new->clause_count)
			compare_clauses(a, back[k] == SIZE_MAX ? NULL : &old->clauses[back[k]], &new->clauses[k]);
	}
	compare_view(a, old, "diagnostics");
}

/* ---- the saved run ---- */

static bool keep_document(struct tm_staged *staged, void *context)
{
	struct against *a = context;
	struct saved_document *saved = tm_arena_push(&a->arena, &a->saved, &a->saved_count, &a->saved_room,
						     sizeof(*saved));

	saved->doc = &staged->doc;
	return true;
}

static bool read_saved(struct against *a)
{
	const char *path = a->tool->options.against;
	struct tm_slice bytes;
	bool ok;

	ok = tm_bytes_load(&bytes, path, INT32_MAX, &a->arena, &a->tool->diagnostics) &&
	     tm_stage_read(bytes, TM_STAGE_EXTRACT, &a->head, &a->arena, &a->tool->diagnostics, keep_document, a);
	tm_tool_report(a->tool, tm_slice_str(path));
	return ok;
}

/* The saved document of the same bytes: of the same name if there are several. */
static const struct tm_document *find_saved(struct against *a, const struct tm_source *source)
{
	struct saved_document *found = NULL;

	for (size_t i = 0; i < a->saved_count; i++) {
		const struct tm_source *saved = &a->saved[i].doc->source;

		if (a->saved[i].used || !tm_slice_eq(saved->sha256, source->sha256))
			continue;
		if (!found || tm_slice_eq(saved->name, source->name))
			found = &a->saved[i];
		if (tm_slice_eq(saved->name, source->name))
			break;
	}
	if (!found)
		return NULL;
	found->used = true;
	return found->doc;
}

static void read_again(struct tm_job *job, void *context)
{
	struct against *a = context;
	const struct tm_document *old;

	tm_tool_report_list(a->tool, &job->diagnostics, job->input->name);
	if (!job->staged)
		return;
	old = find_saved(a, &job->staged->doc.source);
	if (!old) {
		tm_diagnose1(&a->tool->diagnostics, TM_D_SAVED_LACKS, (struct tm_span){ 0, 0 },
			     tm_slice_str(a->tool->options.against));
		tm_tool_report(a->tool, job->staged->doc.source.name);
		return;
	}
	a->documents++;
	a->staged = job->staged;
	a->scratch = &job->worker.arena;
	a->headed = false;
	compare_documents(a, old);
}

static char *file_name(struct against *a, struct tm_slice name)
{
	char *copy = tm_arena_alloc(&a->arena, name.len + 1);

	memcpy(copy, name.ptr, name.len);
	return copy;
}

/* Where no inputs are named, those of the saved run, archives for their members. */
static void default_inputs(struct against *a)
{
	struct tm_options *o = &a->tool->options;

	o->inputs = tm_arena_array(&a->arena, a->saved_count, sizeof(*o->inputs));
	for (size_t i = 0; i < a->saved_count; i++) {
		struct tm_slice name = a->saved[i].doc->source.name;
		size_t member = tm_slice_find(name, TM_SLICE("!/"), 0);

		if (member == SIZE_MAX || !o->input_count ||
		    !tm_slice_is(tm_slice_sub(name, 0, member), o->inputs[o->input_count - 1]))
			o->inputs[o->input_count++] = file_name(
				a, tm_slice_sub(name, 0, member == SIZE_MAX ? name.len : member));
	}
}

static void print_totals(struct against *a)
{
	struct tm_buffer *out = &a->check->report;
	size_t unread = 0;
	bool first = true;

	for (size_t i = 0; i < a->saved_count; i++)
		unread += !a->saved[i].used;
	if (tm_slice_eq(a->head.rules.sha256, a->tool->engine->head.rules.sha256))
		tm_buffer_lit(out, "the rules are those of the saved run\n");
	if (unread)
		tm_buffer_printf(out, "%zu documents of the saved run not read again\n", unread);
	if (!a->differing) {
		tm_buffer_printf(out, "%zu documents read again, nothing lost, nothing gained\n", a->documents);
		return;
	}
	tm_buffer_printf(out, "%zu of %zu documents differ, %zu clauses", a->differing, a->documents, a->clauses);
	for (enum part p = 0; p < PARTS; p++) {
		if (!a->lost[p] && !a->gained[p])
			continue;
		tm_buffer_printf(out, "%s%s -%zu +%zu", first ? ": " : ", ", parts[p].name, a->lost[p],
				 a->gained[p]);
		first = false;
	}
	tm_buffer_byte(out, '\n');
}

int tm_check_against(struct tm_tool *tool, struct tm_check *check)
{
	struct against a = { .tool = tool, .check = check };

	if (read_saved(&a) && tm_tool_start(tool, 0)) {
		if (tool->options.input_count == 0)
			default_inputs(&a);
		tm_tool_run_inputs(tool, tool->options.inputs, tool->options.input_count, TM_STAGE_EXTRACT,
				   read_again, &a);
		if (a.differing)
			tm_tool_worse(tool, TM_EXIT_FINDINGS);
		if (!tool->options.quiet)
			print_totals(&a);
	} else {
		tm_tool_worse(tool, TM_EXIT_TROUBLE);
	}
	tm_arena_release(&a.arena);
	return tool->status;
}
