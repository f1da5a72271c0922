/*
 * options.h - the command line as a table.
 *
 * Which commands and options there are stands in options.c; what they are for
 * stands in tools/help.yaml in English and Chinese, from which --help is made.
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include "schema/export.h"
#include "normalize/pattern.h"

struct tm_tool;

enum {
	TM_RULES_MAX = 32 /* folders of rules */
};

/* The form of what is printed for people who keep the rules. */
enum tm_report_format { TM_REPORT_TEXT, TM_REPORT_JSON };

struct tm_options {
	const char *output; /* -o; NULL is standard output */
	enum tm_format format;
	enum tm_report_format report;
	const char *use; /* of rules; NULL is all */
	enum tm_csv_encoding csv_encoding;
	enum tm_language language;
	bool language_given; /* messages are English unless said otherwise, titles of tables Chinese */
	enum tm_jit jit;
	const char *rules[TM_RULES_MAX]; /* folders, in the order given */
	size_t rule_count;
	bool strict, quiet, verbose, help, version;
	char **inputs; /* operands, in place */
	int input_count;
};

struct tm_command {
	const char *name;
	int (*run)(struct tm_tool *tool); /* returns the exit status */
	const char *options;              /* long options it takes, separated by spaces */
	bool filter;                      /* no operands mean standard input */
};

/* The commands, ended by a NULL name. */
extern const struct tm_command tm_commands[];

/*
 * Reads `argv` (from behind the command's name, or from the start when
 * `command` is NULL) into `options`.  Returns NULL, or the word at fault.
 */
const char *tm_options_read(struct tm_options *options, const struct tm_command *command, int argc, char **argv);

/* The help page of a command, or of the program when it is NULL. */
void tm_help_write(struct tm_buffer *out, const struct tm_command *command, enum tm_language language);

#endif
