/*
 * tables.c - reads the YAML files of tables/ into a two-level table of actions.
 */
#include "reader_p.h"
#include "tables_p.h"

#include <utf8proc.h>

#include "normalize/resource.h"
#include "normalize/utf8.h"
#include "normalize/yaml.h"

extern const struct tm_resource tm_opencc_resources[];

struct loader {
	struct tm_tables *tables;
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
	struct tm_slice file;
	const struct tm_yaml *rule; /* being read */
	uint16_t rule_index;
	bool ok;
};

static void complain(struct loader *l, enum tm_code code, const struct tm_yaml *where, struct tm_slice what)
{
	tm_diagnose_file(l->diagnostics, code, l->file, where->line, where->column, what);
	l->ok = false;
}

static uint16_t add_action(struct loader *l, struct tm_action action)
{
	struct tm_tables *t = l->tables;
	struct tm_action *slot = tm_arena_push(l->arena, &t->actions, &t->action_count, &t->action_room,
					       sizeof(*slot));

	action.rule = l->rule_index;
	*slot = action;
	return (uint16_t)(t->action_count - 1);
}

static uint16_t *cell(struct loader *l, uint32_t c)
{
	struct tm_tables *t = l->tables;
	uint16_t *page = &t->page[c >> TM_PAGE_BITS];

	if (!*page) {
		tm_arena_push(l->arena, &t->cells, &t->page_count, &t->page_room, sizeof(*t->cells));
		*page = (uint16_t)(t->page_count - 1);
	}
	return &t->cells[*page][c & (TM_PAGE_CHARS - 1)];
}

static void set_action(struct loader *l, uint32_t c, uint16_t action, const struct tm_yaml *where)
{
	uint16_t *slot = cell(l, c);

	while (*slot && l->tables->actions[*slot].kind == TM_ACTION_CONTEXT)
		slot = &l->tables->actions[*slot].next;
	if (*slot) {
		complain(l, TM_D_TABLE_TWICE, where, tm_arena_printf(l->arena, "U+%04X", (unsigned)c));
		return;
	}
	*slot = action;
}

/* One character, as itself or as U+XXXX. */
static bool one_char(struct loader *l, const struct tm_yaml *node, struct tm_slice text, uint32_t *out)
{
	size_t n;

	if (text.len >= 6 && text.len <= 8 && text.ptr[0] == 'U' && text.ptr[1] == '+') {
		uint32_t c = 0;

		for (size_t i = 2; i < text.len; i++) {
			char x = text.ptr[i];

			if (x >= '0' && x <= '9')
				c = c * 16 + (uint32_t)(x - '0');
			else if (x >= 'A' && x <= 'F')
				c = c * 16 + (uint32_t)(x - 'A') + 10;
			else
				goto bad;
		}
		*out = c;
		return true;
	}
	if (text.len > 0 && tm_utf8_valid_prefix(text) == text.len) {
		*out = tm_utf8_decode(text.ptr, &n);
		if (n == text.len)
			return true;
	}
bad:
	complain(l, TM_D_YAML_SHAPE, node, TM_SLICE("one character, or U+ and its hexadecimal number"));
	return false;
}

static bool bmp_char(struct loader *l, const char *key, uint32_t *out)
{
	const struct tm_yaml *node = tm_yaml_get(l->rule, key);

	if (!node) {
		complain(l, TM_D_YAML_MISSING_KEY, l->rule, tm_slice_str(key));
		return false;
	}
	return one_char(l, node, node->scalar, out);
}

static void load_characters(struct loader *l, enum tm_action_kind kind)
{
	const struct tm_yaml *map = tm_yaml_get(l->rule, "map");

	if (!map || map->kind != TM_YAML_MAPPING) {
		complain(l, TM_D_YAML_MISSING_KEY, l->rule, TM_SLICE("map"));
		return;
	}
	for (size_t i = 0; i < map->count; i++) {
		uint32_t c;

		if (!one_char(l, &map->keys[i], map->keys[i].scalar, &c))
			continue;
		set_action(l, c, add_action(l, (struct tm_action){ .kind = kind, .to = map->items[i].scalar }),
			   &map->keys[i]);
	}
}

