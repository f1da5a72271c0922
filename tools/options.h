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
#include "normalize/resource.h"

struct tm_tool;

enum {
	TM_RULES_MAX = 32 /* folders of rules */
};

/* The form of what is printed for people who keep the rules. */
enum tm_report_format { TM_REPORT_TEXT, TM_REPORT_JSON, TM_REPORT_SARIF };
enum tm_check_format { TM_CHECK_TEXT, TM_CHECK_SARIF };
enum tm_diff_format { TM_DIFF_TEXT, TM_DIFF_JSON, TM_DIFF_XML, TM_DIFF_HTML };
enum tm_color { TM_COLOR_AUTO, TM_COLOR_ALWAYS, TM_COLOR_NEVER };
enum tm_ignore { TM_IGNORE_NOTHING, TM_IGNORE_WORDS };

struct tm_options {
	const char *output;       /* -o; NULL is standard output */
	struct tm_slice encoding; /* of the inputs; absent: each is found out */
	enum tm_format format;
	enum tm_report_format report;
	enum tm_check_format check_format;
	const char *against; /* a saved catalogue, or NULL */
	const char *use;     /* of rules; NULL is all */
	enum tm_csv_encoding csv_encoding;
	enum tm_language language;
	bool language_given; /* messages are English unless said otherwise, titles of tables Chinese */
	int jobs;            /* threads; 0: one for each processor */
	enum tm_jit jit;
	const char *rules[TM_RULES_MAX]; /* folders, in the order given */
	size_t rule_count;
	enum tm_diff_format diff_format;
	enum tm_color color;
	enum tm_ignore ignore;
	bool stat, figures;
	bool text; /* read: the text alone */
	bool strict, quiet, verbose, help, version;
	char **inputs; /* operands, in place */
	int input_count;
};

/* The YAML files that are built into the tools, and the one of that name, which must be there. */
extern const struct tm_resource tm_tool_resources[];
const struct tm_resource *tm_tool_resource(const char *name);

struct tm_command {
	const char *name;
	int (*run)(struct tm_tool *tool); /* returns the exit status */
	const char *options;              /* keys of the options it takes, separated by spaces */
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
