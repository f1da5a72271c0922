/*
 * explain.c - tiaomu explain: which words and rules made what was read from a clause.
 */
#include <stdlib.h>
#include <unistd.h>

#include "extract/explain.h"
#include "normalize/utf8.h"
#include "schema/json.h"
#include "tool.h"
#include "views.h"

enum { COLUMNS = 80, TEXT_COLUMNS = 26, KIND_COLUMNS = 22, INDENT = 2, HANGING = 4 };

/* What the user asks about: FILE, FILE:LINE, FILE#CLAUSE, FILE#CLAUSE#ID. */
struct question {
	struct tm_slice file, clause, id;
	int line;
};

/* One clause, explained; the arrays are used for all of them. */
struct explainer {
	struct tm_tool *tool;
	const struct tm_staged *staged;
	const struct tm_clause *clause;
	struct tm_explained parts[2]; /* heading, text; nothing on the tape of one that is absent */
	struct tm_slices only;        /* ids of what is to be shown; none is all */
	const struct tm_rule **rules; /* that are mentioned, in the order in which they are */
	size_t rule_count, rule_room;
	struct tm_buffer out, lines;
	size_t written;
};

/* ---- the question ---- */

static bool is_there(struct tm_tool *tool, struct tm_slice path)
{
	return access(tm_arena_slice(&tool->arena, path).ptr, F_OK) == 0;
}

/* The longest part in front of a `mark` that is a file; SIZE_MAX when there is none. */
static size_t split(struct tm_tool *tool, struct tm_slice word, char mark)
{
	for (size_t i = word.len; i-- > 1;)
		if (word.ptr[i] == mark && is_there(tool, tm_slice_sub(word, 0, i)))
			return i;
	return SIZE_MAX;
}

static struct question parse(struct tm_tool *tool, struct tm_slice word)
{
	struct question q = { .file = word };
	const char *mark;
	size_t at;

	if (is_there(tool, word))
		return q;
	at = split(tool, word, ':');
	if (at != SIZE_MAX && tm_slice_number(tm_slice_sub(word, at + 1, word.len), &q.line)) {
		q.file = tm_slice_sub(word, 0, at);
		return q;
	}
	at = split(tool, word, '#');
	if (at == SIZE_MAX)
		return q;
	q.file = tm_slice_sub(word, 0, at);
	q.clause = tm_slice_sub(word, at + 1, word.len);
	mark = memchr(q.clause.ptr, '#', q.clause.len);
	if (mark) {
		q.id = tm_slice_sub(q.clause, (size_t)(mark - q.clause.ptr) + 1, q.clause.len);
		q.clause.len -= q.id.len + 1;
	}
	return q;
}

static uint32_t line_at(const struct tm_staged *staged, uint32_t at)
{
	return staged->lines.lines[tm_text_line_at(&staged->lines, at)].number;
}

static bool covers(const struct tm_staged *staged, struct tm_span span, uint32_t line)
{
	return span.end > span.start && line_at(staged, span.start) <= line &&
	       line <= line_at(staged, span.end - 1);
}

static bool is_asked(const struct tm_staged *staged, const struct tm_clause *c, const struct question *q)
{
	if (q->clause.ptr)
		return tm_slice_eq(c->id, q->clause);
	return !q->line || c->extent.line == (uint32_t)q->line ||
	       covers(staged, c->heading_span, (uint32_t)q->line) ||
	       covers(staged, c->text_span, (uint32_t)q->line);
}

/* ---- what of a clause is shown ---- */

static bool contains(const struct tm_slices *list, struct tm_slice id)
{
	for (size_t i = 0; i < list->count; i++)
		if (tm_slice_eq(list->items[i], id))
			return true;
	return false;
}

static void add_id(struct explainer *e, struct tm_slice id)
{
	struct tm_slices *s = &e->only;

	*(struct tm_slice *)tm_arena_push(&e->tool->worker.arena, &s->items, &s->count, &s->room, sizeof(id)) = id;
}

static void add_ids(struct explainer *e, const struct tm_slices *ids)
{
	for (size_t i = 0; i < ids->count; i++)
		add_id(e, ids->items[i]);
}

