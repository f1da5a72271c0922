/*
 * diff_figures.c - measure against measure, target against target, condition against condition.
 *
 * Figures that no measure, condition or target holds (a pool, a date, a
 * period) are compared as facts.  What restates another measure is left out,
 * with its figures.
 */
#include "diff_p.h"

#include <stdlib.h>

#include "normalize/utf8.h"

enum {
	WORK_MAX = 10000,     /* measures of one side by those of the other that are all compared */
	STEPS_MAX = 10000000, /* likewise of a cheap comparison; beyond it things pair in the order they stand */
	PAIR_MIN = 300,       /* what two measures have to have in common */
	SAID_MAX = 1000,      /* figures among which a name is looked for */
	KEY_MIN = 500,        /* what two keys have to have in common */
	ABOUT_MAX = 20        /* characters before a figure that say what it is about */
};

/* ---- figures ---- */

static struct tm_slice solid(struct tm_arena *arena, struct tm_slice text)
{
	struct tm_clause clause = { .text = text };
	char *bytes = tm_arena_alloc(arena, text.len + 1);
	struct tm_slice character;
	struct tm_walk walk;
	size_t len = 0;

	tm_walk_begin(&walk, &clause);
	while (tm_walk_next(&walk, &character)) {
		memcpy(bytes + len, character.ptr, character.len);
		len += character.len;
	}
	return (struct tm_slice){ bytes, len };
}

static struct tm_figure name_figure(struct tm_slice text)
{
	return (struct tm_figure){ .there = text.len != 0, .is_name = true, .text = text };
}

/* The fact called `id`: the ids of a clause count up. */
static size_t fact_index(const struct tm_clause *c, struct tm_slice id)
{
	int number = 0;

	if (id.len > 1 && tm_slice_number(tm_slice_sub(id, 1, id.len), &number) && number > 0 &&
	    (size_t)number <= c->fact_count && tm_slice_eq(c->facts[number - 1].id, id))
		return (size_t)number - 1;
	for (size_t i = 0; i < c->fact_count; i++)
		if (tm_slice_eq(c->facts[i].id, id))
			return i;
	return SIZE_MAX;
}

/* What one figure is printed as; absent for a sum of several. */
static struct tm_slice printed(const struct tm_clause *c, const struct tm_slices *facts)
{
	size_t i = facts->count == 1 ? fact_index(c, facts->items[0]) : SIZE_MAX;

	return i == SIZE_MAX ? TM_NO_SLICE : c->facts[i].text;
}

static struct tm_figure sum_figure(const struct tm_clause *c, const struct tm_sum *sum)
{
	return (struct tm_figure){ .there = sum->value.len != 0,
				   .text = printed(c, &sum->facts),
				   .value = sum->value,
				   .unit = sum->unit };
}

static struct tm_figure amount_figure(const struct tm_clause *c, const struct tm_measure *m)
{
	struct tm_figure figure = sum_figure(c, &m->amount);

	figure.per = m->per;
	return figure;
}

static struct tm_figure cap_figure(const struct tm_clause *c, const struct tm_cap *cap)
{
	return (struct tm_figure){ .there = true,
				   .text = printed(c, &cap->facts),
				   .value = cap->value,
				   .unit = cap->unit,
				   .per = cap->per,
				   .cumulative = cap->cumulative == TM_FLAG_TRUE };
}

static struct tm_figure rate_figure(const struct tm_clause *c, const struct tm_rate *rate)
{
	return (struct tm_figure){ .there = rate->value.len || rate->min.len || rate->max.len || rate->fraction[1],
				   .text = printed(c, &rate->facts),
				   .value = rate->value,
				   .unit = TM_SLICE("1"),
				   .min = rate->min,
				   .max = rate->max,
				   .fraction = { rate->fraction[0], rate->fraction[1] },
				   .bound = rate->bound };
}

static struct tm_figure condition_figure(const struct tm_clause *c, const struct tm_condition *k)
{
	return (struct tm_figure){ .there = true,
				   .text = printed(c, &k->facts),
				   .value = k->value,
				   .unit = k->unit,
				   .min = k->min,
				   .max = k->max,
				   .fraction = { k->fraction[0], k->fraction[1] },
				   .op = k->op };
}

static struct tm_figure target_figure(const struct tm_clause *c, const struct tm_target *t)
{
	return (struct tm_figure){ .there = true,
				   .text = printed(c, &t->facts),
				   .value = t->value,
				   .unit = t->unit,
				   .min = t->min,
				   .max = t->max,
				   .fraction = { t->fraction[0], t->fraction[1] },
				   .op = t->op };
}

static struct tm_figure fact_figure(const struct tm_fact *f)
{
	return (struct tm_figure){ .there = true,
				   .text = f->text,
				   .value = f->value,
				   .unit = f->unit,
				   .min = f->min,
				   .max = f->max,
				   .fraction = { f->fraction[0], f->fraction[1] } };
}

/* 年 and 单年度, 家企业 and 单个企业: words that count by the same, one within the other or with one noun at the
 * end. */
static bool same_counter(struct tm_slice a, struct tm_slice b)
{
	enum { NOUN = 2 }; /* characters, at least */

	return tm_slice_find(a, b, 0) != SIZE_MAX || tm_slice_find(b, a, 0) != SIZE_MAX ||
	       (tm_utf8_count(a) > NOUN && tm_utf8_count(b) > NOUN &&
		tm_slice_eq(tm_utf8_last(a, NOUN), tm_utf8_last(b, NOUN)));
}

