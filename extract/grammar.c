#include "extract/grammar.h"

#include <stdlib.h>

#include "extract/decimal.h"
#include "extract/lexicon.h"
#include "extract/phrase.h"
#include "extract/tally.h"
#include "normalize/buffer.h"
#include "normalize/source.h"
#include "normalize/utf8.h"
#include "normalize/yaml.h"

static const struct {
	const char *name;
	enum tm_how how;
	const char *groups, *values;
} uses[] = {
#define TM_USE(upper, name, how, groups, values) [TM_USE_##upper] = { name, how, groups, values },
#include "extract/grammar_uses.def"
#undef TM_USE
};

static const struct tm_slice numerals_file = { "/numerals.yaml", sizeof("/numerals.yaml") - 1 };

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
	bool overlay;               /* reading files of the user */
	size_t order;               /* rules read so far */
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

/* What a use takes, to be shown: "ge, gt, le"; where any text will do, some that are met: "CNY, USD, ...". */
static struct tm_slice values_shown(struct loader *l, enum tm_use use)
{
	const char *list = uses[use].values;
	bool any = list[0] == '*';
	struct tm_buffer out = TM_BUFFER_INIT;
	struct tm_slice result, w;

	for (int i = any; (w = word(list, i)).ptr; i++) {
		tm_buffer_slice(&out, w);
		tm_buffer_lit(&out, ", ");
	}
	if (any)
		tm_buffer_lit(&out, "...");
	result = tm_buffer_view(&out);
	result.len -= any || !result.len ? 0 : strlen(", ");
	result = tm_arena_slice(l->arena, result);
	tm_buffer_release(&out);
	return result;
}

/* About the value of a rule or of a word in its map: which one, of which use, and what there is. */
static void complain_value(struct loader *l, enum tm_code code, const struct tm_yaml *where, struct tm_slice what,
			   enum tm_use use)
{
	const struct tm_slice args[] = { what, tm_slice_str(uses[use].name), values_shown(l, use) };
	struct tm_diagnostic *d = tm_diagnose(l->diagnostics, code, (struct tm_span){ 0, 0 }, 3, args);

	d->file = l->file;
	d->line = where->line;
	d->column = where->column;
	l->ok = false;
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
		if (!w.ptr || !rule->pattern)
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
						       node->keys[i].line, node->keys[i].column };
		else
			*e = (struct tm_rule_example){ node->items[i].scalar, TM_NO_SLICE, node->items[i].line,
						       node->items[i].column };
	}
}

/* The words of a rule for the lexicon, or the pairs of a map. */
static bool read_words(struct loader *l, struct tm_rule *rule, const struct tm_yaml *words,
		       const struct tm_yaml *values)
{
	const char *known = uses[rule->use].values;

	rule->map_count = words->count;
	rule->map = tm_arena_array(l->arena, words->count, sizeof(*rule->map));
	for (size_t i = 0; i < words->count; i++) {
		const struct tm_yaml *word_node = values ? &words->keys[i] : &words->items[i];
		struct tm_rule_pair *pair = &rule->map[i];

		*pair = (struct tm_rule_pair){ word_node->scalar, values ? values->items[i].scalar : TM_NO_SLICE,
					       rule->value_number, word_node->line, word_node->column };
		if (pair->from.len == 0) {
			complain(l, TM_D_YAML_SHAPE, word_node, TM_SLICE("a word"));
			return false;
		}
		if (!values || !known[0] || known[0] == '*')
			continue;
		pair->number = word_index(known, pair->to);
		if (pair->number < 0)
			complain_value(l, TM_D_RULE_VALUE, &values->items[i], pair->to, rule->use);
	}
	return true;
}

/* A pattern over the tape becomes one over codes. */
static bool translate(struct loader *l, struct tm_rule *rule, const struct tm_yaml *pattern)
{
	struct tm_slice bad = TM_NO_SLICE;

	rule->source = tm_phrase_pattern(rule->source, l->arena, &bad);
	if (!rule->source.ptr)
		complain(l, TM_D_RULE_UNDEFINED, pattern, bad);
	return rule->source.ptr != NULL;
}

/* Uses whose words are nothing without what they stand for. */
static bool needs_map(enum tm_use use)
{
	return use == TM_USE_ASSUMED || use == TM_USE_OFFICE_ALIAS;
}

