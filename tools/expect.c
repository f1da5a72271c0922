#include "expect.h"

struct reader {
	struct tm_slice file;
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
	bool ok;
};

static void complain(struct reader *r, const struct tm_yaml *node, const char *wanted)
{
	tm_diagnose_file(r->diagnostics, TM_D_YAML_SHAPE, r->file, node->line, node->column, tm_slice_str(wanted));
	r->ok = false;
}

static void check_keys(struct reader *r, const struct tm_yaml *node, const char *const *keys)
{
	r->ok &= tm_yaml_check_keys(node, keys, r->file, r->diagnostics);
}

/* ---- names of the contract ---- */

static const char *fact_kind(int i)
{
	return tm_fact_kind_name((enum tm_fact_kind)i);
}

static const char *fact_role(int i)
{
	return tm_fact_role_name((enum tm_fact_role)i);
}

static const char *op(int i)
{
	return tm_op_name((enum tm_op)i);
}

static const char *bound(int i)
{
	return tm_bound_name((enum tm_bound)i);
}

static const char *recurrence(int i)
{
	return tm_recurrence_name((enum tm_recurrence)i);
}

/* The number of the name under `key`; 0, the one that stands for nothing said, where there is none. */
static int name(struct reader *r, const struct tm_yaml *map, const char *key, const char *(*at)(int), int count)
{
	struct tm_slice value = tm_yaml_text(map, key);

	if (!value.len)
		return 0;
	for (int i = 0; i < count; i++)
		if (at(i) && tm_slice_is(value, at(i)))
			return i;
	complain(r, tm_yaml_get(map, key), "a name that the contract has for it");
	return 0;
}

/* ---- values that records share ---- */

static enum tm_flag flag(struct reader *r, const struct tm_yaml *map, const char *key)
{
	struct tm_slice value = tm_yaml_text(map, key);

	if (!value.len)
		return TM_FLAG_UNSAID;
	if (tm_slice_is(value, "true"))
		return TM_FLAG_TRUE;
	if (!tm_slice_is(value, "false"))
		complain(r, tm_yaml_get(map, key), "true or false");
	return TM_FLAG_FALSE;
}

static int number(struct reader *r, const struct tm_yaml *node)
{
	int n = 0;

	if (!tm_slice_number(node->scalar, &n))
		complain(r, node, "a whole number");
	return n;
}

/* The items under `key`, which is to hold a sequence; NULL where there are none. */
static const struct tm_yaml *list(struct reader *r, const struct tm_yaml *map, const char *key)
{
	const struct tm_yaml *node = tm_yaml_get(map, key);

	if (tm_yaml_is_null(node))
		return NULL;
	if (node->kind != TM_YAML_SEQUENCE) {
		complain(r, node, "a sequence");
		return NULL;
	}
	return node;
}

static const struct tm_yaml *mapping(struct reader *r, const struct tm_yaml *map, const char *key,
				     const char *const *keys)
{
	const struct tm_yaml *node = tm_yaml_get(map, key);

	if (tm_yaml_is_null(node))
		return NULL;
	check_keys(r, node, keys);
	return node->kind == TM_YAML_MAPPING ? node : NULL;
}

static struct tm_slices texts(struct reader *r, const struct tm_yaml *map, const char *key)
{
	const struct tm_yaml *node = list(r, map, key);
	struct tm_slices out = { 0 };

	for (size_t i = 0; node && i < node->count; i++)
		*(struct tm_slice *)tm_arena_push(r->arena, &out.items, &out.count, &out.room,
						  sizeof(*out.items)) = node->items[i].scalar;
	return out;
}

static void fraction(struct reader *r, const struct tm_yaml *map, int64_t out[2])
{
	const struct tm_yaml *node = list(r, map, "fraction");

	if (!node)
		return;
	if (node->count != 2) {
		complain(r, node, "a numerator and a denominator");
		return;
	}
	out[0] = number(r, &node->items[0]);
	out[1] = number(r, &node->items[1]);
}

/* ---- records ---- */

static void cell(struct reader *r, const struct tm_yaml *y, struct tm_clause *c)
{
	static const char *const keys[] = { "column", "text", "inherited", NULL };
	struct tm_cell *cell = tm_arena_push(r->arena, &c->cells, &c->cell_count, &c->cell_room, sizeof(*cell));

	check_keys(r, y, keys);
	cell->column = tm_yaml_text(y, "column");
	cell->text = tm_yaml_text(y, "text");
	cell->inherited = flag(r, y, "inherited");
}

