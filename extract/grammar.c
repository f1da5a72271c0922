#include "extract/grammar.h"

#include <stdlib.h>

#include "normalize/buffer.h"
#include "normalize/source.h"
#include "normalize/utf8.h"
#include "normalize/yaml.h"

static const struct {
	const char *name;
	enum tm_anchor anchor;
	const char *groups, *values;
} uses[] = {
#define TM_USE(upper, name, anchor, groups, values) [TM_USE_##upper] = { name, anchor, groups, values },
#include "extract/grammar_uses.def"
#undef TM_USE
};

struct define {
	struct tm_slice name, pattern;
};

struct loader {
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
	struct tm_grammar *grammar;
	size_t room;
	struct define *defines;
	size_t define_count, define_room;
	struct tm_slice file;
	const struct tm_yaml *node; /* of the rule being read */
	bool ok;
};

static void complain(struct loader *l, enum tm_code code, const struct tm_yaml *where, struct tm_slice what)
{
	tm_diagnose_file(l->diagnostics, code, l->file, where->line, where->column, what);
	l->ok = false;
}

/* The n-th word of a space-separated list; absent behind the last. */
static struct tm_slice word(const char *list, int n)
{
	for (;;) {
		size_t len = strcspn(list, " ");

		if (len == 0)
			return TM_NO_SLICE;
		if (n-- == 0)
			return (struct tm_slice){ list, len };
		list += len;
		list += strspn(list, " ");
	}
}

static int word_index(const char *list, struct tm_slice wanted)
{
	for (int i = 0;; i++) {
		struct tm_slice w = word(list, i);

		if (!w.ptr)
			return -1;
		if (tm_slice_eq(w, wanted))
			return i;
	}
}

static const struct define *find_define(struct loader *l, struct tm_slice name)
{
	for (size_t i = 0; i < l->define_count; i++)
		if (tm_slice_eq(l->defines[i].name, name))
			return &l->defines[i];
	return NULL;
}

/* Replaces {{name}} by (?:pattern); defines are expanded when they are read, so one pass is enough. */
static struct tm_slice expand(struct loader *l, const struct tm_yaml *where)
{
	struct tm_slice s = where->scalar, result;
	struct tm_buffer out = TM_BUFFER_INIT;
	size_t at = 0, open;

	while ((open = tm_slice_find(s, TM_SLICE("{{"), at)) != SIZE_MAX) {
		size_t close = tm_slice_find(s, TM_SLICE("}}"), open);
		const struct define *d;

		if (close == SIZE_MAX)
			break;
		d = find_define(l, tm_slice_sub(s, open + 2, close));
		if (!d)
			complain(l, TM_D_RULE_UNDEFINED, where, tm_slice_sub(s, open + 2, close));
		tm_buffer_slice(&out, tm_slice_sub(s, at, open));
		if (d) {
			tm_buffer_lit(&out, "(?:");
			tm_buffer_slice(&out, d->pattern);
			tm_buffer_byte(&out, ')');
		}
		at = close + 2;
	}
	tm_buffer_slice(&out, tm_slice_sub(s, at, s.len));
	result = tm_arena_slice(l->arena, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return result;
}

static int longer_first(const void *pa, const void *pb)
{
	const struct tm_slice *a = pa, *b = pb;

	if (a->len != b->len)
		return a->len < b->len ? 1 : -1;
	return tm_slice_cmp(*a, *b);
}

/* An alternation of plain words, longest first, so that the longest wins. */
static struct tm_slice alternation(struct loader *l, const struct tm_yaml *words, const struct tm_yaml *from)
{
	struct tm_slice *sorted = tm_arena_array(l->arena, words->count, sizeof(*sorted)), result;
	struct tm_buffer out = TM_BUFFER_INIT;

