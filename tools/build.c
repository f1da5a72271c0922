/*
 * build.c - tiaomu build: raw files to a validated catalogue.
 */
#include <stdio.h>
#include <unistd.h>

#include "normalize/utf8.h"
#include "output.h"
#include "tool.h"

struct summary {
	struct tm_buffer text;
	size_t documents, clauses, offices, citations, failed;
};

/* `text` cut to `columns`, with … where something is missing. */
static void fit(struct tm_buffer *out, struct tm_slice text, size_t columns)
{
	size_t width = 0, n, end = 0;
	bool whole = tm_text_width(text) <= columns;

	for (size_t i = 0; i < text.len; i += n) {
		width += (size_t)tm_char_width(tm_utf8_decode(text.ptr + i, &n));
		if (width > (whole ? columns : columns - 1))
			break;
		end = i + n;
	}
	tm_buffer_add(out, text.ptr, end);
	if (!whole)
		tm_buffer_lit(out, "\xE2\x80\xA6");
}

static void pad(struct tm_buffer *out, size_t from, size_t columns)
{
	size_t width = tm_text_width((struct tm_slice){ out->data + from, out->len - from });

	while (width++ < columns)
		tm_buffer_byte(out, ' ');
}

/* Two lines a document, 80 columns: number and counts; title. */
static void add_to_summary(struct summary *s, const struct tm_document *doc)
{
	size_t offices = 0, warnings = 0, start = s->text.len;

	for (size_t i = 0; i < doc->clause_count; i++)
		offices += doc->clauses[i].office_count;
	for (size_t i = 0; i < doc->report_count; i++)
		warnings += doc->reports[i].severity != TM_NOTE;
	fit(&s->text, doc->id, 24);
	pad(&s->text, start, 26);
	tm_buffer_printf(&s->text, "%4zu clauses %5zu offices %3zu citations %3zu warnings\n  ", doc->clause_count,
			 offices, doc->citation_count, warnings);
	fit(&s->text, doc->title.len ? doc->title : doc->source.name, 78);
	tm_buffer_byte(&s->text, '\n');
	s->documents++;
	s->clauses += doc->clause_count;
	s->offices += offices;
	s->citations += doc->citation_count;
}

static void build_one(struct tm_tool *tool, const char *path, struct tm_catalogue_writer *writer,
		      struct summary *summary)
{
	struct tm_source source;
	struct tm_staged *staged = NULL;

	if (tm_source_load(&source, path, &tool->worker.arena, &tool->diagnostics)) {
		source.encoding = tool->options.encoding;
		staged = tm_engine_run(tool->engine, &tool->worker, &source, TM_STAGE_EXTRACT, &tool->diagnostics);
	}
	tm_tool_report(tool, tm_slice_str(path));
	if (staged) {
		tm_tool_report_document(tool, staged, 0);
		if (tm_tool_add(tool, writer, staged))
			add_to_summary(summary, &staged->doc);
		else
			staged = NULL;
	}
	summary->failed += staged == NULL;
	tm_worker_clear(&tool->worker);
}

static void print_summary(struct tm_tool *tool, struct summary *s)
{
	if (tool->options.quiet || !tool->options.output)
		return;
	tm_buffer_printf(&s->text, "%s: %zu documents, %zu clauses, %zu offices, %zu citations",
			 tool->options.output, s->documents, s->clauses, s->offices, s->citations);
	if (s->failed)
		tm_buffer_printf(&s->text, "; %zu inputs not read", s->failed);
	tm_buffer_byte(&s->text, '\n');
	tm_output_fd(STDERR_FILENO, tm_buffer_view(&s->text));
}

int tm_build(struct tm_tool *tool)
{
	struct tm_catalogue_writer writer = { .format = tool->options.format };
	struct summary summary = { .text = TM_BUFFER_INIT };

	if (!tm_tool_start(tool, (size_t)tool->options.input_count))
		return tool->status;
	if (tm_tool_begin(tool, &writer, &tool->engine->head)) {
		for (int i = 0; i < tool->options.input_count; i++)
			build_one(tool, tool->options.inputs[i], &writer, &summary);
		if (tm_tool_end(tool, &writer) && tm_tool_deliver(tool, &writer))
			print_summary(tool, &summary);
	}
	tm_buffer_release(&summary.text);
	tm_tool_release(&writer);
	return tool->status;
}