static void load_range(struct loader *l)
{
	struct tm_slice keep = tm_yaml_text(l->rule, "keep");
	uint32_t first, last, to;

	if (!bmp_char(l, "first", &first) || !bmp_char(l, "last", &last) || !bmp_char(l, "to", &to))
		return;
	for (uint32_t c = first; c <= last; c++) {
		char from[4], replacement[4];
		size_t from_len = tm_utf8_encode(c, from);
		size_t len = tm_utf8_encode(to + (c - first), replacement);
		struct tm_slice kept = { from, from_len };

		if (keep.len && tm_slice_find(keep, kept, 0) != SIZE_MAX)
			continue;
		set_action(l, c,
			   add_action(l, (struct tm_action){ .kind = TM_ACTION_REPLACE,
							     .to = tm_arena_slice(
								     l->arena,
								     (struct tm_slice){ replacement, len }) }),
			   l->rule);
	}
}

/* The canonical decomposition of one character; its length, 0 when it is its own. */
static size_t canonical(uint32_t c, char out[4])
{
	utf8proc_int32_t buffer[4];
	utf8proc_ssize_t n;
	int boundary = 0;

	n = utf8proc_decompose_char((utf8proc_int32_t)c, buffer, 4, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE,
				    &boundary);
	if (n != 1 || (uint32_t)buffer[0] == c)
		return 0;
	return tm_utf8_encode((uint32_t)buffer[0], out);
}

static void load_decompose(struct loader *l)
{
	uint32_t first, last;

	if (!bmp_char(l, "first", &first) || !bmp_char(l, "last", &last))
		return;
	if (first > 0xFFFF) {
		l->tables->supplementary_rule = l->rule_index;
		l->tables->supplementary_first = first;
		l->tables->supplementary_last = last;
		return;
	}
	for (uint32_t c = first; c <= last; c++) {
		char bytes[4];
		size_t len = canonical(c, bytes);
		struct tm_slice to = { bytes, len };

		if (len)
			set_action(l, c,
				   add_action(l, (struct tm_action){ .kind = TM_ACTION_REPLACE,
								     .to = tm_arena_slice(
									     l->arena,
									     tm_tables_replaced(l->tables, to)) }),
				   l->rule);
	}
}

static void load_context(struct loader *l)
{
	const struct tm_yaml *cases = tm_yaml_get(l->rule, "cases");

	if (!cases || cases->kind != TM_YAML_SEQUENCE) {
		complain(l, TM_D_YAML_MISSING_KEY, l->rule, TM_SLICE("cases"));
		return;
	}
	for (size_t i = 0; i < cases->count; i++) {
		static const char *const keys[] = { "at", "pattern", "to", NULL };
		const struct tm_yaml *one = &cases->items[i];
		const struct tm_yaml *pattern = tm_yaml_get(one, "pattern");
		struct tm_action action = { .kind = TM_ACTION_CONTEXT, .to = tm_yaml_text(one, "to") };
		uint16_t *slot;
		uint32_t c;

		if (!tm_yaml_check_keys(one, keys, l->file, l->diagnostics) || !pattern ||
		    !one_char(l, one, tm_yaml_text(one, "at"), &c)) {
			l->ok = false;
			continue;
		}
		action.pattern = tm_pattern_compile(pattern->scalar, TM_ANCHORED,
						    (struct tm_place){ l->file, pattern->line, pattern->column },
						    l->diagnostics);
		if (!action.pattern) {
			l->ok = false;
			continue;
		}
		slot = cell(l, c);
		action.next = *slot;
		*slot = add_action(l, action);
	}
}

static void load_punctuation(struct loader *l)
{
	static const struct {
		const char *key;
		enum tm_action_kind kind;
	} classes[] = {
		{ "open", TM_ACTION_OPEN },
		{ "close", TM_ACTION_CLOSE },
		{ "marks", TM_ACTION_MARK },
		{ "numeric", TM_ACTION_COLON },
	};

	for (size_t k = 0; k < sizeof(classes) / sizeof(classes[0]); k++) {
		const struct tm_yaml *map = tm_yaml_get(l->rule, classes[k].key);

		if (!map || map->kind != TM_YAML_MAPPING) {
			complain(l, TM_D_YAML_MISSING_KEY, l->rule, tm_slice_str(classes[k].key));
			continue;
		}
		for (size_t i = 0; i < map->count; i++) {
			uint32_t c;

			if (one_char(l, &map->keys[i], map->keys[i].scalar, &c))
				set_action(l, c,
					   add_action(l, (struct tm_action){ .kind = classes[k].kind,
									     .to = map->items[i].scalar }),
					   &map->keys[i]);
		}
	}
}

