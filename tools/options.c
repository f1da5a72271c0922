#include "options.h"

#include "normalize/encoding.h"
#include "normalize/resource.h"
#include "normalize/utf8.h"
#include "normalize/yaml.h"

enum option_kind {
	FLAG,
	CHOICE, /* one of the words of `values` */
	PATH,
	WORD,
	ENCODING,
	NUMBER, /* from 1 on */
	RULES   /* a path that adds to those given before */
};

static const struct option {
	const char *name; /* what commands and help.yaml call it */
	char letter;      /* or 0 */
	enum option_kind kind;
	const char *values;
	size_t offset;
} options_table[] = {
	{ "output", 'o', PATH, "FILE", offsetof(struct tm_options, output) },
	{ "format", 'f', CHOICE, "xml|json|ndjson|csv|xlsx|sqlite", offsetof(struct tm_options, format) },
	{ "report/format", 'f', CHOICE, "text|json", offsetof(struct tm_options, report) },
	{ "findings/format", 'f', CHOICE, "text|json|sarif", offsetof(struct tm_options, report) },
	{ "check/format", 'f', CHOICE, "text|sarif", offsetof(struct tm_options, check_format) },
	{ "against", 0, PATH, "CATALOGUE", offsetof(struct tm_options, against) },
	{ "use", 0, WORD, "USE", offsetof(struct tm_options, use) },
	{ "csv-encoding", 0, CHOICE, "utf-8-bom|utf-8|gb18030", offsetof(struct tm_options, csv_encoding) },
	{ "diff/format", 'f', CHOICE, "text|json|xml|html", offsetof(struct tm_options, diff_format) },
	{ "ignore", 0, CHOICE, "nothing|words", offsetof(struct tm_options, ignore) },
	{ "stat", 0, FLAG, NULL, offsetof(struct tm_options, stat) },
	{ "figures", 0, FLAG, NULL, offsetof(struct tm_options, figures) },
	{ "color", 0, CHOICE, "auto|always|never", offsetof(struct tm_options, color) },
	{ "text", 0, FLAG, NULL, offsetof(struct tm_options, text) },
	{ "encoding", 0, ENCODING, "NAME", offsetof(struct tm_options, encoding) },
	{ "lang", 0, CHOICE, "en|zh", offsetof(struct tm_options, language) },
	{ "jit", 0, CHOICE, "auto|on|off", offsetof(struct tm_options, jit) },
	{ "jobs", 'j', NUMBER, "N", offsetof(struct tm_options, jobs) },
	{ "rules", 0, RULES, "DIR", offsetof(struct tm_options, rules) },
	{ "strict", 0, FLAG, NULL, offsetof(struct tm_options, strict) },
	{ "quiet", 'q', FLAG, NULL, offsetof(struct tm_options, quiet) },
	{ "verbose", 'v', FLAG, NULL, offsetof(struct tm_options, verbose) },
	{ "check/verbose", 'v', FLAG, NULL, offsetof(struct tm_options, verbose) },
	{ "help", 'h', FLAG, NULL, offsetof(struct tm_options, help) },
	{ "version", 0, FLAG, NULL, offsetof(struct tm_options, version) },
	{ NULL, 0, FLAG, NULL, 0 },
};

/* Options that every command takes. */
static const char common[] = "lang help";

/* What the user writes: options that differ between commands have a name of ours and a / in front of it. */
static const char *spelling(const struct option *o)
{
	const char *slash = strchr(o->name, '/');

	return slash ? slash + 1 : o->name;
}

const struct tm_resource *tm_tool_resource(const char *name)
{
	const struct tm_resource *r = tm_tool_resources;

	while (!tm_slice_is(r->name, name))
		r++;
	return r;
}

/* Is `name` among words separated by spaces or '|'? */
static bool in_list(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; (at = strstr(at, name)) != NULL; at += len)
		if ((at == list || at[-1] == ' ' || at[-1] == '|') &&
		    (at[len] == '\0' || at[len] == ' ' || at[len] == '|'))
			return true;
	return false;
}

static bool is_taken(const struct tm_command *command, const struct option *o)
{
	if (in_list(common, o->name))
		return true;
	return command ? in_list(command->options, o->name) : in_list("version", o->name);
}

/* Position of `word` among words separated by '|'. */
static int choice_index(const char *values, const char *word)
{
	int index = 0;

	if (strchr(word, '|') || !in_list(values, word))
		return -1;
	for (const char *at = values;
	     strncmp(at, word, strlen(word)) != 0 || (at[strlen(word)] && at[strlen(word)] != '|');) {
		at = strchr(at, '|') + 1;
		index++;
	}
	return index;
}