/* Do both count by the same, in whatever order? */
static bool same_counters(const struct tm_slices *a, const struct tm_slices *b)
{
	for (size_t i = 0; i < a->count; i++) {
		size_t k = 0;

		while (k < b->count && !same_counter(a->items[i], b->items[k]))
			k++;
		if (k == b->count)
			return false;
	}
	return a->count == b->count;
}

static bool same_quantity(const struct tm_figure *a, const struct tm_figure *b)
{
	return tm_slice_eq(a->value, b->value) && tm_slice_eq(a->unit, b->unit) && tm_slice_eq(a->min, b->min) &&
	       tm_slice_eq(a->max, b->max) && a->fraction[0] == b->fraction[0] && a->fraction[1] == b->fraction[1];
}

static bool same_figure(const struct tm_figure *a, const struct tm_figure *b)
{
	if (a->there != b->there)
		return false;
	if (!a->there)
		return true;
	if (a->is_name || b->is_name)
		return a->is_name && b->is_name && tm_slice_eq(a->text, b->text);
	return same_quantity(a, b) && a->op == b->op && a->bound == b->bound && a->cumulative == b->cumulative &&
	       same_counters(&a->per, &b->per);
}

/* ---- one change ---- */

struct work {
	struct tm_compare *c;
	struct tm_change *change;
	struct tm_arena *arena;
};

/* Two measures of one beneficiary that is called otherwise now: said once. */
static bool is_said(const struct tm_change *change, enum tm_figure_what what, struct tm_slice about,
		    const struct tm_figure *old, const struct tm_figure *new)
{
	for (size_t i = 0; i < change->figure_count && i < SAID_MAX; i++) {
		const struct tm_figure_change *f = &change->figures[i];

		if (f->what == what && tm_slice_eq(f->about, about) && same_figure(&f->old, old) &&
		    same_figure(&f->new, new))
			return true;
	}
	return false;
}

static void add(struct work *w, enum tm_figure_what what, struct tm_slice about, struct tm_figure old,
		struct tm_figure new)
{
	struct tm_figure_change *f;

	if (same_figure(&old, &new))
		return;
	if (old.is_name && new.is_name && is_said(w->change, what, about, &old, &new))
		return;
	f = tm_arena_push(w->arena, &w->change->figures, &w->change->figure_count, &w->change->figure_room,
			  sizeof(*f));
	*f = (struct tm_figure_change){ .what = what, .about = about, .old = old, .new = new };
}

static const struct tm_side *side(const struct work *w, bool is_new)
{
	return is_new ? &w->c->new : &w->c->old;
}

static const uint32_t *clauses(const struct work *w, bool is_new, size_t *count)
{
	*count = is_new ? w->change->new_count : w->change->old_count;
	return is_new ? w->change->new : w->change->old;
}

/* What a clause is about when what is in it does not say: the heading above that is no mere role. */
static struct tm_slice subject(const struct tm_side *s, uint32_t clause)
{
	for (uint32_t i = clause; i != TM_NOBODY; i = s->parts[i].parent)
		if (s->parts[i].clause->heading.len && !s->parts[i].clause->role)
			return s->parts[i].clause->heading;
	return TM_NO_SLICE;
}

/* ---- labelled quantities: conditions, targets, facts ---- */

struct labelled {
	enum tm_figure_what what;
	struct tm_slice label, plain; /* plain: without white space */
	struct tm_figure figure;
	bool paired;
};

struct labelled_list {
	struct labelled *items;
	size_t count, room;
};

static void add_labelled(struct work *w, struct labelled_list *list, enum tm_figure_what what,
			 struct tm_slice label, struct tm_figure figure)
{
	struct labelled *item = tm_arena_push(w->c->arena, &list->items, &list->count, &list->room, sizeof(*item));

	*item = (struct labelled){
		.what = what, .label = label, .plain = solid(w->c->arena, label), .figure = figure
	};
}

/* Passes from sure to unsure; the first and third pair what is kept. */
static bool fits(struct work *w, const struct labelled *a, const struct labelled *b, int pass)
{
	if (a->what != b->what)
		return false;
	switch (pass) {
	case 0:
		return same_figure(&a->figure, &b->figure) && tm_slice_eq(a->plain, b->plain);
	case 1:
		return a->plain.len && tm_slice_eq(a->plain, b->plain) &&
		       tm_slice_eq(a->figure.unit, b->figure.unit);
	case 2:
		return same_figure(&a->figure, &b->figure);
	case 3:
		return tm_slice_eq(a->figure.unit, b->figure.unit) &&
		       tm_text_ratio(w->c, a->plain, b->plain) >= 500;
	default:
		return tm_slice_eq(a->figure.unit, b->figure.unit);
	}
}

static void pair_labelled(struct work *w, struct labelled *a, struct labelled *b)
{
	a->paired = b->paired = true;
	add(w, b->what, b->label, a->figure, b->figure);
}

