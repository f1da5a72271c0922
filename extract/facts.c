/*
 * facts.c - every quantity of every clause.
 */
#include "reading_p.h"

#include <stdlib.h>

static enum tm_flag flag(enum tm_inclusion inclusion)
{
	return (enum tm_flag)inclusion;
}

static void add_fact(struct tm_reading *r, size_t figure)
{
	const struct tm_quantity *q = &r->tape.figures[figure];
	struct tm_pass *p = r->pass;
	struct tm_clause *c = r->clause;
	struct tm_slice text = tm_slice_sub(r->tape.text, q->start, q->end);
	size_t at = tm_flow_at(&p->doc->flow, text);
	struct tm_fact *fact = tm_arena_push(p->arena, &c->facts, &c->fact_count, &c->fact_room, sizeof(*fact));

	r->fact[figure] = c->fact_count - 1;
	*fact = (struct tm_fact){
		.id = tm_arena_printf(p->arena, "f%zu", c->fact_count),
		.kind = (enum tm_fact_kind)(q->kind - TM_QUANTITY_MONEY),
		.value = q->value,
		.min = q->min,
		.max = q->max,
		.min_inclusive = flag(q->with_min),
		.max_inclusive = flag(q->with_max),
		.unit = q->unit,
		.fraction = { q->numerator, q->denominator },
		.approx = q->approx ? TM_FLAG_TRUE : TM_FLAG_UNSAID,
		.assumed = q->assumed,
		.text = text,
		.rule = q->rule->id,
		.extent = tm_flow_extent(&p->doc->flow, at, at + text.len, p->arena),
	};
}

static void report_unread(struct tm_reading *r)
{
	struct tm_pass *p = r->pass;

	for (size_t i = 0; i < r->tape.unread_count; i++) {
		struct tm_slice text = tm_token_text(&r->tape, r->tape.unread[i]);
		size_t at = tm_flow_at(&p->doc->flow, text);

		tm_diagnose1(&p->doc->diagnostics, TM_D_FIGURE_UNREAD,
			     tm_flow_span(&p->doc->flow, at, at + text.len), text);
	}
}

static void read_text(struct tm_reading *r, struct tm_slice text, bool in_heading)
{
	struct tm_pass *p = r->pass;
	struct tm_quantity_reader reader = { p->grammar, p->matcher, p->arena };

	if (text.len == 0)
		return;
	r->setting.in_heading = in_heading;
	tm_tape_read(&r->tape, &reader, text);
	if (r->clause->kind == TM_ROW && !in_heading)
		tm_lend_units(r);
	if (r->fact_room < r->tape.figure_count) {
		r->fact_room = 2 * r->tape.figure_count;
		r->fact = tm_realloc(r->fact, tm_size_mul(r->fact_room, sizeof(*r->fact)));
	}
	for (size_t i = 0; i < r->tape.count; i++)
		if (r->tape.tokens[i].kind == TM_TOKEN_FIGURE)
			add_fact(r, r->tape.tokens[i].figure);
	report_unread(r);
	tm_read_roles(r);
	tm_read_conditions(r);
	tm_read_measures(r);
	tm_read_targets(r);
	if (r->clause->kind == TM_ROW && !in_heading)
		tm_read_cells(r);
}

/* The clauses above the one being read, from the outermost in, each with the role that holds in it. */
struct above {
	struct {
		struct tm_slice id;
		enum tm_role role;
	} * items;
	size_t count, room;
};

static enum tm_role enter(struct above *above, const struct tm_clause *c, struct tm_arena *arena)
{
	enum tm_role role = c->role;

	while (above->count && !tm_slice_eq(above->items[above->count - 1].id, c->parent_id))
		above->count--;
	if (role == TM_ROLE_NONE && above->count)
		role = above->items[above->count - 1].role;
	tm_arena_push(arena, &above->items, &above->count, &above->room, sizeof(*above->items));
	above->items[above->count - 1].id = c->id;
	above->items[above->count - 1].role = role;
	return role;
}

void tm_extract_facts(struct tm_pass *pass)
{
	struct tm_reading r = { .pass = pass };
	struct above above = { 0 };

	r.setting.in_plan = tm_is_plan(pass->doc, pass->grammar, pass->matcher);

	for (size_t n = 0; n < pass->doc->clause_count; n++) {
		r.clause = &pass->doc->clauses[n];
		r.setting.role = enter(&above, r.clause, pass->arena);
		read_text(&r, r.clause->heading, true);
		read_text(&r, r.clause->text, false);
	}
	tm_link_measures(pass);
	tm_tape_release(&r.tape);
	tm_phrase_release(&r.phrase);
	free(r.fact);
}