static bool read_pattern(struct loader *l, struct tm_rule *rule)
{
	const struct tm_yaml *pattern = tm_yaml_get(l->node, "pattern");
	const struct tm_yaml *words = tm_yaml_get(l->node, "words");
	const struct tm_yaml *map = tm_yaml_get(l->node, "map");
	enum tm_how how = uses[rule->use].how;

	if ((pattern != NULL) + (words != NULL) + (map != NULL) != 1) {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, TM_SLICE("words | pattern | map"));
		return false;
	}
	if (needs_map(rule->use) && !map) {
		complain_value(l, TM_D_RULE_MAP_MISSING, l->node, rule->id, rule->use);
		return false;
	}
	if (words && (words->kind != TM_YAML_SEQUENCE || !words->count))
		words = NULL;
	if (map && (map->kind != TM_YAML_MAPPING || !map->count))
		map = NULL;
	if (rule->use == TM_USE_CLASS && !words) {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, TM_SLICE("words"));
		return false;
	}
	if ((map && !read_words(l, rule, map, map)) ||
	    (words && (how == TM_HOW_WORD || how == TM_HOW_UNIT || rule->use == TM_USE_CLASS) &&
	     !read_words(l, rule, words, NULL)))
		return false;
	if (rule->map_count && (how == TM_HOW_WORD || how == TM_HOW_UNIT))
		return true;
	if (pattern && pattern->kind == TM_YAML_SCALAR) {
		rule->source = expand(l, pattern);
	} else if (words || map) {
		pattern = words ? words : map;
		rule->source = alternation(l, pattern, words ? words->items : map->keys);
	} else {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, TM_SLICE("pattern"));
		return false;
	}
	if (how == TM_HOW_PHRASE && !translate(l, rule, pattern))
		return false;
	rule->first = tm_pattern_first(rule->source);
	rule->last = tm_pattern_last(rule->source);
	rule->needs = tm_pattern_needs(rule->source);
	rule->pattern_place = (struct tm_place){ l->file, pattern->line, pattern->column };
	rule->pattern = tm_pattern_compile(
		rule->source, how == TM_HOW_ANYWHERE || how == TM_HOW_PHRASE ? TM_ANYWHERE : TM_ANCHORED,
		rule->pattern_place, l->diagnostics);
	return rule->pattern != NULL;
}

/* Classes consist of single characters, which are no ASCII. */
static void check_class(struct loader *l)
{
	const struct tm_yaml *words = tm_yaml_get(l->node, "words");

	for (size_t i = 0; i < words->count; i++) {
		struct tm_slice w = words->items[i].scalar;

		if ((unsigned char)w.ptr[0] < 0x80 || tm_utf8_length(w.ptr[0]) != w.len)
			complain(l, TM_D_YAML_SHAPE, &words->items[i], TM_SLICE("one character beyond ASCII"));
	}
}

/* The characters of the classes whose rules are left when all files have been read. */
static void fill_classes(struct loader *l)
{
	const struct tm_grammar *g = l->grammar;

	for (size_t r = g->first[TM_USE_CLASS]; r < g->first[TM_USE_CLASS + 1]; r++) {
		const struct tm_rule *rule = &g->rules[r];
		struct tm_charset *set = &l->grammar->classes[rule->value_number];
		size_t n;

		if (set->count + rule->map_count > TM_CLASS_CHARS) {
			tm_diagnose_file(l->diagnostics, TM_D_YAML_SHAPE, rule->place.file, rule->place.line,
					 rule->place.column, TM_SLICE("at most 24 characters in a class"));
			l->ok = false;
			return;
		}
		for (size_t i = 0; i < rule->map_count; i++)
			set->chars[set->count++] = tm_utf8_decode(rule->map[i].from.ptr, &n);
	}
}

/* The value of a word that is a quantity must be one that the catalogue can hold. */
static bool is_quantity_value(enum tm_use use, struct tm_slice value)
{
	struct tm_decimal n;

	switch (use) {
	case TM_USE_MONEY_WORD:
	case TM_USE_RATE_WORD:
		return tm_decimal_parse(value, &n) && n.mantissa >= 0;
	case TM_USE_PERIOD_WORD:
		return value.len > 2 && value.ptr[0] == 'P';
	case TM_USE_DATE_WORD:
		return value.len > 3 && strchr("-0123456789", value.ptr[0]);
	default:
		return true;
	}
}