static void compare_labelled(struct work *w, struct labelled_list *old, struct labelled_list *new)
{
	uint64_t steps = (uint64_t)old->count * new->count;
	int passes = steps <= WORK_MAX ? 5 : steps <= STEPS_MAX ? 3 : 0;

	for (size_t i = 0; !passes && i < old->count && i < new->count; i++)
		if (old->items[i].what == new->items[i].what)
			pair_labelled(w, &old->items[i], &new->items[i]);
	for (int pass = 0; pass < passes; pass++) {
		for (size_t k = 0; k < new->count; k++) {
			for (size_t i = 0; i < old->count && !new->items[k].paired; i++) {
				struct labelled *a = &old->items[i], *b = &new->items[k];

				if (!a->paired && fits(w, a, b, pass))
					pair_labelled(w, a, b);
			}
		}
	}
	for (size_t i = 0; i < old->count; i++)
		if (!old->items[i].paired)
			add(w, old->items[i].what, old->items[i].label, old->items[i].figure,
			    (struct tm_figure){ 0 });
	for (size_t k = 0; k < new->count; k++)
		if (!new->items[k].paired)
			add(w, new->items[k].what, new->items[k].label, (struct tm_figure){ 0 },
			    new->items[k].figure);
}

static bool has(const struct tm_slices *list, struct tm_slice id)
{
	for (size_t i = 0; i < list->count; i++)
		if (tm_slice_eq(list->items[i], id))
			return true;
	return false;
}

/* A condition that stands only in measures which restate others. */
static bool is_restated(const struct tm_clause *c, struct tm_slice condition)
{
	bool used = false;

	for (size_t i = 0; i < c->measure_count; i++) {
		if (!has(&c->measures[i].thresholds, condition))
			continue;
		if (!c->measures[i].restates.count)
			return false;
		used = true;
	}
	return used;
}

static void compare_conditions(struct work *w)
{
	struct labelled_list lists[2] = { { 0 }, { 0 } };

	for (int s = 0; s < 2; s++) {
		size_t count;
		const uint32_t *list = clauses(w, s, &count);

		for (size_t i = 0; i < count; i++) {
			const struct tm_clause *c = side(w, s)->parts[list[i]].clause;

			for (size_t k = 0; k < c->condition_count; k++)
				if (!is_restated(c, c->conditions[k].id))
					add_labelled(w, &lists[s], TM_WHAT_THRESHOLD, c->conditions[k].indicator,
						     condition_figure(c, &c->conditions[k]));
		}
	}
	compare_labelled(w, &lists[0], &lists[1]);
}

static void compare_targets(struct work *w)
{
	struct labelled_list lists[2] = { { 0 }, { 0 } };

	for (int s = 0; s < 2; s++) {
		size_t count;
		const uint32_t *list = clauses(w, s, &count);

		for (size_t i = 0; i < count; i++) {
			const struct tm_clause *c = side(w, s)->parts[list[i]].clause;

			for (size_t k = 0; k < c->target_count; k++)
				add_labelled(w, &lists[s], TM_WHAT_TARGET, c->targets[k].indicator,
					     target_figure(c, &c->targets[k]));
		}
	}
	compare_labelled(w, &lists[0], &lists[1]);
}

static void cover(const struct tm_clause *c, const struct tm_slices *facts, bool *covered)
{
	for (size_t i = 0; i < facts->count; i++) {
		size_t at = fact_index(c, facts->items[i]);

		if (at != SIZE_MAX)
			covered[at] = true;
	}
}

/* The facts that measures, conditions and targets speak of. */
static bool *covered_facts(struct work *w, const struct tm_clause *c)
{
	bool *covered = tm_arena_array(w->c->arena, c->fact_count + 1, sizeof(*covered));

	for (size_t i = 0; i < c->measure_count; i++) {
		const struct tm_measure *m = &c->measures[i];

		cover(c, &m->amount.facts, covered);
		cover(c, &m->floor.facts, covered);
		cover(c, &m->rate.facts, covered);
		for (size_t k = 0; k < m->cap_count; k++)
			cover(c, &m->caps[k].facts, covered);
	}
	for (size_t i = 0; i < c->condition_count; i++)
		cover(c, &c->conditions[i].facts, covered);
	for (size_t i = 0; i < c->target_count; i++)
		cover(c, &c->targets[i].facts, covered);
	return covered;
}

static enum tm_figure_what what_of(const struct tm_fact *f)
{
	if (f->kind == TM_FACT_DATE)
		return TM_WHAT_DATE;
	switch (f->role) {
	case TM_FACT_THRESHOLD:
		return TM_WHAT_THRESHOLD;
	case TM_FACT_TARGET:
		return TM_WHAT_TARGET;
	case TM_FACT_CAP:
		return TM_WHAT_CAP;
	case TM_FACT_FLOOR:
		return TM_WHAT_FLOOR;
	default:
		break;
	}
	return f->kind == TM_FACT_PERIOD ? TM_WHAT_PERIOD
	       : f->kind == TM_FACT_RATE ? TM_WHAT_RATE
					 : TM_WHAT_AMOUNT;
}

/* Letters and Han characters, as against marks. */
static bool is_word(struct tm_slice character)
{
	size_t n;
	uint32_t code = tm_utf8_decode(character.ptr, &n);

	return tm_is_han(code) || (code < 0x80 ? (code | 0x20) >= 'a' && (code | 0x20) <= 'z' : !tm_is_cjk(code));
}