/* Shows one thing and what it is made of; false when the clause has no such thing. */
static bool choose(struct explainer *e, struct tm_slice id)
{
	const struct tm_clause *c = e->clause;
	bool found = false;

	add_id(e, id);
	for (size_t i = 0; i < c->measure_count; i++) {
		const struct tm_measure *m = &c->measures[i];

		if (!tm_slice_eq(m->id, id))
			continue;
		found = true;
		add_ids(e, &m->thresholds);
		add_ids(e, &m->amount.facts);
		add_ids(e, &m->floor.facts);
		add_ids(e, &m->rate.facts);
		for (size_t k = 0; k < m->cap_count; k++)
			add_ids(e, &m->caps[k].facts);
	}
	for (size_t i = 0; i < c->condition_count; i++) {
		found |= tm_slice_eq(c->conditions[i].id, id);
		if (contains(&e->only, c->conditions[i].id))
			add_ids(e, &c->conditions[i].facts);
	}
	for (size_t i = 0; i < c->target_count; i++) {
		if (!tm_slice_eq(c->targets[i].id, id))
			continue;
		found = true;
		add_ids(e, &c->targets[i].facts);
	}
	for (size_t i = 0; i < c->fact_count; i++)
		found |= tm_slice_eq(c->facts[i].id, id);
	return found;
}

static bool is_shown(const struct explainer *e, struct tm_slice id)
{
	return !e->only.count || contains(&e->only, id);
}

/* ---- rules ---- */

static void mention(struct explainer *e, const struct tm_rule *rule)
{
	for (size_t i = 0; i < e->rule_count; i++)
		if (e->rules[i] == rule)
			return;
	*(const struct tm_rule **)tm_arena_push(&e->tool->worker.arena, &e->rules, &e->rule_count, &e->rule_room,
						sizeof(struct tm_rule *)) = rule;
}

static void mention_id(struct explainer *e, struct tm_slice id)
{
	const struct tm_grammar *g = e->tool->engine->grammar;

	for (size_t i = 0; i < g->rule_count; i++)
		if (tm_slice_eq(g->rules[i].id, id))
			mention(e, &g->rules[i]);
}

/* The figure that a fact was made of, with its rules; NULL when it is none of the tapes. */
static const struct tm_explained_figure *figure_of(const struct explainer *e, size_t fact)
{
	for (size_t p = 0; p < 2; p++)
		for (size_t i = 0; i < e->parts[p].tape.figure_count; i++)
			if (e->parts[p].figures[i].fact == fact)
				return &e->parts[p].figures[i];
	return NULL;
}

static const char *rule_value(const struct tm_rule *rule)
{
	return rule->value.ptr ? rule->value.ptr : "";
}

/* ---- as text ---- */

/*
 * Breaks a text into lines of 80 columns, all indented, those behind the first by `indent`; line ends and control
 * characters are shown as spaces.
 */
static void wrap(struct tm_buffer *out, struct tm_slice text, size_t indent)
{
	size_t width = 0, n;

	for (size_t i = 0; i < text.len; i += n) {
		uint32_t c = tm_utf8_decode(text.ptr + i, &n);
		size_t w = c < 0x20 ? 1 : (size_t)tm_char_width(c);

		if (width == 0 || width + w > COLUMNS) {
			size_t spaces = width ? indent : INDENT;

			tm_buffer_printf(out, "%s%*s", width ? "\n" : "", (int)spaces, "");
			width = spaces;
		}
		tm_buffer_add(out, c < 0x20 ? " " : text.ptr + i, n);
		width += w;
	}
	tm_buffer_byte(out, '\n');
}

/* A text in `columns` columns, cut or filled up. */
static void cell(struct tm_buffer *out, struct tm_slice text, size_t columns)
{
	bool whole = tm_text_width(text) <= columns;
	size_t width = 0, n;

	for (size_t i = 0; i < text.len; i += n) {
		uint32_t c = tm_utf8_decode(text.ptr + i, &n);
		size_t w = c < 0x20 ? 1 : (size_t)tm_char_width(c);

		if (width + w + (whole ? 0 : 3) > columns) {
			tm_buffer_lit(out, "...");
			width += 3;
			break;
		}
		tm_buffer_add(out, c < 0x20 ? " " : text.ptr + i, n);
		width += w;
	}
	while (width++ < columns)
		tm_buffer_byte(out, ' ');
}

