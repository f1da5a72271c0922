/*
 * filters.c - tiaomu read, normalize, segment, extract, validate: one stage each, from pipe to pipe.
 */
#include <limits.h>

#include "schema/validate.h"
#include "tool.h"

enum {
	STAGE_MAX = INT_MAX /* bytes of a stage file: what libxml2 takes at once */
};

/* One run of a filter. */
struct filter {
	struct tm_tool *tool;
	enum tm_stage stage;
	struct tm_buffer out;
	struct tm_head head;
	struct tm_catalogue_writer writer; /* validate */
	bool invalid;                      /* validate: some document was */
};

static void write_read(struct tm_job *job, void *context)
{
	if (job->staged)
		tm_stage_write(context, job->staged, TM_STAGE_READ);
}

/* What parts a line from the one before it: the cells of a row stand in one line. */
static char separator(const struct tm_grid_place *last, const struct tm_grid_place *place)
{
	if (!place->table || last->table != place->table || last->row != place->row)
		return '\n';
	return last->column == place->column ? ' ' : '\t';
}

static void write_text(struct tm_job *job, void *context)
{
	const struct tm_text *text = job->staged ? &job->staged->lines : NULL;
	const struct tm_line *last = NULL;
	struct tm_buffer *out = context;

	for (size_t i = 0; text && i < text->line_count; i++) {
		const struct tm_line *line = &text->lines[i];

		if (line->field.len)
			continue;
		if (last)
			tm_buffer_byte(out, separator(&last->place, &line->place));
		tm_buffer_slice(out, tm_text_line(text, i));
		last = line;
	}
	if (last)
		tm_buffer_byte(out, '\n');
}

int tm_read_command(struct tm_tool *tool)
{
	struct tm_buffer out = TM_BUFFER_INIT;

	if (!tm_tool_start(tool, 0))
		return tool->status;
	if (tool->options.text) {
		tm_tool_run(tool, TM_STAGE_READ, write_text, &out);
	} else {
		tm_catalogue_begin(&out, TM_FORMAT_XML, &tool->engine->head);
		tm_tool_run(tool, TM_STAGE_READ, write_read, &out);
		tm_catalogue_end(&out, TM_FORMAT_XML);
	}
	tm_tool_output(tool, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return tool->status;
}

/* Diagnostics that came with the document were printed by the stage that made them. */
static void report_new(struct tm_tool *tool, const struct tm_staged *staged, const struct tm_diagnostics *before)
{
	struct tm_staged fresh = *staged;
	struct tm_diagnostics *list = &fresh.doc.diagnostics;

	tm_diagnostics_init(list, &tool->worker.arena);
	for (size_t i = 0; i < staged->doc.diagnostics.count; i++) {
		const struct tm_diagnostic *d = &staged->doc.diagnostics.items[i];
		bool known = false;

		for (size_t k = 0; k < before->count && !known; k++)
			known = before->items[k].code == d->code && before->items[k].span.start == d->span.start &&
				before->items[k].span.end == d->span.end;
		if (!known)
			tm_diagnose(list, d->code, d->span, d->arg_count, d->args);
	}
	tm_tool_report_document(tool, &fresh, 0);
}

static bool step(struct tm_staged *staged, void *context)
{
	struct filter *f = context;
	struct tm_diagnostics before = staged->doc.diagnostics;

	if (before.count) {
		before.items = tm_arena_array(&f->tool->worker.arena, before.count, sizeof(*before.items));
		memcpy(before.items, staged->doc.diagnostics.items, before.count * sizeof(*before.items));
	}
	tm_engine_step(f->tool->engine, &f->tool->worker, staged, f->stage);
	report_new(f->tool, staged, &before);
	tm_stage_write(&f->out, staged, f->stage);
	tm_worker_clear(&f->tool->worker);
	return true;
}

/* Runs `each` over the documents of every operand, or of standard input. */
static bool over_inputs(struct filter *f, enum tm_stage wanted, tm_stage_fn *each)
{
	static char standard_input[] = "-";
	char *one[] = { standard_input };
	struct tm_tool *tool = f->tool;
	char **inputs = tool->options.input_count ? tool->options.inputs : one;
	int count = tool->options.input_count ? tool->options.input_count : 1;
	bool ok = true;

	for (int i = 0; i < count; i++) {
		struct tm_arena arena = TM_ARENA_INIT;
		struct tm_slice bytes;

		ok &= tm_bytes_load(&bytes, inputs[i], STAGE_MAX, &arena, &tool->diagnostics) &&
		      tm_stage_read(bytes, wanted, &f->head, &tool->worker.arena, &tool->diagnostics, each, f);
		tm_tool_report(tool, tm_slice_str(strcmp(inputs[i], "-") ? inputs[i] : "<stdin>"));
		tm_worker_clear(&tool->worker);
		tm_arena_release(&arena);
	}
	return ok;
}

static int run_stage(struct tm_tool *tool, enum tm_stage stage)
{
	struct filter f = { .tool = tool, .stage = stage, .out = TM_BUFFER_INIT };

	if (!tm_tool_start(tool, 0))
		return tool->status;
	tm_catalogue_begin(&f.out, TM_FORMAT_XML, &tool->engine->head);
	over_inputs(&f, (enum tm_stage)((int)stage - 1), step);
	tm_catalogue_end(&f.out, TM_FORMAT_XML);
	tm_tool_output(tool, tm_buffer_view(&f.out));
	tm_buffer_release(&f.out);
	return tool->status;
}

int tm_normalize_command(struct tm_tool *tool)
{
	return run_stage(tool, TM_STAGE_NORMALIZE);
}

int tm_segment_command(struct tm_tool *tool)
{
	return run_stage(tool, TM_STAGE_SEGMENT);
}

int tm_extract_command(struct tm_tool *tool)
{
	return run_stage(tool, TM_STAGE_EXTRACT);
}

static bool add(struct tm_staged *staged, void *context)
{
	struct filter *f = context;
	struct tm_catalogue_writer *writer = &f->writer;

	if (!writer->begun && !tm_tool_begin(f->tool, writer, &f->head))
		return false;
	tm_document_finish(&staged->doc, &f->tool->messages, &f->tool->worker.arena);
	f->invalid |= !tm_tool_add(f->tool, writer, staged);
	tm_worker_clear(&f->tool->worker);
	return true;
}

int tm_validate_command(struct tm_tool *tool)
{
	struct filter f = { .tool = tool, .writer = { .format = tool->options.format } };
	bool ok;

	ok = over_inputs(&f, TM_STAGE_EXTRACT, add) && !f.invalid;
	if (!f.writer.begun)
		ok &= tm_tool_begin(tool, &f.writer, &f.head);
	ok &= tm_tool_end(tool, &f.writer);
	if (ok && f.writer.format == TM_FORMAT_XML &&
	    !tm_validate(tm_buffer_view(&f.writer.out), &tool->diagnostics))
		ok = false;
	tm_tool_report(tool, TM_SLICE("<catalogue>"));
	if (ok)
		tm_tool_deliver(tool, &f.writer);
	tm_tool_release(&f.writer);
	return tool->status;
}