/* The words right before a figure, back to a mark or another figure. */
static struct tm_slice words_before(const struct tm_clause *c, struct tm_slice place)
{
	struct tm_slice text = c->text;
	size_t start, at;

	if (!place.ptr)
		return TM_NO_SLICE;
	if ((uintptr_t)place.ptr - (uintptr_t)text.ptr > text.len)
		text = c->heading;
	at = start = (size_t)(place.ptr - text.ptr);
	for (int i = 0; i < ABOUT_MAX && start > 0; i++) {
		size_t before = tm_utf8_before(text.ptr, start);

		if (!is_word(tm_slice_sub(text, before, start)))
			break;
		start = before;
	}
	return start < at ? tm_slice_sub(text, start, at) : TM_NO_SLICE;
}

/* Is this quantity in the list? */
static bool is_listed(const struct labelled_list *list, enum tm_figure_what what, const struct tm_figure *figure)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].what == what && same_quantity(&list->items[i].figure, figure))
			return true;
	return false;
}

/* `again`: the clause decides what one before it restates, and so says some of its figures again. */
static void add_facts(struct work *w, const struct tm_side *s, uint32_t clause, bool again,
		      struct labelled_list *out)
{
	const struct tm_clause *c = s->parts[clause].clause;
	bool *covered = covered_facts(w, c);
	struct tm_slice *places = tm_arena_array(w->c->arena, c->fact_count + 1, sizeof(*places));

	tm_locate_facts(c, places);
	for (size_t i = 0; i < c->fact_count; i++) {
		struct tm_slice about = words_before(c, places[i]);

		struct tm_figure figure = fact_figure(&c->facts[i]);

		if (!covered[i] && !(again && is_listed(out, what_of(&c->facts[i]), &figure)))
			add_labelled(w, out, what_of(&c->facts[i]), about.len ? about : subject(s, clause),
				     figure);
	}
}

static void compare_facts(struct work *w)
{
	struct labelled_list lists[2] = { { 0 }, { 0 } };

	for (int s = 0; s < 2; s++) {
		size_t count;
		const uint32_t *list = clauses(w, s, &count);
		size_t deciding = s ? w->change->new_deciding : w->change->old_deciding;

		for (size_t i = 0; i < count; i++)
			add_facts(w, side(w, s), list[i], i + deciding >= count, &lists[s]);
	}
	compare_labelled(w, &lists[0], &lists[1]);
}

/* ---- offices ---- */

static bool same_office(const struct tm_office *a, const struct tm_office *b)
{
	if (a->role != b->role)
		return false;
	return tm_slice_eq(a->name, b->name) || (a->canonical.len && tm_slice_eq(a->canonical, b->canonical));
}

struct office_list {
	struct {
		const struct tm_office *office;
		bool paired;
	} * items;
	size_t count;
};

static struct office_list list_offices(struct work *w, bool is_new)
{
	struct office_list out = { 0 };
	size_t count, room = 0;
	const uint32_t *list = clauses(w, is_new, &count);

	for (size_t i = 0; i < count; i++)
		room += side(w, is_new)->parts[list[i]].clause->office_count;
	out.items = tm_arena_array(w->c->arena, room + 1, sizeof(*out.items));
	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *c = side(w, is_new)->parts[list[i]].clause;

		for (size_t k = 0; k < c->office_count; k++)
			out.items[out.count++].office = &c->offices[k];
	}
	return out;
}

/* An office named twice on one side is the same one office; then those of one role take each other's place. */
static void pair_offices(struct office_list *a, struct office_list *b)
{
	if ((uint64_t)a->count * b->count > STEPS_MAX) {
		for (size_t i = 0; i < a->count && i < b->count; i++)
			a->items[i].paired = b->items[i].paired = same_office(a->items[i].office,
									      b->items[i].office);
		return;
	}
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (same_office(a->items[i].office, b->items[k].office))
				a->items[i].paired = b->items[k].paired = true;
}

static void add_office(struct work *w, const struct tm_office *old, const struct tm_office *new)
{
	enum tm_office_role role = new ? new->role : old->role;

	add(w, TM_WHAT_OFFICE, tm_slice_str(tm_office_role_name(role)), name_figure(old ? old->name : TM_NO_SLICE),
	    name_figure(new ? new->name : TM_NO_SLICE));
}

static void compare_offices(struct work *w)
{
	struct office_list old = list_offices(w, false), new = list_offices(w, true);
	size_t free = 0; /* all before it are paired */

	pair_offices(&old, &new);
	for (size_t i = 0; i < old.count; i++) {
		const struct tm_office *other = NULL;

		for (size_t k = free; k < new.count && !old.items[i].paired && !other; k++) {
			free += k == free && new.items[k].paired;
			if (new.items[k].paired || new.items[k].office->role != old.items[i].office->role)
				continue;
			other = new.items[k].office;
			new.items[k].paired = true;
		}
		if (!old.items[i].paired)
			add_office(w, old.items[i].office, other);
	}
	for (size_t k = 0; k < new.count; k++)
		if (!new.items[k].paired)
			add_office(w, NULL, new.items[k].office);
}

/* ---- measures ---- */

