#include "normalize/messages.h"

#include "normalize/resource.h"
#include "normalize/yaml.h"

bool tm_messages_load(struct tm_messages *messages, struct tm_diagnostics *diagnostics)
{
	static const char *const keys[] = { "en", "zh", NULL };
	const struct tm_resource *r = tm_normalize_resources;
	const struct tm_yaml *root, *map;
	bool ok = true;

	*messages = (struct tm_messages){ 0 };
	while (!tm_slice_is(r->name, "normalize/tables/messages.yaml"))
		r++;
	root = tm_yaml_parse(r->text, r->name, diagnostics);
	map = tm_yaml_get(root, "messages");
	for (size_t i = 0; map && i < map->count; i++) {
		int code = tm_code_by_name(map->keys[i].scalar);

		if (code < 0) {
			struct tm_diagnostic *d = tm_diagnose_file(diagnostics, TM_D_YAML_UNKNOWN_KEY, r->name,
								   map->keys[i].line, map->keys[i].column,
								   map->keys[i].scalar);

			d->args[d->arg_count++] = TM_SLICE("those of diagnostic_codes.def");
			ok = false;
			continue;
		}
		ok &= tm_yaml_check_keys(&map->items[i], keys, r->name, diagnostics);
		messages->text[code][TM_ENGLISH] = tm_yaml_text(&map->items[i], "en");
		messages->text[code][TM_CHINESE] = tm_yaml_text(&map->items[i], "zh");
	}
	for (int code = 0; code < TM_D_COUNT; code++) {
		if (messages->text[code][0].len && messages->text[code][1].len)
			continue;
		tm_diagnose_file(diagnostics, TM_D_YAML_MISSING_KEY, r->name, 1, 1,
				 tm_slice_str(tm_code_name((enum tm_code)code)));
		ok = false;
	}
	return ok;
}

void tm_message_write(const struct tm_messages *messages, const struct tm_diagnostic *diagnostic,
		      enum tm_language language, struct tm_buffer *out)
{
	struct tm_slice text = messages->text[diagnostic->code][language];

	for (size_t i = 0; i < text.len; i++) {
		size_t arg = i + 2 < text.len ? (size_t)(text.ptr[i + 1] - '0') : TM_DIAGNOSTIC_ARGS;

		if (text.ptr[i] != '{' || arg >= TM_DIAGNOSTIC_ARGS || text.ptr[i + 2] != '}') {
			tm_buffer_byte(out, text.ptr[i]);
			continue;
		}
		if (arg < diagnostic->arg_count)
			tm_buffer_slice(out, diagnostic->args[arg]);
		i += 2;
	}
}