/* Where the rule's value stands, or the rule. */
static const struct tm_yaml *value_node(const struct loader *l)
{
	const struct tm_yaml *value = tm_yaml_get(l->node, "value");

	return value ? value : l->node;
}

/* The value itself: one where the use asks for one, of those that it has, and none where the map says it. */
static void read_value(struct loader *l, struct tm_rule *rule)
{
	const char *known = uses[rule->use].values;
	bool wanted = known[0] && !tm_yaml_get(l->node, "map");

	if (!wanted && rule->value.ptr)
		complain_value(l, TM_D_RULE_VALUE_UNWANTED, value_node(l), rule->id, rule->use);
	if (wanted && !rule->value.ptr)
		complain_value(l, TM_D_RULE_VALUE_MISSING, l->node, rule->id, rule->use);
	if (!wanted || !rule->value.ptr || known[0] == '*')
		return;
	rule->value_number = word_index(known, rule->value);
	if (rule->value_number < 0)
		complain_value(l, TM_D_RULE_VALUE, value_node(l), rule->value, rule->use);
}

static void check_values(struct loader *l, const struct tm_rule *rule)
{
	const struct tm_yaml *map = tm_yaml_get(l->node, "map");

	if (rule->use == TM_USE_ASSUMED && rule->map_count != 1)
		complain(l, TM_D_YAML_MISSING_KEY, l->node, TM_SLICE("map"));
	if (!map && !is_quantity_value(rule->use, rule->value))
		complain_value(l, TM_D_RULE_VALUE, value_node(l), rule->value, rule->use);
	for (size_t i = 0; map && i < rule->map_count; i++)
		if (!is_quantity_value(rule->use, rule->map[i].to))
			complain_value(l, TM_D_RULE_VALUE, &map->items[i], rule->map[i].to, rule->use);
}

static bool find_use(struct tm_slice name, enum tm_use *use)
{
	for (int u = 0; u < TM_USE_COUNT; u++) {
		if (!tm_slice_is(name, uses[u].name))
			continue;
		*use = (enum tm_use)u;
		return true;
	}
	return false;
}

static void read_rule(struct loader *l)
{
	static const char *const keys[] = { "id",  "use",  "value", "pattern", "words",    "map",
					    "why", "seen", "finds", "rejects", "priority", NULL };
	struct tm_grammar *g = l->grammar;
	struct tm_slice use = tm_yaml_text(l->node, "use"), priority = tm_yaml_text(l->node, "priority");
	size_t same = SIZE_MAX;
	struct tm_rule rule = { .id = tm_yaml_text(l->node, "id"),
				.value = tm_yaml_text(l->node, "value"),
				.value_number = -1,
				.order = l->order++,
				.why = tm_yaml_text(l->node, "why"),
				.seen = tm_yaml_text(l->node, "seen"),
				.place = { l->file, l->node->line, l->node->column } };

	if (!tm_yaml_check_keys(l->node, keys, l->file, l->diagnostics)) {
		l->ok = false;
		return;
	}
	if (!use.len || !rule.id.len) {
		complain(l, TM_D_YAML_MISSING_KEY, l->node, rule.id.len ? TM_SLICE("use") : TM_SLICE("id"));
		return;
	}
	if (!find_use(use, &rule.use)) {
		complain(l, TM_D_RULE_USE, tm_yaml_get(l->node, "use"), use);
		return;
	}
	if (priority.len && !tm_slice_number(priority, &rule.priority))
		complain(l, TM_D_YAML_SHAPE, l->node, TM_SLICE("a number"));
	for (size_t i = 0; i < g->rule_count; i++)
		if (tm_slice_eq(g->rules[i].id, rule.id))
			same = i;
	if (same != SIZE_MAX && !l->overlay)
		complain(l, TM_D_RULE_DUPLICATE, l->node, rule.id);
	read_value(l, &rule);
	if (!read_pattern(l, &rule)) {
		l->ok = false;
		return;
	}
	if (rule.use == TM_USE_CLASS)
		check_class(l);
	check_values(l, &rule);
	read_groups(l, &rule);
	read_examples(l, "finds", &rule.finds, &rule.find_count);
	read_examples(l, "rejects", &rule.rejects, &rule.reject_count);
	if (same != SIZE_MAX) {
		tm_pattern_free(g->rules[same].pattern);
		g->rules[same] = rule;
		return;
	}
	*(struct tm_rule *)tm_arena_push(l->arena, &g->rules, &g->rule_count, &l->room, sizeof(rule)) = rule;
}

