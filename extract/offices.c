/*
 * offices.c - who is responsible, leads, helps, accepts or explains.
 */
#include "extract_p.h"
#include "tables_p.h"

#include "extract/tally.h"
#include "normalize/utf8.h"

struct office_pass {
	struct tm_pass *pass;
	struct tm_clause *clause;
	struct tm_slices divisions; /* of the issuer, from the largest to the smallest */
	struct tm_charset separators;
};

/* The divisions that an issuer's name begins with. */
static void find_divisions(struct office_pass *o)
{
	struct tm_pass *p = o->pass;
	struct tm_slice name = p->doc->issuers.count ? p->doc->issuers.items[0] : TM_NO_SLICE;
	const struct tm_rule *rule;
	size_t at = 0;

	while (at < name.len &&
	       (rule = tm_grammar_match(p->grammar, TM_USE_REGION, p->matcher, name, at)) != NULL) {
		tm_slices_add(&o->divisions, p->arena, tm_rule_group(rule, p->matcher, name, 0));
		at = tm_group_end(p->matcher, 0);
	}
}

/* Gives the office the full name of a body of `division` whose short name is `body`, where a rule knows it. */
static void name_in_full(struct office_pass *o, struct tm_slice division, struct tm_slice body,
			 struct tm_office *office)
{
	struct tm_pass *p = o->pass;
	size_t first = p->grammar->first[TM_USE_OFFICE_ALIAS], last = p->grammar->first[TM_USE_OFFICE_ALIAS + 1];

	for (size_t r = first; r < last; r++)
		for (size_t i = 0; i < p->grammar->rules[r].map_count; i++)
			if (tm_slice_eq(p->grammar->rules[r].map[i].from, body)) {
				tm_tally_note(p->matcher, &p->grammar->rules[r], body.ptr);
				office->alias = p->grammar->rules[r].id;
				office->canonical = tm_arena_concat(
					p->arena, 2,
					(struct tm_slice[]){ division, p->grammar->rules[r].map[i].to });
				return;
			}
}

/* 君山区科技局 -> 君山区科学技术局: a body that names its division itself. */
static void name_with_its_own(struct office_pass *o, struct tm_office *office)
{
	struct tm_slice name = office->name;
	struct tm_pass *p = o->pass;
	struct tm_slice division;
	size_t at = 0;

	while (at < name.len && tm_grammar_match(p->grammar, TM_USE_REGION, p->matcher, name, at))
		at = tm_group_end(p->matcher, 0);
	division = tm_slice_sub(name, 0, at);
	if (at)
		name_in_full(o, division, tm_slice_sub(name, at, name.len), office);
}

/* 区科委 -> 金山区科学技术委员会, where the division is known and so is the short name. */
static void name_fully(struct office_pass *o, struct tm_office *office)
{
	struct tm_pass *p = o->pass;
	struct tm_slice name = office->name;
	const struct tm_rule *rule = tm_grammar_match(p->grammar, TM_USE_OFFICE_LEVEL, p->matcher, name, 0);
	struct tm_slice level, body;

	if (!rule) {
		name_with_its_own(o, office);
		return;
	}
	level = tm_rule_group(rule, p->matcher, name, 0);
	body = tm_rule_group(rule, p->matcher, name, 1);
	for (size_t d = 0; d < o->divisions.count; d++) {
		if (!tm_slice_ends(o->divisions.items[d], level))
			continue;
		name_in_full(o, o->divisions.items[d], body, office);
		return;
	}
}

static bool is_named(const struct tm_clause *c, struct tm_slice name, enum tm_office_role role)
{
	for (size_t i = 0; i < c->office_count; i++)
		if (c->offices[i].role == role && tm_slice_eq(c->offices[i].name, name))
			return true;
	return false;
}

static void add_office(struct office_pass *o, struct tm_slice name, enum tm_office_role role,
		       const struct tm_rule *rule)
{
	struct tm_clause *c = o->clause;
	struct tm_document *doc = o->pass->doc;
	size_t at = tm_flow_at(&doc->flow, name);
	struct tm_office *office;

	if (is_named(c, name, role))
		return;
	office = tm_arena_push(o->pass->arena, &c->offices, &c->office_count, &c->office_room, sizeof(*office));
	office->name = name;
	office->role = role;
	office->rule = rule ? rule->id : TM_NO_SLICE;
	name_fully(o, office);
	office->extent = tm_flow_extent(&doc->flow, at, at + name.len, o->pass->arena);
}

/* Takes 牵头, 等 and the like off the end of a name; what they say of its role. */
static struct tm_slice without_tail(struct office_pass *o, struct tm_slice name, enum tm_office_role *role)
{
	struct tm_pass *p = o->pass;
	const struct tm_rule *rule = tm_grammar_search(p->grammar, TM_USE_OFFICE_TAIL, p->matcher, name, 0);

	if (rule) {
		if (rule->value_number != TM_OFFICE_RESPONSIBLE)
			*role = (enum tm_office_role)rule->value_number;
		name.len = tm_group_start(p->matcher, 0);
	}
	return name;
}

/*
 * Reads a list of offices that a rule found, or the role of its clause.  Leads inside it (配合单位：) change the
 * role of what follows, 牵头 behind a name that of the names before it, 配合 at the end that of the names behind
 * 牵头.  With `strict`, a list with a part that is no office is none.
 */