/* The lines of the source where the clause stands, numbered. */
static void raw_as_text(struct explainer *e)
{
	const struct tm_staged *s = e->staged;
	struct tm_span span = e->clause->extent.span;
	size_t first = tm_text_line_at(&s->lines, span.start), last = tm_text_line_at(&s->lines, span.end - 1);

	tm_buffer_printf(&e->out, "raw (bytes %u to %u)\n", span.start, span.end);
	for (size_t i = first; i <= last; i++) {
		struct tm_slice line = tm_text_line(&s->lines, i);

		if (tm_slice_trim(line).len == 0)
			continue;
		tm_buffer_clear(&e->lines);
		tm_buffer_printf(&e->lines, "%u: ", s->lines.lines[i].number);
		tm_buffer_slice(&e->lines, line);
		wrap(&e->out, tm_buffer_view(&e->lines), HANGING);
	}
}

static bool is_in(struct tm_span inner, struct tm_span outer)
{
	return inner.start >= outer.start && inner.end <= outer.end;
}

static void repairs_as_text(struct explainer *e)
{
	const struct tm_text *text = &e->staged->doc.text;

	for (size_t i = 0; i < text->repair_count; i++) {
		const struct tm_repair *r = &text->repairs[i];

		if (!is_in(r->span, e->clause->extent.span))
			continue;
		tm_buffer_printf(&e->out, "repair  line %u %s '", r->line, r->rule.ptr);
		tm_view_text(&e->out, r->from);
		tm_buffer_lit(&e->out, "' -> '");
		tm_view_text(&e->out, r->to);
		tm_buffer_lit(&e->out, "'\n");
	}
}

static void token_kind(const struct explainer *e, const struct tm_explained *part, const struct tm_token *token,
		       struct tm_buffer *kind)
{
	const struct tm_explained_figure *figure;
	const char *values;

	switch (token->kind) {
	case TM_TOKEN_TEXT:
		tm_buffer_lit(kind, "text");
		break;
	case TM_TOKEN_FIGURE:
		figure = &part->figures[token->figure];
		tm_buffer_lit(kind, "figure");
		if (figure->fact != SIZE_MAX)
			tm_buffer_printf(kind, " %s", e->clause->facts[figure->fact].id.ptr);
		break;
	case TM_TOKEN_WORD:
		values = tm_use_values(token->use);
		tm_buffer_str(kind, tm_use_name(token->use));
		if (token->value.ptr && *values)
			tm_buffer_printf(kind, ":%.*s", (int)token->value.len, token->value.ptr);
		break;
	}
}

static const struct tm_rule *token_rule(const struct tm_explained *part, const struct tm_token *token)
{
	if (token->kind == TM_TOKEN_FIGURE)
		return part->tape.figures[token->figure].rule;
	return token->kind == TM_TOKEN_WORD ? token->rule : NULL;
}

static void tokens_as_text(struct explainer *e, const struct tm_explained *part)
{
	for (size_t i = 0; i < part->tape.count; i++) {
		const struct tm_token *token = &part->tape.tokens[i];
		const struct tm_rule *rule = token_rule(part, token);

		tm_buffer_clear(&e->lines);
		token_kind(e, part, token, &e->lines);
		tm_buffer_lit(&e->out, "  ");
		cell(&e->out, tm_token_text(&part->tape, i), TEXT_COLUMNS);
		tm_buffer_byte(&e->out, ' ');
		if (!rule) {
			tm_buffer_slice(&e->out, tm_buffer_view(&e->lines));
			tm_buffer_byte(&e->out, '\n');
			continue;
		}
		cell(&e->out, tm_buffer_view(&e->lines), KIND_COLUMNS);
		tm_buffer_printf(&e->out, " %s\n", rule->id.ptr);
		mention(e, rule);
	}
}

static void part_as_text(struct explainer *e, const char *name, struct tm_slice text,
			 const struct tm_explained *part)
{
	if (!text.len)
		return;
	tm_buffer_printf(&e->out, "%s (as read)\n", name);
	wrap(&e->out, text, INDENT);
	tm_buffer_printf(&e->out, "%s, word by word\n", name);
	tokens_as_text(e, part);
}