static void disable(struct loader *l, const struct tm_yaml *ids)
{
	struct tm_grammar *g = l->grammar;

	for (size_t i = 0; ids && i < ids->count; i++) {
		size_t r = 0;

		while (r < g->rule_count && !tm_slice_eq(g->rules[r].id, ids->items[i].scalar))
			r++;
		if (r == g->rule_count) {
			complain(l, TM_D_RULE_UNKNOWN, &ids->items[i], ids->items[i].scalar);
			continue;
		}
		tm_pattern_free(g->rules[r].pattern);
		memmove(&g->rules[r], &g->rules[r + 1], (g->rule_count - r - 1) * sizeof(*g->rules));
		g->rule_count--;
	}
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

static void load_file(struct loader *l, const struct tm_resource *file)
{
	static const char *const keys[] = { "define", "disable", "rules", NULL };
	const struct tm_yaml *root = tm_yaml_parse(file->text, file->name, l->diagnostics), *rules;

	l->file = file->name;
	if (root && tm_slice_ends(file->name, numerals_file)) {
		l->grammar->numerals = (struct tm_numerals){ 0 };
		l->ok &= tm_numerals_load(&l->grammar->numerals, root, file->name, l->diagnostics);
		return;
	}
	if (!root || !tm_yaml_check_keys(root, keys, file->name, l->diagnostics)) {
		l->ok = false;
		return;
	}
	l->define_count = 0; /* a definition holds in its own file */
	disable(l, tm_yaml_get(root, "disable"));
	read_defines(l, tm_yaml_get(root, "define"));
	rules = tm_yaml_get(root, "rules");
	for (size_t i = 0; rules && i < rules->count; i++) {
		l->node = &rules->items[i];
		read_rule(l);
	}
}

/* Does the file lie in this folder? */
static bool lies_in(struct tm_slice folder, struct tm_slice file)
{
	return folder.ptr && tm_slice_starts(file, folder) &&
	       !memchr(file.ptr + folder.len, '/', file.len - folder.len);
}

/* Has the folder a file for each one of the program? */
static bool holds_all(const struct tm_resource *more, struct tm_slice folder)
{
	for (const struct tm_resource *own = tm_grammar_resources; own->name.ptr; own++) {
		const struct tm_resource *r = more;
		const char *slash = own->name.ptr + own->name.len;

		while (slash > own->name.ptr && slash[-1] != '/')
			slash--;
		while (r->name.ptr &&
		       !(lies_in(folder, r->name) &&
			 tm_slice_eq(tm_slice_sub(r->name, folder.len, r->name.len),
				     (struct tm_slice){ slash, (size_t)(own->name.ptr + own->name.len - slash) })))
			r++;
		if (!r->name.ptr)
			return false;
	}
	return true;
}

/* The folder, with its slash, of a catalogue that takes the place of the program's; absent when there is none. */
static struct tm_slice whole_catalogue(const struct tm_resource *more)
{
	for (const struct tm_resource *r = more; r && r->name.ptr; r++) {
		struct tm_slice folder;

		if (!tm_slice_ends(r->name, numerals_file))
			continue;
		folder = tm_slice_sub(r->name, 0, r->name.len - numerals_file.len + 1);
		if (holds_all(more, folder))
			return folder;
	}
	return TM_NO_SLICE;
}

struct tm_grammar *tm_grammar_load(const struct tm_resource *more, struct tm_arena *arena,
				   struct tm_diagnostics *diagnostics)
{
	struct tm_grammar *g = tm_arena_alloc(arena, sizeof(*g));
	struct loader l = { .arena = arena, .diagnostics = diagnostics, .grammar = g, .ok = true };

	struct tm_slice whole = whole_catalogue(more);

	for (const struct tm_resource *r = whole.ptr ? more : tm_grammar_resources; r->name.ptr; r++)
		if (!whole.ptr || lies_in(whole, r->name))
			load_file(&l, r);
	l.overlay = true;
	for (const struct tm_resource *r = more; r && r->name.ptr; r++)
		if (!lies_in(whole, r->name))
			load_file(&l, r);
	group_by_use(&l);
	if (l.ok)
		fill_classes(&l);
	if (l.ok) {
		g->words = tm_lexicon_new(g, TM_HOW_WORD, arena, diagnostics);
		g->units = tm_lexicon_new(g, TM_HOW_UNIT, arena, diagnostics);
	}
	if (g->words && g->units)
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
		if (grammar->rules[i].pattern)
			tm_pattern_jit(grammar->rules[i].pattern);
}

struct tm_slice tm_grammar_sha256(const struct tm_resource *more, struct tm_arena *arena)
{
	const struct tm_resource *tables[] = { tm_normalize_resources, tm_grammar_resources, more };
	struct tm_buffer all = TM_BUFFER_INIT;
	struct tm_slice digest;

	for (size_t t = 0; t < 3; t++) {
		for (const struct tm_resource *r = tables[t]; r && r->name.ptr; r++) {
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

enum tm_how tm_use_how(enum tm_use use)
{
	return uses[use].how;
}

const char *tm_use_values(enum tm_use use)
{
	return uses[use].values[0] == '*' ? "*" : uses[use].values;
}

bool tm_rule_match(const struct tm_rule *rule, struct tm_matcher *matcher, struct tm_slice text, size_t from)
{
	if (!tm_match(matcher, rule->pattern, text, from))
		return false;
	if (uses[rule->use].how != TM_HOW_PHRASE) /* whose text is codes: the reader knows the place */
		tm_tally_note(matcher, rule, text.ptr + tm_group_start(matcher, 0));
	return true;
}

/* The first rule that matches right at `from`; most can neither begin nor end with the characters there. */
static const struct tm_rule *match_here(const struct tm_grammar *g, enum tm_use use, struct tm_matcher *matcher,
					struct tm_slice text, size_t from)
{
	uint32_t first, last;
	size_t n;

	if (from >= text.len)
		return NULL;
	first = tm_utf8_decode(text.ptr + from, &n);
	last = tm_utf8_decode(text.ptr + tm_utf8_before(text.ptr, text.len), &n);
	for (size_t i = g->first[use]; i < g->first[use + 1]; i++) {
		const struct tm_rule *rule = &g->rules[i];

		if (tm_sketch_has(&rule->first, first) && tm_sketch_has(&rule->last, last) &&
		    tm_pattern_may_start(rule->pattern, text.ptr[from]) &&
		    tm_rule_match(rule, matcher, text, from))
			return rule;
	}
	return NULL;
}

const struct tm_rule *tm_grammar_match(const struct tm_grammar *grammar, enum tm_use use,
				       struct tm_matcher *matcher, struct tm_slice text, size_t from)
{
	struct tm_sketch held;

	if (uses[use].how == TM_HOW_ANCHORED)
		return match_here(grammar, use, matcher, text, from);
	held = tm_sketch_text(tm_slice_sub(text, from, text.len));
	for (size_t i = grammar->first[use]; i < grammar->first[use + 1]; i++) {
		const struct tm_rule *rule = &grammar->rules[i];

		if (tm_needs_met(&rule->needs, &held) && tm_rule_match(rule, matcher, text, from))
			return rule;
	}
	return NULL;
}

const struct tm_rule *tm_grammar_search(const struct tm_grammar *grammar, enum tm_use use,
					struct tm_matcher *matcher, struct tm_slice text, size_t from)
{
	const struct tm_rule *best = NULL;
	struct tm_sketch held = tm_sketch_text(tm_slice_sub(text, from, text.len));
	size_t start = 0, end = 0;

	for (size_t i = grammar->first[use]; i < grammar->first[use + 1]; i++) {
		const struct tm_rule *rule = &grammar->rules[i];

		if (!tm_needs_met(&rule->needs, &held) || !tm_match(matcher, rule->pattern, text, from))
			continue;
		if (!best || tm_group_start(matcher, 0) < start ||
		    (tm_group_start(matcher, 0) == start && tm_group_end(matcher, 0) > end)) {
			best = rule;
			start = tm_group_start(matcher, 0);
			end = tm_group_end(matcher, 0);
		}
	}
	if (best)
		tm_rule_match(best, matcher, text, from);
	return best;
}