struct measure_at {
	const struct tm_clause *clause;
	const struct tm_measure *m;
	struct tm_slice beneficiary; /* its own, or that of what restates it: 支持标准 often names nobody */
	struct tm_slice about, who;  /* who: the beneficiary without white space and figures */
	struct tm_slice key;         /* likewise */
	/* The same of what restates it, as the clause that restates names them; absent where nothing does. */
	struct tm_slice called, called_key;
	/* Where its ceilings stand: here, or in what restates it, when it has neither a ceiling nor a sum. */
	const struct tm_clause *capped_in;
	const struct tm_cap *caps;
	size_t cap_count;
	bool paired;
	const struct measure_at *partner; /* in the other document */
};

struct measure_list {
	struct measure_at *items;
	size_t count;
};

/* A text without the figures of its clause, so that another threshold does not make another beneficiary. */
static struct tm_slice without_figures(struct tm_arena *arena, struct tm_slice text, const struct tm_clause *c)
{
	char *bytes = tm_arena_alloc(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len;) {
		struct tm_slice rest = tm_slice_sub(text, i, text.len);
		size_t skip = 0;

		for (size_t k = 0; k < c->fact_count; k++)
			if (c->facts[k].text.len > skip && tm_slice_starts(rest, c->facts[k].text))
				skip = c->facts[k].text.len;
		if (!skip)
			bytes[len++] = text.ptr[i];
		i += skip ? skip : 1;
	}
	return solid(arena, (struct tm_slice){ bytes, len });
}

/* Does a measure of clause `in` restate measure `m` of clause `of`? */
static bool restates(const struct tm_clause *in, const struct tm_measure *by, const struct tm_clause *of,
		     const struct tm_measure *m)
{
	for (size_t i = 0; i < by->restates.count; i++) {
		struct tm_slice name = by->restates.items[i];
		size_t mark = tm_slice_find(name, TM_SLICE("#"), 0);

		if (mark == SIZE_MAX ? in == of && tm_slice_eq(name, m->id)
				     : tm_slice_eq(tm_slice_sub(name, 0, mark), of->id) &&
					       tm_slice_eq(tm_slice_sub(name, mark + 1, name.len), m->id))
			return true;
	}
	return false;
}

/* What a measure of a deciding clause leaves to the clause of the change that restates it. */
static void complete(struct work *w, bool is_new, struct measure_at *x)
{
	size_t count, deciding = is_new ? w->change->new_deciding : w->change->old_deciding;
	const uint32_t *list = clauses(w, is_new, &count);

	for (size_t i = 0; i < count - deciding; i++) {
		const struct tm_clause *c = side(w, is_new)->parts[list[i]].clause;

		for (size_t k = 0; k < c->measure_count; k++) {
			const struct tm_measure *by = &c->measures[k];

			if (!restates(c, by, x->clause, x->m))
				continue;
			if (!x->called.len) {
				x->called = without_figures(w->c->arena, by->beneficiary, c);
				x->called_key = without_figures(w->c->arena, by->key, c);
			}
			if (!x->beneficiary.len) {
				x->beneficiary = by->beneficiary;
				x->who = without_figures(w->c->arena, by->beneficiary, c);
			}
			if (x->cap_count || x->m->amount.value.len || x->m->floor.value.len || !by->cap_count)
				continue;
			x->capped_in = c;
			x->caps = by->caps;
			x->cap_count = by->cap_count;
		}
	}
}

static struct measure_list list_measures(struct work *w, bool is_new)
{
	struct measure_list out = { 0 };
	const struct tm_side *s = side(w, is_new);
	size_t count, room = 0;
	const uint32_t *list = clauses(w, is_new, &count);

	for (size_t i = 0; i < count; i++)
		room += s->parts[list[i]].clause->measure_count;
	out.items = tm_arena_array(w->c->arena, room + 1, sizeof(*out.items));
	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *c = s->parts[list[i]].clause;

		for (size_t k = 0; k < c->measure_count; k++) {
			const struct tm_measure *m = &c->measures[k];
			struct measure_at *x = &out.items[out.count];

			if (m->restates.count)
				continue;
			*x = (struct measure_at){
				.clause = c,
				.m = m,
				.beneficiary = m->beneficiary,
				.who = without_figures(w->c->arena, m->beneficiary, c),
				.key = without_figures(w->c->arena, m->key, c),
				.capped_in = c,
				.caps = m->caps,
				.cap_count = m->cap_count,
			};
			complete(w, is_new, x);
			x->about = x->beneficiary.len ? x->beneficiary : m->recipient;
			if (!x->about.len)
				x->about = subject(s, list[i]);
			out.count++;
		}
	}
	return out;
}

static bool same_sum(const struct tm_sum *a, const struct tm_sum *b)
{
	return tm_slice_eq(a->value, b->value) && tm_slice_eq(a->unit, b->unit);
}

/* Is this count by the beneficiary itself, as in 每家企业最高? */
static bool is_by_beneficiary(struct tm_slice per, struct tm_slice who)
{
	size_t n;

	if (!per.len || !who.len)
		return false;
	tm_utf8_decode(per.ptr, &n); /* a measure word */
	return per.len > n && per.len - n <= who.len &&
	       tm_slice_eq(tm_slice_sub(per, n, per.len), tm_slice_sub(who, who.len - (per.len - n), who.len));
}

/* A ceiling without what it counts by where that is who gets it. */
static struct tm_figure bare_cap(struct work *w, const struct measure_at *x, size_t i)
{
	struct tm_figure figure = cap_figure(x->capped_in, &x->caps[i]);
	const struct tm_slices per = figure.per;

