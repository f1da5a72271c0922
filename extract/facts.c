/*
 * facts.c - every quantity of every clause.
 */
#include "extract_p.h"

#include "extract/tape.h"

struct fact_pass {
	struct tm_pass *pass;
	struct tm_clause *clause;
	struct tm_tape tape;
};

static enum tm_flag flag(enum tm_inclusion inclusion)
{
	return (enum tm_flag)inclusion;
}

static void add_fact(struct fact_pass *f, const struct tm_quantity *q)
{
	struct tm_pass *p = f->pass;
	struct tm_clause *c = f->clause;
	struct tm_slice text = tm_slice_sub(f->tape.text, q->start, q->end);
	size_t at = tm_flow_at(&p->doc->flow, text);
	struct tm_fact *fact = tm_arena_push(p->arena, &c->facts, &c->fact_count, &c->fact_room, sizeof(*fact));

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

static void report_unread(struct fact_pass *f)
{
	struct tm_pass *p = f->pass;

	for (size_t i = 0; i < f->tape.unread_count; i++) {
		struct tm_slice text = tm_token_text(&f->tape, f->tape.unread[i]);
		size_t at = tm_flow_at(&p->doc->flow, text);

		tm_diagnose1(&p->doc->diagnostics, TM_D_FIGURE_UNREAD,
			     tm_flow_span(&p->doc->flow, at, at + text.len), text);
	}
}

static void read_text(struct fact_pass *f, struct tm_slice text)
{
	struct tm_pass *p = f->pass;
	struct tm_quantity_reader reader = { p->grammar, p->matcher, p->arena };

	if (text.len == 0)
		return;
	tm_tape_read(&f->tape, &reader, text);
	for (size_t i = 0; i < f->tape.count; i++)
		if (f->tape.tokens[i].kind == TM_TOKEN_FIGURE)
			add_fact(f, &f->tape.figures[f->tape.tokens[i].figure]);
	report_unread(f);
}

void tm_extract_facts(struct tm_pass *pass)
{
	struct fact_pass f = { .pass = pass };

	for (size_t n = 0; n < pass->doc->clause_count; n++) {
		f.clause = &pass->doc->clauses[n];
		read_text(&f, f.clause->heading);
		read_text(&f, f.clause->text);
	}
	tm_tape_release(&f.tape);
}
