/*
 * cells.c - sums that stand alone in a cell: the title of the column says what they are.
 *
 *     病种      最高支付限额           对象        补贴标准
 *     高血压病  200元/月               脱贫户      3000元/人
 */
#include "reading_p.h"

#include "extract/tally.h"

/* Does the cell hold a figure and what it counts by, and nothing else: 200元, 200元/月? */
static bool is_alone(const struct tm_cell *cell, const struct tm_fact *fact)
{
	struct tm_slice counters;

	if (!tm_slice_starts(cell->text, fact->text))
		return false;
	counters = tm_slice_sub(cell->text, fact->text.len, cell->text.len);
	return counters.len == 0 || counters.ptr[0] == '/';
}

static const struct tm_cell *cell_at(const struct tm_clause *row, struct tm_span span)
{
	for (size_t i = 0; i < row->cell_count; i++) {
		const struct tm_cell *cell = &row->cells[i];

		if (cell->inherited != TM_FLAG_TRUE && cell->extent.span.start <= span.start &&
		    span.end <= cell->extent.span.end)
			return cell;
	}
	return NULL;
}

static const struct tm_cell *cell_of(const struct tm_clause *row, const struct tm_fact *fact)
{
	return cell_at(row, fact->extent.span);
}

/* ---- units that the title names for all of its column: 补贴标准（元/亩） ---- */

enum { UNIT, COUNTERS }; /* groups of the use "column-unit" */

static struct tm_slice title_group(const struct tm_reading *r, struct tm_slice title, int group)
{
	const struct tm_rule *rule = tm_grammar_match(r->pass->grammar, TM_USE_COLUMN_UNIT, r->pass->matcher,
						      title, 0);

	return rule ? tm_rule_group(rule, r->pass->matcher, title, group) : TM_NO_SLICE;
}

void tm_lend_units(struct tm_reading *r)
{
	struct tm_quantity_reader reader = { r->pass->grammar, r->pass->matcher, r->pass->arena };
	struct tm_flow *flow = &r->pass->doc->flow;

	for (size_t n = 0; n < r->tape.unread_count;) {
		struct tm_slice number = tm_token_text(&r->tape, r->tape.unread[n]), unit, whole;
		size_t at = tm_flow_at(flow, number);
		const struct tm_cell *cell = cell_at(r->clause, tm_flow_span(flow, at, at + number.len));
		struct tm_quantity q;

		unit = cell && tm_slice_eq(cell->text, number) ? title_group(r, cell->column, UNIT) : TM_NO_SLICE;
		whole = tm_arena_concat(r->pass->arena, 2, (struct tm_slice[]){ number, unit });
		if (!unit.len || !tm_quantity_read(&reader, whole, 0, &q) || q.kind != TM_QUANTITY_MONEY ||
		    q.end != whole.len) {
			n++;
			continue;
		}
		q.assumed = unit;
		tm_tape_settle(&r->tape, n, &q);
	}
}

/* ---- what the sums are ---- */

static const struct tm_rule *title_rule(const struct tm_reading *r, const struct tm_cell *cell)
{
	return tm_grammar_match(r->pass->grammar, TM_USE_COLUMN_SUM, r->pass->matcher, cell->column, 0);
}

bool tm_is_cell_sum(const struct tm_reading *r, const struct tm_fact *fact)
{
	const struct tm_cell *cell = r->clause->kind == TM_ROW ? cell_of(r->clause, fact) : NULL;

	return cell && is_alone(cell, fact) && title_rule(r, cell);
}

/* Whom the row is about: the last words in front of its first sum. */
static struct tm_slice row_name(const struct tm_clause *row, const struct tm_cell *sum)
{
	for (const struct tm_cell *cell = sum; cell-- > row->cells;)
		if (cell->text.len && (cell->text.ptr[0] < '0' || cell->text.ptr[0] > '9'))
			return cell->text;
	return TM_NO_SLICE;
}

/* What tells one sum of a row from the next: the last word of the title, 职工医保 of 最高支付限额 职工医保. */
static struct tm_slice column_name(struct tm_slice title)
{
	size_t start = title.len;

	while (start > 0 && title.ptr[start - 1] != ' ')
		start--;
	return tm_slice_sub(title, start, title.len);
}

/* The instrument that a title names; its words take the place of the row's, which has been read. */
static struct tm_slice instrument_of(struct tm_reading *r, struct tm_slice title)
{
	struct tm_quantity_reader reader = { r->pass->grammar, r->pass->matcher, r->pass->arena };

	tm_tape_read(&r->tape, &reader, title);
	for (size_t i = r->tape.count; i-- > 0;) {
		if (tm_token_is(&r->tape, i, TM_USE_INSTRUMENT))
			return tm_token_text(&r->tape, i);
		if (tm_token_is(&r->tape, i, TM_USE_SHARE) && r->tape.tokens[i].value.len)
			return r->tape.tokens[i].value;
	}
	return TM_NO_SLICE;
}