	figure.per = (struct tm_slices){ 0 };
	for (size_t k = 0; k < per.count; k++)
		if (!is_by_beneficiary(per.items[k], x->beneficiary))
			*(struct tm_slice *)tm_arena_push(w->c->arena, &figure.per.items, &figure.per.count,
							  &figure.per.room, sizeof(*per.items)) = per.items[k];
	return figure;
}

static bool same_cap(struct work *w, const struct measure_at *a, size_t i, const struct measure_at *b, size_t k)
{
	struct tm_figure old = bare_cap(w, a, i), new = bare_cap(w, b, k);

	return same_figure(&old, &new);
}

static bool same_caps(struct work *w, const struct measure_at *a, const struct measure_at *b)
{
	for (size_t i = 0; i < a->cap_count && i < b->cap_count; i++)
		if (!same_cap(w, a, i, b, i))
			return false;
	return a->cap_count == b->cap_count;
}

static bool same_rate(const struct measure_at *a, const struct measure_at *b)
{
	struct tm_figure x = rate_figure(a->clause, &a->m->rate), y = rate_figure(b->clause, &b->m->rate);

	return same_figure(&x, &y);
}

static bool same_measure(struct work *w, const struct measure_at *a, const struct measure_at *b)
{
	return tm_slice_eq(a->beneficiary, b->beneficiary) && tm_slice_eq(a->m->key, b->m->key) &&
	       tm_slice_eq(a->m->instrument, b->m->instrument) && same_sum(&a->m->amount, &b->m->amount) &&
	       same_sum(&a->m->floor, &b->m->floor) && same_caps(w, a, b) && same_rate(a, b);
}

/* What picks the two out, under one of the names that each has: thousandths. */
static unsigned names_ratio(struct work *w, const struct measure_at *a, const struct measure_at *b)
{
	const struct tm_slice olds[] = { a->who, a->called }, news[] = { b->who, b->called };
	unsigned best = tm_text_ratio(w->c, a->who, b->who);

	for (int i = 0; i < 2; i++) {
		for (int k = i == 0; k < 2; k++) {
			unsigned ratio = olds[i].len && news[k].len ? tm_text_ratio(w->c, olds[i], news[k]) : 0;

			if (ratio > best)
				best = ratio;
		}
	}
	return best;
}

/* One class of a list against another one: 国家级 and 市级, whatever sums the two get. */
static bool other_class(struct work *w, const struct measure_at *a, const struct measure_at *b)
{
	struct tm_slice old = a->called_key.len ? a->called_key : a->key;
	struct tm_slice new = b->called_key.len ? b->called_key : b->key;

	return old.len && new.len &&tm_text_ratio(w->c, old, new) < KEY_MIN;
}

static int resemblance(struct work *w, const struct measure_at *a, const struct measure_at *b, size_t distance)
{
	int score = (int)names_ratio(w, a, b) / 2;

	if (a->m->key.len && tm_slice_eq(a->m->key, b->m->key))
		score += 300;
	if (other_class(w, a, b))
		score -= 300;
	if (!a->who.len != !b->who.len)
		score += 200; /* one of the two does not say, so it need not be another one */
	score += same_sum(&a->m->amount, &b->m->amount) ? 40 : 0;
	score += same_caps(w, a, b) ? 40 : 0;
	score += same_rate(a, b) ? 40 : 0;
	score += tm_slice_eq(a->m->instrument, b->m->instrument) ? 40 : 0;
	score += (int)tm_text_ratio(w->c, a->m->text, b->m->text) / 5;
	return score - (int)(distance < 10 ? distance * 5 : 50);
}

static void compare_caps(struct work *w, const struct measure_at *a, const struct measure_at *b,
			 struct tm_slice about)
{
	size_t a_count = a ? a->cap_count : 0, b_count = b ? b->cap_count : 0;
	bool *kept = tm_arena_array(w->c->arena, a_count + b_count + 1, sizeof(*kept));
	size_t i = 0, k = 0;

	for (size_t x = 0; x < a_count; x++)
		for (size_t y = 0; y < b_count && !kept[x]; y++)
			if (!kept[a_count + y] && same_cap(w, a, x, b, y))
				kept[x] = kept[a_count + y] = true;
	for (;;) {
		struct tm_figure old = { 0 }, new = { 0 };

		while (i < a_count && kept[i])
			i++;
		while (k < b_count && kept[a_count + k])
			k++;
		if (i == a_count && k == b_count)
			return;
		if (i < a_count)
			old = cap_figure(a->capped_in, &a->caps[i++]);
		if (k < b_count)
			new = cap_figure(b->capped_in, &b->caps[k++]);
		add(w, TM_WHAT_CAP, about, old, new);
	}
}

/* A measure that is on one side alone: its sums, or that there is one. */
static void add_alone(struct work *w, const struct measure_at *x, bool is_new)
{
	static const struct tm_figure none;
	struct tm_figure figures[3] = { amount_figure(x->clause, x->m), sum_figure(x->clause, &x->m->floor),
					rate_figure(x->clause, &x->m->rate) };
	static const enum tm_figure_what whats[3] = { TM_WHAT_AMOUNT, TM_WHAT_FLOOR, TM_WHAT_RATE };
	bool any = x->cap_count;

	for (int i = 0; i < 3; i++) {
		any |= figures[i].there;
		add(w, whats[i], x->about, is_new ? none : figures[i], is_new ? figures[i] : none);
	}
	compare_caps(w, is_new ? NULL : x, is_new ? x : NULL, x->about);
	if (!any) {
		struct tm_figure f = name_figure(x->m->instrument.len ? x->m->instrument : x->m->text);

		add(w, TM_WHAT_INSTRUMENT, x->about, is_new ? none : f, is_new ? f : none);
	}
}

