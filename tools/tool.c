#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "normalize/utf8.h"
#include "output.h"
#include "rules.h"

void tm_tool_worse(struct tm_tool *tool, int status)
{
	if (status > tool->status)
		tool->status = status;
}

/* Documents from which on machine code pays for itself. */
enum { JIT_DOCUMENTS = 10 };

/* Compiles the rules to machine code if the user wants it, or it pays for so many documents. */
static void use_jit(struct tm_tool *tool, size_t documents)
{
	if (tool->options.jit == TM_JIT_ON || (tool->options.jit == TM_JIT_AUTO && documents >= JIT_DOCUMENTS))
		tm_engine_jit(tool->engine);
}

bool tm_tool_start(struct tm_tool *tool, size_t documents)
{
	const struct tm_resource *rules = tm_rules_load(tool);

	if (!rules)
		return false;
	tool->engine = tm_engine_with_rules(rules, &tool->diagnostics);
	if (!tool->engine) {
		tm_tool_report(tool, TM_SLICE("tiaomu"));
		return false;
	}
	use_jit(tool, documents);
	return true;
}

void tm_tool_line(const struct tm_tool *tool, struct tm_buffer *out, struct tm_slice file, uint32_t line,
		  uint32_t column, const struct tm_diagnostic *diagnostic)
{
	tm_buffer_slice(out, file);
	tm_buffer_printf(out, ":%u:%u: %s: ", line ? line : 1, column ? column : 1,
			 tm_severity_name(tm_code_severity(diagnostic->code)));
	tm_message_write(&tool->messages, diagnostic, tool->options.language, out);
	tm_buffer_printf(out, " [%s]\n", tm_code_name(diagnostic->code));
}

int tm_tool_usage(struct tm_tool *tool, const char *word)
{
	tm_diagnose1(&tool->diagnostics, TM_D_USAGE, (struct tm_span){ 0, 0 }, tm_slice_str(word));
	tm_tool_report(tool, TM_SLICE("tiaomu"));
	return TM_EXIT_TROUBLE;
}

struct run {
	struct tm_tool *tool;
	tm_job_fn *each;
	void *context;
};

static void take(struct tm_job *job, void *context)
{
	const struct run *run = context;

	tm_tool_report_list(run->tool, &job->diagnostics, job->input->name);
	if (job->staged)
		tm_tool_report_document(run->tool, job->staged, 0);
	run->each(job, run->context);
}

/* Inputs that are being taken, and how many were handed over. */
struct progress {
	struct tm_tool *tool;
	const struct tm_inputs *inputs;
	size_t done;
	tm_job_fn *each;
	void *context;
};

static void step(const struct progress *p)
{
	if (p->done < p->inputs->count)
		tm_progress_step(p->tool->progress, p->done, p->inputs->items[p->done].name);
}

static void advance(struct tm_job *job, void *context)
{
	struct progress *p = context;

	p->each(job, p->context);
	p->done++;
	step(p);
}

void tm_tool_run_inputs(struct tm_tool *tool, char **operands, int count, enum tm_stage last, tm_job_fn *each,
			void *context)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct tm_inputs inputs = { .arena = &tool->arena };
	struct progress progress = { tool, &inputs, 0, each, context };
	struct tm_jobs jobs = { .engine = tool->engine,
				.inputs = &inputs,
				.last = last,
				.encoding = tool->options.encoding,
				.threads = tool->options.jobs };

	if (!jobs.threads)
		jobs.threads = processors > 0 ? (int)processors : 1;
	tm_inputs_list(&inputs, operands, count);
	use_jit(tool, inputs.count);
	tool->progress = tm_progress_start(inputs.count, tool->options.quiet);
	step(&progress);
	tm_jobs_run(&jobs, advance, &progress);
	tm_progress_end(tool->progress);
	tool->progress = NULL;
	tm_inputs_release(&inputs);
}

void tm_tool_run(struct tm_tool *tool, enum tm_stage last, tm_job_fn *each, void *context)
{
	struct run run = { tool, each, context };

	tm_tool_run_inputs(tool, tool->options.inputs, tool->options.input_count, last, take, &run);
}