static void load_examples(struct loader *l, struct tm_table_rule *rule)
{
	const struct tm_yaml *finds = tm_yaml_get(l->rule, "finds");
	const struct tm_yaml *rejects = tm_yaml_get(l->rule, "rejects");
	size_t room = 0;

	if (!finds || finds->kind != TM_YAML_MAPPING || finds->count == 0) {
		complain(l, TM_D_YAML_MISSING_KEY, l->rule, TM_SLICE("finds"));
		return;
	}
	if (!rejects || rejects->kind != TM_YAML_SEQUENCE) {
		complain(l, TM_D_YAML_MISSING_KEY, l->rule, TM_SLICE("rejects"));
		return;
	}
	for (size_t i = 0; i < finds->count + rejects->count; i++) {
		struct tm_table_example *e = tm_arena_push(l->arena, &rule->examples, &rule->example_count, &room,
							   sizeof(*e));

		if (i < finds->count)
			*e = (struct tm_table_example){ finds->keys[i].scalar, finds->items[i].scalar,
							finds->keys[i].line };
		else
			*e = (struct tm_table_example){ rejects->items[i - finds->count].scalar,
							rejects->items[i - finds->count].scalar,
							rejects->items[i - finds->count].line };
	}
}

static void load_traditional(struct loader *l)
{
	const struct tm_yaml *map = tm_yaml_get(l->rule, "map");
	struct tm_traditional *t = l->tables->traditional;

	/* What OpenCC knows goes under the first rule, before what the rules add. */
	if (!t) {
		t = l->tables->traditional = tm_traditional_new(l->arena);
		for (const struct tm_resource *r = tm_opencc_resources; r->name.ptr; r++)
			tm_traditional_add_all(t, r->text, l->rule_index, l->arena);
	}
	if (!map || map->kind != TM_YAML_MAPPING) {
		complain(l, TM_D_YAML_MISSING_KEY, l->rule, TM_SLICE("map"));
		return;
	}
	for (size_t i = 0; i < map->count; i++) {
		struct tm_slice from = map->keys[i].scalar, to = map->items[i].scalar;

		if (from.len < 3 || !tm_is_han(tm_utf8_decode(from.ptr, &(size_t){ 0 })) || !to.len)
			complain(l, TM_D_YAML_SHAPE, &map->keys[i],
				 TM_SLICE("a word in Chinese, and another one"));
		else
			tm_traditional_add(t, from, to, l->rule_index, l->arena);
	}
}

static void load_rule(struct loader *l)
{
	static const char *const keys[] = { "id",    "kind",    "why",   "seen",    "map",    "first",
					    "last",  "to",      "keep",  "cases",   "open",   "close",
					    "marks", "numeric", "finds", "rejects", "source", NULL };
	static const char *const kinds[] = { "characters",  "range",   "decompose",  "context",
					     "punctuation", "suspect", "traditional" };
	enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };
	struct tm_tables *t = l->tables;
	struct tm_slice id = tm_yaml_text(l->rule, "id"), kind = tm_yaml_text(l->rule, "kind");
	struct tm_table_rule *rule;
	int k = 0;

	if (!tm_yaml_check_keys(l->rule, keys, l->file, l->diagnostics)) {
		l->ok = false;
		return;
	}
	while (k < KINDS && !tm_slice_is(kind, kinds[k]))
		k++;
	if (id.len == 0 || k == KINDS) {
		complain(l, TM_D_YAML_MISSING_KEY, l->rule, id.len ? TM_SLICE("kind") : TM_SLICE("id"));
		return;
	}
	for (size_t i = 0; i < t->rule_count; i++)
		if (tm_slice_eq(t->rules[i].id, id))
			complain(l, TM_D_RULE_DUPLICATE, l->rule, id);
	rule = tm_arena_push(l->arena, &t->rules, &t->rule_count, &t->rule_room, sizeof(*rule));
	*rule = (struct tm_table_rule){ .id = id,
					.kind = (enum tm_table_kind)k,
					.why = tm_yaml_text(l->rule, "why"),
					.seen = tm_yaml_text(l->rule, "seen"),
					.place = { l->file, l->rule->line, l->rule->column } };
	l->rule_index = (uint16_t)(t->rule_count - 1);
	load_examples(l, rule);
	switch (rule->kind) {
	case TM_TABLE_CHARACTERS:
		load_characters(l, TM_ACTION_REPLACE);
		break;
	case TM_TABLE_RANGE:
		load_range(l);
		break;
	case TM_TABLE_DECOMPOSE:
		load_decompose(l);
		break;
	case TM_TABLE_CONTEXT:
		load_context(l);
		break;
	case TM_TABLE_PUNCTUATION:
		load_punctuation(l);
		break;
	case TM_TABLE_SUSPECT:
		load_characters(l, TM_ACTION_SUSPECT);
		break;
	case TM_TABLE_TRADITIONAL:
		load_traditional(l);
		break;
	}
}

