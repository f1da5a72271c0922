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
	size_t documents, clauses, offices, citations, failed, skipped;
};

struct build {
	struct tm_tool *tool;
	struct tm_catalogue_writer writer;
	struct summary summary;
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

/* A third line for what was found in folders and archives, and for all that is not UTF-8 text: how it was read. */
static void add_origin(struct summary *s, const struct tm_job *job)
{
	const struct tm_source *source = &job->staged->doc.source;
	struct tm_buffer line = TM_BUFFER_INIT;

	if (!job->input->found && tm_slice_is(source->format, "text") && tm_slice_is(source->encoding, "UTF-8"))
		return;
	tm_buffer_slice(&line, source->format);
	tm_buffer_byte(&line, ' ');
	tm_buffer_slice(&line, source->encoding);
	tm_buffer_lit(&line, ": ");
	tm_buffer_slice(&line, source->name);
	tm_buffer_lit(&s->text, "  ");
	fit(&s->text, tm_buffer_view(&line), 78);
	tm_buffer_byte(&s->text, '\n');
	tm_buffer_release(&line);
}

/* Two lines a document, 80 columns: number and counts; title. */
static void add_to_summary(struct summary *s, const struct tm_job *job)
{
	const struct tm_document *doc = &job->staged->doc;
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
	add_origin(s, job);
}

/* One line for an input without a document: why, and which. */
static void add_failure(struct summary *s, const struct tm_job *job)
{
	const struct tm_diagnostics *list = &job->diagnostics;
	struct tm_buffer line = TM_BUFFER_INIT;

	s->failed++;
	tm_buffer_str(&line,
		      list->count ? tm_code_name(list->items[0].code) : tm_code_name(TM_D_CATALOGUE_INVALID));
	tm_buffer_lit(&line, ": ");
	tm_buffer_slice(&line, job->input->name);
	tm_buffer_lit(&s->text, "! ");
	fit(&s->text, tm_buffer_view(&line), 78);
	tm_buffer_byte(&s->text, '\n');
	tm_buffer_release(&line);
}

static void build_one(struct tm_job *job, void *context)
{
	struct build *b = context;

	if (job->input->failed && job->input->why == TM_D_INPUT_SKIPPED) {
		b->summary.skipped++;
		return;
	}
	if (job->staged && tm_tool_add(b->tool, &b->writer, job->staged))
		add_to_summary(&b->summary, job);
	else
		add_failure(&b->summary, job);
}

static void print_summary(struct tm_tool *tool, struct summary *s)
{
	if (tool->options.quiet || !tool->options.output)
		return;
	tm_buffer_printf(&s->text, "%s: %zu documents, %zu clauses, %zu offices, %zu citations",
			 tool->options.output, s->documents, s->clauses, s->offices, s->citations);
	if (s->failed)
		tm_buffer_printf(&s->text, "; %zu inputs not read", s->failed);
	if (s->skipped)
		tm_buffer_printf(&s->text, "; %zu passed over", s->skipped);
	tm_buffer_byte(&s->text, '\n');
	tm_output_fd(STDERR_FILENO, tm_buffer_view(&s->text));
}

int tm_build(struct tm_tool *tool)
{
	struct build b = { .tool = tool,
			   .writer = { .format = tool->options.format },
			   .summary = { .text = TM_BUFFER_INIT } };

	if (!tm_tool_start(tool, 0))
		return tool->status;
	if (tm_tool_begin(tool, &b.writer, &tool->engine->head)) {
		tm_tool_run(tool, TM_STAGE_EXTRACT, build_one, &b);
		if (tm_tool_end(tool, &b.writer) && tm_tool_deliver(tool, &b.writer))
			print_summary(tool, &b.summary);
	}
	tm_buffer_release(&b.summary.text);
	tm_tool_release(&b.writer);
	return tool->status;
}
