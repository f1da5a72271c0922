/*
 * main.c - tiaomu: finds the command and runs it.
 */
#include <libxml/parser.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "output.h"
#include "schema/version.h"
#include "tool.h"

const struct tm_command tm_commands[] = {
	{ "build", tm_build, "output format csv-encoding encoding jobs rules jit strict quiet verbose", false },
	{ "read", tm_read_command, "output text encoding jobs rules quiet verbose strict", false },
	{ "normalize", tm_normalize_command, "output rules quiet verbose strict", true },
	{ "segment", tm_segment_command, "output rules quiet verbose strict", true },
	{ "extract", tm_extract_command, "output rules quiet verbose strict", true },
	{ "validate", tm_validate_command, "output format csv-encoding quiet verbose strict", true },
	{ "diff", tm_diff_command, "output diff/format ignore stat figures color encoding jobs rules jit verbose",
	  false },
	{ "check", tm_check_command, "against output check/format encoding jobs rules jit quiet check/verbose",
	  true },
	{ "rules", tm_rules_command, "output findings/format rules use", true },
	{ "explain", tm_explain_command, "output report/format rules", false },
	{ NULL, NULL, NULL, false },
};

static void die_of_memory(void)
{
	tm_output_fd(STDERR_FILENO, TM_SLICE("tiaomu: error: out of memory\n"));
	_exit(TM_EXIT_TROUBLE);
}

/* Catalogues name no files of their own; whatever asks for one is refused. */
static xmlParserInputPtr refuse(const char *url, const char *id, xmlParserCtxtPtr context)
{
	(void)url;
	(void)id;
	(void)context;
	return NULL;
}

static int print_help(struct tm_tool *tool)
{
	struct tm_buffer out = TM_BUFFER_INIT;

	tm_help_write(&out, tool->command, tool->options.language);
	tool->options.output = NULL;
	tm_tool_output(tool, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return tool->status;
}

static int run(struct tm_tool *tool, int argc, char **argv)
{
	const char *wrong;
	int skip = 1;

	if (argc > 1 && argv[1][0] != '-') {
		for (tool->command = tm_commands; tool->command->name; tool->command++)
			if (strcmp(argv[1], tool->command->name) == 0)
				break;
		if (!tool->command->name)
			return tm_tool_usage(tool, argv[1]);
		skip = 2;
	}
	wrong = tm_options_read(&tool->options, tool->command, argc - skip, argv + skip);
	if (wrong)
		return tm_tool_usage(tool, wrong);
	if (tool->options.version) {
		tm_tool_output(tool, TM_SLICE("tiaomu " TM_VERSION "\n"));
		return tool->status;
	}
	if (tool->options.help)
		return print_help(tool);
	if (!tool->command || (!tool->command->filter && tool->options.input_count == 0))
		return tm_tool_usage(tool, tool->command ? "FILE" : "COMMAND");
	return tool->command->run(tool);
}

int main(int argc, char **argv)
{
	struct tm_tool tool = { .command = NULL };
	int status;

	signal(SIGPIPE, SIG_IGN);
	tm_set_out_of_memory(die_of_memory);
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse);
	tm_arena_init(&tool.arena);
	tm_diagnostics_init(&tool.diagnostics, &tool.arena);
	tm_worker_init(&tool.worker);
	if (!tm_messages_load(&tool.messages, &tool.diagnostics))
		abort(); /* built in and tested: our own mistake */
	status = run(&tool, argc, argv);
	tm_worker_release(&tool.worker);
	tm_engine_free(tool.engine);
	tm_arena_release(&tool.arena);
	xmlCleanupParser();
	return status;
}