static void fact(struct reader *r, const struct tm_yaml *y, struct tm_clause *c)
{
	static const char *const keys[] = {
		"id",       "kind", "value", "min",    "max",     "min_inclusive", "max_inclusive",
		"fraction", "unit", "role",  "approx", "assumed", "text",          NULL
	};
	struct tm_fact *f = tm_arena_push(r->arena, &c->facts, &c->fact_count, &c->fact_room, sizeof(*f));

	check_keys(r, y, keys);
	if (!tm_yaml_text(y, "kind").len || !tm_yaml_text(y, "role").len)
		complain(r, y, "a fact with its kind and role");
	f->id = tm_yaml_text(y, "id");
	f->kind = (enum tm_fact_kind)name(r, y, "kind", fact_kind, TM_FACT_KIND_COUNT);
	f->value = tm_yaml_text(y, "value");
	f->min = tm_yaml_text(y, "min");
	f->max = tm_yaml_text(y, "max");
	f->min_inclusive = flag(r, y, "min_inclusive");
	f->max_inclusive = flag(r, y, "max_inclusive");
	fraction(r, y, f->fraction);
	f->unit = tm_yaml_text(y, "unit");
	f->role = (enum tm_fact_role)name(r, y, "role", fact_role, TM_FACT_ROLE_COUNT);
	f->approx = flag(r, y, "approx");
	f->assumed = tm_yaml_text(y, "assumed");
	f->text = tm_yaml_text(y, "text");
}

static void condition(struct reader *r, const struct tm_yaml *y, struct tm_clause *c)
{
	static const char *const keys[] = {
		"id",   "indicator", "op",   "value", "min",  "max", "min_inclusive", "max_inclusive", "fraction",
		"unit", "group",     "soft", "facts", "text", NULL
	};
	struct tm_condition *o = tm_arena_push(r->arena, &c->conditions, &c->condition_count, &c->condition_room,
					       sizeof(*o));

	check_keys(r, y, keys);
	o->id = tm_yaml_text(y, "id");
	o->indicator = tm_yaml_text(y, "indicator");
	o->op = (enum tm_op)name(r, y, "op", op, TM_OP_COUNT);
	o->value = tm_yaml_text(y, "value");
	o->min = tm_yaml_text(y, "min");
	o->max = tm_yaml_text(y, "max");
	o->min_inclusive = flag(r, y, "min_inclusive");
	o->max_inclusive = flag(r, y, "max_inclusive");
	fraction(r, y, o->fraction);
	o->unit = tm_yaml_text(y, "unit");
	if (tm_yaml_get(y, "group"))
		o->group = (uint32_t)number(r, tm_yaml_get(y, "group"));
	o->soft = flag(r, y, "soft");
	o->facts = texts(r, y, "facts");
	o->text = tm_yaml_text(y, "text");
}

static struct tm_sum sum(struct reader *r, const struct tm_yaml *y, const char *key)
{
	static const char *const keys[] = { "value", "unit", "facts", NULL };
	const struct tm_yaml *node = mapping(r, y, key, keys);

	return (struct tm_sum){ .value = tm_yaml_text(node, "value"),
				.unit = tm_yaml_text(node, "unit"),
				.facts = texts(r, node, "facts") };
}

static void caps(struct reader *r, const struct tm_yaml *y, struct tm_measure *m)
{
	static const char *const keys[] = { "value", "unit", "per", "cumulative", "joint", "facts", NULL };
	const struct tm_yaml *node = list(r, y, "caps");

	for (size_t i = 0; node && i < node->count; i++) {
		const struct tm_yaml *item = &node->items[i];
		struct tm_cap *cap = tm_arena_push(r->arena, &m->caps, &m->cap_count, &m->cap_room, sizeof(*cap));

		check_keys(r, item, keys);
		cap->value = tm_yaml_text(item, "value");
		cap->unit = tm_yaml_text(item, "unit");
		cap->per = texts(r, item, "per");
		cap->cumulative = flag(r, item, "cumulative");
		cap->joint = texts(r, item, "joint");
		cap->facts = texts(r, item, "facts");
	}
}

static void rate(struct reader *r, const struct tm_yaml *y, struct tm_rate *out)
{
	static const char *const keys[] = { "value", "min", "max", "fraction", "bound", "basis", "facts", NULL };
	const struct tm_yaml *node = mapping(r, y, "rate", keys);

	out->value = tm_yaml_text(node, "value");
	out->min = tm_yaml_text(node, "min");
	out->max = tm_yaml_text(node, "max");
	fraction(r, node, out->fraction);
	out->bound = (enum tm_bound)name(r, node, "bound", bound, TM_BOUND_COUNT);
	out->basis = tm_yaml_text(node, "basis");
	out->facts = texts(r, node, "facts");
}