/* Lines of a view, those behind the first word of the clause's id, wrapped. */
static void print_lines(struct explainer *e)
{
	struct tm_slice all = tm_buffer_view(&e->lines);

	for (size_t at = 0, end; at < all.len; at = end + 1) {
		end = tm_slice_find(all, TM_SLICE("\n"), at);
		wrap(&e->out, tm_slice_sub(all, at + 1, end), HANGING);
	}
	tm_buffer_clear(&e->lines);
}

static void rule_line(struct explainer *e, const char *what, struct tm_slice id)
{
	tm_buffer_printf(&e->out, "     %s %.*s\n", what, (int)id.len, id.ptr);
	mention_id(e, id);
}

/* A clause without a name, of which a view shows one thing. */
static struct tm_clause alone(const struct explainer *e)
{
	struct tm_clause c = *e->clause;

	c.id = TM_SLICE("");
	c.office_count = c.fact_count = c.condition_count = c.measure_count = c.target_count = 0;
	return c;
}

static void open_section(struct explainer *e, bool *open, const char *name)
{
	if (!*open)
		tm_buffer_printf(&e->out, "%s\n", name);
	*open = true;
	tm_buffer_clear(&e->lines);
}

/* Offices have no ids: they are shown with the clause as a whole. */
static void offices_as_text(struct explainer *e)
{
	bool open = false;

	for (size_t i = 0; i < e->clause->office_count && !e->only.count; i++) {
		const struct tm_office *office = &e->clause->offices[i];
		struct tm_clause one = alone(e);

		one.offices = &e->clause->offices[i];
		one.office_count = 1;
		open_section(e, &open, "offices");
		tm_view_offices(&e->lines, &one);
		print_lines(e);
		if (office->rule.ptr)
			rule_line(e, "made by", office->rule);
		else
			tm_buffer_lit(&e->out, "     made by the role of the clause\n");
		if (office->alias.ptr)
			rule_line(e, "in full by", office->alias);
		else
			tm_buffer_lit(&e->out, "     in full by no rule\n");
	}
}

static void fact_as_text(struct explainer *e, size_t i)
{
	const struct tm_explained_figure *figure = figure_of(e, i);
	struct tm_clause one = alone(e);

	one.facts = &e->clause->facts[i];
	one.fact_count = 1;
	tm_view_facts(&e->lines, &one);
	print_lines(e);
	rule_line(e, "value by", e->clause->facts[i].rule);
	if (!figure || !figure->role) {
		tm_buffer_lit(&e->out, "     role  by no rule\n");
		return;
	}
	tm_buffer_printf(&e->out, "     role  by %s (%s)\n", figure->role->id.ptr, rule_value(figure->role));
	mention(e, figure->role);
	if (figure->next) {
		tm_buffer_printf(&e->out, "     else  by %s (%s)\n", figure->next->id.ptr,
				 rule_value(figure->next));
		mention(e, figure->next);
	}
}

static void facts_as_text(struct explainer *e)
{
	bool open = false;

	for (size_t i = 0; i < e->clause->fact_count; i++) {
		if (!is_shown(e, e->clause->facts[i].id))
			continue;
		open_section(e, &open, "facts");
		fact_as_text(e, i);
	}
}

static void conditions_as_text(struct explainer *e)
{
	bool open = false;

	for (size_t i = 0; i < e->clause->condition_count; i++) {
		struct tm_clause one = alone(e);

		one.conditions = &e->clause->conditions[i];
		one.condition_count = 1;
		if (!is_shown(e, one.conditions->id))
			continue;
		open_section(e, &open, "conditions");
		tm_view_conditions(&e->lines, &one);
		print_lines(e);
		rule_line(e, "made by", one.conditions->rule);
	}
}

static void measures_as_text(struct explainer *e)
{
	bool open = false;

	for (size_t i = 0; i < e->clause->measure_count; i++) {
		struct tm_clause one = alone(e);

		one.measures = &e->clause->measures[i];
		one.measure_count = 1;
		if (!is_shown(e, one.measures->id))
			continue;
		open_section(e, &open, "measures");
		tm_view_measures(&e->lines, &one);
		print_lines(e);
		rule_line(e, "made by", one.measures->rule);
	}
}

