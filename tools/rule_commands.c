/*
 * rule_commands.c - tiaomu rules list, lint, test: for those who keep the rules.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "extract/rule_check.h"
#include "extract/tally.h"
#include "normalize/utf8.h"
#include "rules.h"
#include "sarif.h"
#include "schema/json.h"
#include "tool.h"

enum { COLUMNS = 80 };

/* ---- findings ---- */

static void json_string(struct tm_buffer *out, const char *key, struct tm_slice value)
{
	tm_buffer_printf(out, "\"%s\": ", key);
	if (value.ptr)
		tm_json_text(out, value);
	else
		tm_buffer_lit(out, "null");
}

static void finding_as_json(const struct tm_tool *tool, struct tm_buffer *out, const struct tm_diagnostic *d)
{
	struct tm_buffer message = TM_BUFFER_INIT;

	tm_message_write(&tool->messages, d, tool->options.language, &message);
	tm_buffer_lit(out, "{");
	json_string(out, "file", d->file);
	tm_buffer_printf(out, ", \"line\": %u, \"column\": %u, \"severity\": \"%s\", \"code\": \"%s\", ", d->line,
			 d->column, tm_severity_name(tm_code_severity(d->code)), tm_code_name(d->code));
	json_string(out, "message", tm_buffer_view(&message));
	tm_buffer_byte(out, '}');
	tm_buffer_release(&message);
}

/* By file, line, column, then code: the order in which somebody goes through the files. */
static int by_place(const void *pa, const void *pb)
{
	const struct tm_diagnostic *a = pa, *b = pb;
	int order = tm_slice_cmp(a->file, b->file);

	if (order)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->code < b->code ? -1 : a->code > b->code;
}

/* Codes are the kinds of findings; of what a code means, SARIF gets the wording with its gaps. */
static void findings_as_sarif(struct tm_tool *tool, struct tm_buffer *out, const struct tm_diagnostics *list)
{
	struct tm_findings findings = { .arena = &tool->arena };
	struct tm_finding_rule rules[TM_D_COUNT];
	size_t index[TM_D_COUNT], count = 0;
	bool used[TM_D_COUNT] = { false };

	for (size_t i = 0; i < list->count; i++)
		used[list->items[i].code] = true;
	for (int code = 0; code < TM_D_COUNT; code++) {
		if (!used[code])
			continue;
		index[code] = count;
		rules[count++] = (struct tm_finding_rule){
			tm_slice_str(tm_code_name((enum tm_code)code)),
			tool->messages.text[code][tool->options.language],
			tm_code_severity((enum tm_code)code),
		};
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct tm_diagnostic *d = &list->items[i];
		struct tm_buffer message = TM_BUFFER_INIT;
		struct tm_finding f = { .rule = index[d->code],
					.place = { .file = d->file, .line = d->line, .column = d->column } };

		tm_message_write(&tool->messages, d, tool->options.language, &message);
		f.message = tm_buffer_view(&message);
		tm_findings_add(&findings, &f);
		tm_buffer_release(&message);
	}
	tm_sarif_write(out, rules, count, &findings, tool->options.language);
}

static void sort_findings(struct tm_diagnostics *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_place);
}

