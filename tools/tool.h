/*
 * tool.h - what the subcommands share: the engine, messages, output, exit status.
 */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include "jobs.h"
#include "options.h"
#include "progress.h"
#include "schema/engine.h"
#include "schema/export.h"

struct tm_tool {
	struct tm_options options;
	const struct tm_command *command;
	struct tm_arena arena;             /* lives as long as the program */
	struct tm_diagnostics diagnostics; /* of inputs that were not read, and of files */
	struct tm_engine *engine;
	struct tm_worker worker;
	struct tm_messages messages;
	struct tm_progress *progress; /* of the run at hand, or NULL */
	int status;                   /* the worst so far */
};

/* Exit statuses (contract section 6). */
enum { TM_EXIT_OK, TM_EXIT_FINDINGS, TM_EXIT_TROUBLE };

/* Remembers `status` if it is worse than what was. */
void tm_tool_worse(struct tm_tool *tool, int status);

/* Loads the rules for so many documents (0: not known yet); false after printing what is wrong with them. */
bool tm_tool_start(struct tm_tool *tool, size_t documents);

/*
 * Prints the diagnostics of the tool's own list and empties it; `name` is the
 * file they are about.  They are trouble.
 */
void tm_tool_report(struct tm_tool *tool, struct tm_slice name);

/* FILE:LINE:COLUMN: severity: message [code], in the user's language. */
void tm_tool_line(const struct tm_tool *tool, struct tm_buffer *out, struct tm_slice file, uint32_t line,
		  uint32_t column, const struct tm_diagnostic *diagnostic);

/* Says that a word of the command line is missing or cannot stand there; trouble. */
int tm_tool_usage(struct tm_tool *tool, const char *word);
/* The same for a list of somebody else's, whose notes are no trouble. */
void tm_tool_report_list(struct tm_tool *tool, const struct tm_diagnostics *list, struct tm_slice name);

/* Takes all operands up to stage `last`, hands the results over in order, and reports what was not read. */
void tm_tool_run(struct tm_tool *tool, enum tm_stage last, tm_job_fn *each, void *context);

/* The same of these operands, without the diagnostics of documents that were read. */
void tm_tool_run_inputs(struct tm_tool *tool, char **operands, int count, enum tm_stage last, tm_job_fn *each,
			void *context);

/* Prints the diagnostics of a document from number `from` on, and counts them in the status. */
void tm_tool_report_document(struct tm_tool *tool, const struct tm_staged *staged, size_t from);

/* Line and column (in characters) of a source offset. */
void tm_tool_position(const struct tm_text *lines, uint32_t at, uint32_t *line, uint32_t *column);

/* A catalogue that is being written: into a buffer, or as tables. */
struct tm_catalogue_writer {
	enum tm_format format;
	bool begun;
	struct tm_buffer out;
	struct tm_export *export; /* of the formats of schema/export.h */
	size_t count;
	struct tm_slice *ids;
	size_t id_count, id_room;
};

/* Begins it as the options say; false after a message. */
bool tm_tool_begin(struct tm_tool *tool, struct tm_catalogue_writer *writer, const struct tm_head *head);

/*
 * Checks a document and writes it, under a name of its own if its id was there
 * before; false, with the diagnostics printed, when it is invalid.
 */
bool tm_tool_add(struct tm_tool *tool, struct tm_catalogue_writer *writer, struct tm_staged *staged);

/* Completes it; false after a message. */
bool tm_tool_end(struct tm_tool *tool, struct tm_catalogue_writer *writer);

/* Writes the catalogue to the file or folder of -o, or to standard output; false after a message. */
bool tm_tool_deliver(struct tm_tool *tool, const struct tm_catalogue_writer *writer);

void tm_tool_release(struct tm_catalogue_writer *writer);

/* Writes the product to the file of -o, or to standard output; false after a message. */
bool tm_tool_output(struct tm_tool *tool, struct tm_slice product);

/* The subcommands. */
int tm_build(struct tm_tool *tool);
int tm_read_command(struct tm_tool *tool);
int tm_normalize_command(struct tm_tool *tool);
int tm_segment_command(struct tm_tool *tool);
int tm_extract_command(struct tm_tool *tool);
int tm_validate_command(struct tm_tool *tool);
int tm_diff_command(struct tm_tool *tool);
int tm_check_command(struct tm_tool *tool);
int tm_rules_command(struct tm_tool *tool);
int tm_explain_command(struct tm_tool *tool);

#endif