	for (size_t i = 0; i < words->count; i++)
		sorted[i] = from[i].scalar;
	qsort(sorted, words->count, sizeof(*sorted), longer_first);
	tm_buffer_lit(&out, "(?:");
	for (size_t i = 0; i < words->count; i++) {
		if (i && tm_slice_eq(sorted[i], sorted[i - 1]))
			complain(l, TM_D_RULE_DUPLICATE, words, sorted[i]);
		tm_buffer_str(&out, i ? "|" : "");
		for (size_t k = 0; k < sorted[i].len; k++) {
			if (strchr("\\^$.[|()?*+{", sorted[i].ptr[k]))
				tm_buffer_byte(&out, '\\');
			tm_buffer_byte(&out, sorted[i].ptr[k]);
		}
	}
	tm_buffer_byte(&out, ')');
	result = tm_arena_slice(l->arena, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return result;
}

static void read_groups(struct loader *l, struct tm_rule *rule)
{
	const char *list = uses[rule->use].groups;

	for (int i = 0; i < TM_RULE_GROUPS; i++) {
		struct tm_slice w = word(list, i);
		bool optional;
		char name[32];

		rule->groups[i] = -1;
		if (!w.ptr)
			continue;
		optional = w.ptr[w.len - 1] == '?';
		w.len -= optional;
		memcpy(name, w.ptr, w.len);
		name[w.len] = '\0';
		rule->groups[i] = tm_pattern_group(rule->pattern, name);
		if (rule->groups[i] < 0 && !optional)
			complain(l, TM_D_RULE_GROUP, l->node, w);
	}
}

/* `examples` is a list of texts, or a mapping from a text to what is captured in it. */
static void read_examples(struct loader *l, const char *key, struct tm_rule_example **out, size_t *count)
{
	const struct tm_yaml *node = tm_yaml_get(l->node, key);
	size_t room = 0;

	if (!node || node->kind == TM_YAML_SCALAR) {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, tm_slice_str(key));
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		struct tm_rule_example *e = tm_arena_push(l->arena, out, count, &room, sizeof(*e));

		if (node->kind == TM_YAML_MAPPING)
			*e = (struct tm_rule_example){ node->keys[i].scalar, node->items[i].scalar,
						       node->keys[i].line };
		else
			*e = (struct tm_rule_example){ node->items[i].scalar, TM_NO_SLICE, node->items[i].line };
	}
}

static bool read_pattern(struct loader *l, struct tm_rule *rule)
{
	const struct tm_yaml *pattern = tm_yaml_get(l->node, "pattern");
	const struct tm_yaml *words = tm_yaml_get(l->node, "words");
	const struct tm_yaml *map = tm_yaml_get(l->node, "map");
	struct tm_slice source;

	if ((pattern != NULL) + (words != NULL) + (map != NULL) != 1) {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, TM_SLICE("pattern"));
		return false;
	}
	if (pattern && pattern->kind == TM_YAML_SCALAR) {
		source = expand(l, pattern);
	} else if (words && words->kind == TM_YAML_SEQUENCE && words->count) {
		source = alternation(l, words, words->items);
		pattern = words;
	} else if (map && map->kind == TM_YAML_MAPPING && map->count) {
		source = alternation(l, map, map->keys);
		pattern = map;
		rule->map_count = map->count;
		rule->map = tm_arena_array(l->arena, map->count, sizeof(*rule->map));
		for (size_t i = 0; i < map->count; i++)
			rule->map[i] = (struct tm_rule_pair){ map->keys[i].scalar, map->items[i].scalar };
	} else {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, TM_SLICE("pattern"));
		return false;
	}
	rule->pattern = tm_pattern_compile(source, uses[rule->use].anchor,
					   (struct tm_place){ l->file, pattern->line, pattern->column },
					   l->diagnostics);
	return rule->pattern != NULL;
}

static void read_class(struct loader *l, enum tm_class class)
{
	struct tm_charset *set = &l->grammar->classes[class];
	const struct tm_yaml *words = tm_yaml_get(l->node, "words");

	for (size_t i = 0; words && i < words->count; i++) {
		struct tm_slice w = words->items[i].scalar;
		size_t len = 0;
		uint32_t c = w.len ? tm_utf8_decode(w.ptr, &len) : 0;

		if (len != w.len || c < 0x80 || set->count == TM_CLASS_CHARS)
			complain(l, TM_D_YAML_SHAPE, &words->items[i], TM_SLICE("one character beyond ASCII"));
		else
			set->chars[set->count++] = c;
	}
}