static void targets_as_text(struct explainer *e)
{
	bool open = false;

	for (size_t i = 0; i < e->clause->target_count; i++) {
		struct tm_clause one = alone(e);

		one.targets = &e->clause->targets[i];
		one.target_count = 1;
		if (!is_shown(e, one.targets->id))
			continue;
		open_section(e, &open, "targets");
		tm_view_targets(&e->lines, &one);
		print_lines(e);
		rule_line(e, "made by", one.targets->rule);
	}
}

static void rules_as_text(struct explainer *e)
{
	if (e->rule_count)
		tm_buffer_lit(&e->out, "rules\n");
	for (size_t i = 0; i < e->rule_count; i++)
		tm_buffer_printf(&e->out, "  %s  %s:%u\n", e->rules[i]->id.ptr, e->rules[i]->place.file.ptr,
				 e->rules[i]->place.line);
}

static void clause_as_text(struct explainer *e)
{
	const struct tm_clause *c = e->clause;
	const char *role = tm_role_name(tm_role_within(&e->staged->doc, c));

	tm_buffer_printf(&e->out, "%s%.*s:%u: %s %s", e->written ? "\n" : "", (int)e->staged->doc.source.name.len,
			 e->staged->doc.source.name.ptr, c->extent.line, tm_kind_name(c->kind), c->id.ptr);
	tm_buffer_byte(&e->out, '\n');
	if (role)
		tm_buffer_printf(&e->out, "role %s%s\n", role, c->role == TM_ROLE_NONE ? " (from above)" : "");
	raw_as_text(e);
	repairs_as_text(e);
	part_as_text(e, "heading", c->heading, &e->parts[0]);
	part_as_text(e, "text", c->text, &e->parts[1]);
	offices_as_text(e);
	facts_as_text(e);
	conditions_as_text(e);
	measures_as_text(e);
	targets_as_text(e);
	rules_as_text(e);
}

/* ---- as JSON ---- */

static void json_key(struct tm_buffer *out, const char *key, struct tm_slice value)
{
	tm_buffer_printf(out, "\"%s\": ", key);
	if (value.ptr)
		tm_json_text(out, value);
	else
		tm_buffer_lit(out, "null");
}

static void json_rule(struct tm_buffer *out, const char *key, const struct tm_rule *rule)
{
	tm_buffer_lit(out, ", ");
	json_key(out, key, rule ? rule->id : TM_NO_SLICE);
}

static void raw_as_json(struct explainer *e)
{
	const struct tm_staged *s = e->staged;
	struct tm_span span = e->clause->extent.span;
	size_t first = tm_text_line_at(&s->lines, span.start), last = tm_text_line_at(&s->lines, span.end - 1);

	tm_buffer_printf(&e->out, "\n  \"span\": [%u, %u], \"raw\": [", span.start, span.end);
	for (size_t i = first; i <= last; i++) {
		tm_buffer_printf(&e->out, "%s{\"line\": %u, ", i > first ? ", " : "", s->lines.lines[i].number);
		json_key(&e->out, "text", tm_text_line(&s->lines, i));
		tm_buffer_byte(&e->out, '}');
	}
	tm_buffer_lit(&e->out, "],\n  ");
}

static void tokens_as_json(struct explainer *e, const char *key, const struct tm_explained *part)
{
	tm_buffer_printf(&e->out, ",\n  \"%s\": [", key);
	for (size_t i = 0; i < part->tape.count; i++) {
		const struct tm_token *token = &part->tape.tokens[i];
		const struct tm_rule *rule = token_rule(part, token);

		tm_buffer_clear(&e->lines);
		token_kind(e, part, token, &e->lines);
		tm_buffer_str(&e->out, i ? ",\n   {" : "\n   {");
		json_key(&e->out, "text", tm_token_text(&part->tape, i));
		tm_buffer_lit(&e->out, ", ");
		json_key(&e->out, "kind", tm_buffer_view(&e->lines));
		json_rule(&e->out, "rule", rule);
		tm_buffer_byte(&e->out, '}');
		if (rule)
			mention(e, rule);
	}
	tm_buffer_byte(&e->out, ']');
}