static void validity(struct reader *r, const struct tm_yaml *y, struct tm_validity *out)
{
	static const char *const keys[] = { "from", "from_basis", "to", "term", NULL };
	const struct tm_yaml *node = mapping(r, y, "validity", keys);

	out->from = tm_yaml_text(node, "from");
	out->from_basis = tm_yaml_text(node, "from_basis");
	out->to = tm_yaml_text(node, "to");
	out->term = tm_yaml_text(node, "term");
}

static void measure(struct reader *r, const struct tm_yaml *y, struct tm_clause *c)
{
	static const char *const keys[] = { "id",         "beneficiary", "key",        "recipient", "eligibility",
					    "thresholds", "instrument",  "amount",     "floor",     "caps",
					    "rate",       "per",         "recurrence", "selective", "levels",
					    "duration",   "validity",    "part_of",    "restates",  "in_heading",
					    "text",       NULL };
	struct tm_measure *m = tm_arena_push(r->arena, &c->measures, &c->measure_count, &c->measure_room,
					     sizeof(*m));

	check_keys(r, y, keys);
	m->id = tm_yaml_text(y, "id");
	m->beneficiary = tm_yaml_text(y, "beneficiary");
	m->key = tm_yaml_text(y, "key");
	m->recipient = tm_yaml_text(y, "recipient");
	m->eligibility = texts(r, y, "eligibility");
	m->thresholds = texts(r, y, "thresholds");
	m->instrument = tm_yaml_text(y, "instrument");
	m->amount = sum(r, y, "amount");
	m->floor = sum(r, y, "floor");
	caps(r, y, m);
	rate(r, y, &m->rate);
	m->per = texts(r, y, "per");
	m->recurrence = (enum tm_recurrence)name(r, y, "recurrence", recurrence, TM_RECURRENCE_COUNT);
	m->selective = flag(r, y, "selective");
	m->levels = texts(r, y, "levels");
	m->duration = tm_yaml_text(y, "duration");
	validity(r, y, &m->validity);
	m->part_of = tm_yaml_text(y, "part_of");
	m->restates = texts(r, y, "restates");
	m->in_heading = flag(r, y, "in_heading");
	m->text = tm_yaml_text(y, "text");
}

static void target(struct reader *r, const struct tm_yaml *y, struct tm_clause *c)
{
	static const char *const keys[] = {
		"id",   "indicator", "op",    "value", "min",  "max", "min_inclusive", "max_inclusive", "fraction",
		"unit", "by",        "scope", "facts", "text", NULL
	};
	struct tm_target *t = tm_arena_push(r->arena, &c->targets, &c->target_count, &c->target_room, sizeof(*t));

	check_keys(r, y, keys);
	t->id = tm_yaml_text(y, "id");
	t->indicator = tm_yaml_text(y, "indicator");
	t->op = (enum tm_op)name(r, y, "op", op, TM_OP_COUNT);
	t->value = tm_yaml_text(y, "value");
	t->min = tm_yaml_text(y, "min");
	t->max = tm_yaml_text(y, "max");
	t->min_inclusive = flag(r, y, "min_inclusive");
	t->max_inclusive = flag(r, y, "max_inclusive");
	fraction(r, y, t->fraction);
	t->unit = tm_yaml_text(y, "unit");
	t->by = tm_yaml_text(y, "by");
	t->scope = tm_yaml_text(y, "scope");
	t->facts = texts(r, y, "facts");
	t->text = tm_yaml_text(y, "text");
}

bool tm_expect_clause(struct tm_clause *out, const struct tm_yaml *yaml, struct tm_slice file,
		      struct tm_arena *arena, struct tm_diagnostics *diagnostics)
{
	static const char *const keys[] = { "id",         "kind",     "label",   "heading", "heading_end", "role",
					    "begins",     "ends",     "offices", "columns", "cells",       "facts",
					    "conditions", "measures", "targets", NULL };
	static const struct {
		const char *key;
		void (*read)(struct reader *, const struct tm_yaml *, struct tm_clause *);
	} records[] = { { "cells", cell },
			{ "facts", fact },
			{ "conditions", condition },
			{ "measures", measure },
			{ "targets", target } };
	struct reader r = { .file = file, .arena = arena, .diagnostics = diagnostics, .ok = true };

	*out = (struct tm_clause){ .id = tm_yaml_text(yaml, "id") };
	check_keys(&r, yaml, keys);
	if (!r.ok)
		return false;
	out->columns = texts(&r, yaml, "columns");
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		const struct tm_yaml *node = list(&r, yaml, records[i].key);

		for (size_t k = 0; node && k < node->count; k++)
			records[i].read(&r, &node->items[k], out);
	}
	return r.ok;
}