/* What it counts by: /人/月 behind the sum, or 人·月 behind the unit in the title. */
static void add_counters(struct tm_reading *r, const struct tm_cell *cell, const struct tm_fact *fact,
			 struct tm_slices *per)
{
	static const char dot[] = "\xC2\xB7"; /* · */
	struct tm_slice rest = tm_slice_sub(cell->text, fact->text.len, cell->text.len);

	if (fact->assumed.len)
		rest = title_group(r, cell->column, COUNTERS);
	while (rest.len) {
		size_t skip = rest.ptr[0] == '/' ? 1 : tm_slice_starts(rest, TM_SLICE(dot)) ? sizeof(dot) - 1 : 0;
		size_t slash = tm_slice_find(rest, TM_SLICE("/"), skip),
		       middle = tm_slice_find(rest, TM_SLICE(dot), skip);
		size_t end = slash < middle ? slash : middle;

		end = end == SIZE_MAX ? rest.len : end;
		tm_slices_add(per, r->pass->arena, tm_slice_sub(rest, skip, end));
		rest = tm_slice_sub(rest, end, rest.len);
	}
}

static void add_measure(struct tm_reading *r, const struct tm_cell *cell, const struct tm_fact *fact, bool several)
{
	struct tm_clause *c = r->clause;
	struct tm_arena *arena = r->pass->arena;
	struct tm_measure *m = tm_arena_push(arena, &c->measures, &c->measure_count, &c->measure_room, sizeof(*m));

	*m = (struct tm_measure){
		.id = tm_arena_printf(arena, "m%zu", c->measure_count),
		.beneficiary = row_name(c, cell),
		.key = several ? column_name(cell->column) : TM_NO_SLICE,
		.instrument = instrument_of(r, cell->column),
		.text = cell->text,
		.rule = fact->rule,
		.extent = cell->extent,
	};
	if (fact->kind == TM_FACT_RATE) {
		m->rate = (struct tm_rate){ .value = fact->value,
					    .min = fact->min,
					    .max = fact->max,
					    .unit = fact->unit,
					    .fraction = { fact->fraction[0], fact->fraction[1] },
					    .bound = fact->min.ptr ? TM_BOUND_NONE : TM_BOUND_EXACT };
		tm_slices_add(&m->rate.facts, arena, fact->id);
	} else if (fact->role == TM_FACT_CAP) {
		struct tm_cap *cap = tm_arena_push(arena, &m->caps, &m->cap_count, &m->cap_room, sizeof(*cap));

		*cap = (struct tm_cap){ .value = fact->max.ptr ? fact->max : fact->value, .unit = fact->unit };
		tm_slices_add(&cap->facts, arena, fact->id);
		add_counters(r, cell, fact, &cap->per);
		if (fact->min.ptr) {
			m->floor = (struct tm_sum){ .value = fact->min, .unit = fact->unit };
			tm_slices_add(&m->floor.facts, arena, fact->id);
		}
	} else {
		m->amount = (struct tm_sum){ .value = fact->value, .unit = fact->unit };
		tm_slices_add(&m->amount.facts, arena, fact->id);
		add_counters(r, cell, fact, &m->per);
	}
}

/* The rule that says what the figure is: a sum or rate of no other role, alone in its cell; or NULL. */
static const struct tm_rule *sum_rule(const struct tm_reading *r, const struct tm_fact *fact)
{
	const struct tm_cell *cell = cell_of(r->clause, fact);

	if (fact->role != TM_FACT_OTHER || (fact->kind != TM_FACT_MONEY && fact->kind != TM_FACT_RATE))
		return NULL;
	return cell && is_alone(cell, fact) ? title_rule(r, cell) : NULL;
}

static size_t count_given(const struct tm_reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->clause->fact_count; i++) {
		const struct tm_rule *rule = sum_rule(r, &r->clause->facts[i]);

		n += rule && rule->value_number != TM_COLUMN_SUM_OTHER;
	}
	return n;
}

void tm_read_cells(struct tm_reading *r)
{
	bool several = count_given(r) > 1;

	for (size_t i = 0; i < r->clause->fact_count; i++) {
		struct tm_fact *fact = &r->clause->facts[i];
		const struct tm_rule *rule = sum_rule(r, fact);

		if (!rule)
			continue;
		tm_tally_note(r->pass->matcher, rule, fact->text.ptr);
		if (rule->value_number == TM_COLUMN_SUM_OTHER)
			continue;
		fact->role = fact->kind == TM_FACT_RATE                                 ? TM_FACT_SUPPORT
			     : rule->value_number == TM_COLUMN_SUM_CAP || fact->min.ptr ? TM_FACT_CAP
											: TM_FACT_GRANT;
		add_measure(r, cell_of(r->clause, fact), fact, several);
	}
}