static void read_rule(struct loader *l)
{
	static const char *const keys[] = { "id",  "use",  "value", "pattern", "words", "map",
					    "why", "seen", "finds", "rejects", NULL };
	struct tm_grammar *g = l->grammar;
	struct tm_slice use = tm_yaml_text(l->node, "use");
	struct tm_rule rule = { .id = tm_yaml_text(l->node, "id"),
				.value = tm_yaml_text(l->node, "value"),
				.value_number = -1,
				.why = tm_yaml_text(l->node, "why"),
				.seen = tm_yaml_text(l->node, "seen"),
				.place = { l->file, l->node->line, l->node->column } };
	int u = 0;

	if (!tm_yaml_check_keys(l->node, keys, l->file, l->diagnostics)) {
		l->ok = false;
		return;
	}
	while (u < TM_USE_COUNT && !tm_slice_is(use, uses[u].name))
		u++;
	if (u == TM_USE_COUNT || rule.id.len == 0) {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, rule.id.len ? TM_SLICE("use") : TM_SLICE("id"));
		return;
	}
	rule.use = (enum tm_use)u;
	for (size_t i = 0; i < g->rule_count; i++)
		if (tm_slice_eq(g->rules[i].id, rule.id))
			complain(l, TM_D_RULE_DUPLICATE, l->node, rule.id);
	if (uses[u].values[0] && uses[u].values[0] != '*') {
		rule.value_number = word_index(uses[u].values, rule.value);
		if (rule.value_number < 0)
			complain(l, TM_D_RULE_VALUE, l->node, rule.value);
	} else if ((uses[u].values[0] == '*') != (rule.value.ptr != NULL)) {
		complain(l, TM_D_RULE_VALUE, l->node, rule.value);
	}
	if (!read_pattern(l, &rule)) {
		l->ok = false;
		return;
	}
	if (rule.use == TM_USE_CLASS && rule.value_number >= 0)
		read_class(l, (enum tm_class)rule.value_number);
	read_groups(l, &rule);
	read_examples(l, "finds", &rule.finds, &rule.find_count);
	read_examples(l, "rejects", &rule.rejects, &rule.reject_count);
	*(struct tm_rule *)tm_arena_push(l->arena, &g->rules, &g->rule_count, &l->room, sizeof(rule)) = rule;
}

static void read_defines(struct loader *l, const struct tm_yaml *map)
{
	for (size_t i = 0; map && i < map->count; i++) {
		struct define *d;

		if (find_define(l, map->keys[i].scalar)) {
			complain(l, TM_D_RULE_DUPLICATE, &map->keys[i], map->keys[i].scalar);
			continue;
		}
		d = tm_arena_push(l->arena, &l->defines, &l->define_count, &l->define_room, sizeof(*d));
		*d = (struct define){ map->keys[i].scalar, expand(l, &map->items[i]) };
	}
}

/* Stable, by use. */
static void group_by_use(struct loader *l)
{
	struct tm_grammar *g = l->grammar;
	struct tm_rule *sorted = tm_arena_array(l->arena, g->rule_count, sizeof(*sorted));
	size_t n = 0;

	for (int u = 0; u < TM_USE_COUNT; u++) {
		g->first[u] = n;
		for (size_t i = 0; i < g->rule_count; i++)
			if ((int)g->rules[i].use == u)
				sorted[n++] = g->rules[i];
	}
	g->first[TM_USE_COUNT] = n;
	g->rules = sorted;
}

struct tm_grammar *tm_grammar_load(struct tm_arena *arena, struct tm_diagnostics *diagnostics)
{
	static const char *const keys[] = { "define", "rules", NULL };
	struct tm_grammar *g = tm_arena_alloc(arena, sizeof(*g));
	struct loader l = { .arena = arena, .diagnostics = diagnostics, .grammar = g, .ok = true };