static bool read_list(struct office_pass *o, struct tm_slice list, enum tm_office_role role,
		      const struct tm_rule *rule, bool strict)
{
	struct tm_pass *p = o->pass;
	struct tm_slice part, names[64];
	enum tm_office_role roles[64];
	size_t at = 0, count = 0, group = 0;

	while (count < 64 && tm_split_next(p->grammar, list, &o->separators, &at, &part)) {
		const struct tm_rule *lead = part.len ? tm_grammar_match(p->grammar, TM_USE_OFFICE_LEAD,
									 p->matcher, part, 0)
						      : NULL;
		enum tm_office_role said = TM_OFFICE_ROLE_COUNT;

		if (lead) {
			role = (enum tm_office_role)lead->value_number;
			part = tm_slice_sub(part, tm_group_end(p->matcher, 0), part.len);
			group = count;
		}
		part = tm_slice_trim(without_tail(o, part, &said));
		if (strict && !tm_grammar_match(p->grammar, TM_USE_OFFICE_NAME, p->matcher, part, 0))
			return false;
		if (part.len) {
			names[count] = part;
			roles[count++] = role;
		}
		if (said != TM_OFFICE_ROLE_COUNT) {
			for (size_t i = group; i < count; i++)
				roles[i] = said;
			group = count;
		}
	}
	for (size_t i = 0; i < count; i++)
		add_office(o, names[i], roles[i], rule);
	return count > 0;
}

static void find_offices(struct office_pass *o, const struct tm_rule *rule, struct tm_slice text)
{
	struct tm_pass *p = o->pass;
	size_t at = 0;

	while (at < text.len && tm_rule_match(rule, p->matcher, text, at)) {
		struct tm_slice list = tm_rule_group(rule, p->matcher, text, 0);
		const struct tm_rule *lead;

		at = tm_group_end(p->matcher, 0);
		lead = tm_grammar_match(p->grammar, TM_USE_OFFICE_LEAD, p->matcher, list, 0);
		read_list(o, list, (enum tm_office_role)rule->value_number, rule, lead == NULL);
	}
}

/* The part that the offices of a column play, by the rule for its title; TM_OFFICE_ROLE_COUNT for other columns.
 */
static enum tm_office_role column_role(const struct tm_rule *rule)
{
	switch (rule ? (enum tm_column_type)rule->value_number : TM_COLUMN_TEXT) {
	case TM_COLUMN_RESPONSIBLE:
		return TM_OFFICE_RESPONSIBLE;
	case TM_COLUMN_LEAD:
		return TM_OFFICE_LEAD;
	case TM_COLUMN_COOPERATING:
		return TM_OFFICE_COOPERATING;
	case TM_COLUMN_ACCEPTING:
		return TM_OFFICE_ACCEPTING;
	default:
		return TM_OFFICE_ROLE_COUNT;
	}
}

/* What stands for an empty cell. */
static bool is_blank_cell(struct tm_pass *p, struct tm_slice text)
{
	enum { CELL_BLANK = 3 };
	const struct tm_rule *rule = tm_grammar_match(p->grammar, TM_USE_CELL, p->matcher, text, 0);

	return rule && rule->value_number == CELL_BLANK;
}

/*
 * The offices of a row stand in columns of their own, inherited cells
 * included; a row without such columns is read like any text.
 */
static bool read_cells(struct office_pass *o)
{
	struct tm_pass *p = o->pass;
	bool any = false;

	for (size_t i = 0; i < o->clause->cell_count; i++) {
		const struct tm_cell *cell = &o->clause->cells[i];
		const struct tm_rule *rule = tm_column_rule(p->grammar, p->matcher, cell->column);
		enum tm_office_role role = column_role(rule);

		if (role == TM_OFFICE_ROLE_COUNT)
			continue;
		any = true;
		for (size_t from = 0, end; from < cell->text.len; from = end + 1) {
			struct tm_slice line;

			end = tm_slice_find(cell->text, TM_SLICE("\n"), from);
			end = end == SIZE_MAX ? cell->text.len : end;
			line = tm_slice_sub(cell->text, from, end);
			if (!is_blank_cell(p, line))
				read_list(o, line, role, rule, false);
		}
	}
	return any;
}

void tm_extract_offices(struct tm_pass *pass)
{
	struct office_pass o = { .pass = pass };
	const struct tm_grammar *g = pass->grammar;
	struct tm_sketch held;

	find_divisions(&o);
	/* 、 ， ； and line ends separate; so do the other pauses, which lists do not have. */
	o.separators = g->classes[TM_CLASS_LIST];
	for (size_t n = 0; n < pass->doc->clause_count; n++) {
		o.clause = &pass->doc->clauses[n];
		if (o.clause->kind <= TM_BACK || o.clause->kind == TM_TABLE || o.clause->text.len == 0)
			continue;
		if (o.clause->kind == TM_ROW && read_cells(&o))
			continue;
		if (o.clause->role == TM_ROLE_ACCEPTING)
			read_list(&o, o.clause->text, TM_OFFICE_ACCEPTING, NULL, false);
		if (o.clause->role == TM_ROLE_RESPONSIBILITY && o.clause->heading_end.len)
			read_list(&o, o.clause->text, TM_OFFICE_RESPONSIBLE, NULL, true);
		held = tm_sketch_text(o.clause->text);
		for (size_t r = g->first[TM_USE_OFFICE]; r < g->first[TM_USE_OFFICE + 1]; r++)
			if (tm_needs_met(&g->rules[r].needs, &held))
				find_offices(&o, &g->rules[r], o.clause->text);
	}
}
