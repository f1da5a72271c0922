/*
 * diff.c - tiaomu diff: two editions of one document, or two sets of documents.
 */
#include "diff_view.h"

#include <limits.h>
#include <unistd.h>

#include "tool.h"

/* One of the two operands: a document, a catalogue, a folder or an archive. */
struct edition {
	struct tm_tool *tool;
	struct tm_arena arena;   /* of what was read from one file */
	struct tm_arena *arenas; /* one for each document of a folder or archive */
	size_t arena_count, arena_room;
	struct tm_documents documents;
	bool is_set;
};

static void keep(struct edition *e, const struct tm_document *doc)
{
	const struct tm_document **slot = tm_arena_push(
		&e->tool->arena, &e->documents.items, &e->documents.count, &e->documents.room,
		sizeof(*slot)); /* NOLINT(bugprone-sizeof-expression): a list of pointers */

	*slot = doc;
}

static bool take_document(struct tm_staged *staged, void *context)
{
	keep(context, &staged->doc);
	return true;
}

static void read_catalogue(struct edition *e, struct tm_slice bytes)
{
	struct tm_head head = { 0 };

	if (!tm_stage_read(bytes, TM_STAGE_EXTRACT, &head, &e->arena, &e->tool->diagnostics, take_document, e))
		e->documents.count = 0;
	else if (!e->documents.count)
		tm_diagnose1(&e->tool->diagnostics, TM_D_DIFF_DOCUMENTS, (struct tm_span){ 0, 0 }, TM_NO_SLICE);
	e->is_set = e->documents.count > 1;
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
	source.encoding = tool->options.encoding;
	staged = tm_engine_run(tool->engine, &worker, &source, TM_STAGE_EXTRACT, &tool->diagnostics);
	e->arena = worker.arena;
	tool->worker.matcher = worker.matcher;
	if (staged)
		keep(e, &staged->doc);
}

/* Keeps a document of a folder, with the memory that it lives in. */
static void keep_job(struct tm_job *job, void *context)
{
	struct edition *e = context;
	struct tm_arena *arena;

	tm_tool_report_list(e->tool, &job->diagnostics, job->input->name);
	if (!job->staged)
		return;
	keep(e, &job->staged->doc);
	arena = tm_arena_push(&e->tool->arena, &e->arenas, &e->arena_count, &e->arena_room, sizeof(*arena));
	*arena = job->worker.arena;
	tm_arena_init(&job->worker.arena);
}

/* Reads one operand; false, after messages, when there is no document in it. */
static bool read_edition(struct edition *e, char **operand)
{
	struct tm_slice bytes;

	if (tm_inputs_is_collection(*operand)) {
		e->is_set = true;
		tm_tool_run_inputs(e->tool, operand, 1, TM_STAGE_EXTRACT, keep_job, e);
		return e->documents.count > 0;
	}
	if (tm_bytes_load(&bytes, *operand, INT_MAX, &e->arena, &e->tool->diagnostics)) {
		if (tm_is_catalogue(bytes))
			read_catalogue(e, bytes);
		else
			read_raw(e, *operand, bytes);
	}
	tm_tool_report(e->tool, tm_slice_str(*operand));
	return e->documents.count > 0;
}

static void release(struct edition *e)
{
	for (size_t i = 0; i < e->arena_count; i++)
		tm_arena_release(&e->arenas[i]);
	tm_arena_release(&e->arena);
}

static struct tm_diff_view make_view(struct tm_tool *tool, struct tm_buffer *out)
{
	const struct tm_options *o = &tool->options;

	return (struct tm_diff_view){
		.out = out,
		.language = o->language,
		.color = o->color == TM_COLOR_ALWAYS ||
			 (o->color == TM_COLOR_AUTO && !o->output && isatty(STDOUT_FILENO)),
		.only_stat = o->stat,
		.only_figures = o->figures,
	};
}

/* Two sets: which are editions of which, then each pair. */
static bool compare_sets(struct tm_tool *tool, const struct edition *old, const struct edition *new,
			 struct tm_buffer *out)
{
	struct tm_diff_set *set = tm_diff_sets(&old->documents, &new->documents, &tool->arena);
	struct tm_diff_view view = make_view(tool, out);

	view.set = set;
	for (size_t i = 0; i < set->count; i++)
		if (tool->options.ignore == TM_IGNORE_WORDS && set->items[i].diff)
			tm_diff_ignore_words(set->items[i].diff);
	if (tool->options.diff_format == TM_DIFF_JSON) {
		tm_diff_set_json(out, set);
	} else if (tool->options.diff_format == TM_DIFF_XML) {
		tm_diff_set_xml(out, set);
	} else {
		tm_diff_view_begin(&view);
		if (tool->options.diff_format == TM_DIFF_HTML)
			tm_diff_set_page(&view);
		else
			tm_diff_set_report(&view);
		tm_diff_view_end(&view);
	}
	return tm_diff_set_differs(set);
}

static bool compare_two(struct tm_tool *tool, const struct edition *old, const struct edition *new,
			struct tm_buffer *out)
{
	struct tm_diff *diff = tm_diff_documents(old->documents.items[0], new->documents.items[0], &tool->arena);
	struct tm_diff_view view = make_view(tool, out);

	view.diff = diff;
	if (tool->options.ignore == TM_IGNORE_WORDS)
		tm_diff_ignore_words(diff);
	if (tool->options.diff_format == TM_DIFF_JSON) {
		tm_diff_json(out, diff);
	} else if (tool->options.diff_format == TM_DIFF_XML) {
		tm_diff_xml(out, diff);
	} else {
		tm_diff_view_begin(&view);
		if (tool->options.diff_format == TM_DIFF_HTML)
			tm_diff_page(&view);
		else
			tm_diff_report(&view);
		tm_diff_view_end(&view);
	}
	return tm_diff_differs(diff);
}

int tm_diff_command(struct tm_tool *tool)
{
	struct edition old = { .tool = tool }, new = { .tool = tool };
	struct tm_buffer out = TM_BUFFER_INIT;
	char **inputs = tool->options.inputs;
	bool ok, differs;

	if (tool->options.input_count != 2)
		return tm_tool_usage(tool, tool->options.input_count < 2 ? "NEW" : inputs[2]);
	if (!tm_tool_start(tool, 2))
		return tool->status;
	ok = read_edition(&old, &inputs[0]);
	if (read_edition(&new, &inputs[1]) && ok) {
		differs = old.is_set || new.is_set ? compare_sets(tool, &old, &new, &out)
						   : compare_two(tool, &old, &new, &out);
		if (tm_tool_output(tool, tm_buffer_view(&out)) && differs)
			tm_tool_worse(tool, TM_EXIT_FINDINGS);
	}
	tm_buffer_release(&out);
	release(&old);
	release(&new);
	return tool->status;
}