	for (const struct tm_resource *r = tm_grammar_resources; r->name.ptr; r++) {
		const struct tm_yaml *root = tm_yaml_parse(r->text, r->name, diagnostics), *rules;

		l.file = r->name;
		if (root && tm_slice_ends(r->name, TM_SLICE("/numerals.yaml"))) {
			l.ok &= tm_numerals_load(&g->numerals, root, r->name, diagnostics);
			continue;
		}
		if (!root || !tm_yaml_check_keys(root, keys, r->name, diagnostics)) {
			l.ok = false;
			continue;
		}
		l.define_count = 0; /* a definition holds in its own file */
		read_defines(&l, tm_yaml_get(root, "define"));
		rules = tm_yaml_get(root, "rules");
		for (size_t i = 0; rules && i < rules->count; i++) {
			l.node = &rules->items[i];
			read_rule(&l);
		}
	}
	group_by_use(&l);
	if (l.ok)
		return g;
	tm_grammar_release(g);
	return NULL;
}

void tm_grammar_release(struct tm_grammar *grammar)
{
	if (!grammar)
		return;
	for (size_t i = 0; i < grammar->rule_count; i++)
		tm_pattern_free(grammar->rules[i].pattern);
	grammar->rule_count = 0;
}

void tm_grammar_jit(struct tm_grammar *grammar)
{
	for (size_t i = 0; i < grammar->rule_count; i++)
		tm_pattern_jit(grammar->rules[i].pattern);
}

struct tm_slice tm_grammar_sha256(struct tm_arena *arena)
{
	const struct tm_resource *tables[] = { tm_normalize_resources, tm_grammar_resources };
	struct tm_buffer all = TM_BUFFER_INIT;
	struct tm_slice digest;

	for (size_t t = 0; t < 2; t++) {
		for (const struct tm_resource *r = tables[t]; r->name.ptr; r++) {
			tm_buffer_slice(&all, r->name);
			tm_buffer_byte(&all, '\0');
			tm_buffer_slice(&all, r->text);
			tm_buffer_byte(&all, '\0');
		}
	}
	digest = tm_sha256(tm_buffer_view(&all), arena);
	tm_buffer_release(&all);
	return digest;
}

const char *tm_use_name(enum tm_use use)
{
	return uses[use].name;
}

enum tm_anchor tm_use_anchor(enum tm_use use)
{
	return uses[use].anchor;
}

const struct tm_rule *tm_grammar_match(const struct tm_grammar *grammar, enum tm_use use,
				       struct tm_matcher *matcher, struct tm_slice text, size_t from)
{
	for (size_t i = grammar->first[use]; i < grammar->first[use + 1]; i++) {
		const struct tm_rule *rule = &grammar->rules[i];

		if (uses[use].anchor == TM_ANCHORED &&
		    (from >= text.len || !tm_pattern_may_start(rule->pattern, text.ptr[from])))
			continue;
		if (tm_match(matcher, rule->pattern, text, from))
			return rule;
	}
	return NULL;
}

const struct tm_rule *tm_grammar_search(const struct tm_grammar *grammar, enum tm_use use,
					struct tm_matcher *matcher, struct tm_slice text, size_t from)
{
	const struct tm_rule *best = NULL;
	size_t start = 0, end = 0;

	for (size_t i = grammar->first[use]; i < grammar->first[use + 1]; i++) {
		const struct tm_rule *rule = &grammar->rules[i];

		if (!tm_match(matcher, rule->pattern, text, from))
			continue;
		if (!best || tm_group_start(matcher, 0) < start ||
		    (tm_group_start(matcher, 0) == start && tm_group_end(matcher, 0) > end)) {
			best = rule;
			start = tm_group_start(matcher, 0);
			end = tm_group_end(matcher, 0);
		}
	}
	if (best)
		tm_match(matcher, best->pattern, text, from);
	return best;
}
