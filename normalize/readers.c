/*
 * readers.c - loads what readers know from the YAML files of the folder readers.
 */
#include "reader_p.h"

#include "normalize/resource.h"
#include "normalize/utf8.h"
#include "normalize/yaml.h"

struct loader {
	struct tm_reading_data *data;
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
	struct tm_slice file;
	bool ok;
};

static void complain(struct loader *l, enum tm_code code, const struct tm_yaml *where, const char *what)
{
	tm_diagnose_file(l->diagnostics, code, l->file, where->line, where->column, tm_slice_str(what));
	l->ok = false;
}

static void load_frequent(struct loader *l, const struct tm_yaml *root)
{
	static const char *const keys[] = { "simplified", "traditional", "marks", NULL };
	const struct tm_yaml *lists = tm_yaml_get(root, "frequent");
	size_t n;

	if (!tm_yaml_check_keys(lists, keys, l->file, l->diagnostics)) {
		complain(l, TM_D_YAML_MISSING_KEY, root, "frequent");
		return;
	}
	for (size_t k = 0; k < lists->count; k++) {
		struct tm_slice text = lists->items[k].scalar;

		for (size_t i = 0; i < text.len; i += n) {
			uint32_t c = tm_utf8_decode(text.ptr + i, &n);

			if (c > 0xFFFF)
				complain(l, TM_D_YAML_SHAPE, &lists->items[k], "characters of the BMP");
			else if (c > 0x7F)
				l->data->frequent.bits[c >> 3] |= (uint8_t)(1u << (c & 7));
		}
	}
}

static void load_list(struct loader *l, const struct tm_yaml *root, const char *key, struct tm_slice **out,
		      size_t *count)
{
	const struct tm_yaml *list = tm_yaml_get(root, key);

	if (!list || list->kind != TM_YAML_SEQUENCE) {
		complain(l, TM_D_YAML_MISSING_KEY, root, key);
		return;
	}
	*out = tm_arena_array(l->arena, list->count, sizeof(**out));
	for (size_t i = 0; i < list->count; i++)
		(*out)[i] = list->items[i].scalar;
	*count = list->count;
}

static void add_labels(struct loader *l, const struct tm_yaml *field, const char *key, struct tm_page_label **list,
		       size_t *count, size_t *room)
{
	const struct tm_yaml *texts = tm_yaml_get(field, key);

	if (texts && texts->kind != TM_YAML_SEQUENCE) {
		complain(l, TM_D_YAML_SHAPE, texts, "a list");
		return;
	}
	for (size_t i = 0; texts && i < texts->count; i++) {
		struct tm_slice text = texts->items[i].scalar;

		for (size_t k = 0; k < *count; k++)
			if (tm_slice_eq((*list)[k].text, text))
				complain(l, TM_D_YAML_SHAPE, &texts->items[i], "a text that no other field has");
		*(struct tm_page_label *)tm_arena_push(
			l->arena, list, count, room,
			sizeof(**list)) = (struct tm_page_label){ tm_yaml_text(field, "name"), text };
	}
}

/* What the fields of a document are called above its text. */
static void load_fields(struct loader *l, const struct tm_yaml *root)
{
	static const char *const keys[] = { "name", "labels", "meta", NULL };
	const struct tm_yaml *fields = tm_yaml_get(root, "fields");
	struct tm_reading_data *d = l->data;

	if (!fields || fields->kind != TM_YAML_SEQUENCE) {
		complain(l, TM_D_YAML_MISSING_KEY, root, "fields");
		return;
	}
	for (size_t i = 0; i < fields->count; i++) {
		const struct tm_yaml *field = &fields->items[i];

		if (!tm_yaml_check_keys(field, keys, l->file, l->diagnostics))
			l->ok = false;
		if (!tm_yaml_text(field, "name").len)
			complain(l, TM_D_YAML_MISSING_KEY, field, "name");
		add_labels(l, field, "labels", &d->labels, &d->label_count, &d->label_room);
		add_labels(l, field, "meta", &d->meta, &d->meta_count, &d->meta_room);
	}
}

static void load_pages(struct loader *l, const struct tm_yaml *root)
{
	static const char *const keys[] = { "skip", "marks", "buttons", "fields", NULL };

	if (!tm_yaml_check_keys(root, keys, l->file, l->diagnostics))
		l->ok = false;
	load_list(l, root, "skip", &l->data->skip, &l->data->skip_count);
	load_list(l, root, "buttons", &l->data->buttons, &l->data->button_count);
	load_fields(l, root);
	l->data->marks = tm_yaml_text(root, "marks");
}

static const struct {
	const char *file;
	void (*load)(struct loader *l, const struct tm_yaml *root);
} files[] = {
	{ "normalize/readers/encodings.yaml", load_frequent },
	{ "normalize/readers/pages.yaml", load_pages },
};

const struct tm_reading_data *tm_reading_data_load(struct tm_arena *arena, struct tm_diagnostics *diagnostics)
{
	struct loader l = { .data = tm_arena_alloc(arena, sizeof(*l.data)),
			    .arena = arena,
			    .diagnostics = diagnostics,
			    .ok = true };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		for (const struct tm_resource *r = tm_normalize_resources; r->name.ptr; r++) {
			const struct tm_yaml *root;

			if (!tm_slice_is(r->name, files[i].file))
				continue;
			l.file = r->name;
			root = tm_yaml_parse(r->text, r->name, diagnostics);
			if (root)
				files[i].load(&l, root);
			else
				l.ok = false;
		}
	}
	return l.ok ? l.data : NULL;
}