/* The findings are the product: all of them, then how many rules were looked at. */
static int print_findings(struct tm_tool *tool, struct tm_diagnostics *list, size_t rules)
{
	bool json = tool->options.report == TM_REPORT_JSON, sarif = tool->options.report == TM_REPORT_SARIF;
	struct tm_buffer out = TM_BUFFER_INIT;

	sort_findings(list);
	if (sarif)
		findings_as_sarif(tool, &out, list);
	if (json)
		tm_buffer_printf(&out, "{\"rules\": %zu, \"findings\": [", rules);
	for (size_t i = 0; i < list->count && !sarif; i++) {
		const struct tm_diagnostic *d = &list->items[i];

		if (json) {
			tm_buffer_str(&out, i ? ",\n " : "\n ");
			finding_as_json(tool, &out, d);
		} else {
			tm_tool_line(tool, &out, d->file, d->line, d->column, d);
		}
	}
	if (json)
		tm_buffer_lit(&out, "\n]}\n");
	else if (!sarif)
		tm_buffer_printf(&out, "%zu rules, %zu findings\n", rules, list->count);
	if (list->count)
		tm_tool_worse(tool, TM_EXIT_FINDINGS);
	tm_tool_output(tool, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return tool->status;
}

/* Does the user ask for this rule? */
static bool is_wanted(const struct tm_tool *tool, const struct tm_rule *rule)
{
	return !tool->options.use || strcmp(tool->options.use, tm_use_name(rule->use)) == 0;
}

static int lint(struct tm_tool *tool)
{
	const struct tm_resource *files = tm_rules_load(tool);
	const struct tm_grammar *g;
	struct tm_diagnostics list;
	size_t rules = 0;

	if (!files)
		return tool->status;
	tm_diagnostics_init(&list, &tool->arena);
	tool->engine = tm_engine_with_rules(files, &list);
	if (!tool->engine) /* what cannot be loaded is what was looked for */
		return print_findings(tool, &list, rules);
	g = tool->engine->grammar;
	for (size_t i = 0; i < g->rule_count; i++) {
		if (!is_wanted(tool, &g->rules[i]))
			continue;
		tm_rule_lint_notes(&g->rules[i], &list);
		tm_rule_lint_limit(g, &g->rules[i], &tool->worker.matcher, &list);
		tm_rule_lint_levels(g, &g->rules[i], &tool->worker.matcher, &list);
		rules++;
	}
	if (!tool->options.use)
		tm_rules_lint_order(g, &tool->worker.matcher, &list);
	return print_findings(tool, &list, rules);
}

static int test(struct tm_tool *tool)
{
	const struct tm_grammar *g;
	struct tm_diagnostics list;
	size_t rules = 0;

	if (!tm_tool_start(tool, 0))
		return tool->status;
	g = tool->engine->grammar;
	tm_diagnostics_init(&list, &tool->arena);
	for (size_t i = 0; i < g->rule_count; i++) {
		if (!is_wanted(tool, &g->rules[i]))
			continue;
		tm_rule_test(g, &g->rules[i], &tool->worker.matcher, &list);
		rules++;
	}
	return print_findings(tool, &list, rules);
}

/* ---- list ---- */

/* Where a rule found something for the first time; line 0 when it was in text that no file holds like this. */
struct place {
	struct tm_slice file;
	uint32_t line;
};

struct lister {
	struct tm_tool *tool;
	struct tm_tally tally;
	struct place *first; /* by rule */
	size_t documents;
};

static bool points_into(struct tm_slice text, const char *at, size_t *offset)
{
	*offset = (uintptr_t)at - (uintptr_t)text.ptr;
	return (uintptr_t)at >= (uintptr_t)text.ptr && *offset < text.len;
}

/* The line of the source for a place in the flow or in the normalised text. */
static uint32_t line_of(const struct tm_staged *staged, const char *at)
{
	const struct tm_document *doc = &staged->doc;
	uint32_t line, column, source;
	size_t offset;

	if (points_into(doc->flow.bytes, at, &offset))
		source = tm_flow_span(&doc->flow, offset, offset + 1).start;
	else if (points_into(doc->text.bytes, at, &offset))
		source = tm_map_start(&doc->text.map, (uint32_t)offset);
	else
		return 0;
	tm_tool_position(&staged->lines, source, &line, &column);
	return line;
}

static void count_document(struct lister *l, struct tm_slice path)
{
	struct tm_tool *tool = l->tool;
	const size_t rules = tool->engine->grammar->rule_count;
	struct tm_staged *staged = NULL;
	struct tm_source source;

	if (tm_source_load(&source, path.ptr, &tool->worker.arena, &tool->diagnostics))
		staged = tm_engine_run(tool->engine, &tool->worker, &source, TM_STAGE_EXTRACT, &tool->diagnostics);
	tm_tool_report(tool, path);
	for (size_t i = 0; staged && i < rules; i++)
		if (l->tally.rules[i].count && !l->first[i].file.ptr)
			l->first[i] = (struct place){ path, line_of(staged, l->tally.rules[i].first) };
	l->documents += staged != NULL;
	tm_tally_next(&l->tally);
	tm_worker_clear(&tool->worker);
}

static bool is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The files named, and the texts of the folders named. */
static void list_inputs(struct tm_tool *tool, struct tm_file_list *files)
{
	for (int i = 1; i < tool->options.input_count; i++) {
		struct tm_slice path = tm_slice_str(tool->options.inputs[i]);
		struct tm_resource *file;

		if (is_folder(path.ptr)) {
			while (path.len > 1 && path.ptr[path.len - 1] == '/')
				path.len--;
			tm_folder_list(tool, tm_arena_slice(&tool->arena, path), TM_SLICE(".txt"), files);
			tm_tool_report(tool, path);
			continue;
		}
		file = tm_arena_push(&tool->arena, &files->items, &files->count, &files->room, sizeof(*file));
		file->name = path;
	}
}

/* A text on one line, cut to what fits behind `used` columns. */
static void fit(struct tm_buffer *out, struct tm_slice text, size_t used)
{
	size_t width = used, n;

	for (size_t i = 0; i < text.len; i += n) {
		uint32_t c = tm_utf8_decode(text.ptr + i, &n);

		width += c == '\n' ? 1 : (size_t)tm_char_width(c);
		if (width + 3 > COLUMNS) {
			tm_buffer_lit(out, "...");
			return;
		}
		tm_buffer_add(out, c == '\n' ? " " : text.ptr + i, n);
	}
}

static void examples(struct tm_buffer *out, const char *label, const struct tm_rule_example *items, size_t count)
{
	struct tm_buffer all = TM_BUFFER_INIT;

	for (size_t i = 0; i < count; i++) {
		tm_buffer_str(&all, i ? " | " : "");
		tm_buffer_slice(&all, items[i].text);
		if (items[i].captured.ptr) {
			tm_buffer_lit(&all, " -> ");
			tm_buffer_slice(&all, items[i].captured);
		}
	}
	if (count) {
		tm_buffer_printf(out, "  %-8s", label);
		fit(out, tm_buffer_view(&all), 10);
		tm_buffer_byte(out, '\n');
	}
	tm_buffer_release(&all);
}

static void rule_as_text(const struct lister *l, struct tm_buffer *out, size_t i)
{
	const struct tm_rule *rule = &l->tool->engine->grammar->rules[i];
	size_t count = l->tally.rules[i].count;

	tm_buffer_printf(out, "%s  %s", rule->id.ptr, tm_use_name(rule->use));
	if (rule->value.ptr)
		tm_buffer_printf(out, ":%s", rule->value.ptr);
	tm_buffer_printf(out, "  %s:%u\n", rule->place.file.ptr, rule->place.line);
	examples(out, "finds", rule->finds, rule->find_count);
	examples(out, "rejects", rule->rejects, rule->reject_count);
	if (!l->documents || !tm_tally_counts(rule->use))
		return;
	if (!count) {
		tm_buffer_lit(out, "  fired   nowhere\n");
		return;
	}
	tm_buffer_printf(out, "  fired   %zu, first in %s", count, l->first[i].file.ptr);
	if (l->first[i].line)
		tm_buffer_printf(out, ":%u", l->first[i].line);
	tm_buffer_byte(out, '\n');
}

static void examples_as_json(struct tm_buffer *out, const char *key, const struct tm_rule_example *items,
			     size_t count)
{
	tm_buffer_printf(out, ",\n  \"%s\": [", key);
	for (size_t i = 0; i < count; i++) {
		tm_buffer_str(out, i ? ", {" : "{");
		json_string(out, "text", items[i].text);
		if (items[i].captured.ptr) {
			tm_buffer_lit(out, ", ");
			json_string(out, "captured", items[i].captured);
		}
		tm_buffer_printf(out, ", \"line\": %u}", items[i].line);
	}
	tm_buffer_byte(out, ']');
}

static void rule_as_json(const struct lister *l, struct tm_buffer *out, size_t i)
{
	const struct tm_rule *rule = &l->tool->engine->grammar->rules[i];

	tm_buffer_lit(out, "{");
	json_string(out, "id", rule->id);
	tm_buffer_printf(out, ", \"use\": \"%s\", ", tm_use_name(rule->use));
	json_string(out, "value", rule->value);
	tm_buffer_printf(out, ", \"priority\": %d, ", rule->priority);
	json_string(out, "file", rule->place.file);
	tm_buffer_printf(out, ", \"line\": %u", rule->place.line);
	examples_as_json(out, "finds", rule->finds, rule->find_count);
	examples_as_json(out, "rejects", rule->rejects, rule->reject_count);
	tm_buffer_lit(out, ",\n  ");
	json_string(out, "why", rule->why);
	tm_buffer_lit(out, ", ");
	json_string(out, "seen", rule->seen);
	if (l->documents && tm_tally_counts(rule->use)) {
		tm_buffer_printf(out, ", \"fired\": %zu, \"first\": ", l->tally.rules[i].count);
		if (l->tally.rules[i].count) {
			tm_buffer_byte(out, '{');
			json_string(out, "file", l->first[i].file);
			tm_buffer_printf(out, l->first[i].line ? ", \"line\": %u}" : "}", l->first[i].line);
		} else {
			tm_buffer_lit(out, "null");
		}
	}
	tm_buffer_byte(out, '}');
}

static void print_list(const struct lister *l)
{
	const struct tm_grammar *g = l->tool->engine->grammar;
	bool json = l->tool->options.report == TM_REPORT_JSON;
	struct tm_buffer out = TM_BUFFER_INIT;
	size_t rules = 0, idle = 0;

	if (json)
		tm_buffer_printf(&out, "{\"documents\": %zu, \"rules\": [", l->documents);
	for (size_t i = 0; i < g->rule_count; i++) {
		if (!is_wanted(l->tool, &g->rules[i]))
			continue;
		if (json) {
			tm_buffer_str(&out, rules ? ",\n " : "\n ");
			rule_as_json(l, &out, i);
		} else {
			rule_as_text(l, &out, i);
		}
		rules++;
		idle += !l->tally.rules[i].count && tm_tally_counts(g->rules[i].use);
	}
	if (json)
		tm_buffer_lit(&out, "\n]}\n");
	else if (l->documents)
		tm_buffer_printf(&out, "%zu rules, %zu of them fired nowhere in %zu documents\n", rules, idle,
				 l->documents);
	else
		tm_buffer_printf(&out, "%zu rules\n", rules);
	tm_tool_output(l->tool, tm_buffer_view(&out));
	tm_buffer_release(&out);
}

static int list(struct tm_tool *tool)
{
	struct lister l = { .tool = tool };
	struct tm_file_list files = { 0 };

	list_inputs(tool, &files);
	if (!tm_tool_start(tool, files.count))
		return tool->status;
	l.first = tm_arena_array(&tool->arena, tool->engine->grammar->rule_count + 1, sizeof(*l.first));
	tm_tally_init(&l.tally, tool->engine->grammar);
	tool->worker.matcher.tally = &l.tally;
	for (size_t i = 0; i < files.count; i++)
		count_document(&l, files.items[i].name);
	tool->worker.matcher.tally = NULL;
	print_list(&l);
	tm_tally_release(&l.tally);
	return tool->status;
}

static bool is_use(const char *name)
{
	for (int u = 0; u < TM_USE_COUNT; u++)
		if (strcmp(name, tm_use_name((enum tm_use)u)) == 0)
			return true;
	return false;
}

int tm_rules_command(struct tm_tool *tool)
{
	static const struct {
		const char *name;
		int (*run)(struct tm_tool *tool);
		bool takes_inputs;
	} actions[] = { { "list", list, true }, { "lint", lint, false }, { "test", test, false } };
	const char *word = tool->options.input_count ? tool->options.inputs[0] : "list|lint|test";

	if (tool->options.use && !is_use(tool->options.use))
		return tm_tool_usage(tool, tool->options.use);
	if (tool->options.report == TM_REPORT_SARIF && strcmp(word, "list") == 0)
		return tm_tool_usage(tool, "sarif");
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(word, actions[i].name) != 0)
			continue;
		if (tool->options.input_count > 1 && !actions[i].takes_inputs)
			return tm_tool_usage(tool, tool->options.inputs[1]);
		return actions[i].run(tool);
	}
	return tm_tool_usage(tool, word);
}