static bool set_value(struct tm_options *options, const struct option *o, char *value)
{
	void *at = (char *)options + o->offset;
	int index;

	switch (o->kind) {
	case FLAG:
		*(bool *)at = true;
		return true;
	case PATH:
	case WORD:
		memcpy(at, &value, sizeof(value));
		return true;
	case ENCODING:
		*(struct tm_slice *)at = tm_slice_str(value);
		return tm_encoding_by_label(tm_slice_str(value)) != TM_ENCODING_UNKNOWN;
	case NUMBER:
		return tm_slice_number(tm_slice_str(value), (int *)at) && *(int *)at > 0;
	case RULES:
		if (options->rule_count == TM_RULES_MAX)
			return false;
		options->rules[options->rule_count++] = value;
		return true;
	case CHOICE:
		index = choice_index(o->values, value);
		if (index >= 0)
			memcpy(at, &index, sizeof(index));
		if (at == &options->language)
			options->language_given = true;
		return index >= 0;
	}
	return false;
}

static const struct option *find_option(const struct tm_command *command, const char *word, char **value)
{
	size_t len = strcspn(word, "=");

	for (const struct option *o = options_table; o->name; o++) {
		if (!is_taken(command, o))
			continue;
		if (word[1] == '-' && strlen(spelling(o)) == len - 2 &&
		    strncmp(word + 2, spelling(o), len - 2) == 0) {
			*value = word[len] ? (char *)word + len + 1 : NULL;
			return o;
		}
		if (word[1] != '-' && o->letter == word[1]) {
			*value = word[2] ? (char *)word + 2 : NULL;
			return o;
		}
	}
	return NULL;
}

const char *tm_options_read(struct tm_options *options, const struct tm_command *command, int argc, char **argv)
{
	bool only_operands = false;

	*options = (struct tm_options){ .inputs = argv };
	for (int i = 0; i < argc; i++) {
		char *word = argv[i], *value = NULL;
		const struct option *o;

		if (only_operands || word[0] != '-' || word[1] == '\0') {
			options->inputs[options->input_count++] = word;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			only_operands = true;
			continue;
		}
		o = find_option(command, word, &value);
		if (!o || (o->kind == FLAG && value))
			return word;
		if (o->kind != FLAG && !value) {
			if (++i == argc)
				return word;
			value = argv[i];
		}
		if (!set_value(options, o, value))
			return word;
	}
	/* A folder cannot go to standard output. */
	return options->format == TM_FORMAT_CSV && !options->output && !options->help ? "--output" : NULL;
}

/* ---- help ---- */

static struct tm_slice help_text(const struct tm_yaml *root, const char *section, const char *key,
				 enum tm_language language)
{
	const struct tm_yaml *entry = tm_yaml_get(tm_yaml_get(root, section), key);

	return tm_yaml_text(entry, language == TM_CHINESE ? "zh" : "en");
}

static void pad_to(struct tm_buffer *out, size_t line_start, size_t column)
{
	size_t width = tm_text_width((struct tm_slice){ out->data + line_start, out->len - line_start });

	do
		tm_buffer_byte(out, ' ');
	while (++width < column);
}

static void write_option(struct tm_buffer *out, const struct option *o, struct tm_slice text)
{
	size_t start = out->len;

	if (o->letter)
		tm_buffer_printf(out, "  -%c, --%s", o->letter, spelling(o));
	else
		tm_buffer_printf(out, "      --%s", spelling(o));
	if (o->values)
		tm_buffer_printf(out, " %s", o->values);
	pad_to(out, start, 34);
	tm_buffer_slice(out, text);
	tm_buffer_byte(out, '\n');
}

void tm_help_write(struct tm_buffer *out, const struct tm_command *command, enum tm_language language)
{
	const struct tm_resource *r = tm_tool_resource("tools/help.yaml");
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_diagnostics diagnostics;
	const struct tm_yaml *root;

	tm_diagnostics_init(&diagnostics, &arena);
	root = tm_yaml_parse(r->text, r->name, &diagnostics);
	if (command) {
		tm_buffer_slice(out, help_text(root, "usage", command->name, language));
		tm_buffer_lit(out, "\n\n");
		tm_buffer_slice(out, help_text(root, "commands", command->name, language));
		tm_buffer_lit(out, "\n\n");
	} else {
		tm_buffer_slice(out, help_text(root, "usage", "tiaomu", language));
		tm_buffer_lit(out, "\n\n");
		for (const struct tm_command *c = tm_commands; c->name; c++) {
			size_t start = out->len;

			tm_buffer_printf(out, "  %s", c->name);
			pad_to(out, start, 14);
			tm_buffer_slice(out, help_text(root, "commands", c->name, language));
			tm_buffer_byte(out, '\n');
		}
		tm_buffer_byte(out, '\n');
	}
	for (const struct option *o = options_table; o->name; o++)
		if (is_taken(command, o))
			write_option(out, o, help_text(root, "options", o->name, language));
	tm_arena_release(&arena);
}