static void print(struct tm_tool *tool, struct tm_slice file, uint32_t line, uint32_t column,
		  const struct tm_diagnostic *d)
{
	struct tm_buffer out = TM_BUFFER_INIT;
	enum tm_severity severity = tm_code_severity(d->code);

	if (severity == TM_NOTE && !tool->options.verbose)
		return;
	if (severity == TM_WARNING && tool->options.quiet)
		return;
	tm_tool_line(tool, &out, file, line, column, d);
	tm_progress_print(tool->progress, tm_buffer_view(&out));
	tm_buffer_release(&out);
}

void tm_tool_report_list(struct tm_tool *tool, const struct tm_diagnostics *list, struct tm_slice name)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct tm_diagnostic *d = &list->items[i];

		print(tool, d->file.len ? d->file : name, d->line, d->column, d);
		if (tm_code_severity(d->code) == TM_ERROR)
			tm_tool_worse(tool, TM_EXIT_TROUBLE);
	}
}

void tm_tool_report(struct tm_tool *tool, struct tm_slice name)
{
	tm_tool_report_list(tool, &tool->diagnostics, name);
	tool->diagnostics.count = 0;
}

/* A place in a text that has been counted to, so that the next one behind it is not counted from the line's start.
 */
struct cursor {
	size_t line; /* index */
	uint32_t byte, source, column;
};

static void go_to(struct cursor *c, const struct tm_text *lines, uint32_t at)
{
	size_t index = tm_text_line_at(lines, at), n;
	const struct tm_line *l = &lines->lines[index];

	if (!c->column || c->line != index || at < c->source)
		*c = (struct cursor){ index, l->start, 0, 1 };
	for (; c->byte < l->start + l->len && tm_map_start(&lines->map, c->byte) < at; c->byte += (uint32_t)n) {
		tm_utf8_decode(lines->bytes.ptr + c->byte, &n);
		c->column++;
	}
	c->source = at;
}

void tm_tool_position(const struct tm_text *lines, uint32_t at, uint32_t *line, uint32_t *column)
{
	struct cursor c = { 0 };

	*line = *column = 1;
	if (!lines->line_count)
		return;
	go_to(&c, lines, at);
	*line = lines->lines[c.line].number;
	*column = c.column;
}

void tm_tool_report_document(struct tm_tool *tool, const struct tm_staged *staged, size_t from)
{
	const struct tm_diagnostics *list = &staged->doc.diagnostics;
	struct cursor place = { 0, 0, 0, 0 };

	for (size_t i = from; i < list->count; i++) {
		const struct tm_diagnostic *d = &list->items[i];
		enum tm_severity severity = tm_code_severity(d->code);

		if (staged->lines.line_count)
			go_to(&place, &staged->lines, d->span.start);
		print(tool, staged->doc.source.name,
		      staged->lines.line_count ? staged->lines.lines[place.line].number : 1,
		      place.column ? place.column : 1, d);
		if (severity == TM_ERROR || (severity == TM_WARNING && tool->options.strict))
			tm_tool_worse(tool, TM_EXIT_FINDINGS);
	}
}

/* Ids that were there before get ~2, ~3 .... */
static void name_document(struct tm_tool *tool, struct tm_catalogue_writer *w, struct tm_document *doc)
{
	int times = 1;

	for (size_t i = 0; i < w->id_count; i++)
		times += tm_slice_eq(w->ids[i], doc->id);
	*(struct tm_slice *)tm_arena_push(&tool->arena, &w->ids, &w->id_count, &w->id_room,
					  sizeof(doc->id)) = tm_arena_slice(&tool->arena, doc->id);
	if (times > 1)
		doc->id = tm_arena_printf(&tool->arena, "%s~%d", w->ids[w->id_count - 1].ptr, times);
}

