/*
 * diff.c - tiaomu diff: two editions of one document.
 */
#include "diff_view.h"

#include <limits.h>
#include <unistd.h>

#include "tool.h"

/* One of the two inputs. */
struct edition {
	struct tm_tool *tool;
	struct tm_arena arena;
	const struct tm_document *doc;
	size_t count; /* documents in it */
};

static bool take_document(struct tm_staged *staged, void *context)
{
	struct edition *e = context;

	if (e->count++ == 0)
		e->doc = &staged->doc;
	return true;
}

static void read_catalogue(struct edition *e, struct tm_slice bytes)
{
	struct tm_head head = { 0 };

	if (!tm_stage_read(bytes, TM_STAGE_EXTRACT, &head, &e->arena, &e->tool->diagnostics, take_document, e)) {
		e->doc = NULL;
		return;
	}
	if (e->count == 1)
		return;
	tm_diagnose1(&e->tool->diagnostics, TM_D_DIFF_DOCUMENTS, (struct tm_span){ 0, 0 },
		     tm_arena_printf(&e->arena, "%zu", e->count));
	e->doc = NULL;
}

static void read_raw(struct edition *e, const char *path, struct tm_slice bytes)
{
	struct tm_tool *tool = e->tool;
	struct tm_worker worker = { .arena = e->arena, .matcher = tool->worker.matcher };
	struct tm_staged *staged;
	struct tm_source source;

	if (bytes.len > TM_SOURCE_MAX) {
		tm_diagnose1(&tool->diagnostics, TM_D_INPUT_TOO_LARGE, (struct tm_span){ 0, 0 },
			     tm_arena_printf(&e->arena, "%d", TM_SOURCE_MAX));
		return;
	}
	tm_source_init(&source, tm_slice_str(path), bytes, &worker.arena);
	staged = tm_engine_run(tool->engine, &worker, &source, TM_STAGE_EXTRACT, &tool->diagnostics);
	e->arena = worker.arena;
	tool->worker.matcher = worker.matcher;
	if (staged)
		e->doc = &staged->doc;
}

/* Reads one input; without a document after a message. */
static bool read_edition(struct edition *e, const char *path)
{
	struct tm_slice bytes;

	if (tm_bytes_load(&bytes, path, INT_MAX, &e->arena, &e->tool->diagnostics)) {
		if (tm_is_catalogue(bytes))
			read_catalogue(e, bytes);
		else
			read_raw(e, path, bytes);
	}
	tm_tool_report(e->tool, tm_slice_str(path));
	return e->doc != NULL;
}

static void write_diff(struct tm_tool *tool, const struct tm_diff *diff, struct tm_buffer *out)
{
	const struct tm_options *o = &tool->options;
	struct tm_diff_view view = {
		.out = out,
		.diff = diff,
		.language = o->language,
		.color = o->color == TM_COLOR_ALWAYS ||
			 (o->color == TM_COLOR_AUTO && !o->output && isatty(STDOUT_FILENO)),
		.only_stat = o->stat,
		.only_figures = o->figures,
	};

	if (o->diff_format == TM_DIFF_JSON) {
		tm_diff_json(out, diff);
		return;
	}
	tm_diff_view_begin(&view);
	if (o->diff_format == TM_DIFF_HTML)
		tm_diff_page(&view);
	else
		tm_diff_report(&view);
	tm_diff_view_end(&view);
}

int tm_diff_command(struct tm_tool *tool)
{
	struct edition old = { .tool = tool }, new = { .tool = tool };
	struct tm_buffer out = TM_BUFFER_INIT;
	char **inputs = tool->options.inputs;
	bool ok;

	if (tool->options.input_count != 2) {
		tm_diagnose1(&tool->diagnostics, TM_D_USAGE, (struct tm_span){ 0, 0 },
			     tm_slice_str(tool->options.input_count < 2 ? "NEW" : inputs[2]));
		tm_tool_report(tool, TM_SLICE("tiaomu"));
		return tool->status;
	}
	if (!tm_tool_start(tool, 2))
		return tool->status;
	ok = read_edition(&old, inputs[0]);
	if (read_edition(&new, inputs[1]) && ok) {
		struct tm_diff *diff = tm_diff_documents(old.doc, new.doc, &tool->arena);

		if (tool->options.ignore == TM_IGNORE_WORDS)
			tm_diff_ignore_words(diff);
		write_diff(tool, diff, &out);
		if (tm_tool_output(tool, tm_buffer_view(&out)) && tm_diff_differs(diff))
			tm_tool_worse(tool, TM_EXIT_FINDINGS);
	}
	tm_buffer_release(&out);
	tm_arena_release(&old.arena);
	tm_arena_release(&new.arena);
	return tool->status;
}