static const struct tm_record *inner(const struct tm_record *record, const char *name)
{
	const struct tm_field *f = record->fields;

	while (f->name && strcmp(f->name, name) != 0)
		f++;
	return f->record;
}

/* The records of a list of the clause, each with its fields as in a catalogue. */
static void records_as_json(struct explainer *e, const char *key, const void *items, size_t count,
			    size_t id_offset)
{
	const struct tm_record *type = inner(inner(&tm_document_record, "clauses"), key);
	size_t shown = 0;

	tm_buffer_printf(&e->out, ",\n  \"%s\": [", key);
	for (size_t i = 0; i < count; i++) {
		const char *item = (const char *)items + i * type->size;
		struct tm_slice id;

		memcpy(&id, item + id_offset, sizeof(id));
		if (!is_shown(e, id))
			continue;
		tm_buffer_str(&e->out, shown++ ? ",\n   " : "\n   ");
		tm_json_record(&e->out, item, type, -1);
	}
	tm_buffer_byte(&e->out, ']');
}

/* The offices as in a catalogue, and the rules of each, in the same order. */
static void offices_as_json(struct explainer *e)
{
	const struct tm_record *type = inner(inner(&tm_document_record, "clauses"), "offices");
	size_t count = e->only.count ? 0 : e->clause->office_count;

	tm_buffer_lit(&e->out, ",\n  \"offices\": [");
	for (size_t i = 0; i < count; i++) {
		tm_buffer_str(&e->out, i ? ",\n   " : "\n   ");
		tm_json_record(&e->out, &e->clause->offices[i], type, -1);
	}
	tm_buffer_lit(&e->out, "],\n  \"office_rules\": [");
	for (size_t i = 0; i < count; i++) {
		const struct tm_office *office = &e->clause->offices[i];

		tm_buffer_str(&e->out, i ? ", {" : "{");
		json_key(&e->out, "office", office->name);
		tm_buffer_lit(&e->out, ", ");
		json_key(&e->out, "rule", office->rule);
		tm_buffer_lit(&e->out, ", ");
		json_key(&e->out, "in_full", office->alias);
		tm_buffer_byte(&e->out, '}');
		mention_id(e, office->rule);
		mention_id(e, office->alias);
	}
	tm_buffer_byte(&e->out, ']');
}

static void roles_as_json(struct explainer *e)
{
	size_t shown = 0;

	tm_buffer_lit(&e->out, ",\n  \"roles\": [");
	for (size_t i = 0; i < e->clause->fact_count; i++) {
		const struct tm_explained_figure *figure = figure_of(e, i);

		if (!is_shown(e, e->clause->facts[i].id))
			continue;
		tm_buffer_str(&e->out, shown++ ? ", {" : "{");
		json_key(&e->out, "fact", e->clause->facts[i].id);
		json_rule(&e->out, "rule", figure ? figure->role : NULL);
		json_rule(&e->out, "else", figure ? figure->next : NULL);
		tm_buffer_byte(&e->out, '}');
		mention_id(e, e->clause->facts[i].rule);
		if (figure && figure->role)
			mention(e, figure->role);
		if (figure && figure->next)
			mention(e, figure->next);
	}
	tm_buffer_byte(&e->out, ']');
}

static void rules_as_json(struct explainer *e)
{
	tm_buffer_lit(&e->out, ",\n  \"rules\": [");
	for (size_t i = 0; i < e->rule_count; i++) {
		tm_buffer_str(&e->out, i ? ", {" : "{");
		json_key(&e->out, "id", e->rules[i]->id);
		tm_buffer_lit(&e->out, ", ");
		json_key(&e->out, "file", e->rules[i]->place.file);
		tm_buffer_printf(&e->out, ", \"line\": %u}", e->rules[i]->place.line);
	}
	tm_buffer_byte(&e->out, ']');
}