static struct tm_figure duration_figure(struct tm_slice duration)
{
	return (struct tm_figure){ .there = duration.len != 0, .value = duration };
}

static struct tm_figure recurrence_figure(const struct tm_measure *m)
{
	return name_figure(m->recurrence ? tm_slice_str(tm_recurrence_name(m->recurrence)) : TM_NO_SLICE);
}

/* Does the clause of a measure print this name, though the measure was read without it? */
static bool prints(struct work *w, const struct measure_at *x, struct tm_slice name)
{
	return tm_slice_find(solid(w->c->arena, x->clause->text), solid(w->c->arena, name), 0) != SIZE_MAX;
}

/* Names are compared by what is left without figures and white space, and shown as they are printed. */
static void compare_names(struct work *w, enum tm_figure_what what, struct tm_slice about,
			  const struct measure_at *a, struct tm_slice old, const struct measure_at *b,
			  struct tm_slice new)
{
	if (tm_slice_eq(without_figures(w->c->arena, old, a->clause),
			without_figures(w->c->arena, new, b->clause)))
		return;
	if ((!new.len &&prints(w, b, old)) || (!old.len && prints(w, a, new)))
		return;
	add(w, what, about, name_figure(old), name_figure(new));
}

static void compare_pair(struct work *w, const struct measure_at *a, const struct measure_at *b)
{
	struct tm_slice about = b->about;

	add(w, TM_WHAT_AMOUNT, about, amount_figure(a->clause, a->m), amount_figure(b->clause, b->m));
	add(w, TM_WHAT_FLOOR, about, sum_figure(a->clause, &a->m->floor), sum_figure(b->clause, &b->m->floor));
	compare_caps(w, a, b, about);
	add(w, TM_WHAT_RATE, about, rate_figure(a->clause, &a->m->rate), rate_figure(b->clause, &b->m->rate));
	compare_names(w, TM_WHAT_BASIS, about, a, a->m->rate.basis, b, b->m->rate.basis);
	add(w, TM_WHAT_PERIOD, about, duration_figure(a->m->duration), duration_figure(b->m->duration));
	add(w, TM_WHAT_PERIOD, about, recurrence_figure(a->m), recurrence_figure(b->m));
	compare_names(w, TM_WHAT_INSTRUMENT, about, a, a->m->instrument, b, b->m->instrument);
	compare_names(w, TM_WHAT_BENEFICIARY, about, a, a->beneficiary, b, b->beneficiary);
}

struct match {
	int score;
	size_t old, new;
};

static int compare_matches(const void *pa, const void *pb)
{
	const struct match *a = pa, *b = pb;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->old != b->old)
		return a->old < b->old ? -1 : 1;
	return a->new < b->new ? -1 : a->new > b->new;
}

static void marry(struct measure_list *old, size_t i, struct measure_list *new, size_t k)
{
	old->items[i].paired = new->items[k].paired = true;
	new->items[k].partner = &old->items[i];
	old->items[i].partner = &new->items[k];
}

static void pair_same(struct work *w, struct measure_list *old, struct measure_list *new)
{
	bool all = (uint64_t)old->count * new->count <= STEPS_MAX;

	for (size_t i = 0; i < old->count && i < new->count; i++)
		if (same_measure(w, &old->items[i], &new->items[i]))
			marry(old, i, new, i);
	for (size_t i = 0; all && i < old->count; i++)
		for (size_t k = 0; k < new->count && !old->items[i].paired; k++)
			if (!new->items[k].paired && same_measure(w, &old->items[i], &new->items[k]))
				marry(old, i, new, k);
}

/* All pairs of what is left, or those in the same place where that would be too many. */
static struct match *match_measures(struct work *w, struct measure_list *old, struct measure_list *new,
				    size_t *count)
{
	bool all = old->count * new->count <= WORK_MAX;
	size_t room = all ? old->count * new->count : old->count;
	struct match *list = tm_arena_array(w->c->arena, room + 1, sizeof(*list));

	*count = 0;
	for (size_t i = 0; i < old->count; i++) {
		for (size_t k = all ? 0 : i; k < (all ? new->count : i + 1) && k < new->count; k++) {
			if (old->items[i].paired || new->items[k].paired)
				continue;
			list[*count].score = resemblance(w, &old->items[i], &new->items[k], i > k ? i - k : k - i);
			list[*count].old = i;
			list[(*count)++].new = k;
		}
	}
	qsort(list, *count, sizeof(*list), compare_matches);
	return list;
}

static bool gives_same_sums(struct work *w, const struct measure_at *a, const struct measure_at *b)
{
	return a->cap_count && same_caps(w, a, b) && same_sum(&a->m->amount, &b->m->amount) &&
	       same_sum(&a->m->floor, &b->m->floor);
}

