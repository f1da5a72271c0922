/*
 * check.c - tiaomu check: the program against golden files and cases.
 */
#include "golden.h"
#include "tool.h"

static void print_case(struct tm_buffer *out, const char *what, struct tm_slice path)
{
	tm_buffer_printf(out, "%s ", what);
	tm_buffer_slice(out, path);
	tm_buffer_byte(out, '\n');
}

int tm_check_command(struct tm_tool *tool)
{
	static char golden[] = "golden";
	struct tm_case_list list = { 0 };
	struct tm_buffer out = TM_BUFFER_INIT, report = TM_BUFFER_INIT;
	size_t counts[3] = { 0 }, known_bugs = 0;

	if (tool->options.input_count == 0) {
		tool->options.inputs[0] = golden;
		tool->options.input_count = 1;
	}
	for (int i = 0; i < tool->options.input_count; i++)
		tm_golden_find(tool, tool->options.inputs[i], &list);
	if (tool->status || !tm_tool_start(tool, list.count))
		return tool->status;
	for (size_t i = 0; i < list.count; i++) {
		enum tm_verdict verdict;
		size_t marks = 0;

		tm_buffer_clear(&report);
		verdict = tm_golden_check(tool, list.paths[i], &report, &marks);
		counts[verdict]++;
		known_bugs += marks;
		if (verdict == TM_PASSED) {
			if (tool->options.verbose)
				print_case(&out, "passed", list.paths[i]);
			continue;
		}
		print_case(&out, verdict == TM_FAILED ? "FAILED" : "known bug", list.paths[i]);
		tm_buffer_slice(&out, tm_buffer_view(&report));
		if (marks > 1)
			tm_buffer_printf(&out, "%zu known bugs in it\n", marks);
		print_case(&out, "alone: tiaomu check", list.paths[i]);
	}
	if (known_bugs)
		tm_buffer_printf(&out, "%zu known bugs\n", known_bugs);
	tm_buffer_printf(&out, "%zu passed, %zu failed\n", counts[TM_PASSED] + counts[TM_KNOWN_BUG],
			 counts[TM_FAILED]);
	if (counts[TM_FAILED])
		tm_tool_worse(tool, TM_EXIT_FINDINGS);
	tm_tool_output(tool, tm_buffer_view(&out));
	tm_buffer_release(&report);
	tm_buffer_release(&out);
	return tool->status;
}