static void clause_as_json(struct explainer *e)
{
	const struct tm_clause *c = e->clause;

	tm_buffer_str(&e->out, e->written ? ",\n {" : "\n {");
	json_key(&e->out, "file", e->staged->doc.source.name);
	tm_buffer_printf(&e->out, ", \"line\": %u, ", c->extent.line);
	json_key(&e->out, "id", c->id);
	tm_buffer_printf(&e->out, ", \"kind\": \"%s\", ", tm_kind_name(c->kind));
	json_key(&e->out, "role", tm_slice_str(tm_role_name(tm_role_within(&e->staged->doc, c))));
	tm_buffer_byte(&e->out, ',');
	raw_as_json(e);
	json_key(&e->out, "heading", c->heading);
	tm_buffer_lit(&e->out, ", ");
	json_key(&e->out, "text", c->text);
	tokens_as_json(e, "heading_tokens", &e->parts[0]);
	tokens_as_json(e, "text_tokens", &e->parts[1]);
	offices_as_json(e);
	records_as_json(e, "facts", c->facts, c->fact_count, offsetof(struct tm_fact, id));
	roles_as_json(e);
	records_as_json(e, "conditions", c->conditions, c->condition_count, offsetof(struct tm_condition, id));
	records_as_json(e, "measures", c->measures, c->measure_count, offsetof(struct tm_measure, id));
	records_as_json(e, "targets", c->targets, c->target_count, offsetof(struct tm_target, id));
	rules_as_json(e);
	tm_buffer_byte(&e->out, '}');
}

/* ---- the command ---- */

static void read_part(struct explainer *e, size_t part, struct tm_slice text)
{
	struct tm_worker *w = &e->tool->worker;
	struct tm_quantity_reader reader = { e->tool->engine->grammar, &w->matcher, &w->arena };

	e->parts[part].tape.count = e->parts[part].tape.figure_count = 0;
	if (text.len)
		tm_explain(&e->parts[part], &reader, &e->staged->doc, e->clause, part == 0);
}

static bool explain_clause(struct explainer *e, const struct tm_clause *clause, struct tm_slice id)
{
	e->clause = clause;
	e->only = (struct tm_slices){ 0 };
	e->rules = NULL;
	e->rule_count = e->rule_room = 0;
	if (id.ptr && !choose(e, id))
		return false;
	read_part(e, 0, clause->heading);
	read_part(e, 1, clause->text);
	if (e->tool->options.report == TM_REPORT_JSON)
		clause_as_json(e);
	else
		clause_as_text(e);
	e->written++;
	return true;
}

static void answer(struct explainer *e, const char *word)
{
	struct tm_tool *tool = e->tool;
	struct question q = parse(tool, tm_slice_str(word));
	struct tm_slice path = tm_arena_slice(&tool->arena, q.file);
	size_t before = e->written;
	struct tm_source source;

	e->staged = NULL;
	if (tm_source_load(&source, path.ptr, &tool->worker.arena, &tool->diagnostics))
		e->staged = tm_engine_run(tool->engine, &tool->worker, &source, TM_STAGE_EXTRACT,
					  &tool->diagnostics);
	for (size_t i = 0; e->staged && i < e->staged->doc.clause_count; i++)
		if (is_asked(e->staged, &e->staged->doc.clauses[i], &q))
			explain_clause(e, &e->staged->doc.clauses[i], q.id);
	if (e->staged && e->written == before)
		tm_diagnose1(&tool->diagnostics, TM_D_CLAUSE_UNKNOWN, (struct tm_span){ 0, 0 },
			     tm_slice_str(word + q.file.len));
	tm_tool_report(tool, path);
	tm_worker_clear(&tool->worker);
}

int tm_explain_command(struct tm_tool *tool)
{
	struct explainer e = { .tool = tool, .out = TM_BUFFER_INIT, .lines = TM_BUFFER_INIT };
	bool json = tool->options.report == TM_REPORT_JSON;

	if (!tm_tool_start(tool, (size_t)tool->options.input_count))
		return tool->status;
	if (json)
		tm_buffer_lit(&e.out, "{\"clauses\": [");
	for (int i = 0; i < tool->options.input_count; i++)
		answer(&e, tool->options.inputs[i]);
	if (json)
		tm_buffer_lit(&e.out, "\n]}\n");
	tm_tool_output(tool, tm_buffer_view(&e.out));
	for (size_t p = 0; p < 2; p++)
		tm_explained_release(&e.parts[p]);
	tm_buffer_release(&e.out);
	tm_buffer_release(&e.lines);
	return tool->status;
}