/* The partner, which gives as much as `x`, of another measure that `by` restates. */
static const struct measure_at *partner_beside(struct work *w, const struct measure_list *list,
					       const struct measure_at *x, const struct tm_clause *c,
					       const struct tm_measure *by)
{
	if (by->restates.count < 2 || !restates(c, by, x->clause, x->m))
		return NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct measure_at *other = &list->items[i];

		if (other->partner && restates(c, by, other->clause, other->m) &&
		    gives_same_sums(w, x, other->partner))
			return other->partner;
	}
	return NULL;
}

/*
 * What is one measure in a policy (开展…项目建设，或…共同出资…的，最高500万元) can be
 * several in its rules: each of them that gives as much stands where the one
 * did.  What gives another sum is a tier that is new.
 */
static const struct measure_at *shared_partner(struct work *w, bool is_new, const struct measure_list *list,
					       const struct measure_at *x)
{
	size_t count, deciding = is_new ? w->change->new_deciding : w->change->old_deciding;
	const uint32_t *clause = clauses(w, is_new, &count);
	const struct measure_at *found = NULL;

	for (size_t i = 0; i < count - deciding && !found; i++) {
		const struct tm_clause *c = side(w, is_new)->parts[clause[i]].clause;

		for (size_t k = 0; k < c->measure_count && !found; k++)
			found = partner_beside(w, list, x, c, &c->measures[k]);
	}
	return found;
}

static void compare_measures(struct work *w)
{
	struct measure_list old = list_measures(w, false), new = list_measures(w, true);
	struct match *list;
	size_t count;

	pair_same(w, &old, &new);
	list = match_measures(w, &old, &new, &count);
	for (size_t n = 0; n < count && list[n].score >= PAIR_MIN; n++)
		if (!old.items[list[n].old].paired && !new.items[list[n].new].paired)
			marry(&old, list[n].old, &new, list[n].new);
	for (size_t k = 0; k < new.count; k++) {
		const struct measure_at *x = &new.items[k];
		const struct measure_at *partner = x->partner ? x->partner : shared_partner(w, true, &new, x);

		if (partner)
			compare_pair(w, partner, x);
		else
			add_alone(w, x, true);
	}
	for (size_t i = 0; i < old.count; i++) {
		const struct measure_at *x = &old.items[i];
		const struct measure_at *partner = x->paired ? NULL : shared_partner(w, false, &old, x);

		if (partner)
			compare_pair(w, x, partner);
		else if (!x->paired)
			add_alone(w, x, false);
	}
}

/* ---- all of it ---- */

static bool is_period_listed(const struct tm_change *change, const struct tm_figure_change *f, size_t before)
{
	for (size_t i = 0; i < before; i++) {
		const struct tm_figure_change *g = &change->figures[i];

		if (g->what == TM_WHAT_PERIOD && tm_slice_eq(g->old.value, f->old.value) &&
		    tm_slice_eq(g->new.value, f->new.value))
			return true;
	}
	return false;
}

/* A measure's term is a fact as well: once is enough. */
static void drop_repeats(struct tm_change *change, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < change->figure_count; i++)
		if (change->figures[i].what != TM_WHAT_PERIOD ||
		    !is_period_listed(change, &change->figures[i], from))
			change->figures[kept++] = change->figures[i];
	change->figure_count = kept;
}

void tm_compare_figures(struct tm_compare *c, struct tm_change *change, struct tm_arena *arena)
{
	struct work w = { .c = c, .change = change, .arena = arena };
	size_t before;

	compare_measures(&w);
	compare_conditions(&w);
	compare_targets(&w);
	before = change->figure_count;
	compare_facts(&w);
	drop_repeats(change, before);
	compare_offices(&w);
}

static int compare_hashes(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

static uint64_t fact_hash(const struct tm_fact *f)
{
	const struct tm_slice parts[] = { f->value, TM_SLICE("/"), f->min, TM_SLICE("/"),
					  f->max,   TM_SLICE("/"), f->unit };
	uint64_t hash = TM_HASH_BEGIN + (uint64_t)f->kind + (uint64_t)f->fraction[0] * 31 +
			(uint64_t)f->fraction[1] * 1009;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		hash = tm_hash(hash, parts[i]);
	return hash;
}

static uint64_t *hash_facts(struct work *w, bool is_new, size_t *out)
{
	size_t count, room = 0;
	const uint32_t *list = clauses(w, is_new, &count);
	uint64_t *hashes;

	for (size_t i = 0; i < count; i++)
		room += side(w, is_new)->parts[list[i]].clause->fact_count;
	hashes = tm_arena_array(w->c->arena, room + 1, sizeof(*hashes));
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		const struct tm_clause *c = side(w, is_new)->parts[list[i]].clause;

		for (size_t k = 0; k < c->fact_count; k++)
			hashes[(*out)++] = fact_hash(&c->facts[k]);
	}
	qsort(hashes, *out, sizeof(*hashes), compare_hashes);
	return hashes;
}

bool tm_quantities_differ(struct tm_compare *c, const struct tm_change *change)
{
	struct tm_change copy = *change;
	struct work w = { .c = c, .change = &copy };
	size_t old_count, new_count;
	uint64_t *old = hash_facts(&w, false, &old_count), *new = hash_facts(&w, true, &new_count);

	return old_count != new_count || memcmp(old, new, old_count * sizeof(*old)) != 0;
}