/*
 * Characters that composition may touch: marks that combine with what stands
 * before them, and characters with a canonical decomposition.  Han, Hangul
 * syllables and private use are left out: the first have singleton
 * decompositions only, which the tables name, the others none.
 */
static void mark_composition(struct loader *l)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = { { 0xC0, 0x33FF }, { 0xA000, 0xABFF }, { 0xFB00, 0xFEFF } };
	uint16_t action;

	for (l->rule_index = 0; l->rule_index < l->tables->rule_count; l->rule_index++)
		if (tm_slice_is(l->tables->rules[l->rule_index].id, "canonical"))
			break;
	action = add_action(l, (struct tm_action){ .kind = TM_ACTION_NFC });
	l->tables->nfc_rule = l->rule_index;
	for (size_t r = 0; r < sizeof(ranges) / sizeof(ranges[0]); r++) {
		for (uint32_t c = ranges[r].first; c <= ranges[r].last; c++) {
			const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);
			bool jamo = c >= 0x1100 && c <= 0x11FF;

			if (p->combining_class || jamo ||
			    (p->decomp_type == 0 && p->decomp_seqindex != UINT16_MAX)) {
				uint16_t *slot = cell(l, c);

				if (!*slot)
					*slot = action;
			}
		}
	}
}

struct tm_tables *tm_tables_load(struct tm_arena *arena, struct tm_diagnostics *diagnostics)
{
	struct tm_tables *t = tm_arena_alloc(arena, sizeof(*t));
	struct loader l = { .tables = t, .arena = arena, .diagnostics = diagnostics, .ok = true };

	add_action(&l, (struct tm_action){ .kind = TM_ACTION_COPY });
	tm_arena_push(arena, &t->cells, &t->page_count, &t->page_room, sizeof(*t->cells));
	for (const struct tm_resource *r = tm_normalize_resources; r->name.ptr; r++) {
		static const char *const keys[] = { "rules", NULL };
		const struct tm_yaml *root, *rules;

		if (!tm_slice_starts(r->name, TM_SLICE("normalize/tables/")) ||
		    tm_slice_ends(r->name, TM_SLICE("/messages.yaml")))
			continue;
		l.file = r->name;
		root = tm_yaml_parse(r->text, r->name, diagnostics);
		if (!root || !tm_yaml_check_keys(root, keys, r->name, diagnostics)) {
			l.ok = false;
			continue;
		}
		rules = tm_yaml_get(root, "rules");
		for (size_t i = 0; rules && i < rules->count; i++) {
			l.rule = &rules->items[i];
			load_rule(&l);
		}
	}
	mark_composition(&l);
	if (t->traditional)
		tm_traditional_finish(t->traditional);
	t->reading = tm_reading_data_load(arena, diagnostics);
	if (l.ok && t->reading)
		return t;
	tm_tables_release(t);
	return NULL;
}

void tm_tables_release(struct tm_tables *tables)
{
	if (!tables)
		return;
	for (size_t i = 0; i < tables->action_count; i++)
		tm_pattern_free(tables->actions[i].pattern);
	tables->action_count = 0;
}

size_t tm_tables_rules(const struct tm_tables *tables, const struct tm_table_rule **rules)
{
	*rules = tables->rules;
	return tables->rule_count;
}