bool tm_tool_begin(struct tm_tool *tool, struct tm_catalogue_writer *writer, const struct tm_head *head)
{
	const struct tm_options *o = &tool->options;
	struct tm_export_options options = {
		.format = writer->format,
		.language = o->language_given ? o->language : TM_CHINESE,
		.encoding = o->csv_encoding,
		.messages = &tool->messages,
	};

	writer->begun = true;
	if (!tm_is_export(writer->format)) {
		tm_catalogue_begin(&writer->out, writer->format, head);
		return true;
	}
	writer->export = tm_export_new(&options, head, &tool->diagnostics);
	tm_tool_report(tool, TM_SLICE("tiaomu"));
	return writer->export != NULL;
}

bool tm_tool_add(struct tm_tool *tool, struct tm_catalogue_writer *writer, struct tm_staged *staged)
{
	struct tm_document *doc = &staged->doc;
	size_t known = doc->diagnostics.count;

	name_document(tool, writer, doc);
	if (!tm_document_check(doc, &tool->diagnostics)) {
		tm_tool_report(tool, doc->source.name);
		return false;
	}
	if (writer->export) {
		tm_export_document(writer->export, doc, &doc->diagnostics);
		tm_tool_report_document(tool, staged, known);
	} else {
		tm_catalogue_document(&writer->out, writer->format, doc, writer->count == 0);
	}
	writer->count++;
	return true;
}

bool tm_tool_end(struct tm_tool *tool, struct tm_catalogue_writer *writer)
{
	bool ok;

	if (!tm_is_export(writer->format)) {
		tm_catalogue_end(&writer->out, writer->format);
		return true;
	}
	ok = writer->export && tm_export_end(writer->export, &tool->diagnostics);
	tm_tool_report(tool, TM_SLICE("tiaomu"));
	if (!ok)
		tm_tool_worse(tool, TM_EXIT_TROUBLE);
	return ok;
}

void tm_tool_release(struct tm_catalogue_writer *writer)
{
	tm_buffer_release(&writer->out);
	tm_export_free(writer->export);
}

static const char *reason(int error)
{
	switch (error) {
	case ENOSPC:
		return "no space left on device";
	case EACCES:
	case EPERM:
	case EROFS:
		return "permission denied";
	case ENOENT:
		return "no such directory";
	case ENOTDIR:
		return "not a directory";
	case ENOTEMPTY:
		return "the directory holds other files";
	case EISDIR:
		return "is a directory";
	case EPIPE:
		return "nobody reads the output";
	case EBADF:
		return "standard output is closed";
	default:
		return "input/output error";
	}
}

static bool delivered(struct tm_tool *tool, int error)
{
	const char *path = tool->options.output;

	if (!error)
		return true;
	tm_diagnose1(&tool->diagnostics, TM_D_OUTPUT_FAILED, (struct tm_span){ 0, 0 },
		     tm_slice_str(reason(error)));
	tm_tool_report(tool, path ? tm_slice_str(path) : TM_SLICE("<stdout>"));
	return false;
}

bool tm_tool_output(struct tm_tool *tool, struct tm_slice product)
{
	const char *path = tool->options.output;

	return delivered(tool, path ? tm_output_file(path, product) : tm_output_fd(STDOUT_FILENO, product));
}

static bool deliver_folder(struct tm_tool *tool, const struct tm_export *export)
{
	size_t count = tm_export_count(export);
	struct tm_output_entry *entries = tm_arena_array(&tool->arena, count, sizeof(*entries));

	for (size_t i = 0; i < count; i++) {
		struct tm_export_file file = tm_export_file(export, i);

		entries[i] = (struct tm_output_entry){ tm_arena_slice(&tool->arena, file.name).ptr, file.bytes };
	}
	return delivered(tool, tm_output_folder(tool->options.output, entries, count));
}

bool tm_tool_deliver(struct tm_tool *tool, const struct tm_catalogue_writer *writer)
{
	if (writer->format == TM_FORMAT_CSV)
		return deliver_folder(tool, writer->export);
	return tm_tool_output(tool, writer->export ? tm_export_file(writer->export, 0).bytes
						   : tm_buffer_view(&writer->out));
}
