#include "normalize/yaml.h"

#include <yaml.h>

#include "normalize/buffer.h"

struct loader {
	yaml_parser_t parser;
	struct tm_slice file;
	struct tm_diagnostics *diagnostics;
};

static bool complain(struct loader *l, enum tm_code code, yaml_mark_t mark, struct tm_slice what)
{
	tm_diagnose_file(l->diagnostics, code, l->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, what);
	return false;
}

static bool next_event(struct loader *l, yaml_event_t *event)
{
	yaml_mark_t mark;

	if (yaml_parser_parse(&l->parser, event))
		return true;
	mark = l->parser.problem_mark;
	if (l->parser.error == YAML_READER_ERROR) /* counts bytes and sets no mark */
		mark = l->parser.mark;
	return complain(l, TM_D_YAML_SYNTAX, mark,
			tm_slice_str(l->parser.problem ? l->parser.problem : "not YAML"));
}

static bool add_node(struct loader *l, struct tm_yaml *out, yaml_event_t *event, int depth);

/* Children of an open sequence or mapping, up to its end event. */
static bool add_children(struct loader *l, struct tm_yaml *out, int depth)
{
	struct tm_arena *arena = l->diagnostics->arena;
	size_t item_room = 0, key_room = 0, keys = 0;
	bool mapping = out->kind == TM_YAML_MAPPING;

	for (;;) {
		yaml_event_t event;
		struct tm_yaml *node;
		bool ok;

		if (!next_event(l, &event))
			return false;
		if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&event);
			return true;
		}
		node = mapping && keys == out->count
			       ? tm_arena_push(arena, &out->keys, &keys, &key_room, sizeof(*node))
			       : tm_arena_push(arena, &out->items, &out->count, &item_room, sizeof(*node));
		ok = add_node(l, node, &event, depth + 1);
		if (ok && mapping && keys > out->count) {
			if (node->kind != TM_YAML_SCALAR)
				ok = complain(l, TM_D_YAML_SYNTAX, event.start_mark,
					      TM_SLICE("a key must be a scalar"));
			for (size_t i = 0; ok && i + 1 < keys; i++)
				if (tm_slice_eq(out->keys[i].scalar, node->scalar))
					ok = complain(l, TM_D_YAML_DUPLICATE_KEY, event.start_mark, node->scalar);
		}
		yaml_event_delete(&event);
		if (!ok)
			return false;
	}
}

static bool add_node(struct loader *l, struct tm_yaml *out, yaml_event_t *event, int depth)
{
	out->line = (uint32_t)event->start_mark.line + 1;
	out->column = (uint32_t)event->start_mark.column + 1;
	if (depth > TM_YAML_DEPTH)
		return complain(l, TM_D_YAML_SYNTAX, event->start_mark, TM_SLICE("nested too deep"));
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		out->kind = TM_YAML_SCALAR;
		out->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		out->scalar = tm_arena_slice(
			l->diagnostics->arena,
			(struct tm_slice){ (const char *)event->data.scalar.value, event->data.scalar.length });
		if (event->data.scalar.tag || event->data.scalar.anchor)
			break;
		return true;
	case YAML_SEQUENCE_START_EVENT:
		out->kind = TM_YAML_SEQUENCE;
		if (event->data.sequence_start.tag || event->data.sequence_start.anchor)
			break;
		return add_children(l, out, depth);
	case YAML_MAPPING_START_EVENT:
		out->kind = TM_YAML_MAPPING;
		if (event->data.mapping_start.tag || event->data.mapping_start.anchor)
			break;
		return add_children(l, out, depth);
	default:
		break;
	}
	return complain(l, TM_D_YAML_SYNTAX, event->start_mark,
			TM_SLICE("anchors, aliases and tags are not used here"));
}

struct tm_yaml *tm_yaml_parse(struct tm_slice text, struct tm_slice file, struct tm_diagnostics *diagnostics)
{
	struct loader l = { .file = file, .diagnostics = diagnostics };
	struct tm_yaml *root = NULL;
	bool done = false, ok = true;

	if (!yaml_parser_initialize(&l.parser))
		tm_out_of_memory();
	yaml_parser_set_input_string(&l.parser, (const unsigned char *)text.ptr, text.len);
	yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
	while (ok && !done) {
		yaml_event_t event;

		if (!next_event(&l, &event)) {
			ok = false;
			break;
		}
		switch (event.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_DOCUMENT_START_EVENT:
			if (root)
				ok = complain(&l, TM_D_YAML_SYNTAX, event.start_mark,
					      TM_SLICE("a second document in one file"));
			break;
		case YAML_STREAM_END_EVENT:
			done = true;
			break;
		default:
			root = tm_arena_alloc(diagnostics->arena, sizeof(*root));
			ok = add_node(&l, root, &event, 0);
			break;
		}
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&l.parser);
	if (ok && !root)
		tm_diagnose_file(diagnostics, TM_D_YAML_SYNTAX, file, 1, 1, TM_SLICE("the file is empty"));
	return ok ? root : NULL;
}

const struct tm_yaml *tm_yaml_get(const struct tm_yaml *map, const char *key)
{
	if (!map || map->kind != TM_YAML_MAPPING)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (tm_slice_is(map->keys[i].scalar, key))
			return &map->items[i];
	return NULL;
}

bool tm_yaml_is_null(const struct tm_yaml *node)
{
	return !node ||
	       (node->kind == TM_YAML_SCALAR && node->plain &&
		(node->scalar.len == 0 || tm_slice_is(node->scalar, "null") || tm_slice_is(node->scalar, "~")));
}

struct tm_slice tm_yaml_text(const struct tm_yaml *map, const char *key)
{
	const struct tm_yaml *node = tm_yaml_get(map, key);

	if (tm_yaml_is_null(node) || node->kind != TM_YAML_SCALAR)
		return TM_NO_SLICE;
	return node->scalar;
}

/* "id, use, value" */
static struct tm_slice join(const char *const *names, struct tm_arena *arena)
{
	struct tm_buffer all = TM_BUFFER_INIT;
	struct tm_slice result;

	for (size_t i = 0; names[i]; i++)
		tm_buffer_printf(&all, "%s%s", i ? ", " : "", names[i]);
	result = tm_arena_slice(arena, tm_buffer_view(&all));
	tm_buffer_release(&all);
	return result;
}

bool tm_yaml_check_keys(const struct tm_yaml *map, const char *const *allowed, struct tm_slice file,
			struct tm_diagnostics *diagnostics)
{
	bool ok = true;

	if (map->kind != TM_YAML_MAPPING) {
		tm_diagnose_file(diagnostics, TM_D_YAML_SHAPE, file, map->line, map->column,
				 TM_SLICE("a mapping"));
		return false;
	}
	for (size_t i = 0; i < map->count; i++) {
		const char *const *known = allowed;
		struct tm_diagnostic *d;

		while (*known && !tm_slice_is(map->keys[i].scalar, *known))
			known++;
		if (!*known) {
			d = tm_diagnose_file(diagnostics, TM_D_YAML_UNKNOWN_KEY, file, map->keys[i].line,
					     map->keys[i].column, map->keys[i].scalar);
			d->args[d->arg_count++] = join(allowed, diagnostics->arena);
			ok = false;
		}
	}
	return ok;
}
